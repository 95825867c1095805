"""Runs of rows whose label a page break took: a tool that loses the edges of cells at a break loses the text in them too.

A label that is printed in the grid stands in a closed cell, which ends before the next break. Rows behind a break that have no
label of their own therefore belong to a level whose cell lay over the break, or began with it: one that is printed nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.reader.table.cells import Mark
from orchestration.reader.table.known import Levels
from orchestration.reader.table.levels import Hint, Run, hint_cost
from orchestration.reader.template import LEVEL1_OF, LEVELS, RANK


@dataclass(frozen=True)
class Break:
    """A page break of a grid: the first row behind it, whether that row itself stands there, and the order of the labels in it.

    Where it does not, a row that could not be read stands before it.
    """

    row: int
    is_whole: bool
    order: int


# What speaks against a level for some rows beside their hints: a cell that began with the page would mostly show its label; few
# forms of the report print the level, or many print one that is passed over; names beside the label of another level.
_AT_THE_TOP, _PER_ROW, _RARE, _PASSED, _STRANGE = 0.5, 0.05, 1.0, 0.5, 1.0


def with_lost_runs(runs: list[Run], marks: list[Mark], breaks: list[Break], hints: list[Hint], known: Levels) -> list[Run]:
    """The runs, and between them those whose labels the breaks took, as far as rows and levels leave room for one.

    Args:
        runs: those that the printed labels announce, with rising anchors.
        marks: the printed labels.
        breaks: in order.
        hints: name and typed target of each row.
        known: of levels in the report.
    """
    lost: list[Run] = []
    torn = {b.order for b in breaks}  # labels outside the grid say nothing of where their cells end
    closed = {mark.label for mark in marks if mark.label in LEVELS and mark.order not in torn}
    for above, below in zip([None, *runs], [*runs, None], strict=True):
        first, end = above.anchor + 1 if above else 0, below.anchor if below else len(hints)
        inside = {b.row: b for b in breaks if first <= b.row < end or (b.row == end and _is_of_lost_level(b, below))}
        if not inside or (above and (above.mark2 is None or above.mark2.order in torn)):
            continue
        lowest = RANK[above.level2] if above and above.level2 else -1
        highest = RANK[below.level2] if below and below.level2 else len(RANK)
        between = [level2 for level2, rank in RANK.items() if lowest < rank < highest]
        levels = [level2 for level2 in between if LEVEL1_OF[level2] not in closed] or between
        if below and below.level1 not in closed and len(inside) == 1:
            levels = [level2 for level2 in levels if LEVEL1_OF[level2] == below.level1] or levels
        rows = range(first, end + (end in inside))
        looks = [hints[row] if row < end else None for row in rows]
        for level2, row in _cheapest([above.level2 if above else None, *levels], rows, inside, looks, known):
            mark1 = next((mark for mark in marks if mark.label == LEVEL1_OF[level2]), None)
            lost.append(Run(LEVEL1_OF[level2], level2, mark1, None, row, is_lost=True))
    return sorted([*lost, *runs], key=lambda run: run.anchor)


def _is_of_lost_level(page: Break, below: Run | None) -> bool:
    """Whether a row that could not be read stands at a break, before the row with the next label, and has no label itself."""
    return not page.is_whole and (below is None or below.mark2 is None or below.mark2.order != page.order)


_OPEN, _TOP, _OVER = range(3)  # a lost run so far: before a break; the one row at the top of a page; over a break
_Path = tuple[tuple[str, int], ...]


def _cheapest(levels: list[str | None], rows: range, breaks: dict[int, Break], hints: list[Hint | None], known: Levels) -> _Path:
    """The lost levels that fit some rows best, each with its first row, behind the level that is printed above; none where none fits.

    Nothing is known of a row that could not be read: it has no hint.
    """
    best: dict[tuple[int, int], tuple[float, _Path]] = {(0, _OVER): (0.0, ())}
    for row, hint in zip(rows, hints, strict=True):
        looks = [0.0] * len(levels)
        if hint:
            looks = [hint_cost(*hint, level) + _STRANGE * known.strange(level or "", hint[0]) for level in levels]
        now: dict[tuple[int, int], tuple[float, _Path]] = {}
        for (n, state), (cost, path) in best.items():
            for m in range(n, len(levels)) if state == _OVER else (n,):
                step = _step(n, m, state, breaks.get(row), levels, known)
                if step is None:
                    continue
                after, price = step
                total = cost + price + looks[m]
                if total < now.get((m, after), (float("inf"), ()))[0]:
                    now[m, after] = (total, path if m == n else (*path, (levels[m] or "", row)))
        best = now
    ends = [found for (_, state), found in best.items() if state == _OVER]
    return min(ends)[1] if ends else ()


def _step(n: int, m: int, state: int, page: Break | None, levels: list[str | None], known: Levels) -> tuple[int, float] | None:
    """From a row of one level to a row of the same or a later one: the state of its run, and what it costs; None where it cannot be."""
    if n == m == 0:
        return None if page or levels[0] is None else (_OVER, 0.0)  # the level that is printed above has no row behind a break
    if n == m:
        return (_OVER, 0.0) if page or state != _OPEN else (_OPEN, _PER_ROW)
    cost = _RARE * (1 - known.share(levels[m] or "")) + _PASSED * sum(known.share(level or "") for level in levels[n + 1 : m])
    if page is None:
        return _OPEN, cost
    return (_TOP, cost + _AT_THE_TOP) if page.is_whole else (_OVER, cost)
