"""Each check of the mart suites passes on marts that agree with the records, and fails on one bad row, naming its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.gate import judge, load_suites, validate_marts
from expectations.grain import GRAIN
from expectations.mart_frames import COLUMNS, DIMENSION_KEYS, RECORDED, TABLES, mart_frames
from expectations.sources import read_marts, read_records
from expectations.verdict import Check

Rows = dict[str, list[dict[str, Any]]]

# Form keys are f1 (the declaration) and f2 (the self-evaluation) of the good records.
FORM = "report_file, form_no, 'f' || form_no as form_key"
FACT = f"{FORM}, line_start, line_end"
MARTS = f"""
create schema core;
create schema audit;
create table core.fct_parse_quality as select {FACT}, report_year, report_unit, project_name, is_quarantined from forms;
create table core.dim_form as
    select {FACT}, project_name, implementing_unit, fiscal_year, form_type, 'p' || form_no as project_key
    from forms where not is_quarantined;
create table core.fct_project_funding as select {FACT}, funding_source, budget_stage, amount_text, amount_yuan from funding;
create table core.fct_indicator_target as select {FACT}, indicator_no, indicator_name from indicators where form_no = 1;
create table core.fct_indicator_result as select {FACT}, indicator_no, indicator_name, weight, score from indicators where form_no = 2;
create table core.fct_goal_commitment as select {FACT}, quantity_no as commitment_no from quantities where indicator_no is null;
create table core.fct_indicator_quantity as select {FACT}, quantity_no from quantities where indicator_no is not null;
create table core.fct_self_evaluation as select {FACT} from forms where form_type = 'self_evaluation';
create table audit.fct_audit_finding as select {FACT}, 'F01' as rule_id, 'D' as rule_class, 'requested' as subject from forms;
create table core.dim_report as select 'r' as report_key, report_file, report_year, report_unit, is_refused, refusal_reason from reports;
create table core.fct_parse_problem as select report_file, form_no, problem_no from problems;
create table core.dim_unit as select 'u' as unit_key;
create table core.dim_project as select 'p' || form_no as project_key from forms;
create table core.dim_fiscal_year as select 'y' as fiscal_year_key;
create table core.dim_indicator as select 'i' as indicator_key;
create table core.dim_indicator_level as select 'l' as indicator_level_key;
create table core.dim_indicator_concept as select 'c' as indicator_concept_key;
create table core.dim_measure_unit as select 'm' as measure_unit_key;
create table core.dim_operator as select 'o' as operator_key;
create table core.dim_form_template as select 't' as form_template_key;
create table core.dim_funding_source as select 's' as funding_source_key;
create table core.dim_budget_stage as select 'b' as budget_stage_key;
"""
DECLARATION = "2024/甲单位/a.txt:5-60, form 1 展览"
EVALUATION = "2024/甲单位/a.txt:61-140, form 2 培训"
RESULT = "2024/甲单位/a.txt:100-101, form 2 培训"

# check, what is changed in the good marts, places and details of the failing rows
FAULTS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("M00_table_present", "drop table core.dim_unit", [("?", "is_present: False; table_name: dim_unit")]),
    ("M00_dimension_has_members", "delete from core.dim_unit", [("?", "dimension_rows: 0; table_name: dim_unit")]),
    ("M01_one_row_a_form", "delete from core.fct_parse_quality where form_no = 1", [(DECLARATION, "rows_in_records: 1; rows_in_marts: 0")]),
    ("M01_one_row_a_report", "delete from core.dim_report", [("2024/甲单位/a.txt", "rows: 1; rows_in_marts: 0")]),
    (
        "M02_refusal_agrees",
        "update core.dim_report set is_refused = true",
        [("2024/甲单位/a.txt", "is_refused: False; is_refused_in_marts: True; refusal_reason: missing")],
    ),
    (
        "M03_problems_as_in_records",
        "delete from core.fct_parse_problem where form_no is null",
        [("2024/甲单位/a.txt", "problems: 2; problems_in_marts: 1")],
    ),
    (
        "M02_quarantine_agrees",
        "update core.fct_parse_quality set is_quarantined = true where form_no = 1",
        [(DECLARATION, "is_withheld: False; is_quarantined: True; quarantine_reason: missing")],
    ),
    (
        "M02_published_unless_quarantined",
        "delete from core.dim_form where form_no = 2",
        [(EVALUATION, "is_published_due: True; is_published: False; quarantine_reason: missing")],
    ),
    ("M03_targets_as_in_records", "delete from core.fct_indicator_target", [(DECLARATION, "targets_due: 1; targets_in_marts: 0")]),
    (
        "M03_results_as_in_records",
        "insert into core.fct_indicator_result from core.fct_indicator_result",
        [(EVALUATION, "results_due: 1; results_in_marts: 2")],
    ),
    (
        "M03_evaluations_as_in_records",
        "delete from core.fct_self_evaluation",
        [(EVALUATION, "evaluations_due: 1; evaluations_in_marts: 0")],
    ),
    (
        "M03_funding_cells_as_in_records",
        "delete from core.fct_project_funding where budget_stage = 'requested' and funding_source = 'other'",
        [(DECLARATION, "funding_cells_due: 7; funding_cells_in_marts: 6")],
    ),
    (
        "M03_quantities_as_in_records",
        "delete from core.fct_indicator_quantity",
        [(EVALUATION, "quantities_due: 1; quantities_in_marts: 0")],
    ),
    (
        "M04_requested_total_as_in_records",
        "update core.fct_project_funding set amount_yuan = 6999.99 where budget_stage = 'requested' and funding_source = 'total'",
        [(DECLARATION, "requested_yuan_due: 7000; requested_yuan_in_marts: 6999.99")],
    ),
    (
        "M04_funding_sum_as_in_records",
        "update core.fct_project_funding set amount_yuan = 0.01 where budget_stage = 'executed' and funding_source = 'other'",
        [(EVALUATION, "funding_sum_yuan_due: 42000; funding_sum_yuan_in_marts: 42000.01")],
    ),
    (
        "M05_natural_key_unique",
        "insert into core.dim_form select * replace ('f2' as form_key) from core.dim_form where form_no = 1",
        [
            (DECLARATION, "project_key: p1; fiscal_year: 2024; form_type: target_declaration; implementing_unit: 甲单位"),
            (EVALUATION, "project_key: p1; fiscal_year: 2024; form_type: target_declaration; implementing_unit: 甲单位"),
        ],
    ),
    (
        "M05_dimension_key_present__dim_unit",
        "insert into core.dim_unit values (null)",
        [("?", "member_key: missing; table_name: dim_unit")],
    ),
    ("M05_dimension_key_unique__dim_unit", "insert into core.dim_unit values ('u')", [("?", "table_name: dim_unit; member_key: u")] * 2),
    (
        "M05_fact_grain_unique__fct_indicator_result",
        "insert into core.fct_indicator_result from core.fct_indicator_result",
        [(RESULT, "table_name: fct_indicator_result; form_key: f2; indicator_no: 1")] * 2,
    ),
    (
        "M06_fact_has_form_key__fct_self_evaluation",
        "update core.fct_self_evaluation set form_key = null",
        [("2024/甲单位/a.txt:61-140", "form_key: missing")],
    ),
    (
        "M06_fact_has_file__fct_self_evaluation",
        "update core.fct_self_evaluation set report_file = null",
        [("甲单位|2024:61-140, form 2 培训", "report_file: missing; form_key: f2")],
    ),
    (
        "M06_fact_has_first_line__fct_indicator_result",
        "update core.fct_indicator_result set line_start = null",
        [("2024/甲单位/a.txt, form 2 培训", "line_start: missing; form_key: f2; indicator_no: 1")],
    ),
    (
        "M06_fact_lines_in_order__fct_indicator_result",
        "update core.fct_indicator_result set line_end = 99",
        [("2024/甲单位/a.txt:100-99, form 2 培训", "line_end: 99; line_start: 100; form_key: f2; indicator_no: 1")],
    ),
    (
        "M07_fact_of_known_form__fct_self_evaluation",
        "update core.fct_self_evaluation set form_key = 'f9'",
        [("2024/甲单位/a.txt:61-140", "is_form_known: False; form_key: f9")],
    ),
    (
        "M07_no_fact_of_quarantined_form__fct_audit_finding",
        "update core.fct_parse_quality set is_quarantined = true where form_no = 2; delete from core.fct_indicator_result;"
        "delete from core.fct_project_funding where form_no = 2; delete from core.fct_self_evaluation",
        [(EVALUATION, "is_quarantined: True; form_key: f2; rule_id: F01; subject: requested")],
    ),
    ("M08_weight_in_range", "update core.fct_indicator_result set weight = 100.01", [(RESULT, "weight: 100.01; indicator_name: 期数")]),
    ("M08_score_not_negative", "update core.fct_indicator_result set score = -1", [(RESULT, "score: -1; indicator_name: 期数")]),
    (
        "M08_score_within_weight",
        "update core.fct_indicator_result set score = 90.01",
        [(RESULT, "weight: 90; score: 90.01; indicator_name: 期数")],
    ),
]


@pytest.fixture
def records(rows: Rows, store: Callable[[Rows], Path]) -> Path:
    """The good records, with a note on the report as a whole and one on its first form."""
    place = {column: rows["reports"][0][column] for column in ("report_file", "report_sha256", "report_year", "report_unit")}
    rows["problems"] = [place | {"form_no": form_no, "problem_no": 1, "severity": "note"} for form_no in (None, 1)]
    return store(rows)


@pytest.fixture
def candidate(records: Path, tmp_path: Path) -> Path:
    """A DuckDB file with the marts of the good records, as far as the gate looks at them."""
    path = tmp_path / "jixiao.duckdb"
    with duckdb.connect(str(path)) as con:
        for table in ("reports", "forms", "funding", "indicators", "quantities", "problems"):
            con.execute(f"create temp table {table} as from read_parquet('{records}/2024/*/{table}.parquet')")
        con.execute(MARTS)
    return path


def change(candidate: Path, sql: str) -> None:
    with duckdb.connect(str(candidate)) as con:
        con.execute(sql)


def outcome(name: str, candidate: Path, records: Path) -> Check:
    """The check called `name`, run alone."""
    alone = [replace(s, expectations=(e,)) for s in load_suites("marts") for e in s.expectations if e["meta"]["check"] == name]
    (check,) = judge(tuple(alone), mart_frames(read_marts(candidate, TABLES, COLUMNS), read_records(records, RECORDED))).checks
    return check


def test_marts_that_agree_with_the_records_pass(candidate: Path, records: Path) -> None:
    verdict = validate_marts(candidate, records)
    assert verdict.passed
    assert {c.outcome for c in verdict.checks} == {"pass"}
    evaluated = {c.name: c.evaluated for c in verdict.checks}
    assert evaluated["M01_one_row_a_form"] == 2
    assert evaluated["M04_requested_total_as_in_records"] == 1
    assert {t: evaluated[f"M06_fact_has_form_key__{t}"] for t in GRAIN} == {
        "fct_project_funding": 19,
        "fct_indicator_target": 1,
        "fct_indicator_result": 1,
        "fct_self_evaluation": 1,
        "fct_goal_commitment": 1,
        "fct_indicator_quantity": 1,
        "fct_audit_finding": 2,
    }


@pytest.mark.parametrize(("name", "sql", "found"), FAULTS, ids=[f[0] for f in FAULTS])
def test_one_bad_row_fails(name: str, sql: str, found: list[tuple[str, str]], candidate: Path, records: Path) -> None:
    change(candidate, sql)
    check = outcome(name, candidate, records)
    assert check.outcome == "fail"
    assert [(f.place(), f.detail) for f in check.failures] == found


@pytest.mark.parametrize(("name", "sql", "found"), [fault for fault in FAULTS if "__fct_" in fault[0]])
def test_a_fact_in_parts_is_judged_as_one(
    name: str, sql: str, found: list[tuple[str, str]], candidate: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("expectations.mart_frames.PART", 1)
    good = outcome(name, candidate, records)
    assert (good.outcome, good.evaluated > 0) == ("pass", True)
    test_one_bad_row_fails(name, sql, found, candidate, records)


def test_each_check_is_shown_to_fail() -> None:
    """Of a check that is made for several tables, for one of them."""
    assert {f[0].split("__")[0] for f in FAULTS} == {
        e["meta"]["check"].split("__")[0] for s in load_suites("marts") for e in s.expectations
    }


@pytest.mark.parametrize(
    ("frame", "tables"),
    [("facts", GRAIN), ("dimensions", DIMENSION_KEYS)],
)
def test_no_table_of_a_frame_is_left_unjudged(frame: str, tables: Mapping[str, object]) -> None:
    suites = [s for s in load_suites("marts") if s.frame.startswith(f"{frame}.")]
    assert {s.table for s in suites} == set(tables)
    assert all(e["meta"]["check"].endswith(f"__{s.table}") for s in suites for e in s.expectations)


@pytest.mark.parametrize("table", GRAIN)
def test_a_bad_row_is_shown_at_its_own_table(table: str, candidate: Path, records: Path) -> None:
    schema = "audit" if table == "fct_audit_finding" else "core"
    change(candidate, f"update {schema}.{table} set report_file = null")
    failed = [(c.name, c.table) for c in validate_marts(candidate, records).blocking()]
    assert failed == [(f"M06_fact_has_file__{table}", table)]


def test_a_missing_form_is_shown_at_each_table_that_lacks_it(candidate: Path, records: Path) -> None:
    change(candidate, "delete from core.fct_indicator_target; delete from core.fct_project_funding where form_no = 2")
    failed = {c.name: c.table for c in validate_marts(candidate, records).blocking()}
    assert failed == {
        "M03_targets_as_in_records": "fct_indicator_target",
        "M03_funding_cells_as_in_records": "fct_project_funding",
        "M04_funding_sum_as_in_records": "fct_project_funding",
    }


def test_a_form_that_is_in_no_record_is_named(candidate: Path, records: Path) -> None:
    other = "select * replace (3 as form_no, 'f3' as form_key) from core.fct_parse_quality where form_no = 2"
    change(candidate, f"insert into core.fct_parse_quality {other}")
    check = outcome("M01_one_row_a_form", candidate, records)
    assert [(f.place(), f.detail) for f in check.failures] == [
        ("2024/甲单位/a.txt:61-140, form 3 培训", "rows_in_records: 0; rows_in_marts: 1")
    ]


def test_a_quarantined_form_is_due_nothing(rows: Rows, store: Callable[[Rows], Path], candidate: Path) -> None:
    rows["forms"][0].update(is_quarantined=True, quarantine_reason="留字")
    check = outcome("M03_targets_as_in_records", candidate, store(rows))
    assert [f.detail for f in check.failures] == ["targets_due: 0; targets_in_marts: 1"]


def test_the_forms_of_a_refused_report_are_due_nothing(rows: Rows, store: Callable[[Rows], Path], candidate: Path) -> None:
    rows["reports"][0].update(is_refused=True)
    assert outcome("M02_published_unless_quarantined", candidate, store(rows)).failed == 2


def test_a_fact_that_was_not_built_is_an_error_of_the_checks_that_need_it(candidate: Path, records: Path) -> None:
    change(candidate, "drop table core.fct_indicator_result")
    verdict = validate_marts(candidate, records)
    outcomes = {c.name: c.outcome for c in verdict.checks}
    assert outcomes["M00_table_present"] == "fail"
    assert outcomes["M08_score_within_weight"] == "error"
    assert outcomes["M05_dimension_key_unique__dim_unit"] == "pass"
    assert not verdict.passed


def test_an_empty_candidate_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    assert not validate_marts(path, tmp_path / "records").passed


def test_a_candidate_that_is_not_there_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error, match=r"missing\.duckdb"):
        validate_marts(tmp_path / "missing.duckdb", tmp_path)
