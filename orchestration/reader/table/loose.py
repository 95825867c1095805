"""A row that a tool could not take into the grid: it stands between the grid's lines as the page shows it, without tabs.

Such a row is the first one on a page whose upper edge is not drawn. Cells side by side share a line, and each cell's lines
stand around the middle of the row at one distance, so that a cell of two lines and one of three never share one. How many
pieces of text each line holds therefore says how high the cells are; what they hold and how they are wrapped says which
column is which. Of a row that was torn by the page the upper part is not in the text: its pieces do not stand around one
middle, and it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise, permutations

from orchestration.reader.table.known import Cells, Columns, need
from orchestration.reader.table.lattice import alike, kind_cost
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.template import LEVEL1_OF, LEVELS, SIDE, Column
from orchestration.reader.text import Span, Stream, width
from orchestration.reader.values import lexeme

Lines = list[list[Span]]  # per line of the page its pieces, from left to right
Labels = list[tuple[str, tuple[Span, ...]]]  # labels with their pieces; no label: a part that several may end or begin with

HIGHEST = 40  # lines of a row; more are a page of text, not a row
# What speaks against a way to deal the pieces: a blank cell, a line that another column or another cell of this one would hold,
# a value inside prose, a seam that no other text of the report has. Below _MARGIN between the best two the row is left open.
_BLANK, _UNWRAPPED, _ELSEWHERE, _VALUE_IN_PROSE, _SEAM, _MARGIN, _WORST = 3.0, 1.5, 2.0, 1.0, 0.4, 0.6, 8.0


# -------------------------------------------------------------------------------------------------------------- labels


def label_readings(stream: Stream, lines: Lines) -> list[tuple[Labels, Lines]]:
    """Ways to take the labels out of a row's lines, the fullest first: each the labels with their pieces, and the lines that are left.

    A row has at most one 一级指标, one 二级指标 that belongs to it, and one label at the side. Of a label whose cell goes on over
    other rows, or began on the page before, only a part may stand here; ways with parts come behind those with whole labels.
    """
    found: list[tuple[tuple[bool, int], Labels, Lines]] = []
    for rank, side, rest in _taken(stream, lines, SIDE):
        for rank1, level1, rest1 in _taken(stream, rest, tuple(LEVELS)):
            below = LEVELS[level1[0][0]] if level1 and level1[0][0] else tuple(LEVEL1_OF)
            for rank2, level2, rest2 in _taken(stream, rest1, below):
                has_parts = rank[0] or rank1[0] or rank2[0]
                found.append(((has_parts, rank[1] + rank1[1] + rank2[1]), [*side, *level1, *level2], rest2))
    return [(labels, rest) for _, labels, rest in sorted(found, key=lambda way: way[0])]


def _taken(stream: Stream, lines: Lines, labels: tuple[str, ...]) -> list[tuple[tuple[bool, int], Labels, Lines]]:
    """The best ways to take one of some labels, or a part of it, from the first pieces of lines, and to take none.

    Each with its rank: whether it is a part, and less the more characters it has.
    """
    heads = [(line[0], text) for line in lines if (text := stream.folded[slice(*line[0])]) in _PIECES]
    ways: dict[tuple[Span, ...], tuple[bool, int, str]] = {}
    for n, (span, text) in enumerate(heads):
        for label, at in _PIECES[text]:
            if label not in labels:
                continue
            spans, end = _goes_on(label, at + len(text), heads[n + 1 :])
            if at == 0 or end == len(label):
                is_part = at > 0 or end < len(label)
                same = ways.get((span, *spans), (is_part, 0, label))[2] == label
                ways[span, *spans] = (is_part, at - end, label if same else "")  # a part that several labels have names none
    out: list[tuple[tuple[bool, int], Labels, Lines]] = [((False, 0), [], lines)]
    for spans, (is_part, rank, label) in sorted(ways.items(), key=lambda way: way[1])[:_MOST_WAYS]:
        left = [[span for span in line if span not in spans] for line in lines]
        out.append(((is_part, rank), [(label, spans)], [line for line in left if line]))
    return out


def _pieces_of_labels() -> dict[str, list[tuple[str, int]]]:
    """Each piece that a label may be wrapped into, with the label and where it stands in it."""
    out: dict[str, list[tuple[str, int]]] = {}
    for label in (*SIDE, *LEVELS, *LEVEL1_OF):
        for at in range(len(label)):
            for end in range(at + 1, len(label) + 1):
                out.setdefault(label[at:end], []).append((label, at))
    return out


_PIECES = _pieces_of_labels()
_MOST_WAYS = 4


def _goes_on(label: str, at: int, heads: list[tuple[Span, str]]) -> tuple[tuple[Span, ...], int]:
    """The pieces of the lines below that go on in a label as far as any do, and how far they come; other cells' may stand between."""
    ways: dict[int, tuple[Span, ...]] = {at: ()}
    for span, text in heads:
        for begun, spans in list(ways.items()):
            if begun < len(label) and label.startswith(text, begun):
                ways.setdefault(begun + len(text), (*spans, span))
    end = max(ways)
    return ways[end], end


