"""How states on the way are known to have treated North Koreans: documented events, coded.

Events are no census: how many become known differs by country, so their number is never compared
between countries, and a year without an event is a gap, not a zero.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures.treaties import measure_commitment
from thirdcountry.tables.sources import join_ids, used

#: Codes of table practice_codes.
RETURN, BLOCKING = -2, -1
DAYS_PER_MONTH = 365.25 / 12


class PracticeError(UserError):
    """Events that cannot give what was asked."""


def select_practice(
    practice: pd.DataFrame, hosts: dict[str, str], span: tuple[int, int], include_leaked: bool
) -> pd.DataFrame:
    """Return the events of some hosts in the years of ``span``, in order of host and time.

    Adds country_name, first and last (years it touches; an event whose beginning is not known
    touches the year of its end). Events known from leaked cables alone only if asked for.
    """
    rows = used(practice[practice.country.isin(list(hosts))], include_leaked)
    begin, end = rows.date.fillna(rows.date_end), rows.date_end.fillna(rows.date)
    rows = rows.assign(
        country_name=rows.country.map(hosts),
        first=begin.dt.year.astype(int),
        last=end.dt.year.astype(int),
        place=rows.country.map({code: n for n, code in enumerate(hosts)}),
        code=rows.code.astype(int),
        begin=begin,
    )
    rows = rows[(rows["last"] >= span[0]) & (rows["first"] <= span[1])]
    return rows.sort_values(["place", "begin", "practice_id"]).drop(columns=["place", "begin"])


def summarise_events(events: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Return the events in groups, indexed by ``by``: practice (mean code), lowest, highest, codes
    (different ones), events (counts), source_id."""
    return events.groupby(by, sort=False).agg(
        practice=("code", "mean"),
        lowest=("code", "min"),
        highest=("code", "max"),
        codes=("code", "nunique"),
        events=("code", "size"),
        source_id=("source_id", join_ids),
    )


