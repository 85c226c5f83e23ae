"""Named values of the chapter on rules and practice."""

from thirdcountry.chapters import rules
from thirdcountry.measures import practice
from thirdcountry.tables import load


def test_laos_one_return_and_later_transfers():
    hosts = {"LAO": "Laos", "THA": "Thailand"}
    events = practice.select_practice(load("practice"), hosts, (1998, 2025), include_leaked=False)
    found = rules.name_returns(events[events.country == "LAO"])
    assert found["laos_returns"] == (1, "count") and found["laos_returned"] == (9, "persons")
    assert found["laos_later"][0] == 2
    assert rules.name_returns(events[events.country == "THA"])["laos_returns"][0] is None
