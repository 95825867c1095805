"""What monitors are told: one line of JSON, once; the hook gets the alerts, and its failure is no run's."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import dagster as dg
import pytest

from expectations.verdict import Verdict
from orchestration.events import URL, Event, tell
from orchestration.filing.expected import overdue, read_expected
from orchestration.home import Home, RefusalError
from orchestration.instance import end_dead_runs
from orchestration.resources import Tools
from orchestration.run import events_of, ingest, outcome_of
from tests.orchestration.parts import FAILED
from tests.orchestration.test_job import Put, definitions

REFUSED = Event("run_refused", "run 1", "suite/names: 1 of 1 rows fail", ("suite/names: 1 of 1 rows fail", "  a.txt:4"), "1")
RELEASED = Event("released", "run 2", "0001-aaaaaaaa is current")


def lines(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in home.events.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What a server on this machine was sent."""
    got: list[dict[str, Any]] = []

    class Monitor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"type": self.headers["Content-Type"]})
            self.send_response(204 if len(got) == 1 else 500)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Monitor)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(URL, f"http://127.0.0.1:{server.server_port}/alerts")
    yield got
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_event_is_one_line_and_told_once(home: Home) -> None:
    assert tell(home, [REFUSED, RELEASED, REFUSED]) == [REFUSED, RELEASED]
    assert tell(home, [RELEASED, replace(REFUSED, id="run 3")]) == [replace(REFUSED, id="run 3")]
    first, second, _ = lines(home)
    assert dt.datetime.fromisoformat(first.pop("at")).tzinfo == dt.UTC
    assert first == {
        "level": "alert",
        "event": "run_refused",
        "id": "run 1",
        "message": "suite/names: 1 of 1 rows fail",
        "details": ["suite/names: 1 of 1 rows fail", "  a.txt:4"],
        "run_id": "1",
    }
    assert second["level"] == "note"


def test_a_line_that_was_cut_off_is_no_hindrance(home: Home) -> None:
    home.logs.mkdir(parents=True)
    home.events.write_text('{"id": "run', encoding="utf-8")
    assert tell(home, [RELEASED]) == [RELEASED]
    assert tell(home, [RELEASED]) == []


def test_alerts_are_posted_and_a_monitor_that_fails_is_said(home: Home, posted: list[dict[str, Any]]) -> None:
    tell(home, [RELEASED, REFUSED])
    assert [(p["event"], p["id"], p["type"]) for p in posted] == [("run_refused", "run 1", "application/json; charset=utf-8")]
    tell(home, [replace(REFUSED, id="run 4")])
    assert [(e["event"], e["level"]) for e in lines(home)][-2:] == [("run_refused", "alert"), ("hook_failed", "note")]
    assert "HTTP Error 500" in lines(home)[-1]["message"]


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/nobody", "nonsense"])
def test_an_address_that_nobody_answers_at_fails_nothing(home: Home, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(URL, url)
    assert tell(home, [REFUSED]) == [REFUSED]
    assert [e["event"] for e in lines(home)] == ["run_refused", "hook_failed"]


def test_what_a_run_tells(tools: Tools, instance: dg.DagsterInstance, put: Put) -> None:
    home = tools.home
    put("2024/甲单位/a.txt", "培训 ?会议")
    put("2024/甲单位/empty.txt", "")

    def told(tools: Tools) -> list[tuple[str, str]]:
        outcome = ingest(home, definitions(tools), instance)
        return [(e.event, e.message) for e in tell(home, events_of(home, outcome))]

    first = told(tools)
    assert [event for event, _ in first] == ["released", "form_quarantined", "report_refused"]
    assert first[1][1] == "2024/甲单位/a.txt:3-9, form 2 会议: odd_name: 留字"
    assert first[2][1] == "2024/甲单位/empty.txt: no_names: empty.txt is empty"
    assert told(tools) == []
    put("2024/乙单位/b.txt", "展览")
    ((event, message),) = told(replace(tools, validate_records=lambda _: Verdict((FAILED,))))
    assert (event, message.startswith("suite/names on forms: 1 of 1 rows fail; 0001-")) == ("run_refused", True)

    def broken(_: object) -> Verdict:
        raise ZeroDivisionError("a fault of the program")

    ((event, message),) = told(replace(tools, validate_records=broken))
    assert event == "run_failed" and "a fault of the program" in message


def test_a_run_that_was_killed_is_told_by_whoever_finds_it(home: Home, instance: dg.DagsterInstance) -> None:
    run = instance.add_run(dg.DagsterRun(job_name="ingest", status=dg.DagsterRunStatus.STARTED))
    end_dead_runs(home, instance, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    logged = [e.dagster_event for e in instance.all_logs(run.run_id) if e.dagster_event]
    (event,) = events_of(home, outcome_of(home, run.run_id, False, logged))
    assert event.event == "run_failed"
    assert event.message.startswith("The process of this run was killed: it ended without a word")


EXPECTED = "year,unit,kind,due\n2024,甲单位,target_declaration,2024-03-31\n2024,甲单位,self_evaluation,2025-03-31\n"


@pytest.mark.parametrize(
    ("forms", "day", "missing"),
    [
        (["target_declaration / 2024 / 甲单位 / 培训"], "2025-03-31", []),
        (["target_declaration / 2024 / 甲单位 / 培训"], "2025-04-01", ["self_evaluation"]),
        ([], "2024-03-31", []),
        ([], "2024-04-01", ["target_declaration"]),
    ],
)
def test_a_report_that_does_not_appear_is_missed_the_day_after(home: Home, forms: list[str], day: str, missing: list[str]) -> None:
    home.expected.write_text(EXPECTED, encoding="utf-8")
    reports = [
        {"year": 2024, "unit": "甲单位", "kept_forms": forms},
        {"year": 2024, "unit": "乙单位", "kept_forms": ["self_evaluation / x"]},
    ]
    events = list(overdue(read_expected(home.expected), reports, dt.date.fromisoformat(day)))
    assert [e.event for e in events] == ["report_missing"] * len(missing)
    assert [e.message.split()[1] for e in events] == missing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit,year\n", "1: the columns must be year,unit,kind,due"),
        ("year,unit,kind,due\n2024,甲单位,target_declaration,31.3.2024\n", ":2: .* a day such as"),
        ("year,unit,kind,due\n2024,甲单位,report,2024-03-31\n", ":2: a unit, and one of target_declaration, self_evaluation"),
    ],
)
def test_a_list_that_cannot_be_understood_is_refused(home: Home, text: str, words: str) -> None:
    assert read_expected(home.expected) == []
    home.expected.write_text(text, encoding="utf-8")
    with pytest.raises(RefusalError, match=words):
        read_expected(home.expected)
