"""The indicators of a form: rows of the table with their levels, typed targets, and what the text leaves open."""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestration.reader.fields import Reading
from orchestration.reader.ledger import FIELD, UnreadableError
from orchestration.reader.record import Indicator, Text, merged_lines
from orchestration.reader.table.breaks import Break, with_lost_runs
from orchestration.reader.table.cells import Cell, Mark, Row, Table
from orchestration.reader.table.grid import grid_rows
from orchestration.reader.table.known import Known
from orchestration.reader.table.levels import Run, assign_runs, runs_of
from orchestration.reader.table.pairing import Fit, pair_rows
from orchestration.reader.table.pieces import Piece
from orchestration.reader.template import LEVELS
from orchestration.reader.text import EMPTY_LINE, Stream, squeeze
from orchestration.reader.values import Lexeme, doubt, lexeme, points


def read_indicators(r: Reading, table: Table, pieces: list[Piece], fit: Fit, known: Known) -> tuple[Indicator, ...]:
    """The indicators of a table; of a text without columns by its pieces and the widths of the report's columns, else by its cells.

    Raises:
        UnreadableError: the pieces make no rows that can be believed.
    """
    rows = grid_rows(r, table, known.columns) if r.stream.gridded else pair_rows(r, pieces, fit)
    cells = [{name: _cell(r, pieces, f"indicators[{n}].{name}") for name, pieces in row.cells.items()} for n, row in enumerate(rows)]
    found = _indicators(r, table, known, rows, cells)
    _check_bounds(r, table, found)
    _check_points(r, table, found)
    _flag_repeated(r, found, cells)
    return found


class _Cell(NamedTuple):
    """What a cell prints, and the same folded, for matching."""

    text: Text
    folded: str


_Row = dict[str, _Cell]  # by column


def _check_bounds(r: Reading, table: Table, found: tuple[Indicator, ...]) -> None:
    """A score is at most its weight, and a weight at most 100: else cells changed places, or the page is wrong, which no text tells."""
    given = [(i.weight, i.score) for i in found]
    if r.execution:
        given.append((r.execution.weight, r.execution.score))
    if table.total:
        given.append((table.total["weight"], table.total["score"]))
    for weight, score in given:
        most, got = (points(_folded(cell)) if cell else None for cell in (weight, score))
        if (most is not None and most > 100) or (most is not None and got is not None and got > most):
            cells = [cell for cell in (weight, score) if cell]
            message = (
                f"weight and score are {' and '.join(cell.text for cell in cells)}: a score is at most its weight, a weight at most 100"
            )
            r.flag("points_out_of_range", message, merged_lines(cells), "blocking", "score")


def _check_points(r: Reading, table: Table, found: tuple[Indicator, ...]) -> None:
    """Weights and scores of the execution and of the rows make those of the row 总分: else a row may be missing, doubled or mispaired."""
    if not table.total or not r.execution or any(p.severity == "blocking" for p in r.problems):
        return
    for name, first in (("weight", r.execution.weight), ("score", r.execution.score)):
        total = table.total[name]
        given = [points(_folded(value)) or 0 for value in (first, *(getattr(i, name) for i in found)) if value]
        if total and first and sum(given) != points(_folded(total)):
            message = f"the {name}s of the rows and of the execution make {sum(given)}, 总分 says {total.text}: a row may be missing"
            r.flag("points_unlike_total", message, total.lines, name=name)


def _flag_repeated(r: Reading, found: tuple[Indicator, ...], rows: list[_Row]) -> None:
    """Rows that are printed twice: by the form, or by the tool that took its text."""
    seen: set[tuple[str | None, ...]] = set()
    for i, row in zip(found, rows, strict=True):
        key = (i.level2.text if i.level2 else None, *(row[name].folded if name in row else None for name in _COLUMNS))
        if key in seen:
            r.flag("row_repeated", f"the row {i.name.text[:30]!r} is printed twice", i.lines(), name="indicators")
        seen.add(key)


_COLUMNS = ("name", "target", "actual", "weight", "score", "deviation")


