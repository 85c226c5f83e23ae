"""What the hosts have signed beside how they are known to treat North Koreans."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from thirdcountry.findings import Findings
from thirdcountry.measures import practice, treaties
from thirdcountry.measures.practice import RETURN, add_up_people, compare_rates
from thirdcountry.measures.treaties import GROUPS
from thirdcountry.parameters import (
    HOSTS,
    Flag,
    HostCodes,
    ParameterSet,
    Words,
    Year,
    check_known,
    check_span,
    split_pair,
)
from thirdcountry.tables import holdings, load
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Named, Value, read_language


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    countries: HostCodes = HOSTS
    first_year: Year = 2002
    last_year: Year = 2025
    weights: Words = ["refugee:1", "torture:1"]
    include_leaked: Flag = False

    @property
    def weight_of(self) -> dict[str, float]:
        """Convention -> its weight."""
        return dict(map(split_pair, self.weights))

    def against_data(self) -> list[str]:
        faults = [] if self.countries else ["countries is empty; name at least one"]
        held = holdings.transit_countries()
        faults += check_known("countries", self.countries, held, "data/accessions.csv")
        for word in self.weights:
            if not re.fullmatch(r"(refugee|torture)\s*[:=]\s*\d+(\.\d+)?", word):
                faults.append(
                    f"weights = {word!r} must be a convention and its weight, refugee or torture, "
                    "for example refugee:2,torture:1"
                )
        if not faults and sum(self.weight_of.values()) <= 0:
            faults.append("weights must not all be zero")
        return faults + check_span(
            self.first_year,
            self.last_year,
            *holdings.practice_years(),
            "the years of data/practice.csv",
        )


#: The host whose returns and later transfers an article tells of.
TOLD = "LAO"
#: People on the way travel in groups of up to about five (Yonhap, November 2013); people of one
#: group are not arrested independently of each other.
GROUP = 5


def find(p: Parameters) -> Findings:
    """Set what the hosts have signed beside how they are known to treat North Koreans.

    Frames: ``memberships``, ``agreements``, ``texts`` (measures.treaties) and ``events``,
    ``years``, ``rates``, ``gaps`` (measures.practice); texts, years and rates are of the host
    with most agreements.
    """
    found = Findings()
    span, hosts = (p.first_year, p.last_year), name_countries(p.countries)
    accessions, sources = load("accessions"), load("sources")
    watched = treaties.find_most_bound(accessions, hosts)
    found.memberships = treaties.list_memberships(accessions, hosts, p.last_year)
    found.agreements = treaties.list_agreements(accessions, hosts, p.last_year, sources)
    found.texts = treaties.count_texts(accessions, watched, span)
    events = practice.select_practice(load("practice"), hosts, span, p.include_leaked)
    found.events, found.codes, found.span = events, load("practice_codes"), span
    years = practice.summarise_years(events, span)
    found.years = years[years.country == watched]
    found.rates = write_months(practice.find_detention_rates(events, watched))
    found.gaps = practice.compare_commitment(found.memberships, events, p.weight_of)
    found.name("watched", hosts[watched], "country", "accessions", found.texts)
    found.name("laos_asked", TOLD in hosts, "flag")
    found.name("first_year", p.first_year, "year")
    found.name("last_year", p.last_year, "year")
    found.compute(name_memberships, found.memberships, tables="accessions")
    found.compute(name_texts, found.texts, accessions, watched, tables="accessions")
    found.compute(name_years, found.years, tables="practice")
    found.compute(name_events, events, tables="practice")
    found.compute(name_rates, found.rates, tables="practice")
    found.compute(name_returns, events[events.country == TOLD], tables="practice")
    found.compute(name_gaps, found.gaps, tables="accessions practice")
    return found


def name_memberships(memberships: pd.DataFrame) -> Named:
    """Return parties_refugee, not_party and parties_torture (names of states)."""
    states = memberships.set_index("country_name")
    return {
        "parties_refugee": (states.index[states.refugee_party == 1].tolist(), "names"),
        "not_party": (states.index[states.refugee_party == 0].tolist(), "names"),
        "parties_torture": (states.index[states.torture_party == 1].tolist(), "names"),
    }


def name_texts(texts: pd.DataFrame, accessions: pd.DataFrame, country: str) -> Named:
    """Return last_treaty_change (year), treaty_changes (texts that began in the years shown) and
    treaty_variance (of the number of texts)."""
    began = accessions[accessions.country == country].date.dt.year
    began = began[began <= texts.year.max()]
    return {
        "last_treaty_change": (int(began.max()) if len(began) else None, "year"),
        "treaty_changes": (int(texts.changed.sum()), "count"),
        "treaty_variance": (float((texts.conventions + texts.agreements).var(ddof=0)), "index"),
    }


def name_years(own: pd.DataFrame) -> Named:
    """Return practice_variance, practice_low and practice_high (of the yearly mean codes of one
    host, missing without any) and practice_years."""
    codes = own.practice
    found = (codes.var(ddof=0), codes.min(), codes.max()) if len(own) else (None,) * 3
    names = ("practice_variance", "practice_low", "practice_high")
    return {
        **{name: (value, "index") for name, value in zip(names, found, strict=True)},
        "practice_years": (len(own), "count"),
    }


def name_events(events: pd.DataFrame) -> Named:
    """Return returns, returning (names), persons_returned_least; events, hosts_events."""
    returned = events[events.code == RETURN]
    return {
        "returns": (len(returned[~returned.part_of.isin(returned.practice_id)]), "count"),
        "returning": (list(dict.fromkeys(returned.country_name)), "names"),
        "persons_returned_least": (add_up_people(returned)[0], "persons"),
        "events": (len(events), "count"),
        "hosts_events": (int(events.country.nunique()), "count"),
    }


def name_rates(rates: pd.DataFrame) -> Named:
    """Return enforcement_ratio (of the second rate to the first) with _low and _high,
    enforcement_group_low and _high for people arrested in groups, period_before and _after, group;
    missing where no source counted two periods."""
    ratios = ("ratio", "ratio_low", "ratio_high", "group_low", "group_high")
    found: list[float | None] = [None] * 5
    periods: list[str | None] = [None] * 2
    if len(rates) == 2:
        persons, months = rates.persons.tolist(), rates.months.tolist()
        ratio = compare_rates(persons[0], months[0], persons[1], months[1])
        groups = [round(count / GROUP) for count in persons]
        found = [*ratio, *compare_rates(groups[0], months[0], groups[1], months[1])[1:]]
        periods = list(map(read_language().span, rates.begin, rates.end))
    return {
        **{f"enforcement_{n}": (value, "times") for n, value in zip(ratios, found, strict=True)},
        "period_before": (periods[0], "text"),
        "period_after": (periods[1], "text"),
        "group": (GROUP, "count"),
    }


def name_gaps(compared: pd.DataFrame) -> Named:
    """Return the named values of measures.practice.compare_commitment.

    largest_gap (missing where there is none), widest_gap, below_gap and full (names), mean_full and
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


