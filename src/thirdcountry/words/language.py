"""Numbers, money, dates, ordinals and lists in a language: the one home of units.

The digits follow the locale (Unicode CLDR, read by Babel); what it leaves open stands in
``notebooks/text/<language>/language.yml``.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, parse_pattern

from thirdcountry import paths
from thirdcountry.errors import UserError

FILE = "language.yml"
PAGES = "pages"
#: Amounts from here on are written with a word for their size.
SMALLEST_SIZE = 1e6


class LanguageError(UserError):
    """A language whose folder is missing or cannot be used."""


@lru_cache(maxsize=64)
def _pattern(digits: int, signed: bool) -> NumberPattern:
    number = "#,##0" + ("." + "0" * digits if digits else "")
    return parse_pattern(f"+{number};-{number}" if signed else number)


class Language:
    """A language as its folder describes it."""

    def __init__(self, facts: dict[str, Any]):
        self.facts = facts
        self.locale = Locale.parse(facts["locale"])

    def number(self, value: float, digits: int = 0, signed: bool = False) -> str:
        """Return a number with so many decimals; ``signed`` writes the plus as well."""
        text = _pattern(digits, signed).apply(_exact(value), self.locale)
        return text.replace("-", self.facts["minus"])

    def percent(self, share: float, digits: int = 1, signed: bool = False) -> str:
        """Return a share of one in per cent."""
        return self.facts["percent"].format(number=self.number(100 * share, digits, signed))

    def money(self, value: float) -> str:
        """Return US$ with four significant digits and the word for their size."""
        size = 10 ** (3 * (int(math.log10(abs(value))) // 3)) if abs(value) >= SMALLEST_SIZE else 1
        if size == 1:
            return self.facts["money"].format(number=self.number(value))
        digits = 3 - math.floor(math.log10(abs(value / size)))
        number = self.number(float(value) / size, min(max(digits, 0), 2))
        # the locale's word for the size, such as "0 billion"
        sized = self.locale.compact_decimal_formats["long"]["other"][str(size)].pattern
        return self.facts["money"].format(number=sized.replace("0", number))

    def ordinal(self, value: int) -> str:
        """Return the place in an order: 1st, 2nd, 3rd, 4th, 11th."""
        form = self.locale.ordinal_form(int(value))
        return self.facts["ordinal"][form].format(number=self.number(int(value)))

    def enumerate(self, items: Iterable[Any]) -> str:
        """Return a joined list: a, b and c."""
        words = [str(item) for item in items]
        return format_list(words, "standard", self.locale) if words else self.facts["none"]

    def spans(self, years: Iterable[int]) -> str:
        """Return years as spans: 2001, 2002 and 2005 to 2008."""
        runs: list[list[int]] = []
        for year in sorted(set(years)):
            if runs and year == runs[-1][-1] + 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        words: list[str] = []
        for run in runs:
            words += map(str, run) if len(run) < 3 else [self.span(run[0], run[-1])]
        return self.enumerate(words)

    def span(self, first: Any, last: Any) -> str:
        """Return what runs from the first to the last: 2005 to 2008."""
        return self.facts["span"].format(first=first, last=last)

    def country(self, name: Any) -> str:
        """Return the name of a country as a sentence has it: the United States."""
        article = self.facts["article"]
        needs = str(name).startswith(tuple(article["before"]))
        return f"{article['word']} {name}" if needs else str(name)

    def date(self, day: datetime.date, kind: str = "date") -> str:
        """Return a day, or with another kind its month, by the pattern in the language's file."""
        return format_date(day, self.facts[kind], locale=self.locale)

    @property
    def pages(self) -> dict[str, str]:
        """What pages say around the words of a chapter, from ``pages.yml``."""
        return self.facts[PAGES]

    def period(self, first: datetime.date, last: datetime.date) -> str:
        """Return a period of whole months: 2012, November 2007, January to September 2019."""
        one_year = first.year == last.year
        if one_year and (first.month, last.month) == (1, 12):
            return str(first.year)
        end = self.date(last, "month")
        if one_year and first.month == last.month:
            return end
        begin = format_date(first, "LLLL", locale=self.locale) if one_year else None
        return self.facts["span"].format(first=begin or self.date(first, "month"), last=end)


