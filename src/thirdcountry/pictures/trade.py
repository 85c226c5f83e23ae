"""Figures of the trade chapters."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from thirdcountry.pictures import style

_SPARE = (style.INK, style.GREY, "#6a3d9a", "#8c510a", "#b0124f", "#138086")


def colours(codes: list[str]) -> dict[str, str]:
    """One colour per partner: its own where the report has one, a spare one otherwise."""
    spare = iter(_SPARE * 8)
    return {c: style.COUNTRY.get(c) or next(spare) for c in codes}


def _broken(ax: Axes, rows: pd.DataFrame, column: str, **look) -> None:
    """A line over years, broken at missing ones; a year between two gaps is a point."""
    for run in style.runs(rows):
        alone = "o" if len(run) == 1 else None
        ax.plot(run.year, run[column], marker=alone, markersize=3, **look)


def _lines(ax: Axes, rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> None:
    """One line per partner, broken at missing years; estimates as hollow points."""
    ends, paint = {}, colours(list(names))
    for code, name in names.items():
        own = rows[rows.partner == code].sort_values("year")
        own = own[own[column] > 0]
        if own.empty:
            continue
        _broken(ax, own, column, color=paint[code])
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
        mark = style.mark(label, style.MUTED, size=4, hollow=True)
        ax.legend(handles=[mark], loc=place)


def turnover(
    rows: pd.DataFrame, bands: pd.DataFrame, names: Mapping[str, str], span: tuple[int, int]
) -> Figure:
    """Draw turnover with each partner on a log scale, with the spread of the sources as a band.

    Args:
        rows: partner, year, value_usd, estimated; flow turnover only.
        bands: partner, year, low_usd, high_usd (measures.compared.bands); may be empty.
        names: partner code -> name, in order.
        span: first and last year of the axis.
    """
    figure, (ax,) = style.canvas(height=3.4)
    ax.set_yscale("log")
    style.year_axis(ax, *span)
    shown = rows[rows.partner.isin(list(names)) & (rows.value_usd > 0)]
    ax.set_ylim(shown.value_usd.min() / 2, shown.value_usd.max() * 2.5)
    paint = colours(list(names))
    for code in names:
        _band(ax, bands[bands.partner == code], paint[code])
    _lines(ax, shown, "value_usd", names)
    style.money(ax.yaxis)
    style.log_ticks(ax, most=8)
    ax.set_ylabel("Exports plus imports, US$ (log scale)")
    _estimate_note(ax, shown)
    return figure


def _band(ax: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Fill between the lowest and the highest source, broken at missing years."""
    rows = rows.sort_values("year")
    for run in style.runs(rows):
        ax.fill_between(
            run.year, run.low_usd, run.high_usd, color=colour, alpha=0.22, linewidth=0, zorder=1
        )


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
        style.year_axis(ax, *span, most=4)  # long labels beside the lines
        ax.set_ylim(0, top)
        ax.set_title(title)
        style.percent(ax.yaxis)
        _lines(ax, shown[shown.flow == flow], "share", names)
    axes[0].set_ylabel("Share of the world total")
    return figure


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
            for run in style.runs(own):
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
    handles.append(style.mark("Neighbour within five per cent", style.MUTED, size=4.5, hollow=True))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def concentration(rows: pd.DataFrame, far: pd.DataFrame, span: tuple[int, int]) -> Figure:
    """Draw the effective number of partners (1/HHI) and the share beyond the neighbours.

    Args:
        rows: year, flow, effective_partners (measures.trade.concentration).
        far: year, flow, share (measures.trade.beyond); empty where the neighbours are not known,
            which leaves the second panel out.
    """
    panels = [(rows, "effective_partners", "Effective number of partners")]
    if len(far):
        panels.append((far, "share", "Share of trade beyond the neighbours"))
    figure, axes = style.canvas(1, len(panels), height=2.5)
    paint = {"export": style.BLUE, "import": style.ORANGE}
    for ax, (table, column, title) in zip(axes, panels, strict=True):
        style.year_axis(ax, *span, most=6)
        own = table[table.flow.isin(paint)]
        ax.set_ylim(0, float(own[column].max()) * 1.12)
        ends = {}
        for flow, colour in paint.items():
            line = own[own.flow == flow].sort_values("year")
            ax.plot(
                line.year,
                line[column],
                color=colour,
                linestyle="-" if flow == "export" else (0, (5, 1.5)),
            )
            if len(line):
                ends[f"{flow.capitalize()}s"] = (line.year.iloc[-1], line[column].iloc[-1], colour)
        style.end_labels(ax, ends)
        ax.set_title(title)
        if column == "share":
            style.percent(ax.yaxis)
            ax.set_ylim(0, 1)
    return figure


