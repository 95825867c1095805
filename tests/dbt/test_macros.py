"""The macros that compute, on single values: they are plain Jinja, so that no dbt is needed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"


SOURCES = ("names.sql", "printed_numbers.sql", "texts.sql", "expected_score.sql")


def evaluate(call: str, **values: Any) -> Any:
    """The value of a macro call in SQL, over one row with the given columns."""
    source = "".join((MACROS / name).read_text(encoding="utf-8") for name in SOURCES)
    sql = jinja2.Environment().from_string(source + "{{ " + call + " }}").render()
    columns = ", ".join(f"${name} as {name}" for name in values)
    return duckdb.execute(f"select {sql} from (select {columns})", values).fetchall()[0][0]


@pytest.mark.parametrize(
    ("printed", "normalised"),
    [
        ("中国创新创业大赛（上海赛区）", "中国创新创业大赛(上海赛区)"),
        ("中国创新创业大赛 (上海\u3000赛\n区)", "中国创新创业大赛(上海赛区)"),
        ("“创•在上海”", '"创·在上海"'),
        ("ＢＰＡＡ算法ｖ２", "bpaa算法v2"),
        ("⽬标⻔户⻓江", "目标门户长江"),
        (" \u00a0", None),
        (None, None),
    ],
)
def test_normalised_name(printed: str | None, normalised: str | None) -> None:
    assert evaluate("normalised_name('name')", name=printed) == normalised


def test_the_characters_of_translate_come_in_pairs() -> None:
    """One character too many, and each name after it is altered: the radicals are as many as their characters."""
    source = (MACROS / "names.sql").read_text(encoding="utf-8")
    both = jinja2.Environment().from_string(source + "{{ cjk_radicals() }}|{{ cjk_characters() }}").render()
    radicals, characters = both.strip().split("|")
    assert len(radicals) == len(characters) == 272
    assert radicals[213] + characters[213] == "⿕龠"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ({"a": "甲", "b": "乙丙"}, {"a": "甲乙", "b": "丙"}, False),
        ({"a": None, "b": "甲"}, {"a": "甲", "b": None}, False),
        ({"a": None, "b": "甲"}, {"a": "", "b": "甲"}, False),
        ({"a": None, "b": "甲"}, {"a": None, "b": "甲"}, True),
    ],
)
def test_surrogate_key_tells_rows_apart(left: dict[str, Any], right: dict[str, Any], same: bool) -> None:
    call = "surrogate_key(['a', 'b'])"
    assert (evaluate(call, **left) == evaluate(call, **right)) is same


@pytest.mark.parametrize(
    ("unit", "project", "is_known"),
    [("甲", "大赛", True), (None, "大赛", False), ("甲", None, False), ("甲", " ", False)],
)
def test_a_project_needs_unit_and_name(unit: str | None, project: str | None, is_known: bool) -> None:
    known = evaluate("project_key('unit', 'project')", unit=unit, project=project) != evaluate("unknown_key()", unit=unit)
    assert known is is_known


@pytest.mark.parametrize(
    ("printed", "step"),
    [
        ("7,295,544", "1"),
        ("7300000.00", "0.01"),
        ("89.974 万元", "0.001"),
        ("99.94%", "0.01"),
        ("100％", "1"),
        ("95.9分", "0.1"),
        ("0.12345678", "0.000001"),
        (None, None),
    ],
)
def test_printed_step(printed: str | None, step: str | None) -> None:
    assert evaluate("printed_step('t')", t=printed) == (step and Decimal(step))


@pytest.mark.parametrize(("value", "step"), [("10", "1"), ("9.9900", "0.01"), ("2.5", "0.1"), ("0.1234", "0.0001"), (None, None)])
def test_value_step(value: str | None, step: str | None) -> None:
    assert evaluate("value_step('cast(v as decimal(9, 4))')", v=value) == (step and Decimal(step))


@pytest.mark.parametrize(
    ("printed", "percent"),
    [
        ("99.94%", 99.94),
        ("100.00％", 100.0),
        ("98.5", 98.5),
        ("0", 0.0),
        ("0.9994", None),
        ("1", None),
        ("0.5%", 0.5),
        ("—", None),
        (None, None),
    ],
)
def test_percent_from_text(printed: str | None, percent: float | None) -> None:
    assert evaluate("percent_from_text('t')", t=printed) == percent


@pytest.mark.parametrize(
    ("operator", "target", "actual", "score"),
    [
        ("≥", "90", "90", "20"),
        ("≥", "90", "81", "18"),
        ("≥", "90", "80", "17.78"),
        ("=", "300", "731", "20"),
        ("=", "100", "50", "10"),
        ("=", "0", "0", "20"),
        ("=", "0", "1", "0"),
        ("≥", "0", "5", "20"),
        ("≤", "0", "1", "0"),
        ("≤", "2", "2", "20"),
        ("≤", "2", "2.5", "15"),
        ("≤", "2", "4", "0"),
        ("≤", "2", "9", "0"),
        ("≥", "90", "-5", "0"),
        (None, "90", "90", "20"),
        (None, "90", "95", None),
        (None, "90", "80", None),
        ("≥", None, "1", None),
        ("≥", "90", None, None),
    ],
)
def test_expected_score_of_twenty_points(operator: str | None, target: str | None, actual: str | None, score: str | None) -> None:
    """domain.md §1.8, with the linear rule for what should not be overshot."""
    numbers = {"t": target and Decimal(target), "a": actual and Decimal(actual)}
    call = "expected_score('t', 'o', 'a', 'w', \"'linear'\")"
    assert evaluate(call, o=operator, w=Decimal(20), **numbers) == (score and Decimal(score))


def test_expected_score_by_quotient_and_of_a_lower_bound() -> None:
    values = {"t": Decimal(2), "a": Decimal(3), "w": Decimal(15)}
    assert evaluate("expected_score('t', \"'≤'\", 'a', 'w', \"'quotient'\")", **values) == 10
    assert evaluate("expected_score('t', \"'≥'\", 'a', 'w', \"'linear'\", 'true')", **values) == 15
    assert evaluate("expected_score('a', \"'≥'\", 't', 'w', \"'linear'\", 'true')", **values) is None


@pytest.mark.parametrize(
    ("operator", "target", "by_twenty", "by_twenty_or_more"),
    [
        ("≥", "20", True, True),
        ("≥", "20.01", False, None),
        (">", "20", False, None),
        (">", "19", True, True),
        ("=", "19", True, True),
        ("=", "21", False, None),
        ("=", "0", False, False),
        ("≤", "20", True, None),
        ("≤", "19", False, False),
        ("<", "20", False, False),
        ("<", "21", True, None),
        (None, "20", True, None),
        (None, "19", None, None),
        ("≥", None, None, None),
    ],
)
def test_target_met(operator: str | None, target: str | None, by_twenty: bool | None, by_twenty_or_more: bool | None) -> None:
    values = {"t": target and Decimal(target), "o": operator, "a": Decimal(20)}
    assert evaluate("target_met('t', 'o', 'a')", **values) is by_twenty
    assert evaluate("target_met('t', 'o', 'a', 'true')", **values) is by_twenty_or_more
    assert evaluate("target_met('t', 'o', 'a')", **values | {"a": None}) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024年12月31日前完成系统运维。", 2024),
        ("2024年底前项目上线稳定运行", 2024),
        ("在2025年上半年之前", 2025),
        ("2024年内完成", 2024),
        ("2018年以来", None),
        ("《行动方案（2022-2025年）》，完成前期工作", None),
        ("各区2023年度科技创新成效评估报告", None),
        ("前完成", None),
        (None, None),
    ],
)
def test_deadline_year(text: str | None, year: int | None) -> None:
    assert evaluate("deadline_year('t')", t=text) == year


@pytest.mark.parametrize(
    ("name", "doubled"),
    [
        ("每日提供餐饮及时性餐饮提供及时性", "及时性"),
        ("学员满意度学员满意度", "满意度"),
        ("培训及时性、会议及时性", None),
        ("示范案例片-拍摄示范案例片", None),
        ("满意度", None),
        (None, None),
    ],
)
def test_doubled_phrase(name: str | None, doubled: str | None) -> None:
    assert evaluate("doubled_phrase('n', 3)", n=name) == doubled


@pytest.mark.parametrize(("text", "held"), [("<p>发挥", True), ("甲\u00a0乙", True), ("甲 乙\n丙", False), ("a<b 且 10-8=2", False)])
def test_holds_markup(text: str, held: bool) -> None:
    assert evaluate("holds_markup('t')", t=text) is held


@pytest.mark.parametrize(
    ("name", "bare"), [("满意率(抽样)", "满意率"), ("满意率", "满意率"), ("(一)满意率", "(一)满意率"), ("(抽样)", "(抽样)")]
)
def test_without_remark(name: str, bare: str) -> None:
    assert evaluate("without_remark('n')", n=name) == bare
