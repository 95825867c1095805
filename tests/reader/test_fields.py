"""Head, funding and goals: values with their lines, and refusals in place of guesses."""

from decimal import Decimal

import pytest

from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, codes


def test_head_of_a_declaration(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("项目名称 展厅运营", "项目名称\n科创中心展厅\n\n运营"))
    name = form.head["project_name"]
    assert name is not None
    assert (name.text, name.lines) == ("科创中心展厅运营", (4, 6))
    assert {k: v.text for k, v in form.head.items() if v and k != "project_name"} == {
        "project_nature": "经常性项目",
        "project_category": "特定目标类",
        "supervising_department": "甲局",
        "implementing_unit": "甲局展览中心",
        "planned_start": "2024-01-01",
        "planned_end": "2024-12-31",
        "funding_unit": "元",
    }
    assert (form.year, form.dates) == (2024, {"planned_start": "2024-01-01", "planned_end": "2024-12-31"})
    assert codes(form) == []


@pytest.mark.parametrize("text", [DECLARATION, GRID], ids=["lines", "grid"])
def test_funding_of_a_declaration_keeps_blank_apart_from_zero(form_of: Reader, text: str) -> None:
    form = form_of(text)
    assert all(a.lines for a in form.funding)
    assert [(a.stage, a.source, a.printed.text if a.printed else None, a.number) for a in form.funding] == [
        ("multi_year", "total", None, None),
        ("multi_year", "fiscal", None, None),
        ("multi_year", "other", None, None),
        ("requested", "total", "1,200,000.00", Decimal("1200000.00")),
        ("requested", "appropriation", "1,000,000.00", Decimal("1000000.00")),
        ("requested", "carryover", "0.00", Decimal("0.00")),
        ("requested", "other", "200,000.00", Decimal("200000.00")),
    ]


def test_multi_year_amounts_and_a_missing_left_label(form_of: Reader) -> None:
    both = form_of(DECLARATION, ("项目资金总额 年度", "项目资金总额 3,000,000.00 年度"))
    assert both.funding[0].number == Decimal("3000000.00")
    left_out = form_of(DECLARATION, ("其他资金 其他资金 200,000.00", "其他资金 200,000.00"))
    assert (left_out.funding[2].number, left_out.funding[6].number) == (None, Decimal("200000.00"))
    assert not left_out.quarantined


def test_funding_of_an_evaluation(form_of: Reader) -> None:
    form = form_of(EVALUATION)
    assert [(a.stage, a.source, a.number) for a in form.funding[:6]] == [
        ("initial", "total", Decimal("500000.00")),
        ("adjusted", "total", Decimal("400000.00")),
        ("executed", "total", Decimal("300000")),
        ("initial", "appropriation", Decimal("500000.00")),
        ("adjusted", "appropriation", Decimal("400000.00")),
        ("executed", "appropriation", Decimal("300000.00")),
    ]
    assert all(a.number is None for a in form.funding[6:])
    assert form.execution is not None
    assert [v.text if v else None for v in (form.execution.weight, form.execution.rate, form.execution.score)] == ["10", "75.00%", "7.5"]


def test_amounts_wrapped_in_their_middle(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("500000.00 400000.00 300,000 10", "238,000,\n000.00\n732,000,00\n0.00\n168,551,\n600.00\n10"))
    assert [a.number for a in form.funding[:3]] == [Decimal("238000000.00"), Decimal("732000000.00"), Decimal("168551600.00")]


def test_amounts_to_the_fen_that_went_on_in_the_next_line(form_of: Reader) -> None:
    halves = "\n247950\n0.50\n247950\n0.50\n177928\n9.00\n"
    form = form_of(EVALUATION, (" 500000.00 400000.00 300,000 10", halves + "10"), (" 500,000.00 400,000.00 300,000.00 —", halves + "—\n—"))
    assert [a.number for a in form.funding[:6]] == [Decimal(n) for n in ("2479500.50", "2479500.50", "1779289.00")] * 2
    assert form.funding[0].printed is not None
    assert (form.funding[0].printed.text, form.funding[0].printed.lines) == ("2479500.50", (10, 11))


