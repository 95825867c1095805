"""Words of a text whose columns are kept by blanks, and the columns of a table that they stand in.

The tool that prints such a text (`pdftotext -layout`) puts runs of words on lines. A run begins at the column, counted in
characters, that lets it stand right of all that lies left of it on its page: runs that begin at one place of the page begin in
one column of the text, and a column further right is further right on the page. Inside a run words are one blank apart,
however wide they are; a word behind one blank therefore only says that it stands close behind the word before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations, takewhile
from statistics import median
from typing import NamedTuple

from orchestration.reader.layout.headers import columns_of
from orchestration.reader.text import Place, fold, printed_runs, without_radicals
from orchestration.reader.values import DASHES, money

_MARGIN = 0.3  # less between the two best ways to deal a line to columns leaves the line open
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CLOSING = frozenset(",。;:、)”》")
_LEXEME = re.compile(r"(?:>=|<=|[≥≤=><])\d")
_CLOSED = re.compile(r"(?:>=|<=|[≥≤=><])[\d.,]+\([^()]+\)")
_TWO_CELLS = 4.0
_TWO_RUNS = 1.0  # two lines of a column that are printed one blank apart
_TOO_EARLY = 2.0  # the end of a label before its middle
_WAYS = 3  # to deal a line that are kept
_DEAR, _MOST_OTHERS, _MOST_PAIRED = 3.0, 60, 20  # what another way to deal a line may cost more; how many are thought of, how many by twos
# What a piece of a value looks like.
TEXT = re.compile(r".+")
NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
MONEY = re.compile(r"[\d,.]+|[—–\-－/]")
RATE = re.compile(r"[\d.]+%?")


class UnclearError(Exception):
    """The cells of a table cannot be told; `lines` are counted from the form's first."""

    def __init__(self, message: str, lines: Iterable[int] = ()) -> None:
        super().__init__(message)
        self.lines = tuple(sorted(set(lines)))


class Word(NamedTuple):
    """Characters without a blank, folded and as printed, and where they stand: `x` counts characters from the line's beginning."""

    text: str
    printed: str
    line: int
    start: int
    end: int
    x: int
    page: int
    near: bool  # one blank behind the word before


@dataclass(frozen=True)
class Column:
    """A column of a table: its header and its labels in their spellings, and what a piece of a value looks like (None: no values).

    `lexemes`: what it costs that a cell of it begins with an operator and a number; None where cells are prose, which may hold them.
    """

    labels: tuple[tuple[str, ...], ...] = ()
    value: re.Pattern[str] | None = None
    header: tuple[str, ...] = ()
    lexemes: float | None = None


@dataclass(eq=False)  # each stands in one place, and is the key of what is worked out of its column
class Piece:
    """What a cell has on one line; `line` and `page` are counted from the form's first, `at` is both: the order of pieces."""

    words: tuple[Word, ...]
    line: int = field(init=False)
    page: int = field(init=False)
    at: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        first = self.words[0]
        self.line, self.page, self.at = first.line, first.page, (first.page, first.line)

    @cached_property
    def text(self) -> str:
        """The characters, without the blanks between words."""
        return "".join(w.text for w in self.words)

    @cached_property
    def printed(self) -> str:
        """The characters as printed: a full-width mark is as wide as an ideograph."""
        return "".join(w.printed for w in self.words)

    def places(self, first: int) -> list[Place]:
        """The places of the words in the source; `first` is the number of the form's first line."""
        return [(w.line + first, w.start, w.end) for w in self.words]

    def parted(self, at: int) -> tuple[Piece, Piece]:
        """Two pieces, the first of so many characters: two lines of the column that the tool printed as one."""
        first, second, left = [], [], at
        for word in self.words:
            k = min(max(left, 0), len(word.text))
            if k:
                first.append(word._replace(text=word.text[:k], printed=word.printed[:k], end=word.start + k))
            if k < len(word.text):
                rest = word._replace(text=word.text[k:], printed=word.printed[k:], start=word.start + k, x=word.x + k)
                second.append(rest._replace(near=word.near or k > 0))
            left -= len(word.text)
        return Piece(tuple(first)), Piece(tuple(second))


