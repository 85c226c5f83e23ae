"""Answers to the questions that were put to a country: a question is a row of data.

A row of the table ``stories`` names a kind of question (a function here), its arguments and the
sentence of the answer. A new question of a known kind is a new row, for one country or for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures.trade import compared, concentration, flows, growth, shares, weight
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Named


@dataclass(frozen=True)
class Case:
    """What is known of one country: the frames of the trade measures, limited to its years."""

    country: str
    name: str
    names: dict[str, str]  # partner code -> name, of every partner a row may ask about
    ties: pd.DataFrame  # shares.rank_partners
    compared: pd.DataFrame  # compared.collect_series, of the same partners
    trade: pd.DataFrame
    totals: pd.DataFrame
    near: list[str]  # neighbours
    indicators: pd.DataFrame
    vintage: str  # of the gross domestic product
    facts: pd.DataFrame
    span: tuple[int, int]

    def turnover(self, partner: str) -> pd.DataFrame:
        """Turnover with one partner, indexed by year; years without both flows are absent."""
        rows = self.ties[(self.ties.partner == partner) & (self.ties.flow == "turnover")]
        return rows[rows.value_usd > 0].set_index("year").sort_index()

    def gdp(self, year: int) -> float | None:
        """Gross domestic product of a year, current US$."""
        rows = self.indicators[
            (self.indicators.country == self.country)
            & (self.indicators.indicator == "NY.GDP.MKTP.CD")
            & (self.indicators.vintage == self.vintage)
            & (self.indicators.year == year)
        ]
        return float(rows.value.iloc[0]) if len(rows) else None

    def fact(self, fact_id: str) -> pd.Series:
        """One row of the table facts."""
        return self.facts.set_index("fact_id").loc[fact_id]


def name_path(case: Case, row: pd.Series) -> Named:
    """First, highest and last turnover with a partner, the years on record, and yearly growth."""
    own = case.turnover(row.partner)
    about = {"partner": (case.names[row.partner], "country")}
    if own.empty:
        return about
    top = int(own.value_usd.idxmax())
    first, last = int(own.index[0]), int(own.index[-1])
    return {
        **about,
        "years": (own.index.tolist(), "years"),
        "first_year": (first, "year"),
        "first": (own.value_usd[first], "US$"),
        "record_year": (top, "year"),
        "record": (own.value_usd[top], "US$"),
        "last_year": (last, "year"),
        "last": (own.value_usd[last], "US$"),
        "growth": (growth.fit_growth(own.reset_index()), "percent change"),
    }


def name_record(case: Case, row: pd.Series) -> Named:
    """Whether a year was the highest up to then and of all years, in both books; later reports."""
    own = case.turnover(row.partner)
    if row.year not in own.index:
        return {}
    upto, top = own.value_usd[: row.year], int(own.value_usd.idxmax())
    sides = compared.pair_books(case.compared, row.partner)
    later = [case.fact(f) for f in str(row.facts).split()] if pd.notna(row.facts) else []
    last = max(later, key=lambda fact: fact.year) if later else None
    return {
        "year": (int(row.year), "year"),
        "value": (own.value_usd[row.year], "US$"),
        "mirror": (sides.mirror.get(row.year), "US$"),
        "highest": (bool(upto.idxmax() == row.year), "flag"),
        "record_year": (top, "year"),
        "last_year": (int(own.index[-1]), "year"),
        "last": (own.value_usd.iloc[-1], "US$"),
        "later_year": (None if last is None else int(last.year), "year"),
        "later": (None if last is None else float(last.value), "US$"),
    }


def name_change(case: Case, row: pd.Series) -> Named:
    """Turnover with a partner in a year against the last year on record."""
    own = case.turnover(row.partner)
    if row.year not in own.index:
        return {}
    before, after = own.value_usd[row.year], own.value_usd.iloc[-1]
    return {
        "year": (int(row.year), "year"),
        "before": (before, "US$"),
        "last_year": (int(own.index[-1]), "year"),
        "after": (after, "US$"),
        "change": (after / before - 1, "percent change"),
    }


def name_rank(case: Case, row: pd.Series) -> Named:
    """In how many years a partner held a place, by each definition, and what others report."""
    counts = shares.count_ranks(case.ties, row.partner)
    if counts.empty:
        return {}
    out: dict[str, tuple[object, str]] = {"place": (int(row.number), "rank")}
    for flow in flows.FLOWS:
        own = case.ties[
            (case.ties.partner == row.partner)
            & (case.ties.flow == flow)
            & case.ties["rank"].notna()
        ]
        out |= {
            f"true_{flow}": (int((own["rank"] == row.number).sum()), "count"),
            f"years_{flow}": (len(own), "count"),
            f"which_{flow}": (own.year[own["rank"] == row.number].tolist(), "years"),
        }
    reports = [case.fact(f) for f in str(row.facts).split()] if pd.notna(row.facts) else []
    return out | {
        "reports": (len(reports), "count"),
        "reports_true": (sum(fact.value == row.number for fact in reports), "count"),
    }


def name_dependence(case: Case, row: pd.Series) -> Named:
    """Rank, share, whose figure it is, size against the economy and the partner's own dependence,
    last year."""
    own = case.turnover(row.partner)
    if own.empty:
        return {}
    last = int(own.index[-1])
    size = growth.relate_to_gdp(
        own.reset_index(), case.indicators, case.country, case.vintage
    ).set_index("year")
    sides = weight.measure_dependence(
        case.trade, case.totals, case.country, row.partner, case.span
    ).set_index("year")
    return {
        "year": (last, "year"),
        "rank": (own["rank"][last], "rank"),
        "share": (own.share[last], "percent"),
        "basis": (flows.classify_figure(own.loc[last]), "text"),
        "to_gdp": (size.to_gdp.get(last), "percent"),
        "others": (sides.others.get(last), "percent"),
    }


def name_neighbours(case: Case, row: pd.Series) -> Named:
    """Share of trade beyond the neighbours and concentration, first and last year."""
    if not case.near:
        return {}
    far = concentration.measure_reach(case.ties, case.near).set_index(["flow", "year"]).share
    spread = concentration.measure_hhi(case.ties).set_index(["flow", "year"]).effective_partners
    out: dict[str, tuple[object, str]] = {
        "neighbours": ([case.names.get(c, c) for c in case.near], "countries")
    }
    for flow in ("export", "import"):
        own = far[flow] if flow in far.index.get_level_values(0) else far.iloc[:0]
        if own.empty:
            return {}
        first, last = int(own.index.min()), int(own.index.max())
        out |= {
            f"first_{flow}": (own[first], "percent"),
            f"last_{flow}": (own[last], "percent"),
            f"first_year_{flow}": (first, "year"),
            f"last_year_{flow}": (last, "year"),
            f"effective_{flow}": (spread[flow, last], "score"),
        }
    return out


def name_project(case: Case, row: pd.Series) -> Named:
    """A project's cost and its parts against the economy of a year.

    The first fact is the whole; ``part_1``, ``part_2`` ... are the others in their order, with
    ``_share`` (of the whole).
    """
    whole, *parts = [case.fact(f) for f in row.facts.split()]
    gdp = case.gdp(int(row.year))
    out: dict[str, tuple[object, str]] = {
        "year": (int(row.year), "year"),
        "gdp": (gdp, "US$"),
        "cost": (float(whole.value), "US$"),
        "to_gdp": (None if gdp is None else float(whole.value) / gdp, "percent"),
    }
    for number, part in enumerate(parts, start=1):
        out |= {
            f"part_{number}": (float(part.value), "US$"),
            f"part_{number}_share": (float(part.value / whole.value), "percent"),
        }
    return out


def name_reports(case: Case, row: pd.Series) -> Named:
    """Reported figures in the order given: ``value_1``, ``year_1``, ``value_2`` ..."""
    units = {"US$": "US$", "share": "percent", "rank": "rank", "count": "count", "year": "year"}
    out: dict[str, tuple[object, str]] = {}
    for number, fact_id in enumerate(row.facts.split(), start=1):
        fact = case.fact(fact_id)
        out |= {
            f"value_{number}": (float(fact.value), units[fact.unit]),
            f"year_{number}": (None if pd.isna(fact.year) else int(fact.year), "year"),
        }
    return out


def name_without(case: Case, row: pd.Series) -> Named:
    """A partner's share of exports with and without one product.

    The facts in their order: exports to the world X, the partner's share s, the product's part g of
    exports to the partner, the partner's part p of all exports of the product. Exports of the
    product to the partner are g s X, all its exports g s X / p, and the share without it is
    (s X - g s X) / (X - g s X / p). Rough where the four are not of the same months.
    """
    exports, share, part, taken = (float(case.fact(f).value) for f in row.facts.split())
    product = part * share * exports
    return {
        "year": (int(row.year), "year"),
        "with": (share, "percent"),
        "without": ((share * exports - product) / (exports - product / taken), "percent"),
        "part": (part, "percent"),
    }


#: Kind of question -> the function that names the values of its answer.
KINDS: dict[str, Callable[[Case, pd.Series], Named]] = {
    "path": name_path,
    "record": name_record,
    "change": name_change,
    "rank": name_rank,
    "dependence": name_dependence,
    "neighbours": name_neighbours,
    "project": name_project,
    "reports": name_reports,
    "without": name_without,
}


def select_questions(stories: pd.DataFrame, country: str, rivals: list[str]) -> pd.DataFrame:
    """Return the rows that ask about a country: its own, and those for every country except where
    the partner is the country itself; in the order of the table. A row with a number but no
    partner asks about that one of ``rivals``, the two compared.

    Raises:
        UserError: a kind of question that is not known.
    """
    if unknown := sorted(set(stories.kind) - set(KINDS)):
        raise UserError(
            f"stories.csv, field kind: {', '.join(unknown)} is not known; known: {', '.join(KINDS)}"
        )
    compared = stories.number.map(dict(enumerate(rivals, start=1)))
    stories = stories.assign(partner=stories.partner.fillna(compared))
    mine = stories.country.isna() | (stories.country == country)
    return stories[mine & (stories.partner != country)]


def answer_question(case: Case, row: pd.Series) -> Named:
    """Return named values: the country, what the row asks about, and what is found."""
    about: dict[str, tuple[object, str]] = {"country": (case.name, "country")}
    if pd.notna(row.year):
        about["year"] = (int(row.year), "year")
    if pd.notna(row.number):
        about["place"] = (int(row.number), "rank")
    return {**about, **KINDS[row.kind](case, row)}


def split_project(case: Case, row: pd.Series) -> pd.DataFrame:
    """Return the parts of a project as drawn: label, value_usd, share (of the whole), to_gdp,
    statement, source_id."""
    whole, *rest = [case.fact(f) for f in row.facts.split()]
    gdp = case.gdp(int(row.year))
    return pd.DataFrame(
        [
            {
                "label": part.quantity,
                "value_usd": float(part.value),
                "share": float(part.value / whole.value),
                "to_gdp": None if gdp is None else float(part.value) / gdp,
                "statement": part.statement,
                "source_id": part.source_id,
            }
            for part in rest
        ]
    )


def list_sources(case: Case, row: pd.Series) -> str:
    """Return the source ids behind an answer: of the facts it names and of the trade."""
    facts = str(row.facts).split() if pd.notna(row.facts) else []
    return join_ids([*(case.fact(f).source_id for f in facts), *case.ties.source_id.unique()])
