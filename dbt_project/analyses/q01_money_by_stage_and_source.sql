-- en: How much was asked, approved, revised and spent, by department, unit, year and source?
-- zh: 各部门、单位、年度、资金来源分别申请、核定、调整、执行了多少？
-- note: Yuan. Stages are not added to one another; blank cells add nothing. 单位：元；不同阶段不相加。
select
    forms.fiscal_year as 年度,
    forms.supervising_department as 主管部门,
    forms.implementing_unit as 实施单位,
    sources.name_zh as 资金来源,
    sum(case when money.budget_stage = 'requested' then money.amount_yuan end) as 年度申请,
    sum(case when money.budget_stage = 'initial' then money.amount_yuan end) as 年初预算,
    sum(case when money.budget_stage = 'adjusted' then money.amount_yuan end) as 全年预算,
    sum(case when money.budget_stage = 'executed' then money.amount_yuan end) as 全年执行
from {{ ref('fct_project_funding') }} as money
inner join {{ ref('dim_form') }} as forms on money.form_key = forms.form_key
inner join {{ ref('dim_funding_source') }} as sources on money.funding_source = sources.funding_source
where money.amount_yuan <> 0
group by forms.fiscal_year, forms.supervising_department, forms.implementing_unit, sources.name_zh, sources.source_order
order by forms.fiscal_year, forms.implementing_unit, sources.source_order
