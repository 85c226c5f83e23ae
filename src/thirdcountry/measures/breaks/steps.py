"""Steps at known dates: their coding, estimates, specifications and placebos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from thirdcountry.measures.breaks import models
from thirdcountry.measures.breaks.bootstrap import ASSUMED, bootstrap_p
from thirdcountry.measures.breaks.models import CODINGS, Fit, Model
from thirdcountry.measures.breaks.series import BreakError, CountSeries, round_floats

NEWEY_WEST = "newey_west"
#: How a step is fitted: restricted likelihood, quasi-Poisson, and Poisson with Newey-West errors.
LIKELIHOODS = ("reml", "quasi_poisson", NEWEY_WEST)
#: Names of the kinds of trend in the table of specifications.
BEND, STRAIGHT, LEVEL = "bend", "straight", "level"

Steps = Mapping[str, pd.Timestamp]  # title -> date


def keep_inside(steps: Steps, data: CountSeries) -> dict[str, pd.Timestamp]:
    """Return the steps that leave two periods on either side of them.

    Raises:
        BreakError: none of them does.
    """
    kept = {n: d for n, d in steps.items() if data.start[1] < d <= data.end[-2]}
    if not kept:
        raise BreakError(
            f"no tested step lies inside the fitted periods, {data.start[0]:%Y-%m-%d} to "
            f"{data.end[-1]:%Y-%m-%d}: {', '.join(f'{d:%Y-%m-%d}' for d in steps.values())}"
        )
    return kept


def find_knot(data: CountSeries, steps: Steps) -> float | None:
    """Return the middle of the highest period of an annual series, or None.

    None for sub-annual series (the season would be taken for a bend) and where the peak is not
    at least three periods from the start or not before the first step.
    """
    place = int(data.count.argmax())
    if data.per_year > 1 or place < 3 or not steps:
        return None
    return float(data.time[place]) if data.end[place] < min(steps.values()) else None


def tabulate_coding(
    data: CountSeries, steps: Steps, nuisance: Sequence[pd.Timestamp]
) -> pd.DataFrame:
    """Return how each step is coded, before anything is fitted.

    Columns title (of a tested step), date (ISO text), role (``tested``, or ``nuisance``: in the
    model whenever inside the window), period (first day of the period in which it falls), share (of
    that period after the date, as the model uses it). Dates outside the series are left out.
    """
    dated = [(name, date, "tested") for name, date in steps.items()]
    dated += [("", date, "nuisance") for date in nuisance]
    look = "%Y-%m" if data.per_year > 1 else "%Y"
    rows = []
    for title, date, role in dated:
        for place in np.flatnonzero((data.start <= date) & (date <= data.end)):
            period, share = (
                data.start[place].strftime(look),
                float(models.exposure(data, date)[place]),
            )
            rows.append((title, f"{date:%Y-%m-%d}", role, period, share))
    return pd.DataFrame(rows, columns=["title", "date", "role", "period", "share"])


def fit_step(
    data: CountSeries, dates: Sequence[pd.Timestamp], model: Model
) -> tuple[np.ndarray, int, tuple[Fit, Fit, Fit]]:
    """Fit the last of the dated steps by each of :data:`LIKELIHOODS`.

    Returns the design matrix, the column of the step, and the three fits.

    Raises:
        BreakError: from :func:`models.design`; a zero count.
    """
    matrix, columns = models.design(data, dates, model)
    term = columns.index(f"step {len(dates) - 1}")
    counted = data.count[None, :], matrix, term, data.population
    reml = models.reml_ar1(data.log_rates(), matrix, term)
    return matrix, term, (reml, models.quasi_poisson(*counted)[0], models.newey_west(*counted))


def estimate_steps(
    data: CountSeries, steps: Steps, model: Model, draws: int, seed: int
) -> pd.DataFrame:
    """Return the estimates of each step: alone, and beside the first one.

    Columns step, date, beside, periods, ratio, low, high (REML-AR(1), 95 %), rho, qp_ratio, qp_low,
    qp_high (quasi-Poisson), hac_low, hac_high (sensitivity), detectable (smallest ratio seen with
    80 % power), p_boot_0, p_boot_3, p_boot_6 (bootstrap, assumed rho).

    Raises:
        BreakError: from :func:`fit_step`.
    """
    lines = []
    first = next(iter(steps))
    for name, beside in product(steps, ("", first)):
        if name == beside:
            continue
        dates = [steps[n] for n in (beside, name) if n]
        matrix, term, (reml, poisson, hac) = fit_step(data, dates, model)
        low, ratio, high = reml.ratio()
        qp_low, qp_ratio, qp_high = poisson.ratio()
        hac_low, _, hac_high = hac.ratio()
        line = {
            "step": name,
            "date": steps[name],
            "beside": beside,
            "periods": len(data.count),
            "ratio": ratio,
            "low": low,
            "high": high,
            "rho": reml.rho[0],
            "qp_ratio": qp_ratio,
            "qp_low": qp_low,
            "qp_high": qp_high,
            "hac_low": hac_low,
            "hac_high": hac_high,
            "detectable": reml.detectable(),
        }
        for rho in ASSUMED:
            p = bootstrap_p(data, matrix, term, rho, draws, seed)
            line[f"p_boot_{int(10 * rho)}"] = p
        lines.append(line)
    return round_floats(pd.DataFrame(lines))


def fit_counterfactual(data: CountSeries, step: pd.Timestamp, model: Model) -> pd.DataFrame:
    """Return the quasi-Poisson fit with the step and what it says without it.

    Columns start, end, time, count, fitted, without (the model with the step taken out; from the
    first exposed period on).
    """
    matrix, columns = models.design(data, [step], model)
    term = columns.index("step 0")
    fit, mean = models.quasi_poisson(data.count[None, :], matrix, term, data.population)
    share = matrix[:, term]
    without = np.where(share > 0, mean[0] / np.exp(fit.estimate[0] * share), np.nan)
    return round_floats(data.to_frame().assign(fitted=mean[0], without=without))


def choose_windows(whole: CountSeries, fitted: CountSeries) -> list[tuple[int, int]]:
    """Return the windows (first and last year) of the specification grid: the fitted one, from the
    peak on, from the start, and everything; each once."""
    first, last = fitted.start[0].year, fitted.end[-1].year
    peak = fitted.start[int(fitted.count.argmax())].year
    start, end = whole.start[0].year, whole.end[-1].year
    wanted = [(first, last), (peak, last), (start, last), (start, end)]
    return list(dict.fromkeys(w for w in wanted if w[1] - w[0] >= 3))


def fit_specifications(
    printings: Mapping[str, CountSeries],
    windows: Sequence[tuple[int, int]],
    step: pd.Timestamp,
    model: Model,
) -> pd.DataFrame:
    """Return one row for every specification: window x trend x likelihood x exposure x vintage.

    Args:
        printings: vintage -> series.
        windows: first and last year of each window.
        step: the tested date.
        model: the main model; its trend and coding are varied.

    Columns window, trend, coding, vintage, likelihood (of :data:`LIKELIHOODS`), ratio, low, high,
    detectable, refused. A specification that cannot be fitted stays in the table with the reason in
    ``refused``.
    """
    straight = replace(model, knot=None)
    trends = {} if model.knot is None else {BEND: model}
    trends |= {STRAIGHT: straight, LEVEL: replace(straight, trend=False)}
    rows = []
    for (vintage, whole), (first, last) in product(printings.items(), windows):
        data = whole.select_years(first, last)
        for (trend, base), coding in product(trends.items(), CODINGS):
            about = {"window": f"{first}–{last}", "trend": trend, "coding": coding}
            cells = _fit_cells(data, step, replace(base, coding=coding))
            rows += [about | {"vintage": vintage} | cell for cell in cells]
    return round_floats(pd.DataFrame(rows))


def _fit_cells(data: CountSeries, step: pd.Timestamp, model: Model) -> list[dict[str, Any]]:
    """The three likelihoods of one specification."""
    try:
        if model.knot is not None and not data.time[1] < model.knot:
            raise BreakError("the peak is not inside the window")
        *_, fits = fit_step(data, [step], model)
    except BreakError as error:
        return [{"likelihood": name, "refused": str(error)} for name in LIKELIHOODS]
    cells: list[dict[str, Any]] = []
    for name, fit in zip(LIKELIHOODS, fits, strict=True):
        low, ratio, high = fit.ratio()
        estimate = {"likelihood": name, "ratio": ratio, "low": low, "high": high}
        cells.append(estimate | {"detectable": fit.detectable(), "refused": None})
    return cells


def fit_placebos(data: CountSeries, step: pd.Timestamp, model: Model) -> pd.DataFrame:
    """Return the same test at the start of every other period.

    Columns date, ratio, low, high, t, real (the period of the actual step). Periods next to the
    edge, where the model cannot be fitted, are absent. With some ten placebos no p value below
    about a tenth is possible: a picture, not a test.
    """
    logs, rows = data.log_rates(), []
    real = int(models.exposure(data, step).argmax())
    for place, date in list(enumerate(data.start))[1:]:
        try:
            matrix, columns = models.design(data, [date], model)
        except BreakError:
            continue
        fit = models.reml_ar1(logs, matrix, columns.index("step 0"))
        low, ratio, high = fit.ratio()
        t = float(fit.estimate[0] / fit.error[0])
        rows.append((date, ratio, low, high, t, place == real))
    columns = ["date", "ratio", "low", "high", "t", "real"]
    return round_floats(pd.DataFrame(rows, columns=columns))
