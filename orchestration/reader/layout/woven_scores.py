"""The table of a self-evaluation in a woven text: rows of the left cells, cells printed apart dealt to them, labels set to rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TypeVar

from orchestration.reader.layout.bands import Cell, Line, Printed, Slot, Word, text_of
from orchestration.reader.layout.woven_apart import TOTALS, Apart, Dealt, tokens_of
from orchestration.reader.layout.woven_rows import (
    LIMITS,
    MOST_ALIKE,
    NEAR,
    POINTS,
    SCORE,
    WEIGHT,
    Cells,
    Grown,
    Limits,
    Piece,
    Search,
    cost_of,
    row_cost,
    texts_of,
)
from orchestration.reader.layout.woven_slots import ACHIEVED, NAMED, PROMISED, REMARKED, Follows, Habit, Written
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.template import LEVEL1_OF, LEVELS
from orchestration.reader.values import points

_COLUMNS = 6
_LABELS = frozenset((*LEVELS, *LEVEL1_OF))
_TOTAL = "总分"
_WAYS = 6  # readings that are kept of the same lines
_ALIKE_DEALT = 3  # that differ only in how cells are dealt to rows
_DEALT = 16  # ways to deal cells to the same rows
_MARGIN = 1.2  # less between the two best readings leaves a row open


@dataclass
class Page:
    """A page of the table: the parts that hold the left cells, and the cells that are printed apart from them."""

    numbers: list[int] = field(default_factory=list)  # of the parts, among those of the form
    printed: list[list[Printed]] = field(default_factory=list)  # their lines
    apart: list[list[Line]] = field(default_factory=list)
    labels: list[Line] = field(default_factory=list)  # of levels, which stand neither beside rows nor between them
    total: list[Word] = field(default_factory=list)  # the label of the row of totals
    totals: list[Cell] = field(default_factory=list)  # its numbers that stand beside the label

    @property
    def parts(self) -> list[list[Line]]:
        """The lines of the left cells."""
        return [[p.line for p in part if p.line.words] for part in self.printed]


@dataclass(frozen=True)
class Scored:
    """A reading of a table, or of its first pages: its rows as lines, their cells, and those that other readings read otherwise.

    The last row may be cut at the end of the pages; it is not yet among the rows.
    """

    cost: float
    pieces: tuple[Piece, ...] = ()
    rows: tuple[Cells, ...] = ()
    open_rows: frozenset[int] = frozenset()
    totals: tuple[Cell, ...] = ()
    cut: Piece | None = None
    parts: tuple[int, ...] = ()  # that hold the left cells, in the order in which they are read


@dataclass(frozen=True)
class _Left:
    """A reading of the left cells of some lines; the last row may be cut at their end."""

    cost: float
    pieces: tuple[Piece, ...] = ()
    is_cut: bool = False


_Reading = TypeVar("_Reading", Scored, _Left)
_Order = tuple[int, ...]  # of the parts of a page
_Starts = tuple[tuple[int, ...], ...]  # of the words of cells


def slots_of(widths: Sequence[int], seen: frozenset[str], follows: Follows) -> list[Slot | None]:
    """What the columns may hold."""
    kinds = (("name", NAMED), ("target", PROMISED), ("actual", ACHIEVED), ("deviation", REMARKED))
    found = [Written(name, k, Habit(k, width=width, seen=seen), follows) for (name, k), width in zip(kinds, widths, strict=True)]
    return [*found[:WEIGHT], None, None, found[3]]


def read_scores(pages: Sequence[Page], empty: Grown) -> list[Scored]:
    """The likeliest readings of a table, cheapest first; none where nothing explains all lines. `empty` as of a search.

    A reading with a row so dear that dearer ones may hide a likelier one is held against those of the next limits.
    """
    best: list[Scored] = []
    for limits in LIMITS:
        found = _read_scores(pages, empty, limits)
        if found and (not best or found[0].cost < best[0].cost):
            best = found
        if best and (limits is not NEAR or max((piece.cost for piece in best[0].pieces), default=0.0) < _HIDING):
            break
    return best


_HIDING = 7.0  # of a row


def _read_scores(pages: Sequence[Page], empty: Grown, limits: Limits) -> list[Scored]:
    ways = [Scored(0.0)]
    first = 0  # line of the page among those of all
    for n, page in enumerate(pages):
        reader = _PageReader(page, empty, limits, first, n == len(pages) - 1)
        longer: list[Scored] = []
        for order in _orders(page):
            own: list[Scored] = []
            for columns in (SCORE, _COLUMNS) if reader.apart.tokens else (_COLUMNS,):  # where scores are printed apart remarks are too
                own = own or [joined for way in ways for joined in reader.joined(way, order, columns)]
            longer += own
        ways = [*_varied(way for way in longer if not way.cut), *_varied(way for way in longer if way.cut)]
        first += sum(len(search.lines) for search in reader.searches)
    return [way for way in ways if not way.cut]


def _orders(page: Page) -> list[_Order]:
    """The orders in which the parts of a page may be read: as they are printed, or one of them further up.

    A tool may print a block of left cells behind those of rows below them, though not the cells right of them. Labels stay in order.
    """
    count = len(page.printed)
    out = [tuple(range(count))]
    if page.apart and count <= _MOST_PARTS:
        labelled = [any(printed.marks for printed in part) for part in page.printed]
        for k, before in combinations(range(count - 1, -1, -1), 2):
            if not (labelled[k] and any(labelled[before:k])):
                out.append((*range(before), k, *range(before, k), *range(k + 1, count)))
    return out


_MOST_PARTS = 6  # whose order is tried
_MOVED = 1.0  # of a part that is read before others that are printed before it


def _cost(way: Scored | _Left) -> float:
    return way.cost


def _cheapest(ways: Iterable[_Reading]) -> list[_Reading]:
    return sorted(ways, key=_cost)[:_WAYS]


def _varied(ways: Iterable[Scored]) -> list[Scored]:
    """The cheapest readings, few of the same lines with other cells dealt to them."""
    out: list[Scored] = []
    alike: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for way in sorted(ways, key=_cost):
        key = (way.parts, *((piece.start, piece.stop, *[len(cell) for cell in piece.cells]) for piece in way.pieces))
        alike[key] += 1
        if alike[key] <= _ALIKE_DEALT:
            out.append(way)
    return out[: 2 * _WAYS]


@dataclass
class _PageReader:
    """Reads a page behind the pages before it. What follows from a row that was cut there is found once, and so are a part's rows."""

    page: Page
    empty: Grown
    limits: Limits
    first: int
    is_last: bool
    searches: list[Search] = field(init=False)  # one for each part
    apart: Apart = field(init=False)
    missing: int = field(init=False)  # how many numbers of the row of totals are printed apart
    known: dict[tuple[_Order, int, _Starts], list[Scored]] = field(default_factory=dict)
    lefts: dict[tuple[object, ...], dict[int, list[_Left]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.searches = [Search(lines, self.empty, self.limits) for lines in self.page.parts]
        self.missing = 2 - len(self.page.totals) if self.page.total else 0
        width = max([w.width for part in self.page.apart for line in part for w in line.words], default=0)
        self.apart = Apart([token for part in self.page.apart for token in tokens_of(part, width)], self.missing)

    def joined(self, before: Scored, order: _Order, columns: int) -> list[Scored]:
        """The readings of the pages before, longer by this one: its parts in an order, their first columns; the others stand apart."""
        key = order, columns, _starts(before.cut)
        if key not in self.known:
            self.known[key] = self._read(before.cut, order, columns)
        count = len(before.rows)
        moved = _MOVED * any(a > b for a, b in pairwise(order))
        parts = (*before.parts, *(self.page.numbers[k] for k in order))
        return [
            Scored(
                before.cost + own.cost + moved,
                (*before.pieces, *own.pieces),
                (*before.rows, *own.rows),
                before.open_rows | {count + n for n in own.open_rows},
                (*before.totals, *own.totals),
                own.cut,
                parts,
            )
            for own in self.known[key]
        ]

    def _read(self, above: Piece | None, order: _Order, columns: int) -> list[Scored]:
        """The readings of the page by itself, behind a row that was cut."""
        rests = _rests(above, [cell.slot for cell in self.empty])
        lefts = self._lefts(above, order, columns)
        out: list[Scored] = []
        for is_cut in (False, True):
            own = [left for left in lefts if left.is_cut == is_cut][:_WAYS]
            found: list[tuple[float, _Left, Dealt]] = []
            for left in [left for left in own if left.cost < own[0].cost + _OUTDONE]:
                ways = self.apart.deal(
                    [piece.cells for piece in left.pieces], _going_on(above, left.pieces[0].cells, rests) if above else {}
                )
                found += [(left.cost + dealt.cost, left, dealt) for dealt in ways[:_DEALT]]
            out += _varied(self._judged(sorted(found, key=cost_of)))
        return out

    def _judged(self, found: Sequence[tuple[float, _Left, Dealt]]) -> list[Scored]:
        """The readings, those rows open that another one which is about as cheap reads otherwise."""
        out = []
        agreed = set(found[0][2].texts) if found else set()  # rows of all readings that are about as cheap or cheaper
        near = 0
        for cost, left, dealt in found:
            if cost > found[0][0] + _OUTDONE:
                break
            while near < len(found) and found[near][0] < cost + _MARGIN:
                agreed &= set(found[near][2].texts)
                near += 1
            doubts = frozenset(n for n, texts in enumerate(dealt.texts) if texts not in agreed)
            totals = (*self.page.totals, *dealt.totals)
            if left.is_cut:
                cut = left.pieces[-1]._replace(cells=dealt.rows[-1])
                out.append(Scored(cost, left.pieces[:-1], dealt.rows[:-1], doubts - {len(dealt.rows) - 1}, totals, cut))
            else:
                out.append(Scored(cost, left.pieces, dealt.rows, doubts, totals))
        return out

    def _lefts(self, above: Piece | None, order: _Order, columns: int) -> list[_Left]:
        """The cheapest ways to read the left cells as rows that lack as many numbers as are printed apart."""
        wanted = sum(token.is_number for token in self.apart.tokens) - self.missing
        if above and not order:
            return [] if wanted else [_Left(row_cost(texts_of(above.cells)), (above,))]
        ways: dict[int, list[_Left]] = {0: [_Left(0.0)]}
        first = self.first
        for n, k in enumerate(order):
            search, cut = self.searches[k], above if n == 0 else None
            may_be_cut = not self.is_last and n == len(order) - 1
            key = k, columns, _starts(cut), may_be_cut, first
            if key not in self.lefts:
                self.lefts[key] = _lefts_in(search, columns, cut, may_be_cut, first, wanted)
            first += len(search.lines)
            longer: dict[int, list[_Left]] = {}
            for lacking, found in ways.items():
                for more, following in self.lefts[key].items():
                    if lacking + more <= wanted:
                        both = [_Left(a.cost + b.cost, (*a.pieces, *b.pieces), b.is_cut) for a in found for b in following]
                        longer.setdefault(lacking + more, []).extend(both)
            ways = {lacking: _best(found) for lacking, found in longer.items()}
        return sorted(ways.get(wanted, []), key=_cost)


def _starts(cut: Piece | None) -> _Starts:
    """Where the words of a row stand that was cut: of two with the same words the cheaper one comes first."""
    return tuple([tuple([w.start for w in cell]) for cell in cut.cells]) if cut else ()


def _rests(cut: Piece | None, slots: Sequence[Slot | None]) -> dict[int, Slot]:
    """The columns in which a row that was cut may go on: those of its tallest cells."""
    if not cut:
        return {}
    tallest = max(len(cell) for cell in cut.cells)
    return {column: slot for column, slot in enumerate(slots) if slot and len(cut.cells[column]) >= max(tallest - 1, 1)}


def _going_on(cut: Piece, cells: Cells, rests: dict[int, Slot]) -> dict[int, Slot]:
    """The columns of a row that was cut whose rest may be printed apart: those without a line on this page."""
    return {n: slot for n, slot in rests.items() if cells[n] == cut.cells[n]}


def _best(found: Sequence[_Left]) -> list[_Left]:
    return [*_cheapest(way for way in found if not way.is_cut), *_cheapest(way for way in found if way.is_cut)]


def _lefts_in(search: Search, columns: int, above: Piece | None, may_be_cut: bool, first: int, most: int) -> dict[int, list[_Left]]:
    """The ways to read the lines of a part as rows, by how many numbers these lack, which are `most` at most."""
    end = len(search.lines)
    ways: dict[int, dict[int, list[_Left]]] = {}
    if above:
        rests = _rests(above, search.slots)
        for piece in search.rests(above):
            whole = piece._replace(stop=first + piece.stop)
            ended = search.ended(piece.cells, _going_on(above, piece.cells, rests))
            cost = piece.cost - above.cost + ended + row_cost(texts_of(piece.cells))
            ways.setdefault(piece.stop, {}).setdefault(0, []).append(_Left(cost, (whole,)))
        cost = search.ended(above.cells, rests) + row_cost(texts_of(above.cells))  # what is left of it is printed apart
        ways.setdefault(0, {}).setdefault(0, []).append(_Left(cost, (above,)))
    else:
        ways[0] = {0: [_Left(0.0)]}
    out: dict[int, list[_Left]] = {}
    for start in range(end):
        if start not in ways:
            continue
        here = {lacking: _best(found) for lacking, found in ways[start].items()}
        least = min(found[0].cost for found in here.values())
        if any(way.cost + _OUTDONE < least for stop, others in ways.items() if stop > start for found in others.values() for way in found):
            continue
        pieces = search.centred(start, columns)
        if most > 1:
            pieces = [*pieces, *search.centred(start, WEIGHT)]
        elif search.level:
            pieces = [*pieces, *search.topped(start)]
        for piece in [*_likely(pieces), *(search.cut(start, columns) if may_be_cut else ())]:
            more = 2 - bool(piece.cells[WEIGHT]) - bool(piece.cells[SCORE])
            row = piece._replace(start=first + start, stop=first + piece.stop)
            for lacking, found in here.items():
                if lacking + more > most:
                    continue
                own = out if piece.is_cut else ways.setdefault(piece.stop, {})
                price = piece.cost + _CUT * piece.is_cut
                longer = [_Left(way.cost + price, (*way.pieces, row), piece.is_cut) for way in found]
                own.setdefault(lacking + more, []).extend(longer)
    for lacking, found in ways.get(end, {}).items():
        out.setdefault(lacking, []).extend(found)
    return {lacking: _best(found) for lacking, found in out.items()}


def _likely(pieces: Iterable[Piece]) -> list[Piece]:
    """The cheapest rows of those that end at the same line."""
    by_stop: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_stop.setdefault(piece.stop, []).append(piece)
    return [piece for found in by_stop.values() for piece in sorted(found, key=lambda p: p.cost)[:MOST_ALIKE]]


_OUTDONE = 3.5  # so much cheaper another reading is that reaches further
_CUT = 0.5  # of a row that is parted by the end of a page


# ------------------------------------------------------------------------------------------------------------- pages


def pages_of(parts: Sequence[tuple[int, Sequence[Printed]]]) -> list[Page]:
    """The pages of a table from its parts, each with the number of its page."""
    pages: dict[int, Page] = {}
    for number, (page_number, lines) in enumerate(parts):
        page = pages.setdefault(page_number, Page())
        rest = []
        is_behind = False
        for printed in lines:
            words = printed.line.words
            if words and words[0].text == _TOTAL and not printed.marks:
                page.total.append(words[0])
                page.totals += [(w,) for w in words[1:]]
                is_behind = True
            elif is_behind and all(TOTALS.fullmatch(w.text) for w in words):
                page.totals += [(w,) for w in words]
            else:
                rest.append(printed)
        own = [printed.line for printed in rest if printed.line.words]
        if text_of([w for line in own for w in line.words]) in _LABELS:
            page.labels += own
        elif own and (beside := _beside_labels(rest)):
            page.numbers.append(number)
            page.printed.append([printed for printed in rest if printed.marks])
            page.apart.append(beside)
        elif own and _holds_rows(rest):
            page.numbers.append(number)
            page.printed.append(rest)
        elif own:
            page.apart.append(own)
        elif rest:
            page.numbers.append(number)
            page.printed.append(rest)
    return [page for _, page in sorted(pages.items())]


def _beside_labels(lines: Sequence[Printed]) -> list[Line]:
    """The right cells of a part that holds none of the left ones beside its labels: a text with its weight."""
    own = [printed.line for printed in lines if printed.line.words]
    if len(own) == len(lines) or any(printed.marks and printed.line.words for printed in lines):
        return []
    are_right = all(POINTS.fullmatch(line.words[-1].text) and len(line.words) <= 2 for line in own)
    return own if are_right and not any(kind_of(line.words[0].text) == "lexeme" for line in own) else []


def _holds_rows(lines: Sequence[Printed]) -> bool:
    """Whether a part of a page holds left cells: labels lead some, there is a target, or text stands beside text."""
    return any(
        printed.marks
        or any(kind_of(w.text) == "lexeme" for w in printed.line.words)
        or sum(not POINTS.fullmatch(w.text) for w in printed.line.words) > 1
        for printed in lines
    )


def typical_width(words: Iterable[Word]) -> int:
    """How wide most full lines of text are: the width that most long ones have."""
    widths = Counter(w.width for w in words if w.width >= _LEAST and not w.narrow)
    return widths.most_common(1)[0][0] if widths else 0


def lines_that_follow(tables: Iterable[Sequence[Word]]) -> Follows:
    """Pairs of long lines of which the second one stands soon behind the first, wherever that stands: text that is printed often."""
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in tables:
        for n, word in enumerate(words):
            if word.width >= _LEAST and points(word.text) is None:
                alone[word.text] += 1
                pairs.update({(word.text, other.text) for other in words[n + 1 : n + _SOON] if points(other.text) is None})
    out: dict[str, set[str]] = {}
    for (first, second), count in pairs.items():
        if count > 1 and count >= _OFTEN * alone[first]:
            out.setdefault(first, set()).add(second)
    return out


_LEAST = 6
_SOON = 9
_OFTEN = 0.7
