"""Forms as text, made inline: each test changes the one line that it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.reader import read_report
from orchestration.reader.record import Form, Report

DECLARATION = """\
财政项目支出绩效目标申报表
（2024年度）
项目名称 展厅运营
项目性质 经常性项目 项目类别 特定目标类
主管部门 甲局 实施单位 甲局展览中心
计划开始日期 2024-01-01 计划完成日期 2024-12-31
项目资金
（元）
项目资金总额 年度资金申请总额 1,200,000.00
其中：财政资金
其中：当年财政拨款 1,000,000.00
上年结转资金 0.00
其他资金 其他资金 200,000.00
项目
绩效
目标
项目总目标 年度总体目标
保障展厅运行。
一级指标 二级指标 三级指标 年度(/项目)指标值
绩效
指标
产出指标
数量指标 接待批次 ≥200.00(批次)
质量指标 验收通过率 =100(%)
时效指标 完成及时性 及时
效益指标 社会效益指标 展厅正常运营 全年正常运营
满意度指标
服务对象满意度指标
观众满意度 ≥95.00(%)
"""

CELLS = "\n".join(DECLARATION.split()) + "\n"  # the same, one cell a line

EVALUATION = """\
财政项目支出绩效自评表
(2020 年度)
项目名称 展厅运营
主管部门 甲局 实施单位
甲局展览中心
项目资金
（元）
年初预算数 全年预算数 全年执行数  分值  执行率 得分
年度资金总额 500000.00 400000.00 300,000 10 75.00% 7.5
其中：当年财政拨款 500,000.00 400,000.00 300,000.00 —
上年结转资金 —
其他资金 —
年度
总体
目标
预算目标 实际完成情况
保障展厅运行。

展厅运行正常。
一级指标 二级指标 三级指标
年度
指标值
实际
完成值
分值 得分
偏差原因分析及
改进措施
产出指标
数量指标
接待批次
=200次 180次 40 36
疫情影响，下年
增加场次。
效益指标
社会效益指标
展厅正常运营
正常 正常 30 30 无偏差
满意度指标 服务对象满意度指标
观众满意度
>=90% 95% 20 20 无偏差
总分 100 93.5
- 1 -
"""

GRID = """\
财政项目支出绩效目标申报表\t\t\t\t\t
(2024年度)\t\t\t\t\t
项目名称\t展厅运营\t项目性质\t经常性项目\t项目类别\t特定目标类
主管部门\t甲局\t实施单位\t甲局展览中心\t\t
计划开始日期\t2024-01-01\t计划完成日期\t2024-12-31\t\t
项目资金 (元)\t项目资金总额\t\t年度资金申请总额\t1,200,000.00\t
\t其中：财政资金\t\t其中：当年财政拨款\t1,000,000.00\t
\t\t\t上年结转资金\t0.00\t
\t其他资金\t\t其他资金\t200,000.00\t
项目 绩效 目标\t项目总目标\t\t年度总体目标\t\t
\t\t\t保障展厅运行。\t\t
\t一级指标\t二级指标\t三级指标\t年度(/项目)指标值\t
绩效 指标\t产出指标\t数量指标\t接待批次\t≥200.00(批次)\t
\t\t质量指标\t验收通过率\t=100(%)\t
\t满意度指标\t服务对象满意度指标\t观众满意度\t≥95.00(%)\t
"""

Reader = Callable[..., Form]


def read(text: str) -> Report:
    """The record of a text."""
    return read_report(text.encode(), "report.txt")


@pytest.fixture
def form_of() -> Reader:
    """Read the one form of a text in which some lines were replaced: form_of(TEXT, ("old", "new"), …)."""

    def build(text: str, *changes: tuple[str, str]) -> Form:
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} must stand once in the text"
            text = text.replace(old, new)
        (form,) = read(text).forms
        return form

    return build


def codes(form: Form) -> list[str]:
    """The codes of a form's problems."""
    return [p.code for p in form.problems]
