"""Made-up reports with known answers: random forms, laid out on a page of merged and wrapped cells, printed as tools print them.

A form is plain data first, in the schema of a gold record; the page is made from it, and the text from the page. So what a
reader should find is known whatever the text looks like. Shares no code with the reader: what both would get wrong alike
would not show.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

Gold = dict[str, Any]

# ---------------------------------------------------------------------------------------------------------- vocabulary

PLACES = ("临江市", "南浦市清源区", "云州市", "东屏县", "青岚市白塔区", "宁川市")
BUREAUS = ("水务局", "卫生健康委员会", "教育局", "交通运输局", "农业农村局", "绿化和市容管理局", "档案馆", "体育局", "退役军人事务局")
BODIES = ("事务中心", "综合服务和信息保障中心", "监测站", "执法大队", "培训与指导中心（分部）")
SUBJECTS = (
    "河道保洁", "社区食堂", "非遗传承", "急救站点", "母婴保健", "校车安全", "垃圾清运", "古树名木养护", "5G基站共建", "BIM审图平台",
    "农田灌溉泵站", "老年人助餐", "公共自行车", "冬季供暖", "“书香进村”活动", "退役军人就业", "防汛物资储备", "海绵城市试点",
)  # fmt: skip
TAILS = ("运行维护", "专项经费", "能力提升项目（2023-2026年）", "设施更新改造", "宣传推广", "信息化建设（二期）", "", "第三方评估")
NATURES = ("经常性项目", "其他经常性项目", "一次性项目", "其他一次性项目", "阶段性项目")
CATEGORIES = ("特定目标类", "其他运转类", "人员类", "其他人员类")
SENTENCES = (
    "保障{s}平稳有序开展", "完成{s}年度评估报告{n}份", "建立{s}长效管理机制，明确职责分工", "开展{s}专题培训{n}场次，覆盖街镇{n}个",
    "提高{s}服务质量，完善产出指标和满意度指标的跟踪", "推进{s}与“一网通办”对接，群众办事时间压减{n}%", "确保{s}设备完好率不低于95%",
)  # fmt: skip
# 二级指标 -> names, each with what its target is: more or less of a unit, or words.
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "经济成本指标": (("{s}总成本", "<万元"), ("{s}单位成本控制情况", "不超预算|控制在预算范围以内")),
    "社会成本指标": (("{s}对周边居民出行的影响", "较小|基本无影响"),),
    "生态环境成本指标": (("{s}扬尘和噪声控制情况", "可控|达到环保要求"),),
    "数量指标": (
        ("{s}培训场次", ">场"), ("{s}服务人次", ">人次"), ("{s}巡查次数", ">次"), ("参与{s}的企业（含合作社、个体工商户）数量", ">家"),
        ("新增{s}设备数", ">台"), ("{s}覆盖街镇数", ">个"), ("{s}工作完成率", ">%"), ("组织{s}宣传、讲座及现场咨询并形成工作简报", ">期"),
    ),
    "质量指标": (("{s}验收合格率", ">%"), ("{s}服务规范性", "规范|按管理办法开展，规范有序。"), ("{s}差错率", "<%"), ("{s}情况", "达标")),
    "时效指标": (("{s}完成及时率", ">%"), ("{s}响应时间", "<小时"), ("{s}资金拨付及时性", "及时|按合同约定的时间节点完成拨付")),
    "经济效益指标": (("带动{s}相关产值", ">亿元"), ("{s}节约财政支出", ">万元")),
    "社会效益指标": (("{s}知晓率", ">%"), ("提升{s}社会影响力", "有效提升|提升"), ("{s}安全事故发生数", "<起")),
    "生态效益指标": (("{s}节能减排", "有效|达到节能标准"),),
    "可持续影响指标": (("{s}长效管理制度健全性", "健全"), ("{s}人才队伍建设情况", "稳定|形成一支结构合理、专兼结合的人才队伍")),
    "服务对象满意度指标": (("{s}服务对象满意度", ">%"), ("群众综合满意度", "满意|>%")),
}  # fmt: skip
LEVELS = {
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
# 项目资金 of a declaration: scope and source of each amount.
DECLARED = (
    *(("project", source) for source in ("total", "fiscal", "other")),
    *(("annual", source) for source in ("total", "appropriation", "carryover", "other")),
)
STAGES = ("initial_budget", "full_year_budget", "executed")
OPERATORS = {">": ("≥", "≥", ">=", "=", ">", ""), "<": ("≤", "≤", "<=", "<", "=", "")}
REMARKS = (None, None, "无偏差", "无偏差", "无", "受天气影响部分活动延期，下一步提前做好预案、加强统筹。", "加强宣传，提高知晓率。")
# Characters that fonts of PDFs print as radicals.
RADICALS = str.maketrans("目金门民长一二工人力行日支生面", "⽬⾦⻔⺠⻓⼀⼆⼯⼈⼒⾏⽇⽀⽣⾯")


Level = tuple[str, str, str, str]  # 一级指标, 二级指标, name and kind of target of a row


@dataclass(frozen=True)
class Project:
    """What of a project is the same in each year's form."""

    name: str
    unit: str
    levels: tuple[Level, ...]

    @classmethod
    def draw(cls, rng: random.Random, bureau: str, name: str, rows: int) -> Project:
        """A project of a bureau or of a body below it, with at least so many indicators."""
        unit = rng.choice((bureau, bureau[:-1] + rng.choice(BODIES)))
        levels: tuple[Level, ...] = ()
        while len(levels) < rows:
            levels = tuple(_levels(rng))
        return cls(name, unit, levels)


