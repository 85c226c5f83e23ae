"""Figures of the trade chapters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thirdcountry.pictures import charts, labels, style
from thirdcountry.pictures.style import Look

_DASHES = ("", (5, 1.5))


def turnover(
    rows: pd.DataFrame,
    bands: pd.DataFrame,
    names: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw turnover with each partner on a log scale, with the spread of the sources as a band.

    Args:
        rows: partner, year, value_usd, estimated; flow turnover only.
        bands: partner, year, low_usd, high_usd (measures.compared.bands); may be empty.
        names: partner code -> name, in order.
        span: first and last year of the axis.
        words: y, estimate, ended with {name} and {year}.
    """
    figure, (ax,) = style.canvas(height=3.4)
    shown = rows[rows.partner.isin(list(names)) & (rows.value_usd > 0)]
    ax.set(yscale="log", ylim=(shown.value_usd.min() / 2, shown.value_usd.max() * 2.5))
    for code, colour in style.pick_colours(names).items():
        _fill_band(ax, bands[bands.partner == code], colour)
    _draw_partners(ax, shown, "value_usd", names, words["ended"])
    style.year_axis(ax, *span)
    style.money(ax.yaxis)
    style.log_ticks(ax, most=8)
    ax.set_ylabel(words["y"])
    _explain_estimates(ax, shown, words["estimate"], "upper left")
    return figure


