"""The values that the chapter of all hosts names."""

from thirdcountry.chapters import hosts as chapter
from thirdcountry.measures import gravity, hosts
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

PAIR = {"KOR": "South Korea", "PRK": "North Korea"}


def test_all_that_share_a_rank_are_named():
    trade, totals = load("trade"), load("trade_totals")
    fitted, _ = gravity.fit(gravity.list_pairs(trade, load("distances"), (2019, 2020)))
    names = name_countries(["THA", "LAO", "MNG", "MMR"])
    compared = hosts.compare_ties(trade, totals, fitted, names, PAIR, (2010, 2020))
    found = chapter.name_comparison(compared, PAIR)
    assert found["best_rank_first"] == (5, "rank") and found["best_host_first"][0] == ["Mongolia"]
    assert set(found["no_record_second"][0]) == {"Laos", "Myanmar"}
    assert found["placed_first"][0] == 4 and found["placed_second"][0] == 2
    assert found["above_second"][0] <= found["placed_second"][0]