def words_of(lines: list[str]) -> list[list[Word]]:
    """The words of each line. A form feed begins a page and takes no column."""
    out, page = [], 0
    for number, line in enumerate(lines):
        page += line.count("\f")
        margin = len(line) - len(line.lstrip("\f"))
        words: list[Word] = []
        for start, end in printed_runs(line):
            near = bool(words) and start - words[-1].end <= 1
            printed = line[start:end]
            words.append(Word(fold(without_radicals(printed)), printed, number, start, end, start - margin, page, near))
        out.append(words)
    return out


def split_word(word: Word, pattern: re.Pattern[str]) -> Iterator[Word]:
    """The parts of a word that holds several cells: cells of money may touch the label behind them."""
    for part in pattern.finditer(word.text):
        a, b = part.span()
        yield word._replace(
            text=part.group(), printed=word.printed[a:b], start=word.start + a, end=word.start + b, x=word.x + a, near=word.near or a > 0
        )


@dataclass
class _Marks:
    """Where the runs of each column of a page begin."""

    values: dict[int, Counter[int]] = field(default_factory=dict)
    labels: dict[int, Counter[int]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)  # where the words of a column end
    nears: dict[int, int] = field(default_factory=dict)  # where words inside runs begin: their column begins there or further right

    def add(self, column: int, word: Word, is_label: bool) -> None:
        """A word that stands in a column for sure."""
        self.ends[column] = max(self.ends.get(column, 0), word.x + len(word.text))
        if word.near:
            self.nears[column] = max(self.nears.get(column, 0), word.x)
        else:
            (self.labels if is_label else self.values).setdefault(column, Counter())[word.x] += 1

    def span(self, column: Column, n: int) -> tuple[int, int] | None:
        """The first and the last beginning of a column's runs.

        Of text those that occur about as often as the commonest. Where only the header is known, which is centred: text
        begins behind the header of the column before and not behind its own.
        """
        if column.value is None:
            found = self.labels.get(n)
            return (min(found), max(found)) if found else None
        if column.value in (MONEY, RATE):  # centred, or flush right: between the columns beside theirs
            left = max((end for c, end in self.ends.items() if c < n), default=0)
            right = min((x for c, found in self.values.items() if c > n for x in _common(found)), default=10_000)
            return left, max(left, right)
        if found := self.values.get(n):
            kept = _common(found)
            return min(kept), max(kept)
        if found := self.labels.get(n):
            return min(self.ends.get(n - 1, 0), *found), max(found)
        return None


def _common(found: Counter[int]) -> list[int]:
    """The beginnings that occur about as often as the commonest: others are of words that were dealt wrongly."""
    return [x for x, count in found.items() if count >= max(found.values()) / 4]


class _Open:
    """What is still to come of a column's header and labels, of each the spellings that agree with what was printed, without that;
    and of an amount that is wrapped."""

    def __init__(self, column: Column) -> None:
        self._amount: str | None = "" if column.value is MONEY else None  # what is printed of one; None where none can be
        self.header = column.header
        self.rests = list(column.labels)
        self.whole = frozenset(text for label in column.labels for text in label)
        self._beginnings = _beginnings(tuple(self.rests), self.whole)

    def in_header(self, text: str) -> bool:
        """Whether a word can be a part of the header; its lines may come in any order."""
        return text in _parts(self.header)

    def fits(self, text: str) -> bool:
        """Whether a word can be the next part of a label. No label is parted behind its first character."""
        return text in self._beginnings[0]

    def ends(self, text: str) -> bool:
        """Whether a word can be the last part of a label, printed before what stands before it."""
        return any(rest.endswith(text) for label in self.rests for rest in label)

    def shares(self, text: str, other: str) -> bool:
        """Whether two words can only be the same part of a label."""
        return any(rest.startswith(text) and rest.startswith(other) for label in self.rests for rest in label)

    def completes(self, text: str) -> bool:
        """Whether a word can be the next part of a label that is begun."""
        return text in self._beginnings[1]

    def ends_amount(self, text: str) -> bool:
        """Whether a word makes an amount whole that is none yet: `0` below `1,000,50`."""
        return bool(self._amount) and money(f"{self._amount}{text}") is not None

    def take(self, text: str) -> bool:
        """Strike a word off the label that it is a part of: one that is begun, if it can go on with it. False where it is of none."""
        if self.in_header(text):
            rests = tuple(rest.replace(text, "", 1) for rest in self.header if text in rest)
            self.header = () if "" in rests else rests
            return True
        found = [label for label in self.rests if any(rest.startswith(text) for rest in label)]
        if not found:
            if self._amount is not None:
                self._amount = "" if money(text) or self.ends_amount(text) or text in DASHES else text
            return False
        label = next((x for x in found if not any(rest in self.whole for rest in x)), found[0])
        rests = tuple(rest[len(text) :] for rest in label if rest.startswith(text))
        n = self.rests.index(label)
        self.rests[n : n + 1] = [] if "" in rests else [rests]
        self._beginnings = _beginnings(tuple(self.rests), self.whole)
        return True


