"""Texts in reading order, in which the lines of cells that stand side by side come interleaved: lines to a grid of cells.

The known labels are found first, whole or wrapped; then the bands between them are read, cells by the order of their lines. What
is found comes out as rows of cells, which the grammar reads as it reads a table with tabs. What two readings leave open is a
problem of the stream; what no reading explains is left as it is printed, and the grammar refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from orchestration.reader.layout.bands import Band, Cell, Chain, Line, Slot, Word, bands_from, chains, empty_cells, text_of
from orchestration.reader.layout.headers import columns_of
from orchestration.reader.layout.wording import runs_of_characters
from orchestration.reader.layout.woven_blocks import SIDE_OF_GOALS, blocks_of, side_of_table, spells, without_side
from orchestration.reader.layout.woven_labels import SIDE
from orchestration.reader.layout.woven_slots import (
    Date,
    Goal,
    Known,
    Listed,
    Money,
    Organisation,
    Pattern,
    Prose,
    begins_anew,
    wraps,
)
from orchestration.reader.layout.woven_table import Indicators, read_tables
from orchestration.reader.record import Problem
from orchestration.reader.template import (
    CATEGORIES,
    DECLARATION,
    EVALUATION,
    FUNDING_HEADER,
    GOAL_YEARS,
    LEVEL_HEADS,
    NATURES,
    YEAR,
    Template,
)
from orchestration.reader.text import Place, Stream, beginning, stream_of_cells, width
from orchestration.reader.values import money, points

_WORST, _WORST_GOALS = 4.5, 30.0  # no band that costs more is believed
_APART = 1.0  # a cell in another part of the page than its neighbour
_ALIKE = 0.1  # of two readings that differ by less the one whose sums hold is taken
_MARGIN = 1.0  # less between the two best readings leaves the cells open
_PROBED = 2  # forms that show whether the lines of all are level
_MOST_LINES = 400  # of a form; more are no form
_WIDE, _WIDE_BLANK = 10, re.compile(r"\S {3,}\S")  # columns are kept by blanks where every tenth line has them


@dataclass(frozen=True)
class Text:
    """A form's lines as they are printed, the number of the first one, their stream, and the template that its title names."""

    lines: list[str]
    first: int
    plain: Stream
    template: Template
    title: str


def is_woven(text: Text) -> bool:
    """Whether labels of the template are torn by what stands beside them, and no blanks keep the columns."""
    if len(text.lines) > _MOST_LINES or not _is_torn(text.plain.folded, text.template):
        return False
    return _WIDE * sum(bool(_WIDE_BLANK.search(line)) for line in text.lines) <= len(text.lines)


def _is_torn(folded: str, template: Template) -> bool:
    """Whether a label is not printed in one run behind the one before it."""
    at = 0
    for label in (*template.head, *(label for label in template.funding if not label.optional)):
        found = [place + len(t) for t in label.texts if (place := folded.find(t, at)) >= 0]
        if not found:
            return True
        at = min(found)
    return not template.unit_label.search(folded) or not template.table_header.search(folded, at)


def unweave(texts: Sequence[Text]) -> list[Stream | None]:
    """The streams of the woven forms of a report; None for one whose cells are not found."""
    seen = runs_of_characters([piece for text in texts for piece in text.plain.texts()])
    may_be_level = any(form and form[1] for form in _with_tops(texts[:_PROBED], level=True))
    found = min((_with_tops(texts, level) for level in ((False, True) if may_be_level else (False,))), key=_unlikeliness)
    tables = iter(read_tables([(s.text.template, s.wrap, s.table) for s, _ in filter(None, found)], seen))
    out: list[Stream | None] = []
    for form in found:
        sections, top = form or (None, None)
        table = next(tables) if sections else None
        out.append(_stream(sections, top, _read_goals(sections, top, seen), table) if sections and top else None)
    return out


_Form = tuple["_Sections", "_Top | None"]


def _with_tops(texts: Sequence[Text], level: bool) -> list[_Form | None]:
    """The sections of each form and what stands above its goals, read as a tool prints them whose lines are level, or are not."""
    found = [_sections(text, level) for text in texts]
    tops = iter(_read_tops([sections for sections in found if sections]))
    return [(sections, next(tops)) if sections else None for sections in found]


