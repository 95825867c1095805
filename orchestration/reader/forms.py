"""Where forms start and end: title lines, the cover, and the run of lines that is one form's.

A report is often a budget of thirty pages whose last ones hold the forms. A form begins with its title, on one line or two, below
which its labels stand; it ends before the next title, or where a heading or another table shows that the budget goes on.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise

from orchestration.reader.record import FormType, Text
from orchestration.reader.sources.source import Cell, Table, fits, is_as_wide
from orchestration.reader.template import (
    BEFORE_TITLE,
    BY_TITLE,
    COVER,
    LEVEL_LABELS,
    NEXT_CHAPTER,
    NEXT_HEADING,
    NEXT_TABLE,
    OTHER_TITLE,
    TITLE,
    TITLE_BEGIN,
    TOTAL,
    YEAR,
    Template,
)
from orchestration.reader.text import count_printed, squeeze

_LONGEST_TITLE, _LONGEST_LINE = 60, 240  # characters without blanks, and with them
# What every form prints. Three of them, or 项目名称 right below the title, tell a form from a mention of it.
_NAME = "项目名称"
_BODY = (_NAME, "主管部门", "实施单位", "项目资金", "一级指标", "二级指标", "三级指标")
_OF_BODY = re.compile("[称主施资级]")  # a character of each: other lines are not looked at
_NEAR, _FAR = 300, 4000  # characters below a title: of the name, of the body


@dataclass(frozen=True)
class Span:
    """One form's lines, 1-based and inclusive, its title without a year behind it, and the template that the title names.

    `strange` counts the characters before the title's words that no title has; they are left to the residue.
    """

    template: Template
    first: int
    last: int
    title: str
    strange: int = 0
    ends_file: bool = False  # nothing is printed behind it: a text that was cut off ends with it


@dataclass(frozen=True)
class Found:
    """What a report's lines hold."""

    cover: Text | None  # …项目绩效目标汇总表
    spans: tuple[Span, ...]
    mentions: tuple[int, ...]  # title lines that no form follows
    strange: tuple[int, ...]  # headers of indicator tables that stand in no form


def find(lines: list[str], pages: Container[int] = (), tables: Sequence[Table] = ()) -> Found:
    """The forms of a report in their order.

    Args:
        lines: the report's lines, those that belong to pages (page numbers, running heads) blank.
        pages: the numbers of those; the ones right behind a form are its own.
        tables: those whose cells are known: a form ends with its table.
    """
    titles = list(_titles(lines))
    printed = len(lines) - next((n for n, line in enumerate(reversed(lines)) if squeeze(line)), len(lines))
    behind = [title.first for title in titles[1:]] + [printed]
    is_form = [_has_body(lines, t.last, stop) or _is_cut_off(t, lines, printed) for t, stop in zip(titles, behind, strict=False)]
    forms = list(compress(titles, is_form))
    spans: list[Span] = []
    for title, stop in zip(forms, [t.first for t in forms[1:]] + [printed], strict=False):
        template = BY_TITLE[title.kind]
        end, closed = _end_of_tables(lines, title.last, stop, tables) or _end(lines, title.last, stop, template.form_type)
        last = _with_foot(lines, pages, _without_foot(lines, title.last, end, closed), len(lines) if stop == printed else stop)
        spans.append(Span(template, title.first + 1, last, title.text, title.strange, ends_file=end == printed))
    mentions = tuple(t.first + 1 for t, found in zip(titles, is_form, strict=True) if not (found or t.strange))
    return Found(_cover(lines), tuple(spans), mentions, tuple(sorted({*_strange(lines, spans), *_strange_tables(lines, spans, tables)})))


def cut_at_titles(lines: list[str], tables: Sequence[Table]) -> list[Table]:
    """The tables, those in which a title stands parted there: the title's rows are lines, what stands above and below two tables."""
    titles = [(t.first + 1, t.last) for t in _titles(lines)] if tables else []
    out: list[Table] = []
    for table in tables:
        left: Table | None = table
        for first, last in titles:
            if left and left.first <= first and last <= left.last:
                above, left = _parted(left, first, last)
                out += [above] if above else []
        out += [left] if left else []
    return out


def beside_each_other(lines: list[str], tables: Sequence[Table]) -> list[int]:
    """The lines of titles that stand in one row of a table with another title: of forms whose cells are mixed, row by row."""
    titles = {t.last for t in _titles(lines)} if tables else set()
    rows: dict[tuple[int, int], list[int]] = {}
    for table in tables:
        for cell in table.cells:
            if cell.line in titles:
                rows.setdefault((table.first, cell.row), []).append(cell.line)
    return [n for found in rows.values() if len(found) > 1 for n in found]


