"""Excel workbooks (.xlsx): the cells of the sheets in their order, with the text that each shows. Nothing is computed.

Of a formula the value is taken that Excel stored with it; one without is a flaw, since the cell shows a number that is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from orchestration.reader.place import letters
from orchestration.reader.record import Severity
from orchestration.reader.sources import limits
from orchestration.reader.sources.numbers import BUILT_IN, UNKNOWN, shown
from orchestration.reader.sources.package import Package, name_of, value_of
from orchestration.reader.sources.sheet import Flaw, Range, Sheet, lay_sheet
from orchestration.reader.sources.source import Draft, Source, UnsuitableError

WORKBOOK = "xl/workbook.xml"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FIRST_OWN = 164  # the lowest number of a format that the file itself defines
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def read_excel(package: Package, part: str = WORKBOOK) -> Source:
    """The sheets of a workbook that are not hidden.

    Raises:
        UnsuitableError: it is damaged or too large, or prints nothing.
    """
    package.refuse_macros()
    book = _Book(package, part)
    draft = Draft()
    for name, part, is_hidden in book.sheets:
        sheet = _read_sheet(book, name, part)
        if not is_hidden:
            lay_sheet(draft, sheet)
        elif sheet.cells:
            draft.note("hidden_sheet", f"the sheet {name} is hidden and is not read")
    return draft.source("xlsx")


def _text(element: etree._Element) -> str:
    """The text of a string, run by run; how it is spoken (rPh) is no part of it."""
    runs = (t.text or "" for t in element.iter("{*}t") if not _is_phonetic(t))
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(runs)).replace("\r\n", "\n")


def _is_phonetic(element: etree._Element) -> bool:
    above = element.getparent()
    return above is not None and name_of(above) == "rPh"


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    package: Package
    part: str
    sheets: list[tuple[str, str, bool]] = field(init=False)  # name, part, whether it is hidden
    since_1904: bool = field(init=False)
    _related: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._related = self.package.related(self.part)
        root = self.package.tree(self.part)
        self.sheets = []
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            part = self._related.get(value_of(sheet, "id"), "")
            if "worksheets/" in part.lower():  # no chart
                self.sheets.append((sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
        properties = root.find("{*}workbookPr")
        self.since_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")

    def _part(self, kind: str) -> str:
        return next((part for part in self._related.values() if part.lower().endswith(f"{kind.lower()}.xml") and part in self.package), "")

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share."""
        part = self._part("sharedStrings")
        found: list[str] = []
        for string in self.package.events(part, "{*}si") if part else ():
            found.append(_text(string))
            if len(found) > limits.MOST_CELLS:
                raise UnsuitableError("file_too_large", f" has more than {limits.MOST_CELLS:,} texts")
        return found

    @cached_property
    def styles(self) -> list[tuple[str, bool]]:
        """The format of numbers of each style, and whether its cells have a rule at their left or right."""
        part = self._part("styles")
        if not part:
            return []
        root = self.package.tree(part)
        codes = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
        borders = [_is_ruled(border) for border in root.iterfind("{*}borders/{*}border")]
        styles = []
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            number, border = int(style.get("numFmtId", "0")), int(style.get("borderId", "0"))
            usual = BUILT_IN.get(number, UNKNOWN if number < _FIRST_OWN else "General")
            styles.append((codes.get(number, usual), border < len(borders) and borders[border]))
        return styles


def _is_ruled(border: etree._Element) -> bool:
    sides = (border.find(f"{{*}}{side}") for side in ("left", "right", "start", "end"))
    return any(side is not None and side.get("style", "none") != "none" for side in sides)


def _read_sheet(book: _Book, name: str, part: str) -> Sheet:
    sheet = Sheet(name)
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    at = 0
    for element in book.package.events(part, "{*}row", "{*}col", "{*}mergeCell"):
        kind = name_of(element)
        if kind == "row":
            at = _whole(element.get("r", ""), at + 1, _LAST_ROW)
            if _is_set(element.get("hidden")) or element.get("ht") == "0":
                hidden_rows.add(at)
            _read_row(book, sheet, element, at)
        elif kind == "mergeCell":
            if found := _range(element.get("ref", "")):
                sheet.merged.append(found)
        elif _is_set(element.get("hidden")) or element.get("width") == "0":
            hidden_columns |= set(
                range(_whole(element.get("min", ""), 1, _LAST_COLUMN), _whole(element.get("max", ""), 1, _LAST_COLUMN) + 1)
            )
    sheet.hidden_rows, sheet.hidden_columns = hidden_rows, hidden_columns
    return sheet


