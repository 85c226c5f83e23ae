"""Testimony: agreement counted by independent voices, and never as data."""

import json
import re

import pandas as pd
import pytest

from thirdcountry import paths
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
    return measure.chosen(statements, "all"), papers, sources


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
    rows = measure.agreement(statements, measure.documents(papers, statements, sources))
    assert rows.independent.tolist() == [independent] and rows.standing.tolist() == [standing]


def test_leaked_cables_count_if_asked_for():
    statements, papers, sources = case(("agrees", "X", True), ("silent", "Y", False))
    said = measure.documents(papers, statements, sources, include_leaked=True)
    assert measure.agreement(statements, said).standing.tolist() == ["corroborated"]


def test_an_unknown_kind_of_voice():
    with pytest.raises(measure.TestimonyError, match="no statement has source_type = clerk"):
        measure.chosen(load("statements"), "clerk")


def test_the_shipped_statements_add_up():
    statements = measure.chosen(load("statements"), "all")
    said = measure.documents(load("triangulation"), statements, load("sources"))
    values = measure.headline(measure.agreement(statements, said), said)
    standings = ("corroborated", "partly_corroborated", "contradicted", "uncorroborated")
    assert sum(values[name][0] for name in standings) == values["statements"][0] == len(statements)
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


def test_no_other_notebook_reads_the_statements():
    folder = paths.root() / "notebooks"
    readers = set()
    for file in folder.glob("*.ipynb"):
        cells = json.loads(file.read_text("utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        if 'load("statements")' in code or 'load("triangulation")' in code:
            readers.add(file.stem)
    assert readers <= {"testimony", "claims"} and "testimony" in readers
