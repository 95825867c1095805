"""docs/questions.md: what analysts, reviewers and auditors ask, and what the current release answers.

A question is a query of dbt_project/analyses, headed by comments: `-- en:` and `-- zh:` ask it, `-- note:` says what to know about the
answer. The page is made by `make questions`; nothing in it is typed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.console.query import open_current
from orchestration.home import CHECKOUT, DBT_PROJECT, Home, write_atomic

FOLDER = DBT_PROJECT / "analyses"
PAGE = CHECKOUT / "docs" / "questions.md"
SHOWN = 20  # rows of an answer that is longer

_HEAD = re.compile(r"-- (en|zh|note): (.*)")
_REF = re.compile(r"\{\{ ref\('(\w+)'\) \}\}")
_INTRODUCTION = """# Fifteen questions, and what the five reports answer 十五个问题及其答案

Made by `make questions` from the current release; each query stands in `dbt_project/analyses/` and runs in any DuckDB client on
`warehouse/current/jixiao.duckdb`. 由 `make questions` 依当前发布生成；各查询见 `dbt_project/analyses/`。
"""


@dataclass(frozen=True)
class Question:
    """One question: its name, what it asks in both languages, what to know of the answer, and the query over tables by name."""

    name: str
    en: str
    zh: str
    note: str
    sql: str


def questions(folder: Path = FOLDER) -> list[Question]:
    """The questions, in the order of their names.

    Raises:
        ValueError: a query lacks one of its comments.
    """
    return [_question(path) for path in sorted(folder.glob("q*.sql"))]


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    if set(head) != {"en", "zh", "note"}:
        raise ValueError(f"{path.name} is headed by {', '.join(sorted(head)) or 'nothing'}: it needs -- en:, -- zh: and -- note:")
    body = _REF.sub(r"\1", "\n".join(line for line in text.splitlines() if not _HEAD.match(line)))
    return Question(path.stem, head["en"], head["zh"], head["note"], body.strip())


def answer(con: duckdb.DuckDBPyConnection, question: Question) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of the answer."""
    cursor = con.execute(question.sql)
    return [column[0] for column in cursor.description or []], cursor.fetchall()


def page(con: duckdb.DuckDBPyConnection) -> str:
    """The whole page, in Markdown."""
    return "\n".join([_INTRODUCTION, *(_section(no, q, *answer(con, q)) for no, q in enumerate(questions(), 1))])


def _section(number: int, question: Question, columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    lines = [
        f"## {number}. {question.en}",
        "",
        f"**{question.zh}**",
        "",
        f"{question.note} ([query](../dbt_project/analyses/{question.name}.sql))",
    ]
    lines += ["", _row(columns), _row(["---:" if _is_number(rows, n) else "---" for n in range(len(columns))])]
    lines += [_row([_cell(value) for value in row]) for row in rows[:SHOWN]] or [_row(["—", *[""] * (len(columns) - 1)])]
    if len(rows) > SHOWN:
        lines += ["", f"{SHOWN} of {len(rows)} rows 共 {len(rows)} 行，列前 {SHOWN} 行"]
    return "\n".join([*lines, ""])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _is_number(rows: list[tuple[Any, ...]], column: int) -> bool:
    values = [row[column] for row in rows if row[column] is not None]
    return bool(values) and all(isinstance(value, int | float | Decimal) for value in values)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | float):
        return f"{Decimal(str(value)):,f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Writes the page and says whether it changed."""
    with open_current(Home.from_env()) as (con, release):
        text = page(con)
    changed = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    write_atomic(PAGE, text.encode())
    print(f"docs/{PAGE.name}: {'written anew' if changed else 'as it was'}, of release {release}")


if __name__ == "__main__":
    main()
