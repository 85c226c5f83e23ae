"""Measures of the ledger: single figures on record, and the output of countries."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from thirdcountry.ledger.counts import arrivals_count
from thirdcountry.ledger.evidence import (
    Amount,
    ClaimError,
    Evidence,
    Phrase,
    Tables,
    divide,
    divide_by_found,
    find_country,
    list_known,
    look_up,
    plot_bars,
)
from thirdcountry.ledger.yearly import Yearly, find_share_held, find_value
from thirdcountry.tables import holdings

TABLES = ("facts", "indicators", "arrivals", "countries")
#: Unit of data/facts.csv -> unit of a value.
UNITS = {"US$": "US$", "share": "percent", "count": "count", "rank": "rank", "year": "year"}
#: GDP in current US$ among the indicators of the World Bank.
GDP = "NY.GDP.MKTP.CD"


def find_fact(tables: Tables, id: str, unit: str = "") -> pd.Series:
    """Return a row of data/facts.csv.

    Args:
        unit: the unit it must have, by default any that a measure can take.

    Raises:
        ClaimError: no such fact, or one of another unit.
    """
    row = look_up(tables, "facts", "fact_id", id)
    if row.unit not in UNITS or (unit and row.unit != unit):
        needed = f"this measure needs {unit}" if unit else "which has no measure"
        raise ClaimError(f"names {id}, whose unit is {row.unit}; {needed}")
    return row


def fact(tables: Tables, fact: str) -> Evidence:
    """One figure of data/facts.csv."""
    row = find_fact(tables, fact)
    unit, value = UNITS[row.unit], float(row.value)
    numbers = {
        "what": (row.quantity, "text"),
        "year": (None if pd.isna(row.year) else int(row.year), "year"),
    }
    series = plot_bars([(str(row.quantity), value, row.source_id)])
    return Evidence(value, unit, numbers, row.source_id, series, unit)


def fact_ratio(
    tables: Tables, fact: str, over: str, per: float = 1.0, over_per: float = 1.0
) -> Evidence:
    """One figure over another, each divided by its number of months if one is given."""
    one, two = find_fact(tables, fact), find_fact(tables, over)
    if one.unit != two.unit or two.value == 0:
        raise ClaimError(f"divides {fact} by {over}, which have different units or are zero")
    parts = _rate(one, per), _rate(two, over_per)
    more = parts[0].value > parts[1].value
    numbers = {
        "a": (float(one.value), UNITS[one.unit]),
        "b": (float(two.value), UNITS[two.unit]),
        "what": (one.quantity, "text"),
        "other": (two.quantity, "text"),
        "more": (more, "flag"),
    }
    return replace(divide(*parts), unit="times" if more else "percent", numbers=numbers)


def _rate(row: pd.Series, months: float) -> Amount:
    """A figure, or its monthly rate."""
    what = str(row.quantity)
    label = Phrase("monthly", what) if months != 1 else what
    return Amount(label, float(row.value) / months, UNITS[row.unit], row.source_id)


def facts_hold(tables: Tables, country: str, quantity: str, value: float) -> Evidence:
    """Share of all figures on record for one quantity that have a given value; a quantity covers
    those of parts of a year too, which have the months after a comma."""
    rows = tables["facts"]
    named = (rows.quantity == quantity) | rows.quantity.str.startswith(f"{quantity}, ")
    own = rows[(rows.country == country) & named]
    if own.empty:
        held = sorted(rows[rows.country == country].quantity.unique())
        raise ClaimError(f"names quantity={quantity}{list_known(quantity, held)}")
    same, unit = own.value == value, UNITS[own.unit.iloc[0]]
    numbers = {
        "what": (quantity, "text"),
        "wanted": (value, unit),
        "years": ([int(year) for year in own.year[same].dropna()], "years"),
    }
    undated = [Phrase("undated") if pd.isna(year) else year for year in own.year]
    return find_share_held(own.assign(x=undated), same, numbers, unit, x="x", line=value)


def gdp(tables: Tables, country: str, year: int, vintage: str = "") -> Evidence:
    """Gross domestic product in current US$, one release: the first on record if none is named."""
    rows = tables["indicators"]
    rows = rows[(rows.country == country) & (rows.indicator == GDP)]
    if rows.empty or vintage not in {"", *rows.vintage}:
        held = ", ".join(rows.vintage.unique()) or "no figure"
        raise ClaimError(f"names vintage={vintage}; {country} has {held}")
    vintage = vintage or min(rows.vintage)
    numbers = {"place": find_country(tables, country), "release": (vintage, "text")}
    return find_value(Yearly(rows[rows.vintage == vintage], "US$", numbers), year)


def fact_to_gdp(tables: Tables, fact: str, year: int, vintage: str = "") -> Evidence:
    """A sum of data/facts.csv over the GDP of its country in a year."""
    row = find_fact(tables, fact, "US$")
    whole = gdp(tables, row.country, year, vintage)
    names = {**whole.numbers, "what": (row.quantity, "text")}
    return divide_by_found(_rate(row, 1), Phrase("output"), whole, "gdp", **names)


def fact_to_arrivals(tables: Tables, fact: str, year: int, host: str = "") -> Evidence:
    """A count of data/facts.csv over a host's count of a year, by default the destination's."""
    row = find_fact(tables, fact, "count")
    whole = arrivals_count(tables, host or holdings.destination(), str(year))
    names = {"what": (row.quantity, "text"), "year": (year, "year")}
    return divide_by_found(_rate(row, 1), Phrase("everybody"), whole, "arrivals_count", **names)
