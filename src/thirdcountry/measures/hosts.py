"""All hosts in one comparison: a handful of countries, so all is shown and nothing is tested."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import gravity
from thirdcountry.measures.trade import flows, growth, shares, weight
from thirdcountry.tables.holdings import Years
from thirdcountry.tables.sources import join_ids


def compare_ties(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    fitted: pd.DataFrame,
    hosts: dict[str, str],
    pair: dict[str, str],
    span: Years,
) -> pd.DataFrame:
    """Return one line per host and partner of the pair, for the last year with turnover.

    Columns host, host_name, rival, rival_name, year, turnover_usd, share, rank, others (the rival's
    share of trade that is with the host), asymmetry, growth (yearly, over the span), percentile
    (gravity, mean of both directions), basis, source_id. What is not on record is missing.
    """
    places = average_places(gravity.select_ties(fitted, list(hosts), list(pair)))
    parts = []
    for host, host_name in hosts.items():
        rivals = {code: name for code, name in pair.items() if code != host}
        rows = shares.rank_partners(trade, totals, host, span)
        year = flows.last_year(rows)
        rows = rows[rows.value_usd > 0]
        part = shares.list_largest(rows, pair, list(rivals), year, count=0)
        own = flows.select_flow(rows, "turnover")
        rise = {code: growth.fit_growth(own[own.partner == code]) for code in rivals}
        part = part.assign(
            host=host,
            host_name=host_name,
            year=year,
            growth=part.partner.map(rise).where(part.turnover.notna()),
            source_id=join_ids(own.source_id),
        )
        sides = weight.measure_dependences(trade, totals, host, rivals, span)
        parts.append(part.merge(sides[["partner", "year", "others", "asymmetry"]], how="left"))
    found = pd.concat(parts, ignore_index=True).rename(
        columns={"partner": "rival", "name": "rival_name", "turnover": "turnover_usd"}
    )
    columns = ["host", "host_name", "rival", "rival_name", "year", "turnover_usd", "share"]
    columns += ["rank", "others", "asymmetry", "growth", "percentile", "basis", "source_id"]
    return found.merge(places, how="left")[columns]


def measure_ratios(
    trade: pd.DataFrame, totals: pd.DataFrame, hosts: dict[str, str], pair: list[str], span: Years
) -> pd.DataFrame:
    """Return the log ratio of every host (weight.compare_weights) with host and host_name.

    A host that is one of the pair, or never has both figures, is absent.

    Raises:
        TradeError: no host has both figures in any year.
    """
    every = (
        weight.compare_weights(trade, totals, host, pair, span).assign(host=host, host_name=name)
        for host, name in hosts.items()
        if host not in pair
    )
    parts = [part for part in every if len(part)]
    if not parts:
        raise flows.TradeError(
            f"none of the hosts has trade with both {pair[0]} and {pair[1]} on record between "
            f"{span[0]} and {span[1]}; name other rivals, hosts or years"
        )
    return pd.concat(parts, ignore_index=True)


def smooth_places(ties: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each tie among all pairs, both directions together, over three years.

    Columns host, rival, year, percentile (:func:`average_places`; years without both are absent),
    smooth (mean of the year and its neighbours on record).
    """
    both = average_places(ties).dropna()
    keys = ["host", "rival"]
    rolled = both.groupby(keys).percentile.rolling(3, center=True, min_periods=1).mean()
    return both.assign(smooth=rolled.droplevel(keys))


def average_places(ties: pd.DataFrame) -> pd.DataFrame:
    """Return the mean place of both directions of each tie (gravity.select_ties): host, rival,
    year, percentile; missing where one direction is."""
    places = ties.groupby(["host", "rival", "year"]).percentile
    return places.mean(skipna=False).reset_index()
