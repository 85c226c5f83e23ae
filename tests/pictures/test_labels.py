"""Labels find free places, the same on every run."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from thirdcountry.pictures import labels, style

from .legible import drawn_texts, find_faults, lay_out

CROWD = np.random.default_rng(7).normal(0.5, 0.09, (22, 2))


def test_labels_of_a_column_move_as_little_as_possible():
    heights, sizes = np.array([5.0, 4.9, 20.0, 5.1]), np.full(4, 2.0)
    centres = labels.spread(heights, sizes, 0, 30)
    assert centres == pytest.approx([5.0, 3.0, 20.0, 7.0])  # about their mean, in order
    assert labels.spread(heights, sizes, 4, 30) == pytest.approx([6.0, 4.0, 20.0, 8.0])
    assert labels.spread(heights, sizes, 0, 19) == pytest.approx([5.0, 3.0, 19.0, 7.0])
    low = labels.spread(np.zeros(4), np.array([2.0, 4.0, 2.0, 2.0]), 0, 3)  # no room: upwards
    assert low == pytest.approx([0.0, 3.0, 6.0, 8.0])


def test_a_label_gives_way_to_one_that_has_no_other_place():
    shared, other = [0, 0, 10, 10], [20, 0, 30, 10]
    boxes = [np.array([shared, other], float), np.array([shared], float)]
    chosen = labels.choose_spots(boxes, [np.array([0.0, 3.0]), np.array([0.0])])
    assert chosen == [1, 0]


def crowded(**options) -> Figure:
    figure, (ax,) = style.canvas(height=3)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.scatter(*CROWD.T)
    points = [(f"country {n}", x, y, style.BLUE) for n, (x, y) in enumerate(CROWD)]
    labels.label_points(ax, points, **options)
    return figure


def test_crowded_points_have_their_names_apart():
    assert find_faults(crowded()) == []


def test_names_without_room_are_left_out_where_they_may():
    figure = crowded(sides=("right",), reach=0, optional=True)
    assert find_faults(figure) == []
    assert 0 < sum("country" in t.get_text() for t in drawn_texts(figure)) < len(CROWD)


def test_names_keep_off_what_is_solid():
    figure, (ax,) = style.canvas(height=2)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    note = ax.text(0.52, 0.5, "note", va="center")
    labels.label_points(ax, [("name", 0.5, 0.5, style.BLUE)], solid=[note])
    assert find_faults(figure) == []


def test_ends_of_lines_that_meet_have_their_names_apart():
    figure, axes = style.canvas(1, 2, height=2)
    for ax in axes:
        ax.plot([1990, 2020], [0, 1])
        ends = {f"Country {n} (to 2016)": (2020, 0.98, style.RED) for n in range(8)}
        labels.label_line_ends(ax, ends)
    assert find_faults(figure) == []


def test_titles_of_events_stay_on_the_canvas():
    figure, (ax,) = style.canvas(height=2)
    ax.set_xlim(1990, 2020)
    dates = ["1990-02-01", "2019-01-01", "2019-06-01", "2019-08-01", "2019-12-01"]
    titles = [f"an event with a rather long title, {date[:4]}" for date in dates]
    labels.label_events(ax, pd.DataFrame({"date": pd.to_datetime(dates), "title": titles}))
    assert find_faults(figure) == []


def test_the_same_figure_twice_is_the_same_file():
    files = []
    for _ in range(2):
        figure, out = crowded(), io.StringIO()
        lay_out(figure)
        with style.mpl.rc_context({"svg.hashsalt": "x"}):
            figure.savefig(out, format="svg", metadata={"Date": None})
        files.append(out.getvalue())
    assert files[0] == files[1]
