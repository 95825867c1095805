"""Rows for people and programs: a table on the console, CSV, or JSON. Numbers stay exact, a missing value stays distinguishable.

- table: missing is ∅; text is shown as it is, decimals with all their digits. On a terminal long cells are folded, and where even
  that leaves no room each row is printed as a record, a line for each column; elsewhere a row is one line.
- csv: missing is an empty field, an empty text is "" in quotes.
- json: a list of objects; missing is null, decimals are JSON numbers with all their digits (a reader that wants them exact
  parses them as decimals), dates and times are ISO text, lists and structs are JSON's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal, TextIO

from orchestration.exact import MISSING, as_json, as_text

Format = Literal["table", "csv", "json"]
NARROWEST = 8  # columns of a cell on a terminal; where there is less room, a row becomes a record of its own


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, out: TextIO) -> None:
    """Writes all rows to `out`.

    Raises:
        ValueError: two columns have the same name, and JSON objects cannot hold both.
    """
    {"table": _table, "csv": _csv, "json": _json}[form](columns, rows, out)


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False)
    body = [list(row) for row in rows]
    widths = [_widest(name, body, n) for n, name in enumerate(columns)]
    for n, name in enumerate(columns):
        numeric = any(isinstance(row[n], int | float | Decimal) and not isinstance(row[n], bool) for row in body)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold", min_width=min(widths[n], NARROWEST))
    for row in body:
        table.add_row(*(Text(MISSING if v is None else as_text(v)) for v in row))
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        # A pipe has no width to keep to: nothing is folded, so that grep finds a row's cells on its line.
        console = Console(file=out, highlight=False, width=max(80, sum(widths) + 3 * len(widths)))
    if sum(min(width, NARROWEST) + 3 for width in widths) > console.width:
        _records(columns, body, out)
    else:
        console.print(table)
    console.print(f"{len(body)} {'row' if len(body) == 1 else 'rows'}")


def _records(columns: Sequence[str], body: list[list[Any]], out: TextIO) -> None:
    """Each row as lines of `column: value`, below a rule; nothing is folded, the terminal wraps."""
    for no, row in enumerate(body, 1):
        out.write(f"── {no} " + "─" * 20 + "\n")
        out.writelines(f"{name}: {MISSING if v is None else as_text(v)}\n" for name, v in zip(columns, row, strict=True))


def _widest(name: str, body: list[list[Any]], n: int) -> int:
    from rich.cells import cell_len

    return max([cell_len(name), *(max(map(cell_len, as_text(row[n]).splitlines() or [""])) for row in body if row[n] is not None)])


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    out.write(",".join(map(_field, columns)) + "\n")
    for row in rows:
        out.write(",".join("" if v is None else _field(as_text(v)) for v in row) + "\n")


def _field(text: str) -> str:
    quoted = text == "" or any(c in text for c in ',"\r\n')
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _json(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    twice = sorted({c for c in columns if list(columns).count(c) > 1})
    if twice:
        raise ValueError(f"two columns are named {', '.join(twice)}: give them names of their own with AS")
    out.write("[")
    for no, row in enumerate(rows):
        out.write((",\n " if no else "") + as_json(dict(zip(columns, row, strict=True))))
    out.write("]\n")
