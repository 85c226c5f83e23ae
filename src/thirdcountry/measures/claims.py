"""The ledger of claims: every checkable statement, and a verdict that the tables give.

A claim names a measure of :data:`MEASURES` with its arguments, what it expects and how far off the
value may be. :func:`judge` holds the value against it, by one set of rules for all claims:

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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.measures.arrivals import counts
from thirdcountry.measures.trade import flows, shares
from thirdcountry.tables import DataError, Violation
from thirdcountry.tables.sources import join_ids

Tables = Mapping[str, pd.DataFrame]

VERDICTS = (
    "supported",
    "partly",
    "contradicted",
    "outdated",
    "not_established",
    "not_testable",
    "not_located",
)
#: Columns a reader's ledger may have; the first four must be filled.
COLUMNS = (
    "claim_id",
    "statement",
    "measure",
    "comparison",
    "arguments",
    "expected",
    "tolerance",
    "partly_within",
    "alternative",
    "alternative_verdict",
    "reason",
)
REQUIRED = COLUMNS[:4]

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


class ClaimError(UserError):
    """Arguments of a claim that its measure cannot use."""


@dataclass(frozen=True)
class Evidence:
    """What a measure found.

    ``text`` is a sentence with a ``{name}`` for each of ``numbers`` (name -> value and unit), so
    that the document writes them. ``series`` (columns x, value, chosen, source_id; x a year or a
    label) is what a figure shows, in the unit ``series_unit``; ``line`` is where the claimed value
    lies on its axis, NaN if it has no place there, None for the expected value itself.
    """

    value: float | None
    unit: str
    text: str
    numbers: Named
    source_id: str
    series: pd.DataFrame
    series_unit: str
    line: float | None = None
    verdict: str = ""
    rule: str = ""
    claim: Mapping[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> tuple[float | None, str]:
        """The value and its unit."""
        return self.value, self.unit


Measure = Callable[..., Evidence]
MEASURES: dict[str, Measure] = {}


def measure(function: Measure) -> Measure:
    """Register a function ``(tables, **arguments) -> Evidence`` under its name."""
    MEASURES[function.__name__] = function
    return function


# -- judging ---------------------------------------------------------------------------------


def judge(claim: Mapping[str, Any], tables: Tables) -> Evidence:
    """Return the evidence on one claim with ``verdict`` and ``rule`` (see the module).

    Args:
        claim: measure, arguments, comparison, expected, tolerance, partly_within, alternative,
            alternative_verdict; numbers may be missing.
        tables: the tables by name.

    Raises:
        ClaimError: an unknown measure, or arguments it cannot use.
    """
    found = evaluate(claim["measure"], claim["arguments"], tables)
    if found.value is None:
        return replace(found, verdict="not_located", rule="nothing on record", claim=claim)
    for tolerance, verdict in (("tolerance", "supported"), ("partly_within", "partly")):
        if _holds(claim, found, tolerance):
            return replace(found, verdict=verdict, rule=tolerance, claim=claim)
    if _text(claim["alternative"]):
        arguments = {**parse(claim["arguments"]), **parse(claim["alternative"])}
        other = evaluate(claim["measure"], arguments, tables)
        if other.value is not None and _holds(claim, other, "tolerance"):
            return replace(
                found,
                verdict=claim["alternative_verdict"],
                rule="alternative",
                claim=claim,
                text=f"{found.text} Another reading fits: {_renamed(other.text)}",
                numbers=found.numbers | {f"other_{k}": v for k, v in other.numbers.items()},
                source_id=join_ids([found.source_id, other.source_id]),
                series=_both(found, other),
            )
    return replace(found, verdict="contradicted", rule="none", claim=claim)


def _renamed(text: str) -> str:
    """A sentence whose numbers are those of the alternative."""
    return text.replace("{", "{other_")


def _both(one: Evidence, other: Evidence) -> pd.DataFrame:
    """The series with what either reading has chosen; labels beside years cannot share an axis, so
    then the labelled one is kept."""
    years = [pd.api.types.is_numeric_dtype(entry.series.x) for entry in (one, other)]
    if years[0] != years[1]:
        return other.series if years[0] else one.series
    rows = pd.concat([one.series, other.series], ignore_index=True)
    rows["chosen"] = rows.groupby("x").chosen.transform("any")
    return rows.drop_duplicates(["x", "value"], ignore_index=True)


def _holds(claim: Mapping[str, Any], found: Evidence, tolerance: str) -> bool:
    room = _number(claim[tolerance])
    if room is None and tolerance == "partly_within":
        return False
    return COMPARISONS[claim["comparison"]](found.value, expected(claim), (room or 0.0) + SLACK)


def expected(claim: Mapping[str, Any]) -> float:
    """Return the value a claim expects, also where its comparison implies it."""
    given = _number(claim["expected"])
    return IMPLIED[claim["comparison"]] if given is None else given


def evaluate(name: str, arguments: Any, tables: Tables) -> Evidence:
    """Return what a measure finds for arguments given as text (``key=value;key=value``) or dict.

    Raises:
        ClaimError: an unknown measure or argument, or one whose value cannot be used.
    """
    if name not in MEASURES:
        raise ClaimError(f"is no measure{_near(name, MEASURES)}")
    function = MEASURES[name]
    given = parse(arguments) if isinstance(arguments, str) else dict(arguments)
    wanted = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    known = {p.name: p for p in wanted}
    for key in given:
        if key not in known:
            raise ClaimError(f"names {key}, which {name} does not take{_near(key, known)}")
    if missing := [p.name for p in wanted if p.default is p.empty and p.name not in given]:
        raise ClaimError(f"lacks {', '.join(missing)}; {name} takes {', '.join(known)}")
    return function(tables, **{key: _typed(text, known[key]) for key, text in given.items()})


def parse(text: Any) -> dict[str, str]:
    """Return arguments written as ``key=value;key=value``.

    Raises:
        ClaimError: a part without an equals sign.
    """
    parts = [part.strip() for part in _text(text).split(";") if part.strip()]
    if bad := [part for part in parts if "=" not in part]:
        raise ClaimError(f"has {bad[0]!r}; write key=value;key=value")
    return {k.strip(): v.strip() for k, v in (part.split("=", 1) for part in parts)}


def _typed(text: str, parameter: inspect.Parameter) -> Any:
    if parameter.annotation not in (int, float):
        return text
    try:
        return parameter.annotation(text)
    except ValueError:
        raise ClaimError(f"has {parameter.name}={text}, which is not a number") from None


def _near(word: str, known: Any) -> str:
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.4)
    return (f"; did you mean {near[0]}?" if near else ".") + f" Known: {', '.join(known)}"


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _number(value: Any) -> float | None:
    return float(value) if _text(value) else None


def ledger(claims: pd.DataFrame, tables: Tables, include_leaked: bool = False) -> pd.DataFrame:
    """Return the claims with their verdicts.

    Columns of data/claims.csv plus ``basis`` (computed or read), ``evidence_found`` (an
    :class:`Evidence`, or None), ``value``, ``unit``; ``source_id`` holds the article and every
    source the verdict rests on. A verdict that rests on leaked cables alone is *not_located*
    unless they are asked for.

    Raises:
        ClaimError: a claim whose measure or arguments are wrong, with its id.
    """
    rows = claims.copy()
    found = []
    for row in rows.to_dict("records"):
        try:
            found.append(judge(row, tables) if _text(row["measure"]) else None)
        except ClaimError as error:
            raise ClaimError(f"claim {row['claim_id']}: {error}") from None
    computed = [entry is not None for entry in found]
    rows["evidence_found"] = pd.Series(found, index=rows.index, dtype=object)
    rows["basis"] = ["computed" if yes else "read" for yes in computed]
    rows["value"] = [entry.value if entry else None for entry in found]
    rows["unit"] = [entry.unit if entry else None for entry in found]
    rows["verdict"] = [
        entry.verdict if entry else _text(read)
        for entry, read in zip(found, rows.verdict, strict=True)
    ]
    if not include_leaked:
        rows.loc[rows.leaked.astype(bool), "verdict"] = "not_located"
    rows["source_id"] = [
        join_ids([own, entry.source_id if entry else "", cited])
        for own, entry, cited in zip(
            rows.source_id, found, _cited(rows, tables, include_leaked), strict=True
        )
    ]
    return rows


def _cited(rows: pd.DataFrame, tables: Tables, include_leaked: bool) -> list[str]:
    """The sources of the evidence each claim names: ids of events, facts and sources."""
    known = pd.concat(
        [
            tables["events"].set_index("event_id").source_id,
            tables["facts"].set_index("fact_id").source_id,
        ]
    ).to_dict()
    return [
        "" if leaked and not include_leaked else join_ids(known.get(i, i) for i in _text(e).split())
        for e, leaked in zip(rows.evidence, rows.leaked.astype(bool), strict=True)
    ]


def unknown_evidence(claims: pd.DataFrame, tables: Tables, sources: pd.DataFrame) -> list[str]:
    """Return the pieces of evidence that are neither an event nor a fact nor a source."""
    known = set(tables["events"].event_id) | set(tables["facts"].fact_id) | set(sources.source_id)
    return [i for cell in claims.evidence.dropna() for i in cell.split() if i not in known]


def narrow(rows: pd.DataFrame, **chosen: str) -> pd.DataFrame:
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


def tally(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many claims have each verdict: columns ``by``, verdict, claims, source_id."""
    out = rows.groupby([by, "verdict"], sort=False).agg(
        claims=("claim_id", "size"), source_id=("source_id", lambda s: join_ids(s))
    )
    return out.reset_index()


