"""What the tables hold: the values that parameters may take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from thirdcountry.tables.panel import SHIPPED, read_panel
from thirdcountry.tables.schema import DataError
from thirdcountry.tables.store import descriptor, load, own_series


@lru_cache(maxsize=1)
def transit_hosts() -> list[str]:
    """The hosts on the way, in the order of the trade editions."""
    return ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


def latest_trade_year() -> int:
    """Last year of any reporter in the trade table."""
    return max(high for _, high in reporters().values())


def latest_vintage() -> str:
    """The official table of arrivals that reaches furthest."""
    return max(vintages(), key=lambda name: (vintages()[name][1], name))


@lru_cache(maxsize=1)
def reporters() -> dict[str, tuple[int, int]]:
    """Reporter -> (first, last) year in the trade table."""
    return _spans(load("trade"), "reporter")


def _spans(rows: pd.DataFrame, by: str) -> dict[str, tuple[int, int]]:
    """Group -> (first, last) of the column ``year``."""
    years = rows.groupby(by).year.agg(["min", "max"])
    return {str(name): (int(lo), int(hi)) for name, lo, hi in years.itertuples()}


@lru_cache(maxsize=1)
def trade_partners() -> frozenset[str]:
    """Every partner in the trade table."""
    return frozenset(load("trade").partner.unique())


@lru_cache(maxsize=1)
def shipped_years() -> dict[str, frozenset[int]]:
    """Reporter -> years with both flows in the trade table."""
    return _both_flows(load("trade"))


def _both_flows(trade: pd.DataFrame) -> dict[str, frozenset[int]]:
    flows = trade.groupby(["reporter", "year"]).flow.nunique()
    years = flows[flows == 2].reset_index().groupby("reporter").year.agg(frozenset)
    return dict(years.items())


@dataclass(frozen=True)
class Holdings:
    """What a trade panel holds."""

    reporters: dict[str, tuple[int, int]]  # first and last year
    partners: frozenset[str]
    complete: dict[str, frozenset[int]]  # years with both flows
    where: str

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of any reporter."""
        spans = self.reporters.values()
        return min(low for low, _ in spans), max(high for _, high in spans)

    def one_sided(self, name: str, codes: list[str], first: int, last: int) -> list[str]:
        """One sentence for each reporter that never has both flows in these years."""
        return [
            f"{name} = {code!r} has no year with both exports and imports in {self.where} between "
            f"{first} and {last}; add the other flow or take other years"
            for code in codes
            if code in self.reporters
            and not any(first <= year <= last for year in self.complete.get(code, ()))
        ]


def holdings(panel: str) -> Holdings:
    """What the shipped tables or a reader's panel hold.

    Raises:
        DataError: the panel cannot be read or breaks a rule.
    """
    if panel == SHIPPED:
        return Holdings(reporters(), trade_partners(), shipped_years(), "data/trade.csv")
    trade = read_panel(panel).trade
    partners = frozenset(trade.partner.unique())
    return Holdings(_spans(trade, "reporter"), partners, _both_flows(trade), Path(panel).name)


@lru_cache(maxsize=1)
def vintages() -> dict[str, tuple[int, int]]:
    """Vintage -> (first, last) single year printed in that official table of arrivals."""
    rows = load("arrivals")
    rows = rows[(rows.host == "KOR") & (rows.vintage != "press") & (rows.period_type == "year")]
    return _spans(rows.assign(year=rows.period_end.dt.year), "vintage")


@lru_cache(maxsize=1)
def single_years() -> tuple[int, int]:
    """First year of arrivals shown (older publications included) and the last one."""
    return 1998, max(hi for _, hi in vintages().values())


@lru_cache(maxsize=1)
def event_ids() -> dict[str, bool]:
    """Event -> whether it is drawn by default."""
    table = load("events")
    return dict(zip(table.event_id, table.draw.astype(bool), strict=True))


@lru_cache(maxsize=1)
def event_dates() -> dict[str, str]:
    """Event -> its date as text."""
    table = load("events")
    return dict(zip(table.event_id, table.date.dt.strftime("%Y-%m-%d"), strict=True))


@lru_cache(maxsize=1)
def contact_years() -> tuple[int, int]:
    """First and last year in the contacts table."""
    years = load("contacts").date.dt.year
    return int(years.min()), int(years.max())


@lru_cache(maxsize=1)
def leg_years() -> tuple[int, int]:
    """First and last year that a row of the legs speaks of."""
    legs = load("legs")
    return int(legs.first_year.min()), int(max(legs.first_year.max(), legs.last_year.max()))


def allowed(table: str, column: str) -> list[str]:
    """Return the words that the schema of a table allows in a column."""
    resource = next(r for r in descriptor()["resources"] if r["name"] == table)
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    return fields[column]["constraints"]["enum"]


@lru_cache(maxsize=1)
def possible_members() -> frozenset[str]:
    """Every state that the funding scenario may use: those with an assessment."""
    return frozenset(load("assessments").country)


@lru_cache(maxsize=1)
def scenario_limits() -> dict[str, tuple[float, float]]:
    """Illustrative input -> (lowest, highest) value that the scenario takes."""
    rows = load("scenario_defaults")
    return {
        str(q): (float(lo), float(hi)) for q, lo, hi in rows[["quantity", "low", "high"]].values
    }


def own_series_faults(name: str) -> list[str]:
    """One sentence if a reader's series cannot be found."""
    try:
        own_series(name)
    except DataError as error:
        return [v.rule for v in error.violations]
    return []


@lru_cache(maxsize=1)
def transit_countries() -> frozenset[str]:
    """Every country with a treaty or an event of treatment on record."""
    return frozenset(load("accessions").country) | frozenset(load("practice").country)


@lru_cache(maxsize=1)
def practice_years() -> tuple[int, int]:
    """First and last year an event of treatment touches."""
    rows = load("practice")
    return (
        int(rows.date.fillna(rows.date_end).dt.year.min()),
        int(rows.date_end.fillna(rows.date).dt.year.max()),
    )