def _unlikeliness(forms: Sequence[_Form | None]) -> tuple[int, float]:
    """How many forms are not read, and what the others cost."""
    tops = [form[1] for form in forms if form and form[1]]
    return len(forms) - len(tops), sum(top.chain.cost for top in tops)


# ------------------------------------------------------------------------------------------------------------ lines


def _parts(text: Text, level: bool) -> list[list[Line]]:
    """The printed lines of a form in parts, which end at empty lines and at the ends of pages."""
    parts: list[list[Line]] = []
    last, page = -1, 0
    for number, words in _words(text.plain, _tails(text.template)):
        ends_page = "\f" in text.lines[number - text.first]
        page += ends_page
        if last < 0 or number > last + 1 or ends_page:
            parts.append([])
        words[-1] = replace(words[-1], ends_line=True)
        parts[-1].append(Line(tuple(words), page=page, level=level))
        last = number
    return parts


def _words(plain: Stream, tails: frozenset[str]) -> Iterator[tuple[int, list[Word]]]:
    """The words of each line; an amount, or the unit of all, and the end of a label that were printed without a blank are two."""
    number = -1
    words: list[Word] = []
    for start, end in pairwise([*plain.starts, len(plain)]):
        if plain.line[start] != number:
            if words:
                yield number, words
            number, words = plain.line[start], []
        glued = re.match(r"[\d,.]+|\([万亿]?元\)", plain.folded[start:end])
        if glued and plain.folded[start + glued.end() : end] in tails:
            words += [_word(plain, start, start + glued.end()), _word(plain, start + glued.end(), end)]
        elif words and _is_one_cell(words[-1].text, plain.folded[start]):
            words[-1] = _word(plain, words[-1].start, end)
        else:
            words.append(_word(plain, start, end))
    if words:
        yield number, words


def _is_one_cell(text: str, following: str) -> bool:
    """Whether a blank is one between Latin words, or a Latin word and a number, of one cell."""
    both = text[-1] + following
    return both.isascii() and both.isalnum() and not both.isdigit()


def _word(plain: Stream, start: int, end: int) -> Word:
    text = plain.folded[start:end]
    narrow = sum(c.isascii() for c in plain.printed[start:end])
    return Word(start, end, text, width(plain.printed[start:end]), width(text[: beginning(text)]), narrow=narrow)


def _tails(template: Template) -> frozenset[str]:
    """Ends of the labels of amounts."""
    return frozenset(t[n:] for label in template.funding for t in label.texts for n in range(2, len(t)))


# --------------------------------------------------------------------------------------------------------- sections


@dataclass
class _Sections:
    """What of a form's words stands where."""

    text: Text
    title: Cell
    year: Cell
    top: list[list[Line]]  # the parts that hold the head and the funding
    side: Cell  # the label beside the goals
    goal_labels: tuple[Cell, ...]
    goals: list[Line]
    header: tuple[Cell, ...]  # of the table of indicators
    table: list[list[Line]]  # the parts of the table
    wrap: tuple[str, ...] = ()  # how the labels of the head are wrapped: forms whose columns are as wide as each other
    in_blocks: bool = False  # whether the page's columns are printed one behind the other
    first_goal: list[Line] | None = None  # printed apart from the second one