@dataclass(frozen=True)
class Habits:
    """What is the same all through a report: its year and its body, how it writes, how its page is laid out, what the tool did to it."""

    year: int
    bureau: str
    kind: str
    funding_unit: str
    money: str
    date: str
    brackets: str  # around the year
    stretch: float  # of the columns
    tight: bool  # a cell whose text fills its column runs into the next one
    airy: bool  # empty lines between the lines of the table
    merged: bool  # a grid keeps the columns that a merged cell covers
    centred: bool
    radicals: bool

    @classmethod
    def draw(cls, rng: random.Random) -> Habits:
        """The habits of one report."""
        funding_unit, money = rng.choice((("元", ",.2f"), ("元", ",.2f"), ("元", ".2f"), ("元", ",.0f"), ("万元", ",.2f")))
        return cls(
            year=rng.randint(2019, 2027),
            bureau=rng.choice(PLACES) + rng.choice(BUREAUS),
            kind=rng.choices(("target_declaration", "self_evaluation"), (7, 3))[0],
            funding_unit=funding_unit,
            money=money,
            date=rng.choice(("{}-{:02}-{:02}", "{}/{}/{}", "{}年{}月{}日")),
            brackets=rng.choice(("（{}年度）", "({}年度)", "({} 年度)")),
            stretch=rng.uniform(1.0, 1.6),
            tight=rng.random() < 0.25,
            airy=rng.random() < 0.5,
            merged=rng.random() < 0.6,
            centred=rng.random() < 0.5,
            radicals=rng.random() < 0.25,
        )


# --------------------------------------------------------------------------------------------------------------- forms


def _declaration(rng: random.Random, habits: Habits, project: Project | None = None) -> Gold:
    yearly = [rng.choice((0, rng.randrange(1, 4000) * 1000)) for _ in range(3)]
    yearly[0] = yearly[0] or 250_000
    parts = (3 * sum(yearly[:2]), 3 * yearly[2])
    whole = (sum(parts), *parts) if rng.random() < 0.25 else (None,) * 3
    amounts = (*whole, sum(yearly), *yearly)
    return _head(rng, habits, project) | {
        "project_nature": rng.choice(NATURES),
        "project_category": rng.choice((*CATEGORIES * 4, None)),
        "planned_start": f"{habits.year}-01-01",
        "planned_end": f"{habits.year}-{rng.choice(('06-30', '11-30', '12-31'))}",
        "funding": [
            {"scope": scope, "source": source, "amount": _plain(amount, habits)}
            for (scope, source), amount in zip(DECLARED, amounts, strict=True)
        ],
        "goals": {"project": _goal(rng) if rng.random() < 0.25 else None, "annual": _goal(rng)},
        "indicators": [_indicator(rng, *names) for names in (project.levels if project else _levels(rng))],
    }


