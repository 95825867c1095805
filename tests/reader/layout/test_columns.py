"""Texts whose columns are kept by blanks, as pdftotext -layout prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.reader import read_report
from orchestration.reader.layout.columns import _Form, keeps_columns, stream_of_columns
from orchestration.reader.layout.places import MONEY, NUMBER, TEXT, Column, Piece, Table, UnclearError, words_of
from orchestration.reader.layout.spans import Levels, first_rows, labels_of
from orchestration.reader.layout.stacks import Stack, cuts, prose_cost, tangles
from orchestration.reader.layout.wording import runs_of_characters
from orchestration.reader.record import Form
from orchestration.reader.template import DECLARATION as DECLARATION_TEMPLATE
from orchestration.reader.template import EVALUATION as EVALUATION_TEMPLATE
from orchestration.reader.template import LEVEL1_OF, SIDE

DECLARATION = """\
                 财政项目支出绩效目标申报表
                         （2025年度）
项目名称 社区食堂设施设备更新改
     造                 项目性质  其他经常 项目类别 其他人员类
                             性项目
主管部门 上海市某区文化和旅游
     局                 实施单位  上海市某区文化和旅游学前教育
                             综合保障中心
计划开始 2025/1/1         计划完成日期 2025/12/31
 日期
     项目资金            年度资金申请总                    1,110,000.00
     总额              额
项目资金 其中：财            其中：当年财政                    1,000,000.00
（元） 政资金              拨款
                     上年结转资金                       110,000.00
     其他资金            其他资金                               0.00
 项目             项目总目标                 年度总体目标
 绩效                          组织开展各类活动不少于9场次，完
 目标                          成年度评估报告。
      一级指标 二级指标           三级指标            年度(/项目)指标值
      产出指标 质量指标      服务验收合格率           =95.00(%)
               时效指标 设备更新周期            ≤56(个月)
                                        推动服务网络纵深建设，
 绩效 效益指标 社会效益指标 提升社区食堂社会影响力 提高服务辐射面
 指标           生态效益指标 节能减排                有效
      满意度指 服务对象满意 综合满意度                 ≥85(%)
         标     度指标
"""
EVALUATION = """\
                   财政项目支出绩效自评表
                          (2025 年度)
项目名称 水环境治理设施设备更新改造
主管部门 上海市某区文化和旅游局 实施单位 上海市某区文化和旅游局
               年初预算 全年预算 全年执行 分值 执行率 得分
                  数       数        数
     年度资金总额    238,000, 238,000, 168,551,   10 70.82% 7.08
项目资金             000.00 000.00 600.00
（元） 其中：当年财政拨 238,000, 238,000, 168,551,     —            —
     款           000.00 000.00 600.00
     上年结转资金                                 —            —
     其他资金                                   —            —
            预算目标
 年度 组织开展水环境治理各类活动不少于50                    实际完成情况
 总体 场次。                     完成水环境治理年度评估报告。
 目标
                         年度        实际                偏差原因
     一级指标 二级指标 三级指标 指标值 完成值 分值 得分 分析及
                                                     改进措施
 绩        经济成本 项目总成 <=59万
 效         指标  本       元            59万元 45       45
 指 成本指标
 标        社会成本 对周边居 较小      较小     25       21   受客观因
           指标 民影响                                素影响
\f满意度指 服务对象
     满意度指 综合满意 ≥100    110% 20     20     无偏差
 标    标 度      (%)
        总分                  100   93.08
