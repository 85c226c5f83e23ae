"""The ledger: verdict rules by hand, published facts, and what a reader's file must not hold."""

import pandas as pd
import pytest

from thirdcountry.measures import claims as measure
from thirdcountry.tables import DataError, load

NAMES = ("arrivals", "trade", "trade_totals", "indicators", "facts", "events", "countries")


@pytest.fixture(scope="module")
def tables():
    return {name: load(name) for name in NAMES}


@pytest.fixture(scope="module")
def rows(tables):
    return measure.ledger(load("claims"), tables).set_index("claim_id")


def claim(**changes):
    blank = dict.fromkeys(measure.COLUMNS, "")
    given = {
        "measure": "arrivals_count",
        "arguments": "host=KOR;period=2012",
        "comparison": "equals",
        "expected": "1502",
    }
    return blank | given | changes


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "supported"),
        ({"expected": "1500"}, "contradicted"),
        ({"expected": "1500", "tolerance": "2"}, "supported"),
        ({"expected": "1500", "partly_within": "2"}, "partly"),
        ({"comparison": "about", "expected": "1500", "tolerance": "0.01"}, "supported"),
        ({"comparison": "at_least", "expected": "1503"}, "contradicted"),
        ({"comparison": "at_most", "expected": "1502"}, "supported"),
        (
            {
                "expected": "2914",
                "alternative": "period=2009",
                "alternative_verdict": "outdated",
            },
            "outdated",
        ),
        (
            {"expected": "1", "alternative": "period=2009", "alternative_verdict": "outdated"},
            "contradicted",
        ),
        ({"arguments": "host=MNG;period=2010"}, "not_located"),
    ],
)
def test_one_set_of_rules(tables, changes, verdict):
    assert measure.judge(claim(**changes), tables).verdict == verdict


def test_the_edge_of_a_tolerance_belongs_to_it(tables):
    """0.72 + 0.02 - 0.74 is not zero in a computer."""
    fact = {"measure": "fact", "arguments": "fact=thailand-stopover-2016", "tolerance": "0.02"}
    assert measure.judge(claim(**fact, expected="0.74"), tables).verdict == "supported"
    assert measure.judge(claim(**fact, expected="0.741"), tables).verdict == "contradicted"


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        # nine months printed as a year; the ministry counted 1,047 in the whole of 2019
        ("arrivals-2019-771", 1047, "partly"),
        # 31,339 at the end of 2017; 34,352 at the end of the quarter before the article
        ("total-31000", 34352, "outdated"),
        ("trade-14bn-2018", 13.82e9, "supported"),
        ("trade-record-2018", 2018, "supported"),
        ("lao-gdp-below-18", 18_141_641_090, "partly"),
        # (2914 - 1502) / (2914 - 1047)
        ("lao-thai-change-explains", 1412 / 1867, "contradicted"),
        ("ninety-percent-thailand", 0.72, "contradicted"),
        # of 115, 752, 1785, 1724, 1848, 2482, 535 after 46, two are no rises
        ("thai-continually-increasing", 5 / 7, "contradicted"),
        ("railway-china-70", 1.63 / 5.9, "partly"),
        ("railway-laos-all-loans", 480 / 730, "partly"),
        ("china-constant", (41 / 2) / (51 / 12), "contradicted"),
        ("arrivals-2009", 2914, "supported"),
        ("break-at-succession", 2012, "supported"),
        ("mongolia-longer-ties-north", 41.44, "supported"),
        ("china-second-partner", 2, "supported"),
        ("thai-count-ninety", 535 / 1418, "outdated"),
        ("sent-to-us-or-south", 218 / 32467, "partly"),
        # (2706 - 1502) / (2914 - 1047)
        ("fall-was-gradual", 1204 / 1867, "contradicted"),
        # 2013, 2016 and 2018 were rises
        ("fall-went-on", 5 / 8, "partly"),
        # 1,502 to 1,047, not to 771
        ("decline-2012-to-2019", 1047 / 1502 - 1, "contradicted"),
        # fifth twice in 2020, fourth in 2021, 2022 and 2023
        ("south-korea-fourth-supplier-later", 3 / 5, "partly"),
        # held in November 2007, where there was room for 200 to 300
        ("detention-overflow", 424, "supported"),
        # China in the trade of Thailand, Laos, Viet Nam, Myanmar and Cambodia, 2000 and 2019
        ("china-leverage-region", 5 / 5, "supported"),
    ],
)
def test_known_claims(rows, name, value, verdict):
    assert rows.value[name] == pytest.approx(value, rel=2e-3)
    assert rows.verdict[name] == verdict


