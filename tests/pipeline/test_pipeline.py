"""From raw/ to the release and back, with the real reader, models and gate: the five reports, bad files among them, and a fault.

Two builds in processes of their own, as a person would start them; the tests look at what they left.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration.console.query import open_current
from orchestration.docs.questions import PAGE, answer, page, questions
from orchestration.filing.manifest import read_manifest
from orchestration.home import CHECKOUT, Home
from orchestration.releases import current_release, list_releases

SELF_EVALUATED = "2020/上海市科技创业中心/003_3bbc7d76ed3854db.txt"
COPIED = "2024/上海科学技术交流中心/001_6e8767da2e1574b2.txt"
EMPTY, UNKNOWN, NO_FORM, CUT, DOUBLE = (f"2023/某单位/{name}.txt" for name in ("empty", "unknown", "no_form", "cut", "double"))


@dataclass(frozen=True)
class Built:
    """A data home after a build: exit code and what stood on the console."""

    home: Home
    code: int
    console: str


def jixiao(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own."""
    env = os.environ | {"JIXIAO_HOME": str(home.root), "JIXIAO_RAW": str(home.raw), "COLUMNS": "200"}
    code = "from orchestration.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)


def build(home: Home) -> Built:
    done = jixiao(home, "build")
    return Built(home, done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The five reports, beside five files that are no good and a folder that is no year."""
    root = tmp_path_factory.mktemp("pipeline")
    home = Home(root / "home", root / "raw")
    shutil.copytree(CHECKOUT / "raw", home.raw)
    (home.raw / "2023" / "某单位").mkdir(parents=True)
    (home.raw / EMPTY).write_bytes(b"")
    (home.raw / UNKNOWN).write_bytes(b"\xff\x81\xff" * 50)
    (home.raw / NO_FORM).write_text("本单位开展了绩效评价工作。\n", encoding="utf-8")
    report = (home.raw / COPIED).read_bytes()
    (home.raw / CUT).write_bytes(b"\n".join(report.split(b"\n")[:20]))
    (home.raw / DOUBLE).write_bytes(report)
    (home.raw / "绩效报告").mkdir()
    return build(home)


@pytest.fixture(scope="session")
def query(released: Built) -> Callable[[str], list[dict[str, Any]]]:
    """Rows of the current release, through the command."""

    def ask(sql: str) -> list[dict[str, Any]]:
        done = jixiao(released.home, "query", sql, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout, parse_float=Decimal)  # type: ignore[no-any-return]

    return ask


@pytest.fixture(scope="session")
def refused(released: Built, query: object) -> Built:
    """The same home, with a score above its weight in a published form, in a new version of its report that a person accepted."""
    path = released.home.raw / SELF_EVALUATED
    good = path.read_bytes()
    assert good.count(b"=100% 100% 6 4") == 1
    path.write_bytes(good.replace(b"=100% 100% 6 4", b"=100% 100% 6 7"))
    assert jixiao(released.home, "accept", SELF_EVALUATED).returncode == 0
    return build(released.home)


def test_the_five_reports_are_released_and_bad_files_do_not_hold_them_up(released: Built) -> None:
    assert released.code == 0, released.console
    (release,) = list_releases(released.home)
    assert f"release            {release.id}\n" in released.console


def test_what_the_release_holds(query: Callable[[str], list[dict[str, Any]]]) -> None:
    assert query("SELECT count(*) AS n FROM fct_parse_quality WHERE report_year <> 2023") == [{"n": 49}]
    requested = "SELECT count(*) AS forms, sum(amount_yuan) AS yuan FROM fct_project_funding WHERE funding_source = 'total'"
    assert query(f"{requested} AND budget_stage = 'requested'") == [{"forms": 46, "yuan": Decimal("474907738.00")}]
    totals = query("SELECT printed_total_score AS score FROM fct_self_evaluation ORDER BY line_start")
    assert [row["score"] for row in totals] == [Decimal("95.99"), 100, 92]
    counted = "SELECT (SELECT count(*) FROM fct_indicator_target) AS targets, (SELECT count(*) FROM fct_indicator_result) AS results"
    assert query(counted) == [{"targets": 495, "results": 41}]
    failed = query("SELECT rule_id, report_file, difference FROM fct_audit_finding WHERE outcome = 'fail' AND rule_id = 'F02'")
    assert [(f["rule_id"], f["report_file"], abs(f["difference"])) for f in failed] == [("F02", SELF_EVALUATED, 200_000)]


def test_the_questions_are_answered_in_docs_as_the_release_answers_them(released: Built) -> None:
    """Of the five reports: what else was put into raw/ here holds no form that is published. `make questions` mends the page."""
    with open_current(released.home) as (con, _):
        assert page(con) == PAGE.read_text(encoding="utf-8")
        assert all(answer(con, question)[1] for question in questions())  # none is empty on these reports


@pytest.mark.parametrize(
    ("file", "code", "remedy"),
    [
        (EMPTY, "empty_file", "put the published text in its place"),
        (UNKNOWN, "unknown_encoding", "save the file as UTF-8 or GB18030"),
        (NO_FORM, "no_form", "remove the file"),
        (DOUBLE, "report_duplicate", f"same bytes as {COPIED}"),
    ],
)
def test_a_refused_file_is_said_with_its_remedy(released: Built, file: str, code: str, remedy: str) -> None:
    (line,) = [line for line in released.console.splitlines() if f"refused: {file}: {code}: " in line]
    assert remedy in line
    assert file not in read_manifest(released.home.manifest)


def test_what_is_no_report_and_what_is_cut_off_is_said(released: Built) -> None:
    assert "not taken: the folder 绩效报告 is no year: move it to <year>/<unit>/" in released.console
    (line,) = [line for line in released.console.splitlines() if f"quarantined: {CUT}:" in line]
    assert "cut off" in line or "label_missing" in line or "no_indicators" in line


def test_a_quarantined_form_is_listed_and_stays_out_of_the_facts(query: Callable[[str], list[dict[str, Any]]]) -> None:
    (form,) = query(f"SELECT is_quarantined, quarantine_reason IS NULL AS unexplained FROM fct_parse_quality WHERE report_file = '{CUT}'")
    assert form == {"is_quarantined": True, "unexplained": False}
    assert query(f"SELECT count(*) AS n FROM fct_project_funding WHERE report_file = '{CUT}'") == [{"n": 0}]


def test_the_manifest_of_the_five_reports_is_the_one_that_is_kept(released: Built) -> None:
    made = {f: line for f, line in read_manifest(released.home.manifest).items() if not f.startswith("2023/")}
    assert made == read_manifest(CHECKOUT / "raw" / "manifest.csv")
    assert len(made) == 5


def test_the_released_file_says_the_storage_version_that_older_clients_open(released: Built) -> None:
    with duckdb.connect(str(released.home.current.resolve() / "jixiao.duckdb"), read_only=True) as con:
        (tags,) = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'jixiao'").fetchall()[0]
    assert tags["storage_version"].startswith("v1.2.0")


def test_dbt_builds_the_project_as_it_was_parsed_once(released: Built) -> None:
    log = (released.home.logs / "build.log").read_text(encoding="utf-8")
    assert "Running with dbt=" in log and "partial parsing" not in log


def shown_in(readme: str) -> list[Any]:
    """Each `jixiao query` and `jixiao trace` of a README, with the block below it, which is what it answers."""
    text = (CHECKOUT / readme).read_text(encoding="utf-8")
    pairs = re.findall(r"^```\n\$ \.venv/bin/jixiao ((?:query|trace) .*?)\n```\n+```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [pytest.param(command, answer, id=f"{readme}: {' '.join(command.split())[:60]}") for command, answer in pairs]


def same_but_for_dots(shown: str, found: str) -> bool:
    """Whether the answer is the one that is shown; … on a line of its own stands for any lines, 0001-… for any release."""
    parts = [part.strip("\n") for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
    text = re.sub(r"\b\d{4}-[0-9a-f]{8}\b", "0001-…", found).strip("\n")
    plain = ".*".join(re.escape(part) for part in parts)
    return re.fullmatch(plain, text, re.DOTALL) is not None


@pytest.mark.parametrize(("command", "answer"), [*shown_in("README.md"), *shown_in("README.zh-CN.md")])
def test_the_readmes_show_what_the_command_answers(released: Built, command: str, answer: str) -> None:
    done = jixiao(released.home, *shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert same_but_for_dots(answer, done.stdout), done.stdout


def test_each_readme_shows_answers_and_a_wrong_one_is_told() -> None:
    assert [len(shown_in(readme)) for readme in ("README.md", "README.zh-CN.md")] == [2, 3]
    assert same_but_for_dots("a\n…\nc (0001-…)\n", "a\nb\nc (0007-abcdef01)\n")
    assert same_but_for_dots("1.5\n", "1.5\n") and not same_but_for_dots("1.5\n", "175\n") and not same_but_for_dots("a\n", "a\nb\n")


def test_a_published_form_that_must_be_quarantined_refuses_the_release_by_name(refused: Built) -> None:
    assert refused.code == 1
    (why,) = [line for line in refused.console.splitlines() if line.startswith(f"  quarantined: {SELF_EVALUATED}")]
    assert "form 1 创业孵化基地运行保障: points_out_of_range: weight and score are 6 and 7" in why
    (refusal,) = [line for line in refused.console.splitlines() if "is missing or quarantined now" in line]
    assert f"{SELF_EVALUATED}: the form self_evaluation / 2020 / 上海市科技创业中心 / 创业孵化基地运行保障" in refusal


def test_after_a_refusal_the_earlier_release_stands_and_is_current(refused: Built) -> None:
    current = current_release(refused.home)
    assert current is not None and current.id.startswith("0001-")
    assert len(list_releases(refused.home)) == 1
    assert f"{current.id} stays current" in refused.console


def test_the_runs_are_where_the_pages_show_them(refused: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(refused.home.dagster))
    with dg.DagsterInstance.from_config(str(refused.home.dagster)) as instance:
        runs = instance.get_runs()
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
    assert [(r.job_name, r.status.value) for r in runs] == [("ingest", "FAILURE"), ("ingest", "SUCCESS")]
    for run in runs:
        assert (refused.home.data_docs / run.run_id / "index.html").exists()
