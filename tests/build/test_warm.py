"""Kernels forked from one warm process behave as kernels of their own."""

import os
import time

import pytest
from tests.build.test_execute import run_of

from thirdcountry.build import execute, warm

pytestmark = pytest.mark.skipif(not warm.possible(), reason="forked kernels are for Linux")


def text(notebook):
    return "".join(o.get("text", "") for c in notebook.cells for o in c.get("outputs", []))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split(")")[-1].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_fork_has_the_modules_and_the_folder_of_a_kernel(project):
    run = run_of(
        project,
        "import os, sys; print(os.getpid(), os.getppid(), os.getcwd())",
        "print('pandas' in sys.modules, get_ipython().kernel.__class__.__name__)",
    )
    with execute.kernels(2):
        said = [text(execute.execute_all([run], 1, 60, lambda *_: None)["odd"]) for _ in "ab"]
    first, second = (words.split() for words in said)
    assert first[0] != second[0], "every notebook has a process of its own"
    assert first[1] == second[1] != str(os.getpid()), "both are forks of the warm process"
    assert first[2] == str(project / "notebooks")
    assert first[3:] == second[3:] == ["True", "IPythonKernel"]


def test_nothing_of_one_notebook_reaches_the_next(project):
    setting = run_of(project, "import pandas; pandas.left_behind = mine = 1")
    with execute.kernels(2):
        execute.execute_all([setting], 1, 60, lambda *_: None)
        reading = run_of(
            project, "import pandas; print(hasattr(pandas, 'left_behind'), 'mine' in globals())"
        )
        done = execute.execute_all([reading], 1, 60, lambda *_: None)
    assert text(done["odd"]).split() == ["False", "False"]


def test_a_fork_that_dies_is_one_message_and_leaves_nothing(project):
    run = run_of(project, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with (
        execute.kernels(2),
        pytest.raises(execute.RunError, match="odd: the kernel died"),
    ):
        execute.execute_all([run], 1, 60, lambda *_: None)


def test_a_fork_that_is_too_slow_is_ended(project):
    run = run_of(project, "import os; open('pid', 'w').write(str(os.getpid()))", "while True: pass")
    with execute.kernels(2), pytest.raises(execute.RunError, match="not finished after 3 seconds"):
        execute.execute_all([run], 1, 3, lambda *_: None)
    pid = int((project / "notebooks" / "pid").read_text())
    end = time.monotonic() + 10
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(pid)


def test_a_chapter_is_the_same_from_a_fork_and_from_a_kernel_of_its_own(project):
    from thirdcountry import parameters
    from thirdcountry.build.plan import Run
    from thirdcountry.build.report import items_in

    params = parameters.check("trade_ties", {"country": "MNG", "last_year": 2010})
    run = Run("trade_ties", "MNG", params)
    both = []
    for count in (1, 2):
        with execute.kernels(count):
            done = execute.execute_all([run], 1, 120, lambda *_: None)["MNG"]
        both.append(items_in(done))
    assert both[0] == both[1]
