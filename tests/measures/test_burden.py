"""Keys of sharing, rounding, cost games and the illustrative bill of a regional body."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from thirdcountry.measures import burden
from thirdcountry.measures.burden import BurdenError, Inputs, Rules, Scenario
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

CODES = ["CHN", "KOR", "LAO", "MNG", "THA", "VNM"]


@pytest.fixture(scope="module")
def body():
    names = name_countries(CODES)
    waiting = burden.recorded_caseload(load("arrivals"))
    return burden.members(load("indicators"), load("assessments"), names, waiting, 2023)


@pytest.fixture(scope="module")
def scenario(body):
    return Scenario(body, Inputs(223, 60, 50.0, 1_000_000, "eu_2015"), {}, ("CHN", "KOR"))


# -- bounded shares ----------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [[1, 2, 3], [0.001, 1, 1000], [5], [0, 1, 1], [1e-9, 1e9, 1]])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0.7), (0.1, 1), (0.2, 0.6)])
def test_bounded_shares_sum_to_one_within_their_bounds(weights, low, high):
    if high * sum(w > 0 for w in weights) + low * sum(w == 0 for w in weights) < 1:
        with pytest.raises(BurdenError, match="no shares between"):
            burden.bounded_shares(weights, low, high)
        return
    shares = burden.bounded_shares(weights, low, high)
    assert math.fsum(shares) == pytest.approx(1, abs=1e-15)
    assert (shares >= low - 1e-15).all() and (shares <= high + 1e-15).all()


def test_a_share_by_hand():
    """60:30:10 with a ceiling of one half: the rest, one half, goes 3:1 to the others."""
    found = burden.bounded_shares([60, 30, 10], 0, 0.5)
    assert found == pytest.approx([0.5, 0.375, 0.125])
    assert burden.bounded_shares([60, 30, 10], 0.2, 1) == pytest.approx([16 / 30, 8 / 30, 0.2])


def test_shares_do_not_depend_on_scale_or_order():
    weights, (low, high) = [7, 1, 3, 0.2, 5], (0.05, 0.4)
    shares = burden.bounded_shares(weights, low, high)
    assert burden.bounded_shares([1e6 * w for w in weights], low, high) == pytest.approx(shares)
    for order in permutations(range(5)):
        moved = burden.bounded_shares([weights[i] for i in order], low, high)
        assert moved == pytest.approx(shares[list(order)])


def test_a_larger_weight_never_has_a_smaller_share():
    weights = [0.2, 1, 3, 5, 7]
    assert (np.diff(burden.bounded_shares(weights, 0.05, 0.4)) >= 0).all()
    more = burden.bounded_shares([0.2, 2, 3, 5, 7], 0.05, 0.4)
    assert more[1] >= burden.bounded_shares(weights, 0.05, 0.4)[1]


def test_equal_bounds_give_equal_shares():
    assert burden.bounded_shares([9, 1, 5, 2], 0.25, 0.25) == pytest.approx([0.25] * 4)


@pytest.mark.parametrize(
    ("weights", "low", "high"),
    [([1, 2, 3], 0.4, 1), ([1, 2, 3], 0, 0.3), ([1, 2, 3], 0.5, 0.2), ([0, 0, 1], 0, 0.9)],
)
def test_bounds_that_cannot_be_kept_are_refused(weights, low, high):
    with pytest.raises(BurdenError, match="lower the floor or raise the ceiling"):
        burden.bounded_shares(weights, low, high)


def test_a_negative_weight_is_refused():
    with pytest.raises(BurdenError, match="not negative"):
        burden.bounded_shares([1, -1])


# -- rounding ----------------------------------------------------------------------------------


def test_largest_remainders_by_hand():
    """Balinski and Young's rule: the floors are 1, 2, 3 and the one left goes to 0.7."""
    assert burden.largest_remainder([1.1, 2.2, 3.7], 7) == [1, 2, 4]
    assert burden.largest_remainder([0.5, 0.5], 1) == [1, 0], "a tie goes to the earlier member"


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(BurdenError, match="add up to 3, not to 9"):
        burden.largest_remainder([1.0, 2.0], 9)


def test_the_european_key_of_2015():
    """COM(2015) 286: 23 shares, 24,000 and 16,000 persons; the column for Italy sums to 23,998."""
    key = load("relocation_key")
    italy = key[key.scheme == "italy"]
    assert len(italy) == 23 and italy.share_percent.sum() == pytest.approx(100)
    quotas = italy.share_percent / 100 * italy.total.astype(float)
    assert ((quotas - italy.places.astype(float)).abs() <= 1 + 1e-9).all()
    assert int(italy.places.sum()) == 23_998
    check = burden.relocation_check(key).set_index("scheme")
    assert check.ours.tolist() == check.total.tolist() == [24_000, 16_000]
    assert check.printed["Greece"] == 16_000


