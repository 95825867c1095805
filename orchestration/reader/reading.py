"""The forms of a report, read together: each form's lines in their order, then title, head, funding, goals and indicator table.

What makes a record of a reading, once it has ended, is `closing`.
"""

from __future__ import annotations

import re
import traceback
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from pathlib import Path

from orchestration.reader import fields, forms
from orchestration.reader.closing import close, form_of, refused_as_foreign
from orchestration.reader.fields import Reading
from orchestration.reader.goals import read_goals, settle_single_goals
from orchestration.reader.layout import arrange, untangle
from orchestration.reader.layout.ruled import stream_of_tables
from orchestration.reader.layout.wording import runs_of_characters
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Book, UnreadableError, lines_unlike
from orchestration.reader.pages import over_pages
from orchestration.reader.record import Form, Indicator, Problem
from orchestration.reader.sources.source import Source
from orchestration.reader.table.cells import Table, collect
from orchestration.reader.table.grid import learn
from orchestration.reader.table.indicators import read_indicators
from orchestration.reader.table.known import Known
from orchestration.reader.table.pairing import Fit, fit_widths
from orchestration.reader.table.pieces import Piece, pieces_of
from orchestration.reader.template import YEAR
from orchestration.reader.text import Stream, stream


def read_forms(
    source: Source, body: list[str], spans: tuple[forms.Span, ...], pages: dict[int, str]
) -> tuple[tuple[Form, ...], tuple[Reading, ...]]:
    """All forms; where the reader itself fails, each is read by itself, so that a defect costs no form but the one that shows it."""
    try:
        return _read_together(source, body, spans, pages)
    except Exception as exc:
        if len(spans) == 1:
            form, reading = _form_that_failed(source, body, spans[0], pages, exc)
            return (form,), (reading,)
    alone = [read_forms(source, body, (span,), pages) for span in spans]
    return tuple(form for found, _ in alone for form in found), tuple(reading for _, found in alone for reading in found)


def _form_that_failed(source: Source, body: list[str], span: forms.Span, pages: dict[int, str], exc: Exception) -> tuple[Form, Reading]:
    """A form over which the reader failed: its place and the place of the failure; all of its text is residue."""
    r = _start(source, span, stream(body[span.first - 1 : span.last], span.first), pages, sorted(pages))
    at = traceback.extract_tb(exc.__traceback__)[-1]
    message = f"the reader failed over this form: {type(exc).__name__}: {exc} ({Path(at.filename).name}:{at.lineno}, {at.name})"
    r.stop(Problem("reader_failed", message, "blocking", None, (span.first,)))
    return form_of(r, close(r, ())), r


def _read_together(
    source: Source, body: list[str], spans: tuple[forms.Span, ...], pages: dict[int, str]
) -> tuple[tuple[Form, ...], tuple[Reading, ...]]:
    """All forms; columns have the same widths all through a report, so its tables are paired together."""
    streams = untangle(body, spans, [_arrange(source, body, span) for span in spans])
    numbers = sorted(pages)
    readings = [_start(source, span, text, pages, numbers) for span, text in zip(spans, streams, strict=True)]
    tables = [_collect(r, span) for r, span in zip(readings, spans, strict=True)]
    settle_single_goals(readings)
    pieces = [pieces_of(r, t) if t and not r.stream.gridded else [] for r, t in zip(readings, tables, strict=True)]
    seen = runs_of_characters([text for r in readings if not r.stream.gridded for text in r.stream.texts()])
    fits: dict[str, Fit] = {}
    known: dict[str, Known] = {}
    for template in dict.fromkeys(r.template for r in readings):
        own = [n for n, r in enumerate(readings) if r.template is template]
        fits[template.form_type] = fit_widths(template.columns, [pieces[n] for n in own], seen)
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
    account = close(r, found)
    if refused := refused_as_foreign(r):
        return refused
    return form_of(r, account, found, table.total if table else None)
