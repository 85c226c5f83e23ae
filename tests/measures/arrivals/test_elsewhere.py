"""Counts of other hosts beside the main one."""

import pytest

from thirdcountry.measures.arrivals import counts, elsewhere
from thirdcountry.tables import load


def test_thai_ratios_are_ranges(arrivals, series):
    thai = counts.host_counts(arrivals, "THA", "recorded_entries")
    found = elsewhere.range_ratios(series, thai).set_index("year")
    assert found.ratio_high[2010] == pytest.approx(2482 / 2402)
    assert found.ratio_low[2008] < 0.2 < 0.6 < found.ratio_high[2008]
    assert not set(range(2011, 2016)) & set(found.index)


def test_release_to_release_revisions_leave_mid_year_stocks_out():
    found = elsewhere.compare_releases(load("displacement"), "refugees").set_index("year")
    assert (found.low[2022], found.high[2022]) == (260, 267)
    assert 2025 not in found.index


def test_thai_figures_are_marked_and_none_spans_two_years(arrivals):
    found = elsewhere.mark_figures(counts.host_counts(arrivals, "THA", "recorded_entries"))
    whole = found.label.str.fullmatch(r"\d{4}")
    assert set(found.kind) == {"main", "rival", "part"}
    assert ((found.kind == "part") == ~whole).all()
    assert not found[found.kind == "main"].year.duplicated().any()
    assert (found.period_start.dt.year == found.year).all()
