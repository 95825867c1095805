"""The end of a build in a few lines: what was read, what was left out and why, what the gate said, where the release lies."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.candidate import Candidate
from orchestration.describe import Rows, quarantined_forms, refused_reports
from orchestration.filing import Notice, scan
from orchestration.home import Home
from orchestration.manifest import read_manifest
from orchestration.releases import Release, list_releases, row_count_changes
from orchestration.run import Outcome
from orchestration.store import folder_of, load, partitions_in
from orchestration.tables import SCHEMAS


@dataclass(frozen=True)
class Read:
    """What the records hold after a run, and the files that are not records at all."""

    reports: int
    forms: int
    indicators: int
    quarantined: Rows
    refused: Rows
    notices: tuple[Notice, ...]


def what_was_read(home: Home) -> Read:
    """Counted from the records of all partitions, whether read in this run or before."""
    found = [t for year, unit in partitions_in(home.records) if (t := load(folder_of(home.records, year, unit)))]
    joined = {name: pa.concat_tables([SCHEMAS[name].empty_table(), *(t[name] for t in found)]) for name in SCHEMAS}
    notices = scan(home.raw, read_manifest(home.manifest)).notices
    return Read(
        joined["reports"].num_rows,
        joined["forms"].num_rows,
        joined["indicators"].num_rows,
        quarantined_forms(joined),
        refused_reports(joined),
        notices,
    )


def summary_lines(home: Home, outcome: Outcome, read: Read) -> Iterator[str]:
    """The summary of a run, line by line."""
    yield f"reports            {read.reports}" + (f", {len(read.refused)} refused" if read.refused else "")
    yield from (f"  refused: {row['file']}: {row['reason']}" for row in read.refused)
    yield from (f"  not taken: {notice.message}" for notice in read.notices)
    yield f"forms              {read.forms}, {len(read.quarantined)} quarantined"
    yield from (f"  quarantined: {q['file']}:{q['lines']}, form {q['form']} {q['project'] or ''}: {q['reason']}" for q in read.quarantined)
    yield f"indicators         {read.indicators}"
    warned = f", {outcome.checks_warned} to look at" if outcome.checks_warned else ""
    yield f"checks             {outcome.checks_passed} passed, {outcome.checks_failed} failed{warned}"
    page = home.data_docs / outcome.run_id / "index.html"
    if page.exists():
        yield f"gate's page        {page}"
    yield from (_released(home) if outcome.success else _refused(home, outcome))


def _released(home: Home) -> Iterator[str]:
    releases = list_releases(home)
    now = next(r for r in releases if r.current)
    yield f"findings           {_findings(now)} in audit.fct_audit_finding"
    earlier = [r for r in releases if r.id < now.id]
    if earlier:
        changes = row_count_changes(earlier[-1].row_counts, now.row_counts)
        yield f"since {earlier[-1].id}: " + (", ".join(f"{t} {b} → {n}" for t, b, n in changes) or "no table has more or fewer rows")
    yield f"release            {now.id}"
    yield f"it lies in         {now.folder}, and as {home.current}"
    command = "jixiao" if shutil.which("jixiao") else sys.argv[0]
    yield f'query it with      {command} query "SELECT * FROM dim_report"'


def _refused(home: Home, outcome: Outcome) -> Iterator[str]:
    yield "nothing was released:"
    yield from (f"  {line}" for reason in outcome.refusals for line in reason.splitlines())
    current: list[Any] = [r for r in list_releases(home) if r.current]
    yield f"release            {current[0].id} stays current" if current else "release            none yet"
    candidate = Candidate(home.candidates / outcome.run_id)
    if candidate.database.exists():
        yield f"the candidate is kept for a look at {candidate.database}"
    yield f"details            {home.logs / 'build.log'}, and `make ui`"


def _findings(release: Release) -> int | str:
    if "audit.fct_audit_finding" not in release.row_counts["tables"]:
        return "no table"
    with duckdb.connect(str(release.folder / "jixiao.duckdb"), read_only=True) as con:
        return int(con.execute("SELECT count(*) FROM audit.fct_audit_finding WHERE outcome = 'fail'").fetchall()[0][0])
