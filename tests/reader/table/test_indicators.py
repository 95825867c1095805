"""The indicator table: pairing, levels, and what is left open."""

import pytest

from orchestration.reader.record import Form
from orchestration.reader.table.cells import Cell, Mark, Row
from orchestration.reader.table.levels import Run, assign_runs, hint_cost, runs_of
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.values import Lexeme
from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, codes, read


def rows(form: Form) -> list[tuple[str | None, str, str | None]]:
    """(二级指标, name, target) of each indicator."""
    return [(i.level2.text if i.level2 else None, i.name.text, i.target.text if i.target else None) for i in form.indicators]


def test_rows_of_a_declaration(form_of: Reader) -> None:
    form = form_of(DECLARATION)
    assert rows(form) == [
        ("数量指标", "接待批次", "≥200.00(批次)"),
        ("质量指标", "验收通过率", "=100(%)"),
        ("时效指标", "完成及时性", "及时"),
        ("社会效益指标", "展厅正常运营", "全年正常运营"),
        ("服务对象满意度指标", "观众满意度", "≥95.00(%)"),
    ]
    first = form.indicators[0]
    assert (first.operator, first.value, first.unit, first.kind, first.lines()) == ("≥", "200.00", "批次", "quantitative", (23,))
    assert form.ledger.residue == ()
    assert (form.ledger.lexemes_printed, form.ledger.lexemes_read) == (3, 3)


def test_rows_of_an_evaluation(form_of: Reader) -> None:
    form = form_of(EVALUATION)
    first = form.indicators[0]
    cells = (first.name, first.target, first.actual, first.weight, first.score, first.deviation)
    assert [c.text for c in cells if c] == ["接待批次", "=200次", "180次", "40", "36", "疫情影响，下年增加场次。"]
    assert first.deviation is not None
    assert first.deviation.lines == (32, 33)
    assert form.total is not None
    assert [v.text for v in form.total.values() if v] == ["100", "93.5"]
    assert codes(form) == []


def test_cells_printed_without_a_blank_between_them(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("=200次 180次 40 36", "=200次180次\n40\n36"), ("正常 正常 30 30", "正常\n基本正常30\n20"))
    cells = [(i.target, i.actual, i.weight, i.score) for i in form.indicators[:2]]
    assert [[c.text for c in row if c] for row in cells] == [["=200次", "180次", "40", "36"], ["正常", "基本正常", "30", "20"]]


def test_a_lexeme_wrapped_before_its_unit(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("=200次 180次 40 36", "≥200\n(批次)\n180批次\n40\n36"))
    assert (form.indicators[0].value, form.indicators[0].unit) == ("200", "批次")


def test_cells_wrapped_over_lines_are_joined_where_the_line_was_full(form_of: Reader) -> None:
    wrapped = "质量指标\n提高孵化载体从业人员的创新管理\n能力\n验收通过率达到年度计划所定目标\n并通过专家评审\n"
    form = form_of(DECLARATION, ("质量指标 验收通过率 =100(%)\n", wrapped))
    assert rows(form)[1] == ("质量指标", "提高孵化载体从业人员的创新管理能力", "验收通过率达到年度计划所定目标并通过专家评审")


def test_a_lexeme_with_blanks_is_one_target(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("≥95.00(%)", "≥ 95.00 (百分比)"))
    assert (form.indicators[4].operator, form.indicators[4].value, form.indicators[4].unit) == ("≥", "95.00", "百分比")


def test_labels_that_trail_a_page_are_no_rows(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("时效指标 完成及时性 及时\n", "时效指标 完成及时性 及时\n- 3 -\n绩效\n指标\n产出指标\n数量指标\n"))
    assert [r[0] for r in rows(form)] == ["数量指标", "质量指标", "时效指标", "社会效益指标", "服务对象满意度指标"]
    assert form.ledger.residue == ()


def test_a_row_printed_before_its_labels(form_of: Reader) -> None:
    form = form_of(
        DECLARATION,
        ("产出指标\n数量指标 接待批次 ≥200.00(批次)\n", "接待批次 ≥200.00(批次)\n- 1 -\n产出指标\n数量指标 接待人次 ≥900(人次)\n"),
    )
    assert rows(form)[:2] == [("数量指标", "接待批次", "≥200.00(批次)"), ("数量指标", "接待人次", "≥900(人次)")]


def test_a_name_that_begins_with_the_words_of_a_label(form_of: Reader) -> None:
    form = form_of(GRID, ("接待批次", "质量指标体系覆盖率"))
    assert rows(form)[0] == ("数量指标", "质量指标体系覆盖率", "≥200.00(批次)")


def test_cells_of_a_grid_that_moved_by_columns(form_of: Reader) -> None:
    form = form_of(GRID, ("\t\t质量指标\t验收通过率\t=100(%)\t", "质量指标\t\t\t验收通过率\t\t=100(%)"))
    assert rows(form)[1] == ("质量指标", "验收通过率", "=100(%)")


def test_names_stacked_in_one_cell_of_a_grid(form_of: Reader) -> None:
    form = form_of(GRID, ("验收通过率\t=100(%)\t", "验收通过率 合格率\t=100(%)\t\n\t\t\t\t≥98(%)\t"))
    assert rows(form)[1:3] == [("质量指标", "验收通过率", "=100(%)"), ("质量指标", "合格率", "≥98(%)")]


def test_a_row_outside_the_cells_of_a_grid_is_put_together(form_of: Reader) -> None:
    loose = "组织培训及沙龙活动\n质量指 =100(%)\n标\n通过率\n"
    form = form_of(GRID, ("\t\t质量指标\t验收通过率\t=100(%)\t\n", loose))
    assert rows(form)[1] == ("质量指标", "组织培训及沙龙活动通过率", "=100(%)")
    assert codes(form) == ["row_outside_grid"]


