"""Turn the Markdown of a chapter into HTML or Typst: one pandoc process for all its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path

import pypandoc

from thirdcountry.export.chapter import Chapter, ExportError, Prose, Reference, replace_references
from thirdcountry.words import read_language

FILTER = Path(__file__).parent / "templates" / "blocks.lua"
READER = "commonmark+pipe_tables+footnotes+strikeout+smart+autolink_bare_uris"
BOUNDARY = "<!--tc-block-->"
MARKS = {"html": BOUNDARY, "typst": "// tc-block"}


def to_html(chapter: Chapter) -> list[str]:
    """Return the lead, every Prose block in order and the footnotes (often "") as HTML.

    Raises ExportError if a block leaves a code fence or a comment open.
    """
    return convert(
        [link_references(chapter, text, format_link) for text in _list_texts(chapter)], "html"
    )


def to_typst(chapter: Chapter, bound: Collection[str] = ()) -> list[str]:
    """Return the lead and every Prose block in order as Typst markup.

    `bound` names the chapters of the same PDF: references to others become plain text.
    Raises ExportError if a block leaves a code fence or a comment open.
    """
    elsewhere = read_language().pages["elsewhere"]

    def link(ref: Reference) -> str:
        if ref.slug == chapter.slug or ref.slug in bound:
            return f"[{escape(ref.label)}](<#{ref.slug}:{ref.id}>)"
        return escape(elsewhere.format(label=ref.label, title=ref.chapter_title))

    return convert(
        [link_references(chapter, text, link) for text in _list_texts(chapter)], "typst"
    )[:-1]


def format_link(ref: Reference) -> str:
    """Return a reference as a Markdown link to the page that holds it."""
    return f"[{escape(ref.label)}](<{ref.href}>)"


def link_references(chapter: Chapter, markdown: str, link: Callable[[Reference], str]) -> str:
    """Return the Markdown with `link(reference)` for each cross reference (all checked before)."""
    return replace_references(markdown, lambda target: link(chapter.resolve(target)))


def convert(texts: list[str], to: str) -> list[str]:
    """Return each Markdown text as `to` ("html" or "typst"), and as last element the footnotes.

    Raises ExportError if a text leaves a code fence or a comment open.
    """
    source = "".join(f"{text}\n\n{BOUNDARY}\n\n" for text in texts)
    arguments = ["--wrap=none", "--syntax-highlighting=none", f"--lua-filter={FILTER}"]
    result = pypandoc.convert_text(source, to, format=READER, extra_args=arguments)
    parts = [part.strip() for part in result.split(MARKS[to])]
    if len(parts) != len(texts) + 1:
        raise ExportError(
            "a text leaves a code fence (```) or a comment (<!--) open, which would swallow what "
            "follows it"
        )
    return parts


def escape(text: str) -> str:
    """Return plain text as Markdown that shows exactly this text."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _list_texts(chapter: Chapter) -> list[str]:
    return [chapter.lead, *(b.markdown for b in chapter.blocks if isinstance(b, Prose))]