"""


def read(text: str) -> Form:
    return read_report(text.encode(), "layout.txt").forms[0]


def values(form: Form) -> list[tuple[str | None, ...]]:
    return [tuple(c.text if c else None for c in (i.level1, i.level2, i.name, i.target)) for i in form.indicators]


def test_a_declaration_is_read_by_its_columns() -> None:
    form = read(DECLARATION)
    assert not form.quarantined, form.problems
    assert {name: text.text for name, text in form.head.items() if text} == {
        "project_name": "社区食堂设施设备更新改造",
        "project_nature": "其他经常性项目",
        "project_category": "其他人员类",
        "supervising_department": "上海市某区文化和旅游局",
        "implementing_unit": "上海市某区文化和旅游学前教育综合保障中心",
        "planned_start": "2025/1/1",
        "planned_end": "2025/12/31",
        "funding_unit": "元",
    }
    assert [a.printed.text if a.printed else None for a in form.funding] == [
        None,
        None,
        None,
        "1,110,000.00",
        "1,000,000.00",
        "110,000.00",
        "0.00",
    ]
    assert {name: text.text if text else None for name, text in form.goals.items()} == {
        "project": None,
        "annual": "组织开展各类活动不少于9场次，完成年度评估报告。",
    }
    assert values(form) == [
        ("产出指标", "质量指标", "服务验收合格率", "=95.00(%)"),
        ("产出指标", "时效指标", "设备更新周期", "≤56(个月)"),
        ("效益指标", "社会效益指标", "提升社区食堂社会影响力", "推动服务网络纵深建设，提高服务辐射面"),
        ("效益指标", "生态效益指标", "节能减排", "有效"),
        ("满意度指标", "服务对象满意度指标", "综合满意度", "≥85(%)"),
    ]


def test_a_self_evaluation_is_read_by_its_columns() -> None:
    form = read(EVALUATION)
    assert not form.quarantined, form.problems
    assert [a.printed.text if a.printed else None for a in form.funding[:3]] == ["238,000,000.00", "238,000,000.00", "168,551,600.00"]
    assert {name: text.text for name, text in form.goals.items() if text} == {
        "planned": "组织开展水环境治理各类活动不少于50场次。",
        "actual": "完成水环境治理年度评估报告。",
    }
    assert values(form) == [
        ("成本指标", "经济成本指标", "项目总成本", "<=59万元"),
        ("成本指标", "社会成本指标", "对周边居民影响", "较小"),
        ("满意度指标", "服务对象满意度指标", "综合满意度", "≥100(%)"),
    ]
    cells = [(i.actual, i.weight, i.score, i.deviation) for i in form.indicators]
    assert [tuple(c.text if c else None for c in row) for row in cells] == [
        ("59万元", "45", "45", None),
        ("较小", "25", "21", "受客观因素影响"),
        ("110%", "20", "20", "无偏差"),
    ]


def test_only_lines_with_blanks_between_columns_are_such_a_text() -> None:
    assert keeps_columns(DECLARATION.splitlines())
    assert not keeps_columns([" ".join(line.split()) for line in DECLARATION.splitlines()])
    assert not keeps_columns([*DECLARATION.splitlines(), "一级指标\t二级指标"])


@pytest.mark.parametrize(
    ("old", "new", "part", "message", "line"),
    [
        ("     总额              额\n", "     总额              甲\n", None, "'总额' and what stands beside it fit no columns", 12),
        ("项目总目标", "计划目标", "goals", "项目总目标 is not above its column", 17),
        ("象满意 综合", "象服务 综合", "indicators", "the labels of 一级指标 and 二级指标 cannot be put to rows", 21),
    ],
)
def test_a_table_that_cannot_be_taken_apart_costs_the_form_no_more_than_itself(
    old: str, new: str, part: str | None, message: str, line: int
) -> None:
    form, whole = read(DECLARATION.replace(old, new)), read(DECLARATION)
    (problem,) = form.problems
    assert (problem.code, problem.severity, problem.field, problem.message) == ("columns_unclear", "blocking", part, message)
    assert problem.lines[0] == line
    assert form.head == (whole.head if part else {})
    assert _amounts(form).items() <= _amounts(whole).items()
    assert (len(form.funding), form.goals) == ({None: 0, "goals": 6, "indicators": 7}[part], whole.goals if part == "indicators" else {})
    assert form.indicators == ()


def _amounts(form: Form) -> dict[tuple[str, str], Decimal | None]:
    return {(a.source, a.stage): a.number for a in form.funding}


def test_a_column_further_right_on_the_page_is_further_right_in_the_text() -> None:
    table = Table([Column((), TEXT, ("名称",)), Column((), TEXT, ("说明",)), Column((), NUMBER, ("分值",))])
    lines = ["    名称     说明   分值", "甲乙丙丁     前面   10", "戊己       后面   9", "         再后"]
    columns = table.deal(words_of(lines))
    assert [[p.text for p in column] for column in columns] == [
        ["名称", "甲乙丙丁", "戊己"],
        ["说明", "前面", "后面", "再后"],
        ["分值", "10", "9"],
    ]
    assert table.unsure == []


def test_words_that_could_stand_in_either_column_leave_their_line_open() -> None:
    table = Table([Column((), TEXT), Column((), TEXT)])
    table.deal(words_of(["甲", "乙"]))
    assert table.unsure == [0, 1]


def test_the_end_of_an_amount_goes_to_the_column_that_lacks_it() -> None:
    columns = [Column((), MONEY, (header,)) for header in ("年初预算数", "全年预算数", "全年执行数")]
    lines = ["年初预算 全年预算 全年执行", "  数    数     数", "  870,000 1,000,50 1,000,50", "             0         0"]
    initial, adjusted, executed = ([p.text for p in pieces] for pieces in Table(columns).deal(words_of(lines)))
    assert (initial[-1], adjusted[-2:], executed[-2:]) == ("870,000", ["1,000,50", "0"], ["1,000,50", "0"])


def test_a_form_feed_begins_a_page_and_takes_no_column() -> None:
    (first,), (second,) = words_of(["  甲", "\f  乙"])
    assert (first.x, first.page, second.x, second.page) == (2, 0, 2, 1)


def pieces(*texts: tuple[int, str]) -> tuple[Piece, ...]:
    lines = [""] * (max(n for n, _ in texts) + 1)
    for n, text in texts:
        lines[n] = text
    words = words_of(lines)
    return tuple(Piece(tuple(words[n])) for n, _ in texts)


def rows_of(*stacks: Stack) -> list[list[str]]:
    best = cuts(stacks)[0]
    return [["".join(p.text for p in s.pieces[a:b]) for s, a, b in zip(stacks, c.start, c.end, strict=True)] for c in best]


def test_cells_stand_in_the_middle_of_their_rows() -> None:
    names = Stack(pieces((0, "水环境治理安全"), (2, "事故数"), (3, "知晓率")), header=14)
    targets = Stack(pieces((1, "=0(起)"), (3, "有效")), header=14)
    assert rows_of(names, targets) == [["水环境治理安全事故数", "=0(起)"], ["知晓率", "有效"]]


def test_a_line_that_leaves_room_ends_its_cell() -> None:
    names = Stack(pieces((0, "知晓率"), (1, "完成率")), header=20)
    targets = Stack(pieces((0, "有效"), (1, "及时")), header=20)
    assert rows_of(names, targets) == [["知晓率", "有效"], ["完成率", "及时"]]


def test_a_full_width_mark_fills_a_line_as_an_ideograph_does() -> None:
    names = Stack(pieces((0, "巡查（含郊"), (1, "区）频次"), (2, "工作简报数")))
    weights = [[pieces((0, "5"))], [pieces((2, "5"))]]
    assert names.goes_on(0)
    assert [c.end for c in cuts([names], weights)[0]] == [(2,), (3,)]


def test_a_line_with_narrow_marks_makes_its_column_no_wider() -> None:
    remarks = Stack(pieces((0, "接影响进"), (1, "度，改进措"), (2, "施为建立联"), (3, "1.人员变动频")))
    assert remarks.goes_on(0)  # 度 and the comma behind it did not fit any more


def test_two_lines_of_a_cell_on_one_line_of_the_text_have_no_blank_between() -> None:
    text = DECLARATION.replace(
        "其他经常 项目类别 其他人员类\n                             性项目\n", "其他经常   性项目 项目类别 其他人员类\n"
    )
    nature = read(text).head["project_nature"]
    assert nature is not None
    assert nature.text == "其他经常性项目"


def test_a_form_is_found_where_its_first_label_is_parted() -> None:
    text = EVALUATION.replace("项目名称 水环境治理设施设备更新改造\n", "项目名 水环境治理设施设备更新改造\n 称\n")
    name = read(text).head["project_name"]
    assert name is not None
    assert name.text == "水环境治理设施设备更新改造"


def test_two_cuts_that_cost_the_same_are_both_told() -> None:
    names = Stack(pieces((0, "一二三四"), (1, "五六七八"), (2, "九十百千")))
    weights = [[pieces((0, "5"))], [pieces((2, "5"))]]
    assert len(cuts([names], weights)) > 1
    certain = Stack(pieces((0, "一二三四"), (1, "五六"), (2, "九十百千")))
    assert len(cuts([certain], weights)) == 1


def test_pieces_that_no_rows_take_up_have_no_cut() -> None:
    assert cuts([Stack(pieces((0, "甲甲"), (1, "乙"), (2, "丙"), (3, "丁"), (4, "戊戊")))], [[pieces((0, "5"))]]) == []


def test_a_run_that_begins_further_left_may_come_before_a_higher_line() -> None:
    (name, late), (early,) = words_of(["甲乙丙 =0(起)", "          >3227.00(亿元)"])
    columns = [[Piece((name,))], [Piece((late,)), Piece((early,))]]
    assert list(tangles(columns)) == [{1: 0}]
    assert list(tangles([columns[0], columns[1][::-1]])) == []  # read in the other order already
    (name, late), (early,) = words_of(["甲乙丙       =0(起)", "          >3227.00(亿元)"])
    assert list(tangles([[Piece((name,))], [Piece((late,)), Piece((early,))]])) == []


def test_lines_of_prose_in_the_wrong_order_cost_more() -> None:
    right = ["1.组织开展活动不少于50场次，", "完成报告；", "2.加强队伍建设，提升服务能力", "和水平。"]
    assert prose_cost(right) < prose_cost([right[0], right[1], right[3], right[2]])


def test_what_a_form_prints_in_a_row_tells_the_order_of_lines() -> None:
    seen = runs_of_characters(["长效管理制度健全性"])
    lines = ((0, "长效管理"), (1, "制度健全"), (2, "性长效管"), (3, "理制度健"), (4, "全性"))
    right, wrong = ([lines[n] for n in order] for order in ((0, 1, 2, 3, 4), (0, 1, 3, 2, 4)))
    assert dict(Stack(pieces(*right), seen=seen).ends(0))[5] < dict(Stack(pieces(*wrong), seen=seen).ends(0))[5]
    prose = ["全区各街镇都要做好垃圾分", "类指导工作。"]
    assert prose_cost(prose, runs_of_characters(["垃圾分类"])) < prose_cost(prose, runs_of_characters(["垃圾"]))


def test_a_cell_seldom_ends_within_what_its_form_prints_in_a_row() -> None:
    lines = pieces((0, "垃圾分"), (1, "类指导"), (2, "点位"))
    assert dict(Stack(lines, seen=runs_of_characters(["垃圾分类"])).ends(0))[1] > dict(Stack(lines).ends(0))[1]


def test_a_label_goes_to_the_first_of_the_rows_in_whose_middle_it_stands() -> None:
    rows = [[[(0.0, piece)]] for piece in pieces((0, "甲"), (1, "乙"), (2, "丙"), (4, "丁"))]
    level1, level2 = pieces((1, "产出指标"), (4, "效益指标")), pieces((1, "数量指标"), (4, "社会效益指标"))
    found = first_rows(rows, Levels(level1, level2))
    assert found is not None
    assert [(label.text, label.row) for label in found.labels] == [("数量指标", 0), ("社会效益指标", 3), ("产出指标", 0), ("效益指标", 3)]
    assert first_rows(rows, Levels(level1, level2[:1])) is None  # 效益指标 has none of its own


def test_the_end_of_a_label_may_stand_behind_the_beginning_of_the_next() -> None:
    texts = ("经济成本指标", "生态环境成本指标")
    found = labels_of(pieces((0, "经济成本指"), (1, "生态环境成本"), (2, "标"), (3, "指标")), texts)
    assert found is not None
    assert [label.text for label in found] == list(texts)
    assert labels_of(pieces((0, "经济成本指"), (1, "生态环境成本指标")), texts) is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [(["  甲   乙"] * 401, "401 lines"), (["  甲   乙", "完成  " * 41], "more than 40 words")],
)
def test_what_is_longer_than_any_form_is_refused_before_it_costs_much(lines: list[str], message: str) -> None:
    with pytest.raises(UnclearError, match=message):
        stream_of_columns(lines, 1, DECLARATION_TEMPLATE)


LABELLED = EVALUATION.replace(
    "\f满意度指",
    """\
     产出指标      质量指标
          质量指标 体系覆盖 >=80% 80% 16              16
               率
