"""The job as a whole, with a reader, models and gate that answer as told: what is recorded, what is published, what is refused."""

from __future__ import annotations

import datetime as dt
import json
import signal
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

from expectations.verdict import Verdict
from orchestration.assets import records as records_asset
from orchestration.console.summary import summary_lines, what_was_read
from orchestration.definitions import build_definitions
from orchestration.filing.accept import accept_file, accept_forms
from orchestration.filing.accepted import read_accepted
from orchestration.filing.manifest import read_manifest, write_manifest
from orchestration.home import Home, RefusalError
from orchestration.instance import STARTUP, end_dead_runs
from orchestration.records.store import folder_of, partitions_in
from orchestration.releases import list_releases, point_to, publish, roll_back
from orchestration.releases.candidate import KEPT
from orchestration.resources import Tools
from orchestration.run import Outcome, ingest
from tests.orchestration.parts import FAILED, MART, fake_checks, fake_models, make_check, write_database

Put = Callable[[str, str], Path]
ORIGIN = RemoteJobOrigin(RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("here"), "repository"), "ingest")
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def definitions(tools: Tools) -> dg.Definitions:
    return build_definitions(tools, models=fake_models, checks=fake_checks)


def run(tools: Tools, instance: dg.DagsterInstance, **selection: Any) -> Outcome:
    return ingest(tools.home, definitions(tools), instance, **selection)


def released(home: Home) -> list[tuple[str, bool]]:
    return [(r.id.split("-")[0], r.current) for r in list_releases(home)]


def failed_checks(outcome: Outcome) -> int:
    return sum(c.result == "failed" for c in outcome.checks)


@pytest.fixture
def three(put: Put) -> None:
    """Three partitions of the four that two years and two units could have."""
    put("2024/甲单位/a.txt", "培训 ?会议")
    put("2024/乙单位/b.txt", "展览")
    put("2020/甲单位/c.txt", "比赛")


@pytest.mark.usefixtures("three")
def test_a_run_reads_registers_and_releases(tools: Tools, instance: dg.DagsterInstance) -> None:
    outcome = run(tools, instance)
    assert (outcome.success, outcome.refusals, failed_checks(outcome)) == (True, (), 0)
    assert released(tools.home) == [("0001", True)]
    assert {k: (v.year, v.unit, v.kind) for k, v in read_manifest(tools.home.manifest).items()} == {
        "2020/甲单位/c.txt": (2020, "甲单位", "target_declaration"),
        "2024/乙单位/b.txt": (2024, "乙单位", "target_declaration"),
        "2024/甲单位/a.txt": (2024, "甲单位", "target_declaration"),
    }
    for table in ("reports", "problems"):
        assert instance.get_materialized_partitions(dg.AssetKey(["records", table])) == {"甲单位|2024", "乙单位|2024", "甲单位|2020"}
    event = instance.get_latest_materialization_event(dg.AssetKey(["records", "forms"]))
    assert event is not None and event.asset_materialization is not None
    assert event.asset_materialization.metadata["forms"].value >= 1
    assert instance.get_run_by_id(outcome.run_id).is_success  # type: ignore[union-attr]
    assert not list(tools.home.candidates.iterdir())


@pytest.mark.usefixtures("three")
def test_the_summary_of_a_release(tools: Tools, instance: dg.DagsterInstance, put: Put) -> None:
    put("2024/丙单位/empty.txt", "")
    put("stray.txt", "培训")
    outcome = run(tools, instance)
    lines = list(summary_lines(tools.home, outcome, what_was_read(tools.home)))
    assert lines[0] == "reports            4, 1 refused"
    assert lines[1] == "  refused: 2024/丙单位/empty.txt: no_names: empty.txt is empty"
    assert lines[2].startswith("  not taken: stray.txt lies in no unit's folder")
    assert lines[3:6] == [
        "forms              4, 1 quarantined",
        "  quarantined: 2024/甲单位/a.txt:3-9, form 2 会议: odd_name: 留字",
        "indicators         4",
    ]
    assert lines[6] == "checks             7: 4 passed, 0 failed, 0 to look at, 3 had nothing to look at"
    assert "release            " + list_releases(tools.home)[0].id in lines
    assert "2024/丙单位/empty.txt" not in read_manifest(tools.home.manifest)


