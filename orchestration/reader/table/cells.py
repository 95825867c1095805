"""The pieces of the indicator table in the order of the source: labels, furniture, cells. What belongs together is not decided here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import FURNITURE, LABEL, UnreadableError
from orchestration.reader.record import Text
from orchestration.reader.template import EVALUATION, LABEL_FRAGMENTS, LEVEL1_OF, LEVEL_HEADS, LEVEL_LABELS, LEVELS, RANK, SIDE, TOTAL
from orchestration.reader.text import BLANK, EMPTY_LINE, WRAP, Span, Stream, width
from orchestration.reader.values import lexeme, points


class Cell(NamedTuple):
    """A run of pieces that is, or is part of, a cell."""

    start: int
    end: int
    order: int  # position among cells and labels of the table


class Mark(NamedTuple):
    """A printed level label; `order` is its position among cells and labels."""

    label: str
    spans: tuple[Span, ...]
    order: int


@dataclass
class Row:
    """Cells by column; each cell the pieces that it is made of."""

    cells: dict[str, list[Cell]]
    doubtful: bool = False

    @cached_property
    def order(self) -> int:
        """Where the row begins; asked for when it is whole."""
        return min(c.order for cells in self.cells.values() for c in cells)


@dataclass
class Table:
    """The table's pieces in the order of the source, and the row of the total of a self-evaluation."""

    cells: list[Cell] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    labels: dict[str, Mark] = field(default_factory=dict)  # of the marks, each with its last one
    loose: list[list[Cell]] = field(default_factory=list)  # of a grid: pieces of a row that stands outside its cells, with its labels
    breaks: list[int] = field(default_factory=list)  # orders before which a page ends, rising
    torn: dict[int, int] = field(default_factory=dict)  # where the rests of labels that the end of a page tears start and end
    total: dict[str, Text | None] | None = None
    count: int = 0
    # Of the whole table, looked up when a label is printed without a blank before a name: its widest piece, the last places of labels.
    widest: int | None = None
    alone: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)  # last places of a 一级指标 before one of its own

    def cell(self, start: int, end: int) -> Cell:
        """The next piece."""
        self.count += 1
        return Cell(start, end, self.count - 1)

    def ends_page(self, behind: int, before: int) -> bool:
        """Whether a page ends behind a piece and not behind another, by their orders."""
        return bisect_right(self.breaks, behind) < bisect_right(self.breaks, before)

    def has_label(self, behind: int, before: int) -> bool:
        """Whether a level label is printed behind a piece and before another, by their orders."""
        n = bisect_right(self.marks, behind, key=lambda mark: mark.order)
        return n < len(self.marks) and self.marks[n].order < before

    def add_label(self, r: Reading, label: str, spans: tuple[Span, ...]) -> None:
        """The next label of a level, or one at the side; enters it in the ledger."""
        if label not in SIDE:
            self.add_mark(r, label, spans)
            return
        for span in spans:
            r.book.enter(FURNITURE, *span, "side_label")

    def add_mark(self, r: Reading, label: str, spans: tuple[Span, ...]) -> None:
        """The next label; enters it in the ledger."""
        for span in spans:
            r.book.enter(LABEL, *span, "level1" if label in LEVELS else "level2")
        self.labels[label] = Mark(label, spans, self.count)
        self.marks.append(self.labels[label])
        self.count += 1


