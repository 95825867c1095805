"""The templates as data: labels, order, columns, levels. A new province's form is a new entry here, not new code elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from orchestration.reader.record import FormType

# A title stands alone on its line or its two lines, and a form's labels follow it; a sentence or a table of contents may mention it.
TITLE = re.compile(
    r"(?P<before>[^。;!?]{0,45}?)(?P<words>(?:财政|部门|单位|项目|支出|预算|专项|资金|政策|经费)*"
    r"绩效(?P<kind>目标申报表|目标填报表|目标表|自评表|自评价表))(?:\(\d{4}年度?\)|\d{4}年度?)?"
)
# What may stand before the words of a title: the number of an annex, the year, the name of a body.
BEFORE_TITLE = re.compile(
    r"(?:(?:附件?表?|表)[\d一二三四五六七八九十.-]{0,4}[:.、]?)?(?:\(?\d{4}年度?\)?)?"
    r"(?:.{1,30}(?:[省市区县镇乡局委会厅署院所队站馆校]|部门?|单位|中心|办公室|公司|街道|政府))?(?:\(?\d{4}年度?\)?)?"
)
TITLE_BEGIN = re.compile(r".{0,40}(?:财政|部门|项目|支出|预算|\d{4}年度?)")
# Tables of performance that are no project's form, and sentences that end with the words of a title.
OTHER_TITLE = re.compile(r"整体|汇总|监控|一览|详见|见附|填报说明")
COVER = re.compile(r".*项目绩效(?:目标|自评)汇总表")
YEAR = re.compile(r"\(?(\d{4})年度?\)?")

GOAL_YEARS = re.compile(r"\(\d{4}(?:年度?)?(?:[-~—–至]\d{4}(?:年度?)?)?\)")  # behind the label of a goal

# What shows that the budget goes on behind a form: at any place, and only behind the form's last rows.
NEXT_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百]{1,3}(?:部分|章|篇).{0,40}|(?:[一二三四五六七八九十]{1,3}、)?(?:专业)?名词解释.{0,20}|附件[\d一二三四五六七八九十].{0,40}|附[表录].{0,40}"
    r"|.{0,40}绩效.{0,12}(?:整体|汇总|监控|一览).{0,12}表.{0,12}|.{0,40}整体.{0,12}绩效.{0,12}(?:表|报告).{0,12}"
)
NEXT_TABLE = re.compile(
    r"(?:\d{4}年)?(?!\d).{0,40}(?:绩效.{0,8}|(?:预算|决算|收支|收入|支出|经费|采购|资产).{0,14})表(?:\(.{1,14}\))?|表[一二三四五六七八九十\d]{1,3}(?:[:、.].{0,40})?"
)
NEXT_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.].{2,60}|\([一二三四五六七八九十]{1,3}\).{2,60}|目录"
    r"|(?:注|备注|说明|(?:单位|项目)?负责人|(?:填表|填报|制表|审核|复核|经办|联系)人|联系电话|填[表报](?:日期|单位)?)\d{0,2}:.*"
    r"|.{0,40}(?:(?:自评|评价)报告|情况(?:的)?说明|编制说明)(?:\(.{1,14}\))?"
)

# 一级指标 -> its 二级指标, in the canonical order of the forms.
LEVELS: dict[str, tuple[str, ...]] = {
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
LEVEL1_OF = {level2: level1 for level1, level2s in LEVELS.items() for level2 in level2s}
RANK = {level2: n for n, level2 in enumerate(LEVEL1_OF)}
LEVEL_LABELS = tuple(sorted((*LEVELS, *LEVEL1_OF), key=len, reverse=True))
# Ends of labels, and labels without their last character: alone in a cell they show that the text is out of order.
LABEL_ENDS = {label[n:] for label in LEVEL_LABELS for n in range(1, len(label))} - set(LEVEL_LABELS)
LABEL_FRAGMENTS = LABEL_ENDS | {label[:-1] for label in LEVEL_LABELS}

# Labels beside and above the tables; repeated where a table goes on over a page.
SIDE = ("项目绩效目标", "年度总体目标", "绩效指标", "年度绩效指标")

LEVEL_HEADS = ("一级指标", "二级指标")
FUNDING_HEADER = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
TOTAL = "总分"


@dataclass(frozen=True)
class Label:
    """A label in its spellings, the field that its value fills, whether a form may lack it, and whether its cell spans rows."""

    texts: tuple[str, ...]
    field: str
    optional: bool = False
    is_tall: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the indicator table: its field, what its cells hold (name, text, points, remark), and the spellings of its head."""

    field: str
    holds: str
    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False)  # each is one of a kind, and the key of what is worked out of it
