"""raw/accepted.csv: what people accepted, by whom and when; a record that grows and is never rewritten.

A word counts for one release only, the one that was current when it was given: what it let go is not in the next one, and when
the same is lost again a person is asked again.
"""

from __future__ import annotations

import csv
import datetime as dt
import getpass
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from orchestration.filing.lists import read_list
from orchestration.home import RefusalError, write_atomic


@dataclass(frozen=True)
class Acceptance:
    """One word: `what` is version, withdrawal or form; `form` is empty but for the last; digests are empty where there is no file."""

    accepted_at: str
    accepted_by: str
    release: str
    what: str
    file: str
    form: str
    sha256_before: str
    sha256_now: str
    reason: str


HEADER = [f.name for f in fields(Acceptance)]


def read_accepted(path: Path) -> list[Acceptance]:
    """All that was accepted, oldest first; nothing where there is no such file.

    Raises:
        RefusalError: a line cannot be understood.
    """
    out = []
    for number, row in read_list(path, HEADER):
        if None in row or None in row.values():
            raise RefusalError(f"{path}:{number}: not {','.join(HEADER)}; correct or remove the line")
        out.append(Acceptance(**row))
    return out


def accepted_forms(path: Path, release: str) -> set[tuple[str, str]]:
    """What may be missing against `release`: file and form, an empty form for a report that was withdrawn as a whole."""
    return {(a.file, a.form) for a in read_accepted(path) if a.release == release and a.what in ("withdrawal", "form")}


def record(path: Path, words: Iterable[Acceptance]) -> None:
    """Adds them at the end.

    Raises:
        RefusalError: the record cannot be read or written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(word) for word in [*read_accepted(path), *words])
    try:
        write_atomic(path, text.getvalue().encode())
    except OSError as exc:
        raise RefusalError(
            f"{path}, the record of what was accepted, cannot be written ({exc.strerror}): let this user write there"
        ) from exc


def word(what: str, file: str, release: str, *, form: str = "", before: str = "", now: str = "", reason: str = "") -> Acceptance:
    """An acceptance of now, by the user that this process runs as."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return Acceptance(at, getpass.getuser(), release, what, file, form, before, now, reason)
