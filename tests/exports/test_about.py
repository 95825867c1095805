"""What is said of a release as a whole: which forms and reports are left out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from orchestration.exports.about import left_out, read_about

REPORTS = """
    CREATE OR REPLACE VIEW core.dim_report AS FROM (VALUES ('a', '2024/甲/a.txt', false), ('b', '2024/乙/b.txt', {}))
        AS rows (report_key, report_file, is_refused);
"""
FORMS = """
    CREATE OR REPLACE VIEW core.fct_parse_quality AS FROM (VALUES
        ('a', '2024/甲/a.txt', 2, 60, '运行保障', {quarantined}, {reason}), ('a', '2024/甲/a.txt', 61, 90, '好', false, NULL))
        AS rows (report_key, report_file, line_start, line_end, project_name, is_quarantined, quarantine_reason);
"""


def said(file: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as con:
        return [(s.en, s.zh) for s in left_out(con)]


def test_nothing_is_said_where_nothing_is_left_out(make: Callable[..., Path]) -> None:
    superseded = "'form_superseded: the form of a.pdf is taken (nothing, or take one of the two files out of raw/)'"
    whole = REPORTS.format("false") + FORMS.format(quarantined="false", reason="NULL")
    twice = REPORTS.format("false") + FORMS.format(quarantined="true", reason=superseded)
    assert said(make("whole", whole)) == said(make("twice", twice)) == []


def test_what_a_sum_lacks_is_counted_and_named(make: Callable[..., Path]) -> None:
    file = make("now", REPORTS.format("true") + FORMS.format(quarantined="true", reason="'funding_unreadable: x is no amount'"))
    ((en, zh),) = said(file)
    assert "1 of 2 forms (quarantined), 1 of 2 reports (refused): 2024/甲/a.txt:2-60 运行保障; 2024/乙/b.txt." in en
    assert "2 张表中 1 张被隔离，2 份报告中 1 份被拒收：2024/甲/a.txt:2-60 运行保障; 2024/乙/b.txt。" in zh
    with duckdb.connect(str(file), read_only=True) as con:
        assert read_about(con, "0001-a", "now", "a").caveats[0].en == en
