"""What a record owes its source, whatever the source is: checks that say what is wrong, a sentence for each fault.

Each check holds the record against the lines of the file. What they take from the reader is how a character is folded, and the
ledger's entries where these are what is checked. So they hold for a damaged report, of which nobody knows what it should be read as.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from orchestration.reader import Trace
from orchestration.reader.explain import Explanation
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL
from orchestration.reader.record import Form, Indicator, Problem, Report, Text
from orchestration.reader.template import LEVELS
from orchestration.reader.text import squeeze

# Alone on its line it can be nothing else; other titles are told by what follows them.
_TITLE = re.compile(r"财政项目支出绩效(?:目标申报表|目标填报表|自评表)")
_LINES_OF_TITLE = 3


def faults(read: Trace) -> list[str]:
    """All that is wrong with a record and the way it was read; nothing, for an honest one."""
    return [fault for check in CHECKS for fault in check(read)]


def cells(form: Form) -> dict[str, Text]:
    """Each printed value of a form by its name in the ledger; level labels, which several rows share, are not among them."""
    named: dict[str, Text | None] = dict(form.head)
    named |= {f"funding.{a.stage}.{a.source}": a.printed for a in form.funding}
    if form.execution:
        e = form.execution
        named |= {"funding.weight.total": e.weight, "funding.execution_rate.total": e.rate, "funding.score.total": e.score}
    named |= {f"goals.{name}": goal for name, goal in form.goals.items()}
    for n, row in enumerate(form.indicators):
        named |= {f"indicators[{n}].{name}": getattr(row, name) for name in ("name", "target", "actual", "weight", "score", "deviation")}
    named |= {f"total.{name}": value for name, value in (form.total or {}).items()}
    return {name: value for name, value in named.items() if value is not None}


def levels(form: Form) -> set[Text]:
    """The level labels of a form's rows, each once."""
    return {label for row in form.indicators for label in (row.level1, row.level2) if label}


def is_blocked(form: Form) -> bool:
    return any(p.severity == "blocking" for p in form.problems)


# ------------------------------------------------------------------------------------------------------------ invented


def invented(read: Trace) -> Iterator[str]:
    """Values whose characters do not stand in the lines that they cite, or that claim more characters than the form has."""
    lines = [squeeze(line) for line in read.lines]
    for form in read.report.forms:
        values = cells(form)
        for name, value in [*values.items(), *(("level", label) for label in levels(form) if label.lines)]:
            if not _is_within(squeeze(value.text), "".join(lines[n - 1] for n in value.lines)):
                yield f"{name} {value.text[:40]!r} does not stand in lines {value.lines}"
            if not squeeze(value.text):
                yield f"{name} holds no printed character"
        claimed = Counter("".join(squeeze(value.text) for value in [*values.values(), *(label for label in levels(form) if label.lines)]))
        if claimed - Counter("".join(lines[form.line_start - 1 : form.line_end])):
            yield f"the values of the form of line {form.line_start} hold more characters than its lines"


def _is_within(text: str, source: str) -> bool:
    """Whether a text's characters stand in another in their order, others between them."""
    rest = iter(source)
    return all(character in rest for character in text)


def misread(read: Trace) -> Iterator[str]:
    """Numbers, dates, operators and levels that are not what is printed beside them."""
    for form in read.report.forms:
        for amount in form.funding:
            printed = squeeze(amount.printed.text).replace(",", "") if amount.printed else ""
            if amount.number is not None and Decimal(printed) != amount.number:
                yield f"{amount.stage}.{amount.source}: {amount.number} is not {printed!r}"
        for name, date in form.dates.items():
            value = form.head.get(name)
            if date and _numbers(value.text if value else "")[:3] != _numbers(date):
                yield f"{name}: {date} is not {value!r}"
        for row in form.indicators:
            yield from _misread_row(row)


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", squeeze(text))]


def _misread_row(row: Indicator) -> Iterator[str]:
    target = squeeze(row.target.text) if row.target else ""
    if row.value is not None and row.value not in target.replace(",", ""):
        yield f"the value {row.value} does not stand in {target!r}"
    if row.unit is not None and row.unit not in target:
        yield f"the unit {row.unit} does not stand in {target!r}"
    if (row.kind == "quantitative") != (row.value is not None):
        yield f"{row.kind} with the value {row.value}"
    if row.level1 is None or row.level1.text not in LEVELS:
        yield f"{row.name.text!r} has no 一级指标"
    elif row.level2 and row.level2.text not in LEVELS[row.level1.text]:
        yield f"{row.level2.text} under {row.level1.text}"
    is_implied = row.level2 is not None and bool(row.level2.lines)
    if row.level1 and not row.level1.lines and not is_implied and not row.flags:
        yield f"{row.level1.text} of {row.name.text!r} stands nowhere, and nothing says so"
    if row.level2 and not row.level2.lines and not row.flags:
        yield f"{row.level2.text} of {row.name.text!r} stands nowhere, and nothing says so"


