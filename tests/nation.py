"""A made-up country: raw/ of thousands of units over some years, whose projects recur; for what only shows at that size.

Forms and pages are those of corpus.py. Here stands what is the same from year to year: the units, their projects, and which indicators a
project has; money, values and goals are drawn anew each year.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from tests.corpus import BUREAUS, SUBJECTS, TAILS, Habits, Project, report_of

YEARS = range(2021, 2026)
PROJECTS, FORMS = 8, (4, 8)  # of a unit; in a report, from and to
ROWS = 9  # of an indicator table, at least: 12 on the average, as in the five reports
EVALUATED = 0.2  # share of the reports that are self-evaluations
SHARES = {"lines": 80, "grid": 16, "columns": 2, "flow": 2}
FIRST = "安宝昌城川岱丰福广海和华淮吉江锦靖康乐临灵龙隆梅明南宁平清庆仁瑞商绍松泰桐望文武西祥新兴宣延阳永裕云长镇"
SECOND = "安昌城川德定封阜固关国海河湖化江津康陵宁平浦丘泉山水台潭田亭西溪乡阳义邑原远州"


def units(count: int) -> list[str]:
    """So many bureaus, no two of one name."""
    named = (f"{a}{b}县{bureau}" for b, a, bureau in product(SECOND, FIRST, BUREAUS) if a != b)
    return [name for name, _ in zip(named, range(count), strict=False)]


def reports(count: int) -> Iterator[tuple[int, str, str, str]]:
    """So many reports, as year, unit, name of the file and text: each unit has one for each year, but the last one."""
    bureaus = units(-(-count // len(YEARS)))
    for number, (bureau, year) in enumerate(product(bureaus, YEARS)):
        if number < count:
            yield year, bureau, *_report(bureau, year)


def make(raw: Path, count: int) -> None:
    """Writes them below `raw`, in the places of reports."""
    for year, unit, name, text in reports(count):
        folder = raw / str(year) / unit
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _report(bureau: str, year: int) -> tuple[str, str]:
    """Name and text of the report of a bureau and year."""
    lasting, yearly = random.Random(bureau), random.Random(f"{bureau}{year}")
    shape = lasting.choices(list(SHARES), list(SHARES.values()))[0]
    kind = "self_evaluation" if yearly.random() < EVALUATED else "target_declaration"
    habits = replace(Habits.draw(lasting), year=year, bureau=bureau, kind=kind)
    names = lasting.sample([subject + tail for subject in SUBJECTS for tail in TAILS], PROJECTS)
    projects = [Project.draw(lasting, bureau, name, ROWS) for name in names]
    chosen = sorted(yearly.sample(range(PROJECTS), yearly.randint(*FORMS)))
    return f"{kind}.txt", report_of((projects[n] for n in chosen), habits, shape, yearly)


def main() -> None:
    """Write a country's raw/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("reports", type=int)
    args = parser.parse_args()
    make(args.raw, args.reports)


if __name__ == "__main__":
    main()
