"""The record of a report: what the reader makes of one source file.

Plain data and its JSON form only; how the values are found belongs to the other modules of this room. What a form has dozens of is a
named tuple: one of a dozen fields is made in less than half the time of a frozen dataclass.
Line numbers are 1-based lines of the source; a line ends at LF, CRLF or CR, and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from orchestration.reader.place import Place, written
from orchestration.reader.remedies import REMEDIES

FormType = Literal["target_declaration", "self_evaluation"]
# blocking: the form is presumed misread and is quarantined; review: a person should look; note: worth knowing.
Severity = Literal["blocking", "review", "note"]


def code_version() -> str:
    """Digest of this room's source: a report is read again when the code that read it changed."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for path in sorted(room.rglob("*.py")):
        digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


class Text(NamedTuple):
    """A printed value and the lines it stands on, in the order of the source."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """What the text leaves open, contradicts, or does not allow to be read."""

    code: str
    message: str
    severity: Severity = "review"
    field: str | None = None
    lines: tuple[int, ...] = ()

    @property
    def remedy(self) -> str:
        """What a person does about it; empty where the message says so itself."""
        return REMEDIES.get(self.code, "")

    def to_json(self) -> dict[str, Any]:
        """Code, field, message and first line; then all lines, the severity and the remedy."""
        return {
            "code": self.code,
            "field": self.field,
            "message": self.message,
            "line": self.lines[0] if self.lines else None,
            "lines": list(self.lines),
            "severity": self.severity,
            "remedy": self.remedy,
        }


class Amount(NamedTuple):
    """One cell of money: the printed text (None: blank) and its number in the printed unit (None: blank or —)."""

    source: str
    stage: str
    printed: Text | None = None
    number: Decimal | None = None
    label_lines: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """Where the cell is: the lines of its text, of a blank one those of its label."""
        return self.printed.lines if self.printed else self.label_lines


@dataclass(frozen=True)
class Execution:
    """分值, 执行率 and 得分 of the row of totals of a self-evaluation's funding table."""

    weight: Text | None = None
    rate: Text | None = None
    score: Text | None = None


class Indicator(NamedTuple):
    """One row of the indicator table; level labels may stand lines away from the row they cover."""

    level1: Text | None
    level2: Text | None
    name: Text
    target: Text | None
    operator: str | None = None
    value: str | None = None
    unit: str | None = None
    kind: str = "qualitative"
    actual: Text | None = None
    weight: Text | None = None
    score: Text | None = None
    deviation: Text | None = None
    flags: tuple[str, ...] = ()

    def lines(self) -> tuple[int, ...]:
        """Lines of the row itself, without its level labels."""
        cells = (self.name, self.target, self.actual, self.weight, self.score, self.deviation)
        return merged_lines(c for c in cells if c)


class Quantity(NamedTuple):
    """One number of a text. `start` and `end` are the span of number and unit in the text; `low` and `high` differ for a range.

    Numbers are in the printed unit: 1000千次 is 1000 of the unit 千次. `operator` is None where none is printed.
    """

    start: int
    end: int
    value_text: str
    low: Decimal
    high: Decimal
    unit: str | None
    operator: str | None
    is_estimate: bool  # 近, 约, 余, 左右
    is_each: bool  # of each of several things: 各1个, 每条8-15分钟
    subject: str  # what is counted or measured, empty where the clause does not say it
    clause: str  # the clause as printed


class Mention(NamedTuple):
    """A quantity in running text: of a goal (`text_kind` is its name), or of the target or actual cell of an indicator."""

    text_kind: str  # project, annual, planned, actual; indicator_target, indicator_actual
    indicator_no: int | None
    quantity: Quantity
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Ledger:
    """Where each non-blank character of a form went, and the independent count of its operator-number lexemes."""

    characters: int
    fields: int
    labels: int
    furniture: int
    residue: tuple[Text, ...] = ()
    lexemes_printed: int = 0
    lexemes_read: int = 0

    def to_json(self) -> dict[str, Any]:
        """Counts, and the residue with its lines."""
        counts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "residue"}
        return counts | {"residue": [{"text": r.text, "lines": list(r.lines)} for r in self.residue]}


HEAD = (
    "project_name",
    "project_nature",
    "project_category",
    "supervising_department",
    "implementing_unit",
    "planned_start",
    "planned_end",
    "funding_unit",
)


