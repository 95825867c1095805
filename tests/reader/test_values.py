"""Typed values: what a text is, and what it is not."""

from decimal import Decimal

import pytest

from orchestration.reader.table.pieces import kind_of
from orchestration.reader.text import squeeze
from orchestration.reader.values import (
    DASHES,
    Lexeme,
    count_operator_numbers,
    doubt,
    is_measure,
    iso_date,
    lexeme,
    money,
    points,
)
from tests.reader.conftest import DECLARATION, Reader, codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥90.00(%)", ("≥", "90.00", "%")),
        ("=5(人)", ("=", "5", "人")),
        (">=400次", ("≥", "400", "次")),
        ("<=43个月", ("≤", "43", "个月")),
        ("≥90(百分比)", ("≥", "90", "百分比")),
        ("=1,000(家)", ("=", "1000", "家")),
        ("=0.00(%)", ("=", "0.00", "%")),
        (">3227.00(亿元)", (">", "3227.00", "亿元")),
        ("<5天", ("<", "5", "天")),
        ("≥ 90 (百分比)", ("≥", "90", "百分比")),
        ("≥90", ("≥", "90", None)),
        ("≧９０（％）", ("≥", "90", "%")),
        ("≦3个月", ("≤", "3", "个月")),
        ("≮95%", ("≥", "95", "%")),
        ("≯2小时", ("≤", "2", "小时")),
        ("≥3万人次", ("≥", "3", "万人次")),
        ("≤-5%", ("≤", "-5", "%")),
        ("≥80%。", ("≥", "80", "%")),
        ("40亿元", (None, "40", "亿元")),
        ("1.5万", (None, "1.5", "万")),
        ("90%", (None, "90", "%")),
        ("500元/平方米", (None, "500", "元/平方米")),
    ],
)
def test_a_lexeme_with_a_sign_or_without_operator(text: str, expected: tuple[str | None, str, str | None]) -> None:
    assert lexeme(squeeze(text)) == Lexeme(*expected)
    assert doubt(squeeze(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不少于10家", ("≥", "10", "家")),
        ("不低于 90%", ("≥", "90", "%")),
        ("不小于3次", ("≥", "3", "次")),
        ("至少2次/年", ("≥", "2", "次/年")),
        ("90%以上", ("≥", "90", "%")),
        ("95%及以上", ("≥", "95", "%")),
        ("90以上(%)", ("≥", "90", "%")),
        ("不超过3个月", ("≤", "3", "个月")),
        ("不高于5%", ("≤", "5", "%")),
        ("不大于２小时", ("≤", "2", "小时")),
        ("24小时以内", ("≤", "24", "小时")),
        ("5%以下", ("≤", "5", "%")),
        ("超过100万元", (">", "100", "万元")),
        ("超13万元/年", (">", "13", "万元/年")),
        ("大于80%", (">", "80", "%")),
        ("小于3天", ("<", "3", "天")),
        ("低于1%", ("<", "1", "%")),
    ],
)
def test_an_operator_in_words_counts_where_nothing_else_stands_in_the_cell(text: str, expected: tuple[str, str, str]) -> None:
    assert lexeme(squeeze(text)) == Lexeme(*expected, in_words=True)
    assert doubt(squeeze(text)) is None
    assert kind_of(squeeze(text)) == "text"  # the end of a wrapped sentence looks the same


def test_a_sign_and_a_word_that_say_the_same() -> None:
    assert lexeme("≥90%以上") == Lexeme("≥", "90", "%")


@pytest.mark.parametrize(
    "text",
    [
        "有效实现",
        "不少于10家紧密合作基地",  # gold: prose
        "不少于10场次培训",
        "不少于80%的全勤率",
        "平均每个项目不少于2件",
        "评选出100个转化成效突出的高转项目",
        "系统并发量≥50",
        "系统有效使用率≥80%。",
        "1个月以内发放",
        "3名专家",
        "每年3次",
        "不超预算",
        "高于全国平均数",
        "不低于上年水平",
        "2024年",
        "12月",
        "3月底前",
        "2024年12月31日",
        "2024-12-31",
        "2024年4月",
        "—",
        "",
    ],
)
def test_prose_and_days_are_qualitative_and_in_no_doubt(text: str) -> None:
    assert lexeme(text) is None
    assert doubt(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("14-24℃", "range"),
        ("3～5天", "range"),
        ("80%—90%", "range"),
        ("≥3-5天", "range"),
        ("10至12次", "range"),
        ("约100家", "estimate"),
        ("1000余次", "estimate"),
        ("100家左右", "estimate"),
        ("10万+", "estimate"),
        ("20", "neither operator nor unit"),
        ("2024", "neither operator nor unit"),
        ("不少于五家", "in characters"),
        ("三次以上", "in characters"),
        ("=1,00家", "begins with an operator"),
        ("≥三家", "begins with an operator"),
        ("≤90%以上", "begins with an operator"),
        ("=100%以上", "begins with an operator"),
        ("≥90%(含)", "begins with an operator"),
        ("=>90%", "begins with an operator"),
        ("≥" + "1" * 16, "begins with an operator"),
        ("1:3", "no one lexeme"),
        ("(90%)", "no one lexeme"),
    ],
)
def test_a_number_that_is_no_one_lexeme_is_never_read_in_silence(text: str, reason: str) -> None:
    assert lexeme(squeeze(text)) is None
    assert reason in (doubt(squeeze(text)) or "")


