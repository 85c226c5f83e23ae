"""Parameters of the notebooks: type, range and allowed values, declared here and nowhere else.

A notebook's ``parameters`` cell repeats the defaults because Papermill wants them there; a check
holds the two equal. The same :func:`check` runs before a kernel starts and again in the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pandas as pd
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from thirdcountry.errors import UserError
from thirdcountry.measures import balance, burden
from thirdcountry.tables import DataError, descriptor, load, own_series, read_panel
from thirdcountry.tables.panel import SHIPPED


class ParameterError(UserError):
    """A parameter that is unknown, of the wrong type, or outside what the data hold."""


# -- what the data hold ----------------------------------------------------------------------


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


# -- types -----------------------------------------------------------------------------------


def _words(value: Any) -> Any:
    """A list, or text with commas as the command line gives it."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return value


def _number(value: Any) -> Any:
    """Whole numbers arrive as text from the command line."""
    return int(value) if isinstance(value, str) and value.strip().isdigit() else value


def _flag(value: Any) -> Any:
    """True and false arrive as text from the command line."""
    words = {"true": True, "false": False}
    return words.get(value.strip().lower(), value) if isinstance(value, str) else value


def _decimal(value: Any) -> Any:
    """Numbers with a decimal point arrive as text from the command line."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d+(\.\d+)?\s*", value):
        return float(value)
    return value


Flag = Annotated[StrictBool, BeforeValidator(_flag)]
Year = Annotated[StrictInt, BeforeValidator(_number)]
Amount = Annotated[float, Field(strict=True), BeforeValidator(_decimal)]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Z]{3}$")]
Words = Annotated[list[StrictStr], BeforeValidator(_words)]


class Parameters(BaseModel):
    """Base of all parameter sets: closed, immutable, ordered as declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    def against_data(self) -> list[str]:
        """Return one sentence for each value the data do not hold."""
        return []

    @property
    def dated(self) -> bool:
        """Whether the dates of the shipped tables hold for the run; not if a reader's own figures
        take their place."""
        return True

    def public(self) -> dict[str, Any]:
        """Return the values as a report shows them: of a path only the name, since the folders
        of a reader's machine are nobody's business."""
        return {
            name: Path(value).name if isinstance(value, str) and "/" in value else value
            for name, value in self.model_dump().items()
        }


def _span(first: int, last: int, low: int, high: int, where: str) -> list[str]:
    faults = [
        f"{name} = {year} is outside {where}: {low} to {high}"
        for name, year in (("first_year", first), ("last_year", last))
        if not low <= year <= high
    ]
    if not faults and first >= last:
        faults = [f"first_year = {first} must be before last_year = {last}"]
    return faults


def _two(rivals: list[str], studied: list[str]) -> list[str]:
    """Rivals are two, and none of them is a country studied."""
    faults = []
    if len(rivals) != 2 or len(set(rivals)) != 2:
        faults.append(f"rivals = {rivals} must name two different partners")
    if both := sorted(set(rivals) & set(studied)):
        faults.append(f"{', '.join(both)} cannot be studied and a rival at once; name two others")
    return faults


def _known(name: str, value: str, allowed: Any, where: str) -> list[str]:
    if value in allowed:
        return []
    near = _near(value, allowed)
    return [f"{name} = {value!r} is not in {where}{near} It holds {_some(allowed)}"]


def _near(word: str, known: Any) -> str:
    """The end of a sentence: a hint at the nearest known word, or a full stop."""
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else "."


def _some(names: Any) -> str:
    names = sorted(names)
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


_ALL_EVENTS = ("default", "all", "none")