def collect(r: Reading) -> Table:
    """All pieces from the header of the table to its end: labels, furniture, cells; labels and furniture are entered.

    Raises:
        UnreadableError: a self-evaluation ends without its row 总分, or half a label stands in the place of a cell.
    """
    table, s, gridded = Table(), r.stream, r.stream.gridded
    end = _find_total(r)
    position = r.position
    ends = deque(n for n in r.pages if n > s.line[position - 1])
    while position < end:
        if not gridded and ends and s.line[position] > ends[0]:
            table.breaks.append(table.count)
            while ends and s.line[position] > ends[0]:
                ends.popleft()
        may_be_label = s.folded[position] in _FIRST_OF_LABELS
        if may_be_label and (furniture := _furniture_at(r, position, end, r.narrative)):
            found, name = furniture
            r.book.enter(FURNITURE, position, found, name)
            table.breaks.append(table.count)
        elif gridded and s.line[position] not in s.celled:
            found = _loose_end(r, position, end)
            _collect_loose(r, table, position, found)
        elif position in table.torn:  # by the next page
            found = table.torn[position]
            table.breaks.append(table.count)
        elif may_be_label and (label := _label_at(r, position, end, table)):
            found = position + len(label)
            table.add_mark(r, label, ((position, found),))
        elif may_be_label and not gridded and (parts := _torn_label_at(r, position, end, table)):
            (_, found), (rest, behind) = parts
            table.torn[rest] = behind
            table.add_label(r, s.folded[position:found] + s.folded[rest:behind], parts)
        else:
            found = _piece_end(r, position, end)
            if gridded:  # else it may be a line of a cell, which the pairing tells
                _refuse_fragment(r, position, found)
            table.cells.append(table.cell(position, found))
        position = found
    r.position = end
    if r.template is EVALUATION:
        table.total = _read_total(r)
        _enter_trailing_furniture(r)
    return table


_FIRST_OF_LABELS = frozenset(text[0] for text in (*SIDE, *LEVEL_HEADS, *LEVEL_LABELS))
_DIGIT = re.compile(r"\d")
_LEVEL, _SIDE = (re.compile("|".join(labels)) for labels in (LEVEL_LABELS, SIDE))  # no label begins with another


def _enter_trailing_furniture(r: Reading) -> None:
    """Side labels that trail a page may follow 总分; other text there is left to the residue."""
    while r.position < r.end and (furniture := _furniture_at(r, r.position, r.end, "")) is not None:
        after, name = furniture
        r.book.enter(FURNITURE, r.position, after, name)
        r.position = after


def _find_total(r: Reading) -> int:
    if r.template is not EVALUATION:
        return r.end
    for start in reversed(r.stream.starts_in(r.position, r.end)):
        if _TOTAL.match(r.stream.folded, start):
            return start
    raise UnreadableError("total_missing", "the row 总分 is not printed: the form may be cut off", r.lines_here(), "total")


_TOTAL = re.compile(rf"{TOTAL}\d")


def _read_total(r: Reading) -> dict[str, Text | None]:
    start = r.position + len(TOTAL)
    r.book.enter(LABEL, r.position, start, "total")
    cells: list[Span] = []
    while len(cells) < 2 and (at := cells[-1][1] if cells else start) < r.end:
        cells.append((at, _piece_end(r, at, r.end)))
    if len(cells) < 2 or any(points(r.stream.folded[a:b]) is None for a, b in cells):
        raise UnreadableError("total_unreadable", "two numbers are expected behind 总分", r.lines_here(), "total")
    r.position = cells[1][1]
    return {"weight": r.text(*cells[0], "total.weight"), "score": r.text(*cells[1], "total.score")}


def _piece_end(r: Reading, start: int, end: int) -> int:
    """To the next break; of a grid to the end of the cell; a lexeme is one piece, and so is a Latin phrase."""
    s = r.stream
    at = s.piece_end(start)
    while at < end and s.gap[at] in (BLANK, WRAP) and (s.gridded or _goes_on(s.folded[start:at], s.folded[at : s.piece_end(at)])):
        at = s.piece_end(at)
    return min(at, end)


def _goes_on(piece: str, following: str) -> bool:
    """Blanks inside a lexeme, `≥ 90 (百分比)`, and inside a Latin phrase, `GB/T 19001标准`, whose number is no cell of its own."""
    if re.fullmatch(r">=|<=|[≥≤=><]", piece) or (following[0] == "(" and re.search(r"(?:>=|<=|[≥≤=><])[\d.,]+$", piece)):
        return True
    is_latin = piece[-1].isascii() and piece[-1].isalpha() and following[0].isascii() and following[0].isalnum()
    return is_latin and points(following) is None and lexeme(following) is None


