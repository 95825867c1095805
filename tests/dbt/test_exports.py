"""All tables of a built warehouse in all forms: what is read back from CSV and workbook is what the table holds."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.exports import list_exports
from orchestration.exports.about import read_about
from orchestration.exports.changes import compare
from orchestration.exports.datapackage import write_datapackage
from orchestration.exports.tables import write_tables
from orchestration.exports.tables_csv import APOSTROPHE
from orchestration.exports.workbook import HEAD_ROWS, write_workbook

Warehouse = duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def folder(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built warehouse in all forms."""
    made = tmp_path_factory.mktemp("exports")
    exports = list_exports(warehouse)
    about = read_about(warehouse, "0001-abababab", "2026-01-02T03:04:05+00:00", "ab" * 32)
    list(write_tables(warehouse, exports, made))
    write_workbook(warehouse, exports, about, made / "jixiao.xlsx")
    (made / "jixiao.duckdb").touch()
    write_datapackage(exports, about, made)
    return made


def test_every_table_reads_back_from_csv_as_it_is(warehouse: Warehouse, folder: Path) -> None:
    for export in list_exports(warehouse):
        texts = ", ".join(f'"{c.name}"::VARCHAR' for c in export.table.columns)
        wanted = [tuple("" if v is None else v for v in row) for row in warehouse.execute(export.select(texts)).fetchall()]
        data = (folder / "csv" / f"{export.table.full}.csv").read_bytes().decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(data, newline=""))
        assert head == [c.name for c in export.table.columns]
        assert [tuple(text.removeprefix(APOSTROPHE) for text in row) for row in rows] == wanted


def test_every_table_stands_in_the_workbook(warehouse: Warehouse, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "jixiao.xlsx", read_only=True)
    for export in list_exports(warehouse):
        rows = [row[: len(export.types)] for row in book[export.table.name_zh].iter_rows(values_only=True)]
        assert rows[0] == tuple(c.name_zh for c in export.table.columns)
        found = rows[HEAD_ROWS:]
        assert len(found) == export.rows
        for no, kind in enumerate(export.types):
            wanted = [row[no] for row in warehouse.execute(export.select()).fetchall()]
            if kind == "VARCHAR":
                assert [row[no] for row in found] == wanted
            elif kind.startswith("DECIMAL"):
                assert [None if row[no] is None else Decimal(str(row[no])) for row in found] == wanted


def test_every_reference_of_the_package_leads_to_a_key_that_is_there(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    fields = {r["name"]: {f["name"] for f in r["schema"]["fields"]} for r in package["resources"] if "schema" in r}
    for resource in package["resources"]:
        schema = resource.get("schema", {})
        assert set(schema.get("primaryKey", [])) <= fields.get(resource["name"], set())
        for key in schema.get("foreignKeys", []):
            assert set(key["reference"]["fields"]) <= fields[key["reference"]["resource"]]
            assert set(key["fields"]) <= fields[resource["name"]]
        assert [f["name"] for f in schema.get("fields", []) if f["type"] == "any"] == []
    assert len(package["caveats"]) > 3


def test_a_warehouse_is_as_it_was_compared_with_itself(good_build: tuple[dict[str, str], Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(good_build[1].read_bytes())
    assert [c.table.full for c in compare(copy, good_build[1]) if c.differs] == []
