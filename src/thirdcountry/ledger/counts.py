"""Measures of the ledger: persons that hosts counted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from thirdcountry.ledger import yearly
from thirdcountry.ledger.dates import find_event, read_date
from thirdcountry.ledger.evidence import (
    Amount,
    ClaimError,
    Evidence,
    Tables,
    divide_by_found,
    find_country,
    plot,
    plot_bars,
)
from thirdcountry.measures.arrivals import counts
from thirdcountry.tables import holdings
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Value

TABLES = ("arrivals", "events", "countries")


def select_counts(tables: Tables, host: str, count: str = "") -> pd.DataFrame:
    """Return the counts of both sexes by one host, without quoted ones; of each period the main
    source comes last.

    Args:
        count: what is counted (a measure of data/arrivals.csv), by default the commonest.

    Raises:
        ClaimError: a host without counts, or without those asked for.
    """
    rows = tables["arrivals"]
    rows = rows[(rows.host == host) & (rows.sex == "all") & (rows.status != "quoted")]
    if rows.empty:
        held = ", ".join(sorted(tables["arrivals"].host.unique()))
        raise ClaimError(f"names host={host}; data/arrivals.csv holds {held}")
    wanted = count or rows.measure.value_counts().index[0]
    if wanted not in set(rows.measure):
        raise ClaimError(f"names count={count}; {host} has {', '.join(sorted(set(rows.measure)))}")
    rows = rows[rows.measure == wanted]
    breadth = rows.groupby("source_id").persons.transform("size")
    printed = rows.vintage != "press"
    return rows.assign(breadth=breadth, printed=printed).sort_values(
        ["period_end", "printed", "breadth", "as_of"]
    )


def read_years(tables: Tables, host: str, count: str = "") -> yearly.Yearly:
    """Return the counts of a host in whole years (:func:`select_counts`); without a host, of the
    country where the ways end."""
    host = host or holdings.destination()
    rows = counts.whole_years(select_counts(tables, host, count))
    rows = rows.drop_duplicates("year", keep="last").reset_index(drop=True)
    rows = rows[["year", "source_id"]].assign(value=rows.persons.astype("float64"))
    return yearly.Yearly(rows, "persons", {"place": find_country(tables, host)})


def read_period(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day of a period: 2012, 2012Q1, 2012-11 or 2019-01/2019-09.

    Raises:
        ClaimError: no period.
    """
    first, _, last = text.partition("/")
    try:
        start, end = pd.Period(first), pd.Period(last or first)
    except ValueError:
        raise ClaimError(f"has period={text}; write 2012, 2012Q1 or 2019-01/2019-09") from None
    return start.start_time.normalize(), end.end_time.normalize()


def arrivals_count(tables: Tables, host: str, period: str, count: str = "") -> Evidence:
    """Persons that a host counted in a period (2012, 2012Q1, 2019-01/2019-09)."""
    start, end = read_period(period)
    counted, years = select_counts(tables, host, count), read_years(tables, host, count)
    rows = counted[(counted.period_start == start) & (counted.period_end == end)]
    when = Value((start, end), "period")
    numbers = {**years.numbers, "when": (when.value, when.unit)}
    if rows.empty:
        source = join_ids(counted.source_id)
        return Evidence(None, "persons", numbers, source, years.plot(), "persons")
    row = rows.iloc[-1]
    persons, series = float(row.persons), years.plot(end.year)
    if not when.text.isdigit():
        whole = years.between(end.year, end.year).rows
        beside = [(str(row.year), row.value, row.source_id) for row in whole.itertuples()]
        series = plot_bars([(when.text, persons, row.source_id), *beside])
    return Evidence(persons, "persons", numbers, str(row.source_id), series, "persons")


def arrivals_total(tables: Tables, host: str, date: str) -> Evidence:
    """Persons counted since records began, by the last announcement up to a date."""
    rows = select_counts(tables, host)
    rows = rows[rows.status == "cumulative"].drop_duplicates("period_end", keep="last")
    end = rows.period_end
    rows = rows.assign(x=(end.dt.year + (end.dt.day_of_year - 1) / 365.25).round(2))
    own = rows[end <= read_date(date)].tail(1)
    numbers, series = {"place": find_country(tables, host)}, plot(rows, own.x, "x", "persons")
    if own.empty:
        return Evidence(None, "persons", numbers, join_ids(rows.source_id), series, "persons")
    row = own.iloc[0]
    numbers["when"] = (row.period_end, "date")
    return Evidence(float(row.persons), "persons", numbers, row.source_id, series, "persons")


