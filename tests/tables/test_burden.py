"""Each rule of the tables of the funding chapter refuses a row that breaks it."""

import pytest

from thirdcountry import tables


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("assessments", "CHN,2020-2021", "CHN,2020", "field period: '2020' does not match"),
        ("assessments", "12.0058", "32.0058", "field rate_percent: '32.0058' is above the maximum"),
        ("assessments", "CHN,2020", "XXX,2020", "field country: 'XXX' has no record in countries"),
        ("assessments", "CHN,2020-2021", "JPN,2020-2021", "repeats the key of an earlier row"),
        ("relocation_key", ",24000,", ",25000,", "field total: '25000' is not one of"),
        ("relocation_key", "AUT,italy,24000", "AUT,italy,16000", "must hold exactly when scheme"),
        ("relocation_key", "AUT,italy", "AUT,spain", "field scheme: 'spain' is not one of"),
        ("relocation_key", ",728,", ",24728,", "must hold: places < total"),
        ("relocation_key", "spiegel_2015_05", "nobody", "field source_id: 'nobody' has no record"),
        (
            "scenario_defaults",
            "illustrative",
            "estimated",
            "'estimated' is not one of illustrative",
        ),
        ("scenario_defaults", "days,60,days,1", "days,60,days,61", "must hold: low <= value"),
        (
            "scenario_defaults",
            "days,60,days,1,365",
            "days,60,days,1,59",
            "must hold: value <= high",
        ),
        ("scenario_defaults", "days,60,days", "days,60,US$ per year", "must hold exactly when"),
        (
            "indicators",
            "4.53,% of labour force",
            "4.53,% of GDP",
            "must hold exactly when indicator",
        ),
    ],
)
def test_a_broken_row_is_named(damaged, table, old, new, words):
    assert words in damaged(table, old, new)


def test_no_public_unit_cost_is_claimed():
    rows = tables.load("scenario_defaults")
    assert set(rows.source_id) == {"own_assumption"} and set(rows.status) == {"illustrative"}


def test_the_scale_is_that_of_the_resolution():
    """WHA72.12, 28 May 2019."""
    rates = tables.load("assessments").set_index("country").rate_percent
    assert rates[["CHN", "KOR", "RUS", "THA"]].tolist() == [12.0058, 2.2671, 2.4052, 0.3070]


def test_unemployment_has_every_year_of_every_member():
    rows = tables.load("indicators")
    rows = rows[rows.indicator == "SL.UEM.TOTL.ZS"]
    assert set(rows.country) == set(tables.load("assessments").country)
    assert (rows.groupby("country").year.nunique() == 15).all()
