"""Does the weight of ties go with treatment? A handful of hosts, so everything is enumerated.

Rank correlation only: the codes of treatment give an order, not distances. With so few hosts the
permutation distribution is listed in full, and the smallest p it can give is part of the result.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from thirdcountry.measures import practice
from thirdcountry.measures.arrivals import counts
from thirdcountry.measures.rank_correlation import RankCorrelation, RankError, correlate_ranks
from thirdcountry.measures.trade import flows, shares, weight
from thirdcountry.tables.sources import join_ids

MEASURES = ("log_ratio", "share", "trade_ratio")


def weigh_ties(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
    measure: str,
) -> pd.DataFrame:
    """Return the mean weight of ties of each host over the years on record.

    measure: ``log_ratio`` (weight.compare_weights); ``share``, the part of the host's turnover
    that is with the first of the pair; ``trade_ratio``, the natural logarithm of its turnover with
    the first over that with the second. Columns country, weight, weight_years, estimated (fraction
    of years), source_id; a host without a year is absent.
    """
    years = [
        _weigh_years(trade, totals, code, pair, span, measure).assign(country=code)
        for code in hosts
    ]
    rows = pd.concat(years).astype({"weight": float, "estimated": bool})
    means = rows.groupby("country", sort=False).agg(
        weight=("weight", "mean"),
        weight_years=("weight", "size"),
        estimated=("estimated", "mean"),
        source_id=("source_id", join_ids),
    )
    return means.reset_index()


def _weigh_years(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    host: str,
    pair: list[str],
    span: tuple[int, int],
    measure: str,
) -> pd.DataFrame:
    """year, weight, estimated, source_id of one host."""
    if measure == "log_ratio":
        rows = weight.compare_weights(trade, totals, host, pair, span)
        return rows.rename(columns={"log_ratio": "weight"})
    rows = flows.select_flow(shares.rank_partners(trade, totals, host, span), "turnover")
    first, second = (rows[rows.partner == partner] for partner in pair)
    if measure == "share":
        found = first.assign(weight=first.share)[["year", "weight", "estimated", "source_id"]]
        return found.dropna()
    both = first.merge(second, on="year", suffixes=("", "_second"))
    both = both[(both.value_usd > 0) & (both.value_usd_second > 0)]
    sources = zip(both.source_id, both.source_id_second, strict=True)
    return both.assign(
        weight=np.log(both.value_usd / both.value_usd_second),
        estimated=both.estimated | both.estimated_second,
        source_id=[join_ids(ids) for ids in sources],
    )


def compare_hosts(
    weight: pd.DataFrame, events: pd.DataFrame, hosts: dict[str, str]
) -> pd.DataFrame:
    """Return one line per host: country, country_name, weight, weight_years, estimated, source_id,
    practice (mean code), events, lowest, highest, practice_source_id.

    What is not on record is missing; only hosts with both enter the test.
    """
    out = pd.DataFrame({"country": list(hosts), "country_name": list(hosts.values())})
    out = practice.join_treatment(out.merge(weight, on="country", how="left"), events)
    out = out.assign(weight_years=out.weight_years.fillna(0).astype(int))
    treated = ["practice", "events", "lowest", "highest", "practice_source_id"]
    return out[["country", "country_name", *weight.columns.drop("country"), *treated]]


def select_complete(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the hosts with a weight and a treatment."""
    return compared[compared.weight.notna() & compared.practice.notna()].reset_index(drop=True)


def correlate_hosts(complete: pd.DataFrame) -> RankCorrelation | None:
    """Return the test of :func:`select_complete`, or None where it cannot be done."""
    try:
        return correlate_ranks(complete.weight.tolist(), complete.practice.tolist())
    except RankError:
        return None


def leave_one_out(complete: pd.DataFrame) -> pd.DataFrame:
    """Return the test without each host in turn: left_out (name), hosts, tau, tau_p.

    Empty where too few hosts remain.
    """
    lines = []
    for name in complete.country_name:
        if found := correlate_hosts(complete[complete.country_name != name]):
            lines.append((name, found.hosts, found.tau, found.tau_p))
    return pd.DataFrame(lines, columns=["left_out", "hosts", "tau", "tau_p"])


def try_every_measure(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    events: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the test for every measure, with and without leaked cables.

    Columns measure, leaked (whether such events count), hosts, source_id, and those of
    :class:`rank_correlation.RankCorrelation`; a cell that cannot be tested has missing values. All
    cells are shown, not the best.
    """
    weights = {m: weigh_ties(trade, totals, hosts, pair, span, m) for m in MEASURES}
    lines = []
    for leaked in (False, True):
        chosen = practice.select_practice(events, hosts, span, leaked)
        for measure, weighed in weights.items():
            complete = select_complete(compare_hosts(weighed, chosen, hosts))
            line = {
                "measure": measure,
                "leaked": leaked,
                "hosts": len(complete),
                "source_id": join_ids([*complete.source_id, *complete.practice_source_id]),
            }
            if found := correlate_hosts(complete):
                line |= asdict(found)
            lines.append(line)
    return pd.DataFrame(lines)


def find_changes(
    arrivals: pd.DataFrame,
    trade: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return, for each host with yearly counts, the highest and the last one beside its trade.

    The main printed series of the host (measures.arrivals.host_counts, rank 1), years in ``span``.
    Columns country, country_name, partner (missing for the counts, then each of the pair for the
    turnover in million US$), year_before, before, year_after, after, change (after / before - 1),
    source_id. A change is missing where one side is. Hosts whose last count is the highest are
    absent.
    """
    lines = []
    for code, name in hosts.items():
        rows = counts.host_counts(arrivals, code, "recorded_entries")
        whole = rows.period_end - rows.period_start >= pd.Timedelta(days=364)
        rows = rows[(rows["rank"] == 1) & whole].assign(year=rows.period_end.dt.year)
        people = rows[rows.year.between(*span)].set_index("year")
        people = people.assign(value=people.persons.astype(float))
        if len(people) < 2 or people.value.idxmax() == people.index.max():
            continue
        years = int(people.value.idxmax()), int(people.index.max())
        turnover = flows.select_flow(flows.select_reporter(trade, code), "turnover")
        ties = turnover.assign(value=turnover.value_usd / 1e6).set_index("year")
        both = [(partner, ties[ties.partner == partner]) for partner in pair]
        lines += [
            {"country": code, "country_name": name, "partner": partner}
            | _compare_years(*years, own.value, own.source_id)
            for partner, own in [(None, people), *both]
        ]
    return pd.DataFrame(lines)


def _compare_years(
    before: int, after: int, values: pd.Series, sources: pd.Series
) -> dict[str, Any]:
    one, two = values.get(before), values.get(after)
    known = one is not None and two is not None and one > 0
    return {
        "year_before": before,
        "before": one,
        "year_after": after,
        "after": two,
        "change": two / one - 1 if known else None,
        "source_id": join_ids(sources.reindex([before, after]).dropna())
        or join_ids(sources.unique()),
    }
