"""What a measure of the ledger finds, and what all measures need for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.tables.sources import join_ids
from thirdcountry.words.hints import suggest

Tables = Mapping[str, pd.DataFrame]
#: Names of a sentence -> (value, unit), or a list of such mappings to go through one by one.
Numbers = Mapping[str, Any]
#: Where the claimed value has no place on the axis of a figure.
NOWHERE = float("nan")


class ClaimError(UserError):
    """A claim, or arguments of one, that cannot be used."""


@dataclass(frozen=True)
class Phrase:
    """A label whose words stand in the chapter's text, under this name; they may take ``what``."""

    name: str
    what: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a measure found on one claim.

    ``value`` is None where nothing is on record. ``numbers`` are the names that the sentence of
    the measure takes beside ``value``. ``series`` (columns x, value, chosen, source_id; x a year, a
    label or a :class:`Phrase`) is what a figure shows, in the unit ``series_unit``; ``line`` is
    where the claimed value lies on its axis, NaN if it has no place there, None for the expected
    value itself. ``sentence`` names the words that tell it: the measure, or with ``.missing`` after
    it what is not on record. A judged one has ``verdict`` and ``claim``, and ``other`` if another
    reading fits.
    """

    value: float | None
    unit: str
    numbers: Numbers
    source_id: str
    series: pd.DataFrame
    series_unit: str
    line: float | None = None
    sentence: str = ""
    verdict: str = ""
    claim: Mapping[str, Any] = field(default_factory=dict)
    other: Evidence | None = None


def look_up(tables: Tables, name: str, key: str, id: str) -> pd.Series:
    """Return the row of a table with a key.

    Raises:
        ClaimError: no such row, with the nearest key.
    """
    table = tables[name].set_index(key, drop=False)
    if id not in table.index:
        raise ClaimError(f"names {id}, which is not in data/{name}.csv{suggest(id, table.index)}")
    return table.loc[id]


def find_country(tables: Tables, code: str) -> tuple[str, str]:
    """Return the name of a country as a named value.

    Raises:
        ClaimError: a code that is not in data/countries.csv.
    """
    return str(look_up(tables, "countries", "code", code).short_name), "country"


def list_known(word: str, known: Collection[str]) -> str:
    """Return the end of a message about an unknown word: the nearest, and all that are known."""
    return f"{suggest(word, known, '.')} Known: {', '.join(known)}"


def plot(rows: pd.DataFrame, chosen: Collection[Any], x: str, value: str = "value") -> pd.DataFrame:
    """Return rows as the series of a figure: x, value, source_id, chosen (x is among them)."""
    out = pd.DataFrame(
        {
            "x": rows[x].to_numpy(),
            "value": rows[value].astype("float64").to_numpy(),
            "source_id": rows.source_id.to_numpy(),
        }
    )
    return out.assign(chosen=out.x.isin(list(chosen)))


def plot_bars(parts: Iterable[tuple[str | Phrase, float, str]]) -> pd.DataFrame:
    """Return labels, values and sources as the series of a figure; the first one is chosen."""
    frame = pd.DataFrame(parts, columns=["x", "value", "source_id"])
    return frame.assign(chosen=frame.index == 0)


class Amount(NamedTuple):
    """One side of a ratio: how a figure calls it, its value and unit, its source."""

    label: str | Phrase
    value: float
    unit: str
    source_id: str


def divide(one: Amount, other: Amount) -> Evidence:
    """Return one amount over another, both as bars.

    Numbers: ``a`` and ``b``, the two values.
    """
    numbers = {"a": (one.value, one.unit), "b": (other.value, other.unit)}
    source = join_ids([one.source_id, other.source_id])
    series = plot_bars([(each.label, each.value, each.source_id) for each in (one, other)])
    share = one.value / other.value
    return Evidence(share, "percent", numbers, source, series, one.unit, line=NOWHERE)


def divide_by_found(
    one: Amount, label: str | Phrase, whole: Evidence, measure: str, **numbers: Any
) -> Evidence:
    """Return an amount over a whole that a measure found, or that this measure found nothing.

    Args:
        label: how a figure calls the whole.
        measure: name of the measure, whose sentence tells what is missing.
        numbers: further names of the sentence.
    """
    if whole.value is None:
        return replace(whole, unit="percent", line=NOWHERE, sentence=f"{measure}.missing")
    found = divide(one, Amount(label, whole.value, whole.unit, whole.source_id))
    return replace(found, numbers={**numbers, **found.numbers}, series_unit=whole.unit)
