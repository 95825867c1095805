"""Where forms start and end, and what is no form."""

import pytest

from orchestration.reader.forms import count_titles, find
from orchestration.reader.text import split_lines
from tests.reader.conftest import CELLS, DECLARATION, EVALUATION, GRID, read

HEAD = "财政项目支出绩效目标申报表\n（2024年度）\n"
# A budget of which the forms are a part: a table of contents, sentences that speak of forms, tables of other kinds.
CONTENTS = """\
甲区文化和旅游局2024年部门预算
目  录
第一部分 部门概况 ........................ 1
第二部分 名词解释 ........................ 4
二、财政项目支出绩效目标申报表............ 24
三、部门整体支出绩效目标表
"""
BUDGET = """\
第一部分 部门概况
一、主要职能
    负责全区文化和旅游工作的统筹规划，组织实施公共文化服务项目。各预算单位应当按照规定编制项目支出
绩效目标申报表，并随同部门预算一并报送财政部门审核；年度终了后一个月内开展绩效自评，填报项目支出绩效自评表
第二部分 名词解释
    (一)项目支出：指为完成特定的行政任务发生的支出，其绩效目标设置一级指标、二级指标、三级指标。
2024年部门预算收支总表
单位：元
项目 预算数 项目 预算数
一、财政拨款收入 86,120,000.00 一、文化旅游体育与传媒支出 80,000,000.00
2024年项目支出预算明细表
项目名称 主管部门 金额
展厅运营 甲局 1,200,000.00
- 12 -
\x0c十、其他相关情况说明
（一）2024年“三公”经费预算情况说明
    2024年“三公”经费预算数为12.50万元，比2023年预算减少0.50万元。其中：公务接待费≤1.00万元。
（二）绩效管理情况
    本部门2024年编报绩效目标的项目共2个，涉及预算资金150万元，绩效目标详见项目支出绩效目标申报表
展厅运营项目经费情况说明
一、项目概述
    展厅面向公众免费开放。
七、绩效目标
    详见单位的项目绩效目标表
"""
DEPARTMENT = """\
部门整体支出绩效自评表
（2024年度）
部门名称 甲局
一级指标 二级指标 三级指标 指标值
产出指标 数量指标 接待批次 ≥200批次
"""


def test_forms_stand_between_other_text() -> None:
    lines = split_lines("甲局2024年度项目绩效目标汇总表\n\n目录\n详见绩效目标申报表\n" + DECLARATION + "\n" + EVALUATION)
    found = find(lines)
    assert found.cover is not None
    assert (found.cover.text, found.cover.lines) == ("甲局2024年度项目绩效目标汇总表", (1,))
    assert [(s.template.form_type, s.first, s.last) for s in found.spans] == [("target_declaration", 5, 33), ("self_evaluation", 35, 76)]
    assert (found.mentions, found.strange) == ((), ())
    assert count_titles(lines) == (5, 35)


@pytest.mark.parametrize("form", [DECLARATION, CELLS, GRID, EVALUATION], ids=["wrapped", "cells", "grid", "evaluation"])
def test_a_form_behind_thirty_pages_of_a_budget_is_read_as_if_it_stood_alone(form: str) -> None:
    (alone,) = read(form).forms
    before = CONTENTS + BUDGET * 30
    report = read(before + form + BUDGET + DEPARTMENT)
    (found,) = report.forms
    shift = len(split_lines(before))
    assert (found.line_start, found.line_end) == (alone.line_start + shift, alone.line_end + shift)
    assert (found.year, found.goals.keys(), found.problems, alone.problems) == (alone.year, alone.goals.keys(), (), ())
    assert [(a.stage, a.source, a.number) for a in found.funding] == [(a.stage, a.source, a.number) for a in alone.funding]
    assert [(i.name.text, i.target and i.target.text) for i in found.indicators] == [
        (i.name.text, i.target and i.target.text) for i in alone.indicators
    ]
    assert report.title_lines == (found.line_start,)
    header = len(split_lines(before + form + BUDGET)) + 4
    assert [(p.code, p.lines) for p in report.problems] == [("table_without_form", (header,))]


def test_a_budget_without_forms_holds_none() -> None:
    report = read(CONTENTS + BUDGET * 30 + DEPARTMENT)
    assert report.forms == ()
    assert [p.code for p in report.problems] == ["no_form", "table_without_form"]
    assert count_titles(split_lines(CONTENTS + BUDGET * 30 + DEPARTMENT)) == ()


def test_forms_of_several_kinds_and_years_stand_between_chapters() -> None:
    later = DECLARATION.replace("（2024年度）", "（2026年度）").replace("2024-", "2026-")
    report = read(CONTENTS + DECLARATION + BUDGET + EVALUATION + BUDGET + later + EVALUATION + DEPARTMENT + GRID + BUDGET)
    assert [(f.form_type, f.year, f.quarantined) for f in report.forms] == [
        ("target_declaration", 2024, False),
        ("self_evaluation", 2020, False),
        ("target_declaration", 2026, False),
        ("self_evaluation", 2020, False),
        ("target_declaration", 2024, False),
    ]
    assert report.title_lines == tuple(f.line_start for f in report.forms)
    assert all(f.problems == () for f in report.forms)


