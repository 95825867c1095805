"""Bytes, lines, and the way back from a character to its place."""

import pytest

from orchestration.reader.text import BLANK, EMPTY_LINE, NEWLINE, TAB, UndecodableError, decode, split_lines, squeeze, stream, width


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
