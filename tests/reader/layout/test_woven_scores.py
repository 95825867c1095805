"""Tables of self-evaluations in reading order: rows around their weights, cells printed apart, rows that a page cuts."""

from __future__ import annotations

import pytest

from orchestration.reader.layout.bands import Line, Printed, Word, text_of
from orchestration.reader.layout.woven_apart import Apart, tokens_of
from orchestration.reader.layout.woven_rows import FAR, NEAR, Cells, Limits, Search, empty_row, texts_of
from orchestration.reader.layout.woven_scores import Page, lines_that_follow, pages_of, read_scores, slots_of, typical_width
from orchestration.reader.layout.woven_slots import agreement, verdict
from orchestration.reader.record import Form
from orchestration.reader.text import width
from tests.reader.conftest import codes, read

HEAD = """\
财政项目支出绩效自评表
(2024 年度)

项目名称 展厅运营及维护
主管部门 甲区文化局
实施单位 甲区文化局展览中心
年初预算 全年预算 全年执行 分值 执行率 得分
数
数
数
年度资金总额
120,000 120,000 114,000
10 95.00%
9.5
项目资金 其中：当年财政拨
（元） 款
120,000 120,000 114,000
—
—
上年结转资金
—
—
其他资金
—
—
预算目标
实际完成情况
年度
总体 保障展厅全年正常运行。 展厅全年正常运行。
目标
偏差原因
年度
实际
一级指标 二级指标 三级指标 指标值 完成值 分值 得分 分析及
改进措施
"""
TABLE = """\
绩 产出指标 数量指标 展厅接待
效
≥200批
指
次
标
批次
200批次 50
50
无偏差
满意度指 服务对象 观众满意
受疫情影
≥95% 96% 40
满意度指
39
标
标 度
响
总分
100
98.5
"""


def printed(*cells: str) -> str:
    """The lines of a row as a page prints them, its cells centred on each other; `|` parts the lines of a cell.

    What stands on one height behind a line that fills its cell is printed on the same line.
    """
    placed = []
    for column, cell in enumerate(cells):
        lines = cell.split("|") if cell else []
        placed += [(2 * n - len(lines) + 1, column, line) for n, line in enumerate(lines)]
    out: list[str] = []
    for (height, column, line), (other, left, above) in zip(sorted(placed), [(-99, 0, ""), *sorted(placed)], strict=False):
        if height == other and column == left + 1 and width(above) > 5:
            out[-1] += f" {line}"
        else:
            out.append(line)
    return " / ".join(out)


def words_of(text: str, start: int) -> tuple[Word, ...]:
    out = []
    for piece in text.split():
        out.append(Word(start, start + len(piece), piece, width(piece), ends_line=True))
        start += len(piece)
    return tuple(out)


def lines_of(text: str, first: int = 0) -> list[Line]:
    """Lines of words; `_` stands for a label that leads a line."""
    out = []
    for line in text.split("/"):
        out.append(Line(words_of(line.replace("_", ""), first), led="_" in line))
        first += 100
    return out


def search_for(text: str, column: int = 8) -> Search:
    lines = lines_of(text)
    every = [w for line in lines for w in line.words]
    return Search(lines, empty_row(slots_of([column] * 4, frozenset(), lines_that_follow([every]))))


def best_row(text: str) -> tuple[str, ...]:
    search = search_for(text)
    found = [piece for piece in search.centred(0, 6) if piece.stop == len(search.lines)]
    return texts_of(min(found, key=lambda piece: piece.cost).cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("展厅接待|观众批次", "≥200(批|次)", "180批次", "40", "36", "无偏差"),
        ("展厅接待|场次", "≥200场", "180场", "40", "36", "受疫情影|响,部分|推迟到下|一年度举|办"),
        ("为观众提|供讲解导|览和咨询|的规范性", "规范", "规范", "40", "40", ""),
    ],
)
def test_a_row_is_read_around_its_weight(cells: tuple[str, ...]) -> None:
    assert best_row(printed(*cells)) == tuple(cell.replace("|", "") for cell in cells)


def test_a_score_is_printed_before_its_weight_where_that_stands_beside_a_lower_line() -> None:
    text = "受疫情影 / 响,部分 / 展厅接待 ≥200 / 36 / 推迟到下 / 场次 / (批次) 180批次 40 / 一年度举 / 办"
    assert best_row(text) == ("展厅接待场次", "≥200(批次)", "180批次", "40", "36", "受疫情影响,部分推迟到下一年度举办")


