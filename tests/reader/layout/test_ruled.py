"""Tables put together over pages by the rules that are drawn: which cells go on at the top of the next page."""

from __future__ import annotations

import pytest

from orchestration.reader.layout.ruled import stream_of_tables
from orchestration.reader.sources.source import Cell, Table
from orchestration.reader.template import EVALUATION


def page(number: int, is_open: tuple[bool, bool] = (False, False), begins: tuple[bool, bool] = (True, True)) -> Table:
    """A table of one row of two cells, the lines 1 and 2 on the first page and 3 and 4 on the second."""
    first = 2 * number - 1
    cells = (Cell(first + n, 0, n, 1, n + 1, is_open[n], begins[n]) for n in range(2))
    return Table(first, first + 1, tuple(cells), (50.0, 150.0, 300.0), number)


@pytest.mark.parametrize(
    ("is_open", "begins", "cells"),
    [
        ((True, True), (False, False), ["效益指标", "完成情况"]),  # the row is torn
        (
            (True, True),
            (False, True),
            ["效益指标", "完成", "情况"],
        ),  # no rule closes the second above the end of the page, one opens it below
        ((True, False), (True, True), ["效益指标", "完成", "情况"]),  # each has a rule above: the page before tells
        ((True, False), (True, False), ["效益指标", "完成", "情况"]),  # the rules contradict each other: so it does
    ],
)
def test_open_cells_go_on_but_for_those_that_begin(is_open: tuple[bool, bool], begins: tuple[bool, bool], cells: list[str]) -> None:
    stream = stream_of_tables(["效益", "完成", "指标", "情况"], 1, [page(1, is_open), page(2, begins=begins)], EVALUATION)
    texts: dict[tuple[int, int], str] = {}
    for start, end, row, cell in zip(stream.starts, [*stream.starts[1:], len(stream)], stream.rows, stream.cells, strict=True):
        texts[row, cell] = texts.get((row, cell), "") + stream.folded[start:end]
    assert list(texts.values()) == cells
    assert stream.problems == []
