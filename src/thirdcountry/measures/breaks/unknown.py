"""Break dates that nobody named: the best segmentation into straight lines, and its size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.measures.breaks.bootstrap import ASSUMED, autoregressive
from thirdcountry.measures.breaks.series import BreakError, CountSeries

#: Periods of a straight line at least, and breaks at most.
SHORTEST, MOST = 4, 5
#: By which criterion a number of breaks is preferred: neither, BIC, LWZ, both.
CHOSEN = ("neither", "bic", "lwz", "both")


def _segment_rss(values: np.ndarray, matrix: np.ndarray, shortest: int) -> np.ndarray:
    """Residual sums of squares of every segment: [first, last + 1, series]."""
    n = len(matrix)
    rss = np.full((n, n + 1, len(values)), np.inf)
    for first in range(n):
        for stop in range(first + shortest, n + 1):
            x, y = matrix[first:stop], values[:, first:stop]
            q, _ = np.linalg.qr(x)
            rss[first, stop] = (y**2).sum(axis=1) - ((y @ q) ** 2).sum(axis=1)
    return rss


def find_segments(
    values: np.ndarray, matrix: np.ndarray, shortest: int, most: int
) -> tuple[np.ndarray, list[list[list[int]]]]:
    """Return the best segmentation for each number of breaks, for a batch of series.

    Args:
        values: series x periods.
        matrix: periods x regressors, all of whose coefficients change at a break.
        shortest: periods a segment has at least.
        most: largest number of breaks.

    Dynamic programming over least squares (Bellman 1961; Bai and Perron 2003). Returns RSS
    [breaks, series] and breaks[breaks][series] = last period of each regime but the final one,
    counted from 1 as strucchange does.
    """
    n = len(matrix)
    most = min(most, n // shortest - 1)
    rss = _segment_rss(values, matrix, shortest)
    cost = np.full((most + 1, n + 1, len(values)), np.inf)
    cut = np.zeros((most + 1, n + 1, len(values)), dtype=int)
    cost[0] = rss[0]
    for m in range(1, most + 1):
        for stop in range((m + 1) * shortest, n + 1):
            firsts = np.arange(m * shortest, stop - shortest + 1)
            tried = cost[m - 1][firsts] + rss[firsts, stop]
            best = tried.argmin(axis=0)
            cost[m, stop] = tried[best, np.arange(len(values))]
            cut[m, stop] = firsts[best]
    found = [
        [_trace_back(cut[:, :, one], m) for one in range(len(values))] for m in range(most + 1)
    ]
    return cost[:, n], found


def _trace_back(cut: np.ndarray, breaks: int) -> list[int]:
    """The ends of the regimes, from the best last cut for each number of breaks and each stop."""
    ends = [cut.shape[1] - 1]
    for left in range(breaks, 0, -1):
        ends.insert(0, int(cut[left, ends[0]]))
    return ends[:-1]


def information_criteria(rss: np.ndarray, n: int, regressors: int) -> tuple[np.ndarray, np.ndarray]:
    """Return BIC as strucchange computes it and LWZ (Liu, Wu and Zidek 1997), [breaks, series]."""
    m = np.arange(len(rss))[:, None]
    bic = n * (np.log(2 * np.pi) + 1 + np.log(rss / n)) + np.log(n) * (regressors + 1) * (m + 1)
    free = (m + 1) * regressors + m
    lwz = np.log(rss / (n - free)) + free / n * 0.299 * np.log(n) ** 2.1
    return bic, lwz


def find_breaks(data: CountSeries) -> pd.DataFrame:
    """Return the segmentations of log counts into straight lines.

    Columns breaks (number), rss, bic, lwz, regimes (``some`` new ones or ``none``), starts (first
    period of each new one, as text), chosen (by which criterion: ``bic``, ``lwz``, ``both`` or
    ``neither``), check (whether ruptures' dynamic programming finds the same dates).

    Raises:
        BreakError: too few periods; zeros.
    """
    import ruptures

    logs, matrix = data.log_rates(), _straight_line(data)
    if len(matrix) < 2 * SHORTEST:
        raise BreakError(f"{len(matrix)} periods are too few for segments of {SHORTEST}")
    rss, ends = find_segments(logs, matrix, SHORTEST, MOST)
    bic, lwz = information_criteria(rss, *matrix.shape)
    signal = np.column_stack([logs[0], matrix])
    # jump=1: the default of 5 looks at every fifth period only
    judge = ruptures.Dynp(model="linear", min_size=SHORTEST, jump=1).fit(signal)
    cuts = [own[0] for own in ends]
    theirs = [judge.predict(n_bkps=m)[:-1] if m else [] for m in range(len(cuts))]
    starts = [[data.start[end] for end in own] for own in cuts]
    look = "%Y" if all(day.month == day.day == 1 for own in starts for day in own) else "%Y-%m"
    best = np.column_stack([c[:, 0] == c[:, 0].min() for c in (bic, lwz)]).astype(int)
    return pd.DataFrame(
        {
            "breaks": range(len(cuts)),
            "rss": rss[:, 0],
            "bic": bic[:, 0],
            "lwz": lwz[:, 0],
            "regimes": ["some" if own else "none" for own in starts],
            "starts": [", ".join(day.strftime(look) for day in own) for own in starts],
            "chosen": [CHOSEN[by_bic + 2 * by_lwz] for by_bic, by_lwz in best],
            "check": [a == b for a, b in zip(theirs, cuts, strict=True)],
        }
    )


def _straight_line(data: CountSeries) -> np.ndarray:
    """Regressors of one regime: level and trend."""
    return np.column_stack([np.ones(len(data.time)), data.time - data.time.mean()])


def simulate_false_breaks(data: CountSeries, draws: int, seed: int) -> pd.DataFrame:
    """Return how often the same search finds a break where there is none.

    Columns rho, bic, lwz: shares of simulated series (one straight line in logs with AR(1)
    residuals of the given rho) in which a criterion prefers a break. The size of the residuals
    does not matter: both criteria compare ratios of residual sums.
    """
    matrix = _straight_line(data)
    random = np.random.default_rng(seed)
    rows = []
    for rho in ASSUMED:
        noise = autoregressive(len(matrix), rho, draws, random)
        rss, _ = find_segments(noise, matrix, SHORTEST, MOST)
        found = (c.argmin(axis=0) > 0 for c in information_criteria(rss, *matrix.shape))
        rows.append((rho, *(float(yes.mean()) for yes in found)))
    return pd.DataFrame(rows, columns=["rho", "bic", "lwz"])
