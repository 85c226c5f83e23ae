"""The contacts table: each rule of its schema refuses a row that breaks it, by name."""

import pytest

from thirdcountry import tables
from thirdcountry.tables import DataError

HEADER = (
    "contact_id,country,other,channel,event,date,date_end,precision,level,seat,statement,leaked,"
    "source_id,note"
)
VISIT = "a-visit,MNG,PRK,visit,made,2004-12-01,,month,head of state,,A visit.,false,kbs_2004_12,"
EMBASSY = "an-embassy,MNG,KOR,embassy,opened,1990-01-01,,year,,MNG,Opens.,false,kbs_2004_12,"
MEETING = "a-meeting,MNG,JPN PRK,convening,hosted,2012-11-15,,day,,,Talks.,false,kbs_2004_12,"
SIGNED = "a-deal,MNG,KOR,agreement,signed,2016-07-17,,day,,,Signed.,false,kbs_2004_12,"
TIES = "ties,MNG,KOR,relations,opened,1990-03-26,,day,,,Open.,false,kbs_2004_12,"


def faults(project, row: str) -> str:
    """What is said of a table with this one row, apart from its changed hash."""
    file = project / "data" / "contacts.csv"
    file.write_text(f"{HEADER}\n{row}\n", "utf-8", newline="\n")
    with pytest.raises(DataError) as caught:
        tables.load("contacts")
    return str(caught.value)


@pytest.mark.parametrize("row", [VISIT, EMBASSY, MEETING, SIGNED, TIES])
def test_a_good_row_has_no_fault_but_the_seal(project, row):
    assert "1 fault(s)" in faults(project, row)


@pytest.mark.parametrize(
    ("row", "old", "new", "message"),
    [
        (VISIT, ",visit,", ",summit,", "field channel: 'summit' is not one of relations"),
        (VISIT, ",made,", ",paid,", "field event: 'paid' is not one of opened"),
        (VISIT, "head of state", "queen", "field level: 'queen' is not one of head of state"),
        (VISIT, "head of state", "", "must hold exactly when channel == 'visit'"),
        (VISIT, ",made,", ",signed,", "must hold exactly when channel == 'visit'"),
        (VISIT, "2004-12-01", "2004-12-05", "precision == 'day' or date.dt.day == 1"),
        (EMBASSY, "1990-01-01", "1990-02-01", "precision != 'year' or date.dt.month == 1"),
        (VISIT, "2004-12-01,", "2004-12-01,2004-11-01", "date <= date_end"),
        (VISIT, ",PRK,", ",PRK KOR,", "channel == 'convening' or other.str.len() == 3"),
        (VISIT, ",PRK,", ",MNG,", "country != other"),
        (MEETING, "JPN PRK", "JPN ZZZ", "field other: 'ZZZ' has no record in countries.code"),
        (MEETING, "JPN PRK", "JPN,PRK", "has 15 cells"),
        (MEETING, ",hosted,", ",opened,", "must hold exactly when channel == 'convening'"),
        (EMBASSY, ",MNG,Opens", ",,Opens", "must hold exactly when channel == 'embassy'"),
        (EMBASSY, ",MNG,Opens", ",CHN,Opens", "seat == country or seat == other"),
        (EMBASSY, ",opened,", ",severed,", "channel != 'embassy' or event in"),
        (SIGNED, ",signed,", ",opened,", "channel != 'agreement' or event in"),
        (TIES, ",opened,", ",closed,", "channel != 'relations' or event in"),
        (TIES, ",false,", ",perhaps,", "field leaked: 'perhaps' is not of type boolean"),
        (TIES, "kbs_2004_12", "nobody", "has no record in sources.source_id"),
        (TIES, "ties,MNG", "ties,ZZZ", "field country: 'ZZZ' has no record in countries.code"),
    ],
)
def test_a_bad_row_is_refused_by_name(project, row, old, new, message):
    assert old in row
    assert message in faults(project, row.replace(old, new, 1))


def test_a_repeated_key_is_refused(project):
    assert "contact_id" in faults(project, f"{VISIT}\n{VISIT}")


def test_what_is_on_record():
    """Both Koreas, all eight hosts, and no row known from a leaked cable only."""
    rows = tables.load("contacts")
    hosts = {"CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"}
    opened = rows[(rows.channel == "relations") & (rows.event == "opened")]
    assert set(zip(opened.country, opened.other, strict=True)) == {
        (host, korea) for host in hosts for korea in ("KOR", "PRK")
    }
    assert not rows.leaked.any()
    known = tables.load("sources").set_index("source_id").url.dropna()
    assert not rows.source_id.map(known).fillna("").str.contains("wikileaks").any()
