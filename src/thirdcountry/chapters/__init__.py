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
from thirdcountry.words.hints import suggest


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
