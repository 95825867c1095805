"""Rows of each kind at the end of a page that closes all cells: torn there, or whole and followed by another."""

from __future__ import annotations

import pytest

from orchestration.reader.layout.torn import Columns, judge
from orchestration.reader.template import DECLARATION, EVALUATION, Template

FULL, FREE = 0.0, 40.0  # half-width characters that the last line of a cell leaves free


def row(*texts: str) -> dict[Columns, str]:
    """Cells side by side, a column each."""
    return {(n, n + 1): text for n, text in enumerate(texts)}


def told(
    above: tuple[str, ...], below: tuple[str, ...], template: Template = DECLARATION, room: float | None = FULL
) -> tuple[bool, set[int]]:
    """Whether a row of the head, the funding, the goals or the totals is torn; else the columns whose cells go on."""
    found = judge(row(*above), row(*below), dict.fromkeys(row(*above), FULL), frozenset(), template)
    assert not found.doubt
    return found.is_torn, {column for column, _ in found.going_on}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("项目名", "防汛", "项目性质", "其他一次", "项目类", "特定"), ("称", "", "", "性项目", "别", "目标类")),
        (("主管部门", "临江市", "实施单位", "临江市水务局综合"), ("", "水务局", "", "服务中心")),
        (
            ("", "临江市", "", "临江市水务局综合"),
            ("主管部门", "水务局", "实施单位", "服务中心"),
        ),  # a label of two lines that are kept together
        (("项目资金", "项目资金", "", "年度资金申请", "1,200,000"), ("(元)", "总额", "", "总额", ".00")),
        (("项目绩效", "项目总", "年度总体目标"), ("目标", "目标", "")),
        (("项目绩效目标", "一、建立长效机制，", "保障平稳"), ("", "明确职责分工。", "有序开展。")),
        (("", "一级指", "二级指", "三级指标", "年度"), ("", "标", "标", "", "指标值")),
    ],
)
def test_torn_rows_of_a_declaration(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    assert told(above, below)[0]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("年度资金总额", "6,315,00", "6,315,000", "10", "100.0", "10.00"), ("", "0.00", ".00", "", "0%", "")),
        (("总分", "100", "92."), ("", "", "80")),
        (("年度总体目标", "预算目标", "实际完成"), ("", "", "情况")),
    ],
)
def test_torn_rows_of_a_self_evaluation(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    assert told(above, below, EVALUATION)[0]


@pytest.mark.parametrize(
    ("above", "below", "going_on"),
    [
        (("主管部门", "临江市", "实施单位", "临江市"), ("计划开始日期", "2024-01-01", "计划完成日期", "2024-12-31"), set()),
        (("项目资", "项目资金总额", "", "年度资金申请总额", "9"), ("金(元)", "其中:财政资金", "", "其中:当年财政拨款", "9"), {0, 2}),
        # a label and its value that span two rows, and the rows beside them
        (("其中:财政资金", "1,200,", "其中:当年财政拨款", "9"), ("", "000.00", "上年结转资金", "0"), {0, 1}),
        (("", "", "其中:当年财政拨款", "9"), ("其中:财政资金", "1,200", "上年结转资金", "0"), {0, 1}),
        (("", "项目总目标", "年度总体目标"), ("项目绩效目标", "", "保障平稳有序开展。"), {0, 1}),
        (("项目绩效目标", "项目总目标(2024-2026)", "年度总体目标(2024年)"), ("", "建立机制。", "保障平稳有序开展。"), {0}),
        (("", "一级指标", "二级指标", "三级指标", "指标值"), ("绩效指标", "产出指标", "数量指标", "巡查", "≥9次"), {0}),
    ],
)
def test_rows_that_have_their_own_labels_are_two(above: tuple[str, ...], below: tuple[str, ...], going_on: set[int]) -> None:
    assert told(above, below) == (False, going_on)


def test_a_blank_head_of_a_column_takes_no_label_from_the_row_below() -> None:
    heads, total = ("项目资金(元)", "", "年初预算数", "得分"), ("", "年度资金总额", "9", "10")
    assert told(heads, total, EVALUATION) == (False, {0})


NEEDED = frozenset(row("", "", "name", "target")) - frozenset(row("", ""))


@pytest.mark.parametrize(
    ("above", "below", "room", "is_torn", "severity"),
    [
        (("产出指标", "数量指标", "河道巡查", "≥9次"), ("", "", "", ""), FULL, True, ""),  # the margin of a cell alone
        (("产出指标", "数量指标", "河道", "≥9次"), ("", "", "巡查次数", ""), FULL, True, "review"),
        (("产出指标", "数量指标", "河道", "按管理办法开"), ("", "", "巡查次数", "展"), FULL, True, "review"),
        (("", "", "", "满意"), ("满意度指标", "服务对象满意度指标", "群众综合满意度", ""), FULL, True, "review"),
        (("产出指标", "数量指标", "河道巡查", "满意"), ("", "质量指标", "河道巡查", "达标"), FULL, False, ""),
        (("产出指标", "数量指标", "河道巡查", "≥9次"), ("", "", "河道巡查", "≥8次"), FULL, False, ""),
        (("产出指标", "质量指标", "河道巡查", "规范"), ("", "", "服务情况", "达标"), FREE, False, "note"),
        (("产出指标", "质量指标", "河道巡查", "规范"), ("", "", "服务情况", "达标"), None, False, "review"),
        (("产出指标", "数量指标", "河道", "≥79.0"), ("", "", "", "0(%)"), FULL, True, "review"),
        (("产出指标", "数量指标", "河道巡查", "≥79"), ("", "", "", "(万元)"), 3.5, True, "review"),  # no line ends with a bracket
    ],
)
def test_rows_of_indicators(above: tuple[str, ...], below: tuple[str, ...], room: float | None, is_torn: bool, severity: str) -> None:
    found = judge(row(*above), row(*below), dict.fromkeys(row(*above), room), NEEDED, DECLARATION)
    assert (found.is_torn, found.severity if found.doubt else "") == (is_torn, severity)


def test_a_level_label_that_a_page_parts_goes_on_whatever_the_rows_are() -> None:
    above, below = row("效益指", "", "河道巡查", "≥9次"), row("标", "社会效益指标", "河道保洁", "≥8次")
    found = judge(above, below, dict.fromkeys(above, FULL), NEEDED, DECLARATION)
    assert (found.is_torn, found.going_on) == (False, {(0, 1), (1, 2)})


def test_rows_of_other_cells_are_never_one() -> None:
    found = judge(row("主管部门", "临江市"), row("", "水务局", ""), {}, frozenset(), DECLARATION)
    assert not found.is_torn
