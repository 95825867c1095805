"""Cells of a self-evaluation's table that are printed apart from their rows: which row each of them belongs to.

A tool that takes a page for several columns of text prints the right cells of a table behind its left ones: weights, scores,
remarks, now and then what was achieved. Cells of one column stay in the order of their rows, and each row has a weight and a score;
only remarks may be blank.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from orchestration.reader.layout.bands import Cell, Growing, Line, Slot, Word, text_of
from orchestration.reader.layout.woven_rows import ACTUAL, POINTS, REMARK, SCORE, TARGET, WEIGHT, Cells, cost_of, replaced, texts_of
from orchestration.reader.layout.woven_slots import REMARKED, agreement, verdict
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.values import points

TOTALS = re.compile(r"\d{1,3}(?:\.\d{1,2})?")  # weights that do not add to 100 are printed too
_SHORT = ("无", "无偏差", "—", "/")
_BEAM = 60
_OUTDONE = 3.0  # so much cheaper another way to deal the same cells is
_HEAVY, _MOST_WEIGHT, _LEAST_TOTAL = 2.0, 60, 50  # few rows weigh as much, few totals are as small
_NEXT = 5  # rows that lack a number are tried
_OUT_OF_ORDER = 1.0  # of a number printed before that of a row above
_LESS = 0.2  # of a score less than its weight
_AHEAD = 0.2  # of a weight printed before the score of a row above
_EARLY = 1.0  # of a remark printed before the score left of it
_BEHIND, _FURTHER = 0.3, 0.1  # of a remark printed behind scores below it
_LAST = 0.02  # behind the totals any row may have it, the last ones a little rather
_BACK = 1.0  # of a remark printed behind one of a row below it
_MARGIN = 0.5  # less between two ways to deal remarks leaves them open


@dataclass(frozen=True, slots=True)
class Token:
    """A cell printed apart: its words, whether it is a number, and the columns that it may stand in."""

    cell: Cell
    is_number: bool
    columns: tuple[int, ...]

    @property
    def value(self) -> Decimal | None:
        """The number of points."""
        return _points(self.cell) if self.is_number else None


def tokens_of(part: Sequence[Line], width: int) -> Iterator[Token]:
    """The cells of a part of a page that holds none of the first columns; `width` is how wide a remark may be."""
    before: list[Token] = []  # numbers left of the text that is being read
    run: list[Word] = []  # the lines of that text
    after: list[Token] = []  # numbers behind its last line
    columns = _ANY

    def ended() -> list[Token]:
        return [*before, *([Token(tuple(run), False, columns)] if run else []), *after]

    is_one = any(len(line.words) > 1 for line in part)  # a text with its weight beside it
    for line in part:
        for left, word, right in zip((None, *line.words), line.words, (*line.words[1:], None), strict=False):
            if _is_number(word):
                if left and not _is_number(left):
                    columns = (ACTUAL,)
                    after.append(Token((word,), True, (WEIGHT,)))
                elif right and not _is_number(right):
                    before.append(Token((word,), True, (WEIGHT, SCORE)))
                else:
                    after.append(Token((word,), True, (WEIGHT, SCORE)))
                continue
            if run and not (is_one or _goes_on(run[-1], word, width)):
                yield from ended()
                before, run, after, columns = [], [], [], _ANY
            elif columns != (ACTUAL,) and not is_one:  # what stood between two lines of a text stands left of it
                before, after = [*before, *after], []
            run.append(word)
            columns = (REMARK,) if left else columns
    yield from ended()


_ANY: tuple[int, ...] = (ACTUAL, REMARK)


def _is_number(word: Word) -> bool:
    return bool(TOTALS.fullmatch(word.text))


def _goes_on(above: Word, word: Word, width: int) -> bool:
    """Whether a line may be the next one of a text: the one above is full."""
    return above.text not in _SHORT and word.text not in _SHORT and above.width + word.need > width


@dataclass(frozen=True, slots=True)
class Dealt:
    """Rows with the cells that were printed apart: what it costs, the rows and what their cells hold, what is the row of totals."""

    cost: float
    rows: tuple[Cells, ...]
    texts: tuple[tuple[str, ...], ...]
    totals: tuple[Cell, ...]


class _Row:
    """A row while cells are dealt to it, with what its cells hold. With a cell more it is made once: many ways to deal come to it."""

    __slots__ = ("_longer", "_numbers", "_verdicts", "cells", "number", "texts", "weight")

    def __init__(self, cells: Cells, numbers: dict[tuple[str, ...], int]) -> None:
        """`numbers` are those of rows, by what their cells hold: rows that hold the same have one."""
        self.cells, self.texts, self.weight = cells, texts_of(cells), _points(cells[WEIGHT])
        self.number, self._numbers = numbers.setdefault(self.texts, len(numbers)), numbers
        self._longer: dict[tuple[int, int], _Row] = {}
        self._verdicts: dict[str, float] = {}

    def verdict(self, remark: str) -> float:
        """What the row's points and a remark say of each other."""
        if remark not in self._verdicts:
            self._verdicts[remark] = verdict(*self.texts[TARGET:REMARK], remark)
        return self._verdicts[remark]

    def with_cell(self, column: int, cell: Cell) -> _Row:
        """The row with another cell in a column, or the one that is there with words more: the last word tells which."""
        key = column, cell[-1].start
        if key not in self._longer:
            self._longer[key] = _Row(replaced(self.cells, column, cell), self._numbers)
        return self._longer[key]


