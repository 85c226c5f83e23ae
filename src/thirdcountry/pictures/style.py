"""The look of every figure: fonts, colours that colour-blind readers tell apart, direct labels."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from thirdcountry.fonts import FAMILY, FONT_DIR
from thirdcountry.words import language

INK, MUTED, GRID = "#1a1a1a", "#595959", "#dddddd"  # all text at least 7:1 on white
# Okabe and Ito (2008), without the yellow, which is too pale on white
BLUE, ORANGE, GREEN, PURPLE, RED, SKY, GREY = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#d55e00",
    "#56b4e9",
    "#8c8c8c",
)
#: One colour per country in the whole report, so that a reader learns them once.
COUNTRY = {"KOR": BLUE, "PRK": RED, "CHN": ORANGE, "RUS": GREEN, "JPN": PURPLE, "USA": SKY}
#: Arguments of a drawing function.
Look = dict[str, Any]
_SPARE = (INK, GREY, "#6a3d9a", "#8c510a", "#b0124f", "#138086")  # for all others

WIDTH, HEIGHT = 6.7, 3.5  # inches: the text width of the PDF page


#: What is our own in seaborn's style "ticks" and context "paper".
_LOOK = {
    "font.family": FAMILY,
    "font.size": 9.5,
    "axes.titlesize": 10,
    "axes.titleweight": "semibold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.title_fontsize": 9.6,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "text.color": INK,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "lines.linewidth": 1.8,
    "figure.constrained_layout.use": True,
}


def use() -> None:
    """Set fonts and defaults; figures made afterwards look alike on every machine."""
    _add_fonts()
    mpl.rcdefaults()
    sns.set_theme("paper", "ticks", [BLUE, ORANGE, GREEN, PURPLE, RED, SKY, GREY], rc=_LOOK)


@lru_cache(maxsize=1)
def _add_fonts() -> None:
    """Make our fonts known; once in a process, since each call would read the files again."""
    for file in sorted(FONT_DIR.glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))


def canvas(
    rows: int = 1, columns: int = 1, height: float = HEIGHT, **options: Any
) -> tuple[Figure, np.ndarray]:
    """Return a figure of text width and its axes as a flat array."""
    use()
    figure, axes = plt.subplots(rows, columns, figsize=(WIDTH, height), squeeze=False, **options)
    return figure, axes.ravel()


def write(value: float, unit: str) -> str:
    """Return a number as texts write it, in a unit of words.language."""
    return language.write(value, unit, language.read_language())


def write_number(value: float, digits: int = 0, signed: bool = False) -> str:
    """Return a number as texts write it; ``signed`` writes the plus as well, except for nought."""
    value = round(value, digits) and value
    return language.read_language().number(value, digits, signed and value != 0)


def thousands(axis: Axis) -> None:
    """Write ticks as 1,000."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: f"{v:,.0f}"))


def percent(axis: Axis) -> None:
    """Write fractions as per cent, with the decimals that they have."""

    def text(share: float, _: int | None) -> str:
        decimals = f"{100 * share:.6f}".rstrip("0").partition(".")[2]
        return language.read_language().percent(share, len(decimals))

    axis.set_major_formatter(mpl.ticker.FuncFormatter(text))