def _evaluation(rng: random.Random, habits: Habits, project: Project | None = None) -> Gold:
    rows = [_indicator(rng, *names) for names in (project.levels if project else _levels(rng))]
    for n, row in enumerate(rows):
        weight = 90 // len(rows) + (n < 90 % len(rows))
        lost = rng.choice((0, 0, 0, rng.randint(1, 3)))
        achieved = row["value"] + row["unit"] if row["value"] else row["target"]
        row |= {"actual": "基本达成" if lost and not row["value"] else achieved, "weight": str(weight), "score": str(weight - lost)}
        row["deviation"] = rng.choice(REMARKS[-2:] if lost else REMARKS[:-2])
    budget, other = rng.randrange(200, 9000) * 1000, rng.choice((0, 0, 150_000))
    executed = round(budget * rng.choice((1, 0.98, 0.71)))
    rate = (executed + other) / (budget + other)
    amounts: dict[str, tuple[int | None, ...]] = {
        "total": (budget + other, budget + other, executed + other),
        "appropriation": (budget, budget, executed),
        "carryover": (None,) * 3,
        "other": (other or None,) * 3,
    }
    funding: list[Gold] = []
    for source, by_stage in amounts.items():
        printed = dict(zip(STAGES, (_plain(a, habits) for a in by_stage), strict=True))
        funding.append({"source": source, **printed, "weight": None, "execution_rate": None, "score": None})
    funding[0] |= {"weight": "10", "execution_rate": f"{rate:.2%}", "score": f"{10 * rate:.2f}"}
    blank = dict.fromkeys(("project_nature", "project_category", "planned_start", "planned_end"))
    return _head(rng, habits, project) | blank | {
        "funding": funding,
        "goals": {"planned": _goal(rng), "actual": _goal(rng)},
        "indicators": rows,
        "total": {"weight": "100", "score": f"{10 * rate + sum(int(row['score']) for row in rows):.2f}"},
    }  # fmt: skip


def _head(rng: random.Random, habits: Habits, project: Project | None) -> Gold:
    unit = project.unit if project else rng.choice((habits.bureau, habits.bureau[:-1] + rng.choice(BODIES)))
    return {
        "form_type": habits.kind,
        "year": habits.year,
        "project_name": project.name if project else rng.choice(SUBJECTS) + rng.choice(TAILS),
        "supervising_department": habits.bureau,
        "implementing_unit": unit,
        "funding_unit": habits.funding_unit,
    }


def _plain(amount: int | None, habits: Habits) -> str | None:
    """An amount in the printed unit, without separators."""
    return None if amount is None else format(amount / (10_000 if habits.funding_unit == "万元" else 1), habits.money).replace(",", "")


def _goal(rng: random.Random) -> str:
    sentences = [s.format(s=rng.choice(SUBJECTS), n=rng.randint(2, 90)) for s in rng.sample(SENTENCES, rng.randint(1, 4))]
    if len(sentences) > 1 and rng.random() < 0.6:
        return "；\n".join(f"{n}.{s}" for n, s in enumerate(sentences, 1)) + "。"
    return "，".join(sentences) + "。"


def _levels(rng: random.Random) -> Iterator[Level]:
    """一级指标, 二级指标, name and kind of target of each row, in the order of the form; most forms have no costs."""
    for level1, level2s in LEVELS.items():
        if level1 == "成本指标" and rng.random() < 0.6:
            continue
        chosen = rng.sample(level2s, rng.randint(1, len(level2s)))
        for level2 in (x for x in level2s if x in chosen):
            subject = rng.choice(SUBJECTS)
            for name, target in rng.sample(NAMES[level2], rng.randint(1, min(3, len(NAMES[level2])))):
                yield level1, level2, name.format(s=subject), rng.choice(target.split("|"))


def _indicator(rng: random.Random, level1: str, level2: str, name: str, kind: str) -> Gold:
    row: Gold = {"level1": level1, "level2": level2, "level3": name}
    if kind[0] not in OPERATORS:
        return row | {"target": kind, "operator": None, "value": None, "unit": None, "kind": "qualitative", "flags": []}
    operator, unit = rng.choice(OPERATORS[kind[0]]), kind[1:]
    number = rng.randint(60, 100) if unit == "%" else rng.choice((rng.randint(1, 40), rng.randint(50, 12_000)))
    value = format(number, rng.choice((".2f", "d", "d", ",d")))
    printed = f"({unit})" if operator and rng.random() < 0.6 else unit
    return row | {
        "target": f"{operator}{value}{printed}",
        "operator": {">=": "≥", "<=": "≤"}.get(operator, operator) or None,
        "value": value.replace(",", ""),
        "unit": unit,
        "kind": "quantitative",
        "flags": [],
    }


# ---------------------------------------------------------------------------------------------------------------- page


@dataclass(frozen=True)
class Cell:
    """A cell of the table: its text (a line break where the form forces one), the place of its corner, what it spans."""

    text: str
    row: int
    column: int
    columns: int = 1
    rows: int = 1