# -- the European key --------------------------------------------------------------------------


def test_the_mixed_key_by_hand():
    """Two equal states but for unemployment 1:3. Effects: size and wealth 0.5 each, effort 0.5,
    work 0.75 and 0.25; the caps are 0.3, so 0.3 and 0.25 remain. Capped keys 0.4 + 0.03 + 0.03
    and 0.4 + 0.03 + 0.025; the rest, 0.085, is shared equally."""
    found = burden.eu_shares([1, 1], [1, 1], [1, 1], [1, 3])
    assert found == pytest.approx([0.46 + 0.0425, 0.455 + 0.0425])


def test_the_caps_hold_a_small_state_without_effort_back():
    """Grech (2017): without a cap the inverse of a small number would take the whole component."""
    small = burden.eu_shares([1, 99], [1, 99], [0, 5], [4, 4])
    assert small.sum() == pytest.approx(1)
    assert 0.01 < small[0] < 0.015
    assert burden.eu_shares([1, 99], [1, 99], [0, 5], [4, 4], cap=100)[0] > 0.1


def test_mixed_weights_of_size_and_wealth_alone_are_proportional():
    found = burden.eu_shares([3, 1], [1, 1], [1, 2], [1, 2], (1, 0, 0, 0))
    assert found == pytest.approx([0.75, 0.25])


# -- cost games --------------------------------------------------------------------------------


def test_the_airport_game():
    """Littlechild and Owen (1973): runways of cost 1, 2 and 3; each segment is shared by those who
    need it."""
    need = {"a": 1, "b": 2, "c": 3}
    found = burden.shapley(list(need), lambda s: max((need[p] for p in s), default=0))
    assert found == pytest.approx({"a": 1 / 3, "b": 5 / 6, "c": 11 / 6})


def test_shapley_is_efficient_symmetric_and_spares_dummies():
    worth = {"a": 4, "b": 4, "c": 9, "d": 0}

    def cost(coalition):
        return sum(worth[p] for p in coalition) + (6 if {"a", "b"} & coalition else 0)

    found = burden.shapley(list(worth), cost)
    assert sum(found.values()) == pytest.approx(cost(frozenset(worth)))
    assert found["a"] == pytest.approx(found["b"])
    assert found["d"] == pytest.approx(0) and found["c"] == pytest.approx(9)


def test_the_cost_game_of_the_body_has_a_closed_form(body):
    """Own handling and an equal part of the fixed cost."""
    handling = dict(zip(CODES, [7.0, 0, 0, 15, 44, 0], strict=True))
    found = burden.shapley(CODES, burden.cost_game(handling, 12.0))
    assert found == pytest.approx({c: h + 2 for c, h in handling.items()})


def test_too_many_players_are_refused():
    with pytest.raises(BurdenError, match="too many"):
        burden.shapley([str(n) for n in range(11)], lambda s: 0)


# -- inequality --------------------------------------------------------------------------------


def test_gini_by_hand():
    """1, 2, 3, 4: the mean difference of all pairs is 1.25, twice the mean is 5."""
    assert burden.gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert burden.gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert burden.gini([5, 5]) == 0 and math.isnan(burden.gini([0, 0]))


# -- the body ----------------------------------------------------------------------------------


def test_the_caseload_is_one_report_of_one_day():
    found = burden.recorded_caseload(load("arrivals")).set_index("host")
    assert found.persons.to_dict() == {"CHN": 80, "MNG": 170, "THA": 480}
    assert found.share.sum() == pytest.approx(1) and found.source_id.nunique() == 1


def test_members_take_gdp_from_one_release(body):
    """The rebased release puts South Korea higher: the two must not be mixed."""
    gdp = load("indicators")
    gdp = gdp[(gdp.indicator == "NY.GDP.MKTP.CD") & (gdp.year == 2023)].set_index(
        ["country", "vintage"]
    )
    for row in body.itertuples():
        assert row.gdp_usd == gdp.value[row.member, "wdi-2026-03"]
    assert gdp.value["KOR", "wdi-2026-01"] > 1.05 * gdp.value["KOR", "wdi-2026-03"]


def test_who_arrives_at_the_destination_waits_nowhere(body):
    korea = body.set_index("member").loc["KOR"]
    assert korea.caseload == 0 and korea.throughput == 1


def test_a_year_without_figures_is_refused(body):
    names = {"THA": "Thailand"}
    with pytest.raises(BurdenError, match="Thailand has no population for 1950"):
        burden.members(
            load("indicators"),
            load("assessments"),
            names,
            pd.DataFrame({"host": ["THA"], "share": [1.0], "source_id": ["own_assumption"]}),
            1950,
        )
    assert burden.years(load("indicators"), CODES) == list(range(2010, 2024))


