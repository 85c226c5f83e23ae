"""Shared fixtures: a private copy of the project, and one report built from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from thirdcountry import parameters

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


def forget() -> None:
    """Parameters remember what the data hold; another folder holds other data."""
    for function in (
        parameters.reporters,
        parameters.trade_partners,
        parameters.vintages,
        parameters.single_years,
        parameters.event_ids,
        parameters.event_dates,
    ):
        function.cache_clear()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A private project that a test may damage; it is the project of this process."""
    folder = copy_project(tmp_path / "project")
    monkeypatch.setenv("THIRDCOUNTRY_ROOT", str(folder))
    forget()
    yield folder
    forget()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The default report and one edition, built once for all tests that read them."""
    from thirdcountry.build import plan, report

    folder = copy_project(tmp_path_factory.mktemp("built") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THIRDCOUNTRY_ROOT", str(folder))
        forget()
        whole = plan.read()
        said: list[str] = []
        report.build(whole, said.append)
        run = plan.edition(
            "trade_ties", {"country": "VNM", "first_year": "1995", "last_year": "2015"}, "VNM"
        )
        report.build_editions(whole, [run], said.append)
    forget()
    (folder / "said.txt").write_text("\n".join(said))
    return folder
