"""Two made-up forms of which no rule has anything to say, and the changes that make each rule fail.

A change is made to one of them, under a project of its own, so that one build serves all. Lines are made up too: each row of the
indicator table has one of its own, from 31.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from orchestration.reader.place import Place
from orchestration.reader.quantities import quantities
from orchestration.reader.record import Execution, Form, Indicator, Ledger, Mention, Problem, Report, Text, text_of
from orchestration.reader.values import lexeme
from orchestration.records.tables import Filed
from tests.dbt.conftest import amount, report, text

UNIT = "上海市甲中心"
OUTPUT, BENEFIT, SATISFACTION = "产出指标", "效益指标", "满意度指标"
Change = Callable[[Form], Form]


def row(no: int, level1: str, level2: str, name: str, target: str | None, *scored: str) -> Indicator:
    """One row of the table, its target typed as the reader types it; `scored` is actual value, weight, score, reason."""
    typed = lexeme(target) if target else None
    actual, weight, score, deviation = (text(cell, 30 + no) for cell in (scored or (None,) * 4))
    return Indicator(
        text(level1), text(level2), Text(name, (30 + no,)), text(target, 30 + no),
        *((typed.operator, typed.value, typed.unit, "quantitative") if typed else (None, None, None, "qualitative")),
        actual=actual, weight=weight, score=score, deviation=deviation,
    )  # fmt: skip


def whole(form: Form) -> Form:
    """The form with the quantities that its texts hold."""
    cells = [("indicator_target", no, i.target) for no, i in enumerate(form.indicators, 1) if i.kind == "qualitative"]
    cells += [("indicator_actual", no, i.actual) for no, i in enumerate(form.indicators, 1)]
    texts = [*((kind, None, goal) for kind, goal in form.goals.items()), *cells]
    return replace(form, mentions=tuple(Mention(k, no, q, t.lines) for k, no, t in texts if t for q in quantities(t.text)))


def head(**cells: str | None) -> dict[str, Text | None]:
    printed = {
        "project_name": "", "project_nature": "经常性项目", "project_category": "特定目标类", "supervising_department": "上海市乙委员会",
        "implementing_unit": UNIT, "funding_unit": "元",
    } | cells  # fmt: skip
    return {name: text(cell, 7 + no) for no, (name, cell) in enumerate(printed.items())}


LEDGER = Ledger(100, 60, 30, 10, (), 5, 5)

DECLARATION = Form(
    "target_declaration", 2024, 5, 60,
    head(planned_start="2024-01-01", planned_end="2024-12-31"),
    (
        amount("total", "multi_year", None, 15),
        amount("total", "requested", "1,000,000.00", 16),
        amount("appropriation", "requested", "900,000.00", 17),
        amount("carryover", "requested", "100,000.00", 18),
        amount("other", "requested", "0.00", 19),
    ),
    {"annual": text("在2024年11月30日前办好培训班20场。", 25)},
    (
        row(1, OUTPUT, "数量指标", "培训班场次", "≥20场"),
        row(2, OUTPUT, "质量指标", "培训合格率", "≥95%"),
        row(3, OUTPUT, "时效指标", "培训及时率", "≥95%"),
        row(4, OUTPUT, "成本指标", "培训费用", "控制在批复预算内"),
        row(5, BENEFIT, "社会效益指标", "学员知晓率", "≥92%"),
        row(6, SATISFACTION, "服务对象满意度指标", "学员满意度", "≥92%"),
    ),
    LEDGER,
    dates={"planned_start": "2024-01-01", "planned_end": "2024-12-31"},
)  # fmt: skip

EVALUATION = Form(
    "self_evaluation", 2020, 5, 60,
    head(project_nature=None, project_category=None),
    (
        *(amount("total", stage, printed, 16) for stage, printed in zip(
            ("initial", "adjusted", "executed"), ("1,000,000.00", "1,000,000.00", "990,000.00"), strict=True)),
        *(amount("appropriation", stage, printed, 17) for stage, printed in zip(
            ("initial", "adjusted", "executed"), ("1,000,000.00", "1,000,000.00", "990,000.00"), strict=True)),
        *(amount(source, stage, "—", 18) for source in ("carryover", "other") for stage in ("initial", "adjusted", "executed")),
    ),
    {"planned": text("办好培训班20场。", 25), "actual": text("办好培训班20场。", 26)},
    (
        row(1, OUTPUT, "数量指标", "培训班场次", "=20场", "20场", "20", "20", "无偏差"),
        row(2, OUTPUT, "质量指标", "培训合格率", "≥90%", "96%", "15", "15", "无偏差"),
        row(3, OUTPUT, "时效指标", "故障响应时间", "≤2小时", "1小时", "15", "15", "无偏差"),
        row(4, BENEFIT, "社会效益指标", "学员知晓率", "≥90%", "81%", "20", "18", "由于线下培训取消，知晓面较小"),
        row(5, BENEFIT, "可持续影响指标", "培训制度", "建立", "建立", "10", "10", "无偏差"),
        row(6, SATISFACTION, "服务对象满意度指标", "学员满意度", "≥90%", "92%", "10", "10", "无偏差"),
    ),
    LEDGER,
    Execution(text("10", 16), text("99.00%", 16), text("9.9", 16)),
    {"weight": text("100", 40), "score": text("97.9", 40)},
)  # fmt: skip


def head_cell(**cells: str | None) -> Change:
    return lambda form: replace(form, head=form.head | {name: text(cell, 7) for name, cell in cells.items()})


def money(source: str, stage: str, printed: str | None) -> Change:
    def change(form: Form) -> Form:
        cells = (a if (a.source, a.stage) != (source, stage) else amount(source, stage, printed, a.lines[0]) for a in form.funding)
        return replace(form, funding=tuple(cells))

    return change


def in_wan(rate: str, score: str, **cells: str) -> Change:
    """A self-evaluation in 万元: what stands behind the amounts is known to 50 元. `cells` are source_stage, the others are blank."""

    def change(form: Form) -> Form:
        form = replace(form, execution=Execution(text("10", 16), text(rate, 16), text(score, 16)))
        money_of = {(a.source, a.stage): cells.get(f"{a.source}_{a.stage}") for a in form.funding}
        return both(head_cell(funding_unit="万元"), *(money(*place, printed) for place, printed in money_of.items()))(form)

    return change


def cell(no: int, **cells: str | None) -> Change:
    """Changed texts of one row: level1, level2, name, target, actual, weight, score, deviation."""

    def change(form: Form) -> Form:
        old = form.indicators[no - 1]
        names = ("level1", "level2", "name", "target", "actual", "weight", "score", "deviation")
        new = {name: cells.get(name, text_of(getattr(old, name))) for name in names}
        values = [new[name] for name in names]
        fresh = row(no, *values[:4], *values[4:])  # type: ignore[arg-type]
        return replace(form, indicators=(*form.indicators[: no - 1], fresh, *form.indicators[no:]))

    return change


def more(*rows: Indicator) -> Change:
    return lambda form: replace(form, indicators=(*form.indicators, *rows))


def without(*numbers: int) -> Change:
    return lambda form: replace(form, indicators=tuple(i for no, i in enumerate(form.indicators, 1) if no not in numbers))


def fields(**values: Any) -> Change:
    return lambda form: replace(form, **values)


def goal(kind: str, printed: str) -> Change:
    return lambda form: replace(form, goals=form.goals | {kind: text(printed, 25)})


def both(*changes: Change) -> Change:
    def change(form: Form) -> Form:
        for one in changes:
            form = one(form)
        return form

    return change


@dataclass(frozen=True)
class Mutation:
    """A change of one of the two forms, what the rule says of the subject then; before it passes, or `before`."""

    rule_id: str
    form: Form
    change: Change
    subject: str
    outcome: str = "fail"
    before: str = "pass"


def in_words(form: Form) -> Form:
    return replace(form, funding=(*form.funding[:4], form.funding[4]._replace(printed=text("若干", 19), number=None)))


def flagged(form: Form) -> Form:
    first = form.indicators[0]._replace(level2=None, flags=("level2_missing",))
    return replace(form, indicators=(first, *form.indicators[1:]))


D, E = DECLARATION, EVALUATION
LOW_SCORE = fields(execution=Execution(text("10", 16), text("99.00%", 16), text("9", 16)))
BLANK_FISCAL = both(money("appropriation", "requested", None), money("carryover", "requested", None))
DECLARED_IN_WAN = both(
    head_cell(funding_unit="万元"),
    *(money(source, "requested", printed) for source, printed in (("appropriation", "90.00"), ("carryover", "10.00"), ("other", "0.00"))),
)
TOTALS = {"total_adjusted": "12.40", "total_executed": "12.35"}  # 123,450 to 123,550 元 of 123,950 to 124,050: 99.52 to 99.68 %
RICH = both(money("total", "requested", "6,000,000.00"), money("other", "requested", "5,000,000.00"))

MUTATIONS = [
    Mutation("G02", D, head_cell(supervising_department=None), "head"),
    Mutation("G02", D, fields(year=2023), "year of the start"),
    Mutation("G03", D, in_words, "amounts"),
    Mutation("G03", D, head_cell(funding_unit="美元"), "unit of money"),
    Mutation("G04", D, head_cell(project_name="同名项目"), "key"),
    Mutation("G04", D, both(head_cell(project_name="同名项目"), fields(line_start=6)), "key"),
    Mutation("G04", D, head_cell(implementing_unit=None), "key", "not_evaluable"),
    Mutation("G05", D, fields(ledger=Ledger(100, 60, 30, 8, (Text("余字", (44,)),), 5, 5)), "residue"),
    Mutation("G06", D, cell(1, level2=None), "indicators"),
    Mutation("G06", D, flagged, "indicators", "not_evaluable"),
    Mutation("G07", D, fields(ledger=Ledger(100, 60, 30, 10, (), 5, 4)), "lexemes"),
    Mutation("G08", D, cell(5, level2="数量指标"), "levels"),
    Mutation("G09", D, fields(problems=(Problem("label_glued", "标 时效指标", "review", None, (44,)),)), "furniture"),
    Mutation("G10", D, cell(1, name="培训\u00a0场次"), "texts"),
    Mutation("G10", D, goal("annual", "<p>办好培训班20场。</p>"), "texts"),
    Mutation("G11", D, cell(2, target="≥120%"), "percentages"),
    Mutation("G11", E, cell(2, score="16"), "points"),
    Mutation("G11", D, money("other", "requested", "-1.00"), "amounts"),
    Mutation("F01", D, money("other", "requested", "0.01"), "requested"),
    Mutation("F01", D, both(*(money(s, "requested", None) for s in ("appropriation", "carryover", "other"))), "requested", "not_evaluable"),
    Mutation("F01", D, money("total", "multi_year", "999,999.99"), "multi_year", "fail", "not_applicable"),
    Mutation("F01", D, money("total", "multi_year", "1,000,000.00"), "multi_year", "pass", "not_applicable"),
    Mutation("F01", D, both(DECLARED_IN_WAN, money("total", "requested", "100.01")), "requested", "not_evaluable"),
    Mutation("F01", D, both(DECLARED_IN_WAN, money("total", "requested", "100.02")), "requested"),
    Mutation("F02", E, money("appropriation", "initial", "999,999.00"), "initial"),
    Mutation("F02", E, money("appropriation", "initial", "999,999.99"), "initial"),
    Mutation("F02", E, in_wan("99.60%", "9.96", total_initial="12.41", appropriation_initial="6.20", other_initial="6.20"), "initial",
             "not_evaluable"),
    Mutation("F02", E, in_wan("99.60%", "9.96", total_initial="12.42", appropriation_initial="6.20", other_initial="6.20"), "initial"),
    Mutation("F02", E, money("appropriation", "executed", None), "executed", "not_evaluable"),
    Mutation("F03", E, fields(execution=Execution(text("10", 16), text("98.00%", 16), text("9.9", 16))), "rate"),
    Mutation("F03", E, LOW_SCORE, "score"),
    Mutation("F03", E, in_wan("99.60%", "9.96", **TOTALS), "rate", "pass"),
    Mutation("F03", E, in_wan("99.56%", "9.95", **TOTALS), "rate", "not_evaluable"),
    Mutation("F03", E, in_wan("99.56%", "9.95", **TOTALS), "score", "not_evaluable"),
    Mutation("F03", E, in_wan("99.40%", "9.94", **TOTALS), "rate"),
    Mutation("F03", E, in_wan("99.40%", "9.94", **TOTALS), "score"),
    Mutation("F03", E, money("total", "executed", "1,000,001.00"), "ceiling"),
    Mutation("F04", E, money("total", "initial", "1,200,000.00"), "adjusted"),
    Mutation("F04", E, money("total", "initial", "1,100,000.00"), "adjusted", "pass"),
    Mutation("F04", E, money("total", "initial", None), "adjusted", "not_evaluable"),
    Mutation("F05", D, both(money("appropriation", "requested", "0.00"), money("carryover", "requested", "0.00"),
                            money("other", "requested", "1,000,000.00")), "requested"),
    Mutation("F05", D, BLANK_FISCAL, "requested", "not_evaluable"),
    Mutation("F05", D, both(BLANK_FISCAL, money("other", "requested", "1,000,000.00")), "requested"),
    Mutation("S01", E, cell(1, weight="19"), "weight"),
    Mutation("S01", E, cell(1, weight=None), "weight", "not_evaluable"),
    Mutation("S02", E, cell(1, score="19"), "score"),
    Mutation("S03", E, cell(1, score="14"), "indicator 1"),
    Mutation("S03", E, cell(4, score="20"), "indicator 4"),
    Mutation("S03", E, cell(3, actual="3小时", score="8"), "indicator 3", "pass"),
    Mutation("S03", E, cell(3, actual="3小时"), "indicator 3"),
    Mutation("S03", E, cell(3, actual="5小时", score="0"), "indicator 3", "pass"),
    Mutation("S03", E, both(head_cell(implementing_unit="湖北省甲中心"), cell(3, actual="3小时", score="10")), "indicator 3", "pass"),
    Mutation("S03", E, cell(3, target="=0%", actual="1%"), "indicator 3"),
    Mutation("S03", E, cell(3, target="=0%", actual="0%"), "indicator 3", "pass"),
    Mutation("S03", E, cell(1, target="20场", actual="25场"), "indicator 1", "not_evaluable"),
    Mutation("S03", E, cell(1, actual="20人"), "indicator 1", "not_evaluable"),
    Mutation("S03", E, cell(1, target="≥0.4千场", actual="390余场"), "indicator 1", "not_evaluable"),
    Mutation("S04", E, cell(5, score="7"), "indicator 5"),
    Mutation("S04", E, cell(5, actual="未建立"), "indicator 5"),
    Mutation("S04", E, cell(5, actual="未建立", score="5"), "indicator 5", "pass"),
    Mutation("S04", E, cell(5, actual="正在起草"), "indicator 5", "not_evaluable"),
    Mutation("S05", E, cell(1, actual="24场"), "indicator 1"),
    Mutation("S05", E, cell(1, actual="24场", deviation="由于需求增加，加办四场"), "indicator 1", "pass"),
    Mutation("S05", E, cell(1, actual="23场"), "indicator 1", "pass"),
    Mutation("S05", E, both(head_cell(implementing_unit="广西甲中心"), cell(1, actual="25场")), "indicator 1", "pass"),
    Mutation("S06", E, cell(1, actual="21场"), "indicator 1"),
    Mutation("S06", E, cell(2, actual="89%"), "indicator 2"),
    Mutation("S06", E, cell(3, actual="3小时"), "indicator 3"),
    Mutation("S06", E, cell(2, actual="80%以上"), "indicator 2", "not_evaluable"),
    Mutation("S07", E, cell(4, deviation=None), "indicator 4"),
    Mutation("S07", E, cell(4, deviation="无偏差"), "indicator 4"),
    Mutation("S07", E, cell(4, deviation="进一步加强宣传"), "indicator 4"),
    Mutation("S08", E, both(cell(1, weight="19"), cell(4, weight="21")), "output"),
    Mutation("S08", E, cell(4, weight="21"), "benefit"),
    Mutation("S08", E, head_cell(implementing_unit="湖北省甲中心"), "execution"),
    Mutation("S09", E, both(cell(4, actual="90%", score="20")), "full marks"),
    Mutation("Q01", D, cell(4, target="有效控制"), "indicator 4"),
    Mutation("Q01", D, cell(4, target="量力而行"), "indicator 4", "not_evaluable"),
    Mutation("Q02", D, cell(6, target="≥89%"), "indicator 6"),
    Mutation("Q02", D, cell(6, target="≥100%"), "indicator 6"),
    Mutation("Q02", D, cell(6, target="满意"), "indicator 6"),
    Mutation("Q02", D, cell(6, name="项目管理人员满意度"), "indicator 6"),
    Mutation("Q02", D, cell(6, target="≥4.5分"), "indicator 6", "not_evaluable"),
    Mutation("Q02", D, cell(6, target="90%-95%"), "indicator 6", "not_evaluable"),
    Mutation("Q03", D, cell(4, target="控制在人均不超过400元的标准内"), "indicator 4"),
    Mutation("Q04", D, cell(5, target="增强"), "indicator 5"),
    Mutation("Q04", D, cell(5, target="≥3小时"), "indicator 5"),
    Mutation("Q04", D, cell(5, name="品牌影响力"), "indicator 5"),
    Mutation("Q04", D, cell(5, target="不少于10场培训"), "indicator 5"),
    Mutation("Q04", D, cell(5, target="90%-95%"), "indicator 5", "pass"),
    Mutation("Q04", D, cell(5, target="95"), "indicator 5", "not_evaluable"),
    Mutation("Q05", D, cell(1, name="培训完成率", target="≥95%"), "indicator 1"),
    Mutation("Q05", D, cell(5, name="参训人数", target="≥400人"), "indicator 5"),
    Mutation("Q05", D, cell(5, name="带动就业人数", target="≥400人"), "indicator 5", "pass"),
    Mutation("Q05", D, cell(5, name="立项依据充分性", target="充分"), "indicator 5"),
    Mutation("Q05", D, flagged, "indicator 1", "not_evaluable"),
    Mutation("Q06", D, both(*(cell(no, target="=100%") for no in (2, 3, 5))), "form"),
    Mutation("Q07", D, cell(2, target="≥85%"), "indicator 2"),
    Mutation("Q08", D, more(row(7, OUTPUT, "数量指标", "培训班场次", "≥20场")), "indicator 7", "fail", "absent"),
    Mutation("Q08", D, more(row(7, OUTPUT, "数量指标", "培训班场次", "≥20人")), "indicator 7", "pass", "absent"),
    Mutation("Q08", D, cell(6, name="学员满意度学员满意度"), "indicator 6"),
    Mutation("Q08", D, cell(4, name="控制培训费用", target="控制培训费用在批复预算内"), "indicator 4"),
    Mutation("Q08", D, goal("annual", "办好培训培训班20场。"), "goal annual"),
    Mutation("Q09", D, without(6), "满意度指标"),
    Mutation("Q09", D, without(4), "成本指标"),
    Mutation("Q09", D, both(without(4), fields(year=None)), "成本指标", "not_evaluable"),
    Mutation("Q10", D, without(1, 2, 3), "form"),
    Mutation("Q11", D, both(money("total", "requested", "25,000,000.05"), money("other", "requested", "24,000,000.05")), "form"),
    Mutation("T01", D, fields(dates={"planned_start": "2024-12-31", "planned_end": "2024-01-01"}), "period"),
    Mutation("T01", D, fields(dates={"planned_start": "2023-01-01", "planned_end": "2023-12-31"}), "period"),
    Mutation("T01", D, fields(dates={}), "period", "not_evaluable"),
    Mutation("T01", D, goal("annual", "在2025年6月底前办好培训班20场。"), "goal annual"),
    Mutation("T01", D, cell(4, target="2025年3月前结算"), "indicator 4", "fail", "absent"),
    Mutation("T02", D, goal("annual", "在疫情常态化防控下办好培训班20场。"), "texts"),
    Mutation("T02", D, both(goal("annual", "在疫情常态化防控下办好培训班20场。"), fields(year=2021)), "texts", "pass"),
    Mutation("T03", D, head_cell(project_nature="一次性项目"), "nature", "pass", "absent"),
    Mutation("T03", D, head_cell(project_nature="一次性项目", project_name="再次"), "nature", "fail", "absent"),
    Mutation("T03", D, both(head_cell(project_name="再次"), fields(year=2023)), "nature", "absent", "absent"),
    Mutation("N01", D, goal("annual", "办好培训班30场。"), "commitment 1"),
    Mutation("N01", D, goal("annual", "办好宣讲30场。"), "commitment 1", "not_evaluable"),
    Mutation("N01", D, goal("annual", "办好春季培训班12场，办好秋季培训班8场。"), "commitment 2", "pass", "absent"),
    Mutation("N02", E, goal("actual", "办好培训班25场。"), "commitment 2"),
    Mutation("N02", E, goal("actual", "办好培训班20千场。"), "commitment 2"),
    Mutation("N03", D, goal("annual", "办好培训班20场，走访企业300家。"), "commitment 2", "fail", "absent"),
    Mutation("N04", D, goal("annual", "办好培训班不超过20场。"), "commitment 1"),
    Mutation("N04", D, goal("annual", "办好培训班20批次。"), "commitment 1"),
    Mutation("N05", D, both(RICH, goal("annual", "认真做好工作。"), cell(1, target="≥95%")), "goal", "fail", "not_applicable"),
    Mutation("N05", D, both(RICH, goal("annual", "认真做好工作。")), "goal", "pass", "not_applicable"),
]  # fmt: skip


def named(form: Form, project: str) -> Form:
    """The form under a project of its own, unless the change named one."""
    name = text_of(form.head["project_name"])
    return whole(form if name else replace(form, head=form.head | {"project_name": text(project, 7)}))


def mutated_reports() -> list[tuple[Filed, Report]]:
    """Two reports: forms 1 and 2 of the first are the good ones, form n + 3 is mutation n; the second has a title without a form."""
    forms = [named(D, "好项目"), named(E, "好自评"), *(named(m.change(m.form), f"项目{n}") for n, m in enumerate(MUTATIONS))]
    short = named(D, "少一张")
    filed, read = report("2024/少表单位/short.txt", short)
    changed, celled = report("2024/变动单位/changed.txt", *forms)
    places = [Place("sheet", "表", (1, n, 1, n)) for n in range(1, 1000)]  # each line is a cell below the one before
    return [(changed, replace(celled, places=places)), (filed, replace(read, title_lines=(5, 61)))]


UNCHANGED = fields()


@dataclass(frozen=True)
class Linked:
    """Forms of one unit: a self-evaluation of 2020 and a declaration of 2024 of one project, what else is declared beside it, and what
    else was evaluated before; what a rule says of a subject of the declaration."""

    rule_id: str
    subject: str
    outcome: str
    earlier: Change = UNCHANGED
    later: Change = UNCHANGED
    beside: Form | None = None
    before: Form | None = None


RENAMED, MERGED = head_cell(project_name="培训班办班"), head_cell(project_name="培训班开办")(E)
LINKED = [
    Linked("X01", "indicator 1 after 1", "pass"),
    Linked("X01", "indicator 1 after 1", "fail", later=cell(1, target="≥10场")),
    Linked("X01", "indicator 1 after 1", "pass", money("total", "executed", "2,000,000.00"), cell(1, target="≥10场")),
    Linked("X01", "indicator 1 after 1 of 培训班办班", "not_evaluable", RENAMED, cell(1, target="≥10场")),
    Linked("X01", "indicator 1 after 1 of 培训班开办", "not_evaluable", RENAMED, cell(1, target="≥10场"), before=MERGED),
    Linked("X02", "indicator 5", "pass"),
    Linked("X02", "indicator 5", "fail", later=cell(5, target="≥90%")),
    Linked("X02", "indicator 5 of 培训班开办", "not_evaluable", RENAMED, cell(5, target="≥90%"), before=MERGED),
    Linked("X03", "indicator 2 since 2020", "fail"),
    Linked("X03", "indicator 2 since 2020", "pass", later=cell(2, target="≥90%")),
    Linked("X03", "dropped 3 since 2020", "fail"),
    Linked("X03", "dropped 3 since 2020 of 培训班开办", "not_evaluable", RENAMED, before=MERGED),
    Linked("X04", "outputs", "pass", beside=D),
    Linked("X04", "indicator 1", "fail", later=cell(1, name="新型学员培训班"), beside=cell(1, name="秋季新型学员培训班")(D)),
    Linked("X04", "indicator 1", "fail", later=cell(1, name="新型学员培训班"), beside=both(
        cell(1, name="秋季新型学员培训班"), cell(2, level2="数量指标", name="春季新型学员培训班"))(D)),
    Linked("X05", "indicator 1", "absent", beside=D),
    Linked("X05", "indicator 1", "fail", later=cell(1, target="≥2000场"), beside=cell(1, target="≥2000场")(D)),
    Linked("X01", "indicator 1 after 1", "pass", money("total", "executed", "0.00")),
    Linked("X06", "counterpart", "fail"),
    Linked("X06", "counterpart", "pass", fields(year=2024)),
]  # fmt: skip


def linked_unit(number: int) -> str:
    return f"上海市连年{number}中心"


def linked_reports() -> list[tuple[Filed, Report]]:
    """Two reports: the self-evaluations of all of LINKED, and their declarations."""

    def of_unit(form: Form, number: int, project: str) -> Form:
        return named(head_cell(implementing_unit=linked_unit(number))(form), project)

    earlier = [of_unit(one.earlier(E), n, "办好培训班") for n, one in enumerate(LINKED)]
    later = [of_unit(one.later(D), n, "办好培训班") for n, one in enumerate(LINKED)]
    beside = [of_unit(one.beside, n, "另一件事") for n, one in enumerate(LINKED) if one.beside]
    before = [of_unit(one.before, n, "另一件事") for n, one in enumerate(LINKED) if one.before]
    return [report("2020/连年单位/changed.txt", *earlier, *before), report("2024/连年单位/changed.txt", *later, *beside)]
