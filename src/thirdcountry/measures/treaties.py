"""What states on the way have signed: facts with dates."""

from __future__ import annotations

from typing import Any

import pandas as pd

from thirdcountry.tables.sources import join_ids

#: Weight -> the instruments it stands for; one of them is enough, since the Protocol repeats the
#: duties of the Convention.
GROUPS = {
    "refugee": ("1951 Convention", "1967 Protocol"),
    "torture": ("Convention against Torture",),
}


def list_memberships(accessions: pd.DataFrame, hosts: dict[str, str], year: int) -> pd.DataFrame:
    """Return one line per host: what it was party to at the end of a year.

    Columns country, country_name; for each weight of :data:`GROUPS` ``<weight>_party`` (1, 0,
    missing where not verified) and ``<weight>_since`` (year of the first, missing for none);
    agreements (years of agreements with the country of origin, a list), source_id. A later
    accession is not party; a state without a row is not verified.
    """
    lines = []
    for code, name in hosts.items():
        own = accessions[accessions.country == code]
        agreed = own[(own.status == "agreed") & (own.date.dt.year <= year)]
        line: dict[str, Any] = {
            "country": code,
            "country_name": name,
            "agreements": sorted(agreed.date.dt.year.tolist()),
            "source_id": join_ids(own.source_id),
        }
        for group, instruments in GROUPS.items():
            rows = own[own.instrument.isin(instruments)]
            since = rows[(rows.status == "party") & (rows.date.dt.year <= year)].date.dt.year.min()
            line[f"{group}_since"] = since
            line[f"{group}_party"] = float(pd.notna(since)) if len(rows) else float("nan")
        lines.append(line)
    return pd.DataFrame(lines)


def list_agreements(
    accessions: pd.DataFrame, hosts: dict[str, str], year: int, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return the hosts' agreements with the country of origin up to the end of a year, in order of
    host and time.

    Columns country, country_name, year, statement, text_public (true, false, or missing where not
    verified), source (short name), source_id.
    """
    rows = accessions[
        (accessions.status == "agreed")
        & accessions.country.isin(list(hosts))
        & (accessions.date.dt.year <= year)
    ]
    rows = rows.assign(
        country_name=rows.country.map(hosts),
        year=rows.date.dt.year,
        source=rows.source_id.map(sources.set_index("source_id").short),
        place=rows.country.map({code: n for n, code in enumerate(hosts)}),
    ).sort_values(["place", "date"])
    columns = ["country", "country_name", "year", "statement", "text_public", "source", "source_id"]
    return rows[columns].reset_index(drop=True)


def measure_commitment(memberships: pd.DataFrame, weights: dict[str, float]) -> pd.Series:
    """Return K for each line of :func:`list_memberships`: its weighted mean, in [0, 1].

    K = sum(w_i * party_i) / sum(w_i), the project's own index; missing where a membership with a
    weight was not verified.
    """
    total = sum(weights.values())
    parts = [memberships[f"{group}_party"] * weight for group, weight in weights.items() if weight]
    return pd.concat(parts, axis=1).sum(axis=1, skipna=False) / total


def count_texts(accessions: pd.DataFrame, country: str, span: tuple[int, int]) -> pd.DataFrame:
    """Return how many treaty texts bind a country in each year of ``span``, and what began when.

    Columns year, conventions (international instruments), agreements (with the country of
    origin), changed (texts that began in the year), source_id.
    """
    every = accessions[accessions.country == country]  # also those that say: not party
    own = every[every.date.notna()]
    started = own.date.dt.year
    return pd.DataFrame(
        {
            "year": year,
            "conventions": int(((own.status == "party") & (started <= year)).sum()),
            "agreements": int(((own.status == "agreed") & (started <= year)).sum()),
            "changed": int((started == year).sum()),
            "source_id": join_ids(every.source_id),
        }
        for year in range(span[0], span[1] + 1)
    )


def find_most_bound(accessions: pd.DataFrame, hosts: dict[str, str]) -> str:
    """Return the host with most agreements, the first one where several tie."""
    agreed = accessions[accessions.status == "agreed"].country
    return max(hosts, key=lambda code: int((agreed == code).sum()))
