"""What a notebook cell publishes: title, findings, sentence, figure, table, named value.

Each call puts one display output into the notebook. It holds the item for our exporters under
:data:`MIME`, and an HTML or Markdown view for JupyterLab. The executed notebook therefore carries
the whole chapter; exporting it needs nothing else.
"""

from __future__ import annotations

import ast
import base64
import html
import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from thirdcountry import MIME, chapters
from thirdcountry.document.values import (
    DocumentError,
    Value,
    escape_markdown,
    fill,
    missing,
)
from thirdcountry.parameters import ParameterSet
from thirdcountry.tables import sources
from thirdcountry.words import read_language

#: A column of a published table: heading and unit (see values.UNITS); text is left-aligned.
Columns = Mapping[str, tuple[str, str]]
_TEXT_UNITS = ("text", "names", "years")
#: JupyterLab reads two dollar signs as mathematics, except inside an element of these classes.
NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"


class Chapter:
    """The publisher of one notebook run."""

    def __init__(self, slug: str, params: ParameterSet):
        self.slug = slug
        self.parameters = params
        self.values: dict[str, Value] = {}
        self._source_ids: dict[str, None] = {}

    @classmethod
    def open(cls, notebook: str, values: Mapping[str, Any]) -> Chapter:
        """Check the parameters of a run and return its publisher.

        Raises:
            ParameterError: unknown notebook, unknown parameter, or a value the data do not hold.
        """
        return cls(notebook, chapters.check(notebook, {**injected(), **values}))

    # -- numbers and words -------------------------------------------------------------------

    def value(self, name: str, value: Any, unit: str) -> None:
        """Publish one named value; sentences refer to it as ``{name}``."""
        self.publish_values({name: (value, unit)})

    def publish_values(self, values: Mapping[str, tuple[Any, str]]) -> None:
        """Publish named values: name -> (value, unit). They land in reports/results.json.

        Raises:
            DocumentError: a unit that is not in :data:`values.UNITS`.
        """
        fresh = {name: Value(value, unit) for name, (value, unit) in values.items()}
        self.values.update(fresh)
        plain = {name: v.plain() for name, v in fresh.items()}
        rows = "".join(
            f"<tr><th scope=row>{html.escape(n)}</th><td>{html.escape(v.text)}</td></tr>"
            for n, v in fresh.items()
        )
        view = (
            f"<details><summary>{len(fresh)} named values</summary><table>{rows}</table></details>"
        )
        text = "\n".join(f"{n} = {v.text}" for n, v in fresh.items())
        _show({"kind": "value", "values": plain}, text, view)

    def title(self, title: str, subtitle: str = "") -> None:
        """Publish the chapter's title; both may hold ``{name}`` of values."""
        item = {"kind": "title", "title": self._fill(title), "subtitle": self._fill(subtitle)}
        markdown = f"# {escape_markdown(item['title'])}\n\n{escape_markdown(item['subtitle'])}"
        _show(item, markdown, markdown=markdown)

    def lead(self, *findings: str) -> None:
        """Publish the main findings, one sentence each: the answer in the first lines."""
        markdown = "\n".join(f"- {self._fill(f, escape_markdown)}" for f in findings)
        _show({"kind": "lead", "markdown": markdown}, markdown, markdown=_local(markdown))

    def say(self, template: str) -> None:
        """Publish a paragraph of Markdown; ``{name}`` takes a value, ``@fig-x`` refers to a figure.

        Raises:
            DocumentError: a digit typed into the text, or an unknown name.
        """
        markdown = self._fill(template, escape_markdown)
        _show({"kind": "prose", "markdown": markdown}, markdown, markdown=_local(markdown))

    def choose(self, name: str, template: str, otherwise: str) -> str:
        """Return ``template`` if the named value is there, ``otherwise`` if it is missing."""
        if name not in self.values:
            raise DocumentError(f"no value named {name!r}")
        return otherwise if missing(self.values[name].value) else template

    # -- figures and tables ------------------------------------------------------------------

    def figure(
        self,
        id: str,
        figure: Figure,
        data: pd.DataFrame,
        caption: str,
        alt: str,
        width: str = "normal",
    ) -> None:
        """Publish a figure.

        Args:
            id: ``fig-...``, unique in the chapter; prose refers to it as ``@fig-...``.
            figure: the matplotlib figure; it is closed afterwards.
            data: what the figure shows, with at least one ``source_id`` column. The source line is
                derived from it and it is written as CSV beside the figure.
            caption: what to see, one or two sentences; may hold ``{name}`` of values.
            alt: what somebody who cannot see the figure needs; not the caption again.
            width: "normal", or "wide" for the full page.

        Raises:
            DocumentError: no alt text, no caption, no rows, no source.
        """
        caption, alt = self._fill(caption).strip(), self._fill(alt).strip()
        if not caption or not alt:
            raise DocumentError(f"{id}: a figure needs a caption and an alternative text")
        svg = _svg(figure, id)
        item = {
            "kind": "figure",
            "id": id,
            "caption": caption,
            "alt": alt,
            "svg": svg,
            "width": width,
            **self._evidence(id, data),
        }
        item["data"] = _cells(data)
        image = base64.b64encode(svg.encode()).decode()
        view = (
            f'<figure><img alt="{html.escape(alt)}" src="data:image/svg+xml;base64,{image}">'
            f"<figcaption><b>{id}</b>: {html.escape(caption)}<br>"
            f"<small>{html.escape(item['source_line'])}</small></figcaption></figure>"
        )
        _show(item, f"{id}: {caption}\n{alt}", view)

    def table(
        self,
        id: str,
        data: pd.DataFrame,
        columns: Columns,
        caption: str,
        note: str = "",
        row_header: bool = True,
        is_source: bool = False,
        filters: Mapping[str, str] | None = None,
        heat: Sequence[str] = (),
    ) -> None:
        """Publish a table.

        Args:
            id: ``tbl-...``, unique in the chapter.
            data: the frame, with at least one ``source_id`` column (which need not be shown).
            columns: column -> (heading, unit), in the order shown.
            caption, note: plain text, may hold ``{name}`` of values.
            row_header: whether the first column names the row.
            is_source: whether the rows are source records, which need no source line.
            filters: column -> label of a choice by which the web page narrows the rows, beside a
                search in all of the text; the columns need not be shown.
            heat: columns of numbers whose cells are shaded by their place among the others.

        Raises:
            DocumentError: no caption, no rows, no source, an unknown column or unit.
        """
        filters = filters or {}
        if unknown := [c for c in (*columns, *filters, *heat) if c not in data.columns]:
            raise DocumentError(f"{id}: no column {', '.join(unknown)} in the data")
        caption = self._fill(caption).strip()
        if not caption:
            raise DocumentError(f"{id}: a table needs a caption")
        rows = [
            [
                Value(cell, unit).text if not missing(cell) else "–"
                for cell, unit in zip(row, (u for _, u in columns.values()), strict=True)
            ]
            for row in data[list(columns)].itertuples(index=False)
        ]
        item = {
            "kind": "table",
            "id": id,
            "caption": caption,
            "note": self._fill(note),
            "columns": [
                {"label": label, "align": "left" if unit in _TEXT_UNITS else "right"}
                for label, unit in columns.values()
            ],
            "rows": rows,
            "row_header": row_header,
            "shades": _shades(data, columns, heat),
            "filters": [
                {"label": label, "values": ["–" if missing(v) else str(v) for v in data[column]]}
                for column, label in filters.items()
            ],
            **self._evidence(id, data),
        }
        if is_source:
            item["source_line"] = ""
        labels = [label for label, _ in columns.values()]
        view = pd.DataFrame(rows, columns=labels).to_html(index=False, border=0)
        view = (
            f"<p><b>{id}</b>: {html.escape(caption)}</p>{view}"
            f"<small>{html.escape(item['source_line'])}</small>"
        )
        _show(item, f"{id}: {caption}", view)

    def sources(self, id: str = "tbl-sources") -> None:
        """Publish the table of every source this chapter has used, with what each cannot show."""
        found = sources.records(self._source_ids)
        columns: Columns = {
            "short": ("Source", "text"),
            "quality": ("Quality", "text"),
            "cannot_show": ("What it shows and what it cannot", "text"),
        }
        self.table(
            id,
            found,
            columns,
            caption="Sources of this chapter, in order of use.",
            note="Title, address, publisher, licence and dates of each: sources.csv.",
            is_source=True,
        )

    # -- inside ------------------------------------------------------------------------------

    def _fill(self, template: str, escape=str) -> str:
        return fill(template, self.values, escape)

    def _evidence(self, id: str, data: pd.DataFrame) -> dict:
        """Source line and CSV of a published frame; remembers the sources for the chapter."""
        if data.empty:
            raise DocumentError(f"{id}: the data frame has no rows; say so in a sentence instead")
        ids = sources.ids_in(data)
        if not ids:
            raise DocumentError(
                f"{id}: the data frame has no source_id; every row must point to a source"
            )
        self._source_ids.update(dict.fromkeys(ids))
        return {
            "source_line": sources.write_line(ids, read_language().pages),
            "source_ids": ids,
            "csv": to_csv(data),
        }


