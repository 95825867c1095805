"""The gate: runs the suites with Great Expectations over the frames of a stage, and turns results into a verdict.

Fails closed: an exception inside an expectation, a frame that cannot be built, a result that does not come back or does
not explain itself are errors of the check, and a verdict with one of them does not pass.
What must hold is written in suites/*.json; which rows it is asked of, in frames.py (records) and mart_frames.py (marts).
Heavy libraries are loaded inside functions: whoever only reads a stored verdict does not wait for them.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.grain import GRAIN
from expectations.verdict import PLACE, Check, Failure, Outcome, Verdict

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext

    Frame = pd.DataFrame | Exception

__all__ = ["Check", "Failure", "Verdict", "validate_marts", "validate_records"]

SUITES = Path(__file__).parent / "suites"
PINS = Path(__file__).parent.parent / "dbt_project" / "seeds" / "pinned_row_counts.csv"
# Failing rows that a check keeps: enough to see what is wrong, and a stored verdict stays small when all rows fail.
KEPT_FAILURES = 100


@dataclass(frozen=True)
class Suite:
    """What a suite file asks of one table: the frame to look at, the table that people know it by, and the expectations as GX has them."""

    name: str
    frame: str
    table: str
    expectations: tuple[dict[str, Any], ...]


def validate_records(records_dir: Path, pins: Path | pd.DataFrame = PINS) -> Verdict:
    """The verdict on the records of all partitions below `records_dir`, in one pass.

    `pins` holds the row counts that were seen before (report_year, report_unit, reports, forms, indicators).

    Raises:
        FileNotFoundError, ValueError: the pins are a path, and no file of pins lies there.
    """
    from expectations.frames import RECORDED, records_frames
    from expectations.sources import read_pins, read_records

    pinned = read_pins(pins) if isinstance(pins, Path) else pins
    return judge(load_suites("records"), records_frames(read_records(records_dir, RECORDED), pinned))


def validate_marts(candidate: Path, records_dir: Path) -> Verdict:
    """The verdict on the marts of a candidate DuckDB file, reconciled with the records it was built from."""
    from expectations.mart_frames import COLUMNS, RECORDED, TABLES, mart_frames
    from expectations.sources import read_marts, read_records

    return judge(load_suites("marts"), mart_frames(read_marts(candidate, TABLES, COLUMNS), read_records(records_dir, RECORDED)))


def load_suites(stage: str, folder: Path = SUITES) -> tuple[Suite, ...]:
    """The suites of a stage ("records", "marts"), by file name and table.

    Raises:
        ValueError: no suite at all, no id, or a check's name that stands twice.
    """
    suites = tuple(suite for path in sorted(folder.glob(f"{stage}_*.json")) for suite in _load_suite(path))
    names = [e["meta"]["check"] for s in suites for e in s.expectations]
    twice = sorted({n for n in names if names.count(n) > 1})
    if not suites or twice:
        raise ValueError(f"{folder}: no suite of {stage}" if not suites else f"checks that stand twice: {', '.join(twice)}")
    return suites


def judge(suites: tuple[Suite, ...], frames: Mapping[str, Frame | Iterator[Frame]]) -> Verdict:
    """The verdict of the suites on the frames; an exception in the place of a frame is the error of all its checks.

    A frame may come in parts, one at a time; a row of one part must then fail or pass whatever stands in the others.
    """
    context = _context()
    with _few_cycles():
        checks = [check for of_frame in _by_frame(suites) for check in _judge_parts(of_frame, frames.get(of_frame[0].frame), context)]
    return Verdict(tuple(sorted(checks, key=lambda c: c.name)))


def _by_frame(suites: Iterable[Suite]) -> list[list[Suite]]:
    """The suites that look at the same frame together, so that it is made once."""
    found: dict[str, list[Suite]] = {}
    for suite in suites:
        found.setdefault(suite.frame, []).append(suite)
    return list(found.values())


@contextmanager
def _few_cycles() -> Iterator[None]:
    """Keeps Python from looking for cycles, again and again, among the quarter million objects that Great Expectations is made of."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _judge_parts(suites: list[Suite], frame: Frame | Iterator[Frame] | None, context: AbstractDataContext) -> Iterator[Check]:
    """The checks of the suites that look at one frame."""
    parts = frame if isinstance(frame, Iterator) else [frame]
    judged = [[check for suite in suites for check in _judge_suite(suite, part, context)] for part in parts]
    judged = judged or [[check for suite in suites for check in _judge_suite(suite, None, context)]]
    return (_joined(checks) for checks in zip(*judged, strict=True))


