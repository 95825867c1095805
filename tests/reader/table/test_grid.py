"""Rows of a grid: their columns, and rows that a tool left outside the cells."""

from __future__ import annotations

import re

import pytest

from orchestration.reader.record import Form, Indicator
from orchestration.reader.table.known import Columns, Levels
from orchestration.reader.table.loose import deal, label_readings
from orchestration.reader.template import DECLARATION as DECLARED
from orchestration.reader.template import EVALUATION as EVALUATED
from orchestration.reader.template import Template
from orchestration.reader.text import Place, Stream, stream, stream_of_cells
from tests.reader.conftest import GRID, Reader, codes, read

EVALUATION_GRID = """\
财政项目支出绩效自评表
(2024 年度)
项目名称\t展厅运营\t\t\t\t\t\t\t
主管部门\t甲局\t\t\t实施单位\t甲局展览中心\t\t\t
项目资金（元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t\t500,000.00\t400,000.00\t300,000.00\t10\t75.00%\t7.5
\t其中：当年财政拨款\t\t500,000.00\t400,000.00\t300,000.00\t—\t\t—
\t上年结转资金\t\t\t\t\t—\t\t—
\t其他资金\t\t\t\t\t—\t\t—
年度总体目标\t预算目标\t\t\t\t实际完成情况\t\t\t
\t保障展厅运行。\t\t\t\t展厅运行正常。\t\t\t
\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t接待批次\t=200次\t180次\t20\t18\t疫情影响，下年增加场次。
\t\t质量指标\t展品验收合格率\t=100%\t100%\t20\t20\t无
\t效益指标\t社会效益指标\t展厅正常运营\t正常\t正常\t30\t30\t
\t满意度指标\t服务对象满意度指标\t观众满意度\t>=90%\t95%\t20\t20\t无偏差
总分\t\t\t\t\t\t100\t95.5\t
"""
ROW = "\t\t质量指标\t展品验收合格率\t=100%\t100%\t20\t20\t无\n"


def cells(indicator: Indicator) -> list[str | None]:
    """The six cells of a row."""
    found = (indicator.name, indicator.target, indicator.actual, indicator.weight, indicator.score, indicator.deviation)
    return [c.text if c else None for c in found]


def levels(form: Form) -> list[str | None]:
    """The 二级指标 of each row."""
    return [i.level2.text if i.level2 else None for i in form.indicators]


def test_a_grid_is_read_by_its_cells(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID)
    assert cells(form.indicators[1]) == ["展品验收合格率", "=100%", "100%", "20", "20", "无"]
    assert codes(form) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("\t\t质量指标\t展品验收合格率\t=100%\t\t20\t20\t无\n", ["展品验收合格率", "=100%", None, "20", "20", "无"]),
        ("\t\t质量指标\t展品验收合格率\t=100%\t\t20\t20\t\n", ["展品验收合格率", "=100%", None, "20", "20", None]),
        ("\t\t质量指标\t展品验收合格率\t\t100%\t20\t20\t无\n", ["展品验收合格率", None, "100%", "20", "20", "无"]),
    ],
)
def test_a_blank_cell_is_known_by_its_column(form_of: Reader, row: str, expected: list[str | None]) -> None:
    form = form_of(EVALUATION_GRID, (ROW, row))
    assert cells(form.indicators[1]) == expected
    assert cells(form.indicators[2]) == ["展厅正常运营", "正常", "正常", "30", "30", None]


def test_a_blank_cell_of_a_grid_whose_columns_moved_is_known_by_the_whole_rows_around_it(form_of: Reader) -> None:
    moved = "\t质量指标\t展品验收合格率\t=100%\t\t20\t20\t无\n\t\t展品完好率\t=100%\t100%\t0\t0\t无\n"
    form = form_of(EVALUATION_GRID, (ROW, moved))
    assert cells(form.indicators[1]) == ["展品验收合格率", "=100%", None, "20", "20", "无"]


