"""Texts in reading order, the lines of neighbouring cells interleaved: what is read, what is left open, what is refused.

The forms are printed here as a page would be: cells centred in their rows, lines from the top to the foot.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.reader.layout.bands import Chain, Line, Printed, Word, text_of
from orchestration.reader.layout.woven import _adds_up, _best_top, _Top
from orchestration.reader.layout.woven_labels import Mark, columns_of_labels, in_order_of_levels, take_labels, ways_to_take_labels
from orchestration.reader.layout.woven_parts import Parts, otherwise_parted
from orchestration.reader.layout.woven_runs import Found, Run, _Page, read_runs
from orchestration.reader.layout.woven_runs import Row as Row_
from orchestration.reader.layout.woven_slots import NAMED, Described, Habit, Money
from orchestration.reader.layout.woven_table import _Table, _Told
from orchestration.reader.record import Form
from orchestration.reader.template import DECLARATION as DECLARATION_TEMPLATE
from orchestration.reader.text import width
from tests.reader.conftest import DECLARATION, codes, read

Row = tuple[tuple[str, ...], ...]  # cells from left to right, each the lines it is wrapped to

HEAD: tuple[Row, ...] = (
    (("项目名", "称"), ("展厅运营", "及维护"), ("项目性质",), ("经常性", "项目"), ("项目类别",), ("特定目", "标类")),
    (("主管部", "门"), ("甲局",), ("实施单位",), ("甲局展览", "中心")),
    (("计划开", "始日期"), ("2024-01-01",), ("计划完成日期",), ("2024-12-31",)),
)
FUNDING: tuple[Row, ...] = (
    (("项目资金", "总额"), (), ("年度资金申请总", "额"), ("1,200,000.00",)),
    (("其中：财", "政资金"), (), ("其中：当年财政", "拨款"), ("1,000,000.00",)),
    ((), (), ("上年结转资金",), ("0.00",)),
    (("其他资金",), (), ("其他资金",), ("200,000.00",)),
)
GOALS: Row = ((), ("保障展厅全年正常运行，接待观众", "不少于三万人次，并完成验收。"))
HEADER = "一级指标 二级指标\n三级指标\n年度(/项目)指标值\n"
# Labels of levels are printed with the lines of the names that they stand beside.
TABLE = """\
接待批次
产出指标 数量指标
≥200.00(批次)
为观众提供讲解、导览和
质量指标 咨询服务的规范程度
=100(%)
时效指标 完成及时性
及时
效益指标 社会效益指标 展厅正常运营
全年正常运营
满意度指 服务对象满意 观众满意度
≥95.00(%)
标
度指标
"""


def printed(row: Row) -> list[str]:
    """The lines of a row from the top to the foot, those on one height from left to right."""
    placed = [(2 * n - len(cell) + 1, column, line) for column, cell in enumerate(row) for n, line in enumerate(cell)]
    return [line for _, _, line in sorted(placed)]


def form_of(
    head: tuple[Row, ...] = HEAD, funding: tuple[Row, ...] = FUNDING, goals: Row = GOALS, table: str = TABLE, unit: str = "（元）"
) -> str:
    """A declaration as its page is printed; 项目资金（元） stands left of the rows of amounts, 项目绩效目标 of the goals."""
    money = [line for row in funding for line in printed(row)]
    money = [{"其中：财": "项目资金 其中：财", "政资金": f"{unit} 政资金"}.get(line, line) for line in money]
    narrative = printed(goals)
    lines = ["财政项目支出绩效目标申报表", "（2024年度）", *(line for row in head for line in printed(row)), *money]
    lines += ["项目总目标", "年度总体目标", "项目", *narrative[:1], "绩效", *narrative[1:], "目标"]
    return "\n".join(lines) + "\n" + HEADER + table


def read_form(text: str) -> Form:
    (form,) = read(text).forms
    return form


def rows_of(form: Form) -> list[list[str]]:
    """Name and target of each row."""
    return [[i.name.text, i.target.text if i.target else ""] for i in form.indicators]


def levels(form: Form) -> list[str]:
    """二级指标 of each row."""
    return [i.level2.text if i.level2 else "" for i in form.indicators]


def amounts(form: Form) -> list[str | None]:
    return [amount.printed.text if amount.printed else None for amount in form.funding]


def test_a_form_whose_labels_are_whole_is_read_as_before() -> None:
    form = read_form(DECLARATION)
    assert codes(form) == []
    assert form.indicators[0].name.text == "接待批次"


def test_the_head_is_put_together_from_interleaved_cells() -> None:
    form = read_form(form_of())
    assert not {"cells_open", "goals_ambiguous", "level2_ambiguous"} & set(codes(form))
    assert {name: value.text for name, value in form.head.items() if value} == {
        "project_name": "展厅运营及维护",
        "project_nature": "经常性项目",
        "project_category": "特定目标类",
        "supervising_department": "甲局",
        "implementing_unit": "甲局展览中心",
        "planned_start": "2024-01-01",
        "planned_end": "2024-12-31",
        "funding_unit": "元",
    }


def test_amounts_go_to_the_labels_that_they_stand_beside() -> None:
    assert amounts(read_form(form_of())) == [None, None, None, "1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]
    both = (
        (("项目资金", "总额"), ("2,400,000", ".00"), ("年度资金申请总", "额"), ("1,200,000.00",)),
        (("其中：财", "政资金"), ("2,000,000.00",), ("其中：当年财政", "拨款"), ("1,000,000.00",)),
        FUNDING[2],
        (("其他资金",), ("400,000.00",), ("其他资金",), ("200,000.00",)),
    )
    found = amounts(read_form(form_of(funding=both)))
    assert found == ["2,400,000.00", "2,000,000.00", "400,000.00", "1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]


def test_an_amount_without_a_place_is_refused() -> None:
    two = (*FUNDING[:3], (("其他资金",), (), ("其他资金",), ("200,000.00", "300,000.00")))
    form = read_form(form_of(funding=two))
    assert form.quarantined


def test_goals_side_by_side_are_told_apart_by_the_heights_of_their_lines() -> None:
    left = ("三年内建成展厅并对外开放，", "形成长效的管理机制。")
    right = ("1.完成展厅的年度检修；", "2.接待观众三万人次，开展", "讲解一百场；", "3.编制年度报告。")
    text = form_of(goals=(left, right)).replace("绩效\n三年内", "绩效 三年内").replace("绩效\n1.", "绩效\n1.")
    lines = text.splitlines()
    lines = [f"绩效 {line}" if line == left[0] else line for line in lines if line != "绩效"]  # the label left of a line leads it
    form = read_form("\n".join(lines) + "\n")
    assert {name: goal.text if goal else None for name, goal in form.goals.items()} == {
        "project": "三年内建成展厅并对外开放，形成长效的管理机制。",
        "annual": "1.完成展厅的年度检修；\n2.接待观众三万人次，开展讲解一百场；\n3.编制年度报告。",
    }


def test_a_single_goal_is_the_annual_one() -> None:
    form = read_form(form_of())
    assert form.goals["project"] is None
    assert form.goals["annual"] is not None
    assert form.goals["annual"].text == "保障展厅全年正常运行，接待观众不少于三万人次，并完成验收。"


def test_rows_are_found_and_labels_set_to_them() -> None:
    form = read_form(form_of())
    assert rows_of(form) == [
        ["接待批次", "≥200.00(批次)"],
        ["为观众提供讲解、导览和咨询服务的规范程度", "=100(%)"],
        ["完成及时性", "及时"],
        ["展厅正常运营", "全年正常运营"],
        ["观众满意度", "≥95.00(%)"],
    ]
    assert levels(form) == ["数量指标", "质量指标", "时效指标", "社会效益指标", "服务对象满意度指标"]


def test_a_label_is_centred_on_its_rows() -> None:
    rows = """\
