"""Ruled tables of a page: which rules make a grid, which of its boxes are one cell, and which characters stand in it.

Geometry only: it knows no PDF and no form. All measures are points from the upper left corner of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.text import CLOSING, LINE_OF_CELL, fold

_SAME = 2.5  # between two rules that are one: edges of neighbours, double rules, the gap at a corner
_COVERED = 0.5  # of an edge that a rule must cover to close it
_FEWEST = 3  # vertical rules that make one row where no horizontal one is drawn
_LEADING = 0.6  # of a line's height that may stand between two lines of a cell
_MARGIN = 0.75  # of a character's size, the widest on each side of a cell: Word leaves half of it
_OVER_SIDE, _OVER_LINE = 0.15, 0.35  # of a character that may stand over the rules of its cell


class Rule(NamedTuple):
    """A straight line: its place across (x of a vertical one), and where it begins and ends along."""

    at: float
    start: float
    end: float


class Glyph(NamedTuple):
    """A printed character and its box; one that is cut away is drawn where it is not seen, beyond its cell or the end of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_cut: bool = False


@dataclass
class Box:
    """A cell: rows and columns of the grid that it covers, [first, behind), its edges, and its characters."""

    row: int
    column: int
    row_end: int
    column_end: int
    left: float
    top: float
    right: float
    bottom: float
    is_open: bool = False  # no rule closes it below, where the table ends
    begins: bool = True  # a rule closes it above, or it is not at the table's top
    glyphs: list[Glyph] = field(default_factory=list)
    above: list[Glyph] = field(default_factory=list)  # that are cut away over the table's top, and below its end
    below: list[Glyph] = field(default_factory=list)


@dataclass
class Grid:
    """A table: the edges of its columns and rows, and its cells in the order of their upper left corners."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    is_whole: bool  # each cell is a rectangle
    at: list[list[int]]  # by row and column: the number of the box

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell around a point."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if not (0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1):
            return None
        return self.boxes[self.at[row][column]]


def grids(vertical: Iterable[Rule], horizontal: Iterable[Rule]) -> list[Grid]:
    """The tables that the rules of a page draw, from top to bottom. A frame around one cell is none."""
    found = [_grid(*part) for part in _parts(_lined_up(vertical), _lined_up(horizontal))]
    return sorted((g for g in found if g and len(g.boxes) > 1), key=lambda g: (g.ys[0], g.xs[0]))


def _lined_up(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that continue or cover each other as one."""
    out: list[Rule] = []
    for cluster in _clusters(sorted(rules)):
        at = sum(r.at for r in cluster) / len(cluster)
        start, end = 0.0, -1.0
        for rule in sorted(cluster, key=lambda r: r.start):
            if end < start or rule.start > end + _SAME:
                if end >= start:
                    out.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        out.append(Rule(at, start, end))
    return out


def _clusters(rules: list[Rule]) -> list[list[Rule]]:
    """Rules beside each other, none further than a width from the first."""
    out: list[list[Rule]] = []
    for rule in rules:
        if out and rule.at - out[-1][0].at <= _SAME:
            out[-1].append(rule)
        else:
            out.append([rule])
    return out


