"""The ledger: each printed character is one thing; what is left, what a layout loses, and what is counted apart from the reading."""

from __future__ import annotations

import re
import unicodedata

import pytest

from orchestration.reader import closing, reading, trace
from orchestration.reader.layout import arrange
from orchestration.reader.ledger import FIELD, FURNITURE, LABEL, Book, UnreadableError, lines_unlike
from orchestration.reader.template import Template
from orchestration.reader.text import Stream, stream, stream_of_cells
from tests.gold.corpus import Case, five_reports
from tests.reader.conftest import DECLARATION, EVALUATION, GRID, codes, read

INLINE = {"declaration": DECLARATION, "evaluation": EVALUATION, "grid": GRID}
OPERATOR_NUMBER = re.compile(r"(>=|<=|[≥≤≧≦=><＝＞＜])\s*-?\d")


def test_a_character_cannot_be_claimed_twice_and_residue_names_its_lines() -> None:
    book = Book(stream(["甲乙", "丙 丁"]))
    book.enter(LABEL, 0, 1, "title")
    book.enter(FIELD, 2, 3, "year")
    with pytest.raises(UnreadableError, match="丙"):
        book.enter(FIELD, 2, 4, "year")
    ledger = book.close(4, 0, 0)
    assert [(r.text, r.lines) for r in ledger.residue] == [("乙", (1,)), ("丁", (2,))]


@pytest.mark.parametrize("text", INLINE.values(), ids=INLINE)
def test_every_character_is_accounted_for(text: str) -> None:
    (form,) = read(text).forms
    ledger = form.ledger
    assert ledger.characters == len("".join(text.split()))
    assert ledger.fields + ledger.labels + ledger.furniture == ledger.characters
    assert ledger.residue == ()


@pytest.mark.parametrize("case", five_reports(), ids=str)
def test_entries_of_the_five_reports_share_no_character_and_add_up_to_their_ledgers(case: Case) -> None:
    read_ = trace(case.source.read_bytes(), case.source.name)
    for form, one in zip(read_.report.forms, read_.readings, strict=True):
        claimed = [at for entry in one.book.entries for at in range(entry.start, entry.end)]
        assert sorted(claimed) == list(range(form.ledger.characters))
        sizes = {kind: sum(e.end - e.start for e in one.book.entries if e.kind == kind) for kind in (FIELD, LABEL, FURNITURE)}
        assert (sizes[FIELD], sizes[LABEL], sizes[FURNITURE]) == (form.ledger.fields, form.ledger.labels, form.ledger.furniture)
        assert all(entry.name for entry in one.book.entries)


@pytest.mark.parametrize("case", five_reports(), ids=str)
def test_operators_with_a_number_are_as_many_as_a_count_of_the_source_finds(case: Case) -> None:
    report = read(case.source.read_text(encoding="utf-8"))
    lines = case.source.read_text(encoding="utf-8").splitlines()
    for form in report.forms:
        printed = unicodedata.normalize("NFKC", "\n".join(lines[form.line_start - 1 : form.line_end]))
        assert form.ledger.lexemes_printed == form.ledger.lexemes_read == len(OPERATOR_NUMBER.findall(printed))


def test_a_lexeme_that_is_not_read_quarantines_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "fold", lambda text: text.replace("≥", ""))
    (form,) = read(DECLARATION).forms
    assert (form.ledger.lexemes_printed, form.ledger.lexemes_read) == (3, 1)
    assert codes(form) == ["lexemes_lost"]


def test_what_a_layout_loses_or_doubles_quarantines_the_form_and_names_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["甲 乙", "丙"]
    assert lines_unlike(stream_of_cells(lines, [[[(1, 0, 1)], [(1, 2, 3)]], [[(2, 0, 1)]]]), lines, 1) == ()
    assert lines_unlike(stream_of_cells(lines, [[[(1, 0, 1)]], [[(2, 0, 1)]]]), lines, 1) == (1,)
    assert lines_unlike(stream_of_cells(lines, [[[(1, 0, 1), (1, 2, 3)], [(2, 0, 1), (2, 0, 1)]]]), lines, 1) == (2,)

    def losing(own: list[str], first: int, template: Template) -> Stream:
        return arrange([line.replace("运行", "") for line in own], first, template)

    monkeypatch.setattr(reading, "arrange", losing)
    (form,) = read(DECLARATION).forms
    (problem,) = (p for p in form.problems if p.code == "layout_not_whole")
    assert (problem.severity, problem.lines) == ("blocking", (18,))
