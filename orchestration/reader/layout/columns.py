"""Cells of a form whose columns are kept by blanks, as rows of a grid.

Lines are parted into the form's tables by the labels that begin them; of each table the words are dealt to its columns
(`places.py`), the columns cut into rows (`stacks.py`), and labels that span rows put into the first row that they cover. What
stays open becomes a problem of the form; a form whose cells cannot be told is left as its lines are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise, permutations

from orchestration.reader.layout.fused import part_lines, part_names
from orchestration.reader.layout.mending import Reading, StackOf, mend
from orchestration.reader.layout.places import MONEY, NUMBER, RATE, TEXT, Column, Piece, Table, UnclearError, Word, split_word, words_of
from orchestration.reader.layout.printing import Print
from orchestration.reader.layout.spans import Found, Levels, count_defects, first_rows, misprints
from orchestration.reader.layout.stacks import Cut, Shape, Stack, cuts, prose_cost, stand, tangles
from orchestration.reader.layout.wording import NAMED_SO, runs_of_characters
from orchestration.reader.record import Problem
from orchestration.reader.table.levels import hint_cost
from orchestration.reader.template import (
    EVALUATION,
    FUNDING_HEADER,
    LEVEL1_OF,
    LEVEL_HEADS,
    LEVEL_LABELS,
    LEVELS,
    SIDE,
    TOTAL,
    YEAR,
    Label,
    Template,
)
from orchestration.reader.text import BLANK, CLOSING, WRAP, Place, Stream, stream_of_cells, width
from orchestration.reader.values import DASHES, count_operator_numbers, iso_date, lexeme, money

_KEPT_BY_BLANKS = re.compile(r"\S {2,}\S|^\f? {3,}\S")
_MONEY_PARTS = re.compile(r"[^\d,.]*\([万亿]?元\)(?=.)|[\d,.]+%?|[^\d,.]+")
_ITEM = re.compile(r"\d{1,2}\)")
_UNIT_FIRST = re.compile(r"\([^()]*\)(?:>=|<=|[≥≤=><])")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_MOST_LINES, _MOST_WORDS = 400, 40  # of a form; on a line
_MOST_OF_HEADER = 5  # lines of the header of one column
_MARGIN, _WORST, _WORST_LINE, _LITTLE = 0.7, 1.5, 0.1, 0.1

Cell = Sequence[Piece]
Row = list[Cell]


def keeps_columns(lines: list[str]) -> bool:
    """Whether blanks keep the columns of a form's lines: most lines are indented or hold several blanks in a row."""
    printed = [line for line in lines if line.strip()]
    return not any("\t" in line for line in printed) and 2 * sum(bool(_KEPT_BY_BLANKS.search(line)) for line in printed) > len(printed)


def stream_of_columns(lines: list[str], first: int, template: Template) -> Stream:
    """The stream of a form whose columns are kept by blanks, with the problems that its cells leave.

    Raises:
        UnclearError: the cells of a table cannot be told.
    """
    words = words_of(lines)
    if len(lines) > _MOST_LINES:  # what is longer is no form; and the ways to part it would grow with its square
        raise UnclearError(f"{len(lines)} lines stand below one title, a form has at most {_MOST_LINES}", (0,))
    if long := [n for n, line in enumerate(words) if len(line) > _MOST_WORDS]:
        raise UnclearError(f"more than {_MOST_WORDS} words stand on a line", long)
    form = _Form(template)
    rows = form.read(words)
    stream = stream_of_cells(lines, [[_places(cell, first) for cell in row] for row in rows], first)
    wraps = {place[:2] for row in rows for cell in row for place in _wraps(cell, first)}
    for n, at in enumerate(stream.starts):
        if stream.gap[at] == BLANK and (stream.line[at], stream.columns[n]) in wraps:
            stream.gap[at] = WRAP
    stream.problems.extend(Problem(p.code, p.message, p.severity, p.field, tuple(n + first for n in p.lines)) for p in form.problems)
    return stream


def _wraps(cell: Cell, first: int) -> Iterator[Place]:
    """Places of words before which no blank is printed: two lines of a cell on one of the text, ideographs that stand apart."""
    words = [(n, word) for n, piece in enumerate(cell) for word in piece.words]
    for (n, before), (m, word) in pairwise(words):
        if n != m or not (before.text[-1].isascii() and word.text[0].isascii()):
            yield word.line + first, word.start, word.end