# --------------------------------------------------------------------------------------------------------------- cells


@dataclass(frozen=True)
class Dealt:
    """What was made of the lines of a row: its cells; none where they make no whole row.

    Where they leave open which cell is which: likely ones, if points show that it is a whole row, else none.
    """

    cells: Cells | None
    is_open: bool = False


def deal(stream: Stream, lines: Lines, columns: tuple[Column, ...], known: Columns) -> Dealt:
    """The cells of a whole row from its lines."""
    if not lines or len(lines) > HIGHEST:
        return Dealt(None)
    pieces = [lines]
    pieces += [other for other in (_joined(stream, lines), _cut(stream, lines)) if other != lines]
    cost_of = cache(partial(_cell_cost, stream, known))
    found = ((_cost(cells, columns, cost_of), cells) for lines in pieces for cells in _ways(stream, lines, columns))
    ways = sorted(((cost, cells) for cost, cells in found if cost is not None and cost <= _WORST + _MARGIN), key=lambda way: way[0])
    if not ways or ways[0][0] > _WORST:
        return Dealt(None)
    best = _texts(stream, ways[0][1])
    is_open = any(cost - ways[0][0] < _MARGIN and _texts(stream, cells) != best for cost, cells in ways[1:])
    if is_open and not any(c.holds == "points" for c in columns):
        return Dealt(None, is_open)
    return Dealt({name: list(spans) for name, spans in ways[0][1].items()}, is_open)


def _joined(stream: Stream, lines: Lines) -> Lines:
    """Pieces put together between which a blank of Latin text stands: `GB/T 19001`."""
    out: Lines = []
    for line in lines:
        out.append([line[0]])
        for a, b in pairwise(line):
            left, right = stream.folded[a[1] - 1], stream.folded[b[0]]
            if left.isascii() and right.isascii() and left.isalpha() and right.isalnum():
                out[-1][-1] = (out[-1][-1][0], b[1])
            else:
                out[-1].append(b)
    return out


def _cut(stream: Stream, lines: Lines) -> Lines:
    """Pieces parted before an operator: a cell that was full to its edge stands without a blank before its neighbour."""
    out: Lines = []
    for line in lines:
        out.append([])
        for start, end in line:
            cuts = [start + found.start() for found in _OPERATOR.finditer(stream.folded[start:end])]
            out[-1] += pairwise([start, *cuts, end])
    return out


_OPERATOR = re.compile(r"(?<=[^≥≤=><])(?:[≥≤=]|[><]=?)(?=\d)")


_Way = dict[str, tuple[Span, ...]]  # by column, the pieces of a cell


def _texts(stream: Stream, way: _Way) -> dict[str, str]:
    return {name: "".join(stream.folded[a:b] for a, b in spans) for name, spans in way.items()}


