"""raw/expected.csv: the reports that are to appear, and by when. A list that people keep; where there is none, nothing is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.events import Event
from orchestration.filing.lists import read_list
from orchestration.home import RefusalError

CHINA = ZoneInfo("Asia/Shanghai")
KINDS = ("target_declaration", "self_evaluation")


@dataclass(frozen=True)
class Expected:
    """A report of `unit`, in the folder of `year`, that holds a form of this kind, is to be there at the end of the day `due`."""

    year: int
    unit: str
    kind: str
    due: dt.date


HEADER = [f.name for f in fields(Expected)]


def read_expected(path: Path) -> list[Expected]:
    """The lines of the list, none where there is no list.

    Raises:
        RefusalError: a line cannot be understood.
    """
    return [_line(path, number, row) for number, row in read_list(path, HEADER)]


def overdue(expected: Iterable[Expected], reports: Iterable[Mapping[str, Any]], today: dt.date) -> Iterator[Event]:
    """An alert for each report that was due before `today` and is not there; `reports` as continuity.report_counts has them."""
    there = {(r["year"], r["unit"], form.partition(" / ")[0]) for r in reports for form in r["kept_forms"]}
    for line in expected:
        if line.due < today and (line.year, line.unit, line.kind) not in there:
            message = f"no {line.kind} of {line.unit} for {line.year} was read; it was due on {line.due}"
            yield Event("report_missing", f"missing {line.year} {line.unit} {line.kind} {line.due}", message)


def today() -> dt.date:
    """The day in China."""
    return dt.datetime.now(CHINA).date()


def _line(path: Path, number: int, row: dict[str, str]) -> Expected:
    try:
        line = Expected(int(row["year"]), row["unit"], row["kind"], dt.date.fromisoformat(row["due"]))
    except (TypeError, ValueError) as exc:
        raise RefusalError(f"{path}:{number}: {exc}: a year, and a day such as 2025-03-31, are wanted") from exc
    if line.kind not in KINDS or not line.unit:
        raise RefusalError(f"{path}:{number}: a unit, and one of {', '.join(KINDS)}, are wanted")
    return line
