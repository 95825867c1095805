"""From a row of a released table to the lines of the file that it was read from: which rows, which lines, and where on them its values are.

Which columns hold the place is told by their names, in whatever table: `report_file` with `report_sha256`, and lines as `line_start` and
`line_end` or as a list `…_lines`; another file as `<word>_file` with `<word>_lines`. How it is shown is the business of `trace_page`.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb

from orchestration.console.query import open_current
from orchestration.dictionary import Column, Table, quoted, read_dictionary
from orchestration.exact import as_text
from orchestration.home import Home, RefusalError
from orchestration.reader.sources import open_source
from orchestration.reader.sources.source import UnsuitableError

_CONDITION = re.compile(r"([^=~]+)([=~])(.*)", re.DOTALL)
_PREFIX = re.compile(r"[0-9a-f]{6,31}")  # the beginning of a digest stands for it
_DIGEST = re.compile(r"[0-9a-f]{32,64}")
_NUMBER = re.compile(r"[0-9][0-9,，]*(?:\.[0-9]+)?")
_MOST_COMPARED = 20_000  # values among which near ones are looked for


@dataclass(frozen=True)
class Mark:
    """Where a value is printed: its column, the line, and the characters [start, end) of it."""

    column: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """Lines of one file that a row was read from. `trouble` says why its text cannot be shown as what was read; then `lines` is empty."""

    file: str
    numbers: tuple[int, ...]
    lines: tuple[str, ...] = ()  # all lines of the file
    marks: tuple[Mark, ...] = ()
    trouble: str | None = None


@dataclass(frozen=True)
class Traced:
    """A row with its places; `asked` are the columns that it was asked for by."""

    table: Table
    values: tuple[tuple[Column, Any], ...]
    places: tuple[Place, ...]
    asked: frozenset[str]


@dataclass(frozen=True)
class _Wanted:
    column: Column
    sign: str  # = or ~, which is: contains
    value: str


def trace_rows(home: Home, fact: str, keys: Sequence[str], most: int) -> tuple[str, int, list[Traced]]:
    """The current release's id, how many rows of `fact` the keys name, and the first `most` of them with their lines.

    `fact` is a table by its name, with or without schema, or by its Chinese name. Each of `keys` is COLUMN=VALUE, COLUMN~PART, or the
    value of the next column of the table's key; a digest may be shortened to its first characters.

    Raises:
        RefusalError: no release, table, column or row of that name, with near ones; or a table that holds no lines.
    """
    with open_current(home) as (con, release):
        tables = read_dictionary(con)
        table = _find_table(tables, fact)
        wanted = _conditions(table, keys)
        clause, parameters = _where(wanted)
        source = f"FROM {quoted(table.schema, table.name)} WHERE {clause}"
        count = con.execute(f"SELECT count(*) {source}", parameters).fetchall()[0][0]
        if not count:
            raise RefusalError(_near(con, table, wanted))
        order = ", ".join(map(quoted, table.order))
        rows = con.execute(f"SELECT * {source} ORDER BY {order} LIMIT {most}", parameters).fetchall()
        asked = frozenset(w.column.name for w in wanted)
        digests = _digests(con, tables) if len(_file_columns(table)) > 1 else {}
    files = _Files(home, release)
    traced = []
    for row in rows:
        values = tuple(zip(table.columns, row, strict=True))
        traced.append(Traced(table, values, tuple(_places(values, files, digests)), asked))
    return release, count, traced


def _find_table(tables: Sequence[Table], fact: str) -> Table:
    found = next((t for t in tables if fact in (t.name, t.full, t.name_zh)), None)
    traceable = [t for t in tables if _file_columns(t)]
    if found in traceable and found is not None:
        return found
    if found:
        raise RefusalError(f"{found.full} holds no source lines of its own; these do: {', '.join(t.name for t in traceable)}")
    names = [name for t in traceable for name in (t.name, t.name_zh)]
    near = difflib.get_close_matches(fact, names, n=3, cutoff=0.5) or [t.name for t in traceable]
    raise RefusalError(f"there is no table {fact}; near it, with source lines: {', '.join(near)}")


def _file_columns(table: Table) -> list[tuple[str, tuple[str, ...]]]:
    """Each column that names a file, with those that hold its lines: one list, or first and last."""
    names = [c.name for c in table.columns]
    found: list[tuple[str, tuple[str, ...]]] = []
    for name in names:
        word = name.removesuffix("_file")
        if word != name:
            own = ["evidence_lines", "lines"] if word == "report" else [f"{word}_lines"]
            lists = [c for c in own if c in names]
            ends = ["line_start", "line_end"] if word == "report" else [f"{word}_line_start", f"{word}_line_end"]
            if lists or set(ends) <= set(names):
                found.append((name, (lists[0],) if lists else tuple(ends)))
    return found


def _digests(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> dict[str, str]:
    """The digest by file, of all tables that hold both: another file that a row names comes without its own."""
    both = [t for t in tables if {"report_file", "report_sha256"} <= {c.name for c in t.columns}]
    asked = " UNION ".join(f"SELECT report_file, report_sha256 FROM {quoted(t.schema, t.name)}" for t in both)
    return dict(con.execute(asked).fetchall())


def _conditions(table: Table, keys: Sequence[str]) -> list[_Wanted]:
    by_name = {name: c for c in table.columns for name in (c.name, c.name_zh)}
    how = f"give values of its key ({', '.join(table.key)}) or COLUMN=VALUE, COLUMN~PART"
    if not keys:
        raise RefusalError(f"which row of {table.full}? {how}")
    rest = iter(table.key)
    wanted = []
    for key in keys:
        match = _CONDITION.fullmatch(key)
        if match and match[1].strip() in by_name:
            wanted.append(_Wanted(by_name[match[1].strip()], match[2], match[3]))
        elif match and re.fullmatch(r"\w+", match[1]):
            near = difflib.get_close_matches(match[1], by_name, n=3, cutoff=0.5)
            raise RefusalError(f"{table.full} has no column {match[1]}; {'near it: ' + ', '.join(near) if near else how}")
        else:
            column = next(rest, None)
            if column is None:
                raise RefusalError(f"the key of {table.full} has {len(table.key)} columns, these are more: {how}")
            wanted.append(_Wanted(by_name[column], "=", key))
    return wanted


def _where(wanted: Sequence[_Wanted]) -> tuple[str, list[str]]:
    """The condition with its parameters. A number is compared as one, so that 10 finds 10.0000."""
    parts, parameters = [], []
    for w in wanted:
        column = quoted(w.column.name)
        text = f"CAST({column} AS VARCHAR)"
        if w.sign == "~":
            parts.append(f"contains({text}, ?)")
        elif w.column.name.endswith(("_key", "_sha256")) and _PREFIX.fullmatch(w.value):
            parts.append(f"starts_with({text}, ?)")
        else:
            parts.append(f"({text} = ? OR TRY_CAST({text} AS DECIMAL(38, 6)) = TRY_CAST(? AS DECIMAL(38, 6)))")
            parameters.append(w.value)
        parameters.append(w.value)
    return " AND ".join(parts), parameters


def _near(con: duckdb.DuckDBPyConnection, table: Table, wanted: Sequence[_Wanted]) -> str:
    """Which condition nothing fulfils, and the values of its column that are near, among rows that fulfil those before it."""
    for n, w in enumerate(wanted):
        clause, parameters = _where(wanted[: n + 1])
        place = quoted(table.schema, table.name)
        if con.execute(f"SELECT 1 FROM {place} WHERE {clause} LIMIT 1", parameters).fetchall():
            continue
        before, parameters = _where(wanted[:n]) if n else ("true", [])
        values = con.execute(
            f"SELECT DISTINCT CAST({quoted(w.column.name)} AS VARCHAR) AS value FROM {place} WHERE {before} AND value IS NOT NULL "
            f"ORDER BY length(value), value LIMIT {_MOST_COMPARED}",
            parameters,
        ).fetchall()
        texts = [v for (v,) in values]
        near = difflib.get_close_matches(w.value, texts, n=5, cutoff=0.4) or texts[:5]
        where = "" if not n else " beside " + ", ".join(f"{x.column.name}{x.sign}{x.value}" for x in wanted[:n])
        said = f"; near it: {', '.join(near)}" if near else ""
        return f"{table.full} has no row with {w.column.name}{w.sign}{w.value}{where}{said}"
    return f"{table.full} has no such row"


def _places(values: Sequence[tuple[Column, Any]], files: _Files, digests: dict[str, str]) -> Iterator[Place]:
    row = {column.name: value for column, value in values}
    for name, columns in _file_columns_of(values):
        file, found = row[name], [row[c] for c in columns]
        if file is None:
            continue
        numbers = tuple(found[0] or ()) if len(columns) == 1 else tuple(range(found[0], found[1] + 1)) if None not in found else ()
        digest = row.get("report_sha256") if name == "report_file" else digests.get(file)
        lines, trouble = files.lines(file, digest)
        numbers = tuple(n for n in numbers if 1 <= n <= len(lines)) if lines else numbers
        yield Place(file, numbers, lines, tuple(_marks(values, lines, numbers)), trouble)


def _file_columns_of(values: Sequence[tuple[Column, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return _file_columns(Table("", "", "", (), "", "", tuple(c for c, _ in values), ()))


class _Files:
    """Files below raw/, each read once; only bytes with the digest that the release read are taken for the source."""

    def __init__(self, home: Home, release: str) -> None:
        self.home, self.release = home, release
        self.read: dict[tuple[str, str | None], tuple[tuple[str, ...], str | None]] = {}

    def lines(self, file: str, digest: str | None) -> tuple[tuple[str, ...], str | None]:
        """All lines of the file, or none and the reason."""
        if (file, digest) not in self.read:
            self.read[file, digest] = self._open(file, digest)
        return self.read[file, digest]

    def _open(self, file: str, digest: str | None) -> tuple[tuple[str, ...], str | None]:
        path = self.home.raw / file
        try:
            data = path.read_bytes()
        except OSError as exc:
            return (), f"{path} cannot be read ({exc.strerror}): the release {self.release} read it with sha256 {digest}"
        found = hashlib.sha256(data).hexdigest()
        if found != digest:
            return (), (
                f"{path} has changed since the release {self.release} read it (sha256 {digest} then, {found} now): "
                "its lines may be others. Put the published text back, or build again"
            )
        try:
            return tuple(open_source(data).lines), None
        except UnsuitableError as exc:
            return (), f"{path} cannot be read: {exc}"


def _marks(values: Sequence[tuple[Column, Any]], lines: Sequence[str], numbers: Sequence[int]) -> Iterator[Mark]:
    """Where the row's texts are printed on its lines, the longest first, so that 10 is not found within 100%.

    A row that holds no printed text of a number (a finding) has its numbers marked, wherever they are printed.
    """
    if not lines:
        return
    texts = [(c.name, v) for c, v in values if isinstance(v, str) and v.strip() and not is_digest(v) and not c.name.endswith("_file")]
    taken: set[tuple[int, int]] = set()
    for name, text in sorted(texts, key=lambda t: -len(t[1])):
        yield from _claim(name, _printed(text, lines, numbers, taken), taken)
    if any(name.endswith("_text") for name, _ in texts):
        return
    for name, number in ((c.name, v) for c, v in values if isinstance(v, Decimal)):
        yield from _claim(name, _numbers(number, lines, numbers, taken), taken)


def _claim(name: str, found: list[tuple[int, int]], taken: set[tuple[int, int]]) -> Iterator[Mark]:
    """Marks of these characters, those side by side as one."""
    taken.update(found)
    start = 0
    for n in range(1, len(found) + 1):
        if n == len(found) or found[n] != (found[n - 1][0], found[n - 1][1] + 1):
            yield Mark(name, found[start][0], found[start][1], found[n - 1][1] + 1)
            start = n


def _printed(value: str, lines: Sequence[str], numbers: Sequence[int], taken: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The characters of a value, as line and column: one after the other but for blanks, or by pieces of the lines that its cell is on."""
    wanted = "".join(value.split())
    free = [(n, at) for n in numbers for at, c in enumerate(lines[n - 1]) if not c.isspace() and (n, at) not in taken]
    text = "".join(lines[n - 1][at] for n, at in free)
    start = text.find(wanted)
    while start >= 0:
        found = free[start : start + len(wanted)]
        if not _within_number(lines, found):
            return found
        start = text.find(wanted, start + 1)
    return _by_pieces(wanted, lines, numbers, taken)


