"""Trade: published figures, invariants, hand-computed values."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from thirdcountry.chapters import trade_ties
from thirdcountry.measures.trade import (
    compared,
    concentration,
    faults,
    flows,
    growth,
    intensity,
    shares,
    weight,
)
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

SPAN = (1990, 2020)
NAMES = name_countries(load("countries").code)


@pytest.fixture(scope="module")
def tables():
    return load("trade"), load("trade_totals")


@pytest.fixture(scope="module")
def ties(tables):
    return {c: shares.rank_partners(*tables, c, SPAN) for c in ("THA", "LAO", "MNG", "PRK")}


def turnover(rows, partner):
    own = rows[(rows.flow == "turnover") & (rows.partner == partner)]
    return own.set_index("year")


def test_thailand_and_south_korea_in_2018_from_both_sides(tables, ties):
    """13.82 billion US$ as Thailand reports it, 14.09 as South Korea does."""
    assert turnover(ties["THA"], "KOR").value_usd[2018] == pytest.approx(13.82e9, rel=1e-3)
    sides = compared.collect_series(
        tables[0], load("trade_alternatives"), "THA", {"KOR": "Korea"}, SPAN
    )
    assert compared.pair_books(sides, "KOR").mirror[2018] == pytest.approx(14.09e9, rel=1e-3)


def test_china_is_the_second_partner_of_laos(ties):
    rank = turnover(ties["LAO"], "CHN")["rank"]
    assert (rank.loc[2009:2020] == 2).all()
    assert turnover(ties["LAO"], "THA").share[2018] == pytest.approx(0.52, abs=0.01)


def test_south_korea_as_a_partner_of_mongolia(ties):
    rank = turnover(ties["MNG"], "KOR")["rank"]
    assert rank.loc[2018:2020].tolist() == [4, 6, 5]


def test_thai_trade_with_north_korea_collapsed(ties):
    value = turnover(ties["THA"], "PRK").value_usd
    assert value.idxmax() <= 2011
    assert value[2018] < 0.02 * value.max()


def test_laos_and_north_korea_have_no_record(ties):
    assert turnover(ties["LAO"], "PRK").empty


def test_shares_of_partners_sum_to_at_most_one(ties):
    for rows in ties.values():
        total = rows.groupby(["flow", "year"]).share.sum()
        assert total.max() < 1.002 and total.min() > 0.5


def test_concentration_bounds_and_currency(tables):
    rows = flows.select_reporter(tables[0], "MNG")
    index = concentration.measure_hhi(rows)
    assert (index.hhi <= 1 + 1e-12).all() and (index.hhi >= 1 / index.partners - 1e-12).all()
    won = concentration.measure_hhi(rows.assign(value_usd=rows.value_usd * 1234.5))
    assert np.allclose(index.hhi, won.hhi)


def table(*cells):
    frame = pd.DataFrame(cells, columns=["reporter", "partner", "year", "flow", "value_usd"])
    return frame.assign(estimated=False, source_id="s")


def test_concentration_of_four_firms():
    """Shares 30, 30, 20, 20 give 2,600 (US Department of Justice, Herfindahl-Hirschman Index)."""
    trade = table(
        *(("A", p, 2000, "export", v) for p, v in [("B", 30), ("C", 30), ("D", 20), ("E", 20)])
    )
    found = concentration.measure_hhi(flows.select_reporter(trade, "A")).set_index("flow")
    assert found.hhi["export"] == pytest.approx(0.26)
    assert found.effective_partners["export"] == pytest.approx(1 / 0.26)


def test_ranks_with_ties_near_ties_and_zero():
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


def test_turnover_needs_both_flows():
    trade = table(
        ("A", "B", 2000, "export", 10),
        ("A", "B", 2001, "export", 10),
        ("A", "B", 2001, "import", 5),
    )
    found = flows.select_reporter(trade, "A")
    assert found[found.flow == "turnover"].year.tolist() == [2001]
    assert found[found.flow == "turnover"].value_usd.tolist() == [15]


def pair_world():
    """Country A has a tenth of the trade of R and a hundredth of that of D."""
    trade, totals = [], []
    for partner, own, whole in (("R", 50, 500), ("D", 5, 500)):
        for flow in ("export", "import"):
            trade.append(("A", partner, 2000, flow, own))
            totals.append((partner, "WLD", 2000, flow, whole))
    totals = table(*totals).rename(columns={"partner": "area"})
    return table(*trade), totals


def test_log_ratio_by_hand_and_in_any_currency():
    trade, totals = pair_world()
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


def test_the_top_table_shows_a_missing_partner_as_missing(ties):
    top = shares.list_largest(ties["LAO"], NAMES, ["KOR", "PRK"], 2020).set_index("partner")
    assert pd.isna(top.turnover["PRK"]) and top.basis["PRK"] == "no figure"


def test_a_reporter_without_rows(tables):
    with pytest.raises(flows.TradeError, match="XXX has no rows"):
        shares.rank_partners(*tables, "XXX", SPAN)


def test_headline_values_of_a_missing_partner_are_missing(tables, ties):
    pair = {"KOR": "South Korea", "PRK": "North Korea"}
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "LAO", pair, SPAN)
    found = trade_ties.describe_rivals(ties["LAO"], sides, pair, "Laos")
    assert found["last_seen_second"] == (None, "year")
    none = weight.compare_weights(*tables, "LAO", list(pair), SPAN)
    assert trade_ties.describe_weight(none, pair)["balance_last"] == (None, "index")
    assert found["rank_first"][0] == 10


# -- concentration -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "points"),
    [
        ((30, 30, 20, 20), 2600),  # the example of the United States Department of Justice
        ((50, 30, 15, 5), 3650),  # World Mining Data, on the concentration of producer countries
    ],
)
def test_published_concentration_examples(parts, points):
    trade = table(*(("A", name, 2000, "export", s) for name, s in zip("BCDE", parts, strict=True)))
    found = concentration.measure_hhi(flows.select_reporter(trade, "A")).iloc[0]
    assert 1e4 * found.hhi == pytest.approx(points)


def test_the_forms_of_concentration_have_their_bounds():
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


def test_beyond_the_neighbours_by_hand_and_gaps_stay_gaps():
    cells = [
        *(("A", "N", y, "export", 60) for y in (2000, 2001, 2002)),
        *(("A", "F", y, "export", 40) for y in (2000, 2001, 2002, 2003)),
    ]
    rows = flows.select_reporter(table(*cells), "A")
    found = concentration.measure_reach(rows, ["N"])
    assert found.year.tolist() == [2000, 2001, 2002], "without its neighbour 2003 says nothing"
    assert found.share.to_numpy() == pytest.approx(0.4)
    assert concentration.measure_reach(rows, []).empty


def test_rank_counts_and_growth_table(ties):
    counts = shares.count_ranks(ties["MNG"], "KOR").set_index("flow")
    assert counts.latest["turnover"] == 5 and counts.best["turnover"] == 3
    assert (counts.usual_years <= counts.years).all()
    labels = {"CHN": "China", "PRK": "North Korea"}
    table_ = growth.summarise_growth(
        ties["LAO"], labels, load("indicators"), "LAO", trade_ties.GDP_VINTAGE
    ).set_index("partner")
    assert pd.isna(table_.growth["PRK"]) and table_.growth["CHN"] > 0.1
    assert table_.gdp_year["CHN"] == 2020


def test_flagged_figures_in_words(ties):
    found = faults.summarise_faults(ties["MNG"], {"PRK": "North Korea"})
    same = found[found.fault_name == "one value in every year"]
    assert [2010, 2011, 2012, 2013] in same.years.tolist() and same.value_usd.notna().all()


def test_a_year_of_some_dollars_is_flagged(tables):
    """Myanmar's books have North Korea with 69 to 237 dollars a year from 2000 to 2010."""
    found = faults.summarise_faults(
        shares.rank_partners(*tables, "MMR", SPAN), {"PRK": "North Korea"}
    )
    row = found[found.fault_name.str.startswith("less than a thousand")].iloc[0]
    assert row.years == list(range(2000, 2011)) and row.value_usd == 237


