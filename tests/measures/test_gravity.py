"""The gravity model against an independent implementation and its own identities."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from thirdcountry.measures import gravity
from thirdcountry.tables import load


@pytest.fixture(scope="module")
def fitted():
    pairs = gravity.panel(load("trade"), load("distances"), (2016, 2020))
    return gravity.fit(pairs)


def test_fitted_totals_equal_actual_totals(fitted):
    rows, _ = fitted
    for side in ("exporter", "importer"):
        totals = rows.groupby([side, "year"])[["value", "expected"]].sum()
        assert totals.expected.to_numpy() == pytest.approx(totals.value.to_numpy(), rel=1e-4)


def test_distance_lowers_and_borders_raise_trade(fitted):
    _, coefficients = fitted
    assert -1.6 < coefficients["ln_km"] < -0.3
    assert coefficients["contiguous"] > 0


def test_percentiles_are_ranks(fitted):
    rows, _ = fitted
    assert rows.percentile.between(0, 1).all()
    assert rows.groupby("year").percentile.max().to_numpy() == pytest.approx(1)


def test_equals_statsmodels_with_dummies():
    random = np.random.default_rng(1)
    names = [f"{c}{c}{c}" for c in "ABCDEFGH"]
    pairs = pd.DataFrame(
        [(i, j, 2000) for i in names for j in names if i != j],
        columns=["exporter", "importer", "year"],
    )
    pairs["ln_km"] = random.uniform(5, 9, len(pairs))
    pairs["contiguous"] = (pairs.ln_km < 5.8).astype(float)
    pairs["common_language"] = random.integers(0, 2, len(pairs)).astype(float)
    pairs["value"] = random.poisson(np.exp(9 - 0.9 * pairs.ln_km)).astype(float)
    pairs["estimated"] = False
    rows, ours = gravity.fit(pairs)
    dummies = pd.get_dummies(pairs[["exporter", "importer"]], drop_first=True, dtype=float)
    x = sm.add_constant(pd.concat([pairs[["ln_km", "contiguous", "common_language"]], dummies],
                                  axis=1))  # fmt: skip
    theirs = sm.GLM(pairs.value, x, family=sm.families.Poisson()).fit()
    for name in ("ln_km", "contiguous", "common_language"):
        assert ours[name] == pytest.approx(theirs.params[name], abs=1e-4)
    assert rows.expected.to_numpy() == pytest.approx(theirs.fittedvalues.to_numpy(), rel=1e-3)


def test_zeros_belong_to_the_panel():
    pairs = gravity.panel(load("trade"), load("distances"), (2018, 2018))
    assert (pairs.value == 0).any()
    assert not pairs.duplicated(["exporter", "importer", "year"]).any()
    assert len(pairs) == pairs.exporter.nunique() * (pairs.importer.nunique() - 1)


GOOD = pd.DataFrame({"exporter": ["A", "B"], "importer": ["B", "A"], "year": 2000,
                     "value_usd": [1.0, 2.0], "km": 100.0, "contiguous": 1,
                     "common_language": 0})  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (GOOD.drop(columns="km"), "no column km"),
        (GOOD.assign(value_usd=[1, -2]), r"panel row 3, field value_usd: -2"),
        (GOOD.assign(km=0), "field km"),
        (pd.concat([GOOD, GOOD]), "repeats a pair and year"),
    ],
)
def test_a_panel_that_cannot_be_used(frame, words):
    with pytest.raises(gravity.GravityError, match=words):
        gravity.check(frame.reset_index(drop=True))
    with pytest.raises(gravity.GravityError, match="at least two exporters"):
        gravity.fit(gravity.check(GOOD))
