"""Cells that the source knows: the tables of a form put together over pages, as the stream of one grid.

A page may end within a cell or between two rows. Some programs close no cell that goes on over the page: an open cell and the one below
it at the top of the next page are one, and where all cells of the last row are open, the row is torn and its halves are one row. Other
programs close all cells: there a blank cell at the top goes on with the one above, and a row that lacks what each row has is the rest of
the row above, which a person should look at; as at one that could be the rest, and was read as a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.record import Problem
from orchestration.reader.sources.source import NEAR, Cell, Table, shift
from orchestration.reader.template import LEVEL_LABELS, Template
from orchestration.reader.text import Place, Stream, printed_runs, squeeze, stream_of_cells
from orchestration.reader.values import lexeme, points

_Area = tuple[int, int, int]  # of a cell in the grid of the whole form: its first row, its first column, the row behind it


@dataclass
class _Grid:
    """The cells of a form while its tables are put together."""

    lines: list[str]
    first: int  # the number of the first of them
    template: Template
    rows: int = 0
    last: int = 0  # the last row of the table before
    cells: list[tuple[_Area, tuple[int, ...]]] = field(default_factory=list)  # with the lines of their text
    bottom: dict[_Columns, _Bottom] = field(default_factory=dict)  # of the table before, its lowest cells by their columns
    needed: frozenset[_Columns] = frozenset()  # what each row of indicators has, by the header of their table
    problems: list[Problem] = field(default_factory=list)

    def text(self, numbers: tuple[int, ...]) -> str:
        """The text of a cell as labels are written."""
        return squeeze("".join(self.lines[n - self.first] for n in numbers))

    def add_line(self, number: int) -> None:
        """A line that stands in no table: a row of one cell."""
        self.cells.append(((self.rows, 0, self.rows + 1), (number,)))
        self.rows += 1
        self.bottom = {}

    def add_table(self, table: Table, columns: Sequence[int], goes_on: bool) -> None:
        """A table with the numbers of its columns; `goes_on`: it stands on the page behind the table before, nothing between them."""
        areas = [(c, (columns[c.column], columns[c.column_end])) for c in table.cells]
        height = max(c.row_end for c in table.cells)
        header = self._header(areas)
        again = int(goes_on and bool(self.needed) and header.get(0) == self.needed)  # rows: the header is printed on each page
        top = {at: c for c, at in areas if c.row == again}
        above = self._over(top, table) if goes_on else {}
        is_torn = bool(above) and above.keys() == self.bottom.keys()
        if goes_on and not above:
            self.rows += 1  # an empty row: a page ends here
        first = (self.last if is_torn else self.rows) - again
        self.bottom = {}
        for c, at in areas:
            own = (c.line,) if c.line else ()
            if c.row == again and at in above:
                place = above[at]
                (row, *_), lines = self.cells[place]
                self.cells[place] = ((row, at[0], first + c.row_end), (*lines, *own))
            else:
                place = len(self.cells)
                row = first + c.row if c.row >= again else first + height  # a header that is printed again stands behind the rows
                self.cells.append(((row, at[0], max(first + c.row_end, row + 1)), own))
            if c.row_end == height:
                self.bottom[at] = _Bottom(place, c.is_open)
        self.last = first + height - 1
        self.rows = self.last + 1 + again
        self.needed = next(iter(header.values()), self.needed)

    def _over(self, top: dict[_Columns, Cell], table: Table) -> dict[_Columns, int]:
        """The cells that go on at the top of a page; all of the last row where it is torn."""
        is_same = self.bottom.keys() == top.keys()
        whole = {at: bottom.place for at, bottom in self.bottom.items()}
        if any(bottom.is_open for bottom in self.bottom.values()):
            if not all(bottom.is_open for bottom in self.bottom.values()):
                return {at: bottom.place for at, bottom in self.bottom.items() if bottom.is_open and at in top}
            if not is_same:
                message = "the page ends within a row whose cells are not those of the row at the top of the next page"
                self.problems.append(Problem("row_over_page", message, "blocking", "indicators", (table.first,)))
            return whole if is_same else {}
        if not self.needed or not self.needed <= top.keys():
            return {}
        blank = {at for at in whole if at in top and not top[at].line}
        if is_same and self.needed & blank:
            self._doubt("the cells at the top of the page are no whole row and were read as the rest of the row before it", top)
            return whole
        ends = ((self.cells[whole[at]][1], (line,)) for at, line in self._own(top) if at in whole)
        if not any(self._holds_number(a) and self._holds_number(b) for a, b in ends):
            self._doubt("the row at the top of the page was read as one of its own: it may be the rest of the row before it", top)
        going_on = blank | {at for at, place in whole.items() if at in top and self._parts_label(place, top[at])}
        return {at: whole[at] for at in going_on - self.needed}

    def _own(self, top: dict[_Columns, Cell]) -> list[tuple[_Columns, int]]:
        """The lines of those cells at the top of a page that each row has."""
        return [(at, c.line) for at, c in top.items() if c.line and at in self.needed]

    def _doubt(self, message: str, top: dict[_Columns, Cell]) -> None:
        lines = tuple(line for _, line in self._own(top))
        self.problems.append(Problem("row_over_page", message, "review", "indicators", lines))

    def _holds_number(self, numbers: tuple[int, ...]) -> bool:
        """Whether a cell prints a number or a quantitative target and nothing else: it ends there."""
        text = self.text(numbers)
        return points(text) is not None or lexeme(text) is not None

    def _parts_label(self, place: int, below: Cell) -> bool:
        """Whether a label begins in a cell at the bottom and ends in the one at the top of the next page."""
        end = self.text((below.line,)) if below.line else ""
        return end not in LEVEL_LABELS and self.text(self.cells[place][1]) + end in LEVEL_LABELS

    def _header(self, areas: list[tuple[Cell, _Columns]]) -> dict[int, frozenset[_Columns]]:
        """The row that heads the indicators, and the columns in it that each row fills; nothing where none stands in the table."""
        texts = {text for column in self.template.columns if column.holds != "remark" for text in column.texts}
        names = {c.row for c, _ in areas if c.line and self.text((c.line,)) in self.template.columns[0].texts}
        return {row: frozenset(at for c, at in areas if c.row == row and c.line and self.text((c.line,)) in texts) for row in names}


_Columns = tuple[int, int]  # of a cell: its first column and the one behind it


class _Bottom(NamedTuple):
    """A cell that ends with the last row of a table: its number, and whether no rule closes it."""

    place: int
    is_open: bool


def stream_of_tables(lines: list[str], first: int, tables: Sequence[Table], template: Template) -> Stream:
    """The stream of a form's lines, of which some are the cells of tables; `first` is the number of the first line.

    `covers` of the stream says for each cell how far it reaches down.
    """
    grid = _Grid(lines, first, template)
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
