"""Counts of other hosts beside the main one: Thailand, the United States, UNHCR figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.tables.sources import join_ids


def stack_hosts(series: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return two hosts' counts as one long frame: host_series, period, persons, source_id.

    Args:
        series: year, all, source_id; it becomes the series ``ours``.
        other: label, rank, persons, source_id (counts.host_counts); its figures are ``main``, those
            that contradict them ``rival``.
    """
    ours = series.assign(host_series="ours", period=series.year.astype(str), persons=series["all"])
    kind = other["rank"].map(lambda rank: "main" if rank == 1 else "rival")
    stacked = pd.concat([ours, other.assign(host_series=kind, period=other.label)])
    return stacked[["host_series", "period", "persons", "source_id"]].reset_index(drop=True)


def mark_figures(other: pd.DataFrame) -> pd.DataFrame:
    """Return another host's counts (counts.host_counts) that lie inside one calendar year.

    Further columns year, and kind: ``main`` or ``rival`` of the whole year, or ``part`` of one.
    """
    year = other.period_end.dt.year
    whole = other.label.str.fullmatch(r"\d{4}")
    kind = np.where(~whole, "part", np.where(other["rank"] == 1, "main", "rival"))
    return other.assign(year=year, kind=kind)[other.period_start.dt.year == year]


def range_ratios(series: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return another host's counts over arrivals of the same year, as ranges over rival sources.

    Columns year, figures (how many rival figures), low, high (persons), ratio_low, ratio_high,
    source_id. Not a share: people are recorded in one year and arrive in another, and some go
    elsewhere; the ratio can exceed one.
    """
    whole = other[other.label.str.fullmatch(r"\d{4}")].assign(year=lambda f: f.label.astype(int))
    both = whole.groupby("year", as_index=False).agg(
        figures=("persons", "size"),
        low=("persons", "min"),
        high=("persons", "max"),
        source_id=("source_id", join_ids),
    )
    both = both.merge(series[["year", "all", "source_id"]], on="year", suffixes=("", "_all"))
    both["ratio_low"], both["ratio_high"] = both.low / both["all"], both.high / both["all"]
    pairs = zip(both.source_id, both.pop("source_id_all"), strict=True)
    return both.assign(source_id=[join_ids(pair) for pair in pairs])


def select_largest_hosts(displacement: pd.DataFrame, measure: str, hosts: int = 6) -> pd.DataFrame:
    """Return one measure of the current release for the hosts with the largest peaks.

    Columns host, year, persons, source_id.
    """
    rows = displacement[
        (displacement.measure == measure) & displacement.current & (displacement.scope == "host")
    ]
    top = rows.groupby("host").persons.max().sort_values(ascending=False, kind="stable")
    place = {code: n for n, code in enumerate(top.index[:hosts])}
    kept = rows.assign(place=rows.host.map(place)).dropna(subset="place")
    kept = kept.sort_values(["place", "year"])
    return kept[["host", "year", "persons", "source_id"]].reset_index(drop=True)


def compare_releases(displacement: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return how much the world total of one measure differs between releases.

    Columns year, releases, low, high, current, spread, source_id; only years with a difference.
    """
    rows = displacement[
        (displacement.measure == measure)
        & (displacement.scope == "world")
        & (displacement.status != "partial")  # mid-year stocks are no revision of year-end ones
    ]
    out = rows.groupby("year").agg(
        releases=("release", "nunique"),
        low=("persons", "min"),
        high=("persons", "max"),
        source_id=("source_id", join_ids),
    )
    out["current"] = rows[rows.current].groupby("year").persons.last()
    out["spread"] = (out.high - out.low) / out.current
    return out[out.high > out.low].reset_index()


def select_admissions(arrivals: pd.DataFrame) -> pd.DataFrame:
    """Return admissions by whole fiscal year, which only the United States publish: year, low, high
    (persons), source_id."""
    rows = arrivals[
        (arrivals.measure == "admissions_fiscal_year") & (arrivals.period_type == "fiscal_year")
    ]
    years = rows.groupby(rows.period_end.dt.year.rename("year")).agg(
        low=("persons", "min"), high=("persons", "max"), source_id=("source_id", join_ids)
    )
    return years.reset_index()
