"""The indicator table: cells paired into rows, rows cut into runs of 二级指标.

Two steps, each by least cost. Pairing: the pieces of text between labels are cells of name, target (and actual, weight,
score, deviation) in turn; a cell may be wrapped. Segmentation: each printed level label lies in or next to the run of rows
that it covers. Where a second reading costs about as much as the best, the row is flagged; where the best is bad, the form
is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, UnreadableError
from orchestration.reader.record import Indicator, Text
from orchestration.reader.template import EVALUATION, LABEL_FRAGMENTS, LEVEL1_OF, LEVEL_LABELS, LEVELS, RANK, SIDE, TOTAL, Column
from orchestration.reader.text import BLANK, EMPTY_LINE, NEWLINE, Stream, squeeze, width
from orchestration.reader.values import Lexeme, lexeme, points

_PAGE_NUMBER = re.compile(r"-\d{1,4}-|第\d{1,4}页(?:共\d{1,4}页)?")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]{1,3}(?:部分|章)|名词解释")


@dataclass(frozen=True)
class Cell:
    """A run of pieces that is, or is part of, a cell."""

    start: int
    end: int
    order: int  # position among cells and labels of the table


@dataclass(frozen=True)
class Mark:
    """A level label that stands before the `order`-th piece."""

    label: str
    start: int
    end: int
    order: int


@dataclass
class Table:
    """The table's pieces in the order of the source, and the row of the total of a self-evaluation."""

    cells: list[Cell] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)  # orders before which a page ends
    total: dict[str, Text | None] | None = None


@dataclass
class Row:
    """Cells by column; each cell the pieces that it is made of."""

    cells: dict[str, list[Cell]]
    doubtful: bool = False

    @property
    def order(self) -> int:
        """Where the row begins."""
        return min(c.order for cells in self.cells.values() for c in cells)


# ---------------------------------------------------------------------------------------------------------- collection


def collect(r: Reading) -> Table:
    """All pieces from the header of the table to its end: labels, furniture, cells; labels and furniture are entered.

    Raises:
        UnreadableError: a self-evaluation ends without its row 总分, or half a label stands in the place of a cell.
    """
    table, s = Table(), r.stream
    goal = "".join(r.stream.folded[at] for at in _goal_span(r))
    r.end = _form_end(r)
    end = _find_total(r)
    position = r.position
    while position < end:
        found = _label_at(r, position, end, table) or _furniture_at(r, position, end, goal)
        if found is None:
            after = _piece_end(r, position, end)
            if s.folded[position:after] in LABEL_FRAGMENTS:
                fragment, lines = s.folded[position:after], s.lines(position, after)
                raise UnreadableError(
                    "label_fragment", f"{fragment!r}, part of a label, stands in the place of a cell", lines, "indicators"
                )
            table.cells.append(Cell(position, after, len(table.cells) + len(table.marks)))
            position = after
        elif isinstance(found, Mark):
            r.book.enter(LABEL, found.start, found.end)
            table.marks.append(found)
            position = found.end
        else:
            r.book.enter(FURNITURE, position, found)
            table.breaks.add(len(table.cells) + len(table.marks))
            position = found
    r.position = end
    if r.template is EVALUATION:
        table.total = _read_total(r)
        _enter_trailing_furniture(r)
    return table


def _form_end(r: Reading) -> int:
    """The next chapter of the document ends a form that no other form follows."""
    for at in r.stream.starts_in(r.position, r.end):
        if r.stream.gap[at] >= NEWLINE and _CHAPTER.match(r.stream.folded, at):
            return at
    return r.end


def _enter_trailing_furniture(r: Reading) -> None:
    """Page numbers may follow 总分; other text there is left to the residue."""
    while r.position < r.end and (after := _furniture_at(r, r.position, r.end, "")) is not None:
        r.book.enter(FURNITURE, r.position, after)
        r.position = after


def _goal_span(r: Reading) -> Iterable[int]:
    lines = {n for goal in r.goals.values() if goal for n in goal.lines}
    return (i for i, n in enumerate(r.stream.line) if n in lines and i < r.position)


def _find_total(r: Reading) -> int:
    if r.template is not EVALUATION:
        return r.end
    at = -1
    for start in r.stream.starts_in(r.position, r.end):
        if r.stream.folded.startswith(TOTAL, start) and re.match(r"总分\d", r.stream.folded[start : start + 3]):
            at = start
    if at < 0:
        raise UnreadableError("total_missing", "the row 总分 is not printed: the form may be cut off", r.lines_here(), "total")
    return at