def headline(rows: pd.DataFrame) -> Named:
    """Return the named values of a ledger: claims, computed, each verdict's count, and the verdict
    of every claim as ``verdict_<claim>``."""
    count = rows.verdict.value_counts()
    out: Named = {
        "claims": (len(rows), "count"),
        "computed": (int((rows.basis == "computed").sum()), "count"),
    }
    out |= {verdict: (int(count.get(verdict, 0)), "count") for verdict in VERDICTS}
    computed = rows[rows.basis == "computed"].verdict.value_counts()
    out["computed_supported"] = (int(computed.get("supported", 0)), "count")
    out["computed_other"] = (int(computed.sum() - computed.get("supported", 0)), "count")
    return out | {
        "verdict_" + name.replace("-", "_"): (verdict, "text")
        for name, verdict in zip(rows.claim_id, rows.verdict, strict=True)
    }


# -- a reader's own ledger -------------------------------------------------------------------


def own(frame: pd.DataFrame, tables: Tables, file: str) -> pd.DataFrame:
    """Return a reader's ledger with the columns of the shipped one.

    Args:
        frame: text columns of :data:`COLUMNS`; only claim_id, statement, measure and comparison
            must be filled, and expected where the comparison does not imply it.
        file: its name, for messages.

    Raises:
        DataError: every bad row, with file, row, field and remedy.
    """
    if lacking := [c for c in REQUIRED if c not in frame.columns]:
        rule = f"lacks the column {', '.join(lacking)}; a ledger has {', '.join(COLUMNS)}"
        raise DataError([Violation(file, 0, "", "", rule)])
    if frame.empty:
        raise DataError([Violation(file, 0, "", "", "has no rows; write one claim in each")])
    rows = frame.reindex(columns=[*COLUMNS, "source_id"]).astype(object).fillna("")
    # the header is line 1 of the file
    found = []
    for n, row in enumerate(rows.assign(again=rows.claim_id.duplicated()).to_dict("records"), 2):
        found += _faults(row, n)
        if row["again"]:
            found.append((n, "claim_id", row["claim_id"], "names an earlier row too"))
        if row["measure"].strip():
            found += _fails(row, n, tables)
    if found:
        raise DataError([Violation(file, *fault) for fault in found])
    blank = {"article": "own", "kind": "own", "evidence": "", "verdict": "", "chapter": ""}
    return rows.assign(**blank, paragraph=range(1, len(rows) + 1), leaked=False, key=True)


def _faults(row: Mapping[str, str], line: int) -> list[tuple[int, str, str, str]]:
    """What can be seen without computing anything."""
    found = [(line, name, "", "is empty; fill it in") for name in REQUIRED if not row[name].strip()]
    if row["claim_id"] and not _slug(row["claim_id"]):
        rule = "must be small letters, digits and hyphens, such as arrivals-2012"
        found.append((line, "claim_id", row["claim_id"], rule))
    name = row["comparison"]
    if name and name not in COMPARISONS:
        found.append((line, "comparison", name, f"is no comparison{_near(name, COMPARISONS)}"))
    if name in COMPARISONS and name not in IMPLIED and not row["expected"].strip():
        found.append((line, "expected", "", f"is empty; {name} needs a number"))
    for column in ("expected", "tolerance", "partly_within"):
        try:
            _number(row[column].strip())
        except ValueError:
            found.append(
                (line, column, row[column], "is not a number; write 1234.5, without commas")
            )
    if row["alternative"] and row["alternative_verdict"] not in ("partly", "outdated"):
        rule = "must be partly or outdated where an alternative is given"
        found.append((line, "alternative_verdict", row["alternative_verdict"], rule))
    return found


