"""One country's trade with both Koreas and its other partners."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import gravity, stories
from thirdcountry.measures.trade import (
    compared,
    concentration,
    faults,
    flows,
    growth,
    shares,
    weight,
)
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
from thirdcountry.tables import Panel, load, other_sources, read_panel
from thirdcountry.tables.countries import name_countries
from thirdcountry.tables.holdings import longest_gdp_vintage
from thirdcountry.tables.panel import SHIPPED
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Named, Value, trace

SMALL = 0.001  # share of turnover that a single wrong partner code can fill
THIRD = "CHN"  # the neighbour whose place is told whoever the two compared are
PLACES = ("first", "second")
BOOKS = "trade trade_totals"


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


def find(p: Parameters) -> Findings:
    """Find one country's ties, from the size of its trade to odd figures in its books.

    ``country`` is its name, ``partners`` and ``pair`` are code -> name of those shown and of the
    two compared, ``span`` the years. The frames are told where they are found, below.
    """
    found = Findings()
    found.span = (p.first_year, p.last_year)
    names = name_countries(load("countries").code)
    found.country = names[p.country]
    found.partners = {code: names[code] for code in p.others}
    found.pair = {code: names[code] for code in p.rivals}
    panel = read_panel(p.panel)
    _find_ties(found, p, panel, names)
    _find_weight(found, p, panel)
    _find_expected(found, p, panel)
    _find_sources(found, p, panel)
    found.compute(name_rivals, found.ties, found.compared, found.pair, tables=BOOKS)
    _answer(found, p, panel, names)
    return found


def _find_ties(found: Findings, p: Parameters, panel: Panel, names: dict[str, str]) -> None:
    """Size, shares and ranks: ``ties`` (shares.rank_partners), ``flows_shown`` and ``ranks_shown``
    (its rows for figures), ``largest``, ``growth``, ``definitions`` and ``ranks`` (tables), ``odd``
    (faults.summarise_faults); ``gdp`` (growth.select_gdp), ``spread`` and ``reach``
    (concentration), ``concentration`` (both), ``spread_shown`` (its table)."""
    found.ties = ties = shares.rank_partners(panel.trade, panel.totals, p.country, found.span)
    partners, codes = found.partners, list(found.partners)
    found.flows_shown = flows.select_partners(ties, codes, ["export", "import"])
    found.ranks_shown = flows.select_partners(ties, p.rivals, list(flows.FLOWS))
    found.largest = shares.list_largest(ties, names, p.rivals, flows.last_year(ties))
    found.gdp = growth.select_gdp(load("indicators"), p.country, longest_gdp_vintage())
    found.growth = growth.summarise_growth(ties, partners, found.gdp)
    found.definitions = shares.count_ranks(ties, p.rivals[0])
    found.ranks = shares.summarise_ranks(ties, partners)
    odd = faults.summarise_faults(ties, partners | found.pair)
    found.odd = odd.rename(columns={"flow": "flow_name", "fault": "fault_name"})
    near = concentration.list_neighbours(panel.distances, p.country)
    found.spread = spread = concentration.measure_hhi(ties)
    found.reach = reach = concentration.measure_reach(ties, near)
    found.concentration = spread.merge(reach.drop(columns="source_id"), how="left")
    shown = concentration.summarise_concentration(spread)
    found.spread_shown = shown.assign(flow_name=shown.flow)
    found.compute(name_country, ties, names, p.country, found.span, tables=BOOKS)
    found.name("partner_names", list(partners.values()), "countries")
    found.name("koreas_shown", {"KOR", "PRK"} <= set(partners | found.pair), "flag")
    found.name("neighbours_known", len(reach) > 0, "flag")


def _find_weight(found: Findings, p: Parameters, panel: Panel) -> None:
    """The two against each other: ``ratios`` (weight.compare_weights), ``mutual``
    (weight.measure_dependences)."""
    trade, totals, _ = panel
    found.ratios = weight.compare_weights(trade, totals, p.country, p.rivals, found.span)
    found.mutual = weight.measure_dependences(trade, totals, p.country, found.pair, found.span)
    found.compute(name_weight, found.ratios, found.pair, tables=BOOKS)
    found.name("between_koreas", set(p.rivals) == {"KOR", "PRK"}, "flag")


def _find_expected(found: Findings, p: Parameters, panel: Panel) -> None:
    """Size and distance: ``places`` (gravity.select_ties)."""
    trade, totals, distances = panel
    fitted, slopes = gravity.fit(gravity.list_pairs(trade, distances, found.span))
    source = join_ids([*trade.source_id.unique(), *distances.source_id.unique()])
    places = gravity.select_ties(fitted, [p.country], p.rivals).assign(source_id=source)
    found.places = places
    behind = [trade, distances]
    found.compute(gravity.name_model, fitted, slopes, tables="trade distances", of=behind)
    found.compute(name_places, places, p.country, found.pair, tables="trade distances")
    rows = weight.measure_intensity(trade, totals, p.country, found.span)
    found.compute(name_intensity, rows, p.rivals[0], tables=BOOKS)


def _find_sources(found: Findings, p: Parameters, panel: Panel) -> None:
    """The same trade in several sources: ``compared`` (compared.collect_series) of every partner
    that is shown or asked about, ``bands`` (compared.measure_spread), ``pair_compared`` (of the
    two), ``disagreement`` (its table), ``turnover``, ``turnover_bands`` and ``turnover_shown``.
    ``questions`` (stories.select_questions)."""
    found.questions = stories.select_questions(load("stories"), p.country, p.rivals)
    asked = name_countries(found.questions.partner.dropna())
    everybody = found.partners | found.pair | asked
    rows = compared.collect_series(
        panel.trade, other_sources(p.panel), p.country, everybody, found.span
    )
    found.series = compared.SERIES
    found.compared, found.bands = rows, compared.measure_spread(rows)
    found.pair_compared = own = rows[rows.partner.isin(p.rivals)]
    table = compared.summarise_spread(own, found.bands)
    found.disagreement = table.rename(columns={"flow": "flow_name", "series": "sources"})
    found.turnover = flows.select_flow(found.ties, "turnover")
    found.turnover_bands = flows.select_flow(found.bands, "turnover")
    codes = list(found.partners)
    shown = flows.select_partners(found.ties, codes, ["turnover"])
    found.turnover_shown = compared.join_bands(shown, found.bands, codes)
    tables = f"{BOOKS} trade_alternatives"
    found.compute(name_sources, rows, found.bands, found.pair, tables=tables)
    found.name("later_figures", bool(own.year.max() > panel.trade.year.max()), "flag")
    found.name("rounded_series", bool((own.series == "cow").any()), "flag")


def _answer(found: Findings, p: Parameters, panel: Panel, names: dict[str, str]) -> None:
    """Questions put to the country: ``answers`` (story_id -> name -> value), ``projects`` (story_id
    -> stories.split_project); the rows of ``questions`` get the sources of their answers."""
    ties, rows, facts = found.ties, found.compared, load("facts")
    case = stories.Case(p.country, names, ties, rows, panel, found.gdp, facts, found.span)
    tables = f"{BOOKS} trade_alternatives indicators facts"
    found.answers, found.projects, sources = {}, {}, []
    for _, row in found.questions.iterrows():
        ids = stories.list_sources(case, row)
        origin = trace(stories.KINDS[row.kind], tables, ids.split())
        named = stories.answer_question(case, row)
        found.keep(named, origin, prefix=f"{row.story_id}.")
        found.answers[row.story_id] = {n: Value(*pair, origin) for n, pair in named.items()}
        if row.kind == "project":
            found.projects[row.story_id] = stories.split_project(case, row)
        sources.append(ids)
    found.questions = found.questions.assign(source_id=sources)


def name_country(
    rows: pd.DataFrame, names: dict[str, str], country: str, span: tuple[int, int]
) -> Named:
    """Return the named values of a country: largest partner, concentration, estimates, China.

    ``rows`` are those of shares.rank_partners; ``estimated``, which fraction of the flows is an
    estimate, is missing where none is.
    """
    year = flows.last_year(rows)
    turnover = flows.select_flow(rows, "turnover")
    first = turnover[turnover.year == year].sort_values("rank").iloc[0]
    spread = concentration.measure_hhi(rows).set_index(["flow", "year"]).effective_partners
    china = turnover[(turnover.partner == THIRD) & turnover["rank"].notna()].set_index("year")
    return {
        "country": (names[country], "country"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "latest_year": (year, "year"),
        "largest": (names[first.partner], "country"),
        "share_largest": (float(first.share), "percent"),
        "effective_exports": (spread.get(("export", year)), "score"),
        "effective_imports": (spread.get(("import", year)), "score"),
        "estimated": (float(rows[rows.flow != "turnover"].estimated.mean()) or None, "percent"),
        "rank_china": (china["rank"].get(year), "rank"),
        "rank_china_best": (china["rank"].min(), "rank"),
        "rank_china_worst": (china["rank"].max(), "rank"),
        "share_china": (china.share.get(year), "percent"),
    }


def name_rivals(rows: pd.DataFrame, sources: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of the two compared partners, ``..._first`` and ``..._second``.

    rank, turnover and share in the latest year; one_flow and one_value where only exports or
    imports are on record then; best and worst rank and moved, how far they lie apart (missing where
    the rank never changed); last_seen, the last year with any figure. For the first alone:
    record_year of turnover, record, record_basis (flows.classify_figure), record_mirror (the
    partner's figure, from the rows ``sources`` of compared.collect_series). For both together: seen
    (names of those with any figure) and small (names of those with less than :data:`SMALL` of
    turnover in their last year). What is not on record is missing.
    """
    turnover = flows.select_flow(rows, "turnover").dropna(subset="rank").sort_values("year")
    out: Named = {}
    for place, (code, name) in zip(PLACES, pair.items(), strict=True):
        standing = _standing(rows, turnover[turnover.partner == code], code)
        out |= {place: (name, "country")}
        out |= {f"{key}_{place}": value for key, value in standing.items()}
    first, _ = pair
    own = turnover[turnover.partner == first]
    record = flows.last_row(own[own.value_usd == own.value_usd.max()].head(1))
    part = turnover.drop_duplicates("partner", keep="last").set_index("partner").share
    small = [name for code, name in pair.items() if part.get(code, 1) < SMALL]
    seen = [name for code, name in pair.items() if (rows.partner == code).any()]
    return out | {
        "record_year_first": (record.year, "year"),
        "record_basis_first": (flows.classify_figure(record) if len(own) else None, "text"),
        "record_first": (record.value_usd, "US$"),
        "record_mirror_first": (compared.select_mirror(sources, first).get(record.year), "US$"),
        "seen": (seen, "countries"),
        "small": (small or None, "countries"),
    }


