"""Reads what the gate looks at: the record tables of all shelves, the pinned row counts, the marts of a candidate.

No judgement here but one: whether a table could be read as the schema has it. A shelf whose table is missing, damaged
or of another shape is reported by name, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.records.tables import SCHEMAS

# DuckDB would keep as many pages of a candidate as 80 % of the memory holds: the frames need it more.
MEMORY = "1GB"
PIN_COLUMNS = ("report_year", "report_unit", "reports", "forms", "indicators")


@dataclass(frozen=True)
class Records:
    """The record tables over all partitions, and by year and shelf, for each shelf that is not whole, the reason."""

    tables: dict[str, pd.DataFrame]
    unreadable: dict[tuple[int, str], str]


@dataclass(frozen=True)
class _Found:
    year: int
    shelf: str
    name: str
    table: pa.Table | None
    reason: str | None


def read_records(records_dir: Path, columns: Mapping[str, Collection[str]] | None = None) -> Records:
    """All record tables below `records_dir`/<year>/<shelf>/; a folder that is not there holds no records.

    `columns`: the tables and columns that are wanted, where it is not all of them.
    """
    names = {name: list(chosen) for name, chosen in (columns or {name: schema.names for name, schema in SCHEMAS.items()}).items()}
    wanted = [(folder, name) for folder in _shelves(records_dir) for name in names]
    # Hundreds of files: threads overlap their opening.
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda job: _read_table(job[0], job[1], names[job[1]]), wanted))
    unreadable: dict[tuple[int, str], str] = {}
    for f in found:
        if f.reason:
            before = unreadable.get((f.year, f.shelf))
            unreadable[f.year, f.shelf] = f"{before}; {f.reason}" if before else f.reason
    empty = {name: SCHEMAS[name].empty_table().select(chosen) for name, chosen in names.items()}
    tables = {name: _frame([empty[name], *(f.table for f in found if f.name == name and f.table is not None)]) for name in names}
    return Records(tables, unreadable)


def read_pins(path: Path) -> pd.DataFrame:
    """Pinned row counts: report_year, report_unit, reports, forms, indicators.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a column is missing, or a year or count is no whole number.
    """
    pins = pd.read_csv(path, dtype={"report_unit": str}, encoding="utf-8")
    missing = [c for c in PIN_COLUMNS if c not in pins.columns]
    if missing:
        raise ValueError(f"{path}: no column {', '.join(missing)}")
    numbers = {c: "int64" for c in PIN_COLUMNS if c != "report_unit"}
    return pins[list(PIN_COLUMNS)].astype(numbers)


def read_marts(candidate: Path, tables: Collection[str], columns: Mapping[str, Collection[str]]) -> dict[str, pd.DataFrame]:
    """Those of `tables` that a candidate DuckDB file has in its schemas core and audit; money and points as Decimal.

    Of a table that `columns` names only these are read, as far as it has them, and texts as categories: they go through many rows.

    Raises:
        duckdb.Error: the file is not there or is no DuckDB file.
    """
    out: dict[str, pd.DataFrame] = {}
    with duckdb.connect(str(candidate), read_only=True, config={"memory_limit": MEMORY}) as con:
        found = con.execute(
            "select table_schema, table_name, list(column_name order by ordinal_position) from information_schema.columns "
            "where table_schema in ('core', 'audit') group by all order by all"
        ).fetchall()
        for schema, table, has in found:
            if table in tables:
                read = ", ".join(f'"{c}"' for c in has if c in columns.get(table, has))
                # By way of Arrow: DuckDB's own conversion to pandas makes doubles of decimals.
                rows = con.sql(f'select {read or "null"} from "{schema}"."{table}"').to_arrow_table()
                texts = [f.name for f in rows.schema if table in columns and pa.types.is_string(f.type)]
                out[table] = rows.to_pandas(categories=texts, self_destruct=True)
    return out


def _shelves(records_dir: Path) -> Iterator[Path]:
    """<year>/<shelf> folders in order; a name that starts with a dot is work in progress of the writer."""
    for year in sorted(p for p in records_dir.glob("*") if p.is_dir() and p.name.isdecimal()):
        yield from sorted(p for p in year.iterdir() if p.is_dir() and not p.name.startswith("."))


def _read_table(folder: Path, name: str, columns: list[str]) -> _Found:
    year, shelf = int(folder.parent.name), folder.name
    path = folder / f"{name}.parquet"
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(SCHEMAS[name]):
                return _Found(year, shelf, name, None, f"{path.name}: columns differ from the schema of {name}")
            table = file.read(columns, use_threads=False)
    except (OSError, pa.ArrowInvalid) as exc:
        return _Found(year, shelf, name, None, f"{path.name}: {'missing' if isinstance(exc, FileNotFoundError) else exc}")
    return _Found(year, shelf, name, table, None)


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    """One frame of a table's shelves: strings as str, money and points as Decimal, blank text as missing."""
    joined = pa.concat_tables(tables)
    frame: pd.DataFrame = joined.drop_columns([f.name for f in joined.schema if pa.types.is_list(f.type)]).to_pandas()
    for column in (f.name for f in joined.schema if pa.types.is_string(f.type)):
        if column != "flags":
            frame[column] = frame[column].where(frame[column].str.strip() != "")
    return frame
