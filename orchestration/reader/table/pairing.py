"""Rows of a text without columns: the pieces between labels are dealt to the columns in turn, at least cost.

A cell may be wrapped over lines; where a line was full is told by the widths of the columns, which are fitted first. A row
that a page breaks goes on behind the break with its columns in the same order. Where another way costs about as much as the
best, the row is doubtful; where the best is bad, the form is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.layout.wording import PAIRS
from orchestration.reader.ledger import UnreadableError
from orchestration.reader.table.cells import Cell, Row
from orchestration.reader.table.lattice import Grid, Lattice, Pairs, Path, Widths, lasts_of
from orchestration.reader.table.pieces import JUDGEMENT, Piece, kind_of, make_piece
from orchestration.reader.template import LABEL_FRAGMENTS, LEVEL_LABELS, Column
from orchestration.reader.text import JOINED, NEWLINE, width
from orchestration.reader.values import lexeme

# Above _WORST no reading is believed; less than _MARGIN between the two best readings leaves the pairing open.
_WORST, _MARGIN = 4.5, 1.0
_MARGIN_OVER_PAGE = 2.2  # a row that goes on behind the end of a page looks much like the next one
_UNLIKELY = 1.9  # what costs so much is shown to a person, be it the best
_BETTER = 0.75  # by so much a reading must cost less than the one with the report's widths, to stand in its place
_WIDER = 4.0  # and by so much more for a column that is twice as wide in it: a wide line may be two cells side by side
_MOST_CUTS = 2  # of a line that holds cells of text side by side
_FAR = 6.0  # a reading of the whole table that costs so much more is none


class Fit(NamedTuple):
    """How wide the columns of a report are: the widths that fit it best, then others as good; and the tables that were read for it."""

    grid: Grid
    widths: list[Widths]
    sample: list[Lattice]

    def lattice(self, pieces: list[Piece]) -> Lattice:
        """The lattice of a table; that of one in the sample is there already."""
        return next((lattice for lattice in self.sample if lattice.pieces is pieces), None) or Lattice(self.grid, pieces)


class _Way(NamedTuple):
    """A reading of the table: the cheapest path in columns of some widths."""

    lattice: Lattice
    widths: Widths
    path: Path


def _way(lattice: Lattice, widths: Widths) -> _Way:
    if not lattice.breaks:
        return _Way(lattice, widths, lattice.cheapest(widths))
    path = lattice.cheapest(widths, {})
    return _Way(lattice, widths, lattice.cheapest(widths, lasts_of(path)))


def pair_rows(r: Reading, pieces: list[Piece], fit: Fit) -> list[Row]:
    """Rows of a text without columns: the cheapest way to deal its pieces to the columns in turn.

    A row that other widths, which fit the report as well or the form by itself, would pair otherwise is doubtful; so is one
    that a line which is wider than its column would pair otherwise as two cells.

    Raises:
        UnreadableError: no way is good enough to be believed.
    """
    if not pieces:
        return []
    lattice = fit.lattice(pieces)
    ways = [_way(lattice, widths) for widths in fit.widths]
    ways.append(_way(lattice, _own_widths(ways[0], fit.grid)))
    glued = ways
    for _ in range(_MOST_CUTS):
        cuts = dict.fromkeys((tuple(cut), way.widths) for way in glued for slack in (0, 1) if (cut := _cut(way, slack)))
        glued = [_way(Lattice(fit.grid, list(cut)), widths) for cut, widths in cuts]
        ways += glued
    believed = [w for w in ways if max(w.path.costs) <= _WORST] or ways
    best = min(believed, key=lambda w: w.path.total + (_BETTER + _WIDER * _wider(w, ways[0]) if w is not ways[0] else 0.0))
    others = [w.path for w in ways if w is not best and w.path.total < best.path.total + _FAR and w.path.states != best.path.states]
    _refuse_bad(r, best.path, fit.grid)
    rows = _rows(best.path, fit.grid)
    _check_fragments(r, rows)
    _doubt_glued(r, rows)
    _doubt_torn_words(r, rows)
    _doubt(best, rows, [set(map(_extent, _rows(p, fit.grid))) for p in others])
    return rows


def _wider(way: _Way, other: _Way) -> float:
    """By how much the columns of a way are wider than those of another one."""
    return sum(max(0.0, a / b - 1.0) for a, b in zip(way.widths, other.widths, strict=True) if a < float("inf"))


def _doubt(best: _Way, rows: list[Row], others: list[set[tuple[tuple[str, int, int], ...]]]) -> None:
    """Rows are doubtful where another reading of the table has them otherwise, or one about as cheap does."""
    margins = best.lattice.margins(best.path)
    n = -1
    for piece, (column, fresh), margin, cost in zip(best.path.pieces, best.path.states, margins, best.path.costs, strict=True):
        n += column == 0 and fresh
        is_open = margin < (_MARGIN_OVER_PAGE if piece.on_new_page else _MARGIN)
        rows[n].doubtful |= is_open or cost >= _UNLIKELY
        if is_open and piece.on_new_page and n:
            rows[n - (column == 0 and fresh)].doubtful = True  # the row above may go on behind the page
    for row in rows:
        row.doubtful |= any(_extent(row) not in other for other in others)


def _refuse_bad(r: Reading, path: Path, grid: Grid) -> None:
    for piece, cost in zip(path.pieces, path.costs, strict=True):
        if cost > _WORST:
            message = f"{piece.folded[:40]!r} fits no cell of a row of {grid.count}"
            raise UnreadableError("pairing_failed", message, r.stream.lines(piece.cell.start, piece.cell.end), "indicators")


def _check_fragments(r: Reading, rows: list[Row]) -> None:
    """Part of a label may be a line of a cell that holds its words; elsewhere it shows that the text is out of order."""
    stems = []
    for row in rows:
        for cells in row.cells.values():
            texts = [r.stream.folded[c.start : c.end] for c in cells]
            stems += [cells[0] for text in texts[:1] if text in _LABEL_STEMS]
            for n, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                if text not in LABEL_FRAGMENTS:
                    continue
                row.doubtful = True
                if (stems and not _ACHIEVED.search("".join(texts[: n + 1]))) or not _is_line_of(texts, n):
                    message = f"{text!r}, part of a label, stands in the place of a cell"
                    raise UnreadableError("label_fragment", message, r.stream.lines(cell.start, cell.end), "indicators")


def _doubt_torn_words(r: Reading, rows: list[Row]) -> None:
    """A cell that ends with a line of text and the next one that goes on with its word (发 and 展) may be two lines of one cell."""
    lines = [(row, cell, cell is cells[-1]) for row in rows for cells in row.cells.values() for cell in cells]
    for (row, cell, is_last), (below, following, _) in pairwise(lines):
        folded = r.stream.folded
        if is_last and cell.end == following.start and folded[cell.end - 1 : cell.end + 1] in PAIRS and r.stream.gap[cell.end] == NEWLINE:
            row.doubtful = below.doubtful = True


def _doubt_glued(r: Reading, rows: list[Row]) -> None:
    """A name that ends in what targets say, or an actual value behind a target, may be two cells that hide a row."""
    for row in rows:
        row.doubtful |= any(_ENDS_IN_JUDGEMENT.fullmatch(r.stream.folded, c.start, c.end) for c in row.cells["name"])
        actual = "".join(r.stream.folded[c.start : c.end] for c in row.cells.get("actual", ()))
        row.doubtful |= kind_of(actual) == "lexeme" and lexeme(actual) is None


_ACHIEVED = re.compile(r"达成(?:预期|年度)指标$")  # what the forms say of an indicator that was met
_ENDS_IN_JUDGEMENT = re.compile(rf".{{4,}}(?:{JUDGEMENT.pattern})")
_LABEL_STEMS = {label.removesuffix("指标") for label in LEVEL_LABELS} - {"成本", "产出", "效益"}


def _is_line_of(texts: list[str], n: int) -> bool:
    """Whether the lines of a cell make words of which one line is part of a label."""
    if n:
        return texts[n] != "标" or texts[n - 1].endswith(("指", "目", "达"))
    cell = "".join(texts)
    return any(label.startswith(texts[0]) and cell.startswith(label) and cell != label for label in LEVEL_LABELS)


def _rows(path: Path, grid: Grid) -> list[Row]:
    rows: list[Row] = []
    for piece, (column, fresh) in zip(path.pieces, path.states, strict=True):
        if column == 0 and fresh:
            rows.append(Row({}))
        rows[-1].cells.setdefault(grid.columns[column].field, []).append(piece.cell)
    return rows


def _extent(row: Row) -> tuple[tuple[str, int, int], ...]:
    return tuple((name, cells[0].start, cells[-1].end) for name, cells in row.cells.items())


def _cut(way: _Way, slack: int) -> list[Piece]:
    """The pieces with those cut that are wider than their column: two cells side by side, printed without a blank. Empty: none is.

    The first part is no wider than the column and `slack`, in half-width characters: the width was fitted.
    """
    rooms = [way.widths[column] for column, _ in way.path.states]
    out: list[Piece] = []
    for piece, room in zip(way.path.pieces, rooms, strict=True):
        if piece.width <= room + 1 or len(piece.folded) == 1:
            out.append(piece)
            continue
        fits = sum(1 for ends in accumulate(map(width, piece.printed)) if ends <= room + slack)
        at = min(max(fits, 1), len(piece.folded) - 1)
        start, middle, end = piece.cell.start, piece.cell.start + at, piece.cell.end
        for a, b in ((start, middle), (middle, end)):
            own = slice(a - start, b - start)
            gap, labelled, page = (JOINED, False, False) if a > start else (piece.gap, piece.after_label, piece.on_new_page)
            out.append(make_piece(Cell(a, b, piece.cell.order), piece.folded[own], piece.printed[own], gap, labelled, page))
    return out if len(out) > len(rooms) else []


def _own_widths(way: _Way, grid: Grid) -> Widths:
    """The columns' widths if this form were laid out by itself: those of the widest pieces in them.

    A form may be narrower than others of its report; where that would pair its cells otherwise, the text leaves them open.
    """
    widest = [0.0] * grid.count
    for piece, (column, _) in zip(way.path.pieces, way.path.states, strict=True):
        widest[column] = max(widest[column], float(piece.width))
    return tuple(own if own and n in grid.texts else w for n, (own, w) in enumerate(zip(widest, way.widths, strict=True)))


# ---------------------------------------------------------------------------------------------------------- the widths

_NEVER_FULL = 0.3  # of a column that no piece fills: the widest of a report are mostly lines that were full
_FEW_PIECES, _MARGIN_OF_FEW = 150, 1.5  # of a report of a form or two; what other widths may cost more to be as good there
_WIDTH_SAMPLE, _WIDTH_PIECES, _WIDTH_CANDIDATES, _WIDTH_ROUNDS = 6, 100, 16, 6


def fit_widths(columns: tuple[Column, ...], found: list[list[Piece]], seen: frozenset[str] = frozenset()) -> Fit:
    """The widths of the columns of text on the page: those that explain where lines are wrapped at least cost, then others as good.

    Columns are as wide in one form of a report as in another, so a sample of its longest tables settles it. Read with some
    widths, the tables tell how wide each column is, and are read again until nothing changes; from wide and from narrow
    columns, and the better end is taken.
    """
    tables = [t if len(t) <= _WIDTH_PIECES else t[:_WIDTH_PIECES] for t in sorted(found, key=len, reverse=True)[:_WIDTH_SAMPLE] if t]
    grid = Grid(columns, seen, _together(found))
    if not tables:
        return Fit(grid, [], [])
    sample = [Lattice(grid, pieces) for pieces in tables]
    candidates = _candidate_widths(tables)
    read = cache(partial(_read, grid, sample, candidates))
    ends = [_settle(read, grid.of_text(first)) for first in (candidates[0], candidates[len(candidates) // 2])]
    best = min(ends, key=lambda end: end.total)
    near = dict.fromkeys(best.near)
    if sum(map(len, tables)) <= _FEW_PIECES:  # too few to tell by their lines: read in each width of each column
        others = [(*best.widths[:n], w, *best.widths[n + 1 :]) for n in grid.texts for w in candidates if w != best.widths[n]]
        near |= {widths: None for widths in others if read(widths).total < best.total + _MARGIN_OF_FEW}
    return Fit(grid, [best.widths, *near], sample)


def _together(tables: list[list[Piece]]) -> Pairs:
    """Two lines of text that follow each other more than once."""
    found = Counter((a.folded, b.folded) for pieces in tables for a, b in pairwise(pieces) if a.kind == b.kind == "text")
    return frozenset(pair for pair, count in found.items() if count > 1)


class _Sample(NamedTuple):
    """A sample of tables, read in columns of some widths: what it costs, the widths that fit its lines best, and others as good."""

    total: float
    widths: Widths
    fitted: Widths
    near: list[Widths]


def _settle(read: Callable[[Widths], _Sample], widths: Widths) -> _Sample:
    """The best of the readings that follow from each other, each in the widths that the one before it has found."""
    best: _Sample | None = None
    for _ in range(_WIDTH_ROUNDS):
        found = read(widths)
        if best is None or found.total < best.total:
            best = found
        if found.fitted == widths:
            break
        widths = found.fitted
    assert best
    return best


def _read(grid: Grid, sample: list[Lattice], candidates: list[float], widths: Widths) -> _Sample:
    paths = [lattice.cheapest(widths) for lattice in sample]
    by_table = [lattice.costs_of(path, candidates) for lattice, path in zip(sample, paths, strict=True)]
    fitted, near = list(widths), list[tuple[int, float]]()
    for column, *tables in zip(grid.texts, *by_table, strict=True):
        costs: dict[float, float] = dict(zip(candidates, map(sum, zip(*tables, strict=True)), strict=True))
        costs[candidates[0]] += _NEVER_FULL
        fitted[column] = best = min(candidates, key=lambda w: (costs[w], -w))
        near += [(column, w) for w in candidates if w != best and costs[w] - costs[best] < _MARGIN][:1]
    total = sum(path.total for path in paths) + _NEVER_FULL * widths.count(candidates[0])
    return _Sample(total, widths, tuple(fitted), [(*widths[:n], w, *widths[n + 1 :]) for n, w in near])


def _candidate_widths(tables: list[list[Piece]]) -> list[float]:
    """Widths of pieces of text, widest first; before them one at which no piece fills its line."""
    found = sorted({p.width for pieces in tables for p in pieces if p.kind == "text"} or {0}, reverse=True)
    return [float(w) for w in (found[0] + 12, *found[:_WIDTH_CANDIDATES])]
