"""One form in two files of a partition, a published PDF and the text of it: which of the two goes into the marts, and where they differ.

A form is the same by its kind, year, implementing unit and project. Of two whose files are of different formats the better one goes on:
one that is not quarantined before one that is, one read by cells before one read from text, the one with fewer problems, the first by
path. The other stays in the records, quarantined with this reason; what the two give differently is a problem of the better one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from orchestration.reader.text import squeeze
from orchestration.records.tables import SCHEMAS

SUPERSEDED, DIFFERS = "form_superseded", "sources_differ"
_CODES = (SUPERSEDED, DIFFERS)
_REMEDIES = {
    SUPERSEDED: "nothing, or take one of the two files out of raw/",
    DIFFERS: "compare both files with what was published; take the one that is wrong out of raw/",
}
_SHOWN = 8  # differences that a message names
_HEAD = ("project_nature", "project_category", "supervising_department", "planned_start_date", "planned_end_date", "funding_unit")
_TOTALS = ("execution_weight", "execution_rate_text", "execution_score", "total_weight", "total_score")
_INDICATOR = ("level1", "level2", "indicator_name", "target_text", "actual_text", "weight", "score", "deviation_text")

Tables = dict[str, pa.Table]
Row = dict[str, Any]


def settled(parts: list[Tables]) -> list[Tables]:
    """The tables of a partition's reports, one report each, with at most one of the forms that two formats hold left unquarantined."""
    if len(parts) < 2:
        return parts
    forms: dict[tuple[Any, ...], list[tuple[int, Row]]] = {}
    for n, part in enumerate(parts):
        for form in part["forms"].to_pylist():
            if (key := _key(form)) and not _report(part)["is_refused"]:
                forms.setdefault(key, []).append((n, form))
    added: dict[int, list[tuple[Row, Row]]] = {}  # by report: forms and their new problems
    for same in forms.values():
        if len({_is_text(parts[n]) for n, _ in same}) > 1:
            for n, form, problem in _settled(parts, sorted(same, key=lambda found: _rank(parts, *found))):
                added.setdefault(n, []).append((form, problem))
    return [_with_problems(part, added[n]) if n in added else part for n, part in enumerate(parts)]


def unsettled(part: Tables) -> Tables:
    """The tables without what `settled` added to them: problems of two files together are told anew at each build."""
    problems = part["problems"].to_pylist()
    added = [p for p in problems if p["problem_code"] in _CODES]
    if not added:
        return part
    forms = {(form["report_file"], form["form_no"]): form for form in part["forms"].to_pylist()}
    for problem in added:
        form = forms[problem["report_file"], problem["form_no"]]
        form["problem_count"] -= 1
        if problem["severity"] == "blocking":
            form["quarantine_reason"] = form["quarantine_reason"].removesuffix(_reason(problem)).removesuffix("; ") or None
            form["is_quarantined"] = form["quarantine_reason"] is not None
    rows = {"forms": list(forms.values()), "problems": [p for p in problems if p["problem_code"] not in _CODES]}
    return part | {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in rows}


def _key(form: Row) -> tuple[Any, ...] | None:
    names = (form["form_type"], form["fiscal_year"], form["implementing_unit"], form["project_name"])
    return None if None in names else (*names[:2], *map(squeeze, names[2:]))


def _report(part: Tables) -> Row:
    return dict(part["reports"].to_pylist()[0])


def _is_text(part: Tables) -> bool:
    return all(place is None for place in part["forms"]["place"].to_pylist())


def _rank(parts: list[Tables], n: int, form: Row) -> tuple[Any, ...]:
    return form["is_quarantined"], _is_text(parts[n]), form["problem_count"], form["report_file"], form["form_no"]


def _settled(parts: list[Tables], ranked: list[tuple[int, Row]]) -> Iterator[tuple[int, Row, Row]]:
    """The problems that the same form has in several files, the best one first."""
    (best, winner), *others = ranked
    if winner["is_quarantined"]:
        return
    for n, form in others:
        message = f"the same form is read from {winner['report_file']} (lines {winner['line_start']}-{winner['line_end']})"
        yield n, form, _problem(SUPERSEDED, "blocking", message)
        if not form["is_quarantined"] and (found := list(_differences(_whole(parts[best], winner), _whole(parts[n], form)))):
            more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            yield best, winner, _problem(DIFFERS, "review", f"{form['report_file']} has {'; '.join(found[:_SHOWN])}{more}")


def _problem(code: str, severity: str, message: str) -> Row:
    return {"problem_code": code, "severity": severity, "field": None, "message": message, "remedy": _REMEDIES[code]}


def _whole(part: Tables, form: Row) -> dict[str, str]:
    """All values of a form by name, as they are compared."""
    found = {name: _value(form[name]) for name in (*_HEAD, *_TOTALS)}
    for row in _own(part["funding"], form):
        found[f"{row['budget_stage']}.{row['funding_source']}"] = _value(row["amount_yuan"])
    found |= {f"goals.{row['goal_kind']}": _value(row["goal_text"]) for row in _own(part["goals"], form)}
    for n, row in enumerate(_own(part["indicators"], form), 1):
        found |= {f"indicator {n} {name.removesuffix('_text')}": _value(row[name]) for name in _INDICATOR}
    return found


def _own(table: pa.Table, form: Row) -> list[Row]:
    return [row for row in table.to_pylist() if row["form_no"] == form["form_no"]]


def _value(value: Any) -> str:
    return "" if value is None else squeeze(str(value))


def _differences(ours: dict[str, str], theirs: dict[str, str]) -> Iterator[str]:
    """What the other file gives otherwise, in words."""
    for name in dict.fromkeys([*ours, *theirs]):
        a, b = ours.get(name, ""), theirs.get(name, "")
        if a != b:
            yield f"{name} {b[:30] or 'blank'!r} for {a[:30] or 'blank'!r}"


def _with_problems(part: Tables, found: Iterable[tuple[Row, Row]]) -> Tables:
    """The tables with new problems of forms; a form with a blocking one is quarantined."""
    forms = {form["form_no"]: form for form in part["forms"].to_pylist()}
    problems = part["problems"].to_pylist()
    for place, problem in found:
        form = forms[place["form_no"]]
        form["problem_count"] += 1
        number = 1 + sum(p["form_no"] == form["form_no"] for p in problems)
        lines = {"line_end": form["line_start"], "lines": [form["line_start"]]}
        problems.append({name: form[name] for name in _OF_FORM} | problem | lines | {"problem_no": number})
        if problem["severity"] == "blocking":
            form["quarantine_reason"] = "; ".join(filter(None, (form["quarantine_reason"], _reason(problem))))
            form["is_quarantined"] = True
    rows = {"forms": list(forms.values()), "problems": sorted(problems, key=lambda p: (p["form_no"] or 0, p["problem_no"]))}
    return part | {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in rows}


_OF_FORM = ("report_sha256", "report_file", "report_year", "report_unit", "form_no", "line_start", "place")


def _reason(problem: Row) -> str:
    return f"{problem['problem_code']}: {problem['message']} ({problem['remedy']})"
