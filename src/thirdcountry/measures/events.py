"""Dated events: the ones to draw beside a series, and the ones tested as steps of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def select_events(
    events: pd.DataFrame, names: Sequence[str], first: int, last: int
) -> pd.DataFrame:
    """Return the events to draw: ``default``, ``all``, ``none``, event ids or ISO dates; within
    the years.

    Columns of data/events.csv, with date as datetime, sorted by date.
    """
    if list(names) == ["all"]:
        wanted = events
    else:
        wanted = events[events.event_id.isin(names) | (events.draw & ("default" in names))]
        dates = [name for name in names if name[:4].isdigit()]
        plain = pd.DataFrame({"event_id": dates, "date": pd.to_datetime(dates), "title": dates})
        wanted = pd.concat([wanted, plain]) if dates else wanted
    return wanted[wanted.date.dt.year.between(first, last)].sort_values(["date", "event_id"])


def select_steps(events: pd.DataFrame, names: Sequence[str]) -> dict[str, pd.Timestamp]:
    """Return title -> date of the steps to test, in the order given (event ids or ISO dates)."""
    known = {row.event_id: (str(row.title), row.date) for row in events.itertuples()}
    return dict(known[n] if n in known else (n, pd.Timestamp(n)) for n in names)
