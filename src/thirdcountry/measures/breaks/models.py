"""Segmented regression of counts: design, restricted likelihood, quasi-Poisson, Newey-West."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from thirdcountry.measures.breaks.series import BreakError, CountSeries

RHOS = np.round(np.arange(-0.90, 0.951, 0.01), 2)  # grid of the AR(1) coefficient
UNRESOLVED = 0.1  # a step less than a tenth of a period from its edge is coded 0 or 1
POWER = 0.8
LAGS = 2  # of Newey-West errors
#: How the period in which a step falls counts: by its share after the date, as before, as after.
CODINGS = ("share", "after", "from")
INTERVAL = 0.95  # what the intervals of ratios cover
ORDER = 1  # of the autocorrelation of errors: each depends on so many before it


@dataclass(frozen=True)
class Model:
    """What a segmented model holds besides the tested steps.

    ``knot``: where the trend may bend, in years; None = straight. ``trend`` False = level only.
    ``nuisance``: dates of steps that are always in the model when they lie inside the window.
    ``coding``: exposure of the period in which a step falls: share, after or from.
    """

    trend: bool = True
    knot: float | None = None
    nuisance: tuple[pd.Timestamp, ...] = ()
    coding: str = "share"


def exposure(data: CountSeries, date: pd.Timestamp, coding: str = "share") -> np.ndarray:
    """Return how much of each period lies after a date, 0 to 1, one number for each period.

    ``share``: the fraction of the period after the date, 0 or 1 if less than a tenth of the period
    is missing to it; ``after``: the period of the date counts as before; ``from``: as after.

    Raises:
        BreakError: an unknown coding.
    """
    if coding not in CODINGS:
        raise BreakError(f"coding {coding!r} is not one of {', '.join(CODINGS)}")
    length = np.asarray((data.end - data.start).days) + 1
    share = np.clip((np.asarray((data.end - date).days) + 1) / length, 0, 1)
    if coding == "share":
        share[share < UNRESOLVED] = 0
        share[share > 1 - UNRESOLVED] = 1
        return share
    return (share >= 1).astype(float) if coding == "after" else (share > 0).astype(float)


def design(
    data: CountSeries, steps: Sequence[pd.Timestamp], model: Model
) -> tuple[np.ndarray, list[str]]:
    """Return the design matrix (periods x parameters) and the names of its columns.

    Columns: level, trend per year, trend after the knot, harmonics of the season (two pairs of
    sine and cosine for months and quarters, one for half-years), nuisance steps, tested steps
    ``step 0``, ``step 1``, ...

    Raises:
        BreakError: a tested date outside the window, two steps that cannot be told apart, fewer
            periods than parameters plus two.
    """
    time = data.time - data.time.mean()
    columns = {"level": np.ones(len(time))}
    if model.trend:
        columns["trend"] = time
        if model.knot is not None:
            columns["trend after knot"] = np.clip(data.time - model.knot, 0, None)
    if data.per_year > 1:
        angle = 2 * np.pi * data.time
        for pair in range(1, 2 if data.per_year == 2 else 3):
            columns[f"sine {pair}"] = np.sin(pair * angle)
            if data.per_year > 2 * pair:
                columns[f"cosine {pair}"] = np.cos(pair * angle)
    for date in model.nuisance:
        inside = exposure(data, date)
        if 0 < inside.sum() < len(inside):
            columns[f"nuisance {date:%Y-%m}"] = inside
    for number, date in enumerate(steps):
        inside = exposure(data, date, model.coding)
        if not 0 < inside.sum() < len(inside):
            raise BreakError(
                f"the step of {date:%Y-%m-%d} is not inside the window {data.start[0]:%Y-%m-%d} to "
                f"{data.end[-1]:%Y-%m-%d}, or leaves no period on one side"
            )
        columns[f"step {number}"] = inside
    matrix = np.column_stack(list(columns.values()))
    if len(time) < matrix.shape[1] + 2:
        raise BreakError(
            f"{len(time)} periods are too few for {matrix.shape[1]} parameters; widen the window "
            "or drop a step"
        )
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise BreakError(
            "two terms of the model are the same in these periods (steps too close together, or a "
            "knot at the edge); drop one of them"
        )
    return matrix, list(columns)


@dataclass(frozen=True)
class Fit:
    """Coefficients of one term for each series of a batch, on the log scale.

    ``estimate``, ``error`` (standard error) and ``df`` (degrees of freedom) have one number for
    each series; so has ``rho``, the AR(1) coefficient, not a number where none is estimated.
    """

    estimate: np.ndarray
    error: np.ndarray
    df: np.ndarray
    rho: np.ndarray

    @property
    def p(self) -> np.ndarray:
        """Two-sided p value."""
        from scipy import stats  # slow to import, so only where it is used

        return 2 * stats.t.sf(np.abs(self.estimate / self.error), self.df)

    def ratio(self) -> tuple[float, float, float]:
        """Rate ratio of the first series and its interval: (low, ratio, high)."""
        half = self._quantile(0.5 + INTERVAL / 2) * self.error[0]
        low, middle, high = np.exp(self.estimate[0] + half * np.array([-1, 0, 1]))
        return float(low), float(middle), float(high)

    def detectable(self) -> float:
        """The smallest fall, as a ratio, seen with 80 % power at 5 % (Bloom 1995)."""
        need = self._quantile(0.975) + self._quantile(POWER)
        return float(np.exp(-need * self.error[0]))

    def _quantile(self, probability: float) -> float:
        """Quantile of Student's t with the degrees of freedom of the first series."""
        from scipy import stats

        return stats.t.ppf(probability, self.df[0])