@pytest.mark.usefixtures("three")
def test_the_summary_says_what_to_look_at_and_compares_only_a_new_release(tools: Tools, instance: dg.DagsterInstance, put: Put) -> None:
    warning = replace(FAILED, severity="warn", name="marts", failed=11, meaning="The text settles the row.")
    tools = replace(tools, validate_marts=lambda *_: Verdict((warning,)))
    put("2020/甲单位/cut.txt", "!评比")

    defs = build_definitions(tools, models=fake_models, checks=lambda stage, _: [replace(fake_checks(stage, _)[0], severity="warn")])

    def summary() -> list[str]:
        return list(summary_lines(tools.home, ingest(tools.home, defs, instance), what_was_read(tools.home)))

    first, second = summary(), summary()
    assert "  to look at: marts: 11 rows: The text settles the row." in first
    assert "  may be cut off: 2020/甲单位/cut.txt:9, form 1: 表格未完" in first
    put("2020/甲单位/d.txt", "论坛")
    third = summary()
    stays = f"release            {list_releases(tools.home)[0].id} stays current: nothing changed"
    assert (stays in first, stays in second, stays in third) == (False, True, False)
    assert [any(line.startswith("since 0001-") for line in lines) for lines in (first, second, third)] == [False, False, True]


def test_findings_are_listed_and_the_rest_is_counted(home: Home) -> None:
    database = home.candidates / "run" / "jixiao.duckdb"
    write_database(database)
    with duckdb.connect(str(database)) as con:
        con.execute("CREATE SCHEMA audit")
        con.execute(
            "CREATE TABLE audit.fct_audit_finding AS SELECT if(i = 12, 'pass', 'fail') AS outcome, 'F02' AS rule_id, "
            "if(i = 13, 'review', 'high') AS severity, "
            "'a.txt' AS report_file, i AS line_start, [i, i + 2] AS evidence_lines, 'off by ' || i AS message_en FROM range(14) t(i)"
        )
        con.execute(
            """
            INSERT INTO dictionary.dictionary_table VALUES ('audit', 'fct_audit_finding', '审核结果', 'line_start', 'Findings.', '');
            INSERT INTO dictionary.dictionary_column
            SELECT 'audit', 'fct_audit_finding', column_index, column_name, '列' || column_index, 'string', false, false, NULL, 'x'
            FROM duckdb_columns() WHERE table_name = 'fct_audit_finding'
            """
        )
    database.with_name("verdict.json").write_text("{}")
    publish(home, database, database.with_name("verdict.json"), "a" * 64, [])
    outcome = Outcome("run", success=True, recorded=False, published=True, refusals=(), checks=())
    lines = list(summary_lines(home, outcome, what_was_read(home)))
    assert lines[:2] == ["findings           12 high, 1 review in audit.fct_audit_finding", "  F02 a.txt:0, 2: off by 0"]
    assert lines[10:12] == ["  F02 a.txt:9, 11: off by 9", "  … and 2 more"]


@pytest.mark.usefixtures("three")
def test_a_run_over_a_range_marks_no_pair_without_reports(tools: Tools, instance: dg.DagsterInstance) -> None:
    instance.add_dynamic_partitions("year", ["2020", "2024"])
    instance.add_dynamic_partitions("unit", ["乙单位", "甲单位"])
    job = definitions(tools).resolve_job_def("ingest")
    tags = dict(zip(RANGE, ("乙单位|2020", "甲单位|2024"), strict=True))
    assert job.execute_in_process(instance=instance, tags=tags).success
    assert instance.get_materialized_partitions(dg.AssetKey(["records", "forms"])) == {"甲单位|2024", "乙单位|2024", "甲单位|2020"}
    assert released(tools.home) == [("0001", True)]


