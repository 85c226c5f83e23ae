"""The chapters: one file each, with its parameters and its findings, found by being here.

A chapter has a class ``Parameters`` and a function ``find`` from parameters to
:class:`thirdcountry.findings.Findings`. Its notebook (``notebooks/<chapter>.ipynb``) calls it, its
words stand in ``notebooks/text/<language>/<chapter>.md``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from thirdcountry import parameters
from thirdcountry.parameters import ParameterError, ParameterSet
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Value, read_text
from thirdcountry.words.hints import suggest
from thirdcountry.words.text import Part


def names() -> list[str]:
    """Return the name of every chapter."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def read(name: str) -> ModuleType:
    """Return the module of a chapter.

    Raises:
        ParameterError: no such chapter, with the nearest.
    """
    known = names()
    if name not in known:
        near = suggest(name, known, ".")
        raise ParameterError(f"no notebook {name!r}{near} Known: {', '.join(known)}")
    return importlib.import_module(f"{__name__}.{name}")


def check(name: str, values: Mapping[str, Any]) -> ParameterSet:
    """Return the checked parameters of a run.

    Raises:
        ParameterError: no such chapter, or every fault of every parameter, one line each.
    """
    return parameters.check(name, read(name).Parameters, values)


def describe(name: str) -> list[dict[str, Any]]:
    """Return name, default and help of each parameter of a chapter, in order."""
    return parameters.describe(name, read(name).Parameters)


def read_title(run: str) -> str:
    """Return how other chapters call a run of the report, such as trade_ties-LAO: without years.

    It is the block ``(contents)=`` of the chapter's text, which a title with years or conditions
    needs, or else the title; both may name ``country``, ``first`` and ``second``.
    """
    name, _, country = run.partition("-")
    p = check(name, {"country": country} if country else {})
    codes = {"country": getattr(p, "country", "")}
    codes |= dict(zip(("first", "second"), getattr(p, "rivals", ()), strict=False))
    text = read_text(name)
    block = text.blocks.get("contents") or text.block("title")
    words = block.words.words.partition("\n\n")[0]
    named = name_countries(code for code in codes.values() if code)
    values = {k: Value(named.get(code), "country") for k, code in codes.items()}
    return text.render(block, Part(words, block.words.line), {"p": p, **values})
