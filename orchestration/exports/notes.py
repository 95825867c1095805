"""The release notes, RELEASE.md in English and RELEASE.zh-CN.md in Chinese: what changed since the last release, with examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.dictionary import Table
from orchestration.exact import MISSING, as_text
from orchestration.exports import Export
from orchestration.exports.about import About
from orchestration.exports.changes import Change, Row, Rows
from orchestration.exports.workbook import left_out

LONGEST = 80  # characters of a value that is shown


@dataclass(frozen=True)
class Words:
    """The words of one language; a table's and a column's name are taken from the dictionary."""

    file: str
    language: str  # en or zh
    colon: str
    comma: str
    texts: dict[str, str]

    def __call__(self, key: str, **facts: Any) -> str:
        """A sentence with its facts."""
        return self.texts[key].format(**facts)

    def table(self, table: Table) -> str:
        """The table by its name in this language."""
        return f"`{table.full}`" if self.language == "en" else f"{table.name_zh} `{table.full}`"

    def column(self, table: Table, name: str) -> str:
        """A column by its name in this language; one that only an older release has keeps its own."""
        labels = {c.name: c.name_zh for c in table.columns} if self.language == "zh" else {}
        return labels.get(name, name)


ENGLISH = Words(
    "RELEASE.md",
    "en",
    ": ",
    ", ",
    {
        "made": "Made {at} of the inputs {inputs}.",
        "holds": "What it holds",
        "table": "table",
        "rows": "rows",
        "what": "what a row is",
        "first": "This is the first release: there is none to compare it with.",
        "incomparable": "It could not be compared with {before}: {why}.",
        "since": "What changed since {before}",
        "counts": "| table | before | now | added | removed | changed |",
        "nothing": "No row of any table changed.",
        "same": "As they were: {tables}.",
        "new_table": "new table, {rows} rows",
        "gone_table": "gone; it had {rows} rows",
        "new_columns": "new columns",
        "gone_columns": "columns that are gone",
        "unmatched": "rows were not matched: {why}",
        "added": "{count} added",
        "removed": "{count} removed",
        "changed": "{count} changed",
        "by_column": "by column",
        "more": "… and {count} more",
        "caveats": "Caveats",
        "files": "jixiao.duckdb, parquet/, csv/ and jixiao.xlsx hold the same rows; datapackage.json describes them, "
        "`sha256sum -c SHA256SUMS` checks them.",
        "excerpt": "jixiao.xlsx is too small for all of it: it holds the first rows only of {tables}.",
    },
)
CHINESE = Words(
    "RELEASE.zh-CN.md",
    "zh",
    "：",
    "、",
    {
        "made": "生成于 {at}，输入摘要 {inputs}。",
        "holds": "内容",
        "table": "数据表",
        "rows": "行数",
        "what": "每行是什么",
        "first": "这是第一次发布，没有可比较的前一版。",
        "incomparable": "无法与 {before} 比较：{why}。",
        "since": "与 {before} 相比的变化",
        "counts": "| 数据表 | 之前 | 现在 | 新增 | 删除 | 改变 |",
        "nothing": "所有数据表的行均无变化。",
        "same": "未变：{tables}。",
        "new_table": "新表，{rows} 行",
        "gone_table": "已取消，原有 {rows} 行",
        "new_columns": "新增列",
        "gone_columns": "取消的列",
        "unmatched": "未逐行比较：{why}",
        "added": "新增 {count} 行",
        "removed": "删除 {count} 行",
        "changed": "改变 {count} 行",
        "by_column": "按列",
        "more": "…… 另有 {count} 行",
        "caveats": "注意",
        "files": "jixiao.duckdb、parquet/、csv/ 与 jixiao.xlsx 内容相同；datapackage.json 为其说明，可用 `sha256sum -c SHA256SUMS` 核验。",
        "excerpt": "jixiao.xlsx 容纳不下全部内容，以下各表只列出前若干行：{tables}。",
    },
)


def write_notes(exports: list[Export], about: About, before: str | None, changes: list[Change] | str, folder: Path) -> None:
    """Writes both files. `before` is the id of the last release, None for the first; `changes` since, or why there are none to tell."""
    for words in (ENGLISH, CHINESE):
        lines = _lines(words, exports, about, before, changes)
        (folder / words.file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(words: Words, exports: list[Export], about: About, before: str | None, changes: list[Change] | str) -> Iterator[str]:
    yield from (f"# {about.id}", "", getattr(about.title, words.language), "")
    yield from (words("made", at=about.released_at, inputs=about.inputs[:16]), words("files"), "")
    if cut := left_out(exports):
        yield from (words("excerpt", tables=words.comma.join(words.table(export.table) for export in cut)), "")
    if before is None:
        yield from (words("first"), "")
    elif isinstance(changes, str):
        yield from (words("incomparable", before=before, why=changes), "")
    else:
        yield from _changes(words, before, changes)
    yield from (f"## {words('holds')}", "", f"| {words('table')} | {words('rows')} | {words('what')} |", "|---|---:|---|")
    for export in exports:
        what = export.table.grain if words.language == "en" else export.table.grain_zh
        yield f"| {words.table(export.table)} | {export.rows:,} | {_cell(what)} |"
    yield from ("", f"## {words('caveats')}", "")
    yield from (f"- {getattr(said, words.language)}" for said in (about.licence, *about.caveats))


def _changes(words: Words, before: str, changes: list[Change]) -> Iterator[str]:
    yield from (f"## {words('since', before=before)}", "")
    different = [c for c in changes if c.differs]
    if not different:
        yield from (words("nothing"), "")
        return
    yield from (words("counts"), "|---|---:|---:|---:|---:|---:|")
    for c in different:
        parts = [None if part is None else part.count for part in (c.added, c.removed, c.changed)]
        yield f"| {words.table(c.table)} | " + " | ".join("—" if n is None else f"{n:,}" for n in (c.before, c.now, *parts)) + " |"
    yield ""
    same = [words.table(c.table) for c in changes if not c.differs]
    if same:
        yield from (words("same", tables=words.comma.join(same)), "")
    for c in different:
        yield from (f"### {words.table(c.table)}", "", *_change(words, c), "")


def _change(words: Words, change: Change) -> Iterator[str]:
    if change.before is None:
        yield f"- {words('new_table', rows=f'{change.now:,}')}"
    if change.now is None:
        yield f"- {words('gone_table', rows=f'{change.before:,}')}"
    for key, columns in (("new_columns", change.new_columns), ("gone_columns", change.gone_columns)):
        if columns:
            yield f"- {words(key)}{words.colon}{words.comma.join(words.column(change.table, c) for c in columns)}"
    if change.unmatched:
        yield f"- {words('unmatched', why=change.unmatched)}"
    for key, rows in (("added", change.added), ("removed", change.removed), ("changed", change.changed)):
        if rows and rows.count:
            yield from _rows(words, change, key, rows)


def _rows(words: Words, change: Change, key: str, rows: Rows) -> Iterator[str]:
    counts = words.comma.join(f"{words.column(change.table, c)} {n:,}" for c, n in change.by_column) if key == "changed" else ""
    yield f"- {words(key, count=f'{rows.count:,}')}" + (f"{words.colon}{words('by_column')} {counts}" if counts else "")
    yield from (f"  - {_row(words, change.table, row)}" for row in rows.examples)
    if rows.count > len(rows.examples):
        yield f"  - {words('more', count=f'{rows.count - len(rows.examples):,}')}"


def _row(words: Words, table: Table, row: Row) -> str:
    told = words.comma.join(f"{words.column(table, c)} {_value(v)}" for c, v in row.told_by)
    values = words.comma.join(f"{words.column(table, c)} {_value(b)} → {_value(n)}" for c, b, n in row.values)
    return told + (f"{words.colon}{values}" if values else "")


def _value(value: Any) -> str:
    """A value on one line; what is printed in a form is no Markdown."""
    text = MISSING if value is None else " ".join(as_text(value).split())
    return "`" + (text if len(text) <= LONGEST else text[:LONGEST] + "…").replace("`", "'") + "`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