@pytest.mark.parametrize(
    ("text", "row", "broken"),
    [
        (EVALUATION_GRID, ROW, "\t\t质量指标\t展品验收合格率\t=100%\t100%\t\t\t无\n"),
        (EVALUATION_GRID, ROW, "质量指标\t展品验收合格率\t很好\t20\t20\t无\t\t\n"),  # blank: 年度指标值 or 实际完成值
        (GRID, "\t\t质量指标\t验收通过率\t=100(%)\t\n", "\t\t质量指标\t验收通过率\t\t\n"),
    ],
)
def test_a_line_that_is_no_row_is_refused_and_the_others_are_read(form_of: Reader, text: str, row: str, broken: str) -> None:
    whole, form = form_of(text), form_of(text, (row, broken))
    names = [i.name.text for i in whole.indicators]
    line = text[: text.index(row)].count("\n") + 1
    assert [i.name.text for i in form.indicators] == names[:1] + names[2:]
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("row_unreadable", "blocking", (line,))]


@pytest.mark.parametrize(
    ("text", "row", "fused", "expected"),
    [
        (GRID, "验收通过率\t=100(%)\t", "验收通过率=100(%)\t\t", ["验收通过率", "=100(%)"]),
        (GRID, "验收通过率\t=100(%)\t", "验收通过率 =100(%)\t\t", ["验收通过率", "=100(%)"]),
        (EVALUATION_GRID, "=100%\t100%\t20\t20\t无", "=100%\t100%20\t20\t\t", ["展品验收合格率", "=100%", "100%", "20", "20", None]),
    ],
)
def test_cells_fused_into_one_are_parted_and_flagged(form_of: Reader, text: str, row: str, fused: str, expected: list[str]) -> None:
    form = form_of(text, (row, fused))
    assert cells(form.indicators[1])[: len(expected)] == expected
    assert codes(form) == ["cells_parted"]


# ---------------------------------------------------------------------------------------------------------- loose rows

LOOSE = """\
组织参观
受疫情影
接待活动
质量指标 =100% 80.5% 20 20 响，下年
和青少年
增加场次。
科普讲座
"""


def test_a_row_outside_the_cells_is_dealt_to_its_columns(form_of: Reader) -> None:
    goal = ("保障展厅运行。", "组织参观接待活动和青少年科普讲座。")  # the words of a report tell where a cell goes on
    form = form_of(EVALUATION_GRID, goal, (ROW, LOOSE))
    assert cells(form.indicators[1]) == ["组织参观接待活动和青少年科普讲座", "=100%", "80.5%", "20", "20", "受疫情影响，下年增加场次。"]
    assert form.indicators[1].lines() == (14, 15, 16, 17, 18, 19, 20)
    assert levels(form) == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    assert codes(form) == ["row_outside_grid"]
    assert form.ledger.residue == ()


def test_a_level_of_which_only_a_part_is_printed_cites_no_lines(form_of: Reader) -> None:
    row = "\t满意度指标\t服务对象满意度指标\t观众满意度\t≥95.00(%)\t\n"
    form = form_of(GRID, (row, "可持续影响\n展厅机制建设 建立\n" + row))
    levels_ = [i.level2 for i in form.indicators if i.name.text == "展厅机制建设"]
    assert [(level.text, level.lines) for level in levels_ if level] == [("可持续影响指标", ())]
    assert codes(form) == ["row_outside_grid", "level2_ambiguous"]


def test_a_row_that_a_page_tore_is_refused_with_its_lines_and_the_others_are_read(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, (ROW, "科普讲座 改进。\n的合格率\n"))
    assert [i.name.text for i in form.indicators] == ["接待批次", "展厅正常运营", "观众满意度"]
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("row_unreadable", "blocking", (14, 15))]
    assert [r.text for r in form.ledger.residue] == ["科普讲座 改进。的合格率"]


def lines_of(text: str) -> tuple[Stream, list[list[tuple[int, int]]]]:
    """A stream of loose lines, and the pieces of each."""
    s = stream(text.splitlines())
    return s, [[(a, s.piece_end(a)) for a in s.starts if s.line[a] == n] for n in range(1, text.count("\n") + 2)]


def dealt(text: str, template: Template, known: Columns | None = None) -> dict[str, str] | None:
    """The cells that the lines of a row are dealt to."""
    s, lines = lines_of(text)
    found = deal(s, lines, template.columns, known or Columns()).cells
    return None if found is None else {name: "".join(s.text(*span) for span in spans) for name, spans in found.items()}