Spec = str | tuple[str | None, int] | tuple[str | None, int, int] | None  # of a cell: its text, columns, rows


@dataclass
class Page:
    """One form's page: the lines of its title, and a table of merged cells."""

    titles: list[str]
    widths: tuple[int, ...]  # of the columns, in half-width characters
    cells: list[Cell] = field(default_factory=list)
    height: int = 0  # rows
    covered: set[tuple[int, int]] = field(default_factory=set)

    def row(self, *cells: Spec) -> None:
        """The next row from left to right, as in HTML: places that a cell from above covers are skipped."""
        column = 0
        for cell in cells:
            text, columns, rows = (*cell, 1)[:3] if isinstance(cell, tuple) else (cell, 1, 1)
            while (self.height, column) in self.covered:
                column += 1
            self.cells.append(Cell(text or "", self.height, column, columns, rows))
            self.covered |= {(self.height + r, column + c) for r in range(rows) for c in range(columns)}
            column += columns
        self.height += 1


def _page(form: Gold, habits: Habits) -> Page:
    is_declaration = form["form_type"] == "target_declaration"
    title = f"财政项目支出绩效{'目标申报表' if is_declaration else '自评表'}"
    widths = (8, 9, 14, 15, 9, 9, 12) if is_declaration else (8, 9, 9, 10, 9, 9, 5, 8, 10)
    page = Page([title, habits.brackets.format(habits.year)], tuple(round(w * habits.stretch) for w in widths))
    (_lay_declaration if is_declaration else _lay_evaluation)(page, form, habits)
    return page


def _lay_declaration(page: Page, form: Gold, habits: Habits) -> None:
    whole, fiscal, other, year, appropriation, carryover, other_of_year = (_money(f["amount"], habits) for f in form["funding"])
    start, end = (habits.date.format(*map(int, form[key].split("-"))) for key in ("planned_start", "planned_end"))
    page.row("项目名称", (form["project_name"], 2), "项目性质", form["project_nature"], "项目类别", form["project_category"])
    page.row("主管部门", (form["supervising_department"], 2), "实施单位", (form["implementing_unit"], 3))
    page.row("计划开始日期", (start, 2), "计划完成日期", (end, 3))
    page.row((f"项目资金\n（{habits.funding_unit}）", 1, 4), "项目资金总额", whole, "年度资金申请总额", (year, 3))
    page.row(("其中：财政资金", 1, 2), (fiscal, 1, 2), "其中：当年财政拨款", (appropriation, 3))
    page.row("上年结转资金", (carryover, 3))
    page.row("其他资金", other, "其他资金", (other_of_year, 3))
    page.row(("项目\n绩效\n目标", 1, 2), ("项目总目标", 3), ("年度总体目标", 3))
    page.row((form["goals"]["project"], 3), (form["goals"]["annual"], 3))
    page.row("", "一级指标", "二级指标", ("三级指标", 2), ("年度(/项目)指标值", 2))
    for row, labels in _with_labels(form["indicators"], "绩效\n指标"):
        page.row(*labels, (row["level3"], 2), (row["target"], 2))


