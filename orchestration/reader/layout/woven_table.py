"""The table of indicators of a woven text: labels of levels are taken out of the lines, rows found, and each label set to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby, pairwise, product, takewhile
from typing import NamedTuple

from orchestration.reader.layout.bands import NEVER, Cell, Line, Printed, Slot, Word, bands_from, empty_cells, text_of
from orchestration.reader.layout.wording import PAIRS
from orchestration.reader.layout.woven_scores import Page, lines_that_follow, pages_of, read_scores, slots_of, typical_width
from orchestration.reader.layout.woven_slots import NAMED, PROMISED, Described, Elsewhere, Habit
from orchestration.reader.table.levels import hint_cost
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.template import EVALUATION, LEVEL1_OF, LEVELS, RANK, Template
from orchestration.reader.values import lexeme

_SIDE = ("绩效指标", "年度绩效指标")
_WORST = 4.0  # no row that costs more is believed
_LOOSE = 0.4  # how much further apart rows may stand than lines, in half lines


@dataclass
class Mark:
    """A label of the levels or of the side: its words and the part that they are printed in."""

    label: str
    part: int
    words: list[Word] = field(default_factory=list)


@dataclass
class Indicators:
    """The rows of a table as rows of cells, and what is left open: a code, a message, the words that it is about."""

    rows: list[list[Cell]]
    doubts: list[tuple[str, str, list[Word]]]


@dataclass
class _Table:
    """A table while it is read."""

    template: Template
    wrap: tuple[str, ...]  # forms whose labels are wrapped alike have columns as wide as each other
    pages: list[int]  # of the parts
    printed: list[list[Printed]]
    marks: list[Mark]
    parts: list[_PartRows] = field(default_factory=list)
    found: list[Found] | None = None
    total: list[Cell] = field(default_factory=list)  # the row of totals of a self-evaluation


def read_tables(forms: Sequence[tuple[Template, tuple[str, ...], list[list[Line]]]], seen: frozenset[str]) -> list[Indicators | None]:
    """The tables of the forms of a report; what is read beyond doubt in one of them helps with the others."""
    tables = []
    for template, wrap, parts in forms:
        lines = in_order_of_levels(parts)
        taken = take_labels(lines)
        tables.append(_Table(template, wrap, [part[0].page for part in lines], *taken) if taken else None)
    _read_evaluations([table for table in tables if table and table.template is EVALUATION], seen)
    for table in tables:
        if table and table.template is not EVALUATION:
            slots = _slots([Habit(NAMED, seen=seen), Habit(PROMISED, seen=seen)])
            table.parts = [_PartRows.of(part, slots, 1, len(table.printed) > 1) for part in table.printed]
            table.found = _read(table, table.parts, slots)
    told = _Told([table for table in tables if table and table.parts], seen)
    habits = [told.habits(table) if table and table.parts else [] for table in tables]
    out: list[Indicators | None] = []
    for table, own in zip(tables, habits, strict=True):
        if table and table.parts:
            slots = _slots(own)
            table.found = _read(table, [part.at_cost(slots, 1) for part in table.parts], slots)
        out.append(rows_of_cells(table.marks, table.found, table.total) if table and table.found else None)
    return out


def _read_evaluations(tables: Sequence[_Table], seen: frozenset[str]) -> None:
    """The rows of the tables of self-evaluations: cells are told first, and labels set to whole rows."""
    words = [[w for part in table.printed for p in part for w in p.line.words] for table in tables]
    slots = slots_of([typical_width([w for own in words for w in own])] * 4, seen, lines_that_follow(words))
    for table in tables:
        pages = pages_of(list(zip(table.pages, table.printed, strict=True)))
        if any(page.total for page in pages):
            _read_evaluation(table, pages, slots)


def _read_evaluation(table: _Table, pages: Sequence[Page], slots: Sequence[Slot | None]) -> None:
    printed = {n: part for page in pages for n, part in zip(page.numbers, page.printed, strict=True)}
    table.marks += [Mark(text_of(line.words), 0, list(line.words)) for page in pages for line in page.labels]
    best = NEVER
    for scored in read_scores(pages, slots):
        rows = [
            Row(piece.start, piece.stop, cells, 0.0, is_doubtful=n in scored.open_rows, is_cut=piece.is_cut)
            for n, (piece, cells) in enumerate(zip(scored.pieces, scored.rows, strict=True))
        ]
        place = {n: k for k, n in enumerate(scored.parts)}
        marks = [replace(mark, part=place.get(mark.part, 0)) for mark in table.marks]
        own, numbers = [printed[n] for n in scored.parts], [table.pages[n] for n in scored.parts]
        runs = read_runs(own, numbers, marks, rows, scored.pieces[-1].stop) if rows else None
        if runs and scored.cost + _PLACED * runs.cost < best:
            best = scored.cost + _PLACED * runs.cost
            table.found = runs.found
            label = tuple(w for page in pages for w in page.total)
            table.total = [(), label, (), (), (), (), *scored.totals, ()]


_PLACED = 0.3  # where labels stand says less of a reading than what its cells hold


class _Told:
    """What the rows of a report that are read beyond doubt tell of the columns of its tables."""

    def __init__(self, tables: Sequence[_Table], seen: frozenset[str]) -> None:
        self.seen = seen
        self.texts = (Counter[str](), Counter[str]())
        alike: dict[tuple[str, ...], list[Row]] = {}
        for table in tables:
            rows = _sure_rows(table)
            alike.setdefault(table.wrap, []).extend(rows)
            for n in (0, 1):
                self.texts[n].update({row.texts[n] for row in rows})
        self.widths = {wrap: [_width(rows, n) for n in (0, 1)] for wrap, rows in alike.items()}

    def habits(self, table: _Table) -> list[Habit]:
        """Of the columns of a table: how wide they are where labels are wrapped alike, and the texts that other forms have there."""
        rows = _sure_rows(table)
        elsewhere = [Elsewhere(self.texts[n], {row.texts[n] for row in rows}) for n in (0, 1)]
        widths = self.widths[table.wrap]
        return [Habit(kinds, *widths[n], elsewhere[n], elsewhere[1 - n], self.seen) for n, kinds in enumerate((NAMED, PROMISED))]


def _sure_rows(table: _Table) -> list[Row]:
    return [found.row for found in table.found or () if not found.is_open]


def _width(rows: Sequence[Row], column: int) -> tuple[int, bool]:
    """How wide the widest line of a column is, and whether lines as wide are full ones."""
    words = [(w, k + 1 < len(row.cells[column])) for row in rows for k, w in enumerate(row.cells[column])]
    wide = max((w.width for w, _ in words if not w.narrow), default=0)
    # Lines of text that are as wide as each other and wider than all others are full ones; of names only wrapped ones tell.
    is_widest = all(w.width <= wide + 2 for w, _ in words)
    is_full = any(goes_on and w.width >= wide - 1 for w, goes_on in words)
    is_full |= column > 0 and is_widest and sum(w.width == wide and not w.narrow for w, _ in words) > 1
    return wide, is_full


def _slots(habits: Sequence[Habit]) -> list[Slot]:
    return [Described("name", habits[0]), Described("target", habits[1])]


class _Reading(NamedTuple):
    """A reading of the first parts of a table: its rows as far as they may be, and the row that the page ends inside."""

    cost: float
    rows: list[Row]
    kept: list[int]  # the parts that hold the first columns
    cut: Row | None = None


def _read(table: _Table, parts: Sequence[_PartRows], slots: Sequence[Slot]) -> list[Found] | None:
    """The rows of a table and their labels."""
    ways: list[list[_Reading]] = [[_Reading(0.0, [], [])]]  # by the number of parts: the best reading, and those whose last row is cut
    for stop in range(1, len(parts) + 1):
        whole: list[_Reading] = []
        torn: list[_Reading] = []
        for start in range(stop):
            for before in ways[start]:
                first = sum(parts[n].count for n in before.kept)
                for cut in range(start + 1, stop + 1) if stop - start <= _MOST_PARTS else ():
                    left, right = parts[start:cut], parts[cut:stop]
                    found = _behind(before.cut, left, right, first, slots) if before.cut else _together(left, right, first)
                    if found is not None:
                        # Where the rest stands apart from the lines that are counted no row may end with the page instead.
                        above = [r for r in before.rows if not (before.cut and right) or r.stop <= before.cut.start]
                        whole.append(_Reading(before.cost + found[0], [*above, *found[1]], [*before.kept, *range(start, cut)]))
                if start == stop - 1 and stop < len(parts) and table.pages[start] != table.pages[stop] and not before.cut:
                    torn += _torn(before, parts[start], start, first)
        whole.sort(key=_cost_of)
        if len(whole) > 1 and whole[1].cost - whole[0].cost < _MARGIN:  # it is open which columns the parts hold
            whole[0] = whole[0]._replace(rows=[replace(row, is_doubtful=True) for row in whole[0].rows])
        ways.append([*whole[:1], *torn])
    best = next((way for way in ways[-1] if way.cut is None), None)
    if best is None:
        return None
    edges, kept = best.rows, best.kept
    end = sum(parts[n].count for n in kept)
    place = {n: k for k, n in enumerate(kept)}
    marks = [replace(mark, part=place[mark.part]) for mark in table.marks]
    printed = [table.printed[n] for n in kept]
    runs = read_runs(printed, [table.pages[n] for n in kept], marks, edges, end)
    if runs and any(_is_column_of_labels(lines, marks) for lines in printed):
        return [replace(found, is_run_open=True) for found in runs.found]
    return runs.found if runs else None


def _torn(before: _Reading, part: _PartRows, number: int, first: int) -> Iterator[_Reading]:
    """The readings of a part whose last row the end of the page cuts."""
    rows = _moved(part.whole, first)
    for cut in part.cut:
        if ways := _by_count(part.whole, int(cut.start)):
            cost = before.cost + min(found[0][0] for found in ways.values()) + cut.order + _CUT
            yield _Reading(cost, [*before.rows, *rows], [*before.kept, number], replace(cut, start=cut.start + first))


_CUT = 0.5  # of a row that is parted by the end of a page


def _behind(
    cut: Row, left: Sequence[_PartRows], right: Sequence[_PartRows], first: int, slots: Sequence[Slot]
) -> tuple[float, list[Row]] | None:
    """As `_together`, of parts whose first lines are the rest of a row that the page before ends inside."""
    out: list[tuple[float, list[Row]]] = []
    if len(left) == 1 and not right:
        for count, cells in _rests(cut, left[0].lines, range(len(slots))):
            if ways := _by_count(left[0].whole, left[0].count, count):
                row = _joined_row(cut, cells, first + count, slots)
                out.append((row.cost + min(found[0][0] for found in ways.values()), [row]))
        rows = [row for _, own in out for row in own]
        return (min(cost for cost, _ in out), [*rows, *_moved(left[0].whole, first)]) if out else None
    for a, names in ((0, cut.cells), *_rests(cut, left[0].lines, (0,))) if right else ():
        for b, cells in _rests(replace(cut, cells=names), right[0].lines, range(1, len(slots)), len(cut.cells[0])):
            row = _joined_row(cut, cells, first + a, slots)
            if found := _side_by_side(_joined(left, "left", a), _joined(right, "right", b), first):
                out.append((row.cost + found[0] + len(left) + len(right) - 1, [row, *found[1]]))
    return min(out, key=_cost_of) if out else None


def _rests(cut: Row, lines: Sequence[Line], columns: Sequence[int], least: int = 0) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """How the cells of some columns of a cut row may go on with the first lines of the next page: the lines, and the cells with them.

    A cell goes on that reached the end of the page, so that none before it is taller; `least` as one left of it is. Two lines of it
    stand on the next page at least.
    """
    tallest = max(least, *(len(cell) for cell in cut.cells))
    going_on = [column for column in columns if len(cut.cells[column]) >= tallest]
    states = [cut.cells]
    for n, line in enumerate(lines[:_MOST_REST]):
        if not going_on or len(line.words) > len(going_on):
            return
        places = list(combinations(going_on, len(line.words)))
        states = [_with_words(cells, chosen, line.words) for cells in states for chosen in places]
        if n:
            yield from ((n + 1, cells) for cells in states)


_MOST_REST = 7  # lines


def _with_words(cells: tuple[Cell, ...], columns: Sequence[int], words: Sequence[Word]) -> tuple[Cell, ...]:
    added = dict(zip(columns, words, strict=True))
    return tuple((*cell, added[n]) if n in added else cell for n, cell in enumerate(cells))


def _joined_row(cut: Row, cells: tuple[Cell, ...], stop: float, slots: Sequence[Slot]) -> Row:
    """The row that a cut one is with its rest: open, since no line says where it ends."""
    return Row(
        cut.start, stop, cells, sum(slot.whole(cell) for slot, cell in zip(slots, cells, strict=True)), is_doubtful=True, is_cut=True
    )


_MOST_PARTS = 6  # of a page, whose columns are printed apart


@dataclass(frozen=True)
class _PartRows:
    """The rows that a part of a page may hold: whole ones, their first columns only, and their last columns only."""

    lines: list[Line]
    whole: list[Row]
    left: list[Row]
    right: list[Row]
    cut: list[Row]  # that the page may end inside

    @property
    def count(self) -> int:
        """Of its lines."""
        return len(self.lines)

    @staticmethod
    def of(printed: Sequence[Printed], slots: Sequence[Slot], cut: int, is_split: bool) -> _PartRows:
        """The rows of a part, in columns apart where the page is split; where labels are printed the first columns are."""
        lines = [p.line for p in printed if p.line.words]
        left = rows_in(lines, slots[:cut]) if is_split else []
        right = rows_in(lines, slots[cut:]) if is_split and not any(p.marks for p in printed) else []
        return _PartRows(lines, rows_in(lines, slots), left, right, _cut_rows(lines, slots) if is_split else [])

    def at_cost(self, slots: Sequence[Slot], cut: int) -> _PartRows:
        """The same rows with what other slots say of their cells."""
        whole, left, right = _priced(self.whole, slots), _priced(self.left, slots[:cut]), _priced(self.right, slots[cut:])
        return _PartRows(self.lines, whole, left, right, self.cut)


def _cut_rows(lines: Sequence[Line], slots: Sequence[Slot]) -> list[Row]:
    """The rows that the end of a page may cut: their cells begin at one height, and go on on the next page."""
    empty = empty_cells(slots)
    out = []
    for start in range(max(0, len(lines) - _MOST_CUT), len(lines)):
        for band in bands_from(lines[start:], 0, empty, 2 * _WORST, aligned=True):
            if all(band.cells):
                held = sum(begun.whole(cell) for begun, cell in zip(empty, band.cells, strict=True))
                out.append(Row(start, len(lines), band.cells, band.cost, max(0.0, band.cost - held)))
    return out


_MOST_CUT = 8  # lines


def _priced(rows: Sequence[Row], slots: Sequence[Slot]) -> list[Row]:
    known: dict[tuple[int, ...], float] = {}

    def price(slot: int, cell: Cell) -> float:
        key = (slot, *[w.start for w in cell])
        if key not in known:
            known[key] = slots[slot].whole(cell)
        return known[key]

    return [replace(row, cost=row.order + sum(price(n, cell) for n, cell in enumerate(row.cells))) for row in rows]


def _together(left: Sequence[_PartRows], right: Sequence[_PartRows], first: int) -> _Way | None:
    """What the rows of some parts cost, and all that they may be: whole rows of one part, or first and last columns apart."""
    if len(left) == 1 and not right:
        ways = _by_count(left[0].whole, left[0].count)
        return (min(found[0][0] for found in ways.values()), _moved(left[0].whole, first)) if ways else None
    found = _side_by_side(_joined(left, "left"), _joined(right, "right"), first)
    return (found[0] + len(left) + len(right) - 1, found[1]) if found else None


def _side_by_side(names: dict[int, list[_Way]], values: dict[int, list[_Way]], first: int) -> _Way | None:
    """The cheapest rows of first columns and of last ones that are as many as each other."""
    found = [(a + b, n, v) for k in names.keys() & values.keys() for a, n in names[k] for b, v in values[k]]
    if not found:
        return None
    cost, *best = min(found, key=lambda way: way[0])
    rows = [_beside(a, b) for a, b in zip(*best, strict=True)]
    near = [{_beside(a, b).texts for a, b in zip(n, v, strict=True)} for c, n, v in found if c - cost < _MARGIN]
    rows = [replace(row, is_doubtful=any(row.texts not in other for other in near)) for row in rows]
    return cost, _moved(rows, first)


def _beside(first: Row, last: Row) -> Row:
    """One row of the cells of its first columns and of its last ones."""
    return Row(first.start, first.stop, (*first.cells, *last.cells), first.cost + last.cost)


def _joined(parts: Sequence[_PartRows], columns: str, start: int = 0) -> dict[int, list[_Way]]:
    """By the number of rows the cheapest ones of parts one behind the other, from a line of the first one on."""
    ways: dict[int, list[_Way]] = {0: [(0.0, [])]}
    first = 0
    for part in parts:
        longer: dict[int, list[_Way]] = {}
        for count, found in ways.items():
            for more, following in _by_count(getattr(part, columns), part.count, 0 if first else start).items():
                own = longer.setdefault(count + more, [])
                own += [(a + b, [*above, *_moved(below, first)]) for a, above in found for b, below in following]
        ways = {count: sorted(found, key=_cost_of)[:_WAYS] for count, found in longer.items()}
        first += part.count
    return ways


def _moved(rows: Sequence[Row], first: int) -> list[Row]:
    return [replace(row, start=row.start + first, stop=row.stop + first) for row in rows] if first else list(rows)


# Name and target. Which row a remark or a score belongs to is told by its place among others, and no such text proves it.
_SURE_CELLS = 2


def rows_of_cells(marks: Sequence[Mark], rows: Sequence[Found], total: list[Cell]) -> Indicators:
    """Rows of cells: the label beside the table, the labels of levels where their rows begin, the cells of the row."""
    by_label = {mark.label: tuple(mark.words) for mark in marks}
    out = Indicators([], [])
    shown: set[str] = set()

    def label(text: str) -> Cell:
        if text in shown:
            return ()
        shown.add(text)
        return by_label.get(text, ())

    for found in rows:
        level = marks[found.mark].label
        side = label(_SIDE[0]) or label(_SIDE[1])
        level1 = label(LEVEL1_OF.get(level, level))
        out.rows.append([side, level1, label(level) if level in LEVEL1_OF else (), *found.row.cells])
        name = text_of(found.row.cells[0])[:30]
        words = [w for cell in found.row.cells for w in cell]
        if found.is_open or len(found.row.cells) > _SURE_CELLS:
            out.doubts.append(("pairing_ambiguous", f"the text leaves open which lines are cells of the row: {name}", words))
        if found.is_run_open:
            out.doubts.append(("level2_ambiguous", f"the places of the labels leave open which one covers the row: {name}", words))
    out.rows += [total] if total else []
    return out


# ------------------------------------------------------------------------------------------------------------ labels


def in_order_of_levels(parts: Sequence[list[Line]]) -> list[list[Line]]:
    """The parts of a table, on each page those behind the others whose labels come behind theirs in the order of the levels.

    A tool may print a block of rows behind rows that stand below it. A part without labels stays behind the one it is printed behind,
    or follows the label that is printed alone before it. Where the labels make no order the parts stay as they are printed.
    """
    out: list[list[Line]] = []
    for _, group in groupby(parts, key=lambda part: part[0].page):
        blocks: list[tuple[list[int], list[list[Line]]]] = []  # ranks of labels, and parts
        for part in group:
            ranks = _ranks(part)
            if not ranks and blocks:
                blocks[-1][1].append(part)
            else:
                blocks.append((ranks, [part]))
        ordered = sorted(blocks, key=lambda block: block[0][:1])
        ranks = [rank for own, _ in ordered for rank in own]
        out += [part for _, own in (ordered if ranks == sorted(set(ranks)) else blocks) for part in own]
    return out


def _ranks(part: list[Line]) -> list[int]:
    """The places of a part's labels of 二级指标 in the order of the levels."""
    taken = take_labels([part])
    return [RANK[mark.label] for mark in taken[1] if mark.label in RANK] if taken else []


