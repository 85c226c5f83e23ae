"""Arrival series: whole years only, vintages kept apart, parts of a year beside."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.tables.sources import join_ids

#: Status of a figure that covers less or more than the calendar year it is quoted for.
NOT_A_YEAR = ("partial", "pooled", "cumulative")


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


def official(arrivals: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Return the annual series of arrivals in South Korea as one table of the Ministry printed it.

    Columns as :func:`annual`, plus ``vintage``. The current table pools 1999-2001 and everything
    to 1998; the single years before 2002 come from the latest older publication that printed them
    and have no sex split (vintage ``press``).
    """
    korea = arrivals[(arrivals.host == "KOR") & (arrivals.measure == "arrivals")]
    table = whole_years(korea[korea.vintage == vintage])
    series = annual(table).assign(vintage=vintage)
    before = whole_years(korea[(korea.vintage == "press") & (korea.sex == "all")])
    before = before[(before.year < series.year.min()) & (before.year >= 1998)]
    before = before.sort_values(["year", "as_of", "source_id"]).drop_duplicates("year", keep="last")
    if before.empty:
        return series
    early = annual(before).assign(vintage="press")
    return pd.concat([early, series], ignore_index=True)


@dataclass(frozen=True)
class Decline:
    """The high point of a series and what followed; changes are fractions (-0.303 = -30.3 %)."""

    peak_year: int
    peak: int
    last_year: int
    last: int
    change: float
    low_year: int
    low: int


def decline(series: pd.DataFrame) -> Decline:
    """Return peak, lowest year after it, and change from peak to the last year of the series.

    Raises:
        SeriesError: fewer than two years.
    """
    if len(series) < 2:
        raise SeriesError(f"a decline needs two years, the series has {len(series)}")
    by_year = series.set_index("year")["all"].astype("int64")
    peak_year = int(by_year.idxmax())
    after = by_year.loc[peak_year:]
    return Decline(
        peak_year=peak_year,
        peak=int(by_year[peak_year]),
        last_year=int(by_year.index[-1]),
        last=int(by_year.iloc[-1]),
        change=change(by_year, peak_year, int(by_year.index[-1])),
        low_year=int(after.idxmin()),
        low=int(after.min()),
    )


def change(by_year: pd.Series, first: int, last: int) -> float:
    """Return the relative change between two years of a series indexed by year."""
    return float(by_year[last] / by_year[first] - 1)


def share_of_fall(by_year: pd.Series, peak: int, step: tuple[int, int], last: int) -> float:
    """Return which part of the fall from ``peak`` to ``last`` lies between the two step years.

    (A[s0] - A[s1]) / (A[peak] - A[last]); more than 1 if there was a rebound elsewhere.
    """
    return float((by_year[step[0]] - by_year[step[1]]) / (by_year[peak] - by_year[last]))


def female_share(series: pd.DataFrame) -> pd.Series:
    """Return women as a fraction of persons of known sex, indexed by year."""
    known = series.dropna(subset=["female", "male"]).set_index("year")
    return (known.female / (known.female + known.male)).astype("float64").rename("female_share")


