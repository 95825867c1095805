"""Files that are broken, closed or made to do harm: each is refused with its reason, none costs more than the limits allow."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.reader import read_report
from orchestration.reader.remedies import REMEDIES
from orchestration.reader.sources import limits, open_source
from orchestration.reader.sources.source import UnsuitableError
from tests.corpus import made_up
from tests.originals import WRITERS, How

MB = 1 << 20
RELATIONS = "xl/_rels/workbook.xml.rels"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def report(kind: str) -> bytes:
    cover, pages, _ = made_up(3, 1)
    return WRITERS[kind](pages, How(), cover)


def packed(parts: Mapping[str, str | bytes], data: bytes = b"") -> bytes:
    """A package of some parts, those of `data` beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        if data:
            with zipfile.ZipFile(io.BytesIO(data)) as old:
                for name in set(old.namelist()) - set(parts):
                    new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def word(text: str, before: str = "") -> bytes:
    return packed({"word/document.xml": f'{before}<w:document xmlns:w="{WORD}"><w:body>{text}</w:body></w:document>'})


def sheet(rows: str, rest: str = "", before: str = "") -> bytes:
    own = f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rest}<sheetData>{rows}</sheetData>'
    return packed({"xl/worksheets/sheet1.xml": own + "</worksheet>"}, report("xlsx"))