def _sections(text: Text, level: bool) -> _Sections | None:
    """A form's words by section; None where a label that parts them is not found."""
    parts = _parts(text, level)
    title, parts = _take_title(parts, text.title)
    year, parts = _take_year(parts)
    main = next((n for n, part in enumerate(parts) if any("一级指" in w.text for line in part for w in line.words)), None)
    if main is None or not title:
        return None
    blocks = None
    if header := _header(parts[main], text.template):
        above, cells, behind = parts[main][: header[0]], header[2], [parts[main][header[1] :], *parts[main + 1 :]]
        first, before = _take_goal_label(parts[:main], text.template, above)
    elif blocks := blocks_of(parts, text.template):
        above, cells, behind, first, before = blocks.above, blocks.header, blocks.tables, blocks.goal_label, blocks.tops
    else:
        return None
    goals = _goal_section(above, text.template, first)
    if goals is None:
        return None
    start, side, labels, content = goals
    sections = _Sections(text, title, year, [above[:start]], side, labels, content, cells, [])
    if blocks:
        sections.in_blocks, sections.side, sections.first_goal = True, blocks.side, blocks.goal
    _deal(sections, before, [part for part in behind if part])
    starts = _label_starts(text.template)
    sections.wrap = tuple(sorted({w.text for part in sections.top for line in part for w in line.words if w.text in starts}))
    return sections


def _take_title(parts: list[list[Line]], title: str) -> tuple[Cell, list[list[Line]]]:
    """The words of the title, and the parts without their lines."""
    words: Cell = ()
    rest = [list(part) for part in parts]
    while rest and text_of(words) != title and title.startswith(text_of((*words, *rest[0][0].words))):
        words = (*words, *rest[0].pop(0).words)
        rest = [part for part in rest if part]
    return (words if text_of(words) == title else ()), rest


def _take_year(parts: list[list[Line]]) -> tuple[Cell, list[list[Line]]]:
    for n, part in enumerate(parts):
        for k, line in enumerate(part):
            if YEAR.fullmatch(text_of(line.words)):
                rest = [*part[:k], *part[k + 1 :]]
                return line.words, [*parts[:n], *([rest] if rest else []), *parts[n + 1 :]]
    return (), parts


def _header(lines: Sequence[Line], template: Template) -> tuple[int, int, tuple[Cell, ...]] | None:
    """Where the header of the table of indicators begins and ends, and its cells."""
    heads = [*((head,) for head in LEVEL_HEADS), *(column.texts for column in template.columns)]
    slots = [Known(*texts, even=False) for texts in heads]
    pieces = {t[a:b] for texts in heads for t in texts for a in range(len(t)) for b in range(a + 1, len(t) + 1)}
    start = stop = next(n for n, line in enumerate(lines) if any("一级指" in w.text for w in line.words))
    while start and all(w.text in pieces for w in lines[start - 1].words):
        start -= 1
    while stop < len(lines) and all(w.text in pieces for w in lines[stop].words):
        stop += 1
    empty = empty_cells(slots)
    for end in range(stop, start, -1):
        for band in bands_from(lines[start:end], 0, empty, _WORST):
            if all(band.cells) and start + band.stop == end:
                return start, end, band.cells
    for end in range(stop, start, -1):
        own = lines[start:end]
        if found := columns_of([[w.text for w in line.words] for line in own], heads):
            dealt = [(w, k) for line, columns in zip(own, found, strict=True) for w, k in zip(line.words, columns, strict=True)]
            return start, end, tuple(tuple(w for w, owner in dealt if owner == k) for k in range(len(heads)))
    return None


def _take_goal_label(parts: list[list[Line]], template: Template, above: Sequence[Line]) -> tuple[Cell, list[list[Line]]]:
    """The label of the first goal where it stands in a part before the others, a line of its own, and the parts without it."""
    texts = template.goals[0].texts
    if any(w.text in texts for line in above for w in line.words):
        return (), parts
    found = [(n, k) for n, part in enumerate(parts) for k, line in enumerate(part) if text_of(line.words) in texts]
    if len(found) != 1:
        return (), parts
    n, k = found[0]
    rest = [*parts[n][:k], *parts[n][k + 1 :]]
    return parts[n][k].words, [*parts[:n], *([rest] if rest else []), *parts[n + 1 :]]


