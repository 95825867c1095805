with results as (
    select
        indicators.*,
        forms.report_key,
        forms.project_key,
        forms.unit_key,
        forms.fiscal_year_key,
        forms.fiscal_year,
        templates.reverse_rule,
        units.unit_family,
        units.base_unit,
        -- 66.16亿 beside 40亿元: a word of magnitude without a unit is taken to be of the target's family, and so is a bare number
        case
            when actual_units.unit_family in ('magnitude', 'none') and indicators.actual_value is not null then units.unit_family
            else actual_units.unit_family
        end as actual_unit_family,
        {{ in_base_unit('indicators.target_value', 'units.factor') }} as target_base_value,
        {{ in_base_unit(
            'indicators.actual_value', "case when actual_units.unit_family = 'none' then units.factor else actual_units.factor end"
        ) }} as actual_base_value
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('dim_form') }} as forms on indicators.form_key = forms.form_key
    inner join {{ ref('dim_form_template') }} as templates on forms.form_template_key = templates.form_template_key
    inner join {{ ref('dim_measure_unit') }} as units on indicators.measure_unit_key = units.measure_unit_key
    inner join {{ ref('dim_measure_unit') }} as actual_units on indicators.actual_unit_key = actual_units.measure_unit_key
    where forms.form_type = 'self_evaluation'
),

-- An estimate (1000余次) and a value with ≥ (90%以上) are lower bounds; what is about so much (约, 近) tells nothing of a target.
bounded as (
    select
        *,
        case
            when actual_value is null then null
            when actual_operator in ('≤', '<') then 'at_most'
            when actual_is_estimate and translate(actual_text, '约近左右', '') <> actual_text then 'about'
            when actual_is_estimate or actual_operator in ('≥', '>') then 'at_least'
            else 'exact'
        end as actual_precision,
        case when actual_unit_family = unit_family then actual_base_value end as comparable_base_value
    from results
)

select
    form_key,
    indicator_no,
    indicator_key,
    report_key,
    project_key,
    unit_key,
    fiscal_year_key,
    fiscal_year,
    level1,
    level2,
    indicator_name,
    indicator_kind,
    target_text,
    operator,
    target_value,
    target_value_text,
    measure_unit,
    measure_unit_key,
    {{ surrogate_key(['level1', 'level2']) }} as indicator_level_key,
    case when operator is null then {{ unknown_key() }} else {{ surrogate_key(['operator']) }} end as operator_key,
    unit_family,
    base_unit,
    target_base_value,
    actual_text,
    actual_operator,
    actual_value,
    actual_value_text,
    actual_unit,
    actual_unit_key,
    actual_is_estimate,
    actual_precision,
    comparable_base_value as actual_base_value,
    case when actual_unit_family = unit_family then {{ ratio('actual_base_value', 'target_base_value') }} end as achievement_ratio,
    case
        when actual_precision in ('exact', 'at_least') then {{ target_met(
            'target_base_value', 'operator', 'comparable_base_value', "(actual_precision = 'at_least')"
        ) }}
    end as is_target_met,
    weight,
    weight_text,
    score,
    score_text,
    cast(weight - score as decimal(9, 4)) as points_lost,
    cast(
        case
            when actual_precision in ('exact', 'at_least') then {{ expected_score(
                'target_base_value', 'operator', 'comparable_base_value', 'weight', 'reverse_rule', "actual_precision = 'at_least'"
            ) }}
        end
        as decimal(9, 4)
    ) as expected_score,
    deviation_text,
    ambiguity_flags,
    report_file,
    report_sha256,
    line_start,
    line_end,
    place,
    lines
from bounded
