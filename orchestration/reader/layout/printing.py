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

_ABOUT = 0.65  # as high as another: two neighbouring rows of one line are not, half of that is
_PARTED = 0  # a run that the text shows as one, and that must be two
_NEAR = 3  # runs around a misprint that may have to be parted
_WIDE = 1  # characters that words of one run overlap at most

Place = tuple[int, int]  # the line of a word and where it starts
_Mark = tuple[float, int, int]  # of a word: its height, its first column and the one behind it


class _Run(NamedTuple):
    """Words that the tool took for neighbours; `top` is the height of the highest, `base` of the first."""

    line: int
    top: float
    base: float
    x: int
    end: int
    marks: tuple[_Mark, ...]


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

    def misprints(self, heights: Mapping[Place, float]) -> int:
        """How many pairs of neighbours the tool would not have printed so if words stood at some heights; words without one are left out."""
        return sum(self._of_page(page, runs, heights) for page, runs in self._pages.items())

    def _of_page(self, page: int, words: list[list[Word]], heights: Mapping[Place, float]) -> int:
        key = (page, *(heights.get((w.line, w.start)) for run in words for w in run))
        if key not in self._known:
            self._known[key] = _mended([run for near in words for run in _runs(near, heights)], 0)
        return self._known[key]


def _runs(words: list[Word], heights: Mapping[Place, float]) -> Iterator[_Run]:
    """The runs that words one blank apart make: what does not stand about as high as the first one is another run."""
    marks: list[_Mark] = []
    for word in words:
        height = heights.get((word.line, word.start))
        if marks and (height is None or abs(height - marks[0][0]) > _ABOUT):
            yield _run(word.line, marks)
            marks = []
        if height is not None:
            marks.append((height, word.x, word.x + len(word.text)))
    if marks:
        yield _run(words[0].line, marks)


def _run(line: int, marks: Sequence[_Mark]) -> _Run:
    return _Run(line, min(m[0] for m in marks), marks[0][0], marks[0][1], marks[-1][2], tuple(marks))


def _mended(runs: list[_Run], parted: int) -> int:
    """The misprints of a page, runs near them parted where that makes them less: two runs may stand one blank apart too."""
    wrong = _misprinted(runs)
    for n in sorted({m for a, _ in wrong for m in range(max(a - _NEAR, 0), min(a + _NEAR + 1, len(runs)))}):
        run = runs[n]
        for k in range(1, len(run.marks)):
            if run.marks[k][0] != run.marks[k - 1][0]:
                other = [*runs[:n], _run(run.line, run.marks[:k]), _run(run.line, run.marks[k:]), *runs[n + 1 :]]
                cost = 0 if _is_barred(run, k, runs[n + 1 :]) else _PARTED
                if len(_misprinted(other)) + cost < len(wrong):
                    return _mended(other, parted + cost)
    return len(wrong) + parted


def _is_barred(run: _Run, k: int, below: list[_Run]) -> bool:
    """Whether a word that is printed below a run, about as high and further left than where its word `k` begins, ends the run before that."""
    return any(r.line > run.line and x < run.marks[k - 1][2] - _WIDE and abs(h - run.base) <= _ABOUT for r in below for h, x, _ in r.marks)


def _misprinted(runs: list[_Run]) -> list[tuple[int, int]]:
    """The pairs of neighbours in the text that do not follow each other as the tool prints the runs of a page."""
    order = sorted(range(len(runs)), key=lambda n: (runs[n].top, runs[n].x))
    start = 0
    while start < len(order):
        first, end = runs[order[start]], start + 1
        while end < len(order) and abs(runs[order[end]].base - first.base) < _ABOUT:
            end += 1
        if end > start + 1:
            order[start:end] = sorted(order[start:end], key=cmp_to_key(lambda a, b: _from_left(runs[a], runs[b])))
        start = end
    following = {a: b for a, b in pairwise(order)}
    return [(n, n + 1) for n, (a, b) in enumerate(pairwise(runs)) if following.get(n) != n + 1 or _parts(a, b) != (a.line != b.line)]


def _from_left(a: _Run, b: _Run) -> float:
    """The order of two runs about as high as each other: from left to right; of those that stand above each other the higher one first."""
    return a.top - b.top if a.x < b.end and b.x < a.end else a.x - b.x


def _parts(a: _Run, b: _Run) -> bool:
    """Whether a line ends between two runs."""
    return b.x < a.end or abs(b.base - a.base) > _ABOUT
