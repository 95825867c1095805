"""Rows of a text whose cells are known: by the columns of their header, or in order where a grid lost its columns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby, pairwise, takewhile

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import FURNITURE, LABEL
from orchestration.reader.table.cells import Cell, Mark, Row, Table
from orchestration.reader.table.known import Columns, Known
from orchestration.reader.table.loose import HIGHEST, Dealt, Labels, deal, label_readings
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.template import LEVEL1_OF, LEVEL_LABELS, LEVELS, SIDE
from orchestration.reader.text import EMPTY_LINE, Span, Stream

_HIGHEST_STACK = 20
_MOST_MAPS = 8  # ways in which a grid's columns may have moved
_CUT = re.compile(r"(?<=[^\d.,])(?:>=|<=|[≥≤=><])\d|(?<=[^\d.,])\d{1,3}(?:\.\d{1,2})?$")  # where a fused cell may be parted


def grid_rows(r: Reading, table: Table, known: Columns) -> list[Row]:
    """Rows of a grid in the order of the source, with those that stand outside its cells; a line that is no row is a problem."""
    of_lines = _rows_of_lines(r, table)
    if known.has_loose_rows:
        _flag_silent_breaks(r, table, of_lines)
    return sorted([*of_lines, *_loose_rows(r, table, known)], key=lambda row: row.order)


def _flag_silent_breaks(r: Reading, table: Table, rows: list[Row]) -> None:
    """Where columns move, a page began; if the first row of each page stands outside the grid and none does here, it may be lost."""
    for a, b in pairwise(rows):
        moved = [r.stream.cell(a.cells[name][0].start) != r.stream.cell(b.cells[name][0].start) for name in a.cells.keys() & b.cells.keys()]
        if any(moved) and not any(a.order < pieces[0].order < b.order for pieces in table.loose):
            lines = [n for row in (a, b) for n in r.stream.lines(row.cells["name"][0].start, row.cells["name"][-1].end)]
            message = "the grid's columns move between two rows, as on a new page, but no row stands at its top: one may be missing"
            r.flag("row_may_be_missing", message, tuple(lines), name="indicators")


def learn(found: list[tuple[Reading, Table]]) -> Known:
    """What a report's grids say of their columns and levels, for the rows that a page break took out of them."""
    known = Known()
    known.columns.has_loose_rows = any(table.loose for _, table in found)
    if not known.columns.has_loose_rows:
        return known
    for r, table in found:
        known.columns.learn_text(r.stream.folded[: table.cells[0].start if table.cells else 0])
        known.levels.learn_form({mark.label for mark in table.marks})
        for level2, cells in _labelled_lines(r, table):
            texts = [r.stream.folded[c.start : c.end] for c in cells]
            known.levels.learn_name(level2, texts[0])
            for text in texts:
                known.columns.learn_text(text)
            if len(texts) == len(r.template.columns):
                for column, text in zip(r.template.columns, texts, strict=True):
                    known.columns.learn_cell(column.field, text)
    rows = [(r.stream, _block(r, pieces, known.columns).dealt) for r, table in found for pieces in table.loose]
    for stream, dealt in rows:
        known.columns.learn_widths(stream, {} if dealt.is_open else dealt.cells or {})
    return known


def _lines(r: Reading, table: Table) -> list[tuple[int, list[Cell]]]:
    """The cells of each row of the grid, with its number."""
    lines: dict[int, list[Cell]] = {}
    for cell in table.cells:
        lines.setdefault(r.stream.row(cell.start), []).append(cell)
    return list(lines.items())


def _labelled_lines(r: Reading, table: Table) -> Iterator[tuple[str, list[Cell]]]:
    """The cells of each row with its 二级指标, if that is sure: printed beside it, or above it with another label before the page ends."""
    marks = [mark for mark in table.marks if mark.label in LEVEL1_OF]
    breaks = [pieces[0].order for pieces in table.loose]
    for _, cells in _lines(r, table):
        n = bisect_left(marks, cells[0].order, key=lambda mark: mark.order)
        beside = n > 0 and r.stream.row(marks[n - 1].spans[0][0]) == r.stream.row(cells[0].start)
        end = marks[n].order if n < len(marks) else table.count
        is_sure = beside or (n and not bisect_left(breaks, end) - bisect_left(breaks, marks[n - 1].order))
        yield marks[n - 1].label if is_sure else "", cells


