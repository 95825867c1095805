"""Two lines of a column that were printed as one: told by the column's width, and parted.

`pdftotext -layout` takes words of two rows for neighbours where a label beside them stands between their heights: the last line of a
cell that has one character only is then printed with the next cell's first line as one word. Lines of two runs touch each other where
the first ends at the place at which the column begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from orchestration.reader.layout.places import Piece
from orchestration.reader.layout.stacks import Stack
from orchestration.reader.text import width

_MOST = 2  # of a column; more are the lines of a wider one
_DEAR, _GAIN = 3.0, 1.0  # of rows one of which is none; what parting one must save
_ASTRAY = 3  # lines that fill a column do so whatever few of them stand in the wrong order


def part_lines(stack: Stack, rows: int, cost: Callable[[tuple[Piece, ...]], float]) -> tuple[Piece, ...]:
    """The pieces of a column, those that hold two lines parted where the column costs least; it has at most so many cells."""
    found = stack.pieces
    wide, room = _too_wide(stack, len(found) - rows)
    for piece in wide:
        at = found.index(piece)
        starts = {p.words[0].x for p in found if p.page == piece.page and not p.words[0].near}
        ways = [(*found[:at], *piece.parted(k), *found[at + 1 :]) for k in _places(piece, room, starts)]
        found = min(ways, key=cost, default=found)
    return found


def part_names(names: list[Piece], is_name: Callable[[str], bool], cost: Callable[[tuple[Piece, ...]], float]) -> list[Piece]:
    """The pieces of a column of names, one that holds two names parted where the rows of the table are none else."""
    found = tuple(names)
    least = cost(found)
    if least < _DEAR:
        return names
    ways = [
        (*found[:n], *piece.parted(k), *found[n + 1 :])
        for n, piece in enumerate(found)
        for k in range(2, len(piece.text) - 1)
        if is_name(piece.text[:k]) and is_name(piece.text[k:])
    ]
    best = min(ways, key=cost, default=found)
    return list(best) if cost(best) < least - _GAIN else names


def _too_wide(stack: Stack, more: int) -> tuple[list[Piece], float]:
    """The pieces wider than the column, and what that is narrower than; it has at least so many more lines than cells.

    All lines but the last of a cell fill the column: it is narrower than they are with what the next line begins with.
    """
    extents = sorted(stack.extents, reverse=True)
    for n in range(more, max(0, more - _ASTRAY), -1):
        wide = [p for p in stack.pieces if _of_ideographs(p.printed) >= extents[n - 1]]
        if len(wide) <= _MOST:
            return wide, extents[n - 1]
    return [], 0.0


def _of_ideographs(text: str) -> float:
    """How wide a text is at least, by its ideographs: Latin letters and marks may be narrow."""
    return sum(2 for char in text if width(char) == 2)


def _places(piece: Piece, room: float, starts: Iterable[int]) -> Iterator[int]:
    """Behind how many characters of a piece another line can begin, so that both fit the column; `starts` are where runs of it begin."""
    text = piece.printed
    borders = {sum(len(w.text) for w in piece.words[:n]) for n in range(1, len(piece.words))}
    for k in sorted({1} | borders | {x - piece.words[0].x for x in starts}):
        if 0 < k < len(text) and _of_ideographs(text[:k]) < room and _of_ideographs(text[k:]) < room:
            yield k
