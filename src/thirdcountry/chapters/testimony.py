"""What the interviews of the articles are worth, held against documents."""

from __future__ import annotations

import pandas as pd
from pydantic import StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import testimony
from thirdcountry.parameters import Flag, ParameterSet, check_known
from thirdcountry.tables import holdings, load
from thirdcountry.words import Named

#: What the digit of a code says of a statement, from 1 on (measures.testimony).
CREDIBILITY = ("confirmed", "probable", "possible", "doubtful", "improbable", "not_judged")
#: The source that describes the codes.
SCALE = "wikipedia_admiralty"


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    source_type: StrictStr = "all"
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        known = {"all", *holdings.allowed("statements", "source_type")}
        return check_known("source_type", self.source_type, known, "data/statements.csv")


def find(p: Parameters) -> Findings:
    """Hold statements against documents.

    Frames: ``rows`` (statements with their standing and ``voice``, the kind of source in words),
    ``said`` (what each document says), ``scale`` (the source of the codes).
    """
    found = Findings()
    statements = testimony.select_statements(load("statements"), p.source_type)
    sources = load("sources")
    found.said = testimony.read_documents(
        load("triangulation"), statements, sources, p.include_leaked
    )
    found.rows = testimony.count_agreement(statements, found.said)
    found.rows["voice"] = found.rows.source_type.str.replace("_", " ")
    found.scale = sources[sources.source_id == SCALE]
    read = "statements triangulation"
    found.compute(name_standing, found.rows, tables=read)
    found.compute(name_readings, found.said, tables=read)
    for digit, word in enumerate(CREDIBILITY, start=1):
        found.name(f"credibility.{word}", digit, "count", tables="sources", of=found.scale)
    return found


def name_standing(rows: pd.DataFrame) -> Named:
    """Return the named values of the statements: how many, how many of each standing, the most
    independent publishers, and ``backed`` (the statements that are corroborated)."""
    count = rows.standing.value_counts()
    backed = rows[rows.standing == "corroborated"].statement.str.rstrip(".")
    return {
        "statements": (len(rows), "count"),
        **{
            name.replace(" ", "_"): (int(count.get(name, 0)), "count")
            for name in testimony.STANDINGS
        },
        "most_independent": (int(rows.independent.max()), "count"),
        "backed": (backed.tolist(), "names"),
    }


def name_readings(said: pd.DataFrame) -> Named:
    """Return the named values of the documents: documents, readings (a document held against a
    statement), silent_readings (those in which it says nothing of the matter)."""
    return {
        "documents": (int(said.source_id.nunique()), "count"),
        "readings": (len(said), "count"),
        "silent_readings": (int((said.finding == "silent").sum()), "count"),
    }
