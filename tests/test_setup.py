"""The two commands, and the files that describe the environment, say the same."""

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]


def norm(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text("utf-8")
    return {norm(n): v for n, v in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", text)}


def direct(requirements) -> list[str]:
    return [norm(re.match(r"[\w.-]+", r).group()) for r in requirements]


def test_every_direct_dependency_is_locked():
    lock = locked("requirements.lock")
    assert set(direct(PROJECT["dependencies"])) <= set(lock)
    tests = locked("requirements-test.lock")
    assert set(direct(PROJECT["optional-dependencies"]["test"])) <= set(tests)
    assert {n: v for n, v in tests.items() if n in lock} == lock, "one version in both locks"


def test_the_conda_environment_has_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    pins = next(d for d in environment["dependencies"] if isinstance(d, dict))["pip"]
    pinned = dict(p.split("==") for p in pins)
    lock = locked("requirements.lock")
    assert {norm(n): v for n, v in pinned.items()} == {
        n: lock[n] for n in direct(PROJECT["dependencies"])
    }
    assert f"python{PROJECT['requires-python']}" in environment["dependencies"]


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_has_hashes_and_no_addresses(file):
    text = (ROOT / file).read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    blocks = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
    assert blocks and all("--hash=sha256:" in block for block in blocks)


def test_python_versions():
    assert PROJECT["requires-python"] == ">=3.11,<3.14"


def test_make_alone_explains_itself():
    make = shutil.which("make")
    if not make:
        pytest.skip("make is not installed")
    done = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True)
    for word in ("report", "editions", "lab", "test", "check", "clean"):
        assert f"make {word}" in done.stdout


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make report" in text and "make test" in text


def test_ci_checks_and_tests():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert {"make check", "make test COVERAGE=yes"} <= set(script.splitlines())
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\ncheck:")[1].split("\n\n")[0]
    for tool in ("ruff check", "ruff format --check", "mypy", "$(RUN) check"):
        assert tool in recipe


def test_hooks_before_a_commit_fetch_nothing():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert {hook["language"] for repo in config["repos"] for hook in repo["hooks"]} == {"system"}


def test_no_module_is_left_out_of_the_type_check():
    overrides = PYPROJECT["tool"]["mypy"].get("overrides", [])
    assert [o["module"] for o in overrides if o.get("ignore_errors") and o["module"]] == []


def test_exporters_are_registered():
    from nbconvert.exporters import get_export_names, get_exporter

    assert {"thirdcountry_html", "thirdcountry_pdf"} <= set(get_export_names())
    assert get_exporter("thirdcountry_pdf")().file_extension == ".pdf"


def test_the_numbers_of_the_readme_are_those_of_the_report():
    """Each number in the findings is the text or the unit-free figure of a published value."""
    text = (ROOT / "README.md").read_text("utf-8")
    findings = text.split("results.json by a test -->")[1].split("<!-- end of findings")[0]
    runs = json.loads((ROOT / "reports" / "results.json").read_text("utf-8"))["runs"]
    known = {
        v["text"].replace("\N{NO-BREAK SPACE}", " ") for r in runs.values() for v in r.values()
    }
    known |= {word for text in known for word in text.split()}
    for number in re.findall(
        r"[−+]?\d[\d,.]*\d(?: %| billion US\$|st|nd|rd|th)?|\d(?:nd|rd|th)", findings
    ):
        assert number in known, number


def test_the_committed_report_is_that_of_the_committed_data():
    """Whoever changes the data builds the report again before the commit."""
    manifest = json.loads((ROOT / "reports" / "manifest.json").read_text("utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    sealed = {f"data/{r['path']}": r["hash"].removeprefix("sha256:") for r in package["resources"]}
    inputs = manifest["inputs"]
    assert {n: h for n, h in inputs.items() if n.startswith("data/")} == sealed
    for name, digest in manifest["outputs"].items():
        content = (ROOT / "reports" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, f"{name}: build the report again"
