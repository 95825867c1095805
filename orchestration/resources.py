"""What the assets work with, gathered in one value that tests replace piece by piece."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from expectations.verdict import Verdict
from orchestration.home import Home, RefusalError
from orchestration.instance import end_dead_runs, forget_old_runs
from orchestration.records.refresh import Read
from orchestration.releases.candidate import Candidate, prune
from orchestration.releases.retention import Keep, tidy

PATIENCE = 3600  # seconds
_SPACE = "make room, then build again; nothing was published"
_RIGHTS = "let this user write there, then build again; nothing was published"
_REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _SPACE),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _RIGHTS),
}


@dataclass(frozen=True)
class Tools:
    """The data home, the reader, the gate, and `say`, which tells the person at the console what is being done.

    `workers`: processes that read where many reports are to be read; the reader must then be a function of a module.
    """

    home: Home
    read: Read
    reader_version: str
    validate_records: Callable[[Path], Verdict]
    validate_marts: Callable[[Path, Path], Verdict]
    write_docs: Callable[[Verdict, Path], Path]
    say: Callable[[str], None]
    workers: int = 1

    def candidate(self, run: dg.DagsterRun) -> Candidate:
        """The candidate of a run; a run that takes up a failed one goes on with the same candidate."""
        return Candidate(self.home.candidates / (run.get_root_run_id() or run.run_id))


def default_tools(home: Home, say: Callable[[str], None]) -> Tools:
    """The real ones. The gate's heavy libraries are loaded when it first judges."""
    from expectations.data_docs import write_docs
    from expectations.gate import validate_marts, validate_records
    from orchestration.reader import read_report
    from orchestration.reader.record import code_version
    from orchestration.records.readers import processes

    return Tools(home, read_report, code_version(), validate_records, validate_marts, write_docs, say, processes())


def tools_resource(tools: Tools) -> dg.ResourceDefinition:
    """The tools, with the data home held for as long as the run lasts: two runs would write over one another."""

    @dg.resource
    def held(context: dg.InitResourceContext) -> Iterator[Tools]:
        # A person who builds is told at once that another run is at work; a run that Dagster started has time.
        started_by_dagster = context.run is not None and context.run.remote_job_origin is not None
        run_id = context.run.run_id if context.run else "none"
        with tools.home.lives(run_id), tools.home.lock(PATIENCE if started_by_dagster else 0):
            _clean_up(tools, context)
            yield tools

    return held


def _clean_up(tools: Tools, context: dg.InitResourceContext) -> None:
    """What older runs left: runs that were killed are ended, candidates are pruned, old releases, pages, logs and runs removed."""
    record = context.instance.get_run_record_by_id(context.run.run_id) if context.instance and context.run else None
    if context.instance and record:
        end_dead_runs(tools.home, context.instance, record.create_timestamp)
        keep, now = Keep.from_env(), dt.datetime.now(dt.UTC)
        tidy(tools.home, keep, now)
        forget_old_runs(context.instance, now - dt.timedelta(days=keep.days), keep.count)
        prune(tools.home.candidates, keep=tools.candidate(record.dagster_run).folder)


@contextmanager
def plainly() -> Iterator[None]:
    """Turns a refusal, and a disk that takes nothing more, into the failure of a step that carries its words."""
    try:
        yield
    except RefusalError as exc:
        raise dg.Failure(str(exc), allow_retries=False) from exc
    except OSError as exc:
        remedy = _REMEDIES.get(exc.errno or 0)
        if remedy is None:
            raise
        raise dg.Failure(f"{exc.filename or 'a file'} cannot be written ({exc.strerror}): {remedy}", allow_retries=False) from exc
