"""The comparison of two reports finds what changed."""

import importlib.util
import json
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "compare_reports.py"


def load_script():
    spec = importlib.util.spec_from_file_location("compare_reports", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_report(folder: Path, row: str, values: dict) -> Path:
    (folder / "data" / "hosts").mkdir(parents=True)
    (folder / "data" / "hosts" / "fig-map.svg").write_text("<svg/>")
    (folder / "data" / "hosts" / "fig-map.csv").write_text(f"year,count\n{row}\n")
    (folder / "results.json").write_text(json.dumps({"runs": {"hosts": values}}))
    return folder


def test_a_changed_byte_a_lost_name_and_a_changed_value_are_found(tmp_path, capsys):
    script = load_script()
    value = {"value": 223, "unit": "count", "text": "223"}
    old = write_report(tmp_path / "old", "2025,223", {"arrivals": value, "peak": value})
    gained = write_report(
        tmp_path / "gained", "2025,223", {"arrivals": value | {"source_ids": []}, "peak": value}
    )
    assert script.main(old, gained) == 0
    assert "hosts:fig-map" in capsys.readouterr().out

    new = write_report(tmp_path / "new", "2025,224", {"arrivals": value | {"text": "224"}})
    assert script.main(old, new) == 1
    said = capsys.readouterr().out
    assert "differs: data/hosts/fig-map.csv" in said
    assert "lost name: hosts:peak" in said
    assert "text of hosts:arrivals: '223' became '224'" in said
    assert "value of" not in said and "fig-map.svg" not in said
