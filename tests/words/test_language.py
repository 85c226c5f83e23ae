"""Numbers, money, ordinals, lists and dates are written one way, by the locale."""

import datetime
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdcountry.words import DocumentError, Value, read_language
from thirdcountry.words.language import Language, LanguageError


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2914, "persons", "2,914"),
        (-2914, "count", "−2,914"),
        (2009, "year", "2009"),
        (-0.3029, "percent change", "−30.3 %"),
        (0.0289, "percent change", "+2.9 %"),
        (91.443, "percent change", "+9,144 %"),
        (0.221, "percent", "22.1 %"),
        (0.0001, "percent", "<0.1 %"),
        (0.0, "percent", "0.0 %"),
        (13.82e9, "US$", "13.82 billion US$"),
        (12e9, "US$", "12.00 billion US$"),
        (94.16e6, "US$", "94.16 million US$"),
        (210.05e6, "US$", "210.1 million US$"),
        (1.2345e12, "US$", "1.23 trillion US$"),
        (950, "US$", "950 US$"),
        (0, "US$", "0 US$"),
        (1, "rank", "1st"),
        (2, "rank", "2nd"),
        (3, "rank", "3rd"),
        (4, "rank", "4th"),
        (11, "rank", "11th"),
        (12, "rank", "12th"),
        (13, "rank", "13th"),
        (22, "rank", "22nd"),
        (111, "rank", "111th"),
        ([2001, 2002, 2005, 2006, 2007], "years", "2001, 2002 and 2005 to 2007"),
        ([], "years", "none"),
        (["a", "b", "c"], "names", "a, b and c"),
        (-0.5, "index", "−0.50"),
        (202898.55, "ratio", "203,000"),
        (2846.7, "ratio", "2,847"),
        (28.09, "ratio", "28.09"),
        (159211.4, "times", "159,000"),
        (0.032, "times", "0.03"),
        (0.31, "times", "0.3"),
        (-0.0002, "points", "−0.02"),
        (-0.185, "points", "−18.5"),
        (0.004, "p", "<0.01"),
        (["China", "United States"], "countries", "China and the United States"),
        (datetime.date(2012, 3, 8), "date", "8 March 2012"),
        (datetime.date(2012, 3, 8), "month", "March 2012"),
        ((datetime.date(2012, 1, 1), datetime.date(2012, 12, 31)), "period", "2012"),
        ((datetime.date(2007, 11, 1), datetime.date(2007, 11, 30)), "period", "November 2007"),
        (
            (datetime.date(2019, 1, 1), datetime.date(2019, 9, 30)),
            "period",
            "January to September 2019",
        ),
        (
            (datetime.date(2016, 7, 1), datetime.date(2017, 6, 30)),
            "period",
            "July 2016 to June 2017",
        ),
        (None, "rank", "no data"),
        (float("nan"), "US$", "no data"),
    ],
)
def test_how_a_value_is_written(value, unit, text):
    assert Value(value, unit).text == text.replace(" %", "\N{NO-BREAK SPACE}%")


def test_an_unknown_unit():
    with pytest.raises(DocumentError, match="unknown unit 'people'"):
        Value(1, "people")


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_numbers_are_rounded_as_floats_are(value, digits):
    """Against the decimal module: half to even on the exact value of the float."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    written = read_language().number(value, digits).replace(",", "").replace("−", "-")
    assert Decimal(written) == exact


def test_another_language_is_a_folder(project):
    """French numbers, money and ordinals without a line of code."""
    french = project / "notebooks" / "text" / "fr"
    french.mkdir()
    (french / "language.yml").write_text(
        "locale: fr\nmissing: inconnu\nnone: aucun\nminus: '−'\n"
        "percent: '{number} %'\nmoney: '{number} $'\n"
        "ordinal: {one: '{number}er', many: '{number}e', other: '{number}e'}\n",
        "utf-8",
    )
    language = read_language("fr")
    assert language.money(13.82e9) == "13,82 milliards $"
    assert language.ordinal(1) == "1er" and language.ordinal(2) == "2e"
    assert language.enumerate(["a", "b", "c"]) == "a, b et c"
    assert language.number(2914) == "2\N{NARROW NO-BREAK SPACE}914"


def test_a_language_that_is_not_there_or_broken(project):
    with pytest.raises(LanguageError, match="no language 'xx'"):
        read_language("xx")
    file = project / "notebooks" / "text" / "en" / "language.yml"
    file.write_text("locale: zz_ZZ\n", "utf-8")
    with pytest.raises(LanguageError, match=r"text/en/language\.yml cannot be used"):
        read_language()


def test_a_language_is_what_its_file_says():
    assert isinstance(read_language(), Language)


def test_spans_and_months():
    language = read_language()
    day = datetime.date(2017, 9, 30)
    assert language.span("Jan", "Jun 2017") == "Jan to Jun 2017"
    assert language.date(day, "short month") == "Sept 2017"
    assert language.date(day, "name of month") == "Sept"
