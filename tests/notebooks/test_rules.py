"""The chapter on rules and practice follows its parameters."""

import pytest

from thirdcountry.errors import UserError


def test_default(run_notebook):
    run = run_notebook("rules")
    assert run.values["parties_refugee"]["value"] == ["China", "Cambodia", "Russia"]
    assert "Mongolia" in run.values["not_party"]["value"]
    assert run.values["last_treaty_change"]["value"] == 2004
    ratio = run.values["enforcement_ratio"]
    assert ratio["text"] == "4.8"
    low, high = (run.values[f"enforcement_ratio_{end}"]["value"] for end in ("low", "high"))
    assert 1 < low < ratio["value"] < high
    assert "Returns from Laos on record: 1 (9 people, 2013)" in run.words
    assert run.values["persons_returned_least"]["value"] >= 1076


def test_leaked_cables_are_off_until_asked_for(run_notebook):
    without, with_ = (run_notebook("rules", include_leaked=flag) for flag in (False, True))
    assert with_.values["events"]["value"] > without.values["events"]["value"]
    cables = [i for i in with_.item("fig-timeline")["source_ids"] if i.startswith("cable_")]
    assert cables and not set(cables) & set(without.item("fig-timeline")["source_ids"])


def test_other_countries_years_and_weights(run_notebook):
    run = run_notebook(
        "rules", countries="THA,RUS", first_year=2004, last_year=2015, weights="refugee=3,torture=1"
    )
    assert "China" not in run.words and "Laos" not in run.item("tbl-matrix")["rows"][0]
    assert run.values["watched"]["value"] == "Russia"
    assert run.values["last_treaty_change"]["value"] == 1993, "2016 lies after the years shown"
    assert run.values["enforcement_ratio"]["value"] is None
    assert "No source counted detentions there" in run.words
    assert "Laos" not in run.words, "a host that was not asked for"
    assert "People in them: 1 or more" in run.words
    assert run.item("tbl-gap")["rows"][0][1] == "0.25"
    assert not any(item.get("id") == "tbl-rates" for item in run.items)


def test_hosts_without_events_or_treaties_are_said_to_have_none(run_notebook):
    run = run_notebook("rules", countries="MMR", first_year=2015)
    assert "No treaty text of Myanmar is on record" in run.words
    assert "No event is known for these hosts and years" in run.words
    assert "no data" not in run.words
    assert not {"fig-timeline", "tbl-agreements"} & {item.get("id") for item in run.items}
    some = run_notebook("rules", countries="MNG,VNM", first_year=2010, last_year=2022)
    assert "no data" not in some.words and "no data" not in some.item("fig-enforcement")["alt"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"countries": "THA,XXX"}, "countries = 'XXX' is not in data/accessions.csv"),
        ({"countries": ""}, "countries is empty"),
        ({"first_year": 1950}, r"first_year = 1950 is outside the years of data/practice.csv"),
        ({"weights": "asylum:1"}, "weights = 'asylum:1' must be a convention and its weight"),
        ({"weights": "refugee:0,torture:0"}, "weights must not all be zero"),
        ({"include_leaked": "perhaps"}, "include_leaked = 'perhaps'"),
    ],
)
def test_bad_parameters_are_one_message(run_notebook, bad, words):
    with pytest.raises(UserError, match=words):
        run_notebook("rules", **bad)
