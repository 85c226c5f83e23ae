"""Executed notebooks as tagged PDFs (PDF/UA-1), typeset by Typst: no LaTeX, no browser."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil, sqrt
from pathlib import Path
from statistics import mean
from typing import Any

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from thirdcountry.export.chapter import (
    Chapter,
    ExportError,
    Figure,
    Prose,
    Scenario,
    Table,
    catalogue,
    read_chapter,
    report_facts,
)
from thirdcountry.export.markdown import to_typst
from thirdcountry.fonts import FONT_DIR

TEMPLATES = Path(__file__).parent / "templates"

# Characters of 9 pt Source Sans that fit beside each other on the 16.6 cm between the margins.
LINE_CHARACTERS = 105
TABLE_SIZE, SMALLEST_TABLE_SIZE = 9.0, 7.0
# A cell longer than this is wrapped before the whole table is set smaller.
CELL_CHARACTERS = 20
# A table of more lines of text may break over pages; a shorter one is kept together, unless that
# would leave so many points of a page empty and it has lines enough for both pages.
KEPT_LINES = 20
BROKEN_LINES = 12
LARGEST_GAP = 180.0
# A last page that ends above this height (points) is saved where a closer list of sources can.
SHORT_PAGE = 250.0
# A picture may lose this share of its height to stand where it was written.
LARGEST_CUT = 0.2

#: The ways an exhibit can be moved; way -> exhibit ("slug:id") -> points.
WAYS = ("smaller", "broken", "floating", "waiting")
Moved = dict[str, dict[str, float]]


class PDFReportExporter(Exporter):
    """Exports a notebook as a tagged PDF."""

    export_from_notebook = "Arrivals and Ties report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and the resources.

        Raises ExportError if the notebook has a fault that would reach a reader, or a character
        that the fonts of the PDF lack.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        chapter = read_chapter(nb, resources["metadata"].get("name", "notebook"))
        source = document([chapter], chapter.report, bound=False)
        return compile_pdf(source), resources


def bind(notebooks: Sequence[NotebookNode], report: Mapping[str, Any]) -> bytes:
    """Return one PDF of all chapters with a cover, a contents page and links between chapters.

    Raises ExportError as the exporter does, and if two chapters share a slug.
    """
    index = _index(notebooks)
    chapters = [read_chapter(nb, f"chapter-{k}", index) for k, nb in enumerate(notebooks, start=1)]
    facts = report_facts(report, "Report")
    # A chapter begins on a page of its own, so its exhibits can be arranged without the others,
    # which is many times faster; what a number of another width moves is mended in the whole.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        alone = pool.map(lambda chapter: _settled(document([chapter], facts, bound=True)), chapters)
        moved = {how: {} for how in WAYS}
        for found in alone:
            for how in WAYS:
                moved[how] |= found[how]
    return compile_pdf(document(chapters, facts, bound=True), moved)


def _settled(source: str) -> Moved:
    """Return the arrangement of a source; none where it cannot be typeset, which the whole says."""
    moved: Moved = {how: {} for how in WAYS}
    try:
        _arrange(_inputs(source), moved)
    except typst.TypstError:
        return {how: {} for how in WAYS}
    return moved


def document(chapters: Sequence[Chapter], report: Mapping[str, str], *, bound: bool) -> str:
    """Return the Typst source of one chapter, or of the bound report."""
    slugs = [chapter.slug for chapter in chapters] if bound else []
    title = report["title"]
    if not bound and chapters[0].title != title:
        title = f"{chapters[0].title} – {title}"
    version = report["version"] and f"version {report['version']}"
    body = (
        _environment()
        .get_template("report.typ.j2")
        .render(
            title=title,
            author=report["author"] or f"The {report['title']} authors",
            report=report,
            facts=" · ".join(filter(None, [report["date"], version])),
            cite=report["cite"] and f"Cite as: {report['cite']}",
            licence=report["licence"] and f"Licence: {report['licence']}",
            bound=bound,
            parts=[_part(chapter, slugs) for chapter in chapters],
            sources=_sources(chapters) if bound else None,
            figures=_listed(chapters, Figure),
            tables=_listed(chapters, Table),
        )
    )
    return (TEMPLATES / "report.typ").read_text(encoding="utf-8") + "\n" + body


def compile_pdf(source: str, moved: Moved | None = None) -> bytes:
    """Return the PDF of a Typst source; the same source always gives the same bytes.

    ``moved`` is where to begin arranging: way -> exhibit -> points.

    Raises ExportError if it cannot be typeset or would not be accessible (PDF/UA-1).
    """
    try:
        return _typeset(source, moved or {how: {} for how in WAYS})
    except typst.TypstError as error:
        missing = re.search(r'the text `"(.+?)"` could not be displayed', error.message)
        if missing:
            codes = " ".join(f"U+{ord(c):04X}" for c in missing[1])
            raise ExportError(
                f"the fonts of the PDF have no character for {missing[1]!r} ({codes}): "
                "write it in Latin letters"
            ) from error
        raise ExportError(f"the PDF could not be typeset: {error.message}") from error


def _typeset(source: str, moved: Moved) -> bytes:
    """Arrange the exhibits and compile."""
    inputs = _inputs(source)
    page, height = _arrange(inputs, moved)["end"]
    if page > 1 and height < SHORT_PAGE and ":tbl-sources" in source:
        closer = _inputs(source)
        if _arrange(closer, {how: {} for how in WAYS}, closer="yes")["end"][0] < page:
            inputs = closer
    pdf, warnings = typst.compile_with_warnings(format="pdf", pdf_standards="ua-1", **inputs)
    if any("did not converge" in warning.message for warning in warnings):
        raise ExportError("the PDF could not be typeset: its page numbers do not settle")
    return pdf


def _inputs(source: str) -> dict[str, Any]:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIR)])
    return {"input": source.encode(), "font_paths": fonts, "ignore_system_fonts": True}


def _arrange(inputs: dict[str, Any], moved: Moved, **options: str) -> dict[str, Any]:
    """Move exhibits until each stands where it is written or floats to the next page; return where
    everything then stands.

    Typst can do either, but not choose: a figure that does not fit would leave a gap. Both
    arguments are changed.
    """
    while True:
        inputs["sys_inputs"] = {"moved": json.dumps(moved), **options}
        layout = json.loads(typst.query(selector="<layout>", field="value", one=True, **inputs))
        found = _misplaced(layout, moved)
        if not found:
            return layout
        for key, how, points in found:
            moved[how][key] = points


def _misplaced(
    layout: Mapping[str, Any], moved: Mapping[str, Collection[str]]
) -> list[tuple[str, str, float]]:
    """Return, for each chapter, the first exhibit ("slug:id") to move, how, and by which points.

    One that stands on a later page than wanted is made smaller, is broken, or must float; one that
    should begin before an earlier exhibit, which floats, must wait for it, so that the text never
    runs ahead by more than one exhibit. Only the first of each chapter: moving it changes where all
    later ones stand. An exhibit moves at most once each way, so this comes to an end.
    """
    wanted, ends = dict(layout["wanted"]), dict(layout["ends"])
    found: dict[str, tuple[str, str, float]] = {}
    reached: dict[str, list[float]] = {}
    for key, begin in layout["begins"]:
        slug, _, id_ = key.partition(":")
        early = wanted.get(key, begin) < reached.get(slug, begin)
        if early and key not in moved["waiting"]:
            found.setdefault(slug, (key, "waiting", 0))
        elif key in wanted and begin[0] > wanted[key][0]:
            height, room = ends[key][1] - begin[1], layout["bottom"] - wanted[key][1]
            excess = height - room + 1
            fits = id_.startswith("fig-") and excess < LARGEST_CUT * height
            how = "smaller" if fits and key not in moved["smaller"] else "floating"
            if key in layout["breakable"] and room > LARGEST_GAP:
                how = "broken"
            found.setdefault(slug, (key, how, round(excess, 1)))
        reached[slug] = max(begin, reached.get(slug, begin))
    return list(found.values())


def literal(value: Any) -> str:
    """Return a value as a Typst literal, so that no text is ever read as markup."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return "(" + "".join(f"{literal(item)}, " for item in value) + ")"


