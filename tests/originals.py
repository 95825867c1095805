"""Made-up reports as Word, Excel and web pages: the pages of `tests.corpus`, their cells merged as the printed form has them.

Shares no code with the reader; the files are made by the libraries that programs make them with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import docx
import xlsxwriter
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.corpus import Cell, Page


@dataclass(frozen=True)
class How:
    """How a program lays a report out."""

    titled: bool = False  # the title stands in a merged cell of the table
    one_sheet: bool = False  # all forms below each other, else a sheet each
    margin: int = 0  # blank rows and columns around
    ruled: bool = True  # cells of a sheet have rules
    typed: bool = True  # money, rates and dates are numbers with a format
    foot: str = ""  # a line below each table


NUMBER = re.compile(r"\d{1,3}(,\d{3})*\.\d\d|\d+\.\d\d|\d+")
RATE = re.compile(r"(\d+\.\d\d)%")


def typed(text: str) -> tuple[float | str, str]:
    """What a program stores for what a cell shows: a number with its format where it is one."""
    if NUMBER.fullmatch(text) and len(text) < 15:
        places = len(text.partition(".")[2])
        code = ("#,##0" if "," in text else "0") + ("." + "0" * places if places else "")
        return float(text.replace(",", "")), code
    if RATE.fullmatch(text):
        return round(float(text[:-1]) / 100, 6), "0.00%"
    return text, "General"


def _titled(page: Page) -> list[Cell]:
    """The cells of a page with its title in rows of their own."""
    titles = [Cell(title, row, 0, len(page.widths)) for row, title in enumerate(page.titles)]
    return titles + [Cell(c.text, c.row + len(titles), c.column, c.columns, c.rows) for c in page.cells]


def write_docx(pages: list[Page], how: How, cover: str | None = None) -> bytes:
    """A Word document: a table a form."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "2024年部门预算"
    for text in [cover] if cover else []:
        document.add_paragraph(text)
    for page in pages:
        cells = _titled(page) if how.titled else page.cells
        for title in [] if how.titled else page.titles:
            document.add_paragraph(title)
        document.element.body.insert(len(document.element.body) - 1, parse_xml(_word_table(cells, page.widths)))
        document.add_paragraph(how.foot)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(cells: list[Cell], widths: tuple[int, ...]) -> str:
    """A table as Word stores it: each row has a cell for each one that reaches it, and those from above say so."""
    grid = "".join(f'<w:gridCol w:w="{120 * width}"/>' for width in widths)
    rows: list[str] = []
    for row in range(max(c.row + c.rows for c in cells)):
        own = sorted((c for c in cells if c.row <= row < c.row + c.rows), key=lambda c: c.column)
        column, tcs = 0, []
        for c in own:
            tcs += ["<w:tc><w:p/></w:tc>"] * (c.column - column)
            merge = "" if c.rows == 1 else '<w:vMerge w:val="restart"/>' if c.row == row else "<w:vMerge/>"
            text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in c.text.split("\n")) if c.row == row else ""
            tcs.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{c.columns}"/>{merge}</w:tcPr><w:p><w:r>{text}</w:r></w:p></w:tc>')
            column = c.column + c.columns
        rows.append(f"<w:tr>{''.join(tcs)}</w:tr>")
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def write_xlsx(pages: list[Page], how: How, cover: str | None = None) -> bytes:
    """A workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        styles = {}
        at = 0
        for n, page in enumerate(pages):
            if not n or not how.one_sheet:
                sheet, at = book.add_worksheet(f"表{n + 1}"), how.margin
            if cover and not n:
                sheet.write_string(at, how.margin, cover)
                at += 2
            for c in _titled(page):
                row, column = at + c.row, how.margin + c.column
                value, code = typed(c.text) if how.typed else (c.text, "General")
                is_ruled = how.ruled and c.row >= len(page.titles)
                if (code, is_ruled) not in styles:
                    styles[code, is_ruled] = book.add_format({"num_format": code, "border": int(is_ruled)})
                if c.rows > 1 or c.columns > 1:
                    sheet.merge_range(row, column, row + c.rows - 1, column + c.columns - 1, "", styles[code, is_ruled])
                write = sheet.write_string if isinstance(value, str) else sheet.write_number  # =95% is no formula
                write(row, column, value, styles[code, is_ruled])
            at += page.height + len(page.titles)
            if how.foot:
                sheet.write_string(at, how.margin, how.foot)
                at += 1
            at += how.margin
    return out.getvalue()


def write_xls(pages: list[Page], how: How, cover: str | None = None) -> bytes:
    """A workbook of Excel 97 to 2003."""
    book = xlwt.Workbook()
    at = 0
    for n, page in enumerate(pages):
        if not n or not how.one_sheet:
            sheet, at = book.add_sheet(f"表{n + 1}"), how.margin
        if cover and not n:
            sheet.write(at, how.margin, cover)
            at += 2
        for c in _titled(page):
            row, column = at + c.row, how.margin + c.column
            value, code = typed(c.text) if how.typed else (c.text, "General")
            is_ruled = how.ruled and c.row >= len(page.titles)
            style = _xls_style(code, is_ruled)
            sheet.write_merge(row, row + c.rows - 1, column, column + c.columns - 1, value if value != "" else None, style)
        at += page.height + len(page.titles)
        if how.foot:
            sheet.write(at, how.margin, how.foot)
            at += 1
        at += how.margin
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_STYLES: dict[tuple[str, bool], xlwt.XFStyle] = {}


def _xls_style(code: str, is_ruled: bool) -> xlwt.XFStyle:
    if (code, is_ruled) not in _STYLES:
        borders = "borders: left thin, right thin, top thin, bottom thin;" if is_ruled else ""
        _STYLES[code, is_ruled] = xlwt.easyxf(borders, num_format_str=code)
    return _STYLES[code, is_ruled]


def write_html(pages: list[Page], how: How, cover: str | None = None) -> bytes:
    """A web page in GB18030."""
    out = [f"<p>{cover}</p>"] if cover else []
    for page in pages:
        cells = _titled(page) if how.titled else page.cells
        out += [] if how.titled else [f"<p align=center>{title}</p>" for title in page.titles]
        out.append("<table border=1>")
        for row in range(max(c.row + c.rows for c in cells)):
            own = (c for c in sorted(cells, key=lambda c: c.column) if c.row == row)
            spans = (f"<td rowspan={c.rows} colspan={c.columns}>{escape(c.text).replace(chr(10), '<br>')}</td>" for c in own)
            out.append(f"<tr>{''.join(spans)}</tr>")
        out += ["</table>", f"<p>{how.foot}</p>"]
    text = '<html><head><meta charset="gb2312"><title>公开</title></head><body>\n' + "\n".join(out) + "\n</body></html>"
    return text.encode("gb18030")


WRITERS: dict[str, Callable[[list[Page], How, str | None], bytes]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "xls": write_xls,
    "html": write_html,
}