def _read_total(r: Reading) -> dict[str, Text | None]:
    start = r.position + len(TOTAL)
    r.book.enter(LABEL, r.position, start)
    pieces = r.stream.starts_in(start, start + 20)[:2]
    cells = [(a, r.stream.piece_end(a)) for a in pieces]
    if len(cells) < 2 or any(points(r.stream.folded[a:b]) is None for a, b in cells):
        raise UnreadableError("total_unreadable", "two numbers are expected behind 总分", r.lines_here(), "total")
    r.position = cells[1][1]
    return {"weight": r.text(*cells[0]), "score": r.text(*cells[1])}


def _piece_end(r: Reading, start: int, end: int) -> int:
    """To the next break; of a grid to the end of the cell; an operator, its number and its unit are one piece."""
    s = r.stream
    at = s.piece_end(start)
    while at < end and s.gap[at] == BLANK and (r.gridded or _goes_on(s.folded[start:at], s.folded[at])):
        at = s.piece_end(at)
    return min(at, end)


def _goes_on(piece: str, following: str) -> bool:
    """Blanks inside a lexeme: `≥ 90 (百分比)`."""
    is_operator = re.fullmatch(r">=|<=|[≥≤=><]", piece)
    return bool(is_operator) or (following == "(" and bool(re.search(r"(?:>=|<=|[≥≤=><])[\d.,]+$", piece)))


def _label_at(r: Reading, start: int, end: int, table: Table) -> Mark | None:
    s = r.stream
    order = len(table.cells) + len(table.marks)
    for label in LEVEL_LABELS:
        after = start + len(label)
        if not s.folded.startswith(label, start) or after > end:
            continue
        if after == end or s.gap[after]:
            if r.gridded and not _cell_is_labels(r, start, end):
                return None
            return Mark(label, start, after, order)
        if not r.gridded and _continues_levels(table, label):
            return Mark(label, start, after, order)
    return None


def _cell_is_labels(r: Reading, start: int, end: int) -> bool:
    """A cell of a grid that holds labels and nothing else; a sentence may begin with the words of a label."""
    s = r.stream
    stop = _piece_end(r, start, end)
    rest = s.folded[start:stop]
    while rest:
        label = next((x for x in (*LEVEL_LABELS, *SIDE) if rest.startswith(x)), None)
        if label is None:
            return False
        rest = rest[len(label) :]
    return True


def _continues_levels(table: Table, label: str) -> bool:
    """Text is printed right behind a label where the blank between two cells was lost: only the next label in order can be one."""
    printed = [m.label for m in table.marks]
    if label in printed:
        return False
    ranks = [RANK[x] for x in printed if x in RANK]
    return label in LEVELS or RANK[label] > max(ranks, default=-1)


def _furniture_at(r: Reading, start: int, end: int, goal: str) -> int | None:
    s = r.stream
    for text in SIDE:
        if s.folded.startswith(text, start):
            after = start + len(text)
            if goal and s.folded.startswith(goal, after):  # the cell of the goals goes on over a page and is printed again
                return after + len(goal)
            if after == end or s.gap[after]:
                return after
    if header := r.template.table_header.match(s.folded, start, end):
        return header.end()
    number = _PAGE_NUMBER.match(s.folded, start, end)
    if number and s.gap[start] >= NEWLINE and (number.end() == end or s.gap[number.end()] >= NEWLINE):
        return number.end()
    return None


# -------------------------------------------------------------------------------------------------------------- pairing

# Costs of the pairing. Zero is what a plain row costs; above _WORST no reading is believed; less than _MARGIN between the
# two best readings leaves the pairing open.
_WORST, _MARGIN = 4.5, 1.0
_AFTER_LABEL = 4.0  # behind a level label a new row begins
_KIND_COSTS = {
    "name": {"lexeme": 8.0, "quantity": 5.0, "number": 8.0, "remark": 4.0, "text": 0.0},
    "text": {"lexeme": -0.5, "quantity": 0.0, "number": 2.0, "remark": 4.0, "text": 0.0},
    "points": {"lexeme": 30.0, "quantity": 30.0, "number": 0.0, "remark": 30.0, "text": 30.0},
    "remark": {"lexeme": 6.0, "quantity": 4.6, "number": 8.0, "remark": -0.5, "text": 0.0},
}
_WORD = re.compile(r"[!-~]+")
_BRACKETS = (("(", ")"), ("“", "”"), ("《", "》"))
_CLOSING = frozenset(",。;:、)”》%!?")
_OPENING = frozenset(",、:(“《-")


