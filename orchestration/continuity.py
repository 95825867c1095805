"""What stood and does not stand now: nothing that was entered or published may change or vanish unnoticed.

These checks are about all of raw/ and all records, whatever part of them a run was told to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from expectations.verdict import Check, Failure
from orchestration.filing import Filing, Found
from orchestration.store import partitions_in

SUITE = "continuity"
RAW_STANDS = "raw_matches_manifest"
REPORTS_STAND = "published_reports_stand"
FORMS_STAND = "published_forms_stand"
_MEANING = {
    RAW_STANDS: (
        "Each report of the manifest lies in raw/ as it was entered, and the records are of the files as they are now.",
        "清单中的报告均在原处且内容未变，记录与现有文件一致。",
    ),
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


def raw_stands(filing: Filing, now: Iterable[dict[str, Any]]) -> Check:
    """Every report in raw/ or in the manifest, against the manifest and against `now`, rows as `report_counts` makes them."""
    reports = {f.filed.file: f for f in filing.reports}
    rows = {r["file"]: r for r in now}
    wrong = [
        Failure(file, None, None, None, None, None, detail)
        for file in sorted(reports | rows)
        if (detail := _mismatch(reports.get(file), rows.get(file)))
    ]
    return _check(RAW_STANDS, len(reports | rows), wrong, "reports", "there is no report")


def _mismatch(found: Found | None, row: dict[str, Any] | None) -> str | None:
    if found and found.refusal and found.refusal.code in ("report_changed", "report_vanished"):
        return f"{found.refusal.code}: {found.refusal.message}"
    remedy = "build without --year and --unit"
    if row and not found:
        return f"it is gone from raw/, its record still stands: {remedy}"
    if row and found and row["sha256"] != found.sha256:
        return f"it has sha256 {found.sha256}, its record is of {row['sha256']}: {remedy}"
    return None


def continuity(published: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]], listed: Iterable[str]) -> tuple[Check, Check]:
    """The two checks against the current release; all arguments but `listed` are rows as `report_counts` makes them.

    `listed`: the files of the manifest, without those that `raw_stands` speaks of already.
    """
    rows, kept = {r["file"]: r for r in now}, set(listed)
    before = [r for r in published if not r["is_refused"]]
    lost = [r for r in before if r["file"] in kept and (r["file"] not in rows or rows[r["file"]]["is_refused"])]
    standing = [r for r in before if r["file"] in rows and not rows[r["file"]]["is_refused"]]
    fewer = [r for r in standing if _good(rows[r["file"]]) < _good(r)]
    of = "reports of the current release"
    return (
        _check(
            REPORTS_STAND, len(before), [_failure(r, rows.get(r["file"], {}).get("refusal_reason") or "no record of it") for r in lost], of
        ),
        _check(FORMS_STAND, len(standing), [_failure(r, f"{_good(r)} forms before, {_good(rows[r['file']])} now") for r in fewer], of),
    )


def _failure(row: dict[str, Any], detail: str) -> Failure:
    return Failure(row["file"], None, None, None, None, f"{row['unit']}|{row['year']}", detail)


def _good(row: dict[str, Any]) -> int:
    return int(row["forms"] - row["quarantined_forms"])


def _check(name: str, evaluated: int, failures: list[Failure], of: str, nothing: str = "nothing is published yet") -> Check:
    english, chinese = _MEANING[name]
    return Check(
        name=name,
        suite=SUITE,
        table="reports",
        severity="warn" if name == FORMS_STAND else "error",
        outcome="fail" if failures else "pass" if evaluated else "not_evaluable",
        evaluated=evaluated,
        failed=len(failures),
        failures=tuple(failures),
        message=f"{len(failures)} of {evaluated} {of}" if evaluated else nothing,
        meaning=english,
        meaning_zh=chinese,
        remedy="Restore the report, accept its new version or its withdrawal with `jixiao accept FILE`, or mend the reader.",
    )
