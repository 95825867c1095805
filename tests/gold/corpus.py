"""The sources that were read by people, with their gold records and the shapes of their texts; the reader reads each once a run.

reports/            gold of the five reports under raw/
cases/made_up/      made-up forms with known answers, each printed to PDF and extracted in five ways: one gold for all
cases/real/         other published reports as several tools give them, each text with its own gold
Originals in other formats are no files: they are made of a gold's forms, laid out as the form is printed (tests/originals.py).
A source of cases/ is named SHAPE.TOOL.txt (.tsv, .pdf); its gold has the same name, or is the form.gold.json of the folder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.reader import read_report
from tests.corpus import page_of
from tests.gold.compare import Field, compare
from tests.originals import WRITERS, How

GOLD = Path(__file__).parent
ROOT = GOLD.parents[1]


@dataclass(frozen=True)
class Case:
    """One source and its gold; `shape` is how the text was extracted, or which of the published reports it is one of."""

    shape: str
    source: Path
    gold_file: Path

    def __str__(self) -> str:
        return self.source.name if self.shape == "five_reports" else self.source.relative_to(GOLD).as_posix().removeprefix("cases/")

    @property
    def data(self) -> bytes:
        """The bytes of the source; those of an original are made of the forms of its gold."""
        if self.shape not in WRITERS:
            return self.source.read_bytes()
        gold = self.gold
        return WRITERS[self.shape]([page_of(form) for form in gold["forms"]], How(), gold["title"])

    @property
    def gold(self) -> dict[str, Any]:
        """The record as people read it."""
        return dict(json.loads(self.gold_file.read_text(encoding="utf-8")))


def five_reports() -> list[Case]:
    """The reports that the warehouse is made of."""
    golds = sorted((GOLD / "reports").glob("*.gold.json"))
    return [Case("five_reports", _published(gold.name.removesuffix(".gold.json")), gold) for gold in golds]


def real_reports() -> list[Case]:
    """Texts of other published reports."""
    return [Case("real", source, _gold_of(source)) for source in _texts(GOLD / "cases" / "real")]


def made_up() -> list[Case]:
    """Made-up forms in the shapes that they come in."""
    return [Case(source.name.split(".")[0], source, _gold_of(source)) for source in _texts(GOLD / "cases" / "made_up")]


def originals() -> list[Case]:
    """The five reports and the made-up forms as Word, Excel and web pages, which are made when they are read."""
    golds = [*sorted((GOLD / "reports").glob("*.gold.json")), *sorted((GOLD / "cases" / "made_up").glob("*/form.gold.json"))]
    return [Case(kind, gold.with_suffix("").with_suffix(f".{kind}"), gold) for kind in WRITERS for gold in golds]


def all_cases() -> list[Case]:
    """Every source that has a gold record."""
    return [*five_reports(), *real_reports(), *made_up(), *originals()]


@cache
def record(case: Case) -> dict[str, Any]:
    """What the reader makes of a source, as a program gets it: through JSON."""
    return dict(json.loads(json.dumps(read_report(case.data, case.source.name).to_json())))


@cache
def fields(case: Case) -> tuple[Field, ...]:
    """Every field of a source's gold with what was read for it."""
    return tuple(compare(case.gold, record(case)))


def _published(stem: str) -> Path:
    (source,) = (ROOT / "raw").rglob(f"{stem}.txt")
    return source


def _texts(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".tsv", ".pdf"))


def _gold_of(source: Path) -> Path:
    own = source.with_suffix(".gold.json")
    return own if own.exists() else source.with_name("form.gold.json")
