"""The command: exit codes, messages without tracebacks, and what must not be loaded to answer quickly."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.console.query import run_query
from orchestration.filing import sha256_of
from orchestration.filing.manifest import Line, write_manifest
from orchestration.home import CHECKOUT, Home, RefusalError
from orchestration.releases import publish
from orchestration.run import refuse_early
from orchestration.ui import free_port
from tests.orchestration.parts import write_database

HEAVY = ("dagster", "duckdb", "great_expectations", "pandas", "pyarrow", "rich")


@pytest.fixture
def call(home: Home, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("JIXIAO_HOME", str(home.root))
    monkeypatch.setenv("JIXIAO_RAW", str(home.raw))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return invoke


@pytest.fixture
def released(home: Home) -> Home:
    database = home.candidates / "run" / "jixiao.duckdb"
    write_database(database)
    database.with_name("verdict.json").write_text("{}")
    publish(home, database, database.with_name("verdict.json"), "a" * 64, [{"forms": 2, "quarantined_forms": 1, "indicators": 7}])
    return home


def test_nothing_heavy_is_loaded_for_help() -> None:
    code = f"import sys, orchestration.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_version_is_the_one_of_the_project(call) -> None:  # type: ignore[no-untyped-def]
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert call("--version").output == f"jixiao {project['version']}\n"


@pytest.mark.usefixtures("released")
def test_query_finds_tables_without_their_schema(call) -> None:  # type: ignore[no-untyped-def]
    result = call("query", "SELECT unit_name, amount FROM dim_unit ORDER BY ALL", "--format", "json")
    assert (result.exit_code, json.loads(result.output)) == (0, [{"unit_name": "u0", "amount": 0.0}, {"unit_name": "u1", "amount": 1.0}])
    assert '"amount": 1.00' in result.output
    assert call("query", "PIVOT dim_unit ON unit_name USING sum(amount)", "--format", "csv").output == "u0,u1\n0.00,1.00\n"
    assert call("query", "SELECT current_setting('temp_directory') AS t", "--format", "json").output == '[{"t": ""}]\n'
    assert call("query", "-- 注释\nSELECT 1 AS n", "--format", "csv").output == "n\n1\n"


def test_query_says_which_forms_its_sums_lack(call, released: Home) -> None:  # type: ignore[no-untyped-def]
    """On stderr: a pipe gets the rows alone."""
    assert call("query", "select 1", "--format", "csv").stderr == ""
    database = released.candidates / "next" / "jixiao.duckdb"
    write_database(database)
    with duckdb.connect(str(database)) as con:
        con.execute(
            "create or replace view core.dim_report as select 'a' as report_key, '2024/甲/a.txt' as report_file, false as is_refused"
        )
        con.execute(
            "create or replace view core.fct_parse_quality as select 'a' as report_key, '2024/甲/a.txt' as report_file, 2 as line_start, "
            "60 as line_end, '运行保障' as project_name, true as is_quarantined, 'residue: x' as quarantine_reason"
        )
    database.with_name("verdict.json").write_text("{}")
    publish(released, database, database.with_name("verdict.json"), "b" * 64, [])
    told = call("query", "select 1 as n", "--format", "csv")
    assert told.stdout.split() == ["n", "1"]
    assert "sums lack them: 1 of 1 forms (quarantined), 0 of 1 reports (refused): 2024/甲/a.txt:2-60 运行保障" in told.stderr


@pytest.mark.usefixtures("released")
def test_rows_come_as_they_are_asked_for(home: Home) -> None:
    """All of them would be 8 TB."""
    with run_query(home, "SELECT i, repeat('x', 8000) FROM range(1000000000) t(i)") as (columns, rows):
        assert columns[0] == "i" and [next(rows)[0] for _ in range(3)] == [0, 1, 2]


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "syntax error"),
        ("FROM no_table", "no_table"),
        ("DROP TABLE core.dim_unit", "read-only"),
        ("-- nothing", "these are 0"),
        ("SELECT 1; SELECT 2", "these are 2"),
        ("SET memory_limit = '1GB'", "locked"),
        ("SET enable_external_access = true", "enable_external_access"),
        ("FROM read_csv('/etc/hostname')", "disabled by configuration"),
        ("COPY (SELECT 1) TO 'written.csv'", "disabled by configuration"),
        ("ATTACH 'written.duckdb'", "disabled by configuration"),
        ("EXPORT DATABASE 'written'", "disabled by configuration"),
    ],
)
def test_what_query_cannot_do_is_a_message(  # type: ignore[no-untyped-def]
    call, sql: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("query", sql)
    assert not list(tmp_path.glob("written*"))
    assert result.exit_code == 1
    assert words in result.output and result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_without_a_release_the_remedy_is_named(call) -> None:  # type: ignore[no-untyped-def]
    result = call("query", "SELECT 1")
    assert (result.exit_code, "jixiao build" in result.output) == (1, True)
    listed = call("releases", "--format", "json")
    assert (listed.exit_code, listed.stdout) == (0, "[]\n")
    assert "jixiao build" in listed.stderr and "JIXIAO_HOME" in listed.stderr


@pytest.mark.usefixtures("released")
def test_releases_are_listed(call, released: Home) -> None:  # type: ignore[no-untyped-def]
    (row,) = json.loads(call("releases", "--format", "json").output)
    assert (row["release"], row["current"], row["reports"], row["forms"], row["quarantined_forms"], row["indicators"]) == (
        "0001-aaaaaaaa",
        True,
        1,
        2,
        1,
        7,
    )
    assert Path(row["folder"]) == released.releases / "0001-aaaaaaaa"


def test_read_prints_the_record_and_says_by_its_exit_code_whether_it_was_refused(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "空.txt"
    path.write_bytes(b"")
    result = call("read", str(path))
    record = json.loads(result.output)
    assert (result.exit_code, record["source"], record["problems"][0]["code"]) == (1, "空.txt", "empty_file")
    (report,) = (CHECKOUT / "raw" / "2020").glob("*/003_*.txt")
    good = call("read", str(report))
    assert (good.exit_code, len(json.loads(good.output)["forms"])) == (0, 3)
    assert "创业孵化基地运行保障" in good.output
    assert call("read", str(tmp_path / "gone.txt")).exit_code == 2


def test_read_explains_plainly_in_a_pipe_and_in_colour_when_told_to(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (report,) = (CHECKOUT / "raw" / "2020").glob("*/003_*.txt")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain = call("read", "--explain", str(report))
    assert (plain.exit_code, "\x1b" in plain.output) == (0, False)
    assert " 91   #1 target, actual, weight, score, deviation" in plain.output
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in call("read", "--explain", str(report)).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("read", "--explain", str(report)).output
    path = tmp_path / "目录.txt"
    path.write_text("目录\n", encoding="utf-8")
    refused = call("read", "--explain", str(path))
    assert (refused.exit_code, "no_form" in refused.output) == (1, True)


def test_read_explains_one_form_and_says_which_there_are(call) -> None:  # type: ignore[no-untyped-def]
    (report,) = (CHECKOUT / "raw" / "2020").glob("*/003_*.txt")
    output = call("read", "--explain", "--form", "2", str(report)).output
    assert ("form 2 of 3" in output, "form 1 of 3" in output, "form 3 of 3" in output) == (True, False, False)
    for number in ("0", "4"):
        wrong = call("read", "--explain", "--form", number, str(report))
        assert (wrong.exit_code, f"there is no form {number}: the report holds 3" in wrong.output) == (2, True)
    assert "--form goes with --explain" in call("read", "--form", "2", str(report)).output


def test_accept_and_build_refuse_in_plain_words(call, home: Home) -> None:  # type: ignore[no-untyped-def]
    write_manifest(home.manifest, {"2024/甲/a.txt": Line("2024/甲/a.txt", 2024, "甲", "none", "0" * 64)})
    assert call("accept", "2024/甲/b.txt").output.startswith("Error: 2024/甲/b.txt is not in")
    assert call("accept", "2024/甲/a.txt").output.startswith("2024/甲/a.txt: withdrawn")
    home.manifest.unlink()
    home.accepted.unlink()
    home.raw.rmdir()
    missing = call("build")
    assert (missing.exit_code, "set JIXIAO_RAW" in missing.output) == (1, True)


def test_build_refuses_before_it_starts_dagster(call, home: Home) -> None:  # type: ignore[no-untyped-def]
    (home.raw / "2024" / "甲").mkdir(parents=True)
    wrong = call("build", "--unit", "丁")
    assert (wrong.exit_code, wrong.output) == (1, "Error: no report lies in */丁 below raw/: look for the names of its folders\n")
    with home.lock():
        busy = call("build", "--year", "2024")
    assert (busy.exit_code, busy.output.startswith("Error: another run is building in ")) == (1, True)
    assert not home.dagster.exists()


def test_a_data_home_that_cannot_be_written_is_a_message(call, home: Home) -> None:  # type: ignore[no-untyped-def]
    home.root.write_text("a file")
    result = call("build")
    assert (result.exit_code, result.output.startswith(f"Error: the data home {home.root} cannot be written (")) == (1, True)
    assert call("releases", "--format", "json").stdout == "[]\n"


def test_an_interrupted_build_says_that_nothing_was_published(call, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.cli._build", interrupted)
    handler = signal.getsignal(signal.SIGTERM)
    try:
        result = call("build")
        assert signal.getsignal(signal.SIGTERM) is signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert (result.exit_code, result.output) == (130, "interrupted: nothing was published\n")


@pytest.mark.parametrize(("free", "said"), [(63.9, "has 64 MB of room, a run may take 64: make room"), (64.1, None)])
def test_a_build_that_has_no_room_is_refused_before_it_starts(home: Home, monkeypatch: pytest.MonkeyPatch, free: float, said: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free * 1_000_000))
    with pytest.raises(RefusalError, match=said) if said else nullcontext():
        refuse_early(home, None, None)


@pytest.mark.parametrize(("left", "said"), [(0, "is full: make room, then build again; nothing was published"), (10**9, "disk I/O error")])
def test_a_disk_that_fills_up_is_a_message_and_another_fault_is_not(  # type: ignore[no-untyped-def]
    call, home: Home, monkeypatch: pytest.MonkeyPatch, left: int, said: str
) -> None:
    def fails(*_: object) -> None:
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=left))
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("orchestration.cli._build", fails)
    handler = signal.getsignal(signal.SIGTERM)
    try:
        result = call("build")
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert result.exit_code == 1 and said in (result.output or str(result.exception))
    assert isinstance(result.exception, sqlite3.OperationalError) == bool(left)


def test_a_port_that_is_in_use_is_a_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        with pytest.raises(RefusalError, match=f"port {port} cannot be had .* JIXIAO_UI_PORT"):
            free_port(port, "JIXIAO_UI_PORT")
    assert free_port("0", "JIXIAO_UI_PORT") == "0"
    with pytest.raises(RefusalError, match=r"port x cannot be had .* JIXIAO_DOCS_PORT"):
        free_port("x", "JIXIAO_DOCS_PORT")


def test_what_a_run_prints_goes_to_its_log_and_the_console_stays_free(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from orchestration.run import quietly
with quietly(Path(sys.argv[1])) as console:
    os.write(1, b"from a child\\n")
    print("from a library", flush=True)
    print("a warning", file=sys.stderr)
    console.write("for the person\\n")
print("after")
"""
    log = tmp_path / "logs" / "build.log"
    done = subprocess.run([sys.executable, "-c", code, str(log)], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("for the person\nafter\n", "")
    assert log.read_text() == "from a child\nfrom a library\na warning\n"


def test_rollback_says_what_was_and_what_is_and_tells_monitors(call, released: Home) -> None:  # type: ignore[no-untyped-def]
    assert "0001-aaaaaaaa is the current release already" in call("rollback", "1").output
    database = released.candidates / "run" / "jixiao.duckdb"
    verdict = database.with_name("verdict.json")
    verdict.write_text(json.dumps({"database_sha256": sha256_of(database)}))
    for letter in "bc":
        publish(released, database, verdict, letter * 64, [])
    result = call("rollback", "0002")
    assert (result.exit_code, result.output) == (0, "0002-bbbbbbbb is current again, 0003-cccccccc was\n")
    assert json.loads(released.events.read_text())["message"] == result.output.strip()
    with released.lock():
        assert "another run is building" in call("rollback", "3").output
        assert "another run is building" in call("accept", "2024/甲/a.txt").output
