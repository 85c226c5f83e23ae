"""Verdicts: the rules by hand, known claims, what follows from changed data and leaked cables."""

import pytest

from thirdcountry.ledger import judge, own
from thirdcountry.ledger.evidence import ClaimError
from thirdcountry.pictures import claims as picture
from thirdcountry.tables import load


def claim(**changes):
    blank = dict.fromkeys(own.COLUMNS, "")
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
    assert judge.judge(claim(**changes), tables).verdict == verdict


def test_the_edge_of_a_tolerance_belongs_to_it(tables):
    """0.72 + 0.02 - 0.74 is not zero in a computer."""
    fact = {"measure": "fact", "arguments": "fact=thailand-stopover-2016", "tolerance": "0.02"}
    assert judge.judge(claim(**fact, expected="0.74"), tables).verdict == "supported"
    assert judge.judge(claim(**fact, expected="0.741"), tables).verdict == "contradicted"


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


def test_the_ledger_is_whole(rows):
    assert len(rows) >= 96 and (rows.basis == "computed").sum() >= 40
    assert set(rows.verdict) <= set(judge.VERDICTS)
    paragraphs = rows.groupby("article").paragraph.agg(set)
    assert paragraphs["balancing_act"] == set(range(1, 12))
    assert paragraphs["closing_door"] == set(range(19))


def test_a_verdict_follows_the_data(tables, rows):
    """A corrected count changes the verdict, without a word changed in the ledger."""
    arrivals = tables["arrivals"].copy()
    year = (arrivals.host == "KOR") & (arrivals.persons == 1047) & (arrivals.sex == "all")
    assert year.any()
    arrivals.loc[year, "persons"] = 771
    fresh = judge.judge_all(load("claims"), tables | {"arrivals": arrivals}).set_index("claim_id")
    assert fresh.verdict["arrivals-2019-771"] == "supported"
    assert rows.verdict["arrivals-2019-771"] == "partly"


def test_leaked_evidence_counts_only_if_asked_for(tables, rows):
    leaked = rows.index[rows.leaked.astype(bool)]
    assert len(leaked) and set(rows.verdict[leaked]) == {"not_located"}
    assert not rows.source_id[leaked].str.contains("cable_").any()
    asked = judge.judge_all(load("claims"), tables, include_leaked=True).set_index("claim_id")
    assert "supported" in set(asked.verdict[leaked])
    assert asked.source_id[leaked].str.contains("cable_").all()


def test_narrowing_to_nothing_is_an_error(rows):
    assert set(judge.select_claims(rows.reset_index(), article="closing_door").article) == {
        "closing_door"
    }
    with pytest.raises(ClaimError, match="no claim has kind = rank, verdict = not_located"):
        judge.select_claims(rows.reset_index(), kind="rank", verdict="not_located")


def test_the_tally_adds_up(rows):
    counted = judge.count_verdicts(rows.reset_index(), "kind")
    assert counted.claims.sum() == len(rows)


def test_every_verdict_has_a_look():
    assert set(picture.LOOK) == set(judge.VERDICTS)
