"""The stored verdict: it counts for its own inputs and its own database file, and only when it passed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from expectations.verdict import Verdict
from orchestration.home import RefusalError
from orchestration.releases.candidate import KEPT, Candidate, prune, reasons
from orchestration.releases.fingerprint import inputs_of, source_files
from tests.orchestration.parts import FAILED, make_check, write_database

PASSED = Verdict((make_check(),))


@pytest.fixture
def candidate(tmp_path: Path) -> Candidate:
    made = Candidate(tmp_path / "run")
    write_database(made.database)
    made.store_records_verdict(PASSED, "inputs-1")
    return made


def test_a_passed_verdict_of_these_inputs_is_returned_whole(candidate: Candidate) -> None:
    candidate.store_verdict(Verdict((make_check("marts"),)), "inputs-1")
    assert [c.name for c in candidate.passed_verdict("inputs-1").checks] == ["names", "marts"]


def test_no_verdict_is_a_refusal(candidate: Candidate) -> None:
    with pytest.raises(RefusalError, match="there is no verdict"):
        candidate.passed_verdict("inputs-1")


def test_a_verdict_of_other_inputs_is_a_refusal(candidate: Candidate) -> None:
    candidate.store_verdict(Verdict((make_check("marts"),)), "inputs-1")
    with pytest.raises(RefusalError, match="other inputs"):
        candidate.passed_verdict("inputs-2")


def test_a_verdict_of_another_database_is_a_refusal(candidate: Candidate) -> None:
    candidate.store_verdict(Verdict((make_check("marts"),)), "inputs-1")
    candidate.database.unlink()
    write_database(candidate.database, units=3)
    with pytest.raises(RefusalError, match="not the file that the verdict is about"):
        candidate.passed_verdict("inputs-1")


@pytest.mark.parametrize("half", ["records", "marts"])
def test_a_failed_half_is_a_refusal_that_names_check_form_and_lines(candidate: Candidate, half: str) -> None:
    if half == "records":
        candidate.store_records_verdict(Verdict((FAILED,)), "inputs-1")
    candidate.store_verdict(Verdict((FAILED if half == "marts" else make_check("marts"),)), "inputs-1")
    with pytest.raises(
        RefusalError, match=r"suite/names on forms: 1 of 1 rows fail\n  2024/甲单位/a.txt:4-5, form 1 培训: score: 7; weight: 6"
    ):
        candidate.passed_verdict("inputs-1")


def test_a_verdict_edited_to_say_passed_is_a_refusal(candidate: Candidate) -> None:
    candidate.store_verdict(Verdict((FAILED,)), "inputs-1")
    stored = json.loads(candidate.verdict.read_bytes())
    candidate.verdict.write_text(json.dumps(stored | {"passed": True}), encoding="utf-8")
    with pytest.raises(RefusalError, match="cannot be trusted"):
        candidate.passed_verdict("inputs-1")
    candidate.verdict.write_text("{", encoding="utf-8")
    with pytest.raises(RefusalError, match="damaged"):
        candidate.passed_verdict("inputs-1")


def test_the_halves_must_be_of_the_same_inputs(candidate: Candidate) -> None:
    with pytest.raises(RefusalError, match="between the two halves"):
        candidate.store_verdict(PASSED, "inputs-2")
    candidate.records_verdict.unlink()
    with pytest.raises(RefusalError, match="there is no verdict"):
        candidate.store_verdict(PASSED, "inputs-1")


def test_reasons_say_how_many_more_there_are_and_what_to_do() -> None:
    failed = make_check(outcome="fail", failed=30, failures=FAILED.failures * 3, message="30 of 40 rows fail", remedy="mend the reader")
    assert reasons(Verdict((make_check("good"), failed)), most=2) == [
        "suite/names on forms: 30 of 40 rows fail",
        "  2024/甲单位/a.txt:4-5, form 1 培训: score: 7; weight: 6",
        "  2024/甲单位/a.txt:4-5, form 1 培训: score: 7; weight: 6",
        "  … and 28 more",
        "  remedy: mend the reader",
    ]


def test_only_the_last_candidates_are_kept(tmp_path: Path) -> None:
    for n in range(KEPT + 2):
        (tmp_path / str(n)).mkdir()
        os.utime(tmp_path / str(n), (n, n))
    prune(tmp_path, keep=tmp_path / "0")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0", "2", "3", "4"]


def test_inputs_change_with_the_code_and_not_with_what_dbt_leaves_behind(tmp_path: Path) -> None:
    project, suites = tmp_path / "dbt_project", tmp_path / "expectations"
    for folder in (project / "models", project / "target", suites):
        folder.mkdir(parents=True)
    model = project / "models" / "a.sql"
    model.write_text("select 1")

    def now() -> str:
        return inputs_of(tmp_path / "records", project, suites).fingerprint

    before = now()
    (project / "target" / "manifest.json").write_text("{}")
    (project / ".user.yml").write_text("id: 1")
    assert now() == before
    assert [p.name for p in source_files(project)] == ["a.sql"]
    model.write_text("select 2")
    assert now() != before
    model.write_text("select 1")
    (suites / "records.json").write_text("{}")
    assert now() != before
