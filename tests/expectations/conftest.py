"""Minimal good records: one report of 甲单位 with a declaration (lines 5-60) and a self-evaluation (lines 61-140)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.records.tables import SCHEMAS

Rows = dict[str, list[dict[str, Any]]]
FILE = "2024/甲单位/a.txt"
REPORT = {"report_sha256": "a" * 64, "report_file": FILE, "report_year": 2024, "report_unit": "甲单位"}
LEDGER = {
    "character_count": 100,
    "field_character_count": 80,
    "label_character_count": 15,
    "furniture_character_count": 5,
    "residue_character_count": 0,
    "lexeme_printed_count": 1,
    "lexeme_read_count": 1,
}
HEAD = {"fiscal_year": 2024, "supervising_department": "主管局", "implementing_unit": "甲单位", "funding_unit": "元"}
STATE = {"indicator_count": 1, "problem_count": 0, "is_quarantined": False}
CELLS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {"multi_year": ("total", "fiscal", "other"), "requested": ("total", "appropriation", "carryover", "other")},
    2: dict.fromkeys(("initial", "adjusted", "executed"), ("total", "appropriation", "carryover", "other")),
}


@pytest.fixture
def rows() -> Rows:
    """The good records of 甲单位."""
    return good_rows()


@pytest.fixture(scope="session")
def good() -> Callable[[str], Rows]:
    """The good records of a unit, by its name: the same forms in another file."""

    def of_unit(unit: str) -> Rows:
        own = {"report_sha256": unit, "report_unit": unit, "report_file": FILE.replace("甲单位", unit)}
        rows = {name: [row | own for row in rows] for name, rows in good_rows().items()}
        rows["forms"] = [row | {"implementing_unit": unit} for row in rows["forms"]]
        return rows

    return of_unit


def good_rows() -> Rows:
    """Rows of the record tables; a column that is not given is missing."""
    declaration = {"form_no": 1, "form_type": "target_declaration", "project_name": "展览", "line_start": 5, "line_end": 60}
    dates = {"planned_start_date": dt.date(2024, 1, 1), "planned_end_date": dt.date(2024, 12, 31)}
    evaluation = {"form_no": 2, "form_type": "self_evaluation", "project_name": "培训", "line_start": 61, "line_end": 140}
    points = {
        "execution_weight": Decimal(10),
        "execution_score": Decimal("9.99"),
        "total_weight": Decimal(100),
        "total_score": Decimal("89.99"),
    }
    indicator = {"indicator_no": 1, "level1": "产出指标", "level2": "数量指标", "indicator_kind": "quantitative", "flags": ""}
    target = {"target_text": "≥5场", "operator": "≥", "target_value": Decimal(5), "target_value_text": "5", "measure_unit": "场"}
    result = {"actual_text": "6场", "weight": Decimal(90), "weight_text": "90", "score": Decimal(80), "score_text": "80"}
    return {
        "reports": [REPORT | {"line_count": 140, "byte_count": 9, "title_line_count": 2, "form_count": 2, "is_refused": False}],
        "forms": [REPORT | HEAD | LEDGER | STATE | declaration | dates, REPORT | HEAD | LEDGER | STATE | evaluation | points],
        "funding": [_cell(form_no, stage, source) for form_no, stages in CELLS.items() for stage, s in stages.items() for source in s],
        "goals": [],
        "quantities": [
            REPORT | {"form_no": 1, "text_kind": "annual", "quantity_no": 1, "line_start": 20, "line_end": 20},
            REPORT
            | {"form_no": 2, "text_kind": "indicator_actual", "indicator_no": 1, "quantity_no": 1, "line_start": 100, "line_end": 101},
        ],
        "indicators": [
            REPORT | indicator | target | {"form_no": 1, "indicator_name": "场次", "line_start": 30, "line_end": 30},
            REPORT | indicator | target | result | {"form_no": 2, "indicator_name": "期数", "line_start": 100, "line_end": 101},
        ],
        "problems": [],
    }


def _cell(form_no: int, stage: str, source: str) -> dict[str, Any]:
    """Totals and appropriations are 7,000.00; the other cells are blank. All are on line 17."""
    printed = {"amount_text": "7,000.00", "amount_yuan": Decimal("7000.00")}
    has_amount = source in ("total", "appropriation") and stage != "multi_year"
    return (
        REPORT
        | {"form_no": form_no, "funding_source": source, "budget_stage": stage, "line_start": 17, "line_end": 17}
        | (printed if has_amount else {})
    )


@pytest.fixture
def pins() -> pd.DataFrame:
    """The pinned counts of the good records."""
    return pd.DataFrame([{"report_year": 2024, "report_unit": "甲单位", "reports": 1, "forms": 2, "indicators": 2}])


@pytest.fixture
def store(tmp_path: Path) -> Callable[[Rows], Path]:
    """Writes rows as the record tables of 甲单位 and returns the records folder."""

    def write(rows: Rows) -> Path:
        write_partition(rows, tmp_path / "records" / "2024" / "甲单位")
        return tmp_path / "records"

    return write


@pytest.fixture(scope="session")
def store_partition() -> Callable[[Rows, Path], None]:
    """Writes rows as the record tables of one partition's folder."""
    return write_partition


def write_partition(rows: Rows, folder: Path) -> None:
    """The tables of a partition."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in SCHEMAS.items():
        pq.write_table(pa.Table.from_pylist(rows[name], schema=schema), folder / f"{name}.parquet")
