"""A file as dbt leaves it, of two small tables with values that are hard to export, and one that changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.exports import Export, list_exports
from orchestration.exports.about import About, read_about

TARGETS = ["=100%", "+1", "-1", "@x", "＝2", "\t=3", "'quoted", "≥90%", "", 'two\nlines, "said"']
TABLES = """
    CREATE SCHEMA core; CREATE SCHEMA dictionary; CREATE SCHEMA seeds;
    CREATE TABLE core.dim_unit (unit_key TEXT, unit_name TEXT);
    INSERT INTO core.dim_unit VALUES ('u1', '甲单位'), ('u2', '乙单位');
    CREATE TABLE core.fct_target (
        target_no INTEGER, unit_key TEXT, target_text TEXT, amount_yuan DECIMAL(18,2), precise DECIMAL(28,6), rate DOUBLE,
        is_blank BOOLEAN, start_date DATE, lines INTEGER[]);
    CREATE TABLE dictionary.dictionary_table AS FROM (VALUES
        ('core', 'fct_target', '目标', 'target_no', 'Grain: one row per target.', '每行是一个目标。'),
        ('core', 'dim_unit', '单位', 'unit_key', 'Grain: one row per unit.', '每行是一个单位。'))
        AS rows (schema_name, table_name, name_zh, key_columns, description, grain_zh);
    CREATE TABLE dictionary.dictionary_column AS FROM (VALUES
        ('core', 'dim_unit', 1, 'unit_key', '单位键', 'string', true, true, NULL, 'Unit (单位).'),
        ('core', 'dim_unit', 2, 'unit_name', '单位名称', 'string', false, true, 'AGENCY_NAME', 'Name (单位名称).'),
        ('core', 'fct_target', 1, 'target_no', '序号', 'integer', true, true, NULL, 'Number (序号).'),
        ('core', 'fct_target', 2, 'unit_key', '单位键', 'string', false, true, NULL, 'Unit (单位).'),
        ('core', 'fct_target', 3, 'target_text', '指标值原文', 'string', false, false, NULL, 'Target (指标值), as printed.'),
        ('core', 'fct_target', 4, 'amount_yuan', '金额', 'decimal(18,2)', false, false, NULL, 'Amount (金额).'),
        ('core', 'fct_target', 5, 'precise', '数值', 'decimal(28,6)', false, false, NULL, 'Number (数值).'),
        ('core', 'fct_target', 6, 'rate', '比率', 'double', false, false, NULL, 'Rate (比率).'),
        ('core', 'fct_target', 7, 'is_blank', '是否空白', 'boolean', false, false, NULL, 'Blank (空白).'),
        ('core', 'fct_target', 8, 'start_date', '开始日期', 'date', false, false, NULL, 'Start (开始日期).'),
        ('core', 'fct_target', 9, 'lines', '行号', 'integer[]', false, false, NULL, 'Lines (行号).'))
        AS rows (schema_name, table_name, column_no, column_name, name_zh, data_type, is_key, is_required, mof_code, description);
    CREATE TABLE dictionary.dictionary_reference AS FROM (VALUES ('core', 'fct_target', 'unit_key', 'core', 'dim_unit', 'unit_key'))
        AS rows (schema_name, table_name, column_name, to_schema_name, to_table_name, to_column_name);
    -- the file is about no reports, so nothing is left out of it; views are not exported
    CREATE VIEW core.dim_report AS SELECT '' AS report_key, '' AS report_file, false AS is_refused WHERE false;
    CREATE VIEW core.fct_parse_quality AS SELECT
        '' AS report_key, '' AS report_file, 0 AS line_start, 0 AS line_end, '' AS project_name, false AS is_quarantined,
        '' AS quarantine_reason WHERE false;
    CREATE TABLE seeds.package_note AS FROM (VALUES
        ('title', 'Targets', '目标表'), ('description', 'All targets.', '全部目标。'), ('licence', 'Not stated.', '未声明。'),
        ('caveat', 'Made up.', '虚构。')) AS rows (kind, text_en, text_zh);
"""


def write_file(path: Path, more: str = "") -> Path:
    """The two tables, altered by the statements `more`."""
    with duckdb.connect(str(path)) as con:
        con.execute(TABLES)
        for no, text in enumerate([None, *TARGETS]):
            con.execute(
                "INSERT INTO core.fct_target VALUES (?, 'u1', ?, ?, ?, ?, ?, ?, ?)",
                [no, text, "1234567.80", "123456789012345678.123456" if no == 1 else "90", 0.5, no == 0, "2024-01-02", [no, 7]],
            )
        con.execute(more)
    return path


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file of a name, altered by statements."""

    def made(name: str, more: str = "") -> Path:
        return write_file(tmp_path / f"{name}.duckdb", more)

    return made


@pytest.fixture
def con(make: Callable[..., Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(make("now")), read_only=True) as opened:
        yield opened


@pytest.fixture
def exports(con: duckdb.DuckDBPyConnection) -> list[Export]:
    return list_exports(con)


@pytest.fixture
def about(con: duckdb.DuckDBPyConnection) -> About:
    return read_about(con, "0007-abababab", "2026-01-02T03:04:05+00:00", "ab" * 32)
