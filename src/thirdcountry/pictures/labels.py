"""One engine that finds a free place for every label of a figure.

A label brings the spots where it may stand, each with what it costs. The engine gives every label
the spot that costs least: first one label after the other, then again with all others in place
until none wants to move (discrete gradient descent: Christensen, Marks and Shieber 1995, "An
empirical study of algorithms for point-feature label placement", ACM Transactions on Graphics 14).
Labels in a column need no search: to move them as little as possible is a problem of least squares
with an exact solution (isotonic regression). Neither uses chance or a clock, so that a figure is
the same on every run.

Places are chosen while the figure is laid out and drawn, with the sizes that axes and type then
have. adjustText pushes labels apart step by step instead, inside the axes only, lays the figure out
once more for each call, and stops at a limit whether labels still overlap or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform, Transform

from thirdcountry.pictures import style

#: To cover another label is worse than any place; each point of a line that is covered counts a bit
_OVERLAP, _COVERED = 1_000.0, 8.0
_PAD = (5.0, 0.0)  # points that stay free between labels: across, up (where type has air)
_SWEEPS = 20  # more than any figure has needed; two labels that change places for ever must end
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # hides lines behind words


@dataclass(frozen=True)
class Spot:
    """A place for a label: an anchor, a shift from it in points, and the side that touches it."""

    x: float
    y: float
    right: float = 0.0
    up: float = 0.0
    ha: str = "center"
    va: str = "center"
    cost: float = 0.0


@dataclass
class Label:
    """A text with the spots where it may stand.

    Args:
        text: the words; may have several lines.
        spots: at least one; the first of those that cost the same is taken.
        look: properties of the text (color, fontsize, bbox ...).
        avoid: points (x, y) in data coordinates that it had better not cover.
        pad: points around the text that belong to it, as in a frame.
        leader: colour of the line to its anchor where it stands away from it; None for no line.
        optional: leave the label out where it would cover something.
    """

    text: str
    spots: Sequence[Spot]
    look: Mapping[str, Any] = field(default_factory=dict)
    avoid: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    pad: float = 0.0
    leader: Any = None
    optional: bool = False


class _Layer(Artist):
    """Labels of one axes, which take their places when the figure is laid out and drawn."""

    def __init__(self, ax: Axes, labels: Sequence[Label], anchors: Transform):
        super().__init__()
        self.ax, self.labels, self.anchors = ax, list(labels), anchors
        self.texts = [Text(0, 0, each.text, **each.look) for each in self.labels]
        self.leaders = [Line2D([], [], linewidth=0.6, color=each.leader) for each in self.labels]
        self._placed: tuple[float, ...] = ()
        self.set_zorder(5)
        ax.add_artist(self)
        self.set_clip_on(False)  # the layout makes room for labels beside the axes
        for child in self.get_children():
            child.axes = ax
            child.set_figure(ax.figure)
            child.set_transform(IdentityTransform())  # in pixels

    def get_children(self) -> list[Artist]:
        return [*self.leaders, *self.texts]

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        self._place(renderer or _find_renderer(self.ax))
        shown = [text for text in self.texts if text.get_visible()]  # a hidden one is at (0, 0)
        return Bbox.union([t.get_window_extent(renderer) for t in shown]) if shown else Bbox.null()

    def draw(self, renderer: Any) -> None:
        self._place(renderer)
        for child in sorted(self.get_children(), key=Artist.get_zorder):
            child.draw(renderer)

    def _place(self, renderer: Any) -> None:
        """Choose places anew if the axes or the type have changed since."""
        scale = self.anchors.transform([(0.2, 0.2), (0.9, 0.9)]).ravel()
        now = (renderer.points_to_pixels(1.0), *scale, *self.ax.bbox.extents)
        if now != self._placed:
            self._placed = now
            for text in self.texts:
                text.set_visible(True)  # a hidden text has no size
            boxes = [Text.get_window_extent(text, renderer) for text in self.texts]
            pads = 2 * now[0] * np.array([[label.pad] for label in self.labels])
            self._choose(np.array([(box.width, box.height) for box in boxes]) + pads, now[0])

    def _choose(self, sizes: np.ndarray, point: float) -> None:
        """Place texts of these sizes; a point of type has that many pixels."""
        raise NotImplementedError

    def _stand(self, n: int, corner: np.ndarray) -> None:
        self.texts[n].set(x=corner[0], y=corner[1], ha="left", va="bottom")


class _Free(_Layer):
    """Labels that may stand on several sides of their anchors.

    Args:
        solid: what no label may cover: artists, and anchors as (x, y, radius in points).
        edges: "axes": labels stay inside the axes, "across": between their left and right end.
    """

    def __init__(
        self,
        ax: Axes,
        labels: Sequence[Label],
        anchors: Transform,
        solid: Iterable[Any] = (),
        edges: str | None = "axes",
    ):
        super().__init__(ax, labels, anchors)
        self.solid, self.edges = list(solid), edges
        self.set_in_layout(edges != "axes")

    def _choose(self, sizes: np.ndarray, point: float) -> None:
        blocks = self._find_blocks(point)
        boxes: list[np.ndarray] = []
        costs: list[np.ndarray] = []
        for label, size in zip(self.labels, sizes, strict=True):
            own, pushed = self._find_boxes(label.spots, size, point)
            hidden = _count_inside(own, self.ax.transData.transform(label.avoid))
            cost = np.array([spot.cost for spot in label.spots]) + 2 * pushed + _COVERED * hidden
            cost += _overlap_costs(own, blocks, point, (1, 1))
            if label.optional:
                own, cost = np.vstack([own, _put_away(len(boxes))]), np.append(cost, _OVERLAP / 2)
            boxes.append(own)
            costs.append(cost)
        for n, spot in enumerate(choose_spots(boxes, costs, point)):
            label, box = self.labels[n], boxes[n][spot]
            self._stand(n, box[:2] + label.pad * point)
            shown = spot < len(label.spots)
            self.texts[n].set_visible(shown)
            self.leaders[n].set_visible(shown and label.leader is not None)
            if shown:
                self._lead(n, label.spots[spot], box, point)

    def _find_boxes(
        self, spots: Sequence[Spot], size: np.ndarray, point: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Windows of a label at its spots (x0, y0, x1, y1 in pixels), and how many points each was
        pushed to stay inside the edges."""
        parts = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
        low = self.anchors.transform([(s.x, s.y) for s in spots])
        low = low + point * np.array([(s.right, s.up) for s in spots])
        low = low - size * np.array([(parts[s.ha], parts[s.va]) for s in spots])
        free = low
        if self.edges:
            (x0, y0), (x1, y1) = self.ax.bbox.get_points()
            if self.edges == "across":
                y0, y1 = -np.inf, np.inf
            low = np.clip(np.minimum(low, (x1, y1) - size), (x0, y0), None)
        return np.hstack([low, low + size]), np.abs(low - free).sum(axis=1) / point

    def _find_blocks(self, point: float) -> np.ndarray:
        """Windows in pixels of what no label may cover."""
        found = []
        for thing in self.solid:
            if isinstance(thing, Artist):
                found.append(thing.get_window_extent(_find_renderer(self.ax)).extents)
            else:
                (x, y), reach = self.anchors.transform(thing[:2]), thing[2] * point
                found.append((x - reach, y - reach, x + reach, y + reach))
        return np.array(found, dtype=float).reshape(-1, 4)

    def _lead(self, n: int, spot: Spot, box: np.ndarray, point: float) -> None:
        """Draw a line from the anchor to a label that stands away from it.

        It ends at the nearest edge, or runs up along a label that begins just beside it.
        """
        own = self.anchors.transform((spot.x, spot.y))
        slack = np.array([3.5 * point, 0])
        near = np.clip(own, box[:2] - slack, box[2:] + slack)
        beside = near[0] == own[0] and not box[0] <= own[0] <= box[2] and near[1] != own[1]
        far = np.hypot(*(near - own)) > 9 * point
        if beside:
            near[1] = box[3] if own[1] < box[1] else box[1]
        ends = np.transpose([own, near]) if far or beside else np.empty((2, 0))
        self.leaders[n].set_data(*ends)


