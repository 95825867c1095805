"""What lies in raw/: reports in their place, reports that are refused before reading, and what is no report at all.

Looks at names, bytes and the manifest; reads no report. Every entry below raw/ is accounted for: it is a report or a notice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.filing.manifest import Line
from orchestration.reader.record import Problem
from orchestration.reader.sources import SUFFIXES, UNREAD_SUFFIXES
from orchestration.reader.sources.limits import MOST_BYTES
from orchestration.records.tables import Filed

LISTS = ("manifest.csv", "accepted.csv", "expected.csv")  # what is kept about the reports, beside them
_YEAR = re.compile(r"(19|20)\d\d")

# Codes of the problems that keep a report from being read. They are of its place, not of its text: look again at each build.
REFUSALS = ("report_changed", "report_vanished", "report_duplicate", "report_unreadable", "report_too_large", "report_outside")


@dataclass(frozen=True)
class Found:
    """A report in its place. `refusal` says why it is not to be read; `size` is 0 where the file is gone."""

    filed: Filed
    path: Path
    sha256: str
    size: int
    refusal: Problem | None = None


@dataclass(frozen=True)
class Notice:
    """Something below raw/ that is no report in its place: path below raw/, what is the matter, what to do."""

    file: str
    code: str
    message: str


@dataclass(frozen=True)
class Filing:
    """All of raw/, sorted by path."""

    reports: tuple[Found, ...]
    notices: tuple[Notice, ...]

    def partitions(self) -> dict[tuple[int, str], list[Found]]:
        """The reports by year and unit."""
        out: dict[tuple[int, str], list[Found]] = {}
        for found in self.reports:
            out.setdefault((found.filed.year, found.filed.unit), []).append(found)
        return out


def sha256_of(path: Path) -> str:
    """Digest of the file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def scan(raw: Path, manifest: Mapping[str, Line], digest: Callable[[Path], str] = sha256_of) -> Filing:
    """Everything below `raw`, against the manifest; digests every report, because a time stamp proves nothing."""
    reports: list[Found] = []
    notices: list[Notice] = []
    for entry in _entries(raw):
        match _placed(raw, entry, digest):
            case Found() as found:
                reports.append(found)
            case notice:
                notices.append(notice)
    reports = [_against_manifest(found, manifest.get(found.filed.file)) for found in reports]
    reports = _without_duplicates(reports, manifest)
    reports += _vanished(raw, reports, manifest)
    return Filing(tuple(sorted(reports, key=lambda f: f.filed.file)), tuple(notices))


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, of one that is too large to be read as many as the reader needs to refuse it."""
    with path.open("rb") as handle:
        return handle.read(MOST_BYTES + 1)


def _entries(raw: Path) -> Iterator[Path]:
    """Files, and folders that are not gone into: hidden ones, no years, too deep, out of raw/, units that cannot be a partition's name."""
    for entry in sorted(raw.iterdir()):
        if entry.name in LISTS:
            continue
        if not entry.is_dir() or not _YEAR.fullmatch(entry.name) or _leads_out(raw, entry):
            yield entry
            continue
        for unit in sorted(entry.iterdir()):
            if not unit.is_dir() or unit.name.startswith(".") or "|" in unit.name or _leads_out(raw, unit):
                yield unit
            else:
                yield from sorted(unit.iterdir())


def _placed(raw: Path, entry: Path, digest: Callable[[Path], str]) -> Found | Notice:
    file = entry.relative_to(raw).as_posix()
    notice = _misplaced(raw, entry, file)
    if notice:
        return notice
    filed = Filed(file, int(entry.parent.parent.name), entry.parent.name)
    try:
        if refusal := _unopened(raw, entry, file):
            return Found(filed, entry, "", 0, refusal)
        return Found(filed, entry, digest(entry), entry.stat().st_size)
    except OSError as exc:
        message = f"{file} cannot be read ({exc.strerror}): restore it, or give this user the right to read it"
        return Found(filed, entry, "", 0, Problem("report_unreadable", message, "blocking"))