@pytest.mark.parametrize(("printed", "flags"), [("可持续影响指标", ()), ("可持续影响", ("level2_ambiguous",))])
def test_a_row_of_which_only_a_part_of_the_label_is_printed_says_so(form_of: Reader, printed: str, flags: tuple[str, ...]) -> None:
    form = form_of(GRID, ("\t满意度指标\t", f"{printed}\n管理机制建设 建立\n\t满意度指标\t"))
    assert [(i.level2 and i.level2.text, i.name.text, i.flags) for i in form.indicators[2:3]] == [("可持续影响指标", "管理机制建设", flags)]


@pytest.mark.parametrize(
    ("text", "change", "code"),
    [
        (GRID, ("\t\t质量指标\t验收通过率\t=100(%)\t\n", "验收通过率\n合格率\n"), "row_unreadable"),
        (GRID, ("接待批次\t≥200.00(批次)", "接待批次\t"), "row_unreadable"),
        (DECLARATION, ("验收通过率 =100(%)", "=100(%)"), "pairing_failed"),
        (DECLARATION, ("服务对象满意度指标\n", "服务对象满意\n观众 好\n度指标\n"), "label_fragment"),
        (EVALUATION, ("总分 100 93.5", "合计 100 93.5"), "total_missing"),
        (EVALUATION, ("40 36", "40"), "pairing_failed"),
    ],
)
def test_a_table_that_cannot_be_paired_is_refused(form_of: Reader, text: str, change: tuple[str, str], code: str) -> None:
    form = form_of(text, change)
    assert code in codes(form)
    assert form.quarantined


def test_text_behind_the_total_is_residue(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("总分 100 93.5\n", "总分 100 93.5\n另有说明\n"))
    assert [(p.code, p.lines) for p in form.problems] == [("residue", (42,))]


def test_a_table_without_its_last_level_is_flagged_and_at_the_end_of_a_file_refused() -> None:
    cut = DECLARATION.removesuffix("满意度指标\n服务对象满意度指标\n观众满意度 ≥95.00(%)\n")
    inner, last = read(cut + cut).forms
    assert [(p.code, p.severity, p.lines) for p in inner.problems] == [("table_may_be_cut", "review", (26,))]
    assert [(p.code, p.severity, p.lines) for p in last.problems] == [("table_may_be_cut", "blocking", (52,))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("≥90%", "lexeme"), ("≥5681.0", "lexeme"), ("90%", "quantity"), ("5", "number"), ("无偏差", "remark"), ("有效", "text")],
)
def test_kinds_of_pieces(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def table_row(order: int) -> Row:
    return Row({"name": [Cell(order, order + 1, order)]})


def test_runs_follow_the_printed_labels_and_skip_their_repeats() -> None:
    labels = ["产出指标", "数量指标", "质量指标", "产出指标", "数量指标", "满意度指标", "服务对象满意度指标"]
    marks = [Mark(label, ((n, n + 1),), order) for n, (label, order) in enumerate(zip(labels, [0, 1, 3, 5, 6, 8, 9], strict=True))]
    found = runs_of(marks, [table_row(n) for n in (2, 4, 7, 10)])
    assert [(r.level1, r.level2, r.anchor) for r in found] == [
        ("产出指标", "数量指标", 0),
        ("产出指标", "质量指标", 1),
        ("满意度指标", "服务对象满意度指标", 3),
    ]


COUNT = Lexeme("=", "5", "场")


def run(level1: str, level2: str | None, anchor: int) -> Run:
    return Run(level1, level2, None, None, anchor)


def test_rows_go_to_the_label_above_them() -> None:
    runs = [run("产出指标", "数量指标", 0), run("产出指标", "质量指标", 2)]
    assert assign_runs(runs, [("甲", COUNT), ("乙", COUNT), ("丙", None)], [False] * 3) == [(0, False), (0, False), (1, False)]


def test_rows_over_a_page_break_go_to_the_label_below_when_they_look_like_it() -> None:
    runs = [run("成本指标", "经济成本指标", 0), run("产出指标", "数量指标", 3)]
    hints = [("经费使用", None), ("会议", COUNT), ("简报", COUNT), ("征集", COUNT)]
    assert [n for n, _ in assign_runs(runs, hints, [False, False, False, True])] == [0, 1, 1, 1]


def test_a_boundary_that_nothing_decides_is_left_open() -> None:
    runs = [run("产出指标", "数量指标", 0), run("产出指标", "时效指标", 2)]
    assert assign_runs(runs, [("甲", COUNT), ("乙进度", None), ("丙进度", None)], [False, False, True]) == [
        (0, False),
        (0, True),
        (1, False),
    ]


def test_hints_weigh_less_than_a_label() -> None:
    assert hint_cost("观众满意度", None, "数量指标") > hint_cost("观众满意度", None, "服务对象满意度指标") == 0.0
    assert hint_cost("会议", COUNT, "质量指标") < 1.2


@pytest.mark.parametrize("text", [DECLARATION, GRID], ids=["lines", "grid"])
def test_a_row_that_is_printed_twice_is_flagged(form_of: Reader, text: str) -> None:
    line = next(line for line in text.splitlines() if "观众满意度" in line)
    form = form_of(text, (line + "\n", f"{line}\n{line}\n"))
    assert [(p.code, p.severity) for p in form.problems] == [("row_repeated", "review")]
    assert form.problems[0].lines == form.indicators[-1].lines() != form.indicators[-2].lines()
    assert codes(form_of(text, (line + "\n", f"{line}\n{line.replace('95', '90')}\n"))) == []  # two targets for one name are two rows
