"""Reports and records as they must not be published: seeded corruptions of the five reports, and what stops each of them.

A corruption is tried twice. As it would happen behind the program's back: a file of raw/ or of the records changes, and the digests
tell. And as if the digests knew nothing: a person accepted the report, or the reader itself had written the records so; then reader,
gate and continuity have to see it, or it must be shown to do no harm.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.gate import PINS, validate_records
from expectations.sources import read_pins
from expectations.verdict import Check
from orchestration.filing import Found, scan
from orchestration.filing.manifest import Line, read_manifest
from orchestration.home import CHECKOUT, Home
from orchestration.reader import read_report, trace
from orchestration.records.continuity import continuity, raw_stands, records_stand, report_counts
from orchestration.records.store import Tables, folder_of, load, partitions_in
from orchestration.records.tables import SCHEMAS
from tests.reader.honesty import faults
from tests.shelves import assemble, write

VERSION = "reader"
MONEY = re.compile(r"\d[\d,]*\.\d\d(?!\d)|\d{1,3}(?:,\d{3})+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LEVEL = re.compile(r"(?:产出|效益|成本|满意度|数量|质量|时效|社会效益|经济效益|可持续影响|服务对象满意度)\s*指标")
YEAR = re.compile(r"20\d\d")
ROW = re.compile(r"[=≥≤＝>]\s*\d")
VALUE = {
    "funding": ("amount_text", "amount_yuan"),
    "indicators": ("target_text", "operator", "target_value", "target_value_text", "measure_unit", "indicator_kind"),
    "goals": ("goal_text",),
}


@dataclass(frozen=True)
class Tried:
    """One corruption: its kind, the report, what was done to it, and what stopped it when the digests knew (`known`) and did not."""

    kind: str
    report: str
    what: str
    known: str
    unknown: str

    @property
    def survived(self) -> bool:
        """Whether it would be published with nothing to say for it."""
        return SURVIVED in (self.known, self.unknown)


SURVIVED = "SURVIVED"


@dataclass(frozen=True)
class Ground:
    """What is corrupted: a published home of the five reports, and for each partition what stood in its release."""

    home: Home
    published: list[dict[str, Any]]
    reports: list[Found]
    tables: dict[str, Tables]


def ground(folder: Path) -> Ground:
    """The five reports, read, and taken for published."""
    home = Home(folder / "home", folder / "raw")
    shutil.copytree(CHECKOUT / "raw", home.raw)
    filing = scan(home.raw, read_manifest(home.manifest))
    tables: dict[str, Tables] = {}
    for (year, unit), found in filing.partitions().items():
        tables[f"{year}/{unit}"] = part = assemble(found, None, read_report, VERSION).tables
        write(folder_of(home.records, year, unit), part, home.incoming)
    assert len(partitions_in(home.records)) == len(tables), "two of the units lie on one shelf: write them together"
    reports = [f for f in filing.reports if not f.refusal]
    return Ground(home, report_counts(home.records), reports, tables)


# ------------------------------------------------------------------------------------------------------- of a report's text


def swap_values(rng: random.Random, lines: list[str]) -> str:
    """Two numbers of near lines change places."""
    places = [(n, match) for n, line in enumerate(lines) for match in NUMBER.finditer(line)]
    a, one = rng.choice(places)
    b, other = rng.choice([(n, match) for n, match in places if 0 < abs(n - a) < 30 and match[0] != one[0]])
    found = [one, other]
    texts = [m[0] for m in found]
    for n, match, text in zip((a, b), found, reversed(texts), strict=True):
        lines[n] = lines[n][: match.start()] + text + lines[n][match.end() :]
    return f"{texts[0]} of line {a + 1} and {texts[1]} of line {b + 1}"


def drop_rows(rng: random.Random, lines: list[str]) -> str:
    """A row of the table of indicators, or a few, are gone."""
    at, many = _row(rng, lines), rng.randint(1, 4)
    del lines[at : at + many]
    return f"lines {at + 1}-{at + many}"


def double_rows(rng: random.Random, lines: list[str]) -> str:
    """A row, or a few, are printed twice."""
    at, many = _row(rng, lines), rng.randint(1, 4)
    lines[at:at] = lines[at : at + many]
    return f"lines {at + 1}-{at + many}"


def move_level(rng: random.Random, lines: list[str]) -> str:
    """A label of a level stands some lines from its place."""
    at = rng.choice([n for n, line in enumerate(lines) if LEVEL.search(line)])
    match = LEVEL.search(lines[at])
    assert match
    to = min(max(at + rng.choice((-6, -4, -3, 3, 4, 6)), 0), len(lines) - 1)
    lines[at] = lines[at][: match.start()] + lines[at][match.end() :]
    lines.insert(to, match[0])
    return f"{match[0]} of line {at + 1} to line {to + 1}"


def scale_amount(rng: random.Random, lines: list[str]) -> str:
    """An amount is ten times, or ten thousand times, what it was."""
    places = [(n, match) for n, line in enumerate(lines) for match in MONEY.finditer(line)]
    at, match = rng.choice([(n, match) for n, match in places if Decimal(match[0].replace(",", ""))])
    scaled = f"{Decimal(match[0].replace(',', '')) * rng.choice((10, 10_000)):,.2f}"
    lines[at] = lines[at][: match.start()] + scaled + lines[at][match.end() :]
    return f"{match[0]} of line {at + 1} became {scaled}"


def change_year(rng: random.Random, lines: list[str]) -> str:
    """A year, of the form or of a date, is another."""
    at = rng.choice([n for n, line in enumerate(lines) if YEAR.search(line)])
    match = rng.choice(list(YEAR.finditer(lines[at])))
    other = str(int(match[0]) + rng.choice((-4, -1, 1)))
    lines[at] = lines[at][: match.start()] + other + lines[at][match.end() :]
    return f"{match[0]} of line {at + 1} became {other}"


def truncate(rng: random.Random, lines: list[str]) -> str:
    """The file ends early."""
    at = rng.randrange(1, len(lines))
    del lines[at:]
    lines[-1] = lines[-1][: rng.randrange(len(lines[-1]) + 1)]
    return f"after line {at}"


def _row(rng: random.Random, lines: list[str]) -> int:
    return rng.choice([n for n, line in enumerate(lines) if ROW.search(line)])


TEXTS: tuple[Callable[[random.Random, list[str]], str], ...] = (
    swap_values,
    drop_rows,
    double_rows,
    move_level,
    scale_amount,
    change_year,
    truncate,
)

# ------------------------------------------------------------------------------------------------------ of the records' rows

Rows = list[dict[str, Any]]


def swap_cells(rng: random.Random, name: str, rows: Rows) -> str:
    """Two rows change their values."""
    columns = VALUE[name]
    a = rng.choice([n for n, row in enumerate(rows) if row[columns[0]]])
    b = rng.choice([n for n, row in enumerate(rows) if row[columns[0]] not in (None, rows[a][columns[0]])])
    old = [{c: rows[n][c] for c in columns} for n in (a, b)]
    rows[a] |= old[1]
    rows[b] |= old[0]
    return f"{columns[0]} of rows {a} and {b} of {name}"


def drop_row(rng: random.Random, name: str, rows: Rows) -> str:
    """A row is gone."""
    at = rng.randrange(len(rows))
    del rows[at]
    return f"row {at} of {name}"


def double_row(rng: random.Random, name: str, rows: Rows) -> str:
    """A row stands twice."""
    at = rng.randrange(len(rows))
    rows.append(dict(rows[at]))
    return f"row {at} of {name}"


def other_level(rng: random.Random, name: str, rows: Rows) -> str:
    """A row of the table is under the levels of another."""
    at = rng.randrange(len(rows))
    levels = {(r["level1"], r["level2"]) for r in rows} - {(rows[at]["level1"], rows[at]["level2"])}
    rows[at]["level1"], rows[at]["level2"] = found = rng.choice(sorted(levels, key=str))
    return f"row {at} of {name} to {'/'.join(map(str, found))}"


def other_amount(rng: random.Random, name: str, rows: Rows) -> str:
    """An amount is ten times what it was; in every other case the printed text is too."""
    at = rng.choice([n for n, row in enumerate(rows) if row["amount_yuan"]])
    rows[at]["amount_yuan"] *= 10
    if rng.random() < 0.5:
        rows[at]["amount_text"] = f"{rows[at]['amount_yuan']:,}"
    return f"row {at} of {name} to {rows[at]['amount_yuan']}, printed {rows[at]['amount_text']}"


def other_year(rng: random.Random, name: str, rows: Rows) -> str:
    """A form is of another year."""
    at = rng.randrange(len(rows))
    rows[at]["fiscal_year"] += rng.choice((-1, 1))
    return f"row {at} of {name} to {rows[at]['fiscal_year']}"


def other_name(rng: random.Random, name: str, rows: Rows) -> str:
    """A form has the name of another project, or a part of its own."""
    at = rng.randrange(len(rows))
    own = rows[at]["project_name"]
    rows[at]["project_name"] = rng.choice(sorted({rows[at - 1]["project_name"], own[:-1]} - {own}))
    return f"row {at} of {name} to {rows[at]['project_name']}"


RECORDS: tuple[tuple[Callable[[random.Random, str, Rows], str], tuple[str, ...]], ...] = (
    (swap_cells, ("funding", "indicators")),
    (drop_row, ("reports", "forms", "funding", "goals", "indicators")),
    (double_row, ("reports", "forms", "funding", "goals", "indicators")),
    (other_level, ("indicators",)),
    (other_amount, ("funding",)),
    (other_year, ("forms",)),
    (other_name, ("forms",)),
)

# ------------------------------------------------------------------------------------------------------------- what stops it


def corrupt_text(ground: Ground, seed: int, scratch: Path) -> Tried:
    """Corrupts one report, and looks at it unaccepted and accepted."""
    rng = random.Random(f"text {seed}")
    change = TEXTS[seed % len(TEXTS)]
    found = ground.reports[seed // len(TEXTS) % len(ground.reports)]
    lines = found.path.read_text(encoding="utf-8").split("\n")
    what = change(rng, lines)
    data = "\n".join(lines).encode()
    home = Home(scratch / "home", scratch / "raw")
    path = home.raw / found.filed.file
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    standing = [r for r in ground.published if r["file"] == found.filed.file]
    listed = {found.filed.file: Line(found.filed.file, found.filed.year, found.filed.unit, "", found.sha256)}
    filing = scan(home.raw, listed)
    known = _blocking([raw_stands(filing, standing)]) or SURVIVED
    tables = assemble(scan(home.raw, {}).reports, None, read_report, VERSION).tables
    unknown = _stopped_in_text(home, standing, found, tables) or _harmless(data, found, tables, ground)
    return Tried(f"text: {change.__name__}", found.filed.file, what, known, unknown)


def _stopped_in_text(home: Home, standing: list[dict[str, Any]], found: Found, tables: Tables) -> str | None:
    if tables["reports"]["is_refused"].to_pylist() == [True]:
        return "reader: the report is refused"
    write(folder_of(home.records, found.filed.year, found.filed.unit), tables, home.incoming)
    quarantined = tables["forms"]["is_quarantined"].to_pylist()
    by_reader = f"reader: {sum(quarantined)} of {len(quarantined)} forms quarantined, " if any(quarantined) else ""
    stopped = _gate(home, found, standing)
    return by_reader + stopped if stopped else None


def _harmless(data: bytes, found: Found, tables: Tables, ground: Ground) -> str:
    """Why what is published is no lie: the values are the same, or they are those that are printed in the report as it is now."""
    before = ground.tables[f"{found.filed.year}/{found.filed.unit}"]
    wrong = faults(trace(data, found.path.name))
    if wrong:
        return SURVIVED + ": " + wrong[0]
    differing = [name for name in SCHEMAS if name != "reports" and _values(before[name]) != _values(tables[name])]
    return f"harmless: {' and '.join(differing)} as printed now" if differing else "harmless: the same values"


def _values(table: pa.Table) -> Rows:
    places = {"report_sha256", "line_start", "line_end", "lines", "residue_lines", "total_line"} & set(table.column_names)
    return table.drop_columns(sorted(places)).to_pylist()  # type: ignore[no-any-return]


def corrupt_records(ground: Ground, seed: int, scratch: Path) -> Tried:
    """Corrupts the records of one report, and looks at them under their old seal and under a new one."""
    rng = random.Random(f"records {seed}")
    if seed % (len(RECORDS) + 1) == len(RECORDS):
        return _corrupt_file(ground, rng, seed, scratch)
    change, names = RECORDS[seed % (len(RECORDS) + 1)]
    found = ground.reports[seed // (len(RECORDS) + 1) % len(ground.reports)]
    name = rng.choice(names)
    tables = dict(ground.tables[f"{found.filed.year}/{found.filed.unit}"])
    rows = tables[name].to_pylist()
    what = change(rng, name, rows)
    tables[name] = pa.Table.from_pylist(rows, schema=SCHEMAS[name])
    home, folder = _copied(ground, found, scratch)
    pq.write_table(tables[name], folder / f"{name}.parquet", compression="zstd")
    known = _blocking([records_stand(home.records)]) or SURVIVED
    standing = [r for r in ground.published if r["file"] == found.filed.file]
    try:
        write(folder, tables, home.incoming)
        unknown = _gate(home, found, standing) or SURVIVED
    except KeyError as exc:  # rows of a report that is not there cannot be sealed
        unknown = f"store: rows without a report, {exc}"
    return Tried(f"records: {change.__name__}", found.filed.file, what, known, unknown)


def _corrupt_file(ground: Ground, rng: random.Random, seed: int, scratch: Path) -> Tried:
    """Cuts a file of the records off: there is no way to seal it, it must not be read."""
    found = ground.reports[seed % len(ground.reports)]
    home, folder = _copied(ground, found, scratch)
    path = folder / f"{rng.choice(sorted(SCHEMAS))}.parquet"
    data = path.read_bytes()
    path.write_bytes(data[: rng.randrange(len(data))])
    known = _blocking([records_stand(home.records)]) or SURVIVED
    blocking = [c for c in validate_records(home.records).checks if c.blocks]
    unknown = "store: read again" if load(folder) is None and blocking else SURVIVED
    return Tried("records: truncated file", found.filed.file, path.name, known, unknown)


def _copied(ground: Ground, found: Found, scratch: Path) -> tuple[Home, Path]:
    """A home of its own with the records of one report."""
    home = Home(scratch / "home", ground.home.raw)
    folder = folder_of(home.records, found.filed.year, found.filed.unit)
    shutil.copytree(folder_of(ground.home.records, found.filed.year, found.filed.unit), folder)
    return home, folder


def _gate(home: Home, found: Found, standing: list[dict[str, Any]]) -> str | None:
    """What the gate's checks of the records block, else what continuity blocks."""
    pins = read_pins(PINS)
    own = pins[(pins["report_year"] == found.filed.year) & (pins["report_unit"] == found.filed.unit)]
    checks = _blocking(validate_records(home.records, own).checks)
    return checks or _blocking(continuity(standing, report_counts(home.records), set(), set()))


