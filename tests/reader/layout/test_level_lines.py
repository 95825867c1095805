"""Texts in which all words of one height are one line, however far apart they stand (pdfplumber, PDFBox -sort), without ends of pages."""

from __future__ import annotations

import pytest

from orchestration.reader.record import Form
from tests.reader.conftest import codes, read

DECLARATION = """\
财政项目支出绩效目标申报表
（2024年度）
项目名 展厅运营及维护 特定目标
项目性质 经常性项目 项目类别
称 更新改造 类
主管部 甲区文化局展览服务中
甲区文化局 实施单位
门 心
计划开
2024-01-01 计划完成日期 2024-12-31
始日期
项目资金
年度资金申请总额 1,200,000.00
总额
项目资
其中：财
金 其中：当年财政拨款 1,000,000.00
政资金
（元）
上年结转资金 0.00
其他资金 其他资金 200,000.00
项目总目标 年度总体目标
项目 按照市、区有关文件精神，有序推
绩效 进展厅各项工作落实，接待观众不
目标 少于三万人次。
一级指标 二级指标 三级指标 年度(/项目)指标值
社会成本指
成本指标 对周边居民生活影响 可控
标
数量指标 展厅工作完成率 =90.00(%)
产出指标 各项工作按季度时间
绩效 时效指标 资金拨付及时性
节点完成
指标
经济效益指 带动展厅消费增长 有所增长
效益指标
标 带动周边消费增长 有所增长
满意度指 服务对象满
展厅观众满意度 ≥95(%)
标 意度指标
"""

EVALUATION = """\
财政项目支出绩效自评表
(2024 年度)
项目名称 展厅运营及维护
主管部门 甲区文化局 实施单位 甲区文化局展览中心
年初预算 全年预算 全年执行
分值 执行率 得分
数 数 数
年度资金总额 120,000 120,000 114,000 10 95.00% 9.5
项目资金
其中：当年财政拨
（元） 120,000 120,000 114,000 — —
款
上年结转资金 — —
其他资金 — —
预算目标 实际完成情况
年度
总体 保障展厅全年正常运行。 展厅全年正常运行。
目标
偏差原因
年度 实际
一级指标 二级指标 三级指标 分值 得分 分析及
指标值 完成值
改进措施
绩 展厅简报
产出指标 数量指标 =13期 13期 10 10 无偏差
效 期数
指
标 受客观因
素影响，
质量指标 展厅设备
>=95% 94% 40 39 部分工作
完好率
未按计划
完成。
效益指标 社会效益 提升展厅 推动文化 推动文化 20 20 无
指标 社会影响 服务网络 服务网络
力 纵深建设 纵深建设
满意度指 服务对象 展厅观众
满意度指 >=95% 95% 20 20 无偏差
标 满意度
标
总分 100 98.5
"""


def form_of(text: str) -> Form:
    (form,) = read(text).forms
    return form


def test_the_cells_of_a_line_may_stand_far_apart() -> None:
    form = form_of(DECLARATION)
    assert {name: value.text for name, value in form.head.items() if value} == {
        "project_name": "展厅运营及维护更新改造",
        "project_nature": "经常性项目",
        "project_category": "特定目标类",
        "supervising_department": "甲区文化局",
        "implementing_unit": "甲区文化局展览服务中心",
        "planned_start": "2024-01-01",
        "planned_end": "2024-12-31",
        "funding_unit": "元",
    }
    assert [a.printed.text for a in form.funding if a.printed] == ["1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]
    assert [(i.level2.text if i.level2 else "", i.name.text, i.target.text if i.target else "") for i in form.indicators] == [
        ("社会成本指标", "对周边居民生活影响", "可控"),
        ("数量指标", "展厅工作完成率", "=90.00(%)"),
        ("时效指标", "资金拨付及时性", "各项工作按季度时间节点完成"),
        ("经济效益指标", "带动展厅消费增长", "有所增长"),
        ("经济效益指标", "带动周边消费增长", "有所增长"),
        ("服务对象满意度指标", "展厅观众满意度", "≥95(%)"),
    ]


def test_a_single_goal_beside_a_label_is_the_annual_one_and_left_open() -> None:
    form = form_of(DECLARATION)
    goal = form.goals["annual"]
    assert (goal.text if goal else "", form.goals["project"]) == (
        "按照市、区有关文件精神，有序推进展厅各项工作落实，接待观众不少于三万人次。",
        None,
    )
    assert "goals_ambiguous" in codes(form)


def test_rows_of_an_evaluation_are_read_and_one_that_a_page_cuts() -> None:
    form = form_of(EVALUATION)
    texts = [[c.text if c else "" for c in (i.name, i.target, i.actual, i.weight, i.score, i.deviation)] for i in form.indicators]
    assert texts == [
        ["展厅简报期数", "=13期", "13期", "10", "10", "无偏差"],
        ["展厅设备完好率", ">=95%", "94%", "40", "39", "受客观因素影响，部分工作未按计划完成。"],
        ["提升展厅社会影响力", "推动文化服务网络纵深建设", "推动文化服务网络纵深建设", "20", "20", "无"],
        ["展厅观众满意度", ">=95%", "95%", "20", "20", "无偏差"],
    ]
    assert [i.level2.text if i.level2 else "" for i in form.indicators] == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    assert [value.text for value in (form.total or {}).values() if value] == ["100", "98.5"]


@pytest.mark.parametrize("lost", ["计划开\n", "政资金\n", "其他资金 其他资金 200,000.00\n"])
def test_a_head_that_lacks_a_line_is_refused(lost: str) -> None:
    assert DECLARATION.count(lost) == 1
    form = form_of(DECLARATION.replace(lost, ""))
    assert form.quarantined
