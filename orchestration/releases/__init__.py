"""Releases: immutable folders, and the link `current` that moves from one to the next in one step.

Copies what the gate let through; judges nothing and builds nothing. Analysts open releases/<id>/jixiao.duckdb read-only:
a connection that is open when `current` moves goes on reading its own release.
Files are made read-only. Folders are not, so that a data home can be removed with `rm -r`; what stands as current is held
against its digest instead, at each build.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.filing import sha256_of
from orchestration.home import Home, RefusalError, sync_file, sync_folder
from orchestration.releases.digests import Digests

if TYPE_CHECKING:
    from orchestration.exports.changes import Change

READ_ONLY = 0o444
SUMS = "SHA256SUMS"  # as sha256sum writes and checks it
_ID = re.compile(r"(\d{4,})-[0-9a-f]{8}")
_COUNTED = {"inputs", "released_at", "tables", "reports"}


@dataclass(frozen=True)
class Release:
    """One release folder; `row_counts` as `row_counts.json` has it."""

    folder: Path
    row_counts: dict[str, Any]
    current: bool

    @property
    def id(self) -> str:
        """Number and short fingerprint: 0007-1a2b3c4d."""
        return self.folder.name

    @property
    def fingerprint(self) -> str:
        """Digest of the inputs that it was built from."""
        return str(self.row_counts["inputs"])


def list_releases(home: Home) -> list[Release]:
    """All releases whose counts can be read, oldest first; the other folders are those of `damaged_releases`."""
    current = home.current.resolve().name if home.current.is_symlink() else None
    read = [(p, _row_counts(p)) for p in _folders(home)]
    return [Release(p, counts, p.name == current) for p, counts in read if isinstance(counts, dict)]


def damaged_releases(home: Home) -> dict[str, str]:
    """By folder name, why a folder among the releases cannot be taken for one."""
    found = {p.name: _row_counts(p) for p in _folders(home)}
    return {name: counts for name, counts in found.items() if isinstance(counts, str)}


def damage(release: Release) -> str | None:
    """Why a file of the release is not the one that was published, or None where all are."""
    database, verdict, sums = (release.folder / name for name in ("jixiao.duckdb", "verdict.json", SUMS))
    try:
        stated = json.loads(verdict.read_bytes())["database_sha256"]
        published = {release.folder / name: digest for digest, name in map(_sum, sums.read_text(encoding="utf-8").splitlines())}
        files = list(dict.fromkeys((database, *published)))
        with ThreadPoolExecutor(2) as pool:  # a gigabyte takes a second, and one file does not wait for another
            found = dict(zip(files, pool.map(sha256_of, files), strict=True))
    except OSError as exc:
        return f"{Path(str(exc.filename)).relative_to(release.folder)} cannot be read ({exc.strerror})"
    except (ValueError, KeyError, TypeError):
        return "verdict.json does not say which database it is about"
    if stated != found[database]:
        return f"jixiao.duckdb has sha256 {found[database]}, its verdict is about {stated}"
    changed = [path.relative_to(release.folder).as_posix() for path, digest in published.items() if found[path] != digest]
    return f"{', '.join(changed)} is not as it was published" if changed else None


def _sum(line: str) -> tuple[str, str]:
    """Digest and name of a line of SHA256SUMS."""
    digest, name = line.split("  ", 1)
    return digest, name


def _folders(home: Home) -> list[Path]:
    return sorted(p for p in home.releases.glob("*") if p.is_dir() and not p.name.startswith("."))


def _row_counts(folder: Path) -> dict[str, Any] | str:
    """The content of row_counts.json, or why there is none to go by."""
    if not _ID.fullmatch(folder.name):
        return "its name is no release id"
    try:
        counts = json.loads((folder / "row_counts.json").read_bytes())
    except OSError as exc:
        return f"row_counts.json cannot be read ({exc.strerror})"
    except ValueError:
        return "row_counts.json is damaged"
    return counts if isinstance(counts, dict) and counts.keys() >= _COUNTED else "row_counts.json is damaged"


def current_release(home: Home) -> Release | None:
    """The release that analysts read now, or None before the first."""
    return next((r for r in list_releases(home) if r.current), None)


def standing_release(home: Home) -> Release | None:
    """The release that what is built now is held against: the current one, or the last where the link or its folder is damaged."""
    return current_release(home) or next(reversed(list_releases(home)), None)


def publish(home: Home, database: Path, verdict: Path, fingerprint: str, reports: Iterable[dict[str, Any]]) -> Release:
    """Makes a release of a candidate that the gate let through, and moves `current` to it.

    `reports` are the counts by report that `row_counts.json` keeps. Nothing is seen under releases/<id> until all of it
    is on disk.

    Raises:
        RefusalError: the candidate is still open for writing, or refers to files outside itself.
    """
    if database.with_name(database.name + ".wal").exists():
        raise RefusalError(f"{database} was not closed: its changes lie in a write-ahead log beside it; build again")
    number = max((int(m[1]) for p in _folders(home) if (m := _ID.fullmatch(p.name))), default=0) + 1
    folder = home.releases / f"{number:04d}-{fingerprint[:8]}"
    fresh = home.releases / f".{folder.name}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    shutil.copyfile(database, fresh / "jixiao.duckdb")
    shutil.copyfile(verdict, fresh / "verdict.json")
    released_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with Digests() as digests:
        counts = {
            "inputs": fingerprint,
            "released_at": released_at,
            "tables": _export(fresh, folder.name, released_at, fingerprint, current_release(home), digests),
            "reports": list(reports),
        }
        (fresh / "row_counts.json").write_text(json.dumps(counts, ensure_ascii=False, indent=1), encoding="utf-8")
        _seal(fresh, digests)
    os.rename(fresh, folder)
    sync_folder(home.releases)
    _point(home.current, folder)
    return Release(folder, counts, True)


def point_to(home: Home, release: Release) -> Release:
    """Makes a release that stands the current one, in one step."""
    _point(home.current, release.folder)
    return replace(release, current=True)


def roll_back(home: Home, name: str) -> tuple[Release | None, Release]:
    """Makes the release of that id or number the current one: the one that was, the one that is.

    Raises:
        RefusalError: there is none, it is the current one, or it is damaged.
    """
    releases = list_releases(home)
    found = [
        r for r in releases if name in (r.id, r.id.partition("-")[0]) or (name.isdecimal() and int(name) == int(r.id.partition("-")[0]))
    ]
    if len(found) != 1:
        listed = ", ".join(r.id for r in releases) or "none"
        raise RefusalError(f"{'several releases are' if found else 'no release is'} named {name}; there are: {listed}")
    before, wrong = current_release(home), damage(found[0])
    if found[0].current:
        raise RefusalError(f"{found[0].id} is the current release already")
    if wrong:
        raise RefusalError(f"{found[0].id} is damaged: {wrong}; choose another: `jixiao releases`")
    return before, point_to(home, found[0])


def row_count_changes(before: dict[str, Any] | None, after: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The tables whose number of rows differs from the last release: table, before, after."""
    old, new = (before or {}).get("tables", {}), after["tables"]
    return [(t, old.get(t, 0), new.get(t, 0)) for t in sorted(old | new) if old.get(t, 0) != new.get(t, 0)]


