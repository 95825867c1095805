"""What stood and does not stand now: nothing that was entered or published may change or vanish unnoticed.

These checks are about all of raw/ and all records, whatever part of them a run was told to read. All of them block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from expectations.verdict import Check, Failure
from orchestration.filing import Filing, Found
from orchestration.reader.text import squeeze
from orchestration.records.store import broken_seal, sealed_values, shelves_in, strays_in

SUITE = "continuity"
RAW_STANDS = "raw_matches_manifest"
REPORTS_STAND = "published_reports_stand"
FORMS_STAND = "published_forms_stand"
RECORDS_STAND = "records_as_written"
VALUES_STAND = "published_values_stand"
MEANING = {
    RAW_STANDS: (
        "Each report of the manifest lies in raw/ as it was entered, and the records are of the files as they are now.",
        "清单中的报告均在原处且内容未变，记录与现有文件一致。",
    ),
    REPORTS_STAND: (
        "A report that stands in the current release is still read, or a person accepted that it is withdrawn.",
        "现行发布中的报告仍可读入，或其撤下已由人认可。",
    ),
    FORMS_STAND: (
        "A form that stands in the current release is still read and kept, or a person accepted by name that it is not.",
        "现行发布中的表仍可读入且未被隔离，或其缺失已由人按名认可。",
    ),
    RECORDS_STAND: (
        "The records are, byte for byte, those that were written when the reports were read.",
        "记录与读入写下时逐字节一致。",
    ),
    VALUES_STAND: (
        "A report that is the same and was read by the same reader has the values that the current release has.",
        "报告与读取程序均未变的，其数值与现行发布一致。",
    ),
}
_REMEDY = {
    **dict.fromkeys(
        (RAW_STANDS, REPORTS_STAND),
        "Restore the report, accept its new version or its withdrawal with `jixiao accept FILE`, or mend the reader.",
    ),
    RECORDS_STAND: "Build without --year and --unit: what was changed by hand or by a fault of the disk is read again from raw/.",
    VALUES_STAND: "Remove the folder records/ and build again: all reports are read anew; if it fails again, mend the reader.",
    FORMS_STAND: "Look at the form's lines in the report; accept the loss with `jixiao accept FILE --form NAME`, or mend the reader.",
}


def report_counts(records: Path) -> list[dict[str, Any]]:
    """By report: file, year, unit, sha256, is_refused with its reason, how many forms, indicators and quarantined forms, and `kept_forms`;
    `values` is the digest of all that was read from it.

    A kept form is named by what it is known by: `self_evaluation / 2020 / <implementing unit> / <project>`.
    """
    return [row for folder in shelves_in(records) for row in _counts(folder)]


def _counts(folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of one shelf."""
    values = sealed_values(folder)
    columns = ["report_file", "form_type", "fiscal_year", "implementing_unit", "project_name", "indicator_count", "is_quarantined"]
    forms: dict[str, list[dict[str, Any]]] = {}
    for form in pq.read_table(folder / "forms.parquet", columns=columns, partitioning=None).to_pylist():
        forms.setdefault(form["report_file"], []).append(form)
    for r in pq.read_table(folder / "reports.parquet", partitioning=None).to_pylist():
        own = forms.get(r["report_file"], [])
        yield {
            "file": r["report_file"],
            "year": r["report_year"],
            "unit": r["report_unit"],
            "sha256": r["report_sha256"],
            "reader_version": r["reader_version"],
            "values": values.get(r["report_file"], ""),
            "is_refused": r["is_refused"],
            "refusal_reason": r["refusal_reason"],
            "forms": len(own),
            "indicators": sum(f["indicator_count"] for f in own),
            "quarantined_forms": sum(f["is_quarantined"] for f in own),
            "kept_forms": sorted(_form_name(f) for f in own if not f["is_quarantined"]),
        }


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


