"""Reports as Word, Excel and web pages with the habits of files: read back exactly, or refused. Those of the gold are in test_gold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orchestration.reader import read_report
from orchestration.reader.record import Report
from tests.corpus import Cell, Page, made_up
from tests.gold.compare import compare
from tests.originals import WRITERS, How

FOOT = "填表人：张三   联系电话：021-12345678   填表日期：2024-01-05"
DECLARATIONS, EVALUATIONS = 1, 3  # seeds of made-up reports


def read(kind: str, pages: list[Page], how: How, cover: str | None = None) -> Report:
    return read_report(WRITERS[kind](pages, how, cover), f"report.{kind}")


def wrong(report: Report, gold: dict[str, Any]) -> list[str]:
    return [str(field) for field in compare(gold, json.loads(json.dumps(report.to_json()))) if not field.exact]


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("docx", How(titled=True, foot=FOOT)),
        ("html", How(titled=True, foot=FOOT)),
        *((kind, How(one_sheet=True, foot=FOOT)) for kind in ("xlsx", "xls")),
        *((kind, How(one_sheet=True, margin=2, ruled=False)) for kind in ("xlsx", "xls")),
        *((kind, How(typed=False, margin=1, foot=FOOT)) for kind in ("xlsx", "xls")),
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", [DECLARATIONS, EVALUATIONS])
def test_made_up_forms_are_read_exactly_however_they_are_laid_out(kind: str, how: How, seed: int) -> None:
    cover, pages, gold = made_up(seed, 3)
    assert wrong(read(kind, pages, how, cover), gold) == []


def changed(pages: list[Page], change: Callable[[Cell], Cell]) -> list[Page]:
    return [replace(page, cells=[change(cell) for cell in page.cells]) for page in pages]


LABELS = {
    "项目名称",
    "主管部门",
    "实施单位",
    "项目性质",
    "产出指标",
    "效益指标",
    "满意度指标",
    "数量指标",
    "质量指标",
    "绩效\n指标",
    "总分",
}


def spaced(pages: list[Page]) -> list[Page]:
    return changed(pages, lambda c: replace(c, text=" ".join(c.text.replace("\n", ""))) if c.text in LABELS else c)


def upright(pages: list[Page]) -> list[Page]:
    return changed(pages, lambda c: replace(c, text="\n".join(c.text.replace("\n", ""))) if c.text in LABELS else c)


def with_blank_rows(pages: list[Page]) -> list[Page]:
    return [replace(p, height=2 * p.height, cells=[replace(c, row=2 * c.row, rows=2 * c.rows) for c in p.cells]) for p in pages]


def with_foot(pages: list[Page]) -> list[Page]:
    return [replace(p, height=p.height + 1, cells=[*p.cells, Cell(FOOT, p.height, 0, len(p.widths))]) for p in pages]


def with_title_and_year_in_one(pages: list[Page]) -> list[Page]:
    return [replace(p, titles=["\n".join(p.titles)]) for p in pages]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("habit", [spaced, upright, with_blank_rows, with_foot, with_title_and_year_in_one])
@pytest.mark.parametrize("seed", [DECLARATIONS, EVALUATIONS])
def test_habits_of_files_change_nothing(habit: Callable[[list[Page]], list[Page]], kind: str, seed: int) -> None:
    cover, pages, gold = made_up(seed, 2)
    assert wrong(read(kind, habit(pages), How(titled=True, one_sheet=True), cover), gold) == []


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("gap", [0, 1])
def test_forms_beside_each_other_are_refused(kind: str, gap: int) -> None:
    _, (left, right), _ = made_up(DECLARATIONS, 2)
    cells = [Cell(title, row, 0, len(left.widths)) for row, title in enumerate(left.titles)]
    cells += [replace(cell, row=cell.row + len(cells)) for cell in left.cells]
    beside = [replace(cell, column=cell.column + len(left.widths) + gap) for cell in cells]
    report = read(kind, [Page([], left.widths + (8,) * gap + right.widths, cells + beside, left.height + 2)], How())
    assert all(form.quarantined for form in report.forms)
    assert {p.code for form in report.forms for p in form.problems} >= {"forms_side_by_side"}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_value_in_two_cells_is_refused_not_halved(kind: str) -> None:
    _, (page,), _ = made_up(EVALUATIONS, 1)
    cells = [replace(c, text=c.text[:3], columns=1) if (c.row, c.column) == (0, 1) else c for c in page.cells]
    (form,) = read(kind, [replace(page, cells=[*cells, Cell("的另一半", 0, 2, 7)])], How()).forms
    assert form.quarantined
    assert form.head.get("project_name") is None


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        ("docx", "表1 第1行第2至9列", "表1 第11行第5列"),
        ("html", "表1 第1行第2至9列", "表1 第11行第5列"),
        ("xlsx", "表1!C4:J4", "表1!F14"),
        ("xls", "表1!C4:J4", "表1!F14"),
    ],
)
def test_values_are_traced_to_their_cells(kind: str, name: str, target: str) -> None:
    _, pages, gold = made_up(EVALUATIONS, 1)
    report = read(kind, pages, How(margin=1))
    (form,) = report.forms
    project, value = form.head["project_name"], form.indicators[0].target
    assert project and value
    assert (project.text, report.place(project.lines)) == (gold["forms"][0]["project_name"], name)
    assert (value.text, report.place(value.lines)) == (gold["forms"][0]["indicators"][0]["target"], target)


def halved(page: Page) -> tuple[Page, Page]:
    """A page whose table is cut between two rows of indicators; labels that reach over the cut go on blank."""
    cut = next(c.row for c in page.cells if c.text.startswith("三级")) + 3

    def part(first: int, last: int) -> list[Cell]:
        own = [c for c in page.cells if c.row < last and c.row + c.rows > first]
        rows = [(max(c.row, first), min(c.row + c.rows, last)) for c in own]
        return [replace(c, row=a - first, rows=b - a, text=c.text * (c.row == a)) for c, (a, b) in zip(own, rows, strict=True)]

    return replace(page, cells=part(0, cut), height=cut), Page([], page.widths, part(cut, page.height), page.height - cut)


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize("seed", [DECLARATIONS, EVALUATIONS])
@pytest.mark.parametrize("between", ["", "（续表）", "接上表", "- 2 -"])
def test_a_table_in_two_is_one(kind: str, seed: int, between: str) -> None:
    _, (page,), gold = made_up(seed, 1)
    assert wrong(read(kind, list(halved(page)), How(foot=between)), gold | {"title": None}) == []


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_rest_of_a_table_behind_other_text_is_told(kind: str) -> None:
    _, (page,), _ = made_up(DECLARATIONS, 1)
    report = read(kind, list(halved(page)), How(foot="说明：以上指标由各科室填报。"))
    assert "table_without_form" in {p.code for p in report.problems}
    assert "table_may_be_cut" in {p.code for form in report.forms for p in form.problems}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("seed", [DECLARATIONS, EVALUATIONS])
def test_another_table_behind_a_form_is_no_part_of_it(kind: str, seed: int) -> None:
    _, (page,), gold = made_up(seed, 1)
    signed = Page([], (8,) * 4, [Cell(text, 0, n) for n, text in enumerate(("填表人", "张三", "联系电话", "021-1234"))], 1)
    assert wrong(read(kind, [page, signed], How()), gold | {"title": None}) == []


def test_an_indicator_that_is_named_like_a_title_is_none() -> None:
    _, (page,), gold = made_up(DECLARATIONS, 1)
    row = gold["forms"][0]["indicators"][0]
    (cell,) = (c for c in page.cells if c.text == row["level3"])
    cells = [replace(c, text="财政项目支出绩效自评表") if c is cell else c for c in page.cells]
    row["level3"] = "财政项目支出绩效自评表"
    report = read("xlsx", [replace(page, cells=cells)], How())
    assert wrong(report, gold | {"title": None}) == []
    assert [p.code for p in report.problems] == ["title_without_form"]


@pytest.mark.parametrize(("name", "found"), [("report.xls", "html"), ("report.txt", "html"), ("report.docx", "html"), ("report.htm", None)])
def test_a_file_is_read_as_what_it_is_and_a_name_that_lies_is_said(name: str, found: str | None) -> None:
    cover, pages, gold = made_up(DECLARATIONS, 1)
    report = read_report(WRITERS["html"](pages, How(), cover), name)
    assert wrong(report, gold) == []
    assert [p.code for p in report.problems] == (["suffix_unlike_format"] if found else [])
