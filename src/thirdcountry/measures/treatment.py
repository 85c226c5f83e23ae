"""Does the weight of ties go with treatment? A handful of hosts, so everything is enumerated.

Rank correlation only: the codes of treatment give an order, not distances. With so few hosts the
permutation distribution is listed in full, and the smallest p it can give is part of the result.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures import Named, rules
from thirdcountry.measures.arrivals import counts
from thirdcountry.measures.trade import flows, shares, weight
from thirdcountry.tables.sources import join_ids

MEASURES = ("log_ratio", "share", "trade_ratio")
LARGEST = 8  # 8! = 40,320 orders; beyond that a full list is slow, and a sample would need a seed
FEWEST = 3  # two points always agree or disagree in full


class TreatmentError(UserError):
    """Too few hosts, or too many, to list every order."""


def weights(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
    measure: str,
) -> pd.DataFrame:
    """Return the mean weight of ties of each host over the years on record.

    measure: ``log_ratio`` (weight.compare_weights); ``share``, the part of the host's turnover
    that is with the first of the pair; ``trade_ratio``, the natural logarithm of its turnover with
    the first over that with the second. Columns country, weight, weight_years, estimated (fraction
    of years), source_id; a host without a year is absent.
    """
    lines = []
    for code in hosts:
        rows = _yearly(trade, totals, code, pair, span, measure)
        if len(rows):
            lines.append(
                {
                    "country": code,
                    "weight": float(rows.weight.mean()),
                    "weight_years": len(rows),
                    "estimated": float(rows.estimated.astype(bool).mean()),
                    "source_id": join_ids(rows.source_id),
                }
            )
    columns = ["country", "weight", "weight_years", "estimated", "source_id"]
    return pd.DataFrame(lines, columns=columns)


def _yearly(trade, totals, host, pair, span, measure) -> pd.DataFrame:
    """year, weight, estimated, source_id of one host."""
    if measure == "log_ratio":
        rows = weight.compare_weights(trade, totals, host, pair, span)
        return rows.rename(columns={"log_ratio": "weight"})
    rows = flows.select_flow(shares.rank_partners(trade, totals, host, span), "turnover")
    first = rows[rows.partner == pair[0]]
    if measure == "share":
        found = first.assign(weight=first.share)[["year", "weight", "estimated", "source_id"]]
        return found.dropna()
    second = rows[rows.partner == pair[1]]
    both = first.merge(second, on="year", suffixes=("", "_second"))
    both = both[(both.value_usd > 0) & (both.value_usd_second > 0)]
    return both.assign(
        weight=np.log(both.value_usd / both.value_usd_second),
        estimated=both.estimated | both.estimated_second,
        source_id=[
            join_ids(ids) for ids in zip(both.source_id, both.source_id_second, strict=True)
        ],
    )


def beside(weight: pd.DataFrame, events: pd.DataFrame, hosts: dict[str, str]) -> pd.DataFrame:
    """Return one line per host: country, country_name, weight, weight_years, estimated, practice
    (mean code), events, lowest, highest, source_id, practice_source_id.

    What is not on record is missing; only hosts with both enter the test.
    """
    treated = rules.treated(events, "country").rename(columns={"source_id": "practice_source_id"})
    columns = ["practice", "events", "lowest", "highest", "practice_source_id"]
    out = pd.DataFrame({"country": list(hosts), "country_name": list(hosts.values())})
    out = out.merge(weight, on="country", how="left").join(treated[columns], on="country")
    return out.assign(
        events=out.events.fillna(0).astype(int),
        weight_years=out.weight_years.fillna(0).astype(int),
    )


def both(table: pd.DataFrame) -> pd.DataFrame:
    """Return the hosts with a weight and a treatment."""
    return table[table.weight.notna() & table.practice.notna()].reset_index(drop=True)


@dataclass(frozen=True)
class RankTest:
    """Rank correlation of two short lists and what random orders would give."""

    hosts: int
    tau: float
    tau_p: float
    rho: float
    rho_p: float
    smallest_p: float
    null_low: float
    null_high: float


def rank_test(x: list[float], y: list[float]) -> RankTest:
    """Return tau-b, rho and their exact two-sided permutation p.

    Kendall's tau-b (Kendall 1945) and Spearman's rho (1904, on mid-ranks). p is the fraction of all
    n! orders of y whose statistic is at least as far from zero (Fisher 1935; Good 2005);
    ``smallest_p`` the least that tau could give with these ties, ``null_low`` and ``null_high`` the
    central 95 % of the values of tau under random order: the true value is not bounded by them.

    Raises:
        TreatmentError: fewer than three or more than eight values, or a list without variation.
    """
    n = len(x)
    if not FEWEST <= n <= LARGEST:
        raise TreatmentError(f"{n} hosts have both figures; the test needs {FEWEST} to {LARGEST}")
    if len(set(x)) < 2 or len(set(y)) < 2:
        raise TreatmentError("all hosts have the same figure, so that they have no order")
    a, b = np.asarray(x, float), np.asarray(y, float)
    orders = np.array(list(permutations(range(n))))
    taus, rhos = _taus(a, b, orders), _rhos(a, b, orders)
    tau, rho = float(taus[0]), float(rhos[0])  # the first order is the one observed
    far = np.abs(taus)
    ranked = np.sort(taus)
    return RankTest(
        hosts=n,
        tau=tau,
        tau_p=_fraction(far, abs(tau)),
        rho=rho,
        rho_p=_fraction(np.abs(rhos), abs(rho)),
        smallest_p=_fraction(far, far.max()),
        null_low=float(ranked[math.floor(0.025 * (len(ranked) - 1))]),
        null_high=float(ranked[math.ceil(0.975 * (len(ranked) - 1))]),
    )


def _fraction(values: np.ndarray, bound: float) -> float:
    return float((values >= bound - 1e-9).mean())  # equal up to rounding of the last digits


def _taus(a: np.ndarray, b: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """tau-b of a with every order of b."""
    left, right = np.array(list(combinations(range(len(a)), 2))).T
    signs = np.sign(a[right] - a[left])
    moved = b[orders]
    other = np.sign(moved[:, right] - moved[:, left])
    scale = math.sqrt(float((signs**2).sum()) * float((other[0] ** 2).sum()))
    return other @ signs / scale


def _rhos(a: np.ndarray, b: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Pearson's correlation of the mid-ranks with every order of the second."""
    one = pd.Series(a).rank().to_numpy()
    two = pd.Series(b).rank().to_numpy()
    one, two = one - one.mean(), two - two.mean()
    return two[orders] @ one / math.sqrt(float((one**2).sum()) * float((two**2).sum()))


