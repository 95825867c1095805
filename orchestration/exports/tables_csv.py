"""CSV that opens right in a spreadsheet: UTF-8 with a byte order mark, and no text that would be taken for a formula.

Targets are printed as `=100%`, which a spreadsheet would compute. A text that begins with one of RISKY gets an apostrophe before it,
and so does one that begins with an apostrophe: to have the text as it is, take one apostrophe away wherever a text begins with one.
Numbers, dates and truth values are never touched. A missing value is an empty field, an empty text is "" in quotes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.dictionary import literal, quoted
from orchestration.exports import Export

MARK = b"\xef\xbb\xbf"
APOSTROPHE = "'"
# What Excel, WPS and LibreOffice take for the beginning of a formula, their full-width forms (input methods make = of ＝) and the
# white space that some strip first.
RISKY = "=+-@＝＋－＠\t\r\n"


def write_csv(con: duckdb.DuckDBPyConnection, exports: list[Export], folder: Path) -> None:
    """<schema>.<table>.csv for each table."""
    folder.mkdir()
    for export in exports:
        target = folder / f"{export.table.full}.csv"
        plain = target.with_suffix(".part")
        columns = ", ".join(_column(c.name, kind) for c, kind in zip(export.table.columns, export.types, strict=True))
        con.execute(f"COPY ({export.select(columns)}) TO {literal(plain)} (FORMAT csv, HEADER)")
        with plain.open("rb") as rows, target.open("wb") as out:
            out.write(MARK)
            shutil.copyfileobj(rows, out)
        plain.unlink()


def guarded(text: str) -> str:
    """The text as it stands in a CSV file; the SQL of `write_csv` says the same."""
    return APOSTROPHE + text if text[:1] and text[0] in RISKY + APOSTROPHE else text


def unguarded(text: str) -> str:
    """The text as it is, from a field of a CSV file."""
    return text.removeprefix(APOSTROPHE)


def _column(name: str, kind: str) -> str:
    column = quoted(name)
    if kind != "VARCHAR":
        return column
    risky = " OR ".join(f"starts_with({column}, {literal(c)})" for c in RISKY + APOSTROPHE)
    return f"CASE WHEN {risky} THEN {literal(APOSTROPHE)} || {column} ELSE {column} END AS {column}"
