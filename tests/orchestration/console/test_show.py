"""Rows as table, CSV and JSON: exact numbers, a missing value that no text can be taken for, Chinese that lines up."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from rich.cells import cell_len

from orchestration.console.show import Format, write_rows

COLUMNS = ["单位", "amount", "note"]
ROWS = [("上海市科技创业中心", Decimal("474907738.00"), None), ("甲", Decimal("-0.10"), "")]


def shown(form: Format, columns: list[str] = COLUMNS, rows: list[tuple[Any, ...]] = ROWS) -> str:
    out = io.StringIO()
    write_rows(columns, rows, form, out)
    return out.getvalue()


def test_table_lines_up_chinese_and_marks_what_is_missing() -> None:
    lines = shown("table").splitlines()
    cells = [line for line in lines if "│" in line]
    assert len({cell_len(line.rstrip()[: line.index("│")]) for line in cells}) == 1
    assert "474907738.00" in cells[0] and cells[0].rstrip().endswith("∅")
    assert "-0.10" in cells[1] and "∅" not in cells[1]
    assert lines[-1] == "2 rows"


def test_a_table_in_a_pipe_folds_no_cell_and_reads_no_markup() -> None:
    long = "指标" * 200
    assert long in shown("table", ["a"], [(long,)])
    assert "[bold]x" in shown("table", ["a"], [("[bold]x",)])


class Terminal(io.StringIO):
    """A terminal, as far as it is asked."""

    def isatty(self) -> bool:
        return True


def on_terminal(columns: list[str], row: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    write_rows(columns, [row], "table", out)
    return out.getvalue()


def test_on_a_narrow_terminal_a_wide_row_becomes_a_record_that_loses_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"column_{n:02}" for n in range(30)]
    lines = on_terminal(names, (*[f"value_{n:02}" for n in range(29)], None), monkeypatch).splitlines()
    assert lines[0].startswith("── 1 ─")
    assert lines[1:31] == [*(f"column_{n:02}: value_{n:02}" for n in range(29)), "column_29: ∅"]
    assert lines[31] == "1 row"
    folded = on_terminal(["a", "b"], ("x" * 100, "end"), monkeypatch)
    assert folded.count("x") == 100 and "a: " not in folded and "end" in folded


def test_csv_tells_missing_from_empty_and_quotes_what_must_be() -> None:
    assert shown("csv") == '单位,amount,note\n上海市科技创业中心,474907738.00,\n甲,-0.10,""\n'
    assert shown("csv", ["a,b"], [('say "x"',), ("two\nlines",)]) == '"a,b"\n"say ""x"""\n"two\nlines"\n'


def test_json_keeps_all_digits() -> None:
    text = shown("json")
    assert "474907738.00" in text and "上海" in text
    assert json.loads(text, parse_float=Decimal) == [
        {"单位": "上海市科技创业中心", "amount": Decimal("474907738.00"), "note": None},
        {"单位": "甲", "amount": Decimal("-0.10"), "note": ""},
    ]
    assert shown("json", ["a"], []) == "[]\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12345678901234567890, "12345678901234567890"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (float("nan"), '"nan"'),
        (float("inf"), '"inf"'),
        (dt.date(2024, 1, 2), '"2024-01-02"'),
        (dt.datetime(2024, 1, 2, 3, 4), '"2024-01-02T03:04:00"'),
        (b"\x01\xff", '"01ff"'),
        ([Decimal("1.10"), None], "[1.10, null]"),
        ({"键": [1]}, '{"键": [1]}'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ('"引"\n', '"\\"引\\"\\n"'),
    ],
)
def test_json_of_each_type(value: object, text: str) -> None:
    assert shown("json", ["v"], [(value,)]) == f'[{{"v": {text}}}]\n'


def test_json_refuses_two_columns_of_one_name() -> None:
    with pytest.raises(ValueError, match="two columns are named a"):
        shown("json", ["a", "b", "a"], [(1, 2, 3)])