class ArrivalTrends(Parameters):
    """Arrivals in South Korea, or any count series a reader brings, and their dated steps."""

    series: StrictStr = Field(
        "official", description="official, or a CSV file with columns period and count"
    )
    first_year: Year = Field(1998, description="First year of the annual figure and its findings")
    last_year: Year = Field(2025, description="Last year of the annual figure and its findings")
    vintage: StrictStr = Field(
        "mou-2025-12", description="Which table of the Ministry of Unification is the main series"
    )
    events: Words = Field(
        ["default"], description="Events drawn: default, all, none, or ids and dates with commas"
    )
    steps: Words = Field(
        ["kim-jong-un-succession", "laos-returns-nine", "laos-north-korea-security-agreement"],
        description="Steps tested, the first one beside each other: event ids or dates",
    )
    window: StrictStr = Field(
        "auto", description="Years the steps are fitted to, as 2004-2019; auto chooses"
    )
    draws: Year = Field(499, ge=99, le=9999, description="Draws of the bootstrap")
    seed: Year = Field(1, ge=0, description="Seed of the bootstrap and the simulations")

    @property
    def own(self) -> bool:
        """Whether the series is the reader's."""
        return self.series != "official"

    @property
    def dated(self) -> bool:
        return not self.own

    @property
    def fitted(self) -> tuple[int, int]:
        """First and last year the steps are fitted to.

        The official series: from 2004, the first year of steady counting, to 2019, since the
        closed border of the pandemic says nothing about the steps before it.
        """
        if self.window != "auto":
            first, last = self.window.split("-")
            return int(first), int(last)
        return (1, 9999) if self.own else (2004, 2019)

    def against_data(self) -> list[str]:
        faults = [
            f"{name} = {word!r} is neither a date such as 2013-05-27 nor an event of "
            f"data/events.csv{_near(word, event_ids())}"
            for name, words in (("events", self.events), ("steps", self.steps))
            for word in words
            if word not in _ALL_EVENTS
            and word not in event_ids()
            and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word)
        ]
        if not self.steps:
            faults.append("steps is empty; name at least one event or date")
        span = re.fullmatch(r"(\d{4})-(\d{4})", self.window)
        if self.window != "auto" and not (span and span[1] < span[2]):
            faults.append(f"window = {self.window!r} must be auto or two years such as 2004-2019")
        if self.own:
            return faults + own_series_faults(self.series)
        faults += _known("vintage", self.vintage, vintages(), "the vintages of data/arrivals.csv")
        if not faults:
            low, high = single_years()[0], vintages()[self.vintage][1]
            faults += _span(
                self.first_year, self.last_year, low, high, f"the years of {self.vintage}"
            )
            if self.last_year - self.first_year < 3:
                faults.append("first_year and last_year must span at least four years")
            faults += self._unfitted(high)
        return faults

    def _unfitted(self, latest: int) -> list[str]:
        """One sentence if no step lies inside the years that are fitted."""
        first, last = self.fitted[0], min(self.fitted[1], latest)
        dates = event_dates()
        years = [int(dates.get(s, s)[:4]) for s in self.steps if dates.get(s, s)[:4].isdigit()]
        if any(first + 1 < year < last for year in years):
            return []
        return [
            f"none of the steps lies inside the years fitted, {first} to {last} (window = "
            f"{self.window}, vintage = {self.vintage}); name another step, window or vintage"
        ]


_PANEL = "shipped, or a CSV or Parquet file: reporter, partner, year, flow, value_usd"


def _holdings(panel: str) -> tuple[Holdings | None, list[str]]:
    """What a panel holds, or the faults of the file."""
    try:
        return holdings(panel), []
    except DataError as error:
        return None, [str(v) for v in error.violations[: DataError.SHOWN]]


class TradeTies(Parameters):
    """One country's trade with both Koreas and its other partners."""

    country: Code = Field("LAO", description="Country studied, ISO 3166 alpha-3")
    partners: Words = Field(
        ["KOR", "PRK", "CHN", "RUS", "JPN", "USA"],
        description="Partners shown by name, ISO 3166 alpha-3 with commas",
    )
    rivals: Words = Field(
        ["KOR", "PRK"], description="The two partners whose weight is compared, with a comma"
    )
    first_year: Year = Field(1990, description="First year shown")
    last_year: Year = Field(2020, description="Last year shown")
    panel: StrictStr = Field(SHIPPED, description=_PANEL)

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
        held, faults = _holdings(self.panel)
        if held is None:
            return faults
        books = f"the reporters of {held.where}"
        faults += _known("country", self.country, held.reporters, books)
        for name, codes in (("partners", self.partners), ("rivals", self.rivals)):
            for code in codes:
                faults += _known(name, code, held.partners, held.where)
        if not self.partners:
            faults.append("partners is empty; name at least one")
        # the weight of a country in a rival's trade needs the rival's own total
        for code in self.rivals:
            faults += _known("rivals", code, held.reporters, books)
        faults += _two(self.rivals, [self.country])
        # one span for every country, so that a default first year needs no change for a state
        # that began to report later; the figures leave those years empty
        span = self.first_year, self.last_year
        faults += _span(*span, *held.years, f"the years of {held.where}")
        return faults or held.one_sided("country", [self.country], *span)


