"""What explains a report: every printed character in one piece, the pieces of a field its value, and nothing that vanishes."""

from __future__ import annotations

import unicodedata

import pytest

from orchestration.reader import read_report, reading
from orchestration.reader.explain import Explanation, Line, Piece, explain
from orchestration.reader.layout import arrange
from orchestration.reader.record import Form, Text
from orchestration.reader.template import Template
from orchestration.reader.text import Stream, squeeze
from tests.gold.corpus import Case, all_cases, five_reports
from tests.reader.conftest import DECLARATION, EVALUATION, GRID

INLINE = {"declaration": DECLARATION, "evaluation": EVALUATION, "grid": GRID, "two": DECLARATION + "页\n" + GRID}
ADDED = "龘"  # stands in no form


def explained(text: str) -> Explanation:
    return explain(text.encode(), "report.txt")


def is_printed(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")


def assert_each_printed_character_is_in_one_piece(line: Line) -> None:
    covered = [column for piece in line.pieces for column in range(piece.start, piece.end)]
    assert covered == sorted(set(covered)), f"line {line.number}: pieces overlap or are out of order"
    assert [c for c in covered if is_printed(line.text[c])] == [c for c, char in enumerate(line.text) if is_printed(char)]
    for piece in line.pieces:
        assert piece.text == line.text[piece.start : piece.end]
        assert is_printed(piece.text[0]) and is_printed(piece.text[-1])


def fields_of(lines: tuple[Line, ...], form: int) -> dict[str, str]:
    """The pieces of each field of a form, joined in the order in which they were read."""
    found: dict[str, list[Piece]] = {}
    for line in lines:
        for piece in line.pieces:
            if line.form == form and piece.kind == "field":
                found.setdefault(piece.name, []).append(piece)
    return {name: squeeze("".join(p.text for p in sorted(pieces, key=lambda p: p.at))) for name, pieces in found.items()}


def values_of(form: Form) -> dict[str, str]:
    """The printed values of a form's record by the names of the ledger."""
    found: dict[str, Text | None] = {**form.head, **{f"goals.{name}": goal for name, goal in form.goals.items()}}
    found |= {f"funding.{a.stage}.{a.source}": a.printed for a in form.funding}
    if form.execution:
        names = {"weight": form.execution.weight, "execution_rate": form.execution.rate, "score": form.execution.score}
        found |= {f"funding.{name}.total": value for name, value in names.items()}
    found |= {f"total.{name}": value for name, value in (form.total or {}).items()}
    for n, row in enumerate(form.indicators):
        cells = {"name": row.name, "target": row.target, "actual": row.actual, "weight": row.weight, "score": row.score}
        found |= {f"indicators[{n}].{name}": value for name, value in (cells | {"deviation": row.deviation}).items()}
    return {"year": str(form.year)} | {name: squeeze(value.text) for name, value in found.items() if value}


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_each_printed_character_of_each_line_is_in_one_piece(case: Case) -> None:
    data = case.data
    explanation = explain(data, case.source.name)
    assert explanation.report == read_report(data, case.source.name)
    assert [line.number for line in explanation.lines] == list(range(1, explanation.report.line_count + 1))
    for line in explanation.lines:
        assert_each_printed_character_is_in_one_piece(line)
    for number, (form, stop) in enumerate(zip(explanation.report.forms, explanation.stopped, strict=True)):
        pieces = [p for line in explanation.lines if line.form == number for p in line.pieces]
        assert {p.kind for p in pieces} <= {"field", "label", "furniture", "outside"} | ({"unread"} if stop else {"residue"})
        assert stop is None or (stop.severity == "blocking" and stop in form.problems)
        assert form.quarantined or not any(p.kind == "residue" for p in pieces)


@pytest.mark.parametrize("case", five_reports(), ids=str)
def test_the_pieces_of_a_field_are_its_value_in_the_five_reports(case: Case) -> None:
    explanation = explain(case.data, case.source.name)
    for number, form in enumerate(explanation.report.forms):
        assert with_dashes_left(fields_of(explanation.lines, number)) == with_dashes_left(values_of(form))


def with_dashes_left(fields: dict[str, str]) -> dict[str, str]:
    """Without the dashes that stand for blank weights and scores below the row of totals: they are in no record."""
    return {name: text for name, text in fields.items() if text != "—"}


@pytest.mark.parametrize("text", INLINE.values(), ids=INLINE)
def test_the_pieces_of_a_field_are_its_value_and_what_is_no_form_is_outside(text: str) -> None:
    explanation = explained("目录\n" + text)
    assert [p.kind for p in explanation.lines[0].pieces] == ["outside"]
    for line in explanation.lines:
        assert_each_printed_character_is_in_one_piece(line)
    for number, form in enumerate(explanation.report.forms):
        assert with_dashes_left(fields_of(explanation.lines, number)) == with_dashes_left(values_of(form))


@pytest.mark.parametrize("text", [DECLARATION, EVALUATION, GRID], ids=["declaration", "evaluation", "grid"])
def test_a_character_more_never_vanishes(text: str) -> None:
    lines = text.splitlines()
    for n, line in enumerate(lines):
        for column in {0, len(line) // 2, len(line)}:
            changed = [*lines[:n], line[:column] + ADDED + line[column:], *lines[n + 1 :]]
            explanation = explained("\n".join(changed))
            assert_each_printed_character_is_in_one_piece(explanation.lines[n])
            (piece,) = (p for p in explanation.lines[n].pieces if ADDED in p.text)
            where = f"line {n + 1}, column {column}: {piece}"
            assert piece.kind in ("field", "residue", "unread", "outside"), where
            for number, form in enumerate(explanation.report.forms):
                if piece.kind == "field" and not form.quarantined:
                    assert ADDED in values_of(form)[piece.name], where
                    assert ADDED in fields_of(explanation.lines, number)[piece.name], where
                elif piece.kind == "residue":
                    assert any(ADDED in text.text and n + 1 in text.lines for text in form.ledger.residue), where
                    assert form.quarantined, where


def piece_of(explanation: Explanation, text: str) -> Piece:
    (piece,) = (p for line in explanation.lines for p in line.pieces if p.text == text)
    return piece


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("财政项目支出绩效自评表", "label", "title"),
        ("2020", "field", "year"),
        ("实施单位", "label", "implementing_unit"),
        ("甲局展览中心", "field", "implementing_unit"),
        ("元", "field", "funding_unit"),
        ("年度资金总额", "label", "funding.total"),
        ("400000.00", "field", "funding.adjusted.total"),
        ("7.5", "field", "funding.score.total"),
        ("总体", "furniture", "side_label"),
        ("预算目标", "label", "goals.planned"),
        ("产出指标", "label", "level1"),
        ("=200次", "field", "indicators[0].target"),
        ("增加场次。", "field", "indicators[0].deviation"),
        ("93.5", "field", "total.score"),
        ("- 1 -", "furniture", "page_number"),
    ],
)
def test_a_piece_has_the_name_of_what_it_was_read_as(text: str, kind: str, name: str) -> None:
    piece = piece_of(explained(EVALUATION), text)
    assert (piece.kind, piece.name) == (kind, name)


