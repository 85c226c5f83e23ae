"""Parameters: typed, closed, inside what the data hold; every message says what to do."""

import pytest

from thirdcountry import chapters
from thirdcountry.chapters import check
from thirdcountry.parameters import ParameterError


def test_defaults_are_valid_for_every_notebook():
    for notebook in chapters.names():
        check(notebook, {})


def test_text_from_the_command_line_is_understood():
    params = check("trade_ties", {"country": "VNM", "first_year": "1995", "partners": "KOR, CHN"})
    assert params.first_year == 1995 and params.partners == ["KOR", "CHN"]


@pytest.mark.parametrize(
    ("notebook", "values", "words"),
    [
        ("trade_ties", {"contry": "LAO"}, "contry is not a parameter; did you mean 'country'"),
        ("trade_ties", {"country": False}, "country is False: YAML reads an unquoted NO"),
        ("trade_ties", {"country": "NO"}, "three capital letters"),
        ("trade_ties", {"country": "NOR"}, "country = 'NOR' is not in the reporters of data/trade"),
        ("trade_ties", {"first_year": 1800}, "first_year = 1800 is outside the years of"),
        ("trade_ties", {"first_year": 2010, "last_year": 2005}, "first_year = 2010 must be before"),
        ("trade_ties", {"first_year": "soon"}, "first_year = 'soon'"),
        ("trade_ties", {"first_year": 1990.5}, "first_year = 1990.5"),
        ("trade_ties", {"first_year": True}, "first_year is True"),
        ("trade_ties", {"partners": "KOR,XYZ"}, "partners = 'XYZ' is not in data/trade.csv"),
        ("trade_ties", {"partners": ""}, "partners is empty"),
        ("trade_ties", {"rivals": "KOR"}, "must name two different partners"),
        ("trade_ties", {"country": "CHN", "rivals": "CHN,KOR"}, "CHN cannot be studied"),
        ("trade_ties", {"rivals": "KOR,DEU"}, "rivals = 'DEU' is not in the reporters"),
        ("arrival_trends", {"vintage": "mou-2012-1"}, "did you mean 'mou-2012-01'"),
        ("arrival_trends", {"vintage": "mou-2012-01"}, "outside the years of mou-2012-01"),
        ("arrival_trends", {"events": "laos-return-nine"}, "did you mean 'laos-returns-nine'"),
        ("arival_trends", {}, "no notebook 'arival_trends'; did you mean 'arrival_trends'"),
    ],
)
def test_a_wrong_parameter_is_named_with_the_remedy(notebook, values, words):
    with pytest.raises(ParameterError) as caught:
        check(notebook, values)
    assert words in str(caught.value)


def test_every_fault_is_listed():
    with pytest.raises(ParameterError) as caught:
        check("trade_ties", {"country": "NOR", "first_year": 1800, "partners": "XYZ"})
    assert str(caught.value).count("\n") == 3


def test_a_parameter_set_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        check("trade_ties", {}).country = "CHN"


def test_the_country_itself_is_not_its_partner():
    assert "CHN" not in check("trade_ties", {"country": "CHN"}).others


@pytest.mark.parametrize(
    ("kind", "field"),
    [("arrival_trends", "series"), ("trade_ties", "panel"), ("hosts", "panel")],
)
def test_the_dates_of_our_tables_do_not_hold_for_a_readers_figures(kind, field):
    made = chapters.read(kind).Parameters
    assert made().dated and not made(**{field: "mine.csv"}).dated
    assert (
        chapters.read("claims").Parameters(ledger="mine.csv").dated
    )  # claims of a reader, figures of ours
