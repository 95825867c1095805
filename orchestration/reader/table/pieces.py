"""The pieces of the indicator table of a text without columns: lines of cells, or parts of them, and what their looks say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.table.cells import Cell, Table
from orchestration.reader.text import CLOSING, EMPTY_LINE, NEWLINE, beginning, is_open, width
from orchestration.reader.values import lexeme

_DIGIT, _NUMBER, _OPERATOR_NUMBER = re.compile(r"\d"), re.compile(r"\d+(?:\.\d+)?"), re.compile(r"(?:>=|<=|[≥≤=><])\d")
_CLAUSE_MARKS = frozenset(",;。")
_OPENING = frozenset(",、:(“《-")
JUDGEMENT = re.compile(
    r"(?:有效|有所|明显|显著|不断|持续|进一步|逐步|稳步|全面)(?:提升|提高|健全|完善|优化|增强|增长|改善|降低|减少)"
    r"|(?:比较|较为|基本)?(?:健全|满意|达标|合格|可控|良好|正常)|较[高大小强低]"
)
_LONGEST_ENCLOSED = 6  # lines
_PAGE_PIECES = 60  # an empty line ends a page where there are few of them: some texts have one behind each cell


@lru_cache(maxsize=4096)
def kind_of(folded: str) -> str:
    """What a piece looks like: lexeme (with operator), quantity (90%, 40亿元), number, remark (无偏差), text."""
    if not _DIGIT.search(folded):
        return "remark" if folded in ("无偏差", "无", "—", "/") else "text"
    if _NUMBER.fullmatch(folded):
        return "number"
    found = lexeme(folded)
    if found and not found.in_words:  # 不少于10家 may as well be the end of a sentence that was wrapped
        return "lexeme" if found.operator else "quantity"
    return "lexeme" if _OPERATOR_NUMBER.match(folded) else "text"


class Piece(NamedTuple):
    """A line of a cell, or a part of one between blanks, with what its looks say of the cells that it may stand in."""

    cell: Cell
    kind: str
    folded: str
    printed: str
    width: int
    need: int  # width of what stands first in it and cannot be parted
    gap: int
    after_label: bool
    closes: bool  # begins with a mark that ends a clause
    goes_on: bool  # ends with a mark behind which something must follow
    on_new_page: bool
    has_clauses: bool  # holds a mark that parts clauses: names rarely do
    is_judgement: bool  # what a target says that is not counted


def pieces_of(r: Reading, table: Table) -> list[Piece]:
    """The pieces of a table of a text without columns, in the order of the source."""
    stream, orders = r.stream, {m.order for m in table.marks}
    out: list[Piece] = []
    empty = sum(stream.gap[c.start] == EMPTY_LINE for c in table.cells)
    ends_pages = empty <= 1 + len(table.cells) // _PAGE_PIECES
    cells = list(_unglued(r, table))
    is_even = sum(stream.folded.count('"', c.start, c.end) for c in cells) % 2 == 0
    is_quoted = False
    for cell in cells:
        folded = stream.folded[cell.start : cell.end]
        after_label = cell.order - 1 in orders
        gap = max(stream.gap[cell.start], NEWLINE) if after_label else stream.gap[cell.start]  # a label always ends a cell
        on_new_page = (ends_pages and stream.gap[cell.start] == EMPTY_LINE) or table.ends_page(cell.order - 1, cell.order)
        piece = make_piece(cell, folded, stream.printed[cell.start : cell.end], gap, after_label, on_new_page)
        is_quoted ^= is_even and folded.count('"') % 2 == 1  # the same mark opens and closes
        out.append(piece._replace(goes_on=True) if is_quoted else piece)
    for n in _enclosed(out):
        out[n] = out[n]._replace(goes_on=True)
    return out


def _enclosed(pieces: list[Piece]) -> Iterator[int]:
    """Whole lines between two marks, one that opens on a line above and one that closes on a line below: 促进“15 / 分钟生活 / 圈”建设."""
    for n, first in enumerate(pieces):
        text = first.folded
        if not is_open(text):
            continue
        for m in range(n + 1, min(n + _LONGEST_ENCLOSED, len(pieces))):
            text += pieces[m].folded
            if pieces[m].kind != "text" or pieces[m].after_label or pieces[m].on_new_page:
                break
            if not is_open(text):
                yield from range(n + 1, m)
                break


def make_piece(cell: Cell, folded: str, printed: str, gap: int, after_label: bool, on_new_page: bool) -> Piece:
    """A piece; `gap` is the break before it, BLANK or stronger where it begins a cell or a line."""
    goes_on = folded[-1] in _OPENING or is_open(folded)
    return Piece(
        cell,
        kind_of(folded),
        folded,
        printed,
        width(printed),
        max(2, width(printed[: beginning(folded)])),
        gap,
        after_label,
        folded[0] in CLOSING,
        goes_on,
        on_new_page,
        not _CLAUSE_MARKS.isdisjoint(folded),
        bool(JUDGEMENT.fullmatch(folded)),
    )


# Pieces of two cells side by side that a tool printed without a blank: `基本达成8` before the score, `=20期20期`.
_GLUED_WEIGHT = re.compile(r"(.*[^\d.,])(\d{1,3}(?:\.\d{1,2})?)")
_GLUED_ACTUAL = re.compile(r"((?:>=|<=|[≥≤=><])[\d.,]+\(?([^\d.,()]{1,4})\)?)([\d.,]+)(\2?)")
_GLUED_TARGET = re.compile(r"[^≥≤=><]{2,}?((?:>=|<=|[≥≤=><])\d)")


def _unglued(r: Reading, table: Table) -> Iterator[Cell]:
    """The cells of an evaluation's table, glued ones parted where what follows shows that a number is missing."""
    folded = [r.stream.folded[c.start : c.end] for c in table.cells] + ["", "", ""]
    for n, cell in enumerate(table.cells):
        text = folded[n]
        target = _GLUED_TARGET.match(text)
        begin = target.start(1) if target else 0
        cuts = _cuts(text[begin:], folded[n + 1 : n + 4]) if table.total is not None and kind_of(text) != "number" else []
        for a, b in pairwise([0, *([begin] if begin else []), *(begin + at for at in cuts), len(text)]):
            yield Cell(cell.start + a, cell.start + b, cell.order)