接待批次
≥200.00(批次)
数量指标 讲解场次
≥100.00(场)
产出指标
志愿者人次
≥300.00(人次)
时效指标 完成及时性
及时
"""
    form = read_form(form_of(table=rows + TABLE.split("及时\n", 1)[1]))
    assert levels(form)[:4] == ["数量指标", "数量指标", "数量指标", "时效指标"]


def test_names_and_targets_printed_apart_are_paired_by_their_number() -> None:
    start, end = TABLE.split("时效指标 完成及时性\n及时\n")
    names = "完成及时性\n产出指标 时效指标\n效益指标 社会效益指标 展厅正常运营\n满意度指 服务对象满意 观众满意度\n标\n度指标\n"
    first = start.replace("产出指标 ", "")
    text = form_of(table=first + "\n\f" + names + "\n及时\n全年正常运营\n≥95.00(%)\n")
    form = read_form(text)
    assert rows_of(form)[2:] == [
        ["完成及时性", "及时"],
        ["展厅正常运营", "全年正常运营"],
        ["观众满意度", "≥95.00(%)"],
    ]
    assert end


def test_an_empty_line_inside_a_row_is_passed_over_and_the_rows_are_open() -> None:
    head, tail = TABLE.split("展厅正常运营\n")
    form = read_form(form_of(table=head + "展厅正常运营\n\n" + tail))
    assert rows_of(form) == rows_of(read_form(form_of()))
    assert codes(form).count("pairing_ambiguous") == len(form.indicators)


def test_rows_may_follow_targets_printed_apart_without_an_empty_line() -> None:
    names = "产出指标 时效指标 完成及时性\n讲解接待情况\n效益指标 社会效益指标 展厅正常运营\n"
    targets = "及时\n良好\n全年正常运营\n"
    rest = TABLE[TABLE.index("满意度指") :]
    form = read_form(form_of(table=names + "\n" + targets + rest))
    expected = [["完成及时性", "及时"], ["讲解接待情况", "良好"], ["展厅正常运营", "全年正常运营"], ["观众满意度", "≥95.00(%)"]]
    assert rows_of(form) == expected
    assert codes(form).count("pairing_ambiguous") == len(expected)


def test_parts_of_another_page_are_no_parts_of_one() -> None:
    first, second = Printed((0,), Line(words_of("接待批次"))), Printed((), Line(words_of("≥2批")))
    marks = [Mark("数量指标", 0)]
    joined = Parts([[first, second]], [0], marks)
    assert list(otherwise_parted(Parts([[first], [second]], [0, 0], marks))) == [joined]
    assert not list(otherwise_parted(Parts([[first], [second]], [0, 1], marks)))
    below = [second, second, first]
    cuts = [parts for parts in otherwise_parted(Parts([[first], below], [0, 0], [*marks, Mark("质量指标", 1)])) if len(parts.printed) == 3]
    assert [[len(lines) for lines in parts.printed] for parts in cuts] == [[1, 1, 2], [1, 2, 1]]
    assert {mark.part for parts in cuts for mark in parts.marks} == {0, 2}


def test_a_label_whose_last_row_a_page_cuts_stands_at_the_first_one() -> None:
    label, first, day, name, target, more = words_of("时效指标 完成及时性 及时 验收时间 年底前全部 完成并验收")
    printed_ = [Printed((0,), Line((first, day), led=True)), Printed((), Line((name, target))), Printed((), Line((more,)))]
    above, cut = Row_(0, 1, ((first,), (day,)), 0.0), Row_(1, 3, ((name,), (target, more)), 0.0, is_cut=True)
    page = _Page([printed_], [0], [Mark("时效指标", 0, [label])])
    assert page.misfit(0, [Run(0, (above, cut))]) < 0.01
    assert page.misfit(0, [Run(0, (above, replace(cut, is_cut=False)))]) > 1.0


REST = ("解导览等公益服务，", "丰富群众文化生活")
CUT = TABLE[: TABLE.index("满意度指")].replace("全年正常运营\n", "全年向社会公众开放，\n接待各界观众，提供讲\n")
WHOLE = "全年向社会公众开放，接待各界观众，提供讲解导览等公益服务，丰富群众文化生活"


def test_a_target_that_the_end_of_a_page_cuts_goes_on_with_the_next_page() -> None:
    below = TABLE[TABLE.index("满意度指") :]
    form = read_form(form_of(table=CUT + "\n\f" + "\n".join(REST) + "\n" + below))
    assert rows_of(form)[-2:] == [["展厅正常运营", WHOLE], ["观众满意度", "≥95.00(%)"]]
    assert levels(form)[-2:] == ["社会效益指标", "服务对象满意度指标"]
    assert "pairing_ambiguous" in codes(form)  # no line says where the row ends


def test_the_rest_of_a_target_may_be_printed_with_the_targets_of_its_page() -> None:
    names = "满意度指 服务对象满意 观众满意度\n标\n度指标\n"
    form = read_form(form_of(table=CUT + "\n\f" + names + "\n" + "\n".join(REST) + "\n≥95.00(%)\n"))
    assert rows_of(form)[-2:] == [["展厅正常运营", WHOLE], ["观众满意度", "≥95.00(%)"]]


PARTED = """\
数量指标 接待观众人次
≥1877.00(人次)
产出指标 质量指标 讲解数据完整程度
≥95(百分比)
时效指标 展品更新周期
≤13.00(个月)
效益指标
推动公共文化服务网络
纵深建设，通过培训提
社会效益指标 提升公共文化社会影响力 升专员服务能力；加大
政策宣传力度，提高服
务辐射面
生态效益指标 展厅设备节能减排
有效
可持续影响指 展厅开放机制建设
建立常态化市区联动工
标
作机制，进一步优化管

