"""The jobs. `ingest` is all of it, from raw/ to the release, in one run and one process."""

from __future__ import annotations

import dagster as dg

INGEST = "ingest"


def ingest_job() -> dg.UnresolvedAssetJobDefinition:
    """Reads what is new, builds a candidate of all records, checks it, releases it."""
    return dg.define_asset_job(
        INGEST,
        selection=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
        executor_def=dg.in_process_executor,
        description="raw → records → gate → dbt → gate → release (全流程)",
    )
