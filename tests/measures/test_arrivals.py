"""Arrivals: published totals, hand-computed values, and what must be refused."""

import pandas as pd
import pytest

from thirdcountry.measures import arrivals as measure
from thirdcountry.tables import load


@pytest.fixture(scope="module")
def counts():
    return load("arrivals")


@pytest.fixture(scope="module")
def series(counts):
    return measure.official(counts, "mou-2025-12")


@pytest.mark.parametrize(
    ("year", "persons"),
    [
        (1998, 71),
        (2001, 583),
        (2009, 2914),
        (2011, 2706),
        (2012, 1502),
        (2019, 1047),
        (2020, 229),
        (2025, 223),
    ],
)
def test_published_annual_totals(series, year, persons):
    assert series.set_index("year")["all"][year] == persons


def test_the_series_closes_at_the_announced_total(counts):
    parts = measure.closes(counts, "mou-2025-12").set_index("part").persons
    assert parts["sum"] == 34537
    assert parts["announced total at end-2025"] == 34537


def test_older_vintages_are_kept(counts):
    old = measure.official(counts, "mou-2012-01").set_index("year")["all"]
    assert old[2009] == 2927 and old[2011] == 2737
    assert old.index.max() == 2011
    printed = measure.vintages(counts)
    assert {2914, 2927, 2952} <= set(printed[printed.year == 2009].persons)


def test_single_years_before_the_split_have_no_sexes(series):
    early = series[series.year < 2002]
    assert early.female.isna().all() and (early.vintage == "press").all()
    assert early.set_index("year")["all"].loc[1999:2001].sum() == 1043


def rows(*cells):
    frame = pd.DataFrame(cells, columns=["period_start", "period_end", "persons", "status", "sex"])
    return frame.assign(
        period_start=pd.to_datetime(frame.period_start),
        period_end=pd.to_datetime(frame.period_end),
        persons=frame.persons.astype("Int64"),
        as_of="2020",
        source_id="s",
    )


def test_a_partial_year_is_refused():
    bad = rows(("2019-01-01", "2019-09-30", 775, "partial", "all"))
    with pytest.raises(measure.SeriesError, match=r"partial figure 775 to 2019-09-30"):
        measure.annual(bad)


@pytest.mark.parametrize("status", ["partial", "pooled", "cumulative"])
def test_a_status_that_is_no_year_wins_over_the_dates(status):
    bad = rows(("2019-01-01", "2019-12-31", 775, status, "all"))
    assert measure.whole_years(bad).empty


def test_a_span_of_years_is_no_year():
    pooled = rows(("1999-01-01", "2001-12-31", 1043, "final", "all"))
    assert measure.whole_years(pooled).empty


def test_two_figures_for_one_year_are_refused():
    twice = rows(
        ("2009-01-01", "2009-12-31", 2914, "final", "all"),
        ("2009-01-01", "2009-12-31", 2927, "final", "all"),
    )
    with pytest.raises(measure.SeriesError, match="more than one figure"):
        measure.annual(twice)


def test_decline_by_hand(series):
    found = measure.decline(series)
    assert (found.peak_year, found.peak) == (2009, 2914)
    assert (found.low_year, found.low) == (2021, 63)
    assert found.change == pytest.approx(223 / 2914 - 1)
    by_year = series.set_index("year")["all"].astype(int)
    # the article's span with the full year: 1,502 to 1,047
    assert measure.change(by_year, 2012, 2019) == pytest.approx(-0.3029, abs=1e-4)
    assert measure.share_of_fall(by_year, 2009, (2011, 2012), 2019) == pytest.approx(1204 / 1867)


def test_headline_names_the_largest_fall(series):
    found = measure.headline(series)
    assert found["fall_year"] == (2012, "year")
    assert found["fall_change"][0] == pytest.approx(1502 / 2706 - 1)
    assert found["female_share_last"][0] == pytest.approx(198 / 223)


def test_headline_follows_the_span(series):
    found = measure.headline(measure.between(series, 2013, 2025))
    assert found["peak_year"] == (2013, "year")
    assert found["fall_year"] == (2020, "year")


def test_quarters_and_halves(counts):
    short = measure.within_year(counts, 1998, 2025)
    quarter = short[(short.months == 3) & (short.period_start == "2012-01-01")]
    assert quarter.persons.tolist() == [352], "the latest printing of the first quarter of 2012"
    half = short[(short.period_start == "2013-07-01") & (short.months == 6)].iloc[0]
    assert half.persons == 1514 - 717 and half.status == "derived"
    year = short[(short.months == 3) & (short.period_start.dt.year == 2019)]
    assert year.persons.sum() == 1047
    assert "2010" not in set(short.period_start.dt.year.astype(str)), "gaps stay gaps"


def test_quarter_headline_is_missing_where_unpublished(counts):
    short = measure.within_year(counts, 1998, 2025)
    assert measure.headline_parts(short, 2012)["quarter_before"] == (566, "persons")
    assert measure.headline_parts(short, 2005)["quarter_change"] == (None, "percent change")


def test_thai_counts_keep_rivals_and_gaps(counts):
    thai = measure.host_counts(counts, "THA", "recorded_entries")
    main = thai[thai["rank"] == 1].set_index("label").persons
    assert main["2004"] == 46 and main["2010"] == 2482 and main["2016"] == 535
    assert {"2012", "2013", "2014", "2015"}.isdisjoint(thai.label)
    assert len(thai[(thai.label == "2005")]) >= 3


def test_an_empty_span_says_what_there_is(series):
    with pytest.raises(measure.SeriesError, match="1998 to 2025"):
        measure.between(series, 1900, 1910)


def test_events_are_chosen_by_name():
    events = load("events")
    assert measure.chosen_events(events, ["none"], 1998, 2025).empty
    drawn = measure.chosen_events(events, ["default"], 1998, 2025)
    assert "laos-returns-nine" in set(drawn.event_id) and len(drawn) < 8
    assert len(measure.chosen_events(events, ["all"], 1998, 2025)) > 30
    assert measure.event_dates(events, {"x": "laos-returns-nine"})["x"][0] == "27 May 2013"