@dataclass(frozen=True)
class Form:
    """One form; `head` maps the names of HEAD to the printed values (dates as printed)."""

    form_type: FormType
    year: int | None
    line_start: int
    line_end: int
    head: dict[str, Text | None]
    funding: tuple[Amount, ...]
    goals: dict[str, Text | None]
    indicators: tuple[Indicator, ...]
    ledger: Ledger
    execution: Execution | None = None
    total: dict[str, Text | None] | None = None
    problems: tuple[Problem, ...] = ()
    dates: dict[str, str | None] = field(default_factory=dict)  # planned_start, planned_end as ISO dates
    mentions: tuple[Mention, ...] = ()

    @property
    def quarantined(self) -> bool:
        """A form with a blocking problem is presumed misread and stays out of the marts."""
        return any(p.severity == "blocking" for p in self.problems)

    def to_json(self) -> dict[str, Any]:
        """The form's values, with `lines` beside the values and the ledger."""
        head = {k: text_of(self.head.get(k)) for k in HEAD} | self.dates
        out: dict[str, Any] = {
            "form_type": self.form_type,
            "year": self.year,
            "line_start": self.line_start,
            "line_end": self.line_end,
            **head,
            "funding": self._funding_json(),
            "goals": {k: text_of(v) for k, v in self.goals.items()},
            "indicators": [_indicator_json(i, self.form_type) for i in self.indicators],
        }
        if self.form_type == "self_evaluation":
            out["total"] = {k: _number(v) for k, v in (self.total or {}).items()}
        out["problems"] = [p.to_json() for p in self.problems]
        out["quarantined"] = self.quarantined
        out["lines"] = {k: list(v.lines) for k, v in (self.head | {f"goals.{k}": g for k, g in self.goals.items()}).items() if v}
        out["ledger"] = self.ledger.to_json()
        return out

    def _funding_json(self) -> list[dict[str, Any]]:
        if self.form_type == "target_declaration":
            scope = {"multi_year": "project", "requested": "annual"}
            return [{"scope": scope[a.stage], "source": a.source, "amount": _plain(a), "lines": list(a.lines)} for a in self.funding]
        rows: dict[str, dict[str, Any]] = {}
        names = {"initial": "initial_budget", "adjusted": "full_year_budget", "executed": "executed"}
        for a in self.funding:
            row = rows.setdefault(a.source, {"source": a.source, "lines": []})
            row[names[a.stage]] = _plain(a)
            row["lines"] = sorted({*row["lines"], *a.lines})
        for source, row in rows.items():
            e = self.execution if source == "total" and self.execution else Execution()
            row |= {"weight": _number(e.weight), "execution_rate": text_of(e.rate), "score": _number(e.score)}
        return list(rows.values())


@dataclass(frozen=True)
class Report:
    """One source file, read: its cover title, its forms, and the problems of the file as a whole."""

    source: str
    sha256: str
    encoding: str | None
    byte_count: int
    line_count: int
    title: Text | None = None
    title_lines: tuple[int, ...] = ()  # lines that hold a form's title, counted without the splitter
    forms: tuple[Form, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: Sequence[Place] = ()  # of each line, where the file is no text: its page and box, its sheet and cell

    def place(self, lines: Iterable[int]) -> str | None:
        """Where some lines stand in the published document, in words; None for a text, whose lines are its places."""
        return written(self.places[n - 1] for n in lines) if self.places else None

    @property
    def refused(self) -> bool:
        """A report with a blocking problem of the file as a whole: nothing of it goes into the marts."""
        return any(p.severity == "blocking" for p in self.problems)

    def to_json(self) -> dict[str, Any]:
        """The report's forms and problems, with the digest and the encoding that was found."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "encoding": self.encoding,
            "title": text_of(self.title),
            "problems": [self._placed(p.to_json()) for p in self.problems],
            "forms": [self._placed_form(f.to_json()) for f in self.forms],
        }

    def _placed(self, found: dict[str, Any]) -> dict[str, Any]:
        """What has lines, with their place beside them; as it is in a text."""
        return found | {"place": self.place(found["lines"])} if self.places and found["lines"] else found

    def _placed_form(self, form: dict[str, Any]) -> dict[str, Any]:
        if not self.places:
            return form
        parts = {name: [self._placed(part) for part in form[name]] for name in ("funding", "indicators", "problems")}
        places = {name: self.place(lines) for name, lines in form["lines"].items()}
        return form | parts | {"place": self.place(range(form["line_start"], form["line_end"] + 1)), "places": places}


def merged_lines(texts: Iterable[Text]) -> tuple[int, ...]:
    """The lines of several values, sorted, each once."""
    return tuple(sorted({n for t in texts for n in t.lines}))


def text_of(value: Text | None) -> str | None:
    """The printed text, None for a blank."""
    return value.text if value else None


def _plain(amount: Amount) -> str | None:
    return None if amount.number is None else format(amount.number, "f")


def _number(value: Text | None) -> str | None:
    return value.text.replace(",", "") if value else None


def _indicator_json(i: Indicator, form_type: FormType) -> dict[str, Any]:
    out: dict[str, Any] = {
        "level1": text_of(i.level1),
        "level2": text_of(i.level2),
        "level3": i.name.text,
        "target": text_of(i.target),
        "operator": i.operator,
        "value": i.value,
        "unit": i.unit,
        "kind": i.kind,
    }
    if form_type == "self_evaluation":
        out |= {"actual": text_of(i.actual), "weight": _number(i.weight), "score": _number(i.score), "deviation": text_of(i.deviation)}
    return out | {"flags": list(i.flags), "lines": list(i.lines())}