class _State(NamedTuple):
    cost: float
    rows: tuple[_Row, ...]
    lacking: tuple[tuple[int, ...], tuple[int, ...]]  # the rows without a weight, and those without a score
    totals: tuple[Cell, ...] = ()
    remark: int = -1  # the last row that a remark was dealt to
    score: int = -1  # and the last one that a score was
    lowest: tuple[int, int] = (-1, -1)  # the lowest rows that a weight and a score were dealt to
    judged: frozenset[int] = frozenset()  # rows whose remark was judged when it was dealt


# A cell that is dealt to a column of a row, or goes on with the one that is there; to the totals without a row. First stand the
# cost of the state that it makes, and the state before. No class: there are a hundred of them for each cell.
_Move = tuple[float, _State, int | None, int, Cell, bool]


@dataclass
class Apart:
    """The cells that are printed apart on a page, `totals` of them numbers of the row of totals. What is dealt to rows is found once."""

    tokens: Sequence[Token]
    totals: int
    _rows: dict[Cells, _Row] = field(default_factory=dict)
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    _known: dict[tuple[tuple[_Row, ...], tuple[int, ...]], list[Dealt]] = field(default_factory=dict)

    def deal(self, rows: Sequence[Cells], rests: Mapping[int, Slot]) -> list[Dealt]:
        """The ways to deal the cells to rows, cheapest first.

        `rests`: the columns whose cell of the first row may begin on the page before, and what these hold: it is not known how they end.
        """
        own = tuple([self._rows.get(cells) or self._rows.setdefault(cells, _Row(cells, self._numbers)) for cells in rows])
        key = own, tuple(rests)
        if key not in self._known:
            self._known[key] = _deal(own, self.tokens, self.totals, rests)
        return self._known[key]


