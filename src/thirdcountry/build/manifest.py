"""What went into a build and what came out, so that a reader can verify it."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

from thirdcountry import __version__, paths, tables
from thirdcountry.build.plan import Run

#: Libraries whose version can change a figure or a page.
LIBRARIES = (
    "babel",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pypandoc_binary",
    "seaborn",
    "typst",
)
SOURCE_KINDS = {".py", ".j2", ".typ", ".css", ".js", ".ttf", ".yml"}


def sha256(content: bytes) -> str:
    """Return the hexadecimal digest of bytes."""
    return hashlib.sha256(content).hexdigest()


def package_sha256() -> str:
    """Return one digest of all code, templates and fonts of this package."""
    folder = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in SOURCE_KINDS and file.is_file():
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(sha256(file.read_bytes()).encode())
    return digest.hexdigest()


def make(runs: list[Run], outputs: Path) -> dict:
    """Return the manifest of finished outputs: inputs, parameters, versions, sha256 of each file.

    Holds no time and no path of this machine, so equal inputs give equal manifests.
    """
    root = paths.root()
    inputs = {
        f"data/{r['path']}": r["hash"].removeprefix("sha256:")
        for r in tables.descriptor()["resources"]
    }
    inputs |= {
        f"notebooks/{run.notebook}.ipynb": sha256(run.path.read_bytes())
        for run in sorted(runs, key=lambda r: r.notebook)
    }
    lock = root / "requirements.lock"
    return {
        "software": {
            "thirdcountry": __version__,
            "thirdcountry_sha256": package_sha256(),
            "python": ".".join(platform.python_version_tuple()[:2]),
            "requirements_lock_sha256": sha256(lock.read_bytes()) if lock.exists() else None,
            "libraries": {name: version(name) for name in LIBRARIES},
        },
        "inputs": inputs,
        "runs": {
            run.slug: {"notebook": run.notebook, "parameters": run.params.public()} for run in runs
        },
        "outputs": {
            file.relative_to(outputs).as_posix(): sha256(file.read_bytes())
            for file in sorted(outputs.rglob("*"))
            if file.is_file()
        },
    }


def dump(content: dict) -> str:
    """Return JSON text as every machine-readable file of a report has it."""
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=False) + "\n"
