"""What a cell may publish, and what JupyterLab shows."""

import json

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from thirdcountry import MIME
from thirdcountry.document import Chapter, DocumentError

DATA = pd.DataFrame({"year": [2001, 2002], "persons": [5, None], "source_id": "mou_page_2025_12"})


@pytest.fixture
def shown(monkeypatch):
    """The display outputs of the calls under test."""
    bundles = []
    monkeypatch.setattr(
        "thirdcountry.document.chapter.display", lambda bundle, raw: bundles.append(bundle)
    )
    return bundles


@pytest.fixture
def doc(shown):
    return Chapter.open("arrival_trends", {})


def picture():
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    return figure


def test_a_figure_carries_all_a_reader_needs(doc, shown):
    doc.value("peak", 5, "persons")
    doc.figure("fig-x", picture(), DATA, "The peak is {peak}.", "A line that rises to {peak}.")
    item = shown[-1][MIME]
    assert item["caption"] == "The peak is 5." and item["alt"] == "A line that rises to 5."
    assert item["source_line"].startswith("Source: ")
    assert item["csv"].splitlines()[0] == "year,persons,source_id"
    assert item["data"]["columns"] == ["year", "persons"]
    assert item["svg"].startswith("<?xml") and "<dc:date>" not in item["svg"]
    assert 'alt="A line' in shown[-1]["text/html"], "JupyterLab shows the same with its alt text"
    json.dumps(item)


def test_the_same_figure_is_the_same_text(doc, shown):
    for _ in range(2):
        doc.figure("fig-x", picture(), DATA, "Caption.", "Alternative.")
    assert shown[-1][MIME]["svg"] == shown[-2][MIME]["svg"]


def test_figures_are_closed(doc):
    before = plt.get_fignums()
    doc.figure("fig-x", picture(), DATA, "Caption.", "Alternative.")
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("caption", "alt", "data", "words"),
    [
        ("", "Alt.", DATA, "needs a caption"),
        ("Caption.", "  ", DATA, "alternative text"),
        ("Caption.", "Alt.", DATA.iloc[:0], "has no rows"),
        ("Caption.", "Alt.", DATA[["year"]], "no source_id"),
        ("Caption 7.", "Alt.", DATA, "a number is typed"),
    ],
)
def test_a_figure_demands_its_due(doc, caption, alt, data, words):
    with pytest.raises(DocumentError, match=words):
        doc.figure("fig-x", picture(), data, caption, alt)
    plt.close("all")


def test_a_table_shows_missing_cells_as_a_dash(doc, shown):
    doc.table("tbl-x", DATA, {"year": ("Year", "year"), "persons": ("Persons", "persons")}, "Cap.")
    item = shown[-1][MIME]
    assert item["rows"] == [["2001", "5"], ["2002", "–"]]
    assert [c["align"] for c in item["columns"]] == ["right", "right"]


def test_a_table_with_an_unknown_column(doc):
    with pytest.raises(DocumentError, match="no column people"):
        doc.table("tbl-x", DATA, {"people": ("People", "persons")}, "Caption.")


def test_sources_lists_what_was_used(doc, shown):
    doc.figure("fig-x", picture(), DATA, "Caption.", "Alternative.")
    doc.sources()
    assert len(shown[-1][MIME]["rows"]) == 1


def test_choose_follows_what_is_known(doc):
    doc.value("rank", None, "rank")
    assert doc.choose("rank", "ranked", "no record") == "no record"
    doc.value("rank", 3, "rank")
    assert doc.choose("rank", "ranked", "no record") == "ranked"
    with pytest.raises(DocumentError):
        doc.choose("nothing", "a", "b")


def test_text_from_data_cannot_become_markup(doc, shown):
    doc.value("name", "<b>*x* @fig-y", "text")
    doc.say("Name: {name}")
    assert "<b>" not in shown[-1][MIME]["markdown"].replace("\\<b\\>", "")
    assert "\\@fig" in shown[-1][MIME]["markdown"]


def test_dollars_are_no_mathematics_in_jupyterlab(doc, shown):
    doc.value("value", 13.82e9, "US$")
    doc.say("From {value} to {value}.")
    assert "$" not in shown[-1]["text/markdown"]
    assert shown[-1]["text/markdown"].count("mathjax_ignore") == 2
    doc.value("sum", 5e6, "US$")
    assert shown[-1]["text/html"].startswith('<div class="mathjax_ignore')


def test_numbers_have_nine_digits(doc, shown):
    doc.value("ratio", 0.64308687269543971, "ratio")
    assert shown[-1][MIME]["values"]["ratio"]["value"] == 0.643086873


def test_a_table_carries_what_it_can_be_narrowed_by(doc, shown):
    rows = DATA.assign(kind=["a", None])
    columns = {"year": ("Year", "year")}
    doc.table("tbl-x", rows, columns, "Years.", filters={"kind": "Kind"})
    assert shown[-1][MIME]["filters"] == [{"label": "Kind", "values": ["a", "–"]}]
    with pytest.raises(DocumentError, match="tbl-y: no column sort"):
        doc.table("tbl-y", rows, columns, "Years.", filters={"sort": "Sort"})