def _indicators(r: Reading, table: Table, known: Known, rows: list[Row], cells: list[_Row]) -> tuple[Indicator, ...]:
    """The indicators of a form; enters their cells and notes what the text leaves open.

    Raises:
        UnreadableError: no rows, or rows without any level label.
    """
    if not rows:
        raise UnreadableError("no_indicators", "no row stands below the header of the indicator table", r.lines_here(), "indicators")
    runs = sorted(_with_bare_labels(r, table, rows, runs_of(table.marks, rows)), key=lambda run: run.anchor)
    runs = [run for run in runs if run.anchor < len(rows)]
    if not runs:
        raise UnreadableError("levels_missing", "no label of 一级指标 or 二级指标 is printed", r.lines_here(), "indicators")
    breaks = _breaks_of_grid(table, rows)
    if all(run.level1 != _LAST_LEVEL for run in runs):
        if known.columns.has_loose_rows:  # a tool that loses what the end of a page tears
            breaks.append(Break(len(rows), False, table.count))
        r.flag(
            "table_may_be_cut",
            f"no row of {_LAST_LEVEL} is printed: the form lacks it, or the text ends early",
            r.stream.lines(r.end - 1, r.end),
            "blocking" if r.ends_file else "review",
            "indicators",
        )
    targets = [lexeme(row["target"].folded) if "target" in row else None for row in cells]
    hints = [(row["name"].folded, target) for row, target in zip(cells, targets, strict=True)]
    runs = with_lost_runs(runs, table.marks, breaks, hints, known.levels)
    owners = assign_runs(runs, hints, _page_breaks(r, table, rows))
    if r.stream.covers:
        owners = [_owner(r, table, runs, row, owner) for row, owner in zip(rows, owners, strict=True)]
    if table.total is None:
        _doubt_last_rows(r, cells, [runs[run].level1 for run, _ in owners])
    labels = [(_label_text(r, run.mark1, run.level1), _label_text(r, run.mark2, run.level2)) for run in runs]
    doubted = _doubted(r)
    return tuple(
        _indicator(r, row, target, labels[n], _flags(place, labels[n][1], open_), doubted)
        for place, row, target, (n, open_) in zip(rows, cells, targets, owners, strict=True)
    )


def _owner(r: Reading, table: Table, runs: list[Run], row: Row, told: tuple[int, bool]) -> tuple[int, bool]:
    """The run of a row by the labels whose cells stand beside it; where none does, what the printed labels tell is left open."""
    line = r.stream.row(row.cells["name"][0].start)
    beside = [mark.label for mark in table.marks if line in r.stream.covers.get(mark.spans[0][0], ())]
    level1, level2 = ([label for label in beside if (label in LEVELS) == is_first] for is_first in (True, False))
    found = next((n for n, run in enumerate(runs) if level2 and run.level2 == level2[-1]), None)
    if found is None:
        is_bare = bool(level1) and runs[told[0]].level2 is None and runs[told[0]].level1 == level1[-1]
        return (told[0], not is_bare)
    if level1 and level1[-1] != runs[found].level1:
        name = row.cells["name"][0]
        message = f"{level2[-1]} is printed beside {level1[-1]}, of which it is no part"
        r.flag("levels_contradict", message, r.stream.lines(name.start, name.end), name="level1")
    return found, False


def _with_bare_labels(r: Reading, table: Table, rows: list[Row], runs: list[Run]) -> list[Run]:
    """The runs, and those of a 一级指标 that stands in a row of a grid without a 二级指标: the row is not of the level above it."""
    if not r.stream.gridded:
        return runs
    beside = {r.stream.row(mark.spans[0][0]) for mark in table.marks if mark.label not in LEVELS}
    first_of_line = {r.stream.row(cell.start): n for n, row in reversed(list(enumerate(rows))) for cell in row.cells.get("name", ())}
    out = list(runs)
    for mark in table.marks:
        line = r.stream.row(mark.spans[0][0])
        if mark.label in LEVELS and line not in beside and line in first_of_line:
            row = first_of_line[line]
            above = max((run for run in runs if run.anchor <= row), key=lambda run: run.anchor, default=None)
            if above is None or above.level1 != mark.label:
                out.append(Run(mark.label, None, mark, None, row))
    return out


def _doubt_last_rows(r: Reading, rows: list[_Row], levels: list[str]) -> None:
    """No row ends a declaration: text that follows without a heading looks like rows of its last level, but does not read like them."""
    for n, (row, level) in enumerate(zip(rows, levels, strict=True)):
        if not (n and levels[n - 1] == level == _LAST_LEVEL):
            continue
        found = [row[name] for name in ("name", "target") if name in row]
        if not any(_OF_LAST_LEVEL.search(cell.folded) or lexeme(cell.folded) for cell in found):
            message = f"{found[0].text.text[:30]!r} may be text that follows the form, not a row of {_LAST_LEVEL}"
            r.flag("row_unlike_level", message, merged_lines(cell.text for cell in found), name="indicators")


def _doubted(r: Reading) -> dict[str, set[int]]:
    """By flag the lines of rows that the layout left open."""
    return {flag: {n for p in r.problems if p.code == flag for n in p.lines} for flag in _FLAG_MESSAGES}


