"""The audit over the five reports and over forms that are changed on purpose, in one build.

What the rules say of the five reports stands in instances.csv: rule, file, line, subject (blank: any), and what the findings whose
evidence has the line say; `absent` where there is none. Each was read on the page.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.docs.questions import answer, questions
from orchestration.reader import read_report
from orchestration.reader.record import Report
from orchestration.records.tables import Filed
from tests.dbt.audit_forms import DECLARATION, LINKED, MUTATIONS, linked_reports, linked_unit, mutated_reports
from tests.dbt.conftest import Dbt, statuses, write_records

ROOT = Path(__file__).parents[2]
with (Path(__file__).with_name("instances.csv")).open(encoding="utf-8") as lines:
    INSTANCES = list(csv.DictReader(lines))
PUBLISHED = "report_file not like '%单位/changed.txt' and report_file not like '%单位/short.txt'"
Warehouse = duckdb.DuckDBPyConnection


def published_reports() -> list[tuple[Filed, Report]]:
    files = sorted((ROOT / "raw").glob("*/*/*.txt"))
    named = [(f, Filed(f.relative_to(ROOT / "raw").as_posix(), int(f.parts[-3]), f.parts[-2])) for f in files]
    return [(filed, read_report(f.read_bytes(), filed.file)) for f, filed in named]


@pytest.fixture(scope="module")
def audited(dbt: Dbt) -> Any:
    """The warehouse of the five reports and the changed forms: seeds and models only, the data tests would find the changes."""
    records, candidate = dbt.folder / "audited", dbt.folder / "audited.duckdb"
    write_records(records, [*published_reports(), *mutated_reports(), *linked_reports()])
    built = statuses(dbt.run("build", records, candidate, "--resource-type", "seed", "--resource-type", "model"))
    assert {name: s for name, s in built.items() if s != "success"} == {}
    with duckdb.connect(str(candidate), read_only=True) as con:
        yield con


def outcomes(con: Warehouse, where: str, *values: Any) -> set[str]:
    return {o for (o,) in con.execute(f"select distinct outcome from audit.fct_audit_finding where {where}", values).fetchall()}


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda i: "-".join((i["rule_id"], i["file"], i["line"], i["subject"])).rstrip("-"))
def test_an_instance(audited: Warehouse, instance: dict[str, str]) -> None:
    where = "rule_id = ? and split_part(report_file, '/', 3) like ? || '%' and list_contains(evidence_lines, ?) and ? in ('', subject)"
    found = outcomes(audited, where, instance["rule_id"], instance["file"] + "_", int(instance["line"]), instance["subject"])
    assert (found or {"absent"}) == {instance["outcome"]}, instance["note"]


def test_how_many_contradictions_the_five_reports_have(audited: Warehouse) -> None:
    """Each was read on its page: no more may be added to those that the page proves without being read."""
    counted = audited.execute(
        f"select rule_id, count(*) from audit.fct_audit_finding where {PUBLISHED} and outcome = 'fail' and rule_class in ('B', 'D') "
        "group by rule_id order by rule_id"
    ).fetchall()
    assert counted == [("F02", 1), ("N01", 3), ("N02", 1), ("Q04", 11), ("Q08", 7), ("S03", 2), ("S06", 3), ("X01", 1)]


def test_what_holds_of_all_forms(audited: Warehouse) -> None:
    """F01 and T01 pass on all 46 declarations; 60 of 328 targets are =100%, 38 of 41 results have full marks; of the 54 texts of file
    004 two can be verified (可用, 通过)."""

    def counted(columns: str, table: str, where: str = "true") -> list[tuple[Any, ...]]:
        return audited.execute(f"select {columns} from {table} where {PUBLISHED} and {where}").fetchall()

    passed = "outcome = 'pass' and subject in ('requested', 'period')"
    for rule in ("F01", "T01"):
        assert counted("count(*)", "audit.fct_audit_finding", f"{passed} and rule_id = '{rule}'") == [(46,)]
    ceiling = "operator = '=' and target_value = 100 and unit_family = 'percent'"
    assert counted(f"count(*) filter (where {ceiling}), count(target_value)", "core.fct_indicator_target") == [(60, 328)]
    assert counted("count(*) filter (where score = weight), count(*)", "core.fct_indicator_result") == [(38, 41)]
    texts = "rule_id = 'Q01' and report_file like '%/004_%' and outcome <> 'not_applicable' group by outcome order by outcome"
    assert counted("outcome, count(*)", "audit.fct_audit_finding", texts) == [("fail", 52), ("pass", 2)]


@pytest.mark.parametrize("number", range(len(MUTATIONS)), ids=lambda n: f"{MUTATIONS[n].rule_id}-{n}")
def test_a_change_changes_the_outcome(audited: Warehouse, number: int) -> None:
    """The rule says of the good form what the change is to alter, and of the changed form what it must."""
    mutation = MUTATIONS[number]
    good = 1 if mutation.form is DECLARATION else 2
    said = []
    for form_no in (good, number + 3):
        form = "form_key in (select form_key from core.fct_parse_quality where report_file = '2024/变动单位/changed.txt' and form_no = ?)"
        said.append(outcomes(audited, f"rule_id = ? and subject = ? and {form}", mutation.rule_id, mutation.subject, form_no) or {"absent"})
    assert said == [{mutation.before}, {mutation.outcome}]


@pytest.mark.parametrize("number", range(len(LINKED)), ids=lambda n: f"{LINKED[n].rule_id}-{n}")
def test_forms_of_two_years_and_of_two_projects(audited: Warehouse, number: int) -> None:
    linked = LINKED[number]
    form = (
        "select form_key from core.dim_form where implementing_unit = ? and form_type <> 'self_evaluation' and project_name = '办好培训班'"
    )
    where = f"rule_id = ? and subject = ? and form_key in ({form})"
    assert (outcomes(audited, where, linked.rule_id, linked.subject, linked_unit(number)) or {"absent"}) == {linked.outcome}


def test_no_two_findings_have_one_key(audited: Warehouse) -> None:
    """Two projects that may have become one, too: each looks back from the same row of the same form."""
    twice = "select rule_id, subject, count(*) from audit.fct_audit_finding group by rule_id, subject, finding_key having count(*) > 1"
    assert audited.execute(twice).fetchall() == []


def test_a_title_without_a_form_is_told_of_the_report(audited: Warehouse) -> None:
    counts = "select outcome, expected, actual, form_key from audit.fct_audit_finding where rule_id = 'G01' and report_file like '%/{}.txt'"
    assert audited.execute(counts.format("short")).fetchall() == [("fail", 2, 1, None)]
    assert audited.execute(counts.format("changed")).fetchall()[0][0] == "pass"


def test_a_finding_stands_where_its_subject_does(audited: Warehouse) -> None:
    """The row of an indicator, an amount, else the whole form; a text has no places but its lines."""
    of_text = f"select count(place), count(*) > 0 from audit.fct_audit_finding where {PUBLISHED}"
    assert audited.execute(of_text).fetchall() == [(0, True)]
    placed = (
        "select distinct findings.place = {table}.place, findings.place like '表!A%' from audit.fct_audit_finding as findings "
        "join core.{table} using (form_key) where findings.report_file = '2024/变动单位/changed.txt' and {same}"
    )
    amounts = "(fct_project_funding.budget_stage, fct_project_funding.funding_source)"
    for table, same in (
        ("fct_indicator_target", "fct_indicator_target.indicator_no = findings.indicator_no"),
        ("fct_project_funding", f"{amounts} = (findings.budget_stage, coalesce(findings.funding_source, 'total'))"),
        ("fct_parse_quality", "findings.indicator_no is null and findings.budget_stage is null"),
    ):
        assert audited.execute(placed.format(table=table, same=same)).fetchall() == [(True, True)], table


def test_the_good_forms_have_no_finding(audited: Warehouse) -> None:
    found = audited.execute(
        "select rule_id, subject, message_en from audit.fct_audit_finding join core.dim_form using (form_key) "
        # that only one of declaration and self-evaluation is at hand (X06) is no fault of the form
        "where outcome = 'fail' and project_name in ('好项目', '好自评') and rule_id <> 'X06'"
    ).fetchall()
    assert found == []


def test_each_rule_is_shown_to_fail(audited: Warehouse) -> None:
    rules = {rule for (rule,) in audited.execute("select rule_id from audit.dim_rule").fetchall()}
    assert {m.rule_id for m in (*MUTATIONS, *LINKED) if m.outcome == "fail"} | {"G01"} == rules


def test_messages_say_what_is_wrong_in_both_languages(audited: Warehouse) -> None:
    said = audited.execute(
        "select message_zh, message_en, evidence_lines from audit.fct_audit_finding "
        f"where {PUBLISHED} and rule_id = 'S03' and indicator_no = 7 and outcome = 'fail'"
    ).fetchall()
    assert said == [
        (
            "得分与目标值、完成值相符（能源保障稳定性）：不通过，应 = 6 分，实为 4 分，相差 -2 分；指标值 =100%，实际完成值 100%",
            "score follows from target and actual value (能源保障稳定性): failed, expected = 6 points, found 4 points, "
            "difference -2 points; target =100%, actual 100%",
            [129, 130, 132, 133],
        )
    ]


def test_a_subject_has_a_name_in_each_language(audited: Warehouse) -> None:
    """A Chinese message names no code of ours, whatever the rule looks at."""
    named = "regexp_extract(message_zh, '（(.*?)）', 1)"
    coded = f"select distinct rule_id, subject from audit.fct_audit_finding where subject_name is null and {named} similar to '.*[a-z].*'"
    assert audited.execute(coded).fetchall() == []
    stages = f"select distinct {named} from audit.fct_audit_finding where rule_id = 'F02' and subject = 'initial'"
    assert audited.execute(stages).fetchall() == [("年初预算数",)]


def test_what_is_said_of_a_subject_that_a_rule_passes_over_is_no_accusation(audited: Warehouse) -> None:
    """S07 said of rows with full marks that they give no cause, N05 of small projects that their goal is vague, X01 of targets above
    what was reached that they are below."""
    reason = "regexp_extract(message_{}, '[:：] ?(?:不通过|不适用|failed|not applicable).*?(?:[；;] ?|[，,] )(.*)', 1)"
    for language in ("zh", "en"):
        said = "select distinct rule_id, {} from audit.fct_audit_finding where outcome = '{}'"
        passed_over = set(audited.execute(said.format(reason.format(language), "not_applicable")).fetchall())
        failed = set(audited.execute(said.format(reason.format(language), "fail")).fetchall())
        assert {(rule, text) for rule, text in passed_over & failed if text} == set()
    message = f"select distinct message_en from audit.fct_audit_finding where {PUBLISHED} and rule_id = ? and outcome = 'not_applicable'"
    assert all("no points are lost" in m or "forms of this kind" in m for (m,) in audited.execute(message, ["S07"]).fetchall())
    assert not any("target is below" in m for (m,) in audited.execute(message, ["X01"]).fetchall())


def test_a_number_stands_with_its_unit(audited: Warehouse) -> None:
    """A person who reads 相差 1000000000 has to ask of what."""
    of_lines = (
        "select value_unit, message_zh, message_en from audit.fct_audit_finding "
        f"where {PUBLISHED} and outcome = 'fail' and rule_id = ? and line_start = ?"
    )
    ((unit, zh, en),) = audited.execute(of_lines, ["N01", 213]).fetchall()
    assert unit == "元" and "相差 1000000000 元；" in zh and "difference 1000000000 元;" in en
    ((unit, zh, en),) = audited.execute(of_lines, ["F04", 338]).fetchall()
    assert unit == "percent" and "应 < 10%，实为 22.1918%，相差 12.1918 个百分点；" in zh and "found 22.1918%, " in en
    ((unit, zh, en),) = audited.execute(of_lines, ["F02", 17]).fetchall()
    assert unit == "yuan" and "相差 200000.00 元" in zh and "difference 200000.00 yuan" in en


def test_a_fail_is_held_against_what_it_breaks(audited: Warehouse) -> None:
    """≥95% that the project's own managers are to give breaks no floor of 90%; what two years' units cannot compare is not below."""
    said = f"select comparison, expected, message_zh from audit.fct_audit_finding where {PUBLISHED} and rule_id = ? and line_start = ?"
    assert audited.execute(said, ["Q02", 266]).fetchall() == [
        (None, None, "满意度指标合理（项目管理者满意度）：不通过，实为 ≥95.00(%)；由项目管理方自评")
    ]
    ((_, _, message),) = audited.execute(said + " and outcome = 'not_evaluable'", ["X01", 272]).fetchall()
    assert message.endswith("无法判断，项目或指标的延续待人工认定（候选）；两年的计量单位不同类，数值不可直接比较")


def test_one_project_with_two_such_outputs_is_one_project(audited: Warehouse) -> None:
    said = audited.execute(
        "select message_zh from audit.fct_audit_finding join core.dim_form using (form_key) where rule_id = 'X04' and outcome = 'fail' "
        "and project_name = '办好培训班' and implementing_unit like '上海市连年%' and subject_name = '新型学员培训班'"
    ).fetchall()
    assert len(said) == 2
    assert {message.partition("；")[2] for (message,) in said} == {
        "同一单位同一年度另有 1 个项目列有同名或名称以此结尾的产出，如“另一件事”的“秋季新型学员培训班”"
    }


def test_the_questions_are_answered_of_all_these_forms_too(audited: Warehouse) -> None:
    """Of a project that spent nothing no growth can be told; what is far above a target is what S05 asks of the place."""
    with audited.cursor() as con:
        con.execute("set search_path = 'core,audit'")
        answers = {q.name[:3]: answer(con, q) for q in questions()}
        ((guangxi,),) = con.execute("select project_name from dim_form where implementing_unit = '广西甲中心'").fetchall()
    columns, rows = answers["q04"]
    grown = {(row[columns.index("前年度执行")], row[columns.index("变化_百分比")]) for row in rows}
    assert (Decimal(990_000), Decimal("1.0")) in grown
    assert {growth for spent, growth in grown if spent == 0} == {None}
    assert len(answers["q14"][1]) > 3 and guangxi not in [row[0] for row in answers["q14"][1]]


def test_a_weight_that_is_assumed_of_a_place_is_said_to_be(audited: Warehouse) -> None:
    """Of Shanghai only the 10 points for execution are known."""
    said = f"select message_zh from audit.fct_audit_finding where {PUBLISHED} and rule_id = 'S08' and outcome = 'fail' and line_start = 281"
    assert audited.execute(said).fetchall() == [
        (
            "各层级权重符合评分口径（效益指标）：不通过，应 = 30 分，实为 35 分，相差 5 分；"
            "评分口径：上海；该地此项分值未知，取全国默认（假定）",
        )
    ]
