"""The same trade in several sources."""

import pandas as pd
import pytest

from thirdcountry.measures.trade import compared, flows, shares
from thirdcountry.tables import load

SPAN = (1990, 2020)
PAIR = {"KOR": "South Korea", "PRK": "North Korea"}


@pytest.fixture(scope="module")
def tables():
    return load("trade"), load("trade_alternatives")


@pytest.fixture(scope="module")
def thai(tables):
    return compared.collect_series(*tables, "THA", PAIR, SPAN)


def value(rows, year, flow, series):
    cell = rows[(rows.year == year) & (rows.flow == flow) & (rows.series == series)]
    return cell.value_usd.item()


def test_thailand_and_south_korea_in_2018_in_every_source(thai):
    korea = thai[thai.partner == "KOR"]
    assert value(korea, 2018, "turnover", "own") == pytest.approx(13.82e9, rel=1e-3)
    assert value(korea, 2018, "turnover", "mirror") == pytest.approx(14.09e9, rel=1e-3)
    assert compared.select_mirror(thai, "KOR")[2018] == pytest.approx(14.09e9, rel=1e-3)
    assert value(korea, 2018, "turnover", "baci") == pytest.approx(14.00e9, rel=1e-3)
    assert value(korea, 2022, "export", "oecd") == pytest.approx(6.405e9, rel=1e-3)
    assert value(korea, 2022, "turnover", "press") == pytest.approx(16.5e9)


def test_an_export_is_mirrored_by_an_import(tables):
    sides = compared.collect_series(*tables, "CHN", {"KOR": "South Korea"}, SPAN)
    korea = tables[0][(tables[0].reporter == "KOR") & (tables[0].partner == "CHN")]
    booked = korea[(korea.flow == "import") & (korea.year == 2015)].value_usd.item()
    assert value(sides, 2015, "export", "mirror") == booked


def test_sources_are_never_spliced(thai):
    """No source has a figure of another: the IMF series ends in 2020, the OECD's begins in 2021."""
    assert thai[thai.series.isin(["own", "mirror"])].year.max() == 2020
    assert thai[thai.series == "oecd"].year.min() == 2021
    assert not thai.duplicated(["partner", "year", "flow", "series"]).any()


def test_years_before_the_end_leave_the_later_sources_out(tables):
    rows = compared.collect_series(*tables, "THA", {"KOR": "South Korea"}, (2000, 2010))
    assert rows.year.min() == 2000 and rows.year.max() == 2010


def test_the_mirror_of_an_export_is_the_partners_import(tables):
    rows = compared.collect_series(*tables, "MNG", {"KOR": "South Korea"}, SPAN)
    booked = tables[0][
        (tables[0].reporter == "KOR")
        & (tables[0].partner == "MNG")
        & (tables[0].flow == "export")
        & (tables[0].year == 2010)
    ].value_usd.item()
    assert value(rows, 2010, "import", "mirror") == booked


def frame(*cells):
    columns = ["year", "flow", "series", "value_usd", "estimated"]
    rows = pd.DataFrame(cells, columns=columns)
    return rows.assign(source_id="s", partner="B", partner_name="Bee")


def test_the_spread_leaves_out_what_is_not_independent_or_too_coarse():
    rows = frame(
        (2000, "export", "own", 100e6, False),
        (2000, "export", "mirror", 120e6, False),
        (2000, "export", "press", 900e6, False),  # a single figure makes no band
        (2001, "export", "own", 100e6, False),
        (2001, "export", "mirror", 300e6, True),  # an estimate is made from the other side
        (2002, "export", "own", 4e6, False),
        (2002, "export", "cow", 9e6, False),  # rounded to whole millions
        (2003, "export", "own", 0.0, False),
        (2003, "export", "baci", 5e6, False),
    )
    found = compared.measure_spread(rows)
    assert found.year.tolist() == [2000]
    assert found.ratio.item() == pytest.approx(1.2) and found.series.item() == 2


def test_the_spread_does_not_change_with_the_currency(thai):
    one = compared.measure_spread(thai)
    other = compared.measure_spread(thai.assign(value_usd=thai.value_usd * 7))
    kept = one.merge(other, on=["partner", "year", "flow"], suffixes=("", "_7"))
    big = kept[kept.series == kept.series_7]  # the cut-off for rounding is in US$
    assert len(big) > 100 and big.ratio.to_numpy() == pytest.approx(big.ratio_7.to_numpy())


def test_a_summary_says_which_sources_hold_a_flow(tables):
    lao = compared.collect_series(*tables, "LAO", PAIR, SPAN)
    table = compared.summarise_spread(lao, compared.measure_spread(lao))
    north = table[(table.partner_name == "North Korea") & (table.flow == "export")].iloc[0]
    assert north.series == ["baci"] and north.years == 0 and pd.isna(north.typical)


def test_the_data_of_a_drawn_line_hold_its_band_and_name_all_sources(thai, tables):
    ties = shares.rank_partners(tables[0], load("trade_totals"), "THA", SPAN)
    rows = flows.select_partners(ties, ["PRK", "KOR"], ["turnover"])
    found = compared.join_bands(rows, compared.measure_spread(thai), ["PRK", "KOR"])
    assert found.partner.drop_duplicates().tolist() == ["PRK", "KOR"]
    assert set(found.flow) == {"turnover"} and len(found) == len(rows)
    last = found[(found.partner == "KOR") & (found.year == 2018)].iloc[0]
    assert last.low_usd <= last.value_usd <= last.high_usd
    assert "cepii_baci" in last.source_id and "imf_dots_2022" in last.source_id
    cut = compared.join_bands(
        rows[rows.year != 2018], compared.measure_spread(thai), ["PRK", "KOR"]
    )
    gap = cut[(cut.partner == "KOR") & (cut.year == 2018)].iloc[0]
    assert pd.isna(gap.value_usd) and gap.high_usd == last.high_usd, "a band without a line"
