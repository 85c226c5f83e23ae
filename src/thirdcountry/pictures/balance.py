"""Figures of a country between two rivals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thirdcountry.pictures import charts, labels, style

#: The channels of a lane from the top, and their markers.
_MARKERS = {"relations": "D", "embassy": "s", "agreement": "^", "visit": "o"}
_HOSTED = {"convening": "P"}
#: Events after which there is less than before.
_ENDS = ("closed", "severed", "nullified")
_SPACE = "\N{NO-BREAK SPACE}"
_SIZE = 8  # points: the smallest text of a figure


def channels(
    table: pd.DataFrame, values: Mapping[str, float | None], words: Mapping[str, str]
) -> Figure:
    """Draw the balance of each channel and the composite with its range over weightings.

    Args:
        table: label, channel, balance, low, high (measures.balance.measure_balances), first_text,
            second_text.
        values: composite, and composite_low, _p5, _p95, _high over weightings.
        words: composite, and what -1 (second), 0 (equal) and +1 (first) mean.
    """
    known = table[table.balance.notna()].reset_index(drop=True)
    rows = known.assign(place=known.index, adjusted=known.channel == "trade_adjusted")
    figure, (ax,) = style.canvas(height=1.1 + 0.33 * (len(rows) + 1))
    ax.hlines(rows.place, rows.low, rows.high, color=style.GREY, linewidth=1, zorder=1)
    look: dict[str, Any] = {"x": "balance", "y": "place", "ax": ax}
    stem = {"color": style.BLUE, "linewidth": 3, "alpha": 0.35}
    charts.draw_stems(rows, stem, hollow="adjusted", color=style.BLUE, size=40, **look)
    if values["composite"] is not None:
        whole = pd.DataFrame({"balance": [values["composite"]], "place": [len(rows)]})
        ink = {"color": style.INK, "zorder": 1}
        ends = (len(rows), values["composite_low"], values["composite_high"])
        ax.hlines(*ends, linewidth=1, **ink)
        ends = (len(rows), values["composite_p5"], values["composite_p95"])
        ax.hlines(*ends, linewidth=5, alpha=0.3, **ink)
        charts.draw_points(whole, marker="D", color=style.INK, size=42, **look)
        rows = pd.concat([rows, whole])
    _label_balances(ax, rows, "balance", along="y")
    style.row_axis(ax, [*known.label, words["composite"]])
    ax.get_yticklabels()[-1].set_fontweight("semibold")
    ax.axvline(0, color=style.MUTED, linewidth=0.9)
    ax.grid(axis="x")
    meaning: dict[float, str] = {-1: words["second"], 0: words["equal"], 1: words["first"]}
    ticks = (-1, -0.5, 0, 0.5, 1)
    ax.set_xticks(ticks, [f"{_signed(x)}\n{meaning.get(x, '')}" for x in ticks])
    ax.set(xlim=(-1.08, 1.08), xlabel="", ylabel="")
    sides = ax.secondary_yaxis("right")
    sides.set_yticks(known.index, known.first_text + " : " + known.second_text)
    sides.tick_params(length=0, pad=4, labelsize=_SIZE)
    sides.spines["right"].set_visible(False)
    return figure


def _signed(value: float, _: int | None = None) -> str:
    """A tick: −0.5, 0, +1."""
    return style.write_number(value, 0 if float(value).is_integer() else 1, signed=True)


def _write(balance: float) -> str:
    return style.write_number(balance, 2, signed=True)


def _label_balances(ax: Axes, rows: pd.DataFrame, column: str, along: str) -> None:
    """Write each balance above its mark; ``along`` is the axis of the column ``place``."""
    points = [
        (_write(value), *((value, place) if along == "y" else (place, value)), style.INK)
        for place, value in zip(rows.place, rows[column], strict=True)
    ]
    labels.label_points(ax, points, size=_SIZE, sides=("above",), gap=5, reach=0, bbox=labels.WHITE)


def timeline(
    rows: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int], words: Mapping[str, str]
) -> Figure:
    """Draw both relationships as lanes with a row per channel, and the meetings hosted below.

    Args:
        rows: lane (rival or "hosted"), channel, date, event, label
            (measures.contacts.build_timeline).
        names: code -> name of the two rivals, from the top.
        span: years that are counted, shaded.
        words: lane with {name}, meetings, and the rows: relations, embassy, agreement, visit,
            convening.
    """
    rows = rows.assign(year=rows.date.map(style.year_fraction), ends=rows.event.isin(_ENDS))
    paint = {**style.pick_colours(names), "hosted": style.INK}
    titles = {code: words["lane"].format(name=name) for code, name in names.items()}
    titles = {
        c: t for c, t in {**titles, "hosted": words["meetings"]}.items() if c in set(rows.lane)
    }
    signs = {code: _HOSTED if code == "hosted" else _MARKERS for code in titles}
    sizes = [len(own) + 0.4 * (code == "hosted") for code, own in signs.items()]
    height = 0.6 + 0.3 * sum(sizes) + 0.28 * len(sizes)
    options: dict[str, Any] = {"sharex": True, "gridspec_kw": {"height_ratios": sizes}}
    figure, axes = style.canvas(len(sizes), height=height, **options)
    first = min(rows.date.dt.year.min(), span[0])
    for ax, (code, title) in zip(axes, titles.items(), strict=True):
        ax.set(title=title, xlim=(first - 1.5, span[1] + 1.5))
        ax.axvspan(span[0] - 0.5, span[1] + 0.5, color=style.GRID, alpha=0.35, linewidth=0)
        _draw_lane(ax, rows[rows.lane == code], signs[code], paint[code], words)
    ax.set_xticks([y for y in range(first, span[1] + 1) if y % 10 == 0])
    return figure


def _draw_lane(
    ax: Axes,
    rows: pd.DataFrame,
    markers: Mapping[str, str],
    colour: str,
    words: Mapping[str, str],
) -> None:
    """Marks of each channel in its row, hollow where they end something, with their labels above
    where there is room."""
    places = {channel: place for place, channel in enumerate(markers)}
    rows = rows.assign(place=rows.channel.map(places)).sort_values(["place", "date"])
    signs: dict[str, Any] = {
        "style": "channel",
        "markers": dict(markers),
        "color": colour,
        "hollow": "ends",
    }
    charts.draw_points(rows, y="place", size=30, ax=ax, **signs)
    style.row_axis(ax, [words[channel] for channel in markers], above=0.8)
    ax.grid(axis="y")
    spaced = _SPACE + rows.label + _SPACE  # no two years of a row read as one
    points = zip(spaced, rows.year, rows.place, [colour] * len(rows), strict=True)
    place: dict[str, Any] = {
        "sides": ("above",),
        "gap": 4,
        "reach": 0,
        "edges": "across",
        "optional": True,
    }
    labels.label_points(ax, points, size=_SIZE, **place)
    ax.set_ylabel("")


def weightings(
    grid: pd.DataFrame,
    quantiles: pd.DataFrame,
    without: pd.DataFrame,
    chosen: float,
    words: Mapping[str, str],
) -> Figure:
    """Draw the composite under every weighting, sorted, and with each channel left out.

    Args:
        grid: composite, share (measures.balance.vary_weights).
        quantiles: the same columns, the points that are marked (measures.balance.find_quantiles).
        without: label, composite (measures.balance.leave_one_out).
        chosen: composite under the weights of the parameters.
        words: every and without (titles), x, y (what up and down mean), chosen with {value}.
    """
    options: dict[str, Any] = {"sharey": True, "gridspec_kw": {"width_ratios": [1.5, 1]}}
    figure, (left, right) = style.canvas(1, 2, height=2.8, **options)
    for ax in (left, right):
        ax.axhline(0, color=style.MUTED, linewidth=0.9)
        ax.axhline(chosen, color=style.BLUE, linewidth=1, linestyle=(0, (4, 2)))
    curve = {"x": "share", "y": "composite", "color": style.INK, "ax": left}
    sns.lineplot(grid, estimator=None, errorbar=None, **curve)
    charts.draw_points(quantiles, size=26, **curve)
    points = [
        (f"{style.write(at, 'whole percent')}: {_write(value)}", at, value, style.INK)
        for at, value in zip(quantiles.share, quantiles.composite, strict=True)
    ]
    said = words["chosen"].format(value=_write(chosen))
    lines = np.concatenate([[(x, chosen), (x, 0)] for x in np.linspace(0, 1, 100)])
    avoid = np.vstack([grid[["share", "composite"]], lines])
    points = [(said, 0.01, chosen, style.BLUE), *points]
    labels.label_points(left, points, size=_SIZE, avoid=avoid)
    style.percent(left.xaxis)
    left.yaxis.set_major_formatter(_signed)
    left.set(xlim=(0, 1), ylim=(-1.08, 1.08), title=words["every"])
    left.set(xlabel=words["x"], ylabel=style.wrap(words["y"], 20))
    rows = without.assign(place=np.arange(len(without)))
    charts.draw_points(
        rows, x="place", y="composite", marker="D", color=style.INK, size=28, ax=right
    )
    _label_balances(right, rows, "composite", along="x")
    right.set_xticks(rows.place, rows.label, rotation=35, ha="right")
    right.set(xlim=(-0.6, max(len(rows), 1) - 0.4), title=words["without"], xlabel="")
    return figure
