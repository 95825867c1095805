"""The goals of a form: two narratives side by side. Which lines belong to which is told by their widths, numbers and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from orchestration.reader.fields import Reading, doubt_numbers, expect_nothing, find_first, find_pattern
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, UnreadableError
from orchestration.reader.record import Text
from orchestration.reader.template import EVALUATION, GOAL_YEARS, SIDE, Label, Template
from orchestration.reader.text import BLANK, EMPTY_LINE, NEWLINE, TAB, Stream, beginning, width

_FIRST_ITEM = re.compile(r"\(?1[)、.](?!\d)|\(?一[)、]|一是")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、,，.]|\(?\d{1,2}[)、.](?!\d)|\([一二三四五六七八九十]{1,3}\)|<p>|[一二三四五六七]是)"
)


def read_goals(r: Reading) -> None:
    """The narrative goals: two labels side by side, then the text of one or of both cells.

    Raises:
        UnreadableError: a label or the header of the indicator table is missing.
    """
    first, second = r.template.goals
    header = find_pattern(r.stream, r.template.table_header, r.position)
    if header is None and "indicators" not in r.unclear:
        raise UnreadableError(
            "label_missing",
            "the header of the indicator table (一级指标 二级指标 三级指标 …) is not printed in one run",
            r.lines_here(),
            "indicators",
        )
    end = header.start() if header else _end_of_rows(r, second)
    _side_labels(r, r.position, end)
    marks = []
    for label in (first, second):
        start, text = find_first(r.stream, label.texts, r.position, end)
        if start < 0:
            raise UnreadableError("label_missing", f"{label.texts[0]} is not where the form prints it", r.lines_here(), label.field)
        after = start + len(text)
        if years := GOAL_YEARS.match(r.stream.folded, after, end):
            after = years.end()
        r.book.enter(LABEL, start, after, f"goals.{label.field}")
        marks.append((start, after))
        r.position = after
    expect_nothing(r, marks[0][1], marks[1][0], f"between {first.texts[0]} and {second.texts[0]}")
    end = _before_side_label(r, marks[1][1], end)
    doubt_numbers(r, marks[1][1], end, "goals")
    r.narrative = r.stream.folded[marks[1][1] : end]
    lines = _lines(r, marks[1][1], end)
    own = _labels_of_goals(r.template)
    if again := [line for line in lines if r.stream.folded[line.start : line.end] in own]:
        places = r.stream.lines(again[0].start, again[-1].end)
        r.flag("label_repeated", "the labels of the goals stand in their text once more", places, name="goals")
    cells = _goal_cells(r, lines, marks[1][0]) if lines else ([], [])
    r.goals = {label.field: _goal_text(r, cell, label.field) for label, cell in zip((first, second), cells, strict=True)}
    if not any(p.code == "goals_ambiguous" for p in r.problems):
        for (start, after), label in zip(marks, (first, second), strict=True):
            if r.goals[label.field] is None and label.field != "project":  # few projects have a goal beyond the year
                r.flag("goal_blank", f"{label.texts[0]} is blank", r.stream.lines(start, after), name="goals")
    if header is None:
        r.position = end
        return
    r.book.enter(LABEL, header.start(), header.end(), "indicators")
    r.columns = {r.stream.cell(header.start(column.field)): column.field for column in r.template.columns}
    r.position = header.end()


def settle_single_goals(readings: Iterable[Reading]) -> None:
    """A goal that stands alone is the second one, unless its lines are as wide as those of the first goals in the report's other forms.

    Nothing else tells in a text without columns; all forms of a report have columns of the same widths.
    """
    found = [(r, _full_widths(r)) for r in readings if r.template is not EVALUATION and not r.stream.gridded and r.goals]
    by_goal = {name: sorted(full[name] for _, full in found if name in full) for name in ("project", "annual")}
    for r, full in found:
        goal = r.goals["annual"]
        if r.goals["project"] or not goal or "annual" not in full:
            continue
        if _is_nearer(full["annual"], by_goal["project"], by_goal["annual"]):
            r.book.rename(FIELD, "goals.annual", "goals.project")
            r.goals = {"project": goal, "annual": None}
            r.goal_lines["project"] = r.goal_lines.pop("annual")
            message = f"the goal is as wide as {r.template.goals[0].texts[0]} in other forms of the report, and was read as that"
            r.flag("goals_ambiguous", message, goal.lines, "note", "goals")


def _is_nearer(width: int, firsts: list[int], seconds: list[int]) -> bool:
    """Whether one of the sorted widths of second goals is nearer to those of first ones than to the others, if these are apart."""
    if not firsts or len(seconds) == 1:
        return False
    least, most = seconds[width == seconds[0]], seconds[-2 if width == seconds[-1] else -1]
    if firsts[0] > most:
        return 2 * width > firsts[0] + most
    return firsts[-1] < least and 2 * width < firsts[-1] + least


def _full_widths(r: Reading) -> dict[str, int]:
    """By goal the width of its widest line that is wrapped."""
    spans = {entry.name.removeprefix("goals."): (entry.start, entry.end) for entry in r.book.entries if entry.kind == FIELD}
    lines = {name: _lines(r, *spans[name]) for name, goal in r.goals.items() if goal is not None}
    wrapped = {name: [line.width for line, below in pairwise(own) if not below.is_paragraph] for name, own in lines.items()}
    return {name: max(widths) for name, widths in wrapped.items() if widths}


def _end_of_rows(r: Reading, label: Label) -> int:
    """Where the row of the goals' text ends, which stands below their labels: the table behind it is left as its lines are."""
    at, _ = find_first(r.stream, label.texts, r.position)
    row = r.stream.row(at) + 1 if at >= 0 else 0
    return next((start for start in r.stream.starts_in(max(at, r.position), r.end) if at >= 0 and r.stream.row(start) > row), r.end)


