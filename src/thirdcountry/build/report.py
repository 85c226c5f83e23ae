"""Build the report and its editions."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from tqdm import tqdm

from thirdcountry import MIME, chapters, export, paths, tables
from thirdcountry.build import manifest, notebooks
from thirdcountry.build.execute import TIME_LIMIT, RunError, execute_all, kernels
from thirdcountry.build.plan import Plan, Run
from thirdcountry.build.publish import hold_lock, scratch, staging

Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, the files to open first, and a line per run."""

    folder: Path
    opens: tuple[Path, ...]
    summary: tuple[str, ...]
    seconds: float


def count_cores() -> int:
    """Return how many kernels run side by side: one per core this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return max(1, len(available(0)) if available else os.cpu_count() or 1)


def check_inputs() -> None:
    """Check tables and notebooks before any kernel starts.

    Raises:
        DataError, NotebookError: with every fault.
    """
    tables.check_all()
    notebooks.check()


def build(plan: Plan, say: Say, limit: float = TIME_LIMIT, jobs: int = 0) -> Built:
    """Build the default report into ``reports/``; editions already there are kept.

    Args:
        plan: what to build.
        say: receives progress lines.
        limit: seconds a notebook may take.
        jobs: kernels side by side; 0 = one per core.

    Raises:
        UserError: any fault; the previous report stays whole.
    """
    start = time.monotonic()
    with hold_lock():
        check_inputs()
        target = paths.root() / "reports"
        with staging(target, keep=("editions",)) as folder:
            executed = _run(plan.runs, folder, say, limit, jobs)
            _describe(plan.report, plan.runs, executed)
            books = [executed[run.slug] for run in plan.runs]
            _export(plan.runs, executed, folder, jobs)
            say("binding the report")
            bound = f"{slugify(plan.report['title'])}.pdf"
            (folder / bound).write_bytes(export.bind(books, plan.report | {"pdf": bound}))
            page = export.render_index(books, plan.report | {"pdf": bound})
            (folder / "index.html").write_text(page, "utf-8", newline="\n")
            shutil.copy(paths.root() / "data" / "sources.csv", folder)
            _write(folder / "manifest.json", manifest.make(list(plan.runs), folder))
            summary = _summarise(plan.runs, executed, folder)
            summary += _compare_verdicts(target / "results.json", folder / "results.json")
    opens = (target / "index.html", target / bound)
    return Built(target, opens, summary, time.monotonic() - start)


def build_editions(
    plan: Plan, runs: Iterable[Run], say: Say, limit: float = TIME_LIMIT, jobs: int = 0
) -> Built:
    """Build stand-alone runs into ``reports/editions/<slug>/``, each replaced when it is whole.

    Raises:
        UserError: any fault; nothing of this call is published unless every run ended well.
    """
    start, runs = time.monotonic(), list(runs)
    target = paths.root() / "reports" / "editions"
    with hold_lock():
        check_inputs()
        with scratch(target) as folder:
            executed = _run(runs, folder, say, limit, jobs)
            for run in runs:
                _describe(plan.report, (run,), {run.slug: executed[run.slug]})
            _export(runs, executed, folder, jobs, apart=True)
            for run in runs:
                own = folder / run.slug
                _write(own / "results.json", {"runs": {run.slug: read_values(executed[run.slug])}})
                shutil.copy(paths.root() / "data" / "sources.csv", own)
                _write(own / "manifest.json", manifest.make([run], own))
            summary = _summarise(runs, executed, folder)
            for run in runs:
                with staging(target / run.slug) as place:
                    for item in sorted((folder / run.slug).iterdir()):
                        item.rename(place / item.name)
    opens = tuple(target / run.slug / f"{run.notebook}.html" for run in runs)
    return Built(target, opens, summary, time.monotonic() - start)


def read_values(notebook: NotebookNode) -> dict[str, dict]:
    """Return the named values an executed notebook has published, in order."""
    found: dict[str, dict] = {}
    for item in read_items(notebook):
        if item["kind"] == "value":
            found |= item["values"]
    return found


def read_items(notebook: NotebookNode) -> list[dict]:
    """Return every item an executed notebook has published, in order."""
    return [
        output.data[MIME]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if MIME in output.get("data", {})
    ]


def list_pictures(run: Run, notebook: NotebookNode) -> dict[str, bytes]:
    """Return each figure as an SVG file beside its data, for slides and articles."""
    return {
        f"data/{run.slug}/{item['id']}.svg": item["svg"].encode()
        for item in read_items(notebook)
        if item["kind"] == "figure"
    }


def slugify(title: str) -> str:
    """Return a title as a file name: arrivals-and-ties."""
    return "-".join(title.lower().split())


def _run(
    runs: Iterable[Run], folder: Path, say: Say, limit: float, jobs: int
) -> dict[str, NotebookNode]:
    """Execute the runs, those that sum up others after them; write results.json."""
    runs = list(runs)
    jobs = jobs or count_cores()
    total, count = len(runs), [0]

    # a bar on a terminal, nothing but one line per run elsewhere (disable=None asks the terminal)
    with (
        tqdm(total=total, unit="notebook", disable=None, leave=False) as bar,
        kernels(total) as end,
    ):

        def done(run: Run, seconds: float) -> None:
            count[0] += 1
            bar.clear()
            say(f"[{count[0]}/{total}] {run.slug}: executed in {seconds:.1f} s")
            bar.update()

        first = [run for run in runs if not run.sums_up]
        executed = execute_all(first, jobs, limit, done, end=end)
        results = folder / "results.json"
        _write(results, {"runs": {run.slug: read_values(executed[run.slug]) for run in first}})
        later = [run for run in runs if run.sums_up]
        executed |= execute_all(later, jobs, limit, done, str(results), end)
    _write(results, {"runs": {run.slug: read_values(executed[run.slug]) for run in runs}})
    for run in runs:
        if not any(item["kind"] in ("figure", "table") for item in read_items(executed[run.slug])):
            raise RunError(f"{run.slug}: the notebook ran but published no figure and no table")
    return executed


def _describe(
    report: dict[str, str], runs: Iterable[Run], executed: dict[str, NotebookNode]
) -> None:
    """Give each notebook what its pages show about the run and the other chapters."""
    runs = list(runs)
    listed = [
        {
            "slug": run.slug,
            "chapter": run.chapter,
            "title": _find_title(executed[run.slug]),
            "html": f"{run.slug}.html",
        }
        for run in runs
    ]
    for run in runs:
        executed[run.slug].metadata["thirdcountry"] = {"slug": run.slug, "chapter": run.chapter}
    index = export.index_exhibits(executed[run.slug] for run in runs)
    alone = len(runs) == 1
    for run in runs:
        shown = run.params.public()
        executed[run.slug].metadata["thirdcountry"] |= {
            "parameters": [
                {"name": p["name"], "value": _list_words(shown[p["name"]]), "help": p["help"]}
                for p in chapters.describe(run.notebook)
            ],
            "report": report if run.params.dated else report | {"date": ""},
            "pdf": f"{run.notebook if alone else run.slug}.pdf",
            "chapters": [] if alone else listed,
            "index": index,
        }


def _list_words(value: Any) -> str:
    """A value as the table of parameters shows it; a list may break after each comma."""
    words = value if isinstance(value, list) else str(value).split(",")
    return ", ".join(str(word).strip() for word in words)


def _find_title(notebook: NotebookNode) -> str:
    return next((i["title"] for i in read_items(notebook) if i["kind"] == "title"), "")


def _export(
    runs: Iterable[Run],
    executed: dict[str, NotebookNode],
    folder: Path,
    jobs: int,
    apart: bool = False,
) -> None:
    """Write HTML, PDF and figure data of each run; in a folder of its own if ``apart``."""

    def one(run: Run) -> None:
        place = folder / run.slug if apart else folder
        name = run.notebook if apart else run.slug
        page, resources = export.HTMLReportExporter().from_notebook_node(executed[run.slug])
        pdf, _ = export.PDFReportExporter().from_notebook_node(executed[run.slug])
        files = resources["outputs"] | list_pictures(run, executed[run.slug])
        files |= {f"{name}.html": page.encode(), f"{name}.pdf": pdf}
        for file, content in files.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_bytes(content)

    with ThreadPoolExecutor(jobs or count_cores()) as pool:
        list(pool.map(one, runs))


def _compare_verdicts(before: Path, after: Path) -> tuple[str, ...]:
    """One line for each verdict on a claim that differs from the report built before."""
    old, new = _read_verdicts(before), _read_verdicts(after)
    return tuple(
        f"{run}: {name} changed from {old[run, name]} to {verdict}"
        for (run, name), verdict in new.items()
        if old.get((run, name), verdict) != verdict
    )


def _read_verdicts(results: Path) -> dict[tuple[str, str], str]:
    """Every named value ``verdict_...`` of a results file; none without one that can be read."""
    try:
        runs = json.loads(results.read_text("utf-8"))["runs"]
    except (OSError, ValueError, KeyError):
        return {}  # the first report, or one of an older make: there is nothing to compare with
    return {
        (run, name): entry["text"]
        for run, values in runs.items()
        for name, entry in values.items()
        if name.startswith("verdict_")
    }


def _count_words(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _write(file: Path, content: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(manifest.dump(content), "utf-8", newline="\n")


def _summarise(
    runs: Iterable[Run], executed: dict[str, NotebookNode], folder: Path
) -> tuple[str, ...]:
    """One line per run and one for the whole."""
    lines = []
    for run in runs:
        kinds = [item["kind"] for item in read_items(executed[run.slug])]
        values = len(read_values(executed[run.slug]))
        lines.append(
            f"{run.slug}: {_count_words(kinds.count('figure'), 'figure')}, "
            f"{_count_words(kinds.count('table'), 'table')}, {_count_words(values, 'named value')}"
        )
    files = [f for f in folder.rglob("*") if f.is_file()]
    size = sum(f.stat().st_size for f in files) / 1e6
    return (*lines, f"{len(files)} files, {size:.1f} MB")
