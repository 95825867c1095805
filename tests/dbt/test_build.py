"""What a build over small records holds: which forms stand, which rows they make, what the audit finds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

Warehouse = duckdb.DuckDBPyConnection


def rows(con: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def test_every_model_test_and_unit_test_of_the_project_passes(good_build: tuple[dict[str, str], Path]) -> None:
    statuses, _ = good_build
    assert {name: s for name, s in statuses.items() if s not in ("success", "pass")} == {}
    assert statuses["f02_self_evaluated_components_sum"] == "pass"  # a unit test: they run with the build


def test_the_file_stands_alone(warehouse: Warehouse) -> None:
    """The records are gone: each table is read to its end, and there is nothing but tables and the Chinese views of them."""
    tables = rows(warehouse, "select schema_name, table_name from duckdb_tables() where not temporary")
    assert {schema for schema, _ in tables} >= {"staging", "core", "audit", "dictionary", "seeds"}
    for schema, table in tables:
        warehouse.execute(f"select * from {schema}.{table}").fetchall()
    assert rows(warehouse, "select distinct schema_name from duckdb_views() where not internal") == [("中文",)]


def test_the_file_has_the_storage_version_that_older_clients_open(warehouse: Warehouse) -> None:
    version = rows(warehouse, "select tags['storage_version'] from duckdb_databases() where not internal and path is not null")
    assert version == [("v1.2.0+",)]


def test_quarantined_and_refused_forms_stand_in_parse_quality_only(warehouse: Warehouse) -> None:
    assert rows(
        warehouse, "select project_name, is_quarantined, split_part(quarantine_reason, ':', 1) from core.fct_parse_quality order by all"
    ) == [
        ("服务经济 ⼯作经费", False, None),
        ("服务经济工作经费", False, None),
        ("服务经济工作经费", False, None),
        ("没有单位的项目", False, None),
        ("被拒项目", True, "binary_file"),
        ("隔离项目", True, "residue"),
    ]
    assert rows(warehouse, "select count(*) from core.dim_form") == [(4,)]
    assert rows(warehouse, "select count(*) from core.dim_unit where unit_name in ('丙中心', '己单位') and is_implementing") == [(0,)]
    assert rows(warehouse, "select count(*) from core.dim_indicator where indicator_name = '误读'") == [(0,)]


def test_a_refused_report_stands_with_its_reason(warehouse: Warehouse) -> None:
    assert rows(
        warehouse, "select report_file, form_count, is_refused, split_part(refusal_reason, ':', 1) from core.dim_report order by all"
    ) == [
        ("2020/甲单位/b.txt", 1, False, None),
        ("2023/己单位/e.txt", 1, True, "binary_file"),
        ("2023/戊单位/d.txt", 0, True, "no_form"),
        ("2024/丁单位/c.txt", 1, False, None),
        ("2024/甲单位/a.txt", 3, False, None),
    ]


def test_each_problem_stands_with_its_remedy_and_lines(warehouse: Warehouse) -> None:
    """Of a quarantined form, of a form that is kept, and of refused reports, with forms and without."""
    problems = """
        select problem.report_file, problem.form_no, problem_no, severity, problem_code, field, message, left(remedy, 17),
            problem.line_start, problem.line_end, quality.is_quarantined
        from core.fct_parse_problem as problem left join core.fct_parse_quality as quality using (form_key) order by all
    """
    assert rows(warehouse, problems) == [
        ("2023/己单位/e.txt", None, 1, "blocking", "binary_file", None, "the file is no text", "extract the text ", None, None, None),
        ("2023/戊单位/d.txt", None, 1, "blocking", "no_form", None, "no form was found", "remove the file i", None, None, None),
        ("2024/甲单位/a.txt", 1, 1, "note", "own_words", "goals", "the goal says more", None, 12, 14, False),
        ("2024/甲单位/a.txt", 3, 1, "blocking", "residue", None, "3 characters are in no field", "compare the lines", 70, 70, True),
    ]


def test_a_project_is_unit_and_name_in_whatever_writing(warehouse: Warehouse) -> None:
    """Two units have a project of one name; the form of 2020 prints it with a space and a radical."""
    projects = "select implementing_unit, project_name, first_fiscal_year, last_fiscal_year, form_count from core.dim_project order by all"
    assert rows(warehouse, projects) == [
        ("(unknown)", "(unknown)", None, None, 1),
        ("乙中心", "服务经济工作经费", 2024, 2024, 1),
        ("甲单位", "服务经济工作经费", 2020, 2024, 2),
    ]


def test_a_form_without_unit_and_year_has_the_unknown_members(warehouse: Warehouse) -> None:
    found = rows(
        warehouse,
        """
        select form.project_name, project.project_name, unit.unit_name, year.fiscal_year
        from core.dim_form as form
        join core.dim_project as project using (project_key)
        join core.dim_unit as unit on form.unit_key = unit.unit_key
        join core.dim_fiscal_year as year using (fiscal_year_key)
        where form.fiscal_year is null
        """,
    )
    assert found == [("没有单位的项目", "(unknown)", "(unknown)", None)]


def test_units_carry_their_roles(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select unit_name, is_supervising, is_implementing, is_reporting from core.dim_unit order by all") == [
        ("(unknown)", False, True, False),
        ("丁单位", False, False, True),
        ("乙中心", False, True, False),
        ("己单位", False, False, True),
        ("市科委", True, False, False),
        ("戊单位", False, False, True),
        ("甲单位", False, True, True),
    ]


def test_money_is_decimal_with_its_text_and_line(warehouse: Warehouse) -> None:
    """Blank, dash and zero stay three things."""
    cells = """
        select budget_stage, funding_source, amount_yuan, amount_text, line_start from core.fct_project_funding
        where (funding_source, budget_stage) in (('other', 'initial'), ('total', 'multi_year'), ('carryover', 'requested')) order by all
    """
    assert rows(warehouse, cells) == [
        ("initial", "other", None, "—", 21),
        ("multi_year", "total", None, None, 9),
        ("requested", "carryover", Decimal("0.00"), "0.00", 12),
    ]
    requested = """
        select sum(amount_yuan), count(*) from core.fct_project_funding where funding_source = 'total' and budget_stage = 'requested'
    """
    assert rows(warehouse, requested) == [(Decimal("600.00"), 2)]


def test_indicators_are_targets_or_results_and_share_one_dimension(warehouse: Warehouse) -> None:
    """（次） and (次) are one indicator, declared twice and evaluated once."""
    assert rows(warehouse, "select count(*), count(distinct indicator_key) from core.fct_indicator_target") == [(3, 2)]
    results = (
        "select indicator_name, weight, score, points_lost, report_file, line_start, line_end from core.fct_indicator_result order by all"
    )
    assert rows(warehouse, results) == [
        ("培训（次）", Decimal(60), Decimal(56), Decimal(4), "2020/甲单位/b.txt", 40, 41),
        ("满意度", Decimal(30), Decimal(30), Decimal(0), "2020/甲单位/b.txt", 40, 41),
    ]
    occurrences = "select level1_en, level2_en, normalised_indicator_name, occurrence_count from core.dim_indicator order by all"
    assert rows(warehouse, occurrences) == [
        ("output", "quantity", "培训(次)", 3),
        ("satisfaction", "satisfaction of those served", "满意度", 2),
    ]


def test_a_self_evaluation_is_recomputed(warehouse: Warehouse) -> None:
    found = rows(
        warehouse,
        """
        select printed_total_weight, recomputed_total_weight, printed_total_score, recomputed_total_score,
            printed_execution_rate_percent, round(recomputed_execution_rate_percent, 4), executed_yuan
        from core.fct_self_evaluation
        """,
    )
    assert found == [(Decimal(100), Decimal(100), Decimal("95.99"), Decimal("95.99"), 99.93, 99.9315, Decimal("7295.00"))]


def test_goals_stand_with_their_form(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select annual_goal_text from core.dim_form where annual_goal_text is not null") == [("办好培训20次",)]


def test_each_rule_says_something_of_each_form(warehouse: Warehouse) -> None:
    """No form is skipped in silence: a rule that has nothing to look at says so."""
    silent = """
        select rule_id, form_key from audit.dim_rule cross join core.fct_parse_quality
        where (rule_class = 'B' or not is_quarantined) and applies_to <> 'report'
        except select rule_id, form_key from audit.fct_audit_finding
    """
    assert rows(warehouse, silent) == []
    quarantined = (
        "select distinct rule_class from audit.fct_audit_finding join core.fct_parse_quality using (form_key) where is_quarantined"
    )
    assert rows(warehouse, quarantined) == [("B",)]
    nothing = "select outcome, message_en, evidence_lines from audit.fct_audit_finding where rule_id = 'F02' and subject = 'form'"
    said = "components sum to the total at each stage (form): not applicable, the rule does not look at forms of this kind"
    assert rows(warehouse, nothing + " and line_start = 61") == [("not_applicable", said, [61])]


def test_what_the_audit_finds(warehouse: Warehouse) -> None:
    """300.00 of which 200.00 has a source; 7,500.00 of which 7,300.00 has. 7,295 against 7,295.40 is rounding."""
    findings = """
        select rule_id, rule_version, subject, expected, actual, difference, report_file, line_start, line_end, message_en, message_zh
        from audit.fct_audit_finding where outcome = 'fail' and rule_id in ('F01', 'F02') order by rule_id
    """
    assert rows(warehouse, findings) == [
        (
            "F01", 2, "requested", Decimal(200), Decimal(300), Decimal(100), "2024/甲单位/a.txt", 10, 11,
            "declared components sum to the request (annual budget request): failed, expected = 200.00 yuan, found 300.00 yuan, "
                "difference 100.00 yuan",
            "申报资金构成之和等于申请总额（年度资金申请总额）：不通过，应 = 200.00 元，实为 300.00 元，相差 100.00 元",
        ),
        (
            "F02", 2, "initial", Decimal(7300), Decimal(7500), Decimal(200), "2020/甲单位/b.txt", 17, 21,
            "components sum to the total at each stage (approved initial budget): failed, expected = 7300.00 yuan, found 7500.00 yuan, "
                "difference 200.00 yuan",
            "自评各阶段资金构成之和等于总额（年初预算数）：不通过，应 = 7300.00 元，实为 7500.00 元，相差 200.00 元",
        ),
    ]  # fmt: skip


def test_outcomes_of_the_self_evaluation_and_of_the_form_without_money(warehouse: Warehouse) -> None:
    outcomes = """
        select rule_id, subject, outcome from audit.fct_audit_finding join core.dim_form using (form_key)
        where {} and rule_id in ('F01', 'F02', 'F03', 'S01', 'S02') and outcome <> 'not_applicable' order by all
    """
    assert rows(warehouse, outcomes.format("form_type = 'self_evaluation'")) == [
        ("F02", "adjusted", "pass"),
        ("F02", "executed", "pass"),
        ("F02", "initial", "fail"),
        ("F03", "ceiling", "pass"),
        ("F03", "rate", "pass"),
        ("F03", "score", "pass"),
        ("S01", "weight", "pass"),
        ("S02", "score", "pass"),
    ]
    assert rows(warehouse, outcomes.format("dim_form.fiscal_year is null")) == [("F01", "form", "not_evaluable")]


def test_columns_tell_the_form_label_in_the_file(warehouse: Warehouse) -> None:
    comment = "select comment from duckdb_columns() where table_name = 'fct_indicator_result' and column_name = 'deviation_text'"
    assert rows(warehouse, comment) == [("Reason for the deviation and remedy (偏差原因分析及改进措施).",)]


def test_each_table_and_each_column_but_those_of_staging_is_described_in_the_file(warehouse: Warehouse) -> None:
    assert rows(warehouse, "select table_name from duckdb_tables() where comment is null") == []
    columns = "select table_name, column_name from duckdb_columns() where not internal and schema_name <> 'staging' and comment is null"
    assert rows(warehouse, columns) == []
