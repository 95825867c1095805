"""Cells that the source knows: the tables of a form put together over pages, as the stream of one grid.

A page may end within a cell or between two rows. Some programs close no cell that goes on over the page: an open cell and the one below
it at the top of the next page are one, and where all cells of the last row are open, the row is torn and its halves are one row. A cell
that has a rule above it at the top of the page, and others there have none, begins there whatever stands above it. Other programs close
all cells: there a blank cell at the top goes on with the one above, and a row that lacks what each row has is the rest of the row above,
which a person should look at; as at one that could be the rest, and was read as a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.layout.torn import Columns, judge
from orchestration.reader.record import Problem
from orchestration.reader.sources.source import NEAR, Cell, Table, shift
from orchestration.reader.template import Template
from orchestration.reader.text import Place, Stream, printed_runs, squeeze, stream_of_cells


class _Laid(NamedTuple):
    """A cell in the grid of the whole form: its first row, its columns, the row behind it, and the lines of its text."""

    row: int
    columns: Columns
    behind: int
    lines: tuple[int, ...]


@dataclass
class _Grid:
    """The cells of a form while its tables are put together."""

    lines: list[str]
    first: int  # the number of the first of them
    template: Template
    rows: int = 0
    last: int = 0  # the last row of the table before
    cells: list[_Laid] = field(default_factory=list)
    bottom: dict[Columns, _Bottom] = field(default_factory=dict)  # of the table before, its lowest cells by their columns
    needed: frozenset[Columns] = frozenset()  # what each row of indicators has, by the header of their table
    problems: list[Problem] = field(default_factory=list)

    def text(self, numbers: tuple[int, ...]) -> str:
        """The text of a cell as labels are written."""
        return squeeze("".join(self.lines[n - self.first] for n in numbers))

    def add_line(self, number: int) -> None:
        """A line that stands in no table: a row of one cell."""
        self.cells.append(_Laid(self.rows, (0, 1), self.rows + 1, (number,)))
        self.rows += 1
        self.end_table({}, {})
        self.bottom = {}

    def end_table(self, top: dict[Columns, Cell], above: dict[Columns, int]) -> None:
        """Refuses cells whose text is cut away where no other page prints it; `above` are those of the table before that go on in `top`."""
        for at in self.bottom.keys() | top.keys():
            bottom, cell = self.bottom.get(at), top.get(at)
            text = self.text((cell.line,)) if cell and cell.line else ""
            is_whole = at in above and bottom and cell and bottom.below == text + cell.below and bottom.printed == cell.above
            is_cut = (bottom and bottom.below) or (cell and cell.above)
            if is_cut and not is_whole:
                lines = self.cells[bottom.place].lines if bottom else ()
                message = "part of the text of a cell is cut away, and no other page prints it"
                self.problems.append(Problem("text_over_rule", message, "blocking", None, (*lines, *filter(None, [cell and cell.line]))))

    def add_table(self, table: Table, columns: Sequence[int], goes_on: bool) -> None:
        """A table with the numbers of its columns; `goes_on`: it stands on the page behind the table before, nothing between them."""
        areas = [(c, (columns[c.column], columns[c.column_end])) for c in table.cells]
        height = max(c.row_end for c in table.cells)
        again = int(goes_on and self._is_header(areas))  # rows: the header is printed on each page
        top = {at: c for c, at in areas if c.row == again}
        above = self._over(top, table) if goes_on else {}
        self.end_table(top, above)
        printed = {at: self.bottom[at].printed for at in above}
        is_torn = bool(above) and above.keys() == self.bottom.keys()
        if goes_on and not above:
            self.rows += 1  # an empty row: a page ends here
        first = (self.last if is_torn else self.rows) - again
        self.bottom = {}
        for c, at in areas:
            own = (c.line,) if c.line else ()
            if c.row == again and at in above:
                place = above[at]
                cell = self.cells[place]
                self.cells[place] = cell._replace(behind=first + c.row_end, lines=(*cell.lines, *own))
            else:
                place = len(self.cells)
                row = first + c.row if c.row >= again else first + height  # a header that is printed again stands behind the rows
                self.cells.append(_Laid(row, at, max(first + c.row_end, row + 1), own))
            if c.row_end == height:
                before = printed.get(at, "") if c.row == again else ""
                self.bottom[at] = _Bottom(place, c.is_open, c.room, before + (self.text(own) if own else ""), c.below)
        self.last = first + height - 1
        self.rows = self.last + 1 + again
        self.needed = self._needed([cell for cell in self.cells if cell.row >= first]) or self.needed

    def _over(self, top: dict[Columns, Cell], table: Table) -> dict[Columns, int]:
        """The cells that go on at the top of a page; all of the last row where it is torn."""
        whole = {at: bottom.place for at, bottom in self.bottom.items()}
        is_open = {at for at, bottom in self.bottom.items() if bottom.is_open}
        unparted = {at for at, c in top.items() if not c.begins or c.row}  # by a rule above; below a header printed again all have one
        if is_open and (unparted or is_open < whole.keys()):
            going_on = is_open & top.keys()
            if unparted < top.keys() and unparted <= is_open:  # the rules above tell which, and none of them is closed on the page before
                going_on = unparted or going_on
            elif is_open == whole.keys() != top.keys():
                message = "the page ends within a row whose cells are not those of the row at the top of the next page"
                self.problems.append(Problem("row_over_page", message, "blocking", "indicators", (table.first,)))
                going_on = set()
            return {at: whole[at] for at in going_on}
        above = {at: self.text(self.cells[place].lines) for at, place in whole.items()}
        below = {at: self.text((c.line,)) if c.line else "" for at, c in top.items()}
        found = judge(above, below, {at: bottom.room for at, bottom in self.bottom.items()}, self.needed, self.template)
        if found.doubt:
            lines = tuple(c.line for at, c in top.items() if c.line and at in self.needed)
            self.problems.append(Problem("row_over_page", found.doubt, found.severity, "indicators", lines))
        return whole if found.is_torn else {at: place for at, place in whole.items() if at in found.going_on}

    def _is_header(self, areas: list[tuple[Cell, Columns]]) -> bool:
        """Whether the first row of a table is the header of the indicators once more."""
        laid = [_Laid(0, at, 1, (c.line,) if c.line else ()) for c, at in areas if c.row == 0]
        return bool(self.needed) and self._needed(laid) == self.needed

    def _needed(self, cells: list[_Laid]) -> frozenset[Columns]:
        """The columns that each row of indicators fills, by the row that heads them; none where it is not among the cells."""
        texts = {cell: self.text(cell.lines) for cell in cells if cell.lines}
        row = next((cell.row for cell, text in texts.items() if text in self.template.columns[0].texts), None)
        heads = {text for column in self.template.columns if column.holds != "remark" for text in column.texts}
        return frozenset(cell.columns for cell, text in texts.items() if cell.row == row and text in heads)


class _Bottom(NamedTuple):
    """A cell that ends with the last row of a table: its number, whether no rule closes it, the room that its last line leaves.

    `printed` is what it prints, on the pages before too, and `below` what of it the end of the page cuts away.
    """

    place: int
    is_open: bool
    room: float | None
    printed: str
    below: str


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
    grid.end_table({}, {})
    return _stream(lines, first, grid)


def _stream(lines: list[str], first: int, grid: _Grid) -> Stream:
    width = max((cell.columns[0] for cell in grid.cells), default=0) + 1
    rows: list[list[list[Place]]] = [[[] for _ in range(width)] for _ in range(grid.rows)]
    reach: dict[tuple[int, int], int] = {}
    for row, (left, _), behind, numbers in grid.cells:
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
