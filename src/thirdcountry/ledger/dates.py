"""Measures of the ledger: dates of events and the time between them."""

from __future__ import annotations

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


def _plot(*events: pd.Series) -> pd.DataFrame:
    """Events as points, each in its year."""
    return plot_bars([(str(e.title), float(e.date.year), e.source_id) for e in events])


def event_year(tables: Tables, event: str) -> Evidence:
    """Year of an event of data/events.csv."""
    row = find_event(tables, event)
    return Evidence(float(row.date.year), "year", _name(row), row.source_id, _plot(row), "year")


def months_apart(tables: Tables, event: str, date: str) -> Evidence:
    """Whole months between an event and a month such as 2013-05."""
    row, given = find_event(tables, event), read_date(date)
    value = abs((row.date.year - given.year) * 12 + row.date.month - given.month)
    return Evidence(
        float(value),
        "count",
        _name(row),
        row.source_id,
        _plot(row),
        "year",
        line=float(given.year),
    )


def _count_years(one: pd.Timestamp, other: pd.Timestamp, *events: pd.Series) -> tuple[float, dict]:
    """Years from one date to another, and how a sentence has them: whole where of an event only
    the year is known (``rough``)."""
    years = (other - one).days / DAYS_IN_YEAR
    rough = any(event.precision == "year" for event in events)
    value = (round(years), "count") if rough else (years, "score")
    return years, {
        "value": value,
        "rough": (rough, "flag"),
        "short": (abs(years) < 1, "flag"),
        "ahead": (years < 0, "flag"),
    }


def years_between(tables: Tables, event: str, other: str) -> Evidence:
    """Years from one event to another; negative if the other came first."""
    one, two = find_event(tables, event), find_event(tables, other)
    years, numbers = _count_years(one.date, two.date, one, two)
    return Evidence(
        years,
        "score",
        {**numbers, **_name(one), **_name(two, "other", "then")},
        join_ids([one.source_id, two.source_id]),
        _plot(one, two),
        "year",
        line=NOWHERE,
    )


def years_since(tables: Tables, event: str, date: str) -> Evidence:
    """Years from an event to a date; negative if the date came first."""
    row, given = find_event(tables, event), read_date(date)
    years, numbers = _count_years(row.date, given, row)
    return Evidence(
        years,
        "score",
        {**numbers, **_name(row), "then": (given, "month")},
        row.source_id,
        _plot(row),
        "year",
        line=float(given.year),
    )


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
    series = _plot(*(row for _, row in rows.iterrows()))
    source = join_ids(rows.source_id)
    return Evidence(float(len(rows)), "count", numbers, source, series, "year", line=NOWHERE)
