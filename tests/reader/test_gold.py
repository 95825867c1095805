"""The five reports and further cases against records read by people: every field that differs is named."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.reader import read_report
from orchestration.reader.text import RADICALS

TESTS = Path(__file__).parents[1]
RAW = TESTS.parent / "raw"
REPORTS = sorted((TESTS / "gold").glob("*.gold.json"))
CASES = TESTS / "gold" / "cases"
AMBIGUOUS = {"level1_ambiguous": "level1", "level2_ambiguous": "level2", "level2_missing": "level2"}


def plain(value: Any) -> Any:
    """Comparison form: NFKC with radicals as characters, no white space, numbers by value, blank as None."""
    if value is None or isinstance(value, int):
        return value
    text = "".join(unicodedata.normalize("NFKC", str(value).translate(RADICALS)).split()).replace(">=", "≥").replace("<=", "≤")
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text or None


def values(form: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(path, value) of every field of a record's form that a person has read."""
    for key, value in form.items():
        if key in ("indicators", "problems", "line_start", "line_end"):
            continue
        if isinstance(value, dict):
            yield from ((f"{key}.{k}", plain(v)) for k, v in value.items())
        elif isinstance(value, list):
            for row in value:
                name = f"{key}.{row.get('scope', '')}.{row['source']}"
                yield from ((f"{name}.{k}", plain(v)) for k, v in row.items() if k not in ("scope", "source", "lines"))
        else:
            yield key, plain(value)
    for n, row in enumerate(form["indicators"]):
        open_ = {AMBIGUOUS[f] for f in row["flags"] if f in AMBIGUOUS}
        yield from ((f"indicators.{n}.{k}", plain(v)) for k, v in row.items() if k != "flags" and k not in open_)


def differences(gold: dict[str, Any], got: dict[str, Any]) -> tuple[int, list[str]]:
    """How many fields were compared, and each that differs with both values."""
    wrong = [] if len(gold["forms"]) == len(got["forms"]) else [f"forms: {len(gold['forms'])} expected, {len(got['forms'])} read"]
    count = 0
    for n, (want, have) in enumerate(zip(gold["forms"], got["forms"], strict=False)):
        read = dict(values(have))
        for path, value in values(want):
            count += 1
            if read.get(path) != value:
                wrong.append(f"form {n} {path}: {value!r} expected, {read.get(path)!r} read")
        if len(want["indicators"]) != len(have["indicators"]):
            wrong.append(f"form {n}: {len(want['indicators'])} indicators expected, {len(have['indicators'])} read")
    return count, wrong


def record(path: Path) -> dict[str, Any]:
    return json.loads(json.dumps(read_report(path.read_bytes(), path.name).to_json()))


@pytest.mark.parametrize("gold_file", REPORTS, ids=lambda p: p.name[:3])
def test_every_field_of_the_five_reports_is_exact(gold_file: Path) -> None:
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    (source,) = RAW.rglob(gold["source"])
    got = record(source)
    _, wrong = differences(gold, got)
    assert wrong == []
    assert not any(form["quarantined"] for form in got["forms"])
    assert got["title"] == gold["title"]


def test_form_and_indicator_counts() -> None:
    got = {p.name[:3]: record(p)["forms"] for p in sorted(RAW.rglob("*.txt"))}
    assert {name: len(forms) for name, forms in got.items()} == {"000": 13, "001": 8, "002": 6, "003": 3, "004": 19}
    assert {name: sum(len(f["indicators"]) for f in forms) for name, forms in got.items()} == {
        "000": 195, "001": 122, "002": 37, "003": 41, "004": 141,
    }  # fmt: skip


def test_the_comparison_finds_a_changed_field() -> None:
    gold = json.loads(REPORTS[0].read_text(encoding="utf-8"))
    changed = json.loads(json.dumps(gold))
    changed["forms"][0]["indicators"][2]["target"] = "=99.00(%)"
    assert differences(gold, gold)[1] == []
    assert differences(gold, changed)[1] == ["form 0 indicators.2.target: '=100.00(%)' expected, '=99.00(%)' read"]


@pytest.mark.parametrize("name", ["sh-putuo-cgjf-2026.tables.txt", "dev000.table.tsv"])
def test_grids_of_other_bodies_are_exact(name: str) -> None:
    gold = json.loads((CASES / name).with_suffix(".gold.json").read_text(encoding="utf-8"))
    count, wrong = differences(gold, record(CASES / name))
    assert wrong == []
    assert count > 80


@pytest.mark.parametrize("path", sorted(p for p in CASES.iterdir() if p.suffix in (".txt", ".tsv")), ids=lambda p: p.name)
def test_no_form_of_another_body_is_wrong_in_silence(path: Path) -> None:
    gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    got = record(path)
    assert len(got["forms"]) == len(gold["forms"])
    for n, (want, have) in enumerate(zip(gold["forms"], got["forms"], strict=True)):
        _, wrong = differences({"forms": [want]}, {"forms": [have]})
        assert not wrong or have["problems"], f"form {n} differs without a problem: {wrong}"


def test_a_page_that_speaks_of_goals_but_holds_no_form_is_refused_as_such() -> None:
    got = record(CASES / "neg-sh-putuo-wenlv-2026.txt")
    assert got["forms"] == []
    assert [p["code"] for p in got["problems"]] == ["no_form"]
