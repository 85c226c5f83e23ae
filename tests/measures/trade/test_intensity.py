"""Trade intensity: published blocs, a world by hand."""

from pathlib import Path

import pandas as pd
import pytest

from thirdcountry.measures.trade import weight

SPAN = (1990, 2020)
BLOCS = pd.read_csv(Path(__file__).parents[2] / "data" / "blocs.csv")


def closed_world(table):
    """Three countries that trade only with each other; exports of i to j are x[i][j]."""
    x = {"A": {"B": 30, "C": 10}, "B": {"A": 20, "C": 20}, "C": {"A": 5, "B": 15}}
    cells, totals = [], []
    for i, row in x.items():
        for j, value in row.items():
            cells += [(i, j, 2000, "export", value), (j, i, 2000, "import", value)]
        totals.append((i, "WLD", 2000, "export", sum(row.values())))
        totals.append((i, "WLD", 2000, "import", sum(x[k][i] for k in x if k != i)))
    return table(*cells), table(*totals).rename(columns={"partner": "area"})


def test_intensity_by_hand_and_its_weighted_mean_is_one(table):
    trade, totals = closed_world(table)
    found = weight.measure_intensity(trade, totals, "A", SPAN).set_index("partner")
    # A sends three quarters of its exports to B, which takes 45 of the 75 imports outside A
    assert found.intensity["B"] == pytest.approx(0.75 / 0.6)
    assert found.bounded["B"] == pytest.approx((1.25 - 1) / (1.25 + 1))
    assert (found.intensity * found.weight).sum() == pytest.approx(1)


@pytest.mark.parametrize("bloc", list(BLOCS.itertuples()), ids=lambda bloc: bloc.bloc)
def test_published_intensities_of_three_blocs(bloc, table):
    """The Asian Development Bank divides the share inside a bloc by the bloc's share of the world,
    whose own trade stays in: here the bloc as a reporter that does not import."""
    rest = bloc.total_musd - bloc.intra_musd
    trade = table(
        ("BLOC", "ITSELF", 2014, "export", bloc.intra_musd), ("BLOC", "REST", 2014, "export", rest)
    )
    totals = table(
        ("ITSELF", "WLD", 2014, "import", bloc.total_musd),
        ("REST", "WLD", 2014, "import", bloc.world_musd - bloc.total_musd),
    ).rename(columns={"partner": "area"})
    found = weight.measure_intensity(trade, totals, "BLOC", SPAN).set_index("partner")
    # the Fund has revised its figures since: two per cent for ASEAN, four to five for the others
    close = 0.025 if bloc.bloc == "ASEAN" else 0.05
    assert found.intensity["ITSELF"] == pytest.approx(bloc.published_intensity, rel=close)
    if bloc.published_share > 0:
        share = found.intensity["ITSELF"] * found.weight["ITSELF"]
        assert share == pytest.approx(bloc.published_share, rel=0.03)


def test_real_intensities_average_to_one(tables):
    found = weight.measure_intensity(*tables, "THA", SPAN)
    mean = (found.intensity * found.weight).groupby(found.year).sum()
    full = found.groupby("year").partner.nunique() == found.partner.nunique()
    assert mean[full].to_numpy() == pytest.approx(1)
    assert found.bounded.between(-1, 1).all()
