"""The table of indicators of a woven text: labels of levels are taken out of the lines, rows found, and each label set to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import NamedTuple

from orchestration.reader.layout.bands import NEVER, Cell, Line, Printed, Slot, Word, bands_from, empty_cells, text_of
from orchestration.reader.layout.woven_labels import SIDE, Mark, in_order_of_levels, ways_to_take_labels
from orchestration.reader.layout.woven_parts import Parts, otherwise_parted
from orchestration.reader.layout.woven_rows import Grown, empty_row
from orchestration.reader.layout.woven_runs import MARGIN, Found, Row, Runs, read_runs
from orchestration.reader.layout.woven_scores import lines_that_follow, pages_of, read_scores, slots_of, typical_width
from orchestration.reader.layout.woven_slots import NAMED, PROMISED, Described, Elsewhere, Habit
from orchestration.reader.template import EVALUATION, LEVEL1_OF, Template

_WORST = 4.0  # no row that costs more is believed


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
    cost: float = NEVER  # of the rows that are found
    found: list[Found] | None = None
    is_open: bool = False  # whether they rest on labels or empty lines that may be seen otherwise
    total: list[Cell] = field(default_factory=list)  # the row of totals of a self-evaluation


def read_tables(forms: Sequence[tuple[Template, tuple[str, ...], list[list[Line]]]], seen: frozenset[str]) -> list[Indicators | None]:
    """The tables of the forms of a report; what is read beyond doubt in one of them helps with the others."""
    ways = [_ways(*form) for form in forms]
    evaluation = _slots_of_evaluations([own[0] for own in ways if own and own[0].template is EVALUATION], seen)
    declaration = _slots([Habit(NAMED, seen=seen), Habit(PROMISED, seen=seen)])
    for own in ways:
        empty = empty_row(evaluation)  # what is found out of the lines of a form holds however its labels are taken
        for way in own:
            if way.template is EVALUATION:
                _read_evaluation(way, empty)
            else:
                _read_declaration(way, declaration)
    tables = [_likeliest(own) if own else None for own in ways]
    told = _Told([table for table in tables if table and table.parts], seen)
    habits = [told.habits(table) if table and table.parts else [] for table in tables]
    out: list[Indicators | None] = []
    for table, own_habits in zip(tables, habits, strict=True):
        if table and table.parts:
            slots = _slots(own_habits)
            runs = _read(table, [part.at_cost(slots, 1) for part in table.parts], slots)
            table.found = [replace(f, is_open=f.is_open or table.is_open) for f in runs.found] if runs else None
        out.append(rows_of_cells(table.marks, table.found, table.total) if table and table.found else None)
    return out


def _ways(template: Template, wrap: tuple[str, ...], parts: list[list[Line]]) -> list[_Table]:
    """The ways to tell labels from lines of cells, the likeliest first."""
    lines = in_order_of_levels(parts)
    return [_Table(template, wrap, [part[0].page for part in lines], *taken) for taken in ways_to_take_labels(lines)]


def _likeliest(ways: Sequence[_Table]) -> _Table:
    """The way whose rows cost least; open where another one's are about as good."""
    best = min(ways, key=lambda way: way.cost)
    best.is_open |= any(way is not best and way.cost < best.cost + MARGIN for way in ways)
    return best


def _read_declaration(table: _Table, slots: Sequence[Slot]) -> None:
    """The rows of the table of a declaration; where they are hardly to be believed its pages may be parted otherwise."""
    known: dict[tuple[int, ...], _PartRows] = {}
    _read_parted(table, Parts(table.printed, table.pages, table.marks), slots, known)
    if table.cost > _DEAR * len(table.found or ()):
        for parts in otherwise_parted(Parts(table.printed, table.pages, table.marks)):
            _read_parted(table, parts, slots, known, _OTHERWISE)


def _read_parted(table: _Table, parts: Parts, slots: Sequence[Slot], known: dict[tuple[int, ...], _PartRows], more: float = 0.0) -> None:
    """Read the table in some parts, which are taken where their rows cost less than those that were found."""
    is_split = len(parts.printed) > 1
    rows = []
    for lines in parts.printed:
        key = tuple([w.start for p in lines for w in p.line.words])
        if key not in known:
            known[key] = _PartRows.of(lines, slots, 1, is_split)
        rows.append(known[key])
    own = replace(table, printed=parts.printed, pages=parts.pages, marks=parts.marks)
    if (runs := _read(own, rows, slots)) and runs.cost + more < table.cost:
        table.printed, table.pages, table.marks = parts
        table.parts, table.cost, table.found, table.is_open = rows, runs.cost + more, runs.found, more > 0
    elif not table.parts:
        table.parts = rows


