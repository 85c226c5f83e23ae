"""Ties and treatment: what the data give."""

import pandas as pd
import pytest
from scipy import stats

from thirdcountry.measures import treatment
from thirdcountry.measures.trade import shares, weight
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]
PAIR = ["KOR", "PRK"]
SPAN = (2004, 2020)
X = [0.3, -1.2, 2.4, 0.9, 1.1, -0.4, 3.0]
Y = [1.0, -2.0, 0.5, 0.8, 2.0, -1.0, 1.5]


def frame(x, y):
    names = [f"h{n}" for n in range(len(x))]
    return pd.DataFrame({"country_name": names, "weight": x, "practice": y})


def test_leaving_one_out():
    found = treatment.leave_one_out(frame(X[:4], Y[:4])).set_index("left_out")
    assert found.hosts.eq(3).all() and len(found) == 4
    assert found.tau["h1"] == pytest.approx(stats.kendalltau(X[:1] + X[2:4], Y[:1] + Y[2:4])[0])
    assert treatment.leave_one_out(frame(X[:3], Y[:3])).empty


@pytest.fixture(scope="module")
def hosts():
    return name_countries(HOSTS)


@pytest.mark.parametrize("measure", treatment.MEASURES)
def test_a_host_without_both_partners_has_no_ratio(hosts, measure):
    found = treatment.weigh_ties(
        load("trade"), load("trade_totals"), hosts, PAIR, SPAN, measure
    ).set_index("country")
    absent = set() if measure == "share" else {"LAO", "VNM"}
    assert set(HOSTS) - set(found.index) == absent
    assert found.weight_years.between(1, 17).all()


def test_the_weights_are_means_of_the_trade_chapter(hosts):
    books = load("trade"), load("trade_totals")
    rows = weight.compare_weights(*books, "THA", PAIR, SPAN)
    found = treatment.weigh_ties(*books, hosts, PAIR, SPAN, "log_ratio").set_index("country")
    assert found.weight["THA"] == pytest.approx(rows.log_ratio.mean())
    rows = shares.rank_partners(*books, "THA", SPAN)
    rows = rows[(rows.flow == "turnover") & (rows.partner == "KOR")]
    found = treatment.weigh_ties(*books, hosts, PAIR, SPAN, "share").set_index("country")
    assert found.weight["THA"] == pytest.approx(rows.share.mean())


def test_the_grid_shows_every_cell(hosts):
    cells = treatment.try_every_measure(
        load("trade"), load("trade_totals"), load("practice"), hosts, PAIR, SPAN
    )
    assert len(cells) == 2 * len(treatment.MEASURES)
    assert (cells.tau_p >= cells.smallest_p).all()
    alone = {"CHN": "China", "MNG": "Mongolia"}
    few = treatment.try_every_measure(
        load("trade"), load("trade_totals"), load("practice"), alone, PAIR, SPAN
    )
    assert (few.hosts <= 2).all()
    assert "tau" not in few


def test_thai_counts_fell_while_trade_barely_moved(hosts):
    """Thai police 2,482 in 2010, Immigration Bureau 535 in 2016: -78.4 %."""
    found = treatment.find_changes(load("arrivals"), load("trade"), hosts, PAIR, SPAN)
    assert found.country.unique().tolist() == ["THA"]
    lines = found.set_index("partner", drop=False)
    people = found.iloc[0]
    assert (people.year_before, people.before, people.year_after, people.after) == (
        2010,
        2482,
        2016,
        535,
    )
    assert people.change == pytest.approx(-0.784, abs=5e-4)
    assert abs(lines.change["KOR"]) < 0.05
    assert treatment.find_changes(load("arrivals"), load("trade"), hosts, PAIR, (2011, 2020)).empty
