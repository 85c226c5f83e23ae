"""Concentration and reach: published examples, bounds, values by hand."""

import numpy as np
import pandas as pd
import pytest

from thirdcountry.measures.trade import concentration, flows


def test_concentration_bounds_and_currency(tables):
    rows = flows.select_reporter(tables[0], "MNG")
    index = concentration.measure_hhi(rows)
    assert (index.hhi <= 1 + 1e-12).all() and (index.hhi >= 1 / index.partners - 1e-12).all()
    won = concentration.measure_hhi(rows.assign(value_usd=rows.value_usd * 1234.5))
    assert np.allclose(index.hhi, won.hhi)


def test_concentration_of_four_firms(table):
    """Shares 30, 30, 20, 20 give 2,600 (US Department of Justice, Herfindahl-Hirschman Index)."""
    trade = table(
        *(("A", p, 2000, "export", v) for p, v in [("B", 30), ("C", 30), ("D", 20), ("E", 20)])
    )
    found = concentration.measure_hhi(flows.select_reporter(trade, "A")).set_index("flow")
    assert found.hhi["export"] == pytest.approx(0.26)
    assert found.effective_partners["export"] == pytest.approx(1 / 0.26)


@pytest.mark.parametrize(
    ("parts", "points"),
    [
        ((30, 30, 20, 20), 2600),  # the example of the United States Department of Justice
        ((50, 30, 15, 5), 3650),  # World Mining Data, on the concentration of producer countries
    ],
)
def test_published_concentration_examples(parts, points, table):
    trade = table(*(("A", name, 2000, "export", s) for name, s in zip("BCDE", parts, strict=True)))
    found = concentration.measure_hhi(flows.select_reporter(trade, "A")).iloc[0]
    assert 1e4 * found.hhi == pytest.approx(points)


def test_the_forms_of_concentration_have_their_bounds(table):
    equal = table(*(("A", name, 2000, "export", 5) for name in "BCDE"))
    found = concentration.measure_hhi(flows.select_reporter(equal, "A")).iloc[0]
    assert found.hhi == pytest.approx(1 / 4) and found.effective_partners == pytest.approx(4)
    assert found.normalised == pytest.approx(0) and found.unctad == pytest.approx(0)
    one = concentration.measure_hhi(
        flows.select_reporter(table(("A", "B", 2000, "export", 5)), "A")
    )
    assert one.hhi.item() == 1 and pd.isna(one.normalised.item())
    # nearly one partner: UNCTAD's form and the normalised one both approach one
    lone = table(("A", "B", 2000, "export", 1e9), ("A", "C", 2000, "export", 1))
    found = concentration.measure_hhi(flows.select_reporter(lone, "A")).iloc[0]
    assert found.normalised == pytest.approx(1) and found.unctad == pytest.approx(1)


def test_mongolias_exports_are_concentrated(ties):
    """Four published shares of 2021 alone give at least 0.69; 2020 is near."""
    found = concentration.measure_hhi(ties["MNG"]).set_index(["flow", "year"])
    assert 0.5 < found.hhi["export", 2020] < 0.8
    assert found.largest["export", 2020] == "CHN"


def test_beyond_the_neighbours_by_hand_and_gaps_stay_gaps(table):
    cells = [
        *(("A", "N", y, "export", 60) for y in (2000, 2001, 2002)),
        *(("A", "F", y, "export", 40) for y in (2000, 2001, 2002, 2003)),
    ]
    rows = flows.select_reporter(table(*cells), "A")
    found = concentration.measure_reach(rows, ["N"])
    assert found.year.tolist() == [2000, 2001, 2002], "without its neighbour 2003 says nothing"
    assert found.share.to_numpy() == pytest.approx(0.4)
    assert concentration.measure_reach(rows, []).empty