def take_labels(parts: Sequence[Sequence[Line]]) -> tuple[list[list[Printed]], list[Mark]] | None:
    """The printed lines without the labels at their beginnings, which are wrapped alike all through a column; None without a way."""
    best: tuple[tuple[int, ...], list[list[Printed]], list[Mark]] | None = None
    texts = {w.text for lines in parts for line in lines for w in line.words}
    alone = {lines[0].words[0].text for lines in parts if len(lines) == 1 == len(lines[0].words)}
    leading = [[_may_lead(line, lines[n + 1 :], alone) for n, line in enumerate(lines)] for lines in parts]
    for widths in product(*(_widths(labels, own, texts) for labels, own in zip(_COLUMNS, _WIDTHS, strict=True))):
        found = _take(parts, leading, widths)
        if found is None:
            continue
        merit = (sum(len(m.words) for m in found[1]), *widths)
        if best is None or merit > best[0]:
            best = (merit, *found)
    return best and ([_with_ends(printed) for printed in best[1]], best[2])


_COLUMNS = (_SIDE, tuple(LEVELS), tuple(LEVEL1_OF))
_WIDTHS = ((4, 2, 1), (5, 4, 3, 2), (9, 8, 7, 6, 5, 4, 3, 2))  # of the columns in characters, the likeliest of as good ones first


