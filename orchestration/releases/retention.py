"""What is removed, and when: old releases, pages, logs, and what killed runs left. Never the current release, never a report or record.

Called by the holder of the home's lock: whatever is half-made then belongs to a process that is gone.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.filing import LISTS
from orchestration.home import Home, RefusalError

LOG_BYTES = 10_000_000
OLD_LOGS = 3
_HALF_MADE = re.compile(rf"\.({'|'.join(map(re.escape, LISTS))})\.\d+")  # of write_atomic: .manifest.csv.4711


@dataclass(frozen=True)
class Keep:
    """A release or page is removed when it is older than `days` and not among the last `count`; 0 days: by count alone."""

    count: int = 30
    days: int = 400

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Keep:
        """JIXIAO_KEEP_COUNT and JIXIAO_KEEP_DAYS.

        Raises:
            RefusalError: one is no whole number, or the count is less than 1.
        """
        env = os.environ if environ is None else environ
        count, days = env.get("JIXIAO_KEEP_COUNT") or cls.count, env.get("JIXIAO_KEEP_DAYS") or cls.days
        if not str(count).isdecimal() or not str(days).isdecimal() or int(count) < 1:
            raise RefusalError(f"JIXIAO_KEEP_COUNT={count}, JIXIAO_KEEP_DAYS={days}: whole numbers are wanted, the count at least 1")
        return cls(int(count), int(days))


def tidy(home: Home, keep: Keep, now: dt.datetime) -> list[str]:
    """Removes what is to go; the names of the releases removed."""
    _remove_half_made(home)
    gone = expired((p for p in home.releases.glob("[0-9]*") if p.is_dir()), keep, now, {home.current.resolve()})
    for folder in gone:
        _remove_release(folder)
    for folder in expired((p for p in home.data_docs.glob("*") if p.is_dir()), keep, now):
        shutil.rmtree(folder)
    for folder in expired((home.dagster / "storage").glob("*"), keep, now):
        shutil.rmtree(folder)
    for log in home.logs.glob("*.log"):
        _turn_over(log)
    _turn_over(home.events)
    return [folder.name for folder in gone]


def expired(folders: Iterable[Path], keep: Keep, now: dt.datetime, never: Iterable[Path] = ()) -> list[Path]:
    """Of some folders those that are too many and too old, the oldest first; none of `never`."""
    by_age = sorted(folders, key=lambda p: (p.stat().st_mtime_ns, p.name))
    limit = (now - dt.timedelta(days=keep.days)).timestamp()
    return [p for p in by_age[: -keep.count] if p.stat().st_mtime < limit and p not in set(never)]


def _remove_release(folder: Path) -> None:
    """Out of sight in one step, so that nobody finds half of it."""
    hidden = folder.with_name(f".{folder.name}")
    os.rename(folder, hidden)
    shutil.rmtree(hidden)


def _remove_half_made(home: Home) -> None:
    shutil.rmtree(home.incoming, ignore_errors=True)
    for hidden in home.releases.glob(".*"):
        shutil.rmtree(hidden, ignore_errors=True)
    for run in home.runs.glob("*"):
        home.is_alive(run.name)
    for parsed in home.dbt.glob(".*"):
        shutil.rmtree(parsed, ignore_errors=True)
    for path in home.raw.glob(".*"):
        if _HALF_MADE.fullmatch(path.name):
            path.unlink()


def _turn_over(log: Path) -> None:
    """A log that has become long is put aside, the oldest one dropped; processes that have it open go on writing into the one put aside."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for n in range(OLD_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{n}")
        newer = log.with_name(f"{log.name}.{n - 1}") if n > 1 else log
        if newer.exists():
            os.replace(newer, older)
