"""Rows of a table from its columns: in each a stack of pieces, and cells that stand in the middle of their row's height.

A row is so many pieces of each stack. The cheapest cut into rows is the one in which cells end where their text does not fill
the column, and in which the lines of a row's cells, centred, come in about the order of the text. Heights are counted in lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from orchestration.reader.layout.places import Piece
from orchestration.reader.layout.wording import unheard
from orchestration.reader.text import width

_MOST_LINES = 24  # of one cell
_NEAR, _MOST_WAYS = 1.0, 6  # how much more a way may cost than the cheapest to be thought of, and how many are
_BEAM, _SPREAD = 24, 9.0  # ways that are kept at each row, and how much they may cost more than the cheapest
BETWEEN = 0.2  # the padding between two rows
_CLOSING = frozenset(",。;:、)”》%!?，；：）！？％")
_OPENING = frozenset("(（“《[【‘")
_FULL_END, _FULL_LINE = 0.1, 0.1  # of a cell that ends with a full line, of a full line that another follows in its cell
# What a cell seldom begins and seldom ends with.
_JOINING, _LEADING, _HINT = frozenset("和及与的等、或"), frozenset("和及与的、,或在为对将"), 0.5
_DOUBLED = 0.2  # of a cell that prints a phrase twice, as such forms do; two rows that print it are rarer
_UNHEARD = 0.5  # of a cell that goes on with what the form prints in a row nowhere else
_INFINITE = float("inf")


@dataclass(frozen=True, eq=False)  # each is the key of what is worked out of it
class Stack:
    """The pieces of one column, of which a row takes `least` to `most`."""

    pieces: tuple[Piece, ...]
    least: int = 1
    most: int = _MOST_LINES
    whole: Callable[[str], bool] | None = None  # whether a text can be a cell's
    is_closed: Callable[[str], bool] | None = None  # whether a text is a cell's up to its end: nothing can follow in the cell
    header: int = 0  # the width of the column's header, that the column is as wide as
    likely: Callable[[str], bool] | None = None  # whether a text reads as a whole cell: few others are one
    spans: bool = False  # cells of one row may be wider than those of another
    most_wide: float = 1000  # no wider than so is the column
    seen: frozenset[str] = frozenset()  # pairs and triples of characters that the form prints in a row

    @cached_property
    def places(self) -> list[_Place]:
        return [p.at for p in self.pieces]

    @cached_property
    def widths(self) -> list[int]:
        return [width(p.printed) for p in self.pieces]

    @cached_property
    def wide(self) -> float:
        return min(max([self.header, *(_least(p.printed) for p in self.pieces)]), self.most_wide)

    def narrower(self) -> Stack:
        """The same pieces in a column that is as wide as the widest line but one."""
        return replace(self, most_wide=max([self.header, *sorted(self.widths)[:-1]]))

    @cached_property
    def extents(self) -> list[float]:
        """How wide each line but the last would be with what the next one begins with."""
        return [_extent(a.printed + _beginning(b.printed)) for a, b in pairwise(self.pieces)]

    def goes_on(self, n: int) -> bool:
        """Whether the piece fills its line, so that the next one can belong to its cell."""
        return n + 1 < len(self.pieces) and self.extents[n] > self.wide

    @cached_property
    def _ends(self) -> dict[int, list[tuple[int, float]]]:
        return {}

    def ends(self, start: int) -> list[tuple[int, float]]:
        """Where a cell that starts with a piece can end, and what that costs; the ways to cut a table ask for it again and again."""
        if start not in self._ends:
            self._ends[start] = list(self.cells(start))
        return self._ends[start]

    def cells(self, start: int) -> Iterator[tuple[int, float]]:
        """Where a cell that starts with a piece can end, and what that costs."""
        left = len(self.pieces) - start
        if not self.least:
            yield start, 0.0
        if self.spans:
            yield from self._free_cells(start, left)
            return
        cost, text = 0.0, ""
        for end in range(start + 1, start + min(left, self.most) + 1):
            text += self.pieces[end - 1].text
            full = self.goes_on(end - 1)
            if self.is_closed and self.is_closed(text):
                full = False
            hint = _HINT * ((text[0] in _JOINING) + (text[-1] in _LEADING) + self._parts_word(end))
            hint += _HINT if self.likely and not self.likely(text) else 0.0
            hint -= _DOUBLED if len(text) > 3 and text == text[: len(text) // 2] * 2 else 0.0
            yield end, max(0.0, cost + hint) + (_FULL_END if full else 0.0) + (6.0 if self.whole and not self.whole(text) else 0.0)
            cost += _FULL_LINE if full else 2.5
            if cost > 6:
                return
            if self.seen and end < len(self.pieces):
                cost += _UNHEARD * unheard(self.pieces[end - 1].text, self.pieces[end].text, self.seen)

    def _parts_word(self, end: int) -> bool:
        """Whether a cell that ends before a piece parts what other texts, or others of the form, print in a row."""
        return end < len(self.pieces) and not unheard(self.pieces[end - 1].text, self.pieces[end].text, self.seen)

    def _free_cells(self, start: int, left: int) -> Iterator[tuple[int, float]]:
        """As `cells`, where only a cell's own lines tell how wide it is."""
        for end in range(start + 1, start + left + 1):
            wide = max(self.widths[start:end])
            short = sum(extent <= wide for extent in self.extents[start : end - 1])
            if short > 2:
                return
            yield end, 2.5 * short + (6.0 if self.whole and not self.whole("".join(p.text for p in self.pieces[start:end])) else 0.0)


