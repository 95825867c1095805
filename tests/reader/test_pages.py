"""Page numbers and running heads: taken out where they count pages and head them, and nowhere else."""

from __future__ import annotations

import pytest

from orchestration.reader.explain import explain
from orchestration.reader.pages import page_lines
from orchestration.reader.record import Form
from orchestration.reader.text import split_lines
from tests.reader.conftest import CELLS, DECLARATION, EVALUATION, GRID, codes, read

HEAD = "甲区文化和旅游局2024年部门预算"
PROSE = [f"第{n}段说明本部门的职能和机构设置。" for n in range(1, 13)]
EVALUATED = EVALUATION.removesuffix("- 1 -\n")
# What stands at the end of page n and the beginning of the next.
BREAKS = {
    "a decorated number": "- {n} -\n",
    "a long dash": "—{n}—\n",
    "第 页": "第 {n} 页 共 99 页\n",
    "a fraction": "{n}/99\n",
    "a number before a form feed": "{n}\n\f",
    "a number between blanks and a form feed": "\n{n}\n\n\f",
    "a number and a head": "\n{n}\n\f" + HEAD + "\n\n",
    "a head alone": "\f" + HEAD + "\n",
    "a head and a number below it": "\f" + HEAD + "\n{n}\n",
    "a number between blanks": "\n{n}\n\n",
    "a bare number": "{n}\n",
    "a bare number before a head": "{n}\n" + HEAD + "\n",
    "a bare number behind a head": HEAD + "\n{n}\n",
}


def pages_of(*pages: list[str], between: str) -> str:
    """Pages with what stands between them, and behind the last one."""
    out = ""
    for n, page in enumerate(pages, 1):
        out += "".join(line + "\n" for line in page) + between.format(n=n)
    return out


@pytest.mark.parametrize("between", BREAKS.values(), ids=BREAKS)
def test_the_lines_of_pages_are_found(between: str) -> None:
    text = pages_of(PROSE, PROSE, PROSE, PROSE, between=between)
    lines = split_lines(text)
    expected = {n for n, line in enumerate(lines, 1) if line.strip() and line.strip() not in PROSE}
    found = page_lines(lines)
    assert set(found) == expected
    assert {lines[n - 1].strip() for n, name in found.items() if name == "running_head"} <= {HEAD}
    assert {HEAD} & {lines[n - 1].strip() for n, name in found.items() if name == "page_number"} == set()


@pytest.mark.parametrize(
    "text",
    [
        CELLS,
        EVALUATED,
        "\n".join(EVALUATED.split()),
        GRID,
        "12\n",  # one number is no count
        "12\n\f12\n\f12\n\f",  # nor is one that stands still
        "\n".join(["甲", "20", "乙", "10", "丙", "30"] * 9),
        "\n\n".join(["甲", "20", "乙", "10", "丙", "30"] * 9),
        "\n\n".join(["甲", "1", "乙", "2", "丙", "3"]),  # too near to each other
        "\n".join(["甲", "", "5", "", "乙", *"丙丁戊己庚辛壬癸", "", "6", "", *"丙丁戊己庚辛壬癸", "", "7", "", "甲\f乙"]),  # of one page
        "甲\n\f97\n\f甲\n\f99\n\f甲\n\f甲\n\f",  # scores at the ends of two of six pages
        "\f".join(f"甲\n{n}\n" if n in (94, 96, 99) else "甲\n" for n in range(92, 102)),  # and of three of ten
        "1/2\n",
        "项目支出绩效目标申报表\n\f项目支出绩效目标申报表\n\f项目支出绩效目标申报表\n",  # each page a form
        "一级指标 二级指标 三级指标 年度指标值\n\f" * 4,
        "有效提升服务水平\n\f" * 4,  # a cell at the end of each page
        (HEAD + "\n") * 4,  # a line that nothing shows to be on different pages
    ],
)
def test_what_counts_no_pages_and_heads_none_is_text(text: str) -> None:
    assert page_lines(split_lines(text)) == {}


def test_a_cover_that_heads_each_page_is_text_once() -> None:
    assert page_lines(split_lines("甲局2024年度项目绩效目标汇总表\n目录\n\f" * 4)) == {
        3: "running_head",
        5: "running_head",
        7: "running_head",
    }


def values(form: Form) -> list[object]:
    """What was read, without its lines."""
    texts = [*form.head.items(), *form.goals.items()]
    rows = [
        [(k, t.text if t else None) for k, t in (("2", i.level2), ("3", i.name), ("t", i.target), ("d", i.deviation))]
        for i in form.indicators
    ]
    return [[(k, t.text if t else None) for k, t in texts], [(a.stage, a.source, a.number) for a in form.funding], rows]


@pytest.mark.parametrize("between", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("text", [DECLARATION, CELLS, GRID, EVALUATED], ids=["wrapped", "cells", "grid", "evaluation"])
def test_a_form_that_goes_on_over_a_page_is_read_as_if_it_did_not(text: str, between: str) -> None:
    (alone,) = read(text).forms
    lines = text.splitlines()
    for n in range(11 if "{n}\n" in between and "\f" not in between else 2, len(lines)):
        (form,) = read(pages_of(PROSE, PROSE, [*PROSE, *lines[:n]], [*lines[n:], "第四部分 其他", *PROSE], between=between)).forms
        assert values(form) == values(alone), lines[n]
        assert not form.quarantined
        assert set(codes(form)) <= {"pairing_ambiguous", "goals_ambiguous", "goals_parted"}
        assert form.ledger.residue == ()
        ledger = form.ledger
        assert ledger.characters == ledger.fields + ledger.labels + ledger.furniture > alone.ledger.characters


def test_a_number_that_may_be_a_pages_is_said_where_it_stands_within_a_text() -> None:
    text = DECLARATION.replace("甲局展览中心\n", "甲局展览中心\n12\n").replace("保障展厅运行。\n", "保障展厅\n13\n运行。\n")
    (form,) = read(text).forms
    found = [(p.field, p.lines) for p in form.problems if p.code == "page_number_unclear"]
    assert found == [("implementing_unit", (6,)), ("goals", (20,))]


def test_the_lines_of_pages_are_furniture_in_an_explanation() -> None:
    lines = DECLARATION.splitlines()
    text = pages_of(PROSE, PROSE, lines[:6], lines[6:], between=BREAKS["a number and a head"])
    explanation = explain(text.encode(), "report.txt")
    names = [(p.text, p.name) for line in explanation.lines for p in line.pieces if p.kind == "furniture" and line.number > 30]
    assert names[:2] == [("3", "page_number"), (HEAD, "running_head")]
    assert explanation.report.forms[0].problems == ()
