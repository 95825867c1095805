"""What the cells of the known forms may hold, as costs for the search for bands: labels, amounts, dates, wrapped text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from orchestration.reader.layout.bands import NEVER, Cell, Slot, Word, text_of
from orchestration.reader.layout.wording import NAMED_SO, unheard
from orchestration.reader.table.pieces import kind_of
from orchestration.reader.text import CLOSING, is_open
from orchestration.reader.values import DASHES, is_measure, iso_date, lexeme, money, points

_OPENING = frozenset(",、:(“《")
_NO_SHORT = re.compile(r"[\d,。;()、:]")  # in no nature or category of a project
_ITEM = re.compile(r"\(?(\d{1,2}|[一二三四五六七八九十])[)、.](?!\d)")
_ORGANISATION = re.compile(r".*[局委会处办室心馆站府队所学校园院厅部社团司场]")


class Known(Slot):
    """A label: its words make one of the texts; `even`: it is wrapped where its column ends, not where its words do."""

    def __init__(self, *texts: str, even: bool = True) -> None:
        super().__init__(texts[0], True, 4)
        self.texts, self.even = texts, even

    def begins(self, word: Word) -> bool:
        return len(word.text) > 2 and any(t.startswith(word.text) for t in self.texts)

    def lines(self, word: Word) -> int:
        text = next((t for t in self.texts if self.even and t.startswith(word.text)), "")
        return -(-len(text) // len(word.text))

    def step(self, cell: Cell, word: Word) -> float:
        so_far = text_of(cell) + word.text
        return 0.0 if any(t.startswith(so_far) for t in self.texts) else NEVER

    def end(self, cell: Cell) -> float:
        return 0.0 if text_of(cell) in self.texts else NEVER


class Listed(Known):
    """A value of a short list, rarely another one or none."""

    blank = 2.0

    def __init__(self, name: str, texts: tuple[str, ...]) -> None:
        super().__init__(*texts)
        self.name, self.needed = name, False

    def begins(self, word: Word) -> bool:
        return False

    def step(self, cell: Cell, word: Word) -> float:
        if super().step(cell, word) == 0.0:
            return 0.0
        return NEVER if _NO_SHORT.search(word.text) else 2.5

    def end(self, cell: Cell) -> float:
        return 0.0 if text_of(cell) in self.texts else 1.0


class Pattern(Slot):
    """A value of a known form: each of its lines is possible, and the whole is likely or a surprise."""

    def __init__(self, name: str, possible: str, likely: str, needed: bool = True) -> None:
        super().__init__(name, needed, 4)
        self.possible, self.likely = re.compile(possible), re.compile(likely)

    def lines(self, word: Word) -> int:
        return 1 if word.text in DASHES else 0

    def step(self, cell: Cell, word: Word) -> float:
        return 0.0 if self.possible.fullmatch(word.text) else NEVER

    def end(self, cell: Cell) -> float:
        return 0.0 if self.likely.fullmatch(text_of(cell)) else 2.0 + len(cell)


class Date(Pattern):
    """A date."""

    def __init__(self, name: str) -> None:
        super().__init__(name, r"[\d年月日./-]+", "")

    def lines(self, word: Word) -> int:
        return 1 if iso_date(word.text) else 0

    def end(self, cell: Cell) -> float:
        return 0.0 if iso_date(text_of(cell)) else NEVER


class Money(Pattern):
    """An amount, which may be wrapped in its middle, or a dash."""

    def __init__(self, name: str, needed: bool = False, blank: float = 0.0) -> None:
        super().__init__(name, r"[\d.,]+|[—–-]", "", needed)
        self.blank = blank

    def lines(self, word: Word) -> int:
        return 1 if word.text in DASHES or re.fullmatch(r"[\d,]+\.\d\d", word.text) else 0

    def end(self, cell: Cell) -> float:
        text = text_of(cell)
        if text in DASHES:
            return 0.5
        if money(text) is None:
            return NEVER
        is_torn = money(text_of(cell[:-1])) is None  # what stands above the last line is no amount by itself: 9,980,90 0
        return 0.0 if len(cell) == 1 or is_torn or re.fullmatch(r".*\.\d\d", text) else 3.0


class Prose(Slot):
    """Wrapped text: a line is full where the next one goes on.

    `column` is how wide the column is, 0 where that is not known; `labels` are words that hardly stand in a value.
    """

    def __init__(self, name: str, needed: bool = True, most: int = 6, column: int = 0, labels: frozenset[str] = frozenset()) -> None:
        super().__init__(name, needed, most)
        self.column, self.labels = column, labels

    def step(self, cell: Cell, word: Word) -> float:
        cost = 5.0 if word.text in self.labels else 0.0
        if not cell:
            return cost + (3.0 if word.text[0] in CLOSING else 0.0)
        return cost + wraps((*cell, word), self.column) - wraps(cell, self.column)

    def end(self, cell: Cell) -> float:
        text = text_of(cell)
        return 2.0 * is_open(text)


class Organisation(Prose):
    """The name of a department or of a unit."""

    def end(self, cell: Cell) -> float:
        return super().end(cell) + (0.0 if _ORGANISATION.fullmatch(text_of(cell)) else 1.0)


class Goal(Prose):
    """A narrative goal: sentences and numbered items; `seen`: pairs and triples of characters that the report prints in a row."""

    def __init__(self, name: str, seen: frozenset[str]) -> None:
        super().__init__(name, True, 60)
        self.seen = seen

    def step(self, cell: Cell, word: Word) -> float:
        cost = super().step(cell, word)
        ends_sentence = not cell or cell[-1].text[-1] in "。;:"
        if item := _ITEM.match(word.text):
            last = next((_count(m[1]) for w in reversed(cell) if (m := _ITEM.match(w.text))), 0)
            return cost + (0.0 if _count(item[1]) == last + 1 else 1.5) + (0.0 if ends_sentence else 1.5)
        return cost if ends_sentence else cost + unheard(cell[-1].text, word.text, self.seen)

    def end(self, cell: Cell) -> float:
        last = cell[-1].text[-1]
        return super().end(cell) + (0.0 if last in '。;!"”' else 2.0 if last in ",、:" else 1.0)


def _count(number: str) -> int:
    return int(number) if number.isdecimal() else 1 + "一二三四五六七八九十".index(number)


def begins_anew(cell: Cell) -> bool:
    """Whether the items of a goal do not count up from one: two goals may have been taken for one."""
    numbers = [_count(m[1]) for w in cell if (m := _ITEM.match(w.text))]
    return numbers != list(range(1, len(numbers) + 1))


@dataclass(frozen=True)
class Elsewhere:
    """Texts that a form other than one's own holds: by how many forms hold each of all, and those of one's own."""

    forms: Counter[str]
    mine: set[str]

    def __contains__(self, text: object) -> bool:
        return self.forms[str(text)] > (text in self.mine)


@dataclass(frozen=True)
class Habit:
    """What is known of a column of the indicator table before its cells are read.

    `width`: how wide its widest line is; `full`: whether lines that wide were seen to be wrapped; `kinds`: what a kind of text
    costs here; `own` and `others`: texts of this column and of others in rows that were read beyond doubt; `seen` as in a Goal.
    """

    kinds: dict[str, float]
    width: int = 0
    full: bool = False
    own: Container[str] = frozenset()
    others: Container[str] = frozenset()
    seen: frozenset[str] = frozenset()

    @property
    def is_narrow(self) -> bool:
        """Whether so few characters stand on a line that most cells are wrapped."""
        return 0 < self.width <= _NARROW


_NARROW = 14  # half-width columns


class Described(Prose):
    """The cell of an indicator that holds text: its name, its target, what was achieved, a remark."""

    def __init__(self, name: str, habit: Habit, needed: bool = True, most: int = 8) -> None:
        super().__init__(name, needed, most, habit.width)
        self.habit = habit

    def reaches(self, word: Word) -> bool:
        return bool(self.habit.width) and self.habit.width - word.width <= _NEAR

    def lines(self, word: Word) -> int:
        return 1 if word.text[-1] in ")%" and kind_of(word.text) == "lexeme" else 0

    def step(self, cell: Cell, word: Word) -> float:
        cost = super().step(cell, word) + (2.5 if points(word.text) is not None else 0.0)
        if not cell:
            return cost
        text, strange = cell[-1].text, unheard(cell[-1].text, word.text, self.habit.seen)
        cost += _ENDED * (self.name == "name" and _is_ended(text, word.text, strange))
        if self.habit.is_narrow:
            cost += (0.02 if len(cell) > 1 else 0.1) + 1.5 * strange - 0.35
        else:
            cost += (0.1 if len(cell) > 1 else 0.3 if self.habit.full else 0.7) + 0.7 * strange
        if kind_of(word.text) == "lexeme":
            cost += 1.5
        if kind_of(text_of(cell)) == "lexeme" and not text[-1].isdigit() and word.text[0] != "(":
            cost += 2.0 if cell[-1].width + cell[-1].narrow * _SOFT + word.need <= self.habit.width else 0.4  # it may be whole
        return cost

    def end(self, cell: Cell) -> float:
        text = text_of(cell)
        kind = kind_of(text)
        cost = super().end(cell) + self.habit.kinds[kind] + _unreadable(text, kind)
        cost += 0.8 if text[0] in "及和" and text[:2] != "及时" else 0.0
        cost += 2.0 if text[-1] in _OPENING else 0.0
        if self.name == "name":
            cost += (1.0 if len(text) < 3 else 0.0) + (2.0 if "。" in text or ";" in text else 1.0 if "," in text else 0.0)
            cost -= _DOUBLED * _is_doubled(text)
        if self.habit.full and kind == "text" and cell[-1].width > self.habit.width - 2:
            cost += 0.2 if self.habit.is_narrow else 0.6
        return cost + self._likeness(text)

    def _likeness(self, text: str) -> float:
        """How unlike the texts of its column a text is: texts that were read beyond doubt, and how names and targets are worded."""
        is_own = text in self.habit.own
        if is_own != (text in self.habit.others):
            return -0.5 if is_own else 1.5
        if self.name == "name":
            return 0.0 if NAMED_SO.search(text) else 0.4
        return 0.4 if len(text) > 4 and NAMED_SO.search(text) else 0.0


def _unreadable(text: str, kind: str) -> float:
    """What it costs that a cell begins with an operator and a number and is not operator, number and unit; less of one still open."""
    if kind != "lexeme":
        return 0.0
    if (found := lexeme(text)) and len(unit := (found.unit or "").partition("/")[0]) <= _LONG_UNIT:
        return 0.0 if not unit or is_measure(unit) else _UNKNOWN
    return _STRANGE / 2 if is_open(text) else _STRANGE


def _is_unit(text: str) -> bool:
    """Whether a line is a unit in brackets, which stands behind the number of a target."""
    return text[0] == "(" and text[-1] == ")" and is_measure(text[1:-1])


def _is_ended(above: str, text: str, strange: float) -> bool:
    """Whether a name reads like a whole one before a line of it, which is no such ending itself and begins as no text goes on."""
    return strange > 0 and bool(NAMED_SO.search(above)) and not NAMED_SO.match(text)


def _is_doubled(text: str) -> bool:
    return text == 2 * text[: len(text) // 2]


Follows = dict[str, set[str]]  # by a line of text those that stand soon behind it wherever it is printed


class Written(Slot):
    """A cell of text of a self-evaluation's table: each line is full where the next one goes on; `follows` are lines that go on so."""

    def __init__(self, name: str, kinds: dict[str, float], habit: Habit, follows: Follows, most: int = 16) -> None:
        super().__init__(name, True, most)
        self.kinds, self.habit, self.follows = kinds, habit, follows

    def reaches(self, word: Word) -> bool:
        return 0 < self.habit.width <= word.width + 2

    def step(self, cell: Cell, word: Word) -> float:
        text = word.text
        cost = 2.0 if points(text) is not None else 0.0
        if not cell:
            cost += 3.0 if self.name in ("name", "deviation") and kind_of(text) in ("lexeme", "quantity") else 0.0
            return cost + OPENED + (3.0 if text[0] in CLOSING else 0.0)
        above, so_far = cell[-1], text_of(cell)
        kind = kind_of(so_far)
        wide = max(self.habit.width, *(w.width for w in cell))
        spare = max(wide, word.width) - above.width - word.need
        if spare < 0:
            cost += 0.1
        else:
            cost += 0.5 if above.text[-1] in "。;" else 1.0 + 0.4 * min(spare, 6)
        cost += 0.3 * max(0, word.width - wide) + (0.5 if text[0] in CLOSING else 0.0)
        if kind in ("lexeme", "quantity"):
            cost += 0.0 if above.text[-1].isdigit() or text[0] == "(" or is_open(so_far) else 0.5
            has_unit = so_far[-1] == ")" if kind == "lexeme" else _is_unit(text) and not so_far[-1].isdigit()
            cost += _STRANGE * has_unit  # nothing follows it
        elif _is_unit(text):
            cost += _ASTRAY
        elif kind != "number":
            strange = unheard(above.text, text, self.habit.seen) if above.text[-1] not in ",。;" else 0.0
            cost += _ENDED * (self.name == "name" and _is_ended(above.text, text, strange))
            if text not in self.follows.get(above.text, ()):
                cost += 2.0 * strange + _LEFT * (above.text in self.follows)
        cost += 3.0 if kind == "remark" else 0.0
        return cost + {"lexeme": 2.0, "remark": 3.0}.get(kind_of(text), 0.0)

    def end(self, cell: Cell) -> float:
        text = text_of(cell)
        kind = kind_of(text)
        cost = self.kinds[kind] + 2.0 * is_open(text) + (2.0 if text[-1] in _OPENING else 0.0)
        cost += _unreadable(text, kind)
        if kind == "text" and cell[-1].width >= self.habit.width - 1 > 0:
            cost += 0.5
        if self.name == "name":
            cost += (1.0 if len(text) < 3 else 0.0) + (2.0 if "。" in text or ";" in text or "," in text else 0.0)
            cost += 2.0 * (len(text) > _LONG_NAME)
            cost -= _DOUBLED * _is_doubled(text)
            return cost + (0.0 if NAMED_SO.search(text) else 0.7)
        if self.name == "deviation":
            return cost + (1.0 if kind == "text" and len(text) < 6 else 0.0)
        return cost + (0.4 if kind == "text" and len(text) > 4 and NAMED_SO.search(text) else 0.0)


