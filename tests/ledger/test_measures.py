"""Measures of the ledger: what adds up, what is not on record, what cannot be used."""

import pytest

from thirdcountry.ledger import judge
from thirdcountry.ledger.evidence import ClaimError


def test_rises_and_falls_are_all_steps_where_no_count_repeats(tables):
    host = "host=KOR;first=2002;last=2019"
    rises, falls = (
        judge.evaluate(name, host, tables).value for name in ("rising_years", "falling_years")
    )
    assert rises + falls == pytest.approx(1)


def test_the_falls_of_all_years_add_up_to_the_whole(tables):
    parts = [
        judge.evaluate("fall_in", f"year={year};peak=2009;last=2019", tables).value
        for year in range(2010, 2020)
    ]
    assert sum(parts) == pytest.approx(1)


def test_a_rising_part_is_counted_where_both_years_are_on_record(tables):
    """South Korea's part of Mongolian trade was 5.9 % in 2000, 1.2 % in 2010, 2.0 % in 2020."""
    given = "partner=KOR;first={};last={}"
    for years, held in (((2000, 2020), 0), ((2010, 2020), 1)):
        found = judge.evaluate("shares_rose", "reporters=MNG;" + given.format(*years), tables)
        assert found.value == held and found.numbers["all"][0] == 1
    both = judge.evaluate("shares_rose", "reporters=MNG+CHN;" + given.format(2010, 2020), tables)
    assert both.numbers["all"][0] == 2
    none = judge.evaluate("shares_rose", "reporters=MNG;" + given.format(1900, 1901), tables)
    assert none.value is None


def test_a_year_alone_gives_no_tenths_of_a_year(tables):
    """The route was reported blocked in 2007, no month known; 15 October 1948 is a day."""
    year = judge.evaluate("years_since", "event=mongolian-route-blocked;date=2025-04-05", tables)
    assert year.numbers["value"] == (18, "count") and year.numbers["rough"][0]
    assert year.value == pytest.approx(18.26, abs=0.01), "the verdict keeps the exact value"
    days = "event=mongolia-north-korea-relations;other=mongolia-south-korea-relations"
    assert judge.evaluate("years_between", days, tables).numbers["value"][1] == "score"


def test_a_date_in_the_title_is_not_said_twice(tables):
    found = judge.evaluate("event_year", "event=china-north-korea-escapee-agreement", tables)
    assert found.numbers["what"][0] == "China-North Korea agreement of 1960"
    assert found.numbers["when"][0] is None
    found = judge.evaluate("event_year", "event=kim-jong-un-succession", tables)
    assert f"{found.numbers['when'][0]:%Y-%m-%d}" == "2011-12-17"


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("trade_change", "reporter=THA;partner=KOR;first=1901;last=2010", "trade_change.missing"),
        ("fact_to_gdp", "fact=railway-cost-aiddata;year=1900", "gdp.missing"),
        ("fact_to_arrivals", "fact=direct-crossings-2024;year=1990", "arrivals_count.missing"),
        ("total_ratio", "host=USA;of=THA;date=2020-01-31", "arrivals_total.missing"),
        ("gdp", "country=MNG;year=2018", "gdp"),  # in another release than that of Laos
    ],
)
def test_what_is_not_on_record_has_a_sentence_of_its_own(tables, name, arguments, sentence):
    found = judge.evaluate(name, arguments, tables)
    assert found.sentence == sentence
    assert (found.value is None) == sentence.endswith(".missing")


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("arrival_count", "host=KOR", "is no measure; did you mean 'arrivals_count'"),
        ("arrivals_count", "hosts=KOR;period=2012", "names hosts.*did you mean 'host'"),
        ("arrivals_count", "host=KOR", "lacks period; arrivals_count takes host, period, count"),
        ("arrivals_count", "host=KOR;period=soon", "has period=soon; write 2012"),
        ("arrivals_count", "host=FRA;period=2012", "data/arrivals.csv holds"),
        ("arrivals_change", "host=THA;first=2004;last=2014", "names 2014; Thailand has counts"),
        ("trade_rank", "reporter=MNG;partner=KOR;year=last", "year=last, which is not a number"),
        ("trade_rank", "reporter=MNG;partner=SKO;year=2019", "SKO, which is not in data/countries"),
        ("trade_value", "reporter=MNG;partner=KOR;year=2019;flow=all", "known: turnover, import"),
        ("event_year", "event=laos-returns-ten", "did you mean 'laos-returns-nine'"),
        ("fact", "thailand", "has 'thailand'; write key=value"),
        ("gdp", "country=LAO;year=2018;vintage=old", "names vintage=old; LAO has wdi"),
        ("trade_rank", "reporter=LAO;partner=CHN+THA;year=2019", "a place is that of one partner"),
        ("fact_to_gdp", "fact=railway-debt-share;year=2018", "needs US"),
        ("fact_ratio", "fact=railway-debt;over=railway-debt-share", "different units"),
    ],
)
def test_arguments_that_cannot_be_used(tables, name, arguments, message):
    with pytest.raises(ClaimError, match=message):
        judge.evaluate(name, arguments, tables)
