"""CSV, Parquet, workbook and datapackage.json hold what the tables hold, and nothing in them is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from orchestration.exports import Export, list_exports, workbook
from orchestration.exports.about import About
from orchestration.exports.datapackage import write_datapackage
from orchestration.exports.notes import write_notes
from orchestration.exports.tables import write_tables
from orchestration.exports.tables_csv import APOSTROPHE, RISKY
from orchestration.exports.workbook import SHEET_ROWS, left_out, sheet_rows_of, write_workbook
from orchestration.home import RefusalError
from tests.exports.conftest import TARGETS

Connection = duckdb.DuckDBPyConnection


def csv_rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_guards_formulas_and_gives_each_text_back(con: Connection, exports: list[Export], tmp_path: Path) -> None:
    made = [p.relative_to(tmp_path).as_posix() for p in write_tables(con, exports, tmp_path)]
    assert made == [f"{form}/{table}.{form}" for table in ("core.dim_unit", "core.fct_target") for form in ("parquet", "csv")]
    rows = csv_rows(tmp_path / "csv" / "core.fct_target.csv")
    texts = [row["target_text"] for row in rows]
    assert [t for t in texts if len(t) > 1 and t[0] in RISKY] == []
    assert texts[1:] == [APOSTROPHE * (t[:1] in {*RISKY, APOSTROPHE}) + t for t in TARGETS]
    assert texts[1] == "'=100%" and texts[7] == "''quoted" and texts[8] == "≥90%"
    assert [rows[1][c] for c in ("amount_yuan", "precise", "is_blank", "start_date", "lines")] == [
        "1234567.80", "123456789012345678.123456", "false", "2024-01-02", "[1, 7]",
    ]  # fmt: skip


def test_csv_leaves_a_sign_by_itself_as_it_is(make: Callable[..., Path], tmp_path: Path) -> None:
    """It is no formula, and whoever asks a column of operators for = is to find it; an apostrophe still tells itself from a guard."""
    file = make("signs", "UPDATE core.fct_target SET target_text = ['=', '＝', '-', '''', '=1'][target_no] WHERE target_no BETWEEN 1 AND 5")
    with duckdb.connect(str(file), read_only=True) as con:
        list(write_tables(con, list_exports(con), tmp_path))
    texts = [row["target_text"] for row in csv_rows(tmp_path / "csv" / "core.fct_target.csv")][1:6]
    assert texts == ["=", "＝", "-", "''", "'=1"]


def test_csv_tells_missing_from_empty(con: Connection, exports: list[Export], tmp_path: Path) -> None:
    list(write_tables(con, exports, tmp_path))
    lines = (tmp_path / "csv" / "core.fct_target.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("0,u1,,1234567.80") and lines[10].startswith('9,u1,"",1234567.80')


def test_the_same_rows_make_the_same_bytes_in_whatever_order_they_lie(make: Callable[..., Path], tmp_path: Path) -> None:
    found = []
    shuffle = (
        "CREATE TABLE t AS FROM core.fct_target ORDER BY target_no DESC; DELETE FROM core.fct_target; INSERT INTO core.fct_target FROM t"
    )
    for name, more in (("one", ""), ("two", shuffle)):
        with duckdb.connect(str(make(name, more)), read_only=True) as con:
            exports = list_exports(con)
            (tmp_path / name).mkdir()
            found.append({p.name: p.read_bytes() for p in write_tables(con, exports, tmp_path / name)})
    assert found[0] == found[1] and len(found[0]) == 4


def test_parquet_has_the_types_of_the_file(con: Connection, exports: list[Export], tmp_path: Path) -> None:
    list(write_tables(con, exports, tmp_path))
    table = pq.read_table(tmp_path / "parquet" / "core.fct_target.parquet")
    assert str(table.schema.field("precise").type) == "decimal128(28, 6)"
    assert table["target_text"].to_pylist() == [None, *TARGETS]


def test_a_type_that_parquet_has_not_is_refused(make: Callable[..., Path], tmp_path: Path) -> None:
    path = make("huge", "ALTER TABLE core.fct_target ALTER target_no TYPE HUGEINT")
    with duckdb.connect(str(path), read_only=True) as con, pytest.raises(RefusalError, match="target_no is HUGEINT, of which Parquet"):
        list(write_tables(con, list_exports(con), tmp_path))


def test_rows_of_many_row_groups_stand_in_csv_as_in_parquet(make: Callable[..., Path], tmp_path: Path) -> None:
    more = """
        INSERT INTO core.dim_unit SELECT 'k' || (i * 7919) % 500009, repeat('甲', 1 + i % 3) FROM range(500000) t(i)"""
    with duckdb.connect(str(make("long", more)), read_only=True, config={"threads": 2}) as con:
        exports = [export for export in list_exports(con) if export.table.name == "dim_unit"]
        list(write_tables(con, exports, tmp_path))
        parquet = pq.read_table(tmp_path / "parquet" / "core.dim_unit.parquet")
        assert parquet.num_rows == 500002
        keys = [line.split(",")[0] for line in (tmp_path / "csv" / "core.dim_unit.csv").read_text(encoding="utf-8-sig").splitlines()[1:]]
        assert keys == parquet["unit_key"].to_pylist()
        names = [row[0] for row in con.execute(exports[0].select("unit_name")).fetchall()]
        assert names == parquet["unit_name"].to_pylist()


def sheet(path: Path, name: str) -> list[list[Any]]:
    return [[c.value for c in row] for row in openpyxl.load_workbook(path)[name].iter_rows()]


def test_the_workbook_holds_every_cell_and_no_formula(con: Connection, exports: list[Export], about: About, tmp_path: Path) -> None:
    write_workbook(con, exports, about, tmp_path / "w.xlsx")
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert book.sheetnames == ["目录", "单位", "目标"]
    assert [c.data_type for ws in book for row in ws.iter_rows() for c in row if c.data_type == "f"] == []
    rows = sheet(tmp_path / "w.xlsx", "目标")
    assert rows[0][:4] == ["序号", "单位键", "指标值原文", "金额"] and rows[1][:3] == ["target_no", "unit_key", "target_text"]
    assert [row[2] or "" for row in rows[2:]] == ["", *TARGETS]
    assert rows[2][3:] == [1234567.8, 90, 0.5, True, dt.datetime(2024, 1, 2), "[0, 7]"]
    assert rows[3][4] == "123456789012345678.123456"  # more digits than a cell computes with
    targets = book["目标"]
    assert (targets.freeze_panes, targets["C4"].number_format, targets["D4"].number_format) == ("A3", "@", "#,##0.00")
    assert targets.column_dimensions["C"].width >= 10


def test_the_contents_list_each_table_with_link_rows_and_grain(
    con: Connection, exports: list[Export], about: About, tmp_path: Path
) -> None:
    write_workbook(con, exports, about, tmp_path / "w.xlsx")
    rows = sheet(tmp_path / "w.xlsx", "目录")
    assert ["目标", "core.fct_target", 11, "target_no", "每行是一个目标。", "one row per target."] in [row[:6] for row in rows]
    assert (
        rows[0][0] == "目标表"
        and ["Licence", "Not stated."] in [row[:2] for row in rows]
        and ["注意", "虚构。"] in [row[:2] for row in rows]
    )
    links = [c.hyperlink.location for row in openpyxl.load_workbook(tmp_path / "w.xlsx")["目录"].iter_rows() for c in row if c.hyperlink]
    assert links == ["'单位'!A1", "'目标'!A1"]


def test_what_a_sheet_cannot_hold_is_said(con: Connection, exports: list[Export], about: About, tmp_path: Path) -> None:
    write_workbook(con, exports, about, tmp_path / "w.xlsx", sheet_rows=8)
    rows = sheet(tmp_path / "w.xlsx", "目标")
    assert len(rows) == 8 and [row[0] for row in rows[2:7]] == [0, 1, 2, 3, 4]
    assert "前 5 行，共 11 行" in rows[7][0] and "first 5 of 11 rows" in rows[7][0]
    (line,) = [row for row in sheet(tmp_path / "w.xlsx", "目录") if row[0] == "目标"]
    assert line[6] == rows[7][0]
    assert [row[6] for row in sheet(tmp_path / "w.xlsx", "目录") if row[0] == "单位"] == [None]


def test_of_a_release_of_millions_of_rows_the_workbook_is_an_excerpt(
    con: Connection, exports: list[Export], about: About, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert left_out(exports) == [] and sheet_rows_of(exports) == SHEET_ROWS
    monkeypatch.setattr(workbook, "WHOLE", sum(e.rows for e in exports) - 1)
    monkeypatch.setattr(workbook, "EXCERPT", 6)
    write_workbook(con, exports, about, tmp_path / "w.xlsx")
    assert "first 5 of 11 rows" in sheet(tmp_path / "w.xlsx", "目标")[7][0]
    assert len(sheet(tmp_path / "w.xlsx", "单位")) == 4
    write_notes(exports, about, None, [], tmp_path)
    assert "holds the first rows only of `core.fct_target`.\n" in (tmp_path / "RELEASE.md").read_text(encoding="utf-8")
    assert "只列出前若干行：目标 `core.fct_target`。" in (tmp_path / "RELEASE.zh-CN.md").read_text(encoding="utf-8")
    monkeypatch.undo()
    write_notes(exports, about, None, [], tmp_path)
    assert "first rows only" not in (tmp_path / "RELEASE.md").read_text(encoding="utf-8")


def test_a_text_longer_than_a_cell_says_that_it_is_cut(make: Callable[..., Path], about: About, tmp_path: Path) -> None:
    path = make("long", "UPDATE core.fct_target SET target_text = repeat('长', 40000) WHERE target_no = 1")
    with duckdb.connect(str(path), read_only=True) as con:
        write_workbook(con, list_exports(con), about, tmp_path / "w.xlsx")
    text = sheet(tmp_path / "w.xlsx", "目标")[3][2]
    assert len(text) == 32_767 and "共 40,000 字，此处截断" in text


@pytest.fixture
def package(con: Connection, exports: list[Export], about: About, tmp_path: Path) -> dict[str, Any]:
    list(write_tables(con, exports, tmp_path))
    (tmp_path / "jixiao.duckdb").write_bytes(b"database")
    (tmp_path / "jixiao.xlsx").write_bytes(b"workbook")
    write_datapackage(exports, about, tmp_path)
    return json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_datapackage_describes_each_file_with_digest_and_size(package: dict[str, Any], tmp_path: Path) -> None:
    paths = [r["path"] for r in package["resources"]]
    assert paths == [
        *(f"{form}/{table}.{form}" for table in ("core.dim_unit", "core.fct_target") for form in ("csv", "parquet")),
        "jixiao.duckdb",
        "jixiao.xlsx",
    ]
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), "sha256:" + hashlib.sha256(data).hexdigest())
    assert len({r["name"] for r in package["resources"]}) == len(paths)
    assert [r["rows"] for r in package["resources"][:4]] == [2, 2, 11, 11]
    assert package["licenses"] == [{"name": "notspecified", "title": "Not stated. 未声明。"}]
    assert (package["id"], package["version"], package["caveats"]) == ("0007-abababab", "7.0.0", [{"en": "Made up.", "zh": "虚构。"}])


def test_datapackage_has_the_schema_keys_and_references(package: dict[str, Any]) -> None:
    by_name = {r["name"]: r.get("schema") for r in package["resources"]}
    schema = by_name["core.fct_target"]
    assert schema["primaryKey"] == ["target_no"]
    assert schema["foreignKeys"] == [{"fields": ["unit_key"], "reference": {"resource": "core.dim_unit", "fields": ["unit_key"]}}]
    assert by_name["core.fct_target.parquet"]["foreignKeys"][0]["reference"]["resource"] == "core.dim_unit.parquet"
    assert [(f["name"], f["type"], f["dataType"]) for f in schema["fields"]][2:] == [
        ("target_text", "string", "VARCHAR"),
        ("amount_yuan", "number", "DECIMAL(18,2)"),
        ("precise", "number", "DECIMAL(28,6)"),
        ("rate", "number", "DOUBLE"),
        ("is_blank", "boolean", "BOOLEAN"),
        ("start_date", "date", "DATE"),
        ("lines", "array", "INTEGER[]"),
    ]
    assert schema["fields"][0] == {
        "name": "target_no", "type": "integer", "title": "序号", "description": "Number (序号).", "dataType": "INTEGER",
        "constraints": {"required": True},
    }  # fmt: skip
    assert by_name["core.dim_unit"]["fields"][1]["mofCode"] == "AGENCY_NAME"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("DROP TABLE core.dim_unit", "core.dim_unit stands in the dictionary and not in the file"),
        ("CREATE TABLE core.dim_more (x INTEGER)", "core.dim_more: in the file and not in its dictionary"),
        ("ALTER TABLE core.dim_unit ADD COLUMN x INTEGER", "core.dim_unit has other columns than the dictionary says"),
        ("DROP TABLE dictionary.dictionary_table", "no data dictionary"),
    ],
)
def test_a_file_that_is_not_as_its_dictionary_says_is_refused(make: Callable[..., Path], more: str, words: str) -> None:
    with duckdb.connect(str(make("bad", more)), read_only=True) as con, pytest.raises(RefusalError, match=words):
        list_exports(con)
