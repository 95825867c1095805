"""PDF: pages to lines and cells, by the rules and characters that are drawn on them. Pages that hold no form give plain lines.

What rules and characters mean as geometry belongs to `grid`; nothing of a document is executed or followed.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as c

from orchestration.reader.place import Place
from orchestration.reader.record import Problem
from orchestration.reader.sources import grid, limits
from orchestration.reader.sources.grid import Box, Glyph, Grid, Rule
from orchestration.reader.sources.pdf_streams import check_streams
from orchestration.reader.sources.repeats import without_repeats
from orchestration.reader.sources.source import Cell, Draft, Source, Table, UnsuitableError, is_as_wide
from orchestration.reader.template import LEVEL_LABELS, SIDE
from orchestration.reader.text import split_lines, squeeze

# A page is looked at closely where it prints words of a form; and behind one, as long as a table may go on.
_OF_FORM = re.compile(r"绩效(?:目标申报表|目标填报表|目标表|自评表|自评价表)|三级指标")
_THINNEST, _THICKEST = 1.5, 3.2  # points: less both ways is a corner, more is no rule
_UNMAPPED = "\ufffd"
_DEEPEST = 5  # forms within forms of a page's content
_PALE = 245  # of 255: a rule that is not seen


def read_pdf(data: bytes) -> Source:
    """The lines and tables of a PDF.

    Raises:
        UnsuitableError: it is encrypted or broken, none of its pages holds text, or it is beyond the limits.
    """
    check_streams(data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        if code == c.FPDF_ERR_PASSWORD:
            raise UnsuitableError("file_encrypted", " is encrypted: it opens with a password only") from None
        raise UnsuitableError("file_broken", f" is no whole PDF: {exc}") from None
    try:
        if c.FPDF_GetSecurityHandlerRevision(document) != _NOT_LOCKED:
            check_streams(_unlocked(document))
        return _read(document)
    finally:
        document.close()


_NOT_LOCKED = -1


def _unlocked(document: pdfium.PdfDocument) -> bytes:
    """The bytes of a document that opens with an empty password, its streams packed as they were and no longer encrypted."""
    out = io.BytesIO()
    document.save(out, flags=c.FPDF_REMOVE_SECURITY)
    return out.getvalue()


@dataclass
class _Pages(Draft):
    """What was taken from the pages so far."""

    follows: Table | None = None  # the table that may go on at the top of the next page
    watermarks: list[int] = field(default_factory=list)  # lines
    outer: list[tuple[str, int, bool]] = field(default_factory=list)  # first and last lines of pages, and whether a table is beside
    blank: list[int] = field(default_factory=list)  # pages without text
    pictures: list[int] = field(default_factory=list)  # of those, pages with a picture

    def add(self, text: str, place: Place) -> int:
        """A line; its number."""
        self.lines.append(text)
        self.places.append(place)
        if _UNMAPPED in text:
            self.flag("characters_unmapped", "the font of some characters does not say which they are", len(self.lines), "blocking")
        return len(self.lines)


def _read(document: pdfium.PdfDocument) -> Source:
    out, count = _Pages(), len(document)
    if count > limits.MOST_PAGES:
        raise UnsuitableError("file_too_large", f" has {count:,} pages, {limits.MOST_PAGES:,} are the most that is read")
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError as exc:
            raise UnsuitableError("file_broken", f": page {number} of {count} cannot be opened: {exc}", max(len(out.lines), 1)) from None
        try:
            _add_page(out, page, number)
        finally:
            page.close()
    if len(out.blank) == count:
        pages = "its page holds" if count == 1 else f"none of its {count} pages holds"
        raise UnsuitableError("pdf_scanned", f": {pages} text: it is a scan, or its text is drawn as pictures")
    if out.pictures:
        pages = ", ".join(map(str, out.pictures[:_LISTED])) + (" …" if len(out.pictures) > _LISTED else "")
        out.problems.append(Problem("pages_scanned", f"{len(out.pictures)} of {count} pages hold pictures and no text ({pages})"))
    tables, again = without_repeats(out.lines, out.tables)
    margins = _margins(out.outer) | dict.fromkeys(again, "running_head") | dict.fromkeys(out.watermarks, "watermark")
    return Source("pdf", out.lines, out.places, tables, out.problems, margins)


_LISTED = 10  # pages that a message names


def _add_page(out: _Pages, page: pdfium.PdfPage, number: int) -> None:
    begin = len(out.lines)
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        flat = squeeze(text)
        is_form = bool(_OF_FORM.search(flat))
        if not flat:
            out.blank.append(number)
            kinds = {c.FPDFPageObj_GetType(c.FPDFPage_GetObject(page, n)) for n in range(c.FPDFPage_CountObjects(page))}
            out.pictures += [number] if c.FPDF_PAGEOBJ_IMAGE in kinds else []
        if is_form or (out.follows and flat):
            _add_drawn(out, page, text_page, number, is_form)
        else:
            out.follows = None
            for line in split_lines(text):
                out.add(line, Place("page", str(number), None))
    finally:
        text_page.close()
    _note_outer(out, begin)
    if begin and len(out.lines) > begin and out.tables[-1:] and out.tables[-1].first == begin + 1:
        return  # a cell is no place for the mark of a new page
    if begin and len(out.lines) > begin:
        out.lines[begin] = "\f" + out.lines[begin]


def _note_outer(out: _Pages, begin: int) -> None:
    """Notes the lines above the first table of a page and below its last one that may be of the page; of plain pages the first."""
    own = [table for table in out.tables if table.first > begin]
    count = len(out.lines)
    if own:
        numbers = [*range(begin + 1, own[0].first)[:_OUTER], *range(own[-1].last + 1, count + 1)[-_OUTER:]]
    else:
        numbers = [begin + 1] if count > begin else []
    out.outer += [(squeeze(out.lines[n - 1]), n, bool(own)) for n in dict.fromkeys(numbers)]


_OUTER = 2  # lines of a page's margin


def _margins(outer: list[tuple[str, int, bool]]) -> dict[int, str]:
    """Of the outer lines of pages with tables the bare numbers, and what heads or ends several pages and is no title of a form."""
    texts = Counter(_DIGITS.sub("0", text) for text, _, _ in outer)
    found = {n: "page_number" for text, n, is_beside in outer if is_beside and _NUMBER.fullmatch(text)}
    heads = (n for text, n, is_beside in outer if is_beside and texts[_DIGITS.sub("0", text)] > 1 and not _NO_HEAD.search(text))
    return dict.fromkeys(heads, "running_head") | found


_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-—–─~·]*\d{1,4}[-—–─~·]*|第\d{1,4}页(?:[,/]?共\d{1,4}页)?", re.ASCII)
_NO_HEAD = re.compile(r"绩效.*表|\d{4}年度?\)?$|单位[:：]|金额")  # the title of a form, its year, the unit of its money


# ------------------------------------------------------------------------------------------------------- a drawn page


def _add_drawn(out: _Pages, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, number: int, is_form: bool) -> None:
    """A page by its rules and characters: tables and the lines between them, from top to bottom."""
    turned = _turn(page, text_page)
    vertical, horizontal, unseen, aslant = _rules(page, turned)
    words = [squeeze(_text_of(item, text_page)) for item in aslant]
    if 2 * sum(map(len, words)) > text_page.count_chars():  # the page itself was scanned askew
        words = []
    else:
        unseen.update(dict.fromkeys(map(_address, aslant)))
    tables = grid.grids(vertical, horizontal)
    glyphs = list(_glyphs(text_page, turned, unseen))
    outside, crossed = grid.place(glyphs, tables)
    texts = grid.lines_of(outside)
    left, step = _measure(texts)
    things: list[tuple[float, Grid | list[Glyph]]] = [(t.ys[0], t) for t in tables]
    things += [(min(g.top for g in line), line) for line in texts]
    first, last, below = None, None, 0
    for _, thing in sorted(things, key=lambda thing: thing[0]):
        if isinstance(thing, Grid):
            table = _add_table(out, thing, number, crossed)
            first = first or table
            last, below = table or last, 0
        else:
            box = (min(g.left for g in thing), min(g.top for g in thing), max(g.right for g in thing), max(g.bottom for g in thing))
            out.add(grid.spread(thing, left, step) if not tables else grid.text_of([thing]), Place("page", str(number), box))
            below += 1
    may_go_on = is_form or (first is not None and out.follows is not None and is_as_wide(out.follows, first))
    out.follows = last if may_go_on and below <= _FOOT else None
    if mark := " ".join(filter(None, words)):
        line = out.add(mark, Place("page", str(number), None))
        out.watermarks.append(line)
        out.flag("text_aslant", f"text that is printed aslant is taken for a watermark: {mark[:60]}", line, "note")


_FOOT = 3  # lines that may stand below a table that goes on: the page's number, a running foot


def _add_table(out: _Pages, table: Grid, number: int, crossed: list[Box]) -> Table | None:
    first = len(out.lines) + 1
    cells = []
    for box in table.boxes:
        line, room = None, None
        if box.glyphs:
            lines = _lines_of_cell(box.glyphs)
            line = out.add(grid.text_of(lines), Place("page", str(number), (box.left, box.top, box.right, box.bottom)))
            room = grid.room(box, lines[-1])
        if any(box is other for other in crossed):
            message = "characters stand over the rules of their cell: part of them may be in the next"
            out.flag("text_over_rule", message, line or first, "blocking")
        above, below = (squeeze(grid.text_of(grid.lines_of(cut))) for cut in (box.above, box.below))
        cells.append(Cell(line, box.row, box.column, box.row_end, box.column_end, box.is_open, box.begins, above, below, room))
    if len(out.lines) < first:
        return None
    if not table.is_whole:
        message = f"the rules of the table on page {number} leave cells that are no rectangles"
        out.flag("cells_unclear", message, first, "blocking")
    out.tables.append(Table(first, len(out.lines), tuple(cells), tuple(table.xs), number))
    return out.tables[-1]


def _lines_of_cell(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The lines of a cell; its columns, where they make a label that runs downwards."""
    lines = grid.lines_of(glyphs)
    if 1 < len(lines) < len(glyphs) <= _LONGEST_LABEL:
        columns = grid.columns_of(glyphs)
        if squeeze(grid.text_of(columns)) in _TALL:
            return columns
    return lines


