"""Expected trade given size and distance, and how far each tie lies above or below it.

The estimator is our own hundred lines, since the effects of one year form a small dense table:
eliminated exactly, they leave Newton steps in three coefficients, so that the world of 1990 to 2020
takes seconds. A general package finds the same numbers more slowly and brings compilers along; the
tests hold ours equal to pyfixest and to statsmodels.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.words import Named

REGRESSORS = ("ln_km", "contiguous", "common_language")
#: How a distance is measured: between the largest cities, weighted by population; between the
#: capitals; as a panel of the reader's gives it.
BASES = ("weighted", "capitals", "reader")
#: The conditions of first order hold to this, relative to each total; far below any rounding.
TOLERANCE = 1e-10
STEPS = 200  # ordinary panels take ten; a pair drifting to nought takes one more for each factor e


class GravityError(UserError):
    """A panel that cannot be used."""


# -- the pairs -------------------------------------------------------------------------------


def list_pairs(trade: pd.DataFrame, distances: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return all pairs of exporters that report and partners with a known distance.

    A partner without a figure in a year in which the exporter reports others counts as zero: the
    usual reading of the source, and the reason why zeros belong in the model.

    Columns exporter, importer (categories), year, value (million US$), ln_km, contiguous,
    common_language (missing throughout where it is unknown for part of the pairs), basis (of the
    distance), estimated, recorded (false where the zero is only the absence of a figure).
    """
    rows = trade[(trade.flow == "export") & trade.year.between(*span)]
    codes = pd.Index(sorted({*rows.reporter, *distances.origin, *distances.destination}))
    years = np.arange(span[0], span[1] + 1)

    def place(exporter: np.ndarray, importer: np.ndarray, year: np.ndarray) -> np.ndarray:
        return (exporter * len(codes) + importer) * len(years) + year

    exporter, importer = codes.get_indexer(rows.reporter), codes.get_indexer(rows.partner)
    year = rows.year.to_numpy("int64") - span[0]
    known = importer >= 0  # a partner without any distance takes no part
    printed = pd.Series(np.flatnonzero(known), place(exporter, importer, year)[known])

    reports = np.zeros((len(codes), len(years)), bool)
    reports[exporter, year] = True
    origin, destination = (codes.get_indexer(distances[c]) for c in ("origin", "destination"))
    pair, when = np.nonzero(reports[origin])
    at = printed.reindex(place(origin[pair], destination[pair], when)).to_numpy()
    recorded = ~np.isnan(at)
    at = np.where(recorded, at, 0).astype("int64")

    def of_pair(column: str) -> np.ndarray:
        values = distances[column].astype("float64").to_numpy()
        return np.full(len(pair), np.nan) if np.isnan(values).any() else values[pair]

    def of_row(column: str, kind: str) -> np.ndarray:
        return np.where(recorded, rows[column].to_numpy(kind)[at], 0).astype(kind)

    return pd.DataFrame(
        {
            "exporter": pd.Categorical.from_codes(origin[pair], codes),
            "importer": pd.Categorical.from_codes(destination[pair], codes),
            "year": years[when],
            "value": of_row("value_usd", "float64") / 1e6,
            "ln_km": np.log(of_pair("km")),
            "contiguous": of_pair("contiguous"),
            "common_language": of_pair("common_language"),
            "basis": pd.Categorical(distances.basis).take(pair),
            "estimated": of_row("estimated", "bool"),
            "recorded": recorded,
        }
    ).sort_values(["year", "exporter", "importer"], ignore_index=True)


# -- the fit ---------------------------------------------------------------------------------