def test_lines_of_cells_of_odd_and_even_height_never_meet() -> None:
    text = "组织辖区\n单位开展\n≥5681.0\n科普活动 4544.8家 8 7 无偏差\n0(家)\n和讲座的\n场次数量"
    expected = ["组织辖区单位开展科普活动和讲座的场次数量", "≥5681.00(家)", "4544.8家", "8", "7", "无偏差"]
    assert dealt(text, EVALUATED) == dict(zip(("name", "target", "actual", "weight", "score", "deviation"), expected, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "时间 时) 部分工作\n未按计划\n完成",  # the upper part of the row is on the page before
        "接待批次 =200次 180次 40",  # a score is missing
        "接待批次\n=200次 180次 40 36 无\n讲座场次\n和报告",  # no middle
        "接待批次 =200次\n180次 40 36",
    ],
)
def test_lines_that_do_not_stand_around_one_middle_are_no_row(text: str) -> None:
    assert dealt(text, EVALUATED) is None


def test_columns_that_nothing_tells_apart_are_left_open_until_the_report_tells_them() -> None:
    text = "展厅运行安\n良好 有效 8 8\n全保障情况"
    s, lines = lines_of(text)
    assert deal(s, lines, EVALUATED.columns, Columns()).is_open
    known = Columns()
    for name, found in (("name", "展厅运行时长"), ("name", "安全保障情况"), ("target", "良好"), ("actual", "有效")):
        known.learn_cell(name, found)
        known.learn_text(found)
    expected = {"name": "展厅运行安全保障情况", "target": "良好", "actual": "有效", "weight": "8", "score": "8"}
    assert dealt(text, EVALUATED, known) == expected
    assert not deal(s, lines, EVALUATED.columns, known).is_open


def test_a_whole_row_that_is_left_open_is_read_and_refused(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, (ROW, "展厅运行安\n良好 有效 20 20\n全保障情况\n"))
    assert (form.indicators[1].weight, form.indicators[1].flags) == (("20", (15,)), ("pairing_ambiguous",))
    assert [(p.severity, p.lines) for p in form.problems if p.code == "row_unreadable"] == [("blocking", (14, 15, 16))]
    two = form_of(GRID, ("\t\t质量指标\t验收通过率\t=100(%)\t\n", "展厅运行\n安全保障情况\n良好\n"))  # may be what is left of one cell
    assert [i.name.text for i in two.indicators] == ["接待批次", "观众满意度"]


def test_a_blank_in_latin_text_is_no_edge_of_a_cell() -> None:
    known = Columns()
    known.learn_cell("name", "公益电影")
    known.learn_cell("actual", "符合GB/T 19001")
    text = "公益电影\n符合标准 符合GB/T 19001 2 1\n服务标准"
    assert dealt(text, EVALUATED, known) == {
        "name": "公益电影服务标准", "target": "符合标准", "actual": "符合GB/T 19001", "weight": "2", "score": "1",
    }  # fmt: skip


def test_a_full_cell_may_stand_without_a_blank_before_its_neighbour() -> None:
    assert dealt("持续影响年限(含外聘人员)≥24(年)", DECLARED) == {"name": "持续影响年限(含外聘人员)", "target": "≥24(年)"}


def test_labels_are_taken_out_of_the_first_pieces_of_lines() -> None:
    s, lines = lines_of("服务对象\n满意度指 观众满意 >=90\n满意度指 95% 8 8 无\n标 度 (%)\n标")
    labels, rest = label_readings(s, lines)[0]
    assert sorted(label for label, _ in labels) == ["服务对象满意度指标", "满意度指标"]
    assert [[s.text(*span) for span in line] for line in rest] == [["观众满意", ">=90"], ["95%", "8", "8", "无"], ["度", "(%)"]]


def test_lines_of_other_cells_may_stand_between_those_of_a_label() -> None:
    s, lines = lines_of("观众服务对象满意\n满意度指 服务对象满意 >=90%\n度\n标 度指标")
    labels, rest = label_readings(s, lines)[0]
    assert [(label, "".join(s.text(*span) for span in spans)) for label, spans in labels] == [
        ("满意度指标", "满意度指标"),
        ("服务对象满意度指标", "服务对象满意度指标"),
    ]
    assert [[s.text(*span) for span in line] for line in rest] == [["观众服务对象满意"], [">=90%"], ["度"]]