_TALL = frozenset((*SIDE, *LEVEL_LABELS))
_LONGEST_LABEL = max(map(len, _TALL))


def _measure(lines: list[list[Glyph]]) -> tuple[float, float]:
    """The left edge of some lines, and half of the width that most of their characters have."""
    widths = Counter(round(g.right - g.left, 1) for line in lines for g in line if not g.text.isascii())
    step = widths.most_common(1)[0][0] / 2 if widths else 0.0
    return min((g.left for line in lines for g in line), default=0.0), step or 5.0


_Turn = Callable[[float, float, float, float], tuple[float, float, float, float]]  # left, bottom, right, top as in the PDF to a box


def _turn(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> _Turn:
    """From the coordinates of a PDF to points from the upper left corner, upright as the text is printed."""
    left, bottom, right, top = page.get_bbox()
    count = text_page.count_chars()
    angles = Counter(
        round(-math.degrees(c.FPDFText_GetCharAngle(text_page, n)) / 90) % 4  # given clockwise
        for n in range(0, count, max(count // _SAMPLE, 1))
        if not c.FPDFText_IsGenerated(text_page, n)
    )
    quarters = angles.most_common(1)[0][0] if angles else 0
    if quarters == 0:
        return lambda a, b, x, y: (a - left, top - y, x - left, top - b)
    if quarters == 1:
        return lambda a, b, x, y: (b - bottom, a - left, y - bottom, x - left)
    if quarters == 2:
        return lambda a, b, x, y: (right - x, b - bottom, right - a, y - bottom)
    return lambda a, b, x, y: (top - y, right - x, top - b, right - a)


_SAMPLE = 60  # characters of a page that tell how it is turned


def _glyphs(text_page: pdfium.PdfTextPage, turned: _Turn, unseen: dict[int, _Box | None]) -> Iterator[Glyph]:
    """The printed characters; what the font names no character for is _UNMAPPED."""
    box = c.FS_RECTF()
    high = 0
    for n in range(text_page.count_chars()):
        code = c.FPDFText_GetUnicode(text_page, n)
        if code in _BLANKS or c.FPDFText_IsGenerated(text_page, n) == 1:
            continue
        window = unseen.get(_address(c.FPDFText_GetTextObject(text_page, n)), _EVERYWHERE) if unseen else _EVERYWHERE
        if window is None:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else ord(_UNMAPPED)
        high = 0
        if c.FPDFText_HasUnicodeMapError(text_page, n) == 1 or code == 0:
            code = ord(_UNMAPPED)
        text = "-" if c.FPDFText_IsHyphen(text_page, n) == 1 else chr(code)
        if text.isspace() or not c.FPDFText_GetLooseCharBox(text_page, n, box):
            continue
        g = Glyph(text, *turned(box.left, box.bottom, box.right, box.top))
        if g.bottom - g.top > _OVERHIGH * (g.right - g.left):
            g = _at_its_base(g, text_page, n, turned)
        yield g if window is _EVERYWHERE else _within(g, window)


_OVERHIGH = 1.6  # of a character's width or of its size, the height of its box: some fonts state one that covers the lines around it


def _at_its_base(g: Glyph, text_page: pdfium.PdfTextPage, n: int, turned: _Turn) -> Glyph:
    """A character as high as its size, if its font states much more."""
    matrix, x, y = c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    if not c.FPDFText_GetMatrix(text_page, n, matrix) or not c.FPDFText_GetCharOrigin(text_page, n, x, y):
        return g
    size = c.FPDFText_GetFontSize(text_page, n) * math.hypot(matrix.c, matrix.d)
    if g.bottom - g.top <= _OVERHIGH * size:
        return g
    _, base, _, _ = turned(x.value, y.value, x.value, y.value)
    return g._replace(top=base - _ASCENT * size, bottom=base + (1 - _ASCENT) * size)


_ASCENT = 0.88  # of the size of a Chinese character, how much of it stands above the line that Latin letters stand on


def _within(g: Glyph, window: _Box) -> Glyph:
    """A character as far as it is seen; whole, and cut away, where its middle is not."""
    left, top, right, bottom = window
    if not (left <= (g.left + g.right) / 2 <= right and top <= (g.top + g.bottom) / 2 <= bottom):
        return g._replace(is_cut=True)
    return g._replace(left=max(g.left, left), top=max(g.top, top), right=min(g.right, right), bottom=min(g.bottom, bottom))


_BLANKS = frozenset(map(ord, " \r\n\t\u00a0\u3000"))


# ---------------------------------------------------------------------------------------------------------------- rules


_Box = tuple[float, float, float, float]  # left, top, right, bottom
_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
_Matrix = tuple[float, float, float, float, float, float]


def _rules(page: pdfium.PdfPage, turned: _Turn) -> tuple[list[Rule], list[Rule], dict[int, _Box | None], list[object]]:
    """The vertical and the horizontal rules of a page; of its texts that are not seen, or not all of them, the box in which they are.

    Last its texts that are printed aslant.
    """
    aslant: list[object] = []
    vertical: list[Rule] = []
    horizontal: list[Rule] = []
    unseen: dict[int, _Box | None] = {}
    for item, matrix in _objects(page):
        kind = c.FPDFPageObj_GetType(item)
        if kind == c.FPDF_PAGEOBJ_TEXT:
            if c.FPDFTextObj_GetTextRenderMode(item) == c.FPDF_TEXTRENDERMODE_INVISIBLE:
                unseen[_address(item)] = None
                continue
            if _is_aslant(item, matrix):
                aslant.append(item)
                continue
        window = _window(item)
        seen = turned(*_moved(window, matrix)) if window else _EVERYWHERE
        if kind == c.FPDF_PAGEOBJ_TEXT:
            if window:
                unseen[_address(item)] = seen
            continue
        for corners in _bars(item):
            left, top, right, bottom = _overlap(turned(*_moved(corners, matrix)), seen)
            wide, high = right - left, bottom - top
            if min(wide, high) < 0:
                continue
            if wide <= _THICKEST and high > max(wide, _THINNEST):
                vertical.append(Rule((left + right) / 2, top, bottom))
            elif high <= _THICKEST and wide > max(high, _THINNEST):
                horizontal.append(Rule((top + bottom) / 2, left, right))
    return vertical, horizontal, unseen, aslant


def _is_aslant(item: object, matrix: _Matrix | None) -> bool:
    a, b, *_ = _matrix_on_page(item, matrix)
    return min(abs(a), abs(b)) > _ASLANT * max(abs(a), abs(b))


_ASLANT = 0.05  # across to along


def _text_of(item: object, text_page: pdfium.PdfTextPage) -> str:
    size = c.FPDFTextObj_GetText(item, text_page, None, 0)
    found = (ctypes.c_ushort * (size // 2))()
    c.FPDFTextObj_GetText(item, text_page, found, size)
    return bytes(found).decode("utf-16-le", "replace").rstrip("\0")


def _overlap(a: _Box, b: _Box) -> _Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def _address(item: object) -> int:
    """What tells one object of a page from another."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _window(item: object) -> _Box | None:
    """Where a text or path is seen, as left, bottom, right, top, if it reaches beyond; None if all of it is seen."""
    clip = c.FPDFPageObj_GetClipPath(item)
    if (count := c.FPDFClipPath_CountPaths(clip) if clip else 0) <= 0:
        return None
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    least_x, least_y, most_x, most_y = _EVERYWHERE
    for n in range(min(count, _MOST_CLIPS)):
        if points := list(_points_of_clip(clip, n)):
            xs, ys = zip(*points, strict=True)
            least_x, least_y, most_x, most_y = max(least_x, min(xs)), max(least_y, min(ys)), min(most_x, max(xs)), min(most_y, max(ys))
    is_whole = least_x <= left.value and least_y <= bottom.value and right.value <= most_x and top.value <= most_y
    return None if is_whole else (least_x, least_y, most_x, most_y)


def _points_of_clip(clip: object, n: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for m in range(min(c.FPDFClipPath_CountPathSegments(clip, n), _MOST_CLIPS)):
        if c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(clip, n, m), x, y):
            yield x.value, y.value


_MOST_CLIPS = 50  # that are looked at: a window is nearly always one rectangle


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, _Matrix | None]]:
    """The paths and texts of a page, those of forms within it with the matrix that puts them in their place."""
    for n in range(c.FPDFPage_CountObjects(page)):
        yield from _with_parts(c.FPDFPage_GetObject(page, n), None, _DEEPEST)


def _with_parts(item: object, matrix: _Matrix | None, depth: int) -> Iterator[tuple[object, _Matrix | None]]:
    kind = c.FPDFPageObj_GetType(item)
    if kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_TEXT):
        yield item, matrix
    elif kind == c.FPDF_PAGEOBJ_FORM and depth:
        inner = _matrix_on_page(item, matrix)
        for n in range(c.FPDFFormObj_CountObjects(item)):
            yield from _with_parts(c.FPDFFormObj_GetObject(item, n), inner, depth - 1)


def _bars(item: object) -> Iterator[tuple[float, float, float, float]]:
    """The straight parts of a path that can be rules, as left, bottom, right, top."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value) or not _is_seen(item, bool(stroke.value)):
        return
    count = c.FPDFPath_CountSegments(item)
    box = (left.value, bottom.value, right.value, top.value)
    if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST and count <= _SEGMENTS_OF_BAR:
        yield box
        return
    if stroke.value or count > _SEGMENTS_OF_BAR:
        yield from _lines_of_path(item, count, bool(stroke.value))


_SEGMENTS_OF_BAR = 6


def _is_seen(item: object, is_stroked: bool) -> bool:
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    get = c.FPDFPageObj_GetStrokeColor if is_stroked else c.FPDFPageObj_GetFillColor
    if not get(item, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _PALE


def _lines_of_path(item: object, count: int, is_stroked: bool) -> Iterator[_Box]:
    """Of a stroked path its lines, of a filled one its parts that are as thin as a line, and the frame that two of them leave."""
    matrix = _matrix_of(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    part: list[tuple[float, float]] = []
    boxes: list[_Box] = []
    for n in range(count + 1):
        segment = c.FPDFPath_GetPathSegment(item, n) if n < count else None
        kind = c.FPDFPathSegment_GetType(segment) if segment else c.FPDF_SEGMENT_MOVETO
        if kind == c.FPDF_SEGMENT_MOVETO and part:
            if is_stroked:
                yield from _lines_of_part(part)
            else:
                boxes.append(_around(part))
            part = []
        if segment and c.FPDFPathSegment_GetPoint(segment, x, y):
            part.append(_point(x.value, y.value, matrix))
            if c.FPDFPathSegment_GetClose(segment):
                part.append(part[0])
    yield from boxes
    for pair in pairwise(boxes):
        yield from _frame(*sorted(pair, key=lambda box: box[0] - box[2]))  # the wider first


def _lines_of_part(part: list[tuple[float, float]]) -> Iterator[_Box]:
    for (a, b), (d, e) in pairwise(part):
        if abs(a - d) < _STRAIGHT or abs(b - e) < _STRAIGHT:
            yield min(a, d), min(b, e), max(a, d), max(b, e)


def _around(points: list[tuple[float, float]]) -> _Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _frame(outer: _Box, inner: _Box) -> Iterator[_Box]:
    """The sides of a frame that is drawn as the box around it and the box within."""
    (left, bottom, right, top), (a, b, x, y) = outer, inner
    if all(0 <= side <= _THICKEST for side in (a - left, b - bottom, right - x, top - y)):
        sides = ((left, bottom, a, top), (x, bottom, right, top), (left, bottom, right, b), (left, y, right, top))
        yield from (side for side in sides if side[0] < side[2] and side[1] < side[3])


_STRAIGHT = 0.5


def _matrix_of(item: object) -> _Matrix:
    found = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, found):
        return (1, 0, 0, 1, 0, 0)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _matrix_on_page(item: object, matrix: _Matrix | None) -> _Matrix:
    """The matrix of an object within a form that `matrix` puts in its place; None: it is in none."""
    own = _matrix_of(item)
    return own if matrix is None else _product(own, matrix)


def _product(a: _Matrix, b: _Matrix) -> _Matrix:
    """First a, then b."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _point(x: float, y: float, m: _Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _moved(box: tuple[float, float, float, float], m: _Matrix | None) -> tuple[float, float, float, float]:
    if m is None:
        return box
    return _around([_point(x, y, m) for x in (box[0], box[2]) for y in (box[1], box[3])])
