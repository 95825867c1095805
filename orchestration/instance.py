"""The Dagster instance in the data home: its settings, and its databases made before anything else opens them."""

from __future__ import annotations

import os
import shutil
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