def test_the_fourth_partner_held_its_place_in_some_years_only(rows):
    held = rows.evidence_found["south-korea-fourth-partner"]
    assert held.numbers["years"][0] == [2015, 2018] and held.verdict == "partly"


def test_rises_and_falls_are_all_steps_where_no_count_repeats(tables):
    host = "host=KOR;first=2002;last=2019"
    rises, falls = (
        measure.evaluate(name, host, tables).value for name in ("rising_years", "falling_years")
    )
    assert rises + falls == pytest.approx(1)


def test_the_falls_of_all_years_add_up_to_the_whole(tables):
    parts = [
        measure.evaluate("fall_in", f"year={year};peak=2009;last=2019", tables).value
        for year in range(2010, 2020)
    ]
    assert sum(parts) == pytest.approx(1)


def test_a_rising_part_is_counted_where_both_years_are_on_record(tables):
    """South Korea's part of Mongolian trade was 5.9 % in 2000, 1.2 % in 2010, 2.0 % in 2020."""
    given = "partner=KOR;first={};last={}"
    for years, held in (((2000, 2020), 0), ((2010, 2020), 1)):
        found = measure.evaluate("shares_rose", "reporters=MNG;" + given.format(*years), tables)
        assert found.value == held and found.numbers["all"][0] == 1
    both = measure.evaluate("shares_rose", "reporters=MNG+CHN;" + given.format(2010, 2020), tables)
    assert both.numbers["all"][0] == 2
    none = measure.evaluate("shares_rose", "reporters=MNG;" + given.format(1900, 1901), tables)
    assert none.value is None


def test_a_year_alone_gives_no_tenths_of_a_year(tables):
    """The route was reported blocked in 2007, no month known; 15 October 1948 is a day."""
    year = measure.evaluate("years_since", "event=mongolian-route-blocked;date=2025-04-05", tables)
    assert year.numbers["value"] == (18, "count") and "about {value} years" in year.text
    assert year.value == pytest.approx(18.26, abs=0.01), "the verdict keeps the exact value"
    days = "event=mongolia-north-korea-relations;other=mongolia-south-korea-relations"
    assert measure.evaluate("years_between", days, tables).numbers["value"][1] == "score"


def test_a_date_in_the_title_is_not_said_twice(tables):
    found = measure.evaluate("event_year", "event=china-north-korea-escapee-agreement", tables)
    assert found.numbers["what"][0] == "China-North Korea agreement of 1960"
    found = measure.evaluate("event_year", "event=kim-jong-un-succession", tables)
    assert found.numbers["what"][0].endswith(", 17 December 2011")


def test_the_ledger_is_whole(rows):
    assert len(rows) >= 96 and (rows.basis == "computed").sum() >= 40
    assert set(rows.verdict) <= set(measure.VERDICTS)
    paragraphs = rows.groupby("article").paragraph.agg(set)
    assert paragraphs["balancing_act"] == set(range(1, 12))
    assert paragraphs["closing_door"] == set(range(19))


def test_every_piece_of_evidence_is_on_record(tables):
    assert not measure.unknown_evidence(load("claims"), tables, load("sources"))
    bad = load("claims").head(1).assign(evidence="nobody-knows")
    assert measure.unknown_evidence(bad, tables, load("sources")) == ["nobody-knows"]


def test_a_verdict_follows_the_data(tables, rows):
    """A corrected count changes the verdict, without a word changed in the ledger."""
    arrivals = tables["arrivals"].copy()
    year = (arrivals.host == "KOR") & (arrivals.persons == 1047) & (arrivals.sex == "all")
    assert year.any()
    arrivals.loc[year, "persons"] = 771
    fresh = measure.ledger(load("claims"), tables | {"arrivals": arrivals}).set_index("claim_id")
    assert fresh.verdict["arrivals-2019-771"] == "supported"
    assert rows.verdict["arrivals-2019-771"] == "partly"


def test_leaked_evidence_counts_only_if_asked_for(tables, rows):
    leaked = rows.index[rows.leaked.astype(bool)]
    assert len(leaked) and set(rows.verdict[leaked]) == {"not_located"}
    assert not rows.source_id[leaked].str.contains("cable_").any()
    asked = measure.ledger(load("claims"), tables, include_leaked=True).set_index("claim_id")
    assert "supported" in set(asked.verdict[leaked])
    assert asked.source_id[leaked].str.contains("cable_").all()


def test_narrowing_to_nothing_is_an_error(rows):
    assert set(measure.narrow(rows.reset_index(), article="closing_door").article) == {
        "closing_door"
    }
    with pytest.raises(measure.ClaimError, match="no claim has kind = rank, verdict = not_located"):
        measure.narrow(rows.reset_index(), kind="rank", verdict="not_located")