class Template:
    """A kind of form: labels of its head, its funding table, its goals, its indicator table."""

    form_type: FormType
    head: tuple[Label, ...]
    unit_label: re.Pattern[str]
    funding: tuple[Label, ...]
    goals: tuple[Label, ...]
    columns: tuple[Column, ...]

    @cached_property
    def table_header(self) -> re.Pattern[str]:
        """The header of the indicator table, with a group for each column."""
        heads = (f"(?P<{c.field}>{'|'.join(map(re.escape, sorted(c.texts, key=len, reverse=True)))})" for c in self.columns)
        return re.compile("".join((*LEVEL_HEADS, *heads)))

    @cached_property
    def labels_of_head(self) -> frozenset[str]:
        """The labels of the head, and the one behind it."""
        return frozenset(("项目资金", *chain.from_iterable(x.texts for x in self.head)))

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels that the form prints, levels and heads of columns among them."""
        own = chain((x.texts for x in (*self.head, *self.funding, *self.goals)), (c.texts for c in self.columns))
        return frozenset((*chain.from_iterable(own), *FUNDING_HEADER, *SIDE, *LEVEL_HEADS, *LEVEL_LABELS, TOTAL, "项目资金"))

    def is_tall(self, text: str) -> bool:
        """Whether a label's cell spans rows: it may stand at any of them."""
        return text in self._tall or bool(self.unit_label.fullmatch(text))

    @cached_property
    def _tall(self) -> frozenset[str]:
        return frozenset((*SIDE, *LEVEL_LABELS, *chain.from_iterable(x.texts for x in (*self.head, *self.funding) if x.is_tall)))

    def is_label(self, text: str) -> bool:
        """Whether a cell prints one label and nothing else; those of the goals may name years."""
        return text in self.labels or bool(self.unit_label.fullmatch(text)) or GOAL_YEARS.sub("", text) in self.labels


DECLARATION = Template(
    form_type="target_declaration",
    head=(
        Label(("项目名称",), "project_name"),
        Label(("项目性质",), "project_nature"),
        Label(("项目类别",), "project_category"),
        Label(("主管部门",), "supervising_department"),
        Label(("实施单位",), "implementing_unit"),
        Label(("计划开始日期",), "planned_start"),
        Label(("计划完成日期", "计划结束日期"), "planned_end"),
    ),
    unit_label=re.compile(r"项目资金\((元|万元|亿元)\)"),
    funding=(
        Label(("项目资金总额",), "multi_year.total"),
        Label(("年度资金申请总额",), "requested.total"),
        Label(("其中:财政资金",), "multi_year.fiscal", is_tall=True),
        Label(("其中:当年财政拨款",), "requested.appropriation"),
        Label(("上年结转资金",), "requested.carryover"),
        Label(("其他资金",), "multi_year.other", optional=True),
        Label(("其他资金",), "requested.other"),
    ),
    goals=(Label(("项目总目标", "项目总体目标"), "project"), Label(("年度总体目标", "年度总目标", "预期目标"), "annual")),
    columns=(
        Column("name", "name", ("三级指标",)),
        Column("target", "text", ("年度(/项目)指标值", "年度指标值", "指标值")),
    ),
)
EVALUATION = Template(
    form_type="self_evaluation",
    head=(
        Label(("项目名称",), "project_name"),
        Label(("主管部门",), "supervising_department"),
        Label(("实施单位",), "implementing_unit"),
    ),
    unit_label=re.compile(r"项目资金\((元|万元|亿元)\)"),
    funding=(
        Label(("年度资金总额",), "total"),
        Label(("其中:当年财政拨款",), "appropriation"),
        Label(("上年结转资金",), "carryover"),
        Label(("其他资金",), "other"),
    ),
    goals=(Label(("预算目标", "预期目标"), "planned"), Label(("实际完成情况",), "actual")),
    columns=(
        Column("name", "name", ("三级指标",)),
        Column("target", "text", ("年度指标值",)),
        Column("actual", "text", ("实际完成值",)),
        Column("weight", "points", ("分值",)),
        Column("score", "points", ("得分",)),
        Column("deviation", "remark", ("偏差原因分析及改进措施",)),
    ),
)
# What 项目性质 and 项目类别 nearly always are.
NATURES = tuple(other + kind + "项目" for other in ("", "其他") for kind in ("经常性", "一次性", "阶段性"))
CATEGORIES = ("特定目标类", "人员类", "运转类", "其他人员类", "其他运转类")
BY_TITLE = {
    "目标申报表": DECLARATION,
    "目标填报表": DECLARATION,
    "目标表": DECLARATION,
    "自评表": EVALUATION,
    "自评价表": EVALUATION,
}
