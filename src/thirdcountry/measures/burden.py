"""A regional body: what it would cost, and who would pay how much under different keys.

Every amount of money rests on inputs that have no public source (data/scenario_defaults.csv): it
is illustrative. The shares of the keys rest on published figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from thirdcountry.measures import sharing
from thirdcountry.measures.sharing import SharingError
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import settle

#: Keys of sharing, in the order shown.
KEYS = ("equal", "population", "gdp", "eu_2015", "un_scale", "throughput", "shapley")

#: Parts of the mixed key, in the order of its weights.
EU_PARTS = ("population", "gdp", "effort", "unemployment")

#: Figure of a member -> the indicator and the one release it is taken from.
Releases = Mapping[str, tuple[str, str]]


# -- the body ----------------------------------------------------------------------------------


def select_caseload(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return how the persons who wait for their transfer are spread over the hosts.

    Columns host, persons, share, day, source_id. Taken from the one report that counts the most
    hosts on one day, because counts of different days or sources cannot be set side by side.
    """
    rows = arrivals[arrivals.measure == "awaiting_transfer"]
    counts = rows.groupby(["source_id", "period_start"]).host.nunique()
    source, day = counts.sort_index().idxmax()
    rows = rows[(rows.source_id == source) & (rows.period_start == day)]
    persons = rows.persons.astype(float)
    rows = rows.assign(share=persons / persons.sum(), day=day).reset_index(drop=True)
    return rows[["host", "persons", "share", "day", "source_id"]]


def enter_caseload(parts: Mapping[str, float]) -> pd.DataFrame:
    """Return a reader's own spread over the hosts, given in per cent (columns host, share and
    source_id of select_caseload)."""
    return pd.DataFrame(
        {
            "host": list(parts),
            "share": [part / 100 for part in parts.values()],
            "source_id": "own_assumption",
        }
    )


def describe_members(
    indicators: pd.DataFrame,
    assessments: pd.DataFrame,
    names: Mapping[str, str],
    caseload: pd.DataFrame,
    year: int,
    releases: Releases,
    destination: str,
) -> pd.DataFrame:
    """Return one line per member with what the keys weigh.

    Columns member, member_name, population, gdp_usd, unemployment and un_rate (parts of 1),
    caseload (part of all persons who wait there), throughput (persons handled per person who
    arrives; the destination counts all), effort (persons handled for each thousand who arrive, per
    million inhabitants), source_id.

    A host without a published count has a caseload of zero: the scenario pays only for what is on
    record.

    Args:
        names: member -> name.
        caseload: host, share, source_id.
        year: that of the indicators.
        destination: receives everybody and keeps nobody waiting.

    Raises:
        SharingError: a member without one of the figures in that year.
    """
    figures = {column: _select_figures(indicators, year, *it) for column, it in releases.items()}
    for column, rows in figures.items():
        if lacking := [name for code, name in names.items() if code not in rows.index]:
            raise SharingError(f"{lacking[0]} has no {column} for {year}; choose another year")
    rates, waiting = assessments.set_index("country"), caseload.set_index("host")
    ids = [rows.source_id for rows in (*figures.values(), rates, waiting)]
    part = waiting.share.reindex(list(names)).fillna(0.0)
    body = pd.DataFrame({"member_name": names, **{c: rows.value for c, rows in figures.items()}})
    body = body.loc[list(names)].assign(
        unemployment=lambda b: b.unemployment / 100,
        un_rate=rates.rate_percent.astype(float) / 100,
        caseload=part,
        throughput=part.mask(part.index == destination, 1.0),
        effort=lambda b: 1e9 * b.throughput / b.population,
        source_id=[join_ids(own.get(code) for own in ids) for code in names],
    )
    return body.rename_axis("member").reset_index()


def _select_figures(
    indicators: pd.DataFrame, year: int, indicator: str, vintage: str
) -> pd.DataFrame:
    """The value and source_id of one indicator in one release, by country."""
    asked = (indicators.indicator == indicator) & (indicators.vintage == vintage)
    rows = indicators[asked & (indicators.year == year)].set_index("country")
    return rows[["value", "source_id"]].astype({"value": float})


