"""The balance between two rivals: facts from outside, values by hand, and what must always hold."""

import math

import numpy as np
import pandas as pd
import pytest

from thirdcountry import tables
from thirdcountry.measures import balance as b
from thirdcountry.measures import contacts as on_record
from thirdcountry.measures.trade import weight

PAIR = ["KOR", "PRK"]
SPAN = (1990, 2025)
HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]
EQUAL = dict.fromkeys(["trade", "visits", "agreements", "embassies", "length"], 1.0)


@pytest.fixture(scope="module")
def contacts():
    return tables.load("contacts")


def table(contacts, country, pair=PAIR, span=SPAN):
    rows = on_record.select_contacts(contacts, country)
    return b.measure_balances(
        tables.load("trade"), tables.load("trade_totals"), rows, country, pair, span
    )


# -- facts from outside ----------------------------------------------------------------------


def test_trade_leans_to_the_larger_economy_and_its_adjusted_form_does_not(contacts):
    found = [table(contacts, host).set_index("channel").balance for host in HOSTS]
    naive = [line["trade"] for line in found if pd.notna(line["trade"])]
    adjusted = [line["trade_adjusted"] for line in found if pd.notna(line["trade_adjusted"])]
    assert min(naive) > 0.9
    assert min(adjusted) < 0 < max(adjusted)


# -- by hand ---------------------------------------------------------------------------------


def test_the_normalised_difference_by_hand():
    assert b.compute_balance(3, 1) == 0.5
    assert b.compute_balance(0, 4) == -1
    assert b.compute_balance(0, 0) is None
    assert b.compute_balance(None, 4) is None


def test_visits_and_signings_by_hand(make_contacts):
    rows = make_contacts(
        ("KOR", "visit", "made", "1991-01-01"),
        ("KOR", "visit", "received", "1992-01-01"),
        ("KOR", "visit", "received", "1989-12-31"),
        ("PRK", "visit", "made", "2000-01-01"),
        ("PRK", "agreement", "signed", "2000-01-01"),
        ("PRK", "agreement", "nullified", "2001-01-01"),
    )
    visits = b._measure_contacts(rows, "visits", PAIR, SPAN)
    assert (visits["first"], visits["second"]) == (2, 1)
    # Wilson 1927 for 2 of 3: 0.2077 to 0.9385
    assert visits["low"] == pytest.approx(2 * 0.2077 - 1, abs=1e-4)
    assert visits["high"] == pytest.approx(2 * 0.9385 - 1, abs=1e-4)
    signed = b._measure_contacts(rows, "agreements", PAIR, SPAN)
    assert (signed["first"], signed["second"]) == (None, 1)  # a gap in the record, not a zero
    assert signed["basis"] == "one_side"


def test_embassies_count_only_where_the_dates_of_both_are_known(make_contacts):
    rows = make_contacts(
        ("KOR", "embassy", "opened", "1991-05-01", "AAA"),
        ("KOR", "embassy", "opened", "1992-05-01", "KOR"),
        ("PRK", "embassy", "opened", "1980-05-01", "AAA"),
        ("PRK", "embassy", "closed", "1993-05-01", "AAA"),
        ("PRK", "embassy", "restored", "1994-05-01", "PRK"),
    )
    line = b._measure_embassies(rows, "AAA", PAIR, (1990, 1995))
    assert (line["first"], line["second"]) == (5, 3)
    assert line["basis"] == "one_direction"
    assert on_record.count_embassy_years(rows, "PRK", "PRK", (1990, 1995)) is None


def test_the_size_adjusted_balance_is_the_tangent_of_half_the_log_ratio(contacts):
    """One year, so that sums are that year's figures."""
    trade, totals = tables.load("trade"), tables.load("trade_totals")
    for host in ("MNG", "CHN", "THA"):
        ratio = weight.compare_weights(trade, totals, host, PAIR, (2010, 2010)).log_ratio.iloc[0]
        line = table(contacts, host, span=(2010, 2010)).set_index("channel").loc["trade_adjusted"]
        assert line.balance == pytest.approx(math.tanh(ratio / 2), rel=1e-9)


def test_the_composite_by_hand():
    lines = pd.DataFrame({"channel": ["trade", "visits", "length"], "balance": [0.9, -0.3, np.nan]})
    assert b.compute_composite(lines, {"trade": 1, "visits": 2}) == pytest.approx(0.1)
    assert b.compute_composite(lines, {"trade": 1, "visits": 1, "length": 5}) == pytest.approx(0.3)
    assert b.compute_composite(lines, {"length": 1}) is None
    assert b.compute_composite(lines, {"trade": 0, "visits": 1}) == pytest.approx(-0.3)


def test_leaving_one_out_by_hand():
    lines = pd.DataFrame(
        {
            "channel": ["trade", "visits", "length"],
            "balance": [0.9, 0.3, -0.6],
            "source_id": ["a", "b", "c"],
        }
    )
    found = b.leave_one_out(lines, {"trade": 1, "visits": 1, "length": 1}).set_index("channel")
    assert found.composite.to_dict() == pytest.approx(
        {"trade": -0.15, "visits": 0.15, "length": 0.6}
    )
    assert found.source_id["trade"] == "b c"
    assert b.leave_one_out(lines, {"trade": 1}).empty


# -- what must always hold -------------------------------------------------------------------


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("span", [(1990, 2025), (1995, 2010), (1950, 1980)])
def test_swapping_the_rivals_changes_the_sign_and_nothing_else(contacts, host, span):
    one, two = table(contacts, host, PAIR, span), table(contacts, host, PAIR[::-1], span)
    assert one.balance.isna().tolist() == two.balance.isna().tolist()
    assert np.allclose(one.balance, -two.balance, equal_nan=True)
    assert np.allclose(one.low, -two.high, equal_nan=True)
    assert np.allclose(one["first"], two.second, equal_nan=True)
    assert (b.compute_composite(one, EQUAL) or 0) == pytest.approx(
        -(b.compute_composite(two, EQUAL) or 0)
    )


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
    grid = b.vary_weights(lines, EQUAL)
    known = lines[lines.channel.isin(EQUAL)].balance.dropna()
    assert grid.composite.iloc[0] == pytest.approx(known.min())
    assert grid.composite.iloc[-1] == pytest.approx(known.max())
    assert grid.composite.is_monotonic_increasing
    assert grid.composite.min() <= b.compute_composite(lines, EQUAL) <= grid.composite.max()


def test_only_the_proportions_of_the_weights_matter(contacts):
    lines = table(contacts, "MNG")
    doubled = {c: 2 * w for c, w in EQUAL.items()}
    assert b.compute_composite(lines, doubled) == pytest.approx(b.compute_composite(lines, EQUAL))


def test_no_contact_at_all_leaves_every_contact_channel_missing(contacts):
    lines = table(contacts, "JPN", ["CHN", "USA"]).set_index("channel")
    assert lines.balance.drop(["trade", "trade_adjusted"]).isna().all()
    assert lines.balance[["trade", "trade_adjusted"]].notna().all()
