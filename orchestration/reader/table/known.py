"""What a report says of itself: its columns and levels as its whole rows show them, for rows that the text leaves less certain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from orchestration.reader.text import Span, Stream, width

Cells = dict[str, list[Span]]  # by column, the pieces of a cell from top to bottom


def pairs_of(text: str) -> set[str]:
    """The pairs of characters that stand together in a text; of one character itself."""
    return {a + b for a, b in pairwise(text)} or {text}


_UNIT = re.compile(r"[(“《]*(?:[!-'*-~]+|.)[,。;:、)”》%!?]*")


def need(folded: str) -> int:
    """The width of what stands first in a line and cannot be broken: a word or one ideograph, with its marks."""
    found = _UNIT.match(folded)
    return width(found.group()) if found else 0


@dataclass
class Columns:
    """The columns of the indicator table: their texts, the pairs of characters in them, and how wide their lines are."""

    has_loose_rows: bool = False  # of a grid: rows at the top of a page stand outside its cells
    texts: dict[str, set[str]] = field(default_factory=dict)
    pairs: dict[str, set[str]] = field(default_factory=dict)
    seams: set[str] = field(default_factory=set)  # pairs of characters anywhere
    least: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    def learn_text(self, text: str) -> None:
        """Which characters stand together."""
        self.seams.update(pairs_of(text))

    def learn_cell(self, name: str, text: str) -> None:
        """What the text of a cell says of its column."""
        self.texts.setdefault(name, set()).add(text)
        self.pairs.setdefault(name, set()).update(pairs_of(text))

    def learn_widths(self, stream: Stream, cells: Cells) -> None:
        """What the lines of a row's cells say of the widths of their columns: a line ends where what comes next does not fit."""
        for name, spans in cells.items():
            widths = [width(stream.printed[a:b]) for a, b in spans]
            self.least[name] = max([self.least.get(name, 0), *widths])
            for line, (a, b) in zip(widths, spans[1:], strict=False):
                self.most[name] = min(self.most.get(name, 1000), line + need(stream.folded[a:b]))

    def strange(self, name: str, text: str) -> float:
        """How much more a text looks like those of another column than of this one: 0 to 1, more where it is shorter than any in it."""
        short = bool(self.texts.get(name)) and len(text) < min(map(len, self.texts[name]))
        if any(text in texts for texts in self.texts.values()):
            return short + (text not in self.texts.get(name, ()))
        return short + _strange(text, name, self.pairs)


@dataclass
class Levels:
    """The 二级指标: how many forms print each, and the pairs of characters of the names below its label."""

    forms: int = 0
    printed: Counter[str] = field(default_factory=Counter)
    pairs: dict[str, set[str]] = field(default_factory=dict)

    def learn_form(self, labels: set[str]) -> None:
        """The labels that a form prints."""
        self.forms += 1
        self.printed.update(labels)

    def learn_name(self, level2: str, name: str) -> None:
        """A name below a label; none is known of one without."""
        if level2:
            self.pairs.setdefault(level2, set()).update(pairs_of(name))

    def share(self, level2: str) -> float:
        """The share of forms that print a level."""
        return self.printed[level2] / self.forms if self.forms else 0.5

    def strange(self, level2: str, name: str) -> float:
        """How much more a name looks like those of another level than of this one: 0 to 1."""
        return _strange(name, level2, self.pairs)


def _strange(text: str, own: str, pairs: dict[str, set[str]]) -> float:
    """A pair that many columns or levels hold, as the subject of a report is in all, says little of each."""
    found = {pair: sum(pair in known for known in pairs.values()) for pair in pairs_of(text)}
    whole = sum(1 / (count or 1) for count in found.values())
    shares = {name: sum(1 / found[pair] for pair in found if pair in known) / whole for name, known in pairs.items()}
    return max(shares.values(), default=0.0) - shares.get(own, 0.0)


@dataclass
class Known:
    """What is known of a report's forms of one kind."""

    columns: Columns = field(default_factory=Columns)
    levels: Levels = field(default_factory=Levels)
