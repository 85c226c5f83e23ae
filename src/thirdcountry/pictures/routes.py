"""Map, timeline, ratios and shares of the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle

from thirdcountry.pictures import charts, style
from thirdcountry.pictures.labels import WHITE, Label, Spot, place_labels
from thirdcountry.words.language import read_language, write

#: State -> colour, line, width, stripes. Several signs each, so that colour is not needed.
LOOK: dict[str, tuple[str, Any, float, tuple[int, ...]]] = {
    "open": (style.BLUE, "-", 1.9, ()),
    "restricted": (style.ORANGE, (0, (5, 2)), 1.7, (1,)),
    "closed": (style.RED, (0, (1.2, 1.2)), 2.6, (1, -1)),
    "not known": (style.GREY, (0, (1, 2.2)), 1.1, ()),
}
KNOWN, UNKNOWN = list(LOOK)[:-1], list(LOOK)[-1]
LAND, BORDER = "#ecebe6", "#b9b7ae"
NAME = {"fontsize": 8.5, "zorder": 7, "bbox": {**WHITE, "pad": 0.3, "alpha": 0.6}}

Look = dict[str, Any]
Extent = tuple[float, float, float, float]
EXTENT = (93.0, 141.0, 9.0, 52.5)  # the ways from Bangkok to Vladivostok, in degrees
INSET = (96.2, 106.7, 16.4, 26.2)  # where Laos, Myanmar and Thailand meet: legs are short there


def network(outlines: pd.DataFrame, state: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw the legs and their state in one year on a map, with an inset of the Mekong.

    Args:
        outlines: country, part, vertex, lon, lat.
        state: number, status and both ends of every leg (measures.legs.find_states).
        words: open, restricted, closed, unknown (the states), inset.
    """
    figure, (ax,) = style.canvas(height=6.0)
    zoom = ax.inset_axes([0.605, 0.12, 0.39, 0.41])
    for axes, extent in ((ax, EXTENT), (zoom, INSET)):
        _draw_land(axes, outlines, extent)
    title = zoom.set_title(words["inset"], fontsize=8.5, fontweight="normal", pad=2, loc="right")
    west, east, south, north = INSET
    look: Look = {"fill": False, "edgecolor": style.MUTED, "linewidth": 0.8}
    ax.add_patch(Rectangle((west, south), east - west, north - south, **look))
    spots = _find_spots(state)
    spots = spots[_find_inside(spots, "", EXTENT)]
    framed = _find_inside(spots, "", INSET)
    small = _find_inside(state, "from_", INSET) & _find_inside(state, "to_", INSET)
    _draw_legs(ax, state, ~small, spots, ~framed, EXTENT, [zoom, title])
    _draw_legs(zoom, state[small], small[small], spots[framed], framed[framed], INSET)
    signs = zip(LOOK.values(), _name_states(words).values(), strict=True)
    handles = [style.line(name, c, linestyle=dash, linewidth=w) for (c, dash, w, _), name in signs]
    style.add_legend(figure, handles, columns=len(handles), handlelength=3.4)
    return figure


def _name_states(words: Mapping[str, str]) -> dict[str, str]:
    """State -> its name."""
    return {status: words[status] for status in KNOWN} | {UNKNOWN: words["unknown"]}


def _find_inside(rows: pd.DataFrame, end: str, extent: Extent) -> pd.Series:
    """Which places, or ends of legs, lie within the extent."""
    west, east, south, north = extent
    return rows[f"{end}lon"].between(west, east) & rows[f"{end}lat"].between(south, north)


def _find_spots(state: pd.DataFrame) -> pd.DataFrame:
    """The places at the ends of legs, each once: name, lon, lat."""
    columns = ["name", "lon", "lat"]
    ends = [state[[f"{e}_{c}" for c in columns]].set_axis(columns, axis=1) for e in ("from", "to")]
    return pd.concat(ends).drop_duplicates("name").reset_index(drop=True)


