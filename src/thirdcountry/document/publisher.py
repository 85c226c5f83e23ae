"""What a notebook cell publishes: title, findings, paragraph, figure, table.

Each call takes its words from the chapter's text (``notebooks/text/<language>/<chapter>.md``) and
puts one display output into the notebook. It holds the item for our exporters under :data:`MIME`,
and an HTML or Markdown view for JupyterLab. The executed notebook therefore carries the whole
chapter; exporting it needs nothing else.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from thirdcountry import MIME, chapters
from thirdcountry.document import scenario as moving
from thirdcountry.document import views
from thirdcountry.findings import Findings
from thirdcountry.measures.burden import KEYS, Scenario
from thirdcountry.parameters import ParameterSet
from thirdcountry.tables import sources
from thirdcountry.words import (
    Block,
    DocumentError,
    Text,
    Value,
    escape_markdown,
    is_missing,
    read_text,
)
from thirdcountry.words.language import TEXT_UNITS
from thirdcountry.words.text import Part

#: The words that all chapters share.
COMMON = "common"


class Publisher:
    """Publishes one run of a chapter.

    ``p`` are its checked parameters, ``found`` what it finds.
    """

    def __init__(self, chapter: str, params: ParameterSet, found: Findings, language: str = "en"):
        self.chapter, self.p, self.found, self.language = chapter, params, found, language
        self._source_ids: dict[str, None] = {}

    @classmethod
    def open(cls, chapter: str, values: Mapping[str, Any]) -> Publisher:
        """Check the parameters of a run, compute its findings, publish its named values.

        Raises:
            ParameterError: unknown chapter, unknown parameter, or a value the data do not hold.
        """
        declared = chapters.read(chapter).Parameters.model_fields
        given = {n: v for n, v in _user_names().items() if n in declared} | _injected()
        params = chapters.check(chapter, {**given, **values})
        doc = cls(chapter, params, chapters.read(chapter).find(params))
        plain = {name: value.plain() for name, value in doc.found.values.items()}
        _show({"kind": "value", "values": plain}, "", views.NOTHING)
        return doc

    @property
    def text(self) -> Text:
        """The words of the chapter, as the file has them now."""
        return read_text(self.chapter, self.language)

    # -- words -------------------------------------------------------------------------------

    def title(self) -> None:
        """Publish the block (title)=: the title, and as second paragraph the subtitle."""
        title, _, subtitle = self._words("title").partition("\n\n")
        item = {"kind": "title", "title": title, "subtitle": subtitle}
        markdown = f"# {escape_markdown(title)}\n\n{escape_markdown(subtitle)}"
        _show(item, markdown, markdown=markdown)

    def lead(self, name: str = "lead") -> None:
        """Publish the main findings, one item each: the block (lead)=, or another of that kind."""
        self._prose("lead", name, {})

    def say(self, name: str, **values: Any) -> None:
        """Publish a block as text: headings, paragraphs, lists.

        Args:
            name: the block.
            values: more that its words may name, beside the named values and ``p``.

        Raises:
            DocumentError: no such block, or a name in it that nothing gives, with file and line.
        """
        self._prose("prose", name, values)

    def phrase(self, name: str, /, **values: Any) -> str:
        """Return the words of a block as plain text, for the cells of a table."""
        block = self._block(name)
        return self._fill(block, block.words, values)

    def fill(self, block: Block, **values: Any) -> str:
        """Return a block that is no part of the text (words.text.read_template) as plain text."""
        return self._fill(block, block.words, values)

    def word(self, family: str, codes: Value | str) -> Value:
        """Return the words of a code, or of a list of codes: those of the blocks (family.code)=.

        Text asks for them with ``{{ word("key", cheapest_key) }}``.
        """
        given = codes if isinstance(codes, Value) else Value(codes, "text")
        if isinstance(given.value, list):
            return Value([self.phrase(f"{family}.{code}") for code in given.value], "names")
        words = None if given.missing else self.phrase(f"{family}.{given.value}")
        return Value(words, "text", given.origin)

    def spell(self, data: pd.DataFrame, column: str, into: str, family: str = "") -> pd.DataFrame:
        """Return a frame with the words of a column of codes, in the column ``into`` after it.

        The words of a code are those of the block (family.code)=, where the family is the name of
        the column if none is given; they may name the other cells of the row. If ``into`` is the
        column itself, the words take the place of the codes.
        """
        rows = data.to_dict("records")
        words = [self.phrase(f"{family or column}.{row[column]}", **row) for row in rows]
        if into == column:
            return data.assign(**{into: words})
        out = data.copy()
        out.insert(int(out.columns.get_indexer([column])[0]) + 1, into, words)
        return out

    def labels(self, id: str, **values: Any) -> dict[str, str]:
        """Return the words drawn inside a figure: the part ``Labels:`` of its block."""
        block = self.text.block(id)
        return {n: self._fill(block, part, values) for n, part in block.labels.items()}

    # -- figures and tables ------------------------------------------------------------------

    def figure(
        self,
        id: str,
        figure: Figure,
        data: pd.DataFrame,
        width: str = "normal",
        words: str = "",
        **values: Any,
    ) -> None:
        """Publish a figure; its block gives caption and alternative text.

        Args:
            id: ``fig-...``, unique in the chapter; text refers to it as ``@fig-...``.
            figure: the matplotlib figure; it is closed afterwards.
            data: what the figure shows, with at least one ``source_id`` column. The source line is
                derived from it and it is written as CSV beside the figure.
            width: "normal", or "wide" for the full page.
            words: the block, where several figures share one; else that of the id.
            values: more that its words may name.

        Raises:
            DocumentError: no alternative text, no caption, no rows, no source.
        """
        block = self.text.block(words or id)
        caption, alt = self._fill(block, block.words, values), self._part(block, "alt", values)
        if not caption or not alt:
            raise DocumentError(
                f"{block.file}, line {block.line}: ({block.name})= needs a caption and a paragraph "
                "that begins with Alt:"
            )
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
        _show(item, f"{id}: {caption}\n{alt}", views.figure(item, self._number(block.name)))

    def table(
        self,
        id: str,
        data: pd.DataFrame,
        row_header: bool = True,
        is_source: bool = False,
        heat: Sequence[str] = (),
        words: str = "",
        units: Mapping[str, str] | None = None,
        **values: Any,
    ) -> None:
        """Publish a table; its block gives caption, note, columns and filters.

        Args:
            id: ``tbl-...``, unique in the chapter.
            data: the frame, with at least one ``source_id`` column (which need not be shown).
            row_header: whether the first column names the row.
            is_source: whether the rows are source records, which need no source line.
            heat: columns of numbers whose cells are shaded by their place among the others.
            words: the block, where several tables share one; else that of the id.
            units: column -> unit, where it depends on the run; else that of the block.
            values: more that its words may name.

        Raises:
            DocumentError: no caption, no rows, no source, an unknown column.
        """
        block = self._block(words or id)
        columns = {column.name: column for column in block.columns}
        if unknown := [c for c in (*columns, *block.filters, *heat) if c not in data.columns]:
            raise DocumentError(
                f"{block.file}, line {block.line}: {id} has no column {', '.join(unknown)}; its "
                f"data hold {', '.join(map(str, data.columns))}"
            )
        dash = self.text.language.facts["dash"]
        written = [(units or {}).get(column.name, column.unit) for column in block.columns]
        rows = [
            [
                dash if is_missing(cell) else Value(cell, unit).words(self.text.language)
                for cell, unit in zip(row, written, strict=True)
            ]
            for row in data[list(columns)].itertuples(index=False)
        ]
        item = {
            **self._head(id, block, values, "table"),
            "columns": [
                {
                    "label": self._fill(block, column.heading, values),
                    "align": "left" if column.unit in TEXT_UNITS[:3] else "right",
                }
                for column in block.columns
            ],
            "rows": rows,
            "row_header": row_header,
            "shades": _shades(data, list(columns), heat),
            "filters": [
                {
                    "label": self._fill(block, part, values),
                    "values": [dash if is_missing(v) else str(v) for v in data[column]],
                }
                for column, part in block.filters.items()
            ],
            **self._evidence(id, data),
        }
        if is_source:
            item["source_line"] = ""
        _show(item, f"{id}: {item['caption']}", views.table(item, self._number(block.name)))

    def scenario(self, id: str, model: Scenario, **values: Any) -> moving.Wording:
        """Publish a scenario that the reader of the web page can move; return its words.

        In print and without a script it is the table of the values it starts from; in JupyterLab
        sliders stand below it. Its block gives caption, note, headings, and as labels every word
        of the form.

        Args:
            id: ``tbl-...``, unique in the chapter.
            model: the scenario (measures.burden).
            values: more that its words may name.

        Raises:
            DocumentError: no caption.
        """
        block, bill = self._block(id), model.bill()
        labels = self.labels(id, **moving.HOLES)
        keys = {key: self.phrase(f"key.{key}") for key in KEYS}
        headings = [self._fill(block, column.heading, values) for column in block.columns]
        words = moving.Wording(labels, keys, headings, self.text.language)
        item = {
            **self._head(id, block, values, "scenario"),
            "columns": [
                {"label": label, "align": "right" if place else "left"}
                for place, label in enumerate(headings)
            ],
            "rows": words.rows(bill),
            "row_header": True,
            "summary": words.summary(bill),
            "model": moving.describe_model(model, words),
            **self._evidence(id, self.spell(bill, "key", into="key_name")),
        }
        _show(item, f"{id}: {item['caption']}", views.table(item, self._number(id)))
        moving.show_sliders(model, words)
        return words

    def sources(self, id: str = "tbl-sources") -> None:
        """Publish the table of every source this chapter has used, with what each cannot show."""
        self.table(id, sources.records(self._source_ids), is_source=True)

    # -- inside ------------------------------------------------------------------------------

    def _block(self, name: str) -> Block:
        """A block of the chapter, or else of the words that all chapters share."""
        shared = read_text(COMMON, self.language)
        here = self.text
        return (
            shared.block(name)
            if name in shared.blocks and name not in here.blocks
            else (here.block(name))
        )

    def _words(self, name: str) -> str:
        block = self._block(name)
        return self._fill(block, block.words, {})

    def _part(self, block: Block, name: str, values: Mapping[str, Any]) -> str:
        return self._fill(block, block.parts[name], values) if name in block.parts else ""

    def _fill(
        self,
        block: Block,
        part: Part,
        values: Mapping[str, Any],
        escape: Callable[[str], str] = str,
    ) -> str:
        known = {"p": self.p, "word": self.word, **self.found.quoted, **self.found.values, **values}
        return self.text.render(block, part, known, escape)

    def _prose(self, kind: str, name: str, values: Mapping[str, Any]) -> None:
        block = self._block(name)
        if markdown := self._fill(block, block.words, values, escape_markdown):
            view = views.local(markdown, self._numbers())
            _show({"kind": kind, "markdown": markdown}, markdown, markdown=view)

    def _head(self, id: str, block: Block, values: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """What the item of a table begins with."""
        caption = self._fill(block, block.words, values)
        if not caption:
            raise DocumentError(f"{block.file}, line {block.line}: ({block.name})= has no caption")
        return {
            "kind": kind,
            "id": id,
            "caption": caption,
            "note": self._part(block, "note", values),
        }

    def _numbers(self) -> dict[str, str]:
        """How JupyterLab calls each exhibit: numbered in the order of the chapter's text."""
        return {name: self._number(name) for name in self.text.blocks}

    def _number(self, name: str) -> str:
        kind = "figure" if name.startswith("fig-") else "table"
        of_kind = [b for b in self.text.blocks if b.startswith(name[:4])]
        place = of_kind.index(name) + 1 if name in of_kind else len(of_kind) + 1
        return self.text.language.pages[kind].format(number=place)

    def _evidence(self, id: str, data: pd.DataFrame) -> dict[str, Any]:
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
            "source_line": sources.write_line(ids, self.text.language.pages),
            "source_ids": ids,
            "csv": to_csv(data),
        }


