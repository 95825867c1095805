"""The page of `jixiao read --explain`: each line of a report with what it was read as beside it, and an account of each form.

Coloured on a terminal and folded to its width; elsewhere plain, a line of the source on one line, so that grep finds it.
Every colour says again what the words beside it say.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby, repeat, zip_longest
from typing import TextIO

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from orchestration.console.lines import ranges, visible
from orchestration.reader.explain import Explanation, Line, Piece
from orchestration.reader.record import Form, Problem, Report

_WIDEST = 72  # columns of what a line was read as, of a terminal at most 2 in 5; more goes on below
_SHOWN_OUTSIDE = 2  # lines at each end of a run that belongs to no form
_FAINT = "bright_black"
_STYLES = {
    "label": "blue",
    "furniture": _FAINT,
    "outside": _FAINT,
    "residue": "bold white on red",
    "unread": "red",
    "head": "cyan",
    "funding": "yellow",
    "goals": "green",
    "name": "bold green",
    "target": "bold yellow",
    "actual": "bold magenta",
    "deviation": "cyan",
}
_SEVERITIES = {"blocking": "bold red", "review": "bold yellow", "note": "bold"}
_LEGEND = (
    ("head", "field", "a value, by its name in the record"),
    ("name", "#3 产出/数量 name", "a cell of indicator 3 and its levels; ? where the text leaves them open"),
    ("label", "[field]", "a label without a value beside it; [level2 #3-5]: of indicators 3 to 5"),
    ("furniture", "(page number)", "of the page: numbers, side labels, what a new page repeats"),
    ("unread", "not read", "left when the reading of the form stopped"),
    ("residue", "RESIDUE", "read as nothing: the form is presumed misread"),
)
_BOUNDARY = "¦"


def write_page(explained: Explanation, out: TextIO, only: int | None = None) -> None:
    """Writes the page of a report, or of one form of it, counted from 1, to `out`.

    Raises:
        ValueError: the report holds no form of that number.
    """
    forms = explained.report.forms
    if only is not None and not 1 <= only <= len(forms):
        raise ValueError(f"there is no form {only}: the report holds {len(forms)}")
    page = _Page(out)
    page.title(explained)
    shown = range(len(forms)) if only is None else [only - 1]
    digits = len(str(len(explained.lines)))
    page.places = {n: f"{n:>{digits}} {explained.report.place((n,)) or ''}".rstrip() for n in range(1, len(explained.lines) + 1)}
    digits = max(map(cell_len, page.places.values()), default=1)
    for form, lines in groupby(explained.lines, key=lambda line: line.form):
        if form is None and only is None:
            page.outside(list(lines), digits)
        elif form in shown:
            page.form(explained, form, list(lines), digits)
    page.accounts(explained, shown)


class _Page:
    """Lines of text on a terminal of some width, or in a file or pipe without one."""

    def __init__(self, out: TextIO) -> None:
        is_plain = bool(os.environ.get("NO_COLOR"))
        self.console = Console(file=out, highlight=False, color_system=None if is_plain else "auto")
        self.width = self.console.width if self.console.is_terminal else None
        self.places: dict[int, str] = {}  # the number of each line, and its place where the source is no text

    def print(self, *parts: str | tuple[str, str]) -> None:
        text = Text.assemble(*(visible(p) if isinstance(p, str) else (visible(p[0]), p[1]) for p in parts))
        for line in text.wrap(self.console, self.width) if self.width else [text]:
            self.console.print(line, soft_wrap=True)

    def title(self, explained: Explanation) -> None:
        """The file, its own problems, and what the words and signs of the page mean."""
        report = explained.report
        size = f"{_count(len(explained.lines), 'line')}, {report.encoding or 'unknown encoding'}, {_count(len(report.forms), 'form')}"
        self.print((report.source, "bold"), f"  {size}")
        for problem in report.problems:
            self.problem(report, problem)
        if not report.forms:
            return
        names = max(cell_len(name) for _, name, _ in _LEGEND)
        for style, name, meaning in _LEGEND:
            self.print("  ", (name, _STYLES[style]), " " * (names - cell_len(name) + 2), meaning)
        self.print(
            f"  {_BOUNDARY} parts two readings, » is a tab, ⏎ the end of a line in a cell; blank lines that follow each other are one"
        )
        self.print(
            "  ", ("!", _SEVERITIES["blocking"]), " something is wrong here, ", ("?", _SEVERITIES["review"]), " a person should look"
        )

    def outside(self, lines: list[Line], digits: int) -> None:
        """The ends of a run of lines that belong to no form."""
        filled = [line for line in lines if line.pieces]
        hidden = len(filled) - 2 * _SHOWN_OUTSIDE
        for n, line in enumerate(filled):
            if n == 0:
                self.print()
            if n < _SHOWN_OUTSIDE or n >= len(filled) - _SHOWN_OUTSIDE:
                self.line(line, _reading(line, None, _WIDEST), len("outside"), digits)
            elif n == _SHOWN_OUTSIDE:
                self.print((" " * (digits + 3) + f"… {_count(hidden, 'line')} outside of any form …", _STYLES["outside"]))

    def form(self, explained: Explanation, number: int, lines: list[Line], digits: int) -> None:
        """The lines of a form, each problem below the first line that it names."""
        form, stop = explained.report.forms[number], explained.stopped[number]
        self.print()
        self.print((_heading(form, number, len(explained.report.forms)), "bold"), "  ", *_state(form))
        placed = {line.number for line in lines}
        for problem in form.problems:
            if not placed.intersection(problem.lines[:1]):
                self.problem(explained.report, problem, digits)
        self.print()
        widest = min(_WIDEST, self.width * 2 // 5 if self.width else _WIDEST)
        readings = [_reading(line, form, widest) for line in lines]
        width = max(cell_len(part.plain) for parts in readings for part in parts)
        was_blank = False
        for line, reading in zip(lines, readings, strict=True):
            if line.pieces or not was_blank:
                self.line(line, reading, width, digits)
            was_blank = not line.pieces
            for problem in line.problems:
                if problem.lines[0] == line.number:
                    self.problem(explained.report, problem, digits, problem is stop)

    def line(self, line: Line, reading: list[Text], width: int, digits: int) -> None:
        """A line of the source behind what it was read as, each folded in its column."""
        source = _source(line)
        right = _folded(source, max(self.width - digits - width - 6, 10)) if self.width else [source]
        heads = chain([(self.places[line.number], _mark(line))], repeat(("", (" ", ""))))
        for (number, mark), (a, b) in zip(heads, zip_longest(reading, right, fillvalue=Text()), strict=False):
            row = Text.assemble(
                (number + " " * (digits - cell_len(number) + 1), _FAINT),
                mark,
                " ",
                a,
                " " * (width - cell_len(a.plain)),
                (" | ", _FAINT),
                b,
            )
            row.rstrip()
            self.console.print(row, soft_wrap=True)

    def problem(self, report: Report, problem: Problem, indent: int = 0, stops: bool = False) -> None:
        places = [_lines(problem.lines)] if len(problem.lines) > 1 else []
        places += [place] if problem.lines and (place := report.place(problem.lines)) else []
        where = f" ({', '.join(places)})" if places else ""
        what = "not read from here: " if stops else ""
        name = (f"▲ {problem.severity} {problem.code}", _SEVERITIES[problem.severity])
        self.print(" " * (indent + 1), name, f" {what}{problem.message}{where}")
        if problem.severity == "blocking":  # of the others the remedy is mostly to look at the lines, which stand here
            self.print(" " * (indent + 3), f"to do: {problem.remedy}")

    def accounts(self, explained: Explanation, shown: Iterable[int]) -> None:
        """Where the characters of each form went, and the residue with its lines."""
        forms = [(n, explained.report.forms[n]) for n in shown]
        if not forms:
            return
        self.print()
        rows = [_ACCOUNT, *(_account(n, form, explained.stopped[n] is None) for n, form in forms)]
        states = [[("state", "bold")], *(_state(form) for _, form in forms)]
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for row, state in zip(rows, states, strict=True):
            cells = "  ".join(" " * (width - cell_len(cell)) + cell for cell, width in zip(row, widths, strict=True))
            self.print((cells, "bold" if row is _ACCOUNT else ""), "  ", *state)
        for n, form in forms:
            for text in form.ledger.residue if explained.stopped[n] is None else ():
                self.print(("RESIDUE", _STYLES["residue"]), f" form {n + 1}, {_lines(text.lines)}: {text.text}")


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _heading(form: Form, number: int, count: int) -> str:
    name = form.head.get("project_name")
    where = f"── form {number + 1} of {count}, lines {form.line_start}-{form.line_end}"
    return f"{where}: {form.form_type} {form.year or '?'} {name.text if name else '?'}"


def _state(form: Form) -> list[tuple[str, str]]:
    """Whether the form is quarantined, and its problems by code."""
    counts = Counter((p.code, p.severity) for p in form.problems)
    found = [(f" {code}" + (f" ×{n}" if n > 1 else ""), _SEVERITIES[severity]) for (code, severity), n in counts.items()]
    return [("quarantined:", _SEVERITIES["blocking"]) if form.quarantined else ("read", "green"), *found]


_ACCOUNT = ("form", "lines", "chars", "fields", "labels", "furniture", "residue", "not read", "lexemes", "rows")


def _account(number: int, form: Form, is_whole: bool) -> tuple[str, ...]:
    """Where the characters of a form went; lexemes: operators with a number that were read, of those that are printed."""
    ledger = form.ledger
    left = ledger.characters - ledger.fields - ledger.labels - ledger.furniture
    counts = (ledger.characters, ledger.fields, ledger.labels, ledger.furniture, *((left, 0) if is_whole else (0, left)))
    lexemes = f"{ledger.lexemes_read}/{ledger.lexemes_printed}"
    return (str(number + 1), f"{form.line_start}-{form.line_end}", *map(str, counts), lexemes, str(len(form.indicators)))


def _mark(line: Line) -> tuple[str, str]:
    """`!` where something is wrong on a line, `?` where a person should look."""
    if any(p.kind == "residue" for p in line.pieces) or any(p.severity == "blocking" for p in line.problems):
        return "!", _SEVERITIES["blocking"]
    return ("?", _SEVERITIES["review"]) if line.problems else (" ", "")


_CELL = re.compile(r"indicators\[(\d+)\]\.(\w+)")


def _style(piece: Piece) -> str:
    if piece.kind != "field":
        return _STYLES[piece.kind]
    part = cell[2] if (cell := _CELL.fullmatch(piece.name)) else piece.name.partition(".")[0]
    return _STYLES.get(part, _STYLES["head"])


def _reading(line: Line, form: Form | None, width: int) -> list[Text]:
    """What the pieces of a line were read as, in their order, in lines of at most so many columns."""
    out = [Text()]
    words = [word for word, _ in groupby(_words(line, form))]
    for n, (word, style) in enumerate(words):
        text = Text(word, style).append("," if n < len(words) - 1 else "", style="")
        if out[-1] and cell_len(out[-1].plain) + 1 + cell_len(text.plain) > width:
            out.append(Text())
        out[-1] = Text(" ").join([out[-1], text]) if out[-1] else text
    return [part for text in out for part in _folded(text, width)]


def _words(line: Line, form: Form | None) -> Iterator[tuple[str, str]]:
    """The words of each piece and their style; a label beside its value, and a part of a label said before, need none."""
    row, said = None, {piece.name for piece in line.pieces if piece.kind == "field"}
    for piece in line.pieces:
        style = _style(piece)
        if cell := _CELL.fullmatch(piece.name):
            n = int(cell[1])
            yield cell[2] if n == row else f"#{n + 1}{_levels(form, n, line)} {cell[2]}", style
            row = n
        elif piece.kind == "field":
            yield piece.name.removeprefix("funding."), style
        elif piece.kind == "label":
            word = f"{piece.name} {ranges([n + 1 for n in piece.rows], '#')}".rstrip()
            if word not in said:
                yield f"[{word.removeprefix('funding.')}]", style
            said.add(word)
        else:
            yield _WORDS.get(piece.kind) or f"({piece.name.replace('_', ' ')})", style


_WORDS = {"residue": "RESIDUE", "unread": "not read", "outside": "outside"}


def _levels(form: Form | None, n: int, line: Line) -> str:
    """The levels of an indicator where its name begins, without 指标: 产出/数量; a dash for one that is not printed."""
    if form is None or n >= len(form.indicators) or form.indicators[n].name.lines[0] != line.number:
        return ""
    row = form.indicators[n]
    names = [level.text.removesuffix("指标") if level else "—" for level in (row.level1, row.level2)]
    return " " + "/".join(names) + ("?" if "level2_ambiguous" in row.flags else "")


def _lines(numbers: Sequence[int]) -> str:
    return f"line{'s' if len(numbers) > 1 else ''} {ranges(numbers)}"


def _source(line: Line) -> Text:
    """The line with its pieces in their styles and a mark between two; the mark takes the place of a blank where there is one."""
    if not line.pieces:
        return Text()
    out = Text(visible(line.text[: line.pieces[0].start]), _STYLES["furniture"])
    end = line.pieces[0].start
    for n, piece in enumerate(line.pieces):
        if n:
            out.append(_BOUNDARY + visible(line.text[end : piece.start])[1:], _STYLES["furniture"])
        out.append(visible(piece.text), _style(piece))
        end = piece.end
    return out


def _folded(text: Text, width: int) -> list[Text]:
    """The text in parts of at most so many columns; Chinese has no blanks to break at."""
    return list(text.divide(list(accumulate(map(len, chop_cells(text.plain, width))))[:-1]))
