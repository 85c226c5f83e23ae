"""What was printed when: revisions of one figure, first printings, and the sum of a table."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures.arrivals.counts import whole_years
from thirdcountry.tables.holdings import FIRST_ARRIVALS_YEAR
from thirdcountry.tables.sources import join_ids


def list_printings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every figure printed for each whole year.

    Args:
        rows: counts of one host, both sexes together (counts.select_arrivals).

    Columns year, persons, as_of, vintage, status, source_id; sorted by year and as_of. The spread
    within a year is the revision band.
    """
    rows = whole_years(rows[rows.status != "derived"])
    columns = ["year", "persons", "as_of", "vintage", "status", "source_id"]
    return rows[columns].sort_values(["year", "as_of", "persons"]).reset_index(drop=True)


def select_first_printings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the annual series as it was first printed: year, all (persons), source_id.

    A year for which only later printings were found has the earliest of those. ``rows`` as in
    :func:`list_printings`.
    """
    rows = whole_years(rows).sort_values(["year", "as_of", "persons"])
    first = rows[rows.year >= FIRST_ARRIVALS_YEAR].drop_duplicates("year", keep="first")
    return first.rename(columns={"persons": "all"})[["year", "all", "source_id"]]


def revision_band(printings: pd.DataFrame) -> pd.DataFrame:
    """Return year, low, high, current, printings, spread, source_id from :func:`list_printings`.

    ``current`` is the figure with the latest as_of; ``spread`` is (high - low) / current. Years
    printed only once have no band and are left out.
    """
    grouped = printings.sort_values(["year", "as_of"]).groupby("year")
    band = grouped.agg(
        low=("persons", "min"),
        high=("persons", "max"),
        current=("persons", "last"),
        printings=("persons", "nunique"),
        source_id=("source_id", join_ids),
    ).reset_index()
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
    ``announced`` for the same date. ``rows`` as in :func:`list_printings`.
    """
    table = rows[rows.vintage == vintage]
    until = table[table.status == "cumulative"].sort_values("period_end").head(1)
    pooled = table[table.status == "pooled"]
    years = whole_years(table)
    end = years.period_end.max()
    announced = rows[
        (rows.status == "cumulative") & (rows.period_end == end) & (rows.vintage == "press")
    ].sort_values("as_of")
    cells = pd.concat([until.assign(part="until"), pooled.assign(part="span")])
    single = pd.DataFrame(
        {
            "part": ["span"],
            "persons": years.persons.sum(),
            "source_id": join_ids(years.source_id),
            "period_start": years.period_start.min(),
            "period_end": end,
        }
    )
    cells = pd.concat([cells, single])
    total = pd.DataFrame(
        {"part": ["sum"], "persons": cells.persons.sum(), "source_id": join_ids(cells.source_id)}
    )
    parts = pd.concat([cells, total, announced.tail(1).assign(part="announced")])
    parts = parts.assign(first=parts.period_start.dt.year, last=parts.period_end.dt.year)
    return parts[["part", "persons", "source_id", "first", "last"]].reset_index(drop=True)
