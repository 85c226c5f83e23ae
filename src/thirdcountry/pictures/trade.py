"""Figures of the trade chapters."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from thirdcountry.pictures import style

_SPARE = (style.INK, style.GREY, "#6a3d9a", "#8c510a")


def colours(codes: list[str]) -> dict[str, str]:
    """One colour per partner: its own where the report has one, a spare one otherwise."""
    spare = iter(_SPARE * 8)
    return {c: style.COUNTRY.get(c) or next(spare) for c in codes}


def _lines(ax: Axes, rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> None:
    """One line per partner, broken at missing years; estimates as hollow points."""
    ends, paint = {}, colours(list(names))
    for code, name in names.items():
        own = rows[rows.partner == code].sort_values("year")
        own = own[own[column] > 0]
        if own.empty:
            continue
        for _, run in own.groupby((own.year.diff() != 1).cumsum()):
            alone = "o" if len(run) == 1 else None  # a year between two gaps has no line
            ax.plot(run.year, run[column], color=paint[code], marker=alone, markersize=3)
        guessed = own[own.estimated]
        ax.scatter(
            guessed.year,
            guessed[column],
            s=11,
            facecolor="white",
            zorder=3,
            edgecolor=paint[code],
            linewidth=0.9,
        )
        last = own.iloc[-1]
        label = name if last.year == rows.year.max() else f"{name} (to {last.year})"
        ends[label] = (last.year, last[column], paint[code])
    style.end_labels(ax, ends)


def _estimate_note(
    ax: Axes, rows: pd.DataFrame, label: str = "Estimate, not a report", place: str = "upper left"
) -> None:
    """Explain hollow points where there are any."""
    if rows.estimated.any():
        mark = Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markersize=4,
            markerfacecolor="white",
            color=style.MUTED,
            label=label,
        )
        ax.legend(handles=[mark], frameon=False, loc=place)


def turnover(rows: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int]) -> Figure:
    """Draw turnover with each partner on a log scale.

    Args:
        rows: partner, year, value_usd, estimated; flow turnover only.
        names: partner code -> name, in order.
        span: first and last year of the axis.
    """
    figure, (ax,) = style.canvas(height=3.4)
    ax.set_yscale("log")
    style.year_axis(ax, *span)
    shown = rows[rows.partner.isin(list(names)) & (rows.value_usd > 0)]
    ax.set_ylim(shown.value_usd.min() / 2, shown.value_usd.max() * 2.5)
    _lines(ax, shown, "value_usd", names)
    style.money(ax.yaxis)
    ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())
    ax.set_ylabel("Exports plus imports, US$ (log scale)")
    _estimate_note(ax, shown)
    return figure


def shares(rows: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int]) -> Figure:
    """Draw each partner's share of exports and of imports, two panels with one scale.

    Args:
        rows: partner, year, flow, share, estimated.
        names: partner code -> name, in order.
        span: first and last year of the axis.
    """
    figure, axes = style.canvas(1, 2, height=3.0, sharey=True)
    shown = rows[rows.partner.isin(list(names))]
    top = max(0.02, float(shown[shown.flow != "turnover"].share.max()) * 1.1)
    for ax, flow, title in zip(axes, ("export", "import"), ("Exports", "Imports"), strict=True):
        style.year_axis(ax, *span)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % _step(span) == 0])
        ax.set_ylim(0, top)
        ax.set_title(title)
        style.percent(ax.yaxis)
        _lines(ax, shown[shown.flow == flow], "share", names)
    axes[0].set_ylabel("Share of the world total")
    return figure


def _step(span: tuple[int, int]) -> int:
    return next(s for s in (1, 2, 5, 10) if (span[1] - span[0]) / s <= 6)


def ranks(rows: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int]) -> Figure:
    """Draw the rank of each partner by year in exports, imports and turnover; 1 is at the top.

    Args:
        rows: partner, year, flow, rank, near_tie.
        names: partner code -> name; one panel column per flow, one line per partner.
        span: first and last year of the axis.
    """
    figure, axes = style.canvas(1, 3, height=2.8, sharey=True)
    shown = rows[rows.partner.isin(list(names)) & rows["rank"].notna()]
    paint = colours(list(names))
    deepest = int(shown["rank"].max()) if len(shown) else 1
    for ax, flow in zip(axes, ("export", "import", "turnover"), strict=True):
        style.year_axis(ax, *span)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % 10 == 0])
        ax.set_title({"export": "Exports", "import": "Imports"}.get(flow, "Turnover"))
        for code in names:
            own = shown[(shown.partner == code) & (shown.flow == flow)].sort_values("year")
            for _, run in own.groupby((own.year.diff() != 1).cumsum()):
                ax.plot(run.year, run["rank"].astype(float), color=paint[code], linewidth=1.5)
            tie = own.near_tie
            ax.scatter(own.year[~tie], own["rank"][~tie].astype(float), s=12, color=paint[code])
            ax.scatter(
                own.year[tie],
                own["rank"][tie].astype(float),
                s=16,
                facecolor="white",
                edgecolor=paint[code],
                zorder=3,
            )
    log = deepest > 12
    if log:
        axes[0].set_yscale("log")
    axes[0].set_ylim(deepest * (1.25 if log else 1) + 0.5, 0.8 if log else 0.5)
    steps = [1, 2, 4, 10, 20, 50, 100, 200] if log else range(1, deepest + 1)
    axes[0].set_yticks([s for s in steps if s <= deepest * 1.2])
    axes[0].yaxis.set_minor_locator(style.mpl.ticker.NullLocator())
    style.thousands(axes[0].yaxis)
    axes[0].set_ylabel("Rank among partners (1 = largest)")
    handles = [
        Line2D([], [], color=paint[c], marker="o", markersize=4, label=n)
        for c, n in names.items()
        if c in set(shown.partner)
    ]
    handles.append(
        Line2D(
            [],
            [],
            color=style.MUTED,
            marker="o",
            linestyle="",
            markerfacecolor="white",
            markersize=4.5,
            label="Neighbour within five per cent",
        )
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)
    return figure


def concentration(rows: pd.DataFrame, span: tuple[int, int]) -> Figure:
    """Draw the effective number of partners (1/HHI) for exports and imports.

    Args:
        rows: year, flow, effective_partners.
    """
    figure, (ax,) = style.canvas(height=2.3)
    style.year_axis(ax, *span)
    paint, ends = {"export": style.BLUE, "import": style.ORANGE}, {}
    ax.set_ylim(0, float(rows[rows.flow.isin(paint)].effective_partners.max()) * 1.12)
    for flow, colour in paint.items():
        own = rows[rows.flow == flow].sort_values("year")
        ax.plot(own.year, own.effective_partners, color=colour)
        if len(own):
            ends[flow.capitalize() + "s"] = (
                own.year.iloc[-1],
                own.effective_partners.iloc[-1],
                colour,
            )
    style.end_labels(ax, ends)
    ax.set_ylabel("Effective number of partners")
    return figure


def balance(rows: pd.DataFrame, names: tuple[str, str], span: tuple[int, int]) -> Figure:
    """Draw the log ratio of a country's weight in the trade of two rivals.

    Args:
        rows: year, log_ratio, estimated (measures.trade.log_ratio).
        names: the two rivals in words.
    """
    figure, (ax,) = style.canvas(height=1.85)
    style.year_axis(ax, *span)
    ax.axhline(0, color=style.MUTED, linewidth=1)
    for _, run in rows.groupby((rows.year.diff() != 1).cumsum()):
        ax.plot(run.year, run.log_ratio, color=style.INK)
    for guessed, face in ((False, style.INK), (True, "white")):
        own = rows[rows.estimated == guessed]
        ax.scatter(own.year, own.log_ratio, s=16, facecolor=face, edgecolor=style.INK, zorder=3)
    reach = max(1.0, float(rows.log_ratio.abs().max())) * 1.25
    ax.set_ylim(-reach, reach)
    ax.yaxis.set_major_formatter(style.mpl.ticker.FuncFormatter(_times))
    ticks = [t for t in (-6.908, -4.605, -2.303, 0, 2.303, 4.605, 6.908) if abs(t) <= reach]
    ax.set_yticks(ticks)
    ax.set_ylabel("Weight (log scale)")
    ax.set_title(
        f"up: heavier for {names[0]}; down: heavier for {names[1]}",
        fontsize=9,
        fontweight="normal",
        color=style.MUTED,
    )
    _estimate_note(ax, rows, "Rests on an estimate", "best")
    return figure


def _times(value: float, _) -> str:
    """A log ratio as a multiple: 10 x to one side or the other."""
    times = round(style.np.exp(abs(value)))
    return "equal" if times == 1 else f"{times:,}×"


def mirror(pairs: Mapping[str, pd.DataFrame], reporter: str, span: tuple[int, int]) -> Figure:
    """Draw turnover as the country reports it and as the partner reports it, a panel per partner.

    Args:
        pairs: partner name -> year, reported_usd, mirror_usd; flow turnover only.
        reporter: the country in words.
    """
    figure, axes = style.canvas(1, len(pairs), height=2.1)
    for ax, (partner, rows) in zip(axes, pairs.items(), strict=True):
        ax.set_yscale("log")
        style.year_axis(ax, *span)
        ax.set_xticks([y for y in range(span[0], span[1] + 1) if y % _step(span) == 0])
        # the rings are wider than the squares, so that equal figures show both
        sides = {
            "reported": (style.BLUE, "o", "reported_usd", 30),
            "mirror": (style.RED, "s", "mirror_usd", 9),
        }
        for key, (colour, marker, column, size) in sides.items():
            own = rows[rows[column] > 0]
            for guessed in (False, True):
                part = own[own[f"{key}_estimated"].fillna(False).astype(bool) == guessed]
                ax.scatter(
                    part.year,
                    part[column],
                    s=size,
                    marker=marker,
                    linewidth=0.9,
                    facecolor="white" if guessed else colour,
                    edgecolor=colour,
                )
        style.money(ax.yaxis)
        ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())
        ax.set_title(partner)
    axes[0].set_ylabel("Exports plus imports,\nUS$ (log scale)")
    handles = [
        Line2D([], [], color=style.BLUE, marker="o", linestyle="", label=f"{reporter}'s side"),
        Line2D([], [], color=style.RED, marker="s", linestyle="", label="partner's side"),
        Line2D(
            [],
            [],
            color=style.MUTED,
            marker="o",
            linestyle="",
            markerfacecolor="white",
            label="estimate",
        ),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)
    return figure
