"""The plan is read and checked before anything runs."""

import pytest

from thirdcountry.build import plan
from thirdcountry.parameters import ParameterError


def rewrite(project, old, new):
    file = project / "notebooks" / "report.yml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_plan_has_the_report_and_eight_editions():
    found = plan.read()
    assert [r.slug for r in found.runs][:2] == ["summary", "arrival_trends"]
    assert [r.slug for r in found.editions] == [
        "CHN",
        "MNG",
        "LAO",
        "THA",
        "VNM",
        "MMR",
        "KHM",
        "RUS",
    ]
    assert [r.chapter for r in found.runs] == list(range(1, len(found.runs) + 1))


def test_norway_is_not_false(project):
    rewrite(project, 'country: "THA"', "country: NO")
    with pytest.raises(ParameterError, match="YAML reads an unquoted NO"):
        plan.read()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: trade_ties-LAO", "name: trade_ties-THA", "two chapters share the name"),
        ("sums_up: true", "sum_up: true", "a chapter has the keys"),
        ("chapters:", "chapter:", "cannot be used"),
        ("report:\n", "report: [\n", "cannot be used"),
    ],
)
def test_a_plan_that_cannot_be_used(project, old, new, words):
    rewrite(project, old, new)
    with pytest.raises(plan.PlanError, match=words):
        plan.read()
