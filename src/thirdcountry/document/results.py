"""Read the named values of earlier runs, for chapters that sum up others."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from thirdcountry import paths
from thirdcountry.document.values import DocumentError

#: Set by a build: the results of the runs that are already done in it.
ENVIRONMENT = "THIRDCOUNTRY_RESULTS"


class Results:
    """Named values of several runs: ``results.pick({"peak": "arrival_trends.peak"})``."""

    def __init__(self, runs: Mapping[str, Mapping[str, dict]], origin: str):
        self.runs, self.origin = runs, origin

    @classmethod
    def load(cls, where: str = "latest") -> Results:
        """Read a results file; ``latest`` is the running build's or ``reports/results.json``.

        Raises:
            DocumentError: the file is missing or not made by a build.
        """
        latest = os.environ.get(ENVIRONMENT) or paths.root() / "reports" / "results.json"
        file = Path(latest if where == "latest" else where)
        try:
            return cls(json.loads(file.read_text("utf-8"))["runs"], file.name)
        except (OSError, ValueError, KeyError) as error:
            raise DocumentError(
                f"no results in {file.name}: {error}. Run 'make report' first, or name a results "
                "file with -p results PATH"
            ) from error

    def pick(self, names: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
        """Return new name -> (value, unit) for values written as ``run.name``.

        Raises:
            DocumentError: a run or value that is not there, with the nearest that is.
        """
        known = {f"{run}.{n}": v for run, found in self.runs.items() for n, v in found.items()}
        picked = {}
        for new, old in names.items():
            if old not in known:
                near = get_close_matches(old, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise DocumentError(f"{self.origin} has no value {old!r}{hint}")
            picked[new] = (known[old]["value"], known[old]["unit"])
        return picked
