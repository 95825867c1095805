"""The dictionary in the warehouse is what the YAML says, and the Chinese views are the tables under their Chinese names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.artifacts.schemas.run import RunExecutionResult

from tests.dbt.conftest import PROJECT, Dbt, statuses

Warehouse = duckdb.DuckDBPyConnection
LAYERS = [p for p in sorted((PROJECT / "models").iterdir()) if p.is_dir() and p.name != "staging"]


def rows(con: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def declared() -> Iterator[tuple[str, dict[str, Any]]]:
    """Layer and YAML of each model that is published."""
    for layer in LAYERS:
        for path in layer.glob("*.yml"):
            for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
                yield layer.name, model


def test_each_table_and_column_of_the_yaml_stands_in_the_dictionary(warehouse: Warehouse) -> None:
    columns = {(layer, m["name"], c["name"], " ".join(c["description"].split())) for layer, m in declared() for c in m["columns"]}
    found = rows(warehouse, "select schema_name, table_name, column_name, description from dictionary.dictionary_column")
    assert set(found) == columns and len(found) == len(columns)
    tables = {(layer, m["name"], m["config"]["meta"]["zh"], m["config"]["meta"]["grain_zh"]) for layer, m in declared()}
    assert set(rows(warehouse, "select schema_name, table_name, name_zh, grain_zh from dictionary.dictionary_table")) == tables


def test_the_dictionary_is_of_the_tables_that_are_there(warehouse: Warehouse) -> None:
    there = "select schema_name, table_name, column_name from duckdb_columns() where not internal"
    published = "schema_name not in ('staging', 'seeds', '中文')"
    found = rows(warehouse, "select schema_name, table_name, column_name from dictionary.dictionary_column order by all")
    assert rows(warehouse, f"{there} and {published} order by all") == found


def test_keys_and_references_are_those_that_are_tested(warehouse: Warehouse) -> None:
    keys = dict(rows(warehouse, "select table_name, key_columns from dictionary.dictionary_table"))
    assert keys["fct_indicator_target"] == "form_key, indicator_no"
    assert keys["dictionary_column"] == "schema_name, table_name, column_name"
    marked = "select table_name, string_agg(column_name, ', ' order by column_name) from {} where is_key group by all"
    assert dict(rows(warehouse, marked.format("dictionary.dictionary_column"))) == {
        t: ", ".join(sorted(key.split(", "))) for t, key in keys.items()
    }
    to = "select column_name, to_schema_name, to_table_name, to_column_name"
    references = to + " from dictionary.dictionary_reference where table_name = '{}'"
    assert ("supervising_unit_key", "core", "dim_unit", "unit_key") in rows(warehouse, references.format("dim_form"))
    assert ("rule_id", "audit", "dim_rule", "rule_id") in rows(warehouse, references.format("fct_audit_finding"))


def test_names_in_chinese_need_no_quotes_in_sql(warehouse: Warehouse) -> None:
    tables = rows(warehouse, "select table_name, name_zh from dictionary.dictionary_table")
    columns = rows(warehouse, "select column_name, name_zh from dictionary.dictionary_column")
    assert [name for name in tables + columns if not re.fullmatch(r"[一-鿿]\w*", name[1])] == []


def test_each_table_has_a_view_of_all_its_columns_in_chinese(warehouse: Warehouse) -> None:
    found = """
        select view_columns.table_name, column_index, view_columns.column_name
        from duckdb_columns() as view_columns where schema_name = '中文' order by all
    """
    wanted = """
        select dictionary_table.name_zh, column_no, dictionary_column.name_zh
        from dictionary.dictionary_column join dictionary.dictionary_table using (schema_name, table_name) order by all
    """
    assert rows(warehouse, found) == rows(warehouse, wanted)
    for schema, table, view in rows(warehouse, "select schema_name, table_name, name_zh from dictionary.dictionary_table"):
        assert rows(warehouse, f"from {schema}.{table} order by all") == rows(warehouse, f"from 中文.{view} order by all")


def test_a_view_says_which_table_and_column_it_shows(warehouse: Warehouse) -> None:
    said = "select comment from duckdb_views() where schema_name = '中文' and view_name = '项目资金'"
    assert rows(warehouse, said)[0][0].startswith("core.fct_project_funding: Grain: one row per form")
    said = "select comment from duckdb_columns() where schema_name = '中文' and table_name = '项目资金' and column_name = '金额'"
    assert rows(warehouse, said)[0][0].startswith("amount_yuan: Amount in yuan")


def test_views_go_with_the_file_when_it_is_renamed_or_attached(good_build: tuple[dict[str, str], Path]) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{str(good_build[1]).replace(chr(39), chr(39) * 2)}' as other (read_only)")
        assert rows(con, "select count(*) from other.中文.项目资金") == rows(con, "select count(*) from other.core.fct_project_funding")


NAMES = [
    ("fiscal_year", "Fiscal year (年度); null where (无) the form does not tell it.", "年度"),
    ("fiscal_year_key", "Fiscal year (年度).", "年度键"),
    ("amount_text", "As printed (in yuan) (金额, 元).", "金额原文"),
    ("is_refused", "Cannot be read (file, 拒收).", "是否拒收"),
    ("name_en", "In English (英文名称).", "英文名称"),
    ("level1_en", "In English（一级指标）.", "一级指标英文"),
    ("amount", "Amount (yuan).", "None"),
]


def test_the_chinese_name_is_read_from_the_description(dbt: Dbt) -> None:
    calls = ["{{ chinese_name(" + repr({"name": name, "description": description}) + ") }}" for name, description, _ in NAMES]
    done = dbt.run("compile", dbt.folder, dbt.folder / "names.duckdb", "--inline", "|".join(calls))
    assert isinstance(done.result, RunExecutionResult)
    assert done.result.results[0].node.compiled_code.split("|") == [label for *_, label in NAMES]


def test_what_lacks_a_name_or_a_key_is_told(dbt: Dbt) -> None:
    """The test of the dictionary, over rows with one fault of each kind."""
    candidate = dbt.folder / "incomplete.duckdb"
    built = dbt.run("run", dbt.folder, candidate, "--select", "dictionary_table", "dictionary_column")
    assert set(statuses(built).values()) == {"success"}
    table, column = "update dictionary.dictionary_table set", "update dictionary.dictionary_column set"
    with duckdb.connect(str(candidate)) as con:
        con.execute(f"{table} key_columns = '' where table_name = 'dim_unit'")
        con.execute(f"{table} name_zh = null where table_name = 'dim_form'")
        con.execute(f"{table} grain_zh = null where table_name = 'dim_rule'")
        con.execute(f"{table} name_zh = '报告' where table_name = 'dim_project'")
        con.execute(f"{column} name_zh = null where table_name = 'dim_form' and column_name = 'fiscal_year'")
        con.execute(f"{column} name_zh = '项目键' where table_name = 'dim_project' and column_name = 'unit_key'")
    done = dbt.run("test", dbt.folder, candidate, "--select", "dictionary_is_complete")
    assert statuses(done) == {"dictionary_is_complete": "fail"}
    assert isinstance(done.result, RunExecutionResult)
    with duckdb.connect() as con:
        con.execute(f"attach '{candidate}' as jixiao (read_only)")
        assert rows(con, f"from ({done.result.results[0].node.compiled_code}) order by all nulls first") == [
            ("dim_form", None, "has no config.meta.zh"),
            ("dim_form", "fiscal_year", "has no Chinese name in brackets in its description"),
            ("dim_project", None, "has the Chinese name of another table"),
            ("dim_project", "project_key", "has the Chinese name of another column"),
            ("dim_project", "unit_key", "has the Chinese name of another column"),
            ("dim_report", None, "has the Chinese name of another table"),
            ("dim_rule", None, "has no config.meta.grain_zh"),
            ("dim_unit", None, "has no test unique_key"),
        ]
