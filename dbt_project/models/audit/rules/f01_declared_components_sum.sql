-- F01: of a declaration, 年度资金申请总额 equals 当年财政拨款 + 上年结转资金 + 其他资金; where a whole-life total (项目资金总额) is
-- printed, it is not below the annual request. A blank source adds nothing, but with all three blank there is no sum.
with amounts as (
    select
        form_key,
        max(case when budget_stage = 'requested' and funding_source = 'total' then amount_yuan end) as requested,
        sum(
            case when budget_stage = 'requested' and funding_source in ('appropriation', 'carryover', 'other') then amount_yuan end
        ) as component_sum,
        max(case when budget_stage = 'requested' then printed_step_yuan end) as requested_step,
        max(case when budget_stage = 'multi_year' and funding_source = 'total' then amount_yuan end) as multi_year,
        max(case when funding_source = 'total' then printed_step_yuan end) as total_step,
        min(case when budget_stage = 'requested' then line_start end) as line_start,
        max(case when budget_stage = 'requested' then line_end end) as line_end,
        min(case when funding_source = 'total' then line_start end) as total_line_start,
        max(case when funding_source = 'total' then line_end end) as total_line_end
    from {{ ref('fct_project_funding') }}
    where budget_stage in ('requested', 'multi_year')
    group by form_key
),

compared as (
    select
        forms.form_key,
        'requested' as subject,
        '=' as comparison,
        forms.form_type = 'target_declaration' as is_applicable,
        amounts.component_sum as expected,
        amounts.requested as actual,
        amounts.requested_step * 0.5 as half_unit,
        coalesce(amounts.line_start, forms.line_start) as line_start,
        coalesce(amounts.line_end, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    left join amounts on forms.form_key = amounts.form_key
    union all
    select
        forms.form_key,
        'multi_year' as subject,
        '≥' as comparison,
        forms.form_type = 'target_declaration' and amounts.multi_year is not null and amounts.requested is not null as is_applicable,
        amounts.requested as expected,
        amounts.multi_year as actual,
        amounts.total_step * 0.5 as half_unit,
        coalesce(amounts.total_line_start, forms.line_start) as line_start,
        coalesce(amounts.total_line_end, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    left join amounts on forms.form_key = amounts.form_key
),

measured as (
    select
        rules.rule_id,
        'yuan' as value_unit,
        compared.*,
        compared.half_unit * rules.tolerance_half_units as tolerance
    from compared
    inner join {{ ref('dim_rule') }} as rules on rules.rule_id = 'F01'
)

{{ judged('measured') }}
