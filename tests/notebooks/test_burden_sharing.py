"""The chapter on a regional body follows its parameters."""

import pytest

from thirdcountry.errors import UserError
from thirdcountry.tables import load


@pytest.fixture
def default(run_notebook):
    return run_notebook("burden_sharing")


def test_default(default):
    values = default.values
    assert values["members"]["value"] == 6 and values["persons"]["value"] == 223
    assert values["cost_low"]["value"] == 1_189_000 and values["cost_high"]["value"] == 9_742_000
    for code in ("kor", "chn", "tha"):
        assert 0 < values[f"share_low_{code}"]["value"] < values[f"share_high_{code}"]["value"] < 1
    assert values["gini_after"]["value"] < values["gini_before"]["value"]


def test_hosts_nobody_counted_are_gaps_in_print(default):
    waiting = {row[0]: row[5:] for row in default.item("tbl-members")["rows"]}
    assert waiting["Laos"] == waiting["Viet Nam"] == ["–", "–"]
    # 1,000 persons over 51.71 million inhabitants; where all arrive nobody waits
    assert waiting["South Korea"] == ["0.0\N{NO-BREAK SPACE}%", "19.34"]
    assert "weighs population 40\N{NO-BREAK SPACE}%, GDP" in default.words


def test_illustrative_stands_on_every_output_of_the_scenario(default):
    shown = [i for i in default.items if i["kind"] in ("figure", "table", "scenario")]
    own = [i for i in shown if i["id"] not in ("tbl-rounding", "tbl-sources")]
    assert len(own) == 8
    for item in own:
        assert "illustrative" in item["caption"].lower(), item["id"]
    lead = next(i for i in default.items if i["kind"] == "lead")
    assert "Illustrative" in lead["markdown"]
    assert "own_assumption" in default.item("fig-transfers")["source_ids"]


def test_the_tables_add_up(default):
    payments = default.item("tbl-payments")["rows"]
    for place in range(1, len(payments[0])):
        cells = [int(row[place].replace(",", "")) for row in payments]
        assert sum(cells[:-1]) == cells[-1] == 1_669_000


def test_other_members_without_china(run_notebook):
    run = run_notebook(
        "burden_sharing", members="KOR,JPN,LAO,THA", key="un_scale", persons=1000, floor=1,
        ceiling=90, year=2015, caseload="THA=80,LAO=20", weights="25,25,25,25", days=90,
        unit_cost=20.5, fixed_cost=0,
    )  # fmt: skip
    assert "China is no member" in run.words and "Without South Korea" in run.words
    assert "UN scale" in run.item("tbl-scenario")["caption"]
    budget = int(run.item("tbl-scenario")["rows"][-1][2].replace(",", ""))
    assert budget == 1000 * 90 * 20.5
    assert "Laos 20.0 %, Thailand 80.0 %" in run.words.replace("\N{NO-BREAK SPACE}", " ")
    assert run.values["share_low_chn"]["value"] is None
    assert [s["code"] for s in run.item("tbl-scenario")["model"]["switches"]] == ["KOR"]


def test_two_states_without_a_published_count(run_notebook):
    run = run_notebook("burden_sharing", members="LAO,VNM")
    assert run.values["gini_before"]["text"] == "no data"
    assert run.item("tbl-payments")["rows"][0][6] == "–", "throughput has nothing to weigh by"


def test_where_several_pay_the_same_nobody_is_singled_out(run_notebook):
    run = run_notebook("burden_sharing", key="equal", floor=2, caseload="THA=90,LAO=5")
    assert run.values["payer_out"]["value"] is None
    assert "without it" not in next(i for i in run.items if i["kind"] == "lead")["markdown"]
    assert "(several members)" in run.words
    summary = run.item("tbl-scenario")["summary"]
    assert "6 members pay most and the same, 16.7" in summary
    assert "Nobody was entered for China" in run.words
    assert "No member pays less than 2.0" in run.words


def test_the_burden_for_its_size(default):
    rows = {row[0]: row[1:] for row in default.item("tbl-size")["rows"]}
    # 155,795 US$ of handling and 2,686 US$ of payment over a GDP of 19.872 billion US$
    assert rows["Mongolia"][1:] == ["135", "7,840"]
    # 1,425,918 US$ over 1,410.71 million people
    assert rows["China"] == ["1.01", "80", "4.1"]


def test_members_left_out(run_notebook):
    run = run_notebook("burden_sharing", without="CHN")
    assert run.values["members"]["value"] == 5
    assert "South Korea pays most" in run.item("tbl-scenario")["summary"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"members": "CHN,NOR"}, "members = 'NOR' is not in data/assessments.csv"),
        ({"members": "THA"}, "are 1; name 2 to 10"),
        ({"members": "THA,THA,KOR"}, "names a state twice"),
        ({"without": "JPN"}, "without = 'JPN' is not in the members"),
        ({"key": "gpd"}, "did you mean 'gdp'"),
        ({"unit_cost": 0, "fixed_cost": 0}, "there is no cost to share"),
        ({"members": "LAO,VNM", "fixed_cost": 0}, "there is no cost to share"),
        ({"floor": 20}, "their shares must sum to 100 per cent"),
        ({"ceiling": 15}, "their shares must sum to 100 per cent"),
        ({"ceiling": 101}, "less than or equal to 100"),
        ({"days": 400}, "days = 400 is outside the scenario: 1 to 365"),
        ({"unit_cost": "dear"}, "unit_cost = 'dear'"),
        ({"persons": -1}, "greater than or equal to 0"),
        ({"weights": "40,40,20"}, "must be four numbers that sum to 100"),
        ({"caseload": "Thailand"}, "must be recorded, or pairs such as"),
        ({"caseload": "KOR=90"}, "caseload names KOR; name hosts"),
        ({"caseload": "THA=90,LAO=20"}, "not exceed 100 per cent"),
        ({"year": 2024}, "year = 2024 lacks a figure of a member; there are 2010 to 2023"),
    ],
)
def test_a_wrong_value_is_one_clear_message(values, words):
    from thirdcountry.chapters import check

    with pytest.raises(UserError, match="wrong parameters") as caught:
        check("burden_sharing", values)
    assert words in str(caught.value)


def test_the_defaults_are_the_illustrative_values_of_the_table():
    from thirdcountry.chapters import check

    params = check("burden_sharing", {})
    for row in load("scenario_defaults").itertuples():
        assert getattr(params, row.quantity) == row.value