@pytest.mark.parametrize("rules", [Rules(), Rules(floor=0.01, ceiling=0.4)])
def test_every_key_adds_up(body, rules):
    shares = burden.all_shares(body, rules)
    assert set(shares.key) == set(burden.KEYS)
    sums = shares.groupby("key")[["handling_share", "fixed_share"]].sum()
    assert np.allclose(sums, 1, atol=1e-12)
    bounded = shares[shares.key != "shapley"]
    assert bounded.fixed_share.between(rules.floor - 1e-12, rules.ceiling + 1e-12).all()


def test_the_un_scale_is_pro_rated(body):
    shares = burden.key_shares(body, "un_scale").set_index("member").fixed_share
    assert shares["THA"] == pytest.approx(0.3070 / (12.0058 + 2.2671 + 0.005 * 2 + 0.307 + 0.077))


def test_the_bill_by_hand(scenario):
    """223 persons, 480 of 730 of them in Thailand, 60 days at 50 US$: 439,890 US$; the budget is
    223 x 3,000 + 1,000,000."""
    rows = scenario.bill().set_index("member")
    assert rows.handling["THA"] == 439_890
    assert rows.payment.sum() == rows.handling.sum() + 1_000_000 == 1_669_000
    assert (rows.net == rows.handling - rows.payment).all() and rows.net.sum() == -1_000_000
    assert rows.share.sum() == pytest.approx(1)


@pytest.mark.parametrize("persons", [0, 1, 63, 2914, 99_999])
@pytest.mark.parametrize("fixed_cost", [0, 1, 1_000_003])
def test_payments_add_up_under_every_key(scenario, persons, fixed_cost):
    start = Inputs(persons, 37, 12.5, fixed_cost, "equal")
    rows = burden.bills(scenario.body, scenario.shares[()], start)
    sums = rows.groupby("key")[["payment", "handling"]].sum()
    assert (sums.payment == sums.handling + fixed_cost).all()
    assert (rows.payment >= 0).all()


def test_sharing_by_gdp_leaves_no_inequality(scenario):
    rows = burden.bills(scenario.body, scenario.shares[()], scenario.inputs)
    gdp = rows[rows.key == "gdp"]
    assert burden.gini(gdp.after) < 1e-3 < burden.gini(gdp.before)


def test_who_stays_out_pays_nothing_and_is_not_paid_for(scenario):
    without = scenario.bill(Inputs(223, 60, 50.0, 1_000_000, "gdp", ("CHN",)))
    assert "CHN" not in set(without.member)
    assert without.payment.sum() == 1_000_000 + 155_795 + 439_890
    assert set(burden.memberships(scenario)["without"]) == {"", "China", "South Korea"}


def test_a_membership_that_the_bounds_forbid_is_absent(body):
    tight = Scenario(body, Inputs(1, 1, 1, 1, "equal"), {}, ("CHN", "KOR"), Rules(ceiling=0.2))
    assert set(tight.shares) == {(), ("CHN",), ("KOR",)}
    with pytest.raises(BurdenError, match="cannot be computed for these members"):
        tight.bill(Inputs(1, 1, 1, 1, "equal", ("CHN", "KOR")))


def test_throughput_needs_somebody_who_handles(body):
    idle = body[body.member.isin(["LAO", "VNM"])].reset_index(drop=True)
    assert "throughput" not in set(burden.all_shares(idle).key)
    rows = burden.bills(idle, burden.all_shares(idle), Inputs(10, 1, 1, 100, "equal"))
    assert burden.side_by_side(rows, "payment").throughput.isna().all()


def test_ranges_hold_the_chosen_share(body):
    rows = burden.weight_ranges(body)
    assert (rows.points == 286).all(), "four parts in tenths that sum to one: 13 over 3"
    assert ((rows.low <= rows.chosen + 1e-12) & (rows.chosen <= rows.high + 1e-12)).all()


def test_the_record_holds_the_peak_and_the_low(scenario):
    record = burden.record(load("arrivals"))
    assert (record.idxmax(), record.max()) == (2009, 2914)
    assert (record.idxmin(), record.min()) == (2021, 63)
    found = burden.headline(scenario, record, ("KOR", "JPN"))
    assert found["cost_low"][0] == 63 * 3000 + 1_000_000
    assert found["cost_high"][0] == 2914 * 3000 + 1_000_000
    assert found["share_low_jpn"] == (None, "percent")
    assert found["share_low_kor"][0] < found["share_high_kor"][0]