def _parts(vertical: list[Rule], horizontal: list[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """The rules by tables: those that meet, and vertical ones as high as each other: a page may end in cells that no rule closes."""
    parents = list(range(len(vertical) + len(horizontal)))

    def root(n: int) -> int:
        while parents[n] != n:
            parents[n] = n = parents[parents[n]]
        return n

    for n, v in enumerate(vertical):
        for m, h in enumerate(horizontal, len(vertical)):
            if h.start - _SAME <= v.at <= h.end + _SAME and v.start - _SAME <= h.at <= v.end + _SAME:
                parents[root(n)] = root(m)
        for m, w in enumerate(vertical[:n]):
            if abs(v.start - w.start) <= _SAME and abs(v.end - w.end) <= _SAME:
                parents[root(n)] = root(m)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n, rule in enumerate((*vertical, *horizontal)):
        parts.setdefault(root(n), ([], []))[n >= len(vertical)].append(rule)
    return parts.values()


def _grid(vertical: list[Rule], horizontal: list[Rule]) -> Grid | None:
    if not vertical or (not horizontal and len(vertical) < _FEWEST):
        return None
    xs, ys = _edges(vertical, horizontal), _edges(horizontal, vertical)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    closed_right = [[_covers(vertical, xs[c + 1], ys[r], ys[r + 1]) for c in range(columns)] for r in range(rows)]
    closed_below = [[_covers(horizontal, ys[r + 1], xs[c], xs[c + 1]) for c in range(columns)] for r in range(rows)]
    closed_above = [_covers(horizontal, ys[0], xs[c], xs[c + 1]) for c in range(columns)]
    at = [[-1] * columns for _ in range(rows)]
    boxes: list[Box] = []
    is_whole = True
    for row in range(rows):
        for column in range(columns):
            if at[row][column] < 0:
                own = _flood(row, column, closed_right, closed_below)
                below, right = max(r for r, _ in own) + 1, max(c for _, c in own) + 1
                left = min(c for _, c in own)
                is_whole &= len(own) == (below - row) * (right - left)
                for r, c in own:
                    at[r][c] = len(boxes)
                is_open = below == rows and not any(closed_below[rows - 1][c] for c in range(left, right))
                begins = row > 0 or any(closed_above[left:right])
                boxes.append(Box(row, left, below, right, xs[left], ys[row], xs[right], ys[below], is_open, begins))
    return Grid(xs, ys, boxes, is_whole, at)


def _edges(rules: list[Rule], across: list[Rule]) -> list[float]:
    """Where rules stand, and the ends of those across where they reach beyond: a side without a rule."""
    if not rules or not across:
        return [rule.at for rule in rules] or [min(r.start for r in across), max(r.end for r in across)]
    edges = sorted(rule.at for rule in rules)
    edges = [b for a, b in zip([edges[0] - 2 * _SAME, *edges], edges, strict=False) if b - a > _SAME]
    first, last = min(r.start for r in across), max(r.end for r in across)
    return [*([first] if first < edges[0] - 2 * _SAME else []), *edges, *([last] if last > edges[-1] + 2 * _SAME else [])]


def _covers(rules: list[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules close the edge of a box."""
    covered = sum(min(r.end, end) - max(r.start, start) for r in rules if abs(r.at - at) <= _SAME and r.start < end and r.end > start)
    return covered >= _COVERED * (end - start)


def _flood(row: int, column: int, closed_right: list[list[bool]], closed_below: list[list[bool]]) -> set[tuple[int, int]]:
    """The boxes of the grid that no rule parts from one."""
    own, todo = {(row, column)}, [(row, column)]
    while todo:
        r, c = todo.pop()
        beside = []
        if c + 1 < len(closed_right[0]) and not closed_right[r][c]:
            beside.append((r, c + 1))
        if c and not closed_right[r][c - 1]:
            beside.append((r, c - 1))
        if r + 1 < len(closed_below) and not closed_below[r][c]:
            beside.append((r + 1, c))
        if r and not closed_below[r - 1][c]:
            beside.append((r - 1, c))
        for box in beside:
            if box not in own:
                own.add(box)
                todo.append(box)
    return own


def place(glyphs: Iterable[Glyph], tables: Sequence[Grid]) -> tuple[list[Glyph], list[Box]]:
    """Puts characters into the cells around their middles; those outside of all tables, and cells whose text runs over their rules."""
    outside: list[Glyph] = []
    crossed: dict[int, Box] = {}
    for g in glyphs:
        x, y = (g.left + g.right) / 2, (g.top + g.bottom) / 2
        box = next((box for table in tables if (box := table.box_at(x, y))), None)
        if box is None and g.is_cut and _cut_away(g, tables):
            continue
        if box is None:
            outside.append(g)
            beside = (table.box_at(table.xs[-1] - 1, y) for table in tables if 0 <= g.left - table.xs[-1] < g.right - g.left)
            box = next((box for box in beside if box), None)
            crossed |= {id(box): box} if box else {}
            continue
        if g.is_cut:  # it is seen nowhere: its own cell lacks it, whichever that is
            crossed[id(box)] = box
            continue
        box.glyphs.append(g)
        spare_x, spare_y = _OVER_SIDE * (g.right - g.left), _OVER_LINE * (g.bottom - g.top)
        over_x = (g.left < box.left - spare_x or g.right > box.right + spare_x) and fold(g.text) not in CLOSING  # a mark may hang
        over_y = g.top < box.top - spare_y or (g.bottom > box.bottom + spare_y and not box.is_open)
        crossed |= {id(box): box} if over_x or over_y else {}
    return _without_overflow(outside, tables), list(crossed.values())


def _cut_away(g: Glyph, tables: Sequence[Grid]) -> bool:
    """Whether a character that is cut away belongs to a cell of the first or the last row of a table; puts it there."""
    x, y = (g.left + g.right) / 2, (g.top + g.bottom) / 2
    beside = (table for table in tables if table.xs[0] < x < table.xs[-1])
    nearest = min(beside, key=lambda table: max(table.ys[0] - y, y - table.ys[-1]), default=None)
    if nearest is None:
        return False
    is_above = y < nearest.ys[0]
    box = nearest.boxes[nearest.at[0 if is_above else -1][bisect_right(nearest.xs, x) - 1]]
    (box.above if is_above else box.below).append(g)
    return True


def _without_overflow(outside: list[Glyph], tables: Sequence[Grid]) -> list[Glyph]:
    """Without the lines that stand below a cell in which the page ends, right behind its text; they are put into it."""
    reach = {id(box): (box, box.bottom) for table in tables for box in table.boxes if box.is_open}
    if not reach:
        return outside
    rest: list[Glyph] = []
    for g in sorted(outside, key=lambda g: g.top + g.bottom):
        x, high = (g.left + g.right) / 2, g.bottom - g.top
        below = (box for box, end in reach.values() if box.left <= x <= box.right and box.bottom - high <= g.top <= end + _LEADING * high)
        if box := next(below, None):
            box.glyphs.append(g)
            reach[id(box)] = (box, max(reach[id(box)][1], g.bottom))
        else:
            rest.append(g)
    return rest


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by printed lines from top to bottom, each from left to right; what is printed twice on one spot is there once."""
    lines: list[list[Glyph]] = []
    top = bottom = 0.0
    for g in sorted(glyphs, key=lambda g: g.top + g.bottom):
        # Of a font that does not say how high its lines are only the ink is known: 一 is as thin as a rule, and stands above the middle.
        if not lines or not (top <= (g.top + g.bottom) / 2 <= bottom or g.top <= (top + bottom) / 2 <= g.bottom):
            lines.append([])
            top, bottom = g.top, g.bottom
        lines[-1].append(g)
        if g.bottom - g.top > bottom - top:  # a comma is lower than its line
            top, bottom = g.top, g.bottom
    return [_once(sorted(line, key=lambda g: g.left)) for line in lines]


def columns_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by columns from right to left, each from top to bottom: as a cell is read whose text runs downwards."""
    columns: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: -g.left - g.right):
        if not columns or (g.left + g.right) / 2 < columns[-1][0].left:
            columns.append([])
        columns[-1].append(g)
    return [sorted(column, key=lambda g: g.top) for column in columns]


def _once(line: list[Glyph]) -> list[Glyph]:
    """Bold that is made by printing twice, a little beside."""
    out: list[Glyph] = []
    for g in line:
        near = max(0.3 * (g.right - g.left), 0.5)
        if not any(other.text == g.text and g.left - other.left < near and abs(g.top - other.top) < near for other in out[-3:]):
            out.append(g)
    return out


def room(box: Box, line: list[Glyph]) -> float:
    """How much of its cell a printed line leaves free, in half-width characters, the margins of the cell taken off."""
    size = max(g.bottom - g.top for g in line)
    return (box.right - box.left - (line[-1].right - line[0].left) - 2 * _MARGIN * size) / (size / 2)


def text_of(lines: Iterable[list[Glyph]]) -> str:
    """The text of a cell, its printed lines parted by LINE_OF_CELL."""
    return LINE_OF_CELL.join(_text(line) for line in lines)


def _text(line: list[Glyph]) -> str:
    """A printed line with its blanks: Latin words stand apart by a blank's width, other characters by half of theirs."""
    out = [g.text for g in line[:1]]
    for a, b in pairwise(line):
        wide = max(a.bottom - a.top, b.bottom - b.top)
        is_latin = a.text.isascii() and b.text.isascii()
        out.append(" " * (b.left - a.right > (0.15 if is_latin else 0.5) * wide) + b.text)
    return "".join(out)


def spread(line: list[Glyph], left: float, step: float) -> str:
    """A printed line outside of tables with the blanks that keep its columns, `step` points for each half-width column."""
    out, width = "", 0
    for g in line:
        column = round((g.left - left) / step)
        if column > width + 1 or not out:
            out += " " * (column - width)
            width = max(column, width)
        out += g.text
        width += 1 if g.text.isascii() else 2
    return out
