"""The benchmark of the warehouse tells steps, memory and Dagster's part apart; what it takes is nobody's assertion."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from expectations.verdict import Verdict
from orchestration import definitions, resources
from orchestration.home import Home
from orchestration.reader import read_report
from orchestration.resources import Tools
from tests import bench_warehouse, nation
from tests.bench_warehouse import STEPS, Run, Step
from tests.orchestration.parts import fake_checks, fake_docs, fake_models, make_check


def test_a_country_is_the_same_each_time_and_its_projects_recur() -> None:
    made = list(nation.reports(7))
    assert made == list(nation.reports(7))
    assert [(year, unit) for year, unit, *_ in made] == [
        (year, unit) for unit in nation.units(2) for year in (nation.YEARS if unit == made[0][1] else list(nation.YEARS)[:2])
    ]
    names = [{form.head["project_name"].text for form in read_report(text.encode(), name).forms} for *_, name, text in made]
    assert names[0] & names[1] and names[0] != names[1]
    assert len(set(nation.units(3000))) == 3000


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """raw/ of three reports, and the job with a gate and models that let everything through, in the place of the real ones."""
    home = Home(tmp_path / "warehouse", tmp_path / "raw")
    nation.make(home.raw, 3)
    build = definitions.build_definitions
    passed = (lambda _: Verdict((make_check(),)), lambda *_: Verdict((make_check("marts"),)))
    monkeypatch.setattr(resources, "default_tools", lambda home, say: Tools(home, read_report, "1", *passed, fake_docs, say))
    monkeypatch.setattr(definitions, "build_definitions", lambda tools: build(tools, models=fake_models, checks=fake_checks))
    monkeypatch.setattr(bench_warehouse, "STEPS", (*STEPS, "core__dim_unit"))
    monkeypatch.setenv("JIXIAO_HOME", str(home.root))
    monkeypatch.setenv("JIXIAO_RAW", str(home.raw))
    return home


def test_the_job_is_measured_step_by_step(country: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench_warehouse.job(tmp_path / "run.json")
    data = json.loads((tmp_path / "run.json").read_bytes())
    assert data["error"] == "" and data["events"] > 20
    assert list(data["steps"]) == ["raw", "records", "records_gate", "marts_gate", "release", "core__dim_unit"]
    assert all(0 < step["noting"] < step["wall"] for step in data["steps"].values())
    assert "records: 3 of 3 partitions looked into, 3 changed" in capsys.readouterr().out
    bench_warehouse._one_more(country, 3)
    bench_warehouse.job(tmp_path / "run.json")
    assert "records: 1 of 4 partitions looked into, 1 changed" in capsys.readouterr().out
    bench_warehouse.job(tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_bytes())["error"] == "nothing was published"


def test_shares_are_those_of_the_work(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = Run({"raw": Step(3, 2, 1), "records": Step(10, 15, 2)}, 20, 70, 512)
    runs = iter([first, Run({"raw": Step(1, 1, 0.5)}, 2, 7, 256)])
    monkeypatch.setattr(bench_warehouse, "run", lambda _: next(runs))
    bench_warehouse.main(["--reports", "2", "--folder", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:3]] == [
        ["raw", "2.0", "s", "20.0%", "processors", "2.0", "s"],
        ["records", "8.0", "s", "80.0%", "processors", "15.0", "s"],
    ]
    assert [float(line.split()[1]) for line in lines[3:6]] == [10, 3, 7]
    assert "peak of memory 512 MB" in lines[3] and "of 70 events" in lines[4]
    assert lines[-1] == "warehouse: 2 reports in 10 s and 512 MB; one more 5.0% of it"
    assert len(list((tmp_path / "raw").rglob("*.txt"))) == 3


def test_memory_is_that_of_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_warehouse, "LOOK", 0.01)
    hold = "held = bytes(range(256)) * 200_000; import time; time.sleep(0.5)"
    two = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', '''{hold}''']); {hold}; child.wait()"
    with subprocess.Popen([sys.executable, "-c", two]) as child:
        assert bench_warehouse._peak_of(child) > 2 * 51


def test_a_run_that_publishes_nothing_is_an_error(country: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused:
        pid, returncode = 0, 0

        def __init__(self, command: list[str], **_: object) -> None:
            Path(command[-1]).write_text(json.dumps(asdict(Run(error="no"))))

        def wait(self) -> None:
            """It has ended already."""

    monkeypatch.setattr(bench_warehouse.subprocess, "Popen", Refused)
    with pytest.raises(RuntimeError, match=r"^no$"):
        bench_warehouse.run(country)