def _ways(stream: Stream, lines: Lines, columns: tuple[Column, ...]) -> Iterator[_Way]:
    """All ways to deal the pieces to columns, each cell around the middle."""
    points = [c.holds == "points" for c in columns]
    for offsets, heights in _heights([len(line) for line in lines]):
        if len(heights) > len(columns) or heights.count(1) < sum(points):
            continue
        numbers = [kind_of(stream.folded[a:b]) == "number" for a, b in lines[offsets.index(0)]] if 0 in offsets else []
        free = sorted([*heights, *[0] * (len(columns) - len(heights))])
        for _ in range(sum(points)):
            free.remove(1)
        for order in sorted(set(permutations(free))):
            given = iter(order)
            high = [1 if is_points else next(given) for is_points in points]
            middle = [n for n, h in enumerate(high) if h % 2]
            if any(points[n] and not is_number for n, is_number in zip(middle, numbers, strict=True)):
                continue
            cells: Cells = {}
            for offset, line in zip(offsets, lines, strict=True):
                names = [c.field for c, h in zip(columns, high, strict=True) if h > abs(offset) and (h - 1 - offset) % 2 == 0]
                for name, span in zip(names, line, strict=True):
                    cells.setdefault(name, []).append(span)
            yield {name: tuple(spans) for name, spans in cells.items()}


def _heights(counts: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """The heights in lines of cells that make lines of so many pieces, and how far each line is from the middle, in half lines."""
    if counts != counts[::-1]:
        return
    for inner in range((len(counts) + 1) // 2 if len(counts) % 2 else 1):
        outer = len(counts) - inner  # the highest cell, and the highest of those whose lines stand between its lines
        offsets = sorted([*range(1 - outer, outer, 2), *range(1 - inner, inner, 2)])
        at = dict(zip(offsets, counts, strict=True))
        ends = {offset: n - at.get(offset + 2, 0) for offset, n in at.items() if offset >= 0}
        if min(ends.values()) >= 0:
            yield offsets, [offset + 1 for offset, n in ends.items() for _ in range(n)]


def _cost(way: _Way, columns: tuple[Column, ...], cost_of: Callable[[Column, tuple[Span, ...]], _CellCost | None]) -> float | None:
    """What speaks against a way to deal the pieces; None where it cannot be."""
    if "name" not in way or ("target" not in way and len(columns) == 2):
        return None
    cost, texts = 0.0, {}
    for column in columns:
        if column.field not in way:
            cost += 0.0 if column.holds == "remark" else _BLANK
            continue
        cell = cost_of(column, way[column.field])
        if cell is None:
            return None
        cost += cell.cost
        texts[column.field] = cell.text
    if "actual" in texts and "target" in texts and alike(texts["target"], texts["actual"]):
        cost -= 1.5 if texts["target"] == texts["actual"] else 1.0
    return cost


@dataclass(frozen=True)
class _CellCost:
    text: str
    cost: float


def _cell_cost(stream: Stream, known: Columns, column: Column, spans: tuple[Span, ...]) -> _CellCost | None:
    """What speaks against some pieces being a cell of a column; None where they cannot be."""
    parts = [stream.folded[a:b] for a, b in spans]
    text = "".join(parts)
    kind = kind_of(text)
    if column.holds == "points":
        return _CellCost(text, 0.0) if kind == "number" else None
    if kind == "lexeme" and lexeme(text) is None:  # more than a unit follows the number: lines of two cells
        return None
    cost = kind_cost(column, kind)
    # a line ends where what comes next does not fit
    widths = [width(stream.printed[a:b]) for a, b in spans]
    widest = max([*widths, known.least.get(column.field, 0)])
    cost += _UNWRAPPED * (max(widths) > known.most.get(column.field, 1000) + 1)
    cost += _UNWRAPPED * sum(line + need(below) < widest - 1 for line, below in zip(widths, parts[1:], strict=False))
    if kind == "text":
        cost += _ELSEWHERE * known.strange(column.field, text)
        cost += _VALUE_IN_PROSE * sum(kind_of(part) in _VALUES for part in parts[1:-1])
        cost += _SEAM * sum(-1 if a[-1] + b[0] in known.seams else 1 for a, b in pairwise(parts))
    return _CellCost(text, cost)


_VALUES = ("lexeme", "quantity", "number", "remark")
