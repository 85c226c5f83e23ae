"""Events are chosen by name."""

from thirdcountry.measures import events
from thirdcountry.tables import load


def test_events_are_chosen_by_name():
    table = load("events")
    assert events.select_events(table, ["none"], 1998, 2025).empty
    drawn = events.select_events(table, ["default"], 1998, 2025)
    assert "laos-returns-nine" in set(drawn.event_id) and len(drawn) < 8
    assert len(events.select_events(table, ["all"], 1998, 2025)) > 30
