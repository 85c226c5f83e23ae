"""Named values of the ways out."""

from thirdcountry.chapters import routes
from thirdcountry.measures import legs, transit
from thirdcountry.tables import load


def test_rival_shares_stay_apart():
    found = routes.name_shares(
        load("route_shares"), transit.bound_concentration(load("route_shares")), "THA"
    )
    assert found["share_low"] == (0.72, "whole percent") and found["share_low_year"] == (
        2016,
        "year",
    )
    assert found["share_high"] == (0.95, "whole percent") and found["share_high_year"] == (
        2011,
        "year",
    )
    assert found["share_undated"] == (0.9, "whole percent") and found["hhi_year"] == (2016, "year")


def test_a_leg_is_named_by_its_countries_and_by_its_town_only_where_that_is_needed():
    found = routes.write_legs(legs.list_legs(load("legs"), load("places")))
    named = found.set_index("leg_id").passage
    assert named["mng-kor"] == "Mongolia to South Korea"
    assert named["tha-inland"] == "within Thailand"
    assert named["chn-south"] == "within China (Kunming)"
    assert named["lao-tha"] == "Laos to Thailand (Chiang Rai)"
    assert named["tha-usa"] == "Thailand to the United States"
    assert named.is_unique
