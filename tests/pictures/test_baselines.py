"""One small picture of each kind, compared with the picture kept in baseline/.

After a change that is wanted: pytest -n 0 tests/pictures/test_baselines.py
--mpl-generate-path=tests/pictures/baseline, and look at what has changed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from thirdcountry.measures import legs as ways
from thirdcountry.pictures import arrivals, burden, hosts, routes, testimony, trade
from thirdcountry.tables import load, used

YEARS = np.arange(2001, 2017)
PAIR = {"KOR": "South Korea", "PRK": "North Korea"}
#: 50 dots an inch show where things are; the tolerance allows for another version of FreeType.
picture = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", savefig_kwargs={"dpi": 50}, tolerance=8
)


class Words(dict):
    """The words of any figure: each is its own name."""

    def __missing__(self, key: str) -> str:
        return key


WORDS = Words(ended="{name} (to {year})", title="with {name}")


def series(seed: float) -> np.ndarray:
    return 2 + np.sin(YEARS * seed) + (YEARS - 2000) / 10


@picture
def test_lines():
    parts = [
        pd.DataFrame({"partner": code, "year": YEARS, "value_usd": 1e6 * series(n + 0.7)})
        for n, code in enumerate(PAIR)
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[(rows.partner == "KOR") | ~rows.year.isin([2007, 2009, 2015, 2016])]
    rows = rows.assign(estimated=rows.year < 2004)
    bands = rows.assign(low_usd=rows.value_usd / 2, high_usd=rows.value_usd * 1.5)
    return trade.turnover(rows, bands[bands.partner == "KOR"], PAIR, (2001, 2016), WORDS)


@picture
def test_bars():
    rows = pd.DataFrame({"year": YEARS, "female": 100 * series(0.5), "male": 50 * series(0.9)})
    rows.loc[:2, ["female", "male"]] = np.nan
    rows["all"] = rows[["female", "male"]].sum(axis=1).replace(0, 90)
    dates = pd.to_datetime(["2004-07-28", "2011-12-17", "2013-05-28"])
    titles = ["First event", "Second, somewhat longer event", "Third event"]
    return arrivals.annual(rows, pd.DataFrame({"date": dates, "title": titles}), WORDS)


@picture
def test_matrix():
    findings = ["agrees", "partly", "contradicts", "silent"] * 3
    pairs = [(s, d) for s in "abcd" for d in ("First paper", "Second paper", "Third")]
    said = pd.DataFrame(pairs, columns=["statement_id", "short"]).assign(finding=findings)
    rows = pd.DataFrame({"statement_id": list("abcd"), "code": "A"})
    rows["statement"] = "what was said " + rows.statement_id
    return testimony.matrix(rows, said.drop(index=4), WORDS)


@picture
def test_map():
    legs = ways.list_legs(used(load("legs"), False), load("places"))
    state = ways.find_states(used(load("legs"), False), legs, 2018)
    return routes.network(load("outlines"), state, WORDS)


@picture
def test_small_multiples():
    parts = [
        pd.DataFrame({"host_name": name, "year": YEARS, "log_ratio": series(n + 0.3) - 3})
        for n, name in enumerate(("China", "Laos", "Mongolia", "Thailand", "Viet Nam"))
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[(rows.host_name != "Laos") | ~rows.year.isin([2005, 2007])]
    return hosts.ratios(rows, (2001, 2016), WORDS)


@picture
def test_points():
    names = [f"Country {n}" for n in range(12)]
    share = 10.0 ** -np.linspace(1, 5, 12)
    rows = pd.DataFrame({"host_name": names, "share": share, "others": share[::-1] * 3})
    rows["rival"] = ["KOR", "PRK"] * 6
    return hosts.asymmetry(rows.assign(rival_name=rows.rival.map(PAIR)), WORDS)


@picture
def test_strips():
    members = ["First member", "Second member", "Third member"]
    rows = pd.DataFrame([(m, k) for k in ("equal", "by size") for m in members])
    rows.columns = ["member_name", "key_name"]
    return burden.shares(rows.assign(share=[1 / 3, 1 / 3, 1 / 3, 0.6, 0.39, 0.01]), WORDS)
