"""Sharing a whole: bounds, rounding, the European key, cost games, inequality."""

import math
from itertools import permutations

import numpy as np
import pytest

from thirdcountry.measures import sharing
from thirdcountry.measures.sharing import SharingError
from thirdcountry.tables import load

# -- bounded shares ----------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [[1, 2, 3], [0.001, 1, 1000], [5], [0, 1, 1], [1e-9, 1e9, 1]])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0.7), (0.1, 1), (0.2, 0.6)])
def test_bounded_shares_sum_to_one_within_their_bounds(weights, low, high):
    if high * sum(w > 0 for w in weights) + low * sum(w == 0 for w in weights) < 1:
        with pytest.raises(SharingError, match="no shares between"):
            sharing.bound_shares(weights, low, high)
        return
    shares = sharing.bound_shares(weights, low, high)
    assert math.fsum(shares) == pytest.approx(1, abs=1e-15)
    assert (shares >= low - 1e-15).all() and (shares <= high + 1e-15).all()


def test_a_share_by_hand():
    """60:30:10 with a ceiling of one half: the rest, one half, goes 3:1 to the others."""
    found = sharing.bound_shares([60, 30, 10], 0, 0.5)
    assert found == pytest.approx([0.5, 0.375, 0.125])
    assert sharing.bound_shares([60, 30, 10], 0.2, 1) == pytest.approx([16 / 30, 8 / 30, 0.2])


def test_shares_do_not_depend_on_scale_or_order():
    weights, (low, high) = [7, 1, 3, 0.2, 5], (0.05, 0.4)
    shares = sharing.bound_shares(weights, low, high)
    assert sharing.bound_shares([1e6 * w for w in weights], low, high) == pytest.approx(shares)
    for order in permutations(range(5)):
        moved = sharing.bound_shares([weights[i] for i in order], low, high)
        assert moved == pytest.approx(shares[list(order)])


def test_a_larger_weight_never_has_a_smaller_share():
    weights = [0.2, 1, 3, 5, 7]
    assert (np.diff(sharing.bound_shares(weights, 0.05, 0.4)) >= 0).all()
    more = sharing.bound_shares([0.2, 2, 3, 5, 7], 0.05, 0.4)
    assert more[1] >= sharing.bound_shares(weights, 0.05, 0.4)[1]


def test_equal_bounds_give_equal_shares():
    assert sharing.bound_shares([9, 1, 5, 2], 0.25, 0.25) == pytest.approx([0.25] * 4)


@pytest.mark.parametrize(
    ("weights", "low", "high"),
    [([1, 2, 3], 0.4, 1), ([1, 2, 3], 0, 0.3), ([1, 2, 3], 0.5, 0.2), ([0, 0, 1], 0, 0.9)],
)
def test_bounds_that_cannot_be_kept_are_refused(weights, low, high):
    with pytest.raises(SharingError, match="lower the floor or raise the ceiling"):
        sharing.bound_shares(weights, low, high)


def test_a_negative_weight_is_refused():
    with pytest.raises(SharingError, match="not negative"):
        sharing.bound_shares([1, -1])


# -- rounding ----------------------------------------------------------------------------------


def test_largest_remainders_by_hand():
    """Balinski and Young's rule: the floors are 1, 2, 3 and the one left goes to 0.7."""
    assert sharing.round_to_total([1.1, 2.2, 3.7], 7) == [1, 2, 4]
    assert sharing.round_to_total([0.5, 0.5], 1) == [1, 0], "a tie goes to the earlier member"


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(SharingError, match="add up to 3, not to 9"):
        sharing.round_to_total([1.0, 2.0], 9)


