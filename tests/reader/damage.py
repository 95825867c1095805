"""Reports as they should not be: forms cut, doubled, shuffled, emptied and flipped, and texts that only look like forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from hypothesis import strategies as st

from tests import corpus
from tests.reader.conftest import DECLARATION, EVALUATION, GRID

Lines = list[str]

TESTS = Path(__file__).parents[1]
TITLE = re.compile(r"\s*财政项[目⽬][支⽀]出绩效(?:[目⽬]标申报表|[自⾃]评表)\s*")
MADE_UP = (0, 1, 2, 4)  # seeds: a declaration in 元 and in 万元, an evaluation, one with two goals


def forms_of(paths: Iterable[Path]) -> list[Lines]:
    """The forms of some reports, cut at their titles: without the reader, which is what is tested."""
    found: list[Lines] = []
    for path in sorted(paths):
        inside = False
        for line in path.read_text(encoding="utf-8").split("\n"):
            if TITLE.fullmatch(line):
                found.append([])
                inside = True
            if inside:
                found[-1].append(line)
    return found


def forms_made_up() -> dict[str, list[Lines]]:
    """Forms of the corpus in each shape."""
    return {shape: [corpus.report(seed, 1, shape)[0].split("\n") for seed in MADE_UP] for shape in corpus.SHAPES}


INLINE = [text.split("\n") for text in (DECLARATION, EVALUATION, GRID)]
REPORTS = [*(TESTS.parent / "raw").rglob("*.txt"), *(TESTS / "gold" / "cases").rglob("*.t*")]
FORMS = [*INLINE, *(form for forms in forms_made_up().values() for form in forms), *forms_of(REPORTS)]

# What forms are written with: labels, titles and fragments of them, operators, numbers, marks, blanks, and what no form prints.
LABELS = (
    "财政项目支出绩效目标申报表", "财政项目支出绩效自评表", "项目绩效目标汇总表", "（2024年度）", "项目名称", "项目性质", "项目类别",
    "主管部门", "实施单位", "计划开始日期", "计划完成日期", "项目资金", "（元）", "项目资金总额", "年度资金申请总额", "其中：财政资金",
    "其中：当年财政拨款", "上年结转资金", "其他资金", "年初预算数 全年预算数 全年执行数 分值 执行率 得分", "年度资金总额", "项目总目标",
    "年度总体目标", "预算目标", "实际完成情况", "项目绩效目标", "绩效指标", "一级指标 二级指标 三级指标 年度(/项目)指标值", "一级指标",
    "成本指标", "经济成本指标", "产出指标", "数量指标", "质量指标", "时效指标", "效益指标", "社会效益指标", "可持续影响指标", "满意度指标",
    "服务对象满意度指标", "总分", "指标", "绩", "效", "标", "- 1 -", "第1页", "第二部分", "名词解释", "项目编码",
)  # fmt: skip
VALUES = (
    "=", "≥", "≤", ">=", "＝", "≥90", "≥90.00(%)", "=100%", "90%", "40亿元", "不少于10家", "10", "0", "0.00", "1,000.00", "1,00", "-5",
    "2024-01-01", "2024年", "100 100", "—", "/", "无偏差", "及时", "甲", "完成率", "甲乙丙丁戊己庚辛。", "1.", "一、", "(", "（元", "“",
    '"', "<p>", "%", "。", "，", "٣", "½", "㎡",
)  # fmt: skip
BLANKS = (" ", "\t", "\n", "\n\n", "  ", "　", "\u00a0", "\f", "\r", "\r\n", "\u2028", "\v")
# Zero-width marks, controls of direction, joiners and variation selectors, private use, replacement, radicals, and at last a NUL.
ODD = (
    "\u200b", "\ufeff", "\u202e", "\u202d", "\u2067", "\u061c", "\u200f", "\u034f", "\ufe0f", "\u00ad", "\u0301", "\x1b[31m", "\x07",
    "\x85", "\ue000", "\ufffd", "\uffff", "⽬", "⺠", "⻔", "\U000e0041", "\U0001f600", "\0",
)  # fmt: skip
ALPHABET = (*LABELS, *VALUES, *BLANKS, *BLANKS, *ODD[:-1])

places = st.integers(min_value=0, max_value=1_000_000)  # anywhere in a text of any length
tokens = st.sampled_from(ALPHABET)


def _window(draw: st.DrawFn, lines: Lines, longest: int) -> tuple[int, int]:
    start = draw(places) % (len(lines) + 1)
    return start, min(len(lines), start + draw(st.integers(1, longest)))


def _line(draw: st.DrawFn, lines: Lines) -> tuple[int, int]:
    """A line and a place in it."""
    n = draw(places) % len(lines)
    return n, draw(places) % (len(lines[n]) + 1)


def cut(draw: st.DrawFn, lines: Lines) -> Lines:
    """The head or the tail of a text, cut anywhere in a line."""
    n, at = _line(draw, lines)
    return [*lines[:n], lines[n][:at]] if draw(st.booleans()) else [lines[n][at:], *lines[n + 1 :]]


def delete(draw: st.DrawFn, lines: Lines) -> Lines:
    start, end = _window(draw, lines, 8)
    return lines[:start] + lines[end:]


def double(draw: st.DrawFn, lines: Lines) -> Lines:
    start, end = _window(draw, lines, 40)
    return lines[:end] + lines[start:]


def move(draw: st.DrawFn, lines: Lines) -> Lines:
    start, end = _window(draw, lines, 12)
    rest = lines[:start] + lines[end:]
    at = draw(places) % (len(rest) + 1)
    return rest[:at] + lines[start:end] + rest[at:]


def shuffle(draw: st.DrawFn, lines: Lines) -> Lines:
    start, end = _window(draw, lines, 12)
    return lines[:start] + draw(st.permutations(lines[start:end])) + lines[end:]


def empty(draw: st.DrawFn, lines: Lines) -> Lines:
    start, end = _window(draw, lines, 6)
    return lines[:start] + [draw(st.sampled_from(("", " ", "\t\t"))) for _ in lines[start:end]] + lines[end:]


def insert(draw: st.DrawFn, lines: Lines) -> Lines:
    """Something where nothing was, in a line or between two."""
    n, at = _line(draw, lines)
    return [*lines[:n], lines[n][:at] + "".join(draw(st.lists(tokens, min_size=1, max_size=3))) + lines[n][at:], *lines[n + 1 :]]


def replace_character(draw: st.DrawFn, lines: Lines) -> Lines:
    n, at = _line(draw, lines)
    return [*lines[:n], lines[n][:at] + draw(st.sampled_from((*ODD, *VALUES, *BLANKS))) + lines[n][at + 1 :], *lines[n + 1 :]]


def replace_number(draw: st.DrawFn, lines: Lines) -> Lines:
    n, _ = _line(draw, lines)
    return [*lines[:n], re.sub(r"\d[\d.,]*", lambda _: draw(st.sampled_from(VALUES)), lines[n], count=1), *lines[n + 1 :]]


def change_blanks(draw: st.DrawFn, lines: Lines) -> Lines:
    """Cells run together, fall apart, or stand in other columns."""
    start, end = _window(draw, lines, 40)
    new = draw(st.sampled_from(("", *BLANKS)))
    text = "\n".join(lines[start:end]).replace(draw(st.sampled_from((" ", "\t", "\n"))), new)
    return [*lines[:start], *text.split("\n"), *lines[end:]]


def repeat(draw: st.DrawFn, lines: Lines) -> Lines:
    """One thing many times: on one line, or on lines of its own."""
    n, at = _line(draw, lines)
    run = draw(tokens) + draw(st.sampled_from(("", " ", "\t", "\n")))
    return [*lines[:n], lines[n][:at] + run * draw(st.integers(2, 300)) + lines[n][at:], *lines[n + 1 :]]


Damage = Callable[[st.DrawFn, Lines], Lines]
DAMAGES: tuple[Damage, ...] = (
    cut,
    delete,
    double,
    move,
    shuffle,
    empty,
    insert,
    replace_character,
    replace_number,
    change_blanks,
    repeat,
)


@st.composite
def damaged_lines(draw: st.DrawFn, most: int = 4) -> Lines:
    """One to three forms, damaged one to `most` times."""
    lines = [line for form in draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=3)) for line in form]
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=most)):
        lines = damage(draw, lines) or [""]
    return lines


@st.composite
def damaged_bytes(draw: st.DrawFn) -> bytes:
    """A damaged report in one of the encodings, often with bits flipped or bytes lost."""
    text = "\n".join(draw(damaged_lines(most=2)))
    data = bytearray(text.encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16"))), "replace"))
    for _ in range(draw(st.integers(0, 3)) if data else 0):
        at = draw(places) % len(data)
        if draw(st.booleans()):
            data[at] ^= 1 << draw(st.integers(0, 7))
        else:
            data[at : at + draw(st.integers(1, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@st.composite
def scribbles(draw: st.DrawFn) -> Lines:
    """A form that holds, from one of its lines to another, only what labels, operators, numbers and blanks happen to make."""
    lines = draw(st.sampled_from(FORMS))
    start, end = sorted((draw(places) % (len(lines) + 1), draw(places) % (len(lines) + 1)))
    text = "".join(draw(st.lists(tokens, max_size=60)))
    return [*lines[:start], *text.split("\n"), *lines[end:]]
