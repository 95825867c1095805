"""The project's own data tests fail on records that must not pass, each for its fault and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt.conftest import Dbt

FAULTS = {
    "illegal level pair": {"indicator_levels_are_legal"},
    "indicator without its form": {"relationships_stg_indicators_form_key__form_key__ref_stg_forms_"},
    "funding cell twice": {"unique_key_fct_project_funding_form_key__funding_source__budget_stage"},
    "unknown budget stage": {"known_members_fct_project_funding"},
    "unknown funding source": {"known_members_fct_project_funding"},
    "unknown kind of form": {"accepted_values_dim_form_form_type__target_declaration__self_evaluation"},
    "form without its report": {
        "relationships_stg_forms_report_key__report_key__ref_stg_reports_",
        "known_members_dim_form",
        "known_members_fct_audit_finding",
        "known_members_fct_parse_quality",
        "known_members_fct_project_funding",
    },
    "problem of an unknown severity": {"accepted_values_fct_parse_problem_severity__blocking__review__note"},
    "problem of a form that is not there": {"relationships_fct_parse_problem_form_key__form_key__ref_fct_parse_quality_"},
    "problem twice": {"unique_key_fct_parse_problem_problem_key"},
    "form twice": {
        "unique_key_dim_form_form_key",
        "unique_key_fct_parse_quality_form_key",
        "unique_key_fct_audit_finding_finding_key",
        "unique_key_fct_project_lifecycle_project_key__fiscal_year_key",
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_tests(broken_tests: dict[str, str], fault: str) -> None:
    assert {name: broken_tests[name] for name in FAULTS[fault]} == dict.fromkeys(FAULTS[fault], "fail")


def test_no_other_test_fails(broken_tests: dict[str, str]) -> None:
    failed = {name for name, status in broken_tests.items() if status != "pass"}
    assert failed == set().union(*FAULTS.values())


# Keys of a table itself, forms that may be none, and keys named otherwise than their dimension: they have tests of their own.
NO_DIMENSION = {
    ("fct_indicator_result", "actual_unit_key"),
    ("fct_parse_quality", "form_key"),
    ("fct_parse_problem", "form_key"),
    ("fct_parse_problem", "problem_key"),
    ("fct_audit_finding", "finding_key"),
    ("fct_audit_finding", "form_key"),
    ("fct_audit_finding", "reference_form_key"),
    ("fct_project_lifecycle", "declaration_form_key"),
    ("fct_project_lifecycle", "self_evaluation_form_key"),
}


def test_each_key_of_each_fact_is_looked_up_in_its_dimension(dbt: Dbt, good_build: tuple[dict[str, str], Path]) -> None:
    """With all dimensions emptied, each key of each fact is found unknown, and dbt says which value of which column."""
    candidate = dbt.folder / "emptied.duckdb"
    shutil.copy(good_build[1], candidate)
    with duckdb.connect(str(candidate)) as con:
        tables = con.execute("select schema_name || '.' || table_name from duckdb_tables() where table_name like 'dim_%'").fetchall()
        for (table,) in tables:
            con.execute(f"delete from {table}")
        columns = "select table_name, column_name from duckdb_columns() where table_name like 'fct_%'"
        keys = set(con.execute(f"{columns} and (column_name like '%\\_key' escape '\\' or column_name = 'rule_id')").fetchall())
    result = dbt.run("test", dbt.folder, candidate, "--select", "test_name:known_members")
    found = set()
    with duckdb.connect() as con:
        con.execute(f"attach '{candidate}' as jixiao (read_only)")
        for test in result.result.results:
            if test.status == "fail":
                of = test.node.name.removeprefix("known_members_")
                rows = con.execute(f"from ({test.node.compiled_code}) order by all").fetchall()
                found |= {(of, key) for key, _, _ in rows}
                if of == "fct_audit_finding":
                    first = [f"{test.node.name} fails on key_column: {k}, unknown_value: {v}, row_count: {n}" for k, v, n in rows[:5]]
    assert {pair for pair in found if pair[0].startswith("fct_")} == keys - NO_DIMENSION
    assert len(first) == 5
    assert [line for line in dbt.said if line.startswith("known_members_fct_audit_finding fails on")] == first
