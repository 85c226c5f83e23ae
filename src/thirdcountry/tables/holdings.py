"""What the tables hold: the countries, years, vintages and events that a run may ask for.

Every answer is computed from the tables as they are now, so that it is right for whichever data
folder a process reads; those that count the trade table are kept until a file changes.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thirdcountry.tables.panel import SHIPPED, read_panel
from thirdcountry.tables.schema import DataError
from thirdcountry.tables.store import field_of, load, own_series, remember

#: First year of arrivals shown: from here on older publications print single years that the
#: tables of the Ministry pool.
FIRST_ARRIVALS_YEAR = 1998

#: GDP at current US$, World Bank.
GDP = "NY.GDP.MKTP.CD"

Years = tuple[int, int]  # the first and the last one


def _year_spans(rows: pd.DataFrame, by: str) -> dict[str, Years]:
    """Group -> first and last of the column ``year``."""
    years = rows.groupby(by).year.agg(["min", "max"])
    return {str(name): (int(low), int(high)) for name, low, high in years.itertuples()}


# -- countries -------------------------------------------------------------------------------


@remember
def transit_hosts() -> list[str]:
    """Return the codes of the countries whose role is transit, in their order of appearance
    (``host_order`` of data/countries.csv)."""
    rows = load("countries")
    return rows[rows.role == "transit"].sort_values("host_order").code.tolist()


@remember
def destination() -> str:
    """Return the code of the country where the journey ends."""
    rows = load("countries")
    return str(rows.code[rows.role == "destination"].iloc[0])


def transit_countries() -> frozenset[str]:
    """Return every country with a treaty or an event of treatment on record."""
    return frozenset(load("accessions").country) | frozenset(load("practice").country)


def possible_members() -> frozenset[str]:
    """Return every state that the funding scenario may use: those with an assessment."""
    return frozenset(load("assessments").country)


# -- trade -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holdings:
    """What a trade panel holds."""

    reporters: dict[str, Years]
    partners: frozenset[str]
    complete: dict[str, frozenset[int]]  # reporter -> years with both flows
    where: str

    @property
    def years(self) -> Years:
        """First and last year of any reporter."""
        spans = self.reporters.values()
        return min(low for low, _ in spans), max(high for _, high in spans)

    def one_sided(self, name: str, codes: list[str], first: int, last: int) -> list[str]:
        """Return one sentence for each reporter that never has both flows in these years."""
        return [
            f"{name} = {code!r} has no year with both exports and imports in {self.where} between "
            f"{first} and {last}; add the other flow or take other years"
            for code in codes
            if code in self.reporters
            and not any(first <= year <= last for year in self.complete.get(code, ()))
        ]


def holdings(panel: str) -> Holdings:
    """Return what the shipped tables ("shipped") or a reader's panel hold.

    Raises:
        DataError: the panel cannot be read or breaks a rule.
    """
    return _shipped() if panel == SHIPPED else _panel_holdings(panel, Path(panel).name)


@remember
def _shipped() -> Holdings:
    return _panel_holdings(SHIPPED, "data/trade.csv")


def _panel_holdings(panel: str, where: str) -> Holdings:
    trade = read_panel(panel).trade
    flows = trade.groupby(["reporter", "year"]).flow.nunique()
    both = flows[flows == 2].reset_index().groupby("reporter").year.agg(frozenset)
    partners = frozenset(trade.partner.unique())
    return Holdings(_year_spans(trade, "reporter"), partners, both.to_dict(), where)


def reporters() -> dict[str, Years]:
    """Return the first and last year of each reporter in the trade table."""
    return _shipped().reporters


@remember
def latest_trade_year() -> int:
    """Return the last year on record in the trade tables; from the totals, the shorter table."""
    return int(load("trade_totals").year.max())


@remember
def longest_gdp_vintage() -> str:
    """Return the release of GDP with the most rows, hence countries and years: releases are
    rebased, and a ratio must not mix two of them."""
    rows = load("indicators")
    return str(rows[rows.indicator == GDP].vintage.value_counts().idxmax())


# -- arrivals --------------------------------------------------------------------------------


@remember
def vintages() -> dict[str, Years]:
    """Return the first and last single year printed in each official table of arrivals in South
    Korea, by vintage."""
    rows = load("arrivals")
    rows = rows[(rows.host == "KOR") & (rows.vintage != "press") & (rows.period_type == "year")]
    return _year_spans(rows.assign(year=rows.period_end.dt.year), "vintage")


def latest_arrivals_vintage() -> str:
    """Return the latest official table of arrivals; a vintage is named by year and month."""
    return max(vintages())


def latest_arrivals_year() -> int:
    """Return the last single year in the latest official table of arrivals."""
    return vintages()[latest_arrivals_vintage()][1]


def latest_arrivals_day() -> datetime.date:
    """Return the last day that the latest official table of arrivals covers."""
    rows = load("arrivals")
    rows = rows[(rows.host == "KOR") & (rows.vintage == latest_arrivals_vintage())]
    return rows.period_end.max().date()


def single_years() -> Years:
    """Return the first year of arrivals shown (older publications included) and the last one."""
    return FIRST_ARRIVALS_YEAR, max(high for _, high in vintages().values())


def own_series_faults(name: str) -> list[str]:
    """Return one sentence if a reader's series cannot be found."""
    try:
        own_series(name)
    except DataError as error:
        return [fault.rule for fault in error.violations]
    return []


# -- events, contacts, legs, treatment -------------------------------------------------------


def event_ids() -> dict[str, bool]:
    """Return for each event whether it is drawn by default."""
    table = load("events")
    return dict(zip(table.event_id, table.draw.astype(bool), strict=True))


def event_dates() -> dict[str, str]:
    """Return the date of each event as text, YYYY-MM-DD."""
    table = load("events")
    return dict(zip(table.event_id, table.date.dt.strftime("%Y-%m-%d"), strict=True))


def contact_years() -> Years:
    """Return the first and last year in the contacts table."""
    years = load("contacts").date.dt.year
    return int(years.min()), int(years.max())


def leg_years() -> Years:
    """Return the first and last year that a row of the legs speaks of."""
    legs = load("legs")
    return int(legs.first_year.min()), int(max(legs.first_year.max(), legs.last_year.max()))


def practice_years() -> Years:
    """Return the first and last year that an event of treatment touches."""
    rows = load("practice")
    first, last = rows.date.fillna(rows.date_end), rows.date_end.fillna(rows.date)
    return int(first.dt.year.min()), int(last.dt.year.max())


# -- words and amounts -----------------------------------------------------------------------


def allowed(table: str, column: str) -> list[str]:
    """Return the words that the schema of a table allows in a column."""
    return field_of(table, column)["constraints"]["enum"]


def scenario_limits() -> dict[str, tuple[float, float]]:
    """Return the lowest and highest value that the scenario takes for each illustrative input."""
    rows = load("scenario_defaults")
    limits = zip(rows.quantity, rows.low.astype(float), rows.high.astype(float), strict=True)
    return {quantity: (low, high) for quantity, low, high in limits}
