"""The record tables of a report, as Arrow: schemas and the way from a Report to rows.

One row never stands without its report's digest, its file and its lines. Money is decimal(18,2) in yuan, with the printed
text beside it: `amount_text` null is a blank cell, `—` is a dash, `0.00` is zero. Writing belongs to assets/records.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa

from orchestration.reader.quantities import leading
from orchestration.reader.record import HEAD, Form, Mention, Problem, Report, Text, merged_lines, text_of
from orchestration.reader.values import YUAN

MONEY = pa.decimal128(18, 2)
POINTS = pa.decimal128(9, 4)  # weights and scores, as many digits as were ever printed
QUANTITY = pa.decimal128(28, 6)  # target and actual values
LINES = pa.list_(pa.int32())

_REPORT_KEYS = [("report_sha256", pa.string()), ("report_file", pa.string()), ("report_year", pa.int32()), ("report_unit", pa.string())]
_FORM_KEYS = [*_REPORT_KEYS, ("form_no", pa.int32())]
# `place` names the page and its box, or the sheet and its cells; null for a text, whose lines are its places.
_PLACE = [("line_start", pa.int32()), ("line_end", pa.int32()), ("lines", LINES), ("place", pa.string())]

SCHEMAS: dict[str, pa.Schema] = {
    "reports": pa.schema(
        [
            *_REPORT_KEYS,
            ("report_title", pa.string()),
            ("encoding", pa.string()),
            ("byte_count", pa.int64()),
            ("line_count", pa.int32()),
            ("title_line_count", pa.int32()),  # lines holding a form's title, counted without the splitter
            ("form_count", pa.int32()),
            ("reader_version", pa.string()),
            ("is_refused", pa.bool_()),
            ("refusal_reason", pa.string()),
        ]
    ),
    "forms": pa.schema(
        [
            *_FORM_KEYS,
            ("form_type", pa.string()),
            ("fiscal_year", pa.int32()),
            ("project_name", pa.string()),
            ("project_nature", pa.string()),
            ("project_category", pa.string()),
            ("supervising_department", pa.string()),
            ("implementing_unit", pa.string()),
            ("planned_start_text", pa.string()),
            ("planned_end_text", pa.string()),
            ("planned_start_date", pa.date32()),
            ("planned_end_date", pa.date32()),
            ("funding_unit", pa.string()),
            ("execution_weight", POINTS),
            ("execution_rate_text", pa.string()),
            ("execution_score", POINTS),
            ("total_weight", POINTS),
            ("total_score", POINTS),
            ("total_score_text", pa.string()),
            ("total_line", pa.int32()),  # the line of 总分
            ("indicator_count", pa.int32()),
            ("character_count", pa.int32()),
            ("field_character_count", pa.int32()),
            ("label_character_count", pa.int32()),
            ("furniture_character_count", pa.int32()),
            ("residue_character_count", pa.int32()),
            ("residue_lines", LINES),
            ("lexeme_printed_count", pa.int32()),
            ("lexeme_read_count", pa.int32()),
            ("problem_count", pa.int32()),
            ("is_quarantined", pa.bool_()),
            ("quarantine_reason", pa.string()),
            ("line_start", pa.int32()),
            ("line_end", pa.int32()),
            ("place", pa.string()),
            ("head_lines", LINES),
            ("nature_lines", LINES),  # of 项目性质
            ("period_lines", LINES),  # of 计划开始日期 and 计划完成日期
        ]
    ),
    "funding": pa.schema(
        [
            *_FORM_KEYS,
            ("funding_source", pa.string()),  # total, fiscal, appropriation, carryover, other
            ("budget_stage", pa.string()),  # multi_year, requested, initial, adjusted, executed
            ("amount_text", pa.string()),
            ("amount_yuan", MONEY),
            *_PLACE,
        ]
    ),
    "goals": pa.schema([*_FORM_KEYS, ("goal_kind", pa.string()), ("goal_text", pa.string()), *_PLACE]),
    "indicators": pa.schema(
        [
            *_FORM_KEYS,
            ("indicator_no", pa.int32()),
            ("level1", pa.string()),
            ("level2", pa.string()),
            ("indicator_name", pa.string()),
            ("target_text", pa.string()),
            ("operator", pa.string()),
            ("target_value", QUANTITY),
            ("target_value_text", pa.string()),
            ("measure_unit", pa.string()),
            ("indicator_kind", pa.string()),  # quantitative, qualitative
            ("actual_text", pa.string()),
            ("actual_operator", pa.string()),  # of 90%以上, ≥; None where none is printed
            ("actual_value", QUANTITY),  # the number that the cell begins with, in actual_unit
            ("actual_value_text", pa.string()),
            ("actual_unit", pa.string()),
            ("actual_is_estimate", pa.bool_()),  # 1000余次
            ("weight", POINTS),
            ("weight_text", pa.string()),
            ("score", POINTS),
            ("score_text", pa.string()),
            ("deviation_text", pa.string()),
            ("flags", pa.string()),  # ambiguity flags, joined by ';', empty where the text settles all
            *_PLACE,
        ]
    ),
    "quantities": pa.schema(
        [
            *_FORM_KEYS,
            ("text_kind", pa.string()),  # project, annual, planned, actual: a goal; indicator_target, indicator_actual: a cell
            ("indicator_no", pa.int32()),  # null: of a goal
            ("quantity_no", pa.int32()),
            ("value_text", pa.string()),
            ("value_low", QUANTITY),
            ("value_high", QUANTITY),  # of a range; else the same
            ("measure_unit", pa.string()),
            ("operator", pa.string()),
            ("is_estimate", pa.bool_()),
            ("is_each", pa.bool_()),
            ("subject", pa.string()),
            ("clause_text", pa.string()),
            ("span_start", pa.int32()),  # of number and unit in the text, from 0
            ("span_end", pa.int32()),
            *_PLACE,
        ]
    ),
    "problems": pa.schema(
        [
            *_REPORT_KEYS,
            ("form_no", pa.int32()),  # null: of the report as a whole
            ("problem_no", pa.int32()),
            ("problem_code", pa.string()),
            ("severity", pa.string()),  # blocking, review, note
            ("field", pa.string()),
            ("message", pa.string()),
            ("remedy", pa.string()),
            *_PLACE,
        ]
    ),
}


@dataclass(frozen=True)
class Filed:
    """Where a report lies: its path below raw/ (with forward slashes), and the year and unit of its folder."""

    file: str
    year: int
    unit: str


def to_tables(reports: Iterable[tuple[Filed, Report]], reader_version: str) -> dict[str, pa.Table]:
    """All tables, in the order of the reports; an empty table keeps its schema.

    Many reports together: to make a table of Arrow takes a millisecond, however few its rows.
    """
    columns: dict[str, dict[str, list[Any]]] = {name: {column: [] for column in schema.names} for name, schema in SCHEMAS.items()}
    for filed, report in reports:
        keys = {"report_sha256": report.sha256, "report_file": filed.file, "report_year": filed.year, "report_unit": filed.unit}
        for name, found in _report_rows(report, reader_version).items():
            for column in columns[name]:
                columns[name][column] += [keys[column]] * len(found) if column in keys else [row[column] for row in found]
    return {name: pa.Table.from_pydict(columns[name], schema=schema) for name, schema in SCHEMAS.items()}


def _report_rows(report: Report, reader_version: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a report by table, without the report's own keys."""
    out: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    out["reports"] = [
        {
            "report_title": text_of(report.title),
            "encoding": report.encoding,
            "byte_count": report.byte_count,
            "line_count": report.line_count,
            "title_line_count": len(report.title_lines),
            "form_count": len(report.forms),
            "reader_version": reader_version,
            "is_refused": report.refused,
            "refusal_reason": _reason(report, report.problems),
        }
    ]
    out["problems"] = [_problem_row(report, p, None, no) for no, p in enumerate(report.problems, 1)]
    for form_no, form in enumerate(report.forms, 1):
        out["forms"].append(_form_row(report, form, form_no))
        out["funding"] += _funding_rows(report, form, form_no)
        out["goals"] += [
            {"form_no": form_no, "goal_kind": kind, "goal_text": goal.text, **_place(report, goal.lines)}
            for kind, goal in form.goals.items()
            if goal
        ]
        out["indicators"] += _indicator_rows(report, form, form_no)
        out["quantities"] += [_mention_row(report, m, form_no, no) for no, m in enumerate(form.mentions, 1)]
        out["problems"] += [_problem_row(report, p, form_no, no) for no, p in enumerate(form.problems, 1)]
    return out


