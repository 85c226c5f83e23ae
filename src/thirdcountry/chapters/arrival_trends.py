"""Arrivals in South Korea, or any count series a reader brings, and their dated steps."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd
from pydantic import Field, StrictStr

from thirdcountry.findings import Findings
from thirdcountry.measures import events
from thirdcountry.measures.arrivals import counts, elsewhere, explanations, nowcast, vintages
from thirdcountry.measures.breaks import series, steps, unknown
from thirdcountry.measures.breaks.models import INTERVAL, ORDER, Model
from thirdcountry.measures.breaks.series import CountSeries
from thirdcountry.parameters import (
    LATEST,
    ArrivalYear,
    ParameterSet,
    Vintage,
    Words,
    Year,
    check_known,
    check_span,
)
from thirdcountry.tables import holdings, load, own_series
from thirdcountry.tables.countries import name_countries
from thirdcountry.tables.holdings import FIRST_ARRIVALS_YEAR
from thirdcountry.tables.sources import join_ids
from thirdcountry.words import Named, Value
from thirdcountry.words.hints import suggest

#: Words that name several events at once.
ALL_EVENTS = ("default", "all", "none")
#: The source of a series that a reader brings.
OWN_SOURCE = "readers_own_series"
#: The first year of steady counting, and the last before the border was closed, which says nothing
#: about the steps before it.
STEADY, LAST_OPEN = 2004, 2019
#: The host whose own counts stand beside the arrivals.
BESIDE = "THA"
#: Levels that are always in the model of the official series: the border closed in January 2020,
#: the second year of its closure, and its reopening.
PANDEMIC = tuple(pd.Timestamp(day) for day in ("2020-01-22", "2021-01-01", "2023-01-01"))


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    series: StrictStr = "official"
    first_year: Year = 1998
    last_year: ArrivalYear = LATEST
    vintage: Vintage = LATEST
    events: Words = ["default"]
    steps: Words = [
        "kim-jong-un-succession",
        "laos-returns-nine",
        "laos-north-korea-security-agreement",
    ]
    window: StrictStr = "auto"
    draws: Year = Field(499, ge=99, le=9999)
    seed: Year = Field(1, ge=0)

    @property
    def own(self) -> bool:
        """Whether the series is the reader's."""
        return self.series != "official"

    @property
    def dated(self) -> bool:
        return not self.own

    @property
    def fitted(self) -> tuple[int, int]:
        """First and last year the steps are fitted to."""
        if self.window != "auto":
            first, last = self.window.split("-")
            return int(first), int(last)
        return (1, 9999) if self.own else (STEADY, LAST_OPEN)

    def against_data(self) -> list[str]:
        faults = [
            f"{name} = {word!r} is neither a date such as 2013-05-27 nor an event of "
            f"data/events.csv{suggest(word, holdings.event_ids(), '.')}"
            for name, words in (("events", self.events), ("steps", self.steps))
            for word in words
            if word not in ALL_EVENTS
            and word not in holdings.event_ids()
            and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word)
        ]
        if not self.steps:
            faults.append("steps is empty; name at least one event or date")
        span = re.fullmatch(r"(\d{4})-(\d{4})", self.window)
        if self.window != "auto" and not (span and span[1] < span[2]):
            faults.append(f"window = {self.window!r} must be auto or two years such as 2004-2019")
        if self.own:
            return faults + holdings.own_series_faults(self.series)
        known = holdings.vintages()
        faults += check_known("vintage", self.vintage, known, "the vintages of data/arrivals.csv")
        if not faults:
            low, high = holdings.single_years()[0], known[self.vintage][1]
            where = f"the years of {self.vintage}"
            faults += check_span(self.first_year, self.last_year, low, high, where)
            if self.last_year - self.first_year < 3:
                faults.append("first_year and last_year must span at least four years")
            faults += self._unfitted(high)
        return faults

    def _unfitted(self, latest: int) -> list[str]:
        """One sentence if no step lies inside the years that are fitted."""
        first, last = self.fitted[0], min(self.fitted[1], latest)
        dates = holdings.event_dates()
        years = [int(dates.get(s, s)[:4]) for s in self.steps if dates.get(s, s)[:4].isdigit()]
        if any(first + 1 < year < last for year in years):
            return []
        return [
            f"none of the steps lies inside the years fitted, {first} to {last} (window = "
            f"{self.window}, vintage = {self.vintage}); name another step, window or vintage"
        ]


