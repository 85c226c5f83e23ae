"""The look of every figure: fonts, colours that colour-blind readers tell apart, direct labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch
from matplotlib.patheffects import withStroke

from thirdcountry.fonts import FAMILY, FONT_DIR

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

WIDTH, HEIGHT = 6.7, 3.5  # inches: the text width of the PDF page


#: Seaborn's "ticks" style in the "paper" context, with our type and colours. Written out, since
#: importing seaborn takes longer than all other imports of a chapter together (it brings
#: scipy.stats); a picture that draws with seaborn imports it itself.
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
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 1,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.formatter.use_locale": False,
    "axes.unicode_minus": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    **{f"{axis}.major.size": 4.8 for axis in ("xtick", "ytick")},
    **{f"{axis}.major.width": 1 for axis in ("xtick", "ytick")},
    **{f"{axis}.minor.size": 3.2 for axis in ("xtick", "ytick")},
    **{f"{axis}.minor.width": 0.8 for axis in ("xtick", "ytick")},
    "text.color": INK,
    "grid.color": GRID,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.8,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "white",
    "patch.force_edgecolor": True,
    "patch.linewidth": 0.8,
    "figure.constrained_layout.use": True,
}


def use() -> None:
    """Set fonts and defaults; figures made afterwards look alike on every machine."""
    _add_fonts()
    mpl.rcdefaults()
    mpl.rcParams.update(_LOOK)


@lru_cache(maxsize=1)
def _add_fonts() -> None:
    """Make our fonts known; once in a process, since each call would read the files again."""
    for file in sorted(FONT_DIR.glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))


def canvas(
    rows: int = 1, columns: int = 1, height: float = HEIGHT, **options
) -> tuple[Figure, np.ndarray]:
    """Return a figure of text width and its axes as a flat array."""
    use()
    figure, axes = plt.subplots(rows, columns, figsize=(WIDTH, height), squeeze=False, **options)
    return figure, axes.ravel()


def thousands(axis) -> None:
    """Write ticks as 1,000."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: f"{v:,.0f}"))