def blank_uncounted(body: pd.DataFrame, caseload: pd.DataFrame, destination: str) -> pd.DataFrame:
    """Return the members with gaps (NaN) in caseload and effort where no host was counted.

    The destination keeps its figures: nobody waits where all arrive. For print; the keys take a
    gap as zero.
    """
    counted = body.member.isin([*caseload.host, destination])
    return body.assign(**{name: body[name].where(counted) for name in ("caseload", "effort")})


def find_complete_years(
    indicators: pd.DataFrame, codes: Sequence[str], releases: Releases
) -> list[int]:
    """Return the years for which every one of the countries has all figures of the keys."""
    sets = [
        set(indicators[(indicators.country == code) & wanted].year)
        for code in codes
        for indicator, vintage in releases.values()
        for wanted in [(indicators.indicator == indicator) & (indicators.vintage == vintage)]
    ]
    return sorted(int(y) for y in set.intersection(*sets)) if sets else []


@dataclass(frozen=True)
class Rules:
    """How a key is applied: weights of the mixed key, and the bounds of a member's share."""

    weights: tuple[float, ...] = sharing.EU_WEIGHTS
    floor: float = 0.0
    ceiling: float = 1.0


def compute_shares(body: pd.DataFrame, key: str, rules: Rules = Rules()) -> pd.DataFrame:
    """Return each member's share in the handling cost and in the fixed cost under one key.

    Columns member, handling_share, fixed_share; each sums to one. The two are equal for every key
    but the Shapley value, which gives each member its own handling cost and an equal part of the
    fixed cost. Floor and ceiling bound every key but the Shapley value.

    Raises:
        SharingError: bounds that cannot be kept, or nothing to weigh by.
    """
    if key == "shapley":
        handling, fixed = _shapley_shares(body)
    else:
        weights = _weights(body, key, rules.weights)
        if not weights.sum():
            raise SharingError(f"no member has anything to weigh by under the key {key!r}")
        handling = fixed = sharing.bound_shares(weights, rules.floor, rules.ceiling)
    return pd.DataFrame({"member": body.member, "handling_share": handling, "fixed_share": fixed})


def _weights(body: pd.DataFrame, key: str, weights: Sequence[float]) -> np.ndarray:
    """The weights of a key that are shared in proportion."""
    if key == "equal":
        return np.ones(len(body))
    if key == "eu_2015":
        return sharing.compute_eu_shares(
            body.population, body.gdp_usd, body.effort, body.unemployment, weights
        )
    column = {"gdp": "gdp_usd", "un_scale": "un_rate"}.get(key, key)
    return body[column].to_numpy(float)


