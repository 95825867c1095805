"""The data dictionary as a page, English and Chinese side by side: Markdown for the repository, HTML that opens without a network."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from orchestration.dictionary import Column, Table

TITLE = "Data dictionary 数据字典"
INTRO = (
    "Each table stands in its schema under its English name and, as a view with Chinese column names, in the schema 中文.",
    "每张表以英文名位于其模式中，并以中文表名、中文列名的视图位于模式“中文”中。",
)
_STYLE = """
:root { --ink: #1c2430; --faint: #5d6778; --line: #d9dee7; --head: #1f3864; --key: #8a5a00; --band: #f5f7fa; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); font: 14px/1.55 "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
main { display: grid; grid-template-columns: 250px minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 20px 16px; }
nav { border-right: 1px solid var(--line); background: var(--band); }
nav h2 { margin: 16px 0 4px; font-size: 12px; text-transform: uppercase; letter-spacing: .06em; color: var(--faint); }
nav a { display: block; padding: 2px 0; color: inherit; text-decoration: none; font-size: 13px; }
nav a:hover { text-decoration: underline; }
nav small { color: var(--faint); }
article { padding: 24px 32px 80px; }
h1 { margin: 0 0 8px; font-size: 26px; }
section { margin-top: 40px; }
section h3 { margin: 0; font-size: 19px; }
section h3 small { font-weight: normal; color: var(--faint); }
p { margin: 4px 0; max-width: 110ch; }
figure { margin: 16px 0; overflow: auto; border: 1px solid var(--line); }
table { width: 100%; margin-top: 10px; border-collapse: collapse; font-size: 13px; }
th { text-align: left; padding: 5px 10px; color: #fff; background: var(--head); font-weight: 600; }
td { padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:nth-child(even) td { background: var(--band); }
code { font: 12px "DejaVu Sans Mono", Consolas, Menlo, monospace; }
td:nth-child(2), td:nth-child(3) { white-space: nowrap; }
.key code { font-weight: bold; color: var(--key); }
@media (max-width: 900px) { main { display: block; } nav { position: static; height: auto; } }
@media print { nav { display: none; } main { display: block; } }
""".strip()


def render_markdown(tables: Sequence[Table]) -> str:
    """The page for the repository."""
    lines = [f"# {TITLE}", "", *INTRO, "", "How the tables hang together: [er.md](er.md). Made by `make docs` of the models' YAML.", ""]
    for schema, group in groupby(tables, key=lambda t: t.schema):
        lines += [f"## {schema}", "", "| table | 数据表 | what a row is | 每行是什么 |", "|---|---|---|---|"]
        members = list(group)
        lines += [f"| [{t.name}](#{_anchor(t)}) | {t.name_zh} | {_first(t.grain)} | {t.grain_zh} |" for t in members]
        for table in members:
            lines += ["", *_markdown(table, tables)]
        lines.append("")
    return "\n".join(lines)


def _markdown(table: Table, tables: Sequence[Table]) -> Iterator[str]:
    yield from (f'### <a id="{_anchor(table)}"></a>{table.name} {table.name_zh}', "", table.grain, "", table.grain_zh, "")
    yield from ("| column | 列名 | type | description |", "|---|---|---|---|")
    for column in table.columns:
        name = f"**`{column.name}`**" if column.is_key else f"`{column.name}`"
        links = ", ".join(f"[{t.name}](#{_anchor(t)})" for t in _targets(table, column, tables))
        said = _description(column).replace("|", "\\|") + (f" → {links}" if links else "")
        yield f"| {name} | {column.name_zh} | {_type(column)} | {said} |"


def render_html(tables: Sequence[Table], svg: str) -> str:
    """The page for a browser: one file, with the diagram in it."""
    nav: list[str] = []
    body: list[str] = []
    for schema, group in groupby(tables, key=lambda t: t.schema):
        nav.append(f"<h2>{html.escape(schema)}</h2>")
        for table in group:
            nav.append(f'<a href="#{_anchor(table)}">{html.escape(table.name_zh)} <small>{html.escape(table.name)}</small></a>')
            body += _section(table, tables)
    intro = "".join(f"<p>{html.escape(text)}</p>" for text in INTRO)
    legend = "<p>Bold names are the key; ○ may be missing. 粗体为主键；○ 可为空。</p>"
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">',
        f"<title>{TITLE}</title>\n<style>\n{_STYLE}\n</style></head>",
        f"<body><main><nav>{''.join(nav)}</nav>",
        f"<article><h1>{TITLE}</h1>{intro}{legend}",
        f"<figure>{svg}</figure>",
        *body,
        "</article></main></body></html>\n",
    ]
    return "\n".join(parts)


def _section(table: Table, tables: Sequence[Table]) -> Iterator[str]:
    yield f'<section id="{_anchor(table)}"><h3>{html.escape(table.name_zh)} <small>{html.escape(table.full)}</small></h3>'
    yield f"<p>{html.escape(table.grain)}</p><p>{html.escape(table.grain_zh)}</p>"
    yield "<table><tr><th>列名</th><th>column</th><th>type</th><th>description</th></tr>"
    for column in table.columns:
        links = ", ".join(f'<a href="#{_anchor(t)}">{html.escape(t.name_zh)}</a>' for t in _targets(table, column, tables))
        name = f"<code>{html.escape(column.name)}</code>"
        said = html.escape(_description(column)) + (f" → {links}" if links else "")
        cells = (html.escape(column.name_zh), name, html.escape(_type(column)), said)
        yield f"<tr{' class=key' if column.is_key else ''}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</table></section>"


def _targets(table: Table, column: Column, tables: Sequence[Table]) -> list[Table]:
    wanted = {r.to_table for r in table.references if r.column == column.name}
    return [t for t in tables if t.full in wanted]


def _type(column: Column) -> str:
    return (column.data_type or "") + ("" if column.is_required else " ○")


def _description(column: Column) -> str:
    return column.description + (f" MOF code {column.mof_code}." if column.mof_code else "")


def _first(text: str) -> str:
    """Its first sentence."""
    return text.partition(". ")[0].removesuffix(".")


def _anchor(table: Table) -> str:
    return f"{table.schema}-{table.name}"
