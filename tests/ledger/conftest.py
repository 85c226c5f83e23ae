"""The tables that measures read, and the shipped ledger judged by them."""

import pytest

from thirdcountry.ledger import judge
from thirdcountry.tables import load


@pytest.fixture(scope="package")
def tables():
    return {name: load(name) for name in judge.TABLES}


@pytest.fixture(scope="package")
def rows(tables):
    return judge.judge_all(load("claims"), tables).set_index("claim_id")
