"""Sheets of a workbook, whatever its format: printed cells, merged ranges and what is hidden, to lines and tables.

A sheet has no end to its tables but their rules: where cells are ruled, rows without a rule that stand before, behind or alone between
them (titles, years, signatures) are lines. Rows and columns that print nothing count for nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from orchestration.reader.place import Place
from orchestration.reader.record import Severity
from orchestration.reader.sources import limits
from orchestration.reader.sources.source import COLUMN, Draft, Printed, UnsuitableError

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1


class Flaw(NamedTuple):
    """What cannot be told from a cell."""

    code: str
    message: str
    row: int
    column: int
    severity: Severity = "review"


@dataclass
class Sheet:
    """What a sheet shows. Rows and columns count from 1."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)  # by row and column; only those that print something
    ruled: set[tuple[int, int]] = field(default_factory=set)  # those with a rule at their left or right
    merged: list[Range] = field(default_factory=list)
    hidden_rows: Container[int] = ()
    hidden_columns: Container[int] = ()
    flaws: list[Flaw] = field(default_factory=list)


@dataclass(frozen=True)
class _Area:
    """A cell with all that it covers, last row and column included."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str
    is_ruled: bool


def lay_sheet(draft: Draft, sheet: Sheet) -> None:
    """Adds a sheet.

    Raises:
        UnsuitableError: it has too many cells.
    """
    if len(draft.lines) + len(sheet.cells) > limits.MOST_CELLS:
        raise UnsuitableError("file_too_large", f" has more than {limits.MOST_CELLS:,} cells")
    areas, hidden = _shown(sheet)
    before = len(draft.lines)
    for is_table, rows in groupby(_rows(areas), key=lambda row: row[0]):
        found = [area for _, row in rows for area in row]
        if is_table:
            _lay_table(draft, sheet.name, found)
            continue
        for _, row in groupby(found, key=lambda area: area.row):
            own = list(row)
            place = _place(sheet.name, own[0])._replace(box=(own[0].column, own[0].row, own[-1].last_column, own[-1].last_row))
            draft.add_text("\t".join(area.text.replace("\n", " ") for area in own) if len(own) > 1 else own[0].text, place)
    lines = _lines_of(draft, before)
    for number in hidden:
        message = f"row {number} of the sheet {sheet.name} holds text in hidden rows or columns, which is not read"
        draft.flag("hidden_cells", message, _line_at(lines, number, 0, before + 1))
    for flaw in sheet.flaws:
        draft.flag(flaw.code, flaw.message, _line_at(lines, flaw.row, flaw.column, before + 1), flaw.severity)


def _lines_of(draft: Draft, first: int) -> list[tuple[float, float, int]]:
    """The corners of what was added, with their lines, in order."""
    found = ((place.box, n) for n, place in enumerate(draft.places[first:], first + 1))
    return sorted((box[1], box[0], n) for box, n in found if box)


def _line_at(lines: Sequence[tuple[float, float, int]], row: int, column: int, default: int) -> int:
    """The line of a cell, of one that prints nothing the line of the one before it."""
    at = bisect_left(lines, (row, column, 1 << 40)) - 1
    return lines[max(at, 0)][2] if lines else default


def _shown(sheet: Sheet) -> tuple[list[_Area], list[int]]:
    """The cells that are seen, in order, and the rows of those that are hidden. Of a merged range only the first cell shows its text."""
    ranges = {(a, b): (c, d) for a, b, c, d in sheet.merged}
    covered = _Covered(sheet.merged)
    areas: list[_Area] = []
    hidden: list[int] = []
    for (row, column), text in sorted(sheet.cells.items()):
        if covered.within(row, column):
            continue
        last_row, last_column = ranges.get((row, column), (row, column))
        if _is_hidden(sheet.hidden_rows, row, last_row) or _is_hidden(sheet.hidden_columns, column, last_column):
            hidden.append(row)
            continue
        is_ruled = (row, column) in sheet.ruled or (row, last_column) in sheet.ruled
        areas.append(_Area(row, column, last_row, last_column, text, is_ruled))
    return areas, list(dict.fromkeys(hidden))


def _is_hidden(hidden: Container[int], first: int, last: int) -> bool:
    return first in hidden and all(n in hidden for n in range(first, min(last, first + _LONGEST_LABEL) + 1))


_LONGEST_LABEL = 1000  # rows


class _Covered:
    """Cells that a merged range covers, but for its first; ranges do not overlap in a sheet that Excel opens."""

    def __init__(self, merged: Sequence[Range]) -> None:
        self._tall = [r for r in merged if r[2] - r[0] > _LONGEST_LABEL]
        if len(merged) > limits.MOST_MERGED or len(self._tall) > _MOST_TALL:
            raise UnsuitableError("file_too_large", f" has {len(merged):,} merged ranges in a sheet, more than is read")
        self._by_row: dict[int, list[Range]] = {}
        for r in sorted(merged, key=lambda r: r[1]):
            if r[2] - r[0] <= _LONGEST_LABEL:
                for row in range(r[0], r[2] + 1):
                    self._by_row.setdefault(row, []).append(r)

    def within(self, row: int, column: int) -> bool:
        own = self._by_row.get(row, [])
        at = bisect_right(own, column, key=lambda r: r[1])
        near = (*own[max(at - 1, 0) : at], *self._tall)
        return any(a <= row <= c and b <= column <= d and (row, column) != (a, b) for a, b, c, d in near)


_MOST_TALL = 100


def _rows(areas: Sequence[_Area]) -> Iterator[tuple[bool, list[_Area]]]:
    """The rows of a sheet, each with whether it is of a table."""
    rows = [list(row) for _, row in groupby(areas, key=lambda area: area.row)]
    ruled_to = 0  # the last row that a ruled cell reaches
    is_ruled = []
    for row in rows:
        ruled_to = max([ruled_to, *(area.last_row for area in row if area.is_ruled)])
        is_ruled.append(row[0].row <= ruled_to)
    if not any(is_ruled):
        yield from ((True, row) for row in rows)
        return
    at = 0
    for has_rule, run in groupby(zip(is_ruled, rows, strict=True), key=lambda pair: pair[0]):
        own = [row for _, row in run]
        is_between = at > 0 and at + len(own) < len(rows)
        is_table = has_rule or (is_between and all(len(row) > 1 for row in own))  # cells whose rules were forgotten
        yield from ((is_table, row) for row in own)
        at += len(own)


def _lay_table(draft: Draft, name: str, areas: Sequence[_Area]) -> None:
    tops = sorted({area.row for area in areas})
    lefts = sorted({area.column for area in areas})
    if not limits.is_grid(len(tops), len(lefts)):
        for area in areas:
            draft.add_text(area.text, _place(name, area))
        return
    row = {n: rank for rank, n in enumerate(tops)}
    column = {n: rank for rank, n in enumerate(lefts)}
    cells = (
        Printed(
            area.text,
            row[area.row],
            column[area.column],
            bisect_left(tops, area.last_row + 1),
            bisect_left(lefts, area.last_column + 1),
            _place(name, area),
        )
        for area in areas
    )
    draft.add_table(cells, [COLUMN * n for n in (*lefts, max(area.last_column for area in areas) + 1)], name)


def _place(name: str, area: _Area) -> Place:
    return Place("sheet", name, (area.column, area.row, area.last_column, area.last_row))
