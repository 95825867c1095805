"""What a run leaves beside its candidate: the inputs, the two verdicts, and whether they are of one another.

A verdict counts only for the inputs that it was made for. What is stored here is read again by the release, which trusts
nothing that the run holds in memory.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.verdict import Verdict
from orchestration.filing import sha256_of
from orchestration.home import RefusalError, write_atomic

KEPT = 3  # candidates of refused runs, for a look at what was wrong


@dataclass(frozen=True)
class Candidate:
    """The folder of one run: candidates/<run id>/."""

    folder: Path

    @property
    def database(self) -> Path:
        """The DuckDB file that dbt builds."""
        return self.folder / "jixiao.duckdb"

    @property
    def records_verdict(self) -> Path:
        """What the gate said of the records, before dbt."""
        return self.folder / "records_verdict.json"

    @property
    def verdict(self) -> Path:
        """What the gate said of records and marts together."""
        return self.folder / "verdict.json"

    def store_records_verdict(self, verdict: Verdict, fingerprint: str) -> None:
        """Keeps the first half of the verdict, with the inputs that it was made for."""
        _store(self.records_verdict, {"inputs": fingerprint, **verdict.to_json()})

    def store_verdict(self, marts: Verdict, fingerprint: str) -> Verdict:
        """Joins the verdict on the marts to the stored one on the records, for this very database file.

        Raises:
            RefusalError: the verdict on the records is missing, or of other inputs.
        """
        whole = Verdict.combine([self._records_half(fingerprint), marts])
        _store(self.verdict, {"inputs": fingerprint, "database_sha256": sha256_of(self.database), **whole.to_json()})
        return whole

    def passed_verdict(self, fingerprint: str) -> Verdict:
        """The stored verdict, if it lets this candidate be published.

        Raises:
            RefusalError: none is stored, it is of other inputs or another database file, or a check blocks.
        """
        stored = _load(self.verdict, "run the whole job: `jixiao build`")
        if stored.get("inputs") != fingerprint:
            raise RefusalError(f"{self.verdict} is of other inputs: records, models or suites changed since; build again")
        if not self.database.exists() or stored.get("database_sha256") != sha256_of(self.database):
            raise RefusalError(f"{self.database} is not the file that the verdict is about: build again")
        verdict = _verdict(self.verdict, stored)
        if not verdict.passed:
            raise RefusalError("the gate refused this candidate:\n" + "\n".join(reasons(verdict)))
        return verdict

    def _records_half(self, fingerprint: str) -> Verdict:
        stored = _load(self.records_verdict, "check the records before the marts: `jixiao build`")
        if stored.get("inputs") != fingerprint:
            raise RefusalError("records, models or suites changed between the two halves of the gate: build again")
        return _verdict(self.records_verdict, stored)

    def last_verdict(self) -> Verdict | None:
        """The verdict as far as the run came, for the summary."""
        for path in (self.verdict, self.records_verdict):
            if path.exists():
                return _verdict(path, _load(path, ""))
        return None


def reasons(verdict: Verdict, most: int = 20) -> list[str]:
    """One line for each check that blocks; below it the form and lines of each failing row, at most `most`, and the remedy."""
    lines: list[str] = []
    for check in verdict.blocking():
        lines.append(f"{check.suite}/{check.name} on {check.table}: {check.message or check.outcome}")
        lines += [f"  {failure.place()}: {failure.detail}" for failure in check.failures[:most]]
        if check.failed > most:
            lines.append(f"  … and {check.failed - most} more")
        if check.remedy:
            lines.append(f"  remedy: {check.remedy}")
    return lines


def prune(candidates: Path, keep: Path | None = None) -> None:
    """Removes the oldest candidates, so that KEPT and the one named `keep` remain."""
    others = sorted((p for p in candidates.glob("*") if p.is_dir() and p != keep), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for folder in others[KEPT:]:
        shutil.rmtree(folder)


def _store(path: Path, data: dict[str, Any]) -> None:
    write_atomic(path, json.dumps(data, ensure_ascii=False, indent=1).encode())


def _load(path: Path, remedy: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise RefusalError(f"there is no verdict at {path}: {remedy}") from None
    except ValueError as exc:
        raise RefusalError(f"{path} is damaged ({exc}): build again") from exc
    if not isinstance(data, dict):
        raise RefusalError(f"{path} is no verdict: build again")
    return data


def _verdict(path: Path, data: dict[str, Any]) -> Verdict:
    try:
        return Verdict.from_json(data)
    except ValueError as exc:
        raise RefusalError(f"{path} cannot be trusted ({exc}): build again") from exc