def _rows_of_lines(r: Reading, table: Table) -> list[Row]:
    lines = _lines(r, table)
    maps = cache(partial(_maps, r, lines))
    rows: list[Row] = []
    waiting: list[Cell] = []  # names of a stack whose targets are still to come
    for n, (_, cells) in enumerate(lines):
        if waiting and len(cells) == 1:
            rows.append(Row({"name": [waiting.pop(0)], "target": cells}))
            continue
        if len(r.template.columns) == 2:
            cells[0], waiting = _unstack(r.stream, cells[0], [c for _, c in lines[n + 1 : n + 1 + _HIGHEST_STACK]])
        if row := _row(r, cells, maps):
            rows.append(row)
            continue
        here = r.stream.lines(cells[0].start, cells[-1].end)
        if rows and _goes_on(r, table, lines[n - 1][1], cells):
            for cell in cells:
                rows[-1].cells.setdefault(r.columns[r.stream.cell(cell.start)], []).append(cell)
            message = "cells that are no whole row stand behind a page break and were read as the rest of the row before it"
            r.flag("row_over_page", message, here, name="indicators")
        else:
            r.flag("row_unreadable", f"{len(cells)} cells on a row of {len(r.template.columns)}", here, "blocking", "indicators")
    return rows


def _goes_on(r: Reading, table: Table, above: list[Cell], cells: list[Cell]) -> bool:
    """Whether cells are the rest of the row above: the first behind a page break, without a label, under columns of text."""
    texts = {c.field for c in r.template.columns if c.holds != "points"}
    before, start = above[-1].order, cells[0].order
    on_new_page = r.stream.gap[cells[0].start] == EMPTY_LINE or table.ends_page(before, start)
    return on_new_page and not table.has_label(before, start) and {r.columns.get(r.stream.cell(c.start)) for c in cells} <= texts


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


# ------------------------------------------------------------------------------------------------------------- columns


def _maps(r: Reading, lines: list[tuple[int, list[Cell]]]) -> list[dict[int, str]]:
    """Fields by the number of the cell: under the header, and as whole rows have them where a grid's columns moved."""
    fields = [c.field for c in r.template.columns]
    maps = [r.columns]
    for _, cells in lines:
        if len(cells) == len(fields) and len(maps) < _MOST_MAPS:
            found = dict(zip((r.stream.cell(c.start) for c in cells), fields, strict=True))
            if found not in maps:
                maps.append(found)
    return maps


def _row(r: Reading, cells: list[Cell], maps: Callable[[], list[dict[int, str]]]) -> Row | None:
    """The row that some cells make; None where they leave open which is which."""
    fields = [c.field for c in r.template.columns]
    if len(cells) == len(fields):
        return Row(_named(fields, cells))
    ways = [[m.get(r.stream.cell(c.start), "") for c in cells] for m in maps()]
    ways = [way for n, way in enumerate(ways) if way not in ways[:n] and _is_row(r, way, cells)]
    if len(ways) == 1:
        return Row(_named(ways[0], cells))
    in_order = fields[: len(cells)]
    if not ways and _is_row(r, in_order, cells):
        return Row(_named(in_order, cells))
    return _parted_row(r, cells) if not ways and not r.stream.covers else None


def _named(fields: list[str], cells: list[Cell]) -> dict[str, list[Cell]]:
    return {name: [cell] for name, cell in zip(fields, cells, strict=True)}


def _is_row(r: Reading, way: list[str], cells: list[Cell]) -> bool:
    """Whether cells dealt so can be a row: a name, a target or what was achieved, points that are numbers."""
    kinds = {name: kind_of(r.stream.folded[c.start : c.end]) for name, c in zip(way, cells, strict=False)}
    if len(cells) > len(way) or len(kinds) < len(cells) or "" in kinds or "name" not in kinds or not kinds.keys() & {"target", "actual"}:
        return False
    return all(kinds.get(c.field) == "number" for c in r.template.columns if c.holds == "points")


