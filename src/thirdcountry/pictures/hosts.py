"""Figures that compare all hosts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import charts, labels, style
from thirdcountry.pictures.style import Look

_MARKERS = "os"


def asymmetry(table: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw each host's dependence on each of the pair against the pair's dependence on the host.

    Args:
        table: host_name, rival, rival_name, share, others (measures.hosts.compare_ties).
        words: x, y, above and below (the diagonal).
    """
    known = table[(table.share > 0) & (table.others > 0)].sort_values("others", ascending=False)
    names = dict(zip(table.rival, table.rival_name, strict=True))
    paint, markers = style.pick_colours(names), dict(zip(names, _MARKERS, strict=True))
    both = known[["share", "others"]]
    low, high = float(both.min().min()) / 3, min(1.0, float(both.max().max()) * 3)
    figure, (ax,) = style.canvas(height=3.5)
    ax.set(xscale="log", yscale="log", xlim=(low, high * 1.6), ylim=(low, high))
    diagonal = np.geomspace(low, high, 150)
    ax.plot(diagonal, diagonal, color=style.MUTED, linewidth=0.8)
    signs: Look = {"hue": "rival", "palette": paint, "style": "rival", "markers": markers}
    charts.draw_points(known, x="share", y="others", size=26, ax=ax, **signs)
    corner: Look = {"transform": ax.transAxes, "color": style.MUTED}
    notes = [
        ax.text(0.95, 0.05, words["below"], ha="right", **corner),
        ax.text(0.01, 0.95, words["above"], **corner),
    ]
    columns = ["host_name", "share", "others"]
    points = zip(*(known[c] for c in columns), known.rival.map(paint), strict=True)
    labels.label_points(ax, points, avoid=np.transpose([diagonal, diagonal]), solid=notes)
    ax.grid(axis="both")
    for axis in (ax.xaxis, ax.yaxis):
        style.percent(axis)
        axis.set_minor_locator(style.mpl.ticker.NullLocator())
    ax.set(xlabel=words["x"], ylabel=style.wrap(words["y"], 34))
    style.add_legend(figure, [style.mark(n, paint[c], markers[c]) for c, n in names.items()])
    return figure


def ratios(rows: pd.DataFrame, span: tuple[int, int], words: Mapping[str, str]) -> Figure:
    """Draw the log ratio of every host in a small panel, the others in grey behind it.

    Args:
        rows: host_name, year, log_ratio, estimated (measures.hosts.measure_ratios).
        words: y (what up and down mean), equal.
    """
    names = dict.fromkeys(rows.host_name)
    titles, wrap = {name: name for name in names}, min(4, len(names))
    high = -(-len(names) // wrap)
    grid = charts.draw_panels(rows, 1.3 * high + 0.4, titles, col="host_name", col_wrap=wrap)
    behind: Look = {"by": "host_name", "color": style.GRID, "linewidth": 0.7, "zorder": 1}
    for name, ax in grid.axes_dict.items():
        ax.axhline(0, color=style.MUTED, linewidth=0.8)
        charts.draw_lines(rows, y="log_ratio", ax=ax, **behind)
        front = rows[rows.host_name == name]
        charts.draw_lines(front, y="log_ratio", ax=ax, color=style.BLUE, linewidth=1.6, zorder=3)
        style.decade_axis(ax, *span)
        style.balance_axis(ax, rows.log_ratio, 1.1, words["equal"])
    grid.figure.supylabel(style.wrap(words["y"], 20 * high), fontsize=9, color=style.MUTED)
    return grid.figure


def percentiles(
    rows: pd.DataFrame,
    hosts: Mapping[str, str],
    pair: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw where each tie lies among all pairs, year by year, a panel per partner.

    Args:
        rows: host, rival, year, smooth (measures.hosts.smooth_places).
        hosts, pair: code -> name.
        words: y, title with {name}, ended with {name} and {year}.
    """
    titles = {code: words["title"].format(name=name) for code, name in pair.items()}
    grid = charts.draw_panels(rows, 3.0, titles, col="rival", sharex=False)
    paint = style.pick_colours(hosts)
    lines: Look = {"hue": "host", "palette": paint, "hue_order": list(hosts), "linewidth": 1.4}
    for code, ax in grid.axes_dict.items():
        own = rows[rows.rival == code]
        ax.axhline(0.5, color=style.MUTED, linewidth=0.8)
        charts.draw_lines(own, y="smooth", ax=ax, **lines)
        style.decade_axis(ax, *span)
        ax.set_ylim(0, 1)
        style.percent(ax.yaxis)
        ends = charts.find_ends(own.assign(key=own.host), "smooth", hosts, paint, words["ended"])
        labels.label_line_ends(ax, ends, size=8)
    grid.set_axis_labels("", style.wrap(words["y"], 28))
    return grid.figure
