"""docs/rules.md says what the seeds say, and a seed that contradicts itself makes no page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.docs.rulebook import PAGE, SEEDS, rule_page


def test_the_page_is_of_todays_seeds() -> None:
    assert PAGE.read_text(encoding="utf-8") == rule_page(), "run make rules"


def test_a_rule_stands_with_its_statement_and_parameters() -> None:
    page = rule_page()
    rule = page[page.index("### F04 ") : page.index("### F05 ")]
    assert "`change_percent` = 10 percent" in rule
    assert "R, for review 复核; looks at: self-evaluations 自评表; version 1" in rule
    assert "| national |  | 2015 | national default | 全国默认 | 10 | 50 | 30 | 10 | linear |" in page


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("rule_parameter.csv:Z01,limit,1,count,a,b,c", "not in the catalogue"),
        ("rule_catalogue.csv:Z01,1,R,form,not_applicable,a,b,c,d,e", "unknown family"),
        ("rule_catalogue.csv:F09,1,Z,form,not_applicable,a,b,c,d,e", "Z"),
    ],
)
def test_seeds_that_contradict_themselves_make_no_page(tmp_path: Path, line: str, complaint: str) -> None:
    seeds = shutil.copytree(SEEDS, tmp_path / "seeds")
    name, row = line.split(":")
    with (seeds / name).open("a", encoding="utf-8") as out:
        out.write(row + "\n")
    with pytest.raises(KeyError, match=complaint):
        rule_page(seeds)
