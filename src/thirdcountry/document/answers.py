"""Questions and answers that are rows of data: fill their sentences with computed values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from thirdcountry.document.chapter import Chapter
from thirdcountry.document.values import Value, fill, holes, missing

NOTHING = "The main series has nothing on this."
PARTLY = "The rest is not on record."


def answers(
    doc: Chapter,
    rows: pd.DataFrame,
    found: Mapping[str, Mapping[str, tuple[Any, str]]],
    evidence: pd.Series,
) -> pd.DataFrame:
    """Publish the values behind the answers and return them in words.

    Args:
        doc: the chapter; values are published as ``<story_id>.<name>``.
        rows: story_id, question, answer (templates with ``{name}``).
        found: story_id -> named values (measures.stories.answer).
        evidence: source ids by row (measures.stories.evidence).

    Returns:
        Columns question, answer, source_id. A sentence of which a value is missing is left out,
        which :data:`PARTLY` says; :data:`NOTHING` answers where no sentence with a value is left.

    Raises:
        DocumentError: a digit typed into a template, or a name its kind does not give.
    """
    lines = []
    for row in rows.itertuples():
        named = found[row.story_id]
        doc.publish_values({f"{row.story_id}.{name}": pair for name, pair in named.items()})
        values = {name: Value(*pair) for name, pair in named.items()}
        lines.append(
            {
                "question": fill(row.question, values),
                "answer": _answer(row.answer, values),
                "source_id": evidence[row.Index],
            }
        )
    return pd.DataFrame(lines, columns=["question", "answer", "source_id"])


def _answer(template: str, values: Mapping[str, Value]) -> str:
    """The sentences whose values are all there."""
    sentences = re.split(r"(?<=\.) ", template)
    known = [
        sentence
        for sentence in sentences
        if all(name in values and not missing(values[name].value) for name in holes(sentence))
    ]
    if not any(map(holes, known)):
        return NOTHING
    return fill(" ".join(known + [PARTLY] * (len(known) < len(sentences))), values)