def _form_row(report: Report, form: Form, form_no: int) -> dict[str, Any]:
    head = {name: text_of(value) for name, value in form.head.items()}
    execution, total, ledger = form.execution, form.total or {}, form.ledger
    return {
        "form_no": form_no,
        "form_type": form.form_type,
        "fiscal_year": form.year,
        **{name: head.get(name) for name in HEAD if not name.startswith("planned_")},
        "planned_start_text": head.get("planned_start"),
        "planned_end_text": head.get("planned_end"),
        "planned_start_date": _date(form.dates.get("planned_start")),
        "planned_end_date": _date(form.dates.get("planned_end")),
        "execution_weight": _decimal(execution.weight if execution else None, POINTS),
        "execution_rate_text": text_of(execution.rate) if execution else None,
        "execution_score": _decimal(execution.score if execution else None, POINTS),
        "total_weight": _decimal(total.get("weight"), POINTS),
        "total_score": _decimal(total.get("score"), POINTS),
        "total_score_text": text_of(total.get("score")),
        "total_line": score.lines[0] if (score := total.get("score")) else None,
        "indicator_count": len(form.indicators),
        "character_count": ledger.characters,
        "field_character_count": ledger.fields,
        "label_character_count": ledger.labels,
        "furniture_character_count": ledger.furniture,
        "residue_character_count": ledger.characters - ledger.fields - ledger.labels - ledger.furniture,
        "residue_lines": list(merged_lines(ledger.residue)),
        "lexeme_printed_count": ledger.lexemes_printed,
        "lexeme_read_count": ledger.lexemes_read,
        "problem_count": len(form.problems),
        "is_quarantined": form.quarantined,
        "quarantine_reason": _reason(report, form.problems),
        "line_start": form.line_start,
        "line_end": form.line_end,
        "place": report.place(range(form.line_start, form.line_end + 1)),
        "head_lines": _lines(form, *form.head),
        "nature_lines": _lines(form, "project_nature"),
        "period_lines": _lines(form, "planned_start", "planned_end"),
    }


