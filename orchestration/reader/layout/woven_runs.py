"""Runs of rows that the labels of a woven table cover: of the rows that its lines may hold those that fit the labels best.

A label is centred on its rows, so that its lines stand among theirs where these are printed; what the names say is a weak hint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestration.reader.layout.bands import NEVER, Cell, Printed, Word, text_of
from orchestration.reader.layout.wording import PAIRS
from orchestration.reader.layout.woven_labels import Mark, columns_of_labels
from orchestration.reader.table.levels import hint_cost
from orchestration.reader.template import LEVEL1_OF, LEVELS
from orchestration.reader.values import lexeme


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one indicator and the lines that they are read from, counted over the table without lines that hold labels only."""

    start: float
    stop: float
    cells: tuple[Cell, ...]
    cost: float
    order: float = 0.0  # what of it their order costs, not what they hold
    is_doubtful: bool = False  # whether other cells would do as well
    is_cut: bool = False  # whether the end of a page parts it

    @property
    def height(self) -> int:
        """In lines."""
        return max(map(len, self.cells))

    @property
    def texts(self) -> tuple[str, ...]:
        """What the cells hold."""
        return tuple(map(text_of, self.cells))


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that one label of 二级指标 covers."""

    mark: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that one label of 一级指标 covers, and what they cost."""

    runs: tuple[Run, ...]
    cost: float

    @property
    def start(self) -> float:
        """Its first line."""
        return self.runs[0].rows[0].start

    @property
    def stop(self) -> float:
        """The line behind its last one."""
        return self.runs[-1].rows[-1].stop


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the reading that was taken, its label, and whether another reading of its cells, or of its label, is about as good."""

    row: Row
    mark: int
    is_open: bool
    is_run_open: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """The reading that was taken, and what it costs."""

    cost: float
    found: list[Found]


_AGAIN = 1.0  # of a name twice in a row: one in a hundred
_TORN = 0.7  # of two rows between which text seems to go on
_LONG = 6  # characters of a line that may have been wrapped
_HINT = 0.6
_LOOSE = 0.4  # how much further apart rows may stand than lines, in half lines
_KEEP = 4  # readings of the same lines
MARGIN = 1.5  # less between the two best readings leaves a row open


def read_runs(
    printed: Sequence[Sequence[Printed]], pages: Sequence[int], marks: Sequence[Mark], rows: Sequence[Row], end: int
) -> Runs | None:
    """The cheapest way from the first line to the last: rows, and the labels of levels set to runs of them."""
    page = _Page(printed, pages, marks)
    by_start: dict[float, list[Row]] = {}
    for row in rows:
        by_start.setdefault(row.start, []).append(row)
    levels = _levels(marks)
    groups: list[tuple[int, Group]] = []
    reached: set[float] = {0}
    for n, (level1, level2s) in enumerate(levels):
        following: set[float] = set()
        for start in sorted(reached):
            for group in _groups_from(start, level1, level2s, by_start, page):
                if n < len(levels) - 1 or group.stop == end:
                    groups.append((n, group))
                    following.add(group.stop)
        reached = following
    runs = _cheapest_groups(groups, len(levels), end) if levels else None
    if runs and page.columns:
        return Runs(runs.cost, [replace(found, is_run_open=True) for found in runs.found])
    return runs


def _levels(marks: Sequence[Mark]) -> list[tuple[int | None, list[int]]]:
    """The marks of 二级指标 in the order of the page, those of one 一级指标 together; it stands for them where it has none."""
    first = {mark.label: n for n, mark in reversed(list(enumerate(marks)))}
    out: list[tuple[int | None, list[int]]] = []
    for level1 in LEVELS:
        level2s = [first[label] for label, own in LEVEL1_OF.items() if own == level1 and label in first]
        if level2s or level1 in first:
            out.append((first.get(level1), level2s or [first[level1]]))
    return out


def _cheapest_groups(groups: list[tuple[int, Group]], count: int, end: int) -> Runs | None:
    forward: dict[tuple[int, float], float] = {(0, 0): 0.0}
    backward: dict[tuple[int, float], float] = {(count, end): 0.0}
    for n, group in groups:
        if (n, group.start) in forward:
            cost = forward[n, group.start] + group.cost
            forward[n + 1, group.stop] = min(forward.get((n + 1, group.stop), NEVER), cost)
    for n, group in reversed(groups):
        if (n + 1, group.stop) in backward:
            cost = backward[n + 1, group.stop] + group.cost
            backward[n, group.start] = min(backward.get((n, group.start), NEVER), cost)
    through = [
        (n, group, forward[n, group.start] + group.cost + backward[n + 1, group.stop])
        for n, group in groups
        if (n, group.start) in forward and (n + 1, group.stop) in backward
    ]
    best: list[Group] = []
    at: float = 0
    for level in range(count):
        here = [(total, n) for n, (k, group, total) in enumerate(through) if k == level and group.start == at]
        if not here:
            return None
        best.append(through[min(here)[1]][1])
        at = best[-1].stop
    least = min((total for _, _, total in through), default=NEVER)
    others = [(group, total - least) for _, group, total in through if total - least < MARGIN]
    found = [_judged(row, run.mark, others) for group in best for run in group.runs for row in run.rows]
    torn = {n + k for n, (a, b) in enumerate(pairwise(found)) if _goes_on(a.row, b.row) for k in (0, 1)}
    return Runs(least, [replace(f, is_open=True) if n in torn or _is_odd(f.row) else f for n, f in enumerate(found)])


def _judged(row: Row, mark: int, others: Sequence[tuple[Group, float]]) -> Found:
    is_open, is_run_open = row.is_doubtful, False
    for group, _ in others:
        if group.start < row.stop and row.start < group.stop:
            same = [run for run in group.runs for r in run.rows if r.start < row.stop and row.start < r.stop and r.texts == row.texts]
            is_open |= not same
            is_run_open |= any(run.mark != mark for run in same)
    return Found(row, mark, is_open, is_run_open)


def _groups_from(
    start: float, level1: int | None, level2s: Sequence[int], by_start: dict[float, list[Row]], page: _Page
) -> Iterator[Group]:
    """The rows of a 一级指标 from a line on, for each end the cheapest readings."""
    ways: dict[float, list[tuple[float, tuple[Run, ...]]]] = {start: [(0.0, ())]}
    for mark in level2s:
        longer: dict[float, list[tuple[float, tuple[Run, ...]]]] = {}
        for place, found in ways.items():
            for cost, run in _runs_from(place, mark, by_start, page):
                longer.setdefault(run.rows[-1].stop, []).extend((c + cost, (*runs, run)) for c, runs in found)
        ways = {place: sorted(found, key=lambda way: way[0])[: 2 * _KEEP] for place, found in longer.items()}
    for found in ways.values():
        judged = [Group(runs, cost + (0.0 if level1 is None or level1 in level2s else page.misfit(level1, runs))) for cost, runs in found]
        yield from sorted(judged, key=lambda group: group.cost)[:_KEEP]


def _runs_from(start: float, mark: int, by_start: dict[float, list[Row]], page: _Page) -> Iterator[tuple[float, Run]]:
    """The rows of a 二级指标 from a line on, for each end the cheapest readings."""
    after, before = page.middle(mark)
    if start > before:
        return
    last = page.last(mark)
    ways: dict[float, list[tuple[float, tuple[Row, ...]]]] = {start: [(0.0, ())]}
    for place in sorted(place for place in by_start if start <= place < last):
        here = [(row, text_of(row.cells[0])) for row in by_start[place] if row.stop <= last] if place in ways else []
        for cost, rows in sorted(ways.get(place, []), key=lambda way: way[0])[:_KEEP]:
            above = text_of(rows[-1].cells[0]) if rows else None
            for row, name in here if len(rows) < _MOST_ROWS else ():
                again = _AGAIN if name == above else _TORN if rows and _goes_on(rows[-1], row) else 0.0
                total = cost + row.cost + again + page.hint(mark, row)
                ways.setdefault(row.stop, []).append((total, (*rows, row)))
    for place, found in ways.items():
        if place > start and place >= after:
            judged = [
                (cost + page.misfit(mark, (Run(mark, rows),)), Run(mark, rows))
                for cost, rows in sorted(found, key=lambda w: w[0])[: 2 * _KEEP]
            ]
            yield from sorted(judged, key=lambda way: way[0])[:_KEEP]


_MOST_ROWS = 40  # under one 二级指标


def _goes_on(above: Row, row: Row) -> bool:
    """Whether text seems to go on from a row to the next: characters that often follow each other where a long line ends."""
    return any(
        a and b and len(a[-1].text) >= _LONG and a[-1].text[-1] + b[0].text[0] in PAIRS for a, b in zip(above.cells, row.cells, strict=True)
    )


def _is_odd(row: Row) -> bool:
    """Whether the best reading of a row is none to be believed at once: it is dear, or a line of it is the beginning of a label."""
    return row.cost > _DEAR or any(w.text in _BEGINNINGS for cell in row.cells for w in cell)


_DEAR = 1.4  # one row in a hundred that is read right costs as much
_BEGINNINGS = frozenset(label[:n] for label in (*LEVELS, *LEVEL1_OF) for n in range(4, len(label) + 1))


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A line of a label: what of the table is printed before it, behind it and beside it."""

    width: int
    place: int  # how many lines of cells begin before it
    begins: bool  # whether it stands first in its printed line
    beside: Word | None  # the first word of a cell on its line
    above: Word | None  # that begins the last line of cells before it that no label leads
    below: Word | None


