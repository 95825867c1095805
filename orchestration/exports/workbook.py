"""One Excel workbook of all tables: a sheet of contents, then a sheet for each table under its Chinese name.

Texts are written as texts, in cells of the format text, so that `=100%` is never computed, not even after a person has edited it.
A release of more rows than people open in Excel has an excerpt of each table: a cell takes 5 µs to write and to open, millions minutes.
What a sheet does not hold is said where it happens: rows left out in the contents and under the last row, the rest of a long
text at its end, digits beyond the fifteen that a cell computes with by writing the number as text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.dictionary import Table
from orchestration.exact import as_text
from orchestration.exports import Export
from orchestration.exports.about import About

SHEET_ROWS = 1_048_576
WHOLE, EXCERPT = 500_000, 1_000  # rows of all tables that a workbook is made of, and of each table where there are more
HEAD_ROWS = 2
CELL_CHARACTERS = 32_767
DIGITS = 15
NARROW, WIDE = 8, 48  # widths of a column, in characters of half width
SAMPLE = 500  # rows from which a column's width is taken
CONTENTS = "目录"
_DIGEST = re.compile(r"[0-9a-f]{32,64}")  # shown in part: no one reads it
_FIRST_MONTH = (1900, 3)  # before it Excel's days are one off


def write_workbook(con: duckdb.DuckDBPyConnection, exports: list[Export], about: About, path: Path, sheet_rows: int | None = None) -> None:
    """Writes the workbook to `path`; `sheet_rows` is the number of rows a sheet has at most, head rows too."""
    room = (sheet_rows_of(exports) if sheet_rows is None else sheet_rows) - HEAD_ROWS
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": about.title.zh, "comments": about.id, "created": dt.datetime.fromisoformat(about.released_at)})
        formats = _formats(book)
        _contents(book.add_worksheet(CONTENTS), exports, about, formats, room)
        for export in exports:
            _sheet(book.add_worksheet(export.table.name_zh), con, export, formats, room)


def sheet_rows_of(exports: list[Export]) -> int:
    """How many rows a sheet has at most in a workbook of these tables, head rows too."""
    return SHEET_ROWS if sum(export.rows for export in exports) <= WHOLE else EXCERPT + HEAD_ROWS


def left_out(exports: list[Export]) -> list[Export]:
    """The tables of which the workbook holds the first rows only."""
    room = sheet_rows_of(exports) - HEAD_ROWS
    return [export for export in exports if export.rows > room]


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    head = cell | {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "valign": "vcenter"}
    made = {
        "title": cell | {"bold": True, "font_size": 16},
        "label": cell | {"bold": True, "font_color": "#1F3864"},
        "head": head,
        "key": head | {"bg_color": "#7F6000"},
        "name": cell | {"font_color": "#595959", "bg_color": "#EDEDED", "font_name": "Consolas", "font_size": 9, "bottom": 1},
        "text": cell | {"num_format": "@"},
        "wrap": cell | {"num_format": "@", "text_wrap": True},
        "link": cell | {"font_color": "#0563C1", "underline": 1},
        "whole": cell | {"num_format": "0"},
        "count": cell | {"num_format": "#,##0"},
        "money": cell | {"num_format": "#,##0.00"},
        "number": cell | {"num_format": "General"},
        "date": cell | {"num_format": "yyyy-mm-dd"},
        "time": cell | {"num_format": "yyyy-mm-dd hh:mm:ss"},
        "said": cell | {"italic": True, "font_color": "#C00000"},
    }
    return {name: book.add_format(properties) for name, properties in made.items()}


def _contents(sheet: Worksheet, exports: list[Export], about: About, formats: dict[str, Format], room: int) -> None:
    sheet.hide_gridlines(2)
    for column, width in enumerate((20, 30, 12, 44, 62, 78)):
        sheet.set_column(column, column, width)
    head = _said(sheet, about, formats)
    for column, text in enumerate(("数据表", "Table", "行数 Rows", "主键 Key", "每行是什么", "What a row is")):
        sheet.write_string(head, column, text, formats["head"])
    for row, export in enumerate(exports, head + 1):
        table = export.table
        sheet.write_url(row, 0, f"internal:'{table.name_zh}'!A1", formats["link"], table.name_zh)
        sheet.write_string(row, 1, table.full, formats["text"])
        sheet.write_number(row, 2, export.rows, formats["count"])
        sheet.write_string(row, 3, ", ".join(table.key), formats["wrap"])
        sheet.write_string(row, 4, table.grain_zh, formats["wrap"])
        sheet.write_string(row, 5, table.grain, formats["wrap"])
        if export.rows > room:
            sheet.write_string(row, 6, _cut(export.rows, room), formats["said"])


def _said(sheet: Worksheet, about: About, formats: dict[str, Format]) -> int:
    """The head of the contents; number of the row for the list of tables."""
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, about.title.zh, formats["title"])
    pairs = [
        ("说明", about.description.zh),
        ("About", about.description.en),
        ("发布 Release", f"{about.id}，{about.released_at}"),
        ("许可", about.licence.zh),
        ("Licence", about.licence.en),
        *(("注意" if n == 0 else "", caveat.zh) for n, caveat in enumerate(about.caveats)),
        *(("Caveats" if n == 0 else "", caveat.en) for n, caveat in enumerate(about.caveats)),
    ]
    for row, (label, text) in enumerate(pairs, 1):
        if label:
            sheet.write_string(row, 0, label, formats["label"])
        sheet.write_string(row, 1, text, formats["text"])
    return len(pairs) + 2


def _fitting(rows: int, room: int) -> int:
    """How many of the rows stand on the sheet: where not all do, the last one says so."""
    return rows if rows <= room else room - 1


def _cut(rows: int, room: int) -> str:
    shown = _fitting(rows, room)
    return (
        f"工作表只列出前 {shown:,} 行，共 {rows:,} 行；完整数据见 csv 与 parquet。"
        f" The sheet holds the first {shown:,} of {rows:,} rows; csv and parquet hold all."
    )


def _sheet(sheet: Worksheet, con: duckdb.DuckDBPyConnection, export: Export, formats: dict[str, Format], room: int) -> None:
    kinds = [_format_of(column.name, kind) for column, kind in zip(export.table.columns, export.types, strict=True)]
    widths = _head(sheet, export.table, formats)
    shown = _fitting(export.rows, room)
    for number, values in enumerate(_rows(con, export, shown), HEAD_ROWS):
        for column, value in enumerate(values):
            if value is not None:
                _cell(sheet, number, column, value, formats[kinds[column]], formats["text"])
                if number < SAMPLE and not (isinstance(value, str) and _DIGEST.fullmatch(value)):
                    widths[column] = max(widths[column], *map(_width, as_text(value).splitlines() or [""]))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROW), WIDE))
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS + max(shown, 1) - 1, len(widths) - 1)
    if shown < export.rows:
        _done(sheet.write_string(HEAD_ROWS + shown, 0, _cut(export.rows, room), formats["said"]))


def _head(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> list[int]:
    """Writes the two head rows, names in Chinese above those in the files; the width that each column needs for them."""
    sheet.set_row(0, 20)
    for no, column in enumerate(table.columns):
        _done(sheet.write_string(0, no, column.name_zh, formats["key" if column.is_key else "head"]))
    for no, column in enumerate(table.columns):
        _done(sheet.write_string(1, no, column.name, formats["name"]))
    return [max(_width(c.name_zh), len(c.name) + 2) for c in table.columns]  # 2: the button of the filter


def _rows(con: duckdb.DuckDBPyConnection, export: Export, most: int) -> Iterator[tuple[Any, ...]]:
    """The first `most` rows, a thousand in memory at a time."""
    con.execute(f"{export.select()} LIMIT {most}")
    while rows := con.fetchmany(1000):
        yield from rows


def _format_of(name: str, kind: str) -> str:
    """The format of a column, by its name's last word where that is a unit, and by its type."""
    if kind.startswith("DECIMAL") or kind in ("DOUBLE", "FLOAT"):
        return "money" if name.endswith("_yuan") and kind.endswith(",2)") else "number"
    if kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"):
        return "whole"
    return {"DATE": "date", "TIMESTAMP": "time", "BOOLEAN": "number"}.get(kind, "text")


