"""The balance between two rivals: facts from outside, values by hand, and what must always hold."""

import math

import numpy as np
import pandas as pd
import pytest

from thirdcountry import tables
from thirdcountry.measures import balance as b
from thirdcountry.measures.trade import weight

PAIR = ["KOR", "PRK"]
SPAN = (1990, 2025)
HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]
EQUAL = dict.fromkeys(["trade", "visits", "agreements", "embassies", "length"], 1.0)


@pytest.fixture(scope="module")
def contacts():
    return tables.load("contacts")


def table(contacts, country, pair=PAIR, span=SPAN):
    rows = b.seen_from(contacts, country)
    return b.balances(tables.load("trade"), tables.load("trade_totals"), rows, country, pair, span)


def made(*rows):
    """Contacts of AAA from (other, channel, event, date[, seat])."""
    lines = [
        {
            "contact_id": f"row-{n}",
            "country": "AAA",
            "other": row[0],
            "channel": row[1],
            "event": row[2],
            "date": pd.Timestamp(row[3]),
            "precision": "day",
            "seat": row[4] if len(row) > 4 else None,
            "level": None,
            "leaked": False,
            "statement": "A contact.",
            "source_id": "a_source",
        }
        for n, row in enumerate(rows)
    ]
    return pd.DataFrame(lines)


# -- facts from outside ----------------------------------------------------------------------


def test_mongolia_has_had_relations_with_the_north_for_41_years_longer(contacts):
    """15 October 1948 (Montsame) and 26 March 1990 (News.mn), whatever the last year."""
    rows = b.seen_from(contacts, "MNG")
    for last in (1995, 2020, 2025):
        gap = b.tie_years(rows, "PRK", last) - b.tie_years(rows, "KOR", last)
        assert gap == pytest.approx(41.44, abs=0.01)
    assert b.tie_years(rows, "PRK", 2025) == pytest.approx(77.21, abs=0.01)


def test_broken_years_are_taken_off(contacts):
    """Laos and South Korea: 22 June 1974 to 24 July 1975, and again from 25 October 1995."""
    rows = b.seen_from(contacts, "LAO")
    whole = (pd.Timestamp(2026, 1, 1) - pd.Timestamp(1974, 6, 22)).days
    broken = (pd.Timestamp(1995, 10, 25) - pd.Timestamp(1975, 7, 24)).days
    assert b.tie_years(rows, "KOR", 2025) == pytest.approx((whole - broken) / 365.25)


def test_the_closed_embassy_in_ulaanbaatar(contacts):
    """Closed in August 1999 and back in 2004: no embassy at the end of five years."""
    rows = b.seen_from(contacts, "MNG")
    assert b.embassy_years(rows, "PRK", "MNG", (1998, 2005)) == 8 - 5
    assert b.embassy_years(rows, "PRK", "PRK", (1998, 2005)) == 8
    assert b.embassy_years(rows, "KOR", "KOR", (1989, 1992)) == 2


@pytest.mark.parametrize("host", HOSTS)
def test_relations_with_both_are_on_record(contacts, host):
    rows = b.seen_from(contacts, host)
    assert all(b.tie_years(rows, code, 2025) > 20 for code in PAIR)


def test_the_meetings_that_the_article_names(contacts):
    met = contacts[(contacts.country == "MNG") & (contacts.channel == "convening")]
    days = set(met.date.dt.strftime("%Y-%m-%d"))
    assert {"2014-03-10", "2014-06-17", "2016-07-15", "2007-09-06"} <= days


def test_trade_leans_to_the_larger_economy_and_its_adjusted_form_does_not(contacts):
    found = [table(contacts, host).set_index("channel").balance for host in HOSTS]
    naive = [line["trade"] for line in found if pd.notna(line["trade"])]
    adjusted = [line["trade_adjusted"] for line in found if pd.notna(line["trade_adjusted"])]
    assert min(naive) > 0.9
    assert min(adjusted) < 0 < max(adjusted)


def test_dates_agree_with_the_table_of_events(contacts):
    """The same fact has the same date in both tables, as exact as each has it."""
    events = tables.load("events").set_index("event_id").date
    same = {
        "mongolia-north-korea-relations": "mng-prk-relations-opened-1948-10-15",
        "mongolia-south-korea-relations": "mng-kor-relations-opened-1990-03-26",
        "north-korea-closes-ulaanbaatar-embassy": "mng-prk-embassy-closed-1999-08-in-mng",
        "kim-yong-nam-visits-mongolia": "mng-prk-visit-received-2007-07-20",
        "laos-south-korea-break": "lao-kor-relations-severed-1975-07-24",
        "myanmar-north-korea-restored": "mmr-prk-relations-restored-2007-04-26",
    }
    dates = contacts.set_index("contact_id").date
    assert {e: events[e] for e in same} == {e: dates[c] for e, c in same.items()}