def _places(cell: Cell, first: int) -> list[Place]:
    return [place for piece in cell for place in piece.places(first)]


# ------------------------------------------------------------------------------------------------------- tables as data

# The fields of the head and of the funding table as the page has them: row by row, each a label with its value behind it.
_HEAD = {
    False: (
        ("project_name", "project_nature", "project_category"),
        ("supervising_department", "implementing_unit"),
        ("planned_start", "planned_end"),
    ),
    True: (("project_name",), ("supervising_department", "implementing_unit")),
}
_FUNDING = {
    False: (
        ("multi_year.total", "requested.total"),
        ("multi_year.fiscal", "requested.appropriation"),
        ("", "requested.carryover"),
        ("multi_year.other", "requested.other"),
    ),
    True: (("total",), ("appropriation",), ("carryover",), ("other",)),
}
_UNITS = ("项目资金(元)", "项目资金(万元)", "项目资金(亿元)")
_LEXEMES = {"name": 1.5, "target": 0.0, "actual": 1.0, "weight": None, "score": None, "deviation": 1.5}  # as Column has them
_VALUES = {"name": TEXT, "text": TEXT, "points": NUMBER, "remark": TEXT}


class _Form:
    """One form while its cells are looked for."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.evaluates = template is EVALUATION
        self.problems: list[Problem] = []
        self.seen: frozenset[str] = frozenset()  # as in a Stack

    def read(self, lines: list[list[Word]]) -> list[Row]:
        """The rows of all tables; of goals and indicators whose cells cannot be told their lines as they are, and a problem.

        Raises:
            UnclearError: the tables cannot be told from each other, or the cells of the head or of the funding table not.
        """
        self.seen = runs_of_characters([word.text for line in lines for word in line])
        head, funding, goals, indicators, end = self._bounds(lines)
        rows = [[_whole(line)] if line else [] for line in lines[:head]]
        pattern = re.compile("|".join(t for label in self.template.head for t in label.texts) + "|.+")
        rows += self._labelled([_split(line, pattern) for line in lines[head:funding]], self.template.head, _HEAD[self.evaluates], TEXT)
        rows += self._funding([_split(line, _MONEY_PARTS) for line in lines[funding:goals]])
        rows += self._table("goals", self._goals, lines, goals, indicators)
        rows += self._table("indicators", self._indicators, lines, indicators, end)
        return rows + [[_whole(line)] if line else [] for line in lines[end:]]

    def _table(self, name: str, read: Callable[[list[list[Word]]], list[Row]], lines: list[list[Word]], start: int, end: int) -> list[Row]:
        own = lines[start:end]
        try:
            return read(own)
        except UnclearError as exc:
            missed = min(start, len(lines) - 1)  # of a table without a line, where it should stand
            at = exc.lines or (next((n for n in range(start, end) if lines[n]), missed),)
            self.problems.append(Problem("columns_unclear", str(exc), "blocking", name, at))
            return [[_whole(line)] if line else [] for line in own]

    def _bounds(self, lines: list[list[Word]]) -> list[int]:
        """The lines at which the head, the funding table, the goals and the indicators begin, and where these end."""
        head = 1
        while head < len(lines) and not _text(lines[head - 1]).endswith(("表", ")")):
            head += 1  # a title on two lines
        while head < len(lines) and (not lines[head] or YEAR.fullmatch(_text(lines[head]))):
            head += 1
        funding = FUNDING_HEADER[:3] if self.evaluates else [t for label in self.template.funding[:2] for t in label.texts]
        starts = [head]
        starts.append(
            _find(lines, starts[-1], lambda w: len(w.text) > 3 - self.evaluates and any(label.startswith(w.text) for label in funding))
        )
        goals = [t for label in self.template.goals for t in label.texts]
        at = _find(lines, starts[-1], lambda w: any(w.text.startswith(t) for t in goals))
        starts.append(_back(lines, at, SIDE))
        at = _find(lines, at, lambda w: len(w.text) > 2 and LEVEL_HEADS[0].startswith(w.text))
        starts.append(_back(lines, at, [*LEVEL_HEADS, *(t for c in self.template.columns for t in c.texts)]))
        return [*starts, len(lines)]

    # ------------------------------------------------------------------------------------------------ head and funding

    def _labelled(
        self, lines: list[list[Word]], labels: Sequence[Label], fields: Sequence[Sequence[str]], value: re.Pattern[str]
    ) -> list[Row]:
        """The rows of a table of labels with their values behind them."""
        by_field = {label.field: label for label in labels}
        columns, wanted = [], []
        for n in range(max(map(len, fields))):
            wanted.append([by_field[row[n]].texts if n < len(row) and row[n] else () for row in fields])
            columns += [Column(tuple(texts for texts in wanted[-1] if texts)), Column((), value)]
        dealt = self._deal(columns, lines)
        printed = [_parted(pieces, texts) for pieces, texts in zip(dealt[::2], wanted, strict=True)]
        known = list(zip(*printed, strict=True))
        rows: list[Row] = [[] for _ in fields]
        for n, pieces in enumerate(dealt[1::2]):
            with_label = [r for r, cell in enumerate(printed[n]) if cell]
            stack = (
                Stack(tuple(pieces), 0, 3, _is_money)
                if value is MONEY
                else Stack(tuple(pieces), int(len(pieces) >= len(with_label)), whole=_is_head_value, spans=True)
            )
            ways = cuts([stack], [known[r] for r in with_label])
            cells = dict(zip(with_label, self._cells(stack, ways), strict=True))
            for r, row in enumerate(rows):
                row += [printed[n][r], cells.get(r, ())]
        return rows

    def _funding(self, lines: list[list[Word]]) -> list[Row]:
        side, rest = self._side(lines, _UNITS)
        if self.evaluates:
            rows = self._execution(rest)
        else:
            rows = [[(), *row] for row in self._labelled(rest, self.template.funding, _FUNDING[False], MONEY)]
        rows[0][0] = side
        return rows

    def _execution(self, lines: list[list[Word]]) -> list[Row]:
        labels = [label.texts for label in self.template.funding]
        columns = [Column(tuple(labels)), *(Column((), RATE if header == "执行率" else MONEY, (header,)) for header in FUNDING_HEADER)]
        headers, (printed, *rests) = self._under_headers(columns, lines, [(), *((header,) for header in FUNDING_HEADER)], lambda _: 0)
        cells = _parted(printed, labels)
        stacks = [Stack(tuple(v), 0, 3, _is_money) if n < 3 else Stack(tuple(v), 0, 2, _is_points_or_rate) for n, v in enumerate(rests)]
        columns_ = [cells, *(self._cells(stack, cuts([stack], [[cell] for cell in cells])) for stack in stacks)]
        return [[(), *headers], *([(), *row] for row in zip(*columns_, strict=True))]

    # ----------------------------------------------------------------------------------------------------------- goals

    def _goals(self, lines: list[list[Word]]) -> list[Row]:
        side, rest = self._side(lines, SIDE)
        first, second = self.template.goals
        left, right = self._deal([Column((), TEXT, first.texts), Column((), TEXT, second.texts)], rest)
        heads, cells = [], []
        for pieces, label in ((left, first), (right, second)):
            if not pieces or not pieces[0].text.startswith(label.texts):
                raise UnclearError(f"{label.texts[0]} is not above its column", [p.line for p in pieces[:1]])
            heads.append(pieces[:1])
            cells.append(pieces[1:])
        cells = self._untangled(
            cells, lambda columns, changed: sum(prose_cost([p.printed for p in columns[n]], self.seen) for n in changed)
        )
        return [[side, *heads], [(), *cells]]

    # ------------------------------------------------------------------------------------------------------ indicators

    def _indicators(self, lines: list[list[Word]]) -> list[Row]:
        lines, total = self._total(lines)
        names: list[tuple[str, ...]] = [*((name,) for name in LEVEL_HEADS), *(c.texts for c in self.template.columns)]
        labels = (tuple(LEVELS), tuple(LEVEL1_OF))
        columns = [Column(tuple((x,) for x in texts), None, name) for texts, name in zip(labels, names, strict=False)]
        columns += [Column((), _VALUES[c.holds], c.texts, _LEXEMES[c.field]) for c in self.template.columns]
        words = [[part for word in line for part in _labels_apart(word)] for line in lines]
        beside, rest = self._side(words, SIDE)
        headers, rests = self._under_headers(columns, rest, names, self._defects, self._points_of_total(total, rest))
        wides = [max(width(p.printed) for p in header) for header in headers[2:]]

        @cache
        def stack(n: int, pieces: tuple[Piece, ...]) -> Stack:
            return self._stack(n, pieces, wides[n])

        texts = self._apart(rests[2:], stack)
        levels = Levels(rests[0], rests[1], beside, Print(_parted_words(words, texts)), _unlike_level)
        rows, shapes = self._rows(texts, stack, levels)
        found = first_rows(shapes, levels)
        if found:
            rows, found = self._mended(rows, found, stack, levels)
        if found is None:
            raise UnclearError("the labels of 一级指标 and 二级指标 cannot be put to rows", [p.line for p in (*rests[0], *rests[1])])
        grid: list[Row] = [[(), (), (), *row] for row in rows]
        grid[0][0] = beside
        for label in found.labels:
            grid[label.row][label.column] = label.pieces
        if found.open_lines:
            self.flag("level2_ambiguous", "the printed labels leave open where a 二级指标 begins", found.open_lines, "level2")
        out: list[Row] = [[(), *headers]]
        for n, row in enumerate(grid):
            if n and _page(grid[n - 1]) != _page(row):
                out.append([])
            out.append(row)
        return out + total

    def _apart(self, columns: Sequence[list[Piece]], stack: StackOf) -> list[list[Piece]]:
        """The columns of a table with weights and scores, which show how many rows it has, lines apart that are printed as one."""
        points = [n for n, c in enumerate(self.template.columns) if c.holds == "points"]
        known: list[Row] = [[[p] for p in row] for row in zip(*(columns[n] for n in points), strict=False)]

        def parted(n: int) -> list[Piece]:
            own = stack(n, tuple(columns[n]))
            return list(part_lines(own, len(known), lambda pieces: _cost(_cut_alone(stack(n, pieces), known))))

        found = [parted(n) if known and n not in points else list(pieces) for n, pieces in enumerate(columns)]
        if not points:
            found[0] = part_names(found[0], _ends_as_name, lambda pieces: _cost(cuts([stack(0, pieces), stack(1, tuple(found[1]))])))
        fused = {p.line for before, after in zip(columns, found, strict=True) for p in after if p not in before}
        if fused:
            self.flag("lines_ambiguous", "two lines are printed as one word", fused)
        return found

    def _stack(self, n: int, pieces: tuple[Piece, ...], header: int) -> Stack:
        """The pieces of a column as a stack; `header` is the width of its header."""
        holds = self.template.columns[n].holds
        if holds == "text":
            return Stack(pieces, whole=_is_target, is_closed=_is_lexeme, header=header, seen=self.seen)
        likely = _ends_as_name if holds == "name" else None
        return Stack(pieces, int(holds != "remark"), whole=_is_name_or_remark, header=header, likely=likely, seen=self.seen)

    def _mended(self, rows: list[Row], found: Found, stack: StackOf, levels: Levels) -> tuple[list[Row], Found]:
        """The rows and their labels so that the tool would print them as the text has them; as they are where it would already."""
        if not misprints([stand(row) for row in rows], levels, found.ends):
            return rows, found
        columns = [[p for row in rows for p in row[n]] for n in range(len(rows[0]))]
        ends = [tuple(accumulate(len(row[n]) for row in rows)) for n in range(len(rows[0]))]
        points = [n for n, c in enumerate(self.template.columns) if c.holds == "points"]
        reading = mend(Reading(tuple(map(tuple, columns)), tuple(ends), found.ends), levels, stack, points)
        mended: list[Row] = [[list(cell) for cell in row] for row in reading.rows]
        changed = [
            p.line for row, other in zip(rows, mended, strict=True) for a, b in zip(row, other, strict=True) if list(a) != b for p in b
        ]
        if changed:
            self.flag("pairing_ambiguous", "the lines leave open where rows of a table end", changed)
        return mended, first_rows([stand(row) for row in mended], levels) or found

    def _rows(self, columns: Sequence[list[Piece]], stack: StackOf, levels: Levels) -> tuple[list[Row], list[Shape]]:
        """The rows of the indicators without their levels, and how they stand."""
        points = [n for n, c in enumerate(self.template.columns) if c.holds == "points"]
        if points:
            rows = self._scored_rows(columns, points, stack, levels)
            return rows, [stand(row) for row in rows]
        cost = cache(lambda *ways: _cost(cuts([stack(n, p) for n, p in enumerate(ways)])))
        found = self._untangled(columns, lambda ways, _: cost(*map(tuple, ways)))
        stacks = [stack(n, tuple(pieces)) for n, pieces in enumerate(found)]
        chosen = self._choose(stacks, cuts(stacks), levels)
        return [_row(stacks, c) for c in chosen], [c.shape for c in chosen]

    def _scored_rows(self, columns: Sequence[list[Piece]], points: list[int], stack: StackOf, levels: Levels) -> list[Row]:
        """Rows with weights and scores, of which each has one piece a row: they show where rows are."""
        if len({len(columns[n]) for n in points}) > 1:
            raise UnclearError("there are not as many scores as weights", [p.line for n in points for p in columns[n]])
        known: list[Row] = [[[columns[n][row]] for n in points] for row in range(len(columns[points[0]]))]
        cells: dict[int, list[Cell]] = {n: [[p] for p in columns[n]] for n in points}
        texts = [n for n in range(len(columns)) if n not in cells]
        given = known
        alone = cache(lambda column: _cut_alone(column, given))
        # Whether lines are in order is told with what columns without such lines show of rows for sure.
        tangled = {n for changed in tangles(columns) for n in changed}
        sure = [_sure(alone(stack(n, tuple(columns[n]))), len(known)) for n in texts if n not in tangled] if tangled else []
        clear = [[*row, *(column[n] for column in sure)] for n, row in enumerate(known)]
        beside = cache(lambda column: _cut_alone(column, clear))
        untangled = self._untangled(columns, lambda ways, changed: sum(_cost(beside(stack(n, tuple(ways[n])))) for n in changed))
        # What one column shows of the rows' heights helps to cut the next: the surest is cut first.
        stacks = {n: stack(n, tuple(untangled[n])) for n in texts}
        for n in sorted(texts, key=lambda n: -_margin(alone(stacks[n]))):
            ways = alone(stacks[n]) if known is given else _cut_alone(stacks[n], known)
            cells[n] = self._cells(stacks[n], ways, levels._replace(printed=Print(()), hint=None))
            known = [[*row, cell] for row, cell in zip(known, cells[n], strict=True)]
        return [list(row) for row in zip(*(cells[n] for n in range(len(columns))), strict=True)]

    def _total(self, lines: list[list[Word]]) -> tuple[list[list[Word]], list[Row]]:
        """The lines above 总分, and the row of 总分 with what follows it."""
        if not self.evaluates:
            return lines, []
        at = next((n for n in range(len(lines) - 1, -1, -1) if lines[n] and lines[n][0].text == TOTAL), None)
        if at is None:
            raise UnclearError("the row 总分 is not printed")
        return lines[:at], [[[Piece((w,))] for w in lines[at]], *([_whole(line)] if line else [] for line in lines[at + 1 :])]

    def _points_of_total(self, total: list[Row], lines: list[list[Word]]) -> list[tuple[Word, int]]:
        """The numbers of 总分 with the columns that they stand in, those of the weights and the scores, where each has one.

        Only where the page of 总分 prints no number of the table: those tell more of their columns, where they stand otherwise too.
        """
        points = [n + len(LEVEL_HEADS) for n, c in enumerate(self.template.columns) if c.holds == "points"]
        words = [word for cell in total[0] for p in cell for word in p.words if NUMBER.fullmatch(word.text)] if total else []
        own = {word.page for line in lines for word in line if NUMBER.fullmatch(word.text)}
        return list(zip(words, points, strict=True)) if words and len(words) == len(points) and words[0].page not in own else []

    # ---------------------------------------------------------------------------------------------------------- common

    def flag(self, code: str, message: str, lines: Iterable[int], name: str | None = None) -> None:
        """Note what a table's cells leave open."""
        self.problems.append(Problem(code, message, "review", name, tuple(sorted(set(lines)))))

    def _deal(self, columns: Sequence[Column], lines: list[list[Word]]) -> list[list[Piece]]:
        table = Table(columns)
        dealt = table.deal(lines)
        self._flag_unsure(table)
        return dealt

    def _flag_unsure(self, table: Table) -> None:
        if table.unsure:
            self.flag("columns_ambiguous", "the blanks leave open which columns words stand in", table.unsure)

    def _under_headers(
        self,
        columns: Sequence[Column],
        lines: list[list[Word]],
        names: Sequence[tuple[str, ...]],
        count_defects: Callable[[list[list[Piece]]], int],
        known: Sequence[tuple[Word, int]] = (),
    ) -> tuple[list[Cell], list[list[Piece]]]:
        """The header of each column and the pieces below it; a header whose places do not tell its columns is told by its words.

        Raises:
            UnclearError: a header is not above its column.
        """

        def parted(dealt: list[list[Piece]]) -> list[tuple[Cell, list[Piece]]]:
            return [_header(pieces, name) for pieces, name in zip(dealt, names, strict=True)]

        def defects(dealt: list[list[Piece]]) -> int:
            try:
                return count_defects([pieces for _, pieces in parted(dealt)])
            except UnclearError:
                return _MOST_LINES

        table = Table(columns, known=known)
        try:
            found = parted(table.deal(lines, defects))
        except UnclearError:
            table = Table(columns, by_words=True, known=known)
            found = parted(table.deal(lines, defects))
        self._flag_unsure(table)
        return [header for header, _ in found], [pieces for _, pieces in found]

    def _defects(self, columns: list[list[Piece]]) -> int:
        """How much the columns of the indicator table lack of whole labels in their order and points for each row."""
        level1, level2, *rest = columns
        holding = [(c.holds, pieces) for c, pieces in zip(self.template.columns, rest, strict=True)]
        points = [len(pieces) for holds, pieces in holding if holds == "points"]
        strange = sum(bool(NUMBER.fullmatch(p.text)) for holds, pieces in holding if holds == "remark" for p in pieces)
        return count_defects(level1, level2) + strange + max(points, default=0) - min(points, default=0)

    def _untangled(self, columns: Sequence[list[Piece]], cost: Callable[[list[list[Piece]], list[int]], float]) -> list[list[Piece]]:
        """The columns with lines in the order of their heights; `cost` tells how unlike some columns are to cells."""
        found = [list(pieces) for pieces in columns]
        for changed in sorted(tangles(found), key=lambda changed: -min(changed)):  # runs further right are the likelier to come late
            other = [list(pieces) for pieces in found]
            for n, at in changed.items():
                other[n][at : at + 2] = reversed(other[n][at : at + 2])
            gain = cost(found, list(changed)) - cost(other, list(changed))
            if _LITTLE < gain < 2 * _MARGIN:
                self.flag(
                    "lines_ambiguous", "two lines of a cell may stand in the wrong order", [found[n][at].line for n, at in changed.items()]
                )
            if gain > _LITTLE:
                found = other
        return found

    def _side(self, lines: list[list[Word]], labels: tuple[str, ...]) -> tuple[Cell, list[list[Word]]]:
        """The label beside a table, and the words without it: each of its lines begins a line, left of all other words of the page."""
        edges: dict[int, int] = {}
        for line in lines:
            for n, word in enumerate(line):
                if not _is_side(line, n, labels):
                    edges[word.page] = min(word.x, edges.get(word.page, word.x))
        pieces: list[Piece] = []
        rest = []
        for line in lines:
            taken = int(bool(line) and _is_side(line, 0, labels) and line[0].x < edges.get(line[0].page, 0))
            if taken and not any(label.startswith("".join(p.text for p in pieces) + line[0].text) for label in labels):
                taken = 0  # the rest of another label that begins a page
            pieces += [Piece((w,)) for w in line[:taken]]
            rest.append([w._replace(near=w.near and n > 0) for n, w in enumerate(line[taken:])])
        return self._joined(pieces, labels), rest

    def _joined(self, pieces: list[Piece], labels: tuple[str, ...]) -> Cell:
        text = "".join(p.text for p in pieces)
        if text and text not in labels:
            raise UnclearError(f"{text!r} stands beside a table", [p.line for p in pieces])
        return pieces

    def _cells(self, stack: Stack, ways: Sequence[list[Cut]], levels: Levels | None = None) -> list[Cell]:
        """The cells of a column, one a row of those whose other cells are known."""
        return [stack.pieces[c.start[0] : c.end[0]] for c in self._choose([stack], ways, levels)]

    def _choose(self, stacks: Sequence[Stack], ways: Sequence[list[Cut]], levels: Levels | None) -> list[Cut]:
        """The cheapest of the ways to cut stacks into rows; where several cost about the same, the labels of levels tell which."""
        if not ways:
            raise UnclearError("the lines of a table cannot be cut into rows", [p.line for s in stacks for p in s.pieces])
        costs = placed = [_cost([way]) for way in ways]
        if levels and len(ways) > 1:
            found = [first_rows([c.shape for c in way], levels) for way in ways]
            placed = [cost + 0.5 * (f.unlike if f else 99.0) for cost, f in zip(costs, found, strict=True)]
            costs = [cost + 0.5 * (f.cost if f else 99.0) for cost, f in zip(costs, found, strict=True)]
        order = sorted(range(len(ways)), key=lambda n: costs[n])
        first = order[0]
        best = ways[first]
        for n in order[1:]:
            # open: the next best costs about the same, or the lines alone, or with the places of labels alone, speak for another way
            if costs[n] - costs[first] < _MARGIN or n < first or placed[n] - placed[first] < _MARGIN:
                other = {(c.start, c.end) for c in ways[n]}
                self._doubt(c for c in best if (c.start, c.end) not in other)
                break
        self._doubt(c for c in best if c.cost > _WORST + _WORST_LINE * c.lines)
        return best

    def _doubt(self, rows: Iterable[Cut]) -> None:
        lines = [p.line for c in rows for cell in c.cells for p in cell]
        if lines:
            self.flag("pairing_ambiguous", "the lines leave open where rows of a table end", lines)


