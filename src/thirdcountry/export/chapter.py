"""Read an executed notebook into a small data model, checking all that a reader relies on.

Both exporters work from :class:`Chapter`, so a figure has the same number, caption and alternative
text in HTML and in PDF, and a faulty notebook is refused by both with the same message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from thirdcountry import MIME
from thirdcountry.errors import UserError
from thirdcountry.words import read_language
from thirdcountry.words.hints import suggest

WIDGET = "application/vnd.jupyter.widget-view+json"

ID_PATTERN = re.compile(r"^(fig|tbl)-[a-z0-9-]+$")
HIDDEN_TAGS = {"guide", "parameters", "injected-parameters"}
REPORT_KEYS = (
    "title",
    "subtitle",
    "date",
    "version",
    "licence",
    "cite",
    "author",
    "summary",
    "pdf",
)

# Read from left to right: code and escaped characters are stepped over, so that an @ inside them
# is never taken for a reference.
TOKENS = re.compile(
    r"""(?P<fence>^[ ]{0,3}(?P<f>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ ]{0,3}(?P=f)[`~]*[ \t]*$)
      | (?P<code>(?P<c>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=c)(?!`))
      | (?P<escape>\\.)
      | (?P<image>!\[)
      | (?<![\w@])@(?P<target>(?:[\w-]+:)?[A-Za-z]+-(?:[\w-]*\w)?)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
HEADING = re.compile(r"^#{1,6}[ \t]+(?P<text>.+?)[ \t#]*$", re.MULTILINE)


class ExportError(UserError):
    """A notebook cannot be exported; the message says where and how to mend it."""


@dataclass(frozen=True)
class Prose:
    """Markdown text; `cell` counts from 1."""

    markdown: str
    cell: int


@dataclass(frozen=True)
class Column:
    """A table column: its heading and "left" or "right"."""

    label: str
    align: str


@dataclass(frozen=True)
class Filter:
    """A choice that narrows a table on the web page: its label and the value of each row."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A numbered figure with the data behind it."""

    id: str
    label: str
    caption: str
    alt: str
    svg: str
    source_line: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str
    wide: bool


@dataclass(frozen=True)
class Table:
    """A numbered table."""

    id: str
    label: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_header: bool
    source_line: str
    note: str
    csv: str
    filters: tuple[Filter, ...]
    shades: tuple[tuple[int, ...], ...]  # of every cell, 0 to 4; empty for a plain table


@dataclass(frozen=True)
class Scenario(Table):
    """A table that a reader of the web page can move; in print it is the table alone."""

    summary: str
    model: Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """Printed output, shown as it is."""

    text: str


@dataclass(frozen=True)
class Code:
    """The source of a code cell and what it is about ("Figure 2.1" or "cell 4")."""

    source: str
    about: str


Block = Prose | Figure | Table | Text | Code


@dataclass(frozen=True)
class Parameter:
    """One parameter of the run."""

    name: str
    value: str
    help: str


@dataclass(frozen=True)
class Reference:
    """Where a cross reference leads. `chapter_title` is empty within the same chapter."""

    slug: str
    id: str
    label: str
    href: str
    chapter_title: str


@dataclass(frozen=True)
class Chapter:
    """A checked notebook. `report` always has all REPORT_KEYS ("" where nothing was given).

    `pdf` names the PDF beside the page; "" where there is none.
    """

    slug: str
    number: int | None
    title: str
    subtitle: str
    lead: str
    blocks: tuple[Block, ...]
    parameters: tuple[Parameter, ...]
    report: Mapping[str, str]
    chapters: tuple[Mapping[str, Any], ...]
    in_report: bool
    pdf: str
    labels: Mapping[str, str]
    index: Mapping[str, Mapping[str, str]] = field(repr=False)

    def resolve(self, target: str) -> Reference:
        """Return what `@target` refers to. Raises KeyError if there is no such figure or table."""
        slug, _, id_ = target.rpartition(":")
        if slug in ("", self.slug):
            return Reference(self.slug, id_, self.labels[id_], f"#{id_}", "")
        entry = self.index[target]
        return Reference(slug, id_, entry["label"], entry["href"], self.find_title(slug))

    def find_title(self, slug: str) -> str:
        """Return the title of the chapter with this slug, or the slug if it is not listed."""
        return next((c["title"] for c in self.chapters if c["slug"] == slug), slug)


def read_chapter(
    nb: NotebookNode,
    name: str = "notebook",
    index: Mapping[str, Mapping[str, str]] | None = None,
) -> Chapter:
    """Return the checked content of an executed notebook.

    `name` stands in for a missing slug; `index` ("slug:id" -> label and href of the figures and
    tables of all chapters) replaces the one in the notebook's metadata.
    Raises ExportError for every fault that would reach a reader.
    """
    meta = nb.metadata.get("thirdcountry", {})
    code = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        raise ExportError("the notebook has not been run; run all its cells, then export it")
    reader = _Reader(meta.get("chapter"))
    for number, cell in enumerate(nb.cells, start=1):
        reader.read_cell(cell, number)
    title, subtitle = reader.title or reader.take_heading()
    chapter = Chapter(
        slug=meta.get("slug") or re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "notebook",
        number=meta.get("chapter"),
        title=title,
        subtitle=subtitle,
        lead="\n\n".join(block.markdown for block in reader.lead),
        blocks=tuple(reader.blocks),
        parameters=tuple(_read_parameter(p) for p in meta.get("parameters", ())),
        report=complete_facts(meta.get("report", {}), title),
        chapters=tuple(meta.get("chapters", ())),
        in_report="report" in meta,
        pdf=meta.get("pdf", ""),
        labels=reader.labels,
        index=meta.get("index", {}) if index is None else index,
    )
    for block in [*reader.lead, *chapter.blocks]:
        if isinstance(block, Prose):
            _check_markdown(block, chapter)
    return chapter


def number_exhibits(nb: NotebookNode) -> dict[str, str]:
    """Return the number of each figure and table, {"fig-annual": "Figure 2.1", ...}.

    Cross references are not looked at: the catalogues of all chapters are what they need.
    Raises ExportError for a faulty figure or table.
    """
    reader = _Reader(nb.metadata.get("thirdcountry", {}).get("chapter"))
    for number, cell in enumerate(nb.cells, start=1):
        reader.read_cell(cell, number)
    return reader.labels


def index_exhibits(notebooks: Iterable[NotebookNode]) -> dict[str, dict[str, str]]:
    """Return label and href of the figures and tables of all chapters by "slug:id".

    Raises ExportError if two chapters have the same slug, and as `number_exhibits` does.
    """
    index = {}
    slugs: set[str] = set()
    for position, nb in enumerate(notebooks, start=1):
        slug = nb.metadata.get("thirdcountry", {}).get("slug", f"chapter-{position}")
        if slug in slugs:
            raise ExportError(f"two chapters have the same slug: {slug!r}")
        slugs.add(slug)
        for id_, label in number_exhibits(nb).items():
            index[f"{slug}:{id_}"] = {"label": label, "href": f"{slug}.html#{id_}"}
    return index


def complete_facts(report: Mapping[str, Any], title: str = "") -> dict[str, str]:
    """Return the report's facts with every one of REPORT_KEYS; `title` stands in for a missing."""
    facts = {key: clean_line(report.get(key) or "") for key in REPORT_KEYS}
    facts["title"] = facts["title"] or title
    return facts


def clean_line(text: object) -> str:
    """Return `text` on one line, without the control characters XML and PDF cannot hold.

    A no-break space stays: it keeps a number with its sign.
    """
    return re.sub(r"[^\S\N{NO-BREAK SPACE}]+", " ", _drop_controls(str(text))).strip()


def replace_references(markdown: str, replace: Callable[[str], str]) -> str:
    """Return the Markdown with `replace(target)` in place of each reference `@target`."""

    def one(match: re.Match[str]) -> str:
        return replace(match["target"]) if match["target"] else match[0]

    return TOKENS.sub(one, markdown)


class _Reader:
    """Collects the blocks of a notebook, numbering figures and tables as they come."""

    def __init__(self, chapter: int | None) -> None:
        self.prefix = f"{chapter}." if chapter is not None else ""
        self.words = read_language().pages
        self.title: tuple[str, str] | None = None
        self.lead: list[Prose] = []
        self.blocks: list[Block] = []
        self.labels: dict[str, str] = {}

    def read_cell(self, cell: NotebookNode, number: int) -> None:
        tags = set(cell.metadata.get("tags", ()))
        if cell.cell_type == "markdown" and cell.source.strip() and not HIDDEN_TAGS & tags:
            self.blocks.append(Prose(_drop_controls(cell.source), number))
        if cell.cell_type != "code":
            return
        before = len(self.labels)
        for output in cell.outputs:
            self._read_output(output, number, tags)
        if cell.source.strip() and not HIDDEN_TAGS & tags:
            published = list(self.labels.values())[before:]
            about = self._name_code(published, number)
            self.blocks.append(Code(_drop_controls(cell.source).strip("\n"), about))

    def _name_code(self, published: list[str], number: int) -> str:
        """What the code of a cell is about: its exhibits, or the number of the cell."""
        if not published:
            return self.words["cell"].format(number=number)
        about = published[0]
        for label in published[1:]:
            about = self.words["and"].format(first=about, second=label)
        return about

    def take_heading(self) -> tuple[str, str]:
        """Return the first heading as title, taking it out of the text (for other notebooks)."""
        for position, block in enumerate(self.blocks):
            if isinstance(block, Prose) and (heading := HEADING.search(block.markdown)):
                rest = block.markdown[: heading.start()] + block.markdown[heading.end() :]
                self.blocks[position] = Prose(rest, block.cell)
                return clean_line(heading["text"]), ""
        raise ExportError(
            "the notebook has neither a title nor a heading: "
            "begin it with title(...) or with a Markdown heading"
        )

    def _read_output(self, output: NotebookNode, cell: int, tags: set[str]) -> None:
        if output.output_type == "error":
            raise ExportError(
                f"cell {cell} failed with {output.ename}: {strip_ansi(output.evalue)}. "
                "A failed run is never exported"
            )
        if tags & HIDDEN_TAGS:
            return
        if output.output_type == "stream":
            if output.name == "stdout":
                self._add_text(output.text)
        elif WIDGET in output.data:
            return  # sliders, which only a kernel can move; what they show is published beside them
        elif MIME in output.data:
            self._read_item(output.data[MIME], cell)
        elif any(kind.startswith("image/") for kind in output.data):
            raise ExportError(
                f"cell {cell} shows a picture that has no alternative text: "
                "publish it with figure(...)"
            )
        else:
            self._add_text(output.data.get("text/plain", ""))

    def _add_text(self, text: str) -> None:
        text = _drop_controls(strip_ansi(text)).strip("\n")
        if text.strip():
            self.blocks.append(Text(text))

    def _read_item(self, item: Mapping[str, Any], cell: int) -> None:
        kind = item.get("kind")
        if kind == "title":
            self._read_title(item, cell)
        elif kind == "lead":
            self.lead.append(Prose(_drop_controls(item["markdown"]), cell))
        elif kind == "prose":
            self.blocks.append(Prose(_drop_controls(item["markdown"]), cell))
        elif kind == "figure":
            self.blocks.append(self._read_figure(item, cell))
        elif kind == "table":
            self.blocks.append(self._read_table(item, cell))
        elif kind == "scenario":
            self.blocks.append(self._read_scenario(item, cell))
        elif kind != "value":
            raise ExportError(f"cell {cell} publishes an unknown kind of item: {kind!r}")

    def _read_title(self, item: Mapping[str, Any], cell: int) -> None:
        if self.title:
            raise ExportError(f"cell {cell} gives a second title: a notebook has one")
        title = clean_line(item.get("title") or "")
        if not title:
            raise ExportError(f"cell {cell} gives a title without text")
        self.title = title, clean_line(item.get("subtitle") or "")

    def _read_figure(self, item: Mapping[str, Any], cell: int) -> Figure:
        label = self._register(item, "fig", "figure", cell)
        alt, caption = clean_line(item.get("alt") or ""), clean_line(item["caption"])
        if not alt:
            raise ExportError(f"cell {cell}: figure {item['id']!r} has no alternative text (alt)")
        if alt.casefold() == caption.casefold():
            raise ExportError(
                f"cell {cell}: figure {item['id']!r} repeats its caption as alternative text: "
                "alt says what the picture shows"
            )
        if "<svg" not in item["svg"]:
            raise ExportError(f"cell {cell}: figure {item['id']!r} holds no SVG picture")
        rows = _clean_rows(item["data"]["rows"])
        headings = [clean_line(c) for c in item["data"]["columns"]]
        return Figure(
            id=item["id"],
            label=label,
            caption=caption,
            alt=alt,
            svg=item["svg"],
            source_line=clean_line(item.get("source_line") or ""),
            columns=tuple(
                Column(heading, "right" if _is_numeric(rows, k) else "left")
                for k, heading in enumerate(headings)
            ),
            rows=rows,
            csv=item["csv"],
            wide=item.get("width") == "wide",
        )

    def _read_table(self, item: Mapping[str, Any], cell: int) -> Table:
        label = self._register(item, "tbl", "table", cell)
        return Table(
            id=item["id"],
            label=label,
            caption=clean_line(item["caption"]),
            columns=tuple(
                Column(clean_line(c["label"]), "right" if c.get("align") == "right" else "left")
                for c in item["columns"]
            ),
            rows=_clean_rows(item["rows"]),
            row_header=bool(item.get("row_header")),
            source_line=clean_line(item.get("source_line") or ""),
            note=clean_line(item.get("note") or ""),
            csv=item["csv"],
            filters=tuple(
                Filter(clean_line(f["label"]), tuple(map(clean_line, f["values"])))
                for f in item.get("filters", ())
            ),
            shades=tuple(map(tuple, item.get("shades", ()))),
        )

    def _read_scenario(self, item: Mapping[str, Any], cell: int) -> Scenario:
        table = self._read_table(item, cell)
        return Scenario(**vars(table), summary=clean_line(item["summary"]), model=item["model"])

    def _register(self, item: Mapping[str, Any], prefix: str, word: str, cell: int) -> str:
        """Check id and caption and return the number ("Figure 2.1") the item gets."""
        id_ = item.get("id") or ""
        if not ID_PATTERN.match(id_) or not id_.startswith(prefix):
            raise ExportError(
                f"cell {cell}: {id_!r} is not a valid id for a {word}: "
                f"write {prefix}- and then small letters, digits and hyphens"
            )
        if id_ in self.labels:
            raise ExportError(f"cell {cell}: the id {id_!r} is already taken in this notebook")
        if not clean_line(item.get("caption") or ""):
            raise ExportError(f"cell {cell}: {word} {id_!r} has no caption")
        count = sum(known.startswith(prefix) for known in self.labels) + 1
        self.labels[id_] = self.words[word].format(number=f"{self.prefix}{count}")
        return self.labels[id_]


def _check_markdown(block: Prose, chapter: Chapter) -> None:
    for token in TOKENS.finditer(block.markdown):
        if token["image"]:
            raise ExportError(
                f"cell {block.cell} holds a picture in Markdown, which does not travel with the "
                "report: publish it with figure(...)"
            )
        if token["target"]:
            try:
                chapter.resolve(token["target"])
            except KeyError:
                hint = suggest(token["target"], [*chapter.labels, *chapter.index])
                raise ExportError(
                    f"cell {block.cell} refers to @{token['target']}, which does not exist{hint}"
                ) from None


def _read_parameter(entry: Mapping[str, Any]) -> Parameter:
    value = entry["value"]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else value
    return Parameter(
        clean_line(entry["name"]), clean_line(shown), clean_line(entry.get("help") or "")
    )


def _clean_rows(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(clean_line(cell) for cell in row) for row in rows)


def _is_numeric(rows: tuple[tuple[str, ...], ...], column: int) -> bool:
    """Say whether every filled cell of a column is a number (and at least one is filled)."""
    filled = [row[column] for row in rows if row[column]]
    return bool(filled) and all(re.fullmatch(r"[+\-\u2212]?[\d.,\s]*\d\s?%?", c) for c in filled)


def _drop_controls(text: str) -> str:
    """Drop the characters that neither XML nor PDF text may hold, and lone surrogates."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", text)
