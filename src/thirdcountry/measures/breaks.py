"""Steps and breaks in short count series: interrupted time series and unknown break dates.

Written for a few dozen points. Every fit takes many series at once (one row each), so that a
bootstrap or a simulation is one call; an observed series is a batch of one. The tests hold the
point estimates equal to statsmodels and the break dates to published tables.

Why these methods: with 27 autocorrelated points, Newey-West errors reject a true null three to
five times too often and Poisson errors more often still; restricted likelihood with small-sample
degrees of freedom and a parametric bootstrap do not (benchmarks/its_size.py measures it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from thirdcountry.errors import UserError
from thirdcountry.measures import Named

RHOS = np.round(np.arange(-0.90, 0.951, 0.01), 2)  # grid of the AR(1) coefficient
ASSUMED = (0.0, 0.3, 0.6)  # rho cannot be estimated from so few points: results for each of these
UNRESOLVED = 0.1  # a step less than a tenth of a period from its edge is coded 0 or 1
POWER = 0.8


class BreakError(UserError):
    """A series, date or model that cannot be analysed; the message names the remedy."""


def settle(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its floats at nine significant digits.

    Linear algebra differs between processors in the last of sixteen digits; a figure drawn from
    it would have other bytes on another machine.
    """
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{c: [float(f"{v:.9g}") for v in frame[c]] for c in floats})


# -- series ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountSeries:
    """Counts over adjoining periods.

    ``time`` is the middle of each period in years; ``population`` (the exposure of a rate) is one
    where none was given.
    """

    start: pd.DatetimeIndex
    end: pd.DatetimeIndex
    count: np.ndarray
    population: np.ndarray

    @property
    def time(self) -> np.ndarray:
        """Middle of each period as a year with a fraction: 2012 as a whole year is 2012.5."""
        middle = self.start + (self.end - self.start) / 2
        return np.asarray(middle.year + (middle.day_of_year - 0.5) / 365.25, dtype=float)

    @property
    def per_year(self) -> int:
        """How many periods a year has: 1, 2, 4 or 12."""
        days = float(np.median((self.end - self.start).days + 1))
        return min((1, 2, 4, 12), key=lambda n: abs(365.25 / n - days))

    def between(self, first: pd.Timestamp, last: pd.Timestamp) -> CountSeries:
        """Return the periods that lie wholly inside the two dates."""
        keep = (self.start >= first) & (self.end <= last)
        return CountSeries(
            self.start[keep], self.end[keep], self.count[keep], self.population[keep]
        )

    def years(self, first: int, last: int) -> CountSeries:
        """Return the periods inside the calendar years first to last."""
        return self.between(pd.Timestamp(first, 1, 1), pd.Timestamp(last, 12, 31))


def period_end(start: pd.Timestamp, label: str) -> pd.Timestamp:
    """Return the last day of a period named 2012, 2012-05, 2012Q2 or 2012H1."""
    if "Q" in label:
        return start + pd.offsets.QuarterEnd(0) if start.is_quarter_start else start
    if "H" in label:
        return start + pd.DateOffset(months=6) - pd.Timedelta(days=1)
    return start + (pd.offsets.YearEnd(0) if len(label) == 4 else pd.offsets.MonthEnd(0))


def period_start(label: str) -> pd.Timestamp:
    """Return the first day of a period named 2012, 2012-05, 2012Q2 or 2012H1.

    Raises:
        BreakError: another form.
    """
    text = label.strip().upper()
    try:
        if "H" in text:
            year, half = text.split("H")
            return pd.Timestamp(int(year), {"1": 1, "2": 7}[half], 1)
        if "Q" in text:
            return pd.Period(text, freq="Q").start_time
        if len(text) not in (4, 7):
            raise ValueError
        return pd.Timestamp(text if len(text) == 7 else f"{text}-01")
    except (ValueError, KeyError):
        raise BreakError(
            f"period {label!r} is not understood; write 2012, 2012-05, 2012Q2 or 2012H1"
        ) from None


