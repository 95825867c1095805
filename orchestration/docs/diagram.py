"""The diagram of tables and their keys: Mermaid, and an SVG with a layout of its own that opens anywhere.

A table stands left of what it refers to. A line that follows from others (a form's project is also a funding row's project) is left
out, since the columns name it; so the lines that remain can be followed with the eye.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence

from rich.cells import cell_len

from orchestration.dictionary import Table

Edge = tuple[str, str]  # from a table to one that it refers to, both with schema
Box = tuple[float, float, float, float]  # left, top, width, height
CHARACTER, ROW, HEAD, PADDING = 6.7, 17, 40, 10  # pixels: a character of half width, a row, a box's head, the space at its sides
BETWEEN_COLUMNS, BETWEEN_BOXES, MARGIN = 90, 22, 24
SWEEPS = 8
_COLOURS = {"dim": "#2f5d8a", "fct": "#2e7d5b", "bridge": "#7a4f9a"}
_OTHER = "#8a5a1c"


def direct_edges(tables: Sequence[Table]) -> set[Edge]:
    """The references between these tables that do not follow from others; none from a table to itself."""
    names = {t.full for t in tables}
    to = {t.full: {r.to_table for r in t.references if r.to_table in names and r.to_table != t.full} for t in tables}
    _break_cycles(to)
    reached = {name: _reach(to, name) for name in to}
    return {(a, b) for a in to for b in to[a] if not any(b in reached[c] for c in to[a] if c != b)}


def _break_cycles(to: dict[str, set[str]]) -> None:
    """Takes away the references that lead back to where they came from, so that ranks can be given."""
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        for target in sorted(to[name]):
            if target in path or target == name:
                to[name].discard(target)
            elif target not in done:
                walk(target, (*path, name))
        done.add(name)

    for name in sorted(to):
        walk(name, ())


def _reach(to: dict[str, set[str]], name: str) -> set[str]:
    found: set[str] = set()
    left = list(to[name])
    while left:
        target = left.pop()
        if target not in found:
            found.add(target)
            left += to[target]
    return found


def columns_of(tables: Sequence[Table], edges: Collection[Edge]) -> list[list[Table]]:
    """The tables by column from left to right; each left of all that it refers to, and next to it where it can be."""
    by_name = {t.full: t for t in tables}
    to: dict[str, list[str]] = {name: sorted(b for a, b in edges if a == name) for name in by_name}
    rank: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in rank:
            rank[name] = 1 + max((depth(target) for target in to[name]), default=-1)
        return rank[name]

    for name in by_name:
        depth(name)
    for name in sorted(by_name, key=lambda n: -rank[n]):
        rank[name] = min((rank[a] - 1 for a, b in edges if b == name), default=rank[name])
    linked = {name for edge in edges for name in edge}
    alone = [t for t in tables if t.full not in linked]
    columns = [[t for t in tables if t.full in linked and rank[t.full] == r] for r in range(max(rank.values(), default=0), -1, -1)]
    columns = [c for c in columns if c] or [[]]
    _settle(columns, edges)
    columns[-1] += alone
    return columns


def _settle(columns: list[list[Table]], edges: Collection[Edge]) -> None:
    """Orders each column so that a table stands level with those that it is linked to: fewer lines cross."""
    for sweep in range(SWEEPS):
        place = {t.full: (n + 0.5) / len(column) for column in columns for n, t in enumerate(column)}
        for column in columns if sweep % 2 else columns[::-1]:
            wanted = {}
            for table in column:
                linked = [place[b if a == table.full else a] for a, b in sorted(edges) if table.full in (a, b)]
                wanted[table.full] = round(sum(linked) / len(linked), 6)  # so that a set's order never tells which of two comes first
            column.sort(key=lambda t: (wanted[t.full], t.full))
            place |= {t.full: (n + 0.5) / len(column) for n, t in enumerate(column)}


def draw_mermaid(tables: Sequence[Table]) -> str:
    """docs/er.md: the picture, and the same in Mermaid."""
    edges = direct_edges(tables)
    lines = [
        "# Tables and keys 数据表与键",
        "",
        "A line leads from a table to one that it refers to. One that follows from others is left out: each column that refers to a table",
        "is listed with it. All columns: [dictionary.md](dictionary.md). Made by `make docs` of the models' YAML.",
        "",
        "连线从一张表指向它所引用的表；可由其他连线推出的不画，每个引用列都列出其所指的表。全部列见 [dictionary.md](dictionary.md)。",
        "",
        "![Tables and keys](er.svg)",
        "",
        "```mermaid",
        "erDiagram",
    ]
    for table in tables:
        lines.append(f'    {table.name}["{table.name} {table.name_zh}"] {{')
        for name, is_key, to in _shown(table):
            kind = next((re.sub(r"\W+", "_", c.data_type or "any") for c in table.columns if c.name == name), "any")
            marks = ", ".join(mark for mark, is_set in (("PK", is_key), ("FK", bool(to))) if is_set)
            lines.append(f"        {kind} {name} {marks}")
        lines.append("    }")
    for a, b in sorted(edges):
        table = next(t for t in tables if t.full == a)
        label = ", ".join(r.column for r in table.references if r.to_table == b)
        lines.append(f'    {b.partition(".")[2]} ||--o{{ {table.name} : "{label}"')
    return "\n".join([*lines, "```", ""])


def _shown(table: Table) -> list[tuple[str, bool, str | None]]:
    """The columns that a box lists: those of the key, and those that refer to a table, with its name."""
    to = {r.column: r.to_table.partition(".")[2] for r in table.references}
    return [(c.name, c.is_key, to.get(c.name)) for c in table.columns if c.is_key or c.name in to]


def draw_svg(tables: Sequence[Table]) -> str:
    """The picture; text is text, so that it can be searched."""
    edges = direct_edges(tables)
    columns = columns_of(tables, edges)
    heights = [sum(_height(t) + BETWEEN_BOXES for t in column) - BETWEEN_BOXES for column in columns]
    tallest = max(heights, default=0)
    boxes: dict[str, Box] = {}
    x = float(MARGIN)
    for column, height in zip(columns, heights, strict=True):
        width = max(map(_width, column), default=0.0)
        y = MARGIN + (tallest - height) / 2
        for table in column:
            boxes[table.full] = (x, y, width, _height(table))
            y += _height(table) + BETWEEN_BOXES
        x += width + BETWEEN_COLUMNS
    size = (x - BETWEEN_COLUMNS + MARGIN, tallest + 2 * MARGIN)
    by_name = {t.full: t for t in tables}
    passages = [_passages([boxes[t.full] for t in column]) for column in columns if column]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}" width="{size[0]:.0f}" height="{size[1]:.0f}" '
        'font-family="Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif" font-size="12">',
        "<title>Tables and keys 数据表与键</title>",
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#7a8699"/></marker></defs>',
        f'<rect width="{size[0]:.0f}" height="{size[1]:.0f}" fill="#fff"/>',
        *(_line(by_name[a], b, boxes, passages) for a, b in sorted(edges)),
        *(_box(table, boxes[table.full]) for column in columns for table in column),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _label(name: str, to: str | None) -> str:
    return name if to is None else f"{name} → {to}"


def _width(table: Table) -> float:
    texts = [table.name, table.name_zh, *(_label(name, to) for name, _, to in _shown(table)), _rest(table)]
    return max(cell_len(text) for text in texts) * CHARACTER + 2 * PADDING


def _rest(table: Table) -> str:
    left = len(table.columns) - len(_shown(table))
    return f"+ {left} columns" if left else ""


def _height(table: Table) -> float:
    return HEAD + ROW * (len(_shown(table)) + bool(_rest(table))) + 8


def _box(table: Table, box: Box) -> str:
    x, y, width, height = box
    colour = _COLOURS.get(table.name.partition("_")[0], _OTHER)
    parts = [
        f'<g><rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5" fill="#fff" stroke="{colour}"/>',
        f'<path d="M{x:.0f} {y + HEAD:.0f}v{5 - HEAD}q0-5 5-5h{width - 10:.0f}q5 0 5 5v{HEAD - 5}z" fill="{colour}"/>',
        f'<text x="{x + PADDING:.0f}" y="{y + 17:.0f}" fill="#fff" font-weight="bold">{html.escape(table.name)}</text>',
        f'<text x="{x + PADDING:.0f}" y="{y + 33:.0f}" fill="#fff">{html.escape(table.name_zh)}</text>',
    ]
    for n, (name, is_key, to) in enumerate(_shown(table)):
        target = f'<tspan fill="#7a8699"> → {html.escape(to)}</tspan>' if to else ""
        weight = ' font-weight="bold"' if is_key else ""
        at = f'x="{x + PADDING:.0f}" y="{y + HEAD + ROW * (n + 1) - 2:.0f}"'
        parts.append(f'<text {at} fill="#1c2430"><tspan{weight}>{html.escape(name)}</tspan>{target}</text>')
    if _rest(table):
        parts.append(
            f'<text x="{x + PADDING:.0f}" y="{y + height - 9:.0f}" fill="#7a8699" font-style="italic" font-size="11">{_rest(table)}</text>'
        )
    return "".join(parts) + "</g>"


def _passages(column: list[Box]) -> tuple[float, float, list[float]]:
    """Left and right edge of a column of boxes, and the heights at which a line can pass it without lying on a box."""
    between = [y + height + BETWEEN_BOXES / 2 for _, y, _, height in column]
    return column[0][0], column[0][0] + column[0][2], [column[0][1] - BETWEEN_BOXES / 2, *between]


def _line(table: Table, to: str, boxes: dict[str, Box], passages: list[tuple[float, float, list[float]]]) -> str:
    """From the column that refers to the head of the other table, between the boxes of columns that lie on the way."""
    x, y, width, _ = boxes[table.full]
    columns = {r.column for r in table.references if r.to_table == to}
    row = next(n for n, (name, *_rest) in enumerate(_shown(table)) if name in columns)
    start, end = (x + width, y + HEAD + ROW * (row + 1) - 6), (boxes[to][0], boxes[to][1] + HEAD / 2)
    path, (at_x, at_y) = [f"M{start[0]:.0f} {start[1]:.0f}"], start
    for left, right, heights in [p for p in passages if start[0] < p[0] and p[1] < end[0]]:
        straight = at_y + (end[1] - at_y) * (left - at_x) / (end[0] - at_x)
        passed = min(heights, key=lambda height, aim=straight: abs(height - aim))  # type: ignore[misc]
        path += [_bend(at_x, at_y, left, passed), f"H{right:.0f}"]
        at_x, at_y = right, passed
    path.append(_bend(at_x, at_y, *end))
    return f'<path d="{"".join(path)}" fill="none" stroke="#7a8699" stroke-width="1.2" marker-end="url(#to)"/>'


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    """A curve that leaves and arrives level."""
    half = (x + to_x) / 2
    return f"C{half:.0f} {y:.0f} {half:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