\f满意度指 服务对象满意 展厅服务对象满意度
标
度指标 综合满意度

理制度，保障工作持续
发挥影响
≥90.00(百分比)
>95.00(百分比)
"""


def test_of_readings_of_parts_that_cost_about_the_same_the_labels_tell() -> None:
    rows = rows_of(read_form(form_of(table=PARTED)))
    assert rows[-4:] == [
        ["展厅设备节能减排", "有效"],
        ["展厅开放机制建设", "建立常态化市区联动工作机制，进一步优化管理制度，保障工作持续发挥影响"],
        ["展厅服务对象满意度", "≥90.00(百分比)"],
        ["综合满意度", ">95.00(百分比)"],
    ]


def test_two_rows_between_which_text_goes_on_cost_more_than_one() -> None:
    words = words_of("展厅开展志愿服 按照展厅的规定 务活动完成情况 执行到位")
    printed_ = [Printed((0,) if n == 1 else (), Line((word,), led=n == 1)) for n, word in enumerate(words)]
    first, second, third, fourth = words
    rows = [Row_(0, 2, ((first,), (second,)), 0.0), Row_(2, 4, ((third,), (fourth,)), 0.0)]
    rows.append(Row_(0, 4, ((first, third), (second, fourth)), 0.4))
    runs = read_runs([printed_], [0], [Mark("质量指标", 0, list(words_of("质量指标")))], rows, 4)
    assert runs
    assert [found.row.cells[0] for found in runs.found] == [(first, third)]


def test_names_of_open_rows_tell_how_wide_their_column_is() -> None:
    first, second, third = words_of("展厅运营维护工作 完成情况 规范有序开展工作")
    row = Row_(0, 3, ((first, second), (third,)), 0.0)
    table = _Table(DECLARATION_TEMPLATE, (), [0], [], [], found=[Found(row, 0, is_open=True, is_run_open=False)])
    name, target = _Told([table], frozenset()).habits(table)
    assert (name.width, name.full, target.width) == (16, True, 0)


def test_the_last_line_of_a_name_may_stand_alone_on_the_next_page() -> None:
    cut = "为观众提供讲解、导览和 =100(%)\n咨询服务并组织志愿者招\n\n\x0c募活动的规范程度\n>90.00(百分比)\n质量指标 质量指标体系覆盖率\n"
    table = TABLE.replace("为观众提供讲解、导览和\n质量指标 咨询服务的规范程度\n=100(%)\n", cut)
    form = read_form(form_of(table=table))
    assert [(i.name.text, i.flags) for i in form.indicators[1:3]] == [
        ("为观众提供讲解、导览和咨询服务并组织志愿者招募活动的规范程度", ("pairing_ambiguous",)),
        ("质量指标体系覆盖率", ("pairing_ambiguous",)),
    ]


def test_lines_that_one_goal_hardly_explains_may_be_those_of_two() -> None:
    lines = ("一、开展展厅安全专项检查。", "保障展厅全年正常运行，接待", "二、改善展陈条件，提升服务。", "观众不少于三万人次。")
    text = form_of().replace(
        "项目\n保障展厅全年正常运行，接待观众\n绩效\n不少于三万人次，并完成验收。\n目标", "项目\n绩效\n" + "\n".join(lines) + "\n目标"
    )
    assert lines[2] in text
    form = read_form(text)
    assert [goal.text if goal else "" for goal in form.goals.values()] == [
        "一、开展展厅安全专项检查。\n二、改善展陈条件，提升服务。",
        "保障展厅全年正常运行，接待观众不少于三万人次。",
    ]
    assert "goals_ambiguous" in codes(form)


def test_a_name_printed_twice_in_its_cell_is_one() -> None:
    name = Described("name", Habit(NAMED))
    assert name.end(words_of("展厅服务规范性展厅服务 规范性")) < name.end(words_of("展厅服务规范性观众服务 规范性")) - 1.0


def test_a_name_that_reads_like_a_whole_one_hardly_goes_on() -> None:
    name = Described("name", Habit(NAMED))
    assert name.whole(words_of("展厅节能减排 长效机制健全性")) > name.whole(words_of("展厅节能技术 长效机制健全性")) + 0.4
    assert name.whole(words_of("展厅运营成本控制 情况")) == name.whole(words_of("展厅运营成本技术 情况"))


def test_a_target_too_few_is_refused() -> None:
    form = read_form(form_of(table=TABLE.replace("及时\n", "", 1).replace("全年正常运营\n", "")))
    assert form.quarantined
    assert "row_unreadable" in codes(form)


def test_what_another_reading_explains_as_well_is_left_open() -> None:
    # Two names and their targets, or one name and one target, each wrapped once behind a full line.
    rows = "为观众提供讲解、导览和\n按照行业标准和展厅规定\n时效指标\n咨询服务的及时程度\n执行到位\n"
    text = form_of(table=TABLE.replace("时效指标 完成及时性\n及时\n", rows))
    form = read_form(text)
    open_lines = {n for p in form.problems if p.code == "pairing_ambiguous" for n in p.lines}
    at = text.splitlines().index("按照行业标准和展厅规定") + 1
    assert {at - 1, at, at + 2, at + 3} <= open_lines


def test_the_unit_of_all_amounts_may_be_printed_without_a_blank_or_on_a_line_of_three() -> None:
    expected = amounts(read_form(form_of()))
    assert amounts(read_form(form_of().replace("（元） 政资金", "（元）政资金"))) == expected
    narrow = form_of().replace("项目资金 其中：财", "项目 其中：财").replace("（元） 政资金", "资金 政资金\n（元）")
    assert amounts(read_form(narrow)) == expected


def test_a_category_may_be_blank() -> None:
    form = read_form(form_of(head=((*HEAD[0][:5], ()), *HEAD[1:])))
    assert not {"cells_open", "row_unreadable"} & set(codes(form))
    assert form.head["project_category"] is None
    nature = form.head["project_nature"]
    assert nature and nature.text == "经常性项目"


def test_cells_of_the_head_printed_behind_the_table_find_their_places() -> None:
    head = [line for row in HEAD for line in printed(row)]
    lines = form_of().splitlines()
    assert lines[2 : 2 + len(head)] == head
    lines.remove("项目性质")
    form = read_form("\n".join([*lines, "", "项目性质"]) + "\n")
    assert form.head["project_nature"] is not None
    assert form.head["project_nature"].text == "经常性项目"
    assert len(form.indicators) == 5


def test_an_amount_may_stand_beside_two_rows() -> None:
    # 财政资金 of the project stands left of 当年财政拨款 and 上年结转资金, between the two.
    lines = form_of().splitlines()
    at, stop = lines.index("项目资金 其中：财"), lines.index("其他资金")
    lines[at:stop] = ["其中：当年财政拨款", "1,000,000.00", "项目资金", "其中：财政资金 2,000,000.00", "（元）", "上年结转资金", "0.00"]
    found = amounts(read_form("\n".join(lines) + "\n"))
    assert found == [None, "2,000,000.00", None, "1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]


def test_the_words_of_a_label_of_the_head_may_begin_a_name() -> None:
    # 主管部门 stands in the head already: what begins with it in the table is a name.
    table = TABLE.replace("接待批次\n产出指标 数量指标\n", "主管部\n产出指标 数量指标\n")
    form = read_form(form_of(table=table))
    assert rows_of(form)[0] == ["主管部", "≥200.00(批次)"]
    assert form.head["supervising_department"] is not None
    assert form.head["supervising_department"].text == "甲局"


def test_the_first_columns_of_the_top_may_be_printed_apart() -> None:
    left = [
        "项目名",
        "展厅运营",
        "称",
        "主管部 甲局",
        "门",
        "计划开 2024-01-01",
        "始日期",
        "项目资金",
        "总额",
        "项目资金 其中：财",
        "（元） 政资金",
    ]
    right = [
        *("项目性质 经常性项目", "项目类别 特定目标类", "实施单位 甲局展览", "中心", "计划完成日期 2024-12-31"),
        *("年度资金申请总额 1,200,000.00", "其中：当年财政拨款 1,000,000.00", "上年结转资金 0.00", "其他资金", "其他资金 200,000.00"),
    ]
    goals = ["项目总目标", "年度总体目标", "保障展厅全年正常运行。"]
    text = "\n".join(["财政项目支出绩效目标申报表", "（2024年度）", "", *right, *goals]) + "\n" + HEADER + TABLE
    form = read_form(text + "\n" + "\n".join([*left, "项目", "绩效", "目标"]) + "\n\n绩效\n指标\n")
    assert form.head["project_name"] is not None
    assert form.head["project_name"].text == "展厅运营"
    assert amounts(form) == [None, None, None, "1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]
    assert len(form.indicators) == 5


EXECUTION = """\
财政项目支出绩效自评表
(2024 年度)
项目名称 展厅运营
主管部门 甲局
实施单位 甲局展览中心
年初预算 全年预算 全年执行 分值 执行率 得分
数
数
数
1,200,00 1,200,00
年度资金总额
900,000
10 75.00% 7.5
0.00
0.00
项目资金
（元） 其中：当年财政拨 900,000
—
—
款
上年结转资金
—
—
其他资金
—
—
预算目标
实际完成情况
年度 保障展厅全年运行。
总体 展厅全年正常运行。
目标
偏差原因
年度
实际
一级指标 二级指标 三级指标 指标值 完成值 分值 得分 分析及
改进措施
"""


def test_executed_amounts_are_told_by_the_heights_of_their_lines() -> None:
    form = read_form(EXECUTION)
    assert form.quarantined  # it has no rows
    assert [a.printed.text if a.printed else None for a in form.funding[:3]] == ["1,200,000.00", "1,200,000.00", "900,000"]
    assert form.execution is not None
    assert [x.text if x else None for x in (form.execution.weight, form.execution.rate, form.execution.score)] == ["10", "75.00%", "7.5"]


def test_labels_too_short_to_reach_the_names_lead_no_line() -> None:
    # 数量指标 is centred on three rows; it and the name beside it stand too far apart to be printed as one line.
    rows = (
        "成本指标\n经济成本指标 项目总成本\n≤20.00(万元)\n接待批次\n≥200.00(批次)\n数量指标\n讲解场次\n≥100.00(场)\n产出指标\n志愿者人次\n"
    )
    rows += "≥300.00(人次)\n质量指标\n验收合格率\n=100(%)\n"
    form = read_form(form_of(table=rows + "效益指标\n" + TABLE.split("及时\n", 1)[1].replace("效益指标 ", "", 1)))
    assert levels(form)[:5] == ["经济成本指标", "数量指标", "数量指标", "数量指标", "质量指标"]
    assert "level2_ambiguous" in codes(form)  # two rows each would be printed in the same order


def test_rows_between_which_text_seems_to_go_on_are_left_open() -> None:
    rows = "全年展览活动及时完\n按照行业标准和展厅规定\n时效指标\n成情况的书面报告\n执行到位\n"
    form = read_form(form_of(table=TABLE.replace("时效指标 完成及时性\n及时\n", rows)))
    assert form.quarantined or "pairing_ambiguous" in codes(form)


def test_a_single_goal_is_left_open_where_the_label_beside_it_reaches_no_text() -> None:
    apart = form_of().replace("项目资金 其中：财", "项目资金\n其中：财").replace("（元） 政资金", "（元）\n政资金")
    assert "goals_ambiguous" not in codes(read_form(form_of()))
    assert "goals_ambiguous" in codes(read_form(apart))


def test_a_goal_whose_items_begin_anew_may_be_two() -> None:
    goals: Row = ((), ("1.完成展厅检修；", "2.接待观众。", "1.编制年度报告；", "2.完成验收。"))
    assert "goals_ambiguous" in codes(read_form(form_of(goals=goals)))


def test_no_form_that_is_cut_off_is_read_as_if_it_were_whole() -> None:
    lines = form_of().splitlines()
    for stop in range(3, len(lines)):
        for form in read("\n".join(lines[:stop]) + "\n").forms:
            assert form.problems, stop
    assert not read_form("\n".join(lines)).quarantined


def test_a_line_that_begins_a_label_is_no_name_without_doubt() -> None:
    # 度指标, with which 服务对象满意 goes on, was lost.
    form = read_form(form_of(table=TABLE.replace("度指标\n", "")))
    assert form.quarantined or "pairing_ambiguous" in codes(form)


def test_the_header_of_narrow_columns_is_told_by_its_words() -> None:
    narrow = "一级指 二级指标\n三级指标 年度(/项目)\n标\n指标\n值\n"
    assert rows_of(read_form(form_of().replace(HEADER, narrow))) == rows_of(read_form(form_of())) != []


def words_of(text: str, start: int = 0) -> tuple[Word, ...]:
    return tuple(Word(start + 10 * n, start + 10 * n + len(t), t, width(t)) for n, t in enumerate(text.split()))


def parts_of(*texts: str, page: int = 0) -> list[list[Line]]:
    """Parts of a page, their lines parted by `/`."""
    return [
        [Line(words_of(line, 10_000 * n + 100 * k), page=page) for k, line in enumerate(text.split("/"))] for n, text in enumerate(texts)
    ]


COLUMNS = """\
财政项目支出绩效目标申报表
（2024年度）

