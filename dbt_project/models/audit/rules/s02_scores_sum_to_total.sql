-- S02: of a self-evaluation, the score of the execution rate and those of the indicators (得分) make up the printed 总分.
with measured as (
    select
        report_key,
        form_key,
        'score' as subject,
        'points' as value_unit,
        '=' as comparison,
        recomputed_total_score as expected,
        printed_total_score as actual,
        {{ printed_step('printed_total_score_text') }} * 0.5 as tolerance,
        {{ one_line('total_line') }} as lines
    from {{ ref('fct_self_evaluation') }}
),

judged as (
    select
        *,
        {{ compared() }} as outcome
    from measured
)

{{ findings('S02', 'judged', ['value_unit', 'comparison', 'expected', 'actual', 'tolerance']) }}