def _row(stacks: Sequence[Stack], cut: Cut) -> Row:
    return [s.pieces[a:b] for s, a, b in zip(stacks, cut.start, cut.end, strict=True)]


def _labels_apart(word: Word) -> Iterable[Word]:
    """The labels that touch each other in a word: the first line of one and another one, whose middle stands at the same height."""
    return split_word(word, _PART_OF_LEVEL) if _PARTS_OF_LEVELS.fullmatch(word.text) else (word,)


_PART_OF_LEVEL = re.compile("|".join(sorted({x[:n] for x in LEVEL_LABELS for n in range(3, len(x) + 1)}, key=len, reverse=True)))
_PARTS_OF_LEVELS = re.compile(f"(?:{_PART_OF_LEVEL.pattern}){{2,4}}")


def _split(line: list[Word], pattern: re.Pattern[str]) -> list[Word]:
    """The words of a line, those that hold several cells parted."""
    return [part for word in line for part in split_word(word, pattern)]


def _page(row: Row) -> int:
    return min(p.page for cell in row for p in cell)


def _is_side(line: list[Word], n: int, labels: tuple[str, ...]) -> bool:
    return n == 0 and any(line[n].text in label for label in labels)


def _whole(line: list[Word]) -> Cell:
    return [Piece(tuple(line))]


