"""Rows of a text whose cells are kept by tabs: each line its cells, whatever the columns that they have moved to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import UnreadableError
from orchestration.reader.pairing import kind_of
from orchestration.reader.table import Cell, Row, Table
from orchestration.reader.template import EVALUATION
from orchestration.reader.text import Stream

_HIGHEST_STACK = 20


def grid_rows(r: Reading, table: Table) -> list[Row]:
    """Rows of a grid in the order of the source, with those that stand outside its cells.

    Raises:
        UnreadableError: a line has more or fewer cells than a row, and the lines around it do not explain it.
    """
    lines: dict[int, list[Cell]] = {}
    for cell in table.cells:
        lines.setdefault(r.stream.row(cell.start), []).append(cell)
    rows = [*_rows_of_lines(r, list(lines.items())), *(_loose_row(r, pieces) for pieces in table.loose if pieces)]
    return sorted(rows, key=lambda row: row.order)


def _rows_of_lines(r: Reading, lines: list[tuple[int, list[Cell]]]) -> Iterator[Row]:
    columns = [c.field for c in r.template.columns]
    needed = len(columns) - (r.template is EVALUATION)  # a remark may be blank
    waiting: list[Cell] = []  # names of a stack whose targets are still to come
    for n, (number, cells) in enumerate(lines):
        if waiting and len(cells) == 1:
            yield Row({"name": [waiting.pop(0)], "target": cells})
            continue
        if waiting or not needed <= len(cells) <= len(columns):
            raise UnreadableError("row_unreadable", f"{len(cells)} cells on a row of {len(columns)}", (number,), "indicators")
        if r.template is not EVALUATION:
            cells[0], waiting = _unstack(r.stream, cells[0], [c for _, c in lines[n + 1 : n + 1 + _HIGHEST_STACK]])
        yield Row(dict(zip(columns, ([c] for c in cells), strict=False)))
    if waiting:
        raise UnreadableError("row_unreadable", "more names than targets in a stack of cells", r.lines_here(), "indicators")


def _unstack(stream: Stream, cell: Cell, below: list[list[Cell]]) -> tuple[Cell, list[Cell]]:
    """A cell that holds one name more than there are targets alone on the next lines, parted at its blanks."""
    starts = [cell.start, *stream.starts_in(cell.start + 1, cell.end)]
    alone = list(takewhile(lambda cells: len(cells) == 1 and _is_quantitative(stream, cells[0]), below))
    if not alone or len(starts) != len(alone) + 1:
        return cell, []
    parts = [Cell(a, b, cell.order) for a, b in zip(starts, [*starts[1:], cell.end], strict=True)]
    return parts[0], parts[1:]


def _is_quantitative(stream: Stream, cell: Cell) -> bool:
    return kind_of(stream.folded[cell.start : cell.end]) in ("lexeme", "quantity")


def _loose_row(r: Reading, pieces: list[Cell]) -> Row:
    """One row of a declaration whose lines stand outside the grid: its one target, and the name that is left."""
    lines = r.stream.lines(pieces[0].start, pieces[-1].end)
    targets = [p for p in pieces if _is_quantitative(r.stream, p)]
    if not targets and len(pieces) == 2 and r.stream.line[pieces[0].start] == r.stream.line[pieces[1].start]:
        targets = pieces[1:]
    if r.template is EVALUATION or len(targets) != 1 or len(pieces) < 2:
        raise UnreadableError("row_unreadable", f"{len(pieces)} pieces of text outside the grid make no row", lines, "indicators")
    r.flag("row_outside_grid", "a row stands outside the cells of the grid and was put together from its lines", lines, name="indicators")
    return Row({"name": [p for p in pieces if p is not targets[0]], "target": targets})