def _widths(labels: Sequence[str], widths: Sequence[int], texts: Container[str]) -> list[int]:
    """The widths at which a line of some label is printed, and the first of the others: they all take no label."""
    is_used = {width: any(label[:width] in texts for label in labels) for width in widths}
    return [*(width for width in widths if is_used[width]), *[width for width in widths if not is_used[width]][:1]]


def _take(
    parts: Sequence[Sequence[Line]], leading: Sequence[Sequence[bool]], widths: tuple[int, ...]
) -> tuple[list[list[Printed]], list[Mark]] | None:
    marks: list[Mark] = []
    last = [-1, -1, -1]  # of each column: the number of its last label
    rest: list[list[str]] = [[], [], []]  # of each column: what is still to come of that label
    current = [-1, -1, -1]  # and its mark
    out: list[list[Printed]] = []
    for part, lines in enumerate(parts):
        printed: list[Printed] = []
        for number, (line, may_lead) in enumerate(zip(lines, leading[part], strict=True)):
            if not may_lead:
                printed.append(Printed((), Line(line.words)))
                continue
            at, column = 0, 0
            here: list[int] = []
            while at < len(line.words) and column < len(_COLUMNS):
                text = line.words[at].text
                if rest[column] and rest[column][0] == text:
                    rest[column].pop(0)
                elif (
                    not rest[column]
                    and (n := _next_label(_COLUMNS[column], last[column], text, widths[column])) is not None
                    and not (not here and _is_line_of_name(line, _cut(_COLUMNS[column][n], widths[column]), lines[number + 1 :]))
                ):
                    last[column] = n
                    rest[column] = _cut(_COLUMNS[column][n], widths[column])[1:]
                    current[column] = len(marks)
                    marks.append(Mark(_COLUMNS[column][n], part))
                else:
                    column += 1
                    continue
                marks[current[column]].words.append(line.words[at])
                here.append(current[column])
                at, column = at + 1, column + 1
            printed.append(Printed(tuple(here), Line(line.words[at:], bool(here))))
        out.append(printed)
    return None if any(rest) else (_with_late_labels(out, marks), marks)