def test_a_row_without_its_weight_beside_it_is_no_whole_one() -> None:
    search = search_for("展厅接待 ≥200批 180批 / 批次")
    assert not search.centred(0, 6)
    assert ("展厅接待批次", "≥200批", "180批") in [texts_of(piece.cells)[:3] for piece in search.centred(0, 3) if piece.stop == 2]


def test_cells_of_a_row_that_a_page_cuts_begin_at_one_height_and_go_on() -> None:
    search = search_for("展厅接待 建立常态 建立常态 40 / 40 / 工作机制 化市区联 化市区联")
    above = min(search.cut(0, 6), key=lambda piece: piece.cost)
    assert texts_of(above.cells) == ("展厅接待工作机制", "建立常态化市区联", "建立常态化市区联", "40", "40", "")
    below = Search(lines_of("动机制 动机制", 1000), search.empty)
    ways = [texts_of(piece.cells) for piece in below.rests(above)]
    assert ("展厅接待工作机制", "建立常态化市区联动机制", "建立常态化市区联动机制", "40", "40", "") in ways


def test_a_row_that_a_page_cuts_has_no_remark_left_of_those_printed_apart() -> None:
    search = search_for("展厅接待 ≥90% 72% 40 / 服务对象 / 满意度")
    assert any(texts_of(piece.cells)[5] for piece in search.cut(0, 6))
    assert {texts_of(piece.cells)[4:] for piece in search.cut(0, 4)} == {("", "")}


def row(*texts: str) -> Cells:
    return tuple(words_of(text, 5000 + 100 * n) for n, text in enumerate(texts))  # type: ignore[return-value]


def tokens(text: str) -> list[object]:
    return [token for n, part in enumerate(text.split("|")) for token in tokens_of(lines_of(part, 10_000 * (n + 1)), 8)]


def dealt(rows: list[Cells], text: str, totals: int = 0) -> list[tuple[str, ...]]:
    return [texts_of(cells) for cells in Apart(tokens(text), totals).deal(rows, {})[0].rows]  # type: ignore[arg-type]


ONE, TWO = row("接待批次", "≥2批", "2批", "", "", ""), row("服务规范", "规范", "", "", "", "")


def test_cells_printed_apart_go_to_the_rows_that_lack_them() -> None:
    assert dealt([ONE, TWO], "40 | 40 | 无偏差 | 基本规范 50 | 45 | 讲解推迟") == [
        ("接待批次", "≥2批", "2批", "40", "40", "无偏差"),
        ("服务规范", "规范", "基本规范", "50", "45", "讲解推迟"),
    ]


def test_how_a_cell_ends_that_may_go_on_is_judged_when_cells_are_dealt() -> None:
    search = search_for("受疫情影响,")
    cut = row("接待批次", "≥2批", "2批", "5", "4", "受疫情影响,")
    ended = search.slots[5].end(cut[5])  # type: ignore[union-attr]
    assert ended >= 2.0
    assert search.ended(cut, ()) == search.ended(cut, (5,)) + ended
    alone, known = (Apart([], 0).deal([cut], rests)[0].cost for rests in ({5: search.slots[5]}, {}))  # type: ignore[dict-item]
    assert alone == known + ended
    joined = Apart(tokens("工作推迟"), 0).deal([cut], {5: search.slots[5]})[0]  # type: ignore[arg-type,dict-item]
    assert texts_of(joined.rows[0])[5] == "受疫情影响,工作推迟"


def test_what_was_achieved_is_told_from_remarks_in_however_long_a_column() -> None:
    rows = [row("接待批次", f"≥{n}批", "", "5", "5", "") for n in range(2, 14)]
    found = dealt(rows, "|".join([*(f"{n}批" for n in range(2, 14)), *["无偏差"] * 12]))
    assert [(texts[2], texts[5]) for texts in found] == [(f"{n}批", "无偏差") for n in range(2, 14)]


def test_no_score_is_more_than_its_weight() -> None:
    assert not Apart(tokens("40 | 45"), 0).deal([ONE], {})  # type: ignore[arg-type]


def test_numbers_of_the_row_of_totals_are_more_than_those_of_any_row() -> None:
    found = Apart(tokens("40 | 40 | 100 | 95"), 2).deal([ONE], {})[0]  # type: ignore[arg-type]
    assert [text_of(cell) for cell in found.totals] == ["100", "95"]
    assert not Apart(tokens("40 | 40 | 40 | 40"), 2).deal([ONE], {})  # type: ignore[arg-type]


