"""What the schema of the ledger cannot see: names that stand in other tables or in the plan."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from thirdcountry.ledger.evidence import list_known
from thirdcountry.ledger.judge import MEASURES
from thirdcountry.tables import DataError, Violation, load
from thirdcountry.words.hints import suggest

#: Evidence is the key of one of these tables.
EVIDENCE = (("events", "event_id"), ("facts", "fact_id"), ("sources", "source_id"))
#: So many known names are listed in a message.
FEW = 50


def check_references(chapters: Collection[str]) -> int:
    """Check the measures, evidence and chapters that claims and questions name.

    Args:
        chapters: the chapters of the report by name.

    Returns the number of claims.

    Raises:
        DataError: every unknown name, with file, row and the nearest known one.
    """
    claims = load("claims")
    known = {i for name, key in EVIDENCE for i in load(name)[key]}
    found = [
        *find_unknown(claims, "claims.csv", "measure", MEASURES),
        *find_unknown(claims, "claims.csv", "evidence", known),
        *find_unknown(claims, "claims.csv", "chapter", chapters),
        *find_unknown(load("questions"), "questions.csv", "chapter", chapters),
    ]
    if found:
        raise DataError(found)
    return len(claims)


def find_unknown(
    rows: pd.DataFrame, file: str, column: str, known: Collection[str]
) -> list[Violation]:
    """Return a fault for each name in a column (with spaces between) that is not known."""
    hint = list_known if len(known) < FEW else suggest
    return [
        # the header is line 1 of the file
        Violation(file, line, column, name, f"is unknown{hint(name, known)}")
        for line, cell in enumerate(rows[column].fillna(""), 2)
        for name in cell.split()
        if name not in known
    ]
