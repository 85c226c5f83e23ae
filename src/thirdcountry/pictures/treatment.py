"""Figures that set the weight of ties beside treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style
from thirdcountry.pictures.rules import LOOK, SCALE


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
    for row, below in zip(table.itertuples(), _below(table, wide), strict=True):
        marker, colour = LOOK[int(np.rint(row.practice))]
        ax.plot(row.weight, row.practice, marker=marker, color=colour, markersize=7, zorder=3)
        ax.annotate(
            f"{row.country_name} ({row.events})",
            (row.weight, row.practice),
            xytext=(0, -7 if below else 7),
            ha="center",
            va="top" if below else "bottom",
            textcoords="offset points",
            fontsize=9,
            fontweight="semibold",
            color=style.INK,
        )
    ax.set_xlim(middle - 0.62 * wide, middle + 0.62 * wide)
    ax.set_ylim(-2.3, 2.3)
    ax.set_yticks(range(-2, 3), SCALE)
    ax.set_title(title)
    ax.set_xlabel(axis)
    return figure


def _below(table: pd.DataFrame, wide: float) -> list[bool]:
    """Whether a label goes below its point: every second one of hosts close to each other."""
    places = []
    for row in table.itertuples():
        near = table[
            (table.practice - row.practice).abs().lt(0.4)
            & (table.weight - row.weight).abs().lt(0.22 * wide)
        ].sort_values(["practice", "weight"])
        place = near.country_name.tolist().index(row.country_name)
        places.append((len(near) - 1 - place) % 2 == 1)
    return places