def test_a_score_printed_behind_those_of_many_rows_is_late_once() -> None:
    late = row("讲解批次", "≥2批", "2批", "2", "", "")
    rows = [late, *[row(f"接待{n}批", "≥9批", "9批", "9", "", "") for n in range(3)], row("服务规范", "规范", "规范", "", "", "")]
    found = Apart(tokens("9 | 9 | 9 | 无偏差 | 9 | 9 | 2"), 0).deal(rows, {})[0]  # type: ignore[arg-type]
    assert found.cost < 1.5
    assert [texts_of(cells)[3:] for cells in found.rows] == [
        ("2", "2", ""),
        ("9", "9", ""),
        ("9", "9", ""),
        ("9", "9", "无偏差"),
        ("9", "9", ""),
    ]


def test_weights_that_do_not_add_to_a_hundred_are_a_total_and_no_weight() -> None:
    found = Apart(tokens("40 | 40 | 103 | 95"), 2).deal([ONE], {})[0]  # type: ignore[arg-type]
    assert [text_of(cell) for cell in found.totals] == ["103", "95"]
    assert not Apart(tokens("103 | 40"), 0).deal([ONE], {})  # type: ignore[arg-type]
    assert [text_of(cell) for cell in page("接待批次 ≥2批 2批 40 40 / 总分 / 103").totals] == ["103"]


def test_a_text_beside_a_number_is_one_cell_and_a_short_remark_is_one() -> None:
    found = [(text_of(t.cell), t.columns) for t in tokens("已开展， / 但尚未全 8 / 部完成 | 无偏差 / 无")]  # type: ignore[attr-defined]
    assert found == [("已开展，但尚未全部完成", (2,)), ("8", (3,)), ("无偏差", (2, 5)), ("无", (2, 5))]


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        (("≥200批", "180批"), ("≥200批", "及时")),
        (("≥90.00(百分比)", "85%"), ("≥90.00(百分比)", "85批")),
        (("规范", "规范"), ("规范", "180批")),
    ],
)
def test_what_was_achieved_is_like_what_was_promised(likely: tuple[str, str], unlikely: tuple[str, str]) -> None:
    assert agreement(*likely) < agreement(*unlikely)


def test_points_are_missing_where_less_was_achieved_and_have_a_reason() -> None:
    assert verdict("≥200批", "200批", "40", "40", "无偏差") == 0
    assert verdict("≥200批", "180批", "40", "36", "讲解推迟到下一年") == 0
    assert verdict("≥200批", "180批", "40", "40", "无偏差") > 0
    assert verdict("≥200批", "180批", "40", "36", "无偏差") > 0


def page(text: str, *apart: str) -> Page:
    own = [Printed((), line) for line in lines_of(text)]
    out = pages_of([(0, own), *((0, [Printed((), line) for line in lines_of(part, 10_000 * (n + 1))]) for n, part in enumerate(apart))])
    assert len(out) == 1
    return out[0]


def slots_for(width_: int = 8) -> list[object]:
    return slots_of([width_] * 4, frozenset(), {})  # type: ignore[return-value]


def test_rows_that_may_as_well_have_the_remark_are_open() -> None:
    text = "接待批次 ≥2批 2批 40 / 讲解批次 ≥3批 3批 50 / 总分 / 100"
    found = read_scores([page(text, "40 / 50 / 90", "无偏差")], empty_row(slots_for()))  # type: ignore[arg-type]
    assert len(found[0].rows) == 2
    assert found[0].open_rows
    sure = read_scores([page(text, "40", "无", "50", "无偏差", "90")], empty_row(slots_for()))  # type: ignore[arg-type]
    assert [texts_of(cells)[-1] for cells in sure[0].rows] == ["无", "无偏差"]


REASON = "因招标流|程延后,|部分任务|顺延至下|一年度实|施,后续|将提前谋|划加快|推进"  # its joints are in no other text: each of them costs


@pytest.mark.parametrize(
    ("actual", "remark", "nearer"),
    [("4996份", REASON, NEAR), ("4996份,另有|数字版", REASON.replace("一年度实", "一年"), FAR)],
    ids=["far", "farthest"],
)
def test_a_row_that_costs_much_is_sought_where_nothing_else_explains_the_lines(actual: str, remark: str, nearer: Limits) -> None:
    cells = ("发放电子|商务宣传|折页", "≥6245|(份)", actual, "40", "38", remark)
    text = printed(*cells)
    search = Search(lines_of(text), empty_row(slots_for()), nearer)  # type: ignore[arg-type]
    assert not [piece for piece in search.centred(0, 6) if piece.stop == len(search.lines)]
    found = read_scores([page(f"{text} / 总分 / 100", "98")], empty_row(slots_for()))  # type: ignore[arg-type]
    assert [texts_of(row) for row in found[0].rows] == [tuple(cell.replace("|", "") for cell in cells)]


