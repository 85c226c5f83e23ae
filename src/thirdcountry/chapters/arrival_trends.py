"""Arrivals in South Korea, or any count series a reader brings, and their dated steps."""

from __future__ import annotations

import re

from pydantic import Field, StrictStr

from thirdcountry.parameters import (
    ArrivalYear,
    ParameterSet,
    Vintage,
    Words,
    Year,
    check_known,
    check_span,
)
from thirdcountry.tables import holdings
from thirdcountry.words.hints import suggest

#: Words that name several events at once.
ALL_EVENTS = ("default", "all", "none")


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    series: StrictStr = "official"
    first_year: Year = 1998
    last_year: ArrivalYear = "latest"
    vintage: Vintage = "latest"
    events: Words = ["default"]
    steps: Words = [
        "kim-jong-un-succession",
        "laos-returns-nine",
        "laos-north-korea-security-agreement",
    ]
    window: StrictStr = "auto"
    draws: Year = Field(499, ge=99, le=9999)
    seed: Year = Field(1, ge=0)

    @property
    def own(self) -> bool:
        """Whether the series is the reader's."""
        return self.series != "official"

    @property
    def dated(self) -> bool:
        return not self.own

    @property
    def fitted(self) -> tuple[int, int]:
        """First and last year the steps are fitted to.

        The official series: from 2004, the first year of steady counting, to 2019, since the
        closed border of the pandemic says nothing about the steps before it.
        """
        if self.window != "auto":
            first, last = self.window.split("-")
            return int(first), int(last)
        return (1, 9999) if self.own else (2004, 2019)

    def against_data(self) -> list[str]:
        faults = [
            f"{name} = {word!r} is neither a date such as 2013-05-27 nor an event of "
            f"data/events.csv{suggest(word, holdings.event_ids(), '.')}"
            for name, words in (("events", self.events), ("steps", self.steps))
            for word in words
            if word not in ALL_EVENTS
            and word not in holdings.event_ids()
            and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word)
        ]
        if not self.steps:
            faults.append("steps is empty; name at least one event or date")
        span = re.fullmatch(r"(\d{4})-(\d{4})", self.window)
        if self.window != "auto" and not (span and span[1] < span[2]):
            faults.append(f"window = {self.window!r} must be auto or two years such as 2004-2019")
        if self.own:
            return faults + holdings.own_series_faults(self.series)
        faults += check_known(
            "vintage", self.vintage, holdings.vintages(), "the vintages of data/arrivals.csv"
        )
        if not faults:
            low, high = holdings.single_years()[0], holdings.vintages()[self.vintage][1]
            faults += check_span(
                self.first_year, self.last_year, low, high, f"the years of {self.vintage}"
            )
            if self.last_year - self.first_year < 3:
                faults.append("first_year and last_year must span at least four years")
            faults += self._unfitted(high)
        return faults

    def _unfitted(self, latest: int) -> list[str]:
        """One sentence if no step lies inside the years that are fitted."""
        first, last = self.fitted[0], min(self.fitted[1], latest)
        dates = holdings.event_dates()
        years = [int(dates.get(s, s)[:4]) for s in self.steps if dates.get(s, s)[:4].isdigit()]
        if any(first + 1 < year < last for year in years):
            return []
        return [
            f"none of the steps lies inside the years fitted, {first} to {last} (window = "
            f"{self.window}, vintage = {self.vintage}); name another step, window or vintage"
        ]
