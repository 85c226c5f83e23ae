"""Map, timeline, ratios and shares of the ways out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle

from thirdcountry.pictures import style

#: State -> colour, line, width, hatch, letter. Four signs each, so that colour is not needed.
LOOK = {
    "open": (style.BLUE, "-", 1.9, "", "O"),
    "restricted": (style.ORANGE, (0, (5, 2)), 1.7, "///", "R"),
    "closed": (style.RED, (0, (1.2, 1.2)), 2.6, "xxx", "C"),
    "not known": (style.GREY, (0, (1, 2.2)), 1.1, "", ""),
}
LAND, BORDER = "#ecebe6", "#b9b7ae"

EXTENT = (90.0, 141.0, 9.0, 52.5)  # the ways from Bangkok to Vladivostok, in degrees
INSET = (98.6, 107.2, 16.6, 26.0)  # where Laos, Myanmar and Thailand meet: legs are short there


def network(outlines: pd.DataFrame, state: pd.DataFrame) -> Figure:
    """Draw the legs and their state in one year on a map, with an inset of the Mekong.

    Args:
        outlines: country, part, vertex, lon, lat.
        state: number, status and both ends of every leg (measures.routes.states).
    """
    figure, (ax,) = style.canvas(height=6.3)
    zoom = ax.inset_axes([0.0, 0.545, 0.335, 0.455])
    small = _inside(state, INSET)
    for axes, extent in ((ax, EXTENT), (zoom, INSET)):
        _land(axes, outlines, extent)
    _legs(ax, state, EXTENT, badge=~small)
    _legs(zoom, state[small], INSET, badge=small[small])
    _places(ax, state, EXTENT, ~_near_all(state, INSET))
    _places(zoom, state[small], INSET, np.full(2 * int(small.sum()), True))
    low, high = (INSET[0], INSET[2]), (INSET[1] - INSET[0], INSET[3] - INSET[2])
    ax.add_patch(Rectangle(low, *high, fill=False, edgecolor=style.MUTED, linewidth=0.8))
    zoom.set_title("The framed part, larger", fontsize=8.5, fontweight="normal", pad=3)
    handles = [
        Line2D([], [], color=c, linestyle=dash, linewidth=w, label=status)
        for status, (c, dash, w, _, _) in LOOK.items()
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=4, frameon=False, handlelength=3.4
    )
    return figure


def _inside(state: pd.DataFrame, extent: tuple[float, ...]) -> pd.Series:
    """Which legs lie within the extent with both ends."""
    west, east, south, north = extent
    ok = [
        state[f"{end}_lon"].between(west, east) & state[f"{end}_lat"].between(south, north)
        for end in ("from", "to")
    ]
    return ok[0] & ok[1]


def _near_all(state: pd.DataFrame, extent: tuple[float, ...]) -> np.ndarray:
    """Which ends, starts first, lie within the extent."""
    west, east, south, north = extent
    return np.concatenate(
        [
            (
                state[f"{e}_lon"].between(west, east) & state[f"{e}_lat"].between(south, north)
            ).to_numpy()
            for e in ("from", "to")
        ]
    )


def _land(ax: Axes, outlines: pd.DataFrame, extent: tuple[float, ...]) -> None:
    west, east, south, north = extent
    pieces = [
        part[["lon", "lat"]].to_numpy()
        for _, part in outlines.groupby(["country", "part"], sort=True, dropna=False)
        if part.lon.max() > west
        and part.lon.min() < east
        and part.lat.max() > south
        and part.lat.min() < north
    ]
    ax.add_collection(
        PolyCollection(pieces, facecolor=LAND, edgecolor=BORDER, linewidth=0.5, zorder=0)
    )
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_aspect(1 / _squeeze(extent))  # a degree of longitude is shorter than one of latitude
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(True)
        spine.set_color(BORDER)


def _squeeze(extent: tuple[float, ...]) -> float:
    return float(np.cos(np.radians((extent[2] + extent[3]) / 2)))


def _legs(ax: Axes, state: pd.DataFrame, extent: tuple[float, ...], badge: pd.Series) -> None:
    east = extent[1]
    away = 0
    for leg, marked in zip(state.itertuples(), badge, strict=True):
        colour, dash, width, _, _ = LOOK[leg.status]
        start, end = (leg.from_lon, leg.from_lat), (leg.to_lon, leg.to_lat)
        bend = 0.12
        if not extent[0] <= end[0] <= east:  # beyond the map: an arrow to its edge
            end, bend = (east - 0.4, start[1] - 2.2 + 1.9 * away), 0.0
            away += 1
            ax.text(
                east - 0.6,
                end[1] + 0.4,
                leg.to_country_name,
                ha="right",
                va="bottom",
                fontsize=8,
                color=style.INK,
            )
        known = leg.status != "not known"
        ax.add_patch(
            FancyArrowPatch(
                start,
                end,
                connectionstyle=f"arc3,rad={bend}",
                arrowstyle="-|>",
                mutation_scale=9,
                shrinkA=2,
                shrinkB=3,
                color=colour,
                linestyle=dash,
                linewidth=width,
                zorder=3 if known else 2,
            )
        )
        if marked:
            _badge(ax, leg, start, end, bend, _squeeze(extent))


def _badge(ax: Axes, leg, start, end, bend: float, squeeze: float) -> None:
    """The number of a leg on its line: round if open, square if restricted, filled if closed."""
    share = 0.5 + 0.06 * (leg.number % 3 - 1)  # neighbours' numbers lie side by side
    dx, dy = end[0] - start[0], end[1] - start[1]
    lift = 2 * share * (1 - share) * bend
    x = start[0] + share * dx + lift * dy / squeeze
    y = start[1] + share * dy - lift * dx * squeeze
    colour = LOOK[leg.status][0]
    closed, known = leg.status == "closed", leg.status != "not known"
    ax.text(
        x,
        y,
        str(leg.number),
        fontsize=8,
        ha="center",
        va="center",
        color="white" if closed else style.INK if known else style.MUTED,
        zorder=5 if known else 4,
        fontweight="semibold" if known else "normal",
        bbox={
            "boxstyle": "circle,pad=0.18" if leg.status == "open" else "square,pad=0.18",
            "facecolor": style.darker(colour) if closed else "white",
            "edgecolor": colour if known else "none",
            "linewidth": 1.1,
            "alpha": 1.0 if known else 0.75,
        },
    )


def _places(ax: Axes, state: pd.DataFrame, extent: tuple[float, ...], named: np.ndarray) -> None:
    parts = [
        state[[f"{e}_name", f"{e}_lon", f"{e}_lat"]].set_axis(["name", "lon", "lat"], axis=1)
        for e in ("from", "to")
    ]
    spots = pd.concat(parts, ignore_index=True).assign(named=named)
    spots = spots[spots.lon.between(*extent[:2]) & spots.lat.between(*extent[2:])].drop_duplicates(
        "name"
    )
    ax.scatter(spots.lon, spots.lat, s=14, color=style.INK, zorder=6)
    middle = (extent[0] + extent[1]) / 2
    for spot in spots[spots.named].itertuples():
        right = spot.lon >= middle
        ax.annotate(
            spot.name,
            (spot.lon, spot.lat),
            xytext=(5 if right else -5, 4),
            textcoords="offset points",
            fontsize=8.5,
            ha="left" if right else "right",
            va="bottom",
            zorder=7,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.65},
        )


def timeline(runs: pd.DataFrame, year: int, span: tuple[int, int]) -> Figure:
    """Draw the state of every leg over the years, a row each; the year of the map is framed.

    Args:
        runs: number, label, first_year, last_year, status (measures.routes.history).
    """
    legs = runs.drop_duplicates("number")
    figure, (ax,) = style.canvas(height=0.23 * len(legs) + 1.1)
    rows = {number: place for place, number in enumerate(legs.number)}
    for run in runs.itertuples():
        y = rows[run.number]
        colour, dash, _, hatch, letter = LOOK[run.status]
        left, width = run.first_year - 0.5, run.last_year - run.first_year + 1
        if run.status == "not known":
            ax.plot([left, left + width], [y, y], color=colour, linestyle=dash, linewidth=1.1)
            continue
        ax.add_patch(
            Rectangle(
                (left + 0.05, y - 0.38),
                width - 0.1,
                0.76,
                facecolor=(*style.mpl.colors.to_rgb(colour), 0.45),
                edgecolor=colour,
                hatch=hatch,
                linewidth=0.6,
                zorder=3,
            )
        )
        ax.text(
            left + width / 2,
            y,
            letter,
            ha="center",
            va="center",
            fontsize=8,
            fontweight="semibold",
            zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85}
            if hatch
            else None,
        )
    if span[0] <= year <= span[1]:
        ax.add_patch(
            Rectangle(
                (year - 0.5, -0.6), 1, len(rows) + 0.2, fill=False, edgecolor=style.INK, zorder=5
            )
        )
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks(
        range(len(rows)), [f"{r.number}  {r.label}" for r in legs.itertuples()], fontsize=8
    )
    style.year_axis(ax, *span)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    handles = [
        Patch(facecolor=(*style.mpl.colors.to_rgb(c), 0.45), edgecolor=c, hatch=h, label=f"{w} {s}")
        for s, (c, _, _, h, w) in LOOK.items()
        if w
    ]
    handles.append(
        Line2D([], [], color=style.GREY, linestyle=LOOK["not known"][1], label="not known")
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    return figure


def ratios(points: pd.DataFrame, hosts: dict[str, str], span: tuple[int, int]) -> Figure:
    """Draw theta by year: a point per source, a bar from lowest to highest, lines only between
    years next to each other.

    Args:
        points: host, year, months, theta, rank, precision (measures.routes.throughput).
        hosts: code -> name of the hosts drawn.
    """
    figure, (ax,) = style.canvas(height=3.4)
    paint = dict(zip(hosts, (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE), strict=False))
    marks = dict(zip(hosts, "osv^", strict=False))
    ends = {}
    ax.axhline(1, color=style.MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.text(
        span[0] - 0.5, 1.015, "as many as arrived in South Korea", fontsize=8.5, color=style.MUTED
    )
    for code, name in hosts.items():
        own = points[points.host == code]
        colour = paint[code]
        main = own[(own["rank"] == 1) & (own.months == 12)].set_index("year").theta
        years = main.index.to_series()
        for _, run in main.groupby((years.diff() != 1).cumsum()):
            ax.plot(run.index, run, color=colour, linewidth=1.4)
        for (year, months), group in own.groupby(["year", "months"]):
            x = year - 0.5 + months / 24  # a half-year stands in the middle of its months
            ax.plot(
                [x, x],
                [group.theta.min(), group.theta.max()],
                color=colour,
                linewidth=3.5,
                alpha=0.35,
            )
            for row in group.itertuples():
                sign = "D" if months < 12 else marks[code]
                ax.plot(
                    x,
                    row.theta,
                    marker=sign,
                    markersize=4.5,
                    color=colour,
                    markerfacecolor=colour if row.rank == 1 else "white",
                    linestyle="",
                )
        top = main.idxmax() if len(main) else own.year.iloc[0]
        ends[name] = (float(top), float(own[own.year == top].theta.max()), colour)
    style.year_axis(ax, *span)
    ax.set_ylim(0, max(1.12, float(points.theta.max()) * 1.1))
    ax.set_ylabel("Counted on the way\nper arrival in South Korea")
    for name, (x, y, colour) in ends.items():
        ax.annotate(
            name,
            (x, y),
            xytext=(6, 5),
            textcoords="offset points",
            color=style.darker(colour),
            fontweight="semibold",
            fontsize=9,
        )
    handles = [
        Line2D([], [], color=style.INK, marker="o", linestyle="", label="source with most years"),
        Line2D(
            [],
            [],
            color=style.INK,
            marker="o",
            markerfacecolor="white",
            linestyle="",
            label="rival source",
        ),
        Line2D([], [], color=style.INK, marker="D", linestyle="", label="half-year"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)
    return figure


def shares(rows: pd.DataFrame) -> Figure:
    """Draw rival shares side by side, a bar per source with its year.

    Args:
        rows: host_name, of_whom, year, share, precision, basis, sources.
    """
    hatches = {"survey": "", "press": "///", "secondary": "..."}
    signs = {"exact": "", "about": "about ", "at_least": "more than ", "at_most": "at most "}
    figure, (ax,) = style.canvas(height=0.52 * len(rows) + 1.0)
    labels = []
    for place, row in enumerate(rows.itertuples()):
        colour = style.BLUE if row.of_whom == "arrivals" else style.GREY
        ax.barh(
            place,
            row.share,
            height=0.56,
            facecolor=(*style.mpl.colors.to_rgb(colour), 0.55),
            edgecolor=colour,
            hatch=hatches[row.basis],
            linewidth=0.8,
        )
        text = f"{signs[row.precision]}{100 * row.share:.0f} %"
        ax.text(row.share + 0.012, place, text, va="center", fontsize=9, fontweight="semibold")
        when = "undated" if pd.isna(row.year) else str(int(row.year))
        whom = "arrivals in Seoul" if row.of_whom == "arrivals" else row.of_whom
        labels.append(f"via {row.host_name}, of {whom}\n{when}: {row.sources}")
    ax.set_yticks(range(len(rows)), labels, fontsize=8)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1.2)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    style.percent(ax.xaxis)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    handles = [
        Patch(facecolor="white", edgecolor=style.INK, hatch=hatches[b], label=b) for b in hatches
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)
    return figure
