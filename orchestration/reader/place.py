"""Places: where in a published document something is printed, in words that a person can follow with the document open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Place(NamedTuple):
    """A box on one page, sheet or table of a document.

    `page`: its number, and a box in points from the upper left corner of the page as it is shown; None: somewhere on it.
    `sheet`: its name, and the first and last column and row, from 1, as (column, row, column, row). `table`: its number, and the same.
    `paragraph`: no name; what stands outside of tables, counted from 1, as (0, first, 0, last).
    """

    kind: Literal["page", "sheet", "table", "paragraph"]
    name: str
    box: Box | None


def merged(places: Iterable[Place]) -> list[Place]:
    """One place for each page, sheet or table and for all paragraphs, in the order in which they come, its box around all boxes there."""
    found: dict[tuple[str, str], Place] = {}
    for place in places:
        before = found.get(key := (place.kind, place.name))
        found[key] = place if before is None else place._replace(box=_around(before.box, place.box))
    return list(found.values())


def _around(a: Box | None, b: Box | None) -> Box | None:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])) if a and b else None


def written(places: Iterable[Place]) -> str:
    """`第12页 [51,98,160,120]`, `Sheet1!C5:D5`, `表2 第3行第4列`, `第3段`; several joined by `; `."""
    return "; ".join(map(_written, merged(places)))


def _written(place: Place) -> str:
    head = {"page": f"第{place.name}页", "sheet": place.name, "table": f"表{place.name}", "paragraph": ""}[place.kind]
    if place.box is None:
        return head
    left, top, right, bottom = map(round, place.box)
    if place.kind == "page":
        return f"{head} [{left},{top},{right},{bottom}]"
    if place.kind == "sheet":
        first, last = (f"{letters(column)}{row}" for column, row in ((left, top), (right, bottom)))
        return f"{head}!{first}" + (f":{last}" if last != first else "")
    if place.kind == "paragraph":
        return f"第{top}段" if top == bottom else f"第{top}至{bottom}段"
    rows = f"第{top}行" if top == bottom else f"第{top}至{bottom}行"
    return f"{head} {rows}" + (f"第{left}列" if left == right else f"第{left}至{right}列")


def letters(column: int) -> str:
    """A, …, Z, AA: the letters of a column of a sheet, counted from 1."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
