"""A regional body: what it would cost, and who would pay how much under different keys.

Every amount of money rests on inputs that have no public source (data/scenario_defaults.csv): it
is illustrative. The shares of the keys rest on published figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.measures.arrivals.counts import official
from thirdcountry.tables.sources import join_ids

#: Keys of sharing, in the order shown.
KEYS = {
    "equal": "Equal",
    "population": "Population",
    "gdp": "GDP",
    "eu_2015": "EU mixed key",
    "un_scale": "UN scale",
    "throughput": "Throughput",
    "shapley": "Shapley value",
}

#: The one release that each indicator of a key is taken from. GDP is from the older content, the
#: only one with Mongolia; the rebased release of January 2026 must never be mixed with it.
RELEASES = {
    "population": ("SP.POP.TOTL", "wdi-pop-425fc44"),
    "gdp_usd": ("NY.GDP.MKTP.CD", "wdi-2026-03"),
    "unemployment": ("SL.UEM.TOTL.ZS", "wdi-uem-de9d77c"),
}

#: Where all persons end their journey: it receives everybody and keeps nobody waiting.
DESTINATION = "KOR"

#: Parts of the mixed key, in the order of its weights.
EU_PARTS = ("population", "gdp", "effort", "unemployment")

#: Weights of population, GDP, past effort and unemployment in the European key of 2015, and the
#: part of the population and GDP effect that caps each of the two corrections.
EU_WEIGHTS, EU_CAP = (0.4, 0.4, 0.1, 0.1), 0.3

#: All coalitions are listed one by one: 2 to the power of this many.
MOST_PLAYERS = 10


class BurdenError(UserError):
    """A sharing of cost that cannot be computed as asked."""


# -- sharing in general ------------------------------------------------------------------------


def bounded_shares(weights: Sequence[float], low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Return shares proportional to the weights within bounds, which sum to one.

    The shares are clip(m * w, low, high) with the one multiplier m that makes them sum to one,
    found by bisection, so the result does not depend on the order of the members.

    Raises:
        BurdenError: a negative weight, or bounds under which no shares sum to one.
    """
    w = np.asarray(weights, dtype=float)
    if not len(w) or not np.isfinite(w).all() or (w < 0).any():
        raise BurdenError("weights must be numbers that are not negative, at least one")
    reach = np.where(w > 0, high, low)
    if not 0 <= low <= high or low * len(w) > 1 + 1e-12 or reach.sum() < 1 - 1e-12:
        raise BurdenError(
            f"no shares between {100 * low:g} % and {100 * high:g} % sum to the whole for "
            f"{len(w)} members; lower the floor or raise the ceiling"
        )
    if not (w > 0).any():
        return np.full(len(w), 1 / len(w))
    # a member at its bound under this multiplier stays there; the others share the rest
    w = w / w.max()
    below, above = 0.0, 1 / w[w > 0].min()
    while (middle := (below + above) / 2) not in (below, above):
        if np.clip(middle * w, low, high).sum() < 1:
            below = middle
        else:
            above = middle
    shares = np.clip(above * w, low, high)
    free = (shares > low) & (shares < high)
    if free.any():
        shares[free] = w[free] / w[free].sum() * (1 - shares[~free].sum())
    return shares


def largest_remainder(quotas: Sequence[float], total: int) -> list[int]:
    """Return whole numbers that add up to the total: each quota rounded down, and the rest given
    one by one to the largest remainders, the earlier member first (Hamilton's method, Balinski and
    Young 2001).

    Raises:
        BurdenError: quotas that do not add up to about the total.
    """
    whole = [math.floor(quota) for quota in quotas]
    rest = total - sum(whole)
    if not 0 <= rest <= len(whole):
        raise BurdenError(f"the parts add up to {math.fsum(quotas):g}, not to {total}")
    order = sorted(range(len(whole)), key=lambda i: (whole[i] - quotas[i], i))
    for i in order[:rest]:
        whole[i] += 1
    return whole


