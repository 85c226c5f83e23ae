"""Treatment: facts from outside, values by hand, and what must not happen."""

import pandas as pd
import pytest
from scipy.stats import binom, poisson

from thirdcountry.measures import practice, treaties
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


@pytest.fixture(scope="module")
def hosts():
    return name_countries(HOSTS)


@pytest.fixture(scope="module")
def events(hosts):
    return practice.select_practice(load("practice"), hosts, (1998, 2025), include_leaked=False)


def event(id, country, date, code, end=None, persons=None, part=None, leaked=False, source="s"):
    return {
        "practice_id": id,
        "country": country,
        "date": pd.Timestamp(date) if date else pd.NaT,
        "date_end": pd.Timestamp(end) if end else pd.NaT,
        "code": code,
        "persons": persons,
        "persons_precision": "exact" if persons else None,
        "part_of": part,
        "leaked": leaked,
        "source_id": source,
    }


def test_no_event_gives_an_empty_timeline(events):
    assert practice.group_events(events.iloc[:0]).empty


def test_practice_is_never_carried_forward():
    rows = pd.DataFrame(
        [
            event("a", "LAO", "2013-05-27", -2),
            event("b", "LAO", "2013-06-01", 1),
            event("c", "LAO", "2016-07-01", 1, end="2017-03-01"),
            event("d", "LAO", None, 1, end="2010-01-01"),
        ]
    )
    found = practice.summarise_years(
        practice.select_practice(rows, {"LAO": "Laos"}, (2000, 2020), False), (2000, 2020)
    )
    assert dict(zip(found.year, found.practice, strict=True)) == {
        2010: 1,
        2013: -0.5,
        2016: 1,
        2017: 1,
    }
    cut = practice.summarise_years(
        practice.select_practice(rows, {"LAO": "Laos"}, (2017, 2020), False), (2017, 2020)
    )
    assert cut.year.tolist() == [2017]


def test_leaked_events_only_on_request(hosts, events):
    more = practice.select_practice(load("practice"), hosts, (1998, 2025), include_leaked=True)
    assert not events.leaked.any() and more.leaked.any()
    assert len(more) == len(events) + int(more.leaked.sum())


def test_a_part_is_not_added_to_its_whole():
    rows = pd.DataFrame(
        [
            event("whole", "CHN", "2024-01-01", -2, persons=406),
            event("part", "CHN", "2024-04-26", -2, persons=60, part="whole"),
            event("other", "CHN", "2023-10-09", -2, persons=500),
        ]
    )
    assert practice.add_up_people(rows) == (906, "exact")
    assert practice.add_up_people(rows[rows.practice_id != "whole"]) == (560, "exact")
    assert practice.add_up_people(rows.assign(persons=[None, None, 500])) == (500, "at_least")


def test_returns_since_the_pandemic_add_up_to_the_published_total(events):
    """Human Rights Watch, October 2025: at least 1,076 since 2020."""
    back = events[(events.country == "CHN") & (events.code == -2) & (events["first"] >= 2020)]
    assert practice.add_up_people(back)[0] == 50 + 80 + 40 + 500 + 406 == 1076


def test_people_of_several_other_events_are_not_added(events):
    lines = practice.group_events(events).set_index(["country", "year", "code"])
    assert lines.persons[("VNM", 2004, 2)] == 468
    assert lines.events[("VNM", 2019, -1)] == 2 and pd.isna(lines.persons[("VNM", 2019, -1)])
    assert lines.persons[("CHN", 2023, -2)] == 620


def test_the_ratio_of_rates_by_the_definition_of_its_interval():
    ratio, low, high = practice.compare_rates(51, 12, 41, 2)
    assert ratio == pytest.approx((41 / 2) / (51 / 12))
    for end, tail in ((low, "upper"), (high, "lower")):
        p = 2 * end / (12 + 2 * end)
        beyond = binom.sf(40, 92, p) if tail == "upper" else binom.cdf(41, 92, p)
        assert beyond == pytest.approx(0.025, rel=1e-6)
    assert practice.compare_rates(5, 1, 0, 1)[:2] == (0, 0)
    with pytest.raises(practice.PracticeError, match="needs events in the first period"):
        practice.compare_rates(0, 1, 5, 1)


def test_the_ratio_turned_round_is_its_inverse():
    ratio, low, high = practice.compare_rates(51, 12, 41, 2)
    back = practice.compare_rates(41, 2, 51, 12)
    assert back == pytest.approx((1 / ratio, 1 / high, 1 / low))


def test_detention_rates_are_of_adjoining_periods_of_one_source(events):
    found = practice.find_detention_rates(events, "CHN")
    assert found.persons.tolist() == [51, 41] and found.months.tolist() == [12, 2]
    for row in found.itertuples():
        assert poisson.sf(row.persons - 1, row.low * row.months) == pytest.approx(0.025)
        assert poisson.cdf(row.persons, row.high * row.months) == pytest.approx(0.025)
    assert practice.find_detention_rates(events, "THA").empty
    apart = events[events.practice_id != "china-detains-41"]
    assert practice.find_detention_rates(apart, "CHN").empty


def test_the_gap_is_between_minus_one_and_one(hosts, events):
    table = treaties.list_memberships(load("accessions"), hosts, 2025)
    found = practice.compare_commitment(table, events, {"refugee": 1, "torture": 1}).set_index(
        "country"
    )
    assert found.gap.between(-1, 1).all()
    assert found.gap["MMR"] == pytest.approx(0 - (1 + 2) / 4)
    alone = practice.compare_commitment(
        table, events[events.country == "LAO"], {"refugee": 1, "torture": 1}
    )
    assert alone.gap.notna().sum() == 1, "no event, no gap"
