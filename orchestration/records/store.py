"""The records of a partition on disk: a Parquet file for each table in one folder, with the seal on them, replaced together or not at all.

Decides which reports must be read again; the reading itself is handed in.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.filing import REFUSALS, Found, bytes_of, sha256_of
from orchestration.home import sync_file, sync_folder
from orchestration.reader.record import Problem, Report
from orchestration.records import tables
from orchestration.records.tables import SCHEMAS, to_tables
from orchestration.records.twins import settled, unsettled

SEAL = "seal.json"
_OF_THE_READING = ("report_sha256", "reader_version")
Tables = dict[str, pa.Table]
Read = Callable[[bytes, str], Report]


@dataclass(frozen=True)
class Partition:
    """What came of a partition: its tables, the reports that were read now, and whether the tables differ from those on disk."""

    tables: Tables
    read: tuple[tuple[Found, Report], ...]
    changed: bool


def record_version(reader_version: str) -> str:
    """Version of a record: of the reader, and of the code that lays its records out in tables."""
    layout = Path(tables.__file__).read_bytes()
    return hashlib.sha256(reader_version.encode() + b"\0" + layout).hexdigest()[:16]


def folder_of(records: Path, year: int, unit: str) -> Path:
    """Where a partition lies."""
    return records / str(year) / unit


def partitions_in(records: Path) -> list[tuple[int, str]]:
    """The partitions that have a folder, sorted."""
    return sorted((int(p.parent.name), p.name) for p in records.glob("*/*") if p.is_dir())


def load(folder: Path) -> Tables | None:
    """The tables, or None where one is missing, of another schema, or not as it was written: then all are made again."""
    if broken_seal(folder):
        return None
    try:
        found = {name: pq.read_table(folder / f"{name}.parquet", partitioning=None) for name in SCHEMAS}
    except (OSError, pa.ArrowInvalid):
        return None
    return found if all(found[name].schema.equals(SCHEMAS[name]) for name in SCHEMAS) else None


def all_tables(records: Path) -> Tables:
    """The six tables over all partitions that can be read."""
    found = [t for year, unit in partitions_in(records) if (t := load(folder_of(records, year, unit)))]
    return {name: pa.concat_tables([SCHEMAS[name].empty_table(), *(t[name] for t in found)]) for name in SCHEMAS}


def broken_seal(folder: Path) -> str | None:
    """Why the partition's files are not those that were written together, or None where they are."""
    try:
        sealed = json.loads((folder / SEAL).read_bytes())["files"]
        wrong = [name for name in SCHEMAS if sealed[name] != sha256_of(folder / f"{name}.parquet")]
    except OSError as exc:
        return f"{Path(str(exc.filename)).name} cannot be read ({exc.strerror})"
    except (ValueError, KeyError, TypeError):
        return f"{SEAL} is damaged"
    return f"changed since it was written: {', '.join(f'{name}.parquet' for name in wrong)}" if wrong else None


def sealed_values(folder: Path) -> dict[str, str]:
    """The digests by report file that the partition was sealed with; none where the seal cannot be read, see `broken_seal`."""
    try:
        values: dict[str, str] = json.loads((folder / SEAL).read_bytes())["values"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return values


def values_of(tables: Tables) -> dict[str, str]:
    """By report file, the digest of all that was read from it, whatever file format or reader version it is kept in."""
    digests = {file: hashlib.sha256() for file in tables["reports"]["report_file"].to_pylist()}
    tables = unsettled(tables)  # what another file says of a form is no value of this one
    for name in SCHEMAS:
        for row in tables[name].drop_columns([c for c in _OF_THE_READING if c in tables[name].column_names]).to_pylist():
            digests[row["report_file"]].update(json.dumps([name, row], ensure_ascii=False, default=str).encode())
    return {file: digest.hexdigest() for file, digest in digests.items()}


def assemble(found: Iterable[Found], old: Tables | None, read: Read, version: str) -> Partition:
    """The partition's tables, in the order of `found`; a report that stands unchanged in `old` is copied, not read."""
    parts: list[Tables] = []
    read_now: list[tuple[Found, Report]] = []
    standing = _standing(old, version)
    for item in found:
        if old and item.refusal is None and standing.get(item.filed.file) == item.sha256:
            parts.append(unsettled(_of_file(old, item.filed.file)))
            continue
        report = _refused(item) if item.refusal else _read(item, read)
        if not item.refusal:
            read_now.append((item, report))
        parts.append(to_tables([(item.filed, report)], version))
    parts = settled(parts)
    joined = {name: pa.concat_tables([SCHEMAS[name].empty_table(), *(p[name] for p in parts)]) for name in SCHEMAS}
    changed = old is None or any(not joined[name].equals(old[name]) for name in SCHEMAS)
    return Partition(joined, tuple(read_now), changed)


def write(folder: Path, new: Tables, incoming: Path) -> None:
    """Puts the files, and seal.json with the digests of the files and of each report's values, in place of what stood there.

    They are written beside, synced, and renamed. Between the two renames the partition is absent: whoever is cut off
    there leaves no records, and the next build reads the reports again; never a mixture of old and new.
    """
    shutil.rmtree(incoming, ignore_errors=True)
    fresh, former = incoming / "new", incoming / "old"
    fresh.mkdir(parents=True)
    for name, table in new.items():
        pq.write_table(table, fresh / f"{name}.parquet", compression="zstd")
        sync_file(fresh / f"{name}.parquet")
    seal = {"files": {name: sha256_of(fresh / f"{name}.parquet") for name in new}, "values": values_of(new)}
    (fresh / SEAL).write_text(json.dumps(seal, ensure_ascii=False, indent=1), encoding="utf-8")
    sync_file(fresh / SEAL)
    sync_folder(fresh)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        os.rename(folder, former)
    os.rename(fresh, folder)
    sync_folder(folder.parent)
    shutil.rmtree(incoming)


def drop(folder: Path, incoming: Path) -> None:
    """Takes a partition away in one step."""
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    os.rename(folder, incoming / "old")
    sync_folder(folder.parent)
    shutil.rmtree(incoming)


def _standing(old: Tables | None, version: str) -> dict[str, str]:
    """Digest by file of the reports in `old` that this version read, leaving out those that were refused for their place."""
    if old is None:
        return {}
    problems, reports = old["problems"], old["reports"]
    misplaced = set(problems.filter(pc.is_in(problems["problem_code"], pa.array(REFUSALS)))["report_file"].to_pylist())
    rows = reports.select(["report_file", "report_sha256", "reader_version"]).to_pylist()
    return {r["report_file"]: r["report_sha256"] for r in rows if r["reader_version"] == version and r["report_file"] not in misplaced}


def _of_file(old: Tables, file: str) -> Tables:
    return {name: table.filter(pc.equal(table["report_file"], file)) for name, table in old.items()}


def _read(found: Found, read: Read) -> Report:
    data = bytes_of(found.path)
    report = read(data, found.path.name)
    if report.sha256 != found.sha256:
        message = f"{found.filed.file} changed while it was being read: build again when it is complete"
        return _refused(found, Problem("report_changed", message, "blocking"))
    return report


def _refused(found: Found, problem: Problem | None = None) -> Report:
    """A report that is not read: its row in the tables carries the reason, and nothing else stands for it."""
    reason = problem or found.refusal
    return Report(found.path.name, found.sha256, None, found.size, 0, problems=(reason,) if reason else ())
