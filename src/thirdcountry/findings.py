"""What a chapter finds: named values, each with its origin, and the frames its exhibits show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from thirdcountry.tables import sources
from thirdcountry.words import Named, Origin, Value, trace


class Findings:
    """Named values of a chapter (``values``), and under any other name what its exhibits show.

    ``quoted`` are values of other runs, ``run.name``: the words may name them, but they are
    published by their own run.
    """

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.quoted: Mapping[str, Value] = {}

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the chapter has not found anything named {name!r}")

    def __setattr__(self, name: str, found: Any) -> None:
        object.__setattr__(self, name, found)

    def compute(
        self,
        function: Callable[..., Named],
        *given: Any,
        tables: str,
        of: Iterable[pd.DataFrame] = (),
        **options: Any,
    ) -> None:
        """Keep the named values a function returns, with the function, tables and sources behind.

        Args:
            function: returns name -> (value, unit).
            given, options: what it takes; the ``source_id`` of every frame among them are the
                sources of its values.
            tables: names of the tables of ``data/`` the frames come from, with spaces between.
            of: the rows behind frames that do not carry their sources.
        """
        origin = trace(function, tables, _sources([*given, *of]))
        self.keep(function(*given, **options), origin)

    def name(
        self, name: str, value: Any, unit: str, tables: str = "", of: pd.DataFrame | None = None
    ) -> None:
        """Keep one value that the caller has computed, from the rows ``of``."""
        caller = sys._getframe(1)
        by = f"{caller.f_globals['__name__']}.{caller.f_code.co_name}"
        ids = _sources([of] if of is not None else [])
        origin = Origin(by.removeprefix("thirdcountry."), tuple(tables.split()), ids)
        self.keep({name: (value, unit)}, origin)

    def keep(self, named: Named, origin: Origin, prefix: str = "") -> None:
        """Keep named values of one origin; ``prefix`` goes before each name."""
        for name, (value, unit) in named.items():
            self.values[f"{prefix}{name}"] = Value(value, unit, origin)


def _sources(given: Iterable[Any]) -> tuple[str, ...]:
    """Sources of all frames among what a function is given, in order, each once."""
    frames = [frame for frame in given if isinstance(frame, pd.DataFrame)]
    return tuple(dict.fromkeys(i for frame in frames for i in sources.ids_in(frame)))
