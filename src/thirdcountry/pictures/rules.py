"""Figures of treaties and treatment."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style

#: Code -> marker and colour: triangles that point down for returns, up for transfers.
LOOK = {
    -2: ("v", style.RED),
    -1: ("s", style.ORANGE),
    0: ("o", style.GREY),
    1: ("^", style.SKY),
    2: ("^", style.BLUE),
}
SCALE = ["−2 return", "−1 blocking", "0 held", "+1 tolerated", "+2 open"]
_MARKS = {"at_least": "≥", "about": "c. "}


def timeline(rows: pd.DataFrame, codes: pd.DataFrame, span: tuple[int, int]) -> Figure:
    """Draw the events of every host on a lane of its own, higher for more open treatment.

    Args:
        rows: country_name, year, code, persons, precision (measures.practice.group_events).
        codes: code, label (table practice_codes).
    """
    names = list(dict.fromkeys(rows.country_name))
    figure, (ax,) = style.canvas(height=0.67 * len(names) + 0.9)
    style.year_axis(ax, *span)
    step = 0.09  # a lane is one high; five codes leave a margin for the numbers
    for lane, name in enumerate(reversed(names)):
        ax.axhline(lane + 0.5, color=style.MUTED, linewidth=0.6)
        ax.axhline(lane, color=style.GRID, linewidth=0.8, zorder=0)
        for row in rows[rows.country_name == name].itertuples():
            marker, colour = LOOK[row.code]
            year, height = max(row.year, span[0]), lane + step * row.code
            ax.plot(
                year,
                height,
                marker=marker,
                color=colour,
                markersize=7 if abs(row.code) == 2 else 5,
                linestyle="",
                zorder=3,
            )
            if pd.notna(row.persons) and row.code not in (-1, 0):
                below = row.code < 0  # on the side of the marker where no other code stands
                ax.annotate(
                    f"{_MARKS.get(row.precision, '')}{row.persons:,}",
                    (year, height),
                    xytext=(0, -4 if below else 4),
                    textcoords="offset points",
                    ha="center",
                    va="top" if below else "bottom",
                    fontsize=8,
                    color=style.INK,
                    zorder=4,
                )
    ax.set_ylim(-0.5, len(names) - 0.5)
    ax.set_yticks(range(len(names)), list(reversed(names)))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    handles = [
        style.mark(
            f"{int(row.code):+d} {row.label}".replace("-", "−").replace("+0", "0"),
            LOOK[int(row.code)][1],
            LOOK[int(row.code)][0],
        )
        for row in codes.sort_values("code").itertuples()
    ]
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=5,
        handletextpad=0.2,
        columnspacing=1.2,
    )
    return figure


def enforcement(
    bound: pd.DataFrame,
    by_year: pd.DataFrame,
    rates: pd.DataFrame,
    last_change: int | None,
    span: tuple[int, int],
) -> Figure:
    """Draw treaty texts joined or agreed over the mean code of each year, and the detention rates.

    Args:
        bound: year, conventions, agreements (measures.treaties.count_texts).
        by_year: year, practice, lowest, highest of the same country
            (measures.practice.summarise_years).
        rates: begin, end, per_month, low, high; may be empty
            (measures.practice.find_detention_rates).
    """
    figure, axes = style.canvas(
        2, 2 if len(rates) else 1, height=4.2, width_ratios=(3, 1) if len(rates) else (1,)
    )
    above, below = axes[0], axes[2 if len(rates) else 1]
    if len(rates):
        grid = axes[1].get_gridspec()
        axes[1].remove()
        axes[3].remove()
        _rates(figure.add_subplot(grid[:, 1]), rates)
    ends = bound[["agreements", "conventions"]].iloc[-1]
    same = ends.agreements == ends.conventions  # then one label stands above the other
    for column, label, colour, dashes in (
        ("agreements", "with North Korea", style.RED, (1, 0)),
        ("conventions", "international", style.BLUE, (4, 2)),
    ):
        above.step(
            bound.year, bound[column], where="post", color=colour, dashes=dashes, linewidth=1.8
        )
        above.annotate(
            label,
            (span[1], bound[column].iloc[-1]),
            xytext=(0, 16 if same and column == "agreements" else 4),
            textcoords="offset points",
            ha="right",
            color=style.darker(colour),
            fontsize=9,
        )
    top = int(bound[["agreements", "conventions"]].to_numpy().max())
    above.set_ylim(0, top + 1.4)
    above.yaxis.set_major_locator(style.mpl.ticker.MaxNLocator(integer=True, nbins=5))
    above.set_title(
        "Texts joined or agreed" + (f", last new one {last_change}" if last_change else "")
    )
    below.vlines(by_year.year, by_year.lowest, by_year.highest, color=style.GRID, linewidth=4)
    for row in by_year.itertuples():
        marker, colour = LOOK[round(row.practice)]
        below.plot(row.year, row.practice, marker=marker, color=colour, markersize=6)
    below.set_title("Mean code of the year's events; bar: range; empty: no event")
    below.set_ylim(-2.4, 2.4)
    below.set_yticks(range(-2, 3), SCALE)
    for ax in (above, below):
        style.year_axis(ax, *span)
    return figure


def _rates(ax, rates: pd.DataFrame) -> None:
    """Persons detained per month in the periods one source counted, with exact intervals."""
    places = range(len(rates))
    ax.errorbar(
        places,
        rates.per_month,
        yerr=[rates.per_month - rates.low, rates.high - rates.per_month],
        fmt="s",
        color=style.INK,
        capsize=3,
        linewidth=1.2,
    )
    ax.set_xticks(places, [f"{r.begin} to\n{r.end}" for r in rates.itertuples()], fontsize=8)
    ax.set_xlim(-0.6, len(rates) - 0.4)
    ax.set_ylim(0, None)
    ax.set_title("Detained per month")
