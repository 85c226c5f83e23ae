"""The command line: ``thirdcountry report``, ``edition``, ``editions``, ``list``, ``check`` ..."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from thirdcountry import __version__
from thirdcountry.errors import UserError

if TYPE_CHECKING:
    from thirdcountry.build.report import Built


class Friendly(click.Group):
    """Prints a user's error as one message and exits with 1; a traceback means a fault of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit with 1 after a user's error."""
        # what ends a program politely (a time limit, a shutdown) cleans up as Ctrl-C does
        before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)
        finally:
            signal.signal(signal.SIGTERM, before)


@click.group(cls=Friendly, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Arrivals and Ties: build reports on North Korean arrivals and third countries' ties.

    Run inside the project folder. Start with:

    \b
      thirdcountry report             build the whole report into reports/
      thirdcountry edition VNM        one country's trade ties into reports/editions/VNM/
      thirdcountry list               notebooks and their parameters
    """


def _parameters(pairs: tuple[str, ...], file: str | None) -> dict:
    """Values from a YAML file and from -p name=value; the latter win."""
    values: dict = {}
    if file:
        try:
            values = yaml.safe_load(Path(file).read_text("utf-8")) or {}
        except (OSError, yaml.YAMLError) as error:
            raise UserError(f"{file} cannot be read as YAML: {error}") from error
        if not isinstance(values, dict):
            raise UserError(f"{file} must hold lines such as 'country: \"LAO\"'")
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UserError(f"-p {pair!r} must have the form name=value, for example country=LAO")
        values[name.strip()] = value.strip()
    for name in ("series", "panel", "ledger"):
        if Path(str(values.get(name, ""))).is_file():
            values[name] = os.path.abspath(values[name])  # kernels run in notebooks/
    return values


_limit = click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1),
    default=300,
    show_default=True,
    help="Seconds a notebook may take.",
)
_jobs = click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Kernels side by side; 0 = one per core."
)


def _finish(built: Built) -> None:
    for line in built.summary:
        click.echo(f"  {line}")
    click.echo(f"Done in {built.seconds:.1f} s. Open:")
    for file in built.opens:
        click.echo(f"  {_relative(file)}")


def _relative(file: Path) -> str:
    """The shorter of the two ways to name a file."""
    return min(os.path.relpath(file), str(file), key=len)


@main.command()
@_limit
@_jobs
def report(time_limit: float, jobs: int) -> None:
    """Build every chapter and the bound PDF into reports/."""
    from thirdcountry.build import plan, report

    _finish(report.build(plan.read(), click.echo, time_limit, jobs))


@main.command()
@click.argument("country", required=False)
@click.option("-n", "--notebook", default="trade_ties", show_default=True, help="Which notebook.")
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE", help="A parameter; repeatable.")
@click.option("-f", "file", help="A YAML file with parameters.")
@click.option("--name", default="", help="Folder under reports/editions/; default: the country.")
@_limit
@_jobs
def edition(
    country: str | None,
    notebook: str,
    pairs: tuple[str, ...],
    file: str | None,
    name: str,
    time_limit: float,
    jobs: int,
) -> None:
    """Build one notebook with other parameters into reports/editions/<name>/.

    COUNTRY is an ISO 3166 code such as LAO; see 'thirdcountry list' for what the data hold.
    """
    from thirdcountry.build import plan, report

    values = _parameters(pairs, file)
    if country:
        values["country"] = country
    if "/" in name or name.startswith("."):
        raise UserError(f"--name {name!r} must be a plain folder name")
    run = plan.edition(notebook, values, name or str(values.get("country", notebook)))
    _finish(report.build_editions(plan.read(), [run], click.echo, time_limit, jobs))


@main.command()
@click.argument("countries", nargs=-1)
@_limit
@_jobs
def editions(countries: tuple[str, ...], time_limit: float, jobs: int) -> None:
    """Build the editions of all transit countries, or of COUNTRIES."""
    from thirdcountry.build import plan, report

    whole = plan.read()
    runs = [plan.edition("trade_ties", {"country": c}, c) for c in countries] or whole.editions
    _finish(report.build_editions(whole, runs, click.echo, time_limit, jobs))


@main.command("list")
def list_() -> None:
    """Show the notebooks, their parameters, and what the data hold."""
    from thirdcountry import chapters
    from thirdcountry.tables import holdings

    for notebook in chapters.names():
        click.echo(notebook)
        for p in chapters.describe(notebook):
            default = ",".join(p["default"]) if isinstance(p["default"], list) else p["default"]
            click.echo(f"  {p['name']:<14} {p['help']} (default: {default})")
    click.echo("\ncountries and years in data/trade.csv")
    for code, (first, last) in sorted(holdings.reporters().items()):
        click.echo(f"  {code}  {first} to {last}")
    click.echo("vintages of arrivals: " + ", ".join(sorted(holdings.vintages())))
    click.echo("events: " + ", ".join(holdings.event_ids()))


@main.command()
def check() -> None:
    """Check the data tables, the ledger, the plan and the notebooks; run nothing."""
    from thirdcountry import tables
    from thirdcountry.build import notebooks, plan
    from thirdcountry.ledger.references import check_references

    sealed = tables.check_all()
    for row in sealed.itertuples():
        click.echo(f"  {row.table}: {row.rows:,} rows, sha256 {row.sha256[:12]}…")
    count = notebooks.check()
    runs = plan.read()
    claims = check_references([run.slug for run in runs.runs])
    click.echo(
        f"{len(sealed)} tables, {claims} claims, {count} notebooks, {len(runs.runs)} chapters and "
        f"{len(runs.editions)} editions in the plan: all well."
    )


@main.command()
def seal() -> None:
    """After a change in data/: check all rules, then write hashes and the data dictionary."""
    from thirdcountry import tables

    changed = tables.seal()
    click.echo(f"Sealed. Changed: {', '.join(changed) if changed else 'nothing'}.")


@main.command("clean-notebooks")
def clean_notebooks() -> None:
    """Remove outputs and editor metadata from notebooks/ before a commit."""
    from thirdcountry.build import notebooks

    changed = notebooks.clean()
    click.echo(f"Cleaned: {', '.join(changed) if changed else 'nothing to do'}.")
