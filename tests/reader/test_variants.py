"""Forms of other templates, made up after those of other provinces: refused whole with every label that is not known, never half-read.

Each stands as cells in rows, printed with tabs, one cell a line, and with blanks; known forms of the same file are read all the same.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.reader.record import Form, Problem
from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, codes, read

Rows = list[list[str]]
Shape = Callable[[Rows], str]


def tabs(rows: Rows) -> str:
    wide = max(map(len, rows))
    return "".join("\t".join([*row, *[""] * (wide - len(row))]) + "\n" for row in rows)


def cells(rows: Rows) -> str:
    return "".join(cell + "\n" for row in rows for cell in row if cell)


def blanks(rows: Rows) -> str:
    return "".join(" ".join(filter(None, row)) + "\n" for row in rows)


SHAPES = (tabs, cells, blanks)
TOP = [["财政项目支出绩效目标申报表"], ["（2024年度）"]]
HEAD = [
    ["项目名称", "展厅运营"],
    ["项目性质", "经常性项目", "项目类别", "特定目标类"],
    ["主管部门", "甲局", "实施单位", "甲局展览中心"],
    ["计划开始日期", "2024-01-01", "计划完成日期", "2024-12-31"],
]
FUNDING = [
    ["项目资金（元）", "项目资金总额", "", "年度资金申请总额", "1,200,000.00"],
    ["", "其中：财政资金", "", "其中：当年财政拨款", "1,000,000.00"],
    ["", "", "", "上年结转资金", "0.00"],
    ["", "其他资金", "", "其他资金", "200,000.00"],
]
GOALS = [["项目绩效目标", "项目总目标", "", "年度总体目标"], ["", "", "", "保障展厅运行。"]]
TABLE = [
    ["", "一级指标", "二级指标", "三级指标", "年度指标值"],
    ["绩效指标", "产出指标", "数量指标", "接待批次", "≥200.00(批次)"],
    ["", "满意度指标", "服务对象满意度指标", "观众满意度", "≥95.00(%)"],
]
KNOWN = [*TOP, *HEAD, *FUNDING, *GOALS, *TABLE]
EXECUTION = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", "90.00", "90.00", "89.97", "10", "99.97%", "10"],
    ["", "其中：当年财政拨款", "90.00", "90.00", "89.97", "—", "99.97%", "—"],
    ["", "上年结转资金", "0.00", "0.00", "0.00", "—", "0", "—"],
    ["", "其他资金", "0.00", "0.00", "0.00", "—", "0", "—"],
    ["年度总体目标", "预期目标", "", "实际完成情况"],
    ["", "完成环境整治。", "", "已完成环境整治。"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
]

# The rows of a form, and the labels that no known template has.
FOREIGN: dict[str, tuple[Rows, str]] = {
    "points in the labels of levels": (
        [
            ["项目支出绩效自评表"],
            ["（2022年度）"],
            ["项目名称", "219-某市某区某镇环境整治"],
            ["主管部门", "219-某市某区某镇人民政府", "实施单位", "219-某镇人民政府"],
            *EXECUTION,
            ["", "产出指标（50分）", "数量指标", "整治村庄数", "≥5个", "5个", "50", "50", "无"],
            ["", "效益指标（30分）", "社会效益指标", "环境改善", "有效", "有效", "30", "30", "无"],
            ["", "满意度指标（10分）", "服务对象满意度指标", "群众满意度", "≥90%", "95%", "10", "10", "无"],
            ["总分", "", "", "", "", "", "100", "100"],
        ],
        "产出指标(50分) 效益指标(30分) 满意度指标(10分)",
    ),
    "operator and unit in columns of their own": (
        [
            ["部门预算项目支出绩效自评表（2023年度）"],
            ["项目名称", "51000021R000000019951-工资性支出"],
            ["主管部门及代码", "510-某县财政局", "实施单位", "某县某局"],
            ["项目预算执行情况（万元）", "", "年初预算数", "全年预算数", "全年执行数", "预算执行率", "权重", "得分"],
            ["", "资金总额", "120.00", "120.00", "118.00", "98.33%", "10", "9.8"],
            ["", "财政资金", "120.00", "120.00", "118.00"],
            ["", "财政专户管理资金", "0.00", "0.00", "0.00"],
            ["", "单位资金", "0.00", "0.00", "0.00"],
            ["年度总体目标", "预期目标", "", "实际完成情况"],
            ["", "保障工资发放。", "", "已发放。"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "完成值", "权重", "得分"],
            ["", "产出指标", "数量指标", "发放人数", "＝", "30", "人", "30", "40", "40"],
            ["", "满意度指标", "服务对象满意度指标", "职工满意度", "≥", "90", "%", "95", "20", "20"],
            ["合计", "", "", "", "", "", "", "", "100", "99.8"],
        ],
        "主管部门及代码 项目预算执行情况 预算执行率 权重 资金总额 财政资金 财政专户管理资金 单位资金 指标性质 指标值 计量单位 完成值",
    ),
    "a budget column A and an execution column B, goals with their own tables": (
        [
            ["2020年度水土保持项目支出绩效自评表"],
            ["单位名称：某市水利局", "填报日期：2021年3月"],
            ["项目名称", "水土保持"],
            ["主管部门", "某市水利局", "项目实施单位", "某市水土保持站"],
            ["项目属性", "持续性项目√ 新增性项目□"],
            ["预算执行情况（万元）（20分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）"],
            ["", "年度财政资金总额", "50", "50", "100%", "20"],
            ["年度绩效目标1（40分）", "治理水土流失面积"],
            ["", "一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"],
            ["", "产出指标", "数量指标", "治理面积", "10平方公里", "10平方公里", "20"],
            ["年度绩效目标2（40分）", "监测站点运行"],
            ["", "一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"],
            ["", "满意度指标", "服务对象满意度指标", "群众满意度", "90%", "92%", "20"],
            ["总分", "", "", "", "", "", "100"],
        ],
        "单位名称 填报日期 项目实施单位 项目属性 预算执行情况 预算数 执行数 年度财政资金总额 年度绩效目标 年初目标值 实际完成值",
    ),
    "goals of several years beside those of the year": (
        [
            ["项目支出绩效目标申报表"],
            ["（2023年度）"],
            ["项目名称", "公路养护"],
            ["主管部门及代码", "某县交通运输局", "实施单位", "某县公路站"],
            ["项目属性", "延续项目", "项目期", "3年"],
            ["项目资金（万元）", "中期资金总额", "300", "年度资金总额", "100"],
            ["", "其中：财政拨款", "300", "其中：财政拨款", "100"],
            ["", "其他资金", "0", "其他资金", "0"],
            ["总体目标", "中期目标（2023年-2025年）", "", "年度目标"],
            ["", "三年养护公路300公里。", "", "养护公路100公里。"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
            ["", "产出指标", "数量指标", "养护里程", "300公里", "数量指标", "养护里程", "100公里"],
            ["", "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "服务对象满意度指标", "群众满意度", "≥90%"],
        ],
        "主管部门及代码 项目属性 项目期 中期资金总额 年度资金总额 财政拨款 总体目标 中期目标 年度目标",
    ),
    "older names of levels": (
        [
            ["2021年度项目支出绩效目标表"],
            ["填报单位：某市某镇人民政府"],
            ["项目名称", "村级运转", "项目属性", "新增项目□ 延续项目√"],
            ["主管部门", "某镇人民政府", "项目起止时间", "2021.1-2021.12"],
            ["项目负责人", "李四", "联系电话", "0731-1234567"],
            ["长期绩效目标", "年度绩效目标"],
            ["保障运转。", "保障运转。"],
            ["长期绩效指标", "一级指标", "二级指标", "指标内容", "指标值", "备注"],
            ["", "产出指标", "数量指标", "村数", "10个", ""],
            ["", "效益指标", "环境效益指标", "环境改善", "改善", ""],
            ["年度绩效指标", "一级指标", "二级指标", "指标内容", "指标值", "备注"],
            ["", "产出指标", "进度指标", "完成进度", "100%", ""],
            ["", "满意度指标", "服务对象满意度指标", "群众满意度", "90%", ""],
        ],
        "填报单位 项目属性 项目起止时间 项目负责人 联系电话 长期绩效目标 年度绩效目标 长期绩效指标 指标内容 备注 环境效益指标 进度指标",
    ),
    "values of earlier years beside the target": (
        [
            *KNOWN[:-3],
            ["", "一级指标", "二级指标", "三级指标", "前年实际值", "上年预计值", "年度指标值", "指标值确定依据"],
            ["绩效指标", "产出指标", "数量指标", "采购册数", "900册", "950册", "≥1000册", "工作计划"],
            ["", "满意度指标", "服务对象满意度指标", "读者满意度", "90%", "92%", "≥95%", "问卷"],
        ],
        "前年实际值 上年预计值 指标值确定依据",
    ),
    "further sources of money": (
        [
            *TOP,
            *HEAD,
            *FUNDING[:3],
            ["", "", "", "财政专户管理资金", "0.00"],
            ["", "其他资金", "", "事业单位经营性资金", "200,000.00"],
            ["", "", "", "其他资金", "0.00"],
            *GOALS,
            *TABLE,
        ],
        "财政专户管理资金 事业单位经营性资金",
    ),
    "persons in the head": (
        [*TOP, *HEAD[:3], ["项目负责人", "王五", "联系电话", "81234567"], *KNOWN[5:]],
        "项目负责人 联系电话",
    ),
    "levels without 指标": (
        [
            *KNOWN[:-2],
            ["绩效指标", "产出", "数量", "接待批次", "≥200.00(批次)"],
            ["", "效益", "社会效益", "展厅运营", "正常"],
            ["", "满意度", "服务对象满意度", "观众满意度", "≥95.00(%)"],
        ],
        "产出 数量 效益 社会效益 满意度 服务对象满意度",
    ),
}


def folded(text: str) -> str:
    return text.translate(str.maketrans("（）：＝", "():="))


def only(form: Form) -> Problem:
    (problem,) = form.problems
    return problem


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("rows", "labels"), FOREIGN.values(), ids=FOREIGN)
def test_a_form_of_another_template_is_refused_with_all_labels_that_are_not_known(rows: Rows, labels: str, shape: Shape) -> None:
    text = EVALUATION + shape(rows) + DECLARATION
    before, form, behind = read(text).forms
    problem = only(form)
    assert (problem.code, problem.severity) == ("unknown_template", "blocking")
    printed, _, _ = problem.message.removeprefix("in no template that is known: ").partition("; ")
    named = dict(part.rstrip(")").rsplit(" (line", 1) for part in printed.split("), "))
    assert list(named) == labels.split()
    lines = folded(text).splitlines()
    at = {label: [int(n) for n in numbers.lstrip("s ").split(", ")] for label, numbers in named.items()}
    assert all(label in lines[n - 1] for label, numbers in at.items() for n in numbers)
    assert problem.lines == tuple(sorted({n for numbers in at.values() for n in numbers}))
    assert form.line_start == before.line_end + 1
    assert problem.remedy == "add the template's labels to orchestration/reader/template.py"
    assert [f.problems for f in (before, behind)] == [(), ()]
    assert [len(f.indicators) for f in (before, behind)] == [3, 5]


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_of_a_refused_form_is_kept(shape: Shape) -> None:
    form = read(shape(FOREIGN["further sources of money"][0])).forms[0]
    assert (form.form_type, form.year, form.head, form.funding, form.goals, form.indicators) == ("target_declaration", 2024, {}, (), {}, ())
    assert (form.ledger.fields, form.ledger.labels, form.ledger.furniture, form.ledger.lexemes_printed) == (0, 0, 0, 2)


def test_the_message_says_what_the_title_leads_to_expect_and_where_reading_stopped() -> None:
    form = read(tabs(FOREIGN["goals of several years beside those of the year"][0])).forms[0]
    _, missing, stopped = only(form).message.split("; ")
    assert missing == (
        "not printed, though the title leads to expect it: 项目性质, 项目类别, 计划开始日期, 计划完成日期, 项目资金总额, 年度资金申请总额, "
        "其中:财政资金, 其中:当年财政拨款, 上年结转资金, 项目总目标, 年度总体目标"
    )
    assert stopped.startswith("reading stopped at line 3: ")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("label", ["项目监管人", "所属科室名称", "主管科室", "是否跨年"])
@pytest.mark.parametrize("place", ["beside the name", "behind the unit", "below the unit"])
def test_a_label_of_the_head_that_is_in_no_list_is_no_part_of_a_value(shape: Shape, label: str, place: str) -> None:
    more = [label, "张三"]
    heads = {
        "beside the name": [[*HEAD[0], *more], *HEAD[1:]],
        "behind the unit": [*HEAD[:2], [*HEAD[2], *more], HEAD[3]],
        "below the unit": [*HEAD[:3], more, HEAD[3]],
    }
    (form,) = read(shape([*TOP, *heads[place], *KNOWN[6:]])).forms
    problem = only(form)
    assert problem.code == "unknown_template"
    assert f"{label} 张三' stands in the cell of" in problem.message or f"{label}张三' stands in the cell of" in problem.message
    assert form.head == {}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", ["100.00", "90%", "2024-01-01", "1,200"])
def test_an_amount_a_rate_or_a_date_is_no_part_of_a_name(shape: Shape, value: str) -> None:
    (form,) = read(shape([*TOP, *HEAD[:3], ["主管科室", value], HEAD[3], *KNOWN[6:]])).forms
    assert form.quarantined
    assert codes(form) in (["unknown_template"], ["value_implausible"])


@pytest.mark.parametrize(
    "goals",
    [
        [[*GOALS[0], "支持方式", "一般公共服务"], GOALS[1]],
        [GOALS[0], [*GOALS[1], "支持方式", "一般公共服务"]],
        [*GOALS, ["支持方式", "一般公共服务"]],
        [GOALS[0], ["支持方式", "一般公共服务"], GOALS[1]],
    ],
)
def test_more_cells_than_two_among_the_goals_of_a_grid_are_said(goals: Rows) -> None:
    (form,) = read(tabs([*TOP, *HEAD, *FUNDING, *goals, *TABLE])).forms
    assert "goals_ambiguous" in codes(form)


@pytest.mark.parametrize(
    "name", ["展厅运营维护及更新改造\n项目（二期）", "科创中心\nABCDEFGHIJK展厅", "2024年展厅运营维护和\n管理", "展厅运营 2024年"]
)
def test_a_name_that_is_wrapped_or_holds_a_blank_is_one_value(form_of: Reader, name: str) -> None:
    form = form_of(DECLARATION, ("项目名称 展厅运营", f"项目名称 {name}"))
    assert codes(form) == []
    value = form.head["project_name"]
    assert value is not None and value.text == name.replace("\n", "")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_column_more_behind_the_known_ones_is_no_row(shape: Shape) -> None:
    rows = [*KNOWN[:-3], [*TABLE[0], "备注"], [*TABLE[1], "无"], [*TABLE[2], "无"]]
    (form,) = read(shape(rows)).forms
    assert only(form).message.startswith("in no template that is known: 备注 (line ")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "change",
    [
        ("展厅运营", "资金来源多元化研究"),
        ("展厅运营", "单位资金和财政拨款管理信息系统"),
        ("展厅运营", "219-展厅运营（项目编码：1）"),
        ("甲局展览中心", "甲局绩效评价单位"),
        ("接待批次", "预算执行率"),
        ("接待批次", "资金来源"),
        ("接待批次", "完成情况"),
        ("观众满意度", "服务对象满意度"),
        ("观众满意度", "满意度"),
        ("保障展厅运行。", "年度绩效目标：保障展厅运行。"),
    ],
)
def test_words_of_other_templates_within_values_refuse_nothing(shape: Shape, change: tuple[str, str]) -> None:
    form = read(shape([[cell.replace(*change) for cell in row] for row in KNOWN])).forms[0]
    assert codes(form) == []
    assert len(form.indicators) == 2


@pytest.mark.parametrize("text", [DECLARATION, EVALUATION, GRID], ids=["declaration", "evaluation", "grid"])
def test_a_known_form_that_was_cut_or_is_out_of_order_is_no_other_template(text: str) -> None:
    lines = text.splitlines(keepends=True)
    for n in range(2, len(lines)):
        for changed in (lines[:n], [*lines[:n], *lines[n + 1 :]], [*lines[:2], *lines[n:], *lines[2:n]]):
            for form in read("".join(changed)).forms:
                assert "unknown_template" not in codes(form), "".join(changed)


@pytest.mark.parametrize(
    "label",
    ["项目总体目标（2024 年-2026 年）", "项目总体目标(2024-2026年)", "项目总目标（2024年—2026年）", "项目总体目标\n（2024年度至2026年度）"],
)
@pytest.mark.parametrize("annual", ["年度总体目标", "预期目标", "年度总体目标（2024年度）"])
def test_goals_of_several_years_and_of_the_year(form_of: Reader, label: str, annual: str) -> None:
    form = form_of(
        DECLARATION,
        ("项目总目标 年度总体目标", f"{label} {annual}"),
        ("项目资金总额 年度", "项目资金总额 771,325,800.00 年度"),
        ("其中：财政资金", "其中：财政资金 771,325,800.00"),
        ("其他资金 其他资金", "其他资金 0.00 其他资金"),
        ("保障展厅运行。", "三年建成一流展厅。\n\n保障展厅运行。"),
    )
    assert {k: v.text for k, v in form.goals.items() if v} == {"project": "三年建成一流展厅。", "annual": "保障展厅运行。"}
    assert [(a.source, str(a.number)) for a in form.funding[:3]] == [
        ("total", "771325800.00"),
        ("fiscal", "771325800.00"),
        ("other", "0.00"),
    ]
    assert codes(form) == []
