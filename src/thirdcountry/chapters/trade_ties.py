"""One country's trade with both Koreas and its other partners."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import StrictStr

from thirdcountry.measures import Named, gravity
from thirdcountry.measures.stories import basis_in_words
from thirdcountry.measures.trade import compared, concentration, flows, shares
from thirdcountry.parameters import (
    LATEST,
    Code,
    ParameterSet,
    TradeYear,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
    hold_panel,
)
from thirdcountry.tables.panel import SHIPPED

SMALL = 0.001  # share of turnover that a single wrong partner code can fill
#: Vintage of GDP: the longest series, and the one whose level was not rebased.
GDP_VINTAGE = "wdi-2026-03"
PLACES = ("first", "second")


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    country: Code = "LAO"
    partners: Words = ["KOR", "PRK", "CHN", "RUS", "JPN", "USA"]
    rivals: Words = ["KOR", "PRK"]
    first_year: Year = 1990
    last_year: TradeYear = LATEST
    panel: StrictStr = SHIPPED

    @property
    def own(self) -> bool:
        """Whether the panel is the reader's."""
        return self.panel != SHIPPED

    @property
    def dated(self) -> bool:
        return not self.own

    @property
    def others(self) -> list[str]:
        """The partners without the country itself, so that one default serves every country."""
        return [code for code in self.partners if code != self.country]

    def against_data(self) -> list[str]:
        held, faults = hold_panel(self.panel)
        if held is None:
            return faults
        books = f"the reporters of {held.where}"
        faults += check_known("country", self.country, held.reporters, books)
        for name, codes in (("partners", self.partners), ("rivals", self.rivals)):
            for code in codes:
                faults += check_known(name, code, held.partners, held.where)
        if not self.partners:
            faults.append("partners is empty; name at least one")
        # the weight of a country in a rival's trade needs the rival's own total
        for code in self.rivals:
            faults += check_known("rivals", code, held.reporters, books)
        faults += check_rivals(self.rivals, [self.country])
        # one span for every country, so that a default first year needs no change for a state
        # that began to report later; the figures leave those years empty
        span = self.first_year, self.last_year
        faults += check_span(*span, *held.years, f"the years of {held.where}")
        return faults or held.one_sided("country", [self.country], *span)