def arrivals_change(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Relative change of a host's yearly count between two years."""
    return yearly.find_change(read_years(tables, host, count).require(first, last), first, last)


def _find_steps(years: yearly.Yearly, first: int, last: int, sign: int) -> Evidence:
    """Share of the steps between known years, first to last, that go up (sign 1) or down (-1)."""
    kept = years.between(first, last)
    if len(kept.rows) < 2:
        place = years.numbers["place"][0]
        raise ClaimError(f"names {first} to {last}, where {place} has fewer than two counts")
    went = kept.rows.value.diff().iloc[1:] * sign > 0
    others = [int(year) for year in kept.rows.year[went[~went].index]]
    numbers = {**years.numbers, "others": (others, "years")}
    return yearly.find_share_held(kept.rows, went, numbers, years.unit, chosen=others)


def rising_years(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Share of the steps between known years, first to last, in which a host's count rose."""
    return _find_steps(read_years(tables, host, count), first, last, 1)


def falling_years(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Share of the steps between known years, first to last, in which a host's count fell."""
    return _find_steps(read_years(tables, host, count), first, last, -1)


def _find_part_of_fall(
    years: yearly.Yearly, peak: int, last: int, step: tuple[int, int]
) -> tuple[yearly.Yearly, Evidence]:
    """Which part of the fall from ``peak`` to ``last`` came in a step; the years it is about.

    (A[s0] - A[s1]) / (A[peak] - A[last]); more than 1 if there was a rebound elsewhere.
    """
    kept = years.require(peak, *step, last).between(peak, last)
    numbers = {
        "before": (step[0], "year"),
        "year": (step[1], "year"),
        "peak": (peak, "year"),
        "last": (last, "year"),
    }
    persons = years.by_year
    part = float((persons[step[0]] - persons[step[1]]) / (persons[peak] - persons[last]))
    return kept, kept.tell(part, "percent", numbers, *step)


def fall_by(tables: Tables, year: int, peak: int, last: int, host: str = "") -> Evidence:
    """Part of the fall from a peak year to a last year that was over by the end of a year."""
    kept, found = _find_part_of_fall(read_years(tables, host), peak, last, (peak, year))
    persons = kept.by_year
    over = (persons[peak] - kept.rows.value) / (persons[peak] - persons[last])
    series = plot(kept.rows.assign(value=over), [year], "year")
    return replace(found, series=series, series_unit="percent", line=None)


def fall_in(tables: Tables, year: int, peak: int, last: int, host: str = "") -> Evidence:
    """Part of the fall from a peak year to a last year that came in one year alone."""
    return _find_part_of_fall(read_years(tables, host), peak, last, (year - 1, year))[1]


def fall_before(tables: Tables, event: str, peak: int, last: int, host: str = "") -> Evidence:
    """Part of the fall from a peak year to a last year that was over before an event's year."""
    row = find_event(tables, event)
    found = fall_by(tables, int(row.date.year) - 1, peak, last, host)
    numbers, ids = {**found.numbers, "when": (row.when, row.unit)}, [found.source_id, row.source_id]
    return replace(found, numbers=numbers, source_id=join_ids(ids))


def largest_fall(tables: Tables, first: int, last: int, host: str = "") -> Evidence:
    """Year with the largest fall in persons against the year before."""
    kept = read_years(tables, host).between(first, last)
    falls = -kept.rows.value.diff()[kept.rows.year.diff() == 1]
    if falls.empty:
        raise ClaimError(f"names {first} to {last}, which hold no two years in a row")
    steps = replace(kept, rows=kept.rows.loc[falls.index].assign(value=falls))
    found = yearly.find_highest(steps, first, last)
    return replace(found, series=kept.plot(int(found.value or 0)), source_id=kept.source_id)


def peak_year(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Year with a host's highest count between two years."""
    found = yearly.find_highest(read_years(tables, host, count), first, last)
    if found.value is None:
        raise ClaimError(
            f"names {first} to {last}, where {found.numbers['place'][0]} has no counts"
        )
    return found


def host_ratio(tables: Tables, host: str, year: int, of: str = "", count: str = "") -> Evidence:
    """A host's yearly count over that of another; no share, since it can exceed one."""
    own, other = read_years(tables, host, count), read_years(tables, of)
    own = replace(own, numbers={**own.numbers, "other": other.numbers["place"]})
    return yearly.find_ratio(own, other, year, "percent")


def total_ratio(tables: Tables, host: str, of: str, date: str) -> Evidence:
    """A host's count since records began over that of another, up to a date."""
    own = tables["arrivals"]
    own = own[(own.host == host) & (own.status == "cumulative")]
    own = own[own.period_end <= read_date(date)]
    if own.empty:
        raise ClaimError(f"names host={host}, which has no total up to {date}")
    row = own.sort_values("period_end").iloc[-1]
    place, other = find_country(tables, host), find_country(tables, of)
    persons = Amount(place[0], float(row.persons), "persons", row.source_id)
    whole = arrivals_total(tables, of, date)
    names = {"place": place, "other": other}
    return divide_by_found(persons, other[0], whole, "arrivals_total", **names)
