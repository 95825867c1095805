"""Rows cut into runs of 二级指标: each printed label lies in or next to the run of rows that it covers.

The boundary between two runs is the one that costs least: a label stands at the top of its run unless a page broke it, and
what a row says of its own level is a hint that weighs less than a label. A boundary that little decides is left open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from orchestration.reader.table.cells import Mark, Row
from orchestration.reader.template import LEVEL1_OF, LEVELS
from orchestration.reader.values import Lexeme


class Run(NamedTuple):
    """A run of rows under one 二级指标: its labels and the row that the label stands at."""

    level1: str
    level2: str | None
    mark1: Mark | None
    mark2: Mark | None
    anchor: int
    is_lost: bool = False  # the label of the 二级指标 is not in the text


def runs_of(marks: list[Mark], rows: list[Row]) -> list[Run]:
    """The runs that the printed labels announce, in order; repeats of a label on a new page announce none."""
    runs: list[Run] = []
    labels, orders = {mark.label for mark in marks}, [row.order for row in rows]
    level1_marks: dict[str, Mark] = {}
    for n, mark in enumerate(marks):
        anchor = bisect_right(orders, mark.order)  # the first row behind it: the one on its own line of a grid, or the next one of a text
        if mark.label in LEVELS:
            if mark.label in level1_marks:
                continue
            level1_marks[mark.label] = mark
            if labels.isdisjoint(LEVELS[mark.label]):
                runs.append(Run(mark.label, None, mark, None, anchor))
        elif all(run.level2 != mark.label for run in runs):
            level1 = LEVEL1_OF[mark.label]
            own = level1_marks.get(level1) or next((m for m in marks[n:] if m.label == level1), None)
            runs.append(Run(level1, mark.label, own, mark, anchor))
    return runs


# What a row says of its own level, as a hint only: the cost of a row in a run whose level it does not look like.
_LOOKS = re.compile(r"(?P<satisfaction>满意)|(?P<time>及时|时效|按时|准时|周期|进度|期限|响应时间)|(?P<cost>成本|经费|费用)")
_HINTS: dict[str, tuple[tuple[str, ...], float]] = {
    "satisfaction": (("服务对象满意度指标",), 0.8),
    "time": (("时效指标",), 0.4),
    "cost": (("经济成本指标", "社会成本指标", "生态环境成本指标"), 0.4),
}
_NOT_COUNTED = re.compile(r"%|百分比|元|小时|分钟|秒|天|日|月|年|分")
_SHIFT, _SHIFT_OVER_PAGE, _SHIFT_PER_ROW, _LEVEL_MARGIN = 1.2, 0.5, 0.05, 0.5


Hint = tuple[str, Lexeme | None]  # name and typed target of a row


def hint_cost(name: str, target: Lexeme | None, level2: str | None) -> float:
    """How unlike a row is to its level: 0 (nothing speaks against it) to about 1."""
    looks = {found.lastgroup for found in _LOOKS.finditer(name)}
    cost = sum(c for look, (levels, c) in _HINTS.items() if look in looks and level2 not in levels) if looks else 0.0
    if target and target.unit and not _NOT_COUNTED.search(target.unit) and level2 != "数量指标":
        cost += 0.8 if level2 and level2.endswith("成本指标") else 0.5
    return cost


def assign_runs(runs: list[Run], hints: list[Hint], breaks: list[bool]) -> list[tuple[int, bool]]:
    """For each row the number of its run, and whether the text leaves it open.

    Args:
        runs: at least one, with rising anchors.
        hints: name and typed target of each row.
        breaks: whether a page ends before the row.
    """
    out: list[tuple[int, bool]] = [(0, False)] * len(hints)
    for n, run in enumerate(runs):
        first = runs[n - 1].anchor if n else 0
        behind = runs[n + 1].anchor if n + 1 < len(runs) else len(hints)
        out[run.anchor : behind] = [(n, False)] * (behind - run.anchor)
        if n == 0 or run.anchor - first <= 1 or run.is_lost or runs[n - 1].is_lost:
            continue
        costs = _boundary_costs(first, n, runs, hints, breaks)
        best = min(range(len(costs)), key=lambda k: (costs[k], -k))
        above, below = list(accumulate(costs, min)), list(accumulate(reversed(costs), min))[::-1]
        for k in range(len(costs) - 1):  # the row behind boundary k: what would it cost to have the boundary on its other side?
            owner, other = (n, below[k + 1]) if best <= k else (n - 1, above[k])
            out[first + 1 + k] = (owner, other - costs[best] < _LEVEL_MARGIN)
    return [(n, open_ or _is_beside_lost(runs, n, row)) for row, (n, open_) in enumerate(out)]


def _is_beside_lost(runs: list[Run], n: int, row: int) -> bool:
    """Whether a row's label is lost, or may be that of the run behind it."""
    return runs[n].is_lost or (row > runs[n].anchor and n + 1 < len(runs) and runs[n + 1].is_lost)


def _boundary_costs(first: int, n: int, runs: list[Run], hints: list[Hint], breaks: list[bool]) -> list[float]:
    """What it costs that a run begins at each row behind the first one of the run before it, up to its own label."""
    anchor = runs[n].anchor
    rows = range(first + 1, anchor)
    before = accumulate((hint_cost(*hints[row], runs[n - 1].level2) for row in rows), initial=0.0)
    behind = list(accumulate((hint_cost(*hints[row], runs[n].level2) for row in reversed(rows)), initial=0.0))[::-1]
    last_break = max((row for row in range(first + 2, anchor + 1) if breaks[row : row + 1] == [True]), default=0)
    costs = []
    for boundary, (kept, taken) in enumerate(zip(before, behind, strict=True), first + 1):
        shift = _SHIFT_OVER_PAGE if last_break > boundary else _SHIFT
        cost = kept + taken + (shift + _SHIFT_PER_ROW * (anchor - boundary) if boundary < anchor else 0.0)
        costs.append(round(cost, 6))  # so that the order of the sums decides no tie
    return costs
