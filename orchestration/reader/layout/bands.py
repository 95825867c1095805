"""Bands of cells that stand side by side on a page, told from the order in which their lines are printed.

The cells of a band are centred on each other. A tool that prints a page in reading order prints its lines from the top to the
foot, so that the lines of neighbouring cells come interleaved: the middle line of three stands beside a cell of one line, the
lines of a cell of two above and below it. Words that stand on about the same height with little room between them are printed
as one line, which has the place of its first word. What the cells mean is not decided here: a slot says what it may hold.

Heights are counted in half lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

NEVER = float("inf")
_JOINED = 1  # words of one printed line stand at most half a line apart
_SKIPPED = 0.8  # words of one printed line stand close to each other, rarely with a cell between them
_UNTIED = 2.0  # words close to each other on one height are printed as one line
_BEAM = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A run of printed characters between blanks: its place in the stream of the form, its folded text, its width on the page."""

    start: int
    end: int
    text: str
    width: int
    need: int = 2  # width of what stands first in it and cannot be broken
    ends_line: bool = False  # of a line that no other cell leads
    narrow: int = 0  # how many of its characters are Latin ones, which fonts print a little wider or narrower than half an ideograph


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a printed line from left to right.

    A line is led where a cell that is not of its band stood before its words: its height is that of the other cell's line. It is
    level where the tool prints all words of one height, and no others, as one line, be they far apart.
    """

    words: tuple[Word, ...]
    led: bool = False
    page: int = 0
    level: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line of a table: the labels at its beginning, as numbers of marks, and what stands behind them."""

    marks: tuple[int, ...]
    line: Line


Cell = tuple[Word, ...]


def text_of(cell: Iterable[Word]) -> str:
    """The folded text of words."""
    return "".join([w.text for w in cell])


class Slot:
    """What a cell of a band may hold; here: anything."""

    blank = 0.0  # what it costs that the cell is blank where the one left of it is not

    def __init__(self, name: str, needed: bool = True, most: int = 6) -> None:
        """`needed`: the cell is never blank; `most`: the lines that it may have."""
        self.name, self.needed, self.most = name, needed, most

    def step(self, cell: Cell, word: Word) -> float:
        """What it costs to read a word as the next line of a cell; NEVER where it cannot be."""
        return 0.0

    def end(self, cell: Cell) -> float:
        """What it costs that a cell ends so; NEVER where it cannot."""
        return 0.0

    def lines(self, word: Word) -> int:
        """How many lines a cell has that a word begins; 0 where the word does not tell."""
        return 0

    def reaches(self, word: Word) -> bool:
        """Whether a line of the cell reaches near the next cell, so that a word beside it is printed on its line."""
        return False

    def begins(self, word: Word) -> bool:
        """Whether a word surely begins such a cell."""
        return False

    def whole(self, cell: Cell) -> float:
        """What a cell costs from its first line to its end."""
        if not cell:
            return 0.0
        return sum(self.step(cell[:n], word) for n, word in enumerate(cell)) + self.end(cell)


class Growing:
    """A cell as far as it is read. What a word costs that goes on with it is asked once: a search comes to it again and again."""

    __slots__ = ("_end", "_following", "_lines", "_text", "count", "slot", "words")

    def __init__(self, slot: Slot | None, words: Cell = ()) -> None:
        """`slot` says what the cell may hold; None: that is judged elsewhere, and costs nothing here."""
        self.slot, self.words, self.count = slot, words, len(words)
        self._following: dict[int, tuple[float, Growing]] = {}
        self._lines: dict[int, int] = {}
        self._end: float | None = None
        self._text: str | None = None

    @property
    def text(self) -> str:
        """What the cell holds."""
        if self._text is None:
            self._text = text_of(self.words)
        return self._text

    def step(self, word: Word) -> tuple[float, Growing]:
        """What it costs to read a word as the next line of the cell, and the cell with it."""
        found = self._following.get(word.start)
        if found is None:
            cost = self.slot.step(self.words, word) if self.slot else 0.0
            found = self._following[word.start] = cost, Growing(self.slot, (*self.words, word))
        return found

    def with_words(self, words: Cell) -> tuple[float, Growing]:
        """What it costs to read words as the next lines of the cell, and the cell with them."""
        cost, cell = 0.0, self
        for word in words:
            more, cell = cell.step(word)
            cost += more
        return cost, cell

    def whole(self, words: Cell) -> float:
        """What words cost as the last lines of the cell."""
        cost, cell = self.with_words(words)
        return cost + cell.end() if words else 0.0

    def lines(self, word: Word) -> int:
        """As the slot's."""
        count = self._lines.get(word.start)
        if count is None:
            count = self._lines[word.start] = self.slot.lines(word) if self.slot else 0
        return count

    def end(self) -> float:
        """What it costs that the cell ends so."""
        if self._end is None:
            self._end = self.slot.end(self.words) if self.slot else 0.0
        return self._end