def _shades(data: pd.DataFrame, columns: Columns, heat: Sequence[str]) -> list[list[int]]:
    """Shade of every cell, 0 (none) to 4 (the largest of its column); empty without ``heat``."""
    if not heat:
        return []
    places = {c: pd.to_numeric(data[c]).astype("float64").rank(pct=True) for c in heat}
    steps = {c: (places[c] * 4).fillna(0).round().astype(int).tolist() for c in heat}
    nothing = [0] * len(data)
    return [list(row) for row in zip(*(steps.get(c, nothing) for c in columns), strict=True)]


def injected() -> dict[str, Any]:
    """Return the names that Papermill has put into this kernel, with their values.

    Papermill only warns of a name the notebook does not know; here it reaches the check.
    """
    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    names = [
        target.id
        for cell in cells
        if cell.startswith("# Parameters")
        for node in ast.parse(cell).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return {name: shell.user_ns[name] for name in names if name in shell.user_ns}


def to_csv(data: pd.DataFrame) -> str:
    """Return a frame as CSV text that does not depend on the machine.

    Nine significant digits: processors differ in the last of a float's sixteen.
    """
    return data.to_csv(
        index=False, lineterminator="\n", float_format="%.9g", date_format="%Y-%m-%d"
    )


def _cells(data: pd.DataFrame) -> dict:
    """The frame as text cells, for the data view under a figure."""
    shown = data[[c for c in data.columns if not str(c).endswith("source_id")]]
    rows = pd.read_csv(io.StringIO(to_csv(shown)), dtype=str, keep_default_na=False)
    return {"columns": list(rows.columns), "rows": rows.to_numpy().tolist()}


def _svg(figure: Figure, id: str) -> str:
    """The figure as SVG text that is the same on every run."""
    out = io.StringIO()
    # Once laid out with the measures of the output, a figure is drawn once; savefig would draw it a
    # second time only to lay it out.
    FigureCanvasSVG(figure)
    if engine := figure.get_layout_engine():
        engine.execute(figure)
    # the salt makes the ids inside the SVG a function of the figure, and unique on the page
    look = {"svg.hashsalt": id, "svg.fonttype": "path", "figure.constrained_layout.use": False}
    with plt.rc_context(look):
        figure.set_layout_engine(None)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return out.getvalue()


def _local(markdown: str) -> str:
    """Markdown for JupyterLab, where figure numbers do not exist yet."""
    named = markdown.replace("@fig-", "figure fig-").replace("@tbl-", "table tbl-")
    return named.replace("\\$", f'<span class="{NO_MATHEMATICS}">&#36;</span>')


def _show(item: dict, text: str, view: str = "", markdown: str = "") -> None:
    bundle: dict[str, Any] = {MIME: item, "text/plain": text}
    if view:
        bundle["text/html"] = f'<div class="{NO_MATHEMATICS}">{view}</div>'
    if markdown:
        bundle["text/markdown"] = markdown
    display(bundle, raw=True)
