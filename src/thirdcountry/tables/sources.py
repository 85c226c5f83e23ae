"""Sources: every row points to one; a figure's source line is made from its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from thirdcountry.tables.store import load


def ids_in(frame: pd.DataFrame) -> list[str]:
    """Return the source ids a frame rests on, in the order they first appear.

    Reads every column named ``source_id`` or ``*_source_id``; a cell may hold several ids
    separated by blanks (a value computed from several rows).
    """
    columns = [c for c in frame.columns if c == "source_id" or str(c).endswith("_source_id")]
    cells = (cell for column in columns for cell in frame[column].dropna().unique())
    return list(dict.fromkeys(source for cell in cells for source in str(cell).split()))


def join_ids(ids: Iterable[str]) -> str:
    """Return several source ids as one cell, each once, in order of first appearance."""
    cells = ids.unique() if isinstance(ids, pd.Series) else ids  # a thousand rows, one source
    return " ".join(
        dict.fromkeys(s for cell in cells if isinstance(cell, str) for s in cell.split())
    )


def used(rows: pd.DataFrame, include_leaked: bool) -> pd.DataFrame:
    """Return the rows to use: all, or those that do not rest on leaked cables alone (column
    ``leaked``)."""
    return rows if include_leaked else rows[~rows.leaked.astype(bool)]


def records(ids: Iterable[str]) -> pd.DataFrame:
    """Return the records of these sources, in the order given (columns of data/sources.csv).

    Raises:
        KeyError: a source has no record.
    """
    table = load("sources").set_index("source_id", drop=False)
    wanted = list(dict.fromkeys(ids))
    if missing := [i for i in wanted if i not in table.index]:
        raise KeyError(f"no source record for {', '.join(missing)}; add one to data/sources.csv")
    return table.loc[wanted]


def write_line(ids: Iterable[str], words: Mapping[str, str]) -> str:
    """Return the source line under a figure, with the rating of each source.

    More than four sources are summed up by kind, since nobody reads a paragraph of names; the
    sources table of the chapter lists them all. ``words`` are those of pages.yml.
    """
    found = records(ids)
    if len(found) <= 4:
        rated = [
            words["source_rated"].format(name=r.short, grade=r.quality) for r in found.itertuples()
        ]
        return words["source" if len(rated) == 1 else "sources_few"].format(listed="; ".join(rated))
    grades = found.quality.value_counts()
    counted = [f"{grades[g]} {g}" for g in ("high", "medium", "low") if g in grades]
    return words["sources_many"].format(
        first=found.iloc[0].short, others=len(found) - 1, rated=", ".join(counted)
    )