def table_size(table: Table) -> float:
    """Return the type size in points at which a table fits between the margins."""
    width = sum(2 + min(max(lengths), CELL_CHARACTERS) for lengths in _lengths(table))
    size = TABLE_SIZE * min(1.0, LINE_CHARACTERS / width)
    return round(max(size, SMALLEST_TABLE_SIZE), 1)


def column_shares(table: Table) -> list[float]:
    """Return each column's share of the width; 0 means the width of its widest cell.

    Only columns of sentences share, and only in a table that would not fit: by the square root of
    their mean length, so that a long text gets more room but not all of it.
    """
    lengths = _lengths(table)
    if sum(2 + max(column) for column in lengths) <= LINE_CHARACTERS:
        return [0.0] * len(lengths)
    return [
        round(sqrt(mean(column)), 2) if max(column) > CELL_CHARACTERS else 0.0 for column in lengths
    ]


def table_lines(table: Table) -> int:
    """Return about how many lines of text the rows of a table take."""
    lengths, shares = _lengths(table), column_shares(table)
    own = sum(2 + max(column) for column, share in zip(lengths, shares, strict=True) if not share)
    room = max(LINE_CHARACTERS - own, CELL_CHARACTERS)
    widths = [
        room * share / sum(shares) if share else max(column)
        for column, share in zip(lengths, shares, strict=True)
    ]
    return sum(
        max(ceil(len(cell) / max(width, 1)) for cell, width in zip(row, widths, strict=True))
        for row in table.rows
    )


