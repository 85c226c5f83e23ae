"""Every printing is kept, and the current table adds up to the announced total."""

import pytest

from thirdcountry.measures.arrivals import counts, vintages


def test_the_series_closes_at_the_announced_total(korea):
    parts = vintages.check_total(korea, "mou-2025-12").set_index("part").persons
    assert parts["sum"] == 34537
    assert parts["announced"] == 34537


def test_older_vintages_are_kept(arrivals, korea):
    old = counts.official(arrivals, "mou-2012-01").set_index("year")["all"]
    assert old[2009] == 2927 and old[2011] == 2737
    assert old.index.max() == 2011
    band = vintages.revision_band(korea).set_index("year")
    assert (band.low[2009], band.high[2009]) == (2914, 2952) and band.printings[2009] >= 3


def test_distances_are_those_of_the_lowest_and_the_highest_printing(korea):
    band = vintages.measure_distances(vintages.revision_band(korea))
    assert (band.below <= 0).all() and (band.above >= 0).all()
    assert (band.above - band.below).to_numpy() == pytest.approx(band.spread.astype(float))
