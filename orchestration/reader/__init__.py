"""The reader: the bytes of a published report to its record. Pure: no file, no clock, no state.

`read_report` never raises on bad input: what cannot be read is a problem with its lines, and the form that holds it is
quarantined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.reader import forms
from orchestration.reader.fields import Reading
from orchestration.reader.pages import page_lines
from orchestration.reader.reading import read_forms
from orchestration.reader.record import Problem, Report
from orchestration.reader.sources import SUFFIXES, open_source
from orchestration.reader.sources.source import Source, UnsuitableError

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
    read, readings = read_forms(document, body, found.spans, pages)
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
