"""Figures of the arrivals chapter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from thirdcountry.pictures import labels, style


def annual(series: pd.DataFrame, events: pd.DataFrame) -> Figure:
    """Draw annual arrivals as bars of women and men; years without a sex split in grey.

    Args:
        series: year, all, female, male (measures.arrivals.annual).
        events: date, title; drawn as lines.
    """
    figure, (ax,) = style.canvas(height=3.9)
    split = series.dropna(subset=["female", "male"])
    whole = series[series.female.isna() | series.male.isna()]
    female, male = split.female.astype(float), split.male.astype(float)
    ax.bar(split.year, female, color=style.BLUE, width=0.8, label="Women")
    ax.bar(split.year, male, bottom=female, color=style.ORANGE, width=0.8, label="Men")
    if len(whole):
        label = "Sex not published"
        ax.bar(whole.year, whole["all"].astype(float), color=style.GREY, width=0.8, label=label)
    style.year_axis(ax, int(series.year.min()), int(series.year.max()))
    style.thousands(ax.yaxis)
    ax.set_ylabel("Persons a year")
    labels.label_events(ax, events)
    _mark_ends(ax, series)
    ax.legend(loc="upper left", handlelength=1)
    return figure


def _mark_ends(ax, series: pd.DataFrame) -> None:
    """Write the count on the highest and the last bar."""
    top = series.loc[series["all"].astype(int).idxmax()]
    last = series.iloc[-1]
    for row in {int(top.year): top, int(last.year): last}.values():
        ax.annotate(
            f"{int(row['all']):,}",
            (row.year, int(row["all"])),
            xytext=(0, 2),
            ha="center",
            textcoords="offset points",
            fontweight="semibold",
            fontsize=9,
        )
    ax.set_ylim(0, 1.12 * int(top["all"]))


def within_year(short: pd.DataFrame, events: pd.DataFrame) -> Figure:
    """Draw quarters and half-years as level lines, persons per month over the time they cover.

    Args:
        short: period_start, period_end, months, per_month, status (measures.within_year).
        events: date, title.
    """
    figure, (ax,) = style.canvas(height=3.9)
    looks = {6: (style.BLUE, 3.2, "Half-year"), 3: (style.ORANGE, 2.0, "Quarter")}
    for row in short.itertuples():
        colour, width, _ = looks[row.months]
        ends = [style.year_fraction(row.period_start), style.year_fraction(row.period_end)]
        dash = (0, (2, 0.8)) if row.status == "derived" else "solid"
        ax.plot(
            ends,
            [row.per_month] * 2,
            color=colour,
            linewidth=width,
            linestyle=dash,
            solid_capstyle="butt",
        )
    first, last = short.period_start.min().year, short.period_end.max().year
    style.year_axis(ax, first, last)
    ax.set_ylim(0, None)
    ax.set_ylabel("Persons a month")
    labels.label_events(ax, events)
    handles = [Line2D([], [], color=c, linewidth=w, label=n) for c, w, n in looks.values()]
    handles.append(
        Line2D(
            [],
            [],
            color=style.BLUE,
            linewidth=3,
            linestyle=(0, (2, 0.8)),
            label="Half-year, year minus first half",
        )
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def vintages(band: pd.DataFrame) -> Figure:
    """Draw, for each year, how far the printed figures lie from the current one.

    Args:
        band: year, low, high, current, spread (measures.revision_band).
    """
    figure, (ax,) = style.canvas(height=2.9)
    low, high = band.low / band.current - 1, band.high / band.current - 1
    ax.vlines(
        band.year, low.astype(float), high.astype(float), color=style.BLUE, linewidth=5, alpha=0.45
    )
    ax.scatter(band.year, np.zeros(len(band)), color=style.INK, s=14, zorder=3)
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    style.year_axis(ax, int(band.year.min()), int(band.year.max()))
    ax.yaxis.set_major_formatter(lambda v, _: f"{100 * v:+.1f} %".replace("-", "−"))
    ax.set_ylabel("Distance from\nthe latest figure")
    widest = band.loc[band.spread.idxmax()]
    ax.annotate(
        f"{int(widest.year)}: printed as {int(widest.low):,} to {int(widest.high):,}",
        (widest.year, float(high.max())),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize=9,
    )
    ax.margins(y=0.18)
    handles = [
        style.mark("Latest figure", style.INK, size=4),
        Patch(color=style.BLUE, alpha=0.45, label="Range of all printed figures"),
    ]
    ax.legend(handles=handles, ncols=2, loc="upper right", bbox_to_anchor=(1, 1.16))
    return figure


def beside(korea: pd.DataFrame, other: pd.DataFrame, name: str) -> Figure:
    """Draw arrivals in South Korea beside another host's counts, points not joined over gaps.

    Args:
        korea: year, all.
        other: period_start, period_end, persons, rank, label (measures.host_counts).
        name: the other host in words.
    """
    figure, (ax,) = style.canvas(height=3.4)
    ax.plot(korea.year, korea["all"].astype(float), color=style.BLUE, marker="o", markersize=3)
    last = korea.iloc[-1]
    years = other[other.period_start.dt.year == other.period_end.dt.year]
    full = years.label.str.fullmatch(r"\d{4}")
    main = years[full & (years["rank"] == 1)]
    for run in style.runs(main, main.period_end.dt.year):
        ax.plot(
            run.period_end.dt.year,
            run.persons.astype(float),
            color=style.RED,
            marker="s",
            markersize=4.5,
        )
    rival = years[full & (years["rank"] > 1)]
    ax.scatter(
        rival.period_end.dt.year,
        rival.persons.astype(float),
        marker="s",
        s=26,
        facecolor="white",
        edgecolor=style.RED,
        linewidth=1.1,
        zorder=3,
    )
    part = years[~full]
    ax.scatter(
        [_middle(r) for r in part.itertuples()],
        part.persons.astype(float),
        marker="x",
        s=28,
        color=style.RED,
        linewidth=1.3,
        zorder=3,
    )
    style.year_axis(ax, int(korea.year.min()), int(korea.year.max()))
    style.thousands(ax.yaxis)
    ax.set_ylim(0, None)
    ax.set_ylabel("Persons")
    labels.label_line_ends(ax, {"South Korea": (last.year, float(last["all"]), style.BLUE)})
    handles = [
        Line2D([], [], color=style.RED, marker="s", label=f"{name}, main series"),
        style.mark(f"{name}, rival figure for the same year", style.RED, "s", hollow=True),
        style.mark(f"{name}, part of a year", style.RED, "x"),
    ]
    ax.legend(handles=handles, loc="upper right")
    return figure


def _middle(row) -> float:
    return (style.year_fraction(row.period_start) + style.year_fraction(row.period_end)) / 2
