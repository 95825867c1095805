"""Pages made of the data dictionary: docs/dictionary.md and .html, and the diagram of keys, docs/er.md and er.svg.

Rendering is pure; `python -m orchestration.docs` (`make docs`) builds the dictionary alone, without records, and writes the pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.dictionary import Table
from orchestration.docs.diagram import draw_mermaid, draw_svg
from orchestration.docs.pages import render_html, render_markdown


def render(tables: Sequence[Table]) -> dict[str, str]:
    """Text by file name, of all pages."""
    shown = [t for t in tables if t.schema != "dictionary"]  # the diagram is of what is described, not of the description
    svg = draw_svg(shown)
    return {
        "dictionary.md": render_markdown(tables),
        "dictionary.html": render_html(tables, svg),
        "er.md": draw_mermaid(shown),
        "er.svg": svg,
    }
