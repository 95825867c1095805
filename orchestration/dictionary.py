"""The data dictionary of a warehouse file, as values: its tables, their columns, keys and references.

It is read from the schema `dictionary`, which dbt makes of the models' YAML. What lists tables or columns reads it here; what they
mean is said in the YAML and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.home import RefusalError

_ORDER = (r"\w+_order", "fiscal_year", "report_file", "form_no", "line_start", r"\w+_name")
LAYERS = ("core", "audit", "analysis", "dictionary")  # the order in which people are shown them; others come last


@dataclass(frozen=True)
class Column:
    """A column: `name_zh` as in the Chinese view; `data_type` as the contract declares it, None where none does."""

    name: str
    name_zh: str
    data_type: str | None
    is_key: bool
    is_required: bool
    mof_code: str | None
    description: str


@dataclass(frozen=True)
class Reference:
    """A column whose values are those of a column of another table."""

    column: str
    to_table: str  # with its schema
    to_column: str


@dataclass(frozen=True)
class Table:
    """A published table: `key` are the names of the columns that tell its rows apart."""

    schema: str
    name: str
    name_zh: str
    key: tuple[str, ...]
    description: str
    grain_zh: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]

    @property
    def full(self) -> str:
        """Name with schema: core.fct_project_funding."""
        return f"{self.schema}.{self.name}"

    @property
    def grain(self) -> str:
        """What a row is, in English, and what else there is to know; `grain_zh` in Chinese."""
        return self.description.removeprefix("Grain: ")

    @property
    def order(self) -> tuple[str, ...]:
        """Columns by which people would sort the rows: declared order, year, place in the source, names; then the key, which settles it."""
        names = [c.name for c in self.columns]
        wanted = [n for pattern in _ORDER for n in names if re.fullmatch(pattern, n)]
        return tuple(dict.fromkeys((*wanted, *self.key)))


def read_dictionary(con: duckdb.DuckDBPyConnection, catalog: str | None = None) -> tuple[Table, ...]:
    """All published tables of the connection's file, or of an attached one, by layer and name.

    Raises:
        RefusalError: the file has no dictionary.
    """
    place = f"{quoted(catalog)}.dictionary" if catalog else "dictionary"
    try:
        tables = con.execute(
            f"SELECT schema_name, table_name, name_zh, key_columns, description, grain_zh FROM {place}.dictionary_table"
        ).fetchall()
    except duckdb.CatalogException as exc:
        raise RefusalError("the file holds no data dictionary (schema dictionary): build again") from exc
    columns = con.execute(
        "SELECT schema_name, table_name, column_name, name_zh, data_type, is_key, is_required, mof_code, description "
        f"FROM {place}.dictionary_column ORDER BY schema_name, table_name, column_no"
    ).fetchall()
    references = con.execute(
        "SELECT schema_name, table_name, column_name, to_schema_name || '.' || to_table_name, to_column_name "
        f"FROM {place}.dictionary_reference ORDER BY ALL"
    ).fetchall()
    found = [
        Table(
            schema,
            name,
            name_zh,
            tuple(key.split(", ")),
            description,
            grain_zh,
            tuple(Column(*c[2:]) for c in columns if c[:2] == (schema, name)),
            tuple(Reference(*r[2:]) for r in references if r[:2] == (schema, name)),
        )
        for schema, name, name_zh, key, description, grain_zh in tables
    ]
    return tuple(sorted(found, key=lambda t: (LAYERS.index(t.schema) if t.schema in LAYERS else len(LAYERS), t.schema, t.name)))


def quoted(*names: str) -> str:
    """Identifiers for SQL, joined by dots."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: Any) -> str:
    """A text for SQL."""
    return "'" + str(text).replace("'", "''") + "'"