\f满意度指""",
)


def test_a_label_is_printed_once_where_the_labels_of_its_column_stand() -> None:
    form = read(LABELLED)
    assert ("产出指标", "质量指标", "质量指标体系覆盖率", ">=80%") in values(form)
    assert [i.actual.text for i in form.indicators if i.actual and i.name.text == "质量指标体系覆盖率"] == ["80%"]


def test_an_operator_begins_a_cell() -> None:
    """A line of which every word is one blank behind the one before it: an operator tells where a cell begins."""
    lines = """\
二级指标 三级指标 指标值 完成值 分值
             甲乙指标
      数量指标 核查项数 =2323.0 1858.4项 15
                    0项
        质量指标 服务体系 达到行业 达到行业 15
             标准 标准 标准
            建立健全 建立健全
            体系评价 体系评价
       工作影响 产出衔接 产出衔接 15
       力    系定期 系定期
            开展跟踪 开展跟踪
       带动就业 =55(人) 44人   15
   生态效益 节能降耗 有效 有效       15
    指标
       基层单位
服务对象 对工作的 较满意 完成
满意度指   总体满意                  15""".splitlines()
    labels = Column((("数量指标",), ("质量指标",), ("生态效益指标",), ("服务对象满意度指标",)), None, ("二级指标",))

    def unsure(*lexemes: float | None) -> list[int]:
        texts = [Column((), TEXT, (h,), cost) for h, cost in zip(("三级指标", "指标值", "完成值"), lexemes, strict=True)]
        table = Table([labels, *texts, Column((), NUMBER, ("分值",))])
        assert [p.text for p in table.deal(words_of(lines))[2]][1:2] == ["=2323.0"]
        return table.unsure

    assert 2 not in unsure(1.5, 0.0, 1.0)
    assert 2 in unsure(None, None, None)


def test_no_target_has_its_unit_before_its_number() -> None:
    cells = " 绩        经济成本 项目总成 <=59万\n 效         指标  本       元            59万元 45       45\n"
    tangled = " 绩        经济成本 项目总成\n 效         指标  本 (万元)\n                      ≥59.00 59万元 45       45\n"
    assert cells in EVALUATION
    form = read(EVALUATION.replace(cells, tangled))
    assert values(form)[0] == ("成本指标", "经济成本指标", "项目总成本", "≥59.00(万元)")


def test_labels_that_touch_each_other_are_two() -> None:
    head = DECLARATION[: DECLARATION.index("      产出指标")]
    table = """\
             经济成本指 项目总成本               ≤130000.00(万元)
    成本指标       标 成本控制情况                不超预算
             社会成本指 对周边居民生活影响           较小
               标