def percent(axis) -> None:
    """Write fractions as per cent."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: f"{100 * v:.0f} %"))


def money(axis) -> None:
    """Write US$ ticks as 10m, 1bn; for log axes."""

    def text(value: float, _) -> str:
        for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
            if value >= size:
                return f"{value / size:g} {word}"
        return f"{value:g}"

    axis.set_major_formatter(mpl.ticker.FuncFormatter(text))


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
    look = {"color": colour, "marker": marker, "linestyle": "", "markersize": size}
    return Line2D([], [], label=label, **look, **fill)


def end_labels(ax: Axes, ends: Mapping[str, tuple[float, float, str]], size: float = 9) -> None:
    """Write each series' name beside its last point: name -> (x, y, colour).

    Labels are spread in axes units so that none covers another, and a thin line leads to one that
    has moved; the room to the right is made by the layout, so nothing is clipped.
    """
    if not ends:
        return
    to_axes = ax.transData + ax.transAxes.inverted()
    names = sorted(ends, key=lambda n: (ends[n][1], n))
    heights = [float(to_axes.transform((ends[n][0], ends[n][1]))[1]) for n in names]
    gap = size * 1.25 / 72 / (ax.get_figure().get_figheight() * ax.get_position().height)
    beside = mpl.transforms.offset_copy(ax.transAxes, ax.get_figure(), x=8, units="points")
    for name, own, height in zip(names, heights, spread(heights, gap), strict=True):
        if abs(height - own) > gap / 3:
            leader = ConnectionPatch((1, own), (1, height), ax.transAxes, beside, linewidth=0.6)
            leader.set(color=ends[name][2], in_layout=False)
            ax.add_artist(leader)
        ax.annotate(
            name,
            (1, height),
            xytext=(10, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            color=darker(ends[name][2]),
            va="center",
            fontsize=size,
            fontweight="semibold",
            annotation_clip=False,
        )


def point_labels(ax: Axes, points: Sequence[tuple[str, float, float, str]], size: float = 8.5):
    """Write a name beside each point, on the first side where it covers no point and no name.

    Args:
        points: name, x, y, colour; the first ones are placed first. The limits of the axes are set.
    """
    width, height = 72 * WIDTH * 0.85, 72 * ax.get_figure().get_figheight() * 0.68  # of the axes
    to_axes = ax.transData + ax.transAxes.inverted()
    spots = [to_axes.transform((x, y)) * (width, height) for _, x, y, _ in points]
    taken = [(x - 3, y - 3, x + 3, y + 3) for x, y in spots]
    for (name, px, py, colour), (x, y) in zip(points, spots, strict=True):
        long, tall = 0.52 * size * len(name), 0.6 * size
        sides = {
            (6, 0, "left"): (x + 6, y - tall, x + 6 + long, y + tall),
            (-6, 0, "right"): (x - 6 - long, y - tall, x - 6, y + tall),
            (0, 9, "center"): (x - long / 2, y + 9 - tall, x + long / 2, y + 9 + tall),
            (0, -9, "center"): (x - long / 2, y - 9 - tall, x + long / 2, y - 9 + tall),
        }
        free = [
            side
            for side, box in sides.items()
            if box[0] > 0 and box[2] < width and not any(_overlap(box, t) for t in taken)
        ]
        right, up, align = side = (free or list(sides))[0]
        taken.append(sides[side])
        ax.annotate(
            name,
            (px, py),
            xytext=(right, up),
            textcoords="offset points",
            ha=align,
            va="center",
            fontsize=size,
            color=darker(colour),
            path_effects=[withStroke(linewidth=2.5, foreground="white")],  # over a line
        )


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def spread(heights: Sequence[float], gap: float, low: float = 0.0) -> list[float]:
    """Return the sorted heights moved as little as needed to be at least ``gap`` apart.

    Neighbours that collide form a block which is centred on their mean, but not below ``low``.
    """
    blocks: list[list[float]] = []
    for height in heights:
        blocks.append([height])
        while len(blocks) > 1 and (
            _foot(blocks[-1], gap, low) - _foot(blocks[-2], gap, low) < gap * len(blocks[-2])
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [_foot(b, gap, low) + i * gap for b in blocks for i in range(len(b))]


def _foot(block: Sequence[float], gap: float, low: float) -> float:
    return max(low, sum(block) / len(block) - gap * (len(block) - 1) / 2)


def darker(colour: str) -> tuple:
    """The colour dark enough for text on white (4.5:1 or better)."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    while contrast(rgb) < 4.5:
        rgb = rgb * 0.95
    return tuple(rgb)


def contrast(rgb: Sequence[float]) -> float:
    """Contrast ratio against white (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 1.05 / (0.05 + float(np.dot([0.2126, 0.7152, 0.0722], linear)))


def events(ax: Axes, table: pd.DataFrame, size: float = 8) -> None:
    """Draw dated events as thin lines with their titles above the axes, none over another.

    Args:
        table: columns date (datetime) and title; x of the axes is in years.
    """
    rows: list[float] = []  # right end of the last label in each row, in points
    width = 72 * WIDTH * 0.9  # the axes take about nine tenths of the figure
    low, high = ax.get_xlim()
    for event in table.sort_values("date").itertuples():
        x = year_fraction(event.date)
        ax.axvline(x, color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0)
        length = 0.5 * size * len(event.title)  # mean letter of Source Sans: half its size
        place = width * (x - low) / (high - low)
        right = place + length > width  # the label would leave the figure: write it to the left
        start = place - length if right else place
        row = next((n for n, end in enumerate(rows) if end + 6 < start), len(rows))
        rows[row : row + 1] = [start + length]
        lift = 3 + 1.3 * size * row  # the line goes up to its label
        ax.annotate(
            "",
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, lift + size),
            textcoords="offset points",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": MUTED, "lw": 0.6, "shrinkA": 0, "shrinkB": 0},
        )
        ax.annotate(
            event.title,
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-3 if right else 3, lift),
            textcoords="offset points",
            fontsize=size,
            color=MUTED,
            va="bottom",
            ha="right" if right else "left",
            annotation_clip=False,
            zorder=5,
            # hides the lines of neighbours that run up behind the words
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )


def year_fraction(date: pd.Timestamp) -> float:
    """A date on a year axis whose bars are centred on whole years: 1 July 2012 is about 2012.0."""
    start = pd.Timestamp(date.year, 1, 1)
    return date.year - 0.5 + (date - start).days / (366 if start.is_leap_year else 365)
