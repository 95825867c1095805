"""The numbers in running text: what is one, with which unit, operator and subject, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.reader import read_report
from orchestration.reader.quantities import leading, quantities
from tests.reader.conftest import DECLARATION


def told(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """Number, unit, operator and subject of each quantity."""
    return [(f"{q.low}" if q.low == q.high else f"{q.low}-{q.high}", q.unit, q.operator, q.subject) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成年贷款额30亿元目标。", [("30", "亿元", None, "年贷款额")]),
        ("宣讲不少于50场次。走访企业200家次", [("50", "场次", "≥", "宣讲"), ("200", "家次", None, "走访企业")]),
        ("新增服务站一家", [("1", "家", None, "服务站")]),
        ("赛事全程报道共计1000千次", [("1000", "千次", None, "赛事全程报道")]),
        ("六、完成五条示范案例片拍摄", [("5", "条", None, "示范案例片拍摄")]),
        ("引进一百二十家企业、三万户居民", [("120", "家", None, "企业"), ("3", "万户", None, "居民")]),
        ("对政策进行4次调研、编写素材20篇", [("4", "次", None, "政策调研"), ("20", "篇", None, "素材")]),
        ("课时数达到100，观众累计超过6万人次", [("100", "课时", None, "课时数"), ("6", "万人次", ">", "观众")]),
        ("系统并发量≥50", [("50", None, "≥", "系统并发量")]),
        ("有效跟踪率达95%以上", [("95", "%", "≥", "有效跟踪率")]),
        ("每条时长8-15分钟", [("8-15", "分钟", None, "每条时长")]),
        ("培训１，６００人次", [("1600", "人次", None, "培训")]),
        ("甲模块、乙模块各1个", [("1", "个", None, "甲模块、乙模块")]),
    ],
)  # fmt: skip
def test_quantities_have_number_unit_operator_and_subject(text: str, found: list[tuple[str, str | None, str | None, str]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "2018年以来，2024年度，12月31日前，近三年内",
        "《行动方案（2022-2025年）》和“创100训练营”",
        "科委一门式服务窗口，一带一路，一体化，新一轮会商，一个平台",
        "1、办好大赛；（2）第三方评估；3)三级等保",
        "钦州路100号，承办2024上交会，科技114受理",
        "7*24小时运行，3+X产品",
        "三省一市，十九大，十九届历次全会，开放30周年",
        "",
    ],
)
def test_no_quantity_are_dates_titles_names_lists_and_orders(text: str) -> None:
    assert told(text) == []


def test_estimates_and_shares_are_told() -> None:
    assert [(q.is_estimate, q.is_each) for q in quantities("近200个项目，1000余次，约3家，甲乙各1个，5家")] == [
        (True, False), (True, False), (True, False), (False, True), (False, False),
    ]  # fmt: skip


def test_the_span_is_that_of_number_and_unit() -> None:
    text = "全年报道共计1000千次。"
    (q,) = quantities(text)
    assert (text[q.start : q.end], q.value_text, q.clause) == ("1000千次", "1000", "全年报道共计1000千次")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("66.16亿", (Decimal("66.16"), "亿", None, False)),
        ("1000余次", (Decimal(1000), "次", None, True)),
        ("90%以上。报名数相较去年增长62.7%。", (Decimal(90), "%", "≥", False)),
        ("不少于3场", (Decimal(3), "场", "≥", False)),
        ("低于全国平均数。全国41.35%", None),
        ("安全", None),
    ],
)
def test_a_cell_is_typed_by_the_quantity_it_begins_with(cell: str, value: tuple[Decimal, str, str | None, bool] | None) -> None:
    q = leading(cell)
    assert (q and (q.low, q.unit, q.operator, q.is_estimate)) == value


def test_a_clause_without_end_costs_each_number_no_more_than_the_words_near_it() -> None:
    found = quantities("完成讲座9场" * 1000)
    assert len(found) == 1000
    assert max(len(q.clause) for q in found) <= 400
    assert {(q.low, q.unit, q.subject) for q in found[1:60]} == {(9, "场", "讲座")}
    assert [q.start for q in quantities("“第9场”" * 400 + "9场")] == [2000]


def test_a_goals_quantity_stands_at_its_own_lines() -> None:
    """Not at all lines of the goal; a number that a line's end parts from its unit stands on both."""
    text = DECLARATION.replace("保障展厅运行。", "保障展厅运行，为公众服务，\n完成接待任务200批次，组织讲座30\n场次。")
    (form,) = read_report(text.encode(), "a.txt").forms
    assert [(m.text_kind, m.quantity.low, m.quantity.unit, m.lines) for m in form.mentions] == [
        ("annual", 200, "批次", (19,)),
        ("annual", 30, "场次", (19, 20)),
    ]