def test_no_target_goes_on_with_the_beginning_of_a_label(form_of: Reader) -> None:
    last = "\t满意度指标\t服务对象满意度指标\t观众满意度\t≥95.00(%)\t\n"
    form = form_of(GRID, (last, "综合满意度 ≥80(百分比)\n满意度指 服务对象满意\n观众满意度\t≥95.00(%)\n"))
    assert cells(form.indicators[2])[:2] == ["综合满意度", "≥80(百分比)"]
    assert levels(form)[2:] == ["服务对象满意度指标", "服务对象满意度指标"]


def test_a_row_takes_one_label_of_a_level_and_names_may_begin_as_one(form_of: Reader) -> None:
    loose = "质量指标\n=100.0\n质量指标 监测数据 100% 20 20 无\n0%\n有效率\n"
    form = form_of(EVALUATION_GRID, (ROW, loose))
    assert cells(form.indicators[1]) == ["质量指标监测数据有效率", "=100.00%", "100%", "20", "20", "无"]
    assert levels(form)[1] == "质量指标"


def test_a_label_that_goes_on_below_the_row_is_known_by_its_beginning(form_of: Reader) -> None:
    form = form_of(GRID, ("\t\t质量指标\t验收通过率\t=100(%)\t\n", "生态效益指 污染物去除率 >=98(%)\n"))
    assert [(i.name.text, i.level2.text if i.level2 else None) for i in form.indicators[:2]] == [
        ("接待批次", "数量指标"),
        ("污染物去除率", "生态效益指标"),
    ]


# --------------------------------------------------------------------------------------------------------- page breaks

PAGES = """\
\t产出指标\t数量指标\t接待批次\t=200次\t180次\t10\t9\t无
\t\t\t讲座场次\t=20次\t20次\t10\t10\t无
展品完好率 =100% 100% 20 20 无
\t\t\t展品合格率\t=100%\t100%\t0\t0\t无
\t\t时效指标\t开馆及时率\t=100%\t100%\t0\t0\t无
"""
FIRST = "\t产出指标\t数量指标\t接待批次\t=200次\t180次\t20\t18\t疫情影响，下年增加场次。\n"


def test_rows_behind_a_page_break_are_not_of_the_level_that_ended_before_it(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, (FIRST + ROW, PAGES))
    assert [(i.name.text, i.level2.text if i.level2 else None, i.flags) for i in form.indicators[:5]] == [
        ("接待批次", "数量指标", ()),
        ("讲座场次", "数量指标", ("level2_ambiguous",)),
        ("展品完好率", "质量指标", ("level2_ambiguous",)),
        ("展品合格率", "质量指标", ("level2_ambiguous",)),
        ("开馆及时率", "时效指标", ()),
    ]
    assert [i.level1.text for i in form.indicators if i.level1][:3] == ["产出指标"] * 3


def test_a_row_before_a_page_break_may_be_of_the_level_whose_label_is_lost(form_of: Reader) -> None:
    alone = PAGES.replace("\t\t\t展品合格率\t=100%\t100%\t0\t0\t无\n", "")  # behind the break: its label would stand in its row
    pages = alone.replace("讲座场次\t=20次\t20次", "展品达标率\t=100%\t100%").replace("\t产出指标\t数量", "\t\t数量")
    first, second, third, *_ = form_of(EVALUATION_GRID, (FIRST + ROW, pages)).indicators
    assert [(i.level2.text if i.level2 else None, i.flags) for i in (first, second, third)] == [
        ("数量指标", ()),
        ("质量指标", ("level2_ambiguous",)),
        ("质量指标", ("level2_ambiguous",)),
    ]


TORN = "年增加场次。\n"  # the end of a row that the end of a page tore


def test_a_row_that_a_page_tore_is_of_a_level_whose_label_is_lost_and_so_may_be_the_rows_above_it(form_of: Reader) -> None:
    above = "\t\t\t展品完好率\t=100%\t100%\t20\t20\t无\n"
    below = "\t\t时效指标\t开馆及时率\t=100%\t100%\t0\t0\t无\n"
    known = "\t产出指标\t质量指标\t展品合格率\t=100%\t100%\t20\t20\t无\n" + below
    both = EVALUATION_GRID.replace(FIRST + ROW, FIRST + above + TORN + below) + EVALUATION_GRID.replace(FIRST + ROW, known)
    torn, _ = read(both).forms
    assert levels(torn) == ["数量指标", "质量指标", "时效指标", "社会效益指标", "服务对象满意度指标"]
    assert torn.indicators[1].flags == ("level2_ambiguous",)
    labelled, _ = read(both.replace(TORN, "质量指标 " + TORN)).forms  # the label stands in the torn row itself
    assert levels(labelled)[:2] == ["数量指标", "数量指标"]