def _parted_row(r: Reading, cells: list[Cell]) -> Row | None:
    """A row whose one cell holds the text of two that stand side by side, if only one cut makes a row of it."""
    fields = [c.field for c in r.template.columns]
    s = r.stream
    found = []
    for n, cell in enumerate(cells):
        cuts = {*s.starts_in(cell.start + 1, cell.end)}
        cuts |= {cell.start + m.start() for m in _CUT.finditer(s.folded[cell.start : cell.end])}
        for cut in cuts:
            parted = [*cells[:n], Cell(cell.start, cut, cell.order), Cell(cut, cell.end, cell.order), *cells[n + 1 :]]
            way = fields[: len(parted)]
            if _is_row(r, way, parted) and _is_quantitative(s, parted[1]):
                found.append(Row(_named(way, parted)))
    if len(found) != 1:
        return None
    lines = s.lines(cells[0].start, cells[-1].end)
    r.flag("cells_parted", "one cell holds the text of two, which were parted", lines, name="indicators")
    return found[0]


# ---------------------------------------------------------------------------------------------------------- loose rows


@dataclass(frozen=True)
class _Block:
    """A loose row: its labels with their pieces, and what was made of its other lines."""

    labels: Labels
    dealt: Dealt


def _loose_rows(r: Reading, table: Table, known: Columns) -> Iterator[Row]:
    for pieces in table.loose:
        block = _block(r, pieces, known)
        for label, spans in block.labels:
            _enter_label(r, table, label, spans, pieces[0].order - 1)
        lines = r.stream.lines(pieces[0].start, pieces[-1].end)
        if block.dealt.cells is None:
            message = (
                "lines outside the cells of the grid make no whole row: it may have begun on the page before, which is not in the text"
            )
            r.flag("row_unreadable", message, lines, "blocking", "indicators")
            continue
        if block.dealt.is_open:
            message = "lines outside the cells of the grid make a row, but leave open which of them are which cell"
            r.flag("row_unreadable", message, lines, "blocking", "indicators")
        else:
            message = "a row stands outside the cells of the grid and was put together from its lines"
            r.flag("row_outside_grid", message, lines, name="indicators")
        cells = {name: [_piece(pieces, *span) for span in spans] for name, spans in block.dealt.cells.items()}
        yield Row(cells, doubtful=block.dealt.is_open)


def _block(r: Reading, pieces: list[Cell], known: Columns) -> _Block:
    """A row from its lines: with the first way to take its labels out that leaves a row."""
    lines = [[(p.start, p.end) for p in line] for _, line in groupby(pieces, key=lambda p: r.stream.line[p.start])]
    if len(lines) > HIGHEST:
        return _Block([], Dealt(None))
    first: Labels | None = None
    for labels, rest in label_readings(r.stream, lines):
        first = labels if first is None else first
        dealt = deal(r.stream, rest, r.template.columns, known)
        if dealt.cells or dealt.is_open:
            return _Block(labels, dealt)
    return _Block(first or [], Dealt(None))


def _piece(pieces: list[Cell], start: int, end: int) -> Cell:
    """A piece of a cell, in the order of the piece of the text that holds it."""
    return Cell(start, end, max(p.order for p in pieces if p.start <= start))


def _enter_label(r: Reading, table: Table, label: str, spans: tuple[Span, ...], order: int) -> None:
    """Enters a label of a loose row in the ledger, and a level among the marks."""
    name = "side_label" if label in SIDE else "level1" if label in LEVELS else "level2" if label else "label_part"
    for span in spans:
        r.book.enter(FURNITURE if label in SIDE else LABEL, *span, name)
    if label in LEVEL_LABELS:
        at = next((n for n, mark in enumerate(table.marks) if mark.order > order), len(table.marks))
        table.marks.insert(at, Mark(label, spans, order))