def _least(text: str) -> float:
    """How wide a text is on the page at least: Latin marks of many fonts are half as wide as their figures."""
    return width(text) - sum(text.count(mark) for mark in ".,:;") / 2


def _extent(text: str) -> float:
    """How wide a text may be on the page: figures and Latin letters of many fonts are wider than half an ideograph."""
    return sum(map(_EXTENTS.__getitem__, text))


class _Extents(dict[str, float]):
    """Of the characters that were met."""

    def __missing__(self, character: str) -> float:
        self[character] = found = 1.15 if character.isascii() else width(character)
        return found


_EXTENTS = _Extents({"%": 1.9})


def _beginning(text: str) -> str:
    """What cannot be parted from a text's first character: what an opening bracket opens, the marks that close behind it."""
    end = 1
    while end < len(text) and (text[end] in _CLOSING or text[end - 1] in _OPENING):
        end += 1
    return text[:end]


Cells = Sequence[Sequence[Piece]]
_Place = tuple[int, int]  # a page and a line
_State = tuple[int, ...]
_Heights = Sequence[Sequence[float]]  # of each cell those of its pieces, from the row's top
Shape = list[list[tuple[float, Piece]]]  # of each cell its pieces with how far below the row's top they begin


class Cut(NamedTuple):
    """A row: where its pieces start and end in each stack, its cost, and its cells with how they stand."""

    start: _State
    end: _State
    cost: float
    cells: Cells
    heights: _Heights

    @property
    def lines(self) -> int:
        """How many pieces were cut off the stacks."""
        return sum(self.end) - sum(self.start)

    @property
    def shape(self) -> Shape:
        """How the pieces of the row stand."""
        return _shape(self.cells, self.heights)


