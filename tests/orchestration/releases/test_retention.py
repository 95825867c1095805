"""What is removed: what is too many and too old, and what killed runs left; never the current release, never a file of a person."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from orchestration.home import Home, RefusalError
from orchestration.releases import list_releases, publish, roll_back
from orchestration.releases.retention import LOG_BYTES, OLD_LOGS, Keep, tidy
from tests.orchestration.parts import write_database

NOW = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)


def aged(path: Path, days: int) -> Path:
    """The folder, as old as that."""
    path.mkdir(parents=True, exist_ok=True)
    at = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(path, (at, at))
    return path


@pytest.fixture
def five(home: Home) -> Home:
    """Five releases, made 50, 40, 30, 20 and 10 days ago."""
    database = home.candidates / "run" / "jixiao.duckdb"
    for n in range(5):
        write_database(database, n + 1)
        database.with_name("verdict.json").write_text(f'{{"database_sha256": "{_sha(database)}"}}')
        aged(publish(home, database, database.with_name("verdict.json"), str(n) * 64, []).folder, 50 - 10 * n)
        database.unlink()
    return home


def _sha(path: Path) -> str:
    from orchestration.filing import sha256_of

    return sha256_of(path)


@pytest.mark.parametrize(
    ("keep", "gone"),
    [(Keep(2, 25), 3), (Keep(2, 35), 2), (Keep(4, 0), 1), (Keep(1, 0), 4), (Keep(9, 0), 0), (Keep(1, 400), 0)],
)
def test_releases_go_that_are_too_many_and_too_old(five: Home, keep: Keep, gone: int) -> None:
    names = [r.id for r in list_releases(five)]
    assert tidy(five, keep, NOW) == names[:gone]
    assert [r.id for r in list_releases(five)] == names[gone:]
    assert list_releases(five)[-1].current


def test_the_current_release_stays_however_old(five: Home) -> None:
    roll_back(five, "1")
    tidy(five, Keep(1, 0), NOW)
    assert [(r.id.split("-")[0], r.current) for r in list_releases(five)] == [("0001", True), ("0005", False)]


def test_what_killed_runs_left_goes_and_what_people_left_stays(home: Home) -> None:
    left = [home.incoming / "new", home.releases / ".0002-aaaaaaaa", home.dbt / ".4711"]
    for folder in left:
        folder.mkdir(parents=True)
    half, theirs = home.raw / ".manifest.csv.4711", home.raw / ".notes.2024"
    for path in (half, theirs):
        path.write_text("x")
    tidy(home, Keep(), NOW)
    assert not any(path.exists() for path in [*left, half])
    assert theirs.exists()


def test_pages_and_captured_output_go_by_the_same_rule(home: Home) -> None:
    for parent in (home.data_docs, home.dagster / "storage"):
        for days in (1, 2, 3):
            aged(parent / str(days), days)
    tidy(home, Keep(1, 2), NOW)
    assert [sorted(p.name for p in parent.iterdir()) for parent in (home.data_docs, home.dagster / "storage")] == [["1", "2"]] * 2


def test_a_long_log_is_put_aside_and_the_oldest_is_dropped(home: Home) -> None:
    home.logs.mkdir(parents=True)
    log = home.logs / "build.log"
    for n in range(OLD_LOGS + 2):
        log.write_bytes(str(n).encode() * LOG_BYTES)
        tidy(home, Keep(), NOW)
    assert sorted(p.name for p in home.logs.iterdir()) == [f"build.log.{n}" for n in range(1, OLD_LOGS + 1)]
    assert (home.logs / "build.log.1").read_bytes()[:1] == str(OLD_LOGS + 1).encode()
    log.write_bytes(b"short")
    tidy(home, Keep(), NOW)
    assert log.exists()


def test_what_is_kept_is_said_by_the_environment() -> None:
    assert Keep.from_env({}) == Keep(30, 400)
    assert Keep.from_env({"JIXIAO_KEEP_COUNT": "5", "JIXIAO_KEEP_DAYS": "0"}) == Keep(5, 0)
    for wrong in ({"JIXIAO_KEEP_COUNT": "0"}, {"JIXIAO_KEEP_COUNT": "-1"}, {"JIXIAO_KEEP_DAYS": "a year"}):
        with pytest.raises(RefusalError, match="whole numbers"):
            Keep.from_env(wrong)
