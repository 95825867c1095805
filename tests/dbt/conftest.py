"""Records made by hand and the dbt project built over them, in process.

A whole build costs seconds, so one good set of records and one broken set serve all tests of this folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult

from orchestration.reader.quantities import quantities
from orchestration.reader.record import Amount, Execution, Form, Indicator, Ledger, Mention, Problem, Report, Text
from orchestration.records.tables import Filed, to_tables

PROJECT = Path(__file__).parents[2] / "dbt_project"


def text(value: str | None, *lines: int) -> Text | None:
    return None if value is None else Text(value, lines or (1,))


def amount(source: str, stage: str, printed: str | None, line: int) -> Amount:
    """One money cell; a dash is printed text without a number, a blank cell has the line of its label."""
    number = None if printed is None or printed == "—" else Decimal(printed.replace(",", ""))
    return Amount(source, stage, text(printed, line), number, (line,))


def indicator(
    level1: str | None, level2: str | None, name: str, weight: str | None = None, score: str | None = None, actual: str | None = None
) -> Indicator:
    return Indicator(
        text(level1), text(level2), Text(name, (40,)), Text("≥90%", (41,)), "≥", "90", "%", "quantitative",
        actual=text(actual, 41), weight=text(weight, 41), score=text(score, 41),
    )  # fmt: skip


def mentions(goals: dict[str, Text | None], indicators: tuple[Indicator, ...]) -> Iterator[Mention]:
    """What the reader finds of quantities in goals and actual values."""
    cells = [("indicator_actual", no, row.actual) for no, row in enumerate(indicators, 1)]
    for kind, no, printed in [*((kind, None, goal) for kind, goal in goals.items()), *cells]:
        yield from (Mention(kind, no, q, printed.lines) for q in (quantities(printed.text) if printed else []))


def form(
    project: str | None,
    unit: str | None,
    funding: tuple[Amount, ...] = (),
    indicators: tuple[Indicator, ...] = (),
    *,
    year: int | None = 2024,
    lines: tuple[int, int] = (5, 60),
    evaluation: tuple[Execution, str, str] | None = None,  # execution, total weight, total score
    problems: tuple[Problem, ...] = (),
    goals: dict[str, str] | None = None,
) -> Form:
    """A declaration, or with `evaluation` a self-evaluation."""
    head = {"project_name": project, "implementing_unit": unit, "supervising_department": "市科委", "funding_unit": "元"}
    execution, weight, score = evaluation or (None, None, None)
    printed = {k: text(v) for k, v in (goals or {}).items()}
    return Form(
        "self_evaluation" if evaluation else "target_declaration", year, *lines, {k: text(v) for k, v in head.items()}, funding,
        printed, indicators, Ledger(100, 60, 30, 10, (), 1, 1), execution,
        {"weight": text(weight), "score": text(score)} if evaluation else None, problems, mentions=tuple(mentions(printed, indicators)),
    )  # fmt: skip


def report(file: str, *forms: Form, problems: tuple[Problem, ...] = ()) -> tuple[Filed, Report]:
    """A report filed below raw/ as <year>/<unit>/<name>."""
    year, unit, _ = file.split("/")
    read = Report(file, f"sha of {file}", "utf-8", 1000, 90, title_lines=tuple(f.line_start for f in forms), forms=forms, problems=problems)
    return Filed(file, int(year), unit), read


def write_records(folder: Path, reports: list[tuple[Filed, Report]], spoil: Callable[[str, pa.Table], pa.Table] = lambda _, t: t) -> None:
    """One folder per year and unit with a Parquet file for each table; `spoil` may alter a table (by name) before it is written."""
    for filed, read in reports:
        partition = folder / str(filed.year) / filed.unit
        partition.mkdir(parents=True)
        for name, table in to_tables([(filed, read)], "reader 1").items():
            pq.write_table(spoil(name, table), partition / f"{name}.parquet")


@dataclass
class Dbt:
    """The project, run in this process; target, logs and candidates lie in `folder`."""

    folder: Path
    said: list[str] = field(default_factory=list)  # by the last run

    def run(self, command: str, records: Path, candidate: Path, *options: str) -> dbtRunnerResult:
        """`dbt <command>` over a folder of records; the candidate's lock is given back."""
        env = {
            "JIXIAO_RECORDS": str(records),
            "JIXIAO_CANDIDATE": str(candidate),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        with pytest.MonkeyPatch.context() as patch, contextlib.chdir(self.folder):  # dbt leaves the process in the project's folder
            for name, value in env.items():
                patch.setenv(name, value)
            self.said.clear()
            result = dbtRunner(callbacks=[lambda event: self.said.append(event.info.msg)]).invoke(
                [command, *places, "--quiet", "--log-level-file", "none", *options]
            )
        # dbt-duckdb keeps the file, and its lock, for the life of the process: dropping the reference alone does not close it.
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
            DuckDBConnectionManager.close_all_connections()
        return result


def statuses(result: dbtRunnerResult) -> dict[str, str]:
    """Outcome of each model, seed and test of a run by its name; the exception where dbt itself gave up."""
    if not isinstance(result.result, RunExecutionResult):
        raise AssertionError("dbt did not run") from result.exception
    return {
        r.node.name: str(r.status) + (f": {r.message}" if str(r.status) == "error" else "")
        for r in result.result.results
        if r.node.resource_type != "operation"
    }


SAME_NAME = "服务经济工作经费"
BLOCKING = Problem("residue", "3 characters are in no field", "blocking", None, (70,))
NOTE = Problem("own_words", "the goal says more", "note", "goals", (12, 14))  # a code without a remedy of its own


def good_reports() -> list[tuple[Filed, Report]]:
    """Two declarations of one name, one that is quarantined, a self-evaluation, a form without year and unit, two refused reports."""
    requested = (
        amount("total", "multi_year", None, 9),
        amount("total", "requested", "300.00", 10),
        amount("appropriation", "requested", "200.00", 11),
        amount("carryover", "requested", "0.00", 12),
        amount("other", "requested", "100.00", 13),
    )
    evaluated = (
        amount("total", "initial", "7,500.00", 17),
        amount("appropriation", "initial", "7,300.00", 19),
        amount("other", "initial", "—", 21),
        amount("total", "adjusted", "7,300.00", 17),
        amount("appropriation", "adjusted", "7,300.00", 19),
        amount("total", "executed", "7,295", 17),
        amount("appropriation", "executed", "7,295.40", 19),
    )
    quantity, satisfaction = ("产出指标", "数量指标"), ("满意度指标", "服务对象满意度指标")
    return [
        report(
            "2024/甲单位/a.txt",
            form(
                SAME_NAME,
                "甲单位",
                requested,
                (indicator(*quantity, "培训（次）"), indicator(*satisfaction, "满意度")),
                goals={"annual": "办好培训20次"},
                problems=(NOTE,),
            ),
            form(SAME_NAME, "乙中心", requested[1:3], (indicator(*quantity, "培训(次)"),), lines=(61, 99)),
            form("隔离项目", "丙中心", requested, (indicator("产出指标", "经济效益指标", "误读"),), lines=(100, 120), problems=(BLOCKING,)),
        ),
        report(
            "2020/甲单位/b.txt",
            form(
                "服务经济 ⼯作经费",  # ⼯ is a Kangxi radical
                "甲单位",
                evaluated,
                (indicator(*quantity, "培训（次）", "60", "56", "100%"), indicator(*satisfaction, "满意度", "30", "30.00")),
                year=2020,
                evaluation=(Execution(text("10"), text("99.93%"), text("9.99")), "100", "95.99"),
            ),
        ),
        report("2024/丁单位/c.txt", form("没有单位的项目", None, year=None)),
        report("2023/戊单位/d.txt", problems=(Problem("no_form", "no form was found", "blocking"),)),
        report("2023/己单位/e.txt", form("被拒项目", "己单位"), problems=(Problem("binary_file", "the file is no text", "blocking"),)),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def good_build(dbt: Dbt) -> tuple[dict[str, str], Path]:
    """Statuses of a whole `dbt build`, unit tests too, and the file that it made; the records are gone afterwards.

    The names of the folder and the file hold what has a meaning in SQL, in a glob or in a template.
    """
    records, candidate = dbt.folder / "it's [a] {folder}", dbt.folder / "it's a file.duckdb"
    write_records(records, good_reports())
    result = dbt.run("build", records, candidate)
    records.rename(dbt.folder / "moved")
    return statuses(result), candidate


@pytest.fixture(scope="session")
def warehouse(good_build: tuple[dict[str, str], Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file of the good build, opened read-only as analysts do."""
    with duckdb.connect(str(good_build[1]), read_only=True) as con:
        yield con


@pytest.fixture(scope="session")
def broken_tests(dbt: Dbt) -> dict[str, str]:
    """Statuses of all data tests over records with one fault of each kind, built without stopping at the first."""
    records, candidate = dbt.folder / "broken", dbt.folder / "broken.duckdb"
    total = (amount("total", "requested", "1.00", 3),)
    stage, source = amount("total", "forecast", "1.00", 3), amount("loan", "requested", "1.00", 3)
    reports = [
        report("2024/甲/illegal.txt", form("一", "甲", total, (indicator("产出指标", "社会效益指标", "层级不合"),))),
        report("2024/乙/orphan.txt", form("二", "乙", total, (indicator("产出指标", "数量指标", "无表"),))),
        report("2024/丙/cell.txt", form("三", "丙", total)),
        report("2024/丁/stage.txt", form("四", "丁", (stage,))),
        report("2024/戊/source.txt", form("五", "戊", (source,))),
        report("2024/己/type.txt", form("六", "己", total)),
        report("2024/庚/report.txt", form("七", "庚", total)),
        report("2024/辛/form.txt", form("八", "辛")),
        report("2024/壬/severity.txt", form("九", "壬", problems=(replace(NOTE, severity="grave"),))),  # type: ignore[arg-type]
        report("2024/癸/problem.txt", form("十", "癸", problems=(NOTE,))),
        report("2024/子/twice.txt", form("十一", "子", problems=(NOTE,))),
    ]

    def spoil(name: str, table: pa.Table) -> pa.Table:
        match name, Path(table["report_file"][0].as_py()).stem if len(table) else "":
            case ("indicators", "orphan") | ("problems", "problem"):
                return table.set_column(table.schema.get_field_index("form_no"), "form_no", pa.array([9], pa.int32()))
            case ("funding", "cell") | ("forms", "form") | ("problems", "twice"):
                return pa.concat_tables([table, table])
            case "forms", "type":
                return table.set_column(table.schema.get_field_index("form_type"), "form_type", pa.array(["monitoring"]))
            case "reports", "report":
                return table.slice(0, 0)
        return table

    write_records(records, reports, spoil)
    built = statuses(dbt.run("build", records, candidate, "--resource-type", "seed", "--resource-type", "model"))
    assert {name: s for name, s in built.items() if s != "success"} == {}
    return statuses(dbt.run("test", records, candidate, "--select", "test_type:data"))
