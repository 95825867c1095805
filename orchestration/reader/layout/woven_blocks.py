"""Pages whose columns a tool printed one behind the other, as blocks: which of them hold the top, the first goal, the table.

Here too: labels that stand left of several rows, a piece of them at the beginning of a line each.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from orchestration.reader.layout.bands import Cell, Line, Word, text_of
from orchestration.reader.layout.woven_labels import PIECES_OF_LABELS, SIDE
from orchestration.reader.template import EVALUATION, LEVEL_HEADS, Template

SIDE_OF_GOALS = {False: "项目绩效目标", True: "年度总体目标"}


@dataclass(frozen=True)
class Blocks:
    """A page whose columns are printed as blocks, one behind the other: the labels of the table's header stand in several of them."""

    tops: list[list[Line]]
    goal_label: Cell  # of the first goal
    side: Cell
    goal: list[Line] | None  # the text of the first goal, where its label does not stand beside the second one's
    above: list[Line]  # the last block with labels of the header
    header: tuple[Cell, ...]
    tables: list[list[Line]]


def blocks_of(parts: list[list[Line]], template: Template) -> Blocks | None:
    """The blocks of a page; None where the header stands in one of them, or a label of it is torn, missing, or out of order."""
    texts = [*((head,) for head in LEVEL_HEADS), *(column.texts for column in template.columns)]
    column = {text: n for n, own in enumerate(texts) for text in own}
    found = [(n, k) for n, part in enumerate(parts) for k, line in enumerate(part) if all(word.text in column for word in line.words)]
    words = [word for n, k in found for word in parts[n][k].words]
    if [column[word.text] for word in words] != list(range(len(texts))) or len({n for n, _ in found}) == 1:
        return None
    tops: list[list[Line]] = []
    tables: list[list[Line]] = []
    for n, part in enumerate(parts):
        own = [k for m, k in found if m == n]
        is_below = n > found[-1][0] or all(word.text in PIECES_OF_LABELS for line in part for word in line.words)
        start, stop = (own[0], own[-1] + 1) if own else (0, 0) if is_below else (len(part), len(part))
        tops.append(part[:start])
        tables.append(part[stop:])
    above = tops[found[-1][0]]
    blocks = Blocks(tops[: found[-1][0]], (), (), None, above, tuple((word,) for word in words), [part for part in tables if part])
    return _with_goal(blocks, found[0][0], template)


def _with_goal(blocks: Blocks, first: int, template: Template) -> Blocks:
    """The blocks with the first goal, whose label is printed with those of the top: its text stands behind it, and in parts of its own.

    `first` is the first block with labels of the table's header.
    """
    labels = {t for label in (*template.head, *template.funding) for t in label.texts}
    for n, part in enumerate(blocks.tops[: first + 1]):
        for k, line in enumerate(part):
            if text_of(line.words) in template.goals[0].texts:
                rest, side = without_side(part[k + 1 :], SIDE_OF_GOALS[template is EVALUATION]) or (part[k + 1 :], ())
                cut = side_of_table(rest)
                texts = [m for m in range(n + 1, min(first + 1, len(blocks.tops))) if _is_prose(blocks.tops[m], labels)]
                own = [part[:k] if m == n else other for m, other in enumerate(blocks.tops) if m not in texts]
                goal = [*rest[:cut], *(line for m in texts for line in blocks.tops[m])]
                return replace(blocks, tops=own, goal_label=line.words, side=side, goal=goal, tables=[rest[cut:], *blocks.tables])
    return blocks


def _is_prose(part: Sequence[Line], labels: Container[str]) -> bool:
    """Whether a part holds sentences and no label."""
    words = [word.text for line in part for word in line.words]
    return any(text[-1] in ",。;" for text in words) and not any(text in labels for text in words)


def side_of_table(lines: Sequence[Line]) -> int:
    """Where the label beside the table begins behind other lines."""
    return next((n for n in range(len(lines)) if spells(lines[n:], SIDE)), len(lines))


def without_side(lines: Sequence[Line], text: str) -> tuple[list[Line], Cell] | None:
    """The lines without a label that stands left of them over several rows, a piece of it at the beginning of a line."""
    out: list[Line] = []
    label: list[Word] = []
    rest = text
    for line in lines:
        if not (rest and rest.startswith(line.words[0].text)):
            out.append(line)
            continue
        rest = rest[len(line.words[0].text) :]
        label.append(line.words[0])
        if line.words[1:]:
            out.append(replace(line, words=line.words[1:], led=True))
    return None if rest else (out, tuple(label))


def spells(part: Sequence[Line], texts: tuple[str, ...]) -> bool:
    return text_of([w for line in part for w in line.words]) in texts