def _joined(checks: Sequence[Check]) -> Check:
    """One check of what it said of each part: it broke where one did, it fails where one does."""
    if len(checks) == 1:
        return checks[0]
    worst = next(check for outcome in _WORST_FIRST for check in checks if check.outcome == outcome)
    evaluated, failed = sum(c.evaluated for c in checks), sum(c.failed for c in checks)
    by_partition = sum((Counter(dict(c.failed_by_partition)) for c in checks), Counter())
    return replace(
        worst,
        evaluated=evaluated,
        failed=failed,
        failures=tuple(failure for c in checks for failure in c.failures)[:KEPT_FAILURES],
        failed_by_partition=tuple(sorted(by_partition.items())),
        message=worst.message if worst.outcome == "error" else _counted(evaluated, failed),
    )


_WORST_FIRST: tuple[Outcome, ...] = ("error", "fail", "pass", "not_evaluable")


def _load_suite(path: Path) -> Iterator[Suite]:
    """A suite for each table of the file, so that a failure is shown where it belongs.

    A file is about one `table`, an expectation of it may name another; or about each of several `tables`, and its frames
    and checks are then named after the table too.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    if not data.get("id"):
        raise ValueError(f"{path.name}: a suite needs a top-level id")
    name, meta, expectations = data["name"], data["meta"], data["expectations"]
    for table in meta.get("tables", ()):
        yield Suite(name, f"{meta['frame']}.{table}", table, tuple(_named_after(table, e) for e in expectations))
    if "tables" not in meta:
        own = [(e["meta"].get("table", meta["table"]), e) for e in expectations]
        for table in dict.fromkeys(t for t, _ in own):
            yield Suite(name, meta["frame"], table, tuple(e for t, e in own if t == table))


def _named_after(table: str, expectation: dict[str, Any]) -> dict[str, Any]:
    """The expectation for one of several tables; where it names `grain`, the columns of the table's own grain."""
    kwargs, meta = expectation["kwargs"], expectation["meta"]
    own = meta | {"check": f"{meta['check']}__{table}", "shows": _grained(table, meta.get("shows", []))}
    lists = {key: _grained(table, kwargs[key]) for key in ("column_list",) if key in kwargs}
    return expectation | {"kwargs": kwargs | lists, "meta": own}


def _grained(table: str, columns: Sequence[str]) -> list[str]:
    return [own for column in columns for own in (GRAIN[table] if column == "grain" else [column])]