def find(p: Parameters) -> Findings:
    """Describe a count series by year and test its dated steps; of the official one, also when it
    fell, how sure it is, what explanations predict, and what other hosts count.

    Frames for both kinds of series: ``annual``, ``counted`` (of the first figure), ``drawn``
    (events), and those of :func:`find_steps`; for the official one those of :func:`find_official`.
    """
    found = Findings()
    if p.own:
        whole = series.read_series(own_series(p.series))
        found.annual = series.sum_years(whole, OWN_SOURCE)
        found.counted = whole.to_frame().assign(source_id=OWN_SOURCE)
        printings = {"latest": whole}
    else:
        arrivals = load("arrivals")
        found.official = counts.official(arrivals, p.vintage)
        found.annual = counts.select_years(found.official, p.first_year, p.last_year)
        found.counted, whole = found.annual, series.series_of_years(found.official)
        rows = counts.select_arrivals(arrivals, holdings.destination())
        first = vintages.select_first_printings(rows)
        printings = {"latest": whole, "first": series.series_of_years(first)}
    found.compute(name_years, found.annual, tables="" if p.own else "arrivals")
    span = int(found.annual.year.min()), int(found.annual.year.max())
    found.drawn = events.select_events(load("events"), p.events, *span)
    find_steps(found, p, printings)
    if not p.own:
        find_official(found, p, whole.end[-1].year)
    return found


def find_steps(found: Findings, p: Parameters, printings: Mapping[str, CountSeries]) -> None:
    """Test the steps of a series, of which each printing is given.

    Frames: ``coding``, ``estimates``, ``tested`` (the first step as an event), ``fit``,
    ``placebo``, ``cells`` (specifications), ``free`` (unknown breaks), ``false``. For labels:
    ``interval`` (what intervals cover), ``order`` (of the autocorrelation).
    """
    whole = printings["latest"]
    fitted = whole.select_years(*p.fitted)
    tested = steps.keep_inside(events.select_steps(load("events"), p.steps), fitted)
    title, step = next(iter(tested.items()))
    pandemic, windows = () if p.own else PANDEMIC, steps.choose_windows(whole, fitted)
    model = Model(knot=steps.find_knot(fitted, tested), nuisance=pandemic)
    frames = {
        "coding": steps.tabulate_coding(whole, tested, pandemic),
        "estimates": steps.estimate_steps(fitted, tested, model, p.draws, p.seed),
        "fit": steps.fit_counterfactual(fitted, step, model),
        "placebo": steps.fit_placebos(fitted, step, model),
        "cells": steps.fit_specifications(printings, windows, step, model),
        "free": unknown.find_breaks(whole),
        "false": unknown.simulate_false_breaks(whole, p.draws, p.seed),
    }
    for name, frame in frames.items():
        setattr(found, name, frame.assign(source_id=join_ids(found.annual.source_id)))
    found.tested = pd.DataFrame({"date": [step], "title": [title]})
    found.interval, found.order = Value(INTERVAL, "whole percent"), Value(ORDER, "count")
    books = "events" if p.own else "arrivals events"
    found.compute(name_steps, found.estimates, found.cells, found.placebo, tables=books)
    found.compute(name_later_steps, found.estimates, tables=books)
    found.name("fit_first", fitted.start[0].year, "year", books)
    found.name("fit_last", fitted.end[-1].year, "year", books)


