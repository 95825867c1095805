"""A form whose reading has ended: its ledger is closed, and the record is made of what was read, or of why it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from orchestration.reader.fields import Reading
from orchestration.reader.foreign import foreign_labels, may_hold_foreign, refusal
from orchestration.reader.ledger import FURNITURE, Book
from orchestration.reader.quantities import quantities
from orchestration.reader.record import Form, Indicator, Ledger, Mention, Text, merged_lines
from orchestration.reader.text import fold
from orchestration.reader.values import count_operator_numbers


def form_of(r: Reading, account: Ledger, found: tuple[Indicator, ...] = (), total: dict[str, Text | None] | None = None) -> Form:
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


def refused_as_foreign(r: Reading) -> Form | None:
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
    return form_of(r, r.book.close(len(r.stream), count_operator_numbers(r.stream.folded), 0))


_ERROR = re.compile(r"#(?:VALUE!|REF!|NAME\?|DIV/0!|N/A|NUM!|NULL!|#+)|Err:\d{3}")  # ### where a column is too narrow for its number


def close(r: Reading, found: tuple[Indicator, ...]) -> Ledger:
    """The ledger; a form with a residue or with lexemes lost is presumed misread."""
    printed = count_operator_numbers(r.stream.folded[: r.end])
    values = [v for v in (*r.head.values(), *r.goals.values()) if v]
    values += [v for i in found for v in (i.name, i.target, i.actual, i.weight, i.score, i.deviation) if v]
    for value in values:
        if _ERROR.fullmatch(value.text):
            r.flag("formula_error", f"{value.text[:40]!r} is what a spreadsheet shows in place of a value", value.lines)
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
