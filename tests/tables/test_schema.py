"""The checker: every kind of fault, found at once, named by file, row, field, value and rule."""

import json

import pytest
from frictionless import Package

from thirdcountry.tables import schema

RESOURCE = {
    "name": "counts",
    "path": "counts.csv",
    "schema": {
        "fields": [
            {"name": "id", "type": "string", "constraints": {"required": True, "unique": True}},
            {"name": "year", "type": "integer", "constraints": {"minimum": 1990, "maximum": 2030}},
            {"name": "sex", "type": "string", "constraints": {"enum": ["all", "female", "male"]}},
            {"name": "persons", "type": "integer", "constraints": {"required": True, "minimum": 0}},
            {"name": "share", "type": "number"},
            {"name": "open", "type": "boolean"},
            {"name": "day", "type": "date"},
            {"name": "code", "type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
            {"name": "source_id", "type": "string", "constraints": {"required": True}},
        ],
        "primaryKey": ["year", "sex"],
        "foreignKeys": [
            {"fields": "source_id", "reference": {"resource": "sources", "fields": "source_id"}}
        ],
        "thirdcountry:rules": [
            {"rule": "share.isnull() or share <= 1"},
            {"rule": "sex == 'all'", "iff": "open"},
        ],
        "thirdcountry:sums": [
            {
                "of": "sex",
                "value": "persons",
                "total": "all",
                "parts": ["female", "male"],
                "by": ["year"],
            },
        ],
    },
}
HEADER = "id,year,sex,persons,share,open,day,code,source_id\n"
GOOD = (
    "a,2001,all,5,1,true,2001-02-28,KOR,s\n"
    "b,2001,female,3,0.6,false,,KOR,s\n"
    "c,2001,male,2,0.4,false,,,s\n"
)


def sources(_name):
    return schema.read(
        b"source_id\ns\n",
        {"path": "sources.csv", "schema": {"fields": [{"name": "source_id"}]}},
    )[0]


def faults(body: str, header: str = HEADER) -> list[schema.Violation]:
    content = (header + body).encode()
    resource = RESOURCE | {"hash": schema.fingerprint(content)}
    return schema.check(content, resource, sources)[1]


def test_good_rows_pass_and_are_typed():
    content = (HEADER + GOOD).encode()
    frame, found = schema.check(content, RESOURCE | {"hash": schema.fingerprint(content)}, sources)
    assert found == []
    assert frame.persons.tolist() == [5, 3, 2]
    assert frame.index.tolist() == [2, 3, 4], "the index is the line in the file"
    assert frame.day.dt.day.tolist()[0] == 28
    assert frame.code.isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("row", "line", "field", "value", "words"),
    [
        ("d,x,all,1,,true,,,s", 5, "year", "x", "not of type integer"),
        ("d,2002,all,1.5,,true,,,s", 5, "persons", "1.5", "not of type integer"),
        ("d,2002,all,-1,,true,,,s", 5, "persons", "-1", "below the minimum 0"),
        ("d,1889,all,1,,true,,,s", 5, "year", "1889", "below the minimum 1990"),
        ("d,2031,all,1,,true,,,s", 5, "year", "2031", "above the maximum 2030"),
        ("d,2002,both,1,,false,,,s", 5, "sex", "both", "not one of all, female, male"),
        ("d,2002,all,1,many,true,,,s", 5, "share", "many", "not of type number"),
        ("d,2002,all,1,,yes,,,s", 5, "open", "yes", "not of type boolean"),
        ("d,2002,all,1,,true,2002-02-30,,s", 5, "day", "2002-02-30", "not of type date"),
        ("d,2002,all,1,,true,,kor,s", 5, "code", "kor", "does not match [A-Z]{3}"),
        ("d,2002,all,,,true,,,s", 5, "persons", "", "blank but required"),
        ("a,2002,all,1,,true,,,s", 5, "id", "a", "not unique"),
        ("d,2001,male,2,,false,,,s", 5, "year + sex", "2001, male", "repeats the key"),
        ("d,2002,all,1,,true,,,nobody", 5, "source_id", "nobody", "has no record in sources"),
        ("d,2002,all,1,1.5,true,,,s", 5, "share", "share=1.5", "must hold: share"),
        ("d,2002,female,1,,true,,,s", 5, "sex + open", "sex=female", "exactly when open"),
    ],
)
def test_each_fault_names_row_field_value_and_rule(row, line, field, value, words):
    found = [v for v in faults(GOOD + row + "\n") if v.row == line and v.field == field]
    assert len(found) == 1, faults(GOOD + row + "\n")
    assert value in found[0].value
    assert words in found[0].rule
    assert str(found[0]).startswith(f"counts.csv, row {line}, field {field}:")


def test_a_total_that_is_not_the_sum_of_its_parts():
    found = faults(GOOD.replace("all,5", "all,6"))
    assert [str(v) for v in found] == [
        "counts.csv, row 2, field persons: '6' must equal female + male = 5"
    ]


def test_ragged_rows_and_a_wrong_header():
    assert "has 3 cells, the header has 9" in str(faults(GOOD + "d,2002,all\n")[0])
    assert "the schema says" in str(faults(GOOD, header=HEADER.replace("year", "jahr"))[0])


def test_no_utf8():
    found = schema.check(b"id\xff\n", RESOURCE, sources)[1]
    assert "cannot be read as UTF-8 CSV" in str(found[0])


def test_all_faults_come_at_once():
    found = faults(GOOD + "d,x,both,-1,many,yes,2002-13-01,kor,nobody\n")
    assert {v.field for v in found} >= {
        "year",
        "sex",
        "persons",
        "share",
        "open",
        "day",
        "code",
        "source_id",
    }


def test_a_changed_file_is_named_with_the_remedy():
    content = (HEADER + GOOD).encode()
    found = schema.check(content, RESOURCE | {"hash": "sha256:00"}, sources)[1]
    assert len(found) == 1
    assert "counts.csv: sha256 differs" in str(found[0])
    assert "thirdcountry seal" in str(found[0])


def test_frictionless_finds_the_same_cells(tmp_path):
    """An independent reader of the same descriptor condemns the same cells as we do."""
    body = GOOD + (
        "d,x,all,1,,true,,,s\ne,2002,both,-1,,false,,,s\nf,2003,all,1,many,yes,2002-13-01,kor,z\n"
    )
    (tmp_path / "counts.csv").write_text(HEADER + body)
    (tmp_path / "sources.csv").write_text("source_id\ns\n")
    fields = RESOURCE["schema"].items()
    plain = RESOURCE | {"schema": {k: v for k, v in fields if not k.startswith("thirdcountry")}}
    other = {
        "name": "sources",
        "path": "sources.csv",
        "schema": {"fields": [{"name": "source_id", "type": "string"}]},
    }
    descriptor = {"name": "p", "resources": [plain, other]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    theirs = {(row, field) for row, field in report.flatten(["rowNumber", "fieldName"]) if field}
    ours = {(v.row, v.field) for v in faults(body)}
    assert len(theirs) >= 7
    # beyond the standard we also judge keys of the row and our own rules
    assert {c for c in ours - theirs if c[1] not in ("source_id", "sex + open")} == set()
    assert theirs <= ours
