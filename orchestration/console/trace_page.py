"""The page of `jixiao trace`: a row's values, and below them the lines that they were read from, with a mark under each value.

Lines are shown as they are, so that they can be pasted into an audit's papers; on a terminal the marked values are coloured too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from orchestration.console.lines import ranges, visible
from orchestration.console.tracing import Mark, Place, Traced, is_digest, told
from orchestration.exact import MISSING

ASKED, OTHER = "^", "~"  # under the values that the row was asked for by, and under its other ones
LONGEST = 100  # columns of a value in the list that the lines below show whole; a finding's message stands on no line


def write_traces(release: str, count: int, traced: list[Traced], context: int, out: TextIO) -> None:
    """Writes all rows, each with `context` lines around its own, and how many there are beyond them."""
    console = Console(file=out, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    for trace in traced:
        for line in _lines(trace, release, context):
            console.print(line, soft_wrap=True)
    if count > len(traced):
        console.print(f"… and {count - len(traced)} more of {count} rows: name them closer, or ask for more with --limit")


def _lines(trace: Traced, release: str, context: int) -> Iterator[Text]:
    yield Text.assemble((trace.table.full, "bold"), f"  {trace.table.name_zh}")
    yield from _values(trace)
    for place in trace.places:
        yield Text("")
        yield from _place(place, release, context, trace.asked)
    yield Text("")


def _values(trace: Traced) -> Iterator[Text]:
    values = [(c, v) for c, v in trace.values if c.is_key or c.name in trace.asked or not is_digest(v)]
    names = [(c.name, c.name_zh) for c, _ in values]
    widths = [max(cell_len(name[n]) for name in names) for n in (0, 1)]
    where: dict[str, list[int]] = {}
    for place in trace.places[:1]:
        for mark in place.marks:
            where.setdefault(mark.column, []).append(mark.line)
    for column, value in values:
        lines = where.get(column.name, [])
        shown = Text(MISSING if value is None else visible(" ".join(told(value).split())), overflow="ellipsis")
        if lines:
            shown.truncate(LONGEST)
        yield Text.assemble(
            "  ",
            (_padded(column.name, widths[0]), "bold" if column.name in trace.asked else ""),
            f"  {_padded(column.name_zh, widths[1])}  ",
            (shown.plain, "bold yellow" if column.name in trace.asked else ""),
            f"   line {ranges(lines)}" if lines else "",
        )


def _place(place: Place, release: str, context: int, asked: frozenset[str]) -> Iterator[Text]:
    lines = f", line {ranges(place.numbers)}" if place.numbers else ""
    if place.trouble:
        yield Text.assemble((f"{place.file}{lines}", "bold"))
        yield Text.assemble("  ", (place.trouble, "bold red"))
        return
    yield Text.assemble((f"{place.file}{lines}", "bold"), f"  (its bytes are those that release {release} read)")
    if not place.numbers:
        yield Text("  the row is about the file as a whole")
        return
    shown = sorted({n for number in place.numbers for n in range(number - context, number + context + 1) if 1 <= n <= len(place.lines)})
    digits, last = len(str(shown[-1])), 0
    for n in shown:
        if last and n > last + 1:
            yield Text(f"  {'…':>{digits}} │")
        last = n
        marks = [m for m in place.marks if m.line == n]
        yield _source_line(n, place.lines[n - 1], digits, n in place.numbers, marks)
        if marks:
            yield _mark_line(place.lines[n - 1], digits, marks, asked)


def _source_line(n: int, text: str, digits: int, is_evidence: bool, marks: list[Mark]) -> Text:
    line = Text(visible(text), style="" if is_evidence else "bright_black")
    for mark in marks:
        line.stylize("bold yellow", mark.start, mark.end)
    return Text.assemble(f"{'>' if is_evidence else ' '} {n:>{digits}} │ ", line)


def _mark_line(text: str, digits: int, marks: list[Mark], asked: frozenset[str]) -> Text:
    signs = [" " * _width(c) for c in text]
    for mark in marks:
        for at in range(mark.start, mark.end):
            signs[at] = (ASKED if _is_asked(mark.column, asked) else OTHER) * _width(text[at])
    return Text(f"  {'':>{digits}} │ {''.join(signs).rstrip()}", style="yellow")


def _is_asked(column: str, asked: frozenset[str]) -> bool:
    """A number that was asked for is marked where its text is printed: amount_yuan as amount_text."""
    return column in asked or any(column in (f"{name}_text", f"{name.rpartition('_')[0]}_text") for name in asked)


def _width(character: str) -> int:
    return cell_len(visible(character))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
