"""A regional body: its members, its illustrative cost, and the key that shares it."""

from __future__ import annotations

import re

from pydantic import Field, StrictStr

from thirdcountry.measures import burden
from thirdcountry.parameters import Amount, ParameterSet, Words, Year, check_known
from thirdcountry.tables import holdings, load

#: A body for more than a hundred thousand persons a year would be another body.
MOST_PERSONS = 100_000


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    members: Words = ["CHN", "KOR", "LAO", "MNG", "THA", "VNM"]
    without: Words = []
    persons: Year = Field(0, ge=0, le=MOST_PERSONS)
    days: Year = 60
    unit_cost: Amount = 50
    fixed_cost: Year = 1000000
    key: StrictStr = "eu_2015"
    weights: Words = ["40", "40", "10", "10"]
    floor: Amount = Field(0, ge=0, le=100)
    ceiling: Amount = Field(100, ge=0, le=100)
    year: Year = 2023
    caseload: Words = ["recorded"]

    @property
    def joined(self) -> list[str]:
        """The members that take part."""
        return [code for code in self.members if code not in self.without]

    @property
    def rules(self) -> burden.Rules:
        """How the keys are applied."""
        weights = tuple(float(w) / 100 for w in self.weights)
        return burden.Rules(weights, self.floor / 100, self.ceiling / 100)

    @property
    def switches(self) -> tuple[str, ...]:
        """The members that a reader may take out: those without which a body is talked of."""
        return tuple(code for code in ("CHN", "KOR") if code in self.joined)

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """Input -> (lowest, highest) value that a reader may enter."""
        return {"persons": (0, MOST_PERSONS), **holdings.scenario_limits()}

    @property
    def entered(self) -> dict[str, float]:
        """The reader's own spread over the hosts, per cent; empty for the recorded one."""
        if self.caseload == ["recorded"]:
            return {}
        return {p.split("=")[0].strip(): float(p.split("=")[1]) for p in self.caseload}

    def against_data(self) -> list[str]:
        faults = []
        for code in self.members:
            faults += check_known(
                "members", code, holdings.possible_members(), "data/assessments.csv"
            )
        for code in self.without:
            faults += check_known("without", code, self.members, "the members")
        if len(set(self.joined)) != len(self.joined):
            faults.append(f"members = {self.members} names a state twice")
        if not 2 <= len(self.joined) <= burden.MOST_PLAYERS:
            faults.append(
                f"members without those left out are {len(self.joined)}; "
                f"name 2 to {burden.MOST_PLAYERS}"
            )
        faults += check_known("key", self.key, burden.KEYS, "the keys")
        faults += self._amounts() + self._weights() + self._caseload()
        if not faults:
            faults += self._budget()
            held = burden.years(load("indicators"), self.joined)
            if self.year not in held:
                spans = f"{held[0]} to {held[-1]}" if held else "none"
                faults.append(f"year = {self.year} lacks a figure of a member; there are {spans}")
        return faults

    def _amounts(self) -> list[str]:
        faults = [
            f"{name} = {value:g} is outside the scenario: {low:g} to {high:g} "
            "(data/scenario_defaults.csv)"
            for name, (low, high) in holdings.scenario_limits().items()
            if not low <= (value := getattr(self, name)) <= high
        ]
        count = len(self.joined)
        if self.floor * count > 100 or self.ceiling * count < 100 or self.floor > self.ceiling:
            faults.append(
                f"floor = {self.floor:g} and ceiling = {self.ceiling:g} cannot hold for {count} "
                "members: their shares must sum to 100 per cent"
            )
        return faults

    def _budget(self) -> list[str]:
        hosts = self.entered or set(burden.recorded_caseload(load("arrivals")).host)
        if self.fixed_cost or (self.unit_cost and set(hosts) & set(self.joined)):
            return []
        return [
            "there is no cost to share: raise fixed_cost, or unit_cost with a member where people "
            "are counted"
        ]

    def _weights(self) -> list[str]:
        good = [re.fullmatch(r"\d+(\.\d+)?", word) for word in self.weights]
        if len(good) == 4 and all(good) and sum(map(float, self.weights)) == 100:
            return []
        return [f"weights = {self.weights} must be four numbers that sum to 100, as 40,40,10,10"]

    def _caseload(self) -> list[str]:
        if self.caseload == ["recorded"]:
            return []
        if not all(re.fullmatch(r"[A-Z]{3}\s*=\s*\d+(\.\d+)?", word) for word in self.caseload):
            return [f"caseload = {self.caseload} must be recorded, or pairs such as THA=90,LAO=10"]
        faults = [
            f"caseload names {code}; name hosts among the members (all arrive in "
            f"{burden.DESTINATION}, nobody waits there)"
            for code in self.entered
            if code == burden.DESTINATION or code not in self.members
        ]
        if sum(self.entered.values()) > 100 or len(self.entered) != len(self.caseload):
            faults.append("caseload must name each host once and not exceed 100 per cent in all")
        return faults
