"""The comparer on records of one or two rows: what counts as a field, as exact, as silent, as invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.gold.compare import HEAD, Field, comparable, compare

Json = dict[str, Any]
NOTE = {"code": "level2_missing", "severity": "review"}
BLOCKING = {"code": "residue", "severity": "blocking"}


def row(name: str = "接待批次", target: str = "≥200(批次)", **cells: Any) -> Json:
    return {"level1": "产出指标", "level2": "数量指标", "level3": name, "target": target, "flags": [], "lines": [17]} | cells


def form(name: str | None = "展厅运营", **parts: Any) -> Json:
    head = dict.fromkeys(HEAD) | {"form_type": "target_declaration", "year": 2024, "project_name": name}
    table = {
        "funding": [{"scope": "annual", "source": "total", "amount": "1200000.00", "lines": [8]}],
        "goals": {"annual": "保障展厅运行。"},
        "indicators": [row()],
    }
    return {"line_start": 1, "line_end": 30, "lines": {"project_name": [3]}, **head, **table, "problems": [], **parts}


def record(*forms: Json, problems: tuple[Json, ...] = ()) -> Json:
    return {"forms": list(forms), "problems": list(problems)}


def wrong(gold: Json, got: Json) -> list[Field]:
    return [f for f in compare(gold, got) if not f.exact]


def test_a_record_equals_itself_and_each_field_is_counted_once() -> None:
    fields = compare(record(form()), record(form()))
    assert all(f.exact for f in fields)
    assert [f.name for f in fields] == [
        *HEAD,
        "funding.annual.total.amount",
        "goals.annual",
        *(f"indicators.0.{key}" for key in ("level1", "level2", "level3", "target")),
    ]
    assert [f.group for f in fields] == ["head"] * 10 + ["funding", "goals"] + ["indicators"] * 4


@pytest.mark.parametrize(
    ("changed", "name", "group"),
    [
        (form(year=2023), "year", "head"),
        (form(planned_end="2024-12-31"), "planned_end", "head"),
        (form(funding=[{"scope": "annual", "source": "total", "amount": None}]), "funding.annual.total.amount", "funding"),
        (form(funding=[]), "funding.annual.total.amount", "funding"),
        (form(goals={"annual": "保障展厅。"}), "goals.annual", "goals"),
        (form(indicators=[row(target="≥300(批次)")]), "indicators.0.target", "indicators"),
        (form(indicators=[row(level1=None)]), "indicators.0.level1", "indicators"),
    ],
)
def test_one_wrong_field_is_counted_in_its_group(changed: Json, name: str, group: str) -> None:
    (field,) = wrong(record(form()), record(changed))
    assert (field.name, field.group, field.silent) == (name, group, True)


def test_totals_are_a_group_of_their_own() -> None:
    gold, got = form(total={"weight": "100", "score": "93.5"}), form(total={"weight": "100.00", "score": "95.3"})
    assert [(f.group, f.name, f.want, f.got) for f in wrong(record(gold), record(got))] == [("totals", "total.score", "93.5", "95.3")]


@pytest.mark.parametrize(
    ("got", "flagged", "refused"),
    [
        (record(form(year=2023)), False, False),
        (record(form(year=2023, problems=[NOTE])), True, False),
        (record(form(year=2023, problems=[BLOCKING])), True, True),
        (record(form(year=2023), problems=(NOTE,)), True, False),
        (record(form(year=2023), problems=(BLOCKING,)), True, True),
    ],
)
def test_a_wrong_field_is_silent_unless_its_form_or_the_file_has_a_problem(got: Json, flagged: bool, refused: bool) -> None:
    (field,) = wrong(record(form()), got)
    assert (field.flagged, field.silent, field.refused) == (flagged, not flagged, refused)


def test_a_problem_of_another_form_does_not_excuse() -> None:
    gold = record(form("展厅运营"), form("展厅维修"))
    (field,) = wrong(gold, record(form("展厅运营", year=2023), form("展厅维修", problems=[NOTE])))
    assert (field.form, field.silent) == (0, True)


def test_a_missing_form_misses_each_field_that_is_printed() -> None:
    gold = record(form("展厅运营"), form("展厅维修"))
    missed = wrong(gold, record(form("展厅运营")))
    assert [f.name for f in missed] == ["form_type", "year", "project_name", "funding.annual.total.amount", "goals.annual"] + [
        f"indicators.0.{key}" for key in ("level1", "level2", "level3", "target")
    ]
    assert {(f.form, f.got, f.silent, f.refused) for f in missed} == {(1, None, True, True)}
    assert not any(f.silent for f in wrong(gold, record(form("展厅运营"), problems=(BLOCKING,))))


def test_a_form_whose_name_was_not_read_is_neither_missing_nor_invented() -> None:
    gold = record(form("展厅运营"), form("展厅维修"), form("展厅保洁", year=2025))
    got = record(form("展厅运营"), form(None, year=2025))
    assert {(f.form, f.name) for f in wrong(gold, got) if f.form == 2} == {(2, "project_name")}


def test_forms_of_one_name_are_told_apart_by_their_unit() -> None:
    gold = record(form(implementing_unit="甲中心", year=2024), form(implementing_unit="乙中心", year=2025))
    assert wrong(gold, record(*reversed(gold["forms"]))) == []


@pytest.mark.parametrize(("problems", "silent"), [((), True), ((BLOCKING,), False)])
def test_an_invented_form_is_counted_once(problems: tuple[Json, ...], silent: bool) -> None:
    (field,) = wrong(record(form()), record(form(), form("目录", problems=list(problems))))
    assert (field.group, field.form, field.got, field.silent) == ("invented", None, "目录", silent)


def test_where_a_file_holds_no_form_any_form_is_invented() -> None:
    assert compare(record(), record()) == []
    assert [f.group for f in compare(record(), record(form()))] == ["invented"]


def test_an_invented_row_is_counted_beside_the_others() -> None:
    (field,) = wrong(record(form()), record(form(indicators=[row("合计", "", lines=[19]), row()])))
    assert (field.group, field.form, field.got, field.lines) == ("invented", 0, "合计", (19,))


def test_a_row_under_a_wrong_name_is_missed_and_invented() -> None:
    fields = wrong(record(form()), record(form(indicators=[row("接待批次≥200")])))
    assert [f.group for f in fields] == ["indicators"] * 4 + ["invented"]


def test_rows_of_one_name_are_told_apart_by_their_targets() -> None:
    gold, got = form(indicators=[row(target="≥1次"), row(target="≥2次")]), form(indicators=[row(target="≥2次"), row(target="≥3次")])
    assert [(f.name, f.want, f.got) for f in wrong(record(gold), record(got))] == [("indicators.0.target", "≥1次", "≥3次")]


@pytest.mark.parametrize(
    ("flag", "compared"),
    [
        ("level1_ambiguous", ["level2", "level3", "target"]),
        ("level2_ambiguous", ["level1", "level3", "target"]),
        ("level2_missing", ["level1", "level3", "target"]),
        ("pairing_ambiguous", []),
    ],
)
def test_what_the_gold_flags_as_ambiguous_is_left_out(flag: str, compared: list[str]) -> None:
    gold = record(form(indicators=[row(flags=[flag])]))
    fields = compare(gold, record(form(indicators=[row(level1="甲", level2="乙")])))
    assert [f.name.split(".")[-1] for f in fields if f.group == "indicators"] == compared
    assert not any(f.group == "invented" for f in fields)


def test_a_flag_of_the_reader_leaves_nothing_out() -> None:
    got = record(form(indicators=[row(level2="质量指标", flags=["level2_ambiguous"])]))
    assert [f.name for f in wrong(record(form()), got)] == ["indicators.0.level2"]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("goals.annual", "保障\n展厅　运行", "保障展厅运行"),
        ("project_name", "⻓宁区⺠政局⽬标", "长宁区民政局目标"),
        ("target", "≥９０%（百分比）", "≥90%(百分比)"),
        ("planned_end", None, " "),
        ("year", 2024, "2024"),
        ("amount", "1200000.00", "1,200,000"),
        ("value", "100.00", "100"),
        ("execution_rate", "75.00％", "75.00%"),
    ],
)
def test_equal_values(name: str, one: Any, other: Any) -> None:
    assert comparable(name, one) == comparable(name, other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("amount", None, "0.00"),
        ("amount", "100", "1000"),
        ("amount", "NaN", "Infinity"),
        ("target", "=100.00(%)", "=100(%)"),
        ("project_name", "展厅2.0", "展厅2.00"),
        ("project_name", "2.0", "2.00"),
        ("goals.annual", "保障展厅运行。", "保障展厅运行"),
    ],
)
def test_different_values(name: str, one: Any, other: Any) -> None:
    assert comparable(name, one) != comparable(name, other)


def test_a_number_keeps_its_digits() -> None:
    assert comparable("amount", "10,308,000.05") == Decimal("10308000.05")


def test_a_field_names_form_values_and_lines() -> None:
    (name,) = wrong(record(form()), record(form("展厅", indicators=[row()])))
    assert str(name) == "form 1 展厅运营: project_name: '展厅运营' expected, '展厅' read (lines 3)"
    (year,) = wrong(record(form()), record(form(year=2023)))
    assert str(year) == "form 1 展厅运营: year: 2024 expected, 2023 read (lines 1, 30)"
