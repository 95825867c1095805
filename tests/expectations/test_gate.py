"""The gate fails closed: what breaks inside Great Expectations, in a suite or in a frame is an error, never a pass."""

from __future__ import annotations

import gc
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations.frames import records_frames
from expectations.gate import KEPT_FAILURES, SUITES, Suite, judge, load_suites
from expectations.mart_frames import mart_frames
from expectations.sources import Records, read_pins, read_records

META = {"check": "X01", "severity": "error", "empty": "pass", "en": "in range", "zh": "在范围内", "remedy": "mend it"}
PLACE = {"report_file": "2024/甲/a.txt", "form_no": 1, "project_name": "展览", "line_start": 3, "line_end": 4, "partition": "甲|2024"}


def between(column: str, **meta: Any) -> dict[str, Any]:
    kwargs = {"column": column, "min_value": 0, "max_value": 10}
    return {"type": "expect_column_values_to_be_between", "kwargs": kwargs, "meta": META | meta}


def suite(*expectations: dict[str, Any]) -> tuple[Suite, ...]:
    return (Suite("records.test", "test", "forms", expectations),)


def frame(*scores: float | None) -> pd.DataFrame:
    return pd.DataFrame([PLACE | {"score": s} for s in scores]).astype({"score": "float64"})


def test_failing_rows_come_with_place_and_detail() -> None:
    verdict = judge(suite(between("score", shows=["project_name"])), {"test": frame(1, 11.5, None, -1)})
    (check,) = verdict.checks
    assert (check.outcome, check.evaluated, check.failed, check.message) == ("fail", 3, 2, "2 of 3 rows fail")
    assert [f.detail for f in check.failures] == ["score: 11.5; project_name: 展览", "score: -1; project_name: 展览"]
    assert check.failures[0].place() == "2024/甲/a.txt:3-4, form 1 展览"
    assert (check.meaning, check.meaning_zh, check.remedy) == ("in range", "在范围内", "mend it")
    assert not verdict.passed


def test_only_the_first_failing_rows_are_kept_and_all_are_counted() -> None:
    (check,) = judge(suite(between("score")), {"test": frame(*[11.0] * (KEPT_FAILURES + 5))}).checks
    assert len(check.failures) == KEPT_FAILURES
    assert check.failed == KEPT_FAILURES + 5
    assert check.failed_by_partition == (("甲|2024", KEPT_FAILURES + 5),)


def test_an_exception_inside_an_expectation_is_an_error_of_that_check_alone() -> None:
    verdict = judge(suite(between("score"), between("no_such_column", check="X02")), {"test": frame(1)})
    assert [(c.name, c.outcome) for c in verdict.checks] == [("X01", "pass"), ("X02", "error")]
    assert "no_such_column" in verdict.checks[1].message
    assert not verdict.passed


def test_values_that_cannot_be_compared_are_an_error_and_no_failure() -> None:
    mixed = frame(1).assign(score="ten")
    (check,) = judge(suite(between("score")), {"test": mixed}).checks
    assert (check.outcome, check.failed) == ("error", 0)


def test_an_expectation_that_is_dropped_is_an_error() -> None:
    # Great Expectations only logs that it does not know the type, and goes on without it.
    unknown = {"type": "expect_the_moon", "kwargs": {}, "meta": META | {"check": "X02"}}
    verdict = judge(suite(between("score"), unknown), {"test": frame(1)})
    assert [(c.outcome, c.message) for c in verdict.checks] == [("pass", "1 rows pass"), ("error", "Great Expectations returned no result")]
    assert not verdict.passed


def test_a_suite_that_cannot_be_run_is_an_error_of_all_its_checks() -> None:
    no_frame: Any = pd.Series([1.0])
    verdict = judge(suite(between("score"), between("score", check="X02")), {"test": no_frame})
    assert [c.outcome for c in verdict.checks] == ["error", "error"]
    assert verdict.checks[0].message.startswith("the suite could not be run")


@pytest.mark.parametrize("given", [{}, {"test": KeyError("fct_project_funding")}], ids=["absent", "exception"])
def test_a_frame_that_could_not_be_built_is_an_error(given: dict[str, Exception]) -> None:
    (check,) = judge(suite(between("score")), given).checks
    assert check.outcome == "error"
    assert check.message.startswith("the frame test could not be built")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([frame(1), frame(2, 3)], ("pass", 3, 0, "3 rows pass")),
        ([frame(1)[:0], frame(2)], ("pass", 1, 0, "1 rows pass")),
        ([frame(1, 11), frame(12)], ("fail", 3, 2, "2 of 3 rows fail")),
        ([frame(1)[:0], frame(1)[:0]], ("not_evaluable", 0, 0, "no row to look at")),
        ([frame(11), KeyError("score")], ("error", 1, 1, "the frame test could not be built: KeyError('score')")),
        ([], ("error", 0, 0, "the frame test could not be built: None")),
    ],
)
def test_a_frame_in_parts_is_judged_as_one(parts: list[Any], said: tuple[str, int, int, str]) -> None:
    (check,) = judge(suite(between("score")), {"test": iter(parts)}).checks
    assert (check.outcome, check.evaluated, check.failed, check.message) == said
    assert len(check.failures) == sum(n for _, n in check.failed_by_partition) == said[2]


