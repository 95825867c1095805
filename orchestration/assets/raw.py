"""The asset raw: what lies in the folder of reports, checked against the manifest; registers the partitions that it finds."""

import dagster as dg

from orchestration.filing import Filing, scan
from orchestration.filing.manifest import read_manifest
from orchestration.metadata import OWNERS, rows_value
from orchestration.partitions import register
from orchestration.resources import Tools, plainly


@dg.asset(
    group_name="raw", owners=OWNERS, kinds={"text"}, description="The reports as published (原始报告), never edited, and raw/manifest.csv."
)
def raw(context: dg.AssetExecutionContext, tools: dg.ResourceParam[Tools]) -> dg.MaterializeResult[None]:
    """Looks at all of raw/; what is refused goes on as a refused report, what lies in no place is said here."""
    with plainly():
        filing = file_reports(tools)
    register(context.instance, filing.partitions())
    for notice in filing.notices:
        context.log.warning(notice.message)
    tools.say(f"raw: {len(filing.reports)} reports in {len(filing.partitions())} partitions, {len(filing.notices)} files not taken")
    refused = [{"file": f.filed.file, "reason": f.refusal.message} for f in filing.reports if f.refusal]
    return dg.MaterializeResult(
        metadata={
            "reports": len(filing.reports),
            "partitions": len(filing.partitions()),
            "refused": rows_value(refused),
            "not taken": rows_value([{"file": n.file, "code": n.code, "message": n.message} for n in filing.notices]),
        }
    )


def file_reports(tools: Tools) -> Filing:
    """The filing of raw/ as it is now."""
    return scan(tools.home.raw, read_manifest(tools.home.manifest))
