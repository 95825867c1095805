"""Which reports must be read again, and the shelf that comes of it: what stands unchanged is copied, the rest is read.

The reading itself is handed in, and who does it is the business of readers.py.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.filing import REFUSALS, Found, bytes_of
from orchestration.reader.record import Problem, Report
from orchestration.records import digests, tables, twins
from orchestration.records.digests import values_of
from orchestration.records.store import Tables, folder_of, joined, lay, load, parted, sealed_values
from orchestration.records.tables import SCHEMAS, to_tables
from orchestration.records.twins import settled, unsettled

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
    kept = parted(old, "report_unit") if old else {}
    found = {unit: shelf.reports.get(unit, []) for unit in units}
    parts = dict(assemble([(unit, own) for unit, own in found.items() if own], kept, read, version))
    made = [_made(unit, own, parts.get(unit)) for unit, own in found.items()]
    if old is None or any(m.changed for m in made):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        changed = {unit: part.tables for unit, part in parts.items() if part.changed}
        laid = {unit: tables for unit, tables in (kept | changed).items() if unit in parts or unit not in found}
        if laid:
            new = joined(laid[unit] for unit in sorted(laid))
            values = (sealed_values(shelf.folder) if old else {}) | values_of(joined(changed.values()))
            lay(fresh, new, {file: values[file] for file in new["reports"]["report_file"].to_pylist()})
    return made


_TOGETHER = 32  # units whose reports are laid out in one set of tables: what was read of them lies in memory until then


def assemble(
    units: Sequence[tuple[str, Sequence[Found]]], old: Mapping[str, Tables], read: Read, version: str
) -> Iterator[tuple[str, Partition]]:
    """The partitions of some units, in their order; `old` are the tables of those that had any."""
    for group in (units[at : at + _TOGETHER] for at in range(0, len(units), _TOGETHER)):
        standing = {unit: _standing(old.get(unit), version) for unit, _ in group}
        due = [item for unit, found in group for item in found if item.refusal or standing[unit].get(item.filed.file) != item.sha256]
        made = parted(to_tables(((item.filed, _read(item, read)) for item in due), version), "report_file")
        for unit, found in group:
            files = [item.filed.file for item in found]
            laid = joined(settled([made[file] if file in made else unsettled(_of_file(old[unit], file)) for file in files]))
            changed = unit not in old or any(not laid[name].equals(old[unit][name]) for name in SCHEMAS)
            yield unit, Partition(laid, sum(item.filed.file in made and item.refusal is None for item in found), changed)


def _made(unit: str, found: Sequence[Found], part: Partition | None) -> Made:
    if part is None:
        return Made(unit, 0, 0, 0, True)
    return Made(unit, len(found), part.read, part.tables["forms"].num_rows, part.changed)


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
