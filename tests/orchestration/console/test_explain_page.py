"""The page that explains a report: its columns line up, nothing of the source is lost or reaches the terminal raw, trouble is loud."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from orchestration.console.explain_page import write_page
from orchestration.reader.explain import explain
from orchestration.reader.record import Problem
from tests.reader.conftest import DECLARATION, EVALUATION, GRID

ESCAPES = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def no_wish_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def page(text: str, only: int | None = None) -> str:
    out = io.StringIO()
    write_page(explain(text.encode(), "report.txt"), out, only)
    return out.getvalue()


def rows(output: str) -> dict[int, tuple[str, str, str]]:
    """Mark, reading and source of each line of a page that is not folded."""
    found = re.findall(r"^ *(\d+) ([ !?]) (.*?) *\| (.*)$", output, flags=re.MULTILINE)
    return {int(number): (mark, reading, source) for number, mark, reading, source in found}


def test_each_line_stands_beside_what_it_was_read_as() -> None:
    declaration, grid = rows(page(DECLARATION)), rows(page(GRID))
    assert declaration[2] == (" ", "[title], year", "（¦2024¦年度）")
    assert declaration[4] == (" ", "project_nature, project_category", "项目性质¦经常性项目¦项目类别¦特定目标类")
    assert declaration[13] == (" ", "[multi_year.other], requested.other", "其他资金¦其他资金¦200,000.00")
    assert declaration[14] == (" ", "(side label)", "项目")
    assert declaration[22] == (" ", "[level1 #1-3]", "产出指标")
    assert declaration[23] == (" ", "[level2 #1], #1 产出/数量 name, target", "数量指标¦接待批次¦≥200.00(批次)")
    assert grid[8] == (" ", "requested.carryover", "»»»上年结转资金¦0.00")
    assert grid[14] == (" ", "[level2 #2], #2 产出/质量 name, target", "»»质量指标¦验收通过率¦=100(%)")


def test_a_value_that_goes_on_has_its_name_on_each_line() -> None:
    found = rows(page(EVALUATION))
    assert [found[n][1] for n in (4, 5)] == ["supervising_department, [implementing_unit]", "implementing_unit"]
    assert [found[n][1] for n in (31, 32, 33)] == ["#1 target, actual, weight, score", "#1 deviation", "#1 deviation"]


def test_wide_characters_line_up_and_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    for columns in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        coloured = page(DECLARATION.replace("保障展厅运行。", "保障展厅运行。" * 30))
        assert "\x1b[" in coloured
        lines = ESCAPES.sub("", coloured).splitlines()
        assert max(map(cell_len, lines)) <= columns
        bars = {cell_len(line[: line.index(" | ")]) for line in lines if " | " in line}
        assert len(bars) == 1
        assert "".join(line.partition(" | ")[2] for line in lines).count("保障展厅运行。") == 30


def test_in_a_pipe_a_line_of_the_source_is_one_line() -> None:
    long = "保障展厅运行。" * 300
    assert rows(page(DECLARATION.replace("保障展厅运行。", long)))[18] == (" ", "goals.annual", long)


def test_residue_and_problems_are_loud() -> None:
    output = page(EVALUATION + "编制人：甲\n")
    found = rows(output)
    last = max(found)
    assert found[last] == ("!", "RESIDUE", "编制人：甲")
    assert "▲ blocking residue 1 pieces of text" in output
    assert f"RESIDUE form 1, line {last}: 编制人：甲" in output
    assert re.search(r"^ +1 .* quarantined: residue$", output, flags=re.MULTILINE)


def test_what_blocks_says_what_to_do() -> None:
    """A refused file too, of which nothing else is shown; of what a person is to look at the lines are the remedy."""
    assert "▲ blocking empty_file report.txt holds no character\n   to do: put the published text in its place" in page("")
    blocked = page(EVALUATION + "编制人：甲\n")
    assert re.search("▲ blocking residue 1 pieces .*\n +to do: compare the lines with the original; extract its text again", blocked)
    assert "to do" not in page(DECLARATION.replace("全年正常运营\n", "全年正常运营\n员工满意率 ≥90.00(%)\n"))


def test_a_form_that_stopped_says_where_and_why_and_shows_what_could_be_read_behind_it() -> None:
    output = page(DECLARATION.replace(" 200,000.00", " 二十万") + EVALUATION)
    found = rows(output)
    assert found[13][:2] == ("!", "[multi_year.other], [requested.other], not read")
    assert "▲ blocking funding_unreadable not read from here: '二十万' is no amount" in output
    assert [found[n][1] for n in (17, 18, 19)] == ["[goals.project], [goals.annual]", "goals.annual", "[indicators]"]
    assert "RESIDUE form" not in output
    assert found[len(DECLARATION.splitlines()) + 1][1] == "[title]"


def test_a_problem_that_names_no_line_of_its_form_stands_above_it() -> None:
    explanation = explain(DECLARATION.encode(), "report.txt")
    form = replace(explanation.report.forms[0], problems=(Problem("goal_blank", "no goal"),))
    out = io.StringIO()
    write_page(replace(explanation, report=replace(explanation.report, forms=(form,))), out)
    assert re.search(r"form 1 of 1.*goal_blank\n +▲ review goal_blank no goal\n\n 1 ", out.getvalue())


def test_an_open_level_is_marked() -> None:
    found = rows(page(DECLARATION.replace("全年正常运营\n", "全年正常运营\n员工满意率 ≥90.00(%)\n")))
    assert found[27] == ("?", "#5 效益/社会效益? name, target", "员工满意率¦≥90.00(%)")


def test_controls_of_a_source_do_not_reach_the_terminal() -> None:
    output = page(DECLARATION.replace("保障展厅运行。", "保障\x1b[2J展厅\u202e运行\u200b。"))
    assert rows(output)[18][2] == "保障␛[2J展厅�运行�。"
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u200b]", output)


def test_the_lines_around_the_forms_are_shown_by_their_ends() -> None:
    output = page("".join(f"第{n}行\n" for n in range(1, 8)) + "\n" + DECLARATION)
    found = rows(output)
    assert [n for n, (_, reading, _) in found.items() if reading == "outside"] == [1, 2, 6, 7]
    assert "… 3 lines outside of any form …" in output
    assert "outside" not in page("目录\n" + DECLARATION, only=1)


def test_the_accounts_add_up_and_a_form_that_is_not_there_is_an_error() -> None:
    output = page(DECLARATION + GRID)
    accounts = re.findall(r"^ +\d+ +\d+-\d+ +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)/(\d+) +\d+  read$", output, flags=re.MULTILINE)
    assert len(accounts) == 2
    for account in accounts:
        characters, *parts, read, printed = map(int, account)
        assert (sum(parts), read) == (characters, printed)
    with pytest.raises(ValueError, match="there is no form 3: the report holds 2"):
        page(DECLARATION + GRID, only=3)
