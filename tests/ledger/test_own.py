"""A reader's own ledger: what it must not hold, and the verdicts it gets."""

import pandas as pd
import pytest

from thirdcountry.ledger import judge, own
from thirdcountry.tables import DataError


def ledger_of(**changes):
    row = {
        "claim_id": "mine",
        "statement": "Nobody came.",
        "measure": "arrivals_count",
        "arguments": "host=KOR;period=2012",
        "comparison": "equals",
        "expected": "0",
    }
    return pd.DataFrame([row | changes]).assign(source_id="readers_own_series")


def test_a_readers_claim_gets_a_verdict(tables):
    mine = own.complete(ledger_of(), tables, "mine.csv")
    found = judge.judge_all(mine, tables)
    assert found.verdict.tolist() == ["contradicted"] and found.value.tolist() == [1502]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"measure": "arrivals_cuont"},
            "row 2, field measure: 'arrivals_cuont' is no measure; did",
        ),
        ({"expected": "1,502"}, "row 2, field expected: '1,502' is not a number"),
        ({"expected": ""}, "row 2, field expected: '' is empty; equals needs a number"),
        ({"comparison": "is"}, "row 2, field comparison: 'is' is no comparison"),
        ({"claim_id": "My claim"}, "row 2, field claim_id: 'My claim' must be small letters"),
        ({"statement": ""}, "row 2, field statement: '' is empty"),
        ({"arguments": "host=KOR"}, "row 2, field arguments: 'host=KOR' lacks period"),
        (
            {"alternative": "period=2009"},
            "field alternative_verdict: '' must be partly or outdated",
        ),
        (
            {"alternative": "year=2009", "alternative_verdict": "partly"},
            "row 2, field alternative: 'year=2009' names year",
        ),
    ],
)
def test_a_bad_row_is_one_message(tables, changes, message):
    with pytest.raises(DataError, match=r"mine\.csv") as caught:
        own.complete(ledger_of(**changes), tables, "mine.csv")
    assert message in str(caught.value)
    assert len(caught.value.violations) == 1


def test_every_bad_row_is_named_at_once(tables):
    """A row with a bad number does not hide another one with a bad measure."""
    bad = [
        {"claim_id": "one", "measure": "arrival_count"},
        {"claim_id": "two", "expected": "many"},
        {"claim_id": "three", "arguments": "host=KOR"},
    ]
    with pytest.raises(DataError) as caught:
        own.complete(pd.concat([ledger_of(**b) for b in bad], ignore_index=True), tables, "m.csv")
    places = [(v.row, v.field) for v in caught.value.violations]
    assert places == [(2, "measure"), (3, "expected"), (4, "arguments")]


def test_a_ledger_without_a_column_or_rows(tables):
    with pytest.raises(DataError, match="lacks the column comparison; a ledger has claim_id"):
        own.complete(ledger_of().drop(columns="comparison"), tables, "mine.csv")
    with pytest.raises(DataError, match="has no rows"):
        own.complete(ledger_of().head(0), tables, "mine.csv")
    with pytest.raises(DataError, match=r"row 3, field claim_id: 'mine' names an earlier row"):
        own.complete(pd.concat([ledger_of()] * 2, ignore_index=True), tables, "mine.csv")
