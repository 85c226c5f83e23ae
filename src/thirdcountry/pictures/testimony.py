"""Figure of statements held against documents."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from thirdcountry.pictures import style

#: Colour of a finding, and of its word.
LOOK = {
    "agrees": (style.BLUE, "white"),
    "partly": (style.SKY, style.INK),
    "contradicts": (style.RED, "white"),
    "silent": ("#e6e6e6", style.INK),
}


def matrix(rows: pd.DataFrame, said: pd.DataFrame, words: dict[str, str]) -> Figure:
    """Draw statements against documents; an empty field means that the document was not held
    against the statement.

    Args:
        rows: statement_id, statement, code (measures.testimony.count_agreement).
        said: statement_id, short, finding (measures.testimony.read_documents).
        words: finding -> the word in its field.
    """
    papers = list(dict.fromkeys(said.short))
    order = rows.statement_id.tolist()
    labels = [textwrap.wrap(f"{r.code}  {r.statement}", 46)[:3] for r in rows.itertuples()]
    figure, (ax,) = style.canvas(height=1.3 + (0.36, 0.43)[max(map(len, labels)) > 2] * len(order))
    for entry in said.itertuples():
        x, y = papers.index(entry.short), order.index(entry.statement_id)
        face, ink = LOOK[entry.finding]
        ax.add_patch(Rectangle((x - 0.47, y - 0.43), 0.94, 0.86, facecolor=face, edgecolor="none"))
        ax.text(x, y, words[entry.finding], ha="center", va="center", color=ink, fontsize=8)
    ax.set_xlim(-0.5, max(len(papers), 1) - 0.5)
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_yticks(
        np.arange(len(order)),
        ["\n".join(lines) for lines in labels],
        fontsize=8,
    )
    ax.set_xticks(
        np.arange(len(papers)),
        ["\n".join(textwrap.wrap(name, 12)) for name in papers],
        fontsize=8,
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for y in range(1, len(order)):
        ax.axhline(y - 0.5, color=style.GRID, linewidth=0.6)
    for side in ax.spines.values():
        side.set_visible(False)
    return figure
