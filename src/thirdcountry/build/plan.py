"""Which notebook runs with which parameters: ``notebooks/report.yml``, checked before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from thirdcountry import chapters, paths
from thirdcountry.errors import UserError
from thirdcountry.parameters import ParameterSet
from thirdcountry.tables import holdings
from thirdcountry.words import Value, read_text

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
        described = _describe_report(report)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PlanError(f"{FILE.as_posix()} cannot be used: {error}") from error
    runs = tuple(_chapter(entry, number) for number, entry in enumerate(chapters, start=1))
    slugs = [run.slug for run in runs]
    if twice := sorted({s for s in slugs if slugs.count(s) > 1}):
        raise PlanError(f"{FILE.as_posix()}: two chapters share the name {', '.join(twice)}")
    return Plan(described, runs, tuple(_list_editions(editions)))


def _describe_report(facts: dict[str, Any]) -> dict[str, str]:
    """What the cover and every foot say: the blocks of text/<language>/report.md."""
    values = {
        "version": Value(facts["version"], "written"),
        "released": Value(facts["released"], "year"),
        "text_licence": Value(facts["text_licence"], "written"),
        "code_licence": Value(facts["code_licence"], "written"),
        "arrivals_end": Value(holdings.latest_arrivals_day(), "month"),
        "trade_end": Value(holdings.latest_trade_year(), "year"),
    }
    text = read_text("report")
    said = {b.name: text.render(b, b.words, values) for b in text.blocks.values()}
    return said | {"version": str(facts["version"])}


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


def _list_editions(entry: dict[str, Any]) -> list[Run]:
    name, values = entry["over"], entry["values"]
    listed = holdings.transit_hosts() if values == "hosts" else values
    return [edition(entry["notebook"], {name: value}, str(value)) for value in listed]


def edition(notebook: str, values: dict[str, Any], slug: str = "") -> Run:
    """Return a stand-alone run of a notebook with other parameters.

    Raises:
        ParameterError: as :func:`chapters.check`.
    """
    params = chapters.check(notebook, values)
    return Run(notebook, slug or notebook, params)
