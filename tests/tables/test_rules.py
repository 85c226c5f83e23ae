"""Tables of treaties and treatment: what they hold, and what their schema refuses."""

import pandas as pd
import pytest

from thirdcountry import tables
from thirdcountry.tables import dictionary, schema

RESOURCE = {
    "name": "events",
    "path": "events.csv",
    "schema": {
        "fields": [
            {"name": "date", "type": "date"},
            {"name": "source_id", "type": "string"},
        ],
        "foreignKeys": [
            {"fields": "source_id", "reference": {"resource": "sources", "fields": "source_id"}}
        ],
        "thirdcountry:not_after": [
            {"field": "date", "via": "source_id", "reference": "date_published"}
        ],
    },
}
SOURCES = b"source_id,date_published\nday,2013-05-31\nmonth,2013-05\nyear,2013\nundated,\n"


def late(row: str) -> list[str]:
    content = f"date,source_id\n{row}\n".encode()
    fields = [{"name": "source_id"}, {"name": "date_published"}]
    known = schema.read(SOURCES, {"path": "sources.csv", "schema": {"fields": fields}})[0]
    resource = RESOURCE | {"hash": schema.fingerprint(content)}
    return [str(v) for v in schema.check(content, resource, lambda _: known)[1]]


@pytest.mark.parametrize(
    "row",
    [
        "2013-05-31,day",
        "2012-12-31,day",
        "2013-05-31,month",
        "2013-12-31,year",
        "2030-01-01,undated",
        ",day",
    ],
)
def test_a_date_up_to_that_of_its_source_passes(row):
    assert late(row) == []


@pytest.mark.parametrize(
    ("row", "limit"),
    [
        ("2013-06-01,day", "2013-05-31"),
        ("2013-06-01,month", "2013-05"),
        ("2014-01-01,year", "2013"),
    ],
)
def test_a_date_after_that_of_its_source_is_refused(row, limit):
    date, source = row.split(",")
    assert late(row) == [
        f"events.csv, row 2, field date: '{date}' is later than date_published = {limit} of "
        f"{source}; correct one of them"
    ]


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        (
            "events",
            "2013-05-27,2013-05-28",
            "2013-05-27,2013-07-28",
            "field date_end: '2013-07-28' is later than date_published = 2013-05-31",
        ),
        (
            "practice",
            "2013-05-27,2013-05-28",
            "2013-05-27,2013-07-28",
            "field date_end: '2013-07-28' is later than date_published = 2013-05-31",
        ),
        (
            "practice",
            "2013-05-27,2013-05-28,day,-2",
            "2013-05-27,2013-05-28,day,-3",
            "field code: '-3' has no record in practice_codes.code",
        ),
        (
            "practice",
            "2013-05-27,2013-05-28",
            "2013-05-27,2013-05-26",
            "must hold: date.isnull() or date_end.isnull() or date <= date_end",
        ),
        ("practice", ",-2,9,exact", ",-2,9,", "must hold exactly when persons_precision.isnull()"),
        (
            "practice",
            ",-2,9,exact",
            ",-2,9,roughly",
            "field persons_precision: 'roughly' is not one of exact",
        ),
        (
            "practice",
            "china-returns-2024-25,A",
            "china-returns-1999,A",
            "field part_of: 'china-returns-1999' has no record in practice.practice_id",
        ),
        (
            "practice",
            ",2013-05-09,open",
            ",,open",
            "must hold: date.notnull() or date_end.notnull()",
        ),
        (
            "practice",
            ",2013-05-09,open",
            ",2013-05-09,day",
            "must hold exactly when precision == 'open'",
        ),
        (
            "practice",
            "2008-08-01,,month",
            "2008-08-05,,month",
            "must hold: precision in ['day', 'open'] or date.dt.day == 1",
        ),
        (
            "practice",
            "2005-01-01,,year",
            "2005-03-01,,year",
            "must hold: precision != 'year' or date.dt.month == 1",
        ),
        (
            "accessions",
            "party,1982-09-24",
            "joined,1982-09-24",
            "field status: 'joined' is not one of party, signed, not party, agreed",
        ),
        (
            "accessions",
            "CHN,1951 Convention",
            "CHN,1951 Treaty",
            "field instrument: '1951 Treaty' is not one of 1951 Convention",
        ),
        (
            "accessions",
            "not party,,,2016-04-01",
            "not party,,,",
            "must hold exactly when status == 'not party'",
        ),
        (
            "accessions",
            "not party,,,2016-04-01",
            "not party,,,2017-04-01",
            "is later than date_published = 2016-10-11 of irri_2016_04",
        ),
        (
            "accessions",
            "party,1982-09-24,day",
            "party,1982-09-24,",
            "must hold exactly when date.isnull()",
        ),
        (
            "accessions",
            "party,1982-09-24,day",
            "party,1982-09-24,month",
            "precision == 'day' or date.dt.day == 1",
        ),
        (
            "accessions",
            "2016-03-01,month",
            "2016-03-01,year",
            "precision != 'year' or date.dt.month == 1",
        ),
        ("practice_codes", "-2,return", "-4,return", "field code: '-4' is below the minimum -2"),
    ],
)
def test_what_the_schema_refuses(damaged, table, old, new, words):
    assert words in damaged(table, old, new)


