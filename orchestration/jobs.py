"""The job, and what starts it: `ingest` is all of it, from raw/ to the release, in one run and one process.

The sensor `new_reports` starts it for what lies new in raw/, the schedules of seasons.csv for all of raw/; `monitors` tells what came
of runs that nobody waits for. What has to be read, and what is told, is decided in watch.py and run.py.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg

from orchestration.events import tell
from orchestration.filing.expected import CHINA, overdue, read_expected, today
from orchestration.home import RefusalError
from orchestration.partitions import UNITS, YEARS, key_of
from orchestration.records.continuity import report_counts
from orchestration.records.refresh import record_version
from orchestration.records.watch import WORDS, Pending, look
from orchestration.resources import Tools
from orchestration.run import events_of, outcome_of

INGEST = "ingest"
SEASONS = Path(__file__).with_name("seasons.csv")
EVERY = 60  # seconds between two looks at raw/


def ingest_job() -> dg.UnresolvedAssetJobDefinition:
    """Reads what is new, builds a candidate of all records, checks it, releases it."""
    return dg.define_asset_job(
        INGEST,
        selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
        executor_def=dg.in_process_executor,
        description="raw → records → gate → dbt → gate → release (全流程)",
    )


def seasons() -> Iterator[dg.ScheduleDefinition]:
    """A schedule for each line of seasons.csv, in China's time. Dagster makes up for the last one missed while the machine was off."""
    with SEASONS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield dg.ScheduleDefinition(
                name=row["season"],
                job_name=INGEST,
                cron_schedule=row["cron"],
                execution_timezone=CHINA.key,
                description=f"{row['note']}: all of raw/ is looked at.",
                default_status=dg.DefaultScheduleStatus.RUNNING,
                tags={"jixiao/season": row["season"]},
            )


def new_reports(tools: Tools, job: dg.UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """The sensor on raw/."""

    @dg.sensor(
        name="new_reports",
        job=job,
        minimum_interval_seconds=EVERY,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs the partitions whose reports are new, changed, accepted or withdrawn (新报告).",
    )
    def new_reports(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        known: dict[str, str] = json.loads(context.cursor or "{}")
        try:
            pending = look(tools.home, record_version(tools.reader_version), known)
        except (RefusalError, OSError) as exc:
            return dg.SkipReason(str(exc))
        cursor = json.dumps(pending.states | _words(known, pending), ensure_ascii=False)
        new = {file: state for file, state in pending.states.items() if known.get(file) != state}
        if not new:
            return dg.SensorResult(skip_reason="nothing is new", cursor=cursor)
        return dg.SensorResult(
            run_requests=[_request(pending)],
            dynamic_partitions_requests=_registered(pending.partitions),
            cursor=cursor,
        )

    return new_reports


def _words(known: dict[str, str], pending: Pending) -> dict[str, str]:
    return {WORDS: pending.states.get(WORDS, known.get(WORDS, ""))}


def _request(pending: Pending) -> dg.RunRequest:
    """One run for all that is pending; with Dagster's own partition key where it is one partition."""
    keys = [str(key_of(*place)) for place in pending.partitions]
    if len(keys) == 1:
        return dg.RunRequest(pending.key, partition_key=key_of(*pending.partitions[0]))
    return dg.RunRequest(
        pending.key, run_config={"ops": {"records": {"config": {"partitions": keys}}}}, tags={"jixiao/partitions": str(len(keys))}
    )


def _registered(partitions: Iterable[tuple[int, str]]) -> list[dg.AddDynamicPartitionsRequest]:
    found = list(partitions)
    return [
        YEARS.build_add_request(sorted({str(year) for year, _ in found})),
        UNITS.build_add_request(sorted({unit for _, unit in found})),
    ]


def monitors(tools: Tools) -> list[dg.SensorDefinition]:
    """The sensors that tell monitors how runs ended, and each day which reports are overdue; they start no runs."""

    def told(context: dg.RunStatusSensorContext) -> dg.SkipReason:
        run = context.dagster_run
        entries = context.instance.all_logs(run.run_id)
        events = [e.dagster_event for e in entries if e.dagster_event]
        said = tell(tools.home, events_of(tools.home, outcome_of(tools.home, run.run_id, run.is_success, events)))
        return dg.SkipReason(f"{len(said)} events told")

    ended = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    of_runs = [
        dg.run_status_sensor(
            name=f"runs_{status.value.lower()}",
            run_status=status,
            default_status=dg.DefaultSensorStatus.RUNNING,
            description="Writes what came of a run to logs/events.jsonl, and posts alerts to JIXIAO_ALERT_URL.",
        )(told)
        for status in ended
    ]
    return [*of_runs, _overdue(tools)]


def _overdue(tools: Tools) -> dg.SensorDefinition:
    @dg.sensor(
        name="overdue_reports",
        minimum_interval_seconds=3600,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells which reports of raw/expected.csv did not appear by their day (逾期报告). Starts no run.",
    )
    def overdue_reports(_: dg.SensorEvaluationContext) -> dg.SkipReason:
        try:
            missing = list(overdue(read_expected(tools.home.expected), report_counts(tools.home.records), today()))
        except (RefusalError, OSError) as exc:
            return dg.SkipReason(str(exc))
        return dg.SkipReason(f"{len(missing)} reports are overdue, {len(tell(tools.home, missing))} told now")

    return overdue_reports
