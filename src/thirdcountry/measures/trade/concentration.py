"""How concentrated trade is by partner, and how far it reaches beyond the neighbours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.tables.sources import join_ids


def measure_hhi(partner_rows: pd.DataFrame) -> pd.DataFrame:
    """Return year, flow, hhi, partners, largest_share, source_id, normalised, unctad, largest,
    effective_partners.

    Herfindahl-Hirschman index H = sum of squared shares over all n partners (Hirschman 1945;
    Herfindahl 1950), between 1/n and 1; 1/H is the effective number of partners. ``normalised`` =
    (H - 1/n) / (1 - 1/n) and ``unctad`` = (sqrt(H) - sqrt(1/n)) / (1 - sqrt(1/n)) (UNCTAD
    Handbook of Statistics) lie between 0 and 1; both are missing for a single partner. Shares here
    are of the trade that has a partner, so that they sum to one.
    """
    rows = partner_rows[partner_rows.value_usd > 0]
    total = rows.groupby(["year", "flow"]).value_usd.transform("sum")
    rows = rows.assign(share=rows.value_usd / total, square=(rows.value_usd / total) ** 2)
    out = rows.groupby(["year", "flow"]).agg(
        hhi=("square", "sum"),
        partners=("partner", "nunique"),
        largest_share=("share", "max"),
        source_id=("source_id", join_ids),
    )
    first = rows.loc[rows.groupby(["year", "flow"]).share.idxmax()].set_index(["year", "flow"])
    least = 1 / out.partners.where(out.partners > 1)
    out["normalised"] = (out.hhi - least) / (1 - least)
    out["unctad"] = (np.sqrt(out.hhi) - np.sqrt(least)) / (1 - np.sqrt(least))
    out["largest"] = first.partner
    out["effective_partners"] = 1 / out.hhi
    return out.reset_index()


def summarise_concentration(concentration: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`measure_hhi` of exports and imports for the first, the middle and
    the last year on record, one line each."""
    rows = concentration[concentration.flow != "turnover"].sort_values(["flow", "year"])
    flows = rows.groupby("flow")
    place, size = flows.cumcount(), flows.year.transform("size")
    return rows[(place == 0) | (place == size // 2) | (place == size - 1)].reset_index(drop=True)


def list_neighbours(distances: pd.DataFrame, country: str) -> list[str]:
    """Return the countries that border one, in alphabetical order; none where it is not known."""
    rows = distances[(distances.origin == country) & distances.contiguous.eq(True)]
    return sorted(rows.destination.unique())


def measure_reach(partner_rows: pd.DataFrame, near: list[str]) -> pd.DataFrame:
    """Return the share of trade with partners that are no neighbours: year, flow, share, source_id.

    1 - sum of the neighbours' shares of the trade that has a partner; for Mongolia the share of
    its "third neighbours". A year in which a neighbour has no figure, though it has one in most
    years, is absent: the gap would look like diversification (Russia before 1992). Empty where no
    neighbour is known.
    """
    rows = partner_rows[partner_rows.value_usd > 0]
    if not near:
        return pd.DataFrame(columns=["year", "flow", "share", "source_id"])
    seen = rows[rows.partner.isin(near)].groupby(["flow", "partner"]).year.nunique()
    usual = seen[seen > rows.groupby("flow").year.nunique().reindex(seen.index, level="flow") / 2]
    rows = rows.assign(
        close=rows.value_usd.where(rows.partner.isin(near), 0.0),
        counted=pd.MultiIndex.from_frame(rows[["flow", "partner"]]).isin(usual.index),
    )
    sums = rows.groupby(["year", "flow"]).agg(
        close=("close", "sum"),
        whole=("value_usd", "sum"),
        counted=("counted", "sum"),
        source_id=("source_id", join_ids),
    )
    wanted = usual.groupby("flow").size().reindex(sums.index, level="flow")
    sums = sums[sums.counted == wanted]
    return sums.assign(share=1 - sums.close / sums.whole)[["share", "source_id"]].reset_index()