@pytest.mark.parametrize(
    "tail",
    [
        "第四部分 其他\n文字说明\n",
        "四、政府采购情况\n2024年政府采购预算300万元。\n",
        "（三）国有资产占用情况\n截至2023年底有车辆3辆。\n",
        "附件2\n部门整体支出绩效目标表\n单位名称 甲局\n",
        "五、名词解释\n1.财政拨款：指拨款。\n",
        "2024年“三公”经费预算表\n单位：元\n合计 1.00\n",
        "表十三\n政府采购预算表\n",
        "\n12\n\x0c目录\n",
        "注：本表由预算单位填报。\n",
        "填表人：张三 联系电话：12345678\n",
        "甲局2024年项目经费情况说明\n本项目\n",
        "项目支出绩效自评报告\n本项目\n",
        "    本部门2024年编报绩效目标的项目共2个，涉及预算资金150万元，其中一般公共预算150万元，编报率百分之百。\n",
        DEPARTMENT,
    ],
)
@pytest.mark.parametrize("form", [DECLARATION, CELLS, GRID, EVALUATION], ids=["wrapped", "cells", "grid", "evaluation"])
def test_what_shows_that_the_budget_goes_on_ends_a_form(form: str, tail: str) -> None:
    (alone,), (found,) = read(form).forms, read(form + tail).forms
    assert (found.line_end, found.problems) == (alone.line_end, ())
    assert [(i.name, i.target) for i in found.indicators] == [(i.name, i.target) for i in alone.indicators]


@pytest.mark.parametrize("form", [DECLARATION, CELLS], ids=["wrapped", "cells"])
def test_text_without_a_heading_behind_a_form_is_never_a_row_in_silence(form: str) -> None:
    (found,) = read(form + "政府采购情况\n无。\n").forms
    (problem,) = found.problems
    last = len(split_lines(form))
    assert (problem.code, problem.lines) == ("row_unlike_level", (last + 1, last + 2))
    (evaluation,) = read(EVALUATION + "政府采购情况\n无。\n").forms
    assert [p.code for p in evaluation.problems] == ["residue"]


def test_rows_that_read_like_headings_stay_rows() -> None:
    changed = DECLARATION.replace("接待批次 ≥200.00(批次)", "绩效目标表\n≥1(份)").replace("验收通过率 =100(%)", "编制情况说明\n=2(份)")
    (form,) = read(changed).forms
    assert [i.name.text for i in form.indicators[:2]] == ["绩效目标表", "编制情况说明"]
    assert form.problems == ()


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ("项目支出绩效目标申报表\n（2024年度）\n", 1),
        ("财政项目支出绩效目标填报表\n(2024 年度)\n", 1),
        ("项目绩效目标申报表（2024年度）\n", 1),
        ("2024年度财政项目支出绩效目标申报表\n", 1),
        ("(2024年度)财政项目支出绩效目标申报表\n", 1),
        ("附件1\n财政项目支出绩效目标申报表\n2024年度\n", 2),
        ("附件1：财政项目支出绩效目标申报表\n（2024年）\n", 1),
        ("附件2-1 甲市乙区项目支出绩效目标申报表\n（2024年度）\n", 1),
        ("表13 财政项目支出绩效目标申报表\n（2024年度）\n", 1),
        ("市就业和社会保障局项目支出绩效目标申报表\n（2024年度）\n", 1),
        ("甲区文化和旅游局2024年度\n财政项目支出绩效目标申报表\n", 1),
        ("甲区财政项目支出\n绩效目标申报表\n（2024年度）\n", 1),
        ("财政项目支出绩效目标\n申报表\n（2024年度）\n", 1),
        ("财政项目支出绩\n效目标申报表（2024年度）\n", 1),
        ("财 政 项 目 支 出 绩 效 目 标 申 报 表\n（ 2024 年 度 ）\n", 1),
        ("　　财政项⽬⽀出绩效⽬标申报表\n（２０２４年度）\n", 1),
        ("\xad" * 300 + "财政项目支出绩效目标申报表\n（2024年度）\n", 1),
        ("部门预算项目支出绩效目标表\n（2024年度）\n", 1),
    ],
)
def test_a_title_in_its_variants(head: str, first: int) -> None:
    report = read(EVALUATION + DECLARATION.replace(HEAD, head) + EVALUATION)
    assert [f.form_type for f in report.forms] == ["self_evaluation", "target_declaration", "self_evaluation"]
    before, form, _ = report.forms
    assert (form.year, form.line_start, form.line_end) == (
        2024,
        before.line_end + first,
        before.line_end + DECLARATION.count("\n") - 2 + head.count("\n"),
    )
    assert [f.problems for f in report.forms] == [(), (), ()]
    assert len(report.title_lines) == 3


def test_a_title_says_no_word_twice() -> None:
    last, end = EVALUATION.count("\n"), EVALUATION + "财政\n"
    torn, other = (read(end + title).forms for title in (DECLARATION.removeprefix("财政"), DECLARATION))
    assert [(f.line_start, [p.code for p in f.problems]) for f in torn] == [(1, []), (last + 1, [])]
    assert [(f.line_start, [(p.code, p.lines) for p in f.problems]) for f in other] == [(1, [("residue", (last + 1,))]), (last + 2, [])]


