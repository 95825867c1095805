"""Runs the job `ingest` from this process, into the Dagster instance of the data home, and tells what came of it in plain words."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from orchestration.dbt import failures, misshapen_seeds
from orchestration.events import Event, Kind
from orchestration.filing.expected import overdue, read_expected, today
from orchestration.home import Home, RefusalError
from orchestration.records.continuity import report_counts
from orchestration.records.describe import quarantined_forms, refused_reports
from orchestration.records.store import all_tables
from orchestration.releases import current_release
from orchestration.releases.candidate import Candidate, reasons

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo


MB = 1_000_000
MAKE_ROOM = "make room, then build again"


@dataclass(frozen=True)
class Checked:
    """A check of the run, of the gate or of dbt: its name, one of RESULTS, the number of failing rows if known, what it means."""

    name: str
    result: str
    failed_rows: int | None
    meaning: str


@dataclass(frozen=True)
class Outcome:
    """What came of a run: `refusals` are lines for people, empty when it succeeded.

    `recorded`: the records are those of this run. `published`: a new release was made. `refused`: it was told no, and did not break.
    """

    run_id: str
    success: bool
    recorded: bool
    published: bool
    refusals: tuple[str, ...]
    checks: tuple[Checked, ...]
    refused: bool = False


def ingest(home: Home, defs: dg.Definitions, instance: dg.DagsterInstance, year: int | None = None, unit: str | None = None) -> Outcome:
    """Runs all of the job in this process; `year` and `unit` narrow what is read, never what is built.

    Raises:
        KeyboardInterrupt: a person or the system asked it to end; the run is marked as failed.
    """
    from orchestration.jobs import INGEST

    chosen = {k: v for k, v in {"year": year, "unit": unit}.items() if v is not None}
    config = {"ops": {"records": {"config": chosen}}}
    job = defs.resolve_job_def(INGEST)
    result = job.execute_in_process(run_config=config, instance=instance, raise_on_error=False)
    events = result.all_events
    if any(_was_interrupted(e) for e in events):
        raise KeyboardInterrupt
    return outcome_of(home, result.run_id, result.success, events)


def outcome_of(home: Home, run_id: str, success: bool, events: Sequence[dg.DagsterEvent]) -> Outcome:
    """What came of a run that has ended, in this process or another."""
    return Outcome(
        run_id,
        success,
        any(e.event_type_value == "STEP_SUCCESS" and e.step_key == "records" for e in events),
        any(_is_new_release(e) for e in events),
        () if success else tuple(_refusals(Candidate(home.candidates / run_id), events)),
        tuple(_checked(e.asset_check_evaluation_data) for e in events if e.event_type_value == "ASSET_CHECK_EVALUATION"),
        not success and _is_refused(events),
    )


def events_of(home: Home, outcome: Outcome) -> Iterator[Event]:
    """What monitors are told of a run: that it was refused or failed, or what it released, and what stands in the records now."""
    current = current_release(home)
    stands = f"{current.id} stays current" if current else "nothing is released yet"
    if not outcome.success:
        why = outcome.refusals or ("the run ended without a word",)
        kind: Kind = "run_refused" if outcome.refused else "run_failed"
        yield Event(kind, f"run {outcome.run_id}", f"{why[0].splitlines()[0]}; {stands}", why, outcome.run_id)
    elif outcome.published and current:
        yield Event("released", f"run {outcome.run_id}", f"{current.id} is current", (), outcome.run_id)
    if outcome.recorded:
        yield from _left_out(home, outcome.run_id)
        yield from overdue(read_expected(home.expected), report_counts(home.records), today())


def _left_out(home: Home, run_id: str) -> Iterator[Event]:
    """Quarantined forms and refused reports: told again only when what is wrong with them changes."""
    tables = all_tables(home.records, ("reports", "forms"))
    for row in quarantined_forms(tables):
        place = f"{row['file']}:{row['lines']}, form {row['form']} {row['project'] or ''}".rstrip()
        yield Event("form_quarantined", f"quarantined {place}: {row['reason']}", f"{place}: {row['reason']}", (), run_id)
    for row in refused_reports(tables):
        yield Event("report_refused", f"refused {row['file']}: {row['reason']}", f"{row['file']}: {row['reason']}", (), run_id)


def _is_refused(events: Sequence[dg.DagsterEvent]) -> bool:
    """Whether the gate, dbt's tests or a step said no; anything else is a fault of the program or the machine."""
    failed = [e.step_failure_data for e in events if e.event_type_value == "STEP_FAILURE"]
    blocked = any(
        e.event_type_value == "ASSET_CHECK_EVALUATION" and not (c := e.asset_check_evaluation_data).passed and c.severity.value == "ERROR"
        for e in events
    )
    return blocked or (bool(failed) and all(f.user_failure_data is not None for f in failed))