def _is_set(value: str | None) -> bool:
    return value in ("1", "true")


def _whole(text: str, default: int, most: int) -> int:
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 9 else default


def _index(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _read_row(book: _Book, sheet: Sheet, row: etree._Element, number: int) -> None:
    column = 0
    for cell in row.iterfind("{*}c"):
        place = _CELL.fullmatch(cell.get("r", ""))
        column = min(_column(place[1]), _LAST_COLUMN) if place else column + 1
        style = _index(cell.get("s", "0"))
        code, is_ruled = book.styles[style] if style < len(book.styles) else ("General", False)
        if is_ruled:
            sheet.ruled.add((number, column))
        text = _shown(book, sheet, cell, code, number, column)
        if text.strip():
            sheet.cells[number, column] = text
        if len(sheet.cells) > limits.MOST_CELLS or len(sheet.ruled) > 2 * limits.MOST_CELLS:
            raise UnsuitableError("file_too_large", f": the sheet {sheet.name} has more than {limits.MOST_CELLS:,} cells")


def _shown(book: _Book, sheet: Sheet, cell: etree._Element, code: str, row: int, column: int) -> str:
    """The text that a cell shows; what it leaves open becomes a flaw of the sheet."""

    def flaw(code: str, message: str, severity: Severity = "review") -> None:
        sheet.flaws.append(Flaw(code, f"{sheet.name}!{letters(column)}{row} {message}", row, column, severity))

    held = {name_of(part): part for part in cell}
    formula, kind = held.get("f"), cell.get("t", "n")
    if kind == "inlineStr":
        return _text(held["is"]) if "is" in held else ""
    value = held["v"].text if "v" in held else None
    if not value:
        if formula is not None and kind != "str":
            flaw("formula_without_value", f"holds a formula without its value: ={(formula.text or '')[:60]}", "blocking")
        return ""
    if formula is not None and _CONSTANT.fullmatch(formula.text or ""):
        flaw("formula_constant", f"holds the formula ={formula.text}, and shows no =: it may be the operator of a target")
    return _CONVERTED.get(kind, _number)(book, value, code, flaw)


_CONSTANT = re.compile(r"[\d.]+%?", re.ASCII)  # Excel takes a typed =95% for a formula


_Say = Callable[..., None]


def _shared(book: _Book, value: str, code: str, flaw: _Say) -> str:
    if value.strip().isdecimal() and int(value) < len(book.strings):
        return book.strings[int(value)]
    flaw("cell_unreadable", f"names a text that the workbook does not hold ({value[:20]})", "blocking")
    return ""


def _number(book: _Book, value: str, code: str, flaw: _Say) -> str:
    try:
        number = float(value)
    except ValueError:
        flaw("cell_unreadable", f"holds no number: {value[:40]}", "blocking")
        return value
    text = shown(number, code, book.since_1904)
    if text is None:
        flaw("format_unknown", f"shows {value} in a format that is not known ({code[:60]}); it is read as the number")
    return value if text is None else text


_CONVERTED: dict[str, Callable[[_Book, str, str, _Say], str]] = {
    "s": _shared,
    "e": lambda book, value, code, flaw: value,
    "str": lambda book, value, code, flaw: _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value),
    "b": lambda book, value, code, flaw: "TRUE" if value == "1" else "FALSE",
    "d": lambda book, value, code, flaw: value,
}


def _range(text: str) -> Range | None:
    corners = [_CELL.fullmatch(corner) for corner in text.replace("$", "").split(":")]
    if len(corners) != 2 or not all(corners):
        return None
    (a, b), (c, d) = ((int(m[2]), _column(m[1])) for m in corners if m)
    return (min(a, c), min(b, d), max(a, c), max(b, d))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
