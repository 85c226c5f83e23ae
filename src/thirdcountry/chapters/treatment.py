"""The weight of ties beside the treatment of North Koreans, across hosts and over time."""

from __future__ import annotations

import pandas as pd
from pydantic import StrictStr

from thirdcountry.measures import Named, treatment
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
        faults += check_known("measure", self.measure, treatment.MEASURES, "the measures of ties")
        low, high = min(lo for lo, _ in held.values()), max(hi for _, hi in held.values())
        return faults + check_span(
            self.first_year, self.last_year, low, high, "the years of data/trade.csv"
        )


def name_hosts(compared: pd.DataFrame) -> Named:
    """Return hosts (count with both figures), tested and left_out (names), least_events and
    most_events (per host tested), most_host (with most of them)."""
    used = treatment.select_complete(compared)
    most = used.country_name[used.events.idxmax()] if len(used) else None
    return {
        "hosts": (len(used), "count"),
        "tested": (used.country_name.tolist(), "names"),
        "left_out": (compared[~compared.country.isin(used.country)].country_name.tolist(), "names"),
        "least_events": (int(used.events.min()) if len(used) else None, "count"),
        "most_events": (int(used.events.max()) if len(used) else None, "count"),
        "most_host": (most, "country"),
    }


def name_test(compared: pd.DataFrame) -> Named:
    """Return the named values of the test, missing where it cannot be done.

    tau, p, rho, rho_p, p_smallest, null_low, null_high; direction and closeness (the sign of tau,
    and p against one in twenty, in words); tau_dropped, p_dropped and weakest_without (the test
    nearest to zero when one host is left out).
    """
    used = treatment.select_complete(compared)
    found, without = treatment.correlate_hosts(used), treatment.leave_one_out(used)
    least = without.loc[without.tau.abs().idxmin()] if len(without) else None
    indices = {name: name for name in ("tau", "rho", "null_low", "null_high")}
    ps = {"p": "tau_p", "rho_p": "rho_p", "p_smallest": "smallest_p"}
    return {
        **{name: (getattr(found, field, None), "index") for name, field in indices.items()},
        **{name: (getattr(found, field, None), "p") for name, field in ps.items()},
        "direction": (_say_direction(found.tau) if found else None, "text"),
        "closeness": (_say_closeness(found.tau_p) if found else None, "text"),
        "tau_dropped": (None if least is None else least.tau, "index"),
        "p_dropped": (None if least is None else least.tau_p, "p"),
        "weakest_without": (None if least is None else least.left_out, "country"),
    }


def _say_direction(tau: float) -> str:
    if abs(tau) < 0.1:  # of ten pairs of hosts not one more stands this way than the other
        return "neither more nor less openly"
    return "more openly" if tau > 0 else "less openly"


def _say_closeness(p: float) -> str:
    if p < 0.05:
        return "an order that chance alone gives less than once in twenty times"
    return "an order such as chance alone often gives"


def name_cells(cells: pd.DataFrame) -> Named:
    """Return how many cells of measures.treatment.try_every_measure could be tested (cells), how
    many have p < 0.05 (cells_low), and the range of tau over them (tau_least, tau_most)."""
    done = cells[cells.tau.notna()] if "tau" in cells else cells.iloc[:0]
    return {
        "cells": (len(done), "count"),
        "cells_low": (int((done.tau_p < 0.05).sum()) if len(done) else 0, "count"),
        "tau_least": (float(done.tau.min()) if len(done) else None, "index"),
        "tau_most": (float(done.tau.max()) if len(done) else None, "index"),
    }


def name_change(changes: pd.DataFrame) -> Named:
    """Return the change within the first host that has one: changed (its name), year_before,
    year_after, persons_change, and trade_change with the first of the pair."""
    people, tie = changes.to_dict("records")[:2] if len(changes) else ({}, {})
    return {
        "changed": (people.get("country_name"), "country"),
        "year_before": (people.get("year_before"), "year"),
        "year_after": (people.get("year_after"), "year"),
        "persons_change": (people.get("change"), "percent change"),
        "trade_change": (tie.get("change"), "percent change"),
    }


def write_heading(hosts: int, span: tuple[int, int]) -> str:
    """Return the title of the figure, which names the number of hosts."""
    return f"{hosts} hosts, {span[0]} to {span[1]}"


def choose_unit(measure: str) -> str:
    """Return the unit in which the weight of ties is written."""
    return "percent" if measure == "share" else "index"


def write_measure(measure: str, pair: dict[str, str]) -> str:
    """Return what a measure of ties says, in words."""
    first, second = pair.values()
    return {
        "log_ratio": f"weight in the trade of {first} over that in the trade of {second}, log",
        "share": f"part of the host's trade that is with {first}",
        "trade_ratio": f"trade with {first} over trade with {second}, log",
    }[measure]


def write_changes(changes: pd.DataFrame, pair: dict[str, str]) -> pd.DataFrame:
    """Return the changes with ``what``: counts, or turnover with one of the pair, in words."""
    if changes.empty:
        return changes
    words = {code: f"Trade with {name}, million US$" for code, name in pair.items()}
    what = changes.partner.map(words).fillna("North Koreans recorded")
    return changes.assign(partner=what).rename(columns={"partner": "what"})
