"""A person's word on a report: its changed file is a new version, it is withdrawn, or a form of it may be missing.

Rewrites one line of the manifest, and keeps each word in the record of what was accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.filing import bytes_of
from orchestration.filing.accepted import record, word
from orchestration.filing.manifest import kind_of, read_manifest, write_manifest
from orchestration.home import Home, RefusalError
from orchestration.records.continuity import lost_forms, report_counts
from orchestration.records.refresh import Read
from orchestration.releases import standing_release


def accept_file(home: Home, file: Path, read: Read, reason: str = "") -> str:
    """Takes `file` (below raw/, or as a path) as it is now; says what was done.

    Raises:
        RefusalError: the file is not in the manifest, or cannot be read as a report.
    """
    lines = read_manifest(home.manifest)
    name = _name(home, file)
    if name not in lines:
        raise RefusalError(f"{name} is not in {home.manifest}: a new report is entered when `jixiao build` first accepts it")
    line, path, release = lines[name], home.raw / name, _release(home)
    if not path.exists():
        record(home.accepted, [word("withdrawal", name, release, before=line.sha256, reason=reason)])
        write_manifest(home.manifest, {k: v for k, v in lines.items() if k != name})
        return f"{name}: withdrawn, its line is removed from {home.manifest}; build again"
    report = read(bytes_of(path), path.name)
    if report.refused:
        raise RefusalError(f"{name} cannot be read: " + "; ".join(p.message for p in report.problems if p.severity == "blocking"))
    if report.sha256 == line.sha256:
        return f"{name}: nothing to accept, the file is the one in the manifest"
    record(home.accepted, [word("version", name, release, before=line.sha256, now=report.sha256, reason=reason)])
    write_manifest(home.manifest, lines | {name: replace(line, sha256=report.sha256, kind=kind_of(f.form_type for f in report.forms))})
    return f"{name}: accepted, sha256 {line.sha256} → {report.sha256}; build again"


def accept_forms(home: Home, file: Path, forms: Sequence[str], reason: str = "") -> str:
    """Agrees that `forms` of the current release, by their names or the projects', are missing from `file` or quarantined in it.

    Raises:
        RefusalError: no form of that name was lost, or several were.
    """
    name, standing = _name(home, file), standing_release(home)
    now = {r["file"]: r for r in report_counts(home.records)}.get(name)
    before = next((r for r in standing.row_counts["reports"] if r["file"] == name), None) if standing else None
    lost = lost_forms(before, now) if before else []
    chosen = [_one(lost, form, name) for form in forms]
    sha256 = str(now["sha256"]) if now else ""
    words = [word("form", name, _release(home), form=form, before=(before or {})["sha256"], now=sha256, reason=reason) for form in chosen]
    record(home.accepted, words)
    return "\n".join(f"{name}: {form}: it may be missing from the next release; build again" for form in chosen)


def _one(lost: Sequence[str], asked: str, file: str) -> str:
    found = [form for form in lost if asked in (form, form.split(" / ", 3)[-1])]
    if len(found) == 1:
        return found[0]
    listed = "; ".join(found or lost) or "no form of the current release is missing from it since the last build"
    raise RefusalError(f"{file}: {'several forms are' if found else 'no lost form is'} named {asked}: {listed}")


def _release(home: Home) -> str:
    standing = standing_release(home)
    return standing.id if standing else ""


def _name(home: Home, file: Path) -> str:
    """The file's name in the manifest: below raw/ as it stands, else as a path from here."""
    below = home.raw / file
    path = file.resolve() if file.exists() and not below.exists() else below
    try:
        return path.relative_to(home.raw).as_posix()
    except ValueError:
        raise RefusalError(f"{file} does not lie in {home.raw}") from None
