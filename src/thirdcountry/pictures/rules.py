"""Figures of treaties and treatment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thirdcountry.pictures import charts, style
from thirdcountry.pictures.labels import Label, Spot, place_labels
from thirdcountry.words.language import read_language, write

#: Code -> its name among the words, marker and colour: triangles point down for returns, up for
#: transfers.
LOOK = {
    -2: ("return", "v", style.RED),
    -1: ("blocking", "s", style.ORANGE),
    0: ("held", "o", style.GREY),
    1: ("tolerated", "^", style.SKY),
    2: ("open", "^", style.BLUE),
}
_MARKERS = {code: marker for code, (_, marker, _) in LOOK.items()}
_PAINT = {code: colour for code, (_, _, colour) in LOOK.items()}
_SIGNS: dict[str, Any] = {"hue": "code", "palette": _PAINT, "style": "code", "markers": _MARKERS}


def write_code(code: int, label: str) -> str:
    """Return a code and what it means: +1 tolerated."""
    return f"{write(code, 'code', read_language())} {label}"


def draw_means(ax: Axes, rows: pd.DataFrame, x: str, words: Mapping[str, str]) -> None:
    """Draw the mean code over ``x`` in the look of the nearest code, with the range as a bar.

    Args:
        rows: the column x, practice, lowest, highest.
        words: return, blocking, held, tolerated, open.
    """
    ax.vlines(rows[x], rows.lowest, rows.highest, color=style.GRID, linewidth=4, zorder=1)
    near = rows.assign(code=rows.practice.round().astype(int))
    charts.draw_points(near, x=x, y="practice", size=40, ax=ax, **_SIGNS)
    ax.set_ylim(-2.4, 2.4)
    ax.set_yticks(list(LOOK), [write_code(code, words[name]) for code, (name, *_) in LOOK.items()])


def timeline(
    rows: pd.DataFrame, codes: pd.DataFrame, span: tuple[int, int], words: Mapping[str, str]
) -> Figure:
    """Draw the events of every host on a lane of its own, higher for more open treatment.

    Args:
        rows: country_name, year, code, persons, precision (measures.practice.group_events).
        codes: code, label (table practice_codes).
        words: exact, about and at_least, with {persons}.
    """
    names = list(dict.fromkeys(rows.country_name))[::-1]
    figure, (ax,) = style.canvas(height=0.67 * len(names) + 0.9)
    style.year_axis(ax, *span)
    for lane in range(len(names)):
        ax.axhline(lane + 0.5, color=style.MUTED, linewidth=0.6)
        ax.axhline(lane, color=style.GRID, linewidth=0.8, zorder=0)
    # a lane is one high; five codes leave a margin for the numbers
    height = rows.country_name.map(names.index) + 0.09 * rows.code
    shown = rows.assign(year=rows.year.clip(lower=span[0]), height=height)
    sizes = {code: 49 if abs(code) == 2 else 25 for code in LOOK}
    charts.draw_points(shown, y="height", size=sizes, ax=ax, **_SIGNS)
    numbered = shown[shown.persons.notna() & ~shown.code.isin([-1, 0])]
    place_labels(ax, [_number_people(row, words) for row in numbered.itertuples()])
    ax.set_ylim(-0.5, len(names) - 0.5)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    handles = [
        style.mark(write_code(code, label), _PAINT[code], _MARKERS[code])
        for code, label in sorted(zip(codes.code, codes.label, strict=True))
    ]
    style.add_legend(figure, handles, columns=5, handletextpad=0.2, columnspacing=1.2)
    return figure


def _number_people(row: Any, words: Mapping[str, str]) -> Label:
    """How many people, on the side of the marker where no other code stands."""
    text = words[row.precision].format(persons=write(row.persons, "persons", read_language()))
    up, va = (-4, "top") if row.code < 0 else (4, "bottom")
    spots = [Spot(row.year, row.height, right, up, "center", va) for right in (0, -4, 4)]
    return Label(text, spots, {"fontsize": 8})


def enforcement(
    bound: pd.DataFrame,
    by_year: pd.DataFrame,
    rates: pd.DataFrame,
    span: tuple[int, int],
    words: Mapping[str, str],
) -> Figure:
    """Draw treaty texts joined or agreed over the mean code of each year, and the detention rates.

    Args:
        bound: year, conventions, agreements (measures.treaties.count_texts).
        by_year: year, practice, lowest, highest of the same country
            (measures.practice.summarise_years).
        rates: begin, end, per_month, low, high; may be empty
            (measures.practice.find_detention_rates).
        words: texts, codes and rates (titles), agreements, conventions, period with {begin} and
            {end}, and those of :func:`draw_means`.
    """
    style.use()
    figure = plt.figure(figsize=(style.WIDTH, 4.2))
    if rates.empty:
        axes = figure.subplot_mosaic("t;c")
    else:
        axes = figure.subplot_mosaic("tr;cr", width_ratios=(3, 1))
    for panel, title in {"t": "texts", "c": "codes", "r": "rates"}.items():
        if panel in axes:
            axes[panel].set_title(words[title])
    _count_texts(axes["t"], bound, words)
    draw_means(axes["c"], by_year, "year", words)
    for panel in "tc":
        style.year_axis(axes[panel], *span)
    if len(rates):
        _draw_rates(axes["r"], rates, words)
    return figure


def _count_texts(ax: Axes, bound: pd.DataFrame, words: Mapping[str, str]) -> None:
    """Steps of the texts that bind a country, with names at their ends."""
    paint = {"agreements": style.RED, "conventions": style.BLUE}
    dashes = {"agreements": "", "conventions": (4, 2)}
    rows = bound.melt("year", list(paint), "kind", "texts")
    signs: dict[str, Any] = {"hue": "kind", "palette": paint, "style": "kind", "dashes": dashes}
    charts.draw_lines(rows, y="texts", drawstyle="steps-post", ax=ax, **signs)
    ends = rows.groupby("kind", sort=False).last()
    names = []
    for end in ends.itertuples():
        spots = [
            Spot(end.year, end.texts, 0, up, "right", "bottom" if up > 0 else "top", abs(up))
            for up in (3, -3, 15)
        ]
        look = {"color": style.darker(paint[end.Index]), "fontsize": 9}
        names.append(Label(words[end.Index], spots, look, rows[["year", "texts"]].to_numpy()))
    place_labels(ax, names)
    ax.set_ylim(0, int(rows.texts.max()) + 1.4)
    ax.yaxis.set_major_locator(style.mpl.ticker.MaxNLocator(integer=True, nbins=5))


def _draw_rates(ax: Axes, rates: pd.DataFrame, words: Mapping[str, str]) -> None:
    """Persons detained per month in the periods one source counted, with exact intervals."""
    places = range(len(rates))
    reach = [rates.per_month - rates.low, rates.high - rates.per_month]
    look: dict[str, Any] = {"fmt": "s", "color": style.INK, "capsize": 3, "linewidth": 1.2}
    ax.errorbar(places, rates.per_month, yerr=reach, **look)
    ends = zip(rates.begin, rates.end, strict=True)
    periods = [style.wrap(words["period"].format(begin=a, end=b), 12) for a, b in ends]
    ax.set_xticks(places, periods, fontsize=8)
    ax.set_xlim(-0.6, len(rates) - 0.4)
    ax.set_ylim(0, None)
