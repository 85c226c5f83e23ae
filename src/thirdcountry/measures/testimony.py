"""Statements from interviews: coded, held against documents, and never counted as data.

The codes are those of the Admiralty system (UK Ministry of Defence, Joint Warfare Publication 2-00,
2003): reliability of the source A to F, credibility of the statement 1 to 6, each judged apart.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.tables.sources import join_ids, used

FINDINGS = ("agrees", "partly", "contradicts", "silent")
#: The first of these that holds.
STANDINGS = ("corroborated", "contradicted", "partly corroborated", "uncorroborated")


class TestimonyError(UserError):
    """A choice that leaves nothing to show."""

    __test__ = False  # pytest takes every class that begins with Test for its own


def select_statements(statements: pd.DataFrame, source_type: str) -> pd.DataFrame:
    """Return the statements of one kind of voice, or of all, with ``code`` such as D3.

    Raises:
        TestimonyError: no such statement.
    """
    rows = statements if source_type == "all" else statements[statements.source_type == source_type]
    if rows.empty:
        raise TestimonyError(f"no statement has source_type = {source_type}")
    return rows.assign(code=rows.reliability + rows.credibility).reset_index(drop=True)


def read_documents(
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


def count_agreement(statements: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
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
    shown = [out.independent > 0, out.contradicts > 0, out.partly > 0]
    return out.assign(standing=np.select(shown, STANDINGS[:-1], STANDINGS[-1]))
