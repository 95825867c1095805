"""`make bench`, its second part: what a country's reports cost from raw/ to a release, and then what one more report costs.

The real job runs in a process of its own on a fresh data home; this one looks on. Times are those of the wall, with those of the
processors beside them: on a machine that does other things the second are the truer ones. Memory is that of all processes at once,
pages that several share counted once. What Dagster's own notes cost is told apart from the steps in which it takes them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orchestration.home import Home
from tests.nation import make, reports

STEPS = ("raw", "records", "records_gate", "models", "marts_gate", "release")
LOOK = 1.0  # seconds between two looks at the memory: one look at a process of gigabytes takes some hundredths of a second, and holds it up


@dataclass
class Step:
    """What a step took: seconds of the wall and of all processors; `noting` is the part of the wall that Dagster's events took."""

    wall: float = 0.0
    cpu: float = 0.0
    noting: float = 0.0

    @property
    def work(self) -> float:
        """Without Dagster's events."""
        return self.wall - self.noting


@dataclass
class Run:
    """A run: its steps by name, all of the wall from the start of the process to its end, the events, the peak of memory in MB."""

    steps: dict[str, Step] = field(default_factory=dict)
    wall: float = 0.0
    events: int = 0
    memory: float = 0.0
    error: str = ""

    @property
    def work(self) -> float:
        """What the steps took themselves."""
        return sum(step.work for step in self.steps.values())

    def lines(self) -> Iterator[str]:
        """One for each step with its share of the work, then what is beside the work."""
        for name, step in self.steps.items():
            yield f"{name:14} {step.work:8.1f} s {step.work / self.work:6.1%}   processors {step.cpu:8.1f} s"
        noting = sum(step.noting for step in self.steps.values())
        yield f"{'work':14} {self.work:8.1f} s        peak of memory {self.memory:.0f} MB, all processes together"
        yield f"{'Dagster':14} {noting:8.1f} s        of {self.events} events within the steps"
        yield f"{'beside':14} {self.wall - self.work - noting:8.1f} s        start of Python, Dagster and its plan, between the steps"


def run(home: Home) -> Run:
    """The job in a process of its own, watched.

    Raises:
        RuntimeError: it did not publish a release.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "run.json"
        environ = os.environ | {"JIXIAO_HOME": str(home.root), "JIXIAO_RAW": str(home.raw)}
        start = time.perf_counter()
        with (home.root.parent / "bench.log").open("a", encoding="utf-8") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.bench_warehouse", "--job", str(said)], env=environ, stdout=log, stderr=log
            )
            memory = _peak_of(child)
        wall = time.perf_counter() - start
        if not said.exists():
            raise RuntimeError(f"the run ended with {child.returncode}: {log.name}")
        data = json.loads(said.read_bytes())
    if data["error"]:
        raise RuntimeError(data["error"])
    return Run({name: Step(**step) for name, step in data["steps"].items()}, wall, data["events"], memory)


def _peak_of(child: subprocess.Popen[bytes]) -> float:
    """Waits; the most memory, in MB, that the process and all below it held at once."""
    peak, done = 0.0, threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(LOOK):
            peak = max(peak, sum(map(_megabytes, _tree(child.pid))))

    watcher = threading.Thread(target=look)
    watcher.start()
    child.wait()
    done.set()
    watcher.join()
    return peak


def _tree(root: int) -> list[int]:
    """The process and all below it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # it ended meanwhile
    tree = [root]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def _megabytes(pid: int) -> float:
    """What a process holds; of a page that several share its part."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1000


def job(said: Path) -> None:
    """The run itself, in the process that is watched: takes the times at Dagster's events, and those of its notes."""
    import dagster as dg

    from orchestration.definitions import build_definitions
    from orchestration.instance import open_instance
    from orchestration.resources import default_tools
    from orchestration.run import ingest

    home = Home.from_env()
    taken = Run()
    begun: dict[str, tuple[float, float]] = {}
    note = dg.DagsterInstance.handle_new_event

    def noted(self: dg.DagsterInstance, event: Any, **more: Any) -> None:
        start = time.perf_counter()
        note(self, event, **more)
        now = time.perf_counter()
        taken.events += 1
        said = event.dagster_event
        step = said.step_key if said else event.step_key
        if not step:
            return
        taken.steps.setdefault(step, Step()).noting += now - start
        if said and said.event_type_value == "STEP_START":
            begun[step] = (now, _processors())
            taken.steps[step].noting = 0.0
        elif said and said.event_type_value in ("STEP_SUCCESS", "STEP_FAILURE"):
            wall, cpu = begun[step]
            taken.steps[step].wall = now - wall
            taken.steps[step].cpu = _processors() - cpu

    dg.DagsterInstance.handle_new_event = noted  # type: ignore[method-assign,assignment]
    try:
        with open_instance(home) as instance:
            outcome = ingest(home, build_definitions(default_tools(home, print)), instance)
    finally:
        dg.DagsterInstance.handle_new_event = note  # type: ignore[method-assign]
    taken.steps = {name: taken.steps[name] for name in STEPS if name in taken.steps}
    taken.error = "" if outcome.published else "\n".join(outcome.refusals) or "nothing was published"
    said.write_text(json.dumps(asdict(taken)), encoding="utf-8")


def _processors() -> float:
    """Seconds of all processors so far, of processes that ended too."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(arguments: list[str] | None = None) -> None:
    """Print the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument(
        "--folder", type=Path, help="where raw/ and the data home are made, and stay; otherwise in a folder that is removed"
    )
    parser.add_argument("--job", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.job:
        job(args.job)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        home = Home(folder / "warehouse", folder / "raw")
        if not home.raw.exists():
            make(home.raw, args.reports)
        print(f"warehouse: {args.reports} made-up reports, raw/ to release, {len(os.sched_getaffinity(0))} processors", flush=True)
        whole = run(home)
        print(*whole.lines(), sep="\n", flush=True)
        _one_more(home, args.reports)
        more = run(home)
        print("one more report:", *more.lines(), sep="\n")
    print(f"warehouse: {args.reports} reports in {whole.work:.0f} s and {whole.memory:.0f} MB; one more {more.work / whole.work:.1%} of it")


def _one_more(home: Home, count: int) -> None:
    """The next report that the country publishes."""
    *_, (year, unit, name, text) = reports(count + 1)
    path = home.raw / str(year) / unit / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
