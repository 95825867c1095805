"""Rows of a text without columns: the pieces between labels are dealt to the columns in turn, at least cost.

A cell may be wrapped over lines; where a line was full is told by the widths of the columns, which are fitted first. A row
that a page breaks goes on behind the break with its columns in the same order. Where another way costs about as much as the
best, the row is doubtful; where the best is bad, the form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import UnreadableError
from orchestration.reader.table import Cell, Row, Table
from orchestration.reader.template import LABEL_FRAGMENTS, LEVEL_LABELS, Column
from orchestration.reader.text import BLANK, EMPTY_LINE, JOINED, NEWLINE, width
from orchestration.reader.values import is_measure, lexeme

# Costs of the pairing. Zero is what a plain row costs; above _WORST no reading is believed; less than _MARGIN between the
# two best readings leaves the pairing open.
_WORST, _MARGIN = 4.5, 1.0
_LONG = 12  # columns of a line whose width is no chance
_BETTER = 0.75  # by so much a reading must cost less than the one with the report's widths, to stand in its place
_FAR = 6.0  # a reading of the whole table that costs so much more is none
_AFTER_LABEL = 4.0  # behind a level label a new row begins
_REPEATED = 3.0  # lines that are printed twice before a weight are its target and its actual
_LONGEST_CELL = 12  # lines
_BEGINS_ON_PAGE = 1.5  # the cells of a row begin on one page
_OVER_PAGE = 1.0  # a row goes on behind the end of a page
_OVERLONG = 4.0  # a line wider than its column
_INCOMPLETE = 10.0  # a row must be whole where the table ends; only a remark may be missing
_KIND_COSTS = {
    "name": {"lexeme": 8.0, "quantity": 5.0, "number": 8.0, "remark": 4.0, "text": 0.0},
    "text": {"lexeme": -0.5, "quantity": 0.0, "number": 2.0, "remark": 4.0, "text": 0.0},
    "points": {"lexeme": 30.0, "quantity": 30.0, "number": 0.0, "remark": 30.0, "text": 30.0},
    "remark": {"lexeme": 6.0, "quantity": 4.6, "number": 8.0, "remark": -0.5, "text": 0.0},
}
_WORD = re.compile(r"[!-~]+")
_BRACKETS = (("(", ")"), ("“", "”"), ("《", "》"))
_CLOSING = frozenset(",。;:、)”》%!?")
_OPENING = frozenset(",、:(“《-")
_INFINITE = float("inf")

Widths = dict[str, float]  # of each column of text, in half-width columns


def kind_of(folded: str) -> str:
    """What a piece looks like: lexeme (with operator), quantity (90%, 40亿元), number, remark (无偏差), text."""
    if re.fullmatch(r"\d+(?:\.\d+)?", folded):
        return "number"
    found = lexeme(folded)
    if found and not found.in_words:  # 不少于10家 may as well be the end of a sentence that was wrapped
        return "lexeme" if found.operator else "quantity"
    if re.match(r"(?:>=|<=|[≥≤=><])\d", folded):
        return "lexeme"
    return "remark" if folded in ("无偏差", "无", "—", "/") else "text"


@dataclass(frozen=True)
class Piece:
    """A line of a cell, or a part of one between blanks, with what its looks say of the cells that it may stand in."""

    cell: Cell
    kind: str
    folded: str
    width: int
    need: int  # width of what stands first in it and cannot be broken: a Latin word, a number, one ideograph
    gap: int
    after_label: bool
    closes: bool  # begins with a mark that ends a clause
    goes_on: bool  # ends with a mark behind which something must follow
    on_new_page: bool
    has_clauses: bool  # holds a mark that parts clauses: names rarely do


_PAGE_PIECES = 60  # an empty line ends a page where there are few of them: some texts have one behind each cell


def pieces_of(r: Reading, table: Table) -> list[Piece]:
    """The pieces of a table of a text without columns, in the order of the source."""
    stream, orders = r.stream, {m.order for m in table.marks}
    out: list[Piece] = []
    empty = sum(stream.gap[c.start] == EMPTY_LINE for c in table.cells)
    ends_pages = empty <= 1 + len(table.cells) // _PAGE_PIECES
    for cell in _unglued(r, table):
        folded = stream.folded[cell.start : cell.end]
        after_label = cell.order - 1 in orders
        gap = max(stream.gap[cell.start], NEWLINE) if after_label else stream.gap[cell.start]  # a label always ends a cell
        on_new_page = (ends_pages and stream.gap[cell.start] == EMPTY_LINE) or cell.order in table.breaks
        out.append(_piece(cell, folded, width(stream.printed[cell.start : cell.end]), gap, after_label, on_new_page))
    return out


def _piece(cell: Cell, folded: str, columns: int, gap: int, after_label: bool, on_new_page: bool) -> Piece:
    word = _WORD.match(folded)
    need = max(2, word.end() if word else 0)
    goes_on = folded[-1] in _OPENING or any(folded.count(x) > folded.count(y) for x, y in _BRACKETS)
    return Piece(
        cell,
        kind_of(folded),
        folded,
        columns,
        need,
        gap,
        after_label,
        folded[0] in _CLOSING,
        goes_on,
        on_new_page,
        any(mark in folded for mark in ",;。"),
    )


# Pieces of two cells side by side that a tool printed without a blank: `基本达成8` before the score, `=20期20期`.
_GLUED_WEIGHT = re.compile(r"(.*[^\d.,])(\d{1,3}(?:\.\d{1,2})?)")
_GLUED_ACTUAL = re.compile(r"((?:>=|<=|[≥≤=><])[\d.,]+([^\d.,()]{1,4}))([\d.,]+)(\2?)")
_GLUED_TARGET = re.compile(r"[^≥≤=><]{2,}?((?:>=|<=|[≥≤=><])\d)")
_OPEN_UNIT = re.compile(r"\d\([^\d)]*$")
_TWICE = re.compile(r"([^\d]{2,})\1")


def _unglued(r: Reading, table: Table) -> Iterator[Cell]:
    """The cells of an evaluation's table, glued ones parted where what follows shows that a number is missing."""
    folded = [r.stream.folded[c.start : c.end] for c in table.cells]
    numbers = [kind_of(text) == "number" for text in folded] + [False, False, False]
    for n, (cell, text) in enumerate(zip(table.cells, folded, strict=True)):
        cuts = [0, len(text)]
        if target := _GLUED_TARGET.match(text):
            cuts.insert(1, target.start(1))
        elif table.total is not None and not numbers[n]:
            if numbers[n + 1] and not numbers[n + 2] and (found := _GLUED_WEIGHT.fullmatch(text)):
                cuts.insert(1, found.start(2))
            if (len(cuts) > 2 or numbers[n + 1]) and (twice := _TWICE.fullmatch(text, 0, cuts[1])):
                cuts.insert(1, twice.end(1))
            elif numbers[n + 2] and _ends_with_cell(text, folded[n + 1]):
                cuts.insert(1, len(text) - len(folded[n + 1]))
            elif (found := _GLUED_ACTUAL.fullmatch(text)) and found[2] in (found[4], *folded[n + 1 : n + 2]):
                cuts.insert(1, found.start(3))
        for a, b in pairwise(cuts):
            yield Cell(cell.start + a, cell.start + b, cell.order)


