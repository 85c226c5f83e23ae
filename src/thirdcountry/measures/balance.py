"""How a country balances its ties between two rivals, channel by channel.

Per channel B = (E1 - E2) / (E1 + E2), in [-1, 1]: +1 if all of the channel is with the first
rival, -1 if all is with the second, 0 if both get the same. The form is that of a normalised
difference; its use over channels, and the composite, are the project's own.

Contacts are what could be read. A channel without rows for both rivals has no balance, and an
absent row is no evidence that nothing happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from scipy import stats

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.measures.trade import flows, weight
from thirdcountry.tables.sources import join_ids, used

#: Channel -> (label, what is counted).
CHANNELS = {
    "trade": ("Trade", "exports plus imports, million US$"),
    "trade_adjusted": ("Trade, size-adjusted", "share of the partner's own trade, per thousand"),
    "visits": ("Visits", "visits on record"),
    "agreements": ("Agreements", "acts of signing on record"),
    "embassies": ("Embassies", "years with an open embassy"),
    "length": ("Length of relations", "years of relations"),
}
_CONTACTS = {"visits": ("visit", ["made", "received"]), "agreements": ("agreement", ["signed"])}
_OPEN = ["opened", "restored"]
STEPS = 10  # tenths of the whole weight: 1,001 weightings of five channels
_YEAR = 365.25


class BalanceError(UserError):
    """Weights that cannot be used."""


def weights(text: str) -> dict[str, float]:
    """Return channel -> weight, from text such as ``trade:1,visits:2``; others weigh nothing.

    ``trade=1`` is the same. (The default is written with colons: Papermill cannot read a
    parameter with a second equals sign.)

    Raises:
        BalanceError: no ``name:number``, an unknown or repeated channel, a weight that is negative
            or not finite, or no weight above zero.
    """
    out: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, number = (p.strip() for p in part.replace("=", ":").partition(":"))
        if name not in CHANNELS:
            near = get_close_matches(name, CHANNELS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise BalanceError(
                f"weights name {name!r}, which is no channel{hint} Known: {', '.join(CHANNELS)}"
            )
        if name in out:
            raise BalanceError(f"weights name {name!r} twice; keep one")
        try:
            out[name] = float(number)
        except ValueError:
            raise BalanceError(
                f"weights hold {part!r}; write a channel and a number, for example trade:1"
            ) from None
        if not (math.isfinite(out[name]) and out[name] >= 0):
            raise BalanceError(f"weights hold {part!r}; a weight is a number from zero up")
    if not any(out.values()):
        raise BalanceError(f"weights = {text!r} weigh nothing; give a channel a weight above zero")
    return out


# -- contacts --------------------------------------------------------------------------------


def seen_from(contacts: pd.DataFrame, country: str, include_leaked: bool = False) -> pd.DataFrame:
    """Return the contacts of one country, itself in column ``country``, partners in ``other``.

    Rows of another host with this country are turned round (a visit received there was made from
    here), so that a partner of the hosts can be studied too. Meetings belong to their host.
    Contacts known from leaked cables only are left out unless asked for.
    """
    rows = used(contacts, include_leaked)
    own = rows[rows.country == country]
    theirs = rows[(rows.other == country) & (rows.channel != "convening")]
    turned = theirs.assign(
        country=country,
        other=theirs.country,
        event=theirs.event.replace({"made": "received", "received": "made"}),
    )
    return pd.concat([own, turned]).sort_values(["date", "contact_id"]).reset_index(drop=True)


def within(rows: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return the contacts that began in the years of ``span``."""
    return rows[rows.date.dt.year.between(*span)]


