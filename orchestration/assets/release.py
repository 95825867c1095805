"""The release asset: publishes the candidate of its run, if the verdict that is stored for exactly this candidate allows it."""

import datetime as dt
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.addresses import page_url
from orchestration.filing.entering import enter_reports
from orchestration.home import Home
from orchestration.metadata import OWNERS, facts_value, rows_value
from orchestration.records.continuity import report_counts
from orchestration.records.describe import quarantined_forms, refused_reports, sums_by_stage
from orchestration.records.store import all_tables
from orchestration.releases import Release, current_release, damage, list_releases, point_to, publish, row_count_changes
from orchestration.releases.candidate import Candidate
from orchestration.releases.fingerprint import inputs_of
from orchestration.resources import Tools, plainly

SHOWN = 100  # rows of a list: an event in Dagster's log is no place for thousands
# Two seasons a year bring reports: half a year without a release is odd, more than a year is a fault.
FRESH = dg.FreshnessPolicy.time_window(fail_window=dt.timedelta(days=400), warn_window=dt.timedelta(days=200))


def build_release(marts: Collection[dg.AssetKey]) -> dg.AssetsDefinition:
    """The release of these marts."""

    @dg.asset(
        name="release",
        deps=list(marts),
        group_name="release",
        owners=OWNERS,
        kinds={"duckdb", "parquet"},
        description="What analysts read (发布): releases/ID, and `current`.",
        freshness_policy=FRESH,
    )
    def release(context: dg.AssetExecutionContext, tools: dg.ResourceParam[Tools]) -> dg.MaterializeResult[None]:
        candidate = tools.candidate(context.run)
        with plainly():
            before = current_release(tools.home)
            now, why = release_candidate(tools, candidate)
        tools.say(f"release: {now.id}, {why}" if why else f"release: nothing changed, {now.id} stays current")
        page = tools.home.data_docs / candidate.folder.name / "index.html"
        return dg.MaterializeResult(metadata=_story(tools.home.records, now, page) | _metadata(now, why, before))

    return release


def release_candidate(tools: Tools, candidate: Candidate) -> tuple[Release, str]:
    """The release that stands when all is done, and why it is a new one (empty: it is none); the candidate is gone then.

    Raises:
        RefusalError: the stored verdict is missing, of other inputs, or not passed; nothing was published.
    """
    home = tools.home
    fingerprint = inputs_of(home.records).fingerprint
    candidate.passed_verdict(fingerprint)
    enter_reports(home)
    current = current_release(home)
    why = _why_anew(current, fingerprint)
    finished = _finished(home, current, fingerprint) if why else None
    if finished:
        current, why = point_to(home, finished), f"that was made of these inputs before {finished.id} could become current"
    elif why or not current:
        current = publish(home, candidate.database, candidate.verdict, fingerprint, report_counts(home.records))
    shutil.rmtree(candidate.folder)
    return current, why


def _finished(home: Home, current: Release | None, fingerprint: str) -> Release | None:
    """A later release of these inputs: of a run that was killed before it moved `current`, or one that was rolled back from."""
    later = [r for r in list_releases(home) if r.fingerprint == fingerprint and (not current or r.id > current.id)]
    return next((r for r in reversed(later) if not damage(r)), None)


def _why_anew(current: Release | None, fingerprint: str) -> str:
    """Why what stands is not good enough; empty where it is of these inputs, and whole."""
    if current is None:
        return "as none is current"
    if current.fingerprint != fingerprint:
        return f"as the inputs are not those of {current.id}"
    wrong = damage(current)
    return f"as {current.id} is damaged: {wrong}" if wrong else ""


def _metadata(now: Release, why: str, before: Release | None) -> dict[str, Any]:
    changes = row_count_changes(before.row_counts if before else None, now.row_counts)
    return {
        "release": now.id,
        "is_new": bool(why),
        "published": why or "before, and nothing changed",
        "folder": dg.MetadataValue.path(str(now.folder)),
        "fingerprint": now.fingerprint,
        "last release": before.id if before else "none",
        "rows changed": rows_value([{"table": t, "before": b, "now": n} for t, b, n in changes]),
        "rows": rows_value([{"table": t, "rows": n} for t, n in now.row_counts["tables"].items()]),
    }


def _story(records: Path, now: Release, page: Path) -> dict[str, Any]:
    """What the release is made of, for people: sums of money, what was left out and why, the gate's page and the notes."""
    tables = all_tables(records, ("reports", "forms", "funding"))
    return facts_value(
        {
            "yuan by stage": [{"budget stage": stage, "yuan": f"{yuan:,}"} for stage, yuan in sums_by_stage(tables).items()],
            "quarantined forms": quarantined_forms(tables)[:SHOWN],
            "refused reports": refused_reports(tables)[:SHOWN],
        }
    ) | {
        "gate's page": dg.MetadataValue.url(page_url(page)),
        "what changed": dg.MetadataValue.md(_notes(now)),
    }


def _notes(release: Release, most: int = 20_000) -> str:
    """The notes of the release, as far as an event in Dagster's log is a place for them."""
    path = release.folder / "RELEASE.md"
    if not path.exists():
        return "no notes"
    text = path.read_text(encoding="utf-8")
    return text if len(text) <= most else f"{text[:most]}\n\n… and more in {path}"
