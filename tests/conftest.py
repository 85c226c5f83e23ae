"""Shared fixtures: a private copy of the project, and one report built from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from thirdcountry import MIME

ROOT = Path(__file__).resolve().parents[1]


def copy_project(folder: Path) -> Path:
    """A project folder with the shipped data and notebooks and an empty reports/."""
    for name in ("data", "notebooks"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    shutil.copy2(ROOT / "requirements.lock", folder)
    (folder / "reports").mkdir()
    return folder


class Run:
    """What a notebook published: ``values`` by name, ``items`` in order."""

    def __init__(self, items: list[dict]):
        self.items = items
        self.values = {
            name: value
            for item in items
            if item["kind"] == "value"
            for name, value in item["values"].items()
        }

    def item(self, id: str) -> dict:
        """The figure or table of that id."""
        return next(item for item in self.items if item.get("id") == id)

    @property
    def words(self) -> str:
        """Title, findings, sentences, captions and alternative texts, without escapes."""
        keys = ("title", "subtitle", "markdown", "caption", "alt", "note")
        return " ".join(str(i[k]) for i in self.items for k in keys if k in i).replace("\\", "")


@pytest.fixture
def run_notebook():
    """Run a notebook of ours in this process, which is faster than a kernel and otherwise equal."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    def run(name: str, **values) -> Run:
        # without a history, which would be that of the user
        shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        given = "\n".join(["# Parameters", *(f"{k} = {v!r}" for k, v in values.items())])
        items = []
        try:
            for source in (cells[0].source, given, *(cell.source for cell in cells[1:])):
                with capture_output() as captured:
                    result = shell.run_cell(source, store_history=True)
                result.raise_error()
                items += [o.data[MIME] for o in captured.outputs if MIME in o.data]
        finally:
            shell.reset()
            InteractiveShell.clear_instance()
        return Run(items)

    return run


@pytest.fixture
def source_copy(tmp_path):
    """A private project with a source tree of its own, for tests that change the code."""
    folder = copy_project(tmp_path / "project")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A private project that a test may damage; it is the project of this process."""
    folder = copy_project(tmp_path / "project")
    monkeypatch.setenv("THIRDCOUNTRY_ROOT", str(folder))
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The default report and one edition, built once for all tests that read them."""
    from thirdcountry.build import plan, report

    folder = copy_project(tmp_path_factory.mktemp("built") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THIRDCOUNTRY_ROOT", str(folder))
        whole = plan.read()
        said: list[str] = []
        report.build(whole, said.append)
        run = plan.edition(
            "trade_ties", {"country": "VNM", "first_year": "1995", "last_year": "2015"}, "VNM"
        )
        report.build_editions(whole, [run], said.append)
    (folder / "said.txt").write_text("\n".join(said))
    return folder
