"""Run notebooks with Papermill, side by side, each with a time limit."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import chdir, contextmanager, nullcontext

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillException, PapermillExecutionError

from thirdcountry import paths
from thirdcountry.build import warm
from thirdcountry.build.plan import Run
from thirdcountry.errors import UserError

TIME_LIMIT = 300  # seconds per notebook; the slowest of ours needs a tenth of it on two cores


class RunError(UserError):
    """A notebook that did not run to its end."""


@contextmanager
def _environment(**settings: str) -> Iterator[None]:
    """Settings every kernel inherits, undone afterwards."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def kernels(count: int) -> Iterator[Callable[[], None]]:
    """The same settings for every kernel started inside; warm ones where several are wanted.

    Gives a function that ends the kernels at once, as far as this system can.
    """
    settings = {
        "THIRDCOUNTRY_ROOT": str(paths.root()),
        # one thread of BLAS per kernel: the kernels share the cores
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "agg",
        # the kernel of this environment, not one that a user has registered elsewhere
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    # an empty IPYTHONDIR: a user's startup files may not change a figure
    with (
        tempfile.TemporaryDirectory(prefix="thirdcountry-") as profile,
        _environment(IPYTHONDIR=profile, **settings),
        warm.kernels() if count > 1 else nullcontext(lambda: None) as end,
    ):
        yield end


def execute(
    run: Run, limit: float = TIME_LIMIT, stop: threading.Event | None = None
) -> NotebookNode:
    """Return the executed notebook of a run; when ``stop`` is set it ends at the next cell.

    Raises:
        RunError: a cell raised, the kernel died, or the time limit passed; names the cell.
    """
    deadline = time.monotonic() + limit

    def left(_cell: NotebookNode) -> float:
        return 0.1 if stop and stop.is_set() else max(0.1, deadline - time.monotonic())

    try:
        return papermill.execute_notebook(
            str(run.path),
            None,
            parameters=run.params.model_dump(),
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            extra_arguments=["--IPKernelApp.log_level=50"],  # our own messages say what went wrong
            # nbclient limits cells, not notebooks: each cell gets what is left of the whole
            timeout_func=left,
        )
    except PapermillExecutionError as error:
        # Papermill has inserted one cell with the parameters, which the author does not see; so
        # its index from zero is our number from one
        raise RunError(
            f"{run.slug}: cell {error.cell_index} raised {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError:
        raise RunError(
            f"{run.slug}: not finished after {limit:g} seconds; raise the limit with --time-limit"
        ) from None
    except DeadKernelError:
        raise RunError(
            f"{run.slug}: the kernel died (killed, or out of memory); nothing was published"
        ) from None
    # RuntimeError: a kernel that died, or never answered, before the first cell
    except (PapermillException, OSError, RuntimeError, asyncio.CancelledError) as error:
        raise RunError(f"{run.slug}: {type(error).__name__}: {error}") from error


def execute_all(
    runs: Iterable[Run],
    workers: int,
    limit: float,
    done: Callable[[Run, float], None],
    results: str = "",
    end: Callable[[], None] = lambda: None,
) -> dict[str, NotebookNode]:
    """Return slug -> executed notebook; ``done(run, seconds)`` is called as each one ends. To be
    called inside :func:`kernels`.

    Stops at the first failure: runs that have not begun are dropped, those under way are ended with
    ``end``, which :func:`kernels` gives, or else with their cell.
    """
    stop = threading.Event()

    def timed(run: Run) -> tuple[NotebookNode, float]:
        start = time.monotonic()
        return execute(run, limit, stop), time.monotonic() - start

    executed = {}
    with (
        _environment(THIRDCOUNTRY_RESULTS=results),
        # where JupyterLab runs them; papermill's own cwd changes the folder of the whole process
        # for each notebook, which threads may not do at once
        chdir(paths.root() / "notebooks"),
        ThreadPoolExecutor(workers) as pool,
    ):
        waiting = {pool.submit(timed, run): run for run in runs}
        try:
            for future in as_completed(waiting):
                run = waiting[future]
                executed[run.slug], seconds = future.result()
                done(run, seconds)
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            end()
            raise
    return executed
