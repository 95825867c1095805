"""What changed between two releases, table by table and row by row: rows are matched by the key that the newer one declares.

Compares and knows no words: how it is told to people is the business of `notes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dictionary import Table, literal, quoted, read_dictionary
from orchestration.exports import MEMORY

EXAMPLES = 3
# Columns that tell a person which row is meant, where the key is a digest: names, and the place in the source.
_TELLING = re.compile(r".*_name|report_file|form_no|line_start|fiscal_year|funding_source|budget_stage")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_PARTED = re.compile(r"\]$|^(STRUCT|MAP|UNION|VARIANT|JSON)")  # types of values that have parts


@dataclass(frozen=True)
class Row:
    """An example: what tells it, by column; for a changed row its columns with the values before and now."""

    told_by: tuple[tuple[str, Any], ...]
    values: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True)
class Rows:
    """Rows that were added, removed or changed: how many, and the first of them as people would sort them."""

    count: int
    examples: tuple[Row, ...]


@dataclass(frozen=True)
class Change:
    """A table in both releases, or in one only: then `before` or `now`, its numbers of rows, is None, as are added, removed, changed.

    `by_column` counts the changed rows in which a column differs. Where rows cannot be matched, `unmatched` says why.
    """

    table: Table
    before: int | None
    now: int | None
    new_columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()
    unmatched: str | None = None
    added: Rows | None = None
    removed: Rows | None = None
    changed: Rows | None = None
    by_column: tuple[tuple[str, int], ...] = ()

    @property
    def differs(self) -> bool:
        """Anything at all is not as it was."""
        rows = any(part and part.count for part in (self.added, self.removed, self.changed))
        return rows or None in (self.before, self.now) or bool(self.unmatched or self.new_columns or self.gone_columns)


def compare(before: Path, now: Path) -> list[Change]:
    """All tables of two released files, those that are as they were too, by layer and name; last those that are gone.

    Raises:
        RefusalError: a file has no dictionary.
        duckdb.Error: a file cannot be opened.
    """
    # Without a folder of its own an in-memory database would put what does not fit into memory below the working directory.
    with duckdb.connect(config={"temp_directory": f"{now}.tmp", "memory_limit": MEMORY}) as con:
        con.execute(f"ATTACH {literal(before)} AS before (READ_ONLY)")
        con.execute(f"ATTACH {literal(now)} AS now (READ_ONLY)")
        old, new = ({t.full: t for t in read_dictionary(con, side)} for side in ("before", "now"))
        both = [_compare(con, table) if name in old else Change(table, None, _count(con, "now", table)) for name, table in new.items()]
        return both + [Change(table, _count(con, "before", table), None) for name, table in old.items() if name not in new]


def _compare(con: duckdb.DuckDBPyConnection, table: Table) -> Change:
    old, new = _types(con, "before", table), _types(con, "now", table)
    counts = _count(con, "before", table), _count(con, "now", table)
    columns = tuple(c for c in new if c not in old), tuple(c for c in old if c not in new)
    why = _unmatchable(con, table, old)
    if why:
        return Change(table, *counts, *columns, why)
    common = {c: "" if old[c] == new[c] else "::VARCHAR" for c in new if c in old and c not in table.key}
    _set_apart(con, table, new, common)
    added, removed = _only_in(con, table, "now", new), _only_in(con, table, "before", old)
    changed, by_column = _changed(con, table, new, common)
    return Change(table, *counts, *columns, None, added, removed, changed, by_column)


def _set_apart(con: duckdb.DuckDBPyConnection, table: Table, types: dict[str, str], common: dict[str, str]) -> None:
    """Makes the table `apart`: the places, in either release, of the rows that are new, gone or changed.

    All that is told of two tables, which may be long, is then asked of these rows alone. Most rows are as they were, and are found so by
    two digests of 64 bits, of their key and of all their values; what has no match is joined by its key and compared value by value.
    """
    key = ", ".join(map(quoted, table.key))
    # As text where values have parts: DuckDB gives an empty list and a missing one the same digest.
    values = ", ".join(quoted(c) + (cast or ("::VARCHAR" if _PARTED.search(types[c]) else "")) for c, cast in common.items()) or "NULL"
    digests = f"rowid, hash({key}) AS key_digest, hash({key}, {values}) AS digest"
    now, before = (f"(SELECT {digests} FROM {_place(side, table)})" for side in ("now", "before"))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE unmatched AS SELECT n.rowid AS now, b.rowid AS before FROM {now} n FULL JOIN {before} b "
        "USING (key_digest, digest) WHERE n.rowid IS NULL OR b.rowid IS NULL"
    )
    now, before = (
        f"(SELECT rowid, * FROM {_place(side, table)} WHERE rowid IN (SELECT {side} FROM unmatched))" for side in ("now", "before")
    )
    unlike = " OR ".join(["n.rowid IS NULL", "b.rowid IS NULL", *_differs(common)])
    both = f"{now} n FULL JOIN {before} b USING ({key})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE apart AS SELECT n.rowid AS now, b.rowid AS before FROM {both} WHERE {unlike}")


def _differs(common: dict[str, str]) -> list[str]:
    """A condition for each column that both releases have; one of another type is compared as text."""
    return [f"b.{quoted(c)}{cast} IS DISTINCT FROM n.{quoted(c)}{cast}" for c, cast in common.items()]


def _unmatchable(con: duckdb.DuckDBPyConnection, table: Table, old: dict[str, str]) -> str | None:
    missing = [c for c in table.key if c not in old]
    if missing:
        return f"the older release has no column {', '.join(missing)}"
    key, place = ", ".join(map(quoted, table.key)), _place("before", table)
    if con.execute(f"SELECT count(*) = count(DISTINCT hash({key})) FROM {place}").fetchall()[0][0]:
        return None  # as many digests as rows: keys of one digest, and only those, are then looked at themselves
    twice = con.execute(f"SELECT 1 FROM {place} GROUP BY {key} HAVING count(*) > 1 LIMIT 1").fetchall()
    return f"rows of the older release are not told apart by {', '.join(table.key)}" if twice else None


def _only_in(con: duckdb.DuckDBPyConnection, table: Table, mine: str, types: dict[str, str]) -> Rows:
    lone = f"FROM apart WHERE {'before' if mine == 'now' else 'now'} IS NULL"
    count = con.execute(f"SELECT count(*) {lone}").fetchall()[0][0]
    if not count:
        return Rows(0, ())
    told, order = _telling(table, types), ", ".join(quoted(c) for c in table.order if c in types)
    source = f"FROM {_place(mine, table)} WHERE rowid IN (SELECT {mine} {lone})"
    rows = con.execute(f"SELECT {', '.join(map(quoted, told))} {source} ORDER BY {order} LIMIT {EXAMPLES}").fetchall()
    return Rows(count, tuple(Row(_told_by(told, row)) for row in rows))


def _changed(
    con: duckdb.DuckDBPyConnection, table: Table, new: dict[str, str], common: dict[str, str]
) -> tuple[Rows, tuple[tuple[str, int], ...]]:
    """The rows in both releases that differ in a column that both have."""
    if not con.execute("SELECT 1 FROM apart WHERE now IS NOT NULL AND before IS NOT NULL LIMIT 1").fetchall():
        return Rows(0, ()), ()
    source = f"FROM apart JOIN {_place('now', table)} n ON n.rowid = apart.now JOIN {_place('before', table)} b ON b.rowid = apart.before"
    sums = ", ".join(f"coalesce(sum(CASE WHEN {d} THEN 1 ELSE 0 END), 0)::BIGINT" for d in _differs(common))
    total, *by_column = con.execute(f"SELECT count(*), {sums} {source}").fetchall()[0]
    told = _telling(table, new)
    shown = [f"n.{quoted(c)}" for c in told] + [f"{side}.{quoted(c)}" for side in "bn" for c in common]
    order = ", ".join(f"n.{quoted(c)}" for c in table.order)
    examples = []
    for row in con.execute(f"SELECT {', '.join(shown)} {source} ORDER BY {order} LIMIT {EXAMPLES}").fetchall():
        values = zip(common, row[len(told) : len(told) + len(common)], row[len(told) + len(common) :], strict=True)
        examples.append(Row(_told_by(told, row[: len(told)]), tuple(v for v in values if v[1] != v[2])))
    return Rows(total, tuple(examples)), tuple((c, n) for c, n in zip(common, by_column, strict=True) if n)


def _telling(table: Table, columns: dict[str, str]) -> list[str]:
    """The columns that tell a person which row it is; those of the key are among them."""
    return [c for c in columns if c in table.key or _TELLING.fullmatch(c)]


def _told_by(columns: list[str], row: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    """What of it a person can read: no digests, unless there is nothing else."""
    told = tuple(zip(columns, row, strict=True))
    return tuple((c, v) for c, v in told if v is not None and not (isinstance(v, str) and _DIGEST.fullmatch(v))) or told


def _types(con: duckdb.DuckDBPyConnection, side: str, table: Table) -> dict[str, str]:
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE {_place(side, table)}").fetchall()}


def _count(con: duckdb.DuckDBPyConnection, side: str, table: Table) -> int:
    return int(con.execute(f"SELECT count(*) FROM {_place(side, table)}").fetchall()[0][0])


def _place(side: str, table: Table) -> str:
    return quoted(side, table.schema, table.name)