def _label_at(r: Reading, start: int, end: int, table: Table) -> str | None:
    s = r.stream
    found = _LEVEL.match(s.folded, start, end)
    if not found:
        return None
    label, after = found[0], found.end()
    if after == end or s.gap[after]:
        if s.gridded:
            return label if _cell_is_labels(r, start, end) else None
        return None if _is_current(s, table, label, start) or _heads_later_rows(s, table, label, after, end) else label
    if (
        not s.gridded
        and _continues_levels(table, label)
        and (
            _is_due(table, label)
            or _leads_label(s, label, after, end)
            or not _stands_alone(r, table, label, after, end)
            or (_may_lead_text(s, label, after) and _is_widest(r, table, start, end))
        )
    ):
        message = f"{label} is printed right before {s.text(after, _piece_end(r, start, end))[:30]}"
        r.flag("label_glued", message, s.lines(start, after), "note")
        return label
    return None


def _torn_label_at(r: Reading, start: int, end: int, table: Table) -> tuple[Span, Span] | None:
    """The parts of a label whose cell the end of a page tears: its rest is the first that the next page prints."""
    s = r.stream
    for after in (s.piece_end(at) for at in s.starts_in(start, min(end, start + _LONGEST_LABEL))):
        begun = s.folded[start:after]
        labels = [*SIDE, *(label for label in LEVEL_LABELS if _continues_levels(table, label))]
        rests = [label[len(begun) :] for label in labels if label.startswith(begun)]
        if not rests:
            break
        page = _next_page(r, after, end, table)
        for rest in rests:
            behind = page + len(rest)
            if rest and s.folded.startswith(rest, page, end) and (behind == end or s.gap[behind]):
                return (start, after), (page, behind)
    return None


_LONGEST_LABEL = max(map(len, LEVEL_LABELS))


def _next_page(r: Reading, start: int, end: int, table: Table) -> int:
    """Where the table goes on behind the next end of a page, and behind the rests of labels that stand there."""
    s = r.stream
    page = bisect_right(r.pages, s.line[start - 1])
    line = r.pages[page] if page < len(r.pages) else s.line[-1]
    near = s.starts_in(start, min(end, start + _LONGEST_PAGE))
    at = next((at for at in near if s.gap[at] == EMPTY_LINE or s.line[at] > line), end)
    while at < end:
        furniture = _furniture_at(r, at, end, "")
        if at not in table.torn and furniture is None:
            break
        at = furniture[0] if furniture else table.torn[at]
    return at


_LONGEST_PAGE = 3000  # characters


def _cell_is_labels(r: Reading, start: int, end: int) -> bool:
    """A cell of a grid that holds labels and nothing else; a sentence may begin with the words of a label."""
    return _LABELS_ONLY.fullmatch(r.stream.folded, start, _piece_end(r, start, min(end, start + _MOST_LABELS))) is not None


_MOST_LABELS = 60  # characters of labels in one cell
_LABELS_ONLY = re.compile(f"(?:{'|'.join((*LEVEL_LABELS, *SIDE))})+")


def _is_current(stream: Stream, table: Table, label: str, start: int) -> bool:
    """Whether the label is printed already, and no page began since: a name that begins with its words is wrapped behind them."""
    last = table.labels.get(label)
    return last is not None and not (stream.gap[start] == EMPTY_LINE or table.ends_page(last.order, table.count))


def _heads_later_rows(s: Stream, table: Table, label: str, after: int, end: int) -> bool:
    """Whether a 一级指标 stands further on before its 二级指标, and not here: a name that begins with its words is wrapped behind them."""
    below = tuple(label + level2 for level2 in LEVELS.get(label, ()))
    if not below or s.folded.startswith(below, after - len(label)):
        return False
    if label not in table.heads:
        table.heads[label] = next((at for at in reversed(s.starts_in(after, end)) if s.folded.startswith(below, at)), -1)
    return table.heads[label] >= after


def _continues_levels(table: Table, label: str) -> bool:
    """Text is printed right behind a label where the blank between two cells was lost: only the next label in order can be one."""
    if label in table.labels:
        return False
    ranks = [RANK[x] for x in table.labels if x in RANK]
    return label in LEVELS or RANK[label] > max(ranks, default=-1)


