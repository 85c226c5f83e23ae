"""Testimony: agreement counted by independent voices, and never as data."""

import re
from pathlib import Path

import pandas as pd
import pytest

from thirdcountry import chapters
from thirdcountry.measures import testimony as measure
from thirdcountry.tables import load


def case(*said):
    statements = pd.DataFrame(
        {
            "statement_id": ["a"],
            "statement": ["It rained."],
            "source_type": ["witness"],
            "reliability": ["C"],
            "credibility": ["3"],
            "source_id": ["article"],
        }
    )
    frame = pd.DataFrame(said, columns=["finding", "publisher", "leaked"])
    frame["source_id"] = [f"s{n}" for n in range(len(frame))]
    sources = frame[["source_id", "publisher"]].assign(short=frame.source_id)
    papers = frame.drop(columns="publisher").assign(statement_id="a", note="")
    return measure.select_statements(statements, "all"), papers, sources


@pytest.mark.parametrize(
    ("said", "independent", "standing"),
    [
        ([("agrees", "X", False), ("agrees", "X", False)], 1, "corroborated"),
        ([("agrees", "X", False), ("agrees", "Y", False)], 2, "corroborated"),
        ([("partly", "X", False), ("silent", "Y", False)], 0, "partly corroborated"),
        ([("contradicts", "X", False), ("partly", "Y", False)], 0, "contradicted"),
        ([("silent", "X", False)], 0, "uncorroborated"),
        ([("agrees", "X", True), ("silent", "Y", False)], 0, "uncorroborated"),
    ],
)
def test_two_papers_of_one_house_are_one_voice(said, independent, standing):
    statements, papers, sources = case(*said)
    rows = measure.count_agreement(statements, measure.read_documents(papers, statements, sources))
    assert rows.independent.tolist() == [independent] and rows.standing.tolist() == [standing]


def test_leaked_cables_count_if_asked_for():
    statements, papers, sources = case(("agrees", "X", True), ("silent", "Y", False))
    said = measure.read_documents(papers, statements, sources, include_leaked=True)
    assert measure.count_agreement(statements, said).standing.tolist() == ["corroborated"]


def test_an_unknown_kind_of_voice():
    with pytest.raises(measure.TestimonyError, match="no statement has source_type = clerk"):
        measure.select_statements(load("statements"), "clerk")


def test_the_shipped_statements_add_up():
    statements = measure.select_statements(load("statements"), "all")
    said = measure.read_documents(load("triangulation"), statements, load("sources"))
    rows = measure.count_agreement(statements, said)
    assert len(rows) == len(statements) and set(rows.standing) <= set(measure.STANDINGS)
    assert not said.leaked.any()


def test_nothing_points_to_a_person():
    """No year, number or named place of an interview, and no trade but that of a coarse role."""
    rows = load("statements")
    rows = rows[rows.article == "balancing_act"]
    claims = load("claims")
    told = claims[(claims.article == "balancing_act") & claims.paragraph.between(7, 10)]
    said = load("triangulation")
    notes = said[said.statement_id.isin(rows.statement_id)].note
    allowed = {"North", "South", "Korea", "Korean", "Mongolia", "Mongolians", "China"}
    for text in [*rows.statement, *rows.reason, *told.statement, *told.reason, *notes]:
        assert not any(sign.isdigit() for sign in text), text
        inside = re.findall(r"(?<![.;:] )(?<!^)\b[A-Z][a-z]+", text)
        assert set(inside) <= allowed, text
    assert set(rows.source_type) == {"witness", "border_staff"}


def test_no_other_chapter_reads_the_statements():
    folder = Path(chapters.__file__).parent
    readers = {f.stem for f in folder.glob("*.py") if "triangulation" in f.read_text("utf-8")}
    assert readers == {"testimony"}