def _is_line_of_name(line: Line, pieces: Sequence[str], following: Sequence[Line]) -> bool:
    """Whether a line that begins like a label and leads a target is of a name: the label begins again before its second line (服务对象)."""
    if len(pieces) == 1 or len(line.words) == 1 or kind_of(line.words[1].text) != "lexeme":
        return False
    for other in following:
        leading = [word.text for word in takewhile(lambda word: word.text in PIECES_OF_LABELS, other.words)]
        if pieces[0] in leading or pieces[1] in leading:
            return pieces[0] in leading
    return False


def _with_late_labels(parts: list[list[Printed]], marks: list[Mark]) -> list[list[Printed]]:
    """The lines, one that holds nothing but a label of 一级指标 marked where those of its 二级指标 are printed and it is not.

    The marks grow by it: a tool may print a label behind those that stand below it.
    """
    found = {mark.label for mark in marks}
    missing = {LEVEL1_OF[label] for label in found if label in LEVEL1_OF} - found
    for part, lines in enumerate(parts):
        for n, p in enumerate(lines):
            if not p.marks and len(p.line.words) == 1 and p.line.words[0].text in missing:
                missing.remove(p.line.words[0].text)
                marks.append(Mark(p.line.words[0].text, part, [p.line.words[0]]))
                lines[n] = Printed((len(marks) - 1,), Line((), True))
    return parts


