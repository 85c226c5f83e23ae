"""What was printed when: revisions of one figure, first printings, and the sum of a table."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures.arrivals.counts import whole_years
from thirdcountry.tables.holdings import FIRST_ARRIVALS_YEAR
from thirdcountry.tables.sources import join_ids


def select_first_printings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the annual series as it was first printed: year, all (persons), source_id.

    A year for which only later printings were found has the earliest of those.

    Args:
        rows: counts of one host, both sexes together (counts.select_arrivals).
    """
    rows = whole_years(rows).sort_values(["year", "as_of", "persons"])
    first = rows[rows.year >= FIRST_ARRIVALS_YEAR].drop_duplicates("year", keep="first")
    return first.rename(columns={"persons": "all"})[["year", "all", "source_id"]]


def revision_band(rows: pd.DataFrame) -> pd.DataFrame:
    """Return year, low, high, current, printings, source_id, spread: all printings of one year.

    ``current`` is the figure with the latest as_of; ``spread`` is (high - low) / current. Years
    printed only once have no band and are left out. ``rows`` as in :func:`select_first_printings`.
    """
    rows = whole_years(rows[rows.status != "derived"]).sort_values(["year", "as_of", "persons"])
    band = rows.groupby("year", as_index=False).agg(
        low=("persons", "min"),
        high=("persons", "max"),
        current=("persons", "last"),
        printings=("persons", "nunique"),
        source_id=("source_id", join_ids),
    )
    band["spread"] = (band.high - band.low) / band.current
    return band[band.printings > 1].reset_index(drop=True)


def measure_distances(band: pd.DataFrame) -> pd.DataFrame:
    """Return a band with below and above: how far, as fractions of the current figure, the lowest
    and the highest one lie from it."""
    low, high, current = (band[c].astype(float) for c in ("low", "high", "current"))
    return band.assign(below=low / current - 1, above=high / current - 1)


def check_total(rows: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Return the sum check of one official table: periods added up against the printed total.

    Columns part, persons, source_id, first, last (years). Parts: the cumulative cell (``until``),
    the pooled cells (``span``), the single years (``span``), their ``sum``, and the total
    ``announced`` for the same date. ``rows`` as in :func:`select_first_printings`.
    """
    table, cumulative = rows[rows.vintage == vintage], rows[rows.status == "cumulative"]
    until = cumulative[cumulative.vintage == vintage].sort_values("period_end").head(1)
    years = whole_years(table)
    span = {"period_start": years.period_start.min(), "period_end": years.period_end.max()}
    pooled = table[table.status == "pooled"]
    cells = pd.concat(
        [until.assign(part="until"), pooled.assign(part="span"), _sum_cells(years, "span", **span)]
    )
    announced = cumulative[
        (cumulative.period_end == span["period_end"]) & (cumulative.vintage == "press")
    ]
    announced = announced.sort_values("as_of").tail(1).assign(part="announced")
    parts = pd.concat([cells, _sum_cells(cells, "sum"), announced])
    parts = parts.assign(first=parts.period_start.dt.year, last=parts.period_end.dt.year)
    return parts[["part", "persons", "source_id", "first", "last"]].reset_index(drop=True)


def _sum_cells(rows: pd.DataFrame, part: str, **dates: pd.Timestamp) -> pd.DataFrame:
    """Persons and sources of all rows as one row."""
    total = {"part": part, "persons": rows.persons.sum(), "source_id": join_ids(rows.source_id)}
    return pd.DataFrame([total | dates])