def find_official(found: Findings, p: Parameters, last: int) -> None:
    """Find what only the official series, which goes to the year ``last``, is asked for.

    Frames: ``down``, ``short`` (quarters and halves) with the events ``drawn_short``, ``matrix``
    (of explanations), ``nine``, ``band`` and ``distances`` (revisions), ``thai``, ``thai_marked``,
    ``beside``, ``ratios``, ``refugees`` and ``applications`` with the names of their ``hosts``,
    ``releases``, ``admissions``, ``total``, ``shares`` (of women, by year).
    """
    arrivals, displaced = load("arrivals"), load("displacement")
    rows = counts.select_arrivals(arrivals, holdings.destination())
    found.panel_span = FIRST_ARRIVALS_YEAR, int(found.annual.year.max())
    found.down = explanations.trace_fall(found.official, min(p.fitted[1], last))
    found.short = nowcast.select_parts(rows, FIRST_ARRIVALS_YEAR, last)
    found.drawn_short = events.select_events(load("events"), p.events, STEADY, last)
    predictions = load("predictions")
    observed = explanations.observe(predictions.quantity.dropna(), found.short, found.official)
    found.matrix = explanations.judge_explanations(predictions, observed)
    found.nine = nowcast.check_nowcast(nowcast.pair_nine_months(rows))
    found.band = vintages.revision_band(rows)
    found.distances = vintages.measure_distances(found.band)
    found.total = vintages.check_total(rows, p.vintage)
    found.thai = counts.host_counts(arrivals, BESIDE, "recorded_entries")
    found.thai_marked = elsewhere.mark_figures(found.thai)
    found.beside = elsewhere.stack_hosts(found.official, found.thai)
    found.ratios = elsewhere.range_ratios(found.official, found.thai)
    found.refugees = elsewhere.select_largest_hosts(displaced, "refugees")
    found.applications = elsewhere.select_largest_hosts(displaced, "applications")
    found.hosts = name_countries([*found.refugees.host, *found.applications.host])
    women = found.annual.year.map(counts.female_share(found.annual))
    found.shares = found.annual.assign(female_share=women)
    found.releases = elsewhere.compare_releases(displaced, "refugees")
    found.admissions = elsewhere.select_admissions(arrivals)
    fall, quoted = found.values["fall_year"].value, nowcast.find_quoted(rows)
    found.name("vintage", p.vintage, "text", "arrivals")
    found.compute(name_quarter, found.short, fall, tables="arrivals")
    found.compute(name_revisions, found.band, tables="arrivals")
    found.compute(name_thai_counts, found.thai, tables="arrivals")
    found.compute(name_fall, found.official, found.down, tables="arrivals")
    found.compute(name_quoted_year, found.official, found.nine, quoted, tables="arrivals")
    found.compute(name_explanations, found.matrix, tables="arrivals predictions")


def name_years(series: pd.DataFrame) -> Named:
    """Return the named values of an annual series: peak, low, last, sexes, and the largest fall
    between two years, in persons (fall) and in per cent (steep)."""
    by_year = series.set_index("year")["all"].astype("int64")
    first, last, peak = int(by_year.index[0]), int(by_year.index[-1]), int(by_year.idxmax())
    low = int(by_year.loc[peak:].idxmin())
    falls = counts.yearly_changes(by_year)
    fall, steep = int(falls.persons.idxmin()), int(falls.share.idxmin())
    sexes = counts.female_share(series)
    return {
        "first_year": (first, "year"),
        "last_year": (last, "year"),
        "split_from": (min(sexes.index, default=None), "year"),
        "peak_year": (peak, "year"),
        "peak": (int(by_year[peak]), "persons"),
        "last": (int(by_year[last]), "persons"),
        "change": (counts.change(by_year, peak, last), "percent change"),
        "low_year": (low, "year"),
        "low": (int(by_year[low]), "persons"),
        "fall_year": (fall, "year"),
        "fall_from": (int(by_year[fall - 1]), "persons"),
        "fall_to": (int(by_year[fall]), "persons"),
        "fall_persons": (int(-falls.persons[fall]), "persons"),
        "fall_change": (float(falls.share[fall]), "percent change"),
        "steep_year": (steep, "year"),
        "steep_change": (float(falls.share[steep]), "percent change"),
        "female_share_peak": (sexes.get(peak), "percent"),
        "female_share_last": (sexes.get(last), "percent"),
    }


