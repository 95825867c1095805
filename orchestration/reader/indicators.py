"""The indicators of a form: rows of the table with their levels, typed targets, and what the text leaves open."""

from __future__ import annotations

import re

from orchestration.reader.breaks import Break, with_lost_runs
from orchestration.reader.fields import Reading
from orchestration.reader.grid import grid_rows
from orchestration.reader.known import Known
from orchestration.reader.ledger import FIELD, UnreadableError
from orchestration.reader.levels import Run, assign_runs, runs_of
from orchestration.reader.pairing import Fit, pair_rows
from orchestration.reader.pieces import Piece
from orchestration.reader.record import Indicator, Text, merged_lines
from orchestration.reader.table import Cell, Mark, Row, Table
from orchestration.reader.template import LEVELS
from orchestration.reader.text import EMPTY_LINE, Stream, squeeze
from orchestration.reader.values import doubt, lexeme, points


def read_indicators(r: Reading, table: Table, pieces: list[Piece], fit: Fit, known: Known) -> tuple[Indicator, ...]:
    """The indicators of a table; of a text without columns by its pieces and the widths of the report's columns, else by its cells.

    Raises:
        UnreadableError: the pieces make no rows that can be believed.
    """
    found = build(r, table, known, grid_rows(r, table, known.columns) if r.stream.gridded else pair_rows(r, pieces, fit))
    _check_points(r, table, found)
    _flag_repeated(r, found)
    return found


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


def _flag_repeated(r: Reading, found: tuple[Indicator, ...]) -> None:
    """Rows that are printed twice: by the form, or by the tool that took its text."""
    seen: set[tuple[str, ...]] = set()
    for i in found:
        row = tuple(_folded(value) if value else "" for value in (i.level2, i.name, i.target, i.actual, i.weight, i.score, i.deviation))
        if row in seen:
            r.flag("row_repeated", f"the row {i.name.text[:30]!r} is printed twice", i.lines(), name="indicators")
        seen.add(row)


def build(r: Reading, table: Table, known: Known, rows: list[Row]) -> tuple[Indicator, ...]:
    """The indicators of a form; enters their cells and notes what the text leaves open.

    Raises:
        UnreadableError: no rows, or rows without any level label.
    """
    if not rows:
        raise UnreadableError("no_indicators", "no row stands below the header of the indicator table", r.lines_here(), "indicators")
    texts = [{name: _cell_text(r, cells, f"indicators[{n}].{name}") for name, cells in row.cells.items()} for n, row in enumerate(rows)]
    runs = sorted(_with_bare_labels(r, table, rows, runs_of(table.marks, rows)), key=lambda run: run.anchor)
    runs = [run for run in runs if run.anchor < len(rows)]
    if not runs:
        raise UnreadableError("levels_missing", "no label of 一级指标 or 二级指标 is printed", r.lines_here(), "indicators")
    if all(run.level1 != _LAST_LEVEL for run in runs):
        r.flag(
            "table_may_be_cut",
            f"no row of {_LAST_LEVEL} is printed: the form lacks it, or the text ends early",
            r.stream.lines(r.end - 1, r.end),
            "blocking" if r.ends_file else "review",
            "indicators",
        )
    hints = [(_folded(cells["name"]), lexeme(_folded(cells["target"])) if "target" in cells else None) for cells in texts]
    runs = with_lost_runs(runs, table.marks, _breaks_of_grid(table, rows), hints, known.levels)
    owners = assign_runs(runs, hints, _page_breaks(r, table, rows))
    if table.total is None:
        _doubt_last_rows(r, texts, [runs[run].level1 for run, _ in owners])
    out = []
    for row, cells, (run, open_) in zip(rows, texts, owners, strict=True):
        out.append(_indicator(r, cells, runs[run], _flags(row, runs[run], open_)))
    return tuple(out)


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