def _find_renderer(ax: Axes) -> Any:
    """Return what measures type for the output that the figure has now."""
    figure: Any = ax.get_figure(root=True)
    return figure._get_renderer()


def choose_spots(
    boxes: Sequence[np.ndarray], costs: Sequence[np.ndarray], point: float = 1.0
) -> list[int]:
    """Return the number of the spot of every label.

    Args:
        boxes: for each label its window at every spot, shape (spots, 4): x0, y0, x1, y1.
        costs: for each label what every spot costs by itself.
        point: length of a point in the unit of the boxes.
    """
    taken = np.array([_put_away(n) for n in range(len(boxes))])
    chosen = [-1] * len(boxes)
    for _ in range(_SWEEPS):
        before = chosen.copy()
        for n, (own, cost) in enumerate(zip(boxes, costs, strict=True)):
            full = cost + _overlap_costs(own, np.delete(taken, n, axis=0), point)
            chosen[n] = int(np.argmin(full.round(3)))  # machines differ in the last digits
            taken[n] = own[chosen[n]]
        if chosen == before:
            break
    return chosen


def _put_away(n: int) -> np.ndarray:
    """A window far from all others."""
    return np.full(4, -1e9 * (n + 1))


def _overlap_costs(
    boxes: np.ndarray, others: np.ndarray, point: float, pad: tuple[float, float] = _PAD
) -> np.ndarray:
    """What each box costs for the others that it covers, or comes too near to."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    area = np.clip((high - low) / point + pad, 0, None).prod(axis=2)
    return np.where(area > 0, _OVERLAP + area, 0.0).sum(axis=1)


def _count_inside(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How many of the points lie in each box."""
    apart = points.reshape(1, -1, 2)
    return ((apart > boxes[:, None, :2]) & (apart < boxes[:, None, 2:])).all(axis=2).sum(axis=1)


