"""The tables of the ways out against their own rules, each with a row that must be refused."""

import pytest

from thirdcountry import tables


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("legs", "prk-chn,hoeryong,", "prk-chn,atlantis,", "has no record in places.place_id"),
        ("legs", ",united-states,2008", ",atlantis,2008", "has no record in places.place_id"),
        ("legs", ",2003,2003,open", ",2003,2002,open", "last_year.fillna(9999) >= first_year"),
        ("legs", ",2003,2003,open", ",2003,2009,open", "overlaps an earlier period of prk-chn"),
        ("legs", ",2003,2003,open", ",2003,,open", "overlaps an earlier period of prk-chn"),
        ("legs", ",2003,2003,open", ",2009,2009,open", "repeats the key of an earlier row"),
        ("legs", ",2003,2003,open", ",1890,2003,open", "is below the minimum 1990"),
        ("legs", ",2003,2003,open", ",2003,2003,ajar", "is not one of open, restricted, closed"),
        ("legs", ",shenyang,2009", ",beijing,2009", "differs from the first row of prk-chn"),
        ("legs", "prk-chn,hoeryong,shenyang,2003", "x,seoul,seoul,2003", "from_place != to_place"),
        ("legs", "false,voa_2003_10", "no,voa_2003_10", "is not of type boolean"),
        ("legs", "false,voa_2003_10", "false,nobody", "has no record in sources.source_id"),
        ("places", ",PRK,crossing", ",XYZ,crossing", "has no record in countries.code"),
        ("places", ",crossing,42.44113", ",crossing,142.44113", "is above the maximum 90"),
        ("places", "pyongyang,Pyongyang", "hoeryong,Pyongyang", "is not unique"),
        ("outlines", "AFG,1,1,", "AFG,1,2,", "repeats the key of an earlier row"),
        ("outlines", "AFG,1,1,", "AFX,1,1,", "has no record in countries.code"),
        ("route_counts", "2006-01-01,2006-12-31", "2007-01-01,2006-12-31", "period_start <="),
        ("route_counts", ",at_least,", ",exactly,", "is not one of exact, about"),
        ("route_shares", ",0.72,", ",72,", "is above the maximum 1"),
        ("route_shares", ",survey,", ",poll,", "is not one of survey, press, secondary"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(damaged, table, old, new, said):
    message = damaged(table, old, new)
    assert said in message and f"{table}.csv, row " in message


def test_a_leg_up_to_date_may_have_no_last_year(project):
    """The last period of a leg may stay open; seal takes it."""
    file = project / "data" / "legs.csv"
    file.write_text(file.read_text("utf-8").replace(",2020,2023,closed", ",2020,,closed"), "utf-8")
    assert tables.seal() == ["legs"]
    assert tables.load("legs").last_year.isna().sum() == 1


def test_periods_that_touch_are_no_overlap():
    rows = tables.load("legs").set_index("leg_id").loc["chn-mng"]
    assert (rows.last_year.shift() + 1 == rows.first_year).sum() >= 3


def test_the_dictionary_states_the_rule_of_periods(project):
    tables.seal()
    text = (project / "data" / "README.md").read_text("utf-8")
    assert "Periods `first_year` to `last_year` of one `leg_id` do not overlap." in text


def test_outlines_are_closed_rings_of_some_length():
    rings = tables.load("outlines").groupby(["country", "part"], dropna=False)
    assert (rings.size() >= 3).all()
    assert (rings.vertex.max() == rings.size()).all()


def test_capitals_of_the_places_are_those_of_the_countries():
    capitals = tables.load("countries").set_index("code")
    for place in tables.load("places").itertuples():
        if place.kind == "capital":
            assert place.lat == pytest.approx(capitals.capital_lat[place.country], abs=0.1)
            assert place.lon == pytest.approx(capitals.capital_lon[place.country], abs=0.1)


def test_every_place_lies_in_its_country():
    """The nearest outline within a quarter of a degree of a place is that of its country."""
    outlines, places = tables.load("outlines"), tables.load("places")
    from matplotlib.path import Path

    for place in places[places.country != "USA"].itertuples():
        own = outlines[outlines.country == place.country]
        shapes = [Path(part[["lon", "lat"]].to_numpy()) for _, part in own.groupby("part")]
        # border towns: the outline is simplified to about five kilometres
        inside = any(
            s.contains_point((place.lon, place.lat), radius=r) for s in shapes for r in (-0.2, 0.2)
        )
        assert inside, place.name


def test_thai_entries_lie_in_one_table_only():
    """The chapter on arrivals reads them from arrivals alone; both chapters show one range."""
    counts = tables.load("route_counts")
    assert len(counts) and "THA" not in set(counts[counts.measure == "entries"].host)
    arrivals = tables.load("arrivals")
    thai = arrivals[(arrivals.host == "THA") & (arrivals.measure == "recorded_entries")]
    whole = thai[(thai.period_type == "year") & (thai.period_start.dt.year == 2006)]
    assert sorted(whole.persons) == [400, 729, 752, 900]
