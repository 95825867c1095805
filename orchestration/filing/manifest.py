"""raw/manifest.csv: which reports were accepted, and by which digest they are known.

A line is made when a report is first read and let through by the gate, and changed only when a person accepts another
version of its file. Lines are sorted by file, so that two people's additions merge.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from orchestration.filing.lists import read_list
from orchestration.home import RefusalError, write_atomic


@dataclass(frozen=True)
class Line:
    """One report: its path below raw/ with forward slashes, the folder's year and unit, the kind of its forms, its digest.

    `kind` is target_declaration, self_evaluation, mixed or none; `source` says where it was published, if known.
    """

    file: str
    year: int
    unit: str
    kind: str
    sha256: str
    source: str = ""


HEADER = tuple(f.name for f in fields(Line))


def read_manifest(path: Path) -> dict[str, Line]:
    """The lines by file; none where there is no manifest yet.

    Raises:
        RefusalError: a line cannot be understood, or a file is listed twice.
    """
    lines: dict[str, Line] = {}
    for number, row in read_list(path, HEADER):
        line = _line(path, number, row)
        if line.file in lines:
            raise RefusalError(f"{path}:{number}: {line.file} is listed twice; keep the line with the right sha256")
        lines[line.file] = line
    return lines


def write_manifest(path: Path, lines: Mapping[str, Line]) -> None:
    """Replaces the manifest in one step.

    Raises:
        RefusalError: its folder cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(lines[file]) for file in sorted(lines))
    try:
        write_atomic(path, text.getvalue().encode())
    except OSError as exc:
        remedy = "let this user write there, or let JIXIAO_RAW name a copy of the folder"
        raise RefusalError(f"{path}, the list of accepted reports, cannot be written ({exc.strerror}): {remedy}") from exc


def kind_of(form_types: Iterable[str]) -> str:
    """What a report is made of: the one type of its forms, mixed, or none."""
    found = sorted(set(form_types))
    return found[0] if len(found) == 1 else "mixed" if found else "none"


def _line(path: Path, number: int, row: dict[str, str | None]) -> Line:
    year, sha256 = row["year"] or "", row["sha256"] or ""
    if None in row or None in row.values() or not year.isdecimal() or len(sha256) != 64:
        raise RefusalError(f"{path}:{number}: not {','.join(HEADER)} with a year and a sha256 of 64 digits; correct or remove the line")
    return Line(**{k: v or "" for k, v in row.items() if k != "year"}, year=int(year))
