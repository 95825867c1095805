"""`make accuracy`: the table of docs/accuracy.md, made anew and held against the one in the repo.

    python -m tests.gold.accuracy [--accept]

Each row counts the fields of one group (head, funding …) in the texts of one shape. Prints what changed; leaves the file as it is and
ends with 1 when a row became worse, unless that is accepted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.gold.compare import Field
from tests.gold.corpus import ROOT, Case, all_cases, fields

DOCUMENT = ROOT / "docs" / "accuracy.md"
SHAPES = {
    "five_reports": "the five reports",
    "real": "other real reports",
    "ruled": "PDF originals (ruled cells)",
    "tab_grid": "tab grid (pdfplumber's tables)",
    "one_cell_a_line": "one cell a line (PyMuPDF)",
    "reading_order": "reading order (pdftotext)",
    "columns_of_blanks": "columns of blanks (pdftotext -layout)",
    "scrambled": "scrambled (pdfminer)",
    "docx": "Word (.docx)",
    "xlsx": "Excel (.xlsx)",
    "xls": "Excel 97 to 2003 (.xls)",
    "html": "web page (.html)",
}
GROUPS = ("head", "funding", "goals", "indicators", "totals")
INVENTED, ALL, FORMS, REFUSED = "invented rows and forms", "all", "forms", "forms refused or missing"
HEADER = "| text | of what | number | exact | % | flagged | silent |\n|---|---|--:|--:|--:|--:|--:|\n"

PREAMBLE = """\
# Accuracy of the reader

Made by `make accuracy`: it reads every source that people have read too (tests/gold), compares field by field, and prints what became
better or worse since the table below. A test holds the table to what the reader gives today; it is not edited by hand.

The five reports are those under raw/, other real reports the texts of tests/gold/cases/real. The shapes are six made-up reports
(tests/gold/cases/made_up), each printed to PDF once and extracted in five ways; of three the PDF itself is read too. Goals: 99.5 % of the
fields exact from PDF originals and tab grids, 99 % from one cell a line, reading order and columns of blanks, 95 % or refused from
scrambled text; silent at most 0.05 %, and none on real reports.
Word, Excel and web pages are made from the gold of the five reports and the made-up ones, their cells merged as the form has them: 99.5 %.

- **head**: kind of form, year, 项目名称 to 计划完成日期, unit of money. **funding**: 项目资金. **goals**: 绩效目标.
  **indicators**: 绩效指标, the cells of a row and the parts of its target. **totals**: 总分.
- **exact**: equal after NFKC, with radicals as characters and without white space; numbers by value. A field that is blank in print and
  was not read is equal, in a refused form too. Fields that the gold flags as ambiguous are left out.
- **flagged**: wrong, and the form or the file carries a problem. **silent**: wrong, and nothing says so.
- **all**: the five groups and what was invented. **forms**: exact with no field wrong, silent with one wrong in silence.
- **forms refused or missing**: those with a blocking problem, which stay out of the warehouse (exact: refused without need), and those
  that were not found.

