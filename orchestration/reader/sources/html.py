"""Web pages (.html, and the .xls that many systems export as HTML): blocks of text and the cells of tables, as a browser lays them out.

Nothing is fetched and nothing is run. What a browser does not show (scripts, styles, `hidden`, `display:none`) is not read; text that is
hidden, and is no script or style, is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from orchestration.reader.place import Place
from orchestration.reader.sources import limits
from orchestration.reader.sources.nested import Area, check_depth, lay_table
from orchestration.reader.sources.source import Draft, Source, UnsuitableError, even_columns
from orchestration.reader.text import UndecodableError, decode

_BEGIN = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|meta|body|table|div|title|style|!--|\?xml[^>]{0,200}\?>\s*<(?:!doctype\s+html|html))", re.I
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_UNREAD = frozenset(("script", "style", "template", "noscript", "head", "select", "textarea", "svg", "object", "iframe"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDEST, _TALLEST = 1000, 65_534  # what a browser takes of colspan and rowspan
_STRUCK = frozenset(("del", "s", "strike"))


def is_html(data: bytes) -> bool:
    """Whether a file begins as a web page does."""
    head = data[:4096]
    for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(code, "ignore").encode()
    return bool(_BEGIN.match(head.removeprefix(b"\xef\xbb\xbf")))


def read_html(data: bytes) -> Source:
    """The text and the tables of a page.

    Raises:
        UnsuitableError: it is too large or too deep, is in no known encoding, or prints nothing.
    """
    limits.check_size(len(data), limits.MOST_OF_PAGE)
    limits.check_nodes(data)
    text = _decoded(data)
    if "\0" in text:
        raise UnsuitableError("binary_file", " holds NUL bytes")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as exc:
        raise UnsuitableError("file_broken", f" is damaged: {exc}") from None
    if root is None:
        raise UnsuitableError("empty_file", " holds no character")
    if any("depth" in str(error.message).lower() for error in parser.error_log):
        raise UnsuitableError("file_too_large", " nests its elements deeper than is read")
    page = _Page()
    page.lay_blocks(root, None, 0)
    return page.draft.source("html")


def _decoded(data: bytes) -> str:
    """UTF-8 where it is that, whatever the page states; else what it states, else GB18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        stated = _CHARSET.search(data[:4096])
    name = stated[1].decode("ascii", "ignore").lower() if stated else ""
    if name.startswith("big5"):
        try:
            return data.decode("big5hkscs")
        except UnicodeDecodeError:
            raise UnsuitableError("unknown_encoding", ": not Big5, which it states") from None
    try:
        return decode(data)[0]
    except UndecodableError as exc:
        raise UnsuitableError("unknown_encoding", f": {exc}") from None


def _tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


@dataclass
class _Page:
    """A page while it is read."""

    draft: Draft = field(default_factory=Draft)
    paragraphs: int = 0
    tables: int = 0

    def lay_blocks(self, root: etree._Element, place: Place | None, depth: int) -> None:
        """Adds the text and the tables of an element; `place` is that of the cell around them."""
        check_depth(depth)
        for text, table in self._blocks(root):
            if table is not None:
                self._lay_table(table, depth)
            elif text.strip():
                self.paragraphs += place is None
                self.draft.add_text(text, place or Place("paragraph", "", (0, self.paragraphs, 0, self.paragraphs)))

    def _blocks(self, root: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
        """The blocks of text in an element, and the tables between them."""
        out: list[str] = []
        waiting: list[tuple[etree._Element | str | None, bool]] = [(root, False)]  # None: a block ends; and whether blanks are kept
        while waiting:
            node, is_kept = waiting.pop()
            if isinstance(node, str):
                out.append(node if is_kept else _BLANKS.sub(" ", node))
                continue
            name = "" if node is None else _tag(node)
            is_block = node is not root and name in _BLOCKS
            if node is None or is_block or name == "br":
                yield "".join(out), None
                out = []
            if node is None or not name or name in _UNREAD:
                continue
            if name == "table" and node is not root:
                yield "", node
                continue
            if self._leaves_out(node):
                continue
            if is_block:
                waiting.append((None, False))
            waiting += reversed(list(_inside(node, is_kept or name == "pre")))
        yield "".join(out), None

    def _leaves_out(self, element: etree._Element) -> bool:
        text = "".join(map(str, element.itertext())) if _is_hidden(element) or _tag(element) in _STRUCK else ""
        if not text.strip():
            return _is_hidden(element)
        if _is_hidden(element):
            self._say("hidden_text", f"text that the page hides is not read: {text.strip()[:40]}")
            return True
        self._say("struck_text", f"text that is struck through is read as if it were not: {text.strip()[:40]}")
        return False

    def _say(self, code: str, message: str) -> None:
        self.draft.flag(code, message, len(self.draft.lines) + 1)

    def _lay_table(self, table: etree._Element, depth: int) -> None:
        if self._leaves_out(table):
            return
        self.tables += 1
        number = self.tables
        for caption in table.iterchildren("caption"):
            self.lay_blocks(caption, None, depth + 1)
        rows = [row for row in _rows(table) if not self._leaves_out(row)]
        areas: list[Area[etree._Element]] = []
        free: dict[int, int] = {}  # for each column the first row that no cell from above covers
        for at, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren("td", "th"):
                if self._leaves_out(cell):
                    continue
                while free.get(column, 0) > at:
                    column += 1
                end = column + _span(cell, "colspan", _WIDEST)
                if end > _WIDEST:
                    raise UnsuitableError("file_too_large", f" has a table of more than {_WIDEST:,} columns")
                height = _span(cell, "rowspan", _TALLEST)
                bottom = min(at + height, len(rows)) if height else len(rows)
                if bottom > at + 1:
                    free |= dict.fromkeys(range(column, end), bottom)
                if len(areas) > limits.MOST_CELLS:
                    raise UnsuitableError("file_too_large", f" has more than {limits.MOST_CELLS:,} cells")
                areas.append(self._area(cell, (at, column, bottom, end)))
                column = end
        width = max((area.column_end for area in areas), default=0)
        lay_table(self.draft, number, areas, even_columns(width), lambda cell, place: self.lay_blocks(cell, place, depth + 1))

    def _area(self, cell: etree._Element, corners: tuple[int, int, int, int]) -> Area[etree._Element]:
        if next(cell.iter("table"), None) is not None:
            return Area(*corners, "", cell)
        return Area(*corners, "\n".join(text.strip(" ") for text, _ in self._blocks(cell) if text.strip()))


def _inside(element: etree._Element, is_kept: bool) -> Iterator[tuple[etree._Element | str, bool]]:
    if element.text:
        yield element.text, is_kept
    for inner in element:
        yield inner, is_kept
        if inner.tail:
            yield inner.tail, is_kept


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        yield from [child] if _tag(child) == "tr" else child.iterchildren("tr")


def _span(cell: etree._Element, name: str, most: int) -> int:
    """How many rows or columns a cell covers; a rowspan of 0 is all that follow."""
    text = (cell.get(name) or "1").strip()
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return min(number, most) if name == "rowspan" else min(max(number, 1), most)
