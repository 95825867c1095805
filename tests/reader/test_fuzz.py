"""Whatever a file holds: no crash, nothing invented, nothing lost in silence, and no form that suffers for another.

`make fuzz` tries the same on many more reports, others each time (HYPOTHESIS_PROFILE=long). What no text can show, no test asks for:
a row of a declaration that is gone with its label, a line of a goal that is gone, another digit in a number. Of these the reader
says nothing; what they may change is told by `strays`. In a self-evaluation a row that is gone shows in the points.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orchestration.reader import Trace, trace
from orchestration.reader.explain import explain
from orchestration.reader.ledger import FIELD, Entry
from orchestration.reader.record import Form, Problem, Text
from orchestration.reader.text import Stream, squeeze
from tests.reader.conftest import DECLARATION, EVALUATION, GRID
from tests.reader.damage import FORMS, INLINE, Lines, damaged_bytes, damaged_lines, places, scribbles, tokens
from tests.reader.honesty import apart, faults, strays, unshown

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
# No database and no deadline: a run depends on nothing that an earlier one left, nor on how busy the machine is.
settings.register_profile("ordinary", derandomize=True, deadline=None, database=None, max_examples=40, suppress_health_check=_SLOW)
settings.register_profile("long", deadline=None, database=None, max_examples=2_000, suppress_health_check=_SLOW, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))


def trace_of(lines: Lines) -> Trace:
    return trace("\n".join(lines).encode(), "report.txt")


# ------------------------------------------------------------------------------------------------------------- honesty


@given(damaged_bytes())
def test_damaged_files_are_read_honestly_or_refused(data: bytes) -> None:
    assert faults(trace(data, "report.txt")) == []


@given(damaged_lines())
def test_damaged_reports_are_read_honestly(lines: Lines) -> None:
    assert faults(trace_of(lines)) == []


@given(scribbles())
def test_what_only_looks_like_a_form_is_read_honestly(lines: Lines) -> None:
    assert faults(trace_of(lines)) == []


@given(st.binary(max_size=400))
def test_bytes_are_no_report(data: bytes) -> None:
    read = trace(data, "report.txt")
    assert faults(read) == []
    assert read.report.refused
    assert all(p.remedy for p in read.report.problems)


@given(damaged_lines())
def test_an_explanation_shows_each_character_once(lines: Lines) -> None:
    assert list(unshown(explain("\n".join(lines).encode(), "report.txt"))) == []


# ------------------------------------------------------------------------------------------------------------ locality


@cache
def whole(n: int) -> Form | None:
    """The form of a text that is read without a problem."""
    report = trace_of(FORMS[n]).report
    return report.forms[0] if len(report.forms) == 1 and not report.problems and not report.forms[0].problems else None


@given(st.integers(0, len(FORMS) - 1), places, places, st.sampled_from(("delete", "double", "insert", "replace")), tokens)
def test_damage_to_a_line_stays_where_it_is_or_is_told(n: int, place: int, column: int, how: str, token: str) -> None:
    lines, before = FORMS[n], whole(n)
    at = place % len(lines)
    assume(before is not None and squeeze(lines[at]) and "\n" not in token and "\r" not in token)
    assert before is not None
    here = column % (len(lines[at]) + 1)
    new = {
        "delete": [],
        "double": [lines[at]] * 2,
        "insert": [lines[at][:here] + token + lines[at][here:]],
        "replace": [lines[at][:here] + token + lines[at][here + 1 :]],
    }[how]
    report = trace_of([*lines[:at], *new, *lines[at + 1 :]]).report
    after = set(range(at + 1, at + 1 + len(new)))
    is_grid = any("\t" in line for line in lines)
    assert report.problems or len(report.forms) == 1 or all(form.problems for form in report.forms)
    for form in report.forms if not report.problems else ():
        assert strays(before, form, {at + 1}, after, is_grid) == []


SHORT = [n for n, lines in enumerate(FORMS) if len(lines) < 60]


@given(st.data())
def test_damage_to_a_form_changes_no_other_form(data: st.DataObject) -> None:
    first, last = data.draw(st.sampled_from(SHORT)), data.draw(st.sampled_from(SHORT))
    assume(whole(first) is not None and whole(last) is not None)
    between = ["财政项目支出绩效目标申报表", "（2024年度）", "项目名称 甲", *data.draw(damaged_lines(most=3))]
    assume("\0" not in "".join(between))  # a file with a NUL is no text
    report = trace_of([*FORMS[first], *between, *FORMS[last]]).report
    for n, form in ((first, report.forms[0]), (last, report.forms[-1])):
        before = whole(n)
        assert before is not None
        # Widths of columns and the words of a report are learned from all of its forms: another reading must be told.
        assert apart(form) == apart(before) or form.problems


# ---------------------------------------------------------------------------------------------------------------- size

# Each of these cost more than its length once, or would if a rule looked back from each character, piece or row at all before it.
# Nothing is timed: what grows faster than its text does not come to its end here.
NAMES = ("declaration", "evaluation", "grid")
LONG_LINES = [
    ("declaration", "项目名称", "1"),
    ("declaration", "主管部门", "甲"),
    ("declaration", "上年结转资金", "0.00 "),
    ("declaration", "年度总体目标", "1.甲。"),
    ("declaration", "一级指标", "1"),
    ("declaration", "数量指标", "≥1期1期"),
    ("declaration", "数量指标", "绩效指标"),
    ("evaluation", "年度资金总额", "1 "),
    ("evaluation", "实际完成情况", "一是甲。"),
    ("evaluation", "数量指标", "("),
    ("evaluation", "数量指标", "甲"),
    ("grid", "项目性质", "\t"),
    ("grid", "一级指标", "产出指标 "),
    ("grid", "数量指标", "≥90 (%) "),
    ("grid", "数量指标", "甲\t"),
    ("grid", "满意度指标", "\u202e"),
]
MANY_LINES = [
    ("declaration", "项目名称", "项目名称"),
    ("declaration", "年度总体目标", "甲乙丙。"),
    ("declaration", "一级指标", "产出指标甲"),
    ("declaration", "数量指标", "甲"),
    ("declaration", "数量指标", "甲 ≥1"),
    ("evaluation", "实际完成情况", ""),
    ("evaluation", "数量指标", "- 1 -"),
    ("grid", "年度总体目标", "\t甲。"),
    ("grid", "一级指标", "≥90"),
    ("grid", "一级指标", "产出指标 甲"),
    ("grid", "数量指标", "\t\t\t甲\t≥1"),
    ("grid", "满意度指标", "财政项目支出绩效目标申报表"),
]


def with_lines(name: str, below: str, more: Lines) -> Lines:
    lines = INLINE[NAMES.index(name)]
    at = next(n for n, line in enumerate(lines) if below in line) + 1
    return [*lines[:at], *more, *lines[at:]]


@pytest.mark.parametrize(("name", "below", "atom"), LONG_LINES)
def test_a_line_of_a_hundred_thousand_characters_is_read_honestly(name: str, below: str, atom: str) -> None:
    line = atom * (100_000 // len(atom))
    assert faults(trace_of(with_lines(name, below, [line, "1"]))) == []


@pytest.mark.parametrize(("name", "below", "line"), MANY_LINES)
def test_ten_thousand_lines_are_read_honestly(name: str, below: str, line: str) -> None:
    assert faults(trace_of(with_lines(name, below, [line] * 10_000))) == []


def test_thousands_of_forms_that_are_cut_off_are_read_honestly() -> None:
    assert faults(trace_of(INLINE[0][:3] * 1_000)) == []


# ------------------------------------------------------------------------------------------------- the checks themselves


def doctored(text: str, **changes: object) -> Trace:
    """An honest reading of a text with other values in its form."""
    read = trace(text.encode(), "report.txt")
    return replace(read, report=replace(read.report, forms=(replace(read.report.forms[0], **changes),)))  # type: ignore[arg-type]


def first_row(text: str, **changes: object) -> Trace:
    form = trace(text.encode(), "report.txt").report.forms[0]
    return doctored(text, indicators=(form.indicators[0]._replace(**changes), *form.indicators[1:]))  # type: ignore[arg-type]


def form_of_text(text: str) -> Form:
    return trace(text.encode(), "report.txt").report.forms[0]


D, E = form_of_text(DECLARATION), form_of_text(EVALUATION)
NAME = D.indicators[0].name
DOCTORED: dict[str, tuple[Callable[[], Trace], str]] = {
    "a name that is not printed": (lambda: first_row(DECLARATION, name=Text("接待人次", NAME.lines)), "does not stand in lines (23,)"),
    "a name that is printed elsewhere": (lambda: first_row(DECLARATION, name=NAME._replace(lines=(24,))), "does not stand in lines (24,)"),
    "a name without characters": (lambda: first_row(DECLARATION, name=Text(" ", NAME.lines)), "holds no printed character"),
    "a label that is not printed": (lambda: first_row(DECLARATION, level2=Text("质量指标", (23,))), "does not stand in lines (23,)"),
    "a row twice": (lambda: doctored(DECLARATION, indicators=(*D.indicators, D.indicators[0])), "hold more characters"),
    "another amount": (lambda: doctored(DECLARATION, funding=(*D.funding[:3], D.funding[3]._replace(number=Decimal(1)))), "1 is not"),
    "another date": (lambda: doctored(DECLARATION, dates={"planned_start": "2024-01-02"}), "2024-01-02 is not"),
    "another number": (lambda: first_row(DECLARATION, value="201"), "the value 201 does not stand"),
    "another unit": (lambda: first_row(DECLARATION, unit="人"), "the unit 人 does not stand"),
    "a number in words": (lambda: first_row(DECLARATION, kind="qualitative"), "qualitative with the value"),
    "no level": (lambda: first_row(DECLARATION, level1=None), "has no 一级指标"),
    "a level under another": (lambda: first_row(DECLARATION, level1=Text("效益指标", (26,))), "数量指标 under 效益指标"),
    "levels from nowhere": (
        lambda: first_row(DECLARATION, level1=Text("产出指标", ()), level2=Text("数量指标", ())),
        "数量指标 of '接待批次' stands nowhere",
    ),
    "no form": (lambda: replace(doctored(DECLARATION), report=replace(doctored(DECLARATION).report, forms=())), "the title of line 1"),
    "a form too short": (lambda: doctored(DECLARATION, line_end=10), "the table of line 19 is in no form"),
    "a value outside its form": (lambda: doctored(DECLARATION, line_end=28), "cites the lines (29,) in a form of range(1, 29)"),
    "a problem outside the file": (lambda: doctored(DECLARATION, problems=(Problem("x", "", lines=(30,)),)), "x names the lines (30,)"),
    "a problem without lines": (lambda: doctored(DECLARATION, problems=(Problem("x", ""),)), "x names the lines ()"),
    "a form twice": (lambda: replace(doctored(DECLARATION), report=replace(doctored(DECLARATION).report, forms=(D, D))), "share a line"),
    "a ledger out of balance": (lambda: doctored(DECLARATION, ledger=replace(D.ledger, fields=1)), "does not add up"),
    "a ledger of fewer characters": (
        lambda: doctored(DECLARATION, ledger=replace(D.ledger, characters=D.ledger.characters - 1, fields=D.ledger.fields - 1)),
        "its lines have others",
    ),
    "a residue": (lambda: doctored(DECLARATION, ledger=replace(D.ledger, residue=(Text("甲", (3,)),))), "is not clean"),
    "a lexeme lost": (lambda: doctored(DECLARATION, ledger=replace(D.ledger, lexemes_read=2)), "is not clean"),
    "half a name": (lambda: first_row(DECLARATION, name=Text("接待", NAME.lines)), "was entered as '接待批次'"),
    "a value that is not in the record": (lambda: doctored(DECLARATION, goals={}), "was entered as '保障展厅运行。'"),
    "a value that was not entered": (lambda: doctored(EVALUATION, goals=E.goals | {"third": NAME}), "was entered as None"),
    "a character entered twice": (lambda: entered(DECLARATION, Entry(0, 1, FIELD, "year")), "a character was entered twice"),
    "an unknown entry": (lambda: entered(DECLARATION, Entry(0, 0, 9, "year")), "neither field nor label nor furniture"),
    "a character from nowhere": (lambda: streamed(DECLARATION, lambda s: replace(s, folded="甲" + s.folded[1:])), "does not have there"),
    "a character twice": (
        lambda: streamed(DECLARATION, lambda s: replace(s, line=s.line[:1] * 14 + s.line[14:], columns=[0, 0, *s.columns[2:]])),
        "came into the stream twice",
    ),
    "half a character": (lambda: doctored(DECLARATION, head=D.head | {"project_name": Text("\ud800", (3,))}), "the record is no JSON"),
}


def entered(text: str, entry: Entry) -> Trace:
    read = trace(text.encode(), "report.txt")
    read.readings[0].book.entries.append(entry)
    return read


def streamed(text: str, change: Callable[[Stream], Stream]) -> Trace:
    read = trace(text.encode(), "report.txt")
    return replace(read, readings=(replace(read.readings[0], stream=change(read.readings[0].stream)),))


@pytest.mark.parametrize(("make", "fault"), DOCTORED.values(), ids=DOCTORED)
def test_a_record_that_is_not_honest_is_found_out(make: Callable[[], Trace], fault: str) -> None:
    found = faults(make())
    assert any(fault in text for text in found), found


@pytest.mark.parametrize("text", [DECLARATION, EVALUATION, GRID], ids=NAMES)
def test_an_honest_record_has_no_fault(text: str) -> None:
    assert faults(trace(text.encode(), "report.txt")) == []


def test_an_explanation_that_drops_or_moves_a_piece_is_found_out() -> None:
    shown = explain(DECLARATION.encode(), "report.txt")
    line = shown.lines[2]
    for pieces in (line.pieces[1:], (replace(line.pieces[0], start=1), *line.pieces[1:])):
        assert list(unshown(replace(shown, lines=(replace(line, pieces=pieces),)))) != []


@pytest.mark.parametrize("text", [DECLARATION, GRID], ids=["lines", "grid"])
def test_a_value_that_changes_far_from_the_damage_is_found_out(text: str) -> None:
    form = form_of_text(text)
    rows, is_grid = form.indicators, text == GRID
    far = set(rows[0].lines())

    def found(after: Form) -> list[str]:
        return strays(form, after, far, far, is_grid)

    assert found(form) == []
    assert found(replace(form, head=form.head | {"project_name": rows[-1].name})) == ["project_name: '展厅运营' became '观众满意度'"]
    assert found(replace(form, goals={})) == ["goals.annual: '保障展厅运行。' became ''"]
    assert len(found(replace(form, indicators=rows[:-1]))) == 1
    other_level = replace(form, indicators=(rows[0]._replace(level2=None), *rows[1:]))
    last = set(rows[-1].lines())  # of the grid it holds labels too, of the lines it does not
    assert len(strays(form, other_level, last, last, is_grid)) == 1 - is_grid
    assert len(found(replace(form, indicators=(*rows, rows[0], rows[0])))) == 1
    assert found(replace(form, indicators=(rows[0]._replace(target=None), *rows[1:]))) == []
    assert found(replace(form, goals={}, problems=(Problem("x", ""),))) == []
    assert apart(replace(form, line_start=7)) == apart(form) != apart(replace(form, goals={}))
