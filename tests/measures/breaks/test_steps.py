"""Steps at known dates: estimates, coding, every specification, placebos."""

import pandas as pd
import pytest

from thirdcountry.measures.breaks import series, steps
from thirdcountry.measures.breaks.models import Model
from thirdcountry.measures.breaks.series import BreakError

SUCCESSION, LAOS = pd.Timestamp("2011-12-17"), pd.Timestamp("2013-05-27")
AGREEMENT = pd.Timestamp("2016-03-01")


def test_a_foreign_monthly_series_needs_no_change_of_code(sicily):
    table = steps.estimate_steps(
        sicily, {"ban": pd.Timestamp("2005-01-10")}, Model(), draws=199, seed=1
    )
    row = table.iloc[0]
    assert 0.83 < row.ratio < 0.95 and row.high < 1 and row.p_boot_0 < 0.05


def test_the_step_of_2012(window):
    """Published in the method note before this code: 0.64, interval 0.48 to 0.85."""
    tested = {"succession": SUCCESSION, "laos": LAOS, "agreement": AGREEMENT}
    knot = steps.find_knot(window, tested)
    assert int(knot) == 2009, "the middle of the peak year"
    table = steps.estimate_steps(window, tested, Model(knot=knot), draws=199, seed=1)
    first = table.iloc[0]
    assert (first.ratio, first.low, first.high) == pytest.approx((0.64, 0.48, 0.85), abs=0.01)
    assert (first.qp_ratio, first.qp_low, first.qp_high) == pytest.approx(
        (0.64, 0.49, 0.84), abs=0.01
    )
    later = table[table.beside == "succession"]
    assert len(later) == 2
    assert ((later.low < 1) & (later.high > 1)).all()
    assert (later.detectable < 0.65).all(), "only a fall of more than a third could be seen"


def test_the_coding_is_laid_open_before_fitting(official):
    tested = {"succession": SUCCESSION, "laos": LAOS, "agreement": AGREEMENT}
    table = steps.tabulate_coding(official, tested, pd.to_datetime(["2020-01-22", "2050-01-01"]))
    share = dict(zip(table.date, table.share, strict=True))
    assert share["2011-12-17"] == 0, "a step from 2012 on"
    assert share["2013-05-27"] == pytest.approx(0.6, abs=0.01)
    assert share["2016-03-01"] == pytest.approx(0.84, abs=0.01)
    assert share["2020-01-22"] == 1, "a step from 2020 on"
    assert len(table) == 4, "a date outside the series is left out"


def test_the_grid_shows_every_cell(official):
    windows = [(2004, 2019), (2009, 2019)]
    cells = steps.fit_specifications({"latest": official}, windows, SUCCESSION, Model(knot=2009.5))
    assert len(cells) == 2 * 3 * 3 * 3
    refused = cells[cells.ratio.isna()]
    assert set(refused.window) == {"2009–2019"} and refused.refused.notna().all()


def test_placebos_leave_the_real_step_on_top(window):
    rows = steps.fit_placebos(window, SUCCESSION, Model(knot=2009.5))
    assert rows.real.sum() == 1 and rows.t.idxmin() == rows.real.idxmax()


def test_steps_that_cannot_be_tested(window):
    with pytest.raises(BreakError, match="no tested step lies inside"):
        steps.keep_inside({"x": pd.Timestamp("1950-01-01")}, window)
    rows = pd.DataFrame(
        [(str(year), (year - 2000) % 7) for year in range(2001, 2021)], columns=["period", "count"]
    )
    with pytest.raises(BreakError, match="is zero, which has no logarithm"):
        tested = {"x": pd.Timestamp("2010-01-01")}
        steps.estimate_steps(series.read_series(rows), tested, Model(), 99, 1)