def series(frame: pd.DataFrame) -> CountSeries:
    """Return a checked series from columns period, count and, if wanted, population.

    Raises:
        BreakError: a missing column, a period that is not understood, a count that is no whole
            number, duplicated or overlapping periods, a gap, constant counts.
    """
    if missing := {"period", "count"} - set(frame.columns):
        raise BreakError(
            f"the series has no column {', '.join(sorted(missing))}; it needs "
            "period and count, and may have population"
        )
    labels = frame.period.astype(str).str.strip().str.upper()
    count = pd.to_numeric(frame["count"], errors="coerce")
    bad = count.isna() | (count < 0) | (count % 1 != 0)
    if bad.any():
        first = bad.idxmax()
        raise BreakError(
            f"period {labels[first]}: count {frame['count'][first]!r} is not a whole "
            "number of at least zero"
        )
    population = frame.get("population", pd.Series(1.0, index=frame.index))
    population = pd.to_numeric(population, errors="coerce")
    if not (population > 0).all():
        raise BreakError("column population must be a positive number in every row")
    start = pd.DatetimeIndex([period_start(label) for label in labels])
    end = pd.DatetimeIndex([period_end(s, x) for s, x in zip(start, labels, strict=True)])
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    names = labels.to_numpy()[order]
    for k in range(1, len(start)):
        if start[k] <= end[k - 1]:
            raise BreakError(f"periods {names[k - 1]} and {names[k]} overlap; keep one of them")
        if start[k] != end[k - 1] + pd.Timedelta(days=1):
            raise BreakError(
                f"a gap lies between {names[k - 1]} and {names[k]}; analyse the parts "
                "before and after it separately"
            )
    values = count.to_numpy(dtype=float)[order]
    if len(values) > 1 and np.ptp(values) == 0:
        raise BreakError("all counts are equal; there is nothing to explain")
    return CountSeries(start, end, values, population.to_numpy(dtype=float)[order])


def from_years(annual: pd.DataFrame, column: str = "all") -> CountSeries:
    """Return the series of an annual frame (columns year and the count)."""
    return series(pd.DataFrame({"period": annual.year.astype(str), "count": annual[column]}))


