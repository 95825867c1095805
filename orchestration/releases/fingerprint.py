"""Which inputs a candidate was built from, as one digest: the reports' records and the code that turns them into a release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration import exports
from orchestration.home import DBT_PROJECT, EXPECTATIONS
from orchestration.records import tables
from orchestration.records.store import broken_seal, sealed_values, shelves_in

_COLUMNS = ["report_file", "report_year", "report_unit", "report_sha256", "reader_version", "is_refused", "refusal_reason"]
_MADE_BY_DBT = {"target", "logs", "dbt_packages", "__pycache__"}


@dataclass(frozen=True)
class Inputs:
    """`reports`: the rows of the record table reports, without what follows from them; `records`: by shelf
    the digests of the reports' values, or what is wrong with its files; `code`: digests by file."""

    reports: tuple[dict[str, Any], ...]
    records: dict[str, dict[str, str] | str]
    code: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over both, in a canonical form."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def inputs_of(records: Path, dbt_project: Path = DBT_PROJECT, expectations: Path = EXPECTATIONS) -> Inputs:
    """The inputs as they are now on disk; shelves in order, so that the digest does not depend on how they are listed."""
    rows: list[dict[str, Any]] = []
    values: dict[str, dict[str, str] | str] = {}
    for folder in shelves_in(records):
        rows += pq.read_table(folder / "reports.parquet", columns=_COLUMNS, partitioning=None).to_pylist()
        values[folder.relative_to(records).as_posix()] = broken_seal(folder) or sealed_values(folder)
    return Inputs(tuple(rows), values, code_digests(dbt_project, expectations))


def code_digests(dbt_project: Path = DBT_PROJECT, expectations: Path = EXPECTATIONS) -> dict[str, str]:
    """Digest by file of the dbt project, the suites with their gate, the layout of the records, and what writes a release's files."""
    digests = {"tables.py": _digest(Path(tables.__file__))}
    for root in (dbt_project, expectations, Path(exports.__file__).parent):
        digests |= {f"{root.name}/{p.relative_to(root).as_posix()}": _digest(p) for p in source_files(root)}
    return digests


def source_files(root: Path) -> Iterator[Path]:
    """The files below `root` that people wrote: no caches, no hidden files, nothing that dbt makes."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not _MADE_BY_DBT.intersection(parts) and not any(p.startswith(".") for p in parts):
            yield path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
