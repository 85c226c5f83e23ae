"""A reader's own trade panel: any countries, any years, in the form of the shipped tables.

One file, CSV (plain or .csv.gz) or Parquet, one row for each reporter, partner, year and flow:

=================  ===============================================================================
reporter, partner  ISO 3166 alpha-3 codes of ``data/countries.csv``; partner ``WLD`` is the world
year, flow         a calendar year; ``export`` or ``import`` as the reporter sees it
value_usd          current US$; a zero is a zero, and a figure that is missing is a row left out
estimated          optional, true or false: the source marks the figure as its own estimate
km                 optional: distance of the pair
contiguous         optional beside km, true or false, blank where unknown
common_language    the same
=================  ===============================================================================

World totals are the rows with partner ``WLD``; in a file without any they are sums over partners.
Distances are those of the file; else, where all reporters are in ``data/distances.csv``, from
there; else great-circle distances between the capitals for all pairs. One measure serves a whole
panel, since a mixture would make the pairs differ by how they were measured. Border and language
are then unknown, and the gravity model does without them.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from thirdcountry.tables.schema import DataError, Violation, file_fault
from thirdcountry.tables.store import find_file, load, remember

SHIPPED = "shipped"
SOURCE = "readers_own_series"
KEY = ["reporter", "partner", "year", "flow"]
NEEDED = [*KEY, "value_usd"]
PAIR = ["km", "contiguous", "common_language"]
KNOWN = [*NEEDED, "estimated", *PAIR]
NUMBERS = ["year", "value_usd", "km"]
SHAPE = f"a panel needs the columns {', '.join(NEEDED)}"
#: Codes that ISO 3166 has withdrawn since the state took another name (ISO 3166-3; Romania by a
#: newsletter of 2002), which older trade files still use.
WITHDRAWN = {"BUR": "MMR", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD"}
EARTH_KM = 6371.0088  # mean radius (Moritz 1980, Geodetic Reference System)


class Panel(NamedTuple):
    """Frames like ``load("trade")``, ``load("trade_totals")`` and ``load("distances")``."""

    trade: pd.DataFrame
    totals: pd.DataFrame
    distances: pd.DataFrame


def read_panel(name: str) -> Panel:
    """Return the shipped tables ("shipped") or a reader's panel in the same form.

    Args:
        name: "shipped", or a path from the working folder or from the project folder.

    The rows of a reader's file have the source id of unchecked files, distances that of the table
    they come from.

    Raises:
        DataError: the file cannot be read or breaks a rule; all faults at once.
    """
    if name == SHIPPED:
        return Panel(load("trade"), load("trade_totals"), load("distances"))
    file = find_file(name, "panel")
    state = file.stat()
    frames = _check_file(file.resolve(), state.st_size, state.st_mtime_ns)
    return Panel(*(frame.copy(deep=False) for frame in frames))  # pandas copies upon writing


def other_sources(name: str) -> pd.DataFrame:
    """Return the other sources of the shipped trade; none for a reader's panel."""
    table = load("trade_alternatives")
    return table if name == SHIPPED else table.iloc[:0]


@remember
def _check_file(file: Path, size: int, changed: int) -> Panel:
    """Read and check a file once in a process; size and time of change tell one state of it."""
    faults = Faults(file.name)
    raw = _read_parquet(file) if file.suffix.lower() == ".parquet" else _read_csv(file)
    if raw.empty:
        raise file_fault(file.name, f"holds no rows; {SHAPE}")
    rows = _check_rows(raw, faults)
    if faults.found:
        raise DataError(faults.found)
    trade = rows[rows.partner != "WLD"]
    if trade.empty:
        raise file_fault(file.name, "holds world totals only; add rows with single partners")
    return Panel(
        _shape_like_shipped(trade[[*NEEDED, "estimated"]]),
        _find_totals(rows),
        _find_distances(trade),
    )


