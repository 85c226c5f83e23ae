"""A regional body: its members, its illustrative cost, and the key that shares it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd
from pydantic import Field, StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import burden, sharing
from thirdcountry.measures.arrivals.counts import official
from thirdcountry.parameters import Amount, ParameterSet, Words, Year, check_known, split_pair
from thirdcountry.tables import holdings, load
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Named

#: The one release that each figure of a key is taken from. GDP is from the older content, the only
#: one with Mongolia; the rebased release of January 2026 must never be mixed with it.
RELEASES = {
    "population": ("SP.POP.TOTL", "wdi-pop-425fc44"),
    "gdp_usd": ("NY.GDP.MKTP.CD", "wdi-2026-03"),
    "unemployment": ("SL.UEM.TOTL.ZS", "wdi-uem-de9d77c"),
}
#: The members without which a body is talked of.
SWITCHES = ("CHN", "KOR")
#: The members whose shares the words speak of one by one.
SINGLE = ("KOR", "CHN", "THA")
#: The year of the European key, and the scheme whose printed places do not add up.
EU_YEAR, EU_SCHEME = 2015, "Italy"
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
        """The members that a reader may take out."""
        return tuple(code for code in SWITCHES if code in self.joined)

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """Input -> (lowest, highest) value that a reader may enter."""
        return {"persons": (0, MOST_PERSONS), **holdings.scenario_limits()}

    @property
    def entered(self) -> dict[str, float]:
        """The reader's own spread over the hosts, per cent; empty for the recorded one."""
        if self.caseload == ["recorded"]:
            return {}
        return dict(map(split_pair, self.caseload))

    def against_data(self) -> list[str]:
        possible = holdings.possible_members()
        faults = check_known("members", self.members, possible, "data/assessments.csv")
        faults += check_known("without", self.without, self.members, "the members")
        if len(set(self.joined)) != len(self.joined):
            faults.append(f"members = {self.members} names a state twice")
        if not 2 <= len(self.joined) <= sharing.MOST_PLAYERS:
            faults.append(
                f"members without those left out are {len(self.joined)}; "
                f"name 2 to {sharing.MOST_PLAYERS}"
            )
        faults += check_known("key", self.key, burden.KEYS, "the keys")
        faults += self._amounts() + self._weights() + self._caseload()
        if not faults:
            faults += self._budget()
            held = burden.find_complete_years(load("indicators"), self.joined, RELEASES)
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
        hosts = self.entered or set(burden.select_caseload(load("arrivals")).host)
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
        if not all(re.fullmatch(r"[A-Z]{3}\s*[:=]\s*\d+(\.\d+)?", word) for word in self.caseload):
            return [f"caseload = {self.caseload} must be recorded, or pairs such as THA:90,LAO:10"]
        end = holdings.destination()
        faults = [
            f"caseload names {code}; name hosts among the members (all arrive in {end}, nobody "
            "waits there)"
            for code in self.entered
            if code == end or code not in self.members
        ]
        if sum(self.entered.values()) > 100 or len(self.entered) != len(self.caseload):
            faults.append("caseload must name each host once and not exceed 100 per cent in all")
        return faults


def find(p: Parameters) -> Findings:
    """Share the cost of a regional body among its members under every key.

    Frames: ``members`` (measures.burden.describe_members, gaps left blank), ``bills`` (bill_keys),
    ``joined`` (bill_memberships), ``ginis`` (compare_ginis), ``ranges`` (range_weights), ``size``
    (scale_to_billion), ``rounding`` (measures.sharing.check_relocation_key). Beside them
    ``scenario``, and for the words ``spread`` (rows of who waits where), ``share_ranges``,
    ``weight_ranges`` and ``net_payers``.
    """
    found = Findings()
    counts, assessments, end = load("arrivals"), load("assessments"), holdings.destination()
    yearly = official(counts, holdings.latest_arrivals_vintage()).set_index("year")
    record = yearly["all"].astype(int)
    waiting = burden.select_caseload(counts)
    caseload = burden.enter_caseload(p.entered) if p.entered else waiting
    names = name_countries(p.joined)
    body = burden.describe_members(
        load("indicators"), assessments, names, caseload, p.year, RELEASES, end
    )
    persons = p.persons or int(record.iloc[-1])
    inputs = burden.Inputs(persons, p.days, p.unit_cost, p.fixed_cost, p.key)
    found.scenario = scenario = burden.Scenario(body, inputs, p.limits, p.switches, p.rules)
    found.members = burden.blank_uncounted(body, caseload, end)
    found.bills = burden.bill_keys(body, scenario.shares[()], inputs)
    found.joined = burden.bill_memberships(scenario)
    found.ginis = burden.compare_ginis(found.joined)
    found.ranges = burden.range_weights(body, p.rules)
    found.size = burden.scale_to_billion(scenario.bill())
    found.rounding = sharing.check_relocation_key(load("relocation_key"))
    found.spread = body[body.caseload > 0].to_dict("records")
    found.share_ranges = burden.range_shares(found.bills).to_dict("records")
    found.weight_ranges = found.ranges.to_dict("records")
    found.net_payers = burden.find_net_payers(found.joined)
    tables = "indicators assessments arrivals scenario_defaults"
    found.compute(name_inputs, body, scenario, end, tables=tables)
    found.compute(name_costs, scenario.bill(), scenario, record, tables=tables)
    found.compute(name_shares, found.bills, tables=tables)
    found.compute(name_absence, found.joined, names.get("CHN", ""), tables=tables)
    found.compute(name_waiting, waiting, tables="arrivals")
    found.compute(name_rounding, found.rounding, tables="relocation_key")
    found.name("grid_points", int(found.ranges.points.iloc[0]), "count")
    found.name("figures_year", p.year, "year")
    found.name("scale_period", assessments.period.iloc[0], "text", "assessments", assessments)
    return found


