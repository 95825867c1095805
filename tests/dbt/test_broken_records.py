"""The project's own data tests fail on records that must not pass, each for its fault and no other."""

from __future__ import annotations

import pytest

FAULTS = {
    "illegal level pair": {"indicator_levels_are_legal"},
    "indicator without its form": {"relationships_stg_indicators_form_key__form_key__ref_stg_forms_"},
    "funding cell twice": {"unique_key_fct_project_funding_form_key__funding_source__budget_stage"},
    "unknown budget stage": {"relationships_fct_project_funding_budget_stage_key__budget_stage_key__ref_dim_budget_stage_"},
    "unknown funding source": {"relationships_fct_project_funding_funding_source_key__funding_source_key__ref_dim_funding_source_"},
    "unknown kind of form": {"accepted_values_dim_form_form_type__target_declaration__self_evaluation"},
    "form without its report": {
        "relationships_stg_forms_report_key__report_key__ref_stg_reports_",
        "relationships_dim_form_report_key__report_key__ref_dim_report_",
    },
    "form twice": {
        "unique_key_dim_form_form_key",
        "unique_key_fct_parse_quality_form_key",
        "unique_key_fct_audit_finding_rule_id__form_key__subject",
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_tests(broken_tests: dict[str, str], fault: str) -> None:
    assert {name: broken_tests[name] for name in FAULTS[fault]} == dict.fromkeys(FAULTS[fault], "fail")


def test_no_other_test_fails(broken_tests: dict[str, str]) -> None:
    failed = {name for name, status in broken_tests.items() if status != "pass"}
    assert failed == set().union(*FAULTS.values())
