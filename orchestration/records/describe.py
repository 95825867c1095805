"""What a partition's tables hold, as plain counts and rows for people; nothing of Dagster, nothing of how it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.records.store import Tables

Rows = list[dict[str, Any]]
RESULTS = ("passed", "failed", "to look at", "had nothing to look at")  # what comes of a check; only `failed` blocks


def describe(tables: Tables) -> dict[str, dict[str, Any]]:
    """Facts by table: numbers, text, and lists of rows (quarantined forms, refused reports, problems)."""
    problems = tables["problems"].to_pylist()
    return {
        "reports": {"reports": tables["reports"].num_rows, "refused": refused_reports(tables)},
        "forms": {
            "forms": tables["forms"].num_rows,
            **_counts("forms", tables["forms"], "form_type"),
            "quarantined": quarantined_forms(tables),
        },
        "funding": {"cells": tables["funding"].num_rows, **{f"yuan {k}": f"{v:,}" for k, v in sums_by_stage(tables).items()}},
        "goals": {"goals": tables["goals"].num_rows},
        "indicators": {"indicators": tables["indicators"].num_rows, **_counts("indicators", tables["indicators"], "indicator_kind")},
        "problems": {"problems": len(problems), **_counts("problems", tables["problems"], "severity"), "listed": _listed(problems)},
    }


def refused_reports(tables: Tables) -> Rows:
    """The reports that nothing was taken from, with the reason."""
    rows = _only(tables["reports"], "is_refused", True)
    return [{"file": r["report_file"], "reason": r["refusal_reason"]} for r in rows]


def quarantined_forms(tables: Tables) -> Rows:
    """The forms that stay out of the marts: file, lines, project, reason."""
    return [
        {
            **_where(r),
            "project": r["project_name"],
            "reason": r["quarantine_reason"],
        }
        for r in _only(tables["forms"], "is_quarantined", True)
    ]


def cut_forms(tables: Tables) -> Rows:
    """The forms that are read and whose table may go on where the text ends: file, lines, form."""
    return [
        {**_where(p), "message": p["message"]}
        for p in _only(tables["problems"], "problem_code", "table_may_be_cut")
        if p["severity"] == "review"
    ]


def tally(results: Iterable[str]) -> str:
    """`63 passed, 0 failed, 2 to look at, 3 had nothing to look at`: all of RESULTS, so that they add up."""
    found = Counter(results)
    return ", ".join(f"{found[result]} {result}" for result in RESULTS)


def sums_by_stage(tables: Tables) -> dict[str, Decimal]:
    """Yuan by budget stage, of the rows of totals; only stages that hold an amount."""
    sums: dict[str, Decimal] = {}
    for r in _only(tables["funding"], "funding_source", "total"):
        if r["amount_yuan"] is not None:
            sums[r["budget_stage"]] = sums.get(r["budget_stage"], Decimal(0)) + r["amount_yuan"]
    return dict(sorted(sums.items()))


def _place(start: int | None, end: int | None) -> str:
    """`17` or `17-19`; empty where the lines are not known."""
    return "" if start is None else str(start) if end in (None, start) else f"{start}-{end}"


def _where(row: dict[str, Any]) -> dict[str, Any]:
    """Where a form or a problem of one stands: file, lines, number of the form."""
    return {"file": row["report_file"], "lines": _place(row["line_start"], row["line_end"]), "form": row["form_no"]}


def _only(table: pa.Table, column: str, value: Any) -> Rows:
    """The rows of a value: chosen before they become Python's, which costs far more than to look at all of a column."""
    return table.filter(pc.equal(table[column], value)).to_pylist()  # type: ignore[no-any-return]


def _listed(problems: Rows, most: int = 100) -> Rows:
    """The gravest first, at most `most` of them: an event in Dagster's log is no place for thousands."""
    order = ("blocking", "review", "note")
    ranked = sorted(problems, key=lambda p: order.index(p["severity"]))
    return [
        {
            **_where(p),
            "severity": p["severity"],
            "code": p["problem_code"],
            "field": p["field"],
            "message": p["message"],
        }
        for p in ranked[:most]
    ]


def _counts(noun: str, table: pa.Table, column: str) -> dict[str, int]:
    found: Iterable[tuple[Any, int]] = sorted(Counter(table[column].to_pylist()).items())
    return {f"{noun} {value}": count for value, count in found}
