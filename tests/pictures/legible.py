"""What makes a figure hard to read: text over text, off the canvas, or too small in print."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from thirdcountry.pictures import style

SMALLEST = 7.0  # points in print
TOLERANCE = 0.6  # points: boxes of text hold some air above and below the letters


def lay_out(figure: Figure) -> None:
    """Lay a figure out as the publisher does."""
    FigureCanvasSVG(figure)
    if engine := figure.get_layout_engine():
        engine.execute(figure)
        figure.set_layout_engine(None)


def drawn_texts(figure: Figure) -> list[Text]:
    """The texts that a drawing of the figure shows, each once: no hidden ticks, no empty words."""
    found: dict[int, Text] = {}
    paint = Text.draw

    def draw(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            found[id(text)] = text
        paint(text, renderer, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        figure.draw_without_rendering()
    return list(found.values())


def corners(text: Text) -> np.ndarray:
    """The corners of a text in points, turned with it; shape (4, 2)."""
    turn = text.get_rotation()
    box = Text.get_window_extent(text)
    centre = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    if turn % 90:  # the window of a slanted text is much larger than the text
        text.set_rotation(0)
        box = Text.get_window_extent(text)
        text.set_rotation(turn)
    else:
        turn = 0
    half = np.clip(np.array([box.width, box.height]) / 2 - TOLERANCE, 0.1, None)
    angle = np.radians(turn)
    round_ = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return centre + (half * [(1, 1), (-1, 1), (-1, -1), (1, -1)]) @ round_


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two rectangles overlap: no side of either has them apart."""
    for shape in (one, other):
        for side in (shape[1] - shape[0], shape[2] - shape[1]):
            first, second = one @ side, other @ side
            if first.max() <= second.min() or second.max() <= first.min():
                return False
    return True


def find_faults(figure: Figure) -> list[str]:
    """Say what cannot be read in a figure as the publisher lays it out; empty if all is well."""
    lay_out(figure)
    places = [(text, corners(text)) for text in drawn_texts(figure)]
    wide, high = figure.bbox.size
    shrunk = min(1.0, style.WIDTH / figure.get_figwidth())  # the page is as wide as our figures
    faults = []
    for text, place in places:
        if place.min() < -0.1 or (place.max(axis=0) > (wide + 0.1, high + 0.1)).any():
            faults.append(f"{text.get_text()!r} leaves the canvas")
        if (size := text.get_fontsize() * shrunk) < SMALLEST:
            faults.append(f"{text.get_text()!r} has {size:.1f} points in print")
    for (a, one), (b, other) in combinations(places, 2):
        if overlap(one, other):
            faults.append(f"{a.get_text()!r} lies over {b.get_text()!r}")
    return faults
