"""Map, timeline, ratios and shares of the ways out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle

from thirdcountry.pictures import labels, style

#: State -> colour, line, width, stripes, letter. Several signs each, so that colour is not needed.
LOOK = {
    "open": (style.BLUE, "-", 1.9, (), "O"),
    "restricted": (style.ORANGE, (0, (5, 2)), 1.7, (1,), "R"),
    "closed": (style.RED, (0, (1.2, 1.2)), 2.6, (1, -1), "C"),
    "not known": (style.GREY, (0, (1, 2.2)), 1.1, (), ""),
}
LAND, BORDER = "#ecebe6", "#b9b7ae"

EXTENT = (93.0, 141.0, 9.0, 52.5)  # the ways from Bangkok to Vladivostok, in degrees
INSET = (96.2, 106.7, 16.4, 26.2)  # where Laos, Myanmar and Thailand meet: legs are short there
_NOTHING = np.empty((0, 2))


def network(outlines: pd.DataFrame, state: pd.DataFrame) -> Figure:
    """Draw the legs and their state in one year on a map, with an inset of the Mekong.

    Args:
        outlines: country, part, vertex, lon, lat.
        state: number, status and both ends of every leg (measures.legs.find_states).
    """
    figure, (ax,) = style.canvas(height=6.0)
    zoom = ax.inset_axes([0.605, 0.12, 0.39, 0.41])
    handles = [
        Line2D([], [], color=c, linestyle=dash, linewidth=w, label=status)
        for status, (c, dash, w, _, _) in LOOK.items()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, handlelength=3.4)
    for axes, extent in ((ax, EXTENT), (zoom, INSET)):
        _land(axes, outlines, extent)
    zoom.set_title("the framed part, larger", fontsize=8.5, fontweight="normal", pad=2, loc="right")
    corner, size = (INSET[0], INSET[2]), (INSET[1] - INSET[0], INSET[3] - INSET[2])
    ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=style.MUTED, linewidth=0.8))
    small = _within(state, INSET, "from_") & _within(state, INSET, "to_")
    spots = _spots(state)
    spots = spots[_within(spots, EXTENT)]
    framed = _within(spots, INSET)
    grid = np.meshgrid(np.linspace(*INSET[:2], 12), np.linspace(*INSET[2:], 12))
    frame = np.transpose(grid).reshape(-1, 2)  # shown larger, so better kept free of labels
    _draw(ax, state, ~small, spots, ~framed, EXTENT, frame, [zoom])
    _draw(zoom, state[small], small[small], spots[framed], framed[framed], INSET, _NOTHING, [])
    return figure


def _within(rows: pd.DataFrame, extent: tuple[float, ...], end: str = "") -> pd.Series:
    """Which places, or which ends of legs, lie in the extent."""
    west, east, south, north = extent
    return rows[f"{end}lon"].between(west, east) & rows[f"{end}lat"].between(south, north)


def _spots(state: pd.DataFrame) -> pd.DataFrame:
    """The places at the ends of legs, each once: name, lon, lat."""
    parts = [
        state[[f"{e}_name", f"{e}_lon", f"{e}_lat"]].set_axis(["name", "lon", "lat"], axis=1)
        for e in ("from", "to")
    ]
    return pd.concat(parts).drop_duplicates("name").reset_index(drop=True)


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


def _draw(
    ax: Axes,
    state: pd.DataFrame,
    numbered: pd.Series,
    spots: pd.DataFrame,
    named: pd.Series,
    extent: tuple[float, ...],
    kept: np.ndarray,
    solid: list[Artist],
) -> None:
    """Legs and places, then numbers of known legs, names and other numbers."""
    ax.scatter(spots.lon, spots.lat, s=14, color=style.INK, zorder=4.5)
    lines = [_along(*_leg(ax, leg, extent), _squeeze(extent)) for leg in state.itertuples()]
    # legs may be shorter than their numbers: a dot counts like four points of a line
    kept = np.concatenate([kept, spots[["lon", "lat"]].to_numpy().repeat(4, axis=0)])
    known: list[labels.Label] = []
    unknown: list[labels.Label] = []
    middles = [kept]
    for n, leg in enumerate(state.itertuples()):
        if numbered.iloc[n]:
            others = np.concatenate([kept, *lines[:n], *lines[n + 1 :]])
            is_known = leg.status != "not known"
            (known if is_known else unknown).append(_number(leg, lines[n], others))
            middles += [] if is_known else [lines[n][32:48]]  # where their numbers will stand
    names = [_name(spot, np.concatenate(middles)) for spot in spots[named].itertuples()]
    labels.place_labels(ax, [*known, *names, *unknown], solid)


def _leg(ax: Axes, leg: Any, extent: tuple[float, ...]) -> tuple[Any, Any, float]:
    """Draw one leg as an arrow; return its start, end and bend."""
    colour, dash, width, _, _ = LOOK[leg.status]
    start, end = (leg.from_lon, leg.from_lat), (leg.to_lon, leg.to_lat)
    # longer legs bend more, so that the flights to Seoul lie beside each other
    bend = 0.02 + 0.12 * min(1.0, np.hypot(end[0] - start[0], end[1] - start[1]) / 36) ** 3
    if not extent[0] <= end[0] <= extent[1]:  # beyond the map: an arrow to its edge
        end, bend = (extent[1] - 0.4, start[1] - 2.2), 0.0
        ax.text(end[0] - 0.2, end[1] + 0.4, leg.to_name, ha="right", va="bottom", fontsize=8.5)
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            connectionstyle=f"arc3,rad={bend:.4f}",
            arrowstyle="-|>",
            mutation_scale=9,
            shrinkA=2,
            shrinkB=3,
            color=colour,
            linestyle=dash,
            linewidth=width,
            zorder=2 if leg.status == "not known" else 3,
        )
    )
    return start, end, bend


def _along(start: Any, end: Any, bend: float, squeeze: float) -> np.ndarray:
    """Points along a leg in degrees, shape (81, 2): the arc of arc3, a quadratic curve."""
    share = np.linspace(0, 1, 81)[:, None]
    way, aside = np.subtract(end, start), np.array([end[1] - start[1], start[0] - end[0]])
    lift = 2 * share * (1 - share) * bend
    return start + share * way + lift * aside * (1 / squeeze, squeeze)


def _number(leg: Any, line: np.ndarray, others: np.ndarray) -> labels.Label:
    """The number of a leg on its line: round if open, square if restricted, filled if closed.

    Where the leg is too short for it, the number stands beside its middle.
    """
    spots = [labels.Spot(x, y) for x, y in line[[40, 34, 46, 28, 52, 21, 59]]]
    steps = ((-14, 0), (14, 0), (0, 14), (0, -14), (-11, 11), (11, -11), (11, 11), (-11, -11))
    x, y = line[40]
    spots += [labels.Spot(x, y, right, up, cost=60) for right, up in steps]
    colour = LOOK[leg.status][0]
    closed, known = leg.status == "closed", leg.status != "not known"
    look = {
        "fontsize": 8,
        "color": "white" if closed else style.INK if known else style.MUTED,
        "zorder": 5 if known else 4,
        "fontweight": "semibold" if known else "normal",
        "bbox": {
            "boxstyle": "circle,pad=0.18" if leg.status == "open" else "square,pad=0.18",
            "facecolor": style.darker(colour) if closed else "white",
            "edgecolor": colour if known else "none",
            "linewidth": 1.1,
            "alpha": 1.0 if known else 0.75,
        },
    }
    return labels.Label(str(leg.number), spots, look, avoid=others, pad=2)


def _name(spot: Any, kept: np.ndarray) -> labels.Label:
    """The name of a place beside it, off the points that are kept free."""
    sides = [
        (right, up, ha, va)
        for right, up, va in ((5, 3, "bottom"), (5, -3, "top"), (0, 6, "bottom"), (0, -6, "top"))
        for ha in (("left", "right") if right else ("center",))
    ]
    spots = [
        labels.Spot(spot.lon, spot.lat, -right if ha == "right" else right, up, ha, va)
        for right, up, ha, va in sides
    ]
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.6}
    look = {"fontsize": 8.5, "zorder": 7, "bbox": ground}
    return labels.Label(spot.name, spots, look, avoid=kept)


def _stripes(ax: Axes, box: Rectangle, slopes: tuple[int, ...], colour: str) -> None:
    """Slanted lines in a box. Drawn one by one: a PDF page does not show the hatching of SVG."""
    x, y = box.get_xy()
    width, height = box.get_width(), box.get_height()
    lean = 0.35  # years that a stripe leans to one side
    for slope in slopes:
        starts = np.arange(x - lean, x + width + lean, 0.3)
        ends = starts + lean
        feet = (y + height, y) if slope > 0 else (y, y + height)
        lines = [((a, feet[0]), (b, feet[1])) for a, b in zip(starts, ends, strict=True)]
        drawn = LineCollection(lines, colors=colour, linewidths=0.7, zorder=3)
        ax.add_collection(drawn, autolim=False)
        drawn.set_clip_path(box)


def _pale(colour: str) -> tuple[float, ...]:
    """The colour mixed with white, as ground for letters."""
    return tuple(1 - 0.45 * (1 - part) for part in style.mpl.colors.to_rgb(colour))


def timeline(runs: pd.DataFrame, year: int, span: tuple[int, int]) -> Figure:
    """Draw the state of every leg over the years, a row each; the year of the map is framed.

    Args:
        runs: number, label, first_year, last_year, status (measures.legs.list_runs).
    """
    legs = runs.drop_duplicates("number")
    figure, (ax,) = style.canvas(height=0.215 * len(legs) + 0.9)
    rows = {number: place for place, number in enumerate(legs.number)}
    for run in runs.itertuples():
        y = rows[run.number]
        colour, dash, _, slopes, letter = LOOK[run.status]
        left, width = run.first_year - 0.5, run.last_year - run.first_year + 1
        if run.status == "not known":
            ax.plot([left, left + width], [y, y], color=colour, linestyle=dash, linewidth=1.1)
            continue
        box = Rectangle(
            (left + 0.05, y - 0.38),
            width - 0.1,
            0.76,
            facecolor=_pale(colour),
            edgecolor=colour,
            linewidth=0.6,
            zorder=2,
        )
        ax.add_patch(box)
        _stripes(ax, box, slopes, colour)
        ax.text(
            left + width / 2,
            y,
            letter,
            ha="center",
            va="center",
            fontsize=8,
            fontweight="semibold",
            zorder=4,
            bbox={"facecolor": _pale(colour), "edgecolor": "none", "pad": 0.8},
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
        Patch(facecolor=_pale(c), edgecolor=c, label=f"{letter}: {status}")
        for status, (c, _, _, _, letter) in LOOK.items()
        if letter
    ]
    handles.append(
        Line2D([], [], color=style.GREY, linestyle=LOOK["not known"][1], label="not known")
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=4)
    return figure


def ratios(
    points: pd.DataFrame, hosts: dict[str, str], missing: list[int], span: tuple[int, int]
) -> Figure:
    """Draw theta by year: a point per source, a bar from lowest to highest, lines only between
    years next to each other.

    Args:
        points: host, year, months, theta, rank, precision (measures.transit.compute_ratios).
        hosts: code -> name of the hosts drawn.
        missing: years between the counts of the first host for which nothing was found.
    """
    figure, (ax,) = style.canvas(height=3.4)
    paint = dict(zip(hosts, (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE), strict=False))
    marks = dict(zip(hosts, "osv^", strict=False))
    ends = {}
    ax.axhline(1, color=style.MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.text(
        span[0] - 0.5, 1.015, "as many as arrived in South Korea", fontsize=8.5, color=style.MUTED
    )
    shown = [y for y in missing if span[0] <= y <= span[1]]
    for year in shown:
        ax.axvspan(year - 0.5, year + 0.5, color=style.GRID, alpha=0.6, linewidth=0, zorder=0)
    if shown:
        ax.text(sum(shown) / len(shown), 0.5, "no count\nfound", ha="center", color=style.MUTED)
    for code, name in hosts.items():
        own = points[points.host == code]
        ends[name] = (*_host(ax, own, paint[code], marks[code]), paint[code])
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
        style.mark("main source", style.INK),
        style.mark("rival source", style.INK, hollow=True),
        style.mark("half-year", style.INK, "D"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def _host(ax: Axes, own: pd.DataFrame, colour: str, marker: str) -> tuple[float, float]:
    """Draw one host; return where its name may stand, above the highest year."""
    main = own[(own["rank"] == 1) & (own.months == 12)].set_index("year").theta
    for run in style.runs(main, main.index.to_series()):
        ax.plot(run.index, run, color=colour, linewidth=1.4)
    for (year, months), group in own.groupby(["year", "months"]):
        x = year - 0.5 + months / 24  # a half-year stands in the middle of its months
        ends = [group.theta.min(), group.theta.max()]
        ax.plot([x, x], ends, color=colour, linewidth=3.5, alpha=0.35)
        for row in group.itertuples():
            ax.plot(
                x,
                row.theta,
                marker="D" if months < 12 else marker,
                markersize=4.5,
                color=colour,
                markerfacecolor=colour if row.rank == 1 else "white",
                linestyle="",
                zorder=4 if row.rank == 1 else 3,
            )
    top = main.idxmax() if len(main) else own.year.iloc[0]
    return float(top), float(own[own.year == top].theta.max())


def shares(rows: pd.DataFrame) -> Figure:
    """Draw rival shares side by side, a bar per source with its year.

    Args:
        rows: host_name, of_whom, year, share, precision, basis, sources.
    """
    signs = {"exact": "", "about": "about ", "at_least": "more than ", "at_most": "at most "}
    figure, (ax,) = style.canvas(height=0.5 * len(rows) + 0.6)
    labels = []
    for place, row in enumerate(rows.itertuples()):
        colour = style.BLUE if row.of_whom == "arrivals" else style.GREY
        ax.barh(place, row.share, height=0.56, facecolor=_pale(colour), edgecolor=colour)
        text = f"{signs[row.precision]}{100 * row.share:.0f} %"
        ax.text(row.share + 0.012, place, text, va="center", fontsize=9, fontweight="semibold")
        ax.text(0.012, place, row.basis, va="center", fontsize=9)
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
    return figure