def _cell(sheet: Worksheet, row: int, column: int, value: Any, form: Format, text: Format) -> None:
    """Writes one value; as text where a cell of its kind would not hold it exactly."""
    if isinstance(value, bool):
        _done(sheet.write_boolean(row, column, value, form))
    elif isinstance(value, int | float | Decimal) and _is_exact(value):
        _done(sheet.write_number(row, column, float(value), form))
    elif isinstance(value, dt.date) and not getattr(value, "tzinfo", None) and (value.year, value.month) >= _FIRST_MONTH:
        _done(sheet.write_datetime(row, column, value, form))
    else:
        _done(sheet.write_string(row, column, _fitted(as_text(value)), text))


def _is_exact(value: int | float | Decimal) -> bool:
    """A cell computes in binary with fifteen decimal digits."""
    if isinstance(value, float):
        return math.isfinite(value)
    digits = Decimal(value).normalize().as_tuple()
    return isinstance(digits.exponent, int) and len(digits.digits) + max(digits.exponent, 0) <= DIGITS


def _fitted(text: str) -> str:
    if len(text) <= CELL_CHARACTERS:
        return text
    mark = f"……【共 {len(text):,} 字，此处截断；全文见 csv 与 parquet。Cut: csv and parquet hold all {len(text):,} characters.】"
    return text[: CELL_CHARACTERS - len(mark)] + mark


def _width(text: str) -> int:
    """Columns of half width that a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _done(code: int) -> None:
    """XlsxWriter answers what it did not write with a number below zero, and goes on."""
    if code < 0:
        raise ValueError(f"XlsxWriter wrote a cell not at all, or in part (code {code})")
