"""Rows of a text without columns: the pieces between labels are dealt to the columns in turn, at least cost.

A cell may be wrapped over lines; where a line was full is told by the widths of the columns, which are fitted first. Where
another way costs about as much as the best, the row is doubtful; where the best is bad, the form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import UnreadableError
from orchestration.reader.table import Cell, Row, Table
from orchestration.reader.template import Column
from orchestration.reader.text import BLANK, NEWLINE, Stream, width
from orchestration.reader.values import lexeme

# Costs of the pairing. Zero is what a plain row costs; above _WORST no reading is believed; less than _MARGIN between the
# two best readings leaves the pairing open.
_WORST, _MARGIN = 4.5, 1.0
_AFTER_LABEL = 4.0  # behind a level label a new row begins
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
class _Piece:
    cell: Cell
    kind: str
    folded: str
    width: int
    need: int  # width of what stands first in it and cannot be broken: a Latin word, a number, one ideograph
    gap: int
    after_label: bool
    closes: bool  # begins with a mark that ends a clause
    goes_on: bool  # ends with a mark behind which something must follow


Widths = dict[str, float]  # of each column of text, in half-width columns


def pair_rows(r: Reading, table: Table, fits: list[Widths]) -> list[Row]:
    """Rows of a text without columns: the cheapest way to deal its pieces to the columns in turn.

    `fits` are the widths of the columns that fit the report, best first. A row that another fit, or the form's own
    widths, would pair otherwise is doubtful.

    Raises:
        UnreadableError: no way is good enough to be believed.
    """
    pieces = _pieces(r.stream, table)
    if not pieces:
        return []
    columns = r.template.columns
    path, margins, costs = _cheapest(pieces, columns, fits[0])
    others = [_cheapest(pieces, columns, widths)[0] for widths in (*fits[1:], fits[0] | _own_widths(pieces, path, columns))]
    rows: list[Row] = []
    for piece, states, margin, cost in zip(pieces, zip(path, *others, strict=True), margins, costs, strict=True):
        column, fresh = states[0]
        if cost > _WORST:
            raise UnreadableError(
                "pairing_failed",
                f"{piece.folded[:40]!r} fits no cell of a row of {len(columns)}",
                r.stream.lines(piece.cell.start, piece.cell.end),
                "indicators",
            )
        if column == 0 and fresh:
            rows.append(Row({}))
        rows[-1].cells.setdefault(columns[column].field, []).append(piece.cell)
        rows[-1].doubtful |= margin < _MARGIN or len(set(states)) > 1
    return rows


def _own_widths(pieces: list[_Piece], path: list[_State], columns: tuple[Column, ...]) -> Widths:
    """The columns' widths if this form were laid out by itself: those of the widest pieces in them.

    A form may be narrower than others of its report; where that would pair its cells otherwise, the text leaves them open.
    """
    own: Widths = {}
    for piece, (column, _) in zip(pieces, path, strict=True):
        if columns[column].holds != "points":
            own[columns[column].field] = max(own.get(columns[column].field, 0.0), float(piece.width))
    return own


# Pieces of two cells side by side that a tool printed without a blank: `基本达成8` before the score, `=20期20期`.
_GLUED_WEIGHT = re.compile(r"(.*[^\d.,])(\d{1,3}(?:\.\d{1,2})?)")
_GLUED_ACTUAL = re.compile(r"((?:>=|<=|[≥≤=><])[\d.,]+([^\d.,()]{1,4}))([\d.,]+)(\2?)")


def _unglued(stream: Stream, table: Table) -> Iterator[Cell]:
    """The cells of an evaluation's table, glued ones parted where what follows shows that a number is missing."""
    folded = [stream.folded[c.start : c.end] for c in table.cells]
    numbers = [kind_of(text) == "number" for text in folded] + [False, False]
    for n, (cell, text) in enumerate(zip(table.cells, folded, strict=True)):
        at = 0
        if table.total is not None and not numbers[n]:
            if numbers[n + 1] and not numbers[n + 2] and (found := _GLUED_WEIGHT.fullmatch(text)):
                at = found.start(2)
            elif (found := _GLUED_ACTUAL.fullmatch(text)) and found[2] in (found[4], *folded[n + 1 : n + 2]):
                at = found.start(3)
        if not at:
            yield cell
            continue
        yield Cell(cell.start, cell.start + at, cell.order)
        yield Cell(cell.start + at, cell.end, cell.order)


