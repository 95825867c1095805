"""The Dagster instance in the data home: its settings, its databases made before anything else opens them, and the end of dead runs."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestration.home import CHECKOUT, Home, write_atomic

if TYPE_CHECKING:
    import dagster as dg

SETTINGS = CHECKOUT / "dagster.yaml"
STARTUP = dt.timedelta(minutes=5)
POSTGRES = "JIXIAO_POSTGRES"
STORED_IN_POSTGRES = f"""storage:
  postgres:
    postgres_url:
      env: {POSTGRES}
"""


def open_instance(home: Home) -> dg.DagsterInstance:
    """The instance at DAGSTER_HOME = <home>/dagster, which this process and its children then use.

    Opens all of its databases: two processes that do so at once on an empty folder leave them broken.
    Its settings are made anew each time, so that an upgrade brings its own.
    """
    import dagster as dg

    if os.environ.get(POSTGRES):
        os.environ[POSTGRES] = with_driver(os.environ[POSTGRES])
    text = settings(os.environ)
    path = home.dagster / SETTINGS.name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_atomic(path, text.encode())
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    instance = dg.DagsterInstance.from_config(str(home.dagster))
    instance.get_runs_count()
    instance.get_dynamic_partitions("unit")
    instance.all_instigator_state()
    return instance


def settings(environ: Mapping[str, str]) -> str:
    """The text of dagster.yaml: that of the checkout, and PostgreSQL as the store of runs where JIXIAO_POSTGRES names a database.

    The address itself stays in the environment: it holds a password.
    """
    text = SETTINGS.read_text(encoding="utf-8")
    return text + STORED_IN_POSTGRES if environ.get(POSTGRES) else text


def with_driver(address: str) -> str:
    """The address with the driver that Dagster brings: SQLAlchemy 2.1 would look for psycopg where none is named."""
    return address.replace("postgresql://", "postgresql+psycopg2://", 1) if address.startswith("postgresql://") else address


def end_dead_runs(home: Home, instance: dg.DagsterInstance, before: dt.datetime) -> None:
    """Marks as failed the runs that are not alive and whose status is as it was `before`.

    A run that was killed cannot say so itself, and the daemon, which starts one run at a time, would wait for its end for ever.
    One that is starting has STARTUP to load the program and to say that it lives.
    """
    import dagster as dg

    status = dg.DagsterRunStatus
    for statuses, until in (
        ([status.STARTED, status.CANCELING], before),
        ([status.NOT_STARTED, status.STARTING], before - STARTUP),
    ):
        for record in instance.get_run_records(dg.RunsFilter(statuses=statuses)):
            # Not its creation: a run may have been queued for hours.
            if record.update_timestamp < until and not home.is_alive(record.dagster_run.run_id):
                words = "The process of this run was killed: it ended without a word, and nothing was published by it."
                instance.report_run_failed(record.dagster_run, words)


def forget_old_runs(instance: dg.DagsterInstance, before: dt.datetime, kept: int) -> list[str]:
    """Removes from Dagster's history the runs that ended before a time, and tells their ids; never one of the last `kept`.

    A run that made the records of a partition as they are now stays, however old: its events are what the partition's page shows.
    """
    import dagster as dg

    ended = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    records = instance.get_run_records(dg.RunsFilter(statuses=ended))[kept:]  # the newest first
    old = [r.dagster_run.run_id for r in records if r.update_timestamp < before]
    shown = _runs_of_newest_events(instance) if old else set()
    gone = [run_id for run_id in old if run_id not in shown]
    for run_id in gone:
        instance.delete_run(run_id)
    return gone


def _runs_of_newest_events(instance: dg.DagsterInstance) -> set[str]:
    """The runs that were the last to make an asset, or a partition of one."""
    import dagster as dg

    made, store = dg.DagsterEventType.ASSET_MATERIALIZATION, instance.event_log_storage
    runs: set[str] = set()
    for key in instance.all_asset_keys():
        newest = list(store.get_latest_storage_id_by_partition(key, made).values())
        for first in range(0, len(newest), 1000):
            few = dg.EventRecordsFilter(made, asset_key=key, storage_ids=newest[first : first + 1000])
            runs |= {record.run_id for record in store.get_event_records(few)}
        last = instance.get_latest_materialization_event(key)
        runs |= {last.run_id} if last else set()
    return runs