NOTHING = Growing(None)  # the cell of a slot that stays empty


def empty_cells(slots: Sequence[Slot | None]) -> list[Growing]:
    """The cells of some slots before the first line. Searches among the same lines share what they found out where they share these."""
    return [Growing(slot) if slot else NOTHING for slot in slots]


@dataclass(frozen=True, slots=True)
class Band:
    """A reading of lines as the cells of one band, a cell for each slot, the blank ones empty; `stop` is where it ends."""

    stop: float
    cells: tuple[Cell, ...]
    cost: float


# Cells as far as they are read: what they cost, the cells, the height of the first line of each, and where the last printed
# line stood, its height and its slot.
_State = tuple[float, tuple[Growing, ...], tuple[int, ...], int, int]


def bands_from(
    lines: Sequence[Line],
    start: int,
    cells: Sequence[Growing],
    worst: float,
    words: int | None = None,
    aligned: bool = False,
    lasts: Mapping[int, Sequence[tuple[float, Line]]] | None = None,
) -> Iterator[Band]:
    """The readings of the lines from `start` on as one band of `cells`, empty ones, none dearer than `worst`.

    `lasts` are parts of lines with which the band may end in the place of the line of a number, each with what `stop` is then.
    `words` says how many words the band has. Where it is `aligned`, its cells begin at one height and it takes all lines;
    else they are centred on each other.
    """
    mosts = [cell.slot.most for cell in cells if cell.slot]
    limit = min(len(lines), start + sum(mosts))
    for centre in [-1] if aligned else range(max(mosts, default=0)):
        search = _Search(cells, centre, worst, words)
        states: list[_State] = [(0.0, tuple(cells), (0,) * len(cells), -1, -1)]
        for n in range(start, limit):
            for stop, line in lasts.get(n, ()) if lasts else ():
                yield from (search.band(stop, state) for state in search.after(states, line)[:_BEAM] if search.is_whole(state))
            states = search.after(states, lines[n])[:_BEAM]
            if not states:
                break
            if not aligned or n == len(lines) - 1:
                yield from (search.band(n + 1, state) for state in states if search.is_whole(state))


