-- S01: of a self-evaluation, the weight of the execution rate and those of the indicators (分值) make up the full weight.
-- Weights are given, not rounded: the finest printed digit decides, else a row of 2.5 among whole numbers would hide a missing half.
with steps as (
    select
        form_key,
        min({{ value_step('weight') }}) as finest_step
    from {{ ref('fct_indicator_result') }}
    group by form_key
),

evaluations as (
    select
        report_key,
        form_key,
        recomputed_total_weight,
        {{ one_line('total_line') }} as lines,
        {{ value_step('execution_weight') }} as execution_step
    from {{ ref('fct_self_evaluation') }}
),

measured as (
    select
        evaluations.report_key,
        evaluations.form_key,
        'weight' as subject,
        'points' as value_unit,
        '=' as comparison,
        {{ parameter('S01', 'full_weight') }} as expected,
        evaluations.recomputed_total_weight as actual,
        case
            when steps.finest_step < evaluations.execution_step then steps.finest_step
            else evaluations.execution_step
        end * 0.5 as tolerance,
        evaluations.lines
    from evaluations
    left join steps on evaluations.form_key = steps.form_key
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S01', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
