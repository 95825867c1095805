-- en: What does one unit of output cost, and how does it differ across units?
-- zh: 单位产出的成本是多少，各单位有何差异？
-- note: The whole request over one declared number: forms do not say which money is for which output, so this ranks questions, not prices. 以项目全部申请额除以单项目标数，仅供比较。
select
    concepts.name_zh as 概念,
    units.base_unit as 单位,
    forms.implementing_unit as 实施单位,
    forms.project_name as 项目,
    targets.indicator_name as 指标,
    targets.target_text as 指标值,
    money.amount_yuan as 年度申请,
    cast(cast(money.amount_yuan as double) / cast(targets.target_base_value as double) as decimal(18, 0)) as 每单位元,
    split_part(targets.report_file, '/', 3) || ':' || targets.line_start as 出处
from {{ ref('fct_indicator_target') }} as targets
inner join {{ ref('bridge_indicator_occurrence') }} as matches
    on targets.form_key = matches.form_key and targets.indicator_no = matches.indicator_no
inner join {{ ref('dim_indicator_concept') }} as concepts on matches.indicator_concept_key = concepts.indicator_concept_key
inner join {{ ref('dim_measure_unit') }} as units on targets.measure_unit_key = units.measure_unit_key
inner join {{ ref('dim_form') }} as forms on targets.form_key = forms.form_key
inner join {{ ref('fct_project_funding') }} as money
    on targets.form_key = money.form_key and money.budget_stage = 'requested' and money.funding_source = 'total'
where
    targets.target_base_value > 0
    and matches.topic in ('training', 'visitors', 'exhibition')
    and units.unit_family in ('event', 'person', 'person_time')
order by concepts.name_zh, units.base_unit, 每单位元 desc, targets.line_start