_DEAR = 0.3  # of a row; no table of forty whose pages have several parts costs as much where it is read right
_OTHERWISE = 2.0  # of an empty line that is passed over or missing


def _slots_of_evaluations(tables: Sequence[_Table], seen: frozenset[str]) -> list[Slot | None]:
    """What the columns of self-evaluations hold: told by the lines of all of them."""
    words = [[w for part in table.printed for p in part for w in p.line.words] for table in tables]
    return slots_of([typical_width([w for own in words for w in own])] * 4, seen, lines_that_follow(words))


def _read_evaluation(table: _Table, empty: Grown) -> None:
    """The rows of the table of a self-evaluation: cells are told first, and labels set to whole rows."""
    pages = pages_of(list(zip(table.pages, table.printed, strict=True)))
    if not any(page.total for page in pages):
        return
    printed = {n: part for page in pages for n, part in zip(page.numbers, page.printed, strict=True)}
    table.marks += [Mark(text_of(line.words), 0, list(line.words)) for page in pages for line in page.labels]
    for scored in read_scores(pages, empty):
        rows = [
            Row(piece.start, piece.stop, cells, 0.0, is_doubtful=n in scored.open_rows, is_cut=piece.is_cut)
            for n, (piece, cells) in enumerate(zip(scored.pieces, scored.rows, strict=True))
        ]
        place = {n: k for k, n in enumerate(scored.parts)}
        marks = [replace(mark, part=place.get(mark.part, 0)) for mark in table.marks]
        own, numbers = [printed[n] for n in scored.parts], [table.pages[n] for n in scored.parts]
        runs = read_runs(own, numbers, marks, rows, scored.pieces[-1].stop) if rows else None
        if runs and scored.cost + _PLACED * runs.cost < table.cost:
            table.cost, table.found = scored.cost + _PLACED * runs.cost, runs.found
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
        open_: dict[tuple[str, ...], list[Row]] = {}
        for table in tables:
            open_.setdefault(table.wrap, []).extend(found.row for found in table.found or ())
        # Names in rows that are open still tell how wide their column is: more of them than of targets are wrapped.
        self.widths = {wrap: [_width(rows or open_[wrap], 0), _width(rows, 1)] for wrap, rows in alike.items()}

    def habits(self, table: _Table) -> list[Habit]:
        """Of the columns of a table: how wide they are where labels are wrapped alike, and the texts that other forms have there."""
        rows = _sure_rows(table)
        elsewhere = [Elsewhere(self.texts[n], {row.texts[n] for row in rows}) for n in (0, 1)]
        widths = self.widths[table.wrap]
        return [Habit(kinds, *widths[n], elsewhere[n], elsewhere[1 - n], self.seen) for n, kinds in enumerate((NAMED, PROMISED))]


def _sure_rows(table: _Table) -> list[Row]:
    return [found.row for found in table.found or () if not (found.is_open or table.is_open)]


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
    parted: float  # what of it is for columns printed apart and for cut rows
    rows: list[Row]
    kept: list[int]  # the parts that hold the first columns
    cut: Row | None = None


def _read(table: _Table, parts: Sequence[_PartRows], slots: Sequence[Slot]) -> Runs | None:
    """The rows of a table and their labels; rows are open that another reading of its parts, about as cheap, does not have."""
    ways: list[list[_Reading]] = [[_Reading(0.0, 0.0, [], [])]]  # by the number of parts: the best ones, and those whose last row is cut
    for stop in range(1, len(parts) + 1):
        whole: list[_Reading] = []
        torn: list[_Reading] = []
        for start in range(stop):
            for before in ways[start]:
                first = sum(parts[n].count for n in before.kept)
                apart = stop - start - 1
                for cut in range(start + 1, stop + 1) if stop - start <= _MOST_PARTS else ():
                    left, right = parts[start:cut], parts[cut:stop]
                    found = _behind(before.cut, left, right, first, slots) if before.cut else _together(left, right, first)
                    if found is not None:
                        # Where the rest stands apart from the lines that are counted no row may end with the page instead.
                        above = [r for r in before.rows if not (before.cut and right) or r.stop <= before.cut.start]
                        kept = [*before.kept, *range(start, cut)]
                        whole.append(_Reading(before.cost + found[0] + apart, before.parted + apart, [*above, *found[1]], kept))
                if start == stop - 1 and stop < len(parts) and table.pages[start] != table.pages[stop] and not before.cut:
                    torn += _torn(before, parts[start], start, first)
        ways.append([*sorted(whole, key=_cost_of)[:_READINGS], *torn])
    found_runs = [runs for way in ways[-1] if way.cut is None and (runs := _labelled(table, parts, way))]
    if not found_runs:
        return None
    best = min(found_runs, key=lambda runs: runs.cost)
    near = [{found.row.texts for found in other.found} for other in found_runs if other.cost - best.cost < MARGIN]
    is_behind = [False, *(found.row.is_cut for found in best.found)]  # a cut row: it is open where that ends
    own = zip(best.found, is_behind, strict=False)
    return Runs(best.cost, [replace(f, is_open=f.is_open or cut or any(f.row.texts not in texts for texts in near)) for f, cut in own])