def test_what_a_new_page_repeats_is_named() -> None:
    repeated = "质量指标 验收通过率 =100(%)\n一级指标 二级指标 三级指标 年度(/项目)指标值\n绩效\n指标\n"
    explanation = explained(DECLARATION.replace("质量指标 验收通过率 =100(%)\n", repeated))
    assert [(p.kind, p.name) for line in explanation.lines[24:27] for p in line.pieces] == [
        ("furniture", "repeated_header"),
        ("furniture", "side_label"),
        ("furniture", "side_label"),
    ]


def test_a_level_label_names_the_indicators_that_were_put_under_it() -> None:
    explanation = explained(DECLARATION)
    rows = {text: piece_of(explanation, text).rows for text in ("产出指标", "数量指标", "质量指标", "效益指标", "满意度指标")}
    assert rows == {"产出指标": (0, 1, 2), "数量指标": (0,), "质量指标": (1,), "效益指标": (3,), "满意度指标": (4,)}
    assert piece_of(explanation, "观众满意度").rows == ()
    explanation = explained(
        DECLARATION.replace("产出指标\n", "产出指标 效益指标\n").replace("效益指标 社会效益指标 展厅", "社会效益指标 展厅")
    )
    assert [(p.text, p.rows) for p in explanation.lines[21].pieces] == [("产出指标", (0, 1, 2)), ("效益指标", (3,))]


def test_problems_are_at_their_lines_and_a_form_with_an_unreadable_amount_shows_what_was_read() -> None:
    explanation = explained(DECLARATION.replace("其他资金 其他资金 200,000.00", "其他资金 其他资金 二十万"))
    (stop,) = explanation.stopped
    assert stop is not None and stop.code == "funding_unreadable"
    assert [line.number for line in explanation.lines if stop in line.problems] == [13] == list(stop.lines)
    assert [p.kind for p in explanation.lines[3].pieces] == ["label", "field", "label", "field"]
    assert [(p.text, p.kind) for p in explanation.lines[12].pieces] == [("其他资金", "label"), ("其他资金", "label"), ("二十万", "unread")]
    assert "unread" not in {p.kind for line in explanation.lines[13:] for p in line.pieces}


def test_a_form_that_stopped_shows_what_was_read_until_there() -> None:
    explanation = explained(DECLARATION.replace("项目总目标 年度总体目标", "项目总目标"))
    assert [stop.code for stop in explanation.stopped if stop] == ["label_missing"]
    assert {p.kind for line in explanation.lines[18:] for p in line.pieces} == {"unread"}
    assert "unread" not in {p.kind for line in explanation.lines[:13] for p in line.pieces}


def test_what_stands_behind_the_end_of_a_form_is_outside() -> None:
    explanation = explained(DECLARATION + "第四部分\n名词解释\n")
    assert [p.kind for line in explanation.lines[-2:] for p in line.pieces] == ["outside", "outside"]


def test_the_cover_is_read_and_a_file_without_a_form_is_outside() -> None:
    explanation = explained("甲局2024年度项目绩效目标汇总表\n" + DECLARATION)
    assert [(p.kind, p.name) for p in explanation.lines[0].pieces] == [("field", "title")]
    explanation = explained("目录\n\n预算说明")
    assert [[p.kind for p in line.pieces] for line in explanation.lines] == [["outside"], [], ["outside"]]
    assert [p.code for p in explanation.lines[0].problems] == ["no_form"]
    assert explain(b"", "empty.txt").lines == ()


def test_a_character_that_the_layout_lost_is_residue(monkeypatch: pytest.MonkeyPatch) -> None:
    def losing(own: list[str], first: int, template: Template) -> Stream:
        return arrange([line.removesuffix("运行。") for line in own], first, template)

    monkeypatch.setattr(reading, "arrange", losing)
    explanation = explained(DECLARATION)
    assert [(p.text, p.kind) for p in explanation.lines[17].pieces] == [("保障展厅", "field"), ("运行。", "residue")]
    assert explanation.report.forms[0].quarantined