class Hosts(Parameters):
    """All hosts in one comparison."""

    MOST: ClassVar[int] = 24  # lines that a figure can still tell apart

    countries: Words = Field(
        ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"],
        description="Hosts compared, ISO 3166 alpha-3 with commas",
    )
    rivals: Words = Field(
        ["KOR", "PRK"], description="The two partners whose weight is compared, with a comma"
    )
    first_year: Year = Field(1990, description="First year shown")
    last_year: Year = Field(2020, description="Last year shown")
    panel: StrictStr = Field(SHIPPED, description=_PANEL)

    @property
    def dated(self) -> bool:
        return self.panel == SHIPPED

    def against_data(self) -> list[str]:
        held, faults = _holdings(self.panel)
        if held is None:
            return faults
        if not self.countries:
            faults.append("countries is empty; name at least one")
        for name, codes in (("countries", self.countries), ("rivals", self.rivals)):
            for code in codes:
                faults += _known(name, code, held.reporters, f"the reporters of {held.where}")
        faults += _two(self.rivals, self.countries)
        if len(self.countries) > self.MOST:
            faults.append(f"countries names {len(self.countries)}; figures hold {self.MOST}")
        span = self.first_year, self.last_year
        faults += _span(*span, *held.years, f"the years of {held.where}")
        return faults or held.one_sided("countries", self.countries, *span)


class Balance(Parameters):
    """One country between two rivals, channel by channel."""

    country: Code = Field("MNG", description="Country studied, ISO 3166 alpha-3")
    rivals: Words = Field(
        ["KOR", "PRK"], description="The two partners compared, ISO 3166 alpha-3 with a comma"
    )
    first_year: Year = Field(1990, description="First year counted")
    last_year: Year = Field(
        2025, description="Last year counted; length of relations up to its end"
    )
    weights: StrictStr = Field(
        "trade:1,visits:1,agreements:1,embassies:1,length:1",
        description="Weight of each channel in the composite; a channel not named weighs nothing",
    )
    include_leaked: Flag = Field(
        False, description="Whether contacts known only from leaked cables count"
    )

    def against_data(self) -> list[str]:
        held = reporters()
        faults = _known("country", self.country, held, "the reporters of data/trade.csv")
        # the weight of a country in a rival's trade needs the rival's own total
        for code in self.rivals:
            faults += _known("rivals", code, held, "the reporters of data/trade.csv")
        faults += _two(self.rivals, [self.country])
        try:
            balance.weights(self.weights)
        except balance.BalanceError as error:
            faults.append(str(error))
        low = min(contact_years()[0], *(lo for lo, _ in held.values()))
        high = max(contact_years()[1], *(hi for _, hi in held.values()))
        where = "the years of data/contacts.csv and data/trade.csv"
        return faults + _span(self.first_year, self.last_year, low, high, where)


class Routes(Parameters):
    """The ways out, leg by leg, and what is counted on them."""

    year: Year = Field(2013, description="Year of the map")
    first_year: Year = Field(1999, description="First year of the timeline and the counts")
    last_year: Year = Field(2025, description="Last year of the timeline and the counts")
    include_leaked: Flag = Field(
        False, description="Whether rows that rest on leaked cables alone are used"
    )

    def against_data(self) -> list[str]:
        low, high = leg_years()
        where = "the years of data/legs.csv"
        faults = _span(self.first_year, self.last_year, low, high, where)
        if not low <= self.year <= high:
            faults.append(f"year = {self.year} is outside {where}: {low} to {high}")
        return faults