def _parted(table: Table, first: int, last: int) -> tuple[Table | None, Table | None]:
    """What of a table stands above and below the rows that hold some lines."""
    own = [cell for cell in table.cells if cell.line and first <= cell.line <= last]
    top, bottom = min(cell.row for cell in own), max(cell.row_end for cell in own)
    if any(cell.line and cell not in own and top <= cell.row < bottom for cell in table.cells):
        return None, table  # a cell of a row that reads as a title
    above = tuple(cell._replace(row_end=min(cell.row_end, top)) for cell in table.cells if cell.row < top)
    below = tuple(cell._replace(row=cell.row - bottom, row_end=cell.row_end - bottom) for cell in table.cells if cell.row >= bottom)
    return _of_cells(table, above), _of_cells(table, below)


def _of_cells(table: Table, cells: tuple[Cell, ...]) -> Table | None:
    lines = [cell.line for cell in cells if cell.line]
    return replace(table, first=min(lines), last=max(lines), cells=cells) if lines else None


def _cover(lines: list[str]) -> Text | None:
    for n, line in enumerate(lines, 1):
        if "汇" in line and COVER.fullmatch(_short(line)):
            return Text(line.strip(), (n,))
    return None


# -------------------------------------------------------------------------------------------------------------- titles


@dataclass(frozen=True)
class _Title:
    """A title without a year behind it: the index of its first line and of the line behind it."""

    first: int
    last: int
    text: str
    kind: str
    strange: int  # characters before its words that no title has


def _titles(lines: list[str]) -> Iterator[_Title]:
    """Lines that read as the title of a form. A title ends with 表: other lines are not looked at."""
    for n, line in enumerate(lines):
        if "表" in line and (flat := _short(line)) and (rows := _rows_of_title(lines, n, flat)):
            text = "".join(map(_short, lines[n - rows + 1 : n])) + flat
            match = TITLE.fullmatch(text)
            assert match
            yield _Title(n - rows + 1, n + 1, match["before"] + match["words"], match["kind"], _strange_in(text))


def _rows_of_title(lines: list[str], n: int, flat: str) -> int:
    """How many lines the title has that a line ends, one to three; 0 where it ends none."""
    above = _short(lines[n - 1]) if n and "\t" not in lines[n - 1].strip() else ""  # not a row of the form before
    if _is_title(flat):
        whole = above + flat
        return 2 if TITLE_BEGIN.fullmatch(above) and _goes_on(above, flat) and _is_title(whole) and not _strange_in(whole) else 1
    if "绩" in above and _is_title(above + flat):
        return 2
    first = _short(lines[n - 2]) if n > 1 and above else ""
    return 3 if "绩" in first and _is_title(first + above + flat) else 0


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and bool(TITLE.fullmatch(text)) and not OTHER_TITLE.search(text)


def _strange_in(title: str) -> int:
    """How many characters before the words of a title no title has: 主管 where 主管部门 is the label above it."""
    match = TITLE.fullmatch(title)
    return 0 if not match or BEFORE_TITLE.fullmatch(match["before"]) else match.end("before")


def _goes_on(begin: str, rest: str) -> bool:
    """Whether a line can be the first half of a title: 财政项目支出 before 绩效目标申报表."""
    if begin.endswith("项目"):
        return rest.startswith(("支出", "绩效"))
    if begin.endswith("财政") and rest.startswith("财政"):
        return False  # no title says it twice: the first is what is left of something else
    return rest.startswith("绩效") if begin.endswith(("支出", "预算")) else rest.startswith(("项目", "支出", "绩效", "财政"))


def _is_cut_off(title: _Title, lines: list[str], printed: int) -> bool:
    """Whether nothing but its year follows a title."""
    below = (squeeze(lines[n]) for n in range(title.last, printed))
    return not title.strange and all(YEAR.fullmatch(text) for text in below if text)


