"""The chapter of the ways out follows its parameters."""

import pytest

from thirdcountry.errors import UserError


def test_the_default_run_answers_the_questions(run_notebook):
    run = run_notebook("routes")
    values = {name: value["value"] for name, value in run.values.items()}
    assert values["year"] == 2013 == values["best_year"]
    known = values["legs_open"] + values["legs_restricted"] + values["legs_closed"]
    assert known + values["legs_unknown"] == values["legs"]
    assert known == values["best_known"] > values["legs_unknown"], "the best known year"
    assert values["gap_years"] == [2012, 2013, 2014, 2015]
    assert values["balance_fails"] == [2010] and values["balance_gap"] == 72
    assert (
        "2,482 people against 2,402 arrivals" in run.words
        and "0.65 in Jan to Jun 2017" in run.words
    )
    assert {"fig-map", "fig-timeline", "fig-theta", "fig-shares", "tbl-legs", "tbl-balance"} <= {
        item.get("id") for item in run.items
    }
    assert "natural_earth_atlas" in run.item("fig-map")["source_ids"]
    assert "cable" not in str(run.item("fig-timeline")["source_ids"])


def test_the_findings_name_countries_and_the_counts_in_order_of_time(run_notebook):
    run = run_notebook("routes")
    assert "Open: Mongolia to South Korea, Laos to Thailand (Chiang Rai), within" in run.words
    assert "1.03 in 2010, 0.38 in 2016 and 0.65 in Jan to Jun 2017" in run.words
    early = run_notebook("routes", year=2008, last_year=2008)
    assert "0.59 to 0.70 in 2007 and 0.14 to 0.62 in 2008" in early.words
    half = run_notebook("routes", year=2019, first_year=2017, last_year=2019)
    assert "South Korea: 0.65 in Jan to Jun 2017" in half.words and "no data" not in half.words


def test_another_year_changes_title_map_and_table(run_notebook):
    run = run_notebook("routes", year=2021)
    assert run.items[0]["kind"] == "value"
    title = next(item for item in run.items if item["kind"] == "title")
    assert title["title"] == "The ways out in 2021"
    assert "Closed: Hoeryong to Shenyang" in run.item("fig-map")["alt"]
    assert run.values["legs_open"]["value"] == 0 and "Open: none" in run.words


def test_leaked_rows_come_in_only_when_asked_for(run_notebook):
    run = run_notebook("routes", year=2008, include_leaked=True)
    plain = run_notebook("routes", year=2008)
    assert run.values["legs"]["value"] > plain.values["legs"]["value"]
    assert "Phnom Penh to Seoul" in run.item("fig-map")["alt"]
    assert "Phnom Penh to Seoul" not in plain.item("fig-map")["alt"]
    assert "653" in str(run.item("tbl-theta")["rows"])
    assert "653" not in str(plain.item("tbl-theta")["rows"])


def test_a_span_without_thai_counts_says_so(run_notebook):
    run = run_notebook("routes", year=2023, first_year=2018)
    assert "No Thai count lies between 2018 and 2025" in run.words
    assert run.values["theta_peak"]["value"] is None and "no data" not in run.words
    assert "fig-theta" not in {item.get("id") for item in run.items}


def test_a_span_with_mongolian_counts_alone(run_notebook):
    run = run_notebook("routes", year=2001, first_year=1999, last_year=2003)
    assert "hosts other than Thailand" in run.item("fig-theta")["alt"]
    assert "no data" not in run.words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"year": 1950}, r"year = 1950 is outside the years of data/legs\.csv: 1999 to 2025"),
        ({"first_year": 1980}, r"first_year = 1980 is outside the years of data/legs\.csv"),
        ({"first_year": 2020, "last_year": 2010}, "must be before last_year = 2010"),
        ({"include_leaked": "perhaps"}, "include_leaked = 'perhaps': input should be a valid"),
        ({"yeer": 2013}, r"yeer is not a parameter; did you mean 'year'\?"),
    ],
)
def test_a_bad_parameter_is_one_clear_message(run_notebook, given, said):
    with pytest.raises(UserError, match=said):
        run_notebook("routes", **given)


def test_the_command_line_may_write_true_as_text():
    from thirdcountry import chapters

    assert chapters.check("routes", {"include_leaked": "true"}).include_leaked is True
    assert chapters.check("routes", {"include_leaked": "False"}).include_leaked is False
