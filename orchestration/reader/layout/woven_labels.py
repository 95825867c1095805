"""Labels of a woven table of indicators: they are taken out of the beginnings of its lines, and its parts put in their order.

Which rows a label covers is told elsewhere, by its place among them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, pairwise, product, takewhile

from orchestration.reader.layout.bands import Line, Printed, Word
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.template import LEVEL1_OF, LEVELS, RANK

SIDE = ("绩效指标", "年度绩效指标")


@dataclass
class Mark:
    """A label of the levels or of the side: its words and the part that they are printed in."""

    label: str
    part: int
    words: list[Word] = field(default_factory=list)


def in_order_of_levels(parts: Sequence[list[Line]]) -> list[list[Line]]:
    """The parts of a table, on each page those behind the others whose labels come behind theirs in the order of the levels.

    A tool may print a block of rows behind rows that stand below it. A part without labels stays behind the one it is printed behind;
    a label that is printed alone moves alone. Where the labels make no order the parts stay as they are printed.
    """
    out: list[list[Line]] = []
    for _, group in groupby(sorted(parts, key=_page_of), key=_page_of):
        page = list(group)
        found = [_ranks(part) for part in page]
        blocks: list[tuple[list[int], list[list[Line]]]] = []  # ranks of labels, and parts
        held = 0  # the block that a part without labels goes with
        for part, ranks in zip(page, found, strict=True):
            if not ranks and blocks:
                blocks[held][1].append(part)
                continue
            if not blocks or any(word.text not in PIECES_OF_LABELS for line in part for word in line.words):
                held = len(blocks)
            blocks.append((ranks, [part]))
        blocks.sort(key=lambda block: block[0][:1])
        printed, ordered = [rank for own in found for rank in own], [rank for own, _ in blocks for rank in own]
        out += [part for _, own in blocks for part in own] if ordered == sorted(set(ordered)) != printed else page
    return out


def _page_of(part: list[Line]) -> int:
    return part[0].page


def _ranks(part: list[Line]) -> list[int]:
    """The places of a part's labels of 二级指标 in the order of the levels."""
    taken = take_labels([part])
    return [RANK[mark.label] for mark in taken[1] if mark.label in RANK] if taken else []


Taken = tuple[list[list[Printed]], list[Mark]]  # the lines of each part without the labels at their beginnings, and these


def ways_to_take_labels(parts: Sequence[Sequence[Line]]) -> Iterator[Taken]:
    """The labels as lines that lead targets tell them, and with each as low as it may begin where that is as many other lines."""
    first = take_labels(parts)
    if not first:
        return
    yield first
    second = take_labels(parts, is_low=True)
    if second and second != first and _lines_of_labels(second) >= _lines_of_labels(first):
        yield second


def _lines_of_labels(taken: Taken) -> int:
    return sum(len(mark.words) for mark in taken[1])


def take_labels(parts: Sequence[Sequence[Line]], is_low: bool = False) -> Taken | None:
    """The printed lines without the labels at their beginnings, which are wrapped alike all through a column; None without a way.

    A line may begin like a label and be of a name (服务对象满意度): where the label begins again before its second line it is, if it
    leads a target, and else only where `is_low`.
    """
    best: tuple[tuple[int, ...], *Taken] | None = None
    texts = {w.text for lines in parts for line in lines for w in line.words}
    alone = {lines[0].words[0].text for lines in parts if len(lines) == 1 == len(lines[0].words)}
    leading = [[_may_lead(line, lines[n + 1 :], alone) for n, line in enumerate(lines)] for lines in parts]
    for widths in product(*(_widths(labels, own, texts) for labels, own in zip(_COLUMNS, _WIDTHS, strict=True))):
        found = _take(parts, leading, widths, is_low)
        if found is None:
            continue
        merit = (_lines_of_labels(found), *widths)
        if best is None or merit > best[0]:
            best = (merit, *found)
    return best and ([_with_ends(printed) for printed in best[1]], best[2])


_COLUMNS = (SIDE, tuple(LEVELS), tuple(LEVEL1_OF))
_WIDTHS = ((4, 2, 1), (5, 4, 3, 2), (9, 8, 7, 6, 5, 4, 3, 2))  # of the columns in characters, the likeliest of as good ones first


def _widths(labels: Sequence[str], widths: Sequence[int], texts: Container[str]) -> list[int]:
    """The widths at which a line of some label is printed, and the first of the others: they all take no label."""
    is_used = {width: any(label[:width] in texts for label in labels) for width in widths}
    return [*(width for width in widths if is_used[width]), *[width for width in widths if not is_used[width]][:1]]


