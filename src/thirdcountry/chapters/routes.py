"""The ways out, leg by leg, and what is counted on them."""

from __future__ import annotations

from thirdcountry.parameters import Flag, ParameterSet, Year, check_span
from thirdcountry.tables import holdings


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    year: Year = 2013
    first_year: Year = 1999
    last_year: Year = 2025
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        low, high = holdings.leg_years()
        where = "the years of data/legs.csv"
        faults = check_span(self.first_year, self.last_year, low, high, where)
        if not low <= self.year <= high:
            faults.append(f"year = {self.year} is outside {where}: {low} to {high}")
        return faults
