"""Figures that compare all hosts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style
from thirdcountry.pictures.trade import balance_ticks, colours


def asymmetry(table: pd.DataFrame) -> Figure:
    """Draw each host's dependence on each of the pair against the pair's dependence on the host.

    Args:
        table: host_name, rival, rival_name, share, others (measures.hosts.compare).
    """
    known = table[(table.share > 0) & (table.others > 0)]
    names = dict(zip(table.rival, table.rival_name, strict=True))
    paint, marks = colours(list(names)), dict(zip(names, "os", strict=True))
    figure, (ax,) = style.canvas(height=3.5)
    ax.set_xscale("log")
    ax.set_yscale("log")
    low = float(min(known.share.min(), known.others.min())) / 3
    high = min(1.0, float(max(known.share.max(), known.others.max())) * 3)
    ax.plot([low, high], [low, high], color=style.MUTED, linewidth=0.8)
    for code in names:
        own = known[known.rival == code]
        ax.scatter(own.share, own.others, color=paint[code], marker=marks[code], s=26, zorder=3)
    ax.set_xlim(low, high * 1.6)
    ax.set_ylim(low, high)
    style.point_labels(
        ax,
        [
            (row.host_name, row.share, row.others, paint[row.rival])
            for row in known.sort_values("others", ascending=False).itertuples()
        ],
    )
    ax.grid(axis="both")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda v, _: f"{100 * v:g} %")
        axis.set_minor_locator(style.mpl.ticker.NullLocator())
    ax.set_xlabel("Part of the host's trade that is with the partner (log scale)")
    ax.set_ylabel("Part of the partner's trade\nthat is with the host (log scale)")
    ax.text(0.95, 0.05, "host depends more", transform=ax.transAxes, ha="right", color=style.MUTED)
    ax.text(0.01, 0.95, "partner depends more", transform=ax.transAxes, color=style.MUTED)
    handles = [style.mark(n, paint[c], marks[c]) for c, n in names.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def ratios(rows: pd.DataFrame, pair: tuple[str, str], span: tuple[int, int]) -> Figure:
    """Draw the log ratio of every host in a small panel, the others in grey behind it.

    Args:
        rows: host_name, year, log_ratio, estimated (measures.hosts.ratios).
        pair: names of the two.
    """
    names = list(dict.fromkeys(rows.host_name))
    columns = 4
    height = -(-len(names) // columns)
    figure, axes = style.canvas(
        height, columns, height=1.3 * height + 0.4, sharex=True, sharey=True
    )
    reach = float(rows.log_ratio.abs().max()) * 1.1
    for ax, name in zip(axes, names, strict=False):
        ax.axhline(0, color=style.MUTED, linewidth=0.8)
        for other in names:
            own = rows[rows.host_name == other].sort_values("year")
            front = other == name
            for run in style.runs(own):
                ax.plot(
                    run.year,
                    run.log_ratio,
                    color=style.BLUE if front else style.GRID,
                    linewidth=1.6 if front else 0.7,
                    zorder=3 if front else 1,
                    marker="o" if front and len(run) == 1 else None,
                    markersize=2.5,
                )
        ax.set_title(name)
        ax.set_ylim(-reach, reach)
        ax.set_xlim(span[0] - 1, span[1] + 1)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % 10 == 0])
        ax.set_yticks(balance_ticks(reach))
        ax.yaxis.set_major_formatter(
            lambda v, _: "equal" if abs(v) < 0.1 else f"{round(np.exp(abs(v))):,}×"
        )
    for ax in axes[len(names) :]:
        ax.set_visible(False)
    for ax in axes[max(0, len(names) - columns) : len(names)]:  # the lowest panel of each column
        ax.tick_params(labelbottom=True)
    figure.supylabel(f"up: {pair[0]}, down: {pair[1]}", fontsize=9, color=style.MUTED)
    return figure


def percentiles(
    rows: pd.DataFrame, hosts: dict[str, str], pair: dict[str, str], span: tuple[int, int]
) -> Figure:
    """Draw where each tie lies among all pairs, year by year, a panel per partner.

    Args:
        rows: host, rival, direction, year, percentile (measures.gravity.ties).
    """
    figure, axes = style.canvas(1, len(pair), height=3.0, sharey=True)
    paint = colours(list(hosts))
    for ax, (code, name) in zip(axes, pair.items(), strict=True):
        style.year_axis(ax, *span)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % 10 == 0])
        ax.set_ylim(0, 1)
        ax.axhline(0.5, color=style.MUTED, linewidth=0.8)
        own = rows[rows.rival == code]
        mean = own.groupby(["host", "year"]).percentile.agg(lambda p: p.mean(skipna=False))
        ends, last = {}, mean.dropna().index.get_level_values("year").max()
        for host, label in hosts.items():
            if host not in mean.index.get_level_values(0):
                continue
            line = mean[host].dropna()
            if line.empty:
                continue
            smooth = line.rolling(3, center=True, min_periods=1).mean()
            years = smooth.index.to_series()
            for run in style.runs(smooth, years):
                ax.plot(run.index, run, color=paint[host], linewidth=1.4)
            label = label if line.index[-1] == last else f"{label} (to {line.index[-1]})"
            ends[label] = (float(line.index[-1]), float(smooth.iloc[-1]), paint[host])
        ax.set_title(f"with {name}")
        style.percent(ax.yaxis)
        style.end_labels(ax, ends, size=8)
    axes[0].set_ylabel("Percentile among all pairs,\nthree-year mean")
    return figure
