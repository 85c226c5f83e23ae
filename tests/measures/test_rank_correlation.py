"""The enumerated tests against scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from thirdcountry.measures.rank_correlation import RankError, correlate_ranks

X = [0.3, -1.2, 2.4, 0.9, 1.1, -0.4, 3.0]
Y = [1.0, -2.0, 0.5, 0.8, 2.0, -1.0, 1.5]


def test_tau_and_p_are_those_of_scipy_without_ties():
    found, theirs = correlate_ranks(X, Y), stats.kendalltau(X, Y, method="exact")
    assert found.tau == pytest.approx(theirs.statistic)
    assert found.tau_p == pytest.approx(theirs.pvalue)


def test_rho_and_p_are_those_of_a_full_permutation_test():
    found = correlate_ranks(X[:6], Y[:6])
    theirs = stats.permutation_test(
        (X[:6],),
        lambda x: stats.spearmanr(x, Y[:6]).statistic,
        permutation_type="pairings",
        n_resamples=math.factorial(6),
    )
    assert found.rho == pytest.approx(theirs.statistic)
    assert found.rho_p == pytest.approx(theirs.pvalue)


def test_ties_are_mid_ranks_as_in_scipy():
    x, y = [1, 2, 3, 4, 5, 6], [1, 1, 0, -2, 0, 1]
    found = correlate_ranks(x, y)
    assert found.tau == pytest.approx(stats.kendalltau(x, y).statistic)
    assert found.rho == pytest.approx(stats.spearmanr(x, y).statistic)
    theirs = stats.permutation_test(
        (x,),
        lambda a: stats.kendalltau(a, y).statistic,
        permutation_type="pairings",
        n_resamples=math.factorial(6),
    )
    assert found.tau_p == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7])
def test_the_smallest_p_without_ties_is_two_orders_of_all(n):
    found = correlate_ranks(list(range(n)), list(range(n)))
    assert found.tau == pytest.approx(1) and found.rho == pytest.approx(1)
    assert found.tau_p == found.smallest_p == pytest.approx(2 / math.factorial(n))


def test_random_orders_lie_within_the_null_range_in_95_of_100():
    found = correlate_ranks(X, Y)
    shuffled = np.random.default_rng(1)
    taus = [stats.kendalltau(X, shuffled.permutation(Y)).statistic for _ in range(2000)]
    inside = np.mean([found.null_low - 1e-9 <= t <= found.null_high + 1e-9 for t in taus])
    assert 0.95 <= inside < 1
    assert found.null_low == pytest.approx(-found.null_high)


def test_the_test_follows_order_and_not_distance():
    assert correlate_ranks(X, Y) == correlate_ranks([math.exp(v) for v in X], Y)
    turned = correlate_ranks([-v for v in X], Y)
    assert turned.tau == pytest.approx(-correlate_ranks(X, Y).tau)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1, 2], [1, 2], "2 hosts have both figures; the test needs 3 or more"),
        ([1, 2, 3], [0, 0, 0], "no order"),
    ],
)
def test_lists_that_cannot_be_tested(x, y, words):
    with pytest.raises(RankError, match=words):
        correlate_ranks(x, y)


def test_a_longer_list_is_drawn_from_with_a_seed():
    """Nine hosts and more: near scipy's asymptotic p, and the same every time."""
    x, y = list(range(12)), [0, 2, 1, 4, 3, 6, 5, 8, 7, 11, 10, 9]
    found = correlate_ranks(x, y)
    assert found == correlate_ranks(x, y)
    theirs = stats.kendalltau(x, y, method="exact")
    assert found.tau == pytest.approx(theirs.statistic) and found.tau_p < 0.001
    loose = correlate_ranks(x, y[6:] + y[:6])
    theirs = stats.kendalltau(x, y[6:] + y[:6], method="exact")
    assert found.hosts == 12 and loose.tau_p == pytest.approx(theirs.pvalue, abs=0.02)
