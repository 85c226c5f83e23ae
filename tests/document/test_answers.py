"""Questions and answers as rows of data."""

import pandas as pd
import pytest

from thirdcountry import chapter
from thirdcountry.document.answers import NOTHING, PARTLY, answers
from thirdcountry.document.values import DocumentError


@pytest.fixture
def doc():
    return chapter("trade_ties", country="LAO", partners="KOR", rivals="KOR,PRK")


def row(answer, question="How much in {year}?"):
    return pd.DataFrame({"story_id": ["a_story"], "question": [question], "answer": [answer]})


NAMED = {"year": (2018, "year"), "value": (5.9e9, "US$"), "gap": (None, "US$")}
IDS = pd.Series(["s"])


def test_values_fill_the_sentence_and_are_published(doc):
    found = answers(doc, row("{value} it was."), {"a_story": NAMED}, IDS).iloc[0]
    assert found.question == "How much in 2018?" and found.answer == "5.90 billion US$ it was."
    assert doc.values["a_story.value"].value == 5.9e9


@pytest.mark.parametrize("answer", ["{gap} it was.", "{elsewhere} it was."])
def test_a_missing_value_is_said(doc, answer):
    assert answers(doc, row(answer), {"a_story": NAMED}, IDS).answer.item() == NOTHING


def test_a_typed_number_is_refused(doc):
    with pytest.raises(DocumentError, match="a number is typed"):
        answers(doc, row("It was 5.9 billion in {year}."), {"a_story": NAMED}, IDS)


def test_a_sentence_with_a_missing_value_is_left_out_and_that_is_said(doc):
    template = "{value} it was. Of that {gap} was debt. It is rough."
    found = answers(doc, row(template), {"a_story": NAMED}, IDS).answer.item()
    assert found == f"5.90 billion US$ it was. It is rough. {PARTLY}"
    only = answers(doc, row("{gap} was debt. It is rough."), {"a_story": NAMED}, IDS)
    assert only.answer.item() == NOTHING
