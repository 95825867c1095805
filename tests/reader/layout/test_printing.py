"""Readings of a table in columns of blanks, held against what the tool prints of them."""

from __future__ import annotations

from orchestration.reader.layout.mending import Reading, mend
from orchestration.reader.layout.places import Piece, words_of
from orchestration.reader.layout.printing import Print
from orchestration.reader.layout.spans import Levels, Standing, _Judged, _rival, first_rows, misprints
from orchestration.reader.layout.stacks import Shape, Stack, stand

# A label in the middle of two rows is printed with the name of the first one, whose target then comes behind the second name.
BETWEEN_ROWS = ["数量指标 服务人次", "     站点总数", "            130000", "            1327", "质量指标 完整程度   100"]
BESIDE_A_ROW = ["数量指标 服务人次   130000", "     站点总数   1327", "质量指标 完整程度   100"]


def _placed(text: list[str], **heights: float) -> int:
    lines = words_of(text)
    return Print(lines).misprints({(w.line, w.start): heights[w.text] for line in lines for w in line}, 0.65)


def test_a_text_has_no_misprints_at_the_heights_that_print_it() -> None:
    assert _placed(["甲甲 乙乙   丙", "丁丁        戊"], 甲甲=0, 乙乙=0, 丙=0, 丁丁=1.2, 戊=1.2) == 0
    assert _placed(["甲甲 乙乙   丙", "丁丁        戊"], 甲甲=0, 乙乙=0, 丙=0, 丁丁=1.2, 戊=2.4) > 0  # 戊 is printed on the line of 丁丁
    assert _placed(["甲甲 乙乙", "        丙"], 甲甲=0, 乙乙=0, 丙=0) > 0  # and here it is not


def test_a_run_stands_where_its_first_word_does_and_is_sorted_by_its_highest() -> None:
    heights = {"数量指标": 0.6, "服务人次": 0.0, "130000": 0.0, "站点总数": 1.2, "1327": 1.2, "质量指标": 2.4, "完整程度": 2.4, "100": 2.4}
    assert _placed(BETWEEN_ROWS, **heights) == 0
    assert _placed(BETWEEN_ROWS, **heights | {"数量指标": 0.0}) > 0


def test_runs_one_blank_apart_may_be_two() -> None:
    heights = {"数量指标": 0.6, "服务人次": 0.0, "130000": 0.0, "站点总数": 1.2, "1327": 1.2, "质量指标": 2.4, "完整程度": 2.4, "100": 2.4}
    assert _placed(BESIDE_A_ROW, **heights) == 0  # 数量指标 is a run by itself


def test_what_stands_behind_a_run_may_belong_to_the_one_that_begins_in_it() -> None:
    """性 and what stands behind it are two runs of one line: of the second is 建立, which is too low for the first."""
    heights = {"响指标": 0.6, "性": 0.0, "社区食堂": 1.2, "建立": 1.7, "机制建设": 2.2, "25": 1.7}
    assert _placed(["响指标 性 社区食堂 建立", "       机制建设   25"], **heights) == 0
    assert _placed(["响指标 性 机制建设 建立", "       社区食堂   25"], **heights) > 0


def _table(text: list[str]) -> tuple[list[Shape], Levels]:
    """Rows of a name and a number each, behind labels of 二级指标; 产出指标 stands on a page of its own."""
    lines = words_of(text)
    columns: list[list[Piece]] = [[], [], []]
    for line in lines:
        for word in line:
            columns[0 if word.text.endswith("指标") else 2 if word.text.isdigit() else 1].append(Piece((word,)))
    rows = [stand([[name], [number]]) for name, number in zip(columns[1], columns[2], strict=True)]
    (above,) = words_of(["产出指标"])[0]
    return rows, Levels([Piece((above._replace(line=99),))], columns[0], printed=Print(lines))


def test_the_order_of_the_lines_tells_which_rows_a_label_covers() -> None:
    rows, levels = _table(BETWEEN_ROWS)
    found = first_rows(rows, levels)
    assert found is not None
    assert found.ends == (2, 3)
    assert found.open_lines == (1, 3)  # those of the second row: the label's own place speaks for another row
    assert misprints(rows, levels, (2, 3)) == 0 < misprints(rows, levels, (1, 3))
    unheld = first_rows(rows, levels._replace(printed=Print(())))
    assert unheld is not None
    assert unheld.ends == (1, 3)  # as the label's own line has it


