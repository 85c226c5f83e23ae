"""The main findings of the other chapters."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import StrictStr

from thirdcountry import paths
from thirdcountry.findings import Findings
from thirdcountry.measures import events
from thirdcountry.measures.arrivals import counts
from thirdcountry.parameters import LATEST, ParameterSet
from thirdcountry.tables import load
from thirdcountry.words import DocumentError, Value

#: Set by a build: the results of the runs that are already done in it.
ENVIRONMENT = "THIRDCOUNTRY_RESULTS"
#: The event that the first finding sets beside the fall.
RETURN = "laos-returns-nine"


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    results: StrictStr = LATEST


def find(p: Parameters) -> Findings:
    """Quote the named values of the other runs, and draw the arrivals they speak of.

    Frames: ``series`` (measures.arrivals.counts.official), ``drawn`` (events).
    """
    found = Findings()
    found.quoted = read_results(p.results)
    first, last, vintage = (
        found.quoted[f"arrival_trends.{name}"].value
        for name in ("first_year", "last_year", "vintage")
    )
    happenings = load("events")
    found.series = counts.select_years(counts.official(load("arrivals"), vintage), first, last)
    found.drawn = events.select_events(happenings, ["default"], first, last)
    row = happenings[happenings.event_id == RETURN]
    found.name("return_day", row.date.iloc[0].date(), "date", "events", row)
    return found


def read_results(where: str) -> dict[str, Value]:
    """Return the named values of a results file as ``run.name``; the run ``trade_ties-LAO`` is
    called ``trade_ties.LAO``.

    Args:
        where: a path, or ``latest``: the running build's file, else ``reports/results.json``.

    Raises:
        DocumentError: the file is missing or not made by a build.
    """
    latest = os.environ.get(ENVIRONMENT) or paths.root() / "reports" / "results.json"
    file = Path(latest if where == LATEST else where)
    try:
        runs = json.loads(file.read_text("utf-8"))["runs"]
        return {
            f"{run.replace('-', '.')}.{name}": Value.read(plain)
            for run, values in runs.items()
            for name, plain in values.items()
            if name.isidentifier()
        }
    except (OSError, ValueError, KeyError) as error:
        raise DocumentError(
            f"no results in {file.name}: {error}. Run 'make report' first, or name a results file "
            "with -p results PATH"
        ) from error
