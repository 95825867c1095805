"""`jixiao trace`: from a row to its lines, with the values marked; what cannot be shown as it was read is said."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.console.trace_page import write_traces
from orchestration.console.tracing import Mark, Place, Traced, trace_rows
from orchestration.dictionary import Column, Table
from orchestration.home import Home
from orchestration.releases import publish
from tests.orchestration.parts import write_database

FILE, OTHER = "2020/甲单位/a.txt", "2019/甲单位/b.txt"
TEXT = (
    "实施单位 甲单位\n"
    "年度资金 7500000.00 7300000.00\n"
    "\n"
    "科技金融产品 40亿元 66.16亿 100 10 10 无偏差\n"
    "孵化基地能源支出完成 =100% 100%\n"
    "率\n"
    "其中：拨款 7,300,000.00\n"
)
COLUMNS = {
    "row_key": ("TEXT", "行键"),
    "row_no": ("INTEGER", "序号"),
    "row_name": ("TEXT", "名称"),
    "actual_text": ("TEXT", "实际完成值"),
    "weight": ("DECIMAL(9,4)", "分值"),
    "weight_text": ("TEXT", "分值原文"),
    "score_text": ("TEXT", "得分原文"),
    "expected": ("DECIMAL(18,2)", "应有值"),
    "report_file": ("TEXT", "来源文件"),
    "report_sha256": ("TEXT", "来源文件摘要"),
    "line_start": ("INTEGER", "起始行"),
    "line_end": ("INTEGER", "结束行"),
    "evidence_lines": ("INTEGER[]", "证据行号"),
    "reference_file": ("TEXT", "对照文件"),
    "reference_lines": ("INTEGER[]", "对照行号"),
}
KEY = "ab" * 16


@pytest.fixture
def released(home: Home, put: Callable[[str, str], Path]) -> Home:
    """A release of one table with places: an indicator, one whose name is wrapped, and a finding that compares two files."""
    database = home.candidates / "run" / "jixiao.duckdb"
    write_database(database)
    digests = {file: hashlib.sha256(put(file, text).read_bytes()).hexdigest() for file, text in ((FILE, TEXT), (OTHER, "一\n66.16\n"))}
    rows = [
        (KEY, 1, "科技金融产品", "66.16亿", 10, "10", "10", None, FILE, digests[FILE], 4, 4, [4], None, None),
        (KEY, 2, "孵化基地能源支出完成率", "100%", None, None, None, None, FILE, digests[FILE], 5, 6, [5, 6], None, None),
        ("cd" * 16, 1, None, None, None, None, None, 7300000, FILE, digests[FILE], 2, 7, [2, 7], OTHER, [2]),
        ("ef" * 16, 1, "别处", None, None, None, None, None, OTHER, digests[OTHER], None, None, [], None, None),
    ]
    with duckdb.connect(str(database)) as con:
        con.execute(f"CREATE TABLE core.fct_row ({', '.join(f'{name} {kind}' for name, (kind, _) in COLUMNS.items())})")
        con.executemany(f"INSERT INTO core.fct_row VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        con.execute("INSERT INTO dictionary.dictionary_table VALUES ('core', 'fct_row', '行', 'row_key, row_no', 'Rows.', '')")
        for no, (name, (kind, zh)) in enumerate(COLUMNS.items(), 1):
            line = ["core", "fct_row", no, name, zh, kind, name in ("row_key", "row_no"), False, None, "x"]
            con.execute(f"INSERT INTO dictionary.dictionary_column VALUES ({', '.join('?' * len(line))})", line)
    database.with_name("verdict.json").write_text("{}")
    publish(home, database, database.with_name("verdict.json"), "a" * 64, [])
    return home


@pytest.fixture
def call(released: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("JIXIAO_HOME", str(released.root))
    monkeypatch.setenv("JIXIAO_RAW", str(released.raw))
    return lambda *arguments: CliRunner().invoke(main, ["trace", *arguments])


def test_the_lines_of_a_number_stand_with_a_mark_under_it(call: Callable[..., Result]) -> None:
    result = call("fct_row", "actual_text=66.16亿")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "core.fct_row  行"
    (value,) = [line for line in lines if line.startswith("  actual_text")]
    assert value.split() == ["actual_text", "实际完成值", "66.16亿", "line", "4"]
    at = next(
        n for n, line in enumerate(lines) if line.startswith(f"{FILE}, line 4  (its bytes are those that release 0001-aaaaaaaa read)")
    )
    assert lines[at + 1 : at + 6] == [
        "  2 │ 年度资金 7500000.00 7300000.00",
        "  3 │ ",
        "> 4 │ 科技金融产品 40亿元 66.16亿 100 10 10 无偏差",
        "    │ ~~~~~~~~~~~~        ^^^^^^^     ~~ ~~",
        "  5 │ 孵化基地能源支出完成 =100% 100%",
    ]
    assert KEY[:12] + "…" in result.output and hashlib.sha256(TEXT.encode()).hexdigest() not in result.output


@pytest.mark.parametrize(
    "keys",
    [
        (KEY, "1"),
        (KEY[:8], "1"),
        ("实际完成值=66.16亿",),
        ("report_file~2020", "weight=10"),
        ("row_name~金融",),
    ],
)
def test_a_row_is_named_by_key_or_by_values(released: Home, keys: tuple[str, ...]) -> None:
    _, count, traced = trace_rows(released, "行", keys, 10)
    assert count == 1
    assert {c.name: v for c, v in traced[0].values}["actual_text"] == "66.16亿"


def test_a_wrapped_value_is_marked_on_both_lines(released: Home) -> None:
    _, _, (trace,) = trace_rows(released, "core.fct_row", (KEY, "2"), 10)
    marks = {(m.column, m.line, trace.places[0].lines[m.line - 1][m.start : m.end]) for m in trace.places[0].marks}
    assert marks == {("row_name", 5, "孵化基地能源支出完成"), ("row_name", 6, "率"), ("actual_text", 5, "100%")}


def test_a_finding_shows_each_of_its_lines_and_the_other_file(call: Callable[..., Result]) -> None:
    result = call("fct_row", "expected=7300000", "--context", "0")
    assert result.output.splitlines()[-10:] == [
        f"{FILE}, line 2, 7  (its bytes are those that release 0001-aaaaaaaa read)",
        "> 2 │ 年度资金 7500000.00 7300000.00",
        "    │                     ^^^^^^^^^^",
        "  … │",
        "> 7 │ 其中：拨款 7,300,000.00",
        "    │            ^^^^^^^^^^^^",
        "",
        f"{OTHER}, line 2  (its bytes are those that release 0001-aaaaaaaa read)",
        "> 2 │ 66.16",
        "",
    ]


def shown(value: str, line: str, *marks: Mark) -> str:
    """The page of a row of one column `words`, read from the one line of a file."""
    column = Column("words", "文字", None, False, False, None, "")
    table = Table("core", "fct_row", "行", ("words",), "", "", (column,), ())
    out = io.StringIO()
    write_traces("0001", 1, [Traced(table, ((column, value),), (Place("a.txt", (1,), (line,), marks),), frozenset())], 0, out)
    return out.getvalue()


def test_a_value_is_cut_short_only_where_its_lines_show_it_whole() -> None:
    """A finding's message stands on no line."""
    message = "合计不符，" * 30
    assert f"  words  文字  {message}\n" in shown(message, "年度资金 7500000.00")
    assert f"  words  文字  {message[:49]} …   line 1\n" in shown(message, message, Mark("words", 1, 0, len(message)))