# -- by hand ---------------------------------------------------------------------------------


def test_the_normalised_difference_by_hand():
    assert b.normalised(3, 1) == 0.5
    assert b.normalised(0, 4) == -1
    assert b.normalised(0, 0) is None
    assert b.normalised(None, 4) is None


def test_visits_and_signings_by_hand():
    rows = made(
        ("KOR", "visit", "made", "1991-01-01"),
        ("KOR", "visit", "received", "1992-01-01"),
        ("KOR", "visit", "received", "1989-12-31"),
        ("PRK", "visit", "made", "2000-01-01"),
        ("PRK", "agreement", "signed", "2000-01-01"),
        ("PRK", "agreement", "nullified", "2001-01-01"),
    )
    visits = b._counted(rows, "visits", PAIR, SPAN)
    assert (visits["first"], visits["second"]) == (2, 1)
    # Wilson 1927 for 2 of 3: 0.2077 to 0.9385
    assert visits["low"] == pytest.approx(2 * 0.2077 - 1, abs=1e-4)
    assert visits["high"] == pytest.approx(2 * 0.9385 - 1, abs=1e-4)
    signed = b._counted(rows, "agreements", PAIR, SPAN)
    assert (signed["first"], signed["second"]) == (None, 1)  # a gap in the record, not a zero
    assert signed["basis"] == "one side has no rows"


def test_embassies_count_only_where_the_dates_of_both_are_known():
    rows = made(
        ("KOR", "embassy", "opened", "1991-05-01", "AAA"),
        ("KOR", "embassy", "opened", "1992-05-01", "KOR"),
        ("PRK", "embassy", "opened", "1980-05-01", "AAA"),
        ("PRK", "embassy", "closed", "1993-05-01", "AAA"),
        ("PRK", "embassy", "restored", "1994-05-01", "PRK"),
    )
    line = b._embassies(rows, "AAA", PAIR, (1990, 1995))
    assert (line["first"], line["second"]) == (5, 3)
    assert line["basis"] == "one direction"
    assert b.embassy_years(rows, "PRK", "PRK", (1990, 1995)) is None


def test_relations_never_opened_or_opened_later():
    rows = made(("KOR", "relations", "opened", "2010-01-01"))
    assert b.tie_years(rows, "PRK", 2020) is None
    assert b.tie_years(rows, "KOR", 2000) == 0
    assert b.tie_years(rows, "KOR", 2010) == pytest.approx(1, abs=0.01)


def test_the_size_adjusted_balance_is_the_tangent_of_half_the_log_ratio(contacts):
    """One year, so that sums are that year's figures."""
    trade, totals = tables.load("trade"), tables.load("trade_totals")
    for host in ("MNG", "CHN", "THA"):
        ratio = weight.compare_weights(trade, totals, host, PAIR, (2010, 2010)).log_ratio.iloc[0]
        line = table(contacts, host, span=(2010, 2010)).set_index("channel").loc["trade_adjusted"]
        assert line.balance == pytest.approx(math.tanh(ratio / 2), rel=1e-9)


def test_the_composite_by_hand():
    lines = pd.DataFrame({"channel": ["trade", "visits", "length"], "balance": [0.9, -0.3, np.nan]})
    assert b.composite(lines, {"trade": 1, "visits": 2}) == pytest.approx(0.1)
    assert b.composite(lines, {"trade": 1, "visits": 1, "length": 5}) == pytest.approx(0.3)
    assert b.composite(lines, {"length": 1}) is None
    assert b.composite(lines, {"trade": 0, "visits": 1}) == pytest.approx(-0.3)


def test_the_grid_of_weights_by_hand():
    assert b.simplex(2, 2).tolist() == [[0, 1], [0.5, 0.5], [1, 0]]
    for parts in (1, 2, 3, 5):
        grid = b.simplex(parts)
        assert len(grid) == math.comb(b.STEPS + parts - 1, parts - 1)
        assert len(np.unique(grid, axis=0)) == len(grid)
        assert np.allclose(grid.sum(axis=1), 1)
        assert grid.min() >= 0


def test_leaving_one_out_by_hand():
    lines = pd.DataFrame(
        {
            "channel": ["trade", "visits", "length"],
            "label": ["T", "V", "L"],
            "balance": [0.9, 0.3, -0.6],
            "source_id": ["a", "b", "c"],
        }
    )
    found = b.left_out(lines, {"trade": 1, "visits": 1, "length": 1}).set_index("channel")
    assert found.composite.to_dict() == pytest.approx(
        {"trade": -0.15, "visits": 0.15, "length": 0.6}
    )
    assert found.source_id["trade"] == "b c"
    assert b.left_out(lines, {"trade": 1}).empty