def _side_labels(r: Reading, start: int, end: int) -> None:
    """项目绩效目标 and 年度总体目标 stand once beside the goals, before or between their labels."""
    for text in SIDE:
        if r.stream.folded.startswith(text, start) and r.stream.gap[start] and text not in r.template.goals[0].texts:
            r.book.enter(FURNITURE, start, start + len(text), "side_label")
            r.position = start + len(text)
            return


def _before_side_label(r: Reading, start: int, end: int) -> int:
    """The end of the goals' text: 绩效指标 may stand before the header of the table that it belongs to."""
    for text in SIDE:
        at = end - len(text)
        if at >= start and r.stream.folded.startswith(text, at) and r.stream.gap[at]:
            r.book.enter(FURNITURE, at, end, "side_label")
            return at
    return end


@cache
def _labels_of_goals(template: Template) -> frozenset[str]:
    """What a line of the goals may not be: one of their labels, or both side by side."""
    first, second = (label.texts for label in template.goals)
    return frozenset((*first, *second, *(a + b for a in first for b in second)))


class _Line(NamedTuple):
    """A line of the goals: its place in the stream, its width, and what its ends say of it."""

    start: int
    end: int
    width: int
    need: int  # the width of what stands first in it and cannot be parted
    last: str  # its last character
    is_item: bool  # it begins with a number of a list
    is_first_item: bool
    is_paragraph: bool  # a paragraph begins with it
    is_parted: bool  # an empty line stands before it, or a blank behind a sentence: it may begin a cell


Lines = list[_Line]


def _lines(r: Reading, start: int, end: int) -> Lines:
    """The lines of the goals, in a grid also its cells; some tools print two cells as one line, a blank between them."""
    stream, out = r.stream, list[_Line]()
    starts = [at for at in stream.starts_in(start + 1, end) if stream.gap[at] >= NEWLINE or _begins_behind_blank(stream, at)]
    for a, b in pairwise([start, *starts, end] if start < end else []):
        out.append(
            _Line(
                a,
                b,
                width(stream.printed[a:b]),
                width(stream.printed[a : a + beginning(stream.folded[a:b])]),
                stream.folded[b - 1],
                bool(_NUMBERED.match(stream.folded, a)),
                bool(_FIRST_ITEM.match(stream.folded, a)),
                _starts_paragraph(stream, a),
                is_parted=bool(out) and (stream.gap[a] == EMPTY_LINE or _begins_behind_blank(stream, a)),
            )
        )
    return out


