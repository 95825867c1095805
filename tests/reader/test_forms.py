"""Where forms start and end, and what is no form."""

from orchestration.reader.forms import count_titles, find
from orchestration.reader.text import split_lines
from tests.reader.conftest import DECLARATION, EVALUATION, read


def test_forms_stand_between_other_text() -> None:
    lines = split_lines("甲局2024年度项目绩效目标汇总表\n\n目录\n详见绩效目标申报表\n" + DECLARATION + "\n" + EVALUATION)
    title, spans, mentions = find(lines)
    assert title is not None
    assert (title.text, title.lines) == ("甲局2024年度项目绩效目标汇总表", (1,))
    assert [(s.template.form_type, s.first, s.last) for s in spans] == [("target_declaration", 5, 33), ("self_evaluation", 35, 76)]
    assert mentions == ()
    assert count_titles(lines) == (5, 35)


def test_a_title_in_a_table_of_contents_is_said_but_is_no_form() -> None:
    report = read("财政项目支出绩效目标申报表\n财政项目支出绩效自评表\n名词解释\n" + DECLARATION)
    assert [f.line_start for f in report.forms] == [4]
    assert report.title_lines == (4,)
    assert [(p.code, p.lines) for p in report.problems] == [("title_without_form", (1,)), ("title_without_form", (2,))]


def test_a_title_with_spaces_and_without_the_word_finance() -> None:
    report = read(DECLARATION.replace("财政项目支出绩效目标申报表", " 项目支出 绩效目标填报表 "))
    assert [f.form_type for f in report.forms] == ["target_declaration"]


def test_a_title_at_the_very_end_is_a_form_that_was_cut_off() -> None:
    report = read(DECLARATION + "财政项目支出绩效目标申报表\n")
    assert [f.quarantined for f in report.forms] == [False, True]
    assert report.title_lines == (1, 30)
