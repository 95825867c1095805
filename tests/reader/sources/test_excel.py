"""Workbooks, new and old: the cells of their sheets as a person sees them, and what is said of what is not seen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.reader.place import written
from orchestration.reader.sources import open_source
from orchestration.reader.sources.source import Source, UnsuitableError
from tests.reader.conftest import DECLARATION

RULE = Border(Side("thin"), Side("thin"), Side("thin"), Side("thin"))


def saved(*fills: Callable[[Worksheet], None], parts: Mapping[str, tuple[str, str]] | None = None) -> Source:
    """A workbook of a sheet for each of some functions; in `parts` a text of a part is changed into another."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, fill in enumerate(fills, 1):
        fill(book.create_sheet(f"表{n}"))
    out = io.BytesIO()
    book.save(out)
    return open_source(patched(out.getvalue(), parts or {}))


def patched(data: bytes, parts: Mapping[str, tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name in parts:
                before, after = parts[name]
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return out.getvalue()


def cells(source: Source) -> list[tuple[str | None, int, int, int, int]]:
    return [(c.line and source.lines[c.line - 1], c.row, c.column, c.row_end, c.column_end) for t in source.tables for c in t.cells]


def one(value: Any, code: str = "General") -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = code

    return fill


def test_merged_cells_gaps_and_places() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_cells("C3:E4")
        sheet["C3"] = "合并\n两行"
        sheet["F4"] = "右"
        sheet["D9"] = "下"

    source = saved(fill)
    assert cells(source) == [("合并\v两行", 0, 0, 2, 2), ("右", 1, 2, 2, 3), ("下", 2, 1, 3, 2)]
    assert [written([place]) for place in source.places] == ["表1!C3:E4", "表1!F4", "表1!D9"]
    assert source.tables[0].columns == (300, 400, 600, 700)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.95, "0%", "95%"),
        (date(2024, 1, 31), "yyyy-mm-dd", "2024-01-31"),
        (date(2024, 1, 31), 'yyyy"年"m"月"', "2024年1月"),
        (True, "General", "TRUE"),
        (" 1,200 ", "General", " 1,200 "),
        ("甲\r\n乙\t丙", "General", "甲\v乙\t丙"),
        ("一_x000D_\n二", "General", "一\v二"),
        (CellRichText("粗", TextBlock(InlineFont(b=True), "体"), "字"), "General", "粗体字"),
        (200, "0.00", "200.00"),
    ],
)
def test_a_cell_is_read_as_it_shows(value: Any, code: str, text: str) -> None:
    source = saved(one(value, code))
    assert source.lines == [text]
    assert source.problems == []


def test_how_a_text_is_spoken_is_no_part_of_it() -> None:
    spoken = ("<t>Tokyo</t>", '<t>Tokyo</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>')
    assert saved(one("Tokyo"), parts={"xl/worksheets/sheet1.xml": spoken}).lines == ["Tokyo"]


def test_a_formula_shows_the_value_that_is_stored() -> None:
    stored = ("<v></v>", "<v>1200000</v>")
    source = saved(one("=SUM(A1:A3)", "#,##0.00"), parts={"xl/worksheets/sheet1.xml": stored})
    assert (source.lines, source.problems) == (["1,200,000.00"], [])


def test_a_formula_that_failed_shows_its_error() -> None:
    failed = ("><f>1/0</f><v></v>", ' t="e"><f>1/0</f><v>#DIV/0!</v>')
    assert saved(one("=1/0"), parts={"xl/worksheets/sheet1.xml": failed}).lines == ["#DIV/0!"]


def test_a_formula_without_its_value_blocks_the_form() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "年度资金总额"
        sheet["B1"] = "=SUM(C1:C3)"

    (problem,) = saved(fill).problems
    assert (problem.code, problem.severity, problem.lines) == ("formula_without_value", "blocking", (1,))
    assert problem.message == "表1!B1 holds a formula without its value: =SUM(C1:C3)"


@pytest.mark.parametrize(
    ("fill", "change", "code", "severity"),
    [
        (one("=95%"), ("<f>95%</f><v></v>", "<f>95%</f><v>0.95</v>"), "formula_constant", "review"),
        (one(1.5, "# ?/?"), ('s="1"', 's="1"'), "format_unknown", "review"),
        (one(5), ('t="n"><v>5</v>', 't="s"><v>7</v>'), "cell_unreadable", "blocking"),
        (one(5), ("<v>5</v>", "<v>5,0</v>"), "cell_unreadable", "blocking"),
    ],
)
def test_what_a_cell_leaves_open_is_said(fill: Callable[[Worksheet], None], change: tuple[str, str], code: str, severity: str) -> None:
    def filled(sheet: Worksheet) -> None:
        sheet["A1"] = "标"
        fill(sheet)

    (problem,) = saved(filled, parts={"xl/worksheets/sheet1.xml": change}).problems
    assert (problem.code, problem.severity) == (code, severity)
    assert problem.message.startswith("表1!B2 ")


