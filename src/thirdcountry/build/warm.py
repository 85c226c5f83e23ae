"""Kernels that start in a moment: forked from one process that has already imported everything.

A kernel of its own spends most of a chapter's time on imports and on reading tables that the
kernel beside it has just read. Here one process does both once and forks itself for every notebook
that asks. To Jupyter nothing changes: a kernel specification named ``python3`` starts
``client``, which asks the process for a fork, waits for it, and dies with it; the fork is an
ordinary ipykernel. Only Linux: elsewhere a fork after these imports is not safe, and
:func:`kernels` hands out ordinary kernels.

Nothing here may cost a report. A process that cannot start, or dies, is replaced by ordinary
kernels; whoever dies takes those after it along: build, process, forks.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

#: Asks for a fork and lives as long as it does; without an answer it becomes an ordinary kernel.
#: Run with -I -S, so that it starts in 20 ms.
CLIENT = """
import json, os, signal, socket, sys
place, *arguments = sys.argv[1:]
request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
server = socket.socket(socket.AF_UNIX)
try:
    server.connect(place)
    server.sendall(json.dumps(request).encode() + b"\\n")
    answer = server.makefile().readline()
except OSError:
    answer = ""
if not answer:
    os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", *arguments])
signal.signal(signal.SIGINT, lambda *_: os.kill(int(answer), signal.SIGINT))
server.recv(1)
"""

PATIENCE = 10  # seconds that one process waits for another which should answer at once

#: What the chapters import; only a matter of speed, so a name that is missing here costs nothing.
MODULES = (
    "IPython.core.interactiveshell",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandas",
    "seaborn",
    "thirdcountry.document.answers",
    "thirdcountry.parameters",
)


def possible() -> bool:
    """Whether this system can fork kernels."""
    return sys.platform == "linux"


@contextmanager
def kernels() -> Iterator[Callable[[], None]]:
    """Let every ``python3`` kernel started inside be a fork of one warm process.

    Gives a function that ends the forks at once. The process inherits the environment as it is on
    entry. If it cannot start, ordinary kernels are used.
    """
    if not possible():
        yield lambda: None
        return
    with tempfile.TemporaryDirectory(prefix="thirdcountry-") as folder:
        place = str(Path(folder) / "s")
        _write_specification(Path(folder), place)
        process = subprocess.Popen(
            [sys.executable, "-m", "thirdcountry.build.warm", place],
            stdin=subprocess.PIPE,  # its end tells the process that the build is over
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the build, which then ends the process
        )
        stdin, stdout = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        before = os.environ.get("JUPYTER_PATH")
        try:
            if stdout.readline() == b"ready\n":
                os.environ["JUPYTER_PATH"] = folder
            yield stdin.close
        finally:
            if before is None:
                os.environ.pop("JUPYTER_PATH", None)
            else:
                os.environ["JUPYTER_PATH"] = before
            stdin.close()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            stdout.close()


def _write_specification(folder: Path, place: str) -> None:
    """A kernel specification that is found before the one of ipykernel."""
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "client.py").write_text(CLIENT)
    argv = [sys.executable, "-I", "-S", str(kernel / "client.py"), place, "-f", "{connection_file}"]
    specification = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(specification))


def serve(place: str) -> None:
    """Import what chapters need, read the tables, then fork a kernel for every client.

    Ends, with all its kernels, when standard input is closed.
    """
    _warm_up()
    gc.collect()
    gc.freeze()  # the collector of a fork would search, and so copy, all that it shares with us
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen()
    watch = selectors.DefaultSelector()
    watch.register(listener, selectors.EVENT_READ)
    watch.register(sys.stdin, selectors.EVENT_READ)
    kernels: dict[int, socket.socket] = {}  # process id -> its client
    print("ready", flush=True)
    while True:
        for key, _ in watch.select(timeout=0.05):
            if key.fileobj is sys.stdin:
                return _end(kernels)
            if key.fileobj is listener:
                client, _ = listener.accept()
                if pid := _fork(client, [listener, *kernels.values()]):
                    kernels[pid] = client
                    watch.register(client, selectors.EVENT_READ, pid)
            else:  # the client is gone: nobody waits for this kernel any more
                os.kill(key.data, signal.SIGKILL)
        for pid in [pid for pid in kernels if os.waitpid(pid, os.WNOHANG)[0]]:
            client = kernels.pop(pid)
            watch.unregister(client)
            client.close()


def _end(kernels: dict[int, socket.socket]) -> None:
    for pid in kernels:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _warm_up() -> None:
    """Imports and checked tables; what fails here fails in the notebook, with its message."""
    import importlib
    import pkgutil

    import thirdcountry.measures
    import thirdcountry.pictures
    from thirdcountry.errors import UserError
    from thirdcountry.tables import store

    for name in MODULES:
        importlib.import_module(name)
    for room in (thirdcountry.measures, thirdcountry.pictures):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    try:
        store.check_all()
    except UserError:
        return


def _fork(client: socket.socket, others: list[socket.socket]) -> int:
    """Return the process id of a new kernel, and tell it to the client.

    0 if the client is gone before it has asked, or this system has no room for another process.
    """
    client.settimeout(PATIENCE)
    try:
        request = json.loads(client.makefile().readline())
        pid = os.fork()
    except (OSError, ValueError):
        client.close()
        return 0
    if pid:
        with suppress(OSError):  # a client that has gone since is seen by the loop
            client.sendall(f"{pid}\n".encode())
        return pid
    try:
        for one in (client, *others):
            one.close()
        _become_kernel(request)
    finally:
        os._exit(0)


def _become_kernel(request: dict) -> None:
    """An ordinary ipykernel in the folder and environment of the client."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    from ipykernel.kernelapp import IPKernelApp

    # a kernel ends itself when this is no longer its parent; the environment names Jupyter
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance([*request["arguments"], parent])


if __name__ == "__main__":
    serve(sys.argv[1])
