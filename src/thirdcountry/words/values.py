"""Named values: the only way a number reaches a sentence, and where each of them comes from."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thirdcountry.errors import UserError
from thirdcountry.words.language import UNITS, Language, read_language, write

#: What a function gives that makes named values: name -> (value, unit).
Named = dict[str, tuple[Any, str]]


class DocumentError(UserError):
    """A figure, table, value or sentence that may not be published as it is."""


def settle(value: float) -> float:
    """Return a float with nine significant digits: processors differ in the last of sixteen."""
    return float(f"{value:.9g}")


def is_missing(value: Any) -> bool:
    """Return True for None, NaN, NaT and pandas' NA."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return str(value) in ("<NA>", "NaT", "nan")


@dataclass(frozen=True)
class Origin:
    """Where a value comes from.

    ``computed_by`` is the function (module.name), ``tables`` the tables of ``data/`` it rests on,
    ``source_ids`` the sources of the rows it was given.
    """

    computed_by: str = ""
    tables: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


def trace(function: Callable[..., Any], tables: str, source_ids: Iterable[str] = ()) -> Origin:
    """Return the origin of what a function computes; ``tables`` are names with spaces between."""
    name = f"{function.__module__}.{getattr(function, '__qualname__', '')}"
    return Origin(name.removeprefix("thirdcountry."), tuple(tables.split()), tuple(source_ids))


@dataclass(frozen=True)
class Value:
    """One named result: raw value, unit, and where it comes from."""

    value: Any
    unit: str
    origin: Origin = field(default=Origin(), compare=False)

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise DocumentError(f"unknown unit {self.unit!r}; known: {', '.join(UNITS)}")

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Value:
        """Return the value that :meth:`plain` has written."""
        value = plain["value"]
        if plain["unit"] in ("date", "month") and isinstance(value, str):
            value = datetime.date.fromisoformat(value)
        origin = Origin(
            plain.get("computed_by", ""),
            tuple(plain.get("tables", ())),
            tuple(plain.get("source_ids", ())),
        )
        return cls(value, plain["unit"], origin)

    def __bool__(self) -> bool:
        """Whether there is something to say: not missing, not False, no empty list."""
        empty = isinstance(self.value, (list, tuple, set, str)) and not len(self.value)
        return not (is_missing(self.value) or self.value is False or empty)

    @property
    def missing(self) -> bool:
        """Whether there is no value."""
        return is_missing(self.value)

    @property
    def text(self) -> str:
        """The value as an English sentence shows it; 'no data' if it is missing."""
        return self.words(read_language())

    def words(self, language: Language) -> str:
        """Return the value as a sentence of the language shows it."""
        if self.missing:
            return language.facts["missing"]
        return write(self.value, self.unit, language)

    def plain(self) -> dict[str, Any]:
        """Return the value as results.json holds it."""
        value = self.value
        if isinstance(value, (list, tuple, set)):
            value = [x.item() if hasattr(x, "item") else x for x in value]
        elif is_missing(value):
            value = None
        elif hasattr(value, "item"):
            value = value.item()
        elif isinstance(value, datetime.date):
            value = value.isoformat()
        if isinstance(value, float):
            value = settle(value)
        return {
            "value": value,
            "unit": self.unit,
            "text": self.text,
            "computed_by": self.origin.computed_by,
            "tables": list(self.origin.tables),
            "source_ids": list(self.origin.source_ids),
        }
