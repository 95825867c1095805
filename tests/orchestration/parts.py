"""Small parts for the tests of this room: a report of one form, a reader, gate and models that answer as told."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from expectations.verdict import Check, Failure, Verdict
from orchestration.checks import Declared
from orchestration.home import Home
from orchestration.reader.record import Amount, Form, Indicator, Ledger, Problem, Report, Text
from orchestration.resources import Tools

MART = dg.AssetKey(["core", "dim_unit"])
FORMS = dg.AssetKey(["records", "forms"])


def make_form(name: str = "培训", problems: tuple[Problem, ...] = ()) -> Form:
    """A declaration of 120.50 yuan with one indicator, on lines 3 to 9."""
    indicator = Indicator(
        Text("产出指标", (7,)), Text("数量指标", (7,)), Text("场次", (8,)), Text("≥12场", (8,)), "≥", "12", "场", "quantitative"
    )
    return Form(
        "target_declaration",
        2024,
        3,
        9,
        {"project_name": Text(name, (4,)), "implementing_unit": Text("甲单位", (4,)), "funding_unit": Text("元", (5,))},
        (Amount("total", "requested", Text("120.50", (5,)), Decimal("120.50")), Amount("other", "requested", None, None)),
        {"annual": Text("办好培训", (6,))},
        (indicator,),
        Ledger(10, 6, 3, 1),
        problems=problems,
    )


PROBLEMS = {
    "?": (Problem("odd_name", "留字", "blocking", None, (4,)),),
    "!": (Problem("table_may_be_cut", "表格未完", "review", None, (9,)),),
}


def read_lines(data: bytes, source: str) -> Report:
    """A stand-in for the reader: one form for each line, named by it; `?name` is quarantined, `!name` cut, an empty file is refused."""
    names = data.decode().split()
    forms = tuple(make_form(n.strip("?!"), PROBLEMS.get(n[0], ())) for n in names)
    refusal = () if names else (Problem("no_names", f"{source} is empty", "blocking"),)
    return Report(source, hashlib.sha256(data).hexdigest(), "utf-8", len(data), len(names), None, (3,) * len(names), forms, refusal)


def make_check(name: str = "names", **changes: Any) -> Check:
    """A blocking check that passed one row."""
    return replace(Check(name, "suite", "forms", "error", "pass", 1, 0, (), "1 rows pass"), **changes)


FAILED = make_check(
    outcome="fail",
    failed=1,
    failures=(Failure("2024/甲单位/a.txt", 1, "培训", 4, 5, "甲单位|2024", "score: 7; weight: 6"),),
    message="1 of 1 rows fail",
)


def fake_docs(verdict: Verdict, folder: Path) -> Path:
    """A page that says no more than how many checks there are."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(str(len(verdict.checks)))
    return folder / "index.html"


DICTIONARY = """
    CREATE SCHEMA jixiao.dictionary;
    CREATE SCHEMA jixiao.seeds;
    CREATE TABLE jixiao.dictionary.dictionary_table AS
        FROM (VALUES ('core', 'dim_unit', '单位', 'unit_name', 'Grain: one row per unit (单位).', '每行是一个单位。'))
            AS rows (schema_name, table_name, name_zh, key_columns, description, grain_zh);
    CREATE TABLE jixiao.dictionary.dictionary_column AS
        FROM (VALUES
            ('core', 'dim_unit', 1, 'unit_name', '单位名称', 'string', true, true, NULL, 'Unit (单位名称).'),
            ('core', 'dim_unit', 2, 'amount', '金额', 'decimal(18,2)', false, false, 'AMT', 'Amount (金额).'))
            AS rows (schema_name, table_name, column_no, column_name, name_zh, data_type, is_key, is_required, mof_code, description);
    CREATE TABLE jixiao.dictionary.dictionary_reference
        (schema_name TEXT, table_name TEXT, column_name TEXT, to_schema_name TEXT, to_table_name TEXT, to_column_name TEXT);
    -- the file is about no reports, so nothing is left out of it; views are not exported
    CREATE VIEW jixiao.core.dim_report AS SELECT '' AS report_key, '' AS report_file, false AS is_refused WHERE false;
    CREATE VIEW jixiao.core.fct_parse_quality AS SELECT
        '' AS report_key, '' AS report_file, 0 AS line_start, 0 AS line_end, '' AS project_name, false AS is_quarantined,
        '' AS quarantine_reason WHERE false;
    CREATE TABLE jixiao.seeds.package_note AS
        FROM (VALUES ('title', 'Units', '单位表'), ('description', 'All units.', '全部单位。'), ('licence', 'None.', '无。'),
            ('caveat', 'Made up.', '虚构。')) AS rows (kind, text_en, text_zh);
"""


def write_database(path: Path, units: int = 2) -> None:
    """A candidate of one mart with its dictionary: core.dim_unit with as many rows as said."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{path}' AS jixiao (STORAGE_VERSION 'v1.2.0')")
        con.execute("CREATE SCHEMA jixiao.core")
        con.execute(
            f"CREATE TABLE jixiao.core.dim_unit AS SELECT 'u' || i AS unit_name, i::DECIMAL(18,2) AS amount FROM range({units}) t(i)"
        )
        con.execute(DICTIONARY)


def fake_models(_: Home) -> dg.AssetsDefinition:
    """In the place of dbt: writes the candidate of one mart, from all record tables."""

    @dg.asset(key=MART, deps=[["records", "forms"], ["records", "reports"]])
    def dim_unit(context, tools: dg.ResourceParam[Tools]) -> dg.MaterializeResult[None]:  # type: ignore[no-untyped-def]
        write_database(tools.candidate(context.run).database)
        return dg.MaterializeResult()

    return dim_unit


def fake_checks(stage: str, _: Any) -> list[Declared]:
    """One blocking check a stage."""
    return [Declared("names", FORMS, "error")] if stage == "records" else [Declared("marts", MART, "error")]