@lru_cache(maxsize=8)
def _read(name: str, place: str, changed: int) -> Language:
    try:
        facts = yaml.safe_load(Path(place).read_text("utf-8"))
        pages = Path(place).with_name(f"{PAGES}.yml")
        said = yaml.safe_load(pages.read_text("utf-8")) if pages.is_file() else {}
        return Language({**facts, PAGES: said})
    except (yaml.YAMLError, KeyError, TypeError, ValueError, UnknownLocaleError) as error:
        raise LanguageError(f"text/{name}/{FILE} cannot be used: {error}") from error


def read_language(name: str = "en") -> Language:
    """Return a language by the name of its folder.

    Raises:
        LanguageError: no such folder, or its file cannot be used.
    """
    file = paths.root() / "notebooks" / "text" / name / FILE
    try:
        changed = max(f.stat().st_mtime_ns for f in file.parent.glob("*.yml"))
    except ValueError as error:
        raise LanguageError(f"no language {name!r}: notebooks/text/{name}/{FILE} is missing") from (
            error
        )
    return _read(name, str(file), changed)


def _exact(value: float) -> Decimal:
    """The number as it is in memory, so that rounding is that of the float."""
    return Decimal(int(value)) if float(value).is_integer() else Decimal(float(value))


def _points(language: Language, value: float) -> str:
    """A signed difference in points; two digits where one would leave nothing of something."""
    nothing = not round(100 * value, 1)
    return language.number(100 * value, 2 if nothing and value else 1, signed=True)


def _percent(language: Language, value: float) -> str:
    """<0.1 % where rounding would leave nothing of something."""
    text = language.percent(0.001 if 0 < value < 0.0005 else value)
    return f"<{text}" if 0 < value < 0.0005 else text


def _times(language: Language, value: float) -> str:
    if value < 0.1:
        return f"{value:.1g}"
    return _whole(language, value) if value >= 10 else language.number(value, 1)


def _whole(language: Language, value: float) -> str:
    """A factor without decimals; from ten thousand on with three digits, the rest is noise."""
    return language.number(float(f"{value:.3g}") if value >= 1e4 else value)


def _code(language: Language, value: float) -> str:
    return language.number(int(value), signed=True) if int(value) else "0"


#: How a unit is written. A unit that is not here cannot be published.
UNITS: dict[str, Callable[[Language, Any], str]] = {
    "persons": lambda la, v: la.number(int(v)),
    "count": lambda la, v: la.number(int(v)),
    "year": lambda la, v: str(int(v)),
    "years": lambda la, v: la.spans(v),
    "percent": _percent,
    # a change of more than tenfold has no use for decimals
    "percent change": lambda la, v: la.percent(v, 0 if v >= 10 else 1, signed=True),
    # for figures that their source prints without decimals
    "whole percent": lambda la, v: la.percent(v, 0),
    "points": _points,
    "US$": lambda la, v: la.money(v),
    "whole US$": lambda la, v: la.number(int(v)),
    "rank": lambda la, v: la.ordinal(v),
    "ratio": lambda la, v: _whole(la, v) if v >= 100 else la.number(v, 2),
    "times": _times,
    # bootstrap p values have no more digits than their draws support
    "p": lambda la, v: "<" + la.number(0.01, 2) if v < 0.01 else la.number(v, 2),
    "index": lambda la, v: la.number(v, 2),
    "code": _code,
    "score": lambda la, v: la.number(v, 1),
    "date": lambda la, v: la.date(v),
    "month": lambda la, v: la.date(v, "month"),
    "period": lambda la, v: la.period(*v),
    "country": lambda la, v: la.country(v),
    "countries": lambda la, v: la.enumerate(la.country(name) for name in v),
    "text": lambda la, v: str(v),
    "written": lambda la, v: str(v),  # a number that was written before, with digits of its own
    "names": lambda la, v: la.enumerate(v),
    "flag": lambda la, v: str(v),  # asked for by conditions, never written
}
#: Units whose columns are set to the left.
TEXT_UNITS = ("text", "names", "years", "country", "countries")


def write(value: Any, unit: str, language: Language) -> str:
    """Return a value in words of a language.

    Raises:
        KeyError: an unknown unit.
    """
    return UNITS[unit](language, value)
