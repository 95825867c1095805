"""What cells show: numbers and dates as a person reads them on the sheet."""

import pytest

from orchestration.reader.sources.numbers import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0, "#,##0.00", "0.00"),
        (0.5, "#,##0", "1"),
        (1.005, "0.00", "1.01"),  # of the fifteen digits that Excel keeps, not of the binary number
        (-0.001, "0.00", "-0.00"),
        (0.95, "0%", "95%"),
        (0.9994, "0.00%", "99.94%"),
        (12, "00000", "00012"),
        (12.5, "0.##", "12.5"),
        (12, "0.##", "12."),
        (12345678, '0.00,"万"', "12345.68万"),
        (-5.126, "0.00;[Red]-0.00", "-5.13"),
        (-5, "#,##0.00_);(#,##0.00)", "(5.00)"),
        (0, '#,##0.00;-#,##0.00;"—"', "—"),
        (331342500, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "331,342,500.00"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (95, '"≥"0"%"', "≥95%"),
        (200, "0\\次", "200次"),
        (20, '[>=10]0"大";0"小"', "20大"),
        (5, '[>=10]0"大";0"小"', "5小"),
        (1e15, "0", "1000000000000000"),
        (12, "0.00E+00", "1.20E+01"),
        (7, "[$¥-804]#,##0.00", "¥7.00"),
        (3, "@", "3"),
    ],
)
def test_numbers(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1200000, "1200000"),
        (331342500.0, "331342500"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333"),
        (1234567.891, "1234567.891"),
        (-2.5, "-2.5"),
        (1e-12, "1E-12"),
    ],
)
def test_general_shows_eleven_characters_and_all_digits_of_a_whole_number(value: float, text: str) -> None:
    assert shown(value, "General") == shown(value, "") == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (45292, "yyyy-mm-dd", "2024-01-01"),
        (45292, "yyyy/m/d", "2024/1/1"),
        (45292, 'yyyy"年"m"月"d"日"', "2024年1月1日"),
        (45657, "[$-804]yyyy\\年mm\\月;@", "2024年12月"),
        (45292.5, "yyyy/m/d h:mm", "2024/1/1 12:00"),
        (45292.75, "h:mm AM/PM", "6:00 PM"),
        (45292.999999, "yyyy-mm-dd hh:mm:ss", "2024-01-02 00:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (45292, "aaaa", "星期一"),
        (45292, "d-mmm-yy", "1-Jan-24"),
        (59, "yyyy-m-d", "1900-2-28"),
        (61, "yyyy-m-d", "1900-3-1"),
    ],
)
def test_dates(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_days_since_1904() -> None:
    assert shown(43830, "yyyy-mm-dd", since_1904=True) == "2024-01-01"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "# ?/?"),  # a fraction
        (60, "yyyy-m-d"),  # a day that was not
        (-1, "yyyy-m-d"),
        (3e6, "yyyy-m-d"),
        (45292, "dddd"),  # in the language of whoever looks
        (5, '[>=10]0"大"'),
        (float("nan"), "0"),
        (1, "0" * 300),
    ],
)
def test_what_is_not_known_is_not_guessed(value: float, code: str) -> None:
    assert shown(value, code) is None