_ENDED = 0.5  # of a name that goes on with other words where it reads like a whole one
_LEFT = 0.7  # of a line behind which another text stands than wherever else it is printed
_LONG_NAME = 40
_DOUBLED = 1.5  # names are printed twice in their cell now and then, and no two cells make such a text
_STRANGE, _LONG_UNIT = 4.0, 4
_UNKNOWN = 0.5  # of a unit that is no known measure
_ASTRAY = 2.0  # of a unit behind no number
OPENED = 0.6  # of a cell that begins: else it would always be cheaper than to go on
ACHIEVED = {"lexeme": 1.5, "quantity": -0.3, "number": 1.0, "remark": 3.0, "text": 0.2}
REMARKED = {"lexeme": 6.0, "quantity": 4.0, "number": 6.0, "remark": -0.5, "text": 0.3}


_PERCENT = {"百分比": "%"}


@lru_cache(maxsize=4096)
def agreement(target: str, actual: str) -> float:
    """How unlike each other a target and what was achieved are: a number for a number, most often the same words for words."""
    promised, done = kind_of(target), kind_of(actual)
    a, b = lexeme(target), lexeme(actual)
    if a and b and not b.operator:
        units = [_PERCENT.get(found.unit or "", found.unit) for found in (a, b)]
        return -0.5 if units[0] == units[1] else 1.0
    if promised in ("lexeme", "quantity"):
        return {"quantity": 0.0, "number": 0.3, "lexeme": 0.3, "text": 1.0, "remark": 2.0}[done]
    if promised == "number":
        return {"quantity": 0.5, "number": 0.0, "lexeme": 1.0, "text": 1.0, "remark": 2.0}[done]
    if actual == target:
        return -0.7
    return {"quantity": 1.5, "number": 2.0, "lexeme": 2.0, "text": 0.5 if len(actual) < 12 else 1.5, "remark": 2.0}[done]


