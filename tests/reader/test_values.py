"""Typed values: what a text is, and what it is not."""

from decimal import Decimal

import pytest

from orchestration.reader.values import Lexeme, count_operator_numbers, is_wrapped_money, iso_date, lexeme, money, points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥90.00(%)", Lexeme("≥", "90.00", "%")),
        ("=5(人)", Lexeme("=", "5", "人")),
        (">=400次", Lexeme("≥", "400", "次")),
        ("≥90(百分比)", Lexeme("≥", "90", "百分比")),
        ("=1,000(家)", Lexeme("=", "1000", "家")),
        ("40亿元", Lexeme(None, "40", "亿元")),
        ("90%", Lexeme(None, "90", "%")),
        ("=0.00(%)", Lexeme("=", "0.00", "%")),
        ("有效实现", None),
        ("不少于10家紧密合作基地", None),
        ("系统并发量≥50", None),
        ("1个月以内发放", None),
        ("2024", None),
    ],
)
def test_lexeme(text: str, expected: Lexeme | None) -> None:
    assert lexeme(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,200,000.00", "1200000.00"), ("7500000.00", "7500000.00"), ("0.00", "0.00"), ("-5", "-5")],
)
def test_money(text: str, expected: str) -> None:
    assert money(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "—", "1,20", "12,00,000", "0,000", "1.2.3", "10%"])
def test_no_money(text: str) -> None:
    assert money(text) is None


@pytest.mark.parametrize(
    ("text", "rest", "expected"),
    [("238,000,", "000.00", True), ("732,000,00", "0.00", True), ("7,295,544", "10", False), ("10", "99.94%", False)],
)
def test_wrapped_money(text: str, rest: str, expected: bool) -> None:
    assert is_wrapped_money(text, rest) is expected


@pytest.mark.parametrize("text", ["2024-01-05", "2024/1/5", "2024.1.5", "2024年1月5日"])
def test_dates(text: str) -> None:
    assert iso_date(text) == "2024-01-05"


@pytest.mark.parametrize("text", ["2024-02-30", "2024", "24-01-05", "2024-01-05起"])
def test_no_date(text: str) -> None:
    assert iso_date(text) is None


def test_points() -> None:
    assert points("9.99") == Decimal("9.99")
    assert points("99.94%") is None
    assert points("5000") is None


def test_operators_count_only_before_a_number() -> None:
    assert count_operator_numbers("≥90%,>=400次,a=b,<p>,=5(人)") == 3
