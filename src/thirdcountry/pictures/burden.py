"""Figures on a regional body and its funding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from thirdcountry.pictures import charts, labels, style

#: All members, and each membership that leaves one out: marker and colour, never colour alone.
_MARKS = (("o", style.BLUE), ("^", style.RED), ("s", style.GREEN))
_SIDES = ("low", "high", "chosen")
_STEM = {"color": style.GRID, "linewidth": 1.2}


def shares(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw each member's share of the cost, a panel per key, every point with its value.

    Args:
        rows: member_name, key_name, share (measures.burden.bill_keys).
        words: x.
    """
    rows, names = _place(rows)
    titles = {name: name for name in rows.key_name.unique()}
    height = -(-len(titles) // 4) * (0.65 + 0.22 * len(names))
    grid = charts.draw_panels(rows, height, titles, col="key_name", col_wrap=4)
    reach = float(rows.share.max())
    look: dict[str, Any] = {"x": "share", "y": "place", "color": style.BLUE, "size": 24}
    for key, ax in grid.axes_dict.items():
        own = rows[rows.key_name == key]
        charts.draw_stems(own, _STEM, ax=ax, clip_on=False, **look)
        texts = (style.write(share, "percent") for share in own.share)
        points = zip(texts, own.share, own.place, own.paint, strict=True)
        labels.label_points(ax, points, size=8, sides=("right",), gap=5, reach=0)
        style.row_axis(ax, names)
        ax.set(xlim=(-0.02 * reach, 1.42 * reach), xticks=[])
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.axvline(0, color=style.MUTED, linewidth=0.8)
        ax.tick_params(left=False)
    grid.set_axis_labels("", "")
    grid.figure.supxlabel(words["x"], fontsize=9, color=style.MUTED)
    return grid.figure


def _place(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows with the place of their member from the top, and the names of the members."""
    places, names = pd.factorize(rows.member_name)
    return rows.assign(place=places, paint=style.INK), list(names)


def transfers(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw what each member gains or pays net, with all members and without one of them.

    Args:
        rows: without, member_name, net (US$; measures.burden.bill_memberships).
        words: x, all, without with {member}.
    """
    rows, names = _place(rows)
    cases = list(rows.without.unique())
    beside = rows.without.map(cases.index) - (len(cases) - 1) / 2
    rows = rows.assign(place=rows.place + 0.27 * beside)
    markers, paint = ({c: _MARKS[n][i] for n, c in enumerate(cases)} for i in (0, 1))
    figure, (ax,) = style.canvas(height=1.0 + 0.6 * len(names))
    ax.axvline(0, color=style.MUTED, linewidth=0.8)
    look = {"hue": "without", "palette": paint, "style": "without", "markers": markers}
    charts.draw_stems(rows, _STEM, x="net", y="place", size=26, ax=ax, **look)
    for side, own in (("left", rows[rows.net < 0]), ("right", rows[rows.net >= 0])):
        points = zip(own.net.map(_thousand), own.net, own.place, own.paint, strict=True)
        labels.label_points(ax, points, size=8, sides=(side,), reach=0)
    ax.margins(x=0.15)  # for the labels
    style.row_axis(ax, names)
    ax.xaxis.set_major_formatter(lambda v, _: _thousand(v))
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.set(xlabel=words["x"], ylabel="")
    said = {case: words["without" if case else "all"].format(member=case) for case in cases}
    handles = [style.mark(said[case], paint[case], markers[case]) for case in cases]
    style.add_legend(figure, handles, columns=3)
    return figure


def ranges(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw how far each member's share moves with the weights of the mixed key.

    Args:
        rows: member_name, low, high, chosen (measures.burden.range_weights).
        words: x, range with {low}, {high} and {chosen}.
    """
    rows, names = _place(rows)
    figure, (ax,) = style.canvas(height=0.9 + 0.36 * len(rows))
    ax.hlines(rows.place, rows.low, rows.high, color=style.SKY, linewidth=6, zorder=1)
    charts.draw_points(rows, x="chosen", y="place", color=style.INK, size=30, ax=ax)
    points = []
    for row in rows.itertuples():
        sides = {side: style.write(getattr(row, side), "percent") for side in _SIDES}
        points.append((words["range"].format(**sides), row.high, row.place, row.paint))
    labels.label_points(ax, points, sides=("right",), gap=8, reach=0, edges=None)
    style.row_axis(ax, names)
    style.percent(ax.xaxis)
    ax.grid(axis="x")
    ax.set(xlabel=words["x"], ylabel="")
    return figure


def _thousand(value: float) -> str:
    """US$ in thousands, signed; small amounts keep a digit."""
    scaled = value / 1e3
    return style.write_number(scaled, 1 if 0 < abs(scaled) < 10 else 0)
