"""Keys of sharing, rounding, cost games and the illustrative bill of a regional body."""

import numpy as np
import pandas as pd
import pytest

from thirdcountry.chapters.burden_sharing import RELEASES
from thirdcountry.measures import burden, sharing
from thirdcountry.measures.burden import Inputs, Rules, Scenario
from thirdcountry.measures.sharing import SharingError
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

CODES = ["CHN", "KOR", "LAO", "MNG", "THA", "VNM"]


@pytest.fixture(scope="module")
def body():
    names = name_countries(CODES)
    waiting = burden.select_caseload(load("arrivals"))
    return burden.describe_members(
        load("indicators"), load("assessments"), names, waiting, 2023, RELEASES, "KOR"
    )


@pytest.fixture(scope="module")
def scenario(body):
    return Scenario(body, Inputs(223, 60, 50.0, 1_000_000, "eu_2015"), {}, ("CHN", "KOR"))


def test_the_cost_game_of_the_body_has_a_closed_form(body):
    """Own handling and an equal part of the fixed cost."""
    handling = dict(zip(CODES, [7.0, 0, 0, 15, 44, 0], strict=True))
    found = sharing.compute_shapley(CODES, sharing.make_cost_game(handling, 12.0))
    assert found == pytest.approx({c: h + 2 for c, h in handling.items()})


# -- the body ----------------------------------------------------------------------------------


def test_the_caseload_is_one_report_of_one_day():
    found = burden.select_caseload(load("arrivals")).set_index("host")
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
    with pytest.raises(SharingError, match="Thailand has no population for 1950"):
        burden.describe_members(
            load("indicators"),
            load("assessments"),
            names,
            pd.DataFrame({"host": ["THA"], "share": [1.0], "source_id": ["own_assumption"]}),
            1950,
            RELEASES,
            "KOR",
        )
    assert burden.find_complete_years(load("indicators"), CODES, RELEASES) == list(
        range(2010, 2024)
    )


@pytest.mark.parametrize("rules", [Rules(), Rules(floor=0.01, ceiling=0.4)])
def test_every_key_adds_up(body, rules):
    shares = burden.compute_all_shares(body, rules)
    assert set(shares.key) == set(burden.KEYS)
    sums = shares.groupby("key")[["handling_share", "fixed_share"]].sum()
    assert np.allclose(sums, 1, atol=1e-12)
    bounded = shares[shares.key != "shapley"]
    assert bounded.fixed_share.between(rules.floor - 1e-12, rules.ceiling + 1e-12).all()


def test_the_un_scale_is_pro_rated(body):
    shares = burden.compute_shares(body, "un_scale").set_index("member").fixed_share
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
    rows = burden.bill_keys(scenario.body, scenario.shares[()], start)
    sums = rows.groupby("key")[["payment", "handling"]].sum()
    assert (sums.payment == sums.handling + fixed_cost).all()
    assert (rows.payment >= 0).all()


def test_sharing_by_gdp_leaves_no_inequality(scenario):
    rows = burden.bill_keys(scenario.body, scenario.shares[()], scenario.inputs)
    gdp = rows[rows.key == "gdp"]
    assert sharing.compute_gini(gdp.after) < 1e-3 < sharing.compute_gini(gdp.before)


def test_who_stays_out_pays_nothing_and_is_not_paid_for(scenario):
    without = scenario.bill(Inputs(223, 60, 50.0, 1_000_000, "gdp", ("CHN",)))
    assert "CHN" not in set(without.member)
    assert without.payment.sum() == 1_000_000 + 155_795 + 439_890
    assert set(burden.bill_memberships(scenario)["without"]) == {"", "China", "South Korea"}


def test_a_membership_that_the_bounds_forbid_is_absent(body):
    tight = Scenario(body, Inputs(1, 1, 1, 1, "equal"), {}, ("CHN", "KOR"), Rules(ceiling=0.2))
    assert set(tight.shares) == {(), ("CHN",), ("KOR",)}
    with pytest.raises(SharingError, match="cannot be computed for these members"):
        tight.bill(Inputs(1, 1, 1, 1, "equal", ("CHN", "KOR")))


def test_throughput_needs_somebody_who_handles(body):
    idle = body[body.member.isin(["LAO", "VNM"])].reset_index(drop=True)
    assert "throughput" not in set(burden.compute_all_shares(idle).key)
    rows = burden.bill_keys(idle, burden.compute_all_shares(idle), Inputs(10, 1, 1, 100, "equal"))
    assert burden.set_side_by_side(rows, "payment", "All").throughput.isna().all()


def test_ranges_hold_the_chosen_share(body):
    rows = burden.range_weights(body)
    assert (rows.points == 286).all(), "four parts in tenths that sum to one: 13 over 3"
    assert ((rows.low <= rows.chosen + 1e-12) & (rows.chosen <= rows.high + 1e-12)).all()
