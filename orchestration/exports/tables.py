"""The tables as files for programs, Parquet and CSV: the rows are put in order once, for the Parquet file, of which the CSV is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.dictionary import literal
from orchestration.exports import Export
from orchestration.exports.tables_csv import write_csv
from orchestration.home import RefusalError


def write_tables(con: duckdb.DuckDBPyConnection, exports: list[Export], folder: Path) -> Iterator[Path]:
    """parquet/<schema>.<table>.parquet and csv/<schema>.<table>.csv for each table, each file as soon as it is whole.

    Raises:
        RefusalError: Parquet has no such type as a column has.
    """
    for form in ("parquet", "csv"):
        (folder / form).mkdir()
    for export in exports:
        parquet = folder / "parquet" / f"{export.table.full}.parquet"
        csv = folder / "csv" / f"{export.table.full}.csv"
        write_parquet(con, export, parquet)
        yield parquet
        write_csv(con, export, parquet, csv)
        yield csv


def write_parquet(con: duckdb.DuckDBPyConnection, export: Export, target: Path) -> None:
    """One table, in order.

    Raises:
        RefusalError: Parquet has no such type as a column has, so that its values would not be those of the table.
    """
    con.execute(f"COPY ({export.select()}) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)")
    written = con.execute(f"DESCRIBE FROM read_parquet({literal(target)})").fetchall()
    for (name, kind, *_), wanted in zip(written, export.types, strict=True):
        if kind != wanted:
            raise RefusalError(f"{export.table.full}.{name} is {wanted}, of which Parquet makes {kind}: cast it in its model")