def _within_number(lines: Sequence[str], found: list[tuple[int, int]]) -> bool:
    """Whether the characters are a part of a longer number: 10 in 100."""
    (first, a), (last, b) = found[0], found[-1]
    before, after = lines[first - 1][:a][-1:], lines[last - 1][b + 1 : b + 2]
    starts, ends = lines[first - 1][a], lines[last - 1][b]
    return (starts.isdigit() and (before.isdigit() or before in tuple(".,"))) or (
        ends.isdigit() and (after.isdigit() or after in tuple(".,"))
    )


def _by_pieces(wanted: str, lines: Sequence[str], numbers: Sequence[int], taken: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """A cell that is wrapped beside another one: its pieces stand between blanks, in order. Nothing where not all of it is found."""
    found: list[tuple[int, int]] = []
    rest = wanted
    for n in numbers:
        for piece in re.finditer(r"\S+", lines[n - 1]):
            places = [(n, at) for at in range(*piece.span())]
            if rest and rest.startswith(piece[0]) and not taken.intersection(places):
                found += places
                rest = rest[len(piece[0]) :]
    return [] if rest else found


def _numbers(value: Decimal, lines: Sequence[str], numbers: Sequence[int], taken: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The characters of all printed numbers of that value."""
    found: list[tuple[int, int]] = []
    for n in numbers:
        for printed in _NUMBER.finditer(lines[n - 1]):
            places = [(n, at) for at in range(*printed.span())]
            if _decimal(printed[0]) == value and not taken.intersection(places):
                found += places
    return found


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None


def told(value: Any) -> str:
    """A value as people read it: digests by their beginning, which finds the row again."""
    text = as_text(value)
    return text[:12] + "…" if is_digest(text) else text


def is_digest(value: Any) -> bool:
    """Whether it is a key or a file's digest, which tells a person nothing."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None
