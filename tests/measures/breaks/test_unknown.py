"""Unknown break dates against published ones."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from thirdcountry.measures.breaks import unknown
from thirdcountry.measures.breaks.series import BreakError

DATA = Path(__file__).parents[2] / "data"


def test_nile_break_and_bic_path():
    """strucchange (Zeileis et al. 2003): break after 1898, BIC 1318 1270 1276 1285 1292 1311."""
    nile = sm.datasets.nile.load_pandas().data.volume.to_numpy()
    level = np.ones((len(nile), 1))
    rss, ends = unknown.find_segments(nile[None, :], level, shortest=15, most=5)
    bic, _ = unknown.information_criteria(rss, len(nile), 1)
    assert [1871 + e - 1 for e in ends[1][0]] == [1898]
    assert np.round(bic[:, 0]).tolist() == [1318, 1270, 1276, 1285, 1292, 1311]


def test_real_interest_rate_of_bai_and_perron():
    """Bai and Perron (2003), section 6.1: breaks 1966 Q4, 1972 Q3, 1980 Q3 and four means."""
    frame = pd.read_csv(DATA / "real_interest.csv")
    rate = frame.rate.to_numpy()
    rss, ends = unknown.find_segments(rate[None, :], np.ones((len(rate), 1)), shortest=15, most=5)
    bic, _ = unknown.information_criteria(rss, len(rate), 1)
    cut = ends[3][0]
    assert [frame.period[e - 1] for e in cut] == ["1966Q4", "1972Q3", "1980Q3"]
    means = [part.mean() for part in np.split(rate, cut)]
    assert means == pytest.approx([1.8236, 0.8661, -1.7961, 5.6429], abs=1e-4)
    assert np.round(bic[:, 0], 1).tolist() == [555.7, 499.8, 473.3, 480.1, 489.3, 499.7]


def test_unknown_breaks_agree_with_ruptures(official):
    found = unknown.find_breaks(official)
    assert found.check.all()
    assert found.rss.is_monotonic_decreasing
    assert sorted(found.chosen[found.chosen != "neither"]) == ["bic", "lwz"]
    assert found.starts[1] == "2008" and found.regimes.tolist() == ["none"] + 5 * ["some"]
    with pytest.raises(BreakError, match="too few for segments"):
        unknown.find_breaks(official.select_years(2015, 2020))


def test_the_search_finds_breaks_where_there_are_none(official):
    """Method note 1.3: BIC 14, 43, 78 % for rho 0, .3, .6; LWZ far fewer."""
    false = unknown.simulate_false_breaks(official, 800, 1).set_index("rho")
    assert 0.08 < false.bic[0.0] < 0.25 and false.bic[0.6] > 0.7
    assert (false.lwz < false.bic).all()