def _unopened(raw: Path, entry: Path, file: str) -> Problem | None:
    """Why a file is not even opened."""
    if _leads_out(raw, entry):
        return Problem(
            "report_outside", f"{file} is a link to {entry.resolve()}, out of raw/: put the file itself in its place", "blocking"
        )
    if entry.exists() and not entry.is_file():
        return Problem("report_unreadable", f"{file} is no regular file: put the report in its place", "blocking")
    if (size := entry.stat().st_size) > MOST_BYTES:
        message = f"{file} has {size:,} bytes, {MOST_BYTES:,} are the most that is read: file the pages that hold the forms"
        return Problem("report_too_large", message, "blocking")
    return None


def _leads_out(raw: Path, entry: Path) -> bool:
    return entry.is_symlink() and not entry.resolve().is_relative_to(raw.resolve())


def _misplaced(raw: Path, entry: Path, file: str) -> Notice | None:
    depth = file.count("/")
    if entry.name.startswith("."):
        return Notice(file, "hidden", f"{file} is hidden and is not read: rename it if it is a report, or remove it")
    if entry.name.startswith("~$"):
        return Notice(file, "office_lock", f"{file} is no report: Word and Excel keep it while {entry.name[2:]} is open; close it there")
    if entry.is_dir() and _leads_out(raw, entry):
        return Notice(
            file, "link_out", f"the folder {file} is a link to {entry.resolve()}, out of raw/: put the folder itself in its place"
        )
    if "|" in entry.name and entry.is_dir():
        return Notice(file, "unit_name", f"the unit folder {file} holds '|', which separates unit and year: rename it")
    if entry.is_dir() and depth == 0:
        return Notice(file, "no_year", f"the folder {file} is no year: move it to <year>/<unit>/, such as 2024/某单位/")
    if entry.is_dir():
        return Notice(
            file, "too_deep", f"the folder {file} lies below a unit and is not read: move its reports up into {Path(file).parent}"
        )
    if depth < 2:
        return Notice(file, "misplaced", f"{file} lies in no unit's folder: move it to <year>/<unit>/{entry.name}")
    if remedy := UNREAD_SUFFIXES.get(entry.suffix.lower()):
        return Notice(file, "unread_suffix", f"{file} is of a kind that is not read: {remedy}")
    if entry.suffix.lower() not in SUFFIXES:
        return Notice(file, "unknown_suffix", f"{file} is of no known kind ({', '.join(SUFFIXES)}): convert it, or move it out of raw/")
    return None


def _against_manifest(found: Found, line: Line | None) -> Found:
    if found.refusal or line is None or line.sha256 == found.sha256:
        return found
    message = (
        f"{found.filed.file} has sha256 {found.sha256}, the manifest has {line.sha256}: "
        f"restore the file, or accept it as a new version with `jixiao accept {found.filed.file}`"
    )
    return replace(found, refusal=Problem("report_changed", message, "blocking"))


def _without_duplicates(reports: list[Found], manifest: Mapping[str, Line]) -> list[Found]:
    """Of several files with the same bytes the one in the manifest is the report, else the first by path."""
    first: dict[str, str] = {}
    for found in sorted((f for f in reports if not f.refusal), key=lambda f: (f.filed.file not in manifest, f.filed.file)):
        first.setdefault(found.sha256, found.filed.file)
    return [_duplicate(f, first[f.sha256]) if not f.refusal and first[f.sha256] != f.filed.file else f for f in reports]


def _duplicate(found: Found, original: str) -> Found:
    message = f"{found.filed.file} has the same bytes as {original} (sha256 {found.sha256}): remove one of the two"
    return replace(found, refusal=Problem("report_duplicate", message, "blocking"))


def _vanished(raw: Path, reports: list[Found], manifest: Mapping[str, Line]) -> Iterator[Found]:
    placed = {f.filed.file for f in reports}
    elsewhere = {f.sha256: f.filed.file for f in reports if f.filed.file not in manifest}
    for line in manifest.values():
        if line.file in placed or (raw / line.file).exists():
            continue
        moved = f" (the same bytes lie at {elsewhere[line.sha256]})" if line.sha256 in elsewhere else ""
        remedy = f"restore it, or agree that it is withdrawn with `jixiao accept {line.file}`"
        problem = Problem("report_vanished", f"{line.file} is in the manifest and not in raw/{moved}: {remedy}", "blocking")
        yield Found(Filed(line.file, line.year, line.unit), raw / line.file, line.sha256, 0, problem)
