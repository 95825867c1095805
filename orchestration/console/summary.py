"""The end of a build in a few lines: what was read, what was left out and why, what the gate said, where the release lies."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from orchestration.console.lines import ranges
from orchestration.filing import Notice, scan
from orchestration.filing.manifest import read_manifest
from orchestration.home import Home
from orchestration.records.describe import Rows, cut_forms, quarantined_forms, refused_reports, tally
from orchestration.records.store import all_tables
from orchestration.releases import Release, current_release, list_releases, row_count_changes
from orchestration.releases.candidate import Candidate
from orchestration.run import Outcome


@dataclass(frozen=True)
class Read:
    """What the records hold after a run, and the files that are not records at all."""

    reports: int
    forms: int
    indicators: int
    quarantined: Rows
    cut: Rows
    refused: Rows
    notices: tuple[Notice, ...]


def what_was_read(home: Home) -> Read:
    """Counted from the records of all partitions, whether read in this run or before."""
    joined = all_tables(home.records, ("reports", "forms", "problems"))
    notices = scan(home.raw, read_manifest(home.manifest)).notices
    return Read(
        joined["reports"].num_rows,
        joined["forms"].num_rows,
        sum(joined["forms"]["indicator_count"].to_pylist()),
        quarantined_forms(joined),
        cut_forms(joined),
        refused_reports(joined),
        notices,
    )


def summary_lines(home: Home, outcome: Outcome, read: Read) -> Iterator[str]:
    """The summary of a run, line by line; only the reason where the run made no records of its own."""
    if outcome.recorded:
        yield from _what_was_found(home, outcome, read)
    yield from (_released(home, outcome) if outcome.success else _refused(home, outcome))


def _what_was_found(home: Home, outcome: Outcome, read: Read) -> Iterator[str]:
    yield f"reports            {read.reports}" + (f", {len(read.refused)} refused" if read.refused else "")
    yield from (f"  refused: {row['file']}: {row['reason']}" for row in read.refused)
    yield from (f"  not taken: {notice.message}" for notice in read.notices)
    yield f"forms              {read.forms}, {len(read.quarantined)} quarantined"
    yield from (f"  quarantined: {q['file']}:{q['lines']}, form {q['form']} {q['project'] or ''}: {q['reason']}" for q in read.quarantined)
    yield from (f"  may be cut off: {c['file']}:{c['lines']}, form {c['form']}: {c['message']}" for c in read.cut)
    yield f"indicators         {read.indicators}"
    yield f"checks             {len(outcome.checks)}: {tally(c.result for c in outcome.checks)}"
    for check in outcome.checks:
        if check.result == "to look at":
            yield f"  to look at: {check.name}: {'' if check.failed_rows is None else f'{check.failed_rows} rows: '}{check.meaning}"
    page = home.data_docs / outcome.run_id / "index.html"
    if page.exists():
        yield f"gate's page        {page}"


def _released(home: Home, outcome: Outcome) -> Iterator[str]:
    releases = list_releases(home)
    now = next(r for r in releases if r.current)
    yield from _findings(now)
    earlier = [r for r in releases if r.id < now.id]
    if earlier and outcome.published:
        changes = row_count_changes(earlier[-1].row_counts, now.row_counts)
        yield f"since {earlier[-1].id}: " + (", ".join(f"{t} {b} → {n}" for t, b, n in changes) or "no table has more or fewer rows")
        yield f"rows that changed  {now.folder / 'RELEASE.md'}"
    yield f"release            {now.id}" + ("" if outcome.published else " stays current: nothing changed")
    yield f"it lies in         {now.folder}, and as {home.current}"
    command = "jixiao" if shutil.which("jixiao") else sys.argv[0]
    yield f'query it with      {command} query "select project_name, implementing_unit, last_fiscal_year from dim_project"'


def _refused(home: Home, outcome: Outcome) -> Iterator[str]:
    yield "nothing was released:"
    yield from (f"  {line}" for reason in outcome.refusals for line in reason.splitlines())
    if not outcome.recorded:
        return
    current = current_release(home)
    yield f"release            {current.id} stays current" if current else "release            none yet"
    candidate = Candidate(home.candidates / outcome.run_id)
    if candidate.database.exists():
        yield f"the candidate is kept for a look at {candidate.database}"
    yield f"details            {home.logs / 'build.log'}, and `make ui`"


def _findings(release: Release, most: int = 10) -> Iterator[str]:
    """How much the audit found by severity, and of the contradictions (high) the first `most` with rule, place and words."""
    if "audit.fct_audit_finding" not in release.row_counts["tables"]:
        return
    with duckdb.connect(str(release.folder / "jixiao.duckdb"), read_only=True) as con:
        counts = con.execute(
            "SELECT severity, count(*) FROM audit.fct_audit_finding WHERE outcome = 'fail' GROUP BY severity ORDER BY severity"
        ).fetchall()
        rows = con.execute(
            "SELECT rule_id, report_file, evidence_lines, message_en FROM audit.fct_audit_finding "
            "WHERE outcome = 'fail' AND severity = 'high' ORDER BY ALL NULLS LAST"
        ).fetchall()
    told = ", ".join(f"{number} {severity}" for severity, number in counts)
    yield f"findings           {told or 'none'} in audit.fct_audit_finding"
    yield from (f"  {rule} {file}:{ranges(lines)}: {message}" for rule, file, lines, message in rows[:most])
    if len(rows) > most:
        yield f"  … and {len(rows) - most} more"
