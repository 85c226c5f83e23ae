"""Partner shares and ranks of one reporter."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures.trade.flows import TradeError, select_flow, select_reporter, select_world
from thirdcountry.tables.sources import join_ids

NEAR_TIE = 0.05  # partners closer than 5 % are inside the usual gap between two reporters


def rank_partners(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, span: tuple[int, int]
) -> pd.DataFrame:
    """Return one reporter's partners in the years of ``span`` with their shares and ranks.

    Columns partner, year, flow, value_usd, estimated, source_id, world_usd, world_source_id,
    share (:func:`add_shares`), rank, partners, near_tie (:func:`add_ranks`).

    Raises:
        TradeError: the reporter has no rows in these years.
    """
    rows = select_reporter(trade, reporter)
    rows = rows[rows.year.between(*span)]
    if rows.empty:
        raise TradeError(f"{reporter} has no trade on record between {span[0]} and {span[1]}")
    return add_ranks(add_shares(rows, select_world(totals, reporter))).reset_index(drop=True)


def add_shares(rows: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """Return partner rows with ``share`` = T_ij / T_iW, the printed world total as denominator.

    Source: Mikic and Gilbert (2009), Trade Statistics in Policymaking, ESCAP. Shares of all
    partners sum to less than one where part of the trade has no partner ("not specified").
    """
    joined = rows.merge(world, on=["year", "flow"], how="left")
    return joined.assign(share=joined.value_usd / joined.world_usd)


def add_ranks(rows: pd.DataFrame) -> pd.DataFrame:
    """Return partner rows with ``rank`` (1 = largest, equal values share the better rank),
    ``partners`` (how many have trade in that year) and ``near_tie`` (a neighbour in rank lies
    within 5 %, so the order is not safe).

    Zero values are not ranked (missing).
    """
    rows = rows.sort_values(["flow", "year", "value_usd"], ascending=[True, True, False])
    rows = rows.assign(traded=rows.value_usd.where(rows.value_usd > 0))
    grouped = rows.groupby(["flow", "year"]).traded
    above, below = grouped.shift(1), grouped.shift(-1)
    near = (rows.traded >= above * (1 - NEAR_TIE)) | (below >= rows.traded * (1 - NEAR_TIE))
    return rows.assign(
        rank=grouped.rank(method="min", ascending=False).astype("Int64"),
        partners=grouped.transform("count").astype("int64"),
        near_tie=near.fillna(False),
    ).drop(columns="traded")


def list_largest(
    rows: pd.DataFrame, names: dict[str, str], also: list[str], year: int, count: int = 10
) -> pd.DataFrame:
    """Return the largest partners of a year and the partners in ``also``, by turnover.

    Columns partner, export, import, turnover (US$), rank, share, source_id, name, basis (report,
    estimate, or why there is no turnover: one-flow, none). A partner in ``also`` without a figure
    gets a line with missing values, never a zero.
    """
    own = rows[rows.year == year]
    values = own.pivot(index="partner", columns="flow", values="value_usd")
    turnover = select_flow(own, "turnover").set_index("partner")
    keep = [*turnover.sort_values("rank").index[:count], *also]
    out = values.reindex(list(dict.fromkeys(keep))).join(
        turnover[["rank", "share", "estimated", "source_id"]]
    )
    one_sided = values.reindex(index=out.index, columns=["export", "import"]).notna().any(axis=1)
    return (
        out.assign(
            name=[names[code] for code in out.index],
            basis=[
                {True: "estimate", False: "report"}.get(guessed, "one-flow" if flow else "none")
                for guessed, flow in zip(out.estimated, one_sided, strict=True)
            ],
            source_id=out.source_id.fillna(join_ids(own.source_id)),
        )
        .drop(columns="estimated")
        .rename_axis("partner")
        .reset_index()
    )


def summarise_ranks(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the rank history by turnover of some partners.

    Columns partner, name, years (list), latest_rank, best, worst, near_ties (count of years),
    estimated (fraction of years), source_id. A partner never on record has missing values.
    """
    ranked = select_flow(rows, "turnover").dropna(subset="rank").sort_values("year")
    found = ranked.groupby("partner").agg(
        years=("year", list),
        latest_rank=("rank", "last"),
        best=("rank", "min"),
        worst=("rank", "max"),
        near_ties=("near_tie", "sum"),
        estimated=("estimated", "mean"),
        source_id=("source_id", join_ids),
    )
    found = found.reindex(list(names)).fillna({"source_id": join_ids(rows.source_id)})
    found.insert(0, "name", list(names.values()))
    return found.reset_index()


def count_ranks(rows: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Return how often one partner held each place, by definition of trade.

    Columns flow, years (on record), latest, best, worst, usual (the commonest rank; the
    better one of equals), usual_years, near_ties (count of years), source_id.
    """
    ranked = rows[rows.partner == partner].dropna(subset="rank").sort_values("year")
    found = ranked.groupby("flow").agg(
        years=("year", "size"),
        latest=("rank", "last"),
        best=("rank", "min"),
        worst=("rank", "max"),
        usual=("rank", lambda ranks: ranks.mode().min()),
        usual_years=("rank", lambda ranks: ranks.value_counts().max()),
        near_ties=("near_tie", "sum"),
        source_id=("source_id", join_ids),
    )
    return found.reset_index()
