"""The least cost of dealing the pieces of a table to columns in turn: a dynamic programme over pieces whose states are columns.

What a step between two pieces costs is told by their looks and by the widths of the columns: a line is wrapped where what
comes next no longer fits. All of it is data: costs, no decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from orchestration.reader.layout.wording import NAMED_SO, unheard
from orchestration.reader.table.pieces import Piece
from orchestration.reader.template import LABEL_ENDS, Column
from orchestration.reader.text import BLANK, JOINED
from orchestration.reader.values import is_measure

# Zero is what a plain row costs.
_LONG = 12  # columns of a line whose width is no chance
_AFTER_LABEL = 4.0  # behind a level label a new row begins
_JOINED, _PARTED = 4.0, 1.5  # what was printed as one line and cut, read as one cell, and as two
_TORN_WORD = 1.0  # a cell that ends between characters that texts of forms print in a row
_UNHEARD = 0.25  # by so much, and less, a cell goes on with what the report prints in a row nowhere else
_NAMED, _UNNAMED = 1.0, 0.3  # a name that goes on behind an end as names have it, and one that ends without
_TWICE, _ENDS_TWICE = 0.5, 1.0  # some names are printed twice in their cell, and then it ends
_FRAGMENT = 1.0  # a cell that begins with a line which is the end of a label: 达成预期 / 指标
_FULL = 0.5  # a line that its cell ends just fills its column: by chance
_JUDGEMENT = 1.0  # a line of a name that is what targets say: 健全, 有效提升
_CLAUSES = 0.3  # a name that holds a mark which parts clauses: names rarely do
_SHORT, _SHORT_NAME = 1.0, 4  # a name whose first line is so wide, in half-width characters: most are longer, and fill that line
_TOGETHER = 1.0  # a row that ends between two lines of text which the report prints one after the other again
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
_Args = ParamSpec("_Args")
T = TypeVar("T")

Widths = tuple[float, ...]  # of the columns, in half-width characters; infinite of one that holds points
Pairs = frozenset[tuple[str, str]]
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
    name_on: float = 0.0  # further cost of a name that goes on
    name_end: float = 0.0  # further cost of a name that ends
    repeats: float = 0.0  # what speaks for a target that begins here, since its lines are printed again as the actual


def _steps(pieces: list[Piece], grid: Grid) -> list[Step]:
    """The steps of a table; where the lines before a weight stand twice, they are the target and the actual."""
    has_actual = grid.actual >= 0
    steps = [_step(a, b, grid) for a, b in pairwise(pieces)]
    for n, step in enumerate(steps):
        if _is_repeated(pieces, n):
            steps[n] = step._replace(name_on=-_TWICE)
        elif _repeats(pieces, n):
            steps[n] = step._replace(name_on=_NAMED, name_end=-_ENDS_TWICE)
        elif NAMED_SO.search((pieces[n - 1].folded if n else "") + pieces[n].folded):
            steps[n] = step._replace(name_on=_NAMED)
        else:
            steps[n] = step._replace(name_end=_UNNAMED)
    for n, piece in enumerate(pieces):
        if has_actual and piece.kind == "number" and (size := _repeated_before(pieces, n)):
            actual, target = n - size, n - 2 * size
            steps[actual - 1] = steps[actual - 1]._replace(likeness=_REPEATED)
            if target:
                steps[target - 1] = steps[target - 1]._replace(repeats=_REPEATED)
    return steps


def _repeated_before(pieces: list[Piece], end: int) -> int:
    """How many lines before a piece stand twice in a row, as many as there are; 0: none."""
    last = pieces[end - 1]
    if last.kind == "number":
        return 0
    for size in range(min(_LONGEST_CELL, end // 2), 0, -1):
        if pieces[end - size - 1].folded == last.folded and _lines(pieces, end - 2 * size, size) == _lines(pieces, end - size, size):
            return size
    return 0


def _is_repeated(pieces: list[Piece], n: int) -> bool:
    """Whether the lines of text up to a piece are printed again behind it."""
    if pieces[n].kind != "text":
        return False
    for size in range(1, min(_LONGEST_CELL, n + 1, len(pieces) - n - 1) + 1):
        if pieces[n + size].folded == pieces[n].folded and _lines(pieces, n + 1 - size, size) == _lines(pieces, n + 1, size):
            return True
    return False


def _repeats(pieces: list[Piece], n: int) -> bool:
    """Whether the lines of text up to a piece are those before them once more: a name that is printed twice ends so."""
    if pieces[n].kind != "text":
        return False
    for size in range(2, min(_LONGEST_CELL, (n + 1) // 2) + 1):
        if pieces[n - size].folded == pieces[n].folded and _lines(pieces, n + 1 - 2 * size, size) == _lines(pieces, n + 1 - size, size):
            return True
    return False


def _lines(pieces: list[Piece], start: int, count: int) -> list[str]:
    return [piece.folded for piece in pieces[start : start + count]]


def _step(a: Piece, b: Piece, grid: Grid) -> Step:
    """The step from one piece to the next."""
    join, wrap = _joining(a, b)
    split, full = _splitting(a, b)
    if a.kind == b.kind == "text" and b.gap != JOINED:
        strange = unheard(a.folded, b.folded, grid.seen)
        join += _UNHEARD * strange
        split += 0.0 if strange else _TORN_WORD
    after_label = _AFTER_LABEL if b.after_label else 0.0
    return Step(
        join + after_label,
        wrap,
        split,
        full,
        after_label + (_BEGINS_ON_PAGE if b.on_new_page else 0.0),
        1.0 if grid.actual >= 0 and alike(a.folded, b.folded) else 0.0,
        _row_begins(a, b, grid),
        b.on_new_page,
    )


def _row_begins(a: Piece, b: Piece, grid: Grid) -> float:
    """The further cost of a new row."""
    cost = 5.0 if b.gap <= BLANK else 0.0
    cost += _SHORT if b.kind == "text" and b.width <= _SHORT_NAME else 0.0
    return cost + (_TOGETHER if a.width >= b.width and (a.folded, b.folded) in grid.together else 0.0)  # a shorter line ends its cell


def _joining(a: Piece, b: Piece) -> tuple[float, int]:
    if b.closes or _is_torn_number(a, b):
        return 0.3, 0  # no cell begins with the mark that ends a clause
    if a.kind == "lexeme" and a.folded[-1].isdigit() and (b.folded[0] == "(" or is_measure(b.folded)):
        return -_AFTER_LABEL if b.after_label else 0.0, 0
    if b.gap == JOINED:
        return _JOINED, 0
    cost = 2.0 if a.kind == "remark" else 0.0  # 无偏差 is all that there is to say
    if b.gap == BLANK:
        cost += 1.0 if b.folded[0] == "(" else 2.5
        if a.folded[-1].isalpha() and a.folded[-1].isascii() and b.folded[0].isascii() and b.folded[0].isalnum():
            return 0.5, 0  # a Latin phrase: GB/T 19001
    if b.kind == "lexeme" or (a.folded[-1] == ")" and (a.kind in ("lexeme", "quantity") or a.folded[0] == "(")):
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


def _is_torn_number(a: Piece, b: Piece) -> bool:
    """Whether a line ends behind the point of a number, and the next one begins with its decimals."""
    return b.folded[0].isdigit() and a.folded[-1] in ".," and a.folded[-2:-1].isdigit()


def _splitting(a: Piece, b: Piece) -> tuple[float, int]:
    if b.closes or _is_torn_number(a, b):
        return 4.0, 0
    if a.kind == "lexeme" and a.folded[-1].isdigit() and (b.folded[0] == "(" or b.folded[0].isdigit() or is_measure(b.folded)):
        return 1.5, 0  # its unit is still to come
    cost = 2.0 if a.goes_on and not _begins_number(a, b) else 0.0
    if b.gap == JOINED and b.kind == "text":
        cost += _PARTED  # cells are seldom printed without a blank
    if b.folded in LABEL_ENDS:
        cost += _FRAGMENT
    if a.width == b.width >= _LONG and a.kind == b.kind == "text":
        cost += 0.5  # two long lines of one width are lines of one cell
    return cost, a.width if b.gap > BLANK and a.kind == "text" else 0


def alike(target: str, actual: str) -> bool:
    """What was achieved is told in the words of what was promised: 高于全国平均数 and 低于全国平均数."""
    promised, achieved = set(target), set(actual)
    return len(promised & achieved) >= 0.6 * max(len(promised), len(achieved))


class Moves:
    """Moves from state to state: all of them, and those into each state; each with its number among the costs of a step.

    States beyond the columns are those of a row that goes on behind the end of a page.
    """

    def __init__(self, moves: list[tuple[int, int, bool]]) -> None:
        """Of each move the state that it leaves, the one that it comes to, and whether a cell begins there."""
        self.size = 1 + max(max(s, t) for s, t, _ in moves)  # of the states
        self.all = [(s, t, n) for n, (s, t, _) in enumerate(moves)]
        self.into = [[(s, n, fresh) for n, (s, t, fresh) in enumerate(moves) if t == state] for state in range(self.size)]


class Grid:
    """The columns of a template: which hold wrapped text, which may end a row, and the moves from piece to piece."""

    def __init__(self, columns: tuple[Column, ...], seen: frozenset[str] = frozenset(), together: Pairs = frozenset()) -> None:
        """A column that holds points is never wrapped.

        `seen`: pairs and triples of characters that the report prints in a row; `together`: lines of text that follow each other
        more than once.
        """
        self.columns, self.seen, self.together = columns, seen, together
        self.count = len(columns)
        self.texts = [n for n, c in enumerate(columns) if c.holds != "points"]
        self.ends = [n for n in range(self.count) if n == self.count - 1 or columns[n + 1].holds == "remark"]
        self.actual = next((n for n, c in enumerate(columns) if c.field == "actual"), -1)
        self.looks = {kind: [kind_cost(c, kind) for c in columns] for kind in _KIND_COSTS["text"]}
        moves = [(n, n, False) for n in self.texts]  # on in the same cell
        moves += [(n - 1, n, True) for n in range(1, self.count)]  # to the next cell
        moves += [(n, 0, True) for n in self.ends]  # to a new row
        self.moves = Moves(moves)
        over = self.count
        moves += [(over + n, over + n, False) for n in self.texts]  # on in the same cell
        moves += [(over + a, over + b, False) for a, b in combinations(self.texts, 2)]  # to what is left of another one
        moves += [(over + n, 0, True) for n in self.texts]  # to a new row
        moves += [(e, over + n, False) for e in self.ends for n in self.texts if n != e]  # over the end of the page
        self.moves_over_page = Moves(moves)
        # of the last piece; what is left of a row behind the end of a page may be any of its cells
        self.endings = [0.0 if n in self.ends else _INCOMPLETE for n in range(self.count)] + [0.0] * self.count
        self._wraps: dict[float, _WrapCosts] = {}

    def of_text(self, w: float) -> Widths:
        """All columns of text of one width."""
        return tuple(w if n in self.texts else _INFINITE for n in range(self.count))

    def wraps(self, column: float) -> dict[int, float]:
        """The costs of lines that are wrapped in a column that is so wide, by what did not fit (Step.wrap)."""
        if column not in self._wraps:
            self._wraps[column] = _WrapCosts(column)
        return self._wraps[column]


class _WrapCosts(dict[int, float]):
    """Worked out when first asked for: the tables of a report are read with few widths, again and again."""

    def __init__(self, column: float) -> None:
        super().__init__({0: 0.0})
        self._column = column

    def __missing__(self, wrap: int) -> float:
        self[wrap] = cost = wrap_cost(self._column - wrap)
        return cost


def wrap_cost(spare: float) -> float:
    """The cost of a line that was wrapped with so much room for what comes next: a line is wrapped where that no longer fits."""
    return 0.1 if spare < 0 else 0.4 if spare < 2 else min(2.0 + 0.2 * spare, 5.0)


def kind_cost(column: Column, kind: str) -> float:
    """How unlike the cells of a column a text of this kind is; below zero where it is what they hold."""
    return _KIND_COSTS[column.holds][kind] + (2.0 if column.field == "actual" and kind == "lexeme" else 0.0)


_Step = tuple[Moves, tuple[float, ...]]  # what can be done between two pieces, with what each move costs


class _Field(NamedTuple):
    """What all ways through the pieces cost in columns of some widths: step by step, and per piece and state at least."""

    steps: list[_Step]
    totals: list[list[float]]


class Path(NamedTuple):
    """The cheapest way through the pieces: the state of each, what each costs there, and the cost of all."""

    pieces: list[Piece]
    states: list[State]
    costs: list[float]
    total: float
    field: _Field


def _kept(make: Callable[Concatenate[Lattice, _Args], list[T]]) -> Callable[Concatenate[Lattice, _Args], list[T]]:
    """Makes the costs of a column's pieces or steps once for each of its widths."""

    def kept(self: Lattice, /, *args: _Args.args, **kwargs: _Args.kwargs) -> list[T]:
        key = (make, args)
        found: list[T] | None = self.kept.get(key)
        if found is None:
            self.kept[key] = found = make(self, *args, **kwargs)
        return found

    return kept