def name_returns(own: pd.DataFrame) -> Named:
    """Return what followed the returns among the events of Laos: laos_returns, laos_returned
    (persons), laos_year (of the first), laos_later (events of tolerated or open transfer that begin
    in or after it); missing where there is no return."""
    back = own[own.code == RETURN]
    first = back.date.min()
    later = own[(own.code > 0) & (own.date.fillna(own.date_end) >= first)]
    return {
        "laos_returns": (len(back) or None, "count"),
        "laos_returned": (add_up_people(back)[0], "persons"),
        "laos_year": (int(first.year) if len(back) else None, "year"),
        "laos_later": (len(later) if len(back) else None, "count"),
    }


def write_memberships(memberships: pd.DataFrame, phrase: Callable[..., str]) -> pd.DataFrame:
    """Return the memberships with words for the year since when, under the name of the group;
    ``phrase`` gives the words of a block (Publisher.phrase)."""

    def say(since: float, party: float) -> str:
        if party == 1:
            return phrase("party.since", since=Value(since, "year"))
        return phrase("party.none" if party == 0 else "party.unverified")

    words = {
        f"{g}_since": list(map(say, memberships[f"{g}_since"], memberships[f"{g}_party"]))
        for g in GROUPS
    }
    return memberships.assign(**words).rename(columns={f"{g}_since": g for g in GROUPS})


def write_agreements(agreements: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the agreements with ``text``: whether it is public, in the words of ``labels``."""
    words = agreements.text_public.map({True: labels["yes"], False: labels["no"]})
    words = words.fillna(labels["unverified"])
    return agreements.assign(text_public=words).rename(columns={"text_public": "text"})


def write_months(rates: pd.DataFrame) -> pd.DataFrame:
    """Return rates (measures.practice.find_detention_rates) with begin and end as months in
    words."""
    language = read_language()
    words = {c: [language.date(day, "short month") for day in rates[c]] for c in ("begin", "end")}
    return rates.assign(**words)