def _with(rows: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Contacts with these partners; meetings of several belong to their host."""
    return rows[rows.other.isin(list(codes)) & (rows.channel != "convening")]


def _day(row) -> pd.Timestamp:
    """The date for reckoning: the middle of a month or year where only that is known."""
    return row.date + pd.Timedelta(days={"day": 0, "month": 14, "year": 182}[row.precision])


def tie_years(rows: pd.DataFrame, rival: str, last_year: int) -> float | None:
    """Return years of relations up to the end of ``last_year``, without the broken ones.

    Years of 365.25 days; a date known to the month or year counts from its middle. None if no
    opening of relations is on record.
    """
    own = rows[(rows.channel == "relations") & (rows.other == rival)]
    end = pd.Timestamp(last_year + 1, 1, 1)
    if not own.event.isin(_OPEN).any():
        return None
    days, since = 0, None
    for row in own.sort_values("date").itertuples():
        day = min(_day(row), end)
        if row.event in _OPEN:
            since = since or day
        elif since is not None:
            days, since = days + (day - since).days, None
    if since is not None:
        days += (end - since).days
    return days / _YEAR


def embassy_years(rows: pd.DataFrame, rival: str, seat: str, span: tuple[int, int]) -> int | None:
    """Return in how many years of ``span`` the embassy in ``seat`` was open on the last day.

    None if neither opening nor closing is on record. An embassy whose first event is a closing
    or a reopening was there before, from a date that is not known: None as well.
    """
    own = rows[(rows.channel == "embassy") & (rows.other == rival) & (rows.seat == seat)]
    own = own.sort_values("date")
    if own.empty or own.event.iloc[0] != "opened":
        return None
    years = np.arange(span[0], span[1] + 1)
    # the state on the last day is that of the last event up to then; none yet is closed
    last = np.searchsorted(own.date.dt.year.to_numpy(), years, side="right")
    is_open = np.array([False, *own.event.isin(_OPEN)])
    return int(is_open[last].sum())


# -- channels --------------------------------------------------------------------------------


def normalised(first: float | None, second: float | None) -> float | None:
    """Return (first - second) / (first + second), None where either is missing or both are zero."""
    if first is None or second is None or not first + second:
        return None
    return (first - second) / (first + second)


def _trade(trade: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]) -> dict:
    """Turnover in the years in which both are on record: a gap is not a zero."""
    rows = flows.select_reporter(trade, country)
    rows = rows[(rows.flow == "turnover") & rows.partner.isin(pair) & rows.year.between(*span)]
    both = rows.pivot(index="year", columns="partner", values="value_usd").reindex(columns=pair)
    both = both.dropna()
    sums = both.sum() / 1e6 if len(both) else pd.Series(dtype=float)
    return {
        "first": sums.get(pair[0]),
        "second": sums.get(pair[1]),
        "basis": _years(both.index),
        # that no year has both is read from the same table
        "source_id": join_ids(trade[trade.reporter == country].source_id),
    }


def _trade_adjusted(
    trade: pd.DataFrame, totals: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]
) -> dict:
    """The country's share in all trade of each rival, over the years with all four figures.

    With the two shares a and b the balance is (a - b)/(a + b) = tanh(L/2), L = ln(a/b) the log
    ratio of weight.compare_weights.
    """
    rows = weight.compare_weights(trade, totals, country, pair, span)
    if rows.empty:
        return {"basis": _years([]), "source_id": ""}
    sums = rows[["first_usd", "first_total_usd", "second_usd", "second_total_usd"]].sum()
    return {
        "first": 1000 * sums.first_usd / sums.first_total_usd,
        "second": 1000 * sums.second_usd / sums.second_total_usd,
        "basis": _years(rows.year),
        "source_id": join_ids(rows.source_id),
    }


def _years(years) -> str:
    years = [int(y) for y in years]
    return f"{len(years)} years, {min(years)} to {max(years)}" if years else "no year with both"


def _counted(rows: pd.DataFrame, channel: str, pair: list[str], span: tuple[int, int]) -> dict:
    """Rows that began in the span, with the interval of B that chance leaves so few rows.

    A rival without a row in any year is a gap in the record and not a zero: then no balance. The
    interval is that of a share (Wilson 1927, 95 %), p = E1/(E1 + E2) and B = 2p - 1.
    """
    kind, events = _CONTACTS[channel]
    whole = rows[(rows.channel == kind) & rows.event.isin(events) & rows.other.isin(pair)]
    own = within(whole, span)
    counts = {code: int((own.other == code).sum()) for code in pair}
    silent = [code for code in pair if code not in set(whole.other)]
    out = {"first": float(counts[pair[0]]), "second": float(counts[pair[1]])}
    out |= {"basis": f"{len(own)} rows", "source_id": join_ids(own.source_id)}
    if silent:
        gap = "no rows" if len(silent) == 2 else "one side has no rows"
        lost = {code: None if code in silent else float(counts[code]) for code in pair}
        return out | {"first": lost[pair[0]], "second": lost[pair[1]], "basis": gap}
    if len(own):
        share = stats.binomtest(counts[pair[0]], len(own)).proportion_ci(method="wilson")
        out |= {"low": 2 * share.low - 1, "high": 2 * share.high - 1}
    return out


def _embassies(rows: pd.DataFrame, country: str, pair: list[str], span: tuple[int, int]) -> dict:
    """Embassy years, of the rival's embassy and of the country's own, where both rivals' dates are
    known: counting one direction for one side only would be a bias."""
    here = [embassy_years(rows, rival, country, span) for rival in pair]
    there = [embassy_years(rows, rival, rival, span) for rival in pair]
    known = [side for side in (here, there) if None not in side]
    own = rows[(rows.channel == "embassy") & rows.other.isin(pair)]
    both = {0: "dates not known for both", 1: "one direction", 2: "both directions"}
    out = {"basis": both[len(known)], "source_id": join_ids(own.source_id)}
    if known:
        out |= {"first": float(sum(s[0] for s in known)), "second": float(sum(s[1] for s in known))}
    return out


def _length(rows: pd.DataFrame, pair: list[str], last_year: int) -> dict:
    first, second = (tie_years(rows, rival, last_year) for rival in pair)
    own = rows[(rows.channel == "relations") & rows.other.isin(pair)]
    known = sum(side is not None for side in (first, second))
    basis = {0: "dates not known", 1: "date of one side", 2: f"to the end of {last_year}"}[known]
    return {"first": first, "second": second, "basis": basis, "source_id": join_ids(own.source_id)}


def balances(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    rows: pd.DataFrame,
    country: str,
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return one line per channel: channel, label, unit, first, second, balance, low, high, basis,
    source_id.

    Args:
        rows: contacts of the country (:func:`seen_from`).

    ``first`` and ``second`` are E1 and E2 in ``unit``: turnover summed over the years of ``span``
    with both on record; the country's share in all trade of each rival, per thousand; visits and
    signings that began in the span; years with an open embassy; years of relations up to the last
    year. ``balance`` is missing where a side is missing or both are zero. ``low`` and ``high``
    bound it where rows were counted (95 %, chance only: rows that were not found are not covered).
    """
    lines = {
        "trade": _trade(trade, country, pair, span),
        "trade_adjusted": _trade_adjusted(trade, totals, country, pair, span),
        "visits": _counted(rows, "visits", pair, span),
        "agreements": _counted(rows, "agreements", pair, span),
        "embassies": _embassies(rows, country, pair, span),
        "length": _length(rows, pair, span[1]),
    }
    numbers = ["first", "second", "balance", "low", "high"]
    columns = ["channel", "label", "unit", *numbers, "basis", "source_id"]
    out = pd.DataFrame(
        [
            {
                "channel": channel,
                "label": CHANNELS[channel][0],
                "unit": CHANNELS[channel][1],
                "balance": normalised(line.get("first"), line.get("second")),
            }
            | line
            for channel, line in lines.items()
        ],
        columns=columns,
    )
    return out.astype(dict.fromkeys(numbers, "float64"))


# -- composite -------------------------------------------------------------------------------


def composite(table: pd.DataFrame, chosen: Mapping[str, float]) -> float | None:
    """Return the mean of the balances weighted by ``chosen``; channels without a balance drop out.

    None if no channel with weight has a balance.
    """
    known = table.set_index("channel").balance.dropna()
    used = {c: w for c, w in chosen.items() if w > 0 and c in known.index}
    total = sum(used.values())
    return float(sum(w * known[c] for c, w in used.items()) / total) if total else None


def simplex(parts: int, steps: int = STEPS) -> np.ndarray:
    """Return every way to share a weight of one among ``parts`` in ``steps`` equal steps.

    One row per weighting, C(steps + parts - 1, parts - 1) in all (stars and bars; the simplex
    lattice of Scheffe 1958), in a fixed order.
    """
    places = steps + parts - 1
    rows = []
    for bars in combinations(range(places), parts - 1):
        edges = [-1, *bars, places]
        rows.append([b - a - 1 for a, b in pairwise(edges)])
    return np.array(rows, dtype=float) / steps


def sensitivity(table: pd.DataFrame, chosen: Mapping[str, float]) -> pd.DataFrame:
    """Return the composite under every weighting of :func:`simplex`, sorted.

    Columns composite, share (part of the weightings up to this one), one column of weight per
    channel, source_id. Channels: those with weight in ``chosen`` that have a balance.
    """
    known = table[table.channel.map(lambda c: chosen.get(c, 0) > 0) & table.balance.notna()]
    columns = ["composite", "share", *known.channel, "source_id"]
    if known.empty:
        return pd.DataFrame(columns=columns)
    grid = simplex(len(known))
    out = pd.DataFrame(grid, columns=list(known.channel))
    out["composite"] = grid @ known.balance.to_numpy()
    out = out.sort_values("composite", kind="stable", ignore_index=True)
    out["share"] = (out.index + 1) / len(out)
    return out.assign(source_id=join_ids(known.source_id))[columns]


def left_out(table: pd.DataFrame, chosen: Mapping[str, float]) -> pd.DataFrame:
    """Return the composite with each channel left out in turn: channel, label, composite,
    source_id.

    Only channels that take part; none if fewer than two do.
    """
    known = table[table.balance.notna()].set_index("channel")
    used = [c for c in chosen if chosen[c] > 0 and c in known.index]
    lines = [
        {
            "channel": out,
            "label": known.label[out],
            "composite": composite(table, {c: chosen[c] for c in used if c != out}),
            "source_id": join_ids(known.source_id[[c for c in used if c != out]]),
        }
        for out in used
        if len(used) > 1
    ]
    return pd.DataFrame(lines, columns=["channel", "label", "composite", "source_id"])


def left_out_text(rows: pd.DataFrame) -> str:
    """Return :func:`left_out` in words: without trade −0.06, without visits 0.19; empty for no
    rows."""
    cells = zip(rows.channel, rows.composite, strict=True)
    return ", ".join(f"without {_inline(c)} " + f"{v:.2f}".replace("-", "−") for c, v in cells)


def weighed(grid: pd.DataFrame, without: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`sensitivity` and :func:`left_out` below each other; column left_out names the
    channel, blank for a weighting of all."""
    parts = [grid.assign(left_out=""), without.rename(columns={"channel": "left_out"})]
    return pd.concat([p for p in parts if len(p)], ignore_index=True).drop(columns="label")


# -- what is shown ---------------------------------------------------------------------------


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the balances with first_text and second_text, the two sides without false digits."""
    digits = {"trade": 0, "trade_adjusted": 2, "visits": 0, "agreements": 0, "embassies": 0}

    def text(channel: str, value: float) -> str | None:
        return None if pd.isna(value) else f"{value:,.{digits.get(channel, 1)}f}"

    return table.assign(
        first_text=[text(c, v) for c, v in zip(table.channel, table["first"], strict=True)],
        second_text=[text(c, v) for c, v in zip(table.channel, table.second, strict=True)],
    )


def coverage(
    rows: pd.DataFrame, sources: pd.DataFrame, pair: list[str], span: tuple[int, int]
) -> pd.DataFrame:
    """Return how many rows each channel rests on and how good their sources are.

    Columns label, first, second (rows up to the last year; of hosted meetings those with the
    rival), in_span (all rows that began in the span), high, medium, low (rows by quality of
    source), source_id. Channels without rows have zeros.
    """
    quality = sources.set_index("source_id").quality
    labels = {
        "relations": "Relations",
        "embassy": "Embassies",
        "visit": "Visits",
        "agreement": "Agreements",
        "convening": "Hosted meetings",
    }
    rows = rows[rows.date.dt.year <= span[1]]
    lines = []
    for channel, label in labels.items():
        own = rows[rows.channel == channel]
        parties = own.other.str.split()
        if channel != "convening":
            own = own[own.other.isin(pair)]
        grades = own.source_id.map(quality).value_counts()
        lines.append(
            {
                "label": label,
                "first": int(parties.map(lambda codes: pair[0] in codes).sum()),
                "second": int(parties.map(lambda codes: pair[1] in codes).sum()),
                "in_span": len(within(own, span)),
                **{grade: int(grades.get(grade, 0)) for grade in ("high", "medium", "low")},
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


def dated(rows: pd.DataFrame, names: Mapping[str, str], last_year: int) -> pd.DataFrame:
    """Return the contacts with the partners in ``names`` up to ``last_year``, oldest first.

    Columns when (text, as exact as known), partner, channel, statement, source_id.
    """
    own = _with(rows, names)
    own = own[own.date.dt.year <= last_year]
    return pd.DataFrame(
        {
            "when": _when(own),
            "partner": own.other.map(names),
            "channel": own.channel,
            "statement": own.statement,
            "source_id": own.source_id,
        }
    ).reset_index(drop=True)


def hosted(rows: pd.DataFrame, names: Mapping[str, str], last_year: int) -> pd.DataFrame:
    """Return the meetings the country hosted up to ``last_year``: when, year, statement, parties
    (names), source_id.

    Args:
        names: code -> name of every country that occurs.
    """
    own = rows[(rows.channel == "convening") & (rows.date.dt.year <= last_year)]
    parties = [", ".join(sorted(names[code] for code in cell.split())) for cell in own.other]
    return pd.DataFrame(
        {
            "when": _when(own),
            "year": own.date.dt.year,
            "statement": own.statement,
            "parties": parties,
            "source_id": own.source_id,
        }
    ).reset_index(drop=True)


def _when(rows: pd.DataFrame) -> list[str]:
    """Dates as text, no more exact than they are known."""
    ends = {"day": 10, "month": 7, "year": 4}
    days = rows.date.dt.strftime("%Y-%m-%d")
    return [day[: ends[p]] for day, p in zip(days, rows.precision, strict=True)]


def timeline(rows: pd.DataFrame, names: Mapping[str, str], last_year: int) -> pd.DataFrame:
    """Return what the timeline draws: lane (rival, or "hosted"), channel, date, label, source_id.

    One line per lane, channel and day, so that two embassies opened in one year are one mark; the
    label says what happened and the year.
    """
    rows = rows[rows.date.dt.year <= last_year]
    two = _with(rows, names).assign(lane=lambda r: r.other)
    own = rows[rows.channel == "convening"].assign(lane="hosted")
    both = pd.concat([two, own])
    words = {"made": "", "received": "", "signed": "", "hosted": "", "nullified": "ended"}
    events = both.event.map(lambda e: words.get(e, e))
    both = both.assign(label=(both.date.dt.year.astype(str) + " " + events).str.strip())
    keys = ["lane", "channel", "date", "label"]
    return (
        both.groupby(keys, sort=True)
        .agg(source_id=("source_id", join_ids))
        .reset_index()
        .sort_values(["lane", "channel", "date", "label"], ignore_index=True)
    )


def headline(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    chosen: Mapping[str, float],
    country: str,
    pair: Mapping[str, str],
    span: tuple[int, int],
) -> Named:
    """Return the named values of the chapter; what cannot be formed is missing.

    country, title, first, second; composite with its range over weightings (_low, _high, _p5,
    _p95) and with the size-adjusted trade in place of trade (_adjusted); leans (the rival it leans
    to), settled (the rival every weighting leans to), leaning_first (part of weightings above
    zero); trade_weight (that of trade among the weights), size_gap (what the adjustment for size
    takes from the balance of trade, without sign); balance_* of each channel and its two sides as
    *_first and *_second; length_gap (years, without sign, of the lengths as printed) and longer
    (name); contacts (rows), heads_* (visits of heads of state in the span), convening (meetings
    hosted in the span, convening_text in words) and those with each rival.
    """
    names = list(pair.values())
    line = table.set_index("channel")
    grid = sensitivity(table, chosen).composite.astype(float)
    mean = composite(table, chosen)
    swapped = {c: w for c, w in chosen.items() if c != "trade"}
    swapped["trade_adjusted"] = sum(chosen.get(c, 0) for c in ("trade", "trade_adjusted"))
    lengths = line["first"]["length"], line.second["length"]
    gap = round(lengths[0], 1) - round(lengths[1], 1)  # as printed, so that the sum is seen to hold
    met = within(rows[rows.channel == "convening"], span)
    heads = within(rows[(rows.channel == "visit") & (rows.level == "head of state")], span).other
    parties = met.other.str.split()
    with_rivals = [int(parties.map(lambda codes, c=c: c in codes).sum()) for c in pair]
    used = [c for c in chosen if chosen[c] > 0 and pd.notna(line.balance[c])]
    out: Named = {
        "country": (country, "country"),
        "title": (country, "text"),
        "first": (names[0], "country"),
        "second": (names[1], "country"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "composite": (mean, "index"),
        "composite_low": (_quantile(grid, 0), "index"),
        "composite_high": (_quantile(grid, 1), "index"),
        "composite_p5": (_quantile(grid, 0.05), "index"),
        "composite_p95": (_quantile(grid, 0.95), "index"),
        "composite_adjusted": (composite(table, swapped), "index"),
        "weightings": (len(grid), "count"),
        "leaning_first": (float((grid > 0).mean()) if len(grid) else None, "percent"),
        "leans": (_towards(mean, names), "country"),
        "settled": (_settled(grid, names), "country"),
        "channels": (len(used), "count"),
        "channel_names": ([_inline(c) for c in used], "names"),
        "without": (
            [_inline(c) for c in chosen if chosen[c] > 0 and pd.isna(line.balance[c])],
            "names",
        ),
        "length_gap": (None if pd.isna(gap) else abs(gap), "score"),
        "longer": (_towards(gap, names), "country"),
        "contacts": (int((_with(rows, pair).date.dt.year <= span[1]).sum()), "count"),
        "heads_first": (int((heads == next(iter(pair))).sum()), "count"),
        "heads_second": (int((heads == list(pair)[1]).sum()), "count"),
        "trade_weight": (float(chosen.get("trade", 0)), "index"),
        "size_gap": (
            _or_none(abs(line.balance["trade"] - line.balance["trade_adjusted"])),
            "index",
        ),
        "convening": (len(met), "count"),
        "convening_text": ("one meeting" if len(met) == 1 else f"{len(met):,} meetings", "text"),
        "convening_first": (with_rivals[0], "count"),
        "convening_second": (with_rivals[1], "count"),
    }
    return out | _sides(line)


def _sides(line: pd.DataFrame) -> Named:
    """The balance of each channel and its two sides."""
    units = {"visits": "count", "agreements": "count", "embassies": "count", "length": "score"}
    out: Named = {}
    for channel in CHANNELS:
        out[f"balance_{channel}"] = (_or_none(line.balance[channel]), "index")
        for side in ("first", "second"):
            value = _or_none(line[side][channel])
            if channel == "trade":
                out[f"trade_{side}"] = (None if value is None else value * 1e6, "US$")
            elif channel in units:
                out[f"{channel}_{side}"] = (value, units[channel])
    return out


def _inline(channel: str) -> str:
    """How a channel is named within a list, where a comma would part it."""
    return "size-adjusted trade" if channel == "trade_adjusted" else CHANNELS[channel][0].lower()


def _settled(values: pd.Series, names: list[str]) -> str | None:
    """The rival to which every weighting leans; None if the weights decide."""
    sides = {_towards(value, names) for value in values}
    return sides.pop() if len(sides) == 1 else None


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _quantile(values: pd.Series, at: float) -> float | None:
    return float(values.quantile(at)) if len(values) else None


def _towards(value: float | None, names: list[str]) -> str | None:
    """The rival a value points to; None where it is missing or too small to tell (0.005)."""
    if value is None or pd.isna(value) or abs(value) < 0.005:
        return None
    return names[0] if value > 0 else names[1]
