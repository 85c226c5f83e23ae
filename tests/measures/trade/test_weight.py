"""The weight of rivals and dependence."""

import numpy as np
import pytest

from thirdcountry.measures.trade import weight

SPAN = (1990, 2020)


def pair_world(table):
    """Country A has a tenth of the trade of R and a hundredth of that of D."""
    trade, totals = [], []
    for partner, own, whole in (("R", 50, 500), ("D", 5, 500)):
        for flow in ("export", "import"):
            trade.append(("A", partner, 2000, flow, own))
            totals.append((partner, "WLD", 2000, flow, whole))
    totals = table(*totals).rename(columns={"partner": "area"})
    return table(*trade), totals


def test_log_ratio_by_hand_and_in_any_currency(table):
    trade, totals = pair_world(table)
    found = weight.compare_weights(trade, totals, "A", ["R", "D"], SPAN)
    assert found.log_ratio.tolist() == pytest.approx([np.log(10)])
    assert found.naive.iloc[0] == pytest.approx(90 / 110)
    scaled = [t.assign(value_usd=t.value_usd * 7) for t in (trade, totals)]
    again = weight.compare_weights(*scaled, "A", ["R", "D"], SPAN)
    assert again.log_ratio.tolist() == pytest.approx(found.log_ratio.tolist())


def test_log_ratio_is_antisymmetric_and_leaves_gaps(tables):
    one = weight.compare_weights(*tables, "MNG", ["KOR", "PRK"], SPAN)
    other = weight.compare_weights(*tables, "MNG", ["PRK", "KOR"], SPAN)
    assert np.allclose(one.log_ratio, -other.log_ratio)
    assert weight.compare_weights(*tables, "LAO", ["KOR", "PRK"], SPAN).empty


def test_asymmetry_is_antisymmetric(tables):
    one = weight.measure_dependence(*tables, "MNG", "KOR", SPAN).set_index("year").asymmetry
    other = weight.measure_dependence(*tables, "KOR", "MNG", SPAN).set_index("year").asymmetry
    assert np.allclose(one.dropna(), -other.dropna())
    assert (one.loc[2010:2020] > 0).all(), "Mongolia depends more on South Korea"
