"""Trade intensity: a partner's weight in exports against its weight in world imports."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures.trade.flows import to_plain_types


def measure_intensity(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, span: tuple[int, int]
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
