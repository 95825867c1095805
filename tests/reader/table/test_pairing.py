"""Texts without columns: lines dealt to the cells of rows, over pages, glued, or left open."""

from __future__ import annotations

from math import inf

import pytest

from orchestration.reader import template
from orchestration.reader.record import Form, Indicator
from orchestration.reader.table import pairing
from orchestration.reader.table.cells import Cell
from orchestration.reader.table.lattice import Grid, Lattice
from orchestration.reader.table.pieces import make_piece
from orchestration.reader.text import NEWLINE
from tests.reader.conftest import DECLARATION, EVALUATION, Reader, codes

ROWS = "接待批次\n=200次 180次 40 36\n疫情影响，下年\n增加场次。\n"
HIT = "展厅正常运营\n正常 正常 30 30 无偏差\n"


def texts(indicator: Indicator) -> tuple[str | None, ...]:
    """Name, target, actual, weight, score and deviation of a row of a self-evaluation."""
    cells = (
        indicator.name,
        indicator.target,
        indicator.actual,
        indicator.weight,
        indicator.score,
        indicator.deviation,
    )
    return tuple(c.text if c else None for c in cells)


def names(form: Form) -> list[tuple[str, str]]:
    """Name and target of each row."""
    return [(i.name.text, i.target.text) for i in form.indicators]


@pytest.mark.parametrize("end", ["\n", "\f"])
def test_a_row_goes_on_behind_the_end_of_a_page(form_of: Reader, end: str) -> None:
    broken = f"全区接待观众\n≥200000\n(次)\n180000\n次\n40\n36\n疫情影响下年\n{end}批次\n全年增开专场\n活动。\n"
    form = form_of(EVALUATION, (ROWS, broken))
    assert texts(form.indicators[0]) == ("全区接待观众批次", "≥200000(次)", "180000次", "40", "36", "疫情影响下年全年增开专场活动。")


def test_what_stands_behind_a_remark_on_a_new_page_is_the_rest_of_the_name(form_of: Reader) -> None:
    form = form_of(EVALUATION, (HIT, "展厅正常\n正常\n正常\n30\n30\n无偏差\n\n运营\n"))
    assert texts(form.indicators[1]) == ("展厅正常运营", "正常", "正常", "30", "30", "无偏差")


@pytest.mark.parametrize(
    "printed",
    [
        "展厅正常运营\n正常正常30\n30\n无偏差\n",
        "展厅正常运营\n正常\n正常30\n30\n无偏差\n",
        "展厅正常运营正常\n正常\n30\n30\n无偏差\n",
        "展厅正常运营正常正常30\n30\n无偏差\n",
    ],
)
def test_cells_printed_without_a_blank_are_parted(form_of: Reader, printed: str) -> None:
    form = form_of(EVALUATION, (HIT, printed))
    assert texts(form.indicators[1]) == ("展厅正常运营", "正常", "正常", "30", "30", "无偏差")


@pytest.mark.parametrize(
    ("printed", "target", "actual"),
    [
        ("=4608期3686.4期40\n36\n", "=4608期", "3686.4期"),
        ("=4608期3686.4\n期40\n36\n", "=4608期", "3686.4期"),
        ("≥4.00(亿元)3.2亿元40\n36\n", "≥4.00(亿元)", "3.2亿元"),
    ],
)
def test_a_target_is_parted_from_its_actual_and_that_from_its_weight(form_of: Reader, printed: str, target: str, actual: str) -> None:
    form = form_of(EVALUATION, (ROWS, f"展厅\n简报\n{printed}疫情影响，下年\n增加场次。\n"))
    assert texts(form.indicators[0]) == ("展厅简报", target, actual, "40", "36", "疫情影响，下年增加场次。")


def test_four_cells_printed_without_a_blank_are_parted(form_of: Reader) -> None:
    form = form_of(EVALUATION, (ROWS, "展厅\n建设周期≤47个月61.1个月40\n36\n疫情影响，下年\n增加场次。\n"))
    assert texts(form.indicators[0]) == ("展厅建设周期", "≤47个月", "61.1个月", "40", "36", "疫情影响，下年增加场次。")