def records_stand(records: Path) -> Check:
    """Each shelf's files against the seal that was written with them."""
    strays = strays_in(records)
    found = [(folder, "no shelf of records" if folder in strays else broken_seal(folder)) for folder in shelves_in(records)]
    wrong = [Failure(str(folder.relative_to(records)), None, None, None, None, None, detail) for folder, detail in found if detail]
    return _check(RECORDS_STAND, len(found), wrong, "shelves", "there are no records")


def continuity(
    published: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]], accepted: Set[tuple[str, str]], told: Set[str]
) -> tuple[Check, Check, Check]:
    """The three checks against the current release; `published` and `now` are rows as `report_counts` makes them.

    `accepted`: file and form of what may be missing, an empty form for a whole report; `told`: the files that `raw_stands` speaks of.
    """
    rows = {r["file"]: r for r in now}
    before = [r for r in published if not r["is_refused"]]
    standing = [r for r in before if r["file"] in rows and not rows[r["file"]]["is_refused"]]
    gone = [r for r in before if r not in standing and r["file"] not in told and (r["file"], "") not in accepted]
    lost = [
        (r, form)
        for r in standing
        for form in lost_forms(r, rows[r["file"]])
        if (r["file"], form) not in accepted and not _stands_elsewhere(r, form, before, rows)
    ]
    reasons = {file: row["refusal_reason"] for file, row in rows.items()}
    same = [r for r in standing if all(r.get(k) == rows[r["file"]][k] for k in ("sha256", "reader_version"))]
    other = [r for r in same if r["values"] != rows[r["file"]]["values"]]
    forms = sum(len(r.get("kept_forms", ())) for r in standing)
    return (
        _check(REPORTS_STAND, len(before), [_failure(r, reasons.get(r["file"]) or "no record of it") for r in gone], "reports published"),
        _check(FORMS_STAND, forms, [_failure(r, f"the form {f} is missing or quarantined now") for r, f in lost], "forms published"),
        _check(VALUES_STAND, len(same), [_failure(r, "its values are others now, file and reader are the same") for r in other], "reports"),
    )


def lost_forms(before: dict[str, Any], now: dict[str, Any] | None) -> list[str]:
    """The names of the forms of a published report that are missing or quarantined now; one of several with one name counts as itself."""
    # Releases of before forms were kept by name have none to look for.
    return sorted((Counter(before.get("kept_forms", ())) - Counter(now["kept_forms"] if now else ())).elements())


def _stands_elsewhere(row: dict[str, Any], form: str, before: list[dict[str, Any]], rows: dict[str, dict[str, Any]]) -> bool:
    """Whether another file of the partition gives a form now that it did not give before: the same report in a better format."""
    known = {r["file"]: r for r in before}
    beside = [r for r in rows.values() if (r["year"], r["unit"]) == (row["year"], row["unit"]) and r["file"] != row["file"]]
    name = squeeze(form)
    return any(
        name in map(squeeze, now["kept_forms"]) and name not in map(squeeze, known.get(now["file"], {}).get("kept_forms", ()))
        for now in beside
        if not now["is_refused"]
    )


def _form_name(form: dict[str, Any]) -> str:
    return " / ".join(str(form[c] or "?") for c in ("form_type", "fiscal_year", "implementing_unit", "project_name"))


def _failure(row: dict[str, Any], detail: str) -> Failure:
    return Failure(row["file"], None, None, None, None, f"{row['unit']}|{row['year']}", detail)


def _check(name: str, evaluated: int, failures: list[Failure], of: str, nothing: str = "nothing is published yet") -> Check:
    english, chinese = MEANING[name]
    return Check(
        name=name,
        suite=SUITE,
        table="reports",
        severity="error",
        outcome="fail" if failures else "pass" if evaluated else "not_evaluable",
        evaluated=evaluated,
        failed=len(failures),
        failures=tuple(failures),
        message=f"{len(failures)} of {evaluated} {of}" if evaluated else nothing,
        meaning=english,
        meaning_zh=chinese,
        remedy=_REMEDY[name],
    )
