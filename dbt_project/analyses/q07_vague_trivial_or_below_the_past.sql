-- en: Which targets are vague, trivial (=100 %, a low bar) or below what was reached before?
-- zh: 哪些指标值含糊、形同虚设（=100%、门槛过低）或低于以前完成值？
-- note: By unit; rules Q01, Q06, Q07 and X01. Each finding has its lines in fct_audit_finding. 按单位汇总。
select
    forms.implementing_unit as 实施单位,
    forms.fiscal_year as 年度,
    count(distinct forms.form_key) as 表数,
    count(distinct case when targets.form_key is not null then targets.form_key || '-' || cast(targets.indicator_no as varchar) end) as 指标数,
    count(case when targets.operator = '=' and targets.target_base_value = 100 and targets.unit_family = 'percent' then 1 end) as 等于百分之百,
    max(vague.finding_count) as 含糊,
    max(low.finding_count) as 门槛过低,
    max(below.finding_count) as 低于以前完成值
from {{ ref('dim_form') }} as forms
left join {{ ref('fct_indicator_target') }} as targets on forms.form_key = targets.form_key
left join (
    select unit_key, fiscal_year, count(*) as finding_count from {{ ref('fct_audit_finding') }}
    where rule_id = 'Q01' and outcome = 'fail' group by unit_key, fiscal_year
) as vague on forms.unit_key = vague.unit_key and forms.fiscal_year = vague.fiscal_year
left join (
    select unit_key, fiscal_year, count(*) as finding_count from {{ ref('fct_audit_finding') }}
    where rule_id = 'Q07' and outcome = 'fail' group by unit_key, fiscal_year
) as low on forms.unit_key = low.unit_key and forms.fiscal_year = low.fiscal_year
left join (
    select unit_key, fiscal_year, count(*) as finding_count from {{ ref('fct_audit_finding') }}
    where rule_id = 'X01' and outcome = 'fail' group by unit_key, fiscal_year
) as below on forms.unit_key = below.unit_key and forms.fiscal_year = below.fiscal_year
where forms.form_type = 'target_declaration'
group by forms.implementing_unit, forms.fiscal_year
order by 指标数 desc, forms.implementing_unit
