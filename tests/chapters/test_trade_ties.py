"""The values that the trade chapter names."""

import pandas as pd
import pytest

from thirdcountry.chapters import trade_ties
from thirdcountry.measures import gravity
from thirdcountry.measures.trade import compared, flows, shares, weight
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

SPAN = (1990, 2020)
PAIR = {"KOR": "South Korea", "PRK": "North Korea"}
NAMES = name_countries(load("countries").code)


@pytest.fixture(scope="module")
def tables():
    return load("trade"), load("trade_totals")


@pytest.fixture(scope="module")
def ties(tables):
    return {"LAO": shares.rank_partners(*tables, "LAO", SPAN)}


def test_values_of_a_missing_partner_are_missing(tables, ties):
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "LAO", PAIR, SPAN)
    found = trade_ties.name_rivals(ties["LAO"], sides, PAIR)
    assert pd.isna(found["last_seen_second"][0])
    none = weight.compare_weights(*tables, "LAO", list(PAIR), SPAN)
    assert pd.isna(trade_ties.name_weight(none, PAIR)["balance_last"][0])
    assert found["rank_first"][0] == 10


def test_intensity_takes_the_last_year(tables):
    rows = weight.measure_intensity(*tables, "THA", SPAN)
    found = trade_ties.name_intensity(rows, "KOR")
    own = rows[(rows.partner == "KOR") & (rows.year == 2020)].iloc[0]
    assert found["intensity_year_first"] == (2020, "year")
    assert found["intensity_first"][0] == own.intensity
    assert pd.isna(trade_ties.name_intensity(rows, "XXX")["intensity_first"][0])


def test_one_flow_is_no_turnover_and_is_said_so(tables):
    """Myanmar imports from North Korea in 2020 are on record, exports are not."""
    rows = shares.rank_partners(*tables, "MMR", SPAN)
    assert flows.find_single_flow(rows, "PRK", 2020) == ("import", 24200001.0)
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "MMR", PAIR, SPAN)
    found = trade_ties.name_rivals(rows, sides, PAIR)
    assert pd.isna(found["rank_second"][0]) and found["one_flow_second"][0] == "import"
    assert found["last_seen_second"] == (2020, "year")
    top = shares.list_largest(rows, NAMES, list(PAIR), 2020).set_index("partner")
    assert top.basis["PRK"] == "one-flow"


def test_an_estimate_is_never_called_a_report(tables, ties):
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "LAO", PAIR, SPAN)
    found = trade_ties.name_rivals(ties["LAO"], sides, PAIR)
    assert found["record_basis_first"][0] == "fund"
    assert found["moved_first"] == (13, "count"), "between the 4th and the 17th place"
    one = {"THA": "Thailand", "PRK": "North Korea"}
    same = ties["LAO"][(ties["LAO"].partner == "THA") & (ties["LAO"].year == 2020)]
    held = trade_ties.name_rivals(same, sides, one)
    assert held["best_rank_first"][0] == held["worst_rank_first"][0] == 1
    assert held["moved_first"] == (None, "count")
    balance = weight.compare_weights(*tables, "MNG", list(PAIR), SPAN)
    assert balance.estimated.all(), "the total of the North is an estimate in every year"


def test_the_two_sides_of_the_weight_are_named(tables):
    for country, heavier, lighter in (
        ("THA", "South Korea", "North Korea"),
        ("CHN", "North Korea", "South Korea"),
    ):
        ratios = weight.compare_weights(*tables, country, list(PAIR), SPAN)
        found = trade_ties.name_weight(ratios, PAIR)
        assert (found["balance_heavier"][0], found["balance_lighter"][0]) == (heavier, lighter)


def test_another_source_is_named_where_the_main_series_has_nothing(tables):
    lao = compared.collect_series(tables[0], load("trade_alternatives"), "LAO", PAIR, SPAN)
    found = trade_ties.name_sources(lao, compared.measure_spread(lao), PAIR)
    assert "baci" in found["elsewhere_second"][0]
    swapped = dict(reversed(PAIR.items()))
    found = trade_ties.name_sources(lao, compared.measure_spread(lao), swapped)
    assert found["elsewhere_second"][0] is None, "the main series has South Korea"


def test_the_place_among_all_pairs(tables):
    fitted, _ = gravity.fit(gravity.list_pairs(tables[0], load("distances"), (2016, 2020)))
    places = gravity.select_ties(fitted, ["THA", "LAO"], list(PAIR))
    thai = trade_ties.name_places(places, "THA", PAIR)
    assert thai["gravity_year_first"] == (2020, "year")
    assert 0.5 < thai["percentile_first"][0] < 1 and thai["gravity_years_first"][0] == 5
    lao = trade_ties.name_places(places, "LAO", PAIR)
    assert pd.isna(lao["percentile_second"][0])
    assert lao["gravity_years_second"] == (0, "count")