class Lattice:
    """The pieces of a table, with the costs of their steps worked out once for each width of a column."""

    def __init__(self, grid: Grid, pieces: list[Piece]) -> None:
        """At least one piece."""
        self.grid, self.pieces = grid, pieces
        self.steps = _steps(pieces, grid)
        self.breaks = [n for n, step in enumerate(self.steps) if step.breaks]
        self.kept: dict[object, list[Any]] = {}
        self._paths: dict[Widths, Path] = {}

    def cheapest(self, widths: Widths, lasts: Lasts | None = None) -> Path:
        """The cheapest way in columns of some widths.

        `lasts` are the pieces with which rows end on a page: they may go on behind it. None: each row stands on one page.
        """
        if lasts is None and widths in self._paths:
            return self._paths[widths]
        steps = self._moves(widths)
        if lasts is not None:
            self._add_moves_over_page(steps, widths, lasts)
        first = self._stand(0, widths[0])[0]
        field = _Field(steps, _totals(first, steps))
        ends = [total + ending for total, ending in zip(field.totals[-1], self.grid.endings, strict=False)]
        total = min(ends)
        states, costs = self._back(field, ends.index(total))
        costs[0] = first
        costs[-1] += total - sum(costs)  # a row that is not whole
        path = Path(self.pieces, states, costs, total, field)
        if lasts is None:
            self._paths[widths] = path
        return path

    def _back(self, field: _Field, state: int) -> tuple[list[State], list[float]]:
        """The states of the cheapest way to a state of the last piece, and the cost of each move: of the first one that makes the total."""
        states: list[State] = []
        costs: list[float] = []
        for (moves, step), before, after in zip(reversed(field.steps), field.totals[-2::-1], field.totals[:0:-1], strict=True):
            total = after[state]
            for s, n, fresh in moves.into[state]:
                if before[s] + step[n] == total:
                    states.append((state % self.grid.count, fresh))
                    costs.append(step[n])
                    state = s
                    break
        return [(0, True), *reversed(states)], [0.0, *reversed(costs)]

    def costs_of(self, path: Path, candidates: list[float]) -> list[list[float]]:
        """Per column of text what the lines of a path in it would cost in some widths, but for what is the same in all."""
        wraps, fulls, lines = ([list[int]() for _ in self.grid.columns] for _ in range(3))
        lines[0].append(self.pieces[0].width)
        for (before, _), (at, fresh), step, piece in zip(path.states, path.states[1:], self.steps, self.pieces[1:], strict=False):
            if at == before and not fresh:
                wraps[at].append(step.wrap)
            elif step.full:
                fulls[before].append(step.full)
            lines[at].append(piece.width)
        for found in (*fulls, *lines):
            found.sort()
        return [
            [
                sum(map(self.grid.wraps(w).__getitem__, wraps[n]))
                + _FULL * (len(fulls[n]) - bisect_right(fulls[n], w - 2))
                + _OVERLONG * (len(lines[n]) - bisect_right(lines[n], w + 1))
                for w in candidates
            ]
            for n in self.grid.texts
        ]

    def margins(self, path: Path) -> list[float]:
        """Per piece the distance from the cheapest way to the best one that puts the piece elsewhere."""
        steps, totals = path.field
        later, out = self.grid.endings[: len(totals[0])], list[float]()
        for (moves, step), before, here in zip(reversed(steps), totals[-2::-1], path.states[:0:-1], strict=True):
            now, best = [_INFINITE] * len(later), _INFINITE
            for t, ways in enumerate(moves.into):
                for s, n, fresh in ways:
                    onward = step[n] + later[t]
                    if onward < now[s]:
                        now[s] = onward
                    if before[s] + onward < best and (t % self.grid.count, fresh) != here:
                        best = before[s] + onward
            out.append(best - path.total)
            later = now
        return [_INFINITE, *reversed(out)]

    @_kept
    def _stand(self, column: int, w: float) -> list[float]:
        """The cost of each piece in a column."""
        looks = {kind: costs[column] for kind, costs in self.grid.looks.items()}
        found = [looks[p.kind] + (_OVERLONG if p.width > w + 1 else 0.0) for p in self.pieces]
        if column > 0:
            return found
        return [
            cost + (_CLAUSES if p.has_clauses else 0.0) + (_JUDGEMENT if p.is_judgement else 0.0)
            for cost, p in zip(found, self.pieces, strict=True)
        ]

    @_kept
    def _join(self, column: int, w: float) -> list[float]:
        """The cost of each step within a cell of the column."""
        wraps, stands = self.grid.wraps(w), self._stand(column, w)
        costs = [step.join + wraps[step.wrap] + stand for step, stand in zip(self.steps, stands[1:], strict=True)]
        return costs if column else [cost + step.name_on for cost, step in zip(costs, self.steps, strict=True)]

    @_kept
    def _split(self, w: float) -> list[float]:
        """The cost of each step out of a cell of a column of that width."""
        return [step.split + (_FULL if step.full and w - step.full < 2 else 0.0) for step in self.steps]

    @_kept
    def _advance(self, column: int, before: float, w: float) -> list[float]:
        """The cost of each step to the cell of the column from the one before it, which is so wide."""
        stands, splits = self._stand(column, w), self._split(before)
        costs = [split + step.advance + stand for split, step, stand in zip(splits, self.steps, stands[1:], strict=True)]
        if column == 1:
            costs = [cost + step.name_end for cost, step in zip(costs, self.steps, strict=True)]
        if column == self.grid.actual:
            return [cost - step.likeness for cost, step in zip(costs, self.steps, strict=True)]
        if column == self.grid.actual - 1:
            return [cost - step.repeats for cost, step in zip(costs, self.steps, strict=True)]
        return costs

    @_kept
    def _new_row(self, before: float, w: float) -> list[float]:
        """The cost of each step from the last cell of a row, which is so wide, to a name."""
        splits, names = self._split(before), self._stand(0, w)
        return [split + step.new_row + stand for split, step, stand in zip(splits, self.steps, names[1:], strict=True)]

    def _moves(self, widths: Widths) -> list[_Step]:
        """The grid's moves from piece to piece with their costs."""
        grid = self.grid
        vectors = [
            *(self._join(n, widths[n]) for n in grid.texts),
            *(self._advance(n, widths[n - 1], widths[n]) for n in range(1, grid.count)),
            *(self._new_row(widths[n], widths[0]) for n in grid.ends),
        ]
        return [(grid.moves, costs) for costs in zip(*vectors, strict=True)]

    def _add_moves_over_page(self, steps: list[_Step], widths: Widths, lasts: Lasts) -> None:
        """Behind the end of a page the moves of a row that goes on there: what is left of its cells, in the order of the columns."""
        texts = self.grid.texts
        for start in self.breaks:
            here, row = slice(start, start + _REST_OF_ROW), lasts.get(start + 1, {})
            begins = {t: self._go_on(row.get(t), start, t, widths[t]) for t in texts}
            splits = {t: self._split(widths[t])[here] for t in texts}
            vectors = [self._join(t, widths[t])[here] for t in texts]
            vectors += [[split + begin for split, begin in zip(splits[a], begins[b], strict=True)] for a, b in combinations(texts, 2)]
            vectors += [self._new_row(widths[t], widths[0])[here] for t in texts]
            never = [_INFINITE] * (len(splits[0]) - 1)
            vectors += [[_OVER_PAGE + begins[t][0], *never] for e in self.grid.ends for t in texts if t != e]
            for n, costs in enumerate(zip(*vectors, strict=True), start):
                steps[n] = self.grid.moves_over_page, (*steps[n][1][: len(self.grid.moves.all)], *costs)

    @_kept
    def _go_on(self, last: Piece | None, start: int, column: int, w: float) -> list[float]:
        """The cost of each piece behind the end of a page as the next line of a cell of the column, whose last one may be known."""
        stands = self._stand(column, w)[start + 1 : start + 1 + _REST_OF_ROW]
        if last is None:
            return stands
        steps, wraps = self._joinings(last, start), self.grid.wraps(w)
        # What was counted against an end of the cell that was none.
        back = (_FULL if w - last.width < 2 else 0.0) + (_UNNAMED if column == 0 and not NAMED_SO.search(last.folded) else 0.0)
        return [stand + (join + wraps[wrap]) - back for stand, (join, wrap) in zip(stands, steps, strict=True)]

    @_kept
    def _joinings(self, last: Piece, start: int) -> list[tuple[float, int]]:
        pieces = self.pieces[start + 1 : start + 1 + _REST_OF_ROW]
        out = []
        for piece in pieces:
            join, wrap = _joining(last, piece)
            join += _AFTER_LABEL if piece.after_label else 0.0
            out.append((join - (0.0 if unheard(last.folded, piece.folded, self.grid.seen) else _TORN_WORD), wrap))
        return out


def _totals(first: float, steps: list[_Step]) -> list[list[float]]:
    """Per piece and state the cost of the cheapest way there."""
    size = max((moves.size for moves, _ in steps), default=1)
    now = [first] + [_INFINITE] * (size - 1)
    out = [now]
    for moves, costs in steps:
        before, now = now, [_INFINITE] * size
        for s, t, n in moves.all:
            total = before[s] + costs[n]
            if total < now[t]:
                now[t] = total
        out.append(now)
    return out


def lasts_of(path: Path) -> Lasts:
    """The last pieces of the rows that pages end in, as a first reading has them."""
    lasts: Lasts = {}
    row: dict[int, Piece] = {}
    for n, (piece, (column, fresh)) in enumerate(zip(path.pieces, path.states, strict=True)):
        if piece.on_new_page:
            lasts[n] = dict(row)
        row = {column: piece} if fresh and column == 0 else row | {column: piece}
    return lasts
