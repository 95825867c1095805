"""PDFs printed as programs print them, read back exactly; and what cannot be read is refused with its reason."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, Literal

import pytest
from reportlab import rl_config
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from orchestration.reader import read_report
from orchestration.reader.sources import limits, open_source
from orchestration.reader.sources.source import UnsuitableError
from tests import printing
from tests.corpus import Cell, made_up
from tests.gold.compare import compare
from tests.printing import HIGH, Print, print_report

EVALUATION, DECLARATION = 0, 1  # seeds of the corpus


def wrong(data: bytes, gold: dict[str, Any]) -> list[str]:
    """The fields of the gold that were read otherwise."""
    return [str(field) for field in compare(gold, read_report(data, "report.pdf").to_json()) if not field.exact]


def codes(data: bytes) -> list[str]:
    """The codes of all problems of a file."""
    report = read_report(data, "report.pdf")
    return [p.code for p in (*report.problems, *(p for form in report.forms for p in form.problems))]


@pytest.mark.parametrize(
    "how",
    [
        Print(),
        Print(rules="strokes", tears=False),
        Print(rules="double", bold=True),
        Print(rules="frames", closes=True, tears=False),
        Print(rules="rings", closes=True, tears=False),
        Print(boxed=True, head="2024年部门预算公开报告"),
        Print(turned=90),
        Print(turned=180),
        Print(turned=270),
        Print(room=350),
        Print(number="{}", head="临江市水务局"),
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_forms_are_read_exactly_however_they_are_ruled(seed: int, how: Print) -> None:
    data, gold = print_report(seed, 3, how)
    assert wrong(data, gold) == []
    assert codes(data) == []


def test_rows_torn_by_a_page_whose_cells_are_all_closed_are_put_together_and_flagged() -> None:
    data, gold = print_report(3, 4, Print(room=350, closes=True))
    assert wrong(data, gold) == []
    assert set(codes(data)) == {"row_over_page"}


@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_rows_of_each_kind_torn_by_pages_whose_cells_are_all_closed_are_read_exactly(seed: int) -> None:
    """Pages of many heights cut each row of the form at each of its lines; what a person should look at is among the indicators alone."""
    for room in range(105, 400, 24):
        data, gold = print_report(seed, 1, Print(room=room, closes=True))
        assert wrong(data, gold) == [], room
        assert set(codes(data)) <= {"row_over_page"}, room


@pytest.mark.parametrize("tears", [True, False])
@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_cells_below_a_rule_at_the_top_of_a_page_begin_there(seed: int, tears: bool) -> None:
    """The page before closes none of its cells, be the row torn or not."""
    for room in range(105, 400, 24):
        data, gold = print_report(seed, 1, Print(room=room, leads=True, tears=tears))
        assert wrong(data, gold) == [], room
        assert set(codes(data)) <= {"row_over_page"}, room


@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_text_that_a_page_cuts_is_read_where_it_is_seen(seed: int) -> None:
    """As Excel prints: a merged cell is drawn whole on each of its pages, and cut to the page."""
    for room in range(200, 420, 20):
        data, gold = print_report(seed, 1, Print(room=room, tears=False, closes=True, cuts=True))
        assert wrong(data, gold) == [], room
        assert set(codes(data)) <= {"row_over_page"}, room


@pytest.mark.parametrize("rules", ["bars", "strokes"])
@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_rules_that_a_page_cuts_are_those_that_are_seen(seed: int, rules: Literal["bars", "strokes"]) -> None:
    """As wkhtmltopdf prints: each cell is drawn whole on each of its pages, and cut to the page."""
    for room in range(105, 400, 24):
        data, gold = print_report(seed, 1, Print(room=room, rules=rules, cuts_rules=True))
        assert wrong(data, gold) == [], room
        assert set(codes(data)) <= {"row_over_page"}, room


def test_text_that_is_cut_and_stands_on_no_other_page_quarantines_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is too low for its text."""
    whole = printing._Printer.cut_lines
    monkeypatch.setattr(printing._Printer, "cut_lines", lambda *given: whole(*given[:-1], [*given[-1], *["余文"] * 6]))
    assert "text_over_rule" in codes(print_report(DECLARATION, 1, Print(cuts=True))[0])


def test_forms_behind_a_budget_are_found_and_their_pages_named() -> None:
    data, gold = print_report(DECLARATION, 1, Print(before=12))
    report = read_report(data, "report.pdf")
    assert wrong(data, gold) == []
    (form,) = report.forms
    assert report.place(form.indicators[0].name.lines).startswith("第13页 [")
    assert all(place.box is None for place in report.places[:100])  # pages of prose are not looked at closely


