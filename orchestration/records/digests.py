"""The digest of what was read from a report: the same report read by the same reader has the same one, see continuity.py.

Rows are written out by Arrow, column by column for all reports of a shelf: as Python's values they would cost three times as much.
"""

from __future__ import annotations

import hashlib
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.records.tables import SCHEMAS
from orchestration.records.twins import unsettled

_OF_THE_READING = ("report_sha256", "reader_version")


def values_of(tables: dict[str, pa.Table]) -> dict[str, str]:
    """By report file, the digest of all that was read from it, whatever file format or reader version it is kept in."""
    digests = {file: hashlib.sha256() for file in tables["reports"]["report_file"].to_pylist()}
    tables = unsettled(tables)  # what another file says of a form is no value of this one
    for name in SCHEMAS:
        columns = [column for column in tables[name].column_names if column not in _OF_THE_READING]
        rows = pc.binary_join_element_wise(*(_written(tables[name][column]) for column in columns), "").to_pylist()
        at = 0
        for file, own in groupby(tables[name]["report_file"].to_pylist()):
            end = at + sum(1 for _ in own)
            digests[file].update("\n".join((name, *columns, *rows[at:end], "")).encode())
            at = end
    return {file: digest.hexdigest() for file, digest in digests.items()}


def _written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each value as its length and its text, `6:100.00`, so that no two rows are written alike; null as `-`."""
    text = pc.binary_join(column.cast(pa.list_(pa.string())), ",") if pa.types.is_list(column.type) else column.cast(pa.string())
    return pc.coalesce(pc.binary_join_element_wise(pc.binary_length(text).cast(pa.string()), text, ":"), "-")