# -- what must always hold -------------------------------------------------------------------


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("span", [(1990, 2025), (1995, 2010), (1950, 1980)])
def test_swapping_the_rivals_changes_the_sign_and_nothing_else(contacts, host, span):
    one, two = table(contacts, host, PAIR, span), table(contacts, host, PAIR[::-1], span)
    assert one.balance.isna().tolist() == two.balance.isna().tolist()
    assert np.allclose(one.balance, -two.balance, equal_nan=True)
    assert np.allclose(one.low, -two.high, equal_nan=True)
    assert np.allclose(one["first"], two.second, equal_nan=True)
    assert (b.composite(one, EQUAL) or 0) == pytest.approx(-(b.composite(two, EQUAL) or 0))


@pytest.mark.parametrize("host", HOSTS)
def test_balances_lie_between_the_two_ends(contacts, host):
    lines = table(contacts, host)
    known = lines.dropna(subset="balance")
    assert known.balance.between(-1, 1).all()
    counted = lines.dropna(subset="low")
    assert ((counted.low <= counted.balance) & (counted.balance <= counted.high)).all()


@pytest.mark.parametrize("host", HOSTS)
def test_the_composite_lies_in_its_range_whose_ends_are_single_channels(contacts, host):
    lines = table(contacts, host)
    grid = b.sensitivity(lines, EQUAL)
    known = lines[lines.channel.isin(EQUAL)].balance.dropna()
    assert grid.composite.iloc[0] == pytest.approx(known.min())
    assert grid.composite.iloc[-1] == pytest.approx(known.max())
    assert grid.composite.is_monotonic_increasing
    assert grid.composite.min() <= b.composite(lines, EQUAL) <= grid.composite.max()


def test_only_the_proportions_of_the_weights_matter(contacts):
    lines = table(contacts, "MNG")
    doubled = {c: 2 * w for c, w in EQUAL.items()}
    assert b.composite(lines, doubled) == pytest.approx(b.composite(lines, EQUAL))


def test_a_visit_received_is_a_visit_made_from_the_other_side(contacts):
    here, there = b.seen_from(contacts, "MNG"), b.seen_from(contacts, "PRK")
    there = there[there.other == "MNG"]
    here = here[(here.other == "PRK") & (here.channel != "convening")]
    assert len(here) == len(there) > 0
    assert (here.event == "made").sum() == (there.event == "received").sum()
    assert not (b.seen_from(contacts, "PRK").channel == "convening").any()


def test_leaked_contacts_count_only_when_asked_for():
    rows = made(("KOR", "visit", "made", "2000-01-01"), ("KOR", "visit", "made", "2001-01-01"))
    rows.loc[0, "leaked"] = True
    assert len(b.seen_from(rows, "AAA")) == 1
    assert len(b.seen_from(rows, "AAA", include_leaked=True)) == 2


def test_no_contact_at_all_leaves_every_contact_channel_missing(contacts):
    lines = table(contacts, "JPN", ["CHN", "USA"]).set_index("channel")
    assert lines.balance.drop(["trade", "trade_adjusted"]).isna().all()
    assert lines.balance[["trade", "trade_adjusted"]].notna().all()


def test_coverage_counts_every_row_once(contacts):
    rows = b.seen_from(contacts, "MNG")
    found = b.coverage(rows, tables.load("sources"), PAIR, SPAN).set_index("label")
    assert (found[["high", "medium", "low"]].sum(axis=1)).sum() == len(rows)
    visits = found.loc["Visits"]
    assert visits["first"] + visits.second == visits[["high", "medium", "low"]].sum()


def test_the_timeline_holds_every_row(contacts):
    """Rows of one day and kind share a mark, so that marks are fewer but none is lost."""
    rows = b.seen_from(contacts, "MNG")
    marks = b.timeline(rows, dict.fromkeys(PAIR, ""), 2025)
    assert set(marks.lane) == {"KOR", "PRK", "hosted"}
    days = set(rows.date)
    assert set(marks.date) == days
    assert b.timeline(rows, dict.fromkeys(PAIR, ""), 1950).label.tolist() == ["1948 opened"]


# -- weights ---------------------------------------------------------------------------------


def test_weights_are_read_with_either_sign():
    assert b.weights("trade:1, visits:2.5") == {"trade": 1, "visits": 2.5}
    assert b.weights("trade=1,visits=2.5") == {"trade": 1, "visits": 2.5}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trade:-1", "from zero up"),
        ("trade:inf", "from zero up"),
        ("votes:1", "no channel"),
        ("visit:1", "did you mean 'visits'"),
        ("trade:one", "for example trade:1"),
        ("trade:1,trade:1", "twice"),
        ("trade:0", "weigh nothing"),
        ("", "weigh nothing"),
    ],
)
def test_weights_that_cannot_be_used(text, message):
    with pytest.raises(b.BalanceError, match=message):
        b.weights(text)