@pytest.mark.usefixtures("three")
def test_year_and_unit_narrow_what_is_read(tools: Tools, instance: dg.DagsterInstance) -> None:
    assert run(tools, instance, year=2024, unit="甲单位").success
    assert partitions_in(tools.home.records) == [(2024, "甲单位")]
    assert run(tools, instance, year=2020).success
    assert partitions_in(tools.home.records) == [(2020, "甲单位"), (2024, "甲单位")]
    wrong = run(tools, instance, unit="丁单位")
    assert not wrong.success
    assert wrong.refusals == ("records: no report lies in */丁单位 below raw/: look for the names of its folders",)


@pytest.mark.usefixtures("three")
def test_of_many_changed_partitions_dagster_is_told_by_table(
    tools: Tools, instance: dg.DagsterInstance, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = dg.AssetKey(["records", "forms"])
    with monkeypatch.context() as patch:
        patch.setattr(records_asset, "TOLD", 2)
        assert run(tools, instance).success
    assert instance.get_materialized_partitions(forms) == set()
    event = instance.get_latest_materialization_event(forms)
    assert event and event.asset_materialization and event.asset_materialization.metadata["partitions made"].value == 3
    put("2024/乙单位/b.txt", "展览 论坛")
    accept_file(tools.home, Path("2024/乙单位/b.txt"), tools.read)
    assert run(tools, instance).success
    assert instance.get_materialized_partitions(forms) == {"乙单位|2024"}


@pytest.mark.usefixtures("three")
def test_folders_of_an_earlier_version_are_removed_and_all_is_read(tools: Tools, instance: dg.DagsterInstance) -> None:
    assert run(tools, instance).success
    shelf = folder_of(tools.home.records, 2024, "甲单位")
    shelf.rename(shelf.with_name("甲单位"))
    assert run(tools, instance, year=2020).success
    assert not shelf.with_name("甲单位").exists()
    assert partitions_in(tools.home.records) == [(2020, "甲单位"), (2024, "乙单位"), (2024, "甲单位")]


@pytest.mark.usefixtures("three")
def test_nothing_changed_makes_no_new_release(tools: Tools, instance: dg.DagsterInstance, put: Put) -> None:
    said: list[str] = []
    tools = replace(tools, say=said.append)
    run(tools, instance)
    manifest = tools.home.manifest.stat().st_mtime_ns
    run(tools, instance)
    assert released(tools.home) == [("0001", True)]
    assert said[-1].startswith("release: nothing changed, 0001-")
    assert tools.home.manifest.stat().st_mtime_ns == manifest
    put("2024/乙单位/d.txt", "论坛")
    run(tools, instance)
    assert released(tools.home) == [("0001", False), ("0002", True)]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("cause", ["killed", "rolled back"])
def test_a_release_that_was_finished_and_is_not_current_is_not_made_twice(
    tools: Tools, instance: dg.DagsterInstance, put: Put, cause: str
) -> None:
    run(tools, instance)
    put("2024/乙单位/d.txt", "论坛")
    run(tools, instance)
    first, second = list_releases(tools.home)
    if cause == "killed":  # between the release's making and the moving of the link
        point_to(tools.home, first)
    else:
        roll_back(tools.home, first.id)
    outcome = run(tools, instance)
    assert (outcome.published, released(tools.home)) == (True, [("0001", False), ("0002", True)])
    assert list_releases(tools.home)[1].folder == second.folder


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("file", "harm", "why"),
    [
        ("jixiao.duckdb", Path.unlink, "jixiao.duckdb cannot be read (No such file or directory)"),
        ("jixiao.duckdb", lambda p: p.write_bytes(b"x"), "jixiao.duckdb has sha256 2d711642b726b044"),
        ("verdict.json", lambda p: p.write_text("{}"), "verdict.json does not say which database it is about"),
        ("row_counts.json", lambda p: p.write_text("{"), "as none is current"),
    ],
)
def test_a_damaged_release_is_published_anew(
    tools: Tools, instance: dg.DagsterInstance, file: str, harm: Callable[[Path], Any], why: str
) -> None:
    said: list[str] = []
    tools = replace(tools, say=said.append)
    run(tools, instance)
    path = list_releases(tools.home)[0].folder / file
    path.chmod(0o644)
    harm(path)
    outcome = run(tools, instance)
    assert said[-1].startswith("release: 0002-") and why in said[-1]
    assert released(tools.home)[-1] == ("0002", True)
    assert list(summary_lines(tools.home, outcome, what_was_read(tools.home)))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("stage", ["records", "marts"])