绩效 产出指标 经济效益指时效指标 完成及时性                =100(百分比)
指标             标   带动老旧小区电梯消费增长        有所增长
    效益指标 生态效益指
               标 老旧小区电梯节能减排            有效
    满意度指 服务对象满 综合满意度                   ≥95.00(%)
       标     意度指标 老旧小区电梯服务对象满意度 ≥95(%)
"""
    assert [row[1] for row in values(read(head + table))] == [
        "经济成本指标",
        "经济成本指标",
        "社会成本指标",
        "时效指标",
        "经济效益指标",
        "生态效益指标",
        "服务对象满意度指标",
        "服务对象满意度指标",
    ]


def test_the_rest_of_a_label_that_begins_a_page_is_no_label_beside_the_table() -> None:
    columns = _Form(EVALUATION_TEMPLATE)
    lines = words_of([" 绩      经济成本", " 效       指标", " 指 成本指标", " 标      社会成本", "    满意度指  服务对象", "\f标  指标"])
    beside, rest = columns._side(lines, SIDE)
    assert "".join(p.text for p in beside) == "绩效指标"
    assert [w.text for w in rest[-1]] == ["标", "指标"]


def test_the_end_of_a_label_may_stand_before_its_middle() -> None:
    found = labels_of(pieces((0, "服务对象"), (1, "标"), (2, "满意度指")), tuple(LEVEL1_OF))
    assert [label.text for label in found or ()] == ["服务对象满意度指标"]
    assert labels_of(pieces((0, "服务对象"), (1, "标")), tuple(LEVEL1_OF)) is None


def test_a_line_is_dealt_in_the_next_way_where_that_leaves_no_defect() -> None:
    columns = [Column((), TEXT), Column((), NUMBER), Column((), NUMBER)]
    lines = words_of(["巡查次数  8  6", "办结率    7  7", "满意度    9"])
    cheapest, mended = Table(columns), Table(columns)
    assert [len(column) for column in cheapest.deal(lines, lambda dealt: abs(len(dealt[2]) - 5))] == [3, 3, 2]  # none has five scores
    assert [len(column) for column in mended.deal(lines, lambda dealt: abs(len(dealt[2]) - 3))] == [3, 2, 3]
    assert (cheapest.unsure, mended.unsure) == ([], [2])


def test_one_line_far_wider_than_its_column_spoils_no_other_cell() -> None:
    lines = ((0, "系统全年"), (1, "稳定运行"), (2, "累计故障"), (3, "时间短于"), (4, "百分之一"), (5, "次月底前完成验收"))
    known: list[list[list[Piece]]] = [[pieces((2, "5"))], [pieces((5, "6"))]]
    stack = Stack(pieces(*lines))
    assert cuts([stack], known)[0][0].cost > cuts([stack.narrower()], known)[0][0].cost


def test_the_words_of_a_header_tell_its_columns() -> None:
    columns = [Column((), TEXT, (header,)) for header in ("年度指标值", "实际完成值", "分值")]
    lines = ["     年度 实际", "指标值 完成值 分值", "≥80%   80%   16"]
    first, second, third = (["".join(p.text.split()) for p in column] for column in Table(columns, by_words=True).deal(words_of(lines)))
    assert (first[:2], second[:2], third[:1]) == (["年度", "指标值"], ["实际", "完成值"], ["分值"])


def test_a_cell_seldom_parts_a_word_and_a_name_ends_as_names_do() -> None:
    torn = Stack(pieces((0, "绿色经"), (1, "济融合"), (2, "丙丁戊")))
    assert dict(torn.ends(0))[1] > dict(Stack(pieces((0, "绿色甲"), (1, "济融合"), (2, "丙丁戊"))).ends(0))[1]
    named = Stack(pieces((0, "设备"), (1, "购置"), (2, "数量")), likely=lambda text: text.endswith("数量"))
    costs = dict(named.ends(0))
    assert costs[2] - costs[3] > dict(Stack(named.pieces).ends(0))[2] - dict(Stack(named.pieces).ends(0))[3]


def test_goals_are_given_where_the_indicators_cannot_be_cut() -> None:
    form = read(EVALUATION.replace("45       45", "45         "))
    assert [(p.code, p.field) for p in form.problems if p.severity == "blocking"] == [("columns_unclear", "indicators")]
    assert form.goals == read(EVALUATION).goals != {}
    assert form.indicators == ()


def test_what_follows_an_unreadable_amount_is_given() -> None:
    form = read(EVALUATION.replace("238,000, 238,000, 168,551,   10", "238,000, 238,000, 168,55,1   10"))
    assert form.quarantined
    whole = read(EVALUATION)
    assert (form.goals, values(form)) == (whole.goals, values(whole))


def test_the_numbers_of_the_total_tell_the_columns_of_what_a_cell_leaves_to_the_last_page() -> None:
    last = "20     20     无偏差\n 标    标 度      (%)\n        总分                  100   93.08"
    assert last in EVALUATION
    form = read(EVALUATION.replace(last, "20     15     受客观因\n 标    标 度      (%)\n\f                   素影响\n总分   100   93.08"))
    assert values(form) == values(read(EVALUATION))
    assert [i.deviation.text for i in form.indicators if i.deviation] == ["受客观因素影响"] * 2


def test_a_label_is_printed_once_where_the_labels_of_its_page_stand() -> None:
    """The labels of the first page stand nearer to the names of the second than to its labels."""
    first = """\
          二级指标  三级指标 指标值 分值
          经济成本  项目总成 ≤9元 5
            指标  本
          社会成本  对周边居 较小 5
            指标  民影响""".splitlines()
    second = ["\f        质量指标", "   质量指标  体系覆盖 ≥80%  5", "         率", "   生态效益  节能减排 有效   5", "     指标"]
    labels = tuple((label,) for label in LEVEL1_OF)
    texts = [Column((), TEXT, (header,)) for header in ("三级指标", "指标值")]
    table = Table([Column(labels, None, ("二级指标",)), *texts, Column((), NUMBER, ("分值",))])
    level2, names, _, _ = table.deal(words_of([*first, *second]))
    assert [(p.line, p.text) for p in level2[5:]] == [(6, "质量指标"), (8, "生态效益"), (9, "指标")]
    assert [(p.line, p.text) for p in names[5:]] == [(5, "质量指标"), (6, "体系覆盖"), (7, "率"), (8, "节能减排")]


def test_a_cell_that_prints_a_phrase_twice_is_likelier_than_two_rows_with_it() -> None:
    names = Stack(pieces((0, "甲乙丙丁"), (1, "机制建设"), (2, "甲乙丙丁"), (3, "机制建设"), (4, "戊己庚辛"), (5, "机制建设")))
    doubled = [[pieces((1, "5"))], [pieces((4, "5"))]]
    ways = cuts([names], doubled)
    assert [c.end for c in ways[0]] == [(4,), (6,)]


def test_the_unit_of_the_money_may_touch_the_label_behind_it() -> None:
    text = EVALUATION.replace("项目资金             000.00", "项目资              000.00")
    text = text.replace("（元） 其中：当年财政拨 ", "  金 其中：当年财政 ")
    text = text.replace("     款           000.00 000.00 600.00", "（元）拨款           000.00 000.00 600.00")
    form = read(text)
    assert not form.quarantined, form.problems
    assert [a.printed.text if a.printed else None for a in form.funding] == [
        a.printed.text if a.printed else None for a in read(EVALUATION).funding
    ]


def test_a_header_has_up_to_five_lines() -> None:
    text = EVALUATION.replace("偏差原因\n", "偏差原\n").replace("分析及\n", "分析及            因\n").replace("改进措施\n", "改进措\n施\n")
    text = text.replace("施\n 绩 ", f"{' ' * 53}施\n 绩 ")
    assert values(read(text)) == values(read(EVALUATION))


def test_a_line_behind_the_end_of_a_cell_above_is_told_by_where_its_column_begins() -> None:
    columns = [Column((), TEXT), Column((), TEXT, lexemes=1.5), Column((), TEXT, lexemes=0.0), Column((), TEXT, lexemes=1.0)]
    lines = ["甲甲  服务对象    ≥80%   80%", "乙乙  对象满意    ≥80%   80%", "丙 度 综合满意 ≥85% 85%"]
    dealt = [[p.text for p in column] for column in Table(columns).deal(words_of(lines))]
    assert dealt[1:] == [["服务对象", "对象满意", "度综合满意"], ["≥80%", "≥80%", "≥85%"], ["80%", "80%", "85%"]]


def test_a_table_whose_labels_come_out_broken_is_dealt_again() -> None:
    """度 goes on with the label above it as it could with the name, and only the last line shows that it does not."""
    page = """\
