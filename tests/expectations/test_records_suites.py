"""Each check of the record suites passes on good records, and fails on one bad row, naming its form and lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations.frames import records_frames
from expectations.gate import judge, load_suites, validate_records
from expectations.sources import read_records
from expectations.verdict import Check, Verdict

Rows = dict[str, list[dict[str, Any]]]
Fault = Callable[[Rows], None]

REPORT = "2024/甲单位/a.txt:1-140"
DECLARATION = "2024/甲单位/a.txt:5-60, form 1 展览"
EVALUATION = "2024/甲单位/a.txt:61-140, form 2 培训"
CELL = "2024/甲单位/a.txt:17, form 1 展览"
TARGET = "2024/甲单位/a.txt:30, form 1 展览"
RESULT = "2024/甲单位/a.txt:100-101, form 2 培训"
PARTITION = "2024/甲单位"


def put(table: str, index: int, **values: Any) -> Fault:
    """Overwrites values of one row."""
    return lambda rows: rows[table][index].update(values)


def drop(table: str, index: int) -> Fault:
    """Removes one row."""

    def change(rows: Rows) -> None:
        del rows[table][index]

    return change


def copy(table: str, index: int, **values: Any) -> Fault:
    """Adds a copy of one row, with other values."""
    return lambda rows: rows[table].append(rows[table][index] | values)


def all_of(*faults: Fault) -> Fault:
    """Several changes that make one fault."""

    def change(rows: Rows) -> None:
        for fault in faults:
            fault(rows)

    return change


SECOND = {"report_file": "another file", "report_sha256": "b" * 64}
BLOCKING = {
    "form_no": 1,
    "problem_no": 1,
    "problem_code": "residue",
    "severity": "blocking",
    "message": "留字",
    "line_start": 7,
    "line_end": 8,
}
PLACE = ("report_sha256", "report_file", "report_year", "report_unit")


def problem(rows: Rows) -> None:
    """A blocking problem of form 1 on lines 7-8."""
    rows["problems"].append({column: rows["forms"][0][column] for column in PLACE} | BLOCKING)


def cut(rows: Rows) -> None:
    """Form 2 may be cut off at its end."""
    problem(rows)
    rows["problems"][-1] |= {"form_no": 2, "problem_code": "table_may_be_cut", "severity": "review", "message": "无满意度指标"}
    rows["problems"][-1] |= {"line_start": 139, "line_end": 140}


# check, fault, place of the one failing row, what its detail says
FAULTS: list[tuple[str, Fault, str, str]] = [
    ("G00_rows_have_parents", put("indicators", 0, form_no=9), PARTITION, "orphan_rows: 1"),
    (
        "G00_report_not_refused",
        put("reports", 0, is_refused=True, refusal_reason="no form"),
        REPORT,
        "is_refused: True; refusal_reason: no form; blocking_lines: missing",
    ),
    ("G00_refusal_has_reason", put("reports", 0, is_refused=True), REPORT, "reason_or_read: missing"),
    (
        "G00_form_not_quarantined",
        all_of(put("forms", 0, is_quarantined=True, quarantine_reason="留字"), problem),
        DECLARATION,
        "is_quarantined: True; quarantine_reason: 留字; blocking_lines: 7-8",
    ),
    ("G00_quarantine_has_reason", put("forms", 0, is_quarantined=True), DECLARATION, "reason_or_kept: missing"),
    ("G00_no_blocking_problem_kept", problem, DECLARATION, "blocking_lines: 7-8"),
    ("G01_form_not_cut", cut, EVALUATION, "cut_after: line 139-140: 无满意度指标"),
    ("G01_form_count_matches_titles", put("reports", 0, title_line_count=3), REPORT, "form_count: 2; title_line_count: 3"),
    ("G01_forms_stored", put("reports", 0, form_count=3), REPORT, "form_count: 3; stored_form_count: 2"),
    ("G01_report_has_a_form", put("reports", 0, form_count=0), REPORT, "form_count: 0"),
    ("G02_form_type_known", put("forms", 0, form_type=None), DECLARATION, "form_type: missing"),
    ("G02_project_name_present", put("forms", 0, project_name=" "), "2024/甲单位/a.txt:5-60, form 1", "project_name: missing"),
    ("G02_supervising_department_present", put("forms", 0, supervising_department=None), DECLARATION, "supervising_department: missing"),
    ("G02_implementing_unit_present", put("forms", 1, implementing_unit=None), EVALUATION, "implementing_unit: missing"),
    ("G02_fiscal_year_present", put("forms", 1, fiscal_year=None), EVALUATION, "fiscal_year: missing"),
    ("G02_year_is_that_of_planned_start", put("forms", 0, fiscal_year=2023), DECLARATION, "fiscal_year: 2023; planned_start_year: 2024"),
    ("G02_year_is_that_of_folder", put("forms", 1, fiscal_year=2023), EVALUATION, "fiscal_year: 2023; report_year: 2024"),
    (
        "G02_planned_start_present",
        put("forms", 0, planned_start_date=None, planned_start_text="年初"),
        DECLARATION,
        "planned_start_date: missing; planned_start_text: 年初",
    ),
    (
        "G02_planned_end_present",
        put("forms", 0, planned_end_date=None),
        DECLARATION,
        "planned_end_date: missing; planned_end_text: missing",
    ),
    ("G03_funding_unit_known", put("forms", 0, funding_unit="美元"), DECLARATION, "funding_unit: 美元"),
    (
        "G03_funding_cells_complete",
        drop("funding", 0),
        DECLARATION,
        "funding_cell_count: 6; expected_funding_cell_count: 7; form_type: target_declaration",
    ),
    ("G03_funding_cell_legal", put("funding", 0, budget_stage="executed"), CELL, "cell: target_declaration/executed/total"),
    (
        "G03_amount_typed",
        put("funding", 3, amount_yuan=None),
        CELL,
        "amount_yuan: missing; cell: target_declaration/requested/total; amount_text: 7,000.00",
    ),
    (
        "G03_amount_as_printed",
        put("funding", 3, amount_yuan=Decimal("70000.00")),
        CELL,
        "amount_yuan: 70000; printed_yuan: 7000; cell: target_declaration/requested/total; amount_text: 7,000.00",
    ),
    (
        "G06_target_value_as_printed",
        put("indicators", 0, target_value=Decimal(50)),
        TARGET,
        "target_value: 50; printed_target: 5; indicator_name: 场次; target_value_text: 5",
    ),
    (
        "G11_weight_as_printed",
        put("indicators", 1, weight=Decimal(91)),
        RESULT,
        "weight: 91; printed_weight: 90; indicator_name: 期数; weight_text: 90",
    ),
    (
        "G11_score_as_printed",
        put("indicators", 1, score=Decimal(8)),
        RESULT,
        "score: 8; printed_score: 80; indicator_name: 期数; score_text: 80",
    ),
    (
        "G03_amount_traced",
        put("funding", 0, amount_yuan=Decimal("5.00")),
        CELL,
        "untraced_yuan: 5; cell: target_declaration/multi_year/total",
    ),
    ("G03_requested_total_present", put("funding", 3, amount_yuan=None, amount_text="—"), DECLARATION, "requested_total_yuan: missing"),
    (
        "G03_funding_cell_has_line",
        put("funding", 0, line_start=None, line_end=None),
        DECLARATION,
        "own_line: missing; cell: target_declaration/multi_year/total",
    ),
    (
        "G06_indicator_has_line",
        put("indicators", 0, line_end=None),
        "2024/甲单位/a.txt:30-60, form 1 展览",
        "own_line: missing; indicator_no: 1; indicator_name: 场次",
    ),
    ("G05_ledger_kept", put("forms", 0, label_character_count=None), DECLARATION, "missing_ledger_counts: label_character_count"),
    ("G05_ledger_not_empty", put("forms", 0, character_count=0), DECLARATION, "character_count: 0"),
    (
        "G05_ledger_accounts_for_all",
        put("forms", 0, field_character_count=79),
        DECLARATION,
        "character_count: 100; accounted_character_count: 99",
    ),
    ("G05_residue_zero", put("forms", 1, residue_character_count=4, field_character_count=76), EVALUATION, "residue_character_count: 4"),
    ("G06_form_has_indicators", drop("indicators", 0), DECLARATION, "stored_indicator_count: 0"),
    ("G06_indicators_stored", put("forms", 0, indicator_count=2), DECLARATION, "indicator_count: 2; stored_indicator_count: 1"),
    ("G06_indicator_name_present", put("indicators", 0, indicator_name=None), TARGET, "indicator_name: missing; indicator_no: 1"),
    (
        "G06_target_present",
        put("indicators", 0, target_text=None, flags="level2_ambiguous"),
        TARGET,
        "target_text_or_flag: missing; indicator_name: 场次",
    ),
    ("G06_target_value_typed", put("indicators", 0, target_value=None), TARGET, "untyped_value: 5; indicator_name: 场次"),
    ("G06_indicator_kind_known", put("indicators", 0, indicator_kind=None), TARGET, "indicator_kind: missing; indicator_name: 场次"),
    (
        "G06_row_settled",
        put("indicators", 0, flags="level2_ambiguous"),
        TARGET,
        "open_flags: level2_ambiguous; indicator_name: 场次; level_pair: 产出指标/数量指标",
    ),
    (
        "G06_weight_present",
        put("indicators", 1, weight=None, weight_text="九十"),
        RESULT,
        "weight_or_flag: missing; indicator_name: 期数; weight_text: 九十",
    ),
    ("G06_score_present", put("indicators", 1, score=None), RESULT, "score_or_flag: missing; indicator_name: 期数; score_text: 80"),
    ("G06_actual_present", put("indicators", 1, actual_text=None), RESULT, "actual_text: missing; indicator_name: 期数"),
    ("G06_total_score_present", put("forms", 1, total_score=None), EVALUATION, "total_score: missing; total_score_text: missing"),
    ("G07_lexemes_conserved", put("forms", 0, lexeme_read_count=0), DECLARATION, "lexeme_printed_count: 1; lexeme_read_count: 0"),
    ("G08_level1_present", put("indicators", 0, level1=None), TARGET, "level1_or_flag: missing; indicator_name: 场次"),
    ("G08_level2_present", put("indicators", 0, level2=None), TARGET, "level2_or_flag: missing; indicator_name: 场次"),
    ("G08_level1_legal", put("indicators", 0, level1="投入指标"), TARGET, "level1: 投入指标; indicator_name: 场次"),
    (
        "G08_level2_under_its_level1",
        put("indicators", 0, level2="社会效益指标"),
        TARGET,
        "level_pair: 产出指标/社会效益指标; indicator_name: 场次",
    ),
    (
        "G11_executed_not_negative",
        put("funding", 15, amount_yuan=Decimal("-1.00")),
        "2024/甲单位/a.txt:17, form 2 培训",
        "executed_yuan: -1; cell: self_evaluation/executed/total; amount_text: 7,000.00",
    ),
    ("G11_execution_weight_in_range", put("forms", 1, execution_weight=Decimal(101)), EVALUATION, "execution_weight: 101"),
    ("G11_execution_score_not_negative", put("forms", 1, execution_score=Decimal("-0.01")), EVALUATION, "execution_score: -0.01"),
    (
        "G11_execution_score_within_weight",
        put("forms", 1, execution_score=Decimal("10.01")),
        EVALUATION,
        "execution_weight: 10; execution_score: 10.01",
    ),
    ("G11_total_weight_in_range", put("forms", 1, total_weight=Decimal("100.5")), EVALUATION, "total_weight: 100.5"),
    ("G11_total_score_not_negative", put("forms", 1, total_score=Decimal(-1)), EVALUATION, "total_score: -1"),
    ("G11_total_score_within_weight", put("forms", 1, total_score=Decimal("100.01")), EVALUATION, "total_weight: 100; total_score: 100.01"),
    ("G11_weight_in_range", put("indicators", 1, weight=Decimal("100.01")), RESULT, "weight: 100.01; indicator_name: 期数"),
    ("G11_score_not_negative", put("indicators", 1, score=Decimal(-1)), RESULT, "score: -1; indicator_name: 期数"),
    ("G11_score_within_weight", put("indicators", 1, score=Decimal("90.01")), RESULT, "weight: 90; score: 90.01; indicator_name: 期数"),
    ("P04_forms_as_pinned", drop("forms", 1), PARTITION, "forms: 1; pinned_forms: 2; reports: 1"),
    ("P05_indicators_as_pinned", drop("indicators", 1), PARTITION, "indicators: 1; pinned_indicators: 2; reports: 1"),
    (
        "P06_forms_not_fewer_than_pinned",
        all_of(copy("reports", 0, **SECOND), drop("forms", 1)),
        PARTITION,
        "forms: 1; pinned_forms: 2; reports: 2; pinned_reports: 1",
    ),
    (
        "P07_indicators_not_fewer_than_pinned",
        all_of(copy("reports", 0, **SECOND), drop("indicators", 1)),
        PARTITION,
        "indicators: 1; pinned_indicators: 2; reports: 2; pinned_reports: 1",
    ),
    ("P03_reports_not_fewer_than_pinned", put("reports", 0, is_refused=True), PARTITION, "reports: 0; pinned_reports: 1"),
]
# Shown to fail by tests of their own, below: two rows fail, or the fault is not in a row.
OTHERS = {
    "G00_something_to_publish",
    "G00_tables_readable",
    "G03_funding_cell_once",
    "G04_natural_key_unique",
    "G04_report_stands_once",
    "P01_pinned_partition_present",
    "P02_partition_pinned",
}


def outcome(name: str, records: Path, pins: pd.DataFrame) -> Check:
    """The check called `name` on records, run alone: a whole suite costs a third of a second."""
    alone = [replace(s, expectations=(e,)) for s in load_suites("records") for e in s.expectations if e["meta"]["check"] == name]
    (check,) = judge(tuple(alone), records_frames(read_records(records), pins)).checks
    return check


def test_good_records_pass(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    verdict = validate_records(store(rows), pins)
    assert verdict.passed
    # Nothing has grown, so that two checks have no row to look at; all others pass.
    assert {c.name: c.outcome for c in verdict.checks if c.outcome != "pass"} == {
        "P06_forms_not_fewer_than_pinned": "not_evaluable",
        "P07_indicators_not_fewer_than_pinned": "not_evaluable",
    }
    evaluated = {c.name: c.evaluated for c in verdict.checks}
    assert evaluated["G05_residue_zero"] == 2
    assert evaluated["G02_planned_start_present"] == 1
    assert evaluated["G11_score_within_weight"] == 1
    assert evaluated["G03_amount_typed"] == 8


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, good: Callable[[str], Rows], store_partition: Callable[[Rows, Path], None]) -> Verdict:
    """One verdict on all faults, each in the otherwise good records of a unit of its own that is named after the check."""
    records = tmp_path_factory.mktemp("records")
    pins = []
    for name, fault, _, _ in FAULTS:
        rows = good(name)
        fault(rows)
        store_partition(rows, records / "2024" / name)
        pins.append({"report_year": 2024, "report_unit": name, "reports": 1, "forms": 2, "indicators": 2})
    return validate_records(records, pd.DataFrame(pins))


@pytest.mark.parametrize(("name", "fault", "place", "detail"), FAULTS, ids=[f[0] for f in FAULTS])
def test_one_bad_row_fails(name: str, fault: Fault, place: str, detail: str, faulty: Verdict) -> None:
    check = next(c for c in faulty.checks if c.name == name)
    assert check.outcome == "fail"
    found = [(f.place(), f.detail) for f in check.failures if f.partition == f"{name}|2024"]
    assert found == [(place.replace("甲单位", name), detail)]
    assert (f"{name}|2024", 1) in check.failed_by_partition


def test_each_check_is_shown_to_fail() -> None:
    names = {e["meta"]["check"] for s in load_suites("records") for e in s.expectations}
    assert {f[0] for f in FAULTS} | OTHERS == names


def test_one_project_declared_twice_names_both_forms(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    # Full-width and spaced, the name is the same name.
    copy("forms", 0, form_no=3, project_name="展 览", line_start=141, line_end=200)(rows)
    check = outcome("G04_natural_key_unique", store(rows), pins)
    assert [f.place() for f in check.failures] == [DECLARATION, "2024/甲单位/a.txt:141-200, form 3 展 览"]


def test_one_name_in_two_units_is_two_projects(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    copy("forms", 0, form_no=3, implementing_unit="乙单位")(rows)
    assert outcome("G04_natural_key_unique", store(rows), pins).outcome == "pass"


def test_a_quarantined_form_takes_no_part_in_keys(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    copy("forms", 0, form_no=3, is_quarantined=True, quarantine_reason="留字")(rows)
    assert outcome("G04_natural_key_unique", store(rows), pins).outcome == "pass"


def test_a_report_that_stands_twice(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    copy("reports", 0, report_file="2024/甲单位/b.txt")(rows)
    check = outcome("G04_report_stands_once", store(rows), pins)
    assert [f.report_file for f in check.failures] == ["2024/甲单位/a.txt", "2024/甲单位/b.txt"]


def test_a_funding_cell_that_stands_twice(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    copy("funding", 3)(rows)
    check = outcome("G03_funding_cell_once", store(rows), pins)
    assert check.failed == 2
    assert {f.detail for f in check.failures} == {"report_file: 2024/甲单位/a.txt; form_no: 1; cell: target_declaration/requested/total"}


@pytest.mark.parametrize("column", ["level2", "level1", "target_text", "weight", "score"])
def test_a_flag_on_the_cell_excuses_what_is_missing(column: str, rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    checks = {"level1": "G08_level1_present", "level2": "G08_level2_present", "target_text": "G06_target_present"}
    name = checks.get(column, f"G06_{column}_present")
    flag = {"level1": "level2_missing", "level2": "level2_missing"}.get(column, "pairing_ambiguous")
    put("indicators", 1, **{column: None}, flags=f"other;{flag}")(rows)
    assert outcome(name, store(rows), pins).outcome == "pass"


@pytest.mark.parametrize("text", [None, " ", "—", "--", "/"])
def test_blank_and_dash_are_no_amounts(text: str | None, rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    put("funding", 5, amount_text=text)(rows)
    check = outcome("G03_amount_typed", store(rows), pins)
    assert (check.outcome, check.evaluated) == ("pass", 8)


def test_a_partition_that_is_not_pinned_is_listed_and_passes(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    verdict = validate_records(store(rows), pins[:0])
    check = next(c for c in verdict.checks if c.name == "P02_partition_pinned")
    assert (check.outcome, check.failures[0].partition) == ("fail", "甲单位|2024")
    assert {c.outcome for c in verdict.checks if c.name[:3] in ("P03", "P04", "P05")} == {"not_evaluable"}
    assert verdict.passed


def test_a_pinned_partition_without_records_is_listed(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    more = pd.concat([pins, pins.assign(report_unit="乙单位")], ignore_index=True)
    check = outcome("P01_pinned_partition_present", store(rows), more)
    assert [(f.partition, f.detail) for f in check.failures] == [("乙单位|2024", "is_present: False; pinned_reports: 1")]


def test_more_reports_than_pinned_pass_with_more_forms(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    all_of(copy("reports", 0, **SECOND), copy("forms", 0, **SECOND), copy("indicators", 0, **SECOND))(rows)
    assert outcome("P06_forms_not_fewer_than_pinned", store(rows), pins).outcome == "pass"
    assert outcome("P04_forms_as_pinned", store(rows), pins).outcome == "not_evaluable"


def test_a_refused_report_is_listed_and_nothing_of_it_is_looked_at(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    refused = {"report_file": "2024/甲单位/c.txt", "report_sha256": "c" * 64, "is_refused": True, "refusal_reason": "empty file"}
    copy("reports", 0, form_count=0, title_line_count=0, line_count=0, **refused)(rows)
    copy("forms", 0, report_file="2024/甲单位/c.txt", project_name=None)(rows)
    verdict = validate_records(store(rows), pins)
    assert verdict.passed
    assert [(c.name, c.failures[0].place()) for c in verdict.warnings()] == [("G00_report_not_refused", "2024/甲单位/c.txt:1")]


def test_only_refused_reports_are_nothing_to_publish(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    put("reports", 0, is_refused=True, refusal_reason="empty file", line_count=0)(rows)
    rows |= {name: [] for name in ("forms", "funding", "indicators")}
    verdict = validate_records(store(rows), pins[:0])
    assert [c.name for c in verdict.blocking()] == ["G00_something_to_publish"]


def test_only_quarantined_forms_are_nothing_to_publish(rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]) -> None:
    for form in rows["forms"]:
        form.update(is_quarantined=True, quarantine_reason="留字")
    verdict = validate_records(store(rows), pins)
    assert [(c.name, c.failures[0].detail) for c in verdict.blocking()] == [
        ("G00_something_to_publish", "kept_form_count: 0; form_count: 2")
    ]


def test_no_records_at_all_do_not_pass(tmp_path: Path, pins: pd.DataFrame) -> None:
    verdict = validate_records(tmp_path / "records", pins)
    assert not verdict.passed
    assert [c.name for c in verdict.blocking()] == ["G00_something_to_publish"]
    assert {c.outcome for c in verdict.checks} == {"pass", "fail", "not_evaluable"}


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.unlink(), "funding.parquet: missing"),
        (lambda path: path.write_bytes(b"PAR1"), "funding.parquet: "),
        (
            lambda path: path.write_bytes((path.parent / "goals.parquet").read_bytes()),
            "funding.parquet: columns differ from the schema of funding",
        ),
    ],
    ids=["missing", "damaged", "other columns"],
)
def test_a_table_that_cannot_be_read_fails_and_does_not_crash(
    damage: Callable[[Path], Any], reason: str, rows: Rows, pins: pd.DataFrame, store: Callable[[Rows], Path]
) -> None:
    records = store(rows)
    damage(records / "2024" / "甲单位" / "funding.parquet")
    check = outcome("G00_tables_readable", records, pins)
    assert (check.outcome, check.severity) == ("fail", "error")
    assert reason in check.failures[0].detail
    assert not validate_records(records, pins).passed