def _deal(rows: tuple[_Row, ...], tokens: Sequence[Token], totals: int, rests: Mapping[int, Slot]) -> list[Dealt]:
    """As `Apart.deal`."""
    out = []
    begun = {column: Growing(slot, rows[0].cells[column]) for column, slot in rests.items()}
    for cost, achieved, rest in _with_actuals(rows, tokens):
        unweighted, unscored = [tuple(n for n, row in enumerate(achieved) if not row.cells[column]) for column in (WEIGHT, SCORE)]
        last = max((n for n in range(len(achieved)) if n not in unscored), default=-1)
        states = [_State(cost, achieved, (unweighted, unscored), score=last)]
        for token in rest:
            worst = states[0].cost + _OUTDONE if states else 0.0
            moves = [move for state in states for move in _moves(state, token, totals, begun, worst)]
            states = _cheapest(moves)
        for state in states:
            if len(state.totals) == totals and _is_whole(state):
                judged = sum(row.verdict(row.texts[REMARK] if n not in state.judged else "") for n, row in enumerate(state.rows))
                judged += sum(cell.end() for column, cell in begun.items() if state.rows[0].cells[column] == cell.words)
                cells, texts = tuple([row.cells for row in state.rows]), tuple([row.texts for row in state.rows])
                out.append(Dealt(state.cost + judged, cells, texts, state.totals))
    return sorted(out, key=lambda d: d.cost)


def _with_actuals(rows: tuple[_Row, ...], tokens: Sequence[Token]) -> list[tuple[float, tuple[_Row, ...], list[Token]]]:
    """The likeliest ways to fill in what was achieved, and the tokens that are left; a weight beside it is of the same row."""
    lacking = [n for n, row in enumerate(rows) if not row.cells[ACTUAL]]
    ways: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())], *([] for _ in lacking)]  # by the number of rows that are filled
    for k, token in enumerate(tokens):
        if ACTUAL not in token.columns:
            continue
        longer = [[] if token.columns == (ACTUAL,) else own[:] for own in ways]
        for place, n in enumerate(lacking):
            if not (_has_weight_beside(tokens, k) and rows[n].cells[WEIGHT]):
                more = agreement(rows[n].texts[TARGET], text_of(token.cell))
                longer[place + 1] += [(cost + more, (*chosen, k)) for cost, chosen in ways[place]]
        ways = [sorted(own, key=lambda way: way[0])[:_CHOICES] for own in longer]
    out = []
    for cost, chosen in ways[-1]:
        filled, taken = rows, {*chosen}
        for n, k in zip(lacking, chosen, strict=True):
            filled = _put(filled, n, ACTUAL, tokens[k].cell)
            if _has_weight_beside(tokens, k):
                filled = _put(filled, n, WEIGHT, tokens[k + 1].cell)
                taken.add(k + 1)
        if cost < ways[-1][0][0] + _NEAR:
            out.append((cost, filled, [token for k, token in enumerate(tokens) if k not in taken]))
    return out


def _has_weight_beside(tokens: Sequence[Token], k: int) -> bool:
    return k + 1 < len(tokens) and tokens[k + 1].columns == (WEIGHT,)


_CHOICES = 3
_NEAR = 1.5  # no dearer way to tell what was achieved from remarks is tried


def _moves(state: _State, token: Token, totals: int, begun: Mapping[int, Growing], worst: float) -> Iterator[_Move]:
    """The ways to deal a cell, none of a number or a remark dearer than `worst`."""
    rows, cell = state.rows, token.cell
    if token.is_number:
        for column in token.columns if POINTS.fullmatch(cell[0].text) else ():
            for cost, n in _priced_rows(state, token, column):
                if state.cost + cost <= worst:
                    yield state.cost + cost, state, n, column, cell, False
    elif REMARK in token.columns:
        text = text_of(cell)
        for n, row in enumerate(rows):
            if row.cells[REMARK]:
                continue
            cost = _BACK * (n < state.remark)
            if n > state.score:
                cost += _EARLY * (n - state.score)
            elif n < state.score:
                cost += _BEHIND + (_FURTHER if state.score < len(rows) else _LAST) * (state.score - n)
            cost += REMARKED[kind_of(text)]
            if row.cells[SCORE]:
                cost += row.verdict(text) - row.verdict("")
            if state.cost + cost <= worst:
                yield state.cost + cost, state, n, REMARK, cell, False
    for column, first in begun.items():
        words = rows[0].cells[column]
        if not token.is_number and words and (column == REMARK or ACTUAL in token.columns):
            _, above = first.with_words(words[first.count :])
            steps, joined = above.with_words(cell)
            ended = above.end() if above.count > first.count else 0.0
            cost = _FURTHER * max(0, state.score) + joined.end() - ended + steps
            yield state.cost + cost, state, 0, column, joined.words, True
    if token.is_number and len(state.totals) < totals and len(token.columns) > 1:
        cost = _HEAVY * (token.value is not None and token.value < _LEAST_TOTAL)
        yield state.cost + cost, state, None, SCORE, cell, False