def _goal_section(lines: Sequence[Line], template: Template, first: Cell) -> tuple[int, Cell, tuple[Cell, ...], list[Line]] | None:
    """Where the goals begin, the label beside them, their own labels, and the lines of their text; `first` is printed apart from them."""
    texts = [label.texts for label in template.goals]
    labelled = [n for n, line in enumerate(lines) if any(w.text in t for w in line.words for t in texts)]
    if not labelled:
        return None
    side = SIDE_OF_GOALS[template is EVALUATION]
    start = labelled[0]
    if start and len(lines[start - 1].words) == 1 and side.startswith(lines[start - 1].words[0].text):
        start -= 1
    found = without_side(lines[start:], side)
    rest, side_words = found or (list(lines[start:]), ())
    labels: list[Cell] = [first, ()]
    content: list[Line] = []
    for line in rest:
        kept = []
        for word in line.words:
            n = next((n for n, t in enumerate(texts) if word.text in t and not labels[n]), None)
            if n is None:
                kept.append(word)
            else:
                labels[n] = (word,)
        if len(kept) == len(line.words) and not content and labels[0] and GOAL_YEARS.fullmatch(text_of(line.words)):
            labels[0] = (*labels[0], *line.words)
        elif kept:
            content.append(replace(line, words=tuple(kept)))
    return (start, side_words, tuple(labels), content) if all(labels) else None


def _label_starts(template: Template) -> frozenset[str]:
    """Labels of the head and of the funding, and what the first line of one may hold."""
    texts = [t for label in (*template.head, *template.funding) for t in label.texts]
    return frozenset(t[:n] for t in texts for n in range(3, len(t) + 1))


def _deal(sections: _Sections, before: list[list[Line]], behind: list[list[Line]]) -> None:
    """Deal what is printed before the goals, and behind the header of the table: its rows, and cells of the top printed apart."""
    sections.table = [part for part in before if spells(part, SIDE)]
    above = {w.text for part in (*before, *sections.top) for line in part for w in line.words}
    heads = frozenset(t[:n] for label in sections.text.template.head for t in label.texts for n in range(3, len(t) + 1)) - above
    tops = [part for part in before if part not in sections.table] + sections.top
    for part in behind:
        cut = next((n for n, line in enumerate(part) if line.words[0].text in heads), len(part))
        if cut < len(part):
            tops.append(part[cut:])
        if not sections.side and spells(part[:cut], tuple(SIDE_OF_GOALS.values())):
            sections.side = tuple(w for line in part[:cut] for w in line.words)
        elif cut:
            sections.table.append(part[:cut])
    side = SIDE_OF_GOALS[sections.text.template is EVALUATION]
    for n, part in enumerate(tops):  # the label beside the goals may stand below the first columns of the top
        for k, line in enumerate(part):
            if not sections.side and side.startswith(line.words[0].text) and (found := without_side(part[k:], side)):
                rest, sections.side = found
                cut = side_of_table(rest)
                tops[n] = [*part[:k], *rest[:cut]]
                sections.table += [rest[cut:]] if rest[cut:] else []
                break
    sections.top = [part for part in tops if part]


# -------------------------------------------------------------------------------------------------------------- top


@dataclass(frozen=True)
class _Top:
    """The label of the funding's unit, the cells of the bands above the goals, and whether other readings are about as good."""

    unit: Cell
    kinds: list[list[Slot]]
    chain: Chain
    open_slots: tuple[str, ...]


def _read_tops(forms: list[_Sections]) -> list[_Top | None]:
    """The bands above the goals of each form; columns are as wide in all forms whose labels are wrapped alike."""
    found = [_top_readings(sections) for sections in forms]
    widths: dict[tuple[str, ...], dict[str, int]] = {}
    for sections, readings in zip(forms, found, strict=True):
        if readings:
            own = widths.setdefault(sections.wrap, {})
            for column, cell in _wrapped(readings[0]):
                own[column] = max(own.get(column, 0), *(w.width for w in cell))
    return [_best_top(readings, widths[s.wrap]) if readings else None for s, readings in zip(forms, found, strict=True)]


def _top_readings(sections: _Sections) -> list[_Top]:
    for kinds in top_bands(sections.text.template):
        if found := _top_readings_as(sections, kinds):
            return found
    return []