def _prais_winsten(values: np.ndarray, rho: float) -> np.ndarray:
    """Take AR(1) correlation out along the last axis (Prais and Winsten 1954)."""
    out = values.copy()
    out[..., 1:] = values[..., 1:] - rho * values[..., :-1]
    out[..., 0] = values[..., 0] * np.sqrt(1 - rho**2)
    return out


def reml_ar1(logs: np.ndarray, matrix: np.ndarray, term: int) -> Fit:
    """Fit log counts with AR(1) errors by restricted maximum likelihood.

    Args:
        logs: series x periods.
        matrix: periods x parameters.
        term: the column whose coefficient is wanted.

    Restricted likelihood over a grid of rho (Patterson and Thompson 1971); degrees of freedom by
    Satterthwaite (1946) from the curvature in rho and the variance, at most periods minus
    parameters. Turner et al. (2021) find this estimator least biased for short series.
    """
    n, k = matrix.shape
    rss, estimate = np.empty((2, len(RHOS), len(logs)))
    spread, penalty = np.empty((2, len(RHOS)))
    for row, rho in enumerate(RHOS):
        y, x = _prais_winsten(logs, rho), _prais_winsten(matrix.T, rho).T
        inverse = np.linalg.inv(x.T @ x)
        beta = y @ x @ inverse
        rss[row] = ((y - beta @ x.T) ** 2).sum(axis=1)
        estimate[row], spread[row] = beta[:, term], inverse[term, term]
        penalty[row] = np.linalg.slogdet(inverse)[1] + np.log(1 - rho**2)
    best = (penalty[:, None] - (n - k) * np.log(rss)).argmax(axis=0)
    each = np.arange(len(logs))
    variance = rss[best, each] / (n - k)
    return Fit(
        estimate=estimate[best, each],
        error=np.sqrt(variance * spread[best]),
        df=_satterthwaite(rss, spread, penalty, best, n - k),
        rho=RHOS[best],
    )