def test_a_value_knows_its_box_on_the_page_as_it_is_shown() -> None:
    upright, turned = (read_report(print_report(DECLARATION, 1, Print(turned=turn))[0], "report.pdf") for turn in (0, 90))
    name = upright.forms[0].head["project_name"]
    assert name
    (place,) = (upright.places[n - 1] for n in name.lines)
    assert place.box
    left, top, right, bottom = place.box
    assert 50 < left < right < 545
    assert 50 < top < bottom < 150
    for one, other in zip(upright.places, turned.places, strict=True):
        assert one.box == pytest.approx(other.box, abs=0.1)


@pytest.mark.parametrize("turned", [0, 90])
def test_a_font_that_states_more_height_than_its_characters_have_joins_no_lines(turned: Literal[0, 90]) -> None:
    data, gold = print_report(DECLARATION, 1, Print(turned=turned))
    changes = {
        b"/Ascent 752 /CapHeight 737 /Descent -271": b"/Ascent 1806 /CapHeight 7 /Descent -1046",
        b"/FontBBox [ -25 -254 1000 880 ]": b"/FontBBox [-9 -1046 2928 1806 ]",
    }
    for stated, much in changes.items():
        assert (data.count(stated), len(stated)) == (1, len(much))
        data = data.replace(stated, much)
    assert wrong(data, gold) == []
    assert codes(data) == []


@pytest.mark.parametrize("turned", [0, 90])
def test_a_watermark_is_in_no_cell_and_told(turned: Literal[0, 90]) -> None:
    data, gold = print_report(DECLARATION, 1, Print(turned=turned, mark="内部资料注意保存", tears=False, room=350))
    assert wrong(data, gold) == []
    (form,) = read_report(data, "report.pdf").forms
    assert {(p.code, p.severity) for p in form.problems} == {("text_aslant", "note")}
    assert form.problems[0].message == "text that is printed aslant is taken for a watermark: 内部资料注意保存"


def test_the_text_of_a_page_that_is_askew_is_no_watermark(monkeypatch: pytest.MonkeyPatch) -> None:
    upright = printing._Printer.begin

    def askew(printer: printing._Printer) -> None:
        upright(printer)
        printer.canvas.rotate(4)

    monkeypatch.setattr(printing._Printer, "begin", askew)
    (form,) = read_report(print_report(DECLARATION, 1)[0], "report.pdf").forms
    assert [(p.code, p.severity) for p in form.problems] == [("columns_unclear", "blocking")]


def test_a_form_without_rules_is_never_wrong_in_silence() -> None:
    for seed in range(6):
        data, gold = print_report(seed, 2, Print(rules="none"))
        assert not [field for field in compare(gold, read_report(data, "report.pdf").to_json()) if field.silent]


def test_text_over_a_rule_quarantines_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not wrap prints the end of a cell into the next."""
    monkeypatch.setattr(printing, "wrap", lambda text, room: [text])
    assert "text_over_rule" in codes(print_report(DECLARATION, 1)[0])


def test_a_header_that_each_page_prints_again_is_no_row() -> None:
    for closes in (True, False):
        data, gold = print_report(3, 2, Print(room=350, closes=closes, tears=False, repeats=True))
        assert wrong(data, gold) == []


@pytest.mark.parametrize("seed", [EVALUATION, DECLARATION])
def test_first_rows_that_each_page_prints_again_are_of_the_page(seed: int) -> None:
    """Titles in the table and the first row of the head, repeated by the program; other forms begin with the same titles."""
    cover, pages, gold = made_up(seed, 3)
    for page in pages:
        titles = [Cell(title, row, 0, len(page.widths)) for row, title in enumerate(page.titles)]
        page.cells = titles + [replace(cell, row=cell.row + len(titles)) for cell in page.cells]
        page.height, page.titles = page.height + len(titles), []
    for heads in (2, 3):
        data = printing.print_pages(pages, Print(room=350, tears=False, closes=True, heads=heads), cover)
        assert wrong(data, gold) == [], heads
        assert set(codes(data)) <= {"row_over_page"}


def blank(pages: int, image: bool) -> bytes:
    """A PDF of pages without text, with a picture on each or without."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for _ in range(pages):
        if image:
            canvas.drawInlineImage(_picture(), 0, 0, 500, HIGH)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture() -> Any:
    from PIL import Image

    return Image.new("L", (8, 8), 128)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (blank(3, image=True), "pdf_scanned", "none of its 3 pages holds text"),
        (b"%PDF-1.7\nnothing behind it", "file_broken", "is no whole PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str, words: str) -> None:
    (problem,) = read_report(data, "report.pdf").problems
    assert (problem.code, problem.severity) == (code, "blocking")
    assert words in problem.message
    assert problem.message.startswith("report.pdf")


@pytest.mark.parametrize(("limit", "most"), [("MOST_PAGES", 2), ("MOST_OF_STREAM", 100), ("MOST_OF_STREAMS", 100)])
@pytest.mark.parametrize("in_base_85", [False, True])
def test_a_pdf_beyond_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, most: int, in_base_85: bool) -> None:
    data = packed_text(3, in_base_85)
    assert (b"ASCII85Decode" in data) == in_base_85
    assert open_source(data).lines == ["预算" * 40, "\f" + "预算" * 40, "\f" + "预算" * 40]
    monkeypatch.setattr(limits, limit, most)
    (problem,) = read_report(data, "report.pdf").problems
    assert (problem.code, problem.severity) == ("file_too_large", "blocking")
    assert f"{most} " in problem.message


