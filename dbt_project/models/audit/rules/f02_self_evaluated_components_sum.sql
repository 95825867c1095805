-- F02: of a self-evaluation, the total of each stage (年初预算数, 全年预算数, 全年执行数) equals the sum of its sources. A blank or
-- dashed source adds nothing, but with all sources blank there is no sum.
with amounts as (
    select
        form_key,
        budget_stage,
        max(case when funding_source = 'total' then amount_yuan end) as actual,
        sum(case when funding_source in ('appropriation', 'carryover', 'other') then amount_yuan end) as expected,
        max(printed_step_yuan) * 0.5 as half_unit,
        min(line_start) as line_start,
        max(line_end) as line_end
    from {{ ref('fct_project_funding') }}
    group by form_key, budget_stage
),

measured as (
    select
        rules.rule_id,
        forms.form_key,
        'yuan' as value_unit,
        budget_stages.budget_stage as subject,
        '=' as comparison,
        forms.form_type = 'self_evaluation' as is_applicable,
        amounts.expected,
        amounts.actual,
        amounts.half_unit * rules.tolerance_half_units as tolerance,
        coalesce(amounts.line_start, forms.line_start) as line_start,
        coalesce(amounts.line_end, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    inner join {{ ref('dim_budget_stage') }} as budget_stages on budget_stages.form_type = 'self_evaluation'
    inner join {{ ref('dim_rule') }} as rules on rules.rule_id = 'F02'
    left join amounts on forms.form_key = amounts.form_key and budget_stages.budget_stage = amounts.budget_stage
)

{{ judged('measured') }}