class _Page:
    """Where the lines of labels stand among the lines of cells."""

    def __init__(self, printed: Sequence[Sequence[Printed]], pages: Sequence[int], marks: Sequence[Mark]) -> None:
        self.marks = marks
        self.fragments: dict[int, list[_Fragment]] = {}
        self.hints: dict[tuple[int, tuple[str, ...]], float] = {}
        ends: dict[int, int] = {}  # of the pages
        self.led: set[int] = set()  # words that a label leads, by where they start
        self.leading = NEVER  # how wide a line of a label is at least that reaches near the names and leads their lines
        count = 0
        self.columns = columns_of_labels(printed, pages, marks)
        for part, (number, lines) in enumerate(zip(pages, printed, strict=True)):
            if part in self.columns:
                continue
            firsts = [p.line.words[0] if p.line.words and not p.marks else None for p in lines]
            for n, p in enumerate(lines):
                above = next((w for w in reversed(firsts[:n]) if w), None)
                below = next((w for w in firsts[n + 1 :] if w), None)
                for mark in p.marks:
                    beside = p.line.words[0] if p.line.words else None
                    self.led |= {w.start for w in p.line.words}
                    own = self.fragments.setdefault(mark, [])
                    own.append(_Fragment(marks[mark].words[len(own)].width, count, mark == p.marks[0], beside, above, below))
                    if beside and mark == p.marks[-1] and marks[mark].label in LEVEL1_OF:
                        self.leading = min(self.leading, own[-1].width)
                count += bool(p.line.words)
            ends[number] = count
        self.ends = [ends.get(page, 0) for page in pages]  # of the page of each part
        runs = [mark for _, level2s in _levels(marks) for mark in level2s]
        self.next = dict(pairwise(runs))
        self.beside = {  # by label the words whose heights tell whether it fits, by where they start
            mark: {w.start for f in own for w in (f.above, f.beside, f.below) if w} for mark, own in self.fragments.items()
        }

    def middle(self, mark: int) -> tuple[float, float]:
        """Between which lines the label's middle is: the least and the last number of lines that may stand above it."""
        if mark not in self.fragments:  # it is printed apart
            return -NEVER, NEVER
        places = [(f.place + 0.5 if f.beside else f.place, 0.0 if f.begins else 1.5) for f in self.fragments[mark]]
        centre = sum(p for p, _ in places) / len(places)
        slack = max(s for _, s in places)
        return centre - slack, centre + slack

    def last(self, mark: int) -> float:
        """The line at which the run of a label must have ended: the middle of the next label."""
        return self.middle(self.next[mark])[1] if mark in self.next else NEVER

    def hint(self, mark: int, row: Row) -> float:
        """How unlike its level the words of a row are, which weighs less than any place."""
        key = (mark, row.texts)
        if key not in self.hints:
            name, target = row.texts[:2]
            label = self.marks[mark].label
            self.hints[key] = _HINT * hint_cost(name, lexeme(target), label if label in LEVEL1_OF else None)
        return self.hints[key]

    def misfit(self, mark: int, runs: Sequence[Run]) -> float:
        """How badly the places of a label's lines among the lines of its rows fit a label that is centred on them."""
        if mark not in self.fragments:
            return 0.0
        page_end = self.ends[self.marks[mark].part]
        beside = self.beside[mark]
        heights: dict[int, float] = {}  # of words beside the label, by where they start
        names: list[float] = []  # heights of lines of names that no label leads
        top = 0.0
        is_cut = False
        for run in runs:
            for row in run.rows:
                is_cut |= row.is_cut or row.stop > page_end
                if row.start >= page_end:
                    continue
                tall = max(row.height, len(self.fragments.get(run.mark, ())) if len(run.rows) == 1 else 0)
                middle = top + tall + _LOOSE / 2
                for column, cell in enumerate(row.cells):  # those of a row that goes on over the page begin at one height
                    lines = tall if row.is_cut else len(cell)
                    for i, w in enumerate(cell):
                        if w.start in beside:
                            heights[w.start] = middle + 2 * i - lines + 1
                        if not column and w.start not in self.led:
                            names.append(middle + 2 * i - lines + 1)
                top += 2 * tall + _LOOSE
        if not top:
            return 6.0
        fragments = self.fragments[mark]
        lines = len(fragments)
        middle = _LOOSE / 2 + lines if is_cut else top / 2  # a cell that goes on over the page is not centred
        cost = 0.0
        for k, fragment in enumerate(fragments):
            height = middle + 2 * k - lines + 1
            cost += _misfit(fragment, height, heights)
            leads = fragment.begins and fragment.width >= self.leading and self.marks[mark].label in LEVEL1_OF
            if leads and any(abs(height - name) < _SAME for name in names):
                cost += 1.5  # it would lead the line of the name
        return cost


_SAME = 0.25


def _misfit(fragment: _Fragment, height: float, heights: dict[int, float]) -> float:
    above = heights.get(fragment.above.start, -NEVER) if fragment.above else -NEVER
    below = heights.get(fragment.below.start, NEVER) if fragment.below else NEVER
    beside = heights.get(fragment.beside.start, height) if fragment.beside else height
    if not fragment.begins:
        return _beyond(above - 1.3 - height) + _beyond(height - 1.3 - below) + _beyond(abs(height - beside) - 2.5)
    # Of two lines on one height the left one is printed first: a label stands truly lower than what was printed before it.
    return (
        _beyond(above + _TRULY - height)
        + _beyond(height - below - _TRULY)
        + _beyond(abs(height - beside) - 1.3)
        + 0.2 * abs(height - beside)
    )


_TRULY = 0.1


def _beyond(value: float) -> float:
    return min(1.5 + 3.0 * value, 4.0) if value > 0 else 0.0