def test_a_torn_row_is_of_the_level_1_whose_label_is_not_printed_behind_it(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, (FIRST + ROW, "\t\t\t讲座经费到位数\t=10%\t10%\t20\t20\t无\n" + TORN + ROW))
    assert levels(form)[:2] == ["数量指标", "质量指标"]


def test_a_last_level_that_is_not_printed_may_be_that_of_rows_before_the_end_of_a_page() -> None:
    last = "\t满意度指标\t服务对象满意度指标\t观众满意度"
    lost = EVALUATION_GRID.replace(last, "\t\t\t观众满意度")
    loose = EVALUATION_GRID.replace(ROW, ROW + "展品完好率 =100% 100% 0 0 无\n")  # a tool that loses what the end of a page tears
    form = read(lost + loose).forms[0]
    assert levels(form)[-2:] == ["社会效益指标", "服务对象满意度指标"]
    assert form.indicators[-1].flags == ("level2_ambiguous",)
    assert "table_may_be_cut" in codes(form)
    assert levels(read(lost + EVALUATION_GRID).forms[0])[-1] == "社会效益指标"


def test_what_the_names_of_all_levels_have_in_common_says_nothing_of_one() -> None:
    known = Levels()
    for level2, name in (("生态效益指标", "展厅展品节能减排"), ("可持续影响指标", "图书机制建设"), ("数量指标", "展厅展品数量")):
        known.learn_name(level2, name)
    assert known.strange("生态效益指标", "展厅展品机制建设") > known.strange("可持续影响指标", "展厅展品机制建设") == 0