def _ends_with_cell(text: str, following: str) -> bool:
    """Whether a name is printed with its target, which is also the actual: `机制建设健全` before `健全`."""
    return kind_of(following) == "text" and len(following) > 1 and len(text) > len(following) + 1 and text.endswith(following)


# ------------------------------------------------------------------------------------------------- steps between pieces


class _Step(NamedTuple):
    """What the looks of two neighbouring pieces say, whatever the widths of the columns are."""

    join: float  # cost of one cell, without that of the wrapped line
    wrap: int  # what the next line begins with did not fit on the line: its width and that of the line; 0: no line was wrapped
    split: float  # cost of two cells
    full: int  # width of a line of text that is ended by its cell; 0: nothing to be said
    advance: float  # further cost of the next cell of the same row
    likeness: float  # what speaks for a target and its actual
    new_row: float  # further cost of a new row
    breaks: bool  # a page ends between them
    repeats: float = 0.0  # what speaks for a target that begins here, since its lines are printed again as the actual


def _steps(pieces: list[Piece]) -> list[_Step]:
    """The steps of a table; where the lines before a weight stand twice, they are the target and the actual."""
    steps = [_step(a, b) for a, b in pairwise(pieces)]
    for n, piece in enumerate(pieces):
        if piece.kind == "number" and (size := _repeated_before(pieces, n)):
            actual, target = n - size, n - 2 * size
            steps[actual - 1] = steps[actual - 1]._replace(likeness=_REPEATED)
            if target:
                steps[target - 1] = steps[target - 1]._replace(repeats=_REPEATED)
    return steps


