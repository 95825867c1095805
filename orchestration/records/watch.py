"""What has to be read: raw/ as it is now, against the records as they are. The records are the ledger, they hold the digest of each report.

No time stamp decides: a file is as new as its digest. Time stamps only save digesting a file again that cannot have changed.
Knows nothing of Dagster; jobs.py asks it now and then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration.filing import REFUSALS, scan, sha256_of
from orchestration.filing.manifest import read_manifest
from orchestration.home import Home, write_atomic
from orchestration.records.store import shelves_in

GONE = "gone"
WORDS = "accepted.csv"  # a person's word may let through what was refused, and changes no report
Stat = list[int]


@dataclass(frozen=True)
class Pending:
    """What is not in the records yet: the state of each such report, by file, and the partitions to read."""

    states: dict[str, str]
    partitions: list[tuple[int, str]]

    @property
    def key(self) -> str:
        """The same for the same states, so that one state of raw/ is asked for once."""
        return hashlib.sha256(json.dumps(self.states, sort_keys=True).encode()).hexdigest()


def look(home: Home, version: str, known: Mapping[str, str]) -> Pending:
    """What differs between raw/ and the records of reader `version`; `known` are the states at the last look.

    A file that is still being written is left for the next look: its stat has to be the one that it was before.
    """
    stats = Stats(home.root / "stats.json")
    reports = scan(home.raw, read_manifest(home.manifest), stats.digest).reports
    recorded = _recorded(home.records, version)
    now = {f.filed.file: (state_of(f.sha256, f.refusal.code if f.refusal else None), (f.filed.year, f.filed.unit)) for f in reports}
    gone = {file: (GONE, place) for file, (_, place) in recorded.items() if file not in now}
    unlike = {file: found for file, found in (now | gone).items() if found[0] != recorded.get(file, ("",))[0]}
    unsettled = stats.store()
    writing = {f.filed.file for f in reports if f.path in unsettled}
    settled = {file: found for file, found in unlike.items() if file not in writing}
    states = {file: state for file, (state, _) in settled.items()}
    words = sha256_of(home.accepted) if home.accepted.exists() else ""
    if words != known.get(WORDS, words):
        states[WORDS] = words
    return Pending(states, sorted({place for _, place in settled.values()}))


def state_of(sha256: str, refusal: str | None) -> str:
    """A report's state: its digest, and the code of what keeps it from being read."""
    return f"{sha256} {refusal}" if refusal else sha256


def _recorded(records: Path, version: str) -> dict[str, tuple[str, tuple[int, str]]]:
    """State and partition of each report in the records; of another reader version it is no state at all."""
    out: dict[str, tuple[str, tuple[int, str]]] = {}
    columns = ["report_file", "report_year", "report_unit", "report_sha256", "reader_version", "refusal_reason"]
    for folder in shelves_in(records):
        try:
            rows = pq.read_table(folder / "reports.parquet", columns=columns, partitioning=None).to_pylist()
        except (OSError, ValueError):
            continue  # damaged: as good as none
        for row in rows:
            code = (row["refusal_reason"] or "").partition(":")[0]
            state = state_of(row["report_sha256"], code if code in REFUSALS else None)
            out[row["report_file"]] = (state if row["reader_version"] == version else "", (row["report_year"], row["report_unit"]))
    return out


class Stats:
    """Digests by path and stat, kept between two looks in a file that may be lost without harm."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.old: dict[str, Any] = _read(path)
        self.new: dict[str, Any] = {}

    def digest(self, path: Path) -> str:
        """The file's sha256; read only where size, times or inode differ from the last look."""
        stat = _stat(path)
        known = self.old.get(str(path))
        digest = known[1] if known and known[0] == stat else sha256_of(path)
        self.new[str(path)] = [stat, digest]
        return str(digest)

    def store(self) -> set[Path]:
        """Keeps what was seen; the files that were not there, or other, at the last look."""
        if self.new != self.old:
            write_atomic(self.path, json.dumps(self.new, ensure_ascii=False).encode())
        return {Path(path) for path, (stat, _) in self.new.items() if self.old.get(path, [None])[0] != stat}


def _stat(path: Path) -> Stat:
    s = path.stat()
    return [s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino]


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
