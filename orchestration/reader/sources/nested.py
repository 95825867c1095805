"""Tables whose cells may hold tables, as Word and web pages have them: such a cell only places what it holds, the others make a table.

The rows in which a table stands are taken apart into what their cells hold, in order; the rows between them are tables of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from orchestration.reader.place import Place
from orchestration.reader.sources import limits
from orchestration.reader.sources.source import Draft, Printed, UnsuitableError

Element = TypeVar("Element")


class Area(NamedTuple, Generic[Element]):
    """A cell of a table: what it covers as in `Cell`, its text, and its own element where a table stands in it."""

    row: int
    column: int
    row_end: int
    column_end: int
    text: str
    outer: Element | None = None


def lay_table(
    draft: Draft, number: int, areas: Sequence[Area[Element]], columns: Sequence[float], lay_inner: Callable[[Element, Place], None]
) -> None:
    """Adds the table of that number; `lay_inner` adds what a cell with a table in it holds, with the cell's place.

    Raises:
        UnsuitableError: it has too many cells.
    """
    if len(draft.lines) + len(areas) > limits.MOST_CELLS:
        raise UnsuitableError("file_too_large", f" has more than {limits.MOST_CELLS:,} cells")
    parted = {row for area in areas if area.outer is not None for row in range(area.row, area.row_end)}
    ordered = sorted(areas, key=lambda area: (area.row, area.column))
    is_grid = limits.is_grid(max((area.row_end for area in areas), default=0), len(columns) - 1)
    for is_parted, run in groupby(ordered, key=lambda area: not is_grid or area.row in parted):
        own = list(run)
        if not is_parted:
            _add(draft, number, own, columns)
            continue
        for area in own:
            if area.outer is not None:
                lay_inner(area.outer, _place(number, area))
            else:
                draft.add_text(area.text, _place(number, area))


def _add(draft: Draft, number: int, areas: Sequence[Area[Element]], columns: Sequence[float]) -> None:
    top, bottom = areas[0].row, areas[-1].row + 1
    draft.add_table(
        (Printed(a.text, a.row - top, a.column, min(a.row_end, bottom) - top, a.column_end, _place(number, a)) for a in areas), columns
    )


def _place(number: int, area: Area[Element]) -> Place:
    return Place("table", str(number), (area.column + 1, area.row + 1, area.column_end, area.row_end))


def check_depth(depth: int) -> None:
    """
    Raises:
        UnsuitableError: so many tables stand in each other.
    """
    if depth > limits.DEEPEST:
        raise UnsuitableError("file_too_large", f" holds more than {limits.DEEPEST} tables in each other")
