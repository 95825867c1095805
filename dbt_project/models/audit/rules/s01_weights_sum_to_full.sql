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
        form_key,
        recomputed_total_weight,
        total_line,
        {{ value_step('execution_weight') }} as execution_step
    from {{ ref('fct_self_evaluation') }}
),

measured as (
    select
        rules.rule_id,
        forms.form_key,
        'weight' as subject,
        'points' as value_unit,
        '=' as comparison,
        forms.form_type = 'self_evaluation' as is_applicable,
        rules.parameter_value as expected,
        evaluations.recomputed_total_weight as actual,
        case
            when steps.finest_step < evaluations.execution_step then steps.finest_step
            else evaluations.execution_step
        end * 0.5 * rules.tolerance_half_units as tolerance,
        coalesce(evaluations.total_line, forms.line_start) as line_start,
        coalesce(evaluations.total_line, forms.line_end) as line_end
    from {{ ref('dim_form') }} as forms
    inner join {{ ref('dim_rule') }} as rules on rules.rule_id = 'S01'
    left join evaluations on forms.form_key = evaluations.form_key
    left join steps on forms.form_key = steps.form_key
)

{{ judged('measured') }}
