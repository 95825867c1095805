"""CSV that opens right in a spreadsheet: UTF-8 with a byte order mark, and no text that would be taken for a formula.

Targets are printed as `=100%`, which a spreadsheet would compute. A text that begins with one of RISKY and goes on gets an apostrophe
before it, and so does one that begins with an apostrophe: to have the text as it is, take one apostrophe away wherever a text begins
with one. A sign by itself is text to every spreadsheet and stays as it is: whoever asks a column of operators for = shall find it.
Numbers, dates and truth values are never touched. A missing value is an empty field, an empty text is "" in quotes.

However long it is, a file is not compressed. CSV is for programs that read nothing better (Excel, Stata, SPSS), and those do not read
compressed files either; whoever can take .csv.zst takes Parquet, with types and a tenth of the bytes. gzip would also double the time.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.dictionary import literal, quoted
from orchestration.exports import Export

MARK = "\ufeff"  # the byte order mark, as the first character of the first name
APOSTROPHE = "'"
# What Excel, WPS and LibreOffice take for the beginning of a formula, their full-width forms (input methods make = of ＝) and the
# white space that some strip first.
RISKY = "=+-@＝＋－＠\t\r\n"


def write_csv(con: duckdb.DuckDBPyConnection, export: Export, parquet: Path, target: Path) -> None:
    """One table, of its Parquet file and in the order of that: DuckDB keeps the order of a file that it only projects."""
    columns = [_column(c.name, kind) for c, kind in zip(export.table.columns, export.types, strict=True)]
    names = [MARK + export.table.columns[0].name, *(c.name for c in export.table.columns[1:])]
    select = ", ".join(f"{column} AS {quoted(name)}" for column, name in zip(columns, names, strict=True))
    con.execute(f"COPY (SELECT {select} FROM read_parquet({literal(parquet)})) TO {literal(target)} (FORMAT csv, HEADER)")


def _column(name: str, kind: str) -> str:
    """The value as it stands in a CSV file. Codes of characters are compared one by one: a list of them would become a join, which
    does not keep the order of rows, and looking for twelve beginnings of each text takes as long as writing it."""
    column = quoted(name)
    if kind != "VARCHAR":
        return column
    risky = " OR ".join(f"unicode({column}) = {ord(c)}" for c in RISKY)
    guard = f"unicode({column}) = {ord(APOSTROPHE)} OR length({column}) > 1 AND ({risky})"
    return f"CASE WHEN {guard} THEN {literal(APOSTROPHE)} || {column} ELSE {column} END"
