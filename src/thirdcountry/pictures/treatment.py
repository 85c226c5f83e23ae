"""Figures that set the weight of ties beside treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style
from thirdcountry.pictures.rules import LOOK


def scatter(table: pd.DataFrame, title: str, axis: str) -> Figure:
    """Draw treatment over the weight of ties, every host by name.

    Args:
        table: country_name, weight, practice, lowest, highest, events (measures.treatment.both).
        title: names the number of hosts.
        axis: what the weight is.
    """
    figure, (ax,) = style.canvas(height=3.8)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    ax.vlines(table.weight, table.lowest, table.highest, color=style.GRID, linewidth=4, zorder=1)
    wide = float(table.weight.max() - table.weight.min()) or 1.0
    middle = float(table.weight.max() + table.weight.min()) / 2
    for row, lift in zip(table.itertuples(), _lifts(table, wide), strict=True):
        marker, colour = LOOK[int(np.rint(row.practice))]
        left = row.weight > middle
        ax.plot(row.weight, row.practice, marker=marker, color=colour, markersize=7, zorder=3)
        ax.annotate(
            f"{row.country_name} ({row.events})",
            (row.weight, row.practice),
            xytext=(-7 if left else 7, lift),
            ha="right" if left else "left",
            va="center",
            textcoords="offset points",
            fontsize=9,
            fontweight="semibold",
            color=style.INK,
        )
    ax.set_xlim(middle - 0.58 * wide, middle + 0.58 * wide)
    ax.set_ylim(-2.3, 2.3)
    ax.set_yticks(range(-2, 3), ["−2 return", "−1 blocking", "0 held", "+1 tolerated", "+2 open"])
    ax.set_title(title)
    ax.set_xlabel(axis)
    return figure


def _lifts(table: pd.DataFrame, wide: float) -> list[float]:
    """How far to lift each label, in points, so that hosts close to each other stay readable."""
    lifts = []
    for row in table.itertuples():
        near = table[
            (table.practice - row.practice).abs().lt(0.25)
            & (table.weight - row.weight).abs().lt(0.25 * wide)
        ].sort_values(["practice", "weight"])
        place = near.country_name.tolist().index(row.country_name)
        lifts.append(12.0 * (place - (len(near) - 1) / 2))
    return lifts
