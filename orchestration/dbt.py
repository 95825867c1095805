"""How dbt is called: its compiled manifest, its environment, and what it says when a model or test fails. No network, no telemetry."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from orchestration.home import DBT_PROJECT, Home, RefusalError
from orchestration.releases.fingerprint import source_files

EXECUTABLE = Path(sys.executable).with_name("dbt")
# What dbt would note for its own makers costs a tenth of a small build.
FLAGS = ["--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors", "--log-level-file", "info"]


def prepare_manifest(home: Home, project: Path = DBT_PROJECT) -> Path:
    """The project's manifest.json, made by `dbt parse` once for each state of the project; the one of another state is removed.

    Raises:
        RefusalError: dbt cannot parse the project.
    """
    target = home.dbt / _state(project)
    if not (target / "manifest.json").exists():
        shutil.rmtree(home.dbt, ignore_errors=True)
        fresh = home.dbt / f".{os.getpid()}"
        command = [str(EXECUTABLE), *FLAGS, "parse", "--project-dir", str(project), "--profiles-dir", str(project)]
        paths = ["--target-path", str(fresh), "--log-path", str(fresh)]
        env = os.environ | _environment(home)
        done = subprocess.run(command + paths, capture_output=True, text=True, check=False, env=env)
        if done.returncode:
            raise RefusalError(f"dbt cannot parse {project}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
        try:
            os.replace(fresh, target)
        except OSError:  # two builds began at once: the other one's is of the same state
            if not (target / "manifest.json").exists():
                raise
            shutil.rmtree(fresh)
    return target / "manifest.json"


def misshapen_seeds(project: Path = DBT_PROJECT) -> list[str]:
    """What is wrong with the seeds, which people edit, by file and line, each with its remedy.

    A minute into the build DuckDB would say it with twenty lines on how to read CSV, and each model that misses a column.
    """
    folder = project / "seeds"
    declared = {
        seed["name"]: dict.fromkeys((c["name"] for c in seed["columns"]), "") | seed.get("config", {}).get("column_types", {})
        for path in sorted(folder.glob("*.yml"))
        for seed in yaml.safe_load(path.read_bytes())["seeds"]
    }
    found = []
    for path in sorted(folder.glob("*.csv")):
        place = path.relative_to(project.parent)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            try:
                found += [f"{place}:{reader.line_num} {fault}" for fault in _faults(reader, declared.get(path.stem))]
            except (csv.Error, UnicodeDecodeError) as exc:
                found.append(f"{place}:{reader.line_num} is no CSV in UTF-8 ({exc}): look for a quote that is not closed")
    return found


def _faults(rows: Iterator[list[str]], declared: dict[str, str] | None) -> Iterator[str]:
    """What is wrong with a seed, at the row that was read last; `declared` are its columns, with the types of those that have one."""
    head = next(rows, [])
    if declared is not None and sorted(head) != sorted(declared):
        yield f"has the columns {', '.join(head)}, its YAML {', '.join(declared)}: name them as it does"
        return
    numeric = [(n, name, kind) for n, name in enumerate(head) if (kind := (declared or {}).get(name, "")).startswith(_NUMERIC)]
    for row in filter(None, rows):
        if len(row) != len(head):
            remedy = "give each column a cell, blank ones too, and put a cell that holds a comma in quotes"
            yield f"has {len(row)} cells, its head {len(head)}: {remedy}"
            continue
        for n, name, kind in numeric:
            if row[n] and not _is_number(row[n], kind):
                yield f"has {row[n]!r} as {name}, which is {kind}: write a number, or nothing"


_NUMERIC = ("integer", "decimal", "double")


def _is_number(cell: str, kind: str) -> bool:
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return False
    return kind != "integer" or number == number.to_integral_value()


@contextmanager
def dbt_environment(home: Home, folder: Path) -> Iterator[None]:
    """Sets what profiles.yml and the sources read, for as long as dbt builds a database in `folder`: dagster-dbt hands on the environment
    of this process.

    The folder has the same name each time, that of a link to it: dbt parses the project anew, which takes a quarter of a small build,
    where its profile is another one than when it was parsed.
    """
    link = _link(home)
    link.unlink(missing_ok=True)
    link.symlink_to(folder, target_is_directory=True)
    wanted = _environment(home)
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        link.unlink(missing_ok=True)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def hand_on_parse(home: Home, target: Path) -> None:
    """Lays the project as it was parsed for the manifest into the folder in which dbt looks for it; it may have been told to keep none."""
    parsed = prepare_manifest(home).with_name("partial_parse.msgpack")
    target.mkdir(parents=True)
    if parsed.exists():
        shutil.copy(parsed, target)


def _environment(home: Home) -> dict[str, str]:
    return {"JIXIAO_RECORDS": str(home.records), "JIXIAO_CANDIDATE": str(_link(home) / "jixiao.duckdb"), "DO_NOT_TRACK": "1"}


def _link(home: Home) -> Path:
    return home.dbt / "candidate"


@contextmanager
def clear_of_builds(candidate: Path) -> Iterator[None]:
    """No database stands where dbt is to build one, and nothing but the database is left of the build: see profiles.yml."""
    shutil.rmtree(f"{candidate}.tmp", ignore_errors=True)
    for left in candidate.parent.glob(f"{candidate.name}*"):
        left.unlink()
    try:
        yield
    finally:
        shutil.rmtree(f"{candidate}.tmp", ignore_errors=True)
        for left in candidate.parent.glob(f"{candidate.name}.parts*"):
            left.unlink()


def failures(target: Path) -> list[str]:
    """One line for each model, seed, unit test or test that did not succeed in the last `dbt build` of this target folder."""
    path = target / "run_results.json"
    if not path.exists():
        return []
    results = json.loads(path.read_bytes())["results"]
    return [f"dbt {r['unique_id']}: {r['status']}: {r['message']}" for r in results if r["status"] in ("error", "fail", "runtime error")]


def _state(project: Path) -> str:
    digest = hashlib.sha256()
    for path in source_files(project):
        digest.update(str(path.relative_to(project)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
