"""What the gate says: one check an expectation, its failing rows with their places, and the verdict over all of them.

Plain data and its JSON form only, so that a stored verdict is read without loading Great Expectations or pandas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

# error: nothing is published while it does not hold; warn: published, and listed for a person.
Severity = Literal["error", "warn"]
# not_evaluable: there was no row to look at; error: the check itself broke, and says nothing about the data.
Outcome = Literal["pass", "fail", "not_evaluable", "error"]


@dataclass(frozen=True)
class Failure:
    """One failing row and where it is printed: file below raw/, form, first and last line, partition as `unit|year`."""

    report_file: str | None
    form_no: int | None
    project_name: str | None
    line_start: int | None
    line_end: int | None
    partition: str | None
    detail: str

    def place(self) -> str:
        """`2024/单位/a.txt:17-19, form 2 项目`: as much of it as is known."""
        lines = "" if self.line_start is None else f":{self.line_start}"
        if lines and self.line_end is not None and self.line_end != self.line_start:
            lines += f"-{self.line_end}"
        form = "" if self.form_no is None else f", form {self.form_no}"
        return f"{self.report_file or self.partition or '?'}{lines}{form} {self.project_name or ''}".rstrip()


@dataclass(frozen=True)
class Check:
    """One expectation, evaluated.

    `evaluated` and `failed` count rows; `failures` holds the first of them only, `failed_by_partition` counts them all.
    `empty_passes` says whether having no row to look at is good enough.
    """

    name: str
    suite: str
    table: str
    severity: Severity
    outcome: Outcome
    evaluated: int
    failed: int
    failures: tuple[Failure, ...]
    message: str
    meaning: str = ""
    meaning_zh: str = ""
    remedy: str = ""
    empty_passes: bool = True
    failed_by_partition: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.severity not in get_args(Severity) or self.outcome not in get_args(Outcome):
            raise ValueError(f"check {self.name}: no such severity or outcome: {self.severity!r}, {self.outcome!r}")

    @property
    def blocks(self) -> bool:
        """Whether this check alone keeps everything from being published."""
        good = self.outcome == "pass" or (self.outcome == "not_evaluable" and self.empty_passes)
        return self.severity == "error" and not good

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Check:
        """The check that `asdict` and JSON made `data` of."""
        return cls(
            **data
            | {
                "failures": tuple(Failure(**f) for f in data["failures"]),
                "failed_by_partition": tuple((p, n) for p, n in data["failed_by_partition"]),
            }
        )


@dataclass(frozen=True)
class Verdict:
    """All checks of a gate. No checks at all is no verdict, and does not pass."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """True when there are checks and none of them blocks."""
        return bool(self.checks) and not self.blocking()

    def blocking(self) -> tuple[Check, ...]:
        """The checks that keep everything from being published."""
        return tuple(c for c in self.checks if c.blocks)

    def warnings(self) -> tuple[Check, ...]:
        """The checks that found something for a person to look at, and do not block."""
        return tuple(c for c in self.checks if not c.blocks and c.outcome in ("fail", "error"))

    def failures_in(self, partition: str) -> tuple[tuple[Check, int], ...]:
        """The checks that failed in one partition (`unit|year`), each with the number of its rows that failed there."""
        return tuple((c, n) for c in self.checks for p, n in c.failed_by_partition if p == partition)

    @classmethod
    def combine(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """One verdict of several."""
        return cls(tuple(c for v in verdicts for c in v.checks))

    def to_json(self) -> dict[str, Any]:
        """Plain data for json.dumps; `passed` is there for people and is never taken at its word."""
        return {"passed": self.passed, "checks": [asdict(c) for c in self.checks]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verdict:
        """The verdict that `to_json` made `data` of.

        Raises:
            ValueError: the data is no verdict, or says `passed` where its checks do not.
        """
        try:
            verdict = cls(tuple(Check.from_json(c) for c in data["checks"]))
            stated = data["passed"]
        except (KeyError, TypeError) as exc:
            raise ValueError(f"not a verdict: {exc!r}") from exc
        if stated is not verdict.passed:
            raise ValueError(f"verdict says passed={stated!r}, its checks say {verdict.passed}")
        return verdict


PLACE = tuple(f.name for f in fields(Failure) if f.name != "detail")
