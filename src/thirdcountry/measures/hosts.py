"""All hosts in one comparison: a handful of countries, so all is shown and nothing is tested."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import gravity
from thirdcountry.measures.trade import flows, growth, shares, weight
from thirdcountry.tables.sources import join_ids

#: Columns of the comparison, in order.
COMPARED = [
    *("host", "host_name", "rival", "rival_name", "year", "turnover_usd", "share", "rank"),
    *("others", "asymmetry", "growth", "percentile", "basis", "source_id"),
]


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
    pairs = gravity.select_ties(fitted, list(hosts), list(pair))
    among = flows.select_among(trade, [*hosts, *pair])
    lines = []
    for host, host_name in hosts.items():
        rows = shares.rank_partners(trade, totals, host, span)
        for rival, rival_name in pair.items():
            if rival == host:
                continue
            sides = weight.measure_dependence(among, totals, host, rival, span)
            places = pairs[(pairs.host == host) & (pairs.rival == rival)]
            names = {"host": host, "host_name": host_name, "rival": rival, "rival_name": rival_name}
            lines.append(names | _line(rows, rival, sides, places))
    return pd.DataFrame(lines, columns=COMPARED)


def _line(
    rows: pd.DataFrame, rival: str, sides: pd.DataFrame, places: pd.DataFrame
) -> dict[str, object]:
    """What is on record of one tie in the last year in which the host has any turnover."""
    own = rows[rows.flow == "turnover"]
    year = int(own.year.max())
    tie = own[(own.partner == rival) & own["rank"].notna()].set_index("year")
    sides = sides.set_index("year")
    line = {
        "year": year,
        "basis": "one-flow" if flows.find_single_flow(rows, rival, year)[0] else "none",
        "source_id": join_ids(own.source_id),
        "percentile": places[places.year == year].percentile.mean(skipna=False),
    }
    if year in tie.index:
        line |= {
            "turnover_usd": tie.value_usd[year],
            "share": tie.share[year],
            "rank": tie["rank"][year],
            "growth": growth.fit_growth(tie.reset_index()),
            "basis": "estimate" if tie.estimated[year] else "report",
        }
    if year in sides.index:
        line |= {"others": sides.others[year], "asymmetry": sides.asymmetry[year]}
    return line


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