_READINGS = 3  # of the same parts that are held against the labels


def _labelled(table: _Table, parts: Sequence[_PartRows], reading: _Reading) -> Runs | None:
    """The rows of a reading with labels set to them; None where a label is printed in a part that it takes for last columns."""
    kept = reading.kept
    if not {mark.part for mark in table.marks} <= {*kept}:
        return None
    pages = [table.pages[n] for n in kept]
    rows = _doubted_over_pages(reading.rows, [parts[n] for n in kept], pages)
    place = {n: k for k, n in enumerate(kept)}
    marks = [replace(mark, part=place[mark.part]) for mark in table.marks]
    runs = read_runs([table.printed[n] for n in kept], pages, marks, rows, sum(parts[n].count for n in kept))
    return runs and Runs(runs.cost + reading.parted, runs.found)


def _doubted_over_pages(rows: Sequence[Row], parts: Sequence[_PartRows], pages: Sequence[int]) -> list[Row]:
    """The rows, those beside the end of a page open where the first line of the next page may be the last one of the row above.

    A cell of three lines is parted behind two. What stands on the first line by itself then reads as the beginning of a name.
    """
    firsts = [sum(part.count for part in parts[:n]) for n in range(1, len(parts)) if pages[n] != pages[n - 1]]
    lines = [line for part in parts for line in part.lines]
    alone = {n: lines[n].words[0] for n in firsts if n < len(lines) and len(lines[n].words) == 1 and not lines[n].led}
    widest = max((word.width for row in rows for word in row.cells[0]), default=0)
    above = {
        row.stop
        for row in rows
        if row.stop in alone and row.cells[0] and row.cells[0][-1].width + alone[int(row.stop)].need > widest and len(row.cells[0]) > 1
    }
    below = {n for n in above if any(row.start == n and len(row.cells[0]) > 1 and row.cells[0][0] is alone[int(n)] for row in rows)}
    return [replace(row, is_doubtful=True) if row.start in below or row.stop in below else row for row in rows]


def _torn(before: _Reading, part: _PartRows, number: int, first: int) -> Iterator[_Reading]:
    """The readings of a part whose last row the end of the page cuts."""
    rows = _moved(part.whole, first)
    for cut in part.cut:
        if ways := _by_count(part.whole, int(cut.start)):
            cost = before.cost + min(found[0][0] for found in ways.values()) + cut.order + _CUT
            moved = replace(cut, start=cut.start + first)
            yield _Reading(cost, before.parted + _CUT, [*before.rows, *rows], [*before.kept, number], moved)


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
                out.append((row.cost + found[0], [row, *found[1]]))
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
        return _PartRows(
            lines, rows_in(lines, slots, _MOST_REST if is_split else 0), left, right, _cut_rows(lines, slots) if is_split else []
        )

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
    return _side_by_side(_joined(left, "left"), _joined(right, "right"), first)


def _side_by_side(names: dict[int, list[_Way]], values: dict[int, list[_Way]], first: int) -> _Way | None:
    """The cheapest rows of first columns and of last ones that are as many as each other."""
    found = [(a + b, n, v) for k in names.keys() & values.keys() for a, n in names[k] for b, v in values[k]]
    if not found:
        return None
    cost, *best = min(found, key=lambda way: way[0])
    rows = [_beside(a, b) for a, b in zip(*best, strict=True)]
    near = [{_beside(a, b).texts for a, b in zip(n, v, strict=True)} for c, n, v in found if c - cost < MARGIN]
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
        side = label(SIDE[0]) or label(SIDE[1])
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


# -------------------------------------------------------------------------------------------------------------- rows


def rows_in(lines: Sequence[Line], slots: Sequence[Slot], above: int = 0) -> list[Row]:
    """All rows that some lines may hold, in the order of their starts; as many as `above` of the first lines may be of a row above.

    A label between two rows may lead a printed line that holds words of both: a row may end or begin inside such a line.
    """
    halves = {n: list(_halves(n, line)) for n, line in enumerate(lines) if line.led and len(line.words) > 1}
    lasts = {n: [(place, above) for place, above, _ in found] for n, found in halves.items()}
    rests = {place: (n, below) for n, found in halves.items() for place, _, below in found}
    found: list[Row] = []
    reached: set[float] = {*range(above + 1)}
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