def summarise_years(events: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return country, country_name, year and the columns of :func:`summarise_events`, a line for
    each host and year with an event.

    An event counts in each year it touches. A year without an event has no line: a treatment is
    never carried forward.
    """
    years = [
        list(range(max(first, span[0]), min(last, span[1]) + 1))
        for first, last in zip(events["first"], events["last"], strict=True)
    ]
    touched = events.assign(year=pd.Series(years, events.index, dtype=object)).explode("year")
    touched = touched.astype({"year": int})
    return summarise_events(touched, ["country", "country_name", "year"]).reset_index()


def add_up_people(events: pd.DataFrame) -> tuple[int | None, str]:
    """Return (persons, how exactly) added up over events; ``at_least`` where one is a minimum.

    Events that are part of a wider count among them are not added again; None if no event has a
    number. An event without a number makes the sum a minimum.
    """
    rows = events[~events.part_of.isin(events.practice_id)]
    known = rows[rows.persons.notna()]
    if known.empty:
        return None, ""
    how = set(known.persons_precision)
    if "at_least" in how or len(known) < len(rows):
        return int(known.persons.sum()), "at_least"
    return int(known.persons.sum()), "about" if "about" in how else "exact"


def group_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return one line per host, year and code: country, country_name, year, code, events, persons,
    precision, source_id. An event that lasts stands at its first year in full.

    People of several events are added up for returns only: other groups may overlap, as when those
    sent back are caught again.
    """
    lines = []
    keys = ["country", "country_name", "year", "code"]
    for key, own in events.rename(columns={"first": "year"}).groupby(keys, sort=False):
        added = key[-1] == RETURN or len(own) == 1
        persons, how = add_up_people(own) if added else (None, "")
        lines.append((*key, len(own), persons, how, join_ids(own.source_id)))
    columns = [*keys, "events", "persons", "precision", "source_id"]
    return pd.DataFrame(lines, columns=columns).astype({"persons": "Int64"})


def compare_commitment(
    memberships: pd.DataFrame, events: pd.DataFrame, weights: dict[str, float]
) -> pd.DataFrame:
    """Return commitment beside treatment: country, country_name, source_id, commitment (K in
    [0, 1]), practice (mean code of all events), lowest, highest, codes (different ones), events,
    practice_source_id, gap.

    gap = K - (P + 2) / 4, both on the scale from 0 to 1: positive where treatment lies below what
    is signed. Missing where either is.
    """
    commitment = measure_commitment(memberships, weights)
    out = memberships[["country", "country_name", "source_id"]].assign(commitment=commitment)
    out = join_treatment(out, events)
    return out.assign(gap=out.commitment - (out.practice + 2) / 4)


def join_treatment(lines: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return lines, one per country, with the columns of :func:`summarise_events` beside them
    (its source as practice_source_id): missing without an event, but for the count of events."""
    treated = summarise_events(events, "country")
    out = lines.join(treated.rename(columns={"source_id": "practice_source_id"}), on="country")
    return out.assign(events=out.events.fillna(0).astype(int))


def join_texts(texts: pd.DataFrame, by_year: pd.DataFrame) -> pd.DataFrame:
    """Return texts in force (measures.treaties.count_texts) and treatment (:func:`summarise_years`)
    of one country year by year, gaps left as gaps."""
    own = by_year.set_index("year")[["practice", "lowest", "highest", "events", "source_id"]]
    out = texts.join(own.rename(columns={"source_id": "practice_source_id"}), on="year")
    return out.astype({"events": "Int64"})


# -- rates of detention ----------------------------------------------------------------------


def find_detention_rates(events: pd.DataFrame, country: str, level: float = 0.95) -> pd.DataFrame:
    """Return persons detained per month over adjoining periods that one source counted.

    Columns begin, end (days), months, persons, per_month, low, high (exact interval of a Poisson
    rate, Garwood 1936), source_id; no line where no source counted two periods that adjoin.
    """
    from scipy.stats import chi2

    rows = events[(events.country == country) & (events.code == BLOCKING)]
    rows = rows.dropna(subset=["persons", "date", "date_end"]).sort_values(["source_id", "date"])
    next_begins = rows.groupby("source_id").date.shift(-1)
    adjoins = rows.date_end + pd.Timedelta(days=1) == next_begins
    pair = rows[adjoins | adjoins.shift(fill_value=False)].head(2)
    months = (((pair.date_end - pair.date).dt.days + 1) / DAYS_PER_MONTH).round().astype(int)
    persons, tail = pair.persons.astype(int), (1 - level) / 2
    return pd.DataFrame(
        {
            "begin": pair.date,
            "end": pair.date_end,
            "months": months,
            "persons": persons,
            "per_month": persons / months,
            # no person has no quantile: the lower bound is nought then
            "low": np.nan_to_num(chi2.ppf(tail, 2 * persons) / 2) / months,
            "high": chi2.ppf(1 - tail, 2 * persons + 2) / 2 / months,
            "source_id": pair.source_id,
        }
    )


def compare_rates(
    first: int, first_time: float, second: int, second_time: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Return (ratio, low, high) of the second Poisson rate to the first, with an exact interval.

    Given their sum, the second count is binomial with p = t2 r / (t1 + t2 r) (Przyborowski and
    Wilenski 1940); the interval of p is that of Clopper and Pearson (1934).

    Raises:
        PracticeError: no event in the first period, or a time that is not positive.
    """
    from scipy.stats import binomtest

    if first <= 0 or first_time <= 0 or second_time <= 0 or second < 0:
        raise PracticeError("a ratio of rates needs events in the first period and positive times")
    ends = binomtest(second, first + second).proportion_ci(level, method="exact")
    per_time = first_time / second_time
    low, high = (float(p / (1 - p)) * per_time if p < 1 else float("inf") for p in ends)
    return second / first * per_time, low, high