@lru_cache(maxsize=4096)
def verdict(target: str, actual: str, weight: str, score: str, remark: str) -> float:
    """How unlike each other a row's cells are: points are missing where less was achieved than promised, and have a reason."""
    is_full = points(weight) == points(score)
    is_short = kind_of(remark) == "remark" if remark else True
    cost = (0.0 if is_short else 1.0) if is_full else 0.0 if not is_short else 1.5 if remark else 0.7
    is_met = _is_met(target, actual)
    return cost + (_UNLIKELY if is_met is not None and is_met != is_full else 0.0)


_UNLIKELY = 0.7
_FALLS_SHORT = re.compile("基本|部分|尚未|未达|一般")


def _is_met(target: str, actual: str) -> bool | None:
    """Whether what was achieved is what was promised; None where that cannot be told."""
    a, b = lexeme(target), lexeme(actual)
    if not a or not b or a.in_words or b.in_words:
        return True if target == actual else False if _FALLS_SHORT.search(actual) else None
    promised, done = Decimal(a.value), Decimal(b.value)
    if a.operator in ("≤", "<"):
        return done <= promised
    return done >= promised


_NEAR = 4  # how much narrower than its column a line is that still reaches the next one
NAMED = {"lexeme": 8.0, "quantity": 5.0, "number": 6.0, "remark": 3.0, "text": 0.0}
PROMISED = {"lexeme": -0.5, "quantity": -0.3, "number": 1.5, "remark": 3.0, "text": 0.0}


_SOFT = 0.15  # how much a Latin character may be wider than counted


def wraps(cell: Cell, column: int = 0) -> float:
    """What it costs that a cell is wrapped as it is: its lines are as wide as the widest, or as its column, but for ends of sentences."""
    wide = max(column, *(w.width for w in cell))
    cost = 0.0
    for a, b in pairwise(cell):
        spare = wide - a.width - b.need
        if b.text[0] in CLOSING:
            cost += 0.5
        if spare < 0 or spare < _SOFT * a.narrow:
            cost += 0.02 if 0 < wide <= _NARROW else 0.1
        elif a.text[-1] in "。;:!":
            cost += 0.1 if _ITEM.match(b.text) else 0.7 if a.text[-1] == "。" else 1.2
        else:
            cost += 0.6 if spare < 2 else min(1.0 + 0.25 * spare, 4.0)
    return cost
