"""Figures of steps and breaks; they serve any count series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from thirdcountry.pictures import labels, style


def counts(frame: pd.DataFrame, events: pd.DataFrame) -> Figure:
    """Draw any count series as points joined by a line.

    Args:
        frame: time (years), count.
        events: date, title.
    """
    figure, (ax,) = style.canvas(height=3.5)
    ax.plot(frame.time - 0.5, frame["count"], color=style.BLUE, marker="o", markersize=3)
    ax.set_ylim(0, None)
    ax.set_xlim(frame.time.min() - 1, frame.time.max())
    _whole_years(ax, frame.time)
    style.thousands(ax.yaxis)
    ax.set_ylabel("Count")
    labels.label_events(ax, events)
    return figure


def _whole_years(ax: Axes, time: pd.Series) -> None:
    style.year_axis(ax, int(np.floor(time.min())), int(np.floor(time.max())))


def step(frame: pd.DataFrame, events: pd.DataFrame) -> Figure:
    """Draw counts, the fitted model with its step, and the model without the step.

    Args:
        frame: time, count, fitted, without (measures.breaks.counterfactual).
        events: date, title of the tested step.
    """
    figure, (ax,) = style.canvas(height=2.8)
    x = frame.time - 0.5
    ax.plot(x, frame.fitted, color=style.BLUE, label="Fitted, with the step")
    ax.plot(x, frame.without, color=style.RED, linestyle=(0, (4, 2)), label="The same without it")
    ax.scatter(x, frame["count"], color=style.INK, s=18, zorder=3, label="Counts")
    _whole_years(ax, frame.time)
    ax.set_ylim(0, None)
    style.thousands(ax.yaxis)
    ax.set_ylabel("Count")
    labels.label_events(ax, events)
    ax.legend(loc="best")
    return figure


def specifications(cells: pd.DataFrame) -> Figure:
    """Draw every specification: ratio and interval above, the choices it stands for below.

    Args:
        cells: window, trend, coding, vintage, likelihood, ratio, low, high, refused
            (measures.breaks.grid). Refused cells are listed in the table, not drawn.
    """
    shown = cells[cells.ratio.notna()].sort_values("ratio", kind="stable").reset_index(drop=True)
    groups = {
        "Years": "window",
        "Trend": "trend",
        "Method": "likelihood",
        "Step": "coding",
        "Printing": "vintage",
    }
    choices = [
        (title, value)
        for title, column in groups.items()
        for value in cells[column].drop_duplicates()
    ]
    figure, (top, below) = style.canvas(
        2, 1, height=5.2, sharex=True, height_ratios=[1.1, 0.085 * len(choices) + 0.3]
    )
    hac = shown.likelihood.str.contains("Newey")
    for group, colour, name in (
        (~hac, style.BLUE, "REML and quasi-Poisson"),
        (hac, style.ORANGE, "Newey–West, too narrow"),
    ):
        own = shown[group]
        top.vlines(own.index, own.low, own.high, color=colour, linewidth=0.9, alpha=0.7)
        top.scatter(own.index, own.ratio, s=6, color=colour, label=name, zorder=3)
    top.axhline(1, color=style.INK, linewidth=0.8)
    top.set_yscale("log")
    low, high = max(0.08, shown.low.min()), min(6, shown.high.max())
    top.set_ylim(low * 0.9, high * 1.1)
    style.log_ticks(top)
    top.yaxis.set_major_formatter(lambda v, _: f"{v:g}")
    top.set_ylabel("Rate ratio of the step")
    top.legend(loc="lower right", ncols=2, handletextpad=0.2)
    for row, (title, value) in enumerate(choices):
        chosen = shown.index[shown[groups[title]] == value]
        below.scatter(
            chosen, np.full(len(chosen), row), marker="|", s=16, color=style.INK, linewidth=0.7
        )
    below.set_yticks(range(len(choices)), [f"{t}: {v}" for t, v in choices], fontsize=8)
    below.set_ylim(len(choices) - 0.4, -0.6)
    below.set_xlim(-1.5, len(shown) + 0.5)
    below.set_xticks([])
    below.grid(False)
    below.set_xlabel(f"{len(shown)} specifications, sorted by their ratio")
    return figure


def placebos(rows: pd.DataFrame) -> Figure:
    """Draw the same test at every period; the period of the real step is filled.

    Args:
        rows: date, ratio, low, high, real (measures.breaks.placebos).
    """
    figure, (ax,) = style.canvas(height=2.7)
    x = [style.year_fraction(d) + 0.5 for d in rows.date]
    colours = np.where(rows.real, style.RED, style.GREY)
    ax.vlines(x, rows.low, rows.high, color=colours, linewidth=2)
    ax.scatter(x, rows.ratio, color=colours, s=22, zorder=3)
    ax.axhline(1, color=style.INK, linewidth=0.8)
    ax.set_yscale("log")
    ax.set_yticks(
        [t for t in (0.3, 0.5, 0.7, 1, 1.5, 2, 3) if rows.low.min() <= t <= rows.high.max()]
    )
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:g}")
    ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())
    style.year_axis(ax, int(min(x)), int(max(x)))
    ax.set_ylabel("Rate ratio, 95 % interval")
    handles = [
        Line2D([], [], color=style.RED, marker="o", label="The tested step"),
        Line2D([], [], color=style.GREY, marker="o", label="The same test at another start"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def way_down(rows: pd.DataFrame) -> Figure:
    """Draw how much of the fall had happened by each year, by sex.

    Args:
        rows: year, sex, progress (measures.arrivals.way_down).
    """
    figure, (ax,) = style.canvas(height=2.8)
    first, last = int(rows.year.min()), int(rows.year.max())
    style.year_axis(ax, first, last)
    ax.set_ylim(min(-0.05, float(rows.progress.min()) * 1.1), float(rows.progress.max()) * 1.08)
    paint = {"all": style.INK, "women": style.BLUE, "men": style.ORANGE}
    ends = {}
    for offset, (sex, colour) in zip((0, 0.02, -0.02), paint.items(), strict=True):
        own = rows[rows.sex == sex].sort_values("year")
        ax.plot(own.year, own.progress, color=colour, marker="o", markersize=3)
        ends[sex.capitalize()] = (last, float(own.progress.iloc[-1]) + offset, colour)
    labels.label_line_ends(ax, ends)
    style.percent(ax.yaxis)
    ax.set_ylabel("Part of the fall that\nhad happened by then")
    return figure


def panels(groups: Mapping[str, pd.DataFrame], span: tuple[int, int]) -> Figure:
    """Draw one small panel for each host, each with its own scale.

    Args:
        groups: title -> year, persons.
        span: first and last year of every panel.
    """
    columns = 3
    rows = -(-len(groups) // columns)
    figure, axes = style.canvas(rows, columns, height=1.55 * rows + 0.3, sharex=True)
    for ax, (title, own) in zip(axes, groups.items(), strict=False):
        own = own.sort_values("year")
        for run in style.runs(own):
            ax.plot(run.year, run.persons.astype(float), color=style.BLUE, marker="o", markersize=2)
        ax.set_title(title)
        ax.set_ylim(0, 1.1 * float(own.persons.max()))
        ax.set_xlim(span[0] - 1, span[1] + 1)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % 10 == 0])
        style.thousands(ax.yaxis)
    for ax in axes[len(groups) :]:
        ax.set_visible(False)
    return figure
