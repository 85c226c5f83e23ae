"""The ways out, leg by leg, and what is counted on them."""

from __future__ import annotations

import pandas as pd

from thirdcountry.measures import Named
from thirdcountry.measures.legs import STATES, UNKNOWN
from thirdcountry.parameters import Flag, ParameterSet, Year, check_span
from thirdcountry.tables import holdings


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

TERMS = {
    "host": "the host",
    "destination": "South Korea",
    "resettled": "United States",
    "waiting": "number waiting",
}
COLUMNS = {"reached": "korea", "resettled": "usa", "basis": "usa_basis"}


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
        ratio: :func:`write_ranges` of the host's measures.transit.bound_ratios.
        checked: measures.transit.check_balance.
        missing: measures.transit.find_gap_years.
    """
    whole = ratio[ratio.months == 12]
    peak = whole.loc[whole.theta_high.idxmax()] if len(whole) else None
    told = ratio.loc[sorted({*ratio.index[-2:], *([] if peak is None else [peak.name])})]
    told = told.sort_values(["year", "months"])
    path = [f"{r.theta_range} in {r.label}" for r in told.itertuples()]
    failing = checked[checked.verdict == "fails"]
    words = {"sources differ": "differs"}
    return {
        "gap_years": (missing, "years"),
        "theta_peak": (None if peak is None else peak.theta_high, "ratio"),
        "theta_peak_persons": (None if peak is None else int(peak.high), "persons"),
        "theta_peak_arrivals": (None if peak is None else int(peak.arrivals), "persons"),
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
    own = shares[(shares.route == route) & (shares.of_whom == "arrivals")]
    dated = own[own.year.notna()].sort_values("share")
    undated = own.share[own.year.isna()]
    asked = bounds[(bounds.basis == "survey") & (bounds.route == route)]
    out: Named = {
        "share_undated": (float(undated.iloc[0]) if len(undated) else None, "whole percent"),
        "hhi_low": (float(asked.hhi_low.iloc[-1]) if len(asked) else None, "index"),
        "hhi_high": (float(asked.hhi_high.iloc[-1]) if len(asked) else None, "index"),
        "hhi_year": (int(asked.year.iloc[-1]) if len(asked) else None, "year"),
    }
    for name, place in (("low", 0), ("high", -1)):
        row = dated.iloc[place] if len(dated) else None
        out |= {
            f"share_{name}": (None if row is None else float(row.share), "whole percent"),
            f"share_{name}_year": (None if row is None else int(row.year), "year"),
        }
    return out


def cite_states(state: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the states with the short name of the source of each (missing if not known)."""
    short = sources.set_index("source_id").short
    return state.assign(source=state.source_id.map(short).where(state.status != UNKNOWN))


def write_terms(checked: pd.DataFrame) -> pd.DataFrame:
    """Return the years of measures.transit.check_balance in which it could be made, with the terms
    that are missing in words."""
    made = checked[checked.verdict != "unknown"].rename(columns=COLUMNS)
    return made.assign(missing=[", ".join(TERMS[t] for t in terms) for terms in made.missing])


def write_names(rows: pd.DataFrame, countries: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return rows with host_name (of column host or route) and sources (short names)."""
    names = countries.set_index("code").short_name
    short = sources.set_index("source_id").short
    return rows.assign(
        host_name=rows["host" if "host" in rows else "route"].map(names),
        sources=["; ".join(short[i] for i in ids.split()) for ids in rows.source_id],
    )


def write_ranges(rows: pd.DataFrame) -> pd.DataFrame:
    """Return intervals with persons_range and theta_range: both ends, or the one figure they agree
    on."""
    return rows.assign(
        persons_range=[
            f"{a:,}" if a == b else f"{a:,} to {b:,}"
            for a, b in zip(rows.low, rows.high, strict=True)
        ],
        theta_range=[
            " to ".join(dict.fromkeys("<0.01" if v < 0.005 else f"{v:.2f}" for v in pair))
            for pair in zip(rows.theta_low, rows.theta_high, strict=True)
        ],
    )