def _take(parts: Sequence[Sequence[Line]], leading: Sequence[Sequence[bool]], widths: tuple[int, ...], is_low: bool) -> Taken | None:
    marks: list[Mark] = []
    last = [-1, -1, -1]  # of each column: the number of its last label
    rest: list[list[str]] = [[], [], []]  # of each column: what is still to come of that label
    current = [-1, -1, -1]  # and its mark
    out: list[list[Printed]] = []
    for part, lines in enumerate(parts):
        printed: list[Printed] = []
        for number, (line, may_lead) in enumerate(zip(lines, leading[part], strict=True)):
            if not may_lead:
                printed.append(Printed((), Line(line.words, level=line.level)))
                continue
            at, column = 0, 0
            here: list[int] = []
            while at < len(line.words) and column < len(_COLUMNS):
                text = line.words[at].text
                if rest[column] and rest[column][0] == text:
                    rest[column].pop(0)
                elif (
                    not rest[column]
                    and (n := _next_label(_COLUMNS[column], last[column], text, widths[column])) is not None
                    and not (
                        not here
                        and (_leads_target(line) or (is_low and not _leads_label(line)))
                        and _begins_again(
                            _cut(_COLUMNS[column][n], widths[column]),
                            chain(lines[number + 1 :], *parts[part + 1 :]),
                            _BEGINNINGS[column],
                            [text for own in rest[:column] for text in own],
                        )
                    )
                ):
                    last[column] = n
                    rest[column] = _cut(_COLUMNS[column][n], widths[column])[1:]
                    current[column] = len(marks)
                    marks.append(Mark(_COLUMNS[column][n], part))
                else:
                    column += 1
                    continue
                marks[current[column]].words.append(line.words[at])
                here.append(current[column])
                at, column = at + 1, column + 1
            printed.append(Printed(tuple(here), Line(line.words[at:], bool(here), level=line.level)))
        out.append(printed)
    return None if any(rest) else (_with_late_labels(out, marks), marks)


def _leads_target(line: Line) -> bool:
    return len(line.words) > 1 and kind_of(line.words[1].text) == "lexeme"


def _leads_label(line: Line) -> bool:
    return len(line.words) > 1 and line.words[1].text in PIECES_OF_LABELS


def _begins_again(pieces: Sequence[str], following: Iterable[Line], left: Container[str], awaited: list[str]) -> bool:
    """Whether the first line of a label leads one of the following lines before its second line does.

    `left` may begin a label left of it, `awaited` are the lines that are still to come of those that have begun.
    """
    if len(pieces) == 1:
        return False
    for line in following:
        leading = [word.text for word in takewhile(lambda word: word.text in PIECES_OF_LABELS, line.words)]
        if leading and leading[0] in awaited:
            awaited.remove(leading.pop(0))
        if leading and leading[0] in left and pieces[0] in leading:
            return True
        if found := next((text for text in leading if text in pieces[:2]), None):
            return found == pieces[0]
    return False


# What may begin a label of a column left of each of them.
_BEGINNINGS = [{label[:n] for own in _COLUMNS[:k] for label in own for n in range(2, len(label) + 1)} for k in range(len(_COLUMNS))]


def _with_late_labels(parts: list[list[Printed]], marks: list[Mark]) -> list[list[Printed]]:
    """The lines, one that holds nothing but a label of 一级指标 marked where those of its 二级指标 are printed and it is not.

    The marks grow by it: a tool may print a label behind those that stand below it.
    """
    found = {mark.label for mark in marks}
    missing = {LEVEL1_OF[label] for label in found if label in LEVEL1_OF} - found
    for part, lines in enumerate(parts):
        for n, p in enumerate(lines):
            if not p.marks and len(p.line.words) == 1 and p.line.words[0].text in missing:
                missing.remove(p.line.words[0].text)
                marks.append(Mark(p.line.words[0].text, part, [p.line.words[0]]))
                lines[n] = Printed((len(marks) - 1,), Line((), True, level=p.line.level))
    return parts


PIECES_OF_LABELS = frozenset(
    text[a:b] for text in (*SIDE, *LEVELS, *LEVEL1_OF) for a in range(len(text)) for b in range(a + 1, len(text) + 1)
)


def _may_lead(line: Line, following: Sequence[Line], alone: Container[str]) -> bool:
    """Whether a label may stand at the beginning of a line, however wide its column is."""
    return line.words[0].text in PIECES_OF_LABELS and not _is_name(line, following, alone)


def _is_name(line: Line, following: Sequence[Line], alone: Container[str]) -> bool:
    """Whether a line that begins like a label begins a name: the label itself is printed further below, before text, or apart, alone."""
    text = line.words[0].text
    if text not in LEVEL1_OF or (len(line.words) > 1 and kind_of(line.words[1].text) != "lexeme"):
        return False
    if len(line.words) > 1 and text in alone:
        return True
    return any(w.text == text and kind_of(v.text) == "text" for other in following for w, v in pairwise(other.words[:4]))


def _with_ends(printed: Sequence[Printed]) -> list[Printed]:
    """The lines, of which those end early that a label follows or leads: such a line says nothing of what stands beside it."""
    out = []
    for n, p in enumerate(printed):
        words = p.line.words
        if words and any(q.marks for q in printed[n : n + 4]):
            words = (*words[:-1], replace(words[-1], ends_line=False))
        out.append(Printed(p.marks, replace(p.line, words=words)))
    return out


def _next_label(labels: Sequence[str], last: int, text: str, width: int) -> int | None:
    return next((n for n in range(last + 1, len(labels)) if labels[n][:width] == text), None)


def _cut(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]


def columns_of_labels(printed: Sequence[Sequence[Printed]], pages: Sequence[int], marks: Sequence[Mark]) -> set[int]:
    """The numbers of the parts that are labels of one column, one below the other: each covers rows, so that they stand beside none.

    Parts of a page are one column where no cells are printed between them.
    """
    out: set[int] = set()
    for (_, has_cells), group in groupby(enumerate(printed), key=lambda part: (pages[part[0]], any(p.line.words for p in part[1]))):
        parts = list(group)
        labels = {marks[mark].label for _, lines in parts for p in lines for mark in p.marks}
        if not has_cells and any(len(labels & {*column}) > 1 for column in (LEVELS, LEVEL1_OF)):
            out |= {number for number, _ in parts}
    return out
