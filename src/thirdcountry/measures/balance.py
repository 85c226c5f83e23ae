"""How a country balances its ties between two rivals, channel by channel.

Per channel B = (E1 - E2) / (E1 + E2), in [-1, 1]: +1 if all of the channel is with the first
rival, -1 if all is with the second, 0 if both get the same. The form is that of a normalised
difference; its use over channels, and the composite, are the project's own.

A channel without rows for both rivals has no balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from thirdcountry.measures import contacts, sharing
from thirdcountry.measures.trade import flows, weight
from thirdcountry.tables.sources import join_ids

CHANNELS = ("trade", "trade_adjusted", "visits", "agreements", "embassies", "length")
_CONTACTS = {"visits": ("visit", ["made", "received"]), "agreements": ("agreement", ["signed"])}


# -- channels --------------------------------------------------------------------------------


def compute_balance(first: float | None, second: float | None) -> float | None:
    """Return (first - second) / (first + second), None where either is missing or both are zero."""
    if first is None or second is None or not first + second:
        return None
    return (first - second) / (first + second)


def measure_balances(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    rows: pd.DataFrame,
    country: str,
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the balance of each channel, one line for each of :data:`CHANNELS`.

    Columns channel, first, second, balance, low, high, basis, count, since, until, source_id;
    ``rows`` are the contacts of the country (:func:`contacts.select_contacts`).

    ``first`` and ``second`` are E1 and E2: trade, turnover in million US$ summed over the years of
    ``span`` with both on record; trade_adjusted, the country's share in all trade of each rival,
    per thousand; visits and agreements, those that began in the span; embassies, years with an
    open embassy; length, years of relations up to the last year. ``balance`` is missing where a
    side is missing or both are zero. ``low`` and ``high`` bound it where rows were counted (95 %,
    chance only: rows that were not found are not covered). ``basis`` says what it rests on, with
    the number of years or rows in ``count`` and the years in ``since`` and ``until``.
    """
    lines = {
        "trade": _measure_trade(trade, country, pair, span),
        "trade_adjusted": _measure_adjusted_trade(trade, totals, country, pair, span),
        "visits": _measure_contacts(rows, "visits", pair, span),
        "agreements": _measure_contacts(rows, "agreements", pair, span),
        "embassies": _measure_embassies(rows, country, pair, span),
        "length": _measure_length(rows, pair, span[1]),
    }
    numbers = ["first", "second", "balance", "low", "high"]
    columns = ["channel", *numbers, "basis", "count", "since", "until", "source_id"]
    balanced = [
        {"channel": c, "balance": compute_balance(line.get("first"), line.get("second")), **line}
        for c, line in lines.items()
    ]
    types = dict.fromkeys(numbers, "float64") | dict.fromkeys(["count", "since", "until"], "Int64")
    return pd.DataFrame(balanced, columns=columns).astype(types)


def _measure_trade(
    trade: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]
) -> dict[str, Any]:
    """Turnover in the years in which both are on record: a gap is not a zero."""
    rows = flows.select_reporter(trade, country)
    rows = rows[(rows.flow == "turnover") & rows.partner.isin(pair) & rows.year.between(*span)]
    both = rows.pivot(index="year", columns="partner", values="value_usd").reindex(columns=pair)
    both = both.dropna()
    sums = both.sum() / 1e6 if len(both) else pd.Series(dtype=float)
    return {
        "first": sums.get(pair[0]),
        "second": sums.get(pair[1]),
        **_state_years(both.index),
        # that no year has both is read from the same table
        "source_id": join_ids(trade[trade.reporter == country].source_id),
    }


def _measure_adjusted_trade(
    trade: pd.DataFrame, totals: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]
) -> dict[str, Any]:
    """The country's share in all trade of each rival, over the years with all four figures.

    With the two shares a and b the balance is (a - b)/(a + b) = tanh(L/2), L = ln(a/b) the log
    ratio of weight.compare_weights.
    """
    rows = weight.compare_weights(trade, totals, country, pair, span)
    if rows.empty:
        return {**_state_years([]), "source_id": ""}
    sums = rows[["first_usd", "first_total_usd", "second_usd", "second_total_usd"]].sum()
    return {
        "first": 1000 * sums.first_usd / sums.first_total_usd,
        "second": 1000 * sums.second_usd / sums.second_total_usd,
        **_state_years(rows.year),
        "source_id": join_ids(rows.source_id),
    }


def _state_years(years: Iterable[int]) -> dict[str, Any]:
    """The basis of a sum over years."""
    years = list(years)
    if not years:
        return {"basis": "no_year"}
    return {"basis": "years", "count": len(years), "since": min(years), "until": max(years)}


