"""Figures that set the weight of ties beside treatment."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import labels, style
from thirdcountry.pictures.rules import LOOK, SCALE


def scatter(table: pd.DataFrame, title: str, axis: str, unit: str = "index") -> Figure:
    """Draw treatment over the weight of ties, every host by name.

    Args:
        table: country_name, weight, practice, lowest, highest, events
            (measures.treatment.select_complete).
        title: names the number of hosts.
        axis: what the weight is.
        unit: "percent" writes the weight so.
    """
    figure, (ax,) = style.canvas(height=3.8)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    ax.vlines(table.weight, table.lowest, table.highest, color=style.GRID, linewidth=4, zorder=1)
    for row in table.itertuples():
        marker, colour = LOOK[round(row.practice)]
        ax.plot(row.weight, row.practice, marker=marker, color=colour, markersize=7, zorder=3)
    wide = float(table.weight.max() - table.weight.min()) or 1.0
    ax.set_xlim(table.weight.min() - 0.06 * wide, table.weight.max() + 0.25 * wide)
    ax.set_ylim(-2.3, 2.3)
    ax.set_yticks(range(-2, 3), SCALE)
    ax.set_title(title)
    ax.set_xlabel(axis)
    if unit == "percent":
        style.percent(ax.xaxis)
    names = [
        (f"{row.country_name} ({row.events})", row.weight, row.practice, style.INK)
        for row in table.itertuples()
    ]
    labels.label_points(ax, names, size=9, sides=("right", "corners"), fontweight="semibold")
    return figure
