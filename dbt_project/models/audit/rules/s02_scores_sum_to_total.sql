-- S02: of a self-evaluation, the score of the execution rate and those of the indicators (得分) make up the printed 总分.
with measured as (
    select
        rules.rule_id,
        forms.form_key,
        'score' as subject,
        'points' as value_unit,
        '=' as comparison,
        forms.form_type = 'self_evaluation' as is_applicable,
        evaluations.recomputed_total_score as expected,
        evaluations.printed_total_score as actual,
        {{ printed_step('evaluations.printed_total_score_text') }} * 0.5 * rules.tolerance_half_units as tolerance,
        coalesce(evaluations.total_line, forms.line_start) as line_start,
        coalesce(evaluations.total_line, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    inner join {{ ref('dim_rule') }} as rules on rules.rule_id = 'S02'
    left join {{ ref('fct_self_evaluation') }} as evaluations on forms.form_key = evaluations.form_key
)

{{ judged('measured') }}
