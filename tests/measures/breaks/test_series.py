"""Periods are understood, and a series that cannot be used is refused with its rows."""

import pandas as pd
import pytest

from thirdcountry.measures.breaks import series
from thirdcountry.measures.breaks.series import BreakError


def rows(*cells):
    return pd.DataFrame(cells, columns=["period", "count"])


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (rows(("2001", 1), ("2002", 2)).drop(columns="count"), "no column count"),
        (rows(("spring", 1)), "period 'SPRING' is not understood"),
        (rows(("2001", "many")), "count 'many' is not a whole number"),
        (rows(("2001", -1)), "is not a whole number of at least zero"),
        (rows(("2001", 1.5)), "is not a whole number"),
        (rows(("2001", 1), ("2001", 2)), "periods 2001 and 2001 overlap"),
        (rows(("2001", 1), ("2001Q2", 2)), "overlap"),
        (rows(("2001", 1), ("2003", 2)), "a gap lies between 2001 and 2003"),
        (rows(("2001", 5), ("2002", 5), ("2003", 5)), "all counts are equal"),
        (rows(("2001", 1)).assign(population=0), "population must be a positive number"),
    ],
)
def test_a_series_that_cannot_be_used(frame, words):
    with pytest.raises(BreakError, match=words):
        series.read_series(frame)


def test_periods_are_understood():
    frame = rows(("2001h1", 5), ("2001H2", 6), ("2002-01", 3), ("2002-02", 4), ("2002-03", 4),
                 ("2002Q2", 9))  # fmt: skip
    data = series.read_series(frame)
    assert f"{data.end[0]:%Y-%m-%d}" == "2001-06-30" and f"{data.end[-1]:%Y-%m-%d}" == "2002-06-30"
