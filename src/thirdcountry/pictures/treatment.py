"""Figures that set the weight of ties beside treatment."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import labels, style
from thirdcountry.pictures.rules import draw_means


def scatter(table: pd.DataFrame, unit: str, words: Mapping[str, str]) -> Figure:
    """Draw treatment over the weight of ties, every host by name.

    Args:
        table: country_name, weight, practice, lowest, highest, events
            (measures.treatment.select_complete).
        unit: "percent" writes the weight so.
        words: title, x (what the weight is), host with {name} and {events}, and those of
            pictures.rules.draw_means.
    """
    figure, (ax,) = style.canvas(height=3.8)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    draw_means(ax, table, "weight", words)
    wide = float(table.weight.max() - table.weight.min()) or 1.0
    ax.set_xlim(table.weight.min() - 0.06 * wide, table.weight.max() + 0.25 * wide)
    ax.set(title=words["title"], xlabel=words["x"])
    if unit == "percent":
        style.percent(ax.xaxis)
    rows = table.itertuples()
    names = [
        (
            words["host"].format(name=r.country_name, events=r.events),
            r.weight,
            r.practice,
            style.INK,
        )
        for r in rows
    ]
    labels.label_points(ax, names, size=9, sides=("right", "corners"), fontweight="semibold")
    return figure
