"""Head, funding and goals: values with their lines, and refusals in place of guesses."""

from decimal import Decimal

import pytest

from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, codes, read


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


def test_a_total_that_its_sources_do_not_make_is_told_with_all_amounts(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("1,200,000.00", "1,200,001.00"))
    (problem,) = form.problems
    assert (problem.code, problem.severity, problem.field) == ("amounts_unlike_total", "review", "funding.requested.total")
    assert problem.message == "the sources make 1,200,000.00, the total is 1,200,001.00"
    assert set(problem.lines) == {line for a in form.funding if a.printed for line in a.lines}


def test_an_amount_below_zero_is_refused(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("其他资金 200,000.00", "其他资金 -200,000.00"))
    (problem,) = [p for p in form.problems if p.severity == "blocking"]
    assert (problem.code, problem.field, problem.message) == ("amount_negative", "funding.requested.other", "-200,000.00 is below zero")


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


def test_amounts_wrapped_at_any_digit_are_put_together_in_the_only_way_that_fits(form_of: Reader) -> None:
    lines = "\n500,000.0\n0\n400,000.\n00\n30\n0,000.00\n10\n75.0\n0%\n7.5"
    form = form_of(EVALUATION, (" 500000.00 400000.00 300,000 10 75.00% 7.5", lines))
    assert [a.number for a in form.funding[:3]] == [Decimal("500000.00"), Decimal("400000.00"), Decimal("300000.00")]
    assert form.execution is not None
    assert [v.text if v else None for v in (form.execution.weight, form.execution.rate, form.execution.score)] == ["10", "75.00%", "7.5"]


@pytest.mark.parametrize("printed", ["500,000. 00 400,000. 00 300,000. 00 10", "5000000 0.00 4000000 0.00 3000000 0.00 10"])
def test_amounts_may_go_on_behind_a_blank_where_a_line_was_full(form_of: Reader, printed: str) -> None:
    form = form_of(EVALUATION, ("500000.00 400000.00 300,000 10", printed))
    assert [a.number for a in form.funding[:3]] == [Decimal("".join(printed.split()[n : n + 2]).replace(",", "")) for n in (0, 2, 4)]


@pytest.mark.parametrize("printed", ["12 500000.00 400000.00 300,000 10", "500000.00 400000.00 300,000 2 10"])
def test_a_number_too_many_in_a_row_of_funding_is_no_part_of_an_amount(form_of: Reader, printed: str) -> None:
    assert codes(form_of(EVALUATION, ("500000.00 400000.00 300,000 10", printed))) == ["funding_unreadable"]


def test_a_kind_may_go_on_behind_a_blank(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("经常性项目", "其他经常 性项目"), ("特定目标类", "特定目标 类"))
    found = [form.head[name] for name in ("project_nature", "project_category")]
    assert [value.text for value in found if value] == ["其他经常性项目", "特定目标类"]


def test_amounts_that_fit_in_two_ways_are_refused(form_of: Reader) -> None:
    form = form_of(EVALUATION, (" 500,000.00 400,000.00 300,000.00 —", "\n50\n40\n30\n20\n—"))
    assert [(p.code, p.lines) for p in form.problems] == [("funding_unreadable", (11, 12, 13, 14, 15))]


def test_a_label_printed_right_behind_a_value_is_found_where_it_stands_once(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("主管部门 甲局 实施单位\n甲局展览中心", "主管部门甲局实施单位甲局展览中心"))
    found = [form.head[name] for name in ("supervising_department", "implementing_unit")]
    assert [v.text if v else None for v in found] == ["甲局", "甲局展览中心"]


def test_a_source_without_amounts_may_print_its_weight_as_a_dash(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("上年结转资金 —", "上年结转资金 0.00 0.00 0.00 — —"))
    assert [a.number for a in form.funding[6:9]] == [Decimal("0.00")] * 3
    assert form.ledger.residue == ()


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


@pytest.mark.parametrize(
    ("change", "field", "line"),
    [
        (("300,000.00 —", "300,000.00 甲 — —"), "weight.appropriation", 10),
        (("300,000.00 —", "300,000.00 10 75.00% 7.5"), "weight.appropriation", 10),
        (("300,000 10 75.00% 7.5", "300,000 10 三成 7.5"), "execution_rate.total", 9),
        (("300,000 10 75.00% 7.5", "300,000 10% 75.00% 7.5"), "weight.total", 9),
    ],
)
def test_what_stands_in_the_place_of_weight_rate_and_score_is_never_dropped(
    form_of: Reader, change: tuple[str, str], field: str, line: int
) -> None:
    (problem,) = form_of(EVALUATION, change).problems
    assert (problem.code, problem.field, problem.lines) == ("funding_unreadable", field, (line,))


@pytest.mark.parametrize(
    ("text", "change", "line"),
    [
        (DECLARATION, ("项目名称 展厅运营", "项目名称\n项目名称 展厅运营"), 4),
        (DECLARATION, ("主管部门 甲局 实施单位", "主管部门 甲局 实施单位\n主管部门 甲局 实施单位"), 6),
        (EVALUATION, ("项目资金\n", "项目资金\n项目资金\n"), 6),
    ],
)
def test_a_label_in_the_place_of_a_value_is_refused(form_of: Reader, text: str, change: tuple[str, str], line: int) -> None:
    (problem,) = form_of(text, change).problems
    assert (problem.code, problem.severity, problem.lines) == ("label_repeated", "blocking", (line,))


@pytest.mark.parametrize("text", [DECLARATION, EVALUATION], ids=["declaration", "evaluation"])
@pytest.mark.parametrize("title", ["", "财政项目支出绩效目标申\n", "绩效目标申报表（续）\n"])
def test_a_form_whose_title_is_missing_is_no_part_of_the_form_before(text: str, title: str) -> None:
    below = text.split("\n", 1)[1]
    report = read(text + title + below + text)
    assert [f.quarantined for f in report.forms][-1] is False
    assert report.forms[0].quarantined
    first = report.forms[0]
    where = text.count("\n") + title.count("\n") + 2  # behind the title and the year
    assert [(p.code, p.lines) for p in first.problems] == [("title_missing", (where,))]
    assert first.indicators == ()


@pytest.mark.parametrize(
    ("change", "field"), [(("经常性项目", "经常性项目类"), "project_nature"), (("特定目标类", "特定目标"), "project_category")]
)
def test_a_nature_or_category_that_none_is_worded_like_is_flagged(form_of: Reader, change: tuple[str, str], field: str) -> None:
    form = form_of(DECLARATION, change)
    assert [(p.code, p.severity, p.field, p.lines) for p in form.problems] == [("value_unusual", "review", field, (4,))]