def test_a_frame_that_several_tables_ask_for_is_made_once() -> None:
    made = iter([frame(1), frame(11)])  # what is asked for twice is empty the second time
    two = (*suite(between("score")), Suite("records.test", "test", "funding", (between("score", check="X02"),)))
    checks = judge(two, {"test": made}).checks
    assert [(c.name, c.table, c.outcome, c.evaluated, c.failed) for c in checks] == [
        ("X01", "forms", "fail", 2, 1),
        ("X02", "funding", "fail", 2, 1),
    ]


def test_cycles_are_looked_for_again_when_all_is_judged() -> None:
    with pytest.raises(ZeroDivisionError):
        judge(suite(between("score")), {"test": (frame(1 // n) for n in (1, 0))})
    assert gc.get_freeze_count() == 0


def test_no_row_to_look_at_is_said_so() -> None:
    empty = frame(1)[:0]
    assert [c.outcome for c in judge(suite(between("score")), {"test": empty}).checks] == ["not_evaluable"]
    assert judge(suite(between("score")), {"test": empty}).passed
    assert not judge(suite(between("score", empty="fail")), {"test": empty}).passed


def test_only_missing_values_are_no_row_to_look_at() -> None:
    assert [c.outcome for c in judge(suite(between("score")), {"test": frame(None)}).checks] == ["not_evaluable"]


def write(folder: Path, name: str, **change: Any) -> None:
    data = {"name": name, "id": "3f0c3c1e", "meta": {"frame": "test", "table": "forms"}, "expectations": [between("score")]} | change
    (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")


def test_suites_that_are_not_there_are_not_an_empty_gate(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no suite of records"):
        load_suites("records", tmp_path)


def test_a_suite_without_an_id_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "records_a", id=None)
    with pytest.raises(ValueError, match=r"records_a\.json: a suite needs a top-level id"):
        load_suites("records", tmp_path)


def test_a_check_that_stands_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "records_a")
    write(tmp_path, "records_b")
    with pytest.raises(ValueError, match="checks that stand twice: X01"):
        load_suites("records", tmp_path)


@pytest.mark.parametrize("stage", ["records", "marts"])
def test_each_check_of_the_suites_says_what_it_means_and_what_to_do(stage: str) -> None:
    for loaded in load_suites(stage):
        for expectation in loaded.expectations:
            meta = expectation["meta"]
            assert meta["severity"] in ("error", "warn"), meta
            assert meta["empty"] in ("pass", "fail"), meta
            assert all(meta[k] for k in ("check", "en", "zh", "remedy")), meta


@pytest.mark.parametrize("stage", ["records", "marts"])
def test_a_remedy_that_touches_a_file_says_how_to_agree_to_it(stage: str) -> None:
    """A file of the manifest that is gone or changed is refused until a person agrees: the remedy alone would lead to a refusal."""
    remedies = {e["meta"]["check"]: e["meta"]["remedy"] for s in load_suites(stage) for e in s.expectations}
    touching = {name for name, text in remedies.items() if re.search(r"\b(remove|replace|move)\b", text)}
    assert touching >= ({"G04_natural_key_unique", "G04_report_stands_once"} if stage == "records" else {"M05_natural_key_unique"})
    assert touching == {name for name, text in remedies.items() if "`jixiao accept FILE`" in text}


@pytest.mark.parametrize("path", sorted(SUITES.glob("*.json")), ids=lambda p: p.name)
def test_suites_are_written_for_people(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\\u" not in text
    assert json.loads(text)["name"] == path.stem.replace("_", ".", 1)


def test_ids_of_suites_differ() -> None:
    ids = [json.loads(p.read_text(encoding="utf-8"))["id"] for p in SUITES.glob("*.json")]
    assert len(set(ids)) == len(ids)


def test_each_suite_has_its_frame(tmp_path: Path) -> None:
    records: Records = read_records(tmp_path)
    pins = pd.DataFrame(columns=["report_year", "report_unit", "reports", "forms", "indicators"]).astype({"report_year": "int64"})
    assert {s.frame for s in load_suites("records")} == set(records_frames(records, pins))
    assert {s.frame for s in load_suites("marts")} == set(mart_frames({}, records))


def test_pins_are_read_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "pins.csv"
    path.write_text("report_year,report_unit,reports,forms,indicators\n2024,甲单位,1,13,195\n", encoding="utf-8")
    assert read_pins(path).to_dict("records") == [
        {"report_year": 2024, "report_unit": "甲单位", "reports": 1, "forms": 13, "indicators": 195}
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("report_year,report_unit,reports,forms\n2024,甲,1,2\n", "no column indicators"),
        ("report_year,report_unit,reports,forms,indicators\n2024,甲,1,,3\n", "integer"),
    ],
)
def test_pins_that_are_not_whole_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "pins.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_pins(path)
