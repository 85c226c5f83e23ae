"""Figures of the ledger of claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from thirdcountry.ledger.evidence import Evidence
from thirdcountry.ledger.judge import expect
from thirdcountry.pictures import charts, style
from thirdcountry.pictures.labels import WHITE, Label, Spot, place_labels

#: Colour and hatch of each of ledger.judge.VERDICTS, in order; the hatch tells them apart without
#: colour.
LOOK = {
    "supported": (style.BLUE, ""),
    "partly": (style.SKY, "//"),
    "outdated": (style.ORANGE, ".."),
    "contradicted": (style.RED, "xx"),
    "not_established": (style.PURPLE, "\\\\"),
    "not_testable": ("#d9d9d9", ""),
    "not_located": ("#f2f2f2", "--"),
}
_EDGE: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 0.5}
#: What a claim is about, and the rest of its series.
_CHOSEN: dict[str, Any] = {"hue": "chosen", "palette": {True: style.BLUE, False: "#b5b5b5"}}
#: Of bars; where two sources have a value for one year, the longer bar covers the other.
_BARS: dict[str, Any] = {
    "saturation": 1,
    "estimator": "max",
    "errorbar": None,
    "dodge": False,
    "native_scale": True,
    "legend": False,
}


def verdicts(tallies: Mapping[str, pd.DataFrame], words: Mapping[str, str]) -> Figure:
    """Draw how many claims have each verdict, a panel for each way to group them.

    Args:
        tallies: column of the groups -> that column, verdict, claims (ledger.judge.count_verdicts).
        words: the keys of ``tallies`` (titles), and every verdict (legend).
    """
    sizes = [rows[by].nunique() for by, rows in tallies.items()]
    figure, axes = style.canvas(
        rows=len(tallies),
        height=1.1 + 0.27 * sum(sizes) + 0.35 * len(tallies),
        gridspec_kw={"height_ratios": [size + 0.6 for size in sizes]},
    )
    for ax, (by, rows) in zip(axes, tallies.items(), strict=True):
        _stack(ax, rows, by)
        ax.set_title(words[by])
    used = set().union(*(rows.verdict for rows in tallies.values()))
    handles = [
        Patch(facecolor=colour, hatch=hatch, label=words[verdict], **_EDGE)
        for verdict, (colour, hatch) in LOOK.items()
        if verdict in used
    ]
    style.add_legend(figure, handles, columns=4)
    return figure


def _stack(ax: Axes, rows: pd.DataFrame, by: str) -> None:
    """Draw a bar for each group, the longest on top, cut by verdict."""
    sums = rows.groupby(by).claims.sum().sort_values(kind="stable")[::-1]
    shown = [verdict for verdict in LOOK if verdict in set(rows.verdict)]
    sns.histplot(
        rows.assign(group=pd.Categorical(rows[by], sums.index)),
        y="group",
        weights="claims",
        hue="verdict",
        hue_order=shown[::-1],  # seaborn begins with the last
        multiple="stack",
        palette={verdict: LOOK[verdict][0] for verdict in shown},
        shrink=0.72,
        alpha=1,
        legend=False,
        ax=ax,
        **_EDGE,
    )
    least = 0.028 * sums.max()  # a narrower bar has no room for a number
    stacks: list[Any] = ax.containers
    for verdict, bars in zip(shown, stacks, strict=True):
        plt.setp(bars, hatch=LOOK[verdict][1])
        counts = [f"{width:.0f}" if width > least else "" for width in bars.datavalues]
        ax.bar_label(bars, counts, label_type="center", fontsize=8, bbox=WHITE)
    ax.set(xlabel="", ylabel="", xlim=(0, sums.max() * 1.02))
    ax.set_yticks(range(len(sums)), [str(name).replace("_", " ") for name in sums.index])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x")
    ax.xaxis.set_major_locator(style.mpl.ticker.MaxNLocator(8, integer=True))


def key(found: Sequence[tuple[str, Evidence]], words: Mapping[str, str]) -> Figure:
    """Draw several claims, a small panel each.

    Args:
        found: title and evidence of each.
        words: claimed with {value}.
    """
    titles = {n: style.wrap(title, 40) for n, (title, _) in enumerate(found)}
    facets = {"col": "claim", "col_wrap": 2, "sharex": False, "sharey": False}
    rows = pd.DataFrame({"claim": list(titles)})
    grid = charts.draw_panels(rows, 1.95 * -(-len(found) // 2), titles, **facets)
    for n, ax in grid.axes_dict.items():
        ax.set_title(titles[n], fontsize=8.5)
        _draw_evidence(ax, found[n][1], words)
    return grid.figure


def claim(evidence: Evidence, words: Mapping[str, str]) -> Figure:
    """Draw what was found on one claim.

    Args:
        evidence: on the claim.
        words: claimed with {value}.
    """
    figure, (ax,) = style.canvas(height=2.8)
    _draw_evidence(ax, evidence, words)
    return figure


def _draw_evidence(ax: Axes, evidence: Evidence, words: Mapping[str, str]) -> None:
    """Draw the series of an evidence; a dashed line is the claimed value where it has a place."""
    rows, unit = evidence.series.dropna(subset=["value"]), evidence.series_unit
    line = expect(evidence.claim) if evidence.line is None else evidence.line
    years = pd.to_numeric(rows.x, errors="coerce")
    if rows.empty:
        ax.set_axis_off()
        return
    over_time = bool(years.notna().all())
    rows = rows.assign(x=years if over_time else rows.x, place=np.arange(len(rows)))
    found = (_draw_years if over_time else _draw_named)(ax, rows, unit)
    if line == line:  # it has a place on this axis
        spots = _draw_claimed(ax, line, unit, over_time)
        text = words["claimed"].format(value=_short(line, unit))
        look = {"fontsize": 8, "color": style.darker(style.RED), "bbox": WHITE}
        ends = rows[["x", "value"] if over_time else ["value", "place"]].to_numpy()
        found.append(Label(text, spots, look, avoid=ends))
    place_labels(ax, found)


def _draw_years(ax: Axes, rows: pd.DataFrame, unit: str) -> list[Label]:
    """Draw values over time: bars, or points of ranks and of dates within a year. Return labels of
    what the claim is about, if it is not much."""
    bars = unit != "rank" and bool((rows.x % 1 == 0).all())
    if bars:
        sns.barplot(rows, x="x", y="value", width=0.75, ax=ax, **_CHOSEN, **_BARS)
    else:
        charts.draw_points(rows, x="x", y="value", size={True: 30, False: 14}, ax=ax, **_CHOSEN)
    ax.margins(y=0.18 if bars else 0.2)
    if unit == "rank":
        ax.set_ylim(rows.value.max() + 0.8, 0.2)
    ax.set(xlabel="", ylabel="")
    style.year_axis(ax, int(np.floor(rows.x.min())), int(np.ceil(rows.x.max())), most=7)
    ax.autoscale(axis="x")  # room beside the first and the last point
    _write_ticks(ax.yaxis, unit)
    marked = rows[rows.chosen]
    if unit == "rank" or len(marked) > 3:
        return []
    gap = 2 if bars else 5  # clear of a point
    shifts = [(0, gap), (0, gap + 11), (0, gap + 22)]  # over the label of a neighbour
    return _label_values(marked, "x", "value", unit, shifts, "center", "bottom")


def _draw_named(ax: Axes, rows: pd.DataFrame, unit: str) -> list[Label]:
    """Draw a bar for each named value, or points of dates; return a label of each."""
    if unit == "year":
        charts.draw_points(rows, x="value", y="place", size=36, ax=ax, **_CHOSEN)
        ax.set_xlim(rows.value.min() - 6, rows.value.max() + 14)
    else:
        sns.barplot(rows, x="value", y="place", orient="y", width=0.5, ax=ax, **_CHOSEN, **_BARS)
        ax.set_xlim(0, rows.value.max() * 1.3)
    ax.set(xlabel="", ylabel="", ylim=(len(rows) - 0.3, -0.7))
    letters = 22 if len(rows) < 5 else 34  # no more than two lines where they are many
    ax.set_yticks(rows.place, [style.wrap(str(x), letters) for x in rows.x], fontsize=8)
    ax.grid(axis="y", visible=False)
    _write_ticks(ax.xaxis, unit)
    return _label_values(rows, "value", "place", unit, [(6, 0)], "left", "center")


def _label_values(
    rows: pd.DataFrame, x: str, y: str, unit: str, shifts: Sequence[tuple], ha: str, va: str
) -> list[Label]:
    """Return a label of each value, with the shifts from it, in points, where it may stand."""
    look = {"fontsize": 8, "fontweight": "semibold"}
    return [
        Label(
            _short(row["value"], unit),
            [Spot(row[x], row[y], right, up, ha, va, up) for right, up in shifts],
            look,
        )
        for row in rows.to_dict("records")
    ]


def _draw_claimed(ax: Axes, line: float, unit: str, over_time: bool) -> list[Spot]:
    """Draw the claimed value, across or upright; return where its label may stand."""
    look: dict[str, Any] = {"linestyle": (0, (5, 2)), "linewidth": 1.3, "zorder": 4}
    if over_time:
        ax.axhline(line, color=style.RED, **look)
        low, high = ax.get_ylim()
        if low < high:  # ranks run downwards
            ax.set_ylim(low, max(high, line * 1.18))
        left, right = ax.get_xlim()
        ends = ((left, 3, "left"), (right, -3, "right"))
        rows = ((2, "bottom"), (-2, "top"))
        return [Spot(x, line, shift, up, ha, va) for up, va in rows for x, shift, ha in ends]
    ax.axvline(line, color=style.RED, **look)
    low, high = ax.get_xlim()
    ax.set_xlim(low, max(high, line * (1.02 if unit == "year" else 1.25)))
    bottom, top = ax.get_ylim()
    ends = ((top, -2, "top"), (bottom, 2, "bottom"))
    sides = ((-3, "right"), (3, "left"))
    return [Spot(line, y, shift, up, ha, va) for y, up, va in ends for shift, ha in sides]


def _write_ticks(axis: Axis, unit: str) -> None:
    axis.set_major_formatter(lambda value, _: _short(value, unit))
    axis.set_major_locator(style.mpl.ticker.MaxNLocator(4, integer=unit in ("rank", "year")))


def _short(value: float, unit: str) -> str:
    """A value as an axis shows it."""
    if unit == "percent":
        return style.write(value, "whole percent")
    if unit == "US$":
        return style.write_money(value)
    if unit in ("year", "rank"):
        return f"{value:.0f}"
    return f"{value:,.3g}" if abs(value) < 100 and value % 1 else f"{value:,.0f}"
