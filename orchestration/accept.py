"""A person's word on a report: its changed file is a new version, or it is withdrawn. Rewrites one line of the manifest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from orchestration.home import Home, RefusalError
from orchestration.manifest import kind_of, read_manifest, write_manifest
from orchestration.store import Read


def accept_file(home: Home, file: Path, read: Read) -> str:
    """Takes `file` (below raw/, or as a path) as it is now; says what was done.

    Raises:
        RefusalError: the file is not in the manifest, or cannot be read as a report.
    """
    lines = read_manifest(home.manifest)
    name = _name(home, file)
    if name not in lines:
        raise RefusalError(f"{name} is not in {home.manifest}: a new report is entered when `jixiao build` first accepts it")
    line, path = lines[name], home.raw / name
    if not path.exists():
        write_manifest(home.manifest, {k: v for k, v in lines.items() if k != name})
        return f"{name}: withdrawn, its line is removed from {home.manifest}; build again"
    report = read(path.read_bytes(), path.name)
    if report.refused:
        raise RefusalError(f"{name} cannot be read: " + "; ".join(p.message for p in report.problems if p.severity == "blocking"))
    if report.sha256 == line.sha256:
        return f"{name}: nothing to accept, the file is the one in the manifest"
    write_manifest(home.manifest, lines | {name: replace(line, sha256=report.sha256, kind=kind_of(f.form_type for f in report.forms))})
    return f"{name}: accepted, sha256 {line.sha256} → {report.sha256}; build again"


def _name(home: Home, file: Path) -> str:
    """The file's name in the manifest: below raw/ as it stands, else as a path from here."""
    below = home.raw / file
    path = file.resolve() if file.exists() and not below.exists() else below
    try:
        return path.relative_to(home.raw).as_posix()
    except ValueError:
        raise RefusalError(f"{file} does not lie in {home.raw}") from None
