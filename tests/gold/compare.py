"""A record held against the gold record of the same source, field by field.

Knows the schema of a record as plain JSON data and nothing of the reader or of files, so that an error of the reader's cannot hide here.
Rules of comparison: text after NFKC with radicals as characters and without white space, numbers by value, a blank equal to nothing read.
A field that the gold flags as ambiguous is not compared. A wrong field is silent when neither its form nor the file carries a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Json = Mapping[str, Any]
Group = Literal["head", "funding", "goals", "indicators", "totals", "invented"]

HEAD = (
    "form_type",
    "year",
    "project_name",
    "project_nature",
    "project_category",
    "supervising_department",
    "implementing_unit",
    "planned_start",
    "planned_end",
    "funding_unit",
)
INDICATOR = ("level1", "level2", "level3", "target", "operator", "value", "unit", "kind", "actual", "weight", "score", "deviation")
AMOUNTS = ("amount", "initial_budget", "full_year_budget", "executed", "weight", "execution_rate", "score")
NUMBERS = {*AMOUNTS, "value"}
# What a flag of the gold leaves open.
OPEN = {
    "level1_ambiguous": {"level1"},
    "level2_ambiguous": {"level2"},
    "level2_missing": {"level2"},
    "pairing_ambiguous": set(INDICATOR),
}
# The CJK radicals that NFKC leaves, as far as they occur in extracted forms; one that is not listed makes a field differ, not agree.
RADICALS = str.maketrans("⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⺠", "西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙民")
NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")


@dataclass(frozen=True)
class Field:
    """One field of the gold and what was read for it, or one invented row or form (`got` names it)."""

    form: int | None  # its place in the gold, from 0; None for an invented form
    project: str | None
    group: Group
    name: str
    want: str | None
    got: str | None
    exact: bool
    flagged: bool  # the form or the file carries a problem
    refused: bool  # a blocking one, or the form was not read at all
    lines: tuple[int, ...] = ()

    @property
    def silent(self) -> bool:
        """Wrong, and nothing says so."""
        return not self.exact and not self.flagged

    def __str__(self) -> str:
        form = "invented" if self.form is None else f"form {self.form + 1}"
        where = f" (lines {', '.join(map(str, self.lines))})" if self.lines else ""
        return f"{form} {self.project}: {self.name}: {self.want!r} expected, {self.got!r} read{where}"


def comparable(name: str, value: Any) -> str | Decimal | None:
    """The comparison form of a field's value; `name` tells numbers from text."""
    if value is None:
        return None
    text = "".join(unicodedata.normalize("NFKC", str(value)).translate(RADICALS).split())
    if name in NUMBERS and NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return text or None


def compare(gold: Json, got: Json) -> list[Field]:
    """Every field of the gold with what the record has for it, and each row and form that the record invented."""
    partners, left = _pair(gold["forms"], got["forms"], _form_and_unit, _form)
    nameless = [n for n, partner in enumerate(partners) if partner is None]
    if 0 < len(left) <= len(nameless):
        # A form whose name was not read is not invented. The order is kept; which ones are missing cannot be told: the last are taken.
        for n, place in zip(nameless[-len(left) :], left, strict=True):
            partners[n] = place
        left = []
    file_problems = list(got.get("problems") or [])
    fields: list[Field] = []
    for n, (want, partner) in enumerate(zip(gold["forms"], partners, strict=True)):
        fields += _compare_form(n, want, {} if partner is None else got["forms"][partner], file_problems)
    for form in (got["forms"][i] for i in left):
        judge = _Judge(None, form.get("project_name"), form, file_problems)
        fields.append(judge.invented("form", form.get("project_name"), ()))
    return fields


@dataclass(frozen=True)
class _Judge:
    """Makes the fields of one form: what they share is its place, its name, what was read for it, and the problems of the file."""

    form: int | None
    project: str | None
    have: Json
    file_problems: Sequence[Json]

    def field(self, group: Group, name: str, key: str, want: Any, got: Any, lines: Sequence[int]) -> Field:
        return self._make(group, name, want, got, comparable(key, want) == comparable(key, got), lines)

    def invented(self, name: str, got: Any, lines: Sequence[int]) -> Field:
        return self._make("invented", name, None, got, False, lines)

    def _make(self, group: Group, name: str, want: Any, got: Any, exact: bool, lines: Sequence[int]) -> Field:
        problems = [*self.file_problems, *(self.have.get("problems") or ())]
        refused = not self.have or any(p.get("severity") == "blocking" for p in problems)
        extent = [self.have[k] for k in ("line_start", "line_end") if k in self.have]  # where a value has no lines of its own
        return Field(self.form, self.project, group, name, want, got, exact, bool(problems), refused, tuple(lines or extent))


def _compare_form(n: int, want: Json, have: Json, file_problems: Sequence[Json]) -> Iterator[Field]:
    judge = _Judge(n, want["project_name"], have, file_problems)
    read = {name: (value, lines) for _, name, _, value, lines in _values(have)}
    for group, name, key, value, _ in _values(want):
        got, lines = read.get(name, (None, ()))
        yield judge.field(group, name, key, value, got, lines)
    rows, found = want.get("indicators", []), have.get("indicators", [])
    partners, left = _pair(rows, found, _name_and_target, _name)
    for place, (row, partner) in enumerate(zip(rows, partners, strict=True)):
        other: Json = {} if partner is None else found[partner]
        not_compared = set().union(*(OPEN.get(flag, set()) for flag in row.get("flags", [])))
        for key in (k for k in INDICATOR if k in row and k not in not_compared):
            yield judge.field("indicators", f"indicators.{place}.{key}", key, row[key], other.get(key), other.get("lines", ()))
    for i in left:
        yield judge.invented(f"indicators.{i}", found[i].get("level3"), found[i].get("lines", ()))


def _values(form: Json) -> Iterator[tuple[Group, str, str, Any, Sequence[int]]]:
    """(group, name, key, value, lines) of each field of a form outside its indicator table."""
    lines = form.get("lines", {})
    for key in HEAD:
        yield "head", key, key, form.get(key), lines.get(key, ())
    for row in form.get("funding", []):
        name = ".".join(("funding", *((row["scope"],) if "scope" in row else ()), row["source"]))
        for key in (k for k in AMOUNTS if k in row):
            yield "funding", f"{name}.{key}", key, row[key], row.get("lines", ())
    for key, value in (form.get("goals") or {}).items():
        yield "goals", f"goals.{key}", key, value, lines.get(f"goals.{key}", ())
    for key, value in (form.get("total") or {}).items():
        yield "totals", f"total.{key}", key, value, ()


def _pair(wanted: Sequence[Json], read: Sequence[Json], *keys: Callable[[Json], Any]) -> tuple[list[int | None], list[int]]:
    """For each wanted item the place of the first free one that was read with the same key, strictest key first; and the places left."""
    partners: list[int | None] = [None] * len(wanted)
    left = list(range(len(read)))
    for key in keys:
        for n, item in enumerate(wanted):
            if partners[n] is None:
                partners[n] = next((i for i in left if key(read[i]) == key(item)), None)
                left = [i for i in left if i != partners[n]]
    return partners, left


def _form_and_unit(form: Json) -> tuple[Any, ...]:
    return _form(form), comparable("", form.get("implementing_unit"))


def _form(form: Json) -> Any:
    return comparable("", form.get("project_name"))


def _name_and_target(row: Json) -> tuple[Any, ...]:
    return _name(row), comparable("", row.get("target"))


def _name(row: Json) -> Any:
    return comparable("", row.get("level3"))
