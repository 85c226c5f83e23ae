"""Named values: the only way a number reaches a sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from thirdcountry.words.values import DocumentError


def settle(value: float) -> float:
    """Return a float with nine significant digits: processors differ in the last of sixteen."""
    return float(f"{value:.9g}")


def missing(value: Any) -> bool:
    """True for None, NaN, NaT and pandas' NA."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or str(value)
        in (
            "<NA>",
            "NaT",
            "nan",
        )
    )


def usd(value: float) -> str:
    """US$ with four significant digits and the word for its size: 13.82 billion US$."""
    sizes = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1, ""))
    size, word = next((pair for pair in sizes if abs(value) >= pair[0]), (1, ""))
    scaled = value / size
    digits = 0 if size == 1 else 3 - math.floor(math.log10(abs(scaled)))
    return f"{scaled:,.{min(max(digits, 0), 2)}f}{word} US$"


def percent(value: float) -> str:
    """2.7 %, and <0.1 % where rounding would leave nothing of something.

    A no-break space keeps the sign with its number.
    """
    small = 0 < value < 0.0005
    return ("<0.1" if small else f"{100 * value:.1f}") + "\N{NO-BREAK SPACE}%"


def ordinal(value: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    n = int(value)
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{suffix}"


def listing(items: Iterable[Any]) -> str:
    """a, b and c; 'none' for nothing."""
    words = [str(x) for x in items]
    if not words:
        return "none"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def year_spans(years: Iterable[int]) -> str:
    """Years as spans: 2001, 2002 and 2005 to 2008."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    words: list[str] = []
    for run in runs:
        words += [str(y) for y in run] if len(run) < 3 else [f"{run[0]} to {run[-1]}"]
    return listing(words)


#: Names that a sentence sets an article before.
_ARTICLE = ("United ", "Netherlands", "Philippines", "Bahamas", "Maldives", "Czech Rep")


def country(name: Any) -> str:
    """The name of a country as a sentence has it: the United States."""
    return ("the " if str(name).startswith(_ARTICLE) else "") + str(name)


def _points(value: float) -> str:
    """A signed difference in points; two digits where one would leave nothing of something."""
    text = f"{100 * value:+.1f}"
    return text if float(text) or not value else f"{100 * value:+.2f}"


def _whole(value: float) -> str:
    """A factor without decimals; from ten thousand on with three digits, the rest is noise."""
    return f"{float(f'{value:.3g}') if value >= 1e4 else value:,.0f}"


#: How a unit is written. A unit that is not here cannot be published.
UNITS: dict[str, Callable[[Any], str]] = {
    "persons": lambda v: f"{int(v):,}".replace("-", "−"),
    "count": lambda v: f"{int(v):,}",
    "year": lambda v: str(int(v)),
    "years": year_spans,
    "percent": percent,
    # a change of more than tenfold has no use for decimals
    "percent change": lambda v: f"{100 * v:+,.{0 if v >= 10 else 1}f}\N{NO-BREAK SPACE}%".replace(
        "-", "−"
    ),
    # for figures that their source prints without decimals
    "whole percent": lambda v: f"{100 * v:.0f}\N{NO-BREAK SPACE}%",
    "points": lambda v: _points(v).replace("-", "−"),
    "US$": usd,
    "whole US$": lambda v: f"{int(v):,}".replace("-", "−"),
    "rank": ordinal,
    "ratio": lambda v: _whole(v) if v >= 100 else f"{v:.2f}",
    "times": lambda v: _whole(v) if v >= 10 else f"{v:.1f}" if v >= 0.1 else f"{v:.1g}",
    # bootstrap p values have no more digits than their draws support
    "p": lambda v: "<0.01" if v < 0.01 else f"{v:.2f}",
    "index": lambda v: f"{v:.2f}".replace("-", "−"),
    "code": lambda v: f"{int(v):+d}".replace("-", "−").replace("+0", "0"),
    "score": lambda v: f"{v:.1f}".replace("-", "−"),
    "country": lambda v: country(v),
    "countries": lambda v: listing(country(name) for name in v),
    "text": str,
    "written": str,  # a number that was written before, with digits of its own
    "names": listing,
}


@dataclass(frozen=True)
class Value:
    """One named result: raw value, unit, and its text."""

    value: Any
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise DocumentError(f"unknown unit {self.unit!r}; known: {', '.join(UNITS)}")

    @property
    def text(self) -> str:
        """The value as a sentence shows it; 'no data' if it is missing."""
        return "no data" if missing(self.value) else UNITS[self.unit](self.value)

    def plain(self) -> dict:
        """The value as results.json holds it."""
        value = self.value
        if isinstance(value, (list, tuple, set)):
            value = [x.item() if hasattr(x, "item") else x for x in value]
        elif missing(value):
            value = None
        elif hasattr(value, "item"):
            value = value.item()
        if isinstance(value, float):
            value = settle(value)
        return {"value": value, "unit": self.unit, "text": self.text}


_HOLE = re.compile(r"\{([A-Za-z_][\w.]*)\}")
_BEGIN = re.compile(r"(^|[.?!] )$")
_REFERENCE = re.compile(r"@(?:[\w-]+:)?(?:fig|tbl)-[a-z0-9-]+")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-.!|~^$@&:\"'=()])")


def escape_markdown(text: str) -> str:
    """Return text in which Markdown finds nothing to interpret."""
    return _MARKUP.sub(r"\\\1", text)


def holes(template: str) -> list[str]:
    """Return the names a template takes, in order."""
    return _HOLE.findall(template)


def fill(template: str, values: dict[str, Value], escape: Callable[[str], str] = str) -> str:
    """Return the template with ``{name}`` replaced by the text of the named value.

    Raises:
        DocumentError: an unknown name (with the nearest known one), or a digit typed into the
            sentence: a number must come from a named value.
    """
    bare = _REFERENCE.sub("", _HOLE.sub("", template))
    if typed := re.search(r"\S*\d\S*", bare):
        raise DocumentError(
            f"a number is typed into the text: {typed.group()!r} in {template[:60]!r}... "
            "Publish it with value() and write its name in braces."
        )

    def text(match: re.Match) -> str:
        name = match.group(1)
        if name not in values:
            near = get_close_matches(name, values, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise DocumentError(f"no value named {name!r} in {template[:60]!r}...{hint}")
        said = escape(values[name].text)
        # a sentence may begin with a country that has an article
        begins = _BEGIN.search(template[: match.start()]) and values[name].unit == "country"
        return said[:1].upper() + said[1:] if begins else said

    return _HOLE.sub(text, template)