class Faults:
    """Collects faults; many of one kind are cut short, since the first ones show what is wrong."""

    SHOWN = 10

    def __init__(self, file: str):
        self.file = file
        self.found: list[Violation] = []

    def add(self, wrong: pd.Series, field: str, values: pd.Series, rule: str) -> None:
        """Add the rows where ``wrong`` is true."""
        rows = wrong.index[wrong]
        for row in rows[: self.SHOWN]:
            value = values[row]
            self.found.append(
                Violation(self.file, int(row), field, "" if pd.isna(value) else str(value), rule)
            )
        if len(rows) > self.SHOWN:
            text = f"{rule} (and {len(rows) - self.SHOWN} more rows)"
            self.found[-1] = replace(self.found[-1], rule=text)


# -- reading ---------------------------------------------------------------------------------


def _pick_columns(columns: list[str], file: str) -> list[str]:
    """The columns of a panel among those of a file.

    Raises:
        DataError: a column is missing, or nearly has the name of an optional one.
    """
    if missing := [c for c in NEEDED if c not in columns]:
        there = ", ".join(map(str, columns[:12]))
        raise file_fault(
            file, f"has no column {', '.join(missing)}; {SHAPE}; this file has {there}"
        )
    for column in set(columns) - set(KNOWN):
        if near := get_close_matches(str(column).lower(), set(KNOWN) - set(columns), 1, 0.8):
            raise file_fault(file, f"has a column {column!r}; did you mean {near[0]!r}?")
    if "km" not in columns and (alone := [c for c in PAIR if c in columns]):
        raise file_fault(file, f"has {', '.join(alone)} without km; add km or leave them out")
    return [c for c in KNOWN if c in columns]


def _read_csv(file: Path) -> pd.DataFrame:
    """Rows of a CSV file as categories and numbers; the index is the line in the file."""
    if not file.name.lower().endswith((".csv", ".csv.gz")):
        raise file_fault(file.name, "must be a .csv, .csv.gz or .parquet file")
    common = {
        "encoding": "utf-8-sig",
        "keep_default_na": False,
        "na_values": [""],
        "skip_blank_lines": False,  # so that a row keeps its number
        "skipinitialspace": True,
    }
    try:
        columns = _pick_columns(list(pd.read_csv(file, nrows=0, **common).columns), file.name)
        kinds = {c: "float64" if c in NUMBERS else "category" for c in columns}
        try:
            rows = pd.read_csv(file, usecols=columns, dtype=kinds, **common)
        except ValueError:  # some cell is no number: read them as text to find it
            texts = kinds | dict.fromkeys(set(NUMBERS) & set(columns), "str")
            rows = pd.read_csv(file, usecols=columns, dtype=texts, **common)
    except pd.errors.EmptyDataError:
        raise file_fault(file.name, f"is empty; {SHAPE}") from None
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise file_fault(file.name, f"cannot be read as UTF-8 CSV: {error}") from error
    rows.index += 2  # the header is line 1
    return rows.dropna(how="all")


def _read_parquet(file: Path) -> pd.DataFrame:
    """Rows of a Parquet file in the same form; the index counts rows from 1."""
    try:
        import duckdb
    except ModuleNotFoundError:
        remedy = "install the extra 'scale' (pip install '.[scale]') or save the panel as CSV"
        raise file_fault(
            file.name, f"is Parquet, which needs the package duckdb: {remedy}"
        ) from None
    source = "read_parquet(?)"
    try:
        with duckdb.connect() as base:
            said = base.execute(f"DESCRIBE SELECT * FROM {source}", [str(file)]).fetchall()
            columns = _pick_columns([row[0] for row in said], file.name)
            cast = {c: "DOUBLE" if c in NUMBERS else "VARCHAR" for c in columns}
            picked = ", ".join(f'TRY_CAST("{c}" AS {kind}) AS "{c}"' for c, kind in cast.items())
            rows = base.execute(f"SELECT {picked} FROM {source}", [str(file)]).df()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise file_fault(file.name, f"cannot be read as Parquet: {reason}") from error
    rows.index += 1
    return rows.astype({c: "category" for c in columns if c not in NUMBERS})


# -- checking --------------------------------------------------------------------------------


