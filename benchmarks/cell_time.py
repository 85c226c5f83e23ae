"""How long do the cells of an edition take, in a forked warm kernel and in one of its own?

    python benchmarks/cell_time.py [rounds]

Cell time is what Papermill notes for every cell: from sending it to its last output. The start of
the kernel is not in it; in a kernel of its own the imports are. Both sides alternate in one run, so
that whatever else the machine does meets both. Wanted: a median below three seconds for every
edition in a warm kernel, on an idle machine.
"""

from __future__ import annotations

import statistics
import sys

from thirdcountry.build import execute, plan


def cell_time(run: plan.Run) -> float:
    """Return the seconds of all cells of one run; to be called inside execute.kernels."""
    done = execute.execute_all([run], 1, execute.TIME_LIMIT, lambda *_: None)[run.slug]
    return sum(cell.metadata.papermill.duration or 0 for cell in done.cells)


def main(rounds: int) -> None:
    runs = plan.read().editions
    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for count in (2, 1):  # kernels are forked where more than one is asked for
            with execute.kernels(count):
                for run in runs:
                    times.setdefault((run.slug, count), []).append(cell_time(run))
    for run in runs:
        warm, own = (statistics.median(times[run.slug, count]) for count in (2, 1))
        print(f"{run.slug}: {warm:.2f} s warm, {own:.2f} s in its own, ratio {own / warm:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
