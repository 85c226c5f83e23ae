"""The way down from the peak, and what rival explanations of it predict."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from thirdcountry.measures.arrivals.counts import SeriesError, female_share

CLEAR = 0.1  # a change of less than a tenth is not counted for or against an explanation


def trace_fall(series: pd.DataFrame, last: int) -> pd.DataFrame:
    """Return how much of the fall from the peak to ``last`` had happened by each year, by sex.

    Columns year, sex, persons, progress = (A_peak - A_year) / (A_peak - A_last), source_id. The
    peak is the year with most arrivals of both sexes; the same two years serve for each sex.
    """
    rows = series.dropna(subset=["female", "male"]).set_index("year")
    rows = rows.loc[int(rows["all"].astype(int).idxmax()) : last].reset_index()
    rows = rows.rename(columns={"female": "women", "male": "men"})
    sexes = ["all", "women", "men"]
    rows = rows.melt(["year", "source_id"], sexes, var_name="sex", value_name="persons")
    count = rows.persons.astype(float)
    peak, low = (count.groupby(rows.sex).transform(end) for end in ("first", "last"))
    rows["progress"] = (peak - count) / (peak - low)
    return rows[["year", "sex", "persons", "progress", "source_id"]]


def observe(
    quantities: Iterable[str], short: pd.DataFrame, series: pd.DataFrame
) -> dict[str, float | None]:
    """Return quantity -> relative change, or None where a figure is not published.

    Args:
        quantities: as data/predictions.csv names them. ``q1_2012``: that quarter against the same
            one of the year before; ``h2_2013``: that half-year likewise; ``men_2013``: the share
            of men against two years before.
        short: quarters and half-years (nowcast.select_parts).
        series: annual counts with both sexes.

    Raises:
        SeriesError: a quantity of another form.
    """
    wanted = sorted(set(quantities))
    if unknown := [q for q in wanted if not re.fullmatch(r"(q[1-4]|h[12]|men)_\d{4}", q)]:
        raise SeriesError(f"data/predictions.csv names unknown quantities: {', '.join(unknown)}")
    parts = short.set_index(["months", "period_start"]).persons.astype(float)
    men = 1 - female_share(series)

    def find(kind: str, year: int) -> float | None:
        if kind == "men":
            return men.get(year)
        months = 3 if kind[0] == "q" else 6
        return parts.get((months, pd.Timestamp(year, months * (int(kind[1]) - 1) + 1, 1)))

    changes: dict[str, float | None] = {}
    for quantity in wanted:
        kind, year = quantity.split("_")
        now, before = find(kind, int(year)), find(kind, int(year) - (2 if kind == "men" else 1))
        changes[quantity] = None if now is None or before is None else float(now / before - 1)
    return changes


def judge_explanations(
    predictions: pd.DataFrame, observed: dict[str, float | None]
) -> pd.DataFrame:
    """Return the matrix of explanations: the prediction rows plus change and verdict.

    verdict: ``fits`` if the observed change has the predicted direction and is at least a tenth
    (or is smaller than that where no change is predicted), ``misses`` otherwise, ``nothing`` where
    nothing is published. It says which timing and composition agree, not what brought
    anything about.
    """
    changes = [observed.get(q) if isinstance(q, str) else None for q in predictions.quantity]
    rows = predictions.assign(change=pd.Series(changes, predictions.index, dtype=float))
    known, small = rows.change.notna(), rows.change.abs() < CLEAR
    seen = np.select([small, rows.change < 0], ["no change", "fall"], "rise")
    fits = np.where(seen == rows.expect, "fits", "misses")
    return rows.assign(verdict=np.where(known, fits, "nothing"))
