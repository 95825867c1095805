-- F03: of a self-evaluation, 执行率 = 全年执行数 / 全年预算数; its 得分 = 分值 × rate, at most the 分值; executed is not above the budget.
with totals as (
    select
        form_key,
        max(case when budget_stage = 'adjusted' then amount_yuan end) as adjusted,
        max(case when budget_stage = 'executed' then amount_yuan end) as executed,
        max(printed_step_yuan) * 0.5 as half_unit,
        min(line_start) as line_start,
        max(line_end) as line_end
    from {{ ref('fct_project_funding') }}
    where funding_source = 'total' and budget_stage in ('adjusted', 'executed')
    group by form_key
),

evaluations as (
    select
        forms.form_key,
        forms.form_type = 'self_evaluation' as is_applicable,
        totals.adjusted,
        totals.executed,
        totals.half_unit,
        evaluations.printed_execution_rate_percent as printed_percent,
        evaluations.recomputed_execution_rate_percent as recomputed_percent,
        case
            when evaluations.recomputed_execution_rate_percent > 100 then 100
            else evaluations.recomputed_execution_rate_percent
        end as capped_percent,
        evaluations.execution_weight as weight,
        evaluations.execution_score as score,
        {{ printed_step('evaluations.execution_rate_text') }} * 0.5 as percent_half_unit,
        {{ value_step('evaluations.execution_score') }} * 0.5 as score_half_unit,
        coalesce(totals.line_start, forms.line_start) as line_start,
        coalesce(totals.line_end, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    left join {{ ref('fct_self_evaluation') }} as evaluations on forms.form_key = evaluations.form_key
    left join totals on forms.form_key = totals.form_key
),

compared as (
    select
        form_key,
        'rate' as subject,
        '=' as comparison,
        'percent' as value_unit,
        is_applicable,
        cast(round(recomputed_percent, 6) as decimal(24, 6)) as expected,
        cast(round(printed_percent, 6) as decimal(24, 6)) as actual,
        percent_half_unit as half_unit,
        line_start,
        line_end
    from evaluations
    union all
    select
        form_key,
        'score' as subject,
        '=' as comparison,
        'points' as value_unit,
        is_applicable,
        cast(round(cast(weight as double) * capped_percent * 0.01, 6) as decimal(24, 6)) as expected,
        cast(score as decimal(24, 6)) as actual,
        score_half_unit as half_unit,
        line_start,
        line_end
    from evaluations
    union all
    select
        form_key,
        'ceiling' as subject,
        '≤' as comparison,
        'yuan' as value_unit,
        is_applicable,
        cast(adjusted as decimal(24, 6)) as expected,
        cast(executed as decimal(24, 6)) as actual,
        half_unit,
        line_start,
        line_end
    from evaluations
),

measured as (
    select
        rules.rule_id,
        compared.*,
        compared.half_unit * rules.tolerance_half_units as tolerance
    from compared
    inner join {{ ref('dim_rule') }} as rules on rules.rule_id = 'F03'
)

{{ judged('measured') }}
