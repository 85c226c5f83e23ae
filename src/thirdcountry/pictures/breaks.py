"""Figures of steps and breaks; they serve any count series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thirdcountry.measures.breaks.steps import LIKELIHOODS, NEWEY_WEST
from thirdcountry.pictures import charts, labels, style


def counts(frame: pd.DataFrame, events: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw any count series as points joined by a line.

    Args:
        frame: time (years), count.
        events: date, title.
        words: y.
    """
    figure, (ax,) = style.canvas(height=3.5)
    look = {"color": style.BLUE, "estimator": None, **charts.DOTS}
    sns.lineplot(frame.assign(time=frame.time - 0.5), x="time", y="count", ax=ax, **look)
    _count_axes(ax, frame.time, words["y"])
    ax.set_xlim(frame.time.min() - 1, frame.time.max())
    labels.label_events(ax, events)
    return figure


def _count_axes(ax: Axes, time: pd.Series, y: str) -> None:
    """Whole years on x, and counts from nought on."""
    style.year_axis(ax, int(np.floor(time.min())), int(np.floor(time.max())))
    style.thousands(ax.yaxis)
    ax.set(xlabel="", ylabel=y, ylim=(0, None))


def step(frame: pd.DataFrame, events: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw counts, the fitted model with its step, and the model without the step.

    Args:
        frame: time, count, fitted, without (measures.breaks.counterfactual).
        events: date, title of the tested step.
        words: y, fitted, without, counts.
    """
    figure, (ax,) = style.canvas(height=2.8)
    rows = frame.assign(time=frame.time - 0.5)
    lines = rows.melt("time", ["fitted", "without"], "model")
    look = {"hue": "model", "palette": {"fitted": style.BLUE, "without": style.RED}}
    look |= {"style": "model", "dashes": {"fitted": "", "without": (4, 2)}}
    sns.lineplot(lines, x="time", y="value", ax=ax, legend=False, estimator=None, **look)
    charts.draw_points(rows, x="time", y="count", color=style.INK, size=14, ax=ax)
    _count_axes(ax, frame.time, words["y"])
    labels.label_events(ax, events)
    handles = [
        style.line(words["fitted"], style.BLUE),
        style.line(words["without"], style.RED, linestyle=(0, (4, 2))),
        style.mark(words["counts"], style.INK, size=4),
    ]
    ax.legend(handles=handles, loc="best")
    return figure


#: What the specifications differ in, in the order of the rows below them.
_CHOICES = ["window", "trend", "likelihood", "coding", "vintage"]


def specifications(cells: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw every specification: ratio and interval above, the choices it stands for below.

    Args:
        cells: window, trend, coding, vintage, likelihood (code), ratio, low, high
            (measures.breaks.grid). Refused cells, without a ratio, are not drawn.
        words: x, y, honest, narrow, the name of each likelihood, and window, trend, likelihood,
            coding, vintage, each with {value}.
    """
    shown = cells[cells.ratio.notna()].sort_values("ratio", kind="stable")
    shown = shown.assign(place=range(len(shown)))
    order = [_name_choice(c, value, words) for c in _CHOICES for value in cells[c].unique()]
    heights = [1.1, 0.085 * len(order) + 0.3]
    figure, (top, below) = style.canvas(2, 1, height=5.2, sharex=True, height_ratios=heights)
    paint = dict.fromkeys(LIKELIHOODS, style.BLUE) | {NEWEY_WEST: style.ORANGE}
    look = {"color": shown.likelihood.map(paint), "linewidth": 0.9, "alpha": 0.7}
    top.vlines(shown.place, shown.low, shown.high, **look)
    signs: dict[str, Any] = {"hue": "likelihood", "palette": paint, "size": 4, "linewidth": 0}
    charts.draw_points(shown, x="place", y="ratio", ax=top, **signs)
    low, high = max(0.08, shown.low.min()), min(6, shown.high.max())
    top.set_ylim(low * 0.9, high * 1.1)
    _ratio_axis(top, words["y"])
    handles = [
        style.mark(words[key], colour, size=3.5)
        for key, colour in (("honest", style.BLUE), ("narrow", style.ORANGE))
    ]
    top.legend(handles=handles, loc="lower right", ncols=2, handletextpad=0.2)
    marks = shown.melt("place", _CHOICES, "about")
    pairs = zip(marks.about, marks.value, strict=True)
    marks = marks.assign(choice=[_name_choice(*pair, words) for pair in pairs])
    look = {"jitter": False, "color": style.INK, "marker": "|", "size": 4, "linewidth": 0.7}
    sns.stripplot(marks, x="place", y="choice", order=order, ax=below, **look)
    below.tick_params(axis="y", labelsize=8)
    below.set(xlim=(-1.5, len(shown) + 0.5), xticks=[], xlabel=words["x"], ylabel="")
    below.grid(False)
    return figure


def _name_choice(about: str, value: str, words: Mapping[str, str]) -> str:
    """What one value of a choice is called."""
    return words[about].format(value=words.get(value, value))


def _ratio_axis(ax: Axes, y: str) -> None:
    """Rate ratios on a log scale, with a line where nothing changes."""
    ax.axhline(1, color=style.INK, linewidth=0.8)
    ax.set(yscale="log", ylabel=y)
    style.log_ticks(ax)
    if len(ax.get_yticks()) < 3:  # all ratios are close to one
        ax.yaxis.set_major_locator(style.mpl.ticker.MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:g}")


def placebos(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw the same test at every period; that of the real step has a colour of its own.

    Args:
        rows: date, ratio, low, high, real (measures.breaks.placebos).
        words: y, tested, other.
    """
    figure, (ax,) = style.canvas(height=2.7)
    rows = rows.assign(time=rows.date.map(style.year_fraction) + 0.5)
    paint = {True: style.RED, False: style.GREY}
    ax.vlines(rows.time, rows.low, rows.high, color=rows.real.map(paint), linewidth=2)
    signs: dict[str, Any] = {"hue": "real", "palette": paint, "size": 18}
    charts.draw_points(rows, x="time", y="ratio", ax=ax, **signs)
    _ratio_axis(ax, words["y"])
    style.year_axis(ax, int(rows.time.min()), int(rows.time.max()))
    handles = [
        style.line(words[key], paint[key == "tested"], marker="o") for key in ("tested", "other")
    ]
    style.add_legend(figure, handles)
    return figure


def way_down(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw how much of the fall had happened by each year, by sex.

    Args:
        rows: year, sex, progress (measures.arrivals.way_down).
        words: y, all, women, men.
    """
    figure, (ax,) = style.canvas(height=2.8)
    paint = {"men": style.ORANGE, "all": style.INK, "women": style.BLUE}  # upwards
    names = {sex: words[sex] for sex in paint}
    charts.draw_lines(rows, y="progress", hue="sex", palette=paint, ax=ax, **charts.DOTS)
    style.year_axis(ax, int(rows.year.min()), int(rows.year.max()))
    lowest, highest = float(rows.progress.min()), float(rows.progress.max())
    ax.set_ylim(min(-0.05, lowest * 1.1), highest * 1.08)
    style.percent(ax.yaxis)
    ends = charts.find_ends(rows.assign(key=rows.sex), "progress", names, paint, "{name}")
    labels.label_line_ends(ax, ends)
    ax.set_ylabel(style.wrap(words["y"], 24))
    return figure


def panels(rows: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int]) -> Figure:
    """Draw one small panel for each host, each with its own scale.

    Args:
        rows: host, year, persons.
        names: host -> title of its panel.
        span: first and last year of every panel.
    """
    titles = {code: names[code] for code in rows.host.unique()}
    wrap = 3
    height = 1.55 * -(-len(titles) // wrap) + 0.3
    grid = charts.draw_panels(rows, height, titles, col="host", col_wrap=wrap, sharey=False)
    look = {"color": style.BLUE, **charts.DOTS, "markersize": 3}
    for code, ax in grid.axes_dict.items():
        own = rows[rows.host == code]
        charts.draw_lines(own, y="persons", ax=ax, **look)
        ax.set_ylim(0, 1.1 * float(own.persons.max()))
        style.decade_axis(ax, *span)
        style.thousands(ax.yaxis)
    grid.set_axis_labels("", "")
    return grid.figure