def _has_body(lines: list[str], start: int, stop: int) -> bool:
    """Whether the labels of a form stand below a title."""
    seen: set[str] = set()
    count, is_near = 0, True
    above: list[str] = []  # the line above and its first word
    for line in map(lines.__getitem__, range(start, stop)):
        if count > _FAR or len(line) > _FAR:
            return False
        if _OF_BODY.search(line):
            pieces = [squeeze(line), *map(squeeze, line.split())]
            seen.update(label for label in _BODY if any(piece.startswith(label) for piece in pieces))
            if any((up + piece).startswith(_NAME) for up in above for piece in pieces[:2]):  # in a narrow column
                seen.add(_NAME)
        above = [squeeze(line), *map(squeeze, line.split()[:1])] if "项" in line and len(line) < _LONGEST_LINE else []
        is_near = is_near and count <= _NEAR and "。" not in line
        if len(seen) >= 3 or (is_near and _NAME in seen):
            return True
        count += len(line.strip())
    return False


def count_titles(lines: list[str]) -> tuple[int, ...]:
    """Lines that end the title of a form, counted without the splitter: by its words alone, where the words of a form follow."""
    ends = [n for n, line in enumerate(lines) if "表" in line and _ends_title(lines, n)]
    found = []
    for n, stop in pairwise([*ends, len(lines)]):
        below = squeeze("".join(lines[n + 1 : min(stop, n + 201)])[: 4 * _FAR])
        name = below[: _NEAR + 40].partition(_NAME)
        is_form = (name[1] and "。" not in name[0]) or ("三级指标" in below and "实施单位" in below)
        is_form = is_form or any(line.split()[:1] == [_NAME[:3]] for line in lines[n + 1 : min(stop, n + 11)])
        is_cut_off = stop == len(lines) and len(below) <= len("(2024年度)") and squeeze(lines[n])[:2] in ("财政", "项目", "部门", "附件")
        if is_form or is_cut_off:
            found.append(n + 1)
    return tuple(found)


_TITLE_WORDS = ("绩效目标申报表", "绩效目标填报表", "绩效目标表", "绩效自评表", "绩效自评价表")


def _ends_title(lines: list[str], n: int) -> bool:
    text = squeeze(lines[n]).rstrip("()0123456789年度")
    if not text.endswith("表") or len(text) > _LONGEST_TITLE or any(word in text for word in ("整体", "汇总", "监控", "一览")):
        return False
    return ("".join(map(_short, lines[max(n - 2, 0) : n])) + text).endswith(_TITLE_WORDS)


# ---------------------------------------------------------------------------------------------------------------- ends

_SIGN = re.compile(r"(?:^|\s)(?:>=|<=|[≥≤=><≧≦＝＞＜])\s?[\d０-９]")
_OF_CHAPTER = re.compile("[第词附整汇监览]")  # a character of each way to head a chapter: other lines are not looked at
_NUMBERS_OF_TOTAL = 2
_PROSE = 45  # characters without a blank: no cell of a table is as wide


def _end(lines: list[str], start: int, stop: int, form_type: FormType) -> tuple[int, int]:
    """Where a form ends, before a heading, another table or a paragraph of the budget that goes on; behind which line it may end."""
    header = next((n for n in range(start, stop) if "级" in lines[n] and "三级" in squeeze(lines[n][:_LONGEST_LINE])), start)
    chapters = (n for n in range(header + 1, stop) if _OF_CHAPTER.search(lines[n]) and NEXT_CHAPTER.fullmatch(_short(lines[n])))
    stop = next(chapters, stop)
    last_row, closed = _last_rows(lines, header, stop, form_type)
    for n in range(last_row + 1, stop):
        text = _short(lines[n])
        if NEXT_TABLE.fullmatch(text) or (n > closed and (NEXT_HEADING.fullmatch(text) or _is_prose(lines[n]))):
            return n, closed
    return stop, closed


def _end_of_tables(lines: list[str], start: int, stop: int, tables: Sequence[Table]) -> tuple[int, int] | None:
    """Where the table of the indicators ends, with its parts on the next pages; None where no table is known to hold them."""
    own = [t for t in tables if start < t.first and t.last <= stop]
    header = next((n for n, t in enumerate(own) if any(_is_header(line) for line in lines[t.first - 1 : t.last])), None)
    if header is None:
        return None
    last = own[header]
    for table in own[header + 1 :]:
        is_next = not any(line.strip() for line in lines[last.last : table.first - 1]) and _may_go_on(last, table)
        if not is_next and not (last.page and table.page == last.page + 1 and fits(last, table)):
            break
        last = table
    return last.last, last.last


def _may_go_on(a: Table, b: Table) -> bool:
    """Whether a table right behind another can be its rest; without pages to part them, only one of the same columns can."""
    return a.sheet == b.sheet and (a.page is not None or (is_as_wide(a, b) and fits(a, b)))


