"""Head and funding of a form: labels in their printed order, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.reader.foreign import strange_in_value
from orchestration.reader.ledger import FIELD, LABEL, Book, UnreadableError
from orchestration.reader.record import Amount, Execution, Problem, Severity, Text, merged_lines
from orchestration.reader.template import EVALUATION, FUNDING_HEADER, SIDE, Label, Template
from orchestration.reader.text import BLANK, EMPTY_LINE, NEWLINE, WRAP, Span, Stream
from orchestration.reader.values import DASHES, iso_date, money, points


@dataclass
class Reading:
    """One form while it is read: its stream, its ledger, and what was found so far."""

    stream: Stream
    template: Template
    book: Book
    ends_file: bool = False  # no form follows: a text that was cut off ends with it
    position: int = 0
    end: int = 0  # where the form's text ends in the stream; the lines of its pages stand behind it
    pages: tuple[int, ...] = ()  # the numbers of those lines: page numbers and running heads
    year: int | None = None
    head: dict[str, Text | None] = field(default_factory=dict)
    dates: dict[str, str | None] = field(default_factory=dict)
    funding: list[Amount] = field(default_factory=list)
    execution: Execution | None = None
    goals: dict[str, Text | None] = field(default_factory=dict)
    narrative: str = ""  # the folded text of the goals: a page may print it again
    goal_lines: dict[str, list[int]] = field(default_factory=dict)  # of each goal: the line of each printed character
    columns: dict[int, str] = field(default_factory=dict)  # of the indicator table of a grid: by the number of their header's cell
    problems: list[Problem] = field(default_factory=list)
    unclear: dict[str | None, Problem] = field(default_factory=dict)  # tables that the layout could not take apart; None: the whole form
    stopped: Problem | None = None  # where the reading could not go on, and why

    def text(self, start: int, end: int, name: str) -> Text | None:
        """The printed value of a span with its lines; None for an empty one. Enters it as the field of that name."""
        if start >= end:
            return None
        self.book.enter(FIELD, start, end, name)
        return self.stream.value(start, end)

    def stop(self, problem: Problem) -> None:
        """Note the problem that ends the reading of this form."""
        self.stopped = problem
        self.problems.append(problem)

    def flag(self, code: str, message: str, lines: tuple[int, ...], severity: Severity = "review", name: str | None = None) -> None:
        """Note a problem of this form."""
        self.problems.append(Problem(code, message, severity, name, lines))

    def lines_here(self) -> tuple[int, ...]:
        """The line that the reading has come to."""
        here = min(self.position, (self.end or len(self.stream)) - 1)
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
    at, _, text = min(found, default=(-1, 0, ""))
    return at, text


def find_pattern(stream: Stream, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
    """The first match that begins a piece, at or after `start`."""
    return next((m for m in pattern.finditer(stream.folded, start) if stream.gap[m.start()]), None)


# ---------------------------------------------------------------------------------------------------------------- head


def read_head(r: Reading) -> None:
    """项目名称 … 计划完成日期, each value between its label and the next.

    Raises:
        UnreadableError: a label is missing or out of order, or a value cannot be what its label says.
    """
    unit = find_pattern(r.stream, r.template.unit_label, r.position)
    if unit is None:
        raise UnreadableError("label_missing", "项目资金（元） is not where the form prints it", r.lines_here(), "funding_unit")
    spans = _label_spans(r, r.template.head, unit.start())
    for label, printed, value in _labelled(r, r.template.head, spans, unit.start()):
        if value[0] < value[1]:
            _refuse_own_labels(r, *value)
            _refuse_strange(r, label, *value)
            doubt_numbers(r, *value, label.field)
        r.head[label.field] = r.text(*value, label.field)
        if r.head[label.field] is None and label.field != "project_category":
            raise UnreadableError("head_incomplete", f"{label.texts[0]} is blank", r.stream.lines(*printed), label.field)
    r.book.enter(LABEL, unit.start(), unit.start(1), "funding_unit")
    r.head["funding_unit"] = r.text(*unit.span(1), "funding_unit")
    r.book.enter(LABEL, unit.end(1), unit.end(), "funding_unit")
    r.position = unit.end()
    _check_head(r)
    _refuse_second_head(r)


def _label_spans(r: Reading, labels: tuple[Label, ...], end: int | None = None) -> list[Span]:
    """Where the labels stand, each behind the one before it; before `end` also inside a piece, where the text has it but once."""
    spans: list[Span] = []
    for label in labels:
        position = spans[-1][1] if spans else r.position
        start, text = find_first(r.stream, label.texts, position, end)
        if start < 0 and end is not None:
            start, text = _glued_label(r.stream, label.texts, position, end)
        if start < 0:
            raise UnreadableError("label_missing", f"{label.texts[0]} is not where the form prints it", r.lines_here(), label.field)
        spans.append((start, start + len(text)))
    return spans


def _glued_label(stream: Stream, texts: tuple[str, ...], start: int, end: int) -> tuple[int, str]:
    """A label that a tool printed right behind the value before it; (-1, "") where none or more than one may be it."""
    found = [(stream.folded.find(text, start, end), text) for text in texts if stream.folded.count(text, start, end) == 1]
    return found[0] if len(found) == 1 else (-1, "")


def _labelled(r: Reading, labels: tuple[Label, ...], spans: list[Span], end: int, table: str = "") -> Iterator[tuple[Label, Span, Span]]:
    """Each label, its span, and the span of its value, which the next label or `end` ends; enters the labels by their fields."""
    expect_nothing(r, r.position, spans[0][0], f"before {labels[0].texts[0]}")
    ends = [start for start, _ in spans[1:]] + [end]
    for label, span, stop in zip(labels, spans, ends, strict=True):
        r.book.enter(LABEL, *span, f"{table}{label.field}")
        yield label, span, (span[1], stop)


def doubt_numbers(r: Reading, start: int, end: int, name: str) -> None:
    """A number on a line of its own within a text may be that of a page that nothing else shows."""
    for a, b in r.stream.pieces_in(start, end):
        is_line = r.stream.gap[a] in (NEWLINE, EMPTY_LINE) and (b == len(r.stream) or r.stream.gap[b] in (NEWLINE, EMPTY_LINE))
        if is_line and _NUMBER.fullmatch(r.stream.folded, a, b):
            message = f"{r.stream.folded[a:b]} stands on a line of its own in the text: it may be the number of a page"
            r.flag("page_number_unclear", message, r.stream.lines(a, b), name=name)


_NUMBER = re.compile(r"\d{1,4}(?:/\d{1,4})?", re.ASCII)


def _refuse_strange(r: Reading, label: Label, start: int, end: int) -> None:
    narrowest = 0 if label.field in ("project_nature", "project_category") else _NARROWEST
    if span := strange_in_value(r.stream, r.template, start, end, narrowest):
        message = f"{r.stream.text(*span)[:40]!r} stands in the cell of {label.texts[0]}"
        if not r.stream.folded[span[0]].isdigit():
            raise UnreadableError("unknown_template", f"{message}: under a label that is not known", r.stream.lines(*span), label.field)
        r.flag("value_implausible", message, r.stream.lines(*span), "blocking", label.field)


_NARROWEST = 16  # half-width columns of the cell of a name or of a body; forms leave less to 项目性质 and 项目类别


def _refuse_own_labels(r: Reading, start: int, end: int) -> None:
    """A value that holds a label of its own head once more is not what one cell prints."""
    for a, b in r.stream.pieces_in(start, end):
        text = r.stream.folded[a:b]
        if text in r.template.labels_of_head and r.stream.gap[a]:
            raise UnreadableError("label_repeated", f"the label {text} stands in the place of a value", r.stream.lines(a, b))


def _refuse_second_head(r: Reading) -> None:
    """A head below the head is that of another form, whose title is not in the text or could not be told from other text."""
    starts = [at for label in r.template.head if (at := find_first(r.stream, label.texts, r.position, r.end)[0]) >= 0]
    if (unit := find_pattern(r.stream, r.template.unit_label, r.position)) and unit.start() < r.end:
        starts.append(unit.start())
    if len(starts) >= _LABELS_OF_HEAD:
        at = min(starts)
        message = "the head of another form stands here: its title is missing or broken"
        raise UnreadableError("title_missing", message, r.stream.lines(at, at + 1))


_LABELS_OF_HEAD = 3  # by chance prose may have one or two of them at the start of a line


def expect_nothing(r: Reading, start: int, end: int, where: str) -> None:
    if start < end:
        found = r.stream.text(start, end)
        raise UnreadableError("text_out_of_place", f"{found[:40]!r} stands {where}", r.stream.lines(start, end))


def _check_head(r: Reading) -> None:
    """What a scrambled text would put into a head value is refused: it would be wrong in silence."""
    for name, value in r.head.items():
        if value is None:
            continue
        if name in ("planned_start", "planned_end"):
            r.dates[name] = iso_date("".join(value.text.split()))
            if r.dates[name] is None:
                raise UnreadableError("date_unreadable", f"{value.text!r} is no date", value.lines, name)
        elif name in _LAST_WORDS:
            word = "".join(value.text.split()) if _TORN_KIND.fullmatch(value.text) else value.text
            if not _KIND.fullmatch(word):
                raise UnreadableError("value_implausible", f"{value.text!r} cannot be a {name}", value.lines, name)
            r.head[name] = value._replace(text=word)
            if not word.endswith(_LAST_WORDS[name]):
                r.flag("value_unusual", f"{word!r} is no usual {name}", value.lines, name=name)
        elif name in ("supervising_department", "implementing_unit") and not 2 <= len(value.text) <= 60:
            raise UnreadableError("value_implausible", f"{value.text[:40]!r} cannot be a {name}", value.lines, name)


_LAST_WORDS = {"project_nature": ("项目", "性"), "project_category": ("类", "项目")}  # 经常性项目, 特定目标类
_KIND = re.compile(r"[^\d\s,，。;；()（）]{2,12}")  # of a project
# Its second line behind a blank: 特定目标 类.
_TORN_KIND = re.compile(r"(?:[^\d\s类目]|目(?=标))+ (?:[^\d\s类目]?项目|目|[^\d\s类目]{0,2}类)")


# ------------------------------------------------------------------------------------------------------------- funding


def read_funding(r: Reading) -> None:
    """The table of amounts, up to the goals; where what stands behind a label is no amount the form is refused, and read on.

    Raises:
        UnreadableError: a label is missing: where the table ends is not told.
    """
    try:
        if r.template is EVALUATION:
            _read_execution(r)
        else:
            _read_request(r)
    except UnreadableError as exc:
        if exc.problem.code != "funding_unreadable" or "goals" in r.unclear:  # labels of the next table end this one
            raise
        r.stop(exc.problem)
        r.position = _goals_start(r)
    else:
        _doubt_amounts(r)


def _doubt_amounts(r: Reading) -> None:
    """Flag a total that its sources do not make: the document contradicts itself, or an amount was taken for another.

    An amount below zero is none that a form asks for or spends.
    """
    for amount in r.funding:
        if amount.number is not None and amount.number < 0:
            message = f"{amount.number:,f} is below zero"
            r.flag("amount_negative", message, amount.lines, "blocking", f"funding.{amount.stage}.{amount.source}")
    for stage in dict.fromkeys(a.stage for a in r.funding):
        own = [a for a in r.funding if a.stage == stage and a.number is not None]
        total = next((a.number for a in own if a.source == "total"), None)
        parts = [a.number for a in own if a.source != "total" and a.number is not None]
        if parts and total is not None and sum(parts) != total:
            message = f"the sources make {sum(parts):,f}, the total is {total:,f}"
            lines = merged_lines(a.printed for a in own if a.printed)
            r.flag("amounts_unlike_total", message, lines, name=f"funding.{stage}.total")


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
        if len(tokens) > 1:
            tokens = [cell for (cell,) in _dealt(r.stream, tokens, (_AMOUNT,))]
        if len(tokens) != 1 and value[0] < value[1]:
            message = f"{r.stream.text(*value)[:40]!r} behind {label.texts[0]} is no amount"
            raise UnreadableError("funding_unreadable", message, r.stream.lines(*value), label.field)
        r.funding.append(_amount(r, source, stage, tokens[0] if tokens else None, printed))
    r.funding.sort(key=lambda a: _DECLARED_ORDER[a.stage, a.source])
    if r.funding[3].number is None:
        r.flag("amount_blank", "年度资金申请总额 is blank", r.stream.lines(*spans[1]), "blocking", "requested.total")
    r.position = goals


def _funding_spans(r: Reading, labels: tuple[Label, ...], goals: int) -> list[Span]:
    spans = _label_spans(r, labels)
    if spans[-1][1] > goals:
        raise UnreadableError("label_missing", "the funding table is out of order", r.lines_here(), "funding")
    return spans


_DECLARED_ORDER = {
    ("multi_year", "total"): 0,
    ("multi_year", "fiscal"): 1,
    ("multi_year", "other"): 2,
    ("requested", "total"): 3,
    ("requested", "appropriation"): 4,
    ("requested", "carryover"): 5,
    ("requested", "other"): 6,
}


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
        rest = [_execution_text(r, name, label.field, cell) for name, cell in zip(_EXECUTION, cells[3:], strict=True)]
        if label.field == "total":
            r.execution = Execution(*rest)
    r.position = goals


_EXECUTION = ("weight", "execution_rate", "score")


def _execution_text(r: Reading, name: str, source: str, cell: Span | None) -> Text | None:
    """分值, 执行率 or 得分 of a row; only the row of totals has them, in the others a dash may stand."""
    if cell is None:
        return None
    folded = r.stream.folded[slice(*cell)]
    number = points(folded.removesuffix("%") if name == "execution_rate" else folded)
    if folded not in DASHES and (number is None or source != "total"):
        raise UnreadableError("funding_unreadable", f"{folded[:40]!r} is no {name}", r.stream.lines(*cell), f"{name}.{source}")
    return r.text(*cell, f"funding.{name}.{source}")


# The cells of a row of the execution table: an amount to the fen or whole, points, a rate, a dash of what is not given.
_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d{2})?")
_POINTS, _RATE, _DASH = re.compile(r"\d{1,3}(?:\.\d{1,2})?"), re.compile(r"\d{1,3}(?:\.\d{1,2})?%"), re.compile(r"[—\u2013-]")
_ROWS = (
    (_AMOUNT, _AMOUNT, _AMOUNT, _POINTS, _RATE, _POINTS),
    (_AMOUNT, _AMOUNT, _AMOUNT, _DASH, _DASH),
    (_AMOUNT, _AMOUNT, _AMOUNT, _DASH),
    (_AMOUNT, _AMOUNT, _AMOUNT),
    (_DASH, _DASH),
    (_DASH,),
    (),
)


def _execution_cells(r: Reading, name: str, tokens: list[Span], columns: list[int]) -> list[Span | None]:
    """The six cells of a row: three amounts, weight, rate, score. A dash of weight and score stands for a blank one."""
    if r.stream.gridded and (kept := _cells_by_column(r.stream, tokens, columns)):
        return kept
    found = [(shapes, cells) for shapes in _ROWS for cells in _dealt(r.stream, tokens, shapes)]
    if not found and len(tokens) > len(_ROWS[0]):
        found = [(shapes, cells) for shapes in _ROWS for cells in _dealt(r.stream, tokens, shapes, True) if _is_full(tokens, cells[:3])]
    if len(found) == 1:
        shapes, cells = found[0]
        return _in_columns(shapes, cells)
    if not found and len(tokens) == 6:
        return list(tokens)
    lines = r.stream.lines(tokens[0][0], tokens[-1][1]) if tokens else r.lines_here()
    raise UnreadableError("funding_unreadable", f"{len(tokens)} cells behind {name}: they cannot be told apart", lines, "funding")


def _in_columns(shapes: tuple[re.Pattern[str], ...], cells: list[Span]) -> list[Span | None]:
    amounts: list[Span | None] = [cell for shape, cell in zip(shapes, cells, strict=True) if shape == _AMOUNT]
    rest: list[Span | None] = [cell for shape, cell in zip(shapes, cells, strict=True) if shape != _AMOUNT]
    if _DASH in shapes:  # of weight and score; the rate is blank
        rest.insert(1, None)
    return [*(amounts or [None] * 3), *rest, *[None] * (3 - len(rest))]


def _dealt(stream: Stream, tokens: list[Span], shapes: tuple[re.Pattern[str], ...], is_blank_open: bool = False) -> list[list[Span]]:
    """All ways to put the tokens together, in their order, to cells of these shapes: a cell may go on in the next line.

    Some tools print a blank where a line of a cell ends: an amount may go on behind one if that is open.
    """
    if not len(shapes) <= len(tokens) <= len(shapes) * _MOST_LINES:
        return []
    ways: list[tuple[int, list[Span]]] = [(0, [])]  # how many tokens are in cells, and the cells
    for pattern in shapes:
        heads = [
            (n, cells, _heads(stream, tokens[n : n + _MOST_LINES], pattern, is_blank_open and pattern is _AMOUNT)) for n, cells in ways
        ]
        ways = [(n + m, [*cells, cell]) for n, cells, found in heads for m, cell in found]
    return [cells for n, cells in ways if n == len(tokens)]


def _heads(stream: Stream, tokens: list[Span], pattern: re.Pattern[str], is_blank_open: bool) -> Iterator[tuple[int, Span]]:
    """What the next cell may be, with the number of its tokens: one, or some that are wrapped."""
    for n, (start, end) in enumerate(tokens):
        if n and stream.gap[start] == BLANK and not is_blank_open:
            return
        if pattern.fullmatch(stream.folded, tokens[0][0], end):
            yield n + 1, (tokens[0][0], end)


_MOST_LINES = 4  # of an amount


def _is_full(tokens: list[Span], amounts: list[Span]) -> bool:
    """Whether amounts go on only behind lines that are as long as those of the row's other amounts: a line ends where it is full."""
    lines = [[end - start for start, end in tokens if cell[0] <= start < cell[1]] for cell in amounts]
    return all(part >= longest for longest in (max(own[-1] for own in lines),) for own in lines for part in own[:-1])


def _cells_by_column(stream: Stream, tokens: list[Span], columns: list[int]) -> list[Span | None] | None:
    """The cells under the six headers of a grid; None where a cell stands under none of them, or two under one."""
    by_column = {stream.cell(t[0]): t for t in tokens}
    if not tokens or len(by_column) < len(tokens) or not by_column.keys() <= set(columns):
        return None
    return [by_column.get(c) for c in columns]


def _tokens(stream: Stream, start: int, end: int) -> list[Span]:
    """The pieces of money in a span; those of one known cell are one."""
    tokens: list[Span] = []
    for a, b in stream.pieces_in(start, end) if start < end else ():
        if tokens and stream.gap[a] == WRAP:
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
