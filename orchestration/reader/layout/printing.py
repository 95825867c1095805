"""What `pdftotext -layout` prints of words whose heights on the page are known: their order, and which of them stand on one line.

The tool puts words next to each other into a run where they stand about as high as its first one. It sorts runs by their tops,
those about as high as the first of them from left to right, and begins a line where a run stands left of the end of the run
before it, or not about as high. Which reading of a table prints the text is told so; what cells mean is not asked here.

Heights are counted in lines of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cmp_to_key
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.layout.places import Word

_MOST = 24  # misprints of a page that few parted runs explain
_NEAR = 3  # runs around a misprint that may have to be parted

At = tuple[int, int]  # the line of a word and where it starts
_Mark = tuple[float, int, int]  # of a word: its height, its first column and the one behind it


class _Run(NamedTuple):
    """Words that the tool took for neighbours; `top` is the height of the highest, `base` of the first.

    It `is_last` where no other run stands one blank behind it.
    """

    line: int
    top: float
    base: float
    x: int
    end: int
    marks: tuple[_Mark, ...]
    is_last: bool


class Print:
    """The words of a table as they are printed, which readings are held against."""

    def __init__(self, lines: Sequence[Sequence[Word]]) -> None:
        self._pages: dict[int, list[list[Word]]] = {}  # of each the words that stand one blank apart
        for line in lines:
            for word in line:
                runs = self._pages.setdefault(word.page, [])
                if word.near and runs and runs[-1][-1].line == word.line:
                    runs[-1].append(word)
                else:
                    runs.append([word])
        self._known: dict[tuple[float | None, ...], int] = {}

    def misprints(self, heights: Mapping[At, float], about: float) -> int:
        """How many pairs of neighbours the tool would not have printed so if words stood at some heights; words without one are left out.

        Words that are no further than `about` from each other stand about as high.
        """
        return sum(self._of_page(page, runs, heights, about) for page, runs in self._pages.items())

    def _of_page(self, page: int, words: list[list[Word]], heights: Mapping[At, float], about: float) -> int:
        key = (page, about, *(heights.get((w.line, w.start)) for run in words for w in run))
        if key not in self._known:
            near = [(run[0].line, marks) for run in words for marks in _marks(run, heights)]
            self._known[key] = _mended([run for line, marks in near for run in _runs(line, marks, about)], about)
        return self._known[key]


def _marks(words: list[Word], heights: Mapping[At, float]) -> Iterator[list[_Mark]]:
    """The marks of words one blank apart; words without a height are left out."""
    marks: list[_Mark] = []
    for word in words:
        height = heights.get((word.line, word.start))
        if height is not None:
            marks.append((height, word.x, word.x + len(word.text)))
        elif marks:
            yield marks
            marks = []
    if marks:
        yield marks


def _runs(line: int, marks: Sequence[_Mark], about: float) -> list[_Run]:
    """The runs that words one blank apart make: what does not stand about as high as the first one begins another run."""
    found: list[list[_Mark]] = []
    for mark in marks:
        if found and abs(mark[0] - found[-1][0][0]) <= about:
            found[-1].append(mark)
        else:
            found.append([mark])
    runs = [_Run(line, min(m[0] for m in own), own[0][0], own[0][1], own[-1][2], tuple(own), False) for own in found]
    return [*runs[:-1], runs[-1]._replace(is_last=True)]


def _mended(runs: list[_Run], about: float) -> int:
    """The misprints of a page, runs near them parted where that makes them less: two runs may stand one blank apart too."""
    wrong = _misprinted(runs, about)
    if len(wrong) > _MOST:
        return len(wrong)
    for n in sorted({m for a, _ in wrong for m in range(max(a - _NEAR, 0), min(a + _NEAR + 1, len(runs)))}):
        marks = runs[n].marks
        end = n + 1
        while not runs[end - 1].is_last:  # what stands one blank behind a run may belong to the one that begins in it
            end += 1
        behind = [mark for run in runs[n + 1 : end] for mark in run.marks]
        for k in range(1, len(marks)):
            first, *_ = _runs(runs[n].line, marks[:k], about)
            other = [*runs[:n], first._replace(is_last=False), *_runs(runs[n].line, [*marks[k:], *behind], about), *runs[end:]]
            if len(_misprinted(other, about)) < len(wrong):
                return _mended(other, about)
    return len(wrong)


def _misprinted(runs: list[_Run], about: float) -> list[tuple[int, int]]:
    """The pairs of neighbours in the text that do not follow each other as the tool prints the runs of a page."""
    order = sorted(range(len(runs)), key=lambda n: (runs[n].top, runs[n].x))

    def compare(a: int, b: int) -> int:
        return _compare(runs[a], runs[b])

    start = 0
    while start < len(order):
        first, end = runs[order[start]], start + 1
        while end < len(order) and abs(runs[order[end]].base - first.base) < about:
            end += 1
        if end > start + 1:
            order[start:end] = sorted(order[start:end], key=cmp_to_key(compare))
        start = end
    following = dict(pairwise(order))
    return [(n, n + 1) for n, (a, b) in enumerate(pairwise(runs)) if following.get(n) != n + 1 or _parts(a, b, about) != (a.line != b.line)]


def _compare(a: _Run, b: _Run) -> int:
    """Which of two runs about as high as each other comes first: the one further left; the higher one where they stand above each other."""
    lower = a.top - b.top if a.x < b.end and b.x < a.end else a.x - b.x
    return (lower > 0) - (lower < 0)


def _parts(a: _Run, b: _Run, about: float) -> bool:
    """Whether a line ends between two runs."""
    return b.x < a.end or abs(b.base - a.base) > about
