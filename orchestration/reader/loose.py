"""A row that a tool could not take into the grid: it stands between the grid's lines as the page shows it, without tabs.

Such a row is the first one on a page whose upper edge is not drawn. Cells side by side share a line, and each cell's lines
stand around the middle of the row at one distance, so that a cell of two lines and one of three never share one. How many
pieces of text each line holds therefore says how high the cells are; what they hold and how they are wrapped says which
column is which. Of a row that was torn by the page the upper part is not in the text: its pieces do not stand around one
middle, and it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, permutations

from orchestration.reader.known import Cells, Columns, Span, need
from orchestration.reader.lattice import alike, kind_cost
from orchestration.reader.pieces import kind_of
from orchestration.reader.template import LEVEL1_OF, LEVELS, SIDE, Column
from orchestration.reader.text import Stream, width

Lines = list[list[Span]]  # per line of the page its pieces, from left to right
Labels = list[tuple[str, tuple[Span, ...]]]  # labels with their pieces; no label: a part that several may end or begin with

HIGHEST = 40  # lines of a row; more are a page of text, not a row
_MOST_READINGS, _MOST_SPELLINGS = 40, 10
# What speaks against a way to deal the pieces: a blank cell, a line that another column or another cell of this one would hold,
# a value inside prose, a seam that no other text of the report has. Below _MARGIN between the best two the row is left open.
_BLANK, _UNWRAPPED, _ELSEWHERE, _VALUE_IN_PROSE, _SEAM, _MARGIN, _WORST = 3.0, 1.5, 2.0, 1.0, 0.4, 0.6, 8.0


# -------------------------------------------------------------------------------------------------------------- labels


def label_readings(stream: Stream, lines: Lines) -> list[tuple[Labels, Lines]]:
    """Ways to take the labels out of a row's lines, the fullest first: each the labels with their pieces, and the lines that are left.

    A row has at most one 一级指标, one 二级指标 that belongs to it, and one label at the side. Of a label whose cell goes on over
    other rows, or began on the page before, only a part may stand here; ways with parts come behind those with whole labels.
    """
    found: list[tuple[Labels, Lines]] = []
    for side, rest in _taken(stream, lines, SIDE):
        for level1, rest1 in _taken(stream, rest, tuple(LEVELS)):
            below = LEVELS[level1[0][0]] if level1 and level1[0][0] else tuple(LEVEL1_OF)
            found += [([*side, *level1, *level2], rest2) for level2, rest2 in _taken(stream, rest1, below)]
    return sorted(found, key=lambda way: _rank(stream, way[0]))[:_MOST_READINGS]


def _rank(stream: Stream, labels: Labels) -> tuple[bool, int]:
    has_parts = any("".join(stream.folded[a:b] for a, b in spans) != label for label, spans in labels)
    return has_parts, -sum(len(spans) for _, spans in labels)


def _taken(stream: Stream, lines: Lines, labels: tuple[str, ...]) -> Iterator[tuple[Labels, Lines]]:
    """None of some labels, then each of them, or a part, that first pieces of lines make, taken out of the lines."""
    yield [], lines
    heads = [(line[0], stream.folded[slice(*line[0])]) for line in lines]
    ways: dict[tuple[Span, ...], str] = {}
    for label in labels:
        for spans in (*islice(_wholes(label, heads), _MOST_SPELLINGS), *_parts(label, heads)):
            ways[spans] = label if ways.get(spans, label) == label else ""
    for spans, label in ways.items():
        left = [[span for span in line if span not in spans] for line in lines]
        yield [(label, spans)], [line for line in left if line]


Heads = list[tuple[Span, str]]  # the first piece of each line, and its text


def _wholes(label: str, heads: Heads) -> Iterator[tuple[Span, ...]]:
    """Pieces of lines that make a label together, in order."""
    for n, (span, text) in enumerate(heads):
        if text == label:
            yield (span,)
        elif label.startswith(text):
            yield from ((span, *more) for more in _wholes(label[len(text) :], heads[n + 1 :]))


def _parts(label: str, heads: Heads) -> Iterator[tuple[Span, ...]]:
    """Pieces of lines that a label begins or ends with."""
    for n, (span, text) in enumerate(heads):
        for at in range(len(label)):
            if not label.startswith(text, at):
                continue
            more, end = _longest(label, at + len(text), heads[n + 1 :])
            if (at == 0) != (end == len(label)):
                yield (span, *more)


def _longest(label: str, at: int, heads: Heads) -> tuple[tuple[Span, ...], int]:
    """The next pieces that go on in a label, and how far they come."""
    spans: list[Span] = []
    for span, text in heads:
        if label.startswith(text, at) and at < len(label):
            spans.append(span)
            at += len(text)
    return tuple(spans), at


# --------------------------------------------------------------------------------------------------------------- cells


@dataclass(frozen=True)
class Dealt:
    """What was made of the lines of a row: its cells; none where they make no whole row, or leave open which cell is which."""

    cells: Cells | None
    is_open: bool = False


def deal(stream: Stream, lines: Lines, columns: tuple[Column, ...], known: Columns) -> Dealt:
    """The cells of a whole row from its lines."""
    if not lines or len(lines) > HIGHEST:
        return Dealt(None)
    pieces = [lines]
    pieces += [other for other in (_joined(stream, lines), _cut(stream, lines)) if other != lines]
    ways = sorted((way for lines in pieces for way in _ways(stream, lines, columns, known)), key=lambda way: way[0])
    if not ways or ways[0][0] > _WORST:
        return Dealt(None)
    best = _texts(stream, ways[0][1])
    is_open = any(cost - ways[0][0] < _MARGIN and _texts(stream, cells) != best for cost, cells in ways[1:])
    return Dealt(None if is_open else ways[0][1], is_open)


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


def _texts(stream: Stream, cells: Cells) -> dict[str, str]:
    return {name: "".join(stream.folded[a:b] for a, b in spans) for name, spans in cells.items()}


def _ways(stream: Stream, lines: Lines, columns: tuple[Column, ...], known: Columns) -> Iterator[tuple[float, Cells]]:
    """All ways to deal the pieces to columns, each cell around the middle, with what speaks against each."""
    points = [c.holds == "points" for c in columns]
    for offsets, heights in _heights([len(line) for line in lines]):
        if len(heights) > len(columns) or heights.count(1) < sum(points):
            continue
        free = sorted([*heights, *[0] * (len(columns) - len(heights))])
        for _ in range(sum(points)):
            free.remove(1)
        for order in sorted(set(permutations(free))):
            given = iter(order)
            high = [1 if is_points else next(given) for is_points in points]
            cells: Cells = {}
            for offset, line in zip(offsets, lines, strict=True):
                names = [c.field for c, h in zip(columns, high, strict=True) if h > abs(offset) and (h - 1 - offset) % 2 == 0]
                for name, span in zip(names, line, strict=True):
                    cells.setdefault(name, []).append(span)
            if (cost := _cost(stream, cells, columns, known)) is not None:
                yield cost, cells


def _heights(counts: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """The heights in lines of cells that make lines of so many pieces, and how far each line is from the middle, in half lines."""
    for inner in range((len(counts) + 1) // 2 if len(counts) % 2 else 1):
        outer = len(counts) - inner  # the highest cell, and the highest of those whose lines stand between its lines
        offsets = sorted([*range(1 - outer, outer, 2), *range(1 - inner, inner, 2)])
        at = dict(zip(offsets, counts, strict=True))
        ends = {offset: n - at.get(offset + 2, 0) for offset, n in at.items() if offset >= 0}
        if all(n == at[-offset] for offset, n in at.items()) and min(ends.values()) >= 0:
            yield offsets, [offset + 1 for offset, n in ends.items() for _ in range(n)]


def _cost(stream: Stream, cells: Cells, columns: tuple[Column, ...], known: Columns) -> float | None:
    """What speaks against a way to deal the pieces; None where it cannot be."""
    texts = _texts(stream, cells)
    if "name" not in texts or ("target" not in texts and len(columns) == 2):
        return None
    kinds = {name: kind_of(text) for name, text in texts.items()}
    if any(kinds[c.field] != "number" for c in columns if c.holds == "points"):
        return None
    cost = 0.0
    for column in columns:
        if column.field not in texts:
            cost += 0.0 if column.holds == "remark" else _BLANK
        elif column.holds != "points":
            cost += kind_cost(column, kinds[column.field]) + _lines_cost(stream, column.field, cells[column.field], known)
            cost += _ELSEWHERE * known.strange(column.field, texts[column.field]) * (kinds[column.field] == "text")
    if "actual" in texts and "target" in texts and alike(texts["target"], texts["actual"]):
        cost -= 1.5 if texts["target"] == texts["actual"] else 1.0
    prose = [spans for name, spans in cells.items() if kinds[name] == "text"]
    cost += _VALUE_IN_PROSE * sum(kind_of(stream.folded[a:b]) in _VALUES for spans in prose for a, b in spans[1:-1])
    seams = [stream.folded[a[1] - 1] + stream.folded[b[0]] for spans in prose for a, b in pairwise(spans)]
    return cost + _SEAM * sum(-1 if seam in known.seams else 1 for seam in seams)


_VALUES = ("lexeme", "quantity", "number", "remark")


def _lines_cost(stream: Stream, name: str, spans: list[Span], known: Columns) -> float:
    """What speaks against these lines being those of one cell: a line ends where what comes next does not fit."""
    widths = [width(stream.printed[a:b]) for a, b in spans]
    widest = max([*widths, known.least.get(name, 0)])
    cost = _UNWRAPPED * (max(widths) > known.most.get(name, 1000) + 1)
    return cost + _UNWRAPPED * sum(line + need(stream.folded[a:b]) < widest - 1 for line, (a, b) in zip(widths, spans[1:], strict=False))