class Rules(Parameters):
    """What the hosts have signed beside how they are known to treat North Koreans."""

    countries: Words = Field(
        ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"],
        description="Hosts compared, ISO 3166 alpha-3 with commas",
    )
    first_year: Year = Field(2002, description="First year of the events shown")
    last_year: Year = Field(2025, description="Last year of the events; treaties at its end")
    weights: Words = Field(
        ["refugee:1", "torture:1"],  # Papermill cannot read a default with = in it
        description="Weights of the refugee and the torture conventions in the commitment",
    )
    include_leaked: Flag = Field(
        False, description="Whether events known from leaked cables alone are counted: true, false"
    )

    @property
    def weight_of(self) -> dict[str, float]:
        """Convention -> its weight."""
        pairs = (re.split("[:=]", word) for word in self.weights)
        return {name.strip(): float(number) for name, number in pairs}

    def against_data(self) -> list[str]:
        faults = [] if self.countries else ["countries is empty; name at least one"]
        for code in self.countries:
            faults += _known("countries", code, transit_countries(), "data/accessions.csv")
        for word in self.weights:
            if not re.fullmatch(r"(refugee|torture)\s*[:=]\s*\d+(\.\d+)?", word):
                faults.append(
                    f"weights = {word!r} must be a convention and its weight, refugee or torture, "
                    "for example refugee:2,torture:1"
                )
        if not faults and sum(self.weight_of.values()) <= 0:
            faults.append("weights must not all be zero")
        return faults + _span(
            self.first_year, self.last_year, *practice_years(), "the years of data/practice.csv"
        )


_TIE_MEASURES = ("log_ratio", "share", "trade_ratio")  # those of measures.treatment


class Treatment(Parameters):
    """The weight of ties beside the treatment of North Koreans, across hosts and over time."""

    countries: Words = Field(
        ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"],
        description="Hosts compared, three to eight, ISO 3166 alpha-3 with commas",
    )
    rivals: Words = Field(
        ["KOR", "PRK"], description="The two partners whose weight is compared, with a comma"
    )
    measure: StrictStr = Field(
        "log_ratio", description="Weight of ties: log_ratio, share or trade_ratio"
    )
    first_year: Year = Field(2004, description="First year of ties and of events")
    last_year: Year = Field(2020, description="Last year of ties and of events")
    include_leaked: Flag = Field(
        False, description="Whether events known from leaked cables alone are counted: true, false"
    )

    def against_data(self) -> list[str]:
        held = reporters()
        faults = []
        if not 3 <= len(set(self.countries)) <= 8:
            faults.append(
                "countries must name three to eight hosts, whose orders can all be listed"
            )
        for name, codes in (("countries", self.countries), ("rivals", self.rivals)):
            for code in codes:
                faults += _known(name, code, held, "the reporters of data/trade.csv")
        faults += _two(self.rivals, self.countries)
        faults += _known("measure", self.measure, _TIE_MEASURES, "the measures of ties")
        low, high = min(lo for lo, _ in held.values()), max(hi for _, hi in held.values())
        return faults + _span(
            self.first_year, self.last_year, low, high, "the years of data/trade.csv"
        )


class Claims(Parameters):
    """The ledger of claims, or a ledger that a reader brings."""

    ledger: StrictStr = Field("shipped", description="shipped, or a CSV file with claims")
    article: StrictStr = Field("all", description="all, balancing_act or closing_door")
    kind: StrictStr = Field("all", description="all, or one kind of claim, such as rank")
    verdict: StrictStr = Field("all", description="all, or one verdict, such as contradicted")
    include_leaked: Flag = Field(
        False, description="Whether leaked cables of a single source count as evidence"
    )

    @property
    def own(self) -> bool:
        """Whether the ledger is the reader's."""
        return self.ledger != "shipped"

    def against_data(self) -> list[str]:
        if self.own:
            narrowed = [n for n in ("article", "kind", "verdict") if getattr(self, n) != "all"]
            faults = [
                f"{name} narrows the shipped ledger only; leave it at all" for name in narrowed
            ]
            return faults + own_series_faults(self.ledger)
        return [
            fault
            for column in ("article", "kind", "verdict")
            for fault in _known(
                column,
                getattr(self, column),
                {"all", *allowed("claims", column)},
                "data/claims.csv",
            )
        ]


class Testimony(Parameters):
    """What the interviews of the articles are worth, held against documents."""

    source_type: StrictStr = Field("all", description="all, or one kind of voice, such as witness")
    include_leaked: Flag = Field(
        False, description="Whether leaked cables of a single source count as documents"
    )

    def against_data(self) -> list[str]:
        known = {"all", *allowed("statements", "source_type")}
        return _known("source_type", self.source_type, known, "data/statements.csv")