def _slug(text: str) -> bool:
    return text.replace("-", "a").isalnum() and text.islower() and text.isascii()


def _fails(row: Mapping[str, str], line: int, tables: Tables) -> list[tuple[int, str, str, str]]:
    """What only the measure itself finds."""
    if row["measure"] not in MEASURES:
        return [
            (line, "measure", row["measure"], f"is no measure{_near(row['measure'], MEASURES)}")
        ]
    for column in ("arguments", "alternative"):
        try:
            given = parse(row["arguments"]) | (parse(row[column]) if row[column] else {})
            evaluate(row["measure"], given, tables)
        except ClaimError as error:
            return [(line, column, row[column], str(error))]
    return []


# -- helpers of the measures -----------------------------------------------------------------


def _series(frame: pd.DataFrame, x: str, value: str, chosen: Any) -> pd.DataFrame:
    """A frame as the series of a figure: x, value, chosen, source_id."""
    out = pd.DataFrame(
        {
            "x": frame[x].to_numpy(),
            "value": frame[value].astype("float64").to_numpy(),
            "source_id": frame.source_id.to_numpy(),
        }
    )
    wanted = chosen if isinstance(chosen, (list, set, tuple, range)) else [chosen]
    return out.assign(chosen=out.x.isin(list(wanted)))


