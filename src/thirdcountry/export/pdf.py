"""Executed notebooks as tagged PDFs (PDF/UA-1), typeset by Typst: no LaTeX, no browser."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil, sqrt
from statistics import mean
from typing import Any, TypeGuard

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from thirdcountry.export.chapter import (
    Block,
    Chapter,
    ExportError,
    Figure,
    Prose,
    Scenario,
    Table,
    complete_facts,
    index_exhibits,
    read_chapter,
)
from thirdcountry.export.layout import Moved, arrange, move_nothing, typeset
from thirdcountry.export.markdown import to_typst
from thirdcountry.export.templating import make_environment, read_template
from thirdcountry.words import read_language

# Characters of 9 pt Source Sans that fit beside each other on the 16.6 cm between the margins.
LINE_CHARACTERS = 105
TABLE_SIZE, SMALLEST_TABLE_SIZE = 9.0, 7.0
# A cell longer than this is wrapped before the whole table is set smaller.
CELL_CHARACTERS = 20
# A table of more lines of text may break over pages; a shorter one is kept together, unless that
# would leave a gap (see layout.LARGEST_GAP) and it has lines enough for both pages.
KEPT_LINES = 20
BROKEN_LINES = 12


class PDFReportExporter(Exporter):
    """Exports a notebook as a tagged PDF."""

    export_from_notebook = "Arrivals and Ties report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the bytes of the PDF and the resources.

        Raises ExportError if the notebook has a fault that would reach a reader, or a character
        that the fonts of the PDF lack.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        chapter = read_chapter(nb, resources["metadata"].get("name", "notebook"))
        source = make_source([chapter], chapter.report, bound=False)
        return compile_pdf(source), resources


def bind(notebooks: Sequence[NotebookNode], report: Mapping[str, Any]) -> bytes:
    """Return one PDF of all chapters with a cover, a contents page and links between chapters.

    Raises ExportError as the exporter does, and if two chapters share a slug.
    """
    index = index_exhibits(notebooks)
    chapters = [read_chapter(nb, f"chapter-{k}", index) for k, nb in enumerate(notebooks, start=1)]
    facts = complete_facts(report, "Report")
    # A chapter begins on a page of its own, so its exhibits can be arranged without the others,
    # which is many times faster; what a number of another width moves is mended in the whole.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        alone = pool.map(
            lambda chapter: arrange(make_source([chapter], facts, bound=True)), chapters
        )
        moved = move_nothing()
        for found in alone:
            for how, points in found.items():
                moved[how] |= points
    return compile_pdf(make_source(chapters, facts, bound=True), moved)


def make_source(chapters: Sequence[Chapter], report: Mapping[str, str], *, bound: bool) -> str:
    """Return the Typst source of one chapter, or of the bound report."""
    slugs = [chapter.slug for chapter in chapters] if bound else []
    title = report["title"]
    if not bound and chapters[0].title != title:
        title = f"{chapters[0].title} – {title}"
    words = read_language().pages
    version = report["version"] and words["version"].format(version=report["version"])
    environment = make_environment(autoescape=False)  # this is Typst: the filter `lit` escapes
    environment.filters["lit"] = to_literal
    body = environment.get_template("report.typ.j2").render(
        title=title,
        author=report["author"] or words["author"].format(title=report["title"]),
        report=report,
        facts=" · ".join(filter(None, [report["date"], version])),
        cite=report["cite"] and f"{words['cite']} {report['cite']}",
        licence=report["licence"] and f"{words['licence']} {report['licence']}",
        bound=bound,
        parts=[_describe_chapter(chapter, slugs) for chapter in chapters],
        sources=_join_sources(chapters) if bound else None,
        figures=_list_exhibits(chapters, Figure),
        tables=_list_exhibits(chapters, Table),
    )
    said = f"#let words = {to_literal(_words_of_template())}\n"
    return said + read_template("report.typ") + "\n" + body


def _words_of_template() -> dict[str, str]:
    """What report.typ says, with language and region for hyphenation and reading aloud."""
    language = read_language()
    names = "note findings parameters parameter value meaning contents figures tables sources"
    said = {name: language.pages[name] for name in [*names.split(), "sources_subtitle"]}
    return {
        "language": language.locale.language,
        "region": language.locale.territory or "",
        **said,
    }


def compile_pdf(source: str, moved: Moved | None = None) -> bytes:
    """Return the PDF of a Typst source; the same source always gives the same bytes.

    ``moved`` is where to begin arranging the exhibits.
    Raises ExportError if it cannot be typeset or would not be accessible (PDF/UA-1).
    """
    try:
        pdf, warnings = typeset(source, moved)
    except typst.TypstError as error:
        missing = re.search(r'the text `"(.+?)"` could not be displayed', error.message)
        if missing:
            codes = " ".join(f"U+{ord(c):04X}" for c in missing[1])
            raise ExportError(
                f"the fonts of the PDF have no character for {missing[1]!r} ({codes}): "
                "write it in Latin letters"
            ) from error
        raise ExportError(f"the PDF could not be typeset: {error.message}") from error
    if any("did not converge" in warning for warning in warnings):
        raise ExportError("the PDF could not be typeset: its page numbers do not settle")
    return pdf


def to_literal(value: Any) -> str:
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
    if isinstance(value, Mapping):
        return "(" + "".join(f"{name}: {to_literal(v)}, " for name, v in value.items()) + ")"
    return "(" + "".join(f"{to_literal(item)}, " for item in value) + ")"


def fit_size(table: Table) -> float:
    """Return the type size in points at which a table fits between the margins."""
    width = sum(2 + min(max(lengths), CELL_CHARACTERS) for lengths in _measure_cells(table))
    size = TABLE_SIZE * min(1.0, LINE_CHARACTERS / width)
    return round(max(size, SMALLEST_TABLE_SIZE), 1)


def share_columns(table: Table) -> list[float]:
    """Return each column's share of the width; 0 means the width of its widest cell.

    Only columns of sentences share, and only in a table that would not fit: by the square root of
    their mean length, so that a long text gets more room but not all of it.
    """
    lengths = _measure_cells(table)
    if sum(2 + max(column) for column in lengths) <= LINE_CHARACTERS:
        return [0.0] * len(lengths)
    return [
        round(sqrt(mean(column)), 2) if max(column) > CELL_CHARACTERS else 0.0 for column in lengths
    ]


def count_lines(table: Table) -> int:
    """Return about how many lines of text the rows of a table take."""
    lengths, shares = _measure_cells(table), share_columns(table)
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


def _measure_cells(table: Table) -> list[list[int]]:
    """Return the lengths of all cells of each column, heading first."""
    return [
        [len(column.label), *(len(row[k]) for row in table.rows)]
        for k, column in enumerate(table.columns)
    ]


def _describe_chapter(chapter: Chapter, bound: Collection[str]) -> dict[str, Any]:
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
            entry = _describe_table(block, f"{chapter.slug}:{block.id}")
        blocks.append(entry)
    number = None if chapter.number is None else str(chapter.number)
    eyebrow = [chapter.report["title"]] if not bound and chapter.chapters else []
    eyebrow += [read_language().pages["chapter"].format(number=number)] if number else []
    return {
        "chapter": chapter,
        "lead": lead,
        "blocks": blocks,
        "number": number,
        "eyebrow": " · ".join(eyebrow),
        "parameters": [(p.name, p.value, p.help) for p in chapter.parameters],
        "sections": any(text.startswith("=") or "\n=" in text for text in prose),
    }


def _describe_table(table: Table, key: str) -> dict[str, Any]:
    """Return what the template needs for one table."""
    return {
        "kind": type(table).__name__,
        "block": table,
        "key": key,
        "columns": [
            (column.label, column.align, share)
            for column, share in zip(table.columns, share_columns(table), strict=True)
        ],
        "size": fit_size(table),
        "long": count_lines(table) > KEPT_LINES,
        "breakable": count_lines(table) >= BROKEN_LINES,
        "note": " ".join(filter(None, [table.note, _say_how_to_move(table)])),
    }


def _lists_sources(block: Block) -> TypeGuard[Table]:
    """Whether a block is the table of a chapter's sources, the only one without a source line."""
    return isinstance(block, Table) and not block.source_line


def _join_sources(chapters: Sequence[Chapter]) -> dict[str, Any] | None:
    """Return the sources of all chapters as one table, each once, in order of use."""
    tables = [b for chapter in chapters for b in chapter.blocks if _lists_sources(b)]
    if not tables:
        return None
    rows = tuple(dict.fromkeys(row for table in tables for row in table.rows))
    words = read_language().pages
    whole = replace(tables[0], label=words["sources"], caption=words["sources_caption"], rows=rows)
    return _describe_table(whole, "sources")


def _say_how_to_move(table: Table) -> str:
    """Return where a scenario can be moved, since paper cannot."""
    moves = isinstance(table, Scenario)
    return read_language().pages["moves"] if moves else ""


def _list_exhibits(
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