def test_a_failed_check_publishes_nothing_and_is_named_with_form_and_lines(
    tools: Tools, instance: dg.DagsterInstance, put: Put, stage: str
) -> None:
    run(tools, instance)
    put("2024/乙单位/d.txt", "论坛")
    failed = replace(FAILED, name="names" if stage == "records" else "marts")
    broken = replace(tools, **{f"validate_{stage}": lambda *_: Verdict((failed,))})
    outcome = run(broken, instance)
    assert (outcome.success, failed_checks(outcome)) == (False, 1)
    assert outcome.refusals == (
        f"suite/{failed.name} on forms: 1 of 1 rows fail",
        "  2024/甲单位/a.txt:4-5, form 1 培训: score: 7; weight: 6",
    )
    assert released(tools.home) == [("0001", True)]
    lines = list(summary_lines(tools.home, outcome, what_was_read(tools.home)))
    assert f"release            {list_releases(tools.home)[0].id} stays current" in lines
    assert run(tools, instance).success
    assert released(tools.home) == [("0001", False), ("0002", True)]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("mended", ["论坛", None])
def test_a_new_report_that_was_refused_is_mended_or_removed_without_ceremony(
    tools: Tools, instance: dg.DagsterInstance, put: Put, mended: str | None
) -> None:
    run(tools, instance)
    path = put("2024/丙单位/d.txt", "坏表")
    assert not run(replace(tools, validate_records=lambda _: Verdict((FAILED,))), instance).success
    assert "2024/丙单位/d.txt" not in read_manifest(tools.home.manifest)
    path.write_text(mended or "", encoding="utf-8")
    if mended is None:
        path.unlink()
    assert run(tools, instance).success
    assert ("2024/丙单位/d.txt" in read_manifest(tools.home.manifest)) is (mended is not None)
    assert released(tools.home)[-1] == (("0002", True) if mended else ("0001", True))


@pytest.mark.usefixtures("three")
def test_candidates_of_refused_runs_are_pruned_by_the_next_run_even_if_it_is_refused(tools: Tools, instance: dg.DagsterInstance) -> None:
    for n in range(KEPT + 2):
        (tools.home.candidates / f"killed-{n}").mkdir(parents=True)
    outcome = run(replace(tools, validate_marts=lambda *_: Verdict((replace(FAILED, name="marts"),))), instance)
    kept = {p.name for p in tools.home.candidates.iterdir()}
    assert (len(kept), outcome.run_id in kept) == (KEPT + 1, True)


@pytest.mark.usefixtures("three")
def test_a_gate_that_breaks_publishes_nothing(tools: Tools, instance: dg.DagsterInstance) -> None:
    def broken(_: Path) -> Verdict:
        raise FileNotFoundError("no pins")

    outcome = run(replace(tools, validate_records=broken), instance)
    assert not outcome.success
    assert any("no pins" in line for line in outcome.refusals)
    silent = run(replace(tools, validate_marts=lambda *_: Verdict(())), instance)
    assert (silent.success, failed_checks(silent)) == (False, 1)
    undeclared = run(replace(tools, validate_marts=lambda *_: Verdict((make_check("marts"), make_check("other")))), instance)
    assert any("not declared: other" in line for line in undeclared.refusals)
    assert released(tools.home) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("verdict", "words"), [(None, "there is no verdict"), ("foreign", "other inputs"), ("failed", "2024/甲单位/a.txt:4-5, form 1 培训")]
)
def test_the_release_alone_goes_by_the_stored_verdict(tools: Tools, instance: dg.DagsterInstance, verdict: str | None, words: str) -> None:
    from orchestration.releases.fingerprint import inputs_of

    run(tools, instance)
    job = definitions(tools).resolve_implicit_global_asset_job_def()
    previous = instance.create_run_for_job(job_def=job, status=dg.DagsterRunStatus.FAILURE)
    candidate = tools.candidate(previous)
    write_database(candidate.database)
    if verdict:
        inputs = inputs_of(tools.home.records).fingerprint if verdict == "failed" else "foreign"
        candidate.store_records_verdict(Verdict((FAILED,)), inputs)
        candidate.store_verdict(Verdict((make_check("marts"),)), inputs)
    tags = {"dagster/root_run_id": previous.run_id}
    result = job.execute_in_process(instance=instance, asset_selection=[dg.AssetKey("release")], raise_on_error=False, tags=tags)
    assert not result.success
    assert words in result.failure_data_for_node("release").user_failure_data.description  # type: ignore[union-attr,operator]
    assert released(tools.home) == [("0001", True)]