def _pieces(stream: Stream, table: Table) -> list[_Piece]:
    orders = {m.order for m in table.marks}
    out: list[_Piece] = []
    for cell in _unglued(stream, table):
        folded = stream.folded[cell.start : cell.end]
        after_label = cell.order - 1 in orders
        gap = max(stream.gap[cell.start], NEWLINE) if after_label else stream.gap[cell.start] or BLANK  # a label always ends a cell
        word = _WORD.match(folded)
        need = max(2, word.end() if word else 0)
        closes, goes_on = folded[0] in _CLOSING, folded[-1] in _OPENING or _is_open(folded)
        out.append(
            _Piece(cell, kind_of(folded), folded, width(stream.printed[cell.start : cell.end]), need, gap, after_label, closes, goes_on)
        )
    return out


_State = tuple[int, bool]  # column, whether the piece begins its cell


def _cheapest(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> tuple[list[_State], list[float], list[float]]:
    """States of the cheapest path; per piece the distance to the best path through another state, and its own cost."""
    states: list[_State] = [(c, fresh) for c in range(len(columns)) for fresh in (True, False)]
    forward = _forward(pieces, columns, widths)
    backward: list[dict[_State, float]] = [{s: _ending(s, columns) for s in states}]
    for a, b in reversed(list(pairwise(pieces))):
        later = backward[-1]
        emissions = [_emission(c, b, widths) for c in columns]
        backward.append(
            {
                s: min((step + emissions[t[0]] + later[t] for t, step in _steps(s, a, b, columns, widths)), default=float("inf"))
                for s in states
            }
        )
    backward.reverse()
    return _trace(pieces, columns, widths, forward, backward)


def _forward(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> list[dict[_State, float]]:
    """Per piece and state the cost of the cheapest way there."""
    forward: list[dict[_State, float]] = [{(0, True): _emission(columns[0], pieces[0], widths)}]
    for a, b in pairwise(pieces):
        emissions = [_emission(c, b, widths) for c in columns]
        now: dict[_State, float] = {}
        for state, cost in forward[-1].items():
            for target, step in _steps(state, a, b, columns, widths):
                total = cost + step + emissions[target[0]]
                if total < now.get(target, float("inf")):
                    now[target] = total
        forward.append(now)
    return forward


def _trace(
    pieces: list[_Piece],
    columns: tuple[Column, ...],
    widths: dict[str, float],
    forward: list[dict[_State, float]],
    backward: list[dict[_State, float]],
) -> tuple[list[_State], list[float], list[float]]:
    path: list[_State] = []
    margins, costs = [], []
    for n, piece in enumerate(pieces):
        through = {s: cost + backward[n][s] for s, cost in forward[n].items()}
        if n == 0:
            best = min(through, key=lambda s: through[s])
            cost = forward[0][best]
        else:
            options = [
                (step + _emission(columns[t[0]], piece, widths) + backward[n][t], step + _emission(columns[t[0]], piece, widths), t)
                for t, step in _steps(path[-1], pieces[n - 1], piece, columns, widths)
            ]
            _, cost, best = min(options)
        if n == len(pieces) - 1:
            cost += _ending(best, columns)
        others = [v for s, v in through.items() if s != best]
        margins.append(min(others, default=float("inf")) - through[best])
        path.append(best)
        costs.append(cost)
    return path, margins, costs


def _emission(column: Column, piece: _Piece, widths: dict[str, float]) -> float:
    cost = _KIND_COSTS[column.holds][piece.kind]
    if column.field == "actual" and piece.kind == "lexeme":
        cost += 2.0
    return cost + 4.0 if piece.width > widths.get(column.field, float("inf")) + 1 else cost


def _ending(state: _State, columns: tuple[Column, ...]) -> float:
    """A row must be whole where the table ends; only a remark may be missing."""
    return 0.0 if columns[state[0]] is columns[-1] or columns[state[0] + 1].holds == "remark" else 10.0


def _steps(state: _State, a: _Piece, b: _Piece, columns: tuple[Column, ...], widths: dict[str, float]) -> Iterable[tuple[_State, float]]:
    """Where a piece may go after another: on in the same cell, to the next cell, to a new row."""
    column = state[0]
    if columns[column].holds != "points":
        yield (column, False), _joining(a, b, widths.get(columns[column].field))
    split = _splitting(a, b, widths.get(columns[column].field))
    if column + 1 < len(columns):
        on = split + (_AFTER_LABEL if b.after_label else 0.0)
        yield (column + 1, True), on - (1.0 if columns[column + 1].field == "actual" and _alike(a.folded, b.folded) else 0.0)
    if _ending(state, columns) == 0.0:
        yield (0, True), split + (5.0 if b.gap == BLANK else 0.0)


def _joining(a: _Piece, b: _Piece, column_width: float | None) -> float:
    cost = _AFTER_LABEL if b.after_label else 0.0
    if b.closes:
        return cost + 0.3  # no cell begins with the mark that ends a clause
    if b.gap == BLANK:
        cost += 1.0 if b.folded[0] == "(" else 2.5
    elif column_width is None:
        cost += 1.5
    else:  # a line is wrapped where what comes next no longer fits
        spare = column_width - a.width - b.need
        cost += 0.1 if spare < 0 else 0.6 if spare < 2 else min(2.0 + 0.2 * spare, 5.0)
    if b.kind == "lexeme" or (a.kind == "lexeme" and a.folded[-1] == ")"):
        cost += 3.0  # an operator begins a cell, a unit in brackets ends one
    if a.kind == "lexeme" and a.folded[-1].isdigit() and b.folded[0] == "(":
        return 0.0
    if a.goes_on:
        cost -= 0.7
    return cost + (0.3 if a.folded[-1] == "。" else 0.0)


def _splitting(a: _Piece, b: _Piece, column_width: float | None) -> float:
    if b.closes:
        return 4.0
    if a.kind == "lexeme" and a.folded[-1].isdigit() and (b.folded[0] == "(" or b.folded[0].isdigit()):
        return 1.5  # its unit is still to come
    is_full = column_width is not None and b.gap != BLANK and a.kind == "text" and column_width - a.width < 2
    return (1.0 if is_full else 0.0) + (2.0 if a.goes_on else 0.0)


def _alike(target: str, actual: str) -> bool:
    """What was achieved is told in the words of what was promised: 高于全国平均数 and 低于全国平均数."""
    return len(set(target) & set(actual)) >= 0.6 * max(len(set(target)), len(set(actual)))


def _is_open(text: str) -> bool:
    return any(text.count(x) > text.count(y) for x, y in _BRACKETS)


def fit_widths(found: list[tuple[Reading, Table]]) -> list[Widths]:
    """The widths of the columns of text on the page: those that explain where lines are wrapped at least cost, then others as good.

    Columns are as wide in one form of a report as in another, so a sample of its longest tables settles it.
    """
    longest = sorted((_pieces(r.stream, t) for r, t in found if not r.stream.gridded and t.cells), key=len, reverse=True)
    tables = [pieces[:_WIDTH_PIECES] for pieces in longest[:_WIDTH_SAMPLE]]
    if not tables:
        return [{}]
    columns = found[0][0].template.columns
    candidates = _candidate_widths(tables)
    widths = {c.field: candidates[0] for c in columns if c.holds != "points"}
    others: dict[str, list[float]] = {}
    for _ in range(2):
        for name in widths:
            costs = {w: sum(_least_cost(t, columns, widths | {name: w}) for t in tables) for w in candidates}
            costs[candidates[0]] += _NEVER_FULL
            widths[name] = min(candidates, key=lambda w: costs[w])
            near = sorted((w for w in candidates if w != widths[name] and costs[w] - costs[widths[name]] < _MARGIN), key=lambda w: costs[w])
            others[name] = near[:_WIDTH_OTHERS]
    return [widths, *(widths | {name: w} for name, near in others.items() for w in near)]


_NEVER_FULL = 0.3  # of a column that no piece fills: the widest of a report are mostly lines that were full
_WIDTH_SAMPLE, _WIDTH_PIECES, _WIDTH_CANDIDATES, _WIDTH_OTHERS = 6, 300, 24, 2


def _candidate_widths(tables: list[list[_Piece]]) -> list[float]:
    """Widths of pieces of text, widest first; before them one at which no piece fills its line."""
    found = sorted({p.width for pieces in tables for p in pieces if p.kind == "text"} or {0}, reverse=True)
    return [float(w) for w in (found[0] + 12, *found[:_WIDTH_CANDIDATES])]


def _least_cost(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> float:
    return min(cost + _ending(state, columns) for state, cost in _forward(pieces, columns, widths)[-1].items())
