"""Where forms start and end: title lines, the cover, and the run of lines that is one form's."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.reader.record import Text
from orchestration.reader.template import BY_TITLE, COVER, TITLE, YEAR, Template
from orchestration.reader.text import squeeze

# A form prints 项目名称 directly below its title and year; further down it belongs to something else.
_NAME_WITHIN = 6
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Span:
    """One form's lines, 1-based and inclusive, and the template that its title names."""

    template: Template
    first: int
    last: int


def find(lines: list[str]) -> tuple[Text | None, list[Span]]:
    """The cover line (…项目绩效目标汇总表) and the spans of all forms, in order."""
    squeezed = [squeeze(line) if len(line) <= 4 * _LONGEST_TITLE else "" for line in lines]
    titles = [n for n in range(len(lines)) if _is_title(squeezed, n)]
    spans = []
    for n, start in enumerate(titles):
        end = titles[n + 1] if n + 1 < len(titles) else len(lines)
        while end > start + 1 and (not lines[end - 1].strip() or COVER.fullmatch(squeezed[end - 1])):
            end -= 1
        match = TITLE.fullmatch(squeezed[start])
        assert match
        spans.append(Span(BY_TITLE[match["kind"]], start + 1, end))
    cover = next((n for n in range(len(lines)) if squeezed[n] and COVER.fullmatch(squeezed[n])), None)
    return (Text(lines[cover].strip(), (cover + 1,)) if cover is not None else None), spans


def count_titles(lines: list[str]) -> tuple[int, ...]:
    """Lines that hold the title of a form, counted without the splitter: by the words alone, wherever the form's year or name follows."""
    found = []
    for n, line in enumerate(lines):
        text = squeeze(line) if len(line) <= 4 * _LONGEST_TITLE else ""
        if not text.endswith(("绩效目标申报表", "绩效目标填报表", "绩效自评表")) or len(text) > _LONGEST_TITLE:
            continue
        below = [squeeze(other) for other in lines[n + 1 : n + 40] if other.strip()][:_NAME_WITHIN]
        if any(other.startswith("项目名称") or YEAR.fullmatch(other) for other in below) or not below:
            found.append(n + 1)
    return tuple(found)


def _is_title(squeezed: list[str], n: int) -> bool:
    """A title line with the form's year or name below it, or with nothing below: a form that was cut off."""
    if not squeezed[n] or not TITLE.fullmatch(squeezed[n]):
        return False
    below = [other for other in squeezed[n + 1 : n + 40] if other][:_NAME_WITHIN]
    return not below or any(YEAR.fullmatch(other) or other.startswith("项目名称") for other in below)
