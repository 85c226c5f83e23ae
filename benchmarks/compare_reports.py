"""Are two built reports the same?

    python benchmarks/compare_reports.py OLD NEW

CSV, SVG and PDF are compared byte by byte, the named values of results.json by value, unit and
text: a value may gain fields, nothing may be lost or changed. How many web pages differ is only
said, as a page shows its code. Prints every figure as run:id, then every difference; exits with 1
if there is one. To be run before and after a change that moves code but not content.
"""

from __future__ import annotations

import json
import sys
from itertools import zip_longest
from pathlib import Path

EXACT = {".csv", ".svg", ".pdf"}


def list_files(folder: Path, suffixes: set[str]) -> dict[str, Path]:
    """Return name within the folder -> file of those kinds; editions are not part of a report."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*"))}
    return {
        name: file
        for name, file in files.items()
        if file.suffix in suffixes and not name.startswith("editions/")
    }


def list_figures(folder: Path) -> list[str]:
    """Return every figure of a report as run:id."""
    return [f"{file.parent.name}:{file.stem}" for file in list_files(folder, {".svg"}).values()]


def compare_files(old: Path, new: Path) -> list[str]:
    """Return one line for each CSV, SVG or PDF that is missing, new or not the same bytes."""
    before, after = list_files(old, EXACT), list_files(new, EXACT)
    lines = []
    for name in sorted(before | after):
        if name not in after:
            lines.append(f"missing: {name}")
        elif name not in before:
            lines.append(f"new: {name}")
        elif (first := before[name].read_bytes()) != (second := after[name].read_bytes()):
            page = find_page(before[name], after[name]) if name.endswith(".pdf") else ""
            lines.append(f"differs: {name} ({len(first):,} and {len(second):,} bytes{page})")
    return lines


def find_page(old: Path, new: Path) -> str:
    """Return words for the first page of two PDFs whose text differs; "" without pypdf."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return ""
    try:
        pages = [(page.extract_text() for page in PdfReader(file).pages) for file in (old, new)]
        for number, (one, other) in enumerate(zip_longest(*pages), start=1):
            if one != other:
                return f"; the text of page {number} differs"
    except PyPdfError as error:
        return f"; cannot be read: {error}"
    return "; all pages have the same text"


def read_values(folder: Path) -> dict[str, dict]:
    """Return run:name -> named value of a report."""
    runs = json.loads((folder / "results.json").read_text("utf-8"))["runs"]
    return {f"{run}:{name}": value for run, named in runs.items() for name, value in named.items()}


def compare_values(old: Path, new: Path) -> list[str]:
    """Return one line for each named value that is lost or changed."""
    before, after = read_values(old), read_values(new)
    lines = []
    for name, value in before.items():
        if name not in after:
            lines.append(f"lost name: {name}")
            continue
        for field in value:
            if value.get(field) != after[name].get(field):
                lines.append(
                    f"{field} of {name}: {value.get(field)!r} became {after[name].get(field)!r}"
                )
    return lines


def count_pages(old: Path, new: Path) -> str:
    """Return one line: how many web pages differ."""
    before, after = (list_files(folder, {".html"}) for folder in (old, new))
    both = sorted(before.keys() & after.keys())
    count = sum(before[name].read_bytes() != after[name].read_bytes() for name in both)
    return f"{count} of {len(both)} web pages differ, which is allowed"


def main(old: Path, new: Path) -> int:
    """Print what was compared and return the exit code: 1 if anything differs."""
    before, after = list_figures(old), list_figures(new)
    print(f"{len(before)} figures before, {len(after)} after:")
    for name in sorted({*before, *after}):
        note = "" if name in after else " (gone)"
        print(f"  {name}{note if name in before else ' (new)'}")
    print(count_pages(old, new))
    differences = compare_files(old, new) + compare_values(old, new)
    for line in differences:
        print(line)
    same = len(list_files(old, EXACT))
    print(f"{len(differences)} difference(s) in {same} files and {len(read_values(old))} values")
    return bool(differences)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
