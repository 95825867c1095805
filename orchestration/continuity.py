"""What stood in the last release and does not stand now: a published report or form may not vanish unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from expectations.verdict import Check, Failure
from orchestration.store import partitions_in

SUITE = "continuity"
REPORTS_STAND = "published_reports_stand"
FORMS_STAND = "published_forms_stand"
_MEANING = {
    REPORTS_STAND: (
        "A report that stands in the current release is still read, or a person took it out of the manifest.",
        "现行发布中的报告仍可读入，或已由人从清单中撤下。",
    ),
    FORMS_STAND: (
        "Of a report in the current release no fewer forms reach the marts than before.",
        "现行发布中的报告，进入集市的表数不少于先前。",
    ),
}


def report_counts(records: Path) -> list[dict[str, Any]]:
    """By report: file, year, unit, sha256, is_refused with its reason, and how many forms, indicators and quarantined forms."""
    out: list[dict[str, Any]] = []
    for year, unit in partitions_in(records):
        folder = records / str(year) / unit
        forms = pq.read_table(folder / "forms.parquet", partitioning=None).to_pylist()
        for r in pq.read_table(folder / "reports.parquet", partitioning=None).to_pylist():
            own = [f for f in forms if f["report_file"] == r["report_file"]]
            out.append(
                {
                    "file": r["report_file"],
                    "year": year,
                    "unit": unit,
                    "sha256": r["report_sha256"],
                    "is_refused": r["is_refused"],
                    "refusal_reason": r["refusal_reason"],
                    "forms": len(own),
                    "indicators": sum(f["indicator_count"] for f in own),
                    "quarantined_forms": sum(f["is_quarantined"] for f in own),
                }
            )
    return out


def continuity(published: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]], listed: Iterable[str]) -> tuple[Check, Check]:
    """The two checks; all arguments but `listed` (files of the manifest) are rows as `report_counts` makes them."""
    rows, kept = {r["file"]: r for r in now}, set(listed)
    before = [r for r in published if not r["is_refused"]]
    lost = [r for r in before if r["file"] in kept and (r["file"] not in rows or rows[r["file"]]["is_refused"])]
    standing = [r for r in before if r["file"] in rows and not rows[r["file"]]["is_refused"]]
    fewer = [r for r in standing if _good(rows[r["file"]]) < _good(r)]
    return (
        _check(REPORTS_STAND, len(before), [(r, rows.get(r["file"], {}).get("refusal_reason") or "no record of it") for r in lost]),
        _check(FORMS_STAND, len(standing), [(r, f"{_good(r)} forms before, {_good(rows[r['file']])} now") for r in fewer]),
    )


def _good(row: dict[str, Any]) -> int:
    return int(row["forms"] - row["quarantined_forms"])


def _check(name: str, evaluated: int, failed: list[tuple[dict[str, Any], str]]) -> Check:
    english, chinese = _MEANING[name]
    return Check(
        name=name,
        suite=SUITE,
        table="reports",
        severity="error" if name == REPORTS_STAND else "warn",
        outcome="fail" if failed else "pass" if evaluated else "not_evaluable",
        evaluated=evaluated,
        failed=len(failed),
        failures=tuple(Failure(r["file"], None, None, None, None, f"{r['unit']}|{r['year']}", detail) for r, detail in failed),
        message=f"{len(failed)} of {evaluated} reports of the current release" if evaluated else "nothing is published yet",
        meaning=english,
        meaning_zh=chinese,
        remedy="Restore the report, accept its new version or its withdrawal with `jixiao accept FILE`, or mend the reader.",
    )
