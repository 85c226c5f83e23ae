"""A verdict that changed since the last report is named in the build's summary."""

import json

from thirdcountry.build import report


def results(folder, **verdicts):
    values = {n: {"value": v, "unit": "text", "text": v} for n, v in verdicts.items()}
    folder.mkdir()
    file = folder / "results.json"
    file.write_text(json.dumps({"runs": {"claims": values}}))
    return file


def test_only_verdicts_that_changed_are_named(tmp_path):
    before = results(tmp_path / "a", verdict_x="partly", verdict_y="supported", found_x="1")
    after = results(
        tmp_path / "b", verdict_x="supported", verdict_y="supported", found_x="2", verdict_z="new"
    )
    assert report._compare_verdicts(before, after) == (
        "claims: verdict_x changed from partly to supported",
    )


def test_the_first_report_has_nothing_to_compare_with(tmp_path):
    after = results(tmp_path / "b", verdict_x="supported")
    assert report._compare_verdicts(tmp_path / "results.json", after) == ()
    (tmp_path / "results.json").write_text("{")
    assert report._compare_verdicts(tmp_path / "results.json", after) == ()
