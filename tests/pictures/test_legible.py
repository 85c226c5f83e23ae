"""Every figure of the report can be read: no text over another, off the canvas, or too small."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from matplotlib.figure import Figure

from thirdcountry.document import publisher
from thirdcountry.pictures import style

from .legible import find_faults

ROOT = Path(__file__).resolve().parents[2]
PLAN = yaml.safe_load((ROOT / "notebooks" / "report.yml").read_text())
RUNS = {run.get("name", run["notebook"]): run for run in PLAN["chapters"]}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_figures_of_a_chapter(run, run_notebook, monkeypatch, subtests):
    found: dict[str, list[str]] = {}

    def look(figure: Figure, id: str) -> str:
        found[id] = find_faults(figure)
        return "<svg/>"

    monkeypatch.setattr(publisher, "_svg", look)
    run_notebook(run["notebook"], **run.get("parameters", {}))
    assert found
    for id, own in found.items():
        with subtests.test(id):
            assert not own


def figure_with(*texts: tuple[float, float, str], size: float = 9) -> Figure:
    figure, (ax,) = style.canvas(height=2)
    ax.set(xticks=[], yticks=[])
    for x, y, text in texts:
        ax.text(x, y, text, fontsize=size)
    return figure


def test_a_good_figure_has_no_faults():
    figure = figure_with((0.1, 0.2, "one"), (0.1, 0.5, "other"), (0.1, 0.2, " "))
    figure.axes[0].text(0.1, 0.2, "hidden", visible=False)
    figure.axes[0].text(0.5, 0.5, "slanted", rotation=45)
    figure.axes[0].text(0.6, 0.5, "the same", rotation=45)  # windows overlap, texts do not
    assert find_faults(figure) == []


@pytest.mark.parametrize(
    "texts, size, fault",
    [
        ([(0.1, 0.2, "one"), (0.12, 0.22, "other")], 9, "'one' lies over 'other'"),
        ([(0.95, 0.5, "too long for its place")], 9, "'too long for its place' leaves the canvas"),
        ([(0.1, 0.5, "tiny")], 6.5, "'tiny' has 6.5 points in print"),
    ],
)
def test_a_bad_figure_is_found(texts, size, fault):
    figure = figure_with(*texts, size=size)
    figure.axes[0].texts[0].set_in_layout(False)  # else the layout makes room for it
    assert find_faults(figure) == [fault]
