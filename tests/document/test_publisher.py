"""What a cell may publish, and what JupyterLab and a stock export show."""

import json
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from thirdcountry import chapter, chapters
from thirdcountry.document import MIME, DocumentError, Publisher
from thirdcountry.findings import Findings
from thirdcountry.words import Text, read_language, read_text
from thirdcountry.words.text import parse_blocks

DATA = pd.DataFrame({"year": [2001, 2002], "persons": [5, None], "source_id": "mou_page_2025_12"})
TABLE = "\n\n| column | heading | unit |\n|---|---|---|\n| year | Year | year |\n"
WORDS = f"""
(title)=
Peak of {{{{ peak }}}}

Under it

(say)=
From {{{{ value }}}} to {{{{ value }}}}, see @fig-x and @routes:fig-map. Name: {{{{ name }}}}

(fig-x)=
The peak is {{{{ peak }}}}.

Alt: A line that rises to {{{{ peak }}}}.

Labels:
- top: Highest, {{{{ peak }}}}

(fig-bare)=
A caption without what somebody who cannot see needs.

(tbl-x)=
Years.

Note: As counted.
{TABLE}| persons | Persons | persons |

(tbl-y)=
Years.

Filters:
- kind: Kind
{TABLE}
"""


@pytest.fixture
def shown(monkeypatch):
    """The display outputs of the calls under test."""
    bundles = []
    monkeypatch.setattr(
        "thirdcountry.document.publisher.display", lambda bundle, raw: bundles.append(bundle)
    )
    return bundles


@pytest.fixture
def doc(shown, monkeypatch):
    """A publisher with words and values of its own."""
    text = Text("en/toy.md", parse_blocks(WORDS, "en/toy.md"), read_language())
    monkeypatch.setattr(
        "thirdcountry.document.publisher.read_text",
        lambda name, language: text if name == "toy" else read_text(name, language),
    )
    found = Findings()
    found.name("peak", 5, "persons", tables="arrivals", of=DATA)
    found.name("value", 13.82e9, "US$")
    found.name("name", "<b>*x* @fig-y", "text")
    return Publisher("toy", chapters.check("hosts", {}), found)


def picture():
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    return figure


def test_a_figure_carries_all_a_reader_needs(doc, shown):
    doc.figure("fig-x", picture(), DATA)
    item = shown[-1][MIME]
    assert item["caption"] == "The peak is 5." and item["alt"] == "A line that rises to 5."
    assert item["source_line"].startswith("Source: ")
    assert item["csv"].splitlines()[0] == "year,persons,source_id"
    assert item["data"]["columns"] == ["year", "persons"]
    assert item["svg"].startswith("<?xml") and "<dc:date>" not in item["svg"]
    view = shown[-1]["text/html"]
    assert 'alt="A line' in view and "<b>Figure 1.</b> The peak is 5." in view
    json.dumps(item)


def test_the_same_figure_is_the_same_text_and_is_closed(doc, shown):
    before = plt.get_fignums()
    for _ in range(2):
        doc.figure("fig-x", picture(), DATA)
    assert shown[-1][MIME]["svg"] == shown[-2][MIME]["svg"]
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("id", "data", "words"),
    [
        ("fig-bare", DATA, r"en/toy\.md, line 18: \(fig-bare\)= needs a caption and a paragraph"),
        ("fig-x", DATA.iloc[:0], "fig-x: the data frame has no rows"),
        ("fig-x", DATA[["year"]], "no source_id"),
        ("fig-y", DATA, r"en/toy\.md has no block \(fig-y\)=; did you mean 'fig-x'"),
    ],
)
def test_a_figure_demands_its_due(doc, id, data, words):
    with pytest.raises(DocumentError, match=words):
        doc.figure(id, picture(), data)
    plt.close("all")


def test_words_inside_a_figure(doc):
    assert doc.labels("fig-x") == {"top": "Highest, 5"}


def test_a_table_shows_missing_cells_as_a_dash_and_its_note(doc, shown):
    doc.table("tbl-x", DATA)
    item = shown[-1][MIME]
    assert item["rows"] == [["2001", "5"], ["2002", "–"]]
    assert [c["align"] for c in item["columns"]] == ["right", "right"]
    view = shown[-1]["text/html"]
    assert "<b>Table 1.</b> Years." in view and "As counted." in view
    assert view.count('<td style="text-align:right">') == 4
    assert view.startswith('<div class="mathjax_ignore')


def test_a_table_with_an_unknown_column(doc):
    with pytest.raises(DocumentError, match="tbl-x has no column persons; its data hold year"):
        doc.table("tbl-x", DATA[["year", "source_id"]])


def test_a_table_carries_what_it_can_be_narrowed_by(doc, shown):
    doc.table("tbl-y", DATA.assign(kind=["a", None]))
    assert shown[-1][MIME]["filters"] == [{"label": "Kind", "values": ["a", "–"]}]
    with pytest.raises(DocumentError, match="tbl-y has no column kind"):
        doc.table("tbl-y", DATA)


def test_sources_lists_what_was_used(doc, shown):
    doc.figure("fig-x", picture(), DATA)
    doc.sources()
    assert len(shown[-1][MIME]["rows"]) == 1


def test_text_from_data_cannot_become_markup(doc, shown):
    doc.say("say")
    assert "<b>" not in shown[-1][MIME]["markdown"].replace("\\<b\\>", "")
    assert "\\@fig" in shown[-1][MIME]["markdown"]


def test_jupyterlab_shows_references_with_numbers_and_no_mathematics(doc, shown):
    doc.say("say")
    view = shown[-1]["text/markdown"]
    assert "see Figure 1 and [routes](routes.ipynb)" in view
    assert "$" not in view and view.count("mathjax_ignore") == 2


def test_a_value_knows_where_it_comes_from(shown):
    doc = chapter("hosts", countries="LAO,THA", first_year=2015)
    value = shown[0][MIME]["values"]["best_rank_first"]
    assert value["computed_by"] == "chapters.hosts.name_comparison"
    assert value["tables"] == ["trade", "trade_totals", "distances"]
    assert "imf_dots_2022" in value["source_ids"]
    assert doc.found.values["hosts"].text == "2"
    assert shown[0]["text/html"].startswith("<!--"), "no machinery in sight"


def test_a_chapter_knows_what_it_has_found(shown):
    with pytest.raises(AttributeError, match="has not found anything named 'waights'"):
        _ = chapter("hosts", countries="LAO,THA", first_year=2015).found.waights


def test_a_name_that_papermill_injected_is_checked(monkeypatch):
    """Plain papermill only warns of an unknown parameter."""
    names = {"In": ["", "# Parameters\ncontry = 'LAO'\n"], "contry": "LAO"}
    shell = SimpleNamespace(user_ns=names)
    monkeypatch.setattr("thirdcountry.document.publisher.get_ipython", lambda: shell)
    with pytest.raises(Exception, match="contry is not a parameter"):
        chapter("hosts")


def test_numbers_have_nine_digits():
    found = Findings()
    found.name("ratio", 0.64308687269543971, "ratio")
    assert found.values["ratio"].plain()["value"] == 0.643086873
