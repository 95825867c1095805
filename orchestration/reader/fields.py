"""Head, funding and goals of a form: labels in their printed order, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Book, UnreadableError
from orchestration.reader.record import Amount, Execution, Problem, Severity, Text
from orchestration.reader.template import EVALUATION, FOREIGN, FUNDING_HEADER, SIDE, Label, Template
from orchestration.reader.text import EMPTY_LINE, NEWLINE, TAB, WRAP, Stream, width
from orchestration.reader.values import DASHES, is_to_the_fen, is_wrapped_money, iso_date, money

_GOAL_YEARS = re.compile(r"\(\d{4}年?-\d{4}年?\)")
_FIRST_ITEM = re.compile(r"\(?1[)、.](?!\d)|一、")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、,，.]|\(?\d{1,2}[)、.](?!\d)|\([一二三四五六七八九十]{1,3}\)|<p>|[一二三四五六七]是)"
)

Span = tuple[int, int]  # start and end in the stream


@dataclass
class Reading:
    """One form while it is read: its stream, its ledger, and what was found so far."""

    stream: Stream
    template: Template
    book: Book
    ends_file: bool = False  # no form follows: a text that was cut off ends with it
    position: int = 0
    end: int = 0  # where the form ends in the stream
    year: int | None = None
    head: dict[str, Text | None] = field(default_factory=dict)
    dates: dict[str, str | None] = field(default_factory=dict)
    funding: list[Amount] = field(default_factory=list)
    execution: Execution | None = None
    goals: dict[str, Text | None] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)  # of the indicator table of a grid: by the number of their header's cell
    problems: list[Problem] = field(default_factory=list)
    stopped: Problem | None = None  # where the reading could not go on, and why

    def text(self, start: int, end: int, name: str) -> Text | None:
        """The printed value of a span with its lines; None for an empty one. Enters it as the field of that name."""
        if start >= end:
            return None
        self.book.enter(FIELD, start, end, name)
        return Text(self.stream.text(start, end), self.stream.lines(start, end))

    def stop(self, problem: Problem) -> None:
        """Note the problem that ends the reading of this form."""
        self.stopped = problem
        self.problems.append(problem)

    def flag(self, code: str, message: str, lines: tuple[int, ...], severity: Severity = "review", name: str | None = None) -> None:
        """Note a problem of this form."""
        self.problems.append(Problem(code, message, severity, name, lines))

    def lines_here(self) -> tuple[int, ...]:
        """The line that the reading has come to."""
        here = min(self.position, len(self.stream) - 1)
        return (self.stream.line[here],) if here >= 0 else ()


def find_label(stream: Stream, text: str, start: int, end: int | None = None) -> int:
    """Where a label stands at the start of a piece, at or after `start`; -1 where it does not."""
    end = len(stream) if end is None else end
    at = stream.folded.find(text, start, end)
    while at >= 0 and not stream.gap[at]:
        at = stream.folded.find(text, at + 1, end)
    return at


def find_first(stream: Stream, texts: tuple[str, ...], start: int, end: int | None = None) -> tuple[int, str]:
    """The first place of any of some labels, the longer one where two start together; (-1, "") without one."""
    found = [(at, -len(t), t) for t in texts if (at := find_label(stream, t, start, end)) >= 0]
    return (min(found)[0], min(found)[2]) if found else (-1, "")


def find_pattern(stream: Stream, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
    """The first match that begins a piece, at or after `start`."""
    return next((m for m in pattern.finditer(stream.folded, start) if stream.gap[m.start()]), None)


# ---------------------------------------------------------------------------------------------------------------- head


def read_head(r: Reading) -> None:
    """项目名称 … 计划完成日期, each value between its label and the next.

    Raises:
        UnreadableError: a label is missing or out of order, or a value cannot be what its label says.
    """
    spans = _label_spans(r, r.template.head)
    unit = find_pattern(r.stream, r.template.unit_label, spans[-1][1])
    if unit is None:
        raise UnreadableError("label_missing", "项目资金（元） is not where the form prints it", r.lines_here(), "funding_unit")
    for label, printed, value in _labelled(r, r.template.head, spans, unit.start()):
        _refuse_foreign(r, *value)
        r.head[label.field] = r.text(*value, label.field)
        if r.head[label.field] is None and label.field != "project_category":
            raise UnreadableError("head_incomplete", f"{label.texts[0]} is blank", r.stream.lines(*printed), label.field)
    r.book.enter(LABEL, unit.start(), unit.start(1), "funding_unit")
    r.head["funding_unit"] = r.text(*unit.span(1), "funding_unit")
    r.book.enter(LABEL, unit.end(1), unit.end(), "funding_unit")
    r.position = unit.end()
    _check_head(r)


def _label_spans(r: Reading, labels: tuple[Label, ...]) -> list[Span]:
    """Where the labels stand, each behind the one before it."""
    spans: list[Span] = []
    for label in labels:
        start, text = find_first(r.stream, label.texts, spans[-1][1] if spans else r.position)
        if start < 0:
            raise UnreadableError("label_missing", f"{label.texts[0]} is not where the form prints it", r.lines_here(), label.field)
        spans.append((start, start + len(text)))
    return spans


def _labelled(r: Reading, labels: tuple[Label, ...], spans: list[Span], end: int, table: str = "") -> Iterator[tuple[Label, Span, Span]]:
    """Each label, its span, and the span of its value, which the next label or `end` ends; enters the labels by their fields."""
    _expect_nothing(r, r.position, spans[0][0], f"before {labels[0].texts[0]}")
    ends = [start for start, _ in spans[1:]] + [end]
    for label, span, stop in zip(labels, spans, ends, strict=True):
        r.book.enter(LABEL, *span, f"{table}{label.field}")
        yield label, span, (span[1], stop)


def _refuse_foreign(r: Reading, start: int, end: int) -> None:
    at, text = find_first(r.stream, FOREIGN, start, end)
    if at >= 0:
        raise UnreadableError(
            "unknown_template", f"label {text} belongs to a template that is not known", r.stream.lines(at, at + len(text))
        )


def _expect_nothing(r: Reading, start: int, end: int, where: str) -> None:
    if start < end:
        found = r.stream.text(start, end)
        raise UnreadableError("text_out_of_place", f"{found[:40]!r} stands {where}", r.stream.lines(start, end))


def _check_head(r: Reading) -> None:
    """What a scrambled text would put into a head value is refused: it would be wrong in silence."""
    for name, value in r.head.items():
        if value is None:
            continue
        if name in ("planned_start", "planned_end"):
            r.dates[name] = iso_date(re.sub(r"\s", "", value.text))
            if r.dates[name] is None:
                raise UnreadableError("date_unreadable", f"{value.text!r} is no date", value.lines, name)
        elif name in ("project_nature", "project_category") and not re.fullmatch(r"[^\d,，。;；()（）]{2,12}", value.text):
            raise UnreadableError("value_implausible", f"{value.text!r} cannot be a {name}", value.lines, name)
        elif name in ("supervising_department", "implementing_unit") and not 2 <= len(value.text) <= 60:
            raise UnreadableError("value_implausible", f"{value.text[:40]!r} cannot be a {name}", value.lines, name)


# ------------------------------------------------------------------------------------------------------------- funding


def read_funding(r: Reading) -> None:
    """The table of amounts, up to the goals.

    Raises:
        UnreadableError: a label is missing, or what stands behind one is no amount.
    """
    if r.template is EVALUATION:
        _read_execution(r)
    else:
        _read_request(r)


def _read_request(r: Reading) -> None:
    goals = _goals_start(r)
    labels = r.template.funding
    is_left_out = _count_label(r, "其他资金", goals) < 2  # the left one, where the project has no total of its own
    if is_left_out:
        labels = tuple(label for label in labels if not label.optional)
    spans = _funding_spans(r, labels, goals)
    if is_left_out:
        r.funding.append(_amount(r, "other", "multi_year", None, spans[-1]))
    for label, printed, value in _labelled(r, labels, spans, goals, "funding."):
        stage, source = label.field.split(".")
        tokens = _tokens(r.stream, *value)
        tokens = _regrouped(r.stream, tokens, 1) or tokens
        if len(tokens) > 1:
            message = f"{len(tokens)} amounts behind {label.texts[0]}"
            raise UnreadableError("funding_unreadable", message, r.stream.lines(*value), label.field)
        r.funding.append(_amount(r, source, stage, tokens[0] if tokens else None, printed))
    r.funding.sort(key=lambda a: _DECLARED_ORDER.index((a.stage, a.source)))
    if r.funding[3].number is None:
        r.flag("amount_blank", "年度资金申请总额 is blank", r.stream.lines(*spans[1]), "blocking", "requested.total")
    r.position = goals


def _funding_spans(r: Reading, labels: tuple[Label, ...], goals: int) -> list[Span]:
    spans = _label_spans(r, labels)
    if spans[-1][1] > goals:
        raise UnreadableError("label_missing", "the funding table is out of order", r.lines_here(), "funding")
    return spans


_DECLARED_ORDER = [
    ("multi_year", "total"),
    ("multi_year", "fiscal"),
    ("multi_year", "other"),
    ("requested", "total"),
    ("requested", "appropriation"),
    ("requested", "carryover"),
    ("requested", "other"),
]


def _count_label(r: Reading, text: str, end: int) -> int:
    count, at = 0, find_label(r.stream, text, r.position, end)
    while at >= 0:
        count, at = count + 1, find_label(r.stream, text, at + 1, end)
    return count


def _goals_start(r: Reading) -> int:
    """Where the goals begin: their side label (项目绩效目标, 年度总体目标) or the first goal label, whichever stands first."""
    at, _ = find_first(r.stream, (*SIDE, *r.template.goals[0].texts), r.position)
    if at < 0:
        raise UnreadableError("label_missing", f"{r.template.goals[0].texts[0]} is not where the form prints it", r.lines_here(), "goals")
    return at


def _read_execution(r: Reading) -> None:
    header = "".join(FUNDING_HEADER)
    start = find_label(r.stream, header, r.position)
    if start != r.position:
        raise UnreadableError("label_missing", f"{'、'.join(FUNDING_HEADER)} do not follow 项目资金", r.lines_here(), "funding")
    columns = [r.stream.cell(start + header.index(name)) for name in FUNDING_HEADER]
    r.book.enter(LABEL, start, start + len(header), "funding")
    r.position = start + len(header)
    goals = _goals_start(r)
    spans = _funding_spans(r, r.template.funding, goals)
    for label, printed, value in _labelled(r, r.template.funding, spans, goals, "funding."):
        cells = _execution_cells(r, label.texts[0], _tokens(r.stream, *value), columns)
        for stage, cell in zip(("initial", "adjusted", "executed"), cells, strict=False):
            r.funding.append(_amount(r, label.field, stage, cell, printed))
        rest = [r.text(*cell, f"funding.{name}.{label.field}") if cell else None for name, cell in zip(_EXECUTION, cells[3:], strict=True)]
        if label.field == "total":
            r.execution = Execution(*rest)
    r.position = goals


_EXECUTION = ("weight", "execution_rate", "score")


def _execution_cells(r: Reading, name: str, tokens: list[Span], columns: list[int]) -> list[Span | None]:
    """The six cells of a row: three amounts, weight, rate, score. A dash of weight and score stands for a blank one."""
    if r.stream.gridded and (kept := _cells_by_column(r.stream, tokens, columns)):
        return kept
    if len(tokens) == 6:
        return list(tokens)
    dashes = [t for t in tokens if r.stream.folded[slice(*t)] in DASHES]
    amounts = [t for t in tokens if t not in dashes]
    if tokens[: len(amounts)] == amounts and len(dashes) <= 2:
        tail: list[Span | None] = [dashes[0] if dashes else None, None, dashes[1] if len(dashes) > 1 else None]
        if not amounts:
            return [None, None, None, *tail]
        if len(amounts) > 3 and not dashes:  # the row of totals: 分值 执行率 得分 behind the amounts
            amounts, tail = amounts[:-3], [*amounts[-3:]]
        if found := _regrouped(r.stream, amounts, 3):
            return [*found, *tail]
    lines = r.stream.lines(tokens[0][0], tokens[-1][1]) if tokens else r.lines_here()
    raise UnreadableError("funding_unreadable", f"{len(tokens)} cells behind {name}: they cannot be told apart", lines, "funding")


def _cells_by_column(stream: Stream, tokens: list[Span], columns: list[int]) -> list[Span | None] | None:
    """The cells under the six headers of a grid; None where a cell stands under none of them, or two under one."""
    by_column = {stream.cell(t[0]): t for t in tokens}
    if not tokens or len(by_column) < len(tokens) or not by_column.keys() <= set(columns):
        return None
    return [by_column.get(c) for c in columns]


def _regrouped(stream: Stream, tokens: list[Span], count: int) -> list[Span] | None:
    """The tokens as so many amounts: as they are, or each of two halves, where an amount to the fen went on in the next line.

    `247950` and `0.50` are amounts by themselves; only that one is expected where two stand shows that they are one.
    """
    if len(tokens) == count:
        return tokens
    if len(tokens) != 2 * count:
        return None
    pairs = list(zip(tokens[::2], tokens[1::2], strict=True))
    whole = all(a[1] == b[0] and stream.gap[b[0]] == NEWLINE and is_to_the_fen(stream.folded[a[0] : b[1]]) for a, b in pairs)
    return [(a[0], b[1]) for a, b in pairs] if whole else None


def _tokens(stream: Stream, start: int, end: int) -> list[Span]:
    """The cells of money in a span: pieces, with numbers that were wrapped in their middle put together again."""
    bounds = [*dict.fromkeys([start, *stream.starts_in(start, end)]), end] if start < end else []
    tokens: list[Span] = []
    for a, b in pairwise(bounds):
        wrapped = tokens and stream.gap[a] in (NEWLINE, EMPTY_LINE)
        if stream.gap[a] == WRAP or (wrapped and is_wrapped_money(stream.folded[slice(*tokens[-1])], stream.folded[a:b])):
            tokens[-1] = (tokens[-1][0], b)
        else:
            tokens.append((a, b))
    return tokens


def _amount(r: Reading, source: str, stage: str, token: Span | None, label: Span) -> Amount:
    if token is None:
        return Amount(source, stage, label_lines=r.stream.lines(*label))
    folded = r.stream.folded[token[0] : token[1]]
    number: Decimal | None = None if folded in DASHES else money(folded)
    if number is None and folded not in DASHES:
        raise UnreadableError("funding_unreadable", f"{folded[:40]!r} is no amount", r.stream.lines(*token), f"{stage}.{source}")
    return Amount(source, stage, r.text(*token, f"funding.{stage}.{source}"), number)


# --------------------------------------------------------------------------------------------------------------- goals


def read_goals(r: Reading) -> None:
    """The narrative goals: two labels side by side, then the text of one or of both cells.

    Raises:
        UnreadableError: a label or the header of the indicator table is missing.
    """
    first, second = r.template.goals
    header = find_pattern(r.stream, r.template.table_header, r.position)
    if header is None:
        raise UnreadableError(
            "label_missing",
            "the header of the indicator table (一级指标 二级指标 三级指标 …) is not printed in one run",
            r.lines_here(),
            "indicators",
        )
    end = header.start()
    _side_labels(r, r.position, end)
    marks = []
    for label in (first, second):
        start, text = find_first(r.stream, label.texts, r.position, end)
        if start < 0:
            raise UnreadableError("label_missing", f"{label.texts[0]} is not where the form prints it", r.lines_here(), label.field)
        after = start + len(text)
        if years := _GOAL_YEARS.match(r.stream.folded, after, end):
            after = years.end()
        r.book.enter(LABEL, start, after, f"goals.{label.field}")
        marks.append((start, after))
        r.position = after
    _expect_nothing(r, marks[0][1], marks[1][0], f"between {first.texts[0]} and {second.texts[0]}")
    cells = _goal_cells(r, marks[1][1], _before_side_label(r, marks[1][1], end), marks[1][0])
    r.goals = {label.field: _goal_text(r, cell, label.field) for label, cell in zip((first, second), cells, strict=True)}
    if not any(p.code == "goals_ambiguous" for p in r.problems):
        for (start, after), label in zip(marks, (first, second), strict=True):
            if r.goals[label.field] is None and label.field != "project":  # few projects have a goal beyond the year
                r.flag("goal_blank", f"{label.texts[0]} is blank", r.stream.lines(start, after), name="goals")
    r.book.enter(LABEL, header.start(), header.end(), "indicators")
    r.columns = {r.stream.cell(header.start(column.field)): column.field for column in r.template.columns}
    r.position = header.end()


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


def _goal_cells(r: Reading, start: int, end: int, second_label: int) -> list[Span]:
    """The spans of the first and of the second goal; an empty span for a blank cell."""
    if start >= end:
        return [(start, start), (start, end)]
    if r.stream.gridded:
        return _goal_cells_of_grid(r.stream, start, end, second_label)
    cuts, lines = _goal_cuts(r.stream, start, end), r.stream.lines(start, end)
    if len(cuts) == 1:
        return [(start, cuts[0]), (cuts[0], end)]
    if r.template is EVALUATION and len(ends := _paragraph_ends(r.stream, start, end)) == 1:
        r.flag("goals_parted", "the two goals were parted where a sentence ends before its line does", lines, "note", "goals")
        return [(start, ends[0]), (ends[0], end)]
    if r.template is EVALUATION or any(a.number for a in r.funding if a.stage == "multi_year"):
        r.flag("goals_ambiguous", "the text leaves open where the first goal ends and the second begins", lines, "blocking", "goals")
    elif _may_be_two(r.stream, start, end):
        r.flag("goals_ambiguous", "the text leaves open whether it is one goal or two; read as the annual goal", lines, "review", "goals")
    return [(start, start), (start, end)]


def _goal_cells_of_grid(stream: Stream, start: int, end: int, second_label: int) -> list[Span]:
    """By the tabs: two cells on one row are both goals, one left of the second label's column is the first."""
    cut = next((at for at in stream.starts_in(start + 1, end) if stream.gap[at] == TAB), None)
    if cut is not None:
        return [(start, cut), (cut, end)]
    if 0 < stream.cell(start) < stream.cell(second_label):
        return [(start, end), (end, end)]
    return [(start, start), (start, end)]