def money(axis: Axis) -> None:
    """Write US$ ticks as 10 m, 1 bn."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: write_money(v)))


def write_money(value: float) -> str:
    """Return US$ in three digits at most: 10 m, 1.63 bn."""
    for size, word in ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{word}"
    return f"{value:.3g}"


def log_ticks(ax: Axes, most: int = 6) -> None:
    """Set the ticks of a logarithmic y axis from its limits, at most as many as said: 1, 2 and 5 of
    each power of ten where there is room, else the powers, else every second or third of them."""
    low, high = ax.get_ylim()
    first, last = int(np.ceil(np.log10(low))), int(np.floor(np.log10(high)))
    steps = [m * 10.0**p for p in range(first - 1, last + 1) for m in (1, 2, 5)]
    ticks = [s for s in steps if low <= s <= high]
    if len(ticks) > most:
        step = -(-(last - first + 1) // most)
        ticks = [10.0**p for p in range(first, last + 1, step)]
    ax.yaxis.set_major_locator(mpl.ticker.FixedLocator(ticks))
    ax.yaxis.set_minor_locator(mpl.ticker.NullLocator())


def year_axis(ax: Axes, first: int, last: int, most: int = 14) -> None:
    """Whole years on x, with a step that leaves room between the labels: about ``most`` of them."""
    step = next(s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= most)
    ax.set_xticks([y for y in range(first, last + 1) if y % step == 0])
    ax.set_xlim(first - 0.7, last + 0.7)


def decade_axis(ax: Axes, first: int, last: int) -> None:
    """Whole decades on x, for small panels."""
    ax.set_xlim(first - 1, last + 1)
    ax.set_xticks([year for year in range(first, last + 1) if year % 10 == 0])


def row_axis(ax: Axes, names: Sequence[str], above: float = 0.6) -> None:
    """Write names on y, the first at the top, for rows at 0, 1, 2 and so on."""
    ax.set_ylim(len(names) - 0.4, -above)
    ax.set_yticks(range(len(names)), names)
    ax.grid(visible=False)


def balance_axis(ax: Axes, logs: pd.Series, room: float, equal: str) -> None:
    """Log ratios as multiples to either side: tens, or threefold where ten is beyond."""
    reach = max(1.0, float(logs.abs().max())) * room
    times = [t for t in ((10, 100, 1000) if reach >= 2.303 else (3,)) if np.log(t) <= reach]
    ticks = {0.0: equal} | {s * float(np.log(t)): f"{t:,}×" for t in times for s in (-1, 1)}
    ax.set_ylim(-reach, reach)
    ax.set_yticks(list(ticks), list(ticks.values()))


def wrap(words: str, letters: int) -> str:
    """Words in as few lines of so many letters as can be, as even as can be; no word is cut."""

    def cut(width: int) -> list[str]:
        return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)

    fewest = len(cut(letters))
    even = min(letters, -(-len(words) // fewest))
    narrow = (cut(width) for width in range(even, letters + 1))
    return "\n".join(next(lines for lines in narrow if len(lines) <= fewest))


def explain(ax: Axes, handles: Sequence[Artist], place: Any = "best") -> None:
    """Write a legend inside the axes."""
    ax.legend(handles=list(handles), loc=place)


def add_legend(figure: Figure, handles: Sequence[Artist], columns: int = 2, **look: Any) -> None:
    """Write a legend below all panels; ``look`` holds further properties of it."""
    figure.legend(handles=list(handles), loc="outside lower center", ncols=columns, **look)


def line(label: str, colour: str, **look: Any) -> Line2D:
    """Return a line for a legend."""
    return Line2D([], [], label=label, color=colour, **look)


def pick_colours(codes: Iterable[str]) -> dict[str, str]:
    """Return one colour per country: its own where the report has one, a spare one otherwise."""
    spare = itertools.cycle(_SPARE)
    return {code: COUNTRY.get(code) or next(spare) for code in codes}


def runs(rows: pd.DataFrame, years: pd.Series | None = None) -> Iterator[pd.DataFrame]:
    """Cut rows in order of time where a year is missing, so that no line crosses a gap.

    Args:
        years: the years of the rows, if they have no column ``year``.
    """
    years = rows.year if years is None else years
    return (run for _, run in rows.groupby((years.diff() != 1).cumsum()))


def mark(
    label: str, colour: str, marker: str = "o", size: float | None = None, hollow: bool = False
) -> Line2D:
    """Return a marker without a line, for a legend."""
    fill = {"markerfacecolor": "white"} if hollow else {}
    look: Look = {**fill, "color": colour, "marker": marker, "linestyle": "", "markersize": size}
    return Line2D([], [], label=label, **look)


def darker(colour: str) -> tuple:
    """The colour dark enough for text on white (4.5:1 or better)."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    while contrast(rgb) < 4.5:
        rgb = rgb * 0.95
    return tuple(rgb)


def contrast(rgb: Iterable[float]) -> float:
    """Contrast ratio against white (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 1.05 / (0.05 + float(np.dot([0.2126, 0.7152, 0.0722], linear)))


def year_fraction(date: pd.Timestamp) -> float:
    """A date on a year axis whose bars are centred on whole years: 1 July 2012 is about 2012.0."""
    start = pd.Timestamp(date.year, 1, 1)
    return date.year - 0.5 + (date - start).days / (366 if start.is_leap_year else 365)
