"""Partner shares and ranks."""

import pandas as pd
import pytest

from thirdcountry.measures.trade import flows, shares
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

SPAN = (1990, 2020)
NAMES = name_countries(load("countries").code)


def test_china_is_the_second_partner_of_laos(ties, turnover):
    rank = turnover(ties["LAO"], "CHN")["rank"]
    assert (rank.loc[2009:2020] == 2).all()
    assert turnover(ties["LAO"], "THA").share[2018] == pytest.approx(0.52, abs=0.01)


def test_south_korea_as_a_partner_of_mongolia(ties, turnover):
    rank = turnover(ties["MNG"], "KOR")["rank"]
    assert rank.loc[2018:2020].tolist() == [4, 6, 5]


def test_thai_trade_with_north_korea_collapsed(ties, turnover):
    value = turnover(ties["THA"], "PRK").value_usd
    assert value.idxmax() <= 2011
    assert value[2018] < 0.02 * value.max()


def test_laos_and_north_korea_have_no_record(ties, turnover):
    assert turnover(ties["LAO"], "PRK").empty


def test_shares_of_partners_sum_to_at_most_one(ties):
    for rows in ties.values():
        total = rows.groupby(["flow", "year"]).share.sum()
        assert total.max() < 1.002 and total.min() > 0.5


def test_ranks_with_ties_near_ties_and_zero(table):
    trade = table(
        ("A", "B", 2000, "export", 100),
        ("A", "C", 2000, "export", 96),
        ("A", "D", 2000, "export", 50),
        ("A", "E", 2000, "export", 50),
        ("A", "F", 2000, "export", 0),
    )
    found = shares.add_ranks(flows.select_reporter(trade, "A")).set_index("partner")
    assert found["rank"].reindex(list("BCDE")).tolist() == [1, 2, 3, 3]
    assert found.near_tie.reindex(list("BCDE")).tolist() == [True, True, True, True]
    assert pd.isna(found["rank"]["F"]), "no trade is no rank"
    assert set(found.partners) == {4}


def test_the_top_table_shows_a_missing_partner_as_missing(ties):
    top = shares.list_largest(ties["LAO"], NAMES, ["KOR", "PRK"], 2020).set_index("partner")
    assert pd.isna(top.turnover["PRK"]) and top.basis["PRK"] == "none"


def test_a_reporter_without_rows(tables):
    with pytest.raises(flows.TradeError, match="XXX has no rows"):
        shares.rank_partners(*tables, "XXX", SPAN)