def test_a_source_without_amounts_may_print_its_weight_as_a_dash(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("上年结转资金 —", "上年结转资金 0.00 0.00 0.00 — —"))
    assert [a.number for a in form.funding[6:9]] == [Decimal("0.00")] * 3
    assert form.ledger.residue == ()


def test_goals_parted_where_a_sentence_ends_before_its_line(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("保障展厅运行。\n\n展厅运行正常。", "保障展厅全年正常运行和\n接待。\n全年接待。"))
    assert {k: v.text for k, v in form.goals.items() if v} == {"planned": "保障展厅全年正常运行和接待。", "actual": "全年接待。"}
    assert [(p.code, p.severity) for p in form.problems] == [("goals_parted", "note")]


def test_goals_of_an_evaluation_part_at_the_empty_line(form_of: Reader) -> None:
    form = form_of(EVALUATION)
    assert {k: v.text for k, v in form.goals.items() if v} == {"planned": "保障展厅运行。", "actual": "展厅运行正常。"}


def test_two_goals_that_nothing_parts_are_not_guessed(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("保障展厅运行。\n\n展厅", "保障展厅运行。\n展厅"))
    assert codes(form) == ["goals_ambiguous"]
    assert form.quarantined


def test_goals_of_a_grid_go_by_their_columns(form_of: Reader) -> None:
    both = form_of(GRID, ("\t\t\t保障展厅运行。\t\t", "\t三年建成。\t\t保障展厅运行。\t\t"))
    assert {k: v.text if v else None for k, v in both.goals.items()} == {"project": "三年建成。", "annual": "保障展厅运行。"}
    left = form_of(GRID, ("\t\t\t保障展厅运行。\t\t", "\t三年建成。\t\t\t\t"))
    assert {k: v.text if v else None for k, v in left.goals.items()} == {"project": "三年建成。", "annual": None}


def test_a_blank_goal_is_flagged_but_not_that_of_a_project_of_one_year(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("保障展厅运行。\n", ""))
    assert form.goals == {"project": None, "annual": None}
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("goal_blank", "review", (17,))]


def test_numbered_items_start_a_line(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("保障展厅运行。", "1.保障展厅运\n行；\n2.接待观众。"))
    assert form.goals["annual"] is not None
    assert form.goals["annual"].text == "1.保障展厅运行；\n2.接待观众。"


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("项目性质 经常性项目 ", ""), "label_missing", 3),
        (("（2024年度）", ""), "year_missing", 1),
        (("2024-12-31", "2024-13-31"), "date_unreadable", 6),
        (("经常性项目", "3,000"), "value_implausible", 4),
        (("甲局展览中心", "甲局展览中心 联系电话 12345"), "unknown_template", 5),
        (("实施单位 甲局展览中心", "实施单位"), "head_incomplete", 5),
        (("1,200,000.00", "1,200,00O.00"), "funding_unreadable", 9),
        (("上年结转资金 0.00", "上年结转资金 0.00 5.00"), "funding_unreadable", 12),
        (("项目总目标 年度总体目标", "项目总目标"), "label_missing", 18),
        (("一级指标 二级指标", "二级指标 一级指标"), "label_missing", 14),
    ],
)
def test_a_form_out_of_order_is_refused_with_its_line(form_of: Reader, change: tuple[str, str], code: str, line: int) -> None:
    form = form_of(DECLARATION, change)
    assert [(p.code, p.severity) for p in form.problems] == [(code, "blocking")]
    assert form.problems[0].lines[0] == line
    assert form.problems[0].remedy != ""


def test_a_row_of_funding_whose_cells_cannot_be_told_apart_is_refused(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("500,000.00 400,000.00 300,000.00 —", "500,000.00 300,000.00"))
    assert codes(form) == ["funding_unreadable"]
