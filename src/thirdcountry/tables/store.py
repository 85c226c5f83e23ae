"""Hand out the tables of ``data/``; check and seal them after a change.

``datapackage.json`` lists the tables with the sha256 of each and of its schema. Both are written
only when every table keeps every rule, so a file that still has them needs no second check: it is
read with its types. Any other file is checked in full, and refused with all its faults.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import pandas as pd

from thirdcountry import paths
from thirdcountry.tables import schema
from thirdcountry.tables.dictionary import describe_package
from thirdcountry.tables.schema import DataError, Violation, file_fault

PACKAGE = "datapackage.json"


def descriptor(folder: Path | None = None) -> dict:
    """Return ``data/datapackage.json`` with the schemas themselves in place of their paths.

    Each resource also has ``schema_path``, and ``schema_hash``, the sha256 of the schema as it is.

    Raises:
        DataError: a file is missing or no JSON.
    """
    place = folder or paths.root() / "data"
    package = _json(place, PACKAGE)[0]
    return package | {"resources": [_resolve(r, place) for r in package["resources"]]}


def _json(place: Path, name: str) -> tuple[dict, str]:
    """The content of a JSON file and its sha256."""
    try:
        content = (place / name).read_bytes()
        return json.loads(content), schema.fingerprint(content)
    except (OSError, ValueError) as error:
        raise file_fault(name, f"cannot be read: {error}") from error


def _resolve(resource: dict, place: Path) -> dict:
    """A resource with its schema in place of the path; a new entry need not say where that is."""
    path = resource.get("schema", f"schemas/{resource['name']}.json")
    content, sha = _json(place, path)
    return resource | {"schema": content, "schema_path": path, "schema_hash": sha}


@dataclass(frozen=True)
class _Folder:
    """A data folder as it is now; equal to any other with the same files, sizes and dates."""

    state: tuple
    place: Path = field(compare=False)


def _now(folder: Path | None) -> _Folder:
    place = folder or paths.root() / "data"
    return _Folder((*_states(place), *_states(place / "schemas")), place)


def _states(folder: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of change of each file; nothing of a folder that is not there."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as files:
        stats = ((file.name, file.stat()) for file in files)
        return sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def remember(compute: Callable) -> Callable:
    """Keep the last result of a function of the tables until a file in ``data/`` changes.

    The function must not change what it returned, and its callers must not either.
    """

    @lru_cache(maxsize=1)
    def kept(folder: _Folder, *given: Any) -> Any:
        return compute(*given)

    @wraps(compute)
    def recall(*given: Any) -> Any:
        return kept(_now(None), *given)

    return recall


@lru_cache(maxsize=4)
def _resources(folder: _Folder) -> dict[str, dict]:
    return {r["name"]: r for r in descriptor(folder.place)["resources"]}


def _resource(name: str, folder: _Folder) -> dict:
    known = _resources(folder)
    if name not in known:
        raise file_fault(PACKAGE, f"no table {name!r} in {PACKAGE}; it holds {', '.join(known)}")
    return known[name]


def _content(folder: _Folder, resource: dict) -> bytes:
    try:
        return (folder.place / resource["path"]).read_bytes()
    except OSError as error:
        rule = f"table is missing or unreadable ({error.strerror}); restore it from version control"
        raise file_fault(resource["path"], rule) from error


@lru_cache(maxsize=64)
def _raw(name: str, folder: _Folder) -> pd.DataFrame:
    resource = _resource(name, folder)
    return schema.read(_content(folder, resource), resource)[0]


def _check(resource: dict, folder: _Folder) -> tuple[int, list[Violation]]:
    """Number of rows and all faults of one table."""
    try:
        content = _content(folder, resource)
        frame, found = schema.check(content, resource, lambda other: _raw(other, folder))
    except DataError as error:
        return 0, error.violations
    return len(frame), found


@lru_cache(maxsize=64)
def _table(name: str, folder: _Folder) -> pd.DataFrame:
    resource = _resource(name, folder)
    content = _content(folder, resource)
    if schema.hash_faults(content, resource):
        raise DataError(_check(resource, folder)[1])
    return schema.read_typed(content, resource)


def load(name: str) -> pd.DataFrame:
    """Return one sealed table.

    Columns and units are those of ``data/README.md``; the index is the line in the CSV file.

    Raises:
        DataError: the table is unknown or missing, or it or its schema has changed since it was
            sealed; then with every rule that the rows break.
    """
    return _table(name, _now(None)).copy(deep=False)  # pandas copies upon writing


def field_of(table: str, column: str) -> dict:
    """Return the schema of one column: name, type, description, constraints.

    Raises:
        DataError: no such table.
    """
    fields = _resource(table, _now(None))["schema"]["fields"]
    return next(field for field in fields if field["name"] == column)


def find_file(name: str, what: str) -> Path:
    """Return a reader's file, from the working folder or from the project folder.

    Args:
        name: its path.
        what: what it holds, for the message.

    Raises:
        DataError: no such file.
    """
    places = [Path(name), paths.root() / name]
    if found := next((place for place in places if place.is_file()), None):
        return found
    file, remedy = Path(name).name, "no such file; give its path from the project folder"
    raise file_fault(file, f"{what} {file} cannot be read: {remedy}")


def own_series(name: str) -> pd.DataFrame:
    """Return a reader's own CSV file as text columns, with the source id of unchecked files.

    Args:
        name: a path, from the working folder or from the project folder.

    Raises:
        DataError: no such file, or no CSV.
    """
    file = find_file(name, "series")
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise file_fault(file.name, f"series {file.name} cannot be read: {error}") from error
    return frame.assign(source_id="readers_own_series")


def check_all(folder: Path | None = None) -> pd.DataFrame:
    """Check every rule of every table, sealed or not.

    Returns columns table, rows, sha256 (hex), bytes, in the order of the package.

    Raises:
        DataError: with the faults of all tables together.
    """
    here = _now(folder)
    faults, rows = [], []
    for name, resource in _resources(here).items():
        count, found = _check(resource, here)
        faults += found
        sha = resource.get("hash", "").removeprefix("sha256:")
        rows.append((name, count, sha, resource.get("bytes", 0)))
    if faults:
        raise DataError(faults)
    return pd.DataFrame(rows, columns=["table", "rows", "sha256", "bytes"])


def seal(folder: Path | None = None) -> list[str]:
    """Write sha256 and byte count of each table into the data package, and the data dictionary.

    Only tables that keep every other rule are sealed. Returns the names of the tables whose hash,
    or that of their schema, changed.

    Raises:
        DataError: some table breaks a rule; nothing is written.
    """
    here = _now(folder)
    package, _ = _json(here.place, PACKAGE)
    changed, faults = [], []
    for resource in package["resources"]:
        resolved = _resolve(resource, here.place)
        try:
            content = _content(here, resolved)
        except DataError as error:
            faults += error.violations
            continue
        if schema.hash_faults(content, resolved):
            changed.append(resource["name"])
        fresh = {
            "schema": resolved["schema_path"],
            "hash": schema.fingerprint(content),
            "bytes": len(content),
            schema.SCHEMA_SEAL: resolved["schema_hash"],
        }
        resource.update(fresh)
        sealed = resource | {"schema": resolved["schema"]}
        faults += schema.check(content, sealed, lambda other: _raw(other, here))[1]
    if faults:
        raise DataError(faults)
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (here.place / PACKAGE).write_text(text, "utf-8", newline="\n")
    words = describe_package(descriptor(here.place))
    (here.place / "README.md").write_text(words, "utf-8", newline="\n")
    return changed
