"""The command `jixiao`: thin; each command calls one function of another module and shows what it returns.

Nothing heavy is imported at the top: `jixiao --help` answers at once, and Great Expectations is loaded by the gate only.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.home import Home, RefusalError

if TYPE_CHECKING:
    from orchestration.reader.record import Report
    from orchestration.run import Outcome

FORMAT = click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)


class Commands(click.Group):
    """Shows a refusal as one message and exit code 1, with no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except RefusalError as exc:
            raise click.ClickException(str(exc)) from exc


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jixiao", message="%(package)s %(version)s")
def main() -> None:
    """A warehouse of China's budget-performance forms (绩效目标申报表, 绩效自评表), every number traced to its line.

    The data home is $JIXIAO_HOME (default ./warehouse), the reports lie in $JIXIAO_RAW (default ./raw).
    """


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--explain", is_flag=True, help="Show each line of the report with what it was read as, instead of the record.")
@click.option("--form", "only", type=int, help="With --explain: this form only, counted from 1.")
def read(file: Path, explain: bool, only: int | None) -> None:
    """Print the record of a report as JSON. Exit code 1 when the report is refused."""
    from orchestration.filing import bytes_of
    from orchestration.reader import read_report

    if explain:
        report = _explain(file, only)
    elif only is not None:
        raise click.UsageError("--form goes with --explain")
    else:
        report = read_report(bytes_of(file), file.name)
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    sys.exit(1 if report.refused else 0)


def _explain(file: Path, only: int | None) -> Report:
    from orchestration.console.explain_page import write_page
    from orchestration.filing import bytes_of
    from orchestration.reader.explain import explain

    explained = explain(bytes_of(file), file.name)
    try:
        write_page(explained, sys.stdout, only)
    except ValueError as exc:
        raise click.BadParameter(str(exc), param_hint="--form") from exc
    return explained.report


@main.command()
@click.option("--year", type=int, help="Read the reports of this year only.")
@click.option("--unit", help="Read the reports of this unit only.")
def build(year: int | None, unit: str | None) -> None:
    """Read what is new, check it, and release it. Exit code 1 when the gate refuses; the last release then stands.

    --year and --unit narrow what is read; the release is always of all records.
    """
    from orchestration.run import MAKE_ROOM, MB, free_bytes, refuse_early

    home = Home.from_env()
    if not home.raw.is_dir():
        raise RefusalError(f"there is no folder {home.raw}: put reports into <year>/<unit>/ below it, or set JIXIAO_RAW")
    refuse_early(home, year, unit)
    os.environ["DO_NOT_TRACK"] = "1"
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    before = home.current.resolve()
    try:
        outcome, lines = _build(home, year, unit)
    except KeyboardInterrupt:
        click.echo(f"interrupted: {_since(before, home)}", err=True)
        sys.exit(130)
    except Exception as exc:
        if free_bytes(home) > MB:
            raise
        # Whatever could not write first, Dagster's database often, says so in words of its own.
        raise RefusalError(f"the disk of {home.root} is full: {MAKE_ROOM}; {_since(before, home)}") from exc
    for line in lines:
        click.echo(line)
    sys.exit(0 if outcome.success else 1)


def _since(before: Path, home: Home) -> str:
    """What a build that broke off has published."""
    now = home.current.resolve()
    return "nothing was published" if now == before else f"{now.name} was published before"


def _build(home: Home, year: int | None, unit: str | None) -> tuple[Outcome, list[str]]:
    from rich.console import Console

    from orchestration.run import quietly

    with quietly(home.logs / "build.log") as out:
        console = Console(file=out, highlight=False, soft_wrap=True)
        with console.status("starting Dagster") as status:

            def say(line: str) -> None:
                console.print(line, markup=False)
                status.update(line.partition(":")[0])

            from orchestration.console.summary import summary_lines, what_was_read
            from orchestration.definitions import build_definitions
            from orchestration.events import tell
            from orchestration.instance import open_instance
            from orchestration.resources import default_tools
            from orchestration.run import events_of, ingest

            with open_instance(home) as instance:
                defs = build_definitions(default_tools(home, say))
                outcome = ingest(home, defs, instance, year, unit)
            tell(home, events_of(home, outcome))
        return outcome, ["", *summary_lines(home, outcome, what_was_read(home))]


