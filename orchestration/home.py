"""Where things lie: the data home and the reports. Paths, the lock on the home, and atomic writing; nothing of what is written."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DBT_PROJECT = CHECKOUT / "dbt_project"
EXPECTATIONS = CHECKOUT / "expectations"


class RefusalError(Exception):
    """What the program will not do, and the remedy, in words for the person who asked for it."""


@dataclass(frozen=True)
class Home:
    """The data home `root` (JIXIAO_HOME) and the folder of reports `raw` (JIXIAO_RAW), both absolute."""

    root: Path
    raw: Path

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Home:
        """The folders that the environment names; ./warehouse and ./raw where it names none."""
        env = os.environ if environ is None else environ
        return cls(Path(env.get("JIXIAO_HOME") or "warehouse").resolve(), Path(env.get("JIXIAO_RAW") or "raw").resolve())

    @property
    def manifest(self) -> Path:
        """The list of reports that were accepted."""
        return self.raw / "manifest.csv"

    @property
    def accepted(self) -> Path:
        """The record of what people accepted."""
        return self.raw / "accepted.csv"

    @property
    def expected(self) -> Path:
        """The list of reports that are to appear."""
        return self.raw / "expected.csv"

    @property
    def records(self) -> Path:
        """records/<year>/<shelf>/<table>.parquet."""
        return self.root / "records"

    @property
    def incoming(self) -> Path:
        """Shelves being written; on the file system of `records`, and outside what dbt and the gate read."""
        return self.root / "incoming"

    @property
    def candidates(self) -> Path:
        """candidates/<run id>/jixiao.duckdb."""
        return self.root / "candidates"

    @property
    def releases(self) -> Path:
        """releases/<id>/, immutable."""
        return self.root / "releases"

    @property
    def current(self) -> Path:
        """The symbolic link to the release that analysts read."""
        return self.root / "current"

    @property
    def data_docs(self) -> Path:
        """data_docs/<run id>/index.html."""
        return self.root / "data_docs"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.root / "dagster"

    @property
    def dbt(self) -> Path:
        """Compiled dbt projects, one folder for each state of dbt_project/."""
        return self.root / "dbt"

    @property
    def logs(self) -> Path:
        """logs/build.log: what Dagster and dbt printed during the last builds."""
        return self.root / "logs"

    @property
    def events(self) -> Path:
        """The log that monitors read."""
        return self.logs / "events.jsonl"

    def ready(self) -> Path:
        """Makes the data home where it is missing; the file in it that `lock` holds.

        Raises:
            RefusalError: it is no folder, or cannot be written.
        """
        held = self.root / ".lock"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            held.open("a").close()
        except OSError as exc:
            raise RefusalError(
                f"the data home {self.root} cannot be written ({exc.strerror}): let JIXIAO_HOME name another folder"
            ) from exc
        return held

    @contextmanager
    def lock(self, patience: float = 0) -> Iterator[None]:
        """Holds the home for one writer; the kernel lets go of it when the process ends, however it ends.

        Waits `patience` seconds for another that holds it.

        Raises:
            RefusalError: another run holds it, or it cannot be written.
        """
        until = time.monotonic() + patience
        with self.ready().open("w") as handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        raise RefusalError(f"another run is building in {self.root}: wait for it to end, then build again") from None
                time.sleep(min(1, patience / 10))
            yield

    @property
    def runs(self) -> Path:
        """A file for each run that lives, held by it."""
        return self.root / ".runs"

    @contextmanager
    def lives(self, run_id: str) -> Iterator[None]:
        """Lets others know by `is_alive`, for as long as it lasts, that the run waits or works."""
        self.ready()
        self.runs.mkdir(exist_ok=True)
        path = self.runs / run_id
        with path.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def is_alive(self, run_id: str) -> bool:
        """Whether the process of the run is there; the file of one that was killed is removed."""
        path = self.runs / run_id
        try:
            with path.open() as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False


def write_atomic(path: Path, data: bytes) -> None:
    """Puts `data` at `path` in one step: a reader sees the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Waits until the file's bytes are on disk."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(path: Path) -> None:
    """Waits until the folder's names are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