def _blocking(checks: Iterable[Check]) -> str | None:
    names = [f"{'continuity' if c.suite == 'continuity' else 'gate'}: {c.name}" for c in checks if c.blocks]
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else None


# ------------------------------------------------------------------------------------------------------------------ the table


def table(tried: Iterable[Tried]) -> list[str]:
    """By kind how many there were and what stopped them, once the digests knew nothing; then each survivor."""
    all_of = list(tried)
    out = [f"{'corruption':26}{'tried':>6}{'digest':>8}{'reader':>8}{'gate':>6}{'continuity':>12}{'harmless':>10}{'survived':>10}"]
    for kind in [*sorted({t.kind for t in all_of}), "all"]:
        of = [t for t in all_of if kind in (t.kind, "all")]
        by = Counter(t.unknown.partition(":")[0].replace("store", "reader") for t in of)
        counts = (by["reader"], by["gate"], by["continuity"], by["harmless"], sum(t.survived for t in of))
        known = sum(t.known != SURVIVED for t in of)
        out.append(f"{kind:26}{len(of):>6}{known:>8}{counts[0]:>8}{counts[1]:>6}{counts[2]:>12}{counts[3]:>10}{counts[4]:>10}")
    out += [f"survived: {t.kind} of {t.report}: {t.what}: {t.known}; {t.unknown}" for t in all_of if t.survived]
    return out