def test_controls_of_a_source_do_not_reach_the_terminal() -> None:
    page = shown("甲\u202e\x1b[2J乙", "甲\u202e\x1b[2J\x9b31m乙\t丙", Mark("words", 1, 10, 11))
    assert "  words  文字  甲�␛[2J乙   line 1\n" in page
    assert "> 1 │ 甲�␛[2J�31m乙»丙\n    │            ~~\n" in page


def test_a_row_about_a_whole_file_says_so_and_rows_beyond_the_limit_are_counted(call: Callable[..., Result]) -> None:
    assert "the row is about the file as a whole" in call("fct_row", "ef" * 16).output
    assert "… and 3 more of 4 rows" in call("fct_row", "report_file~甲单位", "--limit", "1").output


def test_a_file_that_changed_since_is_not_shown_as_the_source(call: Callable[..., Result], released: Home) -> None:
    (released.raw / FILE).write_text(TEXT.replace("66.16", "99.99"), encoding="utf-8")
    result = call("fct_row", KEY, "1")
    assert result.exit_code == 1
    assert "has changed since the release 0001-aaaaaaaa read it" in result.output and "99.99" not in result.output
    (released.raw / FILE).unlink()
    result = call("fct_row", KEY, "1")
    assert (result.exit_code, "cannot be read (No such file or directory)" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fct_rows", "1"), "there is no table fct_rows; near it, with source lines: fct_row"),
        (("dim_unit", "1"), "core.dim_unit holds no source lines of its own; these do: fct_row"),
        (("fct_row",), "which row of core.fct_row? give values of its key (row_key, row_no)"),
        (("fct_row", "actual_txt=1"), "no column actual_txt; near it: actual_text"),
        (("fct_row", "actual_text=66亿"), "no row with actual_text=66亿; near it: 66.16亿"),
        (("fct_row", KEY, "9"), f"no row with row_no=9 beside row_key={KEY}; near it: 1, 2"),
        (("fct_row", "a", "b", "c"), "the key of core.fct_row has 2 columns, these are more"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(call: Callable[..., Result], arguments: tuple[str, ...], words: str) -> None:
    result = call(*arguments)
    assert (result.exit_code, words in result.output) == (1, True), result.output
    assert "Traceback" not in result.output


def test_without_a_release_it_says_how_to_make_one(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_HOME", str(home.root))
    assert "make one with `jixiao build`" in CliRunner().invoke(main, ["trace", "fct_row", "1"]).output