class _Search:
    """The search for the cells of a band whose tallest cell has its middle at a height; -1: all cells begin at one height."""

    def __init__(self, cells: Sequence[Growing], centre: int, worst: float, words: int | None) -> None:
        self.centre, self.worst, self.words = centre, worst, words
        self.slots = [cell.slot for cell in cells]
        self.open = [(n, slot) for n, slot in enumerate(self.slots) if slot]

    def is_whole(self, state: _State) -> bool:
        """Whether no cell lacks a line and the tallest is as tall as assumed."""
        centre = self.centre
        is_tall = False
        for cell, top in zip(state[1], state[2], strict=True):
            if cell.count:
                if centre >= 0 and cell.count != centre - top + 1:
                    return False
                is_tall |= not top
        return is_tall

    def band(self, stop: float, state: _State) -> Band:
        """A state as a band; what the ends of cells cost that are not known before the last line, and blank cells, comes to its cost."""
        cells = state[1]
        cost = 0.0
        for n, slot in self.open:
            if not cells[n].count:
                cost += slot.blank if n and cells[n - 1].count else 0.0
            elif self.centre < 0:
                cost += cells[n].end()
        return Band(stop, tuple([cell.words for cell in cells]), state[0] + cost)

    def after(self, states: list[_State], line: Line) -> list[_State]:
        """The cheapest states behind one more line."""
        found: dict[tuple[tuple[Growing, ...], tuple[int, ...]], _State] = {}
        for state in states:
            for following in self._placed(state, line):
                key = following[1:3]
                if key not in found or following[0] < found[key][0]:
                    found[key] = following
        return sorted(found.values(), key=_cost)

    def _placed(self, state: _State, line: Line) -> Iterator[_State]:
        """The ways to put the words of a line into slots from left to right."""
        level = line.level
        led = line.led and not level
        slack = 0 if level else _JOINED + led
        skipped = 0.0 if level else _SKIPPED
        grown = []  # state, last slot, height and slot of the first word
        for slot, height in self._first_places(state, line):
            extra = skipped * slot if led else _UNTIED * self._is_untied(state, slot, height)
            if placed := self._put(state, slot, height, line.words[0], extra):
                grown.append((placed, slot, height, slot))
        for word in line.words[1:]:
            longer = []
            for before, last, first, first_slot in grown:
                for slot, height in self._next_places(before, last, first, slack):
                    if placed := self._put(before, slot, height, word, skipped * (slot - last - 1)):
                        longer.append((placed, slot, first, first_slot))
            grown = longer
        for placed, _, first, first_slot in grown:
            height, slot = (max(state[3], first - _JOINED), -1) if led else (first, first_slot)
            if not self._leaves_behind(placed, height - (0 if line.led or level else _JOINED)):
                yield (placed[0], placed[1], placed[2], height, slot)

    def _is_untied(self, state: _State, slot: int, height: int) -> bool:
        """Whether a word begins a line although it stands close behind the last word of another one, on the same height."""
        left = self.slots[slot - 1] if slot else None
        if left is None or state[3] != height:
            return False
        cells, tops = state[1], state[2]
        n, odd = divmod(height - tops[slot - 1], 2)
        if odd or not 0 <= n < cells[slot - 1].count:
            return False
        word = cells[slot - 1].words[n]
        if not word.ends_line or not left.reaches(word):
            return False
        # A line ends before a word left of it that comes half a line lower.
        return all(top + 2 * cell.count != height + 1 for cell, top in zip(cells[:slot], tops, strict=False) if cell.count)

    def _leaves_behind(self, state: _State, height: int) -> bool:
        """Whether a line of a cell should have been printed by now: one above a height."""
        centre = self.centre
        if centre < 0:
            return False
        for cell, top in zip(state[1], state[2], strict=True):
            if cell.count and top + 2 * cell.count < height and cell.count <= centre - top:
                return True
        return False

    def _first_places(self, state: _State, line: Line) -> Iterator[tuple[int, int]]:
        """Slots that may take the first word of a line, with the height that it would have there."""
        _, cells, tops, at, at_slot = state
        centre, led = self.centre, line.led and not line.level
        slack = _JOINED + led
        if line.level:
            at_slot = len(cells)  # no other line has its height
        upper = -1
        for cell, top in zip(cells, tops, strict=True):
            if cell.count and cell.count <= centre - top:
                height = top + 2 * cell.count
                upper = height if upper < 0 or height < upper else upper
        upper = min(centre, (upper if upper >= 0 else max(at, 0)) + slack)
        for slot, holds in self.open:
            count = cells[slot].count
            if count or centre < 0:
                height = tops[slot] + 2 * count
                if count >= (holds.most if centre < 0 else centre - tops[slot] + 1):
                    continue
                if (height >= at - _JOINED) if led else (height > at or (height == at and slot >= at_slot)):
                    yield slot, height
            else:
                for height in range(max(0, at - slack), upper + 1):
                    if (height >= at - _JOINED) if led else (height > at or (height == at and slot >= at_slot)):
                        yield slot, height

    def _next_places(self, state: _State, last: int, first: int, slack: int) -> Iterator[tuple[int, int]]:
        """Slots behind the last one that may take the next word of a line whose first word has a height."""
        _, cells, tops, _, _ = state
        centre = self.centre
        for slot, holds in self.open:
            if slot <= last:
                continue
            count = cells[slot].count
            if count or centre < 0:
                height = tops[slot] + 2 * count
                if -slack <= height - first <= slack and count < (holds.most if centre < 0 else centre - tops[slot] + 1):
                    yield slot, height
            else:
                for height in range(max(0, first - slack), min(centre, first + slack) + 1):
                    yield slot, height

    def _put(self, state: _State, slot: int, height: int, word: Word, skipped: float) -> _State | None:
        cost, cells, tops, at, at_slot = state
        centre = self.centre
        cell = cells[slot]
        if not cell.count and centre >= 0:
            holds = self.slots[slot]
            assert holds
            lines = centre - height + 1
            if lines > holds.most or cell.lines(word) not in (0, lines) or not self._may_open(cells, tops, height):
                return None
            tops = (*tops[:slot], height, *tops[slot + 1 :])
        price, cell = cell.step(word)
        cost += skipped + price
        if cost > self.worst:
            return None
        if centre >= 0 and cell.count == centre - tops[slot] + 1:
            cost += cell.end()
            if cost > self.worst:
                return None
        return (cost, (*cells[:slot], cell, *cells[slot + 1 :]), tops, at, at_slot)

    def _may_open(self, cells: tuple[Growing, ...], tops: tuple[int, ...], height: int) -> bool:
        """Whether a cell that begins at a height leaves no more words to other cells than there are."""
        if self.words is None:
            return True
        lines = sum(self.centre - top + 1 for cell, top in zip(cells, tops, strict=True) if cell.count) + self.centre - height + 1
        empty = sum(not cells[n].count for n, _ in self.open) - 1
        return lines == self.words or (lines < self.words and empty > 0)


