"""Check one CSV file against its Table Schema in ``data/schemas/``, or read a checked one.

Why not frictionless or pandera: frictionless walks rows in Python, and pandera stops looking at a
column once its type is wrong, so the next fault stays hidden. This checker reads the same schema in
whole columns and lists everything at once. Frictionless remains the independent judge in the tests.
A file that has been checked and sealed is read with its types alone, which is twenty times faster.

Beyond the standard it knows five properties of ours, because Table Schema has no rules across
columns or rows: ``thirdcountry:unique`` (keys whose columns may be blank), ``thirdcountry:rules``
(``DataFrame.eval`` expressions; ``iff`` demands both directions), ``thirdcountry:sums`` (a total
equals its parts wherever all of them exist), ``thirdcountry:spans`` (periods of one thing do not
overlap) and ``thirdcountry:not_after`` (a date is not later than a date of the record that a
foreign key points to).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from thirdcountry.errors import UserError

#: Property of a resource: the sha256 of the schema that the table was sealed under. The standard
#: has a hash for the table only.
SCHEMA_SEAL = "thirdcountry:schema_hash"

RawColumns = Callable[[str], pd.DataFrame]


@dataclass(frozen=True, order=True)
class Violation:
    """One broken rule: where it is and what would mend it."""

    file: str
    row: int  # line in the file, the header is line 1; 0 when the whole file is meant
    field: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", field {self.field}" if self.field else ""
        return f"{place}: {self.value!r} {self.rule}" if self.field else f"{place}: {self.rule}"


class DataError(UserError):
    """Tables that break their contract; ``violations`` holds every one of them."""

    SHOWN = 40  # a terminal page; the count tells how many more there are

    def __init__(self, violations: list[Violation]):
        self.violations = sorted(violations)
        lines = [str(v) for v in self.violations[: self.SHOWN]]
        if more := len(self.violations) - len(lines):
            lines.append(f"... and {more} more")
        super().__init__(f"{len(self.violations)} fault(s) in the data:\n  " + "\n  ".join(lines))


def file_fault(file: str, rule: str) -> DataError:
    """Return the error of a file that cannot be used as a whole."""
    return DataError([Violation(file, 0, "", "", rule)])


#: Type of a field -> type of its column in a table; dates are read as text first.
COLUMN_TYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


def read_typed(content: bytes, resource: dict) -> pd.DataFrame:
    """Return a table that is known to keep its schema, as :func:`check` would; nothing is checked.

    Columns and index are those of :func:`check`.
    """
    kinds = {field["name"]: field.get("type", "string") for field in resource["schema"]["fields"]}
    frame = pd.read_csv(
        io.BytesIO(content),
        dtype={name: COLUMN_TYPES.get(kind, "str") for name, kind in kinds.items()},
        keep_default_na=False,
        na_values=[""],
        skip_blank_lines=False,  # so that a row keeps its number
    )
    for name in (name for name, kind in kinds.items() if kind == "date"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    frame.index += 2  # the header is line 1
    return frame


def read(content: bytes, resource: dict) -> tuple[pd.DataFrame, list[Violation]]:
    """Read CSV bytes as text columns; ragged rows and wrong headers come back as violations."""
    file = resource["path"]
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return pd.DataFrame(columns=wanted), [
            Violation(file, 0, "", "", f"cannot be read as UTF-8 CSV: {error}")
        ]
    header, body = (rows[0] if rows else []), rows[1:]
    if header != wanted:
        rule = f"header is {header}, the schema says {wanted}"
        return pd.DataFrame(columns=wanted), [Violation(file, 1, "", "", rule)]
    ragged = [
        Violation(file, line, "", "", f"has {len(row)} cells, the header has {len(wanted)}")
        for line, row in enumerate(body, start=2)
        if len(row) != len(wanted)
    ]
    whole = [row for row in body if len(row) == len(wanted)]
    lines = [line for line, row in enumerate(body, start=2) if len(row) == len(wanted)]
    return pd.DataFrame(whole, columns=wanted, index=lines, dtype=str), ragged


def matches(text: pd.Series, pattern: str) -> pd.Series:
    """Return which cells match as a whole; each different text is looked at once."""
    whole = re.compile(pattern).fullmatch
    return text.map({value: whole(value) is not None for value in text.unique()}).astype(bool)


def _parse(text: pd.Series, kind: str) -> tuple[pd.Series, pd.Series]:
    """Return (typed column, mask of cells that are not of the type); blanks become missing."""
    blank = text == ""
    if kind == "integer":
        good = matches(text, r"[+-]?\d+")
        typed = pd.to_numeric(text.where(good)).astype("Int64")
    elif kind == "number":
        typed = pd.to_numeric(text.where(~blank), errors="coerce").astype("float64")
        good = typed.notna() & ~typed.isin([float("inf"), float("-inf")])
    elif kind == "boolean":
        good = text.isin(["true", "false"])
        typed = text.map({"true": True, "false": False}).astype("boolean")
    elif kind == "date":
        good = matches(text, r"\d{4}-\d{2}-\d{2}")
        typed = pd.to_datetime(text.where(good), format="%Y-%m-%d", errors="coerce")
        good &= typed.notna()
    else:
        return text.where(~blank), pd.Series(False, index=text.index)
    return typed, ~good & ~blank


def _bound(value: Any, kind: str) -> Any:
    return pd.Timestamp(value) if kind == "date" else value


def _field_faults(
    raw: pd.Series, typed: pd.Series, wrong: pd.Series, field: dict
) -> list[tuple[pd.Series, str]]:
    """Return (mask, rule) for the type and each constraint of one column."""
    kind, limits = field.get("type", "string"), field.get("constraints", {})
    blank = raw == ""
    faults = [(wrong, f"is not of type {kind}")]
    if limits.get("required"):
        faults.append((blank, "is blank but required"))
    if limits.get("unique"):
        faults.append((raw.duplicated(keep=False) & ~blank, "is not unique"))
    if "enum" in limits:
        allowed = [str(x) for x in limits["enum"]]
        faults.append((~raw.isin(allowed) & ~blank, f"is not one of {', '.join(allowed)}"))
    if "pattern" in limits:
        bad = ~matches(raw, limits["pattern"]) & ~blank
        faults.append((bad, f"does not match {limits['pattern']}"))
    for name, compare in (("minimum", typed.lt), ("maximum", typed.gt)):
        if name in limits:
            word = "below" if name == "minimum" else "above"
            bad = compare(_bound(limits[name], kind)).fillna(False).astype(bool)
            faults.append((bad, f"is {word} the {name} {limits[name]}"))
    return faults


def _key_faults(raw: pd.DataFrame, resource: dict) -> list[Violation]:
    """Duplicated rows under the primary key and the further unique keys."""
    schema = resource["schema"]
    primary = schema.get("primaryKey", [])
    keys = [[primary] if isinstance(primary, str) else primary]
    keys += own(resource, "unique")
    found = []
    for key in filter(None, keys):
        for line in raw.index[raw.duplicated(subset=key, keep="first")]:
            value = ", ".join(raw.loc[line, key])
            rule = "repeats the key of an earlier row; remove one of the two"
            found.append(Violation(resource["path"], line, " + ".join(key), value, rule))
    return found


def _foreign_faults(raw: pd.DataFrame, resource: dict, raw_of: RawColumns) -> list[Violation]:
    """Cells that point to a record that does not exist."""
    found = []
    for key in resource["schema"].get("foreignKeys", []):
        column, target = key["fields"], key["reference"]
        column = column[0] if isinstance(column, list) else column
        there = target["fields"][0] if isinstance(target["fields"], list) else target["fields"]
        known = raw if target["resource"] in ("", resource["name"]) else raw_of(target["resource"])
        if there not in known or known.empty:
            continue  # the other table is unreadable, and that is the fault to report
        missing = ~raw[column].isin(known[there]) & (raw[column] != "")
        rule = f"has no record in {target['resource'] or resource['name']}.{there}; add one"
        found += [
            Violation(resource["path"], line, column, raw.at[line, column], rule)
            for line in raw.index[missing]
        ]
    return found + _list_faults(raw, resource, raw_of)


def _list_faults(raw: pd.DataFrame, resource: dict, raw_of: RawColumns) -> list[Violation]:
    """Codes inside a cell that holds several of them, such as the countries of an event."""
    found = []
    for field in resource["schema"]["fields"]:
        if not (several := field.get("thirdcountry:list")):
            continue
        column, target = field["name"], several["reference"]
        known = set(raw_of(target["resource"])[target["fields"]])
        if not known:
            continue  # unreadable, as above
        rule = f"has no record in {target['resource']}.{target['fields']}; add one"
        codes = raw[column].str.split(several["separator"]).explode()
        bad = codes[~codes.isin(known) & (codes != "")]
        found += [Violation(resource["path"], ln, column, code, rule) for ln, code in bad.items()]
    return found


def own(resource: dict, name: str) -> list:
    """Return a property of ours, ``thirdcountry:<name>``, from the schema of a table."""
    return resource["schema"].get(f"thirdcountry:{name}", [])


def _rule_faults(typed: pd.DataFrame, resource: dict) -> list[Violation]:
    """Rows that break a cross-column rule.

    A rule is not judged where an operand is missing, unless it speaks of missing values itself.
    """
    found = []
    for rule in own(resource, "rules"):
        text = f"{rule['rule']} {rule.get('iff', '')}"
        columns = [c for c in typed.columns if re.search(rf"\b{c}\b", text)]
        plain = typed.astype(
            {c: object for c in columns if typed[c].dtype.name in ("Int64", "boolean")}
        )
        said = plain.eval(rule["rule"], engine="python").fillna(False).astype(bool)
        if "iff" in rule:
            bad = said != plain.eval(rule["iff"], engine="python").fillna(False).astype(bool)
            text = f"must hold exactly when {rule['iff']}: {rule['rule']}"
        else:
            judged = typed[columns].notna().all(axis=1) | ("null()" in rule["rule"])
            bad = ~said & judged
            text = f"must hold: {rule['rule']}"
        for line in typed.index[bad]:
            value = ", ".join(f"{c}={typed.at[line, c]}" for c in columns)
            found.append(Violation(resource["path"], line, " + ".join(columns), value, text))
    return found


def _sum_faults(typed: pd.DataFrame, resource: dict) -> list[Violation]:
    """Totals that differ from the sum of their parts, wherever total and all parts are there."""
    found = []
    for rule in own(resource, "sums"):
        # a blank key is a key like any other here
        keys = typed[rule["by"]].astype(object).fillna("").astype(str)
        cells = {
            member: typed.loc[typed[rule["of"]] == member, rule["value"]]
            for member in [rule["total"], *rule["parts"]]
        }
        label = keys.agg("\x1f".join, axis=1)
        by_key = {m: c.astype("float64").groupby(label[c.index]).first() for m, c in cells.items()}
        line_of = pd.Series(typed.index, index=label).groupby(level=0).first()
        wide = pd.DataFrame(by_key).dropna()
        parts = wide[rule["parts"]].sum(axis=1)
        for key in wide.index[(wide[rule["total"]] - parts).abs() > 1e-9]:
            text = f"must equal {' + '.join(rule['parts'])} = {parts[key]:g}"
            value = f"{wide.at[key, rule['total']]:g}"
            found.append(Violation(resource["path"], int(line_of[key]), rule["value"], value, text))
    return found


def _span_faults(typed: pd.DataFrame, resource: dict) -> list[Violation]:
    """Rows whose period begins before an earlier period of the same thing has ended, and rows that
    describe the thing otherwise than its first row does; a blank end stands for no end."""
    found = []
    for rule in own(resource, "spans"):
        by, first, last = rule["by"], rule["first"], rule["last"]
        same = rule.get("same", [])
        for name, rows in typed.dropna(subset=[by, first]).groupby(by):
            rows = rows.sort_values(first, kind="stable")
            ends = rows[last].astype("float64").fillna(float("inf")).cummax().shift()
            for line in rows.index[rows[first].astype("float64") <= ends]:
                text = f"overlaps an earlier period of {name}; end that one before this one begins"
                value = f"{rows.at[line, first]}"
                found.append(Violation(resource["path"], line, first, value, text))
            for column in same:
                text = f"differs from the first row of {name}; give a new {by} to another way"
                for line in rows.index[rows[column] != rows[column].iloc[0]]:
                    value = rows.at[line, column]
                    found.append(Violation(resource["path"], line, column, value, text))
    return found


def _late_faults(raw: pd.DataFrame, resource: dict, raw_of: RawColumns) -> list[Violation]:
    """Dates later than a date of the record they point to: nothing is reported before it happens.

    The reference may be a year, a month or a day, so both are compared as far as the shorter one
    goes; a blank on either side is not judged.
    """
    found = []
    targets = {key["fields"]: key["reference"] for key in resource["schema"].get("foreignKeys", [])}
    for rule in own(resource, "not_after"):
        column, via, there = rule["field"], rule["via"], rule["reference"]
        table = raw_of(targets[via]["resource"])
        if there not in table:
            continue  # the other table is unreadable, and that is the fault to report
        known = table.drop_duplicates(targets[via]["fields"]).set_index(targets[via]["fields"])
        limits = raw[via].map(known[there]).fillna("")
        for line, (date, limit) in zip(
            raw.index, zip(raw[column], limits, strict=True), strict=True
        ):
            length = min(len(date), len(limit))
            if date[:length] > limit[:length]:
                text = (
                    f"is later than {there} = {limit} of {raw.at[line, via]}; correct one of them"
                )
                found.append(Violation(resource["path"], line, column, date, text))
    return found


def check(
    content: bytes, resource: dict, raw_of: RawColumns
) -> tuple[pd.DataFrame, list[Violation]]:
    """Check one table; return (typed frame, all violations).

    Args:
        content: bytes of the CSV file.
        resource: its entry in the data package, with the schema itself in place of its path.
        raw_of: gives the text columns of another table, for foreign keys.

    The frame has one column per schema field: str, Int64, float64, boolean, datetime64; blank
    cells are missing. Its index is the line in the file, so a fault or a figure can name it.
    """
    file = resource["path"]
    raw, found = read(content, resource)
    found += hash_faults(content, resource)
    columns = {}
    for field in resource["schema"]["fields"] if len(raw.columns) else []:
        name = field["name"]
        columns[name], wrong = _parse(raw[name], field.get("type", "string"))
        for mask, rule in _field_faults(raw[name], columns[name], wrong, field):
            found += [
                Violation(file, line, name, raw.at[line, name], rule) for line in raw.index[mask]
            ]
    typed = pd.DataFrame(columns, index=raw.index)
    if len(raw):
        found += _key_faults(raw, resource)
        found += _foreign_faults(raw, resource, raw_of)
        found += _rule_faults(typed, resource)
        found += _sum_faults(typed, resource)
        found += _span_faults(typed, resource)
        found += _late_faults(raw, resource, raw_of)
    return typed, found


def fingerprint(content: bytes) -> str:
    """Return ``sha256:<hex>`` of the bytes, as a data package writes it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def hash_faults(content: bytes, resource: dict) -> list[Violation]:
    """Return the files whose bytes are not those that were sealed: the table, its schema."""
    files = [(resource["path"], resource.get("hash"), fingerprint(content))]
    if "schema_path" in resource:
        files += [(resource["schema_path"], resource.get(SCHEMA_SEAL), resource["schema_hash"])]
    rule = (
        "sha256 differs from data/datapackage.json. If the change is meant, run "
        "'thirdcountry seal'; otherwise restore the file"
    )
    return [Violation(file, 0, "", "", rule) for file, sealed, now in files if sealed != now]