def _priced_rows(state: _State, number: Token, column: int) -> Iterator[tuple[float, int]]:
    """The rows that may have a number as their weight or as their score, and what each costs."""
    value = number.value
    lacking, unscored = state.lacking[column - WEIGHT], state.lacking[1]
    late = bisect_left(lacking, state.lowest[column - WEIGHT])  # what was printed before theirs is paid for
    behind = bisect_right(unscored, state.lowest[1])
    expected = unscored[behind] if behind < len(unscored) else len(state.rows)  # the row whose score is printed next
    for place, n in enumerate(lacking[: late + _NEXT]):
        weight = state.rows[n].weight if column == SCORE else value
        if value is None or weight is None or value > weight:
            continue
        cost = (_OUT_OF_ORDER + _FURTHER * (place - late) if place > late else 0.0) + _LESS * (value < weight)
        if column == WEIGHT:
            cost += _HEAVY * (value > _MOST_WEIGHT)
            cost += _AHEAD * max(0, n - expected)
        yield cost, n


def _cheapest(moves: list[_Move]) -> list[_State]:
    """The states of the cheapest moves that differ in what their rows hold: equal cells are the same in each other's place."""
    found: dict[tuple[int, ...], _State] = {}
    for move in sorted(moves, key=cost_of):
        _, before, n, column, cell, _ = move
        rows = before.rows if n is None else (*before.rows[:n], before.rows[n].with_cell(column, cell), *before.rows[n + 1 :])
        key = len(before.totals) + (n is None), *[row.number for row in rows]
        if key not in found:
            found[key] = _moved(move, rows)
            if len(found) == _BEAM:
                break
    return list(found.values())


def _moved(move: _Move, rows: tuple[_Row, ...]) -> _State:
    """The state that a move makes of a state, with the rows as they are then."""
    cost, before, n, column, cell, goes_on = move
    _, above, lacking, totals, remark, score, lowest, judged = before
    if n is None:
        return _State(cost, rows, lacking, (*totals, cell), remark, len(rows), lowest, judged)
    if column == WEIGHT:
        lacking, lowest = (_without(lacking[0], n), lacking[1]), (max(n, lowest[0]), lowest[1])
    elif column == SCORE:
        lacking, lowest = (lacking[0], _without(lacking[1], n)), (lowest[0], max(n, lowest[1]))
        score = max(n, score)
    elif column == REMARK and not goes_on:
        remark = max(n, remark)
        judged = judged | {n} if above[n].cells[SCORE] else judged
    return _State(cost, rows, lacking, totals, remark, score, lowest, judged)


def _without(rows: tuple[int, ...], n: int) -> tuple[int, ...]:
    return tuple([row for row in rows if row != n])


def _is_whole(state: _State) -> bool:
    """Whether each row has its points, and the totals are no less than those of any row."""
    if any(state.lacking):
        return False
    most = max((row.weight or 0 for row in state.rows), default=0)
    return all((_points(cell) or 0) > most for cell in state.totals)


def _points(cell: Cell) -> Decimal | None:
    """The points that a cell of one word holds."""
    return points(cell[0].text) if cell else None


def _put(rows: tuple[_Row, ...], n: int, column: int, cell: Cell) -> tuple[_Row, ...]:
    return (*rows[:n], rows[n].with_cell(column, cell), *rows[n + 1 :])
