"""The reader against records read by people: the five reports field by field, all other sources by the table of docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from tests.gold.accuracy import DOCUMENT, differences, measure, parse, render
from tests.gold.compare import Field, compare
from tests.gold.corpus import Case, all_cases, fields, five_reports, made_up, originals, real_reports, record


def named(case: Case, wrong: Iterable[Field]) -> str:
    """One line for each field: file, form, field, both values, lines."""
    return "\n".join(f"{case}: {field}" for field in wrong)


@pytest.mark.parametrize("case", five_reports(), ids=str)
def test_every_field_of_the_five_reports_is_exact(case: Case) -> None:
    wrong = named(case, (field for field in fields(case) if not field.exact))
    assert not wrong, wrong
    got = record(case)
    assert got["title"] == case.gold["title"]
    assert not any(form["quarantined"] for form in got["forms"])
    assert [form["line_start"] for form in got["forms"]] == [form["line_start"] for form in case.gold["forms"]]
    assert [names(form) for form in got["forms"]] == [names(form) for form in case.gold["forms"]]


def names(form: dict[str, Any]) -> list[str]:
    """The names of the indicators in their order, without white space."""
    return ["".join(row["level3"].split()) for row in form["indicators"]]


def test_the_gold_of_the_five_reports_is_whole() -> None:
    """What is not a field are the names of rows (scope, source), lines, flags, titles and file names, and seven cells flagged ambiguous."""
    assert sum(leaves(case.gold) for case in five_reports()) == 6211
    assert sum(len(fields(case)) for case in five_reports()) == 5433


def leaves(value: Any) -> int:
    if isinstance(value, dict | list):
        return sum(leaves(v) for v in (value.values() if isinstance(value, dict) else value))
    return 1


@pytest.mark.parametrize("case", originals(), ids=str)
def test_every_field_of_an_original_is_exact(case: Case) -> None:
    wrong = named(case, (field for field in fields(case) if not field.exact))
    assert not wrong, wrong
    assert record(case)["encoding"] == case.shape


def test_form_and_indicator_counts() -> None:
    got = {case.source.name[:3]: record(case)["forms"] for case in five_reports()}
    assert {name: len(forms) for name, forms in got.items()} == {"000": 13, "001": 8, "002": 6, "003": 3, "004": 19}
    assert {name: sum(len(f["indicators"]) for f in forms) for name, forms in got.items()} == {
        "000": 195, "001": 122, "002": 37, "003": 41, "004": 141,
    }  # fmt: skip


def test_a_changed_value_is_named_with_its_file_form_field_and_lines() -> None:
    case = five_reports()[0]
    changed = deepcopy(case.gold)
    changed["forms"][0]["indicators"][2]["target"] = "=99.00(%)"
    assert named(case, (field for field in compare(changed, record(case)) if not field.exact)) == (
        "000_a4f859e7f35e4ec3.txt: form 1 孵化基地运营及创业孵化服务支出: indicators.2.target: "
        "'=99.00(%)' expected, '=100.00(%)' read (lines 49)"
    )


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_no_field_is_wrong_in_silence(case: Case) -> None:
    silent = named(case, (field for field in fields(case) if field.silent))
    assert not silent, silent


def test_the_table_in_the_repo_is_what_the_reader_gives_today() -> None:
    written, today = DOCUMENT.read_text(encoding="utf-8"), measure()
    changed = "\n".join(map(str, differences(parse(written), today)))
    assert not changed, f"{changed}\nthe reader gives another table than docs/accuracy.md: run make accuracy"
    assert written == render(today)


def test_each_made_up_report_is_there_in_its_five_shapes_and_each_source_has_its_gold() -> None:
    shapes: dict[str, set[str]] = {}
    for case in made_up():
        shapes.setdefault(case.source.parent.name, set()).add(case.shape)
    assert len(shapes) == 6
    texts = {"one_cell_a_line", "reading_order", "columns_of_blanks", "tab_grid", "scrambled"}
    assert all(found - {"ruled"} == texts for found in shapes.values())
    assert sum("ruled" in found for found in shapes.values()) == 3  # PDFs are large
    assert len(real_reports()) == 4
    assert all(case.gold_file.exists() for case in all_cases())


def test_a_page_that_speaks_of_goals_but_holds_no_form_is_refused_as_such() -> None:
    (page,) = (case for case in real_reports() if case.source.name == "no_form.txt")
    got = record(page)
    assert got["forms"] == []
    assert [p["code"] for p in got["problems"]] == ["no_form"]
