"""The data dictionary ``data/README.md``, written from the schemas."""

from __future__ import annotations

from thirdcountry.tables import schema


def describe_package(package: dict) -> str:
    """Return the data dictionary (Markdown) of a data package with its schemas."""
    lines = [
        f"# {package['title']}: data dictionary",
        "",
        "Made from `datapackage.json` and `schemas/` by `thirdcountry seal`: change those instead.",
        "",
        package.get("description", ""),
    ]
    for resource in package["resources"]:
        lines += ["", f"## {resource['name']}", "", resource["schema"]["description"], ""]
        lines += [f"File `{resource['path']}`, {resource['bytes']:,} bytes, `{resource['hash']}`."]
        lines += ["", "| field | type | unit | rules | meaning |", "|---|---|---|---|---|"]
        lines += [_field_row(field) for field in resource["schema"]["fields"]]
        lines += _key_lines(resource)
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


def _key_lines(resource: dict) -> list[str]:
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