@pytest.mark.usefixtures("three")
def test_a_published_report_that_vanished_is_refused_until_a_person_agrees(tools: Tools, instance: dg.DagsterInstance) -> None:
    run(tools, instance)
    (tools.home.raw / "2024/乙单位/b.txt").unlink()
    outcome = run(tools, instance)
    assert not outcome.success
    assert outcome.refusals[0] == "continuity/raw_matches_manifest on reports: 1 of 3 reports"
    assert outcome.refusals[1].startswith("  2024/乙单位/b.txt: report_vanished: ")
    lines = read_manifest(tools.home.manifest)
    write_manifest(tools.home.manifest, {k: v for k, v in lines.items() if k != "2024/乙单位/b.txt"})
    unsaid = run(tools, instance)  # a line taken out by hand, or a list that was lost, is nobody's word
    assert unsaid.refusals[:2] == (
        "continuity/published_reports_stand on reports: 1 of 3 reports published",
        "  2024/乙单位/b.txt: no record of it",
    )
    write_manifest(tools.home.manifest, lines)
    accept_file(tools.home, Path("2024/乙单位/b.txt"), tools.read, "published by mistake")
    assert run(tools, instance).success
    assert partitions_in(tools.home.records) == [(2020, "甲单位"), (2024, "甲单位")]
    assert released(tools.home) == [("0001", False), ("0002", True)]


@pytest.mark.usefixtures("three")
def test_a_published_form_that_is_lost_is_refused_until_a_person_agrees_by_name(
    tools: Tools, instance: dg.DagsterInstance, put: Put
) -> None:
    put("2024/甲单位/a.txt", "培训 ?会议 论坛")
    run(tools, instance)
    file = Path("2024/甲单位/a.txt")
    put(str(file), "培训 会议 评比")  # 论坛 is gone; that 会议 is read now, and 评比 is new, makes up for nothing
    accept_file(tools.home, file, tools.read)
    lost = "target_declaration / 2024 / 甲单位 / 论坛"
    for _ in range(2):
        refused = run(tools, instance)
        assert refused.refusals[:2] == (
            "continuity/published_forms_stand on reports: 1 of 4 forms published",
            f"  2024/甲单位/a.txt: the form {lost} is missing or quarantined now",
        )
        with pytest.raises(RefusalError, match=f"no lost form is named 展览: {lost}"):
            accept_forms(tools.home, file, ["展览"])
    assert accept_forms(tools.home, file, ["论坛"], "merged into 会议").startswith(f"2024/甲单位/a.txt: {lost}: it may be missing")
    assert run(tools, instance).success
    assert [(a.what, a.release, a.form, a.reason) for a in read_accepted(tools.home.accepted)] == [
        ("version", list_releases(tools.home)[0].id, "", ""),
        ("form", list_releases(tools.home)[0].id, lost, "merged into 会议"),
    ]
    with pytest.raises(RefusalError, match="no form of the current release is missing"):
        accept_forms(tools.home, file, ["论坛"])


