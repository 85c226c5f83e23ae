"""Put finished outputs in place: a reader sees the old report or the new one, never a mixture."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from thirdcountry import paths
from thirdcountry.errors import UserError

PREVIOUS = ".previous"  # suffix of the report that is being replaced


class PublishError(UserError):
    """Outputs that could not be written or moved into place."""


@contextmanager
def hold_lock() -> Iterator[None]:
    """Hold the project's build lock.

    Raises:
        PublishError: another build holds it.
    """
    lock = FileLock(paths.root() / ".thirdcountry.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise PublishError(
            "another build is running in this folder; wait until it has ended"
        ) from None
    except OSError as error:
        raise PublishError(
            f"the project folder cannot be written ({error.strerror}); mend its permissions"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging(target: Path, keep: tuple[str, ...] = ()) -> Iterator[Path]:
    """Give an empty folder; when the block ends well, it becomes ``target``.

    Args:
        target: the folder to replace.
        keep: names inside the old target that move into the new one.

    Raises:
        PublishError: the disk is full or a file cannot be written; the old target stays whole.
    """
    with scratch(target) as fresh:
        yield fresh
        _swap(fresh, target, keep)


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` that is gone afterwards; mend an interrupted build.

    Raises:
        PublishError: the disk is full or a file cannot be written.
    """
    fresh = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-new-", dir=target.parent))
        fresh.chmod(0o755)
        yield fresh
    except OSError as error:
        raise PublishError(
            f"cannot write {_place(error.filename, target)}: {error.strerror or error}. "
            f"What was in {target.name}/ before is unchanged; free some space or mend the "
            "permissions and build again"
        ) from error
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)


def _place(file: str | None, target: Path) -> str:
    """What could not be written; of scratch files only the folder, which is what can be mended."""
    if not file:
        return target.name
    scratch_folder = Path(tempfile.gettempdir())
    if scratch_folder in Path(file).parents and scratch_folder not in target.parents:
        return f"{scratch_folder} (the folder for temporary files, see TMPDIR)"
    return Path(file).name


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}{PREVIOUS}")


def _swap(fresh: Path, target: Path, keep: tuple[str, ...]) -> None:
    """Rename the old folder away and the new one in; undo the first if the second fails."""
    previous = _previous(target)
    for name in keep:
        if (target / name).exists():
            shutil.copytree(target / name, fresh / name, copy_function=_link)
    if target.exists():
        target.rename(previous)
    try:
        fresh.rename(target)
    except OSError:
        if previous.exists():
            previous.rename(target)
        raise
    _remove(previous)


def _link(source: str, destination: str) -> None:
    """Hard-link a kept file; copy where the file system cannot."""
    try:
        Path(destination).hardlink_to(source)
    except OSError:
        shutil.copy2(source, destination)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, also one that was made read-only.

    Raises:
        PublishError: it cannot be removed; names it.
    """
    if not folder.exists():
        return
    for place in [folder, *(p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink())]:
        with suppress(OSError):
            place.chmod(0o755)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise PublishError(
            f"an older report is in the way and cannot be removed: {folder.name} "
            f"({error.strerror}). Remove it by hand"
        ) from error


def _recover(target: Path) -> None:
    """Mend what a build that was killed has left behind."""
    previous = _previous(target)
    if previous.exists() and not target.exists():
        previous.rename(target)
    _remove(previous)
    for leftover in target.parent.glob(f".{target.name}-new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
