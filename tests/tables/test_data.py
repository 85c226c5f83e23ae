"""The shipped data against facts from outside and against their own contract."""

import json

import pandas as pd
import pytest
from frictionless import Package

from thirdcountry import paths, tables
from thirdcountry.tables import DataError, dictionary, schema, sources
from thirdcountry.words import read_language

WORDS = read_language().pages


def test_every_table_keeps_its_contract():
    sealed = tables.check_all()
    assert set(sealed.table) >= {
        "sources",
        "arrivals",
        "trade",
        "trade_totals",
        "indicators",
        "countries",
        "areas",
        "events",
    }
    assert (sealed.rows > 0).all()


def test_frictionless_agrees():
    """An independent implementation of the standard finds package and tables valid."""
    report = Package(str(paths.root() / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_byte_counts_and_dictionary_are_those_of_the_files():
    folder = paths.root() / "data"
    package = tables.descriptor()
    for resource in package["resources"]:
        assert (folder / resource["path"]).stat().st_size == resource["bytes"]
    assert (folder / "README.md").read_text("utf-8") == dictionary.describe_package(package)


def test_every_row_of_every_table_points_to_a_source():
    known = set(tables.load("sources").source_id)
    for resource in tables.descriptor()["resources"]:
        if resource["name"] != "sources":
            frame = tables.load(resource["name"])
            assert set(frame.source_id) <= known, resource["name"]
            assert frame.source_id.notna().all(), resource["name"]


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "publisher",
        "licence",
        "kind",
        "quality",
        "quality_reason",
        "cannot_show",
        "date_read",
    ],
)
def test_a_source_record_is_whole(field):
    assert tables.load("sources")[field].notna().all()


def test_pooled_and_cumulative_cells_are_marked():
    rows = tables.load("arrivals")
    months = (rows.period_end - rows.period_start).dt.days / 30.4
    assert set(rows[months > 12.5].status) <= {"pooled", "cumulative"}
    assert set(rows[rows.period_start.isna()].status) == {"cumulative"}
    assert "partial" in set(rows.status)


def test_a_quoted_figure_is_no_figure_of_the_ministry():
    """771 for 2019 stands in an article; no publication of the Ministry with it was found."""
    rows = tables.load("arrivals")
    found = rows[(rows.persons == 771) & (rows.host == "KOR")]
    assert found.status.tolist() == ["quoted"]
    assert found.source_id.tolist() == ["lee_closing_door"]


def test_estimates_stay_marked():
    """The original writes estimates as text ending in 'e'; a naive reader loses them."""
    trade = tables.load("trade")
    lao = trade[(trade.reporter == "LAO") & (trade.partner == "KOR")]
    assert 0.8 < lao.estimated.mean() < 0.9
    assert trade[trade.reporter == "THA"].estimated.mean() < 0.01


def test_no_row_is_counted_twice():
    """The extract lists Australia twice for every reporter and year."""
    trade = tables.load("trade")
    assert not trade.duplicated(["reporter", "partner", "year", "flow"]).any()
    assert (trade.partner == "AUS").any()


def test_partners_and_unspecified_trade_add_up_to_the_world():
    trade, totals = tables.load("trade"), tables.load("trade_totals")
    areas = tables.load("areas").set_index("code")
    keys = ["reporter", "year", "flow"]
    rest = totals[totals.area.map(areas.kind) == "not_specified"]
    parts = (
        trade.groupby(keys).value_usd.sum().add(rest.groupby(keys).value_usd.sum(), fill_value=0)
    )
    world = totals[totals.area == "WLD"].set_index(keys).value_usd
    gap = (parts.astype(float) / world.astype(float) - 1).abs()
    assert gap.max() < 0.002


def test_the_group_with_cuba_and_north_korea_is_no_country():
    """Counting 'Other Countries not included elsewhere' with the countries counts twice."""
    areas = tables.load("areas").set_index("name")
    assert areas.kind["Other Countries not included elsewhere"] == "group"


def test_capitals_fit_the_distances_of_another_source():
    """CEPII GeoDist, capital to capital, km (Mayer and Zignago 2011)."""
    import numpy as np

    table = tables.load("countries").set_index("code")
    at = np.radians(table[["capital_lat", "capital_lon"]].astype(float))

    def km(a, b):
        (p, q), (r, s) = at.loc[a], at.loc[b]
        cosine = np.sin(p) * np.sin(r) + np.cos(p) * np.cos(r) * np.cos(q - s)
        return 6371 * np.arccos(cosine)

    published = {("CHN", "JPN"): 2098.1, ("CHN", "KOR"): 955.7, ("CHN", "LAO"): 2778.7}
    for pair, distance in published.items():
        assert km(*pair) == pytest.approx(distance, rel=0.03)


def test_a_sealed_table_is_read_as_it_was_checked():
    """The quick read of a sealed file gives the frame that the full check gives."""
    resources = {r["name"]: r for r in tables.descriptor()["resources"]}
    files = {n: (paths.root() / "data" / r["path"]).read_bytes() for n, r in resources.items()}
    raw = {name: schema.read(files[name], resource)[0] for name, resource in resources.items()}
    for name, resource in resources.items():
        checked, found = schema.check(files[name], resource, raw.get)
        assert found == [], name
        pd.testing.assert_frame_equal(tables.load(name), checked, check_exact=True)