def _text(line: list[Word]) -> str:
    return "".join(w.text for w in line)


def _find(lines: list[list[Word]], start: int, test: Callable[[Word], bool]) -> int:
    at = next((n for n in range(start, len(lines)) if any(test(w) for w in lines[n])), None)
    if at is None:
        raise UnclearError("a table is not where the form prints it")
    return at


def _back(lines: list[list[Word]], at: int, labels: Sequence[str]) -> int:
    """The first of the lines before a table's label that hold parts of its labels only."""
    while at and lines[at - 1] and all(any(w.text in label for label in labels) for w in lines[at - 1]):
        at -= 1
    return at


def _parted(pieces: list[Piece], wanted: Sequence[tuple[str, ...]]) -> list[Cell]:
    """The label of each row.

    Raises:
        UnclearError: the pieces are not those of the labels, in their order.
    """
    cells: list[Cell] = []
    at = 0
    for texts in wanted:
        count = _length(pieces[at:], texts)
        cells.append(pieces[at : at + count])
        at += count
    if at < len(pieces):
        raise UnclearError(f"{pieces[at].text!r} stands in the place of a label", [pieces[at].line])
    return cells


def _length(pieces: list[Piece], texts: tuple[str, ...]) -> int:
    """How many of the first pieces make one of some texts, 0 where they do not."""
    text, longest = "", 0
    for n, piece in enumerate(pieces, 1):
        text += piece.text
        if text in texts:
            longest = n
        if not any(t.startswith(text) for t in texts):
            break
    return longest


