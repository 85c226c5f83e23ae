"""The same trade in several sources, side by side; how far they lie apart is the error band.

Series: ``own`` (the country's side in the IMF's Direction of Trade Statistics), ``mirror`` (the
partner's side there), ``baci`` (CEPII, both sides reconciled), ``cow`` (Correlates of War),
``oecd`` (exports after the IMF series ends, also those of the partner) and ``press`` (single
quoted figures). They are never spliced.
"""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures.trade.flows import add_turnover, to_plain_types
from thirdcountry.tables.sources import join_ids

#: All series, in the order they are shown.
SERIES = ("own", "mirror", "baci", "cow", "oecd", "press")
#: Series over many years; the others are single figures or begin where these end.
LONG = ("own", "mirror", "baci", "cow")
#: Correlates of War rounds to whole millions: below this the rounding alone exceeds five per cent.
ROUNDED_BELOW = 10e6

_FLIP = {"export": "import", "import": "export", "turnover": "turnover"}
_COLUMNS = ["partner", "partner_name", "year", "flow", "series", "value_usd", "estimated"]
_COLUMNS += ["source_id"]


def collect_series(
    trade: pd.DataFrame,
    alternatives: pd.DataFrame,
    country: str,
    partners: dict[str, str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the trade of one country with several partners in every source.

    Columns partner, partner_name, year, flow (export, import, turnover; seen from ``country``),
    series (of :data:`SERIES`), value_usd, estimated, source_id, sorted by partner (in the
    order given), flow, series, year. Years after the main series ends are kept where ``span``
    reaches to that end; a value of zero is kept as it is printed, a missing figure stays absent.
    """
    end = int(trade.year.max())
    last = span[1] if span[1] < end else 9999
    codes = list(partners)
    series = alternatives.series.replace("oecd_derived", "oecd")
    others = alternatives.assign(estimated=False, series=series)
    parts = [
        _seen(trade.assign(series="own"), country, codes),
        _mirrored(trade.assign(series="mirror"), country, codes),
        _seen(others, country, codes),
        # the partner's exports are the only sign of imports after the main series ends
        _mirrored(others[others.series == "oecd"], country, codes),
    ]
    rows = pd.concat([_summed(part) for part in parts if len(part)] or parts, ignore_index=True)
    rows = rows[rows.year.between(span[0], last)]
    rows = rows.assign(
        who=rows.partner.map(codes.index),
        place=rows.series.map(SERIES.index),
        partner_name=rows.partner.map(partners),
    ).sort_values(["who", "flow", "place", "year"], kind="stable")
    rows = rows.drop_duplicates(["partner", "year", "flow", "series"])
    return rows[_COLUMNS].reset_index(drop=True)


def _seen(rows: pd.DataFrame, country: str, partners: list[str]) -> pd.DataFrame:
    """The country's side with plain types; empty where it has none."""
    own = rows[(rows.reporter == country) & rows.partner.isin(partners)]
    columns = ["partner", "year", "flow", "series", "value_usd", "estimated", "source_id"]
    return to_plain_types(own[columns])


def _mirrored(rows: pd.DataFrame, country: str, partners: list[str]) -> pd.DataFrame:
    """The partners' side in the same form, their exports as the country's imports."""
    own = rows[(rows.partner == country) & rows.reporter.isin(partners)]
    own = own.assign(reporter=country, partner=own.reporter, flow=own.flow.map(_FLIP))
    return _seen(own, country, partners)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Turnover added where both flows are known; what a source prints itself comes first."""
    printed = rows[rows.flow == "turnover"]
    flows = rows[rows.flow != "turnover"]
    parts = add_turnover(flows, ["partner", "year", "series"])
    return pd.concat([printed, parts], ignore_index=True)


def measure_spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how far the long series lie apart, for each partner, year and flow with two or more.

    Columns partner, partner_name, year, flow, low_usd, high_usd, series (how many), source_id,
    ratio = high / low.
    Zeros, estimates and Correlates of War below ten million are left out: the first may be a
    missing figure, the second is made from the other side, the third is rounded to whole millions.
    """
    usable = rows[rows.series.isin(LONG) & (rows.value_usd > 0) & ~rows.estimated]
    usable = usable[(usable.series != "cow") | (usable.value_usd >= ROUNDED_BELOW)]
    out = usable.groupby(["partner", "partner_name", "year", "flow"]).agg(
        low_usd=("value_usd", "min"),
        high_usd=("value_usd", "max"),
        series=("series", "nunique"),
        source_id=("source_id", join_ids),
    )
    out = out[out.series >= 2].reset_index()
    return out.assign(ratio=out.high_usd / out.low_usd)


def join_bands(rows: pd.DataFrame, band: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return the data of a figure that draws one flow of some partners with its bands.

    Args:
        rows: partner, year, flow, ..., source_id of that flow (measures.trade.select_partners).
        band: partner, year, flow, low_usd, high_usd, source_id (:func:`measure_spread`).
        order: partner codes in the order of the rows.

    Added columns: low_usd, high_usd. A year that has only a band has a row without a value;
    source_id names the sources of both.
    """
    columns = ["partner", "year", "flow", "low_usd", "high_usd", "source_id"]
    wanted = band[band.flow.isin(rows.flow.unique())].reindex(columns=columns)
    keys = ["partner", "year", "flow"]
    both = rows.merge(wanted, on=keys, how="outer", suffixes=("", "_band"))
    ids = [join_ids(pair) for pair in both[["source_id", "source_id_band"]].to_numpy()]
    both = both.assign(source_id=ids, at=both.partner.map(order.index))
    return both.sort_values(["at", "year"]).drop(columns=["at", "source_id_band"])


def summarise_spread(rows: pd.DataFrame, band: pd.DataFrame) -> pd.DataFrame:
    """Return one line per partner and flow: how many sources, how far apart.

    Columns partner_name, flow, series (those with figures), years (spanned by at least two),
    typical (median ratio of highest to lowest), widest, widest_year, source_id. A flow in one
    source only has missing ratios.
    """
    lines = []
    for (code, name, flow), own in rows.groupby(["partner", "partner_name", "flow"], sort=False):
        gaps = band[(band.partner == code) & (band.flow == flow)]
        counted = own[own.value_usd > 0] if (own.value_usd > 0).any() else own
        lines.append(
            {
                "partner_name": name,
                "flow": flow,
                "series": [key for key in SERIES if (counted.series == key).any()],
                "years": len(gaps),
                "typical": gaps.ratio.median(),
                "widest": gaps.ratio.max(),
                "widest_year": gaps.year[gaps.ratio == gaps.ratio.max()].min(),
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


def select_mirror(compared: pd.DataFrame, partner: str) -> pd.Series:
    """Return turnover in the books of a partner, US$ by year; years without any are absent."""
    rows = compared[(compared.partner == partner) & (compared.series == "mirror")]
    rows = rows[(rows.flow == "turnover") & (rows.value_usd > 0)]
    return rows.set_index("year").value_usd
