"""Contacts on record: facts from outside, values by hand, and what must always hold."""

import pandas as pd
import pytest

from thirdcountry import tables
from thirdcountry.measures import contacts

PAIR = ["KOR", "PRK"]
SPAN = (1990, 2025)
HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


@pytest.fixture(scope="module")
def table():
    return tables.load("contacts")


def test_mongolia_has_had_relations_with_the_north_for_41_years_longer(table):
    """15 October 1948 (Montsame) and 26 March 1990 (News.mn), whatever the last year."""
    rows = contacts.select_contacts(table, "MNG")
    for last in (1995, 2020, 2025):
        gap = contacts.count_relation_years(rows, "PRK", last) - contacts.count_relation_years(
            rows, "KOR", last
        )
        assert gap == pytest.approx(41.44, abs=0.01)
    assert contacts.count_relation_years(rows, "PRK", 2025) == pytest.approx(77.21, abs=0.01)


def test_broken_years_are_taken_off(table):
    """Laos and South Korea: 22 June 1974 to 24 July 1975, and again from 25 October 1995."""
    rows = contacts.select_contacts(table, "LAO")
    whole = (pd.Timestamp(2026, 1, 1) - pd.Timestamp(1974, 6, 22)).days
    broken = (pd.Timestamp(1995, 10, 25) - pd.Timestamp(1975, 7, 24)).days
    assert contacts.count_relation_years(rows, "KOR", 2025) == pytest.approx(
        (whole - broken) / 365.25
    )


def test_the_closed_embassy_in_ulaanbaatar(table):
    """Closed in August 1999 and back in 2004: no embassy at the end of five years."""
    rows = contacts.select_contacts(table, "MNG")
    assert contacts.count_embassy_years(rows, "PRK", "MNG", (1998, 2005)) == 8 - 5
    assert contacts.count_embassy_years(rows, "PRK", "PRK", (1998, 2005)) == 8
    assert contacts.count_embassy_years(rows, "KOR", "KOR", (1989, 1992)) == 2


@pytest.mark.parametrize("host", HOSTS)
def test_relations_with_both_are_on_record(table, host):
    rows = contacts.select_contacts(table, host)
    assert all(contacts.count_relation_years(rows, code, 2025) > 20 for code in PAIR)


def test_the_meetings_that_the_article_names(table):
    met = table[(table.country == "MNG") & (table.channel == "convening")]
    days = set(met.date.dt.strftime("%Y-%m-%d"))
    assert {"2014-03-10", "2014-06-17", "2016-07-15", "2007-09-06"} <= days


def test_dates_agree_with_the_table_of_events(table):
    """The same fact has the same date in both tables, as exact as each has it."""
    events = tables.load("events").set_index("event_id").date
    same = {
        "mongolia-north-korea-relations": "mng-prk-relations-opened-1948-10-15",
        "mongolia-south-korea-relations": "mng-kor-relations-opened-1990-03-26",
        "north-korea-closes-ulaanbaatar-embassy": "mng-prk-embassy-closed-1999-08-in-mng",
        "kim-yong-nam-visits-mongolia": "mng-prk-visit-received-2007-07-20",
        "laos-south-korea-break": "lao-kor-relations-severed-1975-07-24",
        "myanmar-north-korea-restored": "mmr-prk-relations-restored-2007-04-26",
    }
    dates = table.set_index("contact_id").date
    assert {e: events[e] for e in same} == {e: dates[c] for e, c in same.items()}


def test_relations_never_opened_or_opened_later(make_contacts):
    rows = make_contacts(("KOR", "relations", "opened", "2010-01-01"))
    assert contacts.count_relation_years(rows, "PRK", 2020) is None
    assert contacts.count_relation_years(rows, "KOR", 2000) == 0
    assert contacts.count_relation_years(rows, "KOR", 2010) == pytest.approx(1, abs=0.01)


def test_a_visit_received_is_a_visit_made_from_the_other_side(table):
    here, there = contacts.select_contacts(table, "MNG"), contacts.select_contacts(table, "PRK")
    there = there[there.other == "MNG"]
    here = here[(here.other == "PRK") & (here.channel != "convening")]
    assert len(here) == len(there) > 0
    assert (here.event == "made").sum() == (there.event == "received").sum()
    assert not (contacts.select_contacts(table, "PRK").channel == "convening").any()


def test_leaked_contacts_count_only_when_asked_for(make_contacts):
    rows = make_contacts(
        ("KOR", "visit", "made", "2000-01-01"), ("KOR", "visit", "made", "2001-01-01")
    )
    rows.loc[0, "leaked"] = True
    assert len(contacts.select_contacts(rows, "AAA")) == 1
    assert len(contacts.select_contacts(rows, "AAA", include_leaked=True)) == 2


def test_coverage_counts_every_row_once(table):
    rows = contacts.select_contacts(table, "MNG")
    found = contacts.count_coverage(rows, tables.load("sources"), PAIR, SPAN).set_index("channel")
    assert (found[["high", "medium", "low"]].sum(axis=1)).sum() == len(rows)
    visits = found.loc["visit"]
    assert visits["first"] + visits.second == visits[["high", "medium", "low"]].sum()


def test_the_timeline_holds_every_row(table):
    """Rows of one day and kind share a mark, so that marks are fewer but none is lost."""
    rows = contacts.select_contacts(table, "MNG")
    marks = contacts.build_timeline(rows, PAIR, 2025)
    assert set(marks.lane) == {"KOR", "PRK", "hosted"}
    assert set(marks.date) == set(rows.date)
    early = contacts.build_timeline(rows, PAIR, 1950)
    assert (early.date.dt.year.tolist(), early.event.tolist()) == ([1948], ["opened"])
