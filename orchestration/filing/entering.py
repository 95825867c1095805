"""Enters reports in the manifest: those that the gate accepted, so that a refused new file can be mended or taken away by hand."""

from __future__ import annotations

from orchestration.filing.manifest import Line, kind_of, read_manifest, write_manifest
from orchestration.home import Home
from orchestration.records.store import Tables, load, shelves_in


def enter_reports(home: Home) -> None:
    """Adds a line for each report that was read and has none; a line that stands is changed by a person only."""
    known, read = read_manifest(home.manifest), dict[str, Line]()
    for folder in shelves_in(home.records):
        tables = load(folder, ("reports", "forms"))
        read |= _lines(tables) if tables else {}
    if not read.keys() <= known.keys():
        write_manifest(home.manifest, read | known)


def _lines(tables: Tables) -> dict[str, Line]:
    """Manifest lines of the reports that were read; a refused one gets none, so that its file can be put right."""
    types: dict[str, list[str]] = {}
    for form in tables["forms"].select(["report_file", "form_type"]).to_pylist():
        types.setdefault(form["report_file"], []).append(form["form_type"])
    return {
        r["report_file"]: Line(
            r["report_file"], r["report_year"], r["report_unit"], kind_of(types.get(r["report_file"], ())), r["report_sha256"]
        )
        for r in tables["reports"].to_pylist()
        if not r["is_refused"]
    }
