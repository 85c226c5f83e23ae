"""The words of a ledger: what a measure found, filled in as any other sentence."""

from __future__ import annotations

import pandas as pd

from thirdcountry.document.values import Value, fill
from thirdcountry.measures import claims

#: How a comparison reads before the number it expects.
ASKS = {
    "equals": "",
    "about": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "rises": "a rise",
    "falls": "a fall",
    "always": "every time",
}
#: The word after a value whose unit does not write it.
WORDS = {"points": " points", "score": " years", "times": " times"}
#: Name of a chapter in the report -> its title, as the contents have it, without years.
TITLES = {
    "arrival_trends": "Arrivals in South Korea",
    "routes": "The ways out",
    "rules": "Rules and practice",
    "trade_ties-THA": "Thailand between South Korea and North Korea",
    "trade_ties-LAO": "Laos between South Korea and North Korea",
    "trade_ties-MNG": "Mongolia between South Korea and North Korea",
    "hosts": "The hosts compared",
    "treatment": "Ties and treatment",
    "balance": "Mongolia: the balance of its ties",
    "burden_sharing": "A regional body and its funding",
    "testimony": "Testimony",
    "claims": "The ledger of claims",
}
#: What the digit of a code of the Admiralty system says of a statement.
CREDIBILITY = (
    "1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged"
)


def finding(evidence: claims.Evidence) -> str:
    """Return what a measure found as a sentence."""
    values = {name: Value(*pair) for name, pair in evidence.numbers.items()}
    text = fill(evidence.text, values)
    return text[:1].upper() + text[1:]


def expectation(claim: dict, unit: str) -> str:
    """Return what a claim expects, such as *about 31,000* or *a rise*."""
    comparison = claim["comparison"]
    if comparison in claims.IMPLIED:
        return ASKS[comparison]
    return ASKS[comparison] + _measured(claims.expected(claim), unit)


def worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a ledger with the columns a reader sees.

    Adds ``place`` (article and paragraph), ``outcome`` (the verdict in words), ``found`` and
    ``asked`` (value and expectation of computed claims, else a dash), and ``why``: what the measure
    found, the reason, and the chapter that shows more.
    """
    out = rows.copy()
    out["outcome"] = out.verdict.str.replace("_", " ")
    out["title"] = out.article.str.replace("_", " ").str.title()
    out["place"] = [f"{t} {p}" for t, p in zip(out.title, out.paragraph, strict=True)]
    out["found"] = [_found(e) if e else None for e in out.evidence_found]
    out["asked"] = [expectation(e.claim, e.unit) if e else None for e in out.evidence_found]
    out["why"] = [_why(row) for row in out.itertuples()]
    return out


def named(rows: pd.DataFrame) -> dict[str, tuple[object, str]]:
    """Return ``found_<claim>`` and ``asked_<claim>`` of every computed claim as named values, and
    ``held_<claim>`` (2 of 10) where something should always hold."""
    out: dict[str, tuple[object, str]] = {}
    for row in rows[rows.basis == "computed"].itertuples():
        name = row.claim_id.replace("-", "_")
        out |= {f"found_{name}": row.evidence_found.found, f"asked_{name}": (row.asked, "text")}
        if held := _held(row.evidence_found):
            out[f"held_{name}"] = (held, "text")
    return out


def outline(rows: pd.DataFrame) -> list[str]:
    """Return a line per computed claim, for alternative texts: claim, expected, found, verdict."""
    return [
        f"{row.statement} Claimed {row.asked}, found {row.found}: {row.outcome}"
        for row in rows[rows.basis == "computed"].itertuples()
    ]


def pages(rows: pd.DataFrame, panels: int = 4) -> list[pd.DataFrame]:
    """Return a ledger in parts of so many claims, as fit into one figure."""
    return [rows.iloc[start : start + panels] for start in range(0, len(rows), panels)]


def series(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the series behind computed claims as figure data, with claim and unit."""
    parts = [
        row.evidence_found.series.assign(claim=row.claim_id, unit=row.evidence_found.series_unit)
        for row in rows.itertuples()
    ]
    return pd.concat(parts, ignore_index=True)[
        ["claim", "x", "value", "unit", "chosen", "source_id"]
    ]


def chapters(questions: pd.DataFrame) -> pd.DataFrame:
    """Return the questions with ``answer``: the title of the chapter, or why there is none."""
    return questions.assign(answer=questions.chapter.map(TITLES).fillna(questions.why_not))


def spoken(types: pd.Series) -> list[str]:
    """Return the kinds of voices in words, each once."""
    return [str(kind).replace("_", " ") for kind in dict.fromkeys(types)]


def voiced(rows: pd.DataFrame) -> pd.DataFrame:
    """Return statements with ``voice``: the kind of source in words."""
    return rows.assign(voice=rows.source_type.str.replace("_", " "))


def _found(evidence: claims.Evidence) -> str:
    """The value with its word; where something should always hold, how often it does."""
    return _held(evidence) or _measured(*evidence.found)


def _held(evidence: claims.Evidence) -> str:
    """*2 of 10* where something should always hold, else nothing."""
    counted = {"held", "all"} <= evidence.numbers.keys()
    if evidence.claim["comparison"] != "always" or not counted:
        return ""
    held, every = (Value(*evidence.numbers[name]).text for name in ("held", "all"))
    return f"{held} of {every}"


def _measured(value: float | None, unit: str) -> str:
    if unit == "score" and value is not None and 0 < abs(value) < 1:
        return "less than a year"
    if unit == "percent" and value is not None and round(100 * value, 9).is_integer():
        unit = "whole percent"
    return Value(value, unit).text + (WORDS.get(unit, "") if value is not None else "")


def _why(row) -> str:
    if row.leaked and row.verdict == "not_located":
        return "Only leaked cables speak to this; they are left out unless asked for."
    parts = [finding(row.evidence_found)] if row.evidence_found else []
    parts += [str(row.reason)] if isinstance(row.reason, str) and row.reason else []
    if isinstance(row.chapter, str) and row.chapter:
        parts.append(f"(Chapter: {TITLES[row.chapter]}.)")
    return " ".join(parts)