def _doubt_last_rows(r: Reading, texts: list[dict[str, Text]], levels: list[str]) -> None:
    """No row ends a declaration: text that follows without a heading looks like rows of its last level, but does not read like them."""
    for n, (cells, level) in enumerate(zip(texts, levels, strict=True)):
        found = [cells[name] for name in ("name", "target") if name in cells]
        words = [_folded(text) for text in found]
        if n and levels[n - 1] == level == _LAST_LEVEL and not any(_OF_LAST_LEVEL.search(text) or lexeme(text) for text in words):
            message = f"{found[0].text[:30]!r} may be text that follows the form, not a row of {_LAST_LEVEL}"
            r.flag("row_unlike_level", message, merged_lines(found), name="indicators")


def _flags(row: Row, run: Run, open_: bool) -> tuple[str, ...]:
    found = {"pairing_ambiguous": row.doubtful, "level2_ambiguous": open_, "level2_missing": run.level2 is None}
    return tuple(name for name, value in found.items() if value)


def _indicator(r: Reading, cells: dict[str, Text], run: Run, flags: tuple[str, ...]) -> Indicator:
    target = cells.get("target")
    found = lexeme(_folded(target)) if target else None
    for flag in flags:
        r.flag(
            flag, f"{_FLAG_MESSAGES[flag]}: {cells['name'].text[:30]}", cells["name"].lines, name="level2" if "level2" in flag else "target"
        )
    for name in ("weight", "score"):
        if name in cells and points(_folded(cells[name])) is None:
            r.flag("points_unreadable", f"{cells[name].text!r} is no {name}", cells[name].lines, "blocking", name)
    if target and (reason := doubt(_folded(target))):
        r.flag("target_unreadable", f"{target.text[:30]!r}: {reason}", target.lines, name="target")
    return Indicator(
        level1=_label_text(r, run.mark1, run.level1),
        level2=_label_text(r, run.mark2, run.level2),
        name=cells["name"],
        target=target,
        operator=found.operator if found else None,
        value=found.value if found else None,
        unit=found.unit if found else None,
        kind="quantitative" if found else "qualitative",
        actual=cells.get("actual"),
        weight=cells.get("weight"),
        score=cells.get("score"),
        deviation=cells.get("deviation"),
        flags=flags,
    )


_LAST_LEVEL = list(LEVELS)[-1]
_OF_LAST_LEVEL = re.compile(r"满意|投诉|好评|认可|信访")
_FLAG_MESSAGES = {
    "pairing_ambiguous": "the text leaves open which name and which target belong together",
    "level2_ambiguous": "the printed labels leave open which 二级指标 covers the row",
    "level2_missing": "no 二级指标 is printed for the row",
}


def _label_text(r: Reading, mark: Mark | None, label: str | None) -> Text | None:
    if label is None:
        return None
    return Text(label, tuple(dict.fromkeys(n for span in mark.spans for n in r.stream.lines(*span))) if mark else ())


def _cell_text(r: Reading, cells: list[Cell], name: str) -> Text:
    """One text of the pieces of a cell; pieces that follow each other without a label between are one span."""
    spans: list[tuple[int, int]] = []
    for c in cells:
        if spans and spans[-1][1] == c.start:
            spans[-1] = (spans[-1][0], c.end)
        else:
            spans.append((c.start, c.end))
        r.book.enter(FIELD, c.start, c.end, name)
    return Text("".join(r.stream.text(a, b) for a, b in spans), tuple(dict.fromkeys(n for a, b in spans for n in r.stream.lines(a, b))))


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
    for n, row in enumerate(rows):
        start = min(c.start for cells in row.cells.values() for c in cells)
        earlier = rows[n - 1].order if n else -1
        out.append((r.stream.gridded and _behind_empty_line(r.stream, start)) or table.ends_page(earlier, row.order))
    return out


def _behind_empty_line(stream: Stream, at: int) -> bool:
    """Whether the line that a character stands on comes behind an empty one."""
    line = stream.line[at]
    while at and stream.line[at - 1] == line:
        at -= 1
    return stream.gap[at] == EMPTY_LINE
