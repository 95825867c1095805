"""Parts of a page of a woven table: empty lines end them, which a tool prints between columns, now and then in a row, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from orchestration.reader.layout.bands import Printed
from orchestration.reader.layout.woven_labels import Mark


class Parts(NamedTuple):
    """The printed lines of each part, its page, and the labels that lead some of them."""

    printed: list[list[Printed]]
    pages: list[int]
    marks: list[Mark]


def otherwise_parted(parts: Parts) -> Iterator[Parts]:
    """The ways to part a page that differ by one empty line: one that is passed over, or one behind cells that were printed apart.

    Cells printed apart stand behind others of their page, and no label leads them.
    """
    for n in range(1, len(parts.printed)):
        above, own = parts.printed[n - 1 : n + 1]
        if parts.pages[n] != parts.pages[n - 1]:
            continue
        yield _with_parts(parts, n - 1, [[*above, *own]], 2)
        bare = next((k for k, line in enumerate(own) if line.marks), len(own))
        for cut in range(1, min(bare + 1, len(own))):
            yield _with_parts(parts, n, [own[:cut], own[cut:]], 1)


def _with_parts(parts: Parts, at: int, new: Sequence[list[Printed]], count: int) -> Parts:
    """The parts with new ones in the place of `count` from `at` on; a label is of the last of the new parts that it may be of."""
    printed, pages, marks = parts
    shift = len(new) - count
    moved = [replace(mark, part=mark.part + shift) if mark.part >= at + count - 1 else mark for mark in marks]
    return Parts([*printed[:at], *new, *printed[at + count :]], [*pages[:at], *[pages[at]] * len(new), *pages[at + count :]], moved)
