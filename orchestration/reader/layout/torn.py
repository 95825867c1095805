"""Rows at the end of a page whose program closes all cells there: is the row at the top of the next page one of its own, or the rest?

Told by what the cells print, for each row of a form: the labels that it must have, or what each row of indicators has; a cell does not
go on where its last line has room for more. Where the rules of the table show it (an open cell goes on), nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.reader.record import Severity
from orchestration.reader.template import Template
from orchestration.reader.text import beginning, width
from orchestration.reader.values import lexeme, points

Columns = tuple[int, int]  # of a cell: its first column and the one behind it
Texts = Mapping[Columns, str]  # of the cells of a row, as labels are written


@dataclass(frozen=True)
class Verdict:
    """Whether all cells at the top go on with those above; else the ones that do. `doubt` is what a person should know."""

    is_torn: bool
    going_on: frozenset[Columns] = frozenset()
    doubt: str = ""
    severity: Severity = "review"


def judge(above: Texts, below: Texts, room: Mapping[Columns, float | None], needed: frozenset[Columns], template: Template) -> Verdict:
    """What the row at the top of a page is to the one at the bottom of the page before.

    Args:
        above: the cells that end with the page; of one that goes on already all that it prints.
        below: the cells that begin at the top of the next page.
        room: what the last line of each cell above leaves free, in half-width characters; None where that is not known.
        needed: the columns that each row of indicators fills; none before their header.
        template: the kind of form.
    """
    common = {at: (above[at], below[at]) for at in above if at in below}
    is_same = above.keys() == below.keys()
    going_on = frozenset(at for at, (a, b) in common.items() if _goes_on(a, b, template))
    are_rows = bool(needed) and needed <= below.keys()
    if any(_are_two(a, b, template) for a, b in common.values()):
        return Verdict(False, going_on - needed if are_rows else going_on | _beside(common, going_on, template))
    if not are_rows:
        return Verdict(is_same, going_on)
    own = {at: common[at] for at in needed if at in common}
    both = {at: (a, b) for at, (a, b) in own.items() if a and b}
    if is_same and not any(b for _, b in own.values()):
        return Verdict(True)
    if both == own and any(_ends(a) and _ends(b) for a, b in both.values()):  # a long number may be torn itself
        return Verdict(False, going_on - needed)
    if any((free := room[at]) is not None and free > width(b[: beginning(b)]) + 1 for at, (_, b) in both.items()):
        return Verdict(False, going_on - needed, _READ_AS_ROW, "note" if both == own else "review")
    if is_same and (both != own or all(room[at] is not None for at in both)):
        return Verdict(True, doubt=_READ_AS_REST)
    return Verdict(False, going_on - needed, _READ_AS_ROW)


_READ_AS_REST = "the cells at the top of the page were read as the rest of the row before it"
_READ_AS_ROW = "the row at the top of the page was read as one of its own: it may be the rest of the row before it"


def _beside(common: Mapping[Columns, tuple[str, str]], going_on: frozenset[Columns], template: Template) -> frozenset[Columns]:
    """The values of labels that go on: a label and its value may span the rows before and behind the end of the page."""
    found, is_on = set(), False
    for at, (above, below) in sorted(common.items()):
        if template.is_label(above) or template.is_label(above + below):  # one of them, or its parts
            is_on = at in going_on
        elif is_on:
            found.add(at)
    return frozenset(found)


def _goes_on(above: str, below: str, template: Template) -> bool:
    """Whether a cell below can only be a part of the one above, whatever the rows are: it prints nothing, or (the rest of) its label."""
    return not below or _completes(above, below, template) or (not above and template.is_tall(below))


def _completes(above: str, below: str, template: Template) -> bool:
    """Whether a label begins in a cell at the bottom and ends in the one at the top of the next page."""
    if not above or not below or not template.is_label(above + below):
        return False
    return not (template.is_label(above) and template.is_label(below))


def _are_two(above: str, below: str, template: Template) -> bool:
    """Whether two cells cannot be parts of one: a label is all that its cell prints."""
    if not above or not below or above == below or _completes(above, below, template):
        return False
    return template.is_label(above) or template.is_label(below)


def _ends(text: str) -> bool:
    """Whether a cell prints a number or a quantitative target and nothing else: it ends there."""
    return points(text) is not None or lexeme(text) is not None