def packed_text(pages: int, in_base_85: bool) -> bytes:
    """Pages with a line of text whose contents are packed, in base 85 or in bytes."""
    out = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont(printing.FONT))
    canvas = Canvas(out, pageCompression=1)
    for _ in range(pages):
        canvas.setFont(printing.FONT, 5)
        canvas.drawString(20, 400, "预算" * 40)
        canvas.showPage()
    with_base_85, rl_config.useA85 = rl_config.useA85, int(in_base_85)
    try:
        canvas.save()
    finally:
        rl_config.useA85 = with_base_85
    return out.getvalue()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"/Filter [ /Fl /Fl ]", "packed twice"),
        (b"/Filter [ /A#48x /Fl ]", "packed twice"),
        (b"/Filter 9 0 R", "says elsewhere how"),
        (b"/Filter /LZWDecode", "packed by LZW"),
        (b"/Filter /LZW#44ecode", "packed by LZW"),
        (b"/Filter [ /A85 /RL ]", "runs in base 85"),
    ],
)
def test_a_stream_that_cannot_be_counted_is_refused(said: bytes, words: str) -> None:
    data = packed_text(1, False)
    assert data.count(b"/Filter [ /FlateDecode ]") == 1
    (problem,) = read_report(data.replace(b"/Filter [ /FlateDecode ]", said), "report.pdf").problems
    assert problem.code == "file_too_large"
    assert words in problem.message


def test_runs_and_escaped_names_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    deflated = packed_text(1, False)
    monkeypatch.setattr(limits, "MOST_OF_STREAM", 100)
    for said in (b"/RunLengthDecode", b"/Fl#61teDecode", b"/FlateDecode" + b" " * 5000):
        (problem,) = read_report(deflated.replace(b"/FlateDecode", said), "report.pdf").problems
        assert (problem.code, "may unpack" in problem.message or "unpacks to" in problem.message) == ("file_too_large", True)


def test_a_stream_without_an_end_is_refused_and_streams_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed_text(2, True)
    (endless,) = read_report(data.replace(b"endstream", b""), "report.pdf").problems
    monkeypatch.setattr(limits, "MOST_STREAMS", 1)
    (many,) = read_report(data, "report.pdf").problems
    assert [(p.code, p.severity) for p in (endless, many)] == [("file_too_large", "blocking")] * 2
    assert "more streams" in many.message


def locked(password: str) -> bytes:
    """A page of text that an owner's password locks, and a user's one if there is one."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword="owner"), pageCompression=1)
    canvas.drawString(10, 10, "x" * 500)
    canvas.save()
    return out.getvalue()


def test_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(UnsuitableError) as error:
        open_source(locked("secret"))
    assert error.value.code == "file_encrypted"


def test_what_opens_with_an_empty_password_is_read_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    data = locked("")
    assert open_source(data).lines == ["x" * 500]
    monkeypatch.setattr(limits, "MOST_OF_STREAM", 300)  # encrypted, its stream is no deflated one
    with pytest.raises(UnsuitableError) as error:
        open_source(data)
    assert error.value.code == "file_too_large"


def test_an_encrypted_stream_of_objects_must_be_small(monkeypatch: pytest.MonkeyPatch) -> None:
    data = locked("").replace(b"/FlateDecode", b"/FlateDecode /Type /ObjStm")
    monkeypatch.setattr(limits, "MOST_OF_STREAM", 10 * 1032)
    with pytest.raises(UnsuitableError) as error:
        open_source(data)
    assert "10 bytes packed as it is" in str(error.value)