def _standing(rows: pd.DataFrame, own: pd.DataFrame, partner: str) -> Named:
    """Where one partner stands in the latest year, and between which ranks it moved; ``own`` are
    the rows of ``rows`` with its turnover."""
    year = flows.last_year(rows)
    now = flows.last_row(own[own.year == year])
    known = (rows.partner == partner) & (rows.value_usd > 0)
    flow, value = flows.find_single_flow(rows, partner, year)
    best, worst = own["rank"].min(), own["rank"].max()
    return {
        "rank": (now["rank"], "rank"),
        "turnover": (now.value_usd, "US$"),
        "share": (now.share, "percent"),
        "one_flow": (flow, "text"),
        "one_value": (value, "US$"),
        "best_rank": (best, "rank"),
        "worst_rank": (worst, "rank"),
        "moved": (worst - best if own["rank"].nunique() > 1 else None, "count"),
        "last_seen": (rows.year[known].max(), "year"),
    }


def name_weight(ratios: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of the last log ratio (weight.compare_weights): balance_year,
    balance_last, balance_times, balance_heavier and balance_lighter; missing without any."""
    last = flows.last_row(ratios)
    sides = list(pair.values()) if len(ratios) else [None, None]
    heavier, lighter = sides if last.log_ratio > 0 else reversed(sides)
    return {
        "balance_year": (last.year, "year"),
        "balance_last": (last.log_ratio, "index"),
        "balance_times": (np.exp(abs(last.log_ratio)), "times"),
        "balance_heavier": (heavier, "country"),
        "balance_lighter": (lighter, "country"),
    }


def name_sources(sources: pd.DataFrame, band: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return spread_first (median ratio of the highest to the lowest source of turnover) and
    elsewhere_second (other series with figures, where the main one has none at all)."""
    first, second = pair
    own = band[(band.partner == first) & (band.flow == "turnover")]
    held = set(sources[(sources.partner == second) & (sources.value_usd > 0)].series)
    others = [series for series in compared.SERIES if series in held]
    elsewhere = None if held & {"own", "mirror"} else others or None
    return {
        "spread_first": (own.ratio.median(), "ratio"),
        "elsewhere_second": (elsewhere, "names"),
    }


def name_intensity(rows: pd.DataFrame, partner: str) -> Named:
    """Return intensity_first and intensity_year_first (weight.measure_intensity) of the first
    compared in the last year on record; missing where its own total is not on record."""
    last = flows.last_row(rows[rows.partner == partner].sort_values("year"))
    return {
        "intensity_first": (last.intensity, "ratio"),
        "intensity_year_first": (last.year, "year"),
    }


def name_places(places: pd.DataFrame, country: str, pair: dict[str, str]) -> Named:
    """Return the named values of a country's ties under the gravity model (gravity.select_ties).

    percentile_* in the last year in which both directions are on record, that gravity_year_*,
    gravity_years_* (how many such years), above_* (in how many of them the tie lies in the upper
    half of all pairs). What is not on record is missing.
    """
    out: Named = {}
    for place, rival in zip(PLACES, pair, strict=True):
        rows = gravity.trace_tie(places, country, rival)
        last = flows.last_row(rows)
        out |= {
            f"percentile_{place}": (last.percentile, "percent"),
            f"gravity_year_{place}": (last.year, "year"),
            f"gravity_years_{place}": (len(rows), "count"),
            f"above_{place}": (int((rows.percentile > 0.5).sum()), "count"),
        }
    return out