@pytest.mark.usefixtures("three")
def test_a_word_counts_for_one_release_only(tools: Tools, instance: dg.DagsterInstance, put: Put) -> None:
    file = Path("2024/乙单位/b.txt")

    def published(text: str) -> bool:
        put(str(file), text)
        accept_file(tools.home, file, tools.read)
        return run(tools, instance).success

    run(tools, instance)
    assert not published("论坛")
    accept_forms(tools.home, file, ["展览"])
    assert published("论坛 ")
    assert published("论坛 展览")
    assert not published("论坛")


@pytest.mark.usefixtures("three")
def test_records_that_were_changed_by_hand_are_read_again_or_refused(tools: Tools, instance: dg.DagsterInstance) -> None:
    run(tools, instance)
    before = list_releases(tools.home)[0].fingerprint
    for partition in ((2024, "乙单位"), (2020, "甲单位")):
        file = folder_of(tools.home.records, *partition) / "funding.parquet"
        pq.write_table(pq.read_table(file, partitioning=None).slice(1), file)
    refused = run(tools, instance, year=2020)
    assert refused.refusals[:2] == (
        "continuity/records_as_written on reports: 1 of 3 shelves",
        f"  {folder_of(Path('2024').parent, 2024, '乙单位')}: changed since it was written: funding.parquet",
    )
    assert run(tools, instance).success
    assert [r.fingerprint for r in list_releases(tools.home)] == [before]


@pytest.mark.usefixtures("three")
def test_records_that_change_behind_the_gate_are_refused(tools: Tools, instance: dg.DagsterInstance) -> None:
    def meddled(_database: Path, records: Path) -> Verdict:
        file = folder_of(records, 2020, "甲单位") / "funding.parquet"
        pq.write_table(pq.read_table(file, partitioning=None).slice(1), file)
        return Verdict((make_check("marts"),))

    refused = run(replace(tools, validate_marts=meddled), instance)
    assert any("between the two halves" in line for line in refused.refusals)
    assert released(tools.home) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("change", ["changed", "vanished"])
def test_a_report_outside_the_selection_blocks_too(tools: Tools, instance: dg.DagsterInstance, put: Put, change: str) -> None:
    run(tools, instance)
    path = put("2024/乙单位/b.txt", "论坛")
    if change == "vanished":
        path.unlink()
    outcome = run(tools, instance, year=2020)
    assert (outcome.success, failed_checks(outcome)) == (False, 1)
    assert outcome.refusals[1].startswith(f"  2024/乙单位/b.txt: report_{change}: ")
    assert ("has sha256 " in outcome.refusals[1] and "the manifest has " in outcome.refusals[1]) is (change == "changed")


@pytest.mark.usefixtures("three")
def test_an_interrupt_ends_the_run_and_publishes_nothing(tools: Tools, instance: dg.DagsterInstance) -> None:
    def interrupted(_: Path) -> Verdict:
        signal.raise_signal(signal.SIGINT)
        return Verdict((make_check(),))

    with pytest.raises(KeyboardInterrupt):
        run(replace(tools, validate_records=interrupted), instance)
    assert [r.status.value for r in instance.get_runs()] == ["FAILURE"]
    assert released(tools.home) == []
    assert run(tools, instance).success


@pytest.mark.usefixtures("three")
def test_two_runs_do_not_write_over_one_another(tools: Tools, instance: dg.DagsterInstance) -> None:
    with tools.home.lock():
        outcome = run(tools, instance)
    assert not outcome.success
    lines = list(summary_lines(tools.home, outcome, what_was_read(tools.home)))
    assert (lines[0], "another run is building" in lines[1], len(lines)) == ("nothing was released:", True, 2)
    assert run(tools, instance).success


