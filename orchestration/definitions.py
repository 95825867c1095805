"""Puts everything together; tests put together the same with pieces of their own. Nothing is read from disk at import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from orchestration.assets.models import build_models, dbt_resource
from orchestration.assets.raw import raw
from orchestration.assets.records import SPECS, records
from orchestration.assets.release import build_release
from orchestration.checks import Declared, declared, marts_gate, records_gate
from orchestration.home import Home
from orchestration.jobs import ingest_job, monitors, new_reports, seasons
from orchestration.resources import Tools, default_tools, tools_resource

NO_MARTS = ("staging", "seeds")


@dataclass(frozen=True)
class Parts:
    """What the definitions are made of. Functions are called once, by build_definitions."""

    tools: Tools
    models: Callable[[Home], dg.AssetsDefinition] = build_models
    checks: Callable[[str, Sequence[dg.AssetKey]], Sequence[Declared]] = declared


def build_definitions(tools: Tools | None = None, **overrides: Any) -> dg.Definitions:
    """The definitions; `overrides` are fields of Parts.

    Raises:
        RefusalError: the dbt project cannot be parsed.
        ValueError: a suite is about a table that is no asset.
    """
    parts = replace(Parts(tools or default_tools(Home.from_env(), say=_say_nothing)), **overrides)
    models = parts.models(parts.tools.home)
    marts = [key for key in sorted(models.keys) if key.path[0] not in NO_MARTS]
    job = ingest_job()
    return dg.Definitions(
        assets=[raw, records, models, build_release(marts)],
        asset_checks=[
            records_gate(parts.checks("records", [spec.key for spec in SPECS])),
            marts_gate(parts.checks("marts", marts)),
        ],
        jobs=[job],
        schedules=[*seasons()],
        sensors=[new_reports(parts.tools, job), *monitors(parts.tools)],
        resources={"tools": tools_resource(parts.tools), "dbt": dbt_resource()},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What workspace.yaml loads."""
    return build_definitions()


def _say_nothing(_: str) -> None:
    """In the webserver no one looks at a console; the events tell it all."""
