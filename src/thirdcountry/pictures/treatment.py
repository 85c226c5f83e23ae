"""Figures that set the weight of ties beside treatment."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style
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
    wide = float(table.weight.max() - table.weight.min()) or 1.0
    for row in table.itertuples():
        marker, colour = LOOK[round(row.practice)]
        ax.plot(row.weight, row.practice, marker=marker, color=colour, markersize=7, zorder=3)
    for cluster in _clusters(table, 0.2 * wide):
        x = cluster.weight.max() + 0.04 * wide
        heights = style.spread(cluster.practice.tolist(), 0.3, low=-2.2)
        for row, height in zip(cluster.itertuples(), heights, strict=True):
            ax.plot([row.weight, x], [row.practice, height], color=style.MUTED, linewidth=0.6)
            ax.annotate(
                f"{row.country_name} ({row.events})",
                (x, height),
                xytext=(2, 0),
                textcoords="offset points",
                ha="left",
                va="center",
                fontsize=9,
                fontweight="semibold",
                color=style.INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )
    # room for the labels, which stand to the right of their points
    ax.set_xlim(table.weight.min() - 0.06 * wide, table.weight.max() + 0.3 * wide)
    ax.set_ylim(-2.3, 2.3)
    ax.set_yticks(range(-2, 3), SCALE)
    ax.set_title(title)
    ax.set_xlabel(axis)
    if unit == "percent":
        style.percent(ax.xaxis)
    return figure


def _clusters(table: pd.DataFrame, gap: float) -> list[pd.DataFrame]:
    """Hosts whose weights follow each other within ``gap``, each cluster by height."""
    ordered = table.sort_values(["weight", "country_name"])
    number = (ordered.weight.diff() > gap).cumsum()
    return [own.sort_values(["practice", "weight"]) for _, own in ordered.groupby(number)]
