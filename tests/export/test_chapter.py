"""The model: numbering, references, and a refusal with a clear message for each fault."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from thirdcountry.errors import UserError
from thirdcountry.export import ExportError, read_chapter
from thirdcountry.export.chapter import (
    Code,
    Text,
    clean_line,
    number_exhibits,
    replace_references,
)

from .conftest import figure, good_notebook, notebook, publish, table

TITLE = publish({"kind": "title", "title": "T", "subtitle": ""})


def test_figures_and_tables_are_numbered_in_document_order(good):
    assert number_exhibits(good) == {
        "fig-annual": "Figure 2.1",
        "tbl-ranks": "Table 2.1",
        "fig-second": "Figure 2.2",
    }


def test_without_a_chapter_number_labels_are_plain():
    nb = notebook(TITLE, publish(figure()))
    nb.metadata.thirdcountry.chapter = None
    assert number_exhibits(nb) == {"fig-annual": "Figure 1"}


def test_parameter_cells_and_stderr_are_left_out_and_stdout_is_kept(good):
    chapter = read_chapter(good)
    assert [b.text for b in chapter.blocks if isinstance(b, Text)] == ["printed <b>"]
    codes = [b for b in chapter.blocks if isinstance(b, Code)]
    assert all("1998" not in code.source for code in codes)
    assert "Figure 2.1" in [code.about for code in codes]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a @fig-a, (@tbl-b).", "a <fig-a>, (<tbl-b>)."),
        ("@x_y:fig-a-b--", "<x_y:fig-a-b>--"),
        (r"\@fig-a and \\@fig-a", r"\@fig-a and \\<fig-a>"),
        ("`@fig-a` ``x ` @fig-a``", "`@fig-a` ``x ` @fig-a``"),
        ("```\n@fig-a\n```\n@fig-a", "```\n@fig-a\n```\n<fig-a>"),
        ("```\n```\n@fig-a", "```\n```\n<fig-a>"),
        ("me@fig-a.org @home", "me@fig-a.org @home"),
        ("a ` b\n\n@fig-a ` c", "a ` b\n\n<fig-a> ` c"),
    ],
)
def test_references_are_found_outside_code_and_escapes(markdown, expected):
    assert replace_references(markdown, lambda target: f"<{target}>") == expected


def failing_cell():
    return new_code_cell(
        "1/0", outputs=[new_output("error", ename="ZeroDivisionError", evalue="by zero")]
    )


def picture_cell():
    return new_code_cell(
        "plot()", outputs=[new_output("display_data", {"image/png": "aGk=", "text/plain": "<F>"})]
    )


FAULTS = {
    "dangling": (
        [TITLE, publish(figure()), new_markdown_cell("@fig-anual")],
        "cell 3 refers to @fig-anual, which does not exist; did you mean 'fig-annual'?",
    ),
    "dangling in lead": (
        [TITLE, publish({"kind": "lead", "markdown": "@tbl-x"}), publish(table())],
        "cell 2 refers to @tbl-x, which does not exist; did you mean 'tbl-",
    ),
    "other chapter": (
        [TITLE, new_markdown_cell("@trade_tie:fig-annual")],
        "did you mean 'trade_ties:fig-annual'?",
    ),
    "wrong prefix": ([TITLE, new_markdown_cell("see @figure-annual")], "refers to @figure-annual"),
    "blank alt": (
        [TITLE, publish(figure(alt=" "))],
        "cell 2: figure 'fig-annual' has no alternative text",
    ),
    "no alt": ([TITLE, publish(figure(alt=None))], "has no alternative text"),
    "no caption": (
        [TITLE, publish(figure(caption=""))],
        "cell 2: figure 'fig-annual' has no caption",
    ),
    "table caption": ([TITLE, publish(table(caption=None))], "table 'tbl-ranks' has no caption"),
    "alt is caption": (
        [TITLE, publish(figure(caption="A line", alt="a  Line"))],
        "repeats its caption as alternative text",
    ),
    "duplicate": (
        [TITLE, publish(figure()), publish(figure())],
        "cell 3: the id 'fig-annual' is already taken",
    ),
    "bad id": ([TITLE, publish(figure(id="fig-Annual"))], "'fig-Annual' is not a valid id"),
    "figure id of a table": ([TITLE, publish(table(id="fig-x"))], "not a valid id for a table"),
    "no svg": ([TITLE, publish(figure(svg=""))], "holds no SVG"),
    "failed run": (
        [TITLE, failing_cell()],
        "cell 2 failed with ZeroDivisionError: by zero. A failed run is never exported",
    ),
    "no title": ([new_markdown_cell("text")], "neither a title nor a heading"),
    "two titles": (
        [TITLE, publish({"kind": "title", "title": "U"})],
        "cell 2 gives a second title",
    ),
    "picture": ([TITLE, picture_cell()], "cell 2 shows a picture that has no alternative text"),
    "markdown picture": ([TITLE, new_markdown_cell("![x](y.png)")], "publish it with figure"),
    "unknown item": ([TITLE, publish({"kind": "figur"})], "unknown kind of item: 'figur'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_refused_with_a_named_message(name):
    cells, message = FAULTS[name]
    with pytest.raises(ExportError) as error:
        read_chapter(notebook(*cells))
    assert message in str(error.value)
    assert isinstance(error.value, UserError)


def test_the_good_notebook_has_none_of_these_faults():
    assert read_chapter(good_notebook()).title.startswith("Title")


def test_a_foreign_notebook_takes_its_title_from_the_first_heading():
    html_output = new_output("execute_result", {"text/html": "<b>x</b>", "text/plain": "x 1"})
    nb = new_notebook(
        cells=[
            new_markdown_cell("# My study #\n\nText"),
            new_code_cell("df", outputs=[html_output]),
        ]
    )
    chapter = read_chapter(nb, "my study.v2")
    assert (chapter.title, chapter.slug) == ("My study", "my-study-v2")
    assert chapter.blocks[0].markdown.strip() == "Text"
    assert chapter.blocks[1] == Text("x 1")


def test_a_number_keeps_its_sign_beside_it():
    assert clean_line("a\n b\t\u2003c  27.6\xa0% ") == "a b c 27.6\xa0%"
