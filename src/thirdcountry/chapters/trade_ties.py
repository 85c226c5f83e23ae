"""One country's trade with both Koreas and its other partners."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.parameters import (
    Code,
    ParameterSet,
    TradeYear,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
    hold_panel,
)
from thirdcountry.tables.panel import SHIPPED


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    country: Code = "LAO"
    partners: Words = ["KOR", "PRK", "CHN", "RUS", "JPN", "USA"]
    rivals: Words = ["KOR", "PRK"]
    first_year: Year = 1990
    last_year: TradeYear = "latest"
    panel: StrictStr = SHIPPED

    @property
    def own(self) -> bool:
        """Whether the panel is the reader's."""
        return self.panel != SHIPPED

    @property
    def dated(self) -> bool:
        return not self.own

    @property
    def others(self) -> list[str]:
        """The partners without the country itself, so that one default serves every country."""
        return [code for code in self.partners if code != self.country]

    def against_data(self) -> list[str]:
        held, faults = hold_panel(self.panel)
        if held is None:
            return faults
        books = f"the reporters of {held.where}"
        faults += check_known("country", self.country, held.reporters, books)
        for name, codes in (("partners", self.partners), ("rivals", self.rivals)):
            for code in codes:
                faults += check_known(name, code, held.partners, held.where)
        if not self.partners:
            faults.append("partners is empty; name at least one")
        # the weight of a country in a rival's trade needs the rival's own total
        for code in self.rivals:
            faults += check_known("rivals", code, held.reporters, books)
        faults += check_rivals(self.rivals, [self.country])
        # one span for every country, so that a default first year needs no change for a state
        # that began to report later; the figures leave those years empty
        span = self.first_year, self.last_year
        faults += check_span(*span, *held.years, f"the years of {held.where}")
        return faults or held.one_sided("country", [self.country], *span)
