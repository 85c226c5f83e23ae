"""The command as a stranger types it: messages, exit codes, and the previous report left whole."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from click.testing import CliRunner

from thirdcountry.cli import main


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def thirdcountry(folder, *words):
    """Run the command in this process (the import of Jupyter takes longer than the command)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(main, list(words), prog_name="thirdcountry")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception  # a fault of ours, not of the input
    return Done(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def old(project):
    """A project that already has a report."""
    (project / "reports" / "index.html").write_text("the previous report")
    return project


def refused(done, *words):
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def whole(project):
    return [p.name for p in (project / "reports").iterdir()] == ["index.html"] and (
        project / "reports" / "index.html"
    ).read_text() == "the previous report"


@pytest.mark.parametrize("word", ["report", "edition", "editions", "list", "check", "seal"])
def test_help_explains_every_command(project, word):
    done = thirdcountry(project, word, "--help")
    assert done.returncode == 0 and len(done.stdout.splitlines()) > 4


def test_list_shows_what_the_data_hold(project):
    shown = thirdcountry(project, "list").stdout
    assert "country" in shown and "MNG  19" in shown and "mou-2025-12" in shown


def test_check_passes_on_the_shipped_project(project):
    done = thirdcountry(project, "check")
    assert done.returncode == 0 and "all well" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edition", "LAO", "-p", "contry=LAO"], ["did you mean 'country'"]),
        (["edition", "LAO", "-p", "first_year=1800"], ["outside the years", "1990 to 2020"]),
        (["edition", "LAO", "-p", "first_year=2010", "-p", "last_year=2000"], ["must be before"]),
        (["edition", "NOR"], ["'NOR' is not in the reporters of data/trade.csv"]),
        (["edition", "LAO", "-p", "first_year"], ["must have the form name=value"]),
        (["edition", "LAO", "--name", "../x"], ["plain folder name"]),
        (["edition", "-n", "trade_tie"], ["did you mean 'trade_ties'"]),
        (["edition", "-f", "none.yml"], ["none.yml cannot be read"]),
    ],
)
def test_bad_parameters(old, words, said):
    refused(thirdcountry(old, *words), *said)
    assert whole(old)


def test_country_no_in_a_yaml_file(old):
    (old / "run.yml").write_text("country: NO\n")
    refused(thirdcountry(old, "edition", "-f", "run.yml"), "country is False", "quote the code")


def test_a_malformed_row_stops_the_build_before_any_kernel(old):
    file = old / "data" / "events.csv"
    file.write_text(file.read_text("utf-8").replace(",day,", ",hour,", 1), "utf-8")
    done = thirdcountry(old, "report")
    refused(done, "events.csv, row", "field precision: 'hour' is not one of")
    assert "executed" not in done.stdout and whole(old)


def test_a_changed_hash_stops_the_build(old):
    file = old / "data" / "events.csv"
    file.write_text(file.read_text("utf-8").replace("succeeds", "follows"), "utf-8")
    refused(thirdcountry(old, "report"), "events.csv: sha256 differs", "thirdcountry seal")
    assert whole(old)


def test_a_missing_table_stops_the_build(old):
    (old / "data" / "trade.csv").unlink()
    refused(thirdcountry(old, "report"), "trade.csv: table is missing")
    assert whole(old)


def change_notebook(project, change, name="arrival_trends"):
    file = project / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    change(notebook)
    nbformat.write(notebook, file)


def test_a_notebook_without_parameters_cell(old):
    change_notebook(old, lambda n: n.cells[1].metadata.clear())
    refused(thirdcountry(old, "report"), "arrival_trends.ipynb: has 0 cells tagged 'parameters'")
    assert whole(old)


def test_a_notebook_that_raises(old):
    change_notebook(old, lambda n: n.cells.insert(2, nbformat.v4.new_code_cell("1 / 0")))
    done = thirdcountry(old, "report")
    refused(done, "arrival_trends: cell 3 raised ZeroDivisionError")
    assert whole(old)
    assert sorted(p.name for p in old.iterdir() if p.name.startswith(".reports")) == []


def test_a_dangling_reference_stops_the_build(old):
    source = "doc.say('See @fig-nowhere for it.')"
    add = nbformat.v4.new_code_cell(source)
    change_notebook(old, lambda n: n.cells.append(add), "testimony")
    refused(thirdcountry(old, "edition", "-n", "testimony"), "fig-nowhere")


def test_outside_a_project(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "THIRDCOUNTRY_ROOT"}
    environment["THIRDCOUNTRY_ROOT"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "thirdcountry", "check"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    refused(done, "no data/datapackage.json", "Run from the project folder")


def test_a_readers_own_series(project):
    """A public monthly series with a known intervention, without a change of code."""
    own = Path(__file__).parent / "data" / "sicily.csv"
    (project / "mine.csv").write_bytes(own.read_bytes())
    words = ["-p", "series=mine.csv", "-p", "steps=2005-01-10", "-p", "events=2005-01-10"]
    words += ["-p", "draws=99"]
    done = thirdcountry(project, "edition", "-n", "arrival_trends", *words, "--name", "mine")
    assert done.returncode == 0, done.stderr
    folder = project / "reports" / "editions" / "mine"
    found = json.loads((folder / "results.json").read_text("utf-8"))["runs"]["mine"]
    assert found["step_ratio"]["value"] == pytest.approx(0.89, abs=0.03)
    assert found["step_high"]["value"] < 1
    page = (folder / "arrival_trends.html").read_text("utf-8")
    assert "Korea" not in page.split("<main")[1].split("Code of")[0]
    assert "trade to 2020" not in page  # the dates of our tables say nothing of this series
    manifest = (folder / "manifest.json").read_text("utf-8")
    assert str(project) not in manifest and "mine.csv" in manifest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "series=none.csv"], "series none.csv cannot be read"),
        (["-p", "steps=laos-return-nine"], "did you mean 'laos-returns-nine'"),
        (["-p", "steps="], "steps is empty"),
        (["-p", "window=2004"], "must be auto or two years"),
        (["-p", "draws=5"], "draws = 5"),
    ],
)
def test_bad_parameters_of_the_arrivals_chapter(old, words, said):
    refused(thirdcountry(old, "edition", "-n", "arrival_trends", *words), said)
    assert whole(old)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "vintage=mou-2012-01", "-p", "last_year=2011"], "none of the steps lies inside"),
        (["-p", "first_year=2024"], "must span at least four years"),
    ],
)
def test_spans_that_leave_nothing_to_fit(old, words, said):
    refused(thirdcountry(old, "edition", "-n", "arrival_trends", *words), said)


def test_a_project_folder_that_cannot_be_written(old):
    """As an unprivileged user; root may write everywhere."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    old.chmod(0o555)
    refused(thirdcountry(old, "report"), "cannot be written")
    old.chmod(0o755)
