"""Names in the ledger that only other tables or the plan know."""

import pytest

from thirdcountry.build import plan
from thirdcountry.ledger import references
from thirdcountry.tables import DataError, load


def test_the_shipped_ledger_names_what_there_is():
    assert references.check_references([run.slug for run in plan.read().runs]) == len(
        load("claims")
    )


def test_a_chapter_that_is_not_in_the_plan():
    with pytest.raises(DataError) as caught:
        references.check_references(["arrival_trends", "routes", "rules"])
    found = {(fault.file, fault.field, fault.value) for fault in caught.value.violations}
    assert {f"{name}.csv" for name in ("claims", "questions")} == {file for file, *_ in found}
    assert ("claims.csv", "chapter", "trade_ties-MNG") in found


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("evidence", "kim-jong-un-sucession", "is unknown; did you mean 'kim-jong-un-succession'?"),
        ("measure", "arrivals_cuont", "is unknown; did you mean 'arrivals_count'? Known: "),
    ],
)
def test_an_unknown_name_has_its_row_and_the_nearest(column, value, message):
    rows = load("claims").head(2).assign(**{column: [None, value]})
    known = {"evidence": load("events").event_id.tolist(), "measure": ["arrivals_count"]}[column]
    (fault,) = references.find_unknown(rows, "claims.csv", column, known)
    assert (fault.row, fault.field, fault.value) == (3, column, value)
    assert fault.rule.startswith(message)
