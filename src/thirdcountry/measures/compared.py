"""The same trade in several sources, side by side; how far they lie apart is the error band.

Series: ``own`` (the country's side in the IMF's Direction of Trade Statistics), ``mirror`` (the
partner's side there), ``baci`` (CEPII, both sides reconciled), ``cow`` (Correlates of War),
``oecd`` (exports after the IMF series ends, also those of the partner) and ``press`` (single
quoted figures). They are never spliced.
"""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import Named
from thirdcountry.measures import trade as measure
from thirdcountry.tables.sources import join_ids

NAMES = {
    "own": "IMF, the country's side",
    "mirror": "IMF, the partner's side",
    "baci": "CEPII BACI",
    "cow": "Correlates of War",
    "oecd": "OECD",
    "press": "Quoted in the press",
}
#: Series over many years; the others are single figures or begin where these end.
LONG = ("own", "mirror", "baci", "cow")
#: Correlates of War rounds to whole millions: below this the rounding alone exceeds five per cent.
ROUNDED_BELOW = 10e6

_FLIP = {"export": "import", "import": "export", "turnover": "turnover"}
_COLUMNS = ["year", "flow", "series", "value_usd", "estimated", "source_id"]


def sources(
    trade: pd.DataFrame,
    alternatives: pd.DataFrame,
    country: str,
    partner: str,
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the trade of one country with one partner in every source.

    Columns year, flow (export, import, turnover; seen from ``country``), series (keys of
    :data:`NAMES`), value_usd, estimated, source_id, sorted by flow, series, year. Years after the
    main series ends are kept where ``span`` reaches to that end; a value of zero is kept as it is
    printed, a missing figure stays absent.
    """
    end = int(trade.year.max())
    last = span[1] if span[1] < end else 9999
    parts = [
        _of(trade, country, partner).assign(series="own"),
        _flipped(_of(trade, partner, country)).assign(series="mirror"),
    ]
    others = alternatives.assign(
        estimated=False, series=alternatives.series.replace("oecd_derived", "oecd")
    )
    for series in ("baci", "cow", "oecd", "press"):
        rows = others[others.series == series]
        parts.append(_of(rows, country, partner).assign(series=series))
    # the partner's exports are the only sign of imports after the main series ends
    parts.append(
        _flipped(_of(others[others.series == "oecd"], partner, country)).assign(series="oecd")
    )
    both = pd.concat([_summed(part) for part in parts if len(part)], ignore_index=True)
    both = both[both.year.between(span[0], last)].astype({"estimated": "bool"})
    order = list(NAMES)
    place = both.series.map(order.index)
    return (
        both.assign(place=place)
        .sort_values(["flow", "place", "year"])[_COLUMNS]
        .drop_duplicates(["year", "flow", "series"])
        .reset_index(drop=True)
    )


def _of(rows: pd.DataFrame, reporter: str, partner: str) -> pd.DataFrame:
    """One side's rows with plain types; empty where that side has none."""
    own = rows[(rows.reporter == reporter) & (rows.partner == partner)]
    return measure.plain(own[["year", "flow", "value_usd", "estimated", "source_id"]])


def _flipped(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(flow=rows.flow.map(_FLIP))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Turnover added where both flows are known and the source prints none itself."""
    printed = rows[rows.flow == "turnover"]
    parts = measure.with_turnover(rows[rows.flow != "turnover"], ["year", "series"])
    return pd.concat([printed, parts], ignore_index=True)


def spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how far the long series lie apart, for every year and flow with at least two.

    Columns year, flow, low_usd, high_usd, ratio = high / low, series (how many), source_id.
    Zeros, estimates and Correlates of War below ten million are left out: the first may be a
    missing figure, the second is made from the other side, the third is rounded to whole millions.
    """
    usable = rows[rows.series.isin(LONG) & (rows.value_usd > 0) & ~rows.estimated]
    usable = usable[(usable.series != "cow") | (usable.value_usd >= ROUNDED_BELOW)]
    out = usable.groupby(["year", "flow"]).agg(
        low_usd=("value_usd", "min"),
        high_usd=("value_usd", "max"),
        series=("series", "nunique"),
        source_id=("source_id", join_ids),
    )
    out = out[out.series >= 2].reset_index()
    return out.assign(ratio=out.high_usd / out.low_usd)[
        ["year", "flow", "low_usd", "high_usd", "ratio", "series", "source_id"]
    ]


def pairs(
    trade: pd.DataFrame,
    alternatives: pd.DataFrame,
    country: str,
    partners: dict[str, str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return :func:`sources` for several partners, with columns partner and partner_name."""
    trade = trade[trade.reporter.eq(country) | trade.partner.eq(country)]
    alternatives = alternatives[
        alternatives.reporter.eq(country) | alternatives.partner.eq(country)
    ]
    parts = [
        sources(trade, alternatives, country, code, span).assign(partner=code, partner_name=name)
        for code, name in partners.items()
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def bands(rows: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`spread` by partner: partner, partner_name, year, flow, low_usd, ..."""
    parts = [
        spread(own).assign(partner=code, partner_name=name)
        for (code, name), own in rows.groupby(["partner", "partner_name"], sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else rows.iloc[:0]


def summary(rows: pd.DataFrame, band: pd.DataFrame) -> pd.DataFrame:
    """Return one line per partner and flow: how many sources, how far apart.

    Columns partner_name, flow_name, sources (names), years (spanned by at least two), typical
    (median ratio of highest to lowest), widest, widest_year, source_id. A flow in one source only
    has missing ratios.
    """
    lines = []
    for (code, name, flow), own in rows.groupby(["partner", "partner_name", "flow"], sort=False):
        gaps = band[(band.partner == code) & (band.flow == flow)]
        widest = gaps.loc[gaps.ratio.idxmax()] if len(gaps) else None
        held = [label for key, label in NAMES.items() if (own.series == key).any()]
        lines.append(
            {
                "partner_name": name,
                "flow_name": measure.flow_name(flow),
                "sources": ", ".join(held),
                "years": len(gaps),
                "typical": gaps.ratio.median() if len(gaps) else None,
                "widest": None if widest is None else widest.ratio,
                "widest_year": None if widest is None else int(widest.year),
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


def headline(rows: pd.DataFrame, band: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return named values of the spread for the two compared partners, over turnover.

    spread_* (median ratio of highest to lowest), spread_widest_* with its year, after_* (last year
    any source has after the main series) with after_value_* and after_flow_*; elsewhere_* (names of
    the other sources with figures, where the main series has none at all).
    """
    out: Named = {}
    end = rows[rows.series.isin(LONG)].year.max()
    for place, code in zip(("first", "second"), pair, strict=True):
        own = band[(band.partner == code) & (band.flow == "turnover")]
        worst = own.loc[own.ratio.idxmax()] if len(own) else None
        later = rows[(rows.partner == code) & (rows.year > end)].sort_values(["year", "flow"])
        last = later.iloc[-1] if len(later) else None
        held = set(rows[(rows.partner == code) & (rows.value_usd > 0)].series)
        elsewhere = [label for key, label in NAMES.items() if key in held]
        out |= {
            f"spread_{place}": (own.ratio.median() if len(own) else None, "ratio"),
            f"spread_widest_{place}": (None if worst is None else float(worst.ratio), "ratio"),
            f"spread_year_{place}": (None if worst is None else int(worst.year), "year"),
            f"after_{place}": (None if last is None else int(last.year), "year"),
            f"after_value_{place}": (None if last is None else float(last.value_usd), "US$"),
            f"after_flow_{place}": (
                None if last is None else f"{last.flow}s".replace("turnovers", "turnover"),
                "text",
            ),
            f"elsewhere_{place}": (
                elsewhere if elsewhere and not held & {"own", "mirror"} else None,
                "names",
            ),
        }
    return out
