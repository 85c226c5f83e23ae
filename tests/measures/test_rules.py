"""Treaties and treatment: facts from outside, values by hand, and what must not happen."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, poisson

from thirdcountry.measures import rules
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


@pytest.fixture(scope="module")
def hosts():
    return name_countries(HOSTS)


@pytest.fixture(scope="module")
def events(hosts):
    return rules.chosen(load("practice"), hosts, (1998, 2025), leaked=False)


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


def test_the_matrix_is_that_of_the_treaty_collection(hosts):
    """Depositary: China, Cambodia and Russia joined in 1982, 1992 and 1993; Mongolia never."""
    table = rules.matrix(load("accessions"), hosts, 2025).set_index("country")
    assert table.refugee[["CHN", "KHM", "RUS"]].tolist() == [
        "since 1982",
        "since 1992",
        "since 1993",
    ]
    assert set(table.index[table.refugee == "not party"]) == {"MNG", "LAO", "THA", "VNM", "MMR"}
    assert table.torture["MNG"] == "since 2002" and table.torture["MMR"] == "not party"
    assert table.agreements["CHN"] == [1960, 1964, 1986, 1998, 2004]


def test_agreements_say_what_is_known_and_whether_the_text_is_public(hosts):
    found = rules.agreements(load("accessions"), hosts, 2025, load("sources"))
    assert found.country.unique().tolist() == ["CHN", "LAO", "RUS"]
    text = found.set_index(["country", "year"]).text
    assert text[("CHN", 1964)] == "yes" and text[("CHN", 1960)] == "no"
    assert text[("CHN", 1986)] == "not verified"
    early = rules.agreements(load("accessions"), hosts, 2003, load("sources"))
    assert early.year.max() == 1998
    assert rules.agreements(load("accessions"), {"THA": "Thailand"}, 2025, load("sources")).empty


def test_no_event_gives_an_empty_timeline(events):
    assert rules.timeline(events.iloc[:0]).empty


def test_a_later_accession_does_not_count_yet_and_no_row_is_no_knowledge(hosts):
    before = rules.matrix(load("accessions"), {**hosts, "JPN": "Japan"}, 1981).set_index("country")
    assert before.refugee_party["CHN"] == 0 and before.refugee["CHN"] == "not party"
    assert before.agreements["CHN"] == [1960, 1964]
    assert before.refugee["JPN"] == "not verified" and np.isnan(before.refugee_party["JPN"])


def test_commitment_is_the_weighted_mean():
    table = pd.DataFrame({"refugee_party": [1, 0, np.nan], "torture_party": [0, 1, 1.0]})
    found = rules.commitment(table, {"refugee": 3, "torture": 1})
    assert found[:2].tolist() == [0.75, 0.25] and np.isnan(found[2])
    assert rules.commitment(table, {"refugee": 0, "torture": 1}).tolist() == [0, 1, 1]


def test_practice_is_never_carried_forward():
    rows = pd.DataFrame(
        [
            event("a", "LAO", "2013-05-27", -2),
            event("b", "LAO", "2013-06-01", 1),
            event("c", "LAO", "2016-07-01", 1, end="2017-03-01"),
            event("d", "LAO", None, 1, end="2010-01-01"),
        ]
    )
    found = rules.yearly(rules.chosen(rows, {"LAO": "Laos"}, (2000, 2020), False), (2000, 2020))
    assert dict(zip(found.year, found.practice, strict=True)) == {
        2010: 1,
        2013: -0.5,
        2016: 1,
        2017: 1,
    }
    cut = rules.yearly(rules.chosen(rows, {"LAO": "Laos"}, (2017, 2020), False), (2017, 2020))
    assert cut.year.tolist() == [2017]


def test_leaked_events_only_on_request(hosts, events):
    more = rules.chosen(load("practice"), hosts, (1998, 2025), leaked=True)
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
    assert rules.people(rows) == (906, "exact")
    assert rules.people(rows[rows.practice_id != "whole"]) == (560, "exact")
    assert rules.people(rows.assign(persons=[None, None, 500])) == (500, "at_least")


def test_returns_since_the_pandemic_add_up_to_the_published_total(events):
    """Human Rights Watch, October 2025: at least 1,076 since 2020."""
    back = events[(events.country == "CHN") & (events.code == -2) & (events["first"] >= 2020)]
    assert rules.people(back)[0] == 50 + 80 + 40 + 500 + 406 == 1076


def test_people_of_several_other_events_are_not_added(events):
    lines = rules.timeline(events).set_index(["country", "year", "code"])
    assert lines.persons[("VNM", 2004, 2)] == 468
    assert lines.events[("VNM", 2019, -1)] == 2 and pd.isna(lines.persons[("VNM", 2019, -1)])
    assert lines.persons[("CHN", 2023, -2)] == 620


def test_the_ratio_of_rates_by_the_definition_of_its_interval():
    ratio, low, high = rules.rate_ratio(51, 12, 41, 2)
    assert ratio == pytest.approx((41 / 2) / (51 / 12))
    for end, tail in ((low, "upper"), (high, "lower")):
        p = 2 * end / (12 + 2 * end)
        beyond = binom.sf(40, 92, p) if tail == "upper" else binom.cdf(41, 92, p)
        assert beyond == pytest.approx(0.025, rel=1e-6)
    assert rules.rate_ratio(5, 1, 0, 1)[:2] == (0, 0)
    with pytest.raises(rules.RulesError, match="needs events in the first period"):
        rules.rate_ratio(0, 1, 5, 1)


def test_the_ratio_turned_round_is_its_inverse():
    ratio, low, high = rules.rate_ratio(51, 12, 41, 2)
    back = rules.rate_ratio(41, 2, 51, 12)
    assert back == pytest.approx((1 / ratio, 1 / high, 1 / low))


def test_detention_rates_are_of_adjoining_periods_of_one_source(events):
    found = rules.detention_rates(events, "CHN")
    assert found.persons.tolist() == [51, 41] and found.months.tolist() == [12, 2]
    for row in found.itertuples():
        assert poisson.sf(row.persons - 1, row.low * row.months) == pytest.approx(0.025)
        assert poisson.cdf(row.persons, row.high * row.months) == pytest.approx(0.025)
    assert rules.detention_rates(events, "THA").empty
    apart = events[events.practice_id != "china-detains-41"]
    assert rules.detention_rates(apart, "CHN").empty


def test_treaty_texts_only_grow_and_last_changed_in_2004():
    found = rules.texts(load("accessions"), "CHN", (1950, 2025)).set_index("year")
    total = found.conventions + found.agreements
    assert (total.diff().dropna() >= 0).all()
    assert found.index[found.changed > 0].tolist() == [1960, 1964, 1982, 1986, 1988, 1998, 2004]
    assert total[2025] == 8 and found.changed.sum() == 8


def test_the_gap_is_between_minus_one_and_one(hosts, events):
    table = rules.matrix(load("accessions"), hosts, 2025)
    found = rules.gaps(table, events, {"refugee": 1, "torture": 1}).set_index("country")
    assert found.gap.between(-1, 1).all()
    assert found.gap["MMR"] == pytest.approx(0 - (1 + 2) / 4)
    alone = rules.gaps(table, events[events.country == "LAO"], {"refugee": 1, "torture": 1})
    assert alone.gap.notna().sum() == 1, "no event, no gap"


def test_laos_one_return_and_later_transfers(events):
    found = rules.headline_host(events, "LAO", "laos")
    assert found["laos_returns"] == (1, "count") and found["laos_returned"] == (9, "persons")
    assert found["laos_later"][0] == 2
    assert rules.headline_host(events, "THA", "thai")["thai_returns"][0] is None


def test_the_country_watched_has_most_agreements(hosts):
    assert rules.watched(load("accessions"), hosts) == "CHN"
    assert rules.watched(load("accessions"), {"THA": "Thailand", "RUS": "Russia"}) == "RUS"