def _cuts(text: str, below: list[str]) -> list[int]:
    """Where target, actual and weight are parted that are printed without a blank; `below` are the next three cells."""
    is_number = [kind_of(cell) == "number" for cell in below]
    weight = _GLUED_WEIGHT.fullmatch(text) if is_number[0] and not is_number[1] else None
    end = weight.start(2) if weight else len(text)
    ends = [end] if weight else []
    if (weight or is_number[0]) and (size := _twice_at_end(text[:end])):
        return [at for at in (end - 2 * size, end - size) if at] + ends
    if is_number[1] and _ends_with_cell(text, below[0]):
        return [len(text) - len(below[0]), *ends]
    if (found := _GLUED_ACTUAL.fullmatch(text, 0, end)) and (found[4] or below[0].startswith(found[2])):
        return [found.start(3), *ends]
    return ends


def _twice_at_end(text: str) -> int:
    """How long a text without figures is that stands twice at the end, the target and the actual, a name before it; 0: none does."""
    found = (size for size in range(len(text) // 2, 1, -1) if text[-size:] == text[-2 * size : -size] and not _DIGIT.search(text[-size:]))
    return next(found, 0)


def _ends_with_cell(text: str, following: str) -> bool:
    """Whether a name is printed with its target, which is also the actual: `机制建设健全` before `健全`."""
    return kind_of(following) == "text" and len(following) > 1 and len(text) > len(following) + 1 and text.endswith(following)
