"""Labels that span rows, and the first row of each: a label stands in the middle of the rows that it covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from orchestration.reader.layout.places import Piece
from orchestration.reader.layout.printing import At, Print
from orchestration.reader.layout.stacks import BETWEEN, Shape, height
from orchestration.reader.template import LEVEL1_OF, LEVELS

_MARGIN, _UNLIKE, _WORST = 0.5, 2.0, 25.0  # between two ways; of all labels together; of one
_MOST_WAYS = 24  # that are held against what the tool prints
# Paddings, and how far from each other words stand about as high: of forms printed by a browser in letters of 12, 14 and 16 pixels.
Setting = tuple[float, float]
SETTINGS: tuple[Setting, ...] = ((BETWEEN, 0.65), (BETWEEN, 0.72), (0.45, 0.65), (0.45, 0.72))
_HINT = 0.5
_UNPROVEN = 3.0  # of labels with which the tool would not have printed the text


class Span(NamedTuple):
    """A label: its text, its pieces, and where they come to stand in the grid."""

    text: str
    pieces: tuple[Piece, ...]
    row: int = 0
    column: int = 0


class Levels(NamedTuple):
    """The pieces of 一级指标 and 二级指标 and of the label beside the table, its words as printed, what rows say of their level."""

    level1: Sequence[Piece]
    level2: Sequence[Piece]
    beside: Sequence[Piece] = ()
    printed: Print = Print(())
    hint: Hint | None = None


Hint = Callable[[Sequence[str], str], float]  # how unlike the cells of a row are to a 二级指标


class Found(NamedTuple):
    """The labels with their first rows, how unlike they stand to the middle of their rows, and the lines of rows whose label is open.

    `ends`: the row behind those of each 二级指标; `unlike`: the cost of the labels' places alone.
    """

    labels: list[Span]
    cost: float
    open_lines: tuple[int, ...]
    ends: tuple[int, ...]
    unlike: float


def labels_of(pieces: Sequence[Piece], texts: Sequence[str]) -> list[Span] | None:
    """The labels that a column's pieces make, each whole; None where they make none.

    The last line of a label may stand behind the first one of the next, or before its own last but one; of labels that begin on
    one line the first is the one that comes first in `texts`, whichever stands further left.
    """
    out = _put_together(pieces, texts)
    if any(label.text not in texts for label in out):
        return None
    return sorted(out, key=lambda label: (label.pieces[0].at, texts.index(label.text)))


def _put_together(pieces: Sequence[Piece], texts: Sequence[str]) -> list[Span]:
    """Labels, and what of the pieces makes none."""
    out: list[Span] = []
    for piece in pieces:
        for n, label in enumerate(out):
            if label.text not in texts and any(t.startswith(label.text + piece.text) for t in texts):
                out[n] = Span(label.text + piece.text, (*label.pieces, piece))
                break
        else:
            out.append(Span(piece.text, (piece,)))
    for end in [label for label in out if label.text not in texts]:
        begun = next((n for n, label in enumerate(out) if label is not end and label.text + end.text in texts), None)
        if begun is not None:
            out[begun] = Span(out[begun].text + end.text, (*out[begun].pieces, *end.pieces))
            out.remove(end)
    return out


def count_defects(level1: Sequence[Piece], level2: Sequence[Piece]) -> int:
    """How many labels are not whole; one more where those of one level are not those of the other."""
    ones, twos = _put_together(level1, tuple(LEVELS)), _put_together(level2, tuple(LEVEL1_OF))
    broken = sum(one.text not in LEVELS for one in ones) + sum(two.text not in LEVEL1_OF for two in twos)
    return broken + (not levels_of(level1, level2)[0])


def levels_of(level1: Sequence[Piece], level2: Sequence[Piece]) -> tuple[list[Span], list[Span]]:
    """The labels of both levels; none where they are not whole, or not in the order of the levels."""
    ones, twos = labels_of(level1, tuple(LEVELS)), labels_of(level2, tuple(LEVEL1_OF))
    if not ones or not twos or [one.text for one in ones] != list(dict.fromkeys(LEVEL1_OF[two.text] for two in twos)):
        return [], []
    return ones, twos


class _Page:
    """Heights of rows on the pages, and of the lines of text."""

    def __init__(self, rows: Sequence[Shape]) -> None:
        self.rows: _Edges = []
        self.lines: dict[int, list[float]] = {}
        self.pages: dict[int, int] = {}  # of each line
        bottom: dict[int, float] = {}
        for row in rows:
            parts = []
            for page in sorted({p.page for cell in row for _, p in cell}):
                top = bottom[page] + BETWEEN if page in bottom else 0.0
                for h, p in (piece for cell in row for piece in cell if piece[1].page == page):
                    self.lines.setdefault(p.line, []).append(top + h + 0.5)
                    self.pages[p.line] = page
                bottom[page] = top + height(row, page)
                parts.append((page, top, bottom[page]))
            self.rows.append(parts)
        self.numbers = sorted(self.lines)

    def cost(self, pieces: Sequence[Piece], start: int, end: int) -> float:
        """How unlike the pieces of a label stand to the middle of the rows from `start` to before `end`."""
        first, last = self.rows[start], self.rows[end - 1]
        page, top, _ = first[0]
        whole = last[-1][0] == page
        at = (top + last[-1][2] - len(pieces)) / 2 if whole else top
        by_line: dict[int, float] = {}  # pieces that a tool printed on one line are near it with one of them only
        for n, p in enumerate(pieces):
            by_line[p.line] = min(by_line.get(p.line, float("inf")), self._cost(p, at + n + 0.5, page))
        return sum(by_line.values())

    def _cost(self, piece: Piece, height: float, page: int) -> float:
        if piece.page != page:
            return 3.0
        if seen := self.lines.get(piece.line):
            far = min(abs(height - h) for h in seen)
            return 0.1 * far + 2.0 * max(0.0, far - 0.75)
        n = bisect_left(self.numbers, piece.line)
        above = [h for x in self.numbers[max(n - 1, 0) : n] if self.pages[x] == page for h in self.lines[x]]
        below = [h for x in self.numbers[n : n + 1] if self.pages[x] == page for h in self.lines[x]]
        return 0.05 + 2.0 * max(0.0, max(above, default=-9.0) - 0.6 - height, height - min(below, default=999.0) - 0.6)


class Standing:
    """Rows on their pages, one below the other: where their words stand. Ways to set the same labels share what they have in common."""

    def __init__(self, rows: Sequence[Shape]) -> None:
        self.rows = rows
        self.parts = [{page: height(row, page) for page in sorted({p.page for cell in row for _, p in cell})} for row in rows]
        self._known: dict[tuple[float, ...], tuple[dict[At, float], _Edges]] = {}

    def heights(self, labels: Sequence[tuple[Span, int]], between: float = BETWEEN) -> dict[At, float]:
        """Where the words of rows and labels stand: each label in the middle of its rows, up to before that of a number.

        Rows that are lower than their label are so much higher. What a page ends in begins at the top.
        """
        more = self._more(labels, between)
        if (between, *more) not in self._known:
            self._known[between, *more] = self._placed(more, between)
        words, edges = self._known[between, *more]
        found = dict(words)
        for label, end in labels:
            page, top, _ = edges[label.row][0]
            last, _, bottom = edges[end - 1][-1]
            at = (top + bottom - len(label.pieces)) / 2 if last == page else top
            firsts = {page: 0}
            for n, piece in enumerate(label.pieces):  # what a page leaves to the next one stands at its top
                first = firsts.setdefault(piece.page, n)
                _put(found, piece, (0.0 if first else at) + n - first)
        return found

    def _more(self, labels: Sequence[tuple[Span, int]], between: float) -> list[float]:
        """How much higher than their cells rows are, for their labels."""
        more = [0.0] * len(self.rows)
        for label, end in sorted(labels, key=lambda item: item[1] - item[0].row):
            own = range(label.row, end)
            if len({page for n in own for page in self.parts[n]}) == 1:
                high = sum(sum(self.parts[n].values()) + more[n] for n in own)
                lack = len(label.pieces) - (high + (len(own) - 1) * between)
                for n in own if lack > 0 else ():
                    more[n] += lack * (sum(self.parts[n].values()) + more[n]) / high
        return more

    def _placed(self, more: Sequence[float], between: float) -> tuple[dict[At, float], _Edges]:
        """Where the words of rows that are so much higher stand, and where the rows end."""
        found: dict[At, float] = {}
        bottoms: dict[int, float] = {}
        edges: _Edges = []
        for row, part, extra in zip(self.rows, self.parts, more, strict=True):
            edges.append([])
            for page, high in part.items():
                top = bottoms[page] + between if page in bottoms else 0.0
                for h, piece in (item for cell in row for item in cell if item[1].page == page):
                    _put(found, piece, top + extra / 2 + h)
                bottoms[page] = top + high + extra
                edges[-1].append((page, top, bottoms[page]))
        return found, edges


_Edges = list[list[tuple[int, float, float]]]  # per row: page, top, bottom of its parts


def _put(heights: dict[At, float], piece: Piece, height: float) -> None:
    rounded = round(height, 3)
    for word in piece.words:
        heights[word.line, word.start] = rounded


def labels_at(ones: Sequence[Span], twos: Sequence[Span], ends: Sequence[int]) -> list[tuple[Span, int]]:
    """The labels of both levels in their rows and columns, each with the row behind its last; `ends` as in Found."""
    out = [(two._replace(row=row, column=2), end) for two, row, end in zip(twos, (0, *ends[:-1]), ends, strict=True)]
    for one in ones:
        own = [(two.row, end) for two, end in out[: len(twos)] if LEVEL1_OF[two.text] == one.text]
        out.append((one._replace(row=own[0][0], column=1), own[-1][1]))
    return out


def misprints(rows: Sequence[Shape], levels: Levels, ends: Sequence[int], settings: Sequence[Setting] = SETTINGS) -> int:
    """How many pairs of neighbours the tool would not have printed as the text has them, were labels so in rows; `ends` as in Found."""
    (count,) = _misprints(rows, levels, [labels_at(*levels_of(levels.level1, levels.level2), ends)], settings)
    return count


def _misprints(rows: Sequence[Shape], levels: Levels, ways: Sequence[list[tuple[Span, int]]], settings: Sequence[Setting]) -> list[int]:
    """As `misprints`, of several ways to set labels, all in the setting in which one of them has the fewest."""
    beside = (Span("", tuple(levels.beside)), len(rows))
    standing = Standing(rows)
    heights = cache(lambda n, between: standing.heights([*ways[n], beside], between))
    best: list[int] = []
    for between, about in settings:
        found = [levels.printed.misprints(heights(n, between), about) for n in range(len(ways))]
        best = found if not best or min(found) < min(best) else best
        if not min(best):
            break
    return best


def _hints(texts: Sequence[Sequence[str]], twos: Sequence[Span], ends: Sequence[int], hint: Hint | None) -> float:
    """How unlike rows, by the texts of their cells, are to the 二级指标 that they stand under."""
    if not hint:
        return 0.0
    return sum(hint(row, two.text) for two, a, b in zip(twos, (0, *ends[:-1]), ends, strict=True) for row in texts[a:b])


def first_rows(rows: Sequence[Shape], levels: Levels) -> Found | None:
    """The labels of both levels with the first row of each; None where they are no labels or not in the order of the levels."""
    ones, twos = levels_of(levels.level1, levels.level2)
    if not twos or len(twos) > len(rows):
        return None
    groups = [LEVEL1_OF[two.text] for two in twos]
    page = _Page(rows)
    last = [n + 1 == len(groups) or groups[n + 1] != group for n, group in enumerate(groups)]
    own = {one.text: one for one in ones}

    @cache
    def cost1(group: str, start: int, end: int) -> float:
        return page.cost(own[group].pieces, start, end)

    @cache
    def cost2(n: int, start: int, end: int) -> float:
        return page.cost(twos[n].pieces, start, end)

    @cache
    def best(n: int, start: int, group: int) -> list[_Way]:
        if n == len(twos):
            return [(0.0, ())] if start == len(rows) else []
        ways = []
        for end in range(start + 1, len(rows) - (len(twos) - n - 1) + 1):
            if n + 1 == len(twos) and end < len(rows):
                continue
            cost = cost2(n, start, end)
            if cost > _WORST:
                continue
            if last[n]:
                cost += cost1(groups[n], group, end)
            ways += [(cost + rest, (end, *ends)) for rest, ends in best(n + 1, end, end if last[n] else group)]
        return sorted(ways)[:_MOST_WAYS]

    placed = best(0, 0, 0)
    if not placed:
        return None
    ways = _judged(placed, rows, levels, ones, twos)
    cost, ends = ways[0].cost, ways[0].ends
    labels = [label for label, _ in labels_at(ones, twos, ends)]
    unlike = next(c for c, e in placed if e == ends)
    open_lines: tuple[int, ...] = ()
    if other := _rival(placed, ways):
        n = next(n for n, (a, b) in enumerate(zip(ends, other, strict=True)) if a != b)
        a, b = sorted((ends[n], other[n]))
        open_lines = tuple(p.line for row in rows[a:b] for cell in row for _, p in cell)
    elif unlike > _UNLIKE:
        open_lines = tuple(p.line for label in labels for p in label.pieces)
    return Found(labels, cost, open_lines, ends, unlike)


_Way = tuple[float, tuple[int, ...]]  # a cost, and the row behind those of each 二级指标


class _Judged(NamedTuple):
    """A way with all that speaks against it: what its rows say of their levels, and whether the tool would have printed the text so."""

    cost: float
    ends: tuple[int, ...]
    hints: float
    is_printed: bool


def _judged(ways: list[_Way], rows: Sequence[Shape], levels: Levels, ones: Sequence[Span], twos: Sequence[Span]) -> list[_Judged]:
    """The ways with what the tool would print of them, and what their rows say of their levels, cheapest first."""
    wrong = _misprints(rows, levels, [labels_at(ones, twos, ends) for _, ends in ways], SETTINGS)
    texts = [["".join(p.text for _, p in cell) for cell in row] for row in rows]
    out = []
    for (cost, ends), count in zip(ways, wrong, strict=True):
        hints = _hints(texts, twos, ends, levels.hint)
        out.append(_Judged(cost + (_UNPROVEN if count else 0.0) + _HINT * hints, ends, hints, not count))
    return sorted(out)


def _rival(placed: list[_Way], judged: list[_Judged]) -> tuple[int, ...] | None:
    """The way that could as well be right: all told, or by the places of the labels alone, whatever else speaks against it.

    Or one that the tool would print so too, and that puts rows under the level that they speak of.
    """
    first, *others = judged
    if others and others[0].cost - first.cost < _MARGIN:
        return others[0].ends
    spoken = (w.ends for w in others if w.is_printed and w.hints < first.hints and w.cost - first.cost < _UNPROVEN)
    near = (other for least, other in placed if other != first.ends and least - placed[0][0] < _MARGIN)
    return next(chain(spoken, near), None)
