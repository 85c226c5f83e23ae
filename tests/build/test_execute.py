"""Real kernels that raise, die, or take too long."""

import nbformat
import pytest

from thirdcountry.build import execute
from thirdcountry.build.plan import Run
from thirdcountry.chapters import summary


def run_of(project, *sources) -> Run:
    cells = [nbformat.v4.new_code_cell("results = 'latest'", metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, project / "notebooks" / "odd.ipynb")
    return Run("odd", "odd", summary.Parameters())


def test_a_cell_that_raises_is_named(project):
    run = run_of(project, "x = 1", "raise ValueError('no such thing')")
    with pytest.raises(execute.RunError, match=r"odd: cell 3 raised ValueError: no such thing"):
        execute.execute(run)


def test_a_kernel_that_dies_is_one_message(project):
    run = run_of(project, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(execute.RunError, match="odd: the kernel died"):
        execute.execute(run)


def test_the_time_limit_is_for_the_whole_notebook(project):
    run = run_of(project, *["import time; time.sleep(0.8)"] * 6)
    with pytest.raises(execute.RunError, match="odd: not finished after 2 seconds"):
        execute.execute(run, limit=2)


def test_the_first_failure_stops_the_others(project):
    run = run_of(project, "raise ValueError('stop')")
    later = [Run("odd", f"odd{n}", summary.Parameters()) for n in range(20)]
    done = []
    with pytest.raises(execute.RunError, match="stop"):
        execute.execute_all([run, *later], 1, 60, lambda r, s: done.append(r.slug))
    assert done == []