def _goal_cuts(stream: Stream, start: int, end: int) -> list[int]:
    """Where a second cell may begin: behind the one empty line, a second opening quote, or where numbering starts again."""
    pieces = [at for at in stream.starts_in(start + 1, end) if stream.gap[at] >= NEWLINE]
    quotes = [at for at in pieces if stream.folded[at] == '"' and stream.folded[start] == '"' and at + 1 < end]
    if quotes:
        return quotes[:2]
    empty = [at for at in pieces if stream.gap[at] == EMPTY_LINE]
    if empty:
        return empty if len(empty) == 1 else []
    firsts = [at for at in pieces if _FIRST_ITEM.match(stream.folded, at)]
    return firsts if _FIRST_ITEM.match(stream.folded, start) else []


def _line_widths(stream: Stream, start: int, end: int) -> tuple[list[int], list[int]]:
    """Where the lines of a span start, with its end behind them, and how wide each line is."""
    starts = [start, *(at for at in stream.starts_in(start + 1, end) if stream.gap[at] >= NEWLINE), end]
    return starts, [width(stream.printed[a:b]) for a, b in pairwise(starts)]


def _paragraph_ends(stream: Stream, start: int, end: int) -> list[int]:
    """Where a line starts behind one that a sentence ended before it was full, and no numbered item goes on."""
    starts, widths = _line_widths(stream, start, end)
    return [
        at
        for at, last in zip(starts[1:-1], widths, strict=False)
        if stream.folded[at - 1] == "。" and max(widths) - last > 2 and not _NUMBERED.match(stream.folded, at)
    ]


