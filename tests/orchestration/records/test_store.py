"""Records on disk: what is read again, what is copied, and that a partition is whole or absent."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.filing import scan
from orchestration.filing.manifest import Line
from orchestration.home import Home
from orchestration.reader import read_report
from orchestration.reader.record import Report
from orchestration.records import refresh, store
from orchestration.records.describe import describe
from orchestration.records.digests import values_of
from orchestration.records.refresh import Made, Partition, bring_up_to_date, due, record_version, shelves_of
from orchestration.records.store import all_tables, folder_of, load, load_unit, partitions_in, put_in_place, sealed_values
from orchestration.records.tables import SCHEMAS
from tests.corpus import made_up
from tests.orchestration.parts import read_lines
from tests.originals import WRITERS, How
from tests.shelves import assemble, write

Put = Callable[[str, str], Path]
A, B = "2024/甲单位/a.txt", "2024/甲单位/b.txt"


class Counting:
    """A reader that remembers which files it read."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def __call__(self, data: bytes, source: str) -> Report:
        self.files.append(source)
        return read_lines(data, source)


def stored(home: Home, read: Callable[[bytes, str], Report] = read_lines, version: str = "1") -> Partition:
    """Assembles the partition from raw/ and writes it if it changed."""
    folder = folder_of(home.records, 2024, "甲单位")
    part = assemble(scan(home.raw, {}).reports, load(folder), read, version)
    if part.changed:
        write(folder, part.tables, home.incoming)
    return part


