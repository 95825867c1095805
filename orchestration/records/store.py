"""The records on disk: shelves of partitions, a Parquet file for each table, with the seal on them, replaced together or not at all.

A partition is a year and a unit; its rows lie with those of other units on a shelf, records/<year>/<shelf>/. Ten thousand partitions
in folders of their own are 70,000 files, and opening a Parquet file costs more than reading the few rows of one partition.
What comes to lie on a shelf is the business of refresh.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.filing import sha256_of
from orchestration.home import sync_file, sync_folder
from orchestration.records.tables import SCHEMAS

SEAL = "seal.json"
SHELVES = "0123456789abcdef"
Tables = dict[str, pa.Table]


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
    return parted(shelf, "report_unit").get(unit) if shelf else None


def all_tables(records: Path, names: Sequence[str] = tuple(SCHEMAS)) -> Tables:
    """The tables of these names over all shelves that can be read."""
    return joined((t for folder in shelves_in(records) if (t := load(folder, names))), names)


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


def joined(parts: Iterable[Tables], names: Iterable[str] = SCHEMAS) -> Tables:
    """The rows of all parts, in their order; of no part, empty tables."""
    found = list(parts)
    if len(found) == 1:
        return {name: found[0][name] for name in names}
    return {name: pa.concat_tables([SCHEMAS[name].empty_table(), *(p[name] for p in found)]).combine_chunks() for name in names}


def parted(tables: Tables, column: str) -> dict[str, Tables]:
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
