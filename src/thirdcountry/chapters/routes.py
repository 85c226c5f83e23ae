"""The ways out, leg by leg, and what is counted on them."""

from __future__ import annotations

import pandas as pd

from thirdcountry.findings import Findings
from thirdcountry.measures import legs, transit
from thirdcountry.measures.legs import STATES, UNKNOWN
from thirdcountry.parameters import Flag, ParameterSet, Year, check_span
from thirdcountry.tables import holdings, load, used
from thirdcountry.tables.countries import name_countries
from thirdcountry.words import Named, read_language, read_text
from thirdcountry.words.language import write


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    year: Year = 2013
    first_year: Year = 1999
    last_year: Year = 2025
    include_leaked: Flag = False

    def against_data(self) -> list[str]:
        low, high = holdings.leg_years()
        where = "the years of data/legs.csv"
        faults = check_span(self.first_year, self.last_year, low, high, where)
        if not low <= self.year <= high:
            faults.append(f"year = {self.year} is outside {where}: {low} to {high}")
        return faults


DESTINATION, RESETTLEMENT = "KOR", "USA"
#: The hosts drawn; the counts of the first, the only one with a count in most years, are balanced.
HOSTS = ("THA", "MNG")
#: Column of measures.transit.check_balance -> that of the published table.
COLUMNS = {"reached": "korea", "resettled": "usa", "basis": "usa_basis"}
#: Source of the outlines on the map.
OUTLINES = "natural_earth_atlas"


def find(p: Parameters) -> Findings:
    """Look up the state of every leg, set counts on the way beside arrivals and check them.

    Frames: ``state``, ``runs`` (measures.legs), ``points``, ``ratios``, ``checked``, ``shares``
    (measures.transit), with words; ``gaps`` are the years without a count in the first host.
    """
    found = Findings()
    found.span = (p.first_year, p.last_year)
    rows = used(load("legs"), p.include_leaked)
    ways = write_legs(legs.list_legs(rows, load("places")))
    found.state = legs.find_states(rows, ways, p.year).assign(map_source_id=OUTLINES)
    runs = legs.list_runs(rows, ways, found.span)
    found.runs = ways[["number", "label", "countries"]].merge(runs, on="number")
    known = legs.count_known_legs(rows)
    found.compute(name_states, found.state, known, found.span, tables="legs places")
    _find_counts(found, p)
    found.shares = write_names(load("route_shares"))
    bounds = transit.bound_concentration(found.shares)
    found.compute(name_shares, found.shares, bounds, HOSTS[0], tables="route_shares")
    return found


def _find_counts(found: Findings, p: Parameters) -> None:
    """Keep what is counted on the way, against arrivals and against each other."""
    host, arrivals = HOSTS[0], load("arrivals")
    flows = transit.list_counts(arrivals, used(load("route_counts"), p.include_leaked))
    reached = transit.list_arrivals(arrivals, DESTINATION)
    points = transit.compute_ratios(flows, reached, found.span)
    found.points = write_periods(points)
    found.ratios = write_ranges(write_names(write_periods(transit.bound_ratios(points))))
    own = found.ratios[found.ratios.host == host]
    resettled = transit.list_admissions(arrivals, RESETTLEMENT)
    waiting = transit.find_stock_changes(arrivals, host)
    found.checked = transit.check_balance(own, reached, resettled, waiting, found.span)
    found.gaps = transit.find_gap_years(flows, host)
    tables = "arrivals route_counts"
    found.compute(name_counts, own, found.checked, found.gaps, tables=tables)