def test_each_code_of_the_scale_has_a_definition():
    codes = tables.load("practice_codes")
    assert codes.code.tolist() == [-2, -1, 0, 1, 2]
    assert codes.definition.str.len().min() > 20


def test_leaked_rows_rest_on_cables_and_no_others_do():
    rows = tables.load("practice")
    retold = rows.source_id.str.startswith("cable_") | (rows.source_id == "asiatimes_2011_08")
    assert (rows.leaked.astype(bool) == retold).all()


def test_dates_of_accession_are_those_of_the_depositary():
    """UN Treaty Collection, chapters V-2 and IV-9."""
    rows = tables.load("accessions").set_index(["country", "instrument"])
    assert str(rows.date[("CHN", "1951 Convention")])[:10] == "1982-09-24"
    assert str(rows.date[("RUS", "1967 Protocol")])[:10] == "1993-02-02"
    assert str(rows.date[("THA", "Convention against Torture")])[:10] == "2007-10-02"


def test_a_part_is_of_the_same_country_and_code_and_not_larger():
    rows = tables.load("practice").set_index("practice_id")
    parts = rows[rows.part_of.notna()]
    assert len(parts)
    for part in parts.itertuples():
        whole = rows.loc[part.part_of]
        assert (whole.country, whole.code) == (part.country, part.code)
        assert whole.persons >= part.persons


def test_the_dictionary_names_the_rule():
    text = dictionary.describe_package(tables.descriptor())
    assert "`date` is not later than `date_published` of `source_id`." in text


def test_an_event_that_stands_in_both_tables_has_the_same_dates():
    """The timeline of events and the coded treatment name the same days where the source is one."""
    events, practice = tables.load("events"), tables.load("practice")
    both = events.merge(practice, on="source_id", suffixes=("", "_coded"))
    both = both[
        [c in countries.split() for c, countries in zip(both.country, both.countries, strict=True)]
    ]
    near = both[(both.date - both.date_coded).abs() < pd.Timedelta(days=7)]
    assert len(near) >= 12
    assert (near.date == near.date_coded).all()
    assert (near.date_end.fillna(near.date) == near.date_end_coded.fillna(near.date_coded)).all()


def test_treaties_stand_in_both_tables_with_the_same_year():
    events, treaties = tables.load("events"), tables.load("accessions")
    agreed = treaties[(treaties.status == "agreed") & (treaties.country == "CHN")]
    dated = events[(events.category == "agreement") & (events.countries == "CHN PRK")]
    assert sorted(agreed.date.dt.year) == sorted(dated.date.dt.year)
