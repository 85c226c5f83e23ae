"""Where the exhibits of a PDF stand.

Typst can let an exhibit stand where it is written, which leaves a gap where the page has no room
for it, or let it float, but it does not choose. So a source is laid out again and again, and each
time one exhibit of each chapter is moved, until each stands where it is written or floats to the
next page.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import typst

from thirdcountry.fonts import FONT_DIR

# A table may break over pages where it would otherwise leave so many points of a page empty.
LARGEST_GAP = 180.0
# A last page that ends above this height (points) is saved where a closer list of sources can.
SHORT_PAGE = 250.0
# A picture may lose this share of its height to stand where it was written.
LARGEST_CUT = 0.2

#: The ways an exhibit can be moved; way -> exhibit ("slug:id") -> points.
WAYS = ("smaller", "broken", "floating", "waiting")
Moved = dict[str, dict[str, float]]


def move_nothing() -> Moved:
    """Return the arrangement in which every exhibit stands where it is written."""
    return {how: {} for how in WAYS}


def arrange(source: str) -> Moved:
    """Return the arrangement of a source; none where it cannot be typeset, which the whole says."""
    moved = move_nothing()
    try:
        _settle(_make_inputs(source), moved)
    except typst.TypstError:
        return move_nothing()
    return moved


def typeset(source: str, moved: Moved | None = None) -> tuple[bytes, list[str]]:
    """Return the PDF of a source with its exhibits arranged, and the warnings of Typst.

    ``moved`` is where to begin arranging. Raises typst.TypstError.
    """
    inputs = _make_inputs(source)
    page, height = _settle(inputs, moved or move_nothing())["end"]
    if page > 1 and height < SHORT_PAGE and ":tbl-sources" in source:
        closer = _make_inputs(source)
        if _settle(closer, move_nothing(), closer="yes")["end"][0] < page:
            inputs = closer
    pdf, warnings = typst.compile_with_warnings(format="pdf", pdf_standards="ua-1", **inputs)
    return pdf, [warning.message for warning in warnings]


def _make_inputs(source: str) -> dict[str, Any]:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIR)])
    return {"input": source.encode(), "font_paths": fonts, "ignore_system_fonts": True}


def _settle(inputs: dict[str, Any], moved: Moved, **options: str) -> dict[str, Any]:
    """Move exhibits until none is misplaced; return where everything then stands.

    Both arguments are changed.
    """
    while True:
        inputs["sys_inputs"] = {"moved": json.dumps(moved), **options}
        layout = json.loads(typst.query(selector="<layout>", field="value", one=True, **inputs))
        found = _find_misplaced(layout, moved)
        if not found:
            return layout
        for key, how, points in found:
            moved[how][key] = points


def _find_misplaced(
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
