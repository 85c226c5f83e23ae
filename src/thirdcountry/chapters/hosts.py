"""All hosts in one comparison."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
from pydantic import StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import gravity, hosts
from thirdcountry.parameters import (
    HOSTS,
    LATEST,
    HostCodes,
    ParameterSet,
    TradeYear,
    Words,
    Year,
    check_known,
    check_rivals,
    check_span,
    hold_panel,
)
from thirdcountry.tables import read_panel
from thirdcountry.tables.countries import name_countries
from thirdcountry.tables.panel import SHIPPED
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Named


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    MOST: ClassVar[int] = 24  # lines that a figure can still tell apart

    countries: HostCodes = HOSTS
    rivals: Words = ["KOR", "PRK"]
    first_year: Year = 1990
    last_year: TradeYear = LATEST
    panel: StrictStr = SHIPPED

    @property
    def dated(self) -> bool:
        return self.panel == SHIPPED

    def against_data(self) -> list[str]:
        held, faults = hold_panel(self.panel)
        if held is None:
            return faults
        if not self.countries:
            faults.append("countries is empty; name at least one")
        for name, codes in (("countries", self.countries), ("rivals", self.rivals)):
            for code in codes:
                faults += check_known(name, code, held.reporters, f"the reporters of {held.where}")
        faults += check_rivals(self.rivals, self.countries)
        if len(self.countries) > self.MOST:
            faults.append(f"countries names {len(self.countries)}; figures hold {self.MOST}")
        span = self.first_year, self.last_year
        faults += check_span(*span, *held.years, f"the years of {held.where}")
        return faults or held.one_sided("countries", self.countries, *span)


def find(p: Parameters) -> Findings:
    """Compare the hosts: sizes, ranks, dependence, and places under the gravity model.

    Frames: ``compared`` (measures.hosts.compare_ties), ``weights`` (measure_ratios), ``places``
    (gravity.select_ties), ``smoothed`` (smooth_places).
    """
    found = Findings()
    found.span = span = (p.first_year, p.last_year)
    found.hosts, found.pair = name_countries(p.countries), name_countries(p.rivals)
    rows, totals, distances = read_panel(p.panel)
    fitted, coefficients = gravity.fit(gravity.list_pairs(rows, distances, span))
    source = join_ids([*rows.source_id.unique(), *distances.source_id.unique()])
    found.compared = hosts.compare_ties(rows, totals, fitted, found.hosts, found.pair, span)
    found.comparison = found.compared.assign(source_id=source)  # percentiles rest on distances
    found.weights = hosts.measure_ratios(rows, totals, found.hosts, p.rivals, span)
    found.places = gravity.select_ties(fitted, p.countries, p.rivals).assign(source_id=source)
    found.smoothed = hosts.smooth_places(found.places)
    books = "trade trade_totals"
    found.compute(name_comparison, found.comparison, found.pair, tables=f"{books} distances")
    found.compute(name_without_ratio, found.weights, found.hosts, tables=books)
    behind = [rows, distances]
    found.compute(gravity.name_model, fitted, coefficients, tables="trade distances", of=behind)
    found.name("between_koreas", {"KOR", "PRK"} <= set(p.rivals), "flag")
    return found


def name_without_ratio(rows: pd.DataFrame, hosts: dict[str, str]) -> Named:
    """Return ``without_both``: names of the hosts without a ratio; missing where all have one."""
    without = [name for code, name in hosts.items() if code not in set(rows.host)]
    return {"without_both": (without or None, "countries")}


def name_comparison(table: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of the comparison.

    hosts (count), first and second (names), best_rank_* with best_host_* and the same for worst,
    on_record_* (hosts with a figure in the last year), no_record_* (names without; missing for
    none), placed_* (hosts with a place under the gravity model), above_* (those whose tie lies in
    the upper half of all pairs), depends_more_* (names that depend more on the partner than it on
    them).
    """
    out: Named = {
        "hosts": (int(table.host.nunique()), "count"),
        "year": (int(table.year.max()), "year"),
    }
    for place, (code, name) in zip(("first", "second"), pair.items(), strict=True):
        own = table[table.rival == code]
        known = own[own["rank"].notna()]
        for end, rank in {"best": known["rank"].min(), "worst": known["rank"].max()}.items():
            named = known[known["rank"] == rank].host_name.tolist()
            out |= {f"{end}_rank_{place}": (rank, "rank")}
            out |= {f"{end}_host_{place}": (named, "countries")}
        out |= {
            place: (name, "country"),
            f"on_record_{place}": (len(known), "count"),
            f"no_record_{place}": (own[own["rank"].isna()].host_name.tolist() or None, "countries"),
            f"placed_{place}": (int(own.percentile.notna().sum()), "count"),
            f"above_{place}": (int((own.percentile > 0.5).sum()), "count"),
            f"depends_more_{place}": (own[own.asymmetry > 0].host_name.tolist(), "countries"),
        }
    return out