@cache
def _context() -> AbstractDataContext:
    """A context in memory: no project folder, no docs site, no telemetry, no progress bars."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _judge_suite(suite: Suite, frame: Frame | None, context: AbstractDataContext) -> list[Check]:
    if frame is None or isinstance(frame, Exception):
        reason = f"the frame {suite.frame} could not be built: {frame!r}"
        return [_broken(suite, e, reason) for e in suite.expectations]
    try:
        results = _results(suite, frame, context)
    except Exception as exc:  # whatever GX raises, the data has not been judged
        return [_broken(suite, e, f"the suite could not be run: {exc!r}") for e in suite.expectations]
    return [_check(suite, e, frame, results.get(e["meta"]["check"])) for e in suite.expectations]


def _results(suite: Suite, frame: pd.DataFrame, context: AbstractDataContext) -> dict[str, ExpectationValidationResult]:
    """GX's result of each check, by the check's name: results do not come back in the order of the suite."""
    from great_expectations.core.expectation_suite import ExpectationSuite

    # Only what is looked at: GX hashes each column of a frame that it is given.
    used = {c for e in suite.expectations for c in _columns(e["kwargs"])}
    source = context.data_sources.add_or_update_pandas("frames")
    batches = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
    batch = batches.get_batch({"dataframe": frame[[c for c in frame.columns if c in used]]})
    # A copy: GX changes the configurations that it is given.
    expectations = json.loads(json.dumps(suite.expectations))
    outcome = batch.validate(ExpectationSuite(name=suite.name, expectations=expectations), result_format="COMPLETE")
    return {(r.expectation_config.meta or {})["check"]: r for r in outcome.results if r.expectation_config}


def _check(suite: Suite, expectation: dict[str, Any], frame: pd.DataFrame, result: ExpectationValidationResult | None) -> Check:
    if result is None:
        return _broken(suite, expectation, "Great Expectations returned no result")
    raised = _raised(result.exception_info or {})
    if raised:
        return _broken(suite, expectation, f"Great Expectations raised: {raised}")
    rows = list(result.result.get("unexpected_index_list") or [])
    if bool(rows) == bool(result.success):
        return _broken(suite, expectation, f"success is {result.success} with {len(rows)} failing rows")
    evaluated = result.result["element_count"] - result.result.get("missing_count", 0)
    message = _counted(evaluated, len(rows))
    if rows:
        return _make(suite, expectation, "fail", message, evaluated, frame.loc[rows])
    return _make(suite, expectation, "pass" if evaluated else "not_evaluable", message, evaluated)


def _counted(evaluated: int, failed: int) -> str:
    if failed:
        return f"{failed} of {evaluated} rows fail"
    return f"{evaluated} rows pass" if evaluated else "no row to look at"


def _raised(info: Mapping[str, Any]) -> str | None:
    """The message of an exception inside GX: exception_info is one entry, or one for each metric."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(e.get("exception_message")) for e in entries if e.get("raised_exception")), None)


def _broken(suite: Suite, expectation: dict[str, Any], message: str) -> Check:
    return _make(suite, expectation, "error", message)


def _make(
    suite: Suite,
    expectation: dict[str, Any],
    outcome: Outcome,
    message: str,
    evaluated: int = 0,
    failing: pd.DataFrame | None = None,
) -> Check:
    """The check of an expectation; its meta says what it means, its columns and `shows` what a failing row tells."""
    meta = expectation["meta"]
    columns = list(dict.fromkeys([*_columns(expectation["kwargs"]), *meta.get("shows", [])]))
    return Check(
        name=meta["check"],
        suite=suite.name,
        table=suite.table,
        severity=meta["severity"],
        outcome=outcome,
        evaluated=evaluated,
        failed=0 if failing is None else len(failing),
        failures=() if failing is None else tuple(_failure(row, columns) for row in _rows(failing[:KEPT_FAILURES])),
        message=message,
        meaning=meta["en"],
        meaning_zh=meta["zh"],
        remedy=meta["remedy"],
        empty_passes=meta["empty"] == "pass",
        failed_by_partition=() if failing is None else _by_partition(failing),
    )


def _by_partition(failing: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((str(p), int(n)) for p, n in failing["partition"].dropna().astype("object").value_counts().items()))


def _columns(kwargs: Mapping[str, Any]) -> list[str]:
    """The columns that an expectation looks at."""
    single = [str(kwargs[k]) for k in ("column", "column_A", "column_B") if k in kwargs]
    return [*single, *kwargs.get("column_list", [])]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    import pandas as pd

    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


def _failure(row: Mapping[str, Any], columns: list[str]) -> Failure:
    place = {name: row[name] for name in PLACE}
    place |= {name: int(place[name]) for name in ("form_no", "line_start", "line_end") if place[name] is not None}
    return Failure(**place, detail="; ".join(f"{c}: {_shown(row[c])}" for c in columns))


def _shown(value: Any) -> str:
    """A value for people: numbers without trailing zeros, a missing one as such."""
    if value is None:
        return "missing"
    if not isinstance(value, Decimal | float):
        return str(value)
    digits = format(Decimal(str(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
