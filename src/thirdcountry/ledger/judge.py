"""Verdicts: a value held against what a claim expects, by one set of rules for all claims.

1. nothing is on record: *not_located*;
2. the comparison holds within ``tolerance``: *supported*;
3. it holds within the declared wider band ``partly_within``: *partly*;
4. it holds under the arguments in ``alternative`` (another date, period or definition): the verdict
   that the claim declares for this case, *outdated* or *partly*;
5. else *contradicted*.

Claims that no figure can test carry a verdict that was read, never one of these rules.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from thirdcountry.ledger import counts, dates, facts, ties
from thirdcountry.ledger.evidence import ClaimError, Evidence, Tables, list_known
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Origin, trace

VERDICTS = (
    "supported",
    "partly",
    "contradicted",
    "outdated",
    "not_established",
    "not_testable",
    "not_located",
)
#: Measures by subject; each names the tables that it reads.
SUBJECTS = (counts, ties, facts, dates)
TABLES = tuple(dict.fromkeys(table for subject in SUBJECTS for table in subject.TABLES))
#: Name -> measure ``(tables, **arguments) -> Evidence``: the public functions of a subject that
#: return evidence.
MEASURES: dict[str, Callable[..., Evidence]] = {
    name: function
    for subject in SUBJECTS
    for name, function in inspect.getmembers(subject, inspect.isfunction)
    if function.__module__ == subject.__name__
    and function.__annotations__["return"] == Evidence.__name__
    and not name.startswith("_")
}
#: Comparison -> whether a value fulfils it: f(value, expected, tolerance). The tolerance of
#: ``about`` is relative to what is expected, all others are in the unit of the value.
COMPARISONS: dict[str, Callable[[float, float, float], bool]] = {
    "equals": lambda value, expected, tolerance: abs(value - expected) <= tolerance,
    "about": lambda value, expected, tolerance: abs(value - expected) <= tolerance * abs(expected),
    "at_least": lambda value, expected, tolerance: value >= expected - tolerance,
    "at_most": lambda value, expected, tolerance: value <= expected + tolerance,
    "rises": lambda value, expected, tolerance: value > expected - tolerance,
    "falls": lambda value, expected, tolerance: value < expected + tolerance,
    "always": lambda value, expected, tolerance: value >= expected - tolerance,
}
#: What is expected where the comparison itself says it.
IMPLIED = {"rises": 0.0, "falls": 0.0, "always": 1.0}
#: Room for the last digits of a float: 0.7 - 0.02 is not exactly 0.68.
SLACK = 1e-9


def judge(claim: Mapping[str, Any], tables: Tables) -> Evidence:
    """Return the evidence on one claim with ``verdict`` and ``claim`` (see the module).

    Args:
        claim: measure, arguments, comparison, expected, tolerance, partly_within, alternative,
            alternative_verdict; numbers may be missing.
        tables: the tables by name.

    Raises:
        ClaimError: an unknown measure, or arguments it cannot use.
    """
    found = replace(evaluate(claim["measure"], claim["arguments"], tables), claim=claim)
    if found.value is None:
        return replace(found, verdict="not_located")
    for tolerance, verdict in (("tolerance", "supported"), ("partly_within", "partly")):
        if _holds(claim, found.value, tolerance):
            return replace(found, verdict=verdict)
    if to_text(claim["alternative"]):
        arguments = {**parse(claim["arguments"]), **parse(claim["alternative"])}
        other = evaluate(claim["measure"], arguments, tables)
        if other.value is not None and _holds(claim, other.value, "tolerance"):
            both = {"other": other, "series": _join_series(found, other)}
            source = join_ids([found.source_id, other.source_id])
            return replace(found, verdict=claim["alternative_verdict"], source_id=source, **both)
    return replace(found, verdict="contradicted")


def _join_series(one: Evidence, other: Evidence) -> pd.DataFrame:
    """The series with what either reading has chosen; labels beside years cannot share an axis, so
    then the labelled one is kept."""
    years = [pd.api.types.is_numeric_dtype(entry.series.x) for entry in (one, other)]
    if years[0] != years[1]:
        return other.series if years[0] else one.series
    rows = pd.concat([one.series, other.series], ignore_index=True)
    rows["chosen"] = rows.groupby("x").chosen.transform("any")
    return rows.drop_duplicates(["x", "value"], ignore_index=True)


def _holds(claim: Mapping[str, Any], value: float, tolerance: str) -> bool:
    room = to_number(claim[tolerance])
    if room is None and tolerance == "partly_within":
        return False
    return COMPARISONS[claim["comparison"]](value, expect(claim), (room or 0.0) + SLACK)


def expect(claim: Mapping[str, Any]) -> float:
    """Return the value a claim expects, also where its comparison implies it."""
    given = to_number(claim["expected"])
    return IMPLIED[claim["comparison"]] if given is None else given


def evaluate(name: str, arguments: str | Mapping[str, str], tables: Tables) -> Evidence:
    """Return what a measure finds for arguments given as text (``key=value;key=value``) or dict.

    Raises:
        ClaimError: an unknown measure or argument, or one whose value cannot be used.
    """
    if name not in MEASURES:
        raise ClaimError(f"is no measure{list_known(name, MEASURES)}")
    function = MEASURES[name]
    given = parse(arguments) if isinstance(arguments, str) else dict(arguments)
    wanted = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    known = {p.name: p for p in wanted}
    for key in given:
        if key not in known:
            raise ClaimError(f"names {key}, which {name} does not take{list_known(key, known)}")
    if missing := [p.name for p in wanted if p.default is p.empty and p.name not in given]:
        raise ClaimError(f"lacks {', '.join(missing)}; {name} takes {', '.join(known)}")
    found = function(tables, **{key: _convert(text, known[key]) for key, text in given.items()})
    sentence = name if found.value is not None else f"{name}.missing"
    return replace(found, sentence=found.sentence or sentence)


def trace_measure(name: str, source_id: str) -> Origin:
    """Return the origin of what a measure finds, resting on sources with spaces between."""
    subject = sys.modules[MEASURES[name].__module__]
    return trace(MEASURES[name], " ".join(subject.TABLES), source_id.split())


def parse(text: Any) -> dict[str, str]:
    """Return arguments written as ``key=value;key=value``.

    Raises:
        ClaimError: a part without an equals sign.
    """
    parts = [part.strip() for part in to_text(text).split(";") if part.strip()]
    if bad := [part for part in parts if "=" not in part]:
        raise ClaimError(f"has {bad[0]!r}; write key=value;key=value")
    return {k.strip(): v.strip() for k, v in (part.split("=", 1) for part in parts)}


def _convert(text: str, parameter: inspect.Parameter) -> Any:
    """An argument in the type its measure declares."""
    if parameter.annotation not in (int, float):
        return text
    try:
        return parameter.annotation(text)
    except ValueError:
        raise ClaimError(f"has {parameter.name}={text}, which is not a number") from None


def to_text(value: Any) -> str:
    """Return a cell of a ledger as text; nothing where it is missing."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def to_number(value: Any) -> float | None:
    """Return a cell of a ledger as a number; None where it is missing or blank."""
    return float(value) if to_text(value) else None


