"""The trade chapter follows its parameters."""

import pytest

from thirdcountry.errors import UserError


def test_another_country_other_rivals_and_years(run_notebook):
    run = run_notebook("trade_ties", country="VNM", rivals="CHN,USA", first_year=2000)
    assert run.values["country"]["text"] == "Viet Nam" and run.values["first"]["text"] == "China"
    assert run.values["first_year"]["value"] == 2000
    assert (
        "Viet Nam between China and" in run.words and "Korea" not in run.item("fig-balance")["alt"]
    )


def test_a_year_the_data_lack_is_one_message(run_notebook):
    with pytest.raises(UserError, match=r"last_year = 2035 is outside the years of data"):
        run_notebook("trade_ties", last_year=2035)


def test_what_only_another_source_or_one_flow_has_is_said(run_notebook):
    run = run_notebook("trade_ties", country="MMR")
    assert "only imports are on record for 2020" in run.words
    assert "A rank by exports plus imports needs both" in run.words
    # the bands are in the data of the figure, and their sources beside it
    data = run.item("fig-turnover")
    assert "CEPII BACI" in str(data) and "high_usd" in str(data)
    # their names hold commas, so that they are set apart by semicolons
    table = run.item("tbl-compared")["rows"]
    assert table[0][2].startswith("IMF, the country's side; IMF, the partner's side; ")
