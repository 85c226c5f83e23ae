"""Questions and answers as rows of data."""

import pandas as pd
import pytest

from thirdcountry.document.answers import tell_answers
from thirdcountry.document.publisher import Publisher
from thirdcountry.findings import Findings
from thirdcountry.parameters import ParameterSet
from thirdcountry.words import DocumentError, Value

NAMED = {
    "year": Value(2018, "year"),
    "value": Value(5.9e9, "US$"),
    "gap": Value(None, "US$"),
}
NOTHING, PARTLY = "The main series has nothing on this.", "The rest is not on record."


@pytest.fixture
def doc():
    return Publisher("trade_ties", ParameterSet(), Findings())


def tell(doc, answer):
    row = {"story_id": "a_story", "question": "How much in {{ year }}?", "source_id": "s"}
    return tell_answers(doc, pd.DataFrame([{**row, "answer": answer}]), {"a_story": NAMED}).iloc[0]


def test_values_fill_the_sentence(doc):
    found = tell(doc, "{{ value }} it was.")
    assert found.question == "How much in 2018?" and found.answer == "5.90 billion US$ it was."
    assert found.source_id == "s"


@pytest.mark.parametrize("answer", ["{{ gap }} it was.", "{{ elsewhere }} it was."])
def test_a_missing_value_is_said(doc, answer):
    assert tell(doc, answer).answer == NOTHING


def test_a_typed_number_is_refused_with_its_row(doc):
    with pytest.raises(DocumentError, match=r"stories\.csv, a_story, .*a number is typed"):
        tell(doc, "It was 5.9 billion in {{ year }}.")


def test_a_sentence_with_a_missing_value_is_left_out_and_that_is_said(doc):
    found = tell(doc, "{{ value }} it was. Of that {{ gap }} was debt. It is rough.")
    assert found.answer == f"5.90 billion US$ it was. It is rough. {PARTLY}"
    assert tell(doc, "{{ gap }} was debt. It is rough.").answer == NOTHING
