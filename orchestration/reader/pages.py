"""What stands on each page of a report beside its text: page numbers and running heads, told by where and how often they are printed.

They stand in the middle of what goes on over a page, so they are taken out before a form is read. A number is only taken for that of a
page where it counts pages; a line only for a running head where it heads several pages and cannot be part of a form.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from itertools import groupby, islice, pairwise

from orchestration.reader.template import COVER, DECLARATION, EVALUATION, TITLE
from orchestration.reader.text import EMPTY_LINE, NEWLINE, Stream, joined, squeeze, stream

_MAY_BE_NUMBER = re.compile(r"[^\w\n]*+(?:第[^\w\n]*+)?[\d０-９]{1,4}\D{0,12}(?:[\d０-９]{1,4}\D{0,4})?$")
_DECORATED = re.compile(r"[-—–─~·]\d{1,4}[-—–─~·]|第\d{1,4}页(?:[,/]?共\d{1,4}页)?", re.ASCII)
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)
_BARE = re.compile(r"\d{1,4}", re.ASCII)
# A running head names the document that the page is of.
_HEAD = re.compile(r"(?=.*(?:预算|决算|公开|报告|年度|汇编|手册))[^。;,:≥≤=]{6,40}")
_OF_HEAD = re.compile("[预决公报年汇手]")  # a character of each of its words: other lines are not looked at
_LABELS = frozenset(label for t in (DECLARATION, EVALUATION) for label in t.labels if len(label) > 2)
_CONTINUED = re.compile(r"\(?(?:续上?前?表|[上前]?接[上前]表)\d{0,2}\)?", re.ASCII)  # （续表）
_BLANKS = 6  # blank lines that may stand between the end of a page and its text
_FEWEST = 3  # pages that a head, or a number without a form feed beside it, must be printed on


def page_lines(lines: list[str]) -> dict[int, str]:
    """The lines (1-based) that belong to pages and to no text, and what they are: `page_number` or `running_head`."""
    feeds = [n for n, line in enumerate(lines) if "\f" in line]
    numbers = {n: squeeze(line) for n, line in enumerate(lines) if len(line) < 60 and _MAY_BE_NUMBER.match(line)}
    found = {n for n, text in numbers.items() if _DECORATED.fullmatch(text)}
    found |= _fractions(numbers) | _beside_feeds(lines, numbers, feeds) | _between_blanks(lines, numbers, feeds)
    if not found and not feeds:
        found = _down_from_the_last(lines, numbers)
    heads, more = _running_heads(lines, numbers, _tops(lines, feeds, found))
    heads |= {n for n, line in enumerate(lines) if "表" in line and len(line) < 60 and _CONTINUED.fullmatch(squeeze(line))}
    out = dict.fromkeys((n + 1 for n in found | more), "page_number")
    return dict(sorted((out | dict.fromkeys((n + 1 for n in heads), "running_head")).items()))


def _fractions(numbers: dict[int, str]) -> set[int]:
    """`3/40`, where more than one page of as many is printed."""
    parts = [(n, *map(int, match.groups())) for n, text in numbers.items() if (match := _FRACTION.fullmatch(text))]
    found: set[int] = set()
    for _, group in groupby(sorted(parts, key=lambda part: (part[2], part[0])), key=lambda part: part[2]):
        pages = list(group)
        if len(pages) > 1 and all(a[1] < b[1] <= b[2] for a, b in pairwise(pages)):
            found |= {n for n, _, _ in pages}
    return found


def _beside_feeds(lines: list[str], numbers: dict[int, str], feeds: list[int]) -> set[int]:
    """Bare numbers at the ends of pages that are as far from the count of form feeds on several pages, and on most of those between.

    Last or first on the two pages of a text are enough; of a longer one it takes three, as it does beside another line there, which
    may be a running head: scores stand at the ends of pages too.
    """
    outer: dict[int, set[tuple[int, int]]] = {}  # by how far a number is from its page: pages, each with the line of the number
    inner: dict[int, set[tuple[int, int]]] = {}
    ends = [(page, _printed(lines, range(feed - 1, max(feed - _BLANKS, 0) - 1, -1), 2)) for page, feed in enumerate(feeds)]
    ends += [(page, _printed(lines, range(feed, min(feed + _BLANKS, len(lines))), 2)) for page, feed in enumerate(feeds, 1)]
    if feeds:
        ends.append((len(feeds), _printed(lines, range(len(lines) - 1, max(feeds[-1], len(lines) - _BLANKS), -1), 2)))
    for page, places in ends:
        for n, by_offset in zip(places, (outer, inner), strict=False):
            if _BARE.fullmatch(numbers.get(n, "")):
                by_offset.setdefault(int(numbers[n]) - page, set()).add((page, n))
    fewest = min(_FEWEST, max(2, len({page for page, places in ends if places})))
    found = [places for places in outer.values() if _counts_pages(places, fewest)]
    found += [places for places in inner.values() if _counts_pages(places, _FEWEST)]
    return {n for places in found for _, n in places}


def _counts_pages(places: set[tuple[int, int]], fewest: int) -> bool:
    """Whether there are numbers on enough pages, and on most of those from the first that bears one to the last."""
    pages = {page for page, _ in places}
    return len(pages) >= fewest and len(pages) >= _MOST_PAGES * (max(pages) - min(pages) + 1)


_MOST_PAGES = 0.6


def _printed(lines: list[str], order: range, count: int = 1) -> list[int]:
    """The first lines of some that are not blank."""
    return list(islice((n for n in order if lines[n].strip()), count))


def _between_blanks(lines: list[str], numbers: dict[int, str], feeds: list[int]) -> set[int]:
    """Bare numbers on lines between blank ones, far from each other, that count on by one; where form feeds are printed, one a page."""
    chain: list[int] = []
    found: set[int] = set()
    for n, text in numbers.items():
        is_alone = (n == 0 or not lines[n - 1].strip()) and (n + 1 == len(lines) or not lines[n + 1].strip())
        if not is_alone or not _BARE.fullmatch(text):
            continue
        is_next = bool(chain) and int(text) == int(numbers[chain[-1]]) + 1 and n - chain[-1] >= _SHORTEST_PAGE
        if not is_next or (feeds and bisect(feeds, n) == bisect(feeds, chain[-1])):
            chain = []
        chain.append(n)
        if len(chain) >= _FEWEST:
            found.update(chain[-_FEWEST:])
    return found


def _down_from_the_last(lines: list[str], numbers: dict[int, str]) -> set[int]:
    """Bare numbers that count down by one, page by page, from the last printed line of a text that shows its pages by nothing else.

    Two numbers that could be of the same page end the count: the weights of a form are numbers too.
    """
    at = next(iter(_printed(lines, range(len(lines) - 1, max(len(lines) - _BLANKS, 0) - 1, -1))), -1)
    chain: list[int] = []
    while at in numbers and _BARE.fullmatch(numbers[at]):
        chain.append(at)
        wanted = int(numbers[at]) - 1
        page = range(at - _SHORTEST_PAGE, max(at - _LONGEST_PAGE, -1), -1)
        found = [n for n in page if n in numbers and _BARE.fullmatch(numbers[n]) and int(numbers[n]) == wanted]
        at = found[0] if len(found) == 1 else -1
    return set(chain) if len(chain) >= _FEWEST else set()


_SHORTEST_PAGE, _LONGEST_PAGE = 10, 150  # lines between two page numbers


def _tops(lines: list[str], feeds: list[int], numbers: Iterable[int]) -> set[int]:
    """The lines that come first on their pages, as far as form feeds and page numbers tell."""
    starts = [0, *feeds, *(n + 1 for n in numbers)]
    return {n for start in starts for n in _printed(lines, range(start, min(start + _BLANKS, len(lines))))}


def _running_heads(lines: list[str], numbers: dict[int, str], tops: set[int]) -> tuple[set[int], set[int]]:
    """The lines of running heads, and those of page numbers that are told by the heads beside them."""
    places: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        if (n in tops or n - 1 in numbers or n + 1 in numbers) and len(line) < 100 and _OF_HEAD.search(line):
            places.setdefault(squeeze(line), []).append(n)
    heads: set[int] = set()
    pages: set[int] = set()
    for text, at in places.items():
        if len(at) < _FEWEST or not _may_be_head(text):
            continue
        on_top = [n for n in at if n in tops]
        if len(on_top) >= _FEWEST:
            heads |= set(on_top[1:] if COVER.fullmatch(text) else on_top)  # the cover itself is the first
            continue
        for step in (1, -1):
            beside = [(n, n + step, int(numbers[n + step])) for n in at if _BARE.fullmatch(numbers.get(n + step, ""))]
            if len(beside) >= _FEWEST and all(a[2] < b[2] for a, b in pairwise(beside)):
                heads |= {n for n, _, _ in beside}
                pages |= {n for _, n, _ in beside}
                break
    return heads, pages


def _may_be_head(text: str) -> bool:
    if COVER.fullmatch(text):
        return True
    return bool(_HEAD.fullmatch(text)) and not TITLE.fullmatch(text) and not any(label in text for label in _LABELS)


def over_pages(text: Stream, lines: dict[int, str]) -> Stream:
    """The stream of a form without the given lines of its pages, and behind it the stream of those.

    A blank line beside one is the margin of the page. It parts nothing, but in a grid, where an empty row tells that a page ends.
    """
    if not lines:
        return text
    numbers = sorted(lines)
    if not text.gridded:
        for at in text.starts:
            if text.gap[at] == EMPTY_LINE and at and bisect(numbers, text.line[at]) > bisect(numbers, text.line[at - 1]):
                text.gap[at] = NEWLINE
    first = numbers[0]
    return joined(text, stream([lines.get(n, "") for n in range(first, numbers[-1] + 1)], first))