def _is_header(line: str) -> bool:
    return "级" in line and squeeze(line).startswith(_HEADERS)


def _short(line: str) -> str:
    """A line that may be a heading; nothing for a longer one. Blanks, and what is not printed, make no line long."""
    return squeeze(line) if len(line) <= _LONGEST_LINE or count_printed(line) <= _LONGEST_LINE else ""


def _last_rows(lines: list[str], header: int, stop: int, form_type: FormType) -> tuple[int, int]:
    """The last line that surely belongs to a row, and the line behind which the form may end: of 满意度指标 or of 总分."""
    last_row = closed = stop
    if form_type == "self_evaluation":
        total = next((n for n in reversed(range(header, stop)) if _short(lines[n]).startswith(TOTAL)), stop)
        if behind := _points_behind(lines, total, stop):
            return behind, behind
        numbers = 0
        for n in range(total, stop):
            numbers += len(re.findall(r"\d[\d.,]*", lines[n]))
            if numbers >= _NUMBERS_OF_TOTAL:
                return n, n
        return stop, stop
    for n in range(header, stop):
        line = lines[n]
        is_label = "指标" in line and any(squeeze(piece).startswith(LEVEL_LABELS) for piece in line.split())
        if is_label or _SIGN.search(line):
            last_row = n
        if is_label and "满意度指标" in squeeze(line):
            closed = n
    return last_row, closed


def _points_behind(lines: list[str], total: int, stop: int) -> int:
    """The last line of points where scores and remarks of rows are printed behind 总分: a tool took them for a column; 0 elsewhere."""
    found = []
    for n in range(total, stop):
        text = _short(lines[n])
        if (not text and lines[n].strip()) or len(text) > _LONGEST_REMARK:
            break
        if _POINTS.fullmatch(text):
            found.append(n)
    if len(found) == _NUMBERS_OF_TOTAL + 1:  # one score, and the total of all, which is more; else the number of the page
        one, last = (float(_short(lines[n])) for n in found[-2:])
        return found[-1] if last > one else 0
    return found[-1] if len(found) > _NUMBERS_OF_TOTAL else 0


_POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)
_LONGEST_REMARK = 16  # characters of a line of a remark


def _is_prose(line: str) -> bool:
    longest = max(map(len, line.split()), default=0)
    return longest >= _PROSE and ("，" in line or "。" in line)


def _without_foot(lines: list[str], start: int, stop: int, closed: int) -> int:
    """The number of the last line without blank lines, a bare page number, and the cover of what follows."""
    while stop > start:
        text = _short(lines[stop - 1])
        ends_page = stop < len(lines) and lines[stop].startswith("\f")
        is_page_number = text.isdigit() and len(text) <= 4 and stop - 1 > closed and (ends_page or not lines[stop - 2].strip())
        if not (COVER.fullmatch(text) or is_page_number or (not text and not squeeze(lines[stop - 1]))):
            break
        stop -= 1
    return stop


def _with_foot(lines: list[str], pages: Container[int], last: int, stop: int) -> int:
    """The number of the last line with the page numbers behind it."""
    for n in range(last, min(last + _FOOT, stop, len(lines))):
        if n + 1 in pages:
            last = n + 1
        elif lines[n].strip():
            break
    return last


_FOOT = 6  # lines behind a form among which its page number may stand


_HEADERS = ("三级指标", "一级指标二级指标三级指标")  # cells of their own, or run together


def _strange(lines: list[str], spans: list[Span]) -> tuple[int, ...]:
    """Headers of indicator tables that stand in no form: of tables of another kind, or of a form whose title was not known."""
    inside = {n for span in spans for n in range(span.first, span.last + 1)}
    return tuple(
        n
        for n, line in enumerate(lines, 1)
        if "级" in line and n not in inside and any(squeeze(piece).startswith(_HEADERS) for piece in (line, *line.split()))
    )


def _strange_tables(lines: list[str], spans: list[Span], tables: Sequence[Table]) -> Iterator[int]:
    """The first labels of levels in tables that stand in no form: the rest of a form, if other text stands between."""
    for table in tables:
        if not any(span.first <= table.first <= span.last for span in spans):
            found = (n for n in range(table.first, table.last + 1) if "指标" in lines[n - 1] and squeeze(lines[n - 1]) in LEVEL_LABELS)
            yield from (n for n in (next(found, None),) if n)
