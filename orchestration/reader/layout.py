"""The layout of a form's text: which characters make a cell, and in which order cells stand. What cells mean is the grammar's.

A layout turns lines into a stream in which each cell is one run of characters. Tabs tell the cells; so do columns that are
kept by blanks. A text that keeps neither comes out as its lines have it, and the grammar deals its pieces to cells.
"""

from __future__ import annotations

from orchestration.reader.template import Template
from orchestration.reader.text import Stream, stream


def arrange(lines: list[str], first: int, template: Template) -> Stream:
    """The stream of a form's lines, cells together; `first` is the number of the first line."""
    return stream(lines, first)
