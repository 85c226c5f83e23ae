"""The notebooks are thin and clean; the checker finds each thing it is there for."""

import nbformat
import pytest

from thirdcountry.build import notebooks


def test_the_shipped_notebooks_are_clean():
    assert notebooks.check() == 11


def spoilt(project, change):
    file = project / "notebooks" / "trade_ties.ipynb"
    notebook = nbformat.read(file, as_version=4)
    change(notebook)
    nbformat.write(notebook, file)
    with pytest.raises(notebooks.NotebookError) as caught:
        notebooks.check()
    return str(caught.value)


def code(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def untag(notebook):
    code(notebook)[0].metadata.pop("tags")


def add_output(notebook):
    code(notebook)[1].outputs = [nbformat.v4.new_output("stream", text="x")]


def other_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-env"


def other_default(notebook):
    code(notebook)[0].source = code(notebook)[0].source.replace('"LAO"', '"MNG"')


def long_function(notebook):
    lines = "\n".join(f"    x{i} = {i}" for i in range(6))
    notebook.cells.append(nbformat.v4.new_code_cell(f"def f():\n{lines}"))


def typed_number(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("There were 2,914 people."))


def broken(notebook):
    notebook.cells.append(nbformat.v4.new_code_cell("def ("))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (untag, "has 0 cells tagged 'parameters'"),
        (add_output, "holds outputs"),
        (other_kernel, "kernelspec must be python3"),
        (other_default, "the cell tagged 'parameters' differs"),
        (long_function, "function f has more than"),
        (typed_number, "a number is typed into the text: '2,914'"),
        (broken, "is no valid Python"),
    ],
)
def test_each_fault_of_a_notebook_is_found(project, change, words):
    message = spoilt(project, change)
    assert words in message and "trade_ties.ipynb" in message


def test_a_missing_notebook_and_a_broken_file(project):
    (project / "notebooks" / "summary.ipynb").unlink()
    (project / "notebooks" / "arrival_trends.ipynb").write_text("{")
    with pytest.raises(notebooks.NotebookError) as caught:
        notebooks.check()
    assert "summary.ipynb is missing" in str(caught.value)
    assert "arrival_trends.ipynb: is not a notebook" in str(caught.value)


def test_cleaning_removes_what_an_editor_adds(project):
    file = project / "notebooks" / "trade_ties.ipynb"
    before = file.read_bytes()
    notebook = nbformat.read(file, as_version=4)
    add_output(notebook)
    other_kernel(notebook)
    code(notebook)[1].execution_count = 7
    nbformat.write(notebook, file)
    assert notebooks.clean() == ["trade_ties.ipynb"]
    assert file.read_bytes() == before
    assert notebooks.clean() == []
