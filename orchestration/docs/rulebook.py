"""docs/rules.md: the rules of the audit with their parameters, profiles and word lists, made from the seeds.

What belongs here is how the page is laid out; every word on it stands in dbt_project/seeds. `make rules` writes it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from orchestration.home import CHECKOUT, DBT_PROJECT

PAGE = CHECKOUT / "docs" / "rules.md"
SEEDS = DBT_PROJECT / "seeds"
FAMILIES = {
    "G": "Gates of the parse 读取关口",
    "F": "Funding 资金",
    "S": "Self-evaluation scoring 自评计分",
    "N": "Narrative against table 文字与表格对照",
    "Q": "Quality of indicators 指标质量",
    "T": "Time and nature 时间与性质",
    "X": "Across forms and years 跨表跨年",
}
CLASSES = {
    "B": "B, blocking 阻断",
    "D": "D, contradiction provable from the page 可证矛盾",
    "R": "R, for review 复核",
    "I": "I, information 提示",
}
APPLIES = {
    "target_declaration": "declarations 申报表",
    "self_evaluation": "self-evaluations 自评表",
    "form": "both kinds of form 两类表",
    "report": "reports 报告",
}
INTRODUCTION = """\
# The rules of the audit 审核规则

Made by `make rules` from dbt_project/seeds; do not edit. A rule is one SELECT in dbt_project/models/audit/rules, its findings are rows of
`audit.fct_audit_finding`. It says one of four things of each subject: **pass** 通过, **fail** 不通过, **not_applicable** 不适用
(there is nothing that the rule looks at), **not_evaluable** 无法判断 (there is, but the page does not tell). Numbers are compared at half
a unit of the last printed digit; what more than one rounded amount may explain is not told. Thresholds, scoring profiles and word lists are
parameters: change a seed, count the rule's version up, build again.
"""


def rule_page(seeds: Path = SEEDS) -> str:
    """The whole page.

    Raises:
        KeyError: a parameter of a rule that is not in the catalogue, or a rule of an unknown family, class or kind of form.
    """
    rules, parameters = _rows(seeds, "rule_catalogue"), _rows(seeds, "rule_parameter")
    known = {rule["rule_id"] for rule in rules}
    if strangers := {p["rule_id"] for p in parameters} - known:
        raise KeyError(f"parameters of rules that are not in the catalogue: {sorted(strangers)}")
    parts = [INTRODUCTION]
    for letter, title in FAMILIES.items():
        own = [rule for rule in rules if rule["rule_id"].startswith(letter)]
        parts += [f"## {title}\n"] * bool(own) + [_rule(rule, parameters) for rule in own]
    if unplaced := [rule["rule_id"] for rule in rules if rule["rule_id"][0] not in FAMILIES]:
        raise KeyError(f"rules of an unknown family: {unplaced}")
    return "\n".join([*parts, _profiles(seeds), _words(seeds)])


def _rule(rule: dict[str, str], parameters: list[dict[str, str]]) -> str:
    own = [p for p in parameters if p["rule_id"] == rule["rule_id"]]
    lines = [
        f"### {rule['rule_id']} {rule['name_en']} {rule['name_zh']}",
        "",
        f"{rule['statement_en']}",
        "",
        f"{rule['statement_zh']}",
        "",
        f"- class: {CLASSES[rule['rule_class']]}; looks at: {APPLIES[rule['applies_to']]}; version {rule['rule_version']}",
        *(
            f"- `{p['parameter_name']}` = {p['parameter_value']} {p['value_unit']}: {p['meaning_en']} {p['meaning_zh']} ({p['basis']})"
            for p in own
        ),
        f"- basis: {rule['basis']}",
        "",
    ]
    return "\n".join(lines)


def _profiles(seeds: Path) -> str:
    rows = _rows(seeds, "scoring_profile")
    shown = [name for name in rows[0] if name != "basis"]
    notes = [f"- {row['profile_id']}: {row['basis']}" for row in rows]
    table = _table(shown, [[row[name] for name in shown] for row in rows])
    return "\n".join(
        ["## Scoring profiles 评分口径", "", "A blank is not known; the national default is taken.", "", table, "", *notes, ""]
    )


def _words(seeds: Path) -> str:
    rows = _rows(seeds, "audit_lexicon")
    groups = groupby(rows, key=lambda r: (r["lexicon"], r["looks_at"], r["match_kind"], r["last_year"], r["basis"]))
    body = [
        [lexicon, looks_at, match_kind + (f", until {last_year}" if last_year else ""), " ".join(r["term"] for r in members), basis]
        for (lexicon, looks_at, match_kind, last_year, basis), members in groups
    ]
    return "\n".join(["## Word lists 词表", "", _table(["list", "looked for in", "match", "terms", "basis"], body), ""])


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _rows(seeds: Path, name: str) -> list[dict[str, str]]:
    with (seeds / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    PAGE.write_text(rule_page(), encoding="utf-8")