@pytest.mark.parametrize(
    "title", ["项目支出绩效自评表", "财政支出项目绩效自评表", "甲局2020年度项目支出绩效\n自评表", "财政项目支出绩效自评价表"]
)
def test_a_title_of_a_self_evaluation_in_its_variants(title: str) -> None:
    (form,) = read(EVALUATION.replace("财政项目支出绩效自评表", title)).forms
    assert (form.form_type, form.year, form.problems) == ("self_evaluation", 2020, ())


@pytest.mark.parametrize(
    "line",
    [
        "详见财政项目支出绩效目标申报表",
        "部门整体支出绩效自评表",
        "甲局2024年度项目绩效目标汇总表",
        "项目支出绩效运行监控表",
        "项目支出绩效自评报告",
        "财政项目支出绩效目标申报表…………24",
    ],
)
def test_a_line_that_is_no_title_of_a_form(line: str) -> None:
    assert find([line]).spans == ()
    assert count_titles([line]) == ()
    assert [f.line_start for f in read(line + "\n" + DECLARATION).forms] == [2]


def test_words_before_a_title_that_no_title_has_are_residue() -> None:
    (form,) = read("草稿" + DECLARATION).forms
    assert [(p.code, p.lines) for p in form.problems] == [("residue", (1,))]
    assert [r.text for r in form.ledger.residue] == ["草稿"]


def test_a_label_above_a_title_is_no_part_of_it() -> None:
    title = "财政项目支出绩效目标申报表\n"
    report = read(DECLARATION.partition("主管部门")[0] + "主管部门\n" + title + DECLARATION)
    label = next(n for n, line in enumerate(DECLARATION.splitlines(), 1) if "主管部门" in line)
    assert [(p.code, p.lines) for p in report.problems] == [("title_without_form", (label + 1,))]
    assert [f.line_start for f in report.forms] == [1, label + 2]


@pytest.mark.parametrize("glue", [" ", "", "\t"])
def test_an_indicator_table_in_no_form_is_said_with_its_line(glue: str) -> None:
    other = DECLARATION.split("\n", 1)[1].replace("一级指标 二级指标 三级指标", f"一级指标{glue}二级指标{glue}三级指标")
    report = read("财政项目支出绩效目标批复单\n" + other + DECLARATION)
    assert [(p.code, p.lines) for p in report.problems] == [("table_without_form", (19,))]
    assert [f.line_start for f in report.forms] == [30]


def test_a_title_in_a_table_of_contents_is_said_but_is_no_form() -> None:
    report = read("财政项目支出绩效目标申报表\n财政项目支出绩效自评表\n名词解释\n" + DECLARATION)
    assert [f.line_start for f in report.forms] == [4]
    assert report.title_lines == (4,)
    assert [(p.code, p.lines) for p in report.problems] == [("title_without_form", (1,)), ("title_without_form", (2,))]


def test_a_title_with_spaces_and_without_the_word_finance() -> None:
    report = read(DECLARATION.replace("财政项目支出绩效目标申报表", " 项目支出 绩效目标填报表 "))
    assert [f.form_type for f in report.forms] == ["target_declaration"]


def test_a_title_at_the_very_end_is_a_form_that_was_cut_off() -> None:
    report = read(DECLARATION + "财政项目支出绩效目标申报表\n")
    assert [f.quarantined for f in report.forms] == [False, True]
    assert report.title_lines == (1, 30)


def test_a_form_whose_first_label_is_wrapped_in_a_narrow_column_is_found() -> None:
    (form,) = read(
        EVALUATION.replace("项目名称 展厅运营", "项目名\n称\n展厅运营").replace(
            "主管部门 甲局 实施单位\n", "主管部\n门\n甲局\n实施单\n位\n"
        )
    ).forms
    names = ("project_name", "supervising_department", "implementing_unit")
    assert [v.text if v else None for v in map(form.head.get, names)] == ["展厅运营", "甲局", "甲局展览中心"]


@pytest.mark.parametrize("blanks", [" " * 300, "\t" * 300])
def test_a_title_is_one_however_many_blanks_its_line_has(blanks: str) -> None:
    for title in (blanks + "财政项目支出绩效目标申报表", f"财政项目支出绩效目标申{blanks}报表"):
        report = read(DECLARATION + DECLARATION.replace("财政项目支出绩效目标申报表", title))
        assert [f.line_start for f in report.forms] == list(report.title_lines) == [1, DECLARATION.count("\n") + 1]


@pytest.mark.parametrize(("number", "lines"), [("98", 0), ("3", 2)])
def test_a_number_behind_the_total_and_one_score_is_the_total_of_scores_if_it_is_more(number: str, lines: int) -> None:
    text = [*EVALUATION.split("总分")[0].splitlines(), "总分", "101", "", "8", "", "无偏差", "", number, "", "\f"]
    (span,) = find(text).spans
    assert span.last == text.index("\f") - 1 - lines