def fit(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Fit the gravity equation and return (pairs with expectations, coefficients).

    Poisson pseudo-maximum likelihood with exporter-year and importer-year effects (Santos Silva
    and Tenreyro 2006; Anderson and van Wincoop 2003). The effects make fitted totals of every
    exporter and importer equal the actual ones (Fally 2015), so a ratio says how trade is spread,
    not how large it is: where one partner is above, others are below.

    A pair whose exporter or importer has no trade in the year, or no other pair, says nothing and
    is left out; so is a regressor that positive trade cannot identify (Santos Silva and Tenreyro
    2010) or that the panel does not know: its coefficient is missing.

    Added columns: expected (million US$), ratio = value / expected, percentile of the ratio among
    all pairs of the year, percentile_exporter among the exporter's own. No test is made of a single
    pair: with one treated cluster it would reject far too often.

    Raises:
        GravityError: too few pairs for the effects, or no convergence.
    """
    if pairs.exporter.nunique() < 2 or pairs.importer.nunique() < 3:
        raise GravityError("a gravity model needs at least two exporters and three importers")
    axes = [pd.factorize(pairs[c], sort=True) for c in ("year", "exporter", "importer")]
    at, shape = tuple(codes for codes, _ in axes), tuple(len(names) for _, names in axes)

    def table(values: pd.Series | bool) -> np.ndarray:
        """One cell for each year, exporter and importer; nought where there is no pair."""
        cells = np.zeros(shape)
        cells[at] = values
        return cells

    value = table(pairs.value)
    used = _informative(value, table(True) > 0)
    if not used.any():
        raise GravityError("no year has two exporters that trade with the same two importers")
    known = [name for name in REGRESSORS if name in pairs and pairs[name].notna().all()]
    x = np.array([table(pairs[name]) for name in known]).reshape(-1, *shape)
    kept = _identified(x, used & (value > 0))
    expected, slopes = _poisson(value * used, x[kept], used)

    coefficients = pd.Series(np.nan, index=REGRESSORS, name="Estimate")
    coefficients[[known[k] for k in kept]] = slopes
    rows = pairs[used[at]].assign(expected=expected[at][used[at]])
    rows["ratio"] = rows.value / rows.expected
    rows["percentile"] = rows.groupby("year").ratio.rank(pct=True)
    rows["percentile_exporter"] = rows.groupby(["exporter", "year"]).ratio.rank(pct=True)
    return rows, coefficients


def _informative(value: np.ndarray, used: np.ndarray) -> np.ndarray:
    """The cells of exporters and importers with trade in the year and more than one pair."""
    while True:
        fewer = used.copy()
        for side in (1, 2):
            fewer &= (value * used).sum(side, keepdims=True) > 0
            fewer &= used.sum(side, keepdims=True) > 1
        if (fewer == used).all():
            return used
        used = fewer


def _net(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Residuals of each table in ``x`` from weighted exporter-year and importer-year effects.

    The normal equations of a year are solved exactly: importers are eliminated, which leaves one
    equation for each exporter. They fix the effects up to a shift from one side to the other (more
    shifts where trade falls apart into groups); the tiny ridge picks one, and residuals are blind
    to it.
    """
    out, into = weight.sum(2), weight.sum(1)  # (years, exporters), (years, importers)
    out, into = np.where(out > 0, out, 1), np.where(into > 0, into, 1)
    share = weight / into[:, None, :]
    left = -share @ weight.transpose(0, 2, 1)
    spots = np.arange(left.shape[1])
    left[:, spots, spots] += out * (1 + 1e-11)
    weighted = weight * x
    right = weighted.sum(3) - (share * weighted.sum(2)[:, :, None, :]).sum(3)
    exporter = np.linalg.solve(left, right.transpose(1, 2, 0)).transpose(2, 0, 1)
    importer = (weighted.sum(2) - (weight * exporter[..., None]).sum(2)) / into
    return x - exporter[..., None] - importer[:, :, None, :]


def _identified(x: np.ndarray, positive: np.ndarray) -> list[int]:
    """Which regressors vary, net of the effects and of those before them, where there is trade."""
    weight = positive.astype("float64")
    net = _net(x, weight) * weight
    kept: list[int] = []
    scale = np.sqrt((x**2 * weight).sum((1, 2, 3))) + 1e-300
    for k in range(len(x)):
        flat = np.array([net[j].ravel() / scale[j] for j in [*kept, k]])
        if np.linalg.eigvalsh(flat @ flat.T)[0] > 1e-9:
            kept.append(k)
    return kept


def _poisson(value: np.ndarray, x: np.ndarray, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (expected table, slopes) that maximise the Poisson likelihood.

    Newton's method with the effects eliminated; a step that lowers the likelihood is halved. After
    each step the totals are made right once by scaling, which raises the likelihood as well.
    """
    slopes, mean = np.zeros(len(x)), _scaled(value, used.astype("float64"), 20)
    best = _likelihood(value, mean)
    for _ in range(STEPS):
        error = value - mean
        residual = np.divide(error, mean, out=np.zeros_like(mean), where=mean > 0)
        net = _net(np.concatenate([x, residual[None]]), mean)
        flat = net[:-1].reshape(len(x), mean.size)
        hessian, gradient = (flat * mean.ravel()) @ flat.T, flat @ error.ravel()
        step = np.linalg.solve(hessian, gradient)
        change = (step @ flat).reshape(mean.shape) + residual - net[-1]
        size = 1.0
        while size > 1e-12:
            with np.errstate(over="ignore", invalid="ignore"):
                trial = _scaled(value, mean * np.exp(size * change * used), 1)
                reached = _likelihood(value, trial)
            if reached >= best - 1e-12 * abs(best):
                break
            size /= 2
        slopes, mean, best = slopes + size * step, trial, max(best, reached)
        spread = np.sqrt(np.diag(hessian) * mean.sum())
        totals = [np.abs((mean - value).sum(s)) / (value.sum(s) + 1e-300) for s in (1, 2)]
        if (
            max(t.max() for t in totals) < TOLERANCE
            and (np.abs(gradient) < TOLERANCE * spread).all()
        ):
            return mean, slopes
    raise GravityError("the gravity model found no best fit; the panel may be too thin")


def _scaled(value: np.ndarray, mean: np.ndarray, times: int) -> np.ndarray:
    """Bring the totals of importers and exporters to the actual ones in turn (Deming 1940)."""
    for _ in range(times):
        for side in (1, 2):
            total = mean.sum(side, keepdims=True)
            mean = mean * (value.sum(side, keepdims=True) / np.where(total > 0, total, 1))
    return mean


def _likelihood(value: np.ndarray, mean: np.ndarray) -> float:
    """The Poisson log likelihood without its constant; minus infinity where it cannot be."""
    traded = value > 0
    with np.errstate(divide="ignore"):
        found = (value[traded] * np.log(mean[traded])).sum() - mean.sum()
    return float(found) if np.isfinite(found) else -np.inf


# -- the results -----------------------------------------------------------------------------


def select_ties(fitted: pd.DataFrame, hosts: list[str], rivals: list[str]) -> pd.DataFrame:
    """Return the fitted pairs between hosts and rivals, both directions.

    Columns host, rival, direction (to the rival, from the rival), year, value_usd, expected_usd,
    ratio, percentile, estimated. A pair without a figure has missing value, ratio and percentile:
    the model needs its zero, the reader must not take it for a count.
    """
    sides = {"to": ("exporter", "importer"), "from": ("importer", "exporter")}
    parts = [
        fitted[fitted[host].isin(hosts) & fitted[rival].isin(rivals)]
        .rename(columns={host: "host", rival: "rival"})
        .assign(direction=direction)
        for direction, (host, rival) in sides.items()
    ]
    both = pd.concat(parts).astype({"host": "str", "rival": "str"})
    both = both.assign(
        value_usd=(both.value * 1e6).where(both.recorded),
        expected_usd=(both.expected * 1e6).round(-1),  # processors differ in the last digits
        ratio=both.ratio.round(6).where(both.recorded),
        percentile=both.percentile.where(both.recorded),
    )
    keys = ["host", "rival", "direction", "year"]
    columns = [*keys, "value_usd", "expected_usd", "ratio", "percentile", "estimated"]
    return both[columns].sort_values(keys, ignore_index=True)


def trace_tie(places: pd.DataFrame, host: str, rival: str) -> pd.DataFrame:
    """Return one tie by year from the rows of :func:`select_ties`: year, percentile (mean of both
    directions). Years in which one of the directions is not on record are absent."""
    rows = places[(places.host == host) & (places.rival == rival)].groupby("year").percentile
    return rows.mean()[rows.count() == 2].reset_index()


def name_model(fitted: pd.DataFrame, coefficients: pd.Series) -> Named:
    """Return the named values of the model itself.

    pairs (fitted, of all years), pairs_below (part of them that trades less than expected: most,
    since expectations add up to the actual totals and a few ties are far above), elasticity (of
    trade with distance), explained_by (those of :data:`REGRESSORS` that are in the model),
    distance_basis (those of :data:`BASES` that its distances have).
    """
    return {
        "pairs": (len(fitted), "count"),
        "pairs_below": (float((fitted.ratio < 1).mean()), "whole percent"),
        "elasticity": (coefficients["ln_km"], "index"),
        "explained_by": ([name for name in REGRESSORS if pd.notna(coefficients[name])], "names"),
        "distance_basis": ([name for name in BASES if (fitted.basis == name).any()], "names"),
    }
