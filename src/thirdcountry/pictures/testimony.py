"""Figure of statements held against documents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from thirdcountry.pictures import style

#: Colour of a finding, and of its word.
LOOK = {
    "agrees": (style.BLUE, "white"),
    "partly": (style.SKY, style.INK),
    "contradicts": (style.RED, "white"),
    "silent": ("#e6e6e6", style.INK),
}


def matrix(rows: pd.DataFrame, said: pd.DataFrame, words: Mapping[str, str]) -> Figure:
    """Draw statements against documents; an empty field means that the document was not held
    against the statement.

    Args:
        rows: statement_id, statement, code (measures.testimony.count_agreement).
        said: statement_id, short, finding (measures.testimony.read_documents).
        words: agrees, partly, contradicts, silent.
    """
    table = said.pivot(index="statement_id", columns="short", values="finding")
    table = table.reindex(index=rows.statement_id, columns=said.short.unique())
    codes = table.apply(lambda column: column.map(list(LOOK).index, na_action="ignore"))
    told = [style.wrap(f"{row.code}  {row.statement}", 46) for row in rows.itertuples()]
    most = 1 + max(text.count("\n") for text in told)
    figure, (ax,) = style.canvas(height=1.3 + max(0.36, 0.145 * most) * len(told))
    sns.heatmap(
        codes.astype(float),
        cmap=ListedColormap([face for face, _ in LOOK.values()]),
        vmin=0,
        vmax=len(LOOK) - 1,
        annot=table.replace(dict(words)),
        fmt="",
        annot_kws={"fontsize": 8},
        linewidths=5,
        linecolor="white",
        cbar=False,
        xticklabels=False,  # ours are written below, else seaborn would measure them
        yticklabels=False,
        ax=ax,
    )
    inks = {words[finding]: ink for finding, (_, ink) in LOOK.items()}
    for text in ax.texts:
        text.set_color(inks[text.get_text()])
    ax.set(xlabel="", ylabel="")
    names = [style.wrap(name, 12) for name in table]
    ax.set_xticks(np.arange(len(names)) + 0.5, names, fontsize=8)
    ax.set_yticks(np.arange(len(told)) + 0.5, told, fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.hlines(range(1, len(told)), 0, len(names), color=style.GRID, linewidth=0.6)
    return figure
