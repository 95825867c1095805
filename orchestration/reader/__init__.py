"""The reader: the bytes of a published report to its record. Pure: no file, no clock, no state.

`read_report` never raises on bad input: what cannot be read is a problem with its lines, and the form that holds it is
quarantined.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from orchestration.reader import fields, forms
from orchestration.reader.fields import Reading
from orchestration.reader.indicators import read_indicators
from orchestration.reader.layout import arrange
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Book, UnreadableError
from orchestration.reader.pairing import Widths, fit_widths
from orchestration.reader.record import Form, Indicator, Ledger, Problem, Report, merged_lines
from orchestration.reader.table import Table, collect
from orchestration.reader.template import YEAR
from orchestration.reader.text import UndecodableError, decode, split_lines, squeeze
from orchestration.reader.values import count_operator_numbers

__all__ = ["read_report"]


def read_report(data: bytes, source: str) -> Report:
    """The record of one source file.

    Args:
        data: the file's bytes (UTF-8, UTF-16 with a byte order mark, or GB18030).
        source: the file's name, for messages and the record.

    Returns:
        The record; a file that holds no form, or none that can be read, comes back with a blocking problem.
    """
    unread = Report(source, hashlib.sha256(data).hexdigest(), None, len(data), data.count(b"\n"))
    try:
        text, encoding = decode(data)
    except UndecodableError as exc:
        return replace(unread, problems=(_refusal("unknown_encoding", f"{source}: {exc}"),))
    lines = split_lines(text)
    unread = replace(unread, encoding=encoding, line_count=len(lines))
    if not text.strip():
        return replace(unread, problems=(_refusal("empty_file", f"{source} holds no character"),))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return replace(unread, problems=(_refusal("binary_file", f"{source}:{line} holds NUL bytes", line),))
    title, spans, mentions = forms.find(lines)
    if not spans:
        wanted = "no line of the file is the title of a form (财政项目支出绩效目标申报表, …自评表)"
        return replace(unread, problems=(_refusal("no_form", f"{source}: {wanted}; {len(lines)} lines were searched"),))
    return replace(
        unread,
        title=title,
        title_lines=forms.count_titles(lines),
        forms=_read_forms(lines, spans),
        problems=tuple(Problem("title_without_form", f"{source}:{n} is a title that no form follows", lines=(n,)) for n in mentions),
    )


def _refusal(code: str, message: str, line: int = 1) -> Problem:
    return Problem(code, message, "blocking", None, (line,))


def _read_forms(lines: list[str], spans: list[forms.Span]) -> tuple[Form, ...]:
    """All forms; columns have the same widths all through a report, so its tables are paired together."""
    readings = [_start(lines, span, span is spans[-1]) for span in spans]
    tables = [_collect(r) for r in readings]
    found = [(r, t) for r, t in zip(readings, tables, strict=True) if t is not None]
    fits = {
        kind: fit_widths([(r, t) for r, t in found if r.template.form_type == kind]) for kind in {r.template.form_type for r, _ in found}
    }
    return tuple(_finish(r, t, fits.get(r.template.form_type, [{}])) for r, t in zip(readings, tables, strict=True))


def _start(lines: list[str], span: forms.Span, ends_file: bool) -> Reading:
    text = arrange(lines[span.first - 1 : span.last], span.first, span.template)
    return Reading(text, span.template, Book(text), ends_file, end=len(text))


def _collect(r: Reading) -> Table | None:
    try:
        _read_title(r)
        fields.read_head(r)
        fields.read_funding(r)
        fields.read_goals(r)
        return collect(r)
    except UnreadableError as exc:
        r.problems.append(exc.problem)
        return None


def _read_title(r: Reading) -> None:
    """The title line, then the year; the year may stand in the title itself."""
    end = r.stream.folded.index("表") + 1
    while not r.stream.folded[:end].endswith(("申报表", "填报表", "自评表")):
        end = r.stream.folded.index("表", end) + 1
    r.book.enter(LABEL, 0, end)
    year = YEAR.match(r.stream.folded, end)
    if year:
        r.book.enter(FIELD, year.start(), year.end(), "year")
        r.year, r.position = int(year.group(1)), year.end()
        return
    in_title = re.search(r"\d{4}(?=年)", r.stream.folded[:end])
    if in_title is None:
        raise UnreadableError("year_missing", "no year stands below the title", r.stream.lines(0, end), "year")
    r.year, r.position = int(in_title.group()), end


def _finish(r: Reading, table: Table | None, fits: list[Widths]) -> Form:
    found: tuple[Indicator, ...] = ()
    if table is not None:
        try:
            found = read_indicators(r, table, fits)
        except UnreadableError as exc:
            r.problems.append(exc.problem)
    account = _close(r, found)
    return Form(
        form_type=r.template.form_type,
        year=r.year,
        line_start=r.stream.line[0],
        line_end=r.stream.line[r.end - 1],
        head=r.head,
        funding=tuple(r.funding),
        goals=r.goals,
        indicators=found,
        ledger=account,
        execution=r.execution,
        total=table.total if table else None,
        problems=tuple(r.problems),
        dates=r.dates,
    )


def _close(r: Reading, found: tuple[Indicator, ...]) -> Ledger:
    """The ledger; a form with a residue or with lexemes lost is presumed misread."""
    printed = count_operator_numbers(r.stream.folded[: r.end])
    values = [v for v in (*r.head.values(), *r.goals.values()) if v]
    values += [v for i in found for v in (i.name, i.target, i.actual, i.weight, i.score, i.deviation) if v]
    read = sum(count_operator_numbers(squeeze(v.text)) for v in values) + count_operator_numbers(r.book.text_of(FURNITURE))
    account = r.book.close(r.end, printed, read)
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