def name_quarter(short: pd.DataFrame, year: int) -> Named:
    """Return the first quarter of a year against the one before: quarter, quarter_before,
    quarter_change; missing where one of the two is not published.
    """
    first = short[(short.months == 3) & (short.period_start.dt.month == 1)]
    by_year = first.set_index(first.period_start.dt.year).persons.astype("int64")
    return {
        "quarter": (by_year.get(year), "persons"),
        "quarter_before": (by_year.get(year - 1), "persons"),
        "quarter_change": (counts.change(by_year, year - 1, year), "percent change"),
    }


def name_revisions(band: pd.DataFrame) -> Named:
    """Return the spread of printed totals: spread_median, spread_most and spread_year."""
    widest = band.loc[band.spread.idxmax()]
    return {
        "spread_median": (float(band.spread.median()), "percent"),
        "spread_most": (float(widest.spread), "percent"),
        "spread_year": (int(widest.year), "year"),
    }


def name_thai_counts(thai: pd.DataFrame) -> Named:
    """Return the first, the highest and the next whole year of the main Thai series, with the year
    of each: thai_first, thai_peak, thai_next; missing where none follows the peak."""
    years = thai[thai.label.str.fullmatch(r"\d{4}") & (thai["rank"] == 1)]
    years = years.set_index(years.period_end.dt.year).persons.astype("int64")
    first, peak = int(years.index[0]), int(years.idxmax())
    later = min(years.index[years.index > peak], default=None)
    return {
        "thai_first_year": (first, "year"),
        "thai_first": (int(years[first]), "persons"),
        "thai_peak_year": (peak, "year"),
        "thai_peak": (int(years[peak]), "persons"),
        "thai_next_year": (later, "year"),
        "thai_next": (years.get(later), "persons"),
    }


def name_fall(official: pd.DataFrame, down: pd.DataFrame) -> Named:
    """Return the part of the fall that was over by the year of the largest one, and its span:
    progress_fall, progress_women, progress_men, down_first, down_last."""
    share = down[down.year == _fall_year(official)].set_index("sex").progress
    return {
        "progress_fall": (share.get("all"), "percent"),
        "progress_women": (share.get("women"), "percent"),
        "progress_men": (share.get("men"), "percent"),
        "down_first": (int(down.year.min()), "year"),
        "down_last": (int(down.year.max()), "year"),
    }


def name_quoted_year(
    official: pd.DataFrame, nine: pd.DataFrame, quoted: tuple[int, int] | None
) -> Named:
    """Return the named values of the nowcast and of the year (and persons) that a text quotes.

    nine_years, nine_inside; quoted, quoted_year, quoted_part (the first nine months of that year),
    quoted_full, quoted_change and true_change since quoted_base_year (the year of the largest
    fall); nowcast with its interval.
    """
    by_year = official.set_index("year")["all"].astype("int64")
    base, known = _fall_year(official), nine.set_index("year")
    year, persons = quoted or (None, None)
    real = counts.change(by_year, base, year)
    low, estimate, high, part = (
        known.loc[year, ["low", "estimate", "high", "nine"]] if year in known.index else [None] * 4
    )
    return {
        "nine_years": (len(nine), "count"),
        "nine_inside": (int(nine.inside.sum()), "count"),
        "quoted": (persons, "persons"),
        "quoted_year": (year, "year"),
        "quoted_part": (part, "persons"),
        "quoted_full": (by_year.get(year), "persons"),
        "quoted_base_year": (base, "year"),
        "quoted_change": (None if real is None else persons / by_year[base] - 1, "percent change"),
        "true_change": (real, "percent change"),
        "nowcast": (estimate, "persons"),
        "nowcast_low": (low, "persons"),
        "nowcast_high": (high, "persons"),
    }


