"""What is said of a release as a whole: title, licence, caveats, in English and Chinese; from the seed package_note.

Also which forms and reports are left out of it: a sum over the tables lacks them, and nothing in the tables would show it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

_SHOWN = 10  # forms and reports that the sentence names
_LEFT_OUT_FORMS = """
    SELECT quality.report_file, quality.line_start, quality.line_end, quality.project_name
    FROM core.fct_parse_quality AS quality
    INNER JOIN core.dim_report AS reports USING (report_key)
    WHERE quality.is_quarantined AND NOT reports.is_refused AND quality.quarantine_reason NOT LIKE '%form_superseded: %'
    ORDER BY quality.report_file, quality.line_start
"""


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class About:
    """A release: its id, when it was made (ISO 8601, UTC), the digest of its inputs, and the sentences on it."""

    id: str
    released_at: str
    inputs: str
    title: Said
    description: Said
    licence: Said
    caveats: tuple[Said, ...]


def read_about(con: duckdb.DuckDBPyConnection, release_id: str, released_at: str, inputs: str) -> About:
    """The release's own facts with the sentences that its file holds."""
    said: dict[str, list[Said]] = {}
    for kind, en, zh in con.execute("SELECT kind, text_en, text_zh FROM seeds.package_note").fetchall():
        said.setdefault(kind, []).append(Said(en, zh))
    caveats = (*left_out(con), *said["caveat"])
    return About(release_id, released_at, inputs, said["title"][0], said["description"][0], said["licence"][0], caveats)


def left_out(con: duckdb.DuckDBPyConnection) -> list[Said]:
    """Which forms (quarantined) and reports (refused) a sum over the tables lacks, in one sentence; none where nothing is left out.

    A form of which another file's version is taken is not left out.
    """
    forms = con.execute(_LEFT_OUT_FORMS).fetchall()
    reports = con.execute("SELECT report_file FROM core.dim_report WHERE is_refused ORDER BY report_file").fetchall()
    if not forms and not reports:
        return []
    (form_count,) = con.execute("SELECT count(*) FROM core.fct_parse_quality").fetchone() or (0,)
    (report_count,) = con.execute("SELECT count(*) FROM core.dim_report").fetchone() or (0,)
    named = [f"{file}:{first}-{last} {project or ''}".rstrip() for file, first, last, project in forms] + [file for (file,) in reports]
    shown = "; ".join(named[:_SHOWN]) + ("; …" if len(named) > _SHOWN else "")
    return [
        Said(
            f"Left out of this release, so that sums lack them: {len(forms)} of {form_count} forms (quarantined), "
            f"{len(reports)} of {report_count} reports (refused): {shown}. fct_parse_problem says why.",
            f"本次发布未收入、求和时缺少的：{form_count} 张表中 {len(forms)} 张被隔离，"
            f"{report_count} 份报告中 {len(reports)} 份被拒收：{shown}。原因见“读取问题”表。",
        )
    ]