def test_what_rows_say_of_their_level_tells_where_the_print_does_not() -> None:
    rows, levels = _table([*BESIDE_A_ROW, "     验收合格   95"])
    assert misprints(rows, levels, (2, 4)) == misprints(rows, levels, (1, 4)) == 0
    by_name = levels._replace(hint=lambda row, level2: 3.0 * (("站点" in row[0]) != (level2 == "数量指标")))
    ends = [found and found.ends for found in (first_rows(rows, levels), first_rows(rows, by_name))]
    assert ends == [(1, 4), (2, 4)]


def test_a_way_that_is_printed_so_too_and_suits_what_its_rows_say_is_a_rival() -> None:
    best = _Judged(1.0, (2, 3), hints=0.5, is_printed=True)
    placed = [(0.75, (2, 3)), (2.0, (1, 3))]
    other = _Judged(2.0, (1, 3), hints=0.0, is_printed=True)
    assert _rival(placed, [best, other]) == (1, 3)
    assert _rival(placed, [best, other._replace(hints=0.5)]) is None
    assert _rival(placed, [best, other._replace(is_printed=False)]) is None
    assert _rival(placed, [best, other._replace(cost=5.0)]) is None


def test_a_row_is_as_high_as_its_label() -> None:
    rows, levels = _table(["数量指标 服务人次   1", "质量指标 完整程度   2"])
    pieces = tuple(Piece((w,)) for line in words_of(["数", "量"]) for w in line)
    label = first_rows(rows, levels).labels[0]._replace(pieces=pieces)  # type: ignore[union-attr]
    heights = Standing(rows).heights([(label, 1)])
    assert heights[0, 0] == 0.0
    assert heights[1, levels.level2[1].words[0].start + 5] == 2.2  # the second name: below two lines and the padding


def test_what_a_page_leaves_of_a_label_stands_at_the_top_of_the_next() -> None:
    rows, levels = _table(["数量指标 服务人次   1", "质量指标 完整程度   2"])
    first, second = (Piece((w,)) for line in words_of(["数量", "\f指标"]) for w in line)
    label = first_rows(rows, levels).labels[0]._replace(pieces=(first, second))  # type: ignore[union-attr]
    heights = Standing(rows).heights([(label, 2)])
    assert (heights[0, 0], heights[1, 1]) == (0.1, 0.0)


def test_lines_that_were_read_in_the_wrong_order_are_turned_back() -> None:
    lines = words_of(["数量指标 一一一一   1", "     二二二二", "质量指标 三三三三   2", "     四四四四"])
    names = [Piece((w,)) for line in lines for w in line if w.text[0] in "一二三四"]
    numbers = tuple(Piece((w,)) for line in lines for w in line if w.text.isdigit())
    labels = [Piece((w,)) for line in lines for w in line if w.text.endswith("指标")]
    (above,) = words_of(["产出指标"])[0]
    levels = Levels([Piece((above._replace(line=99),))], labels, printed=Print(lines))
    right = Reading((tuple(names), numbers), ((2, 4), (1, 2)), (1, 2))
    wrong = right._replace(columns=((names[0], names[2], names[1], names[3]), numbers))
    assert mend(wrong, levels, lambda _, pieces: Stack(pieces), fixed=[1]) == right


def test_cells_are_moved_until_the_tool_would_print_the_text() -> None:
    """The number stands beside the middle one of three lines."""
    text = ["       一一一一", "数量指标   二二二二   1", "       三三", "质量指标   四四四四   2"]
    lines = words_of(text)
    names = tuple(Piece((w,)) for line in lines for w in line if w.text[0] in "一二三四")
    numbers = tuple(Piece((w,)) for line in lines for w in line if w.text.isdigit())
    labels = [Piece((w,)) for line in lines for w in line if w.text.endswith("指标")]
    (above,) = words_of(["产出指标"])[0]
    levels = Levels([Piece((above._replace(line=99),))], labels, printed=Print(lines))
    wrong = Reading((names, numbers), ((1, 4), (1, 2)), (1, 2))
    mended = mend(wrong, levels, lambda _, pieces: Stack(pieces), fixed=[1])
    assert mended.ends == ((3, 4), (1, 2))
    assert mend(wrong, levels, lambda _, pieces: Stack(pieces), fixed=[0, 1]) == wrong  # what no step mends stays as it is
