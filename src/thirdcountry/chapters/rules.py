"""What the hosts have signed beside how they are known to treat North Koreans."""

from __future__ import annotations

import re

from thirdcountry.parameters import (
    HOSTS,
    Flag,
    HostCodes,
    ParameterSet,
    Words,
    Year,
    check_known,
    check_span,
)
from thirdcountry.tables import holdings


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    countries: HostCodes = HOSTS
    first_year: Year = 2002
    last_year: Year = 2025
    weights: Words = ["refugee:1", "torture:1"]
    include_leaked: Flag = False

    @property
    def weight_of(self) -> dict[str, float]:
        """Convention -> its weight."""
        pairs = (re.split("[:=]", word) for word in self.weights)
        return {name.strip(): float(number) for name, number in pairs}

    def against_data(self) -> list[str]:
        faults = [] if self.countries else ["countries is empty; name at least one"]
        for code in self.countries:
            faults += check_known(
                "countries", code, holdings.transit_countries(), "data/accessions.csv"
            )
        for word in self.weights:
            if not re.fullmatch(r"(refugee|torture)\s*[:=]\s*\d+(\.\d+)?", word):
                faults.append(
                    f"weights = {word!r} must be a convention and its weight, refugee or torture, "
                    "for example refugee:2,torture:1"
                )
        if not faults and sum(self.weight_of.values()) <= 0:
            faults.append("weights must not all be zero")
        return faults + check_span(
            self.first_year,
            self.last_year,
            *holdings.practice_years(),
            "the years of data/practice.csv",
        )
