"""The records on disk: shelves of partitions, a Parquet file for each table, with the seal on them, replaced together or not at all.

A partition is a year and a unit; its rows lie with those of other units on a shelf, records/<year>/<shelf>/. Ten thousand partitions
in folders of their own are 70,000 files, and opening a Parquet file costs more than reading the few rows of one partition.
Decides which reports must be read again; the reading itself is handed in, and who does it is the business of readers.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.filing import REFUSALS, Found, bytes_of, sha256_of
from orchestration.home import sync_file, sync_folder
from orchestration.reader.record import Problem, Report
from orchestration.records import digests, tables, twins
from orchestration.records.digests import values_of
from orchestration.records.tables import SCHEMAS, to_tables
from orchestration.records.twins import settled, unsettled

SEAL = "seal.json"
SHELVES = "0123456789abcdef"
Tables = dict[str, pa.Table]
Read = Callable[[bytes, str], Report]


@dataclass(frozen=True)
class Shelf:
    """A shelf, the reports in raw/ of the partitions that lie on it, by unit, and the units to look at."""

    folder: Path
    reports: dict[str, list[Found]]
    chosen: frozenset[str]


@dataclass(frozen=True)
class Made:
    """What came of a unit on a shelf, in numbers: reports (none: it was taken off), those read now, forms, and whether anything changed."""

    unit: str
    reports: int
    read: int
    forms: int
    changed: bool


@dataclass(frozen=True)
class Partition:
    """What came of a partition: its tables, how many reports were read now, and whether the tables differ from those on disk."""

    tables: Tables
    read: int
    changed: bool


def record_version(reader_version: str) -> str:
    """Version of a record: of the reader, and of the code that lays its records out in tables, settles which of two files counts, and
    makes the digest of what was read.
    """
    code = [reader_version.encode(), *(Path(module.__file__ or "").read_bytes() for module in (tables, twins, digests))]
    return hashlib.sha256(b"\0".join(code)).hexdigest()[:16]


def folder_of(records: Path, year: int, unit: str) -> Path:
    """The shelf on which a partition lies: always the same one, and all about equally full."""
    return records / str(year) / hashlib.sha256(unit.encode()).hexdigest()[0]


def shelves_in(records: Path) -> list[Path]:
    """The folders of all shelves, sorted; and whatever else lies in their place, see `strays_in`."""
    return sorted(p for p in records.glob("*/*") if p.is_dir())


def strays_in(records: Path) -> list[Path]:
    """Folders that are no shelves: earlier versions gave each partition one. What reads the records would read their rows too."""
    return [p for p in shelves_in(records) if p.name not in SHELVES or len(p.name) != 1]


def partitions_in(records: Path) -> list[tuple[int, str]]:
    """The partitions that have a report in the records, sorted; none of a shelf that cannot be read."""
    found: set[tuple[int, str]] = set()
    for folder in shelves_in(records):
        try:
            rows = pq.read_table(folder / "reports.parquet", columns=["report_year", "report_unit"], partitioning=None).to_pylist()
        except (OSError, ValueError):
            continue
        found |= {(row["report_year"], row["report_unit"]) for row in rows}
    return sorted(found)


def load(folder: Path, names: Iterable[str] = SCHEMAS) -> Tables | None:
    """The tables, or None where any one is missing, of another schema, or not as it was written: then all are made again."""
    if broken_seal(folder):
        return None
    try:
        found = {name: pq.read_table(folder / f"{name}.parquet", partitioning=None) for name in names}
    except (OSError, pa.ArrowInvalid):
        return None
    return found if all(table.schema.equals(SCHEMAS[name]) for name, table in found.items()) else None


def load_unit(records: Path, year: int, unit: str) -> Tables | None:
    """The tables of one partition, or None where it has none."""
    shelf = load(folder_of(records, year, unit))
    return _parted(shelf, "report_unit").get(unit) if shelf else None


def all_tables(records: Path, names: Sequence[str] = tuple(SCHEMAS)) -> Tables:
    """The tables of these names over all shelves that can be read."""
    return _joined((t for folder in shelves_in(records) if (t := load(folder, names))), names)


def broken_seal(folder: Path) -> str | None:
    """Why the shelf's files are not those that were written together, or None where they are."""
    try:
        sealed = json.loads((folder / SEAL).read_bytes())["files"]
        wrong = [name for name in SCHEMAS if sealed[name] != sha256_of(folder / f"{name}.parquet")]
    except OSError as exc:
        return f"{Path(str(exc.filename)).name} cannot be read ({exc.strerror})"
    except (ValueError, KeyError, TypeError):
        return f"{SEAL} is damaged"
    return f"changed since it was written: {', '.join(f'{name}.parquet' for name in wrong)}" if wrong else None