def _fall_year(official: pd.DataFrame) -> int:
    """The year of the largest fall in persons."""
    by_year = official.set_index("year")["all"].astype("int64")
    return int(counts.yearly_changes(by_year).persons.idxmin())


def name_explanations(matrix: pd.DataFrame) -> Named:
    """Return which explanations the timing fits, does not fit, and cannot be held against:
    timing_fits, timing_misses, timing_nothing (names); and for how many of all predictions nothing
    is published: nothing, asked.

    An explanation with several dated predictions fits only if none of them fails.
    """
    timing = matrix[matrix.observable.str.startswith("Timing")]
    seen = timing.groupby("explanation", sort=False).verdict.agg(set)
    kinds = seen.map(lambda verdicts: min(verdicts, key=["misses", "fits", "nothing"].index))
    return {
        "timing_fits": (kinds.index[kinds == "fits"].tolist(), "names"),
        "timing_misses": (kinds.index[kinds == "misses"].tolist(), "names"),
        "timing_nothing": (kinds.index[kinds == "nothing"].tolist(), "names"),
        "nothing": (int((matrix.verdict == "nothing").sum()), "count"),
        "asked": (len(matrix), "count"),
    }


def name_steps(table: pd.DataFrame, cells: pd.DataFrame, placebo: pd.DataFrame) -> Named:
    """Return the named values of the step analysis.

    step, step_ratio, step_low, step_high, detectable, p_largest (largest bootstrap p), periods,
    cells, cells_fitted, cells_below (share of specifications whose interval lies below one,
    Newey-West left out), cells_low, cells_high (range of their ratios), ratio_straight, ratio_bend
    (their medians by kind of trend), placebo_rank, placebo_count.
    """
    first = table[table.beside == ""].iloc[0]
    honest = cells[cells.ratio.notna() & (cells.likelihood != steps.NEWEY_WEST)]
    middle = honest.groupby("trend").ratio.median()
    rank = placebo.t.rank(method="min")[placebo.real]
    return {
        "step": (first.step, "text"),
        "step_ratio": (first.ratio, "ratio"),
        "step_low": (first.low, "ratio"),
        "step_high": (first.high, "ratio"),
        "detectable": (first.detectable, "ratio"),
        "p_largest": (max(first.p_boot_0, first.p_boot_3, first.p_boot_6), "p"),
        "periods": (int(first.periods), "count"),
        "cells": (len(cells), "count"),
        "cells_fitted": (int(cells.ratio.notna().sum()), "count"),
        "cells_below": (float((honest.high < 1).mean()), "percent"),
        "cells_low": (float(honest.ratio.min()), "ratio"),
        "cells_high": (float(honest.ratio.max()), "ratio"),
        "ratio_straight": (middle.get(steps.STRAIGHT), "ratio"),
        "ratio_bend": (middle.get(steps.BEND), "ratio"),
        "placebo_rank": (int(rank.iloc[0]) if len(rank) else None, "rank"),
        "placebo_count": (len(placebo), "count"),
    }


def name_later_steps(table: pd.DataFrame) -> Named:
    """Return the estimates of the second and third step beside the first: later_1, later_1_ratio,
    later_1_low, later_1_high, later_1_detectable, and later_2 likewise but for the last; missing if
    not tested."""
    rows = table[table.beside != ""].to_dict("records")
    one, two = [*rows, {}, {}][:2]
    shown = ("ratio", "low", "high")
    return {
        "later_1": (one.get("step"), "text"),
        "later_1_detectable": (one.get("detectable"), "ratio"),
        "later_2": (two.get("step"), "text"),
        **{f"later_1_{name}": (one.get(name), "ratio") for name in shown},
        **{f"later_2_{name}": (two.get(name), "ratio") for name in shown},
    }
