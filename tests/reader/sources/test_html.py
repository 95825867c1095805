"""Web pages: what a browser shows of them, in whatever encoding they are."""

from __future__ import annotations

import pytest

from orchestration.reader.sources import open_source
from orchestration.reader.sources.source import Source, UnsuitableError


def page(body: str, encoding: str = "utf-8", head: str = "") -> Source:
    return open_source(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))


def cells(source: Source) -> list[tuple[str | None, int, int, int, int]]:
    return [(c.line and source.lines[c.line - 1], c.row, c.column, c.row_end, c.column_end) for t in source.tables for c in t.cells]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>一<b>粗</b>体</p>二<br>三", ["一粗体", "二", "三"]),
        ("<div>外<div>内</div>又外</div>尾", ["外", "内", "又外", "尾"]),
        ("<p>折\n 行\t了</p>", ["折 行 了"]),
        ("<pre>留\n  住</pre>", ["留", "  住"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<h1>题</h1><!-- 注 --><script>x</script><style>y</style><p>文", ["题", "文"]),
        ("&ge;95% &#8805; &nbsp;空", ["≥95% ≥ \xa0空"]),
    ],
)
def test_blocks_are_lines(body: str, lines: list[str]) -> None:
    source = page(body)
    assert [line.strip(" ") if "住" not in line else line for line in source.lines] == lines
    assert source.problems == []


def test_cells_cover_what_they_span() -> None:
    source = page(
        "<table><caption>表题</caption><thead><tr><th rowspan=2>左</th><th colspan='2'>宽</th></tr></thead>"
        "<tr><td>一<br>二</td><td></td></tr><tr><td rowspan=9>长</td><td>a</td><td>b</table>后"
    )
    assert source.lines == ["表题", "左", "宽", "一\v二", "长", "a", "b", "后"]
    assert cells(source) == [
        ("左", 0, 0, 2, 1),
        ("宽", 0, 1, 1, 3),
        ("一\v二", 1, 1, 2, 2),
        (None, 1, 2, 2, 3),
        ("长", 2, 0, 3, 1),
        ("a", 2, 1, 3, 2),
        ("b", 2, 2, 3, 3),
    ]
    assert source.tables[0].columns == (0, 100, 200, 300)


def test_a_table_that_only_places_others_is_no_table() -> None:
    source = page("<table><tr><td>导航</td><td><p>题</p><table><tr><td>甲<td>乙</table>尾</td></tr><tr><td>下</td></tr></table>")
    assert source.lines == ["导航", "题", "甲", "乙", "尾", "下"]
    assert [(t.first, t.last) for t in source.tables] == [(3, 4), (6, 6)]
    assert [(p.name, p.box) for p in source.places][:3] == [("1", (1, 1, 1, 1)), ("1", (2, 1, 2, 1)), ("2", (1, 1, 1, 1))]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8", "<meta charset=gb2312>"),  # which it is not
        ("gb18030", "<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"),
        ("gb18030", ""),
        ("big5", "<meta charset='big5'>"),
        ("utf-16", ""),
    ],
)
def test_encodings(encoding: str, head: str) -> None:
    assert page("<p>年度資金總額</p>", encoding, head).lines == ["年度資金總額"]


@pytest.mark.parametrize("style", ["style='display:none'", 'style="color:red; DISPLAY : none"', "hidden", "style='visibility:hidden'"])
@pytest.mark.parametrize(
    "body", ["<p {}>藏</p><p>见</p>", "<table><tr {}><td>藏</tr><tr><td>见</tr></table>", "<table {}><tr><td>藏</table><p>见"]
)
def test_what_the_page_hides_is_not_read_and_is_said(style: str, body: str) -> None:
    source = page(body.format(style))
    assert source.lines == ["见"]
    assert [p.code for p in source.problems] == ["hidden_text"]


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_text_that_is_struck_through_is_read_and_said(tag: str) -> None:
    source = page(f"<p>甲<{tag}>乙</{tag}></p>")
    assert source.lines == ["甲乙"]
    assert [p.code for p in source.problems] == ["struck_text"]


@pytest.mark.parametrize(
    "begin", ["<!DOCTYPE html>\n<p>文", "\n <TABLE><tr><td>文</table>", "<?xml version='1.0'?>\n<html><p>文</p></html>", "<!-- a --><p>文"]
)
def test_a_page_is_told_by_how_it_begins(begin: str) -> None:
    assert open_source(begin.encode()).encoding == "html"


@pytest.mark.parametrize("text", ["绩效 <p>目标</p>", "<p>一段</p> 文", "≥ <table> 5"])
def test_a_text_that_holds_tags_is_a_text(text: str) -> None:
    assert open_source(text.encode()).encoding == "utf-8"


@pytest.mark.parametrize(("body", "code"), [("<p> </p>", "empty_file"), ("\0文", "binary_file")])
def test_a_page_without_text_is_refused(body: str, code: str) -> None:
    with pytest.raises(UnsuitableError) as refused:
        page(body)
    assert refused.value.code == code