def _top_readings_as(sections: _Sections, kinds: list[list[Slot]]) -> list[_Top]:
    out = []
    for n, part in enumerate(sections.top):
        for unit in ("元", "万元", "亿元"):
            label = f"项目资金({unit})"
            for k, line in enumerate(part):
                if len(line.words[0].text) >= 2 and label.startswith(line.words[0].text) and (rest := without_side(part[k:], label)):
                    parts = [*sections.top[:n], [*part[:k], *rest[0]], *sections.top[n + 1 :]]
                    out += [_Top(rest[1], kinds, chain, ()) for chain in chains([p for p in parts if p], kinds, _APART, _WORST)]
    return sorted(out, key=lambda top: top.chain.cost)


def _wrapped(top: _Top) -> Iterator[tuple[str, Cell]]:
    """The cells of wrapped text, each with its column."""
    for (band, slot), cell in top.chain.cells.items():
        holds = top.kinds[band][slot]
        if isinstance(holds, Prose):
            yield ("right" if holds.name == "implementing_unit" else "left"), cell


def _best_top(readings: list[_Top], widths: dict[str, int]) -> _Top:
    """The best reading with the columns as wide as they are; open is what the next best reads otherwise."""
    costs = [top.chain.cost + sum(wraps(cell, widths[column]) - wraps(cell) for column, cell in _wrapped(top)) for top in readings]
    least = min(costs)
    near = sorted((cost, n) for n, cost in enumerate(costs) if cost - least < _ALIKE)
    best = readings[next((n for _, n in near if _adds_up(readings[n])), near[0][1])]
    texts = dict(best.chain.texts)
    open_slots = {
        best.kinds[band][slot].name
        for other, cost in zip(readings, costs, strict=True)
        if cost - least < _MARGIN
        for (band, slot), text in other.chain.texts
        if texts.get((band, slot)) != text
    }
    return replace(best, open_slots=tuple(sorted(open_slots)))


def _adds_up(top: _Top) -> bool:
    """Whether totals of the funding are the sums of what they are made of, as far as that is read, and the rate is that of the amounts."""
    texts = {top.kinds[band][slot].name: text_of(cell) for (band, slot), cell in top.chain.cells.items()}
    sums: dict[str, dict[str, Decimal]] = {}
    for name, text in texts.items():
        parts = name.split(".")
        if (amount := money(text)) is not None and len(parts) > 1:
            source, column = parts if parts[0] in _SOURCES else reversed(parts)
            sums.setdefault(column, {})[source] = amount
    totals = {column: own.get("total") for column, own in sums.items()}
    executed, adjusted, rate = totals.get("executed"), totals.get("adjusted"), points(texts.get("rate", "").removesuffix("%"))
    if executed and adjusted and rate is not None and abs(100 * executed / adjusted - rate) > 1:
        return False
    return all(len(own) == 1 or own.get("total") == sum(v for k, v in own.items() if k != "total") for own in sums.values())


_SOURCES = frozenset(label.field.split(".")[-1] for template in (DECLARATION, EVALUATION) for label in template.funding)


def top_bands(template: Template) -> list[list[list[Slot]]]:
    """The bands above the goals, in the ways that they are laid out."""
    words = _label_starts(template)
    known = {label.field: Known(*label.texts) for label in (*template.head, *template.funding)}
    name: list[Slot] = [known["project_name"], Prose("project_name", labels=words)]
    units: list[Slot] = [known["supervising_department"], Organisation("supervising_department", labels=words)]
    units += [known["implementing_unit"], Organisation("implementing_unit", labels=words)]
    if template is EVALUATION:
        header: list[Slot] = [Known(label) for label in FUNDING_HEADER]
        return [[name, units, header, *([known[label.field], *_executed(label.field)] for label in template.funding)]]
    name += [known["project_nature"], Listed("project_nature", NATURES)]
    name += [known["project_category"], Listed("project_category", CATEGORIES)]
    dates = [known["planned_start"], Date("planned_start"), known["planned_end"], Date("planned_end")]
    left = {name: [known[f"multi_year.{name}"], Money(f"multi_year.{name}")] for name in ("total", "fiscal", "other")}
    right: dict[str, list[Slot]] = {
        name: [known[f"requested.{name}"], Money(f"requested.{name}", name == "total", 1.5)]
        for name in ("total", "appropriation", "carryover", "other")
    }
    first, last = [*left["total"], *right["total"]], [*left["other"], *right["other"]]
    beside = [first, [*left["fiscal"], *right["appropriation"]], right["carryover"], last]
    across = [first, right["appropriation"], left["fiscal"], right["carryover"], last]  # 财政资金 stands over two rows
    return [[name, units, dates, *amounts] for amounts in (beside, across)]