def test_a_sealed_table_is_not_checked_again(project, monkeypatch):
    def check(*_):
        raise AssertionError("checked again")

    monkeypatch.setattr(schema, "check", check)
    (project / "data" / "new").touch()  # another state of the folder than any before
    assert len(tables.load("trade")) > 90_000


def test_a_loaded_table_is_the_callers_own():
    events = tables.load("events")
    events["title"] = "changed"
    events.loc[2, "draw"] = not events.loc[2, "draw"]
    again = tables.load("events")
    assert "changed" not in set(again.title) and again.loc[2, "draw"] != events.loc[2, "draw"]


def test_a_changed_schema_is_refused_until_it_is_sealed(project):
    file = project / "data" / "schemas" / "events.json"
    file.write_text(file.read_text("utf-8").replace("Dated", "Dated and named", 1), "utf-8")
    with pytest.raises(DataError, match=r"schemas/events\.json: sha256 differs.*seal"):
        tables.load("events")
    tables.load("countries")
    assert tables.seal() == ["events"]
    tables.load("events")
    file.write_text("{")
    with pytest.raises(DataError, match=r"schemas/events\.json: cannot be read"):
        tables.load("events")


def test_a_malformed_row_is_refused_by_row_and_field(project, damaged):
    first = (project / "data" / "arrivals.csv").read_text("utf-8").splitlines()[1]
    message = damaged("arrivals", first, first.replace(",80,", ",eighty,"))
    assert "arrivals.csv, row 2, field persons: 'eighty' is not of type integer" in message
    assert "sha256 differs" in message


def test_a_duplicated_row_is_refused(project, damaged):
    second = (project / "data" / "trade.csv").read_text("utf-8").splitlines()[1]
    message = damaged("trade", second, second + "\n" + second)
    assert "trade.csv, row 3, field reporter + partner + year + flow" in message
    assert "repeats the key" in message


def test_a_missing_table_is_named(project):
    (project / "data" / "events.csv").unlink()
    with pytest.raises(DataError, match=r"events\.csv: table is missing.*restore"):
        tables.load("events")


def test_an_unknown_table_lists_the_known_ones(project):
    with pytest.raises(DataError, match="it holds sources"):
        tables.load("arrival")


def test_a_broken_descriptor(project):
    (project / "data" / "datapackage.json").write_text("{")
    with pytest.raises(DataError, match=r"datapackage\.json: cannot be read"):
        tables.load("events")


def test_seal_takes_a_good_change_and_refuses_a_bad_one(project):
    file = project / "data" / "events.csv"
    file.write_text(file.read_text("utf-8").replace("succeeds", "follows"), "utf-8")
    assert tables.seal() == ["events"]
    tables.load("events")
    before = (project / "data" / "datapackage.json").read_bytes()
    file.write_text(file.read_text("utf-8").replace(",day,", ",hour,", 1), "utf-8")
    with pytest.raises(DataError, match="field precision: 'hour'"):
        tables.seal()
    assert (project / "data" / "datapackage.json").read_bytes() == before
    assert json.loads(before)["resources"]


def test_a_new_table_needs_an_entry_with_name_and_path(project):
    folder = project / "data"
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    package["resources"].append({"name": "toys", "path": "toys.csv"})
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    with pytest.raises(DataError, match=r"schemas/toys\.json: cannot be read"):
        tables.seal()
    fields = [{"name": "toy", "type": "string"}, {"name": "source_id", "type": "string"}]
    schema_ = {"description": "Toys.", "fields": [f | {"description": "Text."} for f in fields]}
    (folder / "schemas" / "toys.json").write_text(json.dumps(schema_), "utf-8")
    (folder / "toys.csv").write_text("toy,source_id\nball,readers_own_series\n", "utf-8")
    assert tables.seal() == ["toys"]
    assert tables.load("toys").toy.tolist() == ["ball"]
    assert Package(str(folder / "datapackage.json")).get_resource("toys").schema.field_names


def test_a_source_line_is_derived_and_rated():
    rows = tables.load("arrivals")
    line = sources.write_line(sources.ids_in(rows[rows.vintage == "mou-2025-12"]), WORDS)
    assert line.startswith("Source: Ministry of Unification")
    assert "quality: high" in line
    many = sources.write_line(sources.ids_in(rows), WORDS)
    assert "more (quality:" in many


def test_ids_of_a_computed_cell_are_split():
    frame = pd.DataFrame({"x": [1], "source_id": ["a b"], "world_source_id": ["b c"]})
    assert sources.ids_in(frame) == ["a", "b", "c"]


def test_a_source_without_record_is_an_error():
    with pytest.raises(KeyError, match="no source record for nobody"):
        sources.write_line(["nobody"], WORDS)


def test_an_unreadable_table_is_reported_and_not_all_that_point_to_it(project):
    file = project / "data" / "countries.csv"
    file.write_bytes(file.read_bytes().replace(b"Mongolia", b"Mong\xffolia", 1))
    with pytest.raises(DataError) as caught:
        tables.check_all()
    assert "countries.csv: cannot be read as UTF-8 CSV" in str(caught.value)
    assert {v.file for v in caught.value.violations} == {"countries.csv"}