PIECES_OF_LABELS = frozenset(
    text[a:b] for text in (*_SIDE, *LEVELS, *LEVEL1_OF) for a in range(len(text)) for b in range(a + 1, len(text) + 1)
)


def _may_lead(line: Line, following: Sequence[Line], alone: Container[str]) -> bool:
    """Whether a label may stand at the beginning of a line, however wide its column is."""
    return line.words[0].text in PIECES_OF_LABELS and not _is_name(line, following, alone)


def _is_name(line: Line, following: Sequence[Line], alone: Container[str]) -> bool:
    """Whether a line that begins like a label begins a name: the label itself is printed further below, before text, or apart, alone."""
    text = line.words[0].text
    if text not in LEVEL1_OF or (len(line.words) > 1 and kind_of(line.words[1].text) != "lexeme"):
        return False
    if len(line.words) > 1 and text in alone:
        return True
    return any(w.text == text and kind_of(v.text) == "text" for other in following for w, v in pairwise(other.words[:4]))


def _with_ends(printed: Sequence[Printed]) -> list[Printed]:
    """The lines, of which those end early that a label follows or leads: such a line says nothing of what stands beside it."""
    out = []
    for n, p in enumerate(printed):
        words = p.line.words
        if words and any(q.marks for q in printed[n : n + 4]):
            words = (*words[:-1], replace(words[-1], ends_line=False))
        out.append(Printed(p.marks, replace(p.line, words=words)))
    return out


def _next_label(labels: Sequence[str], last: int, text: str, width: int) -> int | None:
    return next((n for n in range(last + 1, len(labels)) if labels[n][:width] == text), None)


def _cut(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]