def kind_of(folded: str) -> str:
    """What a piece looks like: lexeme (with operator), quantity (90%, 40亿元), number, remark (无偏差), text."""
    if re.fullmatch(r"\d+(?:\.\d+)?", folded):
        return "number"
    found = lexeme(folded)
    if found:
        return "lexeme" if found.operator else "quantity"
    if re.match(r"(?:>=|<=|[≥≤=><])\d", folded):
        return "lexeme"
    return "remark" if folded in ("无偏差", "无", "—", "/") else "text"


@dataclass(frozen=True)
class _Piece:
    cell: Cell
    kind: str
    folded: str
    width: int
    need: int  # width of what stands first in it and cannot be broken: a Latin word, a number, one ideograph
    gap: int
    after_label: bool
    closes: bool  # begins with a mark that ends a clause
    goes_on: bool  # ends with a mark behind which something must follow


def pair_rows(r: Reading, table: Table, widths: dict[str, float]) -> list[Row]:
    """Rows of a text without columns: the cheapest way to deal its pieces to the columns in turn.

    Raises:
        UnreadableError: no way is good enough to be believed.
    """
    pieces = _pieces(r.stream, table)
    if not pieces:
        return []
    columns = r.template.columns
    path, margins, costs = _cheapest(pieces, columns, widths)
    rows: list[Row] = []
    for piece, (column, fresh), margin, cost in zip(pieces, path, margins, costs, strict=True):
        if cost > _WORST:
            raise UnreadableError(
                "pairing_failed",
                f"{piece.folded[:40]!r} fits no cell of a row of {len(columns)}",
                r.stream.lines(piece.cell.start, piece.cell.end),
                "indicators",
            )
        if column == 0 and fresh:
            rows.append(Row({}))
        rows[-1].cells.setdefault(columns[column].field, []).append(piece.cell)
        rows[-1].doubtful |= margin < _MARGIN
    return rows


def _pieces(stream: Stream, table: Table) -> list[_Piece]:
    orders = {m.order for m in table.marks}
    out = []
    for cell in table.cells:
        folded = stream.folded[cell.start : cell.end]
        after_label = cell.order - 1 in orders
        gap = max(stream.gap[cell.start], NEWLINE) if after_label else stream.gap[cell.start]  # a label always ends a cell
        word = _WORD.match(folded)
        need = max(2, word.end() if word else 0)
        closes, goes_on = folded[0] in _CLOSING, folded[-1] in _OPENING or _is_open(folded)
        out.append(
            _Piece(cell, kind_of(folded), folded, width(stream.printed[cell.start : cell.end]), need, gap, after_label, closes, goes_on)
        )
    return out


_State = tuple[int, bool]  # column, whether the piece begins its cell


