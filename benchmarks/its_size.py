"""How often does each test find a step that does not exist?

Truth: arrivals from 1999 on with a rise, a bend in 2009, a real step in 2012 and the pandemic
levels, and no step in 2014; counts vary beyond Poisson with AR(1) noise of log standard deviation
0.12 (the calibration of the method notes). The tested term is the step of 2014. A test is honest
if it rejects in about 5 % of the samples, whatever the autocorrelation.

    python benchmarks/its_size.py [samples] [bootstrap samples]

The default (2,000 and 300 samples) takes about two minutes on one core.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from thirdcountry.measures.breaks import bootstrap, models, series

LOG_SD, ALPHA, DRAWS = 0.12, 0.05, 199


def truth() -> tuple[series.CountSeries, np.ndarray, int, np.ndarray]:
    """The periods, the full design, the tested column, and the true means."""
    years = pd.DataFrame({"period": [str(y) for y in range(1999, 2026)], "count": range(100, 127)})
    data = series.read_series(years)
    pandemic = tuple(pd.Timestamp(y, 1, 1) for y in (2020, 2021, 2023))
    steps = [pd.Timestamp(2012, 1, 1), pd.Timestamp(2014, 1, 1), pd.Timestamp(2017, 1, 1)]
    model = models.Model(knot=2009.5, nuisance=pandemic)
    matrix, columns = models.design(data, steps, model)
    effects = dict.fromkeys(columns, 0.0) | {
        "trend": 0.22,
        "trend after knot": -0.26,
        "step 0": np.log(0.63),
        "nuisance 2020-01": np.log(0.22),
        "nuisance 2021-01": np.log(0.3),
        "nuisance 2023-01": np.log(3.2),
    }
    shape = np.exp(matrix @ np.array([effects[c] for c in columns]))
    return data, matrix, columns.index("step 1"), 2900 * shape / shape.max()


def sizes(rho: float, samples: int, seed: int) -> dict[str, float]:
    """Share of samples in which each test rejects at a nominal 5 %."""
    data, matrix, term, mean = truth()
    random = np.random.default_rng(seed)
    counts = np.maximum(bootstrap.simulate(mean, LOG_SD, rho, samples, random), 1)
    logs = np.log(counts)
    poisson, _ = models.quasi_poisson(counts, matrix, term, data.population)
    hac = models.newey_west(counts, matrix, term, data.population)
    reml = models.reml_ar1(logs, matrix, term)
    return {
        "REML, AR(1), Satterthwaite": (reml.p < ALPHA).mean(),
        "quasi-Poisson": (poisson.p < ALPHA).mean(),
        "Poisson, Newey-West (2 lags)": (hac.p < ALPHA).mean(),
    }


def bootstrap_size(rho: float, samples: int, seed: int) -> dict[str, float]:
    """The same for the parametric bootstrap, for each assumed rho and for the largest p of them."""
    data, matrix, term, mean = truth()
    counts = bootstrap.simulate(mean, LOG_SD, rho, samples, np.random.default_rng(seed))
    rejected = {f"bootstrap, assumed rho {r}": 0 for r in bootstrap.ASSUMED}
    rejected["bootstrap, largest p"] = 0
    for number, row in enumerate(np.maximum(counts, 1)):
        one = series.CountSeries(data.start, data.end, row, data.population)
        p = [bootstrap.bootstrap_p(one, matrix, term, r, DRAWS, number) for r in bootstrap.ASSUMED]
        for r, value in zip(bootstrap.ASSUMED, p, strict=True):
            rejected[f"bootstrap, assumed rho {r}"] += value <= ALPHA
        rejected["bootstrap, largest p"] += max(p) <= ALPHA
    return {name: count / samples for name, count in rejected.items()}


def main(samples: int = 2000, bootstraps: int = 300) -> pd.DataFrame:
    """Print and return the table: test x true rho."""
    table = pd.DataFrame(
        {
            f"rho {rho}": sizes(rho, samples, 1) | bootstrap_size(rho, bootstraps, 2)
            for rho in bootstrap.ASSUMED
        }
    )
    print(f"Share of rejections at a nominal 5 %, {samples} samples ({bootstraps} for bootstraps)")
    print(table.round(3).to_string())
    return table


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