def shapley(players: Sequence[str], cost: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Return each player's Shapley value of a cost game, by listing every coalition.

    A player's value is what it adds to the cost of those before it, averaged over all orders of
    joining (Shapley 1953).

    Raises:
        BurdenError: more than MOST_PLAYERS players.
    """
    n = len(players)
    if n > MOST_PLAYERS:
        raise BurdenError(f"{n} members are too many to list every coalition; {MOST_PLAYERS} are")
    orders = math.factorial(n)
    values = dict.fromkeys(players, 0.0)
    for player in players:
        others = [p for p in players if p != player]
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / orders
            for coalition in combinations(others, size):
                without = frozenset(coalition)
                values[player] += weight * (cost(without | {player}) - cost(without))
    return values


def cost_game(handling: Mapping[str, float], fixed: float) -> Callable[[frozenset[str]], float]:
    """Return the cost of a coalition: what its members' own handling costs, and the fixed cost
    once as soon as there is a member."""
    return lambda coalition: (
        sum(handling[p] for p in sorted(coalition)) + (fixed if coalition else 0)
    )


def eu_shares(
    population: Sequence[float],
    gdp: Sequence[float],
    effort: Sequence[float],
    unemployment: Sequence[float],
    weights: Sequence[float] = EU_WEIGHTS,
    cap: float = EU_CAP,
) -> np.ndarray:
    """Return shares by the distribution key that the European Commission proposed in 2015.

    Population and GDP count in proportion, past effort and unemployment in inverse proportion, and
    each of these two is capped at ``cap`` times the sum of the population and GDP effects. What the
    caps leave over is shared by the mean of population and GDP (annexes to COM(2015) 286 and 450).
    """
    size = np.asarray(population, float) / np.sum(population)
    wealth = np.asarray(gdp, float) / np.sum(gdp)
    relief = np.minimum(_inverse(effort), cap * (size + wealth))
    work = np.minimum(_inverse(unemployment), cap * (size + wealth))
    parts = zip(weights, (size, wealth, relief, work), strict=True)
    capped = sum(weight * part for weight, part in parts)
    return capped + (1 - capped.sum()) * (size + wealth) / 2


def _inverse(values: Sequence[float]) -> np.ndarray:
    """Shares in inverse proportion. A zero is the limit of ever smaller values: those at zero share
    all of it equally."""
    x = np.asarray(values, dtype=float)
    parts = (x == 0).astype(float) if (x == 0).any() else 1 / x
    return parts / parts.sum()


def gini(values: Iterable[float]) -> float:
    """Return the Gini coefficient: mean difference of all pairs over twice the mean (Gini 1912);
    missing if all values are zero."""
    x = np.asarray(list(values), dtype=float)
    if not len(x) or not x.sum():
        return math.nan
    return float(np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) * x.sum()))


# -- the body ----------------------------------------------------------------------------------


def recorded_caseload(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return how the persons who wait for their transfer are spread over the hosts.

    Columns host, persons, share, day, source_id. Taken from the one report that counts the most
    hosts on one day, because counts of different days or sources cannot be set side by side.
    """
    rows = arrivals[arrivals.measure == "awaiting_transfer"]
    counts = rows.groupby(["source_id", "period_start"]).host.nunique()
    source, day = counts.sort_index().idxmax()
    rows = rows[(rows.source_id == source) & (rows.period_start == day)]
    persons = rows.persons.astype(float)
    return pd.DataFrame(
        {
            "host": rows.host,
            "persons": rows.persons,
            "share": persons / persons.sum(),
            "day": day,
            "source_id": rows.source_id,
        }
    ).reset_index(drop=True)


def entered_caseload(parts: Mapping[str, float]) -> pd.DataFrame:
    """Return a reader's own spread over the hosts, given in per cent (columns host, share and
    source_id of recorded_caseload)."""
    return pd.DataFrame(
        {
            "host": list(parts),
            "share": [part / 100 for part in parts.values()],
            "source_id": "own_assumption",
        }
    )


def members(
    indicators: pd.DataFrame,
    assessments: pd.DataFrame,
    names: Mapping[str, str],
    caseload: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Return one line per member with what the keys weigh.

    Columns member, member_name, population, gdp_usd, unemployment and un_rate (parts of 1),
    caseload (part of all persons who wait there), throughput (persons handled per person who
    arrives; the destination counts all), effort (persons handled for each thousand who arrive, per
    million inhabitants), source_id.

    A host without a published count has a caseload of zero: the scenario pays only for what is on
    record.

    Raises:
        BurdenError: a member without one of the figures in that year.
    """
    lines = []
    waiting = caseload.set_index("host").share
    rates = assessments.set_index("country")
    for code, name in names.items():
        line = {"member": code, "member_name": name}
        found = []
        for column, (indicator, vintage) in RELEASES.items():
            row = indicators[
                (indicators.country == code)
                & (indicators.indicator == indicator)
                & (indicators.vintage == vintage)
                & (indicators.year == year)
            ]
            if row.empty:
                raise BurdenError(f"{name} has no {column} for {year}; choose another year")
            line[column] = float(row.value.iloc[0])
            found.append(row.source_id.iloc[0])
        line["unemployment"] /= 100
        line["un_rate"] = float(rates.rate_percent[code]) / 100
        line["caseload"] = float(waiting.get(code, 0.0))
        line["throughput"] = 1.0 if code == DESTINATION else line["caseload"]
        line["effort"] = 1e9 * line["throughput"] / line["population"]
        own = caseload[caseload.host == code].source_id
        line["source_id"] = join_ids([*found, rates.source_id[code], *own])
        lines.append(line)
    return pd.DataFrame(lines)


def on_record(body: pd.DataFrame, caseload: pd.DataFrame) -> pd.DataFrame:
    """Return the members with gaps (NaN) in caseload and effort where no host was counted.

    The destination keeps its figures: nobody waits where all arrive. For print; the keys take a
    gap as zero.
    """
    counted = body.member.isin([*caseload.host, DESTINATION])
    return body.assign(**{name: body[name].where(counted) for name in ("caseload", "effort")})


def years(indicators: pd.DataFrame, codes: Sequence[str]) -> list[int]:
    """Return the years for which every one of the countries has all figures of the keys."""
    sets = [
        set(indicators[(indicators.country == code) & wanted].year)
        for code in codes
        for indicator, vintage in RELEASES.values()
        for wanted in [(indicators.indicator == indicator) & (indicators.vintage == vintage)]
    ]
    return sorted(int(y) for y in set.intersection(*sets)) if sets else []


@dataclass(frozen=True)
class Rules:
    """How a key is applied: weights of the mixed key, and the bounds of a member's share."""

    weights: tuple[float, ...] = EU_WEIGHTS
    floor: float = 0.0
    ceiling: float = 1.0


def key_shares(body: pd.DataFrame, key: str, rules: Rules = Rules()) -> pd.DataFrame:
    """Return each member's share in the handling cost and in the fixed cost under one key.

    Columns member, handling_share, fixed_share; each sums to one. The two are equal for every key
    but the Shapley value, which gives each member its own handling cost and an equal part of the
    fixed cost. Floor and ceiling bound every key but the Shapley value.

    Raises:
        BurdenError: bounds that cannot be kept, or nothing to weigh by.
    """
    if key == "shapley":
        handling, fixed = _shapley_shares(body)
    else:
        weights = _weights(body, key, rules.weights)
        if not weights.sum():
            raise BurdenError(f"no member has anything to weigh by under the key {KEYS[key]!r}")
        handling = fixed = bounded_shares(weights, rules.floor, rules.ceiling)
    return pd.DataFrame(
        {"member": body.member, "handling_share": handling, "fixed_share": fixed},
    )


def _weights(body: pd.DataFrame, key: str, weights: Sequence[float]) -> np.ndarray:
    """The weights of a key that are shared in proportion."""
    if key == "equal":
        return np.ones(len(body))
    if key == "eu_2015":
        return eu_shares(body.population, body.gdp_usd, body.effort, body.unemployment, weights)
    column = {"gdp": "gdp_usd"}.get(key, key if key != "un_scale" else "un_rate")
    return body[column].to_numpy(float)


def _shapley_shares(body: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Shapley values of the handling cost alone and of the fixed cost alone, as shares. The value
    of a sum of games is the sum of the values, so the two may be taken apart."""
    players = body.member.tolist()
    fixed = shapley(players, cost_game(dict.fromkeys(players, 0.0), 1.0))
    equal = np.array([fixed[p] for p in players])
    total = float(body.caseload.sum())
    if not total:
        return equal, equal
    own = shapley(players, cost_game(dict(zip(players, body.caseload / total, strict=True)), 0.0))
    return np.array([own[p] for p in players]), equal


def all_shares(body: pd.DataFrame, rules: Rules = Rules()) -> pd.DataFrame:
    """Return the shares of every key that can be computed (key_shares), with key and key_name."""
    parts = []
    for key, name in KEYS.items():
        try:
            parts.append(key_shares(body, key, rules).assign(key=key, key_name=name))
        except BurdenError:
            if key != "throughput":  # the one key that may have nothing to weigh by
                raise
    return pd.concat(parts, ignore_index=True)


def settled(value: float) -> float:
    """Return a share with nine significant digits: processors differ in the last of sixteen, and a
    cent more or less must not depend on the machine."""
    return float(f"{value:.9g}")


def handling_costs(
    caseload: Iterable[float], persons: int, days: float, unit_cost: float
) -> list[int]:
    """Return the cost of handling in each member: persons there x days x unit cost, whole US$,
    rounded so that they add up to the cost of all."""
    quotas = [persons * settled(part) * days * unit_cost for part in caseload]
    return largest_remainder(quotas, math.floor(_sum(quotas) + 0.5))


def payments(
    handling_shares: Sequence[float],
    fixed_shares: Sequence[float],
    handling: int,
    fixed: int,
) -> list[int]:
    """Return what each member pays of the two costs, whole US$ that add up to both."""
    a, b = ([settled(s) for s in shares] for shares in (handling_shares, fixed_shares))
    whole_a, whole_b = _sum(a), _sum(b)
    quotas = [handling * x / whole_a + fixed * y / whole_b for x, y in zip(a, b, strict=True)]
    return largest_remainder(quotas, handling + fixed)


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
    member, member_name, key, key_name, share (of Z), payment, handling, net (handling - payment:
    what the member gains), per_gdp (US$ per million US$ of GDP), per_head (US$ per thousand
    inhabitants), before and after (handling and payment per million US$ of GDP), source_id. The
    payments add up to Z.
    """
    handling = handling_costs(body.caseload, inputs.persons, inputs.days, inputs.unit_cost)
    own = shares[shares.key == inputs.key].set_index("member").loc[body.member]
    total = sum(handling)
    budget = total + inputs.fixed_cost
    payment = payments(own.handling_share, own.fixed_share, total, inputs.fixed_cost)
    gdp = body.gdp_usd.to_numpy() / 1e6
    return pd.DataFrame(
        {
            "member": body.member,
            "member_name": body.member_name,
            "key": inputs.key,
            "key_name": KEYS[inputs.key],
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


def bills(body: pd.DataFrame, shares: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Return the bill under every key (columns of bill)."""
    return pd.concat(
        [
            bill(body, shares, Inputs(**{**vars(inputs), "key": key}))
            for key in dict.fromkeys(shares.key)
        ],
        ignore_index=True,
    )


def side_by_side(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one line per member with one column per key that holds ``column``, and a last line
    of totals."""
    wide = rows.pivot(index="member", columns="key", values=column).loc[
        list(dict.fromkeys(rows.member))
    ]
    wide.insert(0, "member_name", rows.drop_duplicates("member").set_index("member").member_name)
    wide["source_id"] = rows.drop_duplicates("member").set_index("member").source_id
    total = {key: wide[key].sum() for key in dict.fromkeys(rows.key)}
    last = pd.DataFrame([{"member_name": "All members", **total, "source_id": "own_assumption"}])
    return pd.concat([wide.reset_index(), last], ignore_index=True).reindex(
        columns=["member", "member_name", *KEYS, "source_id"]
    )


def weight_ranges(body: pd.DataFrame, rules: Rules = Rules(), step: int = 10) -> pd.DataFrame:
    """Return the lowest and highest share of each member over all weights of the mixed key.

    Columns member, member_name, low, high, chosen (at the weights of the rules), points, source_id.
    The weights run over every point of the grid of ``step`` per cent whose four parts sum to 100.
    """
    cells = range(0, 101, step)
    grid = [
        (a / 100, b / 100, c / 100, (100 - a - b - c) / 100)
        for a in cells
        for b in cells
        for c in cells
        if a + b + c <= 100
    ]
    found = np.array(
        [
            key_shares(body, "eu_2015", Rules(w, rules.floor, rules.ceiling)).fixed_share
            for w in grid
        ]
    )
    return pd.DataFrame(
        {
            "member": body.member,
            "member_name": body.member_name,
            "low": found.min(axis=0),
            "high": found.max(axis=0),
            "chosen": key_shares(body, "eu_2015", rules).fixed_share,
            "points": len(grid),
            "source_id": body.source_id,
        }
    )


# -- membership --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scenario:
    """The scenario that a reader can move: its inputs as they stand, and the shares of every key
    for every membership, computed once.

    Attributes:
        body: columns of members().
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
            out: all_shares(self.left(out), self.rules)
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
            BurdenError: a membership or a key that cannot be computed.
        """
        inputs = inputs or self.inputs
        out = tuple(code for code in self.switches if code in inputs.without)
        if out not in self.shares or inputs.key not in set(self.shares[out].key):
            raise BurdenError("this key cannot be computed for these members")
        return bill(self.left(out), self.shares[out], inputs)


def payers(rows: pd.DataFrame, column: str = "payment") -> list[str]:
    """Return the names of the members with the highest value, all that are within a dollar of it:
    so little is rounding."""
    return rows.member_name[rows[column] >= rows[column].max() - 1].tolist()


def memberships(scenario: Scenario) -> pd.DataFrame:
    """Return the bill with all members and without each that can be taken out (columns of bill,
    and without: names, empty for all members)."""
    names = scenario.body.set_index("member").member_name
    parts = [
        scenario.bill(Inputs(**{**vars(scenario.inputs), "without": out})).assign(
            without=" and ".join(names[list(out)])
        )
        for out in scenario.shares
        if len(out) < 2 and scenario.inputs.key in set(scenario.shares[out].key)
    ]
    return pd.concat(parts, ignore_index=True)


def spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each membership, the Gini coefficient of the burden per GDP before (each bears
    its own handling) and after (each pays its part).

    Columns without, label, members (count), budget, before, after, source_id.
    """
    lines = [
        {
            "without": without,
            "label": f"Without {without}" if without else "All",
            "members": len(own),
            "budget": int(own.payment.sum()),
            "before": gini(own.before),
            "after": gini(own.after),
            "source_id": join_ids(own.source_id),
        }
        for without, own in rows.groupby("without", sort=False)
    ]
    return pd.DataFrame(lines)


def for_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a bill with before and after in US$ per billion US$ of GDP, so that small burdens of
    large economies do not read as zero."""
    return rows.assign(before=1e3 * rows.before, after=1e3 * rows.after)


# -- the check of the rounding -----------------------------------------------------------------


def relocation_check(key: pd.DataFrame) -> pd.DataFrame:
    """Return how the printed places of the European key of 2015 compare with its printed shares.

    Columns scheme, members (count), total, shares (sum of the printed shares, %), printed (sum of
    the printed places), largest_gap (between a printed place and share x total), ours (sum by
    largest remainders), differing (members whose places we would round otherwise), source_id.
    """
    lines = []
    for scheme, own in key.groupby("scheme", sort=False):
        total = int(own.total.iloc[0])
        quotas = (own.share_percent.astype(float) / 100 * total).tolist()
        ours = largest_remainder(quotas, total)
        printed = own.places.astype(int).tolist()
        lines.append(
            {
                "scheme": str(scheme).capitalize(),
                "members": len(own),
                "total": total,
                "shares": float(own.share_percent.sum()) / 100,
                "printed": sum(printed),
                "largest_gap": max(abs(a - b) for a, b in zip(printed, quotas, strict=True)),
                "ours": sum(ours),
                "differing": sum(a != b for a, b in zip(printed, ours, strict=True)),
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


# -- named values ------------------------------------------------------------------------------


#: The table of the Ministry that the fewest and the most arrivals are taken from, and the year of
#: the European key.
RECORD, EU_YEAR = "mou-2025-12", 2015


def record(arrivals: pd.DataFrame) -> pd.Series:
    """Return arrivals in South Korea by year, persons, single full years only."""
    return official(arrivals, RECORD).set_index("year")["all"].astype(int)


def headline(scenario: Scenario, record: pd.Series, single: tuple[str, ...]) -> Named:
    """Return the named values of the chapter.

    members (count), persons, the weights of the mixed key, floor and ceiling, cost, cost_low and
    cost_high (at the fewest and the most arrivals on record, illustrative), share_low_* and
    share_high_* over the keys for each code of ``single``, the member that pays most under each
    end, and the Gini coefficients before and after, with gini_verdict, what they say in words.

    Args:
        record: persons by year.
    """
    rows = bills(scenario.body, scenario.shares[()], scenario.inputs)
    chosen = rows[rows.key == scenario.inputs.key]
    fewest, most = record.idxmin(), record.idxmax()
    whole = all(round(100 * weight, 9).is_integer() for weight in scenario.rules.weights)
    weight_unit = "whole percent" if whole else "percent"
    out: Named = {
        "members": (len(scenario.body), "count"),
        "member_names": (scenario.body.member_name.tolist(), "names"),
        "keys": (int(rows.key.nunique()), "count"),
        "key": (KEYS[scenario.inputs.key], "text"),
        **{
            f"weight_{part}": (weight, weight_unit)
            for part, weight in zip(EU_PARTS, scenario.rules.weights, strict=True)
        },
        "floor": (scenario.rules.floor, "percent"),
        "ceiling": (scenario.rules.ceiling, "percent"),
        "persons": (scenario.inputs.persons, "persons"),
        "days": (scenario.inputs.days, "times"),
        "unit_cost": (scenario.inputs.unit_cost, "US$"),
        "fixed_cost": (scenario.inputs.fixed_cost, "US$"),
        "cost": (int(chosen.payment.sum()), "US$"),
        "cost_low": (_budget(scenario, int(record[fewest])), "US$"),
        "cost_high": (_budget(scenario, int(record[most])), "US$"),
        "fewest": (int(record[fewest]), "persons"),
        "fewest_year": (int(fewest), "year"),
        "most": (int(record[most]), "persons"),
        "most_year": (int(most), "year"),
        "gini_before": (gini(chosen.before), "index"),
        "gini_after": (gini(chosen.after), "index"),
        "gini_verdict": (_evenness(gini(chosen.before), gini(chosen.after)), "text"),
        "gainers": (chosen[chosen.net > 0].member_name.tolist(), "names"),
        "uncounted": (
            scenario.body[
                (scenario.body.caseload == 0) & (scenario.body.member != DESTINATION)
            ].member_name.tolist(),
            "names",
        ),
    }
    top = chosen.loc[chosen.payment.idxmax()]
    out |= {"payer": (top.member_name, "country"), "payer_share": (top.share, "percent")}
    for code in single:
        own = rows[rows.member == code]
        low, high = (own.share.min(), own.share.max()) if len(own) else (None, None)
        key_low = own.loc[own.share.idxmin()].key_name if len(own) else None
        key_high = own.loc[own.share.idxmax()].key_name if len(own) else None
        name = code.lower()
        out |= {
            f"share_low_{name}": (low, "percent"),
            f"share_high_{name}": (high, "percent"),
            f"key_low_{name}": (key_low, "text"),
            f"key_high_{name}": (key_high, "text"),
        }
    return out


def _evenness(before: float, after: float) -> str | None:
    """What sharing does to the evenness of the burden, as far as two decimals tell."""
    if math.isnan(before) or math.isnan(after):
        return None
    change = round(after, 2) - round(before, 2)
    words = {-1: "more even than before", 0: "as uneven as before", 1: "less even than before"}
    return words[(change > 0) - (change < 0)]


def _budget(scenario: Scenario, persons: int) -> int:
    i = scenario.inputs
    own = handling_costs(scenario.body.caseload, persons, i.days, i.unit_cost)
    return sum(own) + i.fixed_cost


def headline_members(
    scenario: Scenario, joined: pd.DataFrame, ranges: pd.DataFrame, waiting: pd.DataFrame
) -> Named:
    """Return the named values that speak of the members one by one.

    largest (the member that pays most under the most keys) and largest_keys (under how many, ties
    left out), share_ranges, weight_text and transfer_text (sentences for who cannot see the
    figures), payer_out and payer_out_share (who pays most without China, missing where it is no
    member or several pay the same), grid_points, caseload_day, caseload_spread and caseload_total.
    """
    rows = bills(scenario.body, scenario.shares[()], scenario.inputs)
    day = waiting.day.iloc[0]
    first = {}
    for key, own in rows.groupby("key", sort=False):
        if len(payers(own)) == 1:
            first[key] = payers(own)[0]
    count = pd.Series(first).value_counts()
    low, high = (rows.groupby("member_name", sort=False).share.agg(a) for a in ("min", "max"))
    return {
        "largest": (count.index[0] if len(count) else None, "country"),
        "largest_keys": (int(count.iloc[0]) if len(count) else 0, "count"),
        "share_ranges": (_spans(low, high), "text"),
        "weight_text": (_spans(ranges.set_index("member_name").low, ranges.high), "text"),
        "grid_points": (int(ranges.points.iloc[0]), "count"),
        "transfer_text": (_transfers(joined), "text"),
        **_without_china(scenario, joined),
        "caseload_day": (f"{day.day} {day.month_name()} {day.year}", "text"),
        "caseload_spread": (
            ", ".join(
                f"{m.member_name} {100 * m.caseload:.1f} %"
                for m in scenario.body[scenario.body.caseload > 0].itertuples()
            )
            or "nobody waits in a member",
            "text",
        ),
        "caseload_total": (int(waiting.persons.sum()), "persons"),
    }


def _without_china(scenario: Scenario, joined: pd.DataFrame) -> Named:
    names = scenario.body.set_index("member").member_name
    own = joined[joined["without"] == names.get("CHN", "no member")]
    top = own.loc[own.payment.idxmax()] if len(own) and len(payers(own)) == 1 else None
    return {
        "payer_out": (None if top is None else top.member_name, "country"),
        "payer_out_share": (None if top is None else top.share, "percent"),
    }


def _spans(low: pd.Series, high: Iterable[float]) -> str:
    """China 5.5 % to 86.9 %, Laos ..."""
    return ", ".join(
        f"{name} {100 * a:.1f} % to {100 * b:.1f} %"
        for (name, a), b in zip(low.items(), high, strict=True)
    )


def _transfers(joined: pd.DataFrame) -> str:
    """One sentence for each membership that leaves one out: the largest net payment, and whose."""
    parts = []
    for without, own in joined[joined.without != ""].groupby("without", sort=False):
        own = own.assign(cost=-own.net)
        who = (
            " and ".join(payers(own, "cost")) if len(payers(own, "cost")) < 3 else "several members"
        )
        parts.append(
            f"Without {without} the largest net payment is {own.cost.max():,} US$ ({who})."
        )
    return " ".join(parts)


def headline_rounding(check: pd.DataFrame) -> Named:
    """Return printed_<scheme> and total_<scheme> of the check of the rounding, and eu_year."""
    out: Named = {"eu_year": (EU_YEAR, "year")}
    for row in check.itertuples():
        name = row.scheme.lower()
        out |= {
            f"printed_{name}": (row.printed, "persons"),
            f"total_{name}": (row.total, "persons"),
        }
    return out
