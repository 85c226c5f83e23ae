"""One country between two rivals, channel by channel."""

from __future__ import annotations

from pydantic import StrictStr

from thirdcountry.measures import balance
from thirdcountry.parameters import (
    Code,
    Flag,
    ParameterSet,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
)
from thirdcountry.tables import holdings


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    country: Code = "MNG"
    rivals: Words = ["KOR", "PRK"]
    first_year: Year = 1990
    last_year: Year = 2025
    weights: StrictStr = "trade:1,visits:1,agreements:1,embassies:1,length:1"
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        held = holdings.reporters()
        faults = check_known("country", self.country, held, "the reporters of data/trade.csv")
        # the weight of a country in a rival's trade needs the rival's own total
        for code in self.rivals:
            faults += check_known("rivals", code, held, "the reporters of data/trade.csv")
        faults += check_rivals(self.rivals, [self.country])
        try:
            balance.weights(self.weights)
        except balance.BalanceError as error:
            faults.append(str(error))
        low = min(holdings.contact_years()[0], *(lo for lo, _ in held.values()))
        high = max(holdings.contact_years()[1], *(hi for _, hi in held.values()))
        where = "the years of data/contacts.csv and data/trade.csv"
        return faults + check_span(self.first_year, self.last_year, low, high, where)
