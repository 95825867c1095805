"""What lies new in raw/ is noticed by its digest, once it is whole; its partition is run and no other, and no other report is read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.filing.accept import accept_file
from orchestration.home import Home
from orchestration.reader.record import Report
from orchestration.records import watch
from orchestration.records.refresh import record_version
from orchestration.records.store import folder_of, partitions_in
from orchestration.records.watch import GONE, WORDS, Pending, look
from orchestration.releases import list_releases
from orchestration.resources import Tools
from tests.orchestration.parts import fake_checks, fake_models, read_lines

Put = Callable[[str, str], Path]
A, B = "2024/甲单位/a.txt", "2024/乙单位/b.txt"


class Watched:
    """A home with its sensor, as the daemon asks it: each tick a look, and a run of what it asks for."""

    def __init__(self, tools: Tools, instance: dg.DagsterInstance) -> None:
        self.tools, self.instance, self.cursor = tools, instance, "{}"
        self.read: list[str] = []
        self.defs = build_definitions(replace(tools, read=self.count), models=fake_models, checks=fake_checks)

    def count(self, data: bytes, source: str) -> Report:
        self.read.append(source)
        return read_lines(data, source)

    def tick(self) -> list[dg.RunRequest]:
        ref = self.instance.get_ref()
        context = dg.build_sensor_context(instance=self.instance, instance_ref=ref, cursor=self.cursor, definitions=self.defs)
        result = self.defs.resolve_sensor_def("new_reports").evaluate_tick(context)
        for request in result.dynamic_partitions_requests or []:
            self.instance.add_dynamic_partitions(request.partitions_def_name, request.partition_keys)  # type: ignore[union-attr]
        self.cursor = result.cursor or self.cursor
        return list(result.run_requests or [])

    def settle(self) -> list[dg.RunRequest]:
        """Two looks: a new file is left alone at the first."""
        assert self.tick() == []
        return self.tick()

    def run(self, request: dg.RunRequest) -> bool:
        self.read.clear()
        job = self.defs.resolve_job_def("ingest")
        return job.execute_in_process(
            instance=self.instance,
            partition_key=request.partition_key,
            run_config=request.run_config,
            tags=request.tags,
            raise_on_error=False,
        ).success


@pytest.fixture
def watched(tools: Tools, tmp_path: Path) -> Iterator[Watched]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:  # partitions asked for by a sensor are looked up in a database
        yield Watched(tools, instance)


def partitions(request: dg.RunRequest) -> list[str]:
    if request.partition_key:
        return [request.partition_key]
    return list(request.run_config["ops"]["records"]["config"]["partitions"])


def test_a_new_report_runs_its_partition_and_no_other(watched: Watched, put: Put) -> None:
    put(A, "培训")
    put(B, "展览")
    (request,) = watched.settle()
    assert partitions(request) == ["乙单位|2024", "甲单位|2024"]
    assert watched.run(request) and sorted(watched.read) == ["a.txt", "b.txt"]
    assert watched.settle() == []
    put("2024/丙单位/c.txt", "论坛")
    (request,) = watched.settle()
    assert request.partition_key == "丙单位|2024"
    assert watched.run(request) and watched.read == ["c.txt"]
    assert watched.instance.get_materialized_partitions(dg.AssetKey(["records", "forms"])) == {"甲单位|2024", "乙单位|2024", "丙单位|2024"}
    assert len(list_releases(watched.tools.home)) == 2


def test_a_file_that_is_still_being_written_is_left_alone(watched: Watched, put: Put) -> None:
    put(A, "培训")
    for text in ("培训 会", "培训 会议"):
        assert watched.tick() == []
        put(A, text)
    assert watched.tick() == []
    assert len(watched.tick()) == 1


def test_one_state_of_raw_is_asked_for_once_though_its_run_is_refused(watched: Watched, put: Put) -> None:
    put(A, "培训")
    (request,) = watched.settle()
    assert watched.run(request)
    put(A, "会议")
    (request,) = watched.settle()
    assert watched.tick() == []  # asked for, and not yet run
    assert not watched.run(request)  # the manifest has another digest
    assert watched.settle() == []
    accept_file(watched.tools.home, Path(A), read_lines)
    (request,) = watched.tick()
    assert request.partition_key == "甲单位|2024"
    assert not watched.run(request)  # a published form is gone
    assert watched.settle() == []
    from orchestration.filing.accept import accept_forms

    accept_forms(watched.tools.home, Path(A), ["培训"])
    (request,) = watched.tick()
    assert (partitions(request), watched.run(request), watched.read) == ([], True, [])
    assert watched.settle() == []


def test_a_withdrawn_report_is_noticed(watched: Watched, put: Put) -> None:
    put(A, "培训")
    put(B, "展览")
    assert watched.run(watched.settle()[0])
    (watched.tools.home.raw / B).unlink()
    (request,) = watched.tick()
    assert partitions(request) == ["乙单位|2024"] and not watched.run(request)
    accept_file(watched.tools.home, Path(B), read_lines)
    (request,) = watched.tick()
    assert partitions(request) == ["乙单位|2024"] and watched.run(request)
    assert partitions_in(watched.tools.home.records) == [(2024, "甲单位")]
    assert watched.settle() == []


def test_two_files_with_the_same_time_and_size_are_both_noticed(home: Home, put: Put) -> None:
    for file in (A, B):
        os.utime(put(file, f"{file[5]}训"), ns=(1, 1))
        look(home, "1", {})
    assert set(look(home, "1", {}).states) == {A, B}
    first = look(home, "1", {}).states[A]
    os.utime(put(A, "乙训"), ns=(1, 1))  # as before, to the nanosecond and the byte
    look(home, "1", {})
    assert look(home, "1", {}).states[A] != first


def test_what_did_not_change_is_not_digested_again(home: Home, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    digested: list[Path] = []

    def counting(path: Path) -> str:
        digested.append(path)
        return "0" * 64

    monkeypatch.setattr(watch, "sha256_of", counting)
    paths = [put(file, "培训") for file in (A, B)]
    look(home, "1", {})
    look(home, "1", {})
    assert sorted(digested) == sorted(paths)
    (home.root / "stats.json").write_text("{")
    look(home, "1", {})
    assert len(digested) == 4


def test_another_reader_reads_all(watched: Watched, put: Put) -> None:
    put(A, "培训")
    assert watched.run(watched.settle()[0])
    home = watched.tools.home
    assert look(home, record_version(watched.tools.reader_version), {}) == Pending({}, [])
    assert look(home, "of tomorrow", {}).partitions == [(2024, "甲单位")]
    (folder_of(home.records, 2024, "甲单位") / "reports.parquet").write_bytes(b"")
    assert look(home, record_version(watched.tools.reader_version), {}).partitions == [(2024, "甲单位")]


def test_what_is_pending_is_known_by_its_states() -> None:
    a, b = Pending({A: "1"}, []), Pending({A: GONE, WORDS: "2"}, [])
    assert a.key != b.key and a.key == Pending({A: "1"}, [(2024, "甲单位")]).key


def test_one_new_report_among_two_thousand_is_read_alone(watched: Watched, put: Put) -> None:
    for n in range(2000):
        put(f"2024/单位{n % 40}/{n}.txt", f"项目{n}")
    assert watched.run(watched.settle()[0]) and len(watched.read) == 2000
    put("2024/单位7/new.txt", "论坛")
    (request,) = watched.settle()
    assert (request.partition_key, watched.run(request), watched.read) == ("单位7|2024", True, ["new.txt"])


def test_the_seasons_run_in_the_time_of_china_and_all_are_on(watched: Watched) -> None:
    schedules = {s.name: s for s in watched.defs.schedules or [] if isinstance(s, dg.ScheduleDefinition)}
    assert {name: (s.cron_schedule, s.execution_timezone) for name, s in schedules.items()} == {
        "declarations": ("0 6 1 4 *", "Asia/Shanghai"),
        "self_evaluations": ("0 6 1 11 *", "Asia/Shanghai"),
    }
    assert {s.default_status.value for s in [*schedules.values(), *(watched.defs.sensors or [])]} == {"RUNNING"}
    request = schedules["declarations"].evaluate_tick(dg.build_schedule_context(instance=watched.instance)).run_requests
    assert request and request[0].tags["jixiao/season"] == "declarations" and json.loads(watched.cursor) == {}


def test_the_sensor_on_overdue_reports_tells_them_once_and_starts_nothing(watched: Watched) -> None:
    home = watched.tools.home
    home.expected.write_text("year,unit,kind,due\n2024,甲单位,target_declaration,2024-03-31\n", encoding="utf-8")
    sensor = watched.defs.resolve_sensor_def("overdue_reports")
    said = [sensor.evaluate_tick(dg.build_sensor_context(instance=watched.instance, definitions=watched.defs)) for _ in range(2)]
    assert [(s.skip_message, s.run_requests) for s in said] == [
        ("1 reports are overdue, 1 told now", []),
        ("1 reports are overdue, 0 told now", []),
    ]
    assert [json.loads(line)["event"] for line in home.events.read_text(encoding="utf-8").splitlines()] == ["report_missing"]
    home.expected.write_text("nonsense\n")
    assert "the columns must be" in str(
        sensor.evaluate_tick(dg.build_sensor_context(instance=watched.instance, definitions=watched.defs)).skip_message
    )


def test_the_sensors_on_runs_tell_what_came_of_them(watched: Watched, put: Put) -> None:
    put(A, "培训")
    assert watched.run(watched.settle()[0])
    (run,) = watched.instance.get_runs()
    event = next(e.dagster_event for e in watched.instance.all_logs(run.run_id) if e.dagster_event and e.dagster_event.is_job_success)
    sensor = watched.defs.resolve_sensor_def("runs_success")
    context = dg.build_run_status_sensor_context("runs_success", event, watched.instance, run)
    assert sensor(context).skip_message == "1 events told"
    assert sensor(context).skip_message == "0 events told"
    (line,) = watched.tools.home.events.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["event"], json.loads(line)["run_id"]) == ("released", run.run_id)
