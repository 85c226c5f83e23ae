"""Steps and breaks against published results, an independent implementation, and simulation."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from thirdcountry.measures import arrivals, breaks
from thirdcountry.measures.breaks import BreakError, Model
from thirdcountry.tables import load

DATA = Path(__file__).parents[1] / "data"
SUCCESSION, LAOS = pd.Timestamp("2011-12-17"), pd.Timestamp("2013-05-27")
AGREEMENT = pd.Timestamp("2016-03-01")


@pytest.fixture(scope="module")
def official():
    return breaks.from_years(arrivals.official(load("arrivals"), "mou-2025-12"))


@pytest.fixture(scope="module")
def window(official):
    return official.years(2004, 2019)


@pytest.fixture(scope="module")
def sicily():
    return breaks.series(pd.read_csv(DATA / "sicily.csv", dtype=str))


# -- published results -----------------------------------------------------------------------


def test_nile_break_and_bic_path():
    """strucchange (Zeileis et al. 2003): break after 1898, BIC 1318 1270 1276 1285 1292 1311."""
    nile = sm.datasets.nile.load_pandas().data.volume.to_numpy()
    level = np.ones((len(nile), 1))
    rss, ends = breaks.segments(nile[None, :], level, shortest=15, most=5)
    bic, _ = breaks.criteria(rss, len(nile), 1)
    assert [1871 + e - 1 for e in ends[1][0]] == [1898]
    assert np.round(bic[:, 0]).tolist() == [1318, 1270, 1276, 1285, 1292, 1311]


def test_real_interest_rate_of_bai_and_perron():
    """Bai and Perron (2003), section 6.1: breaks 1966 Q4, 1972 Q3, 1980 Q3 and four means."""
    frame = pd.read_csv(DATA / "real_interest.csv")
    rate = frame.rate.to_numpy()
    rss, ends = breaks.segments(rate[None, :], np.ones((len(rate), 1)), shortest=15, most=5)
    bic, _ = breaks.criteria(rss, len(rate), 1)
    cut = ends[3][0]
    assert [frame.period[e - 1] for e in cut] == ["1966Q4", "1972Q3", "1980Q3"]
    means = [part.mean() for part in np.split(rate, cut)]
    assert means == pytest.approx([1.8236, 0.8661, -1.7961, 5.6429], abs=1e-4)
    assert np.round(bic[:, 0], 1).tolist() == [555.7, 499.8, 473.3, 480.1, 489.3, 499.7]


def test_smoking_ban_in_sicily(sicily):
    """Lopez Bernal et al. (2017): a fall of 11 %, Poisson with a linear trend and an offset."""
    ban = (sicily.start >= "2005-01-01").astype(float)
    matrix = np.column_stack([np.ones(len(ban)), sicily.time - sicily.time.mean(), ban])
    fit, _, _ = breaks.quasi_poisson(sicily.count[None, :], matrix, 2, sicily.population)
    low, ratio, high = fit.ratio()
    assert round(1 - ratio, 2) == 0.11
    assert low < ratio < high < 1


def test_a_foreign_monthly_series_needs_no_change_of_code(sicily):
    table = breaks.step_table(
        sicily, {"ban": pd.Timestamp("2005-01-10")}, Model(), draws=199, seed=1
    )
    row = table.iloc[0]
    assert 0.83 < row.ratio < 0.95 and row.high < 1 and row.p_boot_0 < 0.05


def test_the_step_of_2012(window):
    """Published in the method note before this code: 0.64, interval 0.48 to 0.85."""
    steps = {"succession": SUCCESSION, "laos": LAOS, "agreement": AGREEMENT}
    knot = breaks.peak_knot(window, list(steps.values()))
    assert int(knot) == 2009, "the middle of the peak year"
    table = breaks.step_table(window, steps, Model(knot=knot), draws=199, seed=1)
    first = table.iloc[0]
    assert (first.ratio, first.low, first.high) == pytest.approx((0.64, 0.48, 0.85), abs=0.01)
    assert (first.qp_ratio, first.qp_low, first.qp_high) == pytest.approx(
        (0.64, 0.49, 0.84), abs=0.01
    )
    later = table[table.beside == "succession"]
    assert len(later) == 2
    assert ((later.low < 1) & (later.high > 1)).all()
    assert (later.detectable < 0.65).all(), "only a fall of more than a third could be seen"


# -- an independent implementation -----------------------------------------------------------


def test_quasi_poisson_equals_statsmodels(window):
    matrix, columns = breaks.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    ours, mean, phi = breaks.quasi_poisson(window.count[None, :], matrix, term, window.population)
    theirs = sm.GLM(window.count, matrix, family=sm.families.Poisson()).fit(scale="X2")
    assert ours.estimate[0] == pytest.approx(theirs.params[term])
    assert ours.error[0] == pytest.approx(theirs.bse[term])
    assert phi[0] == pytest.approx(theirs.scale)
    assert mean[0] == pytest.approx(theirs.fittedvalues)


def test_newey_west_equals_statsmodels(window):
    matrix, columns = breaks.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    ours = breaks.newey_west(window.count[None, :], matrix, term, window.population)
    theirs = sm.GLM(window.count, matrix, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": False}
    )
    assert ours.error[0] == pytest.approx(theirs.bse[term])


def test_reml_at_its_own_rho_is_generalised_least_squares(window):
    matrix, columns = breaks.design(window, [SUCCESSION], Model(knot=2009.5))
    term = columns.index("step 0")
    logs = np.log(window.count)[None, :]
    ours = breaks.reml_ar1(logs, matrix, term)
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
    fit = breaks.reml_ar1(noise, np.ones((400, 1)), 0)
    assert fit.rho.mean() == pytest.approx(0.5, abs=0.02)


def test_headline_test_keeps_its_size_and_newey_west_does_not():
    """The settings of benchmarks/its_size.py: at most 8 % false alarms at a nominal 5 %."""
    import runpy

    its = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "its_size.py"))
    for rho in breaks.ASSUMED:
        found = its["sizes"](rho, 3000, 1)
        assert found["REML, AR(1), Satterthwaite"] <= 0.08, rho
        assert found["Poisson, Newey-West (2 lags)"] > 3 * found["REML, AR(1), Satterthwaite"]


def test_a_straight_trend_manufactures_a_step():
    """A smooth hump without any step, highest in 2009 (method note, 1.4): false alarms."""
    years = [str(y) for y in range(1999, 2020)]
    data = breaks.series(pd.DataFrame({"period": years, "count": range(1, 22)}))
    t = np.arange(21) - 10.0
    mean = 2900 * np.exp(-0.02 * t**2 + 0.0008 * t**3)
    counts = breaks.simulate(mean, 0.08, 0.0, 500, np.random.default_rng(1))

    def alarms(model):
        matrix, columns = breaks.design(data, [SUCCESSION], model)
        fit, _, _ = breaks.quasi_poisson(counts, matrix, columns.index("step 0"), data.population)
        return (fit.p < 0.05).mean()

    assert alarms(Model()) > 0.5
    assert alarms(Model(knot=2009.5)) < alarms(Model()) / 2


# -- coding, grid, placebos, breaks ----------------------------------------------------------


def test_exposure_is_coded_before_fitting(window):
    at = dict(zip(window.start.year, breaks.exposure(window, SUCCESSION), strict=True))
    assert at[2011] == 0 and at[2012] == 1, "two weeks of 2011 are not resolved"
    at = dict(zip(window.start.year, breaks.exposure(window, LAOS), strict=True))
    assert at[2013] == pytest.approx(0.6, abs=0.01) and at[2012] == 0 and at[2014] == 1
    assert breaks.exposure(window, LAOS, "after")[9] == 0
    assert breaks.exposure(window, LAOS, "from")[9] == 1
    with pytest.raises(BreakError, match="share, after, from"):
        breaks.exposure(window, LAOS, "half")


def test_the_grid_shows_every_cell(official):
    windows = [(2004, 2019), (2009, 2019)]
    cells = breaks.grid({"latest": official}, windows, SUCCESSION, 2009.5, ())
    assert len(cells) == 2 * 3 * 3 * 3
    refused = cells[cells.ratio.isna()]
    assert set(refused.window) == {"2009–2019"} and refused.refused.notna().all()


def test_placebos_leave_the_real_step_on_top(window):
    rows = breaks.placebos(window, SUCCESSION, Model(knot=2009.5))
    assert rows.real.sum() == 1 and rows.t.idxmin() == rows.real.idxmax()


def test_unknown_breaks_agree_with_ruptures(official):
    found = breaks.unknown_breaks(official)
    assert found.ruptures.all()
    assert found.rss.is_monotonic_decreasing
    assert found.bic_chosen.sum() == found.lwz_chosen.sum() == 1


def test_the_search_finds_breaks_where_there_are_none(official):
    """Method note 1.3: BIC 14, 43, 78 % for rho 0, .3, .6; LWZ far fewer."""
    false = breaks.false_breaks(official, 800, 1).set_index("rho")
    assert 0.08 < false.bic[0.0] < 0.25 and false.bic[0.6] > 0.7
    assert (false.lwz < false.bic).all()


def test_the_bootstrap_is_seeded(window):
    matrix, columns = breaks.design(window, [SUCCESSION], Model(knot=2009.5))
    p = [breaks.bootstrap_p(window, matrix, columns.index("step 0"), 0.3, 199, s)
         for s in (1, 1, 2)]  # fmt: skip
    assert p[0] == p[1] and p[0] < 0.1 and p[2] < 0.1


# -- degenerate input ------------------------------------------------------------------------


def rows(*cells):
    return pd.DataFrame(cells, columns=["period", "count"])


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (rows(("2001", 1), ("2002", 2)).drop(columns="count"), "no column count"),
        (rows(("spring", 1)), "period 'SPRING' is not understood"),
        (rows(("2001", "many")), "count 'many' is not a whole number"),
        (rows(("2001", -1)), "is not a whole number of at least zero"),
        (rows(("2001", 1.5)), "is not a whole number"),
        (rows(("2001", 1), ("2001", 2)), "periods 2001 and 2001 overlap"),
        (rows(("2001", 1), ("2001Q2", 2)), "overlap"),
        (rows(("2001", 1), ("2003", 2)), "a gap lies between 2001 and 2003"),
        (rows(("2001", 5), ("2002", 5), ("2003", 5)), "all counts are equal"),
        (rows(("2001", 1)).assign(population=0), "population must be a positive number"),
    ],
)
def test_a_series_that_cannot_be_used(frame, words):
    with pytest.raises(BreakError, match=words):
        breaks.series(frame)


def test_periods_are_understood():
    frame = rows(("2001h1", 5), ("2001H2", 6), ("2002-01", 3), ("2002-02", 4), ("2002-03", 4),
                 ("2002Q2", 9))  # fmt: skip
    data = breaks.series(frame)
    assert f"{data.end[0]:%Y-%m-%d}" == "2001-06-30" and f"{data.end[-1]:%Y-%m-%d}" == "2002-06-30"


def test_models_that_cannot_be_fitted(window, official):
    with pytest.raises(BreakError, match="too few for"):
        breaks.design(window.years(2010, 2014), [SUCCESSION, LAOS], Model())
    with pytest.raises(BreakError, match="not inside the window"):
        breaks.design(window, [pd.Timestamp("2021-01-01")], Model())
    with pytest.raises(BreakError, match="are the same in these periods"):
        breaks.design(window, [SUCCESSION, pd.Timestamp("2012-01-01")], Model())
    with pytest.raises(BreakError, match="no tested step lies inside"):
        breaks.inside({"x": pd.Timestamp("1950-01-01")}, window)
    zero = breaks.series(rows(*((str(y), (y - 2000) % 7) for y in range(2001, 2021))))
    with pytest.raises(BreakError, match="is zero, which has no logarithm"):
        breaks.step_table(zero, {"x": pd.Timestamp("2010-01-01")}, Model(), 99, 1)
    with pytest.raises(BreakError, match="too few for segments"):
        breaks.unknown_breaks(official.years(2015, 2020))


# -- the rest of the chapter -----------------------------------------------------------------


def test_nowcast_from_nine_months():
    pairs = arrivals.nine_months(load("arrivals")).set_index("year", drop=False)
    assert pairs.nine[2012] == 1086 and pairs.full[2012] == 1502
    assert pairs.nine[2019] == 229 + 320 + 226
    assert pairs.basis[2012] == "printed"
    assert pairs.basis[2019] == "sum of quarters", "no source prints the nine months themselves"
    checked = arrivals.nowcast_check(pairs)
    assert (checked.inside == "yes").mean() >= 0.8
    assert (checked.low < checked.estimate).all() and (checked.estimate < checked.high).all()
    with pytest.raises(arrivals.SeriesError, match="three known years"):
        arrivals.nowcast(pairs.head(2), 100)


def test_the_way_down_ends_at_one():
    series = arrivals.official(load("arrivals"), "mou-2025-12")
    down = arrivals.way_down(series, 2019)
    assert down[down.year == 2019].progress.tolist() == pytest.approx([1, 1, 1])
    at = down[(down.year == 2012) & (down.sex == "all")].progress.item()
    assert at == pytest.approx((2914 - 1502) / (2914 - 1047))


def test_the_quoted_partial_year_changes_the_decline():
    counts = load("arrivals")
    series = arrivals.official(counts, "mou-2025-12")
    nine = arrivals.nowcast_check(arrivals.nine_months(counts))
    found = arrivals.headline_way(series, arrivals.way_down(series, 2019), nine, counts)
    assert found["quoted_change"][0] == pytest.approx(-0.487, abs=5e-4)
    assert found["true_change"][0] == pytest.approx(-0.303, abs=5e-4)
    assert (found["quoted"][0], found["quoted_part"][0]) == (771, 775), "near, not the same"


def test_explanations_are_judged_by_rule():
    predictions = pd.DataFrame({
        "explanation": ["a", "a", "b", "c"],
        "observable": ["Timing", "Routes", "Timing", "Timing"],
        "quantity": ["q", None, "q", "none"], "expect": ["fall", "rise", "no change", "fall"],
    })  # fmt: skip
    matrix = arrivals.explanations(predictions, {"q": -0.38, "none": None})
    assert matrix.verdict.tolist() == ["fits", "no data", "does not fit", "no data"]
    found = arrivals.headline_explanations(matrix)
    assert found["timing_fits"][0] == ["a"] and found["timing_misses"][0] == ["b"]
    assert found["timing_nothing"][0] == ["c"] and found["nothing"][0] == 2
    with pytest.raises(arrivals.SeriesError, match="unknown quantities: q"):
        arrivals.explanations(predictions, {"none": None})


def test_thai_ratios_are_ranges():
    counts = load("arrivals")
    series = arrivals.official(counts, "mou-2025-12")
    thai = arrivals.host_counts(counts, "THA", "recorded_entries")
    found = arrivals.ratio_ranges(series, thai).set_index("year")
    assert found.ratio_high[2010] == pytest.approx(2482 / 2402)
    assert found.ratio_low[2008] < 0.2 < 0.6 < found.ratio_high[2008]
    assert not set(range(2011, 2016)) & set(found.index)


def test_release_to_release_revisions_leave_mid_year_stocks_out():
    found = arrivals.revisions(load("displacement"), "refugees").set_index("year")
    assert (found.low[2022], found.high[2022]) == (260, 267)
    assert 2025 not in found.index


def test_the_coding_is_laid_open_before_fitting(official):
    steps = {"succession": SUCCESSION, "laos": LAOS, "agreement": AGREEMENT}
    table = breaks.coding_table(official, steps, breaks.dates("2020-01-22", "2050-01-01"))
    share = dict(zip(table.date, table.share, strict=True))
    assert share["2011-12-17"] == 0, "a step from 2012 on"
    assert share["2013-05-27"] == pytest.approx(0.6, abs=0.01)
    assert share["2016-03-01"] == pytest.approx(0.84, abs=0.01)
    assert share["2020-01-22"] == 1, "a step from 2020 on"
    assert len(table) == 4, "a date outside the series is left out"
