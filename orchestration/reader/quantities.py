"""The numbers in running text: each with its unit, its operator, and what it counts.

Pure. What a number commits to, or contradicts, is the warehouse's business. No quantity are numbers of the calendar (2024年, 12月),
of a list (1、), of an order (第三方), of an address (100号), and those in a title or a name (《…2022-2025年》, “创100训练营”).
A target that is one lexeme belongs to values.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from orchestration.reader.record import Quantity
from orchestration.reader.text import fold

# Words of measure in running text: fewer than a cell may hold, since what follows a number here is mostly no unit.
_COMPOUND = (
    "个百分点", "百分点", "百分比", "人次", "家次", "场次", "批次", "户次", "件次", "项次", "台次", "篇次", "人/次", "次/场", "场/次",
    "课时", "学时", "个工作日", "工作日", "个月", "小时", "分钟", "平方公里", "平方米", "立方米", "公里", "公顷", "公斤",
    "万元/年", "元/年",
)  # fmt: skip
_COUNTERS = "家个项次人名位场份篇条期台套件户种门天秒倍本册部辆株亩吨间所座处只组班节轮张块片枚米款"
_SCALE = "十百千万亿"
_UNIT = rf"(?:[{_SCALE}]{{0,2}}(?:{'|'.join(_COMPOUND)}|元|[{_COUNTERS}])|[%‰]|[千万亿]{{1,2}})"
_DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?"
# In characters only before a counter, and no article: 一个 is "a", 一些 "some", 一门式 and 一次性 are adjectives.
_NUMERAL = r"(?:[一二两三四五六七八九]?[十百千][〇零一二三四五六七八九十百]{0,6}|[一二两三四五六七八九](?!个))"
_NUMBER = re.compile(
    rf"(?<![\dA-Za-z.*×+/第-])(?:(?P<low>{_DIGITS})(?:[%]?[-~—–至到](?P<high>{_DIGITS}))?(?P<more>[余多+])?(?P<unit>{_UNIT})?(?P<rest>[余多])?"
    rf"|(?<![新每同另某下上统])(?P<numeral>{_NUMERAL})(?P<counter>[余多]?[万亿]{{0,1}}(?:{'|'.join(_COMPOUND)}|[元{_COUNTERS}])))(?![A-Za-z])",
    re.ASCII,
)
_NO_UNIT_BEHIND = re.compile(r"[式性直度级]|次元|人才|名单|个人|条件|期间|部门|件数")
_CALENDAR = re.compile(r"[年月日号]|(?:19|20)\d\d")
_NAME = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"\n]*\"|<[^>]*>")
_CLAUSE_END = re.compile(r"[,，。;；!！?？:：\n]+")
_LIST = re.compile(r"[、和及与]")

_OPERATORS = {
    "≥": "≥", ">=": "≥", "不少于": "≥", "不低于": "≥", "不小于": "≥", "不得少于": "≥", "不得低于": "≥", "至少": "≥", "最少": "≥",
    "≤": "≤", "<=": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤", "不多于": "≤", "至多": "≤", "最多": "≤",
    ">": ">", "超过": ">", "高于": ">", "大于": ">", "突破": ">", "超": ">",
    "<": "<", "低于": "<", "少于": "<", "小于": "<", "不足": "<", "=": "=",
}  # fmt: skip
_BEHIND = {"以上": "≥", "以下": "≤", "以内": "≤"}
_BEFORE = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True))})$")
_ESTIMATE = re.compile(r"(?:将近|接近|大约|约|近)$")
_FILLER = re.compile(r"(?:共计|总计|合计|累计|总共|一共|共有|共|数量?达到|数量?达|达到|达|首次|约为|为|有|是|规模(?=$))$")
_COUNT_NOUN = re.compile(r"([\u4e00-\u9fff]{1,8}?)数量?(?:首次)?$")
_VERBS = (
    "完成|开展|组织|举办|承办|提供|进行|编制|编写|实现|做好|推进|推动|参加|形成|出具|建立|建设完成|制作|保证|确保|遴选出|引进|吸引了?|受理|新增|力争|计划|"
    "其中|同时|并|全市|全区|本市|本区|我市|我区|全年|年度|本年|共为|共|还|对|为|将|以及|通过|继续|按期"
)
_LEADING = re.compile(rf"^(?:{_VERBS})+")
_TRAILING_VERB = re.compile(r"(?:完成|开展|组织|举办|承办|提供|进行|编制|编写|实现|形成|召开|推荐|扶持|引进|按照|了)$")
_TRAILING = re.compile(r"(?:目标|任务|等|左右|以上|的)+$")


_ANY_NUMBER = re.compile(r"[\d一二两三四五六七八九十百千]")


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in its order."""
    if not _ANY_NUMBER.search(text):
        return ()
    return _of_cell(text) if len(text) <= _CELL else tuple(_found(text))


_CELL = 60  # characters of a text that may well be printed again: 满意度90%以上, unlike a goal


@lru_cache(maxsize=4096)
def _of_cell(text: str) -> tuple[Quantity, ...]:
    return tuple(_found(text))