def refused(data: bytes) -> UnsuitableError:
    with pytest.raises(UnsuitableError) as caught:
        open_source(data)
    assert REMEDIES[caught.value.code]
    return caught.value


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """No more memory than that is taken in between."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MB
    finally:
        tracemalloc.stop()


# --------------------------------------------------------------------------------------------------- broken and closed


@pytest.mark.parametrize("kind", WRITERS)
def test_damaged_files_never_raise_and_are_said(kind: str) -> None:
    rng = random.Random(20241121)
    whole = report(kind)
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 20)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        got = read_report(bytes(data[: rng.choice((len(data), rng.randrange(len(data))))]), f"report.{kind}")
        assert got.forms or got.refused


@pytest.mark.parametrize("name", ["EncryptedPackage", "WordDocument", "Contents"])
def test_compound_files_that_are_not_read_are_told_apart(name: str) -> None:
    error = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(600))
    assert error.code == ("file_encrypted" if name == "EncryptedPackage" else "format_unread")
    assert (".doc, .wps" in str(error)) == (name == "WordDocument")


def test_a_part_that_is_encrypted_is_said() -> None:
    data = bytearray(report("docx"))
    at = -1
    while (at := data.find(b"PK\1\2", at + 1)) >= 0:
        data[at + 8] |= 1
    assert refused(bytes(data)).code == "file_encrypted"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (packed({"OFD.xml": "<OFD/>"}), "an OFD document"),
        (packed({"content.xml": "<a/>"}), "an OpenDocument file"),
        (packed({"xl/workbook.bin": "a"}), "a binary workbook (.xlsb)"),
        (packed({"a.txt": "a"}), "a ZIP archive that holds no document"),
        (b"{\\rtf1 a}", "a rich text (.rtf)"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;\n", "a web archive (.mht)"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "an XML document of Office 2003"),
    ],
)
def test_formats_that_are_not_read_are_named(data: bytes, what: str) -> None:
    error = refused(data)
    assert (error.code, str(error)) == ("format_unread", f" is {what}, which is not read")


def test_a_document_inside_a_document_is_not_passed_over() -> None:
    error = refused(word("<w:p><w:r><w:t>文</w:t></w:r></w:p><w:altChunk/>"))
    assert error.code == "format_unread"
    assert "altChunk" in str(error)


@pytest.mark.parametrize(("kind", "name"), [("docx", "word/document"), ("xlsx", "xl/workbook")])
def test_the_main_part_may_have_another_name(kind: str, name: str) -> None:
    folder, own = name.split("/")
    with zipfile.ZipFile(io.BytesIO(report(kind))) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    parts[f"{name}2.xml"] = parts.pop(f"{name}.xml")
    parts[f"{folder}/_rels/{own}2.xml.rels"] = parts.pop(f"{folder}/_rels/{own}.xml.rels")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(f"{name}.xml".encode(), f"{name}2.xml".encode())
    got = read_report(packed(parts), f"report.{kind}")
    assert (got.encoding, len(got.forms)) == (kind, 1)


# --------------------------------------------------------------------------------------------------------------- bombs


def test_a_file_above_the_limit_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    assert refused(b"0123456789a").code == "file_too_large"


@pytest.mark.parametrize(("size", "what"), [(65 * MB, "67,108,864 are the most"), (2 * MB, "more than 200 times as many")])
def test_a_part_that_unpacks_to_too_much_is_not_unpacked(size: int, what: str) -> None:
    data = packed({"word/document.xml": bytes(size)})
    with at_most(1):
        error = refused(data)
    assert error.code == "file_too_large"
    assert what in str(error)


def test_parts_that_unpack_to_too_much_together_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OF_PARTS", 900)
    error = refused(report("xlsx"))
    assert error.code == "file_too_large"
    assert "900 are the most" in str(error)


def test_a_directory_that_lies_about_a_size_is_not_believed() -> None:
    true = 40 * MB
    data = bytearray(packed({"word/document.xml": b"<a>" + bytes(true)}))
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        place = data.find(mark) + at
        assert data[place : place + 4] == struct.pack("<I", true + 3)
        data[place : place + 4] = struct.pack("<I", 1000)
    with at_most(2):
        assert refused(bytes(data)).code == "file_broken"


def test_a_package_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PARTS", 3)
    assert "4 parts, 3 are the most" in str(refused(packed({str(n): "" for n in range(4)})))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html"])
def test_a_tree_of_too_many_elements_is_not_made(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = report(kind)
    monkeypatch.setattr(limits, "MOST_NODES", 20)
    error = refused(data)
    assert error.code == "file_too_large"
    assert "20 are the most" in str(error)


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
FILE = "<!DOCTYPE a [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("entities", [LAUGHS, FILE, FILE.replace("SYSTEM", "PUBLIC 'x'")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_expanded_and_files_not_fetched(entities: str, encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>{entities}<w:document xmlns:w="{WORD}"><w:body><w:p>&i;</w:p></w:body></w:document>'
    error = refused(packed({"word/document.xml": body.encode(encoding)}))
    assert error.code == "file_broken"
    assert "document type" in str(error)
    own = f"{entities}<worksheet><sheetData><row><c t='inlineStr'><is><t>&i;</t></is></c></row></sheetData></worksheet>"
    assert refused(packed({"xl/worksheets/sheet1.xml": own}, report("xlsx"))).code == "file_broken"


@pytest.mark.parametrize("entities", [LAUGHS, FILE])
def test_entities_of_a_page_are_text(entities: str) -> None:
    page = entities.replace("DOCTYPE a", "DOCTYPE html") + "<html><body><p>文&i;</p></body></html>"
    with at_most(5):
        lines = open_source(page.encode()).lines
    assert "&i;" in "".join(lines)
    assert "root:" not in "".join(lines)


@pytest.mark.parametrize(
    ("kind", "part"), [("docx", "word/vbaProject.bin"), ("xlsx", "xl/vbaProject.bin"), ("xlsx", "xl/macrosheets/sheet1.xml")]
)
def test_macros_are_refused_by_name(kind: str, part: str) -> None:
    error = refused(packed({part: b"Sub AutoOpen()"}, report(kind)))
    assert error.code == "macros"
    assert part.lower() in str(error)


def test_macros_of_an_old_workbook_are_refused() -> None:
    data = report("xls") + "_VBA_PROJECT".encode("utf-16-le") + b"\0\0"
    assert refused(data).code == "macros"


def test_names_of_parts_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tricks = {"../../evil.txt": "x", "/etc/evil": "x", "C:\\evil": "x", "word/../../evil": "x"}
    assert read_report(packed(tricks, report("docx")), "report.docx").forms
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_names_no_part_outside_of_itself() -> None:
    with zipfile.ZipFile(io.BytesIO(report("xlsx"))) as package:
        relations = package.read(RELATIONS).decode()
    for target in ("file:///etc/passwd", "../../../etc/worksheets/passwd", "http://example.org/worksheets/a.xml"):
        for mode in ("", '" TargetMode="External'):
            changed = relations.replace("worksheets/sheet1.xml", target + mode)
            assert refused(packed({RELATIONS: changed}, report("xlsx"))).code in ("file_broken", "empty_file")


# ------------------------------------------------------------------------------------------------------ claims and depths

INLINE = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def test_a_sheet_may_claim_all_rows_and_columns() -> None:
    rows = f'<row r="1">{INLINE.format("A1", "甲")}</row><row r="1048576">{INLINE.format("XFD1048576", "乙")}</row>'
    with at_most(3):
        source = open_source(sheet(rows, '<dimension ref="A1:XFD1048576"/>'))
    assert source.lines == ["甲", "乙"]
    assert [(c.row, c.column) for t in source.tables for c in t.cells] == [(0, 0), (1, 1)]


def test_a_merged_range_may_claim_all_of_a_sheet() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = sheet(f'<row r="1">{INLINE.format("A1", "甲")}{INLINE.format("B1", "盖")}</row>')
    data = packed({"xl/worksheets/sheet1.xml": _part(data).replace("</sheetData>", f"</sheetData>{merged}")}, data)
    with at_most(3):
        assert open_source(data).lines == ["甲"]


def _part(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("limit", ["MOST_CELLS", "MOST_MERGED"])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "xls", "html"])
def test_too_many_cells_are_refused(limit: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = report(kind)
    monkeypatch.setattr(limits, limit, 5)
    if limit == "MOST_MERGED" and kind in ("docx", "html"):
        assert open_source(data).lines
    else:
        assert refused(data).code == "file_too_large"


def test_a_table_that_is_too_wide_to_be_a_form_is_lines() -> None:
    cells = "".join(f"<td>{n}" for n in range(limits.MOST_COLUMNS + 1))
    source = open_source(f"<table><tr>{cells}</table>".encode())
    assert (len(source.lines), source.tables) == (257, [])
    own = "".join(f'<c t="n"><v>{n}</v></c>' for n in range(limits.MOST_COLUMNS + 1))
    source = open_source(sheet(f"<row>{own}</row>"))
    assert (len(source.lines), source.tables) == (257, [])


@pytest.mark.parametrize(
    "cells",
    ["<td colspan=99999999>甲", "<td rowspan=99999999>甲", "<td colspan=-1 rowspan=0>甲", "<td colspan=' 9e9 ' rowspan=x>甲"],
)
def test_a_cell_may_claim_to_span_all(cells: str) -> None:
    with at_most(2):
        assert open_source(f"<table><tr>{cells}</table>".encode()).lines == ["甲"]


@pytest.mark.parametrize(
    ("element", "read"),
    [("<div>", "文"), ("<b>", "文"), ("<table><tr><td>", None), ("<ul><li>", "文"), ("<span><font>", "文")],
)
def test_elements_in_each_other_are_read_to_a_bound(element: str, read: str | None) -> None:
    assert "".join(open_source(("<html>" + element * 5 + "文").encode()).lines) == "文"
    with at_most(60):
        try:
            lines = open_source(("<html>" + element * 20_000 + "文").encode()).lines
        except UnsuitableError as error:
            assert error.code == "file_too_large"
        else:
            assert (read, "".join(lines)) == ("文", "文")


def test_elements_in_each_other_are_bounded_in_a_document() -> None:
    assert refused(word("<w:sdt>" * 5000 + "<w:p/>" + "</w:sdt>" * 5000)).code == "file_broken"
    table = "<w:tbl><w:tr><w:tc>"
    depth = limits.DEEPEST + 2
    deep = word(table * depth + "<w:p><w:r><w:t>文</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth)
    assert "tables in each other" in str(refused(deep))


def test_the_limits_in_the_docs_are_those_of_the_code() -> None:
    written = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8").partition("## Limits")[2]
    listed = [line.split("|")[2].strip() for line in written.splitlines() if line.startswith("|")][2:]
    stated = {name: value for name, value in vars(limits).items() if name.isupper() and name not in ("MB", "RATIO_FROM")}
    assert sorted(listed) == sorted(f"{value:,}" for value in stated.values())
    assert "parts above 1 MB" in written and limits.RATIO_FROM == MB


def test_what_a_run_refuses_costs_no_other_file() -> None:
    bomb = packed({"word/document.xml": bytes(2 * MB)})
    reports = [read_report(data, name) for data, name in ((bomb, "a.docx"), (report("docx"), "b.docx"))]
    assert [(r.refused, len(r.forms)) for r in reports] == [(True, 0), (False, 1)]
