"""Figures on a regional body and its funding."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from thirdcountry.pictures import style

#: All members, and each membership that leaves one out: marker and colour, never colour alone.
_MARKS = (("o", style.BLUE), ("^", style.RED), ("s", style.GREEN))


def shares(rows: pd.DataFrame) -> Figure:
    """Draw each member's share of the cost, a panel per key, every point with its value.

    Args:
        rows: member_name, key_name, share (measures.burden.bills).
    """
    names = list(dict.fromkeys(rows.member_name))
    keys = list(dict.fromkeys(rows.key_name))
    columns = 4
    high = -(-len(keys) // columns)
    figure, axes = style.canvas(
        high, columns, height=high * (0.65 + 0.22 * len(names)), sharex=True, sharey=True
    )
    reach = float(rows.share.max())
    for ax, key in zip(axes, keys, strict=False):
        own = rows[rows.key_name == key].set_index("member_name").share
        for place, name in enumerate(names):
            if name not in own.index:
                continue
            ax.plot([0, own[name]], [place, place], color=style.GRID, linewidth=1.2, zorder=1)
            ax.scatter([own[name]], [place], s=24, color=style.BLUE, zorder=3)
            ax.annotate(
                _percent(own[name]),
                (own[name], place),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        ax.set_title(key)
        ax.grid(visible=False)
        ax.set_xlim(-0.02 * reach, 1.42 * reach)
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.set_yticks(range(len(names)), names)
        ax.set_xticks([])
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.axvline(0, color=style.MUTED, linewidth=0.8)
        ax.tick_params(left=False)
    for ax in axes[len(keys) :]:
        ax.set_visible(False)
    figure.supxlabel("Share of the cost (illustrative scenario)", fontsize=9, color=style.MUTED)
    return figure


def transfers(rows: pd.DataFrame) -> Figure:
    """Draw what each member gains or pays net, with all members and without one of them.

    Args:
        rows: without, member_name, net (US$; measures.burden.memberships).
    """
    names = list(dict.fromkeys(rows.member_name))
    cases = list(dict.fromkeys(rows.without))
    figure, (ax,) = style.canvas(height=1.0 + 0.6 * len(names))
    ax.axvline(0, color=style.MUTED, linewidth=0.8)
    step = 0.27
    for number, case in enumerate(cases):
        marker, colour = _MARKS[number % len(_MARKS)]
        own = rows[rows.without == case].set_index("member_name").net
        for name, value in own.items():
            place = names.index(name) + (number - (len(cases) - 1) / 2) * step
            ax.plot([0, value], [place, place], color=style.GRID, linewidth=1, zorder=1)
            ax.scatter([value], [place], marker=marker, color=colour, s=26, zorder=3)
            ax.annotate(
                _thousand(value),
                (value, place),
                xytext=(6 if value >= 0 else -6, 0),
                textcoords="offset points",
                ha="left" if value >= 0 else "right",
                va="center",
                fontsize=8,
            )
    reach = float(rows.net.abs().max()) * 1.25 or 1.0
    high = max(rows.net.max(), 0) + 0.3 * reach
    ax.set_xlim(min(-0.1, rows.net.min() / reach - 0.22) * reach, high)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.grid(visible=False)
    ax.xaxis.set_major_formatter(lambda v, _: _thousand(v))
    ax.xaxis.set_major_locator(style.mpl.ticker.MaxNLocator(6))
    ax.set_xlabel("Net transfer, thousand US$ a year (illustrative): left pays, right receives")
    labels = ["all members" if not case else f"without {case}" for case in cases]
    handles = [style.mark(label, c, m) for (m, c), label in zip(_MARKS, labels, strict=False)]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def ranges(rows: pd.DataFrame) -> Figure:
    """Draw how far each member's share moves with the weights of the mixed key.

    Args:
        rows: member_name, low, high, chosen (measures.burden.weight_ranges).
    """
    figure, (ax,) = style.canvas(height=0.9 + 0.36 * len(rows))
    for place, row in enumerate(rows.itertuples()):
        ax.plot([row.low, row.high], [place, place], color=style.SKY, linewidth=6, zorder=1)
        ax.scatter([row.chosen], [place], color=style.INK, s=30, zorder=3)
        ax.annotate(
            f"{_percent(row.low)} to {_percent(row.high)}, here {_percent(row.chosen)}",
            (row.high, place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    ax.set_yticks(range(len(rows)), rows.member_name)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    reach = float(rows.high.max())
    ax.set_xlim(-0.02 * reach, 1.45 * reach)
    ax.set_xticks([t / 10 for t in range(0, 11, 2) if t / 10 <= reach + 0.05])
    style.percent(ax.xaxis)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Share of the cost (illustrative scenario)")
    return figure


def _percent(value: float) -> str:
    return "<0.1 %" if 0 < value < 0.0005 else f"{100 * value:.1f} %"


def _thousand(value: float) -> str:
    """US$ in thousands, signed; small amounts keep a digit."""
    scaled = value / 1e3
    text = f"{scaled:,.1f}" if 0 < abs(scaled) < 10 else f"{scaled:,.0f}"
    return text.replace("-", "−")
