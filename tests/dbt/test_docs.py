"""The pages of docs/ are those that the models' YAML makes now; the diagram draws each table once and no line twice."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import duckdb
import pytest

from orchestration.dictionary import Column, Reference, Table, read_dictionary
from orchestration.docs import render
from orchestration.docs.diagram import columns_of, direct_edges, draw_mermaid, draw_svg
from orchestration.docs.pages import render_html, render_markdown
from orchestration.home import CHECKOUT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pages(warehouse: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return render(read_dictionary(warehouse))


@pytest.mark.parametrize("name", ["dictionary.md", "dictionary.html", "er.md", "er.svg"])
def test_the_page_is_as_the_yaml_makes_it(pages: dict[str, str], name: str) -> None:
    assert (CHECKOUT / "docs" / name).read_text(encoding="utf-8") == pages[name], "the models' YAML changed: run `make docs`"


def test_every_table_and_column_stands_on_the_page_in_both_languages(warehouse: duckdb.DuckDBPyConnection, pages: dict[str, str]) -> None:
    for table in read_dictionary(warehouse):
        section = pages["dictionary.md"].partition(f'<a id="{table.schema}-{table.name}"></a>')[2].partition("\n### ")[0]
        assert section.startswith(f"{table.name} {table.name_zh}\n") and table.grain_zh in section
        for column in table.columns:
            assert re.search(rf"^\| (\*\*)?`{column.name}`(\*\*)? \| {column.name_zh} \|", section, re.MULTILINE)


def test_every_link_of_the_page_leads_somewhere(pages: dict[str, str]) -> None:
    for name, anchor in (("dictionary.md", r'<a id="([^"]+)"'), ("dictionary.html", r'<section id="([^"]+)"')):
        links = set(re.findall(r'(?:\]\(|href=")#([^)"]+)', pages[name]))
        assert links and links <= set(re.findall(anchor, pages[name]))


def test_the_pages_load_nothing(pages: dict[str, str]) -> None:
    for name in ("dictionary.html", "er.svg"):
        assert re.findall(r"<script|<link|<img|url\(http|src=", pages[name]) == []


def table(name: str, *to: str) -> Table:
    columns = tuple(Column(f"{t}_key", f"{t}键", "string", False, True, None, "x") for t in to)
    key = Column(f"{name}_key", "键", "string", True, True, "CODE", "Key <&| (键).")
    references = tuple(Reference(f"{t}_key", f"core.{t}", f"{t}_key") for t in to)
    return Table("core", name, f"表{name}", (key.name,), "Grain: one row.", "一行。", (key, *columns), references)


FORM = (
    table("unit"),
    table("project", "unit"),
    table("form", "project", "unit"),
    table("funding", "form", "project", "unit", "source"),
    table("source"),
)


def test_lines_that_follow_from_others_are_left_out() -> None:
    assert direct_edges(FORM) == {
        ("core.project", "core.unit"),
        ("core.form", "core.project"),
        ("core.funding", "core.form"),
        ("core.funding", "core.source"),
    }


def test_each_table_stands_left_of_what_it_refers_to_and_next_to_it() -> None:
    columns = columns_of(FORM, direct_edges(FORM))
    assert [{t.name for t in column} for column in columns] == [{"funding"}, {"form", "source"}, {"project"}, {"unit"}]


def test_references_in_a_circle_and_to_oneself_are_drawn_all_the_same() -> None:
    circle = (table("a", "b", "a"), table("b", "a"), table("alone"))
    edges = direct_edges(circle)
    assert len(edges) == 1
    assert sorted(t.name for column in columns_of(circle, edges) for t in column) == ["a", "alone", "b"]
    ET.fromstring(draw_svg(circle))


def test_boxes_hold_their_texts_and_none_lies_on_another() -> None:
    root = ET.fromstring(draw_svg(FORM))
    boxes = [tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height")) for g in root.iter(f"{SVG}g") for r in g.iter(f"{SVG}rect")]
    assert len(boxes) == len(FORM)
    for n, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[n + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
    texts = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert "funding" in texts and "表funding" in texts and "source_key → source" in texts
    assert len(root.findall(f"{SVG}path")) == 4


def test_a_line_past_a_column_lies_between_its_boxes() -> None:
    tables = (*FORM, table("report", "unit"), table("quality", "report"), table("finding", "quality", "project"))
    assert [{t.name for t in c} for c in columns_of(tables, direct_edges(tables))][1:3] == [
        {"form", "quality", "source"},
        {"project", "report"},
    ]
    root = ET.fromstring(draw_svg(tables))
    boxes = [tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height")) for g in root.iter(f"{SVG}g") for r in g.iter(f"{SVG}rect")]
    level = [
        (float(x), float(y), float(to))
        for path in root.findall(f"{SVG}path")
        for x, y, to in re.findall(r" (\d+) (\d+)H(\d+)", path.get("d", ""))
    ]
    assert level
    for x, y, to in level:
        assert [b for b in boxes if b[0] < to and x < b[0] + b[2] and b[1] < y < b[1] + b[3]] == []


def test_the_diagram_is_the_same_in_every_process() -> None:
    """The order of a set of names differs from process to process; here edges come in either order."""
    tables = (*FORM, *(table(f"fact{n}", "form", "source", "unit") for n in range(6)))
    edges = sorted(direct_edges(tables))
    forwards, backwards = (columns_of(tables, dict.fromkeys(e)) for e in (edges, edges[::-1]))
    assert [[t.name for t in c] for c in forwards] == [[t.name for t in c] for c in backwards]


def test_mermaid_names_tables_keys_and_lines() -> None:
    text = draw_mermaid(FORM)
    assert 'funding["funding 表funding"] {' in text and "string funding_key PK" in text and "string source_key FK" in text
    assert '    form ||--o{ funding : "form_key"' in text and "unit ||--o{ funding" not in text


def test_what_would_be_markup_is_shown_as_it_is() -> None:
    assert "Key &lt;&amp;| (键). MOF code CODE." in render_html(FORM, "")
    assert "Key <&\\| (键). MOF code CODE." in render_markdown(FORM)