def refuse_early(home: Home, year: int | None, unit: str | None) -> None:
    """What can be said before Dagster is started.

    Raises:
        RefusalError: another run holds the home, its disk has too little room, or nothing lies in the folders that `year` and `unit` name;
            a seed cannot be read.
    """
    with home.lock():
        pass
    free, least = free_bytes(home), _room_of_a_run(home)
    if free < least:
        raise RefusalError(f"{home.root} has {free / MB:,.0f} MB of room, a run may take {least / MB:,.0f}: {MAKE_ROOM}")
    if seeds := misshapen_seeds():
        raise RefusalError("\n".join(seeds))
    folder = f"{year or '*'}/{glob.escape(unit) if unit else '*'}"
    if (year or unit) and not any(next(root.glob(folder), None) for root in (home.raw, home.records)):
        raise RefusalError(f"no report lies in {year or '*'}/{unit or '*'} below raw/: look for the names of its folders")


def free_bytes(home: Home) -> int:
    """What can still be written where the home is, or will be."""
    there = next(path for path in (home.root, *home.root.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def _room_of_a_run(home: Home) -> int:
    """A candidate and a release of about the size of the last one, and what Dagster and dbt write beside them."""
    current = current_release(home)
    return 64 * MB + 2 * sum(path.stat().st_size for path in current.folder.rglob("*")) if current else 64 * MB


def _was_interrupted(event: dg.DagsterEvent) -> bool:
    error = _error_of(event) if event.event_type_value == "PIPELINE_FAILURE" else None
    return error is not None and error.cls_name in ("KeyboardInterrupt", "DagsterExecutionInterruptedError")


def _is_new_release(event: dg.DagsterEvent) -> bool:
    if event.event_type_value != "ASSET_MATERIALIZATION" or event.asset_key is None or event.asset_key.path != ["release"]:
        return False
    return bool(event.step_materialization_data.materialization.metadata["is_new"].value)


def _checked(check: dg.AssetCheckEvaluation) -> Checked:
    """The gate says the result in its metadata; a test of dbt only whether it passed."""
    plain = "passed" if check.passed else "failed" if check.severity.value == "ERROR" else "to look at"
    facts: dict[str, Any] = {name: value.value for name, value in check.metadata.items()}
    return Checked(check.check_name, facts.get("result", plain), facts.get("failed"), facts.get("meaning") or check.description or "")


@contextmanager
def quietly(log: Path) -> Iterator[TextIO]:
    """Sends all that this process and its children print to `log`, and yields the console for what the person is to see.

    Dagster copies the file descriptors of a step to its own logs, so it is these that are moved, not sys.stdout.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = [os.dup(1), os.dup(2)]
    try:
        with log.open("ab") as target, os.fdopen(os.dup(saved[0]), "w", encoding="utf-8") as console:
            os.dup2(target.fileno(), 1)
            os.dup2(target.fileno(), 2)
            yield console
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for fd, copy in zip((1, 2), saved, strict=True):
            os.dup2(copy, fd)
            os.close(copy)


def _refusals(candidate: Candidate, events: Sequence[dg.DagsterEvent]) -> Iterator[str]:
    """Why the run failed: what blocks in the verdict, what dbt could not build, else the words of the step that failed."""
    verdict = candidate.last_verdict()
    blocking = reasons(verdict) if verdict else []
    yield from blocking
    failed = [e for e in events if e.event_type_value == "STEP_FAILURE"]
    for event in failed:
        yield from _step_failure(event, candidate, bool(blocking))
    if not failed:
        yield from (_words(_error_of(e), e.message) for e in events if e.event_type_value == "PIPELINE_FAILURE")


def _step_failure(event: dg.DagsterEvent, candidate: Candidate, explained: bool) -> Iterator[str]:
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        yield f"{event.step_key}: {data.user_failure_data.description}"
    elif event.step_key == "models" and failures(candidate.folder / "dbt"):
        yield from failures(candidate.folder / "dbt")
    elif not (explained and event.step_key in ("records_gate", "marts_gate")):
        yield f"{event.step_key}: {_words(data.error)}"


def _error_of(event: dg.DagsterEvent) -> SerializableErrorInfo | None:
    """What the run failed with; nothing of a run that another process marked as failed."""
    return event.job_failure_data.error if event.event_specific_data else None


def _words(error: SerializableErrorInfo | None, otherwise: str | None = None) -> str:
    """The message of the exception that started it, without Dagster's around it; a refusal's without its class."""
    if error is None:
        return otherwise or "failed, and Dagster does not say why"
    while error.cause:
        error = error.cause
    return error.message.strip().removeprefix(f"{RefusalError.__module__}.{RefusalError.__name__}: ")