def _found(text: str) -> list[Quantity]:
    folded = fold(text)
    names = [bound for m in _NAME.finditer(folded) for bound in m.span()]
    found = [m for m in _NUMBER.finditer(folded) if bisect_right(names, m.start()) % 2 == 0 and _is_quantity(folded, m)]
    if not found:
        return []
    ends = [0, *(m.end() for m in _CLAUSE_END.finditer(folded) if not _within_number(folded, m)), len(folded)]
    starts = [m.start() for m in found]
    out: list[Quantity] = []
    for clause in pairwise(ends):
        for start in range(*clause, _LONGEST):
            end = min(start + _LONGEST, clause[1])
            own = found[bisect_left(starts, start) : bisect_left(starts, end)]
            words = text[start:end].strip().rstrip("，,。；;") if own else ""
            out += [_quantity(text, folded, own, n, (start, end), words) for n in range(len(own))]
    return out


_LONGEST = 400  # characters of a clause; of a longer one, which no person writes, as many are looked at as one


def leading(text: str) -> Quantity | None:
    """The quantity that a cell begins with: 731次, 1000余次, 90%以上。报名数…; None for a cell that begins with words."""
    first = next(iter(quantities(text)), None)
    return first if first and _OPERATOR_ONLY.fullmatch(fold(text[: first.start])) else None


_OPERATOR_ONLY = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True))}|将近|接近|大约|约|近)?")


def _within_number(folded: str, mark: re.Match[str]) -> bool:
    return mark[0] == "," and folded[mark.start() - 1 : mark.start()].isdigit() and folded[mark.end() : mark.end() + 3].isdigit()


def _is_quantity(folded: str, m: re.Match[str]) -> bool:
    if _NO_UNIT_BEHIND.match(folded, m.end()) or _NO_UNIT_BEHIND.match(folded, m.end() - 1):
        return False
    if m["numeral"] or m["unit"]:
        return True
    if _CALENDAR.match(folded, m.end()) or _CALENDAR.fullmatch(m["low"]):
        return False
    if folded[m.end() : m.end() + 1] not in ("", ",", "。", ";"):
        return False
    # Without a unit behind it a number counts what stands before it: 课时数达到100, 系统并发量≥50.
    before, operator, _ = _bare(folded[max(m.start() - _LONGEST, 0) : m.start()])
    return bool(before) and (operator is not None or bool(_COUNT_NOUN.search(before)))


def _quantity(text: str, folded: str, own: list[re.Match[str]], n: int, clause: tuple[int, int], words: str) -> Quantity:
    m = own[n]
    before, operator, is_estimate = _bare(folded[clause[0] : m.start()])
    behind = next((word for word in _BEHIND if folded.startswith(word, m.end())), None)
    is_each = before.endswith("各") or bool(re.search(r"每[^,、]{0,6}$", before))
    subject = _subject(folded, own, n, clause, is_each)
    low, high = (_of_numeral(m["numeral"]),) * 2 if m["numeral"] else (_decimal(m["low"]), _decimal(m["high"] or m["low"]))
    unit = m["unit"] or (m["counter"].strip("余多") if m["counter"] else None) or _unit_of(before)
    return Quantity(
        m.start(),
        m.end(),
        text[m.start() : m.end()].removesuffix(unit or ""),
        low,
        high,
        unit,
        _BEHIND[behind] if behind else operator,
        is_estimate or any(m[name] for name in ("more", "rest")) or "余" in m[0] or folded.startswith("左右", m.end()),
        is_each,
        subject,
        words,
    )


def _bare(before: str) -> tuple[str, str | None, bool]:
    """The text before a number without operator, estimate and filler, and what these say."""
    operator, is_estimate = None, False
    while True:
        if found := _BEFORE.search(before):
            operator = operator or _OPERATORS[found[0]]
        elif found := _ESTIMATE.search(before):
            is_estimate = True
        else:
            found = _FILLER.search(before)
        # 课时数达到: the noun keeps its 数, by which it is known as a count.
        if not found:
            return before, operator, is_estimate
        cut = found.start() + (1 if found[0].startswith("数") else 0)
        before = before[:cut]


def _subject(folded: str, own: list[re.Match[str]], n: int, clause: tuple[int, int], is_each: bool) -> str:
    """What the number counts: the noun before it, and the noun behind it where a verb or nothing stands before."""
    m = own[n]
    start = own[n - 1].end() if n else clause[0]
    before, _, _ = _bare(folded[start : m.start()])
    if not is_each:
        before = _LIST.split(before)[-1] if n else before.split("、")[-1]
    before = _LEADING.sub("", before.removesuffix("各").strip("、 "))
    behind = folded[m.end() : own[n + 1].start() if n + 1 < len(own) else clause[1]]
    behind = _TRAILING.sub("", _LIST.split(behind)[0].strip(" ,，。；;!！?？:：\n)("))
    noun = _TRAILING_VERB.sub("", before)
    if noun == before and len(noun) > 1:
        return _TRAILING.sub("", noun)
    return _TRAILING.sub("", noun + behind)


def _unit_of(before: str) -> str | None:
    """The unit of a bare number in the noun that it counts: 课时数 is in 课时."""
    noun = _COUNT_NOUN.search(before)
    return next((unit for unit in _COMPOUND if noun and noun[1].endswith(unit)), None)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def _of_numeral(numeral: str) -> Decimal:
    """五 is 5, 十二 is 12, 一千二百 is 1200."""
    total, digit = 0, 0
    for character in numeral:
        if character in _TENS:
            total, digit = total + (digit or 1) * _TENS[character], 0
        else:
            digit = _DIGIT[character]
    return Decimal(total + digit)
