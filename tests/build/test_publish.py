"""A reader sees the old report or the new one: swap, failure, full disk, kill, two builds."""

import subprocess
import sys
import textwrap

import pytest
from filelock import FileLock

from thirdcountry.build import publish


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "reports"
    (folder / "editions").mkdir(parents=True)
    (folder / "old.html").write_text("old")
    (folder / "editions" / "x.html").write_text("edition")
    return folder


def names(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_the_new_report_replaces_the_old_and_keeps_the_editions(target):
    with publish.staging(target, keep=("editions",)) as fresh:
        (fresh / "new.html").write_text("new")
        assert names(target) == ["old.html", "x.html"], "nothing changes before the end"
    assert names(target) == ["new.html", "x.html"]
    assert [p.name for p in target.parent.iterdir()] == ["reports"], "nothing is left behind"


def test_an_error_leaves_the_old_report_whole(target):
    with pytest.raises(RuntimeError), publish.staging(target) as fresh:
        (fresh / "new.html").write_text("new")
        raise RuntimeError("a notebook raised")
    assert names(target) == ["old.html", "x.html"]
    assert [p.name for p in target.parent.iterdir()] == ["reports"]


def test_a_killed_build_is_mended_by_the_next(target):
    target.rename(publish._previous(target))
    (target.parent / ".reports-new-abc").mkdir()
    with pytest.raises(RuntimeError), publish.staging(target):
        raise RuntimeError
    assert names(target) == ["old.html", "x.html"]
    assert [p.name for p in target.parent.iterdir()] == ["reports"]


def test_a_full_disk_is_one_message_and_the_old_report_stays(target):
    """A real limit of the operating system on file size, in a process of its own."""
    script = f"""
        import pathlib, resource, signal
        from thirdcountry.build import publish
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            with publish.staging(pathlib.Path({str(target)!r})) as fresh:
                (fresh / "big.pdf").write_bytes(b"x" * 5000)
        except publish.PublishError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert "What was in reports/ before is unchanged" in done.stdout
    assert names(target) == ["old.html", "x.html"]


def test_two_builds_at_once(project):
    with FileLock(project / ".thirdcountry.lock"):
        script = "from thirdcountry.build import publish\nwith publish.hold_lock(): pass"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode != 0 and "another build is running" in done.stderr
    with publish.hold_lock():
        pass


def test_an_older_report_that_was_made_read_only_is_replaced(target):
    for folder in (target, target / "editions"):
        folder.chmod(0o555)
    with publish.staging(target) as fresh:
        (fresh / "new.html").write_text("new")
    assert names(target) == ["new.html"]
    assert [p.name for p in target.parent.iterdir()] == ["reports"]
