"""The tables of trade, four countries ranked, and tables made by hand."""

import pandas as pd
import pytest

from thirdcountry.measures.trade import shares
from thirdcountry.tables import load


@pytest.fixture(scope="session")
def tables():
    return load("trade"), load("trade_totals")


@pytest.fixture(scope="session")
def ties(tables):
    codes = ("THA", "LAO", "MNG", "PRK")
    return {code: shares.rank_partners(*tables, code, (1990, 2020)) for code in codes}


@pytest.fixture(scope="session")
def table():
    def build(*cells):
        columns = ["reporter", "partner", "year", "flow", "value_usd"]
        return pd.DataFrame(cells, columns=columns).assign(estimated=False, source_id="s")

    return build


@pytest.fixture(scope="session")
def turnover():
    def select(rows, partner):
        own = rows[(rows.flow == "turnover") & (rows.partner == partner)]
        return own.set_index("year")

    return select
