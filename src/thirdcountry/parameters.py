"""The machinery of parameters: types, checks against the data, messages.

What a notebook takes stands in its chapter (:mod:`thirdcountry.chapters`); the same check runs
before a kernel starts and again in the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from thirdcountry.errors import UserError
from thirdcountry.tables import DataError, holdings
from thirdcountry.words.hints import enumerate_some, suggest
from thirdcountry.words.text import read_help


class ParameterError(UserError):
    """A parameter that is unknown, of the wrong type, or outside what the data hold."""


# -- types -----------------------------------------------------------------------------------


def split_words(value: Any) -> Any:
    """Return text with commas, as the command line gives it, as a list."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return value


def split_pair(word: str) -> tuple[str, float]:
    """Return name and number of a word such as ``refugee:2``; Papermill reads no second ``=``."""
    name, number = re.split("[:=]", word)
    return name.strip(), float(number)


def _number(value: Any) -> Any:
    """Whole numbers arrive as text from the command line."""
    return int(value) if isinstance(value, str) and value.strip().isdigit() else value


def _flag(value: Any) -> Any:
    """True and false arrive as text from the command line."""
    words = {"true": True, "false": False}
    return words.get(value.strip().lower(), value) if isinstance(value, str) else value


def _decimal(value: Any) -> Any:
    """Numbers with a decimal point arrive as text from the command line."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d+(\.\d+)?\s*", value):
        return float(value)
    return value


def _ask(word: str, answer: Callable[[], Any]) -> BeforeValidator:
    """The word stands for what the data answer at the time of the run."""
    return BeforeValidator(lambda value: answer() if value == word else value)


#: Words for a default that the data answer; whatever stands for them has the type of the answer.
HOSTS: Any = "hosts"
LATEST: Any = "latest"

Flag = Annotated[StrictBool, BeforeValidator(_flag)]
Year = Annotated[StrictInt, BeforeValidator(_number)]
Amount = Annotated[float, Field(strict=True), BeforeValidator(_decimal)]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Z]{3}$")]
Words = Annotated[list[StrictStr], BeforeValidator(split_words)]
#: Countries; *hosts* are those whose role in data/countries.csv says so.
HostCodes = Annotated[Words, _ask(HOSTS, holdings.transit_hosts)]
#: A year; *latest* is the last one in the data.
TradeYear = Annotated[Year, _ask(LATEST, holdings.latest_trade_year)]
ArrivalYear = Annotated[Year, _ask(LATEST, lambda: holdings.single_years()[1])]
#: An official table of arrivals; *latest* is the one that reaches furthest.
Vintage = Annotated[StrictStr, _ask(LATEST, holdings.latest_arrivals_vintage)]


class ParameterSet(BaseModel):
    """Base of all parameter sets: closed, immutable, ordered as declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    def against_data(self) -> list[str]:
        """Return one sentence for each value the data do not hold."""
        return []

    @property
    def dated(self) -> bool:
        """Whether the dates of the shipped tables hold for the run; not if a reader's own figures
        take their place."""
        return True

    def public(self) -> dict[str, Any]:
        """Return the values as a report shows them: of a path only the name, since the folders
        of a reader's machine are nobody's business."""
        return {
            name: Path(value).name if isinstance(value, str) and "/" in value else value
            for name, value in self.model_dump().items()
        }


# -- checks against the data -----------------------------------------------------------------


def check_span(first: int, last: int, low: int, high: int, where: str) -> list[str]:
    """Return the faults of a span of years that must lie within others."""
    faults = [
        f"{name} = {year} is outside {where}: {low} to {high}"
        for name, year in (("first_year", first), ("last_year", last))
        if not low <= year <= high
    ]
    if not faults and first >= last:
        faults = [f"first_year = {first} must be before last_year = {last}"]
    return faults


def check_rivals(rivals: Sequence[str], studied: Collection[str]) -> list[str]:
    """Return the faults of a pair: rivals are two, and none of them is a country studied."""
    faults = []
    if len(rivals) != 2 or len(set(rivals)) != 2:
        faults.append(f"rivals = {rivals} must name two different partners")
    if both := sorted(set(rivals) & set(studied)):
        faults.append(f"{', '.join(both)} cannot be studied and a rival at once; name two others")
    return faults


def check_known(
    name: str, given: str | Sequence[str], allowed: Collection[str], where: str
) -> list[str]:
    """Return one sentence for each value, of one or several, that is not among those allowed."""
    held = f"It holds {enumerate_some(allowed)}"
    return [
        f"{name} = {value!r} is not in {where}{suggest(value, allowed, '.')} {held}"
        for value in ([given] if isinstance(given, str) else given)
        if value not in allowed
    ]


def hold_panel(panel: str) -> tuple[holdings.Holdings | None, list[str]]:
    """Return what a panel holds, or the faults of the file."""
    try:
        return holdings.holdings(panel), []
    except DataError as error:
        return None, [str(v) for v in error.violations[: DataError.SHOWN]]


# -- checking a run --------------------------------------------------------------------------


def check(chapter: str, model: type[ParameterSet], values: Mapping[str, Any]) -> ParameterSet:
    """Return the checked parameters of a run of a chapter.

    Raises:
        ParameterError: every fault of every parameter, one line each.
    """
    try:
        params = model(**values)
    except ValidationError as error:
        faults = [_sentence(fault, chapter, model) for fault in error.errors()]
        raise ParameterError(_message(chapter, faults)) from None
    if faults := params.against_data():
        raise ParameterError(_message(chapter, faults))
    return params


def describe(chapter: str, model: type[ParameterSet]) -> list[dict[str, Any]]:
    """Return name, default and help of each parameter, in order."""
    help_ = read_help(chapter)
    return [
        {"name": name, "default": field.default, "help": help_.get(name, "")}
        for name, field in model.model_fields.items()
    ]


def _message(chapter: str, faults: list[str]) -> str:
    return f"{chapter}: " + "\n  ".join(["wrong parameters:", *faults])


def _sentence(fault: Any, chapter: str, model: type[ParameterSet]) -> str:
    """One pydantic error in the words of a reader."""
    name, given = str(fault["loc"][0]), fault["input"]
    if fault["type"] == "extra_forbidden":
        known = list(model.model_fields)
        listed = ", ".join(known) if known else "none"
        return f"{name} is not a parameter{suggest(name, known, '.')} Known: {listed}"
    if isinstance(given, bool):
        return (
            f"{name} is {given}: YAML reads an unquoted NO, OFF, YES or ON as true or false; "
            'quote the code, for example country: "LAO"'
        )
    if fault["type"] == "string_pattern_mismatch":
        return f"{name} = {given!r} must be three capital letters (ISO 3166), for example 'LAO'"
    meaning = read_help(chapter).get(name, "").lower()
    return f"{name} = {given!r}: {fault['msg'].lower()} (expected: {meaning})"
