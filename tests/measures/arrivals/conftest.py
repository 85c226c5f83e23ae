"""Arrivals in South Korea: every row of both sexes together, and the current official series."""

import pytest

from thirdcountry.measures.arrivals import counts
from thirdcountry.tables import load


@pytest.fixture(scope="module")
def arrivals():
    return load("arrivals")


@pytest.fixture(scope="module")
def korea(arrivals):
    return counts.select_arrivals(arrivals, "KOR")


@pytest.fixture(scope="module")
def series(arrivals):
    return counts.official(arrivals, "mou-2025-12")