def _executed(field: str) -> list[Slot]:
    """Three amounts, then weight, rate and score of the row of totals, of which the other rows have dashes at most."""
    amounts = [Money(f"{field}.{n}", field == "total") for n in ("initial", "adjusted", "executed")]
    if field == "total":
        return [
            *amounts,
            Pattern("weight", _POINTS, _POINTS),
            Pattern("rate", r"[\d.]+%?|%|[—–-]", r"[\d.]+%|[—–-]"),
            Pattern("score", _POINTS, _POINTS),
        ]
    return [*amounts, *(Pattern(f"{field}.{n}", r"[—–-]", r"[—–-]", needed=False) for n in ("weight", "rate", "score"))]


_POINTS = r"[\d.]+|[—–-]"


# ------------------------------------------------------------------------------------------------------------ goals


@dataclass(frozen=True)
class _Goals:
    cells: tuple[Cell, Cell]
    is_open: bool


def _read_goals(sections: _Sections, top: _Top, seen: frozenset[str]) -> _Goals | None:
    """The two goals, side by side; None where no reading is good enough."""
    lines = sections.goals
    if sections.first_goal is not None:
        first, second = (tuple(word for line in own for word in line.words) for own in (sections.first_goal, lines))
        return _Goals((first, second), False)
    if not lines:
        return _Goals(((), ()), False)
    is_led = any(line.led and not line.level for line in lines)
    is_beside = any(len(line.words) > 1 for line in lines)
    is_both = sections.text.template is EVALUATION or (is_beside and not is_led) or not sections.side
    may_have_first = is_both or is_led or is_beside
    found = _goal_bands(lines, seen, may_have_first, is_both)
    is_strained = not may_have_first and bool(found) and found[0].cost > _STRAINED * len(lines)
    if is_strained:  # lines of two goals, each as far right as the other's, read as those of one
        found = sorted([*found, *_goal_bands(lines, seen, may_have_first=True, is_both=True)], key=lambda band: band.cost)
    if not found:
        return None
    texts = [tuple(map(text_of, band.cells)) for band in found]
    is_open = any(band.cost - found[0].cost < _MARGIN / 2 and t != texts[0] for band, t in zip(found, texts, strict=True))
    # A single goal is the annual one where the label left of the goals would lead lines of the first, as that of the amounts does.
    is_open |= is_strained or not (may_have_first or _leads_lines(sections, top))
    is_open |= any(begins_anew(cell) for cell in found[0].cells)
    return _Goals((found[0].cells[0], found[0].cells[1]), is_open)


def _goal_bands(lines: list[Line], seen: frozenset[str], may_have_first: bool, is_both: bool) -> list[Band]:
    """The readings of all lines as the goals, the likeliest first."""
    slots: list[Slot | None] = [Goal("first", seen) if may_have_first else None, Goal("second", seen)]
    words = sum(len(line.words) for line in lines)
    empty = empty_cells(slots)
    found = [
        band
        for aligned in (False, True)
        for band in bands_from(lines, 0, empty, _WORST_GOALS, words, aligned)
        if band.stop == len(lines) and (all(band.cells) if is_both else band.cells[0] if may_have_first else True)
    ]
    return sorted(found, key=lambda band: band.cost + (0.0 if band.cells[1] else _NO_ANNUAL))


_STRAINED = 0.4  # a line: what one goal hardly costs
_NO_ANNUAL = 0.7  # few projects have no goal for the year


def _leads_lines(sections: _Sections, top: _Top) -> bool:
    """Whether the label left of the rows of amounts is printed on one line with what stands beside it."""
    unit = {w.start for w in top.unit}
    return any(line.words[0].start in unit and len(line.words) > 1 and not line.level for part in sections.top for line in part)