def _funding_rows(report: Report, form: Form, form_no: int) -> list[dict[str, Any]]:
    unit = form.head.get("funding_unit")
    factor = YUAN.get(unit.text) if unit else None
    return [
        {
            "form_no": form_no,
            "funding_source": a.source,
            "budget_stage": a.stage,
            "amount_text": text_of(a.printed),
            "amount_yuan": _fit(a.number * factor, MONEY) if a.number is not None and factor else None,
            **_place(report, a.lines),
        }
        for a in form.funding
    ]


def _indicator_rows(report: Report, form: Form, form_no: int) -> list[dict[str, Any]]:
    return [
        {
            "form_no": form_no,
            "indicator_no": no,
            "level1": text_of(i.level1),
            "level2": text_of(i.level2),
            "indicator_name": i.name.text,
            "target_text": text_of(i.target),
            "operator": i.operator,
            "target_value": _decimal(i.value, QUANTITY),
            "target_value_text": i.value,
            "measure_unit": i.unit,
            "indicator_kind": i.kind,
            "actual_text": text_of(i.actual),
            **_actual(i.actual),
            "weight": _decimal(i.weight, POINTS),
            "weight_text": text_of(i.weight),
            "score": _decimal(i.score, POINTS),
            "score_text": text_of(i.score),
            "deviation_text": text_of(i.deviation),
            "flags": ";".join(i.flags),
            **_place(report, i.lines()),
        }
        for no, i in enumerate(form.indicators, 1)
    ]