def test_a_unit_that_is_no_measure_is_kept_as_printed_and_doubted() -> None:
    assert lexeme("≥90份调研报告") == Lexeme("≥", "90", "份调研报告")
    assert doubt("≥90份调研报告") == "the unit '份调研报告' is no known measure"


@pytest.mark.parametrize(
    "unit", ["%", "百分比", "个百分点", "人次", "个月", "万元", "百万元", "平方米", "元/人", "课时", "批次", "㎡", "万"]
)
def test_a_measure(unit: str) -> None:
    assert is_measure(unit)


@pytest.mark.parametrize("unit", ["", "家基地", "场次培训", "月底", "级", "%以上", "元/", "人次次"])
def test_no_measure(unit: str) -> None:
    assert not is_measure(unit)


def test_a_doubtful_target_is_kept_as_printed_and_flagged_with_its_line(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("=100(%)", "３～５天"))
    row = form.indicators[1]
    assert row.target is not None
    assert (row.target.text, row.operator, row.value, row.unit, row.kind) == ("３～５天", None, None, None, "qualitative")
    assert [(p.code, p.message, p.lines) for p in form.problems] == [
        ("target_unreadable", "'３～５天': a range is no one number", row.target.lines)
    ]


def test_a_target_in_words_is_typed_and_printed_as_it_was(form_of: Reader) -> None:
    row = form_of(DECLARATION, ("=100(%)", "不低于98%")).indicators[1]
    assert row.target is not None
    assert (row.target.text, row.operator, row.value, row.unit, row.kind) == ("不低于98%", "≥", "98", "%", "quantitative")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200,000.00", "1200000.00"),
        ("１，２００，０００．００", "1200000.00"),
        ("7500000.00", "7500000.00"),
        ("89.974", "89.974"),
        ("90", "90"),
        ("0.00", "0.00"),
        ("0", "0"),
        ("-5", "-5"),
        ("−1,000.50", "-1000.50"),
    ],
)
def test_money(text: str, expected: str) -> None:
    found = money(squeeze(text))
    assert found is not None
    assert format(found, "f") == expected


@pytest.mark.parametrize(
    "text", ["", "—", "-", "1,20", "12,00,000", "0,000", "1.2.3", "10%", "1,000,", ".5", "5.", "90万元", "٣", "1" * 16, "1.23456", "1e5"]
)
def test_no_money(text: str) -> None:
    assert money(text) is None


def test_blank_dash_and_zero_are_three_things(form_of: Reader) -> None:
    changes = (("1,000,000.00", "—"), ("上年结转资金 0.00", "上年结转资金"), ("其他资金 200,000.00", "其他资金 0.00"))
    cells = {a.source: a for a in form_of(DECLARATION, *changes).funding if a.stage == "requested"}
    assert {k: (a.printed.text if a.printed else None, a.number) for k, a in cells.items()} == {
        "total": ("1,200,000.00", Decimal("1200000.00")),
        "appropriation": ("—", None),
        "carryover": (None, None),
        "other": ("0.00", Decimal("0.00")),
    }


@pytest.mark.parametrize("text", ["—", "–", "-", "--", "——", "―", "－", "−", "/"])
def test_a_dash_stands_for_no_amount(text: str) -> None:
    assert squeeze(text) in DASHES


@pytest.mark.parametrize("text", ["", "0", "0.00", "无", "-5"])
def test_no_dash(text: str) -> None:
    assert squeeze(text) not in DASHES


@pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
def test_the_unit_of_a_form(form_of: Reader, unit: str) -> None:
    form = form_of(DECLARATION, ("（元）", f"（{unit}）"), ("1,200,000.00", "120"), ("1,000,000.00", "100"), ("200,000.00", "20"))
    assert form.head["funding_unit"] is not None
    assert (form.head["funding_unit"].text, form.funding[3].number) == (unit, Decimal("120"))
    assert codes(form) == []


@pytest.mark.parametrize(
    "text", ["2024-01-05", "2024/1/5", "2024.1.5", "2024年1月5日", "２０２４－０１－０５", "2024 年 1 月 5 日", "2024-01-05 00:00:00"]
)
def test_dates(text: str) -> None:
    assert iso_date(squeeze(text)) == "2024-01-05"


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-13-01",
        "2024",
        "2024年1月",
        "24-01-05",
        "2024-01-05起",
        "2024-01/05",
        "2024年1-5",
        "0024-01-05",
        "20240105",
        "—",
        "",
    ],
)
def test_no_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize("text", ["0", "10", "9.99", "1000"])
def test_points(text: str) -> None:
    assert points(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", "99.94%", "5000", "10分", "-1", "1,000", "—", "٣"])
def test_no_points(text: str) -> None:
    assert points(text) is None


def test_operators_count_only_before_a_number() -> None:
    assert count_operator_numbers("≥90%,>=400次,a=b,<p>,=5(人)") == 3
    assert count_operator_numbers("不少于10家,90%以上,2024") == 0  # words are typed, but only signs are counted
