"""Cells that the source knows: the tables of a form put together over pages, as the stream of one grid.

A page may end within a cell or between two rows. Where it ends within a cell no rule closes the cell below, so the cell and the one that
goes on at the top of the next page are one; where all cells of the last row are open, the row is torn and its halves are one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from orchestration.reader.record import Problem
from orchestration.reader.sources.source import NEAR, Table, shift
from orchestration.reader.text import Place, Stream, printed_runs, stream_of_cells

_Area = tuple[int, int, int]  # of a cell in the grid of the whole form: its first row, its first column, the row behind it


@dataclass
class _Grid:
    """The cells of a form while its tables are put together."""

    rows: int = 0
    cells: list[tuple[_Area, tuple[int, ...]]] = field(default_factory=list)  # with the lines of their text
    open: dict[tuple[int, int], int] = field(default_factory=dict)  # cells that the page ends in, by their columns
    is_torn: bool = False  # the page ends within the last row
    problems: list[Problem] = field(default_factory=list)

    def add_line(self, number: int) -> None:
        """A line that stands in no table: a row of one cell."""
        self.cells.append(((self.rows, 0, self.rows + 1), (number,)))
        self.rows += 1
        self.open, self.is_torn = {}, False

    def add_table(self, table: Table, columns: Sequence[int], goes_on: bool) -> None:
        """A table with the numbers of its columns; `goes_on`: it stands on the page behind the table before, nothing between them."""
        areas = [(c, columns[c.column], columns[c.column_end]) for c in table.cells]
        height = max(c.row_end for c in table.cells)
        above = self.open if goes_on else {}
        is_torn = goes_on and self.is_torn
        if is_torn and above.keys() != {(left, right) for c, left, right in areas if c.row == 0}:
            message = "the page ends within a row whose cells are not those of the row at the top of the next page"
            self.problems.append(Problem("row_over_page", message, "blocking", "indicators", (table.first,)))
            above, is_torn = {}, False
        if goes_on and not above:
            self.rows += 1  # an empty row: the page may end within the row above though all its cells are closed
        first = self.rows - 1 if is_torn else self.rows
        self.open = {}
        for c, left, right in areas:
            place = above.get((left, right)) if c.row == 0 else None
            if place is None:
                place = len(self.cells)
                self.cells.append(((first + c.row, left, first + c.row_end), (c.line,) if c.line else ()))
            else:
                (row, *_), lines = self.cells[place]
                self.cells[place] = ((row, left, first + c.row_end), (*lines, c.line) if c.line else lines)
            if c.is_open and c.row_end == height:
                self.open[left, right] = place
        self.rows = first + height
        self.is_torn = bool(self.open) and len(self.open) == sum(c.row_end == height for c in table.cells)


def stream_of_tables(lines: list[str], first: int, tables: Sequence[Table]) -> Stream:
    """The stream of a form's lines, of which some are the cells of tables; `first` is the number of the first line.

    `covers` of the stream says for each cell how far it reaches down.
    """
    grid = _Grid()
    columns = dict(zip((t.first for t in tables), _columns(tables), strict=True))
    starts = {t.first: t for t in tables}
    number, before = first, None
    while number < first + len(lines):
        if table := starts.get(number):
            is_next = before is not None and before.page is not None and table.page == before.page + 1
            grid.add_table(table, columns[number], goes_on=is_next)
            number, before = table.last + 1, table
            continue
        if lines[number - first].strip():
            grid.add_line(number)
            before = None
        number += 1
    return _stream(lines, first, grid)


def _stream(lines: list[str], first: int, grid: _Grid) -> Stream:
    width = max((left for (_, left, _), _ in grid.cells), default=0) + 1
    rows: list[list[list[Place]]] = [[[] for _ in range(width)] for _ in range(grid.rows)]
    reach: dict[tuple[int, int], int] = {}
    for (row, left, behind), numbers in grid.cells:
        rows[row][left] = [(n, a, b) for n in numbers for a, b in printed_runs(lines[n - first])]
        reach[row, left] = behind
    stream = stream_of_cells(lines, rows, first)
    for at, row, cell in zip(stream.starts, stream.rows, stream.cells, strict=True):
        if (row, cell) in reach:
            stream.covers[at] = range(row, reach.pop((row, cell)))
    stream.problems.extend(grid.problems)
    return stream


def _columns(tables: Sequence[Table]) -> list[list[int]]:
    """For each table the numbers of its columns in the grid of all: edges that stand below each other are one."""
    moved = [[edge + shift(tables[0], t) for edge in t.columns] for t in tables]
    edges = sorted({edge for own in moved for edge in own})
    numbers = dict.fromkeys(edges[:1], 0)
    for a, b in pairwise(edges):
        numbers[b] = numbers[a] + (b - a > NEAR)
    return [[numbers[edge] for edge in own] for own in moved]
