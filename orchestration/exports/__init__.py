"""A release in the forms that other tools read: Parquet, CSV, one Excel workbook, and datapackage.json, which describes them.

Each module writes one form of the tables that the file's own dictionary lists; none knows a table by name. Rows stand in an
order that their table settles, so that the same rows make the same bytes. What changed since the last release is `notes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.dictionary import Table, quoted, read_dictionary
from orchestration.home import RefusalError

MEMORY = "2GB"  # DuckDB would take 80 % of all there is; what needs more goes through a file


@dataclass(frozen=True)
class Export:
    """A table of the file with what is known of it only there: number of rows, and DuckDB's types in the order of the columns."""

    table: Table
    rows: int
    types: tuple[str, ...]

    def select(self, columns: str = "*") -> str:
        """Its rows in the order in which people read them."""
        order = ", ".join(map(quoted, self.table.order))
        return f"SELECT {columns} FROM {quoted(self.table.schema, self.table.name)} ORDER BY {order}"


def open_release(database: Path) -> duckdb.DuckDBPyConnection:
    """The file, read-only; what does not fit into memory is put beside it, and taken away again."""
    return duckdb.connect(str(database), read_only=True, config={"memory_limit": MEMORY})


def list_exports(con: duckdb.DuckDBPyConnection) -> list[Export]:
    """The tables of the file, as its dictionary lists them.

    Raises:
        RefusalError: the dictionary and the file do not have the same tables and columns.
    """
    found = []
    tables = read_dictionary(con)
    there = con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE list_contains(?, schema_name)", [[t.schema for t in tables]]
    )
    unlisted = sorted({name for (name,) in there.fetchall()} - {table.full for table in tables})
    if unlisted:
        raise RefusalError(f"{', '.join(unlisted)}: in the file and not in its dictionary: build again")
    for table in tables:
        name = quoted(table.schema, table.name)
        try:
            described = con.execute(f"DESCRIBE {name}").fetchall()
        except duckdb.CatalogException as exc:
            raise RefusalError(f"{table.full} stands in the dictionary and not in the file: build again") from exc
        if [row[0] for row in described] != [column.name for column in table.columns]:
            raise RefusalError(f"{table.full} has other columns than the dictionary says: build again")
        rows = con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        found.append(Export(table, rows, tuple(row[1] for row in described)))
    return found
