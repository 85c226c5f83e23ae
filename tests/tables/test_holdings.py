"""What the tables hold: right for the data folder as it is now, and cheap to ask."""

import time

from thirdcountry import tables
from thirdcountry.tables import holdings, store


def test_the_hosts_are_those_of_the_table_in_its_order():
    assert holdings.transit_hosts() == ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


def test_the_latest_figures():
    assert holdings.latest_trade_year() == tables.load("trade").year.max() == 2020
    assert holdings.latest_arrivals_vintage() == "mou-2025-12"
    assert holdings.latest_arrivals_year() == 2025 == holdings.single_years()[1]


def test_gdp_comes_from_the_release_with_most_years_and_countries():
    rows = tables.load("indicators").query("indicator == 'NY.GDP.MKTP.CD'")
    spans = rows.groupby("vintage").agg({"year": "nunique", "country": "nunique"})
    assert (spans.loc[holdings.longest_gdp_vintage()] == spans.max()).all()


def test_the_panel_of_the_project():
    held = holdings.holdings("shipped")
    assert held.reporters == holdings.reporters() and held.reporters["RUS"] == (1992, 2020)
    assert held.years == (1990, 2020) and {"KOR", "PRK", "DEU"} <= held.partners
    assert min(held.complete["RUS"]) == 1992 and held.one_sided("c", ["RUS"], 1990, 2020) == []
    assert "RUS" in held.one_sided("country", ["RUS"], 1990, 1991)[0]


def test_a_ninth_host_is_a_row(project):
    """Nothing is remembered from another state of the folder, nor of another folder."""
    before = holdings.transit_hosts()
    file = project / "data" / "countries.csv"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("Indonesia,country,,,", "Indonesia,country,transit,9,", 1), "utf-8"
    )
    tables.seal()
    assert holdings.transit_hosts() == [*before, "IDN"]


def test_an_answer_is_kept_until_a_file_changes(project):
    asked = []

    @store.remember
    def count(table):
        asked.append(table)
        return len(tables.load(table))

    assert count("events") == count("events") and asked == ["events"]
    (project / "data" / "note.txt").touch()
    assert count("events") and asked == ["events", "events"]


def test_the_defaults_of_parameters_cost_milliseconds():
    def ask():
        start = time.perf_counter()
        holdings.transit_hosts(), holdings.latest_trade_year(), holdings.latest_arrivals_vintage()
        return time.perf_counter() - start

    ask()
    assert min(ask() for _ in range(5)) < 0.02