def _satterthwaite(
    rss: np.ndarray, spread: np.ndarray, penalty: np.ndarray, best: np.ndarray, residual_df: int
) -> np.ndarray:
    """Degrees of freedom of the estimated variance of one coefficient.

    2 / Var(log v) with log v = log sigma2 + log h(rho); the covariance of (log sigma2, rho) is the
    inverse information of the restricted likelihood, by central differences on the grid.
    """
    step = RHOS[1] - RHOS[0]
    middle = np.clip(best, 2, len(RHOS) - 3)
    each = np.arange(rss.shape[1])
    slope = (np.log(spread)[middle + 2] - np.log(spread)[middle - 2]) / (4 * step)
    sigma2 = rss[middle, each] / residual_df
    rss_slope = (rss[middle + 2, each] - rss[middle - 2, each]) / (4 * step)

    def full(at: np.ndarray) -> np.ndarray:
        """Restricted log likelihood with sigma2 held at its estimate."""
        return 0.5 * (penalty[at] - rss[at, each] / sigma2)

    curvature = -(full(middle + 2) - 2 * full(middle) + full(middle - 2)) / (2 * step) ** 2
    # the information matrix ((a, b), (b, c)), its inverse written out
    a, b = residual_df / 2, -rss_slope / sigma2 / 2
    c = np.maximum(curvature, 1e-6)
    determinant = a * c - b**2
    with np.errstate(invalid="ignore", divide="ignore"):
        df = 2 * determinant / (c - 2 * slope * b + slope**2 * a)
    return np.clip(np.where(determinant > 1e-9, df, residual_df / 2), 2, residual_df)


def quasi_poisson(
    counts: np.ndarray, matrix: np.ndarray, term: int, population: np.ndarray
) -> tuple[Fit, np.ndarray]:
    """Fit counts (series x periods) by Poisson likelihood with a free dispersion.

    Returns the fit of the term and the fitted means (series x periods).

    Iteratively reweighted least squares for a batch (McCullagh and Nelder 1989, ch. 2); dispersion
    is Pearson's chi-square over periods minus parameters, and t has the same degrees of freedom.

    Raises:
        BreakError: the fit does not converge (a term separates zeros from the rest).
    """
    n, k = matrix.shape
    offset = np.log(population)
    eta = np.log(counts + 0.5)
    beta = np.zeros((len(counts), k))
    for _ in range(60):
        mean = np.exp(np.clip(eta, -30, 30))
        working = eta - offset + (counts - mean) / mean
        weighted = mean[:, :, None] * matrix
        information = np.einsum("snk,nj->skj", weighted, matrix)
        fresh = np.linalg.solve(
            information, np.einsum("snk,sn->sk", weighted, working)[:, :, None]
        )[:, :, 0]
        done = np.abs(fresh - beta).max() < 1e-9
        beta, eta = fresh, fresh @ matrix.T + offset
        if done:
            break
    else:
        raise BreakError("the Poisson model does not converge: a term is tied to zero counts only")
    mean = np.exp(eta)
    dispersion = ((counts - mean) ** 2 / mean).sum(axis=1) / (n - k)
    covariance = np.linalg.inv(np.einsum("snk,nj->skj", mean[:, :, None] * matrix, matrix))
    error = np.sqrt(dispersion * covariance[:, term, term])
    df, no_rho = (np.full(len(counts), value) for value in (float(n - k), np.nan))
    return Fit(beta[:, term], error, df, no_rho), mean


def newey_west(counts: np.ndarray, matrix: np.ndarray, term: int, population: np.ndarray) -> Fit:
    """The Poisson estimate with Newey-West (1987) errors, shown as a sensitivity only.

    Rejects a true null far too often in short series (Linden 2026); never a headline.
    """
    fit, mean = quasi_poisson(counts, matrix, term, population)
    score = (counts - mean)[:, :, None] * matrix
    meat = np.einsum("sni,snj->sij", score, score)
    for lag in range(1, LAGS + 1):
        cross = np.einsum("sni,snj->sij", score[:, lag:], score[:, :-lag])
        meat += (1 - lag / (LAGS + 1)) * (cross + cross.transpose(0, 2, 1))
    bread = np.linalg.inv(np.einsum("snk,nj->skj", mean[:, :, None] * matrix, matrix))
    variance = (bread @ meat @ bread)[:, term, term]
    return replace(fit, error=np.sqrt(np.maximum(variance, 1e-12)), df=np.full(len(counts), 1e6))
