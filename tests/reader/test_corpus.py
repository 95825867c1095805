"""Made-up reports, there and back: what the corpus prints is read as what it was made of, or with a problem; and the corpus itself."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from orchestration.reader import read_report
from orchestration.reader.text import squeeze
from tests import corpus
from tests.corpus import LEVELS, SHAPES, Gold, Habits, Page, lines_of, report, width, wrap
from tests.gold.compare import compare

SEEDS = range(10)
FORMS = 3
# Forms (seed, place) that the reader gets wrong without a problem; the aim is none. What is mended is struck off, no other may join.
KNOWN_SILENT: dict[str, set[tuple[int, int]]] = {
    "lines": {(6, 0), (8, 1)},  # the first line of a wrapped target is read as the end of a name that fills its column
    "flow": {(6, 0), (8, 1)},
    "grid": set(),
    "columns": set(),
    "woven": set(),
}
# How many of the forms come back exact, at least.
EXACT = {"lines": 26, "flow": 27, "grid": FORMS * len(SEEDS), "columns": 0, "woven": 18}


def read(text: str) -> dict[str, Any]:
    return read_report(text.encode(), "report.txt").to_json()


def differences(gold: Gold, got: Gold) -> list[str]:
    """Each field of a form that differs, and its rows where they stand in another order."""
    wrong = [str(field) for field in compare({"forms": [gold]}, {"forms": [got]}) if not field.exact]
    names, read = ([squeeze(row["level3"]) for row in form["indicators"]] for form in (gold, got))
    return wrong or ([] if names == read else [f"{names} expected, {read} read"])


@cache
def round_trip(shape: str) -> dict[tuple[int, int], tuple[list[str], list[Any]]]:
    """(seed, place) of each form: how it differs from its gold, and the problems it came back with."""
    out = {}
    for seed in SEEDS:
        text, gold = report(seed, FORMS, shape)
        got = read(text)
        assert squeeze(got["title"] or "") == (gold["title"] or "")
        for n, (want, have) in enumerate(zip(gold["forms"], got["forms"], strict=True)):
            out[seed, n] = differences(want, have), [*have["problems"], *got["problems"]]
    return out


@pytest.mark.parametrize("shape", SHAPES)
def test_no_form_comes_back_wrong_in_silence(shape: str) -> None:
    silent = {form: wrong for form, (wrong, problems) in round_trip(shape).items() if wrong and not problems}
    assert {form: wrong for form, wrong in silent.items() if form not in KNOWN_SILENT[shape]} == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_as_many_forms_as_before_come_back_exact(shape: str) -> None:
    assert sum(not wrong for wrong, _ in round_trip(shape).values()) >= EXACT[shape]


def test_a_grid_comes_back_exact_and_without_a_problem() -> None:
    assert list(round_trip("grid").values()) == [([], [])] * FORMS * len(SEEDS)


def test_the_round_trip_finds_what_was_changed_on_the_page() -> None:
    text, gold = report(0, 1, "grid")
    form = gold["forms"][0]
    first, second = (row["level3"] for row in form["indicators"][:2])
    for other in (text.replace(first, f"{first}情况"), text.replace(first, "@").replace(second, first).replace("@", second)):
        assert differences(form, read(other)["forms"][0]) != []


# --------------------------------------------------------------------------------------------------- the corpus itself


def test_it_shares_no_code_with_the_reader() -> None:
    tree = ast.parse(Path(corpus.__file__).read_text(encoding="utf-8"))
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "dataclasses", "random", "re", "typing", "unicodedata"}


def test_a_seed_makes_the_same_report_and_another_seed_another() -> None:
    assert report(5, 2, "flow") == report(5, 2, "flow")
    assert report(5, 2, "flow")[0] != report(6, 2, "flow")[0]


def test_the_shapes_print_the_same_forms() -> None:
    golds = [report(5, 2, shape)[1]["forms"] for shape in SHAPES]
    assert all(forms == golds[0] for forms in golds)


def printed_values(form: Gold) -> list[str]:
    goals = [goal for goal in form["goals"].values() if goal]
    rows = [
        row[key] for row in form["indicators"] for key in ("level3", "target", "actual", "weight", "score", "deviation") if row.get(key)
    ]
    return [form["project_name"], form["supervising_department"], form["implementing_unit"], *goals, *rows]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_character_of_the_gold_is_on_the_page(shape: str) -> None:
    for seed in SEEDS:
        text, gold = report(seed, FORMS, shape)
        printed = Counter(squeeze(text))
        wanted = Counter(squeeze("".join(value for form in gold["forms"] for value in printed_values(form))))
        assert not wanted - printed


def test_sums_and_weights_agree() -> None:
    for seed in SEEDS:
        for form in report(seed, FORMS, "grid")[1]["forms"]:
            amounts = {(f.get("scope"), f["source"]): float(f.get("amount") or 0) for f in form["funding"]}
            if form["form_type"] == "target_declaration":
                parts = sum(amounts["annual", source] for source in ("appropriation", "carryover", "other"))
                assert amounts["annual", "total"] == pytest.approx(parts)
            else:
                assert sum(int(row["weight"]) for row in form["indicators"]) == 90
                assert all(int(row["score"]) <= int(row["weight"]) for row in form["indicators"])
            assert all(row["level2"] in LEVELS[row["level1"]] for row in form["indicators"])


def test_both_kinds_and_each_habit_occur() -> None:
    golds = [report(seed, 1, "grid")[1]["forms"][0] for seed in range(40)]
    assert {g["form_type"] for g in golds} == {"target_declaration", "self_evaluation"}
    assert {g["funding_unit"] for g in golds} == {"元", "万元"}
    assert {row["operator"] for g in golds for row in g["indicators"]} == {"≥", "≤", "=", ">", "<", None}
    assert any(g["goals"].get("project") for g in golds)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("设备质量达标率", 8, ["设备质量", "达标率"]),
        ("规范，有序", 4, ["规范，", "有序"]),  # the comma hangs
        ("共建5G基站", 6, ["共建5G", "基站"]),
        ("共建 BIM", 6, ["共建 ", "BIM"]),
        ("238,000,000.00", 9, ["238,000,0", "00.00"]),  # fits no line whole
    ],
)
def test_wrapping(text: str, room: int, lines: list[str]) -> None:
    assert wrap(text, room) == lines
    assert max(width(line.rstrip("，")) for line in lines) <= room


def test_a_merged_cell_stands_in_the_middle_of_its_rows() -> None:
    page = Page([], (8, 8))
    page.row(("产出指标", 1, 3), "甲")
    page.row("乙")
    page.row("丙")
    assert [(line.text, line.cell.column, line.top) for line in lines_of(page)] == [
        ("产出指标", 0, 2),
        ("甲", 1, 0),
        ("乙", 1, 2),
        ("丙", 1, 4),
    ]


def shown(shape: str, **habits: bool) -> list[str]:
    page = Page(["表"], (8, 8, 8))
    page.row(("产出指标", 1, 2), "质量指标", "合格率")
    page.row("时效指标", "资金拨付及时性")
    plain = {"airy": False, "tight": False, "centred": False, "merged": True}
    return SHAPES[shape](page, replace(Habits.draw(Random(0)), **(plain | habits)), Random(0))


def test_the_shapes_of_one_page() -> None:
    assert shown("lines") == ["表", "产出指标", "质量指标", "合格率", "时效指标", "资金拨付", "及时性"]
    assert shown("lines", tight=True) == ["表", "产出指标", "质量指标合格率", "时效指标", "资金拨付", "及时性"]
    assert shown("flow") == ["表", "产出指标", "质量指标 合格率", "时效指标", "资金拨付", "及时性"]
    assert shown("flow", airy=True) == ["表", "产出指标", "质量指标 合格率", "", "时效指标", "资金拨付", "", "及时性"]
    assert shown("grid") == ["表", "产出指标\t质量指标\t合格率", "\t时效指标\t资金拨付及时性"]
    assert shown("woven") == ["表", "质量指标 合格率", "产出指标", "资金拨付", "时效指标", "及时性"]
    assert shown("columns") == ["       表", "     质量指标 合格率", "产出指标      资金拨付", "     时效指标", "          及时性"]
