"""The named values of the chapter on arrivals."""

import pandas as pd
import pytest

from thirdcountry.chapters import arrival_trends
from thirdcountry.measures.arrivals import counts, nowcast
from thirdcountry.tables import load


@pytest.fixture(scope="module")
def korea():
    return counts.select_arrivals(load("arrivals"), "KOR")


@pytest.fixture(scope="module")
def series():
    return counts.official(load("arrivals"), "mou-2025-12")


def test_headline_names_the_largest_fall(series):
    found = arrival_trends.name_years(series)
    assert (found["peak_year"][0], found["peak"][0]) == (2009, 2914)
    assert (found["low_year"][0], found["low"][0]) == (2021, 63)
    assert found["change"][0] == pytest.approx(223 / 2914 - 1)
    assert found["fall_year"] == (2012, "year")
    assert found["fall_change"][0] == pytest.approx(1502 / 2706 - 1)
    assert found["female_share_last"][0] == pytest.approx(198 / 223)


def test_headline_follows_the_span(series):
    found = arrival_trends.name_years(counts.select_years(series, 2013, 2025))
    assert found["peak_year"] == (2013, "year")
    assert found["fall_year"] == (2020, "year")


def test_quarter_headline_is_missing_where_unpublished(korea):
    short = nowcast.select_parts(korea, 1998, 2025)
    assert arrival_trends.name_quarter(short, 2012)["quarter_before"] == (566, "persons")
    assert arrival_trends.name_quarter(short, 2005)["quarter_change"][0] is None


def test_the_quoted_partial_year_changes_the_decline(korea, series):
    nine = nowcast.check_nowcast(nowcast.pair_nine_months(korea))
    found = arrival_trends.name_quoted_year(series, nine, nowcast.find_quoted(korea))
    assert found["quoted_change"][0] == pytest.approx(-0.487, abs=5e-4)
    assert found["true_change"][0] == pytest.approx(-0.303, abs=5e-4)
    assert (found["quoted"][0], found["quoted_part"][0]) == (771, 775), "near, not the same"


def test_explanations_are_grouped_by_their_timing():
    matrix = pd.DataFrame(
        [
            ("a", "Timing", "fits"),
            ("a", "Routes", "nothing"),
            ("b", "Timing", "misses"),
            ("c", "Timing", "nothing"),
        ],
        columns=["explanation", "observable", "verdict"],
    )
    found = arrival_trends.name_explanations(matrix)
    assert found["timing_fits"][0] == ["a"] and found["timing_misses"][0] == ["b"]
    assert found["timing_nothing"][0] == ["c"] and found["nothing"][0] == 2