def _begins_behind_blank(stream: Stream, at: int) -> bool:
    return stream.gap[at] == BLANK and stream.folded[at - 1] == "。"


def _goal_cells(r: Reading, lines: Lines, second_label: int) -> tuple[Lines, Lines]:
    """The lines of the first and of the second goal; none for a blank cell."""
    if r.stream.gridded:
        _doubt_cells(r, lines, second_label)
        return _goal_cells_of_grid(r.stream, lines, second_label)
    marked = _second_quotes(r.stream, lines) or _empty_lines(r.stream, lines)
    if len(marked) == 1:
        return lines[: marked[0]], lines[marked[0] :]
    has_two = r.template is EVALUATION or any(a.number for a in r.funding if a.stage == "multi_year")
    (cost, cut), *others = _ways(lines, has_two)
    places = r.stream.lines(lines[0].start, lines[-1].end)
    if has_two and cost > _WORST:
        r.flag("goals_ambiguous", "no place is found where the first goal ends and the second begins", places, "blocking", "goals")
    elif others and others[0][0] - cost < _MARGIN:
        r.flag("goals_ambiguous", f"the text leaves open {'where' if has_two else 'whether'} a second goal begins", places, name="goals")
    elif cut:
        r.flag("goals_parted", "the two goals were parted by the widths and ends of their lines", places, "note", "goals")
    elif others and others[0][0] - cost < _MARGIN_OF_ONE:
        r.flag("goals_ambiguous", "the text was read as one goal: two would explain its lines nearly as well", places, "note", "goals")
    return lines[:cut], lines[cut:]


def _goal_cells_of_grid(stream: Stream, lines: Lines, second_label: int) -> tuple[Lines, Lines]:
    """By the cells: two on one row are both goals, one left of the second label's column is the first."""
    cut = next((n for n, line in enumerate(lines) if n and stream.gap[line.start] == TAB), None)
    if cut is None:
        cut = len(lines) if 0 < stream.cell(lines[0].start) < stream.cell(second_label) else 0
    return lines[:cut], lines[cut:]


def _doubt_cells(r: Reading, lines: Lines, second_label: int) -> None:
    """Two goals stand below their labels in two cells of one row: further cells are under labels that are not known."""
    stream = r.stream
    rows = {stream.row(line.start) for line in lines}
    parted = [line for line in lines if stream.gap[line.start] == TAB]
    if stream.row(second_label) in rows or len(parted) > 1 or (parted and len(rows) > 1):
        places = stream.lines(lines[0].start, lines[-1].end)
        r.flag("goals_ambiguous", "more than two cells of text stand below the labels of the goals, or beside them", places, name="goals")


def _second_quotes(stream: Stream, lines: Lines) -> list[int]:
    """Lines at which a second cell in quotes may begin, where the first one begins with a quote."""
    if stream.folded[lines[0].start] != '"':
        return []
    last = lines[-1].end - 1
    return [n for n, line in enumerate(lines) if n and stream.folded[line.start] == '"' and line.start < last]


def _empty_lines(stream: Stream, lines: Lines) -> list[int]:
    """Lines behind an empty one that stands behind a sentence: within one it is the end of a page.

    None where most lines of the form stand behind an empty one.
    """
    if 2 * stream.gap.count(EMPTY_LINE) > stream.gap.count(NEWLINE) + stream.gap.count(EMPTY_LINE) and len(lines) > 2:
        return []
    return [n for n, line in enumerate(lines) if n and stream.gap[line.start] == EMPTY_LINE and _ends_sentence(lines[n - 1])]


def _ends_sentence(line: _Line) -> bool:
    return line.last in '。;!"”)'


