"""The ways out, leg by leg: the state of each in a year, and how it changed.

A leg without a row for a year is not known. It is never taken to be open, and never joined from
the years before and after.
"""

from __future__ import annotations

import pandas as pd

from thirdcountry.tables.sources import join_ids

#: The states a leg can have in a year, in the order shown.
STATES = ("open", "restricted", "closed", "not known")
UNKNOWN = STATES[-1]


def list_legs(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return one line per leg, numbered in the order of the table.

    Columns leg_id, number, and for both ends ``from_`` and ``to_`` place, name, country, lon and
    lat (degrees); source_id is that of the places.
    """
    ends = places.set_index("place_id")
    legs = rows.drop_duplicates("leg_id")[["leg_id", "from_place", "to_place"]]
    legs = legs.reset_index(drop=True)
    legs.insert(1, "number", range(1, len(legs) + 1))
    for side in ("from", "to"):
        for column in ("name", "country", "lon", "lat"):
            legs[f"{side}_{column}"] = legs[f"{side}_place"].map(ends[column])
    sides = zip(legs.from_place, legs.to_place, strict=True)
    legs["source_id"] = [join_ids(ends.source_id[list(pair)]) for pair in sides]
    return legs


def _close_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a last year each; a row up to date ends with the latest year of the table."""
    latest = max(rows.first_year.max(), rows.last_year.max())
    return rows.assign(last_year=rows.last_year.fillna(latest).astype(int))


def find_states(rows: pd.DataFrame, legs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the state of every leg in one year.

    Columns of :func:`list_legs` (its source as place_source_id), year, status (one of
    :data:`STATES`), statement (missing if not known), latest (state and year of the last period on
    record, whatever the year asked), source_id (of the row, or of the leg's rows where the year
    has none).
    """
    rows = _close_ends(rows)
    now = rows[(rows.first_year <= year) & (rows.last_year >= year)].set_index("leg_id")
    latest = rows.sort_values("last_year", kind="stable").groupby("leg_id").last()
    every = rows.groupby("leg_id").source_id.agg(join_ids)
    out = legs.rename(columns={"source_id": "place_source_id"})
    return out.assign(
        year=year,
        status=out.leg_id.map(now.status).astype(object).fillna(UNKNOWN),
        statement=out.leg_id.map(now.statement),
        latest=out.leg_id.map(latest.status + ", " + latest.last_year.astype(str)),
        source_id=out.leg_id.map(now.source_id).astype(object).fillna(out.leg_id.map(every)),
    )


def list_runs(rows: pd.DataFrame, legs: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return the runs of equal state of every leg within the span, unknown years included.

    Columns number, first_year, last_year, status, statement, source_id; runs of two rows are not
    joined, since each has its own evidence.
    """
    rows = _close_ends(rows)
    runs = []
    for leg in legs.itertuples():
        own = rows[rows.leg_id == leg.leg_id].sort_values("first_year")
        unknown = (UNKNOWN, None, join_ids(own.source_id))
        at = span[0]
        for row in own.itertuples():
            first, last = max(row.first_year, span[0]), min(row.last_year, span[1])
            if first > last:
                continue
            if at < first:
                runs.append((leg.number, at, first - 1, *unknown))
            runs.append((leg.number, first, last, row.status, row.statement, row.source_id))
            at = last + 1
        if at <= span[1]:
            runs.append((leg.number, at, span[1], *unknown))
    columns = ["number", "first_year", "last_year", "status", "statement", "source_id"]
    return pd.DataFrame(runs, columns=columns)


def count_known_legs(rows: pd.DataFrame) -> pd.Series:
    """Return how many legs have a row for each year, indexed by year."""
    rows = _close_ends(rows)
    years = [y for r in rows.itertuples() for y in range(r.first_year, r.last_year + 1)]
    return pd.Series(years, dtype=int).value_counts().sort_index()