# -------------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one indicator and the lines that they are read from, counted over the table without lines that hold labels only."""

    start: float
    stop: float
    cells: tuple[Cell, ...]
    cost: float
    order: float = 0.0  # what of it their order costs, not what they hold
    is_doubtful: bool = False  # whether other cells would do as well
    is_cut: bool = False  # whether the end of a page parts it

    @property
    def height(self) -> int:
        """In lines."""
        return max(len(cell) for cell in self.cells)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the cells hold."""
        return tuple(text_of(cell) for cell in self.cells)


def rows_in(lines: Sequence[Line], slots: Sequence[Slot]) -> list[Row]:
    """All rows that some lines may hold, in the order of their starts.

    A label between two rows may lead a printed line that holds words of both: a row may end or begin inside such a line.
    """
    halves = {n: list(_halves(n, line)) for n, line in enumerate(lines) if line.led and len(line.words) > 1}
    lasts = {n: [(place, above) for place, above, _ in found] for n, found in halves.items()}
    rests = {place: (n, below) for n, found in halves.items() for place, _, below in found}
    found: list[Row] = []
    reached: set[float] = {0}
    empty = empty_cells(slots)
    for start in sorted([*map(float, range(len(lines))), *rests]):
        if start not in reached:
            continue
        n, rest = rests.get(start, (int(start), None))
        own = lines[n:] if rest is None else [rest, *lines[n + 1 :]]
        ends = {k - n: parts for k, parts in lasts.items() if k > n or (k == n and rest is None)}
        for band in bands_from(own, 0, empty, _WORST, lasts=ends):
            if all(cell or not slot.needed for cell, slot in zip(band.cells, slots, strict=True)):
                stop = band.stop if band.stop in rests else n + band.stop
                held = sum(begun.whole(cell) for begun, cell in zip(empty, band.cells, strict=True))
                found.append(Row(start, stop, band.cells, band.cost, band.cost - held))
                reached.add(stop)
    return found


def _halves(n: int, line: Line) -> Iterator[tuple[float, Line, Line]]:
    """The ways to part a line between the row above and the row below: a place inside it, what is above, what is below."""
    for cut in range(1, len(line.words)):
        left, right = replace(line, words=line.words[:cut]), replace(line, words=line.words[cut:])
        yield n + cut / 32, left, right
        yield n + 0.5 + cut / 32, right, left


_Way = tuple[float, list[Row]]  # rows one behind the other, and what they cost
_WAYS = 3


def _cost_of(way: tuple[float, *tuple[object, ...]]) -> float:
    return way[0]


def _by_count(rows: Sequence[Row], end: int, start: int = 0) -> dict[int, list[_Way]]:
    """By the number of rows the cheapest ways from a line to another."""
    ways: dict[float, dict[int, list[_Way]]] = {start: {0: [(0.0, [])]}}
    for row in rows:
        for count, found in ways.get(row.start, {}).items():
            own = ways.setdefault(row.stop, {}).setdefault(count + 1, [])
            own += [(cost + row.cost, [*above, row]) for cost, above in found]
            own.sort(key=_cost_of)
            del own[_WAYS:]
    return ways.get(end, {})


# -------------------------------------------------------------------------------------------------------------- runs


@dataclass(frozen=True, slots=True)
class Run:
    """Rows that one label of 二级指标 covers."""

    mark: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that one label of 一级指标 covers, and what they cost."""

    runs: tuple[Run, ...]
    cost: float

    @property
    def start(self) -> float:
        """Its first line."""
        return self.runs[0].rows[0].start

    @property
    def stop(self) -> float:
        """The line behind its last one."""
        return self.runs[-1].rows[-1].stop


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the reading that was taken, its label, and whether another reading of its cells, or of its label, is about as good."""

    row: Row
    mark: int
    is_open: bool
    is_run_open: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """The reading that was taken, and what it costs."""

    cost: float
    found: list[Found]


_AGAIN = 1.0  # of a name twice in a row: one in a hundred
_LONG = 6  # characters of a line that may have been wrapped
_HINT = 0.6
_KEEP = 4  # readings of the same lines
_MARGIN = 1.5  # less between the two best readings leaves a row open


def read_runs(
    printed: Sequence[Sequence[Printed]], pages: Sequence[int], marks: Sequence[Mark], rows: Sequence[Row], end: int
) -> Runs | None:
    """The cheapest way from the first line to the last: rows, and the labels of levels set to runs of them."""
    page = _Page(printed, pages, marks)
    by_start: dict[float, list[Row]] = {}
    for row in rows:
        by_start.setdefault(row.start, []).append(row)
    levels = _levels(marks)
    groups: list[tuple[int, Group]] = []
    reached: set[float] = {0}
    for n, (level1, level2s) in enumerate(levels):
        following: set[float] = set()
        for start in sorted(reached):
            for group in _groups_from(start, level1, level2s, by_start, page):
                if n < len(levels) - 1 or group.stop == end:
                    groups.append((n, group))
                    following.add(group.stop)
        reached = following
    return _cheapest_groups(groups, len(levels), end) if levels else None


def _levels(marks: Sequence[Mark]) -> list[tuple[int | None, list[int]]]:
    """The marks of 二级指标 in the order of the page, those of one 一级指标 together; it stands for them where it has none."""
    first = {mark.label: n for n, mark in reversed(list(enumerate(marks)))}
    out: list[tuple[int | None, list[int]]] = []
    for level1 in LEVELS:
        level2s = [first[label] for label, own in LEVEL1_OF.items() if own == level1 and label in first]
        if level2s or level1 in first:
            out.append((first.get(level1), level2s or [first[level1]]))
    return out


def _cheapest_groups(groups: list[tuple[int, Group]], count: int, end: int) -> Runs | None:
    forward: dict[tuple[int, float], float] = {(0, 0): 0.0}
    backward: dict[tuple[int, float], float] = {(count, end): 0.0}
    for n, group in groups:
        if (n, group.start) in forward:
            cost = forward[n, group.start] + group.cost
            forward[n + 1, group.stop] = min(forward.get((n + 1, group.stop), NEVER), cost)
    for n, group in reversed(groups):
        if (n + 1, group.stop) in backward:
            cost = backward[n + 1, group.stop] + group.cost
            backward[n, group.start] = min(backward.get((n, group.start), NEVER), cost)
    through = [
        (n, group, forward[n, group.start] + group.cost + backward[n + 1, group.stop])
        for n, group in groups
        if (n, group.start) in forward and (n + 1, group.stop) in backward
    ]
    best: list[Group] = []
    at: float = 0
    for level in range(count):
        here = [(total, n) for n, (k, group, total) in enumerate(through) if k == level and group.start == at]
        if not here:
            return None
        best.append(through[min(here)[1]][1])
        at = best[-1].stop
    least = min((total for _, _, total in through), default=NEVER)
    others = [(group, total - least) for _, group, total in through if total - least < _MARGIN]
    found = [_judged(row, run.mark, others) for group in best for run in group.runs for row in run.rows]
    torn = {n + k for n, (a, b) in enumerate(pairwise(found)) if _goes_on(a.row, b.row) for k in (0, 1)}
    return Runs(least, [replace(f, is_open=True) if n in torn or _is_odd(f.row) else f for n, f in enumerate(found)])


def _judged(row: Row, mark: int, others: Sequence[tuple[Group, float]]) -> Found:
    is_open, is_run_open = row.is_doubtful, False
    for group, _ in others:
        if group.start < row.stop and row.start < group.stop:
            same = [run for run in group.runs for r in run.rows if r.start < row.stop and row.start < r.stop and r.texts == row.texts]
            is_open |= not same
            is_run_open |= any(run.mark != mark for run in same)
    return Found(row, mark, is_open, is_run_open)


def _groups_from(
    start: float, level1: int | None, level2s: Sequence[int], by_start: dict[float, list[Row]], page: _Page
) -> Iterator[Group]:
    """The rows of a 一级指标 from a line on, for each end the cheapest readings."""
    ways: dict[float, list[tuple[float, tuple[Run, ...]]]] = {start: [(0.0, ())]}
    for mark in level2s:
        longer: dict[float, list[tuple[float, tuple[Run, ...]]]] = {}
        for place, found in ways.items():
            for cost, run in _runs_from(place, mark, by_start, page):
                longer.setdefault(run.rows[-1].stop, []).extend((c + cost, (*runs, run)) for c, runs in found)
        ways = {place: sorted(found, key=lambda way: way[0])[: 2 * _KEEP] for place, found in longer.items()}
    for found in ways.values():
        judged = [Group(runs, cost + (0.0 if level1 is None or level1 in level2s else page.misfit(level1, runs))) for cost, runs in found]
        yield from sorted(judged, key=lambda group: group.cost)[:_KEEP]


def _runs_from(start: float, mark: int, by_start: dict[float, list[Row]], page: _Page) -> Iterator[tuple[float, Run]]:
    """The rows of a 二级指标 from a line on, for each end the cheapest readings."""
    after, before = page.middle(mark)
    if start > before:
        return
    last = page.last(mark)
    ways: dict[float, list[tuple[float, tuple[Row, ...]]]] = {start: [(0.0, ())]}
    for place in sorted(place for place in by_start if start <= place < last):
        here = [(row, text_of(row.cells[0])) for row in by_start[place] if row.stop <= last] if place in ways else []
        for cost, rows in sorted(ways.get(place, []), key=lambda way: way[0])[:_KEEP]:
            above = text_of(rows[-1].cells[0]) if rows else None
            for row, name in here if len(rows) < _MOST_ROWS else ():
                again = _AGAIN if name == above else 0.0
                total = cost + row.cost + again + page.hint(mark, row)
                ways.setdefault(row.stop, []).append((total, (*rows, row)))
    for place, found in ways.items():
        if place > start and place >= after:
            judged = [
                (cost + page.misfit(mark, (Run(mark, rows),)), Run(mark, rows))
                for cost, rows in sorted(found, key=lambda w: w[0])[: 2 * _KEEP]
            ]
            yield from sorted(judged, key=lambda way: way[0])[:_KEEP]


_MOST_ROWS = 40  # under one 二级指标


def _goes_on(above: Row, row: Row) -> bool:
    """Whether text seems to go on from a row to the next: characters that often follow each other where a long line ends."""
    return any(
        a and b and len(a[-1].text) >= _LONG and a[-1].text[-1] + b[0].text[0] in PAIRS for a, b in zip(above.cells, row.cells, strict=True)
    )


def _is_odd(row: Row) -> bool:
    """Whether the best reading of a row is none to be believed at once: it is dear, or a line of it is the beginning of a label."""
    return row.cost > _DEAR or any(w.text in _BEGINNINGS for cell in row.cells for w in cell)


_DEAR = 1.4  # one row in a hundred that is read right costs as much
_BEGINNINGS = frozenset(label[:n] for label in (*LEVELS, *LEVEL1_OF) for n in range(4, len(label) + 1))


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A line of a label: what of the table is printed before it, behind it and beside it."""

    width: int
    place: int  # how many lines of cells begin before it
    begins: bool  # whether it stands first in its printed line
    beside: Word | None  # the first word of a cell on its line
    above: Word | None  # that begins the last line of cells before it that no label leads
    below: Word | None


