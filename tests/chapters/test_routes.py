"""Named values of the ways out."""

from thirdcountry.chapters import routes
from thirdcountry.measures import transit
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
