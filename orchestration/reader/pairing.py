"""Rows of a text without columns: the pieces between labels are dealt to the columns in turn, at least cost.

A cell may be wrapped over lines; where a line was full is told by the widths of the columns, which are fitted first. A row
that a page breaks goes on behind the break with its columns in the same order. Where another way costs about as much as the
best, the row is doubtful; where the best is bad, the form is refused.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.lattice import Grid, Lasts, Lattice, Path, Widths, lasts_of
from orchestration.reader.ledger import UnreadableError
from orchestration.reader.pieces import Piece, make_piece
from orchestration.reader.table import Cell, Row
from orchestration.reader.template import LABEL_FRAGMENTS, LEVEL_LABELS, Column
from orchestration.reader.text import JOINED, width

# Above _WORST no reading is believed; less than _MARGIN between the two best readings leaves the pairing open.
_WORST, _MARGIN = 4.5, 1.0
_UNLIKELY = 2.5  # what costs so much is shown to a person, be it the best
_BETTER = 0.75  # by so much a reading must cost less than the one with the report's widths, to stand in its place
_FAR = 6.0  # a reading of the whole table that costs so much more is none


class _Way(NamedTuple):
    """A reading of the table: the cheapest path in columns of some widths."""

    lattice: Lattice
    widths: Widths
    lasts: Lasts
    path: Path


def _way(lattice: Lattice, widths: Widths) -> _Way:
    lasts = Lasts()
    path = lattice.cheapest(widths, lasts)
    if any(step.breaks for step in lattice.steps):
        lasts = lasts_of(path)
        path = lattice.cheapest(widths, lasts)
    return _Way(lattice, widths, lasts, path)


def pair_rows(r: Reading, pieces: list[Piece], fits: list[Widths]) -> list[Row]:
    """Rows of a text without columns: the cheapest way to deal its pieces to the columns in turn.

    `fits` are the widths of the columns that fit the report, best first. A row that another fit, or the form's own
    widths, would pair otherwise is doubtful.

    Raises:
        UnreadableError: no way is good enough to be believed.
    """
    if not pieces:
        return []
    lattice = Lattice(Grid(r.template.columns), pieces)
    ways = [_way(lattice, widths) for widths in fits]
    own = fits[0] | _own_widths(ways[0].path, lattice.grid)
    ways.append(_way(lattice, own))
    glued = [(_cut(way.path, lattice.grid, way.widths), way.widths) for way in (ways[0], ways[-1])]
    ways += [_way(Lattice(lattice.grid, cut), widths) for cut, widths in glued if cut]
    best = min(ways, key=lambda w: w.path.total if w is ways[0] else w.path.total + _BETTER)
    others = [w.path for w in ways if w is not best and w.path.total < best.path.total + _FAR and w.path.states != best.path.states]
    _refuse_bad(r, best.path, lattice.grid)
    rows = _rows(best.path, lattice.grid)
    _check_fragments(r, rows)
    _doubt(best, rows, [set(map(_extent, _rows(p, lattice.grid))) for p in others])
    return rows


def _doubt(best: _Way, rows: list[Row], others: list[set[tuple[tuple[str, int, int], ...]]]) -> None:
    """Rows are doubtful where another reading of the table has them otherwise, or one about as cheap does."""
    margins = best.lattice.margins(best.path, best.widths, best.lasts)
    n = -1
    for (column, fresh), margin, cost in zip(best.path.states, margins, best.path.costs, strict=True):
        n += column == 0 and fresh
        rows[n].doubtful |= margin < _MARGIN or cost >= _UNLIKELY
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
                if stems or not _is_line_of(texts, n):
                    message = f"{text!r}, part of a label, stands in the place of a cell"
                    raise UnreadableError("label_fragment", message, r.stream.lines(cell.start, cell.end), "indicators")


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


def _cut(path: Path, grid: Grid, widths: Widths) -> list[Piece]:
    """The pieces with those cut that are wider than their column: two cells side by side, printed without a blank. Empty: none is."""
    out: list[Piece] = []
    for piece, (column, _) in zip(path.pieces, path.states, strict=True):
        room = widths.get(grid.columns[column].field, float("inf"))
        if piece.width <= room + 1 or column not in grid.texts or len(piece.folded) == 1:
            out.append(piece)
            continue
        fits = sum(1 for ends in accumulate(map(width, piece.folded)) if ends <= room)
        at = min(max(fits, 1), len(piece.folded) - 1)
        start, middle, end = piece.cell.start, piece.cell.start + at, piece.cell.end
        for a, b in ((start, middle), (middle, end)):
            text = piece.folded[a - start : b - start]
            gap, labelled, page = (JOINED, False, False) if a > start else (piece.gap, piece.after_label, piece.on_new_page)
            out.append(make_piece(Cell(a, b, piece.cell.order), text, width(text), gap, labelled, page))
    return out if len(out) > len(path.pieces) else []


def _own_widths(path: Path, grid: Grid) -> Widths:
    """The columns' widths if this form were laid out by itself: those of the widest pieces in them.

    A form may be narrower than others of its report; where that would pair its cells otherwise, the text leaves them open.
    """
    own: Widths = {}
    for piece, (column, _) in zip(path.pieces, path.states, strict=True):
        if column in grid.texts:
            name = grid.columns[column].field
            own[name] = max(own.get(name, 0.0), float(piece.width))
    return own


# ---------------------------------------------------------------------------------------------------------- the widths

_NEVER_FULL = 0.3  # of a column that no piece fills: the widest of a report are mostly lines that were full
_WIDTH_SAMPLE, _WIDTH_PIECES, _WIDTH_CANDIDATES, _WIDTH_ROUNDS = 6, 100, 16, 6


def fit_widths(columns: tuple[Column, ...], found: list[list[Piece]]) -> list[Widths]:
    """The widths of the columns of text on the page: those that explain where lines are wrapped at least cost, then others as good.

    Columns are as wide in one form of a report as in another, so a sample of its longest tables settles it. Read with some
    widths, the tables tell how wide each column is, and are read again until nothing changes; from wide and from narrow
    columns, and the better end is taken.
    """
    tables = [pieces[:_WIDTH_PIECES] for pieces in sorted(found, key=len, reverse=True)[:_WIDTH_SAMPLE] if pieces]
    if not tables:
        return [{}]
    grid = Grid(columns)
    sample = [Lattice(grid, pieces) for pieces in tables]
    candidates = _candidate_widths(tables)
    ends = [_settle(grid, sample, candidates, first) for first in (candidates[0], candidates[len(candidates) // 2])]
    _, widths, near = min(ends, key=lambda end: end[0])
    return [widths, *(widths | {name: w} for name, w in near)]


def _settle(grid: Grid, sample: list[Lattice], candidates: list[float], first: float) -> tuple[float, Widths, list[tuple[str, float]]]:
    """Total cost, widths, and other widths that explain a column about as well."""
    widths = {grid.columns[n].field: first for n in grid.texts}
    best: tuple[float, Widths, list[tuple[str, float]]] = (float("inf"), widths, [])
    for _ in range(_WIDTH_ROUNDS):
        paths = [lattice.cheapest(widths) for lattice in sample]
        total = sum(path.total for path in paths) + _NEVER_FULL * sum(w == candidates[0] for w in widths.values())
        fitted, near = dict(widths), []
        for n in grid.texts:
            name = grid.columns[n].field
            by_table = [lattice.costs_of(path, n, candidates) for lattice, path in zip(sample, paths, strict=True)]
            costs = {w: sum(found) for w, *found in zip(candidates, *by_table, strict=True)}
            costs[candidates[0]] += _NEVER_FULL
            fitted[name] = min(candidates, key=lambda w: (costs[w], -w))
            near += [(name, w) for w in candidates if w != fitted[name] and costs[w] - costs[fitted[name]] < _MARGIN][:1]
        if total < best[0]:
            best = (total, widths, near)
        if fitted == widths:
            break
        widths = fitted
    return best


def _candidate_widths(tables: list[list[Piece]]) -> list[float]:
    """Widths of pieces of text, widest first; before them one at which no piece fills its line."""
    found = sorted({p.width for pieces in tables for p in pieces if p.kind == "text"} or {0}, reverse=True)
    return [float(w) for w in (found[0] + 12, *found[:_WIDTH_CANDIDATES])]
