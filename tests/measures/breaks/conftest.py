"""The official series, the years it is fitted to, and a monthly series of other people."""

from pathlib import Path

import pandas as pd
import pytest

from thirdcountry.measures.arrivals import counts
from thirdcountry.measures.breaks import series
from thirdcountry.tables import load

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def official():
    return series.series_of_years(counts.official(load("arrivals"), "mou-2025-12"))


@pytest.fixture(scope="module")
def window(official):
    return official.select_years(2004, 2019)


@pytest.fixture(scope="module")
def sicily():
    return series.read_series(pd.read_csv(DATA / "sicily.csv", dtype=str))
