"""Rank correlation of two lists, with the permutation distribution in full where they are short."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from thirdcountry.errors import UserError

#: Up to here every order is tried, 8! = 40,320; of a longer list as many are drawn.
LISTED = 8
DRAWN, SEED = 40_320, 1
FEWEST = 3  # two points always agree or disagree in full


class RankError(UserError):
    """Too few values, or values that have no order."""


@dataclass(frozen=True)
class RankCorrelation:
    """Rank correlation of two short lists and what random orders would give."""

    hosts: int
    tau: float
    tau_p: float
    rho: float
    rho_p: float
    smallest_p: float
    null_low: float
    null_high: float


def correlate_ranks(x: list[float], y: list[float]) -> RankCorrelation:
    """Return tau-b, rho and their exact two-sided permutation p.

    Kendall's tau-b (Kendall 1945) and Spearman's rho (1904, on mid-ranks). p is the fraction of all
    n! orders whose statistic is at least as far from zero (Fisher 1935; Good 2005), or of
    :data:`DRAWN` random ones beyond :data:`LISTED` values; ``smallest_p``
    the least that tau could give with these ties, ``null_low`` and ``null_high`` the central 95 %
    of the values of tau under random order: the true value is not bounded by them.

    Raises:
        RankError: fewer than three values, or a list without variation.
    """
    from scipy.stats import rankdata

    n = len(x)
    if n < FEWEST:
        raise RankError(f"{n} hosts have both figures; the test needs {FEWEST} or more")
    if len(set(x)) < 2 or len(set(y)) < 2:
        raise RankError("all hosts have the same figure, so that they have no order")
    a, b = rankdata(x), rankdata(y)
    tau, taus = _list_orders(a, b, np.sign)
    rho, rhos = _list_orders(a, b, lambda differences: differences)
    ranked = np.sort(taus)
    return RankCorrelation(
        hosts=n,
        tau=tau,
        tau_p=_fraction_beyond(taus, tau),
        rho=rho,
        rho_p=_fraction_beyond(rhos, rho),
        smallest_p=_fraction_beyond(taus, np.abs(taus).max()),
        null_low=float(ranked[math.floor(0.025 * (len(ranked) - 1))]),
        null_high=float(ranked[math.ceil(0.975 * (len(ranked) - 1))]),
    )


def _list_orders(
    a: np.ndarray, b: np.ndarray, score: Callable[[np.ndarray], np.ndarray]
) -> tuple[float, np.ndarray]:
    """The correlation of the scored differences of all pairs (Daniels 1944), as observed and for
    every order of ``a``: of their signs it is tau-b, of the differences of ranks rho."""
    from scipy.stats import permutation_test

    left, right = np.triu_indices(len(a), 1)
    other = score(b[right] - b[left])

    def correlate(values: np.ndarray, axis: int = -1) -> np.ndarray:
        own = score(values[..., right] - values[..., left])
        return own @ other / np.sqrt((own**2).sum(axis) * (other**2).sum())

    found = permutation_test(
        (a,),
        correlate,
        permutation_type="pairings",
        vectorized=True,
        n_resamples=np.inf if len(a) <= LISTED else DRAWN,
        rng=SEED,
    )
    return float(found.statistic), found.null_distribution


def _fraction_beyond(values: np.ndarray, bound: float) -> float:
    """How many are as far from zero; scipy's own two-sided p doubles the smaller tail instead,
    which differs where ties make the distribution lopsided."""
    return float((np.abs(values) >= abs(bound) - 1e-9).mean())  # equal up to rounding
