"""The comparison of all hosts."""

import pytest

from thirdcountry.measures import gravity, hosts
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

PAIR = {"KOR": "South Korea", "PRK": "North Korea"}
SPAN = (2010, 2020)


@pytest.fixture(scope="module")
def compared():
    fitted, _ = gravity.fit(gravity.list_pairs(load("trade"), load("distances"), (2019, 2020)))
    names = name_countries(["THA", "LAO", "MNG", "MMR"])
    return hosts.compare_ties(load("trade"), load("trade_totals"), fitted, names, PAIR, SPAN)


def test_one_line_per_host_and_partner(compared):
    assert len(compared) == 8
    thai = compared[(compared.host == "THA") & (compared.rival == "KOR")].iloc[0]
    assert thai["rank"] == 11 and thai.share == pytest.approx(0.027, abs=1e-3)
    assert thai.asymmetry == pytest.approx(thai.share - thai.others)


def test_missing_is_told_from_one_sided(compared):
    north = compared[compared.rival == "PRK"].set_index("host")
    assert north.basis["LAO"] == "none" and north.basis["MMR"] == "one-flow"
    assert north.turnover_usd[["LAO", "MMR"]].isna().all()
    assert north.percentile[["LAO"]].isna().all(), "a zero of the model is no figure"


def test_weights_leave_out_hosts_without_both_figures():
    names = name_countries(["THA", "LAO", "MNG"])
    found = hosts.measure_ratios(load("trade"), load("trade_totals"), names, list(PAIR), SPAN)
    assert set(found.host) == {"THA", "MNG"}
