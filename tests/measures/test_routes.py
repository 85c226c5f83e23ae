"""States of legs, counts on the way, the balance and the bounds of concentration."""

import pandas as pd
import pytest

from thirdcountry.measures import routes
from thirdcountry.tables import load, used

SPAN = (1999, 2025)


@pytest.fixture(scope="module")
def legs():
    rows = used(load("legs"), include_leaked=False)
    return rows, routes.network(rows, load("places"), load("countries"))


@pytest.fixture(scope="module")
def counts():
    flows = routes.counted(load("arrivals"), used(load("route_counts"), False))
    reached = routes.korea(load("arrivals"))
    return flows, reached, routes.throughput(flows, reached, SPAN)


def made(*rows) -> pd.DataFrame:
    """Legs between two places: (leg, first, last, status)."""
    table = pd.DataFrame(rows, columns=["leg_id", "first_year", "last_year", "status"])
    table["last_year"] = table.last_year.astype("Int64")
    return table.assign(
        from_place="hanoi",
        to_place="seoul",
        statement="said",
        leaked=False,
        source_id="bbc_2004_07",
    )


def state_of(rows: pd.DataFrame, year: int) -> str:
    network = routes.network(rows, load("places"), load("countries"))
    return routes.states(rows, network, year).status.iloc[0]


def test_a_year_without_a_row_is_not_known_on_either_side_and_between():
    rows = made(("a", 2004, 2004, "open"), ("a", 2006, 2007, "closed"))
    assert [state_of(rows, y) for y in range(2003, 2009)] == [
        "not known",
        "open",
        "not known",
        "closed",
        "closed",
        "not known",
    ]


def test_a_blank_last_year_runs_to_the_latest_year_of_the_table():
    rows = made(("a", 2004, None, "open"), ("b", 2010, 2010, "closed"))
    assert state_of(rows, 2010) == "open" and state_of(rows, 2011) == "not known"


def test_history_covers_the_span_once(legs):
    runs = routes.history(*legs, SPAN)
    for _, own in runs.groupby("number"):
        years = [y for r in own.itertuples() for y in range(r.first_year, r.last_year + 1)]
        assert years == list(range(SPAN[0], SPAN[1] + 1))
    assert (runs.statement.notna() == (runs.status != "not known")).all()


def test_history_and_states_agree_in_every_year(legs):
    rows, network = legs
    runs = routes.history(rows, network, SPAN)
    for year in range(SPAN[0], SPAN[1] + 1):
        now = runs[(runs.first_year <= year) & (runs.last_year >= year)].set_index("number")
        state = routes.states(rows, network, year).set_index("number")
        assert (now.status == state.status).all()


def test_history_clips_to_a_shorter_span():
    rows = made(("a", 2000, 2010, "open"))
    network = routes.network(rows, load("places"), load("countries"))
    runs = routes.history(rows, network, (2003, 2012))
    assert runs[["first_year", "last_year", "status"]].to_numpy().tolist() == [
        [2003, 2010, "open"],
        [2011, 2012, "not known"],
    ]


def test_documented_turns_of_the_ways(legs):
    """UN inquiry: Mongolia blocked from 2007. BBC: airlift from Viet Nam in 2004. HRW: northern
    border sealed from 2020. Laos hands nine over in May 2013 (RFA)."""
    rows, network = legs

    def status(leg, year):
        state = routes.states(rows, network, year).set_index("leg_id")
        return state.status[leg]

    assert status("chn-mng", 2005) == "open" and status("chn-mng", 2009) == "closed"
    assert status("vnm-kor", 2004) == "open" and status("vnm-kor", 2013) == "closed"
    assert status("prk-chn", 2021) == "closed"
    assert status("chn-lao", 2012) == "open" and status("chn-lao", 2013) == "restricted"
    assert status("lao-tha", 2013) == "open"


def test_a_leg_is_named_by_its_countries_and_by_its_town_only_where_that_is_needed():
    legs = routes.network(load("legs"), load("places"), load("countries"))
    named = legs.set_index("leg_id").passage
    assert named["mng-kor"] == "Mongolia to South Korea"
    assert named["tha-inland"] == "within Thailand"
    assert named["chn-south"] == "within China (Kunming)"
    assert named["lao-tha"] == "Laos to Thailand (Chiang Rai)"
    assert named["tha-usa"] == "Thailand to the United States"
    assert named.is_unique


def test_leaked_rows_are_left_out_unless_asked_for():
    every = load("legs")
    kept, less = used(every, True), used(every, False)
    assert len(kept) == len(every) > len(less) and not less.leaked.any()
    assert "khm-kor" in set(kept.leg_id) and "khm-kor" not in set(less.leg_id)
    cables = every[every.leaked.astype(bool)].source_id
    assert cables.str.contains("cable").all()


def test_what_only_cables_say_is_marked():
    for table in ("legs", "route_counts"):
        rows = load(table)
        cable = rows.source_id.str.contains("cable")
        assert (rows.leaked.astype(bool) == cable).all(), table


