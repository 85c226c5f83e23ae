"""One country between two rivals, channel by channel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from pydantic import StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import balance, contacts
from thirdcountry.parameters import (
    Code,
    Flag,
    ParameterSet,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
    split_pair,
    split_words,
)
from thirdcountry.tables import holdings, load
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Language, Named
from thirdcountry.words.hints import suggest

#: Decimals of the two sides of a channel, where there are any.
DIGITS = {"trade_adjusted": 2, "length": 1}


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
        books = "the reporters of data/trade.csv"
        faults = check_known("country", self.country, held, books)
        # the weight of a country in a rival's trade needs the rival's own total
        faults += check_known("rivals", self.rivals, held, books)
        faults += check_rivals(self.rivals, [self.country])
        try:
            read_weights(self.weights)
        except ValueError as error:
            faults.append(str(error))
        low = min(holdings.contact_years()[0], *(lo for lo, _ in held.values()))
        high = max(holdings.contact_years()[1], *(hi for _, hi in held.values()))
        where = "the years of data/contacts.csv and data/trade.csv"
        return faults + check_span(self.first_year, self.last_year, low, high, where)


def read_weights(text: str) -> dict[str, float]:
    """Return channel -> weight, from text such as ``trade:1,visits:2``; others weigh nothing.

    ``trade=1`` is the same. (The default is written with colons: Papermill cannot read a
    parameter with a second equals sign.)

    Raises:
        ValueError: no ``name:number``, an unknown or repeated channel, a weight that is negative
            or not finite, or no weight above zero.
    """
    out: dict[str, float] = {}
    for part in split_words(text):
        try:
            name, weight = split_pair(part)
        except ValueError:
            raise ValueError(
                f"weights hold {part!r}; write a channel and a number, for example trade:1"
            ) from None
        if name not in balance.CHANNELS:
            near = suggest(name, balance.CHANNELS, ".")
            raise ValueError(
                f"weights name {name!r}, which is no channel{near} "
                f"Known: {', '.join(balance.CHANNELS)}"
            )
        if name in out:
            raise ValueError(f"weights name {name!r} twice; keep one")
        if not 0 <= weight < math.inf:
            raise ValueError(f"weights hold {part!r}; a weight is a number from zero up")
        out[name] = weight
    if not any(out.values()):
        raise ValueError(f"weights = {text!r} weigh nothing; give a channel a weight above zero")
    return out


def find(p: Parameters) -> Findings:
    """Hold the ties of one country with two rivals against each other.

    Frames: ``channels`` (measures.balance.measure_balances), ``grid`` (vary_weights), ``quantiles``
    (find_quantiles), ``without`` (leave_one_out), ``marks`` (measures.contacts.build_timeline),
    ``coverage`` (count_coverage), ``dated`` (list_dated), ``meetings`` (list_meetings). Beside them
    ``country``, ``pair`` (code -> name), ``span`` and ``range`` (the composite and its range over
    weightings).
    """
    found = Findings()
    span, chosen = (p.first_year, p.last_year), read_weights(p.weights)
    every = name_countries(load("countries").code)
    rows = contacts.select_contacts(load("contacts"), p.country, p.include_leaked)
    books = load("trade"), load("trade_totals")
    found.span, found.country = span, every[p.country]
    found.pair = {code: every[code] for code in p.rivals}
    found.channels = balance.measure_balances(*books, rows, p.country, p.rivals, span)
    found.grid = balance.vary_weights(found.channels, chosen)
    found.quantiles = balance.find_quantiles(found.grid)
    found.without = balance.leave_one_out(found.channels, chosen)
    found.marks = contacts.build_timeline(rows, p.rivals, p.last_year)
    found.coverage = contacts.count_coverage(rows, load("sources"), p.rivals, span)
    found.dated = contacts.list_dated(rows, found.pair, p.last_year)
    found.meetings = contacts.list_meetings(rows, every, p.last_year)
    names = list(found.pair.values())
    for role, name in zip(("country", "first", "second"), (found.country, *names), strict=True):
        found.name(role, name, "country", "countries")
    found.name("first_year", p.first_year, "year")
    found.name("last_year", p.last_year, "year")
    tables = "trade trade_totals contacts"
    found.compute(name_composite, found.channels, chosen, tables=tables)
    found.compute(name_weightings, found.grid, names, tables=tables)
    found.compute(name_channels, found.channels, names, tables=tables)
    found.compute(name_contacts, rows, p.rivals, span, tables="contacts")
    found.range = {n: v.value for n, v in found.values.items() if n.startswith("composite")}
    return found


def name_composite(table: pd.DataFrame, chosen: Mapping[str, float]) -> Named:
    """Return composite, composite_adjusted (with the size-adjusted trade in place of trade),
    combined (codes of the channels with a weight and a balance), channels (how many they are) and
    trade_weight (that of trade among the weights)."""
    adjusted = {c: w for c, w in chosen.items() if c != "trade"}
    adjusted["trade_adjusted"] = sum(chosen.get(c, 0) for c in ("trade", "trade_adjusted"))
    used = balance.list_combined(table, chosen)
    return {
        "composite": (balance.compute_composite(table, chosen), "index"),
        "composite_adjusted": (balance.compute_composite(table, adjusted), "index"),
        "channels": (len(used), "count"),
        "combined": (used, "names"),
        "trade_weight": (float(chosen.get("trade", 0)), "index"),
    }


def name_weightings(grid: pd.DataFrame, names: list[str]) -> Named:
    """Return weightings (count), the range of the composite over them (composite_low, _p5, _p95,
    _high), leaning_first (part above zero) and settled (the rival every weighting leans to)."""
    values = grid.composite.astype(float)
    ends = {"low": 0.0, "p5": 0.05, "p95": 0.95, "high": 1.0}
    sides = {_lean(value, names) for value in values}
    return {
        "weightings": (len(values), "count"),
        **{
            f"composite_{end}": (float(values.quantile(at)) if len(values) else None, "index")
            for end, at in ends.items()
        },
        "leaning_first": (float((values > 0).mean()) if len(values) else None, "percent"),
        "settled": (sides.pop() if len(sides) == 1 else None, "country"),
    }


def name_channels(table: pd.DataFrame, names: list[str]) -> Named:
    """Return balance_* of each channel, visits_* and length_* of each side, size_gap (what the
    adjustment for size takes from the balance of trade, without sign), length_gap (years, without
    sign, of the lengths as printed) and longer (with whom relations are longer)."""
    line = table.set_index("channel")
    known = line.astype(object).where(line.notna(), None)
    # as printed, so that the sum is seen to hold
    gap = round(line["first"]["length"], 1) - round(line.second["length"], 1)
    size_gap = abs(line.balance["trade"] - line.balance["trade_adjusted"])
    return {
        **{f"balance_{channel}": (known.balance[channel], "index") for channel in line.index},
        **{
            f"{channel}_{side}": (known[side][channel], unit)
            for channel, unit in (("visits", "count"), ("length", "score"))
            for side in ("first", "second")
        },
        "size_gap": (None if pd.isna(size_gap) else float(size_gap), "index"),
        "length_gap": (None if pd.isna(gap) else abs(gap), "score"),
        "longer": (_lean(gap, names), "country"),
    }


def name_contacts(rows: pd.DataFrame, pair: Sequence[str], span: tuple[int, int]) -> Named:
    """Return contacts (rows with the two up to the last year), heads_* (visits of heads of state in
    the span), convening (meetings hosted in the span) and convening_* (those with each)."""
    in_span = contacts.select_years(rows, span)
    met = in_span[in_span.channel == "convening"]
    heads = in_span[(in_span.channel == "visit") & (in_span.level == "head of state")].other
    both = contacts.select_partners(rows, pair)
    named = contacts.count_parties(met, pair)
    return {
        "contacts": (int((both.date.dt.year <= span[1]).sum()), "count"),
        "heads_first": (int((heads == pair[0]).sum()), "count"),
        "heads_second": (int((heads == pair[1]).sum()), "count"),
        "convening": (len(met), "count"),
        "convening_first": (named[0], "count"),
        "convening_second": (named[1], "count"),
    }


def write_sides(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the balances with first_text and second_text, the two sides without false digits."""

    def write(channel: str, value: float) -> str | None:
        return None if pd.isna(value) else language.number(value, DIGITS.get(channel, 0))

    return table.assign(
        **{
            f"{side}_text": [write(c, v) for c, v in zip(table.channel, table[side], strict=True)]
            for side in ("first", "second")
        }
    )


def _lean(value: float, names: list[str]) -> str | None:
    """The rival a value points to; None where it is missing or too small to tell (0.005)."""
    if pd.isna(value) or abs(value) < 0.005:
        return None
    return names[0] if value > 0 else names[1]
