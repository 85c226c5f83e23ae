"""Charts that several chapters need, on seaborn: lines that stop at gaps, points, small panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from thirdcountry.pictures import style

#: A small point at each value of a line.
DOTS: dict[str, Any] = {"marker": "o", "markersize": 4, "markeredgewidth": 0}


class Panels(sns.FacetGrid):
    """Small panels that the layout of the figure places: seaborn's own costs a drawing each."""

    def tight_layout(self, *args: Any, **kwargs: Any) -> Panels:
        """Leave the places of the panels as they are."""
        return self


def draw_panels(
    rows: pd.DataFrame, height: float, titles: Mapping[Any, str], **facets: Any
) -> Panels:
    """Return empty panels of text width, one for each value of a column (``col=``, ``col_wrap=``),
    or of two (``row=`` and ``col=``).

    Args:
        height: of the figure, in inches.
        titles: value of the column, or (row, column) -> title of the panel; also its order.
    """
    style.use()
    if "row" not in facets:
        facets = {"col_order": list(titles), **facets}
    grid = Panels(rows, **facets)
    grid.figure.set_size_inches(style.WIDTH, height)
    for key, ax in grid.axes_dict.items():
        ax.set_title(titles[key])
    return grid


def number_runs(rows: pd.DataFrame, x: str = "year", by: str | None = None) -> pd.DataFrame:
    """Return the rows in order, with a column ``run`` that rises by one where a year is missing.

    Args:
        x: the column of the years.
        by: column of the series, if there are several; a run belongs to one of them.
    """
    rows = rows.sort_values([by, x] if by else x, kind="stable")
    cut = rows[x].diff() != 1
    if by:
        cut |= rows[by].ne(rows[by].shift())
    return rows.assign(run=cut.cumsum())


def draw_lines(
    data: pd.DataFrame,
    *,
    y: str,
    x: str = "year",
    hue: str | None = None,
    by: str | None = None,
    ax: Axes | None = None,
    **look: Any,
) -> None:
    """Draw a line for each value of ``hue``, or of ``by`` where all look alike.

    Lines are broken where a year is missing; a year between two gaps is a point. Further arguments
    are those of ``seaborn.lineplot``.
    """
    ax = ax or plt.gca()
    rows = number_runs(data.dropna(subset=[y]).astype({y: float}), x, hue or by)
    if rows.empty:
        return
    words = {"xlabel": ax.get_xlabel(), "ylabel": ax.get_ylabel()}  # seaborn writes column names
    # a line for each run as it is: no mean, and no interval that is drawn by chance
    plain = {"units": "run", "estimator": None, "errorbar": None, "legend": False}
    sns.lineplot(rows, x=x, y=y, hue=hue, ax=ax, **plain, **look)
    alone = rows[rows.groupby("run")[x].transform("size") == 1]
    if len(alone):
        colours = {
            k: v for k, v in look.items() if k in ("palette", "color", "zorder", "hue_order")
        }
        size = 5 * look.get("linewidth", plt.rcParams["lines.linewidth"])
        draw_points(alone, x=x, y=y, hue=hue, ax=ax, size=size, **colours)
    ax.set(**words)


def draw_points(
    data: pd.DataFrame,
    *,
    y: str,
    x: str = "year",
    hue: str | None = None,
    hollow: str | None = None,
    size: float | Mapping[Any, float] = 12,
    ax: Axes | None = None,
    **look: Any,
) -> None:
    """Draw points, hollow where the column ``hollow`` says so.

    Further arguments are those of ``seaborn.scatterplot``.
    """
    ax = ax or plt.gca()
    rows = data.dropna(subset=[y]).astype({y: float})
    if rows.empty:
        return
    words = {"xlabel": ax.get_xlabel(), "ylabel": ax.get_ylabel()}
    sizes = {"size": hue, "sizes": size} if isinstance(size, Mapping) else {"s": size}
    look = {"zorder": 3, "linewidth": 0.9, "legend": False, **sizes, **look}
    sns.scatterplot(rows, x=x, y=y, hue=hue, ax=ax, **look)
    points: Any = ax.collections[-1]
    faces = np.broadcast_to(points.get_facecolor(), (len(rows), 4)).copy()
    points.set_edgecolor(faces.copy())
    if hollow:
        faces[rows[hollow].astype(bool)] = 1.0  # white, not clear: a line may run below
    points.set_facecolor(faces)
    ax.set(**words)


def draw_stems(
    rows: pd.DataFrame, stem: Mapping[str, Any], *, x: str, y: str, ax: Axes, **look: Any
) -> None:
    """Draw points that a line joins to nought: the bars of a chart whose rows are many.

    Args:
        stem: colour, width and opacity of the lines.
        look: as in :func:`draw_points`.
    """
    ax.hlines(rows[y], 0, rows[x], zorder=1, **stem)
    draw_points(rows, x=x, y=y, ax=ax, **look)


def find_ends(
    rows: pd.DataFrame, y: str, names: Mapping[str, str], paint: Mapping[str, Any], ended: str
) -> dict[str, tuple[float, float, Any]]:
    """Return name -> (year, value, colour) at the end of each line, for labels.label_line_ends.

    Args:
        rows: year, y and a column ``key`` with the keys of ``names``.
        ended: the label of a line that ends before the others, with {name} and {year}.
    """
    last = rows.dropna(subset=[y]).sort_values("year").groupby("key").last()
    ends = {}
    for key, name in names.items():
        if key in last.index:
            year, value = float(last.year[key]), float(last[y][key])
            label = name if year == last.year.max() else ended.format(name=name, year=int(year))
            ends[label] = (year, value, paint[key])
    return ends
