"""Characters: bytes to lines, lines to a stream of printed characters that knows its way back to line and column.

Every step here keeps one character for one character, so that a place in the stream is a place in the source.
What the characters mean belongs to the other modules.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain, pairwise

from orchestration.reader.record import Problem, Text

Span = tuple[int, int]  # start and end in a stream

CLOSING = frozenset(",。;:、)”》%!?")  # marks that end a clause: no cell begins with one
_BRACKETS = (("(", ")"), ("“", "”"), ("《", "》"))
_OPENING = frozenset(begin for begin, _ in _BRACKETS)


def is_open(folded: str) -> bool:
    """Whether a bracket is opened that is not closed: something must follow."""
    return not _OPENING.isdisjoint(folded) and any(folded.count(begin) > folded.count(end) for begin, end in _BRACKETS)


def beginning(folded: str) -> int:
    """How many characters a line begins with that cannot be parted: a Latin word or one ideograph, with the marks that must stand by it."""
    found = _BEGINNING.match(folded)
    return found.end() if found else 0


_BEGINNING = re.compile(r"(?:[!-~“《]*[(“《])?(?:[!-~]+|.)[,。;:、)”》%!?]*")  # folded: brackets and commas are Latin


# Breaks before a character of the stream, weakest first. WRAP: the next line of a cell whose bounds are known.
JOINED, WRAP, BLANK, NEWLINE, EMPTY_LINE, TAB = range(6)

# Radicals that fonts of PDFs put in the place of characters. NFKC knows the Kangxi radicals; of the CJK Radicals Supplement it knows
# two, so all are listed from U+2E80 on as Unicode's Equivalent_Unified_Ideograph has them (⺀ has none, U+2E9A is no character).
_SUPPLEMENT = (
    "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂"
    "肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)


def _ideographs() -> dict[int, str]:
    """Radicals and compatibility ideographs (U+F98E for 年) to the character that they look like."""
    table = {c: character for c, character in enumerate(_SUPPLEMENT, 0x2E80) if ord(character) != c}
    for block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)):
        table |= {c: same for c in block if len(same := unicodedata.normalize("NFKC", chr(c))) == 1 and same != chr(c)}
    return table | {ord("⼾"): "户", ord("⾭"): "青"}  # NFKC gives 戶 and 靑, which no form of the mainland is printed with


RADICALS = _ideographs()


def _folds() -> dict[int, str]:
    """Full-width and small forms and look-alikes to the one character that labels and numbers are written with."""
    alike = {"≥": "≧⩾≮", "≤": "≦⩽≯", "<": "〈", ">": "〉", "-": "‐‑‒−", "~": "〜∼∽"}
    table = {ord(c): folded for folded, cs in alike.items() for c in cs}
    for block in (range(0xFF01, 0xFF5F), range(0xFE50, 0xFE6C)):
        table |= {c: same for c in block if len(same := unicodedata.normalize("NFKC", chr(c))) == 1 and same != chr(c)}
    return table


FOLDS = _folds()


def _replacer(table: dict[int, str]) -> Callable[[str], str]:
    """What str.translate does with a table, at a tenth of its cost: only characters near the table's keys are looked up."""
    keys = sorted(table)
    ends = [keys[0], *(key for a, b in pairwise(keys) if b - a > _NEAR for key in (a, b)), keys[-1]]
    near = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(ends[::2], ends[1::2], strict=True)) + "]")
    characters = {chr(key): character for key, character in table.items()}

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        return characters.get(found, found)

    return lambda text: near.sub(replaced, text)


