"""Word documents: what a person sees of them, and what is said of what is not seen."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from orchestration.reader.sources import open_source
from orchestration.reader.sources.source import Source, UnsuitableError


def saved(document: Document) -> Source:
    out = io.BytesIO()
    document.save(out)
    return open_source(out.getvalue())


def with_body(xml: str) -> Source:
    """A document of which this is the text."""
    document = docx.Document()
    holder = parse_xml(f"<w:body {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>{xml}</w:body>")
    for n, element in enumerate(list(holder)):
        document.element.body.insert(n, element)
    return saved(document)


def cells(source: Source) -> list[tuple[str | None, int, int, int, int]]:
    return [(c.line and source.lines[c.line - 1], c.row, c.column, c.row_end, c.column_end) for t in source.tables for c in t.cells]


def test_merged_cells_and_the_order_of_paragraphs_and_tables() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_paragraph("表前")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "绩\n效"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    table.cell(1, 1).text = "a\tb"
    table.cell(2, 2).text = "末"
    document.add_paragraph("表后")
    source = saved(document)
    assert source.lines == ["表前", "绩\v效", "宽", "a\tb", "末", "表后"]
    assert cells(source) == [
        ("绩\v效", 0, 0, 3, 1),
        ("宽", 0, 1, 1, 3),
        ("a\tb", 1, 1, 2, 2),
        (None, 1, 2, 2, 3),
        (None, 2, 1, 3, 2),
        ("末", 2, 2, 3, 3),
    ]
    assert [place.kind for place in source.places] == ["paragraph", "table", "table", "table", "table", "paragraph"]


def test_rows_that_begin_behind_the_first_column_keep_their_place() -> None:
    row = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>'
    assert cells(with_body(f"<w:tbl>{row}</w:tbl>")) == [("c", 0, 2, 1, 3)]


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", ["一", "二"]),
        ("<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>6</w:t><w:softHyphen/><w:t>月</w:t></w:r>", ["5-6月"]),
        ('<w:r><w:t>满意度</w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>', ["满意度≥95%"]),
        ('<w:ins w:author="a">' + RUN.format("新") + "</w:ins>" + RUN.format("文"), ["新文"]),
        ("<w:hyperlink>" + RUN.format("链") + "</w:hyperlink><w:smartTag>" + RUN.format("接") + "</w:smartTag>", ["链接"]),
        ("<w:sdt><w:sdtContent>" + RUN.format("选") + "</w:sdtContent></w:sdt>", ["选"]),
        ("<w:fldSimple w:instr='PAGE'>" + RUN.format("3") + "</w:fldSimple><w:r><w:instrText>DATE</w:instrText></w:r>", ["3"]),
        (
            "<w:r><w:ruby><w:rt>" + RUN.format("yin") + "</w:rt><w:rubyBase>" + RUN.format("音") + "</w:rubyBase></w:ruby></w:r>",
            ["音"],
        ),
        (
            "<w:r><w:t>外</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>"
            + RUN.format("框")
            + "</w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent><w:p>" + RUN.format("框") + "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
            ["外", "框"],
        ),
    ],
)
def test_runs_are_read_as_they_are_printed(runs: str, text: list[str]) -> None:
    source = with_body(f"<w:p>{runs}</w:p>")
    assert source.lines == text
    assert source.problems == []


@pytest.mark.parametrize(
    ("xml", "lines", "code"),
    [
        ("<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r></w:p>", ["新"], "deleted_text"),
        ("<w:p><w:moveFrom>" + RUN.format("旧") + "</w:moveFrom>" + RUN.format("新") + "</w:p>", ["新"], "deleted_text"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>" + RUN.format("见") + "</w:p>", ["见"], "hidden_text"),
        ("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>划</w:t></w:r>" + RUN.format("去") + "</w:p>", ["划去"], "struck_text"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r></w:p>', ["�"], "symbol_unknown"),
        (
            "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>" + RUN.format("旧") + "</w:p></w:tc></w:tr>"
            "<w:tr><w:tc><w:p>" + RUN.format("新") + "</w:p></w:tc></w:tr></w:tbl>",
            ["新"],
            "deleted_text",
        ),
        (
            "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p>" + RUN.format("藏") + "</w:p></w:tc></w:tr>"
            "<w:tr><w:tc><w:p>" + RUN.format("见") + "</w:p></w:tc></w:tr></w:tbl>",
            ["见"],
            "hidden_cells",
        ),
    ],
)
def test_what_is_not_seen_is_not_read_and_is_said(xml: str, lines: list[str], code: str) -> None:
    source = with_body(xml)
    assert source.lines == lines
    assert [(p.code, p.lines) for p in source.problems] == [(code, (1,))]


def test_a_property_that_is_switched_off_hides_nothing() -> None:
    source = with_body('<w:p><w:r><w:rPr><w:vanish w:val="0"/><w:strike w:val="false"/></w:rPr><w:t>见</w:t></w:r></w:p>')
    assert (source.lines, source.problems) == (["见"], [])


def test_tables_in_a_cell_are_read_in_their_place() -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text = "上左"
    outer.cell(0, 1).text = "上右"
    inner = outer.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text = "内左"
    inner.cell(0, 1).text = "内右"
    outer.cell(1, 1).text = "下右"
    source = saved(document)
    assert source.lines == ["上左", "上右", "内左", "内右", "下右"]
    assert [(t.first, t.last) for t in source.tables] == [(1, 2), (3, 4)]


def numbered(*levels: int, shapes: tuple[tuple[str, str], ...]) -> list[str]:
    """The lines of paragraphs of a list, by the shape and text of its levels."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    own = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (shape, text) in enumerate(shapes)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{own}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level in levels:
        paragraph = document.add_paragraph("项")
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))
    return saved(document).lines


@pytest.mark.parametrize(
    ("levels", "shapes", "lines"),
    [
        ((0, 0, 0), (("decimal", "%1."),), ["1.项", "2.项", "3.项"]),
        ((0, 1, 1, 0, 1), (("chineseCounting", "%1、"), ("decimal", "%1.%2")), ["一、项", "一.1项", "一.2项", "二、项", "二.1项"]),
        ((0, 0), (("decimalEnclosedCircleChinese", "%1"),), ["①项", "②项"]),
        ((0,) * 4, (("lowerRoman", "(%1)"),), ["(i)项", "(ii)项", "(iii)项", "(iv)项"]),
        ((0,) * 2, (("upperLetter", "%1."),), ["A.项", "B.项"]),
        ((0,), (("bullet", ""),), ["•项"]),
    ],
)
def test_lists_are_numbered_as_word_numbers_them(levels: tuple[int, ...], shapes: tuple[tuple[str, str], ...], lines: list[str]) -> None:
    assert numbered(*levels, shapes=shapes) == lines


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-200], lambda data: data[:4], lambda data: data.replace(b"word/document.xml", b"word/document.xmx")]
)
def test_a_damaged_document_is_refused(damage: Callable[[bytes], bytes]) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(UnsuitableError) as refused:
        open_source(damage(out.getvalue()))
    assert refused.value.code in ("file_broken", "format_unread")


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(UnsuitableError, match="holds no character"):
        saved(docx.Document())
