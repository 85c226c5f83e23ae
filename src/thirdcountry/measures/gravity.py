"""Expected trade given size and distance, and how far each tie lies above or below it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError

MODEL = "value ~ ln_km + contiguous + common_language | exporter_year + importer_year"


class GravityError(UserError):
    """A panel that cannot be used."""


def panel(trade: pd.DataFrame, distances: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return all pairs of exporters that report and partners with a known distance.

    A partner without a figure in a year in which the exporter reports others counts as zero: the
    usual reading of the source, and the reason why zeros belong in the model.

    Columns exporter, importer, year, value (million US$), ln_km, contiguous, common_language,
    estimated, recorded (false where the zero is only the absence of a figure).
    """
    rows = trade[(trade.flow == "export") & trade.year.between(*span)]
    values = rows.astype({"value_usd": "float64", "year": "int64", "estimated": "bool"})
    values = values.set_index(["reporter", "partner", "year"])[["value_usd", "estimated"]]
    reporting = values.index.droplevel("partner").unique().to_frame(index=False)
    pairs = distances.rename(columns={"origin": "reporter", "destination": "partner"})
    grid = pairs.merge(reporting, on="reporter")
    grid = grid.join(values, on=["reporter", "partner", "year"])
    return pd.DataFrame(
        {
            "exporter": grid.reporter,
            "importer": grid.partner,
            "year": grid.year,
            "value": grid.value_usd.fillna(0) / 1e6,
            "ln_km": np.log(grid.km.astype("float64")),
            "contiguous": grid.contiguous.astype("float64"),
            "common_language": grid.common_language.astype("float64"),
            "estimated": grid.estimated.eq(True),
            "recorded": grid.value_usd.notna(),
        }
    ).sort_values(["year", "exporter", "importer"], ignore_index=True)


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a panel read as text with its number columns as numbers; what is none is missing."""
    known = [
        c
        for c in ("year", "value_usd", "km", "contiguous", "common_language")
        if c in frame.columns
    ]
    return frame.assign(**{c: pd.to_numeric(frame[c], errors="coerce") for c in known})


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a supplied panel in the form of :func:`panel`.

    Args:
        frame: columns exporter, importer, year, value_usd, km, contiguous, common_language.

    Raises:
        GravityError: missing columns, negative values, distances that are not positive, or a pair
            twice in a year.
    """
    needed = ["exporter", "importer", "year", "value_usd", "km", "contiguous", "common_language"]
    if missing := [c for c in needed if c not in frame.columns]:
        raise GravityError(
            f"the panel has no column {', '.join(missing)}; it needs {', '.join(needed)}"
        )
    for column, least in (("value_usd", 0.0), ("km", 1e-9)):
        bad = ~(pd.to_numeric(frame[column], errors="coerce") >= least)
        if bad.any():
            raise GravityError(
                f"panel row {int(np.argmax(bad)) + 2}, field {column}: "
                f"{frame[column][bad].iloc[0]} must be a number of at least "
                f"{'zero' if not least else 'more than zero'}"
            )
    if (twice := frame.duplicated(["exporter", "importer", "year"])).any():
        row = int(np.argmax(twice)) + 2
        raise GravityError(f"panel row {row} repeats a pair and year; remove one of the two")
    return frame.assign(
        value=frame.value_usd.astype("float64") / 1e6,
        ln_km=np.log(frame.km.astype("float64")),
        estimated=False,
        recorded=True,
    )[
        [
            "exporter",
            "importer",
            "year",
            "value",
            "ln_km",
            "contiguous",
            "common_language",
            "estimated",
            "recorded",
        ]
    ]


def fit(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Fit the gravity equation and return (pairs with expectations, coefficients).

    Poisson pseudo-maximum likelihood with exporter-year and importer-year effects (Santos Silva
    and Tenreyro 2006; Anderson and van Wincoop 2003). The effects make fitted totals of every
    exporter and importer equal the actual ones, so a ratio says how trade is spread, not how large
    it is: where one partner is above, others are below.

    Added columns: expected (million US$), ratio = value / expected, percentile of the ratio among
    all pairs of the year, percentile_exporter among the exporter's own. No test is made of a single
    pair: with one treated cluster it would reject far too often.

    Raises:
        GravityError: too few pairs for the effects.
    """
    import warnings

    import pyfixest

    if pairs.empty or pairs.exporter.nunique() < 2 or pairs.importer.nunique() < 3:
        raise GravityError("a gravity model needs at least two exporters and three importers")
    year = pairs.year.astype(str)
    data = pairs.assign(exporter_year=pairs.exporter + year, importer_year=pairs.importer + year)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # effects seen once are dropped, as they must
        # tight enough that the smallest importers' totals agree as well
        model = pyfixest.fepois(
            MODEL, data=data, vcov="hetero", iwls_tol=1e-10, fixef_tol=1e-10, iwls_maxiter=100
        )
    used = data.loc[model._data.index].copy()
    used["expected"] = np.asarray(model.predict(type="response"), dtype=float)
    used["ratio"] = used.value / used.expected
    used["percentile"] = used.groupby("year").ratio.rank(pct=True)
    used["percentile_exporter"] = used.groupby(["exporter", "year"]).ratio.rank(pct=True)
    return used.drop(columns=["exporter_year", "importer_year"]), model.coef()


def ties(fitted: pd.DataFrame, hosts: list[str], rivals: list[str]) -> pd.DataFrame:
    """Return the fitted pairs between hosts and rivals, both directions.

    Columns host, rival, direction (to the rival, from the rival), year, value_usd, expected_usd,
    ratio, percentile, estimated. A pair without a figure has missing value, ratio and percentile:
    the model needs its zero, the reader must not take it for a count.
    """
    parts = []
    for direction, host, rival in (
        ("to", "exporter", "importer"),
        ("from", "importer", "exporter"),
    ):
        rows = fitted[fitted[host].isin(hosts) & fitted[rival].isin(rivals)]
        names = {host: "host", rival: "rival"}
        parts.append(rows.rename(columns=names).assign(direction=direction))
    both = pd.concat(parts, ignore_index=True)
    both = both.assign(value_usd=both.value * 1e6, expected_usd=both.expected * 1e6)
    both.loc[~both.recorded, ["value_usd", "ratio", "percentile"]] = np.nan
    both["expected_usd"] = both.expected_usd.round(-1)  # processors differ in the last digits
    both["ratio"] = both.ratio.round(6)
    columns = [
        "host",
        "rival",
        "direction",
        "year",
        "value_usd",
        "expected_usd",
        "ratio",
        "percentile",
        "estimated",
    ]
    return both[columns].sort_values(["host", "rival", "direction", "year"], ignore_index=True)
