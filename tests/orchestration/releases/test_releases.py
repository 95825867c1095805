"""Releases: whole or not there, never changed, and `current` moves under readers who do not notice."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration import releases
from orchestration.console.query import release_rows
from orchestration.filing import sha256_of
from orchestration.home import Home, RefusalError
from orchestration.releases import current_release, damage, damaged_releases, list_releases, publish, roll_back, row_count_changes
from tests.orchestration.parts import write_database

REPORTS = [{"file": "2024/甲单位/a.txt", "forms": 2, "quarantined_forms": 1, "indicators": 7}]


@pytest.fixture
def built(home: Home) -> tuple[Home, Path, Path]:
    """A home with a candidate database and its verdict."""
    database = home.candidates / "run" / "jixiao.duckdb"
    write_database(database)
    verdict = database.with_name("verdict.json")
    verdict.write_text("{}", encoding="utf-8")
    return home, database, verdict


def test_a_release_holds_the_tables_in_all_forms_with_notes_verdict_and_counts(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    release = publish(home, database, verdict, "ab" * 32, REPORTS)
    assert release.id == "0001-abababab"
    files = sorted(p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*") if p.is_file())
    assert files == [
        "RELEASE.md", "RELEASE.zh-CN.md", "SHA256SUMS", "csv/core.dim_unit.csv", "datapackage.json", "jixiao.duckdb", "jixiao.xlsx",
        "parquet/core.dim_unit.parquet", "row_counts.json", "verdict.json",
    ]  # fmt: skip
    assert pq.read_table(release.folder / "parquet" / "core.dim_unit.parquet")["unit_name"].to_pylist() == ["u0", "u1"]
    counts = json.loads((release.folder / "row_counts.json").read_text(encoding="utf-8"))
    assert counts["tables"] == {"core.dim_unit": 2}
    assert (counts["reports"], counts["inputs"]) == (REPORTS, "ab" * 32)
    assert {stat.S_IMODE((release.folder / f).stat().st_mode) for f in files} == {0o444}
    assert home.current.resolve() == release.folder


def test_each_file_of_a_release_is_held_against_its_digest(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    verdict.write_text(json.dumps({"database_sha256": sha256_of(database)}), encoding="utf-8")
    release = publish(home, database, verdict, "a" * 64, REPORTS)
    assert damage(release) is None
    sums = (release.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    files = {p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*") if p.is_file()}
    assert {line[66:] for line in sums} == files - {"SHA256SUMS"}
    for name in ("csv/core.dim_unit.csv", "datapackage.json"):
        path = release.folder / name
        path.chmod(0o644)
        data = path.read_bytes()
        path.write_bytes(data + b"x")
        assert damage(release) == f"{name} is not as it was published"
        path.unlink()
        assert damage(release) == f"{name} cannot be read (No such file or directory)"
        path.write_bytes(data)
    assert damage(release) is None


def test_the_notes_of_a_release_tell_what_changed_since_the_last(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    first = publish(home, database, verdict, "a" * 64, REPORTS)
    assert "This is the first release" in (first.folder / "RELEASE.md").read_text(encoding="utf-8")
    database.unlink()
    write_database(database, units=5)
    second = publish(home, database, verdict, "b" * 64, REPORTS)
    said = (second.folder / "RELEASE.md").read_text(encoding="utf-8")
    assert "What changed since 0001-aaaaaaaa" in said and "| `core.dim_unit` | 2 | 5 | 3 | 0 | 0 |" in said


def test_a_damaged_release_does_not_keep_the_next_from_being_made(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    first = publish(home, database, verdict, "a" * 64, REPORTS)
    (first.folder / "jixiao.duckdb").chmod(0o644)
    (first.folder / "jixiao.duckdb").write_bytes(b"x" * 5000)
    second = publish(home, database, verdict, "b" * 64, REPORTS)
    assert "It could not be compared with 0001-aaaaaaaa: " in (second.folder / "RELEASE.md").read_text(encoding="utf-8")


def test_numbers_go_on_and_current_is_the_last(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    publish(home, database, verdict, "a" * 64, REPORTS)
    publish(home, database, verdict, "b" * 64, REPORTS)
    assert [(r.id, r.current) for r in list_releases(home)] == [("0001-aaaaaaaa", False), ("0002-bbbbbbbb", True)]
    assert current_release(home) == list_releases(home)[1]


def test_a_folder_that_is_no_release_is_named_and_hides_none(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    good = publish(home, database, verdict, "a" * 64, REPORTS)
    bare = publish(home, database, verdict, "b" * 64, REPORTS)
    (bare.folder / "row_counts.json").unlink()
    (home.releases / "copy of mine").mkdir()
    assert [r.id for r in list_releases(home)] == [good.id]
    assert damaged_releases(home) == {
        bare.id: "row_counts.json cannot be read (No such file or directory)",
        "copy of mine": "its name is no release id",
    }
    columns, rows = release_rows(home)
    assert [row[columns.index("damage")] for row in rows] == [None, *(f"damaged: {why}" for why in damaged_releases(home).values())]
    assert publish(home, database, verdict, "c" * 64, REPORTS).id == "0003-cccccccc"


def test_an_open_connection_goes_on_reading_its_release(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    publish(home, database, verdict, "a" * 64, REPORTS)
    with duckdb.connect(str(home.current / "jixiao.duckdb"), read_only=True) as analyst:
        database.unlink()
        write_database(database, units=5)
        publish(home, database, verdict, "b" * 64, REPORTS)
        assert analyst.execute("SELECT count(*) FROM core.dim_unit").fetchall() == [(2,)]
    with duckdb.connect(str(home.current.resolve() / "jixiao.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core.dim_unit").fetchall() == [(5,)]


@pytest.mark.parametrize("step", ["_export", "_seal", "_point"])
def test_cut_off_anywhere_the_last_release_stands_and_none_is_half_there(
    built: tuple[Home, Path, Path], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    home, database, verdict = built
    publish(home, database, verdict, "a" * 64, REPORTS)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(releases, step, cut_off)
        publish(home, database, verdict, "b" * 64, REPORTS)
    current = current_release(home)
    assert current is not None and current.id == "0001-aaaaaaaa"
    assert all((r.folder / "row_counts.json").exists() and (r.folder / "verdict.json").exists() for r in list_releases(home))
    assert publish(home, database, verdict, "c" * 64, REPORTS).current


def test_a_view_that_reads_outside_the_file_is_refused(built: tuple[Home, Path, Path], tmp_path: Path) -> None:
    home, database, verdict = built
    with duckdb.connect(str(database)) as con:
        con.execute("CREATE VIEW core.inside AS SELECT * FROM core.dim_unit")
    publish(home, database, verdict, "a" * 64, REPORTS)
    with duckdb.connect(str(database)) as con:
        con.execute(f"COPY core.dim_unit TO '{tmp_path / 'x.parquet'}'")
        con.execute(f"CREATE VIEW core.outside AS FROM read_parquet('{tmp_path / 'x.parquet'}')")
    with pytest.raises(RefusalError, match=r"core\.outside reads outside"):
        publish(home, database, verdict, "b" * 64, REPORTS)
    assert [r.id for r in list_releases(home)] == ["0001-aaaaaaaa"]


def test_a_database_that_was_not_closed_or_is_empty_is_refused(built: tuple[Home, Path, Path], tmp_path: Path) -> None:
    home, database, verdict = built
    log = database.with_name("jixiao.duckdb.wal")
    log.write_bytes(b"x")
    with pytest.raises(RefusalError, match="not closed"):
        publish(home, database, verdict, "a" * 64, REPORTS)
    log.unlink()
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    with pytest.raises(RefusalError, match="no data dictionary"):
        publish(home, empty, verdict, "a" * 64, REPORTS)
    assert current_release(home) is None


def test_changes_in_row_counts() -> None:
    after = {"tables": {"core.a": 2, "core.b": 1, "core.new": 3}}
    assert row_count_changes({"tables": {"core.a": 2, "core.b": 4, "core.gone": 5}}, after) == [
        ("core.b", 4, 1),
        ("core.gone", 5, 0),
        ("core.new", 0, 3),
    ]
    assert row_count_changes(None, {"tables": {"core.a": 2}}) == [("core.a", 0, 2)]


def test_rolling_back_moves_current_in_one_step_and_removes_nothing(built: tuple[Home, Path, Path]) -> None:
    home, database, verdict = built
    verdict.write_text(json.dumps({"database_sha256": sha256_of(database)}))
    ids = [publish(home, database, verdict, letter * 64, REPORTS).id for letter in "abc"]
    for name, expected in (("0001", ids[0]), ("2", ids[1]), (ids[2], ids[2])):
        before = current_release(home)
        was, now = roll_back(home, name)
        assert (was, now.id, now.current) == (before, expected, True)
        assert current_release(home) == now
    assert [r.id for r in list_releases(home)] == ids
    with pytest.raises(RefusalError, match=f"{ids[2]} is the current release already"):
        roll_back(home, "3")
    with pytest.raises(RefusalError, match=f"no release is named 9; there are: {ids[0]}, "):
        roll_back(home, "9")
    (home.releases / ids[0] / "jixiao.duckdb").chmod(0o644)
    (home.releases / ids[0] / "jixiao.duckdb").write_bytes(b"")
    with pytest.raises(RefusalError, match=f"{ids[0]} is damaged: jixiao.duckdb has sha256"):
        roll_back(home, "1")
    assert current_release(home).id == ids[2]  # type: ignore[union-attr]
