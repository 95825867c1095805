-- en: Is money proportionate to measurable commitments?
-- zh: 资金规模与可衡量的承诺是否相称？
-- note: The ten largest requests. A rate of completion is a number that counts nothing. 申请额最大的十个项目；比率不计数。
select
    forms.implementing_unit as 实施单位,
    forms.project_name as 项目,
    money.amount_yuan as 年度申请,
    count(targets.indicator_no) as 指标数,
    count(targets.target_value) as 定量指标数,
    count(case when targets.target_value is not null and targets.unit_family <> 'percent' then 1 end) as 其中计数,
    (
        select count(*) from {{ ref('fct_goal_commitment') }} as commitments
        where commitments.form_key = forms.form_key and commitments.is_promise
    ) as 目标中的数,
    cast(cast(money.amount_yuan as double) / nullif(count(targets.target_value), 0) as decimal(18, 0)) as 每项定量指标元,
    split_part(forms.report_file, '/', 3) || ':' || money.line_start as 出处
from {{ ref('dim_form') }} as forms
inner join {{ ref('fct_project_funding') }} as money
    on forms.form_key = money.form_key and money.budget_stage = 'requested' and money.funding_source = 'total'
left join {{ ref('fct_indicator_target') }} as targets on forms.form_key = targets.form_key
where forms.form_type = 'target_declaration'
group by forms.form_key, forms.implementing_unit, forms.project_name, money.amount_yuan, forms.report_file, money.line_start
order by money.amount_yuan desc
limit 10
