"""Kernels forked from one warm process behave as kernels of their own, and leave nothing."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pytest
from tests.build.test_execute import run_of

from thirdcountry import chapters
from thirdcountry.build import execute, warm
from thirdcountry.build.plan import Run
from thirdcountry.build.report import read_items
from thirdcountry.chapters import summary

pytestmark = pytest.mark.skipif(not warm.possible(), reason="forked kernels are for Linux")

WRITE_PID = "import os; open('pid', 'w').write(str(os.getpid()))"


@pytest.fixture(scope="module")
def forks():
    """One warm process for all tests that do not end it; kernels take the project of a test."""
    with execute.kernels(2):
        yield


def text(notebook):
    return "".join(o.get("text", "") for c in notebook.cells for o in c.get("outputs", []))


def said(run, **options):
    """The printed words of a notebook, run once."""
    return text(execute.execute_all([run], 1, 60, lambda *_: None, **options)[run.slug]).split()


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split(")")[-1].split()[0] not in "ZX"
    except OSError:
        return False


def dead(pid):
    end = time.monotonic() + 10
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def written(file):
    """The process id that a kernel has written, as soon as it is there."""
    end = time.monotonic() + 60
    while not (file.exists() and file.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    return int(file.read_text())


def test_a_fork_has_the_modules_and_the_folder_of_a_kernel(forks, project):
    run = run_of(
        project,
        "import os, sys; print(os.getpid(), os.getppid(), os.getcwd())",
        "print('pandas' in sys.modules, get_ipython().kernel.__class__.__name__)",
    )
    first, second = said(run), said(run)
    assert first[0] != second[0], "every notebook has a process of its own"
    assert first[1] == second[1] != str(os.getpid()), "both are forks of the warm process"
    assert first[2] == str(project / "notebooks")
    assert first[3:] == second[3:] == ["True", "IPythonKernel"]


def test_nothing_of_one_notebook_reaches_the_next(forks, project):
    said(run_of(project, "import pandas; pandas.left_behind = mine = 1"))
    reading = run_of(
        project, "import pandas; print(hasattr(pandas, 'left_behind'), 'mine' in globals())"
    )
    assert said(reading) == ["False", "False"]


def test_a_fork_that_dies_is_one_message_and_leaves_nothing(forks, project):
    run = run_of(project, WRITE_PID, "import signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(execute.RunError, match="odd: the kernel died"):
        said(run)
    assert dead(written(project / "notebooks" / "pid"))


def test_a_fork_that_is_too_slow_is_ended(forks, project):
    run = run_of(project, WRITE_PID, "while True: pass")
    with pytest.raises(execute.RunError, match="not finished after 3 seconds"):
        execute.execute_all([run], 1, 3, lambda *_: None)
    assert dead(written(project / "notebooks" / "pid"))


def test_a_client_that_breaks_off_stops_no_other(forks, project):
    place = os.path.join(os.environ["JUPYTER_PATH"], "s")
    for request in (b"", b'{"arguments": ', b"nonsense\n", b'{"arguments": []}\n'):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(place)
            client.sendall(request)
    run = run_of(project, "import os; print(os.getppid())")
    assert said(run) == said(run) != [str(os.getpid())], "both from the warm process"


def test_a_failure_ends_the_kernels_and_ordinary_ones_take_over(project):
    run_of(project, WRITE_PID, "import time; time.sleep(600)").path.rename(
        project / "notebooks" / "slow.ipynb"
    )
    slow = Run("slow", "slow", summary.Parameters())
    wait = "import os, time\nwhile not os.path.exists('pid'): time.sleep(0.05)"
    fails = run_of(project, wait, "raise ValueError('stop')")
    with execute.kernels(2) as end:
        start = time.monotonic()
        with pytest.raises(execute.RunError, match="stop"):
            execute.execute_all([slow, fails], 2, 600, lambda *_: None, end=end)
        assert time.monotonic() - start < 120, "the one that sleeps was not waited for"
        assert dead(written(project / "notebooks" / "pid"))
        assert said(run_of(project, "import os; print(os.getppid())")) == [str(os.getpid())]


@pytest.mark.parametrize("victim", ["build", "warm"])
def test_a_kill_leaves_no_process_behind(project, victim):
    run_of(project, f"{WRITE_PID}; open('warm', 'w').write(str(os.getppid()))", "while True: pass")
    script = """
        from thirdcountry.build import execute
        from thirdcountry.build.plan import Run
        from thirdcountry.chapters import summary
        run = Run("odd", "odd", summary.Parameters())
        with execute.kernels(2):
            execute.execute_all([run], 1, 600, lambda *_: None)
    """
    build = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stderr=subprocess.PIPE, text=True
    )
    warm_one = written(project / "notebooks" / "warm")
    fork = written(project / "notebooks" / "pid")
    os.kill(build.pid if victim == "build" else warm_one, signal.SIGKILL)
    _, complaint = build.communicate(timeout=60)
    assert dead(warm_one) and dead(fork)
    assert victim == "build" or "odd: the kernel died" in complaint


def test_a_chapter_is_the_same_from_a_fork_and_from_a_kernel_of_its_own(forks, project):
    params = chapters.check("trade_ties", {"country": "MNG", "last_year": 2010})
    run = Run("trade_ties", "MNG", params)
    both = [read_items(execute.execute_all([run], 1, 120, lambda *_: None)["MNG"])]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JUPYTER_PATH")
        both.append(read_items(execute.execute(run, 120)))
    assert both[0] == both[1] != []
