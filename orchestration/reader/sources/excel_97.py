"""Excel workbooks of 1997 to 2003 (.xls), and sheets of WPS (.et): as `excel`, of another format. Formulas keep their values there."""

from __future__ import annotations

import io

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as _Sheet

from orchestration.reader.place import letters
from orchestration.reader.sources import limits
from orchestration.reader.sources.numbers import BUILT_IN, shown
from orchestration.reader.sources.sheet import Flaw, Sheet, lay_sheet
from orchestration.reader.sources.source import Draft, Source, UnsuitableError


def read_excel_97(data: bytes) -> Source:
    """The sheets of a workbook that are not hidden.

    Raises:
        UnsuitableError: it is damaged, encrypted or too large, or prints nothing.
        xlrd.XLRDError: it holds no workbook.
    """
    limits.check_size(len(data), limits.MOST_OF_PART)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as exc:
        if "encrypted" in str(exc):
            raise UnsuitableError("file_encrypted", " is encrypted") from None
        raise
    draft = Draft()
    for own in book.sheets():
        sheet = _read_sheet(book, own)
        if own.visibility == 0:
            lay_sheet(draft, sheet)
        elif sheet.cells:
            draft.note("hidden_sheet", f"the sheet {own.name} is hidden and is not read")
    return draft.source("xls")


def _read_sheet(book: Book, own: _Sheet) -> Sheet:
    sheet = Sheet(own.name)
    sheet.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in own.merged_cells]
    sheet.hidden_rows = {n + 1 for n, info in own.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {n + 1 for n, info in own.colinfo_map.items() if info.hidden}
    for row in range(own.nrows):
        for column in (n for n, kind in enumerate(own.row_types(row)) if kind not in _BLANK):
            cell = own.cell(row, column)
            if _is_ruled(book, cell):
                sheet.ruled.add((row + 1, column + 1))
            text = _shown(book, sheet, cell, row + 1, column + 1)
            if text.strip():
                sheet.cells[row + 1, column + 1] = text
        if len(sheet.cells) > limits.MOST_CELLS:
            raise UnsuitableError("file_too_large", f": the sheet {sheet.name} has more than {limits.MOST_CELLS:,} cells")
    return sheet


_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def _is_ruled(book: Book, cell: Cell) -> bool:
    border = book.xf_list[cell.xf_index].border
    return bool(border.left_line_style or border.right_line_style)


def _shown(book: Book, sheet: Sheet, cell: Cell, row: int, column: int) -> str:
    """The text that a cell shows; what it leaves open becomes a flaw of the sheet."""
    where = f"{sheet.name}!{letters(column)}{row}"
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            number = book.xf_list[cell.xf_index].format_key
            code = BUILT_IN.get(number) or book.format_map[number].format_str
            text = shown(cell.value, code, bool(book.datemode))
            if text is None:
                message = f"{where} shows {cell.value} in a format that is not known ({code[:60]}); it is read as the number"
                sheet.flaws.append(Flaw("format_unknown", message, row, column))
            return str(cell.value) if text is None else text
    return ""
