"""Count series over adjoining periods: read, checked, selected, summed to years."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError


class BreakError(UserError):
    """A series, date or model that cannot be analysed; the message names the remedy."""


def round_floats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its floats at nine significant digits.

    Linear algebra differs between processors in the last of sixteen digits; a figure drawn from
    it would have other bytes on another machine.
    """
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{c: [float(f"{v:.9g}") for v in frame[c]] for c in floats})


@dataclass(frozen=True)
class CountSeries:
    """Counts over adjoining periods.

    ``time`` is the middle of each period in years; ``population`` (the exposure of a rate) is one
    where none was given.
    """

    start: pd.DatetimeIndex
    end: pd.DatetimeIndex
    count: np.ndarray
    population: np.ndarray

    @property
    def time(self) -> np.ndarray:
        """Middle of each period as a year with a fraction: 2012 as a whole year is 2012.5."""
        middle = self.start + (self.end - self.start) / 2
        return np.asarray(middle.year + (middle.day_of_year - 0.5) / 365.25, dtype=float)

    @property
    def per_year(self) -> int:
        """How many periods a year has: 1, 2, 4 or 12."""
        days = float(np.median((self.end - self.start).days + 1))
        return min((1, 2, 4, 12), key=lambda n: abs(365.25 / n - days))

    def select_years(self, first: int, last: int) -> CountSeries:
        """Return the periods that lie wholly inside the calendar years first to last."""
        keep = (self.start.year >= first) & (self.end.year <= last)
        return CountSeries(
            self.start[keep], self.end[keep], self.count[keep], self.population[keep]
        )

    def log_rates(self) -> np.ndarray:
        """Return the logs of count over population, as a batch of one.

        Raises:
            BreakError: a zero count.
        """
        if (self.count == 0).any():
            where = self.start[int(np.argmin(self.count))]
            raise BreakError(
                f"the count of the period from {where:%Y-%m-%d} is zero, which has no logarithm; "
                "use a coarser period or a window without zeros"
            )
        return np.log(self.count / self.population)[None, :]

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each period: start, end (dates), time (years), count."""
        return pd.DataFrame(
            {"start": self.start, "end": self.end, "time": self.time, "count": self.count}
        )


#: A period, and the quarters of a half-year.
PERIOD = re.compile(r"\d{4}(-\d{2}|Q[1-4]|H[12])?")
HALVES = {"H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}


def _read_period(label: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day of a period named 2012, 2012-05, 2012Q2 or 2012H1.

    Raises:
        BreakError: another form.
    """
    year, part = label[:4], label[4:]
    try:
        if not PERIOD.fullmatch(label):
            raise ValueError
        first, last = (pd.Period(year + each) for each in HALVES.get(part, (part, part)))
        return first.start_time, last.end_time.normalize()
    except ValueError:
        raise BreakError(
            f"period {label!r} is not understood; write 2012, 2012-05, 2012Q2 or 2012H1"
        ) from None


def read_series(frame: pd.DataFrame) -> CountSeries:
    """Return a checked series from columns period, count and, if wanted, population.

    Raises:
        BreakError: a missing column, a period that is not understood, a count that is no whole
            number, duplicated or overlapping periods, a gap, constant counts.
    """
    if missing := {"period", "count"} - set(frame.columns):
        raise BreakError(
            f"the series has no column {', '.join(sorted(missing))}; it needs "
            "period and count, and may have population"
        )
    labels = frame.period.astype(str).str.strip().str.upper()
    count = pd.to_numeric(frame["count"], errors="coerce")
    bad = count.isna() | (count < 0) | (count % 1 != 0)
    if bad.any():
        first = bad.idxmax()
        raise BreakError(
            f"period {labels[first]}: count {frame['count'][first]!r} is not a whole "
            "number of at least zero"
        )
    population = frame.get("population", pd.Series(1.0, index=frame.index))
    population = pd.to_numeric(population, errors="coerce")
    if not (population > 0).all():
        raise BreakError("column population must be a positive number in every row")
    spans = pd.DataFrame([_read_period(label) for label in labels], columns=["start", "end"])
    order = np.argsort(spans.start, kind="stable")
    start, end = (pd.DatetimeIndex(spans[name].iloc[order]) for name in ("start", "end"))
    _check_adjoining(start, end, labels.to_numpy()[order])
    values = count.to_numpy(dtype=float)[order]
    if len(values) > 1 and np.ptp(values) == 0:
        raise BreakError("all counts are equal; there is nothing to explain")
    return CountSeries(start, end, values, population.to_numpy(dtype=float)[order])


def _check_adjoining(start: pd.DatetimeIndex, end: pd.DatetimeIndex, names: np.ndarray) -> None:
    """Refuse periods that overlap or leave a gap."""
    for k in range(1, len(start)):
        if start[k] <= end[k - 1]:
            raise BreakError(f"periods {names[k - 1]} and {names[k]} overlap; keep one of them")
        if start[k] != end[k - 1] + pd.Timedelta(days=1):
            raise BreakError(
                f"a gap lies between {names[k - 1]} and {names[k]}; analyse the parts "
                "before and after it separately"
            )


def series_of_years(annual: pd.DataFrame) -> CountSeries:
    """Return the series of an annual frame (columns year, all)."""
    return read_series(pd.DataFrame({"period": annual.year.astype(str), "count": annual["all"]}))


def sum_years(data: CountSeries, source_id: str) -> pd.DataFrame:
    """Return the sums of whole calendar years in the form of an annual series without sexes.

    Columns year, all, female, male, source_id. A year with missing periods is left out, since part
    of a year is not a year.

    Raises:
        BreakError: fewer than two whole years.
    """
    frame = pd.DataFrame({"year": data.start.year, "count": data.count})
    sums = frame.groupby("year")["count"].agg(["sum", "size"])
    whole = sums["sum"][sums["size"] == data.per_year].astype("int64").rename("all")
    if len(whole) < 2:
        raise BreakError("the series has fewer than two whole calendar years")
    return whole.reset_index().assign(female=pd.NA, male=pd.NA, source_id=source_id)
