"""The chapter on ties and treatment follows its parameters."""

import pytest

from thirdcountry.errors import UserError


def test_default(run_notebook):
    run = run_notebook("treatment")
    assert run.values["hosts"]["value"] == 6
    assert set(run.values["left_out"]["value"]) == {"Laos", "Viet Nam"}
    assert run.values["p_smallest"]["value"] <= run.values["p"]["value"] <= 1
    assert run.values["null_low"]["value"] < 0 < run.values["null_high"]["value"]
    assert run.values["year_before"]["value"] == 2010 and run.values["year_after"]["value"] == 2016
    assert "6 hosts" in run.words
    assert "more on the side of South Korea, and higher if" in run.words
    assert "2 of them would come by chance" in run.words
    assert len(run.item("tbl-grid")["rows"]) == 6


def test_another_measure_other_rivals_and_years(run_notebook):
    run = run_notebook(
        "treatment", measure="share", rivals="KOR,CHN", countries="MNG,LAO,THA,VNM", first_year=2006
    )
    assert run.values["hosts"]["value"] == 4
    assert all(row[1].endswith("%") for row in run.item("tbl-hosts")["rows"])
    assert run.values["second"]["value"] == "China"
    assert "North Korea" not in " ".join(str(v["text"]) for v in run.values.values())
    assert "part of the host's trade that is with South Korea" in run.item("tbl-hosts")["note"]


def test_findings_follow_the_sign_and_the_partners(run_notebook):
    run = run_notebook("treatment")
    assert "treating North Koreans more openly" in run.words
    assert "less than once in twenty times" in run.words
    share = run_notebook("treatment", measure="share")
    assert "neither more nor less openly" in share.words, "tau is near nought"
    others = run_notebook("treatment", rivals="CHN,USA", countries="MNG,LAO,THA,VNM,MMR,KHM,RUS")
    assert "trade of the United States" in others.item("tbl-hosts")["note"]
    assert "as North Korea" not in others.words


def test_too_few_hosts_on_record_is_said(run_notebook):
    run = run_notebook("treatment", countries="LAO,VNM,MMR")
    assert run.values["tau"]["value"] is None
    assert "No rank agreement can be computed" in run.words and "no data" not in run.words
    assert "fig-treatment" not in {item.get("id") for item in run.items}, "one point is no order"
    assert "No host has yearly counts" in run.words


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"measure": "shares"}, "measure = 'shares' is not in the measures of ties; did you mean"),
        ({"countries": "LAO,THA"}, "countries must name 3 hosts or more"),
        ({"rivals": "KOR,KOR"}, "must name two different partners"),
        ({"rivals": "KOR,THA"}, "THA cannot be studied and a rival at once"),
        ({"last_year": 2030}, "last_year = 2030 is outside the years of data/trade.csv"),
    ],
)
def test_bad_parameters_are_one_message(run_notebook, bad, words):
    with pytest.raises(UserError, match=words):
        run_notebook("treatment", **bad)
