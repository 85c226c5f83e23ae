"""Ties and treatment: the enumerated tests against scipy, and what the data give."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from thirdcountry.measures import rules, treatment
from thirdcountry.measures.trade import shares, weight
from thirdcountry.parameters import _TIE_MEASURES
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]
PAIR = {"KOR": "South Korea", "PRK": "North Korea"}
SPAN = (2004, 2020)
X = [0.3, -1.2, 2.4, 0.9, 1.1, -0.4, 3.0]
Y = [1.0, -2.0, 0.5, 0.8, 2.0, -1.0, 1.5]


def frame(x, y):
    names = [f"h{n}" for n in range(len(x))]
    return pd.DataFrame({"country_name": names, "weight": x, "practice": y})


def test_tau_and_p_are_those_of_scipy_without_ties():
    found, theirs = treatment.rank_test(X, Y), stats.kendalltau(X, Y, method="exact")
    assert found.tau == pytest.approx(theirs.statistic)
    assert found.tau_p == pytest.approx(theirs.pvalue)


def test_rho_and_p_are_those_of_a_full_permutation_test():
    found = treatment.rank_test(X[:6], Y[:6])
    theirs = stats.permutation_test(
        (X[:6],),
        lambda x: stats.spearmanr(x, Y[:6]).statistic,
        permutation_type="pairings",
        n_resamples=math.factorial(6),
    )
    assert found.rho == pytest.approx(theirs.statistic)
    assert found.rho_p == pytest.approx(theirs.pvalue)


def test_ties_are_mid_ranks_as_in_scipy():
    x, y = [1, 2, 3, 4, 5, 6], [1, 1, 0, -2, 0, 1]
    found = treatment.rank_test(x, y)
    assert found.tau == pytest.approx(stats.kendalltau(x, y).statistic)
    assert found.rho == pytest.approx(stats.spearmanr(x, y).statistic)
    theirs = stats.permutation_test(
        (x,),
        lambda a: stats.kendalltau(a, y).statistic,
        permutation_type="pairings",
        n_resamples=math.factorial(6),
    )
    assert found.tau_p == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7])
def test_the_smallest_p_without_ties_is_two_orders_of_all(n):
    found = treatment.rank_test(list(range(n)), list(range(n)))
    assert found.tau == pytest.approx(1) and found.rho == pytest.approx(1)
    assert found.tau_p == found.smallest_p == pytest.approx(2 / math.factorial(n))


def test_random_orders_lie_within_the_null_range_in_95_of_100():
    found = treatment.rank_test(X, Y)
    shuffled = np.random.default_rng(1)
    taus = [stats.kendalltau(X, shuffled.permutation(Y)).statistic for _ in range(2000)]
    inside = np.mean([found.null_low - 1e-9 <= t <= found.null_high + 1e-9 for t in taus])
    assert 0.95 <= inside < 1
    assert found.null_low == pytest.approx(-found.null_high)


def test_the_test_follows_order_and_not_distance():
    assert treatment.rank_test(X, Y) == treatment.rank_test([math.exp(v) for v in X], Y)
    turned = treatment.rank_test([-v for v in X], Y)
    assert turned.tau == pytest.approx(-treatment.rank_test(X, Y).tau)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1, 2], [1, 2], "2 hosts have both figures; the test needs 3 to 8"),
        (list(range(9)), list(range(9)), "9 hosts"),
        ([1, 2, 3], [0, 0, 0], "no order"),
    ],
)
def test_lists_that_cannot_be_tested(x, y, words):
    with pytest.raises(treatment.TreatmentError, match=words):
        treatment.rank_test(x, y)
    assert treatment.tested(frame(x, y)) is None


def test_leaving_one_out():
    found = treatment.dropped(frame(X[:4], Y[:4])).set_index("left_out")
    assert found.hosts.eq(3).all() and len(found) == 4
    assert found.tau["h1"] == pytest.approx(stats.kendalltau(X[:1] + X[2:4], Y[:1] + Y[2:4])[0])
    assert treatment.dropped(frame(X[:3], Y[:3])).empty


@pytest.fixture(scope="module")
def hosts():
    return name_countries(HOSTS)


@pytest.mark.parametrize("measure", treatment.MEASURES)
def test_a_host_without_both_partners_has_no_ratio(hosts, measure):
    found = treatment.weights(
        load("trade"), load("trade_totals"), hosts, list(PAIR), SPAN, measure
    ).set_index("country")
    absent = set() if measure == "share" else {"LAO", "VNM"}
    assert set(HOSTS) - set(found.index) == absent
    assert found.weight_years.between(1, 17).all()


def test_the_weights_are_means_of_the_trade_chapter(hosts):
    books = load("trade"), load("trade_totals")
    rows = weight.compare_weights(*books, "THA", list(PAIR), SPAN)
    found = treatment.weights(*books, hosts, list(PAIR), SPAN, "log_ratio").set_index("country")
    assert found.weight["THA"] == pytest.approx(rows.log_ratio.mean())
    rows = shares.rank_partners(*books, "THA", SPAN)
    rows = rows[(rows.flow == "turnover") & (rows.partner == "KOR")]
    found = treatment.weights(*books, hosts, list(PAIR), SPAN, "share").set_index("country")
    assert found.weight["THA"] == pytest.approx(rows.share.mean())


def test_the_grid_shows_every_cell(hosts):
    cells = treatment.grid(
        load("trade"), load("trade_totals"), load("practice"), hosts, list(PAIR), SPAN
    )
    assert len(cells) == 2 * len(treatment.MEASURES)
    assert (cells.tau_p >= cells.smallest_p).all()
    alone = {"CHN": "China", "MNG": "Mongolia"}
    few = treatment.grid(
        load("trade"), load("trade_totals"), load("practice"), alone, list(PAIR), SPAN
    )
    assert (few.hosts <= 2).all()
    assert treatment.headline_grid(few)["cells"] == (0, "count")


def test_thai_counts_fell_while_trade_barely_moved(hosts):
    """Thai police 2,482 in 2010, Immigration Bureau 535 in 2016: -78.4 %."""
    found = treatment.within(load("arrivals"), load("trade"), hosts, PAIR, SPAN)
    assert found.country.unique().tolist() == ["THA"]
    lines = found.set_index("what")
    people = lines.loc["North Koreans recorded"]
    assert (people.year_before, people.before, people.year_after, people.after) == (
        2010,
        2482,
        2016,
        535,
    )
    assert people.change == pytest.approx(-0.784, abs=5e-4)
    assert abs(lines.change["Trade with South Korea, million US$"]) < 0.05
    assert treatment.within(load("arrivals"), load("trade"), hosts, PAIR, (2011, 2020)).empty


def test_headline_without_enough_hosts_is_missing_not_wrong(hosts):
    two = {code: hosts[code] for code in ("LAO", "VNM", "THA")[:2]}
    events = rules.chosen(load("practice"), two, SPAN, leaked=False)
    books = load("trade"), load("trade_totals")
    weight = treatment.weights(*books, two, list(PAIR), SPAN, "log_ratio")
    table = treatment.beside(weight, events, two)
    found = treatment.headline(table, pd.DataFrame(), PAIR)
    assert found["hosts"] == (0, "count") and found["tau"][0] is None
    assert found["left_out"][0] == ["Laos", "Viet Nam"]


def test_parameters_know_the_measures():
    assert _TIE_MEASURES == treatment.MEASURES
