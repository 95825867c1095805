"""The record tables, partitioned by year × unit: reads what is new or changed.

One step and one process for any number of partitions. A run that is started without partitions is about all of them.
"""

from collections.abc import Iterator

import dagster as dg
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION

from orchestration.assets.raw import file_reports
from orchestration.filing import Found
from orchestration.home import RefusalError
from orchestration.metadata import OWNERS, facts_value
from orchestration.partitions import YEAR_UNIT, key_of, selected
from orchestration.records.describe import describe
from orchestration.records.store import Tables, assemble, drop, folder_of, load, partitions_in, record_version, write
from orchestration.records.tables import SCHEMAS
from orchestration.resources import Tools, plainly

_DESCRIPTIONS = {
    "reports": "One row per report (报告), refused or not.",
    "forms": "One row per form (申报表, 自评表), quarantined or not.",
    "funding": "One row per money cell of a form: funding source × budget stage (资金).",
    "goals": "One row per goal text of a form (总体目标).",
    "indicators": "One row per row of a form's indicator table (绩效指标).",
    "quantities": "One row per number in a goal or in the text of an indicator (数量).",
    "problems": "One row per problem of a report or form, with its lines.",
}
SPECS = [
    dg.AssetSpec(
        ["records", name],
        deps=["raw"],
        group_name="records",
        owners=OWNERS,
        description=_DESCRIPTIONS[name],
        kinds={"python", "parquet"},
        skippable=True,
    )
    for name in SCHEMAS
]


class Selection(dg.Config):
    """Which partitions are read; None: any. What is not selected keeps the records that it has."""

    year: int | None = None
    unit: str | None = None
    partitions: list[str] | None = None  # keys as Dagster names them, `unit|year`


@dg.multi_asset(name="records", specs=SPECS, partitions_def=YEAR_UNIT, backfill_policy=dg.BackfillPolicy.single_run())
def records(context: dg.AssetExecutionContext, config: Selection, tools: dg.ResourceParam[Tools]) -> Iterator[dg.Output[None]]:
    """Makes the records of the selected partitions, and one event for each table of each partition that holds a report."""
    with plainly():
        reports = file_reports(tools).partitions()
        chosen = _chosen(context, config, {*reports, *partitions_in(tools.home.records)})
        for done, (year, unit) in enumerate(chosen, 1):
            tables = _partition(tools, reports.get((year, unit), []), (year, unit), f"{done}/{len(chosen)}")
            if tables is not None:
                _log(context, year, unit, tables)
    for name in SCHEMAS:
        # Dagster marks all keys of the run's range as materialised, which for two dimensions is their product: units have
        # no report in years in which they published none. With this key it leaves the events to the ones logged above.
        yield dg.Output(None, output_name=f"records__{name}", metadata={SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True})


def _chosen(context: dg.AssetExecutionContext, config: Selection, known: set[tuple[int, str]]) -> list[tuple[int, str]]:
    """Of the known partitions (those with reports, and those that have records of reports now gone) the ones to look at."""
    keys = selected(context)
    chosen = [
        (year, unit)
        for year, unit in sorted(known)
        if config.year in (None, year)
        and config.unit in (None, unit)
        and all(chosen is None or key_of(year, unit) in chosen for chosen in (keys, config.partitions))
    ]
    if not chosen and (config.year or config.unit):
        raise RefusalError(f"no report lies in {config.year or '*'}/{config.unit or '*'} below raw/: look for the names of its folders")
    return chosen


def _partition(tools: Tools, found: list[Found], partition: tuple[int, str], step: str) -> Tables | None:
    """Brings one partition up to date; None where its reports are gone from raw/ and from the manifest, and so its records."""
    year, unit = partition
    folder = folder_of(tools.home.records, year, unit)
    if not found:
        drop(folder, tools.home.incoming)
        tools.say(f"records {step}: {year}/{unit}: withdrawn, its records are removed")
        return None
    part = assemble(found, load(folder), tools.read, record_version(tools.reader_version))
    if part.changed:
        write(folder, part.tables, tools.home.incoming)
    forms = part.tables["forms"].num_rows
    tools.say(f"records {step}: {year}/{unit}: {len(found)} reports, {len(part.read)} read now, {forms} forms")
    return part.tables


def _log(context: dg.AssetExecutionContext, year: int, unit: str, tables: Tables) -> None:
    for name, facts in describe(tables).items():
        context.log_event(dg.AssetMaterialization(["records", name], metadata=facts_value(facts), partition=key_of(year, unit)))
