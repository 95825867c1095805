"""Typed values: money, weights, dates, and the operator-number-unit lexemes of targets.

Works on folded text (half-width digits and marks). The printed text is always kept beside what is made of it.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
# What stands in a cell of money, weight or score that holds no number.
DASHES = frozenset({"/", *(dash * n for dash in "—–-―─" for n in (1, 2, 3))})

# Fifteen digits are more than any budget has; a longer run of digits is cells without a blank between them.
_NUMBER = r"-?(?:[1-9]\d{0,2}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,12})?(?!\d)"
_MONEY = re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,4})?", re.ASCII)
_POINTS = re.compile(r"\d{1,4}(?:\.\d{1,4})?", re.ASCII)
_DATES = tuple(
    re.compile(rf"((?:19|20)\d\d){pattern}(?:00:00(?::00)?)?", re.ASCII)
    for pattern in (r"([-/.])(\d{1,2})\2(\d{1,2})", r"(年)(\d{1,2})月(\d{1,2})日")
)

# Operators as they are printed, before the number or behind the unit, and as the record names them. 以上, 以下 and 以内 include
# the number itself, as in law (民法典 §1259); 超过 does not.
_SYMBOLS = {">=": "≥", "<=": "≤", "≥": "≥", "≤": "≤", "=": "=", ">": ">", "<": "<"}
_WORDS = {
    "≥": ("不少于", "不低于", "不小于", "不得少于", "不得低于", "大于等于", "大于或等于", "至少", "最少"),
    "≤": ("不超过", "不高于", "不大于", "不多于", "不得超过", "不得高于", "小于等于", "小于或等于", "至多", "最多", "不超"),
    ">": ("超过", "大于", "高于", "多于", "超"),
    "<": ("低于", "小于", "少于", "不足"),
    "=": ("等于",),
}
_BEHIND = {"以上": "≥", "以下": "≤", "以内": "≤"}
_BEFORE = _SYMBOLS | {word: operator for operator, words in _WORDS.items() for word in words}

# What things are counted and measured in; 平方米 and 人次 are one word and two.
_MEASURE_WORDS = (
    "百分比", "百分点", "个百分点", "个月", "小时", "分钟", "工作日", "季度", "学期", "星期", "学时", "课时", "工时", "美元", "用户",
    "公里", "千米", "厘米", "毫米", "平方", "平米", "平方米", "平方公里", "立方", "立方米", "公顷", "公斤", "千克", "毫克", "微克", "毫升",
    "千瓦", "千瓦时", "兆瓦", "分贝", "标箱", "GB", "TB", "MB", "km", "kg", "kW", "kWh", "m", "m2", "m3", "mg", "dB",
)  # fmt: skip
_MEASURE_CHARACTERS = (
    "%‰℃度倍元角个家项次人场份篇条台套件本册期天日周月年季秒分时户名位组批门节课辆座处所间栋幢棵株亩米里吨例起宗笔张幅部集首支只头匹架艘颗粒枚块片根"
    "段层类种款页字轮届班队村镇县区市省国校院床口眼孔线路站针剂盒箱袋瓶桶车船机盘档卷通封副双对盏扇具尾斤克升单案题稿景师岗圈㎡㎥"
)  # fmt: skip
_MEASURE = re.compile(
    rf"[十百千万亿]{{0,2}}(?:{'|'.join(sorted(_MEASURE_WORDS, key=len, reverse=True))}|[{_MEASURE_CHARACTERS}]){{1,2}}|[百千万亿]{{1,2}}"
)
# A year or a month of the calendar, not a length of time (12个月).
_CALENDAR = re.compile(r"(?:19|20)\d\d年|(?:0?[1-9]|1[0-2])月", re.ASCII)

_UNIT = r"\([^()]{1,12}\)|[^\d()≥≤=><,，。；;、:：]{0,8}?"
_LEXEME = re.compile(
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})?(?P<value>{_NUMBER})"
    rf"(?P<unit>{_UNIT})(?:及?(?P<behind>{'|'.join(_BEHIND)}))?(?P<unit_behind>\([^()]{{1,12}}\))?[。;]?",
    re.ASCII,
)
_RANGE = re.compile(rf"(?:{'|'.join(_SYMBOLS)})?{_NUMBER}[^\d]{{0,4}}?[-~—–至到]{_NUMBER}(?:{_UNIT})", re.ASCII)
_ESTIMATE = re.compile(rf"(?:约|近|大约){_NUMBER}(?:{_UNIT})|{_NUMBER}[余多+](?:{_UNIT})|{_NUMBER}(?:{_UNIT})(?:左右|\+)", re.ASCII)
_NUMERAL = re.compile(rf"(?P<before>{'|'.join(_BEFORE)})?[〇零一二两三四五六七八九十百千万]{{1,8}}(?P<unit>{_UNIT})(?P<behind>以[上下内])?")
_NUMBERS_ONLY = re.compile(rf"(?=.*\d)[\d!-/:-@~～—–×至到{_MEASURE_CHARACTERS}]{{1,40}}", re.ASCII)
_DAY = re.compile(r"(?:(?:19|20)\d\d[年/.-])?\d{1,2}[月/.-]\d{1,2}日?|(?:19|20)\d\d年\d{1,2}月", re.ASCII)
_OPERATOR_NUMBER = re.compile(r"[≥≤=><]-?\d")  # of >= the second half


class Lexeme(NamedTuple):
    """A quantitative target: operator (None: a bare number), digits without separators, unit (None: none printed).

    `in_words` tells an operator that is a word (不少于10家, 90%以上) from a sign.
    """

    operator: str | None
    value: str
    unit: str | None
    in_words: bool = False


def money(text: str) -> Decimal | None:
    """An amount with or without thousands separators, or None where the text is no amount."""
    return Decimal(text.replace(",", "")) if _MONEY.fullmatch(text) else None


@lru_cache(maxsize=4096)
def points(text: str) -> Decimal | None:
    """A weight or a score: a bare number of at most 1,000 with at most four decimals."""
    return Decimal(text) if _POINTS.fullmatch(text) and Decimal(text) <= 1000 else None


def iso_date(text: str) -> str | None:
    """2024-01-01, 2024/1/1, 2024.1.1 and 2024年1月1日 as an ISO date; None where it is no date of the calendar."""
    match = next((m for pattern in _DATES if (m := pattern.fullmatch(text))), None)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[3]), int(match[4])).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def lexeme(text: str) -> Lexeme | None:
    """The target as a lexeme when the whole text is one: `≥90.00(%)`, `=5人`, `40亿元`, `不少于10家`, `90%以上`.

    None for everything else: prose with a number in it is qualitative, and so are a range and an estimate, which are no one number.
    """
    match = _LEXEME.fullmatch(text)
    if not match or (match["unit"] and match["unit_behind"]):
        return None
    before, behind = match["before"], match["behind"]
    operators = {_BEFORE[before]} if before else set()
    operators |= {_BEHIND[behind]} if behind else set()
    if len(operators) > 1:
        return None
    unit = (match["unit"] or match["unit_behind"] or "").strip("()")
    if before not in _SYMBOLS and not _is_unit_without_sign(match["value"], unit, bool(operators)):
        return None
    operator = operators.pop() if operators else None
    return Lexeme(operator, match["value"].replace(",", ""), unit or None, in_words=operator is not None and before not in _SYMBOLS)


def _is_unit_without_sign(value: str, unit: str, has_operator: bool) -> bool:
    """Without a sign only a measure makes a number a target: `90%`, `3个月`, not `10家紧密合作基地`; nor a day, `2024年`."""
    return is_measure(unit) and (has_operator or not _CALENDAR.fullmatch(value + unit))


def is_measure(unit: str) -> bool:
    """Whether a unit is one that is known: `%`, `个月`, `万人次`, `万元/年`."""
    return all(_MEASURE.fullmatch(part) for part in unit.split("/"))


def doubt(text: str) -> str | None:
    """Why the number of a target is not, or not surely, what was read; None for a plain lexeme, a day, and prose."""
    found = lexeme(text)
    if found:
        return None if found.unit is None or is_measure(found.unit) else f"the unit {found.unit!r} is no known measure"
    if _RANGE.fullmatch(text):
        return "a range is no one number"
    if text[:1] in _SYMBOLS:
        return "it begins with an operator but is not operator, number and unit"
    if len(text) > _LONGEST_DOUBT or _DAY.fullmatch(text) or _CALENDAR.fullmatch(text):
        return None
    if re.fullmatch(_NUMBER, text, re.ASCII):
        return "a number has neither operator nor unit"
    if _ESTIMATE.fullmatch(text):
        return "an estimate is no one number"
    numeral = _NUMERAL.fullmatch(text)
    if numeral and (numeral["before"] or numeral["behind"]) and is_measure(numeral["unit"]):
        return "its number is written in characters"
    return "its numbers make no one lexeme" if _NUMBERS_ONLY.fullmatch(text) else None


_LONGEST_DOUBT = 40


def count_operator_numbers(text: str) -> int:
    """Operators with a number behind them: the same count of a form's text and of what was read of it is lexeme conservation."""
    return len(_OPERATOR_NUMBER.findall(text))