# -- intensity, dependence, growth -----------------------------------------------------------


def closed_world():
    """Three countries that trade only with each other; exports of i to j are x[i][j]."""
    x = {"A": {"B": 30, "C": 10}, "B": {"A": 20, "C": 20}, "C": {"A": 5, "B": 15}}
    cells, totals = [], []
    for i, row in x.items():
        for j, value in row.items():
            cells += [(i, j, 2000, "export", value), (j, i, 2000, "import", value)]
        totals.append((i, "WLD", 2000, "export", sum(row.values())))
        totals.append((i, "WLD", 2000, "import", sum(x[k][i] for k in x if k != i)))
    return table(*cells), table(*totals).rename(columns={"partner": "area"})


def test_intensity_by_hand_and_its_weighted_mean_is_one():
    trade, totals = closed_world()
    found = intensity.measure_intensity(trade, totals, "A", SPAN).set_index("partner")
    # A sends three quarters of its exports to B, which takes 45 of the 75 imports outside A
    assert found.intensity["B"] == pytest.approx(0.75 / 0.6)
    assert found.bounded["B"] == pytest.approx((1.25 - 1) / (1.25 + 1))
    assert (found.intensity * found.weight).sum() == pytest.approx(1)


BLOCS = pd.read_csv(Path(__file__).parents[1] / "data" / "blocs.csv")


@pytest.mark.parametrize("bloc", list(BLOCS.itertuples()), ids=lambda bloc: bloc.bloc)
def test_published_intensities_of_three_blocs(bloc):
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
    found = intensity.measure_intensity(trade, totals, "BLOC", SPAN).set_index("partner")
    # the Fund has revised its figures since: two per cent for ASEAN, four to five for the others
    close = 0.025 if bloc.bloc == "ASEAN" else 0.05
    assert found.intensity["ITSELF"] == pytest.approx(bloc.published_intensity, rel=close)
    if bloc.published_share > 0:
        share = found.intensity["ITSELF"] * found.weight["ITSELF"]
        assert share == pytest.approx(bloc.published_share, rel=0.03)


