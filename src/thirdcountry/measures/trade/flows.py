"""Rows of bilateral trade: one reporter's, one pair's, the world total, turnover."""

from __future__ import annotations

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.tables.panel import SOURCE

FLOWS = ("export", "import", "turnover")


class TradeError(UserError):
    """Trade data that cannot give what was asked."""


def to_plain_types(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of trade with the types of numpy; the tables have those that can be missing."""
    return rows.astype({"value_usd": "float64", "year": "int64", "estimated": "bool"})


def add_turnover(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the rows plus flow ``turnover`` = export + import where both are reported.

    A year with only one of the two flows gets no turnover: half a sum would look like a fall.
    ``estimated`` of a turnover is true if either flow is an estimate.
    """
    exports, imports = (rows[rows.flow == flow].drop(columns="flow") for flow in FLOWS[:2])
    both = exports.merge(imports, on=keys, suffixes=("", "_other")).sort_values(keys)
    other = both.source_id_other.where(both.source_id_other != both.source_id, "")
    both = both.assign(
        value_usd=both.value_usd + both.value_usd_other,
        estimated=both.estimated | both.estimated_other,
        source_id=(both.source_id + " " + other).str.rstrip(),
        flow="turnover",
    )[list(rows.columns)]
    return pd.concat([rows, both], ignore_index=True)


def select_reporter(trade: pd.DataFrame, reporter: str) -> pd.DataFrame:
    """Return one reporter's trade with every partner: partner, year, flow (export, import,
    turnover), value_usd, estimated, source_id.

    Raises:
        TradeError: the reporter has no rows.
    """
    rows = trade[trade.reporter == reporter]
    if rows.empty:
        raise TradeError(f"{reporter} has no rows as reporter in the trade table")
    return _complete(rows)


def select_pair(trade: pd.DataFrame, reporter: str, partner: str) -> pd.DataFrame:
    """Return one reporter's trade with one partner, as :func:`select_reporter`; may be empty."""
    return _complete(trade[(trade.reporter == reporter) & (trade.partner == partner)])


def _complete(rows: pd.DataFrame) -> pd.DataFrame:
    """One reporter's rows with plain types and turnover."""
    return add_turnover(to_plain_types(rows).drop(columns="reporter"), ["partner", "year"])


def select_world(totals: pd.DataFrame, reporter: str) -> pd.DataFrame:
    """Return one reporter's printed world total: year, flow, world_usd, world_source_id."""
    rows = to_plain_types(totals[(totals.reporter == reporter) & (totals.area == "WLD")])
    rows = add_turnover(rows[["year", "flow", "value_usd", "estimated", "source_id"]], ["year"])
    names = {"value_usd": "world_usd", "source_id": "world_source_id"}
    return rows.rename(columns=names).drop(columns="estimated")


def select_flow(rows: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the rows of one flow."""
    return rows[rows.flow == flow]


def select_partners(rows: pd.DataFrame, codes: list[str], flows: list[str]) -> pd.DataFrame:
    """Return the rows of some partners and flows, by flow, partner (in the order of ``codes``) and
    year, as data of a figure."""
    kept = rows[rows.partner.isin(codes) & rows.flow.isin(flows)]
    kept = kept.assign(place=kept.partner.map({code: n for n, code in enumerate(codes)}))
    kept = kept.sort_values(["flow", "place", "year"])
    return kept.drop(columns=["place", "world_source_id"]).reset_index(drop=True)


def last_year(rows: pd.DataFrame) -> int:
    """Return the last year with turnover."""
    return int(select_flow(rows, "turnover").year.max())


def last_row(rows: pd.DataFrame) -> pd.Series:
    """Return the last of some rows; all its cells are missing where there is none."""
    return rows.tail(1).reset_index(drop=True).reindex([0]).iloc[0]


def find_single_flow(
    rows: pd.DataFrame, partner: str, year: int
) -> tuple[str | None, float | None]:
    """Return (flow, US$) where only exports or only imports are on record in a year."""
    own = rows[(rows.partner == partner) & (rows.year == year) & (rows.value_usd > 0)]
    own = own[own.flow != "turnover"]
    if len(own) != 1:
        return None, None
    return str(own.flow.iloc[0]), float(own.value_usd.iloc[0])


def classify_figure(row: pd.Series) -> str:
    """Return whose figure a row is: ``report`` (the country's own), ``panel`` (an estimate in a
    panel of the reader's) or ``fund`` (estimated by the Fund from partners' books)."""
    if not row.estimated:
        return "report"
    return "panel" if row.source_id == SOURCE else "fund"
