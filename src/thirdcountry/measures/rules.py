"""What states on the way have signed, and how they are known to have treated North Koreans.

Treaties are facts with dates; treatment is a list of documented events on a scale of our own
(table practice_codes). Events are no census: how many become known differs by country, so their
number is never compared between countries, and a year without an event is a gap, not a zero.
"""

from __future__ import annotations

import pandas as pd
from scipy.stats import binomtest, chi2

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.tables.sources import join_ids, used

#: Weight -> the instruments it stands for; one of them is enough, since the Protocol repeats the
#: duties of the Convention.
GROUPS = {
    "refugee": ("1951 Convention", "1967 Protocol"),
    "torture": ("Convention against Torture",),
}
RETURN, BLOCKING = -2, -1
#: People on the way travel in groups of up to about five (Yonhap, November 2013); people of one
#: group are not arrested independently of each other.
GROUP = 5
DAYS_PER_MONTH = 365.25 / 12


class RulesError(UserError):
    """Treaties or events that cannot give what was asked."""


def matrix(accessions: pd.DataFrame, hosts: dict[str, str], year: int) -> pd.DataFrame:
    """Return one line per host: what it was party to at the end of a year.

    Columns country, country_name; for each weight of :data:`GROUPS` its text and ``<weight>_party``
    (1, 0, missing where not verified); agreements (years of agreements with North Korea, a list),
    source_id. A later accession is ``not party``; a state without a row is ``not verified``.
    """
    lines = []
    for code, name in hosts.items():
        own = accessions[accessions.country == code]
        agreed = own[(own.status == "agreed") & (own.date.dt.year <= year)]
        line = {
            "country": code,
            "country_name": name,
            "agreements": sorted(agreed.date.dt.year.tolist()),
            "source_id": join_ids(own.source_id),
        }
        for group, instruments in GROUPS.items():
            rows = own[own.instrument.isin(instruments)]
            line |= {group: _status(rows, year), f"{group}_party": _party(rows, year)}
        lines.append(line)
    return pd.DataFrame(lines)


