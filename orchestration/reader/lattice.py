"""The least cost of dealing the pieces of a table to columns in turn: a dynamic programme over pieces whose states are columns.

What a step between two pieces costs is told by their looks and by the widths of the columns: a line is wrapped where what
comes next no longer fits. All of it is data: costs, no decisions.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.pieces import Piece
from orchestration.reader.template import Column
from orchestration.reader.text import BLANK, JOINED
from orchestration.reader.values import is_measure

# Zero is what a plain row costs.
_LONG = 12  # columns of a line whose width is no chance
_AFTER_LABEL = 4.0  # behind a level label a new row begins
_FULL = 0.5  # a line that its cell ends just fills its column: by chance
_JUDGEMENT = 1.0  # a line of a name that is what targets say: 健全, 有效提升
_CLAUSES = 0.3  # a name that holds a mark which parts clauses: names rarely do
_REST_OF_ROW = 30  # pieces behind the end of a page that may still be the row's
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
_OPEN_UNIT = re.compile(r"\d\([^\d)]*$")
_INFINITE = float("inf")

Widths = dict[str, float]  # of each column of text, in half-width columns
State = tuple[int, bool]  # column, whether the piece begins its cell
Lasts = dict[int, dict[int, Piece]]  # per piece on a new page: the last pieces of the row before it, by column


class Step(NamedTuple):
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


def _steps(pieces: list[Piece]) -> list[Step]:
    """The steps of a table; where the lines before a weight stand twice, they are the target and the actual."""
    steps = [step_of(a, b) for a, b in pairwise(pieces)]
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


def step_of(a: Piece, b: Piece) -> Step:
    """The step from one piece to the next."""
    join, wrap = _joining(a, b)
    split, full = _splitting(a, b)
    after_label = _AFTER_LABEL if b.after_label else 0.0
    return Step(
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
    if b.kind == "lexeme" or (a.folded[-1] == ")" and (a.kind == "lexeme" or a.folded[0] == "(")):
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


class Grid:
    """The columns of a template: which hold wrapped text, which may end a row, and the moves from piece to piece."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        """A column that holds points is never wrapped."""
        self.columns = columns
        self.count = len(columns)
        self.texts = [n for n, c in enumerate(columns) if c.holds != "points"]
        self.ends = [n for n in range(self.count) if n == self.count - 1 or columns[n + 1].holds == "remark"]
        self.actual = next((n for n, c in enumerate(columns) if c.field == "actual"), -1)
        self.looks = {kind: [kind_cost(c, kind) for c in columns] for kind in _KIND_COSTS["text"]}
        self.moves = [(n, n, False) for n in self.texts]  # on in the same cell
        self.moves += [(n - 1, n, True) for n in range(1, self.count)]  # to the next cell
        self.moves += [(n, 0, True) for n in self.ends]  # to a new row


def kind_cost(column: Column, kind: str) -> float:
    """How unlike the cells of a column a text of this kind is; below zero where it is what they hold."""
    return _KIND_COSTS[column.holds][kind] + (2.0 if column.field == "actual" and kind == "lexeme" else 0.0)


class Path(NamedTuple):
    """The cheapest way through the pieces: the state of each, what each costs there, and the cost of all."""

    pieces: list[Piece]
    states: list[State]
    costs: list[float]
    total: float


# A further move behind the end of a page: states beyond the columns are those of a row that goes on there.
_Extra = tuple[int, int, bool, float]


class Lattice:
    """The pieces of a table, with the costs of their steps worked out once for each width of a column."""

    def __init__(self, grid: Grid, pieces: list[Piece]) -> None:
        """At least one piece."""
        self.grid, self.pieces = grid, pieces
        self.steps = _steps(pieces)
        self._stands: dict[tuple[int, float], list[float]] = {}
        self._joins: dict[tuple[int, float], list[float]] = {}
        self._splits: dict[float, list[float]] = {}

    def cheapest(self, widths: Widths, lasts: Lasts | None = None) -> Path:
        """The cheapest way in columns of some widths.

        `lasts` are the pieces with which rows end on a page: they may go on behind it. None: each row stands on one page.
        """
        by_column = self._by_column(widths)
        moves, extras = self._moves(by_column), self._extras(by_column, lasts)
        first = self._stand(0, by_column[0])[0]
        totals, taken = self._forward(first, moves, extras)
        endings = self._endings()
        state = min(range(len(endings)), key=lambda s: totals[s] + endings[s])
        total, count = totals[state] + endings[state], self.grid.count
        states: list[State] = []
        costs: list[float] = []
        for n in range(len(self.pieces) - 1, 0, -1):
            source, target, fresh, cost = taken[n - 1][state]
            states.append((target % count, fresh))
            costs.append(cost)
            state = source
        costs = [first, *reversed(costs)]
        costs[-1] += total - sum(costs)  # a row that is not whole
        return Path(self.pieces, [(0, True), *reversed(states)], costs, total)

    def costs_of(self, path: Path, column: int, candidates: list[float]) -> list[float]:
        """What the lines of a path that stand in a column would cost in columns of some widths, but for what is the same in all."""
        wraps, fulls, lines = list[int](), list[int](), list[int]()
        before = -1
        for n, (at, fresh) in enumerate(path.states):
            if before == column:
                step = self.steps[n - 1]
                if at == column and not fresh:
                    wraps.append(step.wrap)
                else:
                    fulls.append(step.full)
            if at == column:
                lines.append(self.pieces[n].width)
            before = at
        return [
            sum(wrap_cost(w - wrap) for wrap in wraps if wrap)
            + _FULL * sum(w - full < 2 for full in fulls if full)
            + _OVERLONG * sum(line > w + 1 for line in lines)
            for w in candidates
        ]

    def margins(self, path: Path, widths: Widths, lasts: Lasts) -> list[float]:
        """Per piece the distance from the cheapest way to the best one that puts the piece elsewhere."""
        by_column = self._by_column(widths)
        moves, extras = self._moves(by_column), self._extras(by_column, lasts)
        forward = self._totals(self._stand(0, by_column[0])[0], moves, extras)
        later, out = self._endings(), list[float]()
        count = self.grid.count
        for n in range(len(self.steps) - 1, -1, -1):
            now, best = [_INFINITE] * len(later), _INFINITE
            before, here = forward[n], path.states[n + 1]
            for (s, t, fresh), vector in zip(self.grid.moves, moves, strict=True):
                onward = vector[n] + later[t]
                now[s] = min(now[s], onward)
                if (t, fresh) != here:
                    best = min(best, before[s] + onward)
            for s, t, fresh, cost in extras.get(n, ()):
                onward = cost + later[t]
                now[s] = min(now[s], onward)
                if (t % count, fresh) != here:
                    best = min(best, before[s] + onward)
            out.append(best - path.total)
            later = now
        return [_INFINITE, *reversed(out)]

    def _by_column(self, widths: Widths) -> list[float]:
        return [widths.get(c.field, _INFINITE) for c in self.grid.columns]

    def _endings(self) -> list[float]:
        grid = self.grid
        return [0.0 if n in grid.ends else _INCOMPLETE for n in range(grid.count)] + [0.0] * grid.count

    def _stand(self, column: int, w: float) -> list[float]:
        """The cost of each piece in a column."""
        found = self._stands.get((column, w))
        if found is None:
            looks = {kind: costs[column] for kind, costs in self.grid.looks.items()}
            found = [looks[p.kind] + (_OVERLONG if p.width > w + 1 else 0.0) for p in self.pieces]
            if column == 0:
                found = [
                    cost + (_CLAUSES if p.has_clauses else 0.0) + (_JUDGEMENT if p.is_judgement else 0.0)
                    for cost, p in zip(found, self.pieces, strict=True)
                ]
            self._stands[column, w] = found
        return found

    def _join(self, column: int, w: float) -> list[float]:
        """The cost of each step within a cell of the column."""
        found = self._joins.get((column, w))
        if found is None:
            stands = self._stand(column, w)
            found = [join_cost(step, w) + stand for step, stand in zip(self.steps, stands[1:], strict=True)]
            self._joins[column, w] = found
        return found

    def _split(self, w: float) -> list[float]:
        """The cost of each step out of a cell of a column of that width."""
        found = self._splits.get(w)
        if found is None:
            found = [step.split + (_FULL if step.full and w - step.full < 2 else 0.0) for step in self.steps]
            self._splits[w] = found
        return found

    def _moves(self, widths: list[float]) -> list[list[float]]:
        """The costs of the grid's moves, per move a list over the steps."""
        grid, steps = self.grid, self.steps
        out = [self._join(n, widths[n]) for n in grid.texts]
        for n in range(1, grid.count):
            stands, splits = self._stand(n, widths[n]), self._split(widths[n - 1])
            costs = [split + step.advance + stand for split, step, stand in zip(splits, steps, stands[1:], strict=True)]
            if n == grid.actual:
                costs = [cost - step.likeness for cost, step in zip(costs, steps, strict=True)]
            elif n == grid.actual - 1:
                costs = [cost - step.repeats for cost, step in zip(costs, steps, strict=True)]
            out.append(costs)
        names = self._stand(0, widths[0])
        for n in grid.ends:
            splits = self._split(widths[n])
            out.append([split + step.new_row + stand for split, step, stand in zip(splits, steps, names[1:], strict=True)])
        return out

    def _extras(self, widths: list[float], lasts: Lasts | None) -> dict[int, list[_Extra]]:
        """Per step the moves of rows that go on behind the end of a page: what is left of their cells, in the order of the columns."""
        out: dict[int, list[_Extra]] = {}
        for start, step in enumerate(self.steps if lasts is not None else ()):
            if step.breaks and lasts is not None:
                row = lasts.get(start + 1, {})
                for n in range(start, min(start + _REST_OF_ROW, len(self.steps))):
                    out[n] = self._over_page(n, widths, row, n == start)
        return out

    def _over_page(self, n: int, widths: list[float], row: dict[int, Piece], breaks: bool) -> list[_Extra]:
        grid, step, piece = self.grid, self.steps[n], self.pieces[n + 1]
        over, texts = grid.count, grid.texts
        begins = {t: self._stand(t, widths[t])[n + 1] + (join_cost(step_of(row[t], piece), widths[t]) if t in row else 0.0) for t in texts}
        splits = [self._split(w)[n] for w in widths]
        moves = [(over + t, over + t, False, self._join(t, widths[t])[n]) for t in texts]
        moves += [(over + a, over + b, False, splits[a] + begins[b]) for a in texts for b in texts if a < b]
        moves += [(over + t, 0, True, splits[t] + step.new_row + self._stand(0, widths[0])[n + 1]) for t in texts]
        if breaks:
            moves += [(e, over + t, False, _OVER_PAGE + begins[t]) for e in grid.ends for t in texts if t != e]
        return moves

    def _forward(self, first: float, moves: list[list[float]], extras: dict[int, list[_Extra]]) -> tuple[list[float], list[list[_Extra]]]:
        """The costs of the states of the last piece, and per step and state the move that was taken there."""
        size = 2 * self.grid.count if extras else self.grid.count
        none: _Extra = (0, 0, False, _INFINITE)
        now = [first] + [_INFINITE] * (2 * self.grid.count - 1)
        taken: list[list[_Extra]] = []
        ways = self.grid.moves
        for n, costs in enumerate(zip(*moves, strict=True)):
            before, now, how = now, [_INFINITE] * len(now), [none] * size
            for (s, t, fresh), cost in zip(ways, costs, strict=True):
                total = before[s] + cost
                if total < now[t]:
                    now[t], how[t] = total, (s, t, fresh, cost)
            for move in extras.get(n, ()):
                total = before[move[0]] + move[3]
                if total < now[move[1]]:
                    now[move[1]], how[move[1]] = total, move
            taken.append(how)
        return now, taken

    def _totals(self, first: float, moves: list[list[float]], extras: dict[int, list[_Extra]]) -> list[list[float]]:
        """Per piece and state the cost of the cheapest way there."""
        now = [first] + [_INFINITE] * (2 * self.grid.count - 1)
        out = [now]
        ways = [(s, t) for s, t, _ in self.grid.moves]
        for n, costs in enumerate(zip(*moves, strict=True)):
            before, now = now, [_INFINITE] * len(now)
            for (s, t), cost in zip(ways, costs, strict=True):
                total = before[s] + cost
                if total < now[t]:
                    now[t] = total
            for s, t, _, cost in extras.get(n, ()):
                if before[s] + cost < now[t]:
                    now[t] = before[s] + cost
            out.append(now)
        return out


def join_cost(step: Step, column: float) -> float:
    """The cost of a step within a cell of a column that is so wide."""
    return step.join + wrap_cost(column - step.wrap) if step.wrap else step.join


def wrap_cost(spare: float) -> float:
    """The cost of a line that was wrapped with so much room for what comes next: a line is wrapped where that no longer fits."""
    return 0.1 if spare < 0 else 0.4 if spare < 2 else min(2.0 + 0.2 * spare, 5.0)


def lasts_of(path: Path) -> Lasts:
    """The last pieces of the rows that pages end in, as a first reading has them."""
    lasts: Lasts = {}
    row: dict[int, Piece] = {}
    for n, (piece, (column, fresh)) in enumerate(zip(path.pieces, path.states, strict=True)):
        if piece.on_new_page:
            lasts[n] = dict(row)
        row = {column: piece} if fresh and column == 0 else row | {column: piece}
    return lasts