class _Known:
    """The cells of a row that other columns have, and what all ways to read the row ask of them."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.anchor = next((cell for cell in cells if cell), None)
        self.first = min((p.line for cell in cells for p in cell), default=_INFINITE)  # of their lines
        self.pages = {p.page for cell in cells for p in cell}

    def goes_with(self, places: Sequence[_Place]) -> bool:
        """Whether a cell has about as many lines above a known cell of its row as below it; from the top where a page ends in the row."""
        if not places or not self.anchor:
            return True
        first, last = self.anchor[0].at, self.anchor[-1].at
        above = sum([place < first for place in places])
        below = sum([place > last for place in places])
        return abs(above - below) <= 3 or (above <= 1 and places[-1][0] >= last[0])

    def left_above(self, places: Sequence[_Place]) -> float:
        """The cost of pieces left for later rows although they stand above a known cell of this one."""
        return float(sum([place < self.anchor[-1].at for place in places[:_LEFT]])) if self.anchor else 0.0


_LEFT = 5  # pieces behind a cell that are looked at


def _shape(cells: Cells, heights: _Heights) -> Shape:
    return [list(zip(hs, cell, strict=True)) for hs, cell in zip(heights, cells, strict=True)]


def cuts(stacks: Sequence[Stack], known: Sequence[Cells] | None = None) -> list[list[Cut]]:
    """The ways to cut some stacks into rows, cheapest first: the cheapest, and those that differ from it and cost little more.

    `known` are the cells of each row that other columns have: there are so many rows then. None is found where no way takes
    up all pieces.
    """
    if known is not None and not known:
        return [] if any(s.pieces for s in stacks) else [[]]
    rows = None if known is None else [_Known(cells) for cells in known]
    for limit in _LIMITS:
        ways = _cuts(stacks, rows, limit)
        if ways and sum(row.cost for row in ways[0]) + _NEAR < limit:
            break
    return ways


# What a way may cost. Most tables fit their columns: dear rows, two of three of all that may begin somewhere, are thought of only where
# no cheap way is found. No row costs less than nothing, so what costs too much so far is no part of a cheaper way.
_LIMITS = (3.0, 6.0, 12.0, _INFINITE)


def _cuts(stacks: Sequence[Stack], known: Sequence[_Known] | None, limit: float) -> list[list[Cut]]:
    goal = tuple(len(s.pieces) for s in stacks)
    layers: list[dict[_State, tuple[float, Cut | None]]] = [{(0,) * len(stacks): (0.0, None)}]
    steps: list[list[Cut]] = []
    lengths: list[int] = []  # numbers of rows that take up all pieces
    while layers[-1] and (known is None or len(steps) < len(known)):
        best = min(cost for cost, _ in layers[-1].values())
        following: dict[_State, tuple[float, Cut | None]] = {}
        found: list[Cut] = []
        for start, (cost, before) in sorted(layers[-1].items(), key=lambda item: item[1][0])[:_BEAM]:
            if cost > best + _SPREAD:
                break
            for step in _rows_from(stacks, start, known[len(steps)] if known else _NOTHING, before, min(_SPREAD, limit - cost)):
                found.append(step)
                if step.end not in following or cost + step.cost < following[step.end][0]:
                    following[step.end] = (cost + step.cost, step)
        steps.append(found)
        layers.append(following)
        if goal in following and (known is None or len(steps) == len(known)):
            lengths.append(len(steps))
    return _cheapest(layers, steps, goal, lengths) if lengths else []


def _cheapest(
    layers: list[dict[_State, tuple[float, Cut | None]]], steps: list[list[Cut]], goal: _State, lengths: list[int]
) -> list[list[Cut]]:
    """The cheapest way to the goal, and the cheapest ones through each row that costs little more."""
    rests: list[dict[_State, tuple[float, Cut | None]]] = [{goal: (0.0, None)} if n in lengths else {} for n in range(len(layers))]
    for n in range(len(steps) - 1, -1, -1):
        for step in steps[n]:
            if step.end in rests[n + 1]:
                cost = step.cost + rests[n + 1][step.end][0]
                if step.start not in rests[n] or cost < rests[n][step.start][0]:
                    rests[n][step.start] = (cost, step)
    best = min(layers[n][goal][0] for n in lengths)
    found: dict[tuple[_State, ...], tuple[float, list[Cut]]] = {}
    for n, rows in enumerate(steps):
        for step in rows:
            if step.end not in rests[n + 1]:
                continue
            cost = layers[n][step.start][0] + step.cost + rests[n + 1][step.end][0]
            if cost < best + _NEAR:
                way = _way(layers, rests, n, step)
                found.setdefault(tuple(c.end for c in way), (cost, way))
    return [way for _, way in sorted(found.values(), key=lambda item: item[0])[:_MOST_WAYS]]


def _way(
    layers: list[dict[_State, tuple[float, Cut | None]]], rests: list[dict[_State, tuple[float, Cut | None]]], n: int, step: Cut
) -> list[Cut]:
    """The cheapest way that has a certain row."""
    before: list[Cut] = []
    at, last = step.start, n
    while last:
        row = layers[last][at][1]
        assert row
        before.append(row)
        at, last = row.start, last - 1
    way = [*reversed(before), step]
    while (row := rests[len(way)][way[-1].end][1]) is not None:
        way.append(row)
    return way


def _rows_from(stacks: Sequence[Stack], start: _State, known: _Known, before: Cut | None, limit: float) -> Iterator[Cut]:
    """The rows that can begin where the stacks have come to and cost less than a limit."""
    options = [[o for o in s.ends(a) if known.goes_with(s.places[a : o[0]])] for s, a in zip(stacks, start, strict=True)]
    last = max([p.line for cell in before.cells for p in cell], default=-1) if before else -1
    above: list[tuple[int, list[tuple[float, Piece]]]] | None = None
    for choice in product(*options):
        end = tuple([b for b, _ in choice])
        if end == start and not known.cells:
            continue
        alone = sum([c for _, c in choice])
        left = sum([known.left_above(s.places[b : b + _LEFT]) for s, b in zip(stacks, end, strict=True)])
        if alone + left >= limit:
            continue
        own = [s.pieces[a:b] for s, a, b in zip(stacks, start, end, strict=True)]
        added = [p for cell in own for p in cell]
        is_behind = last < min([known.first, *[p.line for p in added]])
        if above is None and not is_behind:
            above = _above(before.shape) if before else []
        cells = [*own, *known.cells]
        ways = [
            (_disorder(cells, heights, len(own), [] if is_behind else above or []) + more, heights)
            for heights, more in _ways_to_stand(cells, known.pages.union([p.page for p in added]), _may_break(stacks, start, end))
        ]
        cost, heights = min(ways, key=_first)
        cost = cost + alone + left
        if cost < limit:
            yield Cut(start, end, cost, cells, heights)


_NOTHING = _Known(())


def _first(way: tuple[float, object]) -> float:
    return way[0]


def _may_break(stacks: Sequence[Stack], start: _State, end: _State) -> bool:
    """Whether a page ends behind a cell."""
    return any(a < b < len(s.pieces) and s.pieces[b].page > s.pieces[b - 1].page for s, a, b in zip(stacks, start, end, strict=True))


def _ways_to_stand(cells: Cells, pages: set[int], breaks: bool) -> Iterator[tuple[_Heights, float]]:
    """The heights of a row's pieces: centred; from the top in a row that a page ends in, which the row may leave open."""
    if len(pages) <= 1:
        height = max(map(len, cells))
        yield [_centred(height, len(cell)) for cell in cells], 0.0
    if len(pages) > 1 or breaks:
        tops: list[list[float]] = []
        for cell in cells:
            firsts: dict[int, int] = {}
            tops.append([float(n - firsts.setdefault(p.page, n)) for n, p in enumerate(cell)])
        is_parted = any(cell and cell[0].page != cell[-1].page for cell in cells)
        yield tops, 0.0 if is_parted else 0.6 if len(pages) == 1 else 5.0


