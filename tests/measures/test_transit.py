"""Counts on the way, the balance and the bounds of concentration."""

import pandas as pd
import pytest

from thirdcountry.measures import transit
from thirdcountry.tables import load, used

SPAN = (1999, 2025)


@pytest.fixture(scope="module")
def counts():
    flows = transit.list_counts(load("arrivals"), used(load("route_counts"), False))
    reached = transit.list_arrivals(load("arrivals"), "KOR")
    return flows, reached, transit.compute_ratios(flows, reached, SPAN)


def test_thai_counts_against_arrivals(counts):
    """2,482 of 2,402 in 2010, 535 of 1,418 in 2016, 385 of 593 in the first half of 2017."""
    thai = transit.bound_ratios(counts[2])
    thai = thai[thai.host == "THA"].set_index("period_end")
    assert thai.theta_low["2010-12-31"] == pytest.approx(1.0333, abs=1e-4)
    assert thai.theta_high["2016-12-31"] == pytest.approx(0.3773, abs=1e-4)
    assert thai.theta_high["2017-06-30"] == pytest.approx(0.6492, abs=1e-4)
    assert thai.low["2008-12-31"] == 400 and thai.high["2008-12-31"] == 1724


def test_an_interval_holds_every_source(counts):
    points, bands = counts[2], transit.bound_ratios(counts[2])
    both = points.merge(bands, on=["host", "measure", "period_start", "period_end"])
    assert (both.theta.between(both.theta_low, both.theta_high)).all()
    assert both.figures.sum() == len(points) + sum(n * (n - 1) for n in bands.figures)


def test_parts_of_a_year_are_never_set_against_a_year(counts):
    flows, _, points = counts
    assert ((flows.host == "THA") & (flows.period_end == "2011-04-30")).any()
    assert points[(points.host == "THA") & (points.year == 2011)].empty
    assert set(points.months) == {6, 12}


def test_gap_years_are_those_without_any_count(counts):
    assert transit.find_gap_years(counts[0], "THA") == [2012, 2013, 2014, 2015]
    assert transit.find_gap_years(counts[0], "XXX") == []


def test_leaked_counts_change_mongolia(counts):
    flows = transit.list_counts(load("arrivals"), load("route_counts"))
    with_cables = transit.bound_ratios(transit.compute_ratios(flows, counts[1], SPAN))
    mongolia = with_cables[with_cables.host == "MNG"].set_index("year")
    assert mongolia.theta_high[2006] == pytest.approx(653 / 2028)
    assert (mongolia.low[2007], mongolia.high[2007]) == (488, 500)
    without = transit.bound_ratios(counts[2])
    assert 2006 not in without[without.host == "MNG"].year.tolist()


# -- the balance, by hand --------------------------------------------------------------------


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def balanced(low, high, reached=100, usa=None, change=None, gone=()):
    ratio = pd.DataFrame(
        {"year": [2010], "months": [12], "low": [low], "high": [high], "source_id": ["a"]}
    )
    korea = pd.DataFrame(
        {
            "period_start": [day("2010-01-01")],
            "period_end": [day("2010-12-31")],
            "arrivals": [reached],
            "source_id": ["b"],
        }
    )
    states = pd.DataFrame(
        {"year": [2010], "low": [usa], "high": [usa], "basis": ["fiscal"], "source_id": ["c"]}
    )
    stock = pd.DataFrame({"year": [2010], "change": [change], "source_id": ["d"]})
    frames = [
        ratio.iloc[:0] if "host" in gone else ratio,
        korea.iloc[:0] if "destination" in gone else korea,
        states.iloc[:0] if usa is None else states,
        stock.iloc[:0] if change is None else stock,
    ]
    return transit.check_balance(*frames, (2010, 2010)).iloc[0]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"low": 100, "high": 100}, "passes"),
        ({"low": 101, "high": 101}, "fails"),
        ({"low": 90, "high": 120}, "sources differ"),
        ({"low": 110, "high": 110, "usa": 10}, "passes"),
        ({"low": 110, "high": 110, "usa": 4, "change": 5}, "fails"),
        ({"low": 110, "high": 110, "usa": 4, "change": 6}, "passes"),
        ({"low": 95, "high": 95, "change": -6}, "fails"),
        ({"low": 1, "high": 1, "gone": ("host",)}, "unknown"),
        ({"low": 1, "high": 1, "gone": ("destination",)}, "unknown"),
    ],
)
def test_flow_balance(given, verdict):
    assert balanced(**given).verdict == verdict


def test_the_balance_names_what_is_missing_and_the_gap():
    line = balanced(low=130, high=140)
    assert line.missing == ["resettled", "waiting"] and line.gap == 30
    assert balanced(low=1, high=1, usa=0, change=0).missing == []


def test_the_balance_of_2010_fails_by_72(counts):
    """2,482 recorded in Thailand; 2,402 arrived in South Korea and 8 in the United States."""
    _, reached, points = counts
    thai = transit.bound_ratios(points)
    arrivals = load("arrivals")
    checked = transit.check_balance(
        thai[thai.host == "THA"],
        reached,
        transit.list_admissions(arrivals, "USA"),
        transit.find_stock_changes(arrivals, "THA"),
        SPAN,
    ).set_index("year")
    assert checked.verdict[2010] == "fails" and checked.gap[2010] == 72
    assert checked.missing[2010] == ["waiting"]
    assert (checked.verdict[[2006, 2007, 2008, 2009, 2016]] == "passes").all()
    assert (checked.verdict[[2012, 2013, 2014, 2015, 2017]] == "unknown").all()
    assert checked.change[2007] == 424 - 480


# -- concentration ---------------------------------------------------------------------------


def test_one_known_share_bounds_the_concentration():
    bounds = transit.bound_concentration(load("route_shares")).set_index("year")
    assert bounds.hhi_low[2016] == pytest.approx(0.72**2)
    assert bounds.hhi_high[2016] == pytest.approx(0.72**2 + 0.28**2)
    assert (bounds.precision == "exact").all() and (bounds.of_whom == "arrivals").all()
    for rest in ([0.28], [0.14, 0.14], [0.2, 0.05, 0.03], [0.01] * 28):
        split = sum(share**2 for share in (0.72, *rest))
        assert bounds.hhi_low[2016] <= split <= bounds.hhi_high[2016] + 1e-12
