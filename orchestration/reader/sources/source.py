"""A published document as the reader sees it, whatever its format: lines with their places, and the cells of its tables.

A line of a text file is a line of it. Of a document with cells each cell that prints something is a line of its own, with its place
beside it (text.LINE_OF_CELL where the cell breaks its text), so that all that is traced to lines is traced to cells too; what stands
outside of tables is lines. How a format is taken apart belongs to its module, what the cells mean to the rest of the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.reader.place import Place

NEAR = 3.0  # points between the edges of one column on two pages


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


@dataclass(frozen=True)
class Table:
    """A table, or the part of one that stands on one page; its cells are the lines [first, last].

    `columns` are the left edges of the columns and the right edge of the last, in any unit; `page` is None where a format knows no pages.
    """

    first: int
    last: int
    cells: tuple[Cell, ...]
    columns: tuple[float, ...]
    page: int | None = None


@dataclass(frozen=True)
class Source:
    """A document: `encoding` of a text, else the name of the format. `places` has one for each line, or none: lines are the places."""

    encoding: str
    lines: list[str]
    places: Sequence[Place] = ()
    tables: Sequence[Table] = ()
    flawed: Sequence[tuple[str, str, int]] = ()  # code, message and line of what cannot be told from the document

    @property
    def celled(self) -> frozenset[int]:
        """The lines that are cells."""
        return frozenset(n for table in self.tables for n in range(table.first, table.last + 1))


def fits(a: Table, b: Table) -> bool:
    """Whether a table can go on in another: the edges of its columns are the same, wherever it stands on its page."""
    return all(_has(a.columns, edge + shift(a, b)) for edge in b.columns) or all(_has(b.columns, edge - shift(a, b)) for edge in a.columns)


def _has(edges: Sequence[float], edge: float) -> bool:
    return any(abs(other - edge) <= NEAR for other in edges)


def shift(a: Table, b: Table) -> float:
    """How far to the right of a table another stands."""
    return a.columns[0] - b.columns[0]