# -- models ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """What a segmented model holds besides the tested steps.

    ``knot``: where the trend may bend, in years; None = straight. ``trend`` False = level only.
    ``nuisance``: dates of steps that are always in the model when they lie inside the window.
    ``coding``: exposure of the period in which a step falls: share, after or from.
    """

    trend: bool = True
    knot: float | None = None
    nuisance: tuple[pd.Timestamp, ...] = ()
    coding: str = "share"


def exposure(data: CountSeries, date: pd.Timestamp, coding: str = "share") -> np.ndarray:
    """Return how much of each period lies after a date.

    ``share``: the fraction of the period after the date, 0 or 1 if less than a tenth of the period
    is missing to it; ``after``: the period of the date counts as before; ``from``: as after.

    Raises:
        BreakError: an unknown coding.
    """
    length = np.asarray((data.end - data.start).days) + 1
    share = np.clip((np.asarray((data.end - date).days) + 1) / length, 0, 1)
    if coding == "share":
        share[share < UNRESOLVED] = 0
        share[share > 1 - UNRESOLVED] = 1
        return share
    if coding not in ("after", "from"):
        raise BreakError(f"coding {coding!r} is not one of share, after, from")
    return (share >= 1).astype(float) if coding == "after" else (share > 0).astype(float)


def design(
    data: CountSeries, steps: Sequence[pd.Timestamp], model: Model
) -> tuple[np.ndarray, list[str]]:
    """Return the design matrix (periods x parameters) and the names of its columns.

    Columns: level, trend per year, trend after the knot, harmonics of the season (two pairs of
    sine and cosine for months and quarters, one for half-years), nuisance steps, tested steps
    ``step 0``, ``step 1``, ...

    Raises:
        BreakError: a tested date outside the window, two steps that cannot be told apart, fewer
            periods than parameters plus two.
    """
    time = data.time - data.time.mean()
    columns = {"level": np.ones(len(time))}
    if model.trend:
        columns["trend"] = time
        if model.knot is not None:
            columns["trend after knot"] = np.clip(data.time - model.knot, 0, None)
    if data.per_year > 1:
        angle = 2 * np.pi * data.time
        for pair in range(1, 2 if data.per_year == 2 else 3):
            columns[f"sine {pair}"] = np.sin(pair * angle)
            if data.per_year > 2 * pair:
                columns[f"cosine {pair}"] = np.cos(pair * angle)
    for date in model.nuisance:
        inside = exposure(data, date, "share")
        if 0 < inside.sum() < len(inside):
            columns[f"nuisance {date:%Y-%m}"] = inside
    for number, date in enumerate(steps):
        inside = exposure(data, date, model.coding)
        if not 0 < inside.sum() < len(inside):
            raise BreakError(
                f"the step of {date:%Y-%m-%d} is not inside the window {data.start[0]:%Y-%m-%d} to "
                f"{data.end[-1]:%Y-%m-%d}, or leaves no period on one side"
            )
        columns[f"step {number}"] = inside
    matrix = np.column_stack(list(columns.values()))
    if len(time) < matrix.shape[1] + 2:
        raise BreakError(
            f"{len(time)} periods are too few for {matrix.shape[1]} parameters; widen the window "
            "or drop a step"
        )
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise BreakError(
            "two terms of the model are the same in these periods (steps too close together, or a "
            "knot at the edge); drop one of them"
        )
    return matrix, list(columns)


@dataclass(frozen=True)
class Fit:
    """Coefficients of one term for each series of a batch, on the log scale."""

    estimate: np.ndarray
    error: np.ndarray
    df: np.ndarray
    rho: np.ndarray | None = None

    @property
    def p(self) -> np.ndarray:
        """Two-sided p value."""
        return 2 * stats.t.sf(np.abs(self.estimate / self.error), self.df)

    def ratio(self, level: float = 0.95) -> tuple[float, float, float]:
        """Rate ratio of the first series and its interval: (low, ratio, high)."""
        half = stats.t.ppf(0.5 + level / 2, self.df[0]) * self.error[0]
        return tuple(float(np.exp(self.estimate[0] + s * half)) for s in (-1, 0, 1))

    def detectable(self) -> float:
        """The smallest fall, as a ratio, seen with 80 % power at 5 % (Bloom 1995)."""
        need = stats.t.ppf(0.975, self.df[0]) + stats.t.ppf(POWER, self.df[0])
        return float(np.exp(-need * self.error[0]))


def _prais_winsten(values: np.ndarray, rho: float) -> np.ndarray:
    """Take AR(1) correlation out along the last axis (Prais and Winsten 1954)."""
    out = values.copy()
    out[..., 1:] = values[..., 1:] - rho * values[..., :-1]
    out[..., 0] = values[..., 0] * np.sqrt(1 - rho**2)
    return out


def reml_ar1(logs: np.ndarray, matrix: np.ndarray, term: int) -> Fit:
    """Fit log counts with AR(1) errors by restricted maximum likelihood.

    Args:
        logs: series x periods.
        matrix: periods x parameters.
        term: the column whose coefficient is wanted.

    Restricted likelihood over a grid of rho (Patterson and Thompson 1971); degrees of freedom by
    Satterthwaite (1946) from the curvature in rho and the variance, at most periods minus
    parameters. Turner et al. (2021) find this estimator least biased for short series.
    """
    n, k = matrix.shape
    rss, estimate = np.empty((2, len(RHOS), len(logs)))
    spread, penalty = np.empty((2, len(RHOS)))
    for row, rho in enumerate(RHOS):
        y, x = _prais_winsten(logs, rho), _prais_winsten(matrix.T, rho).T
        inverse = np.linalg.inv(x.T @ x)
        beta = y @ x @ inverse
        rss[row] = ((y - beta @ x.T) ** 2).sum(axis=1)
        estimate[row], spread[row] = beta[:, term], inverse[term, term]
        penalty[row] = np.linalg.slogdet(inverse)[1] + np.log(1 - rho**2)
    best = (penalty[:, None] - (n - k) * np.log(rss)).argmax(axis=0)
    each = np.arange(len(logs))
    variance = rss[best, each] / (n - k)
    return Fit(
        estimate=estimate[best, each],
        error=np.sqrt(variance * spread[best]),
        df=_satterthwaite(rss, spread, penalty, best, n - k),
        rho=RHOS[best],
    )


def _satterthwaite(
    rss: np.ndarray, spread: np.ndarray, penalty: np.ndarray, best: np.ndarray, residual_df: int
) -> np.ndarray:
    """Degrees of freedom of the estimated variance of one coefficient.

    2 / Var(log v) with log v = log sigma2 + log h(rho); the covariance of (log sigma2, rho) is the
    inverse information of the restricted likelihood, by central differences on the grid.
    """
    step = RHOS[1] - RHOS[0]
    middle = np.clip(best, 2, len(RHOS) - 3)
    each = np.arange(rss.shape[1])
    slope = (np.log(spread)[middle + 2] - np.log(spread)[middle - 2]) / (4 * step)
    sigma2 = rss[middle, each] / residual_df
    rss_slope = (rss[middle + 2, each] - rss[middle - 2, each]) / (4 * step)

    def full(at: np.ndarray) -> np.ndarray:
        """Restricted log likelihood with sigma2 held at its estimate."""
        return 0.5 * (penalty[at] - rss[at, each] / sigma2)

    curvature = -(full(middle + 2) - 2 * full(middle) + full(middle - 2)) / (2 * step) ** 2
    information = np.array(
        [
            [np.full(len(each), residual_df / 2), -rss_slope / sigma2 / 2],
            [-rss_slope / sigma2 / 2, np.maximum(curvature, 1e-6)],
        ]
    ).transpose(2, 0, 1)
    determinant = np.linalg.det(information)
    gradient = np.column_stack([np.ones(len(each)), slope])
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = np.linalg.inv(
            np.where(determinant[:, None, None] > 1e-9, information, np.eye(2))
        )
        var = np.einsum("si,sij,sj->s", gradient, covariance, gradient)
        df = np.where(determinant > 1e-9, 2 / var, residual_df / 2)
    return np.clip(df, 2, residual_df)


def quasi_poisson(
    counts: np.ndarray, matrix: np.ndarray, term: int, population: np.ndarray
) -> tuple[Fit, np.ndarray, np.ndarray]:
    """Fit counts by Poisson likelihood with a free dispersion; return (fit, means, dispersion).

    Iteratively reweighted least squares for a batch (McCullagh and Nelder 1989, ch. 2); dispersion
    is Pearson's chi-square over periods minus parameters, and t has the same degrees of freedom.

    Raises:
        BreakError: the fit does not converge (a term separates zeros from the rest).
    """
    n, k = matrix.shape
    offset = np.log(population)
    eta = np.log(counts + 0.5)
    beta = np.zeros((len(counts), k))
    for _ in range(60):
        mean = np.exp(np.clip(eta, -30, 30))
        working = eta - offset + (counts - mean) / mean
        weighted = mean[:, :, None] * matrix
        information = np.einsum("snk,nj->skj", weighted, matrix)
        fresh = np.linalg.solve(
            information, np.einsum("snk,sn->sk", weighted, working)[:, :, None]
        )[:, :, 0]
        done = np.abs(fresh - beta).max() < 1e-9
        beta, eta = fresh, fresh @ matrix.T + offset
        if done:
            break
    else:
        raise BreakError("the Poisson model does not converge: a term is tied to zero counts only")
    mean = np.exp(eta)
    dispersion = ((counts - mean) ** 2 / mean).sum(axis=1) / (n - k)
    covariance = np.linalg.inv(np.einsum("snk,nj->skj", mean[:, :, None] * matrix, matrix))
    error = np.sqrt(dispersion * covariance[:, term, term])
    fit = Fit(beta[:, term], error, np.full(len(counts), float(n - k)))
    return fit, mean, dispersion


def newey_west(
    counts: np.ndarray, matrix: np.ndarray, term: int, population: np.ndarray, lags: int = 2
) -> Fit:
    """The Poisson estimate with Newey-West (1987) errors, shown as a sensitivity only.

    Rejects a true null far too often in short series (Linden 2026); never a headline.
    """
    fit, mean, _ = quasi_poisson(counts, matrix, term, population)
    score = (counts - mean)[:, :, None] * matrix
    meat = np.einsum("sni,snj->sij", score, score)
    for lag in range(1, lags + 1):
        cross = np.einsum("sni,snj->sij", score[:, lag:], score[:, :-lag])
        meat += (1 - lag / (lags + 1)) * (cross + cross.transpose(0, 2, 1))
    bread = np.linalg.inv(np.einsum("snk,nj->skj", mean[:, :, None] * matrix, matrix))
    covariance = bread @ meat @ bread
    return replace(
        fit,
        error=np.sqrt(np.maximum(covariance[:, term, term], 1e-12)),
        df=np.full(len(counts), 1e6),
    )


def extra_variation(counts: np.ndarray, mean: np.ndarray, parameters: int) -> np.ndarray:
    """Return the log standard deviation of log-normal variation beyond Poisson, by moments."""
    n = counts.shape[1]
    excess = ((counts - mean) ** 2).sum(axis=1) * n / (n - parameters) - mean.sum(axis=1)
    return np.sqrt(np.log1p(np.maximum(excess, 0) / (mean**2).sum(axis=1)))


def autoregressive(n: int, rho: float, draws: int, random: np.random.Generator) -> np.ndarray:
    """Return draws x n of stationary AR(1) noise with variance one."""
    noise = random.standard_normal((draws, n))
    for k in range(1, n):
        noise[:, k] = rho * noise[:, k - 1] + np.sqrt(1 - rho**2) * noise[:, k]
    return noise


def simulate(
    mean: np.ndarray, log_sd: float, rho: float, draws: int, random: np.random.Generator
) -> np.ndarray:
    """Return draws x periods of counts: Poisson around the mean times AR(1) log-normal variation
    whose expectation is one."""
    noise = autoregressive(len(mean), rho, draws, random)
    return random.poisson(mean * np.exp(log_sd * noise - log_sd**2 / 2)).astype(float)


def bootstrap_p(
    data: CountSeries, matrix: np.ndarray, term: int, rho: float, draws: int, seed: int
) -> float:
    """Return the p value of one term by a parametric AR(1) count bootstrap under its absence.

    The model without the term gives means and extra variation; counts are drawn with the assumed
    rho and the full model is fitted again; p = (1 + draws with |t| as large) / (1 + draws).
    """
    counts = data.count[None, :]
    observed, _, _ = quasi_poisson(counts, matrix, term, data.population)
    null = np.delete(matrix, term, axis=1)
    _, mean, _ = quasi_poisson(counts, null, 0, data.population)
    log_sd = float(extra_variation(counts, mean, null.shape[1])[0])
    drawn = simulate(mean[0], log_sd, rho, draws, np.random.default_rng(seed))
    again, _, _ = quasi_poisson(drawn, matrix, term, data.population)
    t = np.abs(observed.estimate / observed.error)[0]
    return float((1 + (np.abs(again.estimate / again.error) >= t).sum()) / (1 + draws))


def _logs(data: CountSeries) -> np.ndarray:
    """Log rates as a batch of one.

    Raises:
        BreakError: a zero count.
    """
    if (data.count == 0).any():
        where = data.start[int(np.argmin(data.count))]
        raise BreakError(
            f"the count of the period from {where:%Y-%m-%d} is zero, which has no logarithm; use a "
            "coarser period or a window without zeros"
        )
    return np.log(data.count / data.population)[None, :]


# -- what the chapter shows ------------------------------------------------------------------


def peak_knot(data: CountSeries, steps: Sequence[pd.Timestamp]) -> float | None:
    """Return the middle of the highest period of an annual series, or None.

    None for sub-annual series (the season would be taken for a bend) and where the peak is not
    at least three periods from the start or not before the first step.
    """
    place = int(data.count.argmax())
    if data.per_year > 1 or place < 3 or not len(steps):
        return None
    return float(data.time[place]) if data.end[place] < min(steps) else None


def coding_table(
    data: CountSeries, steps: dict[str, pd.Timestamp], nuisance: Sequence[pd.Timestamp]
) -> pd.DataFrame:
    """Return how each step is coded, before anything is fitted.

    Columns step, date (ISO text), period (first day of the period in which it falls), share (of
    that period after the date, as the model uses it), role (tested, or always in the model when
    inside the window). Dates outside the series are left out.
    """
    dated = [(name, date, "tested") for name, date in steps.items()]
    dated += [(f"level from {date:%Y-%m}", date, "always in the model") for date in nuisance]
    rows = []
    for name, date, role in dated:
        here = (data.start <= date) & (date <= data.end)
        if here.any():
            place = int(np.argmax(here))
            rows.append(
                {
                    "step": name,
                    "date": f"{date:%Y-%m-%d}",
                    "role": role,
                    "period": f"{data.start[place]:%Y-%m}"
                    if data.per_year > 1
                    else f"{data.start[place]:%Y}",
                    "share": float(exposure(data, date)[place]),
                }
            )
    return pd.DataFrame(rows)


def step_table(
    data: CountSeries, steps: dict[str, pd.Timestamp], model: Model, draws: int, seed: int
) -> pd.DataFrame:
    """Return the estimates of each step: alone, and beside the first one.

    Columns step, date, beside, periods, ratio, low, high (REML-AR(1), 95 %), rho, qp_ratio, qp_low,
    qp_high (quasi-Poisson), hac_low, hac_high (sensitivity), detectable (smallest ratio seen with
    80 % power), p_boot_0, p_boot_3, p_boot_6 (bootstrap, assumed rho).

    Raises:
        BreakError: from :func:`design`; zeros.
    """
    lines, logs = [], _logs(data)
    dates = list(steps.items())
    first_name, first_date = dates[0]
    for name, date in dates:
        for beside in (None, (first_name, first_date)):
            if beside and name == first_name:
                continue
            own = [date] if beside is None else [first_date, date]
            matrix, columns = design(data, own, model)
            term = columns.index(f"step {len(own) - 1}")
            counts = data.count[None, :]
            reml = reml_ar1(logs, matrix, term)
            poisson, _, _ = quasi_poisson(counts, matrix, term, data.population)
            hac = newey_west(counts, matrix, term, data.population)
            low, ratio, high = reml.ratio()
            qp_low, qp_ratio, qp_high = poisson.ratio()
            hac_low, _, hac_high = hac.ratio()
            line = {
                "step": name,
                "date": date,
                "beside": beside[0] if beside else "",
                "periods": len(data.count),
                "ratio": ratio,
                "low": low,
                "high": high,
                "rho": float(reml.rho[0]),
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
    return settle(pd.DataFrame(lines))


def counterfactual(data: CountSeries, step: pd.Timestamp, model: Model) -> pd.DataFrame:
    """Return the quasi-Poisson fit with the step and what it says without it.

    Columns start, end, time, count, fitted, without (the model with the step taken out; from the
    first exposed period on).
    """
    matrix, columns = design(data, [step], model)
    term = columns.index("step 0")
    fit, mean, _ = quasi_poisson(data.count[None, :], matrix, term, data.population)
    inside = matrix[:, term]
    without = mean[0] / np.exp(fit.estimate[0] * inside)
    frame = pd.DataFrame(
        {
            "start": data.start,
            "end": data.end,
            "time": data.time,
            "count": data.count,
            "fitted": mean[0],
            "without": np.where(inside > 0, without, np.nan),
        }
    )
    return settle(frame)


def grid(
    sources: dict[str, CountSeries],
    windows: Sequence[tuple[int, int]],
    step: pd.Timestamp,
    knot: float | None,
    nuisance: tuple[pd.Timestamp, ...],
) -> pd.DataFrame:
    """Return one row for every specification: window x trend x likelihood x exposure x vintage.

    Args:
        sources: vintage -> series.
        windows: first and last year of each window.
        step: the tested date.
        knot, nuisance: as in :class:`Model`.

    Columns window, trend, likelihood, coding, vintage, ratio, low, high, detectable, refused. A
    specification that cannot be fitted stays in the table with the reason in ``refused``.
    """
    trends = {
        "bend at the peak": Model(knot=knot, nuisance=nuisance),
        "straight": Model(nuisance=nuisance),
        "level only": Model(trend=False, nuisance=nuisance),
    }
    if knot is None:
        del trends["bend at the peak"]
    rows = []
    for vintage, whole in sources.items():
        for first, last in windows:
            data = whole.years(first, last)
            for trend, base in trends.items():
                for coding in ("share", "after", "from"):
                    model = replace(base, coding=coding)
                    about = {
                        "window": f"{first}–{last}",
                        "trend": trend,
                        "coding": coding,
                        "vintage": vintage,
                    }
                    rows += _cells(data, step, model, about)
    return settle(pd.DataFrame(rows))


def _cells(data: CountSeries, step: pd.Timestamp, model: Model, about: dict) -> list[dict]:
    """The three likelihoods of one specification."""
    names = ("REML, AR(1)", "quasi-Poisson", "Poisson, Newey–West")
    try:
        if model.knot is not None and not data.time[1] < model.knot:
            raise BreakError("the peak is not inside the window")
        matrix, columns = design(data, [step], model)
        term = columns.index("step 0")
        counts = data.count[None, :]
        fits = (
            reml_ar1(_logs(data), matrix, term),
            quasi_poisson(counts, matrix, term, data.population)[0],
            newey_west(counts, matrix, term, data.population),
        )
    except BreakError as error:
        return [about | {"likelihood": name, "refused": str(error)} for name in names]
    cells = []
    for name, fit in zip(names, fits, strict=True):
        low, ratio, high = fit.ratio()
        cells.append(
            about
            | {
                "likelihood": name,
                "ratio": ratio,
                "low": low,
                "high": high,
                "detectable": fit.detectable(),
                "refused": None,
            }
        )
    return cells


def placebos(data: CountSeries, step: pd.Timestamp, model: Model) -> pd.DataFrame:
    """Return the same test at the start of every other period.

    Columns date, ratio, low, high, t, real (the period of the actual step). Periods next to the
    edge, where the model cannot be fitted, are absent. With some ten placebos no p value below
    about a tenth is possible: a picture, not a test.
    """
    logs, rows = _logs(data), []
    real = int(exposure(data, step, "share").argmax())
    for place in range(1, len(data.count)):
        date = data.start[place]
        try:
            matrix, columns = design(data, [date], model)
        except BreakError:
            continue
        fit = reml_ar1(logs, matrix, columns.index("step 0"))
        low, ratio, high = fit.ratio()
        rows.append(
            {
                "date": date,
                "ratio": ratio,
                "low": low,
                "high": high,
                "t": float(fit.estimate[0] / fit.error[0]),
                "real": place == real,
            }
        )
    return settle(pd.DataFrame(rows))


# -- unknown break dates ---------------------------------------------------------------------


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


def segments(
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
    found = []
    for m in range(most + 1):
        ends = []
        for one in range(len(values)):
            stop, own = n, []
            for left in range(m, 0, -1):
                stop = int(cut[left, stop, one])
                own.append(stop)
            ends.append(own[::-1])
        found.append(ends)
    return cost[:, n], found


def criteria(rss: np.ndarray, n: int, regressors: int) -> tuple[np.ndarray, np.ndarray]:
    """Return BIC as strucchange computes it and LWZ (Liu, Wu and Zidek 1997), [breaks, series]."""
    m = np.arange(len(rss))[:, None]
    bic = n * (np.log(2 * np.pi) + 1 + np.log(rss / n)) + np.log(n) * (regressors + 1) * (m + 1)
    free = (m + 1) * regressors + m
    lwz = np.log(rss / (n - free)) + free / n * 0.299 * np.log(n) ** 2.1
    return bic, lwz


def unknown_breaks(data: CountSeries, shortest: int = 4, most: int = 5) -> pd.DataFrame:
    """Return the segmentations of log counts into straight lines.

    Columns breaks (number), first_of_regime (list of period starts), rss, bic, lwz, bic_chosen,
    lwz_chosen, ruptures (whether ruptures' dynamic programming finds the same dates).

    Raises:
        BreakError: too few periods; zeros.
    """
    import ruptures

    logs = _logs(data)
    matrix = np.column_stack([np.ones(len(data.time)), data.time - data.time.mean()])
    if len(data.time) < 2 * shortest:
        raise BreakError(f"{len(data.time)} periods are too few for segments of {shortest}")
    rss, ends = segments(logs, matrix, shortest, most)
    bic, lwz = criteria(rss, len(data.time), 2)
    signal = np.column_stack([logs[0], matrix])
    # jump=1: the default of 5 looks at every fifth period only
    judge = ruptures.Dynp(model="linear", min_size=shortest, jump=1).fit(signal)
    rows = []
    for m in range(len(rss)):
        theirs = judge.predict(n_bkps=m)[:-1] if m else []
        rows.append(
            {
                "breaks": m,
                "first_of_regime": [data.start[e] for e in ends[m][0]],
                "rss": float(rss[m, 0]),
                "bic": float(bic[m, 0]),
                "lwz": float(lwz[m, 0]),
                "ruptures": theirs == ends[m][0],
            }
        )
    frame = pd.DataFrame(rows)
    frame["bic_chosen"] = frame.bic == frame.bic.min()
    frame["lwz_chosen"] = frame.lwz == frame.lwz.min()
    return frame


def false_breaks(
    data: CountSeries, draws: int, seed: int, shortest: int = 4, most: int = 5
) -> pd.DataFrame:
    """Return how often the same search finds a break where there is none.

    Columns rho, bic, lwz: shares of simulated series (one straight line in logs with AR(1)
    residuals of the given rho) in which a criterion prefers a break. The size of the residuals
    does not matter: both criteria compare ratios of residual sums.
    """
    matrix = np.column_stack([np.ones(len(data.time)), data.time - data.time.mean()])
    n = len(matrix)
    random = np.random.default_rng(seed)
    rows = []
    for rho in ASSUMED:
        noise = autoregressive(n, rho, draws, random)
        rss, _ = segments(noise, matrix, shortest, most)
        bic, lwz = criteria(rss, n, 2)
        rows.append(
            {
                "rho": rho,
                "bic": float((bic.argmin(axis=0) > 0).mean()),
                "lwz": float((lwz.argmin(axis=0) > 0).mean()),
            }
        )
    return pd.DataFrame(rows)


# -- named values of the chapter -------------------------------------------------------------


def chosen_steps(events: pd.DataFrame, names: Sequence[str]) -> dict[str, pd.Timestamp]:
    """Return title -> date of the tested steps, in the order given (event ids or ISO dates)."""
    table = events.set_index("event_id")
    return {
        (str(table.title[n]) if n in table.index else n): (
            table.date[n] if n in table.index else pd.Timestamp(n)
        )
        for n in names
    }


def inside(steps: dict[str, pd.Timestamp], data: CountSeries) -> dict[str, pd.Timestamp]:
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


def headline(
    table: pd.DataFrame, cells: pd.DataFrame, placebo: pd.DataFrame, data: CountSeries
) -> Named:
    """Return the named values of the step analysis.

    step, step_ratio, step_low, step_high, detectable, p_largest (largest bootstrap p), fit_first,
    fit_last, periods, cells, cells_below (share of specifications whose interval lies below one,
    Newey-West left out), cells_low, cells_high (range of their ratios), ratio_straight, ratio_bend
    (their medians by kind of trend), placebo_rank.
    """
    first = table[table.beside == ""].iloc[0]
    honest = cells[cells.ratio.notna() & ~cells.likelihood.str.contains("Newey")]
    drop = placebo.assign(t=placebo.t).t.rank(method="min")
    real = drop[placebo.real]
    return {
        "step": (first.step, "text"),
        "step_ratio": (first.ratio, "ratio"),
        "step_low": (first.low, "ratio"),
        "step_high": (first.high, "ratio"),
        "detectable": (first.detectable, "ratio"),
        "p_largest": (max(first.p_boot_0, first.p_boot_3, first.p_boot_6), "p"),
        "fit_first": (data.start[0].year, "year"),
        "fit_last": (data.end[-1].year, "year"),
        "periods": (len(data.count), "count"),
        "cells": (len(cells), "count"),
        "cells_fitted": (int(cells.ratio.notna().sum()), "count"),
        "cells_below": (float((honest.high < 1).mean()), "percent"),
        "cells_low": (float(honest.ratio.min()), "ratio"),
        "cells_high": (float(honest.ratio.max()), "ratio"),
        "ratio_straight": (_middle(honest, "straight"), "ratio"),
        "ratio_bend": (_middle(honest, "bend at the peak"), "ratio"),
        "placebo_rank": (int(real.iloc[0]) if len(real) else None, "rank"),
        "placebo_count": (len(placebo), "count"),
    }


def _middle(cells: pd.DataFrame, trend: str) -> float | None:
    """Median ratio of the specifications with one kind of trend."""
    own = cells[cells.trend == trend].ratio
    return float(own.median()) if len(own) else None


def headline_later(table: pd.DataFrame) -> Named:
    """Return the estimates of the second and third step beside the first: later_1, later_1_ratio,
    later_1_low, later_1_high, later_1_detectable, and so for later_2; missing if not tested."""
    rows = table[table.beside != ""].reset_index(drop=True)
    out: Named = {}
    for number in (1, 2):
        row = rows.iloc[number - 1] if len(rows) >= number else None
        out[f"later_{number}"] = (None if row is None else row.step, "text")
        for name in ("ratio", "low", "high", "detectable"):
            value = None if row is None else row[name]
            out[f"later_{number}_{name}"] = (value, "ratio")
    return out


def frame_of(data: CountSeries, source_id: str) -> pd.DataFrame:
    """Return a series as figure data: start, end, time, count, source_id."""
    return pd.DataFrame(
        {
            "start": data.start,
            "end": data.end,
            "time": data.time,
            "count": data.count,
            "source_id": source_id,
        }
    )


def dates(*words: str) -> tuple[pd.Timestamp, ...]:
    """Return ISO dates as timestamps."""
    return tuple(pd.Timestamp(word) for word in words)


def by_year(data: CountSeries, source_id: str) -> pd.DataFrame:
    """Return the sums of whole calendar years in the form of an annual series without sexes.

    Columns year, all, female, male, status, as_of, source_id. A year with missing periods is left
    out, since part of a year is not a year.

    Raises:
        BreakError: fewer than two whole years.
    """
    frame = pd.DataFrame({"year": data.start.year, "count": data.count})
    sums = frame.groupby("year")["count"].agg(["sum", "size"])
    sums = sums[sums["size"] == data.per_year]
    if len(sums) < 2:
        raise BreakError("the series has fewer than two whole calendar years")
    missing = pd.array([pd.NA] * len(sums), dtype="Int64")
    return pd.DataFrame(
        {
            "year": sums.index.astype("int64"),
            "all": sums["sum"].astype("int64").to_numpy(),
            "female": missing,
            "male": missing,
            "status": "final",
            "as_of": "",
            "source_id": source_id,
        }
    )


def windows(whole: CountSeries, fitted: CountSeries) -> list[tuple[int, int]]:
    """Return the windows of the specification grid: the fitted one, from the peak on, from the
    start, and everything; each once."""
    first, last = fitted.start[0].year, fitted.end[-1].year
    peak = fitted.start[int(fitted.count.argmax())].year
    start, end = whole.start[0].year, whole.end[-1].year
    wanted = [(first, last), (peak, last), (start, last), (start, end)]
    return list(dict.fromkeys(w for w in wanted if w[1] - w[0] >= 3))


def readable(found: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`unknown_breaks` with columns dates, chosen and check as text."""
    annual = all(d.month == 1 and d.day == 1 for row in found.first_of_regime for d in row)
    look = "{:%Y}" if annual else "{:%Y-%m}"
    chosen = [
        " and ".join(n for n, yes in (("BIC", b), ("LWZ", w)) if yes)
        for b, w in zip(found.bic_chosen, found.lwz_chosen, strict=True)
    ]
    return found.assign(
        dates=[", ".join(look.format(d) for d in row) or "none" for row in found.first_of_regime],
        chosen=[c or "–" for c in chosen],
        check=found.ruptures.map({True: "yes", False: "no"}),
    ).drop(columns=["first_of_regime", "ruptures", "bic_chosen", "lwz_chosen"])