class _Page:
    """Where the lines of labels stand among the lines of cells."""

    def __init__(self, printed: Sequence[Sequence[Printed]], pages: Sequence[int], marks: Sequence[Mark]) -> None:
        self.marks = marks
        self.fragments: dict[int, list[_Fragment]] = {}
        self.hints: dict[tuple[int, tuple[str, ...]], float] = {}
        ends: dict[int, int] = {}  # of the pages
        self.led: set[int] = set()  # words that a label leads, by where they start
        self.leading = NEVER  # how wide a line of a label is at least that reaches near the names and leads their lines
        count = 0
        for number, lines in zip(pages, printed, strict=True):
            if _is_column_of_labels(lines, marks):
                continue
            firsts = [p.line.words[0] if p.line.words and not p.marks else None for p in lines]
            for n, p in enumerate(lines):
                above = next((w for w in reversed(firsts[:n]) if w), None)
                below = next((w for w in firsts[n + 1 :] if w), None)
                for mark in p.marks:
                    beside = p.line.words[0] if p.line.words else None
                    self.led |= {w.start for w in p.line.words}
                    own = self.fragments.setdefault(mark, [])
                    own.append(_Fragment(marks[mark].words[len(own)].width, count, mark == p.marks[0], beside, above, below))
                    if beside and mark == p.marks[-1] and marks[mark].label in LEVEL1_OF:
                        self.leading = min(self.leading, own[-1].width)
                count += bool(p.line.words)
            ends[number] = count
        self.ends = [ends.get(page, 0) for page in pages]  # of the page of each part
        runs = [mark for _, level2s in _levels(marks) for mark in level2s]
        self.next = dict(pairwise(runs))

    def middle(self, mark: int) -> tuple[float, float]:
        """Between which lines the label's middle is: the least and the last number of lines that may stand above it."""
        if mark not in self.fragments:  # it is printed apart
            return -NEVER, NEVER
        places = [(f.place + 0.5 if f.beside else f.place, 0.0 if f.begins else 1.5) for f in self.fragments[mark]]
        centre = sum(p for p, _ in places) / len(places)
        slack = max(s for _, s in places)
        return centre - slack, centre + slack

    def last(self, mark: int) -> float:
        """The line at which the run of a label must have ended: the middle of the next label."""
        return self.middle(self.next[mark])[1] if mark in self.next else NEVER

    def hint(self, mark: int, row: Row) -> float:
        """How unlike its level the words of a row are, which weighs less than any place."""
        key = (mark, row.texts)
        if key not in self.hints:
            name, target = row.texts[:2]
            label = self.marks[mark].label
            self.hints[key] = _HINT * hint_cost(name, lexeme(target), label if label in LEVEL1_OF else None)
        return self.hints[key]

    def misfit(self, mark: int, runs: Sequence[Run]) -> float:
        """How badly the places of a label's lines among the lines of its rows fit a label that is centred on them."""
        if mark not in self.fragments:
            return 0.0
        page_end = self.ends[self.marks[mark].part]
        heights: dict[int, float] = {}  # of words, by where they start
        names: list[float] = []  # heights of lines of names that no label leads
        top = 0.0
        is_cut = False
        for run in runs:
            for row in run.rows:
                is_cut |= row.is_cut or row.stop > page_end
                if row.start >= page_end:
                    continue
                tall = max(row.height, len(self.fragments.get(run.mark, ())) if len(run.rows) == 1 else 0)
                middle = top + tall + _LOOSE / 2
                for cell in row.cells:  # those of a row that goes on over the page begin at one height
                    lines = tall if row.is_cut else len(cell)
                    heights |= {w.start: middle + 2 * i - lines + 1 for i, w in enumerate(cell)}
                names += [heights[w.start] for w in row.cells[0] if w.start not in self.led]
                top += 2 * tall + _LOOSE
        if not heights:
            return 6.0
        fragments = self.fragments[mark]
        lines = len(fragments)
        middle = _LOOSE / 2 + lines if is_cut else top / 2  # a cell that goes on over the page is not centred
        cost = 0.0
        for k, fragment in enumerate(fragments):
            height = middle + 2 * k - lines + 1
            cost += _misfit(fragment, height, heights)
            leads = fragment.begins and fragment.width >= self.leading and self.marks[mark].label in LEVEL1_OF
            if leads and any(abs(height - name) < _SAME for name in names):
                cost += 1.5  # it would lead the line of the name
        return cost


