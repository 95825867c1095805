"""The page of a gate's run (Data Docs): what was checked, what failed, and on which form and lines.

One file of plain HTML, readable from a folder without a network or JavaScript. Great Expectations' own pages are not used:
they fetch scripts, styles and pictures from other hosts (the index is blank without them), and they show failing values
without the file, form and line that a reviewer needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from expectations.verdict import Check, Verdict

TEMPLATE = "data_docs.html.j2"
OUTCOMES = {"pass": "通过", "fail": "未通过", "not_evaluable": "无可评估", "error": "检查出错"}


def write_docs(verdict: Verdict, folder: Path, title: str = "Jixiao quality gate", facts: Mapping[str, str] | None = None) -> Path:
    """Writes `folder`/index.html and returns its path; `facts` (run id, time, candidate …) stand below the title as given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(render(verdict, title, facts or {}), encoding="utf-8")
    return path


def render(verdict: Verdict, title: str, facts: Mapping[str, str]) -> str:
    """The page as HTML; all texts are escaped, since they come from the reports."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        title=title,
        facts=facts,
        verdict=verdict,
        outcomes=OUTCOMES,
        passed_count=sum(c.outcome == "pass" for c in verdict.checks),
        unevaluated_count=sum(c.outcome == "not_evaluable" for c in verdict.checks),
        partitions=_partitions(verdict),
    )


def _partitions(verdict: Verdict) -> dict[str, list[tuple[Check, int]]]:
    """Partitions with failing rows, and in each the checks with the number of rows that fail there."""
    names = sorted({p for c in verdict.checks for p, _ in c.failed_by_partition})
    return {name: list(verdict.failures_in(name)) for name in names}
