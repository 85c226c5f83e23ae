"""What two countries weigh for each other, for two rivals, and against their size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.measures.trade.flows import (
    select_flow,
    select_pair,
    select_reporter,
    select_world,
    to_plain_types,
)
from thirdcountry.measures.trade.shares import add_shares
from thirdcountry.tables.holdings import Years
from thirdcountry.tables.sources import join_ids


def compare_weights(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, pair: list[str], span: Years
) -> pd.DataFrame:
    """Return the log ratio of the reporter's weight in the trade of two rivals, by year.

    L = ln[(T_iR / T_R) / (T_iD / T_D)]: the reporter's share in all trade of the first rival
    against its share in all trade of the second. 0 means it weighs the same for both; ln 10 = 2.3
    ten times more for the first. The project's own index; the naive balance
    (T_iR - T_iD)/(T_iR + T_iD) is near +1 for everybody and says nothing.

    Columns year, first_usd, first_total_usd, second_usd, second_total_usd, log_ratio, naive,
    estimated, source_id. Years in which any of the four is missing or zero, and years outside
    ``span`` (first, last), are absent.

    Raises:
        TradeError: the reporter has no rows.
    """
    own = select_flow(select_reporter(trade, reporter), "turnover")
    sides = zip(("first", "second"), pair, strict=True)
    parts = [_weigh(own, trade, totals, rival).add_prefix(f"{place}_") for place, rival in sides]
    both = pd.concat(parts, axis=1).dropna().loc[span[0] : span[1]]
    values = ["first_usd", "first_total_usd", "second_usd", "second_total_usd"]
    both = both[(both[values] > 0).all(axis=1)]
    first, second = both.first_usd / both.first_total_usd, both.second_usd / both.second_total_usd
    out = both[values].assign(
        log_ratio=np.log((first / second).astype("float64")),
        naive=(both.first_usd - both.second_usd) / (both.first_usd + both.second_usd),
        estimated=both.first_estimated.astype(bool) | both.second_estimated.astype(bool),
        source_id=[join_ids(i) for i in both[["first_source_id", "second_source_id"]].to_numpy()],
    )
    return out.rename_axis("year").reset_index()


def _weigh(
    own: pd.DataFrame, trade: pd.DataFrame, totals: pd.DataFrame, rival: str
) -> pd.DataFrame:
    """Turnover with one rival and the rival's own total by year: usd, total_usd, estimated,
    source_id."""
    tie = own[own.partner == rival].set_index("year")
    whole = select_flow(select_world(totals, rival), "turnover").set_index("year")
    # a total is never marked, so it counts as an estimate where most of its parts are
    books = trade[trade.reporter == rival].groupby("year").estimated.mean()
    guessed = tie.index.to_series().map(books).gt(0.5).to_numpy()
    return pd.DataFrame(
        {
            "usd": tie.value_usd,
            "total_usd": whole.world_usd,
            "estimated": tie.estimated | guessed,
            "source_id": tie.source_id,
        }
    )


def measure_dependence(
    trade: pd.DataFrame, totals: pd.DataFrame, one: str, other: str, span: Years
) -> pd.DataFrame:
    """Return how much each of two countries depends on the other, as each reports it.

    D_ij = T_ij / T_i (Hirschman 1945); asymmetry A_ij = D_ij - D_ji, antisymmetric, in (-1, 1):
    positive if ``one`` depends more. A side that does not report leaves the asymmetry missing.

    Columns year, own (D_ij), others (D_ji), asymmetry, estimated, source_id.
    """
    sides = []
    for a, b in ((one, other), (other, one)):
        rows = add_shares(select_pair(trade, a, b), select_world(totals, a))
        sides.append(select_flow(rows, "turnover"))
    both = sides[0].merge(sides[1], on="year", how="outer", suffixes=("_own", "_others"))
    both = both[both.year.between(*span)]
    out = pd.DataFrame({"year": both.year, "own": both.share_own, "others": both.share_others})
    return out.assign(
        asymmetry=out.own - out.others,
        estimated=both.estimated_own.eq(True) | both.estimated_others.eq(True),
        source_id=[join_ids(i) for i in both[["source_id_own", "source_id_others"]].to_numpy()],
    )


def measure_dependences(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, pair: dict[str, str], span: Years
) -> pd.DataFrame:
    """Return :func:`measure_dependence` on several partners with partner and partner_name."""
    codes = [reporter, *pair]  # few rows, quickly searched again
    among = trade[trade.reporter.isin(codes) & trade.partner.isin(codes)]
    parts = []
    for code, name in pair.items():
        sides = measure_dependence(among, totals, reporter, code, span)
        parts.append(sides.assign(partner=code, partner_name=name))
    return pd.concat(parts, ignore_index=True)


def measure_intensity(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, span: Years
) -> pd.DataFrame:
    """Return the trade intensity of one reporter's exports with every partner that reports.

    TII_ij = (X_ij / X_i) / (M_j / (M_W - M_i)): the partner's weight in the reporter's exports
    against its weight in world imports without the reporter's own (Kojima 1964; Drysdale and
    Garnaut 1982). More than one = more than the partner's size suggests. ``bounded`` is
    (TII - 1) / (TII + 1) in [-1, 1] (Iapadre 2006). The world here is the reporters of the panel:
    their imports from everywhere. The mean of TII weighted by M_j / (M_W - M_i) is one where the
    partners are all reporters but the reporter itself.

    Columns year, partner, weight, intensity, bounded, source_id.
    """
    rows = to_plain_types(trade[(trade.reporter == reporter) & (trade.flow == "export")])
    imports = totals[(totals.area == "WLD") & (totals.flow == "import")]
    imports = imports.astype({"value_usd": "float64", "year": "int64"})
    size = imports.pivot(index="year", columns="reporter", values="value_usd")
    rest = size.drop(columns=reporter, errors="ignore")
    weight = rest.div(rest.sum(axis=1), axis=0).stack().rename("weight").reset_index()
    rows = rows[rows.year.between(*span) & rows.partner.isin(rest.columns)].merge(
        weight.rename(columns={"reporter": "partner"}), on=["year", "partner"]
    )
    ratio = rows.value_usd / rows.groupby("year").value_usd.transform("sum") / rows.weight
    out = rows.assign(intensity=ratio, bounded=(ratio - 1) / (ratio + 1))
    return out[["year", "partner", "weight", "intensity", "bounded", "source_id"]]
