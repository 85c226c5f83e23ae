"""Hand out checked tables of ``data/``; seal them after a change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from thirdcountry import paths
from thirdcountry.tables import schema
from thirdcountry.tables.schema import DataError, Violation


def descriptor(folder: Path | None = None) -> dict:
    """Return ``data/datapackage.json`` as a dict.

    Raises:
        DataError: the file is missing or no JSON.
    """
    file = (folder or paths.root() / "data") / "datapackage.json"
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError([Violation(file.name, 0, "", "", f"cannot be read: {error}")]) from error


@dataclass(frozen=True)
class _Folder:
    """A data folder as it is now; equal to any other with the same files, sizes and dates."""

    state: tuple
    place: Path = field(compare=False)


def _now(folder: Path | None) -> _Folder:
    place = folder or paths.root() / "data"
    stats = ((file.name, file.stat()) for file in sorted(place.iterdir()))
    state = tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
    return _Folder(state, place)


@lru_cache(maxsize=4)
def _resources(folder: _Folder) -> dict[str, dict]:
    return {r["name"]: r for r in descriptor(folder.place)["resources"]}


def _resource(name: str, folder: _Folder) -> dict:
    known = _resources(folder)
    if name not in known:
        rule = f"no table {name!r} in datapackage.json; it holds {', '.join(known)}"
        raise DataError([Violation("datapackage.json", 0, "", "", rule)])
    return known[name]


def _content(folder: _Folder, resource: dict) -> bytes:
    try:
        return (folder.place / resource["path"]).read_bytes()
    except OSError as error:
        rule = f"table is missing or unreadable ({error.strerror}); restore it from version control"
        raise DataError([Violation(resource["path"], 0, "", "", rule)]) from error


@lru_cache(maxsize=64)
def _raw(name: str, folder: _Folder) -> pd.DataFrame:
    resource = _resource(name, folder)
    return schema.read(_content(folder, resource), resource)[0]


@lru_cache(maxsize=64)
def _check(name: str, folder: _Folder) -> tuple[pd.DataFrame, list[Violation]]:
    resource = _resource(name, folder)
    try:
        content = _content(folder, resource)
        return schema.check(content, resource, lambda other: _raw(other, folder))
    except DataError as error:
        return pd.DataFrame(), error.violations


def load(name: str) -> pd.DataFrame:
    """Return one table, checked against its schema and its sha256.

    Columns and units are those of ``data/README.md``; the index is the line in the CSV file.

    Raises:
        DataError: the table is unknown, missing, changed, or breaks a rule; all faults at once.
    """
    frame, found = _check(name, _now(None))
    if found:
        raise DataError(found)
    return frame.copy()


def find(name: str, what: str) -> Path:
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
    rule = "cannot be read: no such file; give its path from the project folder"
    rule = f"{what} {Path(name).name} {rule}"
    raise DataError([Violation(Path(name).name, 0, "", "", rule)])


def own_series(name: str) -> pd.DataFrame:
    """Return a reader's own CSV file as text columns, with the source id of unchecked files.

    Args:
        name: a path, from the working folder or from the project folder.

    Raises:
        DataError: no such file, or no CSV.
    """
    file = find(name, "series")
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        rule = f"series {Path(name).name} cannot be read: {error}"
        raise DataError([Violation(Path(name).name, 0, "", "", rule)]) from error
    return frame.assign(source_id="readers_own_series")


def check_all(folder: Path | None = None) -> pd.DataFrame:
    """Check every table; return columns table, rows, sha256 (hex), bytes, in package order.

    Raises:
        DataError: with the faults of all tables together.
    """
    package, here = descriptor(folder), _now(folder)
    faults, rows = [], []
    for resource in package["resources"]:
        frame, found = _check(resource["name"], here)
        faults += found
        sha = resource.get("hash", "").removeprefix("sha256:")
        rows.append((resource["name"], len(frame), sha, resource.get("bytes", 0)))
    if faults:
        raise DataError(faults)
    return pd.DataFrame(rows, columns=["table", "rows", "sha256", "bytes"])


def seal(folder: Path | None = None) -> list[str]:
    """Write sha256 and byte count of each table into the data package, and the data dictionary.

    Only tables that keep every other rule are sealed. Returns the names of the tables whose hash
    changed.

    Raises:
        DataError: some table breaks a rule; nothing is written.
    """
    package, here = descriptor(folder), _now(folder)
    changed, faults = [], []
    for resource in package["resources"]:
        try:
            content = _content(here, resource)
        except DataError as error:
            faults += error.violations
            continue
        fresh = schema.fingerprint(content)
        if resource.get("hash") != fresh:
            changed.append(resource["name"])
        resource.update(hash=fresh, bytes=len(content))
        faults += schema.check(content, resource, lambda other: _raw(other, here))[1]
    if faults:
        raise DataError(faults)
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (here.place / "datapackage.json").write_text(text, "utf-8", newline="\n")
    (here.place / "README.md").write_text(dictionary(package), "utf-8", newline="\n")
    return changed


def dictionary(package: dict) -> str:
    """Return the data dictionary (Markdown) of a data package."""
    lines = [
        f"# {package['title']}: data dictionary",
        "",
        "Made from `datapackage.json` by `thirdcountry seal`: change the descriptor instead.",
        "",
        package.get("description", ""),
    ]
    for resource in package["resources"]:
        lines += ["", f"## {resource['name']}", "", resource.get("description", ""), ""]
        lines += [f"File `{resource['path']}`, {resource['bytes']:,} bytes, `{resource['hash']}`."]
        lines += ["", "| field | type | unit | rules | meaning |", "|---|---|---|---|---|"]
        lines += [_field_row(field) for field in resource["schema"]["fields"]]
        lines += _keys(resource)
    return "\n".join(lines) + "\n"


def _field_row(field: dict) -> str:
    limits = field.get("constraints", {})
    said = ["required"] if limits.get("required") else []
    said += ["unique"] if limits.get("unique") else []
    said += [f"≥ {limits['minimum']}"] if "minimum" in limits else []
    said += [f"≤ {limits['maximum']}"] if "maximum" in limits else []
    said += ["one of " + ", ".join(map(str, limits["enum"]))] if "enum" in limits else []
    said += [f"`{limits['pattern']}`".replace("|", "\\|")] if "pattern" in limits else []
    meaning = field.get("description", field.get("title", "")).replace("|", "\\|")
    unit = field.get("unit", "")
    return f"| {field['name']} | {field['type']} | {unit} | {'; '.join(said)} | {meaning} |"


def _keys(resource: dict) -> list[str]:
    schema_ = resource["schema"]
    lines = []
    if key := schema_.get("primaryKey"):
        lines.append(f"Key: {key if isinstance(key, str) else ', '.join(key)}.")
    for key in schema.own(resource, "unique"):
        lines.append(f"Unique together: {', '.join(key)}.")
    for key in schema_.get("foreignKeys", []):
        target = key["reference"]
        lines.append(f"`{key['fields']}` points to `{target['resource']}.{target['fields']}`.")
    for rule in schema.own(resource, "rules"):
        exactly = f" exactly when `{rule['iff']}`" if "iff" in rule else ""
        lines.append(f"Rule: `{rule['rule']}`{exactly}.")
    for rule in schema.own(resource, "sums"):
        lines.append(f"Sum: {rule['total']} = {' + '.join(rule['parts'])} (of {rule['value']}).")
    for rule in schema.own(resource, "spans"):
        span = f"`{rule['first']}` to `{rule['last']}`"
        lines.append(f"Periods {span} of one `{rule['by']}` do not overlap.")
    for rule in schema.own(resource, "not_after"):
        lines.append(
            f"`{rule['field']}` is not later than `{rule['reference']}` of `{rule['via']}`."
        )
    return ["", *[f"- {line}" for line in lines]] if lines else []
