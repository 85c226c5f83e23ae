"""The rooms of the package: each imports only from those before it, and none is too large."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

import thirdcountry

HOME = Path(thirdcountry.__file__).parent
#: Left to right; modules of their own are rooms too. What the packages share comes first.
ORDER = [
    "__init__",
    "errors",
    "paths",
    "fonts",
    "words",
    "tables",
    "measures",
    "ledger",
    "parameters",
    "findings",
    "chapters",
    "pictures",
    "document",
    "export",
    "build",
    "cli",
    "__main__",
]
FILES = sorted(HOME.rglob("*.py"))

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE, LONGEST_CELL, MOST_LINES = 600, 12, 12_200  # lines; the last of code alone


def room(name: str) -> str:
    """The room of a dotted module name: thirdcountry.measures.trade is in measures."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ORDER else "__init__"


def imported(tree: ast.AST) -> list[str]:
    """Every module or name of the package that a file imports, wherever the import stands."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports of the package are written in full"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.split(".")[0] == "thirdcountry"]


def test_every_file_is_in_a_room():
    assert {file.relative_to(HOME).parts[0].removesuffix(".py") for file in FILES} == set(ORDER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HOME).as_posix())
def test_a_room_imports_from_those_before_it(file):
    here = file.relative_to(HOME).parts[0].removesuffix(".py")
    if here == "__init__":
        return  # its one lazy import opens a chapter for notebooks
    for name in imported(ast.parse(file.read_text("utf-8"))):
        assert ORDER.index(room(name)) <= ORDER.index(here), f"{file.name} imports {name}"


def test_measures_read_no_file_and_draw_nothing():
    for file in (HOME / "measures").rglob("*.py"):
        code = ast.unparse(ast.parse(file.read_text("utf-8")))
        found = re.findall(r"\b(?:matplotlib|seaborn|read_csv|read_text|open\(|load\()", code)
        assert found == [], file.name


def count_lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def list_cells() -> dict[str, int]:
    """Notebook and number of each code cell -> its lines."""
    return {
        f"{file.name} cell {number}": len(cell.source.splitlines())
        for file in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for number, cell in enumerate(nbformat.read(file, as_version=4).cells, start=1)
        if cell.cell_type == "code"
    }


def test_no_file_is_too_long():
    sizes = {file: count_lines(file) for file in [*FILES, *(ROOT / "tests").rglob("*.py")]}
    assert {file.name: n for file, n in sizes.items() if n > LONGEST_FILE} == {}


def test_no_cell_is_too_long():
    assert {cell: n for cell, n in list_cells().items() if n > LONGEST_CELL} == {}


def count_code(source: str) -> int:
    """Lines that do something: no blank ones, comments or docstrings."""
    tree = ast.parse(source)
    told = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    lines = enumerate(source.splitlines(), start=1)
    return sum(
        bool(text.strip()) and not text.strip().startswith("#") and number not in told
        for number, text in lines
    )


def test_the_whole_stays_small():
    """Whoever adds code looks for what it replaces; words, docstrings and tests are free."""
    package = sum(count_code(file.read_text("utf-8")) for file in FILES)
    assert package + sum(list_cells().values()) <= MOST_LINES
