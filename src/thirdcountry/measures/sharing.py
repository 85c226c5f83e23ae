"""Sharing a whole among parties: bounded shares, whole numbers, cost games, the European key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from thirdcountry.errors import UserError
from thirdcountry.tables.sources import join_ids

#: Weights of population, GDP, past effort and unemployment in the European key of 2015, and the
#: part of the population and GDP effect that caps each of the two corrections.
EU_WEIGHTS, EU_CAP = (0.4, 0.4, 0.1, 0.1), 0.3

#: All coalitions are listed one by one: 2 to the power of this many.
MOST_PLAYERS = 10


class SharingError(UserError):
    """A sharing that cannot be computed as asked."""


def bound_shares(weights: ArrayLike, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Return shares proportional to the weights within bounds, which sum to one.

    The shares are clip(m * w, low, high) with the one multiplier m that makes them sum to one,
    found by bisection, so the result does not depend on the order of the members.

    Raises:
        SharingError: a negative weight, or bounds under which no shares sum to one.
    """
    w = np.asarray(weights, dtype=float)
    if not len(w) or not np.isfinite(w).all() or (w < 0).any():
        raise SharingError("weights must be numbers that are not negative, at least one")
    reach = np.where(w > 0, high, low)
    if not 0 <= low <= high or low * len(w) > 1 + 1e-12 or reach.sum() < 1 - 1e-12:
        raise SharingError(
            f"no shares between {100 * low:g} % and {100 * high:g} % sum to the whole for "
            f"{len(w)} members; lower the floor or raise the ceiling"
        )
    if not (w > 0).any():
        return np.full(len(w), 1 / len(w))
    # a member at its bound under this multiplier stays there; the others share the rest
    w = w / w.max()
    below, above = 0.0, 1 / w[w > 0].min()
    while (middle := (below + above) / 2) not in (below, above):
        if np.clip(middle * w, low, high).sum() < 1:
            below = middle
        else:
            above = middle
    shares = np.clip(above * w, low, high)
    free = (shares > low) & (shares < high)
    if free.any():
        shares[free] = w[free] / w[free].sum() * (1 - shares[~free].sum())
    return shares


def round_to_total(quotas: Sequence[float], total: int) -> list[int]:
    """Return whole numbers that add up to the total: each quota rounded down, and the rest given
    one by one to the largest remainders, the earlier member first (Hamilton's method, Balinski and
    Young 2001).

    Raises:
        SharingError: quotas that do not add up to about the total.
    """
    whole = [math.floor(quota) for quota in quotas]
    rest = total - sum(whole)
    if not 0 <= rest <= len(whole):
        raise SharingError(f"the parts add up to {math.fsum(quotas):g}, not to {total}")
    order = sorted(range(len(whole)), key=lambda i: (whole[i] - quotas[i], i))
    for i in order[:rest]:
        whole[i] += 1
    return whole


def compute_shapley(
    players: Sequence[str], cost: Callable[[frozenset[str]], float]
) -> dict[str, float]:
    """Return each player's Shapley value of a cost game, by listing every coalition.

    A player's value is what it adds to the cost of those before it, averaged over all orders of
    joining (Shapley 1953).

    Raises:
        SharingError: more than MOST_PLAYERS players.
    """
    n = len(players)
    if n > MOST_PLAYERS:
        raise SharingError(f"{n} members are too many to list every coalition; {MOST_PLAYERS} are")
    orders = math.factorial(n)
    values = dict.fromkeys(players, 0.0)
    for player in players:
        others = [p for p in players if p != player]
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / orders
            for coalition in combinations(others, size):
                without = frozenset(coalition)
                values[player] += weight * (cost(without | {player}) - cost(without))
    return values


def make_cost_game(
    handling: Mapping[str, float], fixed: float
) -> Callable[[frozenset[str]], float]:
    """Return the cost of a coalition: what its members' own handling costs, and the fixed cost
    once as soon as there is a member."""
    return lambda coalition: (
        sum(handling[p] for p in sorted(coalition)) + (fixed if coalition else 0)
    )


def compute_eu_shares(
    population: Sequence[float],
    gdp: Sequence[float],
    effort: Sequence[float],
    unemployment: Sequence[float],
    weights: Sequence[float] = EU_WEIGHTS,
    cap: float = EU_CAP,
) -> np.ndarray:
    """Return shares by the distribution key that the European Commission proposed in 2015.

    Population and GDP count in proportion, past effort and unemployment in inverse proportion, and
    each of these two is capped at ``cap`` times the sum of the population and GDP effects. What the
    caps leave over is shared by the mean of population and GDP (annexes to COM(2015) 286 and 450).
    """
    size = np.asarray(population, float) / np.sum(population)
    wealth = np.asarray(gdp, float) / np.sum(gdp)
    relief = np.minimum(_invert(effort), cap * (size + wealth))
    work = np.minimum(_invert(unemployment), cap * (size + wealth))
    parts = zip(weights, (size, wealth, relief, work), strict=True)
    capped = sum(weight * part for weight, part in parts)
    return capped + (1 - capped.sum()) * (size + wealth) / 2


def _invert(values: Sequence[float]) -> np.ndarray:
    """Shares in inverse proportion. A zero is the limit of ever smaller values: those at zero share
    all of it equally."""
    x = np.asarray(values, dtype=float)
    parts = (x == 0).astype(float) if (x == 0).any() else 1 / x
    return parts / parts.sum()


def list_weightings(parts: int, steps: int = 10) -> np.ndarray:
    """Return every way to share a weight of one among ``parts`` in ``steps`` equal steps.

    One row per weighting, C(steps + parts - 1, parts - 1) in all (stars and bars; the simplex
    lattice of Scheffé 1958), in a fixed order.
    """
    places = steps + parts - 1
    rows = []
    for bars in combinations(range(places), parts - 1):
        edges = [-1, *bars, places]
        rows.append([b - a - 1 for a, b in pairwise(edges)])
    return np.array(rows, dtype=float) / steps


def compute_gini(values: Iterable[float]) -> float:
    """Return the Gini coefficient: mean difference of all pairs over twice the mean (Gini 1912);
    missing if all values are zero."""
    x = np.asarray(list(values), dtype=float)
    if not len(x) or not x.sum():
        return math.nan
    return float(np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) * x.sum()))


def check_relocation_key(key: pd.DataFrame) -> pd.DataFrame:
    """Return how the printed places of the European key of 2015 compare with its printed shares.

    Columns scheme, members (count), total, shares (sum of the printed shares, %), printed (sum of
    the printed places), largest_gap (between a printed place and share x total), ours (sum by
    largest remainders), differing (members whose places we would round otherwise), source_id.
    """
    lines = []
    for scheme, own in key.groupby("scheme", sort=False):
        total = int(own.total.iloc[0])
        quotas = (own.share_percent.astype(float) / 100 * total).tolist()
        ours = round_to_total(quotas, total)
        printed = own.places.astype(int).tolist()
        lines.append(
            {
                "scheme": str(scheme).capitalize(),
                "members": len(own),
                "total": total,
                "shares": float(own.share_percent.sum()) / 100,
                "printed": sum(printed),
                "largest_gap": max(abs(a - b) for a, b in zip(printed, quotas, strict=True)),
                "ours": sum(ours),
                "differing": sum(a != b for a, b in zip(printed, ours, strict=True)),
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)