# Costs of a reading of the goals' lines: as one goal, or as two with a cut between two lines.
_MARGIN, _MARGIN_OF_ONE, _WORST = 1.0, 1.6, 3.5
_UNEXPLAINED = 3.0  # a line that ends early for no reason
_PARAGRAPH = 1.5  # a paragraph that is not numbered
_NEARLY_FULL = 0.2
_RENUMBERED = 2.0  # a list that begins again
_LATER_ITEM = 3.0  # a goal that begins with the second item of a list
_EMPTY_LINE = 1.0  # parts the cells in some texts
_UNFINISHED, _UNFINISHED_BEFORE_LIST = 3.0, 1.0  # a goal that ends within a sentence
_SECOND_GOAL, _SAME_WIDTH, _MISSING_GOAL = 0.5, 2.1, 2.0
_MOST_CUTS = 100


def _ways(lines: Lines, has_two: bool) -> list[tuple[float, int]]:
    """Costs of the readings, the cheapest first, with the line at which the second goal begins; 0: the first one is blank."""
    ways = [(_cell_cost(lines) + (_MISSING_GOAL if has_two else 0.0), 0)]
    cuts = [n for n in range(1, len(lines)) if _may_begin(lines[n - 1], lines[n])] or range(1, len(lines))
    for n in cuts[:_MOST_CUTS]:
        first, second = lines[:n], lines[n:]
        cost = _cell_cost(first) + _cell_cost(second)
        if not _ends_sentence(first[-1]):
            cost += _UNFINISHED_BEFORE_LIST if second[0].is_first_item else _UNFINISHED
        if second[0].is_item and not second[0].is_first_item:
            cost += _LATER_ITEM
        if not has_two:  # two cells side by side are rarely as wide as each other
            wrapped = len(first) > 1 and len(second) > 1
            same = wrapped and abs(max(x.width for x in first) - max(x.width for x in second)) <= 2
            cost += _SECOND_GOAL + (_SAME_WIDTH if same else 0.0)
        ways.append((cost, n))
    return sorted(ways)


def _may_begin(before: _Line, line: _Line) -> bool:
    return _ends_sentence(before) or line.is_parted or line.is_first_item


def _cell_cost(lines: Lines) -> float:
    """How badly lines are explained as one cell: each ends where it is full, or where a paragraph ends."""
    column = max(line.width for line in lines)
    cost, is_list = 0.0, lines[0].is_first_item
    for line, following in pairwise(lines):
        if following.is_first_item:
            cost += _RENUMBERED if is_list else 0.0
            is_list = True
        cost += _EMPTY_LINE if following.is_parted else 0.0
        cost += _break_cost(column, line, following)
    return cost


def _break_cost(column: int, line: _Line, following: _Line) -> float:
    spare = column - line.width - following.need
    if spare < 0 or following.is_paragraph:
        return 0.0
    if spare < max(2, column // 10):  # figures and marks are not as wide in every font
        return _NEARLY_FULL
    return _PARAGRAPH if line.last == "。" else _UNEXPLAINED


def _goal_text(r: Reading, lines: Lines, name: str) -> Text | None:
    """The goal with a line break where a paragraph or a numbered item starts, and nowhere else."""
    if not lines:
        return None
    start, end = lines[0].start, lines[-1].end
    r.book.enter(FIELD, start, end, f"goals.{name}")
    breaks = [at for at in r.stream.starts_in(start + 1, end) if _starts_paragraph(r.stream, at)]
    text = "\n".join(r.stream.text(a, b) for a, b in pairwise([start, *breaks, end]))
    r.goal_lines[name] = r.stream.line[start:end]
    return Text(text, r.stream.lines(start, end))


def _starts_paragraph(stream: Stream, at: int) -> bool:
    """A numbered item behind a sentence's end, or a sentence's end before an empty line."""
    before = stream.folded[at - 1]
    if before not in "。;:>":
        return False
    return bool(_NUMBERED.match(stream.folded, at)) or (stream.gap[at] == EMPTY_LINE and before == "。")