def test_a_level_1_that_is_printed_nowhere_lay_over_the_break(form_of: Reader) -> None:
    pages = "\t成本指标\t生态环境成本指标\t施工扬尘\t达标\t达标\t10\t9\t无\n\t\t\t参观人次\t=20人次\t20人次\t10\t9\t无\n"
    pages += "展品完好数 =10件 10件 20 20 无\n\t\t质量指标\t开馆合格率\t=100%\t100%\t0\t0\t无\n"
    form = form_of(EVALUATION_GRID, (FIRST + ROW, pages))
    found = [(i.level1.text, i.level2.text) for i in form.indicators[:4] if i.level1 and i.level2]
    assert found == [("成本指标", "生态环境成本指标"), ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标")]


@pytest.mark.parametrize("page", ["\n", "- 3 -\n", "\n- 3 -\n\n"])
def test_cells_behind_a_page_break_that_are_no_row_are_the_rest_of_the_row_before_it(form_of: Reader, page: str) -> None:
    torn = "\t\t质量指标\t展品验收\t=100%\t100%\t20\t20\t受疫情\n" + page + "\t\t\t合格率\t\t\t\t\t影响。\n"
    form = form_of(EVALUATION_GRID, (ROW, torn))
    assert cells(form.indicators[1]) == ["展品验收合格率", "=100%", "100%", "20", "20", "受疫情影响。"]
    assert codes(form) == ["row_over_page"]


@pytest.mark.parametrize(
    "rest",
    [
        "\t\t\t合格率\t\t\t\t\t影响。\n",  # no page ends before it
        "\n\t\t时效指标\t合格率\t\t\t\t\t影响。\n",  # has a label of its own
        "\n\t\t\t合格率\t\t\t10\t\t影响。\n",  # has a weight
    ],
)
def test_other_cells_that_are_no_row_are_refused(form_of: Reader, rest: str) -> None:
    form = form_of(EVALUATION_GRID, (ROW, ROW + rest))
    assert cells(form.indicators[1])[0] == "展品验收合格率"
    assert codes(form)[0] == "row_unreadable"


def test_rows_whose_points_do_not_make_the_total_are_flagged(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, (ROW, ""))
    assert [(p.code, p.severity, p.field, p.lines) for p in form.problems] == [
        ("points_unlike_total", "review", "weight", (16,)),
        ("points_unlike_total", "review", "score", (16,)),
    ]
    assert "make 80, 总分 says 100" in form.problems[0].message
    assert codes(form_of(EVALUATION_GRID, (ROW, ""), ("=200次\t180次\t20\t18", "=200次\t180次\t40\t38"))) == []
    assert codes(form_of(EVALUATION_GRID, ("20\t18\t疫情", "20\t17\t疫情"))) == ["points_unlike_total"]
    assert set(codes(form_of(EVALUATION_GRID, (ROW, ROW + ROW)))) == {"points_unlike_total", "row_repeated"}


def test_a_level_1_without_a_level_2_beside_it_is_not_of_the_level_above(form_of: Reader) -> None:
    form = form_of(EVALUATION_GRID, ("\t效益指标\t社会效益指标\t展厅正常运营", "\t成本指标\t\t展厅正常运营"))
    found = [(i.level1.text if i.level1 else None, i.level2.text if i.level2 else None, i.flags) for i in form.indicators]
    assert found[2] == ("成本指标", None, ("level2_missing",))
    form = form_of(EVALUATION_GRID, ("\t产出指标\t数量指标\t接待批次", "\t产出指标\t\t接待批次"))
    assert [i.flags for i in form.indicators] == [("level2_missing",), (), (), ()]


def test_columns_that_move_without_a_row_at_the_top_of_the_page_are_flagged(form_of: Reader) -> None:
    moved = "\t质量指标\t展品验收合格率\t=100%\t100%\t20\t20\t无\n"
    loose = "观众满意度 >=90% 95% 20 20 无偏差\n"
    last = "\t满意度指标\t服务对象满意度指标\t观众满意度\t>=90%\t95%\t20\t20\t无偏差\n"
    form = form_of(EVALUATION_GRID, (ROW, moved), (last, loose))
    assert [p.lines for p in form.problems if p.code == "row_may_be_missing"] == [(13, 14), (14, 15)]
    assert "row_may_be_missing" not in codes(form_of(EVALUATION_GRID, (ROW, moved)))  # a tool that takes all rows into its grid


def test_the_last_row_of_a_grid_is_not_the_beginning_of_the_next_title() -> None:
    last = GRID.replace("观众满意度\t≥95.00(%)\t", "观众满意的年限\t1495年\t")
    first, second = read(last + GRID).forms
    assert [i.name.text for i in first.indicators] == ["接待批次", "验收通过率", "观众满意的年限"]
    assert second.line_start == first.line_end + 1
    assert codes(second) == []


def test_cells_that_a_layout_found_are_read_like_those_of_a_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = ("\t\t质量指标\t展品验收\t=100%\t100%\t20\t20\t受疫情影\n", "\t\t\t合格率\t\t\t\t\t响。\n")
    text = EVALUATION_GRID.replace(ROW, "".join(wrapped))

    def arrange(lines: list[str], first: int, template: Template) -> Stream:
        rows: list[list[list[Place]]] = []
        for number, line in enumerate(lines, first):
            places: list[list[Place]] = [[] for _ in line.split("\t")]
            for piece in re.finditer(r"\S+", line):
                places[line.count("\t", 0, piece.start())].append((number, *piece.span()))
            if line + "\n" == wrapped[1]:  # its cells go on in those of the row above
                rows[-1] = [above + below for above, below in zip(rows[-1], places, strict=True)]
            else:
                rows.append(places)
        return stream_of_cells(lines, rows, first)

    monkeypatch.setattr("orchestration.reader.reading.arrange", arrange)
    (form,) = read(text).forms
    assert cells(form.indicators[1]) == ["展品验收合格率", "=100%", "100%", "20", "20", "受疫情影响。"]
    assert form.indicators[1].lines() == (14, 15)
    assert levels(form) == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    assert codes(form) == []


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (("20\t18\t疫情", "18\t20\t疫情"), (13,)),  # of a row
        (("20\t18\t疫情", "120\t18\t疫情"), (13,)),
        (("10\t75.00%\t7.5", "7.5\t75.00%\t10"), (6,)),  # of the execution
        (("100\t95.5", "95.5\t100"), (17,)),  # of 总分
    ],
)
def test_points_that_no_form_gives_are_refused(form_of: Reader, change: tuple[str, str], lines: tuple[int, ...]) -> None:
    form = form_of(EVALUATION_GRID, change)
    (problem,) = [p for p in form.problems if p.code == "points_out_of_range"]
    assert (problem.severity, problem.lines) == ("blocking", lines)
    assert form.quarantined
