"""The comparison of hosts follows its parameters, and a panel that the reader brings."""

import json

import duckdb
import pandas as pd
import pytest

from thirdcountry.chapters import check
from thirdcountry.errors import UserError
from thirdcountry.tables import load

FOUR = ["CHN", "JPN", "KOR", "USA"]
KEYS = ["reporter", "partner", "year", "flow"]


def world_and_partners(reporters) -> pd.DataFrame:
    """Shipped rows of some reporters in the form of a panel, world totals among them."""
    totals = load("trade_totals")
    world = totals[totals.area == "WLD"].rename(columns={"area": "partner"})
    rows = pd.concat([load("trade"), world])
    return rows[rows.reporter.isin(reporters)].drop(columns="source_id")


def mirrored(partner: str) -> pd.DataFrame:
    """The books of a country that does not report here, as its partners have them."""
    rows = load("trade").query("partner == @partner")
    swapped = rows.rename(columns={"reporter": "partner", "partner": "reporter"})
    flows = swapped.flow.replace({"export": "import", "import": "export"})
    return swapped.assign(flow=flows)[[*KEYS, "value_usd", "estimated"]]


@pytest.fixture(scope="module")
def panels(tmp_path_factory):
    """The same panel of four reporters as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("panels")
    world_and_partners(FOUR).to_csv(folder / "four.csv", index=False)
    rows = duckdb.read_csv(str(folder / "four.csv"))
    rows.write_parquet(str(folder / "four.parquet"))
    return folder


def published(run) -> str:
    return json.dumps(run.items, sort_keys=True)


def test_a_panel_gives_the_same_as_csv_and_as_parquet(run_notebook, panels):
    given = {"countries": "CHN,USA", "rivals": "KOR,JPN", "first_year": 2015}
    csv = run_notebook("hosts", panel=str(panels / "four.csv"), **given)
    parquet = run_notebook("hosts", panel=str(panels / "four.parquet"), **given)
    assert published(csv) == published(parquet)
    assert csv.values["hosts"]["value"] == 2 and "Japan" in csv.words
    # the comparison itself does not depend on the gravity model, and equals the shipped tables
    shipped = run_notebook("hosts", **given)
    for name in ("best_rank_first", "worst_rank_second", "depends_more_first"):
        assert csv.values[name]["value"] == shipped.values[name]["value"]
    assert csv.values["pairs"]["value"] < shipped.values["pairs"]["value"]


def test_a_country_that_the_shipped_tables_do_not_have(run_notebook, tmp_path):
    """Germany, France and Italy from their partners' books: distances are then capitals'."""
    with pytest.raises(UserError, match="countries = 'DEU' is not in the reporters of data/trade"):
        run_notebook("hosts", countries="DEU")
    rows = [world_and_partners(set(load("trade").reporter)), *map(mirrored, ("DEU", "FRA", "ITA"))]
    trade = pd.concat(rows)
    trade[trade.partner != "WLD"].to_csv(tmp_path / "europe.csv.gz", index=False)
    run = run_notebook(
        "hosts",
        panel=str(tmp_path / "europe.csv.gz"),
        countries="DEU,FRA,ITA",
        rivals="CHN,JPN",
        first_year=2010,
    )
    assert run.values["best_host_first"]["text"] in ("Germany", "Germany and France")
    assert run.values["distance_basis"]["value"] == ["capitals"]
    assert "Explained by distance, from" in run.words
    assert "Distances are between the capitals." in run.words
    assert run.values["elasticity"]["value"] < 0
    source = run.item("fig-gravity")
    assert "Reader" in json.dumps(source) and str(tmp_path) not in published(run)


def test_the_shipped_tables_say_what_the_model_rests_on(run_notebook):
    run = run_notebook("hosts", first_year=2010)
    assert "Explained by distance, a common border and a common language" in run.words
    assert "Distances are between the largest cities, weighted by population, or" in run.words


@pytest.mark.parametrize(
    ("notebook", "values", "words"),
    [
        ("hosts", {"countries": "CHN,VNM"}, "'VNM' is not in the reporters of four.csv"),
        ("hosts", {"countries": "CHN,VNM"}, "It holds CHN, JPN, KOR, USA"),
        ("hosts", {"countries": "CHN", "rivals": "KOR,PRK"}, "rivals = 'PRK' is not in the report"),
        ("hosts", {"first_year": 1980}, "first_year = 1980 is outside the years of four.csv: 1990"),
        ("trade_ties", {"country": "LAO"}, "country = 'LAO' is not in the reporters of four.csv"),
        ("trade_ties", {"country": "CHN", "partners": "XYZ"}, "'XYZ' is not in four.csv"),
        ("trade_ties", {"country": "CHN", "rivals": "KOR,PRK"}, "'PRK' is not in the reporters"),
        ("trade_ties", {"country": "CHN", "rivals": "KOR,JPN", "last_year": 2024}, "1990 to 2020"),
    ],
)
def test_a_value_the_panel_lacks_is_refused(panels, notebook, values, words):
    with pytest.raises(UserError) as caught:
        check(notebook, {"panel": str(panels / "four.csv"), **values})
    assert words in str(caught.value)


def test_a_panel_with_a_fault_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "bad.csv").write_text("reporter,partner,year,flow,value_usd\nKOR,JPX,1,x,-1\n")
    for notebook in ("hosts", "trade_ties"):
        with pytest.raises(UserError) as caught:
            check(notebook, {"panel": str(tmp_path / "bad.csv")})
        said = str(caught.value)
        assert "bad.csv, row 2, field partner: 'JPX' is no country code" in said
        assert said.count("\n") == 4 and str(tmp_path) not in said


def test_a_panel_of_other_years_asks_for_them(tmp_path):
    rows = world_and_partners(FOUR)
    rows[rows.year.between(2000, 2010)].to_csv(tmp_path / "short.csv", index=False)
    given = {"panel": str(tmp_path / "short.csv"), "country": "CHN", "rivals": "KOR,JPN"}
    with pytest.raises(UserError, match=r"years of short\.csv: 2000 to 2010"):
        check("trade_ties", given)
    params = check("trade_ties", given | {"first_year": 2000, "last_year": 2010})
    assert params.public()["panel"] == "short.csv"


def test_a_panel_with_one_flow_only_is_one_message(tmp_path):
    rows = world_and_partners(FOUR)
    rows[rows.flow == "export"].to_csv(tmp_path / "exports.csv", index=False)
    given = {"panel": str(tmp_path / "exports.csv"), "rivals": "KOR,JPN"}
    for notebook, values in (("trade_ties", {"country": "CHN"}), ("hosts", {"countries": "CHN"})):
        with pytest.raises(UserError, match=r"'CHN' has no year with both exports and imports in"):
            check(notebook, given | values)


def test_more_hosts_than_a_figure_holds(panels):
    with pytest.raises(UserError, match="countries names 25; figures hold 24"):
        check("hosts", {"panel": str(panels / "four.csv"), "countries": ["CHN"] * 25})


def test_hosts_that_never_trade_with_both_are_one_message(run_notebook, tmp_path):
    rows = world_and_partners(FOUR)
    rows[~((rows.reporter == "CHN") & (rows.partner == "JPN"))].to_csv(tmp_path / "a.csv")
    with pytest.raises(UserError, match="none of the hosts has trade with both KOR and JPN"):
        run_notebook("hosts", panel=str(tmp_path / "a.csv"), countries="CHN", rivals="KOR,JPN")


def test_the_percentile_has_its_sources_and_its_meaning_beside_it(run_notebook):
    run = run_notebook("hosts", countries="THA,MMR", first_year=2018)
    assert "CEPII GeoDist" in run.item("tbl-hosts")["source_line"]
    # Myanmar has one flow with North Korea only, and so no place
    assert run.values["placed_second"]["value"] == 1
    assert "trade less than size and distance suggest" in run.words