def _header(pieces: list[Piece], texts: tuple[str, ...]) -> tuple[Cell, list[Piece]]:
    """The header of a column, its lines in the order in which they are read, and the pieces below it; of one without a header all."""
    if not texts:
        return [], pieces
    for count in range(1, _MOST_OF_HEADER + 1):
        for order in permutations(pieces[:count], count):
            if "".join(p.text for p in order) in texts:
                return list(order), pieces[count:]
    raise UnclearError(f"{texts[0]} is not above its column", [p.line for p in pieces[:1]])


def _cut_alone(stack: Stack, known: Sequence[Row]) -> list[list[Cut]]:
    """The ways to cut one column into rows; where its widest line is far wider than the others, it may be no line of one cell."""
    return cuts([stack], known) or cuts([stack.narrower()], known)


def _parted_words(lines: list[list[Word]], columns: Sequence[Sequence[Piece]]) -> list[list[Word]]:
    """The words of lines, parted where those of columns are."""
    ends = {(word.line, word.end): word for pieces in columns for piece in pieces for word in piece.words}

    def parts(word: Word) -> list[Word]:
        first = [ends[word.line, end] for end in range(word.start + 1, word.end) if (word.line, end) in ends]
        return [*first, ends.get((word.line, word.end), word)]

    return [[part for word in line for part in parts(word)] for line in lines]