@cache  # each word of a table is held against them in each column
def _parts(texts: tuple[str, ...]) -> frozenset[str]:
    """All parts of some texts."""
    return frozenset(text[a:b] for text in texts for a in range(len(text)) for b in range(a + 1, len(text) + 1))


@cache
def _beginnings(labels: tuple[tuple[str, ...], ...], whole: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What labels can go on with, and those of them that are begun; no label is parted behind its first character."""
    rests = [rest for label in labels for rest in label]
    begun = frozenset(rest[:n] for rest in rests if rest not in whole for n in range(1, len(rest) + 1))
    return begun | {rest[:n] for rest in rests for n in range(2, len(rest) + 1)}, begun


Way = tuple[float, tuple[int, ...]]  # a cost, and the column of each word of a line
_NONE: Mapping[int, tuple[int, ...]] = {}


class Table:
    """The words of a table dealt to its columns."""

    def __init__(self, columns: Sequence[Column], by_words: bool = False, known: Sequence[tuple[Word, int]] = ()) -> None:
        """`by_words`: the words of the header are dealt by what the labels spell, not by where they stand.

        `known`: words below the table that stand in its columns, each with its own.
        """
        self.columns, self.by_words, self.known = columns, by_words, known
        self._whole = {text for c in columns for label in (c.header, *c.labels) for text in label if len(text) > 3}
        self._printed = [[text for label in (c.header, *c.labels) for text in label] for c in columns]
        self._open: list[_Open] = []
        self._spans: dict[int, list[tuple[int, int] | None]] = {}
        self._nears: dict[int, dict[int, int]] = {}
        self._headers: dict[int, tuple[int, ...]] = {}  # by line the columns of words of a header, where they are told by its labels
        self._labels: dict[int, list[Word]] = {}  # words of labels that were dealt for sure
        self._no_labels: set[tuple[int, int, int]] = set()
        self.unsure: list[int] = []  # lines whose words could as well stand in other columns

    def deal(self, lines: Iterable[list[Word]], defects: Callable[[list[list[Piece]]], int] | None = None) -> list[list[Piece]]:
        """The pieces of each column from top to bottom.

        Lines that their content alone decides show where the columns are; those then decide the other lines. Where `defects`
        counts some in what the cheapest ways make, lines are dealt in the next ones that leave none.
        """
        rows = [line for line in lines if line]
        headers = list(takewhile(lambda line: all(any(_Open(c).in_header(w.text) for c in self.columns) for w in line), rows))
        self._headers = self._columns_of_headers(headers) if self.by_words else {}
        self._measure(self._all_ways(headers), 1.0)
        found = self._all_ways(rows)
        for least in (1.0, 0.6, 0.3):
            if self._measure(found, least):
                found = self._all_ways(rows)
        for line, ways in found:
            if not ways:
                raise UnclearError(f"{line[0].text[:20]!r} and what stands beside it fit no columns", [line[0].line])
        self.unsure += [line[0].line for line, ways in found if _margin(ways) < _MARGIN]
        return self._mended(found, defects) if defects else self._pieces(found, {})

    def _mended(self, found: list[tuple[list[Word], list[Way]]], defects: Callable[[list[list[Piece]]], int]) -> list[list[Piece]]:
        """The pieces without defects, some lines dealt in other ways, if there are such; else those of the cheapest ways."""
        cheapest = dealt = self._pieces(found, {})
        changed: dict[int, int] = {}
        left = defects(dealt)
        while left:
            for other in _others(found):
                dealt = self._pieces(found, changed | other)
                if (count := defects(dealt)) < left:
                    changed, left = changed | other, count
                    break
            else:
                return self._dealt_again([line for line, _ in found], defects) or cheapest
        self.unsure += [found[n][0][0].line for n in changed]
        return dealt

    def _dealt_again(self, rows: list[list[Word]], defects: Callable[[list[list[Piece]]], int]) -> list[list[Piece]] | None:
        """The pieces without defects where a line is dealt in another way: its page is measured anew, labels below it go on so. Or None."""
        known = self._spans
        for page in sorted({line[0].page for line in rows}):
            self._spans = others = {p: spans for p, spans in known.items() if p != page}
            found = self._all_ways(rows)
            for n, k in ((n, k) for other in _others(found) if len(other) == 1 for n, k in other.items()):
                line, ways = found[n]
                if line[0].page != page or self._of_labels(line, ways[0][1]) == self._of_labels(line, ways[k][1]):
                    continue
                self._spans, fixed = others, {line[0].line: ways[k][1]}
                self._measure(self._all_ways(rows, fixed), _MARGIN)
                again = self._all_ways(rows, fixed)
                if all(ways for _, ways in again) and not defects(dealt := self._pieces(again, {})):
                    self.unsure.append(line[0].line)
                    return dealt
        return None

    def _of_labels(self, line: list[Word], columns: tuple[int, ...]) -> list[tuple[int, str]]:
        """What a line prints of labels if its words stand in some columns."""
        return [(c, word.text) for word, c in zip(line, columns, strict=True) if self.columns[c].value is None]

    def _pieces(self, found: list[tuple[list[Word], list[Way]]], other: dict[int, int]) -> list[list[Piece]]:
        """The pieces of each column, the lines dealt in the cheapest way or, some, in another one."""
        out: list[list[Piece]] = [[] for _ in self.columns]
        for n, (line, ways) in enumerate(found):
            for word, column in zip(line, ways[other.get(n, 0)][1], strict=True):
                if self._goes_on(out[column], word, self.columns[column]):
                    out[column][-1] = Piece((*out[column][-1].words, word))
                else:
                    out[column].append(Piece((word,)))
        return out

    def _columns_of_headers(self, lines: list[list[Word]]) -> dict[int, tuple[int, ...]]:
        """By the number of its line the columns of the words of a header; none where they do not make all headers whole."""
        named = [n for n, c in enumerate(self.columns) if c.header]
        for end in range(len(lines), 0, -1) if named else ():
            found = columns_of([[w.text for w in line] for line in lines[:end]], [self.columns[n].header for n in named])
            if found:
                return {line[0].line: tuple(named[k] for k in own) for line, own in zip(lines, found, strict=False)}
        return {}

    def _goes_on(self, pieces: list[Piece], word: Word, column: Column) -> bool:
        """Whether a word stands in the same line of a cell as the one before it."""
        last = pieces[-1].words[-1] if pieces else None
        return bool(last and column.value and word.near and last.line == word.line and last.end >= word.start - 1)

    def _is_next_cell(self, before: Word, word: Word, column: int) -> bool:
        """Whether all runs of a column of text begin where a word does: one character before it is the end of a cell above."""
        spans = self._spans.get(word.page)
        span = spans[column] if spans and self.columns[column].lexemes is not None else None
        return bool(span and len(before.text) == 1 and span == (word.x, word.x))

    def _all_ways(self, lines: list[list[Word]], dealt: Mapping[int, tuple[int, ...]] = _NONE) -> list[tuple[list[Word], list[Way]]]:
        """The ways to deal each line; `dealt`: by their numbers the columns of lines that are dealt already."""
        self._open = [_Open(c) for c in self.columns]
        self._no_labels = set(self._like_labels(lines))
        out = []
        for line in lines:
            ways = [(0.0, dealt[line[0].line])] if line[0].line in dealt else self._ways(line)
            out.append((line, ways))
            for word, column in zip(line, ways[0][1], strict=True) if ways else ():
                self._open[column].take(word.text)
        return out

    def _like_labels(self, lines: list[list[Word]]) -> Iterator[tuple[int, int, int]]:
        """Columns and places of words that read as a label, which is printed once, where another stands nearer to the column's labels."""
        for n, column in enumerate(self.columns):
            labels = {text for label in column.labels for text in label} if column.value is None else set()
            found: dict[str, list[Word]] = {}
            for word in (word for line in lines for word in line if word.text in labels):
                found.setdefault(word.text, []).append(word)
            for text, words in found.items():
                others = {page: median(xs) for page, xs in self._labels_at(n, text).items()}
                if len(words) > 1 and others:
                    everywhere = median(others.values())
                    nearest = min(words, key=lambda word: _far(word, others.get(word.page, everywhere)))
                    yield from ((n, word.line, word.x) for word in words if word is not nearest)

    def _labels_at(self, column: int, text: str) -> dict[int, list[int]]:
        """By page where other labels of a column stand than a certain one."""
        found: dict[int, list[int]] = {}
        for word in self._labels.get(column, ()):
            if word.text != text:
                found.setdefault(word.page, []).append(word.x)
        return found

    def _measure(self, found: list[tuple[list[Word], list[Way]]], least: float) -> bool:
        """Where the columns are as the lines show that are dealt by at least such a margin; whether that is another place than before."""
        marks: dict[int, _Marks] = {}
        for line, ways in found:
            if not ways or _margin(ways) < least:
                continue
            for word, column in zip(line, ways[0][1], strict=True):
                marks.setdefault(word.page, _Marks()).add(column, word, any(word.text in text for text in self._printed[column]))
        for word, column in self.known:
            marks.setdefault(word.page, _Marks()).add(column, word, False)
        sure = [(word, c) for line, ways in found if ways and _margin(ways) >= least for word, c in zip(line, ways[0][1], strict=True)]
        self._labels = {n: [w for w, c in sure if c == n and not w.near] for n, c in enumerate(self.columns) if c.value is None}
        before = self._spans, self._nears
        self._spans = {page: [m.span(column, n) for n, column in enumerate(self.columns)] for page, m in marks.items()}
        self._nears = {page: m.nears for page, m in marks.items()}
        return before != (self._spans, self._nears)

    def _ways(self, line: list[Word]) -> list[Way]:
        """The cheapest ways to deal a line, cheapest first; none where a word fits no column."""
        if line[0].line in self._headers:
            return [(0.0, self._headers[line[0].line])]
        ends: list[list[Way]] = []  # per column of the last word
        for n, word in enumerate(line):
            following: list[list[Way]] = [[] for _ in self.columns]
            for c, content in self._contents(line, n):
                place = self._position(word, c)
                if n == 0:
                    following[c].append((content + place, (c,)))
                    continue
                found = []
                for p in range(c + 1):
                    if ends[p]:
                        goes_on = p == c and word.near and self.columns[c].value is not None
                        close = _step(line[n - 1], word, c - p, self.columns[c])
                        if goes_on and self._is_next_cell(line[n - 1], word, c):
                            close = min(close, _TWO_RUNS)
                        step = content + close + (0.0 if goes_on else place)
                        found += [(before + step, (*path, c)) for before, path in ends[p]]
                following[c] = sorted(found)[:2]
            ends = following
        return sorted(way for column in ends for way in column)[:_WAYS]

    def _contents(self, line: list[Word], n: int) -> Iterator[tuple[int, float]]:
        """The columns that can print a word, with how unlike it is to what they print."""
        text = line[n].text
        follows = n > 0 and line[n].near and _is_latin(line[n - 1].text[-1])
        parts, begun = {}, False
        before = [w.text for w in line[:n]]
        joined = [other + text for other in before]
        for c, open_ in enumerate(self._open):
            if (c, line[n].line, line[n].x) in self._no_labels:
                continue
            if open_.in_header(text):
                parts[c] = 0.0
            elif open_.fits(text):  # not so well where the words before it can be that part
                is_same = any(
                    open_.fits(w) and not open_.fits(both) and open_.shares(w, text) for w, both in zip(before, joined, strict=True)
                )
                parts[c] = 0.6 if is_same else 0.0
                begun |= open_.completes(text)
            elif any(map(open_.fits, joined)):
                parts[c], begun = 0.0, True
            elif open_.ends(text):
                parts[c] = _TOO_EARLY
        is_lexeme = bool(_LEXEME.match(text))
        is_label = text in self._whole and 0.0 in parts.values()
        value = 1.5 if is_label else 1.5 if _NUMBER.fullmatch(text) and not follows else 1.0 if begun else 0.3
        for c, column in enumerate(self.columns):
            if c in parts:
                yield c, parts[c]
            elif self._open[c].ends_amount(text):
                yield c, 0.0
            elif column.value and column.value.fullmatch(text):
                strange = column.lexemes or 0.0 if is_lexeme else 0.0
                yield c, strange + (value if column.value is not NUMBER else 0.0 if float(text) <= 100 else 1.0)

    def _position(self, word: Word, column: int) -> float:
        """How far a word is from where the column's runs begin on its page. Inside a run it may stand left of its place."""
        spans = self._spans.get(word.page)
        if not spans:
            return 0.0
        span, near = spans[column], self._nears[word.page].get(column, 0)
        early = 0.5 * (near - 2 - word.x) if not word.near and word.x < near - 2 else 0.0
        if span is None:
            left = max((s[1] for s in spans[:column] if s), default=-1)
            right = min((s[0] for s in spans[column + 1 :] if s), default=10_000)
            if word.x > right or (not word.near and left > word.x):
                return 3.0
            return min(3.0, 0.5 + early) if word.near or not near else min(3.0, 0.5 + early + min(2.0, 0.07 * max(0, word.x - near)))
        end = word.x + len(word.text) if self.columns[column].value in (MONEY, RATE) else word.x
        far = word.x - span[1] if word.near else max(span[0] - word.x, end - span[1])
        if self.columns[column].value is None:  # centred: a short last line begins further right
            far -= 3 if word.x > span[1] else 1
        elif self.columns[column].value is NUMBER:
            far -= 1
        return min(4.0, 0.5 * max(0, far) + early)


def _others(found: list[tuple[list[Word], list[Way]]]) -> Iterator[dict[int, int]]:
    """Other ways to deal one line or two, cheapest first: by the number of a line that of its way."""
    dearer = sorted((way[0] - ways[0][0], n, k) for n, (_, ways) in enumerate(found) for k, way in enumerate(ways[1:], 1))
    likely = [other for other in dearer[:_MOST_OTHERS] if other[0] < _DEAR]
    pairs = [(a, b) for a, b in combinations(likely[:_MOST_PAIRED], 2) if a[1] != b[1]]
    for others in sorted([*((other,) for other in likely), *pairs], key=_cost_of):
        yield {n: k for _, n, k in others}


def _cost_of(others: tuple[tuple[float, int, int], ...]) -> float:
    return sum(cost for cost, _, _ in others)


def _far(word: Word, begins: float) -> float:
    """How far a word stands from where its column begins; inside a run it may stand left of that."""
    return max(0.0, word.x - begins) if word.near else abs(word.x - begins)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _margin(ways: list[Way]) -> float:
    return ways[1][0] - ways[0][0] if len(ways) > 1 else float("inf")


def _step(before: Word, word: Word, columns: int, column: Column) -> float:
    """The cost of a word so many columns behind the word before it."""
    if columns == 0 and column.lexemes is not None and (_LEXEME.match(word.text) or _CLOSED.fullmatch(before.text)):
        return _TWO_CELLS  # an operator begins a cell, a unit in brackets ends one
    if columns == 0 and column.value is None:  # the labels of two rows can come on one line of the text, other cells seldom
        return 0.5
    if not word.near:
        return 0.0 if columns else 2.5
    if _is_latin(before.text[-1]) and word.text[0].isascii() and word.text[0].isalnum():
        return 0.2 if columns == 0 else 0.9 + 2.0 * (columns - 1)  # GB/T 19001
    if columns == 0:
        if before.text[-1] in _CLOSING or word.text[0] == "(":  # narrow marks leave room that looks like a blank
            return 1.0
        return 2.0 if before.text[-1].isascii() or word.text[0].isascii() else 3.5
    return 2.0 * (columns - 1)
