"""Reading in processes of their own: the same records in the same order, and a process that dies names its report."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.filing import scan
from orchestration.home import Home, RefusalError
from orchestration.reader.record import Report
from orchestration.records import readers
from orchestration.records.readers import Task, each
from orchestration.records.refresh import Made, due, shelves_of
from orchestration.records.store import all_tables, partitions_in, sealed_values, shelves_in
from tests.orchestration.parts import read_lines

Put = Callable[[str, str], Path]


def read_or_die(data: bytes, source: str) -> Report:
    """The stand-in for the reader; `死` ends its process as the system does."""
    if "死" in data.decode():
        os.kill(os.getpid(), signal.SIGKILL)
    return read_lines(data, source)


def bring(home: Home, workers: int) -> list[list[Made]]:
    """Brings all of raw/ to the shelves."""
    reports = scan(home.raw, {}).partitions()
    shelves = shelves_of(home.records, reports, {*reports, *partitions_in(home.records)})
    tasks = [Task(s, tuple(units), home.incoming / f"{n}") for n, s in enumerate(shelves) if (units := due(s, "1"))]
    return [made for _, made in each(tasks, read_or_die, "1", workers)]


def test_two_processes_make_what_one_makes(home: Home, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "ALONE", 0)
    for n in range(9):
        put(f"2024/单位{n}/a.txt", f"培训{n} ?会议")
    other = Home(tmp_path / "other", home.raw)
    assert bring(home, 2) == bring(other, 1)
    assert all_tables(home.records) == all_tables(other.records)
    assert [sealed_values(p) for p in shelves_in(home.records)] == [sealed_values(p) for p in shelves_in(other.records)]
    assert bring(home, 2) == []
    assert [p.name for p in home.incoming.iterdir()] == []


def test_a_report_that_ends_its_process_is_named_and_the_others_are_kept(home: Home, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "ALONE", 0)
    for n in range(4):
        put(f"2024/单位{n}/a.txt", "死" if n == 2 else f"培训{n}")
    with pytest.raises(RefusalError, match=r"^2024/单位2/a\.txt: the process that read it was ended by the system"):
        bring(home, 2)
    put("2024/单位2/a.txt", "展览")
    bring(home, 1)
    assert sorted(all_tables(home.records)["forms"]["project_name"].to_pylist()) == ["培训0", "培训1", "培训3", "展览"]


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """A reader that hangs, in a run that is killed: its process must not live on."""
    said, child = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(said)
        os.set_inheritable(child, True)
        with readers._pool(1) as pool:
            os.write(child, f"{pool.submit(os.getpid).result()}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(child)
    with os.fdopen(said) as lines:
        worker = int(lines.readline())
    os.waitpid(pid, 0)
    assert _ends(worker)


def _ends(pid: int, seconds: int = 20) -> bool:
    """Whether the process is gone in time."""
    import time

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
