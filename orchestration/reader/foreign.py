"""Labels that no known template has: a form that prints one is refused whole, with all of them and their lines.

Each province has its own form. Read by a template that is not its own, a form would be read in part, and its strange labels would end
up inside values. What is listed here are labels seen in such forms; what is not listed shows in the places where only labels stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from orchestration.reader.record import Problem, Text
from orchestration.reader.template import LEVEL_HEADS, LEVEL_LABELS, SIDE, Template
from orchestration.reader.text import BLANK, EMPTY_LINE, NEWLINE, TAB, WRAP, Span, Stream, width

_HEAD = (
    "项目编码", "项目代码", "项目编号", "项目负责人", "负责人", "项目联系人", "联系人", "联系电话", "联系方式", "预算单位", "预算部门",
    "单位名称", "单位编码", "单位代码", "部门名称", "部门编码", "部门代码", "主管部门及代码", "主管部门编码", "项目主管部门",
    "业务主管部门", "主管处室", "业务处室", "项目单位", "项目实施单位", "项目承担单位", "资金使用单位", "项目类型", "项目属性",
    "项目分类", "项目级次", "项目期", "项目期限", "项目周期", "项目起止时间", "项目起止年限", "起止时间", "起止日期", "实施期限",
    "实施周期", "执行期限", "开始时间", "结束时间", "项目开始时间", "项目结束时间", "项目概况", "项目概述", "项目简介", "项目内容",
    "项目背景", "立项依据", "项目立项依据", "立项必要性", "项目必要性", "可行性", "项目实施内容", "实施计划", "保障措施", "设立依据",
    "政策依据", "政策名称", "专项名称", "资金名称", "转移支付名称", "资金用途", "资金性质", "资金来源", "支出方向", "功能科目",
    "预算科目", "经济科目", "支出功能分类", "预算年度", "填报单位", "填报部门", "填报日期", "填报人", "填表人", "填表日期", "申报单位",
    "申报部门", "申报日期", "评价单位", "评价机构", "评价时间", "评价类型", "评价人员", "审核人",
)  # fmt: skip
_FUNDING = (
    "资金总额", "中期资金总额", "实施期资金总额", "年度资金总额", "年度财政资金总额", "项目总投资", "总投资", "财政资金", "财政拨款",
    "财政性资金", "本级财政资金", "中央财政资金", "中央补助", "省级财政资金", "省级补助", "市级财政资金", "县级财政资金", "区级财政资金",
    "地方资金", "一般公共预算", "一般公共预算资金", "一般公共预算拨款", "政府性基金", "政府性基金预算", "政府性基金预算拨款",
    "国有资本经营预算", "财政专户管理资金", "单位资金", "单位自筹", "自筹资金", "自有资金", "事业收入", "经营收入", "上级补助",
    "债券资金", "社会资本", "年度预算", "年度预算数", "预算数", "执行数", "预算金额", "实际支出", "结转结余", "预算执行率",
    "预算执行情况", "项目预算执行情况", "预算执行得分", "年度预算执行情况", "调整预算数",
)  # fmt: skip
_GOALS = (
    "中期目标", "中期绩效目标", "实施期目标", "实施期总目标", "实施期绩效目标", "长期目标", "长期绩效目标", "总体目标", "总体绩效目标",
    "年度目标", "年度绩效目标", "绩效目标", "年初设定目标", "年初目标", "项目绩效总目标", "目标完成情况", "年度目标完成情况",
    "年度总体目标完成情况", "完成情况", "未完成原因", "未完成原因分析", "长期绩效指标", "中期绩效指标", "实施期绩效指标",
    "偏差大或目标未完成原因分析",
)  # fmt: skip
_TABLE = (
    "指标性质", "绩效指标性质", "指标方向", "指标类型", "计量单位", "度量单位", "绩效度量单位", "计算符号", "指标解释", "指标说明",
    "指标内容", "指标权重", "权重", "分值权重", "评分标准", "评分规则", "评分依据", "扣分标准", "佐证材料", "数据来源", "取数来源",
    "指标值确定依据", "目标值", "绩效指标值", "指标目标值", "年初目标值", "年度目标值", "实施期指标值", "中期指标值", "长期指标值",
    "完成值", "实际值", "实际完成", "完成率", "完成比例", "自评得分", "评价得分", "评价等级", "绩效等级", "自评等级", "自评结论",
    "指标得分", "存在问题", "整改措施", "下一步措施", "改进措施", "历史值", "上年完成值", "上年实际值", "前年实际值", "上年预计值",
    "行业标准", "标杆值", "备注",
)  # fmt: skip
# 一级指标 and 二级指标 of older and of other tables.
_LEVELS = (
    "投入指标", "过程指标", "效果指标", "产出目标", "效益目标", "效果目标", "投入目标", "满意度目标", "环境效益指标", "进度指标",
    "时效目标", "数量目标", "质量目标", "经济性指标", "效率性指标", "社会公众满意度指标", "受益对象满意度指标", "可持续发展指标",
)  # fmt: skip
_LEVEL_SET = frozenset(_LEVELS)
_BARE_LEVELS = frozenset(label.removesuffix("指标") for label in LEVEL_LABELS)
_LEVEL_WITH_POINTS = re.compile(rf"(?:{'|'.join(LEVEL_LABELS)})\(\d{{1,3}}分?\)")
# Those that a tool may print right before their value.
_GLUED = (
    "项目编码", "项目代码", "项目负责人", "项目联系人", "联系人", "联系电话", "预算单位", "单位名称", "部门名称", "项目类型", "项目属性",
    "项目起止时间",
)  # fmt: skip
FOREIGN = frozenset((*_HEAD, *_FUNDING, *_GOALS, *_TABLE, *_LEVELS))

# What the name of a field ends with.
_LABEL_LIKE = re.compile(
    r"[^\d,，。;；:、≥≤=<>()]{0,8}(?:名称|编码|代码|编号|人|电话|方式|部门|处室|类型|属性|分类|级次|期限|周期|时间|日期|依据|内容|来源|用途|科目)"
)
_HEAD_LIKE = re.compile(
    r"[^,，。;；、≥≤=<>]{0,8}(?:值|性质|方向|单位|权重|得分|标准|原因|措施|情况|来源|说明|备注|依据|解释|符号|类型|内容|等级)(?:\(.{1,12}\))?"
)
_MONEY_LIKE = re.compile(
    r"[^\d,，。;；≥≤=<>]{0,12}(?:资金|拨款|总额|预算|预算数|执行数|收入|支出|补助|投资|基金|自筹|债券|贷款|金额|结余|结转|比例|率)(?:\(.{1,12}\))?"
)
_PLAIN = re.compile(r"[^:(]*[^:(\d]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORT_HAN = re.compile(r"[\u4e00-\u9fff]{2,10}")
_LONGEST_FUNDING, _LONGEST_HEADER = 700, 160


@cache
def _foreign_to(template: Template) -> frozenset[str]:
    """The listed labels that are no part of a label of the template: of a wrapped one, parts are printed."""
    return frozenset(label for label in FOREIGN if label not in _all_words(template))


def may_hold_foreign(s: Stream, template: Template) -> bool:
    """Whether a form must be looked at more closely: cheap, as nearly all forms hold nothing foreign."""
    folded = s.folded
    return not _foreign_to(template).isdisjoint([folded[a:b] for a, b in pairwise([*s.starts, len(folded)])]) or "指标(" in folded


def foreign_labels(s: Stream, template: Template, is_read: bool) -> list[Text]:
    """All labels of a form that are in no template that is known, in their order, each once with all its lines.

    What may be a piece of a known label that was wrapped counts only beside others. Where the reading stopped, the words between the
    labels of the funding and in the header of the table are looked at too: only labels stand there.
    """
    zones = _zones(s, template)
    levels = set(_of_levels(s, zones))
    found = levels | set(_listed(s, template, zones))
    if not is_read:
        found.update(_of_funding(s, template, zones), _of_header(s, zones))
    by_name: dict[str, list[Span]] = {}
    for span in sorted(found):
        by_name.setdefault(_name(s.folded[slice(*span)]), []).append(span)
    if not levels and all(s.folded[a:b] in _all_words(template) for span in found for a, b in _pieces(s, *span)):
        return []
    return [Text(name, tuple(dict.fromkeys(n for span in spans for n in s.lines(*span)))) for name, spans in by_name.items()]


def refusal(s: Stream, template: Template, labels: list[Text], stopped: Problem | None) -> Problem:
    """Why a form is refused: each strange label with its lines, the labels that its title leads to expect, and where reading stopped."""
    lines = {n for label in labels for n in label.lines}
    parts = []
    if labels:
        parts.append("in no template that is known: " + ", ".join(f"{label.text} ({_lines(label.lines)})" for label in labels))
    expected = (x.texts for x in (*template.head, *template.funding, *template.goals))
    missing = dict.fromkeys(texts[0] for texts in expected if not any(text in s.folded for text in texts))
    if missing:
        parts.append("not printed, though the title leads to expect it: " + ", ".join(missing))
    if stopped and not (stopped.code == "unknown_template" and lines.issuperset(stopped.lines)):
        parts.append(f"reading stopped{' at ' + _lines(stopped.lines) if stopped.lines else ''}: {stopped.message}")
    return Problem("unknown_template", "; ".join(parts), "blocking", None, tuple(sorted(lines or (stopped.lines if stopped else ()))))


def strange_in_value(s: Stream, template: Template, start: int, end: int, narrowest: int) -> Span | None:
    """What stands in the cell of a head's value and is no part of it: a label of the lists, or what can only be other cells.

    `narrowest` is how wide the cell is at least, in half-width columns.
    """
    pieces, foreign = s.pieces_in(start, end), _foreign_to(template)
    for n, (c, d) in enumerate(pieces):
        text = s.folded[c:d]
        if _name(text) in foreign or (n and text.startswith(_GLUED)):
            return (c, end)
        if n and s.gap[c] != WRAP and (_AMOUNT.fullmatch(text) or _begins_a_cell(s, template, pieces[n - 1 : n + 2], narrowest)):
            return (c, end)
    return None


def _begins_a_cell(s: Stream, template: Template, pieces: list[Span], narrowest: int) -> bool:
    """Whether the second of two or three pieces of a value is a cell of its own, as a label is.

    A cell of a grid is one cell. A wrapped line is as wide as its cell: none behind it is wider, and only the last one, or one before a
    number that did not fit, is narrower. A blank within a value stands before anything but the name of a field and what fills it.
    """
    (a, b), (c, d), *more = pieces
    text = s.folded[c:d]
    if s.gap[c] == TAB:
        return True
    if not _SHORT_HAN.fullmatch(text) or text in _all_words(template):
        return False
    is_pair = bool(more) and s.gap[d] in (BLANK, TAB)
    is_label = bool(_LABEL_LIKE.fullmatch(text))
    if s.gap[c] not in (NEWLINE, EMPTY_LINE):
        return is_pair or is_label
    if s.gridded:
        return is_pair or (bool(more) and is_label)
    room = width(s.printed[a:b])
    spare = room - width(text)
    if not more:
        return spare < (0 if is_label else -_ROUGH_EDGE)
    word = _WORD.match(s.folded, d)
    is_short = spare > max(1, width(word[0]) if word else 0)
    return spare < (0 if is_label else -_ROUGH_EDGE) or is_short or room < narrowest


_ROUGH_EDGE = 4  # half-width columns that a line may be short of the next: a word or a bracket did not fit
_WORD = re.compile(r"[!-~]+")
_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+|[\d.,]+%|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,3}(?:,\d{3})+", re.ASCII)


def _lines(numbers: tuple[int, ...]) -> str:
    return ("line " if len(numbers) == 1 else "lines ") + ", ".join(map(str, numbers))


def _name(text: str) -> str:
    """A label without its colon, its brackets, its number: `填报单位:甲局`, `预算数(A)`, `年度绩效目标1(40分)`."""
    if _PLAIN.fullmatch(text) or _LEVEL_WITH_POINTS.fullmatch(text):
        return text
    return re.split(r"[:(]", text.removeprefix("其中:"), maxsplit=1)[0].rstrip("0123456789")


@cache
def _all_words(template: Template) -> str:
    """All that a template prints, for pieces of wrapped labels."""
    return "|".join(sorted(template.labels))


def _pieces(s: Stream, start: int, end: int) -> Iterator[Span]:
    bounds = [*s.starts_in(start, end), end]
    yield from pairwise(bounds)


@dataclass(frozen=True)
class _Zones:
    """Where the parts of a form begin in the stream, as far as its labels tell: its end where they do not."""

    goals: int
    header: int
    rows: int
    known: bytes  # one for each character that belongs to a label of the template


def _zones(s: Stream, template: Template) -> _Zones:
    end = len(s)
    header = min((at for text in (*LEVEL_HEADS, "三级指标") if (at := s.folded.find(text)) >= 0), default=end)
    texts = (*SIDE, *(text for label in template.goals for text in label.texts), *_GOALS)
    goals = min((at for text in texts if 0 <= (at := s.folded.find(text)) < header and s.gap[at]), default=header)
    if printed := template.table_header.search(s.folded):
        more = (a for a, b in _pieces(s, printed.end(), end) if _name(s.folded[a:b]) not in _TABLE)
        return _Zones(goals, header, next(more, end), _known(s, template))
    behind = s.folded.find("级指标", header + 4)
    names = (*LEVEL_LABELS, *_LEVELS)
    rows = (a for a, b in _pieces(s, behind, end) if s.folded.startswith(names, a) or s.folded[a:b] in _BARE_LEVELS)
    return _Zones(goals, header, next(rows, end) if behind >= 0 else end, _known(s, template))


def _known(s: Stream, template: Template) -> bytes:
    out = bytearray(len(s))
    for label in template.labels:
        at = s.folded.find(label)
        while at >= 0:
            out[at : at + len(label)] = b"\1" * len(label)
            at = s.folded.find(label, at + 1)
    return bytes(out)


def _listed(s: Stream, template: Template, zones: _Zones) -> Iterator[Span]:
    """Labels of the lists above, also wrapped over two or three lines; of the goals without a colon, of the rows only levels."""
    starts = [*s.starts, len(s)]
    heads_are_known = bool(template.table_header.search(s.folded))
    for n, start in enumerate(starts[:-1]):
        if zones.header <= start < zones.rows and not heads_are_known:  # they are looked at together
            continue
        listed = FOREIGN if start < zones.rows else _LEVEL_SET
        for last, end in pairwise(starts[n : n + 4]):
            text = s.folded[start:end]
            name = text if zones.goals <= start < zones.header and ":" in text else _name(text)
            if len(name) > _LONGEST_NAME or s.folded[last:end] in template.labels:
                break
            if name in listed and not all(zones.known[start : start + len(name)]):
                yield (start, end)
                break
            if end < len(s) and (s.gap[end] == TAB or s.line[end] - s.line[end - 1] > 1):
                break


_LONGEST_NAME = max(map(len, FOREIGN))


def _of_levels(s: Stream, zones: _Zones) -> Iterator[Span]:
    """产出指标(50分); and 产出, 数量 … where no level is printed with 指标."""
    for match in _LEVEL_WITH_POINTS.finditer(s.folded):
        if s.gap[match.start()]:
            yield match.span()
    pieces = list(_pieces(s, zones.rows, len(s)))
    bare = [(a, b) for a, b in pieces if s.folded[a:b] in _BARE_LEVELS]
    if len(bare) > 1 and not any(s.folded.startswith(LEVEL_LABELS, a) for a, _ in pieces):
        yield from bare


def _of_funding(s: Stream, template: Template, zones: _Zones) -> list[Span]:
    """Between 项目资金 and the goals stand labels and numbers only, unless the text is out of order."""
    unit = template.unit_label.search(s.folded, 0, zones.goals)
    if unit is None or zones.goals - unit.end() > _LONGEST_FUNDING:
        return []
    pieces = [span for span in _pieces(s, unit.end(), zones.goals) if _HAN.search(s.folded[slice(*span)])]
    return _strange(s, pieces, zones, _MONEY_LIKE)


def _of_header(s: Stream, zones: _Zones) -> list[Span]:
    """Between 一级指标 and the first label of a level stand the heads of columns only, unless the text is out of order."""
    if zones.rows - zones.header > _LONGEST_HEADER:
        return []
    return _strange(s, list(_pieces(s, zones.header, zones.rows)), zones, _HEAD_LIKE)


def _strange(s: Stream, pieces: list[Span], zones: _Zones, pattern: re.Pattern[str]) -> list[Span]:
    """The pieces that are no part of a label of the template; none at all where one can be no label."""
    strange = [(a, b) for a, b in pieces if not all(zones.known[a:b])]
    texts = [s.folded[a:b].removeprefix("其中:").rstrip(":") for a, b in strange]
    return strange if all(pattern.fullmatch(text) or _name(text) in FOREIGN for text in texts) else []
