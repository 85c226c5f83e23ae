"""The models against published results and an independent implementation."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from thirdcountry.measures.breaks import models
from thirdcountry.measures.breaks.models import Model
from thirdcountry.measures.breaks.series import BreakError

SUCCESSION, LAOS = pd.Timestamp("2011-12-17"), pd.Timestamp("2013-05-27")


def test_smoking_ban_in_sicily(sicily):
    """Lopez Bernal et al. (2017): a fall of 11 %, Poisson with a linear trend and an offset."""
    ban = (sicily.start >= "2005-01-01").astype(float)
    matrix = np.column_stack([np.ones(len(ban)), sicily.time - sicily.time.mean(), ban])
    fit, _ = models.quasi_poisson(sicily.count[None, :], matrix, 2, sicily.population)
    low, ratio, high = fit.ratio()
    assert round(1 - ratio, 2) == 0.11
    assert low < ratio < high < 1


def test_quasi_poisson_equals_statsmodels(window):
    matrix, columns = models.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    ours, mean = models.quasi_poisson(window.count[None, :], matrix, term, window.population)
    theirs = sm.GLM(window.count, matrix, family=sm.families.Poisson()).fit(scale="X2")
    assert ours.estimate[0] == pytest.approx(theirs.params[term])
    assert ours.error[0] == pytest.approx(theirs.bse[term])
    assert mean[0] == pytest.approx(theirs.fittedvalues)


def test_newey_west_equals_statsmodels(window):
    matrix, columns = models.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    ours = models.newey_west(window.count[None, :], matrix, term, window.population)
    theirs = sm.GLM(window.count, matrix, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": False}
    )
    assert ours.error[0] == pytest.approx(theirs.bse[term])


def test_reml_at_its_own_rho_is_generalised_least_squares(window):
    matrix, columns = models.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    logs = np.log(window.count)[None, :]
    ours = models.reml_ar1(logs, matrix, term)
    lag = np.abs(np.subtract.outer(np.arange(16), np.arange(16)))
    theirs = sm.GLS(logs[0], matrix, sigma=ours.rho[0] ** lag).fit()
    assert ours.estimate[0] == pytest.approx(theirs.params[term])
    assert ours.error[0] == pytest.approx(theirs.bse[term])
    assert 2 <= ours.df[0] <= 12


def test_reml_finds_the_autocorrelation_of_a_long_series():
    random = np.random.default_rng(3)
    noise = random.standard_normal((50, 400))
    for k in range(1, 400):
        noise[:, k] += 0.5 * noise[:, k - 1]
    fit = models.reml_ar1(noise, np.ones((400, 1)), 0)
    assert fit.rho.mean() == pytest.approx(0.5, abs=0.02)


def test_exposure_is_coded_before_fitting(window):
    at = dict(zip(window.start.year, models.exposure(window, SUCCESSION), strict=True))
    assert at[2011] == 0 and at[2012] == 1, "two weeks of 2011 are not resolved"
    at = dict(zip(window.start.year, models.exposure(window, LAOS), strict=True))
    assert at[2013] == pytest.approx(0.6, abs=0.01) and at[2012] == 0 and at[2014] == 1
    assert models.exposure(window, LAOS, "after")[9] == 0
    assert models.exposure(window, LAOS, "from")[9] == 1
    with pytest.raises(BreakError, match="share, after, from"):
        models.exposure(window, LAOS, "half")


def test_models_that_cannot_be_fitted(window):
    with pytest.raises(BreakError, match="too few for"):
        models.design(window.select_years(2010, 2014), [SUCCESSION, LAOS], Model())
    with pytest.raises(BreakError, match="not inside the window"):
        models.design(window, [pd.Timestamp("2021-01-01")], Model())
    with pytest.raises(BreakError, match="are the same in these periods"):
        models.design(window, [SUCCESSION, pd.Timestamp("2012-01-01")], Model())