class _Column(_Layer):
    """Labels in a column to the right of the axes, each as near to its height as the others let."""

    def _choose(self, sizes: np.ndarray, point: float) -> None:
        own = self.anchors.transform([(s.x, s.y) for (s,) in (each.spots for each in self.labels)])
        centres = spread(own[:, 1], sizes[:, 1], *self.ax.bbox.intervaly)
        for n, (x, y) in enumerate(own):
            self._stand(n, np.array([x + 10 * point, centres[n] - sizes[n, 1] / 2]))
            moved = abs(centres[n] - y) > sizes[n, 1] / 4
            ends = ([x, x + 8 * point], [y, centres[n]])
            self.leaders[n].set_data(ends if moved else ([], []))


def spread(heights: np.ndarray, sizes: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return centres of labels between two bounds, moved as little as possible (least squares).

    Args:
        heights: where each label would like to be, in any order.
        sizes: height of each label; no two overlap afterwards.
        low, high: bounds of the centres; where there is not room enough, the upper one gives way.
    """
    from scipy.optimize import isotonic_regression

    order = np.argsort(heights, kind="stable")
    steps = (sizes[order][1:] + sizes[order][:-1]) / 2
    floor = np.concatenate([[0.0], np.cumsum(steps)])  # of each, if the lowest label is at nought
    moved = isotonic_regression(heights[order] - floor).x
    centres = np.empty(len(heights))
    centres[order] = np.clip(moved, low, max(low, high - floor[-1])) + floor
    return centres


# -- what pictures call --------------------------------------------------------------------------


def label_line_ends(
    ax: Axes, ends: Mapping[str, tuple[float, float, Any]], size: float = 9
) -> None:
    """Write the name of each series to the right of the axes, beside the last value of its line.

    Args:
        ends: name -> x, y, colour; x is for the reader of the code, the column is at the axes' end.
        size: of the type in points.
    """
    labels = [
        Label(name, [Spot(1, y)], _bold(colour, size), leader=colour)
        for name, (_, y, colour) in ends.items()
    ]
    if labels:
        _Column(ax, labels, ax.get_yaxis_transform())


#: Sides of a point where a name may stand, the best one first.
SIDES = ("right", "left", "above", "below", "corners")


def label_points(
    ax: Axes,
    points: Iterable[tuple[str, float, float, Any]],
    *,
    size: float = 8.5,
    sides: Sequence[str] = SIDES,
    gap: float = 6,
    reach: float = 60,
    avoid: np.ndarray | None = None,
    solid: Iterable[Any] = (),
    edges: str | None = "axes",
    optional: bool = False,
    **look: Any,
) -> None:
    """Write a name beside each point where it covers no point and no name.

    Args:
        points: text, x, y, colour; the first ones have the first choice.
        size: of the type in points.
        sides: of right, left, above, below and corners, where a name may stand.
        gap: points between a point and its name.
        reach: how far away a crowded name may stand, with a line to its point; 0 for beside only.
        avoid: points (x, y) of lines that names had better not cover.
        solid: artists, and points as (x, y, radius in points), that names must not cover.
        edges: "axes" or "across" keep names inside the axes or their width; None lets them stand
            out, and the layout makes room.
        optional: leave a name out where it would cover something.
        look: further properties of the text.
    """
    points = list(points)
    looks = {"fontsize": size, "path_effects": [withStroke(linewidth=2.5, foreground="white")]}
    labels = [
        Label(
            text,
            list(_spots_around(x, y, sides, gap, reach)),
            {**looks, "color": style.darker(colour), **look},
            leader=style.MUTED,
            optional=optional,
            avoid=np.empty((0, 2)) if avoid is None else avoid,
        )
        for text, x, y, colour in points
    ]
    if labels:
        marks = [(x, y, gap / 2) for _, x, y, _ in points]
        _Free(ax, labels, ax.transData, [*marks, *solid], edges)


def _spots_around(
    x: float, y: float, sides: Sequence[str], gap: float, reach: float
) -> Iterator[Spot]:
    """Spots beside a point, then further and further away from it, in more directions."""
    straight = {0.0: "right", 180.0: "left", 90.0: "above", 270.0: "below"}
    for far in (gap, *np.arange(gap + 10, reach, 10)):
        for angle in np.arange(0, 360, 45 if far == gap else 22.5):
            side = straight.get(float(angle), "corners")
            if side not in sides:
                continue
            right, up = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            ha = "left" if right > 0.3 else "right" if right < -0.3 else "center"
            va = "bottom" if up > 0.3 else "top" if up < -0.3 else "center"
            cost = SIDES.index(side) + 2 * (far - gap)
            yield Spot(x, y, right * far, up * far, ha, va, cost)


def label_events(ax: Axes, table: pd.DataFrame, size: float = 8) -> None:
    """Draw dated events as thin lines with their titles in rows above the axes.

    Args:
        table: columns date (datetime) and title; x of the axes is in years.
        size: of the type in points.
    """
    look = {"fontsize": size, "color": style.MUTED, "bbox": WHITE}
    labels = []
    for event in table.sort_values("date").itertuples():
        x = style.year_fraction(event.date)
        ax.axvline(x, color=style.MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0)
        spots = [
            Spot(x, 1, side * 3, 3 + 1.6 * size * row, ha, "bottom", 12 * row + late)
            for row in range(len(table))
            for side, ha, late in ((1, "left", 0), (-1, "right", 16))
        ]
        labels.append(Label(event.title, spots, look, leader=style.MUTED))
    if labels:
        _Free(ax, labels, ax.get_xaxis_transform(), edges="across")


def place_labels(
    ax: Axes, labels: Sequence[Label], solid: Iterable[Any] = (), edges: str | None = "axes"
) -> None:
    """Place labels whose spots the picture gives itself, as on a map.

    Args:
        labels: in the order of choice.
        solid, edges: as in :func:`label_points`.
    """
    if labels:
        _Free(ax, labels, ax.transData, solid, edges)


def _bold(colour: Any, size: float) -> dict[str, Any]:
    return {"color": style.darker(colour), "fontsize": size, "fontweight": "semibold"}