_NEAR = 64  # few ranges: a class of hundreds costs more than the table
without_radicals, fold = _replacer(RADICALS), _replacer(FOLDS)
# Not printed: format and control characters (zero-width marks, bidi controls, NULs) carry no text of a form.
_UNPRINTED = re.compile(r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_squeeze = _replacer(RADICALS | FOLDS | {c: "" for c in range(0xFFFF) if _UNPRINTED.match(chr(c))})
_LINE_END = re.compile(r"\r\n|\n|\r")


class UndecodableError(ValueError):
    """The bytes are text in no encoding that is tried."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding.

    Raises:
        UndecodableError: neither UTF-8 (UTF-16 with a byte order mark) nor GB18030; names the first byte that does not fit.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_as(data, "utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as exc:
        bad_utf8 = exc
    try:
        return _decode_as(data, "gb18030"), "gb18030"
    except UndecodableError as exc:
        line = data.count(b"\n", 0, bad_utf8.start) + 1
        raise UndecodableError(f"not UTF-8 (byte {bad_utf8.start}, line {line}) and {exc}") from None


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UndecodableError(f"not {encoding.upper()} (byte {exc.start})") from None


def split_lines(text: str) -> list[str]:
    """Lines as an editor counts them: str.splitlines would also break at form feeds and U+2028 and shift every number after."""
    lines = _LINE_END.split(text)
    return lines[:-1] if lines and not lines[-1] else lines


def squeeze(line: str) -> str:
    """A line's characters as labels are written: radicals and full-width forms folded, nothing unprinted."""
    return _squeeze("".join(line.split()))  # a column's blanks all at once


def count_printed(line: str) -> int:
    """How many printed characters a line holds."""
    text = "".join(line.split())  # nearly always all that is not printed
    return len(text if text.isprintable() else _UNPRINTED.sub("", text))


def printed_runs(line: str) -> Iterator[tuple[int, int]]:
    """Columns [start, end) of the runs of printed characters of a line."""
    return (match.span() for match in _PIECE.finditer(line))


@dataclass
class Stream:
    """The printed characters of a run of lines, without blanks.

    `folded` is for matching, `printed` for values; both have one entry a character. `line` and `column` are the way back
    (1-based line, 0-based column), `gap` the break before each character.
    """

    folded: str
    printed: str
    line: list[int]
    gap: bytearray
    starts: list[int] = field(default_factory=list)  # where a break stands before the character: starts of pieces
    numbers: list[int] = field(default_factory=list)  # per piece: its line
    columns: list[int] = field(default_factory=list)  # per piece: the column of its first character
    cells: list[int] = field(default_factory=list)  # per piece: the number of its cell in its row of a grid
    rows: list[int] = field(default_factory=list)  # per piece: its row of a grid; the line where lines are rows
    celled: frozenset[int] = frozenset()  # lines whose cells are known; none: a text without columns
    covers: dict[int, range] = field(default_factory=dict)  # where a cell starts whose edges are known -> the rows that it covers
    problems: list[Problem] = field(default_factory=list)  # what the layout could not settle

    def __len__(self) -> int:
        return len(self.folded)

    @cached_property
    def column(self) -> array[int]:
        """The column of each character; made when it is asked for, since only an explanation does."""
        ends = [*self.starts[1:], len(self)]
        return array("i", chain.from_iterable(range(c, c + b - a) for a, b, c in zip(self.starts, ends, self.columns, strict=True)))

    @property
    def gridded(self) -> bool:
        """Whether cells are known, by tabs or by the layout."""
        return bool(self.celled)

    def value(self, start: int, end: int) -> Text:
        """The printed text of a cell, with its lines."""
        piece = bisect_right(self.starts, start)
        if piece == bisect_left(self.starts, end):  # it is, or is in, one piece
            return Text(self.printed[start:end], (self.numbers[piece - 1],))
        return Text(self.text(start, end), self.lines(start, end))

    def text(self, start: int, end: int) -> str:
        """The printed text of a cell: blanks kept as one, wrapped lines joined (a blank only between two Latin words)."""
        blanks = [at for at in self.starts_in(start + 1, end) if self._blank_at(at)]
        if not blanks:
            return self.printed[start:end]
        return " ".join(self.printed[a:b] for a, b in pairwise([start, *blanks, end]))

    def _blank_at(self, i: int) -> bool:
        if self.gap[i] in (BLANK, TAB):
            return True
        return self.printed[i].isascii() and self.printed[i - 1].isascii() and self.printed[i].isalpha() and self.printed[i - 1].isalpha()

    def lines(self, start: int, end: int) -> tuple[int, ...]:
        """The lines of a span, each once, in order."""
        if start >= end:
            return ()
        numbers = self.numbers[bisect_right(self.starts, start) - 1 : bisect_left(self.starts, end)]
        return tuple(dict.fromkeys(numbers)) if len(numbers) > 1 else tuple(numbers)

    def cell(self, at: int) -> int:
        """The number of the cell that a character stands in, in its row."""
        return self.cells[bisect_right(self.starts, at) - 1]

    def row(self, at: int) -> int:
        """The row that a character stands in."""
        return self.rows[bisect_right(self.starts, at) - 1]

    def piece_start(self, at: int) -> int:
        """Where the piece that a character stands in starts."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def piece_end(self, at: int) -> int:
        """Where the piece that a character stands in ends: the next break, or the end."""
        n = bisect_right(self.starts, at)
        return self.starts[n] if n < len(self.starts) else len(self)

    def pieces_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The pieces of a span that is not empty, the first and the last one as far as they stand in it."""
        behind = self.starts_in(start + 1, end)
        return list(zip([start, *behind], [*behind, end], strict=True))

    def texts(self) -> Iterator[str]:
        """The folded text of each piece."""
        return (self.folded[a:b] for a, b in pairwise([*self.starts, len(self)]))

    def starts_in(self, start: int, end: int) -> list[int]:
        """Starts of pieces in [start, end)."""
        return self.starts[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def stream(lines: list[str], first: int = 1) -> Stream:
    """The stream of some lines; `first` is the number of the first one."""
    pieces: list[_Piece] = []
    gap = EMPTY_LINE
    for number, line in enumerate(lines, first):
        end = 0
        gap = EMPTY_LINE if line.startswith("\f") else gap  # a page ends
        for cell, part in enumerate(line.split("\t")):
            for text in part.split() if part.isprintable() else _PIECE.findall(part):
                column = line.index(text, end)
                pieces.append((text, gap, number, column, cell, number))
                end, gap = column + len(text), BLANK
            gap = TAB if end else gap
        gap = NEWLINE if end else EMPTY_LINE
    return _stream_of(pieces, frozenset(n for n, line in enumerate(lines, first) if "\t" in line))


def joined(a: Stream, b: Stream) -> Stream:
    """One stream of two, the pieces of the second behind those of the first."""
    return Stream(
        a.folded + b.folded,
        a.printed + b.printed,
        a.line + b.line,
        a.gap + b.gap,
        a.starts + [at + len(a) for at in b.starts],
        a.numbers + b.numbers,
        a.columns + b.columns,
        a.cells + b.cells,
        a.rows + b.rows,
        a.celled,
        a.covers,
        [*a.problems, *b.problems],
    )


Place = tuple[int, int, int]  # a piece of text in the source: its line, its first column, the column behind it


def stream_of_cells(lines: list[str], rows: list[list[list[Place]]], first: int = 1) -> Stream:
    """The stream of a grid that the layout shows: rows of cells, each cell the places of its pieces from top to bottom.

    `first` is the number of the first of `lines`; an empty cell is an empty list, and an empty row an empty line.
    """
    pieces: list[_Piece] = []
    before = NEWLINE
    for number, row in enumerate(rows):
        if not any(row):
            before = EMPTY_LINE
        is_begun = False
        for cell, places in enumerate(row):
            for n, (line, start, end) in enumerate(places):
                gap = before if not n else _gap_in_cell(lines, first, places[n - 1], places[n])
                pieces.append((lines[line - first][start:end], gap, line, start, cell, number))
            is_begun = is_begun or bool(places)
            before = TAB if is_begun else before
        before = NEWLINE if any(row) else before
    return _stream_of(pieces, frozenset(range(first, first + len(lines))))


def _gap_in_cell(lines: list[str], first: int, a: Place, b: Place) -> int:
    is_wrapped = a[0] != b[0] or LINE_OF_CELL in lines[a[0] - first][a[2] : b[1]]
    return WRAP if is_wrapped else BLANK


LINE_OF_CELL = "\v"  # stands in the line of a cell where the cell itself breaks its text


_Piece = tuple[str, int, int, int, int, int]  # its text, the break before it, its line and column, its cell and row


def _stream_of(pieces: list[_Piece], celled: frozenset[int]) -> Stream:
    if not pieces:
        return Stream("", "", [], bytearray(), celled=celled)
    texts, gaps, numbers, columns, cells, rows = map(list, zip(*pieces, strict=True))
    lengths = list(map(len, texts))
    starts = list(accumulate(lengths[:-1], initial=0))
    line: list[int] = []
    for number, length in zip(numbers, lengths, strict=True):
        line += [number] * length
    gap = bytearray(len(line))
    for at, before in zip(starts, gaps, strict=True):
        gap[at] = before
    printed = without_radicals("".join(texts))
    return Stream(fold(printed), printed, line, gap, starts, numbers, columns, cells, rows, celled)


_PIECE = re.compile(r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def width(text: str) -> int:
    """Width on the page in half-width columns: an ideograph or full-width mark takes two."""
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """Widths of the characters that were met: to look one up in Unicode's table takes four times as long."""

    def __missing__(self, character: str) -> int:
        self[character] = found = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return found


_WIDTHS = _Widths()
