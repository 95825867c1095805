"""The page of a run: what failed and where, readable without a network, with the reports' texts escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

from expectations.data_docs import write_docs
from expectations.verdict import Check, Failure, Verdict

FAILURE = Failure("2024/甲/a.txt", 2, "<b>展览</b> & 会", 17, 19, "甲|2024", "score: 11; weight: 10")
GOOD = Check("G01_forms_stored", "records.read_reports", "reports", "error", "pass", 5, 0, (), "5 rows pass", "As many.", "行数相等。")
BAD = Check(
    "G11_score_within_weight",
    "records.scored_indicators",
    "indicators",
    "error",
    "fail",
    41,
    1,
    (FAILURE,),
    "1 of 41 rows fail",
    "The score is not above its weight.",
    "得分不超过分值。",
    "Read the lines.",
    True,
    (("甲|2024", 1),),
)


def page(verdict: Verdict, folder: Path, **facts: str) -> str:
    path = write_docs(verdict, folder, facts=facts)
    assert path == folder / "index.html"
    return path.read_text(encoding="utf-8")


def cells(html: str) -> list[str]:
    """The texts of all table cells, without tags."""
    return [unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", html, re.S)]


def test_a_refused_run_says_what_failed_on_which_form_and_lines(tmp_path: Path) -> None:
    html = page(Verdict((GOOD, BAD)), tmp_path / "data_docs" / "run 1", run="run 1")
    assert "Refused: nothing is published" in html
    assert "2 checks: 1 pass, 1 block, 0 warn, 0 had no row to look at." in html
    row = cells(html)[:5]
    assert row == ["2024/甲/a.txt", "2", "17–19", "<b>展览</b> & 会", "score: 11; weight: 10"]
    assert "得分不超过分值。" in html
    assert "Read the lines." in html
    assert "<dt>run</dt><dd>run 1</dd>" in html


def test_texts_of_reports_are_escaped(tmp_path: Path) -> None:
    html = page(Verdict((BAD,)), tmp_path, run="<script>")
    assert "&lt;b&gt;展览&lt;/b&gt; &amp; 会" in html
    assert "<b>展览" not in html
    assert "<script" not in html


def test_a_passing_run_lists_all_checks_and_its_warnings(tmp_path: Path) -> None:
    html = page(Verdict((GOOD, replace(BAD, severity="warn"))), tmp_path)
    assert "Passed: nothing keeps these inputs from being published." in html
    assert "What blocks" not in html
    assert "For a person to look at" in html
    assert [c.split("\n")[0] for c in cells(html) if c.startswith("G")] == [
        "G01_forms_storedreports · error",
        "G11_score_within_weightindicators · warn",
    ]


def test_failing_rows_that_are_not_shown_are_counted(tmp_path: Path) -> None:
    assert "… and 120 more." in page(Verdict((replace(BAD, failed=121),)), tmp_path)


def test_the_page_asks_nothing_of_a_network(tmp_path: Path) -> None:
    html = page(Verdict((GOOD, BAD)), tmp_path)
    assert re.findall(r"(?:https?:)?//|<link|<img|@import|url\(", html) == []


def test_a_verdict_without_checks_is_shown_as_refused(tmp_path: Path) -> None:
    assert "Refused" in page(Verdict(()), tmp_path)
