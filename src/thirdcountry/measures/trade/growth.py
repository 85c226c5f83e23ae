"""Growth of a tie, and its size against the economy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from thirdcountry.measures.trade.flows import select_flow
from thirdcountry.tables.sources import join_ids


def fit_growth(tie: pd.DataFrame) -> float | None:
    """Return yearly growth as the least-squares slope of log values (UNCTAD), or None for fewer
    than three years: exp(slope) - 1."""
    own = tie[tie.value_usd > 0]
    if len(own) < 3:
        return None
    slope = np.polyfit(own.year.astype(float), np.log(own.value_usd.astype(float)), 1)[0]
    return float(np.exp(slope) - 1)


def relate_to_gdp(
    tie: pd.DataFrame, indicators: pd.DataFrame, country: str, vintage: str
) -> pd.DataFrame:
    """Return a tie's turnover over GDP in current US$: year, value_usd, source_id, gdp_usd, to_gdp.

    One vintage of GDP only, since releases are rebased; years without it are absent.
    """
    gdp = indicators[
        (indicators.country == country)
        & (indicators.indicator == "NY.GDP.MKTP.CD")
        & (indicators.vintage == vintage)
    ]
    gdp = gdp[["year", "value", "source_id"]].rename(columns={"value": "gdp_usd"})
    both = tie[["year", "value_usd", "source_id"]].merge(gdp, on="year", suffixes=("", "_gdp"))
    ids = zip(both.source_id, both.source_id_gdp, strict=True)
    return both.assign(
        to_gdp=both.value_usd / both.gdp_usd, source_id=[join_ids(pair) for pair in ids]
    ).drop(columns="source_id_gdp")


def summarise_growth(
    rows: pd.DataFrame,
    names: dict[str, str],
    indicators: pd.DataFrame,
    country: str,
    vintage: str,
) -> pd.DataFrame:
    """Return growth and size against the economy of some partners by turnover.

    Columns partner, name, growth (yearly over all years shown), recent (over the last ten years on
    record), change (last over first value, a factor), to_gdp with gdp_year (last year with both),
    source_id. What is not on record is missing.
    """
    turnover = select_flow(rows, "turnover")
    turnover = turnover[turnover.value_usd > 0]
    last = int(rows.year.max())
    lines = []
    for code, name in names.items():
        own = turnover[turnover.partner == code].sort_values("year")
        source = join_ids(rows.source_id)
        line: dict[str, Any] = {"partner": code, "name": name, "source_id": source}
        if len(own):
            size = relate_to_gdp(own, indicators, country, vintage)
            line |= {
                "growth": fit_growth(own),
                "recent": fit_growth(own[own.year > last - 10]),
                "change": own.value_usd.iloc[-1] / own.value_usd.iloc[0],
                "source_id": join_ids(size.source_id if len(size) else own.source_id),
            }
            if len(size):
                line |= {"to_gdp": size.to_gdp.iloc[-1], "gdp_year": int(size.year.iloc[-1])}
        lines.append(line)
    columns = ["partner", "name", "growth", "recent", "change", "to_gdp", "gdp_year", "source_id"]
    return pd.DataFrame(lines, columns=columns)