\f满意度指 服务对象满意 水环境治理服务对象满意
            度            ≥100.00(%)
 标    度指标 综合满意度          ≥90(%)
"""
    text = DECLARATION[: DECLARATION.index("      满意度指")] + page
    form = read(text)
    assert values(form)[4:] == [
        ("满意度指标", "服务对象满意度指标", "水环境治理服务对象满意度", "≥100.00(%)"),
        ("满意度指标", "服务对象满意度指标", "综合满意度", "≥90(%)"),
    ]


def test_the_numbers_of_the_total_tell_nothing_where_their_page_prints_those_of_rows() -> None:
    (last,), *table = words_of(["总分", "节能 有效 有效 9  9", "\f  素影响"])
    numbers = words_of(["\f", " 总分  100  92"])[1]
    total = [[[Piece((word,))] for word in (last, *numbers[1:])]]
    form = _Form(EVALUATION_TEMPLATE)
    assert [(word.text, column) for word, column in form._points_of_total(total, table)] == [("100", 5), ("92", 6)]
    assert form._points_of_total(total, [*table, numbers]) == []


def test_what_other_columns_show_of_the_rows_tells_the_order_of_lines() -> None:
    """By the scores alone the name of the last row, which goes over a page as its remark shows, would begin a line higher."""
    table = """\
                           年度       实际                  偏差原因
     一级指标 二级指标 三级指标 指标值 完成值 分值 得分 分析及
                                                        改进措施
     产出指标 质量指标 质量指标 ≥90(%) 90% 5                5       无偏差
满意度指 服务对象 公共法律
 标 满意度指 服务服务 ≥95.00 95% 5      5
      标 对象满意 (百分比)
          度
          数字档案 ≥90(%) 72% 5    2   受客观因
          服务对象                     素影响，
          满意度                      部分工作
\f                高执行效
总分   100   92
"""
    form = read(EVALUATION[: EVALUATION.index("                         年度        实际")] + table)
    assert [i.name.text for i in form.indicators][-2:] == ["公共法律服务服务对象满意度", "数字档案服务对象满意度"]


def test_a_table_that_has_no_line_is_missed_where_it_should_stand() -> None:
    """The goals and the header of the indicators are printed as one line."""
    before, behind = EVALUATION.split("            预算目标\n")
    goals, header, rows = behind.partition("     一级指标 二级指标 三级指标 指标值 完成值 分值 得分 分析及\n")
    form = read(before + " ".join(f"预算目标 {goals} {header}".split()) + "\n" + rows)
    problem = next(p for p in form.problems if p.field == "goals")
    assert (problem.code, problem.message, problem.lines) == ("columns_unclear", "预算目标 is not above its column", (13,))