def _cost(state: _State) -> float:
    return state[0]


Cells = dict[tuple[int, int], Cell]  # by band and slot


@dataclass(frozen=True, slots=True)
class Chain:
    """Cells of bands that stand one below the other, and what they cost together."""

    cost: float
    cells: Cells = field(default_factory=dict)

    @property
    def texts(self) -> tuple[tuple[tuple[int, int], str], ...]:
        """What the cells hold, to tell readings apart."""
        return tuple((place, text_of(cell)) for place, cell in sorted(self.cells.items()))


def chains(parts: Sequence[Sequence[Line]], kinds: Sequence[Sequence[Slot]], apart: float, worst: float, keep: int = 6) -> list[Chain]:
    """The cheapest readings of the parts of a page as bands of these kinds one below the other, best first.

    A part may hold some of the cells of a band only; `apart` is what it costs that a cell stands in another part than its neighbour.
    """
    found = [Chain(0.0)]
    for lines in parts:
        found = cheapest((longer for chain in found for longer in _with_part(chain, lines, kinds, apart, worst, keep)), keep)
    needed = [(b, s) for b, slots in enumerate(kinds) for s, slot in enumerate(slots) if slot.needed]
    return [chain for chain in found if all(place in chain.cells for place in needed)]


def _with_part(
    before: Chain, lines: Sequence[Line], kinds: Sequence[Sequence[Slot]], apart: float, worst: float, keep: int
) -> Iterator[Chain]:
    at: dict[int, list[Chain]] = {0: [before]}
    bounds = _bounds(lines, kinds)
    for n, slots in enumerate(kinds):
        free = [None if (n, s) in before.cells else slot for s, slot in enumerate(slots)]
        empty = empty_cells(free)
        following = {place: list(found) for place, found in at.items()}  # the part holds nothing of the band
        if any(free):
            for start, found in at.items():
                for band in bands_from(lines, start, empty, worst):
                    cells = {(n, s): cell for s, cell in enumerate(band.cells) if cell}
                    cost = band.cost + apart * _torn(band, slots, free) - _filled(band, slots, free)
                    following.setdefault(int(band.stop), []).extend([Chain(c.cost + cost, c.cells | cells) for c in found])
        at = {place: cheapest(found, keep) for place, found in following.items() if bounds[n][0] <= place <= bounds[n][1]}
    yield from at.get(len(lines), [])


def _bounds(lines: Sequence[Line], kinds: Sequence[Sequence[Slot]]) -> list[tuple[int, int]]:
    """For each kind of band the first and the last line at which it may end: behind what surely is of it, before what is of later ones."""
    begun: list[list[int]] = [[] for _ in kinds]
    for n, line in enumerate(lines):
        for word in line.words:
            owners = {k for k, slots in enumerate(kinds) for slot in slots if slot.begins(word)}
            if len(owners) == 1:
                begun[owners.pop()].append(n)
    firsts = [min((n for later in begun[k + 1 :] for n in later), default=len(lines)) for k in range(len(kinds))]
    return [(max((n + 1 for n in begun[k]), default=0), firsts[k]) for k in range(len(kinds))]


def _torn(band: Band, slots: Sequence[Slot], free: Sequence[Slot | None]) -> int:
    """How many cells stand in another part than their neighbour."""
    is_here = [bool(cell) for cell in band.cells]
    return sum(
        slots[n].needed and slots[n + 1].needed and is_here[n] != is_here[n + 1] and (free[n] is not None or free[n + 1] is not None)
        for n in range(len(slots) - 1)
    )


def _filled(band: Band, slots: Sequence[Slot], free: Sequence[Slot | None]) -> float:
    """What was paid for cells that were blank beside their neighbours on the left, in a part before, and are filled in this one."""
    return sum(slots[n].blank for n in range(1, len(slots)) if band.cells[n] and free[n - 1] is None)


def cheapest(found: Iterable[Chain], keep: int) -> list[Chain]:
    """The cheapest of the readings that differ in a cell."""
    out: dict[tuple[tuple[tuple[int, int], str], ...], Chain] = {}
    for chain in sorted(found, key=lambda c: c.cost):
        out.setdefault(chain.texts, chain)
        if len(out) == keep:
            break
    return list(out.values())
