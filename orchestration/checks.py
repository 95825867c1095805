"""The gate as Dagster asset checks: which there are, and how a verdict becomes their results. Judges nothing itself.

Fails closed: a check that was declared and of which the verdict says nothing has failed; one that was not declared has
no place in Dagster, and fails the step. The verdict on disk, not these results, is what the release goes by.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass

import dagster as dg

from expectations.verdict import Check, Severity, Verdict
from orchestration.addresses import page_url
from orchestration.filing import scan
from orchestration.filing.accepted import accepted_forms
from orchestration.filing.manifest import read_manifest
from orchestration.home import Home
from orchestration.metadata import rows_value
from orchestration.records.continuity import MEANING, continuity, raw_stands, records_stand, report_counts
from orchestration.records.describe import tally
from orchestration.releases import standing_release
from orchestration.releases.candidate import Candidate, reasons
from orchestration.releases.fingerprint import inputs_of
from orchestration.resources import Tools, plainly

SILENT = "the gate says nothing of this check"


@dataclass(frozen=True)
class Declared:
    """A check that the gate will answer: its name, the asset that it is about, whether it blocks, and what it means."""

    name: str
    asset: dg.AssetKey
    severity: Severity
    meaning: str = ""

    def spec(self) -> dg.AssetCheckSpec:
        """As Dagster knows it."""
        return dg.AssetCheckSpec(self.name, asset=self.asset, blocking=self.severity == "error", description=self.meaning or None)


def declared(stage: str, assets: Collection[dg.AssetKey]) -> list[Declared]:
    """The checks of a stage (records, marts), read from the suites.

    Raises:
        ValueError: a suite is about a table that is none of `assets`.
    """
    from expectations.gate import load_suites

    keys = {key.path[-1]: key for key in assets}
    out: list[Declared] = []
    for suite in load_suites(stage):
        table = suite.table.split(".")[-1]
        if table not in keys:
            raise ValueError(f"the suite {suite.name} is about {suite.table}, which is no asset of {stage}")
        metas = [expectation["meta"] for expectation in suite.expectations]
        out += [Declared(m["check"], keys[table], m["severity"], f"{m['zh']} {m['en']}") for m in metas]
    return out


CONTINUITY = [Declared(name, dg.AssetKey(["records", "reports"]), "error", f"{zh} {en}") for name, (en, zh) in MEANING.items()]


def records_gate(checks: Iterable[Declared]) -> dg.AssetChecksDefinition:
    """The gate on the records, before dbt; what stands in the current release is looked at too."""
    known = [*checks, *CONTINUITY]

    @dg.multi_asset_check(name="records_gate", specs=[c.spec() for c in known])
    def gate(context: dg.AssetCheckExecutionContext, tools: dg.ResourceParam[Tools]) -> Iterator[dg.AssetCheckResult]:
        home, candidate = tools.home, tools.candidate(context.run)
        tools.say("gate: checking the records")
        with plainly():
            verdict = complete(Verdict.combine([tools.validate_records(home.records), what_stands(home)]), known)
            candidate.store_records_verdict(verdict, inputs_of(home.records).fingerprint)
        yield from _results(context, tools, candidate, verdict, known)

    return gate


def what_stands(home: Home) -> Verdict:
    """The checks of continuity, on all of raw/, the records and the current release as they are now."""
    manifest, now = read_manifest(home.manifest), report_counts(home.records)
    released = standing_release(home)
    raw = raw_stands(scan(home.raw, manifest), now)
    published = released.row_counts["reports"] if released else []
    accepted = accepted_forms(home.accepted, released.id) if released else set()
    told = {str(f.report_file) for f in raw.failures}
    return Verdict((raw, records_stand(home.records), *continuity(published, now, accepted, told)))


def marts_gate(checks: Iterable[Declared]) -> dg.AssetChecksDefinition:
    """The gate on the marts of the candidate; completes the verdict that the release will read."""
    known = list(checks)

    @dg.multi_asset_check(name="marts_gate", specs=[c.spec() for c in known])
    def gate(context: dg.AssetCheckExecutionContext, tools: dg.ResourceParam[Tools]) -> Iterator[dg.AssetCheckResult]:
        home, candidate = tools.home, tools.candidate(context.run)
        tools.say("gate: checking the marts")
        with plainly():
            marts = complete(tools.validate_marts(candidate.database, home.records), known)
            candidate.store_verdict(marts, inputs_of(home.records).fingerprint)
        yield from _results(context, tools, candidate, marts, known)

    return gate


def complete(verdict: Verdict, known: Iterable[Declared]) -> Verdict:
    """The verdict, with an error for each declared check that it says nothing of: the release reads it, not Dagster's results."""
    answered = {check.name for check in verdict.checks}
    silent = [
        Check(one.name, "gate", one.asset.path[-1], one.severity, "error", 0, 0, (), SILENT, empty_passes=False)
        for one in known
        if one.name not in answered
    ]
    return Verdict((*verdict.checks, *silent))


def _results(
    context: dg.AssetCheckExecutionContext, tools: Tools, candidate: Candidate, verdict: Verdict, known: list[Declared]
) -> Iterator[dg.AssetCheckResult]:
    """A result for each declared check, each with a link to the page that shows all of the run."""
    page = _page(tools, candidate)
    found = {check.name: check for check in verdict.checks}
    tools.say(f"gate: {len(known)} checks: {tally(result_name(found.get(one.name)) for one in known)}")
    for one in known:
        yield result_of(one, found.pop(one.name, None), page)
    if verdict.blocking():
        context.log.error("\n".join(reasons(verdict)))  # on the run's page, in the words of the console
    if found:
        raise dg.Failure(f"the gate answered checks that were not declared: {', '.join(sorted(found))}; restart Dagster")


def result_of(declared: Declared, check: Check | None, page: str) -> dg.AssetCheckResult:
    """One check as Dagster shows it; `page` is the address of the gate's page."""
    severity = dg.AssetCheckSeverity.ERROR if declared.severity == "error" else dg.AssetCheckSeverity.WARN
    if check is None:
        return dg.AssetCheckResult(
            passed=False, asset_key=declared.asset, check_name=declared.name, severity=severity, description=SILENT, metadata={"page": page}
        )
    rows = [{k: v for k, v in asdict(f).items() if k != "partition"} for f in check.failures]
    return dg.AssetCheckResult(
        passed=result_name(check) in ("passed", "had nothing to look at"),
        asset_key=declared.asset,
        check_name=declared.name,
        severity=severity,
        description=check.message,
        metadata={
            "result": result_name(check),
            "outcome": check.outcome,
            "evaluated": check.evaluated,
            "failed": check.failed,
            "meaning": f"{check.meaning_zh} {check.meaning}".strip() or declared.meaning,
            "remedy": check.remedy,
            "failures": rows_value(rows),
            "page": dg.MetadataValue.url(page),
        },
    )


def result_name(check: Check | None) -> str:
    """One of RESULTS; a check that the gate says nothing of has failed."""
    if check is None or check.blocks:
        return "failed"
    return {"pass": "passed", "not_evaluable": "had nothing to look at"}.get(check.outcome, "to look at")


def _page(tools: Tools, candidate: Candidate) -> str:
    verdict = candidate.last_verdict() or Verdict(())
    return page_url(tools.write_docs(verdict, tools.home.data_docs / candidate.folder.name))