def _draw_land(ax: Axes, outlines: pd.DataFrame, extent: Extent) -> None:
    """Land and borders within the extent."""
    west, east, south, north = extent
    parts = [own for _, own in outlines.groupby(["country", "part"], sort=True, dropna=False)]
    pieces = [
        own[["lon", "lat"]].to_numpy()
        for own in parts
        if own.lon.max() > west and own.lon.min() < east
        if own.lat.max() > south and own.lat.min() < north
    ]
    look: Look = {"facecolor": LAND, "edgecolor": BORDER, "linewidth": 0.5, "zorder": 0}
    ax.add_collection(PolyCollection(pieces, **look))
    # a degree of longitude is shorter than one of latitude
    ax.set(
        xlim=(west, east), ylim=(south, north), aspect=1 / _squeeze(extent), xticks=[], yticks=[]
    )
    for spine in ax.spines.values():
        spine.set(visible=True, color=BORDER)


def _squeeze(extent: Extent) -> float:
    """Length of a degree of longitude over one of latitude."""
    return float(np.cos(np.radians((extent[2] + extent[3]) / 2)))


@dataclass(frozen=True)
class _Leg:
    """A leg on a map, an arc between two places in degrees; ``beyond`` names an end that the map
    does not show."""

    number: int
    status: str
    start: tuple[float, float]
    end: tuple[float, float]
    bend: float
    beyond: str

    def trace(self, squeeze: float) -> np.ndarray:
        """Points along the arc, a quadratic curve; shape (81, 2)."""
        share, way = np.linspace(0, 1, 81)[:, None], np.subtract(self.end, self.start)
        lift = self.bend * np.array([way[1] / squeeze, -way[0] * squeeze])
        return self.start + share * way + 2 * share * (1 - share) * lift


def _lay_leg(row: Any, extent: Extent) -> _Leg:
    """A leg as a map of this extent shows it."""
    start, end = (row.from_lon, row.from_lat), (row.to_lon, row.to_lat)
    if not extent[0] <= end[0] <= extent[1]:  # an arrow to the edge of the map
        end = (extent[1] - 0.4, start[1] - 2.2)
        return _Leg(row.number, row.status, start, end, 0.0, row.to_name)
    # longer legs bend more, so that the flights to Seoul lie beside each other
    bend = 0.02 + 0.12 * min(1.0, np.hypot(end[0] - start[0], end[1] - start[1]) / 36) ** 3
    return _Leg(row.number, row.status, start, end, bend, "")


def _draw_legs(
    ax: Axes,
    state: pd.DataFrame,
    numbered: pd.Series,
    spots: pd.DataFrame,
    named: pd.Series,
    extent: Extent,
    solid: Iterable[Artist] = (),
) -> None:
    """Draw legs and places, with numbers and names; names have the first choice."""
    legs = [_lay_leg(row, extent) for row in state.itertuples()]
    for leg in legs:
        _draw_leg(ax, leg)
    ax.scatter(spots.lon, spots.lat, s=14, color=style.INK, zorder=6)
    paths = {leg.number: leg.trace(_squeeze(extent)) for leg in legs}
    shown = [leg for leg, wanted in zip(legs, numbered, strict=True) if wanted]
    shown.sort(key=lambda leg: leg.status == UNKNOWN)
    room = (extent[1] - extent[0]) / 100
    labels = [_name_place(spot, paths) for spot in spots[named].itertuples()]
    labels += [_number_leg(leg, paths, room) for leg in shown]
    for leg in legs:
        if leg.beyond:
            x, y = leg.end
            labels.append(Label(leg.beyond, [Spot(x, y, -2, 3, "right", "bottom")], NAME))
    dots = ((x, y, 3.0) for x, y in zip(spots.lon, spots.lat, strict=True))
    place_labels(ax, labels, [*dots, *solid])


def _draw_leg(ax: Axes, leg: _Leg) -> None:
    """Draw a leg as an arrow."""
    colour, dash, width, _ = LOOK[leg.status]
    look: Look = {"color": colour, "linestyle": dash, "linewidth": width}
    arrow: Look = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 2, "shrinkB": 3}
    arc = f"arc3,rad={leg.bend:.4f}"
    layer = 2 if leg.status == UNKNOWN else 3
    patch = FancyArrowPatch(leg.start, leg.end, connectionstyle=arc, zorder=layer, **arrow, **look)
    ax.add_patch(patch)