项目名称 展厅运营
项目性质
主管部门 甲局
实施单位
计划开始日期 2024-01-01
计划完成日期
项目资金总额
3,600,000.00 年度资金申请总额
3,600,000.00 其中：当年财政拨款
项目资金 其中：财政资金
（元）
上年结转资金
其他资金
0.00 其他资金
项目总目标
项目
绩效
目标
展厅三年建成，全面开放。
绩效
指标

一级指标
产出指标
效益指标
满意度指标

经常性项目
项目类别
甲局展览中心
2024-12-31

特定目标类
1,200,000.00
1,000,000.00
0.00
200,000.00

年度总体目标
保障展厅全年正常运行，接待观众
不少于三万人次。
二级指标
三级指标
年度(/项目)指标值
数量指标 接待批次
≥200.00(批次)
质量指标 讲解合格率
=100(%)
社会效益指标 展厅正常运营
全年正常运营
服务对象满意度指标 观众满意度
≥95.00(%)
"""


def test_a_page_whose_columns_are_printed_one_behind_the_other_is_put_together() -> None:
    form = read_form(COLUMNS)
    assert {field: text.text for field, text in form.head.items() if text and field != "funding_unit"} == {
        "project_name": "展厅运营",
        "project_nature": "经常性项目",
        "project_category": "特定目标类",
        "supervising_department": "甲局",
        "implementing_unit": "甲局展览中心",
        "planned_start": "2024-01-01",
        "planned_end": "2024-12-31",
    }
    assert amounts(form) == ["3,600,000.00", "3,600,000.00", "0.00", "1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]
    assert [goal.text for goal in form.goals.values() if goal] == [
        "展厅三年建成，全面开放。",
        "保障展厅全年正常运行，接待观众不少于三万人次。",
    ]
    assert rows_of(form)[1:3] == [["讲解合格率", "=100(%)"], ["展厅正常运营", "全年正常运营"]]
    assert levels(form) == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    assert {"cells_open", "level2_ambiguous"} <= set(codes(form))  # the order alone tells


def test_labels_of_one_column_below_each_other_stand_beside_no_row() -> None:
    marks = [Mark("产出指标", 0), Mark("效益指标", 0)]
    first, second = Printed((0,), Line((), led=True)), Printed((1,), Line((), led=True))
    beside = Printed((1,), Line(words_of("接待批次"), led=True))
    assert columns_of_labels([[first, second]], [0], marks) == {0}
    assert columns_of_labels([[first], [second]], [0, 0], marks) == {0, 1}
    assert not columns_of_labels([[first], [second]], [0, 1], marks)
    assert not columns_of_labels([[first]], [0], marks)
    assert not columns_of_labels([[first, beside]], [0], marks)
    assert not columns_of_labels([[first], [beside], [second]], [0, 0, 0], marks)


def test_an_amount_torn_within_a_group_of_digits_is_whole() -> None:
    money = Money("amount")
    assert money.whole(words_of("9,980,90 0")) == money.whole(words_of("9,980,900")) == 0
    assert money.whole(words_of("99809 00")) > 0  # either may be one by itself


def test_rows_printed_behind_those_below_them_are_put_in_the_order_of_their_labels() -> None:
    first, below, bare, above = parts_of("产出指标 数量指标 接待批次", "社会效益指标 知晓度", "影响力", "时效指标 及时性")
    assert in_order_of_levels([first, below, bare, above]) == [first, above, below, bare]
    assert in_order_of_levels([below, first, *parts_of("数量指标 接待批次")]) == [below, first, *parts_of("数量指标 接待批次")]  # no order
    alone, number = parts_of("社会效益指标", "5")
    assert in_order_of_levels([first, bare, above, alone, number]) == [first, bare, above, alone, number]
    satisfaction, score = parts_of("满意度指标 服务对象满意度指标 好评率", "4")
    assert in_order_of_levels([first, satisfaction, score, alone, number]) == [first, alone, satisfaction, score, number]
    (elsewhere,) = parts_of("成本指标 经济成本指标 总成本", page=1)
    assert in_order_of_levels([first, elsewhere]) == [first, elsewhere]
    assert in_order_of_levels([elsewhere, first]) == [first, elsewhere]  # a page's label may be found behind the other pages


def test_a_table_is_read_in_the_order_of_its_labels() -> None:
    early = "时效指标 完成及时性\n及时\n"
    form = read_form(form_of(table=TABLE.replace(early, "\n") + "\n" + early))
    assert rows_of(form) == rows_of(read_form(form_of()))


def labels_of(*texts: str) -> tuple[list[str], str]:
    """The labels that are found in parts of a page, and what is left."""
    taken = take_labels(parts_of(*texts))
    assert taken
    return [mark.label for mark in taken[1]], " ".join(text_of(p.line.words) for part in taken[0] for p in part if p.line.words)


def test_the_words_of_a_label_that_is_printed_alone_begin_a_name() -> None:
    assert labels_of("质量指标 ≥80(%) / 覆盖率", "质量指标") == (["质量指标"], "质量指标≥80(%) 覆盖率")
    assert labels_of("质量指标 ≥80(%) / 覆盖率")[0] == ["质量指标"]


def test_a_line_of_a_name_that_a_label_begins_with_too_leads_a_target() -> None:
    label = "满意度指 服务对象/标 满意度指/标"
    assert labels_of(f"学员/服务对象 ≥90(%)/满意度/{label}") == (["满意度指标", "服务对象满意度指标"], "学员 服务对象≥90(%) 满意度")
    assert labels_of("服务对象 ≥90(%)/满意度指/标")[0] == ["服务对象满意度指标"]


def test_a_label_that_begins_again_may_do_so_on_another_page_and_beside_the_end_of_one_left_of_it() -> None:
    first = "绩 产出指标 数量指标 接待批次/效/指/满意度指 =30(份)/标/标调查量"
    taken = take_labels(parts_of(first, "满意度指 观众满意/标/度"))
    assert taken
    assert [(mark.label, mark.part) for mark in taken[1]][-1] == ("满意度指标", 1)


def test_a_line_that_a_label_begins_with_too_may_be_of_a_name_before_it() -> None:
    parts = parts_of("学员/服务对象 (%) 80%/满意度/满意度指 服务对象/标 满意度指/标")
    ways = [[text_of(p.line.words) for p in printed[0] if p.line.words] for printed, _ in ways_to_take_labels(parts)]
    assert ways == [["学员", "(%)80%", "满意度", "服务对象"], ["学员", "服务对象(%)80%", "满意度"]]
    alone = parts_of("社会效益/社会效益 指标与产 较强/指标 出指标关/联度")
    assert [text_of(printed[0][0].line.words) for printed, _ in ways_to_take_labels(alone)] == ["", "社会效益"]
    above, label = (
        "可持续影/可持续影 融合/响指标 发展",
        "满意度指 服务对象/满意度指/标/标 度",
    )  # a label that leads another one is of no name
    low = list(ways_to_take_labels(parts_of(f"{above}/{label}")))[-1]
    assert [text_of(p.line.words) for p in low[0][0] if p.line.words] == ["可持续影", "融合", "发展", "度"]
    assert len(list(ways_to_take_labels(parts_of(label)))) == 1


def test_a_label_of_the_first_level_may_be_printed_behind_those_of_the_second() -> None:
    found, rest = labels_of("社会效益指标 知晓度 ≥80(%)", "满意度指标 服务对象满意度指标 好评率 ≥90(%)", "效益指标")
    assert (sorted(found), rest) == (["效益指标", "服务对象满意度指标", "满意度指标", "社会效益指标"], "知晓度≥80(%) 好评率≥90(%)")
    assert labels_of("效益指标 社会效益指标 知晓度", "产出指标")[1] == "知晓度 产出指标"  # of no label of the second level that is printed


APART = """\
财政项目支出绩效目标申报表

