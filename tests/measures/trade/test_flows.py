"""Rows of trade."""

from thirdcountry.measures.trade import flows


def test_turnover_needs_both_flows(table):
    trade = table(
        ("A", "B", 2000, "export", 10),
        ("A", "B", 2001, "export", 10),
        ("A", "B", 2001, "import", 5),
    )
    found = flows.select_reporter(trade, "A")
    assert found[found.flow == "turnover"].year.tolist() == [2001]
    assert found[found.flow == "turnover"].value_usd.tolist() == [15]
