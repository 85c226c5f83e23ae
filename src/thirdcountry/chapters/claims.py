"""The ledger of claims, or a ledger that a reader brings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import StrictStr

from thirdcountry import chapters
from thirdcountry.findings import Findings
from thirdcountry.ledger import judge, own
from thirdcountry.ledger.evidence import Evidence, Numbers, Phrase
from thirdcountry.parameters import Flag, ParameterSet, check_known
from thirdcountry.tables import holdings, load, own_series
from thirdcountry.words import Named, Value, read_text, trace

#: Panels of one figure, as fit on a page.
PANELS = 4


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    ledger: StrictStr = "shipped"
    article: StrictStr = "all"
    kind: StrictStr = "all"
    verdict: StrictStr = "all"
    include_leaked: Flag = False

    @property
    def own(self) -> bool:
        """Whether the ledger is the reader's."""
        return self.ledger != "shipped"

    def against_data(self) -> list[str]:
        if self.own:
            narrowed = [n for n in ("article", "kind", "verdict") if getattr(self, n) != "all"]
            faults = [f"{n} narrows the shipped ledger only; leave it at all" for n in narrowed]
            return faults + holdings.own_series_faults(self.ledger)
        faults = []
        for column in ("article", "kind", "verdict"):
            known = {"all", *holdings.allowed("claims", column)}
            faults += check_known(column, getattr(self, column), known, "data/claims.csv")
        return faults


class Page(NamedTuple):
    """Claims that share a figure: title and evidence of each, the series drawn, all in words."""

    panels: list[tuple[str, Evidence]]
    series: pd.DataFrame
    outline: Value


def find(p: Parameters) -> Findings:
    """Judge a ledger.

    Frames: ``shown`` (the claims asked for, judged and in words), ``key`` (those that figures
    show), ``tallies`` (columns of ``shown`` -> how many claims have each verdict), ``pages`` (of
    the shipped ledger's figures), ``drawn`` (claims of a reader's that have something to draw),
    ``questions`` with their ``answer``.
    """
    found = Findings()
    tables = {name: load(name) for name in judge.TABLES}
    claims = load("claims")
    if p.own:
        claims = own.complete(own_series(p.ledger), tables, Path(p.ledger).name)
    whole = add_words(judge.judge_all(claims, tables, p.include_leaked))
    found.shown = judge.select_claims(whole, article=p.article, kind=p.kind, verdict=p.verdict)
    found.key = found.shown[found.shown.key.astype(bool) & (found.shown.basis == "computed")]
    groups = ("basis",) if p.own else ("title", "basis", "kind")
    found.tallies = {name: judge.count_verdicts(found.shown, name) for name in groups}
    found.by_kind = judge.count_verdicts(found.shown, "kind")
    paged, alone = (found.key[:0], found.key) if p.own else (found.key, found.key[:0])
    starts = range(0, len(paged), PANELS)
    found.pages = [make_page(paged.iloc[start : start + PANELS]) for start in starts]
    found.drawn = [row for row in alone.itertuples() if len(row.evidence_found.series)]
    found.questions = answer_questions(load("questions"))
    found.compute(name_verdicts, whole, tables="claims")
    found.name("shown", len(found.shown), "count", tables="claims", of=found.shown)
    for row in whole.itertuples():
        origin = trace(judge.judge, "claims", row.source_id.split())
        if row.evidence_found:
            origin = judge.trace_measure(row.measure, row.source_id)
        found.keep(name_claim(row), origin)
    return found


def name_verdicts(rows: pd.DataFrame) -> Named:
    """Return the named values of a ledger: claims, computed, how many of each verdict, and how many
    computed verdicts are *supported*."""
    count, computed = rows.verdict.value_counts(), rows[rows.basis == "computed"]
    return {
        "claims": (len(rows), "count"),
        "computed": (len(computed), "count"),
        "computed_supported": (int((computed.verdict == "supported").sum()), "count"),
        **{verdict: (int(count.get(verdict, 0)), "count") for verdict in judge.VERDICTS},
    }


def name_claim(row: Any) -> Named:
    """Return ``verdict_<claim>`` of a row of a ledger, and if it is computed ``found_<claim>``,
    ``asked_<claim>``, and ``held_<claim>`` (2 of 10) where something should always hold."""
    claim = row.claim_id.replace("-", "_")
    named: dict[str, tuple[Any, str]] = {f"verdict_{claim}": (row.verdict, "text")}
    if evidence := row.evidence_found:
        named[f"found_{claim}"] = (evidence.value, evidence.unit)
        named[f"asked_{claim}"] = (row.asked, "text")
        if held := write_held(evidence):
            named[f"held_{claim}"] = (held, "text")
    return named


def make_page(rows: pd.DataFrame) -> Page:
    """Return some computed claims as one figure shows them."""
    series = [
        row.evidence_found.series.assign(claim=row.claim_id, unit=row.evidence_found.series_unit)
        for row in rows.itertuples()
    ]
    columns = ["claim", "x", "value", "unit", "chosen", "source_id"]
    lines = [
        write("outline", **{n: Value(getattr(row, n), "text") for n in ("statement", *IN_WORDS)})
        for row in rows.itertuples()
    ]
    return Page(
        list(zip(rows.statement, rows.evidence_found, strict=True)),
        pd.concat(series, ignore_index=True)[columns],
        Value(lines, "names"),
    )