def _look(tables: Tables, name: str, key: str, id: str) -> pd.Series:
    table = tables[name].set_index(key, drop=False)
    if id not in table.index:
        near = get_close_matches(id, table.index, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ClaimError(f"names {id}, which is not in data/{name}.csv{hint}")
    return table.loc[id]


def _country(tables: Tables, code: str) -> str:
    return str(_look(tables, "countries", "code", code).short_name)


def _when(event: pd.Series) -> str:
    """The date of an event, as precise as it is known."""
    looks = {"day": "{0.day} {0:%B %Y}", "month": "{0:%B %Y}", "year": "{0.year}"}
    return looks[event.precision].format(event.date)


def _dated(event: pd.Series) -> str:
    """An event with its date, unless the title says all that is known of it."""
    when = _when(event)
    known = event.precision == "year" and when in event.title
    return str(event.title) if known else f"{event.title}, {when}"


def _apart(years: float, *events: pd.Series) -> tuple[str, tuple[float, str]]:
    """The words before a number of years, and the number: whole where a month is not known."""
    if any(event.precision == "year" for event in events):
        return "about ", (round(years), "count")
    return "", (years, "score")


def _date(text: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(text)
    except ValueError:
        raise ClaimError(f"has the date {text}; write 2013-05-27 or 2013-05") from None


def _years(one: pd.Timestamp, other: pd.Timestamp) -> float:
    return (other - one).days / 365.2425


# -- measures: arrivals ----------------------------------------------------------------------


def _counts(tables: Tables, host: str, count: str) -> pd.DataFrame:
    """Counts of both sexes by one host, without quoted ones; the main source of a period last."""
    rows = tables["arrivals"]
    rows = rows[(rows.host == host) & (rows.sex == "all") & (rows.status != "quoted")]
    if rows.empty:
        held = ", ".join(sorted(tables["arrivals"].host.unique()))
        raise ClaimError(f"names host={host}; data/arrivals.csv holds {held}")
    wanted = count or rows.measure.value_counts().index[0]
    if wanted not in set(rows.measure):
        raise ClaimError(f"names count={count}; {host} has {', '.join(sorted(set(rows.measure)))}")
    rows = rows[rows.measure == wanted]
    breadth = rows.groupby("source_id").persons.transform("size")
    printed = rows.vintage != "press"
    return rows.assign(breadth=breadth, printed=printed).sort_values(
        ["period_end", "printed", "breadth", "as_of"]
    )


def _by_year(tables: Tables, host: str, count: str = "") -> pd.DataFrame:
    """Whole years of one host: year, persons, source_id."""
    rows = counts.whole_years(_counts(tables, host, count))
    return rows.drop_duplicates("year", keep="last")[["year", "persons", "source_id"]].reset_index(
        drop=True
    )


def _period(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, _, last = text.partition("/")
    try:
        start, end = pd.Period(first), pd.Period(last or first)
    except ValueError:
        raise ClaimError(f"has period={text}; write 2012, 2012Q1 or 2019-01/2019-09") from None
    return start.start_time.normalize(), end.end_time.normalize()


def _words(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A period in words: 2012, November 2007, or January to September 2019."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    if start.year == end.year:
        return f"{start:%B} to {end:%B %Y}"
    return f"{start:%B %Y} to {end:%B %Y}"


@measure
def arrivals_count(tables: Tables, host: str, period: str, count: str = "") -> Evidence:
    """Persons that a host counted in a period (2012, 2012Q1, 2019-01/2019-09)."""
    start, end = _period(period)
    rows = _counts(tables, host, count)
    own = rows[(rows.period_start == start) & (rows.period_end == end)]
    years = _by_year(tables, host, count)
    words = _words(start, end)
    numbers: Named = {"place": (_country(tables, host), "country"), "when": (words, "text")}
    if own.empty:
        return Evidence(
            None,
            "persons",
            "No count of {place} for {when} is on record.",
            numbers,
            join_ids(rows.source_id),
            _series(years, "year", "persons", ()),
            "persons",
        )
    row = own.iloc[-1]
    series = _series(years, "year", "persons", int(words) if words.isdigit() else ())
    if not words.isdigit():
        part = pd.DataFrame([{"x": words, "value": float(row.persons), "source_id": row.source_id}])
        same = series[series.x == end.year].assign(x=str(end.year))
        series = pd.concat([part, same], ignore_index=True)
        series["chosen"] = series.x == words
    return Evidence(
        float(row.persons),
        "persons",
        "{place} counted {value} in {when}.",
        numbers | {"value": (int(row.persons), "persons")},
        str(row.source_id),
        series,
        "persons",
    )


@measure
def arrivals_total(tables: Tables, host: str, date: str) -> Evidence:
    """Persons counted since records began, by the last announcement up to a date."""
    rows = _counts(tables, host, "")
    rows = rows[rows.status == "cumulative"].drop_duplicates("period_end", keep="last")
    own = rows[rows.period_end <= _date(date)]
    series = _series(rows.assign(x=rows.period_end.map(_fraction)), "x", "persons", ())
    numbers: Named = {"place": (_country(tables, host), "country")}
    if own.empty:
        text = "No total of {place} up to then is on record."
        return Evidence(None, "persons", text, numbers, join_ids(rows.source_id), series, "persons")
    row = own.iloc[-1]
    numbers |= {
        "value": (int(row.persons), "persons"),
        "when": (f"{row.period_end.day} {row.period_end:%B %Y}", "text"),
    }
    series["chosen"] = series.x == _fraction(row.period_end)
    text = "The total of {place} was {value} on {when}."
    return Evidence(float(row.persons), "persons", text, numbers, row.source_id, series, "persons")


def _fraction(date: pd.Timestamp) -> float:
    return round(date.year + (date.day_of_year - 1) / 365.25, 2)


def _two_years(series: pd.DataFrame, first: int, last: int, place: str) -> pd.Series:
    by_year = series.set_index("year").persons.astype("float64")
    if lacking := [str(y) for y in (first, last) if y not in by_year.index]:
        held = f"{int(by_year.index.min())} to {int(by_year.index.max())}, not in every year"
        raise ClaimError(f"names {', '.join(lacking)}; {place} has counts from {held}")
    return by_year


@measure
def arrivals_change(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Relative change of a host's yearly count between two years."""
    years, place = _by_year(tables, host, count), _country(tables, host)
    by_year = _two_years(years, first, last, place)
    value = counts.change(by_year, first, last)
    kept = years[years.year.between(first, last)]
    numbers: Named = {
        "place": (place, "country"),
        "value": (value, "percent change"),
        "a": (by_year[first], "persons"),
        "b": (by_year[last], "persons"),
        "first": (first, "year"),
        "last": (last, "year"),
    }
    return Evidence(
        value,
        "percent change",
        "Counts of {place}: {a} in {first}, {b} in {last} ({value}).",
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "persons", (first, last)),
        "persons",
        line=float("nan"),
    )


def _steps(
    tables: Tables, host: str, first: int, last: int, count: str, sign: int, words: str
) -> Evidence:
    """Part of the steps between known years, first to last, that go up (sign 1) or down (-1)."""
    years, place = _by_year(tables, host, count), _country(tables, host)
    kept = years[years.year.between(first, last)].set_index("year", drop=False)
    if len(kept) < 2:
        raise ClaimError(f"names {first} to {last}, where {place} has fewer than two counts")
    steps = kept.persons.astype("float64").diff().iloc[1:] * sign
    others = [int(y) for y in steps.index[steps <= 0]]
    numbers: Named = {
        "place": (place, "country"),
        "value": (float((steps > 0).mean()), "percent"),
        "held": (int((steps > 0).sum()), "count"),
        "all": (len(steps), "count"),
        "others": (others, "years"),
    }
    return Evidence(
        numbers["value"][0],
        "percent",
        f"From one known count of {{place}} to the next, {{held}} of {{all}} steps are {words}s"
        + (f"; not a {words}: {{others}}." if others else "."),
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "persons", others),
        "persons",
        line=float("nan"),
    )


@measure
def rising_years(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Part of the steps between known years, first to last, in which a host's count rose."""
    return _steps(tables, host, first, last, count, 1, "rise")


@measure
def falling_years(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Part of the steps between known years, first to last, in which a host's count fell."""
    return _steps(tables, host, first, last, count, -1, "fall")


@measure
def fall_by(tables: Tables, year: int, peak: int, last: int, host: str = "KOR") -> Evidence:
    """Part of the fall from a peak year to a last year that was over by the end of a year."""
    years, place = _by_year(tables, host), _country(tables, host)
    by_year = _two_years(years, peak, last, place)
    _two_years(years, year, last, place)
    value = counts.share_of_fall(by_year, peak, (peak, year), last)
    kept = years[years.year.between(peak, last)]
    fall = by_year[peak] - by_year[last]
    kept = kept.assign(over=(by_year[peak] - kept.persons.astype("float64")) / fall)
    numbers: Named = {
        "value": (value, "percent"),
        "year": (year, "year"),
        "peak": (peak, "year"),
        "last": (last, "year"),
    }
    return Evidence(
        value,
        "percent",
        "Of the fall from {peak} to {last}, {value} was over by the end of {year}.",
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "over", year),
        "percent",
    )


@measure
def fall_in(tables: Tables, year: int, peak: int, last: int, host: str = "KOR") -> Evidence:
    """Part of the fall from a peak year to a last year that came in one year alone."""
    years, place = _by_year(tables, host), _country(tables, host)
    by_year = _two_years(years, peak, last, place)
    _two_years(years, year - 1, year, place)
    value = counts.share_of_fall(by_year, peak, (year - 1, year), last)
    numbers: Named = {
        "value": (value, "percent"),
        "year": (year, "year"),
        "before": (year - 1, "year"),
        "peak": (peak, "year"),
        "last": (last, "year"),
    }
    kept = years[years.year.between(peak, last)]
    return Evidence(
        value,
        "percent",
        "Of the fall from {peak} to {last}, {value} came from {before} to {year}.",
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "persons", (year - 1, year)),
        "persons",
        line=float("nan"),
    )


@measure
def fall_before(tables: Tables, event: str, peak: int, last: int, host: str = "KOR") -> Evidence:
    """Part of the fall from a peak year to a last year that was over before an event's year."""
    row = _look(tables, "events", "event_id", event)
    found = fall_by(tables, int(row.date.year) - 1, peak, last, host)
    return replace(
        found,
        text=found.text[:-1] + ", before the event of {when}.",
        numbers=found.numbers | {"when": (_when(row), "text")},
        source_id=join_ids([found.source_id, row.source_id]),
    )


@measure
def largest_fall(tables: Tables, first: int, last: int, host: str = "KOR") -> Evidence:
    """Year with the largest fall in persons against the year before."""
    years = _by_year(tables, host)
    kept = years[years.year.between(first, last)].set_index("year", drop=False)
    steps = kept.persons.astype("float64").diff()[kept.year.diff() == 1]
    if steps.empty:
        raise ClaimError(f"names {first} to {last}, which hold no two years in a row")
    year = int(steps.idxmin())
    numbers: Named = {"value": (year, "year"), "fall": (int(-steps[year]), "persons")}
    return Evidence(
        float(year),
        "year",
        "The largest fall from one year to the next was in {value}, by {fall}.",
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "persons", year),
        "persons",
        line=float("nan"),
    )


@measure
def peak_year(tables: Tables, host: str, first: int, last: int, count: str = "") -> Evidence:
    """Year with a host's highest count between two years."""
    years, place = _by_year(tables, host, count), _country(tables, host)
    kept = years[years.year.between(first, last)].set_index("year", drop=False)
    if kept.empty:
        raise ClaimError(f"names {first} to {last}, where {place} has no counts")
    year = int(kept.persons.astype("float64").idxmax())
    numbers: Named = {
        "place": (place, "country"),
        "value": (year, "year"),
        "most": (int(kept.persons[year]), "persons"),
    }
    return Evidence(
        float(year),
        "year",
        "The highest count of {place} is that of {value}, {most}.",
        numbers,
        join_ids(kept.source_id),
        _series(kept, "year", "persons", year),
        "persons",
        line=float("nan"),
    )


@measure
def host_ratio(tables: Tables, host: str, year: int, of: str = "KOR", count: str = "") -> Evidence:
    """A host's yearly count over that of another; no share, since it can exceed one."""
    own, other = _by_year(tables, host, count), _by_year(tables, of)
    both = own.merge(other, on="year", suffixes=("", "_of"))
    both = both.assign(
        ratio=both.persons.astype("float64") / both.persons_of.astype("float64"),
        source_id=[join_ids(p) for p in zip(both.source_id, both.source_id_of, strict=True)],
    )
    series = _series(both, "year", "ratio", year)
    numbers: Named = {
        "place": (_country(tables, host), "country"),
        "other": (_country(tables, of), "country"),
        "year": (year, "year"),
    }
    row = both[both.year == year]
    if row.empty:
        text = "{place} and {other} have no counts of {year} side by side."
        return Evidence(None, "percent", text, numbers, join_ids(both.source_id), series, "percent")
    value = float(row.ratio.iloc[0])
    numbers["value"] = (value, "percent")
    text = "The count of {place} in {year} was {value} of that of {other}."
    return Evidence(value, "percent", text, numbers, row.source_id.iloc[0], series, "percent")


@measure
def total_ratio(tables: Tables, host: str, of: str, date: str) -> Evidence:
    """A host's count since records began over that of another, up to a date."""
    own = tables["arrivals"]
    own = own[(own.host == host) & (own.status == "cumulative") & (own.period_end <= _date(date))]
    if own.empty:
        raise ClaimError(f"names host={host}, which has no total up to {date}")
    row = own.sort_values("period_end").iloc[-1]
    other = arrivals_total(tables, of, date)
    value = None if other.value is None else float(row.persons) / other.value
    numbers: Named = {
        "place": (_country(tables, host), "country"),
        "other": (_country(tables, of), "country"),
        "value": (value, "percent"),
        "a": (int(row.persons), "persons"),
        "b": (other.value, "persons"),
    }
    frame = pd.DataFrame(
        {
            "x": [numbers["place"][0], numbers["other"][0]],
            "value": [float(row.persons), other.value],
            "source_id": [row.source_id, other.source_id],
        }
    )
    return Evidence(
        value,
        "percent",
        "Since records began {place} counted {a} and {other} {b} ({value}), on all ways together.",
        numbers,
        join_ids([row.source_id, other.source_id]),
        _series(frame, "x", "value", frame.x.iloc[0]),
        "persons",
        line=float("nan"),
    )


# -- measures: trade -------------------------------------------------------------------------


def _tie(tables: Tables, reporter: str, partners: str, flow: str) -> pd.DataFrame:
    """Trade of a reporter with one partner, or the sum over several joined by +, with shares."""
    for code in (reporter, *partners.split("+")):
        _country(tables, code)
    try:
        rows = shares.rank_partners(tables["trade"], tables["trade_totals"], reporter, (1900, 2100))
    except flows.TradeError as error:
        raise ClaimError(f"names reporter={reporter}: {error}") from None
    if flow not in ("turnover", "import", "export"):
        raise ClaimError(f"has flow={flow}; known: turnover, import, export")
    codes = partners.split("+")
    own = rows[(rows.flow == flow) & rows.partner.isin(codes)]
    if len(codes) == 1:
        return own.sort_values("year")
    summed = own.groupby("year").agg(
        value_usd=("value_usd", "sum"),
        share=("share", "sum"),
        known=("partner", "nunique"),
        source_id=("source_id", join_ids),
    )
    return summed[summed.known == len(codes)].reset_index()


FLOWS = {"turnover": "exports plus imports", "import": "imports", "export": "exports"}


def _pair(tables: Tables, reporter: str, partners: str, flow: str) -> Named:
    names = [_country(tables, code) for code in partners.split("+")]
    return {
        "place": (_country(tables, reporter), "country"),
        "partner": (names, "names"),
        "flow": (FLOWS.get(flow, flow), "text"),
    }


def _of_year(rows: pd.DataFrame, year: int) -> pd.Series | None:
    own = rows[rows.year == year]
    return own.iloc[0] if len(own) else None


def _trade(
    tables: Tables,
    reporter: str,
    partners: str,
    year: int,
    flow: str,
    column: str,
    unit: str,
    text: str,
) -> Evidence:
    """One figure of a tie in a year, with its history."""
    rows = _tie(tables, reporter, partners, flow)
    numbers = _pair(tables, reporter, partners, flow) | {"year": (year, "year")}
    series = _series(rows.dropna(subset=[column]), "year", column, year)
    row = _of_year(rows, year)
    if row is None or pd.isna(row[column]):
        gone = "{flow} of {place} with {partner} in {year} are not on record."
        return Evidence(None, unit, gone, numbers, join_ids(rows.source_id), series, unit)
    numbers["value"] = (float(row[column]), unit)
    return Evidence(float(row[column]), unit, text, numbers, row.source_id, series, unit)


@measure
def trade_value(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Trade of a reporter with a partner in a year, US$."""
    text = "{place} reports {value} of {flow} with {partner} for {year}."
    return _trade(tables, reporter, partner, year, flow, "value_usd", "US$", text)


@measure
def trade_rank(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Place of a partner among all partners of a reporter in a year."""
    text = "By {flow} {partner} was the {value} partner of {place} in {year}."
    return _trade(tables, reporter, partner, year, flow, "rank", "rank", text)


@measure
def trade_share(
    tables: Tables, reporter: str, partner: str, year: int, flow: str = "turnover"
) -> Evidence:
    """Part of a reporter's trade that is with a partner (or several, joined by +)."""
    text = "{partner} had {value} of the {flow} of {place} in {year}."
    return _trade(tables, reporter, partner, year, flow, "share", "percent", text)


@measure
def rank_held(
    tables: Tables,
    reporter: str,
    partner: str,
    rank: int,
    first: int,
    last: int,
    flow: str = "turnover",
) -> Evidence:
    """Part of the years, first to last, in which a partner had a given place."""
    rows = _tie(tables, reporter, partner, flow)
    rows = rows[rows.year.between(first, last) & rows["rank"].notna()]
    numbers = _pair(tables, reporter, partner, flow) | {"rank": (rank, "rank")}
    series = _series(rows, "year", "rank", set(rows[rows["rank"] == rank].year))
    if rows.empty:
        text = "No place of {partner} in the {flow} of {place} is on record."
        return Evidence(None, "percent", text, numbers, "", series, "rank")
    held = rows[rows["rank"] == rank]
    numbers |= {
        "value": (len(held) / len(rows), "percent"),
        "held": (len(held), "count"),
        "all": (len(rows), "count"),
        "years": (held.year.tolist(), "years"),
        "best": (rows["rank"].min(), "rank"),
        "worst": (rows["rank"].max(), "rank"),
    }
    return Evidence(
        numbers["value"][0],
        "percent",
        "By {flow} {partner} was the {rank} partner of {place} in {held} of {all} years ({years}); "
        "its place lay between {best} and {worst}.",
        numbers,
        join_ids(rows.source_id),
        series,
        "rank",
        line=float(rank),
    )


@measure
def trade_record(tables: Tables, reporter: str, partner: str, first: int, last: int) -> Evidence:
    """Year with the highest exports plus imports of a pair between two years."""
    rows = _tie(tables, reporter, partner, "turnover")
    rows = rows[rows.year.between(first, last)]
    numbers = _pair(tables, reporter, partner, "turnover")
    series = _series(rows, "year", "value_usd", ())
    if rows.empty:
        text = "No trade of {place} with {partner} is on record."
        return Evidence(None, "year", text, numbers, "", series, "US$")
    best = rows.loc[rows.value_usd.idxmax()]
    numbers |= {
        "value": (int(best.year), "year"),
        "most": (float(best.value_usd), "US$"),
        "first": (int(rows.year.min()), "year"),
        "last": (int(rows.year.max()), "year"),
    }
    return Evidence(
        float(best.year),
        "year",
        "From {first} to {last}, {flow} of {place} with {partner} were highest in {value}: {most}.",
        numbers,
        join_ids(rows.source_id),
        series.assign(chosen=series.x == int(best.year)),
        "US$",
        line=float("nan"),
    )


@measure
def trade_ratio(tables: Tables, reporter: str, partner: str, other: str, year: int) -> Evidence:
    """Exports plus imports with one partner over those with another, in one year."""
    one, two = (_tie(tables, reporter, code, "turnover") for code in (partner, other))
    numbers = _pair(tables, reporter, partner, "turnover")
    numbers |= {"other": (_country(tables, other), "country"), "year": (year, "year")}
    both = one.merge(two, on="year", suffixes=("", "_other"))
    both = both[both.value_usd_other > 0]
    both = both.assign(ratio=both.value_usd / both.value_usd_other)
    series = _series(both, "year", "ratio", year)
    row = _of_year(both, year)
    if row is None:
        text = "{place} reports no trade of {year} with both {partner} and {other}."
        return Evidence(None, "times", text, numbers, join_ids(one.source_id), series, "times")
    numbers |= {
        "value": (float(row.ratio), "times"),
        "a": (float(row.value_usd), "US$"),
        "b": (float(row.value_usd_other), "US$"),
    }
    return Evidence(
        float(row.ratio),
        "times",
        "{place} reports {flow} of {a} with {partner} and {b} with {other} for {year}: {value} "
        "times as much.",
        numbers,
        join_ids([row.source_id, row.source_id_other]),
        series,
        "times",
    )


def _trade_step(
    tables: Tables,
    reporter: str,
    partner: str,
    first: int,
    last: int,
    flow: str,
    column: str,
) -> tuple[pd.DataFrame, Named, pd.Series | None, pd.Series | None]:
    rows = _tie(tables, reporter, partner, flow)
    numbers = _pair(tables, reporter, partner, flow)
    numbers |= {"first": (first, "year"), "last": (last, "year")}
    kept = rows[rows.year.between(first, last)].dropna(subset=[column])
    return kept, numbers, _of_year(kept, first), _of_year(kept, last)


@measure
def trade_change(
    tables: Tables, reporter: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Relative change of a tie between two years, current prices."""
    kept, numbers, a, b = _trade_step(tables, reporter, partner, first, last, flow, "value_usd")
    series = _series(kept, "year", "value_usd", (first, last))
    if a is None or b is None or a.value_usd == 0:
        text = "{flow} of {place} with {partner} are not on record for {first} and {last}."
        return Evidence(
            None, "percent change", text, numbers, join_ids(kept.source_id), series, "US$"
        )
    value = float(b.value_usd / a.value_usd - 1)
    numbers |= {
        "value": (value, "percent change"),
        "a": (float(a.value_usd), "US$"),
        "b": (float(b.value_usd), "US$"),
    }
    return Evidence(
        value,
        "percent change",
        "{place} reports {flow} with {partner} of {a} for {first} and {b} for {last} ({value}).",
        numbers,
        join_ids(kept.source_id),
        series,
        "US$",
        line=float("nan"),
    )


@measure
def share_change(
    tables: Tables, reporter: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Change in points of a partner's part of a reporter's trade between two years."""
    kept, numbers, a, b = _trade_step(tables, reporter, partner, first, last, flow, "share")
    series = _series(kept, "year", "share", (first, last))
    if a is None or b is None:
        text = "The part of {partner} in {flow} of {place} is not on record for both years."
        return Evidence(None, "points", text, numbers, join_ids(kept.source_id), series, "percent")
    value = float(b.share - a.share)
    numbers |= {
        "value": (value, "points"),
        "a": (float(a.share), "percent"),
        "b": (float(b.share), "percent"),
    }
    return Evidence(
        value,
        "points",
        "The part of {partner} in {flow} of {place} was {a} in {first} and {b} in {last}.",
        numbers,
        join_ids(kept.source_id),
        series,
        "percent",
        line=float("nan"),
    )


@measure
def shares_rose(
    tables: Tables, reporters: str, partner: str, first: int, last: int, flow: str = "turnover"
) -> Evidence:
    """Part of the reporters (codes with +) in whose trade a partner's part rose between two years;
    reporters without figures for both years are left out."""
    numbers: Named = {
        "partner": (_country(tables, partner), "country"),
        "flow": (FLOWS.get(flow, flow), "text"),
        "first": (first, "year"),
        "last": (last, "year"),
    }
    lines, parts = [], []
    for code in reporters.split("+"):
        kept, _, a, b = _trade_step(tables, code, partner, first, last, flow, "share")
        if a is None or b is None:
            continue
        name = _country(tables, code)
        lines.append((name, float(b.share), join_ids(kept.source_id), b.share > a.share))
        numbers |= {
            f"place_{code}": (name, "country"),
            f"a_{code}": (float(a.share), "percent"),
            f"b_{code}": (float(b.share), "percent"),
        }
        parts.append(f"{{place_{code}}} {{a_{code}}} and {{b_{code}}}")
    found = pd.DataFrame(lines, columns=["x", "value", "source_id", "chosen"])
    if found.empty:
        text = "The part of {partner} in {flow} is not on record for {first} and {last}."
        return Evidence(None, "percent", text, numbers, "", found, "percent")
    held = int(found.chosen.sum())
    numbers |= {
        "value": (held / len(found), "percent"),
        "held": (held, "count"),
        "all": (len(found), "count"),
    }
    return Evidence(
        held / len(found),
        "percent",
        "The part of {partner} in {flow} rose in {held} of {all} countries; in {first} and {last} "
        f"it was: {', '.join(parts)}.",
        numbers,
        join_ids(found.source_id),
        found,
        "percent",
        line=float("nan"),
    )


# -- measures: single figures and GDP --------------------------------------------------------

_FACT_UNITS = {"US$": "US$", "share": "percent", "count": "count", "rank": "rank", "year": "year"}


def _fact(tables: Tables, id: str) -> pd.Series:
    row = _look(tables, "facts", "fact_id", id)
    if row.unit not in _FACT_UNITS:
        raise ClaimError(f"names {id}, whose unit {row.unit} has no measure")
    return row


def _bars(*parts: tuple[str, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(parts, columns=["x", "value", "source_id"])
    return frame.assign(chosen=frame.index == 0)


@measure
def fact(tables: Tables, fact: str) -> Evidence:
    """One figure of data/facts.csv."""
    row = _fact(tables, fact)
    unit = _FACT_UNITS[row.unit]
    numbers: Named = {
        "value": (float(row.value), unit),
        "what": (row.quantity, "text"),
        "place": (_country(tables, row.country), "country"),
        "year": ("undated" if pd.isna(row.year) else str(int(row.year)), "text"),
    }
    text = "On record: {value} ({what}, {year})."
    series = _bars((str(row.quantity), float(row.value), row.source_id))
    return Evidence(float(row.value), unit, text, numbers, row.source_id, series, unit)


@measure
def fact_ratio(
    tables: Tables, fact: str, over: str, per: float = 1.0, over_per: float = 1.0
) -> Evidence:
    """One figure over another, each divided by its number of months if one is given."""
    one, two = _fact(tables, fact), _fact(tables, over)
    units = _FACT_UNITS[one.unit], _FACT_UNITS[two.unit]
    if units[0] != units[1] or two.value == 0:
        raise ClaimError(f"divides {fact} by {over}, which have different units or are zero")
    a, b = float(one.value) / per, float(two.value) / over_per
    value = a / b
    unit = "times" if value > 1 else "percent"
    numbers: Named = {
        "value": (value, unit),
        "a": (float(one.value), units[0]),
        "b": (float(two.value), units[1]),
        "what": (one.quantity, "text"),
        "other": (two.quantity, "text"),
    }
    text = "On record: {a} ({what}) against {b} ({other})"
    text += (
        ", {value} times as many in the same time." if unit == "times" else ", which is {value}."
    )
    return Evidence(
        value,
        unit,
        text,
        numbers,
        join_ids([one.source_id, two.source_id]),
        _bars((_rate(one, per), a, one.source_id), (_rate(two, over_per), b, two.source_id)),
        units[0],
        line=float("nan"),
    )


def _rate(row: pd.Series, per: float) -> str:
    """The name of a figure, or of its monthly rate."""
    return f"{row.quantity}, a month" if per != 1 else str(row.quantity)


@measure
def facts_hold(tables: Tables, country: str, quantity: str, value: float) -> Evidence:
    """Part of all figures on record for one quantity that have a given value; a quantity covers
    those of parts of a year too, which have the months after a comma."""
    rows = tables["facts"]
    named = (rows.quantity == quantity) | rows.quantity.str.startswith(f"{quantity}, ")
    rows = rows[(rows.country == country) & named]
    if rows.empty:
        held = sorted(tables["facts"][tables["facts"].country == country].quantity.unique())
        raise ClaimError(f"names quantity={quantity}{_near(quantity, held)}")
    same = rows[rows.value == value]
    unit = _FACT_UNITS[rows.unit.iloc[0]]
    numbers: Named = {
        "value": (len(same) / len(rows), "percent"),
        "held": (len(same), "count"),
        "all": (len(rows), "count"),
        "what": (quantity, "text"),
        "wanted": (value, unit),
        "years": ([int(y) for y in same.year.dropna()], "years"),
    }
    years = rows.assign(x=rows.year.astype("object").fillna("undated"))
    return Evidence(
        numbers["value"][0],
        "percent",
        "Of {all} figures on record ({what}), {held} say {wanted} ({years}).",
        numbers,
        join_ids(rows.source_id),
        _series(years, "x", "value", set(years[years.value == value].x)),
        unit,
        line=value,
    )


def _gdp(tables: Tables, country: str, vintage: str) -> pd.DataFrame:
    rows = tables["indicators"]
    rows = rows[(rows.country == country) & (rows.indicator == "NY.GDP.MKTP.CD")]
    if vintage not in set(rows.vintage):
        raise ClaimError(
            f"names vintage={vintage}; {country} has {', '.join(rows.vintage.unique())}"
        )
    return rows[rows.vintage == vintage]


@measure
def gdp(tables: Tables, country: str, year: int, vintage: str = "wdi-2026-01") -> Evidence:
    """Gross domestic product in current US$, one release."""
    rows = _gdp(tables, country, vintage)
    series = _series(rows, "year", "value", year)
    numbers: Named = {
        "place": (_country(tables, country), "country"),
        "year": (year, "year"),
        "release": (vintage, "text"),
    }
    row = _of_year(rows, year)
    if row is None:
        text = "The release {release} has no figure for {place} in {year}."
        return Evidence(None, "US$", text, numbers, join_ids(rows.source_id), series, "US$")
    numbers["value"] = (float(row.value), "US$")
    text = "The release {release} has {value} for {place} in {year}."
    return Evidence(float(row.value), "US$", text, numbers, row.source_id, series, "US$")


@measure
def fact_to_gdp(tables: Tables, fact: str, year: int, vintage: str = "wdi-2026-01") -> Evidence:
    """A sum of data/facts.csv over the GDP of its country in a year."""
    row = _fact(tables, fact)
    whole = gdp(tables, row.country, year, vintage)
    if row.unit != "US$":
        raise ClaimError(f"names {fact}, which is not a sum in US$")
    value = None if whole.value is None else float(row.value) / whole.value
    numbers = whole.numbers | {
        "value": (value, "percent"),
        "a": (float(row.value), "US$"),
        "b": (whole.value, "US$"),
        "what": (row.quantity, "text"),
    }
    return Evidence(
        value,
        "percent",
        "{a} ({what}) is {value} of the output of {place} in {year}, {b}.",
        numbers,
        join_ids([row.source_id, whole.source_id]),
        _bars(
            (str(row.quantity), float(row.value), row.source_id),
            ("output of a year", float(whole.value or 0), whole.source_id),
        ),
        "US$",
        line=float("nan"),
    )


@measure
def fact_to_arrivals(tables: Tables, fact: str, year: int, host: str = "KOR") -> Evidence:
    """A count of data/facts.csv over a host's count of a year."""
    row = _fact(tables, fact)
    whole = arrivals_count(tables, host, str(year))
    if row.unit != "count":
        raise ClaimError(f"names {fact}, which is not a count")
    value = None if whole.value is None else float(row.value) / whole.value
    numbers: Named = {
        "value": (value, "percent"),
        "a": (float(row.value), "count"),
        "b": (whole.value, "persons"),
        "what": (row.quantity, "text"),
        "year": (year, "year"),
    }
    return Evidence(
        value,
        "percent",
        "On record for {year}: {a} ({what}) of {b}, which is {value}.",
        numbers,
        join_ids([row.source_id, whole.source_id]),
        _bars(
            (str(row.quantity), float(row.value), row.source_id),
            ("all", float(whole.value or 0), whole.source_id),
        ),
        "persons",
        line=float("nan"),
    )


# -- measures: dates -------------------------------------------------------------------------


def _point(event: pd.Series) -> tuple[str, float, str]:
    return str(event.title), float(event.date.year), event.source_id


@measure
def event_year(tables: Tables, event: str) -> Evidence:
    """Year of an event of data/events.csv."""
    row = _look(tables, "events", "event_id", event)
    year = int(row.date.year)
    numbers: Named = {
        "value": (year, "year"),
        "what": (_dated(row), "text"),
    }
    text = "On record: {what}."
    return Evidence(float(year), "year", text, numbers, row.source_id, _bars(_point(row)), "year")


@measure
def months_apart(tables: Tables, event: str, date: str) -> Evidence:
    """Whole months between an event and a month such as 2013-05."""
    row = _look(tables, "events", "event_id", event)
    given = _date(date)
    value = abs((row.date.year - given.year) * 12 + row.date.month - given.month)
    numbers: Named = {
        "value": (value, "count"),
        "when": (_when(row), "text"),
        "what": (row.title, "text"),
    }
    return Evidence(
        float(value),
        "count",
        "On record: {what}, {when}.",
        numbers,
        row.source_id,
        _bars(_point(row)),
        "year",
        line=float(given.year),
    )


@measure
def years_between(tables: Tables, event: str, other: str) -> Evidence:
    """Years from one event to another; negative if the other came first."""
    one, two = (_look(tables, "events", "event_id", id) for id in (event, other))
    value = _years(one.date, two.date)
    about, shown = _apart(value, one, two)
    apart = f"{about}{{value}} years" if abs(value) >= 1 else "less than a year"
    numbers: Named = {
        "value": shown,
        "what": (_dated(one), "text"),
        "other": (_dated(two), "text"),
    }
    return Evidence(
        value,
        "score",
        f"On record: {{what}}; {{other}}; {apart} apart.",
        numbers,
        join_ids([one.source_id, two.source_id]),
        _bars(_point(one), _point(two)),
        "year",
        line=float("nan"),
    )


@measure
def years_since(tables: Tables, event: str, date: str) -> Evidence:
    """Years from an event to a date; negative if the date came first."""
    row = _look(tables, "events", "event_id", event)
    given = _date(date)
    value = _years(row.date, given)
    about, shown = _apart(value, row)
    numbers: Named = {
        "value": shown,
        "what": (_dated(row), "text"),
        "then": (f"{given:%B %Y}", "text"),
    }
    text = f"On record: {{what}}; {about}{{value}} years before {{then}}."
    if value < 0:
        text = "In {then} this was still to come: {what}."
    return Evidence(
        value,
        "score",
        text,
        numbers,
        row.source_id,
        _bars(_point(row)),
        "year",
        line=float(given.year),
    )


@measure
def events_count(
    tables: Tables, category: str, countries: str, first: int, last: int, words: str = ""
) -> Evidence:
    """Events of a category that concern all the countries (codes with +), between two years, with
    a word in their title if one is given."""
    rows = tables["events"]
    wanted = set(countries.split("+"))
    concern = rows.countries.fillna("").str.split(" ").map(wanted.issubset)
    rows = rows[(rows.category == category) & concern & rows.date.dt.year.between(first, last)]
    rows = rows[rows.title.str.contains(words, case=False, regex=False)]
    numbers: Named = {
        "value": (len(rows), "count"),
        "years": (sorted(rows.date.dt.year), "years"),
        "kind": (category, "text"),
    }
    return Evidence(
        float(len(rows)),
        "count",
        "On record are {value} events of this kind ({kind}): {years}.",
        numbers,
        join_ids(rows.source_id),
        _bars(*[_point(row) for _, row in rows.iterrows()]),
        "year",
        line=float("nan"),
    )
