"""Goals: which lines belong to which of the two cells."""

from __future__ import annotations

import pytest

from tests.reader.conftest import DECLARATION, EVALUATION, GRID, Reader, codes, read


def goals(form_of: Reader, text: str) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    """The goals of a declaration with this text below the labels, and its problems."""
    form = form_of(DECLARATION, ("保障展厅运行。", text))
    return {k: v.text if v else None for k, v in form.goals.items()}, [(p.code, p.severity) for p in form.problems]


def test_goals_parted_where_a_sentence_ends_before_its_line(form_of: Reader) -> None:
    form = form_of(EVALUATION, ("保障展厅运行。\n\n展厅运行正常。", "保障展厅全年正常运行和\n接待。\n全年接待。"))
    assert {k: v.text for k, v in form.goals.items() if v} == {"planned": "保障展厅全年正常运行和接待。", "actual": "全年接待。"}
    assert [(p.code, p.severity) for p in form.problems] == [("goals_parted", "note")]


def test_goals_of_an_evaluation_part_at_the_empty_line(form_of: Reader) -> None:
    form = form_of(EVALUATION)
    assert {k: v.text for k, v in form.goals.items() if v} == {"planned": "保障展厅运行。", "actual": "展厅运行正常。"}


def test_two_goals_that_nothing_parts_are_not_guessed(form_of: Reader) -> None:
    text = "保障展厅。\n展厅平稳。\n接待观众。"
    form = form_of(EVALUATION, ("保障展厅运行。\n\n展厅运行正常。", text))
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("goals_ambiguous", "review", (17, 18, 19))]


def test_goals_whose_lines_fit_no_two_cells_are_refused(form_of: Reader) -> None:
    text = "保障\n展厅全年平稳运行并\n做\n好接待工作与讲解\n服\n务工作和其他各项工作"
    form = form_of(EVALUATION, ("保障展厅运行。\n\n展厅运行正常。", text))
    assert codes(form) == ["goals_ambiguous"]
    assert form.quarantined


def test_cells_of_two_widths_are_told_by_their_lines(form_of: Reader) -> None:
    text = "1.三年内建成市级科普展厅二十个\n以上；\n2.形成制度。\n保障二十个市级展厅的\n日常运行和接待工作。"
    found, problems = goals(form_of, text)
    assert found == {"project": "1.三年内建成市级科普展厅二十个以上；\n2.形成制度。", "annual": "保障二十个市级展厅的日常运行和接待工作。"}
    assert problems == [("goals_parted", "note")]


def test_a_list_that_begins_again_is_the_second_goal(form_of: Reader) -> None:
    found, problems = goals(form_of, "1.保障展厅运行；\n2.接待观众。\n1.接待二万人。")
    assert found == {"project": "1.保障展厅运行；\n2.接待观众。", "annual": "1.接待二万人。"}
    assert problems == [("goals_parted", "note")]


def test_a_sentence_before_a_list_leaves_open_whether_it_is_a_goal_of_its_own(form_of: Reader) -> None:
    found, problems = goals(form_of, "保障展厅平稳有序开展。\n1.提高服务质量；\n2.接待观众。")
    assert found == {"project": None, "annual": "保障展厅平稳有序开展。\n1.提高服务质量；\n2.接待观众。"}
    assert problems == [("goals_ambiguous", "review")]


def test_one_goal_is_told_where_two_would_explain_its_lines_nearly_as_well(form_of: Reader) -> None:
    found, problems = goals(form_of, "保障展厅全年平稳运行，接待观众二万\n人次。\n组织全市的科普活动二十场，接待观众\n二万人。")
    assert found == {"project": None, "annual": "保障展厅全年平稳运行，接待观众二万人次。组织全市的科普活动二十场，接待观众二万人。"}
    assert problems == [("goals_ambiguous", "note")]


WIDE, NARROW = "1.三年内建成市级科普展厅二十个和中心\n一个；", "1.保障二十个市级展厅的日常\n运行和接待。"