def agreements(
    accessions: pd.DataFrame, hosts: dict[str, str], year: int, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return the hosts' agreements with North Korea up to the end of a year, in order of time.

    Columns country, country_name, year, statement, text (whether it is public: yes, no or not
    verified), source (short name), source_id.
    """
    rows = accessions[
        (accessions.status == "agreed")
        & accessions.country.isin(list(hosts))
        & (accessions.date.dt.year <= year)
    ]
    rows = rows.assign(
        country_name=rows.country.map(hosts),
        year=rows.date.dt.year,
        text=rows.text_public.map({True: "yes", False: "no"}).fillna("not verified"),
        source=rows.source_id.map(sources.set_index("source_id").short),
        place=rows.country.map({code: n for n, code in enumerate(hosts)}),
    ).sort_values(["place", "date"])
    columns = ["country", "country_name", "year", "statement", "text", "source", "source_id"]
    return rows[columns].reset_index(drop=True)


def _party(rows: pd.DataFrame, year: int) -> float:
    """1 for a party at the end of the year, 0 for none, missing where nothing was verified."""
    if rows.empty:
        return float("nan")
    return float(((rows.status == "party") & (rows.date.dt.year <= year)).any())


def _status(rows: pd.DataFrame, year: int) -> str:
    party = rows[(rows.status == "party") & (rows.date.dt.year <= year)]
    if len(party):
        return f"since {party.date.dt.year.min()}"
    return "not verified" if rows.empty else "not party"


def commitment(table: pd.DataFrame, weights: dict[str, float]) -> pd.Series:
    """Return K for each line of :func:`matrix`: the weighted mean of its memberships, in [0, 1].

    K = sum(w_i * party_i) / sum(w_i), the project's own index; missing where a membership with a
    weight was not verified.
    """
    total = sum(weights.values())
    parts = [table[f"{group}_party"] * weight for group, weight in weights.items() if weight]
    return pd.concat(parts, axis=1).sum(axis=1, skipna=False) / total


def chosen(
    practice: pd.DataFrame, hosts: dict[str, str], span: tuple[int, int], leaked: bool
) -> pd.DataFrame:
    """Return the events of some hosts in the years of ``span``, in order of host and time.

    Adds country_name, first and last (years it touches; an event whose beginning is not known
    touches the year of its end). Events known from leaked cables alone only with ``leaked``.
    """
    rows = used(practice[practice.country.isin(list(hosts))], leaked)
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


def yearly(events: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return P: country, country_name, year, practice (mean code), lowest, highest, events,
    source_id.

    An event counts in each year it touches. A year without an event has no line: a treatment is
    never carried forward.
    """
    columns = [
        "country",
        "country_name",
        "year",
        "practice",
        "lowest",
        "highest",
        "events",
        "source_id",
    ]
    spread = [
        {**row._asdict(), "year": year}
        for row in events.itertuples(index=False)
        for year in range(max(row.first, span[0]), min(row.last, span[1]) + 1)
    ]
    if not spread:
        return pd.DataFrame(columns=columns)
    out = treated(pd.DataFrame(spread), ["country", "country_name", "year"])
    return out.reset_index()[columns]


def treated(events: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
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


def people(rows: pd.DataFrame) -> tuple[int | None, str]:
    """Return (persons, how exactly) added up over events; ``at_least`` where one is a minimum.

    Events that are part of a wider count in ``rows`` are not added again; None if no event has a
    number. An event without a number makes the sum a minimum.
    """
    rows = rows[~rows.part_of.isin(rows.practice_id)]
    known = rows[rows.persons.notna()]
    if known.empty:
        return None, ""
    how = set(known.persons_precision)
    if "at_least" in how or len(known) < len(rows):
        return int(known.persons.sum()), "at_least"
    return int(known.persons.sum()), "about" if "about" in how else "exact"


def timeline(events: pd.DataFrame) -> pd.DataFrame:
    """Return one line per host, year and code: country, country_name, year, code, events, persons,
    precision, source_id. An event that lasts stands at its first year in full.

    People of several events are added up for returns only: other groups may overlap, as when those
    sent back are caught again.
    """
    lines = []
    keys = ["country", "country_name", "first", "code"]
    for key, own in events.groupby(keys, sort=False):
        persons, how = people(own) if key[-1] == RETURN or len(own) == 1 else (None, "")
        lines.append(
            dict(zip(["country", "country_name", "year", "code"], key, strict=True))
            | {
                "events": len(own),
                "persons": persons,
                "precision": how,
                "source_id": join_ids(own.source_id),
            }
        )
    columns = ["country", "country_name", "year", "code", "events", "persons", "precision"]
    found = pd.DataFrame(lines, columns=[*columns, "source_id"])
    return found.astype({"persons": "Int64"})


def gaps(table: pd.DataFrame, events: pd.DataFrame, weights: dict[str, float]) -> pd.DataFrame:
    """Return commitment beside treatment: country, country_name, commitment (K in [0, 1]),
    practice (mean code of all events), lowest, highest, codes (different ones), events, gap,
    source_id.

    gap = K - (P + 2) / 4, both on the scale from 0 to 1: positive where treatment lies below what
    is signed. Missing where either is.
    """
    summary = treated(events, "country").rename(columns={"source_id": "practice_source_id"})
    out = table[["country", "country_name", "source_id"]].assign(
        commitment=commitment(table, weights)
    )
    out = out.join(summary, on="country")
    return out.assign(
        gap=out.commitment - (out.practice + 2) / 4,
        events=out.events.fillna(0).astype(int),
    )


def texts(accessions: pd.DataFrame, country: str, span: tuple[int, int]) -> pd.DataFrame:
    """Return how many treaty texts bind a country in each year of ``span``, and what began when.

    Columns year, conventions (international instruments), agreements (with North Korea), changed
    (texts that began in the year), source_id.
    """
    every = accessions[accessions.country == country]  # also those that say: not party
    own = every[every.date.notna()]
    started = own.date.dt.year
    return pd.DataFrame(
        {
            "year": year,
            "conventions": int(((own.status == "party") & (started <= year)).sum()),
            "agreements": int(((own.status == "agreed") & (started <= year)).sum()),
            "changed": int((started == year).sum()),
            "source_id": join_ids(every.source_id),
        }
        for year in range(span[0], span[1] + 1)
    )


def detention_rates(events: pd.DataFrame, country: str, level: float = 0.95) -> pd.DataFrame:
    """Return persons detained per month over adjoining periods that one source counted.

    Columns begin, end, months, persons, per_month, low, high (exact interval of a Poisson rate,
    Garwood 1936), source_id; no line where no source counted two periods that adjoin.
    """
    rows = events[(events.country == country) & (events.code == BLOCKING)]
    rows = rows[rows.persons.notna() & rows.date.notna() & rows.date_end.notna()]
    rows = rows.sort_values("date")
    for _, own in rows.groupby("source_id", sort=False):
        adjoin = own.date.shift(-1) == own.date_end + pd.Timedelta(days=1)
        if adjoin.any():
            first = own.index[adjoin][0]
            pair = own.loc[first:].head(2)
            return pd.DataFrame([_rate(row, level) for row in pair.itertuples()])
    columns = ["begin", "end", "months", "persons", "per_month", "low", "high", "source_id"]
    return pd.DataFrame(columns=columns)


def _rate(row, level: float) -> dict:
    months = round(((row.date_end - row.date).days + 1) / DAYS_PER_MONTH)
    tail, count = (1 - level) / 2, int(row.persons)
    return {
        "begin": f"{row.date:%b %Y}",
        "end": f"{row.date_end:%b %Y}",
        "months": months,
        "persons": count,
        "per_month": count / months,
        "low": (chi2.ppf(tail, 2 * count) / 2 if count else 0.0) / months,
        "high": chi2.ppf(1 - tail, 2 * count + 2) / 2 / months,
        "source_id": row.source_id,
    }


def rate_ratio(
    first: int, first_time: float, second: int, second_time: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Return (ratio, low, high) of the second Poisson rate to the first, with an exact interval.

    Given their sum, the second count is binomial with p = t2 r / (t1 + t2 r) (Przyborowski and
    Wilenski 1940); the interval of p is that of Clopper and Pearson (1934).

    Raises:
        RulesError: no event in the first period, or a time that is not positive.
    """
    if first <= 0 or first_time <= 0 or second_time <= 0 or second < 0:
        raise RulesError("a ratio of rates needs events in the first period and positive times")
    ends = binomtest(second, first + second).proportion_ci(level, method="exact")
    per_time = first_time / second_time
    low, high = (float(p / (1 - p)) * per_time if p < 1 else float("inf") for p in ends)
    return second / first * per_time, low, high


def headline(
    accessions: pd.DataFrame,
    table: pd.DataFrame,
    events: pd.DataFrame,
    by_year: pd.DataFrame,
    bound: pd.DataFrame,
    rates: pd.DataFrame,
    watched: str,
) -> Named:
    """Return the named values of the chapter.

    parties_refugee, not_party, not_verified, parties_torture and not_torture (names); watched (the
    country whose texts are set against enforcement), last_treaty_change, treaty_changes (texts that
    began in the years shown), treaty_variance and practice_variance (of the number of texts and of
    the yearly mean code); enforcement_ratio with _low and _high, and enforcement_group_low and
    _high for people arrested in groups; persons_, months_ and period_before and _after;
    practice_low and
    practice_high (yearly mean codes), practice_years; returns, returning (names),
    persons_returned_least; events, hosts_events.
    """
    names = table.set_index("country_name")
    party = names.refugee_party
    own = by_year[by_year.country == watched]
    began = accessions[accessions.country == watched].date.dt.year
    began = began[began <= bound.year.max()]
    returned = events[events.code == RETURN]
    persons, _ = people(returned)
    return {
        "parties_refugee": (party.index[party == 1].tolist(), "names"),
        "not_party": (party.index[party == 0].tolist(), "names"),
        "not_verified": (party.index[party.isna()].tolist(), "names"),
        "parties_torture": (names.index[names.torture_party == 1].tolist(), "names"),
        "not_torture": (names.index[names.torture_party == 0].tolist(), "names"),
        "watched": (
            table.set_index("country").country_name.get(watched),
            "country",
        ),
        "last_treaty_change": (int(began.max()) if len(began) else None, "year"),
        "treaty_changes": (int(bound.changed.sum()), "count"),
        "treaty_variance": (float((bound.conventions + bound.agreements).var(ddof=0)), "index"),
        "practice_variance": (float(own.practice.var(ddof=0)) if len(own) else None, "index"),
        "practice_low": (float(own.practice.min()) if len(own) else None, "index"),
        "practice_high": (float(own.practice.max()) if len(own) else None, "index"),
        "practice_years": (len(own), "count"),
        "returns": (len(returned[~returned.part_of.isin(returned.practice_id)]), "count"),
        "returning": (list(dict.fromkeys(returned.country_name)), "names"),
        "persons_returned_least": (persons, "persons"),
        "events": (len(events), "count"),
        "hosts_events": (int(events.country.nunique()), "count"),
        **_headline_rates(rates),
    }


def _headline_rates(rates: pd.DataFrame) -> Named:
    """The ratio of the second rate to the first, missing where no source counted two periods."""
    units = {
        "enforcement_ratio": "times",
        "enforcement_ratio_low": "times",
        "enforcement_ratio_high": "times",
        "enforcement_group_low": "times",
        "enforcement_group_high": "times",
    }
    if len(rates) < 2:
        ends = [f"{n}_{when}" for n in ("persons", "months") for when in ("before", "after")]
        periods = {f"period_{when}": (None, "text") for when in ("before", "after")}
        return {key: (None, units.get(key, "count")) for key in (*units, *ends)} | periods
    a, b = rates.to_dict("records")
    ratio, low, high = rate_ratio(a["persons"], a["months"], b["persons"], b["months"])
    _, group_low, group_high = rate_ratio(
        round(a["persons"] / GROUP), a["months"], round(b["persons"] / GROUP), b["months"]
    )
    values = (ratio, low, high, group_low, group_high)
    return {key: (v, unit) for (key, unit), v in zip(units.items(), values, strict=True)} | {
        "persons_before": (a["persons"], "persons"),
        "persons_after": (b["persons"], "persons"),
        "months_before": (a["months"], "count"),
        "months_after": (b["months"], "count"),
        "period_before": (f"{a['begin']} to {a['end']}", "text"),
        "period_after": (f"{b['begin']} to {b['end']}", "text"),
        "group": (GROUP, "count"),
    }


def panel(bound: pd.DataFrame, by_year: pd.DataFrame) -> pd.DataFrame:
    """Return texts in force and treatment of one country year by year, gaps left as gaps."""
    own = by_year.set_index("year")[["practice", "lowest", "highest", "events", "source_id"]]
    out = bound.join(own.rename(columns={"source_id": "practice_source_id"}), on="year")
    return out.astype({"events": "Int64"})


def headline_gaps(compared: pd.DataFrame) -> Named:
    """Return the named values of :func:`gaps`.

    largest_gap (missing where there is none), widest_gap and below_gap (names), mean_full and
    mean_part (mean of the hosts' mean codes where commitment is full and where it is not).
    """
    known = compared[compared.gap.notna()]
    full = known.commitment == 1
    means = [known.practice[rows].mean() if rows.any() else None for rows in (full, ~full)]
    return {
        "largest_gap": (float(known.gap.max()) if len(known) else None, "index"),
        "widest_gap": (known.country_name[known.gap == known.gap.max()].tolist(), "names"),
        "below_gap": (known.country_name[known.gap < 0].tolist(), "names"),
        "full": (known.country_name[full].tolist(), "names"),
        "mean_full": (means[0], "index"),
        "mean_part": (means[1], "index"),
    }


def headline_host(events: pd.DataFrame, country: str, prefix: str) -> Named:
    """Return returns, transfers after the first return, and codes of one host, by prefix.

    ``<prefix>_returns``, ``_returned`` (persons), ``_later`` (events of tolerated or open transfer
    that begin in or after the year of the first return); missing where there is no return.
    """
    own = events[events.country == country]
    back = own[own.code == RETURN]
    first = back.date.min()
    later = own[(own.code > 0) & (own.date.fillna(own.date_end) >= first)]
    return {
        f"{prefix}_returns": (len(back) or None, "count"),
        f"{prefix}_returned": (people(back)[0], "persons"),
        f"{prefix}_year": (int(first.year) if len(back) else None, "year"),
        f"{prefix}_later": (len(later) if len(back) else None, "count"),
    }


def watched(accessions: pd.DataFrame, hosts: dict[str, str]) -> str:
    """Return the host with most agreements with North Korea, the first one where several tie."""
    agreed = accessions[accessions.status == "agreed"].country
    return max(hosts, key=lambda code: int((agreed == code).sum()))
