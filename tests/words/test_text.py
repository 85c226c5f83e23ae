"""Words in Markdown: blocks, values by name, sentences that drop out, faults with file and line."""

import pytest

from thirdcountry.words import DocumentError, Text, Value, escape_markdown, read_language, read_text
from thirdcountry.words.text import parse_blocks

VALUES = {
    "peak": Value(2914, "persons"),
    "rank": Value(3, "count"),
    "name": Value("a*b", "text"),
    "who": Value("United States", "country"),
    "gap": Value(None, "persons"),
    "none": Value([], "names"),
    "own": Value(False, "flag"),
    "rail.cost": Value(5.9e9, "US$"),
    "all": [Value(2914, "persons"), Value(3, "count")],
}


def text_of(source: str) -> Text:
    return Text("en/x.md", parse_blocks(source, "en/x.md"), read_language())


def render(words: str, escape=str) -> str:
    text = text_of(f"(x)=\n{words}\n")
    block = text.block("x")
    return text.render(block, block.words, VALUES, escape)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{{ peak }} in {{ name }}", "2,914 in a*b"),
        ("{{ rail.cost }}", "5.90 billion US$"),
        ("{{ rank | rank }} place", "3rd place"),
        ("two\nlines", "two lines"),
        ("- one\n  more\n- two", "- one more\n- two"),
        (
            "{{ who }} and {{ who }}. {{ who }}",
            "The United States and the United States. The United States",
        ),
        ("- {{ who }} leads.", "- The United States leads."),
        ("{{ peak }} came. Of them {{ gap }} left. That is all.", "2,914 came. That is all."),
        ("- {{ gap }} left.\n- {{ peak }} came.", "- 2,914 came."),
        ("## {{ gap }}\n\nText.", "Text."),
        ("{% if gap %}some{% else %}nothing{% endif %} known", "nothing known"),
        ("{% if none %}some{% else %}nothing{% endif %} known", "nothing known"),
        ("{% if own %}yours{% else %}ours{% endif %}", "ours"),
        ("{% if rank|raw == 3 %}three{% endif %}", "three"),
        ("a\n{% if peak %}\nb\n{% endif %}\nc", "a b c"),
        ("{% for x in all %}{{ x }}{{ ' and ' if not loop.last }}{% endfor %}", "2,914 and 3"),
        (
            "see @fig-2nd-try and @trade_ties-LAO:tbl-x1",
            "see @fig-2nd-try and @trade_ties-LAO:tbl-x1",
        ),
        (r"$\frac{}{}$ {{ peak }}", r"$\frac{}{}$ 2,914"),
    ],
)
def test_how_words_are_filled(words, said):
    assert render(words) == said


def test_text_from_data_cannot_become_markup():
    assert render("{{ name }}", escape_markdown) == "a\\*b"


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ("There were 2,914 people.", 2, "a number is typed into the text: '2,914'"),
        ("Fine.\nBut in 2009 it fell.", 3, "a number is typed into the text: '2009'"),
        ("{{ 'about 70%' }}", 2, "a number is typed"),
        ("one\n{{ peek }}", 3, "no value named 'peek'; did you mean 'peak'"),
        ("{% if peek %}x{% endif %}", 2, "no value named 'peek'"),
        ("{{ rail.price }}", 2, "no value named 'rail.price'"),
        ("{{ peak | people }}", 2, "No filter named 'people'"),
        ("one\n{% if peak %}two", 3, "Unexpected end of template"),
        ("{{ 5 }}", 2, "has no unit"),
    ],
)
def test_a_fault_is_named_with_file_and_line(words, line, message):
    with pytest.raises(DocumentError) as caught:
        render(words)
    assert f"en/x.md, line {line}: " in str(caught.value) and message in str(caught.value)


EXHIBIT = """
What an editor may note.

(tbl-x)=
Caption of {{ name }}
on two lines.

Note: A note.

Filters:
- kind: Kind
  of row

| column | heading | unit |
|---|---|---|
| year | Year | year |
| to_gdp | Trade to GDP | percent |
"""


def test_the_parts_of_an_exhibit():
    block = text_of(EXHIBIT).block("tbl-x")
    assert block.words.words == "Caption of {{ name }}\non two lines." and block.words.line == 5
    assert block.parts["note"].words == "A note."
    assert block.filters["kind"].words == "Kind of row"
    assert [(c.name, c.heading.words, c.unit) for c in block.columns] == [
        ("year", "Year", "year"),
        ("to_gdp", "Trade to GDP", "percent"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| percent |", "| percnt |", "line 17: unknown unit 'percnt'; did you mean 'percent'"),
        ("Trade to GDP", "Trade 2018", "line 17: a number is typed into the text: '2018'"),
        ("| heading |", "| header |", "line 14: a table of columns begins with"),
        ("- kind: Kind", "kind: Kind", "line 11: expected '- name: words'"),
        ("(tbl-x)=", "(tbl-x)=\n(tbl-x)=", "line 5: (tbl-x)= stands there twice"),
    ],
)
def test_a_fault_in_an_exhibit(old, new, message):
    with pytest.raises(DocumentError) as caught:
        text_of(EXHIBIT.replace(old, new))
    assert message in str(caught.value)


def test_an_unknown_block_and_a_missing_file(project):
    with pytest.raises(DocumentError, match=r"has no block \(leed\)=; did you mean 'lead'"):
        read_text("hosts").block("leed")
    with pytest.raises(DocumentError, match=r"text/en/hostz\.md is missing"):
        read_text("hostz")


def test_words_are_read_again_after_a_change(project):
    file = project / "notebooks" / "text" / "en" / "hosts.md"
    file.write_text(file.read_text("utf-8").replace("The hosts compared", "All hosts"), "utf-8")
    assert read_text("hosts").block("title").words.words.startswith("All hosts")