def name_inputs(body: pd.DataFrame, scenario: burden.Scenario, end: str) -> Named:
    """Return members (count), chosen_key (code), the weights of the mixed key, floor and ceiling,
    persons, days, unit_cost, fixed_cost and uncounted (names of the hosts nobody waits in)."""
    inputs, rules = scenario.inputs, scenario.rules
    whole = all(round(100 * weight, 9).is_integer() for weight in rules.weights)
    weight_unit = "whole percent" if whole else "percent"
    idle = body[(body.caseload == 0) & (body.member != end)]
    return {
        "members": (len(body), "count"),
        "chosen_key": (inputs.key, "text"),
        **{
            f"weight_{part}": (weight, weight_unit)
            for part, weight in zip(burden.EU_PARTS, rules.weights, strict=True)
        },
        "floor": (rules.floor, "percent"),
        "ceiling": (rules.ceiling, "percent"),
        "persons": (inputs.persons, "persons"),
        "days": (inputs.days, "times"),
        "unit_cost": (inputs.unit_cost, "US$"),
        "fixed_cost": (inputs.fixed_cost, "US$"),
        "uncounted": (idle.member_name.tolist(), "names"),
    }


def name_costs(bill: pd.DataFrame, scenario: burden.Scenario, record: pd.Series) -> Named:
    """Return the illustrative cost, cost_low and cost_high (at the fewest and the most arrivals on
    record, which are given with their years), the Gini coefficients of the burden per GDP before
    and after sharing with their change as printed, and gainers (names).

    Args:
        bill: that of the chosen key.
        record: persons by year.
    """
    before, after = sharing.compute_gini(bill.before), sharing.compute_gini(bill.after)
    ends = {"low": ("fewest", record.idxmin()), "high": ("most", record.idxmax())}
    out: dict[str, tuple[object, str]] = {"cost": (int(bill.payment.sum()), "US$")}
    for end, (name, year) in ends.items():
        persons = int(record[year])
        out |= {
            f"cost_{end}": (scenario.budget(persons), "US$"),
            name: (persons, "persons"),
            f"{name}_year": (int(year), "year"),
        }
    return out | {
        "gini_before": (before, "index"),
        "gini_after": (after, "index"),
        "gini_change": (round(after, 2) - round(before, 2), "index"),
        "gainers": (bill[bill.net > 0].member_name.tolist(), "names"),
    }


def name_shares(bills: pd.DataFrame, codes: Sequence[str] = SINGLE) -> Named:
    """Return keys (count), largest (the member that pays most under the most keys), largest_keys
    (under how many, ties left out), and for each code share_low_*, share_high_* over the keys with
    low_key_* and high_key_* (codes); missing for who is no member."""
    by_key = [burden.find_payers(own) for _, own in bills.groupby("key", sort=False)]
    count = Counter(names[0] for names in by_key if len(names) == 1)
    largest, times = count.most_common(1)[0] if count else (None, 0)
    out: dict[str, tuple[object, str]] = {
        "keys": (len(by_key), "count"),
        "largest": (largest, "country"),
        "largest_keys": (times, "count"),
    }
    for code in codes:
        own = bills[bills.member == code].set_index("key").share
        name = code.lower()
        out |= {
            f"share_low_{name}": (own.min() if len(own) else None, "percent"),
            f"share_high_{name}": (own.max() if len(own) else None, "percent"),
            f"low_key_{name}": (own.idxmin() if len(own) else None, "text"),
            f"high_key_{name}": (own.idxmax() if len(own) else None, "text"),
        }
    return out


def name_absence(joined: pd.DataFrame, name: str) -> Named:
    """Return payer_out and payer_out_share: who pays most if a member stays out; missing where it
    is no member or several pay the same."""
    own = joined[(joined["without"] == name) & (name != "")]
    top = own.loc[own.payment.idxmax()] if len(own) and len(burden.find_payers(own)) == 1 else None
    return {
        "payer_out": (None if top is None else top.member_name, "country"),
        "payer_out_share": (None if top is None else top.share, "percent"),
    }


def name_waiting(waiting: pd.DataFrame) -> Named:
    """Return counted_on and caseload_total: the day of the count of who waits where, and the
    persons counted."""
    return {
        "counted_on": (waiting.day.iloc[0].date(), "date"),
        "caseload_total": (int(waiting.persons.sum()), "persons"),
    }


def name_rounding(check: pd.DataFrame) -> Named:
    """Return eu_year, and printed_* and total_* of the scheme whose places do not add up."""
    row = check.set_index("scheme").loc[EU_SCHEME]
    name = EU_SCHEME.lower()
    return {
        "eu_year": (EU_YEAR, "year"),
        f"printed_{name}": (row.printed, "persons"),
        f"total_{name}": (row.total, "persons"),
    }