#: Marker, colour and size of each source; shapes differ so that colour is never the only code.
_SERIES = {
    "own": ("o", style.BLUE, 26),
    "mirror": ("s", style.RED, 9),
    "baci": ("^", style.GREEN, 12),
    "cow": ("D", style.PURPLE, 8),
    "oecd": ("v", style.ORANGE, 16),
    "press": ("x", style.INK, 18),
}


#: A flow of the country as the title of a panel has it, before the name of the partner.
_WAY = {"export": "Exports to", "import": "Imports from", "turnover": "Turnover with"}


def compared(
    rows: pd.DataFrame, bands: pd.DataFrame, names: Mapping[str, str], labels: Mapping[str, str]
) -> Figure:
    """Draw the same trade in every source: a row of panels per partner, a column per flow.

    The band spans the sources that run over many years. Figures after the main series ends stand
    beyond a dotted line and are never joined to it.

    Args:
        rows: partner_name, year, flow, series, value_usd, estimated (measures.compared.pairs).
        bands: partner_name, year, flow, low_usd, high_usd (measures.compared.bands).
        names: partner code -> name; those with rows have panels.
        labels: series -> name.
    """
    kept = [name for name in names.values() if (rows.partner_name == name).any()]
    flows = ("export", "import", "turnover")
    figure, axes = style.canvas(len(kept), 3, height=1.75 * len(kept) + 0.65, sharex=True)
    first, last = int(rows.year.min()), int(rows.year.max())
    end = int(rows[rows.series.isin(["own", "mirror"])].year.max())
    for ax, (name, flow) in zip(axes, [(n, f) for n in kept for f in flows], strict=True):
        own = rows[(rows.partner_name == name) & (rows.flow == flow) & (rows.value_usd > 0)]
        ax.set_yscale("log")
        _band(ax, bands[(bands.partner_name == name) & (bands.flow == flow)], style.GREY)
        _sources(ax, own)
        if last > end:
            ax.axvline(end + 0.5, color=style.MUTED, linewidth=0.8, linestyle=":")
        ax.set_xlim(first - 1, last + 1)
        ax.set_xticks([y for y in range(first, last + 1) if y % 10 == 0])
        ax.set_title(f"{_WAY[flow]} {name}", fontsize=9)
        _scale(ax, own)
    held = [key for key in _SERIES if (rows.series == key).any()]
    handles = [style.mark(labels[key], _SERIES[key][1], _SERIES[key][0], size=4.5) for key in held]
    if rows.estimated.any():
        handles.append(style.mark("hollow: estimate", style.MUTED, size=4.5, hollow=True))
    figure.legend(handles=handles, loc="outside lower center", ncols=4)
    return figure


def _sources(ax: Axes, own: pd.DataFrame) -> None:
    """A point for each figure of each source, hollow for an estimate."""
    for series, (marker, colour, size) in _SERIES.items():
        for guessed in (False, True):
            part = own[(own.series == series) & (own.estimated == guessed)]
            if part.empty:
                continue
            hollow = {"facecolor": "white", "edgecolor": colour}
            ax.scatter(
                part.year,
                part.value_usd,
                s=size,
                marker=marker,
                linewidth=0.8,
                **(hollow if guessed else {"color": colour}),
            )


def _scale(ax: Axes, own: pd.DataFrame) -> None:
    """US$ on a log axis that the panel has for itself; words where there is nothing."""
    if own.empty:
        ax.set_yticks([])
        words = {"transform": ax.transAxes, "ha": "center", "color": style.MUTED}
        ax.text(0.5, 0.5, "nothing on record", **words)
    else:
        ax.set_ylim(own.value_usd.min() / 2, own.value_usd.max() * 2)
        style.log_ticks(ax, most=4)
        style.money(ax.yaxis)
    ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())