def dropped(table: pd.DataFrame) -> pd.DataFrame:
    """Return the test without each host in turn: left_out (name), hosts, tau, tau_p.

    Empty where too few hosts remain.
    """
    lines = []
    for name in table.country_name:
        rest = table[table.country_name != name]
        found = tested(rest)
        if found:
            lines.append(
                {"left_out": name, "hosts": found.hosts, "tau": found.tau, "tau_p": found.tau_p}
            )
    return pd.DataFrame(lines, columns=["left_out", "hosts", "tau", "tau_p"])


def tested(table: pd.DataFrame) -> RankTest | None:
    """Return the test of a table of :func:`both`, or None where it cannot be done."""
    try:
        return rank_test(table.weight.tolist(), table.practice.tolist())
    except TreatmentError:
        return None


def grid(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    practice: pd.DataFrame,
    hosts: dict[str, str],
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the test for every measure, with and without leaked cables.

    Columns measure, leaked (text), hosts, tau, tau_p, rho, rho_p, smallest_p, null_low, null_high,
    source_id; a cell that cannot be tested has missing values. All cells are shown, not the best.
    """
    lines = []
    for leaked in (False, True):
        events = rules.chosen(practice, hosts, span, leaked)
        for measure in MEASURES:
            table = both(beside(weights(trade, totals, hosts, pair, span, measure), events, hosts))
            line = {
                "measure": measure.replace("_", " "),
                "leaked": "with" if leaked else "without",
                "hosts": len(table),
                "source_id": join_ids([*table.source_id, *table.practice_source_id]),
            }
            if found := tested(table):
                line |= asdict(found)
            lines.append(line)
    return pd.DataFrame(lines)


def within(
    arrivals: pd.DataFrame,
    trade: pd.DataFrame,
    hosts: dict[str, str],
    pair: dict[str, str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return, for each host with yearly counts, the highest and the last one beside its trade.

    The main printed series of the host (measures.arrivals.host_counts, rank 1), years in ``span``.
    Columns country, country_name, what (counts, then turnover with each of the pair), year_before,
    before, year_after, after, unit, change (after / before - 1), source_id. A change is missing
    where one side is.
    """
    lines = []
    for code, name in hosts.items():
        rows = counts.host_counts(arrivals, code, "recorded_entries")
        rows = rows[(rows["rank"] == 1) & (rows.label.astype(str).str.len() == len("2010"))]
        rows = rows.assign(year=rows.period_end.dt.year)
        rows = rows[rows.year.between(*span)].set_index("year")
        persons = rows.persons.astype(float)
        if len(rows) < 2 or persons.idxmax() == rows.index.max():
            continue
        before, after = int(persons.idxmax()), int(rows.index.max())
        lines.append(
            _change(code, name, "North Koreans recorded", before, after, persons, rows.source_id)
        )
        tie = flows.select_flow(flows.select_reporter(trade, code), "turnover")
        for partner, partner_name in pair.items():
            own = tie[tie.partner == partner].set_index("year")
            label = f"Trade with {partner_name}, million US$"
            lines.append(
                _change(code, name, label, before, after, own.value_usd / 1e6, own.source_id)
            )
    return pd.DataFrame(lines)


def _change(code, name, what, before, after, values, sources) -> dict:
    one, two = values.get(before), values.get(after)
    known = one is not None and two is not None and one > 0
    return {
        "country": code,
        "country_name": name,
        "what": what,
        "year_before": before,
        "before": one,
        "year_after": after,
        "after": two,
        "change": two / one - 1 if known else None,
        "source_id": join_ids(sources.reindex([before, after]).dropna())
        or join_ids(sources.unique()),
    }


def headline(table: pd.DataFrame, changes: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of the chapter.

    hosts (count with both figures), tested (names), left_out (names), tau, p, rho, rho_p,
    p_smallest, null_low, null_high (missing where the test cannot be done), first and second
    (names of the pair), least_events and most_events (per host tested), tau_dropped, p_dropped and
    weakest_without (the test nearest to zero when one host is left out); direction and closeness
    (the sign of tau, and p against one in twenty, in words); and from the first host
    with a change, changed, year_before, year_after, persons_before, persons_after, persons_change,
    trade_change.
    """
    used = both(table)
    out: Named = {
        "hosts": (len(used), "count"),
        "tested": (used.country_name.tolist(), "names"),
        "left_out": (table[~table.country.isin(used.country)].country_name.tolist(), "names"),
        "least_events": (int(used.events.min()) if len(used) else None, "count"),
        "most_events": (int(used.events.max()) if len(used) else None, "count"),
        "most_host": (
            used.country_name[used.events.idxmax()] if len(used) else None,
            "country",
        ),
        **{
            place: (name, "country")
            for place, name in zip(("first", "second"), pair.values(), strict=True)
        },
    }
    units = {
        "tau": "index",
        "tau_p": "p",
        "rho": "index",
        "rho_p": "p",
        "smallest_p": "p",
        "null_low": "index",
        "null_high": "index",
    }
    shown = {"tau_p": "p", "smallest_p": "p_smallest"}
    found = tested(used)
    out |= {
        shown.get(name, name): (getattr(found, name) if found else None, unit)
        for name, unit in units.items()
    }
    out |= {
        "direction": (_direction(found.tau) if found else None, "text"),
        "closeness": (_closeness(found.tau_p) if found else None, "text"),
    }
    without = dropped(used)
    least = without.loc[without.tau.abs().idxmin()] if len(without) else None
    out |= {
        "tau_dropped": (least.tau if least is not None else None, "index"),
        "p_dropped": (least.tau_p if least is not None else None, "p"),
        "weakest_without": (least.left_out if least is not None else None, "country"),
    }
    return out | _headline_change(changes)


def _direction(tau: float) -> str:
    if abs(tau) < 0.1:  # of ten pairs of hosts not one more stands this way than the other
        return "neither more nor less openly"
    return "more openly" if tau > 0 else "less openly"


def _closeness(p: float) -> str:
    if p < 0.05:
        return "an order that chance alone gives less than once in twenty times"
    return "an order such as chance alone often gives"


def headline_grid(cells: pd.DataFrame) -> Named:
    """Return how many cells of :func:`grid` could be tested, how many have p < 0.05, and the
    range of tau over them."""
    done = cells[cells.tau.notna()] if "tau" in cells else cells.iloc[:0]
    return {
        "cells": (len(done), "count"),
        "cells_low": (int((done.tau_p < 0.05).sum()) if len(done) else 0, "count"),
        "tau_least": (float(done.tau.min()) if len(done) else None, "index"),
        "tau_most": (float(done.tau.max()) if len(done) else None, "index"),
    }


def heading(table: pd.DataFrame, span: tuple[int, int]) -> str:
    """Return the title of the figure, which names the number of hosts."""
    return f"{len(table)} hosts, {span[0]} to {span[1]}"


def unit(measure: str) -> str:
    """Return the unit in which the weight of ties is written."""
    return "percent" if measure == "share" else "index"


def described(measure: str, pair: dict[str, str]) -> str:
    """Return what a measure of ties says, in words."""
    first, second = pair.values()
    return {
        "log_ratio": f"weight in the trade of {first} over that in the trade of {second}, log",
        "share": f"part of the host's trade that is with {first}",
        "trade_ratio": f"trade with {first} over trade with {second}, log",
    }[measure]


def _headline_change(changes: pd.DataFrame) -> Named:
    """The change within the first host that has one."""
    first = changes[changes.country == changes.country.iloc[0]] if len(changes) else changes
    rows = first.to_dict("records")
    people, tie = (rows[0], rows[1]) if len(rows) > 1 else ({}, {})
    return {
        "changed": (people.get("country_name"), "country"),
        "year_before": (people.get("year_before"), "year"),
        "year_after": (people.get("year_after"), "year"),
        "persons_before": (people.get("before"), "persons"),
        "persons_after": (people.get("after"), "persons"),
        "persons_change": (people.get("change"), "percent change"),
        "trade_change": (tie.get("change"), "percent change"),
    }
