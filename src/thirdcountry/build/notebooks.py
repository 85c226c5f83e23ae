"""Checks on the notebooks themselves: thin, clean, and with the parameters the package declares."""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from thirdcountry import chapters, paths
from thirdcountry.errors import UserError
from thirdcountry.words import read_text
from thirdcountry.words.text import REFERENCE, families

#: Blocks of a text that the cells of a notebook are written from.
GENERATED = {"guide", "parameters", "contents"}
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
        f"{n}.ipynb is missing from {folder.name}/" for n in chapters.names() if n not in named
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
    for tag in ("guide", "parameters"):
        if (count := len(_tagged(notebook, tag))) != 1:
            found.append(f"has {count} cells tagged {tag!r}, needs exactly one")
            break
    else:
        found += _generated(notebook, file.stem)
        found += _words(notebook, file.stem)
    for number, cell in enumerate(notebook.cells, start=1):
        found += [f"cell {number}: {fault}" for fault in _cell(cell)]
    return found


def _words(notebook: NotebookNode, chapter: str) -> list[str]:
    """The text of a chapter against its notebook: blocks nobody uses, references to nothing."""
    try:
        text = read_text(chapter)
        known = {name: read_text(name).blocks for name in chapters.names()}
        used = _strings(notebook, chapter) | GENERATED
    except UserError as error:
        return [str(error)]
    except SyntaxError:
        return []  # the cell is reported by itself
    used |= {family for block in text.blocks.values() for family in families(block)}
    faults = [
        f"{block.file}, line {block.line}: nothing uses the block ({block.name})="
        for block in text.blocks.values()
        if not used & {block.name, *_family(block.name)}
    ]
    for block in text.blocks.values():
        for part in block.templates():
            for match in REFERENCE.finditer(part.words):
                run, _, id_ = match.group()[1:].rpartition(":")
                if id_ not in known.get(run.partition("-")[0] or chapter, ()):
                    line = part.line + part.words[: match.start()].count("\n")
                    faults.append(f"{block.file}, line {line}: {match.group()} leads nowhere")
    return faults


def _family(block: str) -> set[str]:
    """How code names the family of a block: ``key`` or ``key.`` for (key.cost)=."""
    family, dot, _ = block.partition(".")
    return {family, f"{family}."} if dot else set()


def _strings(notebook: NotebookNode, chapter: str) -> set[str]:
    """Every string in the code of a notebook and of its chapter; ``doc.title()`` is one too."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    code.append(inspect.getsource(chapters.read(chapter)))
    nodes = [node for source in code for node in ast.walk(ast.parse(source))]
    found = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found | {n.attr for n in nodes if isinstance(n, ast.Attribute)}


def _generated(notebook: NotebookNode, chapter: str) -> list[str]:
    """Guide and parameters cell against the text and the declaration of the chapter."""
    try:
        wanted = {"guide": write_guide(chapter), "parameters": write_parameters(chapter)}
    except UserError as error:
        return [str(error)]
    return [
        f"the cell tagged {tag!r} differs from what the chapter declares; run "
        "'thirdcountry clean-notebooks'"
        for tag, source in wanted.items()
        if [cell.source for cell in _tagged(notebook, tag)] != [source]
    ]


def write_guide(chapter: str) -> str:
    """Return the first cell of a notebook: the block (guide)= of its text."""
    return read_text(chapter).block("guide").words.words


def write_parameters(chapter: str) -> str:
    """Return the parameters cell: a line for each parameter, with its default and meaning."""
    lines = []
    for parameter in chapters.describe(chapter):
        default = parameter["default"]
        value = ",".join(default) if isinstance(default, list) else default
        written = json.dumps(value) if isinstance(value, str) else repr(value)
        lines.append(f"{parameter['name']} = {written}  # {parameter['help']}")
    return "\n".join(lines)


def _tagged(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def _cell(cell: NotebookNode) -> list[str]:
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
    """Write guide and parameters of each notebook anew; remove outputs and editor metadata.

    Returns the names of the changed files.
    """
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
        for cell in _tagged(notebook, "guide"):
            cell.source = write_guide(file.stem)
        for cell in _tagged(notebook, "parameters"):
            cell.source = write_parameters(file.stem)
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata = nbformat.from_dict(
            {"kernelspec": kernel, "language_info": {"name": "python"}}
        )
        if (after := nbformat.writes(notebook)) != before:
            file.write_text(after + "\n", "utf-8", newline="\n")
            changed.append(file.name)
    return changed