def test_originals_of_all_formats_become_records_and_a_bomb_among_them_is_refused(home: Home, put: Put) -> None:
    for n, (kind, write_original) in enumerate(WRITERS.items()):
        cover, pages, _ = made_up(n, 1)
        put(f"2024/甲单位/{n}.{kind}", "").write_bytes(write_original(pages, How(), cover))
    with zipfile.ZipFile(put("2024/甲单位/9.docx", ""), "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(2 << 20))
    put("2024/甲单位/old.doc", "")
    filing = scan(home.raw, {})
    assert [(n.file, n.code) for n in filing.notices] == [("2024/甲单位/old.doc", "unread_suffix")]
    part = stored(home, read_report)
    reports = part.tables["reports"].to_pylist()
    assert [(r["encoding"], r["form_count"], r["is_refused"]) for r in reports] == [
        *((kind, 1, False) for kind in WRITERS),
        (None, 0, True),
    ]
    assert "more than 200 times as many" in reports[-1]["refusal_reason"]
    assert not any(part.tables["forms"]["is_quarantined"].to_pylist())
    assert not stored(home, read_report).changed


def test_a_report_that_stands_unchanged_is_not_read_again(home: Home, put: Put) -> None:
    put(A, "培训")
    put(B, "会议 展览")
    reader = Counting()
    assert stored(home, reader).changed
    put(B, "会议")
    again = stored(home, reader)
    assert reader.files == ["a.txt", "b.txt", "b.txt"]
    assert again.tables["forms"]["project_name"].to_pylist() == ["培训", "会议"]
    assert not stored(home, reader).changed
    assert len(reader.files) == 3


def test_another_reader_version_reads_all_again(home: Home, put: Put) -> None:
    put(A, "培训")
    reader = Counting()
    stored(home, reader)
    assert stored(home, reader, version="2").tables["reports"]["reader_version"].to_pylist() == ["2"]
    assert reader.files == ["a.txt", "a.txt"]


def test_a_changed_layout_of_the_tables_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record_version("r")
    (tmp_path / "tables.py").write_text("# another layout")
    monkeypatch.setattr(refresh.tables, "__file__", str(tmp_path / "tables.py"))
    assert record_version("r") != before
    assert record_version("other") != record_version("r")


def test_a_damaged_partition_is_read_again(home: Home, put: Put) -> None:
    put(A, "培训")
    reader = Counting()
    stored(home, reader)
    folder = folder_of(home.records, 2024, "甲单位")
    (folder / "goals.parquet").write_bytes(b"PAR1")
    assert load(folder) is None
    stored(home, reader)
    pq.write_table(pa.table({"x": [1]}), folder / "goals.parquet")
    assert load(folder) is None
    stored(home, reader)
    (folder / "goals.parquet").unlink()
    stored(home, reader)
    assert len(reader.files) == 4
    assert load(folder) is not None


def test_values_are_those_of_the_report_whatever_reader_read_them(home: Home, put: Put) -> None:
    put(A, "培训")
    put(B, "会议")
    folder = folder_of(home.records, 2024, "甲单位")
    stored(home)
    before = sealed_values(folder)
    stored(home, version="2")
    assert sealed_values(folder) == before and set(before) == {A, B}
    put(B, "展览")
    stored(home)
    assert {file for file, digest in sealed_values(folder).items() if digest != before[file]} == {B}


def test_a_refused_report_is_a_row_with_its_reason_and_is_read_once_it_is_put_right(home: Home, put: Put) -> None:
    put(A, "培训")
    folder = folder_of(home.records, 2024, "甲单位")
    listed = {A: Line(A, 2024, "甲单位", "none", "0" * 64)}
    part = assemble(scan(home.raw, listed).reports, None, read_lines, "1")
    write(folder, part.tables, home.incoming)
    (row,) = part.tables["reports"].to_pylist()
    assert row["is_refused"] and row["refusal_reason"].startswith("report_changed: ") and row["form_count"] == 0
    assert part.tables["problems"]["problem_code"].to_pylist() == ["report_changed"]
    assert part.read == 0
    assert stored(home).tables["forms"]["project_name"].to_pylist() == ["培训"]


def test_a_report_that_changes_while_it_is_read_is_refused(home: Home, put: Put) -> None:
    path = put(A, "培训")
    found = scan(home.raw, {}).reports
    path.write_text("会议", encoding="utf-8")
    part = assemble(found, None, read_lines, "1")
    assert part.tables["problems"]["problem_code"].to_pylist() == ["report_changed"]
    assert part.tables["forms"].num_rows == 0


def test_all_files_are_there_and_nothing_is_left_beside(home: Home, put: Put) -> None:
    put(A, "培训")
    stored(home)
    put(A, "会议")
    stored(home)
    folder = folder_of(home.records, 2024, "甲单位")
    assert sorted(p.stem for p in folder.iterdir()) == sorted([*SCHEMAS, "seal"])
    assert not home.incoming.exists()
    assert partitions_in(home.records) == [(2024, "甲单位")]


def test_a_write_that_fails_leaves_what_stood(home: Home, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(A, "培训")
    stored(home)
    put(A, "会议")

    def full_disk(path: Path) -> None:
        if path.stem == "goals":
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(store, "sync_file", full_disk)
        stored(home)
    old = load(folder_of(home.records, 2024, "甲单位"))
    assert old is not None and old["forms"]["project_name"].to_pylist() == ["培训"]
    assert stored(home).tables["forms"]["project_name"].to_pylist() == ["会议"]


def test_cut_off_between_the_renames_the_partition_is_absent_and_is_read_again(
    home: Home, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(A, "培训")
    stored(home)
    put(A, "会议")
    rename, calls = os.rename, []

    def cut_off(old: Path, new: Path) -> None:
        calls.append(new)
        if len(calls) == 2:
            raise KeyboardInterrupt
        rename(old, new)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store.os, "rename", cut_off)
        stored(home)
    assert partitions_in(home.records) == []
    assert stored(home).tables["forms"]["project_name"].to_pylist() == ["会议"]


def shelf_mates(count: int = 2) -> list[str]:
    """Units whose partitions lie on the shelf of 甲单位."""
    others = (f"单位{n}" for n in range(1000))
    records = Path("records")
    return [u for u in others if folder_of(records, 2024, u) == folder_of(records, 2024, "甲单位")][:count]


def brought(home: Home, reader: Counting, chosen: list[str]) -> list[Made]:
    """Brings the shelf of 甲单位 up to date, of the chosen units what is due."""
    reports = scan(home.raw, {}).partitions()
    (shelf,) = shelves_of(home.records, reports, [(2024, unit) for unit in chosen])
    made = bring_up_to_date(shelf, due(shelf, "1"), reader, "1", home.incoming / "new")
    if (home.incoming / "new").exists():
        put_in_place(shelf.folder, home.incoming / "new")
    return made


def test_of_a_shelf_only_what_is_due_is_made_anew(home: Home, put: Put) -> None:
    one, two = shelf_mates()
    for unit in (one, two, "甲单位"):
        put(f"2024/{unit}/a.txt", f"培训{unit}")
    reader, everyone = Counting(), [one, two, "甲单位"]
    assert [m.unit for m in brought(home, reader, [one, two])] == sorted([one, two])
    assert [m.unit for m in brought(home, reader, everyone)] == ["甲单位"]
    before = sealed_values(folder_of(home.records, 2024, one))
    put(f"2024/{two}/a.txt", "会议")
    assert brought(home, reader, everyone) == [Made(two, 1, 1, 1, True)]
    assert len(reader.files) == 4
    after = sealed_values(folder_of(home.records, 2024, one))
    assert {file for file in after if after[file] != before[file]} == {f"2024/{two}/a.txt"}
    names = {u: t["forms"]["project_name"].to_pylist() for u in everyone if (t := load_unit(home.records, 2024, u))}
    assert names == {one: [f"培训{one}"], two: ["会议"], "甲单位": ["培训甲单位"]}
    assert values_of(all_tables(home.records)) == after


def test_a_unit_that_is_withdrawn_leaves_the_others_and_the_last_one_takes_the_shelf_along(home: Home, put: Put) -> None:
    (mate,) = shelf_mates(1)
    paths = [put(f"2024/{unit}/a.txt", f"培训{unit}") for unit in (mate, "甲单位")]
    reader, both = Counting(), [mate, "甲单位"]
    brought(home, reader, both)
    paths[0].unlink()
    assert brought(home, reader, both) == [Made(mate, 0, 0, 0, True)]
    assert partitions_in(home.records) == [(2024, "甲单位")]
    assert load_unit(home.records, 2024, mate) is None
    paths[1].unlink()
    brought(home, reader, both)
    assert partitions_in(home.records) == [] and not folder_of(home.records, 2024, mate).exists()


def test_of_a_damaged_shelf_all_is_read_whatever_was_chosen(home: Home, put: Put) -> None:
    (mate,) = shelf_mates(1)
    for unit in (mate, "甲单位"):
        put(f"2024/{unit}/a.txt", f"培训{unit}")
    reader = Counting()
    brought(home, reader, [mate, "甲单位"])
    (folder_of(home.records, 2024, mate) / "goals.parquet").write_bytes(b"PAR1")
    assert [m.unit for m in brought(home, reader, ["甲单位"])] == sorted([mate, "甲单位"])
    assert partitions_in(home.records) == sorted([(2024, mate), (2024, "甲单位")])


def test_what_a_partition_holds_in_numbers(home: Home, put: Put) -> None:
    put(A, "培训 ?会议")
    put(B, "")
    facts = describe(stored(home).tables)
    assert facts["reports"] == {"reports": 2, "refused": [{"file": B, "reason": "no_names: b.txt is empty"}]}
    assert facts["forms"]["forms target_declaration"] == 2
    assert facts["forms"]["quarantined"] == [{"file": A, "lines": "3-9", "form": 2, "project": "会议", "reason": "odd_name: 留字"}]
    assert facts["funding"] == {"cells": 4, "yuan requested": f"{Decimal('241.00')}"}
    assert facts["indicators"] == {"indicators": 2, "indicators quantitative": 2}
    assert facts["problems"]["problems blocking"] == 2
    assert [p["file"] for p in facts["problems"]["listed"]] == [A, B]
