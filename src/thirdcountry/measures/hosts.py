"""All hosts in one comparison: a handful of countries, so all is shown and nothing is tested."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import gravity
from thirdcountry.measures.trade import flows, growth, shares, weight
from thirdcountry.tables.sources import join_ids


def compare(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    fitted: pd.DataFrame,
    hosts: dict[str, str],
    pair: dict[str, str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return one line per host and partner of the pair, for the last year with turnover.

    Columns host, host_name, rival, rival_name, year, turnover_usd, share, rank, others (the rival's
    share of trade that is with the host), asymmetry, growth (yearly, over the span), percentile
    (gravity, mean of both directions), basis, source_id. What is not on record is missing.
    """
    ties = gravity.select_ties(fitted, list(hosts), list(pair))
    keys = ["host", "rival", "year"]
    places = ties.groupby(keys).percentile.mean(skipna=False).reset_index()
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
    columns = [*keys[:1], "host_name", "rival", "rival_name", "year", "turnover_usd", "share"]
    columns += ["rank", "others", "asymmetry", "growth", "percentile", "basis", "source_id"]
    return found.merge(places, on=keys, how="left")[columns]


def ratios(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the log ratio of every host (weight.compare_weights) with host and host_name.

    A host that is one of the pair, or never has both figures, is absent.

    Raises:
        TradeError: no host has both figures in any year.
    """
    parts = [
        weight.compare_weights(trade, totals, host, pair, span).assign(host=host, host_name=name)
        for host, name in hosts.items()
        if host not in pair
    ]
    if not any(len(part) for part in parts):
        raise flows.TradeError(
            f"none of the hosts has trade with both {pair[0]} and {pair[1]} on record between "
            f"{span[0]} and {span[1]}; name other rivals, hosts or years"
        )
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def smooth_places(ties: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each tie among all pairs, both directions together, over three years.

    Args:
        ties: host, rival, direction, year, percentile (measures.gravity.select_ties).

    Returns:
        host, rival, year, percentile (mean of both directions; years without both are absent) and
        smooth (mean of the year and its neighbours on record).
    """
    keys = ["host", "rival"]
    both = ties.groupby([*keys, "year"]).percentile.agg(lambda p: p.mean(skipna=False))
    both = both.dropna().reset_index()
    rolled = both.groupby(keys).percentile.rolling(3, center=True, min_periods=1).mean()
    return both.assign(smooth=rolled.droplevel(keys))
