"""The main findings of the other chapters."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.parameters import LATEST, ParameterSet


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    results: StrictStr = LATEST
