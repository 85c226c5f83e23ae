"""Numbers reach a sentence only by name, and are written one way."""

import pytest

from thirdcountry.document import DocumentError, Value
from thirdcountry.document.values import escape_markdown, fill


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2914, "persons", "2,914"),
        (2009, "year", "2009"),
        (-0.3029, "percent change", "−30.3 %"),
        (0.0289, "percent change", "+2.9 %"),
        (91.443, "percent change", "+9,144 %"),
        (0.221, "percent", "22.1 %"),
        (0.0001, "percent", "<0.1 %"),
        (0.0, "percent", "0.0 %"),
        (13.82e9, "US$", "13.82 billion US$"),
        (94.16e6, "US$", "94.16 million US$"),
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
        (None, "rank", "no data"),
        (float("nan"), "US$", "no data"),
    ],
)
def test_how_a_value_is_written(value, unit, text):
    assert Value(value, unit).text == text.replace(" %", "\N{NO-BREAK SPACE}%")


def test_an_unknown_unit():
    with pytest.raises(DocumentError, match="unknown unit 'people'"):
        Value(1, "people")


VALUES = {"peak": Value(2914, "persons"), "name": Value("a*b", "text")}


def test_names_are_filled_and_escaped():
    assert fill("{peak} in {name}", VALUES, escape_markdown) == "2,914 in a\\*b"


def test_braces_of_other_kinds_stay():
    assert fill(r"$\frac{}{}$ {peak}", VALUES) == r"$\frac{}{}$ 2,914"


@pytest.mark.parametrize("text", ["There were 2914 people", "in 2009", "about 70%"])
def test_a_typed_number_is_refused(text):
    with pytest.raises(DocumentError, match="a number is typed into the text"):
        fill(text, VALUES)


def test_references_are_no_numbers():
    assert fill("see @fig-2nd-try and @trade_ties-LAO:fig-x1", VALUES)


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(DocumentError, match=r"no value named 'peek'.*did you mean 'peak'"):
        fill("{peek}", VALUES)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (202898.55, "ratio", "203,000"),
        (2846.7, "ratio", "2,847"),
        (367.61, "ratio", "368"),
        (159211.4, "times", "159,000"),
        (28.09, "ratio", "28.09"),
        (0.032, "times", "0.03"),
        (0.31, "times", "0.3"),
        (-0.0002, "points", "−0.02"),
        (-0.185, "points", "−18.5"),
        (["China", "United States"], "countries", "China and the United States"),
    ],
)
def test_large_and_small_values_keep_their_meaning(value, unit, text):
    assert Value(value, unit).text == text


def test_a_sentence_begins_with_a_capital():
    values = {"who": Value("United States", "country")}
    assert fill("{who} and {who}. {who}", values) == (
        "The United States and the United States. The United States"
    )
