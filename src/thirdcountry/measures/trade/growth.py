"""Growth of a tie, and its size against the economy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.measures.trade.flows import last_row, select_flow
from thirdcountry.tables.holdings import GDP
from thirdcountry.tables.sources import join_ids


def fit_growth(tie: pd.DataFrame) -> float | None:
    """Return yearly growth as the least-squares slope of log values (UNCTAD), or None for fewer
    than three years: exp(slope) - 1."""
    own = tie[tie.value_usd > 0]
    if len(own) < 3:
        return None
    slope = np.polyfit(own.year.astype(float), np.log(own.value_usd.astype(float)), 1)[0]
    return float(np.exp(slope) - 1)


def select_gdp(indicators: pd.DataFrame, country: str, vintage: str) -> pd.DataFrame:
    """Return a country's GDP in current US$: year, gdp_usd, source_id.

    One vintage only, since releases are rebased.
    """
    rows = indicators[
        (indicators.country == country)
        & (indicators.indicator == GDP)
        & (indicators.vintage == vintage)
    ]
    return rows[["year", "value", "source_id"]].rename(columns={"value": "gdp_usd"})


def relate_to_gdp(tie: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Return a tie's turnover over GDP (:func:`select_gdp`): year, value_usd, source_id, gdp_usd,
    to_gdp; years without GDP are absent."""
    both = tie[["year", "value_usd", "source_id"]].merge(gdp, on="year", suffixes=("", "_gdp"))
    ids = both[["source_id", "source_id_gdp"]].to_numpy()
    both = both.assign(to_gdp=both.value_usd / both.gdp_usd, source_id=[join_ids(i) for i in ids])
    return both.drop(columns="source_id_gdp")


def summarise_growth(rows: pd.DataFrame, names: dict[str, str], gdp: pd.DataFrame) -> pd.DataFrame:
    """Return growth and size against the economy of some partners by turnover.

    Columns partner, name, growth (yearly over all years shown), recent (over the last ten years on
    record), change (last over first value, a factor), to_gdp with gdp_year (last year with both),
    source_id. What is not on record is missing.
    """
    turnover = select_flow(rows, "turnover")
    turnover = turnover[turnover.value_usd > 0].sort_values("year")
    last = int(rows.year.max())
    lines = []
    for code, name in names.items():
        own = turnover[turnover.partner == code]
        size = relate_to_gdp(own, gdp)
        behind = next(frame for frame in (size, own, rows) if len(frame))
        lines.append(
            {
                "partner": code,
                "name": name,
                "growth": fit_growth(own),
                "recent": fit_growth(own[own.year > last - 10]),
                "change": last_row(own).value_usd / last_row(own.head(1)).value_usd,
                "to_gdp": last_row(size).to_gdp,
                "gdp_year": size.year.max(),
                "source_id": join_ids(behind.source_id),
            }
        )
    return pd.DataFrame(lines)
