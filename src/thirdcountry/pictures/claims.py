"""Figures of the ledger of claims."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from thirdcountry.ledger.evidence import Evidence
from thirdcountry.ledger.judge import expect
from thirdcountry.pictures import style

#: Colour and hatch of each of ledger.judge.VERDICTS; the hatch tells them apart without colour.
LOOK = {
    "supported": (style.BLUE, ""),
    "partly": (style.SKY, "//"),
    "outdated": (style.ORANGE, ".."),
    "contradicted": (style.RED, "xx"),
    "not_established": (style.PURPLE, "\\\\"),
    "not_testable": ("#d9d9d9", ""),
    "not_located": ("#f2f2f2", "--"),
}
ORDER = tuple(LOOK)


def verdicts(parts: Sequence[tuple[str, pd.DataFrame]], words: dict[str, str]) -> Figure:
    """Draw how many claims have each verdict, a panel for each way to group them.

    Args:
        parts: title and counts (first column the group, then verdict and claims, as
            ledger.judge.count_verdicts gives them).
        words: verdict -> what the legend calls it.
    """
    sizes = [part.iloc[:, 0].nunique() for _, part in parts]
    figure, axes = style.canvas(
        rows=len(parts),
        height=1.1 + 0.27 * sum(sizes) + 0.35 * len(parts),
        gridspec_kw={"height_ratios": [size + 0.6 for size in sizes]},
    )
    for ax, (title, part) in zip(axes, parts, strict=True):
        _stack(ax, part)
        ax.set_title(title)
    used = [v for v in ORDER if any((part.verdict == v).any() for _, part in parts)]
    figure.legend(
        handles=[
            Patch(
                facecolor=LOOK[v][0],
                hatch=LOOK[v][1],
                edgecolor=style.INK,
                linewidth=0.5,
                label=words[v],
            )
            for v in used
        ],
        loc="outside upper left",
        ncols=4,
    )
    return figure


def _stack(ax: Axes, part: pd.DataFrame) -> None:
    wide = part.pivot(index=part.columns[0], columns="verdict", values="claims").fillna(0)
    wide = wide.loc[wide.sum(axis=1).sort_values(kind="stable").index]
    places, left = np.arange(len(wide)), np.zeros(len(wide))
    for verdict in (v for v in ORDER if v in wide):
        colour, hatch = LOOK[verdict]
        widths = wide[verdict].to_numpy()
        ax.barh(
            places,
            widths,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor=style.INK,
            linewidth=0.5,
            height=0.72,
        )
        for place, width, start in zip(places, widths, left, strict=True):
            if width > 0.014 * wide.to_numpy().sum(axis=1).max() * 2:
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
                ax.text(
                    start + width / 2,
                    place,
                    f"{width:.0f}",
                    ha="center",
                    va="center",
                    fontsize=8,
                    bbox=box,
                )
        left += widths
    ax.set_yticks(places, [str(name).replace("_", " ") for name in wide.index])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x")
    ax.set_xlim(0, max(left) * 1.02)
    ax.xaxis.set_major_locator(style.mpl.ticker.MaxNLocator(8, integer=True))


def key(found: Sequence[tuple[str, Evidence]], claimed: str) -> Figure:
    """Draw several claims, a small panel each: title and evidence.

    ``claimed`` is the word at the line of the claimed value.
    """
    rows = -(-len(found) // 2)
    figure, axes = style.canvas(rows=rows, columns=2, height=1.95 * rows)
    for ax, (title, evidence) in zip(axes, found, strict=False):
        panel(ax, evidence, claimed)
        ax.set_title("\n".join(textwrap.wrap(title, 40)), fontsize=8.5)
    for ax in axes[len(found) :]:
        ax.set_axis_off()
    return figure


def claim(evidence: Evidence, claimed: str) -> Figure:
    """Draw what was found on one claim, with the claimed value as a line (``claimed``)."""
    figure, (ax,) = style.canvas(height=2.8)
    panel(ax, evidence, claimed)
    return figure


def panel(ax: Axes, evidence: Evidence, claimed: str) -> None:
    """Draw the series of an evidence; a dashed line is the claimed value where it has a place."""
    rows = evidence.series.dropna(subset=["value"])
    line = expect(evidence.claim) if evidence.line is None else evidence.line
    if pd.api.types.is_numeric_dtype(pd.to_numeric(rows.x, errors="coerce")) and _numbers(rows):
        _over_time(ax, rows.assign(x=rows.x.astype(float)), evidence.series_unit)
        _claimed(ax, line, evidence.series_unit, ax.axhline, claimed)
    else:
        _labelled(ax, rows, evidence.series_unit)
        _claimed(ax, line, evidence.series_unit, ax.axvline, claimed)


def _numbers(rows: pd.DataFrame) -> bool:
    return len(rows) > 0 and bool(pd.to_numeric(rows.x, errors="coerce").notna().all())


def _colours(rows: pd.DataFrame) -> list[str]:
    return [style.BLUE if chosen else "#b5b5b5" for chosen in rows.chosen]


def _over_time(ax: Axes, rows: pd.DataFrame, unit: str) -> None:
    whole = bool((rows.x % 1 == 0).all())
    if unit == "rank" or not whole:
        ax.scatter(
            rows.x, rows.value, c=_colours(rows), s=[30 if c else 14 for c in rows.chosen], zorder=3
        )
        if unit == "rank":
            ax.set_ylim(rows.value.max() + 0.8, 0.2)
        else:
            ax.margins(y=0.2)
    else:
        ax.bar(rows.x, rows.value, color=_colours(rows), width=0.75)
        ax.margins(y=0.18)
    first, last = int(rows.x.min()), int(rows.x.max())
    step = next(s for s in (1, 2, 5, 10, 20) if (last - first) / s <= 7)
    ax.set_xticks([y for y in range(first, last + 1) if y % step == 0])
    _axis(ax.yaxis, unit)
    marked = rows[rows.chosen]
    if 0 < len(marked) <= 3 and unit != "rank":
        for row in marked.itertuples():
            ax.annotate(
                _short(row.value, unit),
                (row.x, row.value),
                xytext=(0, 3 if whole else 7),  # above a bar, or clear of a point
                textcoords="offset points",
                ha="center",
                fontsize=8,
                fontweight="semibold",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
                zorder=5,
            )


def _labelled(ax: Axes, rows: pd.DataFrame, unit: str) -> None:
    places = np.arange(len(rows))[::-1]
    if unit == "year":
        ax.scatter(rows.value, places, c=_colours(rows), s=36, zorder=3)
        ax.set_xlim(rows.value.min() - 6, rows.value.max() + 14)
    else:
        ax.barh(places, rows.value, color=_colours(rows), height=0.5)
        ax.set_xlim(0, rows.value.max() * 1.3)
    for place, row in zip(places, rows.itertuples(), strict=True):
        ax.annotate(
            _short(row.value, unit),
            (row.value, place),
            xytext=(6, 0),
            va="center",
            textcoords="offset points",
            fontsize=8,
            fontweight="semibold",
        )
    ax.set_yticks(places, ["\n".join(textwrap.wrap(str(x), 22)) for x in rows.x], fontsize=8)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.grid(axis="y", visible=False)
    _axis(ax.xaxis, unit)


def _claimed(ax: Axes, line: float, unit: str, draw, word: str) -> None:
    if line != line:  # no place on this axis
        return
    draw(line, color=style.RED, linewidth=1.3, linestyle=(0, (5, 2)), zorder=4)
    text = f"{word} {_short(line, unit)}"
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    if draw == ax.axhline:
        low, high = ax.get_ylim()
        if low < high:
            ax.set_ylim(low, max(high, line * 1.18))
        ax.annotate(
            text,
            (0, line),
            xycoords=("axes fraction", "data"),
            xytext=(3, 3),
            textcoords="offset points",
            fontsize=8,
            color=style.darker(style.RED),
            bbox=box,
            zorder=5,
        )
    else:
        low, high = ax.get_xlim()
        ax.set_xlim(low, max(high, line * (1.02 if unit == "year" else 1.25)))
        ax.annotate(
            text,
            (line, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-3, -2),
            textcoords="offset points",
            fontsize=8,
            color=style.darker(style.RED),
            ha="right",
            va="top",
            bbox=box,
            zorder=5,
        )


def _axis(axis, unit: str) -> None:
    axis.set_major_formatter(lambda value, _: _short(value, unit))
    axis.set_major_locator(style.mpl.ticker.MaxNLocator(4, integer=unit in ("rank", "year")))


def _short(value: float, unit: str) -> str:
    """A value as an axis shows it."""
    if unit == "percent":
        return f"{100 * value:.0f} %"
    if unit == "US$":
        size, word = next(
            ((s, w) for s, w in ((1e9, " bn"), (1e6, " m"), (1e3, " k")) if abs(value) >= s),
            (1, ""),
        )
        return f"{value / size:.3g}{word}"
    if unit in ("year", "rank"):
        return f"{value:.0f}"
    return f"{value:,.3g}" if abs(value) < 100 and value % 1 else f"{value:,.0f}"