def test_hidden_rows_columns_and_sheets_are_not_read_and_are_said() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in range(1, 4):
            for column in range(1, 4):
                sheet.cell(row, column, f"{row}{column}")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.cell(5, 1, "51")

    def hide(sheet: Worksheet) -> None:
        sheet["A1"] = "藏"
        sheet.sheet_state = "hidden"

    flat = ('<row r="5">', '<row r="5" ht="0" customHeight="1">')
    source = saved(fill, hide, parts={"xl/worksheets/sheet1.xml": flat})
    assert source.lines == ["11", "12", "31", "32"]
    assert [(p.code, p.lines) for p in source.problems] == [
        ("hidden_cells", (1,)),
        ("hidden_cells", (2,)),
        ("hidden_cells", (2,)),
        ("hidden_cells", (4,)),
        ("hidden_sheet", ()),
    ]


def test_rows_without_rules_are_no_part_of_a_ruled_table() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "标题"
        for place in ("A2", "B2", "A3", "B3", "A6", "B6"):
            sheet[place] = place
            sheet[place].border = RULE
        sheet["A4"] = "填表人：张三"
        sheet["A5"], sheet["B5"] = "单独", "一行"
        sheet["A7"], sheet["B7"] = "审核", "日期"

    source = saved(fill)
    assert source.lines == ["标题", "A2", "B2", "A3", "B3", "填表人：张三", "单独\t一行", "A6", "B6", "审核\t日期"]
    assert [(t.first, t.last) for t in source.tables] == [(2, 5), (8, 9)]


def test_a_row_of_cells_whose_rules_were_forgotten_stays_in_its_table() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in range(1, 4):
            for column in range(1, 3):
                sheet.cell(row, column, f"{row}{column}").border = RULE if row != 2 else Border()

    (table,) = saved(fill).tables
    assert (table.first, table.last) == (1, 6)


def test_cells_that_state_no_place_stand_behind_each_other() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = "甲", "乙"

    source = saved(fill, parts={"xl/worksheets/sheet1.xml": (' r="B1"', "")})
    assert cells(source) == [("甲", 0, 0, 1, 1), ("乙", 0, 1, 1, 2)]


def test_days_are_counted_as_the_workbook_says() -> None:
    change = ("<workbookPr/>", '<workbookPr date1904="1"/>')
    assert saved(one(43830, "yyyy-mm-dd"), parts={"xl/workbook.xml": change}).lines == ["2024-01-01"]


def test_strict_documents_are_read_as_the_others() -> None:
    names = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
    parts = {f"xl/{part}.xml": names for part in ("workbook", "worksheets/sheet1", "styles")}
    assert saved(one("文"), parts=parts).lines == ["文"]


def old(fill: Callable[[Any], None]) -> Source:
    book = xlwt.Workbook()
    fill(book.add_sheet("表1"))
    out = io.BytesIO()
    book.save(out)
    return open_source(out.getvalue())


def test_an_old_workbook_is_read_as_a_new_one() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_merge(2, 3, 2, 4, "合并\n两行")
        sheet.write(3, 5, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
        sheet.write(4, 5, date(2024, 1, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.write(5, 5, True)
        sheet.write(6, 5, "藏")
        sheet.row(6).hidden = True

    source = old(fill)
    assert source.encoding == "xls"
    assert source.lines == ["合并\v两行", "1,234.50", "2024-01-31", "TRUE"]
    assert [written([place]) for place in source.places] == ["表1!C3:E4", "表1!F4", "表1!F5", "表1!F6"]
    assert [p.code for p in source.problems] == ["hidden_cells"]


def test_a_sheet_that_is_a_text_in_one_column_is_read_like_a_text() -> None:
    def fill(sheet: Worksheet) -> None:
        for row, line in enumerate(DECLARATION.splitlines(), 1):
            sheet.cell(row, 1, line)

    assert [line.strip() for line in saved(fill).lines] == [line.strip() for line in DECLARATION.splitlines()]


@pytest.mark.parametrize("size", [512, 600, 3000])
def test_a_damaged_old_workbook_is_refused(size: int) -> None:
    book = xlwt.Workbook()
    book.add_sheet("表1").write(0, 0, "文")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnsuitableError) as refused:
        open_source(out.getvalue()[:size])
    assert refused.value.code in ("file_broken", "format_unread")
