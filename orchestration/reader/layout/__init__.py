"""The layout of a form's text: which characters make a cell, and in which order cells stand. What cells mean is the grammar's.

A layout turns lines into a stream in which each cell is one run of characters. A source may know the cells (`ruled`); else tabs
tell them, or columns that are kept by blanks. A text that keeps neither comes out as its lines have it, and the grammar deals its
pieces to cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.reader.forms import Span
from orchestration.reader.layout import woven
from orchestration.reader.layout.columns import keeps_columns, stream_of_columns
from orchestration.reader.layout.places import UnclearError
from orchestration.reader.record import Problem
from orchestration.reader.template import Template
from orchestration.reader.text import Stream, stream


def arrange(lines: list[str], first: int, template: Template) -> Stream:
    """The stream of a form's lines, cells together; `first` is the number of the first line."""
    if not keeps_columns(lines):
        return stream(lines, first)
    try:
        return stream_of_columns(lines, first, template)
    except UnclearError as exc:
        found = stream(lines, first)
        found.problems.append(Problem("columns_unclear", str(exc), "blocking", None, tuple(n + first for n in exc.lines) or (first,)))
        return found


def untangle(lines: list[str], spans: Sequence[Span], streams: Sequence[Stream]) -> list[Stream]:
    """The streams of a report's forms, those whose cells are woven into each other by cells.

    They are laid out together: what one form tells of its columns helps with the others.
    """
    texts = [
        woven.Text(lines[span.first - 1 : span.last], span.first, plain, span.template, span.title)
        for span, plain in zip(spans, streams, strict=True)
    ]
    tangled = [n for n, text in enumerate(texts) if not text.plain.gridded and woven.is_woven(text)]
    found = dict(zip(tangled, woven.unweave([texts[n] for n in tangled]), strict=True)) if tangled else {}
    return [found.get(n) or plain for n, plain in enumerate(streams)]
