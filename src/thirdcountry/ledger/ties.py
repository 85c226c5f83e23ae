"""Measures of the ledger: trade of a reporter with its partners."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from thirdcountry.ledger import yearly
from thirdcountry.ledger.evidence import ClaimError, Evidence, Phrase, Tables, find_country
from thirdcountry.measures.trade import flows, shares
from thirdcountry.tables.sources import join_ids

TABLES = ("trade", "trade_totals", "countries")
FLOWS = ("turnover", "import", "export")
#: Column of measures.trade.shares.rank_partners -> its unit.
UNITS = {"value_usd": "US$", "share": "percent", "rank": "rank"}
#: Every year there is.
ALL_YEARS = (1900, 2100)


def read_tie(tables: Tables, reporter: str, partners: str, flow: str, column: str) -> yearly.Yearly:
    """Return a column of a tie (:data:`UNITS`) by year; partners joined by + are added up.

    Raises:
        ClaimError: an unknown country or flow, a reporter without trade, a rank of several.
    """
    codes = partners.split("+")
    numbers = {
        "place": find_country(tables, reporter),
        "partner": ([find_country(tables, code)[0] for code in codes], "names"),
        "flow": (Phrase(flow), "text"),
    }
    if flow not in FLOWS:
        raise ClaimError(f"has flow={flow}; known: {', '.join(FLOWS)}")
    try:
        rows = shares.rank_partners(tables["trade"], tables["trade_totals"], reporter, ALL_YEARS)
    except flows.TradeError as error:
        raise ClaimError(f"names reporter={reporter}: {error}") from None
    rows = rows[(rows.flow == flow) & rows.partner.isin(codes)].sort_values("year")
    if len(codes) > 1:
        if column == "rank":
            raise ClaimError(f"names partner={partners}; a place is that of one partner")
        rows = _add_up(rows, column, len(codes))
    rows = rows[["year", "source_id"]].assign(value=rows[column].astype("float64"))
    return yearly.Yearly(rows.dropna(subset=["value"]), UNITS[column], numbers)


def _add_up(rows: pd.DataFrame, column: str, partners: int) -> pd.DataFrame:
    """The sum over all partners, in years in which each of them is on record."""
    summed = rows.groupby("year").agg(
        **{column: (column, "sum")},
        known=("partner", "nunique"),
        source_id=("source_id", join_ids),
    )
    return summed[summed.known == partners].reset_index()


def trade_value(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Trade of a reporter with a partner in a year, US$."""
    return yearly.find_value(read_tie(tables, reporter, partner, flow, "value_usd"), year)


def trade_rank(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Place of a partner among all partners of a reporter in a year."""
    return yearly.find_value(read_tie(tables, reporter, partner, flow, "rank"), year)


def trade_share(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Part of a reporter's trade that is with a partner (or several, joined by +)."""
    return yearly.find_value(read_tie(tables, reporter, partner, flow, "share"), year)


def trade_change(
    tables: Tables, reporter: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Relative change of a tie between two years, current prices."""
    return yearly.find_change(read_tie(tables, reporter, partner, flow, "value_usd"), first, last)


def share_change(
    tables: Tables, reporter: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Change in points of a partner's part of a reporter's trade between two years."""
    tie = read_tie(tables, reporter, partner, flow, "share")
    return yearly.find_change(tie, first, last, in_points=True)


def trade_record(tables: Tables, reporter: str, partner: str, first: int, last: int) -> Evidence:
    """Year with the highest exports plus imports of a pair between two years."""
    return yearly.find_highest(
        read_tie(tables, reporter, partner, "turnover", "value_usd"), first, last
    )


def trade_ratio(tables: Tables, reporter: str, partner: str, other: str, year: int) -> Evidence:
    """Exports plus imports with one partner over those with another, in one year."""
    codes = (partner, other)
    one, two = (read_tie(tables, reporter, code, "turnover", "value_usd") for code in codes)
    one = replace(one, numbers={**one.numbers, "other": two.numbers["partner"]})
    return yearly.find_ratio(one, two, year, "times")


def rank_held(
    tables: Tables,
    reporter: str,
    partner: str,
    rank: int,
    first: int,
    last: int,
    flow: str = "turnover",
) -> Evidence:
    """Share of the years, first to last, in which a partner had a given place."""
    tie = read_tie(tables, reporter, partner, flow, "rank").between(first, last)
    ranks = tie.rows.value
    numbers = {
        **tie.numbers,
        "rank": (rank, "rank"),
        "years": (tie.rows.year[ranks == rank].tolist(), "years"),
        "best": (ranks.min(), "rank"),
        "worst": (ranks.max(), "rank"),
    }
    return yearly.find_share_held(tie.rows, ranks == rank, numbers, tie.unit, line=float(rank))


def shares_rose(
    tables: Tables, reporters: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Share of the reporters (codes with +) in whose trade a partner's part rose between two years;
    reporters without figures for both years are left out."""
    changes = [
        share_change(tables, code, partner, first, last, flow) for code in reporters.split("+")
    ]
    known = [found for found in changes if found.value is not None]
    rows = pd.DataFrame(
        [(e.numbers["place"][0], e.numbers["b"][0], e.source_id) for e in known],
        columns=["x", "value", "source_id"],
    )
    rose = pd.Series([found.value or 0.0 for found in known], dtype=float) > 0
    numbers = {**changes[0].numbers, "countries": [found.numbers for found in known]}
    return yearly.find_share_held(rows, rose, numbers, "percent", x="x")
