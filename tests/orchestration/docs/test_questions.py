"""The page of questions: what a query must be headed by, and how an answer is printed. The answers themselves: tests/pipeline."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.docs import questions as module
from orchestration.docs.questions import FOLDER, Question, answer, page, questions

HEAD = "-- en: How much?\n-- zh: 多少？\n-- note: Yuan.\n"


def test_the_questions_are_fifteen_and_asked_in_both_languages() -> None:
    asked = questions()
    assert [q.name[:4] for q in asked] == [f"q{n:02}_" for n in range(1, 16)]
    assert all(q.en.endswith("?") and q.zh.endswith("？") and "ref(" not in q.sql for q in asked)


def test_a_query_without_its_questions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q01_a.sql").write_text("-- en: How much?\nselect 1", encoding="utf-8")
    with pytest.raises(ValueError, match=r"q01_a\.sql is headed by en: it needs -- en:, -- zh: and -- note:"):
        questions(tmp_path)


def test_a_query_names_the_tables_that_it_refers_to(tmp_path: Path) -> None:
    (tmp_path / "q01_a.sql").write_text(HEAD + "select sum(a) from {{ ref('fct') }} as f", encoding="utf-8")
    assert questions(tmp_path) == [Question("q01_a", "How much?", "多少？", "Yuan.", "select sum(a) from fct as f")]


def test_an_answer_is_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers to the right, a blank for null, marks of the table escaped, and how many rows are left out."""
    sql = "select n * 1000.50 as 数, case when n = 1 then 'a|b' end as 文 from range(1, 23) as t(n) order by n"
    (tmp_path / "q01_a.sql").write_text(HEAD + sql, encoding="utf-8")
    (tmp_path / "q02_b.sql").write_text(HEAD + "select 1 as 空 where false", encoding="utf-8")
    monkeypatch.setattr(module, "questions", lambda: questions(tmp_path))
    with duckdb.connect() as con:
        assert answer(con, questions(tmp_path)[0])[1][0] == (Decimal("1000.50"), "a|b")
        lines = page(con).splitlines()
    assert "| 数 | 文 |" in lines and "| ---: | --- |" in lines
    assert "| 1,000.50 | a\\|b |" in lines and "| 2,001.00 |  |" in lines
    assert "20 of 22 rows 共 22 行，列前 20 行" in lines
    assert lines[-2:] == ["| --- |", "| — |"]


def test_each_query_is_in_the_folder_of_the_models() -> None:
    assert FOLDER.parent.name == "dbt_project" and sorted(p.suffix for p in FOLDER.iterdir()) == [".sql"] * 15
