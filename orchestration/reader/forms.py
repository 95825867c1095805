"""Where forms start and end: title lines, the cover, and the run of lines that is one form's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from orchestration.reader.record import Text
from orchestration.reader.template import BY_TITLE, COVER, TITLE, YEAR, Template
from orchestration.reader.text import squeeze

_LONGEST_TITLE = 60
_NAME = "项目名称"


@dataclass(frozen=True)
class Span:
    """One form's lines, 1-based and inclusive, and the template that its title names."""

    template: Template
    first: int
    last: int


def find(lines: list[str]) -> tuple[Text | None, list[Span], tuple[int, ...]]:
    """The cover line (…项目绩效目标汇总表), the spans of all forms in order, and title lines that no form follows."""
    squeezed = [squeeze(line) if len(line) <= 4 * _LONGEST_TITLE else line for line in lines]
    titles = [n for n, text in enumerate(squeezed) if len(text) <= _LONGEST_TITLE and TITLE.fullmatch(text)]
    spans, mentions = [], []
    for start, stop in pairwise([*titles, len(lines)]):
        end = _last_line(squeezed, start, stop)
        is_cut_off = stop == len(lines) and all(YEAR.fullmatch(text) for text in squeezed[start + 1 : end] if text)
        if not is_cut_off and _NAME not in "".join(squeezed[start + 1 : end]):
            mentions.append(start + 1)
            continue
        match = TITLE.fullmatch(squeezed[start])
        assert match
        spans.append(Span(BY_TITLE[match["kind"]], start + 1, end))
    cover = next((n for n, text in enumerate(squeezed) if text and COVER.fullmatch(text)), None)
    return (Text(lines[cover].strip(), (cover + 1,)) if cover is not None else None), spans, tuple(mentions)


def count_titles(lines: list[str]) -> tuple[int, ...]:
    """Lines that hold the title of a form, counted without the splitter: by the words alone, where 项目名称 follows, or the text ends."""
    found: list[int] = []
    below: list[str] = []

    def drop_mention(at_end: bool = False) -> None:
        text = "".join(below)
        if found and _NAME not in text and not (at_end and (not text or YEAR.fullmatch(text))):
            found.pop()
        below.clear()

    for n, line in enumerate(lines, 1):
        text = squeeze(line)
        if len(text) <= _LONGEST_TITLE and text.endswith(("绩效目标申报表", "绩效目标填报表", "绩效自评表")):
            drop_mention()
            found.append(n)
        else:
            below.append(text)
    drop_mention(at_end=True)
    return tuple(found)


def _last_line(squeezed: list[str], start: int, stop: int) -> int:
    """The number of the last line that is neither blank nor the cover of what follows."""
    while stop > start + 1 and (not squeezed[stop - 1] or COVER.fullmatch(squeezed[stop - 1])):
        stop -= 1
    return stop