def _flags(row: Row, level2: Text | None, open_: bool) -> tuple[str, ...]:
    is_torn = level2 is not None and not level2.lines  # of its label only a part is in the text, or nothing
    found = {"pairing_ambiguous": row.doubtful, "level2_ambiguous": open_ or is_torn, "level2_missing": level2 is None}
    return tuple(name for name, value in found.items() if value)


def _indicator(
    r: Reading,
    row: _Row,
    found: Lexeme | None,
    labels: tuple[Text | None, Text | None],
    flags: tuple[str, ...],
    doubted: dict[str, set[int]],
) -> Indicator:
    texts = {name: cell.text for name, cell in row.items()}
    name, target = texts["name"], texts.get("target")
    told = tuple(flag for flag, lines in doubted.items() if not lines.isdisjoint(name.lines))
    for flag in flags:
        if flag in told:
            continue
        r.flag(flag, f"{_FLAG_MESSAGES[flag]}: {name.text[:30]}", name.lines, name="level2" if "level2" in flag else "target")
    for column in ("weight", "score"):
        if column in row and points(row[column].folded) is None:
            r.flag("points_unreadable", f"{texts[column].text!r} is no {column}", texts[column].lines, "blocking", column)
    if target and (reason := doubt(row["target"].folded)):
        r.flag("target_unreadable", f"{target.text[:30]!r}: {reason}", target.lines, name="target")
    return Indicator(
        level1=labels[0],
        level2=labels[1],
        name=name,
        target=target,
        operator=found.operator if found else None,
        value=found.value if found else None,
        unit=found.unit if found else None,
        kind="quantitative" if found else "qualitative",
        actual=texts.get("actual"),
        weight=texts.get("weight"),
        score=texts.get("score"),
        deviation=texts.get("deviation"),
        flags=tuple(flag for flag in _FLAG_MESSAGES if flag in flags or flag in told),
    )


_LAST_LEVEL = list(LEVELS)[-1]
_OF_LAST_LEVEL = re.compile(r"满意|投诉|好评|认可|信访")
_FLAG_MESSAGES = {
    "pairing_ambiguous": "the text leaves open which name and which target belong together",
    "level2_ambiguous": "the printed labels leave open which 二级指标 covers the row",
    "level2_missing": "no 二级指标 is printed for the row",
}


def _label_text(r: Reading, mark: Mark | None, label: str | None) -> Text | None:
    """A level with the lines of its label; none where no label is printed, or only a part of one that a page end tore."""
    if label is None:
        return None
    spans = mark.spans if mark and "".join(r.stream.folded[a:b] for a, b in mark.spans) == label else ()
    return Text(label, tuple(dict.fromkeys(n for span in spans for n in r.stream.lines(*span))))


def _cell(r: Reading, pieces: list[Cell], name: str) -> _Cell:
    """One text of the pieces of a cell; pieces that follow each other without a label between are one span."""
    s, spans = r.stream, [(pieces[0].start, pieces[0].end)]
    for piece in pieces[1:]:
        if spans[-1][1] == piece.start:
            spans[-1] = (spans[-1][0], piece.end)
        else:
            spans.append((piece.start, piece.end))
    for start, end in spans:
        r.book.enter(FIELD, start, end, name)
    first, *more = [_Cell(s.value(start, end), s.folded[start:end]) for start, end in spans]
    if not more:
        return first
    text = "".join(cell.text.text for cell in (first, *more))
    lines = tuple(dict.fromkeys(n for cell in (first, *more) for n in cell.text.lines))
    return _Cell(Text(text, lines), "".join(cell.folded for cell in (first, *more)))


def _folded(text: Text) -> str:
    return squeeze(text.text)


def _breaks_of_grid(table: Table, rows: list[Row]) -> list[Break]:
    """Where rows stand outside the grid: at the top of a page, whether they were read or not."""
    out = []
    for pieces in table.loose:
        row = next((n for n, row in enumerate(rows) if row.order >= pieces[0].order), len(rows))
        out.append(Break(row, row < len(rows) and rows[row].order <= pieces[-1].order, pieces[0].order - 1))
    return out


def _page_breaks(r: Reading, table: Table, rows: list[Row]) -> list[bool]:
    """Whether a page may end before a row: furniture or, in a grid, an empty line stands there."""
    out = []
    for above, row in zip([None, *rows], rows, strict=False):
        ends = table.ends_page(above.order if above else -1, row.order)
        out.append(ends or (r.stream.gridded and _behind_empty_line(r.stream, min(c.start for cells in row.cells.values() for c in cells))))
    return out


def _behind_empty_line(stream: Stream, at: int) -> bool:
    """Whether the line that a character stands on comes behind an empty one."""
    line = stream.line[at]
    while at and stream.line[at - 1] == line:
        at = stream.piece_start(at - 1)
    return stream.gap[at] == EMPTY_LINE
