"""What simulation says of the tests: their size, and steps that a model makes itself."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd

from thirdcountry.measures.breaks import bootstrap, models, series
from thirdcountry.measures.breaks.models import Model

SUCCESSION = pd.Timestamp("2011-12-17")


def test_headline_test_keeps_its_size_and_newey_west_does_not():
    """The settings of benchmarks/its_size.py: at most 8 % false alarms at a nominal 5 %."""
    its = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "its_size.py"))
    for rho in bootstrap.ASSUMED:
        found = its["sizes"](rho, 3000, 1)
        assert found["REML, AR(1), Satterthwaite"] <= 0.08, rho
        assert found["Poisson, Newey-West (2 lags)"] > 3 * found["REML, AR(1), Satterthwaite"]


def test_a_straight_trend_manufactures_a_step():
    """A smooth hump without any step, highest in 2009 (method note, 1.4): false alarms."""
    years = [str(y) for y in range(1999, 2020)]
    data = series.read_series(pd.DataFrame({"period": years, "count": range(1, 22)}))
    t = np.arange(21) - 10.0
    mean = 2900 * np.exp(-0.02 * t**2 + 0.0008 * t**3)
    counts = bootstrap.simulate(mean, 0.08, 0.0, 500, np.random.default_rng(1))

    def alarms(model):
        matrix, columns = models.design(data, [SUCCESSION], model)
        fit, _ = models.quasi_poisson(counts, matrix, columns.index("step 0"), data.population)
        return (fit.p < 0.05).mean()

    assert alarms(Model()) > 0.5
    assert alarms(Model(knot=2009.5)) < alarms(Model()) / 2


def test_the_bootstrap_is_seeded(window):
    matrix, columns = models.design(window, [SUCCESSION], Model(knot=2009.5))
    p = [bootstrap.bootstrap_p(window, matrix, columns.index("step 0"), 0.3, 199, s)
         for s in (1, 1, 2)]  # fmt: skip
    assert p[0] == p[1] and p[0] < 0.1 and p[2] < 0.1
