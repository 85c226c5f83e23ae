"""The findings on a regional body: what it costs at the peak and at the low."""

import pytest

from thirdcountry.chapters import burden_sharing
from thirdcountry.chapters.burden_sharing import Parameters


@pytest.fixture(scope="module")
def found():
    return burden_sharing.find(Parameters(persons=223))


def test_the_record_holds_the_peak_and_the_low(found):
    values = {name: value.value for name, value in found.values.items()}
    assert (values["most_year"], values["most"]) == (2009, 2914)
    assert (values["fewest_year"], values["fewest"]) == (2021, 63)
    assert values["cost_low"] == 63 * 3000 + 1_000_000
    assert values["cost_high"] == 2914 * 3000 + 1_000_000


def test_a_share_is_missing_for_who_is_no_member(found):
    named = burden_sharing.name_shares(found.bills, ("KOR", "JPN"))
    assert named["share_low_jpn"] == (None, "percent")
    assert named["share_low_kor"][0] < named["share_high_kor"][0]