def _fill_band(ax: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Fill between the lowest and the highest source, broken at missing years."""
    for _, run in charts.number_runs(rows).groupby("run"):
        sides = (run.year, run.low_usd, run.high_usd)
        ax.fill_between(*sides, color=colour, alpha=0.22, linewidth=0, zorder=1)


def _draw_partners(
    ax: Axes, rows: pd.DataFrame, column: str, names: Mapping[str, str], ended: str
) -> None:
    """Draw one line per partner; estimates as hollow points."""
    paint, rows = style.pick_colours(names), rows[rows[column] > 0]
    lines: Look = {
        "y": column,
        "hue": "partner",
        "palette": paint,
        "hue_order": list(names),
        "ax": ax,
    }
    charts.draw_lines(rows, **lines)
    charts.draw_points(rows[rows.estimated], hollow="estimated", size=11, **lines)
    ends = charts.find_ends(rows.assign(key=rows.partner), column, names, paint, ended)
    labels.label_line_ends(ax, ends)


def _explain_estimates(ax: Axes, rows: pd.DataFrame, words: str, place: str) -> None:
    """Explain hollow points where there are any."""
    if rows.estimated.any():
        style.explain(ax, [style.mark(words, style.MUTED, size=4, hollow=True)], place)


def shares(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw each partner's share of exports and of imports, two panels with one scale.

    Args:
        rows: partner, year, flow, share, estimated.
        names: partner code -> name, in order.
        span: first and last year of the axis.
        words: y, export, import, ended with {name} and {year}.
    """
    titles = {flow: words[flow] for flow in ("export", "import")}
    shown = rows[rows.partner.isin(list(names)) & rows.flow.isin(titles)]
    grid = charts.draw_panels(shown, 3.0, titles, col="flow")
    for flow, ax in grid.axes_dict.items():
        _draw_partners(ax, shown[shown.flow == flow], "share", names, words["ended"])
        style.year_axis(ax, *span, most=4)  # long labels beside the lines
        style.percent(ax.yaxis)
    grid.set(ylim=(0, max(0.02, float(shown.share.max()) * 1.1)))
    grid.set_axis_labels("", words["y"])
    return grid.figure


def ranks(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw the rank of each partner by year in exports, imports and turnover; 1 is at the top.

    Args:
        rows: partner, year, flow, rank, near_tie.
        names: partner code -> name; one panel column per flow, one line per partner.
        span: first and last year of the axis.
        words: y, export, import, turnover, tie.
    """
    titles = {flow: words[flow] for flow in ("export", "import", "turnover")}
    shown = rows[rows.partner.isin(list(names)) & rows["rank"].notna()]
    grid = charts.draw_panels(shown, 2.8, titles, col="flow")
    paint = style.pick_colours(names)
    look: Look = {"y": "rank", "hue": "partner", "palette": paint}
    for flow, ax in grid.axes_dict.items():
        own = shown[shown.flow == flow]
        charts.draw_lines(own, ax=ax, linewidth=1.5, **look)
        charts.draw_points(own, ax=ax, hollow="near_tie", size=14, **look)
        style.decade_axis(ax, *span)
    _rank_axis(grid.axes.flat[0], int(shown["rank"].max()) if len(shown) else 1)
    grid.set_axis_labels("", style.wrap(words["y"], 30))
    seen = [code for code in names if code in set(shown.partner)]
    handles = [style.line(names[c], paint[c], marker="o", markersize=4) for c in seen]
    handles.append(style.mark(words["tie"], style.MUTED, size=4.5, hollow=True))
    style.add_legend(grid.figure, handles, columns=len(handles))
    return grid.figure


def _rank_axis(ax: Axes, deepest: int) -> None:
    """Ranks with the first at the top; on a log scale where they are many."""
    log = deepest > 12
    ax.set_yscale("log" if log else "linear")
    ax.set_ylim(deepest * (1.25 if log else 1) + 0.5, 0.8 if log else 0.5)
    steps = [1, 2, 4, 10, 20, 50, 100, 200] if log else range(1, deepest + 1)
    ax.set_yticks([s for s in steps if s <= deepest * 1.2])
    ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())
    style.thousands(ax.yaxis)


def concentration(
    rows: pd.DataFrame, far: pd.DataFrame, span: tuple[int, int], words: Mapping[str, str]
) -> Figure:
    """Draw the effective number of partners (1/HHI) and the share beyond the neighbours.

    Args:
        rows: year, flow, effective_partners (measures.trade.concentration).
        far: year, flow, share (measures.trade.beyond); empty where the neighbours are not known,
            which leaves the second panel out.
        words: effective, beyond, export, import.
    """
    panels = [(rows, "effective_partners", words["effective"])]
    if len(far):
        panels.append((far, "share", words["beyond"]))
    figure, axes = style.canvas(1, len(panels), height=2.5)
    names = {flow: words[flow] for flow in ("export", "import")}
    paint = dict(zip(names, (style.BLUE, style.ORANGE), strict=True))
    look: Look = {"hue": "flow", "palette": paint, "hue_order": list(names)}
    look |= {"style": "flow", "dashes": dict(zip(names, _DASHES, strict=True))}
    for ax, (table, column, title) in zip(axes, panels, strict=True):
        own = table[table.flow.isin(paint)]
        charts.draw_lines(own, y=column, ax=ax, **look)
        ends = charts.find_ends(own.assign(key=own.flow), column, names, paint, "{name}")
        labels.label_line_ends(ax, ends)
        style.year_axis(ax, *span, most=6)
        ax.set(title=title, ylim=(0, float(own[column].max()) * 1.12))
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
    "press": ("X", style.INK, 18),
}


def compared(
    rows: pd.DataFrame,
    bands: pd.DataFrame,
    names: Mapping[str, str],
    sources: Mapping[str, str],
    words: Mapping[str, str],
) -> Figure:
    """Draw the same trade in every source: a row of panels per partner, a column per flow.

    The band spans the sources that run over many years. Figures after the main series ends stand
    beyond a dotted line and are never joined to it.

    Args:
        rows: partner_name, year, flow, series, value_usd, estimated (measures.compared.pairs).
        bands: partner_name, year, flow, low_usd, high_usd (measures.compared.bands).
        names: partner code -> name; those with rows have panels.
        sources: series -> name.
        words: export, import and turnover with {name}, estimate, nothing.
    """
    kept = [name for name in names.values() if (rows.partner_name == name).any()]
    flows = ("export", "import", "turnover")
    titles = {(name, flow): words[flow].format(name=name) for name in kept for flow in flows}
    facets = {"row": "partner_name", "row_order": kept, "col": "flow", "col_order": flows}
    grid = charts.draw_panels(rows, 1.75 * len(kept) + 0.65, titles, sharey=False, **facets)
    first, last = int(rows.year.min()), int(rows.year.max())
    end = int(rows[rows.series.isin(["own", "mirror"])].year.max())
    held = [key for key in _SERIES if (rows.series == key).any()]
    for (name, flow), ax in grid.axes_dict.items():
        ax.set_yscale("log")
        ax.title.set_fontsize(9)
        _fill_band(ax, bands[(bands.partner_name == name) & (bands.flow == flow)], style.GREY)
        own = rows[(rows.partner_name == name) & (rows.flow == flow) & (rows.value_usd > 0)]
        _draw_sources(ax, own, held)
        if last > end:
            ax.axvline(end + 0.5, color=style.MUTED, linewidth=0.8, linestyle=":")
        style.decade_axis(ax, first, last)
        _money_axis(ax, own, words["nothing"])
    handles = [style.mark(sources[key], _SERIES[key][1], _SERIES[key][0], 4.5) for key in held]
    if rows.estimated.any():
        handles.append(style.mark(words["estimate"], style.MUTED, size=4.5, hollow=True))
    style.add_legend(grid.figure, handles, columns=4)
    return grid.figure


def _draw_sources(ax: Axes, own: pd.DataFrame, held: list[str]) -> None:
    """A point for each figure of each source, hollow for an estimate."""
    marker = {key: _SERIES[key][0] for key in held}
    colour = {key: _SERIES[key][1] for key in held}
    size = {key: _SERIES[key][2] for key in held}
    look: Look = {"hue": "series", "palette": colour, "style": "series", "markers": marker}
    own = own.sort_values("series", key=lambda series: series.map(held.index))  # large ones below
    charts.draw_points(own, y="value_usd", hollow="estimated", size=size, ax=ax, **look)


def _money_axis(ax: Axes, own: pd.DataFrame, nothing: str) -> None:
    """US$ on a log axis that the panel has for itself; words where there is nothing."""
    if own.empty:
        ax.set_yticks([])
        ax.text(0.5, 0.5, nothing, transform=ax.transAxes, ha="center", color=style.MUTED)
    else:
        ax.set_ylim(own.value_usd.min() / 2, own.value_usd.max() * 2)
        style.log_ticks(ax, most=4)
        style.money(ax.yaxis)
    ax.yaxis.set_minor_locator(style.mpl.ticker.NullLocator())


def dependence(rows: pd.DataFrame, span: tuple[int, int], words: Mapping[str, str]) -> Figure:
    """Draw how much each of two depends on the other, a panel per partner, log scale.

    Args:
        rows: partner_name, year, own, others (measures.trade.dependences).
        words: y, title with {name}, own, others.
    """
    sides = rows.melt(["partner_name", "year"], ["own", "others"], "side", "share")
    titles = {name: words["title"].format(name=name) for name in rows.partner_name.unique()}
    paint = {"own": style.BLUE, "others": style.RED}
    grid = _draw_sides(sides, "partner_name", "share", titles, paint, span, words, height=2.5)
    style.percent(grid.axes.flat[0].yaxis)
    return grid.figure


def expected(
    rows: pd.DataFrame,
    pair: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw actual over expected trade by year, a panel per partner, log scale.

    Args:
        rows: rival, direction (to, from), year, ratio, estimated (measures.gravity.ties).
        pair: partner code -> name; those with rows have panels.
        words: y, title with {name}, to, from.
    """
    sides = rows[rows.ratio > 0].rename(columns={"direction": "side"})
    kept = {code: name for code, name in pair.items() if (sides.rival == code).any()}
    titles = {code: words["title"].format(name=name) for code, name in kept.items()}
    paint = {"to": style.BLUE, "from": style.ORANGE}
    grid = _draw_sides(sides, "rival", "ratio", titles, paint, span, words, height=2.6)
    for ax in grid.axes.flat:
        ax.axhline(1, color=style.MUTED, linewidth=1)
    grid.axes.flat[0].yaxis.set_major_formatter(lambda v, _: f"{v:g}×")
    return grid.figure


def _draw_sides(
    rows: pd.DataFrame,
    col: str,
    y: str,
    titles: Mapping[str, str],
    paint: Mapping[str, str],
    span: tuple[int, int],
    words: Mapping[str, str],
    height: float,
) -> charts.Panels:
    """Return panels with a line for each of the two values of ``side``, log scale."""
    rows = rows[rows[y] > 0]
    grid = charts.draw_panels(rows, height, titles, col=col)
    look: Look = {"hue": "side", "palette": paint, "hue_order": list(paint), "style": "side"}
    look["dashes"] = dict(zip(paint, _DASHES, strict=True))
    for key, ax in grid.axes_dict.items():
        ax.set_yscale("log")
        charts.draw_lines(rows[rows[col] == key], y=y, ax=ax, **look)
        style.year_axis(ax, *span, most=6)
    style.log_ticks(grid.axes.flat[0])
    grid.set_axis_labels("", style.wrap(words["y"], 26))
    handles = [
        style.line(words[side], colour, linestyle=(0, dash) if dash else "-")
        for (side, colour), dash in zip(paint.items(), _DASHES, strict=True)
    ]
    style.add_legend(grid.figure, handles)
    return grid


def project(parts: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw the parts of a project as one bar, as shares of its cost, labelled in words.

    Args:
        parts: label, value_usd, share, to_gdp (measures.stories.parts).
        words: x, part with {part} and {share}, of_gdp with {part}, {share} and {gdp}.
    """
    figure, (ax,) = style.canvas(height=0.5 * len(parts) + 0.7)
    rows = parts.assign(place=range(len(parts)), left=parts.share.cumsum() - parts.share)
    colours = sns.color_palette(n_colors=len(rows))
    bars: Look = {"width": 0.62, "saturation": 1, "orient": "h", "legend": False}
    sns.barplot(rows, x="share", y="place", hue="place", palette=colours, ax=ax, **bars)
    for bar, left in zip(ax.patches, rows.left, strict=True):
        bar.set_x(left)  # where the part above it ends
    ax.set(xlim=(0, max(1.0, parts.share.sum())), ylim=(len(parts) - 0.5, -0.5), yticks=[])
    ax.grid(axis="x")
    style.percent(ax.xaxis)
    ax.set(xlabel=words["x"], ylabel="")
    labels.place_labels(ax, [_name_part(row, words) for row in rows.itertuples()], ax.patches)
    return figure


def _name_part(row: Any, words: Mapping[str, str]) -> labels.Label:
    """What a bar is, to the right of it where there is room, else to the left."""
    text = words["part" if pd.isna(row.to_gdp) else "of_gdp"].format(
        part=f"{row.label[0].upper()}{row.label[1:]}",
        share=style.write(row.share, "percent"),
        gdp=style.write(row.to_gdp, "percent"),
    )
    spots = [
        labels.Spot(row.left + row.share, row.place, 4, 0, "left"),
        labels.Spot(row.left, row.place, -4, 0, "right"),
    ]
    return labels.Label(text, spots, {"fontsize": 9, "bbox": labels.WHITE})


def balance(rows: pd.DataFrame, span: tuple[int, int], words: Mapping[str, str]) -> Figure:
    """Draw the log ratio of a country's weight in the trade of two rivals.

    Args:
        rows: year, log_ratio, estimated (measures.trade.log_ratio).
        words: y, title (what up and down mean), estimate, equal.
    """
    figure, (ax,) = style.canvas(height=1.85)
    ax.axhline(0, color=style.MUTED, linewidth=1)
    look: Look = {"y": "log_ratio", "color": style.INK, "ax": ax}
    charts.draw_lines(rows, **look)
    charts.draw_points(rows, hollow="estimated", size=16, **look)
    style.year_axis(ax, *span)
    style.balance_axis(ax, rows.log_ratio, 1.25, words["equal"])
    ax.set_ylabel(words["y"])
    ax.set_title(words["title"], fontsize=9, fontweight="normal", color=style.MUTED)
    _explain_estimates(ax, rows, words["estimate"], "best")
    return figure
