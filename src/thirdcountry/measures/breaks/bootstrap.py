"""Simulated count series, and the bootstrap that tests a step with them."""

from __future__ import annotations

import numpy as np

from thirdcountry.measures.breaks.models import quasi_poisson
from thirdcountry.measures.breaks.series import CountSeries

ASSUMED = (0.0, 0.3, 0.6)  # rho cannot be estimated from so few points: results for each of these


def extra_variation(counts: np.ndarray, mean: np.ndarray, parameters: int) -> np.ndarray:
    """Return the log standard deviation of log-normal variation beyond Poisson, by moments."""
    n = counts.shape[1]
    excess = ((counts - mean) ** 2).sum(axis=1) * n / (n - parameters) - mean.sum(axis=1)
    return np.sqrt(np.log1p(np.maximum(excess, 0) / (mean**2).sum(axis=1)))


def autoregressive(n: int, rho: float, draws: int, random: np.random.Generator) -> np.ndarray:
    """Return draws x n of stationary AR(1) noise with variance one."""
    noise = random.standard_normal((draws, n))
    for k in range(1, n):
        noise[:, k] = rho * noise[:, k - 1] + np.sqrt(1 - rho**2) * noise[:, k]
    return noise


def simulate(
    mean: np.ndarray, log_sd: float, rho: float, draws: int, random: np.random.Generator
) -> np.ndarray:
    """Return draws x periods of counts: Poisson around the mean times AR(1) log-normal variation
    whose expectation is one."""
    noise = autoregressive(len(mean), rho, draws, random)
    return random.poisson(mean * np.exp(log_sd * noise - log_sd**2 / 2)).astype(float)


def bootstrap_p(
    data: CountSeries, matrix: np.ndarray, term: int, rho: float, draws: int, seed: int
) -> float:
    """Return the p value of one term by a parametric AR(1) count bootstrap under its absence.

    The model without the term gives means and extra variation; counts are drawn with the assumed
    rho and the full model is fitted again; p = (1 + draws with |t| as large) / (1 + draws).
    """
    counts = data.count[None, :]
    observed, _ = quasi_poisson(counts, matrix, term, data.population)
    null = np.delete(matrix, term, axis=1)
    _, mean = quasi_poisson(counts, null, 0, data.population)
    log_sd = float(extra_variation(counts, mean, null.shape[1])[0])
    drawn = simulate(mean[0], log_sd, rho, draws, np.random.default_rng(seed))
    again, _ = quasi_poisson(drawn, matrix, term, data.population)
    t = np.abs(observed.estimate / observed.error)[0]
    return float((1 + (np.abs(again.estimate / again.error) >= t).sum()) / (1 + draws))