def sealed_values(folder: Path) -> dict[str, str]:
    """The digests by report file that the shelf was sealed with; none where the seal cannot be read, see `broken_seal`."""
    try:
        values: dict[str, str] = json.loads((folder / SEAL).read_bytes())["values"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return values


def assemble(found: Iterable[Found], old: Tables | None, read: Read, version: str) -> Partition:
    """The partition's tables, in the order of `found`; a report that stands unchanged in `old` is copied, not read."""
    ((_, part),) = _assembled([("", list(found))], {"": old} if old else {}, read, version)
    return part


_TOGETHER = 32  # units whose reports are laid out in one set of tables: what was read of them lies in memory until then


def _assembled(
    units: Sequence[tuple[str, Sequence[Found]]], old: Mapping[str, Tables], read: Read, version: str
) -> Iterator[tuple[str, Partition]]:
    """The partitions of some units, in their order; `old` are the tables of those that had any."""
    for group in (units[at : at + _TOGETHER] for at in range(0, len(units), _TOGETHER)):
        standing = {unit: _standing(old.get(unit), version) for unit, _ in group}
        due = [item for unit, found in group for item in found if item.refusal or standing[unit].get(item.filed.file) != item.sha256]
        made = _parted(to_tables(((item.filed, _read(item, read)) for item in due), version), "report_file")
        for unit, found in group:
            files = [item.filed.file for item in found]
            joined = _joined(settled([made[file] if file in made else unsettled(_of_file(old[unit], file)) for file in files]))
            changed = unit not in old or any(not joined[name].equals(old[unit][name]) for name in SCHEMAS)
            yield unit, Partition(joined, sum(item.filed.file in made and item.refusal is None for item in found), changed)


def shelves_of(records: Path, reports: Mapping[tuple[int, str], list[Found]], chosen: Iterable[tuple[int, str]]) -> list[Shelf]:
    """The shelves of the chosen partitions, sorted."""
    found: dict[Path, dict[str, list[Found]]] = {}
    for (year, unit), own in sorted(reports.items()):
        found.setdefault(folder_of(records, year, unit), {})[unit] = own
    units: dict[Path, set[str]] = {}
    for year, unit in chosen:
        units.setdefault(folder_of(records, year, unit), set()).add(unit)
    return [Shelf(folder, found.get(folder, {}), frozenset(units[folder])) for folder in sorted(units)]


def due(shelf: Shelf, version: str) -> list[str]:
    """The units whose records are not of their reports as they are now, read by this version; sorted.

    Of a shelf that is not as it was written nothing can be trusted: all of its units are due, chosen or not.
    """
    if not shelf.folder.exists():
        return sorted(shelf.chosen & shelf.reports.keys())
    old = load(shelf.folder, ("reports", "problems"))
    if old is None:
        return sorted(shelf.chosen | shelf.reports.keys())
    recorded: dict[str, list[tuple[str, str]]] = {}
    for row in old["reports"].select(["report_unit", "report_file", "report_sha256"]).to_pylist():
        recorded.setdefault(row["report_unit"], []).append((row["report_file"], row["report_sha256"]))
    standing = _standing(old, version)

    def stands(unit: str) -> bool:
        found, rows = shelf.reports.get(unit, []), recorded.get(unit, [])
        return [(f.filed.file, f.sha256) for f in found] == rows and all(f.refusal is None and f.filed.file in standing for f in found)

    return [unit for unit in sorted(shelf.chosen) if not stands(unit)]


def bring_up_to_date(shelf: Shelf, units: Sequence[str], read: Read, version: str, fresh: Path) -> list[Made]:
    """Makes the records of `units`, which are `due`; where the shelf becomes another one by them, its files lie in `fresh` then.

    What stands on the shelf is not touched. A unit without reports is taken off; a shelf with nothing on it makes an empty folder.
    """
    old = load(shelf.folder)
    kept = _parted(old, "report_unit") if old else {}
    found = {unit: shelf.reports.get(unit, []) for unit in units}
    parts = dict(_assembled([(unit, own) for unit, own in found.items() if own], kept, read, version))
    made = [_made(unit, own, parts.get(unit)) for unit, own in found.items()]
    if old is None or any(m.changed for m in made):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        changed = {unit: part.tables for unit, part in parts.items() if part.changed}
        laid = {unit: tables for unit, tables in (kept | changed).items() if unit in parts or unit not in found}
        if laid:
            new = _joined(laid[unit] for unit in sorted(laid))
            values = (sealed_values(shelf.folder) if old else {}) | values_of(_joined(changed.values()))
            lay(fresh, new, {file: values[file] for file in new["reports"]["report_file"].to_pylist()})
    return made


def lay(fresh: Path, new: Tables, values: Mapping[str, str]) -> None:
    """Writes the files of a shelf, and seal.json with their digests and `values`, those of the reports; all are on disk then."""
    for name, table in new.items():
        pq.write_table(table, fresh / f"{name}.parquet", compression="zstd")
        sync_file(fresh / f"{name}.parquet")
    seal = {"files": {name: sha256_of(fresh / f"{name}.parquet") for name in new}, "values": values}
    (fresh / SEAL).write_text(json.dumps(seal, ensure_ascii=False, indent=1), encoding="utf-8")
    sync_file(fresh / SEAL)
    sync_folder(fresh)


def put_in_place(folder: Path, fresh: Path) -> None:
    """Puts a shelf in the place of what stood there; of an empty one, nothing.

    Between the two renames the shelf is absent: whoever is cut off there leaves no records, and the next build of all
    reads the reports again; never a mixture of old and new.
    """
    former = fresh.with_name(f"{fresh.name}.old")
    shutil.rmtree(former, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        os.rename(folder, former)
    if (fresh / SEAL).exists():
        os.rename(fresh, folder)
    sync_folder(folder.parent)
    for used in (former, fresh):
        shutil.rmtree(used, ignore_errors=True)


def write(folder: Path, new: Tables, incoming: Path) -> None:
    """Puts these tables, and nothing else, on a shelf."""
    shutil.rmtree(incoming, ignore_errors=True)
    fresh = incoming / "new"
    fresh.mkdir(parents=True)
    lay(fresh, new, values_of(new))
    put_in_place(folder, fresh)
    shutil.rmtree(incoming)


def _made(unit: str, found: Sequence[Found], part: Partition | None) -> Made:
    if part is None:
        return Made(unit, 0, 0, 0, True)
    return Made(unit, len(found), part.read, part.tables["forms"].num_rows, part.changed)


def _joined(parts: Iterable[Tables], names: Iterable[str] = SCHEMAS) -> Tables:
    found = list(parts)
    if len(found) == 1:
        return {name: found[0][name] for name in names}
    return {name: pa.concat_tables([SCHEMAS[name].empty_table(), *(p[name] for p in found)]).combine_chunks() for name in names}


def _parted(tables: Tables, column: str) -> dict[str, Tables]:
    """The tables by unit, or by report, without copying: the rows of each lie together."""
    out: dict[str, Tables] = {value: {} for value in tables["reports"][column].to_pylist()}
    for name, table in tables.items():
        for part in out.values():
            part[name] = table.slice(0, 0)
        at = 0
        for value, rows in groupby(table[column].to_pylist()):
            count = sum(1 for _ in rows)
            out[value][name] = table.slice(at, count)
            at += count
    return out


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
    if found.refusal:
        return _refused(found, found.refusal)
    report = read(bytes_of(found.path), found.path.name)
    if report.sha256 != found.sha256:
        message = f"{found.filed.file} changed while it was being read: build again when it is complete"
        return _refused(found, Problem("report_changed", message, "blocking"))
    return report


def _refused(found: Found, reason: Problem) -> Report:
    """A report that is not read: its row in the tables carries the reason, and nothing else stands for it."""
    return Report(found.path.name, found.sha256, None, found.size, 0, problems=(reason,))
