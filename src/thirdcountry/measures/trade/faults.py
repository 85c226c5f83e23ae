"""Figures that look like a placeholder, a wrong unit or a wrong partner code."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.tables.sources import join_ids

TINY_USD = 1000  # less than this in a year is hardly trade of two countries


def find_faults(rows: pd.DataFrame) -> pd.DataFrame:
    """Return suspicious figures of a reporter: partner, year, flow, value_usd, fault, source_id.

    ``repeated``: the same positive value in three or more years running, as a placeholder would
    give; ``jump``: more than ten times, or less than a tenth of, the years before and after, the
    mark of a wrong partner code (North and South Korea are often confused); ``tiny``: less than
    :data:`TINY_USD` in a year, as a wrong unit or a parcel would give.
    """
    own = rows[(rows.flow != "turnover") & (rows.value_usd > 0)].sort_values(
        ["partner", "flow", "year"]
    )
    grouped = own.groupby(["partner", "flow"])
    before, after = grouped.value_usd.shift(1), grouped.value_usd.shift(-1)
    adjoining = (grouped.year.diff() == 1) & (grouped.year.diff(-1) == -1)
    run = (own.value_usd != before) | (grouped.year.diff() != 1)
    length = own.groupby([own.partner, own.flow, run.groupby([own.partner, own.flow]).cumsum()])
    repeated = length.value_usd.transform("size") >= 3
    high = (own.value_usd > 10 * before) & (own.value_usd > 10 * after)
    low = (own.value_usd < before / 10) & (own.value_usd < after / 10)
    marked = own.assign(
        fault=np.select(
            [repeated, adjoining & (high | low), own.value_usd < TINY_USD],
            ["repeated", "jump", "tiny"],
            default="",
        )
    )
    columns = ["partner", "year", "flow", "value_usd", "fault", "source_id"]
    return marked.loc[marked.fault != "", columns].reset_index(drop=True)


def summarise_faults(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return :func:`find_faults` of some partners, one line each: name, flow, years (list), fault,
    value_usd (the repeated value, that of the jump, or the largest of the tiny ones), source_id."""
    found = find_faults(rows)
    found = found[found.partner.isin(list(names))]
    kinds = ["partner", "flow", "fault"]
    found = found.assign(
        name=found.partner.map(names),
        kind=found.groupby(kinds, sort=False).ngroup(),
        same=found.value_usd.mask(found.fault == "tiny", 0.0),
    ).sort_values("kind", kind="stable")
    lines = found.groupby(["name", "flow", "fault", "same"], sort=False).agg(
        years=("year", list), value_usd=("value_usd", "max"), source_id=("source_id", join_ids)
    )
    return lines.reset_index()[["name", "flow", "years", "fault", "value_usd", "source_id"]]
