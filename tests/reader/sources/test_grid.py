"""Rules to cells, characters to lines: geometry by itself."""

from __future__ import annotations

from orchestration.reader.sources.grid import Glyph, Rule, columns_of, grids, lines_of, place, spread, text_of
from orchestration.reader.text import LINE_OF_CELL


def rule(at: float, start: float, end: float) -> Rule:
    return Rule(at, start, end)


def word(text: str, left: float, top: float, size: float = 10) -> list[Glyph]:
    """A word whose characters are as wide as high, Latin ones half as wide."""
    out = []
    for character in text:
        wide = size / 2 if character.isascii() else size
        out.append(Glyph(character, left, top, left + wide, top + size))
        left += wide
    return out


FRAME = [rule(0, 0, 40), rule(100, 0, 40)], [rule(0, 0, 100), rule(40, 0, 100)]


def test_a_merged_cell_is_one_and_covers_its_rows() -> None:
    vertical = [*FRAME[0], rule(30, 0, 40)]
    horizontal = [*FRAME[1], rule(20, 30, 100)]
    (table,) = grids(vertical, horizontal)
    assert [(b.row, b.column, b.row_end, b.column_end) for b in table.boxes] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 2, 2)]
    assert (table.is_whole, table.xs, table.ys) == (True, [0, 30, 100], [0, 20, 40])


def test_double_and_broken_rules_are_one() -> None:
    vertical = [*FRAME[0], rule(29.2, 0, 40), rule(30.8, 0, 19), rule(30.8, 20.5, 40)]
    (table,) = grids(vertical, FRAME[1])
    assert [round(x, 1) for x in table.xs] == [0, 30.3, 100]
    assert len(table.boxes) == 2


def test_a_cell_that_no_rule_closes_below_is_open() -> None:
    horizontal = [rule(0, 0, 100), rule(20, 30, 100), rule(40, 30, 100)]
    (table,) = grids([rule(0, 0, 40), rule(30, 0, 40), rule(100, 0, 40)], horizontal)
    assert [(b.column, b.row_end, b.is_open) for b in table.boxes] == [(0, 2, True), (1, 1, False), (1, 2, False)]


def test_a_cell_below_a_rule_at_the_top_begins_there() -> None:
    horizontal = [rule(0, 30, 100), rule(20, 30, 100), rule(40, 0, 100)]
    (table,) = grids([rule(0, 0, 40), rule(30, 0, 40), rule(100, 0, 40)], horizontal)
    assert [(b.row, b.column, b.begins) for b in table.boxes] == [(0, 0, False), (0, 1, True), (1, 1, True)]


def test_cells_on_a_page_that_begins_and_ends_within_them_belong_to_the_table_beside() -> None:
    """The first column meets no horizontal rule; it is as high as the others."""
    vertical = [rule(x, 0, 60) for x in (0, 30, 100)]
    (table,) = grids(vertical, [rule(20, 30, 100), rule(40, 30, 100)])
    assert [(b.row, b.column, b.row_end) for b in table.boxes] == [(0, 0, 3), (0, 1, 1), (1, 1, 2), (2, 1, 3)]
    (only,) = grids(vertical, [])
    assert [b.is_open for b in only.boxes] == [True, True]


def test_rules_that_leave_a_corner_out_are_not_whole() -> None:
    (table,) = grids([*FRAME[0], rule(30, 20, 40)], [*FRAME[1], rule(20, 30, 100)])
    assert not table.is_whole


def test_a_frame_around_one_cell_and_an_underline_are_no_tables() -> None:
    assert grids(*FRAME) == []
    assert grids([], [rule(10, 0, 50)]) == []


def test_two_tables_of_a_page_are_two() -> None:
    vertical = [rule(x, top, top + 40) for x in (0, 50, 100) for top in (0, 100)]
    horizontal = [rule(y, 0, 100) for y in (0, 40, 100, 140)]
    assert [t.ys for t in grids(vertical, horizontal)] == [[0, 40], [100, 140]]


def test_characters_go_to_the_cells_around_them_and_what_stands_over_a_rule_is_told() -> None:
    tables = grids([*FRAME[0], rule(30, 0, 40)], FRAME[1])
    outside, crossed = place([*word("标题", 0, -20), *word("一", 5, 5), *word("二二二二", 60, 5), *word("三", 24, 20)], tables)
    assert text_of(lines_of(outside)) == "标题"
    assert [text_of(lines_of(b.glyphs)) for b in tables[0].boxes] == ["一\v三", "二二二二"]
    assert [b.column for b in crossed] == [0]  # 三 stands over the rule at 30


def test_the_line_below_an_open_cell_is_its_own_and_the_number_of_the_page_is_not() -> None:
    (table,) = tables = grids([rule(x, 0, 40) for x in (0, 30, 100)], [rule(0, 0, 100)])
    outside, _ = place([*word("满意", 2, 28), *word("度", 2, 42), *word("7", 10, 80)], tables)
    assert text_of(lines_of(table.boxes[0].glyphs)) == "满意\v度"
    assert text_of(lines_of(outside)) == "7"


def test_lines_are_told_by_height_and_blanks_by_width() -> None:
    glyphs = [*word("绩效", 0, 0), *word("目标", 0, 12), Glyph("，", 20, 8, 23, 10)]
    assert text_of(lines_of(glyphs)) == "绩效，\v目标"
    assert text_of([[*word("BIM", 0, 0), *word("platform", 20, 0)]]) == "BIM platform"
    assert text_of([[*word("目", 0, 0), *word("标", 13, 0)]]) == "目标"


def test_a_character_whose_box_is_its_ink_stays_in_its_line() -> None:
    line = [*word("进", 0, 0), Glyph("一", 10, 3.4, 20, 4.6), *word("步", 20, 0)]
    assert text_of(lines_of([*line, *word("优化", 0, 12)])) == "进一步\v优化"


def test_what_is_printed_twice_is_there_once() -> None:
    line = word("产出", 0, 0)
    twice = [g._replace(left=g.left + 0.4, right=g.right + 0.4) for g in line]
    assert text_of(lines_of([*line, *twice])) == "产出"
    assert text_of(lines_of(word("人人", 0, 0))) == "人人"


def test_a_line_outside_of_tables_keeps_its_columns_by_blanks() -> None:
    assert spread([*word("名称", 10, 0), *word("单位", 60, 0)], 0, 5) == "  名称      单位"


def test_text_that_runs_downwards_is_put_together_by_columns_from_the_right() -> None:
    places = {(30, 0): "项", (30, 10): "目", (30, 20): "绩", (10, 0): "效", (10, 10): "目", (10, 20): "标"}
    glyphs = [Glyph(text, x, y, x + 10, y + 10) for (x, y), text in places.items()]
    assert text_of(columns_of(glyphs)).replace(LINE_OF_CELL, "") == "项目绩效目标"
    assert text_of(lines_of(glyphs)).replace(LINE_OF_CELL, "") != "项目绩效目标"
