"""The ways out as rows: the state of each leg by year, counts on the way, and what they add up to.

A leg without a row for a year is not known. It is never taken to be open, and never joined from
the years before and after.
"""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import Named
from thirdcountry.measures.arrivals import counts as seoul
from thirdcountry.tables.sources import join_ids

#: The states a leg can have in a year, in the order shown.
STATES = ("open", "restricted", "closed", "not known")
UNKNOWN = STATES[-1]


# -- legs ------------------------------------------------------------------------------------


def network(rows: pd.DataFrame, places: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return one line per leg, numbered in the order of the table.

    Columns leg_id, number, label (towns), countries, passage (countries, for a sentence), and
    for both ends ``from_`` and ``to_`` place, name, country, lon and lat (degrees); source_id is
    that of the places.
    """
    ends = places.set_index("place_id")
    names = countries.set_index("code").short_name
    legs = rows.drop_duplicates("leg_id")[["leg_id", "from_place", "to_place"]]
    legs = legs.reset_index(drop=True)
    legs.insert(1, "number", range(1, len(legs) + 1))
    for side in ("from", "to"):
        for column in ("name", "country", "lon", "lat"):
            legs[f"{side}_{column}"] = legs[f"{side}_place"].map(ends[column])
    legs["label"] = legs.from_name + " to " + legs.to_name
    legs["countries"] = [
        names[a] if a == b else f"{names[a]} to {names[b]}"
        for a, b in zip(legs.from_country, legs.to_country, strict=True)
    ]
    legs["passage"] = _passages(legs)
    sides = zip(legs.from_place, legs.to_place, strict=True)
    legs["source_id"] = [join_ids(ends.source_id[list(pair)]) for pair in sides]
    return legs


def _passages(legs: pd.DataFrame) -> list[str]:
    """The countries of each leg in words; the town it leads to where several legs have the same."""
    several = legs.countries.duplicated(keep=False)
    inside = legs.from_country == legs.to_country
    rows = zip(legs.countries, legs.to_name, inside, several, strict=True)
    return [
        ("within " if within else "")
        + name.replace("to United", "to the United")
        + (f" ({town})" if more else "")
        for name, town, within, more in rows
    ]


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a last year each; a row up to date ends with the latest year of the table."""
    latest = max(rows.first_year.max(), rows.last_year.max())
    return rows.assign(last_year=rows.last_year.fillna(latest).astype(int))


def states(rows: pd.DataFrame, legs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the state of every leg in one year.

    Columns of :func:`network` (its source as place_source_id), status (one of :data:`STATES`),
    statement (missing if not known), latest (state and year of the last period on record, whatever
    the year asked), source_id (of the row, or of the leg's rows where the year has none).
    """
    rows = _ends(rows)
    now = rows[(rows.first_year <= year) & (rows.last_year >= year)].set_index("leg_id")
    latest = rows.sort_values("last_year", kind="stable").groupby("leg_id").last()
    every = rows.groupby("leg_id").source_id.agg(join_ids)
    out = legs.rename(columns={"source_id": "place_source_id"})
    return out.assign(
        year=year,
        status=out.leg_id.map(now.status).astype(object).fillna(UNKNOWN),
        statement=out.leg_id.map(now.statement),
        latest=out.leg_id.map(latest.status + ", " + latest.last_year.astype(str)),
        source_id=out.leg_id.map(now.source_id).astype(object).fillna(out.leg_id.map(every)),
    )


def history(rows: pd.DataFrame, legs: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return the runs of equal state of every leg within the span, unknown years included.

    Columns number, label, countries, first_year, last_year, status, statement, source_id; runs of
    two rows are not joined, since each has its own evidence.
    """
    rows = _ends(rows)
    runs = []
    for leg in legs.itertuples():
        own = rows[rows.leg_id == leg.leg_id].sort_values("first_year")
        at = span[0]
        for row in own.itertuples():
            first, last = max(row.first_year, span[0]), min(row.last_year, span[1])
            if first > last:
                continue
            if at < first:
                runs.append((leg, at, first - 1, UNKNOWN, None, join_ids(own.source_id)))
            runs.append((leg, first, last, row.status, row.statement, row.source_id))
            at = last + 1
        if at <= span[1]:
            runs.append((leg, at, span[1], UNKNOWN, None, join_ids(own.source_id)))
    head = ["first_year", "last_year", "status", "statement", "source_id"]
    return pd.DataFrame(
        [(leg.number, leg.label, leg.countries, *rest) for leg, *rest in runs],
        columns=["number", "label", "countries", *head],
    )


def coverage(rows: pd.DataFrame) -> pd.Series:
    """Return how many legs have a row for each year, indexed by year."""
    rows = _ends(rows)
    years = [y for r in rows.itertuples() for y in range(r.first_year, r.last_year + 1)]
    return pd.Series(years, dtype=int).value_counts().sort_index()


# -- counts on the way -----------------------------------------------------------------------


def korea(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return arrivals in South Korea by whole year (latest official table) and by half-year.

    Columns period_start, period_end, arrivals (persons), source_id; a half-year has the figure
    printed last.
    """
    tables = arrivals[(arrivals.host == "KOR") & (arrivals.vintage != "press")].vintage
    years = seoul.official(arrivals, max(tables))
    whole = pd.DataFrame(
        {
            "period_start": pd.to_datetime(years.year.astype(str) + "-01-01"),
            "period_end": pd.to_datetime(years.year.astype(str) + "-12-31"),
            "arrivals": years["all"].astype(int),
            "source_id": years.source_id,
        }
    )
    halves = arrivals[
        (arrivals.host == "KOR")
        & (arrivals.measure == "arrivals")
        & (arrivals.sex == "all")
        & (arrivals.period_type == "half")
    ]
    halves = halves.sort_values("as_of").drop_duplicates(
        ["period_start", "period_end"], keep="last"
    )
    halves = halves.rename(columns={"persons": "arrivals"})[list(whole.columns)]
    return pd.concat([whole, halves], ignore_index=True)


_FLOWS = {"recorded_entries": "entries", "transfers": "transfers"}


def counted(arrivals: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return every count of people on the way, from both tables.

    Columns host, measure (entries or transfers), period_start, period_end, persons, precision,
    source_id. Totals over several years and numbers on one day are left out.
    """
    rows = arrivals[
        arrivals.measure.isin(list(_FLOWS))
        & (arrivals.sex == "all")
        & ~arrivals.period_type.isin(["range", "to_date", "point"])
    ]
    rows = rows.assign(measure=rows.measure.map(_FLOWS))
    columns = [
        "host",
        "measure",
        "period_start",
        "period_end",
        "persons",
        "precision",
        "source_id",
    ]
    return pd.concat([rows[columns], counts[columns]], ignore_index=True)


def throughput(flows: pd.DataFrame, reached: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return theta = people counted in a host / arrivals in South Korea in the same period.

    One line per printed count whose period is also one of ``reached`` (:func:`korea`): host,
    measure, label, year, months, persons, precision, rank (1 is the source with most periods),
    arrivals, theta, source_id, arrivals_source_id. Not a share: people are counted in one year
    and arrive in another, some are counted twice and some go elsewhere, so it can exceed one.
    """
    both = flows.merge(reached, on=["period_start", "period_end"], suffixes=("", "_reached"))
    both = both.rename(columns={"source_id_reached": "arrivals_source_id"})
    both["year"] = both.period_end.dt.year
    both = both[both.year.between(*span)]
    both["months"] = ((both.period_end - both.period_start).dt.days / 30.4).round().astype(int)
    both["label"] = [
        str(r.year) if r.months == 12 else f"{r.period_start:%b} to {r.period_end:%b} {r.year}"
        for r in both.itertuples()
    ]
    both["theta"] = both.persons.astype(float) / both.arrivals
    both["breadth"] = both.groupby(["host", "source_id"]).persons.transform("size")
    order = ["host", "measure", "period_start", "period_end"]
    both = both.sort_values([*order, "breadth", "source_id"], ascending=[True] * 4 + [False, True])
    both["rank"] = both.groupby(order).cumcount() + 1
    columns = ["host", "measure", "label", "year", "months", "persons", "precision", "rank"]
    columns += ["arrivals", "theta", "source_id", "arrivals_source_id"]
    return both[columns].reset_index(drop=True)


def intervals(points: pd.DataFrame) -> pd.DataFrame:
    """Return theta as an interval over rival sources, lowest to highest.

    One line per host and period. Columns host, measure, label, year, months, figures, low, high
    (persons), arrivals, theta_low, theta_high, source_id, arrivals_source_id. One figure gives
    an interval without width, which is no certainty.
    """
    keys = ["host", "measure", "label", "year", "months"]
    return (
        points.groupby(keys, sort=False)
        .agg(
            figures=("persons", "size"),
            low=("persons", "min"),
            high=("persons", "max"),
            arrivals=("arrivals", "first"),
            theta_low=("theta", "min"),
            theta_high=("theta", "max"),
            source_id=("source_id", join_ids),
            arrivals_source_id=("arrivals_source_id", join_ids),
        )
        .reset_index()
        .sort_values(["host", "measure", "year", "months"], ignore_index=True)
    )


def gaps(flows: pd.DataFrame, host: str) -> list[int]:
    """Return the years between a host's first and last count of which no part is counted."""
    own = flows[flows.host == host]
    if own.empty:
        return []
    years = {y for r in own.itertuples() for y in range(r.period_start.year, r.period_end.year + 1)}
    return [y for y in range(min(years), max(years) + 1) if y not in years]


# -- flow balance ----------------------------------------------------------------------------


def admitted(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return admissions to the United States: year, low, high, basis, source_id.

    The calendar year if printed, otherwise the fiscal year that ends in it.
    """
    rows = arrivals[(arrivals.host == "USA") & (arrivals.sex == "all")]
    rows = rows[
        ((rows.measure == "admissions_calendar_year") & (rows.period_type == "year"))
        | ((rows.measure == "admissions_fiscal_year") & (rows.period_type == "fiscal_year"))
    ]
    rows = rows.assign(
        year=rows.period_end.dt.year,
        basis=rows.measure.map(
            {"admissions_calendar_year": "calendar", "admissions_fiscal_year": "fiscal"}
        ),
    )
    found = rows.groupby(["year", "basis"]).agg(
        low=("persons", "min"), high=("persons", "max"), source_id=("source_id", join_ids)
    )
    # "calendar" sorts before "fiscal", so it is kept where both are there
    return found.reset_index().drop_duplicates("year", keep="first")


def waiting(arrivals: pd.DataFrame, host: str) -> pd.DataFrame:
    """Return the change of the number waiting in a host between two years next to each other.

    Columns year, change (persons), source_id; the numbers are of days late in the year.
    """
    rows = arrivals[(arrivals.host == host) & (arrivals.measure == "awaiting_transfer")]
    rows = rows.assign(year=rows.period_end.dt.year).sort_values("period_end")
    rows = rows.drop_duplicates("year", keep="last").reset_index(drop=True)
    rows["change"] = rows.persons.diff().where(rows.year.diff() == 1)
    rows["source_id"] = [
        join_ids(pair) for pair in zip(rows.source_id.shift(), rows.source_id, strict=True)
    ]
    return rows.loc[rows.change.notna(), ["year", "change", "source_id"]]


def balance(
    ratio: pd.DataFrame,
    reached: pd.DataFrame,
    usa: pd.DataFrame,
    stock: pd.DataFrame,
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the flow-balance check of one host, a line per year of the span.

    Checked is A_host <= A_South Korea + A_United States + change in the number waiting. Columns
    year, low, high, korea, usa, usa_basis, change, verdict, gap, missing, source_id. verdict:
    ``passes`` if it holds for the highest figure of the host, ``fails`` if it holds for none,
    ``sources differ`` in between, ``unknown`` without a whole-year figure. A term that is missing
    counts as nought, and ``missing`` names it; gap is what a failing year would need of it.

    Args:
        ratio: :func:`intervals` of the host.
        reached, usa, stock: :func:`korea`, :func:`admitted`, :func:`waiting`.
    """
    whole = ratio[ratio.months == 12].set_index("year")
    seoul_ = reached[reached.period_end.dt.month == 12].assign(year=lambda f: f.period_end.dt.year)
    seoul_ = seoul_[seoul_.period_start.dt.month == 1].set_index("year")
    usa, stock = usa.set_index("year"), stock.set_index("year")
    lines = []
    for year in range(span[0], span[1] + 1):
        line: dict[str, object] = {"year": year}
        lacking = []
        ids = []
        for name, table in (("host", whole), ("korea", seoul_), ("usa", usa), ("stock", stock)):
            if year in table.index:
                ids.append(table.source_id[year])
            else:
                lacking.append(name)
        room = 0.0
        if "korea" not in lacking:
            line["korea"] = seoul_.arrivals[year]
            room += float(seoul_.arrivals[year])
        low_room = high_room = room
        if "usa" not in lacking:
            line |= {"usa": usa.high[year], "usa_basis": usa.basis[year]}
            low_room, high_room = room + float(usa.low[year]), room + float(usa.high[year])
        if "stock" not in lacking:
            line["change"] = stock.change[year]
            low_room += float(stock.change[year])
            high_room += float(stock.change[year])
        line |= {"verdict": "unknown", "source_id": join_ids(ids)}
        if "host" not in lacking:
            line |= {"low": whole.low[year], "high": whole.high[year]}
            if "korea" not in lacking:
                line |= _verdict(
                    float(whole.low[year]), float(whole.high[year]), low_room, high_room
                )
        line["missing"] = ", ".join(_TERMS[name] for name in _TERMS if name in lacking)
        lines.append(line)
    columns = ["year", "low", "high", "korea", "usa", "usa_basis", "change", "verdict", "gap"]
    return pd.DataFrame(lines, columns=[*columns, "missing", "source_id"])


_TERMS = {
    "host": "the host",
    "korea": "South Korea",
    "usa": "United States",
    "stock": "number waiting",
}


def _verdict(low: float, high: float, low_room: float, high_room: float) -> dict[str, object]:
    if high <= low_room:
        return {"verdict": "passes"}
    if low > high_room:
        return {"verdict": "fails", "gap": int(low - high_room)}
    return {"verdict": "sources differ"}


# -- shares and concentration ----------------------------------------------------------------


def concentration(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the bounds of the concentration of routes that one known share allows.

    Columns of the share rows plus hhi_low, hhi_high. The index sums the squared shares of all
    routes (Herfindahl 1950, Hirschman 1945) and is one if all come the same way. With one share s
    known it lies between s^2, the rest spread over very many ways, and s^2 + (1 - s)^2, the rest
    on a single one. Only shares of all arrivals, printed exactly and with a year.
    """
    rows = shares[
        (shares.of_whom == "arrivals") & (shares.precision == "exact") & shares.year.notna()
    ]
    s = rows.share.astype(float)
    return rows.assign(hhi_low=s**2, hhi_high=s**2 + (1 - s) ** 2).sort_values("year")


# -- what the chapter says -------------------------------------------------------------------


def headline(state: pd.DataFrame, seen: pd.Series, span: tuple[int, int]) -> Named:
    """Return the named values of the map: year, first_year and last_year of the span, legs,
    legs_known, legs_open, legs_restricted, legs_closed, legs_unknown (counts), ways_open,
    ways_restricted, ways_closed, ways_unknown (names of legs), passages_open and so on (the same
    by country), best_year and best_known (the year with most legs on record), latest_year and
    latest_known (of any row).
    """
    out: Named = {
        "year": (int(state.year.iloc[0]), "year"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "legs": (len(state), "count"),
        "legs_known": (int((state.status != UNKNOWN).sum()), "count"),
        "best_year": (int(seen.idxmax()), "year"),
        "best_known": (int(seen.max()), "count"),
        "latest_year": (int(seen.index.max()), "year"),
        "latest_known": (int(seen.iloc[-1]), "count"),
    }
    for status, word in zip(STATES, ("open", "restricted", "closed", "unknown"), strict=True):
        own = state[state.status == status]
        out |= {
            f"legs_{word}": (len(own), "count"),
            f"ways_{word}": (own.label.tolist(), "names"),
            f"passages_{word}": (own.passage.tolist(), "names"),
        }
    return out


def headline_counts(ratio: pd.DataFrame, checked: pd.DataFrame, missing: list[int]) -> Named:
    """Return the named values of one host's counts: theta_peak, theta_latest and theta_before, each
    with _low, _high and its period, and their persons and arrivals; theta_path (these in order of
    time, in words); gap_years; balance_fails, balance_passes, balance_differs, balance_unknown
    (years), balance_gap (persons, first failing year). Values are missing where the span holds no
    count.

    Args:
        ratio: :func:`named` of the host's :func:`intervals`.
        checked: :func:`balance`.
        missing: :func:`gaps`.
    """
    out: Named = {"gap_years": (missing, "years")}
    whole = ratio[ratio.months == 12]
    picks = {
        "peak": whole.loc[whole.theta_high.idxmax()] if len(whole) else None,
        "latest": ratio.iloc[-1] if len(ratio) else None,
        "before": ratio.iloc[-2] if len(ratio) > 1 else None,
    }
    for name, row in picks.items():
        there = row is not None
        out |= {
            f"theta_{name}_period": (row.label if there else None, "text"),
            f"theta_{name}_low": (row.theta_low if there else None, "ratio"),
            f"theta_{name}_high": (row.theta_high if there else None, "ratio"),
            f"theta_{name}_persons": (int(row.high) if there else None, "persons"),
            f"theta_{name}_arrivals": (int(row.arrivals) if there else None, "persons"),
        }
    told = sorted({row.name for row in picks.values() if row is not None})
    told = ratio.loc[told].sort_values(["year", "months"])
    path = [f"{r.theta_range} in {r.label}" for r in told.itertuples()]
    out["theta_path"] = (path or None, "names")
    out["theta_peak"] = out["theta_peak_high"]
    out["theta_peak_year"] = (int(picks["peak"].year) if len(whole) else None, "year")
    out["theta_latest"] = out["theta_latest_high"]
    words = {
        "fails": "fails",
        "passes": "passes",
        "sources differ": "differs",
        "unknown": "unknown",
    }
    for verdict, word in words.items():
        years = checked[checked.verdict == verdict].year.tolist()
        out[f"balance_{word}"] = (years, "years")
    failing = checked[checked.verdict == "fails"]
    out["balance_gap"] = (int(failing.gap.iloc[0]) if len(failing) else None, "persons")
    out["balance_first"] = (int(failing.year.iloc[0]) if len(failing) else None, "year")
    return out


def headline_shares(shares: pd.DataFrame, bounds: pd.DataFrame, route: str) -> Named:
    """Return the rival shares of one route among arrivals: share_low, share_high with _year and
    _basis, share_undated, and the bounds of the concentration, hhi_low, hhi_high, hhi_year, for
    the year whose share comes from a survey.
    """
    own = shares[(shares.route == route) & (shares.of_whom == "arrivals")]
    dated = own[own.year.notna()].sort_values("share")
    undated = own[own.year.isna()]
    asked = bounds[(bounds.basis == "survey") & (bounds.route == route)]
    out: Named = {}
    for name, place in (("low", 0), ("high", -1)):
        row = dated.iloc[place] if len(dated) else None
        out |= {
            f"share_{name}": (float(row.share) if row is not None else None, "whole percent"),
            f"share_{name}_year": (int(row.year) if row is not None else None, "year"),
            f"share_{name}_basis": (row.basis if row is not None else None, "text"),
        }
    out["share_undated"] = (
        float(undated.share.iloc[0]) if len(undated) else None,
        "whole percent",
    )
    for name, unit in (("hhi_low", "index"), ("hhi_high", "index")):
        out[name] = (float(asked[name].iloc[-1]) if len(asked) else None, unit)
    out["hhi_year"] = (int(asked.year.iloc[-1]) if len(asked) else None, "year")
    return out


def cited(state: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the states with the short name of the source of each (missing if not known)."""
    short = sources.set_index("source_id").short
    return state.assign(source=state.source_id.map(short).where(state.status != UNKNOWN))


def named(rows: pd.DataFrame, countries: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return rows with host_name (of column host or route) and sources (short names).

    Where the columns low and high are there, persons_range and theta_range give both, or the one
    figure they agree on.
    """
    names = countries.set_index("code").short_name
    short = sources.set_index("source_id").short
    code = rows["host"] if "host" in rows else rows["route"]
    out = rows.assign(
        host_name=code.map(names),
        sources=["; ".join(short[i] for i in ids.split()) for ids in rows.source_id],
    )
    if {"low", "high"} <= set(rows.columns):
        out["persons_range"] = [
            f"{a:,}" if a == b else f"{a:,} to {b:,}"
            for a, b in zip(rows.low, rows.high, strict=True)
        ]
        out["theta_range"] = [
            " to ".join(dict.fromkeys("<0.01" if v < 0.005 else f"{v:.2f}" for v in pair))
            for pair in zip(rows.theta_low, rows.theta_high, strict=True)
        ]
    return out