def _cheapest(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> tuple[list[_State], list[float], list[float]]:
    """States of the cheapest path; per piece the distance to the best path through another state, and its own cost."""
    states: list[_State] = [(c, fresh) for c in range(len(columns)) for fresh in (True, False)]
    forward = _forward(pieces, columns, widths)
    backward: list[dict[_State, float]] = [{s: _ending(s, columns) for s in states}]
    for a, b in reversed(list(pairwise(pieces))):
        later = backward[-1]
        emissions = [_emission(c, b, widths) for c in columns]
        backward.append(
            {
                s: min((step + emissions[t[0]] + later[t] for t, step in _steps(s, a, b, columns, widths)), default=float("inf"))
                for s in states
            }
        )
    backward.reverse()
    return _trace(pieces, columns, widths, forward, backward)


def _forward(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> list[dict[_State, float]]:
    """Per piece and state the cost of the cheapest way there."""
    forward: list[dict[_State, float]] = [{(0, True): _emission(columns[0], pieces[0], widths)}]
    for a, b in pairwise(pieces):
        emissions = [_emission(c, b, widths) for c in columns]
        now: dict[_State, float] = {}
        for state, cost in forward[-1].items():
            for target, step in _steps(state, a, b, columns, widths):
                total = cost + step + emissions[target[0]]
                if total < now.get(target, float("inf")):
                    now[target] = total
        forward.append(now)
    return forward


def _trace(
    pieces: list[_Piece],
    columns: tuple[Column, ...],
    widths: dict[str, float],
    forward: list[dict[_State, float]],
    backward: list[dict[_State, float]],
) -> tuple[list[_State], list[float], list[float]]:
    path: list[_State] = []
    margins, costs = [], []
    for n, piece in enumerate(pieces):
        through = {s: cost + backward[n][s] for s, cost in forward[n].items()}
        if n == 0:
            best = min(through, key=lambda s: through[s])
            cost = forward[0][best]
        else:
            options = [
                (step + _emission(columns[t[0]], piece, widths) + backward[n][t], step + _emission(columns[t[0]], piece, widths), t)
                for t, step in _steps(path[-1], pieces[n - 1], piece, columns, widths)
            ]
            _, cost, best = min(options)
        if n == len(pieces) - 1:
            cost += _ending(best, columns)
        others = [v for s, v in through.items() if s != best]
        margins.append(min(others, default=float("inf")) - through[best])
        path.append(best)
        costs.append(cost)
    return path, margins, costs


def _emission(column: Column, piece: _Piece, widths: dict[str, float]) -> float:
    cost = _KIND_COSTS[column.holds][piece.kind]
    if column.field == "actual" and piece.kind == "lexeme":
        cost += 2.0
    return cost + 4.0 if piece.width > widths.get(column.field, float("inf")) + 1 else cost


def _ending(state: _State, columns: tuple[Column, ...]) -> float:
    """A row must be whole where the table ends; only a remark may be missing."""
    return 0.0 if columns[state[0]] is columns[-1] or columns[state[0] + 1].holds == "remark" else 10.0


def _steps(state: _State, a: _Piece, b: _Piece, columns: tuple[Column, ...], widths: dict[str, float]) -> Iterable[tuple[_State, float]]:
    """Where a piece may go after another: on in the same cell, to the next cell, to a new row."""
    column = state[0]
    if columns[column].holds != "points":
        yield (column, False), _joining(a, b, widths.get(columns[column].field))
    split = _splitting(a, b, widths.get(columns[column].field))
    if column + 1 < len(columns):
        on = split + (_AFTER_LABEL if b.after_label else 0.0)
        yield (column + 1, True), on - (1.0 if columns[column + 1].field == "actual" and _alike(a.folded, b.folded) else 0.0)
    if _ending(state, columns) == 0.0:
        yield (0, True), split + (5.0 if b.gap == BLANK else 0.0)


def _joining(a: _Piece, b: _Piece, column_width: float | None) -> float:
    cost = _AFTER_LABEL if b.after_label else 0.0
    if b.closes:
        return cost + 0.3  # no cell begins with the mark that ends a clause
    if b.gap == BLANK:
        cost += 1.0 if b.folded[0] == "(" else 2.5
    elif column_width is None:
        cost += 1.5
    else:  # a line is wrapped where what comes next no longer fits
        spare = column_width - a.width - b.need
        cost += 0.1 if spare < 0 else 0.6 if spare < 2 else min(2.0 + 0.2 * spare, 5.0)
    if b.kind == "lexeme" or (a.kind == "lexeme" and a.folded[-1] == ")"):
        cost += 3.0  # an operator begins a cell, a unit in brackets ends one
    if a.kind == "lexeme" and a.folded[-1].isdigit() and b.folded[0] == "(":
        return 0.0
    if a.goes_on:
        cost -= 0.7
    return cost + (0.3 if a.folded[-1] == "。" else 0.0)


def _splitting(a: _Piece, b: _Piece, column_width: float | None) -> float:
    if b.closes:
        return 4.0
    is_full = column_width is not None and b.gap != BLANK and a.kind == "text" and column_width - a.width < 2
    return (1.0 if is_full else 0.0) + (2.0 if a.goes_on else 0.0)


def _alike(target: str, actual: str) -> bool:
    """What was achieved is told in the words of what was promised: 高于全国平均数 and 低于全国平均数."""
    return len(set(target) & set(actual)) >= 0.6 * max(len(set(target)), len(set(actual)))


def _is_open(text: str) -> bool:
    return any(text.count(x) > text.count(y) for x, y in _BRACKETS)


def fit_widths(found: list[tuple[Reading, Table]]) -> dict[str, float]:
    """The width of each column of text on the page, in half-width columns: those that explain where lines are wrapped at least cost.

    Columns are as wide in one form of a report as in another, so a sample of its longest tables settles it.
    """
    tables = sorted((_pieces(r.stream, t) for r, t in found if not r.gridded and t.cells), key=len, reverse=True)[:_WIDTH_SAMPLE]
    if not tables:
        return {}
    columns = found[0][0].template.columns
    candidates = _candidate_widths(tables)
    widths = {c.field: candidates[0] for c in columns if c.holds != "points"}
    for _ in range(2):
        for name in widths:
            widths[name] = min(candidates, key=lambda w: sum(_least_cost(t, columns, widths | {name: w}) for t in tables))
    return widths


_WIDTH_SAMPLE, _WIDTH_CANDIDATES = 6, 24


def _candidate_widths(tables: list[list[_Piece]]) -> list[float]:
    """Widths of pieces of text, widest first."""
    found = {p.width for pieces in tables for p in pieces if p.kind == "text"} or {0}
    return [float(w) for w in sorted(found, reverse=True)[:_WIDTH_CANDIDATES]]


def _least_cost(pieces: list[_Piece], columns: tuple[Column, ...], widths: dict[str, float]) -> float:
    return min(cost + _ending(state, columns) for state, cost in _forward(pieces, columns, widths)[-1].items())


# ----------------------------------------------------------------------------------------------------------------- grid


def grid_rows(r: Reading, table: Table) -> list[Row]:
    """Rows of a text whose cells are kept by tabs: the cells of a line that are no labels, in turn.

    Raises:
        UnreadableError: a line has more or fewer cells than a row, and the lines around it do not explain it.
    """
    columns = [c.field for c in r.template.columns]
    needed = len(columns) - (r.template is EVALUATION)
    rows: list[Row] = []
    lines: dict[int, list[Cell]] = {}
    for cell in table.cells:
        lines.setdefault(r.stream.line[cell.start], []).append(cell)
    waiting: list[Cell] = []  # names of a stack whose targets are still to come
    for number, cells in lines.items():
        if waiting and len(cells) == 1:
            rows.append(Row({"name": [waiting.pop(0)], "target": cells}))
            continue
        if waiting or not needed <= len(cells) <= len(columns):
            raise UnreadableError("row_unreadable", f"{len(cells)} cells on a row of {len(columns)}", (number,), "indicators")
        if r.template is not EVALUATION:
            cells[0], waiting = _unstack(r.stream, cells[0], _targets_below(r, lines, number))
        rows.append(Row(dict(zip(columns, ([c] for c in cells), strict=False))))
    if waiting:
        raise UnreadableError("row_unreadable", "more names than targets in a stack of cells", r.lines_here(), "indicators")
    return rows


def _targets_below(r: Reading, lines: dict[int, list[Cell]], number: int) -> int:
    """How many lines below hold nothing but one quantitative cell."""
    count = 0
    for other, cells in lines.items():
        if other <= number:
            continue
        if len(cells) != 1 or kind_of(r.stream.folded[cells[0].start : cells[0].end]) not in ("lexeme", "quantity"):
            break
        count += 1
    return count


def _unstack(stream: Stream, cell: Cell, below: int) -> tuple[Cell, list[Cell]]:
    """A cell that holds one name more than there are targets alone on the next lines, parted at its blanks."""
    starts = [cell.start, *(at for at in stream.starts_in(cell.start + 1, cell.end))]
    if not below or len(starts) != below + 1:
        return cell, []
    parts = [Cell(a, b, cell.order) for a, b in zip(starts, [*starts[1:], cell.end], strict=True)]
    return parts[0], parts[1:]


# --------------------------------------------------------------------------------------------------------------- levels


@dataclass(frozen=True)
class Run:
    """A run of rows under one 二级指标: its labels and the row that the label stands at."""

    level1: str
    level2: str | None
    mark1: Mark | None
    mark2: Mark | None
    anchor: int


def runs_of(marks: list[Mark], rows: list[Row]) -> list[Run]:
    """The runs that the printed labels announce, in order; repeats of a label on a new page announce none."""
    runs: list[Run] = []
    level1_marks: dict[str, Mark] = {}
    for n, mark in enumerate(marks):
        if mark.label in LEVELS:
            if mark.label in level1_marks:
                continue
            level1_marks[mark.label] = mark
            if not _has_level2(mark.label, marks):
                runs.append(Run(mark.label, None, mark, None, _anchor(mark, rows)))
        elif all(run.level2 != mark.label for run in runs):
            level1 = LEVEL1_OF[mark.label]
            own = level1_marks.get(level1) or next((m for m in marks[n:] if m.label == level1), None)
            runs.append(Run(level1, mark.label, own, mark, _anchor(mark, rows)))
    return runs


def _has_level2(level1: str, marks: list[Mark]) -> bool:
    return any(m.label in LEVELS[level1] for m in marks)


def _anchor(mark: Mark, rows: list[Row]) -> int:
    """The first row behind a label: the one on its own line of a grid, or the next one of a text."""
    return next((n for n, row in enumerate(rows) if row.order > mark.order), len(rows))


# What a row says of its own level, as a hint only: the cost of a row in a run whose level it does not look like.
_HINTS: tuple[tuple[re.Pattern[str], tuple[str, ...], float], ...] = (
    (re.compile(r"满意"), ("服务对象满意度指标",), 0.8),
    (re.compile(r"及时|时效|按时|准时|周期|进度|期限|响应时间"), ("时效指标",), 0.4),
    (re.compile(r"成本|经费|费用"), ("经济成本指标", "社会成本指标", "生态环境成本指标"), 0.4),
)
_NOT_COUNTED = re.compile(r"%|百分比|元|小时|分钟|秒|天|日|月|年|分")
_SHIFT, _SHIFT_OVER_PAGE, _SHIFT_PER_ROW, _LEVEL_MARGIN = 1.2, 0.5, 0.05, 0.5


def hint_cost(name: str, target: Lexeme | None, level2: str | None) -> float:
    """How unlike a row is to its level: 0 (nothing speaks against it) to about 1."""
    cost = sum(c for pattern, levels, c in _HINTS if pattern.search(name) and level2 not in levels)
    if target and target.unit and not _NOT_COUNTED.search(target.unit) and level2 != "数量指标":
        cost += 0.8 if level2 and level2.endswith("成本指标") else 0.5
    return cost


def assign_runs(runs: list[Run], hints: list[tuple[str, Lexeme | None]], breaks: list[bool]) -> list[tuple[int, bool]]:
    """For each row the number of its run, and whether the text leaves it open.

    Args:
        runs: at least one, with rising anchors.
        hints: name and typed target of each row.
        breaks: whether a page ends before the row.
    """
    out: list[tuple[int, bool]] = [(0, False)] * len(hints)
    for n, run in enumerate(runs):
        first = runs[n - 1].anchor if n else 0
        out[run.anchor :] = [(n, False)] * len(out[run.anchor :])
        if n == 0 or run.anchor - first <= 1:
            continue
        costs = {b: _boundary_cost(b, first, n, runs, hints, breaks) for b in range(first + 1, run.anchor + 1)}
        best = min(costs, key=lambda b: (costs[b], -b))
        for row in range(first + 1, run.anchor):
            owner = n if row >= best else n - 1
            other = min(c for b, c in costs.items() if (row >= b) != (row >= best)) if len(costs) > 1 else float("inf")
            out[row] = (owner, other - costs[best] < _LEVEL_MARGIN)
    return out


def _boundary_cost(boundary: int, first: int, n: int, runs: list[Run], hints: list[tuple[str, Lexeme | None]], breaks: list[bool]) -> float:
    anchor = runs[n].anchor
    before = sum(hint_cost(*hints[row], runs[n - 1].level2) for row in range(first + 1, boundary))
    behind = sum(hint_cost(*hints[row], runs[n].level2) for row in range(boundary, anchor))
    if boundary == anchor:
        return before + behind
    shift = _SHIFT_OVER_PAGE if any(breaks[boundary + 1 : anchor + 1]) else _SHIFT
    return before + behind + shift + _SHIFT_PER_ROW * (anchor - boundary)


# ------------------------------------------------------------------------------------------------------------- building


def build(r: Reading, table: Table, rows: list[Row]) -> tuple[Indicator, ...]:
    """The indicators of a form; enters their cells and notes what the text leaves open.

    Raises:
        UnreadableError: no rows, or rows without any level label.
    """
    if not rows:
        raise UnreadableError("no_indicators", "no row stands below the header of the indicator table", r.lines_here(), "indicators")
    texts = [{name: _cell_text(r, cells) for name, cells in row.cells.items()} for row in rows]
    runs = sorted(runs_of(table.marks, rows), key=lambda run: run.anchor)
    runs = [run for run in runs if run.anchor < len(rows)]
    if not runs:
        raise UnreadableError("levels_missing", "no label of 一级指标 or 二级指标 is printed", r.lines_here(), "indicators")
    if all(run.level1 != _LAST_LEVEL for run in runs):
        r.flag(
            "table_may_be_cut",
            f"no row of {_LAST_LEVEL} is printed: the form lacks it, or the text ends early",
            r.stream.lines(r.end - 1, r.end),
            "note",
            "indicators",
        )
    hints = [(_folded(cells["name"]), lexeme(_folded(cells["target"]))) for cells in texts]
    owners = assign_runs(runs, hints, _page_breaks(r, table, rows))
    out = []
    for row, cells, (run, open_) in zip(rows, texts, owners, strict=True):
        out.append(_indicator(r, cells, runs[run], _flags(row, runs[run], open_)))
    return tuple(out)


def _flags(row: Row, run: Run, open_: bool) -> tuple[str, ...]:
    found = {"pairing_ambiguous": row.doubtful, "level2_ambiguous": open_, "level2_missing": run.level2 is None}
    return tuple(name for name, value in found.items() if value)


def _indicator(r: Reading, cells: dict[str, Text], run: Run, flags: tuple[str, ...]) -> Indicator:
    target = cells["target"]
    found = lexeme(_folded(target))
    lines = target.lines
    for flag in flags:
        r.flag(
            flag, f"{_FLAG_MESSAGES[flag]}: {cells['name'].text[:30]}", cells["name"].lines, name="level2" if "level2" in flag else "target"
        )
    for name in ("weight", "score"):
        if name in cells and points(_folded(cells[name])) is None:
            r.flag("points_unreadable", f"{cells[name].text!r} is no {name}", cells[name].lines, "blocking", name)
    if found is None and kind_of(_folded(target)) == "lexeme":
        r.flag(
            "target_unreadable", f"{target.text[:30]!r} begins as an operator and a number but does not end as one", lines, name="target"
        )
    return Indicator(
        level1=_label_text(r, run.mark1, run.level1),
        level2=_label_text(r, run.mark2, run.level2),
        name=cells["name"],
        target=target,
        operator=found.operator if found else None,
        value=found.value if found else None,
        unit=found.unit if found else None,
        kind="quantitative" if found else "qualitative",
        actual=cells.get("actual"),
        weight=cells.get("weight"),
        score=cells.get("score"),
        deviation=cells.get("deviation"),
        flags=flags,
    )


_LAST_LEVEL = list(LEVELS)[-1]
_FLAG_MESSAGES = {
    "pairing_ambiguous": "the text leaves open which name and which target belong together",
    "level2_ambiguous": "the printed labels leave open which 二级指标 covers the row",
    "level2_missing": "no 二级指标 is printed for the row",
}


def _label_text(r: Reading, mark: Mark | None, label: str | None) -> Text | None:
    if label is None:
        return None
    return Text(label, r.stream.lines(mark.start, mark.end) if mark else ())


def _cell_text(r: Reading, cells: list[Cell]) -> Text:
    """One text of the pieces of a cell; pieces that follow each other without a label between are one span."""
    spans: list[tuple[int, int]] = []
    for c in cells:
        if spans and spans[-1][1] == c.start:
            spans[-1] = (spans[-1][0], c.end)
        else:
            spans.append((c.start, c.end))
        r.book.enter(FIELD, c.start, c.end)
    return Text("".join(r.stream.text(a, b) for a, b in spans), tuple(dict.fromkeys(n for a, b in spans for n in r.stream.lines(a, b))))


def _folded(text: Text) -> str:
    return squeeze(text.text)


def _page_breaks(r: Reading, table: Table, rows: list[Row]) -> list[bool]:
    """Whether a page may end before a row: furniture or, in a grid, an empty line stands there."""
    out = []
    for n, row in enumerate(rows):
        start = min(c.start for cells in row.cells.values() for c in cells)
        earlier = rows[n - 1].order if n else -1
        out.append((r.gridded and _behind_empty_line(r.stream, start)) or any(earlier < b <= row.order for b in table.breaks))
    return out


def _behind_empty_line(stream: Stream, at: int) -> bool:
    """Whether the line that a character stands on comes behind an empty one."""
    line = stream.line[at]
    while at and stream.line[at - 1] == line:
        at -= 1
    return stream.gap[at] == EMPTY_LINE