#: A body for more than a hundred thousand persons a year would be another body.
MOST_PERSONS = 100_000


class BurdenSharing(Parameters):
    """A regional body: its members, its illustrative cost, and the key that shares it."""

    members: Words = Field(
        ["CHN", "KOR", "LAO", "MNG", "THA", "VNM"],
        description="Members of the body, ISO 3166 alpha-3 with commas",
    )
    without: Words = Field([], description="Members that stay out, with commas; empty for none")
    persons: Year = Field(
        0,
        ge=0,
        le=MOST_PERSONS,
        description="Persons a year; 0 takes the latest full year of arrivals",
    )
    days: Year = Field(60, description="Days of care for each person (illustrative)")
    unit_cost: Amount = Field(50, description="US$ for one person and day (illustrative)")
    fixed_cost: Year = Field(1_000_000, description="US$ a year for the body itself (illustrative)")
    key: StrictStr = Field("eu_2015", description="Key of the figures that show only one")
    weights: Words = Field(
        ["40", "40", "10", "10"],
        description="Per cent for population, GDP, past effort and unemployment in the mixed key",
    )
    floor: Amount = Field(0, ge=0, le=100, description="Lowest share of a member, per cent")
    ceiling: Amount = Field(100, ge=0, le=100, description="Highest share of a member, per cent")
    year: Year = Field(2023, description="Year of population, GDP and unemployment")
    caseload: Words = Field(
        ["recorded"],
        description="Where persons wait: recorded, or per cent by host such as THA=90,LAO=10",
    )

    @property
    def joined(self) -> list[str]:
        """The members that take part."""
        return [code for code in self.members if code not in self.without]

    @property
    def rules(self) -> burden.Rules:
        """How the keys are applied."""
        weights = tuple(float(w) / 100 for w in self.weights)
        return burden.Rules(weights, self.floor / 100, self.ceiling / 100)

    @property
    def switches(self) -> tuple[str, ...]:
        """The members that a reader may take out: those without which a body is talked of."""
        return tuple(code for code in ("CHN", "KOR") if code in self.joined)

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """Input -> (lowest, highest) value that a reader may enter."""
        return {"persons": (0, MOST_PERSONS), **scenario_limits()}

    @property
    def entered(self) -> dict[str, float]:
        """The reader's own spread over the hosts, per cent; empty for the recorded one."""
        if self.caseload == ["recorded"]:
            return {}
        return {p.split("=")[0].strip(): float(p.split("=")[1]) for p in self.caseload}

    def against_data(self) -> list[str]:
        faults = []
        for code in self.members:
            faults += _known("members", code, possible_members(), "data/assessments.csv")
        for code in self.without:
            faults += _known("without", code, self.members, "the members")
        if len(set(self.joined)) != len(self.joined):
            faults.append(f"members = {self.members} names a state twice")
        if not 2 <= len(self.joined) <= burden.MOST_PLAYERS:
            faults.append(
                f"members without those left out are {len(self.joined)}; "
                f"name 2 to {burden.MOST_PLAYERS}"
            )
        faults += _known("key", self.key, burden.KEYS, "the keys")
        faults += self._amounts() + self._weights() + self._caseload()
        if not faults:
            faults += self._budget()
            held = burden.years(load("indicators"), self.joined)
            if self.year not in held:
                spans = f"{held[0]} to {held[-1]}" if held else "none"
                faults.append(f"year = {self.year} lacks a figure of a member; there are {spans}")
        return faults

    def _amounts(self) -> list[str]:
        faults = [
            f"{name} = {value:g} is outside the scenario: {low:g} to {high:g} "
            "(data/scenario_defaults.csv)"
            for name, (low, high) in scenario_limits().items()
            if not low <= (value := getattr(self, name)) <= high
        ]
        count = len(self.joined)
        if self.floor * count > 100 or self.ceiling * count < 100 or self.floor > self.ceiling:
            faults.append(
                f"floor = {self.floor:g} and ceiling = {self.ceiling:g} cannot hold for {count} "
                "members: their shares must sum to 100 per cent"
            )
        return faults

    def _budget(self) -> list[str]:
        hosts = self.entered or set(burden.recorded_caseload(load("arrivals")).host)
        if self.fixed_cost or (self.unit_cost and set(hosts) & set(self.joined)):
            return []
        return [
            "there is no cost to share: raise fixed_cost, or unit_cost with a member where people "
            "are counted"
        ]

    def _weights(self) -> list[str]:
        good = [re.fullmatch(r"\d+(\.\d+)?", word) for word in self.weights]
        if len(good) == 4 and all(good) and sum(map(float, self.weights)) == 100:
            return []
        return [f"weights = {self.weights} must be four numbers that sum to 100, as 40,40,10,10"]

    def _caseload(self) -> list[str]:
        if self.caseload == ["recorded"]:
            return []
        if not all(re.fullmatch(r"[A-Z]{3}\s*=\s*\d+(\.\d+)?", word) for word in self.caseload):
            return [f"caseload = {self.caseload} must be recorded, or pairs such as THA=90,LAO=10"]
        faults = [
            f"caseload names {code}; name hosts among the members (all arrive in "
            f"{burden.DESTINATION}, nobody waits there)"
            for code in self.entered
            if code == burden.DESTINATION or code not in self.members
        ]
        if sum(self.entered.values()) > 100 or len(self.entered) != len(self.caseload):
            faults.append("caseload must name each host once and not exceed 100 per cent in all")
        return faults