def _is_due(table: Table, label: str) -> bool:
    """Whether a 一级指标 was just printed whose first 二级指标 this may be."""
    last = table.marks[-1] if table.marks else None
    return last is not None and last.order == table.count - 1 and LEVEL1_OF.get(label) == last.label


def _leads_label(stream: Stream, label: str, after: int, end: int) -> bool:
    """Whether the first 二级指标 of a 一级指标 is printed right behind it."""
    found = _LEVEL.match(stream.folded, after, end)
    return found is not None and LEVEL1_OF.get(found[0]) == label and (found.end() == end or bool(stream.gap[found.end()]))


def _may_lead_text(stream: Stream, label: str, after: int) -> bool:
    """Whether what follows a label can stand beside it: behind a 一级指标 the first 二级指标 is printed, no name."""
    return label in LEVEL1_OF or any(stream.folded.startswith(below.removesuffix("指标"), after) for below in LEVELS[label])


def _is_widest(r: Reading, table: Table, start: int, end: int) -> bool:
    """Whether no other piece of text is as wide: it is two cells side by side, as pieces with figures often are."""
    s = r.stream
    if table.widest is None:
        starts = [at for at in s.starts_in(r.position, end) if not s.folded.startswith(LEVEL_LABELS, at)]
        table.widest = max((width(s.printed[at:b]) for at in starts if not _DIGIT.search(s.folded, at, b := s.piece_end(at))), default=0)
    return width(s.printed[start : s.piece_end(start)]) > table.widest


def _stands_alone(r: Reading, table: Table, label: str, start: int, end: int) -> bool:
    """Whether a label is printed by itself further on: then a name begins with its words here."""
    if label not in table.alone:
        table.alone[label] = _last_alone(r.stream, label, start, end)
    return table.alone[label] >= start


def _last_alone(s: Stream, label: str, start: int, end: int) -> int:
    """The last place where a label is printed by itself; -1 without one."""
    longer = [x for x in LEVEL_LABELS if x != label and x.endswith(label)]
    for at in reversed(s.starts_in(start, end)):
        after = at + len(label)
        if not s.folded.startswith(label, at, end) or any(s.folded.endswith(x, 0, after) for x in longer):
            continue
        if after == end or s.gap[after] or _leads_label(s, label, after, end):
            return at
    return -1


def _furniture_at(r: Reading, start: int, end: int, goal: str) -> tuple[int, str] | None:
    """Where a piece of furniture that begins here ends, and its name in the ledger."""
    s = r.stream
    if side := _SIDE.match(s.folded, start):
        after = side.end()
        if goal and s.folded.startswith(goal, after):  # the cell of the goals goes on over a page and is printed again
            return after + len(goal), "repeated_goal"
        if after == end or s.gap[after]:
            return after, "side_label"
    if header := r.template.table_header.match(s.folded, start, end):
        return header.end(), "repeated_header"
    return None


def _refuse_fragment(r: Reading, start: int, end: int) -> None:
    piece = r.stream.folded[start:end]
    if piece in LABEL_FRAGMENTS:
        message = f"{piece!r}, part of a label, stands in the place of a cell"
        raise UnreadableError("label_fragment", message, r.stream.lines(start, end), "indicators")


# A row that a tool could not take into the grid stands between its lines without tabs, one line of the page a line.


def _loose_end(r: Reading, start: int, end: int) -> int:
    """Where lines without tabs end."""
    at = start
    while at < end and r.stream.line[at] not in r.stream.celled and _furniture_at(r, at, end, r.narrative) is None:
        at = r.stream.piece_end(at)
    return min(at, end)


def _collect_loose(r: Reading, table: Table, start: int, end: int) -> None:
    """The pieces of a loose row, behind a place for the labels that may be among them."""
    table.count += 1
    bounds = [start, *r.stream.starts_in(start + 1, end), end]
    table.loose.append([table.cell(a, b) for a, b in pairwise(bounds)])
