"""How long does a cold build of the whole report take, with forked kernels and with their own?

    python benchmarks/cold_build.py [rounds]

Each build is a process of its own in a private copy of the project, so nothing is warm but the
files. Both sides alternate in one run, and which is first changes from round to round, so that
whatever else the machine does meets both. Wanted, to do without build/warm.py: a ratio of the
medians of 1.15 or less, on an idle machine.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIDES = ("forked", "own")
BUILD = """
import sys
from thirdcountry.build import plan, report, warm
if sys.argv[1] == "own":
    warm.possible = lambda: False
report.build(plan.read(), lambda line: print(line, file=sys.stderr))
"""


def copy_project(folder: Path) -> None:
    """Copy what a build reads."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy2(ROOT / "requirements.lock", folder)


def time_build(side: str, folder: Path) -> float:
    """Return the seconds of one build in a process of its own."""
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", BUILD, side],
        cwd=folder,
        env=os.environ | {"THIRDCOUNTRY_ROOT": str(folder)},
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - start


def describe_machine() -> str:
    """Return one line: processor, cores that may be used, memory, load, system and Python."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{models[0] if models else platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{memory:.0f} GiB, load {os.getloadavg()[0]:.1f}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def main(rounds: int) -> None:
    """Time both sides and print every build, the medians and their ratio."""
    print(describe_machine())
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        copy_project(folder)
        for number in range(rounds):
            for side in SIDES[:: 1 if number % 2 == 0 else -1]:
                times[side].append(time_build(side, folder))
                print(f"round {number + 1}: {side} {times[side][-1]:.1f} s", flush=True)
    forked, own = (statistics.median(times[side]) for side in SIDES)
    print(f"medians of {rounds}: forked {forked:.1f} s, own {own:.1f} s, ratio {own / forked:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