def test_real_intensities_average_to_one(tables):
    found = intensity.measure_intensity(*tables, "THA", SPAN)
    mean = (found.intensity * found.weight).groupby(found.year).sum()
    full = found.groupby("year").partner.nunique() == found.partner.nunique()
    assert mean[full].to_numpy() == pytest.approx(1)
    assert found.bounded.between(-1, 1).all()


def test_intensity_headline_takes_the_last_year(tables):
    rows = intensity.measure_intensity(*tables, "THA", SPAN)
    found = trade_ties.describe_intensity(rows, {"KOR": "South Korea", "XXX": "Nowhere"})
    own = rows[(rows.partner == "KOR") & (rows.year == 2020)].iloc[0]
    assert found["intensity_year_first"] == (2020, "year")
    assert found["intensity_first"][0] == own.intensity
    assert found["intensity_second"] == (None, "ratio")


def test_asymmetry_is_antisymmetric(tables):
    one = weight.measure_dependence(*tables, "MNG", "KOR", SPAN).set_index("year").asymmetry
    other = weight.measure_dependence(*tables, "KOR", "MNG", SPAN).set_index("year").asymmetry
    assert np.allclose(one.dropna(), -other.dropna())
    assert (one.loc[2010:2020] > 0).all(), "Mongolia depends more on South Korea"


def test_growth_is_the_slope_of_logs():
    years = pd.DataFrame({"year": range(2000, 2006), "value_usd": 100 * 1.1 ** np.arange(6)})
    assert growth.fit_growth(years) == pytest.approx(0.1)
    assert growth.fit_growth(years.head(2)) is None


def test_trade_to_gdp_uses_one_vintage(ties):
    tie = turnover(ties["LAO"], "CHN").reset_index()
    found = growth.relate_to_gdp(tie, load("indicators"), "LAO", "wdi-2026-03").set_index("year")
    assert found.gdp_usd[2018] == pytest.approx(18.14e9, rel=1e-3)
    assert found.to_gdp[2018] == pytest.approx(3.47 / 18.14, rel=0.01)


def test_known_faults_are_flagged(ties):
    """Mongolia repeats one value for North Korea from 2010 to 2013."""
    found = faults.find_faults(ties["MNG"])
    prk = found[(found.partner == "PRK") & (found.fault == "repeated")]
    assert {2010, 2011, 2012, 2013} <= set(prk.year)


def test_a_jump_is_flagged_on_both_sides():
    trade = table(
        *(
            ("A", "B", y, "export", v * 1e6)
            for y, v in [(2000, 5), (2001, 900), (2002, 6), (2003, 7), (2004, 0.1), (2005, 8)]
        )
    )
    found = faults.find_faults(flows.select_reporter(trade, "A"))
    assert found.year.tolist() == [2001, 2004] and set(found.fault) == {"jump"}


def test_one_flow_is_no_turnover_and_is_said_so(tables):
    """Myanmar imports from North Korea in 2020 are on record, exports are not."""
    rows = shares.rank_partners(*tables, "MMR", SPAN)
    assert flows.find_single_flow(rows, "PRK", 2020) == ("imports", 24200001.0)
    pair = {"KOR": "South Korea", "PRK": "North Korea"}
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "MMR", pair, SPAN)
    found = trade_ties.describe_rivals(rows, sides, pair, "Myanmar")
    assert found["rank_second"][0] is None and found["one_flow_second"][0] == "imports"
    assert found["last_seen_second"] == (2020, "year")
    top = shares.list_largest(rows, NAMES, list(pair), 2020).set_index("partner")
    assert top.basis["PRK"] == "one flow only"


def test_an_estimate_is_never_called_a_report(tables, ties):
    pair = {"KOR": "South Korea", "PRK": "North Korea"}
    sides = compared.collect_series(tables[0], load("trade_alternatives"), "LAO", pair, SPAN)
    found = trade_ties.describe_rivals(ties["LAO"], sides, pair, "Laos")
    assert "estimates" in found["record_basis_first"][0]
    assert found["moved_first"] == (13, "count"), "between the 4th and the 17th place"
    one = {"THA": "Thailand", "PRK": "North Korea"}
    same = ties["LAO"][(ties["LAO"].partner == "THA") & (ties["LAO"].year == 2020)]
    held = trade_ties.describe_rivals(same, sides, one, "Laos")
    assert held["best_rank_first"][0] == held["worst_rank_first"][0] == 1
    assert held["moved_first"] == (None, "count")
    balance = weight.compare_weights(*tables, "MNG", list(pair), SPAN)
    assert balance.estimated.all(), "the total of the North is an estimate in every year"


def test_the_two_sides_of_the_weight_are_named(tables):
    pair = {"KOR": "South Korea", "PRK": "North Korea"}
    for country, heavier, lighter in (
        ("THA", "South Korea", "North Korea"),
        ("CHN", "North Korea", "South Korea"),
    ):
        ratios = weight.compare_weights(*tables, country, list(pair), SPAN)
        found = trade_ties.describe_weight(ratios, pair)
        assert (found["balance_heavier"][0], found["balance_lighter"][0]) == (heavier, lighter)