def judge_all(claims: pd.DataFrame, tables: Tables, include_leaked: bool = False) -> pd.DataFrame:
    """Return the claims with their verdicts.

    Columns of data/claims.csv plus ``basis`` (computed or read), ``evidence_found`` (an
    :class:`Evidence`, or None), ``value``, ``unit``; ``source_id`` holds the article and every
    source the verdict rests on. A verdict that rests on leaked cables alone is *not_located*
    unless they are asked for.

    Raises:
        ClaimError: a claim whose measure or arguments are wrong, with its id.
    """
    found: list[Evidence | None] = []
    for row in claims.to_dict("records"):
        try:
            found.append(judge(row, tables) if to_text(row["measure"]) else None)
        except ClaimError as error:
            raise ClaimError(f"claim {row['claim_id']}: {error}") from None
    hidden = claims.leaked.astype(bool) & (not include_leaked)
    pairs = zip(found, claims.verdict, strict=True)
    verdicts = [entry.verdict if entry else to_text(read) for entry, read in pairs]
    rows = claims.assign(
        verdict=pd.Series(verdicts, index=claims.index).mask(hidden, "not_located"),
        evidence_found=pd.Series(found, index=claims.index, dtype=object),
        basis=["computed" if entry else "read" for entry in found],
        value=[entry.value if entry else None for entry in found],
        unit=[entry.unit if entry else None for entry in found],
    )
    cited = _cite(claims.evidence.mask(hidden), tables)
    rows["source_id"] = [
        join_ids([own, entry.source_id if entry else "", named])
        for own, entry, named in zip(claims.source_id, found, cited, strict=True)
    ]
    return rows


def _cite(evidence: pd.Series, tables: Tables) -> list[str]:
    """The sources of the evidence each claim names: ids of events, facts and sources."""
    events, facts_ = tables["events"], tables["facts"]
    known = dict(zip(events.event_id, events.source_id, strict=True))
    known |= dict(zip(facts_.fact_id, facts_.source_id, strict=True))
    return [join_ids(known.get(i, i) for i in to_text(cell).split()) for cell in evidence]


def select_claims(rows: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """Return the rows whose columns have the chosen values; ``all`` chooses everything.

    Raises:
        ClaimError: nothing is left.
    """
    for column, value in chosen.items():
        rows = rows if value == "all" else rows[rows[column] == value]
    if rows.empty:
        asked = ", ".join(f"{k} = {v}" for k, v in chosen.items() if v != "all")
        raise ClaimError(f"no claim has {asked}; widen the choice")
    return rows.reset_index(drop=True)


def count_verdicts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims have each verdict: columns ``by``, verdict, claims, source_id."""
    return rows.groupby([by, "verdict"], sort=False, as_index=False).agg(
        claims=("claim_id", "size"), source_id=("source_id", join_ids)
    )
