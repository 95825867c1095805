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
    titles = {n: match for n, line in enumerate(lines) if (match := TITLE.fullmatch(_short(line)))}
    spans, mentions = [], []
    for start, stop in pairwise([*titles, len(lines)]):
        end = _last_line(lines, start, stop)
        below = lines[start + 1 : end]
        is_cut_off = stop == len(lines) and _is_year_at_most(below)
        if is_cut_off or _holds_name(below):
            spans.append(Span(BY_TITLE[titles[start]["kind"]], start + 1, end))
        else:
            mentions.append(start + 1)
    cover = next((n for n, line in enumerate(lines) if _is_cover(line)), None)
    return (Text(lines[cover].strip(), (cover + 1,)) if cover is not None else None), spans, tuple(mentions)


def count_titles(lines: list[str]) -> tuple[int, ...]:
    """Lines that hold the title of a form, counted without the splitter: by the words alone, where 项目名称 follows, or the text ends."""
    found = [n for n, line in enumerate(lines) if _short(line).endswith(("绩效目标申报表", "绩效目标填报表", "绩效自评表"))]
    counted = []
    for start, stop in pairwise([*found, len(lines)]):
        below = lines[start + 1 : stop]
        if _holds_name(below) or (stop == len(lines) and _is_year_at_most(below)):
            counted.append(start + 1)
    return tuple(counted)


def _short(line: str) -> str:
    """A line that may be a title, squeezed; nothing of a line that is too long, or has not the character that titles end with."""
    text = squeeze(line) if "表" in line and len(line) <= 4 * _LONGEST_TITLE else ""
    return text if len(text) <= _LONGEST_TITLE else ""


def _is_cover(line: str) -> bool:
    return "表" in line and bool(COVER.fullmatch(squeeze(line)))


def _holds_name(lines: list[str]) -> bool:
    """Whether 项目名称 is printed, be it over two lines."""
    text = ""
    for line in lines:
        text = text[1 - len(_NAME) :] + squeeze(line)
        if _NAME in text:
            return True
    return False


def _is_year_at_most(lines: list[str]) -> bool:
    return all(YEAR.fullmatch(text) for line in lines if (text := squeeze(line)))


def _last_line(lines: list[str], start: int, stop: int) -> int:
    """The number of the last line that is neither blank nor the cover of what follows."""
    while stop > start + 1 and (not squeeze(lines[stop - 1]) or _is_cover(lines[stop - 1])):
        stop -= 1
    return stop
