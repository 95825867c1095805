"""The reader: the bytes of a published report to its record. Pure: no file, no clock, no state.

`read_report` never raises on bad input: what cannot be read is a problem with its lines, and the form that holds it is
quarantined.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.reader import fields, forms
from orchestration.reader.fields import Reading
from orchestration.reader.foreign import foreign_labels, may_hold_foreign, refusal
from orchestration.reader.goals import read_goals
from orchestration.reader.layout import arrange, untangle
from orchestration.reader.layout.ruled import stream_of_tables
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Book, UnreadableError, lines_unlike
from orchestration.reader.pages import over_pages, page_lines
from orchestration.reader.quantities import quantities
from orchestration.reader.record import Form, Indicator, Ledger, Mention, Problem, Report, Text, merged_lines
from orchestration.reader.sources import SUFFIXES, open_source
from orchestration.reader.sources.source import Source, UnsuitableError
from orchestration.reader.table.cells import Table, collect
from orchestration.reader.table.grid import learn
from orchestration.reader.table.indicators import read_indicators
from orchestration.reader.table.known import Known
from orchestration.reader.table.pairing import Fit, fit_widths
from orchestration.reader.table.pieces import Piece, pieces_of
from orchestration.reader.template import YEAR
from orchestration.reader.text import Stream, fold, stream
from orchestration.reader.values import count_operator_numbers

__all__ = ["Trace", "read_report", "trace"]


@dataclass(frozen=True)
class Trace:
    """A report with the way it was read: its source, and each form's reading with its ledger. What explains a report reads this."""

    report: Report
    source: Source
    readings: tuple[Reading, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the source."""
        return self.source.lines


def read_report(data: bytes, source: str) -> Report:
    """The record of one source file.

    Args:
        data: the file's bytes, of one of the formats of `sources`.
        source: the file's name, for messages and the record.

    Returns:
        The record; a file that holds no form, or none that can be read, comes back with a blocking problem.
    """
    return trace(data, source).report


def trace(data: bytes, source: str) -> Trace:
    """The record of one source file, as `read_report` gives it, with the way it was read."""
    unread = Report(source, hashlib.sha256(data).hexdigest(), None, len(data), data.count(b"\n"))
    try:
        document = open_source(data)
    except UnsuitableError as exc:
        return Trace(replace(unread, problems=(_refusal(exc.code, f"{source}{exc}", exc.line),)), Source("", []))
    lines = document.lines
    unread = replace(unread, encoding=document.encoding, line_count=len(lines), places=document.places)
    celled = document.celled
    pages = page_lines([_CELL if n in celled else line for n, line in enumerate(lines, 1)] if celled else lines)
    pages = dict(sorted((pages | dict(document.margins)).items())) if document.margins else pages
    body = ["\f" * line.count("\f") if n in pages else line for n, line in enumerate(lines, 1)] if pages else lines
    beside = forms.beside_each_other(body, document.tables)
    document = replace(document, tables=forms.cut_at_titles(body, document.tables))
    found = forms.find(body, pages, document.tables)
    problems = (*(p for p in document.problems if not p.lines), *_of_suffix(document, source), *_problems(source, found))
    if beside:
        message = f"{source}: forms stand beside each other, their titles in one row, at lines {', '.join(map(str, beside))}"
        document = replace(document, problems=(*document.problems, Problem("forms_side_by_side", message, "blocking", None, tuple(beside))))
    if not found.spans:
        wanted = "no line of the file is the title of a form (财政项目支出绩效目标申报表, …自评表)"
        refusal = _refusal("no_form", f"{source}: {wanted}; {len(lines)} lines were searched")
        return Trace(replace(unread, problems=(refusal, *problems)), document)
    read, readings = _read_safely(document, body, found.spans, pages)
    report = replace(unread, title=found.cover, title_lines=forms.count_titles(body), forms=read, problems=problems)
    return Trace(report, document, readings)


_CELL = "|"  # in the place of a cell's text where what is looked for stands in no cell


def _refusal(code: str, message: str, line: int = 1) -> Problem:
    return Problem(code, message, "blocking", None, (line,))


def _problems(source: str, found: forms.Found) -> tuple[Problem, ...]:
    """What of a file was seen and belongs to no form that is read."""
    out = [Problem("title_without_form", f"{source}:{n} is a title that no form follows", lines=(n,)) for n in found.mentions]
    if found.strange:
        places = ", ".join(map(str, found.strange))
        out.append(
            Problem("table_without_form", f"{source}: indicator tables under no title of a form, at lines {places}", lines=found.strange)
        )
    return tuple(out)


def _of_suffix(document: Source, source: str) -> Iterator[Problem]:
    """A note where a file is of another format than its name promises: it is read as what it is."""
    promised = SUFFIXES.get(Path(source).suffix.lower())
    found = document.encoding if document.encoding in SUFFIXES.values() else "text"
    if promised and promised != found:
        yield Problem("suffix_unlike_format", f"{source} is named as {promised} and was read as {found}, which it is", "note", None, (1,))


def _read_safely(
    source: Source, body: list[str], spans: tuple[forms.Span, ...], pages: dict[int, str]
) -> tuple[tuple[Form, ...], tuple[Reading, ...]]:
    """All forms; where the reader itself fails, each is read by itself, so that a defect costs no form but the one that shows it."""
    try:
        return _read_forms(source, body, spans, pages)
    except Exception as exc:
        if len(spans) == 1:
            form, reading = _failed(source, body, spans[0], pages, exc)
            return (form,), (reading,)
    alone = [_read_safely(source, body, (span,), pages) for span in spans]
    return tuple(form for found, _ in alone for form in found), tuple(reading for _, found in alone for reading in found)


def _failed(source: Source, body: list[str], span: forms.Span, pages: dict[int, str], exc: Exception) -> tuple[Form, Reading]:
    """A form over which the reader failed: its place and the place of the failure; all of its text is residue."""
    r = _start(source, span, stream(body[span.first - 1 : span.last], span.first), pages, sorted(pages))
    at = traceback.extract_tb(exc.__traceback__)[-1]
    message = f"the reader failed over this form: {type(exc).__name__}: {exc} ({Path(at.filename).name}:{at.lineno}, {at.name})"
    r.stop(Problem("reader_failed", message, "blocking", None, (span.first,)))
    return _form(r, _close(r, ())), r


def _read_forms(
    source: Source, body: list[str], spans: tuple[forms.Span, ...], pages: dict[int, str]
) -> tuple[tuple[Form, ...], tuple[Reading, ...]]:
    """All forms; columns have the same widths all through a report, so its tables are paired together."""
    streams = untangle(body, spans, [_arrange(source, body, span) for span in spans])
    numbers = sorted(pages)
    readings = [_start(source, span, text, pages, numbers) for span, text in zip(spans, streams, strict=True)]
    tables = [_collect(r, span) for r, span in zip(readings, spans, strict=True)]
    pieces = [pieces_of(r, t) if t and not r.stream.gridded else [] for r, t in zip(readings, tables, strict=True)]
    fits: dict[str, Fit] = {}
    known: dict[str, Known] = {}
    for template in dict.fromkeys(r.template for r in readings):
        own = [n for n, r in enumerate(readings) if r.template is template]
        fits[template.form_type] = fit_widths(template.columns, [pieces[n] for n in own])
        known[template.form_type] = learn([(readings[n], table) for n in own if (table := tables[n])])
    forms_read = tuple(
        _finish(r, t, p, fits[r.template.form_type], known[r.template.form_type]) for r, t, p in zip(readings, tables, pieces, strict=True)
    )
    return forms_read, tuple(readings)


def _arrange(source: Source, body: list[str], span: forms.Span) -> Stream:
    tables = [t for t in source.tables if span.first <= t.first and t.last <= span.last]
    own = body[span.first - 1 : span.last]
    return stream_of_tables(own, span.first, tables, span.template) if tables else arrange(own, span.first, span.template)


def _start(source: Source, span: forms.Span, text: Stream, pages: dict[int, str], numbers: list[int]) -> Reading:
    lines = source.lines
    own = numbers[bisect_left(numbers, span.first) : bisect_right(numbers, span.last)]
    whole = over_pages(text, {n: lines[n - 1] for n in own})
    end = len(text)
    unclear = {p.field: p for p in text.problems if p.severity == "blocking"}
    r = Reading(whole, span.template, Book(whole), span.ends_file, end=end, pages=tuple(own), problems=[*text.problems], unclear=unclear)
    r.problems += [p for p in source.problems if any(span.first <= n <= span.last for n in p.lines)]
    at = end
    for n in own:
        behind = bisect_right(whole.line, n, at)
        r.book.enter(FURNITURE, at, behind, pages[n])
        at = behind
    if unlike := lines_unlike(whole, lines[span.first - 1 : span.last], span.first):
        r.flag("layout_not_whole", "the layout lost or doubled characters of these lines", unlike, "blocking")
    return r


def _collect(r: Reading, span: forms.Span) -> Table | None:
    """Read a form up to its indicator table; None where the reading stops before that."""
    table, n = None, -1
    try:
        _read_title(r, span)
        for n, step in enumerate(_STEPS):
            if _ends_at_unclear(r, n):
                return None
            table = step(r)
    except UnreadableError as exc:
        if not _ends_at_unclear(r, n + 1):  # labels of the next table end this one
            r.stop(exc.problem)
        return None
    return table


_STEPS: tuple[Callable[[Reading], Table | None], ...] = (fields.read_head, fields.read_funding, read_goals, collect)
_PARTS = (None, None, "goals", "indicators")  # what a step reads; None: a form that the layout could not take apart at all


def _ends_at_unclear(r: Reading, n: int) -> bool:
    """Whether the layout could not take the table of a step apart: its lines in their order are none, nothing more is said of them."""
    unclear = r.unclear.get(_PARTS[n]) if n < len(_PARTS) else None
    r.stopped = unclear or r.stopped
    return unclear is not None


def _read_title(r: Reading, span: forms.Span) -> None:
    """The title, then the year; the year may stand in the title itself."""
    start, end = span.strange, len(span.title)
    if not r.stream.folded.startswith(span.title):
        raise UnreadableError("text_out_of_place", f"the form does not begin with its title {span.title}", r.lines_here())
    year = YEAR.match(r.stream.folded, end) or _YEAR_IN_TITLE.search(r.stream.folded, start, end)
    if year is None:
        r.book.enter(LABEL, start, end, "title")
        raise UnreadableError("year_missing", "no year stands below the title", r.stream.lines(0, end), "year")
    r.position = max(end, year.end())
    r.book.enter(LABEL, start, year.start(1), "title")
    r.book.enter(FIELD, *year.span(1), "year")
    r.book.enter(LABEL, year.end(1), r.position, "title")
    r.year = int(year.group(1))


_YEAR_IN_TITLE = re.compile(r"(\d{4})年")


def _finish(r: Reading, table: Table | None, pieces: list[Piece], fit: Fit, known: Known) -> Form:
    found: tuple[Indicator, ...] = ()
    if table is not None:
        try:
            found = read_indicators(r, table, pieces, fit, known)
        except UnreadableError as exc:
            r.stop(exc.problem)
    account = _close(r, found)
    if refused := _refused_as_foreign(r):
        return refused
    return _form(r, account, found, table.total if table else None)


def _form(r: Reading, account: Ledger, found: tuple[Indicator, ...] = (), total: dict[str, Text | None] | None = None) -> Form:
    return Form(
        form_type=r.template.form_type,
        year=r.year,
        line_start=r.stream.line[0],
        line_end=_last_line(r),
        head=r.head,
        funding=tuple(r.funding),
        goals=r.goals,
        indicators=found,
        ledger=account,
        execution=r.execution,
        total=total,
        problems=tuple(r.problems),
        dates=r.dates,
        mentions=tuple(_mentions(r, found)),
    )


def _mentions(r: Reading, found: tuple[Indicator, ...]) -> Iterator[Mention]:
    """The quantities in running text: those of goals at their own lines, those of an indicator's cell at the lines of the cell."""
    for name, goal in r.goals.items():
        if goal is None:
            continue
        at, first = 0, 0  # in the text, and among its printed characters
        for q in quantities(goal.text):
            first += _count_printed(goal.text[at : q.start])
            at = q.start
            lines = r.goal_lines[name][first : first + _count_printed(goal.text[q.start : q.end])]
            yield Mention(name, None, q, tuple(sorted(set(lines))))
    for no, row in enumerate(found, 1):
        for kind, cell in (("indicator_target", None if row.value else row.target), ("indicator_actual", row.actual)):
            if cell is not None:
                yield from (Mention(kind, no, q, cell.lines) for q in quantities(cell.text))


def _count_printed(text: str) -> int:
    """How many characters a text has, blanks apart: as many as the stream has."""
    return len("".join(text.split()))


def _last_line(r: Reading) -> int:
    """The form's last line, with the page number behind it; a layout may have put its characters in another order."""
    return max((*r.stream.lines(0, r.end), *r.pages[-1:]))


def _refused_as_foreign(r: Reading) -> Form | None:
    """A form of a template that is not known: nothing of it is kept but its place, its year and the labels that were not known."""
    blocking = [p for p in r.problems if p.severity == "blocking"]
    if not blocking and not may_hold_foreign(r.stream, r.template):
        return None
    labels = foreign_labels(r.stream, r.template, is_read=not blocking)
    if not labels and all(p.code != "unknown_template" for p in blocking):
        return None
    stopped = refusal(r.stream, r.template, labels, r.stopped or (blocking[0] if blocking else None))
    r.book, r.stopped, r.problems = Book(r.stream), stopped, [stopped]
    r.head, r.dates, r.funding, r.goals, r.execution = {}, {}, [], {}, None
    return _form(r, r.book.close(len(r.stream), count_operator_numbers(r.stream.folded), 0))


def _close(r: Reading, found: tuple[Indicator, ...]) -> Ledger:
    """The ledger; a form with a residue or with lexemes lost is presumed misread."""
    printed = count_operator_numbers(r.stream.folded[: r.end])
    values = [v for v in (*r.head.values(), *r.goals.values()) if v]
    values += [v for i in found for v in (i.name, i.target, i.actual, i.weight, i.score, i.deviation) if v]
    texts = "|".join(v.text for v in values)  # parted, so that no operator meets the number of another value
    read = count_operator_numbers(fold("".join(texts.split()))) + count_operator_numbers(r.book.text_of(FURNITURE))
    account = r.book.close(r.end, printed, read)
    if of_pages := len(r.stream) - r.end:
        account = replace(account, characters=account.characters + of_pages, furniture=account.furniture + of_pages)
    if any(p.severity == "blocking" for p in r.problems):
        return account
    if account.residue:
        first = account.residue[0]
        message = f"{len(account.residue)} pieces of text belong to no field and no label, the first {first.text[:40]!r}"
        r.flag("residue", message, merged_lines(account.residue), "blocking")
    if printed != read:
        r.flag(
            "lexemes_lost",
            f"{printed} operators with a number are printed, {read} were read",
            (r.stream.line[0], r.stream.line[r.end - 1]),
            "blocking",
        )
    return account