def _repeated_before(pieces: list[Piece], end: int) -> int:
    """How many lines before a piece stand twice in a row, as many as there are; 0: none."""
    for size in range(min(_LONGEST_CELL, end // 2), 0, -1):
        if all(pieces[end - n].folded == pieces[end - size - n].folded for n in range(1, size + 1)) and pieces[end - 1].kind != "number":
            return size
    return 0


def _step(a: Piece, b: Piece) -> _Step:
    join, wrap = _joining(a, b)
    split, full = _splitting(a, b)
    after_label = _AFTER_LABEL if b.after_label else 0.0
    return _Step(
        join + after_label,
        wrap,
        split,
        full,
        after_label + (_BEGINS_ON_PAGE if b.on_new_page else 0.0),
        1.0 if alike(a.folded, b.folded) else 0.0,
        5.0 if b.gap <= BLANK else 0.0,
        b.on_new_page,
    )


def _joining(a: Piece, b: Piece) -> tuple[float, int]:
    if b.closes:
        return 0.3, 0  # no cell begins with the mark that ends a clause
    if a.kind == "lexeme" and a.folded[-1].isdigit() and (b.folded[0] == "(" or is_measure(b.folded)):
        return -_AFTER_LABEL if b.after_label else 0.0, 0
    if b.gap == JOINED:
        return 1.5, 0
    cost = 2.0 if a.kind == "remark" else 0.0  # 无偏差 is all that there is to say
    if b.gap == BLANK:
        cost += 1.0 if b.folded[0] == "(" else 2.5
        if a.folded[-1].isalpha() and a.folded[-1].isascii() and b.folded[0].isascii() and b.folded[0].isalnum():
            return 0.5, 0  # a Latin phrase: GB/T 19001
    if b.kind == "lexeme" or (a.kind == "lexeme" and a.folded[-1] == ")"):
        cost += 3.0  # an operator begins a cell, a unit in brackets ends one
    if _begins_number(a, b):
        cost += 2.0
    elif a.goes_on:
        cost -= 0.7
    return cost + (0.3 if a.folded[-1] == "。" else 0.0), 0 if b.gap == BLANK else a.width + b.need


def _begins_number(a: Piece, b: Piece) -> bool:
    """Whether a number begins on a line of its own: no unit, open or closed, holds one, and no number stands before it."""
    if b.kind not in ("number", "quantity") and not (a.folded[-1] == ")" and b.folded[0].isdigit()):
        return False
    return not a.folded[-1].isdigit() and (not a.goes_on or bool(_OPEN_UNIT.search(a.folded)))


def _splitting(a: Piece, b: Piece) -> tuple[float, int]:
    if b.closes:
        return 4.0, 0
    if a.kind == "lexeme" and a.folded[-1].isdigit() and (b.folded[0] == "(" or b.folded[0].isdigit() or is_measure(b.folded)):
        return 1.5, 0  # its unit is still to come
    cost = 2.0 if a.goes_on and not _begins_number(a, b) else 0.0
    if b.gap == JOINED and b.kind == "text":
        cost += 1.5  # cells are seldom printed without a blank
    if a.width == b.width >= _LONG and a.kind == b.kind == "text":
        cost += 0.5  # two long lines of one width are lines of one cell
    return cost, a.width if b.gap > BLANK and a.kind == "text" else 0


def alike(target: str, actual: str) -> bool:
    """What was achieved is told in the words of what was promised: 高于全国平均数 and 低于全国平均数."""
    promised, achieved = set(target), set(actual)
    return len(promised & achieved) >= 0.6 * max(len(promised), len(achieved))


def _wrap_cost(spare: float) -> float:
    """Cost of a line that was wrapped with so much room left for what comes next: a line is wrapped where that no longer fits."""
    return 0.1 if spare < 0 else 0.6 if spare < 2 else min(2.0 + 0.2 * spare, 5.0)


# ------------------------------------------------------------------------------------------------------ the least cost

# A way from the state of one piece to that of the next: both states, whether the next piece begins its cell, and the cost,
# with that of the next piece in its column. States are the columns, then the columns of a row that goes on behind the end of
# a page.
_Move = tuple[int, int, bool, float]
Lasts = dict[int, dict[int, Piece]]  # per piece on a new page: the last pieces of the row before it, by column
_State = tuple[int, bool]
_REST_OF_ROW = 30  # pieces behind the end of a page that may still be the row's


class _Grid:
    """The columns of a template: which hold wrapped text, which may end a row."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.count = len(columns)
        self.texts = [n for n, c in enumerate(columns) if c.holds != "points"]
        self.ends = [n for n in range(self.count) if n == self.count - 1 or columns[n + 1].holds == "remark"]
        self.actual = next((n for n, c in enumerate(columns) if c.field == "actual"), -1)
        self.looks = {kind: [kind_cost(c, kind) for c in columns] for kind in _KIND_COSTS["text"]}


def kind_cost(column: Column, kind: str) -> float:
    """How unlike the cells of a column a text of this kind is; below zero where it is what they hold."""
    return _KIND_COSTS[column.holds][kind] + (2.0 if column.field == "actual" and kind == "lexeme" else 0.0)


def _standing(grid: _Grid, piece: Piece, widths: list[float]) -> list[float]:
    """The cost of a piece in each column."""
    looks = grid.looks[piece.kind]
    if piece.has_clauses:
        looks = [cost + (0.3 if n == 0 else 0.0) for n, cost in enumerate(looks)]
    if piece.width <= min(widths) + 1:
        return looks
    return [cost + (_OVERLONG if piece.width > w + 1 else 0.0) for cost, w in zip(looks, widths, strict=True)]


def _moves(grid: _Grid, pieces: list[Piece], steps: list[_Step], widths: list[float], lasts: Lasts) -> list[list[_Move]]:
    """Per step between two pieces the moves that the columns allow."""
    out: list[list[_Move]] = []
    rest = 0
    row: dict[int, Piece] = {}
    for n, (step, piece) in enumerate(zip(steps, pieces[1:], strict=True), 1):
        rest, row = (_REST_OF_ROW, lasts.get(n, {})) if step.breaks else (rest - 1, row)
        stands = _standing(grid, piece, widths)
        joins = [_join_cost(step, w) for w in widths]
        splits = [step.split + (1.0 if step.full and w - step.full < 2 else 0.0) for w in widths]
        moves = [(n, n, False, joins[n] + stands[n]) for n in grid.texts]
        nexts = [split + step.advance + stand for split, stand in zip(splits, stands[1:], strict=False)]
        if grid.actual > 0:
            nexts[grid.actual - 1] -= step.likeness
            nexts[grid.actual - 2] -= step.repeats
        moves += [(n, n + 1, True, cost) for n, cost in enumerate(nexts)]
        moves += [(n, 0, True, splits[n] + step.new_row + stands[0]) for n in grid.ends]
        if rest > 0:
            goes_on = [_join_cost(_step(row[n], piece), widths[n]) if n in row else 0.0 for n in range(grid.count)]
            over = [stand + cost for stand, cost in zip(stands, goes_on, strict=True)]
            moves += _moves_over_page(grid, step, over, [j + s for j, s in zip(joins, stands, strict=True)], splits, stands[0])
        out.append(moves)
    return out


def _join_cost(step: _Step, column: float) -> float:
    return step.join + (_wrap_cost(column - step.wrap) if step.wrap else 0.0)


def _moves_over_page(
    grid: _Grid, step: _Step, begins: list[float], goes_on: list[float], splits: list[float], new_name: float
) -> list[_Move]:
    """Behind the end of a page a row may go on: what is left of its cells, in the order of the columns."""
    over = grid.count
    moves = [(over + n, over + n, False, goes_on[n]) for n in grid.texts]
    moves += [(over + a, over + b, False, splits[a] + begins[b]) for a in grid.texts for b in grid.texts if a < b]
    moves += [(over + n, 0, True, splits[n] + step.new_row + new_name) for n in grid.texts]
    if step.breaks:
        moves += [(n, over + t, False, _OVER_PAGE + begins[t]) for n in grid.ends for t in grid.texts if t != n]
    return moves


def _forward(grid: _Grid, first: float, moves: list[list[_Move]]) -> list[list[float]]:
    """Per piece and state the cost of the cheapest way there."""
    now = [_INFINITE] * (2 * grid.count)
    now[0] = first
    costs = [now]
    for step in moves:
        before, now = now, [_INFINITE] * (2 * grid.count)
        for source, target, _, cost in step:
            total = before[source] + cost
            if total < now[target]:
                now[target] = total
        costs.append(now)
    return costs


def _backward(grid: _Grid, moves: list[list[_Move]]) -> list[list[float]]:
    """Per piece and state the cost of the cheapest way from there to the end of the table."""
    later = _endings(grid)
    costs = [later]
    for step in reversed(moves):
        now = [_INFINITE] * (2 * grid.count)
        for source, target, _, cost in step:
            total = later[target] + cost
            if total < now[source]:
                now[source] = total
        costs.append(now)
        later = now
    costs.reverse()
    return costs


def _endings(grid: _Grid) -> list[float]:
    return [0.0 if n in grid.ends else _INCOMPLETE for n in range(grid.count)] + [0.0] * grid.count


class _Path(NamedTuple):
    """The cheapest way through the pieces: states, per piece the distance to the best other way, its own cost; the cost of all."""

    pieces: list[Piece]
    states: list[_State]
    margins: list[float]
    costs: list[float]
    total: float


def _cheapest(grid: _Grid, pieces: list[Piece], widths: Widths) -> _Path:
    steps = _steps(pieces)
    path = _way(grid, pieces, steps, widths, {})
    return _way(grid, pieces, steps, widths, _lasts(pieces, path)) if any(step.breaks for step in steps) else path


def _lasts(pieces: list[Piece], path: _Path) -> Lasts:
    lasts: Lasts = {}
    row: dict[int, Piece] = {}
    for n, (piece, (column, fresh)) in enumerate(zip(pieces, path.states, strict=True)):
        if piece.on_new_page:
            lasts[n] = dict(row)
        row = {column: piece} if fresh and column == 0 else row | {column: piece}
    return lasts


def _way(grid: _Grid, pieces: list[Piece], steps: list[_Step], widths: Widths, lasts: Lasts) -> _Path:
    by_column = [widths.get(c.field, _INFINITE) for c in grid.columns]
    moves = _moves(grid, pieces, steps, by_column, lasts)
    first = _standing(grid, pieces[0], by_column)[0]
    forward, backward = _forward(grid, first, moves), _backward(grid, moves)
    states, margins, costs = [(0, True)], [_INFINITE], [first]
    state, total = 0, first + backward[0][0]
    for n, step in enumerate(moves, 1):
        _, state, fresh, cost = min((m for m in step if m[0] == state), key=lambda m: m[3] + backward[n][m[1]])
        others = (forward[n - 1][s] + c + backward[n][t] for s, t, f, c in step if (t, f) != (state, fresh))
        margins.append(min(others, default=_INFINITE) - total)
        states.append((state % grid.count, fresh))
        costs.append(cost)
    costs[-1] += _endings(grid)[state]
    return _Path(pieces, states, margins, costs, total)


def pair_rows(r: Reading, pieces: list[Piece], fits: list[Widths]) -> list[Row]:
    """Rows of a text without columns: the cheapest way to deal its pieces to the columns in turn.

    `fits` are the widths of the columns that fit the report, best first. A row that another fit, or the form's own
    widths, would pair otherwise is doubtful.

    Raises:
        UnreadableError: no way is good enough to be believed.
    """
    if not pieces:
        return []
    grid = _Grid(r.template.columns)
    paths = [_cheapest(grid, pieces, widths) for widths in fits]
    own = fits[0] | _own_widths(paths[0], grid)
    paths.append(_cheapest(grid, pieces, own))
    paths += [
        _cheapest(grid, cut, w) for w, path in zip((fits[0], own), (paths[0], paths[-1]), strict=True) if (cut := _cut(path, grid, w))
    ]
    best = min(paths, key=lambda p: p.total if p is paths[0] else p.total + _BETTER)
    others = [set(map(_extent, _rows(p, grid))) for p in paths if p is not best and p.total < best.total + _FAR]
    _refuse_bad(r, best, grid)
    rows = _rows(best, grid)
    _check_fragments(r, rows)
    for row, extent in zip(rows, map(_extent, rows), strict=True):
        row.doubtful |= any(extent not in other for other in others)
    return rows


def _refuse_bad(r: Reading, path: _Path, grid: _Grid) -> None:
    for piece, cost in zip(path.pieces, path.costs, strict=True):
        if cost > _WORST:
            message = f"{piece.folded[:40]!r} fits no cell of a row of {grid.count}"
            raise UnreadableError("pairing_failed", message, r.stream.lines(piece.cell.start, piece.cell.end), "indicators")


def _check_fragments(r: Reading, rows: list[Row]) -> None:
    """Part of a label may be a line of a cell that holds its words; elsewhere it shows that the text is out of order."""
    stems = []
    for row in rows:
        for cells in row.cells.values():
            texts = [r.stream.folded[c.start : c.end] for c in cells]
            stems += [cells[0] for text in texts[:1] if text in _LABEL_STEMS]
            for n, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                if text not in LABEL_FRAGMENTS:
                    continue
                row.doubtful = True
                if stems or not _is_line_of(texts, n):
                    message = f"{text!r}, part of a label, stands in the place of a cell"
                    raise UnreadableError("label_fragment", message, r.stream.lines(cell.start, cell.end), "indicators")


_LABEL_STEMS = {label.removesuffix("指标") for label in LEVEL_LABELS} - {"成本", "产出", "效益"}


def _is_line_of(texts: list[str], n: int) -> bool:
    """Whether the lines of a cell make words of which one line is part of a label."""
    if n:
        return texts[n] != "标" or texts[n - 1].endswith(("指", "目", "达"))
    cell = "".join(texts)
    return any(label.startswith(texts[0]) and cell.startswith(label) and cell != label for label in LEVEL_LABELS)


def _rows(path: _Path, grid: _Grid) -> list[Row]:
    rows: list[Row] = []
    for piece, (column, fresh), margin in zip(path.pieces, path.states, path.margins, strict=True):
        if column == 0 and fresh:
            rows.append(Row({}))
        rows[-1].cells.setdefault(grid.columns[column].field, []).append(piece.cell)
        rows[-1].doubtful |= margin < _MARGIN
    return rows


def _extent(row: Row) -> tuple[tuple[str, int, int], ...]:
    return tuple((name, cells[0].start, cells[-1].end) for name, cells in row.cells.items())


def _cut(path: _Path, grid: _Grid, widths: Widths) -> list[Piece]:
    """The pieces with those cut that are wider than their column: two cells side by side, printed without a blank. Empty: none is."""
    out: list[Piece] = []
    for piece, (column, _) in zip(path.pieces, path.states, strict=True):
        room = widths.get(grid.columns[column].field, _INFINITE)
        if piece.width <= room + 1 or column not in grid.texts:
            out.append(piece)
            continue
        at = next(n for n in range(len(piece.folded) - 1, 0, -1) if n == 1 or width(piece.folded[:n]) <= room)
        start, middle, end = piece.cell.start, piece.cell.start + at, piece.cell.end
        for a, b in ((start, middle), (middle, end)):
            text = piece.folded[a - start : b - start]
            gap, labelled, page = (JOINED, False, False) if a > start else (piece.gap, piece.after_label, piece.on_new_page)
            out.append(_piece(Cell(a, b, piece.cell.order), text, width(text), gap, labelled, page))
    return out if len(out) > len(path.pieces) else []


def _own_widths(path: _Path, grid: _Grid) -> Widths:
    """The columns' widths if this form were laid out by itself: those of the widest pieces in them.

    A form may be narrower than others of its report; where that would pair its cells otherwise, the text leaves them open.
    """
    own: Widths = {}
    for piece, (column, _) in zip(path.pieces, path.states, strict=True):
        if column in grid.texts:
            name = grid.columns[column].field
            own[name] = max(own.get(name, 0.0), float(piece.width))
    return own


# ---------------------------------------------------------------------------------------------------------- the widths


def fit_widths(columns: tuple[Column, ...], found: list[list[Piece]]) -> list[Widths]:
    """The widths of the columns of text on the page: those that explain where lines are wrapped at least cost, then others as good.

    Columns are as wide in one form of a report as in another, so a sample of its longest tables settles it.
    """
    tables = [pieces[:_WIDTH_PIECES] for pieces in sorted(found, key=len, reverse=True)[:_WIDTH_SAMPLE] if pieces]
    if not tables:
        return [{}]
    grid = _Grid(columns)
    sample = [(pieces, _steps(pieces)) for pieces in tables]
    candidates = _candidate_widths(tables)
    widths = {columns[n].field: candidates[0] for n in grid.texts}
    others: dict[str, list[float]] = {}
    for _ in range(2):
        for name in widths:
            costs = {w: sum(_least_cost(grid, *table, widths | {name: w}) for table in sample) for w in candidates}
            costs[candidates[0]] += _NEVER_FULL
            widths[name] = min(candidates, key=lambda w: costs[w])
            near = sorted((w for w in candidates if w != widths[name] and costs[w] - costs[widths[name]] < _MARGIN), key=lambda w: costs[w])
            others[name] = near[:_WIDTH_OTHERS]
    return [widths, *(widths | {name: w} for name, near in others.items() for w in near)]


_NEVER_FULL = 0.3  # of a column that no piece fills: the widest of a report are mostly lines that were full
_WIDTH_SAMPLE, _WIDTH_PIECES, _WIDTH_CANDIDATES, _WIDTH_OTHERS = 6, 300, 24, 2


def _candidate_widths(tables: list[list[Piece]]) -> list[float]:
    """Widths of pieces of text, widest first; before them one at which no piece fills its line."""
    found = sorted({p.width for pieces in tables for p in pieces if p.kind == "text"} or {0}, reverse=True)
    return [float(w) for w in (found[0] + 12, *found[:_WIDTH_CANDIDATES])]


def _least_cost(grid: _Grid, pieces: list[Piece], steps: list[_Step], widths: Widths) -> float:
    by_column = [widths.get(c.field, _INFINITE) for c in grid.columns]
    ways = _forward(grid, _standing(grid, pieces[0], by_column)[0], _moves(grid, pieces, steps, by_column, {}))
    return min(cost + ending for cost, ending in zip(ways[-1], _endings(grid), strict=True))