def test_the_european_key_of_2015():
    """COM(2015) 286: 23 shares, 24,000 and 16,000 persons; the column for Italy sums to 23,998."""
    key = load("relocation_key")
    italy = key[key.scheme == "italy"]
    assert len(italy) == 23 and italy.share_percent.sum() == pytest.approx(100)
    quotas = italy.share_percent / 100 * italy.total.astype(float)
    assert ((quotas - italy.places.astype(float)).abs() <= 1 + 1e-9).all()
    assert int(italy.places.sum()) == 23_998
    check = sharing.check_relocation_key(key).set_index("scheme")
    assert check.ours.tolist() == check.total.tolist() == [24_000, 16_000]
    assert check.printed["Greece"] == 16_000


# -- the European key --------------------------------------------------------------------------


def test_the_mixed_key_by_hand():
    """Two equal states but for unemployment 1:3. Effects: size and wealth 0.5 each, effort 0.5,
    work 0.75 and 0.25; the caps are 0.3, so 0.3 and 0.25 remain. Capped keys 0.4 + 0.03 + 0.03
    and 0.4 + 0.03 + 0.025; the rest, 0.085, is shared equally."""
    found = sharing.compute_eu_shares([1, 1], [1, 1], [1, 1], [1, 3])
    assert found == pytest.approx([0.46 + 0.0425, 0.455 + 0.0425])


def test_the_caps_hold_a_small_state_without_effort_back():
    """Grech (2017): without a cap the inverse of a small number would take the whole component."""
    small = sharing.compute_eu_shares([1, 99], [1, 99], [0, 5], [4, 4])
    assert small.sum() == pytest.approx(1)
    assert 0.01 < small[0] < 0.015
    assert sharing.compute_eu_shares([1, 99], [1, 99], [0, 5], [4, 4], cap=100)[0] > 0.1


def test_mixed_weights_of_size_and_wealth_alone_are_proportional():
    found = sharing.compute_eu_shares([3, 1], [1, 1], [1, 2], [1, 2], (1, 0, 0, 0))
    assert found == pytest.approx([0.75, 0.25])


# -- cost games --------------------------------------------------------------------------------


def test_the_airport_game():
    """Littlechild and Owen (1973): runways of cost 1, 2 and 3; each segment is shared by those who
    need it."""
    need = {"a": 1, "b": 2, "c": 3}
    found = sharing.compute_shapley(list(need), lambda s: max((need[p] for p in s), default=0))
    assert found == pytest.approx({"a": 1 / 3, "b": 5 / 6, "c": 11 / 6})


def test_shapley_is_efficient_symmetric_and_spares_dummies():
    worth = {"a": 4, "b": 4, "c": 9, "d": 0}

    def cost(coalition):
        return sum(worth[p] for p in coalition) + (6 if {"a", "b"} & coalition else 0)

    found = sharing.compute_shapley(list(worth), cost)
    assert sum(found.values()) == pytest.approx(cost(frozenset(worth)))
    assert found["a"] == pytest.approx(found["b"])
    assert found["d"] == pytest.approx(0) and found["c"] == pytest.approx(9)


def test_too_many_players_are_refused():
    with pytest.raises(SharingError, match="too many"):
        sharing.compute_shapley([str(n) for n in range(11)], lambda s: 0)


# -- inequality --------------------------------------------------------------------------------


def test_gini_by_hand():
    """1, 2, 3, 4: the mean difference of all pairs is 1.25, twice the mean is 5."""
    assert sharing.compute_gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert sharing.compute_gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert sharing.compute_gini([5, 5]) == 0 and math.isnan(sharing.compute_gini([0, 0]))


def test_the_grid_of_weights_by_hand():
    assert sharing.list_weightings(2, 2).tolist() == [[0, 1], [0.5, 0.5], [1, 0]]
    for parts in (1, 2, 3, 5):
        grid = sharing.list_weightings(parts, 10)
        assert len(grid) == math.comb(10 + parts - 1, parts - 1)
        assert len(np.unique(grid, axis=0)) == len(grid)
        assert np.allclose(grid.sum(axis=1), 1)
        assert grid.min() >= 0