#: On a very short leg a number has no room: where it may stand beside it, in points.
_BESIDE = [(-14, 0), (14, 0), (0, 14), (0, -14), (-11, 11), (11, -11), (11, 11), (-11, -11)]


def _number_leg(leg: _Leg, paths: Mapping[int, np.ndarray], room: float) -> Label:
    """The number of a leg on its line: round if open, square if restricted, filled if closed; its
    box takes ``room`` degrees beside it."""
    colour, closed, known = LOOK[leg.status][0], leg.status == "closed", leg.status != UNKNOWN
    box: Look = {
        "boxstyle": "circle,pad=0.18" if leg.status == "open" else "square,pad=0.18",
        "facecolor": style.darker(colour) if closed else "white",
        "edgecolor": colour if known else "none",
        "linewidth": 1.1,
        "alpha": 1.0 if known else 0.75,
    }
    look: Look = {
        "fontsize": 8,
        "color": "white" if closed else style.INK if known else style.MUTED,
        "fontweight": "semibold" if known else "normal",
        "zorder": 5 if known else 4,
        "bbox": box,
    }
    path = paths[leg.number]
    spots = [Spot(x, y) for x, y in path[[40, 34, 46, 28, 52, 22, 58]]]
    spots += [replace(spots[0], right=right, up=up, cost=60) for right, up in _BESIDE]
    near = [(-room, 0), (room, 0)]
    others = [path + r for n, path in paths.items() if n != leg.number for r in near]
    return Label(str(leg.number), spots, look, np.vstack([np.empty((0, 2)), *others]))


#: Where a name may stand: shift in points and alignment.
_SIDES = [
    (5, 3, "left", "bottom"),
    (-5, 3, "right", "bottom"),
    (5, -3, "left", "top"),
    (-5, -3, "right", "top"),
    (0, 6, "center", "bottom"),
    (0, -6, "center", "top"),
]


def _name_place(spot: Any, paths: Mapping[int, np.ndarray]) -> Label:
    """The name of a place beside it, off the legs where there is room."""
    spots = [Spot(spot.lon, spot.lat, *side) for side in _SIDES]
    return Label(spot.name, spots, NAME, np.vstack([np.empty((0, 2)), *paths.values()]))


def timeline(
    runs: pd.DataFrame, year: int, span: tuple[int, int], words: Mapping[str, str]
) -> Figure:
    """Draw the state of every leg over the years, a row each; the year of the map is framed.

    Args:
        runs: number, label, first_year, last_year, status (measures.legs.list_runs).
        words: open, restricted, closed (the letter in the bars, a colon, the name of the state),
            unknown.
    """
    legs = runs.drop_duplicates("number")
    figure, (ax,) = style.canvas(height=0.215 * len(legs) + 0.9)
    rows = dict(zip(legs.number, range(len(legs)), strict=True))
    letters = {status: words[status].split(":")[0] for status in KNOWN}
    placed = runs.assign(y=runs.number.map(rows), left=runs.first_year - 0.5)
    placed["width"] = runs.last_year - runs.first_year + 1
    for run in placed[placed.status.isin(KNOWN)].itertuples():
        _draw_bar(ax, run, letters[run.status])
    colour, dash, width, _ = LOOK[UNKNOWN]
    dotted: Look = {"linestyle": dash, "linewidth": width}
    gaps = placed[placed.status == UNKNOWN]
    ax.hlines(gaps.y, gaps.left, gaps.left + gaps.width, colour, **dotted)
    if span[0] <= year <= span[1]:
        look: Look = {"fill": False, "edgecolor": style.INK, "zorder": 5}
        ax.add_patch(Rectangle((year - 0.5, -0.6), 1, len(rows) + 0.2, **look))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    names = [f"{number}  {label}" for number, label in zip(legs.number, legs.label, strict=True)]
    ax.set_yticks(list(rows.values()), names, fontsize=8)
    style.year_axis(ax, *span)
    _grid_years(ax)
    names_of = _name_states(words)
    handles: list[Artist] = [
        Patch(facecolor=_pale(c := LOOK[status][0]), edgecolor=c, label=names_of[status])
        for status in KNOWN
    ]
    handles.append(style.line(names_of[UNKNOWN], colour, **dotted))
    style.add_legend(figure, handles, columns=len(handles))
    return figure