（2024年度）
项目性质
经常性项目

项目名 展厅运营及维护
称
主管部 甲局
实施单位
门
计划开 2024-01-01
计划完成日期
始日期
项目资金总额
年度资金申请总额
项目资 其中：财政资
其中：当年财政拨款
金 金
（元）
上年结转资金
其他资金
其他资金
项目总目标
项目
绩效
目标

项目类别 特定目标类

甲局展览中心
2024-12-31
1,200,000.00
{amounts}

年度总体目标
保障展厅全年正常运行，接待观众不少于三万人次。
"""


def test_columns_printed_as_blocks_are_put_together() -> None:
    form = read_form(APART.format(amounts="1,000,000.00\n0.00\n200,000.00") + HEADER + TABLE)
    assert {k: v.text for k, v in form.head.items() if v}["implementing_unit"] == "甲局展览中心"
    assert [a.printed.text for a in form.funding if a.printed] == ["1,200,000.00", "1,000,000.00", "0.00", "200,000.00"]
    assert {a.stage for a in form.funding if a.printed} == {"requested"}
    assert [goal.text if goal else None for goal in form.goals.values()] == [None, "保障展厅全年正常运行，接待观众不少于三万人次。"]
    assert rows_of(form) == rows_of(read_form(form_of()))


def test_of_readings_that_the_text_leaves_open_the_one_whose_sums_hold_is_taken() -> None:
    def top(**amounts: str) -> _Top:
        slots = [[Money(name.replace("_", "."))] for name in amounts]
        return _Top((), slots, Chain(0.0, {(n, 0): words_of(text) for n, text in enumerate(amounts.values())}), ())

    wrong, right = top(requested_total="7", requested_other="3"), top(requested_total="7", requested_other="7", multi_total="9")
    assert _best_top([wrong, right], {}).chain == right.chain
    assert _best_top([wrong, wrong], {}).chain == wrong.chain
    assert not _adds_up(top(total_executed="9", total_adjusted="12", rate="100.00%"))
    assert _adds_up(top(total_executed="9", total_adjusted="12", rate="75.00%"))