def vintages(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return every figure printed for each whole year of arrivals in South Korea (both sexes).

    Columns year, persons, as_of, vintage, status, source_id; sorted by year and as_of. The spread
    within a year is the revision band.
    """
    korea = arrivals[
        (arrivals.host == "KOR") & (arrivals.measure == "arrivals") & (arrivals.sex == "all")
    ]
    rows = whole_years(korea[korea.status != "derived"])
    columns = ["year", "persons", "as_of", "vintage", "status", "source_id"]
    return rows[columns].sort_values(["year", "as_of", "persons"]).reset_index(drop=True)


def revision_band(printed: pd.DataFrame) -> pd.DataFrame:
    """Return year, low, high, current, printings, spread, source_id from :func:`vintages`.

    ``current`` is the figure with the latest as_of; ``spread`` is (high - low) / current. Years
    printed only once have no band and are left out.
    """
    grouped = printed.sort_values(["year", "as_of"]).groupby("year")
    band = grouped.agg(
        low=("persons", "min"),
        high=("persons", "max"),
        current=("persons", "last"),
        printings=("persons", "nunique"),
        source_id=("source_id", join_ids),
    ).reset_index()
    band["spread"] = (band.high - band.low) / band.current
    return band[band.printings > 1].reset_index(drop=True)


def within_year(arrivals: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return quarters and half-years of arrivals in South Korea, both sexes, latest figure each.

    Only periods inside the years first to last.

    Columns period_start, period_end, months (3 or 6), persons, per_month, status, as_of,
    source_id. A second half-year is added as year minus first half where both are known
    (status ``derived``). Months without a published figure are simply not there.
    """
    korea = arrivals[
        (arrivals.host == "KOR") & (arrivals.measure == "arrivals") & (arrivals.sex == "all")
    ]
    short = korea[korea.period_type.isin(["quarter", "half"])]
    short = short[short.period_start.dt.year.between(first, last)]
    short = short.sort_values("as_of").drop_duplicates(["period_start", "period_end"], keep="last")
    short = pd.concat([short, second_halves(short, whole_years(korea))], ignore_index=True)
    months = (short.period_end.dt.month - short.period_start.dt.month + 1).astype("int64")
    short = short.assign(months=months, per_month=short.persons.astype("float64") / months)
    columns = [
        "period_start",
        "period_end",
        "months",
        "persons",
        "per_month",
        "status",
        "as_of",
        "source_id",
    ]
    return short[columns].sort_values(["months", "period_start"]).reset_index(drop=True)


def second_halves(short: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """Return July-December counts as the latest annual figure minus the first half-year.

    The two figures are of different dates, so a revision between them lands in the second half;
    the status says ``derived``.
    """
    full = years.sort_values("as_of").drop_duplicates("year", keep="last").set_index("year")
    first = short[(short.period_type == "half") & (short.period_start.dt.month == 1)]
    first = first[first.period_start.dt.year.isin(full.index)]
    year = first.period_start.dt.year
    whole = full.loc[year]
    return first.assign(
        period_start=pd.to_datetime(year.astype(str) + "-07-01"),
        period_end=pd.to_datetime(year.astype(str) + "-12-31"),
        persons=(whole.persons.to_numpy() - first.persons.to_numpy()),
        status="derived",
        as_of=whole.as_of.to_numpy(),
        source_id=[join_ids(p) for p in zip(whole.source_id, first.source_id, strict=True)],
    )


def closes(arrivals: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Return the sum check of one official table: periods added up against the printed total.

    Columns part, persons, source_id: the pooled cells, the single years, their sum, and the
    cumulative total the Ministry announced for the same date.
    """
    korea = arrivals[
        (arrivals.host == "KOR") & (arrivals.measure == "arrivals") & (arrivals.sex == "all")
    ]
    table = korea[korea.vintage == vintage]
    to_date = table[table.status == "cumulative"].sort_values("period_end").iloc[:1]
    pooled = table[table.status == "pooled"]
    years = whole_years(table)
    end = years.period_end.max()
    announced = korea[
        (korea.status == "cumulative") & (korea.period_end == end) & (korea.vintage == "press")
    ].sort_values("as_of")
    parts = [
        ("to end-" + str(r.period_end.year), r.persons, r.source_id) for r in to_date.itertuples()
    ]
    parts += [
        (f"{r.period_start.year} to {r.period_end.year}", r.persons, r.source_id)
        for r in pooled.itertuples()
    ]
    span = f"{years.year.min()} to {years.year.max()}"
    parts.append((span, years.persons.sum(), join_ids(years.source_id)))
    parts.append(("sum", sum(p[1] for p in parts), join_ids(p[2] for p in parts)))
    for r in announced.tail(1).itertuples():
        parts.append((f"announced total at end-{end.year}", r.persons, r.source_id))
    return pd.DataFrame(parts, columns=["part", "persons", "source_id"])


def host_counts(arrivals: pd.DataFrame, host: str, measure: str) -> pd.DataFrame:
    """Return the printed counts of another host, rivals included, gaps left as gaps.

    Columns period_start, period_end, label, persons, precision, status, rank, source_id. Within a
    period rank 1 is the figure from the source with the most periods, so that a plot can set the
    main series apart from its rivals.
    """
    rows = arrivals[
        (arrivals.host == host) & (arrivals.measure == measure) & (arrivals.sex == "all")
    ]
    rows = rows[rows.period_type.isin(["year", "half", "year_to_date"])].copy()
    rows["label"] = [
        str(r.period_end.year)
        if r.period_type == "year"
        else f"{r.period_start:%b}–{r.period_end:%b %Y}"
        for r in rows.itertuples()
    ]
    rows["breadth"] = rows.groupby("source_id").persons.transform("size")
    rows = rows.sort_values(
        ["period_start", "period_end", "breadth", "as_of", "source_id"],
        ascending=[True, True, False, True, True],
    )
    rows["rank"] = rows.groupby(["period_start", "period_end"]).cumcount() + 1
    columns = [
        "period_start",
        "period_end",
        "label",
        "persons",
        "precision",
        "status",
        "rank",
        "source_id",
    ]
    return rows[columns].reset_index(drop=True)


def between(series: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
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


def with_share(series: pd.DataFrame) -> pd.DataFrame:
    """Return an annual series with ``female_share`` (fraction of persons of known sex)."""
    return series.merge(female_share(series), left_on="year", right_index=True, how="left")


def chosen_events(events: pd.DataFrame, names: list[str], first: int, last: int) -> pd.DataFrame:
    """Return the events to draw: ``default``, ``all``, ``none``, or event ids; within the years.

    Columns of data/events.csv, with date as datetime, sorted by date.
    """
    if names == ["none"]:
        wanted = events.iloc[:0]
    elif names == ["all"]:
        wanted = events
    else:
        ids = set(names)
        wanted = events[events.event_id.isin(ids) | (events.draw & ("default" in ids))]
    return wanted[wanted.date.dt.year.between(first, last)].sort_values(["date", "event_id"])


def partial_years(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return counts from January to some later month beside the latest full-year figure.

    Columns year, label (months), persons, as_of, full, understated (persons / full - 1),
    source_id. One line per year: the longest part that was published, latest printing.
    """
    korea = arrivals[
        (arrivals.host == "KOR") & (arrivals.measure == "arrivals") & (arrivals.sex == "all")
    ]
    part = korea[korea.status == "partial"].copy()
    part["year"] = part.period_end.dt.year.astype("int64")
    part = part.sort_values(["year", "period_end", "as_of"]).drop_duplicates("year", keep="last")
    full = whole_years(korea).sort_values("as_of").drop_duplicates("year", keep="last")
    both = part.merge(full[["year", "persons", "source_id"]], on="year", suffixes=("", "_full"))
    return pd.DataFrame(
        {
            "year": both.year,
            "label": [f"{r.period_start:%b} to {_day(r.period_end)}" for r in both.itertuples()],
            "persons": both.persons,
            "as_of": both.as_of,
            "full": both.persons_full,
            "understated": (both.persons / both.persons_full - 1).astype("float64"),
            "source_id": [
                join_ids(p) for p in zip(both.source_id, both.source_id_full, strict=True)
            ],
        }
    )


def _day(date: pd.Timestamp) -> str:
    """A month, or day and month where the period ends within a month."""
    return f"{date:%b}" if date.is_month_end else f"{date.day} {date:%b}"


def beside(series: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return two hosts' counts as one long frame: host_series, period, persons, source_id."""
    ours = pd.DataFrame(
        {
            "host_series": "South Korea",
            "period": series.year.astype(str),
            "persons": series["all"],
            "source_id": series.source_id,
        }
    )
    theirs = pd.DataFrame(
        {
            "host_series": "Thailand, "
            + other["rank"].map(lambda r: "main" if r == 1 else "rival"),
            "period": other.label,
            "persons": other.persons,
            "source_id": other.source_id,
        }
    )
    return pd.concat([ours, theirs], ignore_index=True)


Named = dict[str, tuple[object, str]]


def headline(series: pd.DataFrame) -> Named:
    """Return the named values of an annual series: peak, low, last, largest fall, sexes."""
    by_year = series.set_index("year")["all"].astype("int64")
    found = decline(series)
    consecutive = by_year[by_year.index.to_series().diff() == 1]
    falls = consecutive - by_year.shift(1)[consecutive.index]
    fall = int(falls.idxmin())
    sexes = female_share(series)
    split = sexes.index.min() if len(sexes) else None
    return {
        "first_year": (int(series.year.min()), "year"),
        "last_year": (found.last_year, "year"),
        "split_from": (split, "year"),
        "peak_year": (found.peak_year, "year"),
        "peak": (found.peak, "persons"),
        "last": (found.last, "persons"),
        "change": (found.change, "percent change"),
        "low_year": (found.low_year, "year"),
        "low": (found.low, "persons"),
        "fall_year": (fall, "year"),
        "fall_from_year": (fall - 1, "year"),
        "fall_from": (int(by_year[fall - 1]), "persons"),
        "fall_to": (int(by_year[fall]), "persons"),
        "fall_change": (change(by_year, fall - 1, fall), "percent change"),
        "female_share_peak": (sexes.get(found.peak_year), "percent"),
        "female_share_last": (sexes.get(found.last_year), "percent"),
    }


def headline_parts(short: pd.DataFrame, year: int) -> Named:
    """Return the first quarter of a year against the one before: quarter_year, quarter,
    quarter_before, quarter_change; missing where one of the two is not published.
    """
    first = short[(short.months == 3) & (short.period_start.dt.month == 1)]
    by_year = first.set_index(first.period_start.dt.year).persons.astype("int64")
    both = {year - 1, year} <= set(by_year.index)
    return {
        "quarter_year": (year, "year"),
        "quarter": (by_year.get(year), "persons"),
        "quarter_before": (by_year.get(year - 1), "persons"),
        "quarter_change": (change(by_year, year - 1, year) if both else None, "percent change"),
    }


def headline_quality(band: pd.DataFrame, other: pd.DataFrame, vintage: str) -> Named:
    """Return the spread of printed totals and the ends of the other host's main series."""
    widest = band.loc[band.spread.idxmax()]
    years = other[other.label.str.fullmatch(r"\d{4}") & (other["rank"] == 1)]
    years = years.set_index(years.period_end.dt.year).persons.astype("int64")
    peak = int(years.idxmax())
    later = years[years.index > peak]
    return {
        "vintage": (vintage, "text"),
        "spread_median": (float(band.spread.median()), "percent"),
        "spread_most": (float(widest.spread), "percent"),
        "spread_year": (int(widest.year), "year"),
        "thai_first_year": (int(years.index[0]), "year"),
        "thai_first": (int(years.iloc[0]), "persons"),
        "thai_peak_year": (peak, "year"),
        "thai_peak": (int(years[peak]), "persons"),
        "thai_next_year": (int(later.index[0]) if len(later) else None, "year"),
        "thai_next": (int(later.iloc[0]) if len(later) else None, "persons"),
    }


def event_dates(events: pd.DataFrame, wanted: dict[str, str]) -> Named:
    """Return name -> date of an event as text, as precise as it is known ("May 2013").

    Raises:
        SeriesError: an event id that is not in the table.
    """
    table = events.set_index("event_id")
    if unknown := sorted(set(wanted.values()) - set(table.index)):
        raise SeriesError(f"no event {', '.join(unknown)} in data/events.csv")
    looks = {"day": "{0.day} {0:%B %Y}", "month": "{0:%B %Y}", "year": "{0.year}"}
    return {
        name: (looks[table.precision[id]].format(table.date[id]), "text")
        for name, id in wanted.items()
    }
