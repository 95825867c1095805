"""Who reads: this process, or some beside it where many reports are to be read. Shelves are handed out whole and come back in their order.

What is read is the business of store.py. Only this process puts shelves in place: one that goes on alone for a moment, after a run
that was killed, writes where nobody looks.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from orchestration.home import RefusalError
from orchestration.reader.record import Report
from orchestration.records.refresh import Made, Read, Shelf, bring_up_to_date
from orchestration.records.store import put_in_place

ALONE = 50  # reports that this process reads by itself before others have started
MOST = 8  # processes; each takes 150 to 300 MB


@dataclass(frozen=True)
class Task:
    """A shelf, the units that are due on it, and the folder in which it is made anew."""

    shelf: Shelf
    units: tuple[str, ...]
    fresh: Path

    @property
    def reports(self) -> int:
        """How many there are to look at."""
        return sum(len(self.shelf.reports.get(unit, ())) for unit in self.units)


def processes() -> int:
    """As many as there are processors for this one, within bounds."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)


def each(tasks: Sequence[Task], read: Read, version: str, workers: int = 1) -> Iterator[tuple[Task, list[Made]]]:
    """Brings each shelf up to date and puts it in place; what came of it, in the order of the tasks.

    Raises:
        RefusalError: reading a report ended the process that read it.
    """
    count = min(workers, len(tasks))
    made = _here(tasks, read, version) if count < 2 or sum(t.reports for t in tasks) <= ALONE else _beside(tasks, read, version, count)
    for task, found in zip(tasks, made, strict=True):
        if task.fresh.exists():
            put_in_place(task.shelf.folder, task.fresh)
        yield task, found


def _here(tasks: Sequence[Task], read: Read, version: str) -> Iterator[list[Made]]:
    return (bring_up_to_date(t.shelf, t.units, read, version, t.fresh) for t in tasks)


def _beside(tasks: Sequence[Task], read: Read, version: str, count: int) -> Iterator[list[Made]]:
    """In processes of their own; started anew, not forked: a copy of this one would hold its locks, and its databases."""
    done = 0
    try:
        with _pool(count) as pool:
            futures: list[Future[list[Made]]] = [pool.submit(_work, task, read, version) for task in tasks]
            try:
                for future in futures:
                    yield future.result()
                    done += 1
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except BrokenProcessPool:
        yield from _one_by_one(tasks[done:], read, version)


def _one_by_one(tasks: Sequence[Task], read: Read, version: str) -> Iterator[list[Made]]:
    """After a process died among others: which report it was shows when each shelf is read by a process of its own."""
    for task in tasks:
        try:
            with _pool(1) as pool:
                yield pool.submit(_work, task, read, version).result()
        except BrokenProcessPool:
            mark = _mark(task)
            file = mark.read_text(encoding="utf-8") if mark.exists() else f"a report of {', '.join(task.units)}"
            raise RefusalError(
                f"{file}: the process that read it was ended by the system (too little memory, or a fault in a library): "
                "move it out of raw/, or make room, then build again; nothing was published"
            ) from None


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """Sets up a process that reads: a report is many small values without cycles, in which looking for them took a tenth of the time."""
    gc.set_threshold(20_000)
    _end_with_parent()


def _end_with_parent() -> None:
    """Lets this process end when the one that started it is killed: nobody else would tell it."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _work(task: Task, read: Read, version: str) -> list[Made]:
    mark = _mark(task)
    mark.parent.mkdir(parents=True, exist_ok=True)
    files = {f.sha256: f.filed.file for unit in task.units for f in task.shelf.reports.get(unit, ())}

    def marked(data: bytes, name: str) -> Report:
        mark.write_text(files.get(hashlib.sha256(data).hexdigest(), name), encoding="utf-8")
        return read(data, name)

    made = bring_up_to_date(task.shelf, task.units, marked, version, task.fresh)
    mark.unlink(missing_ok=True)
    return made


def _mark(task: Task) -> Path:
    """Where a process writes down what it is reading."""
    return task.fresh.with_name(f"{task.fresh.name}.reading")