def test_a_dear_reading_is_held_against_those_that_are_sought_further() -> None:
    first = "年初目标 / 设定偏 / 低,今后 / _负面舆情 / =0.00 / _发生数 (起) 0起 9 / 8 / 将结合历 / 史数据科 / 学设定年 / 度指标值"
    second = "共享单车 ≥100.00 实际完成 / 整治任务 (百分比) 100% 91 / 91 / 无 / _完成率"
    (best, *_) = read_scores([page(f"{first} / {second} / 总分 / 100", "99")], empty_row(slots_for()))  # type: ignore[arg-type]
    assert [texts_of(row)[::5] for row in best.rows] == [
        ("负面舆情发生数", "年初目标设定偏低,今后将结合历史数据科学设定年度指标值"),
        ("共享单车整治任务完成率", "无"),
    ]


def test_nothing_follows_the_unit_of_a_target() -> None:
    target = slots_for()[1]
    whole, more = words_of("≥33 (家)", 0), words_of("≥33(家) 活动讲座", 0)
    assert target.whole(more) > target.whole(whole) + 6.0  # type: ignore[attr-defined]


def test_a_unit_in_brackets_stands_behind_a_number() -> None:
    name, target, actual = slots_for()[:3]
    assert name.whole(words_of("宣传 (份)", 0)) > name.whole(words_of("宣传 (次)场", 0)) + 1.0  # type: ignore[attr-defined]
    assert target.whole(words_of("≥6245 (份)", 0)) < target.whole(words_of("宣传 (份)", 0)) - 1.0  # type: ignore[attr-defined]
    done, unit, remark = words_of("66.3份 (份) (含)", 0)
    assert actual.step((done,), unit) > actual.step((done,), remark) + 3.0  # type: ignore[attr-defined]


def test_a_unit_that_is_no_measure_is_strange() -> None:
    target = slots_for()[1]
    assert target.whole(words_of("≥51.00 更新周期", 0)) > target.whole(words_of("≥51.00 个月", 0)) + 0.4  # type: ignore[attr-defined]


def test_a_page_that_lacks_a_score_is_not_read() -> None:
    assert read_scores([page("接待批次 ≥2批 2批 40 / 讲解批次 ≥3批 3批 50 / 总分 / 100", "40 / 90")], empty_row(slots_for())) == []  # type: ignore[arg-type]


def test_left_cells_printed_behind_those_of_rows_below_are_read_before_them() -> None:
    below = "讲解批次 ≥3批 3批 30 / 总分 / 100"
    found = read_scores([page(below, "基本规范 60", "55", "受疫情影响", "30", "服务规范 规范", "85")], empty_row(slots_for()))  # type: ignore[arg-type]
    assert [texts_of(cells) for cells in found[0].rows] == [
        ("服务规范", "规范", "基本规范", "60", "55", "受疫情影响"),
        ("讲解批次", "≥3批", "3批", "30", "30", ""),
    ]
    assert found[0].parts == (5, 0)


def test_right_cells_printed_below_a_label_are_parted_from_it() -> None:
    label = Printed((0,), Line((), led=True))
    beside = Printed((), lines_of("基本达成 4", 500)[0])
    (found,) = pages_of([(0, [label, beside])])
    assert found.printed == [[label]]
    assert found.apart == [[beside.line]]


def test_a_name_printed_twice_in_its_cell_is_one() -> None:
    name = slots_for()[0]
    twice, two = words_of("讲解机制 讲解机制", 0), words_of("讲解机制 接待机制", 0)
    assert name.whole(twice) < name.whole(two) - 1.0  # type: ignore[attr-defined]


def test_how_wide_most_full_lines_are() -> None:
    assert typical_width(words_of("展厅接待 观众批次 讲解员 40 ≥200", 0)) == 8
    assert typical_width(()) == 0


def form_of(table: str) -> Form:
    (form,) = read(HEAD + table).forms
    return form


def test_a_form_is_read_whole() -> None:
    form = form_of(TABLE)
    rows = [
        tuple(cell.text if cell else None for cell in (i.level2, i.name, i.target, i.actual, i.weight, i.score, i.deviation))
        for i in form.indicators
    ]
    assert rows == [
        ("数量指标", "展厅接待批次", "≥200批次", "200批次", "50", "50", "无偏差"),
        ("服务对象满意度指标", "观众满意度", "≥95%", "96%", "40", "39", "受疫情影响"),
    ]
    assert not [problem for problem in form.problems if problem.severity == "blocking"]


def test_a_form_without_its_totals_is_refused() -> None:
    assert "row_unreadable" in codes(form_of(TABLE[: TABLE.index("总分")]))
