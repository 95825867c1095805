"""Cells of one band from the order of their lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.reader.layout.bands import NEVER, Cell, Line, Slot, Word, bands_from, chains, empty_cells, text_of
from orchestration.reader.layout.woven_slots import Known, Money, Prose, wraps


def lines_of(*printed: str, led: tuple[int, ...] = ()) -> list[Line]:
    """Printed lines; those numbered in `led` begin with a word that is not of the band, which is left out here."""
    out: list[Line] = []
    at = 0
    for n, text in enumerate(printed):
        words = []
        for word in text.split():
            words.append(Word(at, at + len(word), word, 2 * len(word)))
            at += len(word)
        out.append(Line(tuple(words), n in led))
    return out


def readings(lines: list[Line], *slots: Slot, aligned: bool = False) -> list[tuple[str, ...]]:
    """The cells of all lines, cheapest reading first."""
    found = [band for band in bands_from(lines, 0, empty_cells(slots), 5.0, aligned=aligned) if band.stop == len(lines)]
    return [tuple(map(text_of, band.cells)) for band in sorted(found, key=lambda band: band.cost)]


class Only(Slot):
    """A cell of certain characters."""

    def __init__(self, name: str, characters: str) -> None:
        super().__init__(name)
        self.characters = characters

    def step(self, cell: Cell, word: Word) -> float:
        return 0.0 if set(word.text) <= set(self.characters) else NEVER


def test_a_cell_of_one_line_stands_beside_the_middle_of_one_of_three() -> None:
    lines = lines_of("aaa", "b", "aaa", "a")
    assert readings(lines, Only("left", "b"), Only("right", "a")) == [("b", "aaaaaaa")]


def test_the_lower_half_of_a_cell_does_not_come_before_what_it_stands_beside() -> None:
    assert readings(lines_of("aaa", "aaa", "a", "b"), Only("left", "b"), Only("right", "a")) == []
    assert readings(lines_of("b", "aaa", "aaa", "a"), Only("left", "b"), Only("right", "a")) == []


def test_of_two_lines_on_one_height_the_left_one_is_printed_first() -> None:
    assert readings(lines_of("a", "b"), Only("left", "a"), Only("right", "b")) == [("a", "b")]
    assert readings(lines_of("a", "b"), Only("left", "b"), Only("right", "a")) == []


def test_a_printed_line_has_the_place_of_its_first_word() -> None:
    # The cell of one line stands half a line lower than the first line of the cell of two that is printed behind it.
    assert readings(lines_of("b a", "a"), Only("left", "b"), Only("right", "a")) == [("b", "aa")]
    # Behind a word of another cell, which may stand higher or lower, the order says less.
    assert readings(lines_of("c", "b"), Only("left", "b"), Only("right", "c")) == []
    assert readings(lines_of("c", "b", led=(1,)), Only("left", "b"), Only("right", "c")) == [("b", "c")]


class Reaching(Only):
    """A cell whose lines reach near the next cell."""

    def reaches(self, word: Word) -> bool:
        return True


def test_words_close_to_each_other_on_one_height_are_hardly_printed_apart() -> None:
    def cost(left: Slot, ends_line: bool) -> float:
        (first, second) = lines_of("a", "b")
        first = Line((replace(first.words[0], ends_line=ends_line),))
        return min(band.cost for band in bands_from([first, second], 0, empty_cells([left, Only("right", "b")]), 5.0) if band.stop == 2)

    assert cost(Only("left", "a"), ends_line=True) == 0.0
    assert cost(Reaching("left", "a"), ends_line=False) == 0.0  # another cell's line comes between
    assert cost(Reaching("left", "a"), ends_line=True) > 1.0


def test_a_row_may_end_inside_a_line_that_a_label_leads() -> None:
    lines = lines_of("a", "b c", led=(1,))
    ends = {1: [(1.5, Line(lines[1].words[:1], True))]}
    found = {
        band.stop: tuple(map(text_of, band.cells))
        for band in bands_from(lines, 0, empty_cells([Only("x", "a"), Only("y", "b")]), 5.0, lasts=ends)
    }
    assert found[1.5] == ("a", "b")


def test_a_cell_has_a_line_at_each_height_between_its_first_and_its_last() -> None:
    lines = lines_of("a", "b", "a")
    assert readings(lines, Only("left", "a"), Only("right", "b")) == [("aa", "b")]
    assert readings(lines_of("a", "b", "b", "a"), Only("left", "a"), Only("right", "b")) == []  # b on the heights of a would come behind it


def test_cells_that_begin_at_one_height() -> None:
    lines = lines_of("a b", "b", "b")
    assert readings(lines, Only("left", "a"), Only("right", "b")) == []
    assert readings(lines, Only("left", "a"), Only("right", "b"), aligned=True) == [("a", "bbb")]


def test_labels_may_be_wrapped_and_values_stand_beside_them() -> None:
    band = [Known("计划开始日期"), Prose("date"), Known("实施单位"), Prose("unit")]
    printed = lines_of("计划开始 今天", "甲局展览中", "实施单位", "日期", "心")
    assert readings(printed, *band)[0] == ("计划开始日期", "今天", "实施单位", "甲局展览中心")
    # 计划开 is followed by a line as long as itself, not by 日期.
    assert readings(lines_of("计划开 今天", "日期"), *band[:2]) == []


@pytest.mark.parametrize(("printed", "amount"), [(("732,000,00", "0.00"), "732,000,000.00"), (("12", "34.00"), "1234.00")])
def test_an_amount_may_be_wrapped_in_its_middle(printed: tuple[str, ...], amount: str) -> None:
    assert readings(lines_of(*printed), Money("amount"))[0] == (amount,)


def test_two_amounts_that_are_none_together_are_not_joined() -> None:
    assert readings(lines_of("0.00", "0.00"), Money("amount")) == []


def test_a_line_that_was_not_full_is_hardly_wrapped() -> None:
    (full,), (short,) = lines_of("保障展厅全年", "运行")[0].words, lines_of("保障", "运行")[0].words
    rest = Word(90, 92, "运行", 4)
    assert 0.0 < wraps((full, rest)) < 0.2
    assert wraps((short, rest), column=12) > 2.0
    ended = Word(0, 3, "完成。", 6)
    assert wraps((ended, rest), column=20) < wraps((short, rest), column=20)  # a sentence ends where it ends


def test_a_part_of_the_page_may_hold_the_first_cells_of_several_bands() -> None:
    kinds = [[Known("项目名称"), Prose("name"), Known("项目性质"), Only("kind", "x")], [Known("主管部门"), Prose("unit")]]
    parts = [lines_of("项目性质 x"), lines_of("项目名称 展厅", "主管部门 甲局")]
    best = chains(parts, kinds, 1.0, 5.0)[0]
    assert dict(best.texts) == {(0, 0): "项目名称", (0, 1): "展厅", (0, 2): "项目性质", (0, 3): "x", (1, 0): "主管部门", (1, 1): "甲局"}
    assert chains(parts[:1], kinds, 1.0, 5.0) == []  # what a band needs is not there
