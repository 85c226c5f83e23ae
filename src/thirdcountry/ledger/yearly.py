"""Questions that a claim may ask of any yearly figure, whatever it counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from thirdcountry.ledger.evidence import NOWHERE, ClaimError, Evidence, Numbers, plot
from thirdcountry.tables.sources import join_ids


@dataclass(frozen=True)
class Yearly:
    """A figure by year.

    ``rows`` have year, value (in ``unit``) and source_id, at most one row a year; ``numbers`` are
    the names that a sentence about it may take, ``place`` among them.
    """

    rows: pd.DataFrame
    unit: str
    numbers: Numbers

    @property
    def by_year(self) -> pd.Series:
        """The values by year."""
        return self.rows.set_index("year").value

    @property
    def source_id(self) -> str:
        """All sources in one cell."""
        return join_ids(self.rows.source_id)

    def between(self, first: int, last: int) -> Yearly:
        """Return the years from the first to the last."""
        return replace(self, rows=self.rows[self.rows.year.between(first, last)])

    def at(self, year: int) -> pd.Series | None:
        """Return the row of a year, or None."""
        own = self.rows[self.rows.year == year]
        return own.iloc[0] if len(own) else None

    def plot(self, *years: int) -> pd.DataFrame:
        """Return the series of a figure with these years chosen."""
        return plot(self.rows, years, "year")

    def tell(
        self,
        value: float | None,
        unit: str,
        numbers: Numbers,
        *years: int,
        line: float | None = NOWHERE,
    ) -> Evidence:
        """Return a value found in all rows as evidence, with these years chosen in the figure."""
        numbers = {**self.numbers, **numbers}
        series = self.plot(*years)
        return Evidence(value, unit, numbers, self.source_id, series, self.unit, line=line)

    def require(self, *years: int) -> Yearly:
        """Return itself.

        Raises:
            ClaimError: a year without a figure.
        """
        known = self.rows.year
        if lacking := [str(year) for year in sorted({*years} - {*known})]:
            raise ClaimError(
                f"names {', '.join(lacking)}; {self.numbers['place'][0]} has counts from "
                f"{known.min()} to {known.max()}, not in every year"
            )
        return self


def find_value(series: Yearly, year: int) -> Evidence:
    """Return the value of a year."""
    row = series.at(year)
    found = series.tell(None, series.unit, {"year": (year, "year")}, year, line=None)
    if row is None:
        return found
    return replace(found, value=float(row.value), source_id=row.source_id)


def find_change(series: Yearly, first: int, last: int, in_points: bool = False) -> Evidence:
    """Return the change between two years: relative, or the difference ``in_points``.

    Numbers: ``a`` and ``b``, the two values. Nothing is found without both, or from zero.
    """
    kept = series.between(first, last)
    one, two = kept.at(first), kept.at(last)
    numbers: dict[str, Any] = {"first": (first, "year"), "last": (last, "year")}
    unit, value = "points" if in_points else "percent change", None
    if one is not None and two is not None:
        numbers |= {"a": (float(one.value), series.unit), "b": (float(two.value), series.unit)}
        if in_points:
            value = float(two.value - one.value)
        elif one.value:
            value = float(two.value / one.value - 1)
    return kept.tell(value, unit, numbers, first, last)


def find_highest(series: Yearly, first: int, last: int) -> Evidence:
    """Return the year with the highest value between two years.

    Numbers: ``most``, that value, and ``first`` and ``last``, the years on record.
    """
    kept = series.between(first, last)
    if kept.rows.empty:
        return kept.tell(None, "year", {}, line=None)
    best, years = kept.rows.loc[kept.rows.value.idxmax()], kept.rows.year
    numbers = {
        "most": (float(best.value), series.unit),
        "first": (int(years.min()), "year"),
        "last": (int(years.max()), "year"),
    }
    return kept.tell(float(best.year), "year", numbers, int(best.year))


def find_ratio(one: Yearly, other: Yearly, year: int, unit: str) -> Evidence:
    """Return one figure over another in a year; the figure shows it for all years with both.

    Numbers: ``a`` and ``b``, the two values.
    """
    both = one.rows.merge(other.rows, on="year", suffixes=("", "_other"))
    both = both[both.value_other > 0]
    ids = [join_ids(pair) for pair in zip(both.source_id, both.source_id_other, strict=True)]
    ratios = both.assign(value=both.value / both.value_other, source_id=ids)
    found = find_value(Yearly(ratios, unit, one.numbers), year)
    pairs = both[both.year == year][["value", "value_other"]].itertuples(index=False)
    for a, b in pairs:
        pair = {"a": (float(a), one.unit), "b": (float(b), other.unit)}
        found = replace(found, numbers={**found.numbers, **pair})
    return found


def find_share_held(
    rows: pd.DataFrame,
    held: pd.Series,
    numbers: Numbers,
    unit: str,
    x: str = "year",
    chosen: Collection[object] | None = None,
    line: float = NOWHERE,
) -> Evidence:
    """Return the share of rows in which something held.

    Args:
        rows: what the figure shows: ``x``, value (in ``unit``), source_id.
        held: whether it did, one for each case; by the index of ``rows``.
        chosen: the x that the figure marks, by default those that held.

    Numbers: ``held`` and ``all``, how many. Nothing is found without a case.
    """
    marked = rows[x][held[held].index] if chosen is None else chosen
    counted = {"held": (int(held.sum()), "count"), "all": (len(held), "count")}
    share, source = float(held.mean()) if len(held) else None, join_ids(rows.source_id)
    series = plot(rows, marked, x)
    return Evidence(share, "percent", {**numbers, **counted}, source, series, unit, line=line)
