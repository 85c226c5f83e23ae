"""The ledger chapter follows its parameters and a reader's own file."""

import pytest

from thirdcountry.errors import UserError


def test_the_shipped_ledger(run_notebook):
    run = run_notebook("claims")
    table = run.item("tbl-claims")
    assert len(table["rows"]) == run.values["claims"]["value"]
    assert [f["label"] for f in table["filters"]] == ["Article", "Verdict", "Kind", "Basis"]
    assert all(len(f["values"]) == len(table["rows"]) for f in table["filters"])
    assert run.values["verdict_arrivals_2019_771"]["text"] == "partly"
    why = next(row[3] for row in table["rows"] if row[0].startswith("771 "))
    assert "1,047 in 2019" in why and "775 in January to September 2019" in why
    assert "cable" not in str(table["source_ids"])
    assert why.endswith("(Chapter: Arrivals in South Korea.)")
    key = {row[0]: row[1:] for row in run.item("tbl-key")["rows"]}
    assert key["Among Mongolia's trade partners South Korea now ranks fourth."][1] == "2 of 10"
    assert key["The number entering Thailand has kept increasing all the time."][1] == "5 of 7"
    assert "5 of 7 known steps" in run.words and "2 of 10 years" in run.words
    answers = {row[0]: row[1] for row in run.item("tbl-questions")["rows"]}
    assert len(answers) >= 14 and all(answer != "–" for answer in answers.values())


def test_one_article_and_one_verdict(run_notebook):
    run = run_notebook("claims", article="balancing_act", verdict="contradicted")
    rows = run.item("tbl-claims")["rows"]
    assert {row[2] for row in rows} == {"contradicted"}
    assert all(row[1].startswith("Balancing Act") for row in rows)
    assert run.values["claims"]["value"] > len(rows) == run.values["shown"]["value"]


def test_leaked_cables_if_asked_for(run_notebook):
    run = run_notebook("claims", kind="testimony", include_leaked=True)
    assert "cable_06ulaanbaatar682" in run.item("tbl-claims")["source_ids"]


def test_a_readers_own_ledger(run_notebook, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "claim_id,statement,measure,arguments,comparison,expected,tolerance\n"
        'low-2023,"Fewer than 200 came in 2023.",arrivals_count,host=KOR;period=2023,at_most,200,\n'
        "rank-2020,Fourth in 2020.,trade_rank,reporter=MNG;partner=KOR;year=2020,equals,4,0\n"
    )
    run = run_notebook("claims", ledger=str(file))
    assert run.values["verdict_low_2023"]["text"] == "supported"
    assert run.values["verdict_rank_2020"]["text"] == "contradicted"
    assert "found 5th" in run.item("fig-rank-2020")["alt"]
    assert "196 in 2023" in run.item("fig-low-2023")["alt"]
    assert "Laos" not in run.words and str(tmp_path) not in str(run.items)


def test_a_bad_row_of_a_reader(run_notebook, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "claim_id,statement,measure,arguments,comparison,expected\n"
        "a,Few came.,arrival_count,host=KOR;period=2023,at_most,200\n"
    )
    with pytest.raises(UserError, match=r"mine\.csv, row 2, field measure: 'arrival_count' is no"):
        run_notebook("claims", ledger=str(file))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"article": "closing"}, "article = 'closing' is not in data/claims.csv; did you mean"),
        ({"verdict": "wrong"}, "verdict = 'wrong' is not in data/claims.csv"),
        ({"ledger": "nowhere.csv"}, "series nowhere.csv cannot be read"),
        ({"ledger": "nowhere.csv", "kind": "rank"}, "kind narrows the shipped ledger only"),
        ({"include_leaked": "perhaps"}, "include_leaked"),
    ],
)
def test_bad_parameters(run_notebook, given, message):
    with pytest.raises(UserError, match=message):
        run_notebook("claims", **given)
