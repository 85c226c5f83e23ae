"""Names and numbers in drawn figures stand apart from each other and inside their lane."""

from __future__ import annotations

from itertools import combinations

from matplotlib.text import Text

from thirdcountry.chapters import routes, rules
from thirdcountry.measures import legs as ways
from thirdcountry.measures import practice
from thirdcountry.pictures import routes as map_of
from thirdcountry.pictures import rules as lanes_of
from thirdcountry.tables import load, used
from thirdcountry.tables.countries import name_countries


def boxes(figure, axes, wanted):
    """Text -> its window (x0, y0, x1, y1) in pixels, for the texts wanted."""
    figure.draw_without_rendering()
    found = [t for t in axes.findobj(Text) if t.axes is axes and t.get_visible()]
    return [(t.get_text(), Text.get_window_extent(t)) for t in found if wanted(t.get_text())]


def test_no_name_covers_the_number_of_a_leg():
    year = routes.Parameters().year
    rows = used(load("legs"), False)
    legs = routes.write_legs(ways.list_legs(rows, load("places")))
    words = dict.fromkeys(["open", "restricted", "closed", "unknown", "inset"], "")
    figure = map_of.network(load("outlines"), ways.find_states(rows, legs, year), words)
    main = figure.axes[0]
    numbers = boxes(figure, main, str.isdigit)
    names = boxes(figure, main, lambda text: text.isalpha())
    assert len(numbers) > 10 and len(names) > 5
    for number, place in numbers:
        for name, own in names:
            across = min(place.x1, own.x1) - max(place.x0, own.x0)
            up = min(place.y1, own.y1) - max(place.y0, own.y0)
            assert min(across, up) < 2, (number, name)


def test_numbers_of_people_stay_in_their_lane_and_apart():
    p = rules.Parameters()
    hosts = name_countries(p.countries)
    span = (p.first_year, p.last_year)
    events = practice.select_practice(load("practice"), hosts, span, False)
    words = {"exact": "{persons}", "about": "c. {persons}", "at_least": "≥{persons}"}
    figure = lanes_of.timeline(practice.group_events(events), load("practice_codes"), span, words)
    axes = figure.axes[0]
    numbers = boxes(figure, axes, lambda text: any(c.isdigit() for c in text))
    ticks = {t.get_text() for t in axes.get_xticklabels()}
    numbers = [(text, box) for text, box in numbers if text not in ticks]
    assert len(numbers) > 10
    height = axes.transData.transform([(0, 1), (0, 0)])
    lane = height[0][1] - height[1][1]
    for text, box in numbers:
        foot, top = ((y - height[1][1]) / lane + 0.5 for y in (box.y0, box.y1))
        assert int(foot) == int(top), text
    for (a, one), (b, other) in combinations(numbers, 2):
        assert not one.overlaps(other), (a, b)
