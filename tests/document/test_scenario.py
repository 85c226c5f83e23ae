"""The scenario: its texts, its sliders, and when sliders are shown."""

import json
from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel

from thirdcountry import MIME, chapter
from thirdcountry.chapters import burden_sharing
from thirdcountry.document import scenario as moving
from thirdcountry.export.chapter import WIDGET
from thirdcountry.measures import burden
from thirdcountry.tables import load

BUILD = """
from thirdcountry import chapter
doc = chapter("burden_sharing", members="CHN,KOR,THA", persons=223)
doc.scenario("tbl-scenario", doc.found.scenario)
"""


@pytest.fixture(scope="module")
def model():
    return burden_sharing.find(
        burden_sharing.Parameters(members="CHN,KOR,THA", persons=223)
    ).scenario


@pytest.fixture
def bundles(monkeypatch):
    """What is displayed."""
    shown = []
    monkeypatch.setattr(
        "thirdcountry.document.publisher.display", lambda bundle, raw: shown.append(bundle)
    )
    return shown


@pytest.fixture
def words(model, bundles):
    return chapter("burden_sharing").scenario("tbl-scenario", model)


def test_texts_of_amounts_and_shares(words):
    assert words.share(1, 3) == "33.3\N{NO-BREAK SPACE}%"
    assert words.share(1, 10**6) == "<0.1\N{NO-BREAK SPACE}%"
    assert words.share(0, 5) == "0.0\N{NO-BREAK SPACE}%" and words.share(0, 0) == "–"


def test_the_item_carries_table_and_model(words, bundles):
    item = bundles[-1][MIME]
    assert item["kind"] == "scenario" and len(bundles) == 2, "no slider in an unattended run"
    assert item["rows"][-1][0] == "All members" and item["summary"].startswith("Illustrative")
    assert set(item["model"]["shares"]["gdp"]) == {"", "CHN", "KOR"}, "two members at least"
    assert item["csv"].splitlines()[0].startswith("member,member_name,key,key_name")
    assert "<table" in bundles[-1]["text/html"]
    json.dumps(item)


def test_the_page_has_the_words_of_the_text(words, bundles):
    """With holes for what is known only once the scenario has moved."""
    said = bundles[-1][MIME]["model"]["words"]
    assert said == words.labels and said["cost"].count("{cost}") == 1
    assert (
        said["most"].format(member="A", share="B", key="C") == "A pays most, B under the key “C”."
    )


def test_sliders_compute_what_python_computes(model, words):
    sliders = moving.Sliders(model, words)
    assert words.view(model.bill()) in sliders.table.value
    sliders.controls["persons"].value = 2914
    sliders.controls["unit_cost"].value = 12.5
    sliders.controls["key"].value = "un_scale"
    sliders.controls["CHN"].value = False
    wanted = model.bill(burden.Inputs(2914, 60, 12.5, 1_000_000, "un_scale", ("CHN",)))
    assert words.view(wanted) in sliders.table.value
    assert words.summary(wanted).split(" US$")[0] in sliders.table.value
    sliders.controls["KOR"].value = False
    assert "cannot be computed for these members" in sliders.table.value


def test_sliders_stay_within_the_limits_of_the_data(model, words):
    days = moving.Sliders(model, words).controls["days"]
    rows = load("scenario_defaults").set_index("quantity")
    assert (days.min, days.max) == (rows.low["days"], rows.high["days"])


@pytest.mark.parametrize(
    ("kernel", "wanted"),
    [
        (None, False),
        (SimpleNamespace(get_parent=lambda: {"content": {"allow_stdin": True}}), True),
        (SimpleNamespace(get_parent=lambda: {"content": {"allow_stdin": False}}), False),
        (SimpleNamespace(get_parent=lambda: {}), False),
    ],
)
def test_sliders_are_for_somebody_at_the_notebook(kernel, wanted, monkeypatch):
    shell = SimpleNamespace(kernel=kernel) if kernel else None
    monkeypatch.setattr(moving, "get_ipython", lambda: shell)
    assert moving.is_attended() is wanted


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("attended", [True, False])
def test_a_real_kernel_shows_sliders_only_to_a_front_end(kernel, attended):
    """JupyterLab sends allow_stdin with each cell; Papermill and nbconvert do not."""
    shown = []
    kernel.execute_interactive(
        BUILD,
        allow_stdin=attended,
        timeout=60,
        output_hook=lambda m: shown.append(m["content"]),
        stdin_hook=lambda m: None,
    )
    data = [content["data"] for content in shown if "data" in content]
    errors = [content["evalue"] for content in shown if "evalue" in content]
    assert errors == [] and any(MIME in d for d in data)
    assert any(WIDGET in d for d in data) is attended
