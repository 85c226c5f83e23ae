"""People counted on the way: against arrivals at the destination, against each other, by route."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.measures.arrivals import counts as arrival_counts
from thirdcountry.tables.sources import join_ids

#: The terms of the flow balance.
TERMS = ("host", "destination", "resettled", "waiting")


# -- counts on the way -----------------------------------------------------------------------


def list_arrivals(arrivals: pd.DataFrame, destination: str) -> pd.DataFrame:
    """Return arrivals at the destination by whole year (latest official table) and by half-year.

    Columns period_start, period_end, arrivals (persons), source_id; a half-year has the figure
    printed last.
    """
    own = arrivals[arrivals.host == destination]
    years = arrival_counts.official(arrivals, max(own.vintage[own.vintage != "press"]), destination)
    whole = years.assign(
        period_start=pd.to_datetime(years.year.astype(str) + "-01-01"),
        period_end=pd.to_datetime(years.year.astype(str) + "-12-31"),
        arrivals=years["all"].astype(int),
    )
    halves = own[(own.measure == "arrivals") & (own.sex == "all") & (own.period_type == "half")]
    period = ["period_start", "period_end"]
    halves = halves.sort_values("as_of").drop_duplicates(period, keep="last")
    halves = halves.rename(columns={"persons": "arrivals"})
    columns = [*period, "arrivals", "source_id"]
    return pd.concat([whole[columns], halves[columns]], ignore_index=True)


_FLOWS = {"recorded_entries": "entries", "transfers": "transfers"}
#: What tells one period of one host from another.
_PERIOD = ["host", "measure", "period_start", "period_end"]


def list_counts(arrivals: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
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
    columns = [*_PERIOD, "persons", "precision", "source_id"]
    return pd.concat([rows[columns], counts[columns]], ignore_index=True)


def compute_ratios(
    flows: pd.DataFrame, reached: pd.DataFrame, span: tuple[int, int]
) -> pd.DataFrame:
    """Return theta = people counted in a host / arrivals at the destination in the same period.

    One line per printed count whose period is also one of ``reached`` (:func:`list_arrivals`):
    host, measure, period_start, period_end, year, months, persons, precision, rank (1 is the source
    with most periods), arrivals, theta, source_id, arrivals_source_id. Not a share: people are
    counted in one year and arrive in another, some are counted twice and some go elsewhere, so it
    can exceed one.
    """
    both = flows.merge(reached, on=["period_start", "period_end"], suffixes=("", "_reached"))
    both = both.rename(columns={"source_id_reached": "arrivals_source_id"})
    both["year"] = both.period_end.dt.year
    both = both[both.year.between(*span)]
    both["months"] = ((both.period_end - both.period_start).dt.days / 30.4).round().astype(int)
    both["theta"] = both.persons.astype(float) / both.arrivals
    both["breadth"] = both.groupby(["host", "source_id"]).persons.transform("size")
    order = [*_PERIOD, "breadth", "source_id"]
    both = both.sort_values(order, ascending=[name != "breadth" for name in order])
    both["rank"] = both.groupby(_PERIOD).cumcount() + 1
    columns = [*_PERIOD, "year", "months", "persons", "precision", "rank"]
    columns += ["arrivals", "theta", "source_id", "arrivals_source_id"]
    return both[columns].reset_index(drop=True)


def bound_ratios(points: pd.DataFrame) -> pd.DataFrame:
    """Return theta as an interval over rival sources, lowest to highest.

    One line per host and period. Columns host, measure, period_start, period_end, year, months,
    figures, low, high (persons), arrivals, theta_low, theta_high, source_id, arrivals_source_id.
    One figure gives an interval without width, which is no certainty.
    """
    bounds = points.groupby([*_PERIOD, "year", "months"], sort=False).agg(
        figures=("persons", "size"),
        low=("persons", "min"),
        high=("persons", "max"),
        arrivals=("arrivals", "first"),
        theta_low=("theta", "min"),
        theta_high=("theta", "max"),
        source_id=("source_id", join_ids),
        arrivals_source_id=("arrivals_source_id", join_ids),
    )
    return bounds.reset_index().sort_values(
        ["host", "measure", "year", "months"], ignore_index=True
    )


def find_gap_years(flows: pd.DataFrame, host: str) -> list[int]:
    """Return the years between a host's first and last count of which no part is counted."""
    own = flows[flows.host == host]
    if own.empty:
        return []
    years = {y for r in own.itertuples() for y in range(r.period_start.year, r.period_end.year + 1)}
    return [y for y in range(min(years), max(years) + 1) if y not in years]


