"""A run in a process of its own that can be killed, starved and raced: forked from this one, so that nothing is imported anew.

The reader, the records, Dagster's databases, the gate's continuity, the release and its exports are the real ones; the models and the
gate's suites, which take nearly all of the time and write only into the candidate, are those of tests/orchestration.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq

from expectations.verdict import Verdict
from orchestration.definitions import build_definitions
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.releases import current_release, damage, list_releases
from orchestration.releases.candidate import KEPT, Candidate
from orchestration.resources import Tools
from orchestration.run import ingest
from tests.orchestration.parts import DICTIONARY, MART, fake_checks, fake_docs, make_check, read_lines


def models(_: Home) -> dg.AssetsDefinition:
    """In the place of dbt: one mart with the names of all forms, and so of other rows when the records are others."""

    @dg.asset(key=MART, deps=[["records", "forms"], ["records", "reports"]])
    def dim_unit(context, tools: dg.ResourceParam[Tools]) -> dg.MaterializeResult[None]:  # type: ignore[no-untyped-def]
        build(tools.home, tools.candidate(context.run))
        return dg.MaterializeResult()

    return dim_unit


def build(home: Home, candidate: Candidate) -> None:
    """The candidate's database."""
    candidate.folder.mkdir(parents=True, exist_ok=True)
    candidate.database.unlink(missing_ok=True)
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{candidate.database}' AS jixiao (STORAGE_VERSION 'v1.2.0')")
        con.execute("CREATE SCHEMA jixiao.core")
        con.execute(
            "CREATE TABLE jixiao.core.dim_unit AS SELECT report_file || project_name AS unit_name, form_no::DECIMAL(18,2) AS amount "
            f"FROM read_parquet('{home.records}/*/*/forms.parquet', hive_partitioning = false) ORDER BY ALL"
        )
        con.execute(DICTIONARY)


def run(home: Home) -> None:
    """One whole run, as `jixiao build` does it; ends with an exception where it does not succeed."""
    tools = Tools(
        home,
        read_lines,
        "reader-1",
        lambda _: Verdict((make_check(),)),
        lambda _database, _records: Verdict((make_check("marts"),)),
        fake_docs,
        lambda _line: None,
    )
    with open_instance(home) as instance:
        outcome = ingest(home, build_definitions(tools, models=models, checks=fake_checks), instance)
    if not outcome.success:
        raise SystemExit("\n".join(outcome.refusals))


def start(action: Callable[[], Any], said: Path) -> int:
    """Forks; the child does the action, writes what went wrong to `said`, and ends with 0 or 1. Returns its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with said.open("w", encoding="utf-8") as out:
            for fd in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), fd)
            try:
                action()
                code = 0
            except BaseException as exc:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                out.write(str(exc) if isinstance(exc, SystemExit) else traceback.format_exc())
    finally:
        sys.stdout = sys.stderr = None  # type: ignore[assignment]
        os._exit(code)


def end(pid: int) -> int:
    """Waits; the exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed(home: Home, after: float, said: Path) -> bool:
    """Starts a run and kills it so many seconds later, children and all; whether it was still running."""
    pid = start(lambda: (os.setpgid(0, 0), run(home)), said)
    time.sleep(after)
    done, _ = os.waitpid(pid, os.WNOHANG)
    if done:
        return False
    os.kill(pid, signal.SIGKILL)
    return end(pid) == -signal.SIGKILL


def starved(home: Home, limit: int, said: Path) -> int:
    """A run that can write no file longer than `limit` bytes, as on a disk that is full; its exit code."""

    def action() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        run(home)

    return end(start(action, said))


def state(home: Home) -> dict[str, Any]:
    """All that must be the same however a run came about: records, manifest, what the current release holds. No times, no numbers."""
    current = current_release(home)
    assert current
    with duckdb.connect(str(current.folder / "jixiao.duckdb"), read_only=True) as con:
        rows = con.execute("FROM core.dim_unit ORDER BY ALL").fetchall()
    counts = [{k: v for k, v in r.items() if k != "released_at"} for r in current.row_counts["reports"]]
    return {
        "rows": rows,
        "reports": counts,
        "inputs": current.fingerprint,
        "manifest": home.manifest.read_bytes(),
        "records": {
            path.relative_to(home.records): pq.read_table(path, partitioning=None).to_pylist()
            for path in sorted(home.records.rglob("*.parquet"))
        },
    }


def broken(home: Home) -> str | None:
    """Why `current` cannot be read, or None where it can, or where there is none."""
    if not home.current.is_symlink():
        return None
    current = current_release(home)
    return damage(current) if current else f"{home.current} points to nothing"


def left_over(home: Home) -> list[str]:
    """What lies in the home beside what a run that was not disturbed leaves; runs' histories and pages, which age removes, left out."""
    known = {"records", "releases", "current", "data_docs", "dagster", "dbt", "logs", ".lock", "candidates", ".runs"}
    strays = [p.name for p in home.root.iterdir() if p.name not in known]
    strays += [str(p.relative_to(home.root)) for p in (*home.releases.glob(".*"), *home.runs.glob("*"))]
    strays += sorted(f"candidates/{p.name}" for p in home.candidates.glob("*"))[KEPT:]
    same: dict[str, list[str]] = {}
    for release in list_releases(home):
        same.setdefault(release.fingerprint, []).append(release.id)
    strays += [f"{len(ids)} releases of the same inputs: {ids}" for ids in same.values() if len(ids) > 1]
    return strays + [str(p.relative_to(home.raw)) for p in home.raw.glob(".*")]


def changed_home(home: Home) -> Home:
    """A home with a release, and then raw/ changed in all ways: a report changed and accepted, one new, one withdrawn."""
    from orchestration.filing.accept import accept_file

    texts = {"2024/甲单位/a.txt": "培训 ?会议", "2024/乙单位/b.txt": "展览", "2020/甲单位/c.txt": "比赛"}
    for file, text in texts.items():
        (home.raw / file).parent.mkdir(parents=True, exist_ok=True)
        (home.raw / file).write_text(text, encoding="utf-8")
    assert end(start(lambda: run(home), home.raw.parent / "said")) == 0, (home.raw.parent / "said").read_text()
    (home.raw / "2024/甲单位/a.txt").write_text("培训 会议 论坛", encoding="utf-8")
    accept_file(home, Path("2024/甲单位/a.txt"), read_lines)
    (home.raw / "2020/甲单位/c.txt").unlink()
    accept_file(home, Path("2020/甲单位/c.txt"), read_lines)
    (home.raw / "2024/丙单位").mkdir()
    (home.raw / "2024/丙单位/d.txt").write_text("评比", encoding="utf-8")
    return home


def copied(home: Home, to: Path) -> Home:
    """The same home elsewhere."""
    import shutil

    for part in ("home", "raw"):
        shutil.copytree(home.raw.parent / part, to / part, symlinks=True)
    return replace(home, root=to / "home", raw=to / "raw")
