"""The digest of a report's values: whatever was read is in it, and how it was read is not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from orchestration.records.digests import values_of
from orchestration.records.tables import SCHEMAS

KEYS = {"report_file": "2024/甲单位/a.txt", "report_unit": "甲单位", "report_year": 2024, "form_no": 1, "problem_code": "residue"}
COLUMNS = [(name, field.name) for name, schema in SCHEMAS.items() for field in schema if field.name != "report_file"]


def tables(name: str = "", column: str = "", value: Any = None) -> dict[str, pa.Table]:
    """One row in each table, all its values null but the keys; one value another one."""
    rows = {table: {c: KEYS.get(c) for c in schema.names} for table, schema in SCHEMAS.items()}
    if name:
        rows[name][column] = value
    return {table: pa.Table.from_pylist([rows[table]], schema=schema) for table, schema in SCHEMAS.items()}


def another(kind: pa.DataType) -> Any:
    """A value of the type that no key has."""
    if pa.types.is_list(kind):
        return [7, 12]
    made = {"string": "另", "bool": True, "date32[day]": dt.date(2024, 5, 1), "int32": 7, "int64": 7}
    return made.get(str(kind), Decimal(7))


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_each_column_is_in_the_digest_but_those_of_the_reading(name: str, column: str) -> None:
    changed = values_of(tables(name, column, another(SCHEMAS[name].field(column).type)))
    assert (changed == values_of(tables())) == (column in ("report_sha256", "reader_version"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("forms", "residue_lines", None), ("forms", "residue_lines", [])),
        (("forms", "residue_lines", [1, 12]), ("forms", "residue_lines", [11, 2])),
        (("goals", "goal_text", None), ("goals", "goal_text", "")),
        (("goals", "goal_text", None), ("goals", "goal_text", "-")),
        (("goals", "goal_text", "a"), ("goals", "goal_kind", "a")),
        (("funding", "amount_yuan", None), ("funding", "amount_yuan", Decimal("0.00"))),
    ],
)
def test_values_that_look_alike_have_digests_of_their_own(one: tuple[str, str, Any], other: tuple[str, str, Any]) -> None:
    assert values_of(tables(*one)) != values_of(tables(*other))


def test_each_report_has_the_digest_that_it_has_alone() -> None:
    first = tables()
    second = {n: t.set_column(t.column_names.index("report_file"), "report_file", pa.array(["b.txt"])) for n, t in first.items()}
    together = {name: pa.concat_tables([first[name], second[name]]) for name in SCHEMAS}
    assert values_of(together) == values_of(first) | values_of(second)