def _draw_bar(ax: Axes, run: Any, letter: str) -> None:
    """A period in one state, with its letter; drawn stripe by stripe, as a PDF page does not show
    the hatching of SVG."""
    colour, _, _, slopes = LOOK[run.status]
    left, foot, width, height = run.left + 0.05, run.y - 0.38, run.width - 0.1, 0.76
    look: Look = {"facecolor": _pale(colour), "edgecolor": colour, "linewidth": 0.6, "zorder": 2}
    box = ax.add_patch(Rectangle((left, foot), width, height, **look))
    lean = 0.35  # years that a stripe leans to one side
    starts = np.arange(left - lean, left + width + lean, 0.3)
    for slope in slopes:
        low, high = (foot + height, foot) if slope > 0 else (foot, foot + height)
        lines = [((start, low), (start + lean, high)) for start in starts]
        stripes = LineCollection(lines, colors=colour, linewidths=0.7, zorder=3)
        ax.add_collection(stripes, autolim=False)
        stripes.set_clip_path(box)
    ground: Look = {"facecolor": _pale(colour), "edgecolor": "none", "pad": 0.8}
    letters: Look = {
        "ha": "center",
        "va": "center",
        "fontsize": 8,
        "fontweight": "semibold",
        "zorder": 4,
    }
    ax.text(run.left + run.width / 2, run.y, letter, bbox=ground, **letters)


def _grid_years(ax: Axes) -> None:
    """Lines across rows instead of along them."""
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)


def _pale(colour: str) -> str:
    """The colour mixed with white, as ground for letters."""
    red, green, blue = (1 - 0.45 * (1 - part) for part in style.mpl.colors.to_rgb(colour))
    return style.mpl.colors.to_hex((red, green, blue))


