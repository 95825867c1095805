"""Made-up reports printed to PDF: the pages of `tests.corpus` with the rules, page ends and oddities that programs leave in PDFs."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus import SENTENCES, Cell, Gold, Page, made_up, wrap

FONT = "STSong-Light"  # of no file: a viewer brings its own
SIZE, LEADING, PADDING = 9.0, 12.0, 3.0
WIDE, HIGH, MARGIN = 595.0, 842.0, 50.0


@dataclass(frozen=True)
class Print:
    """How a program prints: its rules, how its pages end, and what it does beside."""

    rules: Literal["bars", "strokes", "frames", "rings", "double", "none"] = "bars"
    tears: bool = True  # a row may go on over the end of a page
    closes: bool = False  # cells are closed where a page ends
    leads: bool = False  # a row's rule is the one above it: where a page ends between two rows, the next page begins with it
    room: float = HIGH - 2 * MARGIN  # height of a page's text
    number: str = "- {} -"
    head: str = ""
    turned: Literal[0, 90, 180, 270] = 0  # the page is shown turned, and its text printed so that it is upright
    bold: bool = False  # labels are printed twice, a little beside
    heads: int = 0  # first rows that are printed again on each page
    repeats: bool = False  # the header of the indicators is printed on each page on which they go on
    boxed: bool = False  # the content stands in a form of the page
    before: int = 0  # pages of a budget's prose
    mark: str = ""  # a watermark, aslant over each page
    cuts: bool = False  # the text of a merged cell stands in the middle of all of it; each of its pages draws it whole, and cuts it
    cuts_rules: bool = False  # each of its pages draws the rules around a cell whole, and cuts them


@dataclass(frozen=True)
class Part:
    """The lines [first, last) of a row's height that stand on a page, and their top, in points below the top of the page's text."""

    row: int
    first: int
    last: int
    top: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + (self.last - self.first) * LEADING + PADDING


def print_report(seed: int, forms: int, how: Print | None = None) -> tuple[bytes, Gold]:
    """The PDF of the report that `tests.corpus.report` makes of a seed, and its gold record."""
    cover, pages, gold = made_up(seed, forms)
    return print_pages(pages, how or Print(), cover), gold


def print_pages(pages: list[Page], how: Print, cover: str | None = None) -> bytes:
    """A PDF of forms, each beginning on a new page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    printer = _Printer(Canvas(out, pagesize=(WIDE, HIGH) if how.turned % 180 == 0 else (HIGH, WIDE), invariant=1), how)
    for n in range(how.before):
        printer.prose(n)
    for n, page in enumerate(pages):
        printer.form(page, [cover, *page.titles] if cover and not n else page.titles)
    printer.canvas.save()
    return out.getvalue()