def dependence(rows: pd.DataFrame, country: str, span: tuple[int, int]) -> Figure:
    """Draw how much each of two depends on the other, a panel per partner, log scale.

    Args:
        rows: partner_name, year, own, others (measures.trade.dependences).
        country: the country in words.
    """
    sides = list(rows.groupby("partner_name", sort=False))
    sides_drawn = {
        "own": (style.BLUE, "-", f"the partner in the trade of {country}"),
        "others": (style.RED, (0, (5, 1.5)), f"{country} in the trade of the partner"),
    }
    figure, axes = style.canvas(1, len(sides), height=2.5, sharey=True)
    for ax, (partner, part) in zip(axes, sides, strict=True):
        ax.set_yscale("log")
        style.year_axis(ax, *span, most=6)
        for column, (colour, dash, _) in sides_drawn.items():
            own = part[part[column] > 0].sort_values("year")
            _broken(ax, own, column, color=colour, linestyle=dash)
        ax.yaxis.set_major_formatter(lambda v, _: f"{100 * v:g} %")
        ax.set_title(f"with {partner}")
    style.log_ticks(axes[0])
    axes[0].set_ylabel("Share of trade (log scale)")
    handles = [
        Line2D([], [], color=colour, linestyle=dash, label=label)
        for colour, dash, label in sides_drawn.values()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def expected(rows: pd.DataFrame, pair: Mapping[str, str], span: tuple[int, int]) -> Figure:
    """Draw actual over expected trade by year, a panel per partner, log scale.

    Args:
        rows: rival, direction (to, from), year, ratio, estimated (measures.gravity.ties).
        pair: partner code -> name; those with rows have panels.
    """
    rows = rows[rows.ratio > 0]
    kept = {code: name for code, name in pair.items() if (rows.rival == code).any()}
    figure, axes = style.canvas(1, len(kept), height=2.6, sharey=True)
    looks = {
        "to": (style.BLUE, "-", "exports to the partner"),
        "from": (style.ORANGE, (0, (5, 1.5)), "imports from the partner"),
    }
    for ax, (code, name) in zip(axes, kept.items(), strict=True):
        ax.set_yscale("log")
        style.year_axis(ax, *span, most=6)
        ax.axhline(1, color=style.MUTED, linewidth=1)
        for direction, (colour, dash, _) in looks.items():
            own = rows[(rows.rival == code) & (rows.direction == direction)].sort_values("year")
            _broken(ax, own, "ratio", color=colour, linestyle=dash)
        ax.set_title(f"with {name}")
        ax.yaxis.set_major_formatter(lambda v, _: f"{v:g}×")
    style.log_ticks(axes[0])
    axes[0].set_ylabel("Actual over expected\n(log scale)")
    handles = [
        Line2D([], [], color=colour, linestyle=dash, label=label)
        for colour, dash, label in looks.values()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def project(parts: pd.DataFrame) -> Figure:
    """Draw the parts of a project as one bar, as shares of its cost, labelled in words.

    Args:
        parts: label, value_usd, share, to_gdp (measures.stories.parts).
    """
    figure, (ax,) = style.canvas(height=0.5 * len(parts) + 0.7)
    paint = (style.BLUE, style.ORANGE, style.GREEN, style.RED, style.PURPLE, style.SKY) * 2
    left = 0.0
    for place, row in enumerate(parts.itertuples()):
        ax.barh(place, row.share, left=left, color=paint[place], height=0.62)
        size = f", {100 * row.to_gdp:.1f} % of GDP" if pd.notna(row.to_gdp) else ""
        late = left + row.share > 0.6  # no room to the right of the bar
        ax.annotate(
            f"{row.label[0].upper()}{row.label[1:]}: {100 * row.share:.1f} % of the cost{size}",
            (left if late else left + row.share, place),
            xytext=(-4 if late else 4, 0),
            textcoords="offset points",
            va="center",
            ha="right" if late else "left",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
        left += row.share
    ax.set_xlim(0, max(1.0, left))
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.set_yticks([])
    ax.grid(axis="x")
    style.percent(ax.xaxis)
    ax.set_xlabel("Share of the cost")
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
    for run in style.runs(rows):
        ax.plot(run.year, run.log_ratio, color=style.INK)
    for guessed, face in ((False, style.INK), (True, "white")):
        own = rows[rows.estimated == guessed]
        ax.scatter(own.year, own.log_ratio, s=16, facecolor=face, edgecolor=style.INK, zorder=3)
    reach = max(1.0, float(rows.log_ratio.abs().max())) * 1.25
    ax.set_ylim(-reach, reach)
    ax.yaxis.set_major_formatter(style.mpl.ticker.FuncFormatter(_times))
    ax.set_yticks(balance_ticks(reach))
    ax.set_ylabel("Weight (log scale)")
    ax.set_title(
        f"up: heavier for {names[0]}; down: heavier for {names[1]}",
        fontsize=9,
        fontweight="normal",
        color=style.MUTED,
    )
    _estimate_note(ax, rows, "Rests on an estimate", "best")
    return figure


def balance_ticks(reach: float) -> list[float]:
    """Ticks of a log ratio between -reach and reach: tens, or three times where ten is beyond."""
    times = (10, 100, 1000) if reach >= 2.303 else (3,)
    logs = [float(style.np.log(t)) for t in times]
    return [0, *(sign * t for t in logs if t <= reach for sign in (-1, 1))]


def _times(value: float, _) -> str:
    """A log ratio as a multiple: 10 x to one side or the other."""
    times = round(style.np.exp(abs(value)))
    return "equal" if times == 1 else f"{times:,}×"
