"""What one unit prints wrongly costs its form, never the release of all others."""

from __future__ import annotations

import random
import re
from pathlib import Path

from expectations.gate import validate_records
from orchestration.filing import scan
from orchestration.home import Home
from orchestration.reader import read_report
from orchestration.records.readers import Task, each
from orchestration.records.refresh import shelves_of
from tests.reader.conftest import DECLARATION, EVALUATION

CELL = re.compile(r"[^\s：]+")
MISPRINTS = ("", "—", "-5", "0", "999", "120%", "1e9", "1,2", "N/A", "/", "若干", "2024年13月")


def misprinted(seed: int, unit: str) -> str:
    """The two forms of a unit, one word of them another one or none; the unit's name stays, or two units would become one."""
    rng = random.Random(seed)
    text = (DECLARATION + "\n" + EVALUATION).replace("甲局展览中心", unit)
    word = rng.choice([word for word in CELL.finditer(text) if unit not in word[0]])
    return text[: word.start()] + rng.choice(MISPRINTS) + text[word.end() :]


def records_of(home: Home, reports: dict[str, str]) -> Path:
    """The records of reports of 2024, by the unit that they lie under."""
    for unit, text in reports.items():
        folder = home.raw / "2024" / unit
        folder.mkdir(parents=True)
        (folder / "report.txt").write_text(text, encoding="utf-8")
    found = scan(home.raw, {}).partitions()
    tasks = [Task(s, tuple(s.reports), home.incoming / s.folder.name) for s in shelves_of(home.records, found, found)]
    assert sum(made.reports for _, shelf in each(tasks, read_report, "1") for made in shelf) == len(reports)
    return home.records


def test_no_misprint_of_one_form_makes_the_gate_refuse_all(home: Home) -> None:
    units = [f"第{n}展览中心" for n in range(100)]
    verdict = validate_records(records_of(home, {unit: misprinted(n, unit) for n, unit in enumerate(units)}))
    assert [(check.name, check.failures[:3]) for check in verdict.blocking()] == []
    withheld = next(check for check in verdict.checks if check.name == "G00_form_not_quarantined")
    assert 20 < withheld.failed < 100  # of 200: the misprints were seen


def test_a_form_that_is_filed_twice_does(home: Home) -> None:
    text = misprinted(0, "展览中心")
    verdict = validate_records(records_of(home, {"甲": text, "乙": text + "\n"}))
    assert "G04_natural_key_unique" in [check.name for check in verdict.blocking()]
