"""Parts of a year: quarters and halves, and what nine months say of the whole year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.measures.arrivals.counts import SeriesError, whole_years
from thirdcountry.tables.sources import join_ids

INTERVAL = 0.95  # what the interval of a predicted year covers
#: Ways to know the count of January to September, the best first: basis -> first and last days.
NINE_MONTHS = {
    "printed": [("01-01", "09-30")],
    "quarters": [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30")],
    "half": [("01-01", "06-30"), ("07-01", "09-30")],
}


def select_parts(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return quarters and half-years inside the years first to last, the latest figure of each.

    Args:
        rows: counts of one host, both sexes together (counts.select_arrivals).

    Columns period_start, period_end, months (3 or 6), persons, per_month, status, as_of,
    source_id. A second half-year is added as year minus first half where both are known
    (status ``derived``). Months without a published figure are simply not there.
    """
    short = rows[rows.period_type.isin(["quarter", "half"])]
    short = short[short.period_start.dt.year.between(first, last)]
    short = short.sort_values("as_of").drop_duplicates(["period_start", "period_end"], keep="last")
    short = pd.concat([short, _second_halves(short, whole_years(rows))], ignore_index=True)
    months = (short.period_end.dt.month - short.period_start.dt.month + 1).astype("int64")
    short = short.assign(months=months, per_month=short.persons.astype("float64") / months)
    columns = ["period_start", "period_end", "months", "persons", "per_month", "status", "as_of"]
    return short[[*columns, "source_id"]].sort_values(["months", "period_start"], ignore_index=True)


def _second_halves(short: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """Return July-December counts as the latest annual figure minus the first half-year.

    The two figures are of different dates, so a revision between them lands in the second half;
    the status says ``derived``.
    """
    full = years.sort_values("as_of").drop_duplicates("year", keep="last").set_index("year")
    first = short[(short.period_type == "half") & (short.period_start.dt.month == 1)]
    first = first[first.period_start.dt.year.isin(full.index)]
    year = first.period_start.dt.year
    whole = full.loc[year]
    return first.assign(
        period_start=pd.to_datetime(year.astype(str) + "-07-01"),
        period_end=pd.to_datetime(year.astype(str) + "-12-31"),
        persons=(whole.persons.to_numpy() - first.persons.to_numpy()),
        status="derived",
        as_of=whole.as_of.to_numpy(),
        source_id=[join_ids(p) for p in zip(whole.source_id, first.source_id, strict=True)],
    )


def pair_nine_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the count of January to September beside the full year, where both are published.

    Columns year, nine, full, basis (a key of :data:`NINE_MONTHS`), source_id. A nine-month figure
    that the table itself marks as derived is not a printed one. ``rows`` as in
    :func:`select_parts`.
    """
    latest = rows.sort_values("as_of")
    full = whole_years(latest).drop_duplicates("year", keep="last").set_index("year")
    spans = latest.drop_duplicates(["period_start", "period_end"], keep="last").set_index(
        ["period_start", "period_end"]
    )
    pairs = []
    for year in full.index:
        for basis, parts in NINE_MONTHS.items():
            keys = [tuple(pd.Timestamp(f"{year}-{day}") for day in part) for part in parts]
            if not all(key in spans.index for key in keys):
                continue
            own = spans.loc[keys]
            if basis == "printed" and (own.status == "derived").any():
                continue
            ids = join_ids([*own.source_id, full.source_id[year]])
            pairs.append((year, int(own.persons.sum()), int(full.persons[year]), basis, ids))
            break
    columns = ["year", "nine", "full", "basis", "source_id"]
    return pd.DataFrame(pairs, columns=columns).sort_values("year", ignore_index=True)


def nowcast(pairs: pd.DataFrame, nine: float) -> tuple[float, float, float]:
    """Return (low, estimate, high), in persons, of a full year from its first nine months.

    The log ratio full / nine of the known years has mean m and standard deviation s; a new year
    lies within m +- t s sqrt(1 + 1/n), the usual prediction interval.

    Raises:
        SeriesError: fewer than three known years.
    """
    if len(pairs) < 3:
        raise SeriesError(f"a nowcast needs three known years, there are {len(pairs)}")
    from scipy import stats  # slow to import, so only where it is used

    ratios = np.log(pairs.full.astype(float) / pairs.nine.astype(float))
    n = len(ratios)
    half = stats.t.ppf(0.5 + INTERVAL / 2, n - 1) * ratios.std(ddof=1) * np.sqrt(1 + 1 / n)
    low, estimate, high = (float(nine * np.exp(ratios.mean() + s * half)) for s in (-1, 0, 1))
    return low, estimate, high


def check_nowcast(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return each known year predicted from the others (leave-one-out): ``pairs`` plus low,
    estimate, high (persons) and inside (whether the counted year lies between low and high).
    """
    predicted = [nowcast(pairs.drop(index=place), pairs.nine[place]) for place in pairs.index]
    limits = pd.DataFrame(predicted, index=pairs.index, columns=["low", "estimate", "high"])
    return pairs.join(limits).assign(inside=pairs.full.between(limits.low, limits.high))


def find_quoted(rows: pd.DataFrame) -> tuple[int, int] | None:
    """Return (year, persons) of the latest count that only a secondary text quotes, or None.

    ``rows`` as in :func:`select_parts`.
    """
    quoted = rows[rows.status == "quoted"].sort_values("period_end").tail(1)
    return next(((r.period_end.year, int(r.persons)) for r in quoted.itertuples()), None)
