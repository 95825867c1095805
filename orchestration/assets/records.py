"""The record tables, partitioned by year × unit: reads what is new or changed.

One step for any number of partitions. A run that is started without partitions is about all of them.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION

from orchestration.assets.raw import file_reports
from orchestration.home import RefusalError
from orchestration.metadata import OWNERS, facts_value
from orchestration.partitions import YEAR_UNIT, key_of, selected
from orchestration.records.describe import describe
from orchestration.records.readers import Task, each
from orchestration.records.refresh import Made, Shelf, due, record_version, shelves_of
from orchestration.records.store import load_unit, partitions_in, strays_in
from orchestration.records.tables import SCHEMAS
from orchestration.resources import Tools, plainly

TOLD = 300  # partitions: of more changed ones in one run Dagster gets no event each
NAMED = 5  # units of a shelf
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
    """Makes the records of the selected partitions; events of those that changed, see `_tell`."""
    with plainly():
        reports = file_reports(tools).partitions()
        known = {*reports, *partitions_in(tools.home.records)}
        chosen = known if _clear_away(tools.home.records) else _chosen(context, config, known)
        made = _bring_up_to_date(tools, shelves_of(tools.home.records, reports, chosen))
        tools.say(f"records: {len(made)} of {len(chosen)} partitions looked into, {sum(m.changed for m in made.values())} changed")
        asked = set(chosen) if selected(context) else set[tuple[int, str]]()
        _tell(context, tools.home.records, sorted({place for place, m in made.items() if m.changed} | asked))
    for name in SCHEMAS:
        # Dagster marks all keys of the run's range as materialised, which for two dimensions is their product: units have
        # no report in years in which they published none. With this key it leaves the events to the ones logged above.
        yield dg.Output(None, output_name=f"records__{name}", metadata={SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True})


def _clear_away(records: Path) -> bool:
    """Removes what earlier versions laid into the place of shelves, whose rows would be read too; whether there was any."""
    strays = strays_in(records)
    for folder in strays:
        shutil.rmtree(folder)
    return bool(strays)


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


def _bring_up_to_date(tools: Tools, shelves: list[Shelf]) -> dict[tuple[int, str], Made]:
    """Reads what is due; what came of it, by partition."""
    version = record_version(tools.reader_version)
    tasks = [
        Task(shelf, tuple(units), tools.home.incoming / f"{shelf.folder.parent.name}-{shelf.folder.name}")
        for shelf in shelves
        if (units := due(shelf, version))
    ]
    out: dict[tuple[int, str], Made] = {}
    for done, (task, made) in enumerate(each(tasks, tools.read, version, tools.workers), 1):
        year = int(task.shelf.folder.parent.name)
        out |= {(year, m.unit): m for m in made}
        for said in _words(year, made):
            tools.say(f"records {done}/{len(tasks)}: {said}")
    shutil.rmtree(tools.home.incoming, ignore_errors=True)
    return out


def _words(year: int, made: Sequence[Made]) -> Iterator[str]:
    """What came of a shelf, for the console: of a few units each by name."""
    if len(made) > NAMED:
        yield f"{year}, {len(made)} units: {sum(m.read for m in made)} reports read now, {sum(m.forms for m in made)} forms"
        return
    for m in made:
        held = f"{m.reports} reports, {m.read} read now, {m.forms} forms" if m.reports else "withdrawn, its records are removed"
        yield f"{year}/{m.unit}: {held}"


def _tell(context: dg.AssetExecutionContext, records: Path, partitions: Sequence[tuple[int, str]]) -> None:
    """One event for each table of each of the partitions; where they are too many, one for each table about all of them.

    An event costs Dagster 4 ms, seven of them for each of 10,000 partitions would take longer than all of the reading.
    """
    if len(partitions) > TOLD:
        for name in SCHEMAS:
            context.log_event(dg.AssetMaterialization(["records", name], metadata={"partitions made": len(partitions)}))
        return
    for year, unit in partitions:
        tables = load_unit(records, year, unit)
        for name, facts in describe(tables).items() if tables else ():
            context.log_event(dg.AssetMaterialization(["records", name], metadata=facts_value(facts), partition=key_of(year, unit)))
