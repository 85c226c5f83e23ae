"""Odd figures."""

from thirdcountry.measures.trade import faults, flows, shares

SPAN = (1990, 2020)


def test_repeated_figures_of_one_partner_are_one_line(ties):
    found = faults.summarise_faults(ties["MNG"], {"PRK": "North Korea"})
    same = found[found.fault == "repeated"]
    assert [2010, 2011, 2012, 2013] in same.years.tolist() and same.value_usd.notna().all()


def test_a_year_of_some_dollars_is_flagged(tables):
    """Myanmar's books have North Korea with 69 to 237 dollars a year from 2000 to 2010."""
    found = faults.summarise_faults(
        shares.rank_partners(*tables, "MMR", SPAN), {"PRK": "North Korea"}
    )
    row = found[found.fault == "tiny"].iloc[0]
    assert row.years == list(range(2000, 2011)) and row.value_usd == 237


def test_known_faults_are_flagged(ties):
    """Mongolia repeats one value for North Korea from 2010 to 2013."""
    found = faults.find_faults(ties["MNG"])
    prk = found[(found.partner == "PRK") & (found.fault == "repeated")]
    assert {2010, 2011, 2012, 2013} <= set(prk.year)


def test_a_jump_is_flagged_on_both_sides(table):
    trade = table(
        *(
            ("A", "B", y, "export", v * 1e6)
            for y, v in [(2000, 5), (2001, 900), (2002, 6), (2003, 7), (2004, 0.1), (2005, 8)]
        )
    )
    found = faults.find_faults(flows.select_reporter(trade, "A"))
    assert found.year.tolist() == [2001, 2004] and set(found.fault) == {"jump"}
