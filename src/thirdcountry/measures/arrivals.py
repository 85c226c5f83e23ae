"""Arrival series: whole years only, vintages kept apart, parts of a year beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.tables.sources import join_ids

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


def _korea(arrivals: pd.DataFrame, sex: str = "all") -> pd.DataFrame:
    """Rows of arrivals in South Korea for one sex, or both together."""
    return arrivals[
        (arrivals.host == "KOR") & (arrivals.measure == "arrivals") & (arrivals.sex == sex)
    ]


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
    korea = _korea(arrivals)
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
    korea = _korea(arrivals)
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
    korea = _korea(arrivals)
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
    """Return the events to draw: ``default``, ``all``, ``none``, event ids or ISO dates; within
    the years.

    Columns of data/events.csv, with date as datetime, sorted by date.
    """
    if names == ["none"]:
        wanted = events.iloc[:0]
    elif names == ["all"]:
        wanted = events
    else:
        ids = set(names)
        wanted = events[events.event_id.isin(ids) | (events.draw & ("default" in ids))]
        dates = [name for name in names if name[:4].isdigit()]
        plain = pd.DataFrame({"event_id": dates, "date": pd.to_datetime(dates), "title": dates})
        wanted = pd.concat([wanted, plain]) if dates else wanted
    return wanted[wanted.date.dt.year.between(first, last)].sort_values(["date", "event_id"])


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


def headline(series: pd.DataFrame) -> Named:
    """Return the named values of an annual series: peak, low, last, sexes, and the largest fall
    between two years, in persons (fall) and in per cent (steep)."""
    by_year = series.set_index("year")["all"].astype("int64")
    found = decline(series)
    consecutive = by_year[by_year.index.to_series().diff() == 1]
    falls = consecutive - by_year.shift(1)[consecutive.index]
    fall = int(falls.idxmin())
    shares = falls / by_year.shift(1)[consecutive.index]
    steep = int(shares.idxmin())
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
        "fall_persons": (int(-falls[fall]), "persons"),
        "fall_change": (change(by_year, fall - 1, fall), "percent change"),
        "steep_year": (steep, "year"),
        "steep_change": (float(shares[steep]), "percent change"),
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


# -- parts of a year, first printings, the way down ------------------------------------------


def nine_months(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return the count of January to September beside the full year, where both are published.

    Columns year, nine, full, basis (printed, or sum of quarters), source_id. A printed nine-month
    figure wins over a sum of the three quarters, or of the first half and the third quarter; one
    that the table itself marks as derived is not a printed one.
    """
    korea = _korea(arrivals)
    latest = korea.sort_values("as_of")
    full = whole_years(latest).drop_duplicates("year", keep="last").set_index("year")
    spans = latest.drop_duplicates(["period_start", "period_end"], keep="last").set_index(
        ["period_start", "period_end"]
    )
    rows = []
    for year in full.index:
        ways = {
            "printed": [("01-01", "09-30")],
            "sum of quarters": [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30")],
            "first half and third quarter": [("01-01", "06-30"), ("07-01", "09-30")],
        }
        for basis, parts in ways.items():
            keys = [tuple(pd.Timestamp(f"{year}-{day}") for day in part) for part in parts]
            if all(key in spans.index for key in keys):
                own = spans.loc[keys]
                if basis == "printed" and (own.status == "derived").any():
                    continue
                ids = join_ids([*own.source_id, full.source_id[year]])
                rows.append((year, int(own.persons.sum()), int(full.persons[year]), basis, ids))
                break
    columns = ["year", "nine", "full", "basis", "source_id"]
    return pd.DataFrame(rows, columns=columns).sort_values("year", ignore_index=True)


def nowcast(pairs: pd.DataFrame, nine: float, level: float = 0.95) -> tuple[float, float, float]:
    """Return (low, estimate, high) of a full year from its first nine months.

    The log ratio full / nine of the known years has mean m and standard deviation s; a new year
    lies within m +- t s sqrt(1 + 1/n), the usual prediction interval.

    Raises:
        SeriesError: fewer than three known years.
    """
    if len(pairs) < 3:
        raise SeriesError(f"a nowcast needs three known years, there are {len(pairs)}")
    ratios = np.log(pairs.full.astype(float) / pairs.nine.astype(float))
    n = len(ratios)
    half = stats.t.ppf(0.5 + level / 2, n - 1) * ratios.std(ddof=1) * np.sqrt(1 + 1 / n)
    return tuple(float(nine * np.exp(ratios.mean() + sign * half)) for sign in (-1, 0, 1))


def nowcast_check(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return each known year predicted from the others: pairs plus low, estimate, high, inside."""
    rows = []
    for place in pairs.index:
        low, estimate, high = nowcast(pairs.drop(index=place), pairs.nine[place])
        inside = low <= pairs.full[place] <= high
        rows.append((low, estimate, high, "yes" if inside else "no"))
    columns = ["low", "estimate", "high", "inside"]
    return pairs.join(pd.DataFrame(rows, index=pairs.index, columns=columns))


def first_printed(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return the annual series as it was first printed: year, all, source_id.

    A year for which only later printings were found has the earliest of those.
    """
    rows = whole_years(_korea(arrivals)).sort_values(["year", "as_of", "persons"])
    first = rows[rows.year >= 1998].drop_duplicates("year", keep="first")
    return first.rename(columns={"persons": "all"})[["year", "all", "source_id"]]


def way_down(series: pd.DataFrame, last: int) -> pd.DataFrame:
    """Return how much of the fall from the peak to ``last`` had happened by each year, by sex.

    Columns year, sex, persons, progress = (A_peak - A_year) / (A_peak - A_last), source_id. The
    peak is the year with most arrivals of both sexes; the same two years serve for each sex.
    """
    rows = series.dropna(subset=["female", "male"]).set_index("year")
    rows = rows.loc[int(rows["all"].astype(int).idxmax()) : last]
    parts = []
    for column, sex in (("all", "all"), ("female", "women"), ("male", "men")):
        count = rows[column].astype(float)
        progress = (count.iloc[0] - count) / (count.iloc[0] - count.iloc[-1])
        parts.append(
            pd.DataFrame(
                {
                    "year": rows.index,
                    "sex": sex,
                    "persons": rows[column].to_numpy(),
                    "progress": progress.to_numpy(),
                    "source_id": rows.source_id.to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def ratio_ranges(series: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return another host's counts over arrivals of the same year, as ranges over rival sources.

    Columns year, figures (how many rival figures), low, high (persons), ratio_low, ratio_high,
    source_id. Not a share: people are recorded in one year and arrive in another, and some go
    elsewhere; the ratio can exceed one.
    """
    whole = other[other.label.str.fullmatch(r"\d{4}")].assign(year=lambda f: f.label.astype(int))
    grouped = whole.groupby("year").agg(
        figures=("persons", "size"),
        low=("persons", "min"),
        high=("persons", "max"),
        source_id=("source_id", join_ids),
    )
    both = grouped.join(
        series.set_index("year")[["all", "source_id"]], suffixes=("", "_all"), how="inner"
    )
    ours = both["all"].astype(float)
    return (
        both.assign(
            ratio_low=both.low.astype(float) / ours,
            ratio_high=both.high.astype(float) / ours,
            source_id=[join_ids(p) for p in zip(both.source_id, both.source_id_all, strict=True)],
        )
        .drop(columns="source_id_all")
        .reset_index()
    )


def quoted_year(arrivals: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what a secondary text quotes as the count of a year: persons, source_id (one row)."""
    rows = _korea(arrivals)
    rows = rows[(rows.status == "quoted") & (rows.period_end.dt.year == year)]
    return rows[["persons", "source_id"]].reset_index(drop=True)


# -- rival explanations ----------------------------------------------------------------------

CLEAR = 0.1  # a change of less than a tenth is not counted for or against an explanation


def observations(short: pd.DataFrame, series: pd.DataFrame) -> dict[str, float | None]:
    """Return the quantities that data/predictions.csv names: quantity -> relative change.

    ``q1_2012``: first quarter of 2012 against that of 2011. ``h2_2013``, ``h2_2016``: second half
    against that of the year before. ``men_2013``, ``men_2014``: the share of men against two years
    before. Missing where a figure is not published.
    """
    months = short[short.months == 6].set_index("period_start").persons.astype(float)
    quarters = short[short.months == 3].set_index("period_start").persons.astype(float)
    men = 1 - female_share(series)

    def against(values: pd.Series, now, before) -> float | None:
        found = now in values.index and before in values.index
        return float(values[now] / values[before] - 1) if found else None

    def at(year: int, month: int) -> pd.Timestamp:
        return pd.Timestamp(year, month, 1)

    return {
        "q1_2012": against(quarters, at(2012, 1), at(2011, 1)),
        "h2_2013": against(months, at(2013, 7), at(2012, 7)),
        "h2_2016": against(months, at(2016, 7), at(2015, 7)),
        "men_2013": against(men, 2013, 2011),
        "men_2014": against(men, 2014, 2012),
    }


def explanations(predictions: pd.DataFrame, observed: dict[str, float | None]) -> pd.DataFrame:
    """Return the matrix of explanations: the prediction rows plus change and verdict.

    verdict: ``fits`` if the observed change has the predicted direction and is at least a tenth
    (or is smaller than that where no change is predicted), ``does not fit`` otherwise, ``no data``
    where nothing is published. It says which timing and composition agree, not what brought
    anything about.

    Raises:
        SeriesError: a quantity that nobody computes.
    """
    if unknown := sorted(set(predictions.quantity.dropna()) - set(observed)):
        raise SeriesError(f"data/predictions.csv names unknown quantities: {', '.join(unknown)}")
    change_ = [observed.get(q) if isinstance(q, str) else None for q in predictions.quantity]
    verdicts = []
    for value, expected in zip(change_, predictions.expect, strict=True):
        if value is None:
            verdicts.append("no data")
            continue
        seen = "no change" if abs(value) < CLEAR else ("fall" if value < 0 else "rise")
        verdicts.append("fits" if seen == expected else "does not fit")
    return predictions.assign(change=change_, verdict=verdicts)


def elsewhere(displacement: pd.DataFrame, measure: str, hosts: int = 6) -> pd.DataFrame:
    """Return one measure of the current release for the hosts with the largest peaks.

    Columns host, year, persons, source_id.
    """
    rows = displacement[
        (displacement.measure == measure) & displacement.current & (displacement.scope == "host")
    ]
    top = rows.groupby("host").persons.max().sort_values(ascending=False, kind="stable")
    kept = rows[rows.host.isin(top.index[:hosts])]
    place = {code: n for n, code in enumerate(top.index[:hosts])}
    kept = kept.assign(place=kept.host.map(place)).sort_values(["place", "year"])
    return kept[["host", "year", "persons", "source_id"]].reset_index(drop=True)


def revisions(displacement: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return how much the world total of one measure differs between releases.

    Columns year, releases, low, high, current, spread, source_id; only years with a difference.
    """
    rows = displacement[
        (displacement.measure == measure)
        & (displacement.scope == "world")
        & (displacement.status != "partial")  # mid-year stocks are no revision of year-end ones
    ]
    out = rows.groupby("year").agg(
        releases=("release", "nunique"),
        low=("persons", "min"),
        high=("persons", "max"),
        source_id=("source_id", join_ids),
    )
    out["current"] = rows[rows.current].groupby("year").persons.last()
    out["spread"] = (out.high - out.low) / out.current
    return out[out.high > out.low].reset_index()


def headline_way(
    series: pd.DataFrame, down: pd.DataFrame, nine: pd.DataFrame, arrivals: pd.DataFrame
) -> Named:
    """Return the named values of the way down, the nowcast and the quoted partial year.

    progress_fall, progress_women, progress_men (part of the fall over by the year of the largest
    fall), down_first, down_last; nine_years, nine_inside; quoted, quoted_year, quoted_part (the
    first nine months of that year), quoted_full, quoted_change and true_change since
    quoted_base_year (the year of the largest fall); nowcast with its interval.
    """
    year = headline(series)["fall_year"][0]
    share = down[down.year == year].set_index("sex").progress
    quoted_year = 2019  # the year for which the article quotes a part
    by_year = series.set_index("year")["all"].astype("int64")
    quoted = quoted_year_of(arrivals, quoted_year)
    known = nine.set_index("year")
    low = estimate = high = part = None
    if quoted_year in known.index:
        low, estimate, high, part = known.loc[quoted_year, ["low", "estimate", "high", "nine"]]
    there = quoted is not None and {year, quoted_year} <= set(by_year.index)
    return {
        "progress_fall": (share.get("all"), "percent"),
        "progress_women": (share.get("women"), "percent"),
        "progress_men": (share.get("men"), "percent"),
        "down_first": (int(down.year.min()), "year"),
        "down_last": (int(down.year.max()), "year"),
        "nine_years": (len(nine), "count"),
        "nine_inside": (int((nine.inside == "yes").sum()), "count"),
        "quoted": (quoted, "persons"),
        "quoted_year": (quoted_year, "year"),
        "quoted_part": (part, "persons"),
        "quoted_full": (by_year.get(quoted_year), "persons"),
        "quoted_base_year": (year, "year"),
        "quoted_change": (quoted / by_year[year] - 1 if there else None, "percent change"),
        "true_change": (change(by_year, year, quoted_year) if there else None, "percent change"),
        "nowcast": (estimate, "persons"),
        "nowcast_low": (low, "persons"),
        "nowcast_high": (high, "persons"),
    }


def quoted_year_of(arrivals: pd.DataFrame, year: int) -> int | None:
    """Return what a secondary text quotes as the count of a year, or None."""
    rows = quoted_year(arrivals, year)
    return int(rows.persons.iloc[0]) if len(rows) else None


def headline_explanations(matrix: pd.DataFrame) -> Named:
    """Return which explanations the timing fits, does not fit, and cannot be held against:
    timing_fits, timing_misses, timing_nothing (names); and for how many of all predictions nothing
    is published: nothing, asked.

    An explanation with several dated predictions fits only if none of them fails.
    """
    timing = matrix[matrix.observable.str.startswith("Timing")]
    verdicts = timing.groupby("explanation", sort=False).verdict.agg(set)
    groups: dict[str, list[str]] = {"fits": [], "misses": [], "nothing": []}
    for name, seen in verdicts.items():
        kind = "misses" if "does not fit" in seen else "fits" if "fits" in seen else "nothing"
        groups[kind].append(str(name))
    return {
        **{f"timing_{kind}": (names, "names") for kind, names in groups.items()},
        "nothing": (int((matrix.verdict == "no data").sum()), "count"),
        "asked": (len(matrix), "count"),
    }


def as_events(steps: dict[str, pd.Timestamp], count: int) -> pd.DataFrame:
    """Return the first steps as events to draw: date, title."""
    chosen = list(steps.items())[:count]
    return pd.DataFrame({"date": [d for _, d in chosen], "title": [n for n, _ in chosen]})


def by_host(rows: pd.DataFrame, countries: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return readable host name -> rows, in order of first appearance."""
    names = countries.set_index("code").short_name
    return {str(names[host]): rows[rows.host == host] for host in rows.host.unique()}


def admissions(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return United States admissions by whole fiscal year: year, low, high, source_id."""
    rows = arrivals[
        (arrivals.measure == "admissions_fiscal_year") & (arrivals.period_type == "fiscal_year")
    ]
    rows = rows.assign(year=rows.period_end.dt.year)
    return (
        rows.groupby("year")
        .agg(low=("persons", "min"), high=("persons", "max"), source_id=("source_id", join_ids))
        .reset_index()
    )
