"""The ledger: each printed character of a form belongs to one field, one known label, or known furniture.

What is left over is the residue. A form in which a character would be claimed twice is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from orchestration.reader.record import Ledger, Problem, Text
from orchestration.reader.text import Stream, count_printed

FIELD, LABEL, FURNITURE = 1, 2, 3
_CLAIMS = [bytes([kind]) for kind in (0, FIELD, LABEL, FURNITURE)]


class UnreadableError(Exception):
    """A form that cannot be read on; carries the problem that says why."""

    def __init__(self, code: str, message: str, lines: tuple[int, ...] = (), field: str | None = None) -> None:
        """The problem is always blocking: what follows in the form would be guesswork."""
        super().__init__(message)
        self.problem = Problem(code, message, "blocking", field, lines)


class Entry(NamedTuple):
    """A span of the stream and what it was read as.

    A field has its name (`funding.requested.total`, `indicators[3].target`), a label the name of the field or the part of the form that
    it announces (`level1`, `goals.annual`), furniture what it is (`page_number`, `side_label`, `repeated_header`, `repeated_goal`).
    """

    start: int
    end: int
    kind: int
    name: str


def lines_unlike(stream: Stream, lines: list[str], first: int) -> tuple[int, ...]:
    """Lines with a printed character that did not come into the stream, or came twice: what a layout loses is in no ledger."""
    if len(stream) == count_printed("".join(lines)):
        return ()
    counts = Counter(stream.line)
    return tuple(n for n, line in enumerate(lines, first) if counts[n] != count_printed(line))


class Book:
    """Entries over a form's stream; no character belongs to two."""

    def __init__(self, stream: Stream) -> None:
        """An empty book: nothing is claimed."""
        self.stream = stream
        self.entries: list[Entry] = []
        self._kinds = bytearray(len(stream))

    def enter(self, kind: int, start: int, end: int, name: str) -> None:
        """Claim [start, end) for a kind, by name.

        Raises:
            UnreadableError: a character of it was claimed before: the form was taken apart in two ways.
        """
        if self._kinds.count(0, start, end) < end - start:
            raise UnreadableError(
                "claimed_twice", f"{self.stream.text(start, end)[:40]!r} was read as two things", self.stream.lines(start, end)
            )
        self._kinds[start:end] = _CLAIMS[kind] * (end - start)
        self.entries.append(Entry(start, end, kind, name))

    def rename(self, kind: int, old: str, new: str) -> None:
        """Give the entries of a kind and a name another name."""
        self.entries = [entry._replace(name=new) if (entry.kind, entry.name) == (kind, old) else entry for entry in self.entries]

    def text_of(self, kind: int) -> str:
        """The folded characters of a kind, a blank where others stand between them."""
        return " ".join(self.stream.folded[slice(*run.span())] for run in re.finditer(b"%c+" % kind, self._kinds))

    def close(self, end: int, printed: int, read: int) -> Ledger:
        """The account of the characters before `end`: counts by kind, the residue with its lines, the two counts of lexemes."""
        kinds = self._kinds[:end]
        return Ledger(
            characters=end,
            fields=kinds.count(FIELD),
            labels=kinds.count(LABEL),
            furniture=kinds.count(FURNITURE),
            residue=tuple(self._residue(kinds)),
            lexemes_printed=printed,
            lexemes_read=read,
        )

    def _residue(self, kinds: bytearray) -> Iterable[Text]:
        for run in re.finditer(b"\0+", kinds):
            yield self.stream.value(*run.span())
