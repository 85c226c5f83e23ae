"""Questions and answers that are rows of data: fill their sentences with computed values."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from thirdcountry.document.publisher import Publisher
from thirdcountry.words import Value
from thirdcountry.words.text import names_in, read_template

SENTENCE_END = re.compile(r"(?<=\.) ")


def tell_answers(
    doc: Publisher, questions: pd.DataFrame, answers: Mapping[str, Mapping[str, Value]]
) -> pd.DataFrame:
    """Return questions and answers in words: question, answer, source_id.

    A sentence of which a value is missing is left out, which the block (answer.partly)= says;
    (answer.nothing)= answers where no sentence with a value is left.

    Args:
        doc: the chapter.
        questions: story_id, question, answer (templates), source_id (behind the answer).
        answers: story_id -> name -> value.

    Raises:
        DocumentError: a digit typed into a template, with its row.
    """
    lines = []
    for row in questions.itertuples():
        story = row.story_id, answers[row.story_id]
        said = _fill(doc, row.question, *story), _answer(doc, row.answer, *story)
        lines.append((*said, row.source_id))
    return pd.DataFrame(lines, columns=["question", "answer", "source_id"])


def _answer(doc: Publisher, template: str, story: str, values: Mapping[str, Value]) -> str:
    """The sentences whose values are all there."""
    sentences = SENTENCE_END.split(template)
    said = {part: words for part in sentences if (words := _fill(doc, part, story, values))}
    if not any(map(names_in, said)):
        return doc.phrase("answer.nothing")
    rest = [] if len(said) == len(sentences) else [doc.phrase("answer.partly")]
    return " ".join([*said.values(), *rest])


def _fill(doc: Publisher, template: str, story: str, values: Mapping[str, Value]) -> str:
    """A template with its values; what was not found is missing."""
    wanted = dict.fromkeys(names_in(template), Value(None, "text"))
    return doc.fill(read_template(template, f"stories.csv, {story}"), **{**wanted, **values})
