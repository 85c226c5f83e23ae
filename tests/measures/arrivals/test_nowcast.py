"""Parts of a year, and the whole year told from nine months."""

import pytest

from thirdcountry.measures.arrivals import counts, nowcast


def test_quarters_and_halves(korea):
    short = nowcast.select_parts(korea, 1998, 2025)
    quarter = short[(short.months == 3) & (short.period_start == "2012-01-01")]
    assert quarter.persons.tolist() == [352], "the latest printing of the first quarter of 2012"
    half = short[(short.period_start == "2013-07-01") & (short.months == 6)].iloc[0]
    assert half.persons == 1514 - 717 and half.status == "derived"
    year = short[(short.months == 3) & (short.period_start.dt.year == 2019)]
    assert year.persons.sum() == 1047
    assert "2010" not in set(short.period_start.dt.year.astype(str)), "gaps stay gaps"


def test_nowcast_from_nine_months(korea):
    pairs = nowcast.pair_nine_months(korea).set_index("year", drop=False)
    assert pairs.nine[2012] == 1086 and pairs.full[2012] == 1502
    assert pairs.nine[2019] == 229 + 320 + 226
    assert pairs.basis[2012] == "printed"
    assert pairs.basis[2019] == "quarters", "no source prints the nine months themselves"
    checked = nowcast.check_nowcast(pairs)
    assert checked.inside.mean() >= 0.8
    assert (checked.low < checked.estimate).all() and (checked.estimate < checked.high).all()
    with pytest.raises(counts.SeriesError, match="three known years"):
        nowcast.nowcast(pairs.head(2), 100)