# -- flow balance ----------------------------------------------------------------------------


_ADMISSIONS = {"year": "admissions_calendar_year", "fiscal_year": "admissions_fiscal_year"}
_BASES = {"year": "calendar", "fiscal_year": "fiscal"}


def list_admissions(arrivals: pd.DataFrame, host: str) -> pd.DataFrame:
    """Return admissions to a country of resettlement: year, basis, low, high (persons), source_id.

    The calendar year if printed, otherwise the fiscal year that ends in it.
    """
    rows = arrivals[(arrivals.host == host) & (arrivals.sex == "all")]
    rows = rows[rows.measure == rows.period_type.map(_ADMISSIONS)]
    rows = rows.assign(year=rows.period_end.dt.year, basis=rows.period_type.map(_BASES))
    found = rows.groupby(["year", "basis"]).agg(
        low=("persons", "min"), high=("persons", "max"), source_id=("source_id", join_ids)
    )
    # "calendar" sorts before "fiscal", so it is kept where both are there
    return found.reset_index().drop_duplicates("year", keep="first")


def find_stock_changes(arrivals: pd.DataFrame, host: str) -> pd.DataFrame:
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


def check_balance(
    ratios: pd.DataFrame,
    reached: pd.DataFrame,
    resettled: pd.DataFrame,
    waiting: pd.DataFrame,
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the flow-balance check of one host, a line per year of the span.

    Checked is: counted in the host <= arrivals at the destination + resettled elsewhere + change
    in the number waiting. Columns year, low, high, reached, resettled, basis (of resettled),
    change, verdict, gap, missing, source_id. verdict: ``passes`` if it holds for the highest figure
    of the host, ``fails`` if it holds for none, ``sources differ`` in between, ``unknown`` without
    a whole-year figure of host or destination. Any other term that is missing counts as nought;
    ``missing`` lists those of :data:`TERMS`; gap is what a failing year would need of it.

    Args:
        ratios: :func:`bound_ratios` of the host.
        reached, resettled, waiting: :func:`list_arrivals`, :func:`list_admissions`,
            :func:`find_stock_changes`.
    """
    whole = (reached.period_start.dt.month == 1) & (reached.period_end.dt.month == 12)
    reached = reached[whole].assign(year=lambda f: f.period_end.dt.year)
    given = (ratios[ratios.months == 12], reached, resettled, waiting)
    years = pd.RangeIndex(span[0], span[1] + 1, name="year")
    tables = {n: t.set_index("year").reindex(years) for n, t in zip(TERMS, given, strict=True)}
    host, usual, abroad, stock = tables.values()
    low, high = host.low.astype(float), host.high.astype(float)
    room = usual.arrivals.astype(float) + stock.change.astype(float).fillna(0)
    low_room, high_room = (room + abroad[c].astype(float).fillna(0) for c in ("low", "high"))
    known = low.notna() & room.notna()
    passes, fails = high <= low_room, low > high_room
    verdict = np.select([~known, passes, fails], ["unknown", "passes", "fails"], "sources differ")
    ids = {term: table.source_id for term, table in tables.items()}
    out = {
        "low": low,
        "high": high,
        "reached": usual.arrivals,
        "resettled": abroad.high,
        "basis": abroad.basis,
        "change": stock.change,
        "verdict": verdict,
        "gap": (low - high_room).where(verdict == "fails"),
        "missing": [[t for t in TERMS if pd.isna(ids[t][year])] for year in years],
        "source_id": [join_ids(ids[term][year] for term in TERMS) for year in years],
    }
    return pd.DataFrame(out, index=years).reset_index()


# -- shares and concentration ----------------------------------------------------------------


def bound_concentration(shares: pd.DataFrame) -> pd.DataFrame:
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