def answer_questions(questions: pd.DataFrame) -> pd.DataFrame:
    """Return the questions with ``answer``: the title of the chapter, or why there is none."""
    titles = questions.chapter.map(read_titles(questions.chapter))
    return questions.assign(answer=titles.fillna(questions.why_not))


def read_titles(names: pd.Series) -> dict[str, str]:
    """Return chapter -> its title, for all that are named."""
    return {name: chapters.read_title(name) for name in names.dropna().unique() if name}


# -- words -----------------------------------------------------------------------------------

#: Columns in words that :func:`add_words` adds for computed claims, and the verdict of all.
IN_WORDS = ("asked", "found", "outcome")


def write(name: str, **values: Any) -> str:
    """Return a block of the chapter's text, filled with values."""
    text = read_text("claims")
    block = text.block(name)
    return text.render(block, block.words, values)


def add_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a judged ledger with the columns a reader sees.

    Adds ``title`` and ``place`` (article and paragraph), ``outcome`` (the verdict in words),
    ``found`` and ``asked`` (value and expectation of computed claims, else missing), and ``why``:
    what the measure found, the reason, and the chapter that shows more. The series of
    ``evidence_found`` have their labels in words.
    """
    found = [write_labels(e) if e else None for e in rows.evidence_found]
    title = rows.article.str.replace("_", " ").str.title()
    out = rows.assign(
        evidence_found=pd.Series(found, index=rows.index, dtype=object),
        outcome=rows.verdict.map({v: write(f"verdict.{v}") for v in judge.VERDICTS}),
        title=title,
        place=title + " " + rows.paragraph.astype(str),
        found=[write_found(e) if e else None for e in found],
        asked=[write_expected(e) if e else None for e in found],
    )
    titles = read_titles(rows.chapter)
    out["why"] = [write_why(row, titles) for row in out.itertuples()]
    return out


def write_labels(evidence: Evidence) -> Evidence:
    """Return evidence whose series has its labels in words."""
    x = evidence.series.x
    labels = x.map(_say) if x.dtype == object else x
    return replace(evidence, series=evidence.series.assign(x=labels))


def write_found(evidence: Evidence) -> str:
    """Return the value with its word; where something should always hold, how often it does."""
    return write_held(evidence) or _measure(evidence.value, evidence.unit)


def write_held(evidence: Evidence) -> str:
    """Return *2 of 10* where something should always hold, else nothing."""
    counted = evidence.value is not None and {"held", "all"} <= evidence.numbers.keys()
    if evidence.claim["comparison"] != "always" or not counted:
        return ""
    return write("held", **_values({n: evidence.numbers[n] for n in ("held", "all")}))


def write_expected(evidence: Evidence) -> str:
    """Return what a claim expects, such as *about 31,000* or *a rise*."""
    number = _measure(judge.expect(evidence.claim), evidence.unit)
    return write(f"asked.{evidence.claim['comparison']}", number=Value(number, "text"))


def write_why(row: Any, titles: dict[str, str]) -> str:
    """Return why a claim has its verdict: what was found, the reason, a chapter with more."""
    if row.leaked and row.verdict == "not_located":
        return write("why-leaked")
    found = write_sentence(row.evidence_found) if row.evidence_found else ""
    return write(
        "why",
        found=Value(found[:1].upper() + found[1:], "text"),
        reason=Value(judge.to_text(row.reason), "text"),
        chapter=Value(titles.get(judge.to_text(row.chapter)), "text"),
    )


def write_sentence(evidence: Evidence) -> str:
    """Return what a measure found, and what else would fit, as a sentence."""
    given = {"value": (evidence.value, evidence.unit), **evidence.numbers}
    text = write(f"evidence.{evidence.sentence}", **_values(given))
    if evidence.other is None:
        return text
    other = write_sentence(evidence.other)
    return write("other-reading", found=Value(text, "text"), other=Value(other, "text"))


def _measure(value: float | None, unit: str) -> str:
    """A value with the word that its unit does not write."""
    if value is None:
        return Value(None, unit).text
    if unit == "percent" and round(100 * value, 9).is_integer():
        unit = "whole percent"
    short = unit == "score" and 0 < abs(value) < 1
    return write("measured", value=Value(value, unit), unit=unit, short=short)


def _values(numbers: Numbers) -> dict[str, Any]:
    """Names of a sentence as values; a list of them stays a list to go through."""
    return {
        name: [_values(each) for each in given]
        if isinstance(given, list)
        else Value(_say(given[0]), given[1])
        for name, given in numbers.items()
    }


def _say(label: Any) -> Any:
    """A label, or the words that stand for it."""
    if isinstance(label, Phrase):
        return write(f"label.{label.name}", what=Value(label.what, "text"))
    return label
