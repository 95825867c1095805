"""Whatever ends a run, `current` is whole, and the next run makes what an undisturbed one makes. `make torture` does all of it."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.home import Home
from orchestration.releases import current_release, publish
from orchestration.releases.candidate import KEPT
from orchestration.resources import plainly
from tests.orchestration.parts import write_database
from tests.pipeline.recovery import broken, changed_home, copied, end, killed, left_over, run, start, starved, state

TORTURE = bool(os.environ.get("JIXIAO_TORTURE"))
KILLS = 100 if TORTURE else 3
LIMITS = range(0, 1_200_000, 30_000) if TORTURE else (100_000, 390_000)
RELEASES = 100 if TORTURE else 10


@dataclass(frozen=True)
class Prepared:
    """A home with work to do, what an undisturbed run makes of it, and how long that takes."""

    home: Home
    seconds: float
    undisturbed: dict[str, Any]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made once; the tests work on copies."""
    root = tmp_path_factory.mktemp("prepared")
    home = changed_home(Home(root / "home", root / "raw"))
    other = copied(home, tmp_path_factory.mktemp("undisturbed"))
    began = time.monotonic()
    assert succeeded(other)
    seconds = time.monotonic() - began
    assert left_over(other) == []
    return Prepared(home, seconds, state(other))


def succeeded(home: Home) -> bool:
    return end(start(lambda: run(home), home.raw.parent / "said")) == 0


def test_killed_at_any_instant_and_run_again(prepared: Prepared, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random("kill")
    hit, done, rounds = 0, 0, 0
    while done < KILLS:
        home = copied(prepared.home, tmp_path / str(done))
        before = current_release(home)
        for _ in range(min(rng.randint(1, 3), KILLS - done)):
            hit += killed(home, rng.uniform(0, prepared.seconds), home.raw.parent / "said")
            done += 1
            assert broken(home) is None
            now = current_release(home)
            assert now == before or (now and now.fingerprint == prepared.undisturbed["inputs"])
        assert succeeded(home), (home.raw.parent / "said").read_text()
        assert state(home) == prepared.undisturbed
        assert left_over(home) == []
        rounds += 1
        shutil.rmtree(home.raw.parent)
    with capsys.disabled():
        print(f"\n{done} kills, {hit} of them while the run lived, in {rounds} homes; each run again made the same")
    assert hit > done / 2


def test_a_disk_that_is_full_publishes_nothing_half(prepared: Prepared, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = []
    for limit in LIMITS:
        home = copied(prepared.home, tmp_path / str(limit))
        before = current_release(home)
        codes.append(starved(home, limit, home.raw.parent / "said"))
        said = (home.raw.parent / "said").read_text()
        assert broken(home) is None
        if codes[-1]:
            assert current_release(home) == before
            assert any(words in said for words in ("File too large", "disk I/O error", "disk is full", "was not closed")), (limit, said)
        assert succeeded(home), (home.raw.parent / "said").read_text()
        assert state(home) == prepared.undisturbed
        assert left_over(home) == []
        shutil.rmtree(home.raw.parent)
    with capsys.disabled():
        print(f"\n{len(codes)} limits of a file's size, {sum(c != 0 for c in codes)} of them too small for the run")
    assert any(codes)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_said_in_plain_words(code: int) -> None:
    with pytest.raises(dg.Failure, match=rf"x\.parquet cannot be written \({os.strerror(code)}\): .* then build again"), plainly():
        raise OSError(code, os.strerror(code), "x.parquet")
    with pytest.raises(OSError, match="Interrupted"), plainly():
        raise OSError(errno.EINTR, "Interrupted")


def test_two_at_once_make_one_release_and_one_refusal(prepared: Prepared, tmp_path: Path) -> None:
    home = copied(prepared.home, tmp_path / "two")
    said = [tmp_path / "one", tmp_path / "other"]
    codes = [end(pid) for pid in [start(lambda: run(home), path) for path in said]]
    for code, path in zip(codes, said, strict=True):
        assert code == 0 or f"another run is building in {home.root}: wait for it to end" in path.read_text()
    assert 0 in codes
    assert state(home) == prepared.undisturbed
    assert succeeded(home)
    assert left_over(home) == []


ANALYST = """
import sys, time, duckdb
from pathlib import Path
current, stop, seen = Path(sys.argv[1]), Path(sys.argv[2]), set()
while not stop.exists():
    with duckdb.connect(str(current / "jixiao.duckdb"), read_only=True) as con:
        for _ in range(3):
            found = con.execute("SELECT count(*), count(DISTINCT unit_name), max(amount) FROM core.dim_unit").fetchone()
            assert found[0] == found[1] == found[2] + 1, found
    seen.add(found[0])
print(len(seen), min(seen), max(seen))
"""


def test_an_analyst_who_reads_all_the_time_sees_whole_releases_only(home: Home, tmp_path: Path) -> None:
    database = home.candidates / "run" / "jixiao.duckdb"

    def release(units: int) -> None:
        database.unlink(missing_ok=True)
        write_database(database, units)
        database.with_name("verdict.json").write_text("{}")
        publish(home, database, database.with_name("verdict.json"), f"{units:064x}", [])

    release(1)
    stop = tmp_path / "stop"
    analyst = subprocess.Popen([sys.executable, "-c", ANALYST, str(home.current), str(stop)], stdout=subprocess.PIPE, text=True)
    for n in range(2, RELEASES + 1):
        release(n)
    stop.touch()
    out, _ = analyst.communicate(timeout=60)
    assert analyst.returncode == 0
    seen, _, last = map(int, out.split())
    assert 1 <= seen <= RELEASES and last <= RELEASES
    assert RELEASES < 100 or seen > 5


@pytest.mark.parametrize("harm", [lambda home: home.current.unlink(), lambda home: (home.current / "jixiao.duckdb").unlink()])
def test_the_checks_of_this_file_see_a_broken_release(prepared: Prepared, tmp_path: Path, harm: Callable[[Home], Any]) -> None:
    home = copied(prepared.home, tmp_path / "harmed")
    (home.releases / ".0009-aaaaaaaa").mkdir()
    for n in range(KEPT + 1):
        (home.candidates / f"stray-{n}").mkdir(parents=True)
    assert left_over(home) == ["releases/.0009-aaaaaaaa", f"candidates/stray-{KEPT}"]
    shutil.rmtree(current_release(home).folder)  # type: ignore[union-attr]
    assert broken(home) == f"{home.current} points to nothing"
