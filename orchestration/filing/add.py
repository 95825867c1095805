"""`jixiao add`: files one report. What it holds is read and shown first; year and unit are proposed from its forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from orchestration.filing import bytes_of
from orchestration.filing.manifest import Line, kind_of, read_manifest, write_manifest
from orchestration.home import Home, RefusalError, write_atomic
from orchestration.reader.record import Form, Report
from orchestration.reader.sources import SUFFIXES
from orchestration.records.refresh import Read
from orchestration.records.tables import Filed, to_tables

_YEAR = range(1900, 2100)
_UNIT = re.compile(r"[^/\\|.\x00-\x1f][^/\\|\x00-\x1f]*")  # the name of a folder and of a partition
_LISTED = 20  # problems that are shown


@dataclass(frozen=True)
class Addition:
    """A report that may be filed: what it holds, and where it goes; `year` and `unit` None where nothing tells them."""

    path: Path
    data: bytes
    report: Report
    year: int | None
    unit: str | None

    @property
    def name(self) -> str:
        """Its path below raw/.

        Raises:
            RefusalError: year or unit are not known, or are no names of folders.
        """
        if self.year is None or self.unit is None:
            missing = " and ".join(f"--{name}" for name in ("year", "unit") if getattr(self, name) is None)
            raise RefusalError(f"the forms of {self.path.name} do not tell where it belongs: give {missing}")
        if self.year not in _YEAR or not _UNIT.fullmatch(self.unit) or self.unit != self.unit.strip():
            raise RefusalError(f"{self.year}/{self.unit} is no year and name of a unit that a folder can have")
        return f"{self.year}/{self.unit}/{self.path.name}"


def propose(path: Path, read: Read, year: int | None, unit: str | None) -> Addition:
    """What `path` holds, and where it belongs: as it is told, else as its forms say.

    Raises:
        RefusalError: it is of no known kind, cannot be read, or holds no form.
    """
    if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
        raise RefusalError(f"{path.name} is of no known kind ({', '.join(SUFFIXES)}), or hidden: convert or rename it")
    try:
        data = bytes_of(path)
    except OSError as exc:
        raise RefusalError(f"{path} cannot be read: {exc.strerror}") from exc
    report = read(data, path.name)
    if report.refused:
        blocking = [p for p in report.problems if p.severity == "blocking"]
        reasons = "; ".join(p.message + (f" ({p.remedy})" if p.remedy else "") for p in blocking)
        raise RefusalError(f"{path.name} is not filed: {reasons}")
    return Addition(path, data, report, year or _year(report.forms), unit or _unit(report.forms))


def _year(forms: Iterable[Form]) -> int | None:
    """The year that most forms are of."""
    return next((year for year, _ in Counter(f.year for f in forms if f.year).most_common(1)), None)


def _unit(forms: Iterable[Form]) -> str | None:
    """The implementing unit of all forms; where there are several, the department that supervises most of them."""
    found = {name: _values(forms, name) for name in ("implementing_unit", "supervising_department")}
    if len(set(found["implementing_unit"])) == 1:
        return found["implementing_unit"][0]
    return next((unit for unit, _ in Counter(found["supervising_department"]).most_common(1)), None)


def _values(forms: Iterable[Form], name: str) -> list[str]:
    return ["".join(value.text.split()) for form in forms if (value := form.head.get(name))]


def shown(addition: Addition) -> list[str]:
    """What was read, in lines for a person: forms, sums, problems."""
    report = addition.report
    out = [f"{addition.path.name}: {report.encoding}, {report.byte_count:,} bytes, {len(report.forms)} forms"]
    for n, form in enumerate(report.forms, 1):
        name = form.head.get("project_name")
        state = "quarantined" if form.quarantined else "read"
        where = report.place([form.line_start]) or f"line {form.line_start}"
        counts = f"{len(form.indicators)} indicators, {len(form.problems)} problems"
        out.append(f"  {n:>3} {form.form_type} {form.year or '?'} {name.text if name else '?'}: {state}, {counts} ({where})")
    out += [f"  {stage}, total: {amount:,} yuan" for stage, amount in _sums(addition).items()]
    problems = [(None, p) for p in report.problems] + [(n, p) for n, form in enumerate(report.forms, 1) for p in form.problems]
    for number, p in problems[:_LISTED]:
        place = report.place(p.lines) or ("line " + ", ".join(map(str, p.lines[:5])) if p.lines else "")
        remedy = f" ({p.remedy})" if p.severity == "blocking" else ""
        out.append(f"  {p.severity} {p.code}{f', form {number}' if number else ''}{f', {place}' if place else ''}: {p.message}{remedy}")
    return out + ([f"  … and {len(problems) - _LISTED} more problems"] if len(problems) > _LISTED else [])


def _sums(addition: Addition) -> dict[str, Decimal]:
    """The totals of the forms that are not quarantined, by budget stage, in yuan."""
    tables = to_tables([(Filed(addition.path.name, addition.year or 0, addition.unit or ""), addition.report)], "")
    kept = {row["form_no"] for row in tables["forms"].to_pylist() if not row["is_quarantined"]}
    sums: dict[str, Decimal] = {}
    for row in tables["funding"].to_pylist():
        if row["funding_source"] == "total" and row["amount_yuan"] is not None and row["form_no"] in kept:
            sums[row["budget_stage"]] = sums.get(row["budget_stage"], Decimal(0)) + row["amount_yuan"]
    return sums


def file_report(home: Home, addition: Addition) -> str:
    """Copies the report below raw/ and enters it in the manifest; says what was done.

    Raises:
        RefusalError: a report of that name or of the same bytes stands there, or raw/ cannot be written.
    """
    name, lines, sha256 = addition.name, read_manifest(home.manifest), addition.report.sha256
    same = next((line.file for line in lines.values() if line.sha256 == sha256), None)
    if same:
        raise RefusalError(f"{addition.path.name} is filed already: {same} has the same bytes")
    if name in lines or (home.raw / name).exists():
        raise RefusalError(
            f"{name} stands in {home.raw} with other bytes: rename the new one, or put it in its place and `jixiao accept` it"
        )
    assert addition.year is not None
    assert addition.unit is not None
    kind = kind_of(form.form_type for form in addition.report.forms)
    try:
        write_atomic(home.raw / name, addition.data)
    except OSError as exc:
        raise RefusalError(f"{home.raw / name} cannot be written: {exc.strerror}") from exc
    write_manifest(home.manifest, lines | {name: Line(name, addition.year, addition.unit, kind, sha256)})
    return f"{name}: filed and entered in {home.manifest}; build next"
