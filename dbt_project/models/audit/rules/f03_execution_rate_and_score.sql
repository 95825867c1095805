-- F03: of a self-evaluation, 执行率 = 全年执行数 / 全年预算数; its 得分 = 分值 × rate, at most the 分值; executed is not above the budget.
-- Systems make the rate of whole yuan and print 万元 beside it: 12.35 / 12.40 is 99.60%, what stands behind it may be 99.56%.
with totals as (
    select
        form_key,
        max(case when budget_stage = 'adjusted' then amount_yuan end) as adjusted,
        max(case when budget_stage = 'executed' then amount_yuan end) as executed,
        max(case when budget_stage = 'adjusted' then {{ hidden_by_rounding('amount_yuan', 'printed_step_yuan') }} end) as adjusted_rounding,
        max(case when budget_stage = 'executed' then {{ hidden_by_rounding('amount_yuan', 'printed_step_yuan') }} end) as executed_rounding,
        max(printed_step_yuan) * 0.5 as half_unit,
        {{ merged_lines('lines') }} as lines
    from {{ ref('fct_project_funding') }}
    where funding_source = 'total' and budget_stage in ('adjusted', 'executed')
    group by form_key
),

evaluations as (
    select
        evaluations.report_key,
        evaluations.form_key,
        totals.adjusted,
        totals.executed,
        totals.half_unit,
        evaluations.printed_execution_rate_percent as printed_percent,
        evaluations.recomputed_execution_rate_percent as recomputed_percent,
        case
            when evaluations.recomputed_execution_rate_percent > 100 then 100
            else evaluations.recomputed_execution_rate_percent
        end as capped_percent,
        100 * {{ ratio('totals.executed_rounding', '(totals.adjusted - totals.adjusted_rounding)') }}
        + evaluations.recomputed_execution_rate_percent
        * {{ ratio('totals.adjusted_rounding', '(totals.adjusted - totals.adjusted_rounding)') }} as rounding_percent,
        evaluations.execution_weight as weight,
        evaluations.execution_score as score,
        {{ printed_step('evaluations.execution_rate_text') }} * 0.5 as percent_half_unit,
        {{ value_step('evaluations.execution_score') }} * 0.5 as score_half_unit,
        coalesce(totals.lines, {{ no_lines() }}) as lines
    from {{ ref('fct_self_evaluation') }} as evaluations
    left join totals on evaluations.form_key = totals.form_key
),

compared as (
    select
        report_key,
        form_key,
        'rate' as subject,
        '=' as comparison,
        'percent' as value_unit,
        cast(round(recomputed_percent, 6) as decimal(28, 6)) as expected,
        cast(round(printed_percent, 6) as decimal(28, 6)) as actual,
        percent_half_unit as tolerance,
        percent_half_unit + cast(round(rounding_percent, 6) as decimal(28, 6)) as rounding,
        lines
    from evaluations
    union all
    select
        report_key,
        form_key,
        'score' as subject,
        '=' as comparison,
        'points' as value_unit,
        cast(round(cast(weight as double) * capped_percent * 0.01, 6) as decimal(28, 6)) as expected,
        cast(score as decimal(28, 6)) as actual,
        score_half_unit as tolerance,
        score_half_unit + cast(round(cast(weight as double) * rounding_percent * 0.01, 6) as decimal(28, 6)) as rounding,
        lines
    from evaluations
    union all
    select
        report_key,
        form_key,
        'ceiling' as subject,
        '≤' as comparison,
        'yuan' as value_unit,
        cast(adjusted as decimal(28, 6)) as expected,
        cast(executed as decimal(28, 6)) as actual,
        half_unit as tolerance,
        0 as rounding,
        lines
    from evaluations
),

judged as (
    select
        *,
        {{ rounding_details() }},
        {{ compared_as_rounded() }} as outcome
    from compared
)

{{ findings('F03', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance', 'detail_zh', 'detail_en']) }}
