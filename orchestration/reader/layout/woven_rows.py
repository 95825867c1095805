"""Rows of a self-evaluation's table, of which the lines of six cells come interleaved: which lines may be the cells of one row.

The weight and the score are short numbers on the middle of a row: before them stand the upper halves of its other cells, behind
them the lower halves, so that what is seen of the upper halves tells how tall the cells are. Where a page ends inside a row its
cells begin at one height. Cells that are printed apart from their row are not sought here.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestration.reader.layout.bands import Cell, Growing, Line, Slot, Word, text_of
from orchestration.reader.layout.woven_slots import OPENED, agreement
from orchestration.reader.values import points

NAME, TARGET, ACTUAL, WEIGHT, SCORE, REMARK = range(6)
TEXTS = (NAME, TARGET, ACTUAL, REMARK)
POINTS = re.compile(r"\d{1,2}(?:\.\d{1,2})?|100(?:\.0{1,2})?")
Cells = tuple[Cell, Cell, Cell, Cell, Cell, Cell]

_SKIPPED = 1.5  # words of one printed line stand in neighbouring cells
_UNTIED = 1.5  # words near each other on one height are printed as one line
_TOPPED = 1.0  # cells are centred on each other
_LATE = 0.4  # of a line that should have been printed before
_MOST_LINES = 45  # of a row
MOST_ALIKE = 6  # rows that are kept of the same lines
_ROUNDING = 1e-6  # sums of the same costs in another order differ by less
_NOWHERE = (0,) * 6


class Limits(NamedTuple):
    """How far rows are sought: what a likely reading needs is soon found, and more is sought only where nothing explains the lines."""

    dear: float  # no row that costs more is believed
    worst: float  # no part of one that costs more is followed
    beam: int  # ways to read the lines so far that are followed
    outdone: float  # so much cheaper another one of them is


NEAR = Limits(7.5, 14.0, 100, 5.0)
FAR = Limits(12.0, 24.0, 300, 8.0)
LIMITS = (NEAR, FAR, Limits(18.0, 30.0, 300, 9.0))


class Piece(NamedTuple):
    """Cells that may be a row or a part of one: the lines that they are read from, and what they cost."""

    start: int
    stop: int
    cells: Cells
    cost: float
    is_cut: bool = False  # whether the page ends inside the row


Grown = tuple[Growing, Growing, Growing, Growing, Growing, Growing]


class _State(NamedTuple):
    """Cells as far as they are read, and between which heights the first line of each may stand; -1: it has none."""

    cost: float
    cells: Grown
    low: tuple[int, ...]
    high: tuple[int, ...]
    at: int  # the last printed line stands no higher
    middle: tuple[int, int] | None  # of the row, once a number tells
    lines: tuple[tuple[bool, tuple[tuple[int, int], ...]], ...]  # of each printed line: whether it is led, slots and lines of its cells
    counts: list[int]  # of the lines of each cell


_Way = tuple[float, Grown, tuple[int, ...]]  # what cells cost with a line more, and the slots of its words
_Level = tuple[float, Grown, int, int]  # cells that begin at one height, what they cost, the height and the slot of the last word


@dataclass
class Search:
    """The search for rows in the lines of a part of a page. `empty` are the cells before the first line: searches in a form share them."""

    lines: Sequence[Line]
    empty: Grown
    limits: Limits = NEAR
    found: dict[tuple[int, int], list[Piece]] = field(default_factory=dict)
    slots: list[Slot | None] = field(init=False)  # what the cells of text may hold
    most: list[int] = field(init=False)  # lines of a cell
    level: bool = field(init=False)  # as of the lines

    def __post_init__(self) -> None:
        self.slots = [cell.slot for cell in self.empty]
        self.level = any(line.level for line in self.lines)
        self.most = [slot.most if slot else 1 for slot in self.slots]

    def centred(self, start: int, columns: int) -> list[Piece]:
        """The likely rows that begin with a line, of the first columns; their weight is not printed apart where these hold it."""
        if (start, columns) not in self.found:
            self.found[start, columns] = list(self._centred(start, columns))
        return self.found[start, columns]

    def _centred(self, start: int, columns: int) -> Iterator[Piece]:
        states = [_State(0.0, self.empty, _NOWHERE, _NOWHERE, 0, None, (), [0] * 6)]
        for n in range(start, min(len(self.lines), start + _MOST_LINES)):
            states = self._after(states, self.lines[n], columns)
            if not states:
                return
            yield from self._likely(states, columns, start, n + 1)

    def _likely(self, states: Sequence[_State], columns: int, start: int, stop: int) -> Iterator[Piece]:
        """The cheapest of the rows that end at a line; what the order of its lines costs is asked only of a row that may be one of them."""
        whole = [(state, _ended(state.cells), _row_cost(state.cells)) for state in states if _is_whole(state.cells, columns)]
        found: list[tuple[float, int]] = []
        for least, n in sorted((state.cost + ended + own, n) for n, (state, ended, own) in enumerate(whole)):
            if least > (self.limits.dear if len(found) < MOST_ALIKE else found[MOST_ALIKE - 1][0]) + _ROUNDING:
                break
            state, ended, own = whole[n]
            late = self._disorder(state)
            if late is not None and (cost := state.cost + late + ended + own) < self.limits.dear:
                insort(found, (cost, n))
        for cost, n in found[:MOST_ALIKE]:
            yield Piece(start, stop, _words(whole[n][0].cells), cost)

    def cut(self, start: int, columns: int) -> Iterator[Piece]:
        """The rows, of the first columns, that begin with a line and do not end before the page does: the cells begin at one height."""
        slots = range(columns)
        states: list[_Level] = [(0.0, self.empty, 0, -1)]
        for line in self.lines[start:]:
            states = sorted((s for state in states for s in self._level(state, line, slots, self.empty)), key=cost_of)[: self.limits.beam]
        for cost, cells, _, _ in states:
            if cells[NAME].words and cells[TARGET].words:
                yield Piece(start, len(self.lines), _words(cells), cost, is_cut=True)

    def topped(self, start: int) -> Iterator[Piece]:
        """The rows that begin with a line and whose cells begin at one height: the end of a page that leaves no sign is inside them."""
        states: list[_Level] = [(0.0, self.empty, 0, -1)]
        for n in range(start, min(len(self.lines), start + _MOST_LINES)):
            states = [s for state in states for s in self._level(state, self.lines[n], range(len(self.slots)), self.empty)]
            states = sorted(states, key=cost_of)[: self.limits.beam]
            for cost, cells, _, _ in states:
                if n > start and _is_whole(cells, len(self.slots)):
                    whole = cost + _ended(cells) + _row_cost(cells) + _TOPPED
                    if whole < self.limits.dear:
                        yield Piece(start, n + 1, _words(cells), whole)
            if not states:
                return

    def rests(self, above: Piece) -> Iterator[Piece]:
        """Rows that began on the page before, with lines of this one; not yet with the cost of how their cells end.

        A cell that reached the end of the page goes on, and one that ended a line above it, so as to leave two lines for this page.
        """
        lowest = max(len(cell) for cell in above.cells)
        goes_on = [slot for slot in TEXTS if len(above.cells[slot]) >= max(lowest - 1, 1)]
        begun: Grown = tuple(map(Growing, self.slots, above.cells))  # type: ignore[assignment]
        states: list[_Level] = [(above.cost, begun, 0, -1)]
        for n, line in enumerate(self.lines):
            states = [s for state in states for s in self._level(state, line, goes_on, begun)]
            states = sorted(states, key=cost_of)[: self.limits.beam]
            for cost, cells, _, _ in states:
                if all(cells[slot].count - begun[slot].count in (0, 2) for slot in goes_on if begun[slot].count < lowest):
                    yield Piece(above.start, n + 1, _words(cells), cost, is_cut=True)
            if not states:
                return

    def ended(self, cells: Cells, going_on: Container[int]) -> float:
        """What cells cost by how they end; it is not known how those end that may go on."""
        return sum(
            slot.end(cell) for n, (slot, cell) in enumerate(zip(self.slots, cells, strict=True)) if slot and cell and n not in going_on
        )

    def _level(self, state: _Level, line: Line, slots: Sequence[int], begun: Grown) -> Iterator[_Level]:
        """The ways to put a line into cells that begin at one height, behind what of them is on the page before: its words stand level."""
        cost, cells, level, at = state
        below = (level + 1, -1)
        for height, left in (below,) if self.level and at >= 0 else ((level, at), below):
            grown = [(cost, cells, left)]
            for word in line.words:
                longer = []
                for so_far, own, last in grown:
                    for slot in slots:
                        if (slot in (WEIGHT, SCORE)) != _is_number(word) or slot <= last or own[slot].count - begun[slot].count != height:
                            continue
                        if slot in (WEIGHT, SCORE) and (begun is not self.empty or not own[slot - 1].words):
                            continue
                        price, cell = own[slot].step(word)
                        price += _SKIPPED * (slot - last - 1) if word is not line.words[0] and not self.level else 0.0
                        if so_far + price <= self.limits.worst:
                            longer.append((so_far + price, _with(own, slot, cell), slot))
                grown = longer
            for so_far, own, last in grown:
                yield so_far, own, height, last

    def _after(self, states: Sequence[_State], line: Line, columns: int) -> list[_State]:
        """The cheapest ways to put a line into cells; whether it can stand so is asked only of a way that is cheap enough."""
        words = [(word, _is_number(word), _slots_for(word, columns)) for word in line.words]
        ways = [(cost, state, cells, slots) for state in states for cost, cells, slots in self._ways(state, words, line.led)]
        out: list[_State] = []
        for cost, state, cells, slots in sorted(ways, key=cost_of):
            if out and (len(out) == self.limits.beam or cost >= out[0].cost + self.limits.outdone):
                break
            if placed := _placed(state, cells, slots, line, columns > WEIGHT):
                own = tuple([(slot, state.counts[slot]) for slot in slots])
                out.append(_State(cost, cells, *placed, (*state.lines, (line.led, own)), [cell.count for cell in cells]))
        return out

    def _ways(self, state: _State, words: Sequence[tuple[Word, bool, Sequence[int]]], led: bool) -> list[_Way]:
        """The ways to put the words of a line into cells from left to right: of each word, whether it is a number, and its slots."""
        grown: list[_Way] = [(state.cost, state.cells, ())]
        for word, is_number, open_slots in words:
            longer = []
            for cost, cells, slots in grown:
                last = slots[-1] if slots else -1
                for slot in open_slots:
                    cell = cells[slot]
                    if slot <= last or cell.count >= self.most[slot] or (is_number and not _takes_number(cells, slot, word)):
                        continue
                    price, cell = cell.step(word)
                    skipped = slot - last - 1 if slots else slot * led
                    total = cost + price + (0.0 if self.level else _SKIPPED * skipped)
                    if total <= self.limits.worst:
                        longer.append((total, (*cells[:slot], cell, *cells[slot + 1 :]), (*slots, slot)))
            grown = longer  # type: ignore[assignment]
        return grown

    def _disorder(self, state: _State) -> float | None:
        """What it costs that the lines of cells that are centred on each other are printed in this order; None where that cannot be."""
        tops = [1 - cell.count for cell in state.cells]
        last, last_slot, cost = -_FAR_BELOW, -1, 0.0
        before: tuple[int, int, Word] | None = None  # the last word that was printed: its slot and height
        for led, words in state.lines:
            heights = [tops[slot] + 2 * n for slot, n in words]
            base, slot = heights[0], words[0][0]
            if self.level:
                if base <= last or any(height != base for height in heights):
                    return None
            elif led:
                base, slot = max(last, max(heights) - 1), -1
                if base > min(heights) + 1:
                    return None
            elif base < last - 1 or any(abs(height - base) > 1 for height in heights):
                return None
            elif base < last or (base == last and slot < last_slot):
                cost += _LATE
            elif before and before[:2] == (slot - 1, base) and self._reaches(*before[::2]):
                cost += _UNTIED
            last, last_slot = max(base, last), slot if base >= last else last_slot
            n = words[-1]
            before = (n[0], heights[-1], state.cells[n[0]].words[n[1]])
        return cost

    def _reaches(self, slot: int, word: Word) -> bool:
        """Whether a word reaches so near the next cell that what begins there on its height is printed on its line."""
        holds = self.slots[slot]
        return word.ends_line and holds is not None and holds.reaches(word)


def empty_row(slots: Sequence[Slot | None]) -> Grown:
    """The cells of a row before its first line."""
    return tuple(map(Growing, slots))  # type: ignore[return-value]


def _is_number(word: Word) -> bool:
    return bool(POINTS.fullmatch(word.text))


def _slots_for(word: Word, columns: int) -> list[int]:
    return [slot for slot in ((TARGET, ACTUAL, WEIGHT, SCORE) if _is_number(word) else TEXTS) if slot < columns]


def _takes_number(cells: Grown, slot: int, number: Word) -> bool:
    """Whether a number may stand in a cell: no text begins with one, and a score is no more than its weight.

    The score is printed first where the weight stands on one line with the lower half of a cell left of it.
    """
    weight, score = cells[WEIGHT].text, cells[SCORE].text
    if slot == SCORE:
        return not weight or (points(number.text) or 0) <= (points(weight) or 0)
    return (not score or (points(score) or 0) <= (points(number.text) or 0)) if slot == WEIGHT else cells[slot].count > 0


def replaced(cells: Cells, slot: int, cell: Cell) -> Cells:
    """The cells with another one in a column."""
    found = list(cells)
    found[slot] = cell
    return tuple(found)  # type: ignore[return-value]


def _with(cells: Grown, slot: int, cell: Growing) -> Grown:
    return (*cells[:slot], cell, *cells[slot + 1 :])  # type: ignore[return-value]


def _words(cells: Grown) -> Cells:
    return tuple(cell.words for cell in cells)  # type: ignore[return-value]


def _ended(cells: Grown) -> float:
    """What cells cost by how they end."""
    return sum(cells[slot].end() for slot in TEXTS if cells[slot].count)


def _row_cost(cells: Grown) -> float:
    return row_cost([cell.text for cell in cells])


def row_cost(texts: Sequence[str]) -> float:
    """What the cells of a row say of each other; cells that are printed apart are judged when they are dealt."""
    cost = -OPENED * sum(bool(texts[slot]) for slot in TEXTS)  # that cells begin costs all rows the same
    return cost + agreement(texts[TARGET], texts[ACTUAL]) if texts[ACTUAL] else cost


def _placed(
    state: _State, cells: Grown, slots: tuple[int, ...], line: Line, has_number: bool
) -> tuple[tuple[int, ...], tuple[int, ...], int, tuple[int, int] | None] | None:
    """Between which heights cells begin when words are put into slots as one printed line; None where that cannot be."""
    low, high, led = list(state.low), list(state.high), line.led and not line.level
    counts = state.counts
    centre = state.middle[0] if state.middle else state.at - 1 if has_number else -_FAR_BELOW  # the middle is no higher
    following = [high[n] + 2 * counts[n] for n in TEXTS if n not in slots and 0 < counts[n] < centre - high[n] + 1]
    first = slots[0]
    base_low, base_high = (state.at, max(state.at, min(following, default=_FAR_BELOW))) if any(counts) else (0, 0)
    if line.level and state.lines:
        base_low = state.at + 1
    elif state.lines and not led and not state.lines[-1][0] and first < state.lines[-1][1][0][0]:
        base_low = max(base_low, state.at + 1)  # of two lines on one height the left one is printed first
    if counts[first] and not led:
        base_low, base_high = max(base_low, low[first] + 2 * counts[first] - 1), min(base_high, high[first] + 2 * counts[first])
    slack = 0 if line.level else 1
    for slot in slots:
        near = 0 if slot == first and not led else slack
        a, b = base_low - near - 2 * counts[slot], base_high + near - 2 * counts[slot]
        if counts[slot]:
            a, b = max(a, low[slot]), min(b, high[slot])
        if a > b:
            return None
        low[slot], high[slot] = a, b
    lowest = max([low[slot] + 2 * counts[slot] for slot in slots]) - slack  # the line stands near its lowest word
    at = max(base_low, min(lowest, base_high))
    middle = state.middle
    for slot in slots:
        if slot in (WEIGHT, SCORE):
            middle = (max(middle[0], low[slot]), min(middle[1], high[slot])) if middle else (low[slot], high[slot])
    if middle:
        if middle[0] > middle[1]:
            return None
        for n in TEXTS:
            lines = cells[n].count
            if lines and middle[1] - low[n] + 1 < lines:
                return None
    return tuple(low), tuple(high), at, middle


_FAR_BELOW = 99


def _is_whole(cells: Grown, columns: int) -> bool:
    """Whether there are cells enough for a row, and none stands right of one that is printed apart."""
    name, target, actual, weight, score, remark = [cell.count for cell in cells]
    if not (name and target) or (columns > WEIGHT and not (actual and weight)):
        return False
    return bool(score or not remark)


def cost_of(way: tuple[float, *tuple[object, ...]]) -> float:
    """What a way costs that is a tuple."""
    return way[0]


def texts_of(cells: Cells) -> tuple[str, ...]:
    """What the cells hold."""
    return tuple(text_of(cell) for cell in cells)