class Summary(Parameters):
    """The main findings of the other chapters."""

    results: StrictStr = Field(
        "latest", description="Results to sum up: latest, or the path of a results.json"
    )


#: Notebook -> its parameter set. A new notebook is a new line here.
NOTEBOOKS: dict[str, type[Parameters]] = {
    "summary": Summary,
    "arrival_trends": ArrivalTrends,
    "routes": Routes,
    "rules": Rules,
    "trade_ties": TradeTies,
    "hosts": Hosts,
    "treatment": Treatment,
    "balance": Balance,
    "burden_sharing": BurdenSharing,
    "testimony": Testimony,
    "claims": Claims,
}


def of(notebook: str) -> type[Parameters]:
    """Return the parameter set of a notebook.

    Raises:
        ParameterError: no such notebook.
    """
    if notebook not in NOTEBOOKS:
        raise ParameterError(
            f"no notebook {notebook!r}{_near(notebook, NOTEBOOKS)} Known: {', '.join(NOTEBOOKS)}"
        )
    return NOTEBOOKS[notebook]


def check(notebook: str, values: Mapping[str, Any]) -> Parameters:
    """Return the checked parameters of a run.

    Raises:
        ParameterError: every fault of every parameter, one line each.
    """
    model = of(notebook)
    try:
        params = model(**values)
    except ValidationError as error:
        faults = [_sentence(fault, model) for fault in error.errors()]
        raise ParameterError(_message(notebook, faults)) from None
    if faults := params.against_data():
        raise ParameterError(_message(notebook, faults))
    return params


def _message(notebook: str, faults: list[str]) -> str:
    return f"{notebook}: " + "\n  ".join(["wrong parameters:", *faults])


def _sentence(fault: Any, model: type[Parameters]) -> str:
    """One pydantic error in the words of a reader."""
    name, given = str(fault["loc"][0]), fault["input"]
    if fault["type"] == "extra_forbidden":
        known = list(model.model_fields)
        return (
            f"{name} is not a parameter{_near(name, known)} "
            f"Known: {', '.join(known) if known else 'none'}"
        )
    if isinstance(given, bool):
        return (
            f"{name} is {given}: YAML reads an unquoted NO, OFF, YES or ON as true or false; "
            'quote the code, for example country: "LAO"'
        )
    if fault["type"] == "string_pattern_mismatch":
        return f"{name} = {given!r} must be three capital letters (ISO 3166), for example 'LAO'"
    return f"{name} = {given!r}: {fault['msg'].lower()} (expected: {_expected(model, name)})"


def _expected(model: type[Parameters], name: str) -> str:
    return str(model.model_fields[name].description).lower()


def described(notebook: str) -> list[dict[str, Any]]:
    """Return name, default and help of each parameter of a notebook, in order."""
    return [
        {"name": name, "default": field.default, "help": field.description}
        for name, field in of(notebook).model_fields.items()
    ]
