"""Files that are no reports: each refused with its reason; and nothing that a file holds may raise."""

import random
import re
from pathlib import Path

import pytest

from orchestration.reader import read_report, reading, record
from orchestration.reader.forms import Span
from orchestration.reader.remedies import REMEDIES
from orchestration.reader.text import Stream
from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, read


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"", "empty_file", "report.txt holds no character"),
        (b" \n\t\n", "empty_file", "report.txt holds no character"),
        (b"\xff\xff\xff\xfe", "unknown_encoding", "report.txt: not UTF-8 (byte 0, line 1) and not GB18030 (byte 0)"),
        (b"abc\nd\0e", "binary_file", "report.txt:2 holds NUL bytes"),
        ("目录\n预算说明\n".encode(), "no_form", "2 lines were searched"),
    ],
)
def test_a_file_that_is_no_report_is_refused(data: bytes, code: str, message: str) -> None:
    report = read_report(data, "report.txt")
    assert report.refused
    assert report.forms == ()
    (problem,) = report.problems
    assert problem.code == code
    assert message in problem.message
    assert problem.remedy != ""


def test_encodings_give_the_same_record() -> None:
    utf8, gb = read_report(DECLARATION.encode(), "a"), read_report(DECLARATION.encode("gb18030"), "a")
    assert (utf8.encoding, gb.encoding) == ("utf-8", "gb18030")
    assert utf8.forms == gb.forms
    assert utf8.sha256 != gb.sha256


@pytest.mark.parametrize("text", [DECLARATION, EVALUATION, GRID], ids=["declaration", "evaluation", "grid"])
def test_a_form_cut_off_at_any_line_is_quarantined_or_no_form(text: str) -> None:
    lines = text.splitlines(keepends=True)
    last_row = next(n for n, line in enumerate(lines) if "观众满意度" in line or line.startswith("总分"))
    for kept in range(1, last_row if text is DECLARATION or text is GRID else last_row + 1):
        report = read(DECLARATION + "".join(lines[:kept]))
        assert [f.quarantined for f in report.forms] == [False, True], f"cut behind line {kept}"


def test_forms_around_one_that_was_cut_off_are_read() -> None:
    cut = "".join(DECLARATION.splitlines(keepends=True)[:12])
    assert [f.quarantined for f in read(DECLARATION + cut + EVALUATION).forms] == [False, True, False]


def test_a_defect_of_the_reader_costs_no_form_but_the_one_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading.untangle

    def fails_over_grids(body: list[str], spans: list[Span], streams: list[Stream]) -> list[Stream]:
        if any(s.gridded for s in streams):
            raise KeyError("level2")
        return whole(body, spans, streams)

    monkeypatch.setattr(reading, "untangle", fails_over_grids)
    text = DECLARATION + GRID + EVALUATION
    report = read(text)
    assert [f.quarantined for f in report.forms] == [False, True, False]
    failed = report.forms[1]
    (problem,) = failed.problems
    assert problem.code == "reader_failed"
    assert re.fullmatch(r"the reader failed over this form: KeyError: 'level2' \(test_report\.py:\d+, fails_over_grids\)", problem.message)
    first = len(DECLARATION.splitlines()) + 1
    assert (failed.line_start, failed.line_end) == (first, first + len(GRID.splitlines()) - 1)
    assert "".join(r.text for r in failed.ledger.residue).replace(" ", "") == "".join(GRID.split())
    assert report.forms[0].indicators == read(DECLARATION).forms[0].indicators


@pytest.mark.parametrize(("printed", "found"), [("#VALUE!", True), ("####", True), ("Err:509", True), ("#1楼", False)])
def test_what_a_spreadsheet_shows_in_place_of_a_value_is_flagged(form_of: Reader, printed: str, found: bool) -> None:
    form = form_of(EVALUATION, ("正常 正常 30 30 无偏差", f"{printed} 正常 30 30 无偏差"))
    assert form.indicators[1].target.text == printed
    assert [p.lines for p in form.problems if p.code == "formula_error"] == [(37,)] * found


def test_every_code_of_the_reader_has_a_remedy() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in Path(record.__file__).parent.rglob("*.py"))
    used = set(re.findall(r'(?:UnreadableError|UnsuitableError|Problem|Flaw|flaw|_say|\.note|\.flag|_refusal)\(\s*"([a-z0-9_]+)"', source))
    flags = {"pairing_ambiguous", "level2_ambiguous", "level2_missing"}
    assert used | flags == set(REMEDIES)


def test_damaged_reports_never_raise_and_never_lose_a_title() -> None:
    rng = random.Random(20241121)
    for _ in range(150):
        lines = rng.choice([DECLARATION, EVALUATION, GRID]).splitlines()
        damage = rng.randrange(5)
        n = rng.randrange(2, len(lines))
        if damage == 0:
            lines = lines[:n]
        elif damage == 1:
            lines = lines[:n] + lines[n - 2 : n + 4] + lines[n:]
        elif damage == 2:
            tail = lines[n:]
            rng.shuffle(tail)
            lines = lines[:n] + tail
        elif damage == 3:
            lines[n] = rng.choice(["", "数量指标", "总分", "≥", "\u202e甲", "其他资金 5", "一" * 5000]) + lines[n]
        else:
            del lines[n]
        text = "\n".join(lines)
        report = read(text + "\n" + DECLARATION)
        assert not report.forms[-1].quarantined
        assert len(report.forms) == len(report.title_lines)
