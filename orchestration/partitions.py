"""Partitions of the records: year × unit, both found in raw/, no list of them kept in code.

Dagster orders the dimensions by name, so a key reads `unit|year`; filing refuses units whose name holds `|`.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

YEARS = dg.DynamicPartitionsDefinition(name="year")
UNITS = dg.DynamicPartitionsDefinition(name="unit")
YEAR_UNIT = dg.MultiPartitionsDefinition({"year": YEARS, "unit": UNITS})


def key_of(year: int, unit: str) -> dg.MultiPartitionKey:
    """The key of a partition."""
    return dg.MultiPartitionKey({"year": str(year), "unit": unit})


def register(instance: dg.DagsterInstance, partitions: Iterable[tuple[int, str]]) -> None:
    """Makes the years and units known to Dagster; those that are gone from raw/ keep their history."""
    found = sorted(set(partitions))
    instance.add_dynamic_partitions("year", sorted({str(year) for year, _ in found}))
    instance.add_dynamic_partitions("unit", sorted({unit for _, unit in found}))


def selected(context: dg.AssetExecutionContext) -> set[str] | None:
    """The keys that the run was started for, or None: started without partitions, it is about all of them."""
    if not (context.has_partition_key or context.has_partition_key_range):
        return None
    return set(context.partition_keys)