def _sure(ways: list[list[Cut]], rows: int) -> list[Cell]:
    """Of each row the cell that all ways have which may be right; nothing where they have several."""
    likely = [way for way in ways if _cost([way]) - _cost(ways) < _MARGIN]
    found: list[Cell] = []
    for n in range(rows):
        cells = {(way[n].start, way[n].end): way[n].cells[0] for way in likely}
        found.append(next(iter(cells.values())) if len(cells) == 1 else ())
    return found


def _cost(ways: list[list[Cut]]) -> float:
    return sum(c.cost for c in ways[0]) if ways else 99.0


def _margin(ways: list[list[Cut]]) -> float:
    return _cost(ways[1:]) - _cost(ways)


def _is_money(text: str) -> bool:
    return text in DASHES or money(text) is not None


def _is_points_or_rate(text: str) -> bool:
    return text in DASHES or re.fullmatch(r"\d+(?:\.\d+)?%?", text) is not None


def _is_head_value(text: str) -> bool:
    """Whether a text can be one value of the head: a date stands alone in its cell."""
    return iso_date(text) is not None or not _DATE.search(text)


def _is_text(text: str) -> bool:
    """Whether a text can be a cell: its brackets are closed, and it does not begin with what ends a clause."""
    if "(" not in text and ")" not in text:
        return text[:1] not in CLOSING
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return bool(_ITEM.match(text))
    return depth == 0 and text[:1] not in CLOSING


def _is_name_or_remark(text: str) -> bool:
    """Whether a text can be a name or a remark: one character is none, but for 无 and a dash."""
    return _is_text(text) and (len(text) > 1 or text == "无" or text in DASHES)


def _ends_as_name(text: str) -> bool:
    """Whether a text ends as most names of indicators do."""
    return bool(NAMED_SO.search(text))


def _unlike_level(row: Sequence[str], level2: str) -> float:
    """How unlike a row, its name and its target first, is to a 二级指标."""
    return hint_cost(row[0], lexeme(row[1]), level2)


def _is_target(text: str) -> bool:
    """Whether a text can be a target: of operators with a number it has one at most, and its unit does not stand before that."""
    return _is_text(text) and count_operator_numbers(text) < 2 and not _UNIT_FIRST.match(text)


def _is_lexeme(text: str) -> bool:
    """Whether a text is an operator, a number and a unit in brackets: nothing follows those."""
    found = lexeme(text)
    return found is not None and found.operator is not None and text.endswith(")")