"""


@dataclass(frozen=True)
class Tally:
    """One row of the table: each counted thing is exact, flagged or silent."""

    number: int = 0
    exact: int = 0
    flagged: int = 0
    silent: int = 0

    @property
    def percent(self) -> str:
        """Share of the exact ones, rounded down: 100.00 is said of all only."""
        if not self.number:
            return "—"
        hundredths = self.exact * 10_000 // self.number
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def __str__(self) -> str:
        return f"{self.exact} of {self.number} exact ({self.percent} %), {self.flagged} flagged, {self.silent} silent"


Table = dict[tuple[str, str], Tally]


def tabulate(results: Iterable[tuple[Case, Iterable[Field]]]) -> Table:
    """The rows of all shapes and groups, and of all sources together."""
    found = [(case, tuple(compared)) for case, compared in results]
    table: Table = {}
    for shape, title in SHAPES.items():
        table |= {(title, what): tally for what, tally in _rows([f for case, f in found if case.shape == shape])}
    return table | {("all sources", what): tally for what, tally in _rows([f for _, f in found])}


def _rows(sources: list[tuple[Field, ...]]) -> Iterator[tuple[str, Tally]]:
    """The rows of some sources: by field, then by form."""
    every = [field for source in sources for field in source]
    for group in GROUPS:
        yield group, _tally([field] for field in every if field.group == group)
    yield INVENTED, _tally([field] for field in every if field.group == "invented")
    yield ALL, _tally([field] for field in every)
    forms = [form for source in sources for form in _by_form(source)]
    yield FORMS, _tally(forms)
    yield REFUSED, _tally(form for form in forms if any(field.refused for field in form))


def _by_form(source: Iterable[Field]) -> list[list[Field]]:
    forms: dict[int, list[Field]] = {}
    for field in source:
        if field.form is not None:
            forms.setdefault(field.form, []).append(field)
    return list(forms.values())


def _tally(things: Iterable[list[Field]]) -> Tally:
    """How many things (fields, or forms as lists of fields) are exact, how many silent, and the rest."""
    counted = list(things)
    exact = sum(all(field.exact for field in thing) for thing in counted)
    silent = sum(any(field.silent for field in thing) for thing in counted)
    return Tally(len(counted), exact, len(counted) - exact - silent, silent)


def render(table: Table) -> str:
    """The document."""
    rows = (f"| {text} | {what} | {t.number} | {t.exact} | {t.percent} | {t.flagged} | {t.silent} |\n" for (text, what), t in table.items())
    return PREAMBLE + HEADER + "".join(rows)


def parse(document: str) -> Table:
    """The rows of a document that `render` made; of a row that a merge has left twice, the first."""
    table: Table = {}
    for line in document.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[2].isdecimal():
            text, what, number, exact, _, flagged, silent = cells
            table.setdefault((text, what), Tally(int(number), int(exact), int(flagged), int(silent)))
    return table


@dataclass(frozen=True)
class Change:
    """One row that differs between two tables; a row that is not there counts nothing."""

    text: str
    what: str
    old: Tally
    new: Tally

    @property
    def worse(self) -> bool:
        """More silent errors, a smaller share exact, more invented or refused, or less measured."""
        if self.new.silent > self.old.silent:
            return True
        if self.what in (INVENTED, REFUSED):
            return self.new.number > self.old.number
        less_measured = self.what != ALL and self.new.number < self.old.number
        return less_measured or self.new.exact * self.old.number < self.old.exact * self.new.number

    def __str__(self) -> str:
        return f"{'WORSE ' if self.worse else ''}{self.text}, {self.what}: {self.old}\n    -> {self.new}"


def differences(old: Table, new: Table) -> list[Change]:
    """The rows that differ, in the order of the table."""
    keys = dict.fromkeys([*new, *old])
    pairs = ((key, old.get(key, Tally()), new.get(key, Tally())) for key in keys)
    return [Change(*key, was, now) for key, was, now in pairs if was != now]


def measure() -> Table:
    """The table that the reader gives today."""
    return tabulate((case, fields(case)) for case in all_cases())


def update(document: Path, new: Table, accept: bool) -> int:
    """Print what changed and write the document; 1, and nothing written, when something became worse and is not accepted."""
    changes = differences(parse(document.read_text(encoding="utf-8")) if document.exists() else new, new)
    for change in changes:
        print(change)
    worse = sum(change.worse for change in changes)
    if worse and not accept:
        print(f"{worse} rows became worse, so {document.name} is left as it was; to keep them: make accuracy ACCEPT=1", file=sys.stderr)
        return 1
    document.parent.mkdir(exist_ok=True)
    document.write_text(render(new), encoding="utf-8")
    print(f"{document.name}: {f'{len(changes)} rows changed' if changes else 'no row changed'}; {new['all sources', ALL]}")
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make accuracy", description="Make the table of docs/accuracy.md anew.")
    parser.add_argument("--accept", action="store_true", help="write the table though something became worse")
    return update(DOCUMENT, measure(), parser.parse_args().accept)


if __name__ == "__main__":
    sys.exit(main())
