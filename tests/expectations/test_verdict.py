"""When a verdict passes, what it tells, and its way to JSON and back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from expectations.verdict import Check, Failure, Verdict

FAILURE = Failure("2024/甲/a.txt", 2, "展览", 17, 19, "甲|2024", "score: 11; weight: 10")
GOOD = Check("G11_score_within_weight", "records.indicators", "indicators", "error", "pass", 41, 0, (), "41 rows pass")
BAD = replace(GOOD, outcome="fail", failed=1, failures=(FAILURE,), failed_by_partition=(("甲|2024", 1),))


@pytest.mark.parametrize(
    ("check", "passes"),
    [
        (GOOD, True),
        (BAD, False),
        (replace(GOOD, outcome="error"), False),
        (replace(BAD, severity="warn"), True),
        (replace(GOOD, severity="warn", outcome="error"), True),
        (replace(GOOD, outcome="not_evaluable"), True),
        (replace(GOOD, outcome="not_evaluable", empty_passes=False), False),
    ],
    ids=["pass", "fail", "error", "warn", "warn error", "no row", "no row where there must be one"],
)
def test_what_passes(check: Check, passes: bool) -> None:
    assert Verdict((GOOD, check)).passed is passes


def test_no_checks_are_no_verdict() -> None:
    assert not Verdict(()).passed


def test_verdicts_combine_and_one_bad_half_fails_the_whole() -> None:
    whole = Verdict.combine([Verdict((GOOD,)), Verdict((BAD,))])
    assert [c.outcome for c in whole.checks] == ["pass", "fail"]
    assert not whole.passed
    assert whole.blocking() == (BAD,)


def test_warnings_do_not_block() -> None:
    warn = replace(BAD, severity="warn")
    assert Verdict((GOOD, warn)).warnings() == (warn,)
    assert Verdict((GOOD, warn)).blocking() == ()


def test_failures_of_a_partition() -> None:
    verdict = Verdict((GOOD, replace(BAD, failed=3, failed_by_partition=(("乙|2024", 2), ("甲|2024", 1)))))
    assert [(c.name, n) for c, n in verdict.failures_in("乙|2024")] == [("G11_score_within_weight", 2)]
    assert verdict.failures_in("丙|2024") == ()


def test_json_round_trip_keeps_all() -> None:
    verdict = Verdict((GOOD, BAD))
    text = json.dumps(verdict.to_json(), ensure_ascii=False)
    assert "展览" in text
    assert Verdict.from_json(json.loads(text)) == verdict


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(passed=True),
        lambda data: data.pop("passed"),
        lambda data: data.pop("checks"),
        lambda data: data["checks"][0].update(outcome="fine"),
        lambda data: data["checks"][0].update(severity="note"),
        lambda data: data["checks"][0].pop("failures"),
        lambda data: data["checks"][0].update(more=1),
    ],
    ids=["says passed", "does not say", "no checks", "outcome", "severity", "no failures", "unknown field"],
)
def test_what_is_no_verdict_is_not_read_as_one(change: object) -> None:
    data = json.loads(json.dumps(Verdict((BAD,)).to_json()))
    change(data)  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"verdict|outcome"):
        Verdict.from_json(data)


@pytest.mark.parametrize(
    ("failure", "place"),
    [
        (FAILURE, "2024/甲/a.txt:17-19, form 2 展览"),
        (replace(FAILURE, line_end=17), "2024/甲/a.txt:17, form 2 展览"),
        (replace(FAILURE, line_start=None, line_end=None, form_no=None, project_name=None), "2024/甲/a.txt"),
        (Failure(None, None, None, None, None, "甲|2024", ""), "甲|2024"),
        (Failure(None, None, None, None, None, None, ""), "?"),
    ],
)
def test_place(failure: Failure, place: str) -> None:
    assert failure.place() == place


def test_reading_a_verdict_loads_no_heavy_library() -> None:
    heavy = "{'great_expectations', 'pandas', 'duckdb'}"
    code = f"import sys, expectations.gate, expectations.data_docs; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