@lru_cache(maxsize=1024)
def _centred(height: int, lines: int) -> tuple[float, ...]:
    return tuple((height - lines) / 2 + n for n in range(lines))


def stand(cells: Cells) -> Shape:
    """How the pieces of a row stand."""
    heights, _ = min(_ways_to_stand(cells, {p.page for cell in cells for p in cell}, False), key=lambda way: way[1])
    return _shape(cells, heights)


def height(shape: Shape, page: int) -> float:
    """The height of a row on a page."""
    on_page = [h for cell in shape for h, p in cell if p.page == page]
    if all(p.page == page for cell in shape for _, p in cell):
        return float(max(len(cell) for cell in shape))
    return max(on_page) + 1


def _above(shape: Shape) -> list[tuple[int, list[tuple[float, Piece]]]]:
    """The cells of a row as they stand above the next row's top, each with its last line."""
    bottoms = {page: height(shape, page) + BETWEEN for page in {p.page for cell in shape for _, p in cell}}
    return [(max((p.line for _, p in cell), default=-1), [(h - bottoms[p.page], p) for h, p in cell]) for cell in shape]


def _disorder(cells: Cells, heights: _Heights, own: int, above: list[tuple[int, list[tuple[float, Piece]]]]) -> float:
    """How unlike the order of the text is to the heights of a row's pieces, and of these and the row's above.

    The first `own` cells are new; what others tell of each other is the same in all cuts.
    """
    cost = 0.0
    for n in range(own):
        for m in range(n + 1, len(cells)):
            for h, p in zip(heights[n], cells[n], strict=True):
                for g, q in zip(heights[m], cells[m], strict=True):
                    if p.page == q.page:
                        cost += _pair(g - h, q.line - p.line)
    for n, cell in enumerate(cells if above else ()):
        first = min((p.line for p in cell), default=_INFINITE)
        for m, (last, other) in enumerate(above if n < own else above[:own]):
            if n != m and last >= first:  # else their lines are in the order of the rows
                lower = list(zip(heights[n], cell, strict=True))
                cost += sum(_pair(g - h, q.line - p.line) for h, p in other for g, q in lower if p.line >= q.line and p.page == q.page)
    return cost * 2 / len(cells)  # columns that stand alike tell the same thing