# ------------------------------------------------------------------------------------------------------------ vanished


def vanished(read: Trace) -> Iterator[str]:
    """Titles that are neither a form nor a problem, and rows of tables outside all forms of which nothing is said."""
    report = read.report
    if report.refused:
        return
    told = {n for p in _problems(report) for n in p.lines}
    titles = [n for n, line in enumerate(read.lines, 1) if _TITLE.fullmatch(squeeze(line))]
    # A title may begin a line or two above; of two titles in a form only the first is its own.
    own = {next((n for n in titles if 0 <= n - form.line_start < _LINES_OF_TITLE), 0) for form in report.forms}
    inside = {n for form in report.forms for n in range(form.line_start, form.line_end + 1)}
    for n in set(titles) - own - told:
        yield f"the title of line {n} is no form and no problem"
    for n, line in enumerate(read.lines, 1):
        if squeeze(line).startswith("一级指标二级指标三级指标") and n not in inside | told:
            yield f"the table of line {n} is in no form"


def misplaced(read: Trace) -> Iterator[str]:
    """Lines that are not in the file, values outside their form, forms that share lines."""
    report = read.report
    last = len(read.lines) or report.line_count + 1  # of bytes that are no text the ends of lines are counted
    for problem in _problems(report):
        if not problem.lines or not all(1 <= n <= last for n in problem.lines):
            yield f"{problem.code} names the lines {problem.lines} of {last}"
    for form in report.forms:
        own = range(form.line_start, form.line_end + 1)
        named = {name: value.lines for name, value in cells(form).items()} | {"level": tuple(n for v in levels(form) for n in v.lines)}
        named |= {f"blank {a.stage}.{a.source}": a.lines for a in form.funding}
        for name, lines in named.items():
            if (not lines and name != "level") or any(n not in own for n in lines):
                yield f"{name} cites the lines {lines} in a form of {own}"
    if any(a.line_end >= b.line_start for a, b in pairwise(report.forms)):
        yield "two forms share a line"


def _problems(report: Report) -> list[Problem]:
    return [*report.problems, *(p for form in report.forms for p in form.problems)]


# -------------------------------------------------------------------------------------------------------------- ledger


def unbalanced(read: Trace) -> Iterator[str]:
    """Ledgers that do not add up to the lines of their form, or have a remainder of which nothing is said."""
    for form in read.report.forms:
        ledger = form.ledger
        residue = sum(len(squeeze(text.text)) for text in ledger.residue)
        if ledger.characters != ledger.fields + ledger.labels + ledger.furniture + residue:
            yield f"the ledger of line {form.line_start} does not add up"
        printed = len(squeeze("".join(read.lines[form.line_start - 1 : form.line_end])))
        if ledger.characters != printed and not _is_not_whole(form):
            yield f"the ledger of line {form.line_start} has {ledger.characters} characters, its lines have others"
        if (residue or ledger.lexemes_printed != ledger.lexemes_read) and not is_blocked(form):
            yield f"the ledger of line {form.line_start} is not clean, and the form is not refused"


def _is_not_whole(form: Form) -> bool:
    """Whether the reader saw itself that its layout lost or doubled a character, and refused the form."""
    return is_blocked(form) and any(p.code == "layout_not_whole" for p in form.problems)


def unaccounted(read: Trace) -> Iterator[str]:
    """Values that are not what the ledger entered under their names, and entries that are not what the source has at their places."""
    if len(read.report.forms) != len(read.readings):
        yield f"{len(read.report.forms)} forms of {len(read.readings)} readings"
    for form, reading in zip(read.report.forms, read.readings, strict=False):
        stream, entries = reading.stream, reading.book.entries
        places = list(zip(stream.line, stream.column, strict=True))
        if len(set(places)) < len(places) and not _is_not_whole(form):
            yield "a character came into the stream twice"
        if any(squeeze(read.lines[n - 1][c]) != folded for (n, c), folded in zip(places, stream.folded, strict=True)):
            yield "the stream has a character that the source does not have there"
        claimed = [at for e in entries for at in range(e.start, e.end)]
        if len(set(claimed)) < len(claimed):
            yield "a character was entered twice"
        if {e.kind for e in entries} - {FIELD, LABEL, FURNITURE}:
            yield "an entry is neither field nor label nor furniture"
        entered: dict[str, str] = {}
        for e in entries:
            if e.kind == FIELD:
                entered[e.name] = entered.get(e.name, "") + stream.folded[e.start : e.end]
        values = {name: squeeze(value.text) for name, value in cells(form).items()} | {"year": str(form.year)}
        for name in values.keys() | entered.keys() if not is_blocked(form) else values.keys() - {"year"}:
            if values.get(name, "—") != entered.get(name):  # where only the row of totals has a value, a dash stands for none
                yield f"{name}: {values.get(name, '')[:40]!r} was entered as {entered.get(name)!r}"


