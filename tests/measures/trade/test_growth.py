"""Growth and size against the economy."""

import numpy as np
import pandas as pd
import pytest

from thirdcountry.measures.trade import growth, shares
from thirdcountry.tables import load


def test_rank_counts_and_growth_table(ties):
    counts = shares.count_ranks(ties["MNG"], "KOR").set_index("flow")
    assert counts.latest["turnover"] == 5 and counts.best["turnover"] == 3
    assert (counts.usual_years <= counts.years).all()
    labels = {"CHN": "China", "PRK": "North Korea"}
    gdp = growth.select_gdp(load("indicators"), "LAO", "wdi-2026-03")
    table_ = growth.summarise_growth(ties["LAO"], labels, gdp).set_index("partner")
    assert pd.isna(table_.growth["PRK"]) and table_.growth["CHN"] > 0.1
    assert table_.gdp_year["CHN"] == 2020


def test_growth_is_the_slope_of_logs():
    years = pd.DataFrame({"year": range(2000, 2006), "value_usd": 100 * 1.1 ** np.arange(6)})
    assert growth.fit_growth(years) == pytest.approx(0.1)
    assert growth.fit_growth(years.head(2)) is None


def test_trade_to_gdp_uses_one_vintage(ties, turnover):
    tie = turnover(ties["LAO"], "CHN").reset_index()
    gdp = growth.select_gdp(load("indicators"), "LAO", "wdi-2026-03")
    found = growth.relate_to_gdp(tie, gdp).set_index("year")
    assert found.gdp_usd[2018] == pytest.approx(18.14e9, rel=1e-3)
    assert found.to_gdp[2018] == pytest.approx(3.47 / 18.14, rel=0.01)