def _lay_evaluation(page: Page, form: Gold, habits: Habits) -> None:
    page.row("项目名称", (form["project_name"], 8))
    page.row("主管部门", (form["supervising_department"], 3), "实施单位", (form["implementing_unit"], 4))
    page.row((f"项目资金\n（{habits.funding_unit}）", 1, 5), ("", 2), "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    for label, row in zip(("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"), form["funding"], strict=True):
        amounts = (_money(row[stage], habits) for stage in STAGES)
        page.row((label, 2), *amounts, row["weight"] or "—", row["execution_rate"], row["score"] or "—")
    page.row(("年度\n总体\n目标", 1, 2), ("预算目标", 4), ("实际完成情况", 4))
    page.row((form["goals"]["planned"], 4), (form["goals"]["actual"], 4))
    header = ("一级指标", "二级指标", "三级指标", "年度\n指标值", "实际\n完成值", "分值", "得分", "偏差原因\n分析及\n改进措施")
    page.row("", *header)
    for row, labels in _with_labels(form["indicators"], "绩\n效\n指\n标"):
        page.row(*labels, *(row[key] for key in ("level3", "target", "actual", "weight", "score", "deviation")))
    page.row(("总分", 6), form["total"]["weight"], form["total"]["score"], "")


def _money(amount: str | None, habits: Habits) -> str | None:
    return None if amount is None else format(float(amount), habits.money)


Labels = list[tuple[str, int, int]]


def _with_labels(rows: list[Gold], side: str) -> Iterator[tuple[Gold, Labels]]:
    """Each row with the labels whose cells begin at it; `side` stands beside them all."""
    for n, row in enumerate(rows):
        labels: Labels = [] if n else [(side, 1, len(rows))]
        for level in ("level1", "level2"):
            if not n or rows[n - 1][level] != row[level]:
                labels.append((row[level], 1, sum(r[level] == row[level] for r in rows)))
        yield row, labels


@dataclass(frozen=True)
class Line:
    """One line of a cell; `top` counts half lines from the top of the table."""

    cell: Cell
    text: str
    top: int


_WORD = re.compile(r"(?:[!-~]+|.)[，。；：、）》”]*")


def width(text: str) -> int:
    """In half-width characters."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in text)


def wrap(text: str, room: int) -> list[str]:
    """Lines that fit, Latin words and numbers whole where they can be; a mark that ends a clause hangs rather than begins a line."""
    lines = [""]
    for word in _WORD.findall(text):
        for part in [word] if width(word) <= room + 2 else word:
            if lines[-1] and width(lines[-1] + part[:1] + part[1:].rstrip("，。；：、）》”")) > room:
                lines.append("")
            lines[-1] += part
    return lines


def lines_of(page: Page) -> list[Line]:
    """All lines of the table in the order of its cells, each cell's in the middle of the rows that it spans."""
    wrapped = {
        cell: [line for part in cell.text.split("\n") for line in wrap(part, sum(page.widths[cell.column : cell.column + cell.columns]))]
        for cell in page.cells
    }
    heights = [max((len(wrapped[c]) for c in page.cells if c.row == row and c.rows == 1), default=1) for row in range(page.height)]
    for cell in page.cells:
        last = cell.row + cell.rows - 1
        heights[last] += max(0, len(wrapped[cell]) - sum(heights[cell.row : last + 1]))
    return [
        Line(cell, text, 2 * sum(heights[: cell.row]) + sum(heights[cell.row : cell.row + cell.rows]) - len(lines) + 2 * n)
        for cell, lines in wrapped.items()
        if cell.text
        for n, text in enumerate(lines)
    ]


# -------------------------------------------------------------------------------------------------------------- shapes


def _one_cell_a_line(page: Page, habits: Habits, rng: random.Random) -> list[str]:
    """As PyMuPDF prints a page: cell by cell, wrapped lines by themselves."""
    out: list[str] = []
    before: Line | None = None
    for line in lines_of(page):
        if habits.tight and before and _touches(before, line, page):
            out[-1] += line.text
        else:
            out.append(line.text)
        before = line
    return page.titles + out


def _touches(left: Line, right: Line, page: Page) -> bool:
    after = left.cell.column + left.cell.columns
    return left.top == right.top and after == right.cell.column and width(left.text) >= sum(page.widths[left.cell.column : after])


def _reading_order(page: Page, habits: Habits, rng: random.Random) -> list[str]:
    """As PDFBox prints it: what follows at the same height goes on in the line; page numbers between rows."""
    out: list[str] = []
    before: Line | None = None
    pages = 1
    for line in lines_of(page):
        if before and line.top == before.top:
            out[-1] += " " + line.text
        else:
            is_close = before and before.cell is line.cell and (_is_goal(line.cell) or "\n" in line.cell.text)
            if habits.airy and before and line.top > before.top and not is_close:
                out.append("")
            if len(out) > 45 * pages and before and before.cell.row < line.cell.row:
                out += [f"- {pages} -", "", ""]
                pages += 1
            out.append(line.text)
        before = line
    return page.titles + out


def _interleaved(page: Page, habits: Habits, rng: random.Random) -> list[str]:
    """As pdftotext prints it: from the top to the foot, so that the lines of cells that stand side by side come between each other's."""
    out: list[str] = []
    before: Line | None = None
    for line in sorted(lines_of(page), key=lambda x: (x.top, x.cell.column)):
        if before and line.top == before.top and line.cell.column == before.cell.column + before.cell.columns:
            out[-1] += " " + line.text
        else:
            out.append(line.text)
        before = line
    return page.titles + out


def _is_goal(cell: Cell) -> bool:
    return cell.columns > 2 and cell.text.endswith("。")


def _tab_grid(page: Page, habits: Habits, rng: random.Random) -> list[str]:
    """As tables are taken from PDF and Word: a line a row; a label of a level may have moved to the first column."""
    corners = {(cell.row, cell.column): cell for cell in page.cells}
    blanks = rng.choice(("", " "))
    out = [title + "\t" * (len(page.widths) - 1) * (not habits.merged) for title in page.titles]
    for row in range(page.height):
        cells: list[str] = []
        for column in range(len(page.widths)):
            cell = corners.get((row, column))
            is_from_above = any(c.column <= column < c.column + c.columns and c.row < row < c.row + c.rows for c in page.cells)
            if cell or habits.merged or is_from_above:
                cells.append(cell.text.replace("\n", blanks) if cell else "")
        first = next(n for n, text in enumerate(cells) if text)
        if not habits.merged and cells[first] in NAMES and rng.random() < 0.1:
            cells[0], cells[first] = cells[first], cells[0]
        out.append("\t".join(cells))
    return out


def _kept_columns(page: Page, habits: Habits, rng: random.Random) -> list[str]:
    """As pdftotext -layout prints it: columns kept by blanks, each height a line of its own, a character a place."""
    lines = lines_of(page)
    starts = [0]
    for column, room in enumerate(page.widths, 1):
        ends = [starts[x.cell.column] + len(x.text) + 1 for x in lines if x.cell.column + x.cell.columns == column]
        starts.append(max([starts[-1] + room // 2, *ends]))
    out: dict[int, str] = {}
    for line in sorted(lines, key=lambda x: (x.top, x.cell.column)):
        start, end = starts[line.cell.column], starts[line.cell.column + line.cell.columns]
        at = start if not habits.centred or _is_goal(line.cell) else start + (end - start - len(line.text)) // 2
        out[line.top] = out.get(line.top, "").ljust(at) + line.text
    return [title.center(starts[-1]).rstrip() for title in page.titles] + list(out.values())


SHAPES: dict[str, Callable[[Page, Habits, random.Random], list[str]]] = {
    "lines": _one_cell_a_line,
    "flow": _reading_order,
    "grid": _tab_grid,
    "columns": _kept_columns,
    "woven": _interleaved,
}


def report(seed: int, forms: int, shape: str) -> tuple[str, Gold]:
    """The text of a made-up report of so many forms in one of SHAPES, and its gold record. The same seed makes the same report.

    The forms do not depend on the shape: one seed is one report, as four tools print it.
    """
    rng = random.Random(seed)
    habits, gold = _drawn(rng, forms)
    return _text(gold, habits, shape, rng), {"source": f"{shape}-{seed}.txt", "title": _cover(habits), "problems": [], "forms": gold}


def report_of(projects: Iterable[Project], habits: Habits, shape: str, rng: random.Random) -> str:
    """The text of a report of these projects."""
    make = _MAKERS[habits.kind]
    return _text([make(rng, habits, project) for project in projects], habits, shape, rng)


def _text(gold: list[Gold], habits: Habits, shape: str, rng: random.Random) -> str:
    cover = _cover(habits)
    lines = [cover, ""] if cover else []
    for form in gold:
        lines += [*SHAPES[shape](_page(form, habits), habits, rng), ""]
    text = "\n".join(lines) + "\n"
    return text.translate(RADICALS) if habits.radicals else text


def made_up(seed: int, forms: int) -> tuple[str | None, list[Page], Gold]:
    """The same report before it becomes text: its cover line, the pages of its forms, and its gold record."""
    habits, gold = _drawn(random.Random(seed), forms)
    cover = _cover(habits)
    return cover, [_page(form, habits) for form in gold], {"source": f"{seed}.pdf", "title": cover, "problems": [], "forms": gold}


def _drawn(rng: random.Random, forms: int) -> tuple[Habits, list[Gold]]:
    habits = Habits.draw(rng)
    return habits, [_MAKERS[habits.kind](rng, habits) for _ in range(forms)]


_MAKERS: dict[str, Callable[..., Gold]] = {"target_declaration": _declaration, "self_evaluation": _evaluation}


def _cover(habits: Habits) -> str | None:
    return f"{habits.bureau}{habits.year}年度项目绩效目标汇总表" if habits.kind == "target_declaration" else None


def page_of(form: Gold) -> Page:
    """The page of any gold form, laid out in the habits that most reports have."""
    usual = replace(Habits.draw(random.Random(0)), money=",.2f", date="{}-{:02}-{:02}")
    return _page(form, replace(usual, year=form["year"], funding_unit=form["funding_unit"]))