def _measure_contacts(
    rows: pd.DataFrame, channel: str, pair: list[str], span: tuple[int, int]
) -> dict[str, Any]:
    """Rows that began in the span, with the interval of B that chance leaves so few rows.

    A rival without a row in any year is a gap in the record and not a zero: then no balance. The
    interval is that of a share (Wilson 1927, 95 %), p = E1/(E1 + E2) and B = 2p - 1.
    """
    kind, events = _CONTACTS[channel]
    whole = rows[(rows.channel == kind) & rows.event.isin(events) & rows.other.isin(pair)]
    own = contacts.select_years(whole, span)
    recorded = set(whole.other)
    sides = [float((own.other == code).sum()) if code in recorded else None for code in pair]
    out = {"first": sides[0], "second": sides[1], "source_id": join_ids(own.source_id)}
    if None in sides:
        return {**out, "basis": "one_side" if recorded else "no_rows"}
    out |= {"basis": "rows", "count": len(own)}
    if len(own):
        from scipy import stats

        share = stats.binomtest(int(sides[0] or 0), len(own)).proportion_ci(method="wilson")
        out |= {"low": 2 * share.low - 1, "high": 2 * share.high - 1}
    return out


def _measure_embassies(
    rows: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]
) -> dict[str, Any]:
    """Embassy years, of the rival's embassy and of the country's own, where both rivals' dates are
    known: counting one direction for one side only would be a bias."""
    here = [contacts.count_embassy_years(rows, rival, country, span) for rival in pair]
    there = [contacts.count_embassy_years(rows, rival, rival, span) for rival in pair]
    known = [side for side in (here, there) if None not in side]
    own = rows[(rows.channel == "embassy") & rows.other.isin(pair)]
    basis = ("no_direction", "one_direction", "both_directions")[len(known)]
    first, second = map(sum, zip(*known, strict=True)) if known else (None, None)
    return {"first": first, "second": second, "basis": basis, "source_id": join_ids(own.source_id)}


def _measure_length(rows: pd.DataFrame, pair: list[str], last_year: int) -> dict[str, Any]:
    """Years of relations; both beginnings must be known for a balance."""
    first, second = (contacts.count_relation_years(rows, rival, last_year) for rival in pair)
    own = rows[(rows.channel == "relations") & rows.other.isin(pair)]
    known = sum(side is not None for side in (first, second))
    basis = ("no_date", "one_date", "both_dates")[known]
    out = {"first": first, "second": second, "basis": basis, "until": last_year}
    return {**out, "source_id": join_ids(own.source_id)}


# -- composite -------------------------------------------------------------------------------


def compute_composite(table: pd.DataFrame, chosen: Mapping[str, float]) -> float | None:
    """Return the mean of the balances weighted by ``chosen``; channels without a balance drop out.

    None if no channel with weight has a balance.
    """
    known = table.set_index("channel").balance
    used = {channel: chosen[channel] for channel in list_combined(table, chosen)}
    total = sum(used.values())
    return float(sum(w * known[c] for c, w in used.items()) / total) if total else None


def list_combined(table: pd.DataFrame, chosen: Mapping[str, float]) -> list[str]:
    """Return the channels that have a weight in ``chosen`` and a balance, in the order chosen."""
    known = set(table.channel[table.balance.notna()])
    return [channel for channel, weight in chosen.items() if weight > 0 and channel in known]


def vary_weights(table: pd.DataFrame, chosen: Mapping[str, float]) -> pd.DataFrame:
    """Return the composite under every weighting of :func:`sharing.list_weightings`, sorted.

    Columns composite, share (part of the weightings up to this one), one column of weight per
    channel of :func:`list_combined`, source_id.
    """
    known = table[table.channel.isin(list_combined(table, chosen))]
    columns = ["composite", "share", *known.channel, "source_id"]
    if known.empty:
        return pd.DataFrame(columns=columns)
    grid = sharing.list_weightings(len(known))
    out = pd.DataFrame(grid, columns=list(known.channel))
    out["composite"] = grid @ known.balance.to_numpy()
    out = out.sort_values("composite", kind="stable", ignore_index=True)
    out["share"] = (out.index + 1) / len(out)
    return out.assign(source_id=join_ids(known.source_id))[columns]


def find_quantiles(grid: pd.DataFrame, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> pd.DataFrame:
    """Return the composite below which these parts of the weightings lie: share, composite."""
    values = grid.composite.astype(float).quantile(list(shares))
    return pd.DataFrame({"share": list(shares), "composite": values.to_numpy()})


def leave_one_out(table: pd.DataFrame, chosen: Mapping[str, float]) -> pd.DataFrame:
    """Return the composite with each channel left out in turn: channel, composite, source_id.

    Only channels that take part; none if fewer than two do.
    """
    used = list_combined(table, chosen)
    lines = []
    for out in used if len(used) > 1 else []:
        rest = {channel: chosen[channel] for channel in used if channel != out}
        ids = table.set_index("channel").source_id[list(rest)]
        lines.append((out, compute_composite(table, rest), join_ids(ids)))
    return pd.DataFrame(lines, columns=["channel", "composite", "source_id"])


def stack_weightings(grid: pd.DataFrame, without: pd.DataFrame) -> pd.DataFrame:
    """Return the weightings (:func:`vary_weights`) and below them the composites with a channel
    left out (:func:`leave_one_out`).

    Columns of both; ``left_out`` names the channel, blank for a weighting of all.
    """
    parts = [grid.assign(left_out=""), without.rename(columns={"channel": "left_out"})]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)
