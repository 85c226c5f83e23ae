"""A good notebook with every kind of item and hostile text, and tools to spoil it."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from thirdcountry import MIME

HOSTILE = r"""<script>alert(1)</script> #panic("x") $x$ *b* _i_ [l](u) @fig-none \ "q" -?"""
SVG = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="460pt" height="250pt" '
    'viewBox="0 0 460 250"><rect width="460" height="250" fill="#0b5480"/></svg>'
)
CHAPTERS = [
    {
        "slug": "arrival_trends",
        "title": "Arrivals over time",
        "chapter": 2,
        "html": "arrival_trends.html",
    },
    {
        "slug": "trade_ties",
        "title": "Trade ties",
        "chapter": 3,
        "html": "trade_ties.html",
    },
]
INDEX = {
    "arrival_trends:fig-annual": {
        "label": "Figure 2.1",
        "href": "arrival_trends.html#fig-annual",
    },
    "trade_ties:fig-annual": {"label": "Figure 3.1", "href": "trade_ties.html#fig-annual"},
}
REPORT = {
    "title": "Arrivals and Ties",
    "subtitle": "A report",
    "date": "data as of June 2025",
    "version": "0.1.0",
    "licence": "CC BY 4.0",
    "cite": "Arrivals and Ties (2025)",
    "pdf": "report.pdf",
}


def figure(**changes: object) -> dict[str, object]:
    return {
        "kind": "figure",
        "id": "fig-annual",
        "caption": f"Arrivals {HOSTILE}",
        "alt": f"A falling line {HOSTILE}",
        "svg": SVG,
        "source_line": f"Source: {HOSTILE}",
        "data": {"columns": ["Year", HOSTILE], "rows": [["1998", "306"], ["1999", HOSTILE]]},
        "csv": "Year,Arrivals\n1998,306\n",
        "width": "normal",
        **changes,
    }


def table(**changes: object) -> dict[str, object]:
    return {
        "kind": "table",
        "id": "tbl-ranks",
        "caption": f"Ranks {HOSTILE}",
        "columns": [{"label": "State", "align": "left"}, {"label": HOSTILE, "align": "right"}],
        "rows": [["China", "1,024"], [HOSTILE, "−5"]],
        "row_header": True,
        "source_line": f"Source: {HOSTILE}",
        "note": f"note {HOSTILE}",
        "csv": "State,Value\nChina,1024\n",
        **changes,
    }


def publish(*items: dict[str, object], source: str = "out.show()") -> NotebookNode:
    return new_code_cell(
        source,
        outputs=[new_output("display_data", {MIME: item, "text/plain": "?"}) for item in items],
    )


def notebook(*cells: NotebookNode, slug: str = "arrival_trends", number: int = 2) -> NotebookNode:
    """Return a notebook with a title and these cells."""
    nb = new_notebook(cells=list(cells))
    nb.metadata["thirdcountry"] = {
        "slug": slug,
        "chapter": number,
        "parameters": [
            {"name": "start", "value": 1998, "help": f"First year {HOSTILE}"},
            {"name": "states", "value": ["CHN", "MNG"], "help": "States on the way"},
        ],
        "report": REPORT,
        "pdf": f"{slug}.pdf",
        "chapters": CHAPTERS,
        "index": INDEX,
    }
    return nb


def good_notebook(slug: str = "arrival_trends", number: int = 2) -> NotebookNode:
    other = "trade_ties" if slug == "arrival_trends" else "arrival_trends"
    secret = new_code_cell("start = 1998", metadata={"tags": ["injected-parameters"]})
    noisy = new_code_cell(
        "print(1)",
        outputs=[
            new_output("stream", name="stderr", text="a warning on stderr"),
            new_output("stream", name="stdout", text="\x1b[31mprinted <b>\x1b[0m"),
        ],
    )
    return notebook(
        publish({"kind": "title", "title": f"Title {slug} {HOSTILE}", "subtitle": HOSTILE}),
        secret,
        publish({"kind": "lead", "markdown": "**Arrivals fell** in @fig-annual and @tbl-ranks."}),
        new_markdown_cell(
            "## Context\n\nSee @fig-annual, \\@fig-none, `@fig-none` and <b>raw</b>."
        ),
        publish(figure()),
        new_markdown_cell(
            f"## Context\n\nElsewhere: @{other}:fig-annual; 2020-? is kept.[^n]\n\n"
            "[^n]: A footnote.\n\n#### Deep heading\n\n```python\nx = '@fig-none'\n```"
        ),
        publish(table(), {"kind": "prose", "markdown": "A sentence."}, {"kind": "value", "x": 1}),
        publish(figure(id="fig-second", width="wide", caption="Second", alt="Another line")),
        noisy,
        slug=slug,
        number=number,
    )


@pytest.fixture(scope="session")
def good() -> NotebookNode:
    return good_notebook()
