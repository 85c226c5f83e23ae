"""Figures of a country between two rivals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thirdcountry.pictures import style

#: Channel -> (row label, marker), in the order of the rows of a lane.
_ROWS = {
    "relations": ("Relations", "D"),
    "embassy": ("Embassies", "s"),
    "agreement": ("Agreements", "^"),
    "visit": ("Visits", "o"),
}
_LABEL = 8  # points: the smallest text of a figure


def channels(table: pd.DataFrame, values: Mapping[str, float | None], pair: list[str]) -> Figure:
    """Draw the balance of each channel and the composite with its range over weightings.

    Args:
        table: label, channel, balance, low, high, first_text, second_text
            (measures.balance.shown).
        values: composite, and composite_low, _p5, _p95, _high over weightings.
        pair: names of the two rivals, the first at +1.
    """
    known = table[table.balance.notna()]
    figure, (ax,) = style.canvas(height=1.0 + 0.33 * (len(known) + 1))
    for y, row in enumerate(known.itertuples()):
        adjusted = row.channel == "trade_adjusted"
        colour = style.BLUE
        if pd.notna(row.low):
            ax.plot([row.low, row.high], [y, y], color=style.GREY, linewidth=1, zorder=1)
        ax.plot([0, row.balance], [y, y], color=colour, linewidth=3, alpha=0.35, zorder=2)
        face = "white" if adjusted else colour
        ax.scatter(row.balance, y, color=face, edgecolor=colour, s=40, zorder=3)
        _value(ax, row.balance, y, f"{row.balance:+.2f}")
        ax.annotate(
            f"{row.first_text} : {row.second_text}",
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=_LABEL,
            color=style.MUTED,
            annotation_clip=False,
        )
    bottom = len(known)
    if values["composite"] is not None:
        low, high = values["composite_low"], values["composite_high"]
        ax.plot([low, high], [bottom] * 2, color=style.INK, linewidth=1)
        inner = [values["composite_p5"], values["composite_p95"]]
        ax.plot(inner, [bottom] * 2, color=style.INK, linewidth=5, alpha=0.3)
        ax.scatter(values["composite"], bottom, marker="D", color=style.INK, s=42, zorder=3)
        _value(ax, values["composite"], bottom, f"{values['composite']:+.2f}")
    labels = [*known.label, "Composite"]
    ax.set_yticks(range(len(labels)), labels)
    ax.get_yticklabels()[-1].set_fontweight("semibold")
    ax.set_ylim(bottom + 0.6, -0.7)
    ax.set_xlim(-1.08, 1.08)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.xaxis.set_major_formatter(_signed)
    ax.axvline(0, color=style.MUTED, linewidth=0.9)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(f"← all with {pair[1]}      the same      all with {pair[0]} →")
    return figure


def _signed(value: float, _) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"


def _value(ax: Axes, x: float, y: float, text: str) -> None:
    """Write a value above its mark."""
    ax.annotate(
        text.replace("-", "−").replace("+0.00", "0.00"),
        (x, y),
        xytext=(0, 6.5),
        textcoords="offset points",
        ha="center",
        fontsize=_LABEL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3},
        zorder=2.5,  # hides lines behind the words, not the marks
    )


def timeline(
    rows: pd.DataFrame, names: Mapping[str, str], host: str, span: tuple[int, int]
) -> Figure:
    """Draw both relationships as lanes with a row per channel, and the meetings hosted below.

    Args:
        rows: lane (rival or "hosted"), channel, date, label (measures.balance.timeline).
        names: code -> name of the two rivals, from the top.
        host: name of the country.
        span: years that are counted, shaded.
    """
    met = rows[rows.lane == "hosted"]
    lanes = {code: name for code, name in names.items() if (rows.lane == code).any()}
    sizes = [len(_ROWS)] * len(lanes) + [1.4] * bool(len(met))
    figure, axes = style.canvas(
        len(sizes),
        height=0.6 + 0.3 * sum(sizes) + 0.28 * len(sizes),
        sharex=True,
        gridspec_kw={"height_ratios": sizes},
    )
    first = min(rows.date.dt.year.min(), span[0])
    for ax in axes:
        ax.set_xlim(first - 1.5, span[1] + 1.5)
        ax.axvspan(span[0] - 0.5, span[1] + 0.5, color=style.GRID, alpha=0.35, linewidth=0)
        ax.grid(visible=False)
    figure.canvas.draw()  # the layout decides how wide a label is in years
    paint = style.pick_colours(names)
    for ax, (code, name) in zip(axes, lanes.items(), strict=False):
        own = rows[rows.lane == code]
        ax.set_title(f"With {name}")
        for y, (channel, (_, marker)) in enumerate(_ROWS.items()):
            _lane(ax, own[own.channel == channel], y, marker, paint[code])
        ax.set_yticks(range(len(_ROWS)), [label for label, _ in _ROWS.values()])
        ax.set_ylim(len(_ROWS) - 0.4, -0.8)
    if len(met):
        _lane(axes[-1], met, 0, "P", style.INK)
        axes[-1].set_title(f"Meetings hosted by {host}")
        axes[-1].set_yticks([0], ["Hosted"])
        axes[-1].set_ylim(0.5, -0.9)
    axes[-1].set_xticks([y for y in range(first, span[1] + 1) if y % 10 == 0])
    return figure


def _lane(ax: Axes, rows: pd.DataFrame, y: float, marker: str, colour: str) -> None:
    """Marks of one channel, each with its label above where there is room."""
    ended = rows.label.str.contains("closed|severed|ended")
    places = [style.year_fraction(date) for date in rows.date]
    ax.hlines(y, *ax.get_xlim(), color=style.GRID, linewidth=0.8, zorder=1)
    faces = ["white" if end else colour for end in ended]
    ax.scatter(places, [y] * len(places), marker=marker, c=faces, edgecolor=colour, s=30, zorder=3)
    pixels = ax.get_window_extent().width * 72 / ax.get_figure().dpi
    per_year = pixels / (ax.get_xlim()[1] - ax.get_xlim()[0])
    free = float("-inf")  # right end of the last label, in years
    for x, label in zip(places, rows.label, strict=True):
        half = 0.29 * _LABEL * len(label) / per_year
        x = min(max(x, ax.get_xlim()[0] + half), ax.get_xlim()[1] - half)
        if x - half < free:
            continue
        free = x + half + 4 / per_year
        ax.annotate(
            label,
            (x, y),
            xytext=(0, 4.5),
            textcoords="offset points",
            ha="center",
            fontsize=_LABEL,
            color=style.darker(colour),
        )


def weightings(grid: pd.DataFrame, without: pd.DataFrame, chosen: float, pair: list[str]) -> Figure:
    """Draw the composite under every weighting, sorted, and with each channel left out.

    Args:
        grid: composite, share (measures.balance.sensitivity).
        without: label, composite (measures.balance.left_out).
        chosen: composite under the weights of the parameters.
        pair: names of the two rivals, the first at +1.
    """
    figure, (left, right) = style.canvas(
        1, 2, height=2.8, sharey=True, gridspec_kw={"width_ratios": [1.5, 1]}
    )
    for ax in (left, right):
        ax.axhline(0, color=style.MUTED, linewidth=0.9)
        ax.axhline(chosen, color=style.BLUE, linewidth=1, linestyle=(0, (4, 2)))
    left.plot(grid.share, grid.composite, color=style.INK)
    for at in (0.05, 0.5, 0.95):
        value = float(grid.composite.quantile(at))
        left.scatter(at, value, color=style.INK, s=26, zorder=3)
        left.annotate(
            f"{100 * at:.0f} %: {value:+.2f}".replace("-", "−"),
            (at, value),
            xytext=(7 if at < 0.9 else -7, -11 if at < 0.9 else 5),
            textcoords="offset points",
            ha="left" if at < 0.9 else "right",
            fontsize=_LABEL,
        )
    left.annotate(
        f"weights chosen: {chosen:+.2f}".replace("-", "−"),
        (0.01, chosen),
        xytext=(0, 3),
        textcoords="offset points",
        fontsize=_LABEL,
        color=style.darker(style.BLUE),
    )
    style.percent(left.xaxis)
    left.set_xlim(0, 1)
    left.set_ylim(-1.08, 1.08)
    left.yaxis.set_major_formatter(_signed)
    left.set_xlabel("Part of all weightings, sorted")
    left.set_ylabel(f"up: {pair[0]}\ndown: {pair[1]}")
    left.set_title("Every weighting")
    right.set_title("One channel left out")
    for x, row in enumerate(without.itertuples()):
        right.scatter(x, row.composite, marker="D", color=style.INK, s=28, zorder=3)
        _value(right, x, row.composite, f"{row.composite:+.2f}")
    right.set_xticks(range(len(without)), without.label, rotation=35, ha="right")
    right.set_xlim(-0.6, max(len(without), 1) - 0.4)
    return figure
