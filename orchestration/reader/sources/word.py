"""Word documents (.docx): paragraphs and the cells of tables in the order of the text, as a person sees them who accepts all changes.

Not part of the text, and not read: heads and feet of pages, comments, foot notes. Not seen, and said: what is deleted, and hidden text.
Numbers of lists are not in the text either: Word counts them anew each time, and so does this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from orchestration.reader.place import Place
from orchestration.reader.sources.nested import Area, check_depth, lay_table
from orchestration.reader.sources.package import Package, name_of, value_of
from orchestration.reader.sources.source import Draft, Source, UnsuitableError, even_columns
from orchestration.reader.sources.word_lists import Lists

DOCUMENT = "word/document.xml"
# What holds no text of its own; `Fallback` is what `Choice` beside it says for older programs, `rt` tells how a character is spoken.
_UNREAD = frozenset(
    (
        *("pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "instrText", "delText"),
        *("Fallback", "rt", "txbxContent"),
    )
)
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Characters of fonts that have signs in the place of letters.
_SYMBOLS = {
    ("symbol", 0xB3): "≥", ("symbol", 0xA3): "≤", ("symbol", 0xBB): "≈", ("symbol", 0xB1): "±", ("symbol", 0xB4): "×",
    ("symbol", 0xB7): "·",
    ("wingdings", 0xFE): "☑", ("wingdings", 0xA8): "□", ("wingdings", 0x6F): "□",
    ("wingdings 2", 0x52): "☑", ("wingdings 2", 0xA3): "□",
}  # fmt: skip


def read_word(package: Package, part: str = DOCUMENT) -> Source:
    """The text and the tables of a document.

    Raises:
        UnsuitableError: it is damaged or too large, or prints nothing.
    """
    package.refuse_macros()
    body = package.tree(part).find("{*}body")
    if body is None:
        raise UnsuitableError("file_broken", f": {part} has no body")
    if body.find(".//{*}altChunk") is not None:
        raise UnsuitableError(
            "format_unread", " holds another document inside it (altChunk), which is not read; Word saves it as its own text"
        )
    may_hold_deleted = any(body.find(f".//{{*}}{name}") is not None for name in ("delText", "moveFrom"))
    reading = _Reading(Lists(package), may_hold_deleted)
    reading.lay_blocks(body)
    return reading.draft.source("docx")


def _get(element: etree._Element | None, path: str, default: str = "") -> str:
    """The value of a property; `default` where it is not set."""
    return default if element is None else value_of(element.find(path), "val", default)


def _is_on(element: etree._Element | None, path: str) -> bool:
    return element is not None and element.find(path) is not None and _get(element, path, "1") not in ("0", "false", "off", "none")


def _walk(element: etree._Element, *wanted: str, unread: frozenset[str] = _UNREAD) -> Iterator[etree._Element]:
    """What of the wanted names stands in an element, in order; neither into what was found nor into what is not read."""
    waiting = list(reversed(element))
    while waiting:
        inner = waiting.pop()
        name = name_of(inner)
        if name in wanted:
            yield inner
        elif name not in unread:
            waiting.extend(reversed(inner))


@dataclass
class _Reading:
    """A document while it is read."""

    lists: Lists
    may_hold_deleted: bool  # anywhere
    draft: Draft = field(default_factory=Draft)
    paragraphs: int = 0
    tables: int = 0

    def lay_blocks(self, element: etree._Element, place: Place | None = None, depth: int = 0) -> None:
        """Adds the paragraphs and tables of a body, or of a cell that only places what it holds."""
        check_depth(depth)
        for block in _walk(element, "p", "tbl"):
            self._say_deleted(block)
            if name_of(block) == "tbl":
                self._lay_table(block, depth)
                continue
            self.paragraphs += place is None
            own = place or Place("paragraph", "", (0, self.paragraphs, 0, self.paragraphs))
            self.draft.add_text(self._text(block), own)
            for box in _walk(block, "txbxContent", unread=_UNREAD - {"txbxContent"}):
                self.lay_blocks(box, own, depth + 1)

    def _say_deleted(self, block: etree._Element) -> None:
        if self.may_hold_deleted and next(_walk(block, "delText", "moveFrom", unread=frozenset()), None) is not None:
            self._say("deleted_text", "text that is marked as deleted is not read: accept or reject the changes to be sure of it")

    def _say(self, code: str, message: str) -> None:
        self.draft.flag(code, message, len(self.draft.lines) + 1)

    def _text(self, paragraph: etree._Element) -> str:
        """The text of a paragraph, with the number that Word puts before it."""
        out = [self.lists.number(paragraph.find("{*}pPr"))]
        for run in _walk(paragraph, "r"):
            properties = run.find("{*}rPr")
            text = "".join(map(self._piece, _walk(run, "t", "sym", *_SIGNS)))
            if text.strip() and _is_on(properties, "{*}vanish"):
                self._say("hidden_text", f"text that is hidden is not read: {text[:40]}")
                continue
            if text.strip() and (_is_on(properties, "{*}strike") or _is_on(properties, "{*}dstrike")):
                self._say("struck_text", f"text that is struck through is read as if it were not: {text[:40]}")
            out.append(text)
        return "".join(out)

    def _piece(self, element: etree._Element) -> str:
        name = name_of(element)
        if name == "t":
            return element.text or ""
        return _SIGNS[name] if name in _SIGNS else self._symbol(element)

    def _symbol(self, element: etree._Element) -> str:
        font, code = value_of(element, "font").lower(), int(value_of(element, "char", "0"), 16) & 0xFF
        if found := _SYMBOLS.get((font, code)):
            return found
        self._say("symbol_unknown", f"sign {code:02X} of the font {font or '(none)'} is not known; it is read as �")
        return "�"

    def _lay_table(self, table: etree._Element, depth: int) -> None:
        self.tables += 1
        number, count = self.tables, 0
        areas: list[Area[etree._Element]] = []
        above: dict[int, int] = {}  # the cells that a row below may go on in, by their columns
        for row in _walk(table, "tr"):
            properties = row.find("{*}trPr")
            if properties is not None and properties.find("{*}del") is not None:
                self._say("deleted_text", "a row that is marked as deleted is not read: accept or reject the changes to be sure of it")
                continue
            if _is_on(properties, "{*}hidden"):
                self._say("hidden_cells", f"a hidden row is not read, behind row {count} of table {number}")
                continue
            self._lay_row(row, count, areas, above)
            count += 1
        width = max((area.column_end for area in areas), default=0)
        lay_table(self.draft, number, areas, _edges(table, width), lambda cell, place: self.lay_blocks(cell, place, depth + 1))

    def _lay_row(self, row: etree._Element, number: int, areas: list[Area[etree._Element]], above: dict[int, int]) -> None:
        column = _count(_get(row.find("{*}trPr"), "{*}gridBefore"), 0)
        going_on: dict[int, int] = {}
        for cell in _walk(row, "tc"):
            properties = cell.find("{*}tcPr")
            end = column + _count(_get(properties, "{*}gridSpan"), 1)
            merge = None if properties is None else properties.find("{*}vMerge")
            place = above.get(column) if merge is not None and _get(properties, "{*}vMerge", "continue") == "continue" else None
            if _get(properties, "{*}hMerge") == "continue" and areas and areas[-1].row == number:
                areas[-1] = areas[-1]._replace(column_end=end)
            elif place is not None:
                areas[place] = areas[place]._replace(row_end=number + 1)
                going_on[column] = place
            else:
                if merge is not None:
                    going_on[column] = len(areas)
                holds_table = next(_walk(cell, "tbl"), None) is not None
                text = "" if holds_table else "\n".join(self._cell_text(cell))
                areas.append(Area(number, column, number + 1, end, text, cell if holds_table else None))
            column = end
        above.clear()
        above.update(going_on)

    def _cell_text(self, cell: etree._Element) -> Iterator[str]:
        for paragraph in _walk(cell, "p"):
            yield self._text(paragraph)
            for box in _walk(paragraph, "txbxContent", unread=_UNREAD - {"txbxContent"}):
                yield from map(self._text, _walk(box, "p"))


def _count(text: str, default: int) -> int:
    return min(max(int(text), default), 1000) if text.isdecimal() else default


def _edges(table: etree._Element, width: int) -> tuple[float, ...]:
    """The edges of the columns in points; even ones where the table does not state them all."""
    columns = [value_of(column, "w") for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    if len(columns) < width or not all(w.isdecimal() and int(w) > _THINNEST for w in columns[:width]):
        return even_columns(width)
    edges = [0.0]
    for twentieths in columns[:width]:
        edges.append(edges[-1] + int(twentieths) / 20)
    return tuple(edges)


_THINNEST = 80  # twentieths of a point: thinner columns would be taken for one
