"""The summary quotes what other runs have published."""

import json

import pytest

from thirdcountry.chapters.summary import read_results
from thirdcountry.words import DocumentError


def test_results_of_other_runs(tmp_path):
    file = tmp_path / "results.json"
    peak = {"value": 5, "unit": "persons", "text": "5", "computed_by": "chapters.x.name_peak"}
    day = {"value": "2013-05-27", "unit": "date", "text": "27 May 2013"}
    runs = {"arrival_trends": {"peak": peak, "day": day}, "trade_ties-LAO": {"peak": peak}}
    file.write_text(json.dumps({"runs": runs}))
    found = read_results(str(file))
    assert set(found) == {"arrival_trends.peak", "arrival_trends.day", "trade_ties.LAO.peak"}
    assert found["arrival_trends.peak"].origin.computed_by == "chapters.x.name_peak"
    assert found["arrival_trends.day"].text == "27 May 2013"


def test_no_results_is_one_clear_message(tmp_path):
    with pytest.raises(DocumentError, match="Run 'make report' first"):
        read_results(str(tmp_path / "none.json"))
