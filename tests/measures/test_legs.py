"""States of legs."""

import pandas as pd
import pytest

from thirdcountry.measures import legs
from thirdcountry.tables import load, used

SPAN = (1999, 2025)


@pytest.fixture(scope="module")
def known():
    rows = used(load("legs"), include_leaked=False)
    return rows, legs.list_legs(rows, load("places"))


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
    network = legs.list_legs(rows, load("places"))
    return legs.find_states(rows, network, year).status.iloc[0]


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


def test_history_covers_the_span_once(known):
    runs = legs.list_runs(*known, SPAN)
    for _, own in runs.groupby("number"):
        years = [y for r in own.itertuples() for y in range(r.first_year, r.last_year + 1)]
        assert years == list(range(SPAN[0], SPAN[1] + 1))
    assert (runs.statement.notna() == (runs.status != "not known")).all()


def test_history_and_states_agree_in_every_year(known):
    rows, network = known
    runs = legs.list_runs(rows, network, SPAN)
    for year in range(SPAN[0], SPAN[1] + 1):
        now = runs[(runs.first_year <= year) & (runs.last_year >= year)].set_index("number")
        state = legs.find_states(rows, network, year).set_index("number")
        assert (now.status == state.status).all()


def test_history_clips_to_a_shorter_span():
    rows = made(("a", 2000, 2010, "open"))
    network = legs.list_legs(rows, load("places"))
    runs = legs.list_runs(rows, network, (2003, 2012))
    assert runs[["first_year", "last_year", "status"]].to_numpy().tolist() == [
        [2003, 2010, "open"],
        [2011, 2012, "not known"],
    ]


def test_documented_turns_of_the_ways(known):
    """UN inquiry: Mongolia blocked from 2007. BBC: airlift from Viet Nam in 2004. HRW: northern
    border sealed from 2020. Laos hands nine over in May 2013 (RFA)."""
    rows, network = known

    def status(leg, year):
        state = legs.find_states(rows, network, year).set_index("leg_id")
        return state.status[leg]

    assert status("chn-mng", 2005) == "open" and status("chn-mng", 2009) == "closed"
    assert status("vnm-kor", 2004) == "open" and status("vnm-kor", 2013) == "closed"
    assert status("prk-chn", 2021) == "closed"
    assert status("chn-lao", 2012) == "open" and status("chn-lao", 2013) == "restricted"
    assert status("lao-tha", 2013) == "open"


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
    assert legs.count_known_legs(rows).to_dict() == {2004: 1, 2005: 1, 2006: 2}
