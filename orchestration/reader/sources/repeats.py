"""Rows that a program prints again at the top of each page on which a table goes on (Word: repeat as header row)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from orchestration.reader.sources.source import Cell, Table, is_as_wide
from orchestration.reader.text import squeeze


def without_repeats(lines: Sequence[str], tables: Sequence[Table]) -> tuple[list[Table], list[int]]:
    """The tables of a document without the rows that head them once more, and the lines of those rows.

    What begins like the table before, and goes on as that one does, is another form of the same kind.
    """
    out: list[Table] = []
    again: list[int] = []
    start: Table | None = None  # of the table that the last one is a part of
    for table in tables:
        before = out[-1] if out else None
        is_next = before is not None and before.page is not None and table.page == before.page + 1 and is_as_wide(before, table)
        count = _repeated(lines, start, table) if start and is_next else 0
        if not count:
            start = table
            out.append(table)
            continue
        again += [cell.line for cell in table.cells if cell.line and cell.row < count]
        cells = tuple(cell._replace(row=cell.row - count, row_end=cell.row_end - count) for cell in table.cells if cell.row >= count)
        if any(cell.line for cell in cells):  # else the margins of the last row's cells
            out.append(replace(table, first=min(cell.line for cell in cells if cell.line), cells=cells))
    return out, again


def _repeated(lines: Sequence[str], start: Table, table: Table) -> int:
    """How many rows a table has in common with the start of another, of which it is the rest; 0: none, or it is none."""
    a, b = _rows(lines, start), _rows(lines, table)
    count = len(list(takewhile(lambda pair: pair[0] == pair[1] and any(pair[0]), zip(a, b, strict=False))))
    while count and any(cell.row < count < cell.row_end for t in (start, table) for cell in t.cells):
        count -= 1
    is_another = count < len(a) and count < len(b) and _first(a[count]) == _first(b[count])
    return count if count < len(a) and not is_another else 0


def _rows(lines: Sequence[str], table: Table) -> list[list[str]]:
    """The texts of the cells that begin in each row."""
    rows: list[list[Cell]] = [[] for _ in range(max(cell.row_end for cell in table.cells))]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return [[squeeze(lines[cell.line - 1]) if cell.line else "" for cell in row] for row in rows]


def _first(row: list[str]) -> str:
    return next((text for text in row if text), "")