def _actual(cell: Text | None) -> dict[str, Any]:
    """The number that an actual value begins with, typed; a cell that begins with words has none."""
    q = leading(cell.text) if cell else None
    if q is None or q.low != q.high:
        return dict.fromkeys(("actual_operator", "actual_value", "actual_value_text", "actual_unit", "actual_is_estimate"))
    return {
        "actual_operator": q.operator,
        "actual_value": _fit(q.low, QUANTITY),
        "actual_value_text": q.value_text,
        "actual_unit": q.unit,
        "actual_is_estimate": q.is_estimate,
    }


def _mention_row(report: Report, m: Mention, form_no: int, quantity_no: int) -> dict[str, Any]:
    q = m.quantity
    return {
        "form_no": form_no,
        "text_kind": m.text_kind,
        "indicator_no": m.indicator_no,
        "quantity_no": quantity_no,
        "value_text": q.value_text,
        "value_low": _fit(q.low, QUANTITY),
        "value_high": _fit(q.high, QUANTITY),
        "measure_unit": q.unit,
        "operator": q.operator,
        "is_estimate": q.is_estimate,
        "is_each": q.is_each,
        "subject": q.subject or None,
        "clause_text": q.clause,
        "span_start": q.start,
        "span_end": q.end,
        **_place(report, m.lines),
    }


def _problem_row(report: Report, p: Problem, form_no: int | None, problem_no: int) -> dict[str, Any]:
    return {
        "form_no": form_no,
        "problem_no": problem_no,
        "problem_code": p.code,
        "severity": p.severity,
        "field": p.field,
        "message": p.message,
        "remedy": p.remedy,
        **_place(report, p.lines),
    }


def _place(report: Report, lines: tuple[int, ...]) -> dict[str, Any]:
    place = report.place(lines) if lines else None
    return {"line_start": min(lines, default=None), "line_end": max(lines, default=None), "lines": list(lines), "place": place}


def _lines(form: Form, *names: str) -> list[int]:
    """Lines of cells of the head, ascending; none of a blank."""
    return list(merged_lines(cell for name in names if (cell := form.head.get(name))))


def _reason(report: Report, problems: Iterable[Problem]) -> str | None:
    """The problems that block, each with its place and what to do about it."""
    return "; ".join(_words(report, p) for p in problems if p.severity == "blocking") or None


def _words(report: Report, p: Problem) -> str:
    place = report.place(p.lines) if p.lines else None
    return f"{p.code}: {p.message}" + (f", {place}" if place else "") + (f" ({p.remedy})" if p.remedy else "")


def _date(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _decimal(value: Text | str | None, to: pa.Decimal128Type) -> Decimal | None:
    return None if value is None else _typed(value.text if isinstance(value, Text) else value, to)


@lru_cache(maxsize=4096)
def _typed(text: str, to: pa.Decimal128Type) -> Decimal | None:
    """A printed number; a table has few different ones."""
    try:
        return _fit(Decimal(text.replace(",", "")), to)
    except InvalidOperation:
        return None  # the printed text stands beside it; the reader has flagged it


def _fit(number: Decimal, to: pa.Decimal128Type) -> Decimal | None:
    """The number at the column's scale, or None where it would need more digits: never rounded in silence."""
    try:
        exact = number.quantize(_last_digit(to.scale))
    except InvalidOperation:
        return None
    return exact if exact == number and len(exact.as_tuple().digits) <= to.precision else None


@cache
def _last_digit(scale: int) -> Decimal:
    return Decimal(1).scaleb(-scale)
