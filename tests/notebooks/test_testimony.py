"""The testimony chapter follows its parameters."""

import pytest

from thirdcountry.errors import UserError


def test_defaults_leave_leaked_cables_out(run_notebook):
    run = run_notebook("testimony")
    assert "cable" not in str(run.item("fig-matrix")["source_ids"])
    assert "are left out" in run.words
    silent, readings = (run.values[name]["value"] for name in ("silent_readings", "readings"))
    assert 0 < silent < readings and f"silent in {silent} of {readings} readings" in run.words
    assert {row[1] for row in run.item("tbl-statements")["rows"]} >= {"witness", "hearsay"}
    assert len(run.item("tbl-statements")["rows"]) == run.values["statements"]["value"]


def test_leaked_cables_and_one_kind_of_voice(run_notebook):
    few = run_notebook("testimony", source_type="border_staff")
    more = run_notebook("testimony", source_type="border_staff", include_leaked=True)
    assert more.values["corroborated"]["value"] > few.values["corroborated"]["value"]
    assert "cable_06ulaanbaatar682" in more.item("fig-matrix")["source_ids"]
    assert {row[1] for row in more.item("tbl-statements")["rows"]} == {"border staff"}


def test_an_unknown_kind_is_one_message(run_notebook):
    with pytest.raises(UserError, match="source_type = 'soldier' is not in"):
        run_notebook("testimony", source_type="soldier")
