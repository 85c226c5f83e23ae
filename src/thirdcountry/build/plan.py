"""Which notebook runs with which parameters: ``notebooks/report.yml``, checked before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from thirdcountry import chapters, paths
from thirdcountry.errors import UserError
from thirdcountry.parameters import ParameterSet

FILE = Path("notebooks") / "report.yml"


class PlanError(UserError):
    """A plan that cannot be carried out."""


@dataclass(frozen=True)
class Run:
    """One execution of a notebook."""

    notebook: str
    slug: str
    params: ParameterSet
    chapter: int | None = None
    sums_up: bool = False  # needs the results of the other runs, so it is executed last

    @property
    def path(self) -> Path:
        """The notebook's file."""
        return paths.root() / "notebooks" / f"{self.notebook}.ipynb"


@dataclass(frozen=True)
class Plan:
    """The report: its title page and its runs in reading order; the editions."""

    report: dict[str, str]
    runs: tuple[Run, ...]
    editions: tuple[Run, ...]


def read(file: Path | None = None) -> Plan:
    """Return the plan with every parameter checked against the data.

    Raises:
        PlanError: the file is missing, no YAML, or holds an unknown key.
        ParameterError: all faults of the first run that has any.
    """
    file = file or paths.root() / FILE
    try:
        plan = yaml.safe_load(file.read_text("utf-8"))
        report, chapters, editions = plan["report"], plan["chapters"], plan["editions"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PlanError(f"{FILE.as_posix()} cannot be used: {error}") from error
    runs = tuple(_chapter(entry, number) for number, entry in enumerate(chapters, start=1))
    slugs = [run.slug for run in runs]
    if twice := sorted({s for s in slugs if slugs.count(s) > 1}):
        raise PlanError(f"{FILE.as_posix()}: two chapters share the name {', '.join(twice)}")
    return Plan({k: str(v) for k, v in report.items()}, runs, tuple(_editions(editions)))


def _chapter(entry: Any, number: int) -> Run:
    allowed = {"notebook", "name", "parameters", "sums_up"}
    if not isinstance(entry, dict) or "notebook" not in entry or set(entry) - allowed:
        raise PlanError(
            f"{FILE.as_posix()}: a chapter has the keys {', '.join(sorted(allowed))}, not {entry!r}"
        )
    notebook = entry["notebook"]
    params = chapters.check(notebook, entry.get("parameters") or {})
    slug = str(entry.get("name", notebook))
    return Run(notebook, slug, params, number, bool(entry.get("sums_up")))


def _editions(entry: dict) -> list[Run]:
    name = entry["over"]
    return [edition(entry["notebook"], {name: value}, str(value)) for value in entry["values"]]


def edition(notebook: str, values: dict[str, Any], slug: str = "") -> Run:
    """Return a stand-alone run of a notebook with other parameters.

    Raises:
        ParameterError: as :func:`chapters.check`.
    """
    params = chapters.check(notebook, values)
    return Run(notebook, slug or notebook, params)
