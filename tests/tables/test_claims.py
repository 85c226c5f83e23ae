"""Each rule of the tables of claims and testimony has a case that breaks it."""

import pytest

from thirdcountry import tables
from thirdcountry.tables import DataError


def broken(project, table: str, column: str, value: str, where: str) -> str:
    """Set one cell in the first row that contains ``where``, and return the complaint."""
    import csv

    file = project / "data" / f"{table}.csv"
    with file.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    next(row for row in rows if where in row.values())[column] = value
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(DataError) as caught:
        tables.load(table)
    return str(caught.value)


@pytest.mark.parametrize(
    ("column", "value", "where", "message"),
    [
        ("verdict", "true", "mongolia-bound-to-welcome", "field verdict: 'true'"),
        ("verdict", "", "mongolia-bound-to-welcome", "must hold exactly when measure.notnull()"),
        ("verdict", "supported", "arrivals-2012", "must hold exactly when measure.notnull()"),
        ("comparison", "", "arrivals-2012", "comparison.notnull()"),
        ("comparison", "is", "arrivals-2012", "field comparison: 'is'"),
        ("arguments", "", "arrivals-2012", "arguments.notnull()"),
        ("arguments", "host KOR", "arrivals-2012", "field arguments: 'host KOR'"),
        ("alternative_verdict", "", "arrivals-2019-771", "alternative.notnull()"),
        ("alternative_verdict", "supported", "arrivals-2019-771", "field alternative_verdict"),
        ("leaked", "true", "arrivals-2012", "leaked == False or measure.isnull()"),
        ("kind", "opinion", "arrivals-2012", "field kind: 'opinion'"),
        ("article", "third_article", "arrivals-2012", "field article: 'third_article'"),
        ("article", "balancing_act", "arrivals-2012", "source_id == 'lee_closing_door'"),
        ("tolerance", "-1", "arrivals-2012", "field tolerance: '-1'"),
        ("source_id", "nobody", "arrivals-2012", "has no record in sources.source_id"),
        ("claim_id", "arrivals-2009", "arrivals-2012", "repeats the key"),
    ],
)
def test_claims(project, column, value, where, message):
    assert message in broken(project, "claims", column, value, where)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("reliability", "G", "field reliability: 'G'"),
        ("credibility", "0", "field credibility: '0'"),
        ("source_type", "passer-by", "field source_type"),
        ("scale", "guess", "field scale: 'guess'"),
        ("source_id", "lee_closing_door", "must hold exactly when article == 'closing_door'"),
    ],
)
def test_statements(project, column, value, message):
    assert message in broken(project, "statements", column, value, "threats-of-return")


def test_a_source_nobody_can_judge_confirms_nothing(project):
    message = broken(project, "statements", "credibility", "1", "thai-weighing")
    assert "credibility != '1' or reliability != 'F'" in message


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("finding", "confirms", "field finding: 'confirms'"),
        ("leaked", "false", "must hold exactly when source_id.str.startswith('cable_')"),
        ("statement_id", "nothing-said", "has no record in statements.statement_id"),
    ],
)
def test_triangulation(project, column, value, message):
    assert message in broken(project, "triangulation", column, value, "cable_06ulaanbaatar682")


def test_a_question_is_answered_or_says_why_not(project):
    where = "Do the economies complete each other by product?"
    assert "must hold exactly when chapter.isnull()" in broken(
        project, "questions", "why_not", "", where
    )
