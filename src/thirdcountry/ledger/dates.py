"""Measures of the ledger: dates of events and the time between them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from thirdcountry.ledger.evidence import (
    NOWHERE,
    ClaimError,
    Evidence,
    Numbers,
    Tables,
    look_up,
    plot_bars,
)
from thirdcountry.tables.sources import join_ids

TABLES = ("events",)
#: How exactly a date is known -> the unit that writes it so.
UNITS = {"day": "date", "month": "month", "year": "year"}
DAYS_IN_YEAR = 365.2425


def find_event(tables: Tables, id: str) -> pd.Series:
    """Return a row of data/events.csv with its date as exactly as it is known: ``when``, ``unit``.

    Raises:
        ClaimError: no such event.
    """
    row = look_up(tables, "events", "event_id", id)
    when = row.date.year if row.precision == "year" else row.date
    return pd.Series({**row, "when": when, "unit": UNITS[row.precision]})


def read_date(text: str) -> pd.Timestamp:
    """Return a date such as 2013-05-27 or 2013-05.

    Raises:
        ClaimError: no date.
    """
    try:
        return pd.Timestamp(text)
    except ValueError:
        raise ClaimError(f"has the date {text}; write 2013-05-27 or 2013-05") from None


def _name(event: pd.Series, what: str = "what", when: str = "when") -> Numbers:
    """Title and date of an event; no date where the title says all that is known of it."""
    told = event.unit == "year" and str(event.when) in event.title
    return {what: (event.title, "text"), when: (None if told else event.when, event.unit)}


def _tell(
    value: float, unit: str, numbers: Numbers, *events: pd.Series, line: float | None = NOWHERE
) -> Evidence:
    """A value as evidence that rests on events, each of them a point in its year."""
    series = plot_bars([(str(e.title), float(e.date.year), e.source_id) for e in events])
    source = join_ids([event.source_id for event in events])
    return Evidence(value, unit, numbers, source, series, "year", line=line)


def event_year(tables: Tables, event: str) -> Evidence:
    """Year of an event of data/events.csv."""
    row = find_event(tables, event)
    return _tell(float(row.date.year), "year", _name(row), row, line=None)


def months_apart(tables: Tables, event: str, date: str) -> Evidence:
    """Whole months between an event and a month such as 2013-05."""
    row, given = find_event(tables, event), read_date(date)
    value = abs((row.date.year - given.year) * 12 + row.date.month - given.month)
    return _tell(float(value), "count", _name(row), row, line=float(given.year))


def _count_years(
    one: pd.Timestamp, other: pd.Timestamp, numbers: Numbers, *events: pd.Series
) -> Evidence:
    """Years from one date to another; whole in a sentence where of an event only the year is known
    (``rough``)."""
    years = (other - one).days / DAYS_IN_YEAR
    rough = any(event.precision == "year" for event in events)
    told = {
        "value": (round(years), "count") if rough else (years, "score"),
        "rough": (rough, "flag"),
        "short": (abs(years) < 1, "flag"),
        "ahead": (years < 0, "flag"),
    }
    return _tell(years, "score", {**told, **numbers}, *events)


def years_between(tables: Tables, event: str, other: str) -> Evidence:
    """Years from one event to another; negative if the other came first."""
    one, two = find_event(tables, event), find_event(tables, other)
    numbers = {**_name(one), **_name(two, "other", "then")}
    return _count_years(one.date, two.date, numbers, one, two)


def years_since(tables: Tables, event: str, date: str) -> Evidence:
    """Years from an event to a date; negative if the date came first."""
    row, given = find_event(tables, event), read_date(date)
    found = _count_years(row.date, given, {**_name(row), "then": (given, "month")}, row)
    return replace(found, line=float(given.year))


def events_count(
    tables: Tables, category: str, countries: str, first: int, last: int, words: str = ""
) -> Evidence:
    """Events of a category that concern all the countries (codes with +), between two years, with
    a word in their title if one is given."""
    rows = tables["events"]
    wanted = set(countries.split("+"))
    concern = rows.countries.fillna("").str.split(" ").map(wanted.issubset)
    rows = rows[(rows.category == category) & concern & rows.date.dt.year.between(first, last)]
    rows = rows[rows.title.str.contains(words, case=False, regex=False)]
    numbers = {"years": (sorted(rows.date.dt.year), "years"), "kind": (category, "text")}
    return _tell(float(len(rows)), "count", numbers, *(row for _, row in rows.iterrows()))