def name_states(state: pd.DataFrame, seen: pd.Series, span: tuple[int, int]) -> Named:
    """Return the named values of the map: year, first_year and last_year of the span, legs,
    legs_open, legs_restricted, legs_closed, legs_unknown (counts), ways_open, ways_restricted,
    ways_closed, ways_unknown (names of legs), passages_open and passages_closed (the same by
    country), best_year and best_known (the year with most legs on record), latest_year and
    latest_known (of any row).
    """
    out: Named = {
        "year": (int(state.year.iloc[0]), "year"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "legs": (len(state), "count"),
        "best_year": (int(seen.idxmax()), "year"),
        "best_known": (int(seen.max()), "count"),
        "latest_year": (int(seen.index.max()), "year"),
        "latest_known": (int(seen.iloc[-1]), "count"),
    }
    for status in STATES:
        own = state[state.status == status]
        word = "unknown" if status == UNKNOWN else status
        out[f"legs_{word}"] = (len(own), "count")
        out[f"ways_{word}"] = (own.label.tolist(), "names")
        if status in ("open", "closed"):
            out[f"passages_{word}"] = (own.passage.tolist(), "names")
    return out


def name_counts(ratio: pd.DataFrame, checked: pd.DataFrame, missing: list[int]) -> Named:
    """Return the named values of one host's counts: theta_peak with _persons and _arrivals;
    theta_path (the highest and the last two ratios in order of time, in words); gap_years;
    balance_fails, balance_passes, balance_differs, balance_unknown (years), balance_gap (persons,
    first failing year). Values are missing where the span holds no count.

    Args:
        ratio: the host's measures.transit.bound_ratios in words (:func:`write_periods`,
            :func:`write_ranges`).
        checked: measures.transit.check_balance.
        missing: measures.transit.find_gap_years.
    """
    whole = ratio[ratio.months == 12]
    peak = whole.nlargest(1, "theta_high")
    told = ratio.loc[ratio.index[-2:].union(peak.index)].sort_values(["year", "months"])
    path = [_say("ratio-in-period", ratio=r.theta_range, period=r.label) for r in told.itertuples()]
    failing = checked[checked.verdict == "fails"]
    words = {"sources differ": "differs"}
    return {
        "gap_years": (missing, "years"),
        "theta_peak": (peak.theta_high.max(), "ratio"),
        "theta_peak_persons": (peak.high.max(), "persons"),
        "theta_peak_arrivals": (peak.arrivals.max(), "persons"),
        "theta_path": (path or None, "names"),
        **{
            f"balance_{words.get(v, v)}": (checked[checked.verdict == v].year.tolist(), "years")
            for v in ("fails", "passes", "sources differ", "unknown")
        },
        "balance_gap": (int(failing.gap.iloc[0]) if len(failing) else None, "persons"),
    }


def name_shares(shares: pd.DataFrame, bounds: pd.DataFrame, route: str) -> Named:
    """Return the rival shares of one route among arrivals: share_low and share_high with _year,
    share_undated, and the bounds of the concentration, hhi_low, hhi_high, hhi_year, for the year
    whose share comes from a survey.
    """
    own = shares[(shares.route == route) & (shares.of_whom == "arrivals")].sort_values("share")
    dated = own[own.year.notna()]
    lowest, highest = dated.head(1), dated.tail(1)
    asked = bounds[(bounds.basis == "survey") & (bounds.route == route)].tail(1)
    # each is one row or none, whose largest value is missing
    return {
        "share_undated": (own.share[own.year.isna()].max(), "whole percent"),
        "hhi_low": (asked.hhi_low.max(), "index"),
        "hhi_high": (asked.hhi_high.max(), "index"),
        "hhi_year": (asked.year.max(), "year"),
        "share_low": (lowest.share.max(), "whole percent"),
        "share_low_year": (lowest.year.max(), "year"),
        "share_high": (highest.share.max(), "whole percent"),
        "share_high_year": (highest.year.max(), "year"),
    }


def cite_states(state: pd.DataFrame) -> pd.DataFrame:
    """Return the states with the short name of the source of each (missing if not known)."""
    short = load("sources").set_index("source_id").short
    return state.assign(source=state.source_id.map(short).where(state.status != UNKNOWN))


def select_hosts(ratios: pd.DataFrame) -> dict[str, str]:
    """Return code -> name of the hosts to draw: those of :data:`HOSTS` with a ratio, or else the
    first that has one."""
    names = ratios.set_index("host").host_name.to_dict()
    return {h: names[h] for h in HOSTS if h in names} or dict(list(names.items())[:1])


# -- words -----------------------------------------------------------------------------------


def _say(name: str, **values: str | None) -> str:
    text = read_text("routes")
    return text.render(text.block(name), text.block(name).words, values)


def write_legs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return legs (measures.legs.list_legs) with label (towns), countries and passage (countries as
    a sentence has them, and the town it leads to where several legs have the same)."""
    names = name_countries([*rows.from_country, *rows.to_country])
    start, end = rows.from_country.map(names), rows.to_country.map(names)
    ends = list(zip(start, end, strict=True))
    towns = zip(rows.from_name, rows.to_name, strict=True)
    several = pd.Series(ends).duplicated(keep=False)
    words = {
        "label": [_say("leg.towns", start=a, end=b) for a, b in towns],
        "countries": [a if a == b else _say("leg.towns", start=a, end=b) for a, b in ends],
        "passage": [
            _say(
                "leg.passage",
                start=a,
                end=b,
                within=a if a == b else None,
                town=town if more else None,
            )
            for (a, b), town, more in zip(ends, rows.to_name, several, strict=True)
        ],
    }
    # the source stays the last column
    return rows.drop(columns="source_id").assign(**words, source_id=rows.source_id)


def write_terms(checked: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the years of measures.transit.check_balance in which it could be made, with the terms
    that are missing in the words of ``labels``."""
    made = checked[checked.verdict != "unknown"].rename(columns=COLUMNS)
    return made.assign(missing=[", ".join(labels[t] for t in terms) for terms in made.missing])


def write_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with host_name (of column host or route) and sources (short names)."""
    codes = rows["host" if "host" in rows else "route"]
    short = load("sources").set_index("source_id").short
    return rows.assign(
        host_name=codes.map(name_countries(codes.unique())),
        sources=["; ".join(short[i] for i in ids.split()) for ids in rows.source_id],
    )


def write_periods(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with ``label``, the period in words, instead of its first and last day."""
    language = read_language()
    words = [
        language.span(language.date(first, "name of month"), language.date(last, "short month"))
        if months < 12
        else str(last.year)
        for first, last, months in zip(rows.period_start, rows.period_end, rows.months, strict=True)
    ]
    labelled = rows.assign(period_start=words).rename(columns={"period_start": "label"})
    return labelled.drop(columns="period_end")


def write_ranges(rows: pd.DataFrame) -> pd.DataFrame:
    """Return intervals with persons_range and theta_range: both ends, or the one figure they agree
    on."""
    language = read_language()

    def say(low: float, high: float, unit: str) -> str:
        # a ratio is never written as nought: the unit of p values says what it is less than
        units = ["p" if unit == "ratio" and v < 0.005 else unit for v in (low, high)]
        a, b = (write(v, u, language) for v, u in zip((low, high), units, strict=True))
        return a if a == b else language.span(a, b)

    persons = zip(rows.low, rows.high, strict=True)
    theta = zip(rows.theta_low, rows.theta_high, strict=True)
    return rows.assign(
        persons_range=[say(a, b, "persons") for a, b in persons],
        theta_range=[say(a, b, "ratio") for a, b in theta],
    )