@main.command()
@click.argument("release")
def rollback(release: str) -> None:
    """Make an earlier RELEASE (its id, or its number) the current one, in one step. Nothing is removed; the next build goes on from it."""
    from orchestration.events import Event, tell
    from orchestration.releases import roll_back

    home = Home.from_env()
    with home.lock():
        before, now = roll_back(home, release)
    said = f"{now.id} is current again, {before.id if before else 'no release'} was"
    tell(home, [Event("rolled_back", f"rolled back {now.id} {time.time_ns()}", said)])
    click.echo(said)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, help="Year of the folder; without it that of most forms.")
@click.option("--unit", help="Unit of the folder; without it the one that all forms name, or the department of most.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def add(file: Path, year: int | None, unit: str | None, yes: bool) -> None:
    """File a report: show what it holds, ask, copy it to raw/<year>/<unit>/ and enter it in the manifest.

    Exit code 1 when it is not filed.
    """
    from orchestration.filing.add import file_report, propose, shown
    from orchestration.reader import read_report

    addition = propose(file, read_report, year, unit)
    for line in shown(addition):
        click.echo(line)
    click.echo(f"goes to {addition.name}")
    if not yes:
        click.confirm("file it there?", abort=True)
    click.echo(file_report(Home.from_env(), addition))


@main.command(context_settings={"ignore_unknown_options": True})  # a statement may begin with a comment, `-- …`
@click.argument("sql")
@FORMAT
def query(sql: str, form: Any) -> None:
    """Ask the current release, read-only. Tables can be named without their schema (core, audit, …, 中文)."""
    import duckdb

    from orchestration.console.query import run_query, what_is_left_out
    from orchestration.console.show import write_rows

    try:
        with run_query(Home.from_env(), sql) as (columns, rows):
            write_rows(columns, rows, form, sys.stdout)
        for said in what_is_left_out(Home.from_env()):
            click.echo(f"note: {said}", err=True)
    except (duckdb.Error, ValueError) as exc:
        raise click.ClickException(str(exc)) from exc


@main.command()
@click.argument("fact")
@click.argument("keys", nargs=-1, metavar="KEY...")
@click.option("--context", type=click.IntRange(0), default=2, show_default=True, help="Lines to show around those of the row.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Rows to show.")
def trace(fact: str, keys: tuple[str, ...], context: int, limit: int) -> None:
    """Print the source lines behind the rows of a table, with their values marked.

    FACT is a table of the current release, by its English or Chinese name. A KEY is COLUMN=VALUE, COLUMN~PART, or the value of the next
    column of the table's key: jixiao trace fct_indicator_result actual_text=66.16亿 report_file~003
    """
    from orchestration.console.trace_page import write_traces
    from orchestration.console.tracing import trace_rows

    release, count, traced = trace_rows(Home.from_env(), fact, keys, limit)
    write_traces(release, count, traced, context, sys.stdout)
    sys.exit(1 if any(place.trouble for row in traced for place in row.places) else 0)


@main.command()
@FORMAT
def releases(form: Any) -> None:
    """List the releases, oldest first; the current one is marked."""
    from orchestration.console.query import release_rows
    from orchestration.console.show import write_rows

    columns, rows = release_rows(Home.from_env())
    write_rows(columns, rows, form, sys.stdout)
    if not rows:
        click.echo(f"note: there is no release in {Home.from_env().root}: make one with `jixiao build`, or set JIXIAO_HOME", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--form", "forms", multiple=True, metavar="NAME", help="A form of the current release that may be missing, by its project's name."
)
@click.option("--because", "reason", default="", help="Why, for the record.")
def accept(file: Path, forms: tuple[str, ...], reason: str) -> None:
    """Accept a changed report as a new version, or the withdrawal of one that is gone: rewrites its manifest line.

    With --form: agree that a form of the current release is missing from the report or quarantined. Each word is kept in accepted.csv.
    """
    from orchestration.filing.accept import accept_file, accept_forms
    from orchestration.reader import read_report

    home = Home.from_env()
    with home.lock():  # a build that ends now would write the manifest too
        said = accept_forms(home, file, forms, reason) if forms else accept_file(home, file, read_report, reason)
    click.echo(said)