def describe_country(
    rows: pd.DataFrame, names: dict[str, str], country: str, span: tuple[int, int]
) -> Named:
    """Return the named values of a country: largest partner, concentration, estimates, China.

    ``rows`` are those of shares.rank_partners; ``estimated`` is missing where no figure is one.
    """
    year = flows.last_year(rows)
    turnover = flows.select_flow(rows, "turnover")
    first = turnover[turnover.year == year].sort_values("rank").iloc[0]
    spread = concentration.measure_hhi(rows).set_index(["flow", "year"]).effective_partners
    china = turnover[(turnover.partner == "CHN") & turnover["rank"].notna()].set_index("year")
    return {
        "country": (names[country], "country"),
        "title": (names[country], "text"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "latest_year": (year, "year"),
        "largest": (names[first.partner], "country"),
        "share_largest": (float(first.share), "percent"),
        "effective_exports": (spread.get(("export", year)), "score"),
        "effective_imports": (spread.get(("import", year)), "score"),
        "estimated": (shares.share_estimated(rows) or None, "percent"),
        "rank_china": (china["rank"].get(year), "rank"),
        "rank_china_best": (china["rank"].min() if len(china) else None, "rank"),
        "rank_china_worst": (china["rank"].max() if len(china) else None, "rank"),
        "share_china": (china.share.get(year), "percent"),
    }


def describe_rivals(
    rows: pd.DataFrame, sources: pd.DataFrame, pair: dict[str, str], country: str
) -> Named:
    """Return the named values of the two compared partners, ``..._first`` and ``..._second``.

    rank, turnover and share in the latest year; one_flow and one_value where only exports or
    imports are on record then; best and worst rank and moved, how far they lie apart (missing where
    the rank never changed); last year with any figure; the record year of turnover with its basis
    and the partner's figure; seen (names of those with any figure) and small (names of those with
    less than :data:`SMALL` of turnover in their last year). What is not on record is missing.
    ``sources`` are those of compared.collect_series, ``country`` is the country in words.
    """
    turnover = flows.select_flow(rows, "turnover")
    turnover = turnover[turnover["rank"].notna()]
    out: Named = {}
    for place, (code, name) in zip(PLACES, pair.items(), strict=True):
        out[place] = (name, "country")
        found = _standing(rows, turnover, code) | _record(turnover, sources, code, country)
        out |= {f"{key}_{place}": value for key, value in found.items()}
    part = turnover.sort_values("year").drop_duplicates("partner", keep="last")
    part = part.set_index("partner").share
    small = [name for code, name in pair.items() if part.get(code, 1) < SMALL]
    seen = [name for code, name in pair.items() if (rows.partner == code).any()]
    return out | {"seen": (seen, "countries"), "small": (small or None, "countries")}


def _standing(rows: pd.DataFrame, turnover: pd.DataFrame, partner: str) -> Named:
    """Where one partner stands in the latest year, and between which ranks it moved."""
    year = flows.last_year(rows)
    own = turnover[turnover.partner == partner].set_index("year").sort_index()
    dated = rows[(rows.partner == partner) & (rows.value_usd > 0)].year
    flow, value = (None, None)
    if year not in own.index:
        flow, value = flows.find_single_flow(rows, partner, year)
    best, worst = (own["rank"].min(), own["rank"].max()) if len(own) else (None, None)
    return {
        "rank": (own["rank"].get(year), "rank"),
        "turnover": (own.value_usd.get(year), "US$"),
        "share": (own.share.get(year), "percent"),
        "one_flow": (flow, "text"),
        "one_value": (value, "US$"),
        "best_rank": (best, "rank"),
        "worst_rank": (worst, "rank"),
        "moved": (None if best == worst else int(worst - best), "count"),
        "last_seen": (int(dated.max()) if len(dated) else None, "year"),
    }


def _record(turnover: pd.DataFrame, sources: pd.DataFrame, partner: str, country: str) -> Named:
    """The highest turnover with one partner, whose figure it is, and the partner's own."""
    own = turnover[turnover.partner == partner].set_index("year").sort_index()
    year = int(own.value_usd.idxmax()) if len(own) else None
    basis = basis_in_words(own.loc[year], country) if year else None
    return {
        "record_year": (year, "year"),
        "record_basis": (basis, "text"),
        "record": (own.value_usd.get(year), "US$"),
        "record_mirror": (compared.pair_books(sources, partner).mirror.get(year), "US$"),
    }


def describe_weight(ratios: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of the last log ratio (weight.compare_weights): balance_year,
    balance_last, balance_times, balance_heavier and balance_lighter; missing without any."""
    last = ratios.iloc[-1] if len(ratios) else None
    ratio = None if last is None else float(last.log_ratio)
    first, second = pair.values()
    heavier, lighter = (first, second) if ratio is not None and ratio > 0 else (second, first)
    return {
        "balance_year": (None if last is None else int(last.year), "year"),
        "balance_last": (ratio, "index"),
        "balance_times": (None if ratio is None else float(np.exp(abs(ratio))), "times"),
        "balance_heavier": (None if ratio is None else heavier, "country"),
        "balance_lighter": (None if ratio is None else lighter, "country"),
    }


def describe_sources(sources: pd.DataFrame, band: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return spread_* (median ratio of the highest to the lowest source of turnover) and
    elsewhere_* (names of other sources with figures, where the main series has none at all)."""
    out: Named = {}
    for place, code in zip(PLACES, pair, strict=True):
        own = band[(band.partner == code) & (band.flow == "turnover")]
        held = set(sources[(sources.partner == code) & (sources.value_usd > 0)].series)
        others = [name for key, name in compared.NAMES.items() if key in held]
        elsewhere = None if held & {"own", "mirror"} else others or None
        out |= {
            f"spread_{place}": (own.ratio.median() if len(own) else None, "ratio"),
            f"elsewhere_{place}": (elsewhere, "names"),
        }
    return out


def describe_intensity(rows: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return intensity_* and intensity_year_* (intensity.measure_intensity) in the last year on
    record; missing where the partner's own total is not on record."""
    out: Named = {}
    for place, code in zip(PLACES, pair, strict=True):
        own = rows[rows.partner == code].sort_values("year")
        last = own.iloc[-1] if len(own) else pd.Series(dtype="float64")
        out |= {
            f"intensity_{place}": (last.get("intensity"), "ratio"),
            f"intensity_year_{place}": (last.get("year"), "year"),
        }
    return out


def describe_gravity(places: pd.DataFrame, country: str, pair: dict[str, str]) -> Named:
    """Return the named values of a country's ties under the gravity model (gravity.select_ties).

    percentile_* in the last year in which both directions are on record, that gravity_year_*,
    gravity_years_* (how many such years), above_* (in how many of them the tie lies in the upper
    half of all pairs). What is not on record is missing.
    """
    out: Named = {}
    for place, rival in zip(PLACES, pair, strict=True):
        rows = gravity.trace_tie(places, country, rival)
        last = rows.iloc[-1] if len(rows) else pd.Series(dtype="float64")
        out |= {
            f"percentile_{place}": (last.get("percentile"), "percent"),
            f"gravity_year_{place}": (last.get("year"), "year"),
            f"gravity_years_{place}": (len(rows), "count"),
            f"above_{place}": (int((rows.percentile > 0.5).sum()), "count"),
        }
    return out
