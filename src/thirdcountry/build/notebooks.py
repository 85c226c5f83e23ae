"""Checks on the notebooks themselves: thin, clean, and with the parameters the package declares."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
from papermill.inspection import inspect_notebook

from thirdcountry import parameters, paths
from thirdcountry.errors import UserError

LONGEST_FUNCTION = 4  # lines; anything longer is logic and belongs in the package


class NotebookError(UserError):
    """Notebooks that may not run; the message lists every fault."""


def check(folder: Path | None = None) -> int:
    """Check every notebook of the folder; return how many there are.

    Raises:
        NotebookError: all faults of all notebooks.
    """
    folder = folder or paths.root() / "notebooks"
    files = sorted(folder.glob("*.ipynb"))
    faults = [f"{file.name}: {fault}" for file in files for fault in faults_of(file)]
    named = {file.stem for file in files}
    faults += [
        f"{n}.ipynb is missing from {folder.name}/" for n in parameters.NOTEBOOKS if n not in named
    ]
    if faults:
        raise NotebookError(f"{len(faults)} fault(s) in the notebooks:\n  " + "\n  ".join(faults))
    return len(files)


def faults_of(file: Path) -> list[str]:
    """Return one sentence for each fault of a notebook file."""
    try:
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises many kinds, and each means the same to the user
        return [f"is not a notebook: {str(error).splitlines()[0]}"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = []
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("kernelspec must be python3")
    if any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        found.append("holds outputs; run 'thirdcountry clean-notebooks'")
    tagged = [c for c in code if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        found.append(f"has {len(tagged)} cells tagged 'parameters', needs exactly one")
    else:
        found += _defaults(file)
    for number, cell in enumerate(notebook.cells, start=1):
        found += [f"cell {number}: {fault}" for fault in _cell(cell)]
    return found


def _defaults(file: Path) -> list[str]:
    """The parameters cell against the declaration."""
    try:
        declared = {p["name"]: p["default"] for p in parameters.described(file.stem)}
    except parameters.ParameterError as error:
        return [str(error)]
    cell = {n: ast.literal_eval(p["default"]) for n, p in inspect_notebook(str(file)).items()}
    given = {
        n: parameters._words(v) if isinstance(declared.get(n), list) else v for n, v in cell.items()
    }
    return [] if given == declared else [f"parameters cell says {given}, the package {declared}"]


def _cell(cell) -> list[str]:
    if cell.cell_type == "markdown":
        typed = re.search(r"\S*\d\S*", re.sub(r"@[\w:-]+", "", cell.source))
        return [f"a number is typed into the text: {typed.group()!r}"] if typed else []
    if cell.cell_type != "code":
        return []
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        return [f"is no valid Python: {error}"]
    return [
        f"function {node.name} has more than {LONGEST_FUNCTION} lines; it belongs in the package"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def clean(folder: Path | None = None) -> list[str]:
    """Remove outputs, counters and editor metadata from the notebooks; return the changed names."""
    changed = []
    for file in sorted((folder or paths.root() / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        before = nbformat.writes(notebook)
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number:02d}"  # stable, so that diffs show content only
            tags = cell.metadata.get("tags")
            cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata = nbformat.from_dict(
            {"kernelspec": kernel, "language_info": {"name": "python"}}
        )
        if (after := nbformat.writes(notebook)) != before:
            file.write_text(after + "\n", "utf-8", newline="\n")
            changed.append(file.name)
    return changed