def unserialisable(read: Trace) -> Iterator[str]:
    """Records that do not come back from JSON as they went."""
    record = read.report.to_json()
    try:
        if json.loads(json.dumps(record, ensure_ascii=False, allow_nan=False).encode()) != record:
            yield "the record changes in JSON"
    except (TypeError, ValueError) as exc:
        yield f"the record is no JSON: {exc}"


CHECKS: tuple[Callable[[Trace], Iterator[str]], ...] = (
    invented,
    misread,
    vanished,
    misplaced,
    unbalanced,
    unaccounted,
    unserialisable,
)


def unshown(shown: Explanation) -> Iterator[str]:
    """Lines of an explanation whose pieces are not what is printed there."""
    for line in shown.lines:
        if squeeze("".join(piece.text for piece in line.pieces)) != squeeze(line.text):
            yield f"the pieces of line {line.number} are not its characters"
        if any(line.text[piece.start : piece.end] != piece.text for piece in line.pieces):
            yield f"a piece of line {line.number} stands elsewhere"


# --------------------------------------------------------------------------------------------------- before and after


def apart(form: Form) -> tuple[object, ...]:
    """The values of a form apart from where it stands in its file, how much of it is label, and from what is flagged.

    A line above a form that may begin its title is a label of it: no value of the form tells whose line it was.
    """
    record = form.to_json()
    rows = [{k: v for k, v in row.items() if k not in ("lines", "flags")} for row in record["indicators"]]
    funding = [{k: v for k, v in row.items() if k != "lines"} for row in record["funding"]]
    left_out = ("indicators", "funding", "ledger", "lines", "line_start", "line_end", "problems", "quarantined")
    return rows, funding, {k: v for k, v in record.items() if k not in left_out}


def strays(before: Form, after: Form, hit: set[int], hit_after: set[int], is_grid: bool) -> list[str]:
    """Values that differ though the damage did not touch them, where the damaged form is read without a problem.

    `hit` are the damaged lines, `hit_after` what became of them. A damage may touch the values that cite these lines, and the levels
    of all rows where one of the lines holds a label. Where no grid keeps the cells, it may also touch the rows beside: of a cell that
    is gone the next one takes the place, and the text has no sign of it.
    """
    if after.problems:
        return []
    old, new = cells(before), cells(after)
    names = {name for name in old.keys() | new.keys() if not name.startswith("indicators")}
    changed = {name for name in names if _squeezed(old, name) != _squeezed(new, name)}
    out = [
        f"{name}: {_squeezed(old, name)!r} became {_squeezed(new, name)!r}"
        for name in sorted(changed)
        if not (_cites(old.get(name), hit) or _cites(new.get(name), hit_after))
    ]
    touched = [n for n, row in enumerate(before.indicators) if set(row.lines()) & hit]
    may_change = set(touched)
    if not is_grid:
        place = sum(min(row.lines()) <= max(hit) for row in before.indicators)
        may_change |= {place - 1, place} | {near for n in touched for near in (n - 1, n + 1)}
    has_label = any(set(label.lines) & hit for label in levels(before))
    kept = [_row(row, not has_label) for n, row in enumerate(before.indicators) if n not in may_change]
    rows = [_row(row, not has_label) for row in after.indicators]
    rest = iter(rows)
    out += [f"the row {row} is gone or changed" for row in kept if row not in rest][:1]
    if len(rows) > len(before.indicators) + max(len(touched), not is_grid):
        out.append(f"{len(before.indicators)} rows became {len(rows)}")
    return out


def _squeezed(values: dict[str, Text], name: str) -> str:
    return squeeze(values[name].text) if name in values else ""


def _cites(value: Text | None, lines: set[int]) -> bool:
    return value is not None and bool(lines.intersection(value.lines))


def _row(row: Indicator, with_levels: bool) -> tuple[str, ...]:
    levels = (row.level1, row.level2) if with_levels else ()
    values = (*levels, row.name, row.target, row.actual, row.weight, row.score, row.deviation)
    return tuple(squeeze(value.text) if value else "" for value in values)