def _shades(data: pd.DataFrame, columns: Sequence[str], heat: Sequence[str]) -> list[list[int]]:
    """Shade of every cell, 0 (none) to 4 (the largest of its column); empty without ``heat``."""
    if not heat:
        return []
    places = {c: pd.to_numeric(data[c]).astype("float64").rank(pct=True) for c in heat}
    steps = {c: (places[c] * 4).fillna(0).round().astype(int).tolist() for c in heat}
    nothing = [0] * len(data)
    return [list(row) for row in zip(*(steps.get(c, nothing) for c in columns), strict=True)]


def _user_names() -> dict[str, Any]:
    """The names of the notebook, or of nobody outside one."""
    shell = get_ipython()
    return shell.user_ns if shell else {}


def _injected() -> dict[str, Any]:
    """The names that Papermill has put into this kernel, with their values.

    Papermill only warns of a name the notebook does not know; here it reaches the check.
    """
    names = _user_names()
    injected = [
        target.id
        for cell in names.get("In", [])
        if cell.startswith("# Parameters")
        for node in ast.parse(cell).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return {name: names[name] for name in injected if name in names}


def to_csv(data: pd.DataFrame) -> str:
    """Return a frame as CSV text that does not depend on the machine.

    Nine significant digits: processors differ in the last of a float's sixteen.
    """
    return data.to_csv(
        index=False, lineterminator="\n", float_format="%.9g", date_format="%Y-%m-%d"
    )


def _cells(data: pd.DataFrame) -> dict[str, Any]:
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
    look: Any = {"svg.hashsalt": id, "svg.fonttype": "path", "figure.constrained_layout.use": False}
    with plt.rc_context(look):
        figure.set_layout_engine(None)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return out.getvalue()


def _show(item: Mapping[str, Any], text: str, view: str = "", markdown: str = "") -> None:
    bundle: dict[str, Any] = {MIME: item, "text/plain": text}
    if view:
        bundle["text/html"] = view
    if markdown:
        bundle["text/markdown"] = markdown
    display(bundle, raw=True)
