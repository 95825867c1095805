"""What analysts ask of releases: SQL on the current one, and the list of all. Opens files read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from orchestration.exports.about import left_out
from orchestration.home import Home, RefusalError
from orchestration.releases import damaged_releases, list_releases

SEARCH_PATH = ("core", "audit", "analysis", "dictionary", "中文", "seeds")
# Without a folder of its own DuckDB would put what does not fit into memory beside the released file.
CONFINED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "temp_directory": ""}
BATCH = 1000  # rows in memory at a time
Table = tuple[list[str], list[tuple[Any, ...]]]


@contextmanager
def open_current(home: Home) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """The current release's file, and the release's id. It is the same file until the end; nothing outside of it is read or written.

    Raises:
        RefusalError: there is no release yet.
    """
    database = (home.current / "jixiao.duckdb").resolve()
    if not database.exists():
        raise RefusalError(f"there is no release in {home.root}: make one with `jixiao build`, or set JIXIAO_HOME")
    with duckdb.connect(str(database), read_only=True, config=CONFINED) as con:
        there = {name for (name,) in con.execute("SELECT schema_name FROM duckdb_schemas()").fetchall()}
        con.execute(f"SET search_path = '{','.join(s for s in SEARCH_PATH if s in there)}'")
        con.execute("SET enable_progress_bar = false")  # of a long query it would stand among the rows
        con.execute("SET lock_configuration = true")
        yield con, database.parent.name


@contextmanager
def run_query(home: Home, sql: str) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Columns and rows of one statement; the rows come as they are asked for, until the end of the context.

    Raises:
        RefusalError: there is no release yet, or `sql` is not one statement that returns rows.
        duckdb.Error: the statement is wrong, writes, or reaches outside the file; it may be raised by a row.
    """
    with open_current(home) as (con, _):
        statements = con.extract_statements(sql)
        if len(statements) != 1:
            raise RefusalError(f"one statement is answered at a time, these are {len(statements)}: ask with one SELECT")
        con.execute(statements[0])
        if con.description is None:
            raise RefusalError("the statement returns nothing: ask with SELECT")
        yield [c[0] for c in con.description], _rows(con)


def what_is_left_out(home: Home) -> list[str]:
    """Which forms and reports no sum over the current release has, in a sentence; none where nothing is left out."""
    with open_current(home) as (con, _):
        return [said.en for said in left_out(con)]


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := con.fetchmany(BATCH):
        yield from rows


def release_rows(home: Home) -> Table:
    """One row for each release, damaged ones and stray folders last: id, whether current, time, counts, folder, what is wrong."""
    columns = ["release", "current", "released_at", "reports", "forms", "quarantined_forms", "indicators", "folder", "damage"]
    rows: list[tuple[Any, ...]] = []
    for r in list_releases(home):
        reports = r.row_counts["reports"]
        sums = [sum(x[name] for x in reports) for name in ("forms", "quarantined_forms", "indicators")]
        rows.append((r.id, r.current, r.row_counts["released_at"], len(reports), *sums, str(r.folder), None))
    rows += [(name, False, *[None] * 5, str(home.releases / name), f"damaged: {why}") for name, why in damaged_releases(home).items()]
    return columns, rows
