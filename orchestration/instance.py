"""The Dagster instance in the data home: its settings, its databases made before anything else opens them, and the end of dead runs."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.home import CHECKOUT, Home

if TYPE_CHECKING:
    import dagster as dg

SETTINGS = CHECKOUT / "dagster.yaml"


def open_instance(home: Home) -> dg.DagsterInstance:
    """The instance at DAGSTER_HOME = <home>/dagster, which this process and its children then use.

    Opens all of its databases: two processes that do so at once on an empty folder leave them broken.
    """
    import dagster as dg

    home.dagster.mkdir(parents=True, exist_ok=True)
    if not (home.dagster / SETTINGS.name).exists():
        shutil.copyfile(SETTINGS, home.dagster / SETTINGS.name)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    instance = dg.DagsterInstance.from_config(str(home.dagster))
    instance.get_runs_count()
    instance.get_dynamic_partitions("unit")
    instance.all_instigator_state()
    return instance


def unfinished_runs(instance: dg.DagsterInstance, before: dt.datetime) -> Sequence[dg.DagsterRun]:
    """The runs that were created `before` and have begun and not ended, as far as Dagster knows; queued runs are none of them."""
    import dagster as dg

    status = dg.DagsterRunStatus
    begun = [status.NOT_STARTED, status.STARTING, status.STARTED, status.CANCELING]
    return instance.get_runs(dg.RunsFilter(statuses=begun, created_before=before))


def end_dead_runs(instance: dg.DagsterInstance, before: dt.datetime) -> None:
    """Marks the unfinished runs that were created `before` as failed.

    To be called by the holder of the home's lock: no other run lives then. A run that was killed cannot say so itself, and
    the daemon, which starts one run at a time, would wait for its end for ever.
    """
    for run in unfinished_runs(instance, before):
        instance.report_run_failed(run, "The process of this run was killed: it ended without a word, and nothing was published by it.")