@pytest.mark.usefixtures("three")
def test_a_run_that_was_killed_is_ended_by_the_next_and_a_queued_one_stays(tools: Tools, instance: dg.DagsterInstance) -> None:
    states = [dg.DagsterRunStatus(name) for name in ("STARTED", "STARTING", "NOT_STARTED", "CANCELING", "QUEUED", "SUCCESS")]
    runs = [dg.DagsterRun(job_name="ingest", status=state, remote_job_origin=ORIGIN) for state in states]
    older = [instance.add_run(made).run_id for made in runs]
    with tools.home.lock():
        assert not run(tools, instance).success
    assert instance.get_run_by_id(older[0]).status.value == "STARTED"  # type: ignore[union-attr]
    assert run(tools, instance).success
    after = [instance.get_run_by_id(run_id).status.value for run_id in older]  # type: ignore[union-attr]
    assert after == ["FAILURE", "STARTING", "NOT_STARTED", "FAILURE", "QUEUED", "SUCCESS"]
    end_dead_runs(tools.home, instance, dt.datetime.now(dt.UTC) + 2 * STARTUP)
    after = [instance.get_run_by_id(run_id).status.value for run_id in older]  # type: ignore[union-attr]
    assert after == ["FAILURE"] * 4 + ["QUEUED", "SUCCESS"]


def test_a_run_that_lives_is_let_be_whether_it_works_or_waits(home: Home, instance: dg.DagsterInstance) -> None:
    run_id = instance.add_run(dg.DagsterRun(job_name="ingest", status=dg.DagsterRunStatus.STARTED)).run_id
    now = dt.datetime.now(dt.UTC)

    def status_after(before: dt.datetime) -> str:
        end_dead_runs(home, instance, before)
        return instance.get_run_by_id(run_id).status.value  # type: ignore[union-attr]

    assert status_after(now - dt.timedelta(minutes=1)) == "STARTED"
    with home.lives(run_id):
        assert status_after(now + dt.timedelta(minutes=1)) == "STARTED"
    assert not list(home.runs.iterdir())
    (home.runs / run_id).touch()  # as a run that was killed leaves it
    assert status_after(now + dt.timedelta(minutes=1)) == "FAILURE"
    assert not list(home.runs.iterdir())


def test_a_run_that_was_queued_for_long_has_time_to_start(home: Home, instance: dg.DagsterInstance) -> None:
    run = dg.DagsterRun(job_name="ingest", status=dg.DagsterRunStatus.QUEUED, remote_job_origin=ORIGIN)
    instance.add_run(run)
    instance.run_storage.handle_run_event(run.run_id, dg.DagsterEvent("PIPELINE_STARTING", "ingest"))
    end_dead_runs(home, instance, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4))
    assert instance.get_run_by_id(run.run_id).status.value == "STARTING"  # type: ignore[union-attr]
    end_dead_runs(home, instance, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6))
    assert instance.get_run_by_id(run.run_id).status.value == "FAILURE"  # type: ignore[union-attr]


@pytest.mark.parametrize(("patience", "waits"), [(0, False), (30, True)])
def test_a_run_that_dagster_started_waits_for_the_home(home: Home, patience: float, waits: bool) -> None:
    with ExitStack() as other:
        other.enter_context(home.lock())
        Timer(0.3, other.close).start() if waits else None
        with nullcontext() if waits else pytest.raises(RefusalError, match="another run is building"), home.lock(patience):
            assert waits


@pytest.mark.usefixtures("three")
def test_the_release_keeps_counts_by_report(tools: Tools, instance: dg.DagsterInstance) -> None:
    run(tools, instance)
    (release,) = list_releases(tools.home)
    verdict = json.loads((release.folder / "verdict.json").read_bytes())
    assert verdict["inputs"] == release.fingerprint
    assert {c["name"] for c in verdict["checks"]} == {
        "names",
        "marts",
        "raw_matches_manifest",
        "published_reports_stand",
        "published_forms_stand",
        "records_as_written",
        "published_values_stand",
    }
    assert [(r["file"], r["forms"], r["quarantined_forms"], r["indicators"]) for r in release.row_counts["reports"]] == [
        ("2020/甲单位/c.txt", 1, 0, 1),
        ("2024/乙单位/b.txt", 1, 0, 1),
        ("2024/甲单位/a.txt", 2, 1, 2),
    ]
    assert release.row_counts["tables"] == {".".join(MART.path): 2}