def _lengths(table: Table) -> list[list[int]]:
    """Return the lengths of all cells of each column, heading first."""
    return [
        [len(column.label), *(len(row[k]) for row in table.rows)]
        for k, column in enumerate(table.columns)
    ]


def _part(chapter: Chapter, bound: Collection[str]) -> dict[str, Any]:
    """Return what the template needs for one chapter."""
    lead, *prose = to_typst(chapter, bound)
    texts = iter(prose)
    blocks = []
    for block in chapter.blocks:
        if bound and _lists_sources(block):
            continue  # in a bound report they stand together at its end
        entry: dict[str, Any] = {"kind": type(block).__name__, "block": block}
        if isinstance(block, Prose):
            entry["markup"] = next(texts)
        elif isinstance(block, Figure):
            entry["key"] = f"{chapter.slug}:{block.id}"
        elif isinstance(block, Table):
            entry = _table_entry(block, f"{chapter.slug}:{block.id}")
        blocks.append(entry)
    number = None if chapter.number is None else str(chapter.number)
    eyebrow = [chapter.report["title"]] if not bound and chapter.chapters else []
    eyebrow += [f"Chapter {number}"] if number else []
    return {
        "chapter": chapter,
        "lead": lead,
        "blocks": blocks,
        "number": number,
        "eyebrow": " · ".join(eyebrow),
        "parameters": [(p.name, p.value, p.help) for p in chapter.parameters],
        "sections": any(text.startswith("=") or "\n=" in text for text in prose),
    }


def _table_entry(table: Table, key: str) -> dict[str, Any]:
    """Return what the template needs for one table."""
    return {
        "kind": type(table).__name__,
        "block": table,
        "key": key,
        "columns": [
            (column.label, column.align, share)
            for column, share in zip(table.columns, column_shares(table), strict=True)
        ],
        "size": table_size(table),
        "long": table_lines(table) > KEPT_LINES,
        "breakable": table_lines(table) >= BROKEN_LINES,
        "note": " ".join(filter(None, [table.note, _how_to_move(table)])),
    }


def _lists_sources(block: Any) -> bool:
    """Whether a block is the table of a chapter's sources, the only one without a source line."""
    return isinstance(block, Table) and not block.source_line


def _sources(chapters: Sequence[Chapter]) -> dict[str, Any] | None:
    """Return the sources of all chapters as one table, each once, in order of use."""
    tables = [b for chapter in chapters for b in chapter.blocks if _lists_sources(b)]
    if not tables:
        return None
    rows = tuple(dict.fromkeys(row for table in tables for row in table.rows))
    whole = replace(
        tables[0], label="Sources", caption="All sources of the report, in order of use.", rows=rows
    )
    return _table_entry(whole, "sources")


def _how_to_move(table: Table) -> str:
    """Return where a scenario can be moved, since paper cannot."""
    moves = isinstance(table, Scenario)
    return "On the web page of this chapter the inputs can be changed." if moves else ""


def _listed(
    chapters: Sequence[Chapter], kind: type[Figure] | type[Table]
) -> list[tuple[str, str, str]]:
    """Return key, number and caption of all figures or all tables; the tables of sources, which
    every chapter ends with, are left out."""
    return [
        # the first sentence says what it is; the rest belongs beside the figure
        (f"{chapter.slug}:{block.id}", block.label, block.caption.split(". ")[0].rstrip("."))
        for chapter in chapters
        for block in chapter.blocks
        if isinstance(block, kind) and block.source_line
    ]


def _index(notebooks: Sequence[NotebookNode]) -> dict[str, dict[str, str]]:
    """Return the figures and tables of all chapters by "slug:id"."""
    index = {}
    slugs = set()
    for position, nb in enumerate(notebooks, start=1):
        slug = nb.metadata.get("thirdcountry", {}).get("slug", f"chapter-{position}")
        if slug in slugs:
            raise ExportError(f"two chapters have the same slug: {slug!r}")
        slugs.add(slug)
        for id_, label in catalogue(nb).items():
            index[f"{slug}:{id_}"] = {"label": label, "href": f"{slug}.html#{id_}"}
    return index


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # this is Typst: the filter `lit` escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lit"] = literal
    return environment
