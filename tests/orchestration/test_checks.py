"""The gate's verdict as asset checks, and the two checks that look at what was published before."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from expectations.gate import load_suites
from orchestration.assets.records import SPECS
from orchestration.checks import Declared, declared, result_name, result_of
from orchestration.continuity import continuity, raw_stands
from orchestration.describe import tally
from orchestration.filing import Filing, Found
from orchestration.tables import Filed
from tests.orchestration.parts import FAILED, FORMS, make_check

BLOCKING, WATCHED = Declared("names", FORMS, "error", "meaning"), Declared("names", FORMS, "warn")


def test_each_check_of_the_suites_becomes_a_check_of_its_table() -> None:
    found = {d.name: d for d in declared("records", [spec.key for spec in SPECS])}
    metas = [e["meta"] for suite in load_suites("records") for e in suite.expectations]
    assert {m["check"]: m["severity"] for m in metas} == {d.name: d.severity for d in found.values()}
    assert found["G11_score_within_weight"].asset == dg.AssetKey(["records", "indicators"])
    assert found["G11_score_within_weight"].spec().blocking


def test_a_suite_about_a_table_that_is_no_asset_is_an_error() -> None:
    with pytest.raises(ValueError, match="is no asset of records"):
        declared("records", [FORMS])


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"outcome": "pass"}, "passed"),
        ({"outcome": "not_evaluable"}, "had nothing to look at"),
        ({"outcome": "not_evaluable", "empty_passes": False}, "failed"),
        ({"outcome": "fail", "failed": 1}, "failed"),
        ({"outcome": "error"}, "failed"),
        ({"outcome": "fail", "failed": 1, "severity": "warn"}, "to look at"),
        ({"outcome": "error", "severity": "warn"}, "to look at"),
        ({"outcome": "pass", "severity": "warn"}, "passed"),
    ],
)
def test_results(changes: dict[str, object], result: str) -> None:
    check = make_check(**changes)
    assert result_name(check) == result
    assert result_of(BLOCKING, check, "file:///page").passed is (result in ("passed", "had nothing to look at"))
    assert tally([result, "passed"]).count("0 ") == (3 if result == "passed" else 2)


def test_a_failing_check_shows_its_rows_and_the_page() -> None:
    result = result_of(BLOCKING, FAILED, "file:///page")
    assert (result.passed, result.severity, result.description) == (False, dg.AssetCheckSeverity.ERROR, "1 of 1 rows fail")
    (record,) = result.metadata["failures"].records
    assert record.data["report_file"] == "2024/甲单位/a.txt"
    assert (record.data["line_start"], record.data["line_end"], record.data["detail"]) == (4, 5, "score: 7; weight: 6")
    assert result.metadata["page"].value == "file:///page"


def test_a_check_that_only_warns_does_not_block() -> None:
    assert result_of(WATCHED, FAILED, "").severity == dg.AssetCheckSeverity.WARN
    assert not WATCHED.spec().blocking


def test_a_check_that_the_gate_says_nothing_of_has_failed() -> None:
    result = result_of(BLOCKING, None, "")
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.ERROR)


def row(file: str = "a", forms: int = 3, quarantined: int = 0, refused: str | None = None) -> dict[str, object]:
    return {
        "file": file,
        "year": 2024,
        "unit": "甲单位",
        "forms": forms,
        "quarantined_forms": quarantined,
        "is_refused": refused is not None,
        "refusal_reason": refused,
    }


@pytest.mark.parametrize(
    ("published", "now", "listed", "outcomes"),
    [
        ([], [row()], {"a"}, ("not_evaluable", "not_evaluable")),
        ([row()], [row()], {"a"}, ("pass", "pass")),
        ([row()], [row(forms=4)], {"a"}, ("pass", "pass")),
        ([row()], [row(refused="report_changed")], {"a"}, ("fail", "not_evaluable")),
        ([row()], [], {"a"}, ("fail", "not_evaluable")),
        ([row()], [], set(), ("pass", "not_evaluable")),
        ([row(refused="no_form")], [row(refused="no_form")], {"a"}, ("not_evaluable", "not_evaluable")),
        ([row()], [row(quarantined=1)], {"a"}, ("pass", "fail")),
        ([row()], [row(forms=2)], {"a"}, ("pass", "fail")),
    ],
)
def test_what_was_published_may_not_vanish_unnoticed(
    published: list[dict[str, object]], now: list[dict[str, object]], listed: set[str], outcomes: tuple[str, str]
) -> None:
    reports, forms = continuity(published, now, listed)
    assert (reports.outcome, forms.outcome) == outcomes
    assert reports.blocks is (outcomes[0] == "fail")
    assert not forms.blocks


@pytest.mark.parametrize(
    ("in_raw", "sha256", "detail"),
    [
        (True, "1" * 64, None),
        (True, "2" * 64, f"it has sha256 {'1' * 64}, its record is of {'2' * 64}: build without --year and --unit"),
        (False, "1" * 64, "it is gone from raw/, its record still stands: build without --year and --unit"),
    ],
)
def test_a_record_is_of_the_file_as_it_is_now(in_raw: bool, sha256: str, detail: str | None) -> None:
    found = Found(Filed("a", 2024, "甲单位"), Path("a"), "1" * 64, 1)
    check = raw_stands(Filing((found,) if in_raw else (), ()), [row() | {"sha256": sha256}])
    assert check.blocks is (detail is not None)
    assert [(f.report_file, f.detail) for f in check.failures] == ([("a", detail)] if detail else [])


def test_a_lost_report_is_named_with_the_reason() -> None:
    reports, forms = continuity([row("a"), row("b")], [row("a", refused="report_vanished: gone"), row("b", quarantined=1)], {"a", "b"})
    assert [(f.report_file, f.partition, f.detail) for f in reports.failures] == [("a", "甲单位|2024", "report_vanished: gone")]
    assert [(f.report_file, f.detail) for f in forms.failures] == [("b", "3 forms before, 2 now")]
