"""Executed notebooks as self-contained, accessible web pages."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import unescape
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import default

from thirdcountry.export.chapter import (
    Chapter,
    Code,
    Figure,
    Prose,
    Scenario,
    Table,
    complete_facts,
    read_chapter,
)
from thirdcountry.export.markdown import convert, format_link, link_references, to_html
from thirdcountry.export.templating import make_environment, read_template
from thirdcountry.words import read_language

# A page should open quickly on a phone: more rows than this are left to the CSV file.
MAX_DATA_ROWS = 400

#: What the script of a page says, among the words of pages.yml.
SCRIPT_WORDS = ("show_code", "hide_code", "sort", "rows_shown")

# Ids of our own template, which a heading may not take.
RESERVED_IDS = {"main", "findings", "parameters", "top", "all-code"}

HEADING = re.compile(r"<h([2-6])>(.*?)</h\1>", re.DOTALL)


class HTMLReportExporter(Exporter):
    """Exports a notebook as a web page and its data as CSV files beside it."""

    export_from_notebook = "Arrivals and Ties page (HTML)"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page (a str) and the resources; "outputs" are data/<slug>/<id>.csv as bytes.

        Raises ExportError if the notebook has a fault that would reach a reader.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        chapter = read_chapter(nb, resources["metadata"].get("name", "notebook"))
        outputs = resources.setdefault("outputs", {})
        for block in chapter.blocks:
            if isinstance(block, Figure | Table):
                outputs[name_csv(chapter, block)] = block.csv.encode()
        return render_page(chapter), resources


def render_page(chapter: Chapter) -> str:
    """Return the complete HTML page of a chapter."""
    lead, *prose, notes = to_html(chapter)
    pieces, contents = number_headings([lead, *prose], RESERVED_IDS | set(chapter.labels))
    return (
        _prepare_environment()
        .get_template("page.html.j2")
        .render(
            chapter=chapter,
            report=chapter.report,
            lead=pieces[0],
            blocks=_render_blocks(chapter, pieces[1:]),
            notes=notes,
            contents=contents,
            max_rows=MAX_DATA_ROWS,
            **_find_neighbours(chapter),
        )
    )


def render_index(
    notebooks: Sequence[NotebookNode],
    report: Mapping[str, Any],
    *,
    results: str = "results.json",
    sources: str = "sources.csv",
    manifest: str = "manifest.json",
) -> str:
    """Return the landing page: a card with the main findings of each chapter, and the downloads.

    report["pdf"] names the bound report; it and the other files are left out if empty.
    Raises ExportError as `read_chapter` does.
    """
    chapters = [read_chapter(nb, f"chapter-{k}") for k, nb in enumerate(notebooks, start=1)]
    leads = convert([_link_lead(chapter) for chapter in chapters], "html")[:-1]
    facts = complete_facts(report, "Report")
    words = read_language().pages
    files = [
        (facts["pdf"], words["whole_report"], "PDF"),
        (results, words["results"], "JSON"),
        (sources, words["source_table"], "CSV"),
        (manifest, words["manifest"], "JSON"),
    ]
    return (
        _prepare_environment()
        .get_template("index.html.j2")
        .render(
            report=facts,
            cards=[
                {"chapter": chapter, "lead": lead, **_name_files(chapter)}
                for chapter, lead in zip(chapters, leads, strict=True)
            ],
            downloads=[file for file in files if file[0]],
        )
    )


def name_csv(chapter: Chapter, block: Figure | Table) -> str:
    """Return where the CSV of a figure or table lies, relative to the page."""
    # a page exported by itself keeps its files beside it, as nbconvert does; "data/" there could
    # be the folder of a project
    folder = f"data/{chapter.slug}" if chapter.in_report else f"{chapter.slug}_name_files"
    return f"{folder}/{block.id}.csv"


def number_headings(
    pieces: Sequence[str], taken: set[str]
) -> tuple[list[str], list[tuple[int, str, str]]]:
    """Give every heading a unique id; return the pieces and the contents (level, id, text)."""
    taken = set(taken)
    contents: list[tuple[int, str, str]] = []

    def one(match: re.Match[str]) -> str:
        level, inner = int(match[1]), match[2]
        text = unescape(re.sub(r"<[^>]*>", "", inner)).strip()
        slug = _make_unique(re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section", taken)
        contents.append((level, slug, text))
        return f'<h{level} id="{slug}">{inner}</h{level}>'

    return [HEADING.sub(one, piece) for piece in pieces], contents


def _make_unique(slug: str, taken: set[str]) -> str:
    count, unique = 1, slug
    while unique in taken:
        count += 1
        unique = f"{slug}-{count}"
    taken.add(unique)
    return unique


def _render_blocks(chapter: Chapter, prose: Sequence[str]) -> list[dict[str, Any]]:
    """Return the blocks with what the template needs beyond the model."""
    texts = iter(prose)
    blocks = []
    for block in chapter.blocks:
        extra: dict[str, Any] = {}
        if isinstance(block, Prose):
            extra = {"html": next(texts)}
        elif isinstance(block, Code):
            extra = {"html": highlight(block.source, PythonLexer(), HtmlFormatter(nowrap=True))}
        elif isinstance(block, Figure | Table):
            extra = {"csv": name_csv(chapter, block)}
        if isinstance(block, Scenario):
            extra["model"] = json.dumps(block.model, separators=(",", ":"))
        if isinstance(block, Figure):
            extra["src"] = "data:image/svg+xml;base64," + b64encode(block.svg.encode()).decode()
        blocks.append({"kind": type(block).__name__, "block": block, **extra})
    return blocks


def _find_neighbours(chapter: Chapter) -> dict[str, Any]:
    """Return the chapters before and after this one (None without)."""
    slugs = [entry["slug"] for entry in chapter.chapters]
    if chapter.slug not in slugs:
        return {"previous": None, "next": None}
    here = slugs.index(chapter.slug)
    around = (None, *chapter.chapters, None)
    return {"previous": around[here], "next": around[here + 2]}


def _name_files(chapter: Chapter) -> dict[str, str]:
    """Return the names of a chapter's page and PDF."""
    entry = next((c for c in chapter.chapters if c["slug"] == chapter.slug), {})
    return {
        "html": entry.get("html") or f"{chapter.slug}.html",
        "pdf": chapter.pdf or f"{chapter.slug}.pdf",
    }


def _link_lead(chapter: Chapter) -> str:
    """Return the lead as Markdown whose references lead from the index into the pages."""
    page = _name_files(chapter)["html"]
    return link_references(
        chapter,
        chapter.lead,
        lambda ref: format_link(ref) if ref.chapter_title else f"[{ref.label}](<{page}{ref.href}>)",
    )


def _prepare_environment() -> Environment:
    environment = make_environment(autoescape=True)
    script = read_template("page.js")
    environment.globals["style"] = Markup(read_template("page.css"))
    environment.globals["script"] = Markup(script)
    language = read_language()
    environment.globals["language"] = language.locale.language
    environment.globals["w"] = language.pages
    environment.globals["script_words"] = json.dumps(
        {name: language.pages[name] for name in SCRIPT_WORDS}, ensure_ascii=False
    )
    # The browser itself then refuses every request and every script but this one.
    environment.globals["script_hash"] = b64encode(sha256(script.encode()).digest()).decode()
    return environment
