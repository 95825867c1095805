"""A table's reading, mended step by step until the tool would print it as the text has it.

A step moves where a cell of one column ends by one piece or two, moves where a 二级指标 ends by one row, or reads two lines in the
other order. What makes a reading likely is that its cells are like cells and that it has few misprints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.layout.bands import NEVER
from orchestration.reader.layout.places import Piece
from orchestration.reader.layout.spans import SETTINGS, Levels, misprints
from orchestration.reader.layout.stacks import Stack, stand, tangles

_MOST_STEPS, _MOST_ROWS, _MOST_MISPRINTS = 12, 40, 24  # more are no table that a few steps mend
_MISPRINT = 1.0  # of two neighbours that the tool would not have printed so
_TANGLE = 1.0  # of two lines that are read in the other order
_TOGETHER = 3  # cells that are moved together
_GAIN = 0.01  # of a step at least
_UNLIKELY = 12.0  # of a cell that no column has


class Reading(NamedTuple):
    """Of each column its pieces and where its cells end, and the row behind those of each 二级指标."""

    columns: tuple[tuple[Piece, ...], ...]
    ends: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]

    @property
    def rows(self) -> list[tuple[tuple[Piece, ...], ...]]:
        """The cells of each row."""
        starts = [(0, *ends[:-1]) for ends in self.ends]
        cells = [[c[a:b] for a, b in zip(s, e, strict=True)] for c, s, e in zip(self.columns, starts, self.ends, strict=True)]
        return list(zip(*cells, strict=True))


StackOf = Callable[[int, tuple[Piece, ...]], Stack]  # the stack of a column's pieces


def mend(reading: Reading, levels: Levels, stack: StackOf, fixed: Sequence[int]) -> Reading:
    """The reading without misprints that steps lead to, each to a likelier one; the cells of `fixed` columns stay.

    Where they lead to none, the reading as it is.
    """
    free = [n for n in range(len(reading.columns)) if n not in fixed]
    shape = cache(stand)  # a step changes few rows, and of a column or two
    setting = min(SETTINGS, key=lambda s: misprints(list(map(shape, reading.rows)), levels, reading.labels, [s]))

    @cache
    def unlike(n: int, pieces: tuple[Piece, ...], ends: tuple[int, ...]) -> float:
        return _cost(stack(n, pieces), ends) + _TANGLE * _tangled(pieces)

    def judge(other: Reading, most: float) -> tuple[float, float]:
        """What a reading costs, and its misprints: these are asked for only where its cells alone cost no more than `most`."""
        like = sum(unlike(n, other.columns[n], other.ends[n]) for n in free)
        count = misprints(list(map(shape, other.rows)), levels, other.labels, [setting]) if like <= most else NEVER
        return like + _MISPRINT * count, count

    found, (least, count) = reading, judge(reading, NEVER)
    if len(reading.rows) > _MOST_ROWS or count > _MOST_MISPRINTS:
        return reading
    for _ in range(_MOST_STEPS):
        best, likeliest = found, (least - _GAIN, NEVER)
        for other in _steps(found, free):
            if (judged := judge(other, likeliest[0])) < likeliest:
                best, likeliest = other, judged
        if best is found:
            break
        found, (least, count) = best, likeliest
    return found if not count else reading


def _cost(stack: Stack, ends: Sequence[int]) -> float:
    return sum(dict(stack.ends(a)).get(b, _UNLIKELY) for a, b in zip((0, *ends[:-1]), ends, strict=True))


def _tangled(pieces: Sequence[Piece]) -> int:
    """How many lines are read before one that is printed above them."""
    return sum(b.line < a.line for a, b in pairwise(pieces))


def _steps(reading: Reading, free: Sequence[int]) -> Iterator[Reading]:
    for n in free:
        for ends in _moved(reading.ends[n], 0, 2):
            yield reading._replace(ends=(*reading.ends[:n], ends, *reading.ends[n + 1 :]))
    for labels in _moved(reading.labels, 1, 1):
        yield reading._replace(labels=labels)
    for changed in (*tangles([column if n in free else () for n, column in enumerate(reading.columns)]), *_turned(reading, free)):
        columns = [list(column) for column in reading.columns]
        for n, at in changed.items():
            columns[n][at : at + 2] = reversed(columns[n][at : at + 2])
        yield reading._replace(columns=tuple(map(tuple, columns)))


def _turned(reading: Reading, free: Sequence[int]) -> Iterator[dict[int, int]]:
    """Lines that are read before one that is printed above them: per line and column the number of its piece."""
    found: dict[int, dict[int, int]] = {}
    for n in free:
        for at, (a, b) in enumerate(pairwise(reading.columns[n])):
            if b.line < a.line:
                found.setdefault(b.line, {})[n] = at
    yield from found.values()


def _moved(ends: tuple[int, ...], least: int, most: int) -> Iterator[tuple[int, ...]]:
    """The ends with up to three that follow each other moved, so that `least` stay between two."""
    for n in range(len(ends) - 1):
        for count in range(1, min(_TOGETHER, len(ends) - 1 - n) + 1):
            for by in range(-most, most + 1) if count == 1 else (-1, 1):
                moved = (*ends[:n], *(end + by for end in ends[n : n + count]), *ends[n + count :])
                if by and (moved[n - 1] if n else 0) + least <= moved[n] and moved[n + count - 1] + least <= moved[n + count]:
                    yield moved
