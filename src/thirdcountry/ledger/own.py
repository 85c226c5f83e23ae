"""A reader's own ledger: checked row by row, then judged as the shipped one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from thirdcountry.ledger.evidence import ClaimError, Tables, list_known
from thirdcountry.ledger.judge import COMPARISONS, IMPLIED, MEASURES, evaluate, parse, to_number
from thirdcountry.tables import DataError, Violation

#: Columns of a reader's ledger; the first four must be filled.
COLUMNS = (
    "claim_id",
    "statement",
    "measure",
    "comparison",
    "arguments",
    "expected",
    "tolerance",
    "partly_within",
    "alternative",
    "alternative_verdict",
    "reason",
)
REQUIRED = COLUMNS[:4]
#: What the shipped ledger has beside them.
BLANK = {"article": "own", "kind": "own", "evidence": "", "verdict": "", "chapter": ""}

#: Field, value, and what is wrong with it.
Fault = tuple[str, str, str]


def complete(frame: pd.DataFrame, tables: Tables, file: str) -> pd.DataFrame:
    """Return a reader's ledger with the columns of the shipped one.

    Args:
        frame: text columns of :data:`COLUMNS`; only claim_id, statement, measure and comparison
            must be filled, and expected where the comparison does not imply it.
        file: its name, for messages.

    Raises:
        DataError: every bad row, with file, row, field and remedy.
    """
    if lacking := [c for c in REQUIRED if c not in frame.columns]:
        rule = f"lacks the column {', '.join(lacking)}; a ledger has {', '.join(COLUMNS)}"
        raise DataError([Violation(file, 0, "", "", rule)])
    if frame.empty:
        raise DataError([Violation(file, 0, "", "", "has no rows; write one claim in each")])
    rows = frame.reindex(columns=[*COLUMNS, "source_id"]).astype(object).fillna("")
    found: list[Violation] = []
    # the header is line 1 of the file
    for line, row in enumerate(rows.assign(again=rows.claim_id.duplicated()).to_dict("records"), 2):
        faults = [*_read_faults(row), *_compute_faults(row, tables)]
        if row["again"]:
            faults.append(("claim_id", row["claim_id"], "names an earlier row too"))
        found += [Violation(file, line, *fault) for fault in faults]
    if found:
        raise DataError(found)
    return rows.assign(**BLANK, paragraph=range(1, len(rows) + 1), leaked=False, key=True)


def _read_faults(row: Mapping[str, str]) -> Iterator[Fault]:
    """What can be seen without computing anything."""
    for name in REQUIRED:
        if not row[name].strip():
            yield name, "", "is empty; fill it in"
    if row["claim_id"] and not re.fullmatch(r"(?=.*[a-z])[a-z0-9-]+", row["claim_id"]):
        rule = "must be small letters, digits and hyphens, such as arrivals-2012"
        yield "claim_id", row["claim_id"], rule
    name = row["comparison"]
    if name and name not in COMPARISONS:
        yield "comparison", name, f"is no comparison{list_known(name, COMPARISONS)}"
    if name in COMPARISONS and name not in IMPLIED and not row["expected"].strip():
        yield "expected", "", f"is empty; {name} needs a number"
    for column in ("expected", "tolerance", "partly_within"):
        try:
            to_number(row[column].strip())
        except ValueError:
            yield column, row[column], "is not a number; write 1234.5, without commas"
    if row["alternative"] and row["alternative_verdict"] not in ("partly", "outdated"):
        rule = "must be partly or outdated where an alternative is given"
        yield "alternative_verdict", row["alternative_verdict"], rule


def _compute_faults(row: Mapping[str, str], tables: Tables) -> Iterator[Fault]:
    """What only the measure itself finds."""
    name = row["measure"].strip()
    if name and name not in MEASURES:
        yield "measure", row["measure"], f"is no measure{list_known(name, MEASURES)}"
    for column in ("arguments", "alternative") if name in MEASURES else ():
        try:
            evaluate(name, parse(row["arguments"]) | parse(row[column]), tables)
        except ClaimError as error:
            yield column, row[column], str(error)
            return