def _may_be_two(stream: Stream, start: int, end: int) -> bool:
    """Whether a second cell could begin at some line: behind a sentence that ends before its line does, where nothing is numbered.

    Not where full lines of the same width stand on both sides: two cells side by side are rarely as wide as each other.
    """
    starts, widths = _line_widths(stream, start, end)
    for n, at in enumerate(starts[1:-1], 1):
        if stream.folded[at - 1] != "。" or _NUMBERED.match(stream.folded, at):
            continue
        before, behind = max(widths[:n]), max(widths[n:])
        wrapped = len(widths[:n]) > 1 and len(widths[n:]) > 1
        if not (wrapped and abs(before - behind) <= 2):
            return True
    return False


def _goal_text(r: Reading, cell: Span, name: str) -> Text | None:
    """The goal with a line break where a paragraph or a numbered item starts, and nowhere else."""
    start, end = cell
    if start >= end:
        return None
    r.book.enter(FIELD, start, end, f"goals.{name}")
    breaks = [at for at in r.stream.starts_in(start + 1, end) if _starts_paragraph(r.stream, at)]
    parts = [r.stream.text(a, b) for a, b in zip([start, *breaks], [*breaks, end], strict=True)]
    return Text("\n".join(parts), r.stream.lines(start, end))


def _starts_paragraph(stream: Stream, at: int) -> bool:
    """A numbered item behind a sentence's end, or a sentence's end before an empty line."""
    before = stream.folded[at - 1]
    if before not in "。;:>":
        return False
    return bool(_NUMBERED.match(stream.folded, at)) or (stream.gap[at] == EMPTY_LINE and before == "。")