def _check_rows(raw: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """The rows with their types; what breaks a rule is added to ``faults``."""
    rows = raw.copy(deep=False)
    for column in (c for c in NUMBERS if c in raw):
        rows[column] = pd.to_numeric(raw[column], errors="coerce").astype("float64")
    whole = rows.year.between(1000, 9999) & (rows.year % 1 == 0)
    faults.add(~whole, "year", raw.year, "must be a calendar year such as 2010")
    good = (rows.value_usd >= 0) & (rows.value_usd < np.inf)
    rule = "must be a number of zero or more; a figure that is missing is a row left out"
    faults.add(~good, "value_usd", raw.value_usd, rule)
    faults.add(~rows.flow.isin(["export", "import"]), "flow", rows.flow, "must be export or import")
    for field in ("reporter", "partner"):
        _check_codes(rows[field], field, faults)
    same = rows.reporter.astype("str") == rows.partner.astype("str")
    faults.add(same, "partner", rows.partner, "is the reporter itself; remove these rows")
    twice = rows.duplicated(KEY) & whole
    rule = "repeats an earlier row; remove one of them"
    faults.add(twice, " + ".join(KEY), _join_keys(rows[twice]), rule)
    for column in ("estimated", "contiguous", "common_language"):
        if column in rows:
            rows[column] = _read_flags(rows[column], column, faults)
    if "estimated" not in rows:
        rows["estimated"] = False
    if "km" in rows:
        _check_pairs(rows, raw, faults)
    return rows


def _join_keys(rows: pd.DataFrame) -> pd.Series:
    """The keys of some rows in words."""
    texts = rows[KEY].head(Faults.SHOWN).astype({"year": "int64"}).astype("str")
    return texts.agg(", ".join, axis=1)


def _check_codes(column: pd.Series, field: str, faults: Faults) -> None:
    """Codes that are no country, each named once, with what to write or to remove."""
    faults.add(column.isna(), field, column, "is blank but required")
    known = {*load("countries").code, *(["WLD"] if field == "partner" else [])}
    for code in column.cat.categories.difference(sorted(known)):
        rows = column.index[column == code]
        rule = f"is no country code{_suggest_code(str(code))}"
        if more := len(rows) - 1:
            rule += f" (and {more} more rows)"
        faults.found.append(Violation(faults.file, int(rows[0]), field, str(code), rule))


def _suggest_code(code: str) -> str:
    """What to do about an unknown code."""
    if code == "WLD":
        return "; the world is a partner here, never a reporter: remove its rows"
    areas, countries = load("areas"), load("countries")
    if code in {*areas.code, *areas.name}:
        return "; it is a group or residual, which overlaps or hides countries: remove its rows"
    said = code.strip().casefold()
    for column in ("code", "iso2", "name", "short_name", "imf_name"):
        same = countries.code[countries[column].str.casefold() == said]
        if len(same):
            return f"; write {same.iloc[0]}"
    if code.upper() in WITHDRAWN:
        return f"; write {WITHDRAWN[code.upper()]}, which has taken its place"
    known = countries.code if len(code) == 3 else countries.short_name
    near = get_close_matches(code.upper() if len(code) == 3 else code, known.tolist(), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"{hint} If it stands for a group of countries, remove its rows"


def _read_flags(column: pd.Series, field: str, faults: Faults) -> pd.Series:
    """A column of true and false; blank is unknown, for which ``estimated`` has no place."""
    words = {"true": True, "false": False, "1": True, "0": False}
    said = {text: words.get(str(text).lower()) for text in column.cat.categories}
    known = column.astype("object").map(said)
    bad = known.isna() & (column.notna() | (field == "estimated"))
    faults.add(bad, field, column, "must be true or false")
    return known.astype("boolean")


def _check_pairs(rows: pd.DataFrame, raw: pd.DataFrame, faults: Faults) -> None:
    """Distances that are none, or differ between the rows of one pair."""
    positive = (rows.km > 0) & (rows.km < np.inf)
    faults.add(~positive & raw.km.notna(), "km", raw.km, "must be a number of more than zero")
    pairs = rows.groupby(["reporter", "partner"], observed=True)
    for column in (c for c in PAIR if c in rows):
        other = rows[column].notna() & (rows[column] != pairs[column].transform("first"))
        rule = "differs from an earlier row of the same pair"
        faults.add(other.fillna(False).astype(bool), column, raw[column], rule)
    if not (positive & (rows.partner != "WLD")).any():
        rule = "is blank throughout; leave the column out, and the distances are looked up"
        faults.found.append(Violation(faults.file, 0, "km", "", rule))


# -- the frames ------------------------------------------------------------------------------


def _shape_like_shipped(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the column types of the shipped tables and the source id."""
    kinds = {c: "str" for c in ("reporter", "partner", "area", "flow") if c in rows}
    kinds |= {"year": "Int64", "estimated": "boolean"}
    return rows.astype(kinds).assign(source_id=SOURCE)


def _find_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """World totals: those of the file, or sums over partners if it has none."""
    printed = rows[rows.partner == "WLD"]
    if printed.empty:
        keys = ["reporter", "year", "flow"]
        printed = rows.groupby(keys, observed=True).value_usd.sum().reset_index()
        printed = printed.assign(partner="WLD", estimated=False)
    return _shape_like_shipped(printed[[*NEEDED, "estimated"]].rename(columns={"partner": "area"}))


def _find_distances(trade: pd.DataFrame) -> pd.DataFrame:
    """Distance of all pairs that can have trade, one basis for the whole panel."""
    if "km" in trade:
        return _take_distances(trade)
    reporters = set(trade.reporter)
    shipped = load("distances")
    if reporters <= set(shipped.origin):
        return shipped[shipped.origin.isin(reporters)].reset_index(drop=True)
    return measure_great_circles(reporters, reporters | set(trade.partner))


def _take_distances(trade: pd.DataFrame) -> pd.DataFrame:
    """The pairs of the file; a pair with a distance in one direction has it in the other."""
    columns = ["reporter", "partner", *(c for c in PAIR if c in trade)]
    pairs = trade[trade.km.notna()].drop_duplicates(["reporter", "partner"])[columns]
    pairs = pairs.astype({"reporter": "str", "partner": "str"})
    back = pairs.rename(columns={"reporter": "partner", "partner": "reporter"})
    both = pd.concat([pairs, back]).drop_duplicates(["reporter", "partner"], ignore_index=True)
    both = both.rename(columns={"reporter": "origin", "partner": "destination"})
    unknown = {c: pd.array([pd.NA] * len(both), "boolean") for c in PAIR if c not in both}
    return both.assign(**unknown, basis="reader", source_id=SOURCE)


def measure_great_circles(origins: set[str], destinations: set[str]) -> pd.DataFrame:
    """Return the distance between the capitals of all these countries, like ``distances``.

    Haversine formula (Sinnott 1984) on a sphere of the earth's mean radius, in km, rounded to
    100 m. Former states without a capital in the table have no row; contiguous and common_language
    are missing.
    """
    table = load("countries").dropna(subset=["capital_lat", "capital_lon"])
    table = table[table.code.isin(origins | destinations)].reset_index(drop=True)
    lat, lon = (np.radians(table[c].to_numpy("float64")) for c in ("capital_lat", "capital_lon"))
    arc = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    km = (2 * EARTH_KM * np.arcsin(np.sqrt(arc))).round(1)
    wanted = table.code.isin(origins).to_numpy()[:, None] & table.code.isin(destinations).to_numpy()
    here, there = np.nonzero(wanted & ~np.eye(len(table), dtype=bool))
    unknown = pd.array([pd.NA] * len(here), "boolean")
    return pd.DataFrame(
        {
            "origin": table.code.to_numpy()[here],
            "destination": table.code.to_numpy()[there],
            "km": np.maximum(km[here, there], 0.1),
            "basis": "capitals",
            "contiguous": unknown,
            "common_language": unknown,
            "source_id": table.source_id.to_numpy()[here],
        }
    )