# ----------------------------------------------------------------------------------------------------------- stream


def _stream(sections: _Sections, top: _Top, goals: _Goals | None, table: Indicators | None) -> Stream:
    """The cells of a form as rows of a grid, and what is left as it is printed."""
    text = sections.text
    rows: list[list[Cell]] = [[sections.title], *([[sections.year]] if sections.year else [])]
    rows += _top_rows(sections, top)
    rows.append([sections.side, *sections.goal_labels])
    if goals:
        rows += [[(), *goals.cells]] if any(goals.cells) else []
        rows.append([(), *sections.header])
        if table:
            rows += table.rows
    used = {w.start for row in rows for cell in row for w in cell}
    left = [w for part in _parts(text, level=False) for line in part for w in line.words if w.start not in used]
    rows += [[(w,) for w in left]] if left else []
    places = [[[place for w in cell for place in _places(text.plain, w)] for cell in row] for row in rows]
    stream = stream_of_cells(text.lines, places, text.first)
    stream.problems = list(_problems(sections, top, goals, table))
    return stream


def _top_rows(sections: _Sections, top: _Top) -> list[list[Cell]]:
    """The rows above the goals as a grid prints them; the label of the funding's unit stands left of its rows."""
    bands = [[top.chain.cells.get((n, s), ()) for s in range(len(slots))] for n, slots in enumerate(top.kinds)]
    if sections.text.template is EVALUATION:
        name, units, header, *rows = bands
        return [name, units, [top.unit, (), (), *header], *([(), label, (), *values] for label, *values in rows)]
    pairs = {slots[s + 1].name: cells[s : s + 2] for slots, cells in zip(top.kinds, bands, strict=True) for s in range(0, len(slots), 2)}
    rows = [[cell for field in row for cell in pairs[field]] for row in _REQUESTED]
    return [*bands[:_HEAD_ROWS], *([top.unit if n == 0 else (), *row] for n, row in enumerate(rows))]


_HEAD_ROWS = 3
_REQUESTED = (
    ("multi_year.total", "requested.total"),
    ("multi_year.fiscal", "requested.appropriation"),
    ("requested.carryover",),
    ("multi_year.other", "requested.other"),
)


def _places(plain: Stream, word: Word) -> Iterator[Place]:
    """Where a word stands in the source: at two places where it holds a blank."""
    for start, end in pairwise([word.start, *plain.starts_in(word.start + 1, word.end), word.end]):
        yield plain.line[start], plain.column[start], plain.column[end - 1] + 1


def _problems(sections: _Sections, top: _Top, goals: _Goals | None, table: Indicators | None) -> Iterator[Problem]:
    plain = sections.text.plain

    def lines(words: Sequence[Word]) -> tuple[int, ...]:
        return tuple(sorted({plain.line[w.start] for w in words}))

    if sections.in_blocks:
        message = "the columns of the page are printed one behind the other: values and labels are told by their order"
        yield Problem("cells_open", message, "review", None, lines([w for cell in sections.header for w in cell]))
    for name in top.open_slots:
        words = [w for (b, s), cell in top.chain.cells.items() if top.kinds[b][s].name == name for w in cell]
        places = lines(words or [w for part in sections.top for line in part for w in line.words])  # a cell that may as well be blank
        yield Problem("cells_open", f"the text leaves open which lines are {name}", "review", name, places)
    words = [w for line in sections.goals for w in line.words]
    if goals is None:
        yield Problem("goals_ambiguous", "the lines of the two goals cannot be told apart", "blocking", "goals", lines(words))
    elif goals.is_open:
        yield Problem("goals_ambiguous", "the text leaves open which lines belong to which goal", "review", "goals", lines(words))
    if table is None:
        words = [w for part in sections.table for line in part for w in line.words]
        yield Problem("row_unreadable", "no rows explain the order of the table's lines", "blocking", "indicators", lines(words)[:1])
    else:
        for code, message, found in table.doubts:
            yield Problem(code, message, "review", "target" if code == "pairing_ambiguous" else "level2", lines(found))
