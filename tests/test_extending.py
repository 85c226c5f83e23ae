"""What CONTRIBUTING.md promises: a host is rows, a chapter three files and a line.

Each is tried in a copy of the project, by the command a developer would run.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pypdf
import pytest
import yaml

TOY = '''"""How many rows a table has."""

from __future__ import annotations

from thirdcountry.findings import Findings
from thirdcountry.parameters import ParameterSet, Year
from thirdcountry.tables import load


class Parameters(ParameterSet):
    """The parameters of the chapter."""

    first_year: Year = 2000


def find(p: Parameters) -> Findings:
    """Count the rows of arrivals from a year on."""
    found = Findings()
    rows = load("arrivals")
    found.rows = rows[rows.period_end.dt.year >= p.first_year]
    found.name("counted", len(found.rows), "count", tables="arrivals", of=found.rows)
    return found
'''
WORDS = """
(guide)=
# A toy

(parameters)=
- first_year: First year counted

(title)=
Rows, counted

(lead)=
- The table holds {{ counted }} rows.

(tbl-rows)=
Every row.

| column | heading | unit |
|---|---|---|
| host | Host | text |
| persons | Persons | persons |
"""
CELLS = [
    'from thirdcountry import chapter\n\ndoc = chapter("toy")',
    'doc.title()\ndoc.lead()\ndoc.table("tbl-rows", doc.found.rows)',
]


def place_of(folder: Path) -> dict[str, str]:
    """The environment in which a copy is the project and its source the package."""
    return os.environ | {"PYTHONPATH": str(folder / "src"), "THIRDCOUNTRY_ROOT": str(folder)}


def run(folder: Path, *words: str) -> str:
    """Run the command in a copy; return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "thirdcountry", *words],
        cwd=folder,
        env=place_of(folder),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def plan(folder: Path, *names: str) -> None:
    """Let the report have these chapters only."""
    file = folder / "notebooks" / "report.yml"
    plan = yaml.safe_load(file.read_text("utf-8"))
    file.write_text(yaml.safe_dump(plan | {"chapters": [{"notebook": n} for n in names]}), "utf-8")


def text_of(pdf: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())


def test_a_toy_chapter(source_copy):
    (source_copy / "src" / "thirdcountry" / "chapters" / "toy.py").write_text(TOY, "utf-8")
    (source_copy / "notebooks" / "text" / "en" / "toy.md").write_text(WORDS, "utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("", metadata={"tags": ["guide"]}),
        nbformat.v4.new_code_cell("", metadata={"tags": ["parameters"]}),
        *map(nbformat.v4.new_code_cell, CELLS),
    ]
    file = source_copy / "notebooks" / "toy.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    assert "toy.ipynb" in run(source_copy, "clean-notebooks")
    assert "first_year = 2000  # First year counted" in file.read_text("utf-8")
    plan(source_copy, "toy")
    run(source_copy, "report")
    results = json.loads((source_copy / "reports" / "results.json").read_text("utf-8"))
    value = results["runs"]["toy"]["counted"]
    assert value["computed_by"] == "chapters.toy.find" and value["tables"] == ["arrivals"]
    assert f"The table holds {value['text']} rows." in text_of(source_copy / "reports" / "toy.pdf")
    assert "Rows, counted" in (source_copy / "reports" / "index.html").read_text("utf-8")


def test_a_ninth_host_is_rows(source_copy):
    """Japan, which reports its trade, as a host: role, place and treaties, and the seal."""
    file = source_copy / "data" / "countries.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["code"] == "JPN":
            row |= {"role": "transit", "host_order": "9"}
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with (source_copy / "data" / "accessions.csv").open("a", encoding="utf-8") as lines:
        for day, treaty in (("1981-10-03", "1951 Convention"), ("1982-01-01", "1967 Protocol")):
            lines.write(f"JPN,{treaty},party,{day},day,,true,Japan accedes.,untc_scrape,\n")
    assert "countries" in run(source_copy, "seal")
    plan(source_copy, "hosts", "rules", "treatment")
    run(source_copy, "report")
    for name in ("hosts", "rules", "treatment"):
        assert "Japan" in text_of(source_copy / "reports" / f"{name}.pdf"), name
    runs = json.loads((source_copy / "reports" / "results.json").read_text("utf-8"))["runs"]
    assert runs["hosts"]["hosts"]["value"] == 9


def test_a_changed_sentence_reaches_page_pdf_and_notebook(source_copy):
    file = source_copy / "notebooks" / "text" / "en" / "hosts.md"
    words = file.read_text("utf-8")
    old = "this chapter describes and does not test"
    assert old in words
    file.write_text(words.replace(old, "all of it is description"), "utf-8")
    plan(source_copy, "hosts")
    run(source_copy, "report")
    reports = source_copy / "reports"
    assert "all of it is description" in (reports / "hosts.html").read_text("utf-8")
    assert "all of it is description" in text_of(reports / "hosts.pdf")
    out = source_copy / "out.ipynb"
    subprocess.run(
        [sys.executable, "-m", "papermill", "--cwd", "notebooks", "notebooks/hosts.ipynb", out],
        cwd=source_copy,
        env=os.environ
        | {"PYTHONPATH": str(source_copy / "src"), "THIRDCOUNTRY_ROOT": str(source_copy)},
        capture_output=True,
        check=True,
    )
    assert "all of it is description" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("does not test.", "does not test since 2012.", "a number is typed into the text: '2012.'"),
        ("| rank | Rank | rank |", "| rank | Rank | rankk |", "unknown unit 'rankk'"),
        ("(one-line)=", "(one-lines)=", "nothing uses the block (one-lines)="),
        ("(@tbl-hosts)", "(@tbl-ghosts)", "@tbl-ghosts leads nowhere"),
        ("(dependence)=", "(unused)=\nIdle.\n\n(dependence)=", "nothing uses the block (unused)="),
    ],
)
def test_a_fault_in_the_words_stops_the_check_with_file_and_line(project, old, new, message):
    from thirdcountry.build import notebooks

    file = project / "notebooks" / "text" / "en" / "hosts.md"
    words = file.read_text("utf-8")
    place = words.index(old)
    file.write_text(words.replace(old, new), "utf-8")
    with pytest.raises(notebooks.NotebookError) as caught:
        notebooks.check()
    line = words[:place].count("\n") + 1
    assert message in str(caught.value)
    assert f"text/en/hosts.md, line {line}" in str(caught.value)


def test_an_unknown_name_stops_the_cell_with_file_and_line(project, run_notebook):
    file = project / "notebooks" / "text" / "en" / "hosts.md"
    words = file.read_text("utf-8")
    file.write_text(words.replace("{{ best_host_first }}", "{{ best_hots_first }}"), "utf-8")
    line = words[: words.index("{{ best_host_first }}")].count("\n") + 1
    with pytest.raises(Exception, match=rf"hosts\.md, line {line}: no value named 'best_hots_fir"):
        run_notebook("hosts", countries="LAO,THA", first_year=2015)
