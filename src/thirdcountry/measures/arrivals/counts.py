"""Annual series of arrivals and counts of other hosts, as their publications printed them."""

from __future__ import annotations

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.tables.holdings import FIRST_ARRIVALS_YEAR, destination

#: Status of a figure that covers less or more than a calendar year, or that only a secondary text
#: gives for it.
NOT_A_YEAR = ("partial", "pooled", "cumulative", "quoted")


class SeriesError(UserError):
    """A series that cannot be used as asked; the message names the rows."""


def whole_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that cover exactly one calendar year, with an integer column ``year``.

    Partial, pooled and cumulative figures are left out whatever their dates say, and so is any
    period that does not run from 1 January to 31 December.
    """
    start, end = rows.period_start, rows.period_end
    whole = (
        (start.dt.month == 1)
        & (start.dt.day == 1)
        & (end.dt.month == 12)
        & (end.dt.day == 31)
        & (start.dt.year == end.dt.year)
        & ~rows.status.isin(NOT_A_YEAR)
    )
    return rows[whole].assign(year=end[whole].dt.year.astype("int64"))


def annual(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one line per year: year, all, female, male, status, as_of, source_id.

    Args:
        rows: rows of one host, one measure and one vintage.

    Persons are Int64; a sex that was not published stays missing. Years without a figure are
    absent, never filled.

    Raises:
        SeriesError: a partial year is among the rows, or a year has two figures for one sex.
    """
    if len(part := rows[rows.status.isin(NOT_A_YEAR)]):
        where = ", ".join(
            f"row {i}: {r.status} figure {r.persons} to {r.period_end:%Y-%m-%d}"
            for i, r in list(part.iterrows())[:5]
        )
        raise SeriesError(
            f"an annual series cannot hold figures that do not cover one year ({where}). "
            "Pass the rows through whole_years() first."
        )
    rows = whole_years(rows)
    twice = rows[rows.duplicated(["year", "sex"], keep=False)]
    if len(twice):
        raise SeriesError(
            f"years {sorted(set(twice.year))} have more than one figure for one sex "
            f"(rows {', '.join(map(str, twice.index[:6]))}); choose one vintage or source."
        )
    wide = rows.pivot(index="year", columns="sex", values="persons")
    wide = wide.reindex(columns=["all", "female", "male"]).astype("Int64")
    about = rows.sort_values("sex").groupby("year")[["status", "as_of", "source_id"]].first()
    return wide.join(about).reset_index().rename_axis(columns=None)


def select_arrivals(arrivals: pd.DataFrame, host: str, measure: str = "arrivals") -> pd.DataFrame:
    """Return one measure of one host (ISO code), both sexes together."""
    return arrivals[
        (arrivals.host == host) & (arrivals.measure == measure) & (arrivals.sex == "all")
    ]


def official(arrivals: pd.DataFrame, vintage: str, host: str = "") -> pd.DataFrame:
    """Return the annual series of arrivals in the host, by default where the ways end, as one
    official table printed it.

    Columns as :func:`annual`, plus ``vintage``. The current table pools the first years; the
    single years before its own come from the latest older publication that printed them and have
    no sex split (vintage ``press``).
    """
    host = host or destination()
    rows = arrivals[(arrivals.host == host) & (arrivals.measure == "arrivals")]
    table = whole_years(rows[rows.vintage == vintage])
    series = annual(table).assign(vintage=vintage)
    before = whole_years(rows[(rows.vintage == "press") & (rows.sex == "all")])
    before = before[(before.year < series.year.min()) & (before.year >= FIRST_ARRIVALS_YEAR)]
    before = before.sort_values(["year", "as_of", "source_id"]).drop_duplicates("year", keep="last")
    early = [] if before.empty else [annual(before).assign(vintage="press")]
    return pd.concat([*early, series], ignore_index=True)


def select_years(series: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return the years first to last of an annual series.

    Raises:
        SeriesError: nothing is left.
    """
    kept = series[series.year.between(first, last)].reset_index(drop=True)
    if kept.empty:
        raise SeriesError(
            f"no year between {first} and {last}; the series holds "
            f"{series.year.min()} to {series.year.max()}"
        )
    return kept


def change(by_year: pd.Series, first: int | None, last: int | None) -> float | None:
    """Return the relative change between two years of a series by year; None if one is missing."""
    if not {first, last} <= set(by_year.index):
        return None
    return float(by_year[last] / by_year[first] - 1)


def yearly_changes(by_year: pd.Series) -> pd.DataFrame:
    """Return the change of each year against the year before, where that is known.

    Columns persons and share (of the year before), indexed by year.
    """
    before = by_year.shift(1)[by_year.index.to_series().diff() == 1]
    persons = by_year[before.index] - before
    return pd.DataFrame({"persons": persons, "share": persons / before})


def female_share(series: pd.DataFrame) -> pd.Series:
    """Return women as a fraction of persons of known sex, indexed by year."""
    known = series.dropna(subset=["female", "male"]).set_index("year")
    return (known.female / (known.female + known.male)).astype("float64").rename("female_share")


def host_counts(arrivals: pd.DataFrame, host: str, measure: str) -> pd.DataFrame:
    """Return the printed counts of another host, rivals included, gaps left as gaps.

    Columns period_start, period_end, label, persons, precision, status, rank, source_id. Within a
    period rank 1 is the figure from the source with the most periods, so that a plot can set the
    main series apart from its rivals.
    """
    rows = select_arrivals(arrivals, host, measure)
    rows = rows[rows.period_type.isin(["year", "half", "year_to_date"])].copy()
    first, last = rows.period_start.dt, rows.period_end.dt
    part = first.strftime("%b–") + last.strftime("%b %Y")
    rows["label"] = last.strftime("%Y").where(rows.period_type == "year", part)
    rows["breadth"] = rows.groupby("source_id").persons.transform("size")
    rows = rows.sort_values(
        ["period_start", "period_end", "breadth", "as_of", "source_id"],
        ascending=[True, True, False, True, True],
    )
    rows["rank"] = rows.groupby(["period_start", "period_end"]).cumcount() + 1
    columns = ["period_start", "period_end", "label", "persons", "precision", "status", "rank"]
    return rows[[*columns, "source_id"]].reset_index(drop=True)