def test_coverage_counts_legs_per_year():
    rows = made(("a", 2004, 2006, "open"), ("b", 2006, 2006, "closed"))
    assert routes.coverage(rows).to_dict() == {2004: 1, 2005: 1, 2006: 2}


def test_thai_counts_against_arrivals(counts):
    """2,482 of 2,402 in 2010, 535 of 1,418 in 2016, 385 of 593 in the first half of 2017."""
    thai = routes.intervals(counts[2])
    thai = thai[thai.host == "THA"].set_index("label")
    assert thai.theta_low["2010"] == pytest.approx(1.0333, abs=1e-4)
    assert thai.theta_high["2016"] == pytest.approx(0.3773, abs=1e-4)
    assert thai.theta_high["Jan to Jun 2017"] == pytest.approx(0.6492, abs=1e-4)
    assert thai.low["2008"] == 400 and thai.high["2008"] == 1724


def test_an_interval_holds_every_source(counts):
    points, bands = counts[2], routes.intervals(counts[2])
    both = points.merge(bands, on=["host", "measure", "label"])
    assert (both.theta.between(both.theta_low, both.theta_high)).all()
    assert both.figures.sum() == len(points) + sum(n * (n - 1) for n in bands.figures)


def test_parts_of_a_year_are_never_set_against_a_year(counts):
    flows, _, points = counts
    assert ((flows.host == "THA") & (flows.period_end == "2011-04-30")).any()
    assert points[(points.host == "THA") & (points.year == 2011)].empty
    assert set(points.months) == {6, 12}


def test_gap_years_are_those_without_any_count(counts):
    assert routes.gaps(counts[0], "THA") == [2012, 2013, 2014, 2015]
    assert routes.gaps(counts[0], "XXX") == []


def test_leaked_counts_change_mongolia(counts):
    flows = routes.counted(load("arrivals"), load("route_counts"))
    with_cables = routes.intervals(routes.throughput(flows, counts[1], SPAN))
    mongolia = with_cables[with_cables.host == "MNG"].set_index("year")
    assert mongolia.theta_high[2006] == pytest.approx(653 / 2028)
    assert (mongolia.low[2007], mongolia.high[2007]) == (488, 500)
    without = routes.intervals(counts[2])
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
        korea.iloc[:0] if "korea" in gone else korea,
        states.iloc[:0] if usa is None else states,
        stock.iloc[:0] if change is None else stock,
    ]
    return routes.balance(*frames, (2010, 2010)).iloc[0]


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
        ({"low": 1, "high": 1, "gone": ("korea",)}, "unknown"),
    ],
)
def test_flow_balance(given, verdict):
    assert balanced(**given).verdict == verdict


def test_the_balance_names_what_is_missing_and_the_gap():
    line = balanced(low=130, high=140)
    assert line.missing == "United States, number waiting" and line.gap == 30
    assert balanced(low=1, high=1, usa=0, change=0).missing == ""


def test_the_balance_of_2010_fails_by_72(counts):
    """2,482 recorded in Thailand; 2,402 arrived in South Korea and 8 in the United States."""
    _, reached, points = counts
    thai = routes.intervals(points)
    arrivals = load("arrivals")
    checked = routes.balance(
        thai[thai.host == "THA"],
        reached,
        routes.admitted(arrivals),
        routes.waiting(arrivals, "THA"),
        SPAN,
    ).set_index("year")
    assert checked.verdict[2010] == "fails" and checked.gap[2010] == 72
    assert checked.missing[2010] == "number waiting"
    assert (checked.verdict[[2006, 2007, 2008, 2009, 2016]] == "passes").all()
    assert (checked.verdict[[2012, 2013, 2014, 2015, 2017]] == "unknown").all()
    assert checked.change[2007] == 424 - 480


# -- concentration ---------------------------------------------------------------------------


def test_one_known_share_bounds_the_concentration():
    bounds = routes.concentration(load("route_shares")).set_index("year")
    assert bounds.hhi_low[2016] == pytest.approx(0.72**2)
    assert bounds.hhi_high[2016] == pytest.approx(0.72**2 + 0.28**2)
    assert (bounds.precision == "exact").all() and (bounds.of_whom == "arrivals").all()
    for rest in ([0.28], [0.14, 0.14], [0.2, 0.05, 0.03], [0.01] * 28):
        split = sum(share**2 for share in (0.72, *rest))
        assert bounds.hhi_low[2016] <= split <= bounds.hhi_high[2016] + 1e-12


def test_rival_shares_stay_apart():
    found = routes.headline_shares(
        load("route_shares"), routes.concentration(load("route_shares")), "THA"
    )
    assert found["share_low"] == (0.72, "whole percent") and found["share_low_year"] == (
        2016,
        "year",
    )
    assert found["share_high"] == (0.95, "whole percent") and found["share_high_year"] == (
        2011,
        "year",
    )
    assert found["share_undated"] == (0.9, "whole percent") and found["hhi_year"] == (2016, "year")
