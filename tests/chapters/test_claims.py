"""The words of the ledger: sentences of what was found, expectations, titles of chapters."""

import pytest

from thirdcountry import chapters
from thirdcountry.chapters import claims
from thirdcountry.ledger import judge
from thirdcountry.tables import load
from thirdcountry.words import read_text


@pytest.fixture(scope="module")
def tables():
    return {name: load(name) for name in judge.TABLES}


def test_every_measure_has_its_sentence():
    blocks = {b.split(".")[1] for b in read_text("claims").blocks if b.startswith("evidence.")}
    assert blocks == set(judge.MEASURES)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        (
            "years_since",
            "event=mongolian-route-blocked;date=2025-04-05",
            "On record: Mongolian route reported blocked, 2007; about 18 years before April 2025.",
        ),
        (
            "event_year",
            "event=china-north-korea-escapee-agreement",
            "On record: China-North Korea agreement of 1960.",
        ),
        (
            "arrivals_count",
            "host=KOR;period=2019-01/2019-09",
            "South Korea counted 775 in January to September 2019.",
        ),
        (
            "arrivals_count",
            "host=MNG;period=2010",
            "No count of Mongolia for 2010 is on record.",
        ),
        (
            "shares_rose",
            "reporters=MNG+CHN;partner=KOR;first=2010;last=2020;flow=import",
            "The part of South Korea in imports rose in 1 of 2 countries; in 2010 and 2020 it was: "
            "Mongolia 1.6\u00a0% and 4.4\u00a0%, China 9.9\u00a0% and 8.4\u00a0%.",
        ),
    ],
)
def test_a_sentence_of_what_was_found(tables, name, arguments, words):
    assert claims.write_sentence(judge.evaluate(name, arguments, tables)) == words


def test_labels_of_a_series_are_words(tables):
    given = "fact=china-detained-two-months-2017;over=china-detained-year-before-2017;per=2"
    found = claims.write_labels(judge.evaluate("fact_ratio", given, tables))
    assert found.series.x.tolist()[0] == "detained in China, Jul-Aug 2017, a month"


def test_the_tally_adds_up(tables):
    rows = judge.judge_all(load("claims"), tables)
    values = claims.name_verdicts(rows)
    assert sum(values[v][0] for v in judge.VERDICTS) == values["claims"][0] == len(rows)
    row = next(row for row in rows.assign(asked="1,502").itertuples() if "2012" in row.claim_id)
    assert claims.name_claim(row)["verdict_arrivals_2012"] == ("supported", "text")


def test_a_value_leads_to_the_function_and_the_tables():
    values = claims.find(claims.Parameters()).values
    origin = values["found_trade_14bn_2018"].origin
    assert origin.computed_by == "ledger.ties.trade_value" and "trade" in origin.tables
    assert "imf_dots_2022" in origin.source_ids


@pytest.mark.parametrize(
    ("run", "title"),
    [
        ("trade_ties-LAO", "Laos between South Korea and North Korea"),
        ("balance", "Mongolia: the balance of its ties"),
        ("hosts", "The hosts compared"),
        ("claims", "The ledger of claims"),
    ],
)
def test_a_run_is_called_by_its_title_without_years(run, title):
    assert chapters.read_title(run) == title
