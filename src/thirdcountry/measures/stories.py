"""Answers to the questions that were put to a country: a question is a row of data.

A row of the table ``stories`` names a kind of question (a function here), its arguments and the
sentence of the answer. A new question of a known kind is a new row, for one country or for all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures.trade import compared, concentration, flows, growth, weight
from thirdcountry.tables import Panel
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Named


@dataclass(frozen=True)
class Case:
    """What is known of one country: the frames of the trade measures, limited to its years."""

    country: str
    names: dict[str, str]  # code -> name, of all countries
    ties: pd.DataFrame  # shares.rank_partners
    compared: pd.DataFrame  # compared.collect_series, of every partner a row may ask about
    panel: Panel
    gdp: pd.DataFrame  # growth.select_gdp
    facts: pd.DataFrame
    span: tuple[int, int]

    def turnover(self, partner: str) -> pd.DataFrame:
        """Turnover with one partner, indexed by year; years without both flows are absent."""
        rows = self.ties[(self.ties.partner == partner) & (self.ties.flow == "turnover")]
        return rows[rows.value_usd > 0].set_index("year").sort_index()

    def gdp_of(self, year: int) -> float:
        """Gross domestic product of a year, current US$; NaN where there is none."""
        return float(self.gdp.set_index("year").gdp_usd.get(year, math.nan))

    def reports(self, row: pd.Series) -> list[pd.Series]:
        """The rows of the table facts that a question names, in their order."""
        table = self.facts.set_index("fact_id")
        return [table.loc[i] for i in row.facts.split()] if pd.notna(row.facts) else []


def name_path(case: Case, row: pd.Series) -> Named:
    """First, highest and last turnover with a partner, the years on record, and yearly growth."""
    own = case.turnover(row.partner)
    about: Named = {"partner": (case.names[row.partner], "country")}
    if own.empty:
        return about
    out = about | {
        "years": (own.index.tolist(), "years"),
        "growth": (growth.fit_growth(own.reset_index()), "percent change"),
    }
    years = {"first": own.index[0], "record": own.value_usd.idxmax(), "last": own.index[-1]}
    for name, year in years.items():
        out |= {f"{name}_year": (int(year), "year"), name: (own.value_usd[year], "US$")}
    return out


def name_record(case: Case, row: pd.Series) -> Named:
    """Whether a year was the highest up to then and of all years, in both books; later reports."""
    own = case.turnover(row.partner).value_usd
    if row.year not in own.index:
        return {}
    later = max(case.reports(row), key=lambda fact: fact.year, default=None)
    return {
        "value": (own[row.year], "US$"),
        "mirror": (compared.select_mirror(case.compared, row.partner).get(row.year), "US$"),
        "highest": (bool(own[: row.year].idxmax() == row.year), "flag"),
        "record_year": (int(own.idxmax()), "year"),
        "last_year": (int(own.index[-1]), "year"),
        "last": (own.iloc[-1], "US$"),
        "later_year": (None if later is None else int(later.year), "year"),
        "later": (None if later is None else float(later.value), "US$"),
    }


def name_change(case: Case, row: pd.Series) -> Named:
    """Turnover with a partner in a year against the last year on record."""
    own = case.turnover(row.partner).value_usd
    if row.year not in own.index:
        return {}
    before, after = own[row.year], own.iloc[-1]
    return {
        "before": (before, "US$"),
        "last_year": (int(own.index[-1]), "year"),
        "after": (after, "US$"),
        "change": (after / before - 1, "percent change"),
    }


def name_rank(case: Case, row: pd.Series) -> Named:
    """In how many years a partner held a place, by each definition, and what others report."""
    own = case.ties[(case.ties.partner == row.partner) & case.ties["rank"].notna()]
    if own.empty:
        return {}
    out: Named = {}
    for flow in flows.FLOWS:
        ranks = own[own.flow == flow].set_index("year")["rank"]
        held = ranks.index[ranks == row.number].tolist()
        out |= {
            f"true_{flow}": (len(held), "count"),
            f"years_{flow}": (len(ranks), "count"),
            f"which_{flow}": (held, "years"),
        }
    reports = case.reports(row)
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
    size = growth.relate_to_gdp(own.reset_index(), case.gdp).set_index("year")
    trade, totals, _ = case.panel
    sides = weight.measure_dependence(trade, totals, case.country, row.partner, case.span)
    return {
        "year": (last, "year"),
        "rank": (own["rank"][last], "rank"),
        "share": (own.share[last], "percent"),
        "basis": (flows.classify_figure(own.loc[last]), "text"),
        "to_gdp": (size.to_gdp.get(last), "percent"),
        "others": (sides.set_index("year").others.get(last), "percent"),
    }


def name_neighbours(case: Case, row: pd.Series) -> Named:
    """Share of trade beyond the neighbours and concentration, first and last year."""
    near = concentration.list_neighbours(case.panel.distances, case.country)
    far = concentration.measure_reach(case.ties, near)
    spread = concentration.measure_hhi(case.ties).set_index(["flow", "year"]).effective_partners
    out: Named = {"neighbours": ([case.names.get(c, c) for c in near], "countries")}
    for flow in ("export", "import"):
        own = far[far.flow == flow].set_index("year").share
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
    cost = float(case.reports(row)[0].value)
    gdp = case.gdp_of(row.year)
    out: Named = {"gdp": (gdp, "US$"), "cost": (cost, "US$"), "to_gdp": (cost / gdp, "percent")}
    for number, part in enumerate(split_project(case, row).itertuples(), start=1):
        out |= {
            f"part_{number}": (part.value_usd, "US$"),
            f"part_{number}_share": (part.share, "percent"),
        }
    return out


def name_reports(case: Case, row: pd.Series) -> Named:
    """Reported figures in the order given: ``value_1``, ``year_1``, ``value_2`` ..."""
    out: Named = {}
    for number, fact in enumerate(case.reports(row), start=1):
        out |= {
            f"value_{number}": (
                float(fact.value),
                "percent" if fact.unit == "share" else fact.unit,
            ),
            f"year_{number}": (fact.year, "year"),
        }
    return out


def name_without(case: Case, row: pd.Series) -> Named:
    """A partner's share of exports with and without one product.

    The facts in their order: exports to the world X, the partner's share s, the product's part g of
    exports to the partner, the partner's part p of all exports of the product. Exports of the
    product to the partner are g s X, all its exports g s X / p, and the share without it is
    (s X - g s X) / (X - g s X / p). Rough where the four are not of the same months.
    """
    exports, share, part, taken = (float(fact.value) for fact in case.reports(row))
    product = part * share * exports
    return {
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
    about: Named = {"country": (case.names[case.country], "country")}
    if pd.notna(row.year):
        about["year"] = (int(row.year), "year")
    if pd.notna(row.number):
        about["place"] = (int(row.number), "rank")
    return about | KINDS[row.kind](case, row)


def split_project(case: Case, row: pd.Series) -> pd.DataFrame:
    """Return the parts of a project as drawn: label, value_usd, share (of the whole), to_gdp,
    statement, source_id."""
    whole, *rest = case.reports(row)
    parts = pd.DataFrame(rest, columns=["quantity", "value", "statement", "source_id"])
    parts = parts.rename(columns={"quantity": "label", "value": "value_usd"})
    parts = parts.astype({"value_usd": "float64"}).reset_index(drop=True)
    size = {"share": whole.value, "to_gdp": case.gdp_of(row.year)}
    for place, (name, of) in enumerate(size.items(), start=2):
        parts.insert(place, name, parts.value_usd / of)
    return parts


def list_sources(case: Case, row: pd.Series) -> str:
    """Return the source ids behind an answer: of the facts it names and of the trade."""
    named = [fact.source_id for fact in case.reports(row)]
    return join_ids([*named, *case.ties.source_id.unique()])