def ratios(
    points: pd.DataFrame,
    bounds: pd.DataFrame,
    hosts: Mapping[str, str],
    missing: Iterable[int],
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw theta by year: a point per source, a bar from lowest to highest, lines only between
    years next to each other.

    Args:
        points: host, year, months, theta, rank (measures.transit.compute_ratios).
        bounds: host, year, months, theta_low, theta_high (measures.transit.bound_ratios).
        hosts: code -> name of the hosts drawn.
        missing: years between the counts of the first host for which nothing was found.
        words: y, equal (a ratio of one), nothing (for missing years), main, rival, half.
    """
    figure, (ax,) = style.canvas(height=3.4)
    paint = dict(zip(hosts, (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE), strict=False))
    markers = dict(zip(hosts, "osv^", strict=False)) | {"half": "D"}
    # a half-year stands in the middle of its months
    points, bounds = (
        t[t.host.isin(paint)].assign(x=t.year - 0.5 + t.months / 24) for t in (points, bounds)
    )
    points = points.assign(
        kind=points.host.where(points.months == 12, "half"), rival=points["rank"] > 1
    )
    notes = _note_ratios(ax, [y for y in missing if span[0] <= y <= span[1]], span, words)
    ax.vlines(
        bounds.x,
        bounds.theta_low,
        bounds.theta_high,
        color=bounds.host.map(paint),
        linewidth=3.5,
        alpha=0.35,
    )
    look: Look = {"y": "theta", "hue": "host", "palette": paint, "hue_order": list(paint), "ax": ax}
    charts.draw_lines(points[(points["rank"] == 1) & (points.months == 12)], linewidth=1.4, **look)
    signs: Look = {"style": "kind", "markers": markers, "hollow": "rival", "size": 22}
    charts.draw_points(points.sort_values("rank", ascending=False), x="x", **signs, **look)
    style.year_axis(ax, *span)
    ax.set_ylim(0, max(1.12, float(points.theta.max()) * 1.1))
    ax.set_ylabel(style.wrap(words["y"], 30))
    names = [
        _name_host(bounds[bounds.host == code], hosts[code], paint[code], bounds) for code in paint
    ]
    dots = zip(points.x, points.theta, np.full(len(points), 3.0), strict=True)
    place_labels(ax, names, [*dots, *notes])
    handles = [
        style.mark(words["main"], style.INK),
        style.mark(words["rival"], style.INK, hollow=True),
        style.mark(words["half"], style.INK, "D"),
    ]
    style.add_legend(figure, handles, columns=3)
    return figure


def _note_ratios(
    ax: Axes, missing: list[int], span: tuple[int, int], words: Mapping[str, str]
) -> list[Artist]:
    """Draw the line of equal numbers and the years without a count; return what is written."""
    ax.axhline(1, color=style.MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
    look: Look = {"fontsize": 8.5, "color": style.MUTED}
    notes: list[Artist] = [ax.text(span[0] - 0.5, 1.015, words["equal"], **look)]
    for year in missing:
        ax.axvspan(year - 0.5, year + 0.5, color=style.GRID, alpha=0.6, linewidth=0, zorder=0)
    if missing:
        text = style.wrap(words["nothing"], 9)
        notes.append(ax.text(sum(missing) / len(missing), 0.5, text, ha="center", **look))
    return notes


def _name_host(own: pd.DataFrame, name: str, colour: str, bounds: pd.DataFrame) -> Label:
    """The name of a host beside one of its points, the highest one that has room, off the bars."""
    spots = [
        Spot(row.x, row.theta_high, right, up, ha, "center", cost)
        for cost, row in enumerate(own.sort_values("theta_high", ascending=False).itertuples())
        for right, up, ha in ((7, 0, "left"), (6, 7, "left"), (-7, 0, "right"))
    ]
    bars = [np.linspace((b.x, b.theta_low), (b.x, b.theta_high), 20) for b in bounds.itertuples()]
    look: Look = {"color": style.darker(colour), "fontsize": 9, "fontweight": "semibold"}
    return Label(name, spots, look, np.vstack(bars))


def shares(rows: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw rival shares side by side, a bar per source with its year.

    Args:
        rows: host_name, of_whom, year, share, precision, basis, sources.
        words: arrivals and others (whose share; with {host} and {whom}), dated and undated (with
            {year} and {sources}), exact, about, at_least, at_most (with {share}).
    """
    figure, (ax,) = style.canvas(height=0.5 * len(rows) + 0.6)
    places = range(len(rows))
    colours = [style.BLUE if whom == "arrivals" else style.GREY for whom in rows.of_whom]
    bars: Look = {"orient": "h", "width": 0.56, "saturation": 1, "errorbar": None, "legend": False}
    palette = [_pale(colour) for colour in colours]
    sns.barplot(x=rows.share, y=places, hue=places, palette=palette, ax=ax, **bars)
    for bar, colour in zip(ax.patches, colours, strict=True):
        bar.set_edgecolor(colour)
    texts = []
    for place, row in enumerate(rows.itertuples()):
        share = words[row.precision].format(
            share=write(row.share, "whole percent", read_language())
        )
        bold = {"fontsize": 9, "fontweight": "semibold"}
        texts.append(Label(share, [Spot(row.share, place, 4, 0, "left")], bold))
        texts.append(Label(row.basis, [Spot(0, place, 4, 0, "left")], {"fontsize": 9}))
    place_labels(ax, texts)
    ax.set_yticks(places, [_name_share(row, words) for row in rows.itertuples()], fontsize=8)
    ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, 1.2), xlabel="", ylabel="")
    ax.set_xticks(np.linspace(0, 1, 5))
    style.percent(ax.xaxis)
    _grid_years(ax)
    return figure


def _name_share(row: Any, words: Mapping[str, str]) -> str:
    """Whose share by which way, and below it when and who says so."""
    whose = words["arrivals" if row.of_whom == "arrivals" else "others"]
    when = words["undated" if pd.isna(row.year) else "dated"]
    year = "" if pd.isna(row.year) else int(row.year)
    whose = whose.format(host=row.host_name, whom=row.of_whom)
    return f"{whose}\n{when.format(year=year, sources=row.sources)}"
