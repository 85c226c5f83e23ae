"""How long does a trade panel of the whole world take, and how much memory?

The input is a file of the IMF's Direction of Trade Statistics with the columns reporter, partner,
year, flow, value_musd, imf_estimate and the names of countries as the Fund prints them. It is
turned into the form of a supplied panel (thirdcountry.tables.panel), as CSV and as Parquet; then
every stage of a chapter runs on both, each format in a process of its own, since memory once taken
shows until the end.

    python benchmarks/world_panel.py dots_world_1990_2020.csv.gz [folder for the panels]

Reading, fitting and comparing should stay under 60 seconds and 2 GB together.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from thirdcountry.tables import load, read_panel

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]
PAIR = {"KOR": "South Korea", "PRK": "North Korea"}
SPAN = (1990, 2020)


def convert(file: Path) -> pd.DataFrame:
    """Return a file of the Fund's in the form of a panel.

    Groups and residuals of data/areas.csv are left out, the world stays as partner WLD. The file
    repeats some rows exactly, which are kept once.

    Raises:
        SystemExit: a name that is neither country nor area, or rows of one key that differ.
    """
    rows = pd.read_csv(file).drop_duplicates()
    countries, areas = load("countries").dropna(subset=["imf_name"]), load("areas")
    codes = dict(zip(countries.imf_name, countries.code, strict=True)) | {"World": "WLD"}
    if unknown := {*rows.reporter, *rows.partner} - set(codes) - set(areas.name):
        raise SystemExit(f"neither country nor area: {', '.join(sorted(unknown))}")
    rows = rows.assign(reporter=rows.reporter.map(codes), partner=rows.partner.map(codes))
    rows = rows[rows.reporter.notna() & rows.partner.notna() & (rows.reporter != "WLD")]
    if rows.duplicated(["reporter", "partner", "year", "flow"]).any():
        raise SystemExit("two different values of one reporter, partner, year and flow")
    return pd.DataFrame(
        {
            "reporter": rows.reporter,
            "partner": rows.partner,
            "year": rows.year,
            "flow": rows.flow,
            "value_usd": (rows.value_musd * 1e6).round().astype("int64"),
            "estimated": rows.imf_estimate.eq(1).map({True: "true", False: "false"}),
        }
    )


def write(rows: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the panel as CSV, compressed CSV and Parquet; return the files."""
    import duckdb

    plain, packed, parquet = (folder / f"world.{end}" for end in ("csv", "csv.gz", "parquet"))
    rows.to_csv(plain, index=False, lineterminator="\n")
    rows.to_csv(packed, index=False, lineterminator="\n")
    duckdb.from_df(rows).write_parquet(str(parquet), compression="zstd")
    return [plain, packed, parquet]


def stages(file: Path) -> None:
    """Run a chapter's stages on one panel; print time and the peak of memory after each."""
    from thirdcountry.measures import gravity, hosts
    from thirdcountry.measures.trade import shares
    from thirdcountry.tables.countries import name_countries

    start = time.perf_counter()

    def stage(name: str, act: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = act()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {name:<28}{time.perf_counter() - began:6.2f} s {peak:7.0f} MB")
        return result

    panel = stage("read and check", lambda: read_panel(str(file)))
    pairs = stage("pairs", lambda: gravity.list_pairs(panel.trade, panel.distances, SPAN))
    fitted, slopes = stage("fit", lambda: gravity.fit(pairs))
    places = stage("ties", lambda: gravity.select_ties(fitted, HOSTS, list(PAIR)))
    names = name_countries(HOSTS)
    stage(
        "compare the hosts",
        lambda: hosts.compare_ties(panel.trade, panel.totals, fitted, names, PAIR, SPAN),
    )
    stage(
        "one country's ties",
        lambda: shares.rank_partners(panel.trade, panel.totals, "LAO", SPAN),
    )
    print(f"  {'all':<28}{time.perf_counter() - start:6.2f} s")
    print(
        f"  {len(panel.trade):,} rows, {panel.trade.reporter.nunique()} reporters, "
        f"{len(pairs):,} pairs, {len(fitted):,} fitted, {len(places):,} of interest, "
        f"elasticity {slopes['ln_km']:.3f}"
    )


def main(file: str, folder: str = "") -> None:
    """Convert the file and measure each format."""
    with tempfile.TemporaryDirectory() as scratch:
        for panel in write(convert(Path(file)), Path(folder or scratch)):
            print(f"{panel.name}, {panel.stat().st_size / 2**20:.0f} MB", flush=True)
            subprocess.run([sys.executable, __file__, "--stages", str(panel)], check=True)


if __name__ == "__main__":
    stages(Path(sys.argv[2])) if sys.argv[1] == "--stages" else main(*sys.argv[1:])
