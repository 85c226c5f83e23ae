"""Contacts that are on record: visits, agreements, embassies, relations and meetings hosted.

Contacts are what could be read: an absent row is no evidence that nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from thirdcountry.tables.sources import join_ids, used

#: Kinds of contact, in the order shown.
CHANNELS = ("relations", "embassy", "visit", "agreement", "convening")
OPENINGS = ["opened", "restored"]
#: Events that say no more than that there was a contact of the kind.
_PLAIN = dict.fromkeys(("received", "signed", "hosted"), "made")
_YEAR = 365.25  # days


def select_contacts(
    contacts: pd.DataFrame, country: str, include_leaked: bool = False
) -> pd.DataFrame:
    """Return the contacts of one country, itself in column ``country``, partners in ``other``.

    Rows of another host with this country are turned round (a visit received there was made from
    here), so that a partner of the hosts can be studied too. Meetings belong to their host.
    Contacts known from leaked cables only are left out unless asked for.
    """
    rows = used(contacts, include_leaked)
    own = rows[rows.country == country]
    theirs = rows[(rows.other == country) & (rows.channel != "convening")]
    turned = theirs.assign(
        country=country,
        other=theirs.country,
        event=theirs.event.replace({"made": "received", "received": "made"}),
    )
    return pd.concat([own, turned]).sort_values(["date", "contact_id"]).reset_index(drop=True)


def select_years(rows: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    """Return the contacts that began in the years of ``span``."""
    return rows[rows.date.dt.year.between(*span)]


def select_partners(rows: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Return the contacts with these partners; meetings of several belong to their host."""
    return rows[rows.other.isin(list(codes)) & (rows.channel != "convening")]


def _day(row: Any) -> pd.Timestamp:
    """The date for reckoning: the middle of a month or year where only that is known."""
    return row.date + pd.Timedelta(days={"day": 0, "month": 14, "year": 182}[row.precision])


def count_relation_years(rows: pd.DataFrame, rival: str, last_year: int) -> float | None:
    """Return years of relations up to the end of ``last_year``, without the broken ones.

    Years of 365.25 days; a date known to the month or year counts from its middle. None if no
    opening of relations is on record.
    """
    own = rows[(rows.channel == "relations") & (rows.other == rival)]
    end = pd.Timestamp(last_year + 1, 1, 1)
    if not own.event.isin(OPENINGS).any():
        return None
    days, since = 0, None
    for row in own.sort_values("date").itertuples():
        day = min(_day(row), end)
        if row.event in OPENINGS:
            since = since or day
        elif since is not None:
            days, since = days + (day - since).days, None
    if since is not None:
        days += (end - since).days
    return days / _YEAR


def count_embassy_years(
    rows: pd.DataFrame, rival: str, seat: str, span: tuple[int, int]
) -> int | None:
    """Return in how many years of ``span`` the embassy in ``seat`` was open on the last day.

    None if neither opening nor closing is on record. An embassy whose first event is a closing
    or a reopening was there before, from a date that is not known: None as well.
    """
    own = rows[(rows.channel == "embassy") & (rows.other == rival) & (rows.seat == seat)]
    own = own.sort_values("date")
    if own.empty or own.event.iloc[0] != "opened":
        return None
    years = np.arange(span[0], span[1] + 1)
    # the state on the last day is that of the last event up to then; none yet is closed
    last = np.searchsorted(own.date.dt.year.to_numpy(), years, side="right")
    is_open = np.array([False, *own.event.isin(OPENINGS)])
    return int(is_open[last].sum())


def count_coverage(
    rows: pd.DataFrame, sources: pd.DataFrame, pair: list[str], span: tuple[int, int]
) -> pd.DataFrame:
    """Return how many rows each channel rests on and how good their sources are.

    Columns channel, first, second (rows up to the last year; of hosted meetings those with the
    rival), in_span (all rows that began in the span), high, medium, low (rows by quality of
    source), source_id. Channels without rows have zeros.
    """
    quality = sources.set_index("source_id").quality
    rows = rows[rows.date.dt.year <= span[1]]
    lines = []
    for channel in CHANNELS:
        own = rows[rows.channel == channel]
        first, second = count_parties(own, pair)
        if channel != "convening":
            own = own[own.other.isin(pair)]
        grades = own.source_id.map(quality).value_counts()
        lines.append(
            {
                "channel": channel,
                "first": first,
                "second": second,
                "in_span": len(select_years(own, span)),
                **{grade: int(grades.get(grade, 0)) for grade in ("high", "medium", "low")},
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


def count_parties(rows: pd.DataFrame, codes: Iterable[str]) -> list[int]:
    """Return for each country in how many of the contacts it is named."""
    parties = rows.other.str.split()
    return [int(parties.map(lambda named, code=code: code in named).sum()) for code in codes]


def list_dated(rows: pd.DataFrame, names: Mapping[str, str], last_year: int) -> pd.DataFrame:
    """Return the contacts with the partners in ``names`` up to ``last_year``, oldest first.

    Columns when (text, as exact as known), partner, channel, statement, source_id.
    """
    own = select_partners(rows, names)
    own = own[own.date.dt.year <= last_year]
    own = own.assign(when=_when(own), partner=own.other.map(names)).reset_index(drop=True)
    return own[["when", "partner", "channel", "statement", "source_id"]]


def list_meetings(rows: pd.DataFrame, names: Mapping[str, str], last_year: int) -> pd.DataFrame:
    """Return the meetings the country hosted up to ``last_year``: when, year, statement, parties
    (names), source_id.

    Args:
        names: code -> name of every country that occurs.
    """
    own = rows[(rows.channel == "convening") & (rows.date.dt.year <= last_year)]
    parties = [", ".join(sorted(names[code] for code in cell.split())) for cell in own.other]
    own = own.assign(when=_when(own), year=own.date.dt.year, parties=parties)
    return own[["when", "year", "statement", "parties", "source_id"]].reset_index(drop=True)


def _when(rows: pd.DataFrame) -> list[str]:
    """Dates as text, no more exact than they are known."""
    ends = {"day": 10, "month": 7, "year": 4}
    days = rows.date.dt.strftime("%Y-%m-%d")
    return [day[: ends[p]] for day, p in zip(days, rows.precision, strict=True)]


def build_timeline(rows: pd.DataFrame, codes: Iterable[str], last_year: int) -> pd.DataFrame:
    """Return what the timeline draws: lane (rival, or "hosted"), channel, date, event, source_id.

    One line per lane, channel, day and event, so that two embassies opened in one year are one
    mark; event is "made" where it says no more than the channel.
    """
    rows = rows[rows.date.dt.year <= last_year]
    two = select_partners(rows, codes).assign(lane=lambda r: r.other)
    own = rows[rows.channel == "convening"].assign(lane="hosted")
    both = pd.concat([two, own]).replace({"event": _PLAIN})
    keys = ["lane", "channel", "date", "event"]
    return both.groupby(keys).agg(source_id=("source_id", join_ids)).reset_index()