@lru_cache(maxsize=4096)  # of tables of a few lines a row they are few
def _pair(lower: float, lines: int) -> float:
    """The cost of two pieces of different columns of which one begins so much lower than the other, and so many lines behind it."""
    if lines < 0:
        lower, lines = -lower, -lines
    if lines == 0:
        far = abs(lower)
        return 0.1 * far if far < 0.7 else 0.4 if far < 1.1 else 1.0 + 2.0 * (far - 1.1)
    if lower < 0:
        return 0.2 if lower > -1.3 else 0.6 + 2.0 * (-lower - 1.3)
    if lower == 0:
        return 0.2 * lines - 0.1
    return 0.3 * max(0.0, lines - 2 * lower - 1)


def tangles(columns: Sequence[Sequence[Piece]]) -> Iterator[dict[int, int]]:
    """Pairs of lines that may stand in the wrong order: per column the number of the first piece of two.

    Runs at near heights are printed from left to right. A run that begins further left comes first, also where words at its
    end stand lower than those of the next line.
    """
    lines: dict[int, dict[int, int]] = {}
    for n, pieces in enumerate(columns):
        for at, piece in enumerate(pieces):
            lines.setdefault(piece.line, {})[n] = at
    for line, upper in lines.items():
        lower = lines.get(line + 1)
        if not lower:
            continue
        both = {n: upper[n] for n in upper.keys() & lower.keys() if lower[n] == upper[n] + 1}
        first = columns[min(lower)][lower[min(lower)]].words[0]
        if min(lower) in both and not first.near and all(_may_be_lower(columns[n][at], columns[n][at + 1]) for n, at in both.items()):
            yield both


def _may_be_lower(piece: Piece, following: Piece) -> bool:
    a, b = piece.words[0], following.words[0]
    return a.near and a.x <= b.x and a.page == b.page


_ITEM = re.compile(r"[(（]?\d{1,2}[)）、.．](?!\d)|[一二三四五六七八九十]{1,3}[、,，.]|[(（][一二三四五六七八九十]{1,3}[)）]")


def prose_cost(lines: Sequence[str], seen: frozenset[str] = frozenset()) -> float:
    """How unlike some lines are to a text that fills its cell: lines that end early before no new item, items in a sentence.

    `seen` as in a Stack: where lines are in order, what stands around their ends often follows each other elsewhere too.
    """
    wide = max(map(width, lines), default=0)
    cost = 0.0
    for line, following in pairwise(lines):
        ends = line[-1] in "。；：;:.!"
        if _ITEM.match(following):
            cost += 0.0 if ends else 1.5
        elif _extent(line + _beginning(following)) <= wide:
            cost += 1.0 if ends else 2.5
        elif not ends:
            cost += _UNHEARD * unheard(line, following, seen)
    return cost
