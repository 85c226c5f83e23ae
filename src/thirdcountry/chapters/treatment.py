"""The weight of ties beside the treatment of North Koreans, across hosts and over time."""

from __future__ import annotations

import pandas as pd
from pydantic import StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import treatment
from thirdcountry.measures.practice import select_practice
from thirdcountry.measures.rank_correlation import FEWEST
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
from thirdcountry.tables import holdings, load
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Named

#: Below, of ten pairs of hosts not one more stands this way than the other.
CLEAR = 0.1
#: Rarer than once in twenty times.
LEVEL = 0.05
#: What the two partners are called in the words, by their place.
PLACES = ("first", "second")


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
        if len(set(self.countries)) < FEWEST:
            faults.append(f"countries must name {FEWEST} hosts or more, which have an order")
        for name, codes in (("countries", self.countries), ("rivals", self.rivals)):
            faults += check_known(name, codes, held, "the reporters of data/trade.csv")
        faults += check_rivals(self.rivals, self.countries)
        faults += check_known("measure", self.measure, treatment.MEASURES, "the measures of ties")
        low, high = min(lo for lo, _ in held.values()), max(hi for _, hi in held.values())
        return faults + check_span(
            self.first_year, self.last_year, low, high, "the years of data/trade.csv"
        )


def find(p: Parameters) -> Findings:
    """Set the weight of ties beside treatment, for every measure and over time.

    Frames: ``compared`` (measures.treatment.compare_hosts), ``complete`` (those tested), ``cells``
    (try_every_measure), ``changes`` (find_changes).
    """
    found = Findings()
    span, hosts = (p.first_year, p.last_year), name_countries(p.countries)
    trade, totals, practice = load("trade"), load("trade_totals"), load("practice")
    events = select_practice(practice, hosts, span, p.include_leaked)
    weight = treatment.weigh_ties(trade, totals, hosts, p.rivals, span, p.measure)
    found.compared = treatment.compare_hosts(weight, events, hosts)
    found.complete = treatment.select_complete(found.compared)
    found.cells = treatment.try_every_measure(trade, totals, practice, hosts, p.rivals, span)
    found.changes = treatment.find_changes(load("arrivals"), trade, hosts, p.rivals, span)
    found.partners = dict(zip(p.rivals, PLACES, strict=True))
    for place, name in zip(PLACES, name_countries(p.rivals).values(), strict=True):
        found.name(place, name, "country", tables="countries")
    found.name("first_year", p.first_year, "year")
    found.name("last_year", p.last_year, "year")
    found.name("compares_both", p.measure != "share", "flag")
    books = "trade trade_totals practice"
    found.compute(name_hosts, found.compared, tables=books)
    found.compute(name_test, found.compared, tables=books)
    found.compute(name_cells, found.cells, tables=books)
    found.compute(name_change, found.changes, tables="arrivals trade")
    return found


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

    tau, p, rho, rho_p, p_smallest, null_low, null_high; more_open and less_open (flags: the sign of
    tau, neither near nought), rare (flag: p below one in twenty); tau_dropped, p_dropped and
    weakest_without (the test nearest to zero when one host is left out).
    """
    used = treatment.select_complete(compared)
    found, without = treatment.correlate_hosts(used), treatment.leave_one_out(used)
    least = without.loc[without.tau.abs().idxmin()] if len(without) else None
    indices = {name: name for name in ("tau", "rho", "null_low", "null_high")}
    ps = {"p": "tau_p", "rho_p": "rho_p", "p_smallest": "smallest_p"}
    return {
        **{name: (getattr(found, field, None), "index") for name, field in indices.items()},
        **{name: (getattr(found, field, None), "p") for name, field in ps.items()},
        "more_open": (bool(found and found.tau >= CLEAR), "flag"),
        "less_open": (bool(found and found.tau <= -CLEAR), "flag"),
        "rare": (bool(found and found.tau_p < LEVEL), "flag"),
        "tau_dropped": (None if least is None else least.tau, "index"),
        "p_dropped": (None if least is None else least.tau_p, "p"),
        "weakest_without": (None if least is None else least.left_out, "country"),
    }


def name_cells(cells: pd.DataFrame) -> Named:
    """Return how many cells of measures.treatment.try_every_measure could be tested (cells), how
    many have a p below one in twenty (cells_low), and the range of tau over them (tau_least,
    tau_most)."""
    done = cells[cells.tau.notna()] if "tau" in cells else cells.iloc[:0]
    return {
        "cells": (len(done), "count"),
        "cells_low": (int((done.tau_p < LEVEL).sum()) if len(done) else 0, "count"),
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


def choose_unit(measure: str) -> str:
    """Return the unit in which the weight of ties is written."""
    return "percent" if measure == "share" else "index"


def label_cells(cells: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the cells with the words of ``labels`` for measure and leaked."""
    leaked = cells.leaked.map({True: labels["leaked"], False: labels["public"]})
    return cells.assign(measure=cells.measure.map(labels), leaked=leaked)


def label_changes(
    changes: pd.DataFrame, partners: dict[str, str], labels: dict[str, str]
) -> pd.DataFrame:
    """Return the changes with ``what`` instead of partner: the words of ``labels`` for counts and
    for turnover with the first and the second of the pair."""
    what = changes.partner.map(partners).fillna("counts").map(labels)
    return changes.assign(partner=what).rename(columns={"partner": "what"})
