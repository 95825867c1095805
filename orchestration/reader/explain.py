"""What each character of a report was read as: the forms' ledgers laid over the lines of the source.

Nothing is read here a second time. Pieces come from the ledgers of the reading that made the record and from the lines themselves, so that
a character which never came into a ledger is seen too. How a page of it looks belongs elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

from orchestration.reader import trace
from orchestration.reader.fields import Reading
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Entry
from orchestration.reader.record import Form, Problem, Report
from orchestration.reader.text import Stream, printed_runs, squeeze

# residue: nobody's, in a form that was read to its end. unread: what was left when the reading of its form stopped.
Kind = Literal["field", "label", "furniture", "residue", "unread", "outside"]
_KINDS: dict[int, Kind] = {FIELD: "field", LABEL: "label", FURNITURE: "furniture"}


@dataclass(frozen=True)
class Piece:
    """Characters of one line that were read as one thing: columns [start, end) of the line, 0-based, blanks between them with them."""

    start: int
    end: int
    text: str
    kind: Kind
    name: str = ""
    at: int = -1  # where its first character came into the reading; a value wrapped over lines is joined in this order
    rows: tuple[int, ...] = ()  # of a level label: the indicators that were put under it


@dataclass(frozen=True)
class Line:
    """A line of the source: its form (an index into the report's), its pieces by column, and the problems that name it."""

    number: int
    text: str
    form: int | None
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Explanation:
    """A report with all lines of its source; for each form the problem that stopped its reading, if one did."""

    report: Report
    lines: tuple[Line, ...]
    stopped: tuple[Problem | None, ...]


def explain(data: bytes, source: str) -> Explanation:
    """What each line of a source file was read as; takes what `read_report` takes."""
    read = trace(data, source)
    report = read.report
    problems = _by_line([*report.problems, *(p for form in report.forms for p in form.problems)])
    cover = report.title.lines if report.title else ()
    lines = [
        Line(n, text, None, _pieces(n, text, {}, _Claim("field", "title") if n in cover else _OUTSIDE), problems.get(n, ()))
        for n, text in enumerate(read.lines, 1)
    ]
    for number, (form, reading) in enumerate(zip(report.forms, read.readings, strict=True)):
        claims = _claims(form, reading)
        left = _Claim("unread" if reading.stopped else "residue")
        printed = reading.stream.line[: reading.end]
        for n in range(min(printed), max(*printed, form.line_end) + 1):
            lines[n - 1] = replace(lines[n - 1], form=number, pieces=_pieces(n, lines[n - 1].text, claims, left))
    return Explanation(report, tuple(lines), tuple(r.stopped for r in read.readings))


def _by_line(problems: list[Problem]) -> dict[int, tuple[Problem, ...]]:
    found: dict[int, tuple[Problem, ...]] = {}
    for problem in problems:
        for n in problem.lines:
            found[n] = (*found.get(n, ()), problem)
    return found


class _Claim(NamedTuple):
    """What a character was read as; characters side by side with equal claims are one piece."""

    kind: Kind
    name: str = ""
    entry: int = -1  # of a label or furniture: its entry in the ledger, so that two of one name stay two
    rows: tuple[int, ...] = ()


_OUTSIDE = _Claim("outside")
_Claims = dict[tuple[int, int], tuple[_Claim, int]]  # line and column -> the claim, and the character's place in the stream


def _claims(form: Form, reading: Reading) -> _Claims:
    """What the ledger of a form says of its characters."""
    stream = reading.stream
    found: _Claims = {}
    for n, entry in enumerate(reading.book.entries):
        kind = _KINDS[entry.kind]
        claim = _Claim(kind, entry.name) if kind == "field" else _Claim(kind, entry.name, n, _covered(form, entry, stream))
        found |= {(stream.line[at], stream.column[at]): (claim, at) for at in range(entry.start, entry.end)}
    return found


def _covered(form: Form, entry: Entry, stream: Stream) -> tuple[int, ...]:
    """The indicators that were put under a printed level label, or under the label that this is a part of."""
    if entry.kind != LABEL or entry.name not in ("level1", "level2"):
        return ()
    lines, text = set(stream.lines(entry.start, entry.end)), stream.folded[entry.start : entry.end]
    labels = [i.level1 if entry.name == "level1" else i.level2 for i in form.indicators]
    return tuple(n for n, label in enumerate(labels) if label and lines <= set(label.lines) and text in squeeze(label.text))


def _pieces(number: int, text: str, claims: _Claims, left: _Claim) -> tuple[Piece, ...]:
    """The pieces of a line; what is claimed nowhere is `left`."""
    out = []
    columns = [column for start, end in printed_runs(text) for column in range(start, end)]
    for claim, group in groupby(columns, key=lambda column: claims.get((number, column), (left, -1))[0]):
        run = list(group)
        start, end = run[0], run[-1] + 1
        _, at = claims.get((number, start), (left, -1))
        out.append(Piece(start, end, text[start:end], claim.kind, claim.name, at, claim.rows))
    return tuple(out)