def _shapley_shares(body: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Shapley values of the handling cost alone and of the fixed cost alone, as shares. The value
    of a sum of games is the sum of the values, so the two may be taken apart."""
    players = body.member.tolist()
    fixed = _play(players, dict.fromkeys(players, 0.0), 1.0)
    total = float(body.caseload.sum())
    if not total:
        return fixed, fixed
    return _play(players, dict(zip(players, body.caseload / total, strict=True)), 0.0), fixed


def _play(players: Sequence[str], handling: Mapping[str, float], fixed: float) -> np.ndarray:
    values = sharing.compute_shapley(players, sharing.make_cost_game(handling, fixed))
    return np.array([values[player] for player in players])


def compute_all_shares(body: pd.DataFrame, rules: Rules = Rules()) -> pd.DataFrame:
    """Return the shares of every key that can be computed: key, and the columns of
    compute_shares."""
    parts = []
    for key in KEYS:
        try:
            parts.append(compute_shares(body, key, rules).assign(key=key))
        except SharingError:
            if key != "throughput":  # the one key that may have nothing to weigh by
                raise
    return pd.concat(parts, ignore_index=True)


def compute_handling(
    caseload: Iterable[float], persons: int, days: float, unit_cost: float
) -> list[int]:
    """Return the cost of handling in each member: persons there x days x unit cost, whole US$,
    rounded so that they add up to the cost of all.

    A part is taken with nine digits: a dollar more or less must not depend on the machine.
    """
    quotas = [persons * settle(part) * days * unit_cost for part in caseload]
    return sharing.round_to_total(quotas, math.floor(_sum(quotas) + 0.5))


def compute_payments(
    handling_shares: Sequence[float],
    fixed_shares: Sequence[float],
    handling: int,
    fixed: int,
) -> list[int]:
    """Return what each member pays of the two costs, whole US$ that add up to both."""
    a, b = ([settle(s) for s in shares] for shares in (handling_shares, fixed_shares))
    whole_a, whole_b = _sum(a), _sum(b)
    quotas = [handling * x / whole_a + fixed * y / whole_b for x, y in zip(a, b, strict=True)]
    return sharing.round_to_total(quotas, handling + fixed)


def _sum(values: Iterable[float]) -> float:
    """A plain sum from left to right, which the script on the web page repeats; that of Python
    compensates rounding since 3.12."""
    total = 0.0
    for value in values:
        total += value
    return total


@dataclass(frozen=True)
class Inputs:
    """What a reader may move. Days, unit cost and fixed cost are illustrative."""

    persons: int
    days: float
    unit_cost: float
    fixed_cost: int
    key: str
    without: tuple[str, ...] = ()


def bill(body: pd.DataFrame, shares: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Return what each member pays and bears under the key of the inputs, in whole US$.

    The budget is Z = sum of A x days x unit cost over the members, plus the fixed cost F. Columns
    member, member_name, key, share (of Z), payment, handling, net (handling - payment:
    what the member gains), per_gdp (US$ per million US$ of GDP), per_head (US$ per thousand
    inhabitants), before and after (handling and payment per million US$ of GDP), source_id. The
    payments add up to Z.
    """
    handling = compute_handling(body.caseload, inputs.persons, inputs.days, inputs.unit_cost)
    own = shares[shares.key == inputs.key].set_index("member").loc[body.member]
    total = sum(handling)
    budget = total + inputs.fixed_cost
    payment = compute_payments(own.handling_share, own.fixed_share, total, inputs.fixed_cost)
    gdp = body.gdp_usd.to_numpy() / 1e6
    return pd.DataFrame(
        {
            "member": body.member,
            "member_name": body.member_name,
            "key": inputs.key,
            "share": [p / budget if budget else math.nan for p in payment],
            "payment": payment,
            "handling": handling,
            "net": [h - p for h, p in zip(handling, payment, strict=True)],
            "per_gdp": np.array(payment) / gdp,
            "per_head": np.array(payment) / (body.population.to_numpy() / 1e3),
            "before": np.array(handling) / gdp,
            "after": np.array(payment) / gdp,
            "source_id": [join_ids([s, "own_assumption"]) for s in body.source_id],
        }
    )


def bill_keys(body: pd.DataFrame, shares: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Return the bill under every key (columns of bill)."""
    return pd.concat(
        [bill(body, shares, replace(inputs, key=key)) for key in dict.fromkeys(shares.key)],
        ignore_index=True,
    )


def set_side_by_side(rows: pd.DataFrame, column: str, total: str) -> pd.DataFrame:
    """Return one line per member with one column per key that holds ``column``, and a last line
    of totals, which is called ``total``."""
    once = rows.drop_duplicates("member").set_index("member")
    wide = rows.pivot(index="member", columns="key", values=column).loc[once.index]
    wide = wide.assign(member_name=once.member_name, source_id=once.source_id).reset_index()
    sums = wide[list(dict.fromkeys(rows.key))].sum()
    last = pd.DataFrame([{"member_name": total, **sums, "source_id": "own_assumption"}])
    return pd.concat([wide, last], ignore_index=True).reindex(
        columns=["member", "member_name", *KEYS, "source_id"]
    )


def range_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest and highest share of each member over the keys: member_name, low, high."""
    found = rows.groupby("member_name", sort=False).share.agg(low="min", high="max")
    return found.reset_index()


def range_weights(body: pd.DataFrame, rules: Rules = Rules()) -> pd.DataFrame:
    """Return the lowest and highest share of each member over all weights of the mixed key
    (:func:`sharing.list_weightings`).

    Columns member, member_name, low, high, chosen (at the weights of the rules), points, source_id.
    """
    grid = [*sharing.list_weightings(len(EU_PARTS)), rules.weights]
    every = [replace(rules, weights=tuple(weights)) for weights in grid]
    *found, chosen = (compute_shares(body, "eu_2015", one).fixed_share for one in every)
    return body[["member", "member_name"]].assign(
        low=np.min(found, axis=0),
        high=np.max(found, axis=0),
        chosen=chosen,
        points=len(found),
        source_id=body.source_id,
    )


# -- membership --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scenario:
    """The scenario that a reader can move: its inputs as they stand, and the shares of every key
    for every membership, computed once.

    Attributes:
        body: columns of describe_members().
        inputs: the values shown at first.
        limits: input -> (low, high), both allowed.
        switches: members that a reader may take out.
        rules: bounds and weights of the keys.
    """

    body: pd.DataFrame
    inputs: Inputs
    limits: Mapping[str, tuple[float, float]]
    switches: tuple[str, ...]
    rules: Rules = Rules()
    shares: Mapping[tuple[str, ...], pd.DataFrame] = field(init=False)

    def __post_init__(self) -> None:
        shares = {
            out: compute_all_shares(self.left(out), self.rules)
            for size in range(len(self.switches) + 1)
            for out in combinations(self.switches, size)
            if len(self.body) - size >= 2 and self._bounds_hold(len(self.body) - size)
        }
        object.__setattr__(self, "shares", shares)

    def _bounds_hold(self, count: int) -> bool:
        return self.rules.floor * count <= 1 <= self.rules.ceiling * count

    def left(self, without: Iterable[str]) -> pd.DataFrame:
        """Return the body without some of its members."""
        return self.body[~self.body.member.isin(list(without))].reset_index(drop=True)

    def bill(self, inputs: Inputs | None = None) -> pd.DataFrame:
        """Return the bill under other inputs (columns of bill).

        Raises:
            SharingError: a membership or a key that cannot be computed.
        """
        inputs = inputs or self.inputs
        out = tuple(code for code in self.switches if code in inputs.without)
        if out not in self.shares or inputs.key not in set(self.shares[out].key):
            raise SharingError("this key cannot be computed for these members")
        return bill(self.left(out), self.shares[out], inputs)

    def budget(self, persons: int) -> int:
        """Return the cost of the body, US$ a year, at another number of persons."""
        i = self.inputs
        own = compute_handling(self.body.caseload, persons, i.days, i.unit_cost)
        return sum(own) + i.fixed_cost


def find_payers(rows: pd.DataFrame, column: str = "payment") -> list[str]:
    """Return the names of the members with the highest value, all that are within a dollar of it:
    so little is rounding."""
    return rows.member_name[rows[column] >= rows[column].max() - 1].tolist()


def bill_memberships(scenario: Scenario) -> pd.DataFrame:
    """Return the bill with all members and without each that can be taken out (columns of bill,
    and without: the name, empty for all members)."""
    names = scenario.body.set_index("member").member_name
    parts = [
        scenario.bill(replace(scenario.inputs, without=out)).assign(
            without="".join(names[list(out)])
        )
        for out in scenario.shares
        if len(out) < 2 and scenario.inputs.key in set(scenario.shares[out].key)
    ]
    return pd.concat(parts, ignore_index=True)


def compare_ginis(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each membership, the Gini coefficient of the burden per GDP before (each bears
    its own handling) and after (each pays its part).

    Columns without, membership ("all" or "without"), members (count), budget, before, after,
    source_id.
    """
    lines = [
        {
            "without": without,
            "membership": "without" if without else "all",
            "members": len(own),
            "budget": int(own.payment.sum()),
            "before": sharing.compute_gini(own.before),
            "after": sharing.compute_gini(own.after),
            "source_id": join_ids(own.source_id),
        }
        for without, own in rows.groupby("without", sort=False)
    ]
    return pd.DataFrame(lines)


def find_net_payers(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return, for each membership that leaves one out, the largest net payment and whose it is:
    without, cost (US$), payers (names)."""
    return [
        {
            "without": without,
            "cost": int(-own.net.min()),
            "payers": find_payers(own.assign(cost=-own.net), "cost"),
        }
        for without, own in rows[rows.without != ""].groupby("without", sort=False)
    ]


def scale_to_billion(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a bill with before and after in US$ per billion US$ of GDP, so that small burdens of
    large economies do not read as zero."""
    return rows.assign(before=1e3 * rows.before, after=1e3 * rows.after)