def test_an_actual_value_that_holds_two_is_left_open(form_of: Reader) -> None:
    form = form_of(EVALUATION, (ROWS, "展厅\n简报\n=4608期30份\n40\n36\n无\n"))
    assert form.indicators[0].flags == ("pairing_ambiguous",)


def test_a_name_printed_right_before_its_target(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("接待批次 ≥200.00(批次)", "接待批次≥200.00(批次)"))
    assert names(form)[0] == ("接待批次", "≥200.00(批次)")


def test_lines_printed_twice_are_target_and_actual(form_of: Reader) -> None:
    form = form_of(EVALUATION, (HIT, "展厅正常\n运营情况\n建立常态\n化机制\n建立常态\n化机制\n30\n30\n"))
    assert texts(form.indicators[1]) == ("展厅正常运营情况", "建立常态化机制", "建立常态化机制", "30", "30", None)


def test_a_unit_on_a_line_of_its_own_belongs_to_its_number(form_of: Reader) -> None:
    form = form_of(EVALUATION, (ROWS, "接待批次\n≥200000\n(次)\n180000\n次\n40\n36\n无偏差\n"))
    assert texts(form.indicators[0]) == ("接待批次", "≥200000(次)", "180000次", "40", "36", "无偏差")


def test_a_name_that_is_wrapped_behind_the_words_of_its_label(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", "质量指标\n质量指标\n体系覆盖率\n=100(%)"))
    assert names(form)[1] == ("质量指标体系覆盖率", "=100(%)")


def test_a_cell_may_be_wrapped_at_the_words_of_a_label(form_of: Reader) -> None:
    form = form_of(EVALUATION, (HIT, "展厅运营\n达成预期\n指标\n达成预期\n指标\n30\n30\n无偏差\n"))
    assert texts(form.indicators[1]) == ("展厅运营", "达成预期指标", "达成预期指标", "30", "30", "无偏差")
    assert codes(form) == ["pairing_ambiguous"]


def test_half_a_label_in_the_place_of_a_name_shows_a_text_out_of_order(form_of: Reader) -> None:
    form = form_of(EVALUATION, (HIT, "社会效益\n正常\n正常\n30\n30\n展厅运营达成\n指标\n"))
    assert codes(form) == ["label_fragment"]
    assert form.quarantined


def test_a_label_glued_to_a_name_is_noted(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", "质量指标验收通过率\n=100(%)"))
    assert [(i.level2.text if i.level2 else None, i.name.text) for i in form.indicators[1:2]] == [("质量指标", "验收通过率")]
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("label_glued", "note", (24,))]


def test_a_line_that_may_end_a_name_or_begin_a_target_is_left_open(form_of: Reader) -> None:
    wrapped = "质量指标 老年人助餐资金拨付的要求\n按合同约定的时间节点交\n清尾款"
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", wrapped))
    assert "pairing_ambiguous" in codes(form)


WIDE_NAME = "数量指标\n组织法律援助宣传活动、讲座、沙\n龙及志愿者招募等系列活动参加企\n业单位数量\n≥3870(家)"


@pytest.mark.parametrize(
    "target",
    [
        # 馆；is printed together, so that the line before it ends early
        "面向全市各个街镇的\n观众、学生和老人启\n用展厅全部的场\n馆；增加导览的场次\n数，扩大志愿者队伍",
        # 开展 is one word, so that the name of no row begins with 展讲座
        "面向全市各个街镇的\n居民和老人，全年开\n展讲座和巡回的导\n览，增加志愿者，增\n加导览次数",
    ],
)
def test_lines_of_a_target_are_no_rows(form_of: Reader, target: str) -> None:
    rows = f"质量指标\n提升展厅服务水平\n{target}"
    form = form_of(DECLARATION, ("数量指标 接待批次 ≥200.00(批次)", WIDE_NAME), ("质量指标 验收通过率 =100(%)", rows))
    assert names(form)[1] == ("提升展厅服务水平", target.replace("\n", ""))


def test_a_line_wider_than_its_column_is_two_cells(form_of: Reader) -> None:
    narrow = "展厅服务\n工作完成\n率\n不低于上\n年水平\n不低于上\n年水平\n20\n20\n无\n展厅机制\n建设\n建立常态\n化机制\n"
    missed = "基本达成20\n16\n受客观因\n素影响，\n部分工作\n未按计划\n完成\n"
    glued = "社会成本\n控制\n合理可控基本达成30\n30\n无\n"
    form = form_of(EVALUATION, (ROWS, narrow + missed), (HIT, glued), ("观众满意度", "观众满意\n度"))
    assert texts(form.indicators[2]) == ("社会成本控制", "合理可控", "基本达成", "30", "30", "无")


def test_a_name_that_a_page_tears_ends_as_names_do(form_of: Reader) -> None:
    rows = "带动展厅\n周边服务\n有所增长\n有所增长\n15\n15\n无\n\n消费增长\n展厅导览\n服务次数\n≥40(次)\n38次\n15\n15\n无\n"
    form = form_of(EVALUATION, (HIT, rows))
    assert [(i.name.text, i.flags) for i in form.indicators[1:3]] == [
        ("带动展厅周边服务消费增长", ("pairing_ambiguous",)),
        ("展厅导览服务次数", ("pairing_ambiguous",)),
    ]


def test_a_name_printed_twice_is_one(form_of: Reader) -> None:
    form = form_of(EVALUATION, (HIT, "展厅导览\n服务数量\n展厅导览\n服务数量\n有效\n基本达成30\n30\n受客观因\n素影响\n"))
    assert texts(form.indicators[1]) == ("展厅导览服务数量展厅导览服务数量", "有效", "基本达成", "30", "30", "受客观因素影响")


def test_a_name_printed_twice_ends_with_its_second_printing(form_of: Reader) -> None:
    narrow = "展厅服务\n工作完成\n率\n不低于上\n年水平\n不低于上\n年水平\n20\n20\n无\n带动展厅\n消费增长\n有所增长有所增长20\n16\n"
    missed = "受客观因\n素影响，\n部分工作\n未按计划\n完成\n"
    twice = "带动展厅\n周边服务\n消费增长\n" * 2 + "有所增长\n基本达成30\n30\n无\n"
    form = form_of(EVALUATION, (ROWS, narrow + missed), (HIT, twice), ("观众满意度", "观众满意\n度"))
    assert texts(form.indicators[2]) == ("带动展厅周边服务消费增长" * 2, "有所增长", "基本达成", "30", "30", "无")


def test_no_cell_begins_with_a_part_of_a_label(form_of: Reader) -> None:
    rows = (
        "展厅观众接待\n批次\n不低于去年\n水平\n不低于去年\n水平\n20\n20\n无\n"
        "展厅工程质量\n建立展厅指\n标和效益指\n标相衔接的\n评价体系\n部分完成\n20\n16\n疫情影响，下\n年增加场次。\n"
    )
    form = form_of(EVALUATION, (ROWS, rows), (HIT, "时效指标跟踪\n频率\n每季度一次达成预期\n指标\n30\n30\n无\n"))
    assert texts(form.indicators[2]) == ("时效指标跟踪频率", "每季度一次", "达成预期指标", "30", "30", "无")


def test_a_form_by_itself_leaves_open_how_wide_its_columns_are(form_of: Reader) -> None:
    rows = "推动非机动车治理与数字经济、绿\n色经济融合发展的示范带动作用\n不少于10家紧密合作\n基地"
    form = form_of(
        DECLARATION,
        ("数量指标 接待批次 ≥200.00(批次)", "数量指标\n采购非机动车治理专用设备\n=28.00台"),
        ("质量指标 验收通过率 =100(%)", "质量指标\n非机动车治理工程质量\n合格"),
        ("时效指标 完成及时性 及时", "时效指标\n非机动车治理能耗水平\n优于全市平均水平"),
        ("展厅正常运营 全年正常运营", rows),
    )
    assert form.indicators[3].flags == ("pairing_ambiguous",)


def test_a_label_that_the_end_of_a_page_tears_is_one(form_of: Reader) -> None:
    torn = "满意度指\n服务对象\n满意度指\n观众满意\n度\n>=90%\n95%\n20\n20\n无偏差\n\n标\n标\n"
    form = form_of(EVALUATION, ("满意度指标 服务对象满意度指标\n观众满意度\n>=90% 95% 20 20 无偏差\n", torn))
    assert texts(form.indicators[2]) == ("观众满意度", ">=90%", "95%", "20", "20", "无偏差")
    assert [i.level2.text for i in form.indicators if i.level2] == ["数量指标", "社会效益指标", "服务对象满意度指标"]
    assert form.ledger.residue == ()


def test_a_label_at_the_side_that_the_end_of_a_page_tears_is_no_name(form_of: Reader) -> None:
    torn = "接待批次\n=200次 180次 40 36\n疫情影响，下年\n\n指\n标\n增加场次。\n"
    form = form_of(EVALUATION, ("产出指标\n数量指标\n" + ROWS, "绩\n效\n产出指标\n数量指标\n" + torn))
    assert texts(form.indicators[0]) == ("接待批次", "=200次", "180次", "40", "36", "疫情影响，下年增加场次。")
    assert form.ledger.residue == ()
    assert next(i.level2.text for i in form.indicators if i.level2) == "数量指标"


def test_a_label_printed_right_before_the_one_below_it_is_a_label(form_of: Reader) -> None:
    rows = "满意度指标调查问卷的\n发放数\n≥50(份)\n满意度指标服务对象满\n意度指标\n观众满意度 ≥95.00(%)"
    form = form_of(DECLARATION, ("满意度指标\n服务对象满意度指标\n观众满意度 ≥95.00(%)", rows))
    assert names(form)[-2:] == [("满意度指标调查问卷的发放数", "≥50(份)"), ("观众满意度", "≥95.00(%)")]
    assert form.indicators[-1].level2 is not None and form.indicators[-1].level2.text == "服务对象满意度指标"


def test_cells_that_part_a_word_are_left_open(form_of: Reader) -> None:
    wide = "质量指标\n推动药品监管与数字经济、绿色经济融合发\n展的示范带动作用\n按照市、区两级管理办法执行，做\n到公开、公平、公正"
    wider = "患者及其家属对药品监管各项工作成效的总体满意程度\n≥95.00(%)"
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", wide), ("观众满意度 ≥95.00(%)", wider))
    assert "pairing_ambiguous" in codes(form)


def test_what_stands_behind_a_page_may_end_the_row_above_or_begin_the_next(form_of: Reader) -> None:
    rows = "带动公共\n法律服务\n有所增长 有所增长 30 30 无\n\n消费增长\n全民健身\n年贷款额\n≥4.00\n(亿元)\n3.2亿元\n0\n0\n"
    form = form_of(EVALUATION, (HIT, rows))
    assert [i.flags for i in form.indicators[1:3]] == [("pairing_ambiguous",)] * 2


def test_a_name_that_begins_with_a_label_that_is_printed_later_is_no_label(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("数量指标 接待批次 ≥200.00(批次)", "数量指标\n满意度指标调查问卷发放回收总量\n≥200.00(批次)"))
    assert names(form)[0] == ("满意度指标调查问卷发放回收总量", "≥200.00(批次)")


def test_a_level_that_stands_already_is_the_beginning_of_a_name_until_a_page_ends(form_of: Reader) -> None:
    change = ("数量指标 接待批次 ≥200.00(批次)", "数量指标\n产出指标\n核查项数\n≥43(项)")
    assert names(form_of(DECLARATION, change))[0] == ("产出指标核查项数", "≥43(项)")
    again = ("质量指标 验收通过率 =100(%)", "\n产出指标\n质量指标\n验收通过率\n=100(%)")
    assert names(form_of(DECLARATION, again))[1] == ("验收通过率", "=100(%)")


def test_a_level_whose_own_levels_stand_further_on_is_the_beginning_of_a_name(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("数量指标 接待批次 ≥200.00(批次)", "数量指标\n满意度指标\n调查问卷发放量\n≥200.00(份)"))
    assert names(form)[0] == ("满意度指标调查问卷发放量", "≥200.00(份)")
    assert [i.level2.text for i in form.indicators if i.level2][0::4] == ["数量指标", "服务对象满意度指标"]


def test_pieces_with_figures_do_not_say_how_wide_a_name_may_be(form_of: Reader) -> None:
    rows = "质量指标展品达标\n率\n=100.00\n(百分比)\n100%\n20\n20\n无\n质量指标\n体系覆盖\n率\n>=90%\n90%\n20\n16\n不超预算不超预算3\n"
    form = form_of(EVALUATION, (ROWS, "接待批次\n=200次 180次 0 0\n疫情影响\n" + rows))
    assert [i.name.text for i in form.indicators[:3]] == ["接待批次", "展品达标率", "质量指标体系覆盖率"]


def test_the_decimals_of_a_number_go_on_behind_its_line(form_of: Reader) -> None:
    form = form_of(EVALUATION, (ROWS, "展品保险\n总额\n≤1200000.\n00(万元)\n1200000\n万元\n40\n36\n无偏差\n"))
    assert texts(form.indicators[0]) == ("展品保险总额", "≤1200000.00(万元)", "1200000万元", "40", "36", "无偏差")


def test_a_latin_phrase_is_one_piece_of_its_line(form_of: Reader) -> None:
    rows = "时效指标\n时效指标跟踪频率\n每季度一次\n信息报送时效\n符合GB/T 19001标准\n要求\n完成及时率\n=80(百分比)"
    form = form_of(DECLARATION, ("时效指标 完成及时性 及时", rows))
    assert names(form)[2:4] == [("时效指标跟踪频率", "每季度一次"), ("信息报送时效", "符合GB/T 19001标准要求")]


def test_no_cell_ends_within_a_quotation(form_of: Reader) -> None:
    target = '进一步完善"条块结\n合"的工作格局，推动\n资源下沉；加强部门\n协同，提高处置效率'
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", f"质量指标\n信息报送时效\n{target}\n验收通过率\n=100(%)"))
    assert names(form)[1:3] == [("信息报送时效", target.replace("\n", "")), ("验收通过率", "=100(%)")]
    assert codes(form) == []


def test_no_cell_ends_on_a_line_between_two_marks_that_belong_together(form_of: Reader) -> None:
    rows = "促进“15\n分钟生活\n圈”建设\n有力促进\n一般\n15\n12\n无\n展厅管理\n制度\n健全\n健全\n15\n15\n无\n"
    form = form_of(EVALUATION, (HIT, rows))
    assert texts(form.indicators[1])[:3] == ("促进“15分钟生活圈”建设", "有力促进", "一般")


def test_a_reading_with_a_cell_that_none_believes_gives_way_to_one_without(form_of: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "实施单位\n自查次数\n=41.00\n(次)\n45.1次\n10\n10\n无\n质量指标政府采购\n合规性\n合规\n合规\n15\n15\n无偏差\n"
    rows += "时效指标全年服务\n天数\n≥82.00\n(天)\n82天\n15\n15\n无偏差\n"
    rows += "改善居民\n居住环境\n确保无重\n大责任事\n故发生\n确保无重\n大责任事\n故发生\n15\n14\n受疫情影\n响未能完\n成。\n"
    glued = "降低企业\n经营成本效果明显达成预期\n指标\n15\n15\n无偏差\n展厅人才\n队伍稳定\n性\n稳定\n稳定\n15\n15\n无偏差\n"
    changes = ((ROWS, rows), (HIT, glued), ("观众满意度", "观众满意\n度"))
    cheapest = form_of(EVALUATION, *changes)
    assert texts(cheapest.indicators[4])[:3] == ("降低企业经营成本", "效果明显", "达成预期指标")
    monkeypatch.setattr(pairing, "_WORST", 1.2)  # less than what a cell of that reading costs
    assert codes(form_of(EVALUATION, *changes))[-1] == "label_fragment"  # of another reading, which has 指标 as a cell


def test_labels_of_both_levels_printed_right_before_a_name(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("产出指标\n数量指标 接待批次 ≥200.00(批次)", "产出指标数量指标接待活动的批次\n≥200.00(批次)"))
    assert names(form)[0] == ("接待活动的批次", "≥200.00(批次)")
    assert (form.indicators[0].level1.text, form.indicators[0].level2.text) == ("产出指标", "数量指标")


def test_what_the_forms_say_of_a_met_target_is_no_part_of_a_label(form_of: Reader) -> None:
    rows = "满意度\n达标 达标 15 15 无\n展厅运营\n正常\n达成预期\n指标\n15\n15\n无\n"
    form = form_of(EVALUATION, (HIT, rows))
    assert texts(form.indicators[2]) == ("展厅运营", "正常", "达成预期指标", "15", "15", "无")


def test_a_name_that_ends_in_words_of_a_target_may_hide_a_row(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)", "质量指标\n展厅制度建设情况健全\n展厅设备完好率\n=100(%)"))
    assert "pairing_ambiguous" in codes(form)


REMARK = "受客观因\n素影响，\n部分工作\n未按计划\n完成，下\n一步加强\n统筹、提\n高执行效\n率\n"
NARROW = f"接待展厅\n来宾批次\n≥40(次)\n38次\n15\n10\n{REMARK}"
IN_NARROW = ((HIT, "展厅正常\n运营\n正常\n正常\n5\n5\n无偏差\n"), ("观众满意度", "观众满意\n度"))


def test_a_name_of_two_characters_is_the_end_of_one(form_of: Reader) -> None:
    rows = f"{NARROW}展厅导览\n控制率\n≤85(%)\n85%\n15\n15\n成本控制\n情况\n不超预算不超预算10\n10\n无\n"
    form = form_of(EVALUATION, (ROWS, rows), *IN_NARROW)
    assert [texts(i) for i in form.indicators[1:3]] == [
        ("展厅导览控制率", "≤85(%)", "85%", "15", "15", None),
        ("成本控制情况", "不超预算", "不超预算", "10", "10", "无"),
    ]


def test_a_unit_in_brackets_ends_a_target_before_the_end_of_a_page(form_of: Reader) -> None:
    row = "组织展厅\n宣传活动\n、讲\n≥13000\n0.00(家)\n104000\n家\n15\n13\n受客观因\n素影响，\n"
    behind = "\n座、沙龙\n及志愿者\n招募等系\n列活动参\n加企业单\n位数量\n部分工作\n延后\n"
    form = form_of(EVALUATION, (ROWS, NARROW + row + behind), *IN_NARROW)
    assert texts(form.indicators[1])[:3] == (
        "组织展厅宣传活动、讲座、沙龙及志愿者招募等系列活动参加企业单位数量",
        "≥130000.00(家)",
        "104000家",
    )


def test_lines_that_stand_together_again_are_of_one_cell(form_of: Reader) -> None:
    rows = f"带动展厅\n节能减排\n达到节能\n标准\n基本达成7\n4\n{REMARK}促进会馆\n节能减排\n达到节能\n标准\n基本达成7\n6\n{REMARK}"
    form = form_of(EVALUATION, (ROWS, NARROW + rows), *IN_NARROW)
    assert [i.name.text for i in form.indicators[:3]] == ["接待展厅来宾批次", "带动展厅节能减排", "促进会馆节能减排"]


@pytest.mark.parametrize(("slack", "parts"), [(0, ["机制建", "设建立"]), (1, ["机制建设", "建立"])])
def test_a_wide_line_is_cut_where_its_column_ends_or_one_character_on(slack: int, parts: list[str]) -> None:
    lines = ["数字展厅", "机制建设建立", "基本达成", "8", "6", "无偏差"]
    pieces = [make_piece(Cell(10 * n, 10 * n + len(x), n), x, x, NEWLINE, False, False) for n, x in enumerate(lines)]
    way = pairing._way(Lattice(Grid(template.EVALUATION.columns), pieces), (8.0, 7.0, 8.0, inf, inf, 8.0))
    assert [column for column, _ in way.path.states[:2]] == [0, 1]
    assert [piece.folded for piece in pairing._cut(way, slack)] == ["数字展厅", *parts, *lines[2:]]
