"""The gate's verdict as asset checks, and the checks that look at what stood before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest

from expectations.gate import load_suites
from expectations.verdict import Verdict
from orchestration.assets.records import SPECS
from orchestration.checks import Declared, complete, declared, result_name, result_of
from orchestration.filing import Filing, Found, scan
from orchestration.home import Home
from orchestration.records.continuity import continuity, raw_stands, records_stand
from orchestration.records.describe import tally
from orchestration.records.store import folder_of
from orchestration.records.tables import Filed
from tests.orchestration.parts import FAILED, FORMS, make_check, read_lines
from tests.shelves import assemble, write

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


def row(file: str = "a", forms: str = "xyz", quarantined: int = 0, refused: str | None = None, **changes: str) -> dict[str, object]:
    """A report whose kept forms are named by the letters of `forms`."""
    return {
        "file": file,
        "year": 2024,
        "unit": "甲单位",
        "forms": len(forms) + quarantined,
        "quarantined_forms": quarantined,
        "kept_forms": sorted(forms),
        "is_refused": refused is not None,
        "refusal_reason": refused,
        "sha256": "1",
        "reader_version": "1",
        "values": "1",
        **changes,
    }


@pytest.mark.parametrize(
    ("published", "now", "accepted", "outcomes"),
    [
        ([], [row()], set(), ("not_evaluable", "not_evaluable")),
        ([row()], [row()], set(), ("pass", "pass")),
        ([row()], [row(forms="wxyz")], set(), ("pass", "pass")),
        ([row()], [row(refused="no_form")], set(), ("fail", "not_evaluable")),
        ([row()], [row(refused="no_form")], {("a", "x")}, ("fail", "not_evaluable")),
        ([row()], [], set(), ("fail", "not_evaluable")),
        ([row()], [], {("a", "")}, ("pass", "not_evaluable")),
        ([row()], [], {("b", "")}, ("fail", "not_evaluable")),
        ([row(refused="no_form")], [row(refused="no_form")], set(), ("not_evaluable", "not_evaluable")),
        ([row()], [row(forms="xy", quarantined=1)], set(), ("pass", "fail")),
        ([row()], [row(forms="xy", quarantined=1)], {("a", "z")}, ("pass", "pass")),
        ([row()], [row(forms="xy", quarantined=1)], {("a", "y")}, ("pass", "fail")),
        ([row()], [row(forms="wxy")], set(), ("pass", "fail")),  # another form in its place makes up for none
        ([row(forms="xx")], [row(forms="x")], set(), ("pass", "fail")),
    ],
)
def test_what_was_published_may_not_vanish_unnoticed(
    published: list[dict[str, object]], now: list[dict[str, object]], accepted: set[tuple[str, str]], outcomes: tuple[str, str]
) -> None:
    checks = continuity(published, now, accepted, set())[:2]
    assert tuple(c.outcome for c in checks) == outcomes
    assert [c.blocks for c in checks] == [outcome == "fail" for outcome in outcomes]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "pass"),
        ({"values": "2"}, "fail"),
        ({"values": "2", "sha256": "2"}, "not_evaluable"),
        ({"values": "2", "reader_version": "2"}, "not_evaluable"),
    ],
)
def test_the_same_report_read_by_the_same_reader_has_the_same_values(changes: dict[str, str], outcome: str) -> None:
    *_, values = continuity([row()], [row(**changes)], set(), set())
    assert (values.outcome, values.blocks) == (outcome, outcome == "fail")
    assert [f.detail for f in values.failures] == ["its values are others now, file and reader are the same"] * (outcome == "fail")


def test_what_raw_is_told_of_is_not_told_twice() -> None:
    reports, *_ = continuity([row()], [row(refused="report_changed")], set(), {"a"})
    assert reports.outcome == "pass"


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


def test_what_is_lost_is_named_with_the_reason() -> None:
    now = [row("a", refused="no_form: gone"), row("b", forms="xz", quarantined=1)]
    reports, forms, _ = continuity([row("a"), row("b")], now, set(), set())
    assert [(f.report_file, f.partition, f.detail) for f in reports.failures] == [("a", "甲单位|2024", "no_form: gone")]
    assert [(f.report_file, f.detail) for f in forms.failures] == [("b", "the form y is missing or quarantined now")]
    assert forms.remedy.count("jixiao accept FILE --form NAME") == 1


def test_records_are_as_they_were_written(home: Home, put: Callable[[str, str], Path]) -> None:
    assert records_stand(home.records).outcome == "not_evaluable"
    put("2024/甲单位/a.txt", "培训")
    folder = folder_of(home.records, 2024, "甲单位")
    write(folder, assemble(scan(home.raw, {}).reports, None, read_lines, "1").tables, home.incoming)
    assert records_stand(home.records).outcome == "pass"
    file = folder / "funding.parquet"
    table = pq.read_table(file, partitioning=None)
    pq.write_table(table.slice(1), file)
    check = records_stand(home.records)
    assert check.blocks
    place = folder.relative_to(home.records).as_posix()
    assert [(f.report_file, f.detail) for f in check.failures] == [(place, "changed since it was written: funding.parquet")]
    (file.parent / "seal.json").unlink()
    assert records_stand(home.records).failures[0].detail == "seal.json cannot be read (No such file or directory)"
    (home.records / "2024" / "甲单位").mkdir()
    assert [f.detail for f in records_stand(home.records).failures][1:] == ["no shelf of records"]


def test_a_silent_gate_is_an_error_in_the_verdict_itself() -> None:
    verdict = complete(Verdict((make_check(),)), [BLOCKING, replace(WATCHED, name="watched"), replace(BLOCKING, name="silent")])
    assert [(c.name, c.outcome, c.blocks) for c in verdict.checks] == [
        ("names", "pass", False),
        ("watched", "error", False),
        ("silent", "error", True),
    ]
