"""The weight of ties beside the treatment of North Koreans, across hosts and over time."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.parameters import (
    HOSTS,
    LATEST,
    Flag,
    HostCodes,
    ParameterSet,
    TradeYear,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
)
from thirdcountry.tables import holdings

#: The measures of measures.treatment.
TIE_MEASURES = ("log_ratio", "share", "trade_ratio")


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    countries: HostCodes = HOSTS
    rivals: Words = ["KOR", "PRK"]
    measure: StrictStr = "log_ratio"
    first_year: Year = 2004
    last_year: TradeYear = LATEST
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        held = holdings.reporters()
        faults = []
        if not 3 <= len(set(self.countries)) <= 8:
            faults.append(
                "countries must name three to eight hosts, whose orders can all be listed"
            )
        for name, codes in (("countries", self.countries), ("rivals", self.rivals)):
            for code in codes:
                faults += check_known(name, code, held, "the reporters of data/trade.csv")
        faults += check_rivals(self.rivals, self.countries)
        faults += check_known("measure", self.measure, TIE_MEASURES, "the measures of ties")
        low, high = min(lo for lo, _ in held.values()), max(hi for _, hi in held.values())
        return faults + check_span(
            self.first_year, self.last_year, low, high, "the years of data/trade.csv"
        )
