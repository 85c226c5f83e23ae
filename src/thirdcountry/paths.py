"""Where the project lies: the folder that holds data/, notebooks/ and reports/."""

from __future__ import annotations

import os
from pathlib import Path

from thirdcountry.errors import UserError

MARK = Path("data") / "datapackage.json"


class ProjectNotFound(UserError):
    """No project folder was found; the message says where was looked."""


def root() -> Path:
    """Return the project folder.

    ``THIRDCOUNTRY_ROOT`` wins; then the working folder and its parents (a notebook opened in
    JupyterLab runs in ``notebooks/``); then the checkout this package was installed from.

    Raises:
        ProjectNotFound: no folder with ``data/datapackage.json`` among them.
    """
    if named := os.environ.get("THIRDCOUNTRY_ROOT"):
        candidates = [Path(named)]
    else:
        here = Path.cwd()
        candidates = [here, *here.parents, Path(__file__).resolve().parents[2]]
    for folder in candidates:
        if (folder / MARK).is_file():
            return folder.resolve()
    raise ProjectNotFound(
        f"no {MARK.as_posix()} in {candidates[0]} or above it. Run from the project folder or set "
        "THIRDCOUNTRY_ROOT to it."
    )
