"""Figures of the arrivals chapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from thirdcountry.pictures import charts, labels, style


def annual(series: pd.DataFrame, events: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw annual arrivals as bars of women and men; years without a sex split in grey.

    Args:
        series: year, all, female, male (measures.arrivals.annual).
        events: date, title; drawn as lines.
        words: y, female, male, unknown.
    """
    figure, (ax,) = style.canvas(height=3.9)
    paint = {"female": style.BLUE, "male": style.ORANGE, "unknown": style.GREY}
    whole = series[["female", "male"]].isna().any(axis=1)
    bars = series.assign(unknown=series["all"].where(whole)).melt("year", list(paint), "sex")
    bars = bars.dropna().astype({"value": float})
    stacks = {"weights": "value", "multiple": "stack", "discrete": True, "shrink": 0.8}
    look = {"hue_order": list(paint)[::-1], "palette": paint, "alpha": 1, "linewidth": 0.5}
    sns.histplot(bars, x="year", hue="sex", ax=ax, legend=False, **stacks, **look)
    style.year_axis(ax, int(series.year.min()), int(series.year.max()))
    style.thousands(ax.yaxis)
    ends = series.loc[[series["all"].astype(int).idxmax(), series.index[-1]]].drop_duplicates()
    ax.set(xlabel="", ylabel=words["y"], ylim=(0, 1.12 * int(series["all"].max())))
    labels.label_events(ax, events)
    counts = [(f"{row.all:,}", row.year, row.all, style.INK) for row in ends.itertuples()]
    labels.label_points(ax, counts, size=9, sides=("above",), gap=2, reach=0, fontweight="semibold")
    shown = [Patch(color=c, label=words[s]) for s, c in paint.items() if (bars.sex == s).any()]
    ax.legend(handles=shown, loc="upper left", handlelength=1)
    return figure


def within_year(short: pd.DataFrame, events: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw quarters and half-years as level lines, persons per month over the time they cover.

    Args:
        short: period_start, period_end, months, per_month, status (measures.within_year).
        events: date, title.
        words: y, half, quarter, derived.
    """
    figure, (ax,) = style.canvas(height=3.9)
    paint, wide = {3: style.ORANGE, 6: style.BLUE}, {3: 2.0, 6: 3.2}
    days = ["period_start", "period_end"]
    ends = short.assign(part=range(len(short)), derived=short.status == "derived")
    ends = ends.melt(["part", "months", "per_month", "derived"], days, value_name="day")
    ends = ends.assign(time=ends.day.map(style.year_fraction))
    look: dict[str, Any] = {"hue": "months", "palette": paint, "size": "months", "sizes": wide}
    look |= {"style": "derived", "dashes": {True: (2, 0.8), False: ""}, "solid_capstyle": "butt"}
    plain = {"units": "part", "estimator": None, "errorbar": None, "legend": False}
    sns.lineplot(ends, x="time", y="per_month", ax=ax, **look, **plain)
    style.year_axis(ax, short.period_start.min().year, short.period_end.max().year)
    ax.set(xlabel="", ylabel=words["y"], ylim=(0, None))
    labels.label_events(ax, events)
    lines = [("half", 6, "-"), ("quarter", 3, "-"), ("derived", 6, (0, (2, 0.8)))]
    style.add_legend(
        figure,
        [style.line(words[k], paint[m], linewidth=wide[m], linestyle=d) for k, m, d in lines],
        columns=3,
    )
    return figure


def vintages(band: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw, for each year, how far the printed figures lie from the current one.

    Args:
        band: year, low, high, spread, below, above (measures.arrivals.measure_distances).
        words: y, latest, range, widest with {year}, {low} and {high}.
    """
    figure, (ax,) = style.canvas(height=2.9)
    ax.vlines(band.year, band.below, band.above, color=style.BLUE, linewidth=5, alpha=0.45)
    charts.draw_points(band.assign(latest=0), y="latest", color=style.INK, size=14, ax=ax)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    style.year_axis(ax, int(band.year.min()), int(band.year.max()))
    ax.yaxis.set_major_formatter(lambda v, _: style.write(v, "percent change"))
    ax.set_ylabel(style.wrap(words["y"], 18))
    ax.margins(y=0.18)
    widest = band.loc[band.spread.idxmax()]
    text = words["widest"].format(
        year=int(widest.year), low=f"{widest.low:,}", high=f"{widest.high:,}"
    )
    point = (text, widest.year, float(band.above.max()), style.INK)
    labels.label_points(ax, [point], size=9, sides=("above",), gap=5, reach=0)
    shades = Patch(color=style.BLUE, alpha=0.45, label=words["range"])
    style.add_legend(figure, [style.mark(words["latest"], style.INK, size=4), shades])
    return figure


def beside(korea: pd.DataFrame, other: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw arrivals in South Korea beside another host's counts, points not joined over gaps.

    Args:
        korea: year, all.
        other: period_start, period_end, year, persons, kind (measures.arrivals.mark_figures).
        words: y, ours, main, rival, part.
    """
    figure, (ax,) = style.canvas(height=3.4)
    charts.draw_lines(korea, y="all", color=style.BLUE, ax=ax, **charts.DOTS)
    charts.draw_lines(other[other.kind == "main"], y="persons", color=style.RED, ax=ax)
    shapes, sizes = {"main": "s", "rival": "s", "part": "X"}, {"main": 20, "rival": 22, "part": 34}
    days = (other[day].map(style.year_fraction) for day in ("period_start", "period_end"))
    points = other.assign(time=sum(days) / 2, rival=other.kind == "rival")
    look: dict[str, Any] = {"hue": "kind", "palette": dict.fromkeys(shapes, style.RED)}
    look |= {"size": sizes, "style": "kind", "markers": shapes, "hollow": "rival"}
    charts.draw_points(points, x="time", y="persons", ax=ax, **look)
    style.year_axis(ax, int(korea.year.min()), int(korea.year.max()))
    style.thousands(ax.yaxis)
    ax.set(ylabel=words["y"], ylim=(0, None))
    last = korea.iloc[-1]
    labels.label_line_ends(ax, {words["ours"]: (last.year, float(last["all"]), style.BLUE)})
    handles = [
        style.line(words["main"], style.RED, marker="s"),
        style.mark(words["rival"], style.RED, "s", hollow=True),
        style.mark(words["part"], style.RED, "X"),
    ]
    ax.legend(handles=handles, loc="upper right")
    return figure