class _Printer:
    def __init__(self, canvas: Canvas, how: Print) -> None:
        self.canvas, self.how, self.pages = canvas, how, 0

    def begin(self) -> None:
        """A new page, upright whatever way it is turned."""
        self.pages += 1
        if self.how.boxed:
            self.canvas.beginForm(f"page{self.pages}")
        if turn := self.how.turned:
            self.canvas.setPageRotation(turn)
            self.canvas.translate(*{90: (HIGH, 0), 180: (WIDE, HIGH), 270: (0, WIDE)}[turn])
            self.canvas.rotate(turn)
        if self.how.head:
            self.text(MARGIN, -MARGIN / 2, self.how.head)

    def end(self) -> None:
        """The page's watermark and number, and on to the next."""
        if self.how.mark:
            self.canvas.saveState()
            self.canvas.translate(WIDE / 4, HIGH / 4)
            self.canvas.rotate(45)
            self.canvas.setFont(FONT, 40)
            self.canvas.drawString(0, 0, self.how.mark)
            self.canvas.restoreState()
        if self.how.number:
            self.text(WIDE / 2 - 10, HIGH - 1.5 * MARGIN, self.how.number.format(self.pages))
        if self.how.boxed:
            self.canvas.endForm()
            self.canvas.doForm(f"page{self.pages}")
        self.canvas.showPage()

    def text(self, x: float, y: float, text: str, twice: bool = False, size: float = SIZE) -> None:
        """A line of text; y is its base, in points below the top of the page's text."""
        self.canvas.setFont(FONT, size)
        for shift in (0.0, 0.3)[: 1 + twice]:
            self.canvas.drawString(x + shift, HIGH - MARGIN - y, text)

    def prose(self, seed: int) -> None:
        """A page of the budget's text as public bodies print it (GB/T 9704): 22 lines of 28 characters."""
        rng = random.Random(seed)
        self.begin()
        lines: list[str] = []
        while len(lines) < 22:
            sentence = "，".join(rng.choice(SENTENCES).format(s="公共服务", n=rng.randint(2, 90)) for _ in range(3)) + "。"
            lines += wrap(sentence, 56)
        for n, line in enumerate(lines[:22], 1):
            self.text(MARGIN, n * 29, line, size=16)
        self.end()

    def form(self, page: Page, titles: list[str]) -> None:
        """A form, over as many pages as it takes."""
        wrapped = {cell: _wrapped(page, cell) for cell in page.cells}
        heights = _heights(page, wrapped)
        header = next(cell.row for cell in page.cells if cell.text == "三级指标")
        again = [header] if self.how.repeats else list(range(self.how.heads))
        sheets = _sheets(heights, self.how, 1.5 * LEADING * len(titles) + PADDING, again)
        for number, parts in enumerate(sheets):
            self.begin()
            for n, title in enumerate(titles if not number else ()):
                self.text(WIDE / 2 - SIZE * len(title) / 2, 1.5 * LEADING * (n + 0.7), title)
            for cell in page.cells:
                shown = [[p for p in sheet if cell.row <= p.row < cell.row + cell.rows] for sheet in sheets]
                if shown[number]:
                    self.cell(page, cell, heights, parts, shown, number)
                    if self.how.cuts and cell.rows > 1:
                        self.cut_lines(page, cell, shown, number, wrapped[cell])
                        continue
                    is_again = cell.row in again and cell.rows == 1
                    lines = wrapped[cell] if is_again else _shown_lines(wrapped[cell], shown, number, cell.rows > 1)
                    self.lines(page, cell, shown[number], lines)
            self.end()

    def cell(self, page: Page, cell: Cell, heights: list[int], parts: list[Part], shown: list[list[Part]], number: int) -> None:
        """The rules around the part of a cell that stands on a page; none where the page ends within it."""
        own = shown[number]
        begins = own[0] is not parts[0] or parts[0].top > LEADING
        ends = own[-1].row == cell.row + cell.rows - 1 and own[-1].last == heights[own[-1].row]
        if self.how.leads:
            begins = own[0].row == cell.row and own[0].first == 0
            ends = ends and (own[-1] is not parts[-1] or own[-1].row == len(heights) - 1)
        left, right = _across(page, cell)
        top, bottom = (HIGH - MARGIN - y for y in (own[0].top, own[-1].bottom))
        if self.how.cuts_rules:
            self.cut_rules(left, right, shown, number)
            return
        lines = [(left, bottom, left, top), (right, bottom, right, top)]
        lines += [(left, top, right, top)] if begins or self.how.closes else []
        lines += [(left, bottom, right, bottom)] if ends or self.how.closes else []
        if self.how.rules == "frames" and len(lines) == 4:
            self.canvas.rect(left, bottom, right - left, top - bottom)
        elif self.how.rules == "rings" and len(lines) == 4:
            ring = self.canvas.beginPath()
            for inset in (0.5, -0.5):
                ring.rect(left + inset, bottom + inset, right - left - 2 * inset, top - bottom - 2 * inset)
            self.canvas.drawPath(ring, stroke=0, fill=1, fillMode=0)  # what lies between the two
        elif self.how.rules != "none":
            for line in lines:
                self.rule(*line)

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> None:
        if self.how.rules == "bars":
            self.canvas.rect(x - 0.25, y - 0.25, to_x - x + 0.5, to_y - y + 0.5, stroke=0, fill=1)
            return
        self.canvas.setLineWidth(0.5)
        for shift in (-0.8, 0.8) if self.how.rules == "double" else (0,):
            across = (shift, 0) if x == to_x else (0, shift)
            self.canvas.line(x + across[0], y + across[1], to_x + across[0], to_y + across[1])

    def lines(self, page: Page, cell: Cell, own: list[Part], lines: list[str]) -> None:
        """The lines of a cell in the middle of its part of a page."""
        top = own[0].top + (own[-1].bottom - own[0].top - len(lines) * LEADING) / 2
        for n, line in enumerate(lines):
            self.text(_across(page, cell)[0] + PADDING, top + LEADING * (n + 0.8), line, self.how.bold and cell.text.endswith("指标"))

    def cut_rules(self, left: float, right: float, shown: list[list[Part]], number: int) -> None:
        """The rules around a cell on all of its pages, of which those on one page are seen."""
        heights = [parts[-1].bottom - parts[0].top if parts else 0.0 for parts in shown]
        top = HIGH - MARGIN - shown[number][0].top
        self.canvas.saveState()
        window = self.canvas.beginPath()
        window.rect(left - 1, top - heights[number] - 0.5, right - left + 2, heights[number] + 1)
        self.canvas.clipPath(window, stroke=0, fill=0)
        whole_top = top + sum(heights[:number])
        whole_bottom = whole_top - sum(heights)
        for line in ((left, whole_bottom, left, whole_top), (right, whole_bottom, right, whole_top)):
            self.rule(*line)
        for y in (whole_top, whole_bottom):
            self.rule(left, y, right, y)
        self.canvas.restoreState()

    def cut_lines(self, page: Page, cell: Cell, shown: list[list[Part]], number: int, lines: list[str]) -> None:
        """All lines of a merged cell in the middle of its parts on all pages, of which its part on one page is seen."""
        heights = [parts[-1].bottom - parts[0].top if parts else 0.0 for parts in shown]
        (left, right), own = _across(page, cell), shown[number]
        top = own[0].top - sum(heights[:number]) + (sum(heights) - len(lines) * LEADING) / 2
        self.canvas.saveState()
        window = self.canvas.beginPath()
        window.rect(left, HIGH - MARGIN - own[-1].bottom, right - left, heights[number])
        self.canvas.clipPath(window, stroke=0, fill=0)
        for n, line in enumerate(lines):
            self.text(left + PADDING, top + LEADING * (n + 0.8), line)
        self.canvas.restoreState()


