"""Statements from interviews: coded, held against documents, and never counted as data.

The codes are those of the Admiralty system (UK Ministry of Defence, Joint Warfare Publication 2-00,
2003): reliability of the source A to F, credibility of the statement 1 to 6, each judged apart.
"""

from __future__ import annotations

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.tables.sources import join_ids, used

FINDINGS = ("agrees", "partly", "contradicts", "silent")


class TestimonyError(UserError):
    """A choice that leaves nothing to show."""

    __test__ = False  # pytest takes every class that begins with Test for its own


def chosen(statements: pd.DataFrame, source_type: str) -> pd.DataFrame:
    """Return the statements of one kind of voice, or of all, with ``code`` such as D3.

    Raises:
        TestimonyError: no such statement.
    """
    rows = statements if source_type == "all" else statements[statements.source_type == source_type]
    if rows.empty:
        raise TestimonyError(f"no statement has source_type = {source_type}")
    return rows.assign(code=rows.reliability + rows.credibility).reset_index(drop=True)


def documents(
    triangulation: pd.DataFrame,
    statements: pd.DataFrame,
    sources: pd.DataFrame,
    include_leaked: bool = False,
) -> pd.DataFrame:
    """Return what each document says to each statement: statement_id, statement, code, short,
    publisher, finding, note, leaked, source_id. Leaked cables only if asked for.
    """
    rows = used(triangulation, include_leaked)
    rows = rows.merge(statements[["statement_id", "statement", "code"]], on="statement_id")
    return rows.merge(sources[["source_id", "short", "publisher"]], on="source_id")


def agreement(statements: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Return the statements with agrees, partly, contradicts, silent (documents), independent and
    standing, and ``document_source_id``.

    ``independent`` counts publishers that agree: two papers of one house are one voice.
    ``standing`` is *corroborated* with at least one of them, *contradicted* if a document says
    otherwise and none agrees, *partly corroborated* if some part is, else *uncorroborated*.
    """
    count = said.pivot_table(
        index="statement_id", columns="finding", values="source_id", aggfunc="size", fill_value=0
    ).reindex(columns=list(FINDINGS), fill_value=0)
    count["independent"] = (
        said[said.finding == "agrees"].groupby("statement_id").publisher.nunique()
    )
    count["document_source_id"] = said.groupby("statement_id").source_id.agg(join_ids)
    out = statements.merge(count.reset_index(), on="statement_id", how="left")
    numbers = [*FINDINGS, "independent"]
    out[numbers] = out[numbers].fillna(0).astype(int)
    return out.assign(standing=[_standing(row) for row in out.itertuples()])


def _standing(row) -> str:
    if row.independent:
        return "corroborated"
    if row.contradicts:
        return "contradicted"
    return "partly corroborated" if row.partly else "uncorroborated"


def headline(rows: pd.DataFrame, said: pd.DataFrame) -> Named:
    """Return the named values: statements, corroborated, partly_corroborated, contradicted,
    uncorroborated, most_independent, documents, readings, silent_readings (how many of them),
    low_reliability (statements whose source is D, E or F)."""
    count = rows.standing.value_counts()
    return {
        "statements": (len(rows), "count"),
        "corroborated": (int(count.get("corroborated", 0)), "count"),
        "partly_corroborated": (int(count.get("partly corroborated", 0)), "count"),
        "contradicted": (int(count.get("contradicted", 0)), "count"),
        "uncorroborated": (int(count.get("uncorroborated", 0)), "count"),
        "most_independent": (int(rows.independent.max()), "count"),
        "documents": (int(said.source_id.nunique()), "count"),
        "readings": (len(said), "count"),
        "silent_readings": (int((said.finding == "silent").sum()), "count"),
        "low_reliability": (int(rows.reliability.isin(list("DEF")).sum()), "count"),
    }