def _export(folder: Path, release_id: str, released_at: str, inputs: str, last: Release | None, digests: Digests) -> dict[str, int]:
    """Writes the tables of the folder's database in all forms, and the notes; number of rows by table."""
    from orchestration.exports import list_exports, open_release
    from orchestration.exports.about import read_about
    from orchestration.exports.datapackage import write_datapackage
    from orchestration.exports.notes import write_notes
    from orchestration.exports.tables import write_tables
    from orchestration.exports.workbook import write_workbook

    database = folder / "jixiao.duckdb"
    _stands_alone(database)
    digests.begin(database)
    with open_release(database) as con:
        exports = list_exports(con)
        about = read_about(con, release_id, released_at, inputs)
        for path in write_tables(con, exports, folder):
            digests.begin(path)
        write_workbook(con, exports, about, folder / "jixiao.xlsx")
    write_notes(exports, about, last.id if last else None, _changes_since(last, database), folder)
    write_datapackage(exports, about, folder, digests.of)
    return {export.table.full: export.rows for export in exports}


def _changes_since(last: Release | None, database: Path) -> list[Change] | str:
    """The changes, or why they cannot be told: a damaged release must not keep the next one from being made."""
    from orchestration.exports.changes import compare

    try:
        return compare(last.folder / "jixiao.duckdb", database) if last else []
    except (duckdb.Error, RefusalError) as exc:
        return str(exc).strip().splitlines()[0]


def _stands_alone(database: Path) -> None:
    """Reads each view with all outside access off: a view on the records would be broken wherever the file is copied to."""
    with duckdb.connect(str(database), read_only=True, config={"enable_external_access": False}) as con:
        views = con.execute("SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL").fetchall()
        for schema, name in views:
            try:
                con.execute(f'FROM "{schema}"."{name}" LIMIT 0')
            except duckdb.Error as exc:
                raise RefusalError(f"the view {schema}.{name} reads outside the released file: materialise it ({exc})") from exc


def _seal(folder: Path, digests: Digests) -> None:
    """Writes the digests of all files, takes away the right to write from each, and waits until all of them are on disk."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = [f"{digests.of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    for path in (*files, folder / SUMS):
        path.chmod(READ_ONLY)
        sync_file(path)
    for place in (*(p for p in folder.rglob("*") if p.is_dir()), folder):
        sync_folder(place)


def _point(link: Path, target: Path) -> None:
    """Moves the link in one step; relative, so that the data home can be moved as a whole."""
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.relative_to(link.parent))
    os.replace(fresh, link)
    sync_folder(link.parent)
