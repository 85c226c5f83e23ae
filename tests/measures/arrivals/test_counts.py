"""Annual counts: published totals, hand-computed values, and what must be refused."""

import pandas as pd
import pytest

from thirdcountry.measures.arrivals import counts


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
    with pytest.raises(counts.SeriesError, match=r"partial figure 775 to 2019-09-30"):
        counts.annual(bad)


@pytest.mark.parametrize("status", ["partial", "pooled", "cumulative"])
def test_a_status_that_is_no_year_wins_over_the_dates(status):
    bad = rows(("2019-01-01", "2019-12-31", 775, status, "all"))
    assert counts.whole_years(bad).empty


def test_a_span_of_years_is_no_year():
    pooled = rows(("1999-01-01", "2001-12-31", 1043, "final", "all"))
    assert counts.whole_years(pooled).empty


def test_two_figures_for_one_year_are_refused():
    twice = rows(
        ("2009-01-01", "2009-12-31", 2914, "final", "all"),
        ("2009-01-01", "2009-12-31", 2927, "final", "all"),
    )
    with pytest.raises(counts.SeriesError, match="more than one figure"):
        counts.annual(twice)


def test_a_change_by_hand(series):
    by_year = series.set_index("year")["all"].astype(int)
    # the article's span with the full year: 1,502 to 1,047
    assert counts.change(by_year, 2012, 2019) == pytest.approx(-0.3029, abs=1e-4)
    assert counts.change(by_year, 2012, 2030) is None


def test_thai_counts_keep_rivals_and_gaps(arrivals):
    thai = counts.host_counts(arrivals, "THA", "recorded_entries")
    main = thai[thai["rank"] == 1].set_index("label").persons
    assert main["2004"] == 46 and main["2010"] == 2482 and main["2016"] == 535
    assert {"2012", "2013", "2014", "2015"}.isdisjoint(thai.label)
    assert len(thai[(thai.label == "2005")]) >= 3


def test_an_empty_span_says_what_there_is(series):
    with pytest.raises(counts.SeriesError, match="1998 to 2025"):
        counts.select_years(series, 1900, 1910)