def test_the_tally_adds_up(rows):
    counted = measure.tally(rows.reset_index(), "kind")
    assert counted.claims.sum() == len(rows)
    values = measure.headline(rows.reset_index())
    assert sum(values[v][0] for v in measure.VERDICTS) == values["claims"][0]
    assert values["verdict_arrivals_2012"] == ("supported", "text")


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("arrival_count", "host=KOR", "is no measure; did you mean arrivals_count"),
        ("arrivals_count", "hosts=KOR;period=2012", "names hosts.*did you mean host"),
        ("arrivals_count", "host=KOR", "lacks period; arrivals_count takes host, period, count"),
        ("arrivals_count", "host=KOR;period=soon", "has period=soon; write 2012"),
        ("arrivals_count", "host=FRA;period=2012", "data/arrivals.csv holds"),
        ("arrivals_change", "host=THA;first=2004;last=2014", "names 2014; Thailand has counts"),
        ("trade_rank", "reporter=MNG;partner=KOR;year=last", "year=last, which is not a number"),
        ("trade_rank", "reporter=MNG;partner=SKO;year=2019", "SKO, which is not in data/countries"),
        ("trade_value", "reporter=MNG;partner=KOR;year=2019;flow=all", "known: turnover, import"),
        ("event_year", "event=laos-returns-ten", "did you mean laos-returns-nine"),
        ("fact", "thailand", "has 'thailand'; write key=value"),
        ("gdp", "country=LAO;year=2018;vintage=old", "names vintage=old; LAO has wdi"),
        ("fact_ratio", "fact=railway-debt;over=railway-debt-share", "different units"),
    ],
)
def test_arguments_that_cannot_be_used(tables, name, arguments, message):
    with pytest.raises(measure.ClaimError, match=message):
        measure.evaluate(name, arguments, tables)


def ledger_of(**changes):
    row = {
        "claim_id": "mine",
        "statement": "Nobody came.",
        "measure": "arrivals_count",
        "arguments": "host=KOR;period=2012",
        "comparison": "equals",
        "expected": "0",
    }
    return pd.DataFrame([row | changes]).assign(source_id="readers_own_series")


def test_a_readers_claim_gets_a_verdict(tables):
    own = measure.own(ledger_of(), tables, "mine.csv")
    found = measure.ledger(own, tables)
    assert found.verdict.tolist() == ["contradicted"] and found.value.tolist() == [1502]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"measure": "arrivals_cuont"},
            "row 2, field measure: 'arrivals_cuont' is no measure; did",
        ),
        ({"expected": "1,502"}, "row 2, field expected: '1,502' is not a number"),
        ({"expected": ""}, "row 2, field expected: '' is empty; equals needs a number"),
        ({"comparison": "is"}, "row 2, field comparison: 'is' is no comparison"),
        ({"claim_id": "My claim"}, "row 2, field claim_id: 'My claim' must be small letters"),
        ({"statement": ""}, "row 2, field statement: '' is empty"),
        ({"arguments": "host=KOR"}, "row 2, field arguments: 'host=KOR' lacks period"),
        (
            {"alternative": "period=2009"},
            "field alternative_verdict: '' must be partly or outdated",
        ),
        (
            {"alternative": "year=2009", "alternative_verdict": "partly"},
            "row 2, field alternative: 'year=2009' names year",
        ),
    ],
)
def test_a_bad_row_is_one_message(tables, changes, message):
    with pytest.raises(DataError, match=r"mine\.csv") as caught:
        measure.own(ledger_of(**changes), tables, "mine.csv")
    assert message in str(caught.value)
    assert len(caught.value.violations) == 1


def test_every_bad_row_is_named_at_once(tables):
    """A row with a bad number does not hide another one with a bad measure."""
    bad = [
        {"claim_id": "one", "measure": "arrival_count"},
        {"claim_id": "two", "expected": "many"},
        {"claim_id": "three", "arguments": "host=KOR"},
    ]
    with pytest.raises(DataError) as caught:
        measure.own(pd.concat([ledger_of(**b) for b in bad], ignore_index=True), tables, "m.csv")
    places = [(v.row, v.field) for v in caught.value.violations]
    assert places == [(2, "measure"), (3, "expected"), (4, "arguments")]


def test_a_ledger_without_a_column_or_rows(tables):
    with pytest.raises(DataError, match="lacks the column comparison; a ledger has claim_id"):
        measure.own(ledger_of().drop(columns="comparison"), tables, "mine.csv")
    with pytest.raises(DataError, match="has no rows"):
        measure.own(ledger_of().head(0), tables, "mine.csv")
    with pytest.raises(DataError, match=r"row 3, field claim_id: 'mine' names an earlier row"):
        measure.own(pd.concat([ledger_of()] * 2, ignore_index=True), tables, "mine.csv")
