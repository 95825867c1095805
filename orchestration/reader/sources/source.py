"""A published document as the reader sees it, whatever its format: lines with their places, and the cells of its tables.

A line of a text file is a line of it. Of a document with cells each cell that prints something is a line of its own, with its place
beside it (text.LINE_OF_CELL where the cell breaks its text), so that all that is traced to lines is traced to cells too; what stands
outside of tables is lines. How a format is taken apart belongs to its module, what the cells mean to the rest of the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestration.reader.place import Place
from orchestration.reader.record import Problem, Severity
from orchestration.reader.text import LINE_OF_CELL

NEAR = 3.0  # points between the edges of one column on two pages
COLUMN = 100.0  # the width of a column that has none


class UnsuitableError(ValueError):
    """A file that is no source: `code` of the problem, and the line it is about."""

    def __init__(self, code: str, message: str, line: int = 1) -> None:
        """`message` begins where the file's name ends: ` holds no character`."""
        super().__init__(message)
        self.code, self.line = code, line


class Cell(NamedTuple):
    """A cell of a table: the rows and columns of the table's grid that it covers, [first, behind), from 0."""

    line: int | None  # the number of the line that holds its text, 1-based; None: it is blank
    row: int
    column: int
    row_end: int
    column_end: int
    is_open: bool = False  # the page ends within it: no rule closes it below
    begins: bool = True  # a rule closes it above; False: it goes on at the top of a page
    above: str = ""  # of its text, what the page cuts away above it: it stands on the page before
    below: str = ""
    room: float | None = None  # that its last line leaves free, in half-width characters; None: the format does not show it


@dataclass(frozen=True)
class Table:
    """A table, or the part of one that stands on one page; its cells are the lines [first, last].

    `columns` are the left edges of the columns and the right edge of the last, in points; where a format shows no widths, each column is
    COLUMN wide. `page` is None where a format knows no pages.
    """

    first: int
    last: int
    cells: tuple[Cell, ...]
    columns: tuple[float, ...]
    page: int | None = None
    sheet: str = ""  # of a workbook; no table goes on in another sheet


@dataclass(frozen=True)
class Source:
    """A document: `encoding` of a text, else the name of the format. `places` has one for each line, or none: lines are the places."""

    encoding: str
    lines: list[str]
    places: Sequence[Place] = ()
    tables: Sequence[Table] = ()
    problems: Sequence[Problem] = ()  # what the document leaves open: of some lines, or of the file where they name none
    margins: Mapping[int, str] = field(default_factory=dict)  # lines that are of a page and no text: page_number, running_head, watermark

    @property
    def celled(self) -> frozenset[int]:
        """The lines that are cells."""
        return frozenset(n for table in self.tables for n in range(table.first, table.last + 1))


class Printed(NamedTuple):
    """A cell as its format has it: its text with a line feed where it breaks, what it covers as in `Cell`, and where it stands."""

    text: str
    row: int
    column: int
    row_end: int
    column_end: int
    place: Place


@dataclass
class Draft:
    """A source while its lines are gathered from top to bottom."""

    lines: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add_text(self, text: str, place: Place) -> None:
        """Text that stands in no table: a line for each of its own that prints something."""
        for line in _own_lines(text):
            self.lines.append(line)
            self.places.append(place)

    def add_table(self, cells: Iterable[Printed], columns: Sequence[float], sheet: str = "") -> None:
        """A table, by its cells row by row from left to right; one that prints nothing is left out."""
        first, laid = len(self.lines) + 1, []
        for cell in cells:
            text = LINE_OF_CELL.join(_own_lines(cell.text))
            if text:
                self.lines.append(text)
                self.places.append(cell.place)
            laid.append(Cell(len(self.lines) if text else None, cell.row, cell.column, cell.row_end, cell.column_end))
        if len(self.lines) >= first:
            self.tables.append(Table(first, len(self.lines), tuple(laid), tuple(columns), sheet=sheet))

    def flag(self, code: str, message: str, line: int, severity: Severity = "review") -> None:
        """Says something of a line, which may be the next one; once of each."""
        problem = Problem(code, message, severity, None, (line,))
        if problem not in self.problems[-_RECENT:]:
            self.problems.append(problem)

    def note(self, code: str, message: str) -> None:
        """Says something of the whole file."""
        self.problems.append(Problem(code, message, "note"))

    def source(self, name: str) -> Source:
        """The source, of a format of that name.

        Raises:
            UnsuitableError: it prints nothing.
        """
        if not self.lines:
            raise UnsuitableError("empty_file", " holds no character")
        return Source(name, self.lines, self.places, self.tables, self.problems)


_RECENT = 8  # problems among which the same one may stand
_BREAKS = str.maketrans({"\r": "\n", LINE_OF_CELL: "\n", "\f": " "})  # a form feed would be the end of a page


def _own_lines(text: str) -> list[str]:
    return [line for line in text.translate(_BREAKS).split("\n") if line.strip()]


def even_columns(count: int) -> tuple[float, ...]:
    """The edges of so many columns of a format that shows no widths."""
    return tuple(COLUMN * n for n in range(count + 1))


def fits(a: Table, b: Table) -> bool:
    """Whether a table can go on in another: the edges of its columns are the same, wherever it stands on its page."""
    return all(_has(a.columns, edge + shift(a, b)) for edge in b.columns) or all(_has(b.columns, edge - shift(a, b)) for edge in a.columns)


def is_as_wide(a: Table, b: Table) -> bool:
    """Whether two tables are as wide as each other: the parts of one on two pages are, whatever columns their rows have."""
    return abs((a.columns[-1] - a.columns[0]) - (b.columns[-1] - b.columns[0])) <= NEAR


def _has(edges: Sequence[float], edge: float) -> bool:
    return any(abs(other - edge) <= NEAR for other in edges)


def shift(a: Table, b: Table) -> float:
    """How far to the right of a table another stands."""
    return a.columns[0] - b.columns[0]
