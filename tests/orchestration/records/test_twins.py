"""The same report as PDF and as text in one partition: one of each form goes on, the differences are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.filing import scan
from orchestration.home import Home
from orchestration.reader import read_report
from orchestration.records.continuity import continuity, report_counts
from orchestration.records.digests import values_of
from orchestration.records.refresh import Partition
from orchestration.records.store import folder_of, load
from orchestration.records.twins import unsettled
from tests.corpus import report
from tests.printing import print_report
from tests.shelves import assemble, write

SEED = 1  # a declaration
FOLDER = "2024/甲局"


@pytest.fixture
def text() -> str:
    return report(SEED, 2, "grid")[0]


def stored(home: Home, **files: str | bytes) -> Partition:
    """The partition of files by suffix: stored(home, txt=…, pdf=…)."""
    for suffix, data in files.items():
        path = home.raw / FOLDER / f"a.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    folder = folder_of(home.records, 2024, "甲局")
    part = assemble(scan(home.raw, {}).reports, load(folder), read_report, "1")
    if part.changed:
        write(folder, part.tables, home.incoming)
    return part


def forms(part: Partition) -> list[tuple[str, bool]]:
    return [(Path(f["report_file"]).suffix, f["is_quarantined"]) for f in part.tables["forms"].to_pylist()]


def told(part: Partition, code: str) -> list[dict[str, Any]]:
    return [p for p in part.tables["problems"].to_pylist() if p["problem_code"] == code]


def test_of_a_pdf_and_its_text_the_cells_win_and_the_text_stays_with_the_reason(home: Home, text: str) -> None:
    part = stored(home, txt=text, pdf=print_report(SEED, 2)[0])
    assert forms(part) == [(".pdf", False), (".pdf", False), (".txt", True), (".txt", True)]
    first, second = told(part, "form_superseded")
    assert (first["report_file"], first["form_no"], second["form_no"]) == (f"{FOLDER}/a.txt", 1, 2)
    assert f"{FOLDER}/a.pdf" in first["message"]
    assert told(part, "sources_differ") == []
    kept = {r["is_quarantined"]: r["quarantine_reason"] for r in part.tables["forms"].to_pylist()}
    assert kept[False] is None
    assert kept[True].startswith("form_superseded: ")


def test_what_the_two_give_differently_is_told_at_the_one_that_wins(home: Home, text: str) -> None:
    gold = report(SEED, 2, "grid")[1]["forms"][0]
    name = gold["indicators"][0]["level3"]
    part = stored(home, txt=text.replace(name, f"{name}其一", 1), pdf=print_report(SEED, 2)[0])
    (differs,) = told(part, "sources_differ")
    assert (differs["report_file"], differs["form_no"], differs["severity"]) == (f"{FOLDER}/a.pdf", 1, "review")
    assert "indicator 1 indicator_name" in differs["message"]
    assert "其一" in differs["message"]


def test_a_form_that_cannot_be_read_by_cells_is_taken_from_the_text(home: Home, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.printing.wrap", lambda text, room: [text])  # runs over the rules
    part = stored(home, txt=text, pdf=print_report(SEED, 2)[0])
    assert [(suffix, quarantined) for suffix, quarantined in forms(part) if suffix == ".txt"] == [(".txt", False)] * 2


def test_two_texts_are_no_two_formats(home: Home, text: str) -> None:
    part = stored(home, txt=text)
    (home.raw / FOLDER / "b.txt").write_text(text + "\n", encoding="utf-8")
    part = stored(home)
    assert [quarantined for _, quarantined in forms(part)] == [False] * 4


def test_when_one_file_goes_the_other_stands_as_if_alone(home: Home, text: str) -> None:
    alone = stored(home, txt=text).tables
    both = stored(home, pdf=print_report(SEED, 2)[0])
    assert not stored(home).changed  # what two files say of each other is told once
    only_text = {name: t.filter([f.endswith(".txt") for f in t["report_file"].to_pylist()]) for name, t in both.tables.items()}
    assert unsettled(only_text) == alone
    assert values_of(both.tables)[f"{FOLDER}/a.txt"] == values_of(alone)[f"{FOLDER}/a.txt"]
    (home.raw / FOLDER / "a.pdf").unlink()
    assert stored(home).tables == alone


def test_a_published_form_stands_in_the_better_file(home: Home, text: str) -> None:
    stored(home, txt=text)
    published = report_counts(home.records)
    stored(home, pdf=print_report(SEED, 2)[0])
    assert [check.outcome for check in continuity(published, report_counts(home.records), frozenset(), frozenset())] == ["pass"] * 3
    stored(home, pdf=print_report(SEED, 1)[0])  # the PDF lost a form; the text has it still
    assert continuity(published, report_counts(home.records), frozenset(), frozenset())[1].outcome == "pass"