def test_a_blank_behind_a_sentence_may_part_two_goals(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("保障展厅运行。", "保障展厅运行，改善展陈条件。 接待观众三万人次。"))
    assert [goal.text for goal in form.goals.values() if goal] == ["保障展厅运行，改善展陈条件。", "接待观众三万人次。"]
    assert codes(form) == ["goals_ambiguous"]


def test_a_single_goal_goes_by_the_widths_of_the_goals_in_other_forms() -> None:
    year = DECLARATION.replace("保障展厅运行。", NARROW)
    both = DECLARATION.replace("保障展厅运行。", f"{WIDE}\n{NARROW}")
    three_years = DECLARATION.replace("保障展厅运行。", WIDE)
    found = [({k: v is not None for k, v in form.goals.items()}, codes(form)) for form in read(year + both + three_years).forms]
    assert found[0] == ({"project": False, "annual": True}, [])
    assert found[1] == ({"project": True, "annual": True}, ["goals_parted"])
    assert found[2] == ({"project": True, "annual": False}, ["goals_ambiguous"])
    alone = read(year + three_years).forms[1]
    assert alone.goals["annual"] is not None


@pytest.mark.parametrize("text", ["保障展厅运行。\n- 1 -\n", "- 1 -\n保障展厅运行。", "保障展厅\n- 1 -\n运行。"])
def test_a_page_number_is_no_goal(form_of: Reader, text: str) -> None:
    assert goals(form_of, text) == ({"project": None, "annual": "保障展厅运行。"}, [])


def test_an_empty_line_within_a_sentence_is_the_end_of_a_page(form_of: Reader) -> None:
    assert goals(form_of, "保障展厅\n\n运行。")[0] == {"project": None, "annual": "保障展厅运行。"}


def test_goals_of_a_grid_go_by_their_columns(form_of: Reader) -> None:
    both = form_of(GRID, ("\t\t\t保障展厅运行。\t\t", "\t三年建成。\t\t保障展厅运行。\t\t"))
    assert {k: v.text if v else None for k, v in both.goals.items()} == {"project": "三年建成。", "annual": "保障展厅运行。"}
    left = form_of(GRID, ("\t\t\t保障展厅运行。\t\t", "\t三年建成。\t\t\t\t"))
    assert {k: v.text if v else None for k, v in left.goals.items()} == {"project": "三年建成。", "annual": None}


def test_a_blank_goal_is_flagged_but_not_that_of_a_project_of_one_year(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("保障展厅运行。\n", ""))
    assert form.goals == {"project": None, "annual": None}
    assert [(p.code, p.severity, p.lines) for p in form.problems] == [("goal_blank", "review", (17,))]


def test_numbered_items_start_a_line(form_of: Reader) -> None:
    form = form_of(DECLARATION, ("保障展厅运行。", "1.保障展厅运\n行；\n2.接待观众。"))
    assert form.goals["annual"] is not None
    assert form.goals["annual"].text == "1.保障展厅运行；\n2.接待观众。"


def test_a_latin_phrase_that_is_wrapped_keeps_its_blank(form_of: Reader) -> None:
    assert goals(form_of, "通过ISO\nQuality认证。")[0] == {"project": None, "annual": "通过ISO Quality认证。"}


@pytest.mark.parametrize("text", [DECLARATION, GRID], ids=["lines", "grid"])
def test_labels_that_stand_in_a_goal_once_more_are_flagged(form_of: Reader, text: str) -> None:
    line = next(line for line in text.splitlines() if "项目总目标" in line)
    problems = form_of(text, (line + "\n", f"{line}\n{line}\n")).problems
    assert ("label_repeated", "goals") in [(p.code, p.field) for p in problems]


def test_empty_lines_between_all_lines_part_no_goals(form_of: Reader) -> None:
    (form,) = read(DECLARATION.replace("保障展厅运行。", "1.保障展厅运行；\n2.接待观众。\n3.更新展品。").replace("\n", "\n\n")).forms
    assert form.goals["project"] is None
    assert form.goals["annual"] is not None
    assert form.goals["annual"].text == "1.保障展厅运行；\n2.接待观众。\n3.更新展品。"