def _is_column_of_labels(lines: Sequence[Printed], marks: Sequence[Mark]) -> bool:
    """Whether lines are labels of one column, one below the other: each covers rows, so that they are printed apart from these."""
    labels = {marks[mark].label for p in lines for mark in p.marks}
    return not any(p.line.words for p in lines) and any(len(labels & {*column}) > 1 for column in (LEVELS, LEVEL1_OF))


_SAME = 0.25


def _misfit(fragment: _Fragment, height: float, heights: dict[int, float]) -> float:
    above = heights.get(fragment.above.start, -NEVER) if fragment.above else -NEVER
    below = heights.get(fragment.below.start, NEVER) if fragment.below else NEVER
    beside = heights.get(fragment.beside.start, height) if fragment.beside else height
    if not fragment.begins:
        return _beyond(above - 1.3 - height) + _beyond(height - 1.3 - below) + _beyond(abs(height - beside) - 2.5)
    # Of two lines on one height the left one is printed first: a label stands truly lower than what was printed before it.
    return (
        _beyond(above + _TRULY - height)
        + _beyond(height - below - _TRULY)
        + _beyond(abs(height - beside) - 1.3)
        + 0.2 * abs(height - beside)
    )


_TRULY = 0.1


def _beyond(value: float) -> float:
    return min(1.5 + 3.0 * value, 4.0) if value > 0 else 0.0