def _across(page: Page, cell: Cell) -> tuple[float, float]:
    """The left and the right edge of a cell."""
    unit = (WIDE - 2 * MARGIN) / sum(page.widths)
    left, right = (MARGIN + unit * sum(page.widths[:n]) for n in (cell.column, cell.column + cell.columns))
    return left, right


def _wrapped(page: Page, cell: Cell) -> list[str]:
    """The lines that a cell prints; a Latin character is as wide as half of a Chinese one."""
    left, right = _across(page, cell)
    room = int((right - left - 2 * PADDING) / (SIZE / 2)) - 2  # a mark may hang
    return [line for part in cell.text.split("\n") for line in wrap(part, room)] if cell.text else []


def _heights(page: Page, wrapped: dict[Cell, list[str]]) -> list[int]:
    """The height of each row in lines."""
    heights = [max([1, *(len(wrapped[c]) for c in page.cells if c.row == row and c.rows == 1)]) for row in range(page.height)]
    for cell in page.cells:
        last = cell.row + cell.rows - 1
        heights[last] += max(0, len(wrapped[cell]) - sum(heights[cell.row : last + 1]))
    return heights


def _sheets(heights: list[int], how: Print, top: float, again: list[int]) -> list[list[Part]]:
    """The rows by pages, a row that does not fit torn or put on the next page; the first page begins lower, below the titles.

    `again` are rows that each page begins with on which rows behind them stand.
    """
    sheets: list[list[Part]] = [[]]
    for row, height in enumerate(heights):
        first = 0
        while first < height:
            fit = int((how.room - top - PADDING) // LEADING)
            last = min(height, first + fit) if how.tears else height
            if last <= first or (last > first + fit and sheets[-1]):
                sheets.append([])
                top = 0.0
                for n in again if row > max(again, default=row) else ():
                    sheets[-1].append(Part(n, 0, heights[n], top))
                    top = sheets[-1][-1].bottom
                continue
            sheets[-1].append(Part(row, first, last, top))
            first, top = last, sheets[-1][-1].bottom
    return [sheet for sheet in sheets if sheet]


def _shown_lines(lines: list[str], shown: list[list[Part]], number: int, spans_rows: bool) -> list[str]:
    """The lines of a cell that stand on a page: of one that spans rows all, where they fit first; else as many as the pages before left."""
    rooms = [sum(p.last - p.first for p in parts) for parts in shown]
    fitting = next((n for n, room in enumerate(rooms) if room >= len(lines)), None) if spans_rows else None
    if fitting is not None:
        return lines if number == fitting else []
    before = sum(rooms[:number])
    return lines[before : before + rooms[number]]
