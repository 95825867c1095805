"""Bytes, lines, and the way back from a character to its place."""

import unicodedata

import pytest

from orchestration.reader.text import (
    BLANK,
    EMPTY_LINE,
    FOLDS,
    NEWLINE,
    RADICALS,
    TAB,
    UndecodableError,
    decode,
    split_lines,
    squeeze,
    stream,
    width,
)


def test_encodings() -> None:
    assert decode("项目".encode()) == ("项目", "utf-8")
    assert decode(b"\xef\xbb\xbf" + "项目".encode()) == ("项目", "utf-8")
    assert decode("项目".encode("gb18030")) == ("项目", "gb18030")
    assert decode("项目".encode("utf-16")) == ("项目", "utf-16")


def test_bytes_in_no_encoding_name_the_place() -> None:
    with pytest.raises(UndecodableError, match=r"not UTF-8 \(byte 7, line 2\) and not GB18030"):
        decode("项目\n".encode() + b"\xff\xff\xff")


def test_lines_are_those_of_an_editor() -> None:
    assert split_lines("a\x0cb\r\nc\u2028d\re\n") == ["a\x0cb", "c\u2028d", "e"]


def test_radicals_and_full_width_forms_are_folded() -> None:
    assert squeeze("⽬ ⻔\u200b（２０２４）：≧") == "目门(2024):≥"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("⽬⽀⼀⾦", "目支一金"),  # Kangxi radicals
        ("⻔⻓⺠⻋⻚⻘⻛⻬", "门长民车页青风齐"),  # CJK Radicals Supplement
        ("⺟⻳⻑⺎⻃", "母龟長兀覀"),
        ("\uf98e\uf961\uf97e", "年率量"),  # compatibility ideographs
        ("１，２３４．５０％", "1,234.50%"),
        ("﹙９０﹪﹚", "(90%)"),
        ("≧90 ≦3 ≮5 ≯7", "≥90≤3≥5≤7"),
        ("−5‑3", "-5-3"),
        ("3～5〜7", "3~5~7"),
        ("—–", "—–"),  # a dash is no minus sign: it stands in a cell without an amount
    ],
)
def test_one_character_is_folded_to_one(printed: str, folded: str) -> None:
    assert squeeze(printed) == folded
    assert len(stream([printed]).folded) == len(stream([printed]).printed)


def test_each_radical_is_read_as_a_character() -> None:
    radicals = [chr(c) for c in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if unicodedata.name(chr(c), "")]
    assert len(radicals) == 115 + 214
    unread = [c for c in radicals if not unicodedata.name(squeeze(c)).startswith("CJK UNIFIED IDEOGRAPH")]
    assert unread == ["⺀"]  # repeats the character before it and has no ideograph of its own
    assert all(len(character) == 1 for character in (RADICALS | FOLDS).values())


def test_radicals_are_read_as_the_characters_of_the_mainland() -> None:
    assert squeeze("受益⼾数⻘⾭") == "受益户数青青"


def test_a_radical_is_found_again_at_its_line_and_column() -> None:
    lines = ["甲", " ⽬标⺠ ⻔"]
    s = stream(lines, first=1)
    places = {s.printed[i]: (s.line[i], s.column[i]) for i in range(len(s))}
    assert places == {"甲": (1, 0), "目": (2, 1), "标": (2, 2), "民": (2, 3), "门": (2, 5)}
    assert [lines[line - 1][column] for line, column in places.values()] == ["甲", "⽬", "标", "⺠", "⻔"]


def test_the_stream_knows_the_way_back() -> None:
    s = stream(["⽬标 ９", "", "\t甲\t\t乙"], first=5)
    assert s.folded == "目标9甲乙"
    assert s.printed == "目标９甲乙"
    assert list(s.line) == [5, 5, 5, 7, 7]
    assert list(s.column) == [0, 1, 3, 1, 4]
    assert [s.gap[i] for i in s.starts] == [EMPTY_LINE, BLANK, EMPTY_LINE, TAB]
    assert [s.cell(i) for i in s.starts] == [0, 0, 1, 3]


def test_wrapped_lines_join_without_a_blank_but_latin_words_with_one() -> None:
    s = stream(["创新创业大", "赛 Grand", "Prix"])
    assert s.text(0, len(s)) == "创新创业大赛 Grand Prix"
    assert s.gap[s.starts[1]] == NEWLINE


def test_width_counts_an_ideograph_as_two() -> None:
    assert width("AABI及，") == 8
